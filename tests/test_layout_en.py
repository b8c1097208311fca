"""English layouts, rebuilt with content of our own, and the plan each holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import InputError, read_plan
from workbooks import fields, left_out, read_workbook

SHEETS = Path(__file__).parent / "sheets"


def test_e1_one_sheet_for_each_priority() -> None:
    head = "KPI|Suggested Timeline|Reasoning\n"
    found = read_workbook(
        (
            "High Priority",
            head + "Trial sign-ups|Weekly|Everything else follows\nFirst-week use|Weekly|Those who start, stay",
        ),
        ("Medium Priority", head + "Support replies within 4 hours|Monthly|Keeps trust"),
        ("Low Priority", head + "Page load time|Quarterly|Rarely moves"),
    )
    assert found.document.data["kpis"] == [
        {"name": "Trial sign-ups", "tier": "core", "frequency": "Weekly", "note": "Everything else follows"},
        {"name": "First-week use", "tier": "core", "frequency": "Weekly", "note": "Those who start, stay"},
        {"name": "Support replies within 4 hours", "tier": "supporting", "frequency": "Monthly", "note": "Keeps trust"},
        {"name": "Page load time", "tier": "supporting", "frequency": "Quarterly", "note": "Rarely moves"},
    ]


def test_e2_a_library_where_name_is_the_category() -> None:
    found = read_workbook(
        (
            "KPIs",
            """
title|description|formula_description|direction|unit|rating_count|name|created_at
Invoice errors|Share of invoices sent back|Returned / sent|Minimize|%|12|Finance|2026-01-05
Days to close the books|Working days after month end|Count|Minimize|days|4|Finance|2026-01-05
Forecast accuracy|Plan against actual|1 - deviation|Maximize|%|9|Finance|2026-01-06
""",
        )
    )
    assert [(k["name"], k["direction"]) for k in found.document.data["kpis"]] == [
        ("Invoice errors", "down"),
        ("Days to close the books", "down"),
        ("Forecast accuracy", "up"),
    ]
    assert fields(found)["name"] is None


def test_e5_one_sheet_for_each_person_with_a_table_far_down() -> None:
    table = "|Calls|Meetings|Orders\nQ1|210|24|NA\nQ2|260|31|6\nAnnual|470|55|6"
    found = read_workbook(("Mori", table), ("Hayashi", table), start="B38")
    kpis = found.document.data["kpis"]
    assert [(k["name"], k["owner"]) for k in kpis] == [
        ("Calls", "Mori"),
        ("Meetings", "Mori"),
        ("Orders", "Mori"),
        ("Calls", "Hayashi"),
        ("Meetings", "Hayashi"),
        ("Orders", "Hayashi"),
    ]
    assert kpis[0]["history"] == [{"at": "Q1", "value": 210}, {"at": "Q2", "value": 260}]
    assert kpis[2]["history"] == [{"at": "Q2", "value": 6}]
    assert str(found.locate("/kpis/0/history/0")) == "計画.xlsx:Mori!C39"
    owners = [c for c in found.document.understanding.columns if c.field == "owner"]  # type: ignore[union-attr]  # a sheet has one
    assert [(c.sheet, c.sure) for c in owners] == [("Mori", False), ("Hayashi", False)]


def test_sheets_that_are_alike_but_are_no_people_name_no_owner() -> None:
    table = "KPI|Target\nCalls|300\nMeetings|40"
    for names in (("2025", "2026"), ("Plan", "Results"), ("April", "May")):
        found = read_workbook((names[0], table), (names[1], table))
        assert all("owner" not in k for k in found.document.data["kpis"]), names


def test_e12_only_the_plain_target_is_one() -> None:
    found = read_workbook(
        (
            "MEL",
            "Code|Indicator|Baseline|Target|Source of Data|Target Hanoi|Method|Frequency|Responsability|Actual\n"
            "A1|Farmers who keep records|20|120|Field survey|60|Interviews|Twice a year|Lan|75",
        )
    )
    assert found.document.data["kpis"] == [
        {
            "id": "A1",
            "name": "Farmers who keep records",
            "baseline": 20,
            "target": 120,
            "actual": 75,
            "owner": "Lan",
            "data_source": "Field survey\nInterviews",
            "frequency": "Twice a year",
        }
    ]
    assert fields(found)["Target Hanoi"] is None


def test_e13_comments_before_the_header_and_two_tables_in_one_file() -> None:
    found = read_plan(SHEETS / "e13-programme.csv")
    assert found.document.data == {
        "kpis": [
            {"name": "Households with a working tap", "baseline": 310, "target": 900, "actual": 480},
            {"name": "Pump repairs within 48 hours", "baseline": "60%", "target": "90%", "actual": "71%"},
            {"name": "Teachers trained", "baseline": 0, "target": 45, "actual": 18},
        ]
    }
    assert sum("# " in what for what in left_out(found)) == 2
    assert str(found.locate("/kpis/2/target")).endswith("e13-programme.csv:9:20")


def test_e14_a_healthy_range_is_the_target() -> None:
    found = read_workbook(
        ("KPI", "#|KPI|Formula|Frequency|Healthy range\n1|Refund rate|refunds / orders|weekly|under 2%")
    )
    assert found.document.data["kpis"] == [
        {"name": "Refund rate", "formula": "refunds / orders", "target": "under 2%", "frequency": "weekly"}
    ]


def test_e15_a_period_is_no_deadline() -> None:
    found = read_workbook(("KPI", "Metric|Current|Target|Period\nNew members|40|100|monthly"))
    assert found.document.data["kpis"] == [{"name": "New members", "baseline": 40, "target": 100, "period": "monthly"}]


def test_e17_two_header_rows() -> None:
    found = read_workbook(
        (
            "Report",
            """
