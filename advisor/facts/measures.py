"""What holds for any row with a number: limits, direction, already met, one reading, one unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date

from advisor.facts.base import Figure
from advisor.facts.reach import comparable
from advisor.facts.understood import SURE, ReadRow, Understanding
from advisor.figures import amount, percent, tidy
from advisor.naming.spelling import plain, split_name
from advisor.notation.dates import parse_when
from advisor.notation.quantity import Quantity
from advisor.plan import KPI
from advisor.record import record
from advisor.text import Text

_EITHER_OR = re.compile(
    r"\d[^/①②]{0,40}(または|もしくは|あるいは|\bor\b(?! (more|less|above|below|under|over|within|better|fewer|higher|lower)))[^/]{0,40}\d"
)
_PER_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "half": 182, "year": 365}
_FAMILY = {
    "%": "share", "pt": "share", "times": "share",
    "second": "time", "millisecond": "time", "minute": "time", "hour": "time", "day": "time", "week": "time",
    "month": "time", "year": "time",
    "点": "score", "percentile": "score",
    "JPY": "JPY", "USD": "USD", "EUR": "EUR", "GBP": "GBP",
}  # fmt: skip


@record(slots=False)
class Judged:
    """A declared word, the figures behind it, and how sure it is."""

    word: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    sure: float = 1.0


def possible(row: ReadRow) -> Judged:
    """Whether the target lies inside the natural limits of what is measured."""
    target = row.absolute_target
    low, high = row.known.bounds
    if row.target.scale_max is not None:
        low, high = low if low is not None else 0.0, row.target.scale_max
    if target is None or (low is None and high is None) or row.known.is_rate_of_change:
        return Judged("unjudged")
    in_percent = row.shown_unit == "%"
    if row.known.measures == "rate" and not in_percent:
        return Judged("unjudged")
    past = [q.value for q in (row.baseline, row.actual, *row.history) if q.state == "value" and q.value is not None]
    if any((high is not None and v > high) or (low is not None and v < low) for v in past):
        # A figure already seen beyond the limit shows that it is no limit here.
        return Judged("unjudged")
    reached = row.target.upper if row.target.upper is not None else target
    sure = SURE[row.known.sure.get("bounds", "inferred")]
    ends = tuple(row.say_level(v) for v in (low, high) if v is not None)
    limits = Figure(None, Text("〜".join(e.text.ja for e in ends), " to ".join(e.text.en for e in ends)))
    for limit, breached, ja, en in (
        (high, high is not None and reached > high, "上限の{}を超えています", "is above the limit of {}"),
        (low, low is not None and target < low, "下限の{}を下回っています", "is below the limit of {}"),
    ):
        if limit is not None and breached:
            said = row.say_level(limit)
            breach = Figure(limit, Text(ja.format(said.text.ja), en.format(said.text.en)))
            return Judged("no", {"limit": said, "limits": limits, "breach": breach}, sure)
    return Judged("yes", {"limits": limits}, sure)


def course(row: ReadRow, limits: Mapping[str, float]) -> Judged:
    """Which way the target leads from the baseline."""
    target, base = row.absolute_target, row.absolute_baseline
    if target is None or base is None or row.direction is None or target == base or not comparable(row, row.baseline):
        return Judged("unjudged")
    if row.direction_sure < SURE["inferred"] or row.known.contained:
        # Against a guess, the author's own movement is the better witness; and a plan may mean to slow a decline.
        return Judged("unjudged")
    figures = {
        "better": Figure(
            row.direction,
            Text("高い", "higher") if row.direction == "up" else Text("低い", "lower"),
        ),
        "change": row.say_change(tidy(abs(target - base))),
    }
    if row.better(target, base):
        return Judged("right", figures, row.direction_sure)
    floor = (row.direction == "up") == (row.target.bound in ("at_least", "above"))
    bounded = row.target.bound in ("at_least", "above", "at_most", "below")
    far = base != 0 and abs(target - base) / abs(base) > limits["small-step-back"]
    # `12% or more` on a measure that should fall contradicts itself; `95% or more` on one that stands at
    # 97 % is a floor.
    contradiction = bounded and not floor
    if is_part_read(row):
        return Judged("unjudged", figures)
    if contradiction or (far and not (bounded and floor)):
        return Judged("reversed", figures, row.direction_sure)
    return Judged("unjudged", figures)


_KEPT = re.compile(r"standing|ongoing|always|continuous|permanent|常時|常に|恒常|継続", re.IGNORECASE)


def is_part_read(row: ReadRow) -> bool:
    """Whether which way is better was read from part of a name: `Garden waste subscriptions` are no waste.

    Where the plan's own figures then move the other way, they are the better witness.
    """
    # What stands in brackets may turn the name round: fuel consumption falls, but in mpg it rises.
    whole = row.known.match == "exact" and not split_name(plain(row.name)).inner
    told = row.source.direction is not None or whole or row.known.voice is not None
    return not told and row.known.measures not in ("rate", "score")


def kept_levels(u: Understanding) -> bool:
    """Whether the plan says that its targets are levels to be kept, with no end in view."""
    return not u.has_period_end and u.period.raw != "" and _KEPT.search(u.period.raw) is not None


def met(u: Understanding, row: ReadRow, limits: Mapping[str, float]) -> Judged:
    """Whether the target is already met, and by which figure."""
    target = row.absolute_target
    if (
        target is None
        or row.direction_sure < SURE["inferred"]
        or row.known.contained
        or (isinstance(row.source, KPI) and row.source.tier == "monitor")
        or course(row, limits).word == "reversed"
    ):
        return Judged("unjudged")
    kept = (
        row.target.maintain
        or kept_levels(u)
        or (row.known.standing and row.target.bound in ("at_least", "at_most", "above", "below"))
        or _is_floor(row, target)
    )
    dated = _latest_dated(row)
    if dated is not None and dated[0].value is not None:
        quantity, when = dated
        value = dated[0].value
        end = row.deadline.end
        if end is None or when < end:
            return _compare(row, value, target, kept, day_text=quantity.when)
    actual = row.absolute_actual
    if actual is not None and comparable(row, row.actual) and not row.better(target, actual):
        # It may be the final result, which is success and not a low bar.
        return Judged("result", {"figure": row.say_level(actual)})
    base = row.absolute_baseline
    if base is None or not comparable(row, row.baseline):
        return Judged("unjudged" if actual is None else "not_met")
    if is_part_read(row) and row.better(base, target):
        return Judged("unjudged")
    return _compare(row, base, target, kept, day_text=row.baseline.when)


_NEAR = 0.05


def _is_floor(row: ReadRow, target: float) -> bool:
    """A limit just behind today's figure, 90 % or above at 91 %, is a line not to fall behind."""
    base = row.absolute_baseline
    limit = row.target.bound in ("at_least", "at_most")
    return limit and base is not None and abs(base - target) <= _NEAR * abs(target)


