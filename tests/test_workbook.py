"""Workbooks read cell by cell, with what the author sees, and with what was left out said."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

import xlsx_files as make
from advisor.errors import Position
from advisor.source.grid import Pages, Sheet
from advisor.source.pages import read_pages

FIXTURES = Path(__file__).parent / "sheets"


def read(content: bytes, name: str = "plan.xlsx") -> Pages:
    return read_pages(content, name=name)


def only(content: bytes) -> Sheet:
    (sheet,) = read(content).sheets
    return sheet


def texts(sheet: Sheet) -> dict[str, str]:
    return {cell.address: cell.text for row in sheet.rows for cell in row}


def reasons(ignored: Any) -> list[tuple[str, str]]:
    return [(each.what, each.why.en) for each in ignored]


def test_cells_know_their_place_and_merged_ranges_stand_in_their_first_cell() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["B2"] = "KPI計画"
        sheet.merge_cells("B2:D2")
        sheet["C40"] = "  商談件数\n（月） "

    sheet = only(make.saved(fill, "営業 1課"))
    assert texts(sheet) == {"B2": "KPI計画", "C40": "商談件数\n（月）"}
    assert sheet.merged == ((2, 2, 2, 4),)
    assert sheet.rows[1][0].position == Position(40, 3, "営業 1課!C40")


def test_what_lies_under_a_merged_range_is_not_read() -> None:
    rows = f"{make.row('KPI', '隠れた字')}"
    part = make.cells(rows).replace("</worksheet>", '<mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>')
    assert texts(only(make.packed(make.parts(part)))) == {"A1": "KPI"}


def test_number_formats_are_honoured_and_values_keep_their_precision() -> None:
    def fill(sheet: Worksheet) -> None:
        for column, (value, code) in enumerate(
            [(0.3, "0%"), (3_600, '#,##0"万円"'), (12_345_678, '#,##0,"千円"'), (datetime(2026, 9, 30), 'yyyy"年"m"月"d"日"')], 1
        ):  # fmt: skip
            sheet.cell(1, column, value).number_format = code  # type: ignore[call-overload]

    (row,) = only(make.saved(fill)).rows
    assert [(c.text, c.value) for c in row] == [
        ("30%", 0.3), ("3,600万円", 3_600), ("12,346千円", 12_345_678), ("2026年9月30日", "2026-09-30")
    ]  # fmt: skip


def test_dates_of_the_japanese_edition_and_from_1904() -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="28"/></cellXfs>'
    part = make.cells('<row r="3"><c r="B3" s="1"><v>46295</v></c></row>')
    assert texts(only(make.packed(make.parts(part, styles=styles)))) == {"B3": "令和8年9月30日"}
    since_1904 = make.parts(part.replace("46295", "44833"), styles=styles)
    since_1904["xl/workbook.xml"] = since_1904["xl/workbook.xml"].replace(
        b"<sheets>", b'<workbookPr date1904="1"/><sheets>'
    )
    assert texts(only(make.packed(since_1904))) == {"B3": "令和8年9月30日"}


def test_readings_above_kanji_are_no_part_of_a_text() -> None:
    strings = "<si><r><t>資料</t></r><r><t>請求</t></r><rPh sb='0' eb='2'><t>シリョウ</t></rPh></si>"
    part = make.cells('<row><c t="s"><v>0</v></c></row>')
    assert texts(only(make.packed(make.parts(part, strings=strings)))) == {"A1": "資料請求"}


def test_a_formula_without_a_value_and_an_error_are_said_with_their_cells() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "KPI"
        sheet["B2"] = "=A1&DDE"
        sheet["C3"] = "#NAME?"

    sheet = only(make.saved(fill))
    assert texts(sheet) == {"A1": "KPI"}
    assert [(i.what, str(i.position)) for i in sheet.ignored] == [("計画!B2", "計画!B2"), ("#NAME?", "計画!C3")]
    assert "result is not stored" in sheet.ignored[0].why.en
    assert "計算結果が保存されていません" in sheet.ignored[0].why.ja


def test_hidden_rows_columns_and_sheets_are_left_out_and_said() -> None:
    def fill(sheet: Worksheet) -> None:
        for n in range(1, 6):
            sheet.append([f"行{n}", "見える", "隠れる"])
        sheet.row_dimensions[2].hidden = sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.row_dimensions[90].hidden = True  # nothing stands there, so there is nothing to say
        assert sheet.parent is not None
        sheet.parent.create_sheet("リスト").sheet_state = "veryHidden"
        sheet["A1"].comment = Comment("メモ", "田中")

    pages = read(make.saved(fill))
    (sheet,) = pages.sheets
    assert list(texts(sheet)) == ["A1", "B1", "A4", "B4", "A5", "B5"]
    assert [i.what for i in sheet.ignored] == ["計画!2:3", "計画!C:C"]
    assert [i.what for i in pages.ignored] == ["リスト", "comments"]


def test_many_like_notes_are_counted() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "KPI"
        for n in range(2, 102):
            sheet[f"A{n}"] = "=B1"

    ignored = only(make.saved(fill)).ignored
    assert len(ignored) == 21
    assert ignored[-1].why.en.startswith("80 more cells are the same.")


def test_strict_workbooks_and_prefixed_names_are_read() -> None:
    strict = {
        name: part.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        for name, part in make.parts().items()
    }  # fmt: skip
    assert texts(only(make.packed(strict))) == {"A1": "KPI"}
    prefixed = make.parts(
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row>'
        '<x:c t="str"><x:v>KPI</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert texts(only(make.packed(prefixed))) == {"A1": "KPI"}


def test_characters_that_xml_cannot_hold() -> None:
    part = make.cells('<row><c t="str"><v>前_x000D__x000A_後_x0007__xD800_</v></c></row>')
    assert texts(only(make.packed(make.parts(part)))) == {"A1": "前\n後"}


STORED = (
    st.text("KPI 目標売上商談1.5%\n<&>\"'=+-@", min_size=1, max_size=12).filter(lambda t: not t.startswith("="))
    | st.integers(-(10**12), 10**12)
    | st.floats(-1e9, 1e9, allow_nan=False)
    | st.booleans()
    | st.dates(date(1950, 1, 1), date(2100, 1, 1))
)


@given(st.dictionaries(st.tuples(st.integers(1, 60), st.integers(1, 40)), STORED, min_size=1, max_size=25))
def test_every_cell_is_openpyxls(stored: dict[tuple[int, int], Any]) -> None:
    def fill(sheet: Worksheet) -> None:
        for (row, column), value in stored.items():
            sheet.cell(row, column, value)

    content = make.saved(fill)
    ours = {(c.row, c.column): c.value for sheet in read(content).sheets for row in sheet.rows for c in row}
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    theirs = {}
    for cells in book["計画"].iter_rows():
        for cell in cells:
            value = cell.value
            if isinstance(value, datetime):
                value = value.date().isoformat()
            if isinstance(value, str):
                value = value.strip()
            if value not in (None, ""):
                theirs[cell.row, cell.column] = value
    assert ours == pytest.approx(theirs)


def test_what_libreoffice_saves() -> None:
    pages = read((FIXTURES / "libreoffice-dental-clinic.xlsx").read_bytes())
    (sheet,) = pages.sheets
    found = texts(sheet)
    assert found["B2"] == "みなみ歯科クリニック 2026年度 目標管理表"
    assert [found[a] for a in ("D8", "E10", "G8", "G11", "H8")] == [
        "40,000",
        "36.0%",
        "▲ 20,200",
        "▲ 0.7%",
        "令和9年3月31日",
    ]
    assert (2, 2, 2, 9) in sheet.merged
    assert (5, 4, 5, 6) in sheet.merged
    assert [i.what for i in pages.ignored] == ["リスト"]

    (sheet,) = read((FIXTURES / "libreoffice-warehouse.xlsx").read_bytes()).sheets
    found = texts(sheet)
    assert [found[a] for a in ("F5", "F6", "F11", "J5")] == ["94.5%", "93.8%", "£18,000", "Priya"]
    assert [i.what for i in sheet.ignored] == ["Warehouse FY2026!15:15", "Warehouse FY2026!L:L"]
