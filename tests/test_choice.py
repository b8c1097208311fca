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
    assert "見学後アンケートの返信率" in title
    assert "見学後アンケート返信率" in title


def test_the_meeting_that_is_proposed_reads_the_core_only() -> None:
    review = found(judged(CLINIC), "operation/no-review").action
    assert "「見学者数」" in review.ja
    assert "クレーム件数" not in review.ja
    assert "the rest only when it gets worse" in review.en


def test_one_count_of_kpis_stands_in_the_whole_report() -> None:
    plan = CLINIC | {"kpis": [*CLINIC["kpis"], {"name": "空き枠", "tier": "monitor", "owner": "原", "kgi": "g"}]}
    report = judged(plan)
    assert found(report, "focus/too-many-kpis").title.en.startswith("13 KPIs")
    assert "13 KPIs" in found(report, "operation/no-review").why.en


def sold(kpis: list[dict[str, Any]], **plan: Any) -> Report:
    return judged({"kgis": [{"name": "年間売上", "target": "9,000万円"}], "kpis": kpis, **plan})


def test_a_rate_named_after_the_paid_count_is_read_beside_it() -> None:
    rows = [{"id": "s", "name": "スカウト送信数", "target": "月300通"}, {"name": "スカウト返信率", "target": "9%"}]
    goals = [{"name": "離職率", "baseline": "12%", "target": "8%"}]
    report = judged({"kgis": goals, "kpis": rows, "incentives": [{"tied_to": "s", "what": "1通30円"}]})
    action = found(report, "displacement/reward-on-volume").action
    assert "「スカウト返信率」" in action.ja
    assert "離職率" not in action.ja
    assert "gets worse" in action.en


def test_a_factor_of_the_paid_count_does_not_guard_it() -> None:
    rows = [
        {"id": "j", "name": "新規入会者数", "target": "月18人", "formula": "体験者数 * 入会率"},
        {"name": "入会率", "baseline": "45%", "target": "50%", "drives": "j"},
        {"name": "退会者数", "baseline": "月6人", "target": "月4人"},
    ]
    report = sold(rows, incentives=[{"tied_to": "j", "what": "1名2,000円"}], operation={"review": "週次"})
    action = found(report, "displacement/reward-on-volume").action
    assert "「退会者数」を毎月並べて" in action.ja
    assert "入会率" not in action.ja


def test_churn_in_the_plan_is_enough_where_retention_would_be_proposed() -> None:
    rows = [{"name": "Accounts added", "target": "9 a month"}, {"name": "Monthly churn rate", "target": "1.5%"}]
    report = judged({"kgis": [{"name": "Paying customers", "target": "600"}], "kpis": rows})
    assert not [r for r in report.recommendations if any(f.rule.startswith("displacement/volume") for f in r.findings)]


def test_a_share_to_add_names_the_count_it_is_a_share_of() -> None:
    report = sold([{"name": "問い合わせ数", "target": "月70件"}], organization={"industry": "音楽教室"})
    action = found(report, "displacement/volume-without-quality").action
    assert "『問い合わせ数』のうち次の段階に進んだ割合" in action.ja
    assert "商談" not in action.ja


def test_those_who_lead_are_heard_with_their_people() -> None:
    rows = [
        {"name": "受注件数", "target": "月8件", "owner": "営業部長"},
        {"name": "商談件数", "target": "月30件", "owner": "村上"},
    ]
    report = sold(rows, operation={"frontline": {"consulted": False}})
    why = found(report, "field/not-consulted").why
    assert "営業部長、村上と現場の担当者" in why.ja
    named: list[dict[str, Any]] = [
        {"name": "Orders", "target": "8 a month", "owner": "Sales manager"},
        {"name": "Calls", "target": "90", "owner": "Ana"},
    ]
    why = found(sold(named, operation={"frontline": {"consulted": False}}), "field/not-consulted").why
    assert "without hearing Ana, the Sales manager and their people" in why.en


def test_a_complaint_target_of_zero_is_no_figure_for_a_goal() -> None:
    plan = {
        "kgis": [{"id": "g", "name": "ブランド力の向上"}],
        "kpis": [{"name": "クレーム件数", "baseline": "月3件", "target": "0件", "kgi": "g"}],
    }
    assert "クレーム件数" not in found(judged(plan), "goal/kgi-not-quantified").action.ja


def test_no_milestones_are_drawn_up_for_a_target_out_of_reach() -> None:
    rows: list[dict[str, Any]] = [
        {
            "name": "セミナー参加者数",
            "target": "月400人",
            "baseline": "月31人",
            "history": [29, 31, 30, 32, 31],
            "period": "monthly",
        },
        {
            "name": "来店客数",
            "target": "月600人",
            "baseline": "月480人",
            "milestones": [{"at": "2026-09-30", "value": "月540人"}],
        },
    ]
    report = sold(rows, period="2026-04-01..2027-03-31")
    assert found(report, "target/beyond-history")
    assert not [r for r in report.recommendations if any(f.rule == "target/milestones-missing" for f in r.findings)]


