"""From prose to a plan: mails, minutes, notes and bullet lists, by rules.

Every value of the plan is a piece of the memo, with its place; what could not be placed is listed with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from advisor.memo.draft import written
from advisor.memo.reader import MemoReader
from advisor.memo.reasons import REASONS
from advisor.memo.sentences import sentences_of
from advisor.source.document import Document
from advisor.source.grid import Ignored, Pages, Prose
from advisor.source.tree import SourceWarning
from advisor.source.understanding import Understanding

__all__ = ["LONGEST_MEMO", "from_prose"]

LONGEST_MEMO = 100_000
"""Signs of a memo that are read: some 60 pages. What follows is listed as left out."""


def from_prose(pages: Pages) -> Document:
    """The plan that the text of a file states. Never raises: a text without a plan gives an empty one."""
    reader = MemoReader()
    kept, left = _within(pages.prose)
    reader.read(list(sentences_of(kept)))
    if left:
        last = left[0]
        reader.draft.unplaced = True
        reader.draft.ignored.append(Ignored(last.text[:60], REASONS["rest"], last.position))
        reader.draft.warnings.append(SourceWarning(REASONS["rest"], "", last.position))
    plan = written(reader.draft)
    understanding = Understanding("memo", (), tuple(plan.values), (*pages.ignored, *reader.draft.ignored))
    return Document(
        name=pages.name,
        data=plan.data,
        positions=plan.positions,
        key_positions={},
        raw={},
        warnings=tuple(reader.draft.warnings),
        understanding=understanding,
    )


def _within(prose: Sequence[Prose]) -> tuple[list[Prose], list[Prose]]:
    """The runs that are read, and those beyond the limit."""
    total = 0
    for index, run in enumerate(prose):
        total += len(run.text)
        if total > LONGEST_MEMO:
            return list(prose[:index]), list(prose[index:])
    return list(prose), []
