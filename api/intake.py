"""From the intake form to a plan and back: rows to rearrange, answers to place, what was read to show beside them.

Nothing is judged here. An answer goes into the plan as it was written; what is blank is left out, or stated as none
where the client says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from advisor.naming.catalogue import classify
from advisor.naming.names import normalize_name
from advisor.notation.blank import classify_blank
from advisor.text import Text

from .prefill import MORE, beside, unpacked
from .questions import NONE, QUESTIONS, UNKNOWN, Field, Question, Rows

Entries = Mapping[str, str]
"""What stands in the form, by field name."""

FIRST_ROWS: Final[Mapping[Rows, int]] = {"goal": 1, "kpi": 3}
_ROW: Final = re.compile(r"(goal|kpi)-([0-9]{1,4})-([a-z]+)")
_MOVE: Final = re.compile(r"(add|remove|up|down)-(goal|kpi)(?:-([0-9]{1,4}))?")
_LISTED: Final = re.compile(r"[、，\n;；]|,(?!\d)")
_STEPS: Final = re.compile(r"\s*(?:→|⇒|➡|->|=>|>|＞|\n)\s*")
_PRODUCT: Final = re.compile(r"[×✕＊*]|\s[xX]\s")
_IN_PLAN: Final[Mapping[str, str]] = {
    "baseline": "baseline", "history": "history", "last": "history", "target": "target", "deadline": "deadline",
    "owner": "owner", "definition": "definition", "department": "department", "source": "data_source",
    "frequency": "frequency", "actions": "actions",
}  # fmt: skip
"""Where in a row of the plan a row's answer goes."""
_ASKED_UNDER: Final[tuple[tuple[re.Pattern[str], int], ...]] = tuple(
    (re.compile(pattern), number)
    for pattern, number in (
        (r"/organization", 1),
        (r"/kgis/[^/]+/(?:baseline|actual|history)", 3),
        (r"/kgis/[^/]+/formula|/kpis/[^/]+/(?:kgi|drives|formula)", 4),
        (r"/kgis|/period", 2),
        (r"/ksf|/kpis/[^/]+/tier", 5),
        (r"/kpis/[^/]+/(?:baseline|actual|history|target|deadline|owner|period|milestones|direction|unit)", 7),
        (r"/kpis/[^/]+/(?:data_source|frequency)|/operation/(?:data_source|dashboard)", 8),
        (r"/kpis/[^/]+/actions|/actions", 9),
        (r"/resources", 10),
        (r"/qualitative|/kpis/[^/]+/guarded_by|/operation/effect_check", 11),
        (r"/kpis", 6),
        (r"/operation/frontline", 13),
        (r"/operation", 12),
        (r"/incentives", 14),
    )
)


@dataclass(frozen=True, slots=True)
class Lack:
    """What keeps the form from being judged: the field to go to, and what to do there."""

    field: str
    question: int
    text: Text


@dataclass
class Filled:
    """A filled form as a plan.

    Attributes:
        data: the plan as plain data.
        places: the form's field for each JSON pointer of the plan that an answer stands at.
        lacks: what is missing before the plan can be judged.
    """

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    lacks: list[Lack] = field(default_factory=list)

    def as_json(self) -> bytes:
        """The plan as the service's own JSON body."""
        return json.dumps(self.data, ensure_ascii=False, indent=2).encode() + b"\n"

    def as_yaml(self) -> bytes:
        """The plan as a file for `kpi-advisor lint`."""
        text: str = yaml.safe_dump(self.data, allow_unicode=True, sort_keys=False, width=10_000)
        return text.encode()


def question_of(pointer: str) -> int | None:
    """The question whose answer goes to this place of the plan."""
    return next((number for pattern, number in _ASKED_UNDER if pattern.match(pointer)), None)


def is_settled(entries: Entries, question: int | None) -> bool:
    """Whether the client says not to know, or to have none, and so is not to be asked again."""
    return question is not None and entries.get(QUESTIONS[question - 1].choice) in (UNKNOWN, NONE)


def unanswered(entries: Entries) -> list[int]:
    """The questions of which nothing is filled in and nothing is said about the blanks."""
    rows = {name.rpartition("-")[2]: set[str]() for name in entries}
    for name, value in entries.items():
        if value.strip() and (row := _ROW.fullmatch(name)):
            rows.setdefault(row[3], set()).add(row[1])
    return [
        q.number
        for q in QUESTIONS
        if not is_settled(entries, q.number)
        and not any(entries.get(f.key, "").strip() for f in q.fields)
        and not any(q.rows in rows.get(f.key, ()) for f in q.row_fields)
    ]


# -- rows ----------------------------------------------------------------------------------------------------


def row_count(entries: Entries, rows: Rows) -> int:
    """How many rows the form has: those filled in, and no fewer than it starts with."""
    numbers = [int(m[2]) for name in entries if (m := _ROW.fullmatch(name)) and m[1] == rows]
    return max([*numbers, FIRST_ROWS[rows] - 1]) + 1


