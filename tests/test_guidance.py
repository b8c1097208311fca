"""The guidance and the rules cover each other: no row without a rule, no rule without a row."""

from __future__ import annotations

import re

from advisor.knowledge_files import guidance_index
from advisor.rulebook import built_in_rulebook
from generate import ROOT

OPEN = {"G19", "G22"}
"""Rows whose rules are still to be written. It has to be exactly right, so a row leaves with its first rule."""
LOST = {37, 50, 52, 54}
"""Lines of the article that announce a list which its text lost: nothing may rest on one of them alone."""


def test_every_row_has_a_rule_but_those_still_open() -> None:
    cited = {entry.id for rule in built_in_rulebook().rules for entry in rule.guidance}
    assert set(guidance_index()) - cited == OPEN


def test_every_rule_rests_on_a_row_with_lines_of_the_article() -> None:
    for rule in built_in_rulebook().rules:
        lines = {line for entry in rule.guidance for line in entry.paragraphs}
        assert lines - LOST, rule.id


def test_the_page_shows_both_ways() -> None:
    page = (ROOT / "docs/guidance.md").read_text(encoding="utf-8")
    rows, back = page.split("## And back")
    for rule in built_in_rulebook().rules:
        assert f"| `{rule.id}` |" in back
        for entry in rule.guidance:
            (row,) = re.findall(rf"^\| {entry.id} \|.*$", rows, re.MULTILINE)
            assert f"`{rule.id}`" in row
