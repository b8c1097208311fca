"""What pictures show, as parts of the report."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from advisor.facts.base import Edge, Figure, Node, Pictures, Span
from advisor.report import Mark, PastValue, Said, TargetRange, Tree, TreeEdge, TreeNode


def tree_of(drawn: Pictures) -> Tree:
    """The tree of the plan's goals and KPIs."""
    return Tree(nodes=tuple(_node(n) for n in drawn.nodes), edges=tuple(_edge(e) for e in drawn.edges))


def ranges_of(drawn: Pictures) -> tuple[TargetRange, ...]:
    """The histories that were held against targets."""
    return tuple(_range(s) for s in drawn.spans)


def without_marks(tree: Tree, rules: Collection[str]) -> Tree:
    """The tree without what these rules speak of."""

    def kept(node: TreeNode) -> TreeNode:
        marks = tuple(m for m in node.marks if m.rule not in rules)
        return replace(node, marks=marks, state=marks[0].state if marks else "fine")

    return replace(tree, nodes=tuple(kept(n) for n in tree.nodes))


def _said(figure: Figure) -> Said:
    return Said(value=figure.value, text=figure.text)


def _stated(figure: Figure) -> Said | None:
    return _said(figure) if figure else None


def _node(node: Node) -> TreeNode:
    marks = tuple(
        Mark(
            state=m.state,  # type: ignore[arg-type]  # one of the declared words
            rule=m.rule,
            figures={name: _said(figure) for name, figure in m.figures.items()},
        )
        for m in node.marks
    )
    return TreeNode(
        kind=node.subject.kind,  # type: ignore[arg-type]  # rows are goals or KPIs
        id=node.subject.id,
        name=node.subject.name,
        pointer=node.subject.pointer,
        target=_stated(node.target),
        baseline=_stated(node.baseline),
        actual=_stated(node.actual),
        state=marks[0].state if marks else "fine",
        marks=marks,
    )


def _edge(edge: Edge) -> TreeEdge:
    return TreeEdge(
        source=edge.source.pointer,
        to=edge.to.pointer if edge.to is not None else None,
        how=edge.how,  # type: ignore[arg-type]  # one of the declared words
        written=edge.written,
        near=edge.near,
    )


def _range(span: Span) -> TargetRange:
    declared: dict[str, Any] = {"kind": span.subject.kind, "direction": span.direction, "how": span.how}
    return TargetRange(
        id=span.subject.id,
        name=span.subject.name,
        pointer=span.subject.pointer,
        past=tuple(PastValue(value=_said(value), when=when) for value, when in span.past),
        target=_said(span.target),
        low=_said(span.low),
        high=_said(span.high),
        likely=_said(span.likely),
        steps=span.steps,
        ahead=span.ahead,
        confidence=span.confidence,
        **declared,
    )
