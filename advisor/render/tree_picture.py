"""The tree as a picture: an outline of boxes, narrow enough for a phone, with every gap in figures.

Positions are in a grid 340 wide. The picture comes in parts no taller than a printed page, so that none is cut;
the lines of each part go on in the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from advisor.render.measure import LONGEST, rows_of
from advisor.render.outline import Entry, outline
from advisor.render.words import listed, word
from advisor.report import Mark, Report, Tree, TreeNode
from advisor.source.text import shown
from advisor.text import Language

WIDTH: Final = 340
_TALLEST: Final = 620
"""A part of the picture ends before this height, unless one box alone is taller."""
_STEP: Final = 15
_DEEPEST: Final = 6
"""Boxes deeper than this stand no further in: a phone has no room for them. Their parent is said in words."""
_GAP: Final = 9
_PAD: Final = 10
_NAME: Final = (13.0, 18)
_LINE: Final = (11.5, 16)
"""Font size and line height, of names and of what stands below them."""
_FEW: Final = 3
"""Other links of one row that are named; a row may have hundreds."""
_FAULTS: Final = ("impossible", "reversed", "short", "starved", "beyond")
_OPEN: Final = ("no_target", "no_number", "unknown", "already_met")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of text in a box; `y` is its baseline."""

    text: str
    y: float
    style: str


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the tree.

    Attributes:
        tone: `goal`, `head`, `fault`, `open` or `plain`.
        lines: vertical lines beside it: x, from y, to y, style.
        elbow: the short line into it: x, y, to x, style.
        loose: tied to nothing, so drawn with a broken border.
        said: everything in it as one sentence.
    """

    x: float
    y: float
    width: float
    height: float
    tone: str
    loose: bool
    rows: tuple[Row, ...]
    said: str
    lines: tuple[tuple[float, float, float, str], ...] = ()
    elbow: tuple[float, float, float, str] | None = None


@dataclass(slots=True)
class Part:
    """A piece of the picture. `ends` says that the next one begins another tree instead of going on with this."""

    boxes: list[Box] = field(default_factory=list)
    height: float = 0.0
    ends: bool = False


def tree_parts(report: Report, language: Language) -> list[Part]:
    """The picture of a report's tree in one language."""
    names = {n.pointer: n.name for n in report.tree.nodes}
    parts: list[Part] = []
    for entry in outline(report.tree):
        texts = list(_texts(entry, names, language))
        said = ("。" if language == "ja" else ". ").join([*(text for text, _ in texts), *_place(entry, language)])
        at = parts[-1].height if parts else 0.0
        box = _box(entry, texts, at, said)
        starts_a_tree = entry.depth == 0 and at > _TALLEST / 2
        if not parts or starts_a_tree or box.y + box.height > _TALLEST:
            if parts:
                parts[-1].ends = entry.depth == 0
            parts.append(Part())
            box = _box(entry, texts, 0.0, said)
        parts[-1].boxes.append(box)
        parts[-1].height = box.y + box.height
    for part in parts:
        part.height += 1  # room for the last border
    return parts


def all_assumed(tree: Tree) -> bool:
    """Whether the plan states no link at all and every KPI is drawn below its one goal."""
    return bool(tree.edges) and all(e.how == "assumed" for e in tree.edges)


def _texts(entry: Entry, names: Mapping[str, str], language: Language) -> Iterator[tuple[str, str]]:
    """What a box says, with the style of each piece."""
    node = entry.node
    if node is None:
        yield word(entry.head, language), "name"
        return
    if node.kind == "kgi":
        yield word("goal_tag", language), "tag"
    yield shown(node.name, LONGEST), "name"
    if figures := figures_of(node, language):
        yield figures, "figures"
    for mark in node.marks:
        yield state_words(mark, language), "fault" if mark.state in _FAULTS else "note"
    yield from ((text, "note") for text in _links(entry, names, language))


def figures_of(node: TreeNode, language: Language) -> str:
    """Baseline (or the result so far) and target."""
    now = node.actual or node.baseline
    # A placeholder such as TBD is said by the state, not shown as if it were a target.
    target = None if node.state in ("no_target", "unknown") else node.target
    said = {"now": shown(now.text[language], LONGEST) if now else "", "target": shown(target.text[language], LONGEST) if target else ""}  # fmt: skip
    if now and target:
        return word("from_to", language, **said)
    return word("at_target", language, **said) if target else word("at_now", language, **said) if now else ""


