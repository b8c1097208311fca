"""Can the target be reached from the plan's own figures: history, result so far, multiple, sister rows."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median

from advisor.facts.base import Figure
from advisor.facts.chain import months_of
from advisor.facts.statistics import reachable
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import amount, count, day, figure, months, tidy
from advisor.notation.dates import parse_cadence, parse_when
from advisor.notation.quantity import Quantity
from advisor.record import record
from advisor.text import Text

_WELL_UNDER_WAY = 100
"""A baseline from which a large multiple is no matter of a small start."""
_LARGE = 100_000
_STEP_MONTHS = {"day": 12 / 365, "week": 12 / 52, "month": 1.0, "quarter": 3.0, "half": 6.0, "year": 12.0}

_CADENCE_STEPS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}


@record(slots=False)
class Past:
    """A history held against a target.

    Attributes:
        values: the past values that can be compared with the target, in order.
        low, high, likely: where the past would carry it by the deadline, as said.
        steps: periods from the last value to the deadline; `ahead` says it.
        confidence: how often such a range holds what comes, 0 to 1.
        beyond: the target lies outside the range, on the hard side.
        already: the last value is as good as the target.
        dated: how far off the deadline lies is known, not assumed.
    """

    values: tuple[Quantity, ...]
    low: Figure
    high: Figure
    likely: Figure
    steps: int
    ahead: Figure
    confidence: float
    beyond: bool
    already: bool
    dated: bool = False


@record(slots=False)
class Reach:
    """The judgement, the figures it rests on, and how sure it is; `past` where a history was held against it."""

    how: str
    by: str = "none"
    figures: Mapping[str, Figure] | None = None
    sure: float = 1.0
    past: Past | None = None


def comparable(row: ReadRow, figure_: Quantity) -> bool:
    """Whether a past figure and the target speak of the same thing."""
    target = row.target
    if figure_.relation != "absolute" or figure_.aggregation != target.aggregation:
        return False
    same_unit = figure_.unit == target.unit or figure_.unit is None or target.unit is None
    same_per = figure_.per == target.per or figure_.per is None or target.per is None
    return same_unit and same_per and figure_.per_person == target.per_person


def reach_of(u: Understanding, row: ReadRow, limits: Mapping[str, float]) -> Reach:
    """Whether the plan's own figures carry a row's target. Judges nothing without a direction and a number."""
    target = row.absolute_target
    if target is None or row.direction is None or row.target.ratio_to is not None:
        return Reach("unjudged")
    made = _judgements(u, row, target, limits)
    # The surest doubt counts; without one, the surest confirmation.
    chosen = next((r for r in made if r.how == "beyond"), made[0] if made else Reach("unjudged"))
    past = made[0].past if made else None
    chosen = replace(chosen, past=past) if past is not chosen.past else chosen
    proposed = (chosen.figures or {}).get("reachable")
    if proposed is not None:
        level = proposed.value
        # What one figure supports another may not; only a level that all of them support is proposed.
        again = _judgements(u, row, level, limits) if isinstance(level, (int, float)) else ()
        stands = [v for v in (row.absolute_baseline, row.absolute_actual) if v is not None]
        backwards = isinstance(level, (int, float)) and any(not row.better(level, v) for v in stands)
        if not again or backwards or any(r.how == "beyond" for r in again):
            kept = {k: v for k, v in (chosen.figures or {}).items() if k != "reachable"}
            return replace(chosen, figures=kept)
    return chosen


def _judgements(u: Understanding, row: ReadRow, target: float, limits: Mapping[str, float]) -> Sequence[Reach]:
    judged = (judge(u, row, target, limits) for judge in (_by_history, _by_actual, _by_growth, _by_sisters))
    return [reach for reach in judged if reach is not None]


def _values(row: ReadRow) -> list[Quantity]:
    """The past values, oldest first, with today's figure behind them where it stands apart.

    People who list past values leave out the current one, which they have just given as the baseline or the result. It
    is the newest unless dates say otherwise; one that is among the past values is there already.
    """
    past = [q for q in row.history if q.state == "value" and q.value is not None and comparable(row, q)]
    today = row.actual if row.absolute_actual is not None else row.baseline
    known = today.state == "value" and today.value is not None and today.relation == "absolute"
    dated = any(q.when for q in past) or bool(today.when)
    if past and known and not dated and comparable(row, today) and today.value not in {q.value for q in past}:
        past.append(today)
    return past


def _by_history(u: Understanding, row: ReadRow, target: float, limits: Mapping[str, float]) -> Reach | None:
    past = _values(row)
    if len(past) < limits["history-points"] or len(past) < 3:
        return None
    values = [q.value for q in past if q.value is not None]
    ahead, dated = _steps_ahead(u, row, past)
    span = reachable(values, ahead, limits["history-confidence"])
    low, high = span.low, span.high
    floor, ceiling = row.known.bounds
    if floor is not None:
        low = max(low, floor)
    if ceiling is not None:
        high = min(high, ceiling)
    last, best = values[-1], (max(values) if row.direction == "up" else min(values))
    beyond = target > high if row.direction == "up" else target < low
    already = not row.better(target, last)
    digits = decimals([*values, target])
    figures = {
        "last": row.say_level(last),
        "best": row.say_level(best),
        "low": row.say_level(round(low, digits)),
        "high": row.say_level(round(high, digits)),
        "likely": row.say_level(round(min(max(span.centre, low), high), digits)),
        "points": count(len(values)),
        "steps": _span_ahead(u, row, past, ahead),
    }
    # Rounded inside the range: a proposal must not lie outside by a rounding.
    inside = math.floor(high * 10**digits) if row.direction == "up" else math.ceil(low * 10**digits)
    if beyond and math.isfinite(inside) and row.better(inside / 10**digits, last):
        figures["reachable"] = row.say_level(inside / 10**digits)
    # Where today is the best there was, the best is no step forward: what the trend brings is.
    centre = min(max(span.centre, low), high)
    ahead_of_today = next(
        (v for v in (centre, high if row.direction == "up" else low) if row.better(round(v, digits), last)), None
    )
    if beyond and best == last and ahead_of_today is not None:
        figures["next"] = row.say_level(round(ahead_of_today, digits))
    held = None
    if low <= high and math.isfinite(high - low):
        held = Past(
            tuple(past), figures["low"], figures["high"], figures["likely"], ahead, figures["steps"],
            limits["history-confidence"], beyond, already, dated,
        )  # fmt: skip
    return Reach("beyond" if beyond and not already else "within", "history", figures, 0.9, held)


_SPANS = {
    "day": ("日", "day"), "week": ("週間", "week"), "month": ("か月", "month"), "quarter": ("四半期", "quarter"),
    "half": ("半期", "half-year"), "year": ("年", "year"),
}  # fmt: skip


def _cadence_step(row: ReadRow) -> str:
    """What one past value covers: the row's own period, else how often it is read; '' where nothing says."""
    frequency = getattr(row.source, "frequency", None)
    said = parse_cadence(row.source.period) or (parse_cadence(str(frequency)) if frequency is not None else None)
    return row.per or _CADENCE_STEPS.get(said or "", "")


