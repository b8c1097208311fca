"""What must hold for any plan, not for chosen ones."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from advisor import Plan, Report, advise
from advisor.recommendations import GOAL_MOST, PENALTY, WITHOUT_GOAL

DAY = date(2026, 4, 1)

NAMES = (
    "年間売上", "サイト訪問数", "資料請求件数", "資料請求率", "商談件数", "商談化率", "受注率", "平均受注単価", "架電件数",
    "NPS", "離職率", "研修出席率", "新規開拓の強化", "業務手順の見直し", "障害件数", "広告CPA", "残業時間", "口コミ評価",
    "Annual sales", "Website visits", "Leads", "Win rate", "Average order value", "Churn rate", "Uptime", "Sign-ups",
    "Customer satisfaction", "Blog posts", "内定者数", "内定辞退率", "スカウト送信数", "eNPS", "クレーム件数", "納品リードタイム",
    "Average handle time", "Promote teamwork", "Training attendance rate", "[bold]x[/bold]", "「引用」の数",
)  # fmt: skip
VALUES = (
    "月300件", "1,000万円", "2.5%", "3億5千万円", "98%以上", "前年比120%", "3〜5%", "TBD", "-", "なし", "+15%", "0",
    "$1.2M", "from 20 to 35", "Q1 $50k / Q2 to be released", "12:1", "B以上を維持", "N/A until Q3", 0, 12, 0.4, 250, None,
    "月10,000", "30%", "20%", "50万円", "1億2,000万円", "110%", "4.1/5", "月十数件程度",
)  # fmt: skip
DATES = ("2026-09-30", "2026年9月末", "令和8年3月末", "by Q3", "半年以内", "W32", "平成32年", "2026-02-30", None, None)

rows = st.fixed_dictionaries(
    {"name": st.sampled_from(NAMES)},
    optional={
        "target": st.sampled_from(VALUES),
        "baseline": st.sampled_from(VALUES),
        "actual": st.sampled_from(VALUES),
        "deadline": st.sampled_from(DATES),
        "owner": st.sampled_from(("田中", "鈴木", "Sales", "営業部長", "none", "TBD")),
        "department": st.sampled_from(("営業部", "マーケ", "Customer Success", "経理", "Sales")),
        "actions": st.sampled_from(("なし", "毎日10件の電話", [], [{"what": "calls", "how_often": "10 a day"}])),
        "data_source": st.sampled_from(("CRM", "なし", "-")),
        "frequency": st.sampled_from(("weekly", "毎月", "年1回")),
        "kgi": st.sampled_from(("年間売上", "goal", "nowhere", "年間売上、goal")),
        "drives": st.sampled_from(("商談件数", "Leads", "資料請求件数")),
        "history": st.lists(st.integers(0, 500), max_size=8),
        "tier": st.sampled_from(("core", "supporting", "monitor")),
        "period": st.sampled_from(("monthly", "weekly", "月次")),
    },
)
plans = st.fixed_dictionaries(
    {"kpis": st.lists(rows, max_size=14)},
    optional={
        "kgis": st.lists(rows, max_size=3),
        "period": st.sampled_from(("2026年度", "FY2026", "standing", "2026-04-01..2027-03-31", "試験運用 2週間")),
        "excerpt": st.booleans(),
        "plan_type": st.sampled_from(("kpi", "okr")),
        "ksf": st.sampled_from(("なし", "リードの質")),
        "actions": st.sampled_from(("なし", "none", "毎週のロープレ", "weekly planning")),
        "organization": st.sampled_from(
            ({"departments": ["営業", "マーケティング", "経理"]}, {"kind": "blog"}, {"industry": "clinic"})
        ),
        "qualitative": st.sampled_from(("なし", "顧客アンケート", [])),
        "incentives": st.sampled_from(
            (
                "なし",
                [{"tied_to": "架電件数", "what": "1件100円"}],
                "bonus on 資料請求件数",
                "未達なら賞与減額、達成率は査定へ",
            )
        ),
        "operation": st.sampled_from(
            (
                "月次",
                {"review": "weekly"},
                "なし",
                {"review": "年次", "on_miss": "none", "revision": "none", "dashboard": "なし", "data_source": "なし"},
                {"effect_check": "none", "frontline": "本部のトップダウン", "on_miss": "降格"},
                {"review": {"meeting": "朝礼"}, "frontline": {"consulted": False, "reasons_shared": False}},
            )
        ),
        "resources": st.sampled_from(({"people": 3, "working_days_per_month": 20}, {"people": "1人"}, {"people": 400})),
    },
)


def judged(data: Mapping[str, Any]) -> Report:
    return advise(Plan.model_validate(data), as_of=DAY)


def findings(report: Report) -> set[tuple[str, str, str]]:
    return {(f.rule, f.severity, s.name) for r in report.recommendations for f in r.findings for s in f.subjects}


@given(plans, st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_the_order_of_kpis_changes_nothing(data: dict[str, Any], rng: random.Random) -> None:
    shuffled = {**data, "kpis": rng.sample(data["kpis"], len(data["kpis"]))}
    one, other = judged(data), judged(shuffled)
    assert findings(one) == findings(other)
    assert one.score == other.score
    assert one.coverage == other.coverage
    assert [r.fingerprint for r in one.recommendations] == [r.fingerprint for r in other.recommendations]
    assert [r.title for r in one.recommendations] == [r.title for r in other.recommendations]


@given(plans)
@settings(max_examples=100)
def test_the_same_plan_gives_the_same_bytes(data: dict[str, Any]) -> None:
    assert judged(data).model_dump_json() == judged(data).model_dump_json()


@given(plans)
@settings(max_examples=150)
def test_every_line_is_traceable(data: dict[str, Any]) -> None:
    """To a rule, the plan's own rows and a paragraph of the guidance."""
    report = judged(data)
    for advice in report.recommendations:
        assert advice.findings
        for finding in advice.findings:
            assert finding.guidance
            assert all(g.paragraphs for g in finding.guidance)
            assert finding.evidence
        for text in (advice.title, advice.why, advice.action, advice.reason):
            assert text.ja.strip()
            assert text.en.strip()
            assert "{{" not in text.ja + text.en
            assert "None" not in text.ja
            assert "None" not in text.en.replace("None of the", "")
    for question in report.questions:
        assert question.pointer.startswith("/")
        assert "か" in question.question.ja[-40:] or "ください" in question.question.ja
        assert question.question.en.endswith("?")


