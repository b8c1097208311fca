"""How often something is looked at: the fastest rhythm a text names."""

from __future__ import annotations

import re
from typing import Literal

from advisor.notation.lazy_pattern import lazy
from advisor.notation.normalize import MAX_TEXT, as_text, normalize

Cadence = Literal["daily", "weekly", "biweekly", "monthly", "quarterly", "half_yearly", "yearly"]
_SLOWEST_FIRST: tuple[Cadence, ...] = ("yearly", "half_yearly", "quarterly", "monthly", "biweekly", "weekly", "daily")

# Tried in this order on what is left of the text, so 隔週 and bi-weekly are gone before 週 and weekly are looked for.
_WORDS: tuple[tuple[Cadence, str], ...] = (
    ("biweekly",
        r"隔週|2週間?(?:に1[回度]|ごと|毎|おき)|二週間?(?:に一[回度]|ごと|毎)|半月(?:ごと|毎|"
        r"に1回)|bi-?weekly|fortnight(?:ly)?|semi-?monthly|every (?:two|2|other|second) weeks?"),
    ("half_yearly",
        r"(?<!四)半期|半年(?:ごと|毎|に1[回度]|に一[回度]|次)?|6[かヶカヵケ箇]月(?:ごと|毎|に1回)|"
        r"上期・?下期|half-?\s?yearly|semi-?annual(?:ly)?|bi-?annual(?:ly)?|every (?:six|6) "
        r"months|each half"),
    ("quarterly",
        r"四半期|クォータ|クオータ|3[かヶカヵケ箇]月(?:ごと|毎|に1回|おき)|quarterly|(?:every|"
        r"each|per|by|a) quarter\b|\bqbrs?\b|every (?:three|3) months|隔月|"
        r"2[かヶカヵケ箇]月(?:ごと|毎|に1回)|bi-?monthly|every (?:two|2|other) months?"),
    ("daily",
        r"日次|毎日|日々|毎朝|毎夕|毎営業日|日報|朝会|朝礼|夕礼|デイリー|リアルタイム|常時監視|"
        r"\bdaily\b|(?:every|each|per) (?:business |working )?(?:day|morning|evening)\b|weekdays|"
        r"real-?\s?time|stand-?up"),
    ("weekly",
        r"週次|毎週|週報|週ごと|週毎|各週|ウィークリー|ウイークリー|週例|\bweekly\b|(?:every|each|"
        r"per) (?:week|monday|tuesday|wednesday|thursday|friday)\b|7日(?:ごと|毎|おき|間隔)|"
        r"mondays|fridays"),
    ("monthly",
        r"月次|毎月|月例|月報|月ごと|月毎|各月|マンスリー|4週間?(?:に1回|ごと|毎)|(?<![0-9〇一二三四五六七八九十今来当同])月[末初]|"
        r"1[かヶカヵケ箇]月(?:ごと|毎|に1回)|\bmonthly\b|(?:every|each|per) month\b|month[- ]end|"
        r"(?:every|each) (?:four|4) weeks"),
    ("yearly",
        r"年次|毎年|年度ごと|年ごと|年毎|年度毎|各年|(?<![0-9〇一二三四五六七八九十元今来翌当本同])年度?末|年1[回度]|年に一[回度]|"
        r"\bannual(?:ly)?\b|\byearly\b|(?:every|each|per) (?:fiscal )?year\b|year[- ]end"),
)  # fmt: skip
_NUMBER = "[0-9]{1,3}|[一二三四五六]"
_COUNTED = lazy(
    # 2週間に1回: the first number belongs to the span
    rf"(?P<every>{_NUMBER})\s?(?P<unit>日|週|[かヶカヵケ箇]月|年)間?に\s?(?P<times>{_NUMBER})\s?[回度]"
    r"|(?:(?<![0-9])1|(?<![半隔かヶカヵケ箇0-9]))(?P<span>[週月年]|四半期|日|(?<!四)半期)間?\s?に?\s?"
    rf"(?:(?P<low>[0-9]{{1,3}})\s?[-〜~]\s?)?(?P<n>{_NUMBER})\s?[回度]"
    r"|(?P<en>once|twice|[0-9]{1,3}\s?(?:x|times)|three times|four times)\s"
    r"(?:a|per|every|each)\s(?P<of>day|week|month|quarter|year)"
    r"|(?:every|each)\s(?P<gap>[0-9]{1,3})\s(?P<gap_unit>day|week|month)s",
    re.IGNORECASE,
)
_SPANS = {
    "日": 1.0,
    "1日": 1.0,
    "週": 7.0,
    "月": 30.0,
    "四半期": 91.0,
    "半期": 182.0,
    "年": 365.0,
    "day": 1.0,
    "week": 7.0,
    "month": 30.0,
    "quarter": 91.0,
    "year": 365.0,
}
_TIMES = {
    "once": 1,
    "twice": 2,
    "three times": 3,
    "four times": 4,
    **{sign: n for n, sign in enumerate("一二三四五六", 1)},
}
# A field that is nothing but a window: "28日" is looked at once a month.
_WINDOW = lazy(
    r"(?:過去|直近|last |past )?(?P<n>[0-9]{1,3})\s?(?P<unit>日間?|days?|週間?|weeks?|"
    r"[かヶカヵケ箇]月間?|months?|年間?|years?)(?:間隔|ごと|毎)?",
    re.IGNORECASE,
)
# Longest gap, in days, that still counts as the rhythm.
_LIMITS: tuple[tuple[float, Cadence], ...] = (
    (2.0, "daily"),
    (9.0, "weekly"),
    (20.0, "biweekly"),
    (45.0, "monthly"),
    (135.0, "quarterly"),
    (250.0, "half_yearly"),
    (400.0, "yearly"),
)  # fmt: skip


def _of_gap(days: float) -> Cadence | None:
    return next((cadence for limit, cadence in _LIMITS if days <= limit), None)


def parse_cadence(raw: object) -> Cadence | None:
    """The fastest rhythm the text names, or None: `毎月 …会議 / 年3回` is monthly, `目視` is none. Never raises.

    Gaps between the named rhythms go to the nearest one that is not faster than meant: every two months is quarterly.
    """
    written = as_text(raw)
    if not written or len(written) > MAX_TEXT:
        return None
    text = normalize(written)
    if window := _WINDOW.fullmatch(text):
        unit = window["unit"].casefold()
        size = {"日": 1, "d": 1, "週": 7, "w": 7, "年": 365, "y": 365}.get(unit[0], 30)
        return _of_gap(float(window["n"]) * size)
    found: set[Cadence] = set()
    for match in _COUNTED.finditer(text):
        if cadence := _of_gap(_gap(match)):
            found.add(cadence)
    text = _COUNTED.sub(" ", text)
    for cadence, words in _WORDS:
        left = re.sub(words, " ", text, flags=re.IGNORECASE)
        if left != text:
            found.add(cadence)
            text = left
    return max(found, key=_SLOWEST_FIRST.index, default=None)


def _gap(match: re.Match[str]) -> float:
    """Days between two times."""
    if match["gap"]:
        return float(match["gap"]) * _SPANS[match["gap_unit"].casefold()]
    if match["every"]:
        return _count(match["every"]) * _SPANS[match["unit"][-1]] / _count(match["times"])
    if match["en"]:
        word = match["en"].casefold()
        return _SPANS[match["of"].casefold()] / (_TIMES.get(word) or _count(re.sub("[^0-9]", "", word)))
    return _SPANS[match["span"]] / _count(match["low"] or match["n"])


def _count(written: str) -> int:
    return max(_TIMES.get(written) or int(written or 1), 1)
