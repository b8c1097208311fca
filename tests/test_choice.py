"""What is chosen and named in advice: the core, the counterpart of a reward, who is praised and for what."""

from __future__ import annotations

from datetime import date
from typing import Any

from advisor import Plan, Report, advise
from advisor.report import Recommendation

CLINIC: dict[str, Any] = {
    "period": "2026-04-01..2027-03-31",
    "kgis": [{"id": "g", "name": "新規契約数", "target": "年360件", "formula": "見学者数 * 申込率 * 契約率"}],
    "kpis": [
        {"name": "見学者数", "baseline": "月90人", "target": "月120人", "kgi": "g", "owner": "原"},
        {"name": "申込率", "baseline": "40%", "target": "50%", "kgi": "g", "owner": "原"},
        {"name": "契約率", "baseline": "48%", "target": "50%", "kgi": "g", "owner": "原"},
        {"name": "新規契約数", "target": "年360件", "kgi": "g", "owner": "原"},
        {"name": "新規契約数（北店）", "target": "年200件", "kgi": "g", "owner": "原"},
        {"name": "クレーム件数", "baseline": "月4件", "target": "0件", "kgi": "g", "owner": "原"},
        {"name": "研修出席率", "baseline": "80%", "target": "120%", "kgi": "g", "owner": "原"},
        {"name": "見学後アンケートの返信率", "target": "30%", "kgi": "g", "owner": "原"},
        {"name": "見学後アンケート返信率", "target": "30%", "kgi": "g", "owner": "原"},
        {"name": "サイトの訪問数", "target": "月5,000", "kgi": "g"},
        {"name": "電話の折り返し時間", "baseline": "3時間", "target": "1時間", "kgi": "g", "owner": "原"},
        {"name": "案内文の更新回数", "target": "月2回", "kgi": "g", "owner": "原"},
    ],
    "operation": {"review": "なし"},
}


def judged(plan: dict[str, Any]) -> Report:
    return advise(Plan.model_validate(plan), as_of=date(2026, 4, 1))


def found(report: Report, rule: str) -> Recommendation:
    (one,) = [r for r in report.recommendations if any(f.rule == rule for f in r.findings)]
    return one


def core(report: Report) -> str:
    return found(report, "focus/too-many-kpis").action.ja.split("中心の候補")[0]


def test_the_factors_of_the_goals_formula_are_the_core() -> None:
    kept = core(judged(CLINIC))
    assert "「見学者数」「申込率」「契約率」（最終目標の式の項目）" in kept


def test_the_goal_its_parts_complaints_and_impossible_targets_are_no_core() -> None:
    kept = core(judged(CLINIC))
    for name in ("新規契約数", "クレーム件数", "研修出席率", "サイトの訪問数"):
        assert name not in kept


def test_one_name_with_and_without_no_is_one_measure() -> None:
    title = found(judged(CLINIC), "focus/duplicate-kpis").title.ja
    assert "見学後アンケートの返信率" in title and "見学後アンケート返信率" in title


def test_the_meeting_that_is_proposed_reads_the_core_only() -> None:
    review = found(judged(CLINIC), "operation/no-review").action
    assert "「見学者数」" in review.ja and "クレーム件数" not in review.ja
    assert "the rest only when it gets worse" in review.en


def test_one_count_of_kpis_stands_in_the_whole_report() -> None:
    plan = CLINIC | {"kpis": [*CLINIC["kpis"], {"name": "空き枠", "tier": "monitor", "owner": "原", "kgi": "g"}]}
    report = judged(plan)
    assert found(report, "focus/too-many-kpis").title.en.startswith("13 KPIs")
    assert "13 KPIs" in found(report, "operation/no-review").why.en
