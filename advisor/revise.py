"""Tries changes on a plan: applied and judged again, is the finding gone, and has nothing as bad come up?

What is proposed is only a proposal until this has been seen; `kpi-advisor apply` changes nothing that fails here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import jsonpatch

from advisor.pipeline import Settings, advise
from advisor.plan import Plan
from advisor.report import Change, Recommendation, Report
from advisor.rulebook import SEVERITIES, Severity
from advisor.text import Text

Kind = Literal["safe", "proposed", "fill"]


@dataclass(frozen=True)
class Proof:
    """What applying a change came to.

    Attributes:
        change: the change.
        recommendation: the recommendation it belongs to, as judged before.
        data: the plan's data with the change in it.
        report: the judgement of that plan.
        settled: the change's finding is gone. A blank left for the client settles nothing yet.
        worse: titles of findings that came up and are as severe as the recommendation, or more.
    """

    change: Change
    recommendation: Recommendation
    data: Mapping[str, Any]
    report: Report
    settled: bool
    worse: tuple[Text, ...]

    @property
    def holds(self) -> bool:
        """Whether the change may be made: it settles its finding, or is a blank, and nothing as bad comes up."""
        return (self.settled or self.change.kind == "fill") and not self.worse


def patched(data: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """The plan's data with the change in it; `data` stays as it is.

    Raises ValueError when the patch does not fit, as on a plan that was changed meanwhile.
    """
    try:
        made: dict[str, Any] = jsonpatch.apply_patch(deepcopy(dict(data)), [dict(op) for op in change.patch])
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException) as error:
        raise ValueError("the patch does not fit this plan") from error
    return made


def prove(
    data: Mapping[str, Any],
    report: Report,
    recommendation: Recommendation,
    change: Change,
    *,
    as_of: date | None,
    settings: Settings | None = None,
) -> Proof:
    """Applies a change of a recommendation in `report`, which judged `data`, and judges the result.

    Raises ValueError when the patch does not fit.
    """
    changed = patched(data, change)
    after = advise(Plan.model_validate(changed), as_of=as_of, settings=settings)
    before_found, after_found = _found(report), _found(after)
    bar = SEVERITIES.index(recommendation.severity)
    worse = tuple(
        dict.fromkeys(
            titles[0]
            for (rule, name, severity), titles in after_found.items()
            if SEVERITIES.index(severity) >= bar and len(titles) > len(before_found.get((rule, name, severity), ()))
        )
    )
    names = {s.id: s.name for f in recommendation.findings for s in f.subjects}
    own = (change.rule, names.get(change.subject, ""))
    settled = _count(after_found, *own) < _count(before_found, *own)
    return Proof(change, recommendation, changed, after, settled, worse)


Found = Mapping[tuple[str, str, Severity], Sequence[Text]]


def _found(report: Report) -> Found:
    """Titles of findings by rule, the subject's name and severity. A finding on several rows counts for each.

    By name and not by id: ids of rows that share a name hang on what is in the rows, so a change may swap them.
    """
    made: dict[tuple[str, str, Severity], list[Text]] = {}
    for recommendation in report.recommendations:
        for finding in recommendation.findings:
            for subject in finding.subjects:
                made.setdefault((finding.rule, subject.name, finding.severity), []).append(finding.title)
    return made


def _count(found: Found, rule: str, name: str) -> int:
    return sum(len(titles) for (r, n, _), titles in found.items() if (r, n) == (rule, name))


def revise(
    data: Mapping[str, Any], kinds: Sequence[Kind], *, as_of: date | None, settings: Settings | None = None
) -> Iterator[Proof]:
    """Applies the changes of these kinds one after another, each to the plan with all before it, and proves each.

    A change that does not hold is yielded and left out. The order is the report's: what matters most comes first.
    """
    tried: set[tuple[str, str]] = set()
    current = dict(data)
    while True:
        report = advise(Plan.model_validate(current), as_of=as_of, settings=settings)
        chosen = _next(report, kinds, tried)
        if chosen is None:
            return
        recommendation, change = chosen
        tried.add(_identity(change))
        proof = prove(current, report, recommendation, change, as_of=as_of, settings=settings)
        yield proof
        if proof.holds:
            current = dict(proof.data)


def _next(report: Report, kinds: Sequence[Kind], tried: set[tuple[str, str]]) -> tuple[Recommendation, Change] | None:
    for recommendation in report.recommendations:
        for change in recommendation.changes:
            if change.kind in kinds and _identity(change) not in tried:
                return recommendation, change
    return None


def _identity(change: Change) -> tuple[str, str]:
    """A change by its rule and the places it touches: its figures may move as others are made."""
    return change.rule, " ".join(op["path"] for op in change.patch if op["op"] != "test")
