"""Excel workbooks → sheets of cells as the author sees them. Nothing in a workbook is computed, run or followed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from advisor.errors import InputError, Position
from advisor.source.archive import Archive
from advisor.source.grid import Cell, Ignored, Pages, Sheet, column_letters
from advisor.source.number_format import plain_number, shown_date, shown_number, shown_text
from advisor.source.tree import Limits, Scalar
from advisor.source.workbook_parts import (
    LONGEST_TEXT,
    RawCell,
    SharedStrings,
    SheetCells,
    SheetPart,
    SheetShape,
    Styles,
    Workbook,
    too_many_cells,
    unescaped,
)
from advisor.text import Text

_MOST_NOTES = 20  # of each kind and sheet; then a count says the rest
_MOST_COUNTED = 10_000
_LARGEST_MERGE = 10_000  # cells in all merged ranges of a sheet whose covered cells are looked for


def read_workbook(content: bytes, *, name: str, limits: Limits) -> Pages:
    """The sheets of an .xlsx or .xlsm file.

    Raises:
        InputError: the file is damaged, or larger than `limits`.
    """
    archive = Archive(content, name=name, budget=limits.max_unpacked)
    workbook = Workbook(archive)
    strings = SharedStrings(archive, workbook.strings, limits, name=name).texts
    codes = Styles(archive, workbook.styles).codes
    count = _Count(limits, name)
    sheets: list[Sheet] = []
    ignored: list[Ignored] = []
    for part in workbook.sheets:
        if part.kind != "worksheet":
            ignored.append(Ignored(part.name, _NO_CELLS))
        elif part.hidden:
            ignored.append(Ignored(part.name, _HIDDEN_SHEET))
        else:
            reader = _SheetReader(part, strings, codes, workbook.from_1904, count)
            cells = SheetCells(reader.take, limits, name=name, sheet=part.name)
            archive.parse(part.part, cells)
            sheets.append(reader.sheet(cells.shape))
    ignored += _left_out(archive.names)
    return Pages(name, tuple(sheets), ignored=tuple(ignored))


class _Count:
    """What all sheets together hold, held against the limits."""

    def __init__(self, limits: Limits, name: str) -> None:
        self._limits = limits
        self._name = name
        self._cells = self._characters = 0

    def add(self, text: str, position: Position) -> None:
        self._cells += 1
        self._characters += len(text)
        if self._cells > self._limits.max_cells:
            raise InputError(too_many_cells(self._limits.max_cells), source=self._name, position=position)
        if self._characters > self._limits.max_cell_text:
            raise InputError(_too_much_text(self._limits.max_cell_text), source=self._name, position=position)

    def damaged(self, position: Position) -> InputError:
        return InputError(_BROKEN_CELL, source=self._name, position=position)


class _SheetReader:
    """Makes one sheet's cells."""

    def __init__(
        self, part: SheetPart, strings: Sequence[str], codes: Sequence[str], from_1904: bool, count: _Count
    ) -> None:
        self._part = part
        self._strings = strings
        self._codes = codes
        self._from_1904 = from_1904
        self._count = count
        self._rows: dict[int, dict[int, Cell]] = {}
        self._notes: dict[Text, list[tuple[str, Position]]] = {}
        self._trimmed: dict[str, str] = {}

    def take(self, raw: RawCell) -> None:
        """Add one cell, unless there is nothing in it that a plan can use."""
        position = Position(raw.row, raw.column, f"{self._part.name}!{column_letters(raw.column)}{raw.row}")
        if not raw.value:
            if raw.kind != "str":  # a formula may well come to an empty text
                self._note(_NO_VALUE, "", position)
            return
        if raw.kind == "e":
            self._note(_ERROR_VALUE, raw.value, position)
            return
        try:
            text, value = self._understood(raw)
        except (ValueError, IndexError, OverflowError):
            raise self._count.damaged(position) from None
        if len(text) > LONGEST_TEXT:
            self._note(_LONG_TEXT, text[:40], position)
            text = value = text[:LONGEST_TEXT]
        if text:
            self._count.add(text, position)
            self._rows.setdefault(raw.row, {})[raw.column] = Cell(raw.row, raw.column, text, value, position)

    def _understood(self, raw: RawCell) -> tuple[str, Scalar]:
        code = self._codes[raw.style] if raw.style < len(self._codes) else "General"
        if raw.kind == "s":
            # One shared text may stand in a million cells: it is trimmed once and never copied.
            shared = self._strings[int(raw.value)]
            text = self._trimmed.setdefault(shared, shared.strip())
            return (text, text) if "@" not in code or code == "@" else (shown_text(text, code), text)
        if raw.kind in ("str", "inlineStr"):
            text = unescaped(raw.value).strip()
            return shown_text(text, code), text
        if raw.kind == "b":
            return ("TRUE", True) if raw.value.strip() in ("1", "true") else ("FALSE", False)
        if raw.kind == "d":
            stamp = raw.value.strip().removesuffix("Z")
            moment = datetime.fromisoformat(stamp) if "-" in stamp else time.fromisoformat(stamp)
            return shown_date(moment, code)
        number = _number(raw.value)
        if code == "General":
            return plain_number(number), number
        text, value = shown_number(number, code, from_1904=self._from_1904)
        return text.strip(), value

    def sheet(self, shape: SheetShape) -> Sheet:
        """The sheet, once all its cells are there."""
        merged = [area for area in shape.merged if not _hidden(area, shape)]
        self._uncover(merged)
        notes = [*self._all_notes(), *self._hide(shape)]
        rows = tuple(
            tuple(cell for _, cell in sorted(row.items()))
            for _, row in sorted(self._rows.items())
            if row
        )  # fmt: skip
        return Sheet(self._part.name, rows, merged=tuple(sorted(merged)), ignored=tuple(notes))

    def _uncover(self, merged: Iterable[tuple[int, int, int, int]]) -> None:
        """Drop what lies under a merged range: nobody sees it."""
        left = _LARGEST_MERGE
        for top, first, bottom, last in merged:
            left -= (bottom - top + 1) * (last - first + 1)
            if left < 0:
                return
            for n in range(top, bottom + 1):
                row = self._rows.get(n)
                for column in range(first, last + 1) if row else ():
                    if row and (n, column) != (top, first):
                        row.pop(column, None)

    def _hide(self, shape: SheetShape) -> list[Ignored]:
        """Drop hidden rows and columns, and say what stood there."""
        notes: list[Ignored] = []
        gone = sorted(n for n in set(shape.hidden_rows) if self._rows.get(n))
        for first, last in _runs(gone):
            start = next(iter(self._rows[first].values()))
            notes.append(Ignored(f"{self._part.name}!{first}:{last}", _HIDDEN_ROWS, start.position))
        for n in gone:
            del self._rows[n]
        for first, last in shape.hidden_columns[:100]:
            found = [c for row in self._rows.values() for c in row.values() if first <= c.column <= last]
            if found:
                left, right = min(c.column for c in found), max(c.column for c in found)
                named = f"{self._part.name}!{column_letters(left)}:{column_letters(right)}"
                notes.append(Ignored(named, _HIDDEN_COLUMNS, found[0].position))
                for cell in found:
                    del self._rows[cell.row][cell.column]
        return notes

    def _note(self, why: Text, what: str, position: Position) -> None:
        noted = self._notes.setdefault(why, [])
        if len(noted) < _MOST_COUNTED:
            noted.append((what, position))

    def _all_notes(self) -> list[Ignored]:
        notes = []
        for why, found in self._notes.items():
            notes += [Ignored(what or str(place), why, place) for what, place in found[:_MOST_NOTES]]
            if len(found) > _MOST_NOTES:
                notes.append(Ignored(self._part.name, _and_more(why, len(found) - _MOST_NOTES), found[_MOST_NOTES][1]))
        return notes


