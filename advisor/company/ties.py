"""Which files belong together: those that name each other's goals or KPIs.

Two clients may both have a goal called 売上, so a name alone ties files only where they state the same organization,
or the same figure with it. Two versions of one plan share most KPIs and are never put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from advisor.naming.spelling import normalize_name
from advisor.notation.blank import classify_blank
from advisor.notation.dates import parse_when
from advisor.notation.quantity import parse_quantity
from advisor.plan import KGI, KPI, Plan

Section = Literal["kgis", "kpis"]
How = Literal["reference", "same_goal", "handed_down", "part"]

_SPLIT = re.compile(r"[、，,;；/／・&＆\n]|\band\b")
_SEARCHED = 600
_VERSIONS = 0.5
"""Own heuristic: files that share half of the shorter one's KPI names are versions of one plan."""


@dataclass(frozen=True, slots=True)
class RowKey:
    """A goal or KPI of one of the files.

    Attributes:
        member: the file, by its place in the list.
        section: `kgis` or `kpis`.
        index: the row.
    """

    member: int
    section: Section
    index: int


@dataclass(frozen=True, slots=True)
class Tie:
    """One reason why two files belong together.

    Attributes:
        how: `reference`: one names a row that only the other has; `same_goal`: both state the goal; `handed_down`:
            a KPI of one is the goal of the other; `part`: the goal of one is its share of the other's.
        pointer: where the naming file says so (JSON pointer into it).
        written: what it says there.
        naming: the file that names.
        named: the row it names.
        row: the naming file's own row for it (none for a reference).
    """

    how: How
    pointer: str
    written: str
    naming: int
    named: RowKey
    row: RowKey | None = None


class Member:
    """One file's plan with its names looked up."""

    def __init__(self, number: int, plan: Plan) -> None:
        self.number = number
        self.plan = plan

    @cached_property
    def names(self) -> dict[str, RowKey]:
        """Its rows by id (`id …`) and normalised name; of two with one name, the goal, then the first."""
        found: dict[str, RowKey] = {}
        for section, rows in (("kgis", self.plan.kgis), ("kpis", self.plan.kpis)):
            for index, row in enumerate(rows):
                key = RowKey(self.number, section, index)  # type: ignore[arg-type]
                if row.id:
                    found.setdefault(f"id {row.id}", key)
                found.setdefault(normalize_name(row.name), key)
        found.pop("", None)
        return found

    @cached_property
    def organization(self) -> str:
        """The organization's name, normalised; '' when it is not stated."""
        organization = self.plan.organization
        name = organization.name if organization else None
        return normalize_name(name) if name and classify_blank(name) == "given" else ""

    @cached_property
    def kpi_names(self) -> frozenset[str]:
        return frozenset(normalize_name(k.name) for k in self.plan.kpis) - {""}

    def row(self, key: RowKey) -> KGI | KPI:
        """The row of a key of this file."""
        return self.plan.kgis[key.index] if key.section == "kgis" else self.plan.kpis[key.index]

    def find(self, written: str) -> RowKey | None:
        """The row a text names in so many words."""
        return self.names.get(f"id {written.strip()}") or self.names.get(normalize_name(written))

    def seems_its_own(self, written: str) -> bool:
        """Whether a name leads to a row of this file, however loosely written."""
        if self.find(written):
            return True
        folded = normalize_name(written)
        # As where links are read: in thousands of rows a likeness costs more than it helps.
        return len(self.names) <= _SEARCHED and any(
            min(len(folded), len(name)) >= 2 and (folded in name or name in folded)
            for name in self.names
            if not name.startswith("id ")
        )

    def references(self) -> Iterator[tuple[str, str]]:
        """Every name its rows and rewards give of another row: where it stands, and the text."""
        for index, kpi in enumerate(self.plan.kpis):
            at = self.plan.pointer("kpis", index)
            for field in ("kgi", "drives", "guarded_by"):
                for written in getattr(kpi, field) or ():
                    yield from ((f"{at}/{field}", part) for part in self._parts(written))
        for index, incentive in enumerate(self.plan.incentives or ()):
            tied = incentive.tied_to if isinstance(incentive.tied_to, list) else [incentive.tied_to or ""]
            for written in tied:
                yield from ((f"/incentives/{index}/tied_to", part) for part in self._parts(written))

    def _parts(self, written: str) -> Iterator[str]:
        if classify_blank(written) != "given":
            return
        yield written
        if not self.find(written):
            parts = [p.strip() for p in _SPLIT.split(written) if p.strip()]
            if len(parts) > 1:
                yield from parts