def _compare(row: ReadRow, value: float, target: float, kept: bool, *, day_text: str | None) -> Judged:
    figures = {
        "figure": row.say_level(value),
        "by": row.say_change(tidy(abs(value - target))),
        "when": Figure.words(day_text or ""),
    }
    if value == target:
        return Judged("held", figures)
    if row.better(value, target):
        reaches_limit = target in row.known.bounds
        return Judged("held" if kept or reaches_limit else "ahead", figures, row.direction_sure)
    return Judged("not_met", figures)


def _latest_dated(row: ReadRow) -> tuple[Quantity, date] | None:
    dated = []
    candidates = [row.actual, *row.actual.series]
    for quantity in candidates:
        if quantity.state != "value" or quantity.value is None or not quantity.when or not comparable(row, quantity):
            continue
        end = parse_when(quantity.when).end
        if end is not None:
            dated.append((quantity, end))
    return max(dated, key=lambda d: d[1]) if dated else None


def readable(u: Understanding, row: ReadRow) -> tuple[Judged, str]:
    """Whether the target can be read in one way only, and what leaves it open."""
    target = row.target
    if not row.has_number or target.value is None:
        return Judged("unjudged"), "none"
    if _EITHER_OR.search(target.raw):
        return Judged("no", {"first": Figure.words(target.raw), "second": Figure.words(target.raw)}), "several_values"
    span = u.period.duration_days
    covered = target.per or row.unit.per
    if row.known.measures == "rate":
        covered = None  # a yearly rate is read at any time of the year
    if span is not None and covered in _PER_DAYS and _PER_DAYS[covered] > span * 1.5 and span < 400:
        figures = {
            "first": Figure(covered, amount(1, covered if covered in ("week", "month", "year") else "month")),
            "second": Figure(span, amount(span, "day")),
        }
        if covered in ("week", "month", "year"):
            return Judged("no", figures), "longer_period"
    bare = target.unit is None and row.unit.unit is None and target.relation == "absolute"
    if target.leftover or (row.known.bounds == (None, None) and row.known.measures == "rate"):
        # What the words around the number mean is not ours to guess (`0.7 per thousand`).
        return Judged("yes"), "none"
    if bare and target.per is None and target.ratio_to is None and target.scale_max is None and 0 < target.value < 1:
        value = target.value
        if row.known.measures == "rate":
            figures = {
                "written": Figure.words(target.raw),
                "first": Figure(value, amount(value, "%")),
                "second": Figure(value * 100, amount(tidy(value * 100), "%")),
            }
            return Judged("no", figures), "bare_number"
        if row.known.measures == "volume":
            figures = {
                "first": Figure(value, amount(value, None, "week")),
                "second": Figure(value, amount(value, None, "month")),
            }
            return Judged("no", figures), "bare_number"
    return Judged("yes"), "none"


