"""The catalogue as data: metrics and word lists, indexed for look-up.

Loaded from `knowledge/compiled.json`, which `make generate` makes from the YAML files (`catalogue_build`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple

from advisor.compiled import compiled
from advisor.naming.spelling import fold, stands_alone
from advisor.record import record
from advisor.text import Text

Direction = Literal["up", "down"]
Voice = Literal["customer", "staff"]

_LATIN_RUN = re.compile("[a-z0-9]+")


@record
class Metric:
    """A measure that plans commonly use.

    Attributes:
        id: its identity, unique in the catalogue.
        name: what we call it.
        aliases: other names for the very same measure, in either language.
        measures: what kind of number it is: volume, rate, amount, duration, score, rank, ratio, index or state.
        kind: what part it plays: activity, outcome, quality, perception or milestone.
        direction: which way is better; `either` where that depends on the plan.
        direction_in: the better way where a department's view differs.
        bounds: natural limits, None where there is none.
        exceeds: it may properly pass 100 %.
        voice: whose voice it carries, if anybody's.
        step: the step of a funnel that it counts.
        converts: the two steps of a funnel that it is the rate between.
        standing: it is kept at a level on purpose (service level, zero accidents).
        contained: a level whose trend may run against the plan: a target past today's value may be containment.
        family: its names are related measures, not one measure under several names.
        unless: folded words beside which its names mean something else.
        guarded_by: ids of the measures that show whether quality held.
        gaming: what it could be met with, without the good it stands for.
    """

    id: str
    name: Text
    aliases: tuple[str, ...]
    measures: str
    kind: str
    direction: str
    direction_in: Mapping[str, str]
    bounds: tuple[float | None, float | None]
    exceeds: bool
    voice: Voice | None
    step: str | None
    converts: tuple[str, str] | None
    domain: str
    standing: bool
    contained: bool
    family: bool
    unless: frozenset[str]
    guarded_by: tuple[str, ...]
    gaming: Text | None

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Metric:
        """A metric from its entry, which `catalogue_build` has checked."""
        bounds, converts = raw.get("bounds") or {}, raw.get("converts")
        low, high = bounds.get("min"), bounds.get("max")
        return cls(
            id=raw["id"],
            name=Text(**raw["name"]),
            aliases=tuple(raw["aliases"]),
            measures=raw["measures"],
            kind=raw["kind"],
            direction=raw["direction"],
            direction_in=raw.get("direction_in") or {},
            bounds=(None if low is None else float(low), None if high is None else float(high)),
            exceeds=raw.get("exceeds") is True,
            voice=raw.get("voice"),
            step=raw.get("step"),
            converts=(converts["from"], converts["to"]) if converts else None,
            domain=raw["domain"],
            standing=raw.get("standing") is True,
            contained=raw.get("contained") is True,
            family=raw.get("family") is True,
            unless=frozenset(map(fold, raw.get("unless") or ())),
            guarded_by=tuple(raw.get("guarded_by") or ()),
            gaming=Text(**raw["gaming"]) if raw.get("gaming") else None,
        )


class Metrics(Mapping[str, Metric]):
    """The metrics by id, each made when it is first asked for: a plan meets a few of hundreds."""

    def __init__(self, entries: Mapping[str, Mapping[str, Any]]) -> None:
        self.entries = entries
        self._made: dict[str, Metric] = {}

    def __getitem__(self, id_: str) -> Metric:
        made = self._made.get(id_)
        if made is None:
            made = self._made[id_] = Metric.of(self.entries[id_])
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


class Hit(NamedTuple):
    """A listed word found in a folded text."""

    start: int
    end: int
    word: str
    tags: frozenset[str]


class WordLists:
    """All listed words, found in one pass over a folded text.

    Each word carries the tags of the lists it stands in, such as `direction.down` or `vague`.
    """

    def __init__(
        self, tags: Mapping[str, Sequence[str]], written: Mapping[str, str], starts: Mapping[str, Sequence[str]]
    ) -> None:
        self.tags = {word: frozenset(t) for word, t in tags.items()}
        self.written = written
        self.starts = starts

    @classmethod
    def of(cls, lists: Mapping[str, Iterable[str]]) -> WordLists:
        """Folded and indexed from lists of words. Raises ValueError for a word too short to be found safely."""
        tags: dict[str, set[str]] = {}
        written: dict[str, str] = {}
        for tag, words in lists.items():
            for word in words:
                folded = fold(word)
                if len(folded) < 2:
                    raise ValueError(f"{tag}: {word}")
                tags.setdefault(folded, set()).add(tag)
                written.setdefault(folded, word)
        starts: dict[str, list[str]] = {}
        for word in sorted(tags, key=lambda w: (-len(w), w)):
            first = _LATIN_RUN.match(word)
            starts.setdefault(first[0] if first else word[:2], []).append(word)
        return cls({word: sorted(t) for word, t in tags.items()}, written, starts)

    def find(self, folded: str) -> list[Hit]:
        """Every listed word in a folded text, also those inside one another, by place, long before short."""
        hits = []
        starts = self.starts
        at, last = 0, len(folded) - 1
        while at < last:
            if run := _LATIN_RUN.match(folded, at):
                key, after = run[0], run.end() + 1 if folded[run.end() : run.end() + 1] == " " else run.end()
            else:
                key, after = folded[at : at + 2], at + 1
            for word in starts.get(key, ()):
                if folded.startswith(word, at) and stands_alone(folded, at, at + len(word)):
                    hits.append(Hit(at, at + len(word), word, self.tags[word]))
            at = after
        return hits


@record(slots=False)
class Catalogue:
    """Everything known about names.

    Attributes:
        metrics: by id, in the order of the files.
        names: folded name or alias → id of its metric.
        joined: the same without spaces (`signups` for `sign ups`), where that is no other metric's.
        words: lists of words to find anywhere in a name.
        endings: folded ending of a name → what it measures.
        sets: folded words for grammar (sentence words, spans, fillers …).
        opposites: pairs of words never to be taken for one another.
    """

    metrics: Metrics
    names: Mapping[str, str]
    joined: Mapping[str, str]
    words: WordLists
    endings: Mapping[str, str]
    sets: Mapping[str, frozenset[str]]
    opposites: tuple[tuple[str, str], ...]

    @cached_property
    def longest_ending(self) -> int:
        return max(map(len, self.endings))

    @cached_property
    def by_start(self) -> Mapping[tuple[str, int], Sequence[str]]:
        """Folded names by first sign and length: the only ones a misspelt name needs to be compared with."""
        found: dict[tuple[str, int], list[str]] = {}
        for name in self.names:
            found.setdefault((name[0], len(name)), []).append(name)
        return found

    def packed(self) -> dict[str, Any]:
        """As plain data, for `knowledge/compiled.json`."""
        return {
            "metrics": self.metrics.entries,
            "names": self.names,
            "joined": self.joined,
            "words": {
                "tags": {word: sorted(tags) for word, tags in self.words.tags.items()},
                "written": self.words.written,
                "starts": self.words.starts,
            },
            "endings": self.endings,
            "sets": {key: sorted(words) for key, words in self.sets.items()},
            "opposites": self.opposites,
        }

    @classmethod
    def unpacked(cls, data: Mapping[str, Any]) -> Catalogue:
        """From what `packed` gave."""
        return cls(
            metrics=Metrics(data["metrics"]),
            names=data["names"],
            joined=data["joined"],
            words=WordLists(**data["words"]),
            endings=data["endings"],
            sets={key: frozenset(words) for key, words in data["sets"].items()},
            opposites=tuple((a, b) for a, b in data["opposites"]),
        )


@cache
def load_catalogue() -> Catalogue:
    """The catalogue that ships."""
    return Catalogue.unpacked(compiled()["catalogue"])
