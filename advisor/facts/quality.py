"""Counts that people can push up: what watches their quality, and what pay hangs on them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, islice

from advisor.facts.base import Figure
from advisor.facts.chain import STEPS, is_percentage, today_of
from advisor.facts.counterparts import leads_into, named_after, stories, turning
from advisor.facts.measures import Judged
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import amount, figure, tidy
from advisor.naming.catalogue import Metric, metric
from advisor.naming.names import normalize_name
from advisor.naming.spelling import fold
from advisor.notation.lazy_pattern import lazy
from advisor.notation.quantity import parse_quantity
from advisor.plan import KPI, Incentive
from advisor.record import record
from advisor.text import Text

_FINAL_STEPS = ("orders", "sales", "hires")
_SELLING = ("marketing", "sales")
_NOT_SELLING = lazy(
    r"government|municipal|city|nonprofit|npo|charity|school|tutoring|fitness|\bgym\b|studio|hotel|restaurant|salon|residential|"
    r"自治体|行政|学校|塾|教室|スクール|習い事|フィットネス|ジム|旅館|ホテル|飲食|美容|サロン|介護|看護|福祉|医院|病院|歯科|クリニック|診療|保育|"
    r"clinic|hospital|dental|veterinary|care home"
)
_SHOP = lazy(r"小売|店舗|販売店|通販|ネットショップ|ecサイト|\bec\b|retail|\bshops?\b|\bstores?\b|e-?commerce")
_BY_TALK = ("meetings", "proposals")
_SOFTWARE = lazy(r"software|saas|app\b|platform|internet|web|\bit\b|ソフト|アプリ|システム|ウェブ|クラウド|ネット")
_USE = ("outcome", "quality")
_FEW_A_MONTH = 20
"""Below so many results a month, a week's share swings by chance."""
_PAID_DOMAINS = ("marketing", "sales", "hr", "support", "success", "product")


def chased(u: Understanding, row: ReadRow) -> str:
    """`true` for a count with a target that people can raise by doing more of it, or are paid to."""
    final = row.known.step in _FINAL_STEPS
    is_count = row.known.measures == "volume" and row.has_number and not final
    if not is_count or (row.direction != "up" and row.known.direction is not None):
        return "false"
    now, then = row.absolute_baseline, row.absolute_target
    if now is not None and then is not None and then < now:
        return "false"  # nobody chases a count that is to fall
    known = row.known.gaming is not None and row.direction == "up"
    return "true" if known or row in u.once(_paid) else "false"


def _paid(u: Understanding) -> frozenset[ReadRow]:
    """The rows that some reward hangs on."""
    rewards = (i for i in u.plan.incentives or () if i.kind != "penalty")
    return frozenset(row for reward in rewards for row in tied(u, reward) or ())


def under_result(u: Understanding, row: ReadRow) -> str:
    """`true` for an activity count with the result it feeds beside it: a good activity measure."""
    if (row.source.kind if isinstance(row.source, KPI) else None) != "activity" and row.known.kind != "activity":
        return "false"
    fed = any(
        other is not row
        and other.known.kind in ("outcome", "quality")
        and (other.known.step is not None or other.known.converts is not None)
        for other in u.kpis_by_domain.get(row.known.domain or "", ())
    )
    return "true" if fed or bool(getattr(row.source, "drives", None)) else "false"


