"""The way through: plan → facts → findings → recommendations → report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from functools import cache
from importlib.metadata import version

from advisor.changes import changes_of
from advisor.facts.base import Assumption, Fact, Subject
from advisor.facts.gather import gather, read_notes
from advisor.findings import Finding, Judgement, judge
from advisor.knowledge_files import thresholds
from advisor.naming.names import normalize_name
from advisor.notation.dates import parse_when
from advisor.pictures import ranges_of, tree_of, without_marks
from advisor.plan import Plan, PlanException
from advisor.questions import Asked, questions_of
from advisor.recommendations import (
    Advice,
    Group,
    advise_on,
    coverage_of,
    score_of,
    step_of,
    strengths_of,
)
from advisor.record import record
from advisor.report import (
    AssumptionRef,
    Change,
    Evidence,
    ExceptionRef,
    FindingRef,
    GuidanceRef,
    Outcomes,
    Place,
    PlanWarningRef,
    Question,
    QuestionPart,
    Reading,
    Recommendation,
    Report,
    Scope,
    Score,
    SourceRef,
    Strength,
    SubjectRef,
    Versions,
)
from advisor.rulebook import Rulebook, Severity, built_in_rulebook
from advisor.text import Text

Locate = Callable[[str], Place | None]
"""Where a JSON pointer of the plan stands in its file; None when there is no file."""


@record(slots=False)
class Settings:
    """What a user may set. The defaults are the published ones.

    Attributes:
        thresholds: other limits than `knowledge/thresholds.yaml` gives, by id.
        severity: another severity for a rule, by rule id.
        select: globs of rule ids to judge by; all when empty.
        ignore: globs of rule ids to leave out.
    """

    thresholds: Mapping[str, float] = field(default_factory=dict)
    severity: Mapping[str, Severity] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def digest(self) -> str:
        """Identifies the configuration, for comparing reports."""
        parts = [dict(sorted(self.thresholds.items())), dict(sorted(self.severity.items())), self.select, self.ignore]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


def advise(
    plan: Plan,
    *,
    as_of: date | None = None,
    settings: Settings | None = None,
    locate: Locate | None = None,
) -> Report:
    """Judges a plan and says what to do, in both languages.

    Reads no clock, locale, file or network: the same plan, day and settings give the same report. Safe to
    call from several threads.

    Args:
        plan: the plan, from `Plan.model_validate(data)` or `read_plan(path)`.
        as_of: the day to judge dates by; the plan's own `as_of` when left out. With neither, nothing that
            needs a day is judged.
        settings: thresholds, severities and the choice of rules.
        locate: gives the place in a file for a JSON pointer; left out, the report has no places.
    """
    chosen = settings or Settings()
    at = locate or _nowhere
    day = as_of or plan.as_of
    limits = {t.id: t.value for t in thresholds().values()} | dict(chosen.thresholds)
    rulebook = _rulebook(chosen.select, chosen.ignore)
    base = gather(plan, day, limits)
    judgement = judge(base.facts, rulebook, chosen.severity)
    judgement, exceptions = _excepted(judgement, plan, day, rulebook)
    advice = advise_on(judgement, base.facts)
    overall, categories = score_of(advice, rulebook.categories)
    return Report.model_construct(
        title=plan.title,
        as_of=day,
        versions=Versions(
            advisor=_release(), engine="durable-rules 2.0.28", rulebook=rulebook.digest, configuration=chosen.digest()
        ),
        score=Score(overall=overall, categories=categories),
        coverage=round(coverage_of(judgement), 3),
        strengths=tuple(Strength(rule=r.id, text=t) for r, t in strengths_of(judgement, rulebook.rules)),
        recommendations=tuple(
            _recommendation(a, n, at, changes_of(a, base.facts, plan)) for n, a in enumerate(advice, start=1)
        ),
        questions=_questions(judgement, plan, at),
        warnings=_warnings(plan, at),
        assumptions=_assumptions(base.assumptions, at),
        outcomes=_outcomes(judgement),
        exceptions=exceptions,
        tree=tree_of(base.pictures),
        ranges=ranges_of(base.pictures),
    )


def read_back(plan: Plan, *, as_of: date | None = None, locate: Locate | None = None) -> Reading:
    """Says how a plan is understood and judges nothing, for a form that shows what it read before it is sent.

    `warnings` and `assumptions` are those of `advise` on the same day; the arguments mean what they mean there.
    """
    at = locate or _nowhere
    day = as_of or plan.as_of
    return Reading.model_construct(
        title=plan.title,
        as_of=day,
        warnings=_warnings(plan, at),
        assumptions=_assumptions(read_notes(plan, day), at),
    )


def understood_values(plan: Plan, *, as_of: date | None = None) -> Mapping[str, Text]:
    """What each quantity and date was taken to mean, by JSON pointer: `月300件` is 300 a month. Judges nothing."""
    from advisor.facts.described import values_described  # not needed to judge

    return values_described(plan, as_of or plan.as_of)


def without_sponsor(report: Report) -> Report:
    """The report for everyone who works with the plan: recommendations for its sponsor's eyes are left out.

    The rest is ranked from 1 again. What only those recommendations rest on leaves `outcomes` and `tree` too, and
    so do exceptions to their rules. Score and coverage stay what they are for the plan.
    """
    rules = built_in_rulebook().by_id
    kept = [r for r in report.recommendations if r.audience == "all"]
    said = {f.rule for r in kept for f in r.findings}
    hidden = {i for i, rule in rules.items() if rule.spec.audience == "sponsor"} - said
    hidden |= {f.rule for r in report.recommendations for f in r.findings} - said
    outcomes = {i: replace(o, fired=()) if i in hidden else o for i, o in report.outcomes.items()}
    return report.model_copy(
        update={
            "recommendations": tuple(replace(r, rank=n) for n, r in enumerate(kept, start=1)),
            "outcomes": {i: o for i, o in outcomes.items() if o != Outcomes()},
            "exceptions": tuple(e for e in report.exceptions if e.rule not in hidden),
            "tree": without_marks(report.tree, hidden),
        }
    )


def _warnings(plan: Plan, at: Locate) -> tuple[PlanWarningRef, ...]:
    return tuple(PlanWarningRef(message=w.message, pointer=w.pointer, place=at(w.pointer)) for w in plan.warnings)


def _assumptions(assumptions: Sequence[Assumption], at: Locate) -> tuple[AssumptionRef, ...]:
    return tuple(
        AssumptionRef(
            pointer=a.pointer,
            raw=a.raw,
            understood=a.understood,
            confidence=a.confidence,  # type: ignore[arg-type]  # one of the declared words
            place=at(a.pointer),
        )
        for a in assumptions
    )


def _nowhere(_: str) -> Place | None:
    """Without a file nothing has a place."""
    return None


@cache
def _rulebook(select: tuple[str, ...], ignore: tuple[str, ...]) -> Rulebook:
    rulebook = built_in_rulebook()
    return rulebook.narrowed(select, ignore) if select or ignore else rulebook


@cache
def _release() -> str:
    return version("kpi-advisor")


def _subject(subject: Subject, at: Locate) -> SubjectRef:
    return SubjectRef(
        kind=subject.kind, id=subject.id, name=subject.name, pointer=subject.pointer, place=at(subject.pointer)
    )


def _recommendation(advice: Advice, rank: int, at: Locate, changes: tuple[Change, ...]) -> Recommendation:
    lead = advice.lead
    findings = tuple(ref for group in advice.groups for ref in _findings(group, at))
    subjects = tuple(dict.fromkeys(s for g in advice.groups for s in g.subjects))
    return Recommendation(
        fingerprint=advice.groups[0].fingerprint,
        rank=rank,
        priority=advice.priority,  # type: ignore[arg-type]  # one of the declared words
        severity=advice.severity,  # type: ignore[arg-type]  # one of the declared words
        effort=lead.spec.effort,
        confidence=advice.confidence,
        category=lead.category,
        audience="sponsor" if any(g.rule.spec.audience == "sponsor" for g in advice.groups) else "all",
        title=advice.title,
        why=advice.why,
        action=advice.action,
        caveat=advice.caveat,
        reason=advice.reason,
        subjects=tuple(_subject(s, at) for s in subjects),
        findings=findings,
        changes=changes,
        resolves=tuple(dict.fromkeys(f.rule for f in findings)),
    )


def _findings(group: Group, at: Locate) -> list[FindingRef]:
    """The group's finding, followed by those a conclusion absorbed."""
    refs = [_finding(group.findings, group.title, at)]
    for finding in group.findings:
        for source in finding.absorbed:
            alone = Group(source.rule, (source,), group.title, group.key)
            refs.append(_finding(alone.findings, group.title, at))
    return refs


