"""The tree of a plan as an outline: every row once, the goal on top, what leads to it below.

Links may form anything: several parents, circles, chains of hundreds, nothing at all. A KPI stands under the parent
nearest to a goal; its other links are said in words, so that the outline stays as long as the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from advisor.report import Tree, TreeEdge, TreeNode

_SUREST: Final = ("stated", "cycle", "inferred", "assumed")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the outline.

    Attributes:
        node: the goal or KPI; None for a heading over rows without a path to a goal.
        head: the heading, `no_goal_head` or `unlinked_head`.
        depth: 0 for goals and headings.
        parent: the row it stands under.
        how: how it is tied to that row.
        last: no sibling follows.
        guides: for each depth from 1 to the one above its own, whether the line there goes on.
        more: its other links.
    """

    node: TreeNode | None
    depth: int
    head: str = ""
    parent: TreeNode | None = None
    how: str = "stated"
    last: bool = True
    guides: tuple[bool, ...] = ()
    more: tuple[TreeEdge, ...] = ()


def outline(tree: Tree) -> list[Entry]:
    """The rows in reading order. Does not recurse: a chain may be as long as the plan."""
    nodes = {n.pointer: n for n in tree.nodes}
    goals = [n for n in tree.nodes if n.kind == "kgi"]
    out: dict[str, list[TreeEdge]] = {}
    for edge in tree.edges:
        out.setdefault(edge.source, []).append(edge)
    above = _above([g.pointer for g in goals], tree.edges, nodes)
    kpis = [n for n in tree.nodes if n.kind == "kpi"]
    lost = [k for k in kpis if k.pointer not in above]
    heads = _heads(lost, out, nodes, above)
    below: dict[str, list[TreeNode]] = {}
    for kpi in kpis:
        up = above.get(kpi.pointer)
        if up is not None and up.to is not None:
            below.setdefault(up.to, []).append(kpi)

    entries: list[Entry] = []
    for goal in goals:
        entries.append(Entry(goal, 0))
        entries += _under(goal, below, above, out)
    if lost:
        entries.append(Entry(None, 0, "unlinked_head" if goals else "no_goal_head"))
        for n, head in enumerate(heads):
            last = n == len(heads) - 1
            astray = next((e for e in out.get(head.pointer, ()) if e.to is None), None)
            how = astray.how if astray is not None else "missing" if goals else "none"
            entries.append(Entry(head, 1, how=how, last=last, more=_more(head, None, out)))
            entries += _under(head, below, above, out, (not last,))
    return entries


def _above(tops: Iterable[str], edges: Sequence[TreeEdge], nodes: Mapping[str, TreeNode]) -> dict[str, TreeEdge]:
    """For each KPI that leads to one of these rows, the link it stands under: nearest, then surest, then by id."""
    leading: dict[str, list[TreeEdge]] = {}
    for edge in edges:
        if edge.to is not None:
            leading.setdefault(edge.to, []).append(edge)
    above: dict[str, TreeEdge] = {}
    placed = set(tops)
    level = list(placed)
    while level:
        found = [e for top in level for e in leading.get(top, ()) if e.source not in placed]
        found.sort(key=lambda e: (_SUREST.index(e.how), nodes[e.to or ""].kind, nodes[e.to or ""].id, e.to or ""))
        for edge in found:
            above.setdefault(edge.source, edge)
        level = list(dict.fromkeys(e.source for e in found))
        placed |= set(level)
    return above


def _heads(
    lost: Sequence[TreeNode],
    out: Mapping[str, Sequence[TreeEdge]],
    nodes: Mapping[str, TreeNode],
    above: dict[str, TreeEdge],
) -> list[TreeNode]:
    """Of the KPIs with no path to a goal, those that the others stand under; puts the others' links into `above`."""
    ends = [k for k in lost if not any(e.to is not None for e in out.get(k.pointer, ()))]
    inner = [e for k in lost for e in out.get(k.pointer, ()) if e.to is not None]
    found = _above([k.pointer for k in ends], inner, nodes)
    heads = {k.pointer for k in ends}
    # What is left runs in circles: one row of each is as good a start as any other.
    circular = {e.source for e in inner if e.how == "cycle"}
    for kpi in sorted(lost, key=lambda k: (k.pointer not in circular, k.id, k.pointer)):
        if kpi.pointer not in heads and kpi.pointer not in found:
            heads.add(kpi.pointer)
            done = found.keys() | heads
            grown = _above([kpi.pointer], [e for e in inner if e.source not in done], nodes)
            found.update(grown)
    above.update(found)
    return [k for k in lost if k.pointer in heads]


def _under(
    top: TreeNode,
    below: Mapping[str, Sequence[TreeNode]],
    above: Mapping[str, TreeEdge],
    out: Mapping[str, Sequence[TreeEdge]],
    guides: tuple[bool, ...] = (),
) -> list[Entry]:
    entries: list[Entry] = []
    waiting: list[tuple[TreeNode, TreeNode, tuple[bool, ...]]] = []

    def open_up(node: TreeNode, lines: tuple[bool, ...]) -> None:
        children = below.get(node.pointer, ())
        last = len(children) - 1
        waiting.extend((children[n], node, (*lines, n < last)) for n in range(last, -1, -1))

    open_up(top, guides)
    while waiting:
        node, parent, lines = waiting.pop()
        edge = above[node.pointer]
        entries.append(
            Entry(
                node, len(lines), parent=parent, how=edge.how, last=not lines[-1], guides=lines[:-1],
                more=_more(node, edge, out),
            )
        )  # fmt: skip
        open_up(node, lines)
    return entries


def _more(node: TreeNode, shown: TreeEdge | None, out: Mapping[str, Sequence[TreeEdge]]) -> tuple[TreeEdge, ...]:
    return tuple(e for e in out.get(node.pointer, ()) if e is not shown and e.how not in ("missing", "unknown"))
