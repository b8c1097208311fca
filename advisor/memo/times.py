"""By when: the times in a sentence that are deadlines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from advisor.notation.date_phrases import TimePhrase, find_times
from advisor.notation.lazy_pattern import lazy

_LIMIT_AFTER = lazy(
    r"\s?(?:中|内|末|頃|ごろ|時点)?\s?(?:までに?|迄に?|には|に(?!比|対|おけ|お|関|つ|向)|を(?:期限|目途|めど|目処)|を?期限|目標|締切|まで)"
)
_LIMIT_BEFORE = lazy(
    r"(?:期限|期日|納期|締切|締め切り|達成時期|due|deadline|by|before|until|till|within|no later than|"
    r"by the|before the)\s?[:は]?\s?(?:the\s)?$",
    re.IGNORECASE,
)
_IN_BEFORE = lazy(r"(?:^|[\s(,])(?:in|for|during|at the|through|over)\s?$", re.IGNORECASE)
_OF_THE_NAME = lazy(r"の(?=[一-鿿ァ-ヺA-Za-z])")
_TOPIC = lazy(r"(?:は|では|に(?=[一-鿿ァ-ヺ「]))、?")
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
        if found and phrase.start < found[-1].right:
            continue
        limit = _limit(flat, phrase, nearest)
        if limit is not None:
            year = _WHICH_YEAR.search(flat, 0, limit.start)
            shift = len(year[0]) if year and limit.start == phrase.start else 0
            found.append(replace(limit, start=limit.start - shift, left=limit.left - shift))
    return found


def _limit(flat: str, phrase: TimePhrase, floor: int) -> Limit | None:
    start, end = phrase.start, phrase.end
    while end > start and flat[end - 1] in ".,、 ":
        end -= 1
    if _PAST.match(flat, end) or (phrase.weak and phrase.year is None and phrase.month is None):
        return None
    length = phrase.relative and phrase.mode in ("length", None)
    before = _LIMIT_BEFORE.search(flat[floor:start])
    if before is not None and not (phrase.relative and phrase.mode == "mark"):
        return Limit(start, end, floor + before.start(), end)
    if (after := _LIMIT_AFTER.match(flat, end)) is not None and not flat[start:end].isascii():
        if length and "まで" not in after[0]:
            return None
        edge = after.start() + len(re.match(r"\s?(?:中|内|末|頃|ごろ)?", after[0])[0].rstrip())  # type: ignore[index]
        return Limit(start, max(end, edge), start, after.end())
    if phrase.relative:
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
