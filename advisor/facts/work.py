"""The work behind each KPI: who answers for it, where its figure comes from, what is done for it day by day."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping

from advisor.facts.base import Figure
from advisor.facts.chain import is_percentage
from advisor.facts.links import Link
from advisor.facts.measures import Judged
from advisor.facts.people import departments, influence
from advisor.facts.quality import makes_software
from advisor.facts.said import is_said_not_known
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import count, months, names, percent, plain, tidy
from advisor.knowledge_files import Activity, DataPlace, activities, data_places, step_names
from advisor.naming.names import normalize_name
from advisor.notation.blank import classify_blank
from advisor.notation.lazy_pattern import lazy
from advisor.notation.quantity import parse_quantity
from advisor.plan import KPI
from advisor.text import Text

_MONTHLY = {"day": 365.25 / 12, "week": 52 / 12, "month": 1.0, "quarter": 1 / 3, "half": 1 / 6, "year": 1 / 12}
_SELLING = ("meetings", "proposals", "orders")
_LINKS_BACK = 3
_TO_LEADS = Text("リードへの連絡", "leads contacted")
_FEW_PEOPLE = 200
_OWN_SHEET = lazy(
    r"個人(?:目標|計画|KPI|シート)|自己(?:目標|申告)|マイ(?:目標|KPI)|\bmy\b|\bpersonal (?:goals?|targets?|objectives?|scorecard|plan)\b",
    re.IGNORECASE,
)


def work(
    u: Understanding, row: ReadRow, link: Link, known: Mapping[str, str | int], limits: Mapping[str, float]
) -> dict[str, Judged]:
    """The facts about the work behind one KPI. `known` are its facts so far."""
    return {
        "owner": _owner(u, row, link, limits),
        "influence": influence(u, row),
        "source": _source(u, row, str(known["nature"])),
        "result": _result(u, row, known, limits),
        "action": _action(u, row, known, limits),
    }


# -- Who answers for it ------------------------------------------------------------------------------------------------


def _named(row: ReadRow) -> str | None:
    """The owner or department a row names."""
    source = row.source
    if classify_blank(source.owner) == "given":
        return source.owner
    department = source.department if isinstance(source, KPI) else None
    return department if classify_blank(department) == "given" else None


def _owner(u: Understanding, row: ReadRow, link: Link, limits: Mapping[str, float]) -> Judged:
    table = u.once(_owners)
    figures = {"stated": count(table.stated, "項目"), "total": count(table.total, "項目")}
    if _named(row) is not None:
        return Judged("stated", figures)
    covered = [g for g in link.goals if _named(u.kgis[g]) is not None]
    if getattr(row.source, "tier", None) == "monitor" or (covered and len(covered) == len(link.goals)):
        return Judged("stated" if covered else "not_needed", figures)
    if table.alone:
        return Judged("not_needed", figures)
    near = table.by_domain.get(row.known.domain or "")
    # Whoever carries too many already is no candidate, and a department is no person.
    if near is not None and table.carries(near[0]) < limits["kpis-per-owner"] and not table.is_department(near[0]):
        figures |= {"candidate": Figure(near[0], Text.same(near[0])), "because": Figure.words(near[1])}
    if classify_blank(row.source.owner) == "none":
        return Judged("none", figures)
    share = table.stated / table.total if table.total else 0
    beside = table.stated >= 2 and share >= limits["owners-stated"] and not u.plan.excerpt
    beside = beside and not is_said_not_known(u.plan, row, "owner")
    return Judged("missing" if beside else "unknown", figures)


class _Owners:
    """How many rows name somebody, and who answers for most rows of each field of work."""

    def __init__(self, u: Understanding) -> None:
        # A watch measure needs no owner, and counts where it names one.
        rows = [k for k in u.kpis if getattr(k.source, "tier", None) != "monitor" or _named(k) is not None]
        self.total = len(rows)
        self.stated = sum(_named(k) is not None for k in rows)
        organization, resources = u.plan.organization, u.plan.resources
        sizes = (organization.headcount if organization else None, resources.people if resources else None)
        # A sheet of one's own names nobody, because everybody knows whose it is.
        own = _OWN_SHEET.search(u.plan.title or "") is not None
        self.alone = own or any(parse_quantity(s).value == 1 for s in sizes if s is not None)
        self._carried = Counter(normalize_name(k.source.owner or "") for k in rows)
        self._departments = {normalize_name(d) for d in departments(u)}
        self.by_domain: dict[str, tuple[str, str]] = {}
        for domain, members in u.kpis_by_domain.items():
            named = [(k.source.owner, k.name) for k in members if classify_blank(k.source.owner) == "given"]
            ranked = Counter(normalize_name(o or "") for o, _ in named).most_common(2)
            # Only where one person clearly carries the field.
            if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
                owner, name = next((o, n) for o, n in named if normalize_name(o or "") == ranked[0][0])
                self.by_domain[domain] = (owner or "", name)

    def carries(self, owner: str) -> int:
        """How many KPIs this owner has."""
        return self._carried[normalize_name(owner)]

    def is_department(self, owner: str) -> bool:
        """Whether the plan knows this owner as a department."""
        return normalize_name(owner) in self._departments


def _owners(u: Understanding) -> _Owners:
    return _Owners(u)


# -- Where its figure comes from ---------------------------------------------------------------------------------------


def _source(u: Understanding, row: ReadRow, nature: str) -> Judged:
    word = _source_word(u, row)
    if word == "stated" or nature != "indicator":
        return Judged("stated" if word == "stated" else "not_needed")
    return Judged(word, {"lines": u.once(_places)})


def _source_word(u: Understanding, row: ReadRow) -> str:
    own = classify_blank(row.source.data_source)
    general = classify_blank(u.plan.operation.data_source) if u.plan.operation else "open"
    settled = own if own != "open" else general
    return {"given": "stated", "none": "none", "open": "unknown"}[settled]


def _places(u: Understanding) -> Figure:
    """For the KPIs stated to have no source, where such figures usually come from: one line for each kind of record."""
    groups: dict[Text, list[str]] = {}
    for row in u.kpis:
        if _source_word(u, row) != "none":
            continue
        step, domain = row.known.step or (row.known.converts or (None, None))[1], row.known.domain
        place = next(p for p in data_places() if _fits(u, p, domain, step))
        asked = row.known.voice is not None
        told = Text("アンケートの集計", "the survey's results") if asked else place.name
        groups.setdefault(told, []).append(row.name)
    parts = [(told, names(members, most=6).text) for told, members in groups.items()]
    ja = "、".join(f"{said.ja}は{told.ja}" for told, said in parts)
    return Figure(ja, Text(ja, "; ".join(f"{said.en} from {told.en}" for told, said in parts)))


# -- Whether a result so far is given ----------------------------------------------------------------------------------


def _result(u: Understanding, row: ReadRow, known: Mapping[str, str | int], limits: Mapping[str, float]) -> Judged:
    start, end = u.period.start, u.period.end
    if u.as_of is None or start is None or end is None or end <= start:
        return Judged("early")
    gone = (u.as_of - start).days / (end - start).days
    if gone < limits["well-under-way"]:
        return Judged("early")
    source = row.source
    told = row.actual.state in ("value", "words") or classify_blank(source.history) == "given"
    if told:
        return Judged("stated")
    compared = known["target"] in ("stated", "partly") and known["base"] != "unknown" and known["nature"] == "indicator"
    if not compared or known["date_past"] in ("true", "short"):
        return Judged("not_needed")
    days = (end - start).days
    figures = {
        # By whole days of the whole span: on 1 August a third of a year from April is over, not 34%.
        "gone": percent(min((u.as_of - start).days / ((end - start).days + 1), 1.0)),
        "span": months(days / (365.25 / 12)) if days > 45 else Figure(days, Text(f"{days}日", f"{days} days")),
    }
    none = classify_blank(source.actual) == "none"
    return Judged("none" if none else "unknown", figures)


# -- What is done for it -----------------------------------------------------------------------------------------------


def _is_activity(row: ReadRow) -> bool:
    kind = row.source.kind if isinstance(row.source, KPI) else None
    return (kind or row.known.kind) == "activity"


def _is_result(row: ReadRow, known: Mapping[str, str | int]) -> bool:
    """A figure that daily work is meant to move. Voices, levels to be kept and things to finish are none."""
    kind = (row.source.kind if isinstance(row.source, KPI) else None) or row.known.kind
    apart = row.known.voice is not None or row.known.standing or kind in ("activity", "perception", "milestone")
    watched = getattr(row.source, "tier", None) == "monitor" or known["target"] == "not_needed"
    met = known["met"] in ("held", "ahead", "result")
    return known["nature"] == "indicator" and row.known.measures is not None and not (apart or watched or met)


class _Actions:
    """What the plan says of daily work: how many rows have actions, and in which fields there are activity measures."""

    def __init__(self, u: Understanding) -> None:
        rows = [k for k in u.kpis if not _is_activity(k)]
        self.share = sum(_actions_of(k) == "given" for k in rows) / len(rows) if rows else 0.0
        active = [k for k in u.kpis if _is_activity(k)]
        self.domains = {k.known.domain for k in active}
        self.teams = {name for k in active if (name := _named(k))}
        self.fed = {normalize_name(d) for k in active for d in getattr(k.source, "drives", None) or ()}


def _actions(u: Understanding) -> _Actions:
    return _Actions(u)


def _actions_of(row: ReadRow) -> str:
    return classify_blank(getattr(row.source, "actions", None))


def _action(u: Understanding, row: ReadRow, known: Mapping[str, str | int], limits: Mapping[str, float]) -> Judged:
    if not _is_result(row, known):
        return Judged("not_needed")
    table, own, general = u.once(_actions), _actions_of(row), classify_blank(u.plan.actions)
    fed = (
        row.known.domain in table.domains
        or _named(row) in table.teams
        or bool({normalize_name(row.name), normalize_name(row.subject.id)} & table.fed)
    )
    if "given" in (own, general) or fed:
        return Judged("stated")
    figures = _daily(u, row)
    if "none" in (own, general):
        return Judged("none", figures)
    # A target comes first; what is done for it is asked meanwhile.
    beside = table.share > limits["actions-stated"] and row.has_number and not u.plan.excerpt
    beside = beside and not is_said_not_known(u.plan, row, "actions")
    return Judged("missing" if beside else "unknown", figures, 0.85)


def _daily(u: Understanding, row: ReadRow) -> dict[str, Figure]:
    """What the target takes day by day: worked back through the plan's own rates to something people do."""
    step = row.known.step or (row.known.converts[1] if row.known.converts else None)
    entry = _entry(u, row.known.domain, step)
    figures: dict[str, Figure] = {"activity": _words(entry.does)}
    owner = _named(row)
    if owner:
        figures["who"] = Figure(owner, Text.same(owner))
    if entry.practice.ja:
        figures["practice"] = _words(entry.practice)
    # Nothing is known of this work, and what fits everything says nothing.
    fits = bool(entry.steps or entry.domains) and ("product" not in entry.domains or u.once(makes_software))
    filler = {} if fits else {"filler": Figure.words(row.name)}
    monthly = _a_month(row)
    if monthly is None or row.known.measures != "volume":
        return figures | filler
    figures["split"] = _split(u, monthly)
    for _ in range(_LINKS_BACK):
        rate = _rate_into(u, step, entry)
        if rate is None:
            break
        source, share, at = rate
        monthly, step = monthly / share, at
        entry = _entry(u, row.known.domain, step) if step else entry
        does = _TO_LEADS if step in ("leads", "qualified_leads") else step_names()[step] if step else entry.does
        figures |= {"activity": _words(does), "needed": _a_month_said(monthly), "split": _split(u, monthly)}
        rates = figures.get("rate_name")
        figures["rate_name"] = _joined(rates, source, share)
        # A step that is a KPI of its own has its own daily work.
        if step is None or step in u.kpis_by_step:
            break
    if "needed" not in figures and entry.rate.ja:
        figures["measure"] = _words(entry.rate)
    return figures if "needed" in figures or "measure" in figures else figures | filler


