"""What a target takes and the plan says it has: hands, a place where people come from, time for a sale."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from advisor.facts.base import Figure
from advisor.facts.cycle import IN_DAYS, cycle_of
from advisor.facts.fields import UNKNOWN
from advisor.facts.hands import hands
from advisor.facts.measures import Judged
from advisor.facts.stages import span_of
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import amount, day, months, plain
from advisor.knowledge_files import step_names
from advisor.naming.names import same_measure
from advisor.naming.spelling import fold
from advisor.notation.blank import classify_blank
from advisor.notation.lazy_pattern import lazy
from advisor.notation.normalize import normalize
from advisor.notation.quantity import parse_quantity
from advisor.plan import KPI
from advisor.record import record
from advisor.text import Text

_IN_MONTH = {"week": 52 / 12, "month": 1.0, "quarter": 1 / 3, "half": 1 / 6, "year": 1 / 12}
_SPAN = r"(?:1日|一日|毎日|日|1週間?|週|1[かヶカ]月|月)"
_LOAD_JA = lazy(
    r"(?:1人|一人|ひとり)(?:(?:あ?たり|当たり|につき|で|が|は)[、 ]?)?"
    rf"(?P<per>{_SPAN})(?:あ?たり|当たり|に|間)?[、 ]?(?:約|最大|平均|上限)?(?P<n>[0-9][0-9,.]*)\s?[件回社人名本台軒枚通戸卓室コ]"
)
_LOAD_EN = lazy(
    r"(?:(?:one|each|a|an|1) [a-z ]{3,24}?(?:handles?|makes?|does|takes?|inspects?|visits?|serves?|sees?|processes)"
    r" (?:about |up to |at most |around )?(?P<n>[0-9][0-9,.]{0,15})(?: [a-z]{1,20}){0,2} (?:a|per|each) (?P<per>day|week|month))"
    r"|(?:(?P<n2>[0-9][0-9,.]{0,15})(?: [a-z]{1,20})? (?:per|a|each) (?:person|rep|head|agent|member of staff|employee)"
    r"(?:,)? (?:per|a|each) (?P<per2>day|week|month))",
    re.IGNORECASE,
)
_ABLE = lazy(r"まで|上限|最大|限度|限界|対応|処理|可能|できる|こな|回れ|能力|目安|標準")
_SENTENCES = re.compile(r"[。\n;；]|\. ")
_EACH = lazy(
    r"(?:1|１|一)人(?:1日)?(?:あ?たり|当たり)の?|\s?(?:per|a) (?:person|rep|head|agent)\b|\s?per day\b", re.IGNORECASE
)


@record(slots=False)
class Load:
    """How many one person handles in a `day`, `week` or `month`."""

    value: float
    per: str


def capacity(u: Understanding, row: ReadRow, limits: Mapping[str, float]) -> Judged:
    """Whether the people stated can do what the target asks, by the plan's own figure of what one of them does."""
    target = row.absolute_target
    countable = row.known.measures in ("volume", None) and row.target.unit not in ("%", "JPY", "USD", "EUR", "GBP")
    if target is None or not countable or row.per is None or row.target.per_person or u.plan.plan_type == "okr":
        return Judged("unjudged")
    if row.target.bound in ("at_most", "below") or row.direction == "down":
        return Judged("unjudged")
    load = _load_of(u, row)
    if load is None:
        return Judged("unjudged")
    people, days = u.once(hands)
    needs_days = (load.per == "day") != (row.per == "day")
    if people is None or (needs_days and days is None):
        return Judged(UNKNOWN)
    pace = {**_IN_MONTH, "day": days or 1.0}
    if row.per not in pace or target <= 0:
        return Judged("unjudged")
    each = load.value * pace[load.per] / pace[row.per]
    can = people * each
    if can >= target * (1 - limits["rounding"]):
        return Judged("within")
    one = amount(load.value, row.shown_unit, load.per)
    sum_ja, sum_en = f"{plain(people)}人", f"{plain(people)} {'person' if people == 1 else 'people'}"
    if needs_days and days is not None:
        sum_ja, sum_en = f"{sum_ja}×月{plain(days)}日", f"{sum_en} × {plain(days)} days a month"
    able = amount(float(f"{can:.4g}"), row.shown_unit, row.per)
    gap, needed = target - can, math.ceil(target / each - 1e-9)
    figures = {
        "sum": Figure(can, Text(f"{sum_ja}×1人{one.ja}＝{able.ja}", f"{sum_en} × {one.en} each = {able.en}")),
        "can": Figure(can, able),
        "gap": Figure(gap, amount(float(f"{gap:.4g}"), row.shown_unit, row.per)),
        "people": Figure(people, amount(people, "人")),
        "people_needed": Figure(needed, amount(needed, "人")),
        "load": Figure(load.value, one),
        "load_needed": _needed_each(target, people, load, pace, row),
    }
    return Judged("beyond", figures, 0.9)


