"""The sheet to fill in, and plans written as sheets: read back as the same plan, with nothing that Excel would run."""

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from advisor.errors import InputError
from advisor.plan import Plan
from advisor.read import read_plan_bytes
from advisor.render.sheet import left_out, plan_workbook, template_workbook
from advisor.render.sheet_columns import KGI_COLUMNS, KPI_COLUMNS, SETTINGS
from command import kpi_advisor


def back(content: bytes) -> Plan:
    return read_plan_bytes(content, name="plan.xlsx").plan


def filled(values: dict[str, list[dict[str, Any]]], settings: dict[str, Any]) -> bytes:
    """The template as a client fills it in: below the example rows, and beside the settings' names."""
    book = openpyxl.load_workbook(io.BytesIO(template_workbook()))
    for name, columns in (("KPI", KPI_COLUMNS), ("KGI", KGI_COLUMNS)):
        for n, row in enumerate(values[name], 3):
            for at, column in enumerate(columns, 1):
                book[name].cell(n, at, row.get(column.key))
    for n, line in enumerate(SETTINGS, 1):
        book["設定 Settings"].cell(n, 2, settings.get(line.key))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_template_filled_in_is_the_plan() -> None:
    goal = {
        "name": "受注売上", "id": "sales", "baseline": "半期5,000万円", "target": "半期6,000万円", "actual": "2,700万円", "unit": "円",
        "deadline": "2026-09-30", "formula": "商談件数 * 受注率 * 平均単価", "owner": "営業部長", "data_source": "CRM",
    }  # fmt: skip
    row = {
        "name": "資料請求件数", "id": "leads", "kgi": "sales", "drives": "meetings", "definition": "フォームの送信数", "formula": "訪問数 * CV率",
        "unit": "件", "baseline": "月120件", "target": "月150件", "actual": "月130件", "forecast": "月140件", "deadline": "2026-09-30",
        "period": "monthly", "direction": "up", "kind": "outcome", "tier": "core", "guarded_by": "商談化率", "owner": "田中",
        "department": "マーケティング", "data_source": "GA4", "frequency": "weekly", "history": "104, 110, 118", "milestones": "2026-06-30: 月130件",
        "actions": "比較記事の公開", "note": "季節の影響あり",
    }  # fmt: skip
    other = {"name": "商談化率", "id": "meetings", "kgi": "sales", "target": "28%"}
    said = {
        "title": "営業部 2026年度上期", "period": "2026年度上期", "as_of": "2026-04-01", "organization.name": "みどり商事",
        "organization.industry": "卸売", "organization.headcount": "40", "organization.departments": "営業、マーケティング", "ksf": "有効リードの質",
        "resources.channels": "自社サイト、展示会", "resources.people": "5", "resources.working_days_per_month": "20",
        "operation.review.cadence": "週次", "operation.review.meeting": "営業定例", "operation.review.participants": "部長、担当者",
        "operation.on_miss": "原因を分析する", "operation.effect_check": "四半期ごと", "operation.frontline": "意見を聞いた",
        "operation.data_source": "CRM", "operation.dashboard": "Looker Studio", "operation.revision": "四半期ごと",
        "qualitative": "四半期アンケート", "incentives": "なし",
    }  # fmt: skip
    assert set(goal) == {column.key for column in KGI_COLUMNS}
    assert set(row) == {column.key for column in KPI_COLUMNS}
    assert set(said) == {line.key for line in SETTINGS}
    expected: dict[str, Any] = {"kgis": [goal], "kpis": [row, other]}
    for path, value in said.items():
        *above, last = path.split(".")
        home = expected
        for key in above:
            home = home.setdefault(key, {})
        home[last] = value
    again = back(filled({"KPI": [row, other], "KGI": [goal]}, said))
    assert again.model_dump() == Plan.model_validate(expected).model_dump()
    assert not again.warnings


