"""What a sheet says outside its tables: the plan's title and period, its goal, how it is run, a unit for all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from advisor.errors import Position
from advisor.layout import said
from advisor.layout.area import Area, dated, is_figure, is_left_out
from advisor.layout.draft import Value, value_of
from advisor.layout.fill import Tray
from advisor.layout.header_words import is_unit, key, words_of
from advisor.layout.headings import goal_in
from advisor.notation.normalize import normalize
from advisor.source.grid import Cell, Ignored

_UNIT: Final = re.compile(r"[(\[]?\s?(?:単位|units?)\s?[:=]\s?(?P<unit>[^\s)\]]+)\s?[)\]]?", re.IGNORECASE)
_PAIR: Final = re.compile(r"^(?P<name>[^:：]{1,30})[:：]\s*(?P<value>\S.*)$", re.DOTALL)
_NO_TITLE: Final = re.compile(
    r"#|※|注|出典|作成|更新|page\b|[0-9]{4}[-/年.][0-9]{1,2}[-/月.]?[0-9]{0,2}日?$", re.IGNORECASE
)
_HEADS: Final = frozenset(
    map(key, ("項目", "設定", "設定項目", "内容", "値", "Item", "Setting", "Key", "Value", "Field", "キー"))
)


@dataclass(slots=True)
class Around:
    """What stands around the tables of a sheet.

    Attributes:
        settings: path in the plan → value, in the order of the file.
        title: the line at the top.
        goals: goals stated in a line of their own.
        unit: a unit that holds for the sheet.
    """

    settings: dict[str, Value] = field(default_factory=dict)
    title: Value | None = None
    goals: list[Value] = field(default_factory=list)
    unit: tuple[str, Position] | None = None


def read_around(area: Area, rows: Sequence[int], first_table: int | None, tray: Tray) -> Around:
    """Reads the rows of a sheet that belong to no table. What says nothing for the plan is noted as such.

    `first_table` is the first row of the first table: a line above it may be the title.
    """
    around = Around()
    left: list[Cell] = []
    known = sum(_setting(area, row, around, left) for row in rows)
    for cell in left:
        text = cell.text.strip()
        if (unit := _UNIT.fullmatch(normalize(text))) is not None and is_unit(unit["unit"]):
            around.unit = around.unit or (unit["unit"], cell.position)
        elif (goal := goal_in(text)) is not None:
            around.goals.append(value_of(cell, goal))
        elif _is_title(area, cell, around, first_table):
            around.title = value_of(cell, " ".join(text.split()))
        else:
            row = area.row(cell.row)
            if known >= 2 and len(row) == 2:
                why = said.UNKNOWN_SETTING
            else:
                why = said.COMMENT if text.startswith("#") else said.OUTSIDE
            if not (known and all(key(c.text) in _HEADS for c in row)):
                tray.ignored.append(Ignored(" | ".join(c.text.strip() for c in row)[:200], why, cell.position))
    return around


def _setting(area: Area, row: int, around: Around, left: list[Cell]) -> bool:
    """Takes a row that is a name and its value; anything else is left over, one cell for the row."""
    words = words_of("settings")
    cells = area.row(row)
    if len(cells) in (2, 3):
        path = words.get(key(cells[0].text))
        # A third cell is a remark on the setting.
        if path is not None and not (path == "kgi.name" and is_figure(cells[1].text)):
            if not is_left_out(cells[1].text):
                data = dated(cells[1]) if path in ("as_of", "period") else None
                around.settings.setdefault(path, value_of(cells[1], data, header=cells[0].position))
            return True
    if len(cells) == 1 and (pair := _PAIR.match(cells[0].text.strip())) is not None:
        path = words.get(key(pair["name"]))
        if path is not None and path != "kgi.name":
            around.settings.setdefault(path, value_of(cells[0], pair["value"].strip(), header=cells[0].position))
            return True
    if cells:
        left.append(cells[0])
    return False


def _is_title(area: Area, cell: Cell, around: Around, first_table: int | None) -> bool:
    text = normalize(cell.text).strip()
    above = first_table is None or cell.row < first_table
    return (
        around.title is None
        and above
        and len(area.rows[cell.row]) == 1
        and cell.row <= 10
        and 2 <= len(text) <= 80
        and not _NO_TITLE.match(text)
        and not text.endswith(("。", "."))
        and first_table is not None
    )