Performance Indicator|Q4 2025/26|||Short Trend (Last Quarter)
|Value|Target|Status|
Missed bins per 100,000|41|35|red|down
Fly-tips cleared in two days|Annual Indicator|||
""",
        ),
        merged=["A1:A2", "B1:D1", "E1:E2"],
    )
    assert found.document.data["kpis"] == [
        {
            "name": "Missed bins per 100,000",
            "target": 35,
            "actual": "41（Q4 2025/26）",
            "deadline": "Q4 2025/26",
        },
        {"name": "Fly-tips cleared in two days"},
    ]


def test_e18_a_projection_is_no_target_and_a_year_so_far_no_year() -> None:
    found = read_workbook(
        (
            "Library",
            """
Performance Measure|2023 Actual|2024 Actual|2025 Estimated|2025 YTD|2026 Projected
Loans of e-books|12400|13900|15000|9800|16500
Children at story time|800|N/A|1100|700|1200
""",
        )
    )
    first, second = found.document.data["kpis"]
    assert first == {
        "name": "Loans of e-books",
        "actual": "9800（2025）",
        "forecast": "16500（2026）",
        "history": [{"at": "2023", "value": 12400}, {"at": "2024", "value": 13900}],
    }
    assert "target" not in second
    assert second["history"] == [{"at": "2023", "value": 800}]


def test_e21_quarters_below_targets() -> None:
    found = read_workbook(
        (
            "Scorecard",
            """
