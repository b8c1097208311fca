"""What a printed report says around its content, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from advisor.text import Language, Text

WORDS: Final[dict[str, Text]] = {
    "as_of": Text("判定日 {day}", "judged as of {day}"),
    "stdin": Text("標準入力", "standard input"),
    "between": Text("・", " · "),
    "score": Text("{score}点（100点満点）", "score {score} of 100"),
    "coverage": Text("当てはまる項目の{share}%を判定", "judged {share}% of what applies"),
    "nothing_judged": Text("判定できた項目はありません", "nothing could be judged"),
    "strengths": Text("うまくいっている点", "What already works"),
    "first": Text("まず取り組むこと", "What to do first"),
    "everything": Text("取り組むこと", "What to do"),
    "of": Text("{total}件のうち{shown}件", "{shown} of {total}"),
    "nothing": Text("提案はありません。", "There is nothing to recommend."),
    "nothing_yet": Text(
        "ここまでの記載からの提案はありません。下の質問に答えると、判定できることが増えます。",
        "There is nothing to recommend so far. The answers to the questions below let more be judged.",
    ),
    "sponsor": Text("まず責任者だけで", "for the sponsor first"),
    "why": Text("なぜ", "why"),
    "action": Text("次に", "next"),
    "caveat": Text("注意", "note"),
    "also": Text("ほか", "also"),
    "first_question": Text("まず教えてください", "First of all"),
    "basis": Text("根拠", "basis"),
    "rank": Text("順位", "rank"),
    "where": Text("場所", "where"),
    "questions": Text("お客様への質問", "Questions for the client"),
    "answer": Text("記入先", "goes to"),
    "example": Text("例：{example}", "e.g. {example}"),
    "added": Text("{key} に追加", "a new entry in {key}"),
    "of_row": Text("「{name}」の {key}", "{key} of “{name}”"),
    "warnings": Text("読み取りについて", "Notes on reading"),
    "exceptions": Text("例外", "Exceptions"),
    "until": Text("{day}まで", "until {day}"),
    "reason": Text("理由：{reason}", "reason: {reason}"),
    "assumptions": Text("こう読み取りました", "How it was understood"),
    "blank": Text("（記載なし）", "(left out)"),
    "stated": Text("記載どおり", "stated"),
    "parsed": Text("読み取り", "read"),
    "inferred": Text("推定", "inferred"),
    "guessed": Text("推測", "guessed"),
    "hidden": Text("ほかに{things}があります：--all ですべて表示します", "Not shown: {things} (--all shows everything)"),
    "total": Text("{files}のうち{judged}件を診断しました", "Judged {judged} of {files}"),
    "unreadable": Text("読めないファイル{number}件", "{number} unreadable"),
    "plan": Text("計画全体", "the whole plan"),
    "document": Text("KPI計画の診断", "KPI plan review"),
    "made_by": Text(
        "kpi-advisor {advisor}、ルール {rulebook}、設定 {configuration}",
        "kpi-advisor {advisor}, rules {rulebook}, settings {configuration}",
    ),
    "raw": Text("書かれた内容", "As written"),
    "understood": Text("読み取り", "Understood as"),
    "confidence": Text("確かさ", "Confidence"),
    "message": Text("内容", "Remark"),
    # explain and rules
    "severity": Text("深刻さ", "severity"),
    "effort": Text("手間", "effort"),
    "about": Text("対象", "about"),
    "otherwise": Text("ほかの場合は{severity}", "otherwise {severity}"),
    "case": Text("次の場合は{severity}：{conditions}", "{severity} when {conditions}"),
    "guidance": Text("もとになる考え方", "The guidance it encodes"),
    "paragraphs": Text("出典記事 ¶{paragraphs}", "source article ¶{paragraphs}"),
    "limits": Text("しきい値（kpi-advisor.toml の [thresholds] で変更可）", "Limits (change them in kpi-advisor.toml, [thresholds])"),
    "limit_source": Text("出典：{source}", "from: {source}"),
    "other_sources": Text("ほかの出典", "Other sources"),
    "applies": Text("対象になる場合", "Applies when"),
    "fires": Text("指摘する場合", "Fires when"),
    "asks": Text("質問する場合", "Asks when"),
    "silent": Text("何も言わない場合", "Stays silent when"),
    "or": Text("または", "or"),
    "never_asks": Text("質問はしません（常に判断できます）。", "It never asks; it can always be judged."),
    "both_rules": Text(
        "同じ対象で {rules} の両方に当たる場合（2つの指摘を1つにまとめます）",
        "both {rules} hold for the same subject (the two are said as one)",
    ),
    "one_rule": Text("どちらか一方だけに当たる場合", "only one of the two holds"),
    "outside": Text("対象にならない場合", "it does not apply"),
    "bad": Text("悪い例", "A bad example"),
    "good": Text("よい例", "A good example"),
    "gets": Text("この例への提案", "The advice it gets"),
    "sponsor_rule": Text("この提案は、まず責任者だけに見せる内容です。", "Its advice is for the sponsor's eyes first."),
    "rule": Text("ルール", "rule"),
    "content": Text("内容", "what it is about"),
    "rules_total": Text("{number}件。詳しくは kpi-advisor explain ルール名", "{number} rules. More: kpi-advisor explain RULE"),
    "rule_total": Text("{number}件。詳しくは kpi-advisor explain ルール名", "{number} rule. More: kpi-advisor explain RULE"),
}  # fmt: skip

_COUNTED: Final[dict[str, tuple[str, str, str]]] = {
    "recommendations": ("提案{n}件", "1 recommendation", "{n} recommendations"),
    "questions": ("質問{n}件", "1 question", "{n} questions"),
    "strengths": ("うまくいっている点{n}件", "1 strength", "{n} strengths"),
    "warnings": ("読み取りの注意{n}件", "1 remark on what was written", "{n} remarks on what was written"),
    "files": ("ファイル{n}件", "1 file", "{n} files"),
}


def word(key: str, language: Language, /, **values: object) -> str:
    """A phrase in one language. Values go in as they are: braces in them are not read as a format."""
    return WORDS[key][language].format(**values)


def counted(what: str, number: int, language: Language) -> str:
    """A number of things: `提案3件`, `3 recommendations`."""
    ja, one, many = _COUNTED[what]
    if language == "ja":
        return ja.format(n=number)
    return one if number == 1 else many.format(n=number)


def listed(things: Sequence[str], language: Language) -> str:
    """Things in a row, as prose."""
    if language == "ja" or len(things) < 2:
        return "、".join(things)
    return f"{', '.join(things[:-1])} and {things[-1]}"


def ranges(numbers: Sequence[int]) -> str:
    """Numbers with runs drawn together: `18-19, 40-41`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in runs)
