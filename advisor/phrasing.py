"""Turns a rule's templates and a fact's figures into sentences.

Templates are Jinja2 in a sandbox; those that are more than a `plain_template` are compiled when first used. A figure
prints in the language of the template it stands in, so both languages carry the same operands by construction. Output
is bounded: the sandbox alone does not stop a template from multiplying text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from advisor.errors import RulebookError
from advisor.facts.base import Figure
from advisor.plain_template import fill, plain
from advisor.rule_file import Phrase, Saying
from advisor.text import Language, Text

_LONGEST = 5_000_000
"""A text may list every name of a long plan; one that is longer repeats itself."""
_FIELDS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_ALL_TWO = re.compile(r"\b([Aa])ll 2 (?=(?:KPIs|goals|objectives|key results)\b)")
_AFTER_STOP = re.compile(r"([。、）]) +")


@cache
def environment_for(language: Language) -> ImmutableSandboxedEnvironment:
    """Where templates of one language are read: nothing but the figures is known there."""

    def said(value: Any) -> Any:
        if isinstance(value, Figure):
            return value.text[language]
        return value[language] if isinstance(value, Text) else value

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, finalize=said, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.clear()
    environment.globals.clear()
    return environment


@lru_cache(maxsize=4096)
def _compiled(language: Language, source: str) -> Any:
    return environment_for(language).from_string(source)


def say(saying: Saying, variables: Mapping[str, Any], *, many: bool = False) -> Text:
    """The saying in both languages, with the figures filled in.

    Raises RulebookError when a template uses a figure the facts do not carry, or prints without bound.
    """
    return Text(
        ja=_fill(saying.ja, "ja", variables, many=many),
        en=_fill(saying.en, "en", variables, many=many),
    )


def _fill(phrase: Phrase, language: Language, variables: Mapping[str, Any], *, many: bool) -> str:
    source = phrase.many if many and phrase.many is not None else phrase.one
    return fill_in(_for_okr(source, language) if variables.get(OKR) else source, language, variables)


OKR = "_okr"
"""The variable that says that texts speak of objectives and key results."""
_WORDS: Mapping[Language, Sequence[tuple[re.Pattern[str], str]]] = {
    "ja": (
        (re.compile(r"最終目標（KGI）|最終目標|KGI"), "目的"),
        (re.compile(r"どの目標(?!値)"), "どの目的"),
        (re.compile(r"達成しても目標が"), "達成しても目的が"),
        (re.compile(r"KPI(?!ツリー)"), "主要な成果"),
    ),
    "en": (
        (re.compile(r"\b([Aa]) (?:final )?goal\b"), r"\1n objective"),
        (re.compile(r"\b(?:final )?goal(s?)\b(?: \(KGI\))?"), r"objective\1"),
        (re.compile(r"\bKGI(s?)\b"), r"objective\1"),
        (re.compile(r"\bKPI(s?)\b"), r"key result\1"),
    ),
}


@lru_cache(maxsize=1024)
def _for_okr(source: str, language: Language) -> str:
    """A template in the words of an OKR plan. Only its own words change, never what it fills in."""
    pieces = _FIELDS.split(source)
    for pattern, word in _WORDS[language]:
        pieces[::2] = [pattern.sub(word, piece) for piece in pieces[::2]]
    return "".join(pieces)


def fill_in(source: str, language: Language, variables: Mapping[str, Any]) -> str:
    """One template in one language. Raises RulebookError, as `say` does."""
    if "{" not in source:
        return _tidied(source, language)  # nothing to fill in, so nothing to compile
    block = plain(source)
    try:
        if block is not None:
            filled = fill(block, environment_for(language), variables)
        else:
            filled = _compiled(language, source).generate(dict(variables))
        text = "".join(_bounded(filled))
    except TemplateError as error:
        raise RulebookError(
            Text(
                f"文のひな形「{source[:60]}」を埋められません：{error}",
                f"cannot fill the template “{source[:60]}”: {error}",
            )
        ) from None
    return _tidied(text, language)


def _tidied(text: str, language: Language) -> str:
    # A line folded in the rule file leaves a space behind, which Japanese does not want.
    if language == "en":
        return _ALL_TWO.sub(lambda found: "Both " if found[1] == "A" else "both ", " ".join(text.split()))
    return _AFTER_STOP.sub(r"\1", text.strip().replace("\n", ""))


def _bounded(pieces: Iterable[str]) -> Iterable[str]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > _LONGEST:
            raise TemplateError(f"more than {_LONGEST} characters")
        yield piece


def unknown_variables(source: str, known: frozenset[str]) -> list[str]:
    """The dotted names a template uses that are not in `known` (loop variables aside).

    Raises RulebookError for a template that cannot be parsed.
    """
    try:
        tree = environment_for("en").parse(source)
    except TemplateError as error:
        raise RulebookError(
            Text(f"ひな形の書き方に誤りがあります：{error}", f"this template cannot be parsed: {error}")
        ) from None
    local = {
        target.name
        for loop in tree.find_all(nodes.For)
        for target in loop.find_all(nodes.Name)
        if target.ctx == "store"
    }
    if local:
        local.add("loop")
    inner: set[int] = set()
    wrong = []
    for attribute in tree.find_all(nodes.Getattr):
        if isinstance(attribute.node, nodes.Getattr):
            inner.add(id(attribute.node))
            continue
        if isinstance(attribute.node, nodes.Name):
            inner.add(id(attribute.node))
            dotted = f"{attribute.node.name}.{attribute.attr}"
            if attribute.node.name not in local and dotted not in known:
                wrong.append(dotted)
    wrong += [
        name.name
        for name in tree.find_all(nodes.Name)
        if id(name) not in inner and name.ctx == "load" and name.name not in local and name.name not in known
    ]
    return sorted(set(wrong))
