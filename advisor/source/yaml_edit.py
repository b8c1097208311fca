"""A YAML text with one value put into it: only what changes is written, every other character stays.

A round trip through a YAML library would lay out anew what nobody asked to change: aligned columns, braces over
several lines, blank lines. Here the parser only tells where things stand. Whether the result says what it should is
for the caller to see, by reading it again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from advisor.source.yaml import LINE_SEPARATORS, LOADER, means

_COLON: Final = re.compile(r"\s*:")
_ALIAS: Final = re.compile(r"\s*:\s*\*[^\s,\]}]+")
_USUAL_INDENT: Final = 2


class CannotEdit(ValueError):
    """The place cannot be changed without laying out more than was asked for. `index` is where it stands."""

    def __init__(self, index: int) -> None:
        super().__init__(f"cannot edit the text at {index}")
        self.index = index


def put_into_yaml(text: str, tokens: Sequence[str], value: Any) -> str:
    """The text with `value` at the JSON pointer's tokens: over what is there, or added; `-` appends to a list.

    Raises CannotEdit.
    """
    try:
        root = yaml.compose(LINE_SEPARATORS.sub(" ", text), Loader=LOADER)
    except (yaml.YAMLError, ValueError):
        raise CannotEdit(0) from None
    return _Editor(text, root).put(tokens, value)


class _Editor:
    def __init__(self, text: str, root: Any) -> None:
        self.text = text
        self.root = root

    def put(self, tokens: Sequence[str], value: Any) -> str:
        node, flow = self.root, False
        for token in tokens[:-1]:
            flow = flow or bool(node.flow_style)
            found = self._child(node, token)
            if found is None or not isinstance(found[1], yaml.CollectionNode):
                raise CannotEdit(node.start_mark.index)
            node = found[1]
        flow = flow or bool(node.flow_style)
        last = tokens[-1]
        if isinstance(node, yaml.SequenceNode) and last == "-":
            return self._append(node, value, flow)
        found = self._child(node, last)
        if found is not None:
            return self._replace(*found, value, flow)
        if isinstance(node, yaml.MappingNode):
            return self._add(node, last, value, flow)
        raise CannotEdit(node.start_mark.index)

    def _child(self, node: Any, token: str) -> tuple[int, Any] | None:
        """Where the value's place begins (behind the colon or dash), and the value."""
        if isinstance(node, yaml.MappingNode):
            # Of keys written twice the last one counts, as in reading.
            for key, value in reversed(node.value):
                if isinstance(key, yaml.ScalarNode) and key.value == token:
                    if value.start_mark.index < key.start_mark.index:
                        raise CannotEdit(key.start_mark.index)  # an alias: its value is written elsewhere
                    return self._behind_colon(key), value
        elif token.isdigit() and int(token) < len(node.value):
            value = node.value[int(token)]
            if value.start_mark.index < node.start_mark.index:
                raise CannotEdit(node.start_mark.index)
            return value.start_mark.index, value
        return None

    def _behind_colon(self, key: Any) -> int:
        match = _COLON.match(self.text, key.end_mark.index)
        return match.end() if match else int(key.end_mark.index)

    def _end(self, node: Any) -> int:
        """Behind the last character of a value. The parser's own mark lies at the next thing for what is indented."""
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            return start + len(self.text[start:end].rstrip())
        if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
            return end
        if isinstance(node, yaml.MappingNode):
            return self._end_of_entry(*node.value[-1])
        return self._end(self._own(node, node.value[-1]))

    def _end_of_entry(self, key: Any, value: Any) -> int:
        if value.start_mark.index < key.start_mark.index:
            match = _ALIAS.match(self.text, key.end_mark.index)
            if match is None:
                raise CannotEdit(key.start_mark.index)
            return match.end()
        if isinstance(value, yaml.ScalarNode) and value.start_mark.index == value.end_mark.index:
            return self._behind_colon(key)
        return self._end(value)

    def _own(self, node: Any, child: Any) -> Any:
        if child.start_mark.index < node.start_mark.index:
            raise CannotEdit(node.start_mark.index)
        return child

    def _line_end(self, index: int) -> int:
        found = self.text.find("\n", index)
        return len(self.text) if found < 0 else found

    def _with_lines(self, index: int, lines: Sequence[str], column: int) -> str:
        """The text with lines below the one that `index` is on, so that a comment at its end stays there."""
        end = self._line_end(index)
        new = "".join(f"\n{' ' * column}{line}" if line else "\n" for line in lines)
        return self.text[:end] + new + self.text[end:]

    def _between(self, start: int, end: int, new: str) -> str:
        return self.text[:start] + new + self.text[end:]

    # -- the three ways to put something ---------------------------------------------------------------------

    def _add(self, node: Any, key: str, value: Any, flow: bool) -> str:
        """A new entry behind the last one."""
        if not node.value:
            if not flow:
                raise CannotEdit(node.start_mark.index)
            return self._between(node.start_mark.index + 1, node.start_mark.index + 1, _flow_entry(key, value))
        end = self._end_of_entry(*node.value[-1])
        if flow:
            keys = [k for k, _ in node.value]
            return self._between(end, end, self._separator(keys) + _flow_entry(key, value))
        return self._with_lines(end, self._entry(key, value), node.value[0][0].start_mark.column)

    def _append(self, node: Any, value: Any, flow: bool) -> str:
        items = node.value
        if not items:
            at = node.start_mark.index + 1
            return self._between(at, at, _flow(value))
        last = self._own(node, items[-1])
        end = self._end(last)
        if flow:
            return self._between(end, end, self._separator(items) + _flow(value))
        start = int(last.start_mark.index)
        line_start = self.text.rfind("\n", 0, start) + 1
        dash = self.text[line_start:start].rfind("-")
        if dash < 0:
            raise CannotEdit(start)
        gap = " " * (start - line_start - dash - 1)
        if isinstance(value, Mapping) and isinstance(last, yaml.MappingNode) and not last.flow_style:
            lines = [line for k, v in value.items() for line in self._entry(k, v)]
        else:
            lines = [_flow(value)]
        rows = [f"-{gap}{lines[0]}", *(f" {gap}{line}" for line in lines[1:])]
        spaced = len(items) > 1 and "\n\n" in self.text[self._end(self._own(node, items[-2])) : start]
        return self._with_lines(end, [""] * spaced + rows, dash)

    def _replace(self, begin: int, node: Any, value: Any, flow: bool) -> str:
        start, end = int(node.start_mark.index), self._end(node)
        scalar = isinstance(node, yaml.ScalarNode)
        if scalar and isinstance(value, Mapping) and not flow:
            is_entry = begin < start or self.text[begin - 1 : begin] == ":"
            return self._section(begin, node, value) if is_entry else self._row(node, value)
        rows = isinstance(value, list) and any(isinstance(item, Mapping) for item in value)
        if rows and not flow:
            # Onto lines of its own, and a comment behind the old value stays where it is.
            without = self._between(begin, end, "")
            line_start = self.text.rfind("\n", 0, begin) + 1
            column = len(self.text[line_start:begin]) - len(self.text[line_start:begin].lstrip(" "))
            return _Editor(without, self.root)._with_lines(begin, self._rows(value), column)
        if not scalar and not node.flow_style:
            if isinstance(value, list) and isinstance(node, yaml.SequenceNode) and len(value) == len(node.value) == 1:
                return self._replace(start, self._own(node, node.value[0]), value[0], flow)
            return self._between(begin, end, f" {_flow(value)}")
        new = _quoted_as(node, value) if scalar else None
        new = new or (_flow(value) if flow or not isinstance(value, str) else _plain_or_quoted(value, flow=False))
        lead = "" if start > 0 and self.text[start - 1] in " \n[{(" else " "
        if scalar and start == end:
            # A value left out stands right behind its colon or dash.
            return self._between(begin, begin + (self.text[begin : begin + 2] == " }"), f" {new}")
        return self._between(start, end, lead + new)

    def _section(self, begin: int, node: Any, value: Mapping[str, Any]) -> str:
        """What a key says in one text becomes entries on lines of their own; a comment behind it stays where it is."""
        without = self._between(begin, self._end(node), "")
        line_start = self.text.rfind("\n", 0, begin) + 1
        # In `- review: weekly` the key stands behind the dash.
        lead = self.text[line_start:begin]
        column = len(lead) - len(lead.lstrip(" -"))
        lines = [line for k, v in value.items() for line in self._entry(k, v)]
        return _Editor(without, self.root)._with_lines(begin, lines, column + _USUAL_INDENT)

    def _row(self, node: Any, value: Mapping[str, Any]) -> str:
        """A row of a name alone becomes one with room for more; the name stays as it is written."""
        start, end = int(node.start_mark.index), self._end(node)
        written = self.text[start:end]
        lines = [line for k, v in value.items() for line in self._entry(k, v)]
        if value.get("name") == node.value and "\n" not in written and next(iter(value)) == "name":
            lines[0] = f"name: {written}"
        text = self._between(start, end, lines[0])
        return _Editor(text, self.root)._with_lines(start, lines[1:], node.start_mark.column)

    # -- how it is written -----------------------------------------------------------------------------------

    def _separator(self, members: Sequence[Any]) -> str:
        """What stands between members of a list or mapping in brackets: they share a line, or each has its own."""
        if len(members) > 1 and members[-1].start_mark.line > members[-2].start_mark.line:
            return ",\n" + " " * int(members[-1].start_mark.column)
        return ", "

    def _entry(self, key: str, value: Any) -> list[str]:
        name = _plain_or_quoted(key, flow=False)
        if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            return [f"{name}:", *self._rows(value)]
        if isinstance(value, Mapping) and value:
            inner = [line for k, v in value.items() for line in self._entry(k, v)]
            return [f"{name}:", *(" " * _USUAL_INDENT + line for line in inner)]
        return [f"{name}: {_plain_or_quoted(value, flow=False) if isinstance(value, str) else _flow(value)}"]

    def _rows(self, rows: Sequence[Any]) -> list[str]:
        indent = " " * self._indent()
        made: list[str] = []
        for row in rows:
            lines = [line for k, v in row.items() for line in self._entry(k, v)] if isinstance(row, Mapping) else []
            lines = lines or [_flow(row)]
            made += [f"{indent}- {lines[0]}", *(f"{indent}  {line}" for line in lines[1:])]
        return made

    def _indent(self) -> int:
        """How far this file puts the dashes of a list in from its key."""
        if isinstance(self.root, yaml.MappingNode):
            for key, value in self.root.value:
                if isinstance(value, yaml.SequenceNode) and not value.flow_style and value.value:
                    return max(0, int(value.start_mark.column) - int(key.start_mark.column))
        return _USUAL_INDENT


