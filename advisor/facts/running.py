"""How the plan is run: the review, what follows a miss, when targets are revised, where figures are seen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from advisor.facts.base import Figure
from advisor.facts.chain import STEPS
from advisor.facts.measures import Judged
from advisor.facts.people import who_works
from advisor.facts.quality import chased
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import count, day, months, names
from advisor.notation.blank import classify_blank
from advisor.notation.cadence import Cadence, parse_cadence
from advisor.notation.lazy_pattern import lazy
from advisor.plan import KPI
from advisor.text import Text

_DAYS: Mapping[Cadence, int] = {
    "daily": 1, "weekly": 7, "biweekly": 14, "monthly": 30, "quarterly": 91, "half_yearly": 182, "yearly": 365,
}  # fmt: skip
_OFTEN: Mapping[Cadence, Text] = {
    "daily": Text("毎日", "every day"),
    "weekly": Text("毎週", "every week"),
    "biweekly": Text("2週間ごとに", "every two weeks"),
    "monthly": Text("毎月", "every month"),
    "quarterly": Text("四半期ごとに", "every quarter"),
    "half_yearly": Text("半年ごとに", "every half-year"),
    "yearly": Text("毎年", "every year"),
}
_OF_PERIOD: Mapping[str, Cadence] = {
    "hour": "daily", "day": "daily", "week": "weekly", "month": "monthly", "quarter": "quarterly",
    "half": "half_yearly", "year": "yearly",
}  # fmt: skip
_QUICK = 14
"""A review at least this often (days) is quick enough for any plan."""
_LONG, _SHORT, _MONTH = 400, 62, 365.25 / 12
_SHOWN = 60
_NONE_SAID = lazy(
    # 罰則の決まりはない says what does not happen, not that nothing does.
    r"(?!.*(?:罰|ペナルティ|責め|blame|punish)).{0,20}(?:(?:決めて|定めて|設けて|実施して|行って|開いて|見直して|振り返って|確認して|検証して)い?(?:ない|ません)"
    r"|(?:予定|会議|定例|場|機会|仕組み|ルール|決まり|手順|一覧|出どころ)[はがも]?(?:なし|ない|無い|ありません))"
    r"|(?:no (?:regular |fixed |set |standing )?(?:reviews?|meetings?|dashboards?|rules?|revisions?|checks?|process|source)"
    r"|not (?:reviewed|revised|checked|done|tracked)|never (?:review|revis|check|done|met)\w*"
    r"|(?:we )?(?:do not|don't) (?:review|meet|have|check|track|look|revise)|nothing)[^,;。]{0,30}",
    re.IGNORECASE,
)


def said(raw: object) -> str:
    """`stated`, `none` (stated as none) or `unknown` for a field of how the plan is run."""
    blank = classify_blank(raw)
    if blank == "given" and isinstance(raw, str) and _NONE_SAID.fullmatch(raw.strip().rstrip("。.")):
        return "none"
    return {"given": "stated", "none": "none", "open": "unknown"}[blank]


def shown(raw: object) -> Figure:
    """What the author wrote, short enough to quote."""
    text = " ".join(str(raw or "").split())
    return Figure.words(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def running(u: Understanding, limits: Mapping[str, float], core: Sequence[ReadRow] = ()) -> dict[str, Judged]:
    """The facts about how the plan as a whole is run. `core` are the KPIs to keep where there are too many."""
    operation = u.plan.operation
    review, written = _review(u)
    counts = [k for k in u.kpis if _is_chased(u, k)]
    return {
        "listed": Judged("some" if u.kpis else "none"),
        "review": Judged(review, {"written": shown(written), "who": who_works(u), "rhythm": _rhythms(u, core)}),
        "review_pace": _review_pace(u, review, written, limits),
        "on_miss": Judged(
            _on_miss(operation.on_miss) if operation else "unknown",
            {"written": shown(operation.on_miss if operation else None), **_miss_figures(u)},
        ),
        "revision": Judged(
            _revision(u), {"written": shown(operation.revision if operation else None), "dates": _revision_dates(u)}
        ),
        "dashboard": Judged(
            _dashboard(u),
            {"written": shown(operation.dashboard if operation else None)},
        ),
        "counts": Judged("some" if counts else "none", sure=0.85),
        "effect_check": Judged(
            said(operation.effect_check) if operation else "unknown",
            {"written": shown(operation.effect_check if operation else None), **_effect_figures(u, counts)},
        ),
    }


_LEARNS = lazy(
    r"原因|理由|要因|なぜ|分析|検証|検討|調べ|確認|振り返|見直|変え|変更|改め|改善|話し合|相談|対策|施策|打ち手|支援|応援|停止|止め|延長|再"
    r"|caus|why|reason|analy|review|look|check|chang|adjust|revis|learn|find|fix|mend|stop|halt|diagnos|step|action|plan|test|discuss|coach|train|help|support|retro",
    re.IGNORECASE,
)
_REPORT = lazy(r"(?:改善|未達|顛末)?(?:計画書|報告書?)")
_PUSHES = lazy(
    r"努力|頑張|がんば|奮起|気合|必死|全力|挽回|取り返|発破|叱咤|いっそう|一層|もっと"
    r"|\bharder\b|more effort|try more|push\b|catch up|make up for|double down|put in more",
    re.IGNORECASE,
)


def _on_miss(raw: object) -> str:
    """What follows a miss: a look for the cause or a change, more of the same effort, or something else."""
    word = said(raw)
    # Who must hand in a 改善報告書 has been asked for a paper, not for a cause.
    if word != "stated" or _LEARNS.search(_REPORT.sub("", str(raw))):
        return word
    return "effort" if _PUSHES.search(str(raw)) else "told"


def _review(u: Understanding) -> tuple[str, str]:
    """Whether there is a review, and what it is called: a rhythm, a meeting or both."""
    review = u.plan.operation.review if u.plan.operation else None
    if review is None:
        return "unknown", ""
    words = [said(review.cadence), said(review.meeting)]
    written = " ".join(w for w in (review.cadence, review.meeting) if w and said(w) == "stated")
    if "stated" in words:
        return "stated", written
    return ("none" if "none" in words else "unknown"), ""


def _review_pace(u: Understanding, review: str, written: str, limits: Mapping[str, float]) -> Judged:
    cadence = parse_cadence(written) if review == "stated" else None
    # Where only part of the plan is here, other meetings may stand in the rest.
    if cadence is None or u.plan.excerpt:
        return Judged("unjudged")
    gap, span = _DAYS[cadence], _span(u)
    faster: Cadence = "weekly" if span is not None and span <= _SHORT else "monthly"
    if span is not None and span > _LONG:
        faster = "quarterly"
    figures = {"written": shown(written), "cadence": Figure(cadence, _OFTEN[cadence])}
    figures["faster"] = Figure(faster, _OFTEN[faster])
    if gap > _QUICK and span is not None:
        inside = max(0, round(span / gap) - 1)
        if inside < limits["reviews-in-plan"]:
            times = Text(
                f"{inside}回", "no review" if inside == 0 else f"{inside} review" + ("" if inside == 1 else "s")
            )
            figures |= {"span": months(span / _MONTH), "times": Figure(inside, times)}
            if span < 45:
                figures["span"] = Figure(span, Text(f"{span}日", f"{span} days"))
            return Judged("slow_for_plan", figures)
    # `月600人` alone says what the target counts, not that anyone has a figure each month; a week's or a day's says so.
    moving = [
        (k, own) for k in u.kpis
        if (own := _own_rhythm(k)) is not None
        and (k.per in ("day", "week") or k.source.period is not None or getattr(k.source, "frequency", None) is not None)
    ]  # fmt: skip
    # A daily figure is a pace to keep; nobody meets over it every day.
    hidden = [(k, gap / max(_DAYS[own], _DAYS["weekly"])) for k, own in moving]
    slow = [(k, passed) for k, passed in hidden if passed >= limits["figures-between-reviews"]]
    if slow:
        figures["faster"] = Figure("monthly", _OFTEN["monthly"])
        figures |= {"kpis": names([k.name for k, _ in slow], most=6)}
        figures["passed"] = count(int(min(passed for _, passed in slow)), "個")
        return Judged("slow_for_kpis", figures)
    return Judged("in_time" if span is not None or moving else "unjudged", figures)


def _span(u: Understanding) -> int | None:
    """The plan's length in days, where it has an end."""
    if u.period.start is not None and u.period.end is not None:
        return (u.period.end - u.period.start).days + 1
    return u.period.duration_days


