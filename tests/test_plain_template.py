"""Templates filled without Jinja2 say what Jinja2 says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import pytest
from jinja2 import Template, TemplateError

from advisor.facts.base import Figure
from advisor.phrasing import environment_for
from advisor.plain_template import fill, plain
from advisor.rulebook import built_in_rulebook
from advisor.text import LANGUAGES, Language, Text

NAME = re.compile(r"(?:\{\{ *|\{% *(?:el)?if |\band |\bnot )(?!not )([a-z_][\w.]*)")
FIGURES = (Figure(3, Text("3件", "3 items")), Figure("", Text("", "")), Figure(0, Text("0件", "none")))


def rule_templates() -> Iterator[str]:
    for rule in built_in_rulebook().rules:
        for _, saying in rule.spec.sayings():
            for phrase in (saying.ja, saying.en):
                yield from filter(None, (phrase.one, phrase.many))
        for change in rule.spec.changes:
            for step in change.steps:
                yield from (template for _, template in step.templates())


TEMPLATES = sorted(set(rule_templates()))


def variables_for(source: str, figure: Figure, left_out: str | None) -> dict[str, Any]:
    """Every name of the template with a figure, but for one."""
    made: dict[str, Any] = {}
    for dotted in NAME.findall(source):
        if dotted == left_out:
            continue
        *above, last = dotted.split(".")
        inner = made
        for name in above:
            inner = inner.setdefault(name, {}) if isinstance(inner, dict) else {}
        if isinstance(inner, dict):
            inner.setdefault(last, figure)
    return made


@cache
def compiled_by_jinja(language: Language, source: str) -> Template:
    return environment_for(language).from_string(source)


def outcome(source: str, language: Language, variables: dict[str, Any], *, compiled: bool) -> str:
    try:
        if compiled:
            return compiled_by_jinja(language, source).render(variables)
        block = plain(source)
        assert block is not None
        return "".join(fill(block, environment_for(language), variables))
    except TemplateError as error:
        return f"{type(error).__name__}: {error}"


def test_nearly_all_texts_of_the_rules_are_plain() -> None:
    assert sum(plain(t) is not None for t in TEMPLATES) > 0.9 * len(TEMPLATES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_says_what_jinja_says_of_every_rule(language: Language) -> None:
    compared = 0
    for source in TEMPLATES:
        if plain(source) is None:
            continue
        for left_out, figure in product([None, *dict.fromkeys(NAME.findall(source))], FIGURES):
            variables = variables_for(source, figure, left_out)
            assert outcome(source, language, variables, compiled=False) == outcome(
                source, language, variables, compiled=True
            ), source
            compared += 1
    assert compared > 1000


@pytest.mark.parametrize(
    "source",
    [
        "{{ a }}{{b.c}} and {{  a  }}.",
        "{% if a %}yes{% endif %}",
        "{% if not a %}no{% else %}yes{% endif %}",
        "{% if a is defined and b.c %}1{% elif b.d is defined %}2{% elif not b.c is defined %}3{% else %}4{% endif %}",
        "{% if a %}{% if b.c %}both {{ b.c }}{% endif %} a{% endif %}",
        "one\n  {% if a %}\n  two\n\n  {% else %} three\n{% endif %}\n\nfour {% if a %}\nfive{% endif %}\n six",
        " {% if a %} x {% endif %} ",
        "{{ missing }}",
        "{{ missing.deep }}",
        "{{ a.missing }}",
        "{% if missing %}x{% endif %}",
        "{% if b.missing %}x{% endif %}",
        "{% if missing.deep is defined %}x{% endif %}",
        "{{ b.items }}{{ a.text }}{{ a.__class__ }}",
    ],
)
def test_means_by_its_marks_what_jinja_means(source: str) -> None:
    assert plain(source) is not None
    for a, c in product(FIGURES, repeat=2):
        variables = {"a": a, "b": {"c": c}}
        found = outcome(source, "en", variables, compiled=False)
        expected = outcome(source, "en", variables, compiled=True)
        # Two calls of one method print different addresses.
        assert re.sub("0x[0-9a-f]+", "", found) == re.sub("0x[0-9a-f]+", "", expected)


@pytest.mark.parametrize(
    "source",
    [
        "{% for k in each %}{{ k.name }}{% endfor %}",
        "{{ a + 1 }}",
        "{{ a|upper }}",
        "{{- a }}",
        "{%- if a %}x{% endif %}",
        "{# a remark #}",
        "{% if a == 1 %}x{% endif %}",
        "{% if a or b %}x{% endif %}",
        "{% if a %}x",
        "x{% endif %}",
        "{% if a %}x{% else %}y{% else %}z{% endif %}",
        "{% if a %}x{% endif a %}",
        "{% if a %}x{% else a %}y{% endif %}",
        "{{ a",
        "{ a }",
    ],
)
def test_leaves_the_rest_to_jinja(source: str) -> None:
    assert plain(source) is None
