"""`kpi-advisor read`: what is shown, what is written, and how a reading is corrected."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from advisor import read_plan
from advisor.cli.readout import corrections_from, plan_bytes
from command import kpi_advisor
from workbooks import workbook

DRAWING = """
東日本営業部 2026年度上期 KPI計画
期間|2026年度上期
KGI|売上
KGI目標|6,000万円

No|KPI名|単位|現状値|目標値|達成率|期限|担当|計測時期|優先度
1|資料請求件数|件|120|300|40%|2026-09-30|田中|毎週|高
2|商談化率||15%|20%|75%||佐藤|毎月|中
3|受注単価|千円|420|500|84%|2026-09-30||TBD|高
※ 現状値は4月時点|||||||||
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "kpi.xlsx"
    path.write_bytes(workbook(("計画", DRAWING), ("表紙", "作成者|山田")))
    return path


def test_columns_values_and_what_is_left_out_come_with_their_cells(sheet: Path) -> None:
    ran = kpi_advisor("read", sheet, "--lang", "ja")
    assert ran.code == 0
    lines = [line.strip() for line in ran.out.splitlines()]
    assert "最終目標1項目、KPI3項目を読み取りました。" in lines
    assert "E6     「目標値」 → 目標" in lines
    assert "F6     「達成率」：ほかの値から計算できる列なので、読み込みません。" in lines
    assert "D7     現在値：120 → 120件" in lines
    assert "E9     目標：500 → 50万円" in lines
    assert "G7     期限：2026/9/30 → 2026年9月30日" in lines
    assert "J7     位置づけ：高 → 中心（core）" in lines
    assert "計画!A10  「※ 現状値は4月時点」：注記の行なので、KPIにしません。" in lines
    assert any(line.startswith("表紙!A1") for line in lines)


