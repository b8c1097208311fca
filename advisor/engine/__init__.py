"""Finds the rules that hold among flat facts, with the C core of durable-rules behind `engine.core`.

Outside a narrow subset the core crashes, hangs or drops facts, so nothing a user wrote ever reaches it. Rule ids,
aliases, kinds, field names and values are checked here and replaced by generated names and integers; what comes back is
the numbers of facts, which become indices into the facts given.
"""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any, Literal, NamedTuple, cast

from advisor.engine.core import END_RULE, FIRST_KIND, Ruleset, fact_numbers, matches
from advisor.engine.words import FIELDS_OF_A_FACT, OPERATORS, Tests, Value, Vocabulary, brief, is_name, refuse
from advisor.errors import EngineError
from advisor.record import record
from advisor.text import Text

Operator = Literal["==", "!=", "<", "<=", ">", ">="]
Fact = Mapping[str, Value]
"""A flat fact; its `kind` says what it is about."""


@record
class Ref:
    """The value of `field` in the fact matched as `alias`.

    Fields compared with each other must be in every fact of their kinds.
    """

    alias: str
    field: str


@record
class Condition:
    """A comparison; false where the fact lacks the field."""

    field: str
    op: Operator
    value: Value | Ref


@record
class Pattern:
    """A fact of `kind` that meets all conditions."""

    alias: str
    kind: str
    where: tuple[Condition, ...] = ()


@record
class EngineRule:
    """Holds for each choice of different facts for `when` such that no other fact fits any of `unless`.

    A pattern of `when` may refer to those before it, one of `unless` to all of `when`.
    """

    id: str
    when: tuple[Pattern, ...]
    unless: tuple[Pattern, ...] = ()


class Activation(NamedTuple):
    """A rule that holds, and for each alias of its `when` the index of the fact it matched."""

    rule: str
    matched: tuple[tuple[str, int], ...]


# Activation(rule, matched) in half the time, for there are many.
_new = cast(Callable[[type[Activation], tuple[Any, ...]], Activation], tuple.__new__)

# Limits of the core, with a margin: beyond 64 matching patterns on one kind, 16 facts in a match, 32 terms in a join or
# 512 kinds it drops facts or writes past the end of a table.
_PATTERNS_OF_A_KIND = 60
_PATTERNS_OF_A_PART = 240
_FACTS_OF_A_MATCH = 12
_REFS_OF_A_PATTERN = 12


def _patterns(rule: EngineRule) -> tuple[Pattern, ...]:
    return (*rule.when, *rule.unless)


def _tests(pattern: Pattern) -> dict[str, Tests]:
    """A pattern's comparisons with constants, by field."""
    tests: dict[str, Tests] = {}
    for condition in pattern.where:
        if not isinstance(condition.value, Ref):
            tests[condition.field] = tests.get(condition.field, frozenset()) | {(condition.op, condition.value)}
    return tests


class _Part:
    """Some of the rules, by their position: as many as fit one ruleset."""

    def __init__(self, rules: Mapping[int, EngineRule], words: Vocabulary) -> None:
        self.kinds = {pattern.kind for rule in rules.values() for pattern in _patterns(rule)}
        self._results = {n: (rule.id, [pattern.alias for pattern in rule.when]) for n, rule in rules.items()}
        # The core shares the leading conditions of patterns, so the most frequent come first.
        frequency: Counter[tuple[str, str, Tests]] = Counter()
        for rule in rules.values():
            for pattern in _patterns(rule):
                frequency.update((pattern.kind, name, tests) for name, tests in _tests(pattern).items())

        def terms(pattern: Pattern, aliases: Mapping[str, str]) -> dict[str, Any]:
            constants = sorted(_tests(pattern).items(), key=lambda item: -frequency[pattern.kind, *item])
            out = [words.kind(pattern.kind)]
            for name, tests in constants:
                out += words.tests(name, tests)
            joins = [(c, c.value) for c in pattern.where if isinstance(c.value, Ref)]
            for condition, ref in joins:
                out.append(words.join(condition.field, condition.op, aliases[ref.alias], ref.field))
            if joins:
                # When the last term of a join is false, the core reads on behind it. This one is always true.
                out.append({"_": {aliases[joins[-1][1].alias]: "_"}})
            return {"$and": out}

        definition: dict[str, Any] = {}
        for position, rule in rules.items():
            aliases = {pattern.alias: f"p{n}" for n, pattern in enumerate(rule.when)}
            when = [{aliases[pattern.alias]: terms(pattern, aliases)} for pattern in rule.when]
            unless = [{f"n{n}$not": terms(pattern, aliases)} for n, pattern in enumerate(rule.unless)]
            definition[f"r{position}"] = {"all": when + unless, "cap": 65535}
        self.definition = json.dumps(definition | END_RULE, separators=(",", ":"))

    def activations(self, found: Iterable[tuple[int, str]]) -> Iterator[tuple[int, list[Activation]]]:
        """The positions of the rules that hold, with their activations in the order of the facts matched."""
        for position, message in found:
            rule, aliases = self._results[position]
            if len(aliases) == 1:
                (alias,) = aliases
                indices = sorted([int(index) for index in fact_numbers(message)])
                yield position, [_new(Activation, (rule, ((alias, index),))) for index in indices]
                continue
            size, facts = len(aliases), matches(message)
            by_alias = [sorted((int(a), int(i)) for a, i in facts[n : n + size]) for n in range(0, len(facts), size)]
            found_together = sorted({tuple(index for _, index in match) for match in by_alias})
            yield position, [Activation(rule, tuple(zip(aliases, match, strict=True))) for match in found_together]


