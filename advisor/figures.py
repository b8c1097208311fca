"""How figures are said: numbers, money, rates, spans and dates, in Japanese and in English.

Both texts of a figure come from one value, rounded the same way, so the two languages cannot disagree.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from advisor.facts.base import Figure
from advisor.text import Text

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SYMBOLS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
_MONEY_JA = {"JPY": "円", "USD": "ドル", "EUR": "ユーロ", "GBP": "ポンド"}
# Units that are words in one language only. Whatever is not here prints as its author wrote it.
_UNITS = {
    "second": ("秒", "second", "seconds"),
    "millisecond": ("ミリ秒", "ms", "ms"),
    "minute": ("分", "minute", "minutes"),
    "hour": ("時間", "hour", "hours"),
    "day": ("日", "day", "days"),
    "week": ("週間", "week", "weeks"),
    "month": ("か月", "month", "months"),
    "year": ("年", "year", "years"),
    "times": ("倍", "times", "times"),
    "pt": ("ポイント", "percentage point", "percentage points"),
    "点": ("点", "point", "points"),
    "人": ("人", "person", "people"),
    "戸": ("戸", "home", "homes"),
    "室": ("室", "room", "rooms"),
    "床": ("床", "bed", "beds"),
    "席": ("席", "seat", "seats"),
    "食": ("食", "meal", "meals"),
    "percentile": ("パーセンタイル", "th percentile", "th percentile"),
}
# Counters that English leaves to the KPI's name: 300件 is "300".
_COUNTERS = set("件個本回社名枚台通冊校棟店者箇所部ヶ所") | {
    "箇所",
    "か所",
    "ヶ所",
    "組織",
    "ページ",
    "記事",
    "団体",
    "店舗",
    "世帯",
    *"軒頭羽匹着足杯便票橋種曲話号巻例口基隻機両組園",
    "区画",
    "路線",
    "拠点",
    "品目",
    "種類",
    "作品",
    "症例",
    "セット",
    "施設",
    "事業者",
    "企業",
    "学校",
}
_PER = {
    "hour": ("1時間", "an hour"),
    "day": ("1日", "a day"),
    "week": ("週", "a week"),
    "month": ("月", "a month"),
    "quarter": ("四半期", "a quarter"),
    "half": ("半期", "a half-year"),
    "year": ("年", "a year"),
}


def plain(value: float, digits: int | None = None) -> str:
    """A number with thousands separators: up to four significant digits below 1,000, whole above.

    `digits` fixes the decimals instead.
    """
    if digits is None:
        size = abs(value)
        if size >= 1000 or value == round(value):
            digits = 0 if abs(value - round(value)) < 0.05 or size >= 10_000 else 1
        else:
            digits = max(0, 3 - (math.floor(math.log10(size)) if size else 0))
            digits = min(digits, 4 if size < 0.1 else 2)
        text = f"{value:,.{digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{value:,.{digits}f}"


def tidy(value: float) -> float:
    """The value as `plain` prints it, free of the noise that binary fractions leave."""
    return float(plain(value).replace(",", ""))


def _money_ja(value: float, currency: str) -> str:
    word = _MONEY_JA.get(currency, currency)
    sign, whole = ("-" if value < 0 else ""), round(abs(value))
    if whole < 10_000 or (currency != "JPY" and whole % 10_000):
        return f"{sign}{plain(abs(value)) if whole < 10_000 else f'{whole:,}'}{word}"
    parts = []
    for size, unit in ((10**12, "兆"), (10**8, "億"), (10**4, "万")):
        if whole >= size:
            parts.append(f"{whole // size:,}{unit}")
            whole %= size
    return sign + "".join(parts) + (f"{whole:,}" if whole else "") + word


def _large_ja(value: float) -> str:
    """A count in Japanese: from a hundred thousand on in 万, as it is read."""
    if value < 100_000 or value != round(value):
        return plain(value)
    return _money_ja(value, "JPY").removesuffix("円")


def _money_en(value: float, currency: str) -> str:
    symbol = _SYMBOLS.get(currency, f"{currency} ")
    sign, size = ("-" if value < 0 else ""), abs(value)
    for limit, word in ((10**9, "billion"), (10**6, "million")):
        scaled = round(size) / limit
        if size >= limit and round(scaled, 3) == scaled:
            return f"{sign}{symbol}{f'{scaled:,.3f}'.rstrip('0').rstrip('.')} {word}"
    in_cents = size != round(size) and math.isclose(size, round(size, 2), rel_tol=1e-12)
    if in_cents and size < 1_000 and currency != "JPY":
        return f"{sign}{symbol}{size:,.2f}"  # £2.80
    return f"{sign}{symbol}{plain(size) if size < 10_000 else f'{round(size):,}'}"


def amount(value: float, unit: str | None = None, per: str | None = None) -> Text:
    """A value with its unit and the period it covers: `月300件` / `300 a month`."""
    whole, _, each = (unit or "").partition("/")
    if whole and each:
        said = amount(value, whole)
        ja, en = f"{said.ja}/{each}", f"{said.en} per {each}"
    elif unit in _MONEY_JA:
        ja, en = _money_ja(value, unit), _money_en(value, unit)
    elif unit == "%":
        ja = en = f"{plain(value)}%"
    elif unit is None:
        ja = en = plain(value)
    elif unit == "位":
        ja, en = f"{plain(value)}位", f"rank {plain(value)}"
    elif unit in ("p", "‰"):
        ja = en = f"{plain(value)}{unit}"
    elif unit in _UNITS:
        word, one, many = _UNITS[unit]
        ja = f"{_large_ja(value) if unit == '人' else plain(value)}{word}"
        space = "" if one.startswith("th ") else " "
        en = f"{plain(value)}{space}{one if value == 1 else many}"
    elif unit in _COUNTERS:
        ja, en = f"{_large_ja(value)}{unit}", plain(value)
    else:
        ascii_unit = unit.isascii()
        ja = f"{plain(value)}{' ' if ascii_unit and unit.isalpha() else ''}{unit}"
        en = f"{plain(value)} {unit}" if ascii_unit and unit[:1].isalpha() else f"{plain(value)}{unit}"
    if per in _PER:
        before, after = _PER[per]
        ja, en = f"{before}{ja}", f"{en} {after}"
    return Text(ja, en)


def figure(value: float, unit: str | None = None, per: str | None = None) -> Figure:
    """A number as an operand, with how it is said."""
    return Figure(value, amount(value, unit, per))


def count(value: int, counter: str = "") -> Figure:
    """A count: `14項目` / `14`."""
    return Figure(value, Text(f"{value:,}{counter}", f"{value:,}"))


def kpis(number: int, *, okr: bool = False) -> Figure:
    """So many KPIs (key results in an OKR plan), singular and plural right."""
    one, many = ("key result", "key results") if okr else ("KPI", "KPIs")
    ja = f"主要な成果{number:,}項目" if okr else f"KPI{number:,}項目"
    return Figure(number, Text(ja, f"{number:,} {one if number == 1 else many}"))


def percent(share: float, digits: int = 0) -> Figure:
    """A share (0.3) as a percentage: `30%`."""
    return Figure(share, Text.same(f"{plain(share * 100, digits)}%"))


def day(value: date) -> Figure:
    """A calendar day."""
    return Figure(
        value.isoformat(),
        Text(f"{value.year}年{value.month}月{value.day}日", f"{value.day} {_MONTHS[value.month - 1]} {value.year}"),
    )


def month_of(value: date) -> Figure:
    """The month of a day, for what is worked out and no surer than that."""
    return Figure(value.isoformat(), Text(f"{value.year}年{value.month}月", f"{_MONTHS[value.month - 1]} {value.year}"))


def months(value: float) -> Figure:
    """A span in months."""
    whole = round(value)
    return Figure(value, Text(f"{whole}か月", f"{whole} month" + ("" if whole == 1 else "s")))


def names(items: Sequence[str], most: int = 12) -> Figure:
    """A list of names: 「a」「b」ほか3項目 / “a”, “b” and 3 more."""
    shown, rest = list(items[:most]), len(items) - most
    ja = "".join(f"「{n.replace('「', '『').replace('」', '』')}」" for n in shown) + (
        f"ほか{rest}項目" if rest > 0 else ""
    )
    quoted = [f"“{n}”" for n in shown]
    if rest > 0:
        en = ", ".join(quoted) + f" and {rest} more"
    elif len(quoted) > 1:
        en = ", ".join(quoted[:-1]) + f" and {quoted[-1]}"
    else:
        en = "".join(quoted)
    return Figure(" / ".join(items), Text(ja, en))
