"""A KPI or goal while it is being put together: every value with the cell it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from advisor.errors import Position
from advisor.source.grid import Cell
from advisor.source.tree import Scalar

Kind = Literal["kpi", "kgi"]


@dataclass(frozen=True, slots=True)
class Value:
    """One value.

    Attributes:
        data: what goes into the plan.
        raw: the text in the file.
        position: the place of the text.
        header: the place of the header that says what it is, where there is one.
        sure: False when its meaning was inferred.
    """

    data: Scalar
    raw: str
    position: Position
    header: Position | None = None
    sure: bool = True


def value_of(cell: Cell, data: Scalar = None, *, header: Position | None = None, sure: bool = True) -> Value:
    """The value a cell holds; `data` is what the plan gets, where that is not the text itself."""
    text = cell.text.strip()
    return Value(text if data is None else data, text, cell.position, header, sure)


@dataclass(frozen=True, slots=True)
class Timed:
    """A value of a certain time or stage."""

    at: str
    value: Value


@dataclass(slots=True)
class Draft:
    """A row of the plan.

    Attributes:
        kind: what it is; a `kgi` where the sheet says so.
        name: its name.
        sheet: the name of its sheet.
        table: which table of the file it is in.
        values: single values by field.
        history, stages: past values and staged targets, in the order of the file.
        goals: the goals it is grouped under.
        links: names of rows it is said to serve.
        actions: what is done for it.
        bonus: that pay hangs on it.
        until: the last month of a target that is the same every month.
    """

    kind: Kind
    name: Value
    sheet: str
    table: int
    values: dict[str, Value] = field(default_factory=dict)
    history: list[Timed] = field(default_factory=list)
    stages: list[Timed] = field(default_factory=list)
    goals: list[Value] = field(default_factory=list)
    links: list[Value] = field(default_factory=list)
    actions: list[Value] = field(default_factory=list)
    bonus: Value | None = None
    until: Value | None = None

    def put(self, name: str, value: Value) -> bool:
        """Takes a value unless there is one already; says whether it was taken."""
        if name in self.values:
            return False
        self.values[name] = value
        return True

    def all_values(self) -> Iterator[Value]:
        """Everything in it."""
        yield self.name
        yield from self.values.values()
        yield from (t.value for t in (*self.history, *self.stages))
        yield from (*self.goals, *self.links, *self.actions)
