"""The shape of declared facts: fields, the words they may hold, the figures behind them, how they are asked for.

A fact is flat. Each field holds one word of a declared list, or a count that is always known. `unknown` means that
the plan does not say: a rule that needs such a field asks instead of accusing. The figures behind a field (its
operands) stay beside the fact and are named here too, so a rule's text can be checked before it is ever shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from advisor.record import record
from advisor.text import Text

UNKNOWN = "unknown"


@record
class Ask:
    """How a missing fact is asked for.

    Attributes:
        pointer: where the answer goes in the plan; `{index}` stands for the row, or for the one its figure `at` names.
        expects: what kind of answer fits: `name`, `quantity`, `date`, `text`, `list` or `choice`.
        example: an answer as a client might give it.
        group: `plan` asks once for all rows, `row` once per row.
        topic: questions of one topic are put as one, a sentence for each place an answer goes to.
        late: asked after all others, since it needs trust; the higher, the later.
        none: what the fact is when the client answers that there is none, and no field of the plan can say so.
    """

    pointer: str
    expects: str
    example: Text
    group: str = "plan"
    topic: str = ""
    late: int = 0
    none: str = ""


@record
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


@record(slots=False)
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


YES_NO = {"true": "yes", "false": "no"}

PLAN_TYPE = Field("plan_type", "what kind of plan it is", {"kpi": "a KPI plan", "okr": "objectives and key results"})
EXCERPT = Field("excerpt", "only part of the plan is here", YES_NO)
HAS_KGI = Field("plan_has_kgi", "the plan states at least one goal", YES_NO)
PERIOD = Field(
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

IT = ("it.name", "it.target", "it.baseline", "it.actual", "it.deadline", "it.unit", "it.direction")
ROUND = ("plan.title", "plan.kpi_count", "plan.often", "plan.spell")
GOAL = ("goal.name", "goal.target", "goal.full", "goal.effect")
