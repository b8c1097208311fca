"""What facts there are: every statement a rule may read, declared once.

A fact is flat. Each field holds one word of a declared list, or a count that is always known. `unknown`
means that the plan does not say: a rule that needs such a field asks instead of accusing. The figures behind
a field (its operands) stay beside the fact and are named here too, so a rule's text can be checked before it
is ever shown. The table in `docs/facts.md` is generated from this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from advisor.text import Text

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ask:
    """How a missing fact is asked for.

    Attributes:
        pointer: where the answer goes in the plan; `{index}` stands for the row.
        expects: what kind of answer fits: `name`, `quantity`, `date`, `text`, `list` or `choice`.
        example: an answer as a client might give it.
        group: `plan` asks once for all rows, `row` once per row.
        late: asked last, since it needs trust.
    """

    pointer: str
    expects: str
    example: Text
    group: str = "plan"
    late: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One statement about a subject.

    Attributes:
        name: as rules write it.
        doc: what it states.
        values: the words it may hold, with what each means; empty for a count.
        shows: the figures that come with it, for rule texts (`field.figure`) and evidence.
        ask: how to ask when it is unknown; None when it is always known.
    """

    name: str
    doc: str
    values: Mapping[str, str]
    shows: tuple[str, ...] = ()
    ask: Ask | None = None

    @property
    def is_count(self) -> bool:
        return not self.values


@dataclass(frozen=True)
class FactKind:
    """The facts about one kind of subject."""

    name: str
    doc: str
    fields: tuple[Field, ...]
    shows: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {f.name: f for f in self.fields}

    def variables(self) -> frozenset[str]:
        """Every dotted name a rule's text may use for one subject of this kind."""
        return frozenset(self.shows) | {f"{f.name}.{s}" for f in self.fields for s in f.shows}


_YES_NO = {"true": "yes", "false": "no"}

_PLAN_TYPE = Field("plan_type", "what kind of plan it is", {"kpi": "a KPI plan", "okr": "objectives and key results"})
_EXCERPT = Field("excerpt", "only part of the plan is here", _YES_NO)
_HAS_KGI = Field("plan_has_kgi", "the plan states at least one goal", _YES_NO)
_PERIOD = Field(
    "plan_period",
    "what span the plan states",
    {
        "dated": "a span with an end date",
        "standing": "a span without one",
        "kept": "levels to be kept, with no end in view",
        "missing": "none",
    },
    shows=("name", "end"),
)

_IT = ("it.name", "it.target", "it.baseline", "it.actual", "it.deadline", "it.unit", "it.direction")
_ROUND = ("plan.title", "plan.kpi_count", "plan.often", "plan.spell")
_GOAL = ("goal.name", "goal.target", "goal.full", "goal.effect")

# What holds for any row that carries a number: goals and KPIs alike.
_MEASURE = (
    Field(
        "possible",
        "whether the target lies inside the natural limits of what it measures",
        {"yes": "inside", "no": "outside", "unjudged": "no natural limit is known, or there is no number"},
        shows=("limit", "limits", "breach"),
    ),
    Field(
        "course",
        "which way the target leads from the baseline",
        {
            "right": "towards better",
            "reversed": "towards worse",
            "unjudged": "baseline, target or direction is not known, or the two are equal",
        },
        shows=("better", "change"),
    ),
    Field(
        "met",
        "whether the target is already met before its date",
        {
            "ahead": "a dated figure or the baseline is already better than the target",
            "held": "the figure stands at the target and is to be kept there",
            "not_met": "not yet",
            "result": "an undated result: it may be the final one",
            "unjudged": "nothing to compare",
        },
        shows=("figure", "when", "by"),
    ),
    Field(
        "reach",
        "whether the plan's own figures carry the target",
        {
            "beyond": "outside what the figures support",
            "within": "inside it",
            "unjudged": "there is no target, or no figure to compare with",
        },
        shows=("last", "best", "low", "high", "likely", "points", "steps", "factor", "months", "change", "moved", "usual", "others", "half"),
    ),
    Field(
        "reach_by",
        "which figures the judgement of `reach` rests on",
        {
            "history": "past values: random walk with drift",
            "actual": "the result so far moves away from the target",
            "growth": "the multiple of the baseline asked for within a year",
            "sisters": "the change that rows of the same measure aim at",
            "none": "not judged",
        },
    ),
    Field(
        "readable",
        "whether the target can be read in one way only",
        {"yes": "one reading", "no": "several readings", "unjudged": "no number to read"},
        shows=("first", "second"),
    ),
    Field(
        "readable_by",
        "what leaves it open",
        {
            "bare_number": "a number without a unit, for a name that does not supply one",
            "several_values": "several values without saying which holds",
            "longer_period": "the value covers a longer period than the plan",
            "none": "nothing",
        },
    ),
    Field(
        "units",
        "whether target, baseline and unit speak of the same thing",
        {"same": "the same unit and period", "differ": "different ones", "unjudged": "not enough is stated"},
        shows=("first", "second"),
    ),
)

