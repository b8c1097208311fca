"""Where a phrase of time lies on the calendar: the days it means, and what had to be assumed to say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from advisor.notation.date_phrases import TimePhrase

Assumption = Literal[
    "fiscal_year_april",  # a fiscal year runs from April
    "fiscal_year_named_by_end",  # FY24 is the year that ends in 2024, because as_of lies too early for the other
    "fiscal_quarter",  # quarters counted from April
    "calendar_quarter",  # quarters counted from January
    "year_from_period",
    "year_from_as_of",
    "era_past_its_end",  # 平成32年 never came; read as 2020
]
Span = tuple[date, date]
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


_BUSINESS: frozenset[Assumption | None] = frozenset({"fiscal_year_april", "fiscal_quarter", "fiscal_year_named_by_end"})
_BUSINESS_EDGES = {((4, 1), (3, 31)), ((4, 1), (9, 30)), ((10, 1), (3, 31))}


class Setting(NamedTuple):
    """What a phrase that leaves something out is read against.

    Attributes:
        as_of: the day to count from.
        span: the plan's period, when both its ends are known.
        period_assumed: what reading that period had to assume.
        period_given: the plan has a period, readable or not.
        hint: the plan's language.
    """

    as_of: date | None = None
    span: Span | None = None
    period_assumed: Assumption | None = None
    period_given: bool = False
    hint: Literal["ja", "en"] | None = None

    @property
    def first_month(self) -> int:
        """The month fiscal years begin in: April, unless the plan's own dates tell of whole years that begin elsewhere."""
        if self.span is None or self.period_assumed is not None:
            return 4
        (start, end), next_day = self.span, self.span[1] + timedelta(days=1)
        whole = start.day == 1 and (next_day.day, next_day.month) == (1, start.month) and end.year > start.year - 1
        return start.month if whole else 4

    @property
    def fiscal(self) -> bool:
        """Whether quarters without a word to them are those of a business year from April."""
        if self.span is None:
            return self.hint == "ja" and not self.period_given
        start, end = self.span
        edges = ((start.month, start.day), (end.month, end.day))
        return self.period_assumed in _BUSINESS or edges in _BUSINESS_EDGES


class Placed(NamedTuple):
    """A phrase on the calendar; no span when it cannot be there (`impossible`) or cannot be placed."""

    span: Span | None
    assumed: Assumption | None = None
    impossible: bool = False


