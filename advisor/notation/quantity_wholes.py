"""Parts and wholes: fractions, places in a ranking, totals beside their parts, and totals of several years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from advisor.notation.date_phrases import TimePhrase
from advisor.notation.lazy_pattern import lazy
from advisor.notation.quantity_amounts import Amount, Entry
from advisor.notation.quantity_tokens import Token

_SCALES = (5, 7, 10, 100, 1000)
_RATED = (None, "点", "points", "score", "%", "pt", "stars")
_SIMPLE = (2, 3, 4)
_ANSWERED = lazy(
    r"サービスレベル|応答|着信|受電|入電|service[- ]level|\bsla?\b|answer|calls?\b|pick(?:ed)?[- ]?up", re.I
)
_SECONDS = (10, 15, 20, 30, 45, 60)
_RANK = lazy(r"(?:top|トップ|ベスト|no\.|#)\s?(?P<place>[0-9]{1,4})", re.IGNORECASE)
_SINGLE = ("%", "pt", "times", "点", "percentile", "位", "歳")


@lru_cache(maxsize=8)
def _answered(text: str) -> bool:
    """Whether a text speaks of calls; asked for every fraction in it, looked for once."""
    return _ANSWERED.search(text) is not None


def settle_fraction(amount: Amount, text: str) -> None:
    """12/40自治会 is a count out of a whole, 18/23 a share, 4.1/5 a rating, 80/20 a share answered in so many seconds."""
    whole = amount.out_of if amount.out_of is not None else amount.scale_max
    if whole is None or not amount.fraction:
        return
    if amount.value > whole and amount.written == "slash" and not amount.unit_known:
        _settle_service_level(amount, whole, text)
        return
    counted = amount.unit not in _RATED
    whole_numbers = amount.value % 1 == 0 and whole % 1 == 0
    amount.garbled |= amount.out_of is not None and (
        amount.scale_max is not None or amount.unit in ("%", "pt", "times")
    )
    scored = not whole_numbers or (amount.written in ("slash", "out") and whole in _SCALES)
    if not counted and (amount.unit is not None or scored):
        amount.garbled |= amount.written == "of" and amount.value > whole
        amount.scale_max, amount.out_of = whole, None  # 82/100点, 8 of 10 points
        return
    amount.scale_max, amount.out_of = None, whole
    amount.garbled |= amount.value > whole or not whole or amount.upper is not None or not whole_numbers
    amount.garbled |= amount.relation != "absolute"
    if counted or amount.written == "counted":
        amount.unsure = amount.hazy = False
        return
    # 9/30 may be a day; 2/3 hardly is.
    may_be_day = amount.written == "slash" and amount.value <= 12 and whole <= 31 and whole not in _SIMPLE
    amount.unsure |= may_be_day
    if amount.written == "slash" and not may_be_day:
        amount.unsure = False
    if not amount.garbled and not amount.unsure:
        amount.value, amount.unit, amount.hazy = 100 * amount.value / whole, "%", True


def settle_first_fraction(amount: Amount, text: str) -> None:
    """The fraction a change starts from: in 9/23→23/23 it is no day, as the second is none."""
    first = amount.from_amount
    if first is None or not (first.fraction or amount.out_of is not None):
        return
    if first.written == "slash" and amount.out_of is not None and first.scale_max == amount.out_of:
        first.written, first.unsure = "of", False
    settle_fraction(first, text)
    amount.garbled |= first.garbled or (first.unit != amount.unit and (first.unit is not None or amount.unit == "%"))


def _settle_service_level(amount: Amount, seconds: float, text: str) -> None:
    """80/20: four calls in five answered within twenty seconds. Without a word of calls only the usual pairs."""
    usual = amount.unit is None and amount.value >= 50 and amount.value % 5 == 0 and seconds in _SECONDS
    if amount.value > 100 or amount.garbled or not (usual or _answered(text)):
        return
    amount.limit = f"{seconds:g} {amount.unit or ''}".strip()
    amount.unit, amount.unit_known, amount.scale_max, amount.unsure, amount.hazy = "%", True, None, False, True


def read_rank(entry: Entry, labels: Sequence[Token]) -> None:
    """`top 5` and `#14` that stand alone, or with a date only, are places; in `Top 10 clients` they are a name."""
    if entry.amounts or len(labels) != 1 or entry.left != [(labels[0].start, labels[0].end)]:
        return
    rank = _RANK.fullmatch(labels[0].text)
    if rank is None or not int(rank["place"]):
        return
    entry.left = []
    entry.amounts.append(
        Amount(
            value=float(rank["place"]),
            unit="位",
            unit_known=True,
            bound="at_most",
            start=labels[0].start,
            end=labels[0].end,
        )
    )


def settle_years(entry: Entry, windows: Sequence[Amount] = ()) -> None:
    """5年間で150世帯, 150 over 5 years: what several years add up to, and no one year's figure."""
    long = entry.years or any(
        amount.unit == "year" and amount.value > 1 and amount.bound == "exact" and amount.window for amount in windows
    )
    if not long or len(entry.amounts) != 1 or entry.aggregation is not None:
        return
    amount = entry.amounts[0]
    level = amount.unit in _SINGLE or amount.duration or amount.scale_max is not None or amount.out_of is not None
    changed = amount.relation != "absolute" or amount.from_amount is not None or amount.toward
    score = amount.unit is None and (amount.words_before or amount.value % 1 != 0)
    if not (level or changed or amount.per or score):
        entry.aggregation = "cumulative"


def spans_years(phrase: TimePhrase, written: str) -> bool:
    """Over, during, in several years; within three years only says by when."""
    in_all = re.match(r"(?:in|over|during|for)\b", written, re.IGNORECASE)
    return bool(in_all) and phrase.mode == "within" and phrase.of == "year" and (phrase.amount or 0) > 1


def total_of(entries: Sequence[Entry]) -> Entry | None:
    """The one entry that says what the others add up to: 新卒30名・中途24名(計54名)."""
    inner = [note for entry in entries for note in entry.note_entries]
    every = [*entries, *inner]
    amounts = [amount for entry in every for amount in entry.amounts]
    totals = [amount for amount in amounts if amount.total]
    parts = [amount for amount in amounts if not amount.total]
    if len(totals) != 1 or not parts or any(entry.dates for entry in every):
        return None
    total = totals[0]
    if any(part.unit not in (None, total.unit) for part in parts) or any(part.value > total.value for part in parts):
        return None
    beside = [amount for entry in entries for amount in entry.amounts]
    if beside == [total]:
        return None  # its parts are only in the note behind it
    home = next(entry for entry in every if total in entry.amounts)
    adds_up = abs(sum(part.value for part in parts) - total.value) < 1e-9 * max(abs(total.value), 1)
    alone = replace(total, hazy=total.hazy or not adds_up, sure=adds_up, words_before=False)
    return replace(home, amounts=[alone], left=[], notes=[], conditions=[], note_entries=[], aggregation=None)
