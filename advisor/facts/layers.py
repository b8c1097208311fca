"""Which KPIs to keep in view, which to watch, to move to team level or to drop, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from advisor.facts.base import Figure
from advisor.facts.chain import STEPS
from advisor.facts.core import WARNS, factors, is_bare, set_apart, warns
from advisor.facts.links import Link, LinkGraph, link_graph
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import names
from advisor.notation.lazy_pattern import lazy
from advisor.plan import KPI
from advisor.record import record
from advisor.text import Text

_CORE_MOST = 4
_LISTED = 40
_UNLINKED = ("missing", "none", "broken", "unknown")
_HARM = lazy(
    r"転倒|転落|感染|褥瘡|誤薬|誤投与|事故|労災|災害|インシデント|アクシデント|ヒヤリ|死亡|負傷|違反|漏えい|漏洩|身体拘束|異物混入|重大な?クレーム"
    r"|\bfalls?\b|infection|bacter[ae]?emia|\bmrsa\b|c\.? ?diff|sepsis|pressure (?:ulcer|sore)|never event|incident|accident|injur"
    r"|mortality|fatalit|breach|violation|adverse|medication error|near miss|restraint",
    re.IGNORECASE,
)
"""What must not happen: a floor to stand on, whatever the plan is after."""

_STRAINED = lazy(
    r"残業|時間外(?:労働|勤務)|超過勤務|長時間労働|離職|休職|欠勤|overtime|working hours|(?:staff|nurse|employee) turnover|attrition|sickness",
    re.IGNORECASE,
)
"""What it costs the people who do the work."""

_STUCK = Text("目標が今のままでは届きにくい", "hard to reach as things stand")
_NEXT = Text("最終目標の直前", "right before the goal")
_ON_THE_WAY = Text("受注への流れの一段", "a step on the way to orders")
_PATH = Text("最終目標への道筋あり", "a stated path to the goal")
_KEY = Text("重点の印あり", "marked as key")
_HOW_WELL = Text("成果の質を表す", "shows how well it goes")
_NUMBER = Text("目標値がある", "has a target")
_FLOOR = Text("守るべき安全の水準", "a safety floor")
_VOICE = Text("声を確かめる指標", "a voice to listen to")
_STRAIN = Text("働く人の負担", "strain on staff")
_AS_SAID = Text("監視用と明記", "stated as watched")
_QUALITY = Text("質の確認", "tells quality")
_OPEN = Text("目標値なし", "no target")
_ACTIVITY = Text("日々の行動", "daily work")
_MET = Text("目標に到達済み", "target already met")
_TOLD = Text("前後の件数から分かる", "follows from the counts around it")
_EARLIER = Text("手前の段階", "an earlier step")
_FURTHER = Text("最終目標から遠い", "further from the goal")
_TEAM = Text("担当部門で追う数字", "for its own team to follow")
_NO_PATH = Text("道筋なし", "no path")


def rank_key(row: ReadRow) -> tuple[int, int]:
    return (0 if row.has_number else 1, 0 if row.absolute_baseline is not None else 1)


@record(slots=False)
class Overlap:
    """Two KPIs that measure one thing, by index, the one to keep first."""

    first: int
    second: int
    same_target: bool


@record(slots=False)
class Layers:
    """A proposal for which KPIs to keep in view: indices, best first."""

    core: tuple[int, ...]
    watch: tuple[int, ...]
    move: tuple[int, ...]
    drop: tuple[int, ...]
    why: Mapping[int, Text]

    def place_of(self, index: int) -> str:
        """The word of the declared field `kept` for a KPI."""
        return self._places.get(index, "undecided")

    @cached_property
    def _places(self) -> Mapping[int, str]:
        groups = (("core", self.core), ("watch", self.watch), ("moved", self.move), ("dropped", self.drop))
        return {i: word for word, members in groups for i in members}


def layers(
    u: Understanding,
    graph: LinkGraph,
    twins: Sequence[Overlap],
    held: Mapping[int, bool],
    stuck: Mapping[int, bool],
    barred: Mapping[int, bool],
) -> Layers:
    """Sorts KPIs into a core, a watch list, team-level measures and candidates to drop.

    By distance to the goal, whether a change of the figure can decide anything (a target not yet met, a
    baseline), pairing and repetition. The factors of a goal come first. `held` says of
    a KPI that its target is already met, `stuck` that it lies out of reach: where it gets stuck is where to look;
    `barred` that its target cannot be or leads the wrong way. Without a goal there is no core to propose.
    """
    repeated = _repeated(u, twins)
    someone_linked = any(link.how in ("stated", "inferred") for link in graph.links)
    scores: dict[int, float] = {}
    made_of = u.once(factors)
    in_order = list(made_of)[:_LISTED]
    apart: set[int] = set()
    numbered = 2 * sum(k.has_number for k in u.kpis) > len(u.kpis)
    # In a plan about health or safety these are the matter itself, not its guardrails.
    floors = {i for i, k in enumerate(u.kpis) if _is_floor(k)}
    about_safety = 2 * len(floors) >= len(u.kpis) or any(_HARM.search(g.name) for g in u.kgis)
    strains = {i for i, k in enumerate(u.kpis) if _strains(k)}
    if 2 * len(strains) >= len(u.kpis) or any(_STRAINED.search(g.name) for g in u.kgis):
        strains = set()  # here the staff are what the plan is about
    watch: list[int] = []
    drop: list[int] = []
    rest: list[int] = []
    why: dict[int, Text] = {}
    for i, kpi in enumerate(u.kpis):
        link, source = graph.links[i], kpi.source
        tier = source.tier if isinstance(source, KPI) else None
        if i in repeated:
            drop.append(i)
            why[i] = _same_role(repeated[i])
            continue
        reason = _to_watch(u, kpi, tier, about_safety=about_safety, floor=i in floors, strained=i in strains)
        if reason is not None:
            watch.append(i)
            why[i] = reason
            continue
        if not u.kgis:
            if not kpi.has_number:
                watch.append(i)
                why[i] = _OPEN
            continue
        twin = _twin(u, graph, i)
        if twin is not None:
            drop.append(i)
            why[i] = twin
            continue
        if someone_linked and link.how in _UNLINKED:
            # A rate that tells how well something goes is no idle figure, path or not; what people do all day is
            # theirs to follow, and a result may be what the work is done for.
            kind = kpi.known.kind
            result = kind == "outcome" and kpi.known.step is None and kpi.known.gaming is None
            (watch if kind == "quality" else rest if kind == "activity" or result else drop).append(i)
            why[i] = (
                _QUALITY if kind == "quality" else _ACTIVITY if kind == "activity" else _TEAM if result else _NO_PATH
            )
            continue
        if kpi in in_order and not barred.get(i):
            scores[i] = 20.0 - in_order.index(kpi) / 10 + (3.0 if tier == "core" else 0.0)
            continue
        out = set_apart(u, kpi, barred=barred.get(i, False))
        if out is not None and tier != "core":
            rest.append(i)
            why[i] = out
            continue
        score = {"stated": 2.0, "inferred": 2.0, "assumed": 1.0}.get(link.how, 0.0)
        score += 0.5 / link.distance if link.distance else 0.0
        score += 3.0 if tier == "core" else -1.0 if tier == "supporting" else 0.0
        score += 1.5 if kpi.has_number else -2.0
        score += 0.5 if kpi.absolute_baseline is not None else 0.0
        score -= 2.0 if held.get(i) else 0.0
        score += 0.5 if stuck.get(i) else 0.0
        if tier != "core" and (is_bare(u, kpi) or (numbered and not kpi.has_number)):
            apart.add(i)
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
    ranked = sorted(scores, key=lambda i: (-scores[i], rank_key(u.kpis[i]), u.kpis[i].subject.id))
    worth = [i for i in ranked if scores[i] > 0 and i not in apart]
    # A goal with nobody watching its best figure is a goal out of sight, so each gets one before any gets two.
    firsts = [next((i for i in worth if goal in graph.links[i].goals), None) for goal in range(len(u.kgis))]
    main = [i for i in worth if u.kpis[i] in made_of][:_CORE_MOST]
    # Where the goal's own factors fill the core, one more place is left for another goal.
    most = max(_CORE_MOST, len(main) + 1)
    chosen = list(dict.fromkeys([*main, *(i for i in firsts if i is not None), *worth]))[:most]
    core = sorted(chosen, key=ranked.index)
    moved = [i for i in ranked if i not in core]
    for i in ranked:
        kept = i in core
        why[i] = (
            made_of.get(u.kpis[i]) or _to_keep(u.kpis[i], graph.links[i], bool(stuck.get(i)))
            if kept
            else _to_move(u, graph, i, core, bool(held.get(i)))
        )
    return Layers(tuple(core), tuple(watch), (*moved, *rest), tuple(drop), why)


def _repeated(u: Understanding, twins: Sequence[Overlap]) -> Mapping[int, str]:
    """For each row that repeats another, the name of the one that stays: of three alike, two point to the same."""
    kept: dict[int, int] = {}
    for pair in twins:
        kept[pair.second] = min(pair.first, kept.get(pair.second, pair.first), key=lambda n: _standing(u, n))
    found: dict[int, str] = {}
    for second, first in kept.items():
        for _ in range(len(kept)):
            if first not in kept:
                break
            first = kept[first]
        found[second] = u.kpis[first].name
    return found


def _standing(u: Understanding, n: int) -> tuple[tuple[int, int], str]:
    return rank_key(u.kpis[n]), u.kpis[n].subject.id


def staying(u: Understanding) -> Figure:
    """The KPIs without a path to a goal that stay all the same: floors of safety and of the law, limits on the strain."""
    links = u.once(link_graph).links
    rows = [
        k
        for k, link in zip(u.kpis, links, strict=True)
        if link.how in ("missing", "none") and (_is_floor(k) or _strains(k))
    ]
    return names(sorted(k.name for k in rows), most=4) if rows else Figure.words("")


def _is_floor(row: ReadRow) -> bool:
    harm = row.direction != "up" and bool(_HARM.search(row.name))
    return row.known.domain == "safety" or harm


def _to_watch(
    u: Understanding, row: ReadRow, tier: str | None, *, about_safety: bool, floor: bool, strained: bool
) -> Text | None:
    if tier == "monitor":
        return _AS_SAID
    if warns(u, row) and tier != "core":
        return WARNS
    if floor and not about_safety:
        return _FLOOR
    if row.known.voice is not None and not about_safety:
        return _VOICE
    return _STRAIN if strained else None


def _to_keep(row: ReadRow, link: Link, stuck: bool) -> Text:
    at = row.known.step or (row.known.converts[1] if row.known.converts else None)
    if at in ("orders", "sales"):
        return _NEXT
    if stuck:
        return _STUCK
    if at in STEPS:
        return _ON_THE_WAY
    if getattr(row.source, "tier", None) == "core":
        return _KEY
    return _PATH if link.how == "stated" else _HOW_WELL if row.known.kind == "quality" else _NUMBER


def _to_move(u: Understanding, graph: LinkGraph, i: int, core: Sequence[int], held: bool) -> Text:
    row = u.kpis[i]
    if row.known.kind == "activity" and row.known.measures != "rate":
        return _ACTIVITY
    if not row.has_number:
        return _OPEN
    if held:
        return _MET
    if _told_by_its_ends(u, row):
        return _TOLD
    made_of = [_place(u.kpis[c]) for c in core if u.kpis[c] in u.once(factors)]
    if made_of and _place(row) > min(made_of):
        return _TOLD
    at, steps = _place(row), [_place(u.kpis[c]) for c in core]
    if at >= 0 and any(step > at for step in steps):
        return _EARLIER
    own, nearest = graph.links[i].distance, min((d for c in core if (d := graph.links[c].distance)), default=None)
    return _FURTHER if own is not None and nearest is not None and own > nearest else _TEAM


def _place(row: ReadRow) -> int:
    at = row.known.step or (row.known.converts[1] if row.known.converts else None)
    return STEPS.index(at) if at in STEPS else -1


def _same_role(name: str) -> Text:
    return Text(f"{Figure.words(name).text.ja}と役割が重複", f"same role as {name}")


def _twin(u: Understanding, graph: LinkGraph, i: int) -> Text | None:
    """A second reading of visits or views, beside one whose path to the goal is stated."""
    step = u.kpis[i].known.step
    if graph.links[i].how == "stated" or step not in ("impressions", "visits"):
        return None
    beside = u.once(_first_linked).get(step)
    return _same_role(beside.name) if beside is not None else None


def _first_linked(u: Understanding) -> Mapping[str, ReadRow]:
    """For each step, the first KPI by id whose path to a goal is stated."""
    found: dict[str, ReadRow] = {}
    for row, link in zip(u.kpis, u.once(link_graph).links, strict=True):
        step = row.known.step
        if step is not None and link.how == "stated":
            found[step] = min(found.get(step, row), row, key=lambda k: k.subject.id)
    return found


def places(u: Understanding) -> Mapping[ReadRow, int]:
    """Where each KPI stands among the KPIs."""
    return {row: i for i, row in enumerate(u.kpis)}


def reasoned(u: Understanding, members: Sequence[int], why: Mapping[int, Text]) -> Figure:
    """The names, those with one reason together: 「a」「b」（道筋なし）、「c」（…）."""
    groups: dict[Text, list[str]] = {}
    for i in members[:_LISTED]:
        groups.setdefault(why[i], []).append(u.kpis[i].name)
    rest = len(members) - _LISTED
    ja = "、".join("".join(f"「{Figure.words(n).text.ja}」" for n in ns) + f"（{r.ja}）" for r, ns in groups.items())
    en = "; ".join(f"{_and([f'“{n}”' for n in ns])} ({r.en})" for r, ns in groups.items())
    if rest > 0:
        ja, en = f"{ja}ほか{rest}項目", f"{en}; and {rest} more"
    return Figure(" / ".join(u.kpis[i].name for i in members), Text(ja, en))


def _and(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]


def _told_by_its_ends(u: Understanding, row: ReadRow) -> bool:
    """A rate between two counts that are both in the plan says nothing that they do not."""
    ends = row.known.converts
    return ends is not None and all(step in u.kpis_by_step for step in ends)


def _strains(row: ReadRow) -> bool:
    return row.direction != "up" and bool(_STRAINED.search(row.name))
