"""Layout and words without a terminal: wrapping, Markdown escaping, ranges, every rule in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from advisor.explain import advice_on, example_for, explain
from advisor.facts.declared import KINDS
from advisor.knowledge_files import fact_words
from advisor.render.explanation import explanation_lines
from advisor.render.lines import Paper, lay_out, line
from advisor.render.markdown import plain
from advisor.render.words import counted, listed, ranges
from advisor.rulebook import built_in_rulebook
from advisor.text import LANGUAGES

RULES = list(built_in_rulebook().by_id)


def wrapped(text: str, width: int, *, indent: int = 0, hang: int = 0) -> list[str]:
    return lay_out([line(text, indent=indent, hang=hang)], Paper(width)).splitlines()


def test_wide_characters_count_as_two_columns() -> None:
    assert wrapped("一二三四五六七八九十百千", 20) == ["一二三四五六七八九十", "百千"]


def test_marks_and_units_stay_with_what_they_follow() -> None:
    assert wrapped("一二三四五六七八九。十", 18) == ["一二三四五六七八", "九。十"]
    assert wrapped("一二三四五六七「八九」", 16) == ["一二三四五六七", "「八九」"]
    assert wrapped("一二三四五六目標120件です", 17) == ["一二三四五六目標", "120件です"]


def test_words_stay_whole_and_what_follows_hangs() -> None:
    rows = wrapped("- the quick brown fox", 12, indent=2, hang=4)
    assert rows == ["  - the", "    quick", "    brown", "    fox"]


def test_a_word_wider_than_the_line_is_left_whole() -> None:
    assert wrapped("see /a/very/long/path/plan.yaml:12:5 there", 12) == [
        "see",
        "/a/very/long/path/plan.yaml:12:5",
        "there",
    ]


@given(st.text(max_size=200), st.integers(min_value=20, max_value=100))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    whole = lay_out([line(text)], Paper())
    parts = lay_out([line(text)], Paper(width))
    assert "".join(parts.split()) == "".join(whole.split())


@given(st.text(alphabet="あ漢字ー「」、。a1 ", max_size=200))
def test_wrapped_rows_fit(text: str) -> None:
    # A run of marks glued together may be wider than any line; ordinary text is not.
    rows = wrapped(text.replace("「", "").replace("」", "").replace("、", "").replace("。", "").replace("ー", ""), 80)
    assert all(cell_len(row) <= 80 for row in rows if " " in row.strip() or not row.isascii())


def test_colour_changes_nothing_but_colour() -> None:
    from command import ANSI

    spans = line(("[red]危険[/red]", "critical"), " :smile: \\[x]", ("12", "strong"))
    painted = lay_out([spans], Paper(colour=True))
    assert painted != lay_out([spans], Paper())
    assert ANSI.sub("", painted) == lay_out([spans], Paper())


@pytest.mark.parametrize(
    ("typed", "escaped"),
    [
        ("a*b_c`d", r"a\*b\_c\`d"),
        ("[x](y) | z", r"\[x\](y) \| z"),
        ("<script>", "&lt;script>"),
        ("R&D &amp;", "R&amp;D &amp;amp;"),
        ("# head", r"\# head"),
        ("1. one", r"1\. one"),
        ("- item", r"\- item"),
        ("two\nlines", r"two\\u000alines"),
    ],
)
def test_markdown_shows_text_as_typed(typed: str, escaped: str) -> None:
    assert plain(typed) == escaped


def test_small_words() -> None:
    assert ranges([41, 18, 19, 40, 60]) == "18-19, 40-41, 60"
    assert counted("recommendations", 1, "en") == "1 recommendation"
    assert counted("questions", 2, "ja") == "質問2件"
    assert listed(["a", "b", "c"], "en") == "a, b and c"
    assert listed(["a", "b"], "ja") == "a、b"


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_explains_itself_in_both_languages(rule: str) -> None:
    explanation = explain(rule)
    for language in LANGUAGES:
        page = lay_out(explanation_lines(explanation, language), Paper(80))
        assert rule in page
        assert "{{" not in page
        assert "{%" not in page
        for id, _, says in explanation.guidance:
            assert id in page
            assert says[language][:10] in page
        bad, good = (example_for(e, language) for e in (explanation.bad, explanation.good))
        assert any(rule in advice.resolves for advice in advice_on(rule, bad))
        assert not any(rule in advice.resolves for advice in advice_on(rule, good))


def test_every_declared_fact_has_japanese_words() -> None:
    words = fact_words()
    lacking = []
    for kind in KINDS.values():
        for field in kind.fields:
            entry = words.get(f"{kind.name}.{field.name}") or words.get(field.name) or {"values": {}}
            values = entry["values"]
            assert isinstance(values, dict)
            lacking += [f"{kind.name}.{field.name}: {value}" for value in field.values if value not in values]
    assert not lacking, f"add to knowledge/fact_words.yaml: {lacking}"