@contextmanager
def _about(rule: EngineRule) -> Iterator[None]:
    """Name the rule in what is wrong with it."""
    try:
        yield
    except EngineError as error:
        message = Text(ja=f"ルール{rule.id}：{error.message.ja}", en=f"rule {rule.id}: {error.message.en}")
        raise EngineError(message) from None


def _check(rule: EngineRule) -> None:
    """Refuse what is wrong in the form of a rule."""
    if not 0 < len(rule.when) <= _FACTS_OF_A_MATCH:
        refuse(f"whenは1〜{_FACTS_OF_A_MATCH}個です。", f"it needs 1 to {_FACTS_OF_A_MATCH} patterns in when.")
    if len(_patterns(rule)) > _PATTERNS_OF_A_KIND:
        refuse(f"パターンは{_PATTERNS_OF_A_KIND}個までです。", f"it can have {_PATTERNS_OF_A_KIND} patterns.")
    earlier: set[str] = set()
    for number, pattern in enumerate(_patterns(rule)):
        refs = [c.value for c in pattern.where if isinstance(c.value, Ref)]
        if pattern.alias in earlier:
            refuse(f"{pattern.alias}が2つあります。", f"it has {pattern.alias} twice.")
        if not is_name(pattern.kind):
            refuse(f"kindに{brief(pattern.kind)}は使えません。", f"{brief(pattern.kind)} cannot be a kind.")
        if len(refs) > _REFS_OF_A_PATTERN or len(pattern.where) > FIELDS_OF_A_FACT:
            refuse(f"{pattern.alias}の条件が多すぎます。", f"{pattern.alias} has too many conditions.")
        for value in (c.value for c in pattern.where if not isinstance(c.value, Ref | Value)):
            refuse(f"値{brief(value)}は使えません。", f"nothing can be compared with {brief(value)}.")
        for op in (c.op for c in pattern.where if c.op not in OPERATORS):
            refuse(f"演算子{brief(op)}は使えません。", f"{brief(op)} is no operator.")
        for alias in (ref.alias for ref in refs if ref.alias not in earlier):
            refuse(f"{brief(alias)}は前のwhenにありません。", f"{brief(alias)} is not earlier in when.")
        if number < len(rule.when):
            earlier.add(pattern.alias)


def _ranks(rules: Sequence[EngineRule]) -> dict[str, int]:
    """In what order the facts of each kind must come for `unless` to see all that forbid."""
    before: dict[str, set[str]] = {pattern.kind: set() for rule in rules for pattern in _patterns(rule)}
    for rule in rules:
        for pattern in rule.when:
            before[pattern.kind] |= {other.kind for other in rule.unless}
    ranks: dict[str, int] = {}
    while len(ranks) < len(before):
        ready = [kind for kind, others in before.items() if kind not in ranks and others <= ranks.keys()]
        if not ready:
            kinds = "・".join(sorted(before.keys() - ranks.keys()))
            refuse(
                f"unlessが循環しています（kind：{kinds}）。2回に分けて評価してください。",
                f"unless goes in a circle through {kinds.replace('・', ', ')}: evaluate in two passes.",
            )
        ranks |= dict.fromkeys(ready, 1 + max(ranks.values(), default=-1))
    return ranks


