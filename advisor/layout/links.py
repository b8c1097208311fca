"""What serves what: goal columns, link columns and the links of edge lists become `kgi` and `drives`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from advisor.layout import said
from advisor.layout.draft import Draft, Value
from advisor.layout.fill import Tray
from advisor.layout.header_words import key
from advisor.source.grid import Ignored

_BETWEEN: Final = re.compile(r"[、，,;；\n]|\s?/\s?|・")


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


@dataclass(frozen=True, slots=True)
class Link:
    """One row feeds another, as an edge list says."""

    start: Draft
    end: Draft
    value: Value


def resolve(drafts: list[Draft], links: Sequence[Link], tray: Tray) -> dict[int, Served]:
    """Makes goals of goal columns, and finds the row every link names; `links` are those that edge lists say.

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
    for link in links:
        mine = served[id(link.start)]
        _add(mine.goals if link.end.kind == "kgi" else mine.drives, link.end, link.value)
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
