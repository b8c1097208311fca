"""The facts about pay that hangs on what should fall, or on a goal itself."""

from __future__ import annotations

from advisor.facts.fields import Field

STAKES_ROW = (
    Field(
        "paid",
        "whether a reward can be earned by something other than what the figure is meant to show",
        {
            "hushed": "the figure falls when people stop reporting, and pay hangs on it alone",
            "hurried": "the figure improves by cutting work short, and pay hangs on it alone",
            "filled": "a number of people or things that looser standards fill, and pay hangs on it alone",
            "pulled": "a sum that discounts or early orders bring, and pay hangs on it alone",
            "guarded": "pay hangs on it together with what guards it",
            "unjudged": "no reward hangs on it, or it cannot be met that way",
        },
        shows=("what", "slips", "pair", "kept"),
    ),
)
"""For goals and KPIs alike."""

STAKES_PLAN = (
    Field(
        "penalty_on",
        "what a penalty hangs on",
        {
            "reports": "a count of reports, which people can fill with hollow ones",
            "harm": "something that is counted only because somebody reports it",
            "other": "anything else, or the plan does not say",
        },
        shows=("row", "gaming", "slips"),
    ),
)
