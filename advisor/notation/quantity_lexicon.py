"""How the words of a quantity are looked up: by the sign they begin with, so that most are never tried, nor compiled.

Spellings are written in lower case and match a text in lower case (`fold_case`), unless they ask for its own case.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from advisor.notation.lazy_pattern import alternatives, first_signs, is_kanji, lazy, literal_prefix

Kind = Literal[
    "number",  # value: Numeral
    "unit",  # value: canonical unit
    "currency",  # value: ISO code, before its number
    "per",  # value: Per
    "person",
    "bound",  # value: at_least …
    "sign",  # value: "+", "-"
    "change",  # value: growth, reduction, improvement
    "multiple",  # value: 2.0 (double), 0.5 (half)
    "compare",  # value: what it is compared with; form index (前年比), change (YoY) or base (前年以上)
    "versus",  # what follows is what it is compared with
    "scale",  # value: top of a scale
    "aggregate",
    "about",
    "maintain",
    "range",
    "between",
    "from",
    "to",
    "by",
    "of",
    "arrow",
    "colon",
    "whole",  # value: the whole a number is a part of: 40自治会中
    "total",  # 計, 合計: what the parts add up to
    "slash",  # between two numbers without a space: 4.1/5
    "separator",
    "item",  # ①
    "open",
    "date",  # value: TimePhrase
    "particle",
    "fill",  # words that say nothing about the number
    "grade",
    "vague",  # a number nobody can read: 十数, 1,50, 3分の1
    "label",  # Phase 2, P95, ISO 27001: a number that is a name
    "word",
    "left",
    "right",  # brackets
]
Form = Literal["before", "after", "either", "index", "change", "base", "level", ""]

# fmt: off
SILENT: frozenset[str] = frozenset({
    "particle", "fill", "about", "per", "person", "bound", "unit", "change", "aggregate", "currency", "sign", "compare",
    "scale", "maintain",
})
# fmt: on
"""Kinds that may stand between a number and what belongs to it."""

NOT_AFTER_KANJI = "(?<!漢字)"
NOT_BEFORE_KANJI = "(?!漢字)"
NUMBER_AHEAD = "(?=数値)"
"""Marks at the edges of a spelling for what may stand beside it: said as a pattern they take too long to compile."""
_NOT_IN_ENGLISH = "(?<![a-z])"
_SIGNS_OF_A_NUMBER = frozenset("0123456789-+±≥≤<>$¥€£一二三四五六七八九十百千約")


class Spelling:
    """One way to write a word. Taken apart when a text first has its first sign."""

    __slots__ = ("ends_word", "needs", "number_ahead", "own_case", "pattern", "prefix", "source", "starts_word")

    def __init__(self, source: str, *, own_case: bool = False, needs: str = "") -> None:
        self.source = source
        self.own_case = own_case
        self.needs = needs
        self.pattern: re.Pattern[str] | None = None

    @property
    def signs(self) -> set[str]:
        """The signs it may begin with."""
        source = self.source.removeprefix(_NOT_IN_ENGLISH)
        return {source[0]} if source[:2].isalpha() else first_signs(source)

    def _prepare(self) -> re.Pattern[str]:
        source = self.source
        self.starts_word = source.startswith(NOT_AFTER_KANJI)
        self.ends_word = source.endswith(NOT_BEFORE_KANJI)
        self.number_ahead = source.endswith(NUMBER_AHEAD)
        source = source.removeprefix(NOT_AFTER_KANJI).removesuffix(NOT_BEFORE_KANJI).removesuffix(NUMBER_AHEAD)
        self.prefix = literal_prefix(source.removeprefix(_NOT_IN_ENGLISH))
        self.pattern = lazy(source, needs=self.needs)
        return self.pattern

    def match(self, text: str, folded: str, at: int) -> re.Match[str] | None:
        pattern = self.pattern or self._prepare()
        if not folded.startswith(self.prefix, at):
            return None
        if self.starts_word and is_kanji(text[at - 1 : at]):
            return None
        match = pattern.match(text if self.own_case else folded, at)
        if match is None or (self.ends_word and is_kanji(text[match.end() : match.end() + 1])):
            return None
        return None if self.number_ahead and not _is_number_ahead(text, match.end()) else match


def _is_number_ahead(text: str, at: int) -> bool:
    if text[at : at + 1].isspace():
        at += 1
    return text[at : at + 1] in _SIGNS_OF_A_NUMBER or text.startswith("平均", at)


class Row(NamedTuple):
    """One line of the lexicon."""

    kind: Kind
    value: str | float | None
    form: Form
    spellings: tuple[Spelling, ...]


def row(
    kind: Kind,
    value: str | float | None,
    form: Form,
    *sources: str | list[str],
    own_case: bool = False,
    needs: str = "",
) -> Row:
    """A row of spellings; `needs` are words of which a text must hold one for them to be tried at all."""
    parts = [part for source in sources for part in (alternatives(source) if isinstance(source, str) else source)]
    return Row(kind, value, form, tuple([Spelling(part, own_case=own_case, needs=needs) for part in parts]))


def english(*words: str, dot: bool = False) -> list[str]:
    """Whole words, with the stop of an abbreviation if they may have one."""
    end = r"(?![a-z])\.?" if dot else "(?![a-z])"
    return [_NOT_IN_ENGLISH + part + end for word in words for part in alternatives(word)]


class Lexicon:
    """Rows of spellings, found by the first sign."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self._by_sign: dict[str, list[tuple[Row, list[Spelling]]]] = {}
        for entry in rows:
            found: dict[str, list[Spelling]] = {}
            for spelling in entry.spellings:
                for sign in spelling.signs:
                    found.setdefault(sign, []).append(spelling)
            for sign, those in found.items():
                self._by_sign.setdefault(sign, []).append((entry, those))

    def longest(self, text: str, folded: str, at: int, only: tuple[Kind, ...] = ()) -> tuple[Row, re.Match[str]] | None:
        """The longest match, the earlier row on a tie; of a row's spellings, the first that matches."""
        best: tuple[Row, re.Match[str]] | None = None
        for entry, those in self._by_sign.get(folded[at : at + 1], ()):
            if only and entry.kind not in only:
                continue
            for spelling in those:
                if match := spelling.match(text, folded, at):
                    if match.end() > at and (best is None or match.end() > best[1].end()):
                        best = entry, match
                    break
        return best

    def any_but(self, kinds: tuple[Kind, ...], text: str, folded: str, at: int) -> bool:
        """Whether a word of another kind stands at a place."""
        return any(
            entry.kind not in kinds and any(spelling.match(text, folded, at) for spelling in those)
            for entry, those in self._by_sign.get(folded[at : at + 1], ())
        )
