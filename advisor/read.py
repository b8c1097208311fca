"""Reading a plan: a file or bytes in, a typed plan and the places of its values out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from advisor.errors import InputError, Position
from advisor.plan import Plan
from advisor.report import Place, PlanWarningRef
from advisor.source.document import (
    STANDARD_INPUT,
    Document,
    Limits,
    SourceWarning,
    read_content,
    read_document,
    read_file,
)
from advisor.text import Text


@dataclass(frozen=True)
class SourcedPlan:
    """A plan and the file it came from.

    Attributes:
        plan: the plan as written.
        document: the file's data with the place of every value.
    """

    plan: Plan
    document: Document

    @property
    def warnings(self) -> tuple[SourceWarning, ...]:
        """What the file itself says twice or unclearly; `plan.warnings` has what the plan says so."""
        return self.document.warnings

    @property
    def warning_refs(self) -> tuple[PlanWarningRef, ...]:
        """`warnings` as a report holds them, where they stand before the plan's own."""
        name = self.document.name
        return tuple(
            PlanWarningRef(
                message=w.message,
                pointer=w.pointer,
                place=_place(name, w.position),
            )
            for w in self.warnings
        )

    def locate(self, pointer: str) -> Place | None:
        """Where a JSON pointer of the plan stands in the file."""
        return _place(self.document.name, self.document.place(pointer))


def _place(file: str, position: Position | None) -> Place | None:
    return (
        None if position is None else Place(file=file, line=position.line, column=position.column, cell=position.cell)
    )


def read_plan(path: str | Path, *, limits: Limits | None = None) -> SourcedPlan:
    """Reads a plan file: YAML, JSON, or a memo (`.txt`). Raises InputError, with the place, when it is no plan."""
    limits = limits or Limits()
    if is_memo(str(path)):
        return read_plan_bytes(read_content(path, limits=limits), name=str(path), limits=limits)
    return plan_of(read_file(path, limits=limits))


def read_plan_bytes(
    content: bytes, *, name: str, format: Literal["yaml", "json"] | None = None, limits: Limits | None = None
) -> SourcedPlan:
    """Reads a plan from bytes; `name` stands for the file in messages. Raises InputError.

    Without `format`, a name in `.txt` is read as a memo, and so is standard input (`-`) that is no YAML or JSON.
    """
    limits = limits or Limits()
    if format is None and is_memo(name):
        return plan_of(_memo(content, name, limits))
    try:
        document = read_document(content, name=name, format=format, limits=limits)
    except InputError:
        memo = _memo(content, name, limits) if name == STANDARD_INPUT and format is None else None
        if memo is None or not {"kgis", "kpis"} & memo.data.keys():
            raise
        document = memo
    return plan_of(document)


def is_memo(name: str) -> bool:
    """Whether a file of this name is read as prose."""
    return Path(name).suffix.lower() == ".txt"


def _memo(content: bytes, name: str, limits: Limits) -> Document:
    from advisor.memo import from_prose  # a plan in YAML has no use for it, and starts the faster
    from advisor.source.prose import read_prose

    return from_prose(read_prose(content, name=name, limits=limits))


def plan_of(document: Document) -> SourcedPlan:
    """The plan in a document. Raises InputError for a wrong container or an id used twice."""
    try:
        return SourcedPlan(Plan.model_validate(document.data), document)
    except ValidationError as error:
        raise _input_error(error, document) from None


def _input_error(error: ValidationError, document: Document) -> InputError:
    first = error.errors()[0]
    pointer = "".join(f"/{str(p).replace('~', '~0').replace('/', '~1')}" for p in first["loc"])
    context = first.get("ctx") or {}
    if "ja" in context:
        message = Text(str(context["ja"]), str(context["en"]))
    else:
        place = pointer or "/"
        message = Text(f"{place} を読み取れません。", f"{place} cannot be read: {first['msg']}.")
    return InputError(message, source=document.name, position=document.place(pointer))