def _flow(value: Any) -> str:
    """A value on one line, as it may stand inside brackets."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(_flow_entry(k, v) for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return _plain_or_quoted(value, flow=True) if isinstance(value, str) else json.dumps(value)


def _flow_entry(key: str, value: Any) -> str:
    return f"{_plain_or_quoted(key, flow=True)}: {_flow(value)}"


def _quoted_as(node: Any, value: Any) -> str | None:
    """A text in the quotes that the old one has; None where it has none, or they cannot hold it."""
    if isinstance(value, str) and value.isprintable():
        if node.style == "'":
            return "'" + value.replace("'", "''") + "'"
        if node.style == '"':
            return json.dumps(value, ensure_ascii=False)
    return None


def _plain_or_quoted(text: str, *, flow: bool) -> str:
    """A text without quotes where every reader of YAML takes it for this text, else in double quotes."""
    quoted = json.dumps(text, ensure_ascii=False)
    if not text.isprintable() or text != text.strip() or means(text) != text:
        return quoted
    try:
        listed: Any = yaml.compose(f"[{text}]" if flow else f"- {text}", Loader=LOADER)
        (node,) = listed.value
    except (yaml.YAMLError, ValueError):
        return quoted
    same = isinstance(node, yaml.ScalarNode) and not node.style and node.value == text
    return text if same and node.tag == "tag:yaml.org,2002:str" else quoted
