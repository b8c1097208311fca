"""How long one sale takes, where the plan says."""

from __future__ import annotations

import re

from advisor.facts.base import Figure
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import amount
from advisor.notation.lazy_pattern import lazy
from advisor.notation.normalize import normalize
from advisor.notation.quantity import parse_quantity
from advisor.record import record

_CYCLE_TEXT = lazy(
    r"(?:営業サイクル|商談期間|検討期間|(?:受注|成約|契約)まで(?:の(?:期間|日数|リードタイム))?|商談のリードタイム|sales cycle|time to close)"
    r"[^。.;0-9]{0,16}(?P<n>[0-9][0-9.]*\s?(?:[かヶカ箇]月|週間|日|年|days?|weeks?|months?|years?))",
    re.IGNORECASE,
)
IN_DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
_DELIVERY = lazy(r"納|配送|出荷|製造|受注から|deliver|ship|production", re.IGNORECASE)
_SELLERS = lazy(r"営業|セールス|インサイド|マーケ|sales|marketing|account exec", re.IGNORECASE)


@record(slots=False)
class Cycle:
    """How long a sale takes: in days, as it is said, and what the plan calls it."""

    days: float
    said: Figure
    name: str


def cycle_of(u: Understanding, row: ReadRow) -> Cycle | None:
    """The sales cycle that a row's own words state, else the shortest that any KPI states."""
    description = getattr(row.source, "description", None)
    return _cycle_in(row.source.definition, row.source.note, description) or u.once(_cycle)


def _cycle(u: Understanding) -> Cycle | None:
    """The shortest sales cycle that any row states."""
    found: list[Cycle] = []
    for row in sorted(u.kpis, key=lambda k: k.subject.id):
        if row.known.metric is not None and row.known.metric.id in ("sales-cycle", "delivery-lead-time"):
            people = f"{row.source.owner or ''} {getattr(row.source, 'department', None) or ''} {row.name}"
            of_sales = _SELLERS.search(people) and not _DELIVERY.search(row.name)
            if row.known.metric.id != "sales-cycle" and not of_sales:
                continue
            best = [q for q in (row.baseline, row.actual, row.target) if q.value is not None and q.unit in IN_DAYS]
            spans = [(q.value * IN_DAYS[q.unit], q) for q in best if q.relation == "absolute"]  # type: ignore[operator, index]
            if spans:
                days, q = min(spans, key=lambda s: s[0])
                found.append(Cycle(days, row.say_level(q.value or 0), row.name))
        elif (stated := _cycle_in(row.source.definition, row.source.note)) is not None:
            found.append(stated)
    return min(found, key=lambda c: c.days, default=None)


def _cycle_in(*texts: str | None) -> Cycle | None:
    for text in texts:
        found = _CYCLE_TEXT.search(normalize(text[:400]) or "") if text else None
        if found is not None:
            quantity = parse_quantity(found["n"])
            if quantity.value is not None and quantity.unit in IN_DAYS:
                said = Figure(quantity.value, amount(quantity.value, quantity.unit))
                return Cycle(
                    quantity.value * IN_DAYS[quantity.unit],
                    said,
                    found[0].removesuffix(found["n"]).strip(" はがのを:：約"),
                )
    return None
