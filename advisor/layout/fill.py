"""From a cell under a header to a value of a KPI or goal."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Final

from advisor.errors import Position
from advisor.layout import said
from advisor.layout.area import dated, is_figure, is_left_out, written
from advisor.layout.columns import Column
from advisor.layout.draft import Draft, Timed, Value, value_of
from advisor.layout.header_words import is_unit, value_word
from advisor.notation.cadence import parse_cadence
from advisor.notation.dates import parse_when
from advisor.notation.normalize import normalize
from advisor.source.grid import Cell, Ignored
from advisor.text import Text

FIGURES: Final = ("target", "baseline", "actual", "forecast")
_TEXTS: Final = frozenset(
    {
        "definition",
        "formula",
        "unit",
        "owner",
        "department",
        "data_source",
        "frequency",
        "guarded_by",
        "note",
        "milestones",
    }
)
_JOINABLE: Final = frozenset({"definition", "note", "data_source", "formula"})
_CODE: Final = re.compile(r"[A-Za-z]{0,4}[-_.#]?[0-9]{1,3}")
_CODE_MARKS: Final = re.compile(r"[,、・/;\s]{1,3}")
_ITEM_NUMBER: Final = re.compile(
    r"^[(（]?[0-9０-９]{1,2}(?:[.．):）、]\s?|\s)(?=[^\x00-\x7f])(?![つ年月日人社件本割倍万億千か％])"
)
"""`1 若い世代の定住`: the number of a goal, before Japanese words that no number counts."""
_LAST_BRACKET: Final = re.compile(r"[(（\[［]([^()（）\[\]［］]{1,12})[)）\]］]\s*$")
_DATE_BEHIND: Final = re.compile(r"（[^（）]*）$")
_MONTHLY: Final = re.compile(r"[0-9]{1,2}月|[0-9]{4}[-/.][0-9]{1,2}$|[A-Za-z]{3,9}\.?[- ]?(?:20)?[0-9]{0,2}$")


@dataclass(slots=True)
class Tray:
    """What is left beside the drafts while a file is read.

    Attributes:
        ignored: what no value was made of.
        on_miss: what is done on a miss, as rows say it.
        ksf: critical success factors that stand among the rows.
    """

    ignored: list[Ignored] = field(default_factory=list)
    on_miss: list[Value] = field(default_factory=list)
    ksf: list[Value] = field(default_factory=list)
    said: set[tuple[int, str, str]] = field(default_factory=set)

    def leave(self, cell: Cell, why: Text) -> None:
        """Notes a cell that was not used; of the same text under one header the first is enough."""
        same = (cell.column, cell.text, why.en)
        if why is said.NOT_A_WORD and same in self.said:
            return
        self.said.add(same)
        self.ignored.append(Ignored(cell.text.strip(), why, cell.position))


def fill(draft: Draft, column: Column, cell: Cell, tray: Tray, at: str | None = None) -> None:
    """Puts a cell into a draft. `at` is the time of the whole row, where a column says it."""
    name = column.field
    if name is None or name.startswith("unused.") or is_left_out(cell.text):
        return
    if name in FIGURES:
        _figure(draft, column, cell, tray, at)
    elif name in ("history", "staged"):
        _series(draft, column, cell)
    elif name in _TEXTS:
        _text(draft, name, column, cell, tray)
    else:
        handler = _OTHERS.get(name)
        if handler is not None:
            handler(draft, column, cell, tray)


def _value(column: Column, cell: Cell, data: str | int | float | None = None) -> Value:
    return value_of(cell, data, header=column.position, sure=column.sure)


def _figure(draft: Draft, column: Column, cell: Cell, tray: Tray, at: str | None) -> None:
    name = str(column.field)
    data = written(cell)
    if column.unit and is_figure(cell.text) and "unit" not in draft.values:
        data = f"{cell.text.strip()}{column.unit}"
    if at is not None and name in ("actual", "target"):
        (draft.history if name == "actual" else draft.stages).append(Timed(at, _value(column, cell, _plain(data))))
        return
    if column.when and name != "target":
        data = f"{cell.text.strip() if is_figure(str(data)) else data}（{column.when}）"
    if not draft.put(name, _value(column, cell, _plain(data))):
        if draft.values[name].raw != cell.text.strip():
            tray.leave(cell, said.TWICE)
        return
    if name == "target" and (column.when or column.stage):
        when = str(column.when or column.stage)
        draft.values.setdefault(
            "deadline", Value(when, column.header.text, column.position, column.position, sure=column.sure)
        )
    if column.per and name == "target":
        draft.put("period", Value(column.per, column.header.text, column.position, column.position))


def _plain(data: object) -> str | int | float | None:
    return data if isinstance(data, str | int | float) and not isinstance(data, bool) else str(data)


def _series(draft: Draft, column: Column, cell: Cell) -> None:
    data = written(cell)
    if column.unit and is_figure(cell.text) and "unit" not in draft.values:
        data = f"{cell.text.strip()}{column.unit}"
    at = column.when or column.stage
    if at is None:
        draft.put("history", _value(column, cell, cell.text.strip()))
        return
    (draft.history if column.field == "history" else draft.stages).append(Timed(at, _value(column, cell, _plain(data))))


def _text(draft: Draft, name: str, column: Column, cell: Cell, tray: Tray) -> None:
    text = " ".join(cell.text.split()) if name in ("owner", "department", "unit", "frequency") else cell.text.strip()
    value = _value(column, cell, text)
    if name == "unit":
        value = replace(value, data=text.strip("()（）[]［］"))
    if draft.put(name, value):
        return
    there = draft.values[name]
    if name in _JOINABLE and value.raw not in there.raw:
        joined = f"{there.raw}\n{value.raw}"
        draft.values[name] = replace(there, data=joined, raw=joined)
    elif there.raw != value.raw:
        tray.leave(cell, said.TWICE)


def _deadline(draft: Draft, column: Column, cell: Cell, tray: Tray) -> None:
    if (
        not draft.put("deadline", _value(column, cell, dated(cell)))
        and draft.values["deadline"].raw != cell.text.strip()
    ):
        tray.leave(cell, said.TWICE)


def _due(draft: Draft, column: Column, cell: Cell, tray: Tray) -> None:
    """A rhythm or a deadline, whichever the value is: `毎月末` and `2027年3月` stand in one column."""
    text = dated(cell)
    when = parse_when(text)
    if when.state == "date" and not when.standing:
        draft.put("deadline", _value(column, cell, text))
    elif parse_cadence(text) is not None:
        draft.put("frequency", _value(column, cell))
    elif when.state == "relative":
        draft.put("deadline", _value(column, cell, text))
    else:
        tray.leave(cell, said.NOT_A_WORD)


def _word(field_of: dict[str, str]) -> Callable[[Draft, Column, Cell, Tray], None]:
    """Fills the field of the first group of words that the cell's is in."""

    def put(draft: Draft, column: Column, cell: Cell, tray: Tray) -> None:
        for group, name in field_of.items():
            word = value_word(cell.text, group)
            if word is not None:
                draft.put(name, _value(column, cell, word))
                return
        tray.leave(cell, said.NOT_A_WORD)

    return put


