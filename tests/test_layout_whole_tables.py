"""What only a whole table tells: which rows describe others, which dates are deadlines, what a heading adds to names."""

from __future__ import annotations

from datetime import date

from advisor import advise
from advisor.notation.blank import classify_blank
from advisor.notation.quantity import find_target_in_text
from advisor.read import SourcedPlan, read_plan_bytes
from workbooks import fields, left_out, read_workbook


def _markdown(text: str) -> SourcedPlan:
    return read_plan_bytes(text.encode(), name="plan.md")


def test_the_day_of_an_entry_is_no_deadline_and_one_result_no_series() -> None:
    found = read_workbook(
        (
            "Log",
            "Date|Indicator|Target|Actual\n2026-02-03|Seedlings planted|900|410\n2026-02-03|Plots irrigated|60|22",
        )
    )
    assert found.document.data["kpis"] == [
        {"name": "Seedlings planted", "target": 900, "actual": "410（2026/2/3）"},
        {"name": "Plots irrigated", "target": 60, "actual": "22（2026/2/3）"},
    ]


def test_several_entries_of_a_measure_are_its_series_under_one_target() -> None:
    found = read_workbook(
        ("記録", "日付|KPI|目標|実績\n2026-02-03|来館者数|400|310\n2026-02-10|来館者数|400|355"),
    )
    (row,) = found.document.data["kpis"]
    assert row["target"] == 400
    assert "deadline" not in row
    assert [h["value"] for h in row["history"]] == [310, 355]


def test_a_month_still_says_when_its_target_falls_due() -> None:
    found = read_workbook(("月次", "年月|KPI|目標|実績\n2026-09|来館者数|400|310\n2026-10|来館者数|450|"))
    assert found.document.data["kpis"][0]["deadline"] == "2026-10"


def test_the_result_of_the_month_the_target_is_for_is_the_result() -> None:
    found = read_workbook(
        ("月次", "月|KPI|実績|予算\n2026-04|新規契約|12|15\n2026-05|新規契約|14|16\n2026-04|解約|5|4\n2026-05|解約|3|4")
    )
    first, second = found.document.data["kpis"]
    assert (first["target"], first["deadline"], first["actual"]) == (16, "2026-05", "14（2026-05）")
    assert (second["target"], second["period"], second["deadline"]) == (4, "monthly", "2026-05")
    assert second["actual"] == "3（2026-05）"


def test_a_rhythm_in_brackets_is_no_unit() -> None:
    found = read_workbook(
        ("計画", "指標|現状値|目標値\n転入者数（年間）|210人|260人\n見学者数（月間）|40人|70人\n苦情（件）|9|4")
    )
    assert [k.get("unit") for k in found.document.data["kpis"]] == [None, None, "件"]


def test_the_column_that_tells_what_is_measured_gives_the_names() -> None:
    library = """
title|description|formula|unit|name
Order Cycle Time|Days from order to delivery|days / orders|Days|Logistics
Order Cycle Time|Days from order to delivery|days / orders|Days|Sales
Claim Rate|Orders with a claim|claims / orders|%|Quality
"""
    found = read_workbook(("Library", library))
    assert [k["name"] for k in found.document.data["kpis"]] == ["Order Cycle Time", "Claim Rate"]
    assert left_out(found)["Library!A3: Order Cycle Time"] == "The same as a row above, so the two are read as one."


def test_equal_rows_of_a_plan_are_both_kept() -> None:
    found = read_workbook(("計画", "KPI|定義|目標\n見積件数|提出した見積|30件\n見積件数|提出した見積|30件"))
    assert len(found.document.data["kpis"]) == 2


def test_names_and_descriptions_in_turn() -> None:
    found = _markdown(
        "| KPI | 目標 | 実績 |\n|---|---|---|\n| 返信時間 | 3時間 | 5時間 |\n| 受け付けてから返すまでの時間 | | |\n"
        "| 再質問率 | 10% | 14% |\n| 同じ人が7日以内に再び尋ねた割合 | | |\n"
    )
    assert found.document.data["kpis"] == [
        {"name": "返信時間", "definition": "受け付けてから返すまでの時間", "target": "3時間", "actual": "5時間"},
        {"name": "再質問率", "definition": "同じ人が7日以内に再び尋ねた割合", "target": "10%", "actual": "14%"},
    ]


def test_one_bare_name_below_another_row_stays_a_kpi() -> None:
    found = _markdown("| KPI | 目標 |\n|---|---|\n| 返信時間 | 3時間 |\n| 満足度 | |\n| 再質問率 | 10% |\n")
    assert [k["name"] for k in found.document.data["kpis"]] == ["返信時間", "満足度", "再質問率"]


GRADES = """
重点目標|具体的取組|主担当|現状|評価の観点|判定基準
１ 読む力|朝の読書を続ける|図書係|昨年61%|【成果指標】月に2冊以上読んだ生徒の割合|A 80%以上 B 70%以上 C 60%以上
２ 通いたい学校|声かけを続ける|生活係|昨年82%|【満足度指標】通うのが楽しいと答えた生徒の割合|A 95%以上 B 90%以上
"""