def _words(text: Text) -> Figure:
    return Figure(text.en, text)


def _entry(u: Understanding, domain: str | None, step: str | None) -> Activity:
    return next(a for a in activities() if _fits(u, a, domain, step))


def _fits(u: Understanding, entry: Activity | DataPlace, domain: str | None, step: str | None) -> bool:
    if (entry.steps and step not in entry.steps) or (entry.domains and domain not in entry.domains):
        return False
    return not entry.selling or u.once(_sells_by_talk)


_TALK = lazy(
    r"商談|アポ(?!ロ)|架電|提案|見積|受注率|成約率|営業(?!利益|時間|日|収益)"
    r"|sales (?:calls?|meetings?|team|lead|rep)|win rate|close rate|proposals?\b|pipeline|\bquota\b|\bdemos?\b",
    re.IGNORECASE,
)


_CARE = lazy(
    r"歯科|医院|病院|クリニック|診療所|薬局|介護|福祉|clinic|dental|dentist|hospital|medical|veterinary|\bvet\b|care home",
    re.IGNORECASE,
)


def _sells_by_talk(u: Understanding) -> bool:
    """Whether people of this plan sell by talking to customers: a shop and its bookings do not."""
    if _CARE.search(f"{u.organization} {u.plan.title or ''}"):
        return False  # a practice that explains its treatment sells nothing to a buyer
    said = [u.plan.title or "", *departments(u), *(k.name for k in u.kpis), *(k.source.owner or "" for k in u.kpis)]
    return any(_TALK.search(text) or text.strip().casefold() == "sales" for text in said)