def watchers(u: Understanding, row: ReadRow) -> Iterator[ReadRow]:
    """The rates, scores and voice measures of the plan that watch this count, nearest first."""
    turns = u.rates_by_start.get(row.known.step or "", ())
    own = named_after(u, row)
    named = (other for guard in stories(_guards(row)) for other in u.kpis_by_metric.get(guard, ()))
    # What people say of a service watches its volume, and so does a goal that is a rate; in selling they do not.
    served = row.known.domain not in _SELLING
    voices = (
        o for o in u.kpis if served and o.known.voice is not None and row.known.domain in ("public", o.known.domain)
    )
    goals = (g for g in u.kgis if served and g.has_number and g.known.measures in ("rate", "score"))
    team = _team(row)
    near = (row.known.domain, None) if row.known.metric is not None else None
    beside = (
        o
        for o in u.kpis_by_team.get(team or "", ())
        if served and o.known.kind == "quality" and (near is None or o.known.domain in near)
    )
    for other in chain(turns, own, named, voices, goals, beside, turning(u, row)):
        is_quality = other.known.measures in ("rate", "score") or other.known.kind in ("quality", "perception")
        if is_quality and other is not row and not leads_into(u, row, other):
            yield other


def _guards(row: ReadRow) -> Sequence[str]:
    return row.known.metric.guarded_by if row.known.metric else ()


def _team(row: ReadRow) -> str | None:
    """Who answers for a row: a quality they answer for as well is one they see beside it."""
    source = row.source
    return (source.department or source.owner) if isinstance(source, KPI) else None


def quality_pair(u: Understanding, row: ReadRow) -> Judged:
    """Whether a rate, score or voice measure watches this count, and which one would."""
    if chased(u, row) == "false":
        return Judged("unjudged")
    declared = getattr(row.source, "guarded_by", None)
    near = list(islice(watchers(u, row), 12))
    seen = next((w for w in near if _is_close(u, row, w)), None) or next(iter(near), None) or _qualified(u, row)
    if declared or seen:
        name = _declared_name(u, str(declared[0])) if declared else seen.name if seen else ""
        close = declared or (seen is not None and (seen not in near or _is_close(u, row, seen)))
        return Judged("present" if close else "distant", {"pair": Figure.words(name)})
    if row.known.gated:
        # A count of what has passed a condition (有効リード) carries its quality in itself.
        return Judged("present", {"pair": Figure.words(row.name)})
    # A town's 会員 are people who help or take part: what a company does about its customers does not fit them.
    whose = f"{u.organization} {u.plan.title or ''}".lower()
    elsewhere = row.known.domain in _SELLING and _NOT_SELLING.search(whose) is not None
    elsewhere |= row.known.domain in _SELLING and u.once(_is_shop)
    # Sign-ups that never use the product are a software maker's; a practice that registers patients has none.
    elsewhere |= row.known.domain == "product" and not u.once(makes_software)
    # What the plan has already, its goal above all, is nothing to add to it.
    unfit = {*(_SELLERS_OWN if elsewhere else ()), *u.once(_known_metrics)}
    suggestion = _counterpart(row, unfit)
    gaming = (None if elsewhere else row.known.gaming) or Text("中身の伴わない件数", "hollow numbers")
    figures = {"gaming": Figure(gaming.en, gaming)}
    shown = Figure.words(row.name).text
    goes_on = Text(f"『{shown.ja}』のうち次の段階に進んだ割合", f"share of ‘{shown.en}’ that goes on to the next step")
    if u.once(_is_shop) and row.known.step in ("visits", "leads"):
        goes_on = Text(f"『{shown.ja}』のうち購入に至った割合", f"share of ‘{shown.en}’ that ends in a purchase")
    pair = suggestion.name if suggestion else goes_on
    figures["pair"] = Figure(suggestion.id if suggestion else "quality", pair)
    falls = suggestion is not None and suggestion.direction == "down"
    figures["worse"] = Figure(
        "above" if falls else "below",
        Text(
            f"最初に測った値を{'上回る' if falls else '下回る'}",
            f"{'above' if falls else 'below'} the first figure measured",
        ),
    )
    return Judged("unknown" if u.plan.excerpt else "absent", figures, 0.85)


def makes_software(u: Understanding) -> bool:
    """Whether users are a software maker's; taken to be so where the plan does not say what the organization does."""
    return not u.organization.strip() or _SOFTWARE.search(u.organization) is not None


