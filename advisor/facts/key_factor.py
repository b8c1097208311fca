"""The one thing the goal hangs on most: whether the plan names it, and where its own figures point."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.facts.base import Figure
from advisor.facts.fields import UNKNOWN
from advisor.facts.measures import Judged
from advisor.facts.reach import comparable
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import kpis, plain, tidy
from advisor.plan import KPI
from advisor.text import Text

_CLEAR = 1.1
_RESULTS = ("orders", "sales", "hires")


def key_factor(u: Understanding, limits: Mapping[str, float]) -> Judged:
    """Whether the critical factor is named. Asked only of a plan with several KPIs and no order among them."""
    if u.plan.ksf:
        return Judged("stated")
    figures = {"count": kpis(len(u.kpis)), **_stuck(u, limits)}
    if u.plan.ksf is not None and not u.plan.excerpt:
        return Judged("none", figures)
    tiers = any(isinstance(k.source, KPI) and k.source.tier in ("core", "supporting") for k in u.kpis)
    few = len(u.kpis) < limits["key-factor-kpis"]
    aims = any(g.has_number for g in u.kgis)
    if few or tiers or u.plan.excerpt or u.plan.plan_type == "okr" or not aims:
        return Judged("unjudged")
    return Judged(UNKNOWN, figures)


def _stuck(u: Understanding, limits: Mapping[str, float]) -> dict[str, Figure]:
    """The step of the way that has to change most, by the plan's own figures."""
    asked: list[tuple[float, str, ReadRow]] = []
    steps = [k for k in u.kpis if k.known.converts is not None or k.known.step is not None]
    early = any(k.known.converts is not None or k.known.step not in _RESULTS for k in steps)
    for row in steps:
        now, then = row.absolute_baseline, row.absolute_target
        high = row.known.bounds[1]
        if high is not None and then is not None and then > high:
            continue  # a target that cannot be shows no bottleneck
        if early and row.known.converts is None and row.known.step in _RESULTS:
            continue  # the result follows from the steps before it
        if not now or not then or row.direction != "up" or not comparable(row, row.baseline):
            continue
        if 0 < now < then:
            asked.append((-then / now, row.subject.id, row))
    if len(asked) < 2:
        return {}
    asked.sort(key=lambda a: a[:2])
    times, row = -asked[0][0], asked[0][2]
    # A leap shows a target in doubt, not a bottleneck; the next one is then not the largest change either.
    if times < _CLEAR * -asked[1][0] or times >= limits["growth-leap"]:
        return {}
    now, then = row.absolute_baseline or 0, row.absolute_target or 0
    said = plain(tidy(round(times, 1)))
    return {
        "factor": Figure.words(row.name),
        "now": row.say_level(now),
        "then": row.say_level(then),
        "times": Figure(times, Text(f"{said}倍", f"{said} times")),
    }
