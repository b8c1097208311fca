"""Targets that are soonest met by looking away: zero of what people report themselves, less cost and time."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.facts.base import Figure
from advisor.facts.domains import INFERRED, is_in, is_unread
from advisor.facts.fields import UNKNOWN
from advisor.facts.measures import Judged
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import percent
from advisor.naming.catalogue import metric
from advisor.naming.names import normalize_name
from advisor.notation.lazy_pattern import lazy
from advisor.plan import KPI
from advisor.text import Text

_UNJUDGED = Judged("unjudged")
# Nobody argues with zero of these, and they do not go unseen.
_GRAVE = lazy(
    r"重大|重篤|致命|死亡|死傷|負傷|災害|労災|事故|火災|漏えい|漏洩|流出|停止|違法|不正|"
    r"critical|serious|severe|major|sev ?[01]|p[01]\b|fatal|death|injur|accident|harm|loss|breach|leak|outage|fire\b"
)
_REPORTED = lazy(
    r"クレーム|苦情|不良|ミス|ヒヤリ|インシデント|不具合|不備|complaint|incident|near.?miss|mistake|error|bug|defect"
)
_SPEAKING = lazy(
    r"報告|申告|ヒヤリ|提案|相談|検査|監査|点検|発見|検出|reported|reporting|near.?miss|found in|caught|audit|inspection|detect"
)
_BY_HAND = ("volume", None)
SPEAK_UP = {
    "bugs": Text("社内の確認で見つけた不具合の件数", "bugs found in our own tests"),
    "defects": Text("工程内の検査で見つけた不良の件数", "defects found by inspection before shipping"),
    "complaints": Text("小さな不満も含めたご意見の受付件数", "comments received, small grumbles included"),
    "near-miss-reports": Text("報告のうち対策まで終えた割合", "the share of reports acted on"),
    "complaint-rate": Text("小さな不満も含めたご意見の受付件数", "comments received, small grumbles included"),
}
# Customers do not see these, so what they say does not watch over them.
_UNSEEN = ("incidents", "near-miss-reports", "processing-errors")
_NEAR_MISS = Text("ヒヤリハットの報告件数", "near misses reported")


def zero_count(u: Understanding, row: ReadRow) -> Judged:
    """Whether a target of zero hangs on what people report themselves, with nothing that shows they still do."""
    if not _is_zero(row):
        return _UNJUDGED
    id_ = row.known.metric.id if row.known.metric else ""
    pair = SPEAK_UP.get(id_, _NEAR_MISS)
    figures = {"pair": Figure(pair.en, pair)}
    declared = getattr(row.source, "guarded_by", None)
    voices = u.once(_voices) if id_ not in _UNSEEN else frozenset()
    if declared or any(s is not row for s in (*u.once(_speaking), *voices)):
        return Judged("paired", figures)
    if u.plan.excerpt:
        return Judged(UNKNOWN, figures, INFERRED)
    return Judged("alone_paid" if row in u.once(_at_stake) else "alone", figures, INFERRED)


def _is_zero(row: ReadRow) -> bool:
    if row.absolute_target != 0 or row.direction == "up":
        return False
    name = row.name.lower()
    if _GRAVE.search(name):
        return False
    unnamed = row.known.metric is None and row.known.measures in _BY_HAND and _REPORTED.search(name) is not None
    return is_in(row, "self-reported") or unnamed


def _speaking(u: Understanding) -> frozenset[ReadRow]:
    """The rows that show whether people still speak up: reports, inspections, and what customers say."""
    return frozenset(
        r
        for r in u.rows
        # A zero of reports is no sign that people report.
        if (is_in(r, "reporting") or _SPEAKING.search(r.name.lower())) and r.absolute_target != 0
    ) | (frozenset(u.rows) if u.plan.qualitative else frozenset())


def _voices(u: Understanding) -> frozenset[ReadRow]:
    """The rows that carry customers' voice: what goes wrong for them shows there, whoever reports it."""
    return frozenset(r for r in u.rows if r.known.voice == "customer")


def _at_stake(u: Understanding) -> frozenset[ReadRow]:
    """The rows that a reward or a penalty hangs on."""
    tied = {
        normalize_name(name)
        for i in u.plan.incentives or ()
        for name in ([i.tied_to] if isinstance(i.tied_to, str) else i.tied_to or ())
    }
    what = " ".join(normalize_name(i.what) for i in u.plan.incentives or () if i.what)
    named = (r for r in u.kpis if {normalize_name(r.name), normalize_name(r.subject.id)} & tied)
    said = (r for r in u.kpis if len(normalize_name(r.name)) >= 3 and normalize_name(r.name) in what)
    return frozenset((*named, *said))


