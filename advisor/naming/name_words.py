"""Listed words in a name, and the name as read: what the readers of names share."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from advisor.naming.catalogue_data import Hit, Metric, load_catalogue
from advisor.record import record

Match = Literal["exact", "contained", "close"]
Polarity = Literal["up", "down", "neither"]

NEGATIONS = ("未", "非", "不", "無")
"""Signs that turn the word right after them into its opposite."""
FREE_OF = " free"
"""What turns the word right before it into its opposite."""


@record
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


@lru_cache(maxsize=32768)
def listed_words(folded: str) -> tuple[Hit, ...]:
    """Listed words that stand for themselves: one inside a longer listed word of its family is none (未受診, 受診)."""
    hits = load_catalogue().words.find(folded)
    kept = []
    for hit in hits:
        outer = [
            other
            for other in hits
            if other.start <= hit.start and other.end >= hit.end and len(other.word) > len(hit.word)
        ]
        tags = (
            frozenset(tag for tag in hit.tags if not any(_covers(other, tag) for other in outer)) if outer else hit.tags
        )
        if tags:
            kept.append(hit if len(tags) == len(hit.tags) else hit._replace(tags=tags))
    return tuple(kept)


def _covers(outer: Hit, tag: str) -> bool:
    """Whether a longer word takes away an inner word's meaning under `tag`."""
    family = tag.partition(".")[0]
    return any(
        other == f"{family}_except" or (other.partition(".")[0] == family and other != tag) for other in outer.tags
    )


def side_of(hit: Hit, text: str) -> Polarity:
    """The side a word takes; a negation beside it (非喫煙, 未登録, accident-free) turns it over."""
    way: Polarity = "down" if "direction.down" in hit.tags else "up" if "direction.up" in hit.tags else "neither"
    negated = text[: hit.start].endswith((*NEGATIONS, "non ", "not ")) or text.startswith(FREE_OF, hit.end)
    return ("up" if way == "down" else "down" if way == "up" else way) if negated else way
