"""The one plan that files of one company make, in which every value still knows its own file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from advisor.company.merge import Origin, merged
from advisor.company.ties import Member, Tie, ties_between
from advisor.plan import Plan
from advisor.read import SourcedPlan
from advisor.report import AssumptionRef, Place, PlanWarningRef, Report
from advisor.source.document import Document
from advisor.text import Text

_REASONS = {
    "reference": Text(
        ja="「{written}」は{file}の行を指すものと読み、2つの計画を1つとして判断しました",
        en="“{written}” taken as the row in {file}; both plans are judged as one",
    ),
    "same_goal": Text(
        ja="「{written}」は{file}と同じ目標と読み、2つの計画を1つとして判断しました",
        en="“{written}” taken as the same goal as in {file}; both plans are judged as one",
    ),
    "handed_down": Text(
        ja="「{written}」は{file}のKPIを受けた目標と読み、2つの計画を1つとして判断しました",
        en="“{written}” taken as the KPI in {file}, handed down as a goal; both plans are judged as one",
    ),
    "part": Text(
        ja="「{written}」は{file}の目標の内訳と読み、2つの計画を1つとして判断しました",
        en="“{written}” taken as a part of the goal in {file}; both plans are judged as one",
    ),
}


@dataclass(frozen=True)
class JoinedPlan(SourcedPlan):
    """Several files of one company, judged as one plan.

    Attributes:
        members: the files' own plans, in the order they were given.
        origins: JSON pointer into the joined plan → the file and pointer its value comes from.
        ties: why the files belong together.
    """

    members: tuple[SourcedPlan, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict)
    ties: tuple[Tie, ...] = ()

    @property
    def warning_refs(self) -> tuple[PlanWarningRef, ...]:
        """What each file, and each file's plan, says unclearly."""
        return tuple(
            ref
            for member in self.members
            for ref in (
                *member.warning_refs,
                *(
                    PlanWarningRef(message=w.message, pointer=w.pointer, place=member.locate(w.pointer))
                    for w in member.plan.warnings
                ),
            )
        )

    @property
    def assumption_refs(self) -> tuple[AssumptionRef, ...]:
        """Why the files are judged as one."""
        found = []
        first = {(tie.naming, tie.named.member): tie for tie in reversed(self.ties)}
        for tie in (t for t in self.ties if t in first.values()):
            file = Path(self.members[tie.named.member].document.name).name
            reason = _REASONS[tie.how]
            found.append(
                AssumptionRef(
                    pointer=tie.pointer,
                    raw=tie.written,
                    understood=Text(
                        reason.ja.format(written=tie.written, file=file),
                        reason.en.format(written=tie.written, file=file),
                    ),
                    confidence="inferred",
                    place=self.members[tie.naming].locate(tie.pointer),
                )
            )
        return tuple(found)

    def in_files(self, report: Report) -> Report:
        """The report with each file's warnings and why the files were read as one.

        It proposes no changes: a change is a patch to one file, and `changes` cannot say which.
        """
        return report.model_copy(
            update={
                "warnings": self.warning_refs + report.warnings,
                "assumptions": self.assumption_refs + report.assumptions,
                "recommendations": tuple(replace(r, changes=()) for r in report.recommendations),
            }
        )

    def locate(self, pointer: str) -> Place | None:
        """Where a JSON pointer of the joined plan stands, and in which file."""
        at, rest = pointer, ""
        while at and at not in self.origins:
            at, _, last = at.rpartition("/")
            rest = f"/{last}{rest}"
        origin = self.origins.get(at)
        if origin is None:
            return self.members[0].locate("")
        return self.members[origin.member].locate(origin.pointer + rest)


def companies(plans: Sequence[SourcedPlan]) -> list[SourcedPlan]:
    """Puts together the files that name each other's goals or KPIs.

    Args:
        plans: plans that were read from files, in any order.

    Returns:
        The plans in order of their first file; several files of one company as one `JoinedPlan`, the rest as given.
    """
    members = [Member(number, sourced.plan) for number, sourced in enumerate(plans)]
    ties = ties_between(members)
    group = list(range(len(plans)))

    def root(number: int) -> int:
        while group[number] != number:
            number = group[number]
        return number

    for tie in ties:
        a, b = sorted((root(tie.naming), root(tie.named.member)))
        group[b] = a
    together: dict[int, list[int]] = {}
    for number in range(len(plans)):
        together.setdefault(root(number), []).append(number)
    return [plans[numbers[0]] if len(numbers) == 1 else _joined(plans, numbers, ties) for numbers in together.values()]


def _joined(plans: Sequence[SourcedPlan], numbers: Sequence[int], ties: Sequence[Tie]) -> JoinedPlan:
    own = [plans[n] for n in numbers]
    place = {number: new for new, number in enumerate(numbers)}
    ours = tuple(_renumbered(tie, place) for tie in ties if tie.naming in place)
    data, origins = merged([Member(n, sourced.plan) for n, sourced in enumerate(own)], _titles(own), ours)
    document = Document(
        name=" + ".join(sourced.document.name for sourced in own), data=data, positions={}, key_positions={}, raw={}
    )
    return JoinedPlan(Plan.model_validate(data), document, tuple(own), origins, ours)


def _renumbered(tie: Tie, place: Mapping[int, int]) -> Tie:
    row = None if tie.row is None else replace(tie.row, member=place[tie.row.member])
    return replace(tie, naming=place[tie.naming], named=replace(tie.named, member=place[tie.named.member]), row=row)


def _titles(plans: Sequence[SourcedPlan]) -> list[str]:
    """What each file is called where its rows need telling apart: its name without folder and extension."""
    return [Path(sourced.document.name).stem or f"{n}" for n, sourced in enumerate(plans, start=1)]
