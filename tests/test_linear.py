"""Time grows with the length of what is read, never with its square: by the shape of every pattern, and by steps counted.

Nothing here is timed.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import advisor
from advisor.notation.blank import classify_blank
from advisor.notation.dates import parse_cadence, parse_when
from advisor.notation.quantity import parse_quantity, parse_unit
from regex_cost import cost

FOLDER = Path(advisor.__file__).parent
SOURCES = {path: path.read_text("utf-8") for path in sorted(FOLDER.rglob("*.py"))}
MODULES = [
    importlib.import_module(m.name)
    for m in pkgutil.walk_packages(advisor.__path__, "advisor.")
    if "__main__" not in m.name and not m.name.startswith("advisor.api")
]


def _inside(found: Any, depth: int = 0) -> Iterator[tuple[str, int]]:
    """Every pattern in a value of a module, also those not compiled yet and those of the lexicons."""
    kind = type(found).__name__
    if isinstance(found, re.Pattern):
        if isinstance(found.pattern, str):
            yield found.pattern, found.flags
    elif kind == "_Lazy":
        yield found._source, found._flags
    elif kind == "_Gated":
        yield from _inside(found._pattern)
    elif kind == "Lexicon":
        spellings = {s for rows in found._by_sign.values() for _, those in rows for s in those}
        for spelling in spellings:
            yield from _inside(spelling._prepare())
    elif kind == "_Row" and hasattr(found, "pattern"):
        yield from _inside(found.pattern)
    elif depth < 4 and isinstance(found, list | tuple | set | frozenset | dict):
        for item in found.values() if isinstance(found, dict) else found:
            yield from _inside(item, depth + 1)


def _patterns() -> dict[tuple[str, int], tuple[str, bool]]:
    """Every pattern of the package, where it stands, and whether it is looked for anywhere in a text."""
    uses: dict[str, set[str]] = {}
    for source in SOURCES.values():
        for name, method in re.findall(r"\b(\w{1,60})\.(\w{1,60})\(", source):
            uses.setdefault(name, set()).add(method)
    patterns: dict[tuple[str, int], tuple[str, bool]] = {}
    for module in MODULES:
        for name, found in vars(module).items():
            only_here = bool(uses.get(name)) and uses[name] <= {"match", "fullmatch"}
            for key in _inside(found):
                patterns.setdefault(key, (f"{module.__name__}.{name}", not only_here))
    for path, source in SOURCES.items():
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            written = node.args[0] if getattr(node.func.value, "id", "") == "re" else None
            if node.func.attr != "escape" and isinstance(written, ast.Constant) and isinstance(written.value, str):
                searched = node.func.attr not in ("match", "fullmatch", "compile")
                patterns.setdefault((written.value, 0), (f"{path.name}:{node.lineno}", searched))
    return patterns


PATTERNS = _patterns()


def test_every_pattern_is_looked_at() -> None:
    assert len(PATTERNS) > 600
    assert any("実績" in source for source, _ in PATTERNS)


def test_no_pattern_goes_back_over_a_text() -> None:
    costly = {place: (how, source) for (source, flags), (place, searched) in PATTERNS.items()
              if (how := cost(source, flags, searched=searched))}  # fmt: skip
    # These read what ships with the advisor: its own patterns and the rules' templates.
    for ours in (
        "notation.lazy_pattern._MARKS",
        "phrasing._FIELDS",
        "plain_template._MARK",
        "plain_template._CONDITION",
    ):
        costly.pop(f"advisor.{ours}")
    assert costly == {}


@pytest.mark.parametrize(
    ("source", "matched", "searched"),
    [
        ("a+", None, None), ("(a+)+b", "exponential", "exponential"), ("(?:a|ab|b)+c", "exponential", "exponential"),
        ("(?:実績値?|値|の)+$", "exponential", "exponential"), ("(?:実績|値|の)+$", None, "square"),
        (r"\d*\s*\d*x", "square", "square"), ("a*a*b", "square", "square"), ("a+b", None, "square"), ("^a+b", None, None),
        (r"\s+$", None, "square"), (r"\([^()]*\)", None, None), ("[A-Za-z]+(?:['-][A-Za-z]+)*$", None, "square"),
        ("(?i:A)*a*b", "square", "square"), ("(?:[^,]{0,40},)*x", None, "square"), (r"\w*[^\W]*!", "square", "square"),
    ],
)  # fmt: skip
def test_the_costs_of_patterns_are_known(source: str, matched: str | None, searched: str | None) -> None:
    assert (cost(source), cost(source, searched=True)) == (matched, searched)


# What stands again and again in a text made to be slow: every sort of sign the grammars know, alone and joined.
HOSTILE = (
    """1, |(|〜|9|一|万|1億|Q1 |→1|①|%|〇|a|数|1日|1〜|<!--|2026年|2026-|令和|W1|day 1 |年度末|/|毎月|約|以上|5件 |5件、|から
月1 |1/|1:|1 of |to |1 to |by |vs |(1)|(2026)|「|- |+1 |▲1|1h |1m |1割|1分|計1|合計 |前年比|増|に|もっと|カ|A |AA1 |#1 |top 1 |第1
1点中|1件中|1 percent |one |x |<br>|**|;1|~1|~|=|until |after |後|まで|未定|設定|値|N/A |FY26 |Apr |1月|1月〜|9月末|9/30 |2026/|上期
今|年|2週間に|週2回|隔週|every 2 |once a |期間|1年|以内|3年|in 3 years|,000|千|十|一十|1k |$1|USD |1円/|1人1日|%以上|≥|±|1±1
2x |double |reduce |increase by |from 1 |between |average |total |A以上|0|1e|½|1²|フェーズ1|ー|割合|1分の|十数|(a|、1|あ1|1か月
2026年度|平成32年|R8 |R8.|2026(|令和8(|(2026年)|(2026年度実績値|実績値|80/20、|十数、|1m users |one hundred |1,000人/|1 億 |\n|\n1""".replace(
        "\n", "|"
    )
    .replace("\\n", "\n")
    .split("|")
)
READERS: dict[str, Callable[[str], object]] = {
    "quantity": parse_quantity,
    "unit": parse_unit,
    "when": lambda text: parse_when(text, as_of=date(2026, 5, 20)),
    "cadence": parse_cadence,
    "blank": classify_blank,
}
SLACK = 100
"""Steps that come once, and steps at the edges, whatever the length."""


def _steps(read: Callable[[str], object], text: str) -> int:
    """Lines of Python run while reading."""
    steps = 0

    def trace(_frame: FrameType, _event: str, _arg: object) -> Any:
        nonlocal steps
        steps += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read(text)
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize("reader", READERS)
def test_twice_the_text_takes_twice_the_steps(reader: str) -> None:
    read = READERS[reader]
    slow = {}
    for piece in HOSTILE:
        once, twice = (piece * 120)[:120], (piece * 240)[:240]
        read(once), read(twice)  # what is made on first use is made now
        first, second = _steps(read, once), _steps(read, twice)
        if second > 2.15 * first + SLACK:
            slow[piece] = (first, second)
    assert slow == {}


def test_a_text_that_could_be_read_in_many_ways_is_read_in_one() -> None:
    assert parse_quantity("120件 (2026年度" + "実績値" * 200 + "?)").value == 120
    assert parse_unit("十" * 1_900).unit == "十" * 1_900
    assert parse_unit("月の" * 900 + "件").per is None
