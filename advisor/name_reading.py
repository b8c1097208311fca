"""What a name alone says: the catalogue's metric it means, the kind of number it ends in, the words that colour it.

A Japanese name has its head at the end (`資料請求件数の伸び率` is a rate), an English one before its first
preposition (`Average age of open positions` is an age). A name is matched by its head only: a listed name somewhere
inside a sentence means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from advisor.catalogue_data import Catalogue, Hit, Metric, load_catalogue
from advisor.spelling import fold_plain, is_japanese, plain, split_name, stands_alone

Match = Literal["exact", "contained", "close"]
Polarity = Literal["up", "down", "neither"]

# Heads that hold a phrase together although a preposition stands in it: "trial-to-paid rate".
_STRONG = frozenset("rate ratio percentage percent share score index rating latency conversion duration margin time".split())
# Heads that hand on to what follows: the number of leads is leads.
_HANDS_ON = {
    **dict.fromkeys("number|count|volume|quantity|total|total number".split("|"), "volume"),
    **dict.fromkeys("amount|value|total amount|total value".split("|"), "amount"),
    **dict.fromkeys("rate|percentage|share|proportion|percent|fraction".split("|"), "rate"),
}
_NEGATIONS = ("未", "非", "不", "無")
_NEGATED_LATIN = frozenset("non un not no without".split())
_SIGNS = ((re.compile(r"^%\s*(?:of\b)?"), "percentage of "), (re.compile(r"^(?:#|no\.)\s*(?:of\b)?"), "number of "))
_CODE = re.compile(r"^(?:[a-z]{1,6}[ .\-_]?\d+(?:[.\-_]\d+)*[.:)、。 ]+|\d+(?:[.\-]\d+)*[.:)、。]+ ?)(?=\S{3})")
_COUNTED_WORK = re.compile(r"^[a-z]+ (?!(?:19|20)\d\d\b)(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve)(?: or more)? [a-z]")
_THRESHOLD = re.compile(r"(?:[<>≤≥]=?|[=＝])\s*[$¥€£]?\s*\d[\d,.]*\s*(?:[kmb]\b|ms\b|[smhd]\b|%|[十百千万億兆]*円?)?")
_LATIN_WORDS = re.compile("[a-z0-9']+")
_CRITERION = re.compile(r"\d\s*%|[<>≤≥]|以上|以下|未満")
_NOT_KANA = re.compile("[ぁ-ヿa-z ]")
_ARTICLES = frozenset("the a an new all our more every each".split())


@dataclass(frozen=True, slots=True)
class NameReading:
    """What one name says by itself.

    Attributes:
        core: the part read, folded: outside brackets, or inside where the outside says nothing.
        metric: the catalogue's metric it means.
        match: how it was recognised.
        residue: what of the core the match leaves over: the qualifiers.
        measures: the kind of number its head names.
        head: the folded word or listed name that says so.
        sentence: it is a sentence or a piece of work, not the name of a number.
        mover: the way an added verb asks it to move ("increase X", "Xの低減"); `better` says only that it improves.
        changes: it speaks of a change of something: rise, cut, fall, level or index.
        polarity: which way is better by the words in it.
        adjacent: the word that says so stands right at the head.
        hits: all listed words in the whole name.
    """

    core: str
    hits: tuple[Hit, ...]
    metric: Metric | None = None
    match: Match | None = None
    residue: str = ""
    measures: str | None = None
    head: str = ""
    sentence: bool = False
    mover: str | None = None
    changes: str | None = None
    polarity: Polarity | None = None
    adjacent: bool = False

    def has(self, tag: str) -> bool:
        """Whether a word of this list stands anywhere in the name."""
        return any(tag in hit.tags for hit in self.hits)

    @property
    def better(self) -> Polarity | None:
        """Which way is better, by the catalogue or else by the words."""
        if self.metric is not None and self.metric.direction in ("up", "down"):
            return "up" if self.metric.direction == "up" else "down"
        return self.polarity if self.polarity != "neither" else None


@lru_cache(maxsize=16384)
def read_name(name: str) -> NameReading:
    """Reads a name. Never raises on a text."""
    catalogue = load_catalogue()
    text = plain(name)
    parts = split_name(text)
    whole = fold_plain(text)
    hits = listed_words(whole)
    if whole in catalogue.names:
        return _Reader(catalogue, text, hits).read()
    reading = _Reader(catalogue, parts.core, hits).read()
    if reading.metric is None:
        # What stands in brackets often is the measure itself: ハイリスク者の管理(治療継続率), sales (orders).
        for inner in parts.inner:
            if _CRITERION.search(inner):
                continue
            other = _Reader(catalogue, inner, hits).read()
            if other.match == "exact" and reading.measures in (None, other.measures):
                return other
            if reading.measures is None and other.measures in ("rate", "ratio", "duration", "score") and len(other.core) > 2:
                return other
            if reading.polarity in (None, "neither") and other.polarity in ("up", "down") and not reading.sentence:
                reading = replace(reading, polarity=other.polarity, adjacent=False)
    if reading.metric is None and not reading.sentence and reading.changes is None:
        return _misspelt(catalogue, reading)
    return reading


def _misspelt(catalogue: Catalogue, reading: NameReading) -> NameReading:
    """The reading, with the metric whose name it all but spells.

    Only slips of the pen count: the first letter, digits and kanji must agree (detention is no retention,
    受注 no 発注), so only names of nearly the same length need a look.
    """
    core = reading.core
    japanese = is_japanese(core)
    if len(core) < (6 if japanese else 8):
        return reading
    near = [name for size in (-1, 0, 1) for name in catalogue.by_start.get((core[0], len(core) + size), ())]
    found = process.extractOne(core, near, scorer=fuzz.ratio, score_cutoff=85 if japanese else 90)
    if found is None or (core in found[0] or found[0] in core) or _NOT_KANA.sub("", core) != _NOT_KANA.sub("", found[0]) != "":
        return reading
    metric = catalogue.metrics[catalogue.names[found[0]]]
    if reading.measures not in (None, metric.measures) or re.findall(r"\d+", core) != re.findall(r"\d+", found[0]):
        return reading
    return replace(reading, metric=metric, match="close", measures=metric.measures, head=found[0], residue="")


@lru_cache(maxsize=32768)
def listed_words(folded: str) -> tuple[Hit, ...]:
    """Listed words that stand for themselves: one inside a longer listed word of its family is none (未受診, 受診)."""
    hits = load_catalogue().words.find(folded)
    kept = []
    for hit in hits:
        outer = [other for other in hits if other.start <= hit.start and other.end >= hit.end and len(other.word) > len(hit.word)]
        tags = frozenset(tag for tag in hit.tags if not any(_covers(other, tag) for other in outer)) if outer else hit.tags
        if tags:
            kept.append(hit if len(tags) == len(hit.tags) else hit._replace(tags=tags))
    return tuple(kept)


def _covers(outer: Hit, tag: str) -> bool:
    """Whether a longer word takes away an inner word's meaning under `tag`."""
    family = tag.partition(".")[0]
    return any(other == f"{family}_except" or (other.partition(".")[0] == family and other != tag) for other in outer.tags)


