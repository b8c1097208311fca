"""Where the command line writes: standard output as asked for, sentences on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Final, Self

from advisor.cli.words import saying
from advisor.render.lines import Line, Paper, lay_out
from advisor.source.text import shown
from advisor.text import Language

_NARROWEST: Final = 40
_USUAL: Final = 80
_WIDEST: Final = 100
"""Prose wider than this is hard to read, however wide the terminal."""
_WORTH_PROGRESS: Final = 4
"""From so many files on, a line on the terminal says how far it is."""


def write(text: str) -> None:
    """Text to standard output."""
    if sys.stdout is not None:
        sys.stdout.write(text)


def write_bytes(content: bytes) -> None:
    """A file's text to standard output. What a terminal's encoding lacks must not be spelled out: it would change."""
    if sys.stdout is None:
        return
    said = content.decode(errors="surrogateescape")
    try:
        said.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeError, LookupError):
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    else:
        write(said)


def write_in(languages: Sequence[Language], paper: Paper, lines: Callable[[Language], Iterable[Line]]) -> None:
    """The same in each language, a rule between two."""
    for n, language in enumerate(languages):
        if n:
            write(separator(paper))
        write(lay_out(lines(language), paper))


def say_error(sentence: str) -> None:
    """A sentence on standard error, with control characters spelled out."""
    if sys.stderr is not None:
        print(shown(sentence, len(sentence)), file=sys.stderr, flush=True)


def separator(paper: Paper) -> str:
    """The rule between two languages."""
    return f"\n{'─' * min(paper.width or 72, 72)}\n\n"


def paper_for(color: str = "auto", *, widest: int = _WIDEST) -> Paper:
    """How to write to standard output: wrapped and coloured on a terminal, plain in a pipe."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    colour = color == "always" or (color == "auto" and terminal and not plain)
    return Paper(width=min(widest, terminal_width()) if terminal else None, colour=colour)


def prose_width() -> int:
    """Columns to wrap prose at."""
    return min(_WIDEST, terminal_width())


def terminal_width() -> int:
    """Columns of the terminal, or what COLUMNS says; 80 where there is neither."""
    # Not shutil's: importing that brings in every archive format there is.
    said = os.environ.get("COLUMNS", "")
    width = int(said) if said.isascii() and said.isdigit() else 0
    for stream in (sys.__stdout__, sys.__stderr__):
        if width > 0 or stream is None:
            break
        try:
            width = os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError):
            continue
    return max(_NARROWEST, width or _USUAL)


def ascii_only() -> bool:
    """Whether standard output cannot hold every character, so that JSON must spell them out."""
    return not (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "").startswith("utf")


class Progress:
    """A line on the terminal's standard error that says how far a long job is, gone when the step is done."""

    def __init__(self, done: int, total: int, name: str, language: Language) -> None:
        self._line = ""
        if total >= _WORTH_PROGRESS and sys.stderr is not None and sys.stderr.isatty():
            line = saying("progress", language, done=done, total=total, name=shown(name, 30))
            self._line = line

    def __enter__(self) -> Self:
        if self._line:
            sys.stderr.write(f"\r{self._line}")
            sys.stderr.flush()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line:
            # Twice as many spaces as characters, because wide ones take two columns.
            sys.stderr.write(f"\r{' ' * min(len(self._line) * 2, terminal_width() - 1)}\r")
            sys.stderr.flush()
