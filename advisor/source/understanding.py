"""How a file that is no YAML or JSON was read: which column or phrase became which value, and what was left out.

It is shown before a plan is judged, so that a client can see and correct it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.errors import Position
from advisor.source.grid import Ignored
from advisor.text import Text


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """What one column (or row, in a table that lies on its side) was taken for.

    Attributes:
        sheet: the sheet it stands in, '' in a file with one table.
        header: the header as written; several header rows are joined with ` / `.
        field: the plan's field it fills (`target`, `owner`, `kgi` …), or None when it is not read.
        note: what else the header said (a date, a unit, a period), or why the column is not read.
        position: the place of the header.
        sure: False when it was taken from the values below rather than from its words.
    """

    sheet: str
    header: str
    field: str | None
    position: Position
    note: Text | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class ValueReading:
    """One value of the plan and the text it came from.

    Attributes:
        pointer: JSON pointer into the plan.
        raw: the text as written in the file.
        position: its place.
        sure: False when its meaning was inferred (the report then says so among its assumptions).
    """

    pointer: str
    raw: str
    position: Position
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Understanding:
    """How the whole file was read.

    Attributes:
        form: `table` for sheets and tables, `memo` for prose.
        columns: the columns of every table that was read, in file order.
        values: every value, in plan order.
        ignored: what no value was made of, with the reason, in file order.
    """

    form: Literal["table", "memo"]
    columns: Sequence[ColumnReading]
    values: Sequence[ValueReading]
    ignored: Sequence[Ignored]
