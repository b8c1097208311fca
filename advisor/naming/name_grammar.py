"""English grammar, as far as names need it: where the head of a phrase ends, and what is a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.naming.catalogue_data import Catalogue
from advisor.naming.spelling import fold_plain
from advisor.notation.lazy_pattern import lazy

# Heads that hold a phrase together although a preposition stands in it: "trial-to-paid rate".
_STRONG = frozenset({
    "rate", "ratio", "percentage", "percent", "share", "score", "index", "rating", "latency", "conversion", "duration",
    "margin", "time",
})  # fmt: skip
HANDS_ON = {
    **dict.fromkeys(["number", "count", "volume", "quantity", "total", "total number"], "volume"),
    **dict.fromkeys(["amount", "value", "total amount", "total value"], "amount"),
    **dict.fromkeys(["rate", "percentage", "share", "proportion", "percent", "fraction"], "rate"),
}
"""Heads that hand on to what follows (the number of leads is leads), with what they measure."""
_COUNTED_WORK = lazy(
    r"^[a-z]+ (?!(?:19|20)\d\d\b)(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve)(?: or more)? [a-z]"
)
_RATIO_JA = lazy(
    r"^(?P<of>.{2,40}?)(?<![反絶相敵一])対(?![応象策面話談処外内戦抗立人物前予計昨同])(?P<to>.{2,40}?)(?:比率|割合|比|率)$"
)
_RATIO_EN = lazy(r"^(?P<of>[a-z][a-z ]{0,60}?)(?:[ -]to[ -]| ?/ ?)(?P<to>[a-z][a-z ]{0,60}?)[ -]ratio$")
_LATIN_WORDS = lazy("[a-z0-9']+")
_ARTICLES = frozenset({"the", "a", "an", "new", "all", "our", "more", "every", "each"})


def word_starts(phrase: str) -> Iterator[int]:
    """Where each word of a folded phrase starts."""
    yield 0
    yield from (match.end() for match in re.finditer(" ", phrase))


def phrase_ends(catalogue: Catalogue, core: str, phrase: str) -> list[int]:
    """Where a listed name may end, longest first: at the end, before a preposition, at the head phrase's end."""
    prepositions = catalogue.sets["sentence.prepositions"]
    inside = [
        at - 1 for at in word_starts(core) if at > len(phrase) + 1 and core[at:].partition(" ")[0] in prepositions
    ]
    return [len(core), *reversed(inside), len(phrase)]


def object_of(rest: str) -> str:
    """What follows a preposition, without an article."""
    after = rest.partition(" ")[2]
    return after.removeprefix("the ").removeprefix("a ").removeprefix("an ").removeprefix("our ")


def head_phrase(catalogue: Catalogue, core: str) -> tuple[str, str]:
    """The part up to the first preposition, and the rest."""
    words = core.split(" ")
    prepositions = catalogue.sets["sentence.prepositions"]
    cut = next((i for i, word in enumerate(words) if i > 0 and word in prepositions), None)
    if cut is None:
        return core, ""
    held = words[-1] in _STRONG and words[-2] not in prepositions and words[-2] != "full"
    if held and not {words[0], words[cut - 1]} & _STRONG and words[0] not in HANDS_ON:
        return core, ""
    return " ".join(words[:cut]), " ".join(words[cut:])


def english_ending(catalogue: Catalogue, phrase: str) -> tuple[str | None, str]:
    """What kind of number a phrase ends in, and the words that say so."""
    words = phrase.split(" ")
    for size in range(min(3, len(words)), 0, -1):
        head = " ".join(words[-size:])
        if head in catalogue.endings:
            return catalogue.endings[head], head
    return None, ""


def numerator(raw: str) -> str | None:
    """What a ratio of two amounts is a ratio of: the cost in cost-to-income ratio, 材料費 in 材料費対医業収益比率."""
    found = _RATIO_JA.match(raw) or _RATIO_EN.match(raw)
    return found["of"] if found else None


def counts_work(core: str) -> bool:
    """Whether an order says how many: publish 3 case studies."""
    return bool(_COUNTED_WORK.match(core))


def is_sentence(catalogue: Catalogue, raw: str, core: str) -> bool:
    """Whether Latin words (`raw` as written, `core` folded) make a sentence or an order, not a name."""
    words = _LATIN_WORDS.findall(raw)
    sets = catalogue.sets
    if words[:1] and fold_plain(words[0]) in HANDS_ON:
        return False
    for index, word in enumerate(words[:-1]):
        if index and word in sets["sentence.relative"]:
            break
        if index and word in sets["sentence.finite"]:
            return True
        # "runs" may be a noun; "runs without" is not.
        if word in sets["sentence.finite_before"] and words[index + 1] in sets["sentence.after_verb"]:
            return True
    first = core.partition(" ")[0]
    if words[:1] and words[0] != first:
        return False  # "interviews per week": no order, as the plural shows
    moves = any(first in sets[f"movers.{way}"] for way in ("up", "down", "better"))
    if first not in sets["sentence.imperative"] or len(words) < 3 or moves:
        return False
    phrase, rest = head_phrase(catalogue, core)
    measures, _ = english_ending(catalogue, phrase)
    return measures is None or (measures == "volume" and (bool(rest) or words[1] in _ARTICLES or words[1].isdecimal()))