def state_words(mark: Mark, language: Language) -> str:
    """A mark in words, with its figures."""
    figures = {name: said.text[language] for name, said in mark.figures.items()}
    key = "state_beyond_best" if mark.state == "beyond" and "best" in figures else f"state_{mark.state}"
    return word(key, language, **figures)


def _links(entry: Entry, names: Mapping[str, str], language: Language) -> Iterator[str]:
    """What is to be said of a row's links beyond the line drawn."""
    parent = shown(entry.parent.name, LONGEST) if entry.parent is not None else ""
    circle = [names[e.to or ""] for e in entry.more if e.how == "cycle"]
    if entry.how == "cycle":
        circle.insert(0, parent)
    if circle:
        yield word("link_cycle", language, names=_few(circle, language))
    elif entry.how in ("inferred", "missing", "unknown"):
        yield word(f"link_{entry.how}", language)
    if entry.depth > _DEEPEST:
        yield word("link_under", language, name=parent)
    lost = [e for e in entry.more if e.how == "broken"]
    for edge in lost[:_FEW]:
        written, near = shown(edge.written or "", LONGEST), shown(edge.near or "", LONGEST)
        yield word("link_near" if near else "link_broken", language, written=written, near=near)
    if len(lost) > _FEW:
        yield word("link_lost_more", language, n=len(lost) - _FEW)
    also = [names[e.to or ""] for e in entry.more if e.how not in ("cycle", "broken")]
    if also:
        yield word("link_also", language, names=_few(also, language))


def _place(entry: Entry, language: Language) -> Iterator[str]:
    """What the line to a box shows, for those who hear the picture; deep boxes and circles say it themselves."""
    if entry.parent is not None and entry.depth <= _DEEPEST and entry.how != "cycle":
        yield word("link_under", language, name=shown(entry.parent.name, LONGEST))


def _few(rows: Sequence[str], language: Language) -> str:
    """The first names of a list, as prose, and how many more there are."""
    quoted = [f"「{shown(n, 40)}」" if language == "ja" else f"“{shown(n, 40)}”" for n in rows[:_FEW]]
    if len(rows) > _FEW:
        quoted.append(word("others", language, n=len(rows) - _FEW))
    return listed(quoted, language)


def _box(entry: Entry, texts: Sequence[tuple[str, str]], top: float, said: str) -> Box:
    depth = min(entry.depth, _DEEPEST)
    x = depth * _STEP
    width = WIDTH - x - 1
    y = top + (_GAP if entry.depth else _GAP * 3 if top else 1)
    at, rows = y + 7.0, []
    for text, style in texts:
        size, height = _NAME if style == "name" else _LINE
        for row in rows_of(text, width - 2 * _PAD, size):
            at += height
            rows.append(Row(row, round(at - 4, 1), style))
    bottom = at + 7
    lines, elbow = _connectors(entry, depth, x, top, y, bottom)
    loose = _link_style(entry) == "lost" and entry.node is not None
    return Box(x + 0.5, y, width, bottom - y, _tone(entry), loose, tuple(rows), said, lines, elbow)


def _connectors(
    entry: Entry, depth: int, x: float, top: float, y: float, bottom: float
) -> tuple[tuple[tuple[float, float, float, str], ...], tuple[float, float, float, str] | None]:
    if entry.depth == 0:
        return (), None
    style = _link_style(entry)
    going_on = [(_line_at(n), top, bottom, "stated") for n, on in enumerate(entry.guides[:_DEEPEST], 1) if on]
    if entry.depth > _DEEPEST:
        # No room to stand further in: a straight line down into the box.
        return (*going_on, (x + 12, top, y, style)), None
    own, middle = _line_at(depth), y + 18
    going_on.append((own, top, middle, style))
    if not entry.last:
        going_on.append((own, middle, bottom, style))
    return tuple(going_on), (own, middle, x, style)


def _link_style(entry: Entry) -> str:
    if entry.how in ("stated", "none"):
        return "stated"
    return "lost" if entry.how in ("missing", "unknown", "broken") else "other"


def _line_at(depth: int) -> float:
    return (depth - 1) * _STEP + 7.0


def _tone(entry: Entry) -> str:
    if entry.node is None:
        return "head"
    state = entry.node.state
    if state in _FAULTS:
        return "fault"
    if state in _OPEN:
        return "open"
    return "goal" if entry.node.kind == "kgi" else "plain"
