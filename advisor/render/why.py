"""The chain behind one recommendation: what the plan says, the facts that follow, the rules, what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from advisor.explain import Explanation, explain, fact_in_words
from advisor.facts.declared import KINDS
from advisor.read import SourcedPlan
from advisor.render.lines import BLANK, Line, line
from advisor.render.parts import label
from advisor.render.text import advice_title
from advisor.render.words import ranges, word
from advisor.report import Evidence, FindingRef, Recommendation, Report
from advisor.source.document import join_pointer
from advisor.text import Language

_MOST_ROWS: Final = 12
_NOT_SAID: Final = frozenset({"name", "id"})


def why_lines(report: Report, advice: Recommendation, sourced: SourcedPlan, language: Language) -> Iterator[Line]:
    """The whole chain of one recommendation of `report`, which judged the plan in `sourced`."""
    yield advice_title(advice, language)
    yield line((word("identity", language, fingerprint=advice.fingerprint), "quiet"), indent=2)
    yield from _heading("chain_plan", language)
    yield from _plan(report, advice, sourced, language)
    yield from _heading("chain_facts", language)
    for finding in advice.findings:
        yield from _facts(finding, language)
    yield line(advice.why[language], indent=2)
    yield from _heading("chain_rules", language)
    for rule in dict.fromkeys(f.rule for f in advice.findings):
        yield from _rule(explain(rule), language)
    yield from _heading("chain_rests", language)
    yield from _rests(advice, language)
    yield from _heading("chain_next", language)
    yield line(advice.action[language], indent=2)
    yield line((advice.reason[language], "quiet"), indent=2)


def _heading(key: str, language: Language) -> Iterator[Line]:
    yield BLANK
    yield line((word(key, language), "strong"))


# -- what the plan says --------------------------------------------------------------------------------------


def _plan(report: Report, advice: Recommendation, sourced: SourcedPlan, language: Language) -> Iterator[Line]:
    rows = _rows(report, advice)
    read = {a.pointer: a.understood[language] for a in report.assumptions}
    names = {node.pointer: node.name for node in report.tree.nodes}
    for pointer in rows[:_MOST_ROWS]:
        name = f"「{names[pointer]}」" if language == "ja" else f"“{names[pointer]}”"
        yield line((f"{_place(sourced, pointer)} ", "quiet"), (name, "strong"), indent=2, hang=4)
        written = _at(sourced.document.data, pointer)
        for key, value in written.items() if isinstance(written, Mapping) else ():
            if key in _NOT_SAID:
                continue
            at = join_pointer(pointer, key)
            said = _said(value, sourced.document.raw.get(at))
            understood = f" → {read[at]}" if read.get(at, said) != said else ""
            yield line((f"{_place(sourced, at)} ", "quiet"), f"{key}: {said}", (understood, "quiet"), indent=4, hang=6)
    if len(rows) > _MOST_ROWS:
        yield line(word("others", language, n=len(rows) - _MOST_ROWS), indent=2)
    if not rows:
        yield line((f"{sourced.document.name} ", "quiet"), word("plan", language), indent=2)


def _rows(report: Report, advice: Recommendation) -> list[str]:
    """The rows it is about, and those whose figures it calculates with, which the operands name."""
    named: dict[str, list[str]] = {}
    for node in report.tree.nodes:
        named.setdefault(node.name, []).append(node.pointer)
    known = {node.pointer for node in report.tree.nodes}
    rows = [s.pointer for s in advice.subjects if s.pointer in known]
    for evidence in _evidence(advice):
        for value in evidence.figures.values():
            if isinstance(value, str) and len(named.get(value, ())) == 1:
                rows += named[value]
    return list(dict.fromkeys(rows))


def _place(sourced: SourcedPlan, pointer: str) -> str:
    place = sourced.locate(pointer)
    return f"{place}" if place is not None else sourced.document.name


def _said(value: Any, raw: str | None) -> str:
    if raw is not None:
        return raw
    if isinstance(value, Mapping):
        return ", ".join(f"{k}: {_said(v, None)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(_said(v, None) for v in value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _at(data: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        data = data[int(token)] if isinstance(data, list) else data[token.replace("~1", "/").replace("~0", "~")]
    return data


# -- facts and rules -----------------------------------------------------------------------------------------


def _evidence(advice: Recommendation) -> Iterator[Evidence]:
    for finding in advice.findings:
        yield from finding.evidence


def _facts(finding: FindingRef, language: Language) -> Iterator[Line]:
    names = {s.id: s.name for s in finding.subjects}
    for evidence in finding.evidence:
        kind = _kind(finding, evidence)
        says = fact_in_words(kind, evidence.fact, evidence.value)[language] if kind else str(evidence.value)
        about = names.get(evidence.subject)
        about = f"「{about}」" if about and language == "ja" else f"“{about}”" if about else word("plan", language)
        sure = "" if evidence.confidence == 1 else word("sure", language, share=round(evidence.confidence * 100))
        yield line(f"- {about}: {says}" if language == "en" else f"- {about}{says}", (sure, "quiet"), indent=2, hang=4)
        operands = [f"{k} = {_figure(v)}" for k, v in evidence.figures.items() if v is not None]
        if operands:
            yield line((f"{evidence.fact}: {', '.join(operands)}", "quiet"), indent=4, hang=6)


def _kind(finding: FindingRef, evidence: Evidence) -> str | None:
    kinds = [finding.scope.kind, *KINDS]
    return next((k for k in kinds if k in KINDS and evidence.fact in KINDS[k].by_name), None)


def _figure(value: float | int | str | bool) -> str:
    return f"{value:,.6g}" if isinstance(value, float) else f"{value:,}" if type(value) is int else str(value)


def _rule(rule: Explanation, language: Language) -> Iterator[Line]:
    yield line((rule.id, "name"), "  ", rule.title[language], indent=2, hang=4)
    colon = "：" if language == "ja" else ": "
    both = "、かつ" if language == "ja" else "; and "
    either = f" {word('or', language)} "
    if rule.of:
        condition = word("both_rules", language, rules=", ".join(rule.of))
    else:
        condition = either.join(both.join(c[language] for c in alternative) for alternative in rule.fires)
    if rule.applies:
        yield line(
            f"{word('applies', language)}{colon}{both.join(c[language] for c in rule.applies)}", indent=4, hang=6
        )
    yield line(f"{word('fires', language)}{colon}{condition}", indent=4, hang=6)
    for limit in rule.limits:
        yield line(f"{limit.id} = {limit.value:g}  {limit.meaning[language]}", indent=4, hang=6)
    severity = label("severity", rule.cases[0].severity, language)
    more = f"{word('severity', language)}{colon}{severity}{word('between', language)}kpi-advisor explain {rule.id}"
    yield line((more, "quiet"), indent=4)


def _rests(advice: Recommendation, language: Language) -> Iterator[Line]:
    passages = {g.id: g for f in advice.findings for g in f.guidance}
    for passage in passages.values():
        cited = word("paragraphs", language, paragraphs=ranges(passage.paragraphs))
        note = f"（{cited}）" if language == "ja" else f" ({cited})"
        yield line((f"{passage.id}  ", "strong"), passage.says[language], (note, "quiet"), indent=2, hang=7)
    for source in {s.id: s for f in advice.findings for s in f.sources}.values():
        yield line(f"- {source.cite}", (f" ({source.id})", "quiet"), indent=2, hang=4)
