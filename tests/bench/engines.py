"""Our rules engine beside its peers: the same rules and facts, the same findings, CPU time for each plan.

Each peer is made to stand in for `Engine.evaluate`, so all return activations in the same order.

Run as a program it takes rules and plans made up in the manner of the product's. `bench_engines` takes any rules of one
pattern each; what its peers are given is compiled once, and each gets its facts in the form it reads fastest.
"""

from __future__ import annotations

import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, cast

import clips
import zen

from advisor.engine import Activation, Condition, Engine, EngineRule, Fact, Pattern, Ref

Evaluate = Callable[[Sequence[Fact]], list[Activation]]
PlainCondition = tuple[str, str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One engine on plans of one size: milliseconds of CPU a plan, and both as multiples of ours."""

    facts: int
    found: int
    engine: str
    fastest: float
    median: float
    fastest_ratio: float
    median_ratio: float


def bench_engines(rules: Sequence[EngineRule], plans: Sequence[Sequence[Fact]], rounds: int = 15) -> list[Row]:
    """Time the engines on these plans, which should be about equally large. Raises when their findings differ."""
    engines: dict[str, Evaluate] = {
        "ours": ours(rules),
        "zen-engine, expressions": zen_expressions(rules),
        "zen-engine, decision table": zen_table(rules),
        "CLIPS": clips_rules(rules),
    }
    found = 0
    for plan in plans:
        expected = engines["ours"](plan)
        found += len(expected)
        for name, evaluate in engines.items():
            if evaluate(plan) != expected:
                raise AssertionError(f"{name} finds something else than ours")
    times: dict[str, list[float]] = defaultdict(list)
    for turn in range(rounds):
        # Each engine in its stride, but in turns, so that a slow spell of the machine falls on all of them.
        names = list(engines)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            for plan in plans:
                start = time.process_time_ns()
                engines[name](plan)
                times[name].append((time.process_time_ns() - start) / 1e6)
    size = round(statistics.mean(len(plan) for plan in plans))
    fastest = {name: min(each) for name, each in times.items()}
    median = {name: statistics.median(each) for name, each in times.items()}
    return [
        Row(
            size,
            round(found / len(plans)),
            name,
            fastest[name],
            median[name],
            fastest[name] / fastest["ours"],
            median[name] / median["ours"],
        )
        for name in engines
    ]


def ours(rules: Sequence[EngineRule]) -> Evaluate:
    return Engine(rules).evaluate


def zen_expressions(rules: Sequence[EngineRule]) -> Evaluate:
    """For each kind one compiled expression, the list of what each rule says of a fact."""
    activations = _results(rules)
    expressions = {}
    for kind, chosen in _by_kind(rules).items():
        tests = [" and ".join(f"{f} {op} {_json(v)}" for f, op, v in _plain(rule)) or "true" for _, rule in chosen]
        expressions[kind] = zen.compile_expression(f"[{', '.join(tests)}]"), [number for number, _ in chosen]

    def evaluate(facts: Sequence[Fact]) -> list[Activation]:
        found: list[tuple[int, int]] = []
        for index, fact in enumerate(facts):
            expression, numbers = expressions.get(str(fact["kind"]), (None, []))
            if expression is not None:
                found += [
                    (n, index)
                    for n, holds in zip(numbers, expression.evaluate(cast(dict[str, Any], fact)), strict=True)
                    if holds
                ]
        return activations(found)

    return evaluate


def zen_table(rules: Sequence[EngineRule]) -> Evaluate:
    """For each kind a decision table that collects all rows which hit, looping over the facts in one call."""
    activations = _results(rules)
    nodes: list[Any] = [
        {"id": "input", "name": "input", "type": "inputNode"},
        {"id": "output", "name": "output", "type": "outputNode"},
    ]
    edges = []
    by_kind = _by_kind(rules)
    for kind, chosen in by_kind.items():
        columns = {field: f"c{n}" for n, field in enumerate(sorted({f for _, r in chosen for f, _, _ in _plain(r)}))}
        rows = []
        for number, rule in chosen:
            cells: dict[str, list[str]] = defaultdict(list)
            for field, op, value in _plain(rule):
                cells[columns[field]].append(_json(value) if op == "==" else f"{op} {_json(value)}")
            rows.append({"_id": str(number), "rule": str(number), **{c: " and ".join(t) for c, t in cells.items()}})
        content = {
            "hitPolicy": "collect",
            "inputs": [{"id": column, "name": field, "field": field} for field, column in columns.items()],
            "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
            "rules": rows,
            "executionMode": "loop",
            "inputField": kind,
            "outputPath": kind,
            "passThrough": False,
        }
        nodes.append({"id": kind, "name": kind, "type": "decisionTableNode", "content": content})
        edges.append({"id": f"to {kind}", "type": "edge", "sourceId": "input", "targetId": kind})
        edges.append({"id": f"from {kind}", "type": "edge", "sourceId": kind, "targetId": "output"})
    # Given as text, zen would compile the cells again for each evaluation.
    content_once = zen.ZenDecisionContent(json.dumps({"nodes": nodes, "edges": edges}))
    decision = zen.ZenEngine().create_decision(content_once)

    def evaluate(facts: Sequence[Fact]) -> list[Activation]:
        groups: dict[str, list[Fact]] = {kind: [] for kind in by_kind}
        indices: dict[str, list[int]] = {kind: [] for kind in by_kind}
        for index, fact in enumerate(facts):
            kind = str(fact["kind"])
            if kind in groups:
                groups[kind].append(fact)
                indices[kind].append(index)
        result = decision.evaluate(groups)["result"]
        found = [
            (hit["rule"], index)
            for kind in groups
            for index, hits in zip(indices[kind], result[kind], strict=True)
            for hit in hits
        ]
        return activations(found)

    return evaluate


def clips_rules(rules: Sequence[EngineRule]) -> Evaluate:
    """A template for each kind with the fields that rules read; facts are asserted slot by slot, not as text."""
    activations = _results(rules)
    environment = clips.Environment()
    hits: list[tuple[int, int]] = []
    environment.define_function(lambda number, index: hits.append((number, index)), name="hit")
    templates: dict[str, tuple[Any, list[str]]] = {}
    for kind, chosen in _by_kind(rules).items():
        fields = sorted({field for _, rule in chosen for field, _, _ in _plain(rule)})
        slots = " ".join(f"(slot {field} (default nil))" for field in fields)
        environment.build(f"(deftemplate {kind} (slot index-of-fact) {slots})")
        templates[kind] = environment.find_template(kind), fields
        for number, rule in chosen:
            tests: dict[str, list[str]] = defaultdict(list)
            for field, op, value in _plain(rule):
                tests[field].append(_clips_test(field, op, value))
            pattern = " ".join(f"({field} {'&'.join(each)})" for field, each in tests.items())
            environment.build(f"(defrule r{number} ({kind} (index-of-fact ?i) {pattern}) => (hit {number} ?i))")

    def evaluate(facts: Sequence[Fact]) -> list[Activation]:
        hits.clear()
        environment.reset()
        for index, fact in enumerate(facts):
            template, fields = templates.get(str(fact["kind"]), (None, []))
            if template is not None:
                template.assert_fact(**{"index-of-fact": index}, **{f: fact[f] for f in fields if f in fact})
        environment.run()
        return activations(hits)

    return evaluate


def _results(rules: Sequence[EngineRule]) -> Callable[[list[tuple[int, int]]], list[Activation]]:
    names = [(rule.id, rule.when[0].alias) for rule in rules]

    def activations(found: list[tuple[int, int]]) -> list[Activation]:
        return [Activation(names[number][0], ((names[number][1], index),)) for number, index in sorted(found)]

    return activations


def _clips_test(field: str, op: str, value: Any) -> str:
    if isinstance(value, str):
        return _json(value) if op == "==" else f"~{_json(value)}&~nil"
    variable = f"?{field}"
    number = f"(= {variable} {value})" if op == "==" else f"({'<>' if op == '!=' else op} {variable} {value})"
    return f"{variable}&:(numberp {variable})&:{number}"


def _by_kind(rules: Sequence[EngineRule]) -> dict[str, list[tuple[int, EngineRule]]]:
    kinds: dict[str, list[tuple[int, EngineRule]]] = defaultdict(list)
    for number, rule in enumerate(rules):
        if len(rule.when) != 1 or rule.unless:
            raise ValueError(f"{rule.id} has more than one pattern")
        kinds[rule.when[0].kind].append((number, rule))
    return dict(kinds)


def _plain(rule: EngineRule) -> list[PlainCondition]:
    where = rule.when[0].where
    return [(c.field, c.op, c.value) for c in where if not isinstance(c.value, Ref)]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# Made-up rules and plans

_WORDS = (("absent", "present", "unknown"), ("high", "normal", "low", "unknown"), ("true", "false"))
_FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "plan": {f"plan_field_{n}": _WORDS[n % 3] for n in range(15)},
    "kpi": {f"kpi_field_{n}": _WORDS[n % 3] for n in range(45)},
}


def made_up_rules(problems: int = 56) -> list[EngineRule]:
    """For each problem a rule that finds it and, as facts may be unknown, one that asks: about 110."""
    rng = Random(1)
    rules = []
    for number in range(problems):
        kind = "plan" if number % 6 == 0 else "kpi"
        chosen = rng.sample(list(_FIELDS[kind]), rng.choice((1, 2, 2, 3)))
        found: list[Condition] = []
        asked: list[Condition] = []
        for field in chosen:
            words = _FIELDS[kind][field]
            bad = {words[0], words[2]} if "low" in words and rng.random() < 0.3 else {words[0]}
            found += _one_of(field, bad)
            asked += _one_of(field, bad | ({"unknown"} & set(words)))
        rules.append(EngineRule(f"made-up/problem-{number}", (Pattern("it", kind, tuple(found)),)))
        if asked != found:
            rules.append(EngineRule(f"made-up/problem-{number}?", (Pattern("it", kind, tuple(asked)),)))
    return rules


def _one_of(field: str, words: set[str]) -> list[Condition]:
    if len(words) == 1:
        return [Condition(field, "==", *words)]
    others = [word for word in next(each[field] for each in _FIELDS.values() if field in each) if word not in words]
    return [Condition(field, "!=", word) for word in others]


def made_up_plan(kpis: int, seed: int) -> list[Fact]:
    """About two findings a KPI and as many questions."""
    rng = Random(seed)

    def fact(kind: str) -> Fact:
        words = _FIELDS[kind].items()
        return {"kind": kind, **{f: each[1] if rng.random() < 0.7 else rng.choice(each) for f, each in words}}

    return [fact("plan"), *(fact("kpi") for _ in range(kpis))]


def print_rows(rows: Sequence[Row]) -> None:
    for row in rows:
        print(
            f"{row.facts:5} {row.found:6}  {row.engine:28}"
            f"{row.fastest:9.3f} {row.median:9.3f} {row.fastest_ratio:9.2f} {row.median_ratio:9.2f}"
        )


def main() -> None:
    rules = made_up_rules()
    print(f"{len(rules)} rules; CPU ms a plan")
    print(f"{'facts':>5} {'found':>6}  {'engine':28}{'min':>9} {'median':>9} {'x ours':>9} {'x ours':>9}")
    for kpis in (12, 50, 200):
        print_rows(bench_engines(rules, [made_up_plan(kpis, seed) for seed in range(12)]))


if __name__ == "__main__":
    main()