def _own_rhythm(row: ReadRow) -> Cadence | None:
    """How often a new value of this row comes: as stated, else the period one value covers."""
    stated = parse_cadence(row.source.frequency) if isinstance(row.source, KPI) else None
    return stated or _OF_PERIOD.get(row.per or "")


def _rhythms(u: Understanding, core: Sequence[ReadRow]) -> Figure:
    """A rhythm for each KPI: as its values come, at least weekly where people act on it, at most quarterly.

    Where there are too many, for the few to keep alone; the rest comes up when it gets worse.
    """
    span = _span(u)
    usual: Cadence = "weekly" if span is not None and span <= _SHORT else "monthly"
    groups: dict[Cadence, list[str]] = {"weekly": [], "monthly": [], "quarterly": []}
    for row in core or u.kpis:
        own = _own_rhythm(row) or ("weekly" if _is_count_of_work(row) else usual)
        size = _DAYS[own]
        groups["weekly" if size <= _QUICK else "monthly" if size <= _DAYS["monthly"] else "quarterly"].append(row.name)
    parts = [(_OFTEN[c], names(group, most=6).text) for c, group in groups.items() if group]
    ja = "、".join(f"{often.ja}{said_.ja}" for often, said_ in parts)
    en = "; ".join(f"{said_.en} {often.en}" for often, said_ in parts)
    if core:
        ja, en = f"{ja}（ほかは悪化したときだけ）", f"{en} (the rest only when it gets worse)"
    return Figure(ja, Text(ja, en))


