"""What serves what: goal columns, link columns and edge lists become `kgi` and `drives`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from advisor.layout import said
from advisor.layout.area import is_left_out
from advisor.layout.draft import Draft, Value, value_of
from advisor.layout.fill import Tray
from advisor.layout.find import Block
from advisor.layout.header_words import edge_side, key
from advisor.source.grid import Ignored

_BETWEEN: Final = re.compile(r"[、，,;；\n]|\s?/\s?|・")


@dataclass(frozen=True, slots=True)
class Edges:
    """The columns of an edge list: names of the row that feeds, and of the row that is fed."""

    block: Block
    sources: tuple[int, ...]
    ends: tuple[int, ...]


def edges_in(block: Block) -> Edges | None:
    """The table as an edge list, if it is one: columns of two sides, told by how their headers begin."""
    found: dict[str, list[int]] = {"from": [], "to": []}
    for header in block.headers:
        if (side := edge_side(header.text)) is not None:
            found[side].append(header.column)
    return Edges(block, tuple(found["from"]), tuple(found["to"])) if found["from"] and found["to"] else None


@dataclass(slots=True)
class Names:
    """The plan's rows, found by name or id."""

    kgis: dict[str, Draft]
    kpis: dict[str, Draft]

    def find(self, text: str) -> Draft | None:
        """The row a text names."""
        return self.kgis.get(key(text)) or self.kpis.get(key(text))


def names_of(drafts: Sequence[Draft]) -> Names:
    """The names and ids of drafts; a name that several have finds the first."""
    names = Names({}, {})
    for draft in drafts:
        table = names.kgis if draft.kind == "kgi" else names.kpis
        table.setdefault(key(str(draft.name.data)), draft)
        if "id" in draft.values:
            table.setdefault(key(str(draft.values["id"].data)), draft)
    return names


@dataclass(slots=True)
class Served:
    """What a KPI serves: goals and KPIs, each with the value that says so."""

    goals: list[tuple[Draft, Value]]
    drives: list[tuple[Draft, Value]]


def resolve(drafts: list[Draft], edges: Sequence[Edges], tray: Tray) -> dict[int, Served]:
    """Makes goals of goal columns, and finds the row every link names.

    Goals that no row states are added to `drafts`, before the others. Returns, by position in `drafts`, what each serves.
    """
    _make_goals(drafts)
    names = names_of(drafts)
    served: dict[int, Served] = {id(d): Served([], []) for d in drafts}
    for draft in drafts:
        mine = served[id(draft)]
        if draft.kind == "kgi":
            for value in (*draft.goals, *draft.links):
                tray.ignored.append(Ignored(value.raw, said.NO_SUCH_ROW, value.position))
            continue
        for value in draft.goals:
            goal = names.kgis.get(key(str(value.data)))
            if goal is not None:
                _add(mine.goals, goal, value)
        for value in draft.links:
            _link(draft, value, names, mine, tray)
    for one in edges:
        _edges(one, names, served, tray)
    return {n: served[id(d)] for n, d in enumerate(drafts)}


def _make_goals(drafts: list[Draft]) -> None:
    known = names_of(drafts).kgis
    made: list[Draft] = []
    for draft in drafts:
        if draft.kind == "kgi":
            continue
        for value in draft.goals:
            folded = key(str(value.data))
            if folded and folded not in known:
                known[folded] = Draft("kgi", value, draft.sheet, draft.table)
                made.append(known[folded])
    drafts[:0] = made


def _link(draft: Draft, value: Value, names: Names, mine: Served, tray: Tray) -> None:
    whole = str(value.data)
    parts = [whole] if names.find(whole) else [p.strip() for p in _BETWEEN.split(whole) if p.strip()]
    lost = False
    for part in parts:
        row = names.find(part)
        if row is None or row is draft:
            lost = True
        else:
            _add(mine.goals if row.kind == "kgi" else mine.drives, row, value)
    if lost:
        tray.ignored.append(Ignored(value.raw, said.NO_SUCH_ROW, value.position))


def _add(rows: list[tuple[Draft, Value]], row: Draft, value: Value) -> None:
    if all(row is not there for there, _ in rows):
        rows.append((row, value))


def _edges(edges: Edges, names: Names, served: dict[int, Served], tray: Tray) -> None:
    area = edges.block.area
    for row in edges.block.body:
        cells = area.rows[row]
        start = next((d for c in edges.sources if c in cells and (d := names.find(cells[c].text)) is not None), None)
        end_cell = next((cells[c] for c in edges.ends if c in cells and names.find(cells[c].text) is not None), None)
        end = names.find(end_cell.text) if end_cell is not None else None
        if start is None or end is None or end_cell is None or start is end or start.kind == "kgi":
            first = area.row(row)[0]
            if any(not is_left_out(c.text) for c in area.row(row)):
                texts = [cells[c].text.strip() for c in (*edges.sources, *edges.ends) if c in cells]
                tray.ignored.append(Ignored(" → ".join(texts)[:200], said.NO_SUCH_ROW, first.position))
            continue
        mine = served[id(start)]
        _add(mine.goals if end.kind == "kgi" else mine.drives, end, value_of(end_cell))
