"""What the pictures of a report show: the tree from goal to KPI with its gaps, and histories beside their targets.

Drawn from facts already worked out; nothing is calculated or judged here a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from advisor.facts.base import Edge, Fact, Mark, Node, Pictures, Span, Subject
from advisor.facts.chain import STEPS
from advisor.facts.fields import UNKNOWN
from advisor.facts.layers import places
from advisor.facts.links import LinkGraph
from advisor.facts.reach import Past
from advisor.facts.understood import ReadRow, Understanding

_UNSET = {
    "kpi": {
        "missing": ("no_target", "target/missing"),
        "placeholder": ("no_target", "target/missing"),
        "open_ended": ("no_target", "target/missing"),
        "words": ("no_number", "target/missing"),
    },
    "kgi": {
        "missing": ("no_target", "goal/kgi-not-quantified"),
        "placeholder": ("no_target", "goal/kgi-not-quantified"),
        "deferred": ("no_target", "goal/kgi-not-quantified"),
        "words": ("no_number", "goal/kgi-not-quantified"),
    },
}
"""Words of the fields `target` and `number` that leave a row without a number to reach."""
_WISHES = {"vague": "wording/vague", "untested": "wording/not-measurable"}


def pictures(
    u: Understanding, graph: LinkGraph, facts: Sequence[Fact], histories: Mapping[Subject, Past | None]
) -> Pictures:
    """The pictures of a plan, from its facts, its links and the histories that were held against targets."""
    by_subject = {f.subject: f for f in facts if f.kind in ("kgi", "kpi")}
    held = ((row, past) for row in u.rows if (past := histories[row.subject]) is not None)
    return Pictures(
        nodes=tuple(_node(by_subject[r.subject]) for r in u.rows),
        edges=tuple(_edges(u, graph)),
        spans=tuple(_span(row, past, by_subject[row.subject]) for row, past in held),
    )


def _node(fact: Fact) -> Node:
    it = fact.figures["it"]
    return Node(fact.subject, it["target"], it["baseline"], it["actual"], tuple(_marks(fact)))


def _marks(fact: Fact) -> Iterator[Mark]:
    fields, target = fact.fields, fact.figures["it"]["target"]
    if fields["possible"] == "no":
        yield Mark("impossible", "target/impossible-value", {"limit": fact.figures["possible"]["limit"]})
    if fields["course"] == "reversed":
        yield Mark("reversed", "target/wrong-direction")
    if fields.get("kgi_yield") in ("short", "reaches") and fields["chain_covers"] == "whole":
        made = fact.figures["kgi_yield"]
        figures = {"made": made["total"], "needed": target, "share": made["share"], "sum": made["sum"]}
        if fields["kgi_yield"] == "short":
            yield Mark("short", "goal/targets-miss-kgi", figures | {"gap": made["gap"]})
        else:
            yield Mark("reaches", "goal/targets-miss-kgi", figures)
    if fields.get("supply") == "short":
        fed = fact.figures["supply"]
        figures = {"made": fed["supplied"], "needed": target, "gap": fed["gap"]}
        yield Mark("starved", "target/beyond-funnel", figures | {"share": fed["share"], "sum": fed["sum"]})
    if fields["reach"] == "beyond":
        reach = fact.figures["reach"]
        yield Mark("beyond", "target/beyond-history", {k: reach[k] for k in ("last", "best") if k in reach})
    if fields["met"] == "ahead":
        yield Mark("already_met", "target/already-met", {"now": fact.figures["met"]["figure"], "needed": target})
    yield from _unset(fact)


def _unset(fact: Fact) -> Iterator[Mark]:
    """What leaves a row without a number to reach."""
    fields, kind = fact.fields, fact.kind
    word = str(fields["number" if kind == "kgi" else "target"])
    wish = _WISHES.get(str(fields.get("nature")))
    if wish is not None:
        yield Mark("no_number", wish)
    elif word in _UNSET[kind] and (kind == "kgi" or fields["nature"] == "indicator"):
        state, rule = _UNSET[kind][word]
        yield Mark(state, rule)
    elif word == UNKNOWN:
        yield Mark("unknown", "target/missing")
    elif word == "not_needed" and kind == "kpi":
        yield Mark("watched")


def _edges(u: Understanding, graph: LinkGraph) -> Iterator[Edge]:
    knot = {i: n for n, members in enumerate(graph.knots) for i in members}
    for i, (row, link) in enumerate(zip(u.kpis, graph.links, strict=True)):
        at = row.subject
        led = False
        for goal in graph.direct[i]:
            led = True
            yield Edge(at, u.kgis[goal].subject, "stated")
        for kpi in graph.drives[i]:
            led = True
            circular = i in knot and knot.get(kpi) == knot[i]
            yield Edge(at, u.kpis[kpi].subject, "cycle" if circular else "stated")
        onward = _onward(u, graph, row) if link.how == "inferred" and not led else None
        if onward is not None:
            yield Edge(at, onward.subject, "inferred")
        elif link.how in ("inferred", "assumed"):
            for goal in link.goals:
                yield Edge(at, u.kgis[goal].subject, link.how)
        for written in graph.broken.get(i, ()):
            yield Edge(at, None, "broken", written, link.near if written in link.written[:1] else None)
        if not led and link.how in ("missing", "none", "unknown", "apart"):
            yield Edge(at, None, "unknown" if link.how == "unknown" else "missing")


def _onward(u: Understanding, graph: LinkGraph, row: ReadRow) -> ReadRow | None:
    """The KPI that comes next on the way to orders, where only the names draw the way; None where that is the goal.

    A count leads to the next count or, where the plan has none, to the rate it is multiplied by; a rate leads to the
    count it makes or to the rate after it. What an order is worth hangs on the goal itself.
    """
    step, turns = row.known.step, row.known.converts
    if turns is not None:
        at = turns[1]
        return _only(u, graph, u.kpis_by_step.get(at, ()), row) or _rate_out(u, graph, at, row)
    if step not in STEPS:
        return None
    rate = _rate_out(u, graph, step, row)
    after = rate.known.converts[1] if rate is not None and rate.known.converts is not None else None
    if after is not None:
        return _only(u, graph, u.kpis_by_step.get(after, ()), row) or rate
    later = STEPS[STEPS.index(step) + 1 :]
    return next((k for at in later if (k := _only(u, graph, u.kpis_by_step.get(at, ()), row)) is not None), None)


def _rate_out(u: Understanding, graph: LinkGraph, step: str, row: ReadRow) -> ReadRow | None:
    """The one rate that turns this step into a later one; an order's worth is none."""
    # Where the only leads are qualified ones, the rate out of leads is theirs.
    alike = step == "qualified_leads" and step not in u.rates_by_start and "leads" not in u.kpis_by_step
    starting = u.rates_by_start.get("leads" if alike else step, ())
    found = [r for r in starting if r.known.converts is not None and _forward(r.known.converts)]
    return _only(u, graph, found, row)


