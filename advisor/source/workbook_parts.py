"""The parts of an .xlsx file: which sheets it has, its shared texts and number formats, and each sheet's cells.

openpyxl is not used for reading: its quick way tells neither merged ranges nor hidden rows nor formulas without a
value, and both its ways build a tree of whatever the file holds, which a hostile file can make very large. Here
every part is read as a stream and only what a plan needs is kept.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from advisor.errors import InputError, Position
from advisor.source.archive import Archive, XmlReader, local
from advisor.source.number_format import BUILT_IN
from advisor.source.tree import Limits
from advisor.text import Text

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
LONGEST_TEXT: Final = 32_767
"""Characters in one cell, by Excel's own limit."""
_MOST_RANGES = 20_000
_MOST_FORMATS = 100_000
_MOST_SHEETS = 1_000
_SHEET = re.compile(r"/(worksheet|chartsheet|dialogsheet|macrosheet|xlMacrosheet)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet as the workbook lists it."""

    name: str
    part: str
    kind: str
    hidden: bool


@dataclass(slots=True)
class RawCell:
    """One cell as the file stores it: `kind` is the standard's type letter."""

    row: int
    column: int
    kind: str
    value: str
    style: int
    formula: bool


@dataclass(slots=True)
class SheetShape:
    """What a sheet says about its rows, columns and ranges."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


class Workbook(XmlReader):
    """The list of sheets, and whether dates count from 1904."""

    def __init__(self, archive: Archive) -> None:
        self.from_1904 = False
        self._found: list[tuple[str, str, bool]] = []
        main = _main_part(archive)
        archive.parse(main, self)
        targets = _related(archive, main)
        self.strings = next((t for kind, t in targets.values() if kind.endswith("/sharedStrings")), None)
        self.styles = next((t for kind, t in targets.values() if kind.endswith("/styles")), None)
        self.sheets = [
            SheetPart(name, targets[link][1], kind[1].lower(), hidden)
            for name, link, hidden in self._found
            if link in targets and (kind := _SHEET.search(targets[link][0]))
        ]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "sheet" and len(self._found) < _MOST_SHEETS:
            said = {local(key): value for key, value in attributes.items()}
            hidden = said.get("state", "visible").lower() in ("hidden", "veryhidden")
            self._found.append((said.get("name", ""), said.get("id", ""), hidden))
        elif tag == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


class _Relations(XmlReader):
    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        # External targets are links to other files, which are never followed.
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External" and len(self.found) < 10_000:
            self.found[attributes.get("Id", "")] = (attributes.get("Type", ""), attributes.get("Target", ""))


def _related(archive: Archive, part: str) -> Mapping[str, tuple[str, str]]:
    """The parts that a part names, by their ids: type, and path in the archive."""
    folder, file = posixpath.split(part)
    relations = _Relations()
    archive.parse(f"{folder}/_rels/{file}.rels".lstrip("/"), relations)
    return {
        key: (kind, posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/"))
        for key, (kind, target) in relations.found.items()
    }


def _main_part(archive: Archive) -> str:
    if "xl/workbook.xml" in archive.names:
        return "xl/workbook.xml"
    for kind, target in _related(archive, "").values():
        if kind.endswith("/officeDocument"):
            return target
    raise archive.damaged()


class SharedStrings(XmlReader):
    """The texts that cells refer to by number, without the readings (furigana) written above them."""

    def __init__(self, archive: Archive, part: str | None, limits: Limits, *, name: str) -> None:
        self.texts: list[str] = []
        self._most = 4 * limits.max_cells
        self._name = name
        self._pieces: list[str] = []
        self._inside = False
        self._reading = 0
        if part is not None and part in archive.names:
            archive.parse(part, self)

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002  # the parser's signature
        tag = local(name)
        if tag == "si":
            self._pieces = []
        elif tag == "rPh":
            self._reading += 1
        elif tag == "t":
            self._inside = not self._reading

    def end(self, name: str) -> None:
        tag = local(name)
        if tag == "si":
            self.texts.append(unescaped("".join(self._pieces)))
            self._pieces = []
            if len(self.texts) > self._most:
                raise InputError(too_many_cells(self._most // 4), source=self._name)
        elif tag == "rPh":
            self._reading -= 1
        elif tag == "t":
            self._inside = False

    def text(self, text: str) -> None:
        if self._inside:
            self._pieces.append(text)


class Styles(XmlReader):
    """The number format of each cell style."""

    def __init__(self, archive: Archive, part: str | None) -> None:
        self._own: dict[int, str] = {}
        self._of_style: list[int] = []
        self._inside = False
        if part is not None and part in archive.names:
            archive.parse(part, self)
        self.codes: Sequence[str] = [self._own.get(n) or BUILT_IN.get(n, "General") for n in self._of_style]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "cellXfs":
            self._inside = True
        elif tag == "xf" and self._inside and len(self._of_style) < _MOST_FORMATS:
            self._of_style.append(_whole(attributes.get("numFmtId")) or 0)
        elif tag == "numFmt" and len(self._own) < _MOST_FORMATS:
            self._own[_whole(attributes.get("numFmtId")) or 0] = attributes.get("formatCode", "")

    def end(self, name: str) -> None:
        if local(name) == "cellXfs":
            self._inside = False


class SheetCells(XmlReader):
    """Sends each cell that holds something to `take`, and notes the sheet's shape.

    Raises:
        InputError: more cells than the limits allow, or a cell outside any sheet.
    """

    def __init__(self, take: Callable[[RawCell], None], limits: Limits, *, name: str, sheet: str) -> None:
        self.shape = SheetShape()
        self._take = take
        self._limits = limits
        self._name = name
        self._sheet = sheet
        self._row = self._column = self._seen = 0
        self._cell: RawCell | None = None
        self._pieces: list[str] = []
        self._length = 0
        self._inside = False
        self._reading = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "c":
            self._begin(attributes)
        elif tag == "row":
            self._row = self._place(_whole(attributes.get("r")) or self._row + 1, LAST_ROW)
            self._column = 0
            if attributes.get("hidden") in ("1", "true"):
                self.shape.hidden_rows.append(self._row)
        elif tag in ("v", "t"):
            self._inside = self._cell is not None and not self._reading
        elif tag == "f":
            if self._cell is not None:
                self._cell.formula = True
        elif tag == "rPh":
            self._reading += 1
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = _whole(attributes.get("min")) or 1, _whole(attributes.get("max")) or LAST_COLUMN
            if len(self.shape.hidden_columns) < _MOST_RANGES:
                self.shape.hidden_columns.append((first, last))
        elif tag == "mergeCell" and len(self.shape.merged) < _MOST_RANGES:
            area = _area(attributes.get("ref", ""))
            if area is not None:
                self.shape.merged.append(area)

    def end(self, name: str) -> None:
        tag = local(name)
        if tag in ("v", "t"):
            self._inside = False
        elif tag == "rPh":
            self._reading -= 1
        elif tag == "c" and self._cell is not None:
            cell, self._cell = self._cell, None
            cell.value = "".join(self._pieces)
            if cell.value or cell.formula:
                self._take(cell)

    def text(self, text: str) -> None:
        if self._inside and self._length <= LONGEST_TEXT:
            self._pieces.append(text)
            self._length += len(text)

    def _begin(self, attributes: dict[str, str]) -> None:
        self._seen += 1
        if self._seen > 4 * self._limits.max_cells:
            raise InputError(too_many_cells(self._limits.max_cells), source=self._name)
        place = attributes.get("r")
        row, column = self._row or 1, self._column + 1
        if place is not None:
            found = _address(place)
            row, column = found if found is not None else (0, 0)
        self._column = self._place(column, LAST_COLUMN)
        self._cell = RawCell(
            self._place(row, LAST_ROW), column, attributes.get("t", "n"), "", _whole(attributes.get("s")) or 0, False
        )
        self._pieces = []
        self._length = 0

    def _place(self, number: int, last: int) -> int:
        if not 1 <= number <= last:
            raise InputError(
                _OUTSIDE, source=self._name, position=Position(self._row or 1, self._column or 1, f"{self._sheet}!A1")
            )
        return number


_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """A stored text with the characters that XML cannot hold, which Excel spells `_x000D_`; line ends become `\\n`."""
    if "_x" in text:
        text = _ESCAPE.sub(_character, text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE else ""


def _address(text: str) -> tuple[int, int] | None:
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def _area(text: str) -> tuple[int, int, int, int] | None:
    first, _, last = text.partition(":")
    start, stop = _address(first), _address(last or first)
    if start is None or stop is None or start == stop:
        return None
    return min(start[0], stop[0]), min(start[1], stop[1]), max(start[0], stop[0]), max(start[1], stop[1])


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else None


def too_many_cells(most: int) -> Text:
    """The sentence for a file with more cells than the limits allow."""
    return Text(
        ja=f"セルの数が上限の{most:,}個を超えています。計画のシートだけを別のファイルに分けてください。",
        en=f"There are more than {most:,} cells; put the plan's sheet into a file of its own.",
    )


_OUTSIDE = Text(
    ja="シートの範囲（XFD1048576まで）の外にセルがあり、ファイルが壊れています。xlsxで保存し直してください。",
    en="A cell lies outside any sheet (beyond XFD1048576), so the file is damaged; save it again as .xlsx.",
)
