"""Templates that only put figures in and choose between words, filled in without compiling them.

Nearly all texts of the rules are such templates. Jinja2 takes a millisecond to compile one, a hundred times as long as
reading it here, and a short run needs dozens. What they mean is Jinja2's: names are looked up by its environment.
Anything more, such as a loop or a comparison, is left to Jinja2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from jinja2 import Environment, Undefined

_NAME = r"[a-z_]\w*(?:\.[a-z_]\w*)*"
# With trim_blocks and lstrip_blocks: a tag takes the break after it along, and the indent of a line it begins.
_MARK = re.compile(
    rf"\{{\{{ *(?P<figure>{_NAME}) *\}}\}}"
    r"|(?:(?<![^\n])[ \t]*)?\{% *(?P<tag>if|elif|else|endif)\b(?P<condition>[^%{}]*)%\}\n?"
)
_CONDITION = re.compile(rf"(?P<negated>not )?(?P<name>{_NAME})(?P<defined> is defined)?")


class _Figure(NamedTuple):
    """A figure's dotted name."""

    name: str


class _Condition(NamedTuple):
    """Whether a figure is there (`defined`), or whether it has anything to say."""

    name: str
    defined: bool
    negated: bool


class _Choice(NamedTuple):
    """Conditions that must all be met, with what to say then; the first branch that is met counts."""

    branches: tuple[tuple[tuple[_Condition, ...], Block], ...]


Block = tuple[str | _Figure | _Choice, ...]


class _NotPlainError(Exception):
    """The template does more than this module knows."""


@lru_cache(maxsize=4096)
def plain(source: str) -> Block | None:
    """The template, read; None for one that is left to Jinja2."""
    marks = _marks(source)
    try:
        block, end = _block(marks)
    except _NotPlainError:
        return None
    return block if end is None else None


def fill(block: Block, environment: Environment, variables: Mapping[str, Any]) -> Iterator[str]:
    """What Jinja2 would yield for the template. Raises Jinja2's `UndefinedError`, as it does."""
    for part in block:
        if isinstance(part, str):
            yield part
        elif isinstance(part, _Figure):
            value = _value(part.name, environment, variables)
            yield str(environment.finalize(value) if environment.finalize else value)
        else:
            for conditions, inner in part.branches:
                if all(_is_met(condition, environment, variables) for condition in conditions):
                    yield from fill(inner, environment, variables)
                    break


def _value(dotted: str, environment: Environment, variables: Mapping[str, Any]) -> Any:
    name, *attributes = dotted.split(".")
    value = variables[name] if name in variables else environment.undefined(name=name)
    for attribute in attributes:
        value = environment.getattr(value, attribute)
    return value


def _is_met(condition: _Condition, environment: Environment, variables: Mapping[str, Any]) -> bool:
    value = _value(condition.name, environment, variables)
    met = not isinstance(value, Undefined) if condition.defined else bool(value)
    return met != condition.negated


def _marks(source: str) -> Iterator[str | re.Match[str]]:
    """Text and marks in turn."""
    at = 0
    for mark in _MARK.finditer(source):
        yield source[at : mark.start()]
        yield mark
        at = mark.end()
    yield source[at:]


def _block(marks: Iterator[str | re.Match[str]]) -> tuple[Block, re.Match[str] | None]:
    """The parts up to a tag that ends them, and that tag; None at the template's end."""
    parts: list[str | _Figure | _Choice] = []
    for mark in marks:
        if isinstance(mark, str):
            if "{" in mark:
                raise _NotPlainError
            parts.append(mark)
        elif mark["figure"]:
            parts.append(_Figure(mark["figure"]))
        elif mark["tag"] == "if":
            parts.append(_choice(mark, marks))
        elif mark["tag"] != "elif" and mark["condition"].strip():
            raise _NotPlainError
        else:
            return tuple(parts), mark
    return tuple(parts), None


def _choice(opened: re.Match[str], marks: Iterator[str | re.Match[str]]) -> _Choice:
    branches = []
    tag: re.Match[str] | None = opened
    while tag is not None and tag["tag"] != "endif":
        conditions = () if tag["tag"] == "else" else _conditions(tag["condition"])
        block, tag = _block(marks)
        branches.append((conditions, block))
    if tag is None or any(not conditions for conditions, _ in branches[:-1]):
        raise _NotPlainError  # never closed, or a branch after `else`: Jinja2 says what is wrong
    return _Choice(tuple(branches))


def _conditions(written: str) -> tuple[_Condition, ...]:
    conditions = []
    for one in written.strip().split(" and "):
        read = _CONDITION.fullmatch(one)
        if read is None:
            raise _NotPlainError
        conditions.append(_Condition(read["name"], read["defined"] is not None, read["negated"] is not None))
    return tuple(conditions)
