"""The report: the whole result of judging a plan, in both languages. The output contract, version 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from advisor.record import record
from advisor.text import Text

Severity = Literal["low", "medium", "high", "critical"]
Priority = Literal["now", "next", "later"]
Effort = Literal["small", "medium", "large"]


@record(kw_only=True)
class Place:
    """Where something stands in a file; lines and columns count from 1.

    In a workbook `cell` names sheet and cell (`計画!C7`), and `line` and `column` are its row and column numbers.
    """

    file: str
    line: int
    column: int
    cell: str | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.cell}" if self.cell else f"{self.file}:{self.line}:{self.column}"


@record(kw_only=True)
class SubjectRef:
    """What a remark is about. `pointer` is a JSON pointer into the plan; `place` is null without a file."""

    kind: str
    id: str
    name: str
    pointer: str
    place: Place | None = None


@record(kw_only=True)
class GuidanceRef:
    """A passage of the source guidance: its id, the article's lines, and what it says in our words."""

    id: str
    paragraphs: tuple[int, ...]
    says: Text


@record(kw_only=True)
class SourceRef:
    """Another source a remark rests on."""

    id: str
    cite: str


@record(kw_only=True)
class Evidence:
    """A fact that made a rule hold: its value, the operands behind it, and how sure it is (0 to 1)."""

    subject: str
    fact: str
    value: str | int
    figures: Mapping[str, float | int | str | bool | None] = field(default_factory=dict)
    confidence: float = 1.0


@record(kw_only=True)
class Scope:
    """How far a finding reaches: a kind of subject and its key."""

    kind: str
    key: str


@record(kw_only=True)
class FindingRef:
    """A rule that holds."""

    rule: str
    severity: Severity
    confidence: float
    title: Text
    scope: Scope
    subjects: tuple[SubjectRef, ...]
    evidence: tuple[Evidence, ...]
    guidance: tuple[GuidanceRef, ...]
    sources: tuple[SourceRef, ...] = ()


@record(kw_only=True)
class Change:
    """A change to the plan that would settle a finding.

    `kind` is `safe` (a fact the plan already implies), `proposed` (needs a decision) or `fill` (a blank that only the
    client can give, so its value is left open). It settles the finding of `rule` on `subject` (an id). `patch` is a JSON Patch (RFC 6902) on the plan as written: it begins
    with a `test` and never removes a row.
    """

    kind: Literal["safe", "proposed", "fill"]
    rule: str
    subject: str
    patch: tuple[Mapping[str, Any], ...]


@record(kw_only=True)
class Recommendation:
    """What to do, made of one or more findings that share a remedy.

    `fingerprint` is stable: it hangs on the rule and what it is about, not on the position. `reason` says
    why it has its rank. `changes` are changes to the plan where they can be proposed.
    """

    fingerprint: str
    rank: int
    priority: Priority
    severity: Severity
    effort: Effort
    confidence: float
    category: str
    audience: Literal["all", "sponsor"]
    title: Text
    why: Text
    action: Text
    caveat: Text | None = None
    reason: Text
    subjects: tuple[SubjectRef, ...]
    findings: tuple[FindingRef, ...]
    changes: tuple[Change, ...] = ()
    resolves: tuple[str, ...]


@record(kw_only=True)
class QuestionPart:
    """One of the things a question asks at once, for asking them one by one.

    `facts` are what the answer settles (`kpi.owner`, as docs/facts.md names them). `pointers` has the place of the
    answer for each of `subjects`; some places are shared. `-` at the end adds to a list.
    """

    facts: tuple[str, ...]
    subjects: tuple[SubjectRef, ...]
    pointers: tuple[str, ...]
    expects: str
    example: Text
    question: Text


@record(kw_only=True)
class Question:
    """What the plan does not say and a judgement needs.

    `pointer` is where the answer goes (`pointers` when it is asked of several rows); `rules` are all the
    rules that wait for it; `step` is the consultant's step it belongs to. `parts` are the same question in pieces: it
    has several when what belongs together is asked at once.
    """

    rank: int
    rule: str
    rules: tuple[str, ...]
    subjects: tuple[SubjectRef, ...]
    pointer: str
    pointers: tuple[str, ...]
    expects: str
    example: Text
    question: Text
    step: int = 0
    parts: tuple[QuestionPart, ...] = ()


@record(kw_only=True)
class Strength:
    """What already works."""

    rule: str
    text: Text


@record(kw_only=True)
class PlanWarningRef:
    """Something written that was not understood; the plan was judged without it."""

    message: Text
    pointer: str
    place: Place | None = None


@record(kw_only=True)
class AssumptionRef:
    """A reading or inference a judgement rests on."""

    pointer: str
    raw: str
    understood: Text
    confidence: Literal["stated", "parsed", "inferred", "guessed"]
    place: Place | None = None


@record(kw_only=True)
class Outcomes:
    """Per rule, the subjects by outcome; what is in no list is clear."""

    fired: tuple[str, ...] = ()
    not_stated: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()


@record(kw_only=True)
class ExceptionRef:
    """A finding the author accepts: `used`, `expired` or `unneeded`."""

    rule: str
    subject: str | None
    state: Literal["used", "expired", "unneeded"]
    reason: str | None
    until: date | None
    text: Text


