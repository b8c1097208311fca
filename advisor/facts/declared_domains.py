"""The facts about sets of KPIs: fields of work, voices, departments; and about what guards a row."""

from __future__ import annotations

from advisor.facts.fields import UNKNOWN, Ask, Field
from advisor.text import Text

PLAN_SETS = (
    Field(
        "web_funnel",
        "whether web marketing KPIs reach from being found to being asked or bought from",
        {
            "covered": "every step has a KPI, or one beside it shows it",
            "no_action": "people come, and nothing shows what they do",
            "no_traffic": "all count what people do, and nothing shows who came before",
            "unjudged": "no web marketing plan, or readers are its aim",
            UNKNOWN: "the plan does not say what visitors are to do",
        },
        shows=("seen", "count", "usual", "steps", "missing", "row", "level"),
        ask=Ask(
            "/kpis/-",
            "text",
            Text("問い合わせフォームの送信。月30件ほど", "sending the inquiry form, about 30 a month"),
            none="no_action",
        ),
    ),
    Field(
        "activity",
        "whether a plan of selling or customer-success results says what people do for them",
        {
            "present": "a KPI counts it, or actions are listed",
            "absent": "actions are stated as none",
            "unjudged": "no such plan",
            UNKNOWN: "the plan does not say",
        },
        shows=("seen", "count", "row", "level", "days", "a_day", "usual", "act", "made"),
        ask=Ask(
            "/actions/-",
            "text",
            Text("毎日10社に電話、週1回ロールプレイング", "ten calls a day, one role-play a week"),
            topic="actions",
        ),
    ),
    Field(
        "outcome",
        "whether a plan that counts activities for selling or hiring shows what comes of them",
        {
            "present": "a KPI shows it",
            "absent": "every KPI counts an activity",
            "unjudged": "no such plan, or a KPI whose sort is not known",
            UNKNOWN: "the rest of the plan is not here",
        },
        shows=("seen", "count", "usual", "next", "rate", "row", "level", "each"),
        ask=Ask("/kpis/-", "text", Text("商談件数と受注率", "sales meetings and the win rate"), none="absent"),
    ),
    Field(
        "hiring_care",
        "whether a hiring plan looks at candidates' experience and growth after joining",
        {
            "present": "at least one KPI or voice does, or few offers are declined",
            "absent": "numbers and staying only",
            "absent_declined": "numbers and staying only, while many offers are declined",
            "unjudged": "no hiring plan",
            UNKNOWN: "the rest of the plan is not here, a KPI is not known, or how many decline is not said",
        },
        shows=("seen", "count", "experience", "growth", "rate", "signal", "offers", "lost"),
        ask=Ask(
            "/qualitative/-",
            "text",
            Text("選考後のアンケートと、入社3か月の面談", "a survey after selection and a talk after three months"),
            none="absent",
        ),
    ),
    Field(
        "customer_voice",
        "whether a plan that serves customers and hears its staff hears customers too",
        {
            "present": "it does",
            "absent": "only staff are heard",
            "unjudged": "nobody is heard at all, or it serves no customers",
            UNKNOWN: "the rest of the plan is not here",
        },
        shows=("heard", "suggestion", "how"),
        ask=Ask(
            "/qualitative/-", "text", Text("四半期ごとの顧客アンケート（NPS）", "a quarterly customer survey (NPS)")
        ),
    ),
    Field(
        "staff_voice",
        "whether staff are heard where the plan states that their load grows",
        {
            "present": "they are",
            "absent": "customers alone are listed",
            "unjudged": "nobody is heard at all, or no growing load is stated",
            UNKNOWN: "the plan does not list whom it hears",
        },
        shows=("heard", "load", "row", "team"),
        ask=Ask("/qualitative/-", "text", Text("月1回の短い社員アンケート", "a short monthly staff survey")),
    ),
    Field(
        "departments",
        "whether every department that the plan names has a KPI",
        {
            "covered": "each has",
            "some_without": "at least one has none, while others do",
            "unjudged": "fewer than two are named, or no KPI says whose it is",
            UNKNOWN: "some KPIs do not say whose they are",
        },
        shows=("count", "has", "without", "ideas", "idea"),
        ask=Ask(
            "/kpis/-", "text", Text("経理部：請求書の差し戻し件数", "Finance: invoices sent back"), none="some_without"
        ),
    ),
    Field(
        "handover",
        "whether two departments that pass work on share a number for it",
        {
            "present": "a KPI shows how much of it is taken up",
            "absent": "none does",
            "unjudged": "the plan does not show two such departments",
            UNKNOWN: "the rest of the plan is not here",
        },
        shows=("from", "to", "measure", "given", "taken", "sum", "seen"),
        ask=Ask(
            "/kpis/-",
            "text",
            Text("商談化率（リードのうち商談になった割合）", "the share of leads that become sales meetings"),
            none="absent",
        ),
    ),
    Field(
        "key_factor",
        "whether the critical success factor is named",
        {
            "stated": "it is",
            "none": "it is stated that there is none",
            "unjudged": "the plan is short or its KPIs are in layers",
            UNKNOWN: "the plan does not say",
        },
        shows=("count", "factor", "now", "then", "times"),
        ask=Ask(
            "/ksf/-",
            "text",
            Text("人手が足りず、いつも待ちが出る段階", "the step where things always wait for lack of people"),
        ),
    ),
)

KPI_GUARDS = (
    Field(
        "zero_count",
        "whether a target of zero hangs on what people report themselves",
        {
            "alone": "it does, and nothing shows that they still report",
            "alone_paid": "so too, and pay or a penalty hangs on it",
            "paired": "something shows that they still report",
            "unjudged": "no such target",
            UNKNOWN: "the rest of the plan is not here",
        },
        shows=("pair",),
        ask=Ask(
            "/kpis/-", "text", Text("ヒヤリハットを月20件報告している", "some 20 near misses are reported a month")
        ),
    ),
    Field(
        "guardrail",
        "whether anything watches quality, safety or staff beside a target on cost, time or use of capacity",
        {
            "present": "a KPI or voice does",
            "absent": "nothing does",
            "absent_steep": "nothing does, and the target presses hard",
            "unjudged": "no such target",
            UNKNOWN: "the rest of the plan is not here, or how far the target presses",
        },
        shows=("pair", "slips", "cut"),
        ask=Ask("/kpis/{index}/guarded_by", "name", Text("不良率", "defect rate")),
    ),
)
