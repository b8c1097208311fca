"""Several files of one company are judged as one plan; files that only look alike stay apart."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from advisor.company import JoinedPlan, companies
from advisor.pipeline import advise
from advisor.read import SourcedPlan, read_plan_bytes
from command import kpi_advisor, written
from test_revise import drawn

TODAY = date(2026, 5, 1)
WHOLE = {
    "title": "2026年度 全社計画",
    "organization": {"name": "みなと製作所", "departments": ["営業部", "マーケティング部"]},
    "period": "2026年度",
    "kgis": [{"id": "revenue", "name": "売上", "target": "3億円", "deadline": "2027-03-31"}],
    "kpis": [
        {"name": "受注件数", "kgi": "revenue", "target": "月25件", "department": "営業部"},
        {"name": "有効リード数", "kgi": "revenue", "target": "月200件", "department": "マーケティング部"},
    ],
}
MARKETING = {
    "title": "マーケティング部 2026年度 KPI",
    "kgis": [{"name": "有効リード数", "target": "月200件", "baseline": "月120件"}],
    "kpis": [{"name": "サイト訪問数", "target": "月2万"}, {"name": "資料請求率", "target": "1.5%"}],
    "qualitative": [{"name": "顧客インタビュー", "how": "四半期に5社", "audience": "customer"}],
}
SALES = {
    "title": "営業部 2026年度 KPI",
    "kpis": [
        {"name": "商談件数", "kgi": "売上", "drives": "受注件数", "target": "月80件"},
        {"name": "受注率", "kgi": "売上", "target": "30%"},
    ],
}
APART = {"title": "総務", "kgis": [{"name": "残業時間", "target": "月20時間"}], "kpis": [{"name": "会議時間"}]}


def sourced(name: str, plan: Mapping[str, Any]) -> SourcedPlan:
    return read_plan_bytes(json.dumps(plan, ensure_ascii=False, indent=1).encode(), name=f"{name}.json")


def together(*plans: Mapping[str, Any]) -> list[SourcedPlan]:
    return companies([sourced(f"f{n}", plan) for n, plan in enumerate(plans)])


def one(*plans: Mapping[str, Any]) -> JoinedPlan:
    (joined,) = together(*plans)
    assert isinstance(joined, JoinedPlan)
    return joined


def fired(plan: SourcedPlan) -> set[str]:
    report = advise(plan.plan, as_of=TODAY, locate=plan.locate)
    return {rule for rule, outcome in report.outcomes.items() if outcome.fired}


def test_files_that_name_each_others_rows_are_one_plan_and_islands_stay_islands() -> None:
    found = together(WHOLE, APART, MARKETING, SALES)
    assert [isinstance(f, JoinedPlan) for f in found] == [True, False]
    assert found[1].plan.title == "総務"
    joined = found[0].plan
    assert [g.name for g in joined.kgis] == ["売上"]
    assert [k.name for k in joined.kpis] == [
        "受注件数",
        "有効リード数",
        "サイト訪問数",
        "資料請求率",
        "商談件数",
        "受注率",
    ]


def test_links_across_files_hold() -> None:
    apart = sourced("sales", SALES)
    assert "goal/kgi-missing" in fired(apart)
    joined = one(WHOLE, MARKETING, SALES)
    assert not {"goal/kgi-missing", "goal/unknown-link", "goal/kpi-not-linked"} & fired(joined)


def test_a_goal_handed_down_is_the_kpi_it_came_from_and_adds_what_it_knows() -> None:
    joined = one(WHOLE, MARKETING)
    (leads,) = [k for k in joined.plan.kpis if k.name == "有効リード数"]
    assert leads.baseline == "月120件"
    visits = next(k for k in joined.plan.kpis if k.name == "サイト訪問数")
    assert visits.drives == ["有効リード数"]
    assert (visits.department, leads.department) == ("マーケティング部", "マーケティング部")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_files_changes_no_finding(order: Sequence[int]) -> None:
    plans: list[Mapping[str, Any]] = [WHOLE, MARKETING, SALES]
    assert fired(one(*(plans[n] for n in order))) == fired(one(*plans))


def test_every_place_is_in_the_file_that_says_it() -> None:
    joined = one(WHOLE, MARKETING, SALES)
    for section, rows in (("kgis", joined.plan.kgis), ("kpis", joined.plan.kpis)):
        for index, row in enumerate(rows):
            place = joined.locate(f"/{section}/{index}/name")
            assert place is not None
            text = next(m for m in joined.members if m.document.name == place.file)
            assert row.name in json.dumps(text.document.data, ensure_ascii=False)
    baseline = next(n for n, k in enumerate(joined.plan.kpis) if k.name == "有効リード数")
    place = joined.locate(f"/kpis/{baseline}/baseline")
    assert place is not None
    assert place.file == "f1.json"


def test_parts_of_a_goal_in_several_files_are_added_up() -> None:
    def branch(name: str, target: str) -> Mapping[str, Any]:
        return {
            "title": f"{name} 2026年度",
            "organization": {"name": "みなと製作所", "departments": [name]},
            "kgis": [{"name": "売上", "target": target, "deadline": "2027-03-31"}],
            "kpis": [{"name": f"{name}の訪問件数", "target": "月100件"}],
        }

    whole = {**WHOLE, "organization": {"name": "みなと製作所"}}
    short = one(whole, branch("東日本営業部", "1.5億円"), branch("西日本営業部", "1億円"))
    assert "alignment/split-misses-total" in fired(short)
    enough = one(whole, branch("東日本営業部", "1.8億円"), branch("西日本営業部", "1.2億円"))
    assert "alignment/split-misses-total" not in fired(enough)


STRANGER = {**WHOLE, "organization": {"name": "別会社"}}
NEXT_YEAR = {**WHOLE, "kgis": [{"id": "revenue", "name": "売上", "target": "3.5億円", "deadline": "2028-03-31"}]}
OTHER_CLIENT = {"kgis": [{"name": "売上", "target": "5,000万円"}], "kpis": [{"name": "来店客数", "target": "月900人"}]}
TYPO = {"kgis": [{"name": "利益", "target": "1億円"}], "kpis": [{"name": "客単価", "kgi": "売上", "target": "800円"}]}


@pytest.mark.parametrize(
    "plans",
    [
        (WHOLE, STRANGER),
        (WHOLE, NEXT_YEAR),
        (WHOLE, WHOLE),
        (WHOLE, OTHER_CLIENT),
        (WHOLE, APART),
        # A name that two strangers have is nobody's.
        (TYPO, OTHER_CLIENT, STRANGER),
    ],
    ids=["other organization", "next year's version", "the same file", "same goal's name", "nothing shared", "whose"],
)
def test_what_only_looks_alike_stays_apart(plans: Sequence[Mapping[str, Any]]) -> None:
    assert not any(isinstance(f, JoinedPlan) for f in together(*plans))


def test_ids_used_in_two_files_stay_two_rows() -> None:
    first = {**WHOLE, "kpis": [{"id": "a", "name": "受注件数", "kgi": "revenue", "target": "月25件"}]}
    second = {"kpis": [{"id": "a", "name": "訪問件数", "kgi": "売上", "target": "月90件"},
                       {"name": "面談率", "drives": "a", "kgi": "売上", "target": "40%"}],
              "incentives": [{"tied_to": "a", "what": "1件500円"}]}  # fmt: skip
    joined = one(first, second)
    ids = {k.name: k.id for k in joined.plan.kpis}
    assert ids["受注件数"] != ids["訪問件数"]
    rate = next(k for k in joined.plan.kpis if k.name == "面談率")
    assert rate.drives == [ids["訪問件数"]]
    assert joined.plan.incentives is not None
    assert joined.plan.incentives[0].tied_to == [ids["訪問件数"]]


def test_none_in_one_file_is_no_none_for_the_company() -> None:
    joined = one(
        {**WHOLE, "qualitative": [], "operation": {"review": "なし"}}, {**SALES, "operation": {"review": "週次"}}
    )
    assert joined.plan.qualitative is None
    assert joined.plan.operation is not None
    assert joined.plan.operation.review is not None
    assert joined.plan.operation.review.cadence == "週次"


def test_lint_says_which_files_it_judged_as_one(tmp_path: Path) -> None:
    for name, plan in (("whole", WHOLE), ("marketing", MARKETING), ("sales", SALES), ("general", APART)):
        written(tmp_path, f"{name}.yaml", plan)
    ran = kpi_advisor("lint", tmp_path, "--format", "json", "--as-of", "2026-05-01")
    joined, apart = sorted(ran.data, key=lambda r: -len(r["file"]))
    assert [part.rpartition("/")[2] for part in joined["file"].split(" + ")] == [
        "marketing.yaml",
        "sales.yaml",
        "whole.yaml",
    ]
    assert apart["file"].endswith("general.yaml")
    assert not any(r["changes"] for r in joined["recommendations"])
    files = {a["place"]["file"] for a in joined["assumptions"] if a["place"]}
    assert {f.rpartition("/")[2] for f in files} == {"marketing.yaml", "sales.yaml", "whole.yaml"}
    text = kpi_advisor("lint", tmp_path, "--lang", "ja", "--assumptions", "--as-of", "2026-05-01").out
    assert "1つとして判断しました" in text
    assert "ファイル4件" in text


@pytest.mark.parametrize("seed", range(60))
def test_whatever_stands_in_the_files_every_row_is_kept_and_judged(seed: int) -> None:
    plans = [drawn(seed * 3 + n) for n in range(3)]
    read_ = [sourced(f"f{n}", plan) for n, plan in enumerate(plans)]
    found = companies(read_)
    names = {row.name for plan in read_ for row in (*plan.plan.kgis, *plan.plan.kpis)}
    kept = [row.name for plan in found for row in (*plan.plan.kgis, *plan.plan.kpis)]
    # A part of a goal is called by its department.
    assert all(any(name in k for k in kept) for name in names)
    for plan in found:
        report = advise(plan.plan, as_of=TODAY, locate=plan.locate)
        assert all(s.place for r in report.recommendations for s in r.subjects if s.kind in ("kpi", "kgi"))