def _number(text: str) -> int | float:
    text = text.strip()
    value = float(text)
    if value in (float("inf"), float("-inf")) or value != value:
        raise ValueError
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _hidden(area: tuple[int, int, int, int], shape: SheetShape) -> bool:
    return any(first <= area[1] and area[3] <= last for first, last in shape.hidden_columns[:100])


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers in a row as first and last."""
    runs: list[tuple[int, int]] = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], n)
        else:
            runs.append((n, n))
    return runs


def _left_out(names: frozenset[str]) -> list[Ignored]:
    """What stands in the file beside its cells."""
    found = []
    for mark, what, why in _BESIDE:
        if any(mark in name for name in names):
            found.append(Ignored(what, why))
    return found


_HIDDEN_SHEET = Text(
    ja="非表示のシートなので読んでいません。計画の一部なら、再表示して保存してください。",
    en="This sheet is hidden, so it was not read; unhide it and save if it belongs to the plan.",
)
_NO_CELLS = Text(
    ja="グラフやマクロだけのシートで、読めるセルがありません。",
    en="This sheet holds a chart or a macro, not cells.",
)
_HIDDEN_ROWS = Text(
    ja="非表示の行（フィルターで隠れた行を含む）なので読んでいません。計画の一部なら、再表示して保存してください。",
    en="These rows are hidden, perhaps by a filter, so they were not read; unhide them and save if they belong to the "
    "plan.",
)
_HIDDEN_COLUMNS = Text(
    ja="非表示の列なので読んでいません。計画の一部なら、再表示して保存してください。",
    en="These columns are hidden, so they were not read; unhide them and save if they belong to the plan.",
)
_NO_VALUE = Text(
    ja="数式の計算結果が保存されていません。表計算ソフトで開いて上書き保存すると読めます。",
    en="The formula's result is not stored in the file; open it in a spreadsheet program and save it, and it can be read.",
)
_ERROR_VALUE = Text(
    ja="数式がエラーになっているので読んでいません。数式を直して保存してください。",
    en="The formula ends in an error, so it was not read; mend the formula and save.",
)
_LONG_TEXT = Text(
    ja=f"セルの文章が{LONGEST_TEXT:,}字を超えるため、その後ろは読んでいません。",
    en=f"The cell's text has more than {LONGEST_TEXT:,} characters; the rest was not read.",
)
_BROKEN_CELL = Text(
    ja="セルの内容が壊れていて読めません。表計算ソフトで開き、xlsxで保存し直してください。",
    en="This cell's content is damaged; open the file in a spreadsheet program and save it again as .xlsx.",
)
_BESIDE = (
    ("vbaProject", "vbaProject.bin", Text(
        ja="マクロは実行も読み取りもしていません。", en="Macros were neither run nor read.")),
    ("externalLinks/", "externalLinks", Text(
        ja="ほかのファイルへのリンクは開かず、保存されている値を使いました。",
        en="Links to other files were not followed; the values stored in this file were used.")),
    ("/charts/", "charts", Text(ja="グラフは読んでいません。", en="Charts were not read.")),
    ("/media/", "media", Text(ja="画像は読んでいません。", en="Pictures were not read.")),
    ("/comments", "comments", Text(ja="セルのコメント（メモ）は読んでいません。", en="Comments on cells were not read.")),
    ("/threadedComments", "threadedComments", Text(
        ja="セルのコメント（スレッド）は読んでいません。", en="Threaded comments were not read.")),
    ("/pivotTables/", "pivotTables", Text(
        ja="ピボットテーブルは、保存されている表示どおりの値を読みました。",
        en="Pivot tables were read as the cells they show.")),
)  # fmt: skip


def _and_more(why: Text, count: int) -> Text:
    return Text(ja=f"ほか{count:,}個のセルも同じです。{why.ja}", en=f"{count:,} more cells are the same. {why.en}")


def _too_much_text(most: int) -> Text:
    return Text(
        ja=f"セルの文字が合わせて{most:,}字を超えています。計画のシートだけを別のファイルに分けてください。",
        en=f"The cells hold more than {most:,} characters; put the plan's sheet into a file of its own.",
    )
