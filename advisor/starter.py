"""The plan to start from: every key a first plan needs, with comments."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from advisor.cli.words import text
from advisor.errors import AdvisorError
from advisor.text import Language


class StarterError(AdvisorError):
    """The starter plan cannot be written."""


def starter(language: Language) -> str:
    """The starter plan, with comments in the language."""
    return (files("advisor.knowledge") / "starter" / f"{language}.yaml").read_text(encoding="utf-8")


def write_starter(path: str, language: Language, *, force: bool = False) -> None:
    """Writes the starter plan. Raises StarterError when the file is there (unless `force`) or cannot be written."""
    try:
        with Path(path).open("w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(starter(language))
    except FileExistsError:
        raise StarterError(text("file_exists", name=path)) from None
    except (OSError, ValueError):
        raise StarterError(text("cannot_write", name=path)) from None
