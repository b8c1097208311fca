"""KPI advisor: a plan goes in, prioritized advice comes out, in Japanese and in English.

    from advisor import advise, Plan

    report = advise(Plan.model_validate(data), as_of=date(2026, 4, 1))
    print(report.recommendations[0].title.ja)

Everything here is typed and may be called from several threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advisor.errors import AdvisorError, EngineError, InputError, RulebookError
    from advisor.pipeline import Settings, advise, read_back
    from advisor.plan import Plan
    from advisor.read import SourcedPlan, read_plan, read_plan_bytes
    from advisor.report import Question, Reading, Recommendation, Report
    from advisor.text import Text

_HOME = {
    "AdvisorError": "errors",
    "EngineError": "errors",
    "InputError": "errors",
    "Plan": "plan",
    "Question": "report",
    "Reading": "report",
    "Recommendation": "report",
    "Report": "report",
    "RulebookError": "errors",
    "Settings": "pipeline",
    "SourcedPlan": "read",
    "Text": "text",
    "advise": "pipeline",
    "read_back": "pipeline",
    "read_plan": "read",
    "read_plan_bytes": "read",
}

__all__ = [
    "AdvisorError",
    "EngineError",
    "InputError",
    "Plan",
    "Question",
    "Reading",
    "Recommendation",
    "Report",
    "RulebookError",
    "Settings",
    "SourcedPlan",
    "Text",
    "advise",
    "read_back",
    "read_plan",
    "read_plan_bytes",
]


def __getattr__(name: str) -> Any:
    # Loaded when first used: `kpi-advisor --help` needs none of it.
    if name not in _HOME:
        raise AttributeError(f"module 'advisor' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"advisor.{_HOME[name]}"), name)
