"""The facts about KPIs taken together, and what was inferred to make them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.facts.balance import activity, hiring_care, hiring_rows, outcome, results, web_funnel, web_rows
from advisor.facts.base import Assumption
from advisor.facts.departments import departments, handover
from advisor.facts.domains import RECRUITING, WEB, domain_note
from advisor.facts.guards import guardrail, zero_count
from advisor.facts.hearing import customer_voice, staff_voice
from advisor.facts.key_factor import key_factor
from advisor.facts.measures import Judged
from advisor.facts.understood import ReadRow, Understanding


def plan_sets(u: Understanding, limits: Mapping[str, float]) -> Iterator[tuple[str, Judged]]:
    """The facts about a plan's KPIs as sets: fields of work, voices, departments. By declared field."""
    yield "web_funnel", web_funnel(u)
    yield "activity", activity(u)
    yield "outcome", outcome(u)
    yield "hiring_care", hiring_care(u, limits)
    yield "customer_voice", customer_voice(u)
    yield "staff_voice", staff_voice(u, limits)
    yield "departments", departments(u)
    yield "handover", handover(u)
    yield "key_factor", key_factor(u, limits)


def row_guards(u: Understanding, row: ReadRow, limits: Mapping[str, float]) -> Iterator[tuple[str, Judged]]:
    """Whether something watches what a row's target could cost. By declared field."""
    yield "zero_count", zero_count(u, row)
    yield "guardrail", guardrail(u, row, limits)


def set_notes(u: Understanding) -> Iterator[Assumption]:
    """Which field of work the KPIs were taken for, where a judgement rests on it."""
    domain, rows = results(u)
    if domain is not None:
        yield domain_note(domain, rows)
    for name, found in ((WEB, web_rows(u)), (RECRUITING, hiring_rows(u))):
        if found:
            yield domain_note(name, found)
