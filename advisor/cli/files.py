"""Files the commands write: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from advisor.cli.reading import printable
from advisor.cli.words import text
from advisor.errors import AdvisorError


class OutputError(AdvisorError):
    """The new plan cannot be written."""


def refuse_to_replace(path: str, *, force: bool) -> None:
    """Raises OutputError where a file is in the way and the user has not said to replace it."""
    if not force and os.path.lexists(path):
        raise OutputError(text("file_exists", name=printable(path)))


def write_file(path: str, content: bytes, *, force: bool) -> None:
    """The file whole or not at all: one that is there is replaced only when the new one is complete."""
    target = Path(os.path.realpath(path))
    try:
        if not force:
            with target.open("xb") as file:
                file.write(content)
        elif target.is_file():
            beside = target.with_name(f".{target.name}.{os.getpid()}")
            try:
                beside.write_bytes(content)
                shutil.copymode(target, beside)
                beside.replace(target)
            finally:
                with contextlib.suppress(OSError):
                    beside.unlink(missing_ok=True)
        else:
            target.write_bytes(content)
    except FileExistsError:
        raise OutputError(text("file_exists", name=printable(path))) from None
    except (OSError, ValueError):
        raise OutputError(text("cannot_write", name=printable(path))) from None
