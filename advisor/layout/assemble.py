"""From drafts to the plan's data, with the place of everything in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from advisor.errors import Position
from advisor.layout import said
from advisor.layout.draft import Draft, Value
from advisor.layout.fill import Tray
from advisor.layout.header_words import value_word
from advisor.layout.links import Served
from advisor.source.grid import Ignored
from advisor.source.tree import Scalar, join_pointer
from advisor.source.understanding import ValueReading

_KGI: Final = ("description", "id", "name", "definition", "formula", "unit", "baseline", "target", "actual", "forecast", "deadline", "period", "direction", "history", "owner", "data_source", "note")  # fmt: skip
_KPI: Final = ("id", "name", "kgi", "drives", "definition", "formula", "unit", "baseline", "target", "milestones", "actual", "forecast", "deadline", "period", "direction", "kind", "tier", "guarded_by", "owner", "department", "data_source", "frequency", "history", "actions", "note")  # fmt: skip


@dataclass(slots=True)
class Written:
    """Plan data while it is put together.

    Attributes:
        data: the plan.
        positions, keys, raw: places of values and of their headers, and texts as written, by JSON pointer.
        values: every value with its text.
    """

    data: dict[str, Any] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)
    keys: dict[str, Position] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    values: list[ValueReading] = field(default_factory=list)

    def note(self, pointer: str, value: Value) -> Scalar:
        """Remembers where a value stands; returns it."""
        self.positions[pointer] = value.position
        if value.header is not None:
            self.keys[pointer] = value.header
        if str(value.data) != value.raw:
            self.raw[pointer] = value.raw
        self.values.append(ValueReading(pointer, value.raw, value.position, value.sure))
        return value.data

    def put(self, path: Sequence[str], value: Value) -> None:
        """Sets a value at a path of names, making the mappings on the way."""
        at: dict[str, Any] = self.data
        pointer = ""
        for name in path[:-1]:
            pointer = join_pointer(pointer, name)
            at = at.setdefault(name, {})
            self.positions.setdefault(pointer, value.position)
        at[path[-1]] = self.note(join_pointer(pointer, path[-1]), value)


def settings_into(out: Written, settings: Mapping[str, Value]) -> None:
    """What the sheet says of the plan as a whole; a goal among it is added with the other goals."""
    for path, value in settings.items():
        if not path.startswith("kgi."):
            out.put(path.split("."), value)


def rows_into(out: Written, drafts: Sequence[Draft], served: Mapping[int, Served], tray: Tray) -> None:
    """The goals and KPIs."""
    doubled = _doubled_ids(drafts)
    for kind, section in (("kgi", "kgis"), ("kpi", "kpis")):
        rows: list[dict[str, Any]] = []
        for n, draft in enumerate(drafts):
            if draft.kind != kind:
                continue
            if "id" in draft.values and str(draft.values["id"].data) in doubled[kind]:
                lost = draft.values.pop("id")
                tray.ignored.append(Ignored(lost.raw, said.DUPLICATE_ID, lost.position))
            pointer = f"/{section}/{len(rows)}"
            out.positions[pointer] = draft.name.position
            rows.append(_row(out, draft, pointer, served[n], tray))
        if rows:
            out.data[section] = rows
            out.positions[f"/{section}"] = out.positions[f"/{section}/0"]
    _incentives(out, drafts)


def _doubled_ids(drafts: Sequence[Draft]) -> dict[str, set[str]]:
    doubled = {}
    for kind in ("kgi", "kpi"):
        counts = Counter(str(d.values["id"].data) for d in drafts if d.kind == kind and "id" in d.values)
        doubled[kind] = {i for i, n in counts.items() if n > 1}
    return doubled


def _row(out: Written, draft: Draft, pointer: str, served: Served, tray: Tray) -> dict[str, Any]:
    row: dict[str, Any] = {}
    known = _KGI if draft.kind == "kgi" else _KPI
    if draft.kind == "kgi" and "department" in draft.values and "owner" not in draft.values:
        draft.values["owner"] = draft.values.pop("department")
    for name in known:
        at = f"{pointer}/{name}"
        if name == "name":
            row[name] = out.note(at, draft.name)
        elif name in ("kgi", "drives"):
            _links(out, row, name, at, served.goals if name == "kgi" else served.drives)
        elif name == "milestones" and draft.stages:
            row[name] = [_timed(out, f"{at}/{n}", s.at, s.value) for n, s in enumerate(draft.stages)]
            out.positions[at] = draft.stages[0].value.position
        elif name == "history" and draft.history:
            row[name] = [_timed(out, f"{at}/{n}", t.at, t.value) for n, t in enumerate(draft.history)]
            out.positions[at] = draft.history[0].value.position
        elif name == "actions" and draft.actions:
            row[name] = [{"what": out.note(f"{at}/{n}/what", a)} for n, a in enumerate(draft.actions)]
            out.positions[at] = draft.actions[0].position
        elif name in draft.values:
            row[name] = out.note(at, draft.values[name])
    for name, value in draft.values.items():
        if name not in known:
            tray.ignored.append(Ignored(value.raw, said.NOT_FOR_GOALS, value.position))
    return row


def _timed(out: Written, pointer: str, at: str, value: Value) -> dict[str, Any]:
    out.positions[pointer] = value.position
    if value.header is not None:
        out.positions[f"{pointer}/at"] = value.header
    return {"at": at, "value": out.note(f"{pointer}/value", value)}


def _links(out: Written, row: dict[str, Any], name: str, pointer: str, rows: list[tuple[Draft, Value]]) -> None:
    targets = [str(d.values["id"].data) if "id" in d.values else str(d.name.data) for d, _ in rows]
    if not targets:
        return
    row[name] = targets[0] if len(targets) == 1 else targets
    out.positions[pointer] = rows[0][1].position
    for n, (_, value) in enumerate(rows):
        at = pointer if len(rows) == 1 else f"{pointer}/{n}"
        out.positions[at] = value.position
        if value.header is not None:
            out.keys[at] = value.header
        out.values.append(ValueReading(at, value.raw, value.position, value.sure))


def _incentives(out: Written, drafts: Sequence[Draft]) -> None:
    found = [(d, d.bonus) for d in drafts if d.bonus is not None]
    if not found:
        return
    entries = []
    for n, (draft, value) in enumerate(found):
        at = f"/incentives/{n}"
        out.positions[at] = value.position
        entry: dict[str, Any] = {"tied_to": str(draft.name.data)}
        if value_word(value.raw, "flag") is None:
            entry["what"] = value.raw
        out.values.append(ValueReading(f"{at}/tied_to", value.raw, value.position, value.sure))
        out.positions[f"{at}/tied_to"] = value.position
        entries.append(entry)
    out.data["incentives"] = entries
