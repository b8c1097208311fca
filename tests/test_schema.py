"""The plan's JSON Schema agrees with reading: valid where reading is silent, invalid where it warns or refuses."""

from __future__ import annotations

from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
from pydantic import ValidationError

from advisor.plan import Plan
from advisor.rulebook import built_in_rulebook
from advisor.schema import plan_schema
from advisor.source.document import read_document
from advisor.starter import starter
from advisor.text import LANGUAGES, Language

SCHEMA = plan_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
EXAMPLES = [
    pytest.param(plan, id=f"{rule.id} {kind} {n}")
    for rule in built_in_rulebook().rules
    for kind in ("fires", "silent", "asks")
    for n, plan in enumerate(getattr(rule.spec.examples, kind))
]


def test_it_is_a_schema_of_the_declared_draft() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["title"] == "KPI plan"
    assert set(SCHEMA["properties"]) == set(Plan.model_fields)
    assert SCHEMA["$defs"]["KPI"]["properties"]["target"]["description"]


@pytest.mark.parametrize("plan", EXAMPLES)
def test_every_example_of_every_rule_is_valid(plan: dict[str, Any]) -> None:
    VALIDATOR.validate(plan)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_starter_is_valid(language: Language) -> None:
    VALIDATOR.validate(read_document(starter(language).encode(), name="starter.yaml").data)


SILENT: list[dict[str, Any]] = [
    {},
    {"kpis": ["売上", {"name": "客数"}]},
    {"kpis": "売上、客数"},
    {"kpis": None, "kgis": [], "qualitative": False, "operation": None},
    {"kpis": {"name": "売上"}},
    {"kpis": [None, {"name": "a", "target": 300, "history": "95, 104", "actions": "電話"}]},
    {"kpis": [{"name": 12, "kgi": "a", "drives": ["b"], "tier": "core", "direction": None}]},
    {"kpis": [{"name": "a", "milestones": [{"at": "2026-06-30", "value": 3}], "kind": "activity"}]},
    {"kpis": [{"name": "a", "tier": "watch", "direction": "lower"}]},
    {"kgis": ["年間売上1億円"], "period": "2026年度上期", "organization": "株式会社例"},
    {"period": {"start": "2026-04-01", "end": "2026-09-30"}, "as_of": "2026-04-01", "plan_type": "okr"},
    {"incentives": "なし", "qualitative": ["NPS"], "resources": "5人", "ksf": "質", "exceptions": "goal/kgi-missing"},
    {"operation": {"review": "週次", "frontline": {"consulted": "はい"}, "on_miss": False}, "excerpt": True},
]
REMARKED: list[dict[str, Any]] = [
    {"kpi": ["売上"]},
    {"一覧": ["売上"]},
    {"kpis": [{"name": "a", "ownr": "田中"}]},
    {"kpis": [{"target": 3}]},
    {"kpis": [{"name": "a", "tier": "huge"}]},
    {"kpis": [{"name": "a", "target": ["1", "2"]}]},
    {"plan_type": "bsc"},
    {"excerpt": "perhaps"},
]
REFUSED: list[dict[str, Any]] = [
    {"kpis": 3},
    {"kpis": [3]},
    {"kpis": {"売上": 3}},
    {"kgis": [["a"]]},
    {"organization": ["a"]},
]


@pytest.mark.parametrize("plan", SILENT, ids=str)
def test_what_reading_accepts_in_silence_is_valid(plan: dict[str, Any]) -> None:
    assert not Plan.model_validate(plan).warnings
    VALIDATOR.validate(plan)


@pytest.mark.parametrize("plan", REMARKED, ids=str)
def test_what_reading_warns_about_is_invalid(plan: dict[str, Any]) -> None:
    assert Plan.model_validate(plan).warnings
    assert not VALIDATOR.is_valid(plan)


@pytest.mark.parametrize("plan", REFUSED, ids=str)
def test_what_reading_refuses_is_invalid(plan: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Plan.model_validate(plan)
    assert not VALIDATOR.is_valid(plan)
