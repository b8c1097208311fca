"""A JSON text with one value put into it: only what changes is written, in the file's own indentation."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from advisor.source.yaml_edit import CannotEdit

_SPACE: Final = re.compile(r"\s*")
_INDENT: Final = re.compile(r"[{\[]\n([ \t]+)")
_DECODER: Final = json.JSONDecoder(strict=False)
_Member = tuple[int, str, int, int]
"""Where a member starts (its key, in an object), its key, and where its value starts and ends."""


def put_into_json(text: str, tokens: Sequence[str], value: Any) -> str:
    """The text with `value` at the JSON pointer's tokens: over what is there, or added; `-` appends to a list.

    Raises CannotEdit.
    """
    at = _skip(text, 0)
    for n, token in enumerate(tokens):
        members = _members(text, at)
        is_object = text[at] == "{"
        # Of keys written twice the last one counts, as in reading.
        found = next((m for m in reversed(members) if m[1] == token), None)
        if n < len(tokens) - 1:
            if found is None:
                raise CannotEdit(at)
            at = found[2]
        elif found is not None:
            _, _, start, end = found
            one_line = "\n" not in text[at : members[0][0]]
            return text[:start] + _dumped(text, value, start, one_line=one_line) + text[end:]
        elif is_object or token == "-":
            return _added(text, at, members, token if is_object else None, value)
    raise CannotEdit(at)


def _skip(text: str, index: int) -> int:
    match = _SPACE.match(text, index)
    return match.end() if match else index


def _members(text: str, at: int) -> list[_Member]:
    """The members of the object or array that starts at `at`."""
    if text[at : at + 1] not in ("{", "["):
        raise CannotEdit(at)
    members: list[_Member] = []
    index = _skip(text, at + 1)
    while text[index] not in "}]":
        first, key = index, str(len(members))
        if text[at] == "{":
            key, index = _DECODER.raw_decode(text, index)
            index = _skip(text, _skip(text, index) + 1)
        _, end = _DECODER.raw_decode(text, index)
        members.append((first, key, index, end))
        index = _skip(text, end)
        if text[index] == ",":
            index = _skip(text, index + 1)
    return members


def _added(text: str, at: int, members: Sequence[_Member], key: str | None, value: Any) -> str:
    name = "" if key is None else f"{json.dumps(key, ensure_ascii=_spells_out(text))}: "
    if not members:
        return text[: at + 1] + name + _dumped(text, value, at) + text[at + 1 :]
    first, _, _, end = members[-1]
    before = members[-2][3] if len(members) > 1 else at
    between = text[before:first].lstrip(" ,{[")
    gap = between if "\n" in between else " "
    # On a line of its own the value is indented from there, else from the line it joins.
    made = _dumped(text, value, first if "\n" in gap else at, one_line="\n" not in gap)
    return text[:end] + "," + gap + name + made + text[end:]


def _spells_out(text: str) -> bool:
    """Whether the file writes what ASCII lacks as escapes; one that has nothing of the kind is as good as any in UTF-8."""
    return text.isascii() and "\\u" in text


def _dumped(text: str, value: Any, index: int, *, one_line: bool = False) -> str:
    """The value as this file would write it at this place."""
    found = _INDENT.search(text)
    if one_line or found is None or not isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=_spells_out(text))
    unit = found[1] if text.startswith(("{", "[")) else "  "
    line_start = text.rfind("\n", 0, index) + 1
    lead = text[line_start:index]
    lead = lead[: len(lead) - len(lead.lstrip(" \t"))]
    return json.dumps(value, ensure_ascii=_spells_out(text), indent=unit).replace("\n", f"\n{lead}")
