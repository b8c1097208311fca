"""The catalogue as data: metrics and word lists, read from `knowledge/` once and indexed for look-up.

Reading must not cost more than the rest of a run, so the checks are plain Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from advisor.errors import RulebookError
from advisor.plain_yaml import read_yaml_plainly, wrong_knowledge
from advisor.spelling import fold, stands_alone
from advisor.text import Text

Direction = Literal["up", "down"]
Voice = Literal["customer", "staff"]

MEASURES = frozenset(["volume", "rate", "amount", "duration", "score", "rank", "ratio", "index", "state"])
KINDS = frozenset(["activity", "outcome", "quality", "perception", "milestone"])
_ALLOWED = frozenset(
    [
        "id",
        "name",
        "aliases",
        "measures",
        "kind",
        "direction",
        "direction_in",
        "bounds",
        "exceeds",
        "voice",
        "step",
        "converts",
        "domain",
        "standing",
        "guarded_by",
        "gaming",
        "floor",
        "definition",
    ]
)
_REQUIRED = ("id", "name", "aliases", "measures", "kind", "direction", "domain")
_LATIN_RUN = re.compile("[a-z0-9]+")


@dataclass(frozen=True, slots=True)
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
        guarded_by: ids of the measures that show whether quality held.
        gaming: what it could be met with, without the good it stands for.
        floor: the level at which its guard should be kept.
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
    guarded_by: tuple[str, ...]
    gaming: Text | None
    floor: Text | None
    definition: Text | None


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

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        tags: dict[str, set[str]] = {}
        self.written: dict[str, str] = {}
        for tag, words in lists.items():
            for word in words:
                folded = fold(word)
                if len(folded) < 2:
                    raise wrong_knowledge(
                        "words.yaml",
                        f"{tag}: “{word}” is too short to be found safely",
                        f"{tag}：「{word}」は短すぎます",
                    )
                tags.setdefault(folded, set()).add(tag)
                self.written.setdefault(folded, word)
        self.tags: dict[str, frozenset[str]] = {word: frozenset(t) for word, t in tags.items()}
        self._starts: dict[str, list[str]] = {}
        for word in sorted(self.tags, key=lambda w: (-len(w), w)):
            first = _LATIN_RUN.match(word)
            self._starts.setdefault(first[0] if first else word[:2], []).append(word)

    def find(self, folded: str) -> list[Hit]:
        """Every listed word in a folded text, also those inside one another, by place, long before short."""
        hits = []
        starts = self._starts
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


@dataclass(frozen=True)
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

    metrics: Mapping[str, Metric]
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


@cache
def load_catalogue() -> Catalogue:
    """The installed catalogue. Raises RulebookError when a file of it is wrong."""
    folder = files("advisor.knowledge")
    metric_files = {
        item.name: item.read_bytes() for item in (folder / "metrics").iterdir() if item.name.endswith(".yaml")
    }
    return build_catalogue(metric_files, (folder / "words.yaml").read_bytes())


def build_catalogue(metric_files: Mapping[str, bytes], words: bytes) -> Catalogue:
    """A catalogue from the contents of its files. Raises RulebookError."""
    metrics: dict[str, Metric] = {}
    names: dict[str, str] = {}
    for file in sorted(metric_files):
        for raw in _entries(metric_files[file], file):
            entry = _metric(raw, file)
            if entry.id in metrics:
                raise wrong_knowledge(
                    f"metrics/{file}", f"the id “{entry.id}” is used twice", f"id「{entry.id}」が重複しています"
                )
            metrics[entry.id] = entry
            for name in (entry.name.ja, entry.name.en, *entry.aliases):
                owner = names.setdefault(fold(name), entry.id)
                if owner != entry.id:
                    raise wrong_knowledge(
                        f"metrics/{file}",
                        f"“{name}” names both {owner} and {entry.id}",
                        f"「{name}」が{owner}と{entry.id}の両方にあります",
                    )
    for metric in metrics.values():
        for guard in metric.guarded_by:
            if guard not in metrics:
                raise wrong_knowledge(
                    "metrics",
                    f"{metric.id}: guarded_by names no metric: {guard}",
                    f"{metric.id}：{guard}は存在しません",
                )
    joined: dict[str, str] = {}
    for name, owner in names.items():
        if " " in name:
            joined.setdefault(name.replace(" ", ""), owner)
    return Catalogue(metrics, names, {k: v for k, v in joined.items() if k not in names}, *_word_lists(words))


def _entries(data: bytes, file: str) -> list[Any]:
    entries = read_yaml_plainly(data, f"metrics/{file}")
    if entries is None:
        return []
    if not isinstance(entries, list):
        raise wrong_knowledge(f"metrics/{file}", "must be a list of metrics", "指標のリストにしてください")
    return entries


def _metric(raw: Any, file: str) -> Metric:
    """One entry, checked. The messages name the entry, so nobody needs a line number."""
    source = f"metrics/{file}"
    label = str(raw.get("id") or raw.get("name") or raw)[:60] if isinstance(raw, dict) else str(raw)[:60]

    def refuse(problem: str, ja: str) -> RulebookError:
        return wrong_knowledge(source, f"{label}: {problem}", f"{label}：{ja}")

    if not isinstance(raw, dict):
        raise refuse("must be a mapping", "項目と値の組にしてください")
    for key in _REQUIRED:
        if not raw.get(key):
            raise refuse(f"{key} is missing", f"{key}がありません")
    if unknown := sorted(set(raw) - _ALLOWED):
        raise refuse(f"unknown key {unknown[0]}", f"不明な項目{unknown[0]}があります")
    for key, allowed in (
        ("measures", MEASURES),
        ("kind", KINDS),
        ("direction", {"up", "down", "either"}),
        ("voice", {None, "customer", "staff"}),
    ):
        if raw.get(key) not in allowed:
            raise refuse(f"{key} cannot be {raw.get(key)!r}", f"{key}に{raw.get(key)!r}は使えません")
    bounds, converts = raw.get("bounds") or {}, raw.get("converts")
    if not isinstance(bounds, dict) or not all(isinstance(b, int | float | None) for b in bounds.values()):
        raise refuse("bounds must be numbers {min, max}", "boundsはmin・maxの数値にしてください")
    if converts is not None and (not isinstance(converts, dict) or set(converts) != {"from", "to"}):
        raise refuse("converts must be {from, to}", "convertsはfromとtoにしてください")
    direction_in = raw.get("direction_in") or {}
    if not isinstance(direction_in, dict) or not set(direction_in.values()) <= {"up", "down", "either"}:
        raise refuse(
            "direction_in must map a context to up, down or either",
            "direction_inの値はup・down・eitherのどれかにしてください",
        )
    for key in ("aliases", "guarded_by"):
        if not isinstance(raw.get(key, []), list) or not all(isinstance(v, str) for v in raw.get(key, [])):
            raise refuse(f"{key} must be a list of texts", f"{key}は文字列のリストにしてください")
    texts: dict[str, Text | None] = {}
    for key in ("name", "gaming", "floor", "definition"):
        value = raw.get(key)
        if value is not None and (not isinstance(value, dict) or not value.get("ja") or not value.get("en")):
            raise refuse(f"{key} needs ja and en", f"{key}にはjaとenが必要です")
        texts[key] = Text(str(value["ja"]), str(value["en"])) if value is not None else None
    name = texts["name"]
    assert name is not None  # required above
    low, high = bounds.get("min"), bounds.get("max")
    return Metric(
        id=str(raw["id"]),
        name=name,
        aliases=tuple(raw["aliases"]),
        measures=raw["measures"],
        kind=raw["kind"],
        direction=raw["direction"],
        direction_in=direction_in,
        bounds=(None if low is None else float(low), None if high is None else float(high)),
        exceeds=raw.get("exceeds") is True,
        voice=raw.get("voice"),
        step=raw.get("step"),
        converts=(str(converts["from"]), str(converts["to"])) if converts else None,
        domain=str(raw["domain"]),
        standing=raw.get("standing") is True,
        guarded_by=tuple(raw.get("guarded_by") or ()),
        gaming=texts["gaming"],
        floor=texts["floor"],
        definition=texts["definition"],
    )


_FOUND = ("exceeds", "negative", "growth", "direction", "perception", "perception_except", "voice", "activity",
          "milestone", "soft_work", "vague", "vague_except", "departments", "gate", "pending", "undoing")  # fmt: skip
_GRAMMAR = ("movers", "tails", "spans", "fillers", "sentence")


def _word_lists(
    data: bytes,
) -> tuple[WordLists, dict[str, str], dict[str, frozenset[str]], tuple[tuple[str, str], ...]]:
    raw = read_yaml_plainly(data, "words.yaml")
    missing = [
        key for key in (*_FOUND, *_GRAMMAR, "measures", "opposites") if not isinstance(raw, dict) or not raw.get(key)
    ]
    if missing:
        raise wrong_knowledge("words.yaml", f"{missing[0]} is missing", f"{missing[0]}がありません")
    endings: dict[str, str] = {}
    for measures, words in raw["measures"].items():
        if measures not in MEASURES:
            raise wrong_knowledge("words.yaml", f"measures: unknown {measures}", f"measures：{measures}は使えません")
        for word in words:
            if endings.setdefault(fold(word), measures) != measures:
                raise wrong_knowledge(
                    "words.yaml", f"measures: “{word}” stands in two lists", f"measures：「{word}」が2か所にあります"
                )
    sets = {
        # A verb must keep its s to be told from a noun.
        tag: frozenset(words if tag.startswith("sentence.finite") else map(fold, words))
        for tag, words in _tagged({key: raw[key] for key in _GRAMMAR})
    }
    opposites = tuple((fold(str(a)), fold(str(b))) for a, b in raw["opposites"])
    return WordLists(dict(_tagged({key: raw[key] for key in _FOUND}))), endings, sets, opposites


def _tagged(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """The lists in a tree of lists, each with its path: `direction.down`."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _tagged(value, f"{prefix}{key}.")
        elif isinstance(value, list) and all(isinstance(word, str) for word in value):
            yield f"{prefix}{key}", value
        else:
            raise wrong_knowledge(
                "words.yaml", f"{prefix}{key} must be a list of words", f"{prefix}{key}は単語のリストにしてください"
            )
