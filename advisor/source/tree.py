"""What YAML and JSON are read into: a tree of values that remember their places, kept within limits.

Places are looked up in the tree when asked for. A table of every pointer would be larger than the plan itself,
and a hostile file (a very long key above very many values) could make it grow without bound.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from advisor.errors import InputError, Position
from advisor.record import record
from advisor.source.text import LineTable, shown
from advisor.text import Text

Scalar = str | int | float | bool | None
Plain = Scalar | list["Plain"] | dict[str, "Plain"]

_MOST_DEPTH = 200  # building and all later stages use a few Python frames per level
_MOST_WARNINGS = 100
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_MOST_DIGITS = 308  # beyond this an integer cannot be made a float


@dataclass(frozen=True, slots=True)
class Limits:
    """How large an input may be. 5,000 KPIs with 25 fields each take a quarter of the defaults, or less.

    Attributes:
        max_bytes: the file's size.
        max_depth: levels of nesting, the plan itself being the first; at most 200.
        max_nodes: values (texts, numbers, lists, mappings), each use of a YAML alias counted in full.
        max_key_length: characters in one key.
        max_unpacked: bytes that a workbook's parts may unpack to, counted while they are read.
        max_cells: cells with content in a file of tables; four times as many may be there without content.
        max_cell_text: characters in all those cells together.
    """

    max_bytes: int = 20_000_000
    max_depth: int = 64
    max_nodes: int = 500_000
    max_key_length: int = 1_000
    max_unpacked: int = 200_000_000
    max_cells: int = 1_000_000
    max_cell_text: int = 20_000_000

    def __post_init__(self) -> None:
        if not 1 <= self.max_depth <= _MOST_DEPTH:
            raise ValueError(f"max_depth must be from 1 to {_MOST_DEPTH}")


@record
class SourceWarning:
    """Something in the file that was read, but perhaps not as its author meant it.

    Attributes:
        message: the sentence to show.
        pointer: JSON pointer of the value it is about.
        position: its place in the file.
    """

    message: Text
    pointer: str
    position: Position | None


def join_pointer(parent: str, token: str | int) -> str:
    """The JSON pointer (RFC 6901) of the entry `token` of the value at `parent`."""
    return f"{parent}/{str(token).replace('~', '~0').replace('/', '~1')}"


def split_pointer(pointer: str) -> list[str] | None:
    """The tokens of a JSON pointer, or None if it is not one."""
    if not pointer:
        return []
    first, *tokens = pointer.split("/")
    return None if first else [token.replace("~1", "/").replace("~0", "~") for token in tokens]


def number(text: str) -> int | float | None:
    """The number a text writes as JSON does, or None if it is not one, or too large to calculate with."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    if match[1] is None and match[2] is None:
        return int(text) if len(text) <= _MOST_DIGITS else None
    value = float(text)
    return None if value in (float("inf"), float("-inf")) else value


class Node:
    """One value: where it starts and what it is. A mapping's entries also know where their keys start.

    `written` is a scalar's text in the file, unless that is the value itself. `size` (values, itself included) and
    `height` (levels) are known once the value is complete.
    """

    __slots__ = ("content", "height", "size", "start", "written")

    def __init__(
        self, start: int, content: Scalar | list[Node] | dict[str, tuple[int, Node]], written: str | None = None
    ) -> None:
        self.start = start
        self.content = content
        self.written = written
        self.size = 1
        self.height = 0

    def placed(self, start: int) -> Node:
        """The same value standing at another place, as a YAML alias makes it."""
        copy = Node(start, self.content, self.written)
        copy.size, copy.height = self.size, self.height
        return copy

    def children(self) -> Iterator[Node]:
        """The values directly inside this one."""
        if isinstance(self.content, dict):
            yield from (child for _, child in self.content.values())
        elif isinstance(self.content, list):
            yield from self.content

    def plain(self) -> Plain:
        """The value as plain data; nothing in it is shared, so changing one part changes no other."""
        content = self.content
        if isinstance(content, dict):
            return {key: child.plain() for key, (_, child) in content.items()}
        if isinstance(content, list):
            return [child.plain() for child in content]
        return content


@dataclass(slots=True)
class Frame:
    """A list or mapping that is still open. In a mapping, `key` is the one whose value comes next."""

    node: Node
    key: str | None = None
    key_start: int = 0
    merging: bool = False
    merges: list[Node] = field(default_factory=list)
    anchor: str | None = None


