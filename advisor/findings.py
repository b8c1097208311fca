"""Findings: which rules hold for which facts, judged by the rules engine in two strata.

First stratum: every rule becomes two patterns, one that holds when its conditions are met and one that holds
when none of them is known to be false. Where only the second matches, the plan does not say enough: the
outcome is `not_stated`, and the rule asks. Second stratum: conclusions join two findings about one subject
and absorb them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from typing import Literal

from advisor.engine import Condition, Engine, EngineRule, Pattern, Ref
from advisor.facts.base import Fact
from advisor.facts.declared import KINDS
from advisor.facts.fields import UNKNOWN
from advisor.record import record
from advisor.rule_file import Conditions
from advisor.rulebook import Rule, Rulebook, Severity, holds

Outcome = Literal["fired", "not_stated", "not_applicable", "clear"]


@record
class Finding:
    """A rule that holds for a subject.

    Attributes:
        rule: which rule.
        fact: what it holds for.
        severity: harm if ignored, for this subject.
        confidence: 0 to 1, the least sure of the facts it rests on.
        absorbed: the findings a conclusion takes in.
    """

    rule: Rule
    fact: Fact
    severity: Severity
    confidence: float
    absorbed: tuple[Finding, ...] = ()


@record
class Unjudged:
    """A rule that cannot be judged for a subject because the plan does not say.

    Attributes:
        missing: the declared fields that are unknown.
    """

    rule: Rule
    fact: Fact
    missing: tuple[str, ...]


@record
class Judgement:
    """The outcome of every rule for every subject it speaks of.

    Attributes:
        findings: what fired, conclusions in place of what they absorb.
        unjudged: what the plan does not say enough to judge.
        counts: per rule, how often each outcome came up.
        not_applicable: per rule, the subjects it does not apply to.
        earned: for the rules with a good word to say, the facts that earn it.
    """

    findings: tuple[Finding, ...]
    unjudged: tuple[Unjudged, ...]
    counts: Mapping[str, Mapping[Outcome, int]]
    not_applicable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    earned: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)


def judge(facts: Sequence[Fact], rulebook: Rulebook, severities: Mapping[str, Severity] | None = None) -> Judgement:
    """Judges all facts by all rules. `severities` overrides rules' own severity, by rule id."""
    overrides = severities or {}
    compiled = _compiled(rulebook)
    fired: set[tuple[str, int]] = set()
    open_: set[tuple[str, int]] = set()
    for activation in compiled.first.evaluate(engine_facts(facts, rulebook)):
        rule_id, _, mark = activation.rule.rpartition(" ")
        (fired if mark.startswith("!") else open_).add((rule_id, activation.matched[0][1]))
    open_ -= fired

    found: list[Finding] = []
    unjudged: list[Unjudged] = []
    counts: dict[str, dict[Outcome, int]] = {}
    not_applicable: dict[str, tuple[str, ...]] = {}
    earned: dict[str, tuple[Fact, ...]] = {}
    by_kind: dict[str, list[int]] = {}
    for index, fact in enumerate(facts):
        by_kind.setdefault(fact.kind, []).append(index)
    for rule in compiled.judged:
        tally: dict[Outcome, int] = {"fired": 0, "not_stated": 0, "not_applicable": 0, "clear": 0}
        outside: list[str] = []
        for kind in rule.kinds:
            for index in by_kind.get(kind, ()):
                fact = facts[index]
                if (rule.id, index) in fired:
                    tally["fired"] += 1
                    found.append(_finding(rule, fact, overrides))
                elif (rule.id, index) in open_:
                    tally["not_stated"] += 1
                    unjudged.append(Unjudged(rule, fact, tuple(_unknown_fields(rule, fact))))
                elif holds(rule.spec.applies, fact.fields):
                    tally["clear"] += 1
                else:
                    tally["not_applicable"] += 1
                    outside.append(fact.subject.id)
        counts[rule.id] = tally
        strength = rule.spec.strength
        if strength is not None and not tally["fired"] and not tally["not_stated"]:
            subjects = [facts[i] for kind in rule.kinds for i in by_kind.get(kind, ())]
            good = [f for f in subjects if holds(strength.when, f.fields) and holds(rule.spec.applies, f.fields)]
            if good and (len(good) == len(subjects) or not strength.every):
                earned[rule.id] = tuple(good)
        if outside:
            not_applicable[rule.id] = tuple(sorted(outside))
    return Judgement(tuple(_conclude(found, compiled, overrides)), tuple(unjudged), counts, not_applicable, earned)


def _finding(rule: Rule, fact: Fact, overrides: Mapping[str, Severity]) -> Finding:
    read = set(rule.spec.applies) | {name for c in rule.spec.when for name in c}
    confidence = min((fact.sure.get(name, 1.0) for name in read), default=1.0)
    return Finding(rule, fact, rule.severity_for(fact.fields, overrides.get(rule.id)), confidence)


