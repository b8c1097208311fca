"""Recommendations: findings that share a remedy, said once, in the order a consultant would raise them.

Priority is computed for the plan at hand and published in `docs/scoring.md`:

- first what everything else waits for (step 1 of the order, when it is high or critical);
- then by harm: critical and high, then medium, then low;
- within that by the consultant's order of steps (`knowledge/order.yaml`);
- what concerns KPIs that are to be demoted comes last within its step, unless it is critical;
- within a step what is critical comes before what is high, then by points: harm x reach x confidence x ease;
- the first five differ in remedy, and at least one of them is a small step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from advisor.facts.base import Fact, Figure, Subject
from advisor.facts.declared import KINDS
from advisor.figures import count, kpis, names
from advisor.findings import Finding, Judgement
from advisor.knowledge_files import labels, steps
from advisor.phrasing import OKR, say
from advisor.record import record
from advisor.rulebook import SEVERITIES, Rule
from advisor.text import Text

HARM = {"critical": 8.0, "high": 4.0, "medium": 2.0, "low": 1.0}
EASE = {"small": 1.0, "medium": 0.85, "large": 0.7}
PENALTY = {"critical": 20, "high": 10, "medium": 4, "low": 1}
"""Points a recommendation takes off the score of 100."""
GOAL_MOST = PENALTY["critical"]
"""Points that recommendations about goals take off together at most."""
WITHOUT_GOAL = ("goal/kgi-missing", "goal/kgi-among-kpis")
"""While one of these is open, nothing that hangs on a goal is judged yet."""
_GOALS = "goal"
_FIRST = 5


@record(slots=False)
class Group:
    """Findings of one rule that are said together."""

    rule: Rule
    findings: tuple[Finding, ...]
    title: Text
    key: str

    @property
    def subjects(self) -> tuple[Subject, ...]:
        return tuple(dict.fromkeys(s for f in self.findings for s in f.fact.rows))

    @property
    def fingerprint(self) -> str:
        ids = "\n".join(sorted(f"{f.fact.kind} {f.fact.subject.id}" for f in self.findings))
        text = f"{self.rule.id}\n{self.rule.spec.group_by}\n{ids}"
        return hashlib.sha256(text.encode()).hexdigest()[:12]


@record(slots=False)
class Advice:
    """One recommendation, before it is laid out for the report."""

    groups: tuple[Group, ...]
    severity: str
    confidence: float
    step: int
    points: float
    demoted: bool
    reach: float
    title: Text
    why: Text
    action: Text
    caveat: Text | None
    reason: Text
    priority: str

    @property
    def lead(self) -> Rule:
        return self.groups[0].rule


def advise_on(judgement: Judgement, facts: Sequence[Fact]) -> tuple[Advice, ...]:
    """Findings merged by remedy and ranked."""
    merged: dict[tuple[str, str], dict[str, list[Finding]]] = {}
    for finding in judgement.findings:
        remedy = (finding.rule.spec.remedy, _group_key(finding))
        merged.setdefault(remedy, {}).setdefault(finding.rule.id, []).append(finding)
    total = max(1, sum(f.kind == "kpi" for f in facts))
    advice = [_merge(list(by_rule.values()), key, total) for (_, key), by_rule in merged.items()]
    advice.sort(key=_order)
    advice = _one_per_remedy_first(advice)
    _raise_a_small_step(advice)
    return tuple(_with_reason(a, rank) for rank, a in enumerate(advice, start=1))


def _group_key(finding: Finding) -> str:
    by = finding.rule.spec.group_by
    if by == "plan":
        return "plan"
    return f"{finding.fact.kind} {finding.fact.subject.id}"


def _merge(by_rule: Iterable[Sequence[Finding]], key: str, total: int) -> Advice:
    ordered = sorted(
        by_rule,
        key=lambda fs: (-max(SEVERITIES.index(f.severity) for f in fs), step_of(fs[0].rule.id), fs[0].rule.id),
    )
    groups = tuple(_group(found, key) for found in ordered)
    lead = groups[0]
    every = [f for g in groups for f in g.findings]
    severity = max((f.severity for f in every), key=SEVERITIES.index)
    confidence = max(f.confidence for f in lead.findings)
    rows = {s.id for f in every for s in f.fact.rows if s.kind == "kpi"}
    whole = any(f.fact.kind in ("plan", "kgi") for f in every)
    reach = 1.0 if whole else len(rows) / total
    nearness = max(f.fact.nearness for f in every)
    kept = {f.fact.fields.get("kept") for f in every}
    demoted = bool(kept) and kept <= {"moved", "dropped"}
    spec = lead.rule.spec
    points = HARM[severity] * nearness * (0.5 + 0.5 * reach) * confidence * EASE[spec.effort]
    block = lead.rule.texts_for([f.fact.fields for f in lead.findings])
    variables, many = context_of([f.fact for f in lead.findings])
    return Advice(
        groups=groups,
        severity=severity,
        confidence=round(confidence, 2),
        step=step_of(lead.rule.id),
        points=round(points, 4),
        demoted=demoted,
        reach=reach,
        title=lead.title,
        why=say(block.why, variables, many=many),
        action=say(block.action, variables, many=many),
        caveat=say(block.caveat, variables, many=many) if block.caveat else None,
        reason=Text.same(""),
        priority="later",
    )


def _group(found: Sequence[Finding], key: str) -> Group:
    findings = sorted(found, key=lambda f: (-SEVERITIES.index(f.severity), f.fact.index, f.fact.subject.id))
    rule = findings[0].rule
    variables, many = context_of([f.fact for f in findings])
    title = say(rule.texts_for([f.fact.fields for f in findings]).title, variables, many=many)
    return Group(rule, tuple(findings), title, key)


def context_of(facts: Sequence[Fact]) -> tuple[dict[str, Any], bool]:
    """The variables a text about these facts may use, and whether it speaks of many."""
    first = facts[0]
    # A field without figures is an empty group, so that a text can ask whether a figure is there.
    variables: dict[str, Any] = {f.name: {} for f in KINDS[first.kind].fields if f.shows}
    variables |= {k: dict(v) for k, v in first.figures.items()}
    shown = [f.subject.name for f in facts]
    variables |= {
        "count": count(len(facts), "項目"),
        "kpis": kpis(len(facts), okr=first.fields.get("plan_type") == "okr"),
        "names": names(shown, most=8),
        OKR: first.fields.get("plan_type") == "okr",
        "each": [dict(f.figures) for f in facts[:5]],
        # Rows for whose work nothing fitting is known; what is said of them is said once.
        "fillers": _fillers(facts),
        "fillers_only": all("filler" in f.figures.get("action", {}) for f in facts),
        # Two counts may be hollowed out in one way; it is said once.
        "gamings": list(
            dict.fromkeys(
                f.figures["quality_pair"]["gaming"].text for f in facts if "gaming" in f.figures.get("quality_pair", {})
            )
        ),
    }
    return variables, len(facts) > 1


def _fillers(facts: Sequence[Fact]) -> Figure:
    without = [f.subject.name for f in facts if "filler" in f.figures.get("action", {})]
    return names(without, most=5) if without else Figure.words("")


def _order(advice: Advice) -> tuple[int, int, bool, bool, float, str]:
    band = {"critical": 1, "high": 1, "medium": 2, "low": 3}[advice.severity]
    if advice.step == 1 and band == 1:
        band = 0
    return (
        band,
        advice.step,
        advice.demoted and advice.severity != "critical",
        advice.severity != "critical",
        -advice.points,
        advice.groups[0].fingerprint,
    )


def _one_per_remedy_first(advice: Sequence[Advice]) -> list[Advice]:
    """The first five differ in remedy: the same advice on five rows would hide four other things to do."""
    first: dict[str, Advice] = {}
    for one in advice:
        if len(first) < _FIRST:
            first.setdefault(one.lead.spec.remedy, one)
    chosen = list(first.values())
    taken = {id(a) for a in chosen}
    return chosen + [a for a in advice if id(a) not in taken]


def _raise_a_small_step(advice: list[Advice]) -> None:
    """Among the first five stands at least one small step, so that something can be done this week."""
    if any(a.lead.spec.effort == "small" for a in advice[:_FIRST]):
        return
    for i, candidate in enumerate(advice[_FIRST:], start=_FIRST):
        if candidate.lead.spec.effort == "small":
            advice.insert(_FIRST - 1, advice.pop(i))
            return


_IMPACT_JA = {"critical": "重大", "high": "大", "medium": "中", "low": "小"}


def _with_reason(advice: Advice, rank: int) -> Advice:
    severe = advice.severity in ("critical", "high")
    priority = "now" if severe and rank <= _FIRST and not advice.demoted else "next"
    if advice.severity == "low" or (advice.demoted and not severe):
        priority = "later"
    step = next((s for s in steps() if s.step == advice.step), steps()[-1])
    words = labels()
    severity, effort = words["severity"][advice.severity], words["effort"][advice.lead.spec.effort]
    sure = round(advice.confidence * 100)
    rows = {s.id for g in advice.groups for s in g.subjects if s.kind == "kpi"}
    whole = advice.reach >= 1.0 or not rows
    okr = advice.groups[0].findings[0].fact.fields.get("plan_type") == "okr"
    touched = Text("計画全体", "the whole plan") if whole else kpis(len(rows), okr=okr).text
    reason = Text(
        f"手順{step.step}「{step.name.ja}」。影響：{_IMPACT_JA[advice.severity]}、対象：{touched.ja}、確度：{sure}%、手間：{effort.ja}。",
        f"Step {step.step}, {step.name.en}: {severity.en} harm, {touched.en}, {sure}% sure, {effort.en} effort.",
    )
    return replace(advice, reason=reason, priority=priority)


@cache
def step_of(rule_id: str) -> int:
    """The consultant's step a rule belongs to; the last one when none names it."""
    for step in steps():
        # Most are plain ids; a glob is compiled when it is first tried.
        if rule_id in step.rules or any(fnmatchcase(rule_id, glob) for glob in step.rules if "*" in glob):
            return step.step
    return steps()[-1].step


