"""Markdown → its tables under their headings, and its paragraphs and list items as prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from advisor.errors import InputError, Position
from advisor.source.grid import Cell, Heading, Ignored, Pages, Prose, Sheet
from advisor.source.html_tables import read_html
from advisor.source.text import LineTable, shown
from advisor.source.tree import Limits
from advisor.source.workbook_parts import LONGEST_TEXT, too_many_cells
from advisor.text import Text

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:(?!(?:---|\.\.\.)[ \t]*\n).*\n)*(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MOST_CHARACTERS = 2_000_000
_MOST_RUNS = 100_000


def read_markdown(text: str, *, name: str, limits: Limits) -> Pages:
    """The tables and the text of a Markdown document.

    Raises:
        InputError: the document is too long, or has more cells than the limits allow.
    """
    from markdown_it import MarkdownIt

    if len(text) > _MOST_CHARACTERS:
        raise InputError(_TOO_LONG, source=name)
    ignored: list[Ignored] = []
    front = _FRONT_MATTER.match(text)
    if front:
        ignored.append(Ignored(shown(front[0].strip("-\n ")), _FRONT, Position(1, 1)))
        text = "\n" * front[0].count("\n") + text[front.end() :]
    parser = MarkdownIt("commonmark").enable("table")
    reader = _Reader(text, name, limits)
    reader.read(parser.parse(text))
    return Pages(name, tuple(s for s in reader.sheets if s.rows), tuple(reader.prose), tuple(ignored))


class _Reader:
    def __init__(self, text: str, name: str, limits: Limits) -> None:
        self._lines = text.split("\n")
        self._table = LineTable(text)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._name = name
        self._limits = limits
        self._cells = 0
        self.headings: list[Heading] = []
        self.sheets: list[Sheet] = []
        self.prose: list[Prose] = []

    def read(self, tokens: Sequence[Token]) -> None:
        stream = iter(tokens)
        for token in stream:
            if token.type == "heading_open":
                inline = next(stream)
                level = int(token.tag[1])
                heading = Heading(level, _plain(inline), self._at(token))
                self.headings = [h for h in self.headings if h.level < level] + [heading]
            elif token.type == "table_open":
                self._read_table(stream)
            elif token.type == "inline":
                self._add(_plain(token), self._at(token))
            elif token.type in ("fence", "code_block"):
                self._add(token.content.strip("\n"), self._at(token))
            elif token.type == "html_block":
                self._read_html(token)

    def _read_table(self, stream: Iterator[Token]) -> None:
        rows: list[tuple[Cell, ...]] = []
        cells: list[Cell] = []
        number = column = 0
        places: list[int] = []
        line = 1
        for token in stream:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                number += 1
                column = 0
                cells = []
                line = token.map[0] + 1 if token.map else line + 1
                places = _cell_starts(self._lines[line - 1])
            elif token.type == "inline":
                text = _plain(token)[:LONGEST_TEXT]
                if text:
                    place = Position(line, places[column] if column < len(places) else 1)
                    cells.append(Cell(number, column + 1, text, text, place))
            elif token.type in ("td_close", "th_close"):
                column += 1
                self._cells += 1
                if self._cells > self._limits.max_cells:
                    raise InputError(too_many_cells(self._limits.max_cells), source=self._name)
            elif token.type == "tr_close" and cells:
                rows.append(tuple(cells))
        self.sheets.append(Sheet("", tuple(rows), headings=tuple(self.headings)))

    def _read_html(self, token: Token) -> None:
        first = token.map[0] if token.map else 0
        pages = read_html(
            token.content, name=self._name, limits=self._limits, lines=self._table, offset=self._starts[first],
            headings=self.headings,
        )  # fmt: skip
        self.sheets += pages.sheets
        self.prose += [replace(run, heading=run.heading or self._nearest()) for run in pages.prose]

    def _add(self, text: str, place: Position) -> None:
        if text and len(self.prose) < _MOST_RUNS:
            self.prose.append(Prose(text, place, self._nearest()))

    def _nearest(self) -> Heading | None:
        return self.headings[-1] if self.headings else None

    def _at(self, token: Token) -> Position:
        line = token.map[0] if token.map else 0
        written = self._lines[line] if line < len(self._lines) else ""
        match = re.match(r"[\s>]*(?:[-*+]\s+|\d{1,9}[.)]\s+|#{1,6}\s+)*", written)
        return Position(line + 1, (match.end() if match else 0) + 1)


def _plain(inline: Token) -> str:
    """The text of a paragraph or cell without markup; line breaks, `<br>` too, stay breaks."""
    out: list[str] = []
    for token in inline.children or ():
        if token.type in ("text", "code_inline", "text_special"):
            out.append(token.content)
        elif token.type in ("softbreak", "hardbreak") or (token.type == "html_inline" and _BREAK.match(token.content)):
            out.append("\n")
        elif token.type == "image":
            out.append(token.content)
    return "\n".join(part.strip() for part in "".join(out).split("\n")).strip()


def _cell_starts(line: str) -> list[int]:
    """The columns (from 1) where the cells of a table row begin."""
    starts: list[int] = []
    lead = len(line) - len(line.lstrip(" >"))
    index = lead + (line[lead : lead + 1] == "|")
    while True:
        content = index
        while line[content : content + 1] in (" ", "\t"):
            content += 1
        starts.append(content + 1)
        while index < len(line) and line[index] != "|":
            index += 2 if line[index] == "\\" else 1
        if index >= len(line):
            return starts
        index += 1


_FRONT = Text(
    ja="文書の属性（先頭の---で囲まれた部分）なので読んでいません。",
    en="This is the document's front matter, so it was not read.",
)
_TOO_LONG = Text(
    ja=f"文書が{_MOST_CHARACTERS:,}字を超えています。計画の部分だけを別のファイルに分けてください。",
    en=f"The document has more than {_MOST_CHARACTERS:,} characters; put the plan into a file of its own.",
)
