"""Facts as values: flat words for the engine, and beside them the figures they were drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from advisor.record import record
from advisor.text import Text


@record
class Figure:
    """A number, name or phrase behind a fact.

    Attributes:
        value: the operand itself: unrounded, in the base unit; text for names.
        text: how it is said in each language.
    """

    value: float | int | str | bool | None
    text: Text

    def __bool__(self) -> bool:
        """Whether there is anything to say: templates test a figure with `if`. Zero is something."""
        return self.value is not None and self.value != ""

    @classmethod
    def words(cls, text: str) -> Figure:
        """A name or phrase of the author's. Japanese texts set it in 「」, so its own quotes become 『』."""
        return cls(text, Text(text.replace("「", "『").replace("」", "』"), text))


@record
class Subject:
    """What a fact is about.

    Attributes:
        kind: `plan`, `kgi`, `kpi`, `owner`, `pair` or `cycle`.
        id: stable identity inside the plan.
        name: as the author wrote it.
        pointer: JSON pointer to it in the plan ('' for the plan itself).
    """

    kind: str
    id: str
    name: str
    pointer: str


@record
class Fact:
    """Everything stated about one subject.

    Attributes:
        kind: the declared kind.
        subject: what it is about.
        rows: the rows of the plan it rests on (a pair has two); the subject itself for a row.
        fields: the words and counts rules read.
        figures: per field, the figures behind it; `it`, `goal` and `plan` hold what every text may use.
        sure: how sure a field is (0 to 1) where it rests on an inference; 1 when left out.
        nearness: how near to the goal it lies: 1 for the goal and the plan, less with each step away.
        index: the row's place in the plan's source, for question pointers.
    """

    kind: str
    subject: Subject
    rows: tuple[Subject, ...]
    fields: Mapping[str, str | int]
    figures: Mapping[str, Mapping[str, Figure]]
    sure: Mapping[str, float] = field(default_factory=dict)
    nearness: float = 1.0
    index: int = 0


@record
class Assumption:
    """A reading or inference that a judgement rests on.

    Attributes:
        pointer: JSON pointer to the value.
        raw: as written ('' when nothing was written).
        understood: what it was taken to mean, in both languages.
        confidence: `stated` (declared in the plan), `parsed`, `inferred` or `guessed`.
    """

    pointer: str
    raw: str
    understood: Text
    confidence: str


@record
class Mark:
    """Something a node of the tree shows: a state, the rule that speaks of it, and the figures it rests on."""

    state: str
    rule: str | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)


@record
class Node:
    """A row in the tree. `marks` has what is to be said of it, the gravest first."""

    subject: Subject
    target: Figure
    baseline: Figure
    actual: Figure
    marks: tuple[Mark, ...]


@record
class Edge:
    """What a KPI serves. `to` is None where the link leads nowhere; `written` and `near` are the names then."""

    source: Subject
    to: Subject | None
    how: str
    written: str | None = None
    near: str | None = None


@record
class Span:
    """A row's history, its target, and where the past would carry it by the deadline.

    Attributes:
        past: the past values in order, each with its date as written, where it has one.
        steps: periods from the last past value to the deadline; `ahead` says it.
        confidence: how often such a range holds what comes, 0 to 1.
        how: `within`, `beyond`, `met` (reached already) or `unjudged` (the target itself is in doubt).
    """

    subject: Subject
    direction: str
    past: tuple[tuple[Figure, str | None], ...]
    target: Figure
    low: Figure
    high: Figure
    likely: Figure
    steps: int
    ahead: Text
    confidence: float
    how: str


@record
class Pictures:
    """Everything the pictures show."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    spans: tuple[Span, ...] = ()


@record
class FactBase:
    """All facts of a plan, what was assumed on the way, and what pictures of the plan show."""

    facts: Sequence[Fact]
    assumptions: Sequence[Assumption]
    pictures: Pictures = field(default_factory=Pictures)
