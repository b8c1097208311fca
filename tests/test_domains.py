"""Fields of work as knowledge, and what is made of them: sets, departments, voices, guards."""

from __future__ import annotations

from typing import Any

import pytest

from advisor import Plan, Report, advise, read_plan
from advisor.facts.gather import gather
from advisor.findings import judge
from advisor.knowledge_files import domains, metric_list, sources, thresholds
from advisor.naming.catalogue import all_metrics
from advisor.questions import questions_of
from advisor.rulebook import built_in_rulebook
from advisor.source.document import read_file
from generate import ROOT

PLANS = ROOT / "tests" / "plans"
METRICS = {m.id for m in all_metrics()}
SALES = {"name": "年間売上", "target": "8,000万円", "deadline": "2027-03-31"}


def judged(**plan: Any) -> Report:
    return advise(Plan.model_validate({"kgis": [SALES], **plan}))


def fired(report: Report) -> set[str]:
    return {f.rule for r in report.recommendations for f in r.findings}


def asked(report: Report) -> set[str]:
    return {rule for q in report.questions for rule in q.rules}


def advice(report: Report, rule: str) -> Any:
    (one,) = [r for r in report.recommendations if rule in {f.rule for f in r.findings}]
    return one


def test_domains_name_measures_of_the_catalogue_and_their_source() -> None:
    for domain in domains().values():
        assert domain.source in sources()
        ids = [s.id for s in domain.stages]
        assert len(ids) == len(set(ids))
        for stage in domain.stages:
            assert stage.usual, f"{domain.id} {stage.id}: nothing to propose"
            assert set(stage.metrics) | set(stage.usual) <= METRICS
        placed = [m for s in domain.stages for m in s.metrics]
        assert len(placed) == len(set(placed)), f"{domain.id}: a measure shows one step"


def test_lists_name_measures_of_the_catalogue() -> None:
    listed = read_file(ROOT / "knowledge" / "metric_lists.yaml").data
    for name in listed:
        assert metric_list(name)
        assert set(metric_list(name)) <= METRICS, name
    assert metric_list("no such list") == ()


def test_the_field_of_work_is_said_as_an_assumption() -> None:
    rows = [{"name": "訪問数", "target": "月10,000"}, {"name": "表示回数", "target": "月90,000"}]
    (note,) = [a for a in judged(kpis=rows).assumptions if a.pointer == "/organization"]
    assert note.confidence == "inferred"
    assert "Web集客" in note.understood.ja
    assert not [a for a in judged(kpis=["残業時間"]).assumptions if a.pointer == "/organization"]


@pytest.mark.parametrize(
    ("stated", "written"),
    [
        ("営業部", "東日本営業課"),
        ("マーケティング部", "マーケ"),
        ("Marketing", "marketing team"),
        ("カスタマーサクセス部", "Customer Success"),
        ("人事部", "HR"),
        ("第一製造課", "第一製造チーム"),
    ],
)
def test_departments_are_matched_as_people_write_them(stated: str, written: str) -> None:
    rows = [
        {"name": "受注率", "target": "25%", "department": "法務部"},
        {"name": "定着率", "target": "90%", "department": written},
    ]
    report = judged(organization={"departments": [stated, "法務部"]}, kpis=rows)
    assert "alignment/department-without-kpi" not in fired(report) | asked(report)


def test_a_department_without_a_kpi_is_named_with_a_measure_to_start_from() -> None:
    rows = [{"name": "受注率", "target": "25%", "department": "営業部"}]
    one = advice(
        judged(organization={"departments": ["営業部", "人事部"]}, kpis=rows), "alignment/department-without-kpi"
    )
    assert "「人事部」" in one.title.ja
    assert "入社1年後定着率" in one.action.ja
    assert "first-year retention" in one.action.en


def test_the_handover_is_worked_out_from_the_plans_own_targets() -> None:
    rows = [
        {"name": "資料請求件数", "target": "月300件", "department": "マーケティング部"},
        {"name": "商談件数", "target": "月40件", "department": "営業部"},
    ]
    one = advice(judged(kpis=rows), "alignment/handover-missing")
    assert "商談件数月40件÷資料請求件数月300件＝13.3%" in one.action.ja
    assert "13.3%" in one.action.en
    assert "「マーケティング部」とし" in one.action.ja


def test_departments_stated_for_the_organization_alone_are_enough_to_ask_about_a_handover() -> None:
    rows = [{"name": "資料請求件数", "target": "月300件"}, {"name": "商談件数", "target": "月40件"}]
    both = {"departments": ["マーケティング", "営業"]}
    report = judged(organization=both, kpis=rows)
    assert "alignment/handover-missing" in asked(report) - fired(report)
    assert "alignment/handover-missing" not in fired(judged(kpis=rows))


