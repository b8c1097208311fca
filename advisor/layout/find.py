"""Where in a sheet the tables are: which rows are headers, and which rows lie below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from advisor.errors import Position
from advisor.layout.area import Area, is_figure
from advisor.layout.header_words import (
    VALUE_FIELDS,
    Reading,
    Strength,
    edge_side,
    is_exact,
    key,
    read_header,
    read_words,
    take_time,
)
from advisor.source.grid import Cell

_DEEPEST: Final = 3
_PER_ROW: Final = 0.4
"""What a further header row must add, so that the first row of values is not taken for one."""
_LOOKED_THROUGH: Final = 200
"""Rows in which a header may be found by the ends of its words; further down only whole words count."""
_LONGEST_HEADER: Final = 60
_QUANTITY: Final = re.compile(r"[<>≥≤~約±+\-▲△$¥€£]*\s?[0-9][0-9,.]*\s?\S{0,8}")
_TELLING: Final = frozenset(
    {*VALUE_FIELDS, "deadline", "owner", "unit", "definition", "frequency", "data_source", "department"}
)


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """The header of one column.

    Attributes:
        column: its number.
        levels: its texts, top row first.
        position: the place of the lowest one.
        reading: what it says.
    """

    column: int
    levels: tuple[str, ...]
    position: Position
    reading: Reading

    @property
    def text(self) -> str:
        """The header as one text."""
        return " / ".join(" ".join(level.split()) for level in self.levels)


@dataclass(frozen=True, slots=True)
class Block:
    """A table.

    Attributes:
        area: the sheet it is in.
        first, last: its header rows.
        headers: one for each column that has any.
        body: the numbers of the rows below.
    """

    area: Area
    first: int
    last: int
    headers: tuple[HeaderCell, ...]
    body: tuple[int, ...]


def find_blocks(area: Area, mapped: Mapping[str, str]) -> list[Block]:
    """The tables with headers that are recognised; `mapped` are headers that the user named."""
    numbers = area.numbers
    starts: list[tuple[int, int, tuple[HeaderCell, ...]]] = []
    at = 0
    while at < len(numbers):
        found = _header_at(area, at, mapped) if at < _LOOKED_THROUGH or _worth_it(area, numbers[at]) else None
        if found is None:
            at += 1
            continue
        start, depth, headers = found
        starts.append((start, start + depth - 1, headers))
        at = start + depth
    blocks = []
    for n, (first, last, headers) in enumerate(starts):
        end = starts[n + 1][0] if n + 1 < len(starts) else len(numbers)
        body = _without_lines_after(area, numbers[last + 1 : end], followed=n + 1 < len(starts))
        if body:
            blocks.append(Block(area, numbers[first], numbers[last], headers, body))
    return blocks


def _without_lines_after(area: Area, body: Sequence[int], *, followed: bool) -> tuple[int, ...]:
    """The rows of a table without the lines of text after it: remarks below a gap, and the title of the next table."""
    cut = len(body)
    while cut and len(area.rows[body[cut - 1]]) == 1:
        cut -= 1
    wide = sum(len(area.rows[r]) > 1 for r in body[:cut])
    if cut == len(body) or wide * 2 <= cut:
        return tuple(body)
    for n in range(cut, len(body)):
        if body[n] - body[n - 1] > 1:
            return tuple(body[:n])
    return tuple(body[:-1] if followed else body)


def _worth_it(area: Area, row: int) -> bool:
    return sum(is_exact(c.text) for c in area.row(row)) >= 2


def _header_at(area: Area, at: int, mapped: Mapping[str, str]) -> tuple[int, int, tuple[HeaderCell, ...]] | None:
    """The best header that begins at this row or, where one does, at one of the next two."""
    best: tuple[float, int, int, tuple[HeaderCell, ...]] | None = None
    for start in range(at, min(at + _DEEPEST, len(area.numbers))):
        for depth in range(1, _DEEPEST + 1):
            rows = area.numbers[start : start + depth]
            if len(rows) < depth or rows[-1] - rows[0] > depth - 1:
                break
            headers = _headers(area, rows, mapped)
            if headers is None or (len(headers) == 1 and not _lists_below(area, start, headers[0].column)):
                continue
            score = _score(headers) - _PER_ROW * (depth - 1)
            if best is None or score > best[0] + 1e-9:
                best = (score, start, depth, headers)
        if start == at and best is None and not _may_label(area, area.numbers[at]):
            return None
    return None if best is None or best[1] > at + _DEEPEST else best[1:]


def _lists_below(area: Area, start: int, column: int) -> bool:
    """Whether the row below a lone header has a cell there and nowhere else, as a list of names does."""
    below = area.numbers[start + 1 : start + 2]
    return bool(below) and set(area.rows[below[0]]) == {column}


def _may_label(area: Area, row: int) -> bool:
    """Whether a row that is no header itself may be the first of several header rows."""
    return len(area.rows[row]) >= 2


def _headers(area: Area, rows: Sequence[int], mapped: Mapping[str, str]) -> tuple[HeaderCell, ...] | None:
    """The headers these rows make, or None where they make none."""
    if any(_holds_values(area.row(r)) for r in rows):
        return None
    if len(rows) > 1 and {"from", "to"} <= {edge_side(c.text) for c in area.row(rows[0])}:
        return None
    columns = sorted({c for r in rows for c in area.rows[r]} | _under_merged(area, rows))
    if any(len(area.rows[r]) < 2 and len(columns) > 1 for r in rows):
        return None  # a title, not a header
    made = []
    for column in columns:
        cells = _stack(area, rows, column)
        if cells:
            levels = tuple(dict.fromkeys(c.text.strip() for c in cells))
            reading = _mapped(levels, mapped) or read_header(levels)
            made.append(HeaderCell(column, levels, cells[-1].position, reading))
    if not _is_header(made) or not _parts_hold(area, rows, made):
        return None
    return tuple(made)


def _mapped(levels: tuple[str, ...], mapped: Mapping[str, str]) -> Reading | None:
    """What the user said a header is."""
    names = [key(" / ".join(levels)), *(key(text) for text in levels)]
    field = next((mapped[name] for name in names if name in mapped), None)
    if field is None:
        return None
    when = read_header(levels).when
    return Reading(field=field, strength=Strength.EXACT, when=when)


def _stack(area: Area, rows: Sequence[int], column: int) -> list[Cell]:
    """The cells above one column, top first: its own, those merged over it, and labels that reach over it."""
    cells = []
    for n, row in enumerate(rows):
        cell = area.at(row, column)
        if cell is None and n < len(rows) - 1:
            cell = _label_from_the_left(area, row, rows[n + 1], column)
        if cell is not None and cell not in cells:
            cells.append(cell)
    return cells


def _label_from_the_left(area: Area, row: int, below: int, column: int) -> Cell | None:
    if area.own(below, column) is None:
        return None
    left = max((c for c in area.rows[row] if c < column), default=None)
    if left is None or area.own(below, left) is None or (row, left) in area.right:
        return None
    return area.rows[row][left]


def _under_merged(area: Area, rows: Sequence[int]) -> set[int]:
    return {c for r in rows for c in area.rows[r]}


def _holds_values(cells: Sequence[Cell]) -> bool:
    """Whether a row has figures in it that are no years, or texts too long for a header."""
    return any(_is_value(c.text) for c in cells)


def _is_value(text: str) -> bool:
    text = text.strip()
    if len(text) > _LONGEST_HEADER * 2:
        return True
    if is_exact(text):
        return False
    if not is_figure(text) and not _QUANTITY.fullmatch(text):
        return False
    reading = read_words(text)
    return not (reading.only_time or reading.field or reading.stage)


def _is_header(made: Sequence[HeaderCell]) -> bool:
    if {"from", "to"} <= {edge_side(h.text) for h in made}:
        return True
    known = [h for h in made if h.reading.known]
    fields = {h.reading.field for h in known}
    named = any(h.reading.field in ("name", "goal_name") and not h.reading.weak for h in known)
    weak = any(h.reading.weak for h in known)
    timed = sum(h.reading.only_time for h in made)
    telling = {f for f in fields if f in _TELLING}
    if len(made) == 1:
        return named and known[0].reading.strength == Strength.EXACT and known[0].reading.field in ("name", "goal_name")
    if named:
        return len(fields) >= 2 or timed >= 1 or (_exact_name(known) and len(made) > 2 and _plain_labels(made))
    if weak:
        return bool(telling) or timed >= 2
    return (len(telling) >= 2 or (len(telling) == 1 and timed >= 1) or _repeats(known)) and len(
        known
    ) + timed >= 0.5 * len(made)


def _exact_name(known: Sequence[HeaderCell]) -> bool:
    return any(h.reading.field == "name" and h.reading.strength == Strength.EXACT for h in known)


def _plain_labels(made: Sequence[HeaderCell]) -> bool:
    """Whether the cells beside the name look like headers: short, and no sentence."""
    return all(len(h.text) <= _LONGEST_HEADER / 2 and not h.text.rstrip().endswith(("。", ".")) for h in made)


def _repeats(known: Sequence[HeaderCell]) -> bool:
    values = [h.reading.field for h in known if h.reading.field in VALUE_FIELDS]
    return len(values) >= 2 and len(values) > len(set(values))


def _parts_hold(area: Area, rows: Sequence[int], made: Sequence[HeaderCell]) -> bool:
    """Whether each row of a header of several rows is one: below its name column stands no name."""
    if len(rows) == 1:
        return True
    name = next((h for h in made if h.reading.field in ("name", "goal_name") and not h.reading.weak), None)
    if name is None:
        return True
    own = [r for r in rows if area.own(r, name.column) is not None]
    if not own:
        return True
    # The word that names the column may stand in any one of the rows; a second text below it is a KPI.
    for row in own:
        read = read_words(area.rows[row][name.column].text)
        if read.field not in ("name", "goal_name") and (row == own[-1] or (row, name.column) not in area.right):
            return False
    return len([r for r in own if read_words(area.rows[r][name.column].text).field]) <= 1 or len(own) == 1


def _score(headers: Sequence[HeaderCell]) -> float:
    """How much a header says. Without a name column, columns that say the same are told apart by the rows above."""
    named = any(h.reading.field in ("name", "goal_name") for h in headers)
    score = 0.0
    seen: set[tuple[object, ...]] = set()
    for h in headers:
        reading = h.reading
        mine = (reading.field, reading.when, reading.stage, () if named else h.levels[:-1])
        if not named and mine in seen:
            continue
        seen.add(mine)
        if reading.known and reading.field is not None:
            score += 0.5 if reading.field.startswith("unused.") else 1.0
        if reading.only_time or (reading.field in VALUE_FIELDS and (reading.when or reading.stage)):
            score += 0.5
    return score


def is_time(text: str) -> bool:
    """Whether a text is a date, a month, a quarter or a year and nothing else."""
    when, rest = take_time(text)
    return when is not None and not key(rest)


def headers_seen(areas: Sequence[Area]) -> Iterator[str]:
    """Texts that look like headers, to name in a message: those of the first full row of each sheet."""
    for area in areas:
        for number in area.numbers[:20]:
            cells = area.row(number)
            texts = [c.text.strip() for c in cells if not is_figure(c.text)]
            if len(texts) >= 2 or len(area.numbers) == 1:
                yield from texts
                break
