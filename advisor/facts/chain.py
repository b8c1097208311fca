"""The plan's arithmetic: targets multiplied along the way to orders and sales.

A chain is a count followed by the rates, and at the end the order value, that turn it into the next steps.
Only chains that end in orders or sales are multiplied against a goal. Where the plan does not say what period
a count covers, every plausible reading is tried: a shortfall is one only if all readings fall short.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from advisor.facts.understood import ReadRow, Understanding
from advisor.naming.names import normalize_name
from advisor.notation.blank import classify_blank
from advisor.notation.quantity import parse_quantity

STEPS = ("impressions", "visits", "leads", "qualified_leads", "meetings", "proposals", "orders", "sales")
_PER_MONTH = {"week": 52 / 12, "month": 1.0, "quarter": 1 / 3, "half": 1 / 6, "year": 1 / 12}
WHOLE = 0.7
"""A chain that makes less of today's goal than this is not the whole of it: the rest has other sources."""
_SPAN_MONTHS = {"week": 12 / 52, "month": 1.0, "quarter": 3.0, "half": 6.0, "year": 12.0}
_DAYS_IN_MONTH = 365.25 / 12
_SANE = (0.02, 20.0)
# Below this share of its target a count is not fed by rounding or a good month.
_STARVED = 0.9
# From this share of the goal on, a product reaches it.
_NEARLY = 0.995
_TIMES = re.compile(r"\s{0,9}[×✕＊*]\s{0,9}|\s{1,9}[xX]\s{1,9}")


@dataclass(frozen=True)
class Chain:
    """A count and what it is multiplied by, in order. All rows have absolute numeric targets."""

    rows: tuple[ReadRow, ...]

    @property
    def volume(self) -> ReadRow:
        return self.rows[0]

    @property
    def factors(self) -> tuple[ReadRow, ...]:
        return self.rows[1:]

    @property
    def rate(self) -> float:
        """What one unit of the count becomes at the end of the chain."""
        return math.prod(factor_of(r) for r in self.factors)

    @property
    def end(self) -> float:
        """The end of the chain, for the period the count covers."""
        return level_of(self.volume) * self.rate

    def before_last(self) -> float:
        """The value one step before the end: the orders, where the end is sales."""
        return level_of(self.volume) * math.prod(factor_of(r) for r in self.factors[:-1])


def level_of(row: ReadRow) -> float:
    """A row's target; the upper end of a range, so that a shortfall is never one of reading."""
    target = row.absolute_target
    assert target is not None
    return row.target.upper if row.target.upper is not None and row.direction != "down" else target


def factor_of(row: ReadRow) -> float:
    """What a rate or an average multiplies by."""
    return level_of(row) / 100 if is_percentage(row) else level_of(row)


def is_percentage(row: ReadRow) -> bool:
    return row.shown_unit == "%"


def chain_to(u: Understanding, row: ReadRow) -> Chain | None:
    """The chain that the plan states or implies to this row, with the largest product, or None.

    A formula on the row (`訪問数 * CV率 * 平均単価`) settles it; otherwise the steps of the funnel do.
    """
    if _has_formula(row):
        return _from_formula(u, row)
    if row.known.step not in STEPS:
        return None
    chains = [Chain(rows) for rows in _paths(u, row.known.step, row)]
    # A count that the steps before it cannot feed starts no chain: its own target is not there to multiply.
    fed = [c for c in chains if not _is_starved(u, c.volume)]
    return max(fed or chains, key=lambda c: c.end, default=None)


def _has_formula(row: ReadRow) -> bool:
    """A formula stated as none settles nothing: the steps of the funnel still hang together."""
    return classify_blank(row.source.formula) == "given"


def _is_starved(u: Understanding, row: ReadRow) -> bool:
    fed = supply_of(u, row)
    return fed is not None and fed.supplied < fed.needed * _STARVED


def _usable(row: ReadRow) -> bool:
    return row.absolute_target is not None and row.target.ratio_to is None and not row.target.per_person


