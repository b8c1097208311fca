"""A sheet's cells by place, with what merging says, and what a cell is made into."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

from advisor.notation.blank import OPEN_WORDS
from advisor.notation.dates import parse_when
from advisor.notation.normalize import normalize
from advisor.source.grid import Cell, Sheet
from advisor.source.tree import Scalar, number

_MOST_MERGED: Final = 200_000
"""Cells that merging may cover before the rest is left as it stands: one range can span a whole sheet."""
_BARE: Final = re.compile(r"[-+−▲△]?\s?[0-9][0-9,]*(?:\.[0-9]+)?")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?")
_MARKS: Final = re.compile(r"[-ー―—–−_=~〜・.…*/\\|?？〇○◯●■□※▲△\s]*")


class Area:
    """A sheet's cells, found by row and column.

    Attributes:
        rows: row number → its cells by column, top to bottom; only rows that hold something.
        numbers: the numbers of those rows.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows: Mapping[int, Mapping[int, Cell]] = {
            row[0].row: {c.column: c for c in row if c.text.strip()} for row in sheet.rows if row
        }
        self.rows = {n: row for n, row in self.rows.items() if row}
        self.numbers: Sequence[int] = sorted(self.rows)
        self._covered = self._merged_over()
        self.down = {(r1, c1): r2 for r1, c1, r2, _ in sheet.merged if r2 > r1}
        self.right = {(r1, c1): c2 for r1, c1, _, c2 in sheet.merged if c2 > c1}

    def _merged_over(self) -> dict[tuple[int, int], tuple[int, int]]:
        columns = sorted({c for row in self.rows.values() for c in row})
        covered: dict[tuple[int, int], tuple[int, int]] = {}
        for r1, c1, r2, c2 in self.sheet.merged:
            within = self.numbers[bisect_left(self.numbers, r1) : bisect_right(self.numbers, r2)]
            across = columns[bisect_left(columns, c1) : bisect_right(columns, c2)]
            if len(covered) + len(within) * len(across) > _MOST_MERGED:
                break
            covered |= {(r, c): (r1, c1) for r in within for c in across if (r, c) != (r1, c1)}
        return covered

    def own(self, row: int, column: int) -> Cell | None:
        """The cell that stands there itself."""
        return self.rows.get(row, {}).get(column)

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that is seen there, which may be merged over the place."""
        found = self.own(row, column)
        if found is None and (origin := self._covered.get((row, column))) is not None:
            found = self.own(*origin)
        return found

    def continues(self, row: int, column: int) -> bool:
        """Whether a cell above is merged down over this place."""
        origin = self._covered.get((row, column))
        return origin is not None and origin[0] < row

    def row(self, number: int) -> Sequence[Cell]:
        """The cells of a row, left to right."""
        cells = self.rows.get(number, {})
        return [cells[c] for c in sorted(cells)]


def is_figure(text: str) -> bool:
    """Whether a text is a number and nothing else, in any spelling."""
    return _BARE.fullmatch(normalize(text).strip()) is not None


def is_left_out(text: str) -> bool:
    """Whether a cell says that it is not filled: `-`, `―`, TBD, 未定. What says how it will be filled is kept."""
    bare = normalize(text).strip(" ()[]（）<>!：:。").casefold()
    return bare in OPEN_WORDS or _MARKS.fullmatch(bare) is not None


def written(cell: Cell) -> Scalar:
    """What a plan value is made of: the text as its reader sees it; a bare number in full precision."""
    text = cell.text.strip()
    if not is_figure(text):
        return text
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return cell.value
    known = number(text)
    return text if known is None else known


def dated(cell: Cell) -> str:
    """A date as text: what is seen where that has a year, else the whole date the workbook holds."""
    text = cell.text.strip()
    if isinstance(cell.value, str) and _ISO.fullmatch(cell.value) and text != cell.value:
        seen = parse_when(text)
        if seen.state != "date":
            return cell.value[:10]
    return text
