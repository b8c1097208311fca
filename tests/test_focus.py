"""Which KPIs are kept, watched, moved and dropped when there are too many, and the reason given for each."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from advisor import Plan, Report, advise
from advisor.report import Recommendation

RULE = "focus/too-many-kpis"
GOAL = {"id": "goal", "name": "年間売上", "target": "9,000万円", "deadline": "2027-03-31"}


def judged(kpis: list[dict[str, Any]], **plan: Any) -> Report:
    return advise(Plan.model_validate({"kgis": [GOAL], "kpis": kpis, **plan}), as_of=date(2026, 4, 1))


def the(report: Report) -> Recommendation:
    (found,) = [r for r in report.recommendations if any(f.rule == RULE for f in r.findings)]
    return found


def fired(report: Report) -> set[str]:
    return {f.rule for r in report.recommendations for f in r.findings}


def places(action: str) -> dict[str, tuple[str, str]]:
    """For each name in a Japanese action: the sentence's place and the reason in brackets behind it."""
    found: dict[str, tuple[str, str]] = {}
    words = {"中心の候補": "core", "監視用": "watch", "部門内の確認用": "move", "外してください": "drop"}
    for sentence in action.split("。"):
        place = next((v for k, v in words.items() if k in sentence), None)
        for group, reason in re.findall(r"((?:「[^」]+」)+)（([^）]+)）", sentence):
            for name in re.findall(r"「([^」]+)」", group):
                assert place is not None
                found[name] = (place, reason)
    return found


SHOP = [
    {"name": "来店客数", "target": "月900人", "baseline": "月700人", "kgi": "goal"},
    {"name": "購入率", "target": "30%", "baseline": "26%", "kgi": "goal"},
    {"name": "客単価", "target": "2,800円", "baseline": "2,600円", "kgi": "goal"},
    {"name": "再来店率", "target": "45%", "kgi": "goal"},
    {"name": "サイト訪問数", "target": "月6,000", "kgi": "goal"},
    {"name": "PV数", "target": "月2万"},
    {"name": "LINE友だち数", "target": "1,500人"},
    {"name": "チラシ配布枚数", "target": "月3,000枚", "kgi": "goal"},
    {"name": "店内での転倒事故件数", "target": "0件"},
    {"name": "顧客満足度", "target": "4.3"},
    {"name": "時間外労働", "target": "月15時間以下"},
]


def test_every_kpi_is_placed_once_with_a_reason() -> None:
    action = the(judged(SHOP)).action
    found = places(action.ja)
    assert set(found) == {row["name"] for row in SHOP}
    assert all(reason for _, reason in found.values())
    assert all(f"“{row['name']}”" in action.en for row in SHOP)
    assert action.en.count("(") == action.ja.count("（")


def test_safety_voice_and_strain_are_watched() -> None:
    found = places(the(judged(SHOP)).action.ja)
    assert found["店内での転倒事故件数"] == ("watch", "守るべき安全の水準")
    assert found["顧客満足度"][0] == "watch"
    assert found["時間外労働"] == ("watch", "働く人の負担")


def test_what_has_no_path_is_dropped_and_says_which_it_repeats() -> None:
    found = places(the(judged(SHOP)).action.ja)
    assert found["PV数"] == ("drop", "サイト訪問数と役割が重複")
    assert found["LINE友だち数"] == ("drop", "道筋なし")


@pytest.mark.parametrize(
    "name",
    ["転倒・転落発生率", "院内感染発生率", "褥瘡の発生件数", "Patient falls", "MRSA bacteraemia", "Never events"],
)
def test_a_hospitals_safety_floors_never_lead(name: str) -> None:
    rows = [
        {"name": n, "target": t, "baseline": b}
        for n, t, b in (
            ("新入院患者数", "月400人", "月360人"), ("平均在院日数", "12日", "14日"), ("紹介率", "70%", "60%"),
            ("逆紹介率", "80%", "70%"), ("手術件数", "月150件", "月130件"), ("救急車の受入台数", "月120台", "月90台"),
            ("外来患者数", "月9,000人", "月8,500人"), ("健診受診者数", "月300人", "月250人"), ("予約待ち日数", "7日", "12日"),
        )
    ]  # fmt: skip
    goal = {"name": "病床稼働率", "target": "86%", "baseline": "80%", "deadline": "2027-03-31"}
    report = judged([*rows, {"name": name, "target": "2.0以下", "baseline": "3.1"}], kgis=[goal])
    assert places(the(report).action.ja)[name] == ("watch", "守るべき安全の水準")


