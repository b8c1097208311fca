"""How KPIs hang on goals: stated links, links the chain implies, names that lead nowhere, circles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from advisor.facts.understood import ReadRow, Understanding
from advisor.naming.names import nearest, normalize_name, same_measure
from advisor.notation.lazy_pattern import lazy
from advisor.record import record

_SPLIT = re.compile(r"[、，,;；/／・&＆\n]|\band\b")
# A KPI on a step of the way to orders belongs to a sales goal even where nobody drew the line.
_SALES_STEPS = ("sales", "orders")
_SEARCHED = 300


@record(slots=False)
class Link:
    """How one KPI is tied.

    Attributes:
        how: the words of the declared field `link`.
        written: the names that led nowhere.
        near: the row such a name may have meant.
        goals: the KGIs it leads to, by index.
        distance: steps to the nearest goal: 1 when it names the goal itself; None when it leads to none.
    """

    how: str
    written: tuple[str, ...] = ()
    near: str | None = None
    goals: tuple[int, ...] = ()
    distance: int | None = None


@record(slots=False)
class LinkGraph:
    """All links of a plan.

    Attributes:
        links: one per KPI, in order.
        cycles: KPIs that drive each other in a circle, each as indices in order of the circle.
        knots: the groups of KPIs that all lead to each other; each has one of the circles.
        drives: per KPI, the KPIs it names as what it drives.
        direct: per KPI, the goals it names.
        broken: per KPI that has any, the names that lead nowhere.
    """

    links: tuple[Link, ...]
    cycles: tuple[tuple[int, ...], ...]
    knots: tuple[tuple[int, ...], ...]
    drives: Mapping[int, tuple[int, ...]]
    direct: Mapping[int, tuple[int, ...]]
    broken: Mapping[int, Sequence[str]]


def link_graph(u: Understanding) -> LinkGraph:
    """Reads every `kgi` and `drives` of the plan."""
    drives: dict[int, tuple[int, ...]] = {}
    direct: dict[int, tuple[int, ...]] = {}
    broken: dict[int, list[str]] = {}
    kgis, kpis = _named(u.kgis), _named(u.kpis)
    for i, kpi in enumerate(u.kpis):
        source = kpi.source
        goals: list[int] = []
        next_: list[int] = []
        lost: list[str] = []
        for written in getattr(source, "kgi", None) or ():
            found, missing = _resolve(written, kgis)
            goals += found
            for name in missing:
                # A KPI named where a goal belongs is a link all the same.
                via, still = _resolve(name, kpis)
                next_ += [v for v in via if v != i]
                lost += still
        for written in getattr(source, "drives", None) or ():
            found, missing = _resolve(written, kpis)
            next_ += [v for v in found if v != i]
            for name in missing:
                via, still = _resolve(name, kgis)
                goals += via
                lost += still
        direct[i], drives[i] = tuple(dict.fromkeys(goals)), tuple(dict.fromkeys(next_))
        if lost:
            broken[i] = lost
    knots = _knots(drives)
    distance, reaches = _distances(direct, drives, len(u.kpis))
    # Who only draws the way from KPI to KPI has not said that the rest leads nowhere.
    someone = any(direct.values())
    sales_goal = any(g.known.step in _SALES_STEPS for g in u.kgis)
    guards = _guards(u, kpis)
    links = tuple(
        _one(u, i, broken.get(i, []), distance, reaches, guards, someone=someone, sales_goal=sales_goal)
        for i in range(len(u.kpis))
    )
    cycles = tuple(_walk(knot, drives) for knot in knots)
    return LinkGraph(links, cycles, knots, drives, direct, broken)


def _one(
    u: Understanding,
    i: int,
    lost: Sequence[str],
    distance: Mapping[int, int],
    reaches: Mapping[int, tuple[int, ...]],
    guards: Mapping[int, int],
    *,
    someone: bool,
    sales_goal: bool,
) -> Link:
    kpi = u.kpis[i]
    if not u.kgis:
        return Link("no_goal")
    if i in distance:
        return Link("stated", goals=reaches[i], distance=distance[i])
    if lost:
        names = [r.name for r in (*u.kgis, *u.kpis)][:_SEARCHED]
        return Link("broken", tuple(lost), nearest(lost[0], names))
    if i in guards:
        # What watches a KPI's quality belongs where that KPI belongs; it need not name the goal again.
        watched = guards[i]
        return Link("inferred", goals=reaches.get(watched, ()), distance=distance.get(watched, 1) + 1)
    in_chain = kpi.known.step is not None or kpi.known.converts is not None
    if sales_goal and in_chain and kpi.known.domain in ("marketing", "sales"):
        goals = tuple(g for g, row in enumerate(u.kgis) if row.known.step in _SALES_STEPS)
        return Link("inferred", goals=goals, distance=2)
    if any(normalize_name(kpi.name) == normalize_name(g.name) for g in u.kgis):
        return Link("inferred", distance=1, goals=(0,))
    if getattr(kpi.source, "tier", None) == "monitor":
        return Link("inferred")  # a watch measure is there to warn, and need not lead anywhere
    if not someone:
        if len(u.kgis) == 1:
            return Link("apart") if _stands_apart(kpi, u.kgis[0]) else Link("assumed", goals=(0,), distance=2)
        return Link("none")
    return Link("unknown" if u.plan.excerpt else "missing")


_CAUSES = (
    lazy(
        r"温室効果|co2|ghg|\bscope ?[123]|排出|炭素|再生可能|再エネ|エネルギー|節電|取水|水使用|水資源|廃棄|ごみ|リサイクル|森林|生物多様性|プラスチック"
        r"|emission|carbon|renewable|energy|\bwater\b|waste|landfill|recycl|packaging|biodiversity",
        re.IGNORECASE,
    ),
    lazy(
        r"女性|障がい|障害者雇用|多様性|ダイバーシティ|男性.{0,2}育|\bwomen\b|female|gender|diversity|disabilit",
        re.IGNORECASE,
    ),
    lazy(r"災害|労災|事故|\binjur|accident|\bltifr\b", re.IGNORECASE),
    lazy(
        r"サプライヤー|調達先|取引先の|人権|コンプライアンス|社会貢献|寄付|supplier|human rights|code of conduct|volunteer|donation",
        re.IGNORECASE,
    ),
)
"""The causes a sustainability plan sets targets for side by side: environment, fairness, safety, conduct."""


def _stands_apart(kpi: ReadRow, goal: ReadRow) -> bool:
    """Whether a KPI is a target of its own beside the goal: women in management do nothing for emissions."""
    own, its = (next((i for i, cause in enumerate(_CAUSES) if cause.search(r.name)), None) for r in (kpi, goal))
    return own is not None and its is not None and own != its


def _guards(u: Understanding, kpis: _Named) -> dict[int, int]:
    """The KPIs that others name as the guard of their quality, each with the first it guards."""
    found: dict[int, int] = {}
    for i, kpi in enumerate(u.kpis):
        for written in getattr(kpi.source, "guarded_by", None) or ():
            guard = _match(written, kpis)
            if guard is not None and guard != i:
                found[guard] = min(i, found.get(guard, i), key=lambda n: u.kpis[n].subject.id)
    return found


def _resolve(written: str, rows: _Named) -> tuple[list[int], list[str]]:
    """The rows a written link names, and the parts that name none."""
    whole = _match(written, rows)
    if whole is not None:
        return [whole], []
    parts = [p.strip() for p in _SPLIT.split(written) if p.strip()]
    if len(parts) < 2:
        return [], [written]
    found = [_match(p, rows) for p in parts]
    hits = [f for f in found if f is not None]
    # Parts of a name that has a separator in it are no links of their own.
    return (hits, [p for p, f in zip(parts, found, strict=True) if f is None]) if hits else ([], [written])


@record(slots=False)
class _Named:
    """Rows that a link may name, and where each id and each name stands; of rows with one name, the first by id."""

    rows: tuple[ReadRow, ...]
    places: Mapping[str, int]


def _named(rows: tuple[ReadRow, ...]) -> _Named:
    places: dict[str, int] = {}
    for i, row in sorted(enumerate(rows), key=lambda r: r[1].subject.id):
        for key in (f"id {row.subject.id}", normalize_name(row.name)):
            places.setdefault(key, i)
    return _Named(rows, places)


def _match(name: str, named: _Named) -> int | None:
    rows, known = named.rows, named.places
    folded = normalize_name(name)
    if not folded:
        return None
    exact = known.get(f"id {name}", known.get(folded))
    if exact is not None:
        return exact
    # Looking for a likeness in thousands of rows would cost more than it helps.
    if len(rows) > _SEARCHED:
        return None
    within = [i for i, row in enumerate(rows) if len(folded) >= 3 and folded in normalize_name(row.name)]
    if len(within) == 1:
        return within[0]
    same = [i for i, row in enumerate(rows) if same_measure(name, row.name) == "same"]
    return same[0] if len(same) == 1 else None


def _distances(
    direct: Mapping[int, tuple[int, ...]], drives: Mapping[int, tuple[int, ...]], count: int
) -> tuple[dict[int, int], dict[int, tuple[int, ...]]]:
    distance = {i: 1 for i in range(count) if direct[i]}
    reaches = {i: direct[i] for i in distance}
    edge = list(distance)
    upstream: dict[int, list[int]] = {}
    for i, nexts in drives.items():
        for j in nexts:
            upstream.setdefault(j, []).append(i)
    while edge:
        nearer = []
        for j in edge:
            for i in upstream.get(j, ()):
                if i not in distance:
                    distance[i], reaches[i] = distance[j] + 1, reaches[j]
                    nearer.append(i)
        edge = nearer
    return distance, reaches


def _knots(drives: Mapping[int, tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    """The groups of KPIs that all lead to each other (Tarjan, without recursion)."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    groups: list[list[int]] = []
    for root in drives:
        if root in order:
            continue
        work: list[tuple[int, int]] = [(root, 0)]
        while work:
            node, at = work.pop()
            if at == 0:
                order[node] = low[node] = len(order)
                stack.append(node)
                on_stack.add(node)
            nexts = drives.get(node, ())
            for k in range(at, len(nexts)):
                if nexts[k] not in order:
                    work += [(node, k + 1), (nexts[k], 0)]
                    break
                if nexts[k] in on_stack:
                    low[node] = min(low[node], order[nexts[k]])
            else:
                if low[node] == order[node]:
                    group = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        group.append(member)
                        if member == node:
                            break
                    if len(group) > 1:
                        groups.append(group)
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
    return tuple(tuple(group) for group in groups)


def _walk(group: Sequence[int], drives: Mapping[int, tuple[int, ...]]) -> tuple[int, ...]:
    """A shortest circle inside the group."""
    members = set(group)
    best: tuple[int, ...] = tuple(group)
    for start in group:
        paths: list[tuple[int, ...]] = [(start,)]
        seen = {start}
        while paths:
            path = paths.pop(0)
            if start in drives.get(path[-1], ()):
                if len(path) < len(best):
                    best = path
                break
            for node in drives.get(path[-1], ()):
                if node in members and node not in seen:
                    seen.add(node)
                    paths.append((*path, node))
    return best