Objective|Measures|Targets||||Initiatives
||1Q|2Q|3Q|Final|
Guests come back|Guests on a second stay|18%|20%|22%|25%|Birthday letters
|Direct bookings|30%|33%|36%|40%|New booking page
""",
        ),
        merged=["A1:A2", "B1:B2", "C1:F1", "G1:G2", "A3:A4"],
    )
    assert found.document.data == {
        "kgis": [{"name": "Guests come back"}],
        "kpis": [
            {
                "name": name,
                "kgi": "Guests come back",
                "target": final,
                "milestones": [{"at": q, "value": v} for q, v in zip(("1Q", "2Q", "3Q"), stages, strict=True)],
                "actions": [{"what": action}],
            }
            for name, final, stages, action in (
                ("Guests on a second stay", "25%", ("18%", "20%", "22%"), "Birthday letters"),
                ("Direct bookings", "40%", ("30%", "33%", "36%"), "New booking page"),
            )
        ],
    }


def test_an_okr_sheet_is_an_okr() -> None:
    found = read_workbook(
        ("OKR", "Objective|Key Result|Target\nDelight new users|First-day activation|60%\n|Setup time|5 minutes")
    )
    assert found.document.data["plan_type"] == "okr"
    assert [k["kgi"] for k in found.document.data["kpis"]] == ["Delight new users"] * 2


def test_a_sheet_without_names_says_what_it_saw_and_what_to_do() -> None:
    with pytest.raises(InputError) as failed:
        read_workbook(("Data", "Alpha|Beta\nfoo|bar\nbaz|qux"))
    assert "“Alpha”, “Beta”" in failed.value.message.en
    assert "--map 'Alpha=name'" in failed.value.message.en
    assert "--map 'Alpha=name'" in failed.value.message.ja
    found = read_workbook(("Data", "Alpha|Beta\nfoo|bar\nbaz|qux"), Alpha="name")
    assert [k["name"] for k in found.document.data["kpis"]] == ["foo", "baz"]


def test_a_correction_wins_over_the_words_of_the_header() -> None:
    drawing = "KPI|Target|Result\nCalls|300|250"
    assert read_workbook(("P", drawing)).document.data["kpis"] == [{"name": "Calls", "target": 300, "actual": 250}]
    corrected = read_workbook(("P", drawing), Target="ignore", Result="baseline")
    assert corrected.document.data["kpis"] == [{"name": "Calls", "baseline": 250}]


def test_a_measure_that_ends_in_target_is_no_target() -> None:
    found = read_workbook(("P", "KPI|Sales target|目標達成率|Owner\nCalls|300|80%|Mori"))
    assert found.document.data["kpis"] == [{"name": "Calls", "owner": "Mori"}]


def test_units_and_years_in_headers() -> None:
    found = read_workbook(
        ("P", "指標|現状（千円）|目標値（千円）|担当者\n店舗の売上|4200|6000|森\n通販の売上|900|1500|林")
    )
    assert found.plan.kpis[0].target == "6000千円"
    found = read_workbook(("P", "（単位：百万円）\n指標|2025年度実績|2026年度目標\n売上高|420|500\n営業利益率|5.1%|6%"))
    sales, margin = found.document.data["kpis"]
    assert (sales["unit"], sales["target"], sales["deadline"]) == ("百万円", 500, "2026年度")
    assert "unit" not in margin


def test_settings_a_goal_and_a_title_above_the_table() -> None:
    found = read_workbook(
        (
            "計画",
            """
東日本営業部の計画
期間|2026年度上期
部署|東日本営業部
KGI|売上
KGI目標|6,000万円
会議|営業定例
未達時の対応|原因を調べて打ち手を変える

