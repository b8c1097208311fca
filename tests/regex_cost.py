"""Finds patterns that may take more than time in step with the text: no timing, only the shape of the pattern.

A pattern becomes an automaton with one state for each sign it can read. Backtracking explodes where a loop can read the
same text in two ways (`(?:a|ab|b)+`), and costs the square where two loops can share one run of text between them
(`a*a*b`), or where a search begins a loop anew at every place of a run that it then cannot use (`a+b`).
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from re import _constants as code
from re import _parser as parser
from typing import Any

_UNBOUNDED = 10_000
_COPIES = 3
"""A repeat with a bound reads its part at most so often here: enough to stand beside itself, never a loop."""
_SAMPLES = {*map(chr, range(9, 127)), *"あアー一〇万年件、。「」（）％①▲　é￥ü", "\ue001", "\ue002"}
_EDGES = {
    code.AT_BEGINNING: "begin", code.AT_BEGINNING_STRING: "begin", code.AT_END: "end", code.AT_END_STRING: "end",
}  # fmt: skip


@dataclass
class _Part:
    """A piece of a pattern: the states it can begin and end with, and whether it may read nothing."""

    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    empty: bool = True


class _Automaton:
    def __init__(self, source: str, flags: int, *, searched: bool) -> None:
        self.signs: list[frozenset[str]] = []
        self.follow: dict[int, set[int]] = defaultdict(set)
        self.twice: set[tuple[int, int]] = set()  # steps that stand for two ways through the pattern
        self.flags = flags | re.compile(source, flags).flags
        self.alphabet = _SAMPLES | set(source)
        whole = self._sequence(parser.parse(source, flags))
        if searched:
            anywhere = self._state(self.alphabet)
            self._join([anywhere], [anywhere])
            self._join([anywhere], whole.first)
        self.last = set(whole.last)

    def _state(self, signs: Iterable[str]) -> int:
        self.signs.append(frozenset(signs))
        return len(self.signs) - 1

    def _join(self, ends: list[int], firsts: list[int]) -> None:
        for a in ends:
            for b in firsts:
                if b in self.follow[a]:
                    self.twice.add((a, b))
                self.follow[a].add(b)

    def _sequence(self, ops: Iterable[Any]) -> _Part:
        whole = _Part()
        for op, value in ops:
            whole = self._then(whole, self._part(op, value))
        return whole

    def _then(self, a: _Part, b: _Part) -> _Part:
        self._join(a.last, b.first)
        return _Part(a.first + (b.first if a.empty else []), b.last + (a.last if b.empty else []), a.empty and b.empty)

    def _part(self, op: Any, value: Any) -> _Part:
        if op in (code.LITERAL, code.NOT_LITERAL, code.ANY, code.IN):
            state = self._state(self._reads(op, value))
            return _Part([state], [state], False)
        if op is code.BRANCH:
            parts = [self._sequence(one) for one in value[1]]
            return _Part(
                [s for p in parts for s in p.first], [s for p in parts for s in p.last], any(p.empty for p in parts)
            )
        if op is code.SUBPATTERN:
            outside = self.flags
            self.flags = (outside | value[1]) & ~value[2]
            part = self._sequence(value[3])
            self.flags = outside
            return part
        if op is code.ATOMIC_GROUP:
            return self._sequence(value)
        if op in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
            return self._repeat(*value)
        if op is code.AT and value in _EDGES:
            state = self._state([_EDGES[value]])
            return _Part([state], [state], False)
        return _Part()  # looking around and borders read nothing; leaving them out only allows more

    def _repeat(self, low: int, high: Any, ops: Any) -> _Part:
        if high is not code.MAXREPEAT and high < _UNBOUNDED:
            whole = _Part()
            # From the last copy to the first, each within the one before it, so that a text is read in one way only.
            for n in reversed(range(min(high, _COPIES))):
                whole = self._then(self._sequence(ops), whole)
                whole.empty |= n >= low
            return whole
        one = self._sequence(ops)
        self._join(one.last, one.first)
        return _Part(one.first, one.last, one.empty or low == 0)

    def _reads(self, op: Any, value: Any) -> set[str]:
        if op is code.ANY:
            return self.alphabet if self.flags & re.DOTALL else self.alphabet - {"\n"}
        wanted = [value] if op in (code.LITERAL, code.NOT_LITERAL) else value
        found: set[str] = set()
        for item in wanted:
            what, arg = (code.LITERAL, item) if op in (code.LITERAL, code.NOT_LITERAL) else item
            found |= self._item(what, arg)
        negated = op is code.NOT_LITERAL or (op is code.IN and value[0][0] is code.NEGATE)
        return self.alphabet - found if negated else found

    def _item(self, what: Any, arg: Any) -> set[str]:
        if what is code.LITERAL:
            signs = {chr(arg)}
        elif what is code.RANGE:
            signs = {sign for sign in self.alphabet if arg[0] <= ord(sign) <= arg[1]} | {chr(arg[0])}
        elif what is code.CATEGORY:
            name = str(arg).rpartition("_")[2].lower()
            shape = {"digit": r"\d", "space": r"\s", "word": r"\w"}[name]
            shape = shape.upper() if "_NOT_" in str(arg) else shape
            signs = {sign for sign in self.alphabet if re.fullmatch(shape, sign)}
        else:  # NEGATE
            return set()
        return signs | {s.swapcase() for s in signs if s.isascii()} if self.flags & re.IGNORECASE else signs

    # What the steps give away.

    def cost(self) -> str | None:
        """`exponential`, `square`, or None for a pattern whose time grows with the text."""
        loops = self._loops()
        if any(loops.get(a) is not None and loops.get(a) == loops.get(b) for a, b in self.twice):
            return "exponential"
        if any(self._two_ways_round(state) for state in loops):
            return "exponential"
        return "square" if self._shared_run(loops) else None

    def _loops(self) -> dict[int, int]:
        """The states that stand in a loop, each with the smallest state of its loop."""
        reach = {state: self._reached(state) for state in range(len(self.signs)) if self.follow[state]}
        return {s: min(t for t in r if s in reach.get(t, ())) for s, r in reach.items() if s in r}

    def _reached(self, state: int) -> set[int]:
        seen: set[int] = set()
        todo = list(self.follow[state])
        while todo:
            if (at := todo.pop()) not in seen:
                seen.add(at)
                todo.extend(self.follow[at])
        return seen

    def _two_ways_round(self, home: int) -> bool:
        """Whether two different paths lead from a state back to it over the same text."""
        seen: set[tuple[int, int, bool]] = set()
        todo = deque([(home, home, False)])
        while todo:
            a, b, parted = todo.popleft()
            for x in self.follow[a]:
                for y in self.follow[b]:
                    if not self.signs[x] & self.signs[y]:
                        continue
                    apart = parted or x != y
                    if apart and x == y == home:
                        return True
                    if (x, y, apart) not in seen:
                        seen.add((x, y, apart))
                        todo.append((x, y, apart))
        return False

    def _shared_run(self, loops: dict[int, int]) -> bool:
        """Whether a text leads round one loop, from it into another, and round that one, all the same."""
        for p in loops:
            for q in loops:
                # Behind a last state nothing can fail, and so nothing is tried again.
                if loops[p] != loops[q] and q not in self.last and q in self._reached(p) and self._runs(p, q):
                    return True
        return False

    def _runs(self, p: int, q: int) -> bool:
        seen = {(p, p, q)}
        todo = deque(seen)
        while todo:
            a, b, c = todo.popleft()
            for x in self.follow[a]:
                for y in self.follow[b]:
                    if not (both := self.signs[x] & self.signs[y]):
                        continue
                    for z in self.follow[c]:
                        if not both & self.signs[z]:
                            continue
                        if (x, y, z) == (p, q, q):
                            return True
                        if (x, y, z) not in seen:
                            seen.add((x, y, z))
                            todo.append((x, y, z))
        return False


def cost(source: str, flags: int = 0, *, searched: bool = False) -> str | None:
    """What failing may cost: `exponential`, `square`, or None where it is no more than in step with the text."""
    if not re.search(r"[*+]|\{\d+,\}", re.sub(r"\\.|\[(?:\\.|[^]\\])+\]", "", source)):
        return None  # nothing without a bound
    return _Automaton(source, flags, searched=searched).cost()
