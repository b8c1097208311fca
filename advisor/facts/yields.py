"""What the KPIs' targets, multiplied along a chain, make of a goal over its span."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date

from advisor.facts.chain import (
    Chain,
    chain_to,
    has_formula,
    is_percentage,
    level_of,
    months_of,
    per_month,
    today_of,
    whole_months,
)
from advisor.facts.cycle import IN_DAYS, Cycle, cycle_of
from advisor.facts.understood import ReadRow, Understanding
from advisor.notation.quantity import Quantity
from advisor.record import record

WHOLE = 0.7
"""A chain that makes less of today's goal than this is not the whole of it: the rest has other sources."""
_SPAN_MONTHS = {"week": 12 / 52, "month": 1.0, "quarter": 3.0, "half": 6.0, "year": 12.0}
_SANE = (0.02, 20.0)
# Months by which a goal's span and its calendar may differ and still be the same.
_SAME_SPAN = 0.6
# From this share of the goal on, a product reaches it.
_NEARLY = 0.995


def goal_months(u: Understanding, goal: ReadRow) -> float | None:
    """How many months the goal's figure covers, or None when nothing says."""
    if goal.per in _SPAN_MONTHS:
        return _SPAN_MONTHS[goal.per]
    begun, due, over = u.period.start, goal.deadline.end, u.period.end
    if begun is not None and due is not None and over is not None and goal.deadline.state == "date":
        own, whole = (due - begun).days, (over - begun).days
        if 45 < own < whole - 20:
            return whole_months(months_of(own + 1))  # due before the plan itself ends
    for when in (goal.deadline, u.period):
        if when.start is not None and when.end is not None and (when.end - when.start).days > 45:
            return whole_months(months_of((when.end - when.start).days + 1))
        if when.duration_days is not None and when.duration_days > 45:
            return months_of(when.duration_days)
    end = goal.deadline.end or u.period.end
    if u.as_of is not None and end is not None and (end - u.as_of).days > 20:
        return float(math.ceil(months_of((end - u.as_of).days)))
    return None


@record(slots=False)
class Lag:
    """What a sales cycle takes from the span: work of its last months closes after the end.

    Attributes:
        cycle: how long a sale takes, as the plan states it.
        closing: how many months' work from today on still closes in time; 0 where none does.
        before: the months whose orders come from work done before today.
        today: what today's figures make in a month; orders of those months come from there.
    """

    cycle: Cycle
    closing: float
    before: float
    today: float


@record(slots=False)
class Gone:
    """Months of the span that are over, where the goal's own result so far is not stated.

    Attributes:
        months: how many.
        today: what today's figures make in a month; None where the plan does not state them.
    """

    months: float
    today: float | None


@record(slots=False)
class Yield:
    """What a chain makes of a goal.

    Attributes:
        how: `reaches`, `climbs` (reaches only if met from the first day), `short` or `unknown` (readings differ).
        total: the most any reading yields over the goal's span, in the goal's unit.
        monthly: the same per month, when the count's period is known.
        months: the span multiplied over (1 when none was).
        actual: what is already there and was added, mid-way through the span.
        explained: the share of today's goal that today's chain makes.
        lag: the sales cycle that was allowed for, where one is stated and today's figures are.
        gone: the months that are over and ran at today's figures, where no result so far is stated.
        climb: the total where every driver climbs evenly to its target instead of starting from it.
    """

    chain: Chain
    how: str
    goal: float
    total: float
    monthly: float | None
    months: float
    actual: float = 0.0
    explained: float | None = None
    lag: Lag | None = None
    gone: Gone | None = None
    climb: float | None = None

    @property
    def under_way(self) -> float:
        """What comes from work done before: in the months gone, and from sales begun but not closed."""
        if self.lag is not None:
            return self.lag.today * self.lag.before
        return self.gone.months * self.gone.today if self.gone is not None and self.gone.today is not None else 0.0

    @property
    def given(self) -> float:
        """What no target changes any more: the result so far and what is under way."""
        return self.actual + self.under_way

    @property
    def needed_factor(self) -> float:
        """By how much the chain's product must grow."""
        made = self.total - self.given
        return (self.goal - self.given) / made if made > 0 else math.inf


@dataclass(frozen=True)
class _Reading:
    total: float
    monthly: float
    months: float
    actual: float = 0.0
    gone: Gone | None = None


