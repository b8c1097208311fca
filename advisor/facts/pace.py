"""Pace: where the present trend leads, whether there are values for the way, whether the plan keeps up with them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from advisor.facts.base import Figure
from advisor.facts.ceilings import ceiling
from advisor.facts.fields import UNKNOWN
from advisor.facts.measures import Judged, kept_levels
from advisor.facts.reach import Past, comparable, decimals, stretch
from advisor.facts.said import is_said_not_known
from advisor.facts.stages import (
    Stage,
    accumulates,
    is_level,
    is_watched,
    months_between,
    span_of,
    staged_target,
    stages_of,
    tidy_series,
)
from advisor.facts.understood import SURE, ReadRow, Understanding
from advisor.figures import amount, count, day, months, percent, tidy
from advisor.notation.dates import parse_when
from advisor.notation.quantity import Quantity, parse_quantity
from advisor.plan import KPI
from advisor.text import Text

_SETTLED = ("ahead", "held", "result")


def trend(u: Understanding, row: ReadRow, past: Past | None, met: str, limits: Mapping[str, float]) -> Judged:
    """Whether the past, carried on, brings the target by its date. Levels that are kept on purpose are not judged."""
    target = row.absolute_target
    kept = row.known.standing or row.known.contained or row.target.maintain or kept_levels(u) or is_watched(row)
    if past is None or target is None or kept or met in _SETTLED or past.already or not past.dated:
        return Judged("unjudged")
    if row.direction_sure < SURE["inferred"] or row.target.upper is not None or target in (0.0, *row.known.bounds):
        return Judged("unjudged")
    values = [q.value for q in past.values if q.value is not None]
    moves = [b - a for a, b in pairwise(values)]
    # A short history is carried on for its own length at most, whatever the date: rates flatten, seasons turn.
    ahead = min(past.steps, len(values))
    drift = (values[-1] - values[0]) / len(moves)
    low, high = row.known.bounds
    likely = min(
        max(values[-1] + drift * ahead, low if low is not None else -math.inf), high if high is not None else math.inf
    )
    forward = sum(m > 0 if row.direction == "up" else m < 0 for m in moves)
    if row.better(target, likely) or forward < limits["trend-moves"] * len(moves):
        return Judged("needed")
    figures = {
        "likely": row.say_level(round(likely, decimals([*values, target]))),
        "points": count(len(values)),
        "steps": stretch(row, past.values, ahead),
        "last": row.say_level(values[-1]),
        "step": Figure(drift, amount(float(f"{abs(drift):.2g}"), "pt" if row.shown_unit == "%" else row.shown_unit)),
    }
    return Judged("carries", figures, 0.75 * row.direction_sure)


def milestones(u: Understanding, row: ReadRow, nature: str, met: str, limits: Mapping[str, float]) -> Judged:
    """Whether a target that lies far off has values for the way, and a table of them where it has none."""
    source, span = row.source, span_of(u, row)
    target, base = row.absolute_target, row.absolute_baseline
    if not isinstance(source, KPI) or span is None or target is None or base is None or nature != "indicator":
        return Judged("not_needed")
    kept = row.known.standing or row.known.contained or row.target.maintain or is_watched(row) or met in _SETTLED
    if kept or row.direction is None or not row.better(target, base) or not comparable(row, row.baseline):
        return Judged("not_needed")
    horizon = months_between(*span)
    if horizon < limits["milestone-horizon"]:
        return Judged("not_needed")
    if _states_milestones(row) or len(row.target.series) > 1:
        return Judged("stated")
    figures = {"horizon": months(horizon), "halfway": _half_way(row, base, target, span)}
    table = _table(row, base, target, span)
    if table is not None:
        figures["table"] = table
    others = u.once(_with_milestones)
    if others:
        figures["others"] = count(others, "項目")
    if source.milestones == []:
        return Judged("missing", figures)
    if u.plan.excerpt:
        return Judged("not_needed")
    if others:
        return Judged(UNKNOWN if is_said_not_known(u.plan, row, "milestones") else "missing", figures, 0.9)
    # Figures read every week or month are values for the way already.
    review = u.plan.operation.review if u.plan.operation else None
    read = review is not None or source.frequency is not None or source.history is not None
    return Judged("not_needed" if read else UNKNOWN, figures)


def _half_way(row: ReadRow, base: float, target: float, span: tuple[date, date]) -> Figure:
    """A value for the way as this row's author might write it: half the change at half the time."""
    start, end = span
    at = _months_before(end, max(1, round(months_between(start, end) / 2)))
    value = tidy_series([(base + target) / 2], whole=base == round(base) and target == round(target))[0]
    said, on = row.say_level(value).text, day(at).text
    return Figure(value, Text(f"{on.ja}に{said.ja}", f"{said.en} by {on.en}"))


