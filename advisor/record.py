"""A frozen dataclass that is quick to define.

For each frozen dataclass the standard library writes and compiles six methods of its own, half a millisecond in all.
The advisor has a hundred of them, so a cold `lint` spent more on that than on judging a plan. A record is a dataclass
as far as `fields`, `replace`, pydantic and type checkers can tell, but only its `__init__` is compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
def record(cls: type[T], /) -> type[T]: ...
@overload
def record(*, slots: bool = ..., kw_only: bool = ..., eq: bool = ...) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: Any = None, /, *, slots: bool = True, kw_only: bool = False, eq: bool = True) -> Any:
    """What `@dataclass(frozen=True, slots=slots, kw_only=kw_only, eq=eq)` does, for classes without a base.

    It knows no `__post_init__` and no fields that are left out of `__init__`. Give a record a docstring: for one without,
    the standard library makes its own from the signature, and takes long over it.
    """

    def make(plain: type[Any]) -> type[Any]:
        made = dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(plain)
        _add_methods(made, eq=eq)
        return made

    return make if cls is None else make(cls)


def _add_methods(cls: type[Any], *, eq: bool) -> None:
    names = tuple(f.name for f in fields(cls))
    shown = tuple(f.name for f in fields(cls) if f.repr)
    values = _values_of(names)

    @recursive_repr()
    def said(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{n}={getattr(self, n)!r}' for n in shown)})"

    def equals(self: Any, other: object) -> Any:
        return values(self) == values(other) if type(self) is type(other) else NotImplemented

    def hashed(self: Any) -> int:
        return hash(values(self))

    def get_state(self: Any) -> list[Any]:
        return list(values(self))

    def set_state(self: Any, state: Sequence[Any]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    methods: dict[str, Any] = {"__init__": _init(cls), "__setattr__": _no_setting, "__delattr__": _no_deleting}
    methods["__repr__"] = said
    if eq:
        methods |= {"__eq__": equals, "__hash__": hashed}
    if "__slots__" in vars(cls):
        # Copies and pickles fill an instance in by assignment, unless they are told how.
        methods |= {"__getstate__": get_state, "__setstate__": set_state}
    for name, method in methods.items():
        if name not in vars(cls):
            setattr(cls, name, method)


def _values_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)  # of one name or none it makes no tuple
    return lambda self: tuple([getattr(self, name) for name in names])


def _init(cls: type[Any]) -> Any:
    """`__init__`, compiled: it runs for every value that is read, so it must not look anything up."""
    known: dict[str, Any] = {"__name__": cls.__module__, "_set": object.__setattr__, "_left_out": MISSING}
    heads: list[str] = []
    body: list[str] = []
    for one in fields(cls):
        name, value, default = one.name, one.name, ""
        if one.default is not MISSING:
            known[f"_default_{name}"], default = one.default, f"=_default_{name}"
        elif one.default_factory is not MISSING:
            known[f"_make_{name}"], default = one.default_factory, "=_left_out"
            value = f"_make_{name}() if {name} is _left_out else {name}"
        if one.kw_only and "*" not in heads:
            heads.append("*")
        heads.append(name + default)
        body.append(f" _set(self, '{name}', {value})")
    source = "\n".join([f"def __init__(self, {', '.join(heads)}):", *body, " return None"])
    exec(source, known)
    made = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__annotations__ = {one.name: one.type for one in fields(cls)} | {"return": None}
    return made


def _no_setting(_: object, name: str, __: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deleting(_: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
