"""Every rule: its own examples, its texts in both languages, its sources."""

from __future__ import annotations

import re
from typing import Any

import pytest

from advisor import Plan, advise
from advisor.facts.declared import GROUP_VARIABLES, KINDS
from advisor.knowledge_files import guidance_index
from advisor.phrasing import unknown_variables
from advisor.report import Report
from advisor.rulebook import Rule, built_in_rulebook

RULES = built_in_rulebook().rules
IDS = [r.id for r in RULES]


def report_of(example: dict[str, Any]) -> Report:
    plan = Plan.model_validate(example)
    assert not plan.warnings, f"an example must be read without warnings: {plan.warnings}"
    return advise(plan)


def fired(report: Report) -> set[str]:
    return {f.rule for r in report.recommendations for f in r.findings}


def asked(report: Report) -> set[str]:
    return {rule for q in report.questions for rule in q.rules}


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_fires_on_its_bad_examples(rule: Rule) -> None:
    for example in rule.spec.examples.fires:
        assert rule.id in fired(report_of(example)), example


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_stays_silent_on_its_good_examples(rule: Rule) -> None:
    for example in rule.spec.examples.silent:
        assert rule.id not in fired(report_of(example)), example


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_asks_where_the_plan_does_not_say(rule: Rule) -> None:
    for example in rule.spec.examples.asks:
        report = report_of(example)
        assert rule.id in asked(report), example
        assert rule.id not in fired(report), example


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_texts_use_declared_figures_only(rule: Rule) -> None:
    kinds = [KINDS[k].variables() for k in rule.kinds]
    known = frozenset.intersection(*kinds) | GROUP_VARIABLES
    for pointer, saying in rule.spec.sayings():
        for phrase in (saying.ja, saying.en):
            for template in (phrase.one, phrase.many):
                if template is not None:
                    assert unknown_variables(template, known) == [], pointer


def figures_in(template: str) -> set[str]:
    names = re.findall(r"\{\{\s*([a-z_.]+)\s*\}\}", template)
    return {n for n in names if n not in ("count", "it.direction")}


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_both_languages_carry_the_same_figures(rule: Rule) -> None:
    """A figure said in one language and left out in the other would make two different reports."""
    blocks: dict[str, dict[str, set[str]]] = {}
    for pointer, saying in rule.spec.sayings():
        # Title, why and action of one text may share its figures out differently.
        block = pointer.rsplit("/", 1)[0] if not pointer.endswith(("question", "strength", "rationale")) else pointer
        for language, phrase in (("ja", saying.ja), ("en", saying.en)):
            for form, template in (("one", phrase.one), ("many", phrase.many or phrase.one)):
                blocks.setdefault(f"{block} {form}", {"ja": set(), "en": set()})[language] |= figures_in(template)
    for block, said in blocks.items():
        assert said["ja"] == said["en"], block


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_has_many_form_in_both_languages_or_none(rule: Rule) -> None:
    for pointer, saying in rule.spec.sayings():
        assert (saying.ja.many is None) == (saying.en.many is None), pointer


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_style(rule: Rule) -> None:
    """The mechanical part of the house style; a person reads the rest in the golden reports."""
    for pointer, saying in rule.spec.sayings():
        for template in filter(None, (saying.ja.one, saying.ja.many)):
            assert not re.search(
                r"あなた|重要です|することができます|ドライバー|すべき|不適切|毎週次|毎月次", template
            ), pointer
            assert not template.startswith(("これは", "上記の")), pointer
        for template in filter(None, (saying.en.one, saying.en.many)):
            assert not re.search(r"\b([Cc]onsider|[Ee]nsure|[Ll]everage|deals?)\b", template), pointer
    assert not re.search(r"/(use|avoid|add|set|fix)-", rule.id), "the name says the problem, never the fix"


def test_every_core_guidance_row_has_a_rule() -> None:
    cited = {g.id for r in RULES for g in r.guidance}
    assert {"G02", "G08", "G14", "G15", "G16", "G17"} <= cited
    assert cited <= set(guidance_index())
