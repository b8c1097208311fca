"""Whether the m behind a number counts millions or metres: 2.5m users, 100m sprint."""

from __future__ import annotations

from functools import lru_cache

from advisor.notation.lazy_pattern import lazy
from advisor.notation.normalize import GLYPH
from advisor.notation.units import NOT_AN_ENGLISH_UNIT

_OF_LENGTH = lazy(
    r"\b(?:height|width|depth|length|distance|radius|diameter|altitude|elevation|walk|run|swim|jog|jump|climb)\b"
)
# fmt: off
_LENGTHS = frozenset({
    "sprint", "race", "run", "dash", "swim", "hurdles", "relay", "walk", "radius", "diameter", "tall", "high", "deep",
    "wide", "long", "away", "from", "distance", "height", "depth", "width", "length", "altitude", "elevation", "cable",
    "pipe", "fence", "road",
})
# fmt: on
_PER_TIME = lazy(r"/\s?(?:year|yr|month|mo|week|wk|day|quarter|annum)")


_WORD = lazy(r"\s([a-z-]+)")


@lru_cache(maxsize=8)
def _first_told(folded: str) -> tuple[int, int]:
    """Where a text first has a Japanese sign, and where its first word of length ends: looked for once a text."""
    of_length = _OF_LENGTH.search(folded)
    japanese = next((at for at, sign in enumerate(folded) if "\u3000" <= sign <= "\ud7ff"), len(folded))
    return japanese, of_length.end() if of_length else len(folded) + 1


def counts_millions(folded: str, at: int, *, money: bool, limit: bool) -> bool | None:
    """For the m at a place of a text in lower case: True for millions, False for probably millions, None for another m.

    `money`: a currency stands before the number. `limit`: the number is an upper limit (`within 30m`).
    """
    after = folded[at + 1 : at + 2]
    if folded[at : at + 1] != "m" or after.isalnum() or after in ("'", "-", GLYPH):
        return None
    if money:
        return True
    japanese, of_length = _first_told(folded)
    if japanese < at or "\u3000" <= after <= "\ud7ff" or of_length <= at:
        return None
    word = _WORD.match(folded, at + 1)
    noun = word is not None and word[1] not in NOT_AN_ENGLISH_UNIT
    if (word and word[1] in _LENGTHS) or (limit and not noun) or (after == "/" and not _PER_TIME.match(folded, at + 1)):
        return None
    return noun
