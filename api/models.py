"""What the service answers beside reports. Within v1 a field may be added; none is dropped or renamed."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from advisor.explain import Explanation, Limit
from advisor.read import SourcedPlan
from advisor.report import PlanWarningRef, Question, Reading
from advisor.text import Text


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Questions(_Answer):
    """What to ask next, the most useful first."""

    schema_version: Literal[1] = 1
    as_of: date | None
    coverage: float = Field(description="Share of applicable judgements the plan states enough to make, 0 to 1.")
    questions: tuple[Question, ...]
    warnings: tuple[PlanWarningRef, ...]


class RuleBrief(_Answer):
    """A rule in brief."""

    id: str
    category: str
    severity: str = Field(description="Where nothing makes it better or worse.")
    severities: tuple[str, ...] = Field(description="All it may have, the worst first.")
    effort: str
    audience: str
    about: tuple[str, ...]
    guidance: tuple[str, ...]
    title: Text
    rationale: Text


class Rules(_Answer):
    """Every rule in brief."""

    rules: tuple[RuleBrief, ...]


class SeverityCase(_Answer):
    """A severity and the alternatives that call for it; the first of a rule's cases is its default."""

    severity: str
    conditions: tuple[tuple[Text, ...], ...]


class Passage(_Answer):
    """A passage of the guidance a rule encodes."""

    id: str
    paragraphs: tuple[int, ...]
    says: Text


class Source(_Answer):
    """Another source a rule rests on."""

    cite: str
    says: Text


class RuleDetail(_Answer):
    """A rule in words, in both languages."""

    id: str
    title: Text
    rationale: Text
    about: Text
    cases: tuple[SeverityCase, ...]
    effort: str
    audience: str
    guidance: tuple[Passage, ...]
    sources: tuple[Source, ...]
    limits: tuple[Limit, ...]
    applies: tuple[Text, ...] = Field(description="What must hold for the rule to speak at all.")
    fires: tuple[tuple[Text, ...], ...] = Field(description="Alternatives, each of conditions that hold together.")
    asks: tuple[Text, ...] = Field(description="What the plan leaves out when the rule asks.")
    silent: tuple[Text, ...] = Field(description="What speaks against it.")
    of: tuple[str, ...] = Field(description="For a conclusion, the rules it joins.")
    bad: tuple[dict[str, Any], ...] = Field(description="Plans it holds for.")
    good: tuple[dict[str, Any], ...] = Field(description="Plans it is silent on.")


class Bounds(_Answer):
    """Natural limits of a measure; null where there is none."""

    min: float | None
    max: float | None


class Counterpart(_Answer):
    """Another measure of the catalogue."""

    id: str
    name: Text


class Metric(_Answer):
    """A measure of the catalogue."""

    id: str
    name: Text
    aliases: tuple[str, ...] = Field(description="Other names for the very same measure, in either language.")
    measures: str = Field(description="volume, rate, amount, duration, score, rank, ratio, index or state.")
    kind: str = Field(description="activity, outcome, quality, perception or milestone.")
    direction: Literal["up", "down", "either"] = Field(description="Which way is better.")
    direction_in: dict[str, str] = Field(description="The better way for departments that see it otherwise.")
    unit: str | None = Field(description="% for rates; null where each plan has its own.")
    bounds: Bounds
    exceeds: bool = Field(description="It may properly pass 100 %.")
    voice: Literal["customer", "staff"] | None = Field(description="Whose voice it carries.")
    step: str | None = Field(description="The step of a funnel it counts.")
    converts: tuple[str, str] | None = Field(description="The two steps of a funnel it is the rate between.")
    domain: str
    standing: bool = Field(description="It is kept at a level on purpose.")
    usual_unit: Text | None = Field(description="The unit it is mostly stated in; null for a state.")
    gaming: Text | None = Field(description="What it could be met with, without the good it stands for.")
    ungamed: Text | None = Field(description="Why there is no such thing, where gaming is null.")
    guarded_by: tuple[Counterpart, ...] = Field(description="The measures that show whether quality held.")
    definition: Text = Field(description="A short definition to adopt.")
    source: str | None = Field(description="The published work the definition follows; null where it is our own.")
    match: Literal["exact", "starts", "contains", "close"] | None = Field(
        description="How a name or alias met the query; null where all are listed."
    )
    confidence: float | None = Field(description="How likely this is the one meant, 0 to 1; null likewise.")


