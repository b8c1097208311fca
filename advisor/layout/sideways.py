"""Tables that lie on their side: KPI names across, and years, months or the plan's fields down; or names in header rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from advisor.layout import said
from advisor.layout.area import Area, dated, is_figure, is_left_out
from advisor.layout.columns import Column
from advisor.layout.draft import Draft, Timed, Value, value_of
from advisor.layout.fill import Tray, fill, finish
from advisor.layout.find import Block, HeaderCell
from advisor.layout.header_words import VALUE_FIELDS, Reading, Strength, is_unit, key, read_words
from advisor.layout.rows import TOTALS, scalar
from advisor.notation.normalize import normalize
from advisor.source.grid import Cell, Ignored
from advisor.source.understanding import ColumnReading

_LOOKED_THROUGH: Final = 100
_DOWN: Final = frozenset(
    {*VALUE_FIELDS, "deadline", "unit", "owner", "department", "definition", "formula", "frequency", "data_source", "note", "direction", "tier", "kind", "at", "actions"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sideways:
    """A table with KPI names across.

    Attributes:
        header: the row of the names.
        labels: the column of what each row holds.
        names: the columns of the KPIs.
        rest: further columns, which are no KPIs.
        body: the numbers of its rows.
    """

    area: Area
    header: int
    labels: int
    names: tuple[Cell, ...]
    rest: tuple[Cell, ...]
    body: tuple[int, ...]


def find_sideways(area: Area, rows: Sequence[int]) -> Sideways | None:
    """The first table with KPI names across, among rows that belong to no other table."""
    for n, row in enumerate(rows[:_LOOKED_THROUGH]):
        below = rows[n + 1 :]
        if not below or below[0] - row > 2:
            continue
        labels = min(area.rows[below[0]])
        found = _at(area, row, labels, below)
        if found is not None:
            return found
    return None


def _at(area: Area, row: int, labels: int, below: Sequence[int]) -> Sideways | None:
    across = [c for c in area.row(row) if c.column > labels]
    if not across or any(is_figure(c.text) or is_left_out(c.text) for c in across):
        return None
    body: list[int] = []
    for number in below:
        label = area.own(number, labels)
        if label is None or (number - (body[-1] if body else row)) > 2 or not _labels(label):
            break
        body.append(number)
    readings = [_label(area.rows[r][labels]) for r in body]
    series = sum(r.only_time for r in readings)
    values = sum(r.field in VALUE_FIELDS for r in readings)
    corner = area.own(row, labels)
    said_at = corner is not None and read_words(corner.text).field in ("at", "name", "goal_name", "measure")
    names: list[Cell] = []
    rest: list[Cell] = []
    for cell in across:
        reading = read_words(cell.text)
        no_kpi = (reading.known and reading.field in (*_DOWN, "id")) or (reading.field or "").startswith("unused.")
        (rest if no_kpi else names).append(cell)
    if not names or len(names) < len(rest) or series + values < 2 or (len(names) < 2 and not said_at):
        return None
    if series < 2 and (values < 2 or any(read_words(c.text).weak for c in names)):
        return None
    if not any(
        is_figure(c.text) or any(s.isdigit() for s in c.text) for r in body for c in area.row(r) if c.column > labels
    ):
        return None
    return Sideways(area, row, labels, tuple(names), tuple(rest), tuple(body))


def _labels(cell: Cell) -> bool:
    reading = _label(cell)
    return reading.only_time or reading.field in _DOWN or key(cell.text) in TOTALS


def _label(cell: Cell) -> Reading:
    """What the label of a row says; a date in a workbook is one whatever it looks like."""
    reading = read_words(cell.text)
    if not reading.only_time and reading.field is None:
        again = read_words(dated(cell))
        return again if again.only_time else reading
    return reading


def sideways_rows(found: Sideways, tray: Tray, table: int) -> tuple[list[Draft], list[ColumnReading]]:
    """The KPIs of a table with their names across, and what its columns and rows were taken for."""
    area, sheet = found.area, found.area.sheet.name
    drafts, readings = [], []
    for cell in found.names:
        reading = read_words(cell.text)
        text = " ".join(cell.text.split())
        bare = normalize(text)
        unit = reading.unit
        if unit and bare.endswith((")", "]")):
            text = bare[: max(bare.rfind("("), bare.rfind("["))].strip() or text
        draft = Draft("kpi", value_of(cell, text), sheet, table)
        if unit and is_unit(unit):
            draft.values["unit"] = Value(unit, cell.text.strip(), cell.position)
        drafts.append(draft)
        readings.append(ColumnReading(sheet, cell.text.strip(), "name", cell.position))
    readings += [
        ColumnReading(sheet, c.text.strip(), None, c.position, note=said.reason(_unused(c))) for c in found.rest
    ]
    for row in found.body:
        label = area.rows[row][found.labels]
        column = _row_as_column(label)
        if key(label.text) in TOTALS:
            tray.ignored.append(Ignored(" | ".join(c.text.strip() for c in area.row(row)), said.ANNUAL, label.position))
            continue
        for cell, draft in zip(found.names, drafts, strict=True):
            value = area.own(row, cell.column)
            if value is not None and not is_left_out(value.text):
                if column.field == "history":
                    draft.history.append(Timed(str(column.when), value_of(value, scalar(value), header=label.position)))
                else:
                    fill(draft, column, value, tray)
        if not column.header.reading.only_time:
            readings.append(column.reading(sheet))
    for draft in drafts:
        finish(draft, None)
    return drafts, readings


def _unused(cell: Cell) -> str | None:
    field = read_words(cell.text).field
    return field if (field or "").startswith("unused.") else "unused.other"


def _row_as_column(label: Cell) -> Column:
    """A row of a table on its side, as the column it would be."""
    reading = _label(label)
    header = HeaderCell(label.column, (label.text.strip(),), label.position, reading)
    field = reading.field
    if reading.only_time or (field == "actual" and reading.when):
        field = "history"
    if field == "current":
        field = "baseline"
    when = dated(label) if reading.only_time else reading.when
    return Column(
        label.column,
        header,
        field,
        when,
        reading.unit,
        reading.stage,
        reading.per,
        sure=reading.strength != Strength.CLOSE,
    )


# -- names in header rows ------------------------------------------------------------------------------------


def grouped_rows(block: Block, columns: Sequence[Column], tray: Tray, table: int) -> list[Draft]:
    """The KPIs of a table whose upper header rows name them, with their target, baseline and so on below each."""
    groups: dict[str, list[Column]] = {}
    for column in columns:
        if len(column.header.levels) > 1 and (column.field in VALUE_FIELDS or column.field in ("history", "staged")):
            groups.setdefault(" ".join(column.header.levels[:-1]), []).append(column)
    if not groups or any(len(g) < 2 for g in groups.values()):
        return []
    area = block.area
    labels = [c for c in columns if c.field is None and not is_figure(c.header.text)]
    above = _title_over(area, block, [c for g in groups.values() for c in g])
    drafts: list[Draft] = []
    used = {c.number for g in groups.values() for c in g}
    beside = [c for c in columns if c.field in ("owner", "department", "unit", "deadline", "data_source", "frequency")]
    for row in block.body:
        words = [c for c in area.row(row) if c.column not in used and not is_figure(c.text)]
        for name, group in groups.items():
            cells = [(c, area.own(row, c.number)) for c in group]
            if not any(cell is not None and not is_left_out(cell.text) for _, cell in cells):
                continue
            prefix = [above.text.strip()] if above is not None and above.text.strip() not in name else []
            label = [words[0].text.strip()] if words and len(block.body) > 1 else []
            full = " ".join([*label, *prefix, name])
            draft = Draft("kpi", Value(full, name, group[0].header.position), area.sheet.name, table)
            for column, cell in (*cells, *((c, area.own(row, c.number)) for c in beside)):
                if cell is not None:
                    fill(draft, column, cell, tray)
            finish(draft, None)
            drafts.append(draft)
    for column in labels:
        column.note = None
    return drafts


def _title_over(area: Area, block: Block, columns: Sequence[Column]) -> Cell | None:
    """A cell merged over all these columns in the row above the header."""
    numbers = [c.number for c in columns]
    for cell in area.row(block.first - 1):
        reach = area.right.get((cell.row, cell.column), cell.column)
        # What reaches over the labels of the rows too is the title of the whole table.
        if cell.column == min(numbers) and reach >= max(numbers):
            return cell
    return None