@pytest.mark.parametrize(
    ("rows", "share", "people"),
    [
        ([{"name": "内定辞退率", "baseline": "40%", "target": "25%"}], "40%", "8人"),
        ([{"name": "内定承諾率", "baseline": "55%", "target": "70%"}], "45%", "9人"),
    ],
)
def test_many_declined_offers_make_it_urgent(rows: list[dict[str, str]], share: str, people: str) -> None:
    plan = {
        "kgis": [{"name": "採用人数", "target": "12人", "deadline": "2027-03-31"}],
        "kpis": [{"name": "応募者数", "target": "150人"}, {"name": "内定者数", "target": "20人"}, *rows],
    }
    one = advice(advise(Plan.model_validate(plan)), "balance/candidate-experience-missing")
    assert one.severity == "high"
    assert share in one.title.ja
    assert people in one.why.ja


def test_few_declined_offers_are_no_fault() -> None:
    plan: dict[str, Any] = {
        "kgis": [{"name": "採用人数", "target": "12人", "deadline": "2027-03-31"}],
        "kpis": [{"name": "応募者数", "target": "150人"}, {"name": "内定辞退率", "baseline": "12%", "target": "10%"}],
    }
    report = advise(Plan.model_validate(plan))
    assert "balance/candidate-experience-missing" not in fired(report) | asked(report)
    plan["kpis"][1] = {"name": "内定辞退率", "target": "10%"}
    assert "balance/candidate-experience-missing" in asked(advise(Plan.model_validate(plan)))


def test_an_activity_under_a_result_is_left_alone() -> None:
    rows = [{"name": "架電件数", "target": "1日10件"}, {"name": "商談件数", "target": "月20件"}]
    assert not {"balance/no-outcome", "balance/no-activity"} & (fired(judged(kpis=rows)) | asked(judged(kpis=rows)))


def test_what_one_call_must_bring_is_worked_out() -> None:
    rows = [{"name": "架電件数", "target": "月800件"}, {"name": "訪問件数", "target": "月40件"}]
    one = advice(judged(kpis=rows), "balance/no-outcome")
    assert "約8,330円" in one.why.ja
    assert "¥8,330" in one.why.en
    # Counts that nothing watches are mended by the same step, so they are not a second recommendation.
    assert "displacement/volume-without-quality" in one.resolves


@pytest.mark.parametrize(
    "row",
    [
        {"name": "労働災害件数", "target": "0件"},
        {"name": "重大クレーム件数", "target": "0件"},
        {"name": "Serious incidents", "target": "0"},
        {"name": "Lost-time injuries", "target": "0"},
        {"name": "不良率", "target": "0.5%"},
        {"name": "クレーム対応件数", "target": "0件", "direction": "up"},
    ],
)
def test_zero_of_what_nobody_should_argue_with_is_left_alone(row: dict[str, str]) -> None:
    report = judged(kpis=[row, {"name": "受注件数", "target": "月8件"}])
    assert "displacement/zero-target" not in fired(report) | asked(report)


def test_zero_with_pay_on_it_weighs_more() -> None:
    plan: dict[str, Any] = {"kpis": [{"name": "クレーム件数", "baseline": "月4件", "target": "0件"}]}
    assert advice(judged(**plan), "displacement/zero-target").severity == "low"
    plan["incentives"] = [{"tied_to": "クレーム件数", "what": "1件につき1,000円を減額", "kind": "penalty"}]
    assert advice(judged(**plan), "displacement/zero-target").severity == "medium"


def test_a_reward_for_zero_is_one_remark_and_weighs_most() -> None:
    plan: dict[str, Any] = {"kpis": [{"name": "クレーム件数", "baseline": "月4件", "target": "0件"}]}
    plan["incentives"] = [{"tied_to": "クレーム件数", "what": "0件の月に3,000円"}]
    report = judged(**plan)
    assert advice(report, "displacement/reward-without-counterpart").severity == "high"
    assert "displacement/zero-target" not in fired(report)


@pytest.mark.parametrize(("target", "severity"), [("12日", "low"), ("9日", "medium")])
def test_a_guard_matters_more_the_harder_the_target_presses(target: str, severity: str) -> None:
    rows = [{"name": "納品リードタイム", "baseline": "14日", "target": target}]
    one = advice(judged(kpis=rows), "displacement/no-guardrail")
    assert one.severity == severity
    assert "納期" in one.action.ja


