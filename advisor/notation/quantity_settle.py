"""What only shows once an amount or an entry is whole: which years are dates, shared scales, signs, ranges."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from advisor.notation.lazy_pattern import lazy
from advisor.notation.numerals import Numeral
from advisor.notation.quantity_amounts import Amount, Entry, Relation
from advisor.notation.quantity_tokens import Token
from advisor.notation.quantity_wholes import settle_first_fraction, settle_fraction, settle_years
from advisor.notation.units import CURRENCIES, HOURS


def settle(entry: Entry, text: str, *, in_note: bool = False) -> None:
    """Finishes the amounts of an entry in place: years that are dates, shared scales, signs, ranges, conditions."""
    _years_are_dates(entry, in_note)
    for amount in entry.amounts:
        _settle_amount(amount, beside=entry.compared_with)
        settle_fraction(amount, text)
        settle_first_fraction(amount, text)
    _two_bounds_are_a_range(entry)
    _limits_of_time_are_conditions(entry)
    settle_years(entry)


def _years_are_dates(entry: Entry, in_note: bool) -> None:
    """`5,200 est. 2022`, `(2019–2023)`: a bare year dates the number beside it. On its own it stays one."""
    years = [amount for amount in entry.amounts if amount.year_like]
    if not in_note and len(years) == len(entry.amounts):
        return
    for amount in years:
        entry.amounts.remove(amount)
        span = f"{amount.value:.0f}" if amount.upper is None else f"{amount.value:.0f}-{amount.upper:.0f}"
        entry.dates.append(Token("date", span, amount.start, amount.end))


def share_scale(first: Numeral, second: Numeral, value: float) -> float:
    """3〜5万円 and $1-2M say the scale once: the first number takes it, unless it is too large to need it."""
    if first.plain and second.scale > 1 and first.coefficient < 1000 and value < (second.value or 0):
        return value * second.scale
    return value


def _settle_amount(amount: Amount, beside: str | None) -> None:
    if amount.upper is not None:
        if amount.numeral and amount.upper_numeral:
            amount.value = share_scale(amount.numeral, amount.upper_numeral, amount.value)
        # 090-1234 and 5-3 are no ranges; 2024-2026 is a span of years.
        bare = amount.unit is None and not (amount.numeral and amount.numeral.end - amount.numeral.start > 4)
        years = bare and 1950 <= amount.value <= 2100 and 1950 <= amount.upper <= 2100
        amount.unsure |= amount.upper <= amount.value or years
        amount.bound = "range"
    if amount.currency is not None:
        amount.unit, amount.unit_known = amount.currency, True
    if is_money(amount.unit) and amount.numeral is not None and amount.numeral.decimals == 3:
        amount.unsure = amount.garbled = True  # 250.000 € is a quarter of a million where it was written
    if amount.from_amount is not None:
        _settle_from(amount, amount.from_amount)
    if amount.unit == "times" and amount.per is not None:
        amount.unit, amount.relation = "回", "absolute"  # twice a year
    elif amount.unit == "times" and amount.relation == "absolute" and amount.value >= 1:
        amount.relation = "multiple"
    if amount.index and amount.relation == "absolute":
        _settle_index(amount)
    if amount.sign == "+" and beside is None and _is_signed_level(amount):
        amount.hazy = True
    elif amount.sign == "+" and amount.relation in ("absolute", "index"):
        amount.relation = "growth"
    elif amount.sign == "-":
        if amount.unit == "%" or amount.relation == "growth" or amount.index:
            amount.relation = "reduction"
            # "-5%以下" is a fall of five or more; "-5%以上" may be either, and is mostly meant so too.
            amount.hazy |= amount.bound not in ("exact", "within")
            amount.bound = {"at_most": "at_least", "below": "above"}.get(amount.bound, amount.bound)  # type: ignore[assignment]
        elif amount.relation == "absolute":
            amount.value = -amount.value
    if amount.bound == "within" and (amount.duration or amount.unit not in ("%", "pt", None)):
        amount.bound = "at_most"


def _is_signed_level(amount: Amount) -> bool:
    """+30 alone is where a score like NPS stands, which goes from -100 to 100."""
    bare = amount.unit is None and amount.per is None and not amount.index and amount.compared_with is None
    return bare and amount.relation == "absolute" and amount.value % 1 == 0 and amount.value <= 100


def _settle_index(amount: Amount) -> None:
    if amount.unit in ("%", None) and amount.value >= 50 and not amount.sign:
        amount.relation = "index"
    elif not amount.sign:
        # 前年比5% can hardly mean a twentieth of last year; 前年比10件 is a difference.
        amount.relation, amount.hazy = "growth", True


def _settle_from(amount: Amount, start: Amount) -> None:
    if start.currency is not None:
        start.unit = start.currency
    if start.numeral and amount.numeral and start.unit in (None, amount.unit):
        start.value = share_scale(start.numeral, amount.numeral, start.value)
    if start.sign == "-":
        start.value = -start.value  # from -10 to +5
    amount.unit = amount.unit or start.unit
    amount.per = amount.per or start.per
    amount.unsure |= start.unit is not None and start.unit != amount.unit


def _two_bounds_are_a_range(entry: Entry) -> None:
    if len(entry.amounts) != 2:
        return
    low, high = entry.amounts
    if (
        low.bound in ("at_least", "above")
        and high.bound in ("at_most", "below")
        and low.value < high.value
        and low.unit in (None, high.unit)
    ):
        entry.amounts = [
            replace(low, upper=high.value, bound="range", unit=high.unit, unit_known=high.unit_known, end=high.end)
        ]


def _limits_of_time_are_conditions(entry: Entry) -> None:
    """`24時間以内に80%`, `5年間で200人`, `95パーセンタイルで300ms`: the time or percentile says how, the rest is meant."""
    for is_condition in (_is_percentile, _is_window):
        rest = [amount for amount in entry.amounts if not is_condition(amount)]
        if len(entry.amounts) > 1 and len(rest) == 1:
            rest[0].sure = True
            windows = [amount for amount in entry.amounts if is_condition(amount)]
            entry.conditions.extend((amount.start, amount.end) for amount in entry.amounts if is_condition(amount))
            entry.amounts = rest
            settle_years(entry, windows)


def _is_percentile(amount: Amount) -> bool:
    return amount.unit == "percentile"


def _is_window(amount: Amount) -> bool:
    return amount.duration and (amount.bound in ("at_most", "below") or amount.window)


def is_money(unit: str | None) -> bool:
    return unit in CURRENCIES


def close_pair(amount: Amount, link: str, numeral: Numeral, text: str) -> None:
    """Joins the second number of a range (3〜5), a ratio (10:1) or a fraction (4.1/5) to the first."""
    value = numeral.value or 0.0
    # 100/150/200 and 1-2-3 are lists of a kind nobody can name.
    amount.garbled |= any(known is not None for known in (amount.upper, amount.scale_max, amount.ratio_to))
    if link == "range":
        amount.upper, amount.upper_numeral = value, numeral
    elif link == "colon":
        clock = text[numeral.start : numeral.end]
        amount.ratio_to, amount.unsure = value, len(clock) == 2 and value < 60 and amount.value < 24
    elif link == "of":
        amount.out_of, amount.fraction, amount.written = value, True, "of"
    else:
        amount.scale_max, amount.fraction, amount.written = value, True, "slash"
        amount.hazy = value not in (5, 7, 10, 100, 1000)
        # 9/30 may be a day, 18/23 a count: read only where it cannot be a day.
        may_be_day = amount.hazy and amount.value <= 12 and value <= 31 and amount.value % 1 == 0
        amount.unsure = amount.value > value or may_be_day


def join_durations(amounts: list[Amount], text: str) -> None:
    """4時間15分 is one amount, in its larger unit."""
    if len(amounts) < 2:
        return
    long, short = amounts[-2], amounts[-1]
    if not (long.unit in HOURS and short.unit in HOURS and HOURS[long.unit] > HOURS[short.unit]):
        return
    if short.bound != "exact" or long.bound in ("at_most", "below") or text[long.end : short.start].strip():
        return
    long.value += short.value * HOURS[short.unit] / HOURS[long.unit]
    long.end = short.end
    amounts.pop()


_PAST = lazy(
    r"(?:the )?(?:last|previous|prior|preceding|past)\b|(?:FY|19|20)[0-9]{2,4}\b(?! (?:plan|"
    r"target|budget))|baseline\b|base year|current\b",
    re.IGNORECASE,
)


def settle_base(entry: Entry, gathered: list[Token], text: str) -> None:
    """The words behind `of` or `vs`: what a percentage is a percentage of."""
    opening, rest = gathered[0], gathered[1:]
    dates = [token for token in rest if token.kind == "date"]
    base = [
        token
        for token in rest
        if not (token.kind == "date" and token is dates[-1] and token is rest[-1] and len(rest) > 1)
    ]
    while base and base[-1].kind in ("by", "fill", "particle"):
        base.pop()
    words = text[base[0].start : base[-1].end] if base else ""
    if dates and (not base or dates[-1] is not base[-1]):
        entry.dates.append(dates[-1])
    last = entry.amounts[-1] if entry.amounts else None
    if last is None or not words:
        entry.compared_with = words or entry.compared_with
        return
    last.compared_with = words.removeprefix("the ")
    last.garbled |= bool(_ONLY_NUMBER.fullmatch(last.compared_with))  # 150 vs 120: which is meant?
    past = _PAST.match(last.compared_with)
    if opening.value in ("growth", "reduction"):
        last.relation = cast(Relation, opening.value)
    elif opening.kind == "versus" or past:
        if last.relation == "absolute":
            grew = opening.kind == "versus" and last.value < 50
            last.relation = "growth" if last.sign or grew else "index" if last.unit == "%" else last.relation
    elif last.bound != "within" and last.unit == "%" and last.relation == "absolute":
        last.relation = "share"


_ONLY_NUMBER = lazy(r"(?!(?:19|20)[0-9]{2}$)[0-9.,%]+")
# No word may also be read as two others: a run of 実績値 would be read in every combination.
_DATED = lazy(
    r"(?:末|時点|現在|実績|目標|見込み?|予定|確定|値|の|調査|度|actual|as of|data|survey|result)+",
    re.IGNORECASE,
)


def absorb_note(entry: Entry, inner: Entry, written: str, text: str) -> None:
    """Takes into an entry what a bracket behind it says: a date, a qualifier, or only an explanation."""
    said = "".join(text[start:end] for start, end in inner.left)
    if not inner.amounts and inner.dates and (not said or _DATED.fullmatch(said)):
        entry.note_dates.extend(inner.dates)
        entry.about |= inner.about
        return
    if inner.aggregation == "cumulative" or not (inner.amounts or inner.left):
        entry.aggregation = entry.aggregation or inner.aggregation
    if not inner.amounts and not inner.level:
        entry.compared_with = entry.compared_with or inner.compared_with
        entry.about |= inner.about
        entry.maintain |= inner.maintain
        last = entry.amounts[-1] if entry.amounts else None
        if last is not None:
            last.approximate |= inner.about
            last.per = last.per or inner.per
            last.scale_max = last.scale_max or inner.scale_max
            if last.bound == "exact" and not inner.left:
                last.bound = inner.bound
        if not inner.left and not inner.open:
            return
    entry.note_entries.append(inner)
    entry.notes.append(written.strip("()「」[] "))