class TreeBuilder:
    """Receives values in file order, checks them against the limits and makes the tree."""

    def __init__(self, text: str, *, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self.lines = LineTable(text)
        self.stack: list[Frame] = []
        self.root: Node | None = None
        self.warnings: list[SourceWarning] = []
        self._count = 0
        self._aliased = 0
        self._unsaid = 0

    def error(self, message: Text, index: int) -> InputError:
        """An error at an offset into the text, to be raised."""
        return InputError(message, source=self.name, position=self.lines.at(index))

    def warn(self, message: Text, index: int) -> None:
        """Note a warning about the entry being read."""
        if len(self.warnings) == _MOST_WARNINGS:
            self._unsaid += 1
            return
        pointer = ""
        for frame in self.stack:
            if frame.key is not None:
                pointer = join_pointer(pointer, frame.key)
            elif isinstance(frame.node.content, list):
                pointer = join_pointer(pointer, len(frame.node.content))
        self.warnings.append(SourceWarning(message, pointer, self.lines.at(index)))

    def all_warnings(self) -> tuple[SourceWarning, ...]:
        """The warnings so far; past a hundred only their number is told."""
        if not self._unsaid:
            return tuple(self.warnings)
        message = Text(
            ja=f"ほかにも同じような警告が{self._unsaid:,}件あります。まず上の警告を直してください。",
            en=f"There are {self._unsaid:,} more warnings of this kind; mend those above first.",
        )
        return (*self.warnings, SourceWarning(message, "", None))

    def key(self, text: str, start: int) -> None:
        """The key of the entry whose value comes next."""
        frame = self.stack[-1]
        if len(text) > self.limits.max_key_length:
            raise self.error(_long_key(len(text), self.limits.max_key_length), start)
        frame.key, frame.key_start = text, start
        if text.startswith("\u3000"):
            self.warn(_FULL_WIDTH_KEY, start)
        content = frame.node.content
        if isinstance(content, dict) and text in content:
            self.warn(_duplicate(text, self.lines.at(content[text][0]).line, self.lines.at(start).line), start)

    def open(self, node: Node) -> Frame:
        """Begin a list or mapping."""
        if len(self.stack) >= self.limits.max_depth:
            raise self.error(too_deep(self.limits.max_depth), node.start)
        self._take(1, node.start)
        frame = Frame(node)
        self.stack.append(frame)
        return frame

    def close(self) -> Node:
        """End the innermost list or mapping and put it where it belongs."""
        frame = self.stack.pop()
        node = frame.node
        if frame.merges and isinstance(node.content, dict):
            node.content = _merged(frame.merges, node.content)
        node.size, node.height = 1, 1
        for child in node.children():
            node.size += child.size
            node.height = max(node.height, child.height + 1)
        self._attach(node)
        return node

    def scalar(self, node: Node) -> None:
        """A text, number, true, false or null."""
        self._take(1, node.start)
        self._attach(node)

    def again(self, node: Node) -> None:
        """A value used once more, by a YAML alias: it counts in full."""
        if len(self.stack) + node.height > self.limits.max_depth:
            raise self.error(too_deep(self.limits.max_depth), node.start)
        self._aliased += node.size
        self._take(node.size, node.start)
        self._attach(node)

    def _take(self, size: int, index: int) -> None:
        self._count += size
        if self._count > self.limits.max_nodes:
            aliased = self._aliased * 2 > self._count
            raise self.error(_too_many(self._count, self.limits.max_nodes, aliased=aliased), index)

    def _attach(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        content = frame.node.content
        if isinstance(content, list):
            content.append(node)
        elif frame.merging:
            frame.merges.extend(self._mergeable(node))
            frame.merging = False
        elif isinstance(content, dict) and frame.key is not None:
            content[frame.key] = (frame.key_start, node)
            frame.key = None

    def _mergeable(self, node: Node) -> list[Node]:
        nodes = node.content if isinstance(node.content, list) else [node]
        for each in nodes:
            if not isinstance(each.content, dict):
                raise self.error(_MERGE, node.start)
        return nodes


def _merged(merges: list[Node], own: dict[str, tuple[int, Node]]) -> dict[str, tuple[int, Node]]:
    """A mapping with what `<<` brings in: its own entries win, then the mapping named first."""
    entries: dict[str, tuple[int, Node]] = {}
    for node in reversed(merges):
        if isinstance(node.content, dict):
            entries.update(node.content)
    return entries | own


T = TypeVar("T")


class View(Mapping[str, T], Generic[T]):
    """Something about every value of a tree, by JSON pointer, found when asked for."""

    __slots__ = ("_lines", "_root")

    def __init__(self, root: Node, lines: LineTable) -> None:
        self._root = root
        self._lines = lines

    @abstractmethod
    def _about(self, key_start: int | None, node: Node) -> T | None:
        """What is told about a value."""

    def __getitem__(self, pointer: str) -> T:
        tokens = split_pointer(pointer)
        if tokens is None:
            raise KeyError(pointer)
        key_start, node = None, self._root
        for token in tokens:
            content = node.content
            if isinstance(content, dict) and token in content:
                key_start, node = content[token]
            elif isinstance(content, list) and _is_index(token, len(content)):
                key_start, node = None, content[int(token)]
            else:
                raise KeyError(pointer)
        found = self._about(key_start, node)
        if found is None:
            raise KeyError(pointer)
        return found

    def __iter__(self) -> Iterator[str]:
        waiting: list[tuple[str, int | None, Node]] = [("", None, self._root)]
        while waiting:
            pointer, key_start, node = waiting.pop()
            if self._about(key_start, node) is not None:
                yield pointer
            content = node.content
            if isinstance(content, dict):
                waiting += [(join_pointer(pointer, key), *entry) for key, entry in reversed(content.items())]
            elif isinstance(content, list):
                waiting += [(join_pointer(pointer, index), None, content[index]) for index in range(len(content))][::-1]

    def __len__(self) -> int:
        return sum(1 for _ in self)


class ValuePositions(View[Position]):
    """Where each value starts."""

    def _about(self, key_start: int | None, node: Node) -> Position | None:  # noqa: ARG002
        return self._lines.at(node.start)


class KeyPositions(View[Position]):
    """Where the key of each mapping entry starts."""

    def _about(self, key_start: int | None, node: Node) -> Position | None:  # noqa: ARG002
        return None if key_start is None else self._lines.at(key_start)


class WrittenTexts(View[str]):
    """How numbers, true, false and null are written, where that is not what `str` makes of them."""

    def _about(self, key_start: int | None, node: Node) -> str | None:  # noqa: ARG002
        return node.written if node.written != str(node.content) else None


def _is_index(token: str, length: int) -> bool:
    return token.isascii() and token.isdigit() and len(token) < 20 and token == str(int(token)) and int(token) < length


_FULL_WIDTH_KEY = Text(
    ja="項目名が全角スペースで始まっています。字下げのつもりなら、半角スペースに置き換えてください。",
    en="This key begins with a full-width space; if it was meant as indentation, use ordinary spaces.",
)
_MERGE = Text(
    ja="「<<」に指定できるのは、項目と値の組（またはその一覧）だけです。参照先を確かめてください。",
    en="“<<” can only bring in a mapping, or a list of mappings; correct what it refers to.",
)


def _duplicate(key: str, first: int, second: int) -> Text:
    key = shown(key)
    if first == second:
        return Text(
            ja=f"「{key}」が{first}行目に2回書かれています。後の値を使いました。どちらかを削除してください。",
            en=f"“{key}” is written twice on line {first}; the later value was used. Delete one of them.",
        )
    return Text(
        ja=f"「{key}」が{first}行目と{second}行目に重複しています。{second}行目の値を使いました。どちらかを削除してください。",
        en=f"“{key}” is written twice, on lines {first} and {second}; line {second} was used. Delete one of them.",
    )


def _long_key(length: int, limit: int) -> Text:
    return Text(
        ja=f"項目名が{length:,}文字あり、上限の{limit:,}文字を超えています。文章は項目名ではなく値に書いてください。",
        en=f"This key has {length:,} characters and the limit is {limit:,}; write long text as a value, not as a key.",
    )


def too_deep(limit: int) -> Text:
    """What is said of a plan with more levels of nesting than the limit."""
    return Text(
        ja=f"入れ子が深すぎます（上限は{limit}段です）。構造を浅くしてください。",
        en=f"The nesting is too deep here (the limit is {limit} levels); make the structure flatter.",
    )


def _too_many(count: int, limit: int, *, aliased: bool) -> Text:
    if aliased:
        return Text(
            ja=f"参照（*）を展開すると値が{count:,}個以上になり、上限の{limit:,}個を超えます。参照の使い方を見直してください。",
            en=f"Expanded, the aliases (*) give at least {count:,} values and the limit is {limit:,}; use fewer.",
        )
    return Text(
        ja=f"値の数が上限の{limit:,}個を超えています。計画を分けてください。",
        en=f"The file has more values than the limit of {limit:,}; split the plan.",
    )
