"""A plan as an Excel workbook that a client can fill in, and that is read back as the same plan.

Nothing in it is computed: a text that begins like a formula (`=`, `+`, `-`, `@`) is stored as text and marked so, and
Excel leaves it alone.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from advisor.render.sheet_columns import KGI_COLUMNS, KPI_COLUMNS, SETTINGS, Column

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_WHOLE: Final = ("period", "operation.frontline")
_LAST: Final = 500  # rows of a template that have lists to choose from
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
_EXAMPLE_KGI: Final = {
    "name": "例）受注売上", "baseline": "半期5,000万円", "target": "半期6,000万円", "deadline": "2026年9月末", "owner": "営業部長",
}  # fmt: skip
_EXAMPLE_KPI: Final = {
    "name": "例）商談化率", "kgi": "受注売上", "definition": "資料請求のうち30日以内に商談になった割合", "baseline": "25%",
    "target": "28%", "deadline": "2026年9月末", "owner": "佐藤", "data_source": "CRM", "frequency": "毎週",
    "actions": "請求から1営業日以内の電話",
}  # fmt: skip


def template_workbook() -> bytes:
    """The empty workbook: headers and help in both languages, and an example row in each sheet that is not read."""
    return _workbook({}, [_EXAMPLE_KGI], [_EXAMPLE_KPI])


def plan_workbook(data: Mapping[str, Any]) -> bytes:
    """A plan's data as a workbook. `left_out` says which of its values no sheet can hold."""
    return _workbook(data, data.get("kgis") or [], data.get("kpis") or [])


def left_out(data: Mapping[str, Any]) -> list[str]:
    """The keys of a plan's data, with dots, that `plan_workbook` has no place for."""
    settings = {column.key for column in SETTINGS}
    found = [path for path in _paths(data) if path not in settings and not path.startswith(("kgis", "kpis"))]
    for section, columns in (("kgis", KGI_COLUMNS), ("kpis", KPI_COLUMNS)):
        known = {column.key for column in columns}
        rows = data.get(section)
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict):
                found += [f"{section}.{key}" for key in row if key not in known]
    return list(dict.fromkeys(found))


def _paths(data: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for key, value in data.items():
        path = f"{above}{key}"
        if isinstance(value, dict) and path not in _WHOLE:
            yield from _paths(value, f"{path}.")
        elif value is not None:
            yield path


def _workbook(data: Mapping[str, Any], kgis: object, kpis: object) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    book.remove(sheet)
    _rows(book.create_sheet("KPI"), KPI_COLUMNS, kpis)
    _rows(book.create_sheet("KGI"), KGI_COLUMNS, kgis)
    _settings(book.create_sheet("設定 Settings"), data)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(sheet: Worksheet, columns: Sequence[Column], rows: object) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for number, column in enumerate(columns, 1):
        cell = sheet.cell(1, number)
        _head(cell, column)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width + 4
        check = DataValidation(
            type="list" if column.choices else None,
            formula1=f'"{",".join(column.choices)}"' if column.choices else None,
            allow_blank=True, showErrorMessage=False, showInputMessage=True,
            promptTitle=column.header.ja[:32], prompt=f"{column.help.ja}\n{column.help.en}"[:255],
        )  # fmt: skip
        check.add(f"{letter}2:{letter}{_LAST}")
        sheet.add_data_validation(check)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "B2"
    given = rows if isinstance(rows, list) else []
    for number, row in enumerate(given, 2):
        row = row if isinstance(row, dict) else {"name": row}
        example = str(row.get("name", "")).startswith("例）")
        for at, column in enumerate(columns, 1):
            _put(sheet.cell(number, at), row.get(column.key))
            if example:
                sheet.cell(number, at).font = Font(italic=True, color="808080")


def _settings(sheet: Worksheet, data: Mapping[str, Any]) -> None:
    for number, column in enumerate(SETTINGS, 1):
        _head(sheet.cell(number, 1), column, comment=True)
        value: Any = data
        for key in column.key.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if column.key == "operation.review.cadence":
            review = (data.get("operation") or {}).get("review") if isinstance(data.get("operation"), dict) else None
            value = value if isinstance(review, dict) else review
        _put(sheet.cell(number, 2), value)
        sheet.row_dimensions[number].height = 32
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 60
    sheet.freeze_panes = "B1"


def _head(cell: Cell | MergedCell, column: Column, *, comment: bool = False) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    both = column.header.ja if column.header.ja == column.header.en else f"{column.header.ja}\n{column.header.en}"
    cell.value = both
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="E8EEF7")
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    if comment:
        cell.comment = Comment(f"{column.help.ja}\n{column.help.en}", "KPI advisor", width=320, height=90)


def _put(cell: Cell | MergedCell, value: Any) -> None:
    from openpyxl.styles import Alignment

    if value is None:
        return
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        cell.value = value
        return
    text = _NOT_XML.sub("", _said(value))
    cell.value = text
    cell.data_type = "s"  # never a formula, whatever it begins with
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if text.startswith(_RISKY):
        cell.quotePrefix = True  # so that editing the cell makes no formula of it either


def _said(value: Any) -> str:
    """A value as the one text that the plan's reader takes for it."""
    if isinstance(value, bool):
        return "true" if value else "none"
    if isinstance(value, (list, tuple)):
        if not value:
            return "none"
        if all(isinstance(item, (int, float)) for item in value):
            return ", ".join(str(item) for item in value)
        return "\n".join(_said(item) for item in value)
    if isinstance(value, dict):
        what = next((value[key] for key in ("what", "name", "value", "text") if value.get(key) is not None), None)
        when = value.get("at")
        rest = [_said(v) for k, v in value.items() if v not in (None, what, when)]
        said = "" if what is None else _said(what)
        if when is not None:
            said = f"{_said(when)}: {said}"
        if "start" in value or "end" in value:
            return f"{_said(value.get('start', ''))}..{_said(value.get('end', ''))}"
        if what is None and when is None:
            return "; ".join(f"{k}: {_said(v)}" for k, v in value.items() if v is not None)
        return f"{said}（{'、'.join(rest)}）" if rest else said
    return str(value)
