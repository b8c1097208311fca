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


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """Like `re.compile`, but not before the first use."""
    return cast("re.Pattern[str]", _Lazy(source, flags))


# What IGNORECASE takes for an ASCII letter.
_LIKE_ASCII = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"})


def is_kanji(sign: str) -> bool:
    """Whether a sign (or nothing) is a kanji. In a pattern, that range takes a millisecond to compile."""
    return "一" <= sign <= "鿿" or sign == "々"


def fold_case(text: str) -> str:
    """Lower case, sign by sign, equal wherever `re.IGNORECASE` takes two signs of ours for equal."""
    return text.lower() if text.isascii() else text.translate(_LIKE_ASCII).lower()


# The signs a spelling may begin with, read off its source. Anything unusual is an error when the table is built.


def alternatives(source: str) -> list[str]:
    """The source cut at the bars that stand outside brackets."""
    if "|" not in source:
        return [source]
    if "(" not in source and "[" not in source:
        return source.split("|")
    parts, depth, begin, at = [], 0, 0, 0
    while at < len(source):
        sign = source[at]
        if sign == "\\":
            at += 1
        elif sign == "[":
            at = _class_end(source, at)
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
        elif sign == "|" and not depth:
            parts.append(source[begin:at])
            begin = at + 1
        at += 1
    return [*parts, source[begin:]]


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
        if atom in ("\\b", "^") or atom.startswith(("(?=", "(?!", "(?<!", "(?<=")):
            continue
        optional = source[end : end + 1] in ("?", "*") or source.startswith("{0,", end)
        if source[end : end + 1] in ("?", "*", "+"):
            at = end + 1
        elif source[end : end + 1] == "{":
            at = source.index("}", end) + 1
        yield atom, optional


def _class_end(source: str, at: int) -> int:
    end = source.index("]", at + 2)
    return end if source[end - 1] != "\\" else source.index("]", end + 1)


def _group_end(source: str, at: int) -> int:
    depth = 0
    while True:
        sign = source[at]
        if sign == "\\":
            at += 1
        elif sign == "[":
            at = _class_end(source, at)
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            if not depth:
                return at + 1
        at += 1