def _kind_or_tier(draft: Draft, column: Column, cell: Cell, tray: Tray) -> None:
    if value_word(cell.text, "tier") == "monitor":
        draft.put("tier", _value(column, cell, "monitor"))
    elif (kind := value_word(cell.text, "kind")) is not None:
        draft.put("kind", _value(column, cell, kind))
    else:
        _word({"tier": "tier"})(draft, column, cell, tray)


def _goal(draft: Draft, column: Column, cell: Cell, tray: Tray) -> None:  # noqa: ARG001  # one signature for all
    draft.goals.append(_value(column, cell, _ITEM_NUMBER.sub("", " ".join(cell.text.split()), count=1)))


def _link(draft: Draft, column: Column, cell: Cell, tray: Tray) -> None:  # noqa: ARG001
    draft.links.append(_value(column, cell))


def _action(draft: Draft, column: Column, cell: Cell, tray: Tray) -> None:
    if all(_CODE.fullmatch(code) for code in _CODE_MARKS.split(normalize(cell.text).strip())):
        tray.leave(cell, said.ONLY_CODES)  # it refers to a list of actions somewhere else
        return
    draft.actions.append(_value(column, cell))


def _incentive(draft: Draft, column: Column, cell: Cell, tray: Tray) -> None:  # noqa: ARG001
    if value_word(cell.text, "flag") != "no":
        draft.bonus = _value(column, cell)


