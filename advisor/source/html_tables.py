"""HTML pages, and what some systems export under `.xls` → tables, headings and prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from advisor.errors import InputError, Position
from advisor.source.grid import Cell, Heading, Ignored, Pages, Prose, Sheet
from advisor.source.html_tokens import Token, tokens
from advisor.source.text import LineTable, shown
from advisor.source.tree import Limits
from advisor.source.workbook_parts import LAST_COLUMN, LONGEST_TEXT, too_many_cells
from advisor.text import Text

_HEADING = re.compile(r"h([1-6])")
# What ends a run of prose.
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
        "title",
        "head",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)
_SKIPPED = frozenset(["nav", "footer", "select", "button"])
_SPACE = re.compile(r"[ \t\r\f\v\n\u3000\xa0]+")
_MOST_NESTED = 50
_MOST_RUNS = 100_000


@dataclass
class _Table:
    """A table while it is read."""

    headings: tuple[Heading, ...]
    cells: list[Cell] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    row: int = 0
    column: int = 0
    covered: dict[int, int] = field(default_factory=dict)  # column → last row that a cell above reaches down to
    open_cell: tuple[int, int, int, int, int] | None = None  # row, column, rows, columns, index
    text: list[str] = field(default_factory=list)
    hidden: bool = False


def read_html(
    source: str,
    *,
    name: str,
    limits: Limits,
    lines: LineTable | None = None,
    offset: int = 0,
    headings: Sequence[Heading] = (),
) -> Pages:
    """The tables and the text of an HTML page.

    Args:
        source: the page, or a part of a document written in HTML.
        name: what the user calls the file.
        limits: how much it may hold.
        lines: the lines of the whole document, when `source` is a part of it.
        offset: where `source` begins in it.
        headings: the headings this part stands under.

    Raises:
        InputError: there are more cells than the limits allow.
    """
    reader = _Reader(name, limits, lines or LineTable(source), offset, list(headings))
    for token in tokens(source):
        reader.take(token)
    return reader.pages()


class _Reader:
    def __init__(self, name: str, limits: Limits, lines: LineTable, offset: int, headings: list[Heading]) -> None:
        self._name = name
        self._limits = limits
        self._lines = lines
        self._offset = offset
        self._headings = headings
        self._open: list[_Table] = []
        self._sheets: list[Sheet | None] = []
        self._slots: list[int] = []  # a table takes its place where it begins
        self._prose: list[Prose] = []
        self._run: list[str] = []
        self._run_start = 0
        self._level: int | None = None
        self._skipping: str | None = None
        self._cells = self._characters = 0

    def take(self, token: Token) -> None:
        if self._skipping is not None:
            if token.kind == "end" and token.text == self._skipping:
                self._skipping = None
            return
        if token.kind == "text":
            self._text(token.text, token.at)
        elif token.kind == "start":
            self._start(token)
        else:
            self._end(token.text)

    def pages(self) -> Pages:
        while self._open:
            self._close_table()
        self._close_run()
        sheets = tuple(sheet for sheet in self._sheets if sheet is not None and sheet.rows)
        return Pages(self._name, sheets, tuple(self._prose))

    def _text(self, text: str, index: int) -> None:
        if self._open and self._open[-1].open_cell is not None:
            self._open[-1].text.append(_SPACE.sub(" ", text))
        elif not self._open:
            if not self._run:
                lead = len(text) - len(text.lstrip())
                if lead == len(text):
                    return
                self._run_start = index + lead
            self._run.append(_SPACE.sub(" ", text))

    def _start(self, token: Token) -> None:
        tag = token.text
        table = self._open[-1] if self._open else None
        if tag == "br":
            self._break()
        elif tag in _SKIPPED and table is None:
            self._close_run()
            self._skipping = tag
        elif tag == "table":
            self._close_run()
            if len(self._open) < _MOST_NESTED:
                self._open.append(_Table(tuple(self._headings)))
                self._slots.append(len(self._sheets))
                self._sheets.append(None)
        elif table is not None and tag == "tr":
            self._close_cell()
            table.row += 1
            table.column = 0
            table.hidden = "hidden" in token.attributes or "display:none" in _styled(token)
        elif table is not None and tag in ("td", "th"):
            self._close_cell()
            self._open_cell(table, token)
        elif tag in _BLOCKS:
            if table is not None:
                self._break()
            else:
                self._close_run()
                match = _HEADING.fullmatch(tag)
                self._level = int(match[1]) if match else 1 if tag == "title" else None

    def _end(self, tag: str) -> None:
        if tag == "table" and self._open:
            self._close_table()
        elif tag in ("td", "th", "tr") and self._open:
            self._close_cell()
        elif tag in _BLOCKS:
            if self._open:
                self._break()
            else:
                self._close_run()

    def _break(self) -> None:
        if self._open:
            if self._open[-1].open_cell is not None:
                self._open[-1].text.append("\n")
        elif self._run:
            self._run.append("\n")

    def _open_cell(self, table: _Table, token: Token) -> None:
        table.row = table.row or 1
        column = table.column + 1
        while table.covered.get(column, 0) >= table.row:
            column += 1
        if column > LAST_COLUMN:
            raise InputError(too_many_cells(LAST_COLUMN), source=self._name, position=self._at(token.at))
        wide = min(_span(token, "colspan"), LAST_COLUMN - column + 1)
        high = _span(token, "rowspan")
        table.open_cell = (table.row, column, high, wide, token.at)
        table.text = []
        table.column = column + wide - 1
        if high > 1:
            self._count(wide, 0, token.at)
            for covered in range(column, column + wide):
                table.covered[covered] = table.row + high - 1

    def _close_cell(self) -> None:
        table = self._open[-1]
        if table.open_cell is None:
            return
        row, column, high, wide, index = table.open_cell
        table.open_cell = None
        text = _tidy("".join(table.text))
        table.text = []
        if table.hidden:
            if text:
                table.ignored.append(Ignored(shown(text), _HIDDEN_ROW, self._at(index)))
            return
        if high > 1 or wide > 1:
            table.merged.append((row, column, row + high - 1, column + wide - 1))
        self._count(1, len(text), index)
        if text:
            text = text[:LONGEST_TEXT]
            table.cells.append(Cell(row, column, text, text, self._at(index)))

    def _count(self, cells: int, characters: int, index: int) -> None:
        self._cells += cells
        self._characters += characters
        if self._cells > 4 * self._limits.max_cells or self._characters > self._limits.max_cell_text:
            raise InputError(too_many_cells(self._limits.max_cells), source=self._name, position=self._at(index))

    def _close_table(self) -> None:
        self._close_cell()
        table = self._open.pop()
        rows: dict[int, list[Cell]] = {}
        for cell in table.cells:
            rows.setdefault(cell.row, []).append(cell)
        last = table.row
        merged = tuple((a, b, min(c, last), d) for a, b, c, d in table.merged if (a, b) != (min(c, last), d))
        self._sheets[self._slots.pop()] = Sheet(
            "", tuple(tuple(row) for row in rows.values()), merged, table.headings, tuple(table.ignored)
        )

    def _close_run(self) -> None:
        text = _tidy("".join(self._run))
        self._run = []
        level, self._level = self._level, None
        if not text:
            return
        place = self._at(self._run_start)
        if level is not None:
            self._headings = [h for h in self._headings if h.level < level] + [Heading(level, text, place)]
        elif len(self._prose) < _MOST_RUNS:
            self._prose.append(Prose(text, place, self._headings[-1] if self._headings else None))

    def _at(self, index: int) -> Position:
        return self._lines.at(self._offset + index)


def _tidy(text: str) -> str:
    """Text without the spaces that a browser would not show."""
    return "\n".join(line for part in text.split("\n") if (line := part.strip()))


def _styled(token: Token) -> str:
    return token.attributes.get("style", "").lower().replace(" ", "")


def _span(token: Token, key: str) -> int:
    text = token.attributes.get(key, "").strip()
    return max(1, min(int(text), 65_534)) if text.isascii() and text.isdigit() and len(text) < 10 else 1


_HIDDEN_ROW = Text(
    ja="表示されない行なので読んでいません。", en="This row is not shown on the page, so it was not read."
)
