"""How many KPIs compete for attention, which to keep, who carries too many, and which are one measure twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from advisor.facts.base import Figure
from advisor.facts.chain import STEPS
from advisor.facts.links import LinkGraph
from advisor.facts.measures import Judged
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import count, kpis, names
from advisor.naming.names import normalize_name, same_measure
from advisor.notation.blank import classify_blank
from advisor.plan import KPI

_CORE_MOST = 4
_TELLING = 3


@dataclass(frozen=True)
class Overlap:
    """Two KPIs that measure one thing, by index, the one to keep first."""

    first: int
    second: int
    same_target: bool


def overlaps(u: Understanding) -> tuple[Overlap, ...]:
    """Pairs of KPIs that are one measure under one name or two."""
    groups: dict[str, list[int]] = {}
    for i, kpi in enumerate(u.kpis):
        keys = {normalize_name(kpi.name)}
        if kpi.known.metric is not None and kpi.known.match == "exact":
            keys.add(f"metric {kpi.known.metric.id}")
        for key in keys:
            groups.setdefault(key, []).append(i)
    found: dict[tuple[int, int], Overlap] = {}
    for members in groups.values():
        # One metric on dozens of rows is a table by region or person, not a repetition.
        if len(members) > 8:
            continue
        for i, j in combinations(members, 2):
            a, b = u.kpis[i], u.kpis[j]
            if (i, j) in found or same_measure(a.name, b.name) != "same" or _split(a, b) or _differ(a, b):
                continue
            equal = a.absolute_target is not None and a.absolute_target == b.absolute_target
            # The pair is ordered by content, so that shuffling rows changes nothing.
            first, second = sorted((i, j), key=lambda n: (_rank_key(u.kpis[n]), u.kpis[n].subject.id))
            found[i, j] = Overlap(first, second, equal)
    return tuple(found.values())


def _split(a: ReadRow, b: ReadRow) -> bool:
    """Whether two rows of one name are told apart on purpose: by owner, department or period."""
    sa, sb = a.source, b.source
    if not (isinstance(sa, KPI) and isinstance(sb, KPI)):
        return False
    by_owner = sa.owner is not None and sb.owner is not None and sa.owner != sb.owner
    by_department = sa.department is not None and sb.department is not None and sa.department != sb.department
    by_date = a.deadline.end is not None and b.deadline.end is not None and a.deadline.end != b.deadline.end
    by_period = a.per is not None and b.per is not None and a.per != b.per
    by_definition = sa.definition is not None and sb.definition is not None and sa.definition != sb.definition
    return by_owner or by_department or by_date or by_period or by_definition


def _differ(a: ReadRow, b: ReadRow) -> bool:
    """Whether two names that may mean one measure start from other figures and lead to other targets."""
    if normalize_name(a.name) == normalize_name(b.name):
        return False
    starts, ends = (a.absolute_baseline, b.absolute_baseline), (a.absolute_target, b.absolute_target)
    return None not in (*starts, *ends) and starts[0] != starts[1] and ends[0] != ends[1]


def _rank_key(row: ReadRow) -> tuple[int, int]:
    return (0 if row.has_number else 1, 0 if row.absolute_baseline is not None else 1)


@dataclass(frozen=True)
class Layers:
    """A proposal for which KPIs to keep in view: indices, best first."""

    core: tuple[int, ...]
    watch: tuple[int, ...]
    move: tuple[int, ...]
    drop: tuple[int, ...]

    def place_of(self, index: int) -> str:
        """The word of the declared field `kept` for a KPI."""
        return self._places.get(index, "undecided")

    @cached_property
    def _places(self) -> Mapping[int, str]:
        groups = (("core", self.core), ("watch", self.watch), ("moved", self.move), ("dropped", self.drop))
        return {i: word for word, members in groups for i in members}


def layers(
    u: Understanding, graph: LinkGraph, twins: Sequence[Overlap], held: Mapping[int, bool], stuck: Mapping[int, bool]
) -> Layers:
    """Sorts KPIs into a core, a watch list, team-level measures and candidates to drop.

    By distance to the goal, whether a change of the figure can decide anything (a target not yet met, a
    baseline), pairing and repetition. `held` says of a KPI that its target is already met, `stuck` that it
    lies out of reach: where it gets stuck is where to look. Without a goal there is no core to propose.
    """
    repeated = {t.second for t in twins}
    someone_linked = any(link.how in ("stated", "inferred") for link in graph.links)
    scores: dict[int, float] = {}
    # In a plan about health or safety these are the matter itself, not its guardrails.
    about_safety = 2 * len(u.kpis_by_domain.get("safety", ())) >= len(u.kpis)
    watch: list[int] = []
    drop: list[int] = []
    rest: list[int] = []
    for i, kpi in enumerate(u.kpis):
        link, source = graph.links[i], kpi.source
        tier = source.tier if isinstance(source, KPI) else None
        if i in repeated:
            drop.append(i)
            continue
        guard = kpi.known.domain == "safety" and not about_safety
        if tier == "monitor" or (kpi.known.voice is not None and not about_safety) or guard or _watched(kpi):
            watch.append(i)
            continue
        if not u.kgis:
            if not kpi.has_number:
                watch.append(i)
            continue
        unlinked = link.how in ("missing", "none", "broken", "unknown")
        if someone_linked and unlinked:
            # A rate that tells how well something goes is no idle figure, path or not, and what people do all day
            # is theirs to follow.
            (watch if kpi.known.kind == "quality" else rest if kpi.known.kind == "activity" else drop).append(i)
            continue
        score = {"stated": 2.0, "inferred": 2.0, "assumed": 1.0}.get(link.how, 0.0)
        score += 3.0 if tier == "core" else -1.0 if tier == "supporting" else 0.0
        score += 1.5 if kpi.has_number else -2.0
        score += 0.5 if kpi.absolute_baseline is not None else 0.0
        score -= 2.0 if held.get(i) else 0.0
        score += 1.5 if stuck.get(i) else 0.0
        score -= 1.0 if _told_by_its_ends(u, kpi) else 0.0
        if kpi.known.measures is None:
            score -= 1.0
        if kpi.known.kind == "activity":
            score -= 1.0
        # How well it goes says more than how much, unless the count is a step of the way.
        score += 0.5 if kpi.known.kind == "quality" else 0.0
        score -= 0.5 if kpi.known.gaming is not None and kpi.known.step is None else 0.0
        at = kpi.known.step or (kpi.known.converts[1] if kpi.known.converts else None)
        if at in STEPS:
            score += STEPS.index(at) / len(STEPS)
        scores[i] = score
    ranked = sorted(scores, key=lambda i: (-scores[i], _rank_key(u.kpis[i]), u.kpis[i].subject.id))
    worth = [i for i in ranked if scores[i] > 0]
    # A goal with nobody watching its best figure is a goal out of sight, so each gets one before any gets two.
    firsts = [next((i for i in worth if goal in graph.links[i].goals), None) for goal in range(len(u.kgis))]
    chosen = list(dict.fromkeys([*(i for i in firsts if i is not None), *worth]))[:_CORE_MOST]
    core = sorted(chosen, key=ranked.index)
    return Layers(tuple(core), tuple(watch), (*(i for i in ranked if i not in core), *rest), tuple(drop))


def _told_by_its_ends(u: Understanding, row: ReadRow) -> bool:
    """A rate between two counts that are both in the plan says nothing that they do not."""
    ends = row.known.converts
    return ends is not None and all(step in u.kpis_by_step for step in ends)


def _watched(row: ReadRow) -> bool:
    return row.known.metric is not None and row.known.metric.id in ("overtime", "working-hours")


def kpi_load(
    u: Understanding,
    graph: LinkGraph,
    twins: Sequence[Overlap],
    held: Mapping[int, bool],
    stuck: Mapping[int, bool],
    limit: float,
) -> tuple[Judged, Layers | None]:
    """Whether the KPIs are too many, with a proposal of what to do with each."""
    tiers = [k.source.tier for k in u.kpis if isinstance(k.source, KPI)]
    total = sum(t != "monitor" for t in tiers)
    core = sum(t == "core" for t in tiers)
    linked = sum(link.how == "stated" for link in graph.links)
    figures: dict[str, Figure] = {
        "count": count(total, "項目"),
        "kpis": kpis(total, okr=u.plan.plan_type == "okr"),
        "limit": count(int(limit)),
        "linked": count(linked, "項目"),
        "unlinked": count(len(u.kpis) - linked, "項目"),
        "tiers": count(core, "項目"),
        "watched": count(len(tiers) - total, "項目"),
    }
    if total < limit:
        # A row or two shown for their own sake say nothing about how many there are.
        asks = not u.kpis or (u.plan.excerpt and total >= _TELLING)
        return Judged("unknown" if asks else "within" if _is_chosen(u) else "short", figures), None
    # A key flag on every row is no layer.
    if 0 < core < limit and core < total:
        return Judged("layered", figures), None
    plan = layers(u, graph, twins, held, stuck)
    for key, members in (("core", plan.core), ("watch", plan.watch), ("move", plan.move), ("drop", plan.drop)):
        if members:
            figures[key] = names([u.kpis[i].name for i in members], most=40)
        figures[f"{key}_count"] = count(len(members), "項目")
    if not u.kgis:
        figures["candidates"] = count(sum(k.has_number for k in u.kpis), "項目")
    return Judged("over", figures), plan


def _is_chosen(u: Understanding) -> bool:
    """Whether a short list is one that was worked on: most of it with numbers, for a goal. Brevity alone is no merit."""
    return bool(u.kgis) and len(u.kpis) > 2 and 2 * sum(k.has_number for k in u.kpis) > len(u.kpis)


@dataclass(frozen=True)
class OwnerLoad:
    """One owner and the KPIs they carry."""

    name: str
    kpis: tuple[int, ...]


def owners(u: Understanding) -> tuple[OwnerLoad, ...]:
    """Who carries which KPIs; watch measures are not counted."""
    carried: dict[str, list[int]] = {}
    shown: dict[str, str] = {}
    for i, kpi in enumerate(u.kpis):
        source = kpi.source
        # TBD, なし and わからない are nobody's name.
        if not isinstance(source, KPI) or classify_blank(source.owner) != "given" or source.tier == "monitor":
            continue
        owner = source.owner or ""
        if key := normalize_name(owner):
            carried.setdefault(key, []).append(i)
            shown.setdefault(key, owner)
    return tuple(OwnerLoad(shown[k], tuple(v)) for k, v in sorted(carried.items()))