def _from_formula(u: Understanding, row: ReadRow) -> Chain | None:
    parts = [p for p in _TIMES.split(row.source.formula or "") if p.strip()]
    by_name = {normalize_name(k.name): k for k in u.kpis if k is not row}
    by_id = {k.subject.id: k for k in u.kpis if k is not row}
    found = [by_id.get(p.strip()) or by_name.get(normalize_name(p)) for p in parts]
    rows = [f for f in found if f is not None]
    if len(parts) < 2 or len(rows) != len(parts) or not all(_usable(r) for r in rows):
        return None
    counts = [r for r in rows if r.known.measures == "volume" and not is_percentage(r)]
    if len(counts) != 1:
        return None
    return Chain((counts[0], *(r for r in rows if r is not counts[0])))


def _paths(u: Understanding, to: str, goal: ReadRow) -> list[tuple[ReadRow, ...]]:
    rates, counts = u.once(_funnel)
    paths: list[tuple[ReadRow, ...]] = []
    for start, rows in counts.items():
        if start == to or goal in rows:
            continue
        for row in rows:
            path: tuple[ReadRow, ...] = (row,)
            at = start
            while at != to and at in rates:
                at, rate = rates[at]
                path = (*path, rate)
            if at == to and goal not in path:
                paths.append(path)
    return paths


def _funnel(u: Understanding) -> tuple[Mapping[str, tuple[str, ReadRow]], Mapping[str, Sequence[ReadRow]]]:
    """The rate out of each step and the counts on each step, where the plan leaves no choice.

    Two rates between the same steps, or two counts of one kind, may belong to two regions or add up; nobody
    but the author can tell, so nothing is multiplied there.
    """
    between = ("leads", "qualified_leads", "meetings", "proposals")
    # Where nothing lies between visits and orders, a conversion is an order, as in a web shop.
    shop = not any(step in u.kpis_by_step or step in u.rates_by_start for step in between)
    rates: dict[str, tuple[str, ReadRow]] = {}
    for start, candidates in u.rates_by_start.items():
        usable = [r for r in candidates if _usable(r) and _plausible_factor(r)]
        if len(usable) == 1 and usable[0].known.converts is not None:
            end = usable[0].known.converts[1]
            if STEPS.index(end) > STEPS.index(start) if {start, end} <= set(STEPS) else False:
                rates[start] = ("orders" if shop and (start, end) == ("visits", "leads") else end, usable[0])
    counts: dict[str, list[ReadRow]] = {}
    for step in STEPS:
        rows = [r for r in u.kpis_by_step.get(step, ()) if r.known.measures == "volume" and _usable(r)]
        kinds = {r.known.metric.id if r.known.metric else r.subject.id for r in rows}
        # Page views and visits are two readings of one step; either may start a chain.
        if len(rows) == 1 or (step in ("impressions", "visits") and len(kinds) == len(rows)):
            counts[step] = rows
    return rates, counts


def _plausible_factor(row: ReadRow) -> bool:
    """A rate in percent, or an order value in money."""
    assert row.known.converts is not None
    if row.known.converts[1] == "sales":
        return row.known.measures == "amount" and (row.shown_unit or "JPY").isupper()
    return is_percentage(row) and 0 < level_of(row) <= 100


def months_of(days: int) -> float:
    return days / _DAYS_IN_MONTH


def _whole_months(span: float) -> float:
    """Months differ in length: October to March is six of them."""
    return float(round(span)) if abs(span - round(span)) < 0.15 else span


def goal_months(u: Understanding, goal: ReadRow) -> float | None:
    """How many months the goal's figure covers, or None when nothing says."""
    if goal.per in _SPAN_MONTHS:
        return _SPAN_MONTHS[goal.per]
    for when in (goal.deadline, u.period):
        if when.start is not None and when.end is not None and (when.end - when.start).days > 45:
            return _whole_months(months_of((when.end - when.start).days + 1))
        if when.duration_days is not None and when.duration_days > 45:
            return months_of(when.duration_days)
    end = goal.deadline.end or u.period.end
    if u.as_of is not None and end is not None and (end - u.as_of).days > 20:
        return float(math.ceil(months_of((end - u.as_of).days)))
    return None


