"""The plan to start from: every key a first plan needs, with comments."""

from __future__ import annotations

from importlib.resources import files

from advisor.text import Language


def starter(language: Language) -> str:
    """The starter plan, with comments in the language."""
    return (files("advisor.knowledge") / "starter" / f"{language}.yaml").read_text(encoding="utf-8")