def yield_of(u: Understanding, goal: ReadRow, rounding: float) -> Yield | None:
    """What the KPIs' targets, multiplied out, make of a goal in orders or sales."""
    target = goal.absolute_target
    # A formula on the goal names its drivers, so no funnel step is needed to multiply them.
    ends = goal.known.step in ("orders", "sales") or has_formula(goal)
    if target is None or target <= 0 or not ends:
        return None
    chain = chain_to(u, goal)
    if chain is None:
        return None
    months = goal_months(u, goal)
    pace = per_month(u, chain.volume)
    spans = [months] if months is not None else [1.0, 12.0]
    lag: Lag | None = None
    if pace is not None:
        readings = [_over(u, goal, chain, pace, span) for span in spans]
        if months is not None:
            settled = _with_lag(u, goal, chain, pace, readings[0])
            if settled is None:
                return None  # how much is under way nobody says, and it decides
            (readings[0], lag) = settled
    else:
        once = [_Reading(chain.end, 0.0, 1.0), *(_Reading(chain.end * span, chain.end, span) for span in spans)]
        readings = _fitting(goal, chain, once)
    readings.sort(key=lambda r: r.total)
    low, high = readings[0], readings[-1]
    short, reaches = high.total < target * (1 - rounding), low.total >= target * _NEARLY
    if not short and not reaches and low.total >= target * (1 - rounding):
        return None  # short by a rounding: neither a fault nor a thing to praise
    how = "short" if short else "reaches" if reaches else "unknown"
    if reaches and low.gone is not None and low.gone.today is None:
        return None  # months are gone, and nobody says what they brought
    # What is said is the reading that holds whichever was meant: the most of a shortfall, the least of a success.
    said = low if reaches else high
    # Today's goal covers its whole span, also where only part of the span is left.
    span = said.months if pace is None or months is None else months
    explained = _explained(goal, chain, pace, span)
    guessed = any(r.target.confidence == "guessed" for r in (goal, *chain.rows))
    if guessed and explained is not None and WHOLE <= explained <= 1 / WHOLE:
        guessed = False  # today's figures, read the same way, make today's goal: the reading is right
    if guessed or (explained is not None and not _SANE[0] < explained < _SANE[1]):
        # A product that has nothing to do with today's goal says that something was misread, not that it is short.
        return None
    monthly = said.monthly if pace is not None else None
    made = Yield(chain, how, target, said.total, monthly, said.months, said.actual, explained, lag, said.gone)
    climb = _climbing(u, goal, made, pace) if reaches and pace is not None and lag is None else None
    if climb is not None and climb < target * (1 - rounding):
        return replace(made, how="climbs", climb=climb)
    return made


def _over(u: Understanding, goal: ReadRow, chain: Chain, pace: float, span: float) -> _Reading:
    monthly = chain.end * pace
    left, actual = _remaining(u, goal, span)
    if actual or left != span:
        return _Reading(actual + monthly * left, monthly, left, actual)
    gone = _gone(u, goal, chain, pace, span)
    if gone is None or gone.today is None:
        return _Reading(monthly * span, monthly, span, gone=gone)
    left = span - gone.months
    return _Reading(monthly * left + gone.today * gone.months, monthly, left, gone=gone)


def _calendar(u: Understanding, goal: ReadRow) -> tuple[date | None, date | None]:
    """From when to when the goal's figure is made. A deadline that is one day starts nothing."""
    end, own = goal.deadline.end or u.period.end, goal.deadline.start
    return (own if own is not None and own != goal.deadline.end else u.period.start), end


def _gone(u: Understanding, goal: ReadRow, chain: Chain, pace: float, span: float) -> Gone | None:
    """The months of the goal's span that are over: no target changes what they brought.

    Whole months, and too few rather than too many, so that a shortfall is never one of reading.
    """
    start, end = _calendar(u, goal)
    if u.as_of is None or start is None or end is None or not start < u.as_of < end or goal.per not in (None, "year"):
        return None
    if (end - start).days <= 45 or abs(months_of((end - start).days + 1) - span) > _SAME_SPAN:
        return None
    left = min(span, float(math.ceil(months_of((end - u.as_of).days))))
    today = _today(chain)
    return Gone(span - left, today * pace if today is not None else None) if left < span else None