def test_grades_in_place_of_targets_make_questions_and_no_findings() -> None:
    found = read_workbook(("評価計画", GRADES))
    data = found.document.data
    assert data["excerpt"] is True
    assert [(k["name"], k["kind"], k["kgi"]) for k in data["kpis"]] == [
        ("月に2冊以上読んだ生徒の割合", "outcome", "読む力"),
        ("通うのが楽しいと答えた生徒の割合", "perception", "通いたい学校"),
    ]
    assert data["kpis"][0]["note"] == "A 80%以上 B 70%以上 C 60%以上"
    report = advise(found.plan, as_of=date(2027, 4, 1))
    assert not any(f.rule == "target/missing" for r in report.recommendations for f in r.findings)
    assert any("target/missing" in q.rules for q in report.questions)


def test_grades_beside_targets_change_nothing() -> None:
    found = read_workbook(
        ("評価計画", "評価項目|目標値|評価基準\n読書する生徒の割合|70%|A 80%以上\n欠席した日数|3日|A 2日以下")
    )
    assert "excerpt" not in found.document.data


def test_a_heading_that_names_the_measure_goes_into_the_names_below_it() -> None:
    found = read_workbook(
        (
            "中期計画",
            "分類|項目|2028年度目標\n収益|営業利益率|9%以上\n|<店舗別の来店客数>|\n|駅前店|月900人\n|本町店|月700人\n資本|ROE|8%以上",
        ),
        merged=("A2:A5",),
    )
    assert [k["name"] for k in found.document.data["kpis"]] == [
        "営業利益率",
        "店舗別の来店客数（駅前店）",
        "店舗別の来店客数（本町店）",
        "ROE",
    ]
    assert "added to the names below it" in left_out(found)["中期計画!B3: <店舗別の来店客数>"]


def test_a_heading_that_names_no_measure_adds_nothing() -> None:
    found = read_workbook(("計画", "項目|目標\n■ 店舗|\n来店客数|月900人\n■ 通販|\n注文件数|月300件"))
    assert [k["name"] for k in found.document.data["kpis"]] == ["来店客数", "注文件数"]


def test_a_title_over_the_labels_too_is_no_part_of_the_names() -> None:
    drawing = """
省資源の計画|||||
部門|使用量||||
|水||電力||
|基準値|2030年度目標|基準値|2030年度目標|
食品|90千t|70千t|410万kWh|380万kWh|
飲料|60千t|50千t|―|―|
"""
    found = read_workbook(("環境", drawing), merged=("A1:E1", "B2:E2", "B3:C3", "D3:E3", "A2:A4"))
    assert found.document.data["title"] == "省資源の計画"
    assert [(k["name"], k["department"]) for k in found.document.data["kpis"]] == [
        ("食品 使用量 水", "食品"),
        ("食品 使用量 電力", "食品"),
        ("飲料 使用量 水", "飲料"),
    ]


def test_a_year_over_names_that_carry_targets_is_when_they_fall_due() -> None:
    rows = "研修受講率90%以上\n有給休暇の取得率80%以上"
    dated = read_workbook(("計画", "重要課題|2028年度KPI|SDGs\n人|" + rows.replace("\n", "\n人|")))
    assert [k["deadline"] for k in dated.document.data["kpis"]] == ["2028年度", "2028年度"]
    as_it_was = read_workbook(("計画", "重要課題|KPI（2028年4月現在）|SDGs\n人|" + rows.replace("\n", "\n人|")))
    assert all("deadline" not in k for k in as_it_was.document.data["kpis"])


def test_codes_of_actions_are_no_actions() -> None:
    found = read_workbook(("計画", "KPI|目標|施策\n見学予約数|月30件|A1, A3\n再訪率|25%|翌日に礼状を送る"))
    first, second = found.document.data["kpis"]
    assert "actions" not in first
    assert second["actions"] == [{"what": "翌日に礼状を送る"}]
    assert "does not say what is done" in left_out(found)["計画!C2: A1, A3"]


def test_the_name_of_a_persons_sheet_is_no_title() -> None:
    drawing = "|架電数|商談数\nQ1|30|4\nQ2|35|6"
    found = read_workbook(("Tanabe", "Tanabe\n\n" + drawing), ("Ogawa", "Ogawa\n\n" + drawing))
    assert "title" not in found.document.data


def test_a_purpose_in_brackets_is_a_goal_in_words_and_no_state() -> None:
    found = read_workbook(
        (
            "計画",
            "市民と目指したい状態(目的)|政策指標|目標値\n安心して歩ける|歩行者の事故件数|12件\n|夜道の照明数|900基\n学び続ける|講座の受講者数|600人",
        )
    )
    assert fields(found)["市民と目指したい状態(目的)"] == "kgi"


def test_a_length_of_time_after_its_object_is_a_target() -> None:
    found = find_target_in_text("一人当たり学習時間を年30時間")
    assert found is not None
    assert found.value == 30
    assert find_target_in_text("初回返信までの30時間") is None


def test_forms_of_dates_wait_to_be_filled_in() -> None:
    rows = "KPI | 期限\n---|---\n予約数 | YYYY-MM-DD\n再訪率 | 〇〇年〇月\n来店数 | 2027年3月\n"
    plan = _markdown(rows).plan
    assert [classify_blank(k.deadline) for k in plan.kpis] == ["open", "open", "given"]
