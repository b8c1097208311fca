"""What is written out by the rules of either language is read back as what was meant: quantities, dates, rhythms."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.notation.dates import parse_cadence, parse_when
from advisor.notation.quantity import parse_quantity

_FULL_WIDTH = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
_BOUNDS = {
    "exact": ("{}", "{}"), "at_least": ("{}以上", "at least {}"), "at_most": ("{}以下", "no more than {}"),
    "above": ("{}超", "more than {}"), "below": ("{}未満", "below {}"),
}  # fmt: skip
_PERS = {
    None: ("{}", "{}"), "day": ("1日{}", "{} per day"), "week": ("週{}", "{} a week"), "month": ("月{}", "{} per month"),
    "year": ("年間{}", "{} a year"),
}  # fmt: skip
_UNITS = {
    "件": ("件", ""),
    "人": ("名", " people"),
    "%": ("%", "%"),
    "回": ("回", " times"),
    "hour": ("時間", " hours"),
}


@dataclass(frozen=True)
class Meant:
    """A quantity as it is meant, with how it is written."""

    value: float
    bound: str
    unit: str
    per: str | None
    commas: bool
    wide: bool

    def written(self, japanese: bool) -> str:
        lang = 0 if japanese else 1
        number = f"{self.value:,}" if self.commas else f"{self.value}"
        text = _BOUNDS[self.bound][lang].format(number + _UNITS[self.unit][lang])
        text = _PERS[self.per][lang].format(text)
        return text.translate(_FULL_WIDTH) if self.wide and japanese else text


meant = st.builds(
    Meant,
    st.integers(2, 1900) | st.integers(2101, 10**7) | st.sampled_from([0.5, 2.5, 12.5, 98.75]),
    st.sampled_from(sorted(_BOUNDS)),
    st.sampled_from(sorted(_UNITS)),
    st.sampled_from([None, "day", "week", "month", "year"]),
    st.booleans(),
    st.booleans(),
)


@given(meant, st.booleans())
def test_a_quantity_comes_back(quantity: Meant, japanese: bool) -> None:
    if quantity.unit == "hour" and quantity.per is not None:
        return  # hours a day are said otherwise
    text = quantity.written(japanese)
    read = parse_quantity(text)
    unit = None if quantity.unit == "件" and not japanese else quantity.unit
    assert (read.state, read.value, read.bound, read.per) == ("value", quantity.value, quantity.bound, quantity.per), (
        text
    )
    assert read.unit == unit or (unit == "回" and read.unit in ("回", "times")), text


_DIGITS = "〇一二三四五六七八九"


def _in_kanji(number: int) -> str:
    """750 as 七百五十."""
    parts = []
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        count, number = divmod(number, size)
        if count:
            parts.append(("" if count == 1 and size > 1 else _DIGITS[count]) + sign)
    return "".join(parts)


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_kanji_come_back(man: int, rest: int) -> None:
    text = f"{'一' if 1000 <= man < 2000 else ''}{_in_kanji(man)}万{_in_kanji(rest)}円"
    read = parse_quantity(text)
    assert (read.value, read.unit) == (man * 10_000 + rest, "JPY"), text


@given(st.integers(1, 9), st.integers(0, 9), st.booleans())
def test_tenths_come_back(tenths: int, hundredths: int, kanji: bool) -> None:
    sign = _DIGITS.__getitem__ if kanji else str
    text = f"{sign(tenths)}割" + (f"{sign(hundredths)}分" if hundredths else "")
    read = parse_quantity(text)
    assert (read.value, read.unit) == (tenths * 10 + hundredths, "%"), text


@given(st.integers(1, 999), st.integers(1, 59), st.sampled_from(["", " "]))
def test_hours_and_minutes_come_back(hours: int, minutes: int, gap: str) -> None:
    for text in (f"{hours}{gap}時間{gap}{minutes}{gap}分", f"{hours}h {minutes}m", f"{hours} hours {minutes} minutes"):
        read = parse_quantity(text)
        assert read.unit == "hour", text
        assert read.value == pytest.approx(hours + minutes / 60), text


@given(
    st.integers(1, 10**6),
    st.sampled_from(["▲", "△", "-", "−", "▲ "]),
    st.sampled_from(["円", "千円", "万円", "百万円"]),
)
def test_a_minus_comes_back(number: int, sign: str, unit: str) -> None:
    size = {"円": 1, "千円": 10**3, "万円": 10**4, "百万円": 10**6}[unit]
    for text in (f"{sign}{number:,}{unit}", f"({number:,}{unit})"):
        assert parse_quantity(text).value == -number * size, text


@given(st.integers(1, 10**5), st.integers(1, 10**5), st.sampled_from(["〜", "～", "-", "–"]))
def test_a_range_comes_back(low: int, more: int, joint: str) -> None:
    high = low + more
    for text in (f"{low:,}{joint}{high:,}件", f"{low:,}件{joint}{high:,}件", f"between {low:,} and {high:,}"):
        read = parse_quantity(text)
        assert (read.bound, read.value, read.upper) == ("range", low, high), text


days = st.dates(min_value=date(2019, 5, 1), max_value=date(2099, 12, 31))
_ENGLISH = calendar.month_name[1:]


@given(days)
def test_a_day_comes_back(day: date) -> None:
    era = day.year - 2018
    kanji = f"{_DIGITS[0]}" if era > 99 else _in_kanji(era)
    written = [
        f"{day:%Y%m%d}", f"{day:%Y/%m/%d} 00:00:00", f"令和{era}年{day.month}月{day.day}日".translate(_FULL_WIDTH),
        f"令和{kanji}年{_in_kanji(day.month)}月{_in_kanji(day.day)}日", f"R{era}.{day.month}.{day.day}",
        f"{day.day} {_ENGLISH[day.month - 1]} {day.year}", f"by {_ENGLISH[day.month - 1][:3]} {day.day}, {day.year}",
    ]  # fmt: skip
    for text in written:
        when = parse_when(text)
        assert (when.start, when.end) == (day, day), text


@given(days)
def test_the_end_of_a_month_comes_back(day: date) -> None:
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    for text in (f"{day.year}年{day.month}月末", f"令和{day.year - 2018}年{day.month}月末日",
                 f"end of {_ENGLISH[day.month - 1]} {day.year}"):  # fmt: skip
        assert parse_when(text).end == last, text


@given(st.integers(2020, 2098), st.integers(1, 12))
def test_a_year_named_by_its_closing_month_comes_back(year: int, month: int) -> None:
    last = date(year, month, calendar.monthrange(year, month)[1])
    first = date(year - 1, month, calendar.monthrange(year - 1, month)[1]) + timedelta(days=1)
    for text in (f"{year}年{month}月期", f"令和{year - 2018}年{month}月期", f"FY{month}/{year}"):
        when = parse_when(text)
        assert (when.start, when.end) == (first, last), text


@given(st.integers(31, 60))
def test_an_era_past_its_end_still_means_a_year(number: int) -> None:
    year = 1988 + number
    when = parse_when(f"平成{number}年度")
    assert (when.start, when.end) == (date(year, 4, 1), date(year + 1, 3, 31))


_RHYTHMS = {
    "daily": ["毎日", "日次", "1日1回", "every day", "daily", "once a day"],
    "weekly": ["毎週", "週次", "週1回", "週2回", "every week", "weekly", "twice a week", "毎週月曜", "every Monday"],
    "biweekly": ["隔週", "2週間に1回", "every two weeks", "fortnightly", "月2回", "twice a month"],
    "monthly": ["毎月", "月次", "月1回", "毎月末", "月末", "every month", "monthly", "once a month"],
    "quarterly": ["四半期ごと", "3か月に1回", "quarterly", "every quarter", "年4回", "four times a year"],
    "half_yearly": ["半期に1回", "半年ごと", "年2回", "twice a year", "every six months"],
    "yearly": ["毎年", "年次", "年1回", "年度末", "once a year", "annually"],
}


@pytest.mark.parametrize(("rhythm", "written"), [(r, text) for r, texts in _RHYTHMS.items() for text in texts])
def test_a_rhythm_comes_back(rhythm: str, written: str) -> None:
    for text in (written, f" {written} ", f"{written}（定例）", written.translate(_FULL_WIDTH)):
        assert parse_cadence(text) == rhythm, text


@pytest.mark.parametrize(
    "written", ["9月末", "2027年3月末", "令和９年３月末", "2026年度末", "来年度末", "来月末", "2027-03-31"]
)
def test_a_deadline_is_no_rhythm(written: str) -> None:
    assert parse_cadence(written) is None
