"""Text in pictures: SVG breaks no lines by itself, so rows are measured and broken here.

A wide character takes one em and a narrow one about half; fonts differ, so narrow ones are given a little more.
"""

from __future__ import annotations

from typing import Final
from unicodedata import east_asian_width

from rich.cells import cell_len

from advisor.render.lines import Paper, lay_out, line

_NARROW: Final = 0.57
_OTHERS: Final = {c: em for em, letters in ((0.33, "iIjl.,:;'|!()[]ft- "), (0.93, "mMwW@%")) for c in letters}
"""Em taken by narrow characters of a bold sans-serif face; most are about as wide as a digit."""
_CAPITAL: Final = 0.7
LONGEST: Final = 100
"""Characters of a name that a picture shows; the text beside it has the rest."""


def width_of(text: str, size: float) -> float:
    """How wide a text may come out in a font of this size, in the same unit."""
    return size * sum(_em(c) for c in text)


def _em(character: str) -> float:
    if character.isascii():
        return _OTHERS.get(character, _CAPITAL if character.isupper() else _NARROW)
    cells = cell_len(character)
    # Ambiguous ones, such as arrows and circled digits, are wide in a Japanese font.
    return 1.0 if cells == 2 or east_asian_width(character) == "A" else _CAPITAL * cells


def rows_of(text: str, width: float, size: float) -> list[str]:
    """The text in rows that fit."""
    whole = width_of(text, size)
    if whole <= width:
        return [text]
    most = int(width / whole * cell_len(text)) + 2
    rows = [text]
    for columns in range(most, max(4, most - 8), -1):
        rows = lay_out([line(text)], Paper(columns)).splitlines()
        if all(width_of(row, size) <= width for row in rows):
            return rows
    # A word longer than a row is broken wherever it has to be.
    return [piece for row in rows for piece in _chopped(row, width, size)]


def _chopped(row: str, width: float, size: float) -> list[str]:
    pieces, at = [""], 0.0
    for character in row:
        at += _em(character) * size
        if at > width and pieces[-1]:
            pieces.append("")
            at = _em(character) * size
        pieces[-1] += character
    return pieces
