"""What a name alone says: the catalogue's metric it means, the kind of number it ends in, the words that colour it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from advisor.naming.catalogue_data import Catalogue, load_catalogue
from advisor.naming.name_head import HeadReader
from advisor.naming.name_words import Match, NameReading, listed_words
from advisor.naming.spelling import fold_plain, is_japanese, plain, split_name
from advisor.notation.lazy_pattern import lazy

__all__ = ["Match", "NameReading", "listed_words", "read_name"]

_CRITERION = lazy(r"\d\s*%|[<>≤≥]|以上|以下|未満")
_NOT_KANA = lazy("[ぁ-ヿa-z ]")


@lru_cache(maxsize=16384)
def read_name(name: str) -> NameReading:
    """Reads a name. Never raises on a text."""
    catalogue = load_catalogue()
    text = plain(name)
    parts = split_name(text)
    whole = fold_plain(text)
    hits = listed_words(whole)
    if whole in catalogue.names:
        return HeadReader(catalogue, text, hits, read_name).read()
    reading = HeadReader(catalogue, parts.core, hits, read_name).read()
    if reading.metric is None:
        # What stands in brackets often is the measure itself: ハイリスク者の管理(治療継続率), sales (orders).
        for inner in parts.inner:
            if _CRITERION.search(inner):
                continue
            other = HeadReader(catalogue, inner, hits, read_name).read()
            if other.match == "exact" and reading.measures in (None, other.measures):
                return other
            if (
                reading.measures is None
                and other.measures in ("rate", "ratio", "duration", "score")
                and len(other.core) > 2
            ):
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
    if (
        found is None
        or (core in found[0] or found[0] in core)
        or _NOT_KANA.sub("", core) != _NOT_KANA.sub("", found[0]) != ""
    ):
        return reading
    metric = catalogue.metrics[catalogue.names[found[0]]]
    if reading.measures not in (None, metric.measures) or re.findall(r"\d+", core) != re.findall(r"\d+", found[0]):
        return reading
    return replace(reading, metric=metric, match="close", measures=metric.measures, head=found[0], residue="")