def _span_ahead(u: Understanding, row: ReadRow, past: Sequence[Quantity], steps: int) -> Figure:
    """How far ahead the deadline lies: its day where the plan tells how far that is, else so many readings."""
    spell, end = _cadence_step(row), row.deadline.end or u.period.end
    known = spell in _STEP_MONTHS or (bool(past) and all(q.when for q in past))
    if known and end is not None and u.as_of is not None:
        on = day(end).text
        return Figure(steps, Text(f"{on.ja}に", f"by {on.en}"))
    return Figure(steps, Text(f"{steps}回先に", f"in {steps} more reading{'' if steps == 1 else 's'}"))


def stretch(row: ReadRow, past: Sequence[Quantity], steps: int) -> Figure:
    """So many of the row's own periods; so many readings where the plan names no period."""
    spell = _cadence_step(row)
    if spell in _SPANS and not any(q.when for q in past):
        ja, en = _SPANS[spell]
        return Figure(steps, Text(f"{steps}{ja}", f"{steps} {en}{'' if steps == 1 else 's'}"))
    return Figure(steps, Text(f"{steps}回", f"{steps} reading{'' if steps == 1 else 's'}"))


def _steps_ahead(u: Understanding, row: ReadRow, past: Sequence[Quantity]) -> tuple[int, bool]:
    """How many periods lie between the last past value and the deadline, and whether that is known.

    Without a date the history is not stretched further than half its own length.
    """
    blind = math.ceil(len(past) / 2)
    end = row.deadline.end or u.period.end
    if end is None:
        return blind, False
    dates = [parse_when(q.when, as_of=u.as_of).end for q in past if q.when]
    known = [d for d in dates if d is not None]
    if len(known) == len(past) and known[-1] > known[0]:
        step = (known[-1] - known[0]).days / (len(known) - 1)
        return max(1, round((end - known[-1]).days / step)), True
    step_months = _STEP_MONTHS.get(_cadence_step(row))
    if step_months is not None and u.as_of is not None:
        return max(1, round(months_of((end - u.as_of).days) / step_months)), True
    return blind, False


def _by_actual(u: Understanding, row: ReadRow, target: float, limits: Mapping[str, float]) -> Reach | None:
    base, actual = row.absolute_baseline, row.absolute_actual
    if base is None or actual is None or base == 0 or not comparable(row, row.actual):
        return None
    if not row.better(target, base) or row.better(actual, base) or _is_part_way(u, row):
        return None
    moved = abs(actual - base) / abs(base)
    if moved < limits["moved-away"]:
        return None
    # All three from the figures themselves, so that no share of one base stands beside a share of another.
    counted = row.known.measures in ("volume", "amount")
    up, down = ("増やす", "減らす") if counted else ("上げる", "下げる")
    way = Text(up, "rise") if row.direction == "up" else Text(down, "fall")
    figures = {
        "last": row.say_level(actual),
        "moved": row.say_change(tidy(abs(actual - base))),
        "change": row.say_change(tidy(abs(target - actual))),
        "planned": row.say_change(tidy(abs(target - base))),
        "way": Figure(row.direction, way),
    }
    return Reach("beyond", "actual", figures, 0.85)