def _unknown_fields(rule: Rule, fact: Fact) -> Iterator[str]:
    seen = set()
    for conditions in rule.spec.when:
        for name in conditions:
            if fact.fields.get(name) == UNKNOWN and name not in seen:
                seen.add(name)
                yield name


def _conclude(found: list[Finding], compiled: _Compiled, overrides: Mapping[str, Severity]) -> list[Finding]:
    if compiled.second is None or not found:
        return found
    subjects: dict[tuple[str, str], str] = {}
    rows: list[dict[str, str]] = []
    for finding in found:
        key = subjects.setdefault((finding.fact.kind, finding.fact.subject.id), f"k{len(subjects)}")
        rows.append({"kind": "finding", "rule": compiled.names[finding.rule.id], "of": key})
    taken: set[int] = set()
    conclusions: list[Finding] = []
    for activation in compiled.second.evaluate(rows):
        rule = compiled.conclusions[activation.rule]
        matched = dict(activation.matched)
        sources = tuple(found[matched[alias]] for alias in ("a", "b"))
        taken.update(matched.values())
        fact = sources[0].fact
        severity = rule.severity_for(fact.fields, overrides.get(rule.id))
        conclusions.append(Finding(rule, fact, severity, min(s.confidence for s in sources), sources))
    return [f for i, f in enumerate(found) if i not in taken] + conclusions


def engine_facts(facts: Sequence[Fact], rulebook: Rulebook) -> list[dict[str, str | int]]:
    """The facts as the engine takes them: flat, declared words and counts only, never a user's text.

    Only the fields that a rule reads are sent: what nobody asks for costs time all the same.
    """
    read = _compiled(rulebook).read
    rows: list[dict[str, str | int]] = []
    for fact in facts:
        row: dict[str, str | int] = {"kind": fact.kind}
        fields = fact.fields
        for name in read.get(fact.kind, ()):
            row[name] = fields[name]
        rows.append(row)
    return rows


@record(slots=False)
class _Compiled:
    """A rulebook as the engine takes it: its rules, and the conclusions drawn from their findings."""

    first: Engine
    second: Engine | None
    judged: tuple[Rule, ...]
    conclusions: Mapping[str, Rule]
    names: Mapping[str, str]
    read: Mapping[str, tuple[str, ...]]


def engine_rules(rulebook: Rulebook) -> list[EngineRule]:
    """The first stratum's patterns: `<id> !n` where the rule holds, `<id> ?n` where nothing speaks against it."""
    compiled = []
    for rule in rulebook.rules:
        for n, (kind, when) in enumerate((k, w) for k in rule.kinds for w in rule.spec.when):
            scope = _conditions(kind, rule.spec.applies)
            met = scope + _conditions(kind, when)
            compiled.append(EngineRule(f"{rule.id} !{n}", (Pattern("f", kind, met),)))
            maybe = scope + _conditions(kind, when, or_unknown=True)
            if maybe != met:
                compiled.append(EngineRule(f"{rule.id} ?{n}", (Pattern("f", kind, maybe),)))
    return compiled


def _conditions(kind: str, conditions: Conditions, *, or_unknown: bool = False) -> tuple[Condition, ...]:
    out: list[Condition] = []
    for name, accepted in conditions.items():
        declared = KINDS[kind].by_name[name]
        if isinstance(accepted, Mapping):
            out += [Condition(name, op, int(limit)) for op, limit in accepted.items()]  # type: ignore[arg-type]
            continue
        words = set(accepted) | ({UNKNOWN} & set(declared.values) if or_unknown else set())
        if len(words) == 1:
            out.append(Condition(name, "==", next(iter(words))))
        else:
            # The engine has no "or": a field is one of several words when it is none of the others.
            out += [Condition(name, "!=", word) for word in declared.values if word not in words]
    return tuple(out)


@lru_cache(maxsize=32)
def _compiled(rulebook: Rulebook) -> _Compiled:
    judged = tuple(r for r in rulebook.rules if not r.is_conclusion)
    conclusions = {r.id: r for r in rulebook.rules if r.is_conclusion}
    names = {r.id: f"r{i}" for i, r in enumerate(rulebook.rules)}
    second = [
        EngineRule(
            rule.id,
            (
                Pattern("a", "finding", (Condition("rule", "==", names[rule.spec.from_rules[0]]),)),
                Pattern(
                    "b",
                    "finding",
                    (Condition("rule", "==", names[rule.spec.from_rules[1]]), Condition("of", "==", Ref("a", "of"))),
                ),
            ),
        )
        for rule in conclusions.values()
    ]
    first = engine_rules(rulebook)
    asked: dict[str, dict[str, None]] = {}
    for pattern in (p for rule in first for p in rule.when):
        asked.setdefault(pattern.kind, {}).update((c.field, None) for c in pattern.where)
    read = {kind: tuple(fields) for kind, fields in asked.items()}
    return _Compiled(Engine(first), Engine(second) if second else None, judged, conclusions, names, read)
