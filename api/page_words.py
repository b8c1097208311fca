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
        "回答は診断のためだけに送られ、保存も記録もされません。",
        "Your answers are sent for the review alone. They are neither stored nor logged.",
    ),
    "draft": Text(
        "書きかけの内容は、このブラウザーの中だけに残ります。",
        "What you have written so far stays in this browser only.",
    ),
    "draft_back": Text("前回の書きかけを戻しました。", "Your draft from last time is back."),
    "draft_clear": Text("書きかけを消す", "Clear the draft"),
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
    "blanks": Text("空欄は", "What is blank"),
    "later": Text("あとで答える", "We will answer later"),
    "unknown": Text("わからない", "We do not know"),
    "read_as": Text("読み取り：{understood}", "Read as: {understood}"),
    "check": Text("読み取りを確かめる", "See how it is read"),
    "judge": Text("診断する", "Get the review"),
    "judge_apart": Text("別のページで診断", "Review on its own page"),
    "working": Text("診断しています…", "Reviewing…"),
    "failed": Text(
        "送信できませんでした。回答はこの画面に残っています。接続を確かめて、もう一度押してください。",
        "This could not be sent. Your answers are still here; check the connection and press the button again.",
    ),
    "stale": Text(
        "入力が変わりました。もう一度「診断する」を押してください。",
        "Your answers have changed; press “Get the review” again.",
    ),
    "next": Text("次に教えていただきたいこと", "What to tell us next"),
    "next_empty": Text(
        "書き始めると、次に教えていただきたいことがここに出ます。",
        "Once you start, what to tell us next appears here.",
    ),
    "next_none": Text("いまのところ、ほかに伺うことはありません。", "There is nothing more to ask for now."),
    "next_more": Text("ほかに{number}件", "and {number} more"),
    "lacks": Text("診断の前に", "Before the review"),
    "keep": Text("保存する", "Keep a copy"),
    "keep_help": Text(
        "計画はファイルとして手元に残し、あとで kpi-advisor で診断できます。",
        "Keep your plan as a file; kpi-advisor can judge it again later.",
    ),
    "plan_yaml": Text("計画（YAML）", "Plan (YAML)"),
    "plan_json": Text("計画（JSON）", "Plan (JSON)"),
    "report_html": Text("診断結果（HTML）", "Review (HTML)"),
    "report_shared": Text("共有用の診断結果（責任者向けの提案を除く）", "Review to share (without the sponsor's part)"),
    "report": Text("診断結果", "The review"),
    "made_by": Text("kpi-advisor {version}", "kpi-advisor {version}"),
    "file": Text("計画", "plan"),
}


def word(key: str, language: Language, /, **values: object) -> str:
    """A phrase in one language. Values go in as they are: braces in them are not read as a format."""
    return WORDS[key][language].format(**values)
