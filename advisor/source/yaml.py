"""YAML text → tree, from the parser's events.

PyYAML's own loaders are not used: they recurse (deep nesting crashes the C loader), expand aliases without bound,
hide duplicate keys and read `on`, `0123` and `12:30:45` as something the author did not write. Events are flat, so
reading stops the moment a limit is passed, and no tag can run anything.
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from advisor.source.text import shown
from advisor.source.tree import Node, Scalar, TreeBuilder, number, too_deep
from advisor.source.yaml_errors import DIRECTIVE, GENERAL, HALF_CHARACTER, explain
from advisor.text import Text

# libyaml's when PyYAML was built with it, else the same in Python (some thirty times slower).
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_SURROGATE = re.compile("[\ud800-\udfff]")
# YAML 1.1 ends lines at these, YAML 1.2 and every editor do not.
_REST_OF_NUMBER = re.compile(r"[0-9]{3}(?![0-9])")
LINE_SEPARATORS = re.compile("[\x85\u2028\u2029]")
_TEXT_TAGS = ("!", "tag:yaml.org,2002:str")
_MOST_DIRECTIVES = 100  # the parser compares each with all before it
_MOST_DOCUMENTS = 10


def read_yaml(text: str, builder: TreeBuilder, loader: Any = LOADER) -> None:
    """Read one YAML document into `builder`; its root stays None if the text has only comments.

    Raises:
        InputError: the text is not YAML, is not one plan, or goes past a limit.
    """
    text = _without_line_separators(text, builder)
    if text.startswith("%") + text.count("\n%") > _MOST_DIRECTIVES:
        raise builder.error(DIRECTIVE, 0 if text.startswith("%") else text.index("\n%") + 1)
    reader = _Reader(builder)
    try:
        for event in yaml.parse(text, Loader=loader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        message, index = explain(text, error)
        if "nesting depth" in str(error.problem):
            # From 0.2.6 on libyaml has a limit of its own, which it may meet while it looks ahead, before we count.
            message = too_deep(builder.limits.max_depth)
        raise builder.error(message, index) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        # Escapes and version numbers out of range: the parser does not say where.
        raise builder.error(GENERAL, 0) from None


def _without_line_separators(text: str, builder: TreeBuilder) -> str:
    match = LINE_SEPARATORS.search(text)
    if match is None:
        return text
    code = f"U+{ord(match[0]):04X}"
    builder.warn(
        Text(
            ja=f"目に見えない改行文字（{code}）を空白として読みました。この文字を削除してください。",
            en=f"An invisible line separator ({code}) was read as a space; delete it.",
        ),
        match.start(),
    )
    return LINE_SEPARATORS.sub(" ", text)


class _Reader:
    """Hands the parser's events to the builder."""

    def __init__(self, builder: TreeBuilder) -> None:
        self.builder = builder
        self.anchors: dict[str, Node | None] = {}  # None while the anchored value is still open
        self.documents = 0
        self.document_start = 0
        self.value: tuple[Node, int] | None = None  # the unquoted value just read, and where it ends
        self.held: Any = None  # a key that may be the rest of that value

    def take(self, event: Any) -> None:
        held, value, self.held = self.held, self.value, None
        if held is not None:
            if _is_empty(event) and value is not None:
                self._rejoin(value[0], held)
                return
            self._take(held)
        elif value is not None and self._may_be_the_rest(event, *value):
            self.held = event
            return
        self._take(event)

    def _may_be_the_rest(self, event: Any, node: Node, end: int) -> bool:
        """Three digits right behind a digit and a comma: inside braces YAML ends `{target: 1,000円}` at the comma."""
        return (
            isinstance(event, yaml.ScalarEvent)
            and bool(event.implicit[0])
            and event.start_mark is not None
            and event.start_mark.index == end + 1
            and self._key_is_next()
            and _REST_OF_NUMBER.match(event.value) is not None
            and str(node.content)[-1:].isdecimal()
        )

    def _rejoin(self, node: Node, rest: Any) -> None:
        node.content, node.written = f"{node.content},{rest.value}", None
        self.value = node, rest.end_mark.index
        self.builder.warn(_rejoined(node.content), node.start)

    def _take(self, event: Any) -> None:
        self.value = None
        start: int = event.start_mark.index
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, start)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event, start)
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor = self.builder.stack[-1].anchor
            node = self.builder.close()
            if anchor is not None:
                self.anchors[anchor] = node
        elif isinstance(event, yaml.AliasEvent):
            self._alias(str(event.anchor), start)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            self.document_start = start
            self.anchors.clear()
            if self.documents > _MOST_DOCUMENTS:
                raise self.builder.error(_SEVERAL, start)

    def _scalar(self, event: Any, start: int) -> None:
        builder = self.builder
        value: str = event.value
        plain = bool(event.implicit[0]) and event.tag is None
        if event.tag is not None and event.tag not in _TEXT_TAGS:
            raise builder.error(_tag(event.tag), start)
        if not plain and _SURROGATE.search(value):
            raise builder.error(HALF_CHARACTER, start)
        if not builder.stack and value == "" and plain:
            return  # a document without content, such as after a closing `---`
        self._new_root(start)
        node = _resolve(value, start) if plain else Node(start, value)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        if self._key_is_next():
            if plain and value == "<<":
                builder.stack[-1].merging = True
            else:
                builder.key(value, start)
        else:
            builder.scalar(node)
            if plain and value:
                self.value = node, event.end_mark.index

    def _open(self, event: Any, start: int) -> None:
        builder = self.builder
        mapping = isinstance(event, yaml.MappingStartEvent)
        if event.tag not in (None, "!", f"tag:yaml.org,2002:{'map' if mapping else 'seq'}"):
            raise builder.error(_tag(event.tag), start)
        if self._key_is_next():
            raise builder.error(_COMPLEX_KEY, start)
        self._new_root(start)
        frame = builder.open(Node(start, {} if mapping else []))
        if event.anchor is not None:
            frame.anchor = event.anchor
            self.anchors[event.anchor] = None

    def _alias(self, name: str, start: int) -> None:
        builder = self.builder
        if name not in self.anchors:
            raise builder.error(_unknown_alias(name), start)
        target = self.anchors[name]
        if target is None:
            raise builder.error(_endless_alias(name), start)
        if not self._key_is_next():
            builder.again(target.placed(start))
        elif isinstance(target.content, (list, dict)):
            raise builder.error(_COMPLEX_KEY, start)
        else:
            builder.key(str(target.content) if target.written is None else target.written, start)

    def _key_is_next(self) -> bool:
        stack = self.builder.stack
        if not stack:
            return False
        frame = stack[-1]
        return isinstance(frame.node.content, dict) and frame.key is None and not frame.merging

    def _new_root(self, start: int) -> None:
        if not self.builder.stack and self.builder.root is not None:
            raise self.builder.error(_SEVERAL, self.document_start if self.documents > 1 else start)


