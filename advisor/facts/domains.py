"""Which fields of work a plan is about, and which step of one each KPI shows. Inferred from names; said where used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from functools import cache

from advisor.facts.base import Assumption, Figure
from advisor.facts.understood import SURE, ReadRow, Understanding
from advisor.figures import names
from advisor.knowledge_files import Domain, Stage, domains, metric_list
from advisor.naming.catalogue import find_vague, metric
from advisor.naming.catalogue_words import groups_in
from advisor.notation.lazy_pattern import lazy
from advisor.plan import KPI
from advisor.record import record
from advisor.text import Text

WEB, SALES, RECRUITING, SUCCESS = "web-marketing", "sales", "recruiting", "customer-success"
INFERRED = SURE["inferred"]
_SUCCESS_TEAM = lazy(
    r"カスタマーサクセス|customer success|\bcs\b(?!.*(?:満足|satisfaction))|(?<![a-z])cs(?:部|課|チーム)"
)
_LISTS = ("cost-and-time", "self-reported", "reporting", "marketing-to-sales", "sales-to-success", "strain")


@record(slots=False)
class WorkSet:
    """The KPIs of one field of work, by the step they show.

    Attributes:
        by_stage: per step, its KPIs by id; steps without any are left out.
    """

    domain: Domain
    by_stage: Mapping[str, Sequence[ReadRow]] = field(default_factory=dict)

    @property
    def rows(self) -> list[ReadRow]:
        return [row for stage in self.domain.stages for row in self.by_stage.get(stage.id, ())]

    def of(self, *stages: str) -> list[ReadRow]:
        """The KPIs of some steps, in the steps' order."""
        return [row for stage in stages for row in self.by_stage.get(stage, ())]

    def stage(self, name: str) -> Stage:
        return next(s for s in self.domain.stages if s.id == name)


def work_set(u: Understanding, domain: str) -> WorkSet:
    """The plan's KPIs that belong to a field of work."""
    return u.once(_work_sets)[domain]


def _work_sets(u: Understanding) -> Mapping[str, WorkSet]:
    found: dict[str, dict[str, list[ReadRow]]] = {d: {} for d in domains()}
    for kpi in sorted(u.kpis, key=lambda r: r.subject.id):
        for domain, stage in _places().get(kpi.known.metric.id, ()) if kpi.known.metric else ():
            found[domain].setdefault(stage, []).append(kpi)
    return {d: WorkSet(domains()[d], rows) for d, rows in found.items()}


@cache
def _places() -> Mapping[str, Sequence[tuple[str, str]]]:
    """The fields of work and steps that each measure of the catalogue shows."""
    places: dict[str, list[tuple[str, str]]] = {}
    for domain in domains().values():
        for stage in domain.stages:
            for id_ in stage.metrics:
                places.setdefault(id_, []).append((domain.id, stage.id))
    return places


@cache
def _listed() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(metric_list(name)) for name in _LISTS}


def is_in(row: ReadRow, name: str) -> bool:
    """Whether a row is a measure of one of the lists in `knowledge/metric_lists.yaml`."""
    return row.known.metric is not None and row.known.metric.id in _listed()[name]


def teams_of(text: str | None) -> frozenset[str]:
    """The kinds of department a text names: marketing, sales, success, hr and so on."""
    if not text:
        return frozenset()
    if _SUCCESS_TEAM.search(text.lower()):
        return frozenset({"success"})
    return groups_in(text, "departments")


def team_text(row: ReadRow) -> str | None:
    """Who answers for a row, as written: its department, else its owner."""
    return (row.source.department or row.source.owner) if isinstance(row.source, KPI) else None


def is_activity(row: ReadRow) -> bool:
    """Whether a row counts what people do, said by its author or by its name."""
    declared = row.source.kind if isinstance(row.source, KPI) else None
    return declared == "activity" or (declared is None and row.known.kind == "activity")


def is_unread(row: ReadRow) -> bool:
    """Whether a row may count something that the catalogue does not know: it may be just what seems to be missing."""
    if row.known.metric is not None or row.known.voice is not None or row.known.measures == "state":
        return False
    return row.has_number or not find_vague(row.name)  # a wish counts nothing


def called(ids: Iterable[str]) -> list[Text]:
    """The catalogue's own names for measures."""
    return [metric(i).name for i in ids]


def proposed(ids: Iterable[str]) -> Figure:
    """Measures to propose, as a list of names in each language."""
    said = called(ids)
    return Figure(" / ".join(t.en for t in said), Text(names([t.ja for t in said]).text.ja, names([t.en for t in said]).text.en))  # fmt: skip


def said_names(rows: Sequence[ReadRow], most: int = 6) -> Figure:
    return names([row.name for row in rows], most=most)


def domain_note(domain: str, rows: Sequence[ReadRow]) -> Assumption:
    """That a judgement took some KPIs for a set of one field of work."""
    name, shown = domains()[domain].name, said_names(rows, 4).text
    return Assumption(
        "/organization",
        "",
        Text(f"{shown.ja}から、{name.ja}の計画とみなしました", f"taken as a plan for {name.en}, from {shown.en}"),
        "inferred",
    )
