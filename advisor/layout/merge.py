"""One KPI in several tables of a file: definitions on one sheet and results on another become one row."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.layout.draft import Draft
from advisor.layout.header_words import key


def merged(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, with those of one name in different tables joined where neither contradicts the other."""
    homes: dict[tuple[str, str], Draft] = {}
    out: list[Draft] = []
    twice = _named_twice(drafts)
    for draft in drafts:
        name = (draft.kind, key(str(draft.name.data)))
        home = homes.get(name)
        if home is None or name in twice or home.table == draft.table or _contradict(home, draft):
            homes.setdefault(name, draft)
            out.append(draft)
            continue
        for field, value in draft.values.items():
            home.put(field, value)
        home.history = home.history or draft.history
        home.stages = home.stages or draft.stages
        home.actions += draft.actions
        home.links += draft.links
        home.goals += [g for g in draft.goals if all(g.data != there.data for there in home.goals)]
        home.bonus = home.bonus or draft.bonus
    return out


def _named_twice(drafts: Sequence[Draft]) -> set[tuple[str, str]]:
    """Names that one table has more than once: which of the rows another table means is not told."""
    seen: set[tuple[str, str, int]] = set()
    twice: set[tuple[str, str]] = set()
    for draft in drafts:
        name = key(str(draft.name.data))
        if (draft.kind, name, draft.table) in seen:
            twice.add((draft.kind, name))
        seen.add((draft.kind, name, draft.table))
    return twice


def _contradict(one: Draft, other: Draft) -> bool:
    """Whether a field differs, or nothing tells that the two are one KPI: sheets that are alike name different owners."""
    both = one.values.keys() & other.values.keys()
    if any(str(one.values[f].data) != str(other.values[f].data) for f in both):
        return True
    return (
        bool(one.history and other.history)
        or bool(one.stages and other.stages)
        or one.values.keys() == other.values.keys()
    )
