"""Facts about several rows at once: an owner's rows, pairs that are alike, circles of links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.facts.base import Assumption, Fact, Figure, Subject
from advisor.facts.focus import owners
from advisor.facts.layers import Overlap
from advisor.facts.links import LinkGraph
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import amount, count, day, names
from advisor.notation.quantity import Quantity
from advisor.text import Text

Fields = dict[str, str | int]
Figures = dict[str, Mapping[str, Figure]]


def row_figures(row: ReadRow) -> dict[str, Figure]:
    """What any text may say of a row: its name, values and dates."""

    def value(level: float | None, quantity: Quantity) -> Figure:
        if level is not None:
            return row.say_level(level)
        return Figure.words(quantity.raw if quantity.state == "value" else "")

    def stood(level: float | None, quantity: Quantity) -> Figure:
        # Said for the period its author wrote, which need not be the target's.
        if level is None or quantity.per is None or quantity.state != "value":
            return value(level, quantity)
        return Figure(level, amount(level, row.shown_unit, quantity.per))

    target = row.absolute_target if row.target.upper is None else None
    it = {
        "name": Figure.words(row.name),
        "target": value(target, row.target),
        "baseline": stood(row.absolute_baseline, row.baseline),
        "actual": stood(row.absolute_actual, row.actual),
        "unit": Figure.words(row.source.unit or ""),
        "deadline": day(row.deadline.end)
        if row.deadline.end and row.deadline.state == "date"
        else Figure.words(row.deadline.raw if row.deadline.state in ("relative", "words") else ""),
    }
    if row.direction:
        it["direction"] = Figure(
            row.direction,
            Text("大きい" if row.direction == "up" else "小さい", "higher" if row.direction == "up" else "lower"),
        )
    return it


def owner_facts(
    u: Understanding, limits: Mapping[str, float], common: Mapping[str, str], goal: Mapping[str, Figure]
) -> Iterator[Fact]:
    """One for each owner with KPIs."""
    most = limits["kpis-per-owner"]
    carried = owners(u)
    for owner in carried:
        over = len(owner.kpis) >= most and len(carried) > 1
        figures: Figures = {
            "it": {"name": Figure.words(owner.name)},
            "goal": goal,
            "load": {
                "count": count(len(owner.kpis), "項目"),
                "limit": count(int(most)),
                "names": names([u.kpis[i].name for i in owner.kpis]),
            },
        }
        rows = tuple(u.kpis[i].subject for i in owner.kpis)
        subject = Subject("owner", owner.name, owner.name, f"{rows[0].pointer}/owner")
        fields: Fields = {"plan_type": common["plan_type"], "load": "over" if over else "within"}
        yield Fact("owner", subject, rows, fields, figures, nearness=0.6)


def pair_facts(u: Understanding, twins: tuple[Overlap, ...], goal: Mapping[str, Figure]) -> Iterator[Fact]:
    """One for each pair of KPIs that are much alike."""
    for twin in sorted(twins, key=lambda t: (u.kpis[t.first].subject.id, u.kpis[t.second].subject.id)):
        a, b = u.kpis[twin.first], u.kpis[twin.second]
        figures: Figures = {
            "goal": goal,
            "overlap": {
                "first": Figure.words(a.name),
                "second": Figure.words(b.name),
                "first_target": row_figures(a)["target"],
                "second_target": row_figures(b)["target"],
            },
        }
        subject = Subject("pair", f"{a.subject.id}+{b.subject.id}", f"{a.name} / {b.name}", b.subject.pointer)
        fields: Fields = {"overlap": "same_target" if twin.same_target else "same"}
        yield Fact("pair", subject, (a.subject, b.subject), fields, figures, {"overlap": 0.9}, 0.5)


def cycle_facts(u: Understanding, graph: LinkGraph, goal: Mapping[str, Figure]) -> Iterator[Fact]:
    """One for each circle of links."""
    for members in graph.cycles:
        start = min(range(len(members)), key=lambda n: u.kpis[members[n]].subject.id)
        circle = [u.kpis[i] for i in (*members[start:], *members[:start])]
        path = [r.name for r in (*circle, circle[0])]
        figures: Figures = {
            "goal": goal,
            "circular": {
                "path": Figure(" → ".join(path), Text("→".join(f"「{p}」" for p in path), " → ".join(path))),
                "count": count(len(circle), "項目"),
                "last": Figure.words(circle[-1].name),
                "first": Figure.words(circle[0].name),
            },
        }
        rows = tuple(r.subject for r in circle)
        subject = Subject("cycle", "+".join(r.id for r in rows), " → ".join(path), f"{rows[-1].pointer}/drives")
        yield Fact("cycle", subject, rows, {"circular": "true"}, figures)


def link_notes(u: Understanding, graph: LinkGraph) -> Iterator[Assumption]:
    """The links that were assumed or inferred."""
    for row, link in zip(u.kpis, graph.links, strict=True):
        if link.how in ("assumed", "inferred") and link.goals:
            goal = u.kgis[link.goals[0]].name
            yield Assumption(
                f"{row.subject.pointer}/kgi",
                "",
                Text(f"「{goal}」につながるとみなしました", f"taken as serving “{goal}”"),
                "inferred" if link.how == "inferred" else "guessed",
            )
