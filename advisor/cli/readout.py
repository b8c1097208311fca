"""`kpi-advisor read`: shows how a file is read, and writes the plan that comes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import click

from advisor.cli.files import refuse_to_replace, write_file
from advisor.cli.help import nearest
from advisor.cli.lint import CLEAN
from advisor.cli.out import say_error, write_bytes, write_in
from advisor.cli.reading import Read, printable, read
from advisor.cli.words import near, saying
from advisor.layout import FIELDS, UnknownColumn
from advisor.pipeline import understood_values
from advisor.read import SourcedPlan
from advisor.render.lines import Paper
from advisor.render.understanding import Readout, readout_lines
from advisor.render.whereabouts import plan_row_names
from advisor.source.document import STANDARD_INPUT, Document, join_pointer
from advisor.source.grid import Ignored
from advisor.source.understanding import ValueReading
from advisor.text import Language

_OLD: Final = "="


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asked for. `to` is None to show how the file is read; `output` None or `-` for standard output."""

    path: str
    to: str | None
    output: str | None
    force: bool
    mapping: tuple[str, ...]
    everything: bool
    languages: tuple[Language, ...]
    error_language: Language
    paper: Paper


def readout(order: Order) -> int:
    """Shows how a file is read, or writes its plan; returns the exit code. Raises AdvisorError and UsageError."""
    corrections = corrections_from(order.mapping, order.error_language)
    output = None if order.output == STANDARD_INPUT else order.output
    if output is not None:
        refuse_to_replace(output, force=order.force)
    try:
        found = read(order.path, corrections=corrections)
    except UnknownColumn as error:
        hint = near(nearest(error.column, error.headers), order.error_language)
        raise click.UsageError(error.message[order.error_language] + hint, click.get_current_context()) from None
    if order.to is None:
        shown = _readout(found, order)
        write_in(order.languages, order.paper, lambda said: readout_lines(shown, said))
        return CLEAN
    content = plan_bytes(found.sourced.document.data, order.to)
    if output is None:
        write_bytes(content)
    else:
        write_file(output, content, force=order.force)
    for language in order.languages:
        _summary(found, order, output, language)
    return CLEAN


def corrections_from(mapping: tuple[str, ...], language: Language) -> dict[str, str]:
    """`目標(今期)=target` as header and field. Raises UsageError for a field that is not known."""
    corrections = {}
    for one in mapping:
        header, sign, name = one.rpartition(_OLD)
        name = name.strip().lower()
        if not sign or not header.strip():
            raise click.UsageError(saying("map_shape", language, value=one), click.get_current_context())
        if name not in FIELDS:
            close = nearest(name, FIELDS)
            said = saying("map_field", language, name=name)
            hint = near(close, language) or ("" if language == "ja" else " ") + saying(
                "one_of", language, names=", ".join(FIELDS)
            )
            raise click.UsageError(said + hint, click.get_current_context())
        corrections[header.strip()] = name
    return corrections


def plan_bytes(data: Mapping[str, Any], form: str) -> bytes:
    """A plan's data as YAML, JSON or a workbook that reads back as the same plan."""
    if form == "xlsx":
        from advisor.render.sheet import plan_workbook

        return plan_workbook(data)
    if form == "json":
        return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
    import yaml

    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1_000, indent=2).encode()


def _summary(found: Read, order: Order, output: str | None, language: Language) -> None:
    """What became of the file, on standard error, since standard output may be the plan."""
    plan, understanding = found.sourced.plan, found.sourced.document.understanding
    left = len(understanding.ignored) if understanding is not None else 0
    say_error(saying("read_made", language, kgis=len(plan.kgis), kpis=len(plan.kpis)))
    if left:
        say_error(saying("read_left", language, n=left, name=printable(order.path)))
    if order.to == "xlsx":
        from advisor.render.sheet import left_out

        if gone := left_out(found.sourced.document.data):
            say_error(saying("no_column", language, names=", ".join(gone)))
    if output is not None:
        say_error(saying("written", language, name=printable(output)))


def _readout(found: Read, order: Order) -> Readout:
    sourced = found.sourced
    plan, document = sourced.plan, sourced.document
    understanding = document.understanding
    return Readout(
        name=document.name,
        form=understanding.form if understanding is not None else "plan",
        goals=len(plan.kgis),
        kpis=len(plan.kpis),
        columns=understanding.columns if understanding is not None else (),
        values=understanding.values if understanding is not None else tuple(_written(document)),
        ignored=understanding.ignored if understanding is not None else tuple(_not_used(sourced)),
        names=plan_row_names(plan),
        stored=dict(_leaves(document.data)),
        understood=understood_values(plan, as_of=plan.as_of or date.today()),
        everything=order.everything,
    )


def _leaves(data: object, pointer: str = "") -> Iterator[tuple[str, object]]:
    """The values of plan data that are no containers, with their pointers, in order."""
    waiting: list[tuple[str, object]] = [(pointer, data)]
    while waiting:
        at, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(join_pointer(at, key), value[key]) for key in reversed(value)]
        elif isinstance(value, list):
            waiting += [(join_pointer(at, n), value[n]) for n in reversed(range(len(value)))]
        else:
            yield at, value


def _written(document: Document) -> Iterator[ValueReading]:
    """A plan in YAML or JSON says itself what each value is."""
    for pointer, value in _leaves(document.data):
        position = document.place(pointer)
        if value is not None and position is not None:
            yield ValueReading(pointer, document.raw.get(pointer, str(value)), position)


def _not_used(sourced: SourcedPlan) -> Iterator[Ignored]:
    document = sourced.document
    for warning in sourced.plan.warnings:
        yield Ignored(warning.pointer.rpartition("/")[2], warning.message, document.place(warning.pointer))