class Metrics(_Answer):
    """Measures of the catalogue, the likeliest first."""

    total: int = Field(description="How many were found; limit may have cut the list.")
    metrics: tuple[Metric, ...]


class Health(_Answer):
    """The service lives, or is ready."""

    status: Literal["ok"] = "ok"


class ProblemField(_Answer):
    """A bad field: a JSON pointer into the plan, or the name of a query parameter."""

    pointer: str | None = None
    parameter: str | None = None
    detail: str
    value: str | None = Field(None, description="What was sent, in 60 characters at most.")


class ProblemDocument(_Answer):
    """RFC 9457, in the language of Accept-Language."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    line: int | None = Field(None, description="Where the body stops being readable, counted from 1.")
    column: int | None = None
    cell: str | None = Field(None, description="In a workbook, the sheet and cell, such as `計画!C7`.")
    errors: tuple[ProblemField, ...] = ()


class ColumnRead(_Answer):
    """What one column of a table was taken for."""

    sheet: str
    header: str
    field: str | None = Field(description="The plan's field, null where the column is not read.")
    place: str = Field(description="Sheet and cell in a workbook (`計画!C7`), else line:column.")
    note: Text | None
    sure: bool = Field(description="false: taken from the values below rather than from the header.")


class ValueRead(_Answer):
    """One value of the plan and the text it was made of."""

    pointer: str
    raw: str
    place: str
    sure: bool


class LeftOut(_Answer):
    """Something in the file that no value was made of."""

    what: str
    why: Text
    place: str | None


class HowRead(_Answer):
    """How a sheet or memo was read."""

    form: Literal["table", "memo"]
    columns: tuple[ColumnRead, ...]
    values: tuple[ValueRead, ...]
    ignored: tuple[LeftOut, ...]


class FileReading(Reading):
    """How a plan is understood, and for a sheet or memo how it was read."""

    plan: dict[str, Any] = Field(description="The plan as it was read, to be sent on as JSON.")
    understanding: HowRead | None = Field(description="null for YAML and JSON, which say themselves what a value is.")


def file_reading(reading: Reading, sourced: SourcedPlan) -> FileReading:
    """A plan's reading with how its file was read."""
    how = sourced.document.understanding
    understanding = (
        None
        if how is None
        else HowRead(
            form=how.form,
            columns=tuple(
                ColumnRead(
                    sheet=c.sheet, header=c.header, field=c.field, place=str(c.position), note=c.note, sure=c.sure
                )
                for c in how.columns
            ),
            values=tuple(
                ValueRead(pointer=v.pointer, raw=v.raw, place=str(v.position), sure=v.sure) for v in how.values
            ),
            ignored=tuple(
                LeftOut(what=i.what, why=i.why, place=None if i.position is None else str(i.position))
                for i in how.ignored
            ),
        )
    )
    return FileReading.model_construct(
        **{name: getattr(reading, name) for name in type(reading).model_fields},
        plan=sourced.document.data,
        understanding=understanding,
    )


def rule_detail(rule: Explanation) -> RuleDetail:
    """A rule in words as the service gives it."""
    return RuleDetail(
        id=rule.id,
        title=rule.title,
        rationale=rule.rationale,
        about=rule.about,
        cases=tuple(SeverityCase(severity=c.severity, conditions=c.conditions) for c in rule.cases),
        effort=rule.effort,
        audience=rule.audience,
        guidance=tuple(Passage(id=i, paragraphs=p, says=s) for i, p, s in rule.guidance),
        sources=tuple(Source(cite=c, says=s) for c, s in rule.sources),
        limits=rule.limits,
        applies=rule.applies,
        fires=rule.fires,
        asks=rule.asks,
        silent=rule.silent,
        of=rule.of,
        bad=tuple(dict(p) for p in rule.bad),
        good=tuple(dict(p) for p in rule.good),
    )
