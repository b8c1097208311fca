"""The plan's arithmetic: targets multiplied along the way to orders and sales.

A chain is a count followed by the rates, and at the end the order value, that turn it into the next steps.
Only chains that end in orders or sales are multiplied against a goal. Where the plan does not say what period
a count covers, every plausible reading is tried: a shortfall is one only if all readings fall short.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from advisor.facts.hands import hands
from advisor.facts.links import link_graph
from advisor.facts.understood import ReadRow, Understanding
from advisor.naming.names import normalize_name
from advisor.notation.blank import classify_blank
from advisor.notation.lazy_pattern import lazy
from advisor.record import record

STEPS = ("impressions", "visits", "leads", "qualified_leads", "meetings", "proposals", "orders", "sales")
_PER_MONTH = {"week": 52 / 12, "month": 1.0, "quarter": 1 / 3, "half": 1 / 6, "year": 1 / 12}
_DAYS_IN_MONTH = 365.25 / 12
_EVERY_DAY = 30.0
# Below this share of its target a count is not fed by rounding or a good month.
_STARVED = 0.9
_TIMES = re.compile(r"\s{0,9}[×✕＊*]\s{0,9}|\s{1,9}[xX]\s{1,9}")


@record(slots=False)
class Chain:
    """A count and what it is multiplied by, in order. All rows have absolute numeric targets.

    Attributes:
        heads: how many people a count that is set for each person (1人1日2件) is multiplied by, else 1.
    """

    rows: tuple[ReadRow, ...]
    heads: float = 1.0

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
        return self.start * self.rate

    @property
    def start(self) -> float:
        """The count itself, of all people together."""
        return level_of(self.volume) * self.heads

    def before_last(self) -> float:
        """The value one step before the end: the orders, where the end is sales."""
        return self.start * math.prod(factor_of(r) for r in self.factors[:-1])


def level_of(row: ReadRow) -> float:
    """A row's target; the upper end of a range, so that a shortfall is never one of reading."""
    target = row.absolute_target
    assert target is not None
    return row.target.upper if row.target.upper is not None and row.direction != "down" else target


def factor_of(row: ReadRow) -> float:
    """What a rate or an average multiplies by."""
    return level_of(row) / 100 if is_percentage(row) else level_of(row)


def today_of(row: ReadRow) -> float | None:
    """Where a row stands: its result where that covers the target's period, else its baseline where that does."""
    for quantity, value in ((row.actual, row.absolute_actual), (row.baseline, row.absolute_baseline)):
        alike = quantity.per in (None, row.per) and quantity.aggregation in (None, row.target.aggregation, "average")
        # A bare result beside a monthly target may be a running total.
        bare = quantity is row.actual and quantity.per is None and row.per is not None and not is_percentage(row)
        if value is not None and alike and not bare and quantity.unit in (None, row.target.unit):
            return value
    return None


def is_percentage(row: ReadRow) -> bool:
    return row.shown_unit == "%"


def chain_to(u: Understanding, row: ReadRow) -> Chain | None:
    """The chain that the plan states or implies to this row, with the largest product, or None.

    A formula on the row (`訪問数 * CV率 * 平均単価`) settles it; otherwise the steps of the funnel do.
    """
    if has_formula(row):
        return _from_formula(u, row)
    stated = _from_drives(u, row)
    if stated is not None:
        return stated
    if row.known.step not in STEPS or from_existing(row):
        return None
    chains = [_chain(u, rows) for rows in _paths(u, row.known.step, row)]
    # A count that the steps before it cannot feed starts no chain: its own target is not there to multiply.
    fed = [c for c in chains if not _is_starved(u, c.volume)]
    return max(fed or chains, key=lambda c: c.end, default=None)


_EXISTING = lazy(
    r"アップセル|クロスセル|追加(?:受注|契約|注文|購入)|更新|継続|リピート|再(?:購入|注文|受注|契約)|既存"
    r"|up-?sell|cross-?sell|upgrade|add-on|repeat|renew|re-?order|existing|expansion",
    re.IGNORECASE,
)


def from_existing(row: ReadRow) -> bool:
    """Whether a count comes from customers there are already: the way new ones take does not feed it."""
    return _EXISTING.search(row.name) is not None


def has_formula(row: ReadRow) -> bool:
    """A formula stated as none settles nothing: the steps of the funnel still hang together."""
    return classify_blank(row.source.formula) == "given"


def _is_starved(u: Understanding, row: ReadRow) -> bool:
    fed = _supply(u, row)
    return fed is not None and fed.supplied < fed.needed * _STARVED


def _usable(row: ReadRow) -> bool:
    return row.absolute_target is not None and row.target.ratio_to is None and not row.target.per_person


def _usable_count(u: Understanding, row: ReadRow) -> bool:
    """A count for each person is one of all together where the plan says how many they are."""
    if row.target.per_person and row.absolute_target is not None and row.target.ratio_to is None:
        return row.per is not None and u.once(hands)[0] is not None
    return _usable(row)


def _chain(u: Understanding, rows: tuple[ReadRow, ...]) -> Chain:
    people = u.once(hands)[0] if rows[0].target.per_person else None
    return Chain(rows, people or 1.0)


def _from_formula(u: Understanding, row: ReadRow) -> Chain | None:
    parts = [p for p in _TIMES.split(row.source.formula or "") if p.strip()]
    by_name = {normalize_name(k.name): k for k in u.kpis if k is not row}
    by_id = {k.subject.id: k for k in u.kpis if k is not row}
    found = [by_id.get(p.strip()) or by_name.get(normalize_name(p)) for p in parts]
    rows = [f for f in found if f is not None]
    if len(parts) < 2 or len(rows) != len(parts):
        return None
    counts = [r for r in rows if r.known.measures == "volume" and not is_percentage(r)]
    # What its author counts by the month in a formula is a count, whatever its name is taken for.
    counts = counts or [r for r in rows if r.known.measures is None and r.per is not None and not is_percentage(r)]
    if len(counts) != 1 or not _usable_count(u, counts[0]) or not all(_usable(r) for r in rows if r is not counts[0]):
        return None
    return _chain(u, (counts[0], *(r for r in rows if r is not counts[0])))