def _is_empty(event: Any) -> bool:
    return isinstance(event, yaml.ScalarEvent) and event.value == "" and bool(event.implicit[0])


def _rejoined(text: str) -> Text:
    return Text(
        ja=f"コンマで切れていた値を「{shown(text)}」とつないで読みました。{{ }} の中でコンマを含む値は、引用符で囲んでください。",
        en=f"A value cut off at its comma was read as “{shown(text)}”; "
        "inside {{ }} put a value with a comma in quotes.".replace("{{ }}", "{ }"),
    )


def means(text: str) -> Scalar:
    """What an unquoted scalar means: null, true, false, a number, else its text."""
    content = _resolve(text, 0).content
    return None if isinstance(content, (list, dict)) else content


def _resolve(text: str, start: int) -> Node:
    """What an unquoted scalar means: null, true, false, a number as JSON writes it, else its text."""
    value: Scalar
    if text in _WORDS:
        return Node(start, _WORDS[text], text)
    if text[0] in "-0123456789" and (value := number(text)) is not None:
        return Node(start, value, text)
    return Node(start, text)


_SEVERAL = Text(
    ja="1つのファイルに2つ目の計画（「---」の後）があります。計画は1ファイルに1つずつ書いてください。",
    en="A second plan begins here, after “---”; write one plan per file.",
)
_COMPLEX_KEY = Text(
    ja='項目名に一覧や入れ子は使えません。値が「{」や「[」で始まる場合は、値全体を引用符（"）で囲んでください。',
    en="A key must be plain text, not a list or a mapping; if this is a value that begins with “{” or “[”, "
    "put the whole value in quotes.",
)


def _tag(tag: str) -> Text:
    tag = shown(tag.removeprefix("tag:yaml.org,2002:").removeprefix("!"))
    return Text(
        ja=f'型の指定（タグ）「{tag}」は使えません。「!」から始まるこの部分を削除するか、値全体を引用符（"）で囲んでください。',
        en=f"The tag “{tag}” is not allowed in a plan; delete it, or quote the whole value if the “!” belongs to it.",
    )


def _unknown_alias(name: str) -> Text:
    name = shown(name)
    return Text(
        ja=f'参照「*{name}」の参照先がありません。「*」で始まる文字列のつもりなら、値全体を引用符（"）で囲んでください。',
        en=f"Nothing above is marked “&{name}”, so “*{name}” refers to nothing; "
        "if the “*” is part of the text, put the whole value in quotes.",
    )


def _endless_alias(name: str) -> Text:
    name = shown(name)
    return Text(
        ja=f"参照「*{name}」が自分自身を含んでいます。この参照を削除してください。",
        en=f"“*{name}” is used inside the very value it refers to; delete it.",
    )