def _per_month(u: Understanding, row: ReadRow) -> float | None:
    """What one period of this row's figure is in months: a weekly figure counts 4.3 times a month."""
    if row.per == "day":
        stated = u.plan.resources.working_days_per_month if u.plan.resources else None
        days = parse_quantity(stated).value  # 20, "20日" or "20 days"
        return days if days is not None and 1 <= days <= 31 else 30.0
    return _PER_MONTH.get(row.per or "")


@dataclass(frozen=True)
class Yield:
    """What a chain makes of a goal.

    Attributes:
        how: `reaches`, `short` or `unknown` (readings differ).
        total: the most any reading yields over the goal's span, in the goal's unit.
        monthly: the same per month, when the count's period is known.
        months: the span multiplied over (1 when none was).
        actual: what is already there and was added, mid-way through the span.
        explained: the share of today's goal that today's chain makes.
    """

    chain: Chain
    how: str
    goal: float
    total: float
    monthly: float | None
    months: float
    actual: float = 0.0
    explained: float | None = None

    @property
    def needed_factor(self) -> float:
        """By how much the chain's product must grow."""
        made = self.total - self.actual
        return (self.goal - self.actual) / made if made > 0 else math.inf


def yield_of(u: Understanding, goal: ReadRow, rounding: float) -> Yield | None:
    """What the KPIs' targets, multiplied out, make of a goal in orders or sales."""
    target = goal.absolute_target
    # A formula on the goal names its drivers, so no funnel step is needed to multiply them.
    ends = goal.known.step in ("orders", "sales") or _has_formula(goal)
    if target is None or target <= 0 or not ends:
        return None
    chain = chain_to(u, goal)
    if chain is None:
        return None
    months = goal_months(u, goal)
    pace = _per_month(u, chain.volume)
    spans = [months] if months is not None else [1.0, 12.0]
    readings: list[tuple[float, float, float, float]] = []
    for span in spans:
        if pace is not None:
            left, actual = _remaining(u, goal, span)
            readings.append((actual + chain.end * pace * left, chain.end * pace, left, actual))
        else:
            readings.append((chain.end, 0.0, 1.0, 0.0))
            readings.append((chain.end * span, chain.end, span, 0.0))
    if pace is None:
        readings = _fitting(goal, chain, readings)
    readings.sort()
    low, high = readings[0], readings[-1]
    short, reaches = high[0] < target * (1 - rounding), low[0] >= target * _NEARLY
    if not short and not reaches and low[0] >= target * (1 - rounding):
        return None  # short by a rounding: neither a fault nor a thing to praise
    how = "short" if short else "reaches" if reaches else "unknown"
    # What is said is the reading that holds whichever was meant: the most of a shortfall, the least of a success.
    total, monthly, span, actual = low if reaches else high
    explained = _explained(goal, chain, pace, span)
    guessed = any(r.target.confidence == "guessed" for r in (goal, *chain.rows))
    if guessed and explained is not None and WHOLE <= explained <= 1 / WHOLE:
        guessed = False  # today's figures, read the same way, make today's goal: the reading is right
    if guessed or (explained is not None and not _SANE[0] < explained < _SANE[1]):
        # A product that has nothing to do with today's goal says that something was misread, not that it is short.
        return None
    return Yield(chain, how, target, total, monthly if pace is not None else None, span, actual, explained)


def _fitting(
    goal: ReadRow, chain: Chain, readings: list[tuple[float, float, float, float]]
) -> list[tuple[float, float, float, float]]:
    """The readings under which today's figures make today's goal, where exactly one does; else all of them."""
    fitting = [r for r in readings if (e := _explained(goal, chain, 1.0, r[2])) and WHOLE <= e <= 1 / WHOLE]
    return fitting if len(fitting) == 1 else readings


