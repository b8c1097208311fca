"""The fact about targets that are set in stages."""

from __future__ import annotations

from advisor.facts.fields import Field

STAGED = (
    Field(
        "staged",
        "whether the stages of a target move away from today's figure",
        {
            "moves": "they do",
            "flat": "every one of them is today's figure",
            "unjudged": "fewer than three stages, no figure of today's, or a level kept on purpose",
        },
        shows=("stages", "level"),
    ),
)
