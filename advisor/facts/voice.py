"""Whether anything in the plan tells what customers or staff experience."""

from __future__ import annotations

from collections import Counter

from advisor.facts.base import Figure
from advisor.facts.measures import Judged
from advisor.facts.understood import Understanding
from advisor.figures import kpis, names
from advisor.knowledge_files import voices
from advisor.plan import KPI
from advisor.text import Text


def voice(u: Understanding) -> Judged:
    """`present` when a customer-voice or staff-voice measure is among goals, KPIs or qualitative measures."""
    listed = [q.name or q.how or "" for q in u.plan.qualitative or ()]
    heard = [
        row.name
        for row in u.rows
        # A goal that only wishes for satisfaction asks nobody.
        if (row.known.voice is not None and (row.is_kpi or row.has_number))
        or (isinstance(row.source, KPI) and row.source.kind == "perception")
    ]
    figures = {"count": kpis(len(u.kpis), okr=u.plan.plan_type == "okr")}
    if listed or heard:
        voices_heard = {q.audience for q in u.plan.qualitative or ()} | {row.known.voice for row in u.rows}
        whose = (
            Text("お客様と社員の声", "customers and staff")
            if {"customer", "staff"} <= voices_heard
            else Text("社員の声", "staff")
            if "staff" in voices_heard
            else Text("利用者・お客様の声", "the people it serves")
        )
        figures["whose"] = Figure(whose.en, whose)
        return Judged("present", figures | {"seen": names([*listed, *heard], most=3)})
    domains = Counter(k.known.domain for k in u.kpis if k.known.domain)
    top = min(domains, key=lambda d: (-domains[d], d)) if domains else None
    kind = (u.plan.organization.kind or "").lower() if u.plan.organization else ""
    for entry in voices():
        fits = (top in entry.domains) or any(k in kind for k in entry.kinds)
        if fits or not (entry.domains or entry.kinds):
            figures["suggestion"] = Figure(entry.name.en, entry.name)
            figures["how"] = Figure(entry.how.en, entry.how)
            break
    unsaid = (u.plan.excerpt or not u.kpis) and u.plan.qualitative is None
    return Judged("unknown" if unsaid else "absent", figures, 0.9)