def rearranged(entries: Entries, move: str, most: int) -> tuple[dict[str, str], str | None]:
    """The form after a row was added, removed or moved, and the field to go to. An unknown move changes nothing."""
    found = _MOVE.fullmatch(move)
    if found is None:
        return dict(entries), None
    what, rows, at = found[1], found[2], int(found[3] or 0)
    total = row_count(entries, "goal" if rows == "goal" else "kpi")
    order = list(range(total))
    if what == "add":
        order += [total] if total < most else []
        at = order[-1]
    elif at >= total:
        return dict(entries), None
    elif what == "remove":
        del order[at]
        at = min(at, len(order) - 1) if order else 0
    else:
        other = at - 1 if what == "up" else at + 1
        if 0 <= other < total:
            order[at], order[other] = order[other], order[at]
            at = other
    new = {old: place for place, old in enumerate(order)}
    moved = {}
    for name, value in entries.items():
        row = _ROW.fullmatch(name)
        if row is None or row[1] != rows:
            moved[name] = value
        elif int(row[2]) in new:
            moved[f"{rows}-{new[int(row[2])]}-{row[3]}"] = value
    for place in range(len(order)):  # a new row has no entries yet, and is to be there all the same
        moved.setdefault(f"{rows}-{place}-name", "")
    return moved, f"{rows}-{at}-name"


# -- answers -------------------------------------------------------------------------------------------------


def filled(entries: Entries) -> Filled:
    """The plan that the answers make."""
    return _Filler({k: v.strip() for k, v in entries.items()}).made


class _Filler:
    """Puts the answers where they belong in the plan, question by question."""

    def __init__(self, entries: Entries) -> None:
        self.entries = entries
        self.made = Filled()
        data = self.made.data
        self._organization(data)
        if period := self._answer(2, "period"):
            data["period"] = self._at("/period", "period", period)
        goals = self._rows(2, "goal")
        numbers = self._rows(6, "kpi")
        if stuck := self._answer(5, "stuck"):
            data["ksf"] = [] if stuck == NONE else [stuck]
        data["kgis"], data["kpis"] = goals, numbers
        self._flow(goals, numbers)
        self._quality(data, numbers)
        self._incentives(data)
        self._resources(data)
        self._operation(data)
        more = unpacked(entries.get(MORE, ""))
        self.made.data = beside(more, data) | ({"title": more["title"]} if "title" in more else {})

    def _answer(self, question: int, key: str) -> str | None:
        """The answer as written; `none` where the client says so, in words or of all blanks; else None."""
        written = self.entries.get(key, "")
        blank = classify_blank(written)
        if blank != "open":
            return written if blank == "given" else NONE
        asked = QUESTIONS[question - 1]
        return NONE if asked.none is not None and self.entries.get(asked.choice) == NONE else None

    def _at(self, pointer: str, name: str, value: Any) -> Any:
        self.made.places[pointer] = name
        return value

    def _lack(self, name: str, question: int, ja: str, en: str) -> None:
        self.made.lacks.append(Lack(name, question, Text(ja, en)))

    def _organization(self, data: dict[str, Any]) -> None:
        found: dict[str, Any] = {}
        for key, goes in (("org-name", "name"), ("org-business", "industry"), ("org-people", "headcount")):
            if written := self.entries.get(key):
                found[goes] = written
        if departments := self._answer(1, "org-departments"):
            found["departments"] = _listed(departments)
        if "name" in found:
            data["title"] = found["name"]
        if found:
            data["organization"] = found

    def _rows(self, first: int, rows: Rows) -> list[dict[str, Any]]:
        """The rows with anything in them, in their order."""
        made: list[dict[str, Any]] = []
        asked = [(q, f) for q in QUESTIONS if q.rows == rows for f in q.row_fields]
        section = "kgis" if rows == "goal" else "kpis"
        for number in range(row_count(self.entries, rows)):
            prefix = f"{rows}-{number}-"
            written = {f.key: self.entries.get(prefix + f.key, "") for _, f in asked}
            if not any(written.values()):
                continue
            if not written["name"]:
                self._lack(
                    f"{prefix}name", first,
                    f"{number + 1}行目に名前がありません。何の数字かを入れてください。",
                    f"Row {number + 1} has no name; say which number it is.",
                )  # fmt: skip
                continue
            pointer = f"/{section}/{len(made)}"
            row: dict[str, Any] = {"name": self._at(f"{pointer}/name", f"{prefix}name", written["name"])}
            for question, cell in asked:
                if cell.key != "name" and (answer := self._answer(question.number, prefix + cell.key)):
                    goes = _IN_PLAN[cell.key]
                    row[goes] = self._at(f"{pointer}/{goes}", prefix + cell.key, _shaped(cell.key, answer))
            made.append(beside(unpacked(self.entries.get(prefix + MORE, ""), rows), row))
        told = any(lack.question == first for lack in self.made.lacks)
        if not made and not told and self._answer(first, "") != NONE:
            ja, en = (
                ("どの数字がいくつになれば成功かを入れるか、「まだ決めていない」を選んでください。",
                 "Say which number would mean success, or choose “We have not decided on one”.")
                if rows == "goal"
                else ("見ている数字を1つ以上入れるか、「見ている数字はない」を選んでください。",
                      "List one number or more, or choose “We follow none”.")
            )  # fmt: skip
            self._lack(f"{rows}-0-name", first, ja, en)
        return made

    def _flow(self, goals: list[dict[str, Any]], numbers: list[dict[str, Any]]) -> None:
        """The way to the first goal: a formula, or a remark and, where numbers have a place on it, links between them."""
        flow = self._answer(4, "flow")
        if flow is None or not goals:
            return
        if flow == NONE or _PRODUCT.search(flow):
            goals[0]["formula"] = self._at("/kgis/0/formula", "flow", flow)
            return
        goals[0]["note"] = flow
        steps = [normalize_name(s) for s in _STEPS.split(flow) if s.strip()]
        places = [_step_of(normalize_name(row["name"]), steps) for row in numbers]
        if len(steps) < 2:
            return
        # Only the way from number to number is stated; which goal the last one serves the client has not said.
        taken = sorted({p for p in places if p is not None})
        for row, place in zip(numbers, places, strict=True):
            later = next((t for t in taken if place is not None and t > place), None)
            if later is not None:
                row["drives"] = [r["name"] for r, p in zip(numbers, places, strict=True) if p == later]

    def _quality(self, data: dict[str, Any], numbers: list[dict[str, Any]]) -> None:
        quality = self._answer(11, "quality")
        if quality is not None and quality != NONE:
            by_name = {normalize_name(row["name"]): row for row in numbers}
            named = _listed(quality)
            for name in named:
                row = by_name.get(normalize_name(name))
                if row is None:
                    # It is watched beside the others, so it needs no target of its own.
                    numbers.append({"name": name, "kind": "quality", "tier": "monitor"})
                else:
                    row["kind"] = "quality"
            for row in numbers:
                # It is asked of counts that rise; a rate or a sum of money is not what the client spoke of.
                if row.get("kind") != "quality" and classify(row["name"]).measures in ("volume", None):
                    row["guarded_by"] = list(named)
        heard = {key: self._answer(11, key) for key in ("customers", "staff")}
        voices = [
            {"name": written, "audience": "customer" if key == "customers" else "staff"}
            for key, written in heard.items()
            if written is not None and written != NONE
        ]
        if voices or NONE in heard.values():
            data["qualitative"] = voices

    def _incentives(self, data: dict[str, Any]) -> None:
        tied = self.entries.get("tied")
        said = {key: self._answer(14, key) for key in ("reward", "penalty")}
        found = [
            {"what": written, "kind": key} | ({"tied_to": _listed(tied)} if tied else {})
            for key, written in said.items()
            if written is not None and written != NONE
        ]
        if found or NONE in said.values():
            data["incentives"] = found

    def _resources(self, data: dict[str, Any]) -> None:
        found: dict[str, Any] = {}
        for key, goes in (("channels", "channels"), ("people", "people"), ("days", "working_days_per_month")):
            if answer := self._answer(10, key):
                found[goes] = _listed(answer) if key == "channels" else answer
        if found:
            data["resources"] = found

    def _operation(self, data: dict[str, Any]) -> None:
        found: dict[str, Any] = {}
        review = {
            goes: answer
            for key, goes in (("cadence", "cadence"), ("meeting", "meeting"))
            if (answer := self._answer(12, key))
        }
        if review:
            found["review"] = review
        for question, key, goes in (
            (12, "on-miss", "on_miss"),
            (12, "revision", "revision"),
            (8, "dashboard", "dashboard"),
        ):
            if answer := self._answer(question, key):
                found[goes] = answer
        frontline = self._answer(13, "frontline")
        if frontline:
            nobody = {"consulted": False, "reasons_shared": False}
            found["frontline"] = nobody if frontline == NONE else {"text": frontline}
        if found:
            data["operation"] = found


