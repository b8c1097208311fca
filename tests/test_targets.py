"""What a target rests on: trend, people, time, sums and pace. The figures in the texts are the ones worked out here by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from advisor import Plan, Report, advise
from advisor.report import Recommendation

DAY = date(2026, 10, 1)
GOAL = {"name": "年間売上", "target": "1億2,000万円"}


def judged(data: dict[str, Any], day: date = DAY) -> Report:
    return advise(Plan.model_validate(data), as_of=day)


def fired(report: Report) -> set[str]:
    return {f.rule for r in report.recommendations for f in r.findings}


def advice(data: dict[str, Any], rule: str, day: date = DAY) -> Recommendation:
    (found,) = [r for r in judged(data, day).recommendations if rule in r.resolves]
    return found


def said(data: dict[str, Any], rule: str, day: date = DAY) -> tuple[str, str]:
    found = advice(data, rule, day)
    return tuple("".join(t[lang] for t in (found.title, found.why, found.action)) for lang in ("ja", "en"))  # type: ignore[return-value]


ARITHMETIC: list[tuple[str, dict[str, Any], tuple[str, ...], tuple[str, ...]]] = [
    (
        # 3 people × 20 days × 4 a day = 240; 300 takes 5 a day each, or 4 people (3.75).
        "target/beyond-capacity",
        {
            "resources": "営業3名、訪問は1人1日4件まで、月20日",
            "kpis": [{"name": "訪問件数", "target": "月300件"}],
        },
        ("月240件", "月60件", "1日5件", "4人"),
        ("240 a month", "60 a month", "5 a day", "4 people"),
    ),
    (
        # Half the year gone: 50 due of 100, 30 there; 70 left in 6 months is 11.67, said as 12.
        "target/off-pace",
        {"period": "2026年度", "kpis": [{"name": "受注件数", "target": "年間100件", "actual": "累計30件"}]},
        ("30%", "20件", "残り70件", "月12件"),
        ("30%", "20", "70 to go", "12 a month"),
    ),
    (
        # 140 against 200 due: 60 short; 160 left in 2.5 months is 64 a month.
        "target/off-pace",
        {
            "kpis": [
                {
                    "name": "資料請求件数",
                    "target": "月300件",
                    "actual": "月140件（2026-07-15）",
                    "deadline": "2026-09-30",
                    "milestones": [{"at": "2026-06-30", "value": "月200件"}],
                }
            ]
        },
        ("月60件", "毎月64件"),
        ("60 a month", "rise by 64"),
    ),
    (
        "target/periods-do-not-add-up",
        {"kgis": [GOAL], "kpis": [{"name": f"Q{n} 売上", "target": "2,500万円"} for n in (1, 2, 3, 4)]},
        ("1億円", "2,500万円", "2,000万円"),
        ("¥100 million", "¥25 million", "¥20 million"),
    ),
    (
        "alignment/split-misses-total",
        {
            "kgis": [GOAL],
            "kpis": [
                {"name": "売上", "department": "東京営業部", "target": "6,000万円"},
                {"name": "売上", "department": "大阪営業部", "target": "4,500万円"},
            ],
        },
        ("「東京営業部」6,000万円", "1億500万円", "1,500万円"),
        ("¥60 million (東京営業部)", "¥105 million", "¥15 million"),
    ),
    (
        # From 480 to 600 in twelve months: 30 more each quarter.
        "target/milestones-missing",
        {
            "period": "2027-01-01..2027-12-31",
            "kpis": [{"name": "来店客数", "baseline": "月480人", "target": "月600人", "milestones": "なし"}],
        },
        ("2027年3月31日に月510人", "、12月31日に月600人"),
        ("510 people a month by 31 March 2027", "600 people a month by 31 December."),
    ),
    (
        # 90 days from 1 October is 30 December; to count by 30 November a sale has to begin by 1 September.
        "target/lead-time-beyond-period",
        {
            "kpis": [
                {"name": "Orders", "target": "20 a month", "deadline": "2026-11-30"},
                {"name": "Sales cycle", "baseline": "90 days"},
            ]
        },
        ("90日", "2026年12月30日", "2026年9月1日"),
        ("90 days", "30 December 2026", "1 September 2026"),
    ),
]


@pytest.mark.parametrize(
    ("rule", "data", "ja", "en"), ARITHMETIC, ids=[f"{i}-{a[0]}" for i, a in enumerate(ARITHMETIC)]
)
def test_says_both_operands_and_the_gap(
    rule: str, data: dict[str, Any], ja: tuple[str, ...], en: tuple[str, ...]
) -> None:
    in_ja, in_en = said(data, rule)
    assert [p for p in ja if p not in in_ja] == [], in_ja
    assert [p for p in en if p not in in_en] == [], in_en


YEAR = {"period": "2026年度", "kgis": [GOAL]}
NOT_A_FAULT: list[tuple[dict[str, Any], str]] = [
    # A bare count may be meant for a month, a stock does not come together, and last year's result is no pace.
    (YEAR | {"kpis": [{"name": "受注件数", "target": "20件", "actual": "6件"}]}, "target/off-pace"),
    (YEAR | {"kpis": [{"name": "会員数", "target": "5,000人", "actual": "1,000人"}]}, "target/off-pace"),
    (YEAR | {"kgis": [GOAL | {"actual": "3,000万円（2025年度）"}], "kpis": []}, "target/off-pace"),
    (YEAR | {"kpis": [{"name": "受注件数", "target": "月20件", "actual": "月6件"}]}, "target/off-pace"),
    # How often it happens to each of many is not what one person can do.
    (
        {
            "resources": {"people": 2, "working_days_per_month": 20},
            "kpis": [{"name": "面談の実施件数", "target": "月60件", "definition": "上司との面談（1人月1回）"}],
        },
        "target/beyond-capacity",
    ),
    # A delivery is no sale.
    (
        {
            "kpis": [
                {"name": "受注件数", "target": "月8件", "deadline": "2026-11-30"},
                {"name": "平均リードタイム", "baseline": "120日", "owner": "物流部"},
            ]
        },
        "target/lead-time-beyond-period",
    ),
    (
        {
            "kpis": [
                {"name": "受注件数", "target": "月8件", "deadline": "2026-11-30", "note": "納品までのリードタイムは120日"},
                {"name": "納品までのリードタイム", "baseline": "120日", "owner": "営業部"},
            ]
        },
        "target/lead-time-beyond-period",
    ),
    # Running totals, one slice missing, rates.
    ({"kgis": [GOAL], "kpis": [{"name": f"Q{n} 売上", "target": f"{n * 3000}万円"} for n in (1, 2, 3, 4)]},
     "target/periods-do-not-add-up"),
    ({"kgis": [GOAL], "kpis": [{"name": f"Q{n} 売上", "target": "1,000万円"} for n in (1, 2, 3)]},
     "target/periods-do-not-add-up"),
    ({"kgis": [{"name": "解約率", "target": "2%"}], "kpis": [{"name": f"Q{n} 解約率", "target": "3%"} for n in (1, 2, 3, 4)]},
     "target/periods-do-not-add-up"),
    # Parts of something narrower, for a month, or told apart by what is no department or region.
    ({"kgis": [GOAL], "kpis": [{"name": f"新規売上（{p}）", "target": "4,000万円"} for p in ("東日本", "西日本")]},
     "alignment/split-misses-total"),
    ({"kgis": [GOAL], "kpis": [{"name": f"売上（{p}）", "target": "月400万円"} for p in ("東日本", "西日本")]},
     "alignment/split-misses-total"),
    ({"kgis": [GOAL], "kpis": [{"name": f"売上（{p}）", "target": "4,000万円"} for p in ("新規", "既存")]},
     "alignment/split-misses-total"),
    ({"kgis": [GOAL], "kpis": [{"name": f"売上（{p}）", "target": "7,000万円"} for p in ("東日本", "西日本")]},
     "alignment/split-misses-total"),
    # A part of a whole may be left out on purpose.
    ({"kpis": [{"name": f"売上構成比（{p}）", "target": "30%"} for p in ("新商品", "既存商品")]},
     "alignment/split-misses-total"),
    # One measure, though its name has an "and" in it.
    ({"kpis": [{"name": "訪問数と商談数の比率", "target": "40%"}]}, "wording/compound"),
    ({"kpis": [{"name": "もう一度来たいと思う顧客数", "target": "70人"}]}, "wording/compound"),
    ({"kpis": [{"name": "担当者との面談率", "target": "50%"}]}, "wording/compound"),
    ({"kpis": [{"name": "Sales and marketing cost", "target": "$30k"}]}, "wording/compound"),
    # Words of position in what is a measure or a piece of work.
    ({"kpis": [{"name": "No.1シェアの商品数", "target": "3"}]}, "wording/objective-as-kpi"),
    ({"kpis": [{"name": "トップページの改善"}]}, "wording/objective-as-kpi"),
    ({"kpis": [{"name": "リーダー研修の実施"}]}, "wording/objective-as-kpi"),
    ({"kpis": [{"name": "次世代リーダーの育成"}]}, "wording/objective-as-kpi"),
    ({"kpis": [{"name": "競争力の強化"}]}, "wording/objective-as-kpi"),
    ({"kpis": [{"name": "選ばれるまちづくりの推進"}]}, "wording/objective-as-kpi"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "rule"), NOT_A_FAULT)
def test_what_only_looks_like_a_fault_is_left_alone(data: dict[str, Any], rule: str) -> None:
    assert rule not in fired(judged(data))


ASKED: list[tuple[dict[str, Any], str, bool]] = [
    ({"kpis": [{"name": "商談件数", "target": "月20件"}]}, "target/no-channel", True),
    # It is said in passing, nobody has to be won, or it is no matter of selling.
    (
        {"kpis": [{"name": "商談件数", "target": "月20件", "actions": [{"what": "展示会への出展"}]}]},
        "target/no-channel",
        False,
    ),
    ({"plan_type": "okr", "kpis": [{"name": "Leads", "target": "300"}]}, "target/no-channel", False),
    (
        {"organization": {"kind": "local_government"}, "kpis": [{"name": "来訪者数", "target": "月600人"}]},
        "target/no-channel",
        False,
    ),
    ({"kpis": [{"name": "CS", "target": "4.2"}]}, "wording/no-definition", True),
    ({"kpis": [{"name": "CS", "target": "4.2点"}]}, "wording/no-definition", False),
    ({"kpis": [{"name": "D7 retention", "target": "35%"}]}, "wording/no-definition", False),
    (
        {"kpis": [{"name": "稼働率", "target": "85%", "formula": "使用時間÷利用可能時間"}]},
        "wording/no-definition",
        False,
    ),
]


@pytest.mark.parametrize(("data", "rule", "asks"), ASKED)
def test_asks_only_what_makes_sense(data: dict[str, Any], rule: str, asks: bool) -> None:
    report = judged(data)
    assert (rule in {r for q in report.questions for r in q.rules}) is asks
    assert rule not in fired(report)


def test_an_aim_is_no_wish_as_well() -> None:
    """One row is told one thing: where an aim belongs, not also that it is vague or never finished."""
    report = judged({"kgis": [GOAL], "kpis": [{"name": "業界No.1になる"}, {"name": "ブランド力の向上"}]})
    assert "wording/objective-as-kpi" in fired(report)
    assert not fired(report) & {"wording/vague", "wording/not-measurable", "target/missing"}


def test_twelve_bare_names_ask_about_terms_once() -> None:
    names = [
        "サイト訪問数",
        "資料請求件数",
        "商談件数",
        "受注率",
        "平均受注単価",
        "架電件数",
        "解約率",
        "NPS",
        "残業時間",
    ]
    report = judged({"kpis": [*names, "有効リード数", "CS", "稼働率"]})
    about = [q for q in report.questions if "wording/no-definition" in q.rules]
    assert [len(q.subjects) for q in about] == [3]
    assert len(report.questions) <= 10