def _is_shop(u: Understanding) -> bool:
    """Whether customers buy without a sales meeting: a shop or its site, with no count of meetings in the plan."""
    organization = u.plan.organization
    places = " ".join((organization.departments or []) if organization else []).lower()
    return _SHOP.search(f"{u.organization} {places}") is not None and not any(u.kpis_by_step.get(s) for s in _BY_TALK)


def _is_close(u: Understanding, row: ReadRow, watcher: ReadRow) -> bool:
    """Whether a watcher is worth praise: it turns this very count into the next, is its first counterpart or a voice.

    One whose target asks for no change promises nothing.
    """
    idle = watcher.absolute_target is not None and watcher.absolute_target == watcher.absolute_baseline
    if idle and not (watcher.target.maintain or watcher.known.standing):
        return False
    first = stories(_guards(row)[:1])
    counterpart = watcher.known.metric is not None and watcher.known.metric.id in first
    turns = watcher in u.rates_by_start.get(row.known.step or "", ()) or watcher in named_after(u, row)
    return turns or counterpart or watcher.known.voice is not None or not watcher.is_kpi


def _qualified(u: Understanding, row: ReadRow) -> ReadRow | None:
    """The count of those that pass a condition right behind this one: leads that qualify show what downloads are worth."""
    if row.known.step not in ("impressions", "visits", "leads"):
        return None
    return next((o for o in u.kpis_by_step.get("qualified_leads", ()) if o is not row), None)


def _declared_name(u: Understanding, guard: str) -> str:
    """The name of the KPI that the plan names as guard, which may be named by its id."""
    return next((k.name for k in u.kpis if k.subject.id == guard), guard)


_SELLERS_OWN = (
    "lead-to-meeting-rate", "qualified-lead-rate", "win-rate", "proposal-rate", "appointment-rate",
    "activation-rate", "user-retention", "free-to-paid-rate", "trial-to-paid-rate",
    "partner-sales",
)  # fmt: skip
"""What only those who sell by talk, or software, have a figure for."""


def _known_metrics(u: Understanding) -> frozenset[str]:
    """The catalogue's ids of all that the plan measures."""
    return frozenset(r.known.metric.id for r in u.rows if r.known.metric is not None)


def _counterpart(row: ReadRow, unfit: Collection[str]) -> Metric | None:
    """The counterpart to suggest: the first one that is a quality of its own and not yet in the plan."""
    if row.known.metric is None:
        return None
    choices = [metric(g) for g in row.known.metric.guarded_by if g not in unfit]
    rates = [m for m in choices if m.measures in ("rate", "score") or m.kind in ("quality", "perception")]
    rising = [m for m in rates if m.direction == "up"]
    return next(iter(rising or rates or choices), None)


def quality_gate(u: Understanding, row: ReadRow) -> Judged:
    """Whether a later step's count stands beside it, which softens the danger."""
    if chased(u, row) == "false":
        return Judged("unjudged")
    later = STEPS[STEPS.index(row.known.step) + 1 :] if row.known.step in STEPS else ()
    beside = chain(
        (o for step in later for o in u.kpis_by_step.get(step, ()) if o.known.measures != "amount" or _is_sum(o)),
        (other for guard in _guards(row) for other in u.kpis_by_metric.get(guard, ())),
        (o for o in u.kpis_by_domain.get("product", ()) if row.known.domain == "product" and o.known.kind in _USE),
    )
    other = next((o for o in beside if o is not row), None)
    return Judged("present", {"name": Figure.words(other.name)}) if other else Judged("absent")


_AVERAGE = lazy(r"平均|単価|あたり|当たり|average|\bper\b|\bmean\b", re.IGNORECASE)


def _is_sum(row: ReadRow) -> bool:
    """Whether an amount adds up, so that more of a count may lead to it; an average does not."""
    return row.target.aggregation != "average" and _AVERAGE.search(row.name) is None


