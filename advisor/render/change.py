"""A change of the plan in words: which value becomes which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from advisor.render.whereabouts import in_words
from advisor.render.words import word
from advisor.report import Change
from advisor.text import Language

if TYPE_CHECKING:
    from advisor.rewrite import ChangeDiff


def change_in_words(change: Change, names: Mapping[str, str], language: Language) -> str:
    """What the change puts where. `names` are the rows' names by pointer."""
    return ("、" if language == "ja" else "; ").join(_steps(change, names, language))


def kind_in_words(change: Change, language: Language) -> str:
    """Whether it may be made without asking, needs a decision, or is a blank to fill."""
    return word(f"kind_{change.kind}", language)


def diff_rows(diff: ChangeDiff) -> list[str]:
    """The diff's lines as they can be shown: a tab is spaces here, since control characters are spelled out."""
    return [row.expandtabs(4) for row in diff.lines]


def refusal(diff: ChangeDiff, names: Mapping[str, str], language: Language) -> str:
    """Why there is no diff, and what to change by hand."""
    return word("no_diff", language, place=diff.place, what=change_in_words(diff.change, names, language))


def _steps(change: Change, names: Mapping[str, str], language: Language) -> Iterator[str]:
    tested = {op["path"]: op["value"] for op in change.patch if op["op"] == "test"}
    colon = "：" if language == "ja" else ": "
    for op in change.patch:
        if op["op"] == "test":
            continue
        value = _said(op["value"])
        if op["op"] == "replace" and op["path"] in tested and not isinstance(op["value"], Mapping):
            value = f"{_said(tested[op['path']])} → {value}"
        yield f"{in_words(op['path'], names, language)}{colon}{value}"


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{k}: {_said(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
