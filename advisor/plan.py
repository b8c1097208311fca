"""The plan: what its author wrote, typed, with nothing interpreted.

The input contract, version 1. Only a KPI's name is required. A value is a number or free text as people
write it; lists and maps also accept text. What the contract does not know is kept out of the judgement and
said as a warning; only a wrong container (a list where a mapping belongs) or two rows with one id end the
job. `None` means left out; `[]`, `false`, `none` and `なし` state a none and are kept as written.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, PrivateAttr, model_validator

from advisor.plan_shape import PlanWarning, shape_plan

Scalar = str | int | float | bool | None
"""A value as written: a number or free text. `None` when it was left out."""


def _no_rows() -> list[Any]:
    # Not `list` itself: to see what a built-in takes, pydantic tokenizes its help text, at a tenth of the cost of a start.
    return []


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Action(_Part):
    """Something people do, day by day, to move a KPI."""

    what: str | None = Field(None, description="What is done, e.g. 比較記事の公開.")
    how_often: str | None = Field(None, description="How often, e.g. 週2本.")


class Milestone(_Part):
    """An intermediate value and the day it is due."""

    at: Scalar = Field(None, description="The day it is due.")
    value: Scalar = Field(None, description="The value to have reached by then.")


class Qualitative(_Part):
    """A customer-voice or staff-voice measure kept beside the KPIs."""

    name: str | None = Field(None, description="What is heard, e.g. NPS.")
    how: str | None = Field(None, description="How it is collected, e.g. 四半期アンケート.")
    audience: Literal["customer", "staff"] | None = Field(None, description="Whose voice it is.")


class Incentive(_Part):
    """Pay, bonus, award or penalty that hangs on a figure."""

    tied_to: str | list[str] | None = Field(None, description="The id or name of the KPI or KGI it hangs on.")
    what: str | None = Field(None, description="What is paid or withheld, e.g. 1件500円の報奨金.")
    kind: Literal["reward", "penalty"] | None = None


class Resources(_Part):
    """Where demand comes from and who can serve it."""

    channels: list[str] | None = Field(None, description="Where leads come from, e.g. 自社サイト, 展示会.")
    people: Scalar = Field(None, description="How many people work on it.")
    working_days_per_month: Scalar = Field(None, description="Working days in a month.")
    text: str | None = Field(None, description="Resources given as free text.")


class Review(_Part):
    """The standing meeting where the figures are read."""

    cadence: str | None = Field(None, description="How often, e.g. 週次.")
    meeting: str | None = Field(None, description="Which meeting.")
    participants: list[str] | None = Field(None, description="Who takes part.")


class Frontline(_Part):
    """What the people who do the work were asked and told."""

    consulted: bool | None = Field(None, description="Were they asked before the targets were set?")
    reasons_shared: bool | None = Field(None, description="Were they told why these KPIs and levels?")
    text: str | None = Field(None, description="Given as free text.")


class Operation(_Part):
    """How the plan is run."""

    review: Review | None = Field(None, description="The review: a rhythm as text, or cadence, meeting, participants.")
    on_miss: Scalar = Field(None, description="What happens when a target is missed.")
    effect_check: Scalar = Field(None, description="How it is checked that the KPIs move the goal.")
    frontline: Frontline | None = None
    data_source: Scalar = Field(None, description="Where the figures come from.")
    dashboard: Scalar = Field(None, description="Where people see the figures.")
    revision: Scalar = Field(None, description="When targets are revised.")


class PlanException(_Part):
    """A finding the author accepts, with a reason and an expiry date."""

    rule: str = Field(description="The rule's id, e.g. focus/too-many-kpis.")
    subject: str | None = Field(None, description="The id or name of the KPI or KGI; left out: the whole plan.")
    until: Scalar = Field(None, description="The last day it holds.")
    reason: str | None = None


class Answer(_Part):
    """What was answered to a question and has no field of its own, so that it is not asked again."""

    to: str = Field(
        description="The fact it was asked for, as docs/facts.md names it, e.g. plan.handover or kpi.owner."
    )
    subject: str | None = Field(None, description="The id or name of the row asked about; left out: all of them.")
    answer: Scalar = Field(None, description="In the client's words; わからない or not known; なし or none.")


class Organization(_Part):
    """Whose plan it is."""

    name: str | None = None
    kind: str | None = Field(None, description="The kind of organization, e.g. startup, local government.")
    industry: str | None = None
    headcount: Scalar = None
    departments: list[str] | None = None


class Period(_Part):
    """The span the plan covers."""

    start: Scalar = None
    end: Scalar = None


class Row(_Part):
    """What a KGI and a KPI have in common."""

    id: str | None = Field(None, description="Made from the name when left out.")
    name: str
    definition: str | None = Field(None, description="What exactly is counted.")
    formula: str | None = Field(None, description="How it is worked out, e.g. 訪問数 * CV率.")
    unit: str | None = Field(None, description="e.g. 件, 円, %.")
    baseline: Scalar = Field(None, description="Where it stands before the plan, e.g. 月120件.")
    target: Scalar = Field(None, description="Where it is to be, e.g. 月300件.")
    actual: Scalar = Field(None, description="The result so far (実績).")
    forecast: Scalar = Field(None, description="Where it is expected to land (着地見込み).")
    deadline: Scalar = Field(None, description="By when, e.g. 2026-09-30 or 2026年9月末.")
    period: Scalar = Field(None, description="What one value covers, e.g. monthly.")
    direction: Literal["up", "down"] | None = Field(None, description="Which way is better; inferred when left out.")
    history: list[Any] | str | None = Field(
        None, description="Past values, oldest first: numbers, {at, value} entries, or text."
    )
    owner: str | None = None
    data_source: Scalar = None
    note: str | None = Field(None, description="A remark. In an excerpt it explains what is left out.")


class KGI(Row):
    """A final goal. Itself a number, usually with a date."""

    description: str | None = Field(None, description="The goal in words.")
    type: str | None = Field(None, description="e.g. objective, north_star.")


class KPI(Row):
    """A measurable mid-point on the way to a goal."""

    kgi: list[str] | None = Field(None, description="The goal it serves: id, name or a list of them.")
    drives: list[str] | None = Field(None, description="The KPI it feeds: id, name or a list of them.")
    milestones: list[Milestone] | None = None
    kind: Literal["activity", "outcome", "quality", "perception", "milestone"] | None = Field(
        None, description="Inferred when left out."
    )
    tier: Literal["core", "supporting", "monitor"] | None = Field(
        None, description="monitor: a watch measure, which needs no target."
    )
    guarded_by: list[str] | None = Field(None, description="The quality measure that watches this one.")
    department: str | None = None
    frequency: Scalar = Field(None, description="How often it is read.")
    actions: list[Action] | None = None


class Plan(_Part):
    """A KPI plan as its author wrote it.

    `Plan.model_validate(data)` accepts what people write (see the module's text); `warnings` says what was
    not understood. Raises pydantic's `ValidationError` for a wrong container or a doubled explicit id.
    """

    title: str | None = None
    as_of: date | None = Field(None, description="The day to judge dates by.")
    excerpt: bool = Field(False, description="true: only part of the plan is here, so what is missing is unknown.")
    period: Period | str | None = Field(None, description="e.g. 2026年度上期, or start and end.")
    plan_type: Literal["kpi", "okr"] = Field("kpi", description="okr: objectives are qualitative by design.")
    language: str | None = Field(None, description="The language the plan is written in. Informative only.")
    organization: Organization | None = None
    ksf: list[str] | None = Field(None, description="Critical success factors, if named.")
    kgis: list[KGI] = Field(default_factory=_no_rows, description="The final goals. Complete unless excerpt is true.")
    kpis: list[KPI] = Field(default_factory=_no_rows, description="The indicators. Complete unless excerpt is true.")
    qualitative: list[Qualitative] | None = None
    incentives: list[Incentive] | None = None
    actions: list[Action] | None = Field(None, description="Actions of the plan as a whole.")
    resources: Resources | None = None
    operation: Operation | None = None
    exceptions: list[PlanException] | None = None
    answers: list[Answer] | None = Field(None, description="Answers that have no field of their own.")

    _warnings: tuple[PlanWarning, ...] = PrivateAttr(default=())
    _rows: dict[str, list[int]] = PrivateAttr(default_factory=dict)
    _written: Any = PrivateAttr(default=None)

    @model_validator(mode="wrap")
    @classmethod
    def _tolerate(cls, data: Any, handler: ModelWrapValidatorHandler[Plan]) -> Plan:
        if isinstance(data, Plan):
            return data
        shape = shape_plan(data, cls)
        plan = handler(shape.data)
        plan._warnings = shape.warnings
        plan._rows = shape.rows
        plan._written = data
        return plan

    @property
    def warnings(self) -> tuple[PlanWarning, ...]:
        """What was written but not understood, each with a JSON pointer to its place."""
        return self._warnings

    @property
    def written(self) -> Any:
        """The data the plan was made from, as its author wrote it: what JSON pointers point into."""
        return self._written

    def pointer(self, rows: Literal["kgis", "kpis"], index: int) -> str:
        """JSON pointer to a row as it stands in the source, where blank rows may lie between."""
        places = self._rows.get(rows)
        return f"/{rows}/{places[index] if places else index}"