_SLIPS = {
    "cost": Text("必要な手間や材料を省くこと", "leaving out work or material that is needed"),
    "time": Text("途中の確認を省いて急ぐこと", "hurrying past the checks"),
    "capacity": Text("余裕をなくして詰め込むこと", "filling every hour with work"),
}
_SLIPS_IN = {
    "marketing": Text("買う見込みの薄い相手を安く集めること", "cheap contacts who are unlikely to buy"),
    "hr": Text("採用の基準をゆるめること", "a lower bar for hiring"),
    "support": Text("用件が片づく前に切り上げること", "ending contacts before they are solved"),
}
"""Where what is left out has a name of its own."""


def slips_of(row: ReadRow) -> Text:
    """How a target on cost, time or use of capacity is met at the expense of the work."""
    pressed = _pressure(row)
    own = None if pressed == "capacity" else _SLIPS_IN.get(row.known.domain or "")
    return own or _SLIPS[pressed]


def _cut(row: ReadRow, squeeze: float | None) -> Figure:
    """How far the target presses, in words; empty where only the way is known."""
    if squeeze is None or _is_saving(row):
        return Figure.words("")
    share = percent(squeeze).text
    if row.direction == "down":
        return Figure(squeeze, Text(f"{share.ja}の引き下げ", f"a cut of {share.en}"))
    return Figure(squeeze, Text(f"{share.ja}の引き上げ", f"a rise of {share.en}"))


def _is_saving(row: ReadRow) -> bool:
    return row.known.metric is not None and row.known.metric.id.endswith("savings")


def _pressure(row: ReadRow) -> str:
    """What a target presses on: time, use of capacity, or cost."""
    if row.known.measures == "duration":
        return "time"
    id_ = row.known.metric.id if row.known.metric else ""
    return "capacity" if id_.endswith(("utilisation", "productivity")) else "cost"


def guardrail(u: Understanding, row: ReadRow, limits: Mapping[str, float]) -> Judged:
    """Whether anything watches quality, safety or staff beside a target on cost, time or use of capacity."""
    known = row.known.metric
    if known is None or not is_in(row, "cost-and-time") or not row.has_number or not known.guarded_by:
        return _UNJUDGED
    if row.known.standing or (isinstance(row.source, KPI) and row.source.tier == "monitor"):
        return _UNJUDGED
    squeeze = _squeeze(row)
    if squeeze is not None and squeeze <= 0:
        return _UNJUDGED
    counterpart = metric(known.guarded_by[0])
    slips = slips_of(row)
    figures = {"pair": Figure(counterpart.id, counterpart.name), "slips": Figure(slips.en, slips)}
    figures["cut"] = _cut(row, squeeze)
    watched = u.once(_watched)
    areas = (row.known.domain, *_AREAS.get(row.known.domain or "", ()))
    guarded = set(known.guarded_by) & watched
    if getattr(row.source, "guarded_by", None) or u.plan.qualitative or guarded or watched & set(areas):
        return Judged("present", figures)
    # A row in words may be just the quality that is meant.
    if u.plan.excerpt or squeeze is None or u.once(_has_words):
        return Judged(UNKNOWN, figures, INFERRED)
    steep = squeeze >= limits["guardrail-steep"]
    return Judged("absent_steep" if steep else "absent", figures, INFERRED)


def _has_words(u: Understanding) -> bool:
    return any(is_unread(k) or k.known.measures == "state" for k in u.kpis)


_SELLING = {"marketing", "sales", "success", "product"}
_AREAS = {
    "marketing": ("success", "sales"),
    "finance": ("operations", "support", "success", "product", "hr", "safety", "it", "public"),
    "operations": ("safety", "support", "success", "it", "product"),
    "it": ("product", "support", "success"),
    "support": ("success", "product"),
    "hr": (),
    "sales": ("success",),
}


def _watched(u: Understanding) -> frozenset[str]:
    """What the plan watches for quality: the measures by id, and the fields of work they belong to."""
    found: set[str] = set()
    for row in u.rows:
        if row.known.voice is not None or row.known.kind == "perception":
            # What staff say tells of haste and strain, not of the customers that selling brings.
            found |= set(_AREAS) - (_SELLING if row.known.voice == "staff" else set())
        if row.known.metric is not None and not is_in(row, "cost-and-time"):
            found.add(row.known.metric.id)
            if row.known.kind == "quality" and row.known.measures != "amount":
                found.add(row.known.metric.domain)
        elif row.known.metric is None and row.known.kind == "quality" and row.known.measures in ("rate", "score"):
            # A rate the catalogue does not know may be just the quality that is meant.
            found |= set(_AREAS)
    return frozenset(found)


def _squeeze(row: ReadRow) -> float | None:
    """How far the target presses, as a share of today's figure; None where the plan does not say."""
    if row.target.relation in ("reduction", "growth") and row.target.value is not None:
        return row.target.value / 100 if row.target.unit == "%" else None
    now, then = row.absolute_baseline, row.absolute_target
    if _is_saving(row):
        return 0.01  # what is to be saved is a cut, however much it was before
    if now is None or then is None or now <= 0 or row.direction is None:
        return None
    return (now - then) / now if row.direction == "down" else (then - now) / now
