"""The shortcuts that keep patterns from being tried must never hide a match the patterns themselves would find."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.notation.date_phrases import _ROWS
from advisor.notation.lazy_pattern import alternatives, first_signs, fold_case, lazy, literal_prefix
from advisor.notation.normalize import normalize
from advisor.notation.quantity_words import LABELS, LEXICON

DATA = Path(__file__).parent / "data"


def _texts(found: Any) -> list[str]:
    if isinstance(found, str):
        return [normalize(found)]
    if isinstance(found, dict):
        found = list(found.values())
    return [text for item in found for text in _texts(item)] if isinstance(found, list) else []


TEXTS = sorted(
    {text for file in DATA.glob("phrases_*.yaml") for text in _texts(yaml.safe_load(file.read_text("utf-8")))}
)


PLAIN_YEAR = next(row for row in _ROWS if row.name == "ja_plain")


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row.name)
def test_a_row_of_dates_is_tried_wherever_it_matches(row: Any) -> None:
    for text in TEXTS:
        folded = fold_case(text)
        subject = text if row.own_case else folded
        for at, sign in enumerate(text):
            match = None if sign.isspace() else row.pattern.match(subject, at)
            if match and row.name == "ja" and not row.may_be_in(folded):
                # Without an era or a bracket the plain row reads the very same.
                plain = PLAIN_YEAR.match(text, folded, at)
                assert plain, text
                assert plain.span() == match.span(), text
            elif match:
                assert row.may_be_in(folded), text
                assert sign.lower() in row.signs, text


def _source(spelling: Any) -> str:
    pattern = spelling._prepare()
    return str(getattr(pattern, "_pattern", pattern)._source)


@pytest.mark.parametrize("lexicon", [LEXICON, LABELS])
def test_a_spelling_is_tried_wherever_it_matches(lexicon: Any) -> None:
    every = {id(s): s for rows in lexicon._by_sign.values() for _, those in rows for s in those}.values()
    plain = [(spelling, re.compile(_source(spelling))) for spelling in every]
    for text in TEXTS:
        folded = fold_case(text)
        for spelling, pattern in plain:
            for match in pattern.finditer(text if spelling.own_case else folded):
                assert folded.startswith(spelling.prefix, match.start()), (text, spelling.source)
                assert folded[match.start()] in spelling.signs, (text, spelling.source)
                assert not spelling.needs or any(word in folded for word in spelling.needs.split())


def test_sources_are_taken_apart() -> None:
    assert alternatives(r"a|(?:b|c)d|[|]e|\|f") == ["a", "(?:b|c)d", "[|]e", r"\|f"]
    assert first_signs(r"(?<!x)(?:Ab|[0-2])?\s?(?P<n>月)") == {"a", "0", "1", "2", " ", "\n", "\t", "月"}
    assert literal_prefix("at leas?t") == "at lea"
    with pytest.raises(ValueError, match="may match nothing"):
        first_signs("a?")


def test_a_pattern_is_not_tried_without_its_words() -> None:
    pattern = lazy("(", needs="月 年")  # would fail to compile
    assert pattern.search("none") is None
    with pytest.raises(re.error):
        pattern.search("月")