def test_the_same_in_english(sheet: Path) -> None:
    out = kpi_advisor("read", sheet, "--lang", "en").out
    assert "Read: 1 goal and 3 KPIs." in out
    assert "E6     “目標値” → target" in out
    assert "F6     “達成率”: Worked out from other values, so it is not read." in out
    assert "E9     target: 500 → ¥500,000" in out
    assert "計画!A10  “※ 現状値は4月時点”: A remark below the table, not a KPI." in out


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_the_plan_that_is_written_reads_back_as_the_same_plan(sheet: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"plan.{form}"
    ran = kpi_advisor("read", sheet, "--to", form, "-o", target)
    assert (ran.code, ran.out) == (0, "")
    assert "Read: goals 1, KPIs 3." in ran.err
    assert "Places left out: " in ran.err
    assert read_plan(target).document.data == read_plan(sheet).document.data
    assert read_plan(target).plan == read_plan(sheet).plan
    again = kpi_advisor("read", sheet, "--to", form, "-o", target)
    assert again.code == 2
    assert "--force" in again.err
    assert kpi_advisor("read", sheet, "--to", form, "-o", target, "--force").code == 0


def test_without_a_file_the_plan_goes_to_standard_output(sheet: Path) -> None:
    ran = kpi_advisor("read", sheet, "--to", "json")
    assert json.loads(ran.out) == read_plan(sheet).document.data


def test_a_correction_is_followed_and_shown(sheet: Path) -> None:
    ran = kpi_advisor("read", sheet, "--map", "現状値=ignore", "--map", "達成率=note", "--lang", "en")
    assert "“現状値”: Left out, as you said." in ran.out
    assert "“達成率” → note (Read as you said)" in ran.out
    assert "present value" not in ran.out.split("Values")[1]


def test_an_unknown_column_or_field_names_the_nearest(sheet: Path) -> None:
    column = kpi_advisor("read", sheet, "--map", "目標=target", "--lang", "en")
    assert column.code == 2
    assert "There is no column headed “目標”" in column.err
    assert "Did you mean “目標値”?" in column.err
    field = kpi_advisor("read", sheet, "--map", "目標値=traget", "--lang", "ja")
    assert field.code == 2
    assert "「traget」という項目はありません。「target」" in field.err
    shape = kpi_advisor("read", sheet, "--map", "目標値", "--lang", "ja")
    assert shape.code == 2
    assert "'見出し=項目'" in shape.err


def test_a_header_may_hold_an_equals_sign() -> None:
    assert corrections_from(("a=b=target",), "en") == {"a=b": "target"}


def test_a_plan_in_yaml_is_said_back_too(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text("kpis:\n  - name: 資料請求件数\n    target: 月300件\n    colour: red\n", encoding="utf-8")
    ran = kpi_advisor("read", plan, "--lang", "en")
    assert ran.code == 0
    assert "3:13   target: 月300件 → 300 a month" in ran.out
    assert "4:13" in ran.out.split("Not in the plan")[1]
    mapped = kpi_advisor("read", plan, "--map", "a=target", "--lang", "en")
    assert mapped.code == 2
    assert "no columns" in mapped.err


def test_output_without_a_format_is_refused(sheet: Path) -> None:
    ran = kpi_advisor("read", sheet, "-o", "x.yaml", "--lang", "en")
    assert ran.code == 2
    assert "--to yaml" in ran.err


def test_a_long_sheet_is_cut_short_unless_all_of_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("KPI,Target\n" + "".join(f"Calls of team {n},{n + 10}\n" for n in range(60)), encoding="utf-8")
    short = kpi_advisor("read", path, "--lang", "en").out
    assert "40 more rows (--all shows them)" in short
    assert "Calls of team 59" not in short
    assert "Calls of team 59" in kpi_advisor("read", path, "--lang", "en", "--all").out


@pytest.mark.parametrize(("form", "place"), [
    ("text", "kpi.xlsx:計画!B8"), ("json", '"cell": "計画!B8"'), ("markdown", "kpi.xlsx:計画!B8"), ("html", "cell 計画!B8"),
])  # fmt: skip
def test_lint_points_at_cells(sheet: Path, form: str, place: str) -> None:
    ran = kpi_advisor("lint", sheet, "--format", form, "--all", "--lang", "en", "--fail-on", "never")
    assert ran.code == 0
    assert place in ran.out


def test_changes_of_a_sheet_are_refused_with_the_way_out(sheet: Path) -> None:
    for arguments in (("apply", sheet, "--safe"), ("lint", sheet, "--diff")):
        ran = kpi_advisor(*arguments, "--lang", "en")
        assert ran.code == 2
        assert "first make a plan file of it with kpi-advisor read FILE --to yaml -o plan.yaml" in ran.err
    assert "先に kpi-advisor read FILE --to yaml" in kpi_advisor("apply", sheet, "--safe", "--lang", "ja").err


def test_texts_that_yaml_would_change_are_written_so_that_they_stay(tmp_path: Path) -> None:
    data = {
        "kpis": [{"name": "on", "target": "0123", "note": "a: b\n# c", "deadline": "2026-04-01", "definition": "=1+1"}]
    }
    path = tmp_path / "plan.yaml"
    path.write_bytes(plan_bytes(data, "yaml"))
    assert read_plan(path).document.data == data


def test_judging_a_plan_in_yaml_loads_no_reader_of_sheets(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text("kpis: [{name: Calls, target: 300}]\n", encoding="utf-8")
    code = (
        "import sys; from advisor.cli import run; run(['lint', sys.argv[1], '--fail-on', 'never']); "
        "print([m for m in sys.modules if m.split('.')[0] in ('openpyxl', 'markdown_it') "
        "or m.startswith(('advisor.layout', 'advisor.memo', 'advisor.source.workbook'))])"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(plan)], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


TABLE = "KPI名,現状値,目標値,期限\n商談件数,月60件,月80件,2027年3月末\n受注率,25%,30%,2027年3月末\n"
MARKDOWN = "# 計画\n\n| KPI | 目標 |\n|---|---|\n| 商談件数 | 月80件 |\n| 受注率 | 30% |\n"


@pytest.mark.parametrize(
    "content",
    [TABLE.encode(), TABLE.replace(",", "\t").encode("cp932"), MARKDOWN.encode()],
    ids=["csv", "tsv", "markdown"],
)
def test_a_table_is_read_from_standard_input(content: bytes) -> None:
    ran = kpi_advisor("read", "-", "--to", "json", stdin=content)
    assert ran.code == 0, ran.err
    assert [k["name"] for k in json.loads(ran.out)["kpis"]] == ["商談件数", "受注率"]
    judged = kpi_advisor("lint", "-", "--format", "json", stdin=content)
    assert judged.data["recommendations"] or judged.data["questions"]


def test_a_column_of_standard_input_can_be_corrected() -> None:
    ran = kpi_advisor("read", "-", "--to", "json", "--map", "現状値=ignore", stdin=TABLE.encode())
    assert "baseline" not in json.loads(ran.out)["kpis"][0]
    yaml = kpi_advisor("read", "-", "--map", "現状値=ignore", "--lang", "en", stdin=b"kpis: [{name: Calls}]")
    assert "nothing to map" in yaml.err


def test_a_plan_that_was_begun_keeps_its_own_error() -> None:
    ran = kpi_advisor("lint", "-", "--lang", "en", stdin="title: x, y\nKPI, 目標\n\tb, c\n".encode())
    assert ran.code == 2
    assert "-:2" in ran.err or "-:3" in ran.err