def test_the_template_has_help_lists_and_example_rows_that_are_not_read() -> None:
    content = template_workbook()
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["KPI"]
    assert sheet["A1"].value == "KPI名\nKPI Name"
    assert sheet.freeze_panes == "B2"
    checks = sheet.data_validations.dataValidation
    assert all(check.prompt and check.promptTitle for check in checks)
    assert next(c.formula1 for c in checks if c.type == "list") == '"up,down"'
    assert book["設定 Settings"]["A1"].comment.text.startswith("例：営業部")
    with pytest.raises(InputError) as caught:
        read_plan_bytes(content, name="plan.xlsx")
    assert caught.value.message.ja


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_starter_plan_survives_as_a_sheet(language: str) -> None:
    data = yaml.safe_load((files("advisor.knowledge") / "starter" / f"{language}.yaml").read_text(encoding="utf-8"))
    data["as_of"] = str(data["as_of"])
    for section in ("kgis", "kpis"):
        for row in data[section]:
            row["deadline"] = str(row["deadline"])
    plan, again = Plan.model_validate(data), back(plan_workbook(data))
    assert left_out(data) == []
    assert [row.name for row in again.kpis] == [row.name for row in plan.kpis]
    for one, other in zip([*plan.kgis, *plan.kpis], [*again.kgis, *again.kpis], strict=True):
        for key in (
            "id",
            "baseline",
            "target",
            "unit",
            "deadline",
            "owner",
            "definition",
            "kgi",
            "guarded_by",
            "frequency",
        ):
            assert getattr(one, key, None) == getattr(other, key, None), key
    assert again.operation is not None
    assert plan.operation is not None
    assert again.operation.review == plan.operation.review
    assert again.resources is not None
    assert plan.resources is not None
    assert again.resources.channels == plan.resources.channels
    assert str(again.resources.people) == str(plan.resources.people)


def test_what_begins_like_a_formula_stays_text() -> None:
    texts = ["=SUM(A1:A9)", "+81 3 1234", "-2+3 件", "@田中", "=cmd|'/c calc'!A0", '=HYPERLINK("http://x")']
    data = {"kpis": [{"name": f"指標{n}", "note": text, "target": "10件"} for n, text in enumerate(texts)]}
    content = plan_workbook(data)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["KPI"]
    notes = [sheet.cell(n, len(KPI_COLUMNS)) for n in range(2, len(texts) + 2)]
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in notes)
    assert [row.note for row in back(content).kpis] == texts


def test_what_a_sheet_has_no_place_for_is_named() -> None:
    data = {
        "kpis": [{"name": "a", "colour": "red"}],
        "exceptions": [{"rule": "x"}],
        "organization": {"kind": "company"},
    }
    assert left_out(data) == ["exceptions", "organization.kind", "kpis.colour"]


def test_the_commands(tmp_path: Path) -> None:
    for words in (("init", "a.xlsx"), ("template", "--to", "xlsx")):
        ran = kpi_advisor(*words, cwd=tmp_path)
        assert ran.code == 0, ran.err
    assert (tmp_path / "a.xlsx").read_bytes()[:2] == (tmp_path / "plan.xlsx").read_bytes()[:2] == b"PK"
    assert kpi_advisor("template", "--to", "xlsx", cwd=tmp_path).code != 0
    plan = tmp_path / "p.yaml"
    plan.write_text("kpis: [{name: 商談件数, target: 月30件, owner: =田中}]\n", encoding="utf-8")
    ran = kpi_advisor("read", "p.yaml", "--to", "xlsx", "-o", "p.xlsx", cwd=tmp_path)
    assert ran.code == 0, ran.err
    row = back((tmp_path / "p.xlsx").read_bytes()).kpis[0]
    assert (row.name, row.target, row.owner) == ("商談件数", "月30件", "=田中")


def test_a_sheet_that_is_not_filled_in_yet_says_so(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    assert kpi_advisor("init", path).code == 0
    ran = kpi_advisor("lint", path, "--lang", "both")
    assert ran.code == 2
    assert "KPIがまだ記入されていません" in ran.err
    assert "No KPI is filled in yet" in ran.err
