"""The plan as understood: rows whose every value is parsed, and what was assumed on the way.

Nothing is judged here; what could not be read stays open. `understanding` makes these of a plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from advisor.facts.base import Assumption, Figure, Subject
from advisor.figures import amount
from advisor.naming.catalogue import Classified
from advisor.notation.dates import When
from advisor.notation.lazy_pattern import lazy
from advisor.notation.quantity import Quantity, Unit
from advisor.plan import KGI, KPI, Plan
from advisor.record import record

T = TypeVar("T")

_PER_MANY = lazy(
    r"(?:人口|1?[0-9,]{0,12}[千万])\s?[0-9万千]{0,12}人?対|‰|(?:千|万)人(?:あ|当)たり|per (?:\d|thousand|million|hundred)|\btrir\b|\bltifr\b|incident rate",
    re.IGNORECASE,
)
"""Names of rates that are so many for each thousand, not a per cent."""
SURE = {"declared": 1.0, "parsed": 0.95, "inferred": 0.85, "guessed": 0.6}
"""How sure each grade of confidence is."""


@record(slots=False, eq=False)
class ReadRow:
    """A KGI or KPI with its values parsed.

    Attributes:
        direction: which way is better, or None when nothing tells.
        direction_sure: 0 to 1.
        per: the period one value covers, where anything states it.
        target_in_name: the target was found in the name or definition.
    """

    subject: Subject
    index: int
    source: KGI | KPI
    known: Classified
    unit: Unit
    target: Quantity
    baseline: Quantity
    actual: Quantity
    history: tuple[Quantity, ...]
    deadline: When
    direction: str | None
    direction_sure: float
    per: str | None
    target_in_name: bool

    @property
    def name(self) -> str:
        return self.subject.name

    @property
    def is_kpi(self) -> bool:
        return self.subject.kind == "kpi"

    @property
    def has_number(self) -> bool:
        return self.target.state == "value" and self.target.value is not None

    @property
    def absolute_target(self) -> float | None:
        """The target where it is a level of its own, not a change or a share of something else."""
        return self.target.value if self.has_number and self.target.relation == "absolute" else None

    @property
    def absolute_baseline(self) -> float | None:
        if self.baseline.state == "value" and self.baseline.relation == "absolute":
            return self.baseline.value
        return self.target.from_value if self.absolute_target is not None else None

    @property
    def absolute_actual(self) -> float | None:
        return self.actual.value if self.actual.state == "value" and self.actual.relation == "absolute" else None

    @property
    def shown_unit(self) -> str | None:
        """The unit figures of this row are said in."""
        counted = self.baseline.state == "value" and self.baseline.relation == "absolute"
        change = self.target.relation in ("growth", "reduction", "index", "multiple") and counted
        for unit in (None if change else self.target.unit, self.unit.unit, self.baseline.unit):
            if unit is not None:
                return unit
        per_many = _PER_MANY.search(self.source.name)
        return "%" if self.known.measures == "rate" and not self.known.exceeds and not per_many and not change else None

    def say(self, value: float, *, per: bool = True) -> Figure:
        """A value of this row, with its unit and period."""
        return Figure(value, amount(value, self.shown_unit, self.per if per else None))

    def say_change(self, value: float) -> Figure:
        """A difference between two values of this row; between two shares it is in percentage points."""
        unit = "pt" if self.shown_unit == "%" else self.shown_unit
        return Figure(value, amount(value, unit, self.target.per))

    def say_level(self, value: float) -> Figure:
        """A value of this row with the period only where the target itself states one."""
        return Figure(value, amount(value, self.shown_unit, self.target.per))

    def better(self, a: float, b: float) -> bool:
        """Whether `a` is better than `b`. Meaningful only where the direction is known."""
        return a > b if self.direction == "up" else a < b


@record(slots=False, eq=False)
class Understanding:
    """A plan, parsed.

    Attributes:
        as_of: the day dates are judged by, or None when nobody gave one.
        period: the plan's own span.
        assumptions: every parse and inference.
    """

    plan: Plan
    as_of: date | None
    period: When
    kgis: tuple[ReadRow, ...]
    kpis: tuple[ReadRow, ...]
    assumptions: tuple[Assumption, ...]
    _made: dict[Callable[[Understanding], Any], Any] = field(default_factory=dict, repr=False)

    @cached_property
    def organization(self) -> str:
        """The kind and industry of the organization as stated, in small letters; empty when neither is."""
        organization = self.plan.organization
        return " ".join(filter(None, (organization.kind, organization.industry))).lower() if organization else ""

    def once(self, make: Callable[[Understanding], T]) -> T:
        """What `make` makes of this plan, made once: tables that facts about many rows share."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @cached_property
    def rows(self) -> tuple[ReadRow, ...]:
        return self.kgis + self.kpis

    @cached_property
    def by_id(self) -> Mapping[tuple[str, str], ReadRow]:
        return {(r.subject.kind, r.subject.id): r for r in self.rows}

    @cached_property
    def kpis_by_metric(self) -> Mapping[str, Sequence[ReadRow]]:
        """The KPIs recognised as each metric of the catalogue."""
        return _grouped((k.known.metric.id, k) for k in self.kpis if k.known.metric is not None)

    @cached_property
    def kpis_by_step(self) -> Mapping[str, Sequence[ReadRow]]:
        """The KPIs that count each step of a funnel."""
        return _grouped((k.known.step, k) for k in self.kpis if k.known.step is not None)

    @cached_property
    def rates_by_start(self) -> Mapping[str, Sequence[ReadRow]]:
        """The KPIs that turn each step of a funnel into a later one."""
        return _grouped((k.known.converts[0], k) for k in self.kpis if k.known.converts is not None)

    @cached_property
    def kpis_by_team(self) -> Mapping[str, Sequence[ReadRow]]:
        """The KPIs each department or, without one, each owner answers for."""
        rows = ((k.source, k) for k in self.kpis if isinstance(k.source, KPI))
        return _grouped((s.department or s.owner or "", k) for s, k in rows if s.department or s.owner)

    @cached_property
    def kpis_by_domain(self) -> Mapping[str, Sequence[ReadRow]]:
        """The KPIs of each field of work."""
        return _grouped((k.known.domain, k) for k in self.kpis if k.known.domain is not None)

    @property
    def has_period_end(self) -> bool:
        return self.period.end is not None or self.period.duration_days is not None


def _grouped(pairs: Iterable[tuple[str, ReadRow]]) -> dict[str, list[ReadRow]]:
    groups: dict[str, list[ReadRow]] = {}
    for key, row in pairs:
        groups.setdefault(key, []).append(row)
    # By id, so that "the first" of a group does not hang on the order of rows.
    return {key: sorted(rows, key=lambda r: r.subject.id) for key, rows in groups.items()}
