"""Whose voice a plan hears: customers' beside staff's, and staff's where their load grows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from advisor.facts.base import Figure
from advisor.facts.domains import INFERRED, is_activity, is_in, team_text
from advisor.facts.fields import UNKNOWN
from advisor.facts.measures import Judged
from advisor.facts.understood import ReadRow, Understanding
from advisor.facts.voice import suggested
from advisor.figures import names, plain, tidy
from advisor.notation.lazy_pattern import lazy
from advisor.plan import KPI
from advisor.text import Text

_UNJUDGED = Judged("unjudged")
_FACING = ("sales", "marketing", "support", "success", "product")
_FACING_KINDS = lazy(
    r"clinic|dental|hospital|retail|shop|store|restaurant|hotel|salon|gym|hospitality|saas|"
    r"医院|病院|クリニック|歯科|小売|飲食|宿泊|旅館|ホテル|美容|理容|店舗|サロン|介護|学習塾"
)
_STAFF = lazy(
    r"社員|従業員|職員|スタッフ|メンバー|エンゲージメント|(?<![a-z])enps|staff|employee|team|engagement|\bes調査"
)
_CUSTOMER = lazy(
    r"顧客|お客|利用者|ユーザー|患者|会員|口コミ|レビュー|(?<![a-z])nps|csat|customer|client|user|patient|review|guest"
)
_HOURS = ("hour", "時間")


def _voices(u: Understanding) -> tuple[list[str], set[str]]:
    """What the plan hears, by name, and whose voices these are; `open` where one does not say."""
    heard: list[str] = []
    whose: set[str] = set()
    for row in sorted(u.rows, key=lambda r: (r.subject.kind, r.subject.id)):
        perceived = isinstance(row.source, KPI) and row.source.kind == "perception"
        if (row.known.voice is not None and (row.is_kpi or row.has_number)) or perceived:
            heard.append(row.name)
            whose.add(row.known.voice or "open")
    for asked in u.plan.qualitative or ():
        text = f"{asked.name or ''} {asked.how or ''}"
        heard.append(asked.name or asked.how or "")
        whose.add(asked.audience or _audience(text.lower()))
    return heard, whose


def _audience(text: str) -> str:
    staff, customer = _STAFF.search(text), _CUSTOMER.search(text)
    return "staff" if staff and not customer else "customer" if customer and not staff else "open"


def customer_voice(u: Understanding) -> Judged:
    """Whether a plan that serves customers and hears its staff hears customers too."""
    heard, whose = _voices(u)
    if not heard or whose != {"staff"} or not _serves(u):
        return _UNJUDGED if not heard or not _serves(u) else Judged("present")
    ask = suggested(u)
    figures = {
        "heard": names(heard, most=3),
        "suggestion": Figure(ask.name.en, ask.name),
        "how": Figure(ask.how.en, ask.how),
    }
    return Judged(UNKNOWN if u.plan.excerpt else "absent", figures, INFERRED)


def _serves(u: Understanding) -> bool:
    """Whether the plan is that of people who serve customers, by its organization or most of its KPIs."""
    if _FACING_KINDS.search(u.organization):
        return True
    facing = sum(len(u.kpis_by_domain.get(d, ())) for d in _FACING)
    return bool(u.kpis) and 2 * facing > len(u.kpis)


def staff_voice(u: Understanding, limits: Mapping[str, float]) -> Judged:
    """Whether staff are heard in a plan that states that their load grows. A list of voices left out is asked for."""
    heard, whose = _voices(u)
    if not heard or whose != {"customer"}:
        return _UNJUDGED if not heard else Judged("present")
    strained = list(_strained(u, limits))
    if not strained:
        return _UNJUDGED
    row, load = strained[0]
    figures = {"heard": names(heard, most=3), "load": Figure(load.en, load), "row": Figure.words(row.name)}
    figures["team"] = Figure.words(team_text(row) or "")
    unsaid = u.plan.excerpt or u.plan.qualitative is None
    return Judged(UNKNOWN if unsaid else "absent", figures, INFERRED)


def _strained(u: Understanding, limits: Mapping[str, float]) -> Iterator[tuple[ReadRow, Text]]:
    """What the plan itself says of a growing load, the plainest first."""
    rows: Sequence[ReadRow] = sorted(u.kpis, key=lambda r: r.subject.id)
    for row in rows:
        now = row.absolute_actual if row.absolute_actual is not None else row.absolute_baseline
        overtime = row.known.metric is not None and row.known.metric.id == "overtime"
        a_month = row.shown_unit in _HOURS and row.per in (None, "month")
        if overtime and a_month and now is not None and now >= limits["overtime-heavy"]:
            said = row.say_level(now).text
            yield row, Text(f"「{row.name}」がすでに{said.ja}です", f"“{row.name}” already stands at {said.en}")
    for row in rows:
        before, after = row.absolute_baseline, row.absolute_actual
        if before is None or after is None or row.direction is None or not is_in(row, "strain"):
            continue
        if row.better(before, after):
            a, b = row.say_level(before).text, row.say_level(after).text
            yield (
                row,
                Text(
                    f"「{row.name}」が{a.ja}から{b.ja}に悪化しています",
                    f"“{row.name}” has worsened from {a.en} to {b.en}",
                ),
            )
    for row in rows:
        before, after = row.absolute_baseline, row.absolute_target
        counted = is_activity(row) and row.known.measures == "volume" and row.direction == "up"
        if counted and before and after and before > 0 and after / before >= limits["workload-rise"]:
            a, b = row.say_level(before).text, row.say_level(after).text
            times = plain(tidy(round(after / before, 1)))
            yield (
                row,
                Text(
                    f"「{row.name}」は{a.ja}から{b.ja}へ、{times}倍に増えます",
                    f"“{row.name}” is to rise from {a.en} to {b.en}, {times} times as many",
                ),
            )
