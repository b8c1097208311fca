"""The facts about what a target rests on: trend, pace, people, time, sums; and how a row is worded."""

from __future__ import annotations

from advisor.facts.fields import UNKNOWN, Ask, Field
from advisor.text import Text

# What holds for goals and KPIs alike.
TARGET_ROW = (
    Field(
        "trend",
        "whether the past, carried on, brings the target by its date",
        {
            "carries": "it does",
            "needed": "it does not",
            "unjudged": "no history and date to tell, or a level kept on purpose",
        },
        shows=("likely", "points", "steps", "last", "step"),
    ),
    Field(
        "pace",
        "whether the result so far keeps up",
        {
            "behind": "it lags behind",
            "on_course": "it keeps up",
            "unjudged": "no result, or nothing that was due by now",
        },
        shows=(
            "actual",
            "on",
            "due",
            "due_on",
            "gap",
            "rest",
            "each",
            "way",
            "months_left",
            "passed",
            "made",
            "now",
            "landing",
            "limit",
        ),
    ),
    Field(
        "pace_by",
        "what `pace` is held against",
        {
            "milestone": "the last value that was due",
            "share": "the share of the time that has passed, for a total that comes together",
            "ceiling": "a limit on such a total, which is passed already",
            "limit_share": "a limit on such a total and the share of the time that has passed",
            "none": "not judged",
        },
    ),
    Field(
        "lead_time",
        "whether a sale begun today can end before the date",
        {
            "fits": "it can",
            "longer": "the stated sales cycle is longer than the time left",
            "unjudged": "no sales cycle or no date is stated, or the row counts no sales",
        },
        shows=("cycle", "name", "left", "start", "reach_on", "start_by"),
    ),
    Field(
        "slices",
        "whether months, quarters or milestones make the total",
        {
            "agree": "added up or as running totals they do",
            "differ": "under no reading",
            "unjudged": "there are none, or not all of them",
        },
        shows=("parts", "added", "last", "total", "nearest", "gap"),
    ),
    Field(
        "split",
        "whether the parts of a total by department, region or product make it",
        {
            "adds_up": "they do",
            "misses": "they make less",
            "exceeds": "they make more, of what is to stay below",
            "not_whole": "shares of one whole do not make 100%",
            "unjudged": "there are no rows that are plainly its parts",
        },
        shows=("parts", "added", "total", "gap", "count", "kind"),
    ),
)

TARGET_KPI = (
    Field(
        "capacity",
        "whether the people there are can do what the target asks",
        {
            "within": "they can",
            "beyond": "it takes more than they can do",
            "unjudged": "nothing says how much one person does",
            UNKNOWN: "what one person does is stated, but not how many there are",
        },
        shows=("sum", "can", "gap", "people", "people_needed", "load", "load_needed"),
        ask=Ask("/resources/people", "quantity", Text("3人、月20日", "3 people, 20 days a month")),
    ),
    Field(
        "channel",
        "whether anything says where the people a target counts come from",
        {
            "stated": "yes, or the step before it does",
            "none": "stated as none",
            "not_needed": "it counts nobody who has to be won first",
            UNKNOWN: "the plan does not say",
        },
        shows=("source", "such"),
        ask=Ask("/resources/channels", "list", Text("自社サイト、展示会、紹介", "own site, trade fairs, referrals")),
    ),
    Field(
        "milestones",
        "whether a target that lies far off has values for the way",
        {
            "stated": "yes",
            "missing": "stated as none, or left out where other rows have them",
            "not_needed": "it is near, or its figures are read on the way",
            UNKNOWN: "the plan does not say",
        },
        shows=("table", "horizon", "others", "halfway"),
        ask=Ask("/kpis/{index}/milestones", "list", Text("9月末に月200件", "200 a month by the end of September")),
    ),
    Field(
        "defined",
        "whether it is said what exactly is counted",
        {
            "stated": "yes",
            "none": "stated as none",
            "not_needed": "the name says it",
            UNKNOWN: "its name is a term with several readings, and nothing says which is meant",
        },
        shows=("term", "readings", "proposal"),
        ask=Ask(
            "/kpis/{index}/definition",
            "text",
            Text("何を、どの時点・期間で数え、何を除くか", "what is counted, over which span, and what is left out"),
        ),
    ),
    Field(
        "compound",
        "whether the row holds two measures",
        {"single": "one", "compound": "two, each with a head of its own"},
        shows=("first", "second"),
    ),
    Field(
        "role",
        "what part the row plays",
        {
            "measure": "a measure, or work to be done",
            "objective": "an aim in words: a position or a standing to arrive at",
        },
        shows=("instead", "home"),
    ),
)
