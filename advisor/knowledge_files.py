"""What the rules know: the guidance index, thresholds with their sources, cited works, the order of advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, TypeVar

from advisor.compiled import compiled
from advisor.text import Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Guidance:
    """A passage of the source guidance, restated in our own words.

    Attributes:
        id: `G01` to `G23`.
        paragraphs: its lines in the source article.
        says: what it asks for.
    """

    id: str
    paragraphs: tuple[int, ...]
    says: Text


@dataclass(frozen=True, slots=True)
class Source:
    """A published work, or our own heuristic, that a limit or a claim rests on."""

    id: str
    cite: str
    says: Text


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit that facts are compared with.

    Attributes:
        value: the limit, in `unit`.
        source: id of the source it comes from (`article`, `own-heuristic`, or a cited work).
        meaning: what the limit separates.
    """

    id: str
    value: float
    unit: str
    source: str
    meaning: Text


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the order in which a consultant brings things up: the rules that belong to it."""

    step: int
    name: Text
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A customer-voice or staff-voice measure to suggest for a kind of plan."""

    domains: tuple[str, ...]
    kinds: tuple[str, ...]
    name: Text
    how: Text


@dataclass(frozen=True, slots=True)
class Activity:
    """What people do day by day for a result, by the funnel step it counts and its field of work.

    Attributes:
        selling: it fits only where people sell by talking to customers.
        rates: metrics that say how much of it the result takes.
        does: the activity.
        rate: what to measure first where the plan has none of `rates`; blank when there is no such rate.
        practice: what a role-play is about; blank where the result does not hang on talk.
    """

    steps: tuple[str, ...]
    domains: tuple[str, ...]
    selling: bool
    rates: tuple[str, ...]
    does: Text
    rate: Text
    practice: Text


@dataclass(frozen=True, slots=True)
class DataPlace:
    """The kind of record a figure usually comes from."""

    steps: tuple[str, ...]
    domains: tuple[str, ...]
    selling: bool
    name: Text


SHAPES: Mapping[str, Any] = {
    "guidance.yaml": dict[str, Guidance],
    "sources.yaml": dict[str, Source],
    "thresholds.yaml": dict[str, Threshold],
    "order.yaml": dict[str, list[Step]],
    "voices.yaml": dict[str, list[Voice]],
    "activities.yaml": dict[str, list[Activity]],
    "data_places.yaml": dict[str, list[DataPlace]],
    "labels.yaml": dict[str, dict[str, Text]],
    "fact_words.yaml": dict[str, Any],
}
"""What each knowledge file must look like. Checked when they are compiled, so that a start need not."""


def with_ids(name: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """A file's entries, each with its key as its id, where the entries have one."""
    if name in ("guidance.yaml", "sources.yaml", "thresholds.yaml"):
        return {key: {"id": key, **value} for key, value in data.items()}
    return data


def _entry(shape: type[T], raw: Mapping[str, Any]) -> T:
    return shape(**{f.name: _value(raw[f.name]) for f in fields(shape)})  # type: ignore[arg-type]  # all are dataclasses


def _value(raw: Any) -> Any:
    if isinstance(raw, dict):
        return Text(raw["ja"], raw["en"])
    return tuple(raw) if isinstance(raw, list) else raw


def _file(name: str) -> Mapping[str, Any]:
    return with_ids(name, compiled()["knowledge"][name])


@cache
def guidance_index() -> Mapping[str, Guidance]:
    """The guidance, by id."""
    return {key: _entry(Guidance, raw) for key, raw in _file("guidance.yaml").items()}


@cache
def sources() -> Mapping[str, Source]:
    """The works cited, by id."""
    return {key: _entry(Source, raw) for key, raw in _file("sources.yaml").items()}


@cache
def thresholds() -> Mapping[str, Threshold]:
    """The limits, by id."""
    return {key: _entry(Threshold, raw) for key, raw in _file("thresholds.yaml").items()}


@cache
def steps() -> tuple[Step, ...]:
    """The order in which to bring things up, first to last."""
    return tuple(_entry(Step, raw) for raw in _file("order.yaml")["steps"])


@cache
def voices() -> tuple[Voice, ...]:
    """The voices to suggest, most particular first; the last fits any plan."""
    return tuple(_entry(Voice, raw) for raw in _file("voices.yaml")["voices"])


@cache
def activities() -> tuple[Activity, ...]:
    """What people do for a result, most particular first; the last fits any."""
    return tuple(_entry(Activity, raw) for raw in _file("activities.yaml")["activities"])


@cache
def data_places() -> tuple[DataPlace, ...]:
    """Where figures usually come from, most particular first; the last fits any."""
    return tuple(_entry(DataPlace, raw) for raw in _file("data_places.yaml")["places"])


@cache
def labels() -> Mapping[str, Mapping[str, Text]]:
    """Words that reports and facts share, by group."""
    return {group: {key: _value(raw) for key, raw in words.items()} for group, words in _file("labels.yaml").items()}


def step_names() -> Mapping[str, Text]:
    """The steps of the funnel, as counted things."""
    return labels()["steps"]


def fact_words() -> Mapping[str, Any]:
    """What the declared facts state, in Japanese."""
    return _file("fact_words.yaml")
