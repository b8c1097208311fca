"""The rules engine's core: what it loses, what it keeps, and many threads and processes at it."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import cast

import pytest

from advisor.engine import Activation, Engine, EngineRule, Fact
from advisor.engine.core import END_RULE, Ruleset, matches
from advisor.errors import EngineError
from engine_oracle import evaluate_afresh, oracle, random_facts, random_rules

ROOT = Path(__file__).parent.parent


def test_a_batch_cut_short_is_an_error() -> None:
    """An exponent, which the core cannot read, makes it drop the facts after it without a word."""
    ruleset = Ruleset(json.dumps({"r0": {"all": [{"p0": {"k": 2}}], "cap": 65535}} | END_RULE))
    good = ['{"id":"0","k":2}', '{"id":"1","k":2}']
    assert [(number, sorted(matches(message))) for number, message in ruleset.run(good)] == [
        (0, [("0", "0"), ("0", "1")])
    ]
    for bad in ('{"id":"2","k":2,"f0":1e-05}', '{"id":"2","k":2,"f0":Infinity}', '{"id":"2"'):
        with pytest.raises(EngineError):
            ruleset.run([good[0], bad, good[1]])
        assert [(number, matches(message)) for number, message in ruleset.run(good[:1])] == [(0, [("0", "0")])]


def test_rules_that_the_core_refuses_are_an_error() -> None:
    with pytest.raises(EngineError):
        Ruleset('{"r0":{"all":[{"p0":{"k":[1]}}]}}')


def test_a_join_that_the_core_gives_up_is_an_error() -> None:
    join = {"$and": [{"k": 3}, {"$lt": {"f0": {"p0": "f1"}}}, {"_": {"p0": "_"}}]}
    ruleset = Ruleset(json.dumps({"r0": {"all": [{"p0": {"k": 2}}, {"p1": join}], "cap": 65535}} | END_RULE))
    lacking = ['{"id":"0","_":1,"k":2}', '{"id":"1","_":1,"k":3,"f0":1}']
    with pytest.raises(EngineError):
        ruleset.run(lacking)
    whole = ['{"id":"0","_":1,"k":2,"f1":2}', lacking[1]]
    assert [(number, sorted(matches(message))) for number, message in ruleset.run(whole)] == [
        (0, [("0", "0"), ("1", "1")])
    ]


def test_the_generated_names_are_told_apart() -> None:
    """The core compares names by a 32-bit hash only."""

    def fnv(name: str) -> int:
        value = 2166136261
        for byte in name.encode():
            value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
        return value

    names = [
        "id",
        "sid",
        "k",
        "_",
        "$s",
        "$m",
        "$and",
        "$or",
        "$neq",
        "$lt",
        "$lte",
        "$gt",
        "$gte",
        "$ex",
        "$nex",
        "b",
        "e",
    ]
    names += [chr(ord("A") + n % 26) + (str(n // 26) if n >= 26 else "") for n in range(20_000)]
    names += [f"p{n}" for n in range(12)] + [f"n{n}" for n in range(60)]
    assert len({fnv(name) for name in names}) == len(names)


# Threads and processes


def _work() -> tuple[list[EngineRule], list[list[Fact]], list[list[Activation]]]:
    rng = Random(1)
    rules = random_rules(rng, 60)
    plans = [random_facts(rng, most=12) for _ in range(50)]
    return rules, plans, [oracle(rules, facts) for facts in plans]


def test_threads_share_an_engine() -> None:
    rules, plans, expected = _work()
    engine = Engine(rules)
    together = threading.Barrier(8)

    def evaluate(number: int) -> bool:
        together.wait()
        turn = number * 5
        return all(
            engine.evaluate(facts) == found
            for _ in range(5)
            for facts, found in zip(plans[turn:] + plans[:turn], expected[turn:] + expected[:turn], strict=True)
        )

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(evaluate, range(8)))


def _in_fork(engine: Engine, plans: list[list[Fact]]) -> list[list[Activation]]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # A child that waits for a lock nobody holds must not make the test wait for ever.
        signal.alarm(60)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump([engine.evaluate(facts) for facts in plans], pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        found = cast(list[list[Activation]], pickle.load(pipe))
    assert os.waitpid(child, 0)[1] == 0
    return found


def test_a_forked_child_finds_the_same() -> None:
    rules, plans, expected = _work()
    engine = Engine(rules)
    assert _in_fork(engine, plans) == expected
    assert [engine.evaluate(facts) for facts in plans] == expected
    assert _in_fork(engine, plans) == expected
    assert [engine.evaluate(facts) for facts in plans] == expected


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_child_forked_during_an_evaluation_finds_the_same() -> None:
    """It inherits the lock as locked, and nobody to unlock it."""
    rules, plans, expected = _work()
    engine = Engine(rules)
    stop = threading.Event()

    def keep_busy() -> None:
        while not stop.is_set():
            engine.evaluate(plans[0])

    busy = threading.Thread(target=keep_busy)
    busy.start()
    try:
        for _ in range(20):
            assert _in_fork(engine, plans[:3]) == expected[:3]
    finally:
        stop.set()
        busy.join()
    assert [engine.evaluate(facts) for facts in plans] == expected


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_find_the_same(method: str) -> None:
    rules, plans, expected = _work()
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.starmap(evaluate_afresh, [(rules, facts) for facts in plans]) == expected


# Memory


def _growth(script: str) -> int:
    """Bytes by which the highest memory use rises between the two marks of a script, in a process of its own."""
    import_ = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'tests')!r}]\n"
    prelude = """
