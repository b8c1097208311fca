"""What only a whole table tells of its rows: descriptions below names, library rows said twice, the year of all targets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from advisor.layout import said
from advisor.layout.columns import Column, cells_of
from advisor.layout.draft import Draft, Value
from advisor.layout.fill import Tray
from advisor.layout.find import Block
from advisor.layout.header_words import key, value_word
from advisor.notation.normalize import normalize
from advisor.source.grid import Ignored

_PAIRS: Final = 2
"""Name and description in turn, at least so often: once may be chance."""
_NOW: Final = re.compile(r"現在|時点|as of|as at|updated|更新", re.IGNORECASE)
_MARKED: Final = re.compile(r"^[【\[]\s?(?P<word>[^】\]]{1,12})\s?[】\]]\s*(?P<name>\S.*)$", re.DOTALL)
_FIGURE: Final = re.compile(r"[0-9]")


def complete(drafts: list[Draft], columns: Sequence[Column], tray: Tray) -> list[Draft]:
    """The rows of a table with what they tell only together."""
    drafts = _without_repeats(_described(drafts), tray)
    if any("deadline" in d.values for d in drafts):
        # Beside rows whose targets change from month to month, one that stays the same runs as long as its months.
        for draft in drafts:
            if draft.until is not None:
                draft.put("deadline", draft.until)
    at = next((c for c in columns if c.field == "at"), None)
    if at is not None and not any(c.field == "measure" for c in columns):
        for draft in drafts:
            _last_result(draft)
    for draft in drafts:
        _marked(draft)
    _dated_by_names(drafts, columns)
    return drafts


def grades_for_targets(block: Block, columns: Sequence[Column]) -> Column | None:
    """The column of grades with figures in a table that gives no targets: what is aimed at stands in them, unread."""
    if any(c.field in ("target", "staged", "history") for c in columns):
        return None
    grades = (c for c in columns if c.field == "unused.rubric")
    return next((c for c in grades if any(_FIGURE.search(x.text) for x in cells_of(block, c.number))), None)


def _bare(draft: Draft) -> bool:
    return not (draft.values or draft.history or draft.stages or draft.actions or draft.links or draft.bonus)


def _described(drafts: list[Draft]) -> list[Draft]:
    """Name and description in turn all the way down: the second row of each pair defines the first."""
    pairs = list(zip(drafts[::2], drafts[1::2], strict=False))
    if len(drafts) % 2 or len(pairs) < _PAIRS or any(_bare(one) or not _bare(two) for one, two in pairs):
        return drafts
    for one, two in pairs:
        one.put("definition", replace(two.name, data=str(two.name.data), sure=False))
    return drafts[::2]


def _without_repeats(drafts: list[Draft], tray: Tray) -> list[Draft]:
    """A library names a measure once for each of its groups: rows that differ in nothing that is read are one."""
    seen: set[tuple[object, ...]] = set()
    kept: list[Draft] = []
    for draft in drafts:
        mine = _content(draft)
        if mine is not None and mine in seen:
            tray.ignored.append(Ignored(str(draft.name.data), said.REPEATED, draft.name.position))
            continue
        if mine is not None:
            seen.add(mine)
        kept.append(draft)
    return kept


def _content(draft: Draft) -> tuple[object, ...] | None:
    """What a row of a library says; None for a row of a plan, which is not dropped whatever it repeats."""
    values = draft.values
    if not {"definition", "formula"} & values.keys() or {"target", "baseline", "actual", "owner"} & values.keys():
        return None
    if draft.history or draft.stages or draft.links or draft.goals:
        return None
    return (draft.kind, key(str(draft.name.data)), *sorted((f, v.raw) for f, v in values.items()))


def _last_result(draft: Draft) -> None:
    """One dated result makes no series: it is the result so far. So is the one of the month the target is for."""
    if not draft.history or "actual" in draft.values:
        return
    last, deadline = draft.history[-1], draft.values.get("deadline")
    if len(draft.history) > 1 and (deadline is None or str(deadline.data) != last.at):
        return
    draft.values["actual"] = replace(last.value, data=f"{last.value.raw}（{last.at}）")
    if len(draft.history) == 1:
        draft.history.clear()


def _marked(draft: Draft) -> None:
    """`【成果指標】…`: the kind of a measure before its name."""
    found = _MARKED.match(str(draft.name.data))
    word = value_word(found["word"], "kind") if found else None
    if found is None or word is None:
        return
    draft.put("kind", Value(word, found["word"], draft.name.position, draft.name.header))
    draft.name = replace(draft.name, data=found["name"])


def _dated_by_names(drafts: Sequence[Draft], columns: Sequence[Column]) -> None:
    """`2027年度KPI` over names that carry their targets: that is when all of them fall due."""
    name = next((c for c in columns if c.field in ("name", "goal_name")), None)
    if name is None or name.when is None or _NOW.search(normalize(name.header.text)):
        return
    if any(c.field in ("deadline", "due", "target", "staged", "history", "at") for c in columns):
        return
    for draft in drafts:
        draft.put("deadline", Value(name.when, name.header.text, name.position, name.position, sure=False))