def _explained(goal: ReadRow, chain: Chain, pace: float | None, span: float) -> float | None:
    """The share of the goal's baseline that the chain's own baselines make; None when not all are stated."""
    base = goal.absolute_baseline
    values = [r.absolute_baseline for r in chain.rows]
    if base is None or base <= 0 or pace is None or any(v is None for v in values):
        return None
    made = math.prod(
        v / 100 if is_percentage(r) else v for r, v in zip(chain.rows, values, strict=True) if v is not None
    )
    return made * pace * span / base


def _remaining(u: Understanding, goal: ReadRow, span: float) -> tuple[float, float]:
    """Months still to come and what is already there, when the plan is judged mid-way with a result so far."""
    actual = goal.absolute_actual
    start, end = (goal.deadline.start or u.period.start), (goal.deadline.end or u.period.end)
    if actual is None or u.as_of is None or start is None or end is None or not start < u.as_of < end:
        return span, 0.0
    if (end - start).days <= 45:
        return span, 0.0
    return min(span, float(math.ceil(months_of((end - u.as_of).days)))), actual


@dataclass(frozen=True)
class Supply:
    """What the steps before a count feed it.

    Attributes:
        chain: the steps before.
        supplied: what they yield, in the count's own period.
        needed: the count's target.
    """

    chain: Chain
    supplied: float
    needed: float


def supply_of(u: Understanding, row: ReadRow) -> Supply | None:
    """What upstream targets feed a count's target, in one period; None when that cannot be worked out."""
    if row.absolute_target is None or row.known.measures != "volume" or not _usable(row):
        return None
    chain = chain_to(u, row)
    if chain is None:
        return None
    own, other = _per_month(u, row), _per_month(u, chain.volume)
    if (own is None) != (other is None):
        return None
    factor = other / own if own is not None and other is not None else 1.0
    # The lower end of a range is enough to be fed.
    return Supply(chain, chain.end * factor, row.absolute_target)


def mix(chain: Chain, factor: float) -> Mapping[ReadRow, float] | None:
    """The gentlest rise of the chain's rates, in round figures, that multiplies its product by `factor`.

    No rate more than doubles or passes 90 %; None when that is not enough.
    """
    rates = [r for r in chain.factors if is_percentage(r)]
    if not rates or len(rates) > 4 or factor > 2 ** len(rates):
        return None
    options = [_round_steps(level_of(r)) for r in rates]
    best: tuple[float, float, tuple[float, ...]] | None = None
    for levels in product(*options):
        rises = [new / level_of(r) for new, r in zip(levels, rates, strict=True)]
        reached = math.prod(rises)
        if reached >= factor * 0.9999:
            ranked = (sum(math.log(x) ** 2 for x in rises), reached, levels)
            best = min(best, ranked) if best is not None else ranked
    if best is None:
        return None
    return {r: new for r, new in zip(rates, best[2], strict=True) if new != level_of(r)}


def _round_steps(value: float) -> list[float]:
    """Round figures from the value up to its double: what a person would write down as a target."""
    size = 10 ** math.floor(math.log10(value))
    step = size * (0.5 if value / size >= 2 else 0.25 if value / size < 1.5 else 0.5)
    first = math.floor(value / step) + 1
    steps = [round(step * n, 6) for n in range(first, first + 24)]
    return [value, *(s for s in steps if s <= value * 2 + 1e-9 and s <= 90)]


def describe_path(chain: Chain, levels: Mapping[ReadRow, float]) -> Sequence[tuple[str, float]]:
    """The counts along the chain after each rate, with the changed levels put in: (step reached, count)."""
    value = level_of(chain.volume)
    out = []
    for row in chain.factors:
        if not is_percentage(row):
            break
        value *= levels.get(row, level_of(row)) / 100
        out.append((row.known.converts[1] if row.known.converts else "", value))
    return out
