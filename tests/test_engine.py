"""The rules engine: the same findings as trying everything, whatever the rules and facts."""

from __future__ import annotations

from collections import UserDict
from random import Random
from typing import Any, cast

import pytest

from advisor.engine import Activation, Condition, Engine, EngineRule, Fact, Pattern, Ref
from advisor.errors import EngineError
from engine_oracle import oracle, random_facts, random_rules


def rule(name: str, *where: Condition, kind: str = "kpi") -> EngineRule:
    return EngineRule(name, (Pattern("it", kind, where),))


def single(name: str, index: int) -> Activation:
    return Activation(name, (("it", index),))


OWNERLESS = rule("field/no-owner", Condition("owner", "==", "absent"))
FACTS: list[Fact] = [
    {"kind": "kpi", "key": "k0", "owner": "absent"},
    {"kind": "kpi", "key": "k1", "owner": "present"},
    {"kind": "kpi", "key": "k2", "owner": "absent"},
]
FOUND = [single("field/no-owner", 0), single("field/no-owner", 2)]


@pytest.mark.parametrize("seed", range(8))
def test_finds_what_trying_everything_finds(seed: int) -> None:
    """In all 20,000 random sets of facts. Every tenth engine has so many rules that it is split."""
    rng = Random(seed)
    found = joined = guarded = 0
    for number in range(25):
        rules = random_rules(rng, 200 if number % 10 == 9 else rng.randrange(1, 12))
        engine = Engine(rules)
        guards = {each.id for each in rules if each.unless}
        for _ in range(100):
            facts = random_facts(rng, most=14)
            expected = oracle(rules, facts)
            assert engine.evaluate(facts) == expected
            found += len(expected)
            joined += sum(len(activation.matched) > 1 for activation in expected)
            guarded += sum(activation.rule in guards for activation in expected)
    assert min(found, joined, guarded) > 1_000


def test_nothing_holds_without_rules_or_facts() -> None:
    assert Engine([]).evaluate(FACTS) == []
    assert Engine([OWNERLESS]).evaluate([]) == []
    assert Engine([OWNERLESS]).evaluate([{"kind": "plan", "owner": "absent"}]) == []


def test_rules_beyond_one_ruleset_keep_their_order() -> None:
    rules = [rule(f"r{n}", Condition("count", ">=", n)) for n in range(300)]
    rules.insert(150, rule("plan", kind="plan"))
    facts: list[Fact] = [{"kind": "kpi", "count": 299}, {"kind": "plan"}, {"kind": "kpi", "count": 0}]
    engine = Engine(rules)
    assert engine.evaluate(facts) == oracle(rules, facts)
    assert len(engine.evaluate(facts)) == 302