def _partition(rules: Sequence[EngineRule]) -> list[dict[int, EngineRule]]:
    """The rules, by position, in as many parts as the limits of the core ask for."""
    parts: list[dict[int, EngineRule]] = []
    load: Counter[str] = Counter()
    for position, rule in enumerate(rules):
        own = Counter(pattern.kind for pattern in _patterns(rule))
        load += own
        if not parts or load.total() > _PATTERNS_OF_A_PART or max(load.values()) > _PATTERNS_OF_A_KIND:
            parts.append({})
            load = own
        parts[-1][position] = rule
    return parts


def _learn(parts: Sequence[Mapping[int, EngineRule]]) -> Vocabulary:
    words = Vocabulary(FIRST_KIND, len(parts))
    for part, rules in enumerate(parts):
        for rule in rules.values():
            kinds = {pattern.alias: pattern.kind for pattern in rule.when}
            with _about(rule):
                for pattern in _patterns(rule):
                    for name, tests in _tests(pattern).items():
                        words.learn_tests(part, name, tests)
                    for c in pattern.where:
                        if isinstance(c.value, Ref):
                            words.learn_join(part, c.op, pattern.kind, c.field, kinds[c.value.alias], c.value.field)
    words.settle()
    return words


class _Process:
    """What one process has of its own. In the child of a fork the parent's lock may stay locked for ever."""

    def __init__(self, parts: int) -> None:
        self.pid = os.getpid()
        self.lock = threading.Lock()
        self.rulesets: list[Ruleset | None] = [None] * parts


class Engine:
    """Rules ready to be evaluated. Threads and forked processes may share one; only processes run in parallel."""

    def __init__(self, rules: Sequence[EngineRule]) -> None:
        """Raises EngineError for a rule outside what the core does safely."""
        self._rules = tuple(rules)
        seen: set[str] = set()
        for rule in self._rules:
            with _about(rule):
                if rule.id in seen:
                    refuse("同じ名前のルールがもうあります。", "there is another rule of this name.")
                _check(rule)
            seen.add(rule.id)
        self._ranks = _ranks(self._rules)
        parts = _partition(self._rules)
        self._words = _learn(parts)
        self._parts = [_Part(part, self._words) for part in parts]
        self._guard = ',"_":1' if self._words.joins else ""
        self._process = _Process(len(self._parts))

    def evaluate(self, facts: Sequence[Fact]) -> list[Activation]:
        """Every rule that holds and every match of it, in the order of the rules and then of the facts matched.

        Raises EngineError for a fact outside what the core reads safely; the engine works on after it.
        """
        rows = [
            (self._ranks[kind], kind, f'{{"id":"{index}"{self._guard}', bodies)
            for index, (kind, bodies) in enumerate(self._words.translate(facts))
            if kind in self._ranks
        ]
        # The core does not take back what it has found: facts that forbid must come before those they forbid.
        rows.sort(key=itemgetter(0))
        process = self._process
        if process.pid != os.getpid():
            process = self._process = _Process(len(self._parts))
        holding: dict[int, list[Activation]] = {}
        with process.lock:
            for number, part in enumerate(self._parts):
                selected = [f"{start}{bodies[number]}}}" for _, kind, start, bodies in rows if kind in part.kinds]
                if not selected:
                    continue
                ruleset = process.rulesets[number] or Ruleset(part.definition)
                # Kept only after a whole run: whatever interrupts one, the next finds none of its facts.
                process.rulesets[number] = None
                found = ruleset.run(selected)
                process.rulesets[number] = ruleset
                for position, activations in part.activations(found):
                    earlier = holding.get(position)
                    # The core hands over at most 65,535 matches of a rule at a time.
                    holding[position] = sorted({*earlier, *activations}, key=_indices) if earlier else activations
        return [activation for position in sorted(holding) for activation in holding[position]]


def _indices(activation: Activation) -> list[int]:
    return [index for _, index in activation.matched]