class _Reader:
    """Reads one part of a name."""

    def __init__(self, catalogue: Catalogue, raw: str, hits: tuple[Hit, ...]) -> None:
        self.catalogue = catalogue
        for sign, words in _SIGNS:
            raw = sign.sub(words, raw)
        raw = _THRESHOLD.sub(" ", raw) if not raw[:1] in "<>≤≥" else raw
        self.raw = _CODE.sub("", raw)
        self.core = fold_plain(self.raw)
        self.base = NameReading(self.core, hits)
        self.mover: str | None = None

    def read(self) -> NameReading:
        found = self._known(self.core, self.core) if self._is_listed(self.core) else None
        if found is None:
            found = self._read_japanese() if is_japanese(self.core) else self._read_english()
        if found.metric is None and not found.sentence and is_japanese(self.core):
            bare = self._without_fillers(self.core)
            again = self._japanese_head(bare) if bare != self.core else None
            found = again if again is not None and again.metric is not None else found
        return replace(found, mover=self.mover) if self.mover else found

    def _is_listed(self, core: str) -> bool:
        return core in self.catalogue.names or core in self.catalogue.joined

    def _known(self, core: str, alias: str, residue: str = "") -> NameReading:
        metric = self.catalogue.metrics[self.catalogue.names.get(alias) or self.catalogue.joined[alias]]
        change = self._change(alias)
        return replace(
            self.base, core=core, metric=metric, match="contained" if residue else "exact", residue=residue,
            measures=metric.measures, head=alias, changes=change[0] if change else None,
        )  # fmt: skip

    def _headed(self, core: str, measures: str, head: str, polarity_in: str) -> NameReading:
        """A name whose head is a word that names a kind of number."""
        last = self._last_polarity(polarity_in)
        adjacent = False
        if last is not None:
            before = self._last_polarity(polarity_in.removesuffix(head))
            adjacent = last[1] or (before is not None and before[1])
        return replace(self.base, core=core, residue=core.removesuffix(head).strip(), measures=measures, head=head,
                       polarity=last[0] if last else None, adjacent=adjacent)  # fmt: skip

    def _unknown(self, core: str, *, sentence: bool) -> NameReading:
        last = self._last_polarity(core) if not sentence or is_japanese(core) else None
        return replace(self.base, core=core, residue=core, sentence=sentence, polarity=last[0] if last else None,
                       adjacent=last is not None and last[1])  # fmt: skip

    def _change(self, phrase: str) -> tuple[str, str] | None:
        """The word for a change that a phrase ends in, with its sort."""
        best: tuple[str, str] | None = None
        for hit in listed_words(phrase):
            if hit.end == len(phrase) and (best is None or len(hit.word) > len(best[1])):
                sort = next((tag.removeprefix("growth.") for tag in hit.tags if tag.startswith("growth.")), None)
                best = (sort, hit.word) if sort and sort != "except" else best
        return best

    def _change_of(self, base: str, sort: str, word: str) -> NameReading:
        """A change of something: better when a good thing rises or a bad one falls."""
        of = read_name(base).better if base and base != self.core else None
        polarity: Polarity | None
        if sort == "cut":  # nobody sets out to cut a good thing: 削減 of an unknown thing is meant well
            polarity = "up"
        elif sort == "fall":
            polarity = None if of is None else "up" if of == "down" else "down"
        elif sort == "level":
            polarity = None
        else:
            polarity = of or "up"
        return replace(self.base, residue=base, measures="index" if sort == "index" else "rate", head=word, changes=sort,
                       polarity=polarity, adjacent=of is not None)  # fmt: skip

    def _without_end(self, core: str, words: frozenset[str]) -> str | None:
        """The core without the longest of these words at its end; None when it ends in none, or is nothing else."""
        for start in range(max(1, len(core) - 14), len(core)):
            if core[start:] in words and stands_alone(core, start, len(core)):
                return core[:start].rstrip("のをがへに ・と") or None
        return None

    def _without_tails(self, core: str) -> Iterator[tuple[str, bool]]:
        """The core, then without harmless words at its end; and whether one spoke of putting something right."""
        done = False
        current: str | None = core
        while current:
            yield current, done
            shorter = self._without_end(current, self.catalogue.sets["tails.plain"])
            if shorter is None:
                shorter, done = self._without_end(current, self.catalogue.sets["tails.done"]), True
            current = shorter

    def _without_fillers(self, core: str) -> str:
        """The core without words that narrow nothing (自社, 延べ, 総)."""
        for word in sorted(self.catalogue.sets["fillers"], key=len, reverse=True):
            if word in core and is_japanese(word):
                core = core.replace(word, "")
        return core

    # Japanese: the head is at the end.

    def _read_japanese(self) -> NameReading:
        core = self.core
        for base, done in self._without_tails(core):
            found = self._japanese_head(base)
            if found is not None and not (done and found.better == "down"):
                return found
        base = core
        sets = self.catalogue.sets
        for _ in range(2):  # 維持・向上
            way = next((w for w in ("better", "up", "down") if self._without_end(base, sets[f"movers.{w}"])), None)
            if way is None:
                break
            self.mover = self.mover or way
            base = self._without_end(base, sets[f"movers.{way}"]) or base
        if self.mover is not None:
            found = self._japanese_head(base)
            if found is not None:
                return found
        work = any(hit.end >= len(core) - 2 and hit.tags & {"soft_work", "vague", "milestone"} for hit in listed_words(core))
        return self._unknown(base, sentence=work)

    def _japanese_head(self, core: str) -> NameReading | None:
        """Reads the end of a core; None when it ends in nothing known."""
        change = self._change(core)
        names = self.catalogue.names
        for start in range(len(core)):
            alias = core[start:]
            if change is not None and len(alias) <= len(change[1]) and start > 0:
                break
            if alias in names and stands_alone(core, start, len(core)) and self._only_narrows(core[:start], alias):
                return self._known(core, alias, core[:start])
        if change is not None:
            return self._change_of(core[: len(core) - len(change[1])].rstrip("のをが "), *change)
        endings = self.catalogue.endings
        for start in range(max(0, len(core) - self.catalogue.longest_ending), len(core)):
            if core[start:] in endings and stands_alone(core, start, len(core)):
                return self._headed(core, endings[core[start:]], core[start:], core)
        return None

    # English: the head stands before the first preposition.

    def _read_english(self) -> NameReading:
        sets = self.catalogue.sets
        words = self.core.split(" ")
        pieces = [piece for piece in re.split("[:,;]", self.raw) if fold_plain(piece)]
        if ":" in self.raw and len(pieces) > 1 and fold_plain(pieces[-1]).split(" ")[0] in sets["sentence.imperative"]:
            return self._unknown(self.core, sentence=True)
        if self._is_sentence(self.raw):
            counted = self._counted_work()
            return counted if counted is not None else self._unknown(self.core, sentence=True)
        way = next((w for w in ("better", "up", "down") if words[0] in sets[f"movers.{w}"]), None)
        if way is not None and len(words) > 1:
            self.mover = way
            rest = " ".join(words[1:]).removeprefix("the ").removeprefix("our ")
            found = self._english_phrase(rest)
            return found if found is not None else self._unknown(rest, sentence=True)
        for listed_only in (True, False) if len(pieces) > 1 else (False,):
            for piece in [fold_plain(piece) for piece in pieces] if len(pieces) > 1 else [self.core]:
                found = self._english_phrase(piece)
                if found is not None and (found.metric is not None or not listed_only):
                    return found
        if len(pieces) > 1:
            found = self._english_phrase(self.core)
            if found is not None:
                return found
        return self._unknown(fold_plain(pieces[0]) if pieces else self.core, sentence=False)

    def _counted_work(self) -> NameReading | None:
        """"Publish 3 case studies" can be counted although it is a sentence."""
        if _COUNTED_WORK.match(self.core):
            return replace(self.base, residue=self.core, measures="volume", head=self.core, sentence=True)
        return None

    def _english_phrase(self, core: str) -> NameReading | None:
        for base, done in self._without_tails(core):
            if self._is_listed(base):
                found: NameReading | None = self._known(core, base)
            else:
                found = self._english_head(base)
            if found is not None and not (done and found.better == "down"):
                return found
        phrase, rest = self._head_phrase(core)
        if rest:  # "sales target for a product"
            for base, done in list(self._without_tails(phrase))[1:]:
                found = self._english_head(f"{base} {rest}")
                if found is not None and not (done and found.better == "down"):
                    return found
        return None

    def _english_head(self, core: str) -> NameReading | None:
        """Reads a phrase by its head; None when the head is nothing known."""
        phrase, rest = self._head_phrase(core)
        change = self._change(phrase)
        # A listed name may hold a preposition itself: "age of open positions".
        ends = [len(core), *(at - 1 for at in _word_starts(core) if at > len(phrase) and self._is_preposition(core, at)), len(phrase)]
        for start in _word_starts(phrase):
            for alias_end in ends:
                alias = core[start:alias_end]
                if alias not in self.catalogue.names or (change is not None and alias == change[1]):
                    continue
                if self._only_narrows(core[:start].strip(), alias) and not self._is_pending(core[alias_end:]):
                    return self._known(core, alias, f"{core[:start]} {core[alias_end:]}".strip())
        if change is not None:
            return self._change_of(phrase.removesuffix(change[1]).strip() or _object_of(rest), *change)
        if any("growth.index" in hit.tags for hit in listed_words(core)):
            return self._change_of(phrase, "index", phrase)
        measures, head = self._english_ending(phrase)
        if measures is None:
            return None
        if rest and phrase.removeprefix("the ").removeprefix("total ") in _HANDS_ON:
            handed = _HANDS_ON[phrase.removeprefix("the ").removeprefix("total ")]
            found = read_name(_object_of(rest))
            if handed == found.measures == "volume" and found.metric is not None:
                return self._known(core, found.head, found.residue)
            return replace(self._headed(core, handed, head, core), polarity=found.better or self._polarity_of(rest), adjacent=True)
        whole = measures in ("rate", "volume", "ratio", "score")
        return self._headed(core, measures, head, phrase if self._last_polarity(phrase) or not whole else core)

    def _head_phrase(self, core: str) -> tuple[str, str]:
        """The part up to the first preposition, and the rest."""
        words = core.split(" ")
        prepositions = self.catalogue.sets["sentence.prepositions"]
        cut = next((i for i, word in enumerate(words) if i > 0 and word in prepositions), None)
        if cut is None:
            return core, ""
        if words[-1] in _STRONG and words[-2] not in prepositions and words[-2] != "full" and not {words[0], words[cut - 1]} & _STRONG \
                and words[0] not in _HANDS_ON:  # fmt: skip
            return core, ""
        return " ".join(words[:cut]), " ".join(words[cut:])

    def _is_preposition(self, core: str, at: int) -> bool:
        return core[at:].partition(" ")[0] in self.catalogue.sets["sentence.prepositions"]

    def _is_pending(self, text: str) -> bool:
        return bool(text) and any("pending" in hit.tags for hit in listed_words(text.strip()))

    def _english_ending(self, phrase: str) -> tuple[str | None, str]:
        words = phrase.split(" ")
        for size in range(min(3, len(words)), 0, -1):
            head = " ".join(words[-size:])
            if head in self.catalogue.endings:
                return self.catalogue.endings[head], head
        return None, ""

    def _is_sentence(self, raw: str) -> bool:
        """Whether Latin words make a sentence or an order, not a name."""
        words = _LATIN_WORDS.findall(raw)
        sets = self.catalogue.sets
        if words[:1] and fold_plain(words[0]) in _HANDS_ON:
            return False
        for index, word in enumerate(words):
            if word in sets["sentence.relative"] and index:
                break
            if index and word in sets["sentence.finite"] and index < len(words) - 1:
                return True
            if word in sets["sentence.finite_before"] and index < len(words) - 1 and words[index + 1] in sets["sentence.after_verb"]:
                return True
        first = self.core.split(" ", 1)[0]
        if first not in sets["sentence.imperative"] or len(words) < 3 or any(first in sets[f"movers.{w}"] for w in ("up", "down", "better")):
            return False
        phrase, rest = self._head_phrase(self.core)
        measures, _ = self._english_ending(phrase)
        return measures is None or (measures == "volume" and (bool(rest) or words[1] in _ARTICLES or words[1].isdecimal()))

    # Both.

    def _only_narrows(self, residue: str, alias: str) -> bool:
        """Whether the words before a listed name only narrow it: 東日本の資料請求件数 does, 未受診率 and 失注商談数 do not."""
        if not residue:
            return True
        if self._is_pending(residue) or residue.endswith(_NEGATIONS) or residue.rsplit(" ", 1)[-1] in _NEGATED_LATIN:
            return False
        metric = self.catalogue.metrics[self.catalogue.names[alias]]
        if metric.measures not in ("volume", "amount") or metric.direction == "either":
            return True
        last = self._last_polarity(residue)
        return last is None or last[0] in ("neither", metric.direction) or not last[1]

    def _last_polarity(self, text: str) -> tuple[Polarity, bool] | None:
        """What the last word with a side says is better, and whether the text all but ends with it."""
        best: Hit | None = None
        for hit in listed_words(text):
            if best is not None and (hit.end, -hit.start) <= (best.end, -best.start):
                continue
            if any(tag.startswith("direction.") for tag in hit.tags):
                best = hit
        if best is None:
            return None
        way: Polarity = "down" if "direction.down" in best.tags else "up" if "direction.up" in best.tags else "neither"
        return way, best.end >= len(text.rstrip("のしたな者 ")) - 1

    def _polarity_of(self, text: str) -> Polarity | None:
        last = self._last_polarity(text)
        return last[0] if last else None


def _object_of(rest: str) -> str:
    """What follows a preposition, without an article."""
    after = rest.partition(" ")[2]
    return after.removeprefix("the ").removeprefix("a ").removeprefix("an ").removeprefix("our ")


def _word_starts(phrase: str) -> Iterator[int]:
    yield 0
    yield from (match.end() for match in re.finditer(" ", phrase))
