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


# -- pay ---------------------------------------------------------------------------------------------------

PAID = "displacement/reward-on-volume"


def test_a_rate_is_no_count_of_results_and_the_pay_multiplies_back() -> None:
    plan = {
        "kgis": [{"name": "Annual sales", "target": "$900,000"}],
        "kpis": [
            {"id": "leads", "name": "Leads", "baseline": "60 a month", "target": "90 a month", "actual": "70 a month"},
            {"name": "Lead-to-meeting rate", "baseline": "15%", "target": "18%"},
        ],
        "incentives": [{"tied_to": "leads", "what": "$8 for each lead", "kind": "reward"}],
    }
    report = judged(plan)
    figures = operands(report, PAID, "reward")
    assert figures["result_now"] == pytest.approx(10.5)  # 15% of today's 70, not of the 60 before
    assert figures["unit_pay"] * figures["pair"] == pytest.approx(90 * 8, rel=0.001)
    (advice,) = found(report, PAID)
    assert "a drop in “Lead-to-meeting rate” from 15% to" in advice.why.en
    assert "13.5 × about $53.33 keeps the $720 budget" in advice.action.en


def test_two_paid_counts_do_not_both_bring_all_of_one_result() -> None:
    kpis = [
        {"id": "leads", "name": "Leads", "baseline": "60 a month", "target": "90 a month"},
        {"id": "calls", "name": "Cold calls", "baseline": "400 a month", "target": "600 a month"},
        {"name": "Sales meetings", "baseline": "30 a month", "target": "40 a month"},
    ]
    pay = [{"tied_to": i, "what": "$2 for each one", "kind": "reward"} for i in ("leads", "calls")]
    goal = [{"name": "Annual sales", "target": "$900,000"}]
    one = judged({"kgis": goal, "kpis": kpis, "incentives": pay[:1]})
    assert operands(one, PAID, "reward")["result_now"] == 30
    both = judged({"kgis": goal, "kpis": kpis, "incentives": pay})
    for advice in found(both, PAID):
        assert all("break_even" not in dict(e.figures) for f in advice.findings for e in f.evidence)


# -- what feeds what, units, directions ----------------------------------------------------------------------


@pytest.mark.parametrize(("name", "starved"), [("受注件数", True), ("アップセル受注件数", False)])
def test_the_way_of_new_customers_feeds_no_sales_to_those_there_are(name: str, starved: bool) -> None:
    kpis = [
        {"name": "商談件数", "baseline": "月30件", "target": "月40件"},
        {"name": "受注率", "baseline": "20%", "target": "25%"},
        {"name": name, "target": "月16件"},
    ]
    assert bool(found(judged({"kpis": kpis}), "target/beyond-funnel")) is starved


def test_two_periods_are_put_for_a_month_where_the_plan_says_how_many_days_are_worked() -> None:
    row = {"name": "Tickets answered", "baseline": "60 a week", "target": "9 a day"}
    with_days = judged({"kpis": [row], "resources": {"people": 3, "working_days_per_month": 20}})
    (advice,) = found(with_days, "target/unit-mismatch")
    assert "9 a day × 20 days a month = 180 a month" in advice.why.en
    assert "80 a month less than today" in advice.why.en
    assert "今より月80減らす計画" in advice.why.ja
    (bare,) = found(judged({"kpis": [row]}), "target/unit-mismatch")
    assert "20 days" not in bare.why.en


def test_a_bracket_may_turn_the_direction_round() -> None:
    kpis = [{"name": "Fuel consumption (mpg)", "baseline": "38", "target": "44"}]
    assert not found(judged({"kpis": kpis}), "target/already-met")
    assert not found(judged({"kpis": kpis}), "target/wrong-direction")


def test_a_stock_that_loses_a_share_may_never_get_there() -> None:
    goal = {"name": "Subscribers", "baseline": "900", "target": "1,500", "deadline": "2027-07-31"}
    kpis = [{"name": "New subscribers", "target": "40 a month"}, {"name": "Monthly churn rate", "target": "4%"}]
    figures = operands(judged({"kgis": [goal], "kpis": kpis}), "goal/additions-miss-kgi", "stock")
    assert figures["never"] == pytest.approx(1000)  # 40 a month is 4% of 1,000
    assert "reach_on" not in figures


def test_how_often_a_figure_is_read_tells_how_many_readings_are_left() -> None:
    row = {
        "name": "Donors",
        "direction": "up",
        "target": "900",
        "history": [500, 510, 520, 530, 540],
        "frequency": "monthly",
    }
    report = judged({"period": "2026-08-01..2027-07-31", "kpis": [row]})
    (advice,) = found(report, "target/beyond-history")
    assert "by 31 July 2027 it comes to about 660" in advice.why.en


def test_the_result_itself_is_no_key_factor() -> None:
    kpis = [
        {"name": "Leads", "baseline": "50 a month", "target": "90 a month"},
        {"name": "Win rate", "baseline": "20%", "target": "22%"},
        {"name": "Orders", "baseline": "5 a month", "target": "12 a month"},
        {"name": "Average order value", "baseline": "$900", "target": "$950"},
    ]
    report = judged({"ksf": "none", "kgis": [{"name": "Annual sales", "target": "$150,000"}], "kpis": kpis})
    assert operands(report, "focus/no-key-factor", "key_factor")["factor"] == "Leads"


# -- a goal's own formula ------------------------------------------------------------------------------------


def test_a_formula_multiplies_counts_no_catalogue_knows_and_knows_a_goal_with_a_day_of_its_own() -> None:
    plan = {
        "period": "2026-04-01..2027-03-31",
        "kgis": [{"name": "Income", "target": "$1.2M", "deadline": "2027-03-31", "formula": "Parcels * Average fee"}],
        "kpis": [
            {"name": "Parcels", "baseline": "8,000 a month", "target": "10,000 a month"},
            {"name": "Average fee", "baseline": "$9", "target": "$10"},
        ],
    }
    figures = operands(judged(plan), MISS, "kgi_yield")
    assert figures["total"] == pytest.approx(4 * 8_000 * 9 + 8 * 10_000 * 10)


@pytest.mark.parametrize(("base", "said"), [("$132,000", True), ("$90,000", False)])
def test_a_sum_in_a_formula_is_believed_only_where_it_makes_todays_goal(base: str, said: bool) -> None:
    plan = {
        "kgis": [
            {"name": "Income", "baseline": base, "target": "$200,000", "formula": "Members * Fee * 12 + Sales of books"}
        ],
        "kpis": [
            {"name": "Members", "baseline": "200", "target": "220"},
            {"name": "Fee", "baseline": "$50", "target": "$55"},
            {"name": "Sales of books", "baseline": "$12,000", "target": "$10,000"},
        ],
    }
    report = judged(plan)
    assert bool(found(report, "goal/formula-misses-kgi")) is said
    if said:
        figures = operands(report, "goal/formula-misses-kgi", "formula")
        assert figures["total"] == 220 * 55 * 12 + 10_000
        assert figures["lower"] == "Sales of books"