def _ksf(draft: Draft, column: Column, cell: Cell, tray: Tray) -> None:  # noqa: ARG001
    value = _value(column, cell, " ".join(cell.text.split()))
    if all(value.data != there.data for there in tray.ksf):
        tray.ksf.append(value)


def _on_miss(draft: Draft, column: Column, cell: Cell, tray: Tray) -> None:  # noqa: ARG001
    tray.on_miss.append(_value(column, cell))


def _as_text(name: str) -> Callable[[Draft, Column, Cell, Tray], None]:
    def put(draft: Draft, column: Column, cell: Cell, tray: Tray) -> None:
        if not draft.put(name, _value(column, cell)) and draft.values[name].raw != cell.text.strip():
            tray.leave(cell, said.TWICE)

    return put


_OTHERS: Final[dict[str, Callable[[Draft, Column, Cell, Tray], None]]] = {
    "deadline": _deadline,
    "due": _due,
    "direction": _word({"direction": "direction"}),
    "tier": _word({"tier": "tier", "kind": "kind"}),
    "kind": _word({"kind": "kind"}),
    "kind_or_tier": _kind_or_tier,
    "goal": _goal,
    "link": _link,
    "kgi": _link,
    "drives": _link,
    "actions": _action,
    "incentive": _incentive,
    "on_miss": _on_miss,
    "ksf": _ksf,
    "id": _as_text("id"),
    "period": _as_text("period"),
}


# -- when a row is complete ----------------------------------------------------------------------------------


def finish(draft: Draft, unit: tuple[str, Position] | None) -> None:
    """Settles what only the whole row tells: its unit, and which of its staged targets is the last.

    `unit` is what the sheet says above the table; it holds for rows of bare numbers alone.
    """
    draft.history = _in_order(draft.history)
    draft.stages = _in_order(draft.stages)
    _settle_target(draft)
    _settle_unit(draft, unit)


def _in_order(series: list[Timed]) -> list[Timed]:
    """Oldest first, where every time can be put on the calendar."""
    ends = [_end_of(t.at) for t in series]
    if len(series) < 2 or not all(ends):
        return series
    return [t for _, t in sorted(zip(ends, series, strict=True), key=lambda pair: str(pair[0]))]


@lru_cache(maxsize=1024)
def _end_of(at: str) -> date | None:
    return parse_when(at).end


def _settle_target(draft: Draft) -> None:
    if not draft.stages or "target" in draft.values:
        return
    first, last = draft.stages[0], draft.stages[-1]
    deadline = draft.values.get("deadline")
    if deadline is not None:
        last = next((s for s in draft.stages if _same_time(s.at, str(deadline.data))), last)
    same = len(draft.stages) > 1 and len({str(s.value.data) for s in draft.stages}) == 1
    draft.values["target"] = last.value
    if same and _MONTHLY.search(normalize(first.at)):
        draft.stages = []
        where = last.value.header or last.value.position
        draft.until = Value(last.at, last.at, where, where, sure=last.value.sure)
        draft.put("period", Value("monthly", first.at, first.value.position, first.value.header, sure=False))
        return
    draft.stages.remove(last)
    if deadline is None:
        header = last.value.header or last.value.position
        draft.values["deadline"] = Value(last.at, last.at, header, header, sure=last.value.sure)


def _same_time(one: str, other: str) -> bool:
    a, b = parse_when(one), parse_when(other)
    return one == other or (a.end is not None and b.end is not None and a.end.year == b.end.year and a.end == b.end)


def _settle_unit(draft: Draft, unit: tuple[str, Position] | None) -> None:
    if "unit" in draft.values:
        return
    bracket = _LAST_BRACKET.search(draft.name.raw)
    if bracket and is_unit(normalize(bracket[1])):
        draft.values["unit"] = Value(bracket[1], draft.name.raw, draft.name.position)
        return
    figures = [v for n, v in draft.values.items() if n in FIGURES] + [t.value for t in (*draft.history, *draft.stages)]
    if (
        unit is not None
        and figures
        and all(is_figure(v.raw) and is_figure(_DATE_BEHIND.sub("", str(v.data))) for v in figures)
    ):
        draft.values["unit"] = Value(unit[0], unit[0], unit[1])
