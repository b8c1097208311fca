"""HTML → start tags, end tags and text with their places, in time that grows with the text's length only.

The standard library's parser takes time that grows with the square on some texts (200 kB of `<!--` took 36 s), and
the fast ones in C do not say in which column a thing stands.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from html import unescape
from typing import NamedTuple

_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_TAG_STOP = re.compile(r"""[>"']""")
_RAW = ("script", "style", "textarea", "title", "noscript", "template", "svg", "xml")
_MOST_ATTRIBUTES = 4_000  # characters of one tag that are looked at


class Token(NamedTuple):
    """One piece of a page: `kind` is start, end or text; `at` is where it begins in the source."""

    kind: str
    text: str
    at: int
    attributes: dict[str, str]


def tokens(source: str) -> Iterator[Token]:
    """The pieces of a page in order, without comments, declarations and what scripts and styles hold."""
    index = 0
    while index < len(source):
        opening = source.find("<", index)
        if opening < 0:
            yield Token("text", unescape(source[index:]), index, {})
            return
        following = source[opening + 1 : opening + 2]
        if following in ("!", "?"):
            if opening > index:
                yield Token("text", unescape(source[index:opening]), index, {})
            index = _after_declaration(source, opening)
            continue
        name = _NAME.match(source, opening + 2 if following == "/" else opening + 1)
        if name is None:  # a bare `<`, as in `3 < 5`
            stop = source.find("<", opening + 1)
            stop = len(source) if stop < 0 else stop
            yield Token("text", unescape(source[index:stop]), index, {})
            index = stop
            continue
        if opening > index:
            yield Token("text", unescape(source[index:opening]), index, {})
        stop = _tag_end(source, name.end())
        tag = name[0].lower().rpartition(":")[2]
        if following == "/":
            yield Token("end", tag, opening, {})
            index = stop
            continue
        yield Token("start", tag, opening, _attributes(source[name.end() : min(stop, name.end() + _MOST_ATTRIBUTES)]))
        index = stop
        if tag in _RAW and source[stop - 2 : stop] != "/>":
            index = yield from _raw(source, tag, stop)


def _after_declaration(source: str, opening: int) -> int:
    if source.startswith("<!--", opening):
        stop = source.find("-->", opening + 4)
        return len(source) if stop < 0 else stop + 3
    stop = source.find(">", opening)
    return len(source) if stop < 0 else stop + 1


def _tag_end(source: str, index: int) -> int:
    """Just after the `>` that ends a tag; one inside quotation marks is not it."""
    while match := _TAG_STOP.search(source, index):
        if match[0] == ">":
            return match.end()
        closing = source.find(match[0], match.end())
        if closing < 0:
            stop = source.find(">", match.end())
            return len(source) if stop < 0 else stop + 1
        index = closing + 1
    return len(source)


def _attributes(text: str) -> dict[str, str]:
    return {
        match[1].lower(): unescape(next((g for g in match.groups()[1:] if g is not None), ""))
        for match in _ATTRIBUTE.finditer(text)
    }


def _raw(source: str, tag: str, start: int) -> Generator[Token, None, int]:
    """Skip what stands in an element whose content is not markup; only a title's is text."""
    stop = start
    ending = f"</{tag}"
    while True:
        stop = source.find("</", stop)
        if stop < 0:
            return len(source)
        if source[stop : stop + len(ending)].lower() == ending:
            break
        stop += 2
    if tag == "title":
        yield Token("text", unescape(source[start:stop]), start, {})
    return stop