@record(kw_only=True)
class Score:
    """0 to 100, overall and per category: 100 less a penalty for each recommendation (`docs/scoring.md`)."""

    overall: int
    categories: Mapping[str, int]


@record(kw_only=True)
class Versions:
    """What made the report: release, rulebook and configuration, so that two reports can be compared."""

    advisor: str
    engine: str
    rulebook: str
    configuration: str


@record(kw_only=True)
class Said:
    """A figure: the unrounded operand, and how it is said in each language."""

    value: float | int | str | bool | None
    text: Text


State = Literal[
    "fine", "impossible", "reversed", "short", "starved", "beyond", "already_met", "no_target", "no_number",
    "unknown", "watched", "reaches",
]  # fmt: skip


@record(kw_only=True)
class Mark:
    """What the plan's own figures say of a row, with both operands.

    Facts, not findings: an exception or a rule left out by choice takes no mark away. `rule` is the rule that
    speaks of it. The states and their `figures`:

    - `impossible`: the target lies outside the natural limits of what is measured (`limit`);
    - `reversed`: it leads the wrong way from the baseline;
    - `short` (goals): all targets multiplied yield less than the goal (`made`, `needed`, `gap`, `share`, `sum`);
    - `starved` (KPIs): the steps before it bring less than its target (the same figures);
    - `beyond`: its own past does not carry the target (`last`, and `best` where there is a history);
    - `already_met`: today's figure is better than the target (`now`, `needed`);
    - `no_target`, `no_number`: no target, or one in words alone; `unknown`: the plan does not say;
    - `watched`: a figure that is only watched and needs no target;
    - `reaches` (goals): all targets multiplied reach the goal (`made`, `needed`, `share`, `sum`).
    """

    state: State
    rule: str | None
    figures: Mapping[str, Said] = field(default_factory=dict)


@record(kw_only=True)
class TreeNode:
    """A goal or KPI in the tree. `pointer` identifies it in the edges.

    `target`, `baseline` and `actual` are null where the plan gives none. `marks` has the gravest first, and
    `state` is that one's; `fine` where there is none.
    """

    kind: Literal["kgi", "kpi"]
    id: str
    name: str
    pointer: str
    target: Said | None
    baseline: Said | None
    actual: Said | None
    state: State
    marks: tuple[Mark, ...] = ()


@record(kw_only=True)
class TreeEdge:
    """What a KPI serves: pointers of the KPI and of the goal or KPI above it.

    `how`: `stated`; `inferred` from what the KPI measures; `assumed`, since there is one goal and no row names
    any; `cycle`, stated, but both lead to each other; and where `to` is null: `broken` (the name is `written`,
    and `near` is a row it may have meant), `missing`, or `unknown` in an excerpt.
    """

    source: str
    to: str | None
    how: Literal["stated", "inferred", "assumed", "cycle", "broken", "missing", "unknown"]
    written: str | None = None
    near: str | None = None


@record(kw_only=True)
class Tree:
    """The plan's goals and KPIs, in its own order, and how they hang together.

    A KPI may have several edges or none, circles are possible, and there may be no goal at all.
    """

    nodes: tuple[TreeNode, ...] = ()
    edges: tuple[TreeEdge, ...] = ()


@record(kw_only=True)
class PastValue:
    """A past value, and when it was measured, as written, where the plan says."""

    value: Said
    when: str | None = None


@record(kw_only=True)
class TargetRange:
    """A row's past held against its target.

    `low` to `high` is where the past alone would carry the figure in `steps` more periods (said in `ahead`), `confidence` (0 to 1)
    of the time; `likely` is its middle. `how` is where the target lies: `within` or `beyond` the range, `met`
    when the last figure is as good already, `unjudged` when the target itself is in doubt.
    """

    kind: Literal["kgi", "kpi"]
    id: str
    name: str
    pointer: str
    direction: Literal["up", "down"]
    past: tuple[PastValue, ...]
    target: Said
    low: Said
    high: Said
    likely: Said
    steps: int
    ahead: Text
    confidence: float
    how: Literal["within", "beyond", "met", "unjudged"]


class Report(BaseModel):
    """The whole result.

    `model_dump_json()` gives the published form. The parts are plain dataclasses, since the advisor makes them
    from checked values and a start should not pay for checking them again.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    schema_version: Literal[1] = 1
    title: str | None
    as_of: date | None
    versions: Versions
    score: Score
    coverage: float = Field(description="Share of applicable judgements the plan states enough to make, 0 to 1.")
    strengths: tuple[Strength, ...]
    recommendations: tuple[Recommendation, ...]
    questions: tuple[Question, ...]
    warnings: tuple[PlanWarningRef, ...]
    assumptions: tuple[AssumptionRef, ...]
    outcomes: Mapping[str, Outcomes]
    exceptions: tuple[ExceptionRef, ...] = ()
    tree: Tree = Field(default_factory=Tree, description="Goals and KPIs and how they hang together, for a picture.")
    ranges: tuple[TargetRange, ...] = Field((), description="Histories held against targets, for pictures.")


class Reading(BaseModel):
    """How a plan was understood: what was read from each text, and what could not be. No judgement."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    schema_version: Literal[1] = 1
    title: str | None
    as_of: date | None
    warnings: tuple[PlanWarningRef, ...]
    assumptions: tuple[AssumptionRef, ...]
