"""What sheets, delimited text and tables in documents have in common: cells that know where they stand.

Readers of each format yield `Sheet`s; nothing here or in the readers knows what a KPI is. `advisor.layout` finds
the plan in them.
"""

from __future__ import annotations

from dataclasses import dataclass

from advisor.errors import Position
from advisor.source.tree import Scalar
from advisor.text import Text


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not empty.

    Attributes:
        row: row number from 1, as the author's program shows it.
        column: column number from 1.
        text: what the author sees, with the number format applied (0.3 shown as `30%`), trimmed.
        value: the stored value; a number keeps its full precision, a date is ISO text.
        position: where messages point. In a workbook it names sheet and cell; in text files line and column.
    """

    row: int
    column: int
    text: str
    value: Scalar
    position: Position

    @property
    def address(self) -> str:
        """The cell in A1 notation, without the sheet."""
        return f"{column_letters(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above a table in a document.

    Attributes:
        level: 1 for the outermost.
        text: without markup.
        position: its place in the file.
    """

    level: int
    text: str
    position: Position


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something in the file that no plan value was made of.

    Attributes:
        what: the text, or the name of a sheet or range, as the author would recognise it.
        why: the reason, a full sentence in both languages.
        position: its place in the file, when it has one.
    """

    what: str
    why: Text
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A rectangle of cells: a worksheet, a delimited file, or one table of a document.

    Attributes:
        name: the worksheet's name; '' where there is only one and it has none.
        rows: the rows that hold something, top to bottom; cells left to right. A merged range stands in full in
            its first cell; `merged` says how far it reaches.
        merged: (first row, first column, last row, last column) of each merged range, from 1.
        headings: the headings the table stands under, outermost first (documents only).
        ignored: what the reader left out: hidden rows, columns and sheets, charts, macros, comments.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    headings: tuple[Heading, ...] = ()
    ignored: tuple[Ignored, ...] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """A run of text outside any table, with its place: a paragraph, a list item, a line of a mail.

    Attributes:
        text: the text as written, without markup.
        position: where it begins.
        heading: the nearest heading above it.
    """

    text: str
    position: Position
    heading: Heading | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """Everything a file of tables or text holds.

    Attributes:
        name: the file as the user named it.
        sheets: its tables, in order.
        prose: its text outside tables, in order.
        ignored: what was left out of the whole file, such as hidden sheets.
    """

    name: str
    sheets: tuple[Sheet, ...]
    prose: tuple[Prose, ...] = ()
    ignored: tuple[Ignored, ...] = ()


def column_letters(column: int) -> str:
    """The letters of a column number: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