@given(plans)
@settings(max_examples=100)
def test_ranks_and_score_follow_the_published_rule(data: dict[str, Any]) -> None:
    report = judged(data)
    assert [r.rank for r in report.recommendations] == list(range(1, len(report.recommendations) + 1))
    goals = [r for r in report.recommendations if r.category == "goal"]
    goalless = any(f.rule in WITHOUT_GOAL for r in goals for f in r.findings)
    lost = sum(PENALTY[r.severity] for r in report.recommendations if r not in goals)
    lost += GOAL_MOST if goalless else min(GOAL_MOST, sum(PENALTY[r.severity] for r in goals))
    assert report.score.overall == max(0, 100 - lost)
    assert 0 <= report.coverage <= 1
    ids = [r.fingerprint for r in report.recommendations]
    assert len(ids) == len(set(ids))


@given(plans)
@settings(max_examples=60)
def test_questions_are_few(data: dict[str, Any]) -> None:
    assert len(judged(data).questions) <= 15


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
loose = st.dictionaries(
    st.sampled_from(tuple(Plan.model_fields)) | st.text(max_size=8), anything, max_size=6
) | st.fixed_dictionaries(
    {
        "kpis": st.lists(
            st.dictionaries(
                st.sampled_from(("name", "target", "kgi", "history", "deadline", "actions", "milestones")),
                anything,
                max_size=5,
            ),
            max_size=3,
        )
    }
)


@given(loose)
@settings(max_examples=400)
def test_no_input_breaks_it(data: dict[str, Any]) -> None:
    refused: ValidationError | None = None
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        refused = error
    if refused is not None:
        assert all("ja" in (e.get("ctx") or {}) for e in refused.errors())
        return
    report = advise(plan, as_of=DAY)
    assert Report.model_validate_json(report.model_dump_json()) == report
