"""`kpi-advisor why`: the chain behind one recommendation, from the plan's own lines to the guidance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from advisor.cli.config import find_config, settings_from
from advisor.cli.lint import CLEAN
from advisor.cli.out import write_in
from advisor.cli.reading import read
from advisor.cli.words import text
from advisor.errors import AdvisorError
from advisor.pipeline import advise
from advisor.render.lines import Paper
from advisor.render.why import why_lines
from advisor.report import Recommendation, Report
from advisor.text import Language


class NoSuchRecommendation(AdvisorError):
    """The report has no recommendation of this rank or fingerprint, or several."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asked for."""

    path: str
    recommendation: str
    languages: tuple[Language, ...]
    as_of: date | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    config: str | None
    paper: Paper


def why(order: Order) -> int:
    """Prints the chain; returns the exit code. Raises AdvisorError."""
    path = Path(order.config) if order.config is not None else find_config(order.path)
    settings = settings_from(path, select=order.select, ignore=order.ignore)
    sourced = read(order.path).sourced
    as_of = order.as_of or sourced.plan.as_of or date.today()
    report = advise(sourced.plan, as_of=as_of, settings=settings, locate=sourced.locate)
    advice = _chosen(report, order.recommendation, sourced.document.name)
    write_in(order.languages, order.paper, lambda said: why_lines(report, advice, sourced, said))
    return CLEAN


def _chosen(report: Report, wanted: str, source: str) -> Recommendation:
    """By rank, else by the beginning of the fingerprint."""
    key = wanted.strip().removeprefix("#").lower()
    found = [r for r in report.recommendations if str(r.rank) == key]
    found = found or [r for r in report.recommendations if key and r.fingerprint.startswith(key)]
    if len(found) == 1:
        return found[0]
    if not report.recommendations:
        raise NoSuchRecommendation(text("why_none", name=wanted), source=source)
    if found:
        listed = ", ".join(f"{r.rank} ({r.fingerprint})" for r in found)
        raise NoSuchRecommendation(text("why_several", name=wanted, listed=listed), source=source)
    raise NoSuchRecommendation(text("why_unknown", name=wanted, most=len(report.recommendations)), source=source)
