"""Edge lists: tables that say which row of the plan feeds which, by name or by the goal a row stands under."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from advisor.layout import said
from advisor.layout.area import is_left_out
from advisor.layout.draft import Draft, value_of
from advisor.layout.fill import Tray
from advisor.layout.find import Block
from advisor.layout.header_words import edge_side, key
from advisor.layout.links import Link, Names, names_of
from advisor.source.grid import Cell, Ignored
from advisor.source.understanding import ColumnReading


@dataclass(slots=True)
class Edges:
    """An edge list.

    Attributes:
        sources, ends: its columns of the side that feeds and of the side that is fed.
        used: those in which a row of the plan was found.
    """

    block: Block
    sources: tuple[int, ...]
    ends: tuple[int, ...]
    used: set[int] = field(default_factory=set)

    def readings(self) -> Iterator[ColumnReading]:
        """What its columns were taken for, once the links are found."""
        for header in self.block.headers:
            used = header.column in self.used
            note = said.EDGE_FROM if header.column in self.sources else said.EDGE_TO
            yield ColumnReading(
                self.block.area.sheet.name,
                header.text,
                "drives" if used else None,
                header.position,
                note=note if used else said.UNUSED["unused.other"],
            )


def edges_in(block: Block) -> Edges | None:
    """The table as an edge list, if it is one: columns of two sides, told by how their headers begin."""
    found: dict[str, list[int]] = {"from": [], "to": []}
    for header in block.headers:
        if (side := edge_side(header.text)) is not None:
            found[side].append(header.column)
    return Edges(block, tuple(found["from"]), tuple(found["to"])) if found["from"] and found["to"] else None


def links_of(edges: Sequence[Edges], drafts: Sequence[Draft], tray: Tray) -> list[Link]:
    """The links that edge lists say between drafts.

    A goal that feeds another is a step on the way: it no longer counts as one of the plan's goals, and stays with its
    KPIs as a note.
    """
    names = names_of(drafts)
    by_goal: dict[str, list[Draft]] = {}
    for draft in drafts:
        # A goal in words of its own stands with its KPI as a note, until an edge list shows that it is one of a chain.
        for value in (*draft.goals, *filter(None, (draft.values.get("note"),))):
            by_goal.setdefault(key(str(value.data)), []).append(draft)
    links: list[Link] = []
    steps: set[str] = set()
    ends: set[str] = set()
    for one in edges:
        for row in one.block.body:
            links += _row(one, row, names, by_goal, (steps, ends), tray)
    for draft in drafts:
        for value in [v for v in draft.goals if key(str(v.data)) in steps]:
            draft.goals.remove(value)
            draft.put("note", value)
        note = draft.values.get("note")
        if note is not None and key(str(note.data)) in ends - steps:
            draft.goals.append(draft.values.pop("note"))
    return links


def _row(
    edges: Edges, row: int, names: Names, by_goal: dict[str, list[Draft]], chain: tuple[set[str], set[str]], tray: Tray
) -> Iterator[Link]:
    area = edges.block.area
    start = _side(edges, edges.sources, row, names, by_goal)
    end = _side(edges, edges.ends, row, names, by_goal)
    found = [
        Link(a, b, value_of(end[0]))
        for a in (start[1] if start else ())
        for b in (end[1] if end else ())
        if end is not None and a is not b and a.kind != "kgi"
    ]
    if start is None or not found:
        cells = area.rows[row]
        if any(not is_left_out(c.text) for c in cells.values()):
            texts = [cells[c].text.strip() for c in (*edges.sources, *edges.ends) if c in cells]
            tray.ignored.append(Ignored(" → ".join(texts)[:200], said.NO_SUCH_ROW, area.row(row)[0].position))
        return
    for side, said_of in zip((start, end), chain, strict=True):
        if side is not None and names.find(side[0].text) is None:
            said_of.add(key(side[0].text))
    yield from found


def _side(
    edges: Edges, columns: Sequence[int], row: int, names: Names, by_goal: dict[str, list[Draft]]
) -> tuple[Cell, list[Draft]] | None:
    """The first cell of a side that names rows of the plan, and those rows."""
    cells = edges.block.area.rows[row]
    for column in columns:
        cell = cells.get(column)
        if cell is None:
            continue
        named = names.find(cell.text)
        drafts = [named] if named is not None else by_goal.get(key(cell.text), [])
        if drafts:
            edges.used.add(column)
            return cell, drafts
    return None
