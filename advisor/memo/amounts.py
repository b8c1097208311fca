"""Where a sentence states a number with what belongs to it: its unit, its span, its bound, where it starts from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from advisor.notation.date_phrases import TimePhrase
from advisor.notation.lazy_pattern import lazy
from advisor.notation.numerals import Numeral
from advisor.notation.quantity import parse_quantity
from advisor.notation.quantity_tokens import Token, tokenize

Role = Literal["target", "baseline", "plain"]

_BEFORE = frozenset(
    {"per", "bound", "currency", "sign", "about", "aggregate", "person", "compare", "multiple", "scale"}
)
_AFTER = frozenset({"unit", "per", "person", "bound", "about", "scale", "number", "vague", "compare"})
_MARKERS: tuple[tuple[Role, str], ...] = (
    (
        "baseline",
        r"現在|現状|現時点|今現在|(?<![昨前])今は|いまは|いま(?=[0-9約])|(?<![昨前])今(?=約?[0-9]|[一二三四五六七八九十百千]{1,6}[人名件円個社回本割])|足元|昨年(?:度|同[月期])?|去年|前年(?!.{0,2}比)(?:度|同[月期])?|昨季|"
        r"前期(?!比)|昨期|先月|前月(?!比)|前回(?!比)|これまで|従来|実績値?|基準値?|スタート時点?|導入前|"
        r"\b(?:currently|now|today|at present|at the moment|so far|up from|down from|baseline|from today's|"
        r"last (?:year|quarter|month|week|season|spring|summer|autumn|fall|winter)|was|were|used to be|as of now|"
        r"right now|this time last year|a year ago)\b",
    ),
    ("target", r"目標値?(?!に)|\b(?:target|goal|aim|want|aiming for)\b"),
)
_MARKER = tuple((role, lazy(words, re.IGNORECASE)) for role, words in _MARKERS)
_FROM_AFTER = lazy(r"\s?(?:から|より)(?![のもはなこ])")
_ARROW = lazy(r"\s?(?:→|〜>|->)\s?")
_FROM_BEFORE = lazy(r"(?:^|[\s(])from (?:today's |the current |about |around |roughly |last year's )?$", re.IGNORECASE)
_JOINT = lazy(r"\s?(?:(?:から|より|を)?\s?(?:→|、)?|→|to|を)\s?", re.IGNORECASE)
_NOT_BEYOND = lazy(
    r"\b(?:not|never|(?:is|are|was|were|do|does|did|must|should|can|could|would|will|wo|ca|has|have|had)n't)\s(?:to\s)?[a-z]{1,12}\s$",
    re.IGNORECASE,
)
_CHANGED_BY = lazy(
    r"\b(?:increas(?:e|ing)|grow(?:ing)?|rais(?:e|ing)|lift|boost|improv(?:e|ing)|reduc(?:e|ing)|cut(?:ting)?|lower|decreas(?:e|ing)|"
    r"shorten|up|down|rise|fall|drop|shrink|climb)\b[^,.;:]{0,60}?\bby\s(?:about\s|at least\s)?$",
    re.IGNORECASE,
)
_NO_NUMBER_OF_A_MEASURE = lazy(
    r"(?:[0-9一二三四五六七八九十]{1,4}|\b(?:two|three|four|five|six|seven|eight|nine|ten))\s?(?:つ|点目?|本柱|段階|か条|項目|種類|通り|things?|points?|items?|priorities|steps?|kpis?|"
    r"goals?|metrics|measures|numbers|topics)(?![一-鿿a-z])",
    re.IGNORECASE,
)
_OF_A_TEAM = lazy(r"[0-9]{1,3}(?:課|号店|号館|年生|丁目|期生|係)")
_IN_NAME = lazy(
    r"[0-9]{1,3}(?P<unit>(?<=[一-鿿][0-9])(?:[かヶ]月|年|日|週間?|時間)(?:以内|後|目)?|号[店館棟]?|年生|階|番[線街]?|丁目|代|期生|課|部|係)?の(?=[一-鿿ァ-ヺA-Z])"
)
_ABOUT = lazy(r"(?:台(?:前半|後半|半ば)?)?")
_PER_SO_MANY = lazy(r"\bper\s$", re.IGNORECASE)
_SO_MANY_EACH = lazy(r"[0-9][0-9,]{0,9}(?:万|千)?[一-鿿]{1,2}(?:当たり|あたり)")
"""Tickets per 100 accounts, 人口1,000人あたり: a base, no value."""
_NAME_BEFORE = lazy(r"[一-鿿ァ-ヺA-Za-z]$")
_YEAR = lazy(r"(?:19|20)[0-9]{2}")
"""A target of 2,026 is written with its comma or its unit."""
_SOME = lazy(
    r"(?:月|週|年|1日)?(?<![一-鿿])(?:数|何)(?:件|人|名|回|社|本|個|組|割)(?:程度|くらい|ぐらい|ほど|か)?|"
    r"月(?:数|何)(?:件|人|名|回|社|本|個|組|割)(?:程度|くらい|ぐらい|ほど|か)?"
)
_NOT_AN_AMOUNT_BEFORE = lazy(r"\s?(?:前(?!年|期|月)|後(?![ぁ-ん]?半)|以降|ごと|おき|目(?!標|安))")
_EACH = lazy(r"[1一]\s?(?:日|週間|[かヶカヵケ箇]月|年)の")
_CLOCK = lazy(
    r"[0-9]{1,2}:[0-9]{2}|[0-9]{1,2}時(?:[0-9]{1,2}分|半)?(?!間)|[0-9]{1,2} ?(?:am|pm|o'clock)\b", re.IGNORECASE
)
_HANDS_OVER = lazy(r"(?<=\bhand )over\b|(?<=\bhands )over\b|(?<=\bpass )over\b|(?<=\bpasses )over\b", re.IGNORECASE)
_DASH = lazy(r"[^\s,;:(]\s[-–—]\s$")
"""A dash between a name and its number is no minus: that one stands right before its digits."""
_NEXT_FIELD = lazy(r"担当|責任者|期限|目標|現在|現状|実績|出典|頻度|備考|owner|due|deadline|target|now", re.IGNORECASE)
_PHONE = lazy(r"[0-9]{2,4}-[0-9]{2,4}-[0-9]{3,4}|\+[0-9]{1,3} ?[0-9 ]{6,}")


@dataclass(frozen=True, slots=True)
class Amount:
    """One number as written, with all that belongs to it.

    Attributes:
        start, end: its place in the sentence.
        shown: where its text begins: with the verb, in "increase sales by 15%".
        digits: where the number itself ends, before a unit that may be the name of what is counted.
        role: what the words around it say it is.
        counted: the words behind the number that were taken for a unit though no table has them.
        vague: no number can be read from it (十数件).
        relative: a change, not a level (15% more).
        depth: 1 within brackets.
        after_from: the number before it is where the change starts.
    """

    start: int
    end: int
    digits: int
    role: Role
    shown: int
    counted: str = ""
    vague: bool = False
    relative: bool = False
    depth: int = 0
    after_from: bool = False


def masked(flat: str) -> str:
    """The text with the words that say which number it is replaced by spaces, so that no number sticks to them."""
    flat = _MARKER[0][1].sub(lambda found: " " * len(found[0]), flat)
    for pattern in (_NO_NUMBER_OF_A_MEASURE, _CLOCK, _PHONE, _HANDS_OVER):
        flat = pattern.sub(lambda found: " " * len(found[0]), flat)
    return flat


def markers(flat: str) -> list[tuple[int, int, Role]]:
    """The words that say which number follows, in order."""
    return sorted((m.start(), m.end(), role) for role, pattern in _MARKER for m in pattern.finditer(flat))


def find_amounts(flat: str) -> list[Amount]:
    """The amounts of a sentence, in order."""
    bare = masked(flat)
    tokens = tokenize(bare)
    marks = markers(flat)
    found: list[Amount] = []
    depth = 0
    index = 0
    while index < len(tokens):
        token = tokens[index]
        depth += (token.kind == "left") - (token.kind == "right")
        if (limit := _limit(token, bare, tokens[index - 1] if index else None)) is not None:
            found.append(limit)
            index += 1
            continue
        if (
            not _counts(token)
            or _EACH.match(bare, token.start)
            or _YEAR.fullmatch(token.text)
            or _of_a_name(bare, token.start)
        ):
            index += 1
            continue
        if token.text.lower() == "one" and not _one_counts(tokens, index, bare):
            index += 1
            continue
        first, last = _reach(tokens, index, bare)
        start, end = tokens[first].start, tokens[last].end
        end = max(end, _ABOUT.match(bare, end).end())  # type: ignore[union-attr]
        before = found[-1] if found else None
        role = _role(flat, bare, start, end, marks, before)
        joined = before is not None and before.role == "baseline" and bool(_JOINT.fullmatch(bare[before.end : start]))
        unit = next((t for t in tokens[index : last + 1] if t.kind == "unit" and not t.known), None)
        vague = token.kind == "vague" or not _readable(bare[start:end])
        if bare[start:end].strip() and not _NOT_AN_AMOUNT_BEFORE.match(bare, end):
            found.append(
                Amount(
                    start,
                    end,
                    token.end,
                    role,
                    _shown(bare, start, token.start),
                    bare[unit.start : unit.end].strip() if unit else "",
                    vague,
                    _relative(tokens[first : last + 1]),
                    max(depth, 0),
                    joined,
                )
            )
        index = last + 1
    return _with_some(found, flat, bare)


def _with_some(found: list[Amount], flat: str, bare: str) -> list[Amount]:
    """The amounts, and those that say no number at all (月数件程度)."""
    for some in _SOME.finditer(bare):
        if all(some.end() <= amount.start or amount.end <= some.start() for amount in found):
            depth = 1 if flat.count("(", 0, some.start()) > flat.count(")", 0, some.start()) else 0
            found.append(Amount(*some.span(), some.end(), "plain", some.start(), vague=True, depth=depth))
    return sorted(found, key=lambda amount: amount.start)


def _of_a_name(text: str, at: int) -> bool:
    """A number that belongs to a name: 1号店の売上, 部門3の受注率."""
    if _OF_A_TEAM.match(text, at) or _PER_SO_MANY.search(text[max(0, at - 6) : at]) or _SO_MANY_EACH.match(text, at):
        return True
    found = _IN_NAME.match(text, at)
    return found is not None and (bool(found["unit"]) or bool(_NAME_BEFORE.search(text[:at])))


def _limit(token: Token, text: str, before: Token | None) -> Amount | None:
    """28日を14日以内に短縮: days that are the value, not the deadline."""
    phrase = token.value
    if token.kind != "date" or not isinstance(phrase, TimePhrase) or phrase.mode != "within" or phrase.of != "day":
        return None
    if before is None or before.kind != "particle" or before.text not in ("を", "から", "は"):
        return None
    end = token.end - 1 if text[token.end - 1] == "に" else token.end
    return Amount(token.start, end, end, "plain", token.start)


def _shown(text: str, start: int, digits: int) -> int:
    """Where the text of an amount begins."""
    if _NOT_BEYOND.search(text[max(0, start - 30) : start]):
        return digits  # "must not slip below 4.5" keeps 4.5
    if (turnover := re.search(r"[:は][日月年]商$", text[max(0, start - 3) : start])) is not None:
        return start - len(turnover[0]) + 1
    changed = _CHANGED_BY.search(text[max(0, start - 80) : start])
    return max(0, start - 80) + changed.start() if changed else start


def _counts(token: Token) -> bool:
    if token.kind == "number":
        return isinstance(token.value, Numeral | int | float)
    return token.kind in ("vague", "multiple")


def _one_counts(tokens: list[Token], index: int, text: str) -> bool:
    """At most one complaint, one a month; but not "quick one", "no one", "one should"."""
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    bound = before is not None and before.kind == "bound" and not text[before.end : tokens[index].start].strip()
    return bound or (after is not None and (after.kind == "per" or (after.kind == "unit" and after.known)))


def _reach(tokens: list[Token], index: int, text: str) -> tuple[int, int]:
    first = last = index
    while first and tokens[first - 1].kind in _BEFORE and tokens[first - 1].form != "after":
        if text[tokens[first - 1].end : tokens[first].start].count(" ") > 2 or tokens[first - 1].kind == "multiple":
            break
        if tokens[first - 1].kind in ("sign", "bound") and _DASH.search(text, 0, tokens[first].start):
            break  # Occupancy - 78%
        first -= 1
    while last + 1 < len(tokens):
        following = tokens[last + 1]
        gap = following.start - tokens[last].end
        if following.kind == "range" and last + 2 < len(tokens) and tokens[last + 2].kind == "number":
            last += 2
            continue
        if following.kind in ("number", "vague") and (gap or tokens[last].kind != "unit"):
            break  # 二割五分 is one number
        if following.kind in ("per", "bound") and following.form == "before":
            break
        if following.kind == "word" and tokens[last].kind == "vague" and not gap and len(following.text) <= 2:
            last += 1  # 十数件: the counter behind a vague number
            continue
        if following.kind == "change" and following.form == "after" and gap <= 1:
            return first, last + 1
        if following.kind not in _AFTER or gap > 1 or (gap and _NEXT_FIELD.match(following.text)):
            break
        last += 1
    return first, last


def _relative(tokens: list[Token]) -> bool:
    return any(token.kind in ("change", "sign", "multiple") for token in tokens)


def _readable(text: str) -> bool:
    return parse_quantity(text.strip()).state == "value"


def _role(
    flat: str, bare: str, start: int, end: int, marks: list[tuple[int, int, Role]], before: Amount | None
) -> Role:
    if _FROM_AFTER.match(bare, end) or _ARROW.match(bare, end) or _FROM_BEFORE.search(bare[:start]):
        return "baseline"
    floor = before.end if before is not None else 0
    near = [mark for mark in marks if floor <= mark[0] and mark[1] <= start]
    if near and not re.search(r"[、,;。()]", flat[near[-1][1] : start]):
        return near[-1][2]
    after = next((mark for mark in marks if mark[0] >= end), None)
    if after is not None and flat[after[0] : after[1]].isascii() and not flat[end : after[0]].strip():
        return after[2]  # "40 today", "30 last year"
    return "plain"
