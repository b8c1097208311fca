"""What the form's pages say around the questions, in both languages."""

from __future__ import annotations

from typing import Final

from advisor.text import Language, Text

WORDS: Final[dict[str, Text]] = {
    "title": Text("目標と数字の診断", "A review of your goals and numbers"),
    "lead": Text(
        "14の質問に答えると、いまの計画のどこから手を付けるとよいかを、理由とともにお返しします。"
        "必須は質問2と質問6だけです。途中で診断しても、あとから書き足せます。",
        "Answer up to 14 questions and get back what to work on first in your plan, and why. "
        "Only questions 2 and 6 are required. You can ask for the review early and add to your answers later.",
    ),
    "private": Text(
        "回答は診断のためだけに使い、保存も記録もしません。",
        "Your answers are used only to produce this review. They are neither stored nor logged.",
    ),
    "draft": Text(
        "書きかけの内容は、このブラウザーの中だけに残ります。",
        "What you have written so far stays in this browser only.",
    ),
    "draft_back": Text("前回の書きかけを戻しました。", "Your draft from last time is back."),
    "draft_clear": Text("入力をすべて消す", "Clear everything"),
    "draft_clear_sure": Text("入力した内容をすべて消しますか。", "Clear everything you have entered?"),
    "other_language": Text("English", "日本語"),
    "skip": Text("質問へ進む", "Skip to the questions"),
    "question": Text("質問{number}", "Question {number}"),
    "required": Text("必須", "required"),
    "example": Text("例：{example}", "e.g. {example}"),
    "row_goal": Text("目標{number}", "Goal {number}"),
    "row_kpi": Text("数字{number}", "Number {number}"),
    "add_goal": Text("目標を追加", "Add a goal"),
    "add_kpi": Text("数字を追加", "Add a number"),
    "remove": Text("削除", "Remove"),
    "remove_this": Text("「{name}」を削除", "Remove “{name}”"),
    "remove_sure": Text(
        "「{name}」の行を、ほかの質問での回答も含めて削除しますか。",
        "Remove “{name}”, with what you said about it in the other questions?",
    ),
    "up_this": Text("「{name}」を上へ", "Move “{name}” up"),
    "down_this": Text("「{name}」を下へ", "Move “{name}” down"),
    "blanks": Text("書いていない欄は", "If you left something blank:"),
    "later": Text("あとで答える", "We will come back to it"),
    "unknown": Text("わからない", "We do not know"),
    "read_as": Text("読み取り：{understood}", "Read as: {understood}"),
    "check": Text("どう読み取られたかを見る", "Check how we read your answers"),
    "judge": Text("診断する", "Get the review"),
    "judge_apart": Text("新しいタブで診断結果を開く", "Open the review in a new tab"),
    "working": Text("診断しています…", "Reviewing…"),
    "failed": Text(
        "送信できませんでした。回答はこの画面に残っています。接続を確かめて、もう一度押してください。",
        "This could not be sent. Your answers are still here; check the connection and press the button again.",
    ),
    "stale": Text(
        "入力が変わりました。もう一度「診断する」を押してください。",
        "Your answers have changed; press “Get the review” again.",
    ),
    "next": Text("次に教えていただきたいこと", "What would help next"),
    "next_empty": Text(
        "書き始めると、次に教えていただきたいことがここに出ます。",
        "Start answering and suggestions appear here.",
    ),
    "next_open": Text("まだ答えていない質問", "Questions not answered yet"),
    "next_more": Text("ほかに{number}件", "and {number} more"),
    "lacks": Text("診断の前に、次の点をお答えください", "Please answer these first"),
    "keep": Text("保存する", "Keep a copy"),
    "keep_help": Text(
        "計画のファイルは、あとでもう一度診断するときや、専門家に渡すときに使えます。",
        "The plan files can be reviewed again later, or passed on to an expert.",
    ),
    "plan_yaml": Text("計画（YAML）", "Plan (YAML)"),
    "plan_json": Text("計画（JSON）", "Plan (JSON)"),
    "report_html": Text("診断結果（責任者用）", "Review (for the owner or director)"),
    "report_shared": Text("診断結果（共有用・報酬や評価の提案を除く）", "Review to share (without the advice on pay)"),
    "report": Text("診断結果", "The review"),
    "made_by": Text("kpi-advisor {version}", "kpi-advisor {version}"),
    "file": Text("計画", "plan"),
    "whole_plan": Text("計画全体", "the whole plan"),
    # -- a sheet or memo that is sent in place of answers
    "upload": Text("お手元のファイルから始める", "Start from a file you have"),
    "upload_help": Text(
        "Excel、CSV、Markdownの表、文章のメモを読み取り、下の質問に入れます。どう読み取ったかを先にお見せします。"
        "ファイルは保存しません。",
        "We read an Excel sheet, CSV, a Markdown table or a memo in prose and put it into the questions below, after "
        "showing you how we read it. The file is not stored.",
    ),
    "upload_file": Text("ファイル", "File"),
    "upload_go": Text("読み取る", "Read it"),
    "upload_none": Text("ファイルを選んでから押してください。", "Choose a file first."),
    "upload_large": Text(
        "ファイルが大きすぎます（上限{limit}）。計画の表だけを残して、もう一度お試しください。",
        "The file is too large (the limit is {limit}); keep only the plan's table and try again.",
    ),
    "sheet_title": Text("「{file}」をこう読み取りました", "How we read “{file}”"),
    "sheet_lead": Text(
        "違っていれば列の対応を直して「読み直す」を押してください。よければ入力フォームに移します。",
        "If a column is wrong, change it and press “Read again”. If all is well, carry it into the form.",
    ),
    "skip_sheet": Text("読み取りの結果へ進む", "Skip to what we read"),
    "without_sheet": Text("ファイルを使わずに入力する", "Fill in the form without a file"),
    "columns": Text("列の対応", "What each column is"),
    "columns_help": Text(
        "色の付いた行は、見出しではなく中身から推測しました。",
        "Tinted rows were guessed from their contents, not their headers.",
    ),
    "column_place": Text("場所", "Where"),
    "column_header": Text("列の見出し", "Header"),
    "column_field": Text("項目", "Read as"),
    "column_note": Text("補足", "Note"),
    "not_read": Text("読み取らない", "not read"),
    "unsure": Text("（推測）", "(a guess)"),
    "read_again": Text("この対応で読み直す", "Read again"),
    "values": Text("読み取った内容（目標{goals}件、数字{kpis}件）", "What we read (goals: {goals}, numbers: {kpis})"),
    "a_goal": Text("（目標）", "(goal)"),
    "value_raw": Text("書かれている内容", "Written"),
    "value_understood": Text("読み取り", "Understood"),
    "ignored": Text("使わなかったもの（{number}件）", "Not used ({number})"),
    "quoted": Text("「{text}」", "“{text}”"),
    "to_form": Text("入力フォームに移す", "Carry it into the form"),
    "carried": Text(
        "ファイルから引き継いだ次の内容は、この画面に欄はありませんが診断に使います：{fields}",
        "These came with your file and have no field here, but count in the review: {fields}",
    ),
}


def word(key: str, language: Language, /, **values: object) -> str:
    """A phrase in one language. Values go in as they are: braces in them are not read as a format."""
    return WORDS[key][language].format(**values)


def size(n: int) -> str:
    """A number of bytes as people say it, in either language."""
    return f"{n / 1_000_000:.1f}MB" if n >= 1_000_000 else f"{n // 1000}KB"
