"""What facts there are: every statement a rule may read, declared once. `docs/facts.md` is generated from it."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.facts.declared_domains import PLAN_SETS
from advisor.facts.declared_rows import KGI, KPI
from advisor.facts.declared_run import RUN
from advisor.facts.declared_stakes import STAKES_PLAN
from advisor.facts.fields import (
    EXCERPT,
    GOAL,
    HAS_KGI,
    PERIOD,
    PLAN_TYPE,
    ROUND,
    UNKNOWN,
    YES_NO,
    Ask,
    FactKind,
    Field,
)
from advisor.text import Text

PLAN = FactKind(
    "plan",
    "the plan as a whole",
    (
        PLAN_TYPE,
        EXCERPT,
        HAS_KGI,
        PERIOD,
        Field(
            "kgi",
            "whether a final goal is stated",
            {
                "stated": "yes",
                "among_kpis": "not as a goal, but a KPI reads like one",
                "missing": "no",
                UNKNOWN: "the part that would state it is not here",
            },
            shows=("candidate", "candidate_target"),
            ask=Ask(
                "/kgis/-",
                "text",
                Text("〈期限〉までに〈数字〉を〈目標値〉にする", "<result> reaches <target> by <date>"),
            ),
        ),
        Field(
            "kgi_load",
            "how many final goals there are",
            {"few": "few enough", "many": "too many"},
            shows=("count", "limit", "names"),
        ),
        Field(
            "kpi_load",
            "how many KPIs compete for attention",
            {
                "within": "fewer than the limit, and chosen for a goal",
                "short": "fewer than the limit, with little said of each",
                "layered": "more, but a small core is marked",
                "over": "more, and nothing says which come first",
                UNKNOWN: "fewer in this excerpt; the whole is not known",
            },
            shows=(
                "count",
                "kpis",
                "candidates",
                "limit",
                "linked",
                "unlinked",
                "core",
                "core_count",
                "watch",
                "watch_count",
                "move",
                "move_count",
                "drop",
                "drop_count",
                "tiers",
                "watched",
            ),
            ask=Ask("/kpis/-", "list", Text("ほかに8項目（部門別）", "8 more, by department")),
        ),
        Field(
            "links",
            "how the KPIs are tied to the goals",
            {
                "stated": "at least one KPI names its goal",
                "assumed": "none does, but there is only one goal",
                "none": "none does, and there are several goals",
                "no_goal": "there is no goal to tie them to",
            },
            shows=("count", "goals"),
        ),
        Field(
            "voice",
            "whether anything tells what customers or staff experience",
            {
                "present": "yes",
                "wished": "only a wish that they be content, with no figure",
                "absent": "no",
                UNKNOWN: "the part that would say so is not here",
            },
            shows=("seen", "whose", "count", "suggestion", "how"),
            ask=Ask(
                "/qualitative/-", "text", Text("四半期ごとの顧客アンケート（NPS）", "a quarterly customer survey (NPS)")
            ),
        ),
        *PLAN_SETS,
        *RUN,
        *STAKES_PLAN,
    ),
    shows=("plan.kgi_count", *ROUND, *GOAL),
)

OWNER = FactKind(
    "owner",
    "a person or role named as owner",
    (
        PLAN_TYPE,
        Field(
            "load",
            "how many KPIs the owner carries",
            {"within": "few enough", "over": "too many"},
            shows=("count", "limit", "names"),
        ),
    ),
    shows=("it.name", *GOAL),
)

PAIR = FactKind(
    "pair",
    "two KPIs side by side",
    (
        Field(
            "overlap",
            "whether the two are one measure",
            {"same_target": "one measure with one target", "same": "one measure with different targets"},
            shows=("first", "second", "first_target", "second_target"),
        ),
    ),
    shows=GOAL,
)

CYCLE = FactKind(
    "cycle",
    "KPIs that drive each other in a circle",
    (Field("circular", "it closes on itself", YES_NO, shows=("path", "count", "last", "first")),),
    shows=GOAL,
)

KINDS: Mapping[str, FactKind] = {k.name: k for k in (PLAN, KGI, KPI, OWNER, PAIR, CYCLE)}
"""Every kind of fact, by name."""

GROUP_VARIABLES = frozenset(
    {
        "count",
        "count.value",
        "kpis",
        "names",
        "names.value",
        "each",
        "gamings",
        "fillers",
        "fillers_only",
        *GOAL,
        *ROUND,
        "plan.kgi_count",
    }
)
"""What a rule's text may use when it speaks of several subjects at once (`many`)."""
