"""What the client has said about a question that has no answer in a field: not known, or none."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.facts.declared_domains import PLAN_SETS
from advisor.facts.understood import ReadRow
from advisor.notation.blank import classify_blank, is_not_known
from advisor.plan import Plan

_NONE = {f"plan.{field.name}": (field.name, field.ask.none) for field in PLAN_SETS if field.ask and field.ask.none}


def is_said_not_known(plan: Plan, row: ReadRow, key: str) -> bool:
    """Whether a row says in this field that it is not known, which is held against nobody, whatever others state."""
    written = plan.written
    for token in (*row.subject.pointer.split("/")[1:], key):
        if isinstance(written, list):
            written = written[int(token)] if token.isdigit() and int(token) < len(written) else None
        else:
            written = written.get(token) if isinstance(written, dict) else None
    return is_not_known(written)


def said_none(plan: Plan) -> Iterator[tuple[str, str]]:
    """Facts about the whole plan that the client has answered with none, and the word that makes of each."""
    for answer in plan.answers or ():
        if answer.to.strip() in _NONE and classify_blank(answer.answer) == "none":
            yield _NONE[answer.to.strip()]
