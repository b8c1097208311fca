"""The OpenAPI document's worked examples and the plan's schema in it."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from advisor.pipeline import advise
from advisor.plan import Plan
from advisor.schema import plan_schema

from . import problems
from .models import ProblemDocument
from .problems import Problem

PLANS: Final[dict[str, dict[str, Any]]] = {
    "ja": {
        "title": "春の販売計画",
        "as_of": "2026-04-01",
        "period": "2026年度",
        "kgis": [{"name": "年間売上", "target": "6,000万円"}],
        "kpis": [
            {"name": "サイト訪問数", "target": "月1万"},
            {"name": "資料請求率", "target": "1%"},
            {"name": "資料請求件数", "baseline": "月62件", "target": "月300件"},
        ],
    },
    "en": {
        "title": "Spring campaign",
        "as_of": "2026-04-01",
        "period": "FY2026",
        "kgis": [{"name": "Annual sales", "target": "$600,000"}],
        "kpis": [
            {"name": "Site visits", "target": "10,000 a month"},
            {"name": "Brochure request rate", "target": "1%"},
            {"name": "Brochure requests", "baseline": "62 a month", "target": "300 a month"},
        ],
    },
}
YAML: Final = {
    "ja": 'title: 春の販売計画\nkgis:\n  - {name: 年間売上, target: "6,000万円"}\nkpis:\n  - {name: 資料請求件数, target: 月300件}\n',
    "en": 'title: Spring campaign\nkgis:\n  - {name: Annual sales, target: "$600,000"}\nkpis:\n  - {name: Brochure requests, target: 300 a month}\n',
}
CSV: Final = {
    "ja": "KPI名,現状,目標値,担当者,期限\n資料請求件数,月120件,月300件,田中,2027年3月末\n商談化率,30%,40%,佐藤,2027年3月末\n",
    "en": "KPI,Baseline,Target,Owner,Deadline\nBrochure requests,120 a month,300 a month,Smith,31 March 2027\n",
}
MEMOS: Final = {
    "ja": "2027年3月末までに年間売上を6,000万円にする。そのために資料請求件数を月120件から月300件に増やす。担当：田中。\n",
    "en": "Raise annual sales to $600,000 by 31 March 2027. To get there, raise brochure requests from 120 to 300 a month.\n",
}
_WORKBOOKS: Final = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel.sheet.macroenabled.12",
)
_TITLES: Final = {"ja": "日本語の計画", "en": "A plan in English"}
PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    "default": {
        "description": "A problem document (RFC 9457) in the caller's language.",
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }
}


def request_body() -> dict[str, Any]:
    """The body that holds a plan, with a worked example in each language."""
    schema = {"$ref": "#/components/schemas/KpiPlan"}
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": schema,
                    "examples": {k: {"summary": _TITLES[k], "value": v} for k, v in PLANS.items()},
                },
                "application/yaml": {
                    "schema": schema,
                    "examples": {k: {"summary": _TITLES[k], "value": v} for k, v in YAML.items()},
                },
                "text/csv": {
                    "schema": {"type": "string"},
                    "examples": {k: {"summary": _TITLES[k], "value": v} for k, v in CSV.items()},
                },
                "text/plain": {
                    "schema": {"type": "string"},
                    "examples": {k: {"summary": _TITLES[k], "value": v} for k, v in MEMOS.items()},
                },
                **{
                    form: {"schema": {"type": "string"}}
                    for form in ("text/tab-separated-values", "text/markdown", "text/html")
                },
                **{form: {"schema": {"type": "string", "format": "binary"}} for form in _WORKBOOKS},
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {
                            "file": {
                                "type": "string",
                                "format": "binary",
                                "description": "Any of the kinds above; the ending of its name says which.",
                            },
                            "map": {
                                "type": "string",
                                "description": 'For a table, a JSON object of header and field: {"今期": "target"}.',
                            },
                        },
                    }
                },
            },
        }
    }


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Puts the plan's schema and the worked answers into the document FastAPI made."""
    schemas = document["components"]["schemas"]
    schemas["ProblemDocument"] = _moved(ProblemDocument.model_json_schema(), schemas)
    schemas["KpiPlan"] = _moved(plan_schema(), schemas)
    content = document["paths"]["/v1/advice"]["post"]["responses"]["200"]["content"]
    content["application/json"]["examples"] = {
        k: {"summary": _TITLES[k], "value": report} for k, report in _reports().items()
    }
    for path in document["paths"].values():
        for operation in path.values():
            # FastAPI announces its own form of error for parameters; ours is the problem document.
            operation["responses"].pop("422", None)
            for answer in operation["responses"].values():
                if problems.MEDIA_TYPE in answer.get("content", {}):
                    answer["content"][problems.MEDIA_TYPE]["examples"] = _problem_examples()
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    return document


def _moved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """A schema with its $defs among the document's own, under names that cannot meet."""
    definitions = schema.pop("$defs", {})
    schema.pop("$schema", None)
    schema.pop("$id", None)  # within an OpenAPI document it would change what its references are relative to
    names = {f"#/$defs/{name}": f"Plan{name}" if name != "ProblemField" else name for name in definitions}

    def pointed(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                k: f"#/components/schemas/{names[v]}" if k == "$ref" and v in names else pointed(v)
                for k, v in value.items()
            }
        return [pointed(v) for v in value] if isinstance(value, list) else value

    for name, definition in definitions.items():
        schemas[names[f"#/$defs/{name}"]] = pointed(definition)
    moved: dict[str, Any] = pointed(schema)
    return moved


@cache
def _reports() -> dict[str, Any]:
    return {k: advise(Plan.model_validate(plan)).model_dump(mode="json") for k, plan in PLANS.items()}


def _problem_examples() -> dict[str, Any]:
    problem = Problem("key-needed")
    titles = {"ja": "Accept-Language: ja", "en": "Accept-Language: en"}
    return {
        "ja": {"summary": titles["ja"], "value": problems.document(problem, "ja", "0f3c9a51b2d47e68")},
        "en": {"summary": titles["en"], "value": problems.document(problem, "en", "0f3c9a51b2d47e68")},
    }