def test_an_owner_with_too_many_is_no_candidate() -> None:
    def rows(carried: int) -> list[dict[str, Any]]:
        mine = [{"name": f"商談件数（{i}区）", "target": "月9件", "owner": "北"} for i in range(carried)]
        others = [
            {"name": "採用人数", "target": "3人", "owner": "南"},
            {"name": "残業時間", "target": "月9時間", "owner": "南"},
        ]
        return [*mine, *others, {"name": "受注件数", "target": "月8件"}]

    assert "候補" in found(sold(rows(3)), "field/no-owner").action.ja
    assert "候補" not in found(sold(rows(9)), "field/no-owner").action.ja


def test_a_hand_over_inside_one_department_is_not_praised() -> None:
    rows = [
        {"name": "Leads", "target": "200 a month", "department": "Growth sales and marketing"},
        {"name": "Lead-to-meeting rate", "target": "20%", "department": "Growth sales and marketing"},
        {"name": "Orders", "target": "9 a month", "department": "Growth sales and marketing"},
    ]
    report = sold(rows)
    assert not [s for s in report.strengths if s.rule == "alignment/handover-missing"]


def test_a_wish_for_satisfaction_is_not_praised() -> None:
    rows = [{"name": "Orders", "target": "20 a month"}, {"name": "Family satisfaction", "target": "improve"}]
    assert not [s for s in judged({"kpis": rows}).strengths if s.rule == "voice/no-qualitative"]
    rows[1]["target"] = "4.4 of 5"
    assert [s for s in judged({"kpis": rows}).strengths if s.rule == "voice/no-qualitative"]


def test_a_call_for_effort_or_a_paper_is_not_praised() -> None:
    def praised(on_miss: str) -> bool:
        plan = {"kpis": [{"name": "Orders", "target": "20 a month"}], "operation": {"on_miss": on_miss}}
        return any(s.rule == "operation/no-miss-protocol" for s in judged(plan).strengths)

    assert praised("find the cause and change one thing")
    assert not praised("Shops are to try harder")
    assert not praised("課長に改善報告書を求める")


def test_a_shop_is_told_to_watch_purchases_not_sales_meetings() -> None:
    shop = {"industry": "家具の販売", "departments": ["店舗運営課", "Web課"]}
    report = sold([{"name": "資料請求件数", "target": "月200件"}], organization=shop)
    action = found(report, "displacement/volume-without-quality").action
    assert "『資料請求件数』のうち購入に至った割合" in action.ja
    assert "ends in a purchase" in action.en


def test_what_the_plan_measures_already_is_not_proposed_as_something_to_add() -> None:
    plan = {
        "kgis": [{"name": "保護者満足度", "target": "90%", "deadline": "2027年3月末"}],
        "kpis": [{"name": "園見学の受け入れ件数", "baseline": "月6件", "target": "月12件"}],
        "incentives": [{"tied_to": "園見学の受け入れ件数", "what": "1件1,000円の手当", "kind": "reward"}],
    }
    report = advise(Plan.model_validate(plan), as_of=date(2026, 10, 1))
    (paid,) = [r for r in report.recommendations if "報酬" in r.title.ja]
    assert "「保護者満足度」を計画に加え" not in paid.action.ja
    assert "Add “" not in paid.action.en


def test_nobody_is_asked_what_more_of_a_count_brings_that_is_to_fall() -> None:
    plan = {
        "kgis": [{"name": "保護者満足度", "target": "90%", "deadline": "2027年3月末"}],
        "kpis": [{"name": "ヒヤリハット報告件数", "baseline": "月14件", "target": "月10件以下"}],
    }
    report = advise(Plan.model_validate(plan), as_of=date(2026, 10, 1))
    assert not any("増えた分だけ" in q.question.ja for q in report.questions)


def test_a_charity_is_not_told_to_watch_sales() -> None:
    plan = {
        "organization": {"name": "Harbour Pantry", "industry": "charity"},
        "kgis": [{"name": "Households helped", "target": "450", "deadline": "2027-03-31"}],
        "kpis": [{"name": "Referral partners", "baseline": "14", "target": "22"}],
    }
    report = advise(Plan.model_validate(plan), as_of=date(2026, 10, 1))
    said = " ".join(r.action.en + r.action.ja for r in report.recommendations)
    assert "sales" not in said
    assert "売上" not in said