def _finding(findings: Sequence[Finding], title: Text, at: Locate) -> FindingRef:
    first = findings[0]
    rule, spec = first.rule, first.rule.spec
    subjects = tuple(dict.fromkeys(s for f in findings for s in f.fact.rows))
    read = [*spec.applies, *(name for c in spec.when for name in c)]
    for source in first.absorbed:
        read += [name for c in source.rule.spec.when for name in c]
    evidence = tuple(_evidence(f.fact, name) for f in findings for name in dict.fromkeys(read) if name in f.fact.fields)
    return FindingRef(
        rule=rule.id,
        severity=first.severity,
        confidence=round(min(f.confidence for f in findings), 2),
        title=title,
        scope=Scope(
            kind=spec.group_by if len(findings) > 1 else first.fact.kind,
            key=first.fact.subject.id if len(findings) == 1 else "plan",
        ),
        subjects=tuple(_subject(s, at) for s in subjects),
        evidence=evidence,
        guidance=tuple(GuidanceRef(id=g.id, paragraphs=g.paragraphs, says=g.says) for g in rule.guidance),
        sources=tuple(SourceRef(id=s.id, cite=s.cite) for s in rule.sources),
    )


def _evidence(fact: Fact, name: str) -> Evidence:
    figures = fact.figures.get(name, {})
    return Evidence(
        subject=fact.subject.id,
        fact=name,
        value=fact.fields[name],
        figures={k: f.value for k, f in figures.items() if k != "at"},  # a place, not an operand
        confidence=fact.sure.get(name, 1.0),
    )


