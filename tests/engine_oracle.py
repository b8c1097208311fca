"""What the engine must find, by trying everything; and random rules and facts to try it on."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from random import Random
from typing import Any

from advisor.engine import Activation, Condition, Engine, EngineRule, Fact, Operator, Pattern, Ref
from advisor.engine.words import Value

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

# A rule may forbid only kinds that come before those it needs, so that unless never goes in a circle.
KINDS = ("alpha", "beta", "gamma", "delta", "epsilon")
STRINGS = (
    "a",
    "b",
    "ab",
    "abc",
    "売上",
    "売上高",
    "品質",
    "😀",
    "it's",
    'a"b',
    "x\\y",
    "a b!",
    "{",
    '"},{"id":"0"}',
    "true",
)
_ORDER: tuple[Operator, ...] = ("==", "!=", "<", "<=", ">", ">=")
_EQUALITY: tuple[Operator, ...] = ("==", "!=")
_VALUES: Mapping[str, Callable[[Random], Value]] = {
    "count": lambda rng: rng.randrange(-3, 5),
    "limit": lambda rng: rng.randrange(-3, 5),
    "ratio": lambda rng: rng.choice((0.0, -0.0, -1.5, 2.25, 0.0001, 3.0, 123456.5, 8e14)),
    "share": lambda rng: rng.choice((0.0, -1.5, 0.0001, 0.0002, 3.0)),
    "name": lambda rng: rng.choice(STRINGS),
    "title": lambda rng: rng.choice(STRINGS),
    "key": lambda rng: f"k{rng.randrange(5)}",
    "of": lambda rng: f"k{rng.randrange(5)}",
    "large": lambda rng: rng.choice((2**53 - 1, -(2**53) + 1, 0, 7)),
    "flag": lambda rng: rng.random() < 0.5,
    "state": lambda rng: rng.choice(("true", "false", "unknown", "absent")),
    "unused": lambda rng: rng.choice(STRINGS),
}
_JOINS = (("count", "limit"), ("ratio", "share"), ("name", "title"), ("key", "of"))
_OPTIONAL = ("large", "flag", "state", "unused")
_TEXT = ("name", "title", "key", "of", "flag", "state")


def oracle(rules: Sequence[EngineRule], facts: Sequence[Fact]) -> list[Activation]:
    """Every rule with every choice of different facts for its patterns."""
    found = []
    for rule in rules:
        fitting = [_fitting(pattern, facts) for pattern in rule.when]
        guards = [(pattern, index) for pattern in rule.unless for index in _fitting(pattern, facts)]
        for chosen in product(*fitting):
            by_alias = {pattern.alias: facts[index] for pattern, index in zip(rule.when, chosen, strict=True)}
            if (
                len(set(chosen)) == len(chosen)
                and all(_joins(pattern, by_alias[pattern.alias], by_alias) for pattern in rule.when)
                and not any(index not in chosen and _joins(guard, facts[index], by_alias) for guard, index in guards)
            ):
                found.append(Activation(rule.id, tuple(zip(by_alias, chosen, strict=True))))
    return found


def _fitting(pattern: Pattern, facts: Sequence[Fact]) -> list[int]:
    """The facts that meet the conditions which look at no other fact."""
    return [
        index
        for index, fact in enumerate(facts)
        if fact["kind"] == pattern.kind
        and all(
            c.field in fact and _COMPARE[c.op](fact[c.field], c.value)
            for c in pattern.where
            if not isinstance(c.value, Ref)
        )
    ]


def _joins(pattern: Pattern, fact: Fact, others: Mapping[str, Fact]) -> bool:
    return all(
        _COMPARE[c.op](fact[c.field], others[c.value.alias][c.value.field])
        for c in pattern.where
        if isinstance(c.value, Ref)
    )


def random_rules(rng: Random, count: int) -> list[EngineRule]:
    return [_rule(rng, f"test/rule-{number}{rng.choice(('', '?', ' !0'))}") for number in range(count)]


def _rule(rng: Random, name: str) -> EngineRule:
    aliases = rng.sample(("kpi", "plan", "m", "k", "_", "担当", "b", "sid"), 5)
    forbidding = rng.choice((0, 0, 0, 1, 2))
    lowest = rng.randrange(1, len(KINDS)) if forbidding else 0
    when: list[Pattern] = []
    for alias in aliases[: rng.choice((1, 1, 1, 2, 2, 3))]:
        when.append(_pattern(rng, alias, KINDS[lowest:], [p.alias for p in when]))
    unless = [_pattern(rng, alias, KINDS[:lowest], [p.alias for p in when]) for alias in aliases[3 : 3 + forbidding]]
    return EngineRule(name, tuple(when), tuple(unless))


def _pattern(rng: Random, alias: str, kinds: Sequence[str], others: Sequence[str]) -> Pattern:
    where = [_constant(rng) for _ in range(rng.randrange(4))]
    if others:
        where += [_join(rng, others) for _ in range(rng.choice((0, 1, 1, 2)))]
    rng.shuffle(where)
    return Pattern(alias, rng.choice(kinds), tuple(where))


def _constant(rng: Random) -> Condition:
    field = rng.choice([field for field in _VALUES if field != "unused"])
    return Condition(field, rng.choice(_EQUALITY if field in _TEXT else _ORDER), _VALUES[field](rng))


def _join(rng: Random, others: Sequence[str]) -> Condition:
    pair = rng.choice(_JOINS)
    op = "==" if rng.random() < 0.6 else rng.choice(_EQUALITY if pair[0] in _TEXT else _ORDER)
    return Condition(rng.choice(pair), op, Ref(rng.choice(others), rng.choice(pair)))


def random_facts(rng: Random, most: int) -> list[Fact]:
    facts: list[Fact] = []
    for _ in range(rng.randrange(most + 1)):
        if facts and rng.random() < 0.1:
            facts.append(dict(rng.choice(facts)))
            continue
        fields = [field for field in _VALUES if field not in _OPTIONAL or rng.random() < 0.7]
        rng.shuffle(fields)
        fact: dict[str, Value] = {field: _VALUES[field](rng) for field in fields}
        facts.append(fact | {"kind": rng.choice((*KINDS, "never_asked_for"))})
    return facts


def evaluate_afresh(rules: Sequence[EngineRule], facts: Sequence[Fact]) -> list[Activation]:
    """For a process started from nothing, which can only call what it can import."""
    return Engine(rules).evaluate(facts)
