"""Two versions of a plan, judged alike: which recommendations are settled, which are new, which are still open.

A recommendation's fingerprint hangs on its rule and the ids of its rows, and ids are made from names where the author
gives none. So rows are matched first, and a row that was only renamed is followed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from rapidfuzz import fuzz

from advisor.naming.names import normalize_name
from advisor.notation.blank import classify_blank
from advisor.report import Recommendation, Report, TreeNode

_CLOSE: Final = 75
"""Of 100: below it two spellings are two measures. Half of a short name must not be enough."""
How = Literal["id", "definition", "target", "spelling"]


@dataclass(frozen=True, slots=True)
class Renamed:
    """A row that has another name in the new plan, and what says that it is the same: `how`."""

    old: TreeNode
    new: TreeNode
    how: How


@dataclass(frozen=True, slots=True)
class StillOpen:
    """A recommendation in both reports."""

    before: Recommendation
    after: Recommendation


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of the recommendations from the old plan to the new one, each list in its report's order."""

    old: Report
    new: Report
    renamed: tuple[Renamed, ...]
    resolved: tuple[Recommendation, ...]
    added: tuple[Recommendation, ...]
    open: tuple[StillOpen, ...]


def compare(old: Report, old_data: Mapping[str, Any], new: Report, new_data: Mapping[str, Any]) -> Comparison:
    """Compares two reports. The data are the plans as written, which tell a renamed row from another one."""
    pairs = _rows(old.tree.nodes, old_data, new.tree.nodes, new_data)
    ids: dict[tuple[str, str], str] = {(a.kind, a.id): b.id for a, b, _ in pairs}
    still = _matched(old.recommendations, new.recommendations, ids)
    before = {s.before.rank for s in still}
    after = {s.after.rank for s in still}
    return Comparison(
        old=old,
        new=new,
        renamed=tuple(Renamed(a, b, how) for a, b, how in pairs if normalize_name(a.name) != normalize_name(b.name)),
        resolved=tuple(r for r in old.recommendations if r.rank not in before),
        added=tuple(r for r in new.recommendations if r.rank not in after),
        open=tuple(sorted(still, key=lambda s: s.after.rank)),
    )


# -- rows ----------------------------------------------------------------------------------------------------

_Pair = tuple[TreeNode, TreeNode, How]


def _rows(
    old: Sequence[TreeNode], old_data: Mapping[str, Any], new: Sequence[TreeNode], new_data: Mapping[str, Any]
) -> list[_Pair]:
    """The rows that are in both plans, surest ground first, so that a guess never takes a row from a certainty."""

    Keys = Callable[[TreeNode, Mapping[str, Any]], Hashable | None]
    keys: tuple[tuple[How, Keys], ...] = (
        ("id", lambda node, _: node.id),
        ("id", lambda node, _: normalize_name(node.name)),
        ("definition", lambda node, data: _written(node, data, "definition")),
        ("target", lambda node, data: (t := _written(node, data, "target")) and (node.pointer, t)),
    )
    pairs: list[_Pair] = []
    left, right = {n.pointer: n for n in old}, {n.pointer: n for n in new}

    def take(a: TreeNode, b: TreeNode, how: How) -> None:
        pairs.append((a, b, how))
        del left[a.pointer], right[b.pointer]

    for how, key in keys:
        here, there = _by_key(left.values(), old_data, key), _by_key(right.values(), new_data, key)
        for said, rows in here.items():
            # Where several rows say the same, it tells none of them from the others.
            if len(rows) == len(there.get(said, ())) == 1:
                take(rows[0], there[said][0], how)
    near = [
        (fuzz.ratio(normalize_name(a.name), normalize_name(b.name)), a, b)
        for a in left.values()
        for b in right.values()
        if a.kind == b.kind
    ]
    for score, a, b in sorted(near, key=lambda n: -n[0]):
        if score >= _CLOSE and a.pointer in left and b.pointer in right:
            take(a, b, "spelling")
    return pairs


def _by_key(
    nodes: Iterable[TreeNode],
    data: Mapping[str, Any],
    key: Callable[[TreeNode, Mapping[str, Any]], Hashable | None],
) -> dict[Hashable, list[TreeNode]]:
    found: dict[Hashable, list[TreeNode]] = {}
    for node in nodes:
        if said := key(node, data):
            found.setdefault((node.kind, said), []).append(node)
    return found


def _written(node: TreeNode, data: Mapping[str, Any], key: str) -> str | None:
    row = _at(data, node.pointer)
    value = row.get(key) if isinstance(row, Mapping) else None
    return str(value) if classify_blank(value) == "given" else None


def _at(data: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        data = data[int(token)] if isinstance(data, list) else data[token.replace("~1", "/").replace("~0", "~")]
    return data


# -- recommendations -----------------------------------------------------------------------------------------

_Ids = Mapping[tuple[str, str], str]


def _matched(old: Sequence[Recommendation], new: Sequence[Recommendation], ids: _Ids) -> list[StillOpen]:
    """By fingerprint, then by rule and rows with renamed ones followed, then by rule and at least one row in common.

    The last is for advice on several rows at once: with one of them settled, the rest is no news.
    """
    still: list[StillOpen] = []
    left, right = list(old), list(new)

    def same_print(a: Recommendation, b: Recommendation) -> bool:
        # Equal ids of rows that are not the same row, such as a new one under an old name's id, do not count.
        return a.fingerprint == b.fingerprint and _followed(a, ids) == _subjects(b.subjects)

    def same_rows(a: Recommendation, b: Recommendation) -> bool:
        return a.resolves[0] == b.resolves[0] and _followed(a, ids) == _subjects(b.subjects)

    def some_rows(a: Recommendation, b: Recommendation) -> bool:
        return bool(set(a.resolves) & set(b.resolves)) and bool(_followed(a, ids) & _subjects(b.subjects))

    for test in (same_print, same_rows, some_rows):
        for a in list(left):
            found = next((b for b in right if test(a, b)), None)
            if found is not None:
                still.append(StillOpen(a, found))
                left.remove(a)
                right.remove(found)
    return still


def _subjects(subjects: Iterable[Any]) -> set[tuple[str, str]]:
    return {(s.kind, s.id) for s in subjects}


def _followed(advice: Recommendation, ids: _Ids) -> set[tuple[str, str]]:
    """The rows a recommendation is about, under the ids they have in the new plan."""
    return {(kind, ids.get((kind, id), id)) for kind, id in _subjects(advice.subjects)}
