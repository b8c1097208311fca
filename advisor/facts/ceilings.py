"""Limits on totals that come together: costs so far, accidents so far, held against the limit and the time gone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta

from advisor.facts.base import Figure
from advisor.facts.measures import Judged
from advisor.facts.paid import is_accident_count
from advisor.facts.stages import is_watched, months_between
from advisor.facts.understood import SURE, ReadRow, Understanding
from advisor.figures import amount, day, months, percent, tidy
from advisor.notation.dates import parse_when

_UNJUDGED = Judged("unjudged"), "none"
_SHORT = ("hour", "day", "week", "month", "quarter", "half")
_A_YEAR = 400
_TOTALS = ("cumulative", "ytd")


def ceiling(u: Understanding, row: ReadRow, limits: Mapping[str, float]) -> tuple[Judged, str]:
    """Whether a total that is to stay under a limit has passed it, or is on the way to."""
    target, actual = row.absolute_target, row.absolute_actual
    end = (row.deadline.end if row.deadline.state == "date" else None) or u.period.end
    if u.as_of is None or target is None or actual is None or end is None or row.target.upper is not None:
        return _UNJUDGED
    if row.direction != "down" or row.direction_sure < SURE["inferred"] or is_watched(row) or not _adds_up(row):
        return _UNJUDGED
    # In a plan of several years a bare count is last year's as likely as the total so far.
    own, term = row.deadline.start if row.deadline.state == "date" else None, u.period
    if not _is_said(row):
        if term.start is None or term.end is None or (term.end - term.start).days > _A_YEAR:
            return _UNJUDGED
        own = None
    start = own if own is not None and own < end else term.start
    on = parse_when(row.actual.when, as_of=u.as_of, period=u.period).end if row.actual.when else u.as_of
    # Over more than a year a limit may be meant for each, and a total dated before the start is last year's.
    if start is None or on is None or not start < on < end or on > u.as_of or not 55 <= (end - start).days <= _A_YEAR:
        return _UNJUDGED
    if actual == row.absolute_baseline:
        return _UNJUDGED
    passed = ((on - start).days + 1) / ((end - start).days + 1)
    so_far = months_between(start, on + timedelta(days=1))
    left = max(months_between(on, end), 0.5)
    shown = row.shown_unit
    counted = row.known.measures == "volume"
    landing = actual / passed
    figures = {
        "actual": Figure(actual, amount(actual, shown)),
        "on": day(on),
        "passed": percent(passed),
        "made": percent(actual / target) if target > 0 else Figure.words(""),
        "now": Figure(actual / so_far, amount(float(f"{actual / so_far:.2g}"), shown)),
        "landing": Figure(landing, amount(float(round(landing)) if counted else float(f"{landing:.2g}"), shown)),
        "months_left": months(max(1, round(left))),
        "limit": Figure(target, amount(target, shown)),
    }
    if actual > target * (1 + limits["rounding"]):
        figures["gap"] = Figure(actual - target, amount(tidy(actual - target), shown))
        return Judged("behind", figures, 0.9 * row.direction_sure), "ceiling"
    if passed < limits["pace-elapsed"] or target <= 0:
        return _UNJUDGED
    due = target * passed
    noise = limits["count-noise"] * math.sqrt(due) if counted else 0.0
    if actual - due <= max(limits["pace-slack"] * due, noise):
        return Judged("on_course"), "limit_share"
    rest = target - actual
    shown_due = float(round(due)) if counted else float(f"{due:.3g}")
    figures |= {
        "due": Figure(due, amount(shown_due, shown)),
        "gap": Figure(actual - due, amount(tidy(actual - shown_due), shown)),
        "rest": Figure(rest, amount(tidy(rest), shown)),
        "each": Figure(rest / left, amount(_down(rest / left), shown)),
    }
    return Judged("behind", figures, 0.85 * row.direction_sure), "limit_share"


def _adds_up(row: ReadRow) -> bool:
    """Whether the figure is plainly a total of the term: a backlog or a monthly cost is read anew each time."""
    target, actual = row.target, row.actual
    if row.known.measures not in ("volume", "amount") or row.per in _SHORT or actual.per is not None:
        return False
    if "average" in (target.aggregation, actual.aggregation) or target.per_person or target.ratio_to is not None:
        return False
    return _is_said(row) or is_accident_count(row)


def _is_said(row: ReadRow) -> bool:
    """Whether target or result is called a total, or the limit one of a year."""
    totals = bool({row.target.aggregation, row.actual.aggregation} & set(_TOTALS))
    return totals or row.target.per == "year"


def _down(value: float) -> float:
    """Rounded down to two figures: what may still be used must not be overstated by rounding."""
    if value <= 0:
        return 0.0
    size = 10.0 ** (math.floor(math.log10(value)) - 1)
    return float(f"{math.floor(value / size + 1e-9) * size:.6g}")


def date_past(u: Understanding, row: ReadRow, limits: Mapping[str, float]) -> Judged:
    """Whether the date has passed with no result given, or with one that stays behind, while the plan itself goes on."""
    end = row.deadline.end if row.deadline.state == "date" else None
    if end is None or u.as_of is None:
        return Judged("unjudged")
    plan_over = u.period.end is not None and u.period.end < u.as_of
    if end >= u.as_of or plan_over:
        return Judged("false")
    figures = {"as_of": day(u.as_of)}
    if row.actual.state not in ("value", "words"):
        return Judged("true", figures)
    # A table of results whose dates have all passed tells what was; nothing in it waits for a new date.
    behind = _missed(u, row, end, limits) if u.once(_goes_on) else None
    return Judged("short", figures | behind, 0.9) if behind is not None else Judged("false")


def _goes_on(u: Understanding) -> bool:
    ends = [u.period.end, *(r.deadline.end for r in u.rows if r.deadline.state == "date")]
    return u.as_of is not None and any(end is not None and end >= u.as_of for end in ends)


def _missed(u: Understanding, row: ReadRow, end: date, limits: Mapping[str, float]) -> dict[str, Figure] | None:
    """How far the result stayed behind the target of a date that has passed; None where it did not, or is not told."""
    target, actual = row.absolute_target, row.absolute_actual
    if target is None or actual is None or row.target.upper is not None or is_watched(row):
        return None
    # Short of all there is, whichever way is better.
    whole = target == 100 and actual < target and row.shown_unit == "%"
    if ((row.direction is None or row.direction_sure < SURE["inferred"]) and not whole) or not _alike(row):
        return None
    read = parse_when(row.actual.when, as_of=u.as_of, period=u.period).end if row.actual.when else None
    if read is not None and read < end:
        return None  # an older figure is not the result
    short = abs(target - actual)
    if not (whole or row.better(target, actual)) or short <= limits["rounding"] * abs(target):
        return None
    return {"actual": row.say_level(actual), "gap": row.say_change(tidy(short))}


def _alike(row: ReadRow) -> bool:
    """Whether target and result can be set against each other: the same unit, and no total against a part."""
    target, actual = row.target, row.actual
    unit = target.unit is None or actual.unit is None or target.unit == actual.unit
    per = target.per is None or actual.per is None or target.per == actual.per
    same = target.aggregation == actual.aggregation or actual.aggregation in _TOTALS
    return unit and per and same and target.per_person == actual.per_person
