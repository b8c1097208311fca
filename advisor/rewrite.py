"""A change of a plan, made in the text of its file: comments, order, quotes and layout stay as their author has them.

The text is read again by the same reader, and must say exactly what the change makes of the data. Where it does not,
nothing is written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import unified_diff
from typing import Any, Final

from advisor.errors import AdvisorError, InputError
from advisor.report import Change, Report
from advisor.revise import patched
from advisor.source.document import Document, Format, format_of, read_document, split_pointer
from advisor.source.json_edit import put_into_json
from advisor.source.text import decode
from advisor.source.yaml_edit import CannotEdit, put_into_yaml
from advisor.text import Text

_CONTEXT: Final = 1
"""Lines around a change in a diff: enough to see the row it is in."""


class RewriteError(AdvisorError):
    """A change cannot be made in the file without changing more than it should."""


@dataclass(frozen=True, slots=True)
class PlanText:
    """A plan's file as text.

    Attributes:
        name: the file as the user named it.
        format: what it is written in.
        text: its content, lines ended by a line feed alone.
        data: what it says.
        origin: the file as it was read, which knows where its author has everything.
        newline: how its lines end.
        marked: whether it begins with a byte order mark.
    """

    name: str
    format: Format
    text: str
    data: Mapping[str, Any]
    origin: Document
    newline: str = "\n"
    marked: bool = False

    def encoded(self) -> bytes:
        """The file's bytes: UTF-8, with the ends of line it had."""
        mark = "\ufeff" if self.marked else ""
        return (mark + self.text.replace("\n", self.newline)).encode()


def plan_text(content: bytes, document: Document) -> PlanText:
    """The text of a file that was read as `document`. Raises InputError for a sheet or a memo, whose text is no plan."""
    if document.understanding is not None:
        raise InputError(_NO_PLAN_TEXT, source=document.name)
    return PlanText(
        name=document.name,
        format=format_of(content, name=document.name),
        text=decode(content, name=document.name),
        data=document.data,
        origin=document,
        newline="\r\n" if b"\r\n" in content else "\n",
        marked=content.startswith(b"\xef\xbb\xbf"),
    )


def rewritten(plan: PlanText, change: Change) -> PlanText:
    """The file with the change in it.

    Raises RewriteError, with the line, where the text cannot hold it, and ValueError when the patch does not fit.
    """
    wanted = patched(plan.data, change)
    text = plan.text
    put = put_into_json if plan.format == "json" else put_into_yaml
    steps = [op for op in change.patch if op["op"] != "test"]
    try:
        for op in steps:
            text = put(text, split_pointer(op["path"]) or [], op["value"])
        read = read_document(text.encode(), name=plan.name, format=plan.format)
    except (CannotEdit, InputError):
        read = None
    if read is None or not _same(read.data, wanted):
        place = plan.origin.place(steps[0]["path"]) if steps else None
        raise RewriteError(_CANNOT, source=plan.name, position=place)
    return replace(plan, text=text, data=wanted)


@dataclass(frozen=True, slots=True)
class ChangeDiff:
    """What a change makes of the file.

    Attributes:
        change: the change.
        lines: a unified diff of the file's own lines; empty when the change cannot be made in its text.
        place: where it cannot be made, then.
    """

    change: Change
    lines: tuple[str, ...]
    place: str = ""


def diffs_of(plan: PlanText, report: Report) -> dict[str, tuple[ChangeDiff, ...]]:
    """Each change of each recommendation, by its fingerprint, made alone in the file. What changes nothing is left out."""
    return {
        r.fingerprint: tuple(d for c in r.changes if (d := _diff(plan, c)) is not None) for r in report.recommendations
    }


def _diff(plan: PlanText, change: Change) -> ChangeDiff | None:
    try:
        made = rewritten(plan, change)
    except RewriteError as error:
        at = error.position
        return ChangeDiff(change, (), plan.name if at is None else f"{plan.name}:{at}")
    lines = unified_diff(
        plan.text.split("\n"), made.text.split("\n"), fromfile=plan.name, tofile=plan.name, lineterm="", n=_CONTEXT
    )
    diff = tuple(lines)
    return ChangeDiff(change, diff) if diff else None


def _same(one: Any, other: Any) -> bool:
    """Equal in every value and its type: to Python `1` and `true` are equal, to a plan they are not."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


_NO_PLAN_TEXT = Text(
    "表や文章のファイルには、変更を書き込めません。"
    "先に kpi-advisor read FILE --to yaml -o plan.yaml で計画のファイルにしてください。",
    "Changes cannot be written into a sheet or a memo; first make a plan file of it with "
    "kpi-advisor read FILE --to yaml -o plan.yaml.",
)
_CANNOT = Text(
    "ここは書き方が込み入っているため、ほかの内容を変えずに書き換えることができません（{ }の中のコンマや、&と*による参照など）。"
    "何も書き込んでいません。この行は手で直してください。",
    "This cannot be changed without changing what else the file says (such as a comma inside { }, or an & and * "
    "reference). Nothing was written; edit this line by hand.",
)
