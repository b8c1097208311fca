"""Values for the way to a target: milestones, staged targets, and how far along the plan is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from advisor.facts.chain import months_of
from advisor.facts.reach import comparable
from advisor.facts.understanding import in_unit
from advisor.facts.understood import ReadRow, Understanding
from advisor.notation.dates import parse_when
from advisor.notation.quantity import Quantity, parse_quantity
from advisor.plan import KPI
from advisor.record import record

_LEVELS = ("rate", "score", "duration", "ratio", "index", "rank")
_SHORT = ("hour", "day", "week", "month", "quarter")


@record(slots=False)
class Stage:
    """A value due on a day before or at the end."""

    at: date
    value: float


def stages_of(u: Understanding, row: ReadRow) -> tuple[Stage, ...]:
    """The milestones of a row that have a day and a figure like the target's, in order of the day."""
    found = []
    for milestone in (row.source.milestones or ()) if isinstance(row.source, KPI) else ():
        at = parse_when(milestone.at, as_of=u.as_of, period=u.period)
        value = in_unit(parse_quantity(milestone.value), row.unit)
        if at.state == "date" and at.end is not None and _alike(row, value) and value.value is not None:
            found.append(Stage(at.end, value.value))
    return tuple(sorted(found, key=lambda s: (s.at, s.value)))


def staged_target(u: Understanding, row: ReadRow) -> tuple[Stage, ...]:
    """The dated steps of a target written as `50 by June, 80 by September`."""
    found = []
    for step in row.target.series if len(row.target.series) > 1 else ():
        at = parse_when(step.when, as_of=u.as_of, period=u.period).end if step.when else None
        if at is not None and _alike(row, step) and step.value is not None:
            found.append(Stage(at, step.value))
    return tuple(sorted(found, key=lambda s: (s.at, s.value)))


def _alike(row: ReadRow, value: Quantity) -> bool:
    return value.state == "value" and value.upper is None and comparable(row, value)


def span_of(u: Understanding, row: ReadRow) -> tuple[date, date] | None:
    """From the day of judgement, or the plan's start where that is later, to the row's date."""
    end = row.deadline.end if row.deadline.state == "date" else None
    end = end or u.period.end
    starts = [d for d in (u.as_of, u.period.start) if d is not None]
    start = max(starts, default=None)
    return (start, end) if start is not None and end is not None and end > start else None


def months_between(start: date, end: date) -> float:
    """The span in months, a whole number where it is as good as one."""
    span = months_of((end - start).days)
    return float(round(span)) if abs(span - round(span)) < 0.15 else span


def is_level(row: ReadRow) -> bool:
    """Whether the figure is read again for each short period, so that it rises from where it stands."""
    return row.known.measures in _LEVELS or row.per in _SHORT


def accumulates(row: ReadRow) -> bool:
    """Whether the target is plainly a total that comes together in the course of the plan.

    A bare count may be meant for a month; only a goal in orders or sales, or people hired, needs no word for it.
    """
    target, actual = row.target, row.actual
    if row.known.measures not in ("volume", "amount") or row.per in (*_SHORT, "half") or row.direction != "up":
        return False
    if "average" in (target.aggregation, actual.aggregation) or target.per_person or target.ratio_to is not None:
        return False
    said = bool({target.aggregation, actual.aggregation} & {"cumulative", "ytd"}) or row.per == "year"
    plain = (row.known.step in ("orders", "sales") and not row.is_kpi) or row.known.step == "hires"
    return not target.maintain and (said or plain)


def is_watched(row: ReadRow) -> bool:
    """Whether the row is only watched."""
    return isinstance(row.source, KPI) and row.source.tier == "monitor"


def tidy_series(values: Sequence[float], *, whole: bool) -> list[float]:
    """Values as a person would write them down: three significant figures, counts whole."""
    return [float(round(float(f"{v:.3g}"))) if whole else float(f"{v:.3g}") for v in values]
