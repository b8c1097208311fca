"""`kpi-advisor apply`: makes the changes that hold in the text of the plan, and says of each what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from advisor.cli.config import find_config, settings_from
from advisor.cli.files import refuse_to_replace, write_file
from advisor.cli.lint import CLEAN
from advisor.cli.out import say_error, write_bytes
from advisor.cli.reading import printable, read
from advisor.cli.words import saying
from advisor.render.change import change_in_words, kind_in_words
from advisor.render.whereabouts import row_names
from advisor.revise import Kind, Proof, revise
from advisor.rewrite import plan_text, rewritten
from advisor.source.document import STANDARD_INPUT
from advisor.text import Language

SAFE: Final[tuple[Kind, ...]] = ("safe",)
EVERY: Final[tuple[Kind, ...]] = ("safe", "proposed", "fill")


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asked for. `output` is None or `-` for standard output."""

    path: str
    kinds: tuple[Kind, ...]
    output: str | None
    force: bool
    languages: tuple[Language, ...]
    as_of: date | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    config: str | None


def apply(order: Order) -> int:
    """Writes the plan with its changes; returns the exit code. Raises AdvisorError, having written nothing."""
    path = Path(order.config) if order.config is not None else find_config(order.path)
    settings = settings_from(path, select=order.select, ignore=order.ignore)
    output = None if order.output == STANDARD_INPUT else order.output
    if output is not None:
        refuse_to_replace(output, force=order.force)
    found = read(order.path)
    plan = found.sourced.plan
    as_of = order.as_of or plan.as_of or date.today()
    current = plan_text(found.content, found.sourced.document)
    proofs = []
    for proof in revise(current.data, order.kinds, as_of=as_of, settings=settings):
        if proof.data == current.data:
            continue  # a blank that is there already
        if proof.holds:
            current = rewritten(current, proof.change)
        proofs.append(proof)
    content = current.encoded() if any(p.holds for p in proofs) else found.content
    if output is not None:
        write_file(output, content, force=order.force)
    for language in order.languages:
        _report(proofs, order, output, language)
    if output is None:
        write_bytes(content)
    return CLEAN


def _report(proofs: Sequence[Proof], order: Order, output: str | None, language: Language) -> None:
    """What became of each change, on standard error, since standard output is the plan."""
    for proof in proofs:
        say_error(outcome(proof, language))
    made = sum(p.holds for p in proofs)
    blanks = sum(p.holds and p.change.kind == "fill" for p in proofs)
    if not proofs:
        say_error(saying("apply_nothing" if order.kinds == EVERY else "apply_nothing_safe", language))
    else:
        say_error(saying("apply_made", language, made=made, total=len(proofs)))
    if blanks:
        say_error(saying("apply_blanks", language, blanks=blanks))
    if output is not None:
        say_error(saying("apply_wrote", language, name=printable(output)))


def outcome(proof: Proof, language: Language) -> str:
    """What became of a change, and why it was left out if it was."""
    change = proof.change
    values = {
        "kind": kind_in_words(change, language),
        "rule": change.rule,
        "what": change_in_words(change, row_names(proof.report), language),
    }
    if proof.holds:
        return saying("change_made", language, **values)
    if proof.worse:
        titles = (" / " if language == "ja" else "; ").join(t[language] for t in proof.worse)
        return saying("change_worse", language, **values, titles=titles)
    return saying("change_unsettled", language, **values, title=proof.recommendation.title[language])
