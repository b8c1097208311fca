"""The facts about how a plan is run: who meets over it, what follows a miss, who does what, what pay hangs on."""

from __future__ import annotations

from advisor.facts.fields import UNKNOWN, Ask, Field
from advisor.text import Text

_SAID = {"stated": "yes", "none": "no, as the plan says", UNKNOWN: "the plan does not say"}

RUN = (
    Field("listed", "whether the plan lists KPIs at all", {"some": "yes", "none": "no"}),
    Field(
        "review",
        "whether people meet over the figures",
        _SAID,
        shows=("written", "who", "rhythm"),
        ask=Ask("/operation/review", "text", Text("毎月第1月曜の定例会議", "the meeting on the first Monday of each month"), topic="running"),
    ),
    Field(
        "review_pace",
        "whether the review is quick enough to change anything",
        {
            "in_time": "yes",
            "slow_for_plan": "the plan is over before it has looked often enough",
            "slow_for_kpis": "many figures go by between two reviews",
            "unjudged": "its rhythm or the plan's span is not known",
        },
        shows=("written", "cadence", "span", "times", "kpis", "passed", "faster"),
    ),
    Field(
        "on_miss",
        "whether it is settled what follows a miss",
        {
            "stated": "yes, with a cause to look for or something to change",
            "told": "yes, in other words",
            "effort": "more effort is asked for, and nothing else",
            "none": "no, as the plan says",
            UNKNOWN: "the plan does not say",
        },
        shows=("written", "example", "base", "strain"),
        ask=Ask(
            "/operation/on_miss",
            "text",
            Text("原因を話し合い、打ち手を1つ変える", "discuss the cause and change one thing"),
            topic="running",
        ),
    ),
    Field(
        "revision",
        "whether it is settled when targets are revised",
        _SAID,
        shows=("written", "dates"),
        ask=Ask("/operation/revision", "text", Text("四半期の終わりごと", "at the end of each quarter"), topic="running"),
    ),
    Field(
        "dashboard",
        "whether there is one place where people see the figures",
        _SAID | {"unjudged": "the plan does not say, but tells where the figures come from"},
        shows=("written",),
        ask=Ask(
            "/operation/dashboard", "text", Text("共有の表を全員が見る", "a sheet everyone can open"), topic="figures"
        ),
    ),
    Field(
        "counts",
        "whether the plan chases counts that may or may not move its goal",
        {"some": "yes", "none": "no"},
    ),
    Field(
        "effect_check",
        "whether anybody looks if the counts move the goal",
        _SAID,
        shows=("written", "kpi", "between"),
        ask=Ask(
            "/operation/effect_check",
            "text",
            Text("四半期ごとに、件数と成果を並べて見る", "the count and the result side by side, every quarter"),
        ),
    ),
    Field(
        "consulted",
        "whether the people who do the work were asked before targets were set",
        {"true": "yes", "false": "no", UNKNOWN: "the plan does not say"},
        shows=("who", "before", "steepest"),
        ask=Ask(
            "/operation/frontline/consulted",
            "text",
            Text("部長の案に、担当者の意見を聞いて直した", "the manager drafted them, staff comments changed two"),
            topic="frontline",
            late=1,
        ),
    ),
    Field(
        "reasons",
        "whether they were told why these KPIs and these levels",
        {"true": "yes", "false": "no", UNKNOWN: "the plan does not say"},
        shows=("who", "example"),
        ask=Ask(
            "/operation/frontline/reasons_shared",
            "text",
            Text("期初の会議で根拠を説明した", "explained with figures at the kick-off"),
            topic="frontline",
            late=1,
        ),
    ),
    Field(
        "penalty",
        "whether a miss costs people money or standing",
        {
            "stated": "yes",
            "absent": "no",
            "unjudged": "the plan does not say, and pay is not usual for such figures",
            UNKNOWN: "the plan does not say",
        },
        shows=("what",),
        ask=Ask(
            "/incentives/-", "text", Text("賞与に反映する／影響しない", "part of the bonus / no effect"),
            topic="pay", late=2,
        ),
    ),
    Field(
        "appraisal",
        "whether attainment alone decides appraisals",
        {
            "number_only": "yes: nothing about quality, effort or learning beside it",
            "with_effort": "attainment counts, and so does quality, effort or learning",
            "absent": "no",
            "unjudged": "the plan does not say",
        },
        shows=("what",),
    ),
)  # fmt: skip
"""About the plan as a whole."""

WORK = (
    Field(
        "owner",
        "whether somebody answers for it",
        {
            "stated": "an owner, a department or the goal's owner",
            "none": "nobody, as the plan says",
            "missing": "nobody, while other rows name someone",
            "not_needed": "a watch measure, or a plan of one person",
            UNKNOWN: "the plan does not say",
        },
        shows=("candidate", "because", "stated", "total"),
        ask=Ask("/kpis/{index}/owner", "name", Text("田中（課長）", "Smith (head of the team)")),
    ),
    Field(
        "influence",
        "whether its owner can move it, by the plan's own words",
        {
            "inside": "nothing speaks against it",
            "outside": "the owner belongs to another department than the one that carries it",
        },
        shows=("owner", "department", "named"),
    ),
    Field(
        "source",
        "where its figure comes from",
        {
            "stated": "the plan or the row says",
            "none": "nowhere yet, as the plan says",
            "not_needed": "work that is done or not",
            UNKNOWN: "the plan does not say",
        },
        shows=("lines",),
        ask=Ask("/kpis/{index}/data_source", "text", Text("管理表から、毎週月曜に佐藤が", "Sato, from the tracking sheet, every Monday"), topic="figures"),
    ),
    Field(
        "result",
        "whether a result so far is given",
        {
            "stated": "yes",
            "none": "none, as the plan says, though the plan is well under way",
            "early": "the plan is not well under way, or has no day to judge by",
            "not_needed": "there is no target or no baseline to compare it with, or another remark speaks of it",
            UNKNOWN: "none, though the plan is well under way",
        },
        shows=("gone", "span"),
        ask=Ask("/kpis/{index}/actual", "quantity", Text("月150件（6月）", "150 a month (June)")),
    ),
    Field(
        "action",
        "whether somebody does something day by day for it",
        {
            "stated": "an action, or an activity measure that leads to it",
            "none": "none, as the plan says",
            "missing": "none, while most other results have one",
            "not_needed": "an activity itself, or no result that daily work moves",
            UNKNOWN: "the plan does not say",
        },
        shows=("activity", "needed", "rate_name", "split", "measure", "practice", "who", "filler"),
        ask=Ask(
            "/kpis/{index}/actions", "text", Text("毎週月曜に進み具合を見て、遅れている相手に連絡", "a look at progress every Monday, a call to whoever is behind"),
            topic="actions",
        ),
    ),
)  # fmt: skip
"""About the work behind one KPI."""
