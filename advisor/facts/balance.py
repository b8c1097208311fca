"""Whether the KPIs of a field of work show all of it: every step of a funnel, activity and result, people's side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.facts.base import Figure
from advisor.facts.domains import (
    INFERRED,
    RECRUITING,
    SALES,
    SUCCESS,
    WEB,
    WorkSet,
    is_activity,
    is_unread,
    proposed,
    said_names,
    work_set,
)
from advisor.facts.fields import UNKNOWN
from advisor.facts.measures import Judged
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import amount, count, figure, kpis, plain, tidy
from advisor.naming.catalogue import metric
from advisor.notation.lazy_pattern import lazy
from advisor.text import Text

Figures = dict[str, Figure]
_UNJUDGED = Judged("unjudged")
# Whoever publishes for readers has reached its aim once they read.
_PUBLISHER = lazy(
    r"media|blog|newspaper|publisher|メディア|ブログ|新聞|出版|自治体|government|municipal|school|library|学校|図書館"
)
_CONVERTS = ("leads", "qualified_leads", "meetings", "orders", "hires")
_USUAL_DAYS = 20
_LEAST = 2


# Web marketing: awareness, interest, action.


def web_rows(u: Understanding) -> list[ReadRow]:
    """The web marketing KPIs of a plan that is about web marketing; none in any other plan."""
    own = [r for r in work_set(u, WEB).rows if r.known.domain == "marketing"]
    # A shop that also counts its followers is no web-marketing plan.
    few = len(own) < _LEAST or 2 * len(own) < len(u.kpis)
    return [] if few or u.plan.plan_type == "okr" else own


def web_funnel(u: Understanding) -> Judged:
    """Whether web marketing KPIs reach from being found to being asked, so that a bottleneck can be placed."""
    web, own = work_set(u, WEB), web_rows(u)
    before, action = web.of("awareness", "interest"), web.of("action")
    if not own:
        return _UNJUDGED
    figures: Figures = {
        "seen": said_names(own),
        "count": count(len(own), "項目"),
        "usual": proposed(web.stage("action").usual),
        "steps": _steps(web, [s.id for s in web.domain.stages if s.id in web.by_stage]),
        "missing": _steps(web, [s.id for s in web.domain.stages if s.id not in web.by_stage]),
    }
    unread = any(is_unread(r) for r in u.kpis)
    if before and not action:
        if _PUBLISHER.search(u.organization) or any(_is_reading(g) for g in u.kgis):
            return _UNJUDGED
        if any(g.known.step in _CONVERTS for g in u.kgis):
            return Judged("covered", figures, INFERRED)
        figures |= _traffic(min(before, key=_nearness))
        if _sells_online(u):
            figures["usual"] = proposed(("purchase-rate", "orders"))
        if u.plan.excerpt or unread or not any(g.known.domain in _EARNING for g in u.kgis):
            return Judged(UNKNOWN, figures, INFERRED)
        return Judged("no_action", figures, INFERRED)
    measured = [r for r in u.kpis if not is_activity(r) and r.known.voice is None]
    alone = not before and len(own) == len(measured) and not any(r.known.converts for r in own)
    if alone and all(r.known.step in _CONVERTS for r in own):
        figures["usual"] = proposed([*web.stage("awareness").usual, "conversion-rate"])
        figures |= _traffic(own[0])
        return _UNJUDGED if u.plan.excerpt or unread else Judged("no_traffic", figures, INFERRED)
    return Judged("covered", figures, INFERRED)


_READ = lazy(r"広告収入|広告収益|アフィリエイト|読者|\bad (?:revenue|income)|affiliate|reader")
_SHOP = lazy(
    r"(?<![a-z])ec(?![a-z])|通販|ネットショップ|オンラインショップ|オンラインストア|e-?commerce|online (?:shop|store|sales)"
)
_PER_ORDER = ("average-order-value", "spend-per-customer")


def _is_reading(goal: ReadRow) -> bool:
    """Whether a goal is reached once people read: visits, or what advertisers pay for them."""
    return goal.known.step in ("visits", "impressions") or _READ.search(goal.name.lower()) is not None


def _sells_online(u: Understanding) -> bool:
    """Whether visitors are to buy rather than to inquire."""
    per_order = any(k in u.kpis_by_metric for k in _PER_ORDER)
    return per_order or any(_SHOP.search(f"{g.name.lower()} {u.organization}") for g in u.kgis)


_VISITS = ("visits", "unique-visitors", "clicks", "page-views")


def _nearness(row: ReadRow) -> tuple[int, str]:
    """Visits are what a share of requests is taken of; page views only where nothing better is there."""
    id_ = row.known.metric.id if row.known.metric else ""
    return (_VISITS.index(id_) if id_ in _VISITS else len(_VISITS), row.subject.id)


_EARNING = ("sales", "finance", "success", "product", "marketing")


def _steps(work: WorkSet, ids: Sequence[str]) -> Figure:
    """The names of some steps, without what stands in brackets to explain them."""
    said = [work.stage(i).name for i in ids]
    short = [t.ja.split("（")[0] for t in said]
    return Figure(" / ".join(ids), Text("・".join(f"「{s}」" for s in short), " and ".join(t.en for t in said)))


def _traffic(row: ReadRow) -> Figures:
    level = row.absolute_target if row.known.measures == "volume" else None
    value = row.say_level(level) if level is not None else Figure.words("")
    return {"row": Figure.words(row.name), "level": value}


# Selling: activity and result.


def activity(u: Understanding) -> Judged:
    """Whether a plan of results says what people do for them. What it leaves unsaid is asked."""
    domain, rows = results(u)
    if domain is None:
        return _UNJUDGED
    figures: Figures = {"seen": said_names(rows), "count": kpis(len(rows))}
    done = [r for r in u.kpis if is_activity(r)]
    actions = [getattr(r.source, "actions", None) for r in u.kpis]
    if done or u.plan.actions or any(actions):
        return Judged("present", figures, INFERRED)
    figures |= _lead(u, rows, domain)
    stated_none = u.plan.actions is not None or all(getattr(r.source, "actions", None) is not None for r in rows)
    return Judged("absent" if stated_none and not u.plan.excerpt else UNKNOWN, figures, INFERRED)


def results(u: Understanding) -> tuple[str | None, list[ReadRow]]:
    """The field of work, selling or customer success, that most KPIs show results of, and these KPIs."""
    if u.plan.plan_type == "okr":
        return None, []
    for domain, stages in ((SALES, ("result", "quality")), (SUCCESS, ("use", "result"))):
        rows = work_set(u, domain).of(*stages)
        counted = [r for r in rows if r.known.kind == "outcome" or r.known.step is not None]
        if len(rows) >= _LEAST and (counted or domain == SUCCESS) and 2 * len(rows) >= len(u.kpis):
            return domain, rows
    return None, []


def _lead(u: Understanding, rows: Sequence[ReadRow], domain: str) -> Figures:
    """The result nearest to what people do, what it asks for on a working day, and activities to propose."""
    order = ("meetings", "proposals", "orders")
    counted = [r for r in rows if r.known.measures == "volume"]
    first = min(
        counted or rows, key=lambda r: (order.index(r.known.step) if r.known.step in order else 9, r.subject.id)
    )
    usual = ("calls", "client-visits") if domain == SALES else ("success-touchpoints", "onboarding-completion")
    figures: Figures = {"row": Figure.words(first.name), "usual": proposed(usual), "act": _name(usual[0])}
    level = first.absolute_target
    if domain != SALES or first.known.step not in order:
        return figures
    figures["made"] = figures["row"]
    if level is None:
        return figures
    figures["level"] = first.say_level(level)
    days = u.plan.resources.working_days_per_month if u.plan.resources else None
    a_month = float(days) if isinstance(days, int | float) and days > 0 else float(_USUAL_DAYS)
    if first.per == "month":
        figures["days"] = Figure(a_month, Text(f"{plain(a_month)}営業日", f"{plain(a_month)} working days"))
        each = level / a_month
        figures["a_day"] = Figure(each, Text(f"{plain(tidy(each))}件", plain(tidy(each))))
    return figures


def _name(id_: str) -> Figure:
    said = metric(id_).name
    return Figure(id_, said)


def outcome(u: Understanding) -> Judged:
    """Whether a plan that counts what people do under a goal of selling or hiring shows what comes of it."""
    done = sorted((r for r in u.kpis if is_activity(r)), key=lambda r: r.subject.id)
    work = _work_of(u, done)
    goal = next((g for g in u.kgis if work and _is_final(g, work)), None)
    if work is None or goal is None or len(done) < _LEAST or u.plan.plan_type == "okr":
        return _UNJUDGED
    rest = [r for r in u.kpis if not is_activity(r) and r.known.voice is None]
    figures: Figures = {"seen": said_names(done), "count": kpis(len(done))}
    if any(not is_unread(r) for r in rest):
        return Judged("present", figures, INFERRED)
    if rest:
        return _UNJUDGED
    usual = _NEXT[work]
    figures |= {"usual": proposed(usual), "next": _name(usual[0]), "rate": _name(usual[1])}
    figures |= _worth(done, goal)
    return Judged(UNKNOWN if u.plan.excerpt else "absent", figures, INFERRED)


_NEXT = {
    "sales": ("meetings", "win-rate"),
    "marketing": ("visits", "conversion-rate"),
    "hr": ("offers", "offer-acceptance-rate"),
}


def _work_of(u: Understanding, done: Sequence[ReadRow]) -> str | None:
    """What activities are done for: sales, marketing or hiring; None for a mixture of others."""
    hiring = frozenset(work_set(u, RECRUITING).of("activity"))
    if done and all(r in hiring for r in done):
        return "hr"
    found = {r.known.domain for r in done}
    return ("sales" if "sales" in found else "marketing") if found and found <= {"sales", "marketing"} else None


def _is_final(goal: ReadRow, work: str) -> bool:
    """Whether a goal lies at the end of such work: hires, or orders and money."""
    if work == "hr":
        return goal.known.step == "hires"
    return goal.known.step in ("orders", "sales") or (goal.known.domain == "finance" and goal.direction == "up")


def _worth(done: Sequence[ReadRow], goal: ReadRow) -> Figures:
    """What one act must bring on average for the goal, where both are counted over known spans."""
    wanted = goal.absolute_target
    money = wanted is not None and (goal.shown_unit or "").isupper()
    yearly = goal.per in (None, "year")
    for row in done:
        level = row.absolute_target
        if money and yearly and wanted and level and row.per == "month":
            each = wanted / (level * 12)
            return {
                "row": Figure.words(row.name),
                "level": row.say_level(level),
                "each": Figure(each, amount(float(f"{each:.3g}"), goal.shown_unit)),
            }
    return {"row": Figure.words(done[0].name)}


# Hiring: candidates' experience, growth after joining.

_SIGNALS = {"offer-decline-rate": 1, "offer-acceptance-rate": -1}


def hiring_rows(u: Understanding) -> list[ReadRow]:
    """The KPIs about numbers and staying, of a plan that is about hiring; none in any other plan."""
    hiring = work_set(u, RECRUITING)
    intake = hiring.of("activity", "intake")
    numbers = [*intake, *hiring.of("staying")]
    goal = any(g.known.step == "hires" for g in u.kgis)
    few = len(numbers) < _LEAST or 2 * len(hiring.rows) < len(u.kpis)
    return [] if few or not (intake or goal) else numbers


def hiring_care(u: Understanding, limits: Mapping[str, float]) -> Judged:
    """Whether hiring looks at candidates' experience and at growth after joining, beside numbers and staying."""
    hiring, numbers = work_set(u, RECRUITING), hiring_rows(u)
    intake = hiring.of("activity", "intake")
    if not numbers:
        return _UNJUDGED
    figures: Figures = {
        "seen": said_names(numbers),
        "count": kpis(len(numbers)),
        "experience": proposed(hiring.stage("experience").usual),
        "growth": proposed(hiring.stage("growth").usual),
    }
    heard = bool(u.plan.qualitative) or any(r.known.voice is not None for r in u.kpis)
    if heard or hiring.of("experience", "growth"):
        return Judged("present", figures, INFERRED)
    signals = [r for r in intake if r.known.metric is not None and r.known.metric.id in _SIGNALS]
    declined = _declined(intake, limits["offer-decline-high"])
    figures |= declined
    if signals and not declined and all(_level_now(r) is not None for r in signals):
        return Judged("present", figures, INFERRED)  # few decline, and the plan would see it if more did
    if u.plan.excerpt or any(is_unread(r) for r in u.kpis) or (signals and not declined):
        return Judged(UNKNOWN, figures, INFERRED)
    acted = any(getattr(r.source, "actions", None) for r in signals)
    return Judged("absent_declined" if declined and not acted else "absent", figures, INFERRED)


def _level_now(row: ReadRow) -> float | None:
    return next((v for v in (row.absolute_actual, row.absolute_baseline) if v is not None), None)


def _declined(rows: Sequence[ReadRow], limit: float) -> Figures:
    """A high share of declined offers, from its own row or from the acceptance rate, and how many people it is."""
    for row in rows:
        sign = _SIGNALS.get(row.known.metric.id) if row.known.metric else None
        now = _level_now(row)
        if sign is None or now is None or row.shown_unit != "%":
            continue
        share = now if sign > 0 else 100 - now
        if not limit <= share <= 100:
            continue
        found: Figures = {"rate": figure(tidy(share), "%"), "signal": Figure.words(row.name)}
        offers = next((r for r in rows if r.known.step == "offers"), None)
        made = offers.absolute_target or offers.absolute_baseline if offers else None
        if offers is not None and made:
            lost = round(made * share / 100)
            found |= {"offers": offers.say_level(made), "lost": Figure(lost, amount(lost, "人"))}
        return found
    return {}
