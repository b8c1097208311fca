"""A rule in words, and the table of rules, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from advisor.explain import Explanation, advice_on, example_for
from advisor.render.lines import BLANK, Line, Span, line
from advisor.render.parts import View, label
from advisor.render.text import advice_lines
from advisor.render.words import listed, ranges, word
from advisor.text import Language, Text

_GAP = 2
_WORTH_A_COLUMN = 48


def explanation_lines(rule: Explanation, language: Language) -> Iterator[Line]:
    """The rule: what it says, why, when, and a bad and a good example with the advice the bad one gets."""
    yield line((rule.id, "name"), "  ", (rule.title[language], "strong"), hang=len(rule.id) + _GAP)
    yield line(rule.rationale[language])
    yield BLANK
    between = word("between", language)
    colon = "：" if language == "ja" else ": "
    effort = f"{word('effort', language)}{colon}{label('effort', rule.effort, language)}"
    about = f"{word('about', language)}{colon}{rule.about[language]}"
    yield line(f"{word('severity', language)}{colon}", _severity(rule, language), f"{between}{effort}{between}{about}")
    for case in rule.cases[1:]:
        both = "、かつ" if language == "ja" else ", and "
        either = "。または、" if language == "ja" else "; or "
        conditions = either.join(both.join(c[language] for c in alternative) for alternative in case.conditions)
        severity = label("severity", case.severity, language)
        yield line(word("case", language, severity=severity, conditions=conditions), indent=2, hang=4)
    if rule.audience == "sponsor":
        yield line(word("sponsor_rule", language), indent=2, hang=4)
    yield from _section(word("guidance", language), _guidance(rule, language))
    if rule.limits:
        yield from _section(word("limits", language), _limits(rule, language))
    if rule.sources:
        cited = (line(f"- {cite}: ", says[language], indent=2, hang=4) for cite, says in rule.sources)
        yield from _section(word("other_sources", language), cited)
    yield from _conditions(rule, language)
    yield from _examples(rule, language)


def rules_lines(rules: Sequence[Mapping[str, Any]], language: Language, width: int | None = None) -> Iterator[Line]:
    """Every rule: id, severity, effort, what it says; on two lines each where the terminal is narrow."""
    heads = [word(key, language) for key in ("rule", "severity", "effort", "content")]
    rows = [
        [
            str(rule["id"]),
            label("severity", rule["severity"], language),
            label("effort", rule["effort"], language),
            str(rule["title"][language]),
        ]
        for rule in rules
    ]
    columns = [max(_cells(row[n]) for row in (heads, *rows)) + _GAP for n in range(3)]
    hang = sum(columns)
    narrow = width is not None and width - hang < _WORTH_A_COLUMN
    yield line(("".join(map(_padded, heads[:3], columns)) + heads[3], "quiet"))
    for rule, row in zip(rules, rows, strict=True):
        id, severity, effort = map(_padded, row[:3], columns)
        spans: list[str | Span] = [id, (row[1], rule["severity"]), severity[len(row[1]) :], effort]
        if narrow:
            yield line(*spans)
            yield line(row[3], indent=4)
        else:
            yield line(*spans, row[3], hang=hang)
    yield BLANK
    yield line(word("rules_total" if len(rules) != 1 else "rule_total", language, number=len(rules)))


def _padded(text: str, wide: int) -> str:
    return text + " " * (wide - _cells(text))


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _severity(rule: Explanation, language: Language) -> Any:
    return (label("severity", rule.cases[0].severity, language), rule.cases[0].severity)


def _section(title: str, lines: Iterable[Line]) -> Iterator[Line]:
    yield BLANK
    yield line((title, "strong"))
    yield from lines


def _guidance(rule: Explanation, language: Language) -> Iterator[Line]:
    for id, paragraphs, says in rule.guidance:
        cited = word("paragraphs", language, paragraphs=ranges(paragraphs))
        note = f"（{cited}）" if language == "ja" else f" ({cited})"
        yield line((f"{id}  ", "strong"), says[language], (note, "quiet"), indent=2, hang=7)


def _limits(rule: Explanation, language: Language) -> Iterator[Line]:
    for limit in rule.limits:
        source = word("limit_source", language, source=limit.source)
        note = f"（{source}）" if language == "ja" else f" ({source})"
        spans = ((f"{limit.id} = {limit.value:g}  ", "strong"), limit.meaning[language], (note, "quiet"))
        yield line(*spans, indent=2, hang=4)  # type: ignore[arg-type]  # roles, written out


def _conditions(rule: Explanation, language: Language) -> Iterator[Line]:
    if rule.of:
        rules = listed(rule.of, language)
        yield from _section(
            word("fires", language), _points([_same(word("both_rules", language, rules=rules))], language)
        )
        yield from _section(word("silent", language), _points([_same(word("one_rule", language))], language))
        return
    if rule.applies:
        yield from _section(word("applies", language), _points(rule.applies, language))
    yield from _section(word("fires", language), _alternatives(rule.fires, language))
    asks = rule.asks or (_same(word("never_asks", language)),)
    yield from _section(word("asks", language), _points(asks, language))
    silent = [*rule.silent, *([_same(word("outside", language))] if rule.applies else [])]
    yield from _section(word("silent", language), _points(silent, language))


def _same(text: str) -> Text:
    return Text.same(text)


def _points(texts: Iterable[Text], language: Language) -> Iterator[Line]:
    for text in texts:
        yield line(f"- {text[language]}", indent=2, hang=4)


def _alternatives(alternatives: Sequence[Sequence[Text]], language: Language) -> Iterator[Line]:
    for n, conditions in enumerate(alternatives):
        if n:
            yield line(word("or", language), indent=2)
        yield from _points(conditions, language)


def _examples(rule: Explanation, language: Language) -> Iterator[Line]:
    bad = example_for(rule.bad, language)
    yield from _section(word("bad", language), _plan(bad))
    yield BLANK
    yield line((word("gets", language), "strong"))
    for advice in advice_on(rule.id, bad):
        yield from advice_lines(advice, View(language, places=False), number=False)
    yield from _section(word("good", language), _plan(example_for(rule.good, language)))


def _plan(plan: Mapping[str, Any]) -> Iterator[Line]:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Maps down the page, lists of plain values across it, as people write them."""

        def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
            plain = not any(isinstance(item, (dict, list)) for item in sequence)
            return super().represent_sequence(tag, sequence, flow_style=plain or flow_style)

    written = yaml.dump(dict(plan), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    for row in written.splitlines():
        yield line(row, indent=4, keep=True)
