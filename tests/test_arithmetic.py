"""The sums a consultant would do by hand, on plans whose answers are known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from advisor import Plan, Report, advise
from advisor.facts.statistics import reachable, t_quantile
from advisor.report import Recommendation

DAY = date(2026, 4, 1)


def judged(data: dict[str, Any]) -> Report:
    return advise(Plan.model_validate(data), as_of=DAY)


def the(report: Report, rule: str) -> Recommendation:
    (found,) = [r for r in report.recommendations if any(f.rule == rule for f in r.findings)]
    return found


def operands(report: Report, rule: str, fact: str) -> dict[str, Any]:
    for advice in report.recommendations:
        for finding in advice.findings:
            for evidence in finding.evidence:
                if finding.rule == rule and evidence.fact == fact:
                    return dict(evidence.figures)
    raise AssertionError(f"{rule} did not fire")


FUNNEL = [
    {"name": "サイト訪問数", "target": "月1万"},
    {"name": "資料請求率", "target": "1%"},
    {"name": "商談化率", "target": "30%"},
    {"name": "受注率", "target": "20%"},
    {"name": "平均受注単価", "target": "50万円"},
]


def funnel(goal: str, **extra: Any) -> dict[str, Any]:
    return {"period": "2026年度", "kgis": [{"name": "年間売上", "target": goal, **extra}], "kpis": FUNNEL}


def test_targets_that_make_thirty_per_cent_of_the_goal() -> None:
    report = judged(funnel("1億2,000万円"))
    figures = operands(report, "goal/targets-miss-kgi", "kgi_yield")
    assert figures["total"] == pytest.approx(36_000_000)
    assert figures["gap"] == pytest.approx(84_000_000)
    assert figures["per_month"] == pytest.approx(3_000_000)
    assert figures["orders"] == pytest.approx(6)
    assert figures["orders_needed"] == 20
    assert figures["lever_needed"] == 33_334
    advice = the(report, "goal/targets-miss-kgi")
    assert "30%" in advice.title.ja
    assert "8,400万円" in advice.why.ja
    assert "¥84 million" in advice.why.en
    assert "33,334" in advice.action.en


def test_the_mix_it_proposes_reaches_the_goal() -> None:
    report = judged(funnel("1億2,000万円"))
    text = the(report, "goal/targets-miss-kgi").action.ja
    mixed = dict(part.rsplit("率", 1) for part in text.split("。")[1].split("でも")[0].split("・"))
    rates = {k: float(v.strip("%")) / 100 for k, v in mixed.items()}
    product = 10_000 * rates["資料請求"] * rates["商談化"] * rates["受注"] * 500_000 * 12
    assert product >= 120_000_000 * 0.999


@pytest.mark.parametrize(("goal", "praised"), [("3,600万円", True), ("3,700万円", False)])
def test_five_per_cent_is_rounding_and_no_reason_for_praise(goal: str, praised: bool) -> None:
    report = judged(funnel(goal))
    assert not any(f.rule == "goal/targets-miss-kgi" for r in report.recommendations for f in r.findings)
    assert any(s.rule == "goal/targets-miss-kgi" for s in report.strengths) is praised


def test_a_monthly_goal_is_compared_with_a_month() -> None:
    report = judged(
        {
            "period": "2025年10月〜2026年3月",
            "kgis": [{"name": "月商", "target": "2,400万円", "formula": "セッション数 * 購入率 * 平均注文単価"}],
            "kpis": [
                {"name": "セッション数", "target": "月5万"},
                {"name": "購入率", "target": "1.6%"},
                {"name": "平均注文単価", "target": "8,200円"},
            ],
        }
    )
    assert "27%" in the(report, "goal/targets-miss-kgi").title.ja


def test_todays_figures_tell_whether_a_count_is_for_the_month_or_the_whole_period() -> None:
    rows = [("応募者数", "820名", "1,000名"), ("内定率", "6%", "7%"), ("内定承諾率", "63%", "65%")]
    report = judged(
        {
            "period": "2025年10月〜2026年9月",
            "kgis": [
                {"name": "入社者数", "baseline": "31名", "target": "45名", "formula": "応募者数 * 内定率 * 内定承諾率"}
            ],
            "kpis": [{"name": name, "baseline": base, "target": target} for name, base, target in rows],
        }
    )
    (praise,) = [s for s in report.strengths if s.rule == "goal/targets-miss-kgi"]
    assert "45.5" in praise.text.ja
    assert "12か月" not in praise.text.ja


def test_a_goal_with_other_sources_is_asked_about() -> None:
    data = funnel("1億2,000万円", baseline="1億円")
    data["kpis"] = [
        {**row, "baseline": base} for row, base in zip(FUNNEL, ["月9,000", "1%", "28%", "18%", "48万円"], strict=True)
    ]
    report = judged(data)
    assert not any(f.rule == "goal/targets-miss-kgi" for r in report.recommendations for f in r.findings)
    (question,) = [q for q in report.questions if q.rule == "goal/targets-miss-kgi"]
    assert "1億円" in question.question.ja


def test_a_plan_judged_midway_adds_what_is_there() -> None:
    data = funnel("4,000万円", actual="2,400万円")
    report = advise(Plan.model_validate(data), as_of=date(2026, 10, 1))
    # 24 million so far and six months of 3 million each make 42 million.
    assert not any(f.rule == "goal/targets-miss-kgi" for r in report.recommendations for f in r.findings)


def test_pay_per_call() -> None:
    report = judged(
        {
            "kgis": [{"name": "年間売上", "target": "1億円", "deadline": "2027-03-31"}],
            "kpis": [
                {"id": "calls", "name": "架電件数", "baseline": "月900件", "target": "月1,200件"},
                {"name": "商談件数", "baseline": "月27件", "target": "月36件"},
                {"name": "商談化率", "target": "30%"},
                {"name": "受注率", "target": "20%"},
            ],
            "incentives": [{"tied_to": "calls", "what": "1件100円", "kind": "reward"}],
        }
    )
    figures = operands(report, "displacement/reward-on-volume", "reward")
    assert figures["pay_now"] == 90_000
    assert figures["pay_then"] == 120_000
    assert figures["break_even"] == pytest.approx(2.25)
    assert figures["rate"] == pytest.approx(3.0)
    assert figures["drop_result"] == 24
    advice = the(report, "displacement/reward-on-volume")
    assert advice.audience == "sponsor"
    assert "¥3,333" in advice.action.en


def test_a_step_is_fed_in_its_own_period() -> None:
    report = judged(
        {
            "kpis": [
                {"name": "資料請求件数", "target": "週15件"},
                {"name": "商談化率", "target": "20%"},
                {"name": "商談件数", "target": "月30件"},
            ]
        }
    )
    figures = operands(report, "target/beyond-funnel", "supply")
    assert figures["supplied"] == pytest.approx(15 * 52 / 12 * 0.2)


def test_two_regions_are_not_multiplied_with_each_other() -> None:
    report = judged(
        {
            "period": "2026年度",
            "kgis": [{"name": "年間売上", "target": "1億円"}],
            "kpis": [
                {"name": "東日本の受注件数", "target": "月5件"},
                {"name": "西日本の受注件数", "target": "月5件"},
                {"name": "平均受注単価", "target": "50万円"},
            ],
        }
    )
    assert not any(f.rule == "goal/targets-miss-kgi" for r in report.recommendations for f in r.findings)


@pytest.mark.parametrize(
    ("p", "df", "expected"),
    [(0.9, 1, 3.0777), (0.9, 2, 1.8856), (0.9, 4, 1.5332), (0.975, 10, 2.2281), (0.975, 30, 2.0423)],
)
def test_quantiles_agree_with_the_tables(p: float, df: int, expected: float) -> None:
    assert t_quantile(p, df) == pytest.approx(expected, rel=1e-4)


def test_the_reachable_range_of_a_short_history() -> None:
    # Moves of 2, 2 and 2: no spread, so the walk goes on by 2 a step.
    steady = reachable([10, 12, 14, 16], 3, 0.8)
    assert (steady.low, steady.centre, steady.high) == (22, 22, 22)
    swinging = reachable([10, 14, 11, 15], 2, 0.8)
    assert swinging.low < swinging.centre < swinging.high


@pytest.mark.parametrize(
    ("kpi", "rule"),
    [
        ({"name": "解約率", "baseline": "2%", "target": "1.5%"}, None),
        ({"name": "解約率", "baseline": "2%", "target": "5%"}, "target/wrong-direction"),
        ({"name": "検索順位", "baseline": "8.2", "target": "5以内"}, None),
        ({"name": "待ち時間", "baseline": "20分", "target": "10分"}, None),
        ({"name": "労働災害件数", "baseline": "2件", "target": "0件"}, None),
        ({"name": "労働災害件数", "baseline": "0件", "target": "0件"}, None),
        ({"name": "Net revenue retention", "baseline": "108%", "target": "118%"}, None),
        ({"name": "出席率", "target": "105%"}, "target/impossible-value"),
        ({"name": "NPS", "target": "-120"}, "target/impossible-value"),
        ({"name": "健診受診率", "baseline": "100%", "target": "100%"}, None),
        ({"name": "完全に独自な値", "baseline": "100", "target": "20"}, None),
    ],
)
def test_directions_and_limits(kpi: dict[str, Any], rule: str | None) -> None:
    report = judged({"period": "2026年度", "kgis": [{"name": "営業利益", "target": "1億円"}], "kpis": [kpi]})
    levels = {"target/wrong-direction", "target/impossible-value", "target/already-met", "target/beyond-history"}
    fired = {f.rule for r in report.recommendations for f in r.findings} & levels
    assert fired == ({rule} if rule else set())


@pytest.mark.parametrize(("days", "total"), [(20, 24_000), ("20日", 24_000), ("20 days", 24_000), ("none", 36_000)])
def test_a_daily_count_takes_the_working_days_however_they_are_written(days: object, total: float) -> None:
    plan = {
        "period": "2026年度",
        "kgis": [{"name": "年間受注件数", "target": "10万件"}],
        "kpis": [{"name": "商談件数", "target": "1日1,000件"}, {"name": "受注率", "target": "10%"}],
        "resources": {"working_days_per_month": days},
    }
    assert operands(judged(plan), "goal/targets-miss-kgi", "kgi_yield")["total"] == pytest.approx(total)


def test_no_formula_stated_leaves_the_steps_of_the_funnel_to_multiply() -> None:
    plain, stated = judged(funnel("1億2,000万円")), judged(funnel("1億2,000万円", formula="none"))
    assert plain.recommendations == stated.recommendations


def test_the_question_on_a_counts_period_is_answered_in_its_own_row() -> None:
    rows = [
        {"name": "残業時間", "target": "月20時間以下"},
        {"name": "受注件数", "target": "8件"},
        {"name": "平均受注単価", "target": "60万円"},
    ]
    plan = {"period": "2026年度", "kgis": [{"name": "年間売上", "target": "2,880万円"}], "kpis": rows}
    (question,) = [q for q in judged(plan).questions if q.rule == "goal/targets-miss-kgi"]
    assert "受注件数" in question.question.ja
    assert question.pointer == "/kpis/1/period"
    rows[1]["period"] = "monthly"
    assert not [q for q in judged(plan).questions if q.rule == "goal/targets-miss-kgi"]
