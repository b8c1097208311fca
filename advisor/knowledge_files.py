"""What the rules know: the guidance index, thresholds with their sources, cited works, the order of advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from advisor.compiled import compiled
from advisor.record import record
from advisor.text import Text

T = TypeVar("T")


@record
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


@record
class Source:
    """A published work, or our own heuristic, that a limit or a claim rests on."""

    id: str
    cite: str
    says: Text


@record
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


@record
class Step:
    """A step in the order in which a consultant brings things up: the rules that belong to it."""

    step: int
    name: Text
    rules: tuple[str, ...]


@record
class Voice:
    """A customer-voice or staff-voice measure to suggest for a kind of plan."""

    domains: tuple[str, ...]
    kinds: tuple[str, ...]
    name: Text
    how: Text


@record
class Stage:
    """A step of a field of work.

    Attributes:
        metrics: ids of the catalogue's measures that show it.
        usual: those to propose where nothing shows it.
    """

    id: str
    name: Text
    metrics: tuple[str, ...]
    usual: tuple[str, ...]


@record
class Domain:
    """A field of work whose KPIs are read as a set.

    Attributes:
        source: id of what the lists rest on.
        teams: the departments that do this work.
    """

    id: str
    name: Text
    source: str
    teams: tuple[str, ...]
    stages: tuple[Stage, ...]


@record
class Term:
    """A term that people read in more than one way.

    Attributes:
        words: whole names it goes by, in normalised spelling.
        unit_settles: whether a unit beside it tells which reading is meant.
        readings: the readings, as a question names them.
        adopt: a definition to propose.
    """

    words: tuple[str, ...]
    unit_settles: bool
    readings: Text
    adopt: Text


@record
class Aim:
    """What to measure in place of an aim that stands among the measures."""

    words: tuple[str, ...]
    instead: Text


@record
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


@record
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
    "domains.yaml": dict[str, list[Domain]],
    "metric_lists.yaml": dict[str, list[str]],
    "terms.yaml": dict[str, list[Term]],
    "aims.yaml": dict[str, list[Aim]],
    "activities.yaml": dict[str, list[Activity]],
    "data_places.yaml": dict[str, list[DataPlace]],
    "labels.yaml": dict[str, dict[str, Text]],
    "fact_words.yaml": dict[str, Any],
    "headers.yaml": dict[str, dict[str, list[str]] | list[str]],
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
def domains() -> Mapping[str, Domain]:
    """The fields of work that are read as sets, by id."""
    made = {}
    for raw in _file("domains.yaml")["domains"]:
        stages = tuple(_entry(Stage, stage) for stage in raw["stages"])
        made[raw["id"]] = Domain(raw["id"], _value(raw["name"]), raw["source"], tuple(raw["teams"]), stages)
    return made


@cache
def metric_list(name: str) -> tuple[str, ...]:
    """Measures of the catalogue that rules treat alike, by the list's name; empty for a name that is no list."""
    return tuple(_file("metric_lists.yaml").get(name, ()))


@cache
def terms() -> tuple[Term, ...]:
    """The terms with several readings."""
    return tuple(_entry(Term, raw) for raw in _file("terms.yaml")["terms"])


@cache
def aims() -> tuple[Aim, ...]:
    """What to measure in place of an aim, most particular first; the last fits any."""
    return tuple(_entry(Aim, raw) for raw in _file("aims.yaml")["aims"])


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


def header_words() -> Mapping[str, Any]:
    """What the columns of plans kept as tables are called, and what their cells say."""
    return _file("headers.yaml")