import resource
from random import Random
from engine_oracle import random_facts, random_rules
from advisor.engine import Engine
unit = 1 if sys.platform == "darwin" else 1024
def mark():
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)
"""
    output = subprocess.run(
        [sys.executable, "-c", import_ + prelude + script], check=True, capture_output=True, text=True
    )
    before, after = map(int, output.stdout.split())
    return after - before


def test_evaluations_leave_nothing_behind() -> None:
    growth = _growth("""
rng = Random(2)
engine = Engine(random_rules(rng, 40))
plans = [random_facts(rng, most=12) for _ in range(100)]
for turn in range(220):
    if turn == 20:
        mark()
    for facts in plans:
        engine.evaluate(facts)
mark()
""")
    assert growth < 5_000_000


def test_dropped_engines_leave_nothing_behind() -> None:
    growth = _growth("""
rng = Random(3)
rules = random_rules(rng, 100)
facts = random_facts(rng, most=12)
for turn in range(600):
    if turn == 100:
        mark()
    Engine(rules).evaluate(facts)
mark()
""")
    assert growth < 5_000_000


def test_refused_facts_leave_nothing_behind() -> None:
    growth = _growth("""
from advisor.errors import EngineError
engine = Engine(random_rules(Random(4), 40))
for turn in range(20_000):
    if turn == 2_000:
        mark()
    try:
        engine.evaluate([{"kind": "alpha", f"field_{turn}": "a" * 100, "state": f"value {turn}", "name": "\\n"}])
    except EngineError:
        pass
    else:
        raise AssertionError
mark()
""")
    assert growth < 5_000_000


def test_says_what_to_install_when_the_core_is_missing() -> None:
    script = """
import sys
sys.modules["durable_rules_engine"] = None
from advisor.engine import Engine, EngineRule, Pattern
from advisor.errors import EngineError
try:
    Engine([EngineRule("r", (Pattern("a", "kpi"),))]).evaluate([{"kind": "kpi"}])
except EngineError as error:
    print(error.describe("ja"))
    print(error.describe("en"))
"""
    environment: Mapping[str, str] = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, encoding="utf-8", env=environment
    )
    for sentence in run.stdout.splitlines():
        assert "pip install" in sentence
        assert "gcc" in sentence
    assert len(run.stdout.splitlines()) == 2
