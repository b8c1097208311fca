"""How many KPIs compete for attention, which to keep, who carries too many, and which are one measure twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from advisor.facts.base import Figure
from advisor.facts.layers import Layers, Overlap, layers, rank_key, reasoned
from advisor.facts.links import LinkGraph
from advisor.facts.measures import Judged
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import count, kpis
from advisor.naming.names import normalize_name, same_measure
from advisor.notation.blank import classify_blank
from advisor.plan import KPI
from advisor.record import record

_TELLING = 3


def overlaps(u: Understanding) -> tuple[Overlap, ...]:
    """Pairs of KPIs that are one measure under one name or two."""
    groups: dict[str, list[int]] = {}
    for i, kpi in enumerate(u.kpis):
        keys = {_plain(kpi.name)}
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
            if (i, j) in found or not _same_name(a, b) or _split(a, b) or _differ(a, b):
                continue
            equal = a.absolute_target is not None and a.absolute_target == b.absolute_target
            # The pair is ordered by content, so that shuffling rows changes nothing.
            first, second = sorted((i, j), key=lambda n: (rank_key(u.kpis[n]), u.kpis[n].subject.id))
            found[i, j] = Overlap(first, second, equal)
    return tuple(found.values())


def _plain(name: str) -> str:
    """A name without the の that some write and some leave out: スカウトの返信率 is スカウト返信率."""
    return normalize_name(name).replace("の", "")


def _same_name(a: ReadRow, b: ReadRow) -> bool:
    return same_measure(a.name, b.name) == "same" or _plain(a.name) == _plain(b.name)


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
    if _plain(a.name) == _plain(b.name):
        return False
    starts, ends = (a.absolute_baseline, b.absolute_baseline), (a.absolute_target, b.absolute_target)
    return None not in (*starts, *ends) and starts[0] != starts[1] and ends[0] != ends[1]


def kpi_load(
    u: Understanding,
    graph: LinkGraph,
    twins: Sequence[Overlap],
    held: Mapping[int, bool],
    stuck: Mapping[int, bool],
    barred: Mapping[int, bool],
    limit: float,
) -> tuple[Judged, Layers | None]:
    """Whether the KPIs are too many, with a proposal of what to do with each."""
    tiers = [k.source.tier for k in u.kpis if isinstance(k.source, KPI)]
    total = sum(t != "monitor" for t in tiers)
    core = sum(t == "core" for t in tiers)
    counted = [getattr(k.source, "tier", None) != "monitor" for k in u.kpis]
    linked = sum(link.how == "stated" for link, counts in zip(graph.links, counted, strict=True) if counts)
    figures: dict[str, Figure] = {
        "count": count(total, "項目"),
        "kpis": kpis(total, okr=u.plan.plan_type == "okr"),
        "limit": count(int(limit)),
        "linked": count(linked, "項目"),
        "unlinked": count(total - linked, "項目"),
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
    every = len(tiers)
    linked = sum(link.how == "stated" for link in graph.links)
    # Watch measures count for nothing in the limit, but every row is placed, so that one count stands in the report.
    figures |= {
        "count": count(every, "項目"),
        "kpis": kpis(every, okr=u.plan.plan_type == "okr"),
        "linked": count(linked, "項目"),
        "unlinked": count(every - linked, "項目"),
    }
    plan = layers(u, graph, twins, held, stuck, barred)
    for key, members in (("core", plan.core), ("watch", plan.watch), ("move", plan.move), ("drop", plan.drop)):
        if members:
            figures[key] = reasoned(u, members, plan.why)
        figures[f"{key}_count"] = count(len(members), "項目")
    if not u.kgis:
        figures["candidates"] = count(sum(k.has_number for k in u.kpis), "項目")
    return Judged("over", figures), plan


def _is_chosen(u: Understanding) -> bool:
    """Whether a short list is one that was worked on: most of it with numbers, for a goal. Brevity alone is no merit."""
    return bool(u.kgis) and len(u.kpis) > 2 and 2 * sum(k.has_number for k in u.kpis) > len(u.kpis)


@record(slots=False)
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