def _needed_each(target: float, people: float, load: Load, pace: Mapping[str, float], row: ReadRow) -> Figure:
    each = target * pace[row.per or "month"] / people / pace[load.per]
    return Figure(each, amount(math.ceil(each * 10 - 1e-9) / 10, row.shown_unit, load.per))


def _load_of(u: Understanding, row: ReadRow) -> Load | None:
    """What one person handles of this: in the row's own words, in a row of the same measure, or under resources."""
    source = row.source
    for text in (source.definition, source.note):
        # 上司との面談（1人月1回） says how often it happens to each, not what one can do.
        if text and (text.isascii() or _ABLE.search(text)) and (found := _load_in(text)) is not None:
            return found
    for other in u.once(_per_person):
        if other is not row and same_measure(_EACH.sub("", other.name), row.name) == "same":
            value = other.target.value
            if value and other.target.per in ("day", "week", "month") and other.target.unit in (None, row.target.unit):
                return Load(value, other.target.per)
    resources = u.plan.resources
    if resources is not None and resources.text:
        thing = _thing(row)
        for sentence in _SENTENCES.split(resources.text):
            if thing and thing in fold(sentence, 400) and (found := _load_in(sentence)) is not None:
                return found
    return None


def load_of_step(u: Understanding, step: str) -> Load | None:
    """What one person handles of a step of the funnel, where a row of that step or the resources say so."""
    rows = [k for k in u.kpis_by_step.get(step, ()) if k.known.measures == "volume"]
    for row in sorted(rows, key=lambda k: k.subject.id)[:20]:
        value = row.target.value
        if row.target.per_person and value and row.target.relation == "absolute":
            if row.target.per in ("day", "week", "month"):
                return Load(value, row.target.per)
        elif (found := _load_of(u, row)) is not None:
            return found
    resources = u.plan.resources
    label = step_names().get(step)
    if label is not None and resources is not None and resources.text:
        for sentence in _SENTENCES.split(resources.text):
            said = fold(sentence, 400)
            if (label.ja in said or label.en in said) and (found := _load_in(sentence)) is not None:
                return found
    return None


def _per_person(u: Understanding) -> Sequence[ReadRow]:
    found = [k for k in u.kpis if k.target.per_person and k.target.state == "value" and k.target.relation == "absolute"]
    return sorted(found, key=lambda k: k.subject.id)[:20]


def _thing(row: ReadRow) -> str:
    """What is counted: 訪問 of 訪問件数, which `訪問は1人1日4件` speaks of."""
    name = fold(row.name)
    for ending in ("件数", "回数", "社数", "人数", "数"):
        if name.endswith(ending):
            name = name.removesuffix(ending)
            break
    return name if len(name) >= 2 else ""


def _load_in(text: str) -> Load | None:
    plain_text = normalize(text[:400]) or ""
    ja = _LOAD_JA.search(plain_text)
    if ja is not None:
        per = "day" if "日" in ja["per"] and "月" not in ja["per"] else "week" if "週" in ja["per"] else "month"
        return _number(ja["n"], per)
    en = _LOAD_EN.search(plain_text)
    return _number(en["n"] or en["n2"], (en["per"] or en["per2"]).lower()) if en is not None else None


def _number(text: str, per: str) -> Load | None:
    value = parse_quantity(text.rstrip(".,")).value
    return Load(value, per) if value is not None and value > 0 else None


# -- where people come from ------------------------------------------------------------------------------

_LEADS = Text("見込み客", "leads"), Text("検索、広告、紹介、展示会", "search, ads, referrals, trade fairs")
_SOURCES = {
    "applicants": (Text("応募者", "applicants"), Text("求人サイト、紹介、学校", "job boards, referrals, schools")),
    "visits": (Text("来訪者", "visitors"), Text("検索、広告、SNS、紹介", "search, ads, social media, referrals")),
    "shop": (Text("来店客", "visitors"), Text("口コミ、チラシ、通りがかり", "word of mouth, leaflets, passers-by")),
    "meetings": (Text("商談相手", "prospects"), Text("問い合わせ、紹介、展示会", "enquiries, referrals, trade fairs")),
}
_NO_ARRIVALS = ("page-views", "clicks", "referrals")
_FED = ("visits", "leads", "qualified_leads", "meetings", "applicants")
_PUBLIC = lazy(r"government|municipal|city|nonprofit|npo|charity|school|library|自治体|行政|学校|図書館|市役所|町役場")
_NO_CHANNEL = lazy(
    r"(?:チャネル|集客経路|獲得経路|流入経路|リード源|集客手段|集客方法)[^。、,]{0,8}(?:なし|無し|ない|未確立|未定|決まっていない)"
    r"|no (?:lead |sales |marketing )?(?:channels?|sources? of leads)",
    re.IGNORECASE,
)
_A_CHANNEL = lazy(
    r"広告|seo|検索|展示会|セミナー|ウェビナー|紹介|メルマガ|メール配信|sns|架電|テレアポ|訪問営業|飛び込み|ポスティング|チラシ|代理店|求人媒体"
    r"|エージェント|口コミ|ブログ|記事|(?<![a-z])lp(?![a-z])|自社サイト|\bads?\b|advertis|\bsearch|referral|webinar|trade (?:fair|show)|\bevent"
    r"|newsletter|cold call|outbound|\bcalls?\b|social|partner|reseller|\bblog|content|our website|job board|\bagenc|walk-?in",
    re.IGNORECASE,
)