def units(row: ReadRow, days: float | None = None) -> Judged:
    """Whether target, baseline and unit speak of the same thing. `days` are the days worked in a month, if stated."""
    target, base = row.target, row.baseline
    if not row.has_number:
        return Judged("unjudged")
    pairs = []
    if base.state == "value" and target.relation == "absolute" and base.relation == "absolute":
        pairs.append((target.unit, base.unit, target.raw, base.raw))
    if row.unit.unit is not None and target.relation == "absolute":
        pairs.append((target.unit, row.unit.unit, target.raw, row.source.unit or ""))
    for one, other, first, second in pairs:
        if one is None or other is None or one == other:
            continue
        if _family(one) != _family(other):
            return Judged("differ", {"first": Figure.words(first), "second": Figure.words(second)})
    stated = base.state == "value" and target.per is not None and base.per is not None
    if stated and target.per != base.per and target.relation == base.relation == "absolute":
        written = {"first": Figure.words(target.raw), "second": Figure.words(base.raw)}
        monthly = _by_month(row, days)
        return Judged("convertible", written | monthly) if monthly else Judged("differ", written)
    return Judged("same" if pairs else "unjudged")


_A_MONTH = {"week": (52 / 12, "×52週÷12か月", " × 52 weeks ÷ 12 months"), "month": (1.0, "", ""),
            "quarter": (1 / 3, "÷3か月", " ÷ 3 months"), "half": (1 / 6, "÷6か月", " ÷ 6 months"),
            "year": (1 / 12, "÷12か月", " ÷ 12 months")}  # fmt: skip


def _by_month(row: ReadRow, days: float | None) -> dict[str, Figure]:
    """Target and baseline put for a month, where a count may be; nothing where the plan does not carry the sum."""
    target, base = row.target, row.baseline
    counted = row.known.measures in ("volume", "amount") and row.shown_unit != "%" and target.upper is None
    if not counted or target.per_person != base.per_person or target.aggregation != base.aggregation:
        return {}
    if target.value is None or base.value is None or base.upper is not None:
        return {}
    table = _A_MONTH | ({"day": (days, f"×月{days:g}日", f" × {days:g} days a month")} if days else {})
    if target.per not in table or base.per not in table:
        return {}
    said, levels = [], []
    for quantity in (target, base):
        factor, ja, en = table[quantity.per or ""]
        level = (quantity.value or 0.0) * factor
        text, month = (
            amount(quantity.value or 0.0, row.shown_unit, quantity.per),
            amount(tidy(level), row.shown_unit, "month"),
        )
        levels.append(tidy(level))
        said.append(Text(f"{text.ja}{ja}＝{month.ja}", f"{text.en}{en} = {month.en}") if ja else text)
    then, now = levels
    gap = abs(then - now)
    sense = Text("増やす", "more") if then > now else Text("減らす", "less")
    return {
        "sum": Figure(
            None, Text(f"目標は{said[0].ja}、現在は{said[1].ja}", f"the target is {said[0].en}, today {said[1].en}")
        ),
        "then": Figure(then, amount(then, row.shown_unit, "month")),
        "now": Figure(now, amount(now, row.shown_unit, "month")),
        "gap": Figure(gap, amount(tidy(gap), row.shown_unit)),
        "sense": Figure("up" if then > now else "down" if then < now else "same", sense),
    }


def _family(unit: str) -> str:
    # Counters are many words for one thing; what is unknown is taken as a counter.
    return _FAMILY.get(unit, "count")


def date_of(u: Understanding, row: ReadRow) -> str:
    """By when: `own`, `from_period`, `relative` or `missing`."""
    when = row.deadline
    if when.state == "date" and when.end is not None:
        return "own"
    if when.standing and row.source.deadline is not None:
        return "relative"  # every quarter: a level to be kept
    if when.state == "relative" or (when.state == "words" and row.source.deadline is not None):
        return "relative"
    if any(q.when for q in row.target.series) or row.target.when:
        return "own"
    if not u.has_period_end and is_kept(row):
        return "relative"  # no accident, 100 % of the checks: from now on, not by some day
    return "from_period" if u.has_period_end else "missing"


_KEPT_NAME = re.compile(r"継続|維持|\b(?:maintain|keep|sustain)\b", re.IGNORECASE)


def is_kept(row: ReadRow) -> bool:
    """Whether the target is a level to be kept rather than one to be reached: it says so, or it is none at all of harm."""
    said = row.target.maintain or (row.has_number and _KEPT_NAME.search(row.name) is not None)
    no_harm = row.absolute_target == 0 and row.direction == "down" and row.known.measures == "volume"
    return said or no_harm


def share(part: float, whole: float) -> Figure:
    """A part of a whole, in per cent; one decimal below ten."""
    value = part / whole
    return percent(value, 0 if value >= 0.1 else 1)
