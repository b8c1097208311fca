"""Where a name's head stands, and what stands there.

A Japanese name has its head at the end (`資料請求件数の伸び率` is a rate), an English one before its first
preposition (`Average age of open positions` is an age). A name is matched by its head only: a listed name somewhere
inside a sentence means nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from advisor.naming.catalogue_data import Catalogue, Hit
from advisor.naming.name_grammar import (
    HANDS_ON,
    counts_work,
    english_ending,
    head_phrase,
    is_sentence,
    numerator,
    object_of,
    phrase_ends,
    word_starts,
)
from advisor.naming.name_words import FREE_OF, NEGATIONS, NameReading, Polarity, listed_words, side_of
from advisor.naming.spelling import fold_plain, is_japanese, stands_alone
from advisor.notation.lazy_pattern import lazy

_NEGATED_LATIN = frozenset({"non", "un", "not", "no", "without"})
_SIGNS = (
    (lazy(r"^(?:\d[\d.]*\s*)?%\s*of\b|^%"), "percentage of "),
    (lazy(r"^(?:#|no\.)\s*(?:of\b)?"), "number of "),
)
# Numbers of a list: "ENV.03 …", "KR2: …", "1. …".
_CODE = lazy(
    r"^(?:[a-z]{1,6}[.\-_]\d+(?:[.\-_]\d+)*[.:)、。]? +|[a-z]{1,6} ?\d+[.:)、。] *|\d+(?:[.\-]\d+)*[.:)、。]+ ?)(?=\S{3})"
)
_PIECES = lazy(r"[:;]|,(?!\d)")
_SINCE = lazy(r"^(?P<span>hour|day|week|month) (?:since|without) ")
_DIFFERENCE = lazy(r"(?:の差|との差|較差|ギャップ|の開き|乖離)$")
_AFTER_OF = lazy(r"^(?:the )?(?:total )?(?:number|count|volume|quantity) of ")
_DID = lazy(r"を?(?:した|する|している|できた|できる)[^をにがでる]{0,60}$")
_LONG = 8
_THRESHOLD = lazy(
    r"(?:[<>≤≥]=?|[=＝])\s{0,3}[$¥€£]?\s{0,3}\d[\d,.]{0,15}\s{0,3}(?:[kmb]\b|ms\b|[smhd]\b|%|[十百千万億兆]{0,4}円?)?"
)


class HeadReader:
    """Reads one part of a name."""

    def __init__(
        self, catalogue: Catalogue, raw: str, hits: tuple[Hit, ...], read_name: Callable[[str], NameReading]
    ) -> None:
        self.catalogue = catalogue
        self.read_name = read_name
        for sign, words in _SIGNS:
            raw = sign.sub(words, raw)
        raw = _THRESHOLD.sub(" ", raw) if raw[:1] not in "<>≤≥" else raw
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
        return replace(self.base, core=core, metric=metric, match="contained" if residue else "exact", residue=residue,
                       measures=metric.measures, head=alias, changes=change[0] if change else None)  # fmt: skip

    def _headed(self, core: str, measures: str, head: str, polarity_in: str) -> NameReading:
        """A name whose head is a word that names a kind of number."""
        last = self._last_polarity(polarity_in)
        adjacent = False
        if last is not None:
            before = self._last_polarity(polarity_in.removesuffix(head))
            beside = (last[1] or (before is not None and before[1])) and self._tells_enough(polarity_in, head)
            # 実装をした自治体数: what the counted have done.
            did = is_japanese(polarity_in) and any(_DID.match(polarity_in, h.end) for h in self._sided(polarity_in))
            adjacent = beside or did
        return replace(self.base, core=core, residue=core.removesuffix(head).strip(), measures=measures, head=head,
                       polarity=last[0] if last else None, adjacent=adjacent)  # fmt: skip

    def _tells_enough(self, text: str, head: str) -> bool:
        """Whether the words with a side are more than a fragment of a long name."""
        left = text.removesuffix(head).strip()
        if not is_japanese(left):
            return True
        return len(left) <= _LONG or 3 * sum(len(hit.word) for hit in self._sided(left)) >= len(left)

    def _unknown(self, core: str, *, sentence: bool) -> NameReading:
        last = None
        if is_japanese(core):
            last = self._last_polarity(core)
        elif not sentence:
            near = core.partition(" per ")[0]
            last = self._last_polarity(head_phrase(self.catalogue, core)[0]) or self._last_polarity(near)
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
        base_reading = self.read_name(base) if base and base != self.core else None
        if base_reading is not None and sort == "level" and base_reading.changes is not None:
            return base_reading  # "revenue growth YoY"
        of = base_reading.better if base_reading is not None else None
        polarity: Polarity | None
        if sort == "cut":  # nobody sets out to cut a good thing: 削減 of an unknown thing is meant well
            polarity = "up"
        elif sort == "fall":
            polarity = None if of is None else "up" if of == "down" else "down"
        elif sort == "level":
            polarity = of
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
        work = any(
            hit.end >= len(core) - 2 and hit.tags & {"soft_work", "vague", "milestone"} for hit in listed_words(core)
        )
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
        if (over := numerator(core)) is not None:
            return self._ratio(core, over)
        if _DIFFERENCE.search(core):
            return replace(self.base, core=core, residue=core, head="差", polarity="down")
        endings = self.catalogue.endings
        for start in range(max(0, len(core) - self.catalogue.longest_ending), len(core)):
            if core[start:] in endings and stands_alone(core, start, len(core)):
                return self._headed(core, endings[core[start:]], core[start:], core)
        return None

    # English: the head stands before the first preposition.

    def _read_english(self) -> NameReading:
        sets = self.catalogue.sets
        words = self.core.split(" ")
        pieces = [piece for piece in _PIECES.split(self.raw) if fold_plain(piece)]
        if ":" in self.raw and len(pieces) > 1 and fold_plain(pieces[-1]).split(" ")[0] in sets["sentence.imperative"]:
            return self._unknown(self.core, sentence=True)
        if is_sentence(self.catalogue, self.raw, self.core):
            order = self._unknown(self.core, sentence=True)
            # "Publish 3 case studies" can be counted although it is an order.
            return replace(order, measures="volume", head=self.core) if counts_work(self.core) else order
        way = next((w for w in ("better", "up", "down") if words[0] in sets[f"movers.{w}"]), None)
        if way is not None and len(words) > 1:
            self.mover = way
            rest = " ".join(words[1:]).removeprefix("the ").removeprefix("our ")
            found = self._english_phrase(rest)
            return found if found is not None else self._unknown(rest, sentence=True)
        if (since := _SINCE.match(self.core)) is not None:
            free = self._polarity_of(self.core[since.end() :]) == "down"
            return replace(self.base, residue=self.core[since.end() :], measures="duration", head=since["span"],
                           polarity="up" if free else None, adjacent=free)  # fmt: skip
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

    def _english_phrase(self, core: str) -> NameReading | None:
        for base, done in self._without_tails(core):
            if self._is_listed(base):
                found: NameReading | None = self._known(core, base)
            else:
                found = self._english_head(base)
            if found is not None and not (done and found.better == "down"):
                return found
        phrase, rest = head_phrase(self.catalogue, core)
        if rest:  # "sales target for a product"
            for base, done in list(self._without_tails(phrase))[1:]:
                found = self._english_head(f"{base} {rest}")
                if found is not None and not (done and found.better == "down"):
                    return found
        return None

    def _english_head(self, core: str) -> NameReading | None:
        """Reads a phrase by its head; None when the head is nothing known."""
        phrase, rest = head_phrase(self.catalogue, core)
        change = self._change(phrase)
        compared = next((hit.start for hit in listed_words(core) if "growth.index" in hit.tags), None)
        # A listed name may hold a preposition itself: "age of open positions".
        ends = phrase_ends(self.catalogue, core, phrase)
        for start in word_starts(phrase):
            for alias_end in ends:
                alias = core[start:alias_end]
                if alias not in self.catalogue.names or (change is not None and alias == change[1]):
                    continue
                if (compared is not None and compared >= alias_end) or not self._is_plural(alias):
                    continue
                if self._only_narrows(core[:start].strip(), alias) and not self._is_pending(core[alias_end:]):
                    return self._known(core, alias, f"{core[:start]} {core[alias_end:]}".strip())
        if change is not None:
            return self._change_of(phrase.removesuffix(change[1]).strip() or object_of(rest), *change)
        if compared is not None:
            return self._change_of(core[:compared].strip(), "index", core[compared:])
        if (over := numerator(self.raw)) is not None:
            return self._ratio(core, fold_plain(over))
        measures, head = english_ending(self.catalogue, phrase)
        if measures is None:
            return self._handled(core, phrase)
        handed = HANDS_ON.get(phrase.removeprefix("the ").removeprefix("total ")) if rest else None
        if handed is not None:
            found = self.read_name(object_of(_AFTER_OF.sub("of ", self.raw) if _AFTER_OF.match(self.raw) else rest))
            if handed == found.measures == "volume" and found.metric is not None:
                return self._known(core, found.head, found.residue)
            return replace(
                self._headed(core, handed, head, core), polarity=found.better or self._polarity_of(rest), adjacent=True
            )
        # Words may hold a preposition themselves: "time on page".
        sided = core[: max([len(phrase), *(hit.end for hit in self._sided(core) if hit.start < len(phrase))])]
        if sided == phrase and self._last_polarity(phrase) is None:
            # "rate of absence"; but a time only keeps its preposition: "time to close deals".
            near = f"{phrase} {rest.partition(' ')[0]}"
            sided = near if measures == "duration" else phrase if measures == "amount" else core.partition(" per ")[0]
        return self._headed(core, measures, head, sided)

    def _handled(self, core: str, phrase: str) -> NameReading | None:
        """A thing and what was done with it: crimes solved, waste sent for reuse, defects found."""
        for hit in listed_words(core):
            if hit.tags & {"undoing", "handled"} and 0 < hit.start < len(phrase) <= hit.end:
                measures, head = english_ending(self.catalogue, phrase[: hit.start].rstrip())
                if measures is not None:
                    return self._headed(core, measures, head, core[: hit.end])
        return None

    def _ratio(self, core: str, over: str) -> NameReading:
        """A ratio of two amounts is as good or bad as what it is a ratio of."""
        cost = over.endswith("費")
        last = self._last_polarity(over)
        polarity: Polarity | None = "down" if cost else last[0] if last else None
        return replace(self.base, core=core, residue=core, measures="ratio", head="ratio", polarity=polarity,
                       adjacent=cost or (last is not None and last[1]))  # fmt: skip

    def _is_plural(self, alias: str) -> bool:
        """Whether a count's name is written in the plural, where its singular is a rate: trial conversion(s)."""
        metric = self.catalogue.metrics[self.catalogue.names[alias]]
        last = alias.rpartition(" ")[2]
        rate = self.catalogue.endings.get(last) == "rate" and last != "rate"
        return metric.measures != "volume" or not rate or f"{last}s" in self.raw

    def _is_pending(self, text: str) -> bool:
        return bool(text) and any("pending" in hit.tags for hit in listed_words(text.strip()))

    # Both.

    def _only_narrows(self, residue: str, alias: str) -> bool:
        """Whether the words before a listed name only narrow it: 東日本の資料請求件数 does, 未受診率 and 失注商談数 do not."""
        metric = self.catalogue.metrics[self.catalogue.names[alias]]
        if metric.unless and any(word in metric.unless for word in self.core.split(" ")):
            return False
        if not residue:
            return True
        if self._is_pending(residue) or residue.endswith(NEGATIONS) or residue.rsplit(" ", 1)[-1] in _NEGATED_LATIN:
            return False
        if metric.measures not in ("volume", "amount") or metric.direction == "either":
            return True
        last = self._last_polarity(residue)
        return last is None or last[0] in ("neither", metric.direction) or not last[1]

    def _last_polarity(self, text: str) -> tuple[Polarity, bool] | None:
        """What the last word with a side says is better, and whether the text all but ends with it."""
        sided = self._sided(text)
        if not sided:
            return None
        last = max(sided, key=lambda hit: (hit.end, -hit.start))
        way = side_of(last, text)
        if way == "up" and not last.tags & {"activity", "undoing"}:
            # What is counted may be a good thing in itself (商談, orders); lost or cancelled ones are not.
            before = max((hit for hit in sided if hit.end <= last.start), key=lambda hit: hit.end, default=None)
            near = before if before is not None and last.start - before.end <= 1 else None
            if near is not None and side_of(near, text) == "down" and self._is_counted(text, last):
                way = "down"
        end = last.end + (len(FREE_OF) if text.startswith(FREE_OF, last.end) else 0)
        return way, end >= len(text.rstrip("のしたな者 ")) - 1

    def _sided(self, text: str) -> list[Hit]:
        """The words of a text that say which way is better."""
        return [hit for hit in listed_words(text) if any(tag.startswith("direction.") for tag in hit.tags)]

    def _is_counted(self, text: str, hit: Hit) -> bool:
        """Whether a word is the thing that a name counts: 商談 in 失注商談数, orders in cancelled orders."""
        endings = self.catalogue.endings
        return "volume" in (endings.get(text[hit.start :]), endings.get(text[hit.end :]))

    def _polarity_of(self, text: str) -> Polarity | None:
        last = self._last_polarity(text)
        return last[0] if last else None