_TURNS = lazy(
    r"(?P<what>入会|成約|受注|購入|購買|申込み?|申し込み|契約|予約|来店|来場|商談|受講|参加|面談|応募|採用|承諾|移行|転換)(?:化|転換)?率$"
    r"|(?:conversion|win|close|closing|booking|purchase|take-?up|acceptance|sign-?up) rate$",
    re.IGNORECASE,
)
_LINKS_BACK = 12


@record(slots=False)
class _Feeders:
    """The KPIs said to drive each KPI, and those that lead round in a circle.

    That a KPI names its goal says where it belongs, not that it is multiplied with whatever else names the goal.
    """

    of: Mapping[ReadRow, Sequence[ReadRow]]
    circular: frozenset[ReadRow]


def _feeders(u: Understanding) -> _Feeders:
    graph = u.once(link_graph)
    found: dict[ReadRow, list[ReadRow]] = {}
    for i, kpi in enumerate(u.kpis):
        for j in graph.drives[i]:
            found.setdefault(u.kpis[j], []).append(kpi)
    return _Feeders(found, frozenset(u.kpis[i] for knot in graph.knots for i in knot))


def _from_drives(u: Understanding, row: ReadRow) -> Chain | None:
    """What the stated links make of a row: one count and the rates that turn it into this row, all driving it.

    Two counts, or a rate that turns nothing into anything (a satisfaction score drives orders too), are no product.
    """
    rows = _fed_by(u, row)
    if rows is None:
        return None
    for _ in range(_LINKS_BACK):
        before = _fed_by(u, rows[0])
        if before is None or _chain(u, before).end >= level_of(rows[0]) * _STARVED or rows[0].per != before[0].per:
            break
        # A count that what drives it cannot feed starts no chain: its own target is not there to multiply.
        rows = (*before, *rows[1:])
    return _chain(u, rows)


def _fed_by(u: Understanding, row: ReadRow) -> tuple[ReadRow, ...] | None:
    table = u.once(_feeders)
    feeders = table.of.get(row, ())
    if not 1 <= len(feeders) <= 6 or row in table.circular:
        return None
    counts = [r for r in feeders if r.known.measures == "volume" and not is_percentage(r)]
    rates = [r for r in feeders if r not in counts]
    if len(rates) == 1 and not counts:  # a count that drives the rate which drives this
        counts = list(table.of.get(rates[0], ()))
    if len(counts) != 1 or not rates or counts[0] in table.circular or counts[0].known.measures != "volume":
        return None
    if not _usable_count(u, counts[0]) or not all(_usable(r) and _turns(r, row) for r in rates):
        return None
    return (counts[0], *sorted(rates, key=lambda r: (not is_percentage(r), r.subject.id)))


def _turns(rate: ReadRow, into: ReadRow) -> bool:
    """Whether a row is a rate that turns a count into another, or the worth of one where money is made."""
    if is_percentage(rate):
        end = rate.known.converts[1] if rate.known.converts is not None else None
        word = _TURNS.search(rate.name)
        # 入会率 makes 入会者数, whatever step of a funnel either is taken for.
        alike = word is not None and word["what"] is not None and word["what"] in into.name
        elsewhere = None not in (end, into.known.step) and end != into.known.step and not alike
        return 0 < level_of(rate) <= 100 and (end is not None or word is not None) and not elsewhere
    worth = rate.known.converts is not None and rate.known.converts[1] == "sales" and rate.known.measures == "amount"
    return worth and into.known.measures == "amount"


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
    if "qualified_leads" not in rates and "leads" in rates and "leads" not in u.kpis_by_step:
        rates["qualified_leads"] = rates["leads"]  # where the only leads are qualified ones, the rate is theirs
    counts: dict[str, list[ReadRow]] = {}
    for step in STEPS:
        every = [r for r in u.kpis_by_step.get(step, ()) if r.known.measures == "volume" and _usable_count(u, r)]
        # A count for each person beside the count of all says how much one of them does, not how many there are.
        rows = [r for r in every if not r.target.per_person] or every
        rows = [r for r in rows if not from_existing(r)]
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


def whole_months(span: float) -> float:
    """Months differ in length: October to March is six of them."""
    return float(round(span)) if abs(span - round(span)) < 0.15 else span


def per_month(u: Understanding, row: ReadRow) -> float | None:
    """How often one period of this row's figure goes into a month: a weekly figure counts 4.3 times a month.

    Where nobody says how many days are worked, a day counts thirty times: a shortfall is never one of reading.
    """
    if row.per == "day":
        return u.once(hands)[1] or _EVERY_DAY
    return _PER_MONTH.get(row.per or "")


@record(slots=False)
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
    return _supply(u, row) if _usable(row) else None


def _supply(u: Understanding, row: ReadRow) -> Supply | None:
    if row.absolute_target is None or row.known.measures != "volume" or not _usable_count(u, row):
        return None
    chain = chain_to(u, row)
    if chain is None:
        return None
    own, other = per_month(u, row), per_month(u, chain.volume)
    if (own is None) != (other is None):
        return None
    factor = other / own if own is not None and other is not None else 1.0
    # The lower end of a range is enough to be fed.
    return Supply(chain, chain.end * factor, row.absolute_target * _chain(u, (row,)).heads)
