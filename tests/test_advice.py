"""What the report says as a whole: links, praise, questions, exceptions, settings, threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from advisor import InputError, Plan, Report, Settings, advise, read_plan_bytes
from advisor.figures import amount

DAY = date(2026, 4, 1)
PLANS = sorted((Path(__file__).parent / "plans").glob("*.yaml"))


def judged(data: dict[str, Any], **settings: Any) -> Report:
    return advise(Plan.model_validate(data), as_of=DAY, settings=Settings(**settings))


def fired(report: Report) -> set[str]:
    return {f.rule for r in report.recommendations for f in r.findings}


GOAL = {"id": "g", "name": "年間売上", "target": "1億円", "deadline": "2027-03-31"}


@pytest.mark.parametrize("written", ["g", "年間売上", "年間 売上", "売上", "年間売上、営業利益"])
def test_a_link_is_understood_as_people_write_it(written: str) -> None:
    data = {
        "kgis": [GOAL, {"name": "営業利益", "target": "1,000万円", "deadline": "2027-03-31"}],
        "kpis": [{"name": "来店客数", "target": "月600人", "kgi": written}],
    }
    assert not fired(judged(data)) & {"goal/unknown-link", "goal/kpi-not-linked"}


def test_a_near_spelling_is_named() -> None:
    report = judged({"kgis": [{**GOAL, "name": "Annual revenue"}], "kpis": [{"name": "Visits", "kgi": "Anual revenu"}]})
    (advice,) = [r for r in report.recommendations if r.resolves == ("goal/unknown-link",)]
    assert "Annual revenue" in advice.action.en


def test_every_circle_is_found_once() -> None:
    rows = [
        {"id": "a", "name": "A", "drives": "b"},
        {"id": "b", "name": "B", "drives": "a"},
        {"id": "c", "name": "C", "drives": "d"},
        {"id": "d", "name": "D", "drives": "e"},
        {"id": "e", "name": "E", "drives": ["c", "a"]},
    ]
    report = judged({"kgis": [GOAL], "kpis": rows})
    circles = [r for r in report.recommendations if r.resolves == ("goal/cyclic-links",)]
    assert sorted(len(r.subjects) for r in circles) == [2, 3]


PRAISE_NOBODY_EARNED: list[tuple[dict[str, Any], str]] = [
    ({"kgis": [{"name": "学ぶ意欲の向上"}], "kpis": [{"name": "回答率", "target": "70%"}]}, "goal/kgi-not-quantified"),
    (
        {"plan_type": "okr", "kgis": [{"name": "Delight"}], "kpis": [{"name": "NPS", "target": "40"}]},
        "goal/kgi-not-quantified",
    ),
    ({"kgis": [GOAL], "kpis": [{"name": "解約率", "target": "2%"}]}, "goal/targets-miss-kgi"),
    ({"kgis": [GOAL], "kpis": [{"name": "解約率", "target": "2%"}]}, "goal/kpi-not-linked"),
    ({"kgis": [GOAL], "kpis": [{"name": "来店客数"}, {"name": "解約率", "target": "2%"}]}, "target/missing"),
    ({"kgis": [GOAL], "kpis": [{"name": "地域連携の推進"}, {"name": "解約率", "target": "2%"}]}, "target/missing"),
    ({"period": "2026年度", "kgis": [GOAL], "kpis": [{"name": "解約率", "target": "2%"}]}, "target/deadline-missing"),
    ({"kgis": [GOAL], "kpis": [{"name": "来店客数"}]}, "target/deadline-missing"),
    (
        {"kgis": [{"name": "市民の幸福度向上"}], "kpis": [{"name": "来館者数", "target": "月600人"}]},
        "voice/no-qualitative",
    ),
    ({}, "focus/too-many-kpis"),
]


@pytest.mark.parametrize(("data", "rule"), PRAISE_NOBODY_EARNED)
def test_praises_only_what_the_facts_earn(data: dict[str, Any], rule: str) -> None:
    assert rule not in {s.rule for s in judged(data).strengths}


NOT_A_FAULT = [
    # ± is a gap that is allowed: narrower is better, whatever the measure is called.
    ({"name": "Forecast accuracy", "baseline": "±22%", "target": "within ±10%"}, "target/wrong-direction"),
    # Ratios that pass 100 %.
    ({"name": "医業収支比率", "baseline": "96.4%", "target": "100.5%以上"}, "target/impossible-value"),
    ({"name": "逆紹介率", "baseline": "92%", "target": "110%"}, "target/impossible-value"),
    ({"name": "料金回収率", "baseline": "98%", "target": "105%"}, "target/impossible-value"),
    ({"name": "Nurse fill rate (planned vs actual)", "target": "104%"}, "target/impossible-value"),
    # Voices, whatever the survey is called.
    ({"name": "NSS overall positivity", "baseline": "79%", "target": "84%"}, "voice/no-qualitative"),
    ({"name": "Friends and Family Test – likely to recommend", "target": "94%"}, "voice/no-qualitative"),
    ({"name": "Learners reporting they read weekly", "target": "60%"}, "voice/no-qualitative"),
    ({"name": "睡眠で休養がとれている者の割合", "target": "80%"}, "voice/no-qualitative"),
    # Targets in other places and forms.
    ({"name": "Reduce set-up time from 21 days to 10 days"}, "target/missing"),
    ({"name": "Cost to raise £1", "baseline": "31p", "target": "27p"}, "target/missing"),
    ({"name": "男性の育児休業取得率", "baseline": "58%", "target": "2週間以上の取得率85%"}, "target/missing"),
    ({"name": "Emissions per tonne", "target": "30% reduction by 2030 from a 2018 base"}, "target/missing"),
    # A standing level, and a year that is a date.
    ({"name": "Error budget left", "target": "25%", "deadline": "every quarter"}, "target/deadline-missing"),
    ({"name": "Net zero across the value chain", "target": "2040"}, "target/deadline-missing"),
    ({"name": "Net zero across the value chain", "target": "2040"}, "target/missing"),
]


@pytest.mark.parametrize(("row", "rule"), NOT_A_FAULT)
def test_what_reads_as_a_fault_only_to_a_machine_is_left_alone(row: dict[str, Any], rule: str) -> None:
    beside = {"name": "解約率", "baseline": "4%", "target": "2%", "deadline": "2027-03-31"}
    assert rule not in fired(
        judged({"as_of": "2026-04-01", "kgis": [GOAL], "kpis": [row, beside, beside | {"name": "返品率"}]})
    )


def test_every_goal_gets_a_core_measure_before_any_gets_two() -> None:
    rows = [
        {"name": f"継続率（第{n}地区）", "baseline": "70%", "target": "80%", "kgi": "a" if n < 9 else "b"}
        for n in range(10)
    ]
    goals = [
        {"id": "a", "name": "会員数", "target": "5,000人"},
        {"id": "b", "name": "営業利益", "target": "3,000万円"},
    ]
    report = judged({"kgis": goals, "kpis": rows})
    (advice,) = [r for r in report.recommendations if "focus/too-many-kpis" in {f.rule for f in r.findings}]
    core = advice.action.ja.split("を中心の候補")[0]
    assert "第9地区" in core
    assert core.count("地区") == 4


@pytest.mark.parametrize(
    ("value", "said"),
    [(2.8, "£2.80"), (0.005, "£0.005"), (12.0, "£12"), (3_100_000.0, "£3.1 million")],
)
def test_money_is_said_in_pence_where_it_is_whole_pence(value: float, said: str) -> None:
    assert amount(value, "GBP").en == said


def test_work_dealt_with_in_time_should_not_fall() -> None:
    row = {"name": "Returns processed within 48h", "baseline": "70%", "target": "60%"}
    assert "target/wrong-direction" in fired(judged({"kgis": [GOAL], "kpis": [row]}))


@pytest.mark.parametrize(
    ("about", "asked"),
    [
        ({"title": "さくら歯科 KPI計画"}, "patients"),
        ({"organization": {"kind": "university"}}, "students"),
        ({"organization": {"industry": "construction"}}, "site staff"),
        ({"title": "Social media plan"}, "customers won and lost"),
    ],
)
def test_the_voice_to_ask_for_fits_the_organization(about: dict[str, Any], asked: str) -> None:
    rows = [{"name": "受注件数", "baseline": "月5件", "target": "月8件"}, {"name": "商談件数", "target": "月20件"}]
    report = judged({"kgis": [GOAL], "kpis": rows, **about})
    (advice,) = [r for r in report.recommendations if "voice/no-qualitative" in {f.rule for f in r.findings}]
    assert asked in advice.action.en


def test_a_voice_measured_elsewhere_is_asked_about() -> None:
    row = {"name": "来館者数", "baseline": "月500人", "target": "月600人"}
    report = judged({"kgis": [GOAL], "kpis": [row], "operation": {"data_source": "来館者アンケート、入館記録"}})
    assert "voice/no-qualitative" not in fired(report)
    assert "voice/no-qualitative" in {q.rule for q in report.questions}


def test_a_baseline_takes_no_unit_from_a_change() -> None:
    row = {"name": "Pressure ulcers", "baseline": "146", "target": "20% reduction", "deadline": "2027-03-31"}
    assert not any("146%" in a.understood.en for a in judged({"kgis": [GOAL], "kpis": [row]}).assumptions)


def test_bare_names_give_a_page_of_questions_and_few_accusations() -> None:
    names = ["来店客数", "客単価", "再来店率", "廃棄率", "残業時間", "口コミ評価", "席稼働率", "予約件数"]
    report = judged({"kgis": [GOAL], "kpis": names})
    assert len(report.questions) <= 8
    assert len(report.recommendations) <= 4


def test_the_question_about_pay_comes_last() -> None:
    report = judged(
        {
            "excerpt": True,
            "kpis": [{"name": "資料請求件数", "target": "月300件"}, {"name": "架電件数", "target": "1日20件"}],
        }
    )
    assert report.questions[0].rule == "goal/kgi-missing"
    assert report.questions[-1].rule == "displacement/reward-on-volume"


def test_a_plan_that_says_what_it_needs_to_gets_nothing_but_praise() -> None:
    sourced = read_plan_bytes((Path(__file__).parent / "plans" / "clinic-good.yaml").read_bytes(), name="plan.yaml")
    report = advise(sourced.plan)
    assert report.recommendations == ()
    assert report.questions == ()
    assert report.score.overall == 100
    assert len(report.strengths) >= 4


def test_exceptions_are_used_expired_or_unneeded() -> None:
    data = {
        "kpis": [{"name": "来店客数", "target": "月600人"}],
        "exceptions": [
            {"rule": "goal/kgi-missing", "until": "2026-12-31", "reason": "準備中"},
            {"rule": "voice/no-qualitative", "until": "2026-03-31"},
            {"rule": "focus/too-many-kpis"},
        ],
    }
    report = judged(data)
    assert "goal/kgi-missing" not in fired(report)
    assert "voice/no-qualitative" in fired(report)
    assert [e.state for e in report.exceptions] == ["used", "expired", "unneeded"]


def test_settings_change_limits_severities_and_rules() -> None:
    data = {"kgis": [GOAL], "kpis": [{"name": f"指標{i}", "target": "10"} for i in range(6)]}
    assert "focus/too-many-kpis" not in fired(judged(data))
    assert "focus/too-many-kpis" in fired(judged(data, thresholds={"kpis-too-many": 5}))
    assert fired(judged(data, select=("voice/*",))) == {"voice/no-qualitative"}
    assert "voice/no-qualitative" not in fired(judged(data, ignore=("voice/*",)))
    (advice,) = judged(data, select=("voice/*",), severity={"voice/no-qualitative": "critical"}).recommendations
    assert advice.severity == "critical"


def test_without_a_day_nothing_that_needs_one_is_judged() -> None:
    plan = Plan.model_validate({"kpis": [{"name": "販売店の登録数", "target": "12店", "deadline": "2020-12-31"}]})
    assert "target/deadline-past" not in fired(advise(plan))
    assert "target/deadline-past" in fired(advise(plan, as_of=DAY))


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"kpis": {"target": 5}}, "kpis"),
        ({"kpis": 5}, "kpis"),
        ({"kgis": [["売上"]]}, "kgis/0"),
        ({"kpis": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]}, "kpis/1/id"),
    ],
)
def test_what_cannot_be_a_plan_is_refused_with_its_place(data: dict[str, Any], where: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Plan.model_validate(data)
    assert "/".join(map(str, caught.value.errors()[0]["loc"])) == where


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"KGI": [GOAL], "kpis": ["解約率"]}, "kgis"),
        ({"最終目標": [GOAL], "kpis": ["解約率"]}, "kgis"),
        ({"kgis": [GOAL], "KPI": ["解約率"]}, "kpis"),
        ({"目標一覧": [GOAL], "一覧": ["解約率"]}, "kpis"),
    ],
)
def test_a_plan_under_other_names_is_not_told_that_it_has_no_goal(data: dict[str, Any], says: str) -> None:
    report = judged(data)
    assert says in report.warnings[0].message.ja
    assert not {"goal/kgi-missing", "goal/kpi-not-linked"} & fired(report)


def test_a_refused_file_names_line_and_column_in_both_languages() -> None:
    text = "title: 計画\nkpis:\n  - {id: a, name: A}\n  - {name: B, id: a}\n"
    with pytest.raises(InputError) as caught:
        read_plan_bytes(text.encode(), name="plan.yaml")
    assert caught.value.describe("en").startswith("plan.yaml:4:19: ")
    assert "2回" in caught.value.describe("ja")


def test_warnings_name_the_near_key_and_lose_nothing_else() -> None:
    plan = Plan.model_validate(
        {"kpis": [{"name": "来店客数", "taget": "月600人", "tier": "very", "owner": ["田中", "鈴木"]}]}
    )
    said = {w.pointer: w.message.en for w in plan.warnings}
    assert "“target”" in said["/kpis/0/taget"]
    assert "core" in said["/kpis/0/tier"]
    assert plan.kpis[0].owner == "田中 / 鈴木"


def test_eight_threads_give_eight_equal_reports() -> None:
    contents = [p.read_bytes() for p in PLANS] * 8
    expected = [advise(read_plan_bytes(c, name="p").plan, as_of=DAY).model_dump_json() for c in contents]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda c: advise(read_plan_bytes(c, name="p").plan, as_of=DAY).model_dump_json(), contents))
    assert got == expected


def test_the_first_five_differ_in_remedy_and_hold_a_small_step() -> None:
    rows = [{"name": f"第{i}営業部 離職率", "baseline": "6%", "target": "12%以上"} for i in range(8)]
    rows += [{"name": f"第{i}営業部 研修出席率", "target": "110%"} for i in range(8)]
    rows += [{"name": "地域連携の推進"}]
    report = judged({"kgis": [GOAL], "kpis": rows})
    first = [r.findings[0].rule for r in report.recommendations[:5]]
    assert len(set(first)) == 5
    assert any(r.effort == "small" for r in report.recommendations[:5])


@pytest.mark.parametrize(
    ("what", "paid"),
    [
        ("資料請求1件につき500円", ["資料請求件数"]),
        ("商談件数に応じた賞与", ["商談件数"]),
        ("商談1件ごとに表彰", ["商談件数"]),
        ("業績賞与", []),
    ],
)
def test_pay_that_names_the_thing_counted_is_seen_as_hanging_on_its_count(what: str, paid: list[str]) -> None:
    plan = {
        "kgis": [{"name": "年間売上", "target": "1億円"}],
        "kpis": [{"name": "資料請求件数", "target": "月300件"}, {"name": "商談件数", "target": "月40件"},
                 {"name": "資料請求率", "target": "1%"}],
        "incentives": [{"what": what}],
    }  # fmt: skip
    report = advise(Plan.model_validate(plan))
    outcome = report.outcomes["displacement/reward-on-volume"]
    assert [s.name for r in report.recommendations for f in r.findings for s in f.subjects
            if f.rule == "displacement/reward-on-volume"] == paid  # fmt: skip
    assert bool(outcome.not_stated) == (not paid)


def fired_on(data: dict[str, Any], rule: str) -> list[str]:
    report = advise(Plan.model_validate(data), as_of=date(2026, 11, 24))
    return [s.name for r in report.recommendations for f in r.findings if f.rule == rule for s in f.subjects]


@pytest.mark.parametrize(
    ("title", "undated"),
    [
        ("第二工場 品質目標 2026年度", False),
        ("営業部 令和8年度上期", False),
        ("Support desk FY26", False),
        ("School improvement plan 2026/27", False),
        ("Territory plan Q1 2027", False),
        ("第二工場 品質目標", True),
        ("2021年度〜2025年度 総合計画", True),
        ("2025年度実績の報告", True),
        ("2018年度比で見る目標", True),
    ],
)
def test_a_period_in_the_title_is_the_plans_where_it_is_one(title: str, undated: bool) -> None:
    data = {"title": title, "kpis": [{"name": "工程内不良率", "baseline": "0.8%", "target": "0.5%"}]}
    assert (fired_on(data, "target/deadline-missing") == ["工程内不良率"]) == undated
    notes = advise(Plan.model_validate(data), as_of=date(2026, 11, 24)).assumptions
    assert any(n.pointer == "/title" for n in notes) != undated, "what is taken from a title is said"


def test_levels_that_are_kept_need_no_date() -> None:
    rows = [
        {"name": "休業災害件数", "target": "0件"},
        {"name": "点呼実施率", "target": "100%を維持"},
        {"name": "重大事故ゼロの継続", "target": "0件"},
        {"name": "誤配率", "target": "0.008%以下"},
    ]
    assert fired_on({"kpis": rows}, "target/deadline-missing") == ["誤配率"]


def test_a_limit_just_behind_today_is_a_floor_and_one_far_behind_is_too_low() -> None:
    near = {"name": "Clients who feel listened to", "baseline": "91%", "target": "90% or above"}
    far = {"name": "Clients who feel listened to", "baseline": "91%", "target": "60% or above"}
    assert fired_on({"kpis": [near]}, "target/already-met") == []
    assert fired_on({"kpis": [far]}, "target/already-met") == [far["name"]]


def test_a_multiple_that_is_the_measure_itself_needs_no_base() -> None:
    rows = [{"name": "Pipeline coverage", "target": "3x"}, {"name": "Blog readers", "target": "3x"}]
    assert fired_on({"kpis": rows}, "target/no-baseline") == ["Blog readers"]


def test_a_count_whose_better_way_was_read_from_part_of_its_name_accuses_nobody() -> None:
    rows = [{"name": "館内での特別受付件数", "baseline": "年3,400件", "target": "年3,600件"}]
    assert fired_on({"kpis": rows}, "target/already-met") == []
    library = {"name": "レファレンス受付件数", "baseline": "年3,400件", "target": "年3,600件"}
    report = advise(Plan.model_validate({"kpis": [library]}), as_of=date(2026, 11, 24))
    assert any("大きいほどよい" in a.understood.ja for a in report.assumptions)


def test_what_is_critical_comes_before_what_is_high_in_one_step() -> None:
    data = {
        "kgis": [{"name": "月間売上", "target": "560万円", "deadline": "2027-03-31"}],
        "kpis": [{"name": "資料請求件数", "baseline": "月78件", "target": "月91件"}],
        "incentives": [{"what": "資料請求1件ごとに200円", "kind": "reward"}, {"what": "目標未達の月は賞与を減額", "kind": "penalty"}],
    }  # fmt: skip
    report = advise(Plan.model_validate(data), as_of=date(2026, 11, 24))
    assert [r.severity for r in report.recommendations][:2] == ["critical", "high"]


@pytest.mark.parametrize(
    ("organization", "said"),
    [({"industry": "veterinary practice"}, False), ({"industry": "SaaS"}, True), (None, True)],
)
def test_how_a_count_is_hollowed_out_fits_the_trade(organization: dict[str, str] | None, said: bool) -> None:
    data = {"kgis": [{"name": "Revenue", "target": "$1M"}], "kpis": [{"name": "User sign-ups", "target": "50 a month"}]}
    report = advise(Plan.model_validate(data | ({"organization": organization} if organization else {})))
    (advice,) = [r for r in report.recommendations if "displacement/volume-without-quality" in r.resolves]
    assert ("never use the product" in advice.why.en) == said


@pytest.mark.parametrize(
    "row",
    [
        {"name": "Garden waste subscriptions", "baseline": "18,200", "target": "19,500"},
        {"name": "Debt collected", "baseline": "£1m", "target": "£2m"},
        {"name": "初期設定の完了時間（中央値）", "baseline": "26分", "target": "12分"},
        {"name": "管理費比率", "baseline": "18%", "target": "20%以下", "tier": "monitor"},
    ],
    ids=lambda r: r["name"],
)
def test_a_direction_read_from_part_of_a_name_and_a_watched_limit_accuse_nobody(row: dict[str, Any]) -> None:
    report = advise(Plan.model_validate({"kpis": [row]}), as_of=date(2026, 11, 24))
    said = {f.rule for r in report.recommendations for f in r.findings}
    assert not said & {"target/already-met", "target/wrong-direction"}


@pytest.mark.parametrize(
    "organization",
    [{"departments": ["サポート"]}, {"name": "SaaSサポート部"}, {"departments": ["カスタマーサポート"]}],
    ids=str,
)
def test_inquiries_are_load_to_a_support_team_whose_plan_it_is(organization: dict[str, Any]) -> None:
    rows = [{"name": "問い合わせ件数", "baseline": "月3,200件", "target": "月2,700件"}]
    report = advise(Plan.model_validate({"organization": organization, "kpis": rows}), as_of=date(2026, 11, 24))
    said = {f.rule for r in report.recommendations for f in r.findings}
    assert not said & {"target/wrong-direction", "displacement/volume-without-quality"}


def test_qualified_leads_show_what_downloads_are_worth() -> None:
    rows = [{"name": "資料ダウンロード数", "baseline": "月150件", "target": "月260件"}]
    alone = fired_on({"kpis": rows}, "displacement/volume-without-quality")
    qualified = fired_on(
        {"kpis": [*rows, {"name": "MQL数", "target": "月90件"}]}, "displacement/volume-without-quality"
    )
    assert (alone, qualified) == (["資料ダウンロード数"], [])


def test_a_year_a_target_is_measured_from_is_no_date_to_reach_it_by() -> None:
    rows = [
        {"name": "Energy use", "target": "5% below 2025/26 level"},
        {"name": "Complaints", "target": "below 2024 level"},
    ]
    assert fired_on({"kpis": rows}, "target/deadline-past") == []