KPI|目標
商談件数|月40件
""",
        )
    )
    assert found.document.data == {
        "title": "東日本営業部の計画",
        "period": "2026年度上期",
        "organization": {"name": "東日本営業部"},
        "operation": {"review": {"meeting": "営業定例"}, "on_miss": "原因を調べて打ち手を変える"},
        "kgis": [{"name": "売上", "target": "6,000万円"}],
        "kpis": [{"name": "商談件数", "target": "月40件"}],
    }


def test_results_on_another_sheet_join_their_kpi() -> None:
    found = read_workbook(
        (
            "Definitions",
            "KPI|Definition|Owner|Target\nCalls|Calls of a minute or more|Mori|300\nMeetings|Held, not booked|Mori|40",
        ),
        ("Results", "Month|Calls|Meetings\n2026-04|250|31\n2026-05|270|35"),
    )
    assert [(k["name"], k["target"], len(k["history"])) for k in found.document.data["kpis"]] == [
        ("Calls", 300, 2),
        ("Meetings", 40, 2),
    ]


def test_totals_notes_and_nameless_rows_are_no_kpis() -> None:
    found = read_workbook(("P", "KPI|Target|Owner\nCalls|300|Mori\n|120|Hayashi\nTotal|420|\n※ Figures are monthly||"))
    assert [k["name"] for k in found.document.data["kpis"]] == ["Calls"]
    assert set(left_out(found).values()) == {
        "A row without a name is no KPI.",
        "A total or average of other rows, not a KPI.",
        "A remark below the table, not a KPI.",
    }


def test_ids_that_are_there_twice_are_not_used_as_ids() -> None:
    found = read_workbook(("P", "ID|KPI|Target\n1|Calls|300\n1|Meetings|40"))
    assert [k.name for k in found.plan.kpis] == ["Calls", "Meetings"]
    assert all(k.id is None for k in found.plan.kpis)


def test_a_bonus_flag_becomes_an_incentive() -> None:
    found = read_workbook(("P", "KPI|Target|Applies to bonus\nCalls|300|yes\nMeetings|40|no\nOrders|8|¥20,000 each"))
    assert found.document.data["incentives"] == [{"tied_to": "Calls"}, {"tied_to": "Orders", "what": "¥20,000 each"}]


def test_e4_a_formula_below_its_kpi_is_no_kpi() -> None:
    found = read_workbook(
        (
            "QA",
            "Key Performance Indicators\n\nS.No|KPI|KPI-Governance|Governance\n1|Defects found late|Monthly|QA lead\n|(18/20)x100=90%||\n2|Tests run|Weekly|QA lead",
        ),
        merged=["A1:D1"],
    )
    assert found.document.data["title"] == "Key Performance Indicators"
    assert [k["name"] for k in found.document.data["kpis"]] == ["Defects found late", "Tests run"]


def test_e7_scores_of_people_are_no_kpis() -> None:
    with pytest.raises(InputError):
        read_workbook(("Scores", "Name|Category|Q1|Q2|Q3|Q4\nMori|Sales|3|4|5|4\nHayashi|Service|4|4|4|5"))


def test_e22_outcomes_and_their_metrics() -> None:
    found = read_workbook(
        ("M", "Outcome|Metric\nDo teams use it?|Weekly active teams\nDoes it save time?|Hours saved a week")
    )
    assert [(k["name"], k["kgi"]) for k in found.document.data["kpis"]] == [
        ("Weekly active teams", "Do teams use it?"),
        ("Hours saved a week", "Does it save time?"),
    ]


def test_a_goal_that_may_be_in_an_unread_table_is_not_missing() -> None:
    table = ("KPI", "KPI|Target\nCalls|300\nMeetings|40")
    other = ("Notes", "Alpha|Beta\nfoo|bar\nbaz|qux\nfee|fie")
    assert read_workbook(table, other).plan.excerpt
    assert not read_workbook(table, ("Cover", "Made by|Mori")).plan.excerpt
    stated = read_workbook(("KPI", "Goal|KPI|Target\nGrow sales|Calls|300\nGrow sales|Meetings|40"), other)
    assert not stated.plan.excerpt
    assert "Notes!A1: Notes" in left_out(stated)


def test_a_goal_in_a_line_below_the_table_is_a_goal() -> None:
    found = read_workbook(("KPI", "KPI|Target\nCalls|300\nMeetings|40\n\nKGI: sales of $2 million"))
    assert [k.name for k in found.plan.kgis] == ["sales of $2 million"]
    found = read_workbook(("KPI", "KGI: sales of $2 million\n\nMonth|Calls|Meetings\n2026-04|250|31\n2026-05|270|35"))
    assert [k.kgi for k in found.plan.kpis] == [["sales of $2 million"]] * 2
