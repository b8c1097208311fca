"""Gathers all facts of a plan: the second half of the facts stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from advisor.facts.base import Assumption, Fact, FactBase, Figure, Subject
from advisor.facts.ceilings import date_past
from advisor.facts.core import warns
from advisor.facts.focus import kpi_load, overlaps
from advisor.facts.formula import formula
from advisor.facts.further import further_of_kpi, further_of_row
from advisor.facts.goals import goal_candidate, goal_figures, kgi_number, kgi_yield, repeated_goal
from advisor.facts.hands import hands
from advisor.facts.layers import staying
from advisor.facts.links import Link, LinkGraph, link_graph
from advisor.facts.measures import Judged, course, date_of, kept_levels, met, possible, readable, units
from advisor.facts.nature import base_of, nature_of, target_of
from advisor.facts.people import frontline, stakes
from advisor.facts.picture import pictures
from advisor.facts.quality import chased, quality_gate, quality_pair, reward, under_result
from advisor.facts.reach import Past, reach_of
from advisor.facts.running import running
from advisor.facts.said import said_none
from advisor.facts.sets import plan_sets, row_guards, set_notes
from advisor.facts.several import cycle_facts, link_notes, owner_facts, pair_facts, row_figures
from advisor.facts.stock import stock
from advisor.facts.supply import supply
from advisor.facts.understanding import understand
from advisor.facts.understood import ReadRow, Understanding
from advisor.facts.voice import voice
from advisor.facts.wording import compound
from advisor.facts.work import work
from advisor.figures import count, day, kpis, names
from advisor.notation.dates import parse_cadence
from advisor.plan import Plan
from advisor.text import Text

_PLAN_SUBJECT = "plan"
_SHORT_PLAN = 62


def gather(plan: Plan, as_of: date | None, limits: Mapping[str, float]) -> FactBase:
    """Every declared fact about the plan. `limits` are the thresholds in force, by id; nothing else is read."""
    u = understand(plan, as_of)
    graph = u.once(link_graph)
    twins = overlaps(u)
    goal = goal_figures(u)
    common = _common(u)
    plan_figures = _rhythm(u) | {
        "title": Figure.words(plan.title or ""),
        "kpi_count": kpis(len(u.kpis), okr=u.plan.plan_type == "okr"),
        "kgi_count": count(len(u.kgis), "項目"),
    }
    rows = {r.subject: _measured(u, r, limits) for r in u.rows}
    held = {i: rows[k.subject][0]["met"] in ("held", "ahead", "result") for i, k in enumerate(u.kpis)}

    stuck = {
        i: rows[k.subject][0]["reach"] == "beyond" or supply(u, k, limits["rounding"]).word == "short"
        for i, k in enumerate(u.kpis)
    }
    barred = {i: _to_mend(k, rows[k.subject][0]) for i, k in enumerate(u.kpis)}
    load, proposal = kpi_load(u, graph, twins, held, stuck, barred, limits["kpis-too-many"])
    kept_rows = [u.kpis[i] for i in proposal.core] if proposal else []
    facts: list[Fact] = [_plan_fact(u, graph, load, kept_rows, limits, common, plan_figures, goal)]
    for kgi in u.kgis:
        facts.append(_kgi_fact(u, kgi, graph, limits, common, plan_figures, goal, rows[kgi.subject]))
    dates = Counter(date_of(u, k) for k in u.kpis if _dated_row(k))
    for i, kpi in enumerate(u.kpis):
        kept = proposal.place_of(i) if proposal else "undecided"
        facts.append(
            _kpi_fact(u, kpi, graph.links[i], kept, dates, common, plan_figures, goal, rows[kpi.subject], limits)
        )
    facts += owner_facts(u, limits, common, goal)
    facts += pair_facts(u, twins, goal)
    facts += cycle_facts(u, graph, goal)
    drawn = pictures(u, graph, facts, {subject: measured[3] for subject, measured in rows.items()})
    return FactBase(tuple(facts), (*u.assumptions, *link_notes(u, graph), *set_notes(u)), drawn)


def read_notes(plan: Plan, as_of: date | None) -> tuple[Assumption, ...]:
    """How the plan is understood, as `gather` notes it, without the facts."""
    u = understand(plan, as_of)
    return (*u.assumptions, *link_notes(u, u.once(link_graph)), *set_notes(u))


def _common(u: Understanding) -> dict[str, str]:
    period = "dated" if u.has_period_end else "missing" if u.plan.period is None else "standing"
    if period == "standing" and kept_levels(u):
        period = "kept"
    return {
        "plan_type": u.plan.plan_type,
        "excerpt": _yes(u.plan.excerpt),
        "plan_has_kgi": _yes(bool(u.kgis)),
        "plan_period": period,
    }


def _period_figures(u: Understanding) -> dict[str, Figure]:
    figures = {"name": Figure.words(u.period.raw)}
    if u.period.end is not None:
        figures["end"] = day(u.period.end)
    return figures


def _rhythm(u: Understanding) -> dict[str, Figure]:
    """How often to read figures: weekly where the plan meets weekly or is short, else monthly."""
    review = u.plan.operation.review.cadence if u.plan.operation and u.plan.operation.review else None
    short = u.period.duration_days is not None and u.period.duration_days <= _SHORT_PLAN
    weekly = short or parse_cadence(review) in ("daily", "weekly", "biweekly")
    often = Text("毎週", "every week") if weekly else Text("毎月", "every month")
    spell = Text("週", "week") if weekly else Text("月", "month")
    return {"often": Figure(often.en, often), "spell": Figure(spell.en, spell)}


def _yes(value: bool) -> str:
    return "true" if value else "false"


Fields = dict[str, str | int]
Figures = dict[str, Mapping[str, Figure]]
Sure = dict[str, float]


def _put(word: str, judged: Judged, fields: Fields, figures: Figures, sure: Sure) -> None:
    fields[word] = judged.word
    if judged.figures:
        figures[word] = judged.figures
    if judged.sure < 1:
        sure[word] = judged.sure


Measured = tuple[Fields, Figures, Sure, Past | None]


def _measured(u: Understanding, row: ReadRow, limits: Mapping[str, float]) -> Measured:
    """The facts that goals and KPIs have in common, and the history that was held against the target."""
    fields: Fields = {}
    figures: Figures = {"it": row_figures(row)}
    sure: Sure = {}
    _put("possible", possible(row), fields, figures, sure)
    _put("course", course(row, limits), fields, figures, sure)
    _put("met", met(u, row, limits), fields, figures, sure)
    settled = (
        fields["possible"] == "no" or fields["course"] == "reversed" or fields["met"] in ("ahead", "held", "result")
    )
    reach = reach_of(u, row, limits)
    # A target that cannot be, points the wrong way or is met already needs no second remark on its level.
    word = "unjudged" if settled and reach.how == "beyond" else reach.how
    _put("reach", Judged(word, reach.figures or {}, reach.sure), fields, figures, sure)
    fields["reach_by"] = reach.by
    read, by = readable(u, row)
    _put("readable", read, fields, figures, sure)
    fields["readable_by"] = by
    _put("units", units(row, u.once(hands)[1]), fields, figures, sure)
    for name, judged in further_of_row(u, row, reach.past, str(fields["met"]), limits):
        _put(name, judged, fields, figures, sure)
    return fields, figures, sure, reach.past


def _to_mend(row: ReadRow, fields: Mapping[str, str | int]) -> bool:
    """A target that cannot be or leads the wrong way, or two measures in one row: mended before anybody follows it."""
    return fields["possible"] == "no" or fields["course"] == "reversed" or compound(row).word == "compound"


def _plan_fact(
    u: Understanding,
    graph: LinkGraph,
    load: Judged,
    core: Sequence[ReadRow],
    limits: Mapping[str, float],
    common: Mapping[str, str],
    plan_figures: Mapping[str, Figure],
    goal: Mapping[str, Figure],
) -> Fact:
    fields: Fields = dict(common)
    figures: Figures = {"plan": plan_figures, "goal": goal, "plan_period": _period_figures(u)}
    sure: Sure = {}
    candidate = goal_candidate(u)
    if u.kgis:
        fields["kgi"] = "stated"
    elif candidate is not None:
        _put(
            "kgi",
            Judged(
                "among_kpis",
                {
                    "candidate": Figure.words(candidate.name),
                    "candidate_target": candidate.say_level(candidate.absolute_target or 0),
                },
                0.8,
            ),
            fields,
            figures,
            sure,
        )
    else:
        fields["kgi"] = "unknown" if u.plan.excerpt else "missing"
    most = limits["objectives-too-many" if u.plan.plan_type == "okr" else "kgis-too-many"]
    goals_figures = {
        "count": count(len(u.kgis), "項目"),
        "limit": count(int(most)),
        "names": names([g.name for g in u.kgis]),
    }
    _put("kgi_load", Judged("many" if len(u.kgis) >= most else "few", goals_figures), fields, figures, sure)
    _put("kpi_load", load, fields, figures, sure)
    stated = any(link.how == "stated" for link in graph.links)
    links = "no_goal" if not u.kgis else "stated" if stated else "assumed" if len(u.kgis) == 1 else "none"
    _put(
        "links",
        Judged(links, {"count": count(len(u.kpis), "項目"), "goals": names([g.name for g in u.kgis])}),
        fields,
        figures,
        sure,
    )
    _put("voice", voice(u), fields, figures, sure)
    for word, judged in (*plan_sets(u, limits), *(running(u, limits, core) | frontline(u) | stakes(u)).items()):
        _put(word, judged, fields, figures, sure)
    fields |= {name: word for name, word in said_none(u.plan) if fields.get(name) == "unknown"}
    subject = Subject("plan", _PLAN_SUBJECT, u.plan.title or "", "")
    return Fact("plan", subject, (subject,), fields, figures, sure)


def _serving(u: Understanding, goal: ReadRow, graph: LinkGraph) -> ReadRow | None:
    """The first KPI with a number that is said to serve this goal."""
    place = u.kgis.index(goal)
    linked = zip(u.kpis, graph.links, strict=True)
    served = [k for k, link in linked if k.has_number and link.how == "stated" and place in link.goals]
    # None of something bad is a floor, and no picture of what is to be reached.
    served = [k for k in served if k.absolute_target != 0 and not warns(u, k)]
    served.sort(key=lambda k: k.subject.id)
    return served[0] if len(served) == 1 else None


def _kgi_fact(
    u: Understanding,
    row: ReadRow,
    graph: LinkGraph,
    limits: Mapping[str, float],
    common: Mapping[str, str],
    plan_figures: Mapping[str, Figure],
    goal: Mapping[str, Figure],
    measured: Measured,
) -> Fact:
    fields, figures, sure = dict(measured[0]), dict(measured[1]), dict(measured[2])
    fields |= {k: v for k, v in common.items() if k != "plan_has_kgi"}
    figures |= {"plan": plan_figures, "goal": goal, "plan_period": _period_figures(u)}
    _put("number", kgi_number(u, row, _serving(u, row, graph)), fields, figures, sure)
    fields["date"] = date_of(u, row)
    made, covers = kgi_yield(u, row, limits["rounding"])
    _put("kgi_yield", made, fields, figures, sure)
    _put("chain_covers", covers, fields, figures, sure)
    _put("formula", formula(u, row, limits["rounding"]), fields, figures, sure)
    _put("stock", stock(u, row, limits["rounding"]), fields, figures, sure)
    return Fact("kgi", row.subject, (row.subject,), fields, figures, sure, 1.0, row.index)


def _dated_row(row: ReadRow) -> bool:
    return row.has_number


def _kpi_fact(
    u: Understanding,
    row: ReadRow,
    link: Link,
    kept: str,
    dates: Counter[str],
    common: Mapping[str, str],
    plan_figures: Mapping[str, Figure],
    goal: Mapping[str, Figure],
    measured: Measured,
    limits: Mapping[str, float],
) -> Fact:
    fields, figures, sure = dict(measured[0]), dict(measured[1]), dict(measured[2])
    fields |= common
    fields["kept"] = kept
    fields["plan_targets"] = "some" if dates else "none"
    figures |= {"plan": plan_figures, "goal": goal, "plan_period": _period_figures(u)}
    _put("nature", nature_of(row), fields, figures, sure)
    _put(
        "target",
        target_of(row, str(fields["nature"]), excerpt=u.plan.excerpt, none_stated=not dates),
        fields,
        figures,
        sure,
    )
    fields["base"] = base_of(row)
    fields["date"] = _kpi_date(u, row, dates, str(fields["met"]))
    if dates["own"]:
        figures["date"] = {"others": count(dates["own"], "項目")}
    _put("date_past", date_past(u, row, limits), fields, figures, sure)
    fields["link"] = link.how
    figures["link"] = {
        "written": Figure.words("、".join(link.written)),
        "near": Figure.words(link.near or ""),
        "goals": names([g.name for g in u.kgis]),
        "stays": u.once(staying),
        **_mended(row, link),
    }
    if link.how == "inferred":
        sure["link"] = 0.8
    repeated = repeated_goal(u, row)
    fields["repeats_kgi"] = _yes(repeated is not None)
    if repeated is not None:
        figures["repeats_kgi"] = {"kgi": Figure.words(repeated.name)}
        if fields["base"] == "unknown" and repeated.absolute_baseline is not None:
            fields["base"] = "stated"  # the goal it repeats states it
    _put("supply", supply(u, row, limits["rounding"]), fields, figures, sure)
    fields["measures"] = row.known.measures or "other"
    # A target past its date is to be renewed first; what guards it comes after.
    fields["chased"] = "false" if fields["date_past"] in ("true", "short") else chased(u, row)
    if fields["chased"] == "true":
        sure["chased"] = 0.85
    fields["under_result"] = under_result(u, row)
    _put("quality_pair", quality_pair(u, row), fields, figures, sure)
    _put("quality_gate", quality_gate(u, row), fields, figures, sure)
    _put("reward", reward(u, row), fields, figures, sure)
    for word, judged in row_guards(u, row, limits):
        _put(word, judged, fields, figures, sure)
    if fields["paid"] in ("hushed", "hurried"):
        # What pay does to the figure is said once, with what to put beside it.
        fields["zero_count"] = fields["guardrail"] = "unjudged"
    for name, judged in further_of_kpi(u, row, str(fields["nature"]), str(fields["met"]), limits):
        _put(name, judged, fields, figures, sure)
    for word, judged in work(u, row, link, fields, limits).items():
        _put(word, judged, fields, figures, sure)
    fields |= _folded(fields, repeated is not None)
    distance = link.distance or 3
    return Fact("kpi", row.subject, (row.subject,), fields, figures, sure, max(0.4, 1.0 - 0.15 * distance), row.index)


def _folded(fields: Mapping[str, str | int], repeats: bool) -> dict[str, str]:
    """What is not said of a row because something else has to be settled first."""
    found: dict[str, str] = {}
    out_of_reach = fields["reach"] == "beyond" or fields["supply"] == "short" or fields["capacity"] == "beyond"
    unfit = fields["possible"] == "no" or fields["course"] == "reversed"
    if (out_of_reach or unfit) and fields["milestones"] == "missing":
        # Steps on the way to a target that does not stand would be a second set of figures for it.
        found["milestones"] = "not_needed"
    if repeats and fields["result"] == "unknown":
        found["result"] = "not_needed"  # the goal's own result is the one to ask for
    if fields["kept"] == "dropped":
        # Nobody looks for a daily action for what is to go.
        settled = {"action": ("missing", "none"), "milestones": ("missing",)}
        found |= {name: "not_needed" for name, words in settled.items() if fields[name] in words}
    return found


def _mended(row: ReadRow, link: Link) -> dict[str, Figure]:
    """What a link that leads nowhere may have meant, where it is the row's only one, so that nothing else is lost."""
    for key in ("kgi", "drives"):
        written = getattr(row.source, key, None)
        if link.near and written and len(written) == 1 and tuple(written) == link.written:
            return {"key": Figure(key, Text.same(key)), "mend": Figure.words(link.near)}
    return {"key": Figure.words(""), "mend": Figure.words("")}


def _kpi_date(u: Understanding, row: ReadRow, dates: Counter[str], met: str) -> str:
    if not row.has_number or getattr(row.source, "tier", None) == "monitor":
        return "not_needed"
    date_word = date_of(u, row)
    if date_word == "missing" and met in ("held", "result"):
        return "not_needed"  # it is reached, so nobody waits for a day
    if date_word == "missing" and u.plan.excerpt and u.plan.period is None:
        return "unknown"  # the period may stand in the part that is not here
    dated = sum(dates.values())
    if date_word == "from_period" and dates["own"] * 2 > dated:
        return "unlike_others"
    return date_word
