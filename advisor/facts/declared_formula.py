"""The fact about a goal that states how it is worked out."""

from __future__ import annotations

from advisor.facts.fields import Field

FORMULA = (
    Field(
        "formula",
        "what the KPIs' targets make of the goal, put into its own formula of several terms",
        {
            "reaches": "the goal or more",
            "short": "less than the goal",
            "unjudged": "no such formula, or today's figures put into it do not make today's goal",
        },
        shows=("sum", "total", "share", "gap", "lower", "lower_now", "lower_then"),
    ),
)
