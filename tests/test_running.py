"""How a plan is run: who meets, who does what, what staff were told and what a miss costs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from advisor import Plan, Recommendation, Report, advise

DAY = date(2026, 4, 1)
GOAL = {"id": "g", "name": "年間売上", "target": "1億円", "deadline": "2027-03-31"}
MEETINGS = {"name": "商談件数", "baseline": "月70件", "target": "月100件", "kgi": "g"}


def judged(data: dict[str, Any], day: date | None = DAY) -> Report:
    return advise(Plan.model_validate({"kgis": [GOAL], **data}), as_of=day)


def fired(report: Report) -> set[str]:
    return {f.rule for r in report.recommendations for f in r.findings}


def asked(report: Report) -> set[str]:
    return {rule for q in report.questions for rule in q.rules}


def of(report: Report, rule: str) -> Recommendation:
    (advice,) = [r for r in report.recommendations if rule in {f.rule for f in r.findings}]
    return advice


# -- Daily work from the plan's own figures ----------------------------------------------------------------------------


def meetings(*more: dict[str, Any], **resources: Any) -> Report:
    return judged({"kpis": [MEETINGS | {"actions": "なし"}, *more], "resources": resources})


def test_a_result_is_worked_back_through_the_plans_rate_to_a_days_work() -> None:
    rate = {"name": "アポ率", "target": "2%", "kgi": "g"}
    said = of(meetings(rate, working_days_per_month=20, people=5), "field/no-actions")
    # 100 / 2 % = 5,000 a month, 250 on each of 20 days, 50 for each of 5 people.
    for figure in ("月5,000件", "稼働20日で1日250件", "5人なら1人1日50件", "目標のアポ率2%"):
        assert figure in said.why.ja
    for figure in ("5,000 calls a month", "250 on each of 20 working days", "50 each for 5 people"):
        assert figure in said.why.en
    assert "ロープレ" in said.action.ja
    assert "role-play" in said.action.en


def test_todays_rate_goes_before_the_one_hoped_for() -> None:
    rate = {"name": "アポ率", "baseline": "2%", "target": "4%", "kgi": "g"}
    assert "現在のアポ率2%" in of(meetings(rate), "field/no-actions").why.ja


def test_without_working_days_the_number_is_a_weeks() -> None:
    said = of(meetings({"name": "アポ率", "target": "2%", "kgi": "g"}), "field/no-actions")
    assert "週およそ1,154件" in said.why.ja  # 5,000 × 12 / 52 = 1,153.8
    assert "稼働" not in said.why.ja


def test_without_a_rate_it_says_which_to_measure_first() -> None:
    said = of(meetings(working_days_per_month=20), "field/no-actions")
    assert "稼働20日で1日5件" in said.why.ja
    assert "架電から商談になった割合" in said.action.ja
    assert "the share of calls" in said.action.en


def test_two_rates_into_one_step_are_not_multiplied() -> None:
    rates = [{"name": "アポ率（東）", "target": "2%"}, {"name": "アポ率（西）", "target": "5%"}]
    assert "5,000" not in of(meetings(*rates), "field/no-actions").why.ja


def test_the_way_back_stops_at_a_step_that_has_its_own_kpi() -> None:
    rows = [
        MEETINGS | {"actions": "1日250件の架電"},
        {"name": "アポ率", "target": "2%", "actions": "録音の聞き直し"},
        {"name": "受注率", "target": "10%", "actions": "失注先への聞き取り"},
        {"name": "受注件数", "target": "月10件", "actions": "なし"},
    ]
    said = of(judged({"kpis": rows}), "field/no-actions")
    assert "商談が月100件" in said.why.ja
    assert "架電" not in said.why.ja


def test_a_rate_gets_an_action_to_choose_and_no_invented_number() -> None:
    said = of(judged({"kpis": [{"name": "離職率", "target": "6%", "actions": "なし"}]}), "field/no-actions")
    assert "1対1の面談" in said.action.ja
    assert "ロープレ" not in said.action.ja


def test_a_shop_is_not_told_to_make_calls() -> None:
    rows = [{"name": "来店客数", "target": "月600人", "actions": "なし", "data_source": "なし"}]
    report = judged({"kpis": [*rows, {"name": "予約件数", "target": "月90件", "actions": "なし"}]})
    said = of(report, "field/no-actions").action.ja
    assert not any(word in said for word in ("架電", "ロープレ", "記事", "商談"))
    assert "レジや予約の記録" in of(report, "operation/no-data-source").action.ja


def test_an_activity_of_the_same_field_is_what_people_do() -> None:
    report = judged({"kpis": [MEETINGS, {"name": "架電件数", "target": "1日10件"}]})
    assert "field/no-actions" not in fired(report) | asked(report)


# -- Owners ------------------------------------------------------------------------------------------------------------


def test_a_goals_owner_answers_for_its_kpis() -> None:
    report = judged({"kgis": [GOAL | {"owner": "事業部長"}], "kpis": [MEETINGS]})
    assert "field/no-owner" not in fired(report) | asked(report)


def test_a_candidate_is_who_carries_the_same_field() -> None:
    rows = [MEETINGS | {"owner": "村上"}, {"name": "受注率", "target": "20%"}, {"name": "離職率", "owner": "佐々木"}]
    said = of(judged({"kpis": rows}), "field/no-owner")
    assert "村上" in said.action.ja
    assert "佐々木" not in said.action.ja


def test_few_owners_among_many_rows_are_asked_about() -> None:
    rows = [{"name": f"第{n}支店の来店客数", "target": "月600人"} for n in range(8)]
    rows[0]["owner"] = rows[1]["owner"] = "店長"
    report = judged({"kpis": rows})
    assert "field/no-owner" in asked(report)
    assert "field/no-owner" not in fired(report)


@pytest.mark.parametrize(
    ("owner", "outside"), [("IT lead", True), ("Itoh", False), ("Sales, IT", False), ("Sato", False)]
)
def test_an_owner_belongs_elsewhere_only_by_the_plans_own_words(owner: str, outside: bool) -> None:
    rows = [
        {"name": "Sales meetings", "target": "30 a month", "department": "Sales", "owner": "Ann"},
        {"name": "Win rate", "target": "25%", "department": "Sales", "owner": owner},
        {"name": "Uptime", "target": "99.9%", "department": "IT", "owner": "Bo"},
    ]
    assert ("field/owner-cannot-influence" in fired(judged({"kpis": rows}))) == outside


# -- The review and its dates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "review", "slow"),
    [
        ("2026年度上期", "四半期ごと", True),
        ("2026年度上期", "月1回", False),
        ("2026年度", "四半期ごと", False),
        ("2026年度", "半年ごと", True),
        ("2026年度", "年次", True),
        ("2026〜2030年度", "年次", False),
        ("2週間", "週次", False),
        ("通年", "年次", False),
        ("2026年度", "部長会で確認", False),
    ],
)
def test_a_review_is_too_slow_when_fewer_than_two_come_before_the_end(period: str, review: str, slow: bool) -> None:
    report = judged({"period": period, "kpis": [{"name": "解約率", "target": "2%"}], "operation": {"review": review}})
    assert ("operation/review-too-slow" in fired(report)) == slow


@pytest.mark.parametrize(
    ("frequency", "review", "slow"),
    [
        ("weekly", "quarterly", True),
        ("weekly", "monthly", False),
        ("monthly", "quarterly", False),
        ("daily", "monthly", False),
    ],
)
def test_a_review_is_too_slow_when_six_figures_pass_between(frequency: str, review: str, slow: bool) -> None:
    row = {"name": "Churn rate", "target": "2%", "frequency": frequency}
    report = judged({"period": "2026-04-01..2028-03-31", "kpis": [row], "operation": {"review": review}})
    assert ("operation/review-too-slow" in fired(report)) == slow


@pytest.mark.parametrize(
    ("period", "day", "dates"),
    [
        ("2026年度", DAY, "2026年6月30日・2026年9月30日・2026年12月31日"),
        ("2026年度", date(2026, 10, 15), "2026年12月31日"),
        ("2026年度上期", DAY, "2026年7月1日"),
        ("通年", DAY, "四半期の終わりごと"),
    ],
)
def test_the_revision_is_dated_from_the_plans_span(period: str, day: date, dates: str) -> None:
    report = judged({"period": period, "kpis": [MEETINGS], "operation": {"revision": "なし"}}, day)
    assert f"見直しの日を{dates}に" in of(report, "operation/no-revision").action.ja


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("なし", "fires"),
        ("見直しの予定はない", "fires"),
        ("never revised", "fires"),
        ([], "fires"),
        (False, "fires"),
        ("TBD", "asks"),
        (None, "asks"),
        ("罰則の決まりはない", "silent"),
        ("we do not blame anyone", "silent"),
        ("四半期ごと", "silent"),
    ],
)
def test_left_out_is_asked_and_none_is_found(written: object, word: str) -> None:
    report = judged({"kpis": [MEETINGS], "operation": {"revision": written}})
    said = "fires" if "operation/no-revision" in fired(report) else "asks"
    assert (said if "operation/no-revision" in fired(report) | asked(report) else "silent") == word


# -- The front line and what hangs on a miss ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "consulted", "reasons"),
    [
        ("部長が決め、担当者の意見を聞いて2項目を直した", "clear", "asks"),
        ("意見を聞かずに決めた", "fires", "asks"),
        ("本部のトップダウン。理由の説明はしていない", "fires", "fires"),
        ("従業員代表が会議に参加", "clear", "asks"),
        ("期初の会議で、なぜこの水準かを根拠とともに説明した", "asks", "clear"),
        ("なし", "fires", "fires"),
        ("set by head office, nobody was told why", "asks", "fires"),
        ("teams draft their own targets", "clear", "asks"),
        ("staff were not consulted", "fires", "asks"),
        ("期初に発表", "asks", "asks"),
    ],
)
def test_the_front_line_in_free_text(text: str, consulted: str, reasons: str) -> None:
    report = judged({"kpis": [MEETINGS], "operation": {"frontline": text}})

    def word(rule: str) -> str:
        return "fires" if rule in fired(report) else "asks" if rule in asked(report) else "clear"

    assert word("field/not-consulted") == consulted
    assert word("field/reasons-not-shared") == reasons


@pytest.mark.parametrize(
    ("plan", "penal"),
    [
        ({"incentives": [{"what": "未達は始末書", "kind": "penalty"}]}, True),
        ({"incentives": [{"kind": "penalty"}]}, True),
        ({"incentives": [{"what": "特に影響しない", "kind": "penalty"}]}, False),
        ({"incentives": [{"what": "なし", "kind": "penalty"}]}, False),
        ({"incentives": "目標を下回った月は手当を半額に減らす"}, True),
        ({"incentives": "未達でも賞与は減額しない"}, False),
        ({"incentives": "達成者に1万円の報奨金"}, False),
        ({"incentives": [{"what": "達成で5万円、未達なら賞与なし", "kind": "reward"}]}, False),
        ({"incentives": "No commission below 80% of quota"}, False),
        ({"incentives": "No bonus for a missed target"}, True),
        ({"incentives": "未達でもペナルティは設けず、改善の取り組みを評価"}, False),
        ({"operation": {"on_miss": "deduct the shortfall from the next quarter"}}, False),
        ({"operation": {"on_miss": "an SLA penalty is paid to the customer"}}, False),
        ({"operation": {"on_miss": "dock 5% of the salary"}}, True),
        ({"incentives": "Penalties for late delivery are charged to the carrier"}, False),
        ({"operation": {"on_miss": "coaching first, dismissal never"}}, False),
        ({"operation": {"on_miss": "叱責はせず、原因を話し合う"}}, False),
        ({"operation": {"on_miss": "2か月続いたら降格"}}, True),
    ],
)
def test_what_a_miss_costs(plan: dict[str, Any], penal: bool) -> None:
    report = judged({"kpis": [MEETINGS], **plan})
    assert ("culture/penalty-for-miss" in fired(report)) == penal


def test_penalty_and_appraisal_are_one_thing_to_mend_and_for_the_sponsor() -> None:
    paid = [{"what": "未達で減給", "kind": "penalty"}, {"what": "達成率を査定に使う"}]
    said = of(judged({"kpis": [MEETINGS], "incentives": paid}), "culture/penalty-for-miss")
    assert set(said.resolves) == {"culture/penalty-for-miss", "culture/kpi-is-appraisal"}
    assert said.audience == "sponsor"


def test_towns_and_okrs_are_not_asked_about_pay() -> None:
    town = {"organization": {"kind": "local_government"}, "kpis": [{"name": "道路の補修延長", "target": "12km"}]}
    assert "culture/penalty-for-miss" not in asked(judged(town))
    assert "culture/penalty-for-miss" not in asked(judged({"plan_type": "okr", "kpis": [MEETINGS]}))


# -- The questions -----------------------------------------------------------------------------------------------------


def test_what_belongs_together_is_one_question_with_a_place_for_each_answer() -> None:
    report = judged({"kpis": [MEETINGS]})
    (question,) = [q for q in report.questions if "operation/no-review" in q.rules]
    assert question.pointers == ("/operation/review", "/operation/on_miss", "/operation/revision")
    assert (
        question.question.ja
        == "誰が、いつ集まって数字を見ますか。目標に届かなかったとき、何をしますか。目標はいつ見直しますか。"
    )
    assert question.question.en == (
        "Who meets over these figures, and when? What happens after a miss? When are targets revised?"
    )


def test_only_what_is_left_of_a_topic_is_asked() -> None:
    report = judged({"kpis": [MEETINGS], "operation": {"review": "週次", "revision": "四半期ごと"}})
    (question,) = [q for q in report.questions if "operation/no-miss-protocol" in q.rules]
    assert question.pointers == ("/operation/on_miss",)
    assert "いつ集まって" not in question.question.ja


def test_pay_is_asked_once_and_last_and_the_front_line_just_before() -> None:
    report = judged({"kpis": [{"name": "資料請求件数", "target": "月300件"}, MEETINGS]})
    assert "displacement/reward-on-volume" in report.questions[-1].rules
    assert "culture/penalty-for-miss" in report.questions[-1].rules
    assert report.questions[-1].question.ja.count("給与") == 1
    assert "field/not-consulted" in report.questions[-2].rules


def test_twelve_bare_names_give_a_page_of_questions() -> None:
    names = ["来店客数", "客単価", "再来店率", "廃棄率", "残業時間", "口コミ評価", "席稼働率", "予約件数", "原価率",
             "SNS投稿数", "商談件数", "従業員満足度"]  # fmt: skip
    report = judged({"kgis": [], "kpis": names})
    assert len(report.questions) <= 8
    assert not any("KGI" in q.question.ja + q.question.en for q in report.questions)
