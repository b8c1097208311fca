"""The sums a reader does with the plan in hand: months gone, months to come, and figures that multiply out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from advisor import Plan, Report, advise
from advisor.report import Recommendation

MISS = "goal/targets-miss-kgi"
MID = date(2026, 8, 1)


def judged(data: dict[str, Any], day: date = MID) -> Report:
    return advise(Plan.model_validate(data), as_of=day)


def found(report: Report, rule: str) -> list[Recommendation]:
    return [r for r in report.recommendations if any(f.rule == rule for f in r.findings)]


def operands(report: Report, rule: str, fact: str) -> dict[str, Any]:
    (advice,) = found(report, rule)
    (figures,) = [dict(e.figures) for f in advice.findings if f.rule == rule for e in f.evidence if e.fact == fact]
    return figures


def praised(report: Report, rule: str) -> bool:
    return any(s.rule == rule for s in report.strengths)


def sales(goal: str = "$600,000", **meetings: Any) -> dict[str, Any]:
    return {
        "period": "2026-04-01..2027-03-31",
        "kgis": [{"name": "Annual sales", "target": goal}],
        "kpis": [
            {"name": "Orders", "target": "20 a month", **meetings},
            {"name": "Average order value", "baseline": "$2,000", "target": "$2,000"},
        ],
    }


def test_months_gone_bring_what_today_brings() -> None:
    report = judged(sales(baseline="10 a month", actual="12 a month"))
    figures = operands(report, MISS, "kgi_yield")
    assert figures["total"] == pytest.approx(4 * 12 * 2000 + 8 * 20 * 2000)
    # (600,000 - 96,000) / 8 / 2,000 = 31.5
    assert figures["lever_needed"] == 32


def test_where_nobody_says_what_the_months_gone_brought_a_success_is_not_praised() -> None:
    goal = "$470,000"
    assert praised(judged(sales(goal), date(2026, 4, 1)), MISS)
    assert not praised(judged(sales(goal)), MISS)


@pytest.mark.parametrize(("baseline", "praise"), [("19 a month", True), ("10 a month", False)])
def test_targets_that_are_reached_only_at_the_end_are_no_success(baseline: str, praise: bool) -> None:
    report = judged(sales("$470,000", baseline=baseline), date(2026, 4, 1))
    assert praised(report, MISS) is praise
    assert not found(report, MISS)


def test_no_lever_is_proposed_where_nothing_begun_now_closes_in_time() -> None:
    plan = {
        "period": "2026-04-01..2027-03-31",
        "kgis": [{"name": "Annual sales", "baseline": "$700,000", "target": "$1.2M"}],
        "kpis": [
            {"name": "Sales meetings", "baseline": "30 a month", "target": "50 a month", "actual": "28 a month"},
            {"name": "Win rate", "baseline": "20%", "target": "25%"},
            {"name": "Average order value", "baseline": "$10,000", "target": "$11,000"},
            {"name": "Sales cycle", "baseline": "9 months", "tier": "monitor"},
        ],
    }
    report = judged(plan)
    figures = operands(report, MISS, "kgi_yield")
    assert figures["total"] == pytest.approx(28 * 0.2 * 10_000 * 12)
    assert "lever_needed" not in figures
    assert "mix" not in figures
    (advice,) = found(report, MISS)
    assert "nothing added to “Sales meetings”" in advice.why.en
    assert "期限までに受注になりません" in advice.why.ja
