"""Files and streams that commands write plans to."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path

from advisor.cli.out import write
from advisor.cli.reading import printable
from advisor.cli.words import text
from advisor.errors import AdvisorError


class NotWritten(AdvisorError):
    """A file cannot be written."""


def refuse_existing(path: str | None, *, force: bool) -> None:
    """Raises NotWritten where a file is in the way. Asked before the work is done, which may take a while."""
    if path is not None and not force and os.path.lexists(path):
        raise NotWritten(text("file_exists", name=printable(path)))


def write_out(content: bytes) -> None:
    """Bytes of text to standard output. What a terminal's encoding lacks must not be spelled out: the plan would change."""
    said = content.decode(errors="surrogateescape")
    try:
        said.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeError, LookupError):
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    else:
        write(said)


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
        raise NotWritten(text("file_exists", name=printable(path))) from None
    except (OSError, ValueError):
        raise NotWritten(text("cannot_write", name=printable(path))) from None
