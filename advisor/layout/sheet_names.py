"""One sheet per priority, team or person: the sheet's name is then a value of every row in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from advisor.errors import Position
from advisor.layout import said
from advisor.layout.draft import Draft, Value
from advisor.layout.find import is_time
from advisor.layout.header_words import key, read_words, value_word
from advisor.notation.normalize import normalize
from advisor.source.understanding import ColumnReading

_PRIORITY: Final = re.compile(
    r"\s{0,9}(?:優先度|優先順位|優先|重要度|priority|importance|tier)\s{0,9}[:：]?\s{0,9}", re.IGNORECASE
)
_TEAM: Final = re.compile(
    r"(?:部|課|室|係|局|チーム|グループ|支店|営業所|店舗?|team|department|dept\.?|division|office|branch)$",
    re.IGNORECASE,
)
_PERSON: Final = re.compile(
    r"[一-龥々]{2,4}(?:\s?[一-龥ぁ-んァ-ヶー々]{1,4})?(?:さん|様|氏)?|[ぁ-んァ-ヶー]{2,8}(?:さん|様)|[A-Z][a-z]+(?:[ .][A-Z][a-zA-Z.]*){0,2}"
)
_GENERAL: Final = re.compile(
    r"sheet|kpi|kgi|okr|data|list|plan|summary|dashboard|report|master|table|input|output|main|overview|index|template|sales|marketing|"
    r"finance|monthly|weekly|annual|target|actual|goal|metric|"
    r"シート|一覧|計画|目標|実績|集計|管理|指標|全社|全体|共通|概要|表紙|目次|設定|定義|月次|年次|売上|営業|人事|財務|顧客|製造|品質|採用|推移|分析|事業|戦略|施策|成果|活動|課題|予算|参考|資料|付録|補足|上期|下期|年度",
    re.IGNORECASE,
)  # fmt: skip


def name_sheets(drafts: Sequence[Draft]) -> list[ColumnReading]:
    """Gives drafts what their sheets' names say, where at least two sheets say something of one kind; says so."""
    sheets = list(dict.fromkeys(d.sheet for d in drafts if d.kind == "kpi" and d.sheet))
    if len(sheets) < 2:
        return []
    tiers = {
        s: value_word(_PRIORITY.sub("", normalize(s)).strip(), "tier") for s in sheets if _PRIORITY.search(normalize(s))
    }
    if len(tiers) == len(sheets) and all(tiers.values()):
        return _give(drafts, "tier", {s: str(t) for s, t in tiers.items()}, sure=True)
    if not _alike(drafts, sheets) or any(
        d.kind == "kpi" and ("owner" in d.values or "department" in d.values) for d in drafts
    ):
        return []
    if any(is_time(s) or read_words(s).known for s in sheets):
        return []
    if all(_TEAM.search(normalize(s).strip()) for s in sheets):
        return _give(drafts, "department", {s: s for s in sheets}, sure=False)
    if all(_PERSON.fullmatch(normalize(s).strip()) and not _GENERAL.search(normalize(s)) for s in sheets):
        return _give(drafts, "owner", {s: s for s in sheets}, sure=False)
    return []


def _alike(drafts: Sequence[Draft], sheets: Sequence[str]) -> bool:
    """Whether all these sheets hold the same KPIs."""
    names = [{key(str(d.name.data)) for d in drafts if d.sheet == s and d.kind == "kpi"} for s in sheets]
    return all(len(one & names[0]) * 2 >= len(one | names[0]) for one in names)


def _give(drafts: Sequence[Draft], field: str, words: dict[str, str], *, sure: bool) -> list[ColumnReading]:
    note = {"tier": said.SHEET_TIER, "owner": said.SHEET_OWNER, "department": said.SHEET_DEPARTMENT}[field]
    said_of: dict[str, ColumnReading] = {}
    for draft in drafts:
        word = words.get(draft.sheet)
        if draft.kind != "kpi" or word is None:
            continue
        at = _first_cell(draft.name.position, draft.sheet)
        if not draft.put(field, replace(Value(word, draft.sheet, draft.name.position, at), sure=sure)):
            continue
        said_of.setdefault(draft.sheet, ColumnReading(draft.sheet, draft.sheet, field, at, note=note, sure=sure))
    return list(said_of.values())


def _first_cell(position: Position, sheet: str) -> Position:
    return Position(1, 1, f"{sheet}!A1" if position.cell else None)
