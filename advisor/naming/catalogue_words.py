"""Listed words found in a text of a plan: vague words, soft work, milestones."""

from __future__ import annotations

from functools import lru_cache

from advisor.naming.catalogue_data import load_catalogue
from advisor.naming.name_reading import listed_words, read_name
from advisor.naming.spelling import MAX_TEXT, fold


def find_vague(text: str) -> tuple[str, ...]:
    """Words in a text that no number can carry, longest first."""
    return _find(text, "vague")


def find_soft_work(text: str) -> tuple[str, ...]:
    """Words in a text for work without a test of when it is done, longest first."""
    return _find(text, "soft_work")


def find_milestone(text: str) -> tuple[str, ...]:
    """Words in a text for a thing that is done or not done, longest first."""
    return _find(text, "milestone")


def tells(text: str, tag: str) -> bool:
    """Whether a text has a word of this list."""
    return bool(text) and any(tag in hit.tags for hit in listed_words(fold(text)))


def groups_in(text: str, family: str) -> frozenset[str]:
    """The lists of a family that a text has words of: the departments, the organizations it names."""
    tags = (tag for hit in listed_words(fold(text)) for tag in hit.tags)
    return frozenset(tag.partition(".")[2] for tag in tags if tag.startswith(f"{family}."))


@lru_cache(maxsize=8192)
def _find(text: str, tag: str) -> tuple[str, ...]:
    words = load_catalogue().words
    found = dict.fromkeys(words.written[hit.word] for hit in listed_words(fold(text, MAX_TEXT)) if tag in hit.tags)
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1024)
def names_change(*names: str) -> bool:
    """Whether any of a metric's own names speaks of a change."""
    return any(read_name(name).changes is not None for name in names)
