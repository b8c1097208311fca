"""The parts of a report that pictures are drawn from: the tree with its gaps, and histories beside their targets."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from advisor import Plan, Report, advise
from advisor.pictures import without_marks
from advisor.pipeline import without_sponsor
from advisor.report import TreeNode

DAY = date(2026, 4, 1)
GOAL = {"id": "revenue", "name": "年間売上", "target": "6,000万円"}


def judged(**data: Any) -> Report:
    return advise(Plan.model_validate({"period": "2026年度", **data}), as_of=DAY)


def edges(report: Report) -> set[tuple[str, str | None, str]]:
    ids = {n.pointer: n.id for n in report.tree.nodes}
    return {(ids[e.source], ids[e.to] if e.to is not None else None, e.how) for e in report.tree.edges}


def node(report: Report, id: str) -> TreeNode:
    (found,) = [n for n in report.tree.nodes if n.id == id]
    return found


FUNNEL: list[dict[str, Any]] = [
    {"id": "visits", "name": "サイト訪問数", "target": "月10,000", "kgi": "revenue"},
    {"id": "rate", "name": "資料請求率", "target": "1%", "kgi": "revenue"},
    {"id": "leads", "name": "資料請求件数", "target": "月300件", "history": [58, 61, 55, 64, 60, 62], "period": "monthly"},
    {"id": "meet", "name": "商談化率", "target": "30%"},
    {"id": "win", "name": "受注率", "target": "20%"},
    {"id": "aov", "name": "平均受注単価", "baseline": "48万円", "target": "50万円"},
]  # fmt: skip


def test_gaps_stand_on_their_nodes_with_both_operands() -> None:
    report = judged(kgis=[GOAL], kpis=FUNNEL)
    goal, leads = node(report, "revenue"), node(report, "leads")
    assert goal.state == "short"
    made = goal.marks[0].figures
    assert (made["made"].value, made["needed"].value, made["gap"].value) == (36e6, 60e6, 24e6)
    assert (made["gap"].text.ja, made["gap"].text.en) == ("2,400万円", "¥24 million")
    assert [m.state for m in leads.marks] == ["starved", "beyond"]
    fed = leads.marks[0].figures
    assert (fed["made"].value, fed["needed"].value, fed["gap"].value) == (100, 300, 200)
    assert node(report, "win").state == "fine"
    said = {m.rule for n in report.tree.nodes for m in n.marks}
    assert said <= {f.rule for r in report.recommendations for f in r.findings}, "a mark without its remark"


def test_histories_stand_beside_their_targets() -> None:
    (leads,) = judged(kgis=[GOAL], kpis=FUNNEL).ranges
    assert (leads.id, leads.direction, leads.how, leads.steps) == ("leads", "up", "beyond", 12)
    assert [p.value.value for p in leads.past] == [58, 61, 55, 64, 60, 62]
    assert leads.target.text.ja == "月300件"
    low, likely, high = (float(s.value) for s in (leads.low, leads.likely, leads.high) if isinstance(s.value, float))
    assert low < likely < high < 300


def test_a_dated_history_keeps_its_dates() -> None:
    past = [{"at": "2025-10", "value": 95}, {"at": "2025-11", "value": 104}, {"at": "2025-12", "value": 110},
            {"at": "2026-01", "value": 118}, {"at": "2026-02", "value": 121}, {"at": "2026-03", "value": 125}]  # fmt: skip
    (found,) = judged(kpis=[{"name": "資料請求件数", "target": "月120件", "history": past}]).ranges
    assert [p.when for p in found.past] == [str(p["at"]) for p in past]
    assert found.how == "met"


def test_what_leaves_a_row_without_a_number_is_its_state() -> None:
    report = judged(
        kgis=[{"id": "goal", "name": "お客様に愛される"}],
        kpis=[
            {"id": "none", "name": "既存顧客の継続率", "target": "TBD"},
            {"id": "wish", "name": "新規開拓の強化"},
            {"id": "watched", "name": "残業時間", "tier": "monitor"},
            {"id": "cannot", "name": "研修出席率", "target": "110%"},
        ],
    )
    states = {n.id: n.state for n in report.tree.nodes}
    assert states == {
        "goal": "no_target", "none": "no_target", "wish": "no_number", "watched": "watched", "cannot": "impossible",
    }  # fmt: skip
    assert node(report, "cannot").marks[0].figures["limit"].text.ja == "100%"
    assert node(report, "none").target is None or "TBD" in node(report, "none").target.text.ja  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("names", "drawn"),
    [
        (
            {"v": "サイト訪問数", "r": "資料請求率", "m": "商談化率", "w": "受注率", "a": "平均受注単価"},
            {("v", "r"), ("r", "m"), ("m", "w"), ("w", "revenue"), ("a", "revenue")},
        ),
        (
            {"v": "Site visits", "l": "Leads", "s": "Sales meetings", "w": "Win rate", "o": "Orders", "a": "Average order value"},
            {("v", "l"), ("l", "s"), ("s", "o"), ("w", "o"), ("o", "revenue"), ("a", "revenue")},
        ),
        # Two counts of one step may belong to two regions: what comes before leads past them to the goal.
        (
            {"l": "有効リード数", "e": "東日本の商談件数", "s": "西日本の商談件数", "n": "顧客満足度"},
            {("l", "revenue"), ("e", "revenue"), ("s", "revenue")},
        ),
    ],
)  # fmt: skip
def test_a_funnel_that_only_names_state_is_drawn_as_inferred(
    names: dict[str, str], drawn: set[tuple[str, str]]
) -> None:
    report = judged(kgis=[GOAL], kpis=[{"id": i, "name": n} for i, n in names.items()])
    assert {(a, b) for a, b, how in edges(report) if how == "inferred"} == drawn


def test_targets_side_by_side_are_not_assumed_to_serve_one_of_them() -> None:
    rows = [
        {"id": "power", "name": "再生可能エネルギー比率", "target": "50%"},
        {"id": "women", "name": "女性管理職比率", "target": "25%"},
        {"id": "conduct", "name": "取引先の人権調査の実施率", "target": "90%"},
        {"id": "visits", "name": "工場見学の受入人数", "target": "年500人"},
    ]
    goal = {"id": "co2", "name": "CO2排出量", "baseline": "8,000トン", "target": "5,000トン", "deadline": "2030-03-31"}
    report = judged(kgis=[goal], kpis=rows)
    assert edges(report) == {
        ("power", "co2", "assumed"), ("women", None, "missing"), ("conduct", None, "missing"), ("visits", "co2", "assumed"),
    }  # fmt: skip
    said = {a.pointer for a in report.assumptions if a.pointer.endswith("/kgi")}
    assert said == {"/kpis/0/kgi", "/kpis/3/kgi"}
    assert not any(f.rule.startswith("goal/kpi-not") for r in report.recommendations for f in r.findings)


def test_a_stated_link_is_not_drawn_a_second_time() -> None:
    rows = [{"id": "v", "name": "サイト訪問数", "kgi": "revenue"}, {"id": "r", "name": "資料請求率", "kgi": "revenue"}]
    assert edges(judged(kgis=[GOAL], kpis=rows)) == {("v", "revenue", "stated"), ("r", "revenue", "stated")}


def test_links_are_drawn_as_they_are() -> None:
    rows = [
        {"id": "a", "name": "商談件数", "kgi": "revenue"},
        {"id": "b", "name": "訪問件数", "drives": ["a", "c"]},
        {"id": "c", "name": "提案件数", "drives": ["d"]},
        {"id": "d", "name": "見積件数", "drives": ["c", "d"]},
        {"id": "e", "name": "口コミ評価", "kgi": "従業員満足率度"},
        {"id": "f", "name": "離職率"},
    ]
    report = judged(kgis=[GOAL, {"id": "joy", "name": "従業員満足度", "target": "4.2点"}], kpis=rows)
    assert edges(report) >= {
        ("a", "revenue", "stated"), ("b", "a", "stated"), ("b", "c", "stated"), ("c", "d", "cycle"),
        ("d", "c", "cycle"), ("e", None, "broken"), ("f", None, "missing"),
    }  # fmt: skip
    (lost,) = [e for e in report.tree.edges if e.how == "broken"]
    assert (lost.written, lost.near) == ("従業員満足率度", "従業員満足度")


@pytest.mark.parametrize(("goals", "how"), [(1, {"assumed"}), (2, {"missing"}), (0, set[str]())])
def test_where_no_row_names_a_goal(goals: int, how: set[str]) -> None:
    kgis = [{"name": f"成果{n}", "target": "100点"} for n in range(goals)]
    report = judged(kgis=kgis, kpis=[{"name": "離職率", "target": "5%"}, {"name": "残業時間", "target": "月10時間"}])
    assert {e.how for e in report.tree.edges} == how
    assert len(report.tree.nodes) == goals + 2


def test_an_excerpt_accuses_of_no_missing_link() -> None:
    report = judged(excerpt=True, kgis=[GOAL], kpis=[{"name": "a", "kgi": "revenue"}, {"id": "b", "name": "離職率"}])
    assert ("b", None, "unknown") in edges(report)


def test_shuffling_changes_nothing_but_order() -> None:
    rows = [*FUNNEL, {"id": "x", "name": "架電件数", "drives": ["y"]}, {"id": "y", "name": "商談件数", "drives": ["x"]}]
    rows += [{"id": f"n{n}", "name": f"指標{n}", "drives": [f"n{(n * 7) % 20}"]} for n in range(20)]

    def content(rows: list[dict[str, Any]]) -> tuple[object, ...]:
        report = judged(kgis=[GOAL], kpis=rows)
        nodes = {(n.id, n.target, n.state, tuple((m.state, m.rule) for m in n.marks)) for n in report.tree.nodes}
        return nodes, edges(report), {(r.id, r.low, r.high, r.how) for r in report.ranges}

    expected = content(rows)
    for seed in range(5):
        assert content(random.Random(seed).sample(rows, len(rows))) == expected


def test_five_hundred_kpis_in_one_chain() -> None:
    rows = [{"id": f"k{n}", "name": f"指標{n}", "target": "10件", "drives": [f"k{n + 1}"]} for n in range(500)]
    report = judged(kgis=[GOAL], kpis=rows)
    assert len(report.tree.nodes) == 501
    assert ("k0", "k1", "stated") in edges(report)


def test_a_mark_goes_when_its_rule_is_for_the_sponsor() -> None:
    report = judged(kgis=[GOAL], kpis=FUNNEL)
    bare = without_marks(report.tree, {"target/beyond-funnel", "goal/targets-miss-kgi"})
    states = {n.id: n.state for n in bare.nodes}
    assert (states["revenue"], states["leads"]) == ("fine", "beyond")


def test_what_is_for_the_sponsor_is_in_no_picture() -> None:
    plan = {
        "kgis": [GOAL],
        "kpis": [*FUNNEL, {"id": "calls", "name": "架電件数", "baseline": "月900件", "target": "月1,200件"}],
    }
    paid = judged(**plan, incentives=[{"tied_to": "calls", "what": "1件100円の報奨金", "kind": "reward"}])
    assert any(r.audience == "sponsor" for r in paid.recommendations)
    spared, unpaid = without_sponsor(paid), judged(**plan)
    assert spared.tree == unpaid.tree
    assert spared.ranges == unpaid.ranges
