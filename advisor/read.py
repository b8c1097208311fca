"""Reading a plan: a file or bytes in, a typed plan and the places of its values out.

YAML and JSON say themselves what each value is. Tables are made into a plan by `advisor.layout`, prose by
`advisor.memo`; both leave beside it how they read it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from pydantic import ValidationError

from advisor.errors import InputError, Position
from advisor.plan import Plan
from advisor.report import Place, PlanWarningRef, Report
from advisor.source.document import STANDARD_INPUT, Document, Format, Limits, SourceWarning, read_content, read_document
from advisor.source.suffixes import PLAN_SUFFIXES
from advisor.text import Text

if TYPE_CHECKING:
    from advisor.source.pages import PageFormat

_PLAN_BEGUN: Final = re.compile(rb"^(?:title|kgis|kpis):", re.MULTILINE)
_PIPED_TABLES: Final[tuple[PageFormat, ...]] = ("markdown", "csv")
_NO_COLUMNS: Final = Text(
    "YAMLとJSONの計画には列がないため、列の対応は指定できません。",
    "A plan in YAML or JSON has no columns, so there is nothing to map.",
)


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

    def in_files(self, report: Report) -> Report:
        """The report with what the file itself says twice or unclearly, first."""
        refs = self.warning_refs
        return report.model_copy(update={"warnings": refs + report.warnings}) if refs else report

    def locate(self, pointer: str) -> Place | None:
        """Where a JSON pointer of the plan stands in the file."""
        return _place(self.document.name, self.document.place(pointer))


def _place(file: str, position: Position | None) -> Place | None:
    return (
        None if position is None else Place(file=file, line=position.line, column=position.column, cell=position.cell)
    )


def read_plan(
    path: str | Path, *, limits: Limits | None = None, corrections: Mapping[str, str] | None = None
) -> SourcedPlan:
    """Reads a plan file: YAML, JSON, a workbook, CSV, a document with tables, or a memo; see `read_plan_bytes`."""
    limits = limits or Limits()
    return read_plan_bytes(read_content(path, limits=limits), name=str(path), limits=limits, corrections=corrections)


def read_plan_bytes(
    content: bytes,
    *,
    name: str,
    format: Format | PageFormat | None = None,
    limits: Limits | None = None,
    corrections: Mapping[str, str] | None = None,
) -> SourcedPlan:
    """Reads a plan from bytes.

    Args:
        content: the file's bytes.
        name: stands for the file in messages; without `format`, its extension and the content say what it is.
        format: what it is.
        limits: how large it may be.
        corrections: column header → field (`advisor.layout.FIELDS`), where a table is to be read otherwise than it was.

    Raises:
        InputError: it is no plan; with the place, where there is one.
    """
    return plan_of(document_of(content, name, format, limits or Limits(), corrections or {}))


def document_of(
    content: bytes, name: str, format: Format | PageFormat | None, limits: Limits, corrections: Mapping[str, str]
) -> Document:
    """The file as plan data with the place of every value; the arguments mean what they mean in `read_plan_bytes`.

    Raises:
        InputError: it cannot be read as a plan.
    """
    # Judging a YAML plan must not wait for the readers of everything else: each is imported when a file needs it.
    if format in ("yaml", "json"):
        return read_document(content, name=name, format=format, limits=limits)
    kind = cast("PageFormat | None", format)
    if kind is None and Path(name).suffix.lower() not in PLAN_SUFFIXES:
        from advisor.source.pages import page_format

        kind = page_format(content, name=name)
    if kind is None:
        return _plan_file(content, name, limits, corrections)
    if kind == "text":
        return _memo(content, name, limits)
    from advisor.source.pages import read_pages

    pages = read_pages(content, name=name, format=kind, limits=limits)
    if not pages.sheets and pages.prose:
        from advisor.memo import from_prose

        return from_prose(pages)
    from advisor.layout import laid_out

    return laid_out(pages, corrections=corrections)


def _plan_file(content: bytes, name: str, limits: Limits, corrections: Mapping[str, str]) -> Document:
    """YAML or JSON; standard input, which has no extension, may also be a table or a memo."""
    piped = name == STANDARD_INPUT
    if corrections and not piped:
        raise InputError(_NO_COLUMNS, source=name)
    try:
        document = read_document(content, name=name, limits=limits)
    except InputError:
        found = _piped(content, limits, corrections) if piped else None
        if found is None:
            raise
        return found
    if corrections:
        raise InputError(_NO_COLUMNS, source=name)
    return document


def _piped(content: bytes, limits: Limits, corrections: Mapping[str, str]) -> Document | None:
    """Standard input as a table, else as a memo; None where neither states a goal or a KPI."""
    from advisor.layout import UnknownColumn, laid_out
    from advisor.source.pages import read_pages

    # Whoever begins a plan in YAML or JSON wants to hear what is wrong with it, not what a table would make of it.
    begun = content.lstrip()[:1] in (b"{", b"[") or _PLAN_BEGUN.search(content)
    for kind in () if begun else _PIPED_TABLES:
        try:
            pages = read_pages(content, name=STANDARD_INPUT, format=kind, limits=limits)
            if any(len(row) > 1 for sheet in pages.sheets for row in sheet.rows):
                return laid_out(pages, corrections=corrections)
        except UnknownColumn:
            raise
        except InputError:
            continue
    memo = _memo(content, STANDARD_INPUT, limits)
    return memo if {"kgis", "kpis"} & memo.data.keys() else None


def _memo(content: bytes, name: str, limits: Limits) -> Document:
    from advisor.memo import from_prose
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