def _states_milestones(row: ReadRow) -> bool:
    given = row.source.milestones if isinstance(row.source, KPI) else None
    return any(parse_quantity(m.value).state == "value" for m in given or ())


def _with_milestones(u: Understanding) -> int:
    return sum(_states_milestones(k) for k in u.kpis)


def _table(row: ReadRow, base: float, target: float, span: tuple[date, date]) -> Figure | None:
    """Values on a straight line from today's figure to the target; only for figures that rise from where they are."""
    if not is_level(row) or row.target.upper is not None:
        return None
    start, end = span
    horizon = months_between(start, end)
    step = 3 if horizon <= 15 else 6 if horizon <= 36 else 12
    days = [end]
    while months_between(start, days[0]) > step * 1.3:
        days.insert(0, _months_before(end, step * len(days)))
    # By months, not days, so that four quarters are four equal steps.
    share = [1 - step * (len(days) - 1 - i) / horizon for i in range(len(days))]
    whole = base == round(base) and target == round(target)
    values = tidy_series([base + (target - base) * s for s in share[:-1]], whole=whole)
    if len({base, *values, target}) < len(days) + 1:
        return None  # steps too small to tell apart
    days_ja, days_en = _said_days(days)
    levels = [row.say_level(v).text for v in (*values, target)]
    return Figure(
        " / ".join(f"{d.isoformat()} {v:g}" for d, v in zip(days, [*values, target], strict=True)),
        Text(
            "、".join(f"{d}に{v.ja}" for d, v in zip(days_ja, levels, strict=True)),
            ", ".join(f"{v.en} by {d}" for d, v in zip(days_en, levels, strict=True)),
        ),
    )


def _said_days(days: Sequence[date]) -> tuple[list[str], list[str]]:
    """Days with the year only where it changes: 2026年9月30日、12月31日、2027年3月31日."""
    new = [i == 0 or days[i - 1].year != d.year for i, d in enumerate(days)]
    ja = [day(d).text.ja if first else f"{d.month}月{d.day}日" for d, first in zip(days, new, strict=True)]
    en = [day(d).text.en.removesuffix("" if first else f" {d.year}") for d, first in zip(days, new, strict=True)]
    return ja, en


