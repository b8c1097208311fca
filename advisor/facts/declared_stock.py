"""The fact about a goal that is a stock and what adds to it."""

from __future__ import annotations

from advisor.facts.fields import UNKNOWN, Ask, Field
from advisor.text import Text

STOCK = (
    Field(
        "stock",
        "whether what is added each month takes a stock, such as members, to its target in time",
        {
            "reaches": "it does",
            "short": "it falls short, also of what is lost meanwhile",
            "unjudged": "the goal is no stock with a level today and a date, or no KPI counts what is added",
            UNKNOWN: "how much one contract adds is not stated, and it decides",
        },
        shows=("inflow", "now", "adds", "leaves", "total", "gap", "needed", "reach_on", "never", "each_needed"),
        ask=Ask("/kgis/{index}/description", "text", Text("1契約あたり平均12戸", "12 units per contract on average")),
    ),
)