def _is_part_way(u: Understanding, row: ReadRow) -> bool:
    """Whether a result may be the sum of part of a period, which says nothing beside the whole of the last one."""
    start, end = row.deadline.start or u.period.start, row.deadline.end or u.period.end
    summed = row.known.measures in ("volume", "amount") and row.per in (None, "half", "year")
    return summed and u.as_of is not None and start is not None and end is not None and start <= u.as_of < end


def _by_growth(u: Understanding, row: ReadRow, target: float, limits: Mapping[str, float]) -> Reach | None:
    base = row.absolute_baseline
    if base is None or base <= 0 or row.direction != "up" or not comparable(row, row.baseline):
        return None
    factor = target / base
    if factor < limits["growth-leap"]:
        return Reach("within", "growth", None) if factor > 0 else None
    if row.known.measures in (None, "volume") and base < limits["growth-leap-base"]:
        return None
    if row.target.aggregation is not None or len(row.target.series) > 1:
        return None
    span = _months_left(u, row)
    leap = factor >= limits["growth-leap-years"] and base >= _WELL_UNDER_WAY
    if span is None or (span > 12 and not (leap and span <= 60)):
        return None
    half = base + (target - base) / 2
    figures = {
        "last": row.say_level(base),
        "factor": Figure(factor, amount(round(factor, 1), "times")),
        "months": months(max(1, round(span))),
        "half": row.say_level(tidy(half)),
    }
    if half / base < limits["growth-leap"]:
        figures["reachable"] = figures["half"]
    return Reach("beyond", "growth", figures, 0.7)


def _months_left(u: Understanding, row: ReadRow) -> float | None:
    """Months from the day of judgement (or the plan's start) to the deadline."""
    end = row.deadline.end or u.period.end
    start = u.as_of or u.period.start
    if u.period.start is not None and start is not None and u.period.start > start:
        start = u.period.start
    if end is not None and start is not None and end > start:
        return months_of((end - start).days)
    for when in (row.deadline, u.period):
        if when.duration_days is not None:
            return months_of(when.duration_days)
    return None


def _stem(row: ReadRow) -> str | None:
    """What rows of one measure share: the metric they were recognised as, or their first two words."""
    words = re.findall(r"[^\W\d_]+", row.name.lower())
    if row.name.isascii():
        return " ".join(words[:2]) if len(words) >= 3 else None
    return row.known.metric.id if row.known.metric is not None else None


def _changes_by_stem(u: Understanding) -> Mapping[str, Sequence[float]]:
    """The changes in per cent points that rows of each measure aim at, smallest first."""
    changes: dict[str, list[float]] = {}
    for row in u.kpis:
        base, target, stem = row.absolute_baseline, row.absolute_target, _stem(row)
        if base is not None and target is not None and stem is not None and row.shown_unit == "%":
            changes.setdefault(stem, []).append(abs(target - base))
    return {stem: sorted(values) for stem, values in changes.items()}


def _by_sisters(u: Understanding, row: ReadRow, target: float, limits: Mapping[str, float]) -> Reach | None:
    base, stem = row.absolute_baseline, _stem(row)
    if base is None or stem is None or row.shown_unit != "%" or not row.is_kpi:
        return None
    changes = u.once(_changes_by_stem)[stem]
    # The row itself is among them; with five or more, one outlier hardly moves the median.
    if len(changes) < 5 or median(changes) <= 0:
        return None
    change, usual = abs(target - base), median(changes)
    if change < usual * limits["sister-multiple"] or change < changes[-1] or change == changes[-2]:
        return None
    figures = {
        "last": row.say_level(base),
        "change": figure(tidy(change), "pt"),
        "usual": figure(tidy(usual), "pt"),
        "high": figure(tidy(changes[-2]), "pt"),
        "others": count(len(changes) - 1),
    }
    reachable_change = changes[-2] if row.better(target, base) == (row.direction == "up") else -changes[-2]
    figures["reachable"] = row.say_level(tidy(base + reachable_change))
    return Reach("beyond", "sisters", figures, 0.7)


def decimals(values: Sequence[float]) -> int:
    """As many decimals as the author uses, two at most: nobody receives 130.1 requests.

    Fewer than none for large figures: what was written as 4,900万円 is not forecast to the yen.
    """
    size = max((abs(v) for v in values), default=0.0)
    if size >= _LARGE and all(v == round(v) for v in values):
        return -max(0, math.floor(math.log10(size)) - 3)
    return next((d for d in (0, 1) if all(round(v, d) == v for v in values)), 2)
