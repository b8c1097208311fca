"""An interview on a plan: the questions of its report one by one, each answer written into the plan's own text.

The plan is judged again after every answer, since an answer can settle or raise other questions. Terminal and wording
are the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from advisor.answers import NONE, NOT_KNOWN, Kind, Operation, kind_of, put, written_down
from advisor.facts.describe import describe_quantity, describe_when
from advisor.naming.names import normalize_name
from advisor.notation.cadence import parse_cadence
from advisor.notation.dates import parse_when
from advisor.notation.quantity import parse_quantity
from advisor.pipeline import Settings, advise
from advisor.plan import Plan
from advisor.report import Change, Question, QuestionPart, Report, SubjectRef
from advisor.rewrite import PlanText, RewriteError, rewritten
from advisor.text import Language, Text


@dataclass(frozen=True, slots=True)
class Place:
    """Where one answer goes. `subject` is the row when the question is asked row by row, else None."""

    pointer: str
    subject: SubjectRef | None


@dataclass(frozen=True, slots=True)
class Item:
    """What is asked next: one thing, of the plan or of one row after another."""

    question: Question
    part: QuestionPart
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer was understood to say; `fits` is whether it can be used as it stands.

    `said` is what was read, and `target` the row's target where the answer is of another kind: 5.8% for 6,000 visitors.
    """

    fits: bool
    said: Text | None = None
    target: Text | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an answer. `error` is why the file could not take it; the plan is then as it was."""

    kind: Kind
    error: RewriteError | None = None


@dataclass
class Interview:
    """The state of an interview.

    Attributes:
        plan: the plan's text with all answers so far.
        as_of: the day it is judged by.
        settings: what it is judged with.
        language: what `not known` and `none` are written in.
    """

    plan: PlanText
    as_of: date
    settings: Settings
    language: Language
    report: Report = field(init=False)
    handled: int = 0
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.report = self._judged(self.plan)

    def next(self) -> Item | None:
        """What to ask next; None when there is nothing left."""
        return next(iter(self._items()), None)

    def left(self) -> int:
        """How many things there are still to ask."""
        return len(self._items())

    def unanswered(self) -> int:
        """How many things the plan still does not say, with those left for later."""
        return sum(len(q.parts) for q in self.report.questions)

    def leave(self, item: Item) -> None:
        """The question is done for this time, whatever was answered."""
        self.handled += 1
        for fact in item.part.facts:
            self._seen |= {(fact, p.subject.pointer if p.subject else "") for p in item.places}

    def read(self, item: Item, place: Place, text: str) -> Reading:
        """What an answer says, where a number, a date or a name is expected."""
        if kind_of(item.part.facts[0], text) != "given":
            return Reading(True)
        target = next((n.target for n in self.report.tree.nodes if n.pointer == place.pointer.rpartition("/")[0]), None)
        if item.part.expects == "quantity" and target is not None:
            said, aimed = parse_quantity(text), parse_quantity(target.text.ja)
            if said.state == aimed.state == "value" and (said.unit == "%") != (aimed.unit == "%"):
                return Reading(False, describe_quantity(said), target.text)
        return _read(item.part, text, [k.name for k in Plan.model_validate(self.plan.data).kgis])

    def record(self, item: Item, place: Place, text: str, *, fits: bool = True) -> Recorded:
        """Writes an answer down and judges the plan again. What does not fit its place is only kept as an answer."""
        fact, kind = item.part.facts[0], kind_of(item.part.facts[0], text)
        if kind == "open":
            return Recorded(kind)  # no answer yet
        before, error = self.plan, None
        if fits:
            patch = written_down(self.plan.data, fact, place.pointer, kind, text, self.language)
            # An answer that only says there is nothing to say must not bring up a remark, nor a figure named in passing.
            quiet = kind == "not_known" or place.pointer == "/kpis/-"
            error = self._take(patch, quiet=quiet) if patch else None
        said = {"given": text, "none": NONE[self.language], "not_known": NOT_KNOWN[self.language]}[kind]
        for other in item.part.facts:
            own = place.subject if other == fact else None
            if self._asks(other, place if other == fact else Place("", None)):
                subject = {} if own is None else {"subject": own.name}
                patch = put(self.plan.data, ["answers", "-"], {"to": other, **subject, "answer": said})
                error = (self._take(patch) if patch else None) or error
        return Recorded(kind, error if self.plan is before else None)

    def _items(self) -> list[Item]:
        return [i for q in self.report.questions for p in q.parts if (i := self._item(q, p)).places]

    def _item(self, question: Question, part: QuestionPart) -> Item:
        fact = part.facts[0]
        if len(set(part.pointers)) > 1:
            places = tuple(Place(p, s) for p, s in zip(part.pointers, part.subjects, strict=True))
            places = tuple(p for p in places if p.subject and (fact, p.subject.pointer) not in self._seen)
        elif (fact, "") in self._seen or (fact, part.subjects[0].pointer) in self._seen:
            places = ()
        else:
            row = part.subjects[0] if len(part.subjects) == 1 and part.subjects[0].pointer else None
            own = row is not None and part.pointers[0].startswith(f"{row.pointer}/")
            places = (Place(part.pointers[0], row if own else None),)
        return Item(question, part, places)

    def _asks(self, fact: str, place: Place) -> bool:
        """Whether the report asks for a fact (of this row, where there is one)."""
        return any(
            fact in part.facts and (place.subject is None or place.pointer in part.pointers)
            for question in self.report.questions
            for part in question.parts
        )

    def _take(self, patch: Sequence[Operation], *, quiet: bool = False) -> RewriteError | None:
        """Makes a change, if the file can hold it, and judges. `quiet` takes it back when it brings up something new."""
        change = Change(kind="fill", rule="", subject="", patch=tuple(patch))
        try:
            plan = rewritten(self.plan, change)
            report = self._judged(plan)
        except RewriteError as error:
            return error
        except (ValidationError, ValueError):
            return None
        if not quiet or _remarks(report) <= _remarks(self.report):
            self.plan, self.report = plan, report
        return None

    def _judged(self, plan: PlanText) -> Report:
        return advise(Plan.model_validate(plan.data), as_of=self.as_of, settings=self.settings)


def _remarks(report: Report) -> set[tuple[str, str, str]]:
    """What is remarked on: by rule, severity and row, since titles count rows and ids hang on what is in them."""
    found = (f for r in report.recommendations for f in r.findings)
    return {(f.rule, f.severity, s.name) for f in found for s in f.subjects}


_CONTENTLESS = frozenset(
    {"はい", "あり", "ある", "あります", "有", "有り", "しています", "yes", "y", "yes we do", "we do", "sure"}
)


def _read(part: QuestionPart, text: str, goals: Sequence[str]) -> Reading:
    readers: Mapping[str, Callable[[str], Reading]] = {
        "quantity": _hands if part.pointers[0] == "/resources/people" else _quantity,
        "date": _date,
        "choice": _span,
    }
    if part.expects in readers:
        return readers[part.expects](text)
    if part.facts[0] == "kpi.link":
        return Reading(normalize_name(text) in map(normalize_name, goals))
    flag = part.pointers[0].endswith(("/consulted", "/reasons_shared"))
    return Reading(flag or text.strip(" 。.!").casefold() not in _CONTENTLESS)


def _quantity(text: str) -> Reading:
    read = parse_quantity(text)
    if read.state != "value":
        return Reading(False)
    # Where something stands is asked for: "about half" or "20% more" says how it compares with what is not known.
    level = read.relation not in ("growth", "reduction", "multiple")
    return Reading(level, describe_quantity(read))


def _date(text: str) -> Reading:
    when = parse_when(text)
    return Reading(when.end is not None and not when.impossible, describe_when(when))


def _hands(text: str) -> Reading:
    return Reading(any(c.isdigit() for c in text))


def _span(text: str) -> Reading:
    known: Any = parse_cadence(text)
    whole = any(w in text.casefold() for w in ("全体", "通し", "通期", "期間", "whole", "total", "period"))
    return Reading(
        known is not None or whole or any(w in text.casefold() for w in ("月", "month", "年", "year", "週", "week"))
    )
