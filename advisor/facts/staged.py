"""Staged targets that never move: the same value at every stage, and today's."""

from __future__ import annotations

from advisor.facts.measures import Judged, kept_levels
from advisor.facts.reach import comparable
from advisor.facts.stages import is_watched, stages_of
from advisor.facts.understood import SURE, ReadRow, Understanding
from advisor.figures import count

_TELLING = 3


def staged(u: Understanding, row: ReadRow) -> Judged:
    """Whether the stages of a target differ from today's figure at all. Levels that are kept on purpose are not judged.

    One target equal to today's figure may be meant to be kept; whoever writes down stages means to move.
    """
    now = row.absolute_actual if row.absolute_actual is not None else row.absolute_baseline
    kept = row.known.standing or row.known.contained or row.target.maintain or kept_levels(u) or is_watched(row)
    guard = row.known.domain == "safety" or row.target.bound in ("at_least", "at_most", "below", "above")
    if now is None or kept or guard or row.direction is None or row.direction_sure < SURE["inferred"]:
        return Judged("unjudged")
    if now in row.known.bounds:
        return Judged("unjudged")  # no better value is possible
    dated = [s.value for s in stages_of(u, row)]
    series = [q.value for q in row.target.series if q.state == "value" and q.value is not None and comparable(row, q)]
    values = dated if len(dated) >= len(series) else series
    if len(values) < _TELLING:
        return Judged("unjudged")
    if any(v != now for v in (*values, *([row.absolute_target] if row.absolute_target is not None else []))):
        return Judged("moves")
    return Judged("flat", {"stages": count(len(values)), "level": row.say_level(now)}, 0.85)
