"""Reading a plan: a file or bytes in, a typed plan and the places of its values out.

YAML and JSON say themselves what each value is. Tables are made into a plan by `advisor.layout`, prose by
`advisor.memo`; both leave beside it how they read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from pydantic import ValidationError

from advisor.errors import InputError, Position
from advisor.plan import Plan
from advisor.report import Place, PlanWarningRef
from advisor.source.document import Document, Format, Limits, SourceWarning, read_content, read_document
from advisor.text import Text

if TYPE_CHECKING:
    from advisor.source.grid import Pages
    from advisor.source.pages import PageFormat

_BINARY: Final = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF-")
_OF_TABLES: Final = frozenset(
    (
        ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".numbers", ".csv", ".tsv", ".tab", ".md", ".markdown", ".html", ".htm", ".txt", ".eml",
    )
)  # fmt: skip
_NO_COLUMNS: Final = Text(
    "YAMLとJSONの計画には列がないため、列の対応（--map）は指定できません。",
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
    return plan_of(_document(content, name, format, limits or Limits(), corrections or {}))


def _document(
    content: bytes, name: str, format: Format | PageFormat | None, limits: Limits, corrections: Mapping[str, str]
) -> Document:
    if format in ("yaml", "json") or (format is None and _is_plan_file(content, name)):
        if corrections:
            raise InputError(_NO_COLUMNS, source=name)
        return read_document(content, name=name, format=cast("Format | None", format), limits=limits)
    # Judging a YAML plan must not wait for the readers of everything else.
    from advisor.source.pages import page_format, read_pages

    kind = cast("PageFormat | None", format) or page_format(content, name=name)
    if kind is None:
        return read_document(content, name=name, limits=limits)
    pages = read_pages(content, name=name, format=kind, limits=limits)
    if pages.sheets:
        from advisor.layout import laid_out

        try:
            return laid_out(pages, corrections=corrections)
        except InputError:
            if not pages.prose or corrections:
                raise
    return _from_prose(pages)


def _is_plan_file(content: bytes, name: str) -> bool:
    """Whether the name says YAML or JSON, or nothing, and the content does not say that it is something else."""
    suffix = Path(name).suffix.lower()
    return suffix in (".yaml", ".yml", ".json") or (
        suffix not in _OF_TABLES and not content.startswith(_BINARY) and content.lstrip()[:1] != b"<"
    )


def _from_prose(pages: Pages) -> Document:
    from advisor.memo import from_prose

    return from_prose(pages)


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