def reward(u: Understanding, row: ReadRow) -> Judged:
    """What pay or an award hangs on, with the pay arithmetic where the plan's figures allow."""
    if chased(u, row) == "false":
        return Judged("unjudged")
    incentives = u.plan.incentives
    if incentives is None:
        # A town does not pay by the number of newcomers; asking would only puzzle.
        return Judged("unknown" if row.known.domain in _PAID_DOMAINS else "unjudged")
    unclear = False
    for incentive in incentives:
        if incentive.kind == "penalty":
            continue
        hung = tied(u, incentive)
        if hung is None:
            unclear = True
            continue
        if row not in hung:
            continue
        with_quality = any(t is not row and t.known.measures in ("rate", "score") for t in hung)
        figures = _pay(u, row, incentive)
        # A goal stands far from a single count, so only a KPI is read beside it.
        beside = next((w for w in islice(watchers(u, row), 12) if w.is_kpi), None)
        figures["beside"] = Figure.words(beside.name if beside else "")
        result_now = figures.get("result_now")
        value = result_now.value if result_now is not None else beside.absolute_baseline if beside else None
        share = result_now is None and beside is not None and beside.known.measures in ("rate", "score")
        if isinstance(value, int | float) and value < _FEW_A_MONTH and not share:
            figures["few"] = Figure(value, Text.same(f"{value:g}"))
        return Judged("with_quality" if with_quality else "on_this", figures)
    return Judged("unknown" if unclear else "elsewhere")


def tied(u: Understanding, incentive: Incentive) -> list[ReadRow] | None:
    """The rows an incentive hangs on; None when its text names none."""
    written = incentive.tied_to
    names = [written] if isinstance(written, str) else list(written or ())
    if not names and incentive.what:
        # Folded, so that `each new member` names the KPI “New members”.
        text = fold(incentive.what, len(incentive.what))
        named = [r for r in u.rows if len(fold(r.name)) >= 3 and fold(r.name) in text]
        return named or [r for r in u.rows if (thing := _counted_thing(r)) and thing in text] or None
    found = []
    for name in names:
        folded = normalize_name(name)
        for r in u.rows:
            if name in (r.subject.id, r.source.id) or folded == normalize_name(r.name):
                found.append(r)
    return found or None


_COUNT_ENDINGS = ("件数", "回数", "本数", "人数", "社数", "台数", "個数", "数")


def _counted_thing(row: ReadRow) -> str | None:
    """What a Japanese count counts: 資料請求 of 資料請求件数, which `資料請求1件につき500円` pays for."""
    if row.known.measures != "volume":
        return None
    name = fold(row.name)
    ending = next((e for e in _COUNT_ENDINGS if name.endswith(e)), "")
    thing = name.removesuffix(ending)
    return thing if ending and len(thing) >= 2 else None


_UNIT_PAY = re.compile(
    r"(?:1|一)\s*(?:件|回|コール|架電|本|名|人|個)(?:につき|ごとに|あたり|当たり)?|per\s+\w+|for\s+(?:each|every)\b|/\s*(?:件|回|call|lead)|a\s+(?:call|lead|visit)"
)


