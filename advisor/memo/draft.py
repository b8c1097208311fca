"""The plan while it is being read out of a memo: every value is a piece of a sentence, so nothing can be invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from advisor.errors import Position
from advisor.memo.sentences import Sentence
from advisor.naming.name_reading import read_name
from advisor.naming.spelling import normalize_name
from advisor.notation.lazy_pattern import lazy
from advisor.source.grid import Ignored
from advisor.source.tree import SourceWarning
from advisor.source.understanding import ValueReading
from advisor.text import Text

MOST_ROWS = 300
"""A memo that names more measures than this is no memo; what follows is listed as ignored."""
_BROKEN = lazy(r"(?<=[^\x00-\x7f])[ \t]{0,9}\n[ \t　]{0,9}(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of a sentence.

    Attributes:
        sure: False when it belongs to its field only by inference.
        means: what the plan says for it, where that is a word of the plan's own (`reward`); else the piece itself.
    """

    sentence: Sentence
    start: int
    end: int
    sure: bool = True
    means: Any = None

    @property
    def raw(self) -> str:
        return self.sentence.text[self.start : self.end]

    @property
    def value(self) -> Any:
        return self.means if self.means is not None else " ".join(_BROKEN.sub("", self.raw).split())

    @property
    def position(self) -> Position:
        return self.sentence.position(self.start)


def cut(sentence: Sentence, start: int, end: int, *, sure: bool = True, means: Any = None) -> Cut:
    """The piece of a sentence, without blanks and quotation marks around it."""
    while start < end and sentence.flat[start] in " \n":
        start += 1
    while start < end and sentence.flat[end - 1] in " \n":
        end -= 1
    if end - start > 2 and (sentence.flat[start], sentence.flat[end - 1]) in (("「", "」"), ("“", "”"), ('"', '"')):
        start, end = start + 1, end - 1
    return Cut(sentence, start, end, sure, means)


@dataclass(slots=True, eq=False)
class Row:
    """A goal or KPI being read.

    Attributes:
        goal: it is a final goal.
        declared: the memo itself says which of the two it is.
        values: the plan's fields.
        serves: the goals it is said to serve.
    """

    name: Cut
    goal: bool = False
    declared: bool = False
    values: dict[str, Cut] = field(default_factory=dict)
    serves: list[Row] = field(default_factory=list)
    drives: list[Row] = field(default_factory=list)

    def put(self, key: str, value: Cut) -> None:
        """States a field, unless the memo said it before."""
        self.values.setdefault(key, value)


