"""The facts about what a target rests on and how a row is worded, brought together for `gather`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.facts.means import capacity, channel, lead_time
from advisor.facts.measures import Judged
from advisor.facts.pace import milestones, pace, trend
from advisor.facts.paid import paid
from advisor.facts.reach import Past
from advisor.facts.staged import staged
from advisor.facts.sums import slices, split
from advisor.facts.understood import ReadRow, Understanding
from advisor.facts.wording import compound, defined, role


def further_of_row(
    u: Understanding, row: ReadRow, past: Past | None, met: str, limits: Mapping[str, float]
) -> Iterator[tuple[str, Judged]]:
    """What goals and KPIs have in common."""
    yield "trend", trend(u, row, past, met, limits)
    kept_up, by = pace(u, row, limits)
    yield "pace", kept_up
    yield "pace_by", Judged(by)
    yield "lead_time", lead_time(u, row)
    yield "slices", slices(u, row, limits["rounding"])
    yield "split", split(u, row, limits["rounding"])
    yield "paid", paid(u, row)


def further_of_kpi(
    u: Understanding, row: ReadRow, nature: str, met: str, limits: Mapping[str, float]
) -> Iterator[tuple[str, Judged]]:
    """What only KPIs have."""
    yield "capacity", capacity(u, row, limits)
    yield "channel", channel(u, row)
    yield "staged", staged(u, row)
    yield "milestones", milestones(u, row, nature, met, limits)
    yield "defined", defined(u, row, nature)
    yield "compound", compound(row)
    yield "role", role(u, row, nature)