PLAN = FactKind(
    "plan",
    "the plan as a whole",
    (
        _PLAN_TYPE,
        _EXCERPT,
        _HAS_KGI,
        _PERIOD,
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
            ask=Ask("/kgis/-", "text", Text("〈期限〉までに〈数字〉を〈目標値〉にする", "<result> reaches <target> by <date>")),
        ),
        Field("kgi_load", "how many final goals there are", {"few": "few enough", "many": "too many"}, shows=("count", "limit", "names")),
        Field(
            "kpi_load",
            "how many KPIs compete for attention",
            {
                "within": "fewer than the limit",
                "layered": "more, but a small core is marked",
                "over": "more, and nothing says which come first",
                UNKNOWN: "fewer in this excerpt; the whole is not known",
            },
            shows=(
                "count", "kpis", "limit", "linked", "unlinked", "core", "core_count", "watch", "watch_count", "move", "move_count",
                "drop", "drop_count", "tiers",
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
            {"present": "yes", "absent": "no", UNKNOWN: "the part that would say so is not here"},
            shows=("seen", "whose", "count", "suggestion", "how"),
            ask=Ask("/qualitative/-", "text", Text("四半期ごとの顧客アンケート（NPS）", "a quarterly customer survey (NPS)")),
        ),
    ),
    shows=("plan.kgi_count", *_ROUND, *_GOAL),
)

KGI = FactKind(
    "kgi",
    "a final goal",
    (
        _PLAN_TYPE,
        _EXCERPT,
        _PERIOD,
        Field(
            "number",
            "whether the goal is a number",
            {
                "stated": "yes",
                "in_name": "its name or description carries the number",
                "missing": "no target is given",
                "placeholder": "a placeholder stands where the number belongs",
                "words": "the target is words without a number",
                "deferred": "the number is to be set later",
                "not_needed": "an OKR objective, qualitative by design",
            },
            shows=("written", "candidate", "candidate_target"),
        ),
        Field(
            "date",
            "by when the goal is to be reached",
            {
                "own": "it states a date",
                "from_period": "the plan's period supplies one",
                "relative": "a date that cannot be put on the calendar",
                "missing": "none",
            },
        ),
        Field(
            "kgi_yield",
            "what the KPIs' targets, multiplied out, make of the goal",
            {
                "reaches": "the goal, within rounding",
                "short": "less than the goal under every reading",
                "unjudged": "no chain that ends in orders or sales can be multiplied",
                UNKNOWN: "the chain is there, but the period of its count is not stated",
            },
            shows=(
                "sum", "per_month", "total", "share", "gap", "months", "orders", "orders_needed", "lever",
                "lever_needed", "mix", "mix_steps",
            ),
            ask=Ask("/kpis/{index}/period", "choice", Text("月間", "per month"), group="row"),
        ),
        Field(
            "chain_covers",
            "whether the chain that is multiplied makes the whole of the goal",
            {
                "whole": "nothing speaks against it",
                "unjudged": "no chain is multiplied",
                UNKNOWN: "today's figures multiplied make only part of today's goal",
            },
            shows=("explained",),
            ask=Ask("/kgis/{index}/description", "text", Text("残りは既存顧客の更新と追加注文", "the rest is renewals and repeat orders")),
        ),
        *_MEASURE,
    ),
    shows=(*_IT, *_GOAL, *_ROUND),
)