def channel(u: Understanding, row: ReadRow) -> Judged:
    """Whether anything says where the people a selling or hiring target counts come from."""
    counted = row.known.measures == "volume" and row.has_number and row.known.step in _FED
    known = row.known.metric
    # What a referral is names its source; views and clicks are on what draws people, not the people who come.
    if known is not None and known.id in _NO_ARRIVALS:
        return Judged("not_needed")
    # Trials come from somewhere, too; whether that is asked hangs on the plan, so they only count where none is stated.
    trial = known is not None and known.id == "trials" and u.once(_channels) == "none"
    selling = row.known.domain in ("marketing", "sales", "hr") or trial
    if not counted or not selling or row.direction != "up" or u.plan.plan_type == "okr":
        return Judged("not_needed")
    if _PUBLIC.search(f"{u.organization} {u.plan.title or ''}"):
        return Judged("not_needed")
    at = "shop" if row.known.step == "visits" and row.known.domain == "sales" else row.known.step or ""
    source, such = _SOURCES.get(at, _LEADS)
    figures = {"source": Figure(source.en, source), "such": Figure(such.en, such)}
    word = u.once(_channels)
    if word == "none":
        # A meeting comes from a lead: what is fed by another count of the plan has its source there.
        return Judged("none" if row in u.once(_first_fed) else "not_needed", figures)
    if word == "stated" or row not in u.once(_first_fed):
        return Judged("stated")
    return Judged(UNKNOWN, figures)


def _channels(u: Understanding) -> str:
    resources = u.plan.resources
    if resources is not None:
        if resources.channels is not None:
            given = [c for c in resources.channels if classify_blank(c) == "given"]
            unsaid = any(classify_blank(c) == "open" for c in resources.channels)
            return "stated" if given else "" if unsaid else "none"
        text = normalize(resources.text[:400]) if resources.text else ""
        if text and _NO_CHANNEL.search(text):
            return "none"
        if text and _A_CHANNEL.search(text):
            return "stated"
    return "stated" if any(_A_CHANNEL.search(t) for t in _texts(u)) else ""


def _texts(u: Understanding) -> Iterator[str]:
    """The words in which a plan may name a channel in passing."""
    for row in u.kpis:
        source = row.source
        yield normalize(" ".join(filter(None, (source.name, source.definition, source.note)))[:300]) or ""
        for action in (source.actions or ()) if isinstance(source, KPI) else ():
            yield normalize((action.what or "")[:300]) or ""
    for action in u.plan.actions or ():
        yield normalize((action.what or "")[:300]) or ""


def _first_fed(u: Understanding) -> frozenset[ReadRow]:
    """The counts at the head of the funnel: what comes after them is fed by them."""
    for step in ("visits", "leads", "qualified_leads", "meetings"):
        counts = [k for k in u.kpis_by_step.get(step, ()) if k.known.measures == "volume" and k.has_number]
        rows = [k for k in counts if k.known.metric is None or k.known.metric.id not in _NO_ARRIVALS]
        if rows:
            return frozenset((*rows, *u.kpis_by_step.get("applicants", ())))
    return frozenset(u.kpis_by_step.get("applicants", ()))


# -- time for a sale -------------------------------------------------------------------------------------


def lead_time(u: Understanding, row: ReadRow) -> Judged:
    """Whether a sale begun today can end before the date, by the plan's own figure of how long one takes."""
    span = span_of(u, row)
    ends = row.known.step in ("orders", "sales") and row.known.measures in ("volume", "amount")
    if span is None or not ends or row.absolute_target is None or row.direction != "up":
        return Judged("unjudged")
    cycle = cycle_of(u, row)
    if cycle is None:
        return Judged("unjudged")
    start, end = span
    left = (end - start).days
    days, said, name = cycle.days, cycle.said, cycle.name
    if days <= left:
        return Judged("fits")
    figures = {
        "cycle": said,
        "name": Figure.words(name),
        "left": months(round(left / IN_DAYS["month"])) if left >= 45 else Figure(left, amount(left, "day")),
        "start": day(start),
        "reach_on": day(_later(start, days)),
        "start_by": day(_later(end, -days)),
    }
    return Judged("longer", figures, 0.85)


def _later(start: date, days: float) -> date:
    try:
        return start + timedelta(days=math.ceil(days) if days > 0 else math.floor(days))
    except OverflowError:
        return date.max if days > 0 else date.min
