"""Errors that end a job: input that cannot be read, a rulebook that cannot be loaded.

A finding about a plan is never an error. Every error carries its sentence in both languages and, where
one is known, the place in the file.
"""

from __future__ import annotations

from typing import NamedTuple

from advisor.text import Language, Text


class Position(NamedTuple):
    """A place in a file.

    Attributes:
        line: line of a text file, or row of a sheet, from 1.
        column: column from 1, in characters, or the sheet's column number.
        cell: in a workbook the sheet and cell (`計画!C7`), which is what messages then show; else None.
    """

    line: int
    column: int
    cell: str | None = None

    def __str__(self) -> str:
        return self.cell or f"{self.line}:{self.column}"


class AdvisorError(Exception):
    """Base of all errors the advisor raises on purpose.

    Attributes:
        message: the sentence to show, in both languages, without the place.
        source: the file (or other origin) it is about, as the user named it, or None.
        position: the place inside that file, or None.
    """

    def __init__(self, message: Text, *, source: str | None = None, position: Position | None = None) -> None:
        super().__init__(message.en)
        self.message = message
        self.source = source
        self.position = position

    def describe(self, language: Language) -> str:
        """The whole message in one language: `file:line:column: sentence`."""
        place = self.source or ""
        if self.position is not None:
            place += f":{self.position}"
        return f"{place}: {self.message[language]}" if place else self.message[language]

    def __str__(self) -> str:
        return self.describe("en")


class InputError(AdvisorError):
    """The input cannot be read as a plan: nothing can be judged."""


class RulebookError(AdvisorError):
    """A rule or knowledge file is wrong; the message names the file and what to mend."""


class EngineError(AdvisorError):
    """The rules engine was given something outside its safe subset, or lost part of a batch."""
