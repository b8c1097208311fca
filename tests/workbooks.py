"""Workbooks for tests, written as people would draw them: a line a row, bars between cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from advisor.read import SourcedPlan, read_plan_bytes


def workbook(*sheets: tuple[str, str], merged: Sequence[str] = (), start: str = "A1") -> bytes:
    """An .xlsx of (name, drawing) sheets.

    A number in a drawing is stored as one, `30%` as 0.3 shown as a percentage, `2026-09-30` as a date; `'` before a cell
    keeps it text. `merged` are ranges of the first sheet; `start` is where its drawing begins.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    first = Workbook().create_sheet()[start]
    for number, (name, drawing) in enumerate(sheets):
        sheet = book.create_sheet(name)
        at = (first.row, first.column) if number == 0 else (1, 1)
        for r, line in enumerate(drawing.strip("\n").split("\n")):
            for c, text in enumerate(line.split("|")):
                if text.strip():
                    _write(sheet.cell(at[0] + r, at[1] + c), text.strip().replace("<br>", "\n"))
    for one in merged:
        book.worksheets[0].merge_cells(one)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write(cell: Any, text: str) -> None:
    if text.startswith("'"):
        cell.value = text[1:]
    elif re.fullmatch(r"-?[0-9]+(\.[0-9]+)?%", text):
        cell.value, cell.number_format = float(text[:-1]) / 100, "0.0%" if "." in text else "0%"
    elif re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        cell.value, cell.number_format = date.fromisoformat(text), "yyyy/m/d"
    elif re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        cell.value = float(text) if "." in text else int(text)
    else:
        cell.value = text


def read_workbook(
    *sheets: tuple[str, str], merged: Sequence[str] = (), start: str = "A1", **corrections: str
) -> SourcedPlan:
    """The plan in such a workbook."""
    return read_plan_bytes(workbook(*sheets, merged=merged, start=start), name="計画.xlsx", corrections=corrections)


def fields(sourced: SourcedPlan) -> dict[str, str | None]:
    """What each column was read as."""
    assert sourced.document.understanding is not None
    return {c.header: c.field for c in sourced.document.understanding.columns}


def left_out(sourced: SourcedPlan) -> dict[str, str]:
    """What was left out, with the place and the English reason."""
    assert sourced.document.understanding is not None
    return {f"{i.position}: {i.what}": i.why.en for i in sourced.document.understanding.ignored}
