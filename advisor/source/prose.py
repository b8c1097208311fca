"""Plain text to runs of prose: paragraphs, list items and lines, each with its place."""

from __future__ import annotations

from advisor.errors import Position
from advisor.source.document import Limits, printable, too_large
from advisor.source.grid import Pages, Prose
from advisor.source.text import decode, refuse_control_characters


def read_prose(content: bytes, *, name: str, limits: Limits | None = None) -> Pages:
    """The paragraphs of a text file: runs of lines with no blank line between them.

    Raises:
        InputError: the bytes are no text, there is none, or there is too much.
    """
    name, limits = printable(name), limits or Limits()
    if len(content) > limits.max_bytes:
        raise too_large(name, limits.max_bytes, len(content))
    text = decode(content, name=name)
    refuse_control_characters(text, name=name)
    return Pages(name, (), tuple(paragraphs(text)))


def paragraphs(text: str) -> list[Prose]:
    """Runs of lines between blank lines, as written."""
    found: list[Prose] = []
    lines: list[str] = []
    first = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            first = first if lines else number
            lines.append(line)
        elif lines:
            found.append(Prose("\n".join(lines), Position(first, 1)))
            lines = []
    return found
