"""A record does what a frozen dataclass does; only its definition is quicker."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from inspect import signature
from typing import Any

import pytest

from advisor.record import record


@record
class Pair:
    """Two values."""

    a: int
    b: tuple[str, ...] = ()


@record(kw_only=True)
class Named:
    """Given by name; the fields without a default may come last."""

    figures: Mapping[str, int] = field(default_factory=dict)
    hidden: int = field(default=1, repr=False)
    name: str


@record(slots=False)
class Single:
    """One value."""

    x: float


@record(slots=False, eq=False)
class Thing:
    """Equal to itself alone."""

    x: int


@dataclass(frozen=True, slots=True)
class Plain:
    """What the standard library makes of the fields of `Pair`."""

    a: int
    b: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainNamed:
    """What the standard library makes of the fields of `Named`."""

    figures: Mapping[str, int] = field(default_factory=dict)
    hidden: int = field(default=1, repr=False)
    name: str


SAMPLES = [Pair(1, ("x",)), Named(name="x"), Named(name="y", figures={"z": 1}, hidden=2), Single(0.5)]


@pytest.mark.parametrize(("ours", "theirs"), [(Pair, Plain), (Named, PlainNamed)])
def test_has_the_shape_of_a_dataclass(ours: type[Any], theirs: type[Any]) -> None:
    assert [(f.name, f.type, f.default, f.repr, f.kw_only) for f in fields(ours)] == [
        (f.name, f.type, f.default, f.repr, f.kw_only) for f in fields(theirs)
    ]
    assert ours.__slots__ == theirs.__slots__
    assert ours.__match_args__ == theirs.__match_args__
    assert [(p.name, p.kind, p.annotation) for p in signature(ours).parameters.values()] == [
        (p.name, p.kind, p.annotation) for p in signature(theirs).parameters.values()
    ]


def test_prints_compares_and_hashes_by_value() -> None:
    assert repr(Pair(1, ("x",))) == repr(Plain(1, ("x",))).replace("Plain", "Pair")
    assert repr(Named(name="x")) == repr(PlainNamed(name="x")).replace("PlainNamed", "Named")
    assert Pair(1) == Pair(1)
    assert Pair(1) != Pair(2)
    unlike: Any = Plain(1)
    assert Pair(1) != unlike
    assert len({Pair(1), Pair(1), Pair(2)}) == 2
    assert hash(Single(0.5)) == hash(Single(0.5))
    assert Single(0.5) != Single(1.5)
    assert Thing(1) != Thing(1)


def test_makes_a_default_for_each() -> None:
    assert Named(name="x").figures == {}
    assert Named(name="x").figures is not Named(name="x").figures


@pytest.mark.parametrize("sample", SAMPLES, ids=repr)
def test_is_frozen(sample: Any) -> None:
    name = fields(sample)[0].name
    with pytest.raises(FrozenInstanceError):
        setattr(sample, name, 2)
    with pytest.raises(FrozenInstanceError):
        delattr(sample, name)


@pytest.mark.parametrize("sample", SAMPLES, ids=repr)
def test_is_copied_whole(sample: Any) -> None:
    assert copy.deepcopy(sample) == sample
    assert copy.copy(sample) == sample
    assert pickle.loads(pickle.dumps(sample)) == sample
    assert replace(sample) == sample
    assert replace(Pair(1), a=2) == Pair(2)
