"""What the rules know: the guidance index, thresholds with their sources, cited works, the order of advice."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from advisor.compiled import compiled
from advisor.errors import RulebookError
from advisor.text import Text

T = TypeVar("T")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Guidance(_Entry):
    """A passage of the source guidance, restated in our own words.

    Attributes:
        id: `G01` to `G23`.
        paragraphs: its lines in the source article.
        says: what it asks for.
    """

    id: str = ""
    paragraphs: tuple[int, ...]
    says: Text


class Source(_Entry):
    """A published work, or our own heuristic, that a limit or a claim rests on."""

    id: str = ""
    cite: str
    says: Text


class Threshold(_Entry):
    """A limit that facts are compared with.

    Attributes:
        value: the limit, in `unit`.
        source: id of the source it comes from (`article`, `own-heuristic`, or a cited work).
        meaning: what the limit separates.
    """

    id: str = ""
    value: float
    unit: str
    source: str
    meaning: Text


class Step(_Entry):
    """A step in the order in which a consultant brings things up: the rules that belong to it."""

    step: int
    name: Text
    rules: tuple[str, ...]


def read_knowledge(name: str, shape: type[T] | Any) -> Any:
    """A knowledge file, checked against its shape. Raises RulebookError."""
    try:
        return TypeAdapter(shape).validate_python(compiled()["knowledge"][name])
    except ValidationError as error:
        first = error.errors()[0]
        place = "/".join(map(str, first["loc"]))
        raise RulebookError(
            Text(f"知識ファイルに誤りがあります：{place} {first['msg']}", f"this knowledge file is wrong: {place} {first['msg']}"),
            source=f"knowledge/{name}",
        ) from None


def _index(name: str, entry: type[Any]) -> dict[str, Any]:
    loaded: dict[str, Any] = read_knowledge(name, dict[str, entry])  # type: ignore[valid-type]
    return {key: value.model_copy(update={"id": key}) for key, value in loaded.items()}


@cache
def guidance_index() -> Mapping[str, Guidance]:
    """The guidance, by id."""
    return _index("guidance.yaml", Guidance)


@cache
def sources() -> Mapping[str, Source]:
    """The works cited, by id."""
    return _index("sources.yaml", Source)


@cache
def thresholds() -> Mapping[str, Threshold]:
    """The limits, by id."""
    return _index("thresholds.yaml", Threshold)


@cache
def steps() -> tuple[Step, ...]:
    """The order in which to bring things up, first to last."""
    loaded: dict[str, list[Step]] = read_knowledge("order.yaml", dict[str, list[Step]])
    return tuple(loaded["steps"])


class Voice(_Entry):
    """A customer-voice or staff-voice measure to suggest for a kind of plan."""

    domains: tuple[str, ...]
    kinds: tuple[str, ...]
    name: Text
    how: Text


@cache
def voices() -> tuple[Voice, ...]:
    """The voices to suggest, most particular first; the last fits any plan."""
    loaded: dict[str, list[Voice]] = read_knowledge("voices.yaml", dict[str, list[Voice]])
    return tuple(loaded["voices"])


@cache
def labels() -> Mapping[str, Mapping[str, Text]]:
    """Words that reports and facts share, by group."""
    loaded: dict[str, dict[str, Text]] = read_knowledge("labels.yaml", dict[str, dict[str, Text]])
    return loaded


def step_names() -> Mapping[str, Text]:
    """The steps of the funnel, as counted things."""
    return labels()["steps"]