def _days_in(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _month_span(year: int, month: int, months: int = 1) -> Span:
    """`months` whole months from the given one; month 13 is January of the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last = month + months - 1
    last_year, last_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return date(year, month, 1), date(last_year, last_month, _days_in(last_year, last_month))


def place(phrase: TimePhrase, setting: Setting) -> Placed:
    """One phrase on the calendar, with the year it lacks taken from the period or from as_of."""
    if _cannot_be(phrase):
        return Placed(None, impossible=True)
    if phrase.context is not None and phrase.month is None:
        return _from_context(phrase, setting)
    if phrase.fiscal and phrase.named == "en" and phrase.year is not None and setting.first_month != 4:
        return _own_fiscal_year(phrase, phrase.year, setting)
    fiscal, quarter_assumption = _business(phrase, setting)
    assumed: Assumption | None = quarter_assumption
    if phrase.year is not None:
        year = phrase.year
        if phrase.fiscal and phrase.named == "en" and _named_by_end(year, setting):
            year, assumed = year - 1, "fiscal_year_named_by_end"
        elif phrase.fiscal and phrase.month is None and phrase.quarter is None:
            assumed = "fiscal_year_april"
        span = _span(phrase, year, fiscal)
        if span is None:
            return Placed(None, impossible=True)
        return Placed(_edge(span, phrase), "era_past_its_end" if phrase.era_over else assumed)
    return _nearest(lambda year: _span(phrase, year, fiscal), phrase, setting)


def _own_fiscal_year(phrase: TimePhrase, year: int, setting: Setting) -> Placed:
    """FY2027 of a plan from July 2026 to June 2027: a year is called by its end, unless only the other lies in the plan."""
    first = setting.first_month
    named = year if first == 1 else year - 1
    if setting.span is not None and first != 1 and setting.hint != "ja":
        meets = [y for y in (year - 1, year) if _meets(_month_span(y, first, 12), setting.span)]
        named = meets[0] if len(meets) == 1 else named
    elif setting.hint == "ja":
        named = year
    if phrase.month is not None or phrase.week is not None:
        span = _span(phrase, named, fiscal=True)
    else:
        part = 3 if phrase.quarter else 6 if phrase.half else 12 * ((phrase.year_end or year) - year + 1)
        span = _month_span(named, first + part * ((phrase.quarter or phrase.half or 1) - 1), part)
    return Placed(_edge(span, phrase) if span else None, "year_from_period", impossible=span is None)


def _meets(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and one[1] >= other[0]


def _cannot_be(phrase: TimePhrase) -> bool:
    limits = ((phrase.month, 12), (phrase.day, 31), (phrase.quarter, 4), (phrase.week, 53))
    return any(value is not None and not 1 <= value <= limit for value, limit in limits)


def _business(phrase: TimePhrase, setting: Setting) -> tuple[bool, Assumption | None]:
    """Whether quarters and halves count from April, and the assumption that makes."""
    if phrase.quarter is None and phrase.half is None:
        return phrase.fiscal, None
    calendar_plan = setting.span is not None and not setting.fiscal
    fiscal = setting.fiscal if phrase.year is None and not (phrase.fiscal and not calendar_plan) else phrase.fiscal
    if phrase.half is not None:
        return fiscal, "fiscal_year_april" if fiscal else None
    return fiscal, "fiscal_quarter" if fiscal else "calendar_quarter"


def _named_by_end(year: int, setting: Setting) -> bool:
    """FY24 on 2023-02-01 is the year that ends in 2024: the one that starts then would be more than half a year off."""
    return setting.hint != "ja" and setting.as_of is not None and date(year, 4, 1) > setting.as_of + timedelta(days=183)


def _span(phrase: TimePhrase, year: int, fiscal: bool) -> Span | None:
    """The days a phrase means in the given year, or None when there is no such day."""
    try:
        if phrase.edge == "closing" and phrase.month is not None:
            return _month_span(year - 1, phrase.month + 1, 12)
        if phrase.week is not None:
            monday = date.fromisocalendar(year, phrase.week, 1)
            return monday, monday + timedelta(days=6)
        if phrase.month is not None:
            # In a business year January to March belong to the next calendar year.
            at = year + 1 if phrase.fiscal and phrase.month <= 3 else year
            if phrase.day is not None:
                day = date(at, phrase.month, phrase.day)
                return day, day
            return _month_span(at, phrase.month)
        first = 4 if fiscal else 1
        if phrase.quarter is not None:
            return _month_span(year, first + 3 * (phrase.quarter - 1), 3)
        if phrase.half is not None:
            return _month_span(year, first + 6 * (phrase.half - 1), 6)
        return _month_span(year, first, 12 * ((phrase.year_end or year) - year + 1))
    except ValueError:
        return None


def _edge(span: Span, phrase: TimePhrase) -> Span:
    """The end of March, mid-April: the part of the span that is meant."""
    start, end = span
    match phrase.edge:
        case "end":
            return (end, end) if phrase.day is None else span
        case "start":
            return start, start
        case "early" if (end - start).days < 31:
            return start, start.replace(day=10)
        case "late" if (end - start).days < 31:
            return start.replace(day=21), end
        case "mid" if (end - start).days < 31:
            return start.replace(day=11), start.replace(day=20)
        case _:
            return span


def _nearest(make: Callable[[int], Span | None], phrase: TimePhrase, setting: Setting) -> Placed:
    """The year a phrase leaves out: the first that lies in the plan's period, else the first not yet over on as_of."""
    whole, as_of = setting.span, setting.as_of
    if whole is not None and phrase.context is None:
        years = range(whole[0].year - 1, whole[1].year + 2)
        spans = [span for year in years if (span := make(year)) is not None]
        if not spans:
            return Placed(None, impossible=True)
        inside = [span for span in spans if span[0] <= whole[1] and span[1] >= whole[0]]
        coming = [span for span in inside if as_of is None or span[1] >= as_of]
        best = next(iter(coming or inside), None) or next((span for span in spans if span[1] >= whole[0]), spans[-1])
        return Placed(_edge(best, phrase), "year_from_period")
    if as_of is not None:
        if phrase.context == "year":  # 来年3月末 is told from today's year, wherever the plan's period lies
            span = make(as_of.year + phrase.shift)
            return Placed(_edge(span, phrase) if span else None, "year_from_as_of", impossible=span is None)
        spans = [span for year in range(as_of.year - 1, as_of.year + 5) if (span := make(year)) is not None]
        if not spans:
            return Placed(None, impossible=True)
        coming = [span for span in spans if span[1] >= as_of]
        return Placed(_edge(coming[min(phrase.shift, len(coming) - 1)], phrase), "year_from_as_of")
    # 2月30日 is wrong in any year.
    return Placed(None, impossible=all(make(year) is None for year in range(2020, 2025)))


def _from_context(phrase: TimePhrase, setting: Setting) -> Placed:
    """年度末, 今期末, next quarter: told from the plan's period where it has one, else from as_of."""
    whole, span = setting.span, phrase.context
    today = setting.as_of
    if whole is not None and phrase.shift == 0:
        if span == "period":
            return Placed(_edge(whole, phrase), "year_from_period")
        if span == "year" and whole[0].year < whole[1].year and (whole[1].month, whole[1].day) != (12, 31):
            today = whole[0]  # the only December in the period, for a business year
        elif today is None or not whole[0] <= today <= whole[1]:
            today = whole[1] if (whole[1] - whole[0]).days < 400 else whole[0]
        source: Assumption = "year_from_period"
    else:
        source = "year_from_as_of"
    if today is None:
        return Placed(None)
    if span == "week":
        monday = today - timedelta(days=today.weekday() - 7 * phrase.shift)
        return Placed(_edge((monday, monday + timedelta(days=6)), phrase), source)
    business = span in ("fiscal_year", "period") or (
        span in ("quarter", "half") and (setting.fiscal or setting.hint != "en")
    )
    months = {"month": 1, "quarter": 3, "half": 6}.get(span or "", 12)
    first = 4 if business else 1
    steps = (today.year * 12 + today.month - first) // months + phrase.shift
    base = steps * months + first
    return Placed(_edge(_month_span((base - 1) // 12, (base - 1) % 12 + 1, months), phrase), source)


def later(day: date, amount: float, of: str) -> date | None:
    try:
        if of in ("day", "week"):
            return day + timedelta(days=round(amount * _DAYS[of]))
        months = day.month - 1 + round(amount * (12 if of == "year" else 1))
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, _days_in(year, month)))
    except (ValueError, OverflowError):
        return None
