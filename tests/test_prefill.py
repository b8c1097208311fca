"""A plan that was read from a sheet fills the form, and the form makes the same plan of it again."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from advisor.notation.blank import classify_blank
from advisor.plan import Plan
from test_revise import drawn

prefill = importlib.import_module("advisor.api.prefill")
intake = importlib.import_module("advisor.api.intake")

FULL: dict[str, Any] = {
    "title": "東日本営業部 2026年度上期 KPI計画",
    "organization": {"name": "みなと製作所", "industry": "工作機械", "headcount": 12, "departments": ["営業", "保守"]},
    "period": "2026年度上期",
    "ksf": ["有効リードの質"],
    "kgis": [{"id": "revenue", "name": "売上", "target": "6,000万円", "deadline": "2026年9月末", "formula": "訪問数 * CV率"}],
    "kpis": [
        {"name": "資料請求件数", "kgi": ["revenue"], "unit": "件", "target": "月300件", "tier": "core", "owner": "田中",
         "history": [95, 104, 110], "milestones": [{"at": "2026-06-30", "value": "月200件"}]},
        {"name": "商談化率", "target": "20%", "data_source": "SFA", "frequency": "毎週"},
    ],
    "qualitative": [{"name": "NPS", "how": "四半期アンケート", "audience": "customer"}],
    "resources": {"channels": ["自社サイト", "展示会"], "people": 3},
    "operation": {"review": {"cadence": "週次", "participants": ["現場"]}, "on_miss": "原因を話し合う",
                  "frontline": {"consulted": True}, "data_source": "SFA"},
    "exceptions": [{"rule": "focus/too-many-kpis", "until": "2026-12-31", "reason": "移行中"}],
}  # fmt: skip


def through_the_form(data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    plan = Plan.model_validate(data)
    again = Plan.model_validate(intake.filled(prefill.entries_of(plan)).data)
    return plan.model_dump(exclude_none=True), again.model_dump(exclude_none=True)


def told(value: Any) -> Any:
    """A plan's content, whatever form it is written in: a figure as text, past figures as one line, blanks left out."""
    if isinstance(value, dict):
        return {k: told(v) for k, v in value.items() if classify_blank(v) == "given" or k in ("kgis", "kpis", "drives")}
    if isinstance(value, list):
        return ", ".join(map(str, value)) if value and isinstance(value[0], int | float) else [told(v) for v in value]
    return str(value).strip()


def test_everything_a_sheet_says_comes_through_the_form() -> None:
    plan, again = through_the_form(FULL)
    assert told(again) == told(plan)


@pytest.mark.parametrize("seed", range(40))
def test_any_plan_comes_through_the_form(seed: int) -> None:
    data = drawn(seed)
    data["kpis"] = data["kpis"] or [{"name": "訪問数"}]
    plan, again = through_the_form(data)
    assert [r["name"] for r in again["kpis"]] == [r["name"] for r in plan["kpis"]]
    assert told(again) == told(plan)


def test_an_answer_wins_over_what_the_sheet_said() -> None:
    entries = prefill.entries_of(Plan.model_validate(FULL))
    entries |= {"kpi-0-target": "月250件", "period": "2027年度"}
    data = intake.filled(entries).data
    assert (data["kpis"][0]["target"], data["period"]) == ("月250件", "2027年度")
    assert data["kpis"][0]["unit"] == "件"


def test_a_removed_row_takes_all_of_its_own_along() -> None:
    entries = prefill.entries_of(Plan.model_validate(FULL))
    left, _ = intake.rearranged(entries, "remove-kpi-0", 50)
    (row,) = intake.filled(left).data["kpis"]
    assert row == {"name": "商談化率", "target": "20%", "data_source": "SFA", "frequency": "毎週"}


@pytest.mark.parametrize("junk", ["[1]", "{", "null", '{"kpis": [{"name": "x"}], "nosuch": 1}', "[" * 5000])
def test_a_hidden_field_that_was_tampered_with_says_nothing(junk: str) -> None:
    made = intake.filled({"goal-0-name": "売上", "kpi-0-name": "訪問数", "kpi-0-more": junk, "more": junk})
    assert made.data == {"kgis": [{"name": "売上"}], "kpis": [{"name": "訪問数"}]}
