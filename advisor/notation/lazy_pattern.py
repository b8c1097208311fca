"""Patterns that cost nothing until a text needs them: compiling all of them takes longer than reading a whole plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast


class _Lazy:
    """Stands for a compiled pattern; becomes one when first asked for anything a pattern has."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        # Only reached while the attribute is missing: afterwards a call goes straight to the compiled pattern.
        found = self.__dict__[name] = getattr(re.compile(self._source, self._flags), name)
        return found


class _Gated:
    """A lazy pattern that is not even tried on a text without one of the words it needs."""

    def __init__(self, pattern: _Lazy, needs: tuple[str, ...]) -> None:
        self._pattern = pattern
        self._needs = needs

    def match(self, text: str, *place: int) -> re.Match[str] | None:
        return self._pattern.match(text, *place) if holds_any(text, self._needs) else None

    def search(self, text: str, *place: int) -> re.Match[str] | None:
        return self._pattern.search(text, *place) if holds_any(text, self._needs) else None

    def fullmatch(self, text: str, *place: int) -> re.Match[str] | None:
        return self._pattern.fullmatch(text, *place) if holds_any(text, self._needs) else None


def holds_any(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def lazy(source: str, flags: int = 0, *, needs: str = "") -> re.Pattern[str]:
    """Like `re.compile`, but not before the first use, nor before a text holds one of the words in `needs`.

    Only for words without upper and lower case; such a pattern can only match and search.
    """
    pattern = _Lazy(source, flags)
    return cast("re.Pattern[str]", _Gated(pattern, tuple(needs.split())) if needs else pattern)


# What IGNORECASE takes for an ASCII letter.
_LIKE_ASCII = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"})


def is_kanji(sign: str) -> bool:
    """Whether a sign (or nothing) is a kanji. In a pattern, that range takes a millisecond to compile."""
    return "一" <= sign <= "鿿" or sign == "々"


def is_katakana(sign: str) -> bool:
    """Whether a sign is katakana (or a long vowel mark)."""
    return "ァ" <= sign <= "ヺ" or sign == "ー"


def fold_case(text: str) -> str:
    """Lower case, sign by sign, equal wherever `re.IGNORECASE` takes two signs of ours for equal."""
    return text.lower() if text.isascii() else text.translate(_LIKE_ASCII).lower()


# The signs a spelling may begin with, read off its source. Anything unusual is an error when the table is built.


# An escaped sign, a class, or one of the signs that divide a source.
_MARKS = re.compile(r"\\.|\[(?:\\.|[^]\\])+\]|[()|]")
_PLAIN = re.compile(r"[^][\\(){}?*+|.^$]*")


def alternatives(source: str) -> list[str]:
    """The source cut at the bars that stand outside brackets."""
    if "|" not in source:
        return [source]
    if "(" not in source and "[" not in source:
        return source.split("|")
    parts, depth, begin = [], 0, 0
    for mark in _MARKS.finditer(source):
        sign = mark[0]
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
        elif sign == "|" and not depth:
            parts.append(source[begin : mark.start()])
            begin = mark.end()
    return [*parts, source[begin:]]


def literal_prefix(source: str) -> str:
    """The plain signs every match of one alternative begins with."""
    plain = _PLAIN.match(source)
    end = plain.end() if plain else 0
    return source[: max(end - 1, 0)] if source[end : end + 1] in ("?", "*", "{") else source[:end]


def first_signs(source: str) -> set[str]:
    """The signs, in lower case, that a text matched by one alternative can begin with."""
    signs: set[str] = set()
    for atom, optional in _atoms(source):
        signs |= _signs(atom)
        if not optional:
            return signs
    raise ValueError(f"may match nothing: {source}")


def _signs(atom: str) -> set[str]:
    if atom[0] == "(":
        inner = atom[atom.index(">" if atom.startswith("(?P<") else ":") + 1 : -1]
        return set().union(*map(first_signs, alternatives(inner)))
    if atom[0] == "[":
        return set(_listed(atom[1:-1]))
    if atom[0] == "\\":
        return set(" \n\t") if atom[1] == "s" else {atom[1]}
    return {atom.lower()}


def _listed(written: str) -> Iterator[str]:
    if written[0] == "^":
        raise ValueError(f"may begin with nearly anything: {written}")
    written, at = written.replace("\\n", "\n").replace("\\", ""), 0
    while at < len(written):
        if written[at + 1 : at + 2] == "-" and at + 2 < len(written):
            yield from map(chr, range(ord(written[at].lower()), ord(written[at + 2].lower()) + 1))
            at += 3
        else:
            yield written[at].lower()
            at += 1


def _atoms(source: str) -> Iterator[tuple[str, bool]]:
    """The parts of a source in order, but for those that take no room, and whether they may be left out."""
    at = 0
    while at < len(source):
        if source[at] == "\\":
            end = at + 2
        elif source[at] == "[":
            end = _class_end(source, at) + 1
        elif source[at] == "(":
            end = _group_end(source, at)
        else:
            end = at + 1
        atom = source[at:end]
        at = end
        if atom in ("\\b", "^") or atom.startswith(("(?=", "(?!", "(?<!", "(?<=", "(?:(?<=")):
            continue
        optional = source[end : end + 1] in ("?", "*") or source.startswith("{0,", end)
        if source[end : end + 1] in ("?", "*", "+"):
            at = end + 1
        elif source[end : end + 1] == "{":
            at = source.index("}", end) + 1
        yield atom, optional


def _class_end(source: str, at: int) -> int:
    mark = _MARKS.match(source, at)
    return mark.end() - 1 if mark else at


def _group_end(source: str, at: int) -> int:
    depth = 0
    for mark in _MARKS.finditer(source, at):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if not depth:
            return mark.end()
    raise ValueError(f"a bracket is not closed: {source}")