def _a_month(row: ReadRow) -> float | None:
    target = row.absolute_target
    per = row.target.per or row.per
    if target is None or target <= 0 or per not in _MONTHLY or row.target.per_person or row.target.ratio_to:
        return None
    return target * _MONTHLY[per]


def _rate_into(u: Understanding, step: str | None, entry: Activity) -> tuple[ReadRow, float, str | None] | None:
    """The one rate of the plan that leads into a step, as a share, and the step it starts from; None as the step
    where it starts from the activity itself."""
    named = [r for m in entry.rates for r in u.kpis_by_metric.get(m, ())]
    turning = [
        r for start in ("qualified_leads", "leads", *_SELLING) for r in u.rates_by_start.get(start, ())
        if r.known.converts is not None and r.known.converts[1] == step
    ]  # fmt: skip
    found = named or (turning if step in (*_SELLING, "qualified_leads") else [])
    if len(found) != 1:
        return None  # two rates into one step may belong to two regions
    row = found[0]
    level = row.absolute_baseline if row.absolute_baseline is not None else row.absolute_target
    if level is None or not is_percentage(row) or not 0 < level < 100:
        return None
    return row, level / 100, None if named else row.known.converts[0] if row.known.converts else None


def _joined(before: Figure | None, row: ReadRow, share: float) -> Figure:
    """The rates gone back through, each with its value: today's where the plan states it."""
    today = row.absolute_baseline is not None
    value = f"{plain(tidy(share * 100))}%"
    ja = f"{'現在の' if today else '目標の'}{row.name}{value}"
    en = f"{value} ({row.name}, {'today' if today else 'target'})"
    if before is None:
        return Figure(share, Text(ja, en))
    return Figure(share, Text(f"{before.text.ja}と{ja}", f"{before.text.en} and {en}"))