def _months_before(end: date, back: int) -> date:
    """The same day so many months earlier; the last day of the month where it is one."""
    last = (end + timedelta(days=1)).month != end.month
    month = end.year * 12 + end.month - 1 - back
    first = date(month // 12, month % 12 + 1, 1)
    following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    longest = (following - timedelta(days=1)).day
    return first.replace(day=longest if last else min(end.day, longest))


def pace(u: Understanding, row: ReadRow, limits: Mapping[str, float]) -> tuple[Judged, str]:
    """Whether the result so far keeps up with the milestone due, or with the share of the time that has passed."""
    unjudged = Judged("unjudged"), "none"
    target, actual = row.absolute_target, row.absolute_actual
    end = (row.deadline.end if row.deadline.state == "date" else None) or u.period.end
    if u.as_of is None or target is None or actual is None or end is None or row.target.upper is not None:
        return unjudged
    if row.direction == "down" and (limited := ceiling(u, row, limits))[0].word != "unjudged":
        return limited
    if row.direction is None or row.direction_sure < SURE["inferred"] or not comparable(row, _as_target(row)):
        return unjudged
    on = parse_when(row.actual.when, as_of=u.as_of, period=u.period).end if row.actual.when else u.as_of
    if on is None or on > u.as_of or on >= end or not row.better(target, actual) or is_watched(row):
        return unjudged
    staged = [s for s in (*stages_of(u, row), *staged_target(u, row)) if s.at <= on]
    if staged:
        return _against_stage(row, max(staged, key=lambda s: s.at), actual, target, (on, end), limits), "milestone"
    return _against_time(u, row, actual, target, (on, end), limits), "share"


def _as_target(row: ReadRow) -> Quantity:
    """The result, where it is a running total, as a total like the target: 累計80件 on the way to 年間240件."""
    running = row.actual.aggregation in ("cumulative", "ytd") and row.target.aggregation is None
    return replace(row.actual, aggregation=None) if running else row.actual


def _against_stage(
    row: ReadRow, due: Stage, actual: float, target: float, left: tuple[date, date], limits: Mapping[str, float]
) -> Judged:
    behind = row.better(due.value, actual) and abs(due.value - actual) > limits["rounding"] * abs(due.value)
    if not behind:
        return Judged("on_course")
    figures = _left(row, actual, target, left) | {
        "due": row.say_level(due.value),
        "due_on": day(due.at),
        "gap": row.say_change(abs(due.value - actual)),
    }
    return Judged("behind", figures, 0.95)


def _left(row: ReadRow, actual: float, target: float, left: tuple[date, date]) -> dict[str, Figure]:
    remaining = max(months_between(*left), 0.5)
    rest = abs(target - actual)
    each = rest / remaining
    shown = "pt" if row.shown_unit == "%" else row.shown_unit
    return {
        "actual": row.say_level(actual),
        "on": day(left[0]),
        "rest": Figure(rest, amount(float(f"{rest:.4g}"), shown)),
        "each": Figure(each, amount(_up(each), shown)),
        "months_left": months(max(1, round(remaining))),
        "way": Figure(row.direction, Text("増やす", "rise") if target > actual else Text("減らす", "fall")),
    }


def _up(value: float) -> float:
    """Rounded up to two or three figures: what is needed must not fall short by rounding."""
    if value <= 0:
        return 0.0
    size = 10.0 ** (math.floor(math.log10(value)) - (2 if value >= 100 else 1))
    return float(f"{math.ceil(value / size - 1e-9) * size:.6g}")


def _against_time(
    u: Understanding,
    row: ReadRow,
    actual: float,
    target: float,
    left: tuple[date, date],
    limits: Mapping[str, float],
) -> Judged:
    on, end = left
    start = row.deadline.start if row.deadline.state == "date" else None
    start = start if start is not None and start < end else u.period.start
    counted = row.actual.per in (None, "year") and row.actual.aggregation in (None, "cumulative", "ytd")
    counted = counted and actual != row.absolute_baseline  # the same figure twice is where the plan starts
    if start is None or not start < on or target <= 0 or not counted or not accumulates(row):
        return Judged("unjudged")
    whole = (end - start).days
    passed = ((on - start).days + 1) / (whole + 1)
    # A total over several years, or one that starts from today's level, does not grow by the calendar.
    if whole < 55 or whole > 400 or passed < limits["pace-elapsed"]:
        return Judged("unjudged")
    if actual >= target * passed * (1 - limits["pace-slack"]):
        return Judged("on_course")
    so_far = months_between(start, on + timedelta(days=1))
    shown = row.shown_unit
    landing = actual / passed
    due = target * passed
    # Nobody wins 6.05 orders: what is due is said in whole ones, and the gap is the one between what is said.
    shown_due = float(round(due)) if target == round(target) and target >= 5 else float(f"{due:.3g}")
    shown_due = float(f"{shown_due:.4g}")
    figures = _left(row, actual, target, left) | {
        "actual": Figure(actual, amount(actual, shown)),  # a running total is not 30 a year
        "passed": percent(passed),
        "made": percent(actual / target),
        "due": Figure(due, amount(shown_due, shown)),
        "gap": Figure(due - actual, amount(tidy(shown_due - actual), shown)),
        "now": Figure(actual / so_far, amount(float(f"{actual / so_far:.2g}"), shown)),
        "landing": Figure(landing, amount(float(f"{landing:.2g}"), shown)),
    }
    return Judged("behind", figures, 0.85)
