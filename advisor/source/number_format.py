"""A stored number and its number format → the text the author sees: `30%`, `3,600万円`, `令和8年9月30日`.

One liberty is taken: where a format rounds away more than a hundredth of the value (0.025 shown as `3%`), the text
has as many decimals more as it takes. The author knows the number; a sum over rounded rates would not be theirs.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9.]+)\]")
_CURRENCY = re.compile(r"\[\$([^\-\]\[]{0,40})(?:-[^\]\[]{0,40})?\]")
_BRACKET = re.compile(r"\[[^\]\[]{0,80}\]")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_PIECES = re.compile(
    r'"([^"]*)"?|\\(.)|_.|\*.|(General|G/標準)|(AM/PM|A/P|午前/午後)|(\[h+\]|\[m+\]|\[s+\])'
    r"|(ggg|gg|g|ee|e|yyyy|yyy|yy|y|mmmmm|mmmm|mmm|mm|m|dddd|ddd|dd|d|aaaa|aaa|hh|h|ss|s)|(.)",
    re.IGNORECASE | re.DOTALL,
)
_FRACTION = re.compile(r"[#?0]\s*/\s*[#?0-9]")
_NUMBER = re.compile(r"([0#?,]*)(\.[0#?]*)?(E[+-][0#?]+)?(,*)", re.IGNORECASE)
_ERAS = (
    (date(2019, 5, 1), "令和", "令", "R"),
    (date(1989, 1, 8), "平成", "平", "H"),
    (date(1926, 12, 25), "昭和", "昭", "S"),
    (date(1912, 7, 30), "大正", "大", "T"),
    (date(1868, 1, 25), "明治", "明", "M"),
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TOLERANCE = Decimal("0.01")
_MOST_DECIMALS = 12
_WIDE = Context(prec=400)  # the largest float has 309 digits
_DAYS_BEFORE = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}

# The numbers under which Excel keeps formats without writing them into the file. Number 14 and those after it follow
# the reader's country; they are shown year first, which no country misreads. 27 to 58 are the Japanese edition's.
BUILT_IN: dict[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "General", 13: "General", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: "ge.m.d", 28: 'ggge"年"m"月"d"日"',
    29: 'ggge"年"m"月"d"日"', 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"',
    34: 'yyyy"年"m"月"', 35: 'm"月"d"日"', 36: "ge.m.d", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    41: '#,##0;-#,##0;"-"', 42: '"¥"#,##0;"¥"-#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"',
    44: '"¥"#,##0.00;"¥"-#,##0.00;"-"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@",
    50: "ge.m.d", 51: 'ggge"年"m"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'ggge"年"m"月"d"日"',
    55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: "ge.m.d", 58: 'ggge"年"m"月"d"日"',
}  # fmt: skip


class _Section(NamedTuple):
    """One of the up to four parts of a format, between semicolons."""

    condition: tuple[str, float] | None
    kind: str  # number, general, date, text or literal
    before: str
    after: str
    decimals: int
    digits: int  # the least number of digits before the point
    grouped: bool
    scale: int  # thousands left out
    percent: int
    exponent: bool
    code: str


def shown_number(value: int | float, code: str, *, from_1904: bool = False) -> tuple[str, int | float | str]:
    """The text and the value of a stored number: a date's value is ISO text, any other number's the number itself."""
    section, magnitude = _section_for(value, code)
    if section.kind == "date":
        moment = _moment(value, section.code, from_1904)
        if moment is not None:
            return _shown_moment(moment, section.code), _iso(moment)
        return plain_number(value), value
    if section.kind == "literal":
        return section.before, value
    if section.kind in ("general", "text"):
        return section.before + plain_number(magnitude) + section.after, value
    return _shown_digits(magnitude, section), value


def shown_text(text: str, code: str) -> str:
    """A stored text under a number format, which may add to it (`@"様"`)."""
    if "@" not in code or code == "@":
        return text
    section = _sections(code)[-1]
    return section.before + text + section.after if section.kind == "text" else text


def shown_date(moment: datetime | date | time | timedelta, code: str) -> tuple[str, str]:
    """The text and the ISO value of a date that the file stores as one, not as a number."""
    section = _sections(code)[0]
    return _shown_moment(moment, section.code if section.kind == "date" else "yyyy/m/d"), _iso(moment)


def plain_number(value: int | float) -> str:
    """A number in plain digits, without what binary fractions add after the fifteenth."""
    if isinstance(value, int):
        return str(value)
    text = format(Decimal(f"{value:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# -- reading a format ----------------------------------------------------------------------------------------


def _section_for(value: int | float, code: str) -> tuple[_Section, int | float]:
    """The section a number falls under, and the number as that section shows it."""
    sections = _sections(code)
    numeric = [s for s in sections[:3] if s.kind != "text"] or list(sections[:1])
    for section in numeric:
        if section.condition is not None and _holds(value, section.condition):
            return section, value
    plain = [s for s in numeric if s.condition is None]
    if any(s.condition for s in numeric):
        return (plain or numeric)[-1], value
    if value < 0 and len(numeric) > 1:
        section = numeric[1]
        if section.before.endswith("(") and section.after.startswith(")"):  # accountants' minus
            section = section._replace(before=section.before[:-1] + "-", after=section.after[1:])
        return section, -value
    if value == 0 and len(numeric) > 2:
        return numeric[2], value
    return numeric[0], value


def _holds(value: int | float, condition: tuple[str, float]) -> bool:
    sign, limit = condition
    return {
        "<": value < limit, ">": value > limit, "<=": value <= limit,
        ">=": value >= limit, "=": value == limit, "<>": value != limit,
    }[sign]  # fmt: skip


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    parts, current, quoted, n = [], "", False, 0
    code = code[:1_000]
    while n < len(code):
        character = code[n]
        if character == "\\" and not quoted:
            current += code[n : n + 2]
            n += 2
            continue
        if character == '"':
            quoted = not quoted
        if character == ";" and not quoted:
            parts.append(current)
            current = ""
        else:
            current += character
        n += 1
    return tuple(_read_section(part) for part in [*parts, current][:4])


def _read_section(code: str) -> _Section:
    found = _CONDITION.search(code)
    condition = None
    if found:
        try:
            condition = (found[1], float(found[2]))
        except ValueError:
            condition = None
    code = _CURRENCY.sub(lambda match: f'"{match[1]}"', code)
    code = _BRACKET.sub(lambda match: match[0] if _ELAPSED.fullmatch(match[0]) else "", code)
    if _FRACTION.search(_without_literals(code)):  # 1/2: shown in decimals, which every reader of numbers knows
        code = "General"
    before, after, digits, kind, percent = "", "", "", "literal", 0
    for match in _PIECES.finditer(code):
        literal, escaped, general, half_day, elapsed, letters, other = match.groups()
        if literal is not None or escaped is not None:
            written = literal if literal is not None else escaped
        elif general:
            kind, written = "general", ""
        elif half_day or elapsed or (letters and kind != "number"):
            # A number's section has no bare letters but E, which stands after its digits.
            return _Section(condition, "date", "", "", 0, 0, False, 0, 0, False, code)
        elif letters or other:
            mark = letters or other
            if (
                mark in "0#?.,"
                or (kind == "number" and mark in "eE")
                or (digits and digits[-1] in "eE+-" and mark in "+-")
            ):
                if mark in "0#?" or digits or mark == ".":
                    kind = "number" if kind == "literal" else kind
                    digits += mark
                continue
            if mark == "@":
                kind, written = "text", ""
            else:
                written = mark
                percent += mark == "%"
        else:
            written = ""
        if kind == "literal":
            before += written
        else:
            after += written
    number = _NUMBER.match(digits)
    whole, fraction, exponent, tail = (
        (number[1], number[2] or "", number[3], number[4]) if number else ("", "", None, "")
    )
    stripped = whole.rstrip(",")
    scale = len(whole) - len(stripped) + len(tail)
    return _Section(
        condition, kind, before, after, len(fraction[1:]) if fraction else 0, stripped.count("0"), "," in stripped,
        scale, percent, exponent is not None, code,
    )  # fmt: skip


# -- writing numbers -----------------------------------------------------------------------------------------


def _shown_digits(value: int | float, section: _Section) -> str:
    exact = Decimal(plain_number(value)) if isinstance(value, int) else Decimal(f"{value:.15g}")
    exact = exact.scaleb(2 * section.percent - 3 * section.scale)
    decimals = section.decimals
    shown = _rounded(exact, decimals)
    while abs(shown - exact) > abs(exact) * _TOLERANCE and decimals < _MOST_DECIMALS:
        decimals += 1
        shown = _rounded(exact, decimals)
    digits = format(abs(shown), f"{',' if section.grouped else ''}.{decimals}f")
    whole, _, rest = digits.partition(".")
    kept = rest[: section.decimals] + rest[section.decimals :].rstrip("0")
    if section.digits > len(whole):
        whole = whole.rjust(section.digits, "0")
    minus = "-" if shown < 0 else ""
    return section.before + minus + whole + (f".{kept}" if kept else "") + section.after


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_WIDE)


# -- writing dates -------------------------------------------------------------------------------------------


def _moment(value: int | float, code: str, from_1904: bool) -> datetime | time | timedelta | None:
    try:
        span = timedelta(seconds=round(value * 86_400))
        if _ELAPSED.search(code):
            return span
        if 0 <= value < 1 and not re.search("[yged]", _without_literals(code), re.IGNORECASE):
            return (datetime.min + span).time()
        if not from_1904 and 0 < value < 60:
            span += timedelta(days=1)  # Excel counts a 29 February 1900 that never was
        return _DAYS_BEFORE[from_1904] + span if value >= 0 else None
    except (OverflowError, ValueError):
        return None


def _without_literals(code: str) -> str:
    return re.sub(r'"[^"]*"?|\\.', "", code)


def _iso(moment: datetime | date | time | timedelta) -> str:
    if isinstance(moment, timedelta):
        minutes, seconds = divmod(round(moment.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(moment, datetime) and moment.time() == time():
        return moment.date().isoformat()
    return moment.isoformat()


def _shown_moment(moment: datetime | date | time | timedelta, code: str) -> str:
    pieces = list(_PIECES.finditer(code))
    half_day = any(match[4] for match in pieces)
    seconds = round(moment.total_seconds()) if isinstance(moment, timedelta) else 0
    clock = _clock(moment, seconds)
    day = moment.date() if isinstance(moment, datetime) else moment if isinstance(moment, date) else date(1899, 12, 31)
    out: list[str] = []
    for n, match in enumerate(pieces):
        literal, escaped, _, half, elapsed, letters, other = match.groups()
        if literal is not None or escaped is not None:
            out.append(literal if literal is not None else escaped)
        elif half:
            out.append(("午前", "午後")[clock.hour >= 12] if half.startswith("午") else ("AM", "PM")[clock.hour >= 12])
        elif elapsed:
            size = {"h": 3600, "m": 60, "s": 1}[elapsed[1].lower()]
            out.append(str(seconds // size).rjust(len(elapsed) - 2, "0"))
        elif letters:
            token = letters.lower()
            if token in ("m", "mm") and _means_minutes(pieces, n):
                out.append(str(clock.minute).rjust(len(token), "0"))
            else:
                out.append(_dated(token, day, clock, half_day))
        elif other and other not in "@":
            out.append(other)
    return "".join(out).strip()


def _clock(moment: datetime | date | time | timedelta, seconds: int) -> time:
    if isinstance(moment, datetime):
        return moment.time()
    if isinstance(moment, time):
        return moment
    return time(seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)


def _means_minutes(pieces: list[re.Match[str]], n: int) -> bool:
    """Whether an `m` stands for minutes: next after hours, or next before seconds."""
    earlier = next((p for p in reversed(pieces[:n]) if p[5] or p[6]), None)
    later = next((p for p in pieces[n + 1 :] if p[5] or p[6]), None)
    return (earlier is not None and "h" in (earlier[5] or earlier[6]).lower()) or (
        later is not None and "s" in (later[5] or later[6]).lower()
    )


def _dated(token: str, day: date, clock: time, half_day: bool) -> str:
    if token[0] == "y":
        return f"{day.year % 100:02}" if len(token) <= 2 else str(day.year)
    if token[0] in "ge":
        era = next((e for e in _ERAS if day >= e[0]), _ERAS[-1])
        if token[0] == "g":
            return (era[3], era[2], era[1])[len(token) - 1]
        return str(day.year - era[0].year + 1).rjust(len(token), "0")
    if token[0] == "m":
        name = _MONTHS[day.month - 1]
        return (str(day.month), f"{day.month:02}", name[:3], name, name[0])[len(token) - 1]
    if token[0] == "d":
        name = _DAYS[day.weekday()]
        return (str(day.day), f"{day.day:02}", name[:3], name)[len(token) - 1]
    if token[0] == "a":
        return "月火水木金土日"[day.weekday()] + ("曜日" if len(token) == 4 else "")
    number = clock.second if token[0] == "s" else (clock.hour - 1) % 12 + 1 if half_day else clock.hour
    return str(number).rjust(len(token), "0")