def _climbing(u: Understanding, goal: ReadRow, made: Yield, pace: float) -> float | None:
    """The total where each driver climbs evenly from today's figure to its target by its own date.

    Targets are due at the end of their time, and what they make in full they make from then on only.
    """
    start, count_ = max((d for d in (u.as_of, u.period.start) if d is not None), default=None), round(made.months)
    if start is None or count_ < 2 or _today(made.chain) is None:
        return None
    total = made.given
    for month in range(1, count_ + 1):
        product = made.chain.heads * pace
        for row in made.chain.rows:
            now, then = today_of(row), level_of(row)
            due = row.deadline.end or u.period.end or goal.deadline.end
            span = months_of((due - start).days) if due is not None and due > start else 0.0
            level = then if now is None or span < 1 else now + (then - now) * min(1.0, month / span)
            product *= level / 100 if is_percentage(row) else level
        total += product
    return total


_BEFORE_ORDERS = ("impressions", "visits", "leads", "qualified_leads", "meetings")


def _with_lag(
    u: Understanding, goal: ReadRow, chain: Chain, pace: float, reading: _Reading
) -> tuple[_Reading, Lag | None] | None:
    """The reading with the sales cycle allowed for; None where what is under way decides and nobody states it.

    Whoever sells already has sales under way, so the first months bring what today's figures make. Only the months
    after them bring what the targets make.
    """
    cycle = cycle_of(u, goal) if chain.volume.known.step in _BEFORE_ORDERS else None
    # Half months and three figures, as one would say them, so that what is said adds up.
    months = round(2 * cycle.days / IN_DAYS["month"]) / 2 if cycle is not None else 0.0
    if cycle is None or months < 1 or reading.months <= 1:
        return reading, None
    today, target = _today(chain), goal.absolute_target or 0.0
    closing = max(0.0, reading.months - months)
    made = reading.actual + reading.monthly * closing
    if today is None:
        return (reading, None) if made >= target or reading.total < target else None
    each = min(float(f"{today * pace:.3g}"), reading.monthly)
    earlier = reading.months - closing + (reading.gone.months if reading.gone is not None else 0.0)
    allowed = _Reading(made + each * earlier, reading.monthly, reading.months, reading.actual, reading.gone)
    if closing == 0 and allowed.total >= target:
        return None  # what is under way would do it, and none of it is the targets'
    return allowed, Lag(cycle, closing, earlier, each)


def _today(chain: Chain) -> float | None:
    """What today's figures make in one period of the count; a rate whose present value is not stated is taken at its
    target, so that a shortfall is never one of reading."""
    now = today_of(chain.volume)
    if now is None:
        return None
    return now * chain.heads * math.prod(today_factors(chain))


def today_factors(chain: Chain) -> list[float]:
    """What the count is multiplied by at today's rates and averages."""
    levels = [now if (now := today_of(r)) is not None else level_of(r) for r in chain.factors]
    return [v / 100 if is_percentage(r) else v for r, v in zip(chain.factors, levels, strict=True)]


def _fitting(goal: ReadRow, chain: Chain, readings: list[_Reading]) -> list[_Reading]:
    """The readings under which today's figures make today's goal, where exactly one does; else all of them."""
    fitting = [r for r in readings if (e := _explained(goal, chain, 1.0, r.months)) and WHOLE <= e <= 1 / WHOLE]
    return fitting if len(fitting) == 1 else readings


def _explained(goal: ReadRow, chain: Chain, pace: float | None, span: float) -> float | None:
    """The share of the goal's baseline that the chain's own baselines make; None when not all are stated."""
    base = goal.absolute_baseline if _alike(goal, goal.baseline) else None
    values = [r.absolute_baseline for r in chain.rows]
    if base is None or base <= 0 or pace is None or any(v is None for v in values):
        return None
    made = math.prod(
        v / 100 if is_percentage(r) else v for r, v in zip(chain.rows, values, strict=True) if v is not None
    )
    return made * chain.heads * pace * span / base


def _remaining(u: Understanding, goal: ReadRow, span: float) -> tuple[float, float]:
    """Months still to come and what is already there, when the plan is judged mid-way with a result so far."""
    actual = goal.absolute_actual if _alike(goal, goal.actual) else None
    start, end = _calendar(u, goal)
    if actual is None or u.as_of is None or start is None or end is None or not start < u.as_of < end:
        return span, 0.0
    if (end - start).days <= 45:
        return span, 0.0
    return min(span, float(math.ceil(months_of((end - u.as_of).days)))), actual


def _alike(goal: ReadRow, figure: Quantity) -> bool:
    """Whether a figure of the goal covers the span of its target: 月200万円 is none of a year's."""
    return figure.per in (None, goal.per) and figure.aggregation != "average"
