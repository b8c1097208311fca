"""From the rows below a header to KPIs and goals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from advisor.errors import Position
from advisor.layout import said
from advisor.layout.area import dated, is_left_out, written
from advisor.layout.columns import Column, says_measure
from advisor.layout.complete import complete
from advisor.layout.draft import Draft, Timed, Value, value_of
from advisor.layout.fill import Tray, fill, finish
from advisor.layout.find import Block
from advisor.layout.header_words import key, value_word
from advisor.layout.headings import goal_in
from advisor.notation.normalize import normalize
from advisor.source.grid import Cell, Ignored
from advisor.text import Text

_EXAMPLE: Final = re.compile(
    r"[(\[<]?\s?(?:記入)?例\s?(?:[)\]>:、]|$|[0-9]\s?[)\]:])|記入例|記載例|サンプル行|e\.?g\.?[\s:,]|(?:example|sample)\s?(?:[:)\]]|row|$)",
    re.IGNORECASE,
)
_NOTE: Final = re.compile(
    r"※|\*(?!\*)|注[0-9)):. ]|注意|備考[:：]|出典|出所|作成(?:日|者)|更新日|注釈|(?:notes?|source|remark|updated|legend|n\.?b\.?)\s?[:.：]",
    re.IGNORECASE,
)
TOTALS: Final = frozenset(
    {
        "合計",
        "総計",
        "小計",
        "計",
        "平均",
        "総合計",
        "全体計",
        "年間",
        "通期",
        "通年",
        "累計",
        "年計",
        "total",
        "grandtotal",
        "subtotal",
        "average",
        "sum",
        "totals",
        "annual",
        "fullyear",
        "ytd",
    }
)
_MARKED: Final = re.compile(r"^(?:[<《〈【\[■◆●▼▶□◇◎○★☆＜]).{1,60}")
_HEADING_EDGES: Final = " <>《》〈〉【】[]■◆●▼▶□◇◎○★☆＜＞:："
_DITTO: Final = frozenset({"〃", "同上", "々", "ditto", "same", '"', "″", "”"})
_CARRIED: Final = frozenset({"goal", "owner", "department", "link"})
"""Columns in which a blank cell left of the name repeats what stands above it."""
_DAYS: Final = frozenset({"date", "日付"})
_NO_WORDS: Final = re.compile(r"[\d\s()\[\]/*x×÷+\-=%.,:]+")
_SENTENCE: Final = 40
_LOOKED_AT: Final = 100


@dataclass(slots=True)
class _Reader:
    block: Block
    columns: list[Column]
    tray: Tray
    table: int
    kind: str
    unit: tuple[str, Position] | None
    drafts: list[Draft] = field(default_factory=list)
    above: dict[int, Cell] = field(default_factory=dict)
    heading: Value | None = None
    over: str | None = None
    """The measure that a heading inside the table names for the rows below."""
    by_name: dict[str, Draft] = field(default_factory=dict)
    ditto: Draft | None = None
    """The row a continuation belongs to."""

    def column(self, name: str) -> Column | None:
        return next((c for c in self.columns if c.field == name), None)


def rows_of(
    block: Block, columns: list[Column], tray: Tray, *, table: int, kind: str, unit: tuple[str, Position] | None
) -> list[Draft]:
    """The drafts of a table with a name column."""
    reader = _Reader(block, columns, tray, table, kind, unit)
    name = next(c for c in columns if c.field in ("name", "goal_name"))
    if name.field == "goal_name":
        reader.kind = "kgi"
    for row in block.body:
        _row(reader, row, name)
    for draft in reader.drafts:
        finish(draft, unit)
    return complete(reader.drafts, columns, tray)


def _row(reader: _Reader, row: int, name: Column) -> None:
    area, tray = reader.block.area, reader.tray
    cells = area.row(row)
    if (why := _left_out(reader, row, name)) is not None:
        first = cells[0]
        tray.ignored.append(Ignored(" | ".join(c.text.strip() for c in cells)[:200], why, first.position))
        return
    cell = area.own(row, name.number)
    upper = reader.column("upper_name")
    if cell is None and upper is not None:
        cell = area.own(row, upper.number)
    if cell is not None and (is_left_out(cell.text) or _NO_WORDS.fullmatch(normalize(cell.text))):
        cell = None
    if cell is not None and _ends_rows(reader, cell, row):
        return
    if cell is None:
        _continue(reader, row, name)
        return
    draft = _draft(reader, cell, row, name)
    if draft is not None:
        _fill_row(reader, draft, row)


def _left_out(reader: _Reader, row: int, name: Column) -> Text | None:
    """Why a whole row is no KPI, or None."""
    found = reader.block.area.row(row)
    texts = [normalize(c.text[:_LOOKED_AT]).strip() for c in found[:3]]
    if len(found) == 1 and texts[0].startswith("#"):
        return said.COMMENT
    if any(_EXAMPLE.match(t) for t in texts):
        return said.EXAMPLE
    if _NOTE.match(texts[0]) and (len(found) == 1 or found[0].column != name.number):
        return said.NOTE_ROW
    named = reader.block.area.own(row, name.number)
    if key((named or found[0]).text) in TOTALS:
        return said.TOTAL
    return None


def _ends_rows(reader: _Reader, cell: Cell, row: int) -> bool:
    """A row with nothing but one text: a heading inside the table, or a sentence about the KPI above."""
    area = reader.block.area
    if len(area.rows[row]) > 1 or len([c for c in reader.columns if c.field]) < 2:
        return False
    text = normalize(cell.text).strip()
    goal = goal_in(cell.text)
    if goal is not None:
        reader.heading = value_of(cell, goal)
        return True
    if _MARKED.match(text) or (row, cell.column) in area.right:
        reader.heading = None
        bare = text.strip(_HEADING_EDGES)
        reader.over = bare if says_measure(bare) else None
        reader.tray.leave(cell, said.HEADING if reader.over is None else said.HEADING_IN_NAMES)
        return True
    if (text.endswith("。") or (len(text) > _SENTENCE and text.endswith("."))) and reader.ditto is not None:
        if not reader.ditto.put("definition", value_of(cell, sure=False)):
            reader.tray.leave(cell, said.NO_NAME)
        return True
    return False


def _draft(reader: _Reader, cell: Cell, row: int, name: Column) -> Draft | None:
    """The draft a named row goes into: a new one, or the one of its name where several rows make one KPI."""
    text = " ".join(cell.text.split())
    kind = reader.kind
    typed = reader.column("row_type")
    if typed is not None and (said_ := _seen(reader, row, typed)) is not None:
        word = value_word(said_.text, "row")
        if key(said_.text) in ("ksf", "csf"):
            reader.tray.ksf.append(value_of(cell, text, header=name.position))
            return None
        kind = word or kind
    if reader.column("measure") is not None or reader.column("at") is not None:
        marked = reader.column("id")
        code = _seen(reader, row, marked) if marked else None
        known = key(text) + "\n" + (code.text if code else "")
        if known in reader.by_name:
            reader.ditto = reader.by_name[known]
            return reader.ditto
    else:
        known = ""
    value = value_of(cell, _with_heading(reader, text, row), header=name.position, sure=name.sure)
    draft = Draft("kgi" if kind == "kgi" else "kpi", value, reader.block.area.sheet.name, reader.table)
    reader.drafts.append(draft)
    reader.ditto = draft
    if known:
        reader.by_name[known] = draft
    if reader.heading is not None and draft.kind == "kpi":
        draft.goals.append(reader.heading)
    return draft


def _with_heading(reader: _Reader, text: str, row: int) -> str:
    """The name of a row, with the measure a heading above it names: `<部門別の利益率>` over `食品` and `衣料`."""
    if reader.over is None:
        return text
    groups = (c.number for c in reader.columns if c.field == "unused.group")
    if says_measure(normalize(text)) or any(reader.block.area.own(row, n) is not None for n in groups):
        reader.over = None
        return text
    return f"{reader.over}（{text}）" if not reader.over.isascii() else f"{reader.over} ({text})"


def _seen(reader: _Reader, row: int, column: Column) -> Cell | None:
    """The cell of a column in a row: its own, one merged down over it, or what it repeats from above."""
    area = reader.block.area
    cell = area.own(row, column.number)
    if cell is None and area.continues(row, column.number):
        cell = area.at(row, column.number)
        cell = cell if cell is not None and cell.column == column.number else None
    if cell is not None and key(cell.text) in _DITTO:
        cell = reader.above.get(column.number)
    if cell is None and column.field in ("goal", "link") and _left_of_name(reader, column):
        cell = reader.above.get(column.number)
    if cell is not None and column.field in _CARRIED:
        reader.above[column.number] = cell
    return cell


def _left_of_name(reader: _Reader, column: Column) -> bool:
    name = next((c for c in reader.columns if c.field in ("name", "goal_name")), None)
    return name is not None and column.number < name.number


def _fill_row(reader: _Reader, draft: Draft, row: int) -> None:
    """Every column of a row, into its draft."""
    tray = reader.tray
    at = reader.column("at")
    when = _seen(reader, row, at) if at else None
    measure = reader.column("measure")
    word_cell = _seen(reader, row, measure) if measure else None
    word = value_word(word_cell.text, "measure") if word_cell is not None else None
    # The unit first: a column's own unit gives way to it.
    for column in sorted(reader.columns, key=lambda c: c.field != "unit"):
        if column.field in (None, "name", "upper_name", "goal_name", "at", "measure", "row_type"):
            continue
        cell = _seen(reader, row, column)
        if cell is None:
            continue
        if word is not None and column.field in ("history", "actual", "target"):
            _measured(draft, column, cell, word, tray)
        else:
            # A target holds for its month or quarter; the day of an entry says nothing of when it falls due.
            timed = when is not None and not (
                column.field == "target" and at is not None and key(at.header.text) in _DAYS
            )
            fill(draft, column, cell, tray, dated(when) if when is not None and timed else None)
    _stray(reader, row)


def _measured(draft: Draft, column: Column, cell: Cell, word: str, tray: Tray) -> None:
    """A cell of a row that holds one kind of value, such as 実績 or 目標, with years or months across."""
    if is_left_out(cell.text) or word == "unused":
        return
    value = value_of(cell, scalar(cell), header=column.position, sure=column.sure)
    if column.when is None:
        if word == "target_year":
            draft.put("deadline", value_of(cell, dated(cell), header=column.position))
        elif not draft.put(word, value):
            tray.leave(cell, said.TWICE)
    elif word == "target_year":
        draft.values["deadline"] = Value(column.when, column.header.text, column.position, cell.position)
    elif word == "target":
        draft.stages.append(Timed(column.when, value))
    elif word == "actual":
        draft.history.append(Timed(column.when, value))
    else:
        draft.put(word, Value(f"{cell.text.strip()}（{column.when}）", value.raw, value.position, value.header))


def scalar(cell: Cell) -> str | int | float | None:
    """What a plan value is made of, as text or number."""
    found = written(cell)
    return found if isinstance(found, str | int | float) and not isinstance(found, bool) else cell.text.strip()


def _continue(reader: _Reader, row: int, name: Column) -> None:
    """A row without a name of its own: more of the KPI above, or nothing."""
    area, tray, draft = reader.block.area, reader.tray, reader.ditto
    found = area.row(row)
    by_number = {c.number: c for c in reader.columns}
    joined = reader.column("measure") is not None or area.continues(row, name.number)
    if len(found) == 1 and not joined and (goal := goal_in(found[0].text)) is not None:
        reader.heading = value_of(found[0], goal)
        return
    if reader.column("measure") is not None:
        if draft is not None and _is_another(reader, draft, row):
            reader.ditto = draft = None
        if draft is None:
            tray.ignored.append(
                Ignored(" | ".join(c.text.strip() for c in found)[:200], said.NO_NAME, found[0].position)
            )
        else:
            _fill_row(reader, draft, row)
        return
    rubric = [c for c in found if by_number.get(c.column) is not None and by_number[c.column].field == "unused.rubric"]
    for cell in found:
        column = by_number.get(cell.column)
        if column is not None and column.field in _CARRIED:
            reader.above[cell.column] = cell
        if column is None or column.field is None or column.field.startswith("unused.") or is_left_out(cell.text):
            continue
        if draft is not None and column.field in ("actions", "definition", "note", "formula", "data_source"):
            fill(draft, column, cell, tray)
        elif column.field not in _CARRIED:
            tray.leave(cell, said.NO_NAME)
    if rubric:
        tray.leave(rubric[0], said.RUBRIC_ROW)
    elif not any((column := by_number.get(c.column)) is not None and _is_read(column) for c in found):
        tray.leave(found[0], said.HEADING if len(found) == 1 else said.NO_NAME)


def _is_another(reader: _Reader, draft: Draft, row: int) -> bool:
    """Whether a row without a name stands under another goal or id than the KPI above: it is of an item that has none."""
    goal, code = reader.column("goal"), reader.column("id")
    for column, known in (
        (goal, [str(v.data) for v in draft.goals]),
        (code, [str(draft.values["id"].data)] if "id" in draft.values else []),
    ):
        cell = reader.block.area.own(row, column.number) if column is not None else None
        if cell is not None and " ".join(cell.text.split()) not in known:
            return True
    return False


def _is_read(column: Column) -> bool:
    return column.field is not None and not column.field.startswith("unused.")


def _stray(reader: _Reader, row: int) -> None:
    """Cells beside the table, in columns without a header."""
    known = {c.number for c in reader.columns}
    for column, cell in reader.block.area.rows[row].items():
        if column not in known and not is_left_out(cell.text):
            reader.tray.leave(cell, said.NO_COLUMN)
