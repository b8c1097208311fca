"""What every value of a plan was taken to mean, said back value by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from advisor.facts.describe import describe_quantity, describe_when
from advisor.facts.understanding import in_unit, understand
from advisor.facts.understood import ReadRow
from advisor.figures import day
from advisor.notation.dates import parse_when
from advisor.notation.quantity import Quantity, parse_quantity
from advisor.plan import KPI, Plan
from advisor.text import Text


def values_described(plan: Plan, as_of: date | None) -> Mapping[str, Text]:
    """What is understood of each quantity and date, by JSON pointer. Values that mean just themselves are left out."""
    u = understand(plan, as_of)
    found: dict[str, Text] = {}
    for row in u.rows:
        found |= dict(_row(row, as_of))
    # A note of the reading itself says more than the value alone: it names what was assumed.
    found |= {n.pointer: n.understood for n in u.assumptions if n.raw}
    for row in u.rows:
        at = f"{row.subject.pointer}/target"
        if at in found and row.target.when and row.source.deadline is None and row.deadline.end is not None:
            end, said = day(row.deadline.end).text, found[at]
            found[at] = Text(f"{said.ja}、期限は{end.ja}", f"{said.en}, due {end.en}")
    return found


def _row(row: ReadRow, as_of: date | None) -> Iterator[tuple[str, Text]]:
    at, source = row.subject.pointer, row.source
    figures = {
        "target": (source.target, row.target),
        "baseline": (source.baseline, row.baseline),
        "actual": (source.actual, row.actual),
        "forecast": (source.forecast, in_unit(parse_quantity(source.forecast), row.unit)),
    }
    for name, (raw, quantity) in figures.items():
        if raw is not None and not (name == "target" and row.target_in_name):
            yield f"{at}/{name}", _said(row, quantity)
    if source.deadline is not None:
        when = parse_when(str(source.deadline), as_of=as_of)
        yield f"{at}/deadline", describe_when(row.deadline if row.deadline.raw else when)
    if isinstance(source.history, list):
        for n, entry in enumerate(source.history):
            value = entry.get("value") if isinstance(entry, dict) else entry
            pointer = f"{at}/history/{n}/value" if isinstance(entry, dict) else f"{at}/history/{n}"
            yield pointer, _said(row, in_unit(parse_quantity(value), row.unit))
    if isinstance(source, KPI):
        for n, milestone in enumerate(source.milestones or ()):
            if milestone.value is not None:
                yield f"{at}/milestones/{n}/value", _said(row, in_unit(parse_quantity(milestone.value), row.unit))


def _said(row: ReadRow, quantity: Quantity) -> Text:
    return describe_quantity(quantity, row.shown_unit)
