"""CSV, TSV and other delimited text → one sheet whose cells know their line and column.

Tables that blank lines keep apart stay in one sheet, as they would in a workbook: the row numbers show the gap.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from advisor.errors import InputError, Position
from advisor.source.grid import Cell, Ignored, Pages, Sheet
from advisor.source.text import shown
from advisor.source.tree import Limits
from advisor.source.workbook_parts import LAST_ROW, LONGEST_TEXT, too_many_cells
from advisor.text import Text

DELIMITERS: Final = (",", "\t", ";", "|")
_SAMPLE = 100  # records that decide the delimiter
_COMMENT = re.compile(r"#+(?!\d)\s*[^\s#,;|]")
_QUOTED_FIELD = re.compile(r'"(?:[^"]|"")*"?')


class _Lines(Iterator[str]):
    """The text's lines, remembered while a record is read, because the csv module does not say where fields begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next = 0
        self.taken: list[str] = []
        self.number = 0

    def __next__(self) -> str:
        if self._next >= len(self._text):
            raise StopIteration
        stop = self._text.find("\n", self._next) + 1 or len(self._text)
        line = self._text[self._next : stop]
        self._next = stop
        self.number += 1
        self.taken.append(line)
        return line


def read_delimited(text: str, *, name: str, limits: Limits, delimiter: str | None = None) -> Pages:
    """The cells of a delimited text.

    Args:
        text: the whole text, its lines ended by line feeds.
        name: what the user calls the file.
        limits: how much it may hold.
        delimiter: what stands between fields; None: whichever of comma, tab, semicolon and bar fits best.

    Raises:
        InputError: a quotation mark is never closed, or there are more cells than the limits allow.
    """
    mark = delimiter or delimiter_of(text) or ","
    width = _width(text, mark, name)
    rows: list[tuple[Cell, ...]] = []
    ignored: list[Ignored] = []
    cells = characters = number = 0
    for start, raw, record in _records(text, mark, name):
        number += 1
        if number > LAST_ROW:
            raise InputError(_TOO_MANY_ROWS, source=name, position=Position(start, 1))
        filled = [field for field in record if field.strip()]
        if (
            filled
            and _COMMENT.match(filled[0].lstrip())
            and (
                len(filled) == 1 or (not rows and len(record) != width)  # a remark with commas in it, or a header row
            )
        ):
            ignored.append(Ignored(shown(raw.strip()), _COMMENT_LINE, Position(start, 1)))
            continue
        row: list[Cell] = []
        for column, (field, place) in enumerate(zip(record, _places(raw, mark, start, record), strict=True), 1):
            text_of = field.strip()
            if not text_of:
                continue
            cells += 1
            characters += len(text_of)
            if cells > limits.max_cells or characters > limits.max_cell_text:
                raise InputError(too_many_cells(limits.max_cells), source=name, position=place)
            if len(text_of) > LONGEST_TEXT:
                ignored.append(Ignored(shown(text_of), _LONG_FIELD, place))
                text_of = text_of[:LONGEST_TEXT]
            row.append(Cell(number, column, text_of, text_of, place))
        if row:
            rows.append(tuple(row))
    return Pages(name, (Sheet("", tuple(rows), ignored=tuple(ignored)),))


def delimiter_of(text: str) -> str | None:
    """What stands between the fields of a text, or None when no candidate makes a table of it."""
    best: tuple[tuple[float, int], str] | None = None
    sample = text[:200_000]
    for mark in DELIMITERS:
        widths: list[int] = []
        try:
            for _, raw, record in _records(sample, mark, ""):
                if record and not raw.lstrip().startswith("#"):
                    widths.append(len(record))
                if len(widths) == _SAMPLE:
                    break
        except InputError:
            pass
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        width, times = max(Counter(wide).items(), key=lambda item: (item[1], item[0]))
        score = (times / len(widths), width)
        if len(widths) > 1 and times == 1 and len(wide) < 2:
            continue  # one line with a comma in it is a sentence
        if best is None or score > best[0]:
            best = (score, mark)
    return None if best is None else best[1]


def _width(text: str, mark: str, name: str) -> int:
    """How many fields most of the first records have."""
    widths = [len(record) for _, _, record in islice(_records(text, mark, name), _SAMPLE) if len(record) > 1]
    return max(Counter(widths).items(), key=lambda item: (item[1], item[0]))[0] if widths else 1


def _records(text: str, mark: str, name: str) -> Iterator[tuple[int, str, list[str]]]:
    """Each record with the line it begins in, its text and its fields. Blank lines are records without fields."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=mark)
    while True:
        lines.taken.clear()
        start = lines.number + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise InputError(_NOT_CLOSED, source=name, position=Position(start, 1)) from None
        raw = "".join(lines.taken)
        if len(lines.taken) > 1 and raw.count('"') % 2:  # the csv module takes the rest of the file for one field
            raise InputError(_NOT_CLOSED, source=name, position=Position(start, 1))
        yield start, raw, record


def _places(raw: str, mark: str, line: int, record: Sequence[str]) -> Iterator[Position]:
    """Where each field of a record begins."""
    if '"' not in raw:
        column = 1
        for field in record:
            yield Position(line, column + len(field) - len(field.lstrip()))
            column += len(field) + 1
        return
    index = first = 0
    for _ in record:
        content = index
        while raw[content : content + 1].isspace() and raw[content] not in ("\n", mark):
            content += 1
        yield Position(line, content - first + 1)
        if raw[index : index + 1] == '"' and (match := _QUOTED_FIELD.match(raw, index)):
            breaks = match[0].count("\n")
            if breaks:
                line += breaks
                first = match.start() + match[0].rfind("\n") + 1
            index = match.end()
        stop = raw.find(mark, index)
        index = len(raw) if stop < 0 else stop + 1


_COMMENT_LINE = Text(
    ja="#で始まるコメント行なので読んでいません。", en="This line is a comment (it begins with #), so it was not read."
)
_TOO_MANY_ROWS = Text(
    ja=f"行数が{LAST_ROW:,}行を超えています。計画の部分だけを別のファイルに分けてください。",
    en=f"There are more than {LAST_ROW:,} rows; put the plan into a file of its own.",
)
_LONG_FIELD = Text(
    ja=f"セルの文章が{LONGEST_TEXT:,}字を超えるため、その後ろは読んでいません。",
    en=f"This field has more than {LONGEST_TEXT:,} characters; the rest was not read.",
)
_NOT_CLOSED = Text(
    ja='この行から始まるセルが長すぎます。引用符（"）が閉じられているか確かめてください。',
    en='A field that begins here is too long; check that its quotation mark (") is closed.',
)