KPI = FactKind(
    "kpi",
    "an indicator",
    (
        _PLAN_TYPE,
        _EXCERPT,
        _HAS_KGI,
        _PERIOD,
        Field(
            "nature",
            "what the row is",
            {
                "indicator": "something that can be counted or rated",
                "deliverable": "something that is either done or not",
                "vague": "a wish: nothing in it can be counted",
                "untested": "work with no test of when it is done",
            },
            shows=("words",),
        ),
        Field(
            "target",
            "whether a target is given",
            {
                "stated": "yes",
                "partly": "for some of its dates",
                "state": "a state to reach",
                "missing": "no target is given",
                "placeholder": "a placeholder stands where the number belongs",
                "words": "words without a number",
                "open_ended": "it is to be set later, at no stated time",
                UNKNOWN: "it is to be set at a stated time",
                "not_needed": "a watch measure",
            },
            shows=("written",),
            ask=Ask("/kpis/{index}/target", "quantity", Text("月300件", "300 a month")),
        ),
        Field(
            "plan_targets",
            "whether the plan's KPIs have targets",
            {"some": "at least one has", "none": "none has"},
        ),
        Field(
            "base",
            "whether the figure the target starts from is known",
            {
                "stated": "yes",
                "needed": "the target is relative and nothing says to what",
                "not_needed": "there is no number to compare, or the target stands by itself",
                UNKNOWN: "no baseline is given",
            },
            ask=Ask("/kpis/{index}/baseline", "quantity", Text("月120件（2026年3月）", "120 a month (March 2026)")),
        ),
        Field(
            "date",
            "by when the target is to be reached",
            {
                "own": "it states a date",
                "from_period": "the plan's period supplies one",
                "unlike_others": "the plan's period supplies one, while most other KPIs state their own",
                "relative": "a date that cannot be put on the calendar",
                "missing": "none, and the plan's period has no end",
                "not_needed": "there is no target to date",
            },
            shows=("others",),
        ),
        Field(
            "date_past",
            "whether the date has passed with no result given",
            {"true": "yes", "false": "no", "unjudged": "no date, or no day to judge by"},
            shows=("as_of",),
        ),
        Field(
            "link",
            "how it is tied to a goal",
            {
                "stated": "it names a goal of the plan, or a KPI that does",
                "inferred": "it is a step of a chain that leads to the goal",
                "assumed": "there is only one goal and no row names it",
                "broken": "it names something that is not in the plan",
                "missing": "it names none, while other rows do",
                "none": "no row names one, and there are several goals",
                "no_goal": "the plan has no goal to tie it to",
                UNKNOWN: "it names none in an excerpt",
            },
            shows=("written", "near", "goals"),
            ask=Ask("/kpis/{index}/kgi", "name", Text("年間売上", "annual sales")),
        ),
        Field(
            "repeats_kgi",
            "whether it has a goal's measure, period and target",
            _YES_NO,
            shows=("kgi",),
        ),
        Field(
            "supply",
            "whether the step before it feeds its target",
            {
                "enough": "yes",
                "short": "upstream volume times rate stays below the target",
                "unjudged": "no upstream volume and rate with the same period",
            },
            shows=("sum", "supplied", "gap", "share", "upstream", "rate", "upstream_needed", "rate_needed"),
        ),
        Field(
            "measures",
            "what sort of figure it is",
            {
                "volume": "a count", "rate": "a percentage", "amount": "money", "duration": "time", "score": "a score",
                "rank": "a rank", "ratio": "a ratio", "index": "an index", "state": "done or not", "other": "not known",
            },
        ),
        Field(
            "kept",
            "where the proposal for fewer KPIs puts it",
            {
                "core": "in the core",
                "watch": "on the watch list",
                "moved": "at team level",
                "dropped": "out, unless someone shows its path to the goal",
                "undecided": "no proposal is made",
            },
        ),
        Field("chased", "whether people can raise the count by doing more of it (a gameable volume with a target)", _YES_NO),
        Field("under_result", "an activity count that sits under a result measure it feeds", _YES_NO),
        Field(
            "quality_pair",
            "whether a rate, score or voice measure watches this count",
            {"present": "yes", "absent": "no", "unjudged": "nobody chases it", UNKNOWN: "the rest of the plan is not here"},
            shows=("gaming", "pair", "worse"),
            ask=Ask("/kpis/{index}/guarded_by", "name", Text("商談化率", "lead-to-meeting rate")),
        ),
        Field(
            "quality_gate",
            "whether a later step's count stands beside it",
            {"present": "yes", "absent": "no", "unjudged": "nobody chases it"},
            shows=("name",),
        ),
        Field(
            "reward",
            "what pay or an award hangs on",
            {
                "on_this": "on this figure alone",
                "with_quality": "on this figure together with a quality measure",
                "elsewhere": "on other figures, or none is paid",
                "unjudged": "nobody chases it, or pay is not usual for such a figure",
                UNKNOWN: "the plan does not say",
            },
            shows=(
                "what", "rate", "now", "then", "pay_now", "pay_then", "break_even", "drop", "drop_result", "result_now",
                "result_name", "unit_pay", "pair",
            ),
            ask=Ask("/incentives/-", "text", Text("件数に応じて支給／連動なし", "paid per unit / not tied to pay"), late=True),
        ),
        *_MEASURE,
    ),
    shows=(*_IT, *_GOAL, *_ROUND),
)

OWNER = FactKind(
    "owner",
    "a person or role named as owner",
    (
        _PLAN_TYPE,
        Field("load", "how many KPIs the owner carries", {"within": "few enough", "over": "too many"}, shows=("count", "limit", "names")),
    ),
    shows=("it.name", *_GOAL),
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
    shows=_GOAL,
)

CYCLE = FactKind(
    "cycle",
    "KPIs that drive each other in a circle",
    (Field("circular", "it closes on itself", _YES_NO, shows=("path", "count", "last", "first")),),
    shows=_GOAL,
)

KINDS: Mapping[str, FactKind] = {k.name: k for k in (PLAN, KGI, KPI, OWNER, PAIR, CYCLE)}
"""Every kind of fact, by name."""

GROUP_VARIABLES = frozenset({"count", "count.value", "kpis", "names", "each", "gamings", *_GOAL, *_ROUND, "plan.kgi_count"})
"""What a rule's text may use when it speaks of several subjects at once (`many`)."""
