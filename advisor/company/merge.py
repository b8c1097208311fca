"""Several plans' rows and fields brought into one plan's data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.company.ties import Member, RowKey, Tie
from advisor.naming.spelling import normalize_name
from advisor.notation.blank import classify_blank

_REFERENCES = ("kgi", "drives", "guarded_by")
_ROWS = ("kgis", "kpis")
_LISTS = ("ksf", "qualitative", "incentives", "actions", "exceptions")
_MAPS = ("organization", "operation", "resources")
# 「マーケティング部 2026年度KPI」 and “Sales team KPIs 2026” say whose plan it is.
_TEAM = re.compile(
    r"^\s*(?:\S{1,20}?(?:本部|事業部|部門|部|課|室|局|チーム)(?=[\s　の・]|$)|[A-Z][\w&-]*(?: [\w&-]+)? (?:team|department)\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value of the joined plan comes from: the file, by its place in the list, and the pointer into it."""

    member: int
    pointer: str


class _Merge:
    def __init__(self, members: Sequence[Member], titles: Sequence[str], ties: Sequence[Tie]) -> None:
        self.members = members
        self.titles = titles
        self.data: dict[str, Any] = {}
        self.origins: dict[str, Origin] = {}
        self.same: dict[RowKey, RowKey] = {}
        self.parts: dict[RowKey, RowKey] = {}
        for tie in ties:
            if tie.row is None:
                continue
            (self.parts if tie.how == "part" else self.same)[tie.row] = tie.named
        self.elsewhere = {(t.naming, t.written): t.named for t in ties if t.how == "reference"}
        self.teams = [_team(member) for member in members]
        self.ids = self._ids()

    # -- rows ------------------------------------------------------------------------------------------------

    def stands_for(self, key: RowKey) -> RowKey:
        """The row that a row of one file is in the joined plan."""
        seen = {key}
        while key in self.same and self.same[key] not in seen:
            key = self.same[key]
            seen.add(key)
        return key

    def kept(self) -> Iterator[RowKey]:
        for member in self.members:
            for section, rows in (("kgis", member.plan.kgis), ("kpis", member.plan.kpis)):
                for index in range(len(rows)):
                    key = RowKey(member.number, section, index)  # type: ignore[arg-type]
                    if self.stands_for(key) == key:
                        yield key

    def _ids(self) -> dict[RowKey, str | None]:
        """An id for every row whose own id or name another file uses too."""
        uses: dict[str, int] = {}
        rows = list(self.kept())
        for key in rows:
            row = self.members[key.member].row(key)
            for text in {f"id {row.id}" if row.id else "", normalize_name(row.name)} - {""}:
                uses[text] = uses.get(text, 0) + 1
        found: dict[RowKey, str | None] = {}
        taken: set[str] = set()
        for key in rows:
            row = self.members[key.member].row(key)
            shared = uses.get(f"id {row.id}", 0) > 1 or uses.get(normalize_name(row.name), 0) > 1
            found[key] = row.id
            if shared or key in self.parts:
                wanted = base = f"{self.titles[key.member]}-{row.id or row.name}"
                number = 1
                while wanted in taken:
                    number += 1
                    wanted = f"{base}-{number}"
                found[key] = wanted
            taken.add(found[key] or "")
        return found

    def rows(self) -> None:
        out: dict[str, list[dict[str, Any]]] = {section: [] for section in _ROWS}
        places: dict[RowKey, str] = {}
        for key in self.kept():
            section = "kpis" if key in self.parts else key.section
            pointer = f"/{section}/{len(out[section])}"
            out[section].append(self._row(key, pointer))
            places[key] = pointer
        for key in self.same:
            self._fill(key, out, places)
        self.data |= {section: rows for section, rows in out.items() if rows}

    def _row(self, key: RowKey, pointer: str) -> dict[str, Any]:
        member = self.members[key.member]
        at = member.plan.pointer(key.section, key.index)
        data = _stated(member.row(key))
        self.origins[pointer] = Origin(key.member, at)
        if self.ids[key]:
            data["id"] = self.ids[key]
        for field in _REFERENCES:
            if field in data:
                data[field] = [self._renamed(key.member, written) for written in data[field]]
        team = self.teams[key.member]
        if key in self.parts:
            data = {k: v for k, v in data.items() if k not in ("description", "type")}
            data["kgi"] = [self._called(self.parts[key])]
            if team:
                data["name"] = f"{data['name']}（{team[0]}）"
        if (key.section == "kpis" or key in self.parts) and team and "department" not in data and "owner" not in data:
            data["department"] = team[0]
            self.origins[f"{pointer}/department"] = Origin(key.member, team[1])
        if key.section == "kpis":
            self._link_up(key, data)
        if "deadline" not in data and (period := self._own_period(member)):
            data["deadline"] = period
            self.origins[f"{pointer}/deadline"] = Origin(key.member, "/period")
        return data

    def _link_up(self, key: RowKey, data: dict[str, Any]) -> None:
        """A KPI serves its own file's goal, also where that goal is now a KPI of another, or a part."""
        goals = self.members[key.member].plan.kgis
        if "kgi" not in data and "drives" not in data and len(goals) == 1:
            goal = RowKey(key.member, "kgis", 0)
            home = self.stands_for(goal)
            if home == key:
                return
            if home.section == "kpis" or goal in self.parts:
                data["drives"] = [self._called(home)]
            else:
                data["kgi"] = [self._called(home)]

    def _renamed(self, member: int, written: str) -> str:
        """What a reference of one file is called in the joined plan."""
        found = self.members[member].find(written) or self.elsewhere.get((member, written))
        return written if found is None else self._called(self.stands_for(found), written)

    def _called(self, key: RowKey, otherwise: str | None = None) -> str:
        made = self.ids.get(key)
        return made or otherwise or self.members[key.member].row(key).name

    def _fill(self, key: RowKey, out: dict[str, list[dict[str, Any]]], places: dict[RowKey, str]) -> None:
        """What a second statement of a row adds to the first."""
        home = self.stands_for(key)
        pointer = places.get(home)
        if pointer is None:
            return
        _, section, index = pointer.split("/")
        row = out[section][int(index)]
        at = self.members[key.member].plan.pointer(key.section, key.index)
        for name, value in _stated(self.members[key.member].row(key)).items():
            if name not in row and name not in ("id", "description", "type"):
                row[name] = value
                self.origins[f"{pointer}/{name}"] = Origin(key.member, f"{at}/{name}")

    # -- the plan as a whole ---------------------------------------------------------------------------------

    def whole(self) -> None:
        for member in self.members:
            plan, number = member.plan, member.number
            for field in ("language", "as_of"):
                value = getattr(plan, field)
                if value is not None and field not in self.data:
                    self._put(f"/{field}", str(value), number)
            for name in _MAPS:
                self._map(f"/{name}", _stated(getattr(plan, name)), self.data.setdefault(name, {}), number)
        titles = [m.plan.title for m in self.members if m.plan.title]
        if titles:
            self.data["title"] = " + ".join(dict.fromkeys(titles))
        self.data["excerpt"] = any(m.plan.excerpt for m in self.members)
        self.data["plan_type"] = "okr" if all(m.plan.plan_type == "okr" for m in self.members) else "kpi"
        self._period()
        for name in _LISTS:
            self._list(name)
        self._departments()
        for name in _MAPS:
            if not self.data[name]:
                del self.data[name]

    def _put(self, pointer: str, value: Any, member: int, at: str | None = None) -> None:
        *parents, last = pointer.split("/")[1:]
        inside = self.data
        for parent in parents:
            inside = inside.setdefault(parent, {})
        inside[last] = value
        self.origins[pointer] = Origin(member, at or pointer)

    def _map(self, at: str, stated: Mapping[str, Any], have: Mapping[str, Any], member: int) -> None:
        for key, value in stated.items():
            before = have.get(key)
            if isinstance(before, dict) and isinstance(value, dict):
                self._map(f"{at}/{key}", value, before, member)
            elif isinstance(before, list) and isinstance(value, list):
                before += [v for v in value if v not in before]
            # What one file states as none, another may have; a company has what any of its files has.
            elif before is None or (classify_blank(before) == "none" != classify_blank(value)):
                self._put(f"{at}/{key}", value, member)

    def _list(self, name: str) -> None:
        given = [(m.number, getattr(m.plan, name)) for m in self.members if getattr(m.plan, name) is not None]
        rows: list[Any] = []
        for member, values in given:
            for index, value in enumerate(values):
                self.origins[f"/{name}/{len(rows)}"] = Origin(member, f"/{name}/{index}")
                rows.append(self._item(value, member))
        # None is only stated for all when everybody stated it.
        if rows or len(given) == len(self.members):
            self.data[name] = rows

    def _item(self, value: Any, member: int) -> Any:
        if not hasattr(value, "model_dump"):
            return value
        item = _stated(value)
        for field in ("tied_to", "subject"):
            named = item.get(field)
            if isinstance(named, list):
                item[field] = [self._renamed(member, n) for n in named]
            elif isinstance(named, str):
                item[field] = self._renamed(member, named)
        return item

    def _period(self) -> None:
        stated = [(m.number, m.plan.period) for m in self.members if m.plan.period is not None]
        if stated and all(period == stated[0][1] for _, period in stated):
            number, period = stated[0]
            self._put("/period", period if isinstance(period, str) else _stated(period), number)

    def _own_period(self, member: Member) -> str | None:
        """A file's period as the deadline of its rows, where the files' periods differ."""
        stated = [m.plan.period for m in self.members if m.plan.period is not None]
        period = member.plan.period
        if period is None or all(p == stated[0] for p in stated):
            return None
        return period if isinstance(period, str) else None if period.end is None else str(period.end)

    def _departments(self) -> None:
        """A company has the departments its files name, and those whose files they are."""
        teams = list(dict.fromkeys(team[0] for team in self.teams if team))
        known = self.data.get("organization", {}).get("departments", [])
        more = [t for t in teams if not any(normalize_name(t) in normalize_name(k) for k in known)]
        if len(teams) > 1 and more:
            self.data.setdefault("organization", {})["departments"] = [*known, *more]
            if not known:
                self.origins["/organization/departments"] = Origin(0, "/title")


def merged(
    members: Sequence[Member], titles: Sequence[str], ties: Sequence[Tie]
) -> tuple[dict[str, Any], dict[str, Origin]]:
    """The joined plan's data, and where each part of it comes from.

    Args:
        members: the files' plans.
        titles: what to call each file where two rows need telling apart.
        ties: what the files say of each other.
    """
    merge = _Merge(members, titles, ties)
    merge.whole()
    merge.rows()
    return merge.data, merge.origins


def _stated(part: Any) -> dict[str, Any]:
    return {} if part is None else part.model_dump(mode="json", exclude_none=True)


def _team(member: Member) -> tuple[str, str] | None:
    """The one department whose plan this is, and where that is said."""
    organization = member.plan.organization
    named = (organization.departments or []) if organization else []
    if len(named) == 1 and classify_blank(named[0]) == "given":
        return named[0], "/organization/departments/0"
    title = _TEAM.match(member.plan.title or "")
    return (title[0].strip(), "/title") if title else None