def ties_between(members: Sequence[Member]) -> list[Tie]:
    """Every tie between the files, in file order."""
    named: dict[str, list[RowKey]] = {}
    for member in members:
        for name, key in member.names.items():
            named.setdefault(name, []).append(key)
    found: list[Tie] = []
    for member in members:
        found += _references(member, members, named)
        found += _restated(member, members, named)
    return found


def _references(member: Member, members: Sequence[Member], named: dict[str, list[RowKey]]) -> Iterator[Tie]:
    for pointer, written in member.references():
        if member.seems_its_own(written):
            continue
        keys = {
            key.member: key
            for name in (normalize_name(written), f"id {written.strip()}")
            for key in named.get(name, ())
            if _may_be_one(member, members[key.member])
        }
        keys = {m: k for m, k in keys.items() if members[m].organization == member.organization != ""} or keys
        # A name that several strangers have tells nothing of whose it is.
        if len(keys) == 1:
            yield Tie("reference", pointer, written, member.number, *keys.values())


def _restated(member: Member, members: Sequence[Member], named: dict[str, list[RowKey]]) -> Iterator[Tie]:
    for index, goal in enumerate(member.plan.kgis):
        own = RowKey(member.number, "kgis", index)
        for key in named.get(normalize_name(goal.name), ()):
            other = members[key.member]
            if key.member == member.number or not _may_be_one(member, other) or _versions(member, other):
                continue
            theirs = other.row(key)
            level, dated = _figure(goal), _same_day(goal, theirs)
            equal = level is not None and level == _figure(theirs) and dated
            known = member.organization == other.organization != ""
            pointer = member.plan.pointer("kgis", index)
            if key.section == "kpis" and (equal or known):
                yield Tie("handed_down", pointer, goal.name, member.number, key, own)
            elif key.section == "kgis" and (equal or (known and _figure(theirs) is None)):
                # Said once, by the later file of the earlier.
                if key.member < member.number or (not equal and level is not None):
                    yield Tie("same_goal", pointer, goal.name, member.number, key, own)
            elif key.section == "kgis" and known and _is_part(goal, theirs):
                yield Tie("part", pointer, goal.name, member.number, key, own)


def _may_be_one(a: Member, b: Member) -> bool:
    return a.number != b.number and (not a.organization or not b.organization or a.organization == b.organization)


def _versions(a: Member, b: Member) -> bool:
    least = min(len(a.kpi_names), len(b.kpi_names))
    return bool(least) and len(a.kpi_names & b.kpi_names) >= _VERSIONS * least


def _figure(row: KGI | KPI) -> tuple[float, str | None] | None:
    target = parse_quantity(row.target)
    if target.value is None:
        return None
    return target.value, target.unit or (parse_quantity(f"1{row.unit}").unit if row.unit else None)


def _same_day(a: KGI | KPI, b: KGI | KPI) -> bool:
    """Whether two rows state one date, or one of them states none."""
    ends = {parse_when(d).end for d in (a.deadline, b.deadline) if classify_blank(d) == "given"} - {None}
    return len(ends) < 2


def _is_part(goal: KGI, total: KGI | KPI) -> bool:
    part, whole = _figure(goal), _figure(total)
    return part is not None and whole is not None and part[1] == whole[1] and 0 < part[0] < whole[0]