def _forward(turns: tuple[str, str]) -> bool:
    known = turns[0] in STEPS and turns[1] in STEPS and turns[1] != "sales"
    return known and STEPS.index(turns[1]) > STEPS.index(turns[0])


def _only(u: Understanding, graph: LinkGraph, rows: Sequence[ReadRow], but: ReadRow) -> ReadRow | None:
    """The one row of these that itself leads to a goal; two may belong to two regions."""
    if len(rows) != 1 or rows[0] is but:
        return None
    how = graph.links[u.once(places)[rows[0]]].how
    return rows[0] if how in ("stated", "inferred") else None


def _span(row: ReadRow, past: Past, fact: Fact) -> Span:
    fields = fact.fields
    if fields["possible"] == "no" or fields["course"] == "reversed":
        how = "unjudged"
    elif past.already or fields["met"] in ("ahead", "held", "result"):
        how = "met"
    else:
        how = "beyond" if past.beyond else "within"
    target = row.absolute_target
    assert target is not None  # a history is only held against a target
    assert row.direction is not None
    return Span(
        subject=row.subject,
        direction=row.direction,
        past=tuple((row.say_level(q.value), q.when) for q in past.values if q.value is not None),
        target=row.say_level(target),
        low=past.low,
        high=past.high,
        likely=past.likely,
        steps=past.steps,
        ahead=past.ahead.text,
        confidence=past.confidence,
        how=how,
    )
