"""How the commands read a plan: a file, or standard input for `-`."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from advisor.cli.words import text
from advisor.errors import InputError
from advisor.read import SourcedPlan, read_plan_bytes
from advisor.record import record
from advisor.source.document import Limits, read_content


@record(slots=False)
class Read:
    """A plan, and the bytes it was read from."""

    sourced: SourcedPlan
    content: bytes


def read(file: str, *, corrections: Mapping[str, str] | None = None) -> Read:
    """The plan in a file; `corrections` say what columns of a table are. Raises InputError."""
    limits = Limits()
    content = read_content(file, limits=limits) if file != "-" else _standard_input(limits.max_bytes + 1)
    return Read(read_plan_bytes(content, name=file, limits=limits, corrections=corrections), content)


def _standard_input(most: int) -> bytes:
    try:
        if sys.stdin is None:
            raise OSError
        return sys.stdin.buffer.read(most)
    except (OSError, ValueError):
        raise InputError(text("no_stdin"), source="-") from None


def printable(path: str) -> str:
    """A path as text that can be shown: file names that are not valid text get question marks."""
    return path.encode(errors="replace").decode()
