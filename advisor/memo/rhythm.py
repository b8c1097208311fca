"""How often: the words of a rhythm in a sentence."""

from __future__ import annotations

import re

from advisor.notation.cadence import parse_cadence
from advisor.notation.lazy_pattern import lazy

_DAY = "[月火水木金土日]曜日?"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_WORDS = lazy(
    rf"隔週(?:{_DAY})?|毎週(?:{_DAY}|[月火水木金土日](?=[、。\s]|の))?|週次|(?<![0-9])毎月(?:第[1-4一二三四]\s?(?:{_DAY}|[月火水木金土日](?=[、。\s]|の))|[0-9]{{1,2}}日|初め?|末)?|月次|(?<![0-9])月[初末]|"
    rf"(?:週|月|年|四半期|半期|半年)に?[0-9一二]回|四半期(?:ごと|毎|に一度|に1度|末|次|(?!の?(?:目標|計画|KPI|方針|売上|業績|決算)))|毎四半期|毎日|日次|毎朝|毎夕|"
    rf"(?:[0-9一二三]|[0-9])(?:日|週間|[かヶカヵ]月)(?:に[0-9一]回|に[0-9一]度|ごと|毎|おき)|半期(?:ごと|毎)|半年(?:ごと|毎|に[0-9一][回度])|毎年|年次|デイリー|"
    rf"ウィークリー|マンスリー|"
    rf"\b(?:every|each)\s(?:(?:two|three|six|other|second|[0-9]+|first|last|working)\s)?(?:days?|weeks?|months?|quarters?|years?|fortnights?|mornings?|"
    rf"{_WEEKDAY})\b|\b(?:bi-?weekly|fortnightly|weekly|monthly|quarterly|daily|annually|yearly|twice-yearly|half-yearly)\b|"
    rf"\b(?:once|twice|three times)\s(?:a|per|every|each)\s(?:day|week|fortnight|month|quarter|year)\b|\bon\s{_WEEKDAY}(?<=s)\b|(?<=\bthe ){_WEEKDAY}(?=\s(?:stand-?up|meeting|call|huddle|review|check-?in))",
    re.IGNORECASE,
)  # fmt: skip

_ON = lazy(r"^on\s|day$", re.IGNORECASE)
"""A weekday is a rhythm, though the grammar of rhythms does not say which."""


def rhythms(flat: str) -> list[tuple[int, int]]:
    """The places of the words that say how often something is done, in order."""
    return [m.span() for m in _WORDS.finditer(flat) if parse_cadence(m[0]) is not None or _ON.search(m[0])]
