"""Whether anything in the plan tells what customers or staff experience."""

from __future__ import annotations

import re
from collections import Counter

from advisor.facts.base import Figure
from advisor.facts.measures import Judged
from advisor.facts.nature import nature_of
from advisor.facts.paid import ACCIDENTS
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import kpis, names
from advisor.knowledge_files import Voice, voices
from advisor.naming.catalogue_words import tells
from advisor.notation.blank import classify_blank
from advisor.notation.lazy_pattern import lazy
from advisor.plan import KPI
from advisor.text import Text

_HINTS = ("complaints", "complaint-rate", "brand-awareness")
_COMPLAINTS = lazy(r"クレーム|苦情|complaint|grievance")
_FOR_OTHERS = lazy(r"[^\s、。・（(]{1,30}向け")
_SURVEY = lazy(r"アンケート|意識調査|満足度調査|意向調査|ニーズ調査|サーベイ|survey|questionnaire", re.IGNORECASE)


def voice(u: Understanding) -> Judged:
    """`present` when a customer-voice or staff-voice measure is among goals, KPIs or qualitative measures."""
    kept = [q for q in u.plan.qualitative or () if classify_blank(q.name or q.how) == "given"]
    listed = [q.name or q.how or "" for q in kept]
    asking = [
        row
        for row in u.rows
        # A goal that only wishes for satisfaction asks nobody.
        if (row.known.voice is not None and (row.is_kpi or row.has_number))
        or (isinstance(row.source, KPI) and row.source.kind == "perception")
    ]
    heard = [row.name for row in asking]
    figures = {"count": kpis(len(u.kpis), okr=u.plan.plan_type == "okr")}
    if listed or heard:
        voices_heard = {q.audience for q in kept} | {row.known.voice for row in u.rows}
        whose = (
            Text("お客様と社員の声", "customers and staff")
            if {"customer", "staff"} <= voices_heard
            else Text("社員の声", "staff")
            if "staff" in voices_heard
            else Text("利用者・お客様の声", "the people it serves")
        )
        figures["whose"] = Figure(whose.en, whose)
        # A wish for satisfaction is not praised here and faulted for its wording there.
        measured = [r.name for r in asking if r.target.state != "words" and nature_of(r).word == "indicator"]
        seen = [*listed, *measured] or heard
        return Judged("present" if listed or measured else "wished", figures | {"seen": names(seen, most=3)})
    suggestion = suggested(u)
    figures["suggestion"] = Figure(suggestion.name.en, suggestion.name)
    figures["how"] = Figure(suggestion.how.en, suggestion.how)
    # Where the data come from a survey, somebody is asked already; which figure that gives is for the author to say.
    surveyed = _SURVEY.search(str(u.plan.operation.data_source or "")) if u.plan.operation else None
    # Complaints and what people know or like of a name tell something of them, but not what they live through.
    hinted = any(_is_hint(row) for row in u.rows)
    unsaid = (u.plan.excerpt or not u.kpis or surveyed or hinted) and u.plan.qualitative is None
    return Judged("unknown" if unsaid else "absent", figures, 0.9)


def _is_hint(row: ReadRow) -> bool:
    known = row.known.metric
    named = known is not None and known.id in _HINTS
    return named or tells(row.name, "perception") or _COMPLAINTS.search(row.name.lower()) is not None


def suggested(u: Understanding) -> Voice:
    """The voice to ask for: by the kind of organization, else by what most of the KPIs are about."""
    domains = Counter(k.known.domain for k in u.kpis if k.known.domain)
    top = min(domains, key=lambda d: (-domains[d], d)) if domains else None
    mostly = top is not None and 2 * domains[top] >= len(u.kpis)
    organization = u.plan.organization
    # Software for manufacturers is no manufacturer.
    stated = _FOR_OTHERS.sub(" ", u.organization)
    called = _FOR_OTHERS.sub(" ", f"{organization.name if organization else ''} {u.plan.title or ''}")
    # In a name 歯科 is a dentist, while "media" may be what the plan is about.
    by_kind = [v for v in voices() if any(k in stated or (not k.isascii() and k in called) for k in v.kinds)]
    by_domain = [v for v in voices() if top in v.domains]
    usual = [v for v in voices() if not v.domains and not v.kinds]
    if not mostly:
        by_domain = []  # one KPI of many says little about whom the plan is for
    # A plan whose goal is safety asks those at risk, whatever the trade.
    if any(g.direction == "down" and ACCIDENTS.search(g.name.lower()) for g in u.kgis):
        by_domain, mostly, top = [v for v in voices() if "safety" in v.domains], True, "at risk"
    first, second = (by_domain, by_kind) if mostly and top in ("hr", "at risk") else (by_kind, by_domain)
    return next(iter([*first, *second, *usual]))
