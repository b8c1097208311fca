"""Where a text speaks of a time, and what it says: the phrases, not yet put on the calendar.

`find_times` yields the phrases in order. One table row per way of writing; each names the fields it fills, and
`advisor.notation.dates` alone decides which days they mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import Literal, NamedTuple

from advisor.notation.date_patterns import COUNT_WORDS, NOT_AFTER_KANJI, NOT_BEFORE_KANJI, ROWS, WEAK
from advisor.notation.lazy_pattern import alternatives, first_signs, fold_case, holds_any, is_kanji, lazy

Edge = Literal["end", "start", "mid", "early", "late", "closing"]
Amount = Literal["day", "week", "month", "year"]


class TimePhrase(NamedTuple):
    """One phrase that speaks of a time.

    Attributes:
        start, end: its place in the text.
        year: calendar year, or the year a fiscal year is called by; None when the phrase leaves it out.
        fiscal: the year is a fiscal year; `named` says in which language it was called so.
        year_end: last year of a written span of years (2026 in 2021–26).
        edge: end, start … of the span; `closing` for `2027年3月期`, the fiscal year that closes then.
        context: a span told from today or from the plan's period (`年度末`, `next quarter`), `shift` spans ahead.
        amount, of: a stretch of time (90 days); `mode` says whether it is a point after a start (`after`), a limit
            (`within`), a bare length (`length`), or a mark on an unknown clock (`mark`, as in day 90).
        era_over: the era had ended before the year named (平成32年).
        weak: only a time when nothing else is meant: a bare 2026, 9/30, two weeks.
    """

    start: int
    end: int
    year: int | None = None
    fiscal: bool = False
    named: Literal["ja", "en", None] = None
    year_end: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    half: int | None = None
    week: int | None = None
    edge: Edge | None = None
    context: Literal["year", "fiscal_year", "half", "quarter", "month", "week", "period", None] = None
    shift: int = 0
    amount: float | None = None
    of: Amount | None = None
    mode: Literal["after", "within", "length", "mark", None] = None
    era_over: bool = False
    weak: bool = False

    @property
    def relative(self) -> bool:
        """A stretch of time rather than a place on the calendar."""
        return self.amount is not None


_ERAS = {
    "明治": (1868, 45),
    "大正": (1912, 15),
    "昭和": (1926, 64),
    "平成": (1989, 31),
    "令和": (2019, 99),
    "M": (1868, 45),
    "T": (1912, 15),
    "S": (1926, 64),
    "H": (1989, 31),
    "R": (2019, 99),
}
_EDGES: dict[str, Edge] = {
    **dict.fromkeys(("末日", "末頃", "末", "期末", "年末", "終わり"), "end"),
    **dict.fromkeys(("初め", "はじめ", "初頭", "当初", "期初", "頭"), "start"),
    "上旬": "early",
    "下旬": "late",
    **dict.fromkeys(("中旬", "半ば"), "mid"),
}
_HALVES = {"上期": 1, "上半期": 1, "前期": 1, "前半": 1, "下期": 2, "下半期": 2, "後期": 2, "後半": 2}
_MON_ORDER = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EN_EDGES: dict[str, Edge] = {
    "end": "end",
    "close": "end",
    "start": "start",
    "beginning": "start",
    "early": "early",
    "mid": "mid",
    "late": "late",
}
_UNITS: dict[str, Amount] = {
    "日": "day",
    "週": "week",
    "年": "year",
    "day": "day",
    "week": "week",
    "month": "month",
    "year": "year",
    "y": "year",
}
_KANJI_DIGIT = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}


def small_number(text: str) -> int:
    """A whole number below 100 as dates write it: 8, 元, 八, 十二, 二十."""
    if text == "元":
        return 1
    if text.isascii():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_KANJI_DIGIT.get(tens, 1) if tens else 1) * 10 + (_KANJI_DIGIT.get(ones, 0) if ones else 0)
    return int("".join(str(_KANJI_DIGIT[sign]) for sign in text))


def _short_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _read(name: str, match: re.Match[str]) -> TimePhrase | None:
    """Fields of a matched row; None when the text only looked like a time (2026/45)."""
    found = {key: value for key, value in match.groupdict().items() if value}
    phrase = TimePhrase(match.start(), match.end(), weak=name in WEAK)
    if reader := _SPECIAL.get(name):
        return reader(phrase, found)
    return _calendar(phrase, found)


def _calendar(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase:
    """The plain rows: whichever of year, month, day, quarter, half, week and edge were named."""
    year, over = None, False
    if era := found.get("era") or found.get("era2"):
        first, last = _ERAS[era]
        number = small_number(found.get("era_year") or found["era_year2"])
        year, over = first + number - 1, number > last
    elif written := found.get("year") or found.get("y") or found.get("y2"):
        year = _short_year(written)
    month = found.get("month") or found.get("m")
    if mon := found.get("mon") or found.get("mon2"):
        month = str(_MON_ORDER.index(mon[:3].casefold()) + 1)
    day = found.get("day") or found.get("d") or found.get("d2")
    quarter = found.get("q") or found.get("q2") or found.get("q3")
    half = found.get("h") or found.get("h2")
    week = found.get("week") or found.get("week2")
    edge = _EDGES.get(found.get("edge", ""))
    if "en_edge" in found:
        words = re.split(r"[\s-]", found["en_edge"].casefold().removeprefix("the "))
        edge = _EN_EDGES[words[0]]
    return phrase._replace(
        year=year,
        era_over=over,
        fiscal="fy" in found,
        named="ja" if "fy" in found else None,
        month=small_number(month) if month else None,
        day=small_number(day) if day else None,
        quarter=small_number(quarter) if quarter else None,
        half=_HALVES.get(found.get("half", "")) or (int(half) if half else None),
        week=int(week) if week else None,
        edge=edge,
    )


def _ja_calendar(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase:
    # 2026年上期 without 度 is still a half of the business year; 2026年上半期 and 2026年第2四半期 are calendar.
    read = _calendar(phrase, found)
    return read._replace(fiscal=True, named="ja") if found.get("half") in ("上期", "下期") else read


def _fiscal(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase | None:
    read = _calendar(phrase, {key: value for key, value in found.items() if key != "y2"})
    if "y2" in found and not _follows(found):
        return None
    # FY2023/24 can only be the year that starts in 2023: nothing is left to guess.
    return read._replace(fiscal=True, named="ja" if "y2" in found else "en")


def _follows(found: dict[str, str]) -> bool:
    return (_short_year(found["y"]) + 1) % 100 == int(found["y2"]) % 100


def _year_span(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase | None:
    """2023/24 is a fiscal year, 2026-09 a month, 2020-24 a span of years, 2026/45 nothing."""
    year, second = int(found["y"]), int(found["y2"])
    if _follows(found) and second > 12:
        return phrase._replace(year=year, fiscal=True, named="ja")
    if 1 <= second <= 12:
        return phrase._replace(year=year, month=second)
    last = year - year % 100 + second
    if found["sep"] == "-" and year < last <= year + 60:
        return phrase._replace(year=year, year_end=last)
    return phrase._replace(year=year, month=second) if second in (0, 13) else None


def _us(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase | None:
    """9/30/2026 and 30/9/2026 are clear; 3/4/2026 is not, and is not read."""
    first, second, year = int(found["a"]), int(found["b"]), int(found["y"])
    if first > 12 >= second:
        return phrase._replace(year=year, month=second, day=first)
    if second > 12 >= first or first == second:
        return phrase._replace(year=year, month=first, day=second)
    return None


def _dotted(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase | None:
    """30.9.2026: with full stops the day stands first, but for 9.30.2026."""
    day, month = int(found["d"]), int(found["m"])
    day, month = (month, day) if month > 12 >= day else (day, month)
    valid = 1 <= month <= 12 and 1 <= day <= 31
    return phrase._replace(year=int(found["y"]), month=month, day=day) if valid else None


def _month_day(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase | None:
    month, day = int(found["m"]), int(found["d"])
    return phrase._replace(month=month, day=day) if 1 <= month <= 12 and 1 <= day <= 31 else None


_SPANS: dict[str, Literal["year", "fiscal_year", "half", "quarter", "month", "week", "period"]] = {
    "年度": "fiscal_year",
    "四半期": "quarter",
    "半期": "half",
    "期": "period",
    "年": "year",
    "月": "month",
    "週": "week",
    "fiscal year": "fiscal_year",
    "fiscal-year": "fiscal_year",
    "financial year": "fiscal_year",
    "fy": "fiscal_year",
    "year": "year",
    "quarter": "quarter",
    "month": "month",
    "week": "week",
    "half": "half",
    "period": "period",
    "eoy": "year",
    "eoq": "quarter",
    "eom": "month",
    "fye": "fiscal_year",
    "eofy": "fiscal_year",
}


def _context(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase:
    shift = {"来": 1, "翌": 1, "次": 1, "再来": 2}.get(found.get("shift", ""), 0)
    if "next" in found or found.get("which", "").casefold() == "next":
        shift = 1
    english_end = "span" in found and "shift" not in found and "which" not in found and found["span"].isascii()
    edge: Edge | None = "end" if found.get("edge", "").startswith("末") or "short" in found or english_end else None
    span = _SPANS[(found.get("short") or found["span"]).casefold()]
    if "y" in found:
        fiscal = span == "fiscal_year"
        return phrase._replace(year=int(found["y"]), fiscal=fiscal, named="en" if fiscal else None, edge=edge)
    return phrase._replace(context=span, shift=shift, edge=edge)


def _ja_half(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase:
    shift = 1 if found.get("shift") in ("来", "翌", "次") else 0
    return _calendar(phrase, found)._replace(fiscal=True, named="ja", shift=shift)


def _ja_quarter(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase:
    # 第3四半期 is said of the business year; Q3 and 3Q are left to the plan's period.
    return _calendar(phrase, found)._replace(fiscal="q" in found, named="ja" if "q" in found else None)


def _closing(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase:
    return _calendar(phrase, found)._replace(edge="closing")


def _stretch(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase | None:
    """90 days, 半年, 1年半: a stretch of time, and what is said of it."""
    mode: Literal["after", "within", "length", "mark"] = (
        "within" if "within" in found else "after" if "after" in found else "length"
    )
    if "halfyear" in found:
        return phrase._replace(amount=6.0, of="month", mode=mode)
    count = found["n"].casefold()
    amount = float(COUNT_WORDS[count] if count in COUNT_WORDS else small_number(count))
    unit = found["unit"].casefold()
    of = _UNITS.get(unit) or _UNITS.get(unit[:1]) or "month"
    if unit in ("quarter", "sprint"):
        amount, of = (amount * 3, "month") if unit == "quarter" else (amount, "week")
    if "plus" in found:
        if of != "year":
            return None
        amount, of = amount * 12 + 6, "month"
    return phrase._replace(amount=amount, of=of, mode=mode)


def _mark(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase | None:
    read = _stretch(phrase, found)
    return read._replace(mode="mark") if read else None


def _fiscal_closing(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase:
    year = found.get("year") or found.get("year2") or found["year3"]
    month = found.get("month") or found.get("month2") or found["month3"]
    return _closing(phrase, {"year": year, "month": month})


def _era_span(phrase: TimePhrase, found: dict[str, str]) -> TimePhrase | None:
    read = _calendar(phrase, found)
    last = _ERAS[found["era"]][0] + small_number(found["last"]) - 1
    return read._replace(year_end=last) if read.year is not None and read.year < last else None


_SPECIAL: dict[str, Callable[[TimePhrase, dict[str, str]], TimePhrase | None]] = {
    "ja": _ja_calendar,
    "ja_plain": _ja_calendar,
    "fy": _fiscal,
    "q_fy": _fiscal,
    "q_span": _fiscal,
    "year_span": _year_span,
    "dotted_dmy": _dotted,
    "us": _us,
    "m_d": _month_day,
    "ja_context": _context,
    "ja_this": _context,
    "en_end": _context,
    "en_end2": _context,
    "en_this": _context,
    "ja_half": _ja_half,
    "ja_quarter": _ja_quarter,
    "era_span": _era_span,
    "closing": _closing,
    "fy_closing": _fiscal_closing,
    "ja_after": _stretch,
    "en_within": _stretch,
    "en_after": _stretch,
    "ja_length": _stretch,
    "ja_length_of": _stretch,
    "year_mark": _mark,
    "en_length": _stretch,
    "en_mark": _mark,
}


class _Row:
    """One way of writing a time."""

    def __init__(self, name: str, needs: str, source: str) -> None:
        self.name = name
        self.needs = [tuple(words.split()) for words in needs.split("&")]
        self.starts_word = source.startswith(NOT_AFTER_KANJI)
        self.ends_word = source.endswith(NOT_BEFORE_KANJI)
        self.source = source.removeprefix(NOT_AFTER_KANJI).removesuffix(NOT_BEFORE_KANJI)
        self.own_case = "(?-i:" in source
        self.pattern = lazy(self.source, re.IGNORECASE if self.own_case else 0)

    @cached_property
    def signs(self) -> frozenset[str]:
        """The signs it may begin with; a phrase never begins with a space."""
        return frozenset().union(*map(first_signs, alternatives(self.source))) - frozenset(" \n\t")

    def may_be_in(self, folded: str) -> bool:
        return all(holds_any(folded, words) for words in self.needs)

    def match(self, text: str, folded: str, at: int) -> re.Match[str] | None:
        if self.starts_word and _in_word(text[at - 1 : at]):
            return None
        match = self.pattern.match(text if self.own_case else folded, at)
        return None if match is None or (self.ends_word and _in_word(text[match.end() : match.end() + 1])) else match


def _in_word(sign: str) -> bool:
    return is_kanji(sign) or sign == "〇"


_ROWS = tuple(_Row(*columns) for columns in ROWS)


def find_times(text: str) -> list[TimePhrase]:
    """Every phrase of normalised text that may speak of a time, in order; of those that overlap, the longest."""
    folded = fold_case(text)
    rows = [row for row in _ROWS if row.may_be_in(folded)]
    phrases: list[TimePhrase] = []
    at = 0
    while at < len(text):
        phrase = _longest(rows, text, folded, at)
        if phrase is None:
            at += 1
        else:
            phrases.append(phrase)
            at = phrase.end
    return phrases


def _longest(rows: list[_Row], text: str, folded: str, at: int) -> TimePhrase | None:
    best: TimePhrase | None = None
    sign = text[at].lower()
    for row in rows:
        if sign not in row.signs:
            continue
        match = row.match(text, folded, at)
        if match is None or match.end() <= at or (best is not None and match.end() <= best.end):
            continue
        best = _read(row.name, match) or best
    return best