@dataclass(slots=True)
class Draft:
    """Everything read so far."""

    rows: list[Row] = field(default_factory=list)
    head: dict[str, Cut] = field(default_factory=dict)
    operation: dict[str, Any] = field(default_factory=dict)
    resources: dict[str, Any] = field(default_factory=dict)
    qualitative: list[dict[str, Any]] = field(default_factory=list)
    incentives: list[dict[str, Any]] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    warnings: list[SourceWarning] = field(default_factory=list)
    _by_name: dict[str, Row] = field(default_factory=dict)
    _by_metric: dict[str, list[Row]] = field(default_factory=dict)

    # Rows.

    def row(self, name: Cut) -> Row | None:
        """The row of this name, made when there is none yet; None when there are too many."""
        key = _key(str(name.value))
        if (known := self._by_name.get(key)) is not None:
            return known
        if len(self.rows) >= MOST_ROWS:
            return None
        made = Row(name)
        self.rows.append(made)
        self._by_name[key] = made
        if metric := _metric(str(name.value)):
            self._by_metric.setdefault(metric, []).append(made)
        return made

    def drop(self, row: Row) -> None:
        """Takes a row back: what was said of it was no target after all."""
        self.rows.remove(row)
        self._by_name = {name: kept for name, kept in self._by_name.items() if kept is not row}
        self._by_metric = {metric: [r for r in kept if r is not row] for metric, kept in self._by_metric.items()}

    def known(self, name: str) -> Row | None:
        """The row a name means: spelt alike, or the only one of its measure."""
        key = _key(name)
        if not key:
            return None
        if (found := self._by_name.get(key)) is not None:
            return found
        metric = _metric(name)
        alike = self._by_metric.get(metric, []) if metric else []
        return alike[0] if len(alike) == 1 else None

    def called(self, part: str) -> list[Row]:
        """The rows somebody means who writes only part of a name: 問い合わせ for 問い合わせ件数."""
        if (found := self.known(part)) is not None:
            return [found]
        key = _key(part)
        if len(key) < 2:
            return []
        inside = [row for name, row in self._by_name.items() if key in name]
        if inside:
            return inside if len(inside) == 1 else [row for row in inside if not row.goal] or inside
        words = set(part.lower().split())
        if len(words) > 1 and part.isascii():
            spoken = [row for name, row in self._by_name.items() if words <= set(str(row.name.value).lower().split())]
            if len(spoken) == 1:
                return spoken  # new givers, of "new regular givers"
        around = [row for name, row in self._by_name.items() if len(name) >= 3 and name in key]
        return around if len(around) == 1 else []

    # What is left out.

    def ignore(self, sentence: Sentence, why: Text, *, start: int = 0, end: int | None = None) -> None:
        piece = cut(sentence, start, len(sentence.text) if end is None else end)
        self.ignored.append(Ignored(piece.raw, why, piece.position))

    def unplace(self, sentence: Sentence, why: Text, *, at: int = 0) -> None:
        """Leaves out something that may matter: the author is warned."""
        self.ignore(sentence, why)
        self.warnings.append(SourceWarning(why, "", sentence.position(at)))


@dataclass(slots=True)
class Written:
    """A draft as plan data, with the place and the text of every value."""

    data: dict[str, Any] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)
    values: list[ValueReading] = field(default_factory=list)

    def put(self, pointer: str, item: Any) -> Any:
        """The plain value of a cut, or of a map or list of cuts, noting the places on the way."""
        if isinstance(item, Cut):
            self.positions[pointer] = item.position
            self.values.append(ValueReading(pointer, item.raw, item.position, item.sure))
            return item.value
        entries: Iterator[tuple[Any, Any]] = iter(item.items() if isinstance(item, dict) else enumerate(item))
        plain = {key: self.put(f"{pointer}/{key}", value) for key, value in entries}
        if pointer not in self.positions and plain:
            self.positions[pointer] = self.positions[f"{pointer}/{next(iter(plain))}"]
        return plain if isinstance(item, dict) else list(plain.values())


def written(draft: Draft) -> Written:
    """The plan in a draft, in the order of the plan's fields."""
    out = Written()
    goals = [row for row in draft.rows if row.goal]
    parts: dict[str, Any] = dict(draft.head)
    parts["kgis"] = [{"name": row.name, **row.values} for row in goals]
    parts["kpis"] = [_kpi(row, linked=len(goals) > 1) for row in draft.rows if not row.goal]
    for key in ("qualitative", "incentives", "actions", "resources", "operation"):
        parts[key] = getattr(draft, key) or parts.get(key)
    for key, item in parts.items():
        if item:
            out.data[key] = out.put(f"/{key}", item)
    # A table's blank cell is one its author saw. Prose has none: what it does not speak of is open, not missing.
    out.data["excerpt"] = True
    return out


def _kpi(row: Row, *, linked: bool) -> dict[str, Any]:
    """A KPI's entry. With one goal there is nothing to tell apart, and the plan assumes it."""
    entry: dict[str, Any] = {"name": row.name, **row.values}
    for key, rows in (("kgi", [r for r in row.serves if r.goal]), ("drives", [r for r in row.drives if not r.goal])):
        if rows and (linked or key == "drives"):
            entry[key] = [target.name for target in rows]
    return entry


def _key(name: str) -> str:
    return normalize_name(name)


def _metric(name: str) -> str | None:
    reading = read_name(name)
    if reading.metric is None or reading.match == "close" or reading.changes is not None:
        return None
    return reading.metric.id