def _questions(judgement: Judgement, plan: Plan, at: Locate) -> tuple[Question, ...]:
    return tuple(
        Question(
            rank=rank,
            rule=asked.rules[0].id,
            rules=tuple(r.id for r in asked.rules),
            subjects=tuple(_subject(f.subject, at) for f in asked.facts),
            pointer=asked.pointers[0],
            pointers=asked.pointers,
            expects=asked.expects,
            example=asked.example,
            question=asked.text,
            step=step_of(asked.rules[0].id),
            parts=tuple(_part(part, at) for part in asked.parts or (asked,)),
        )
        for rank, asked in enumerate(questions_of(judgement.unjudged, plan), start=1)
    )


def _part(asked: Asked, at: Locate) -> QuestionPart:
    return QuestionPart(
        facts=tuple(f"{kind}.{field}" for kind, field in asked.settles),
        subjects=tuple(_subject(f.subject, at) for f in asked.facts),
        pointers=asked.pointers,
        expects=asked.expects,
        example=asked.example,
        question=asked.text,
    )


def _outcomes(judgement: Judgement) -> dict[str, Outcomes]:
    fired: dict[str, list[str]] = {}
    for finding in judgement.findings:
        for one in (finding, *finding.absorbed):
            fired.setdefault(one.rule.id, []).append(one.fact.subject.id)
    unstated: dict[str, list[str]] = {}
    for item in judgement.unjudged:
        unstated.setdefault(item.rule.id, []).append(item.fact.subject.id)
    rules = sorted({*fired, *unstated, *judgement.not_applicable})
    return {
        rule: Outcomes(
            fired=tuple(sorted(fired.get(rule, ()))),
            not_stated=tuple(sorted(unstated.get(rule, ()))),
            not_applicable=judgement.not_applicable.get(rule, ()),
        )
        for rule in rules
    }


def _excepted(
    judgement: Judgement, plan: Plan, day: date | None, rulebook: Rulebook
) -> tuple[Judgement, tuple[ExceptionRef, ...]]:
    """Takes out the findings the author accepts, and says which exceptions were used, expired or unneeded."""
    if not plan.exceptions:
        return judgement, ()
    findings = list(judgement.findings)
    refs = []
    for exception in plan.exceptions:
        if exception.rule not in rulebook.by_id and exception.rule in built_in_rulebook().by_id:
            continue  # the rule was left out by choice, so nothing can be said about its exception
        until = parse_when(exception.until, as_of=day).end if exception.until is not None else None
        covered = [f for f in findings if _covers(exception, f)]
        if until is not None and day is not None and until < day:
            refs.append(_exception(exception, "expired", until))
            continue
        refs.append(_exception(exception, "used" if covered else "unneeded", until))
        findings = [f for f in findings if f not in covered]
    return (
        Judgement(tuple(findings), judgement.unjudged, judgement.counts, judgement.not_applicable, judgement.earned),
        tuple(refs),
    )


def _covers(exception: PlanException, finding: Finding) -> bool:
    if finding.rule.id != exception.rule:
        return False
    if exception.subject is None:
        return True
    wanted = normalize_name(exception.subject)
    subject = finding.fact.subject
    return exception.subject == subject.id or wanted == normalize_name(subject.name)


def _exception(exception: PlanException, state: str, until: date | None) -> ExceptionRef:
    subject_ja = f"（{exception.subject}）" if exception.subject else ""
    subject_en = f" ({exception.subject})" if exception.subject else ""
    texts = {
        "used": Text(
            f"例外「{exception.rule}」{subject_ja}により、指摘を外しました。",
            f"The exception {exception.rule}{subject_en} left a finding out.",
        ),
        "expired": Text(
            f"例外「{exception.rule}」{subject_ja}は{until}で期限が切れています。延長するか、指摘に対応してください。",
            f"The exception {exception.rule}{subject_en} expired on {until}. Renew it or act on the finding.",
        ),
        "unneeded": Text(
            f"例外「{exception.rule}」{subject_ja}に当たる指摘はありません。外してかまいません。",
            f"The exception {exception.rule}{subject_en} matches no finding and can go.",
        ),
    }
    return ExceptionRef(
        rule=exception.rule,
        subject=exception.subject,
        state=state,  # type: ignore[arg-type]  # one of the declared words
        reason=exception.reason,
        until=until,
        text=texts[state],
    )