def test_many_facts() -> None:
    rules = [
        OWNERLESS,
        EngineRule(
            "displacement/reward-on-volume",
            (Pattern("kpi", "kpi"), Pattern("pay", "pay", (Condition("of", "==", Ref("kpi", "key")),))),
            (Pattern("guard", "guard", (Condition("of", "==", Ref("kpi", "key")),)),),
        ),
    ]
    facts: list[Fact] = [
        {"kind": "kpi", "key": f"k{n}", "owner": "absent" if n % 3 == 0 else "present"} for n in range(5_000)
    ]
    facts += [{"kind": "pay", "of": f"k{n}"} for n in range(0, 5_000, 100)]
    facts += [{"kind": "guard", "of": f"k{n}"} for n in range(0, 5_000, 200)]
    expected = [single("field/no-owner", n) for n in range(0, 5_000, 3)]
    expected += [
        Activation("displacement/reward-on-volume", (("kpi", n), ("pay", 5_000 + n // 100)))
        for n in range(100, 5_000, 200)
    ]
    assert Engine(rules).evaluate(facts) == expected


def test_more_matches_than_the_core_hands_over_at_once() -> None:
    engine = Engine([EngineRule("r", (Pattern("a", "x"), Pattern("b", "y", (Condition("n", "!=", Ref("a", "n")),))))])
    facts: list[Fact] = [{"kind": kind, "n": number} for number in range(270) for kind in ("x", "y")]
    expected = [
        Activation("r", (("a", a), ("b", b))) for a in range(0, 540, 2) for b in range(1, 540, 2) if a // 2 != b // 2
    ]
    assert len(expected) == 72_630
    assert engine.evaluate(facts) == expected


def test_any_mapping_is_a_fact() -> None:
    assert Engine([OWNERLESS]).evaluate([cast(Fact, UserDict(fact)) for fact in FACTS]) == FOUND


# Values and facts


BAD_VALUES = [
    float("nan"),
    float("inf"),
    float("-inf"),
    1e-05,
    0.12345,
    1e300,
    1e16,
    2**53,
    -(2**60),
    10**5_000,
    "",
    "a\x00b",
    "a\nb",
    "全角\u3000空白",
    "\ud800",
    "あ" * 10_000,
    b"bytes",
    None,
    {},
    {"nested": {"deep": 1}},
    [],
    ["absent"],
    object(),
]


@pytest.mark.parametrize("field", ["owner", "unread"])
@pytest.mark.parametrize("value", BAD_VALUES, ids=lambda value: "huge" if isinstance(value, int) else repr(value)[:20])
def test_refuses_a_value_that_is_not_safe(field: str, value: Any) -> None:
    engine = Engine([OWNERLESS])
    assert engine.evaluate(FACTS) == FOUND
    with pytest.raises(EngineError) as caught:
        engine.evaluate([*FACTS, {"kind": "kpi", field: value}])
    assert "4" in caught.value.describe("ja")
    assert "4" in caught.value.describe("en")
    assert engine.evaluate(FACTS) == FOUND


@pytest.mark.parametrize(
    "fact",
    [
        *(
            {"kind": "kpi", name: "a"}
            for name in ("$and", "id", "sid", "_", "", "a.b", "Owner", "担当", "a" * 41, 7, None)
        ),
        *({"kind": kind} for kind in ("", "KPI", "~end", "$m", 1, None, True, ["kpi"], "k" * 41)),
        {"owner": "absent"},
        {"kind": "kpi", **{f"field_{n}": "a" for n in range(60)}},
        None,
        "kpi",
        [("kind", "kpi")],
    ],
    ids=lambda fact: repr(fact)[:40],
)
def test_refuses_a_fact_that_is_not_safe(fact: Any) -> None:
    engine = Engine([OWNERLESS])
    with pytest.raises(EngineError):
        engine.evaluate([*FACTS, fact])
    assert engine.evaluate(FACTS) == FOUND


@pytest.mark.parametrize(("first", "second"), [(1, "1"), (1, True), (1, 1.0), (1.0, "1"), ("true", True)])
def test_a_field_has_one_type(first: Any, second: Any) -> None:
    for engine in (Engine([rule("r", Condition("count", "==", first))]), Engine([OWNERLESS])):
        assert engine.evaluate([{"kind": "other", "count": first}]) == []
        with pytest.raises(EngineError):
            engine.evaluate([{"kind": "kpi", "count": first}, {"kind": "other", "count": second}])
    with pytest.raises(EngineError):
        Engine([rule("r", Condition("count", "==", first)), rule("s", Condition("count", "==", second))])


def test_a_joined_field_is_in_every_fact_of_its_kind() -> None:
    link = Pattern("link", "link", (Condition("of", "==", Ref("kpi", "key")),))
    engine = Engine([EngineRule("r", (Pattern("kpi", "kpi"), link))])
    kpi, fact = {"kind": "kpi", "key": "k0"}, {"kind": "link", "of": "k0"}
    assert engine.evaluate([kpi, fact]) == [Activation("r", (("kpi", 0), ("link", 1)))]
    for facts in ([{"kind": "kpi"}, fact], [kpi, {"kind": "link"}], [kpi, {"kind": "link", "of": 0}]):
        with pytest.raises(EngineError):
            engine.evaluate(cast(list[Fact], facts))
    assert engine.evaluate([kpi, {"kind": "link", "of": "k1"}]) == []


def test_strings_unknown_to_the_rules_are_told_apart_in_joins_only() -> None:
    same = EngineRule("same", (Pattern("a", "x"), Pattern("b", "y", (Condition("name", "==", Ref("a", "name")),))))
    rules = [same, rule("not", Condition("mood", "!=", "bad"), kind="x")]
    facts: list[Fact] = [{"kind": "x", "name": f"n{n}", "mood": f"m{n}"} for n in range(300)]
    facts += [{"kind": "y", "name": f"n{n}"} for n in range(0, 300, 7)]
    for _ in range(2):
        assert Engine(rules).evaluate(facts) == oracle(rules, facts)


# Rules


def _chain(length: int) -> tuple[Pattern, ...]:
    return tuple(Pattern(f"a{n}", "kpi", (Condition("count", "==", n),)) for n in range(length))


@pytest.mark.parametrize(
    "rules",
    [
        [EngineRule("r", ())],
        [OWNERLESS, OWNERLESS],
        [EngineRule("r", (Pattern("a", "kpi"), Pattern("a", "kpi")))],
        [EngineRule("r", (Pattern("a", "KPI"),))],
        [EngineRule("r", _chain(13))],
        [EngineRule("r", (Pattern("a", "plan"),), _chain(61))],
        [rule("r", *(Condition(f"f{n}", "==", 1) for n in range(61)))],
        [rule("r", Condition("kind", "==", "kpi"))],
        [rule("r", Condition("id", "==", "f0"))],
        [rule("r", Condition("$and", "==", 1))],
        [rule("r", Condition("owner", cast(Any, "=~"), "a"))],
        [rule("r", Condition("owner", "<", "a"))],
        [rule("r", Condition("flag", ">=", True))],
        [rule("r", Condition("count", "==", cast(Any, None)))],
        [rule("r", Condition("owner", "==", cast(Any, ["absent"])))],
        [rule("r", Condition("count", "==", float("nan")))],
        [rule("r", Condition("count", "==", 1e-05))],
        [rule("r", Condition("owner", "==", Ref("it", "owner")))],
        [rule("r", Condition("owner", "==", Ref("nobody", "owner")))],
        [EngineRule("r", (Pattern("a", "kpi", (Condition("x", "==", Ref("b", "x")),)), Pattern("b", "kpi")))],
        [EngineRule("r", (Pattern("a", "kpi"), Pattern("b", "kpi", (Condition("x", "==", Ref("a", "id")),))))],
        [EngineRule("r", (Pattern("a", "kpi"),), (Pattern("b", "kpi"),))],
        [
            EngineRule("r", (Pattern("a", "x"),), (Pattern("b", "y"),)),
            EngineRule("s", (Pattern("a", "y"),), (Pattern("b", "x"),)),
        ],
    ],
)
def test_refuses_a_rule_that_is_not_safe(rules: list[EngineRule]) -> None:
    with pytest.raises(EngineError) as caught:
        Engine(rules)
    assert caught.value.message.ja != caught.value.message.en


def test_an_order_of_strings_found_only_in_facts_is_refused() -> None:
    later = Pattern("b", "y", (Condition("of", ">", Ref("a", "key")),))
    engine = Engine([EngineRule("r", (Pattern("a", "x"), later))])
    facts: list[Fact] = [{"kind": "x", "key": 1}, {"kind": "y", "of": 2}]
    assert engine.evaluate(facts) == [Activation("r", (("a", 0), ("b", 1)))]
    with pytest.raises(EngineError):
        engine.evaluate([{"kind": "x", "key": "k1"}, {"kind": "y", "of": "k2"}])


def test_the_largest_rules_allowed() -> None:
    joins = tuple(Condition(f"x{n}", "==", Ref("a0", f"x{n}")) for n in range(12))
    guards = tuple(Pattern(f"g{n}", "guard", (Condition("count", "==", n),)) for n in range(48))
    rules = [
        EngineRule("long", _chain(12), guards),
        EngineRule("wide", (Pattern("a0", "left"), Pattern("a1", "right", joins))),
    ]
    facts: list[Fact] = [{"kind": "kpi", "count": n} for n in range(12)]
    sides = {f"x{n}": f"value {n}" for n in range(12)}
    facts += [{"kind": "left", **sides}, {"kind": "right", **sides}, {"kind": "right", **sides, "x11": "another"}]
    engine = Engine(rules)
    assert engine.evaluate(facts) == oracle(rules, facts)
    assert [a.rule for a in engine.evaluate(facts)] == ["long", "wide"]
    facts.append({"kind": "guard", "count": 47})
    assert [a.rule for a in engine.evaluate(facts)] == ["wide"]


def test_hundreds_of_kinds_and_fields() -> None:
    rules = [rule(f"r{n}", Condition(f"field_{n}", "==", f"v{n}"), kind=f"kind_{n}") for n in range(1_000)]
    facts: list[Fact] = [{"kind": f"kind_{n}", f"field_{n}": f"v{n}"} for n in range(0, 1_000, 3)]
    assert Engine(rules).evaluate(facts) == oracle(rules, facts)
