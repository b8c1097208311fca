"""What the rules engine's core may see of rules and facts: generated names and integers. Only `engine` uses this.

Integers, because the core reads a decimal fraction by the process's locale, stops at an exponent and trips over text;
and because it hands whole facts back with each match: the shorter, the faster.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import inf
from reprlib import repr as short_repr
from typing import Any, NoReturn

from advisor.errors import EngineError
from advisor.text import Text

Value = bool | int | float | str
Tests = frozenset[tuple[str, Value]]
"""Comparisons of one field with constants, all of which must hold."""
Term = dict[str, Any]
"""A condition as the core reads it."""

FIELDS_OF_A_FACT = 60
_STRING_LENGTH = 200
_INT_BOUND = 2**53
# Decimal fractions become ten-thousandths, which must fit 64 bits.
_FLOAT_BOUND = 9e14
_FLOAT_PLACES = 4
_FLOAT_SCALE = 10_000
# The core takes 255 members in a fact: these, a number for each field and its own.
_FLAGS = 180
# How many strings of a field, and how many sets of fields, are remembered from one evaluation to the next.
_REMEMBERED = 100

OPERATORS = {"==": "$eq", "!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_EQUALITY: Mapping[str, Callable[[object, object], bool]] = {"==": operator.eq, "!=": operator.ne}
_name = re.compile(r"(?!s?id$)[a-z][a-z0-9_]{0,39}").fullmatch
_Types = dict[str, type[Value]]
_Pieces = tuple[str, ...]
"""For each part the members that it reads, or nothing where no part reads any."""


def refuse(ja: str, en: str) -> NoReturn:
    raise EngineError(Text(ja=ja, en=en))


def brief(value: object) -> str:
    """A value for a message, whatever it is."""
    try:
        return short_repr(value)
    except ValueError:
        # An integer of more digits than Python likes to print.
        return type(value).__name__


def is_name(name: object) -> bool:
    """Whether this may be a kind or a field. `id` and `sid` have a meaning of their own in the core."""
    return isinstance(name, str) and _name(name) is not None


@dataclass(slots=True)
class _Field:
    """What the rules make of a field."""

    asked: dict[Tests, set[int]] = field(default_factory=dict)
    """What is asked of the field, and which parts ask."""
    flags: dict[Tests, str] = field(default_factory=dict)
    """For each of `asked` the member that a fact has when it holds: most facts then have few members."""
    number: str | None = None
    """The member that has the value as a number, where there is more to ask than flags can answer."""
    joined: set[int] = field(default_factory=set)
    """The parts that compare the field with fields of other facts."""


class _Column(dict[object, _Pieces]):
    """The values of a field and what each becomes. Strings are kept, so that each is checked once."""

    __slots__ = ("_pieces", "_room")

    def __init__(self, pieces: Callable[[Any], _Pieces], room: float) -> None:
        super().__init__()
        self._pieces = pieces
        self._room = room

    def __missing__(self, value: object) -> _Pieces:
        pieces = self._pieces(value)
        # A number would be found in place of an equal one of another type (1, 1.0, True).
        if isinstance(value, str) and len(self) < self._room:
            self[value] = pieces
        return pieces


class Vocabulary:
    """Learns all that rules ask, then translates rules and facts."""

    def __init__(self, first_kind: int, parts: int) -> None:
        self._first_kind = first_kind
        self._parts = range(parts)
        self._kinds: dict[str, int] = {}
        self._fields: dict[str, _Field] = {}
        self._strings: dict[str, int] = {}
        self._types: _Types = {"kind": str}
        self._ordered: set[str] = set()
        self._same_type: dict[str, str] = {}
        self._joined: dict[str, set[str]] = {}
        self._members = 0
        self._columns: dict[str, _Column] = {}
        self._layouts: dict[tuple[Any, ...], list[_Column]] = {}

    # Rules

    def learn_tests(self, part: int, name: str, tests: Tests) -> None:
        """A pattern compares this field with constants."""
        known = self._use(name, [op for op, _ in tests])
        known.asked.setdefault(tests, set()).add(part)
        for _, value in sorted(tests, key=repr):
            self._check(name, value, self._types)
            if isinstance(value, str):
                self._strings.setdefault(value, len(self._strings) + 1)

    def learn_join(self, part: int, op: str, kind: str, name: str, other_kind: str, other: str) -> None:
        """A pattern compares this field with one of an earlier fact."""
        for each, fact in ((name, kind), (other, other_kind)):
            self._use(each, [op]).joined.add(part)
            self._joined.setdefault(fact, set()).add(each)
        family, others = self._family(name), self._family(other)
        if family != others:
            types = [self._types[each] for each in (family, others) if each in self._types]
            if family in self._ordered:
                self._ordered.add(others)
            self._same_type[family] = others
            for type_ in types:
                self._suit(name, type_, self._types)

    @property
    def joins(self) -> bool:
        """Whether any rule compares facts with each other."""
        return bool(self._joined)

    def settle(self) -> None:
        """All rules are known: decide how each field reaches the core."""
        left = _FLAGS
        for name, known in sorted(self._fields.items(), key=lambda item: (len(item[1].asked), item[0])):
            if self._types.get(self._family(name)) is str and len(known.asked) <= left:
                left -= len(known.asked)
                known.flags = {tests: self._member() for tests in known.asked}
                if not known.joined:
                    continue
            known.number = self._member()

    def kind(self, kind: str) -> Term:
        return {"k": self._kinds.setdefault(kind, self._first_kind + len(self._kinds))}

    def tests(self, name: str, tests: Tests) -> list[Term]:
        known = self._fields[name]
        if tests in known.flags:
            return [{known.flags[tests]: 1}]
        return [
            _term(known, op, self._strings[value] if isinstance(value, str) else _integer(value))
            for op, value in sorted(tests, key=repr)
        ]

    def join(self, name: str, op: str, alias: str, other: str) -> Term:
        return _term(self._fields[name], op, {alias: self._fields[other].number})

    def _member(self) -> str:
        """A new name: A to Z, then A1 and so on."""
        number, self._members = self._members, self._members + 1
        return chr(ord("A") + number % 26) + (str(number // 26) if number >= 26 else "")

    def _use(self, name: str, ops: Sequence[str]) -> _Field:
        if not is_name(name) or name == "kind":
            refuse(f"項目名{brief(name)}は使えません。", f"{brief(name)} cannot be a field.")
        if not _EQUALITY.keys() >= set(ops):
            family = self._family(name)
            self._ordered.add(family)
            if family in self._types:
                self._suit(name, self._types[family], self._types)
        return self._fields.setdefault(name, _Field())

    def _family(self, name: str) -> str:
        """The field that stands for all those that joins compare with each other, which must be of one type."""
        while name in self._same_type:
            name = self._same_type[name]
        return name

    # Values

    def _check(self, name: str, value: object, types: _Types) -> None:
        """Refuse a value that must not be in a fact; `types` are those of the fields so far."""
        type_: type[Value] = bool
        if isinstance(value, str):
            type_ = str
            good = is_name(value) if name == "kind" else 0 < len(value) <= _STRING_LENGTH and value.isprintable()
        elif isinstance(value, float):
            type_ = float
            good = -_FLOAT_BOUND < value < _FLOAT_BOUND and round(value, _FLOAT_PLACES) == value
        elif isinstance(value, int) and not isinstance(value, bool):
            type_ = int
            good = -_INT_BOUND < value < _INT_BOUND
        else:
            good = isinstance(value, bool)
        if not good:
            refuse(f"{name}の値{brief(value)}は使えません。", f"{name} cannot be {brief(value)}.")
        self._suit(name, type_, types)

    def _suit(self, name: str, type_: type[Value], types: _Types) -> None:
        family = self._family(name)
        if types.setdefault(family, type_) is not type_ or (type_ in (bool, str) and family in self._ordered):
            refuse(
                f"{name}の型{type_.__name__}は、ほかの値や比較と合いません。",
                f"the type {type_.__name__} of {name} does not suit its other values or comparisons.",
            )

    # Facts

    def translate(self, facts: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
        """Of each fact its kind and, as JSON for each part, what the part may read of it."""
        types, others = dict(self._types), dict[str, int]()
        passing: dict[str, _Column] = {}
        columns: list[_Column] = []
        last: tuple[Any, ...] = ()
        rows = []
        for number, fact in enumerate(facts, start=1):
            try:
                layout = (fact["kind"], *fact)
                if layout != last:
                    columns = self._layouts.get(layout) or self._layout(layout, passing, types, others)
                    last = layout
                pieces = filter(None, map(operator.getitem, columns, fact.values()))
                rows.append((layout[0], ["".join(piece) for piece in zip(*pieces, strict=True)]))
            except (EngineError, AttributeError, KeyError, TypeError) as error:
                _explain(number, fact, error)
        return rows

    def _layout(
        self, layout: tuple[Any, ...], passing: dict[str, _Column], types: _Types, others: dict[str, int]
    ) -> list[_Column]:
        """The columns for a fact of this kind with these fields."""
        kind, *names = layout
        if len(names) > FIELDS_OF_A_FACT:
            refuse(f"項目が{FIELDS_OF_A_FACT}個を超えています。", f"it has more than {FIELDS_OF_A_FACT} fields.")
        if lacking := self._joined.get(kind, set()) - set(names):
            refuse(f"{min(lacking)}がありません。", f"it lacks {min(lacking)}.")
        columns = []
        for name in names:
            column = self._columns.get(name, passing.get(name))
            if column is None:
                if not is_name(name):
                    refuse(f"項目名{brief(name)}は使えません。", f"{brief(name)} cannot be a field.")
                known = self._fields.get(name)
                if name == "kind" or (known is not None and known.flags and not known.joined):
                    # What these strings become is the same in every evaluation.
                    column = self._columns[name] = _Column(partial(self._pieces, name, self._types, {}), _REMEMBERED)
                else:
                    column = passing[name] = _Column(partial(self._pieces, name, types, others), inf)
            columns.append(column)
        if not passing.keys() & names and len(self._layouts) < _REMEMBERED:
            self._layouts[layout] = columns
        return columns

    def _pieces(self, name: str, types: _Types, others: dict[str, int], value: Value) -> _Pieces:
        """What a value becomes. Strings of the facts at hand that joins compare are numbered in `others`."""
        self._check(name, value, types)
        if name == "kind":
            code = self._kinds.get(str(value))
            return () if code is None else tuple(f',"k":{code}' for _ in self._parts)
        known = self._fields.get(name)
        if known is None:
            return ()
        holding = [
            (f',"{flag}":1', known.asked[tests])
            for tests, flag in known.flags.items()
            if all(_EQUALITY[op](value, constant) for op, constant in tests)
        ]
        if known.number is not None:
            if not isinstance(value, str):
                code = _integer(value)
            elif value in self._strings:
                code = self._strings[value]
            else:
                code = others.setdefault(value, -1 - len(others)) if known.joined else 0
            readers = known.joined.union(*(() if known.flags else known.asked.values()))
            holding.append((f',"{known.number}":{code}', readers))
        if not holding:
            return ()
        return tuple("".join([text for text, parts in holding if part in parts]) for part in self._parts)


def _term(known: _Field, op: str, right: object) -> Term:
    term: Term = {str(known.number): right}
    return term if op == "==" else {OPERATORS[op]: term}


def _integer(value: int | float) -> int:
    """A number as an integer; those of floats are in the order of the floats."""
    whole = int(value)
    if isinstance(value, float):
        return whole * _FLOAT_SCALE + round((value - whole) * _FLOAT_SCALE)
    return whole


def _explain(number: int, fact: object, error: Exception) -> NoReturn:
    """Say what is wrong with a fact."""
    ja, en = f"{number}番目の事実", f"fact {number}"
    if isinstance(error, EngineError):
        raise EngineError(Text(ja=f"{ja}：{error.message.ja}", en=f"{en}: {error.message.en}")) from None
    if not isinstance(fact, Mapping) or "kind" not in fact:
        refuse(f"{ja}はkindのある表ではありません。", f"{en} is not a mapping with a kind.")
    for name, value in fact.items():
        if not isinstance(value, Value):
            refuse(f"{ja}：{name}の値{brief(value)}は使えません。", f"{en}: {name} cannot be {brief(value)}.")
    raise error