def _is_chased(u: Understanding, row: ReadRow) -> bool:
    work = _is_count_of_work(row) and row.has_number and not _is_to_fall(row)
    return work or chased(u, row) == "true"


def _is_to_fall(row: ReadRow) -> bool:
    """Whether the plan wants less of it: nobody asks what more of it brings."""
    now, then = row.absolute_baseline, row.absolute_target
    return row.target.bound in ("at_most", "below") or (now is not None and then is not None and then < now)


def _is_count_of_work(row: ReadRow) -> bool:
    kind = row.source.kind if isinstance(row.source, KPI) else None
    return "activity" in (kind, row.known.kind) and row.known.measures == "volume"


def _miss_figures(u: Understanding) -> dict[str, Figure]:
    """A result to show the three questions on, the count it draws on, and what tells of strain."""
    figures: dict[str, Figure] = {}
    for step in reversed(STEPS):
        for row in u.kpis_by_step.get(step, ()):
            before = (k for s in reversed(STEPS[: STEPS.index(step)]) for k in u.kpis_by_step.get(s, ()))
            base = next(before, None)
            if base is not None and row.has_number:
                return {"example": Figure.words(row.name), "base": Figure.words(base.name)} | _strain(u)
    rows = sorted((k for k in u.kpis if k.has_number), key=lambda k: k.subject.id)
    if rows:
        figures["example"] = Figure.words(rows[0].name)
    return figures | _strain(u)


def _strain(u: Understanding) -> dict[str, Figure]:
    row = next((r for m in ("overtime", "working-hours") for r in u.kpis_by_metric.get(m, ())), None)
    return {"strain": Figure.words(row.name)} if row else {}


def _dashboard(u: Understanding) -> str:
    operation = u.plan.operation
    word = said(operation.dashboard) if operation else "unknown"
    # Whoever says where every figure comes from has said the better part of where it can be seen.
    sourced = bool(u.kpis) and all(classify_blank(k.source.data_source) == "given" for k in u.kpis)
    if word == "unknown" and (sourced or (operation is not None and said(operation.data_source) == "stated")):
        return "unjudged"
    return word


_REVISES = lazy(
    r"(?:目標|指標|KPI|水準|数値)[^。]{0,14}(?:見直|改め|引き下げ|直す|修正)"
    r"|(?:revis|re-?set|adjust|review|chang)\w{0,12}\b[^.]{0,20}\b(?:targets?|levels?|KPIs?)",
    re.IGNORECASE,
)


def _revision(u: Understanding) -> str:
    operation = u.plan.operation
    if operation is None:
        return "unknown"
    word = said(operation.revision)
    # A plan that revises targets after a miss says when it does.
    after_miss = word == "unknown" and said(operation.on_miss) == "stated" and _REVISES.search(str(operation.on_miss))
    return "stated" if after_miss else word


def _revision_dates(u: Understanding) -> Figure:
    """When to revise, from the plan's own span: each quarter's end, the middle of a short plan, a long one's years."""
    start, end, span = u.period.start, u.period.end, _span(u)
    general = Figure("quarter", Text("四半期の終わりごと", "the end of each quarter"))
    if start is None or end is None or span is None or span < 14:
        return general
    if span < 240:
        days = [start + timedelta(days=span // 2)]
    else:
        step = 3 if span <= _LONG else 12
        days = [d for n in range(1, 13) if (d := _months_later(start, step * n) - timedelta(days=1)) < end]
    days = [d for d in days if u.as_of is None or d > u.as_of][:4]
    if not days:
        return general
    said_days = [day(d).text for d in days]
    return Figure(
        days[0].isoformat(), Text("・".join(t.ja for t in said_days), _and([t.en for t in said_days]))
    )  # fmt: skip


def _and(parts: Sequence[str]) -> str:
    return ", ".join(parts[:-1]) + f" and {parts[-1]}" if len(parts) > 1 else parts[0]


def _months_later(start: date, by: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + by, 12)
    return date(year, month + 1, min(start.day, 28))


def _effect_figures(u: Understanding, counts: Sequence[ReadRow]) -> dict[str, Figure]:
    """The count to hold against the goal, and the step between the two."""
    figures: dict[str, Figure] = {}
    if not counts:
        return figures

    def place(row: ReadRow) -> int:
        return STEPS.index(row.known.step) if row.known.step in STEPS else len(STEPS)

    first = min(counts, key=lambda k: (place(k), k.subject.id))
    figures["kpi"] = Figure.words(first.name)
    later = (k for step in STEPS[place(first) + 1 :] for k in u.kpis_by_step.get(step, ()))
    between = next((k for k in later if k is not first), None)
    if between is not None:
        figures["between"] = Figure.words(between.name)
    return figures
