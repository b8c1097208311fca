"""By when: the times in a sentence that are deadlines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from advisor.notation.date_phrases import TimePhrase, find_times
from advisor.notation.dates import parse_when
from advisor.notation.lazy_pattern import lazy

_LIMIT_AFTER = lazy(
    r"\s?(?:中|内|末|頃|ごろ|時点)?\s?(?:までに?|迄に?|には|に(?!比|対|おけ|お|関|つ|向)|を(?:期限|目途|めど|目処)|を?期限|目標|締切|まで)"
)
_LIMIT_BEFORE = lazy(
    r"(?:期限|期日|納期|締切|締め切り|達成時期|due|deadline|by|before|until|till|within|no later than|"
    r"by the|before the)\s?[:は]?\s?(?:the\s)?$",
    re.IGNORECASE,
)
_CLOSING = lazy(
    r"(?P<by>by |before )the end of (?:the|this) (?:financial |fiscal |school )?(?:year|quarter|month)(?![a-z])",
    re.IGNORECASE,
)
_IN_BEFORE = lazy(r"(?:^|[\s(,])(?:in|for|during|at the|through|over)\s?$", re.IGNORECASE)
_OF_THE_NAME = lazy(r"の(?=[一-鿿ァ-ヺA-Za-z])")
_TOPIC = lazy(r"(?:は|では|に(?=[一-鿿ァ-ヺ「]))、?")
_FROM_TO = lazy(r"\s?(?:から|より|〜|~|–|—|-|to|through|until)\s?", re.IGNORECASE)
_BY = lazy(r"\b(?:by|before|until)\s(?:the\s)?$", re.IGNORECASE)
_RANGE_SIGN = lazy(r"[〜~]")
_PART_OF = lazy(r"\b(?:half|quarter|end|start|rest) of (?:the )?$", re.IGNORECASE)
_WHICH_YEAR = lazy(r"(?:来年|翌年|今年|本年|来年度|今年度|本年度)の?$")
_PAST = lazy(r"\s?の?(?:実績|結果|比|同期|平均|から)")


@dataclass(frozen=True, slots=True)
class Limit:
    """A deadline: its own words, and all that must be taken away with it to see what is named.

    Attributes:
        start, end: the words of the time itself.
        left, right: with the particles or prepositions that make it a deadline.
        attributive: it stands before what it dates (2027年3月期の売上), and dates nothing else.
    """

    start: int
    end: int
    left: int
    right: int
    attributive: bool = False


def find_limits(flat: str) -> list[Limit]:
    """The deadlines of a sentence, in order."""
    found: list[Limit] = []
    phrases = find_times(flat)
    for index, phrase in enumerate(phrases):
        nearest = phrases[index - 1].end if index else 0
        following = phrases[index + 1] if index + 1 < len(phrases) else None
        if following is not None and _WHICH_YEAR.fullmatch(flat, phrase.start, following.start):
            continue  # 来年3月末
        if index and _WHICH_YEAR.fullmatch(flat, phrases[index - 1].start, phrase.start):
            nearest = phrases[index - 2].end if index > 1 else 0
            phrase = phrase._replace(start=phrases[index - 1].start)
        if found and phrase.start < found[-1].right:
            continue
        limit = _limit(flat, phrase, nearest)
        if limit is not None and index and flat[limit.left : limit.left + 1] == "(" and nearest == limit.left:
            limit = replace(limit, left=phrases[index - 1].start)  # Q3末(2026年9月30日)までに: one time in two ways
        if limit is not None:
            year = _WHICH_YEAR.search(flat, nearest, limit.start)
            shift = len(year[0]) if year and limit.start == phrase.start else 0
            found.append(replace(limit, start=limit.start - shift, left=limit.left - shift))
    return found


def find_span(flat: str) -> tuple[int, int] | None:
    """The span a title speaks of: 2026年度 KPI計画, second half of 2026, April to September 2026."""
    phrases = find_times(flat)
    for phrase, following in pairwise(phrases):
        if _FROM_TO.fullmatch(flat[phrase.end : following.start]) and not (phrase.relative or following.relative):
            both = flat[phrase.start : following.end].rstrip(".,、 ")
            return (phrase.start, phrase.start + len(both)) if parse_when(both).state == "date" else None
    for phrase in phrases:
        if _BY.search(flat, 0, phrase.start):
            continue  # where we need to be by year end
        if _RANGE_SIGN.search(flat, max(0, phrase.start - 1), phrase.end + 2):
            continue  # 2026年4〜9月
        part = _PART_OF.search(flat[: phrase.start]) is not None  # the grammar of dates does not read it
        if not phrase.relative and _is_span(phrase) and not part and not flat[phrase.end : phrase.end + 1].isdigit():
            return phrase.start, phrase.end
    return None


def _limit(flat: str, phrase: TimePhrase, floor: int) -> Limit | None:
    start, end = phrase.start, phrase.end
    while end > start and flat[end - 1] in ".,、 ":
        end -= 1
    if (closing := _CLOSING.match(flat, start)) is not None and closing.end() >= end:
        return Limit(start + len(closing["by"]), closing.end(), start, closing.end())
    if _PAST.match(flat, end) or (phrase.weak and phrase.year is None and phrase.month is None):
        return None
    length = phrase.relative and phrase.mode in ("length", None)
    before = _LIMIT_BEFORE.search(flat[floor:start])
    if before is not None and not (phrase.relative and phrase.mode == "mark"):
        return Limit(start, end, floor + before.start(), end)
    if flat[end : end + 1] == ")" and flat[start - 1 : start] == "(" and (after := _LIMIT_AFTER.match(flat, end + 1)):
        return Limit(start, end, start - 1, after.end())
    if (after := _LIMIT_AFTER.match(flat, end)) is not None and not flat[start:end].isascii():
        if length and "まで" not in after[0]:
            return None
        edge = after.start() + len(re.match(r"\s?(?:中|内|末|頃|ごろ)?", after[0])[0].rstrip())  # type: ignore[index]
        return Limit(start, max(end, edge), start, after.end())
    if phrase.relative:
        if flat[end : end + 1] in ("の", "で"):
            return None  # 半年以内の退職; 離職は1年以内で5%未満
        trimmed = end - 1 if flat[end - 1] == "に" else end
        return Limit(start, trimmed, start, end) if phrase.mode == "within" and _within(flat, start, end) else None
    if (topic := _TOPIC.match(flat, end)) is not None and _is_span(phrase):
        return Limit(start, end, start, topic.end())
    if (of := _OF_THE_NAME.match(flat, end)) is not None and _is_span(phrase):
        return Limit(start, end, start, of.end(), attributive=True)
    if (inside := _IN_BEFORE.search(flat[floor:start])) is not None:
        return Limit(start, end, floor + inside.start(), end)
    return None


def _within(flat: str, start: int, end: int) -> bool:
    """半年以内に and "within six months" by themselves; "answered within 4 hours" belongs to the measure."""
    return bool(re.search(r"年|月|year|month|quarter", flat[start:end], re.IGNORECASE))


def _is_span(phrase: TimePhrase) -> bool:
    placed = (phrase.year, phrase.half, phrase.quarter, phrase.month, phrase.context)
    return phrase.edge == "closing" or any(part is not None for part in placed)