def score_of(advice: Sequence[Advice], categories: Sequence[str]) -> tuple[int, dict[str, int]]:
    """100 less each recommendation's penalty, never below 0; the same per category of its leading rule.

    What hangs on a goal is only judged once there is one. So that writing the goal down never lowers the score, all
    that concerns goals costs `GOAL_MOST` together at most, and as much as that while none stands.
    """
    lost: dict[str, int] = dict.fromkeys(categories, 0)
    for one in advice:
        lost[one.lead.category] = lost.get(one.lead.category, 0) + PENALTY[one.severity]
    if _GOALS in lost:
        without = any(one.lead.id in WITHOUT_GOAL for one in advice)
        lost[_GOALS] = GOAL_MOST if without else min(GOAL_MOST, lost[_GOALS])
    return max(0, 100 - sum(lost.values())), {c: max(0, 100 - n) for c, n in lost.items()}


def coverage_of(judgement: Judgement) -> float:
    """Share of the applicable judgements that the plan states enough to make, 0 to 1."""
    made = sum(t["fired"] + t["clear"] for t in judgement.counts.values())
    unmade = sum(t["not_stated"] for t in judgement.counts.values())
    return made / (made + unmade) if made + unmade else 0.0


def urgency(rule: Rule) -> tuple[int, int, str]:
    """How soon a rule's matter is brought up."""
    return (step_of(rule.id), -SEVERITIES.index(rule.spec.severity_default), rule.id)


def strengths_of(judgement: Judgement, rules: Sequence[Rule]) -> tuple[tuple[Rule, Text], ...]:
    """What already works: rules whose good word the facts earn, in categories without a finding."""
    good = []
    faulted = {f.rule.category for f in judgement.findings if f.rule.category in ("displacement", "voice")}
    for rule in sorted(rules, key=urgency):
        facts = judgement.earned.get(rule.id, ())
        if not facts or rule.spec.strength is None or rule.category in faulted:
            continue
        variables, many = context_of(facts)
        good.append((rule, say(rule.spec.strength, variables, many=many)))
    return tuple(good)
