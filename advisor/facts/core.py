"""What makes a KPI fit, or unfit, for the few that meetings follow."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.facts.chain import chain_to, has_formula
from advisor.facts.understood import ReadRow, Understanding
from advisor.naming.names import normalize_name, same_measure
from advisor.notation.blank import classify_blank
from advisor.notation.lazy_pattern import lazy
from advisor.plan import KPI
from advisor.text import Text

GOAL_ITSELF = Text("最終目標そのもの", "the goal itself")
PART_OF_GOAL = Text("最終目標の内訳", "a part of the goal")
TO_MEND = Text("目標の書き直しが先", "its target needs mending first")
WARNS = Text("悪化を知らせる", "warns when things go wrong")
_FORMULA = Text("最終目標の式の項目", "a factor of the goal's formula")
_MULTIPLIED = Text("掛け合わせて最終目標になる", "multiplies out to the goal")
_BRACKETS = re.compile(r"\s{0,9}[（(][^（()）]{1,40}[)）]\s{0,9}$")
_WARNING = lazy(r"クレーム|苦情|解約の申し出|complaints?\b|grievance", re.IGNORECASE)
_LONGEST = 300


def factors(u: Understanding) -> Mapping[ReadRow, Text]:
    """The KPIs that a goal is made of: named in its formula, or multiplied out to it; in that order, with why."""
    found: dict[ReadRow, Text] = {}
    for goal in u.kgis:
        if has_formula(goal):
            for row in _in_formula(u, goal):
                found.setdefault(row, _FORMULA)
            continue
        chain = chain_to(u, goal) if goal.known.step in ("orders", "sales") else None
        for row in chain.rows if chain is not None else ():
            found.setdefault(row, _MULTIPLIED)
    return found


def _in_formula(u: Understanding, goal: ReadRow) -> list[ReadRow]:
    """The KPIs a formula names, in its order."""
    by_name = {normalize_name(k.name): k for k in sorted(u.kpis, key=lambda k: k.subject.id, reverse=True)}
    by_id = {k.subject.id: k for k in u.kpis}
    parts = re.split(r"[×✕＊*+＋\-−－/÷()（）]|\s[xX]\s", (goal.source.formula or "")[:_LONGEST])
    named = (by_id.get(p.strip()) or by_name.get(normalize_name(p)) for p in parts if p.strip())
    return [k for k in named if k is not None]


def set_apart(u: Understanding, row: ReadRow, *, barred: bool) -> Text | None:
    """Why a KPI is no candidate for the core whatever its path: it is the goal or a part of it, or cannot be met."""
    if barred:
        return TO_MEND
    if any(same_measure(row.name, g.name) == "same" and row.absolute_target == g.absolute_target for g in u.kgis):
        return GOAL_ITSELF
    whole = normalize_name(_BRACKETS.sub("", row.name))
    if _BRACKETS.search(row.name) and any(whole == normalize_name(g.name) for g in u.kgis):
        return PART_OF_GOAL
    return None


def warns(u: Understanding, row: ReadRow) -> bool:
    """Whether a KPI tells of trouble and moves nothing: complaints, unless they are what the plan is about."""
    about = any(_WARNING.search(g.name) for g in u.kgis)
    return not about and row.direction != "up" and _WARNING.search(row.name) is not None


def is_bare(u: Understanding, row: ReadRow) -> bool:
    """Whether a KPI has neither a figure to start from nor anybody who answers for it, in a plan whose rows do."""
    source = row.source
    nobody = classify_blank(source.owner) != "given" and not (isinstance(source, KPI) and source.department)
    return nobody and row.absolute_baseline is None and u.once(_owned)


def _owned(u: Understanding) -> bool:
    named = sum(classify_blank(k.source.owner) == "given" for k in u.kpis)
    return 2 * named > len(u.kpis)