def test_where_safety_is_the_goal_it_leads() -> None:
    names = [
        "墜落・転落災害",
        "はさまれ災害",
        "熱中症の発生件数",
        "ヒヤリハット報告",
        "車両事故件数",
        "休業災害",
        "不休災害",
    ]
    rows = [{"name": n, "target": "年2件以下", "baseline": "年5件"} for n in names]
    rows += [
        {"name": n, "target": "90%", "baseline": "80%"} for n in ("安全研修の受講率", "保護具の着用率", "点検の実施率")
    ]
    goal = {"name": "労働災害件数", "target": "年3件以下", "baseline": "年9件", "deadline": "2027-03-31"}
    assert "守るべき安全の水準" not in the(judged(rows, kgis=[goal])).action.ja


@pytest.mark.parametrize(("flagged", "fires"), [(14, True), (11, True), (4, False)])
def test_a_key_flag_on_every_row_is_no_order(flagged: int, fires: bool) -> None:
    rows = [
        {"name": f"{shop}店の来店客数", "target": "月300人", "tier": "core" if i < flagged else "supporting"}
        for i, shop in enumerate(("札幌", "仙台", "東京", "横浜", "名古屋", "京都", "大阪", "神戸", "岡山", "広島", "松山", "高知", "福岡", "那覇"))
    ]  # fmt: skip
    report = judged(rows)
    assert (RULE in fired(report)) is fires
    if fires:
        advice = the(report)
        assert f"{flagged}項目に重点の印があり" in advice.title.ja
        assert f"{flagged} of 14 KPIs are marked as key" in advice.title.en


def test_ten_over_four_departments_with_tiers_are_not_too_many() -> None:
    names = {
        "営業": ["商談件数", "受注率", "平均受注単価"],
        "マーケティング": ["訪問数", "有効リード数"],
        "カスタマーサクセス": ["継続率", "アップセル件数", "オンボーディング完了率"],
        "人事": ["内定承諾率", "研修受講率"],
    }
    rows = [
        {"name": n, "target": "10%" if n.endswith("率") else "月20件", "department": d, "tier": "core" if j == 0 else "supporting"}
        for d, ns in names.items()
        for j, n in enumerate(ns)
    ]  # fmt: skip
    assert len(rows) == 10
    assert RULE not in fired(judged(rows))


def test_nearer_to_the_goal_comes_first() -> None:
    rows = [
        {"id": f"k{i}", "name": f"工程{i}の完了件数", "target": "月40件", "baseline": "月30件", **({"kgi": "goal"} if i < 4 else {"drives": f"k{i - 4}"})}
        for i in range(12)
    ]  # fmt: skip
    found = places(the(judged(rows)).action.ja)
    assert {n for n, (place, _) in found.items() if place == "core"} == {f"工程{i}の完了件数" for i in range(4)}
    assert found["工程9の完了件数"] == ("move", "最終目標から遠い")


def test_rows_with_and_without_a_path_make_the_rows_there_are() -> None:
    """Watch measures do not make a plan too long, but one count stands in the whole report, so their links count too."""
    rows = [*SHOP[:4], {"name": "苦情件数", "tier": "monitor", "kgi": "goal"}, *SHOP[4:]]
    why = the(judged(rows)).why
    assert "12項目のうち最終目標への道筋が書かれているのは7項目ですが、残る5項目も" in why.ja
    assert "7 of the 12 have a stated path to a goal, yet the other 5" in why.en