def _whole(value: float) -> int:
    return math.ceil(value - 1e-6)


def _a_month_said(monthly: float) -> Figure:
    return Figure(monthly, Text(f"月{_whole(monthly):,}件", f"{_whole(monthly):,}"))


def _split(u: Understanding, monthly: float) -> Figure:
    """A month's number as a day's, where the plan states its working days, else as a week's; and for each person."""
    resources = u.plan.resources
    days = parse_quantity(resources.working_days_per_month).value if resources else None
    people = parse_quantity(resources.people).value if resources else None
    several = people is not None and 1 < people <= _FEW_PEOPLE and people == int(people)
    if days is not None and 1 <= days <= 31 and monthly / days >= 1:
        daily = monthly / days
        ja = f"稼働{plain(days)}日で1日{_whole(daily):,}件"
        en = f"{_whole(daily):,} on each of {plain(days)} working days"
        if several and people and daily / people >= 1:
            each = _whole(daily / people)
            ja, en = f"{ja}、{plain(people)}人なら1人1日{each:,}件", f"{en}, {each:,} each for {plain(people)} people"
        return Figure(daily, Text(ja, en))
    weekly = monthly * 12 / 52
    if weekly < 1:
        return Figure(weekly, Text(f"月{_whole(monthly):,}件", f"{_whole(monthly):,} a month"))
    ja, en = f"週およそ{_whole(weekly):,}件", f"about {_whole(weekly):,} a week"
    if several and people and weekly / people >= 1:
        each = _whole(weekly / people)
        ja, en = f"{ja}、{plain(people)}人なら1人週{each:,}件", f"{en}, {each:,} each for {plain(people)} people"
    return Figure(weekly, Text(ja, en))