def _listed(answer: str) -> list[str]:
    return [] if answer == NONE else [part.strip() for part in _LISTED.split(answer) if part.strip()]


def _shaped(key: str, answer: str) -> Any:
    """An answer in the form its place in the plan has."""
    if key == "actions":
        return [] if answer == NONE else [{"what": part} for part in _listed(answer)]
    if key in ("history", "last"):
        return [] if answer == NONE else answer
    return answer


def _step_of(name: str, steps: list[str]) -> int | None:
    """The last step of the way that a number's name speaks of: 資料請求率 is about the step 資料請求."""
    found = [n for n, step in enumerate(steps) if len(step) >= 2 and (step in name or name in step)]
    return found[-1] if found else None


def readable_fields(entries: Entries) -> Iterator[str]:
    """The fields beside which the form shows what was read."""
    yield "period"
    for question in QUESTIONS:
        if question.rows is not None:
            for number in range(row_count(entries, question.rows)):
                for cell in question.row_fields:
                    if is_read(cell):
                        yield f"{question.rows}-{number}-{cell.key}"


def is_read(cell: Field) -> bool:
    """Whether an answer in this field is read as a number or a date."""
    return cell.key in ("period", "baseline", "target", "deadline")


def questions_with_rows(rows: Rows) -> Iterator[Question]:
    """The questions that are asked for each row."""
    return (q for q in QUESTIONS if q.rows == rows)