def _pay(u: Understanding, row: ReadRow, incentive: Incentive) -> dict[str, Figure]:
    """The sum that shows when more of the count pays more and brings less."""
    figures: dict[str, Figure] = {"what": Figure.words(incentive.what or "")}
    now, then = today_of(row), row.absolute_target
    per_unit = _unit_pay(incentive.what or "")
    result = _result(u, row)
    # Two counts that are paid for cannot both bring all of one result.
    if result is not None and u.once(_paid_results)[result.row] > 1:
        result = None
    if now is None or then is None or then <= now or now <= 0:
        return figures
    figures |= {"now": row.say(now), "then": row.say(then)}
    if per_unit is not None:
        value, currency = per_unit
        figures["pay_now"] = figure(value * now, currency)
        figures["pay_then"] = figure(value * then, currency)
    if result is None:
        return figures
    result_now = result.now
    rate_now = result_now / now * 100
    break_even = result_now / then * 100
    drop = _round_below(break_even)
    figures |= {
        ("rate_name" if result.by_rate else "result_name"): Figure.words(result.row.name),
        "result_now": _few(result_now),
        "rate": figure(_rate(rate_now), "%"),
        "break_even": figure(_rate(break_even), "%"),
        "drop": figure(drop, "%"),
        "drop_result": _few(then * drop / 100),
    }
    if per_unit is not None:
        results_then = then * rate_now / 100
        each = per_unit[0] * then / results_then
        # Cents where they are paid, or the product as printed would not come to the budget.
        shown = round(each, 2) if each < 1000 and per_unit[1] != "JPY" else float(round(each))
        figures["unit_pay"] = Figure(each, amount(shown, per_unit[1]))
        figures["pair"] = _few(results_then)
    return figures


def _few(value: float) -> Figure:
    """A count that is worked out: below 20 with a decimal, or 5.6 and 6 would both be said as 6."""
    return figure(round(value, 1) if value < 20 else float(round(value)))


def _rate(value: float) -> float:
    """A rate as people say it: 13.3 and 8.6, but 2.25."""
    return round(value, 1) if value >= 5 else tidy(value)


def _unit_pay(text: str) -> tuple[float, str] | None:
    if not _UNIT_PAY.search(text):
        return None
    money = re.search(r"[¥$€£]\s?[\d,.]{1,15}|[\d,.]{1,15}\s?(?:万|千)?円|[\d,.]{1,15}\s?(?:USD|dollars|yen)", text)
    if money is None:
        return None
    quantity = parse_quantity(money.group())
    if quantity.value is None or quantity.unit is None or not quantity.unit.isupper():
        return None
    return quantity.value, quantity.unit


@record(slots=False)
class _Result:
    """What a count brings: the row that says so, how many there are today, and whether that row is a rate."""

    row: ReadRow
    now: float
    by_rate: bool


def _paid_results(u: Understanding) -> Counter[ReadRow]:
    """Per row, how many paid counts it is the result of. A rate belongs to the one count it starts from."""
    found = (_result(u, row) for row in u.once(_paid) if row.known.measures == "volume")
    return Counter(r.row for r in found if r is not None and not r.by_rate)


def _result(u: Understanding, row: ReadRow) -> _Result | None:
    """The step this count feeds and how many it brings today, from a rate's or a count's own present value."""
    now = today_of(row)
    if now is None:
        return None
    # Only a rate that starts from this very count may be multiplied with it.
    for other in islice(u.rates_by_start.get(row.known.step or "", ()), 5):
        rate = today_of(other)
        if rate is not None and is_percentage(other) and 0 < rate < 100:
            return _Result(other, now * rate / 100, by_rate=True)
    at = STEPS.index(row.known.step) if row.known.step in STEPS else -1
    for other in _downstream(u, row, at):
        value = today_of(other)
        if value is not None and 0 < value < now and other.per == row.per:
            return _Result(other, value, by_rate=False)
    return None


def _downstream(u: Understanding, row: ReadRow, at: int) -> Sequence[ReadRow]:
    later = (r for step in STEPS[at + 1 :] for r in u.kpis_by_step.get(step, ()))
    related = (r for r in later if r.known.measures == "volume" and (row.known.domain == r.known.domain or at >= 0))
    return [r for r in islice(related, 5) if r is not row]


def _round_below(value: float) -> float:
    """A round rate clearly below the break-even: 2.25 gives 2."""
    for step in (10.0, 5.0, 1.0, 0.5, 0.1, 0.05, 0.01):
        lower = int(value / step) * step
        if value * 0.7 <= lower < value * 0.97 and lower > 0:
            return tidy(lower)
    return tidy(value * 0.8)


Figures = Mapping[str, Figure]
