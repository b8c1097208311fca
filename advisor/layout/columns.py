"""From headers to the plan's fields: clashes settled, look-alikes kept apart, and every decision said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from advisor.errors import Position
from advisor.layout import said
from advisor.layout.area import is_figure, is_left_out
from advisor.layout.find import Block, HeaderCell, is_time
from advisor.layout.header_words import VALUE_FIELDS, Strength, is_unit, key, value_word
from advisor.notation.cadence import parse_cadence
from advisor.source.grid import Cell
from advisor.source.understanding import ColumnReading
from advisor.text import Text

_SAMPLE: Final = 200
"""Rows looked at where the values decide."""
_MOST_GOALS: Final = 0.7
"""A goal column with more different texts than this share of its rows groups nothing."""
_JOINED: Final = frozenset({"ksf", "definition", "note", "data_source", "actions", "link", "goal"})
"""Fields several columns may fill together."""
_MAY_TYPE: Final = frozenset(
    {"measure", "kind_or_tier", "kind", "tier", "goal", "goal_name", "name", "unused.group", None}
)
"""What a column whose cells say KGI or KPI may have been taken for."""
IGNORE: Final = "ignore"
_MEASURES: Final = re.compile(
    r"(?:率|数|量|額|高|度|時間|日数|件数|割合|単価|コスト|比率|スコア|売上|利益)$|"
    r"\b(?:rate|ratio|share|percentage|number|count|volume|time|hours|days|cost|costs|score|index|revenue|value|"
    r"margin|turnover|frequency)\b",
    re.IGNORECASE,
)
_SO_FAR: Final = re.compile(r"ytd|yeartodate|累計")


@dataclass(slots=True)
class Column:
    """One column of a table, and what becomes of it.

    Attributes:
        number: its number in the sheet.
        field: what it fills, or None.
        when, unit, stage, per: what its header says besides.
        note: what is said of it.
        by_row: each row says which kind of value it holds.
    """

    number: int
    header: HeaderCell
    field: str | None
    when: str | None
    unit: str | None
    stage: str | None
    per: str | None
    note: Text | None = None
    sure: bool = True
    by_row: bool = False

    @property
    def position(self) -> Position:
        """The place of the header."""
        return self.header.position

    def reading(self, sheet: str) -> ColumnReading:
        """What is shown of it."""
        shown = _SHOWN.get(self.field or "", self.field)
        return ColumnReading(
            sheet, self.header.text, shown, self.position, note=self._note(shown is not None), sure=self.sure
        )

    def _note(self, is_read: bool) -> Text | None:
        parts = [Text.same(p) for p in (self.when, self.stage) if p]
        if self.by_row:
            parts.append(said.BY_ROW)
        elif self.field == "staged":
            parts.append(said.LAST_IS_TARGET)
        if self.unit:
            parts.append(Text(f"単位は{self.unit}", f"in {self.unit}"))
        if not is_read:
            return self.note or said.reason(self.field)
        if self.note is not None:
            parts.append(self.note)
        if not parts:
            return None
        return Text("、".join(p.ja.rstrip("。") for p in parts), "; ".join(p.en.rstrip(".") for p in parts))


_SHOWN: Final[dict[str, str | None]] = {
    "goal_name": "name",
    "goal": "kgi",
    "goal_text": "kgi",
    "link": "kgi",
    "current": "baseline",
    "due": "deadline",
    "kind_or_tier": "kind",
    "incentive": "incentives",
    "staged": "milestones",
    "ksf": "ksf",
    "upper_name": "name",
    "row_type": "kind",
    **dict.fromkeys(said.UNUSED),
}
"""Fields by the name the plan has for them, where that is another."""


def says_measure(text: str) -> bool:
    """Whether a text names something that is counted or measured, by the words measures are called with."""
    return _MEASURES.search(text.strip()) is not None


def columns_of(block: Block, mapped: frozenset[str]) -> list[Column]:
    """The columns of a table, settled; `mapped` are the headers the user named."""
    columns = [_column(h, mapped) for h in block.headers]
    given = {c.number for c in columns if c.note in (said.MAPPED, said.LEFT_BY_MAP)}
    for column in columns:
        _settle_by_values(column, block, given)
    _settle_names(columns, block, given)
    _settle_second_names(columns, block)
    columns.sort(key=lambda c: c.number)
    if any(c.field == "measure" for c in columns):
        for column in columns:
            column.by_row = column.field == "history"
    if any(c.field in ("name", "goal_name") for c in columns):
        _settle_series(columns, given)
    else:
        # The rows above the lowest header row tell columns of one field apart.
        for group in {c.header.levels[:-1] for c in columns}:
            _settle_series([c for c in columns if c.header.levels[:-1] == group], given)
    return columns


def _column(header: HeaderCell, mapped: frozenset[str]) -> Column:
    reading = header.reading
    column = Column(
        header.column, header, reading.field, reading.when, reading.unit, reading.stage, reading.per,
        sure=reading.strength != Strength.CLOSE,
    )  # fmt: skip
    if reading.strength == Strength.CLOSE:
        column.note = said.CLOSE
    if reading.only_time or (reading.field is None and reading.stage and not reading.rest):
        column.field = "history" if reading.when else None
    if any(key(text) in mapped for text in (*header.levels, " / ".join(header.levels))):
        column.note = said.LEFT_BY_MAP if reading.field == IGNORE else said.MAPPED
        column.field = None if reading.field == IGNORE else reading.field
    return column


def cells_of(block: Block, number: int, most: int = _SAMPLE) -> list[Cell]:
    """The filled cells of a column, from the top."""
    found = (block.area.own(row, number) for row in block.body[:most])
    return [c for c in found if c is not None and not is_left_out(c.text)]


def _settle_by_values(column: Column, block: Block, given: set[int]) -> None:
    if column.number in given:
        return
    texts = [c.text.strip() for c in cells_of(block, column.number)]
    if column.field == "target_or_goal" or (column.field in ("goal",) and _all(texts, is_figure)):
        figures = sum(any(sign.isdigit() for sign in t) for t in texts)
        column.field = "target" if texts and figures * 2 > len(texts) else "goal"
        column.note = said.TARGET_HIDDEN if column.field == "goal" else column.note
    if column.field in _MAY_TYPE and texts and _types_rows(texts):
        column.field, column.sure, column.note = "row_type", True, None
    elif column.field == "measure" and not any(value_word(t, "measure") for t in texts):
        column.field = "unused.group"
    if column.field == "due" and _all(texts, lambda t: parse_cadence(t) is not None and not is_time(t)):
        column.field = "frequency"
    if column.field == "goal_text" or (column.field == "goal" and column.header.reading.field == "target_or_goal"):
        different = len({key(t) for t in texts})
        if not texts or different > _MOST_GOALS * max(len(block.body[:_SAMPLE]), 1):
            column.field, column.note = "note", said.NOT_ONE_GOAL
        else:
            column.field = "goal"
    if column.field is None and column.header.reading.strength == Strength.NONE and column.header.text:
        _guess(column, texts)


def _types_rows(texts: Sequence[str]) -> bool:
    """Whether a column says of each row whether it is a goal or a KPI."""
    words = [value_word(t, "row") or ("ksf" if key(t) in ("ksf", "csf") else None) for t in texts]
    return all(words) and "kgi" in words


def _guess(column: Column, texts: Sequence[str]) -> None:
    """A field that can be told from the values alone. A target never is."""
    if len(texts) < 2:
        return
    if _all(texts, lambda t: is_unit(t) and not (len(t) == 1 and t.isalpha() and t.isascii())):
        column.field = "unit"
    elif _all(texts, lambda t: parse_cadence(t) is not None and len(t) <= 12 and not is_time(t)):
        column.field = "frequency"
    elif _all(texts, lambda t: value_word(t, "direction") is not None and len(t) > 1):
        column.field = "direction"
    else:
        return
    column.sure, column.note = False, said.BY_VALUES


def _all(texts: Sequence[str], holds: object) -> bool:
    return bool(texts) and all(holds(t) for t in texts)  # type: ignore[operator]  # any predicate of a text


def _settle_names(columns: list[Column], block: Block, given: set[int]) -> None:
    """One column gives the names: the one the user said, else the strongest word, else the most different texts."""
    named = [c for c in columns if c.field in ("name", "goal_name")]
    if not named:
        _guess_name(columns, block)
        return
    if len(named) == 1:
        return

    def rank(column: Column) -> tuple[int, int, int, bool, float, int]:
        reading = column.header.reading
        texts = [c.text for c in cells_of(block, column.number)]
        distinct = len(set(texts)) / max(len(block.body[:_SAMPLE]), 1)
        # Of two columns with weak words (`title` and `name` of a library), the one that tells what is measured.
        measures = sum(says_measure(t) for t in texts) * 2 > len(texts)
        return (column.number not in given, reading.weak, -reading.strength, not measures, -distinct, column.number)

    best = min(named, key=rank)
    for column in named:
        if column is best or column.number in given:
            continue
        if column.field == "goal_name" and not column.header.reading.weak:
            column.field = "goal"
        else:
            column.field, column.note = None, said.OTHER_NAME


def _settle_second_names(columns: list[Column], block: Block) -> None:
    """Names of two levels under one header: the column beside it, which has none of its own, holds the lower level."""
    name = next((c for c in columns if c.field in ("name", "goal_name")), None)
    if name is None or any(c.number == name.number + 1 for c in columns):
        return
    lower = [c.text.strip() for c in cells_of(block, name.number + 1)]
    rows = len(block.body[:_SAMPLE])
    if (
        len(lower) * 2 < rows
        or any(is_figure(t) for t in lower)
        or len(set(lower)) <= len({c.text for c in cells_of(block, name.number)})
    ):
        return
    columns.append(replace(name, number=name.number + 1, note=said.LOWER_NAMES))
    name.field, name.note = "upper_name", said.UPPER_NAMES


def _guess_name(columns: list[Column], block: Block) -> None:
    """The first column of different words, where others say what is known of each."""
    telling = [c for c in columns if c.field in VALUE_FIELDS or c.field in ("deadline", "owner", "unit", "history")]
    if not telling:
        return
    for column in columns:
        if (
            column.field is not None
            or column.header.reading.strength != Strength.NONE
            or column.note is said.LEFT_BY_MAP
        ):
            continue
        texts = [c.text.strip() for c in cells_of(block, column.number)]
        words = [t for t in texts if not is_figure(t) and not is_time(t)]
        if (
            texts
            and len(words) == len(texts)
            and len(set(texts)) > 0.6 * len(texts)
            and len(texts) * 2 >= len(block.body[:_SAMPLE])
        ):
            column.field, column.sure, column.note = "name", False, said.BY_VALUES
            return


def _settle_series(columns: list[Column], given: set[int]) -> None:
    _settle_baselines(columns, given)
    _settle_goals(columns, given)
    _settle_doubles(columns, given)


def _settle_goals(columns: list[Column], given: set[int]) -> None:
    """Of several columns of goals, the one that names KGIs or else the first groups the rows."""
    goals = [c for c in columns if c.field == "goal"]
    best = min(goals, key=lambda c: (c.number not in given, "kgi" not in key(c.header.text), c.number), default=None)
    for column in goals:
        if column is not best:
            column.field, column.note = None, said.SECOND


def _settle_baselines(columns: list[Column], given: set[int]) -> None:
    """Of a baseline and a present value, the first is where the plan starts from and the other is the result so far."""
    current = [c for c in columns if c.field == "current" and c.number not in given]
    has_baseline = any(c.field == "baseline" for c in columns)
    has_actual = any(c.field == "actual" and not c.when for c in columns)
    for column in current:
        if not has_baseline:
            column.field, has_baseline = "baseline", True
        elif not has_actual:
            column.field, column.note, has_actual = "actual", said.CURRENT_AS_ACTUAL, True
        elif column.when:
            column.field = "history"
        else:
            column.field, column.note = None, said.SECOND


def _settle_doubles(columns: list[Column], given: set[int]) -> None:
    """A field with several columns: dated and staged ones make a series, texts are joined, of others the first holds."""
    # What a year has brought so far is no step in a series of whole years.
    free = [c for c in columns if c.number not in given]
    actuals = [c for c in free if c.field == "actual" and c.when and not _SO_FAR.search(key(c.header.text))]
    if len(actuals) > 1 or (actuals and any(c.field == "actual" and not c.when for c in columns)):
        for column in actuals:
            column.field = "history"
    targets = [c for c in free if c.field == "target" and (c.when or c.stage)]
    plain = [c for c in columns if c.field == "target" and c not in targets]
    if len(targets) > 1 or (targets and plain):
        for column in targets:
            column.field = "staged"
    seen: set[str] = set()
    for column in columns:
        field = column.field
        if (
            field is None
            or field in _JOINED
            or field in ("history", "staged", "forecast")
            or field.startswith("unused.")
        ):
            continue
        if field in seen and column.number not in given:
            column.field, column.note = None, said.SECOND
        seen.add(field)
    forecasts = [c for c in columns if c.field == "forecast"]
    for column in [c for c in forecasts[:-1] if c.number not in given]:
        column.field, column.note = None, said.NEARER_FORECAST
