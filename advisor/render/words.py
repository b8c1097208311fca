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
    "sponsor": Text("責任者限り", "for the owner or director first"),
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
    "read_rows": Text("最終目標{goals}項目、KPI{kpis}項目を読み取りました。", "Read: {goals} and {kpis}."),
    "read_columns": Text("列の読み方", "Columns"),
    "read_values": Text("値の読み方", "Values"),
    "read_ignored": Text("計画に入れなかったもの", "Not in the plan"),
    "read_sheet": Text("シート「{name}」", "Sheet “{name}”"),
    "read_plan": Text("計画全体", "The plan"),
    "not_read": Text("読み込まない", "not read"),
    "by_likeness": Text("推定", "inferred"),
    "read_more_rows": Text("ほかに{n}行あります：--all ですべて表示します", "{n} more rows (--all shows them)"),
    "read_more_ignored": Text("ほかに{n}か所あります：--all ですべて表示します", "{n} more (--all shows them)"),
    "read_next": Text(
        "列の読み方を直すには --map '見出し=target' の形で、読み込まない列は --map '見出し=ignore' と指定してください。"
        "計画のファイルにするには --to yaml -o plan.yaml を付けてください。",
        "To correct a column, add --map 'header=target'; to leave one out, --map 'header=ignore'. "
        "To make a plan file of it, add --to yaml -o plan.yaml.",
    ),
    "read_next_memo": Text(
        "計画のファイルにするには --to yaml -o plan.yaml を付け、読み方が違う箇所はそのファイルで直してください。",
        "To make a plan file of it, add --to yaml -o plan.yaml, and correct there what was read wrongly.",
    ),
    "read_next_plan": Text("診断するには：kpi-advisor lint {name}", "To judge it: kpi-advisor lint {name}"),
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
    "change": Text("変更", "change"),
    "no_diff": Text(
        "{place} は書き方が込み入っているため、差分を示せません。手で直してください：{what}",
        "{place} is written in a way that a diff cannot change safely; edit it by hand: {what}",
    ),
    "identity": Text("指紋 {fingerprint}（順位が変わっても同じ提案を指します）", "fingerprint {fingerprint} (stays when ranks move)"),
    "chain_plan": Text("計画に書かれていること", "What the plan says"),
    "chain_facts": Text("そこから分かること", "What follows from it"),
    "chain_rules": Text("当てはまるルール", "The rule that holds"),
    "chain_rests": Text("ルールのもとになる考え方と出典", "What the rule rests on"),
    "chain_next": Text("次にすることと、この順位の理由", "What to do, and why it has this rank"),
    "sure": Text("（確度{share}%）", " ({share}% sure)"),
    "diff_title": Text("計画の変更による診断の変化", "What changed between two versions of the plan"),
    "diff_figures": Text(
        "{before}点 → {after}点（{change}）・当てはまる項目の{old}% → {new}%を判定",
        "score {before} → {after} ({change}) · judged {old}% → {new}% of what applies",
    ),
    "diff_added": Text("新しく出た提案", "New"),
    "diff_resolved": Text("解消した提案", "Resolved"),
    "diff_open": Text("残っている提案", "Still open"),
    "diff_was": Text("（深刻さは以前「{severity}」）", " (was {severity})"),
    "diff_renamed": Text("名前が変わった項目（同じ項目として比べました）", "Renamed rows, followed as the same"),
    "renamed_id": Text("「{old}」→「{new}」（idが同じ）", "“{old}” → “{new}” (same id)"),
    "renamed_definition": Text("「{old}」→「{new}」（定義が同じ）", "“{old}” → “{new}” (same definition)"),
    "renamed_target": Text("「{old}」→「{new}」（位置と目標が同じ）", "“{old}” → “{new}” (same place and target)"),
    "renamed_spelling": Text("「{old}」→「{new}」（書き方が近い）", "“{old}” → “{new}” (close spelling)"),
    "kind_safe": Text("そのまま直せる", "safe"),
    "kind_proposed": Text("判断が必要", "proposed"),
    "kind_fill": Text("記入待ち", "to fill"),
    # the page
    "first_few": Text("まず取り組むこと", "What to do first"),
    "after_that": Text("その次に取り組むこと", "What to do after that"),
    "score_of": Text("点数", "Score"),
    "out_of": Text("100点満点", "out of 100"),
    "reviewed": Text("{day}時点の診断", "reviewed as of {day}"),
    "judged": Text("判定できた割合", "Judged"),
    "judged_note": Text("当てはまる項目のうち", "of the checks that apply"),
    "advice": Text("提案", "Recommendations"),
    "to_answer": Text("教えていただきたいこと", "Questions to answer"),
    "asked": Text("質問", "Questions"),
    "asked_note": Text("答えると判定できることが増えます", "answers let us check more"),
    "none_asked": Text("いまのところありません", "none for now"),
    "severity_tag": Text("影響：{severity}", "{severity} impact"),
    "at_cell": Text("{text}（セル {cell}）", "{text} (cell {cell})"),
    "at_line": Text("{text}（{line}行目）", "{text} (line {line})"),
    "basis_of": Text("根拠と順位の理由", "Evidence and ranking"),
    "concerns": Text("対象", "About"),
    "more_rows": Text("ほか{n}項目", "and {n} more"),
    "others": Text("ほか{n}項目", "{n} more"),
    "link_lost_more": Text("ほかにも{n}件のつなぎ先が計画にありません", "{n} more broken links"),
    "entry": Text("{place}（{n}番目）", "{place}, entry {n}"),
    "new_entry": Text("{place}（新しい項目）", "{place} (a new entry)"),
    "row_place": Text("「{name}」の{place}", "{place} of “{name}”"),
    "each_place": Text("それぞれの{place}（{n}項目）", "{place} of each of the {n} rows"),
    "pictures": Text("図で見る計画", "The plan in pictures"),
    "tree": Text("最終目標とKPIのつながり", "How the KPIs lead to the goal"),
    "tree_part": Text("最終目標とKPIのつながり（{n}/{total}）", "How the KPIs lead to the goal ({n} of {total})"),
    "tree_note": Text(
        "上が最終目標、下がそこへつながるKPIです。実線は計画に書かれたつながり、破線はそれ以外を表します。",
        "The goal is on top, the KPIs that lead to it below. Solid lines are links the plan states; all others are dashed.",
    ),
    "tree_assumed": Text(
        "計画につながりの記載がないため、すべて1つの最終目標につながるとみなして描いています。",
        "The plan states no links, so all KPIs are drawn as serving its one goal.",
    ),
    "no_goal_head": Text("最終目標の記載がありません", "No final goal is stated"),
    "unlinked_head": Text("最終目標までのつながりがないKPI", "KPIs with no path to a goal"),
    "goal_tag": Text("最終目標（KGI）", "Goal (KGI)"),
    "at_now": Text("現在 {now}", "now {now}"),
    "at_target": Text("目標 {target}", "target {target}"),
    "from_to": Text("現在 {now} → 目標 {target}", "now {now} → target {target}"),
    "link_inferred": Text("つながりは指標の内容からの推定です", "Link inferred from what it measures"),
    "link_broken": Text("つなぎ先「{written}」が計画にありません", "Link broken: “{written}” is not in the plan"),
    "link_near": Text(
        "つなぎ先「{written}」が計画にありません（「{near}」のことですか）",
        "Link broken: “{written}” is not in the plan (did you mean “{near}”?)",
    ),
    "link_missing": Text("つながりの記載がありません", "No link stated"),
    "link_unknown": Text("つながりはこの抜粋にありません", "Its link is not in this excerpt"),
    "link_cycle": Text("循環：{names}ともつながり合っています", "Circular: this and {names} lead to each other"),
    "link_also": Text("{names}にもつながっています", "Also leads to {names}"),
    "link_under": Text("「{name}」につながっています", "Leads to “{name}”"),
    "history": Text("これまでの動きと目標", "The past and the target"),
    "history_note": Text(
        "帯は、これまでの動きがそのまま続いた場合に、期限で見込める範囲です（10回のうち{tenths}回ほどはこの中に収まります）。",
        "Shaded: where the figure is likely to be by the deadline if nothing changes (about {tenths} times in 10).",
    ),
    "past": Text("これまでの値", "Past values"),
    "past_last": Text("これまでの値（直近{n}個）", "Past values (last {n})"),
    "target": Text("目標", "Target"),
    "range": Text("このまま進んだ場合の見込み", "Likely range"),
    "range_of": Text("{low}〜{high}（おおむね{likely}）", "{low} to {high} (most likely {likely})"),
    "high_end": Text("多くて", "high"),
    "low_end": Text("少なくて", "low"),
    "within": Text("目標は、見込める範囲の中にあります。", "The target lies within the likely range."),
    "beyond": Text("目標は、見込める範囲の外にあります。", "The target lies outside the likely range."),
    "met": Text("直近の値が、すでに目標に達しています。", "The latest value already meets the target."),
    "unjudged": Text("目標値そのものの確認が先です。", "The target itself needs correcting first."),
    "many": Text("KPI計画の診断（{n}件）", "KPI plan review ({n} plans)"),
    "unreadable_plan": Text("この計画は診断できませんでした", "This plan could not be judged"),
    # states in the tree
    "state_short": Text(
        "すべて達成しても{made}（目標の{share}）で、{gap}足りません",
        "Meeting every target yields {made} ({share} of the goal): {gap} short",
    ),
    "state_reaches": Text(
        "すべて達成すれば{made}となり、目標に届きます", "Meeting every target yields {made} and reaches the goal"
    ),
    "state_starved": Text(
        "手前の段階から来るのは{made}で、{gap}足りません", "The steps before it bring {made}: {gap} short"
    ),
    "state_beyond_best": Text(
        "これまでの動き（最も良い値は{best}）から見込める範囲を超えています", "Beyond what its past supports (best: {best})"
    ),
    "state_beyond": Text("直近の値{last}から大きく離れています", "Far from the latest value, {last}"),
    "state_impossible": Text("取りうる値の限度（{limit}）の外にあります", "Outside the possible values (limit: {limit})"),
    "state_reversed": Text("目標の向きが逆です", "The target points the wrong way"),
    "state_already_met": Text("現在の{now}で、すでに達成しています", "Already met: now {now}"),
    "state_no_target": Text("目標値がありません", "No target value"),
    "state_no_number": Text("数字の目標がありません", "No number to reach"),
    "state_unknown": Text("目標の記載がありません", "Target not stated"),
    "state_watched": Text("監視用のため、目標値は要りません", "Watched only; needs no target"),
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
    "goals": ("最終目標{n}項目", "1 goal", "{n} goals"),
    "kpis": ("KPI{n}項目", "1 KPI", "{n} KPIs"),
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