def test_a_row_in_words_may_be_the_quality_that_is_meant() -> None:
    rows = [{"name": "納品リードタイム", "baseline": "14日", "target": "9日"}, {"name": "手順どおりの出荷"}]
    assert "displacement/no-guardrail" in asked(judged(kpis=rows))


def test_the_key_factor_is_read_off_the_plans_own_figures() -> None:
    rows = [
        {"name": "資料請求率", "baseline": "0.8%", "target": "2%"},
        {"name": "商談化率", "baseline": "27%", "target": "30%"},
    ]
    one = advice(judged(ksf="なし", kpis=rows), "focus/no-key-factor")
    assert "「資料請求率」が0.8%から2%" in one.action.ja
    assert "2.5倍" in one.action.ja
    assert "2.5 times" in one.action.en


def test_where_it_gets_stuck_is_not_asked_of_a_short_or_layered_plan() -> None:
    names = ["訪問数", "資料請求率", "商談化率", "受注率", "平均受注単価"]
    assert "focus/no-key-factor" in asked(judged(kpis=names))
    assert "focus/no-key-factor" not in asked(judged(kpis=names[:4]))
    layered = [{"name": n, "tier": "core" if i == 0 else "supporting"} for i, n in enumerate(names)]
    assert "focus/no-key-factor" not in asked(judged(kpis=layered))


def test_the_same_people_are_not_asked_about_twice() -> None:
    """Where nobody is heard at all, one remark on it is enough."""
    rows = [
        {"name": "架電件数", "baseline": "月600件", "target": "月1,200件"},
        {"name": "商談件数", "target": "月20件"},
    ]
    said = fired(judged(kpis=rows)) | asked(judged(kpis=rows))
    assert "voice/no-qualitative" in said
    assert not {"voice/customer-voice-missing", "voice/staff-voice-missing"} & said


@pytest.mark.parametrize(
    "organization",
    [{"kind": "local_government"}, {"kind": "blog"}, {"kind": "school"}],
)
def test_a_site_that_is_there_to_be_read_needs_no_conversion(organization: dict[str, str]) -> None:
    rows = [{"name": "訪問数", "target": "月10,000"}, {"name": "表示回数", "target": "月90,000"}]
    report = judged(organization=organization, kpis=rows)
    assert "balance/funnel-step-missing" not in fired(report) | asked(report)


def test_what_people_do_is_asked_once_for_the_set_and_its_rows() -> None:
    rows = [{"name": n, "target": t} for n, t in (("商談件数", "月40件"), ("受注率", "20%"), ("受注件数", "月8件"))]
    plan = Plan.model_validate({"kgis": [SALES], "kpis": rows})
    facts = gather(plan, None, {key: limit.value for key, limit in thresholds().items()}).facts
    questions = questions_of(judge(facts, built_in_rulebook()).unjudged, plan)
    (on_actions,) = [q for q in questions if q.field in ("activity", "action")]
    assert {"balance/no-activity", "field/no-actions"} <= {r.id for r in on_actions.rules}
    assert on_actions.text.en.count("?") == 1


@pytest.mark.parametrize("field", ["web-marketing", "sales", "recruiting", "customer-success"])
def test_a_good_plan_of_each_field_is_left_alone(field: str) -> None:
    report = advise(read_plan(PLANS / f"good-{field}.yaml").plan)
    assert report.recommendations == ()
    assert len(report.questions) <= 2
    assert report.score.overall == 100


BAD = {
    "web-marketing": {
        "balance/funnel-step-missing", "alignment/department-without-kpi", "focus/no-key-factor",
        "displacement/paid-volume-without-quality", "target/wrong-direction",
    },
    "sales": {
        "alignment/handover-missing", "alignment/department-without-kpi", "displacement/zero-target",
        "displacement/no-guardrail", "voice/customer-voice-missing", "focus/no-key-factor",
    },
    "recruiting": {
        "balance/candidate-experience-missing", "alignment/department-without-kpi", "focus/no-key-factor",
        "displacement/reward-on-volume",
    },
    "customer-success": {
        "balance/no-activity", "alignment/handover-missing", "alignment/department-without-kpi",
        "voice/customer-voice-missing", "displacement/zero-target", "focus/no-key-factor",
    },
}  # fmt: skip


@pytest.mark.parametrize("field", BAD)
def test_a_plan_that_leaves_out_half_of_its_field_is_seen_through(field: str) -> None:
    assert BAD[field] <= fired(advise(read_plan(PLANS / f"narrow-{field}.yaml").plan))
