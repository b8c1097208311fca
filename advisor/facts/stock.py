"""A goal that is a stock (members, units under management) and the KPIs that add to it or take from it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, timedelta

from advisor.facts.base import Figure
from advisor.facts.chain import is_percentage, per_month
from advisor.facts.fields import UNKNOWN
from advisor.facts.measures import Judged
from advisor.facts.stages import months_between, span_of
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import amount, month_of, plain
from advisor.naming.spelling import plain as folded
from advisor.notation.lazy_pattern import lazy
from advisor.notation.normalize import normalize
from advisor.record import record
from advisor.text import Text

_STOCK = lazy(
    r"^(?!新規|新しい|new |net new|lost |churned)(?:.{0,60}?(?:会員|有料会員|顧客|取引先|取引社|加盟店舗?|管理(?:戸|物件|室|棟)|保有契約(?:件|社|者)?|契約(?:社|者|世帯)"
    r"|加入者|加入世帯|ユーザー|フォロワー|登録者|在籍(?:者|生徒)?|生徒|導入(?:企業|社|店舗|団体))数"
    r"|.{0,60}?\b(?:members|customers|subscribers|clients|followers|students(?: enrolled)?|pupils|managed units"
    r"|(?:units|homes|accounts|properties) under (?:management|contract))(?: \([^()]{0,60}\))?)$",
    re.IGNORECASE,
)
_NEW_JA = lazy(
    r"新規|入会|加入|獲得|成約|受託|受注|契約|開設|会員|顧客|取引先|取引社|加盟店舗?|管理|物件|保有|世帯|登録|ユーザー|フォロワー|生徒|導入|企業|団体"
    r"|店舗|有料|月間|月次|毎月の?|純増|件数|者数|社数|戸数|室数|棟数|人数|数|の|[ 　()・]"
)
_NEW = lazy(
    r"新規|入会|加入|獲得|成約|受託|受注|純増|\bnew\b|sign-?ups?\b|acquired|added|additions|won\b|signed", re.IGNORECASE
)
_PEOPLE = lazy(
    r"会員|フォロワー|ユーザー|生徒|登録者|加入者|在籍|members|subscribers|users|followers|students", re.IGNORECASE
)
_SOLD = lazy(r"受注|成約|受託|契約|\borders?\b|contract|deal", re.IGNORECASE)
"""An order is no new member: the same one may order twice."""
_NEW_EN = frozenset(
    [
        "new",
        "net",
        "gross",
        "monthly",
        "members",
        "member",
        "customers",
        "customer",
        "subscribers",
        "clients",
        "accounts",
        "contracts",
        "units",
        "homes",
        "properties",
        "students",
        "followers",
        "users",
        "paying",
        "paid",
        "active",
        "signed",
        "won",
        "added",
        "additions",
        "acquired",
        "sign-ups",
        "signups",
        "sign",
        "ups",
        "of",
        "number",
        "per",
        "month",
        "under",
        "management",
        "managed",
        "count",
    ]
)
_LOST = ("churn-rate", "churned-accounts")
_COUNTERS = (None, "件", "人", "名", "社", "店", "店舗", "世帯", "団体")
_THINGS_JA = lazy(r"管理(?:戸|物件|室|棟)")
_THINGS_EN = lazy(r"\b(?:units|homes|properties)\b", re.IGNORECASE)
_EACH = lazy(
    r"(?:1|一)(?:件|契約|社|棟|オーナー)(?:あ?たり|当たり|につき|で)?(?:平均|約|およそ)?(?P<n>[0-9][0-9,.]{0,15})"
    r"|(?P<m>[0-9][0-9,.]{0,15}) [a-z]{1,30} (?:per|a|for each|in each) (?:new )?(?:contract|deal|owner|order|account)",
    re.IGNORECASE,
)
_INFLOWS_MOST = 3
# Months after which nobody plans.
_FAR = 120


@record(slots=False)
class _Flow:
    """A KPI that adds to the stock, and how much in a month."""

    row: ReadRow
    monthly: float


def stock(u: Understanding, goal: ReadRow, rounding: float) -> Judged:
    """Whether what the KPIs add each month, less what leaves, takes a stock from today's level to its target in time."""
    target = goal.absolute_target
    now = goal.absolute_actual if goal.absolute_actual is not None else goal.absolute_baseline
    span = span_of(u, goal)
    held = goal.per is None and goal.direction != "down" and bool(_STOCK.match(folded(goal.name)))
    if (
        target is None
        or now is None
        or span is None
        or not held
        or not 0 <= now < target
        or goal.target.upper is not None
    ):
        return Judged("unjudged")
    flows = _inflows(u, goal)
    months = months_between(*span)
    if not flows or months < 1 or u.plan.excerpt:
        return Judged("unjudged")
    added = math.fsum(f.monthly for f in flows) * months
    each = _each(goal, flows)
    if each is None:
        needed = (target - now) / added
        if needed <= 1:
            return Judged("unjudged")
        return Judged(UNKNOWN, _asked(goal, flows, months, added, needed))
    added *= each
    left, lost = _losses(u, now, months)
    lost = float(round(lost)) if lost >= 10 else lost  # nobody loses 57.6 members, and what is said has to add up
    total = now + added - lost
    if target - total <= rounding * (target - now):
        return Judged("reaches")
    return Judged(
        "short", _figures(goal, flows, (now, target, total), (months, span[0]), (each, left, lost), _churn(u)), 0.85
    )


def _inflows(u: Understanding, goal: ReadRow) -> Sequence[_Flow]:
    """The KPIs that plainly count what is added: 新規入会者数, not 紹介経由の入会. None where there are several parts."""
    found = []
    people = bool(_PEOPLE.search(goal.name))
    for row in u.once(_candidates):
        if people and _SOLD.search(row.name):
            continue
        alike = row.target.unit in (*_COUNTERS, goal.target.unit, goal.unit.unit)
        pace = per_month(u, row)
        if alike and pace is not None and row.absolute_target is not None:
            found.append(_Flow(row, (row.target.upper or row.absolute_target) * pace))
    return found if len(found) <= _INFLOWS_MOST else []


def _candidates(u: Understanding) -> Sequence[ReadRow]:
    found = []
    for row in u.kpis:
        target = row.absolute_target
        counted = row.known.measures in ("volume", None) and row.direction != "down" and not row.target.per_person
        if target is None or target <= 0 or not counted or row.per is None or not _NEW.search(row.name):
            continue
        name = folded(row.name)
        bare = not _NEW_JA.sub("", name) if not name.isascii() else set(re.findall(r"[a-z-]+", name)) <= _NEW_EN
        if bare and row.known.metric is not None and row.known.metric.id in _LOST:
            continue
        if bare:
            found.append(row)
    return sorted(found, key=lambda r: r.subject.id)


def _each(goal: ReadRow, flows: Sequence[_Flow]) -> float | None:
    """How much one addition adds: one for members; of units in a contract the plan has to say it."""
    things = (_THINGS_JA, _THINGS_EN)
    if not any(p.search(folded(goal.name)) for p in things):
        return 1.0
    if all(any(p.search(folded(f.row.name)) for p in things) and f.row.target.unit not in ("件", "社") for f in flows):
        return 1.0
    own_unit = goal.target.unit or goal.unit.unit
    if own_unit is not None and all(f.row.target.unit == own_unit for f in flows):
        return 1.0
    sources = [goal.source, *(f.row.source for f in flows)]
    for source in sources:
        for text in (getattr(source, "description", None), source.definition, source.note):
            found = _EACH.search(normalize(text[:300]) or "") if text else None
            if found is not None:
                return float((found["n"] or found["m"]).replace(",", "").rstrip("."))
    return None


def _losses(u: Understanding, now: float, months: float) -> tuple[Text | None, float]:
    """What leaves by the stated targets: a count a month, or a monthly share of today's stock."""
    for metric_id in _LOST:
        rows = u.kpis_by_metric.get(metric_id, ())
        if len(rows) != 1 or rows[0].absolute_target is None:
            continue
        row, level = rows[0], rows[0].absolute_target
        if is_percentage(row) and row.per in ("month", None) and 0 < level < 20:
            monthly = row.per == "month" or "月" in row.name or "monthly" in row.name.lower()
            if monthly:
                lost = now * level / 100 * months
                share = amount(level, "%")
                return Text(f"月{share.ja}の「{row.name}」", f"{share.en} a month for “{row.name}”"), lost
        elif not is_percentage(row) and row.per is not None and (pace := per_month(u, row)) is not None:
            said = row.say(level).text
            return Text(f"{said.ja}の「{row.name}」", f"{said.en} for “{row.name}”"), level * pace * months
    return None, 0.0


def _churn(u: Understanding) -> float:
    """The share of the stock that leaves in a month, where the losses are stated as such a share; else 0."""
    rows = u.kpis_by_metric.get("churn-rate", ())
    row = rows[0] if len(rows) == 1 else None
    if row is None or row.absolute_target is None or not is_percentage(row) or row.per not in ("month", None):
        return 0.0
    monthly = row.per == "month" or "月" in row.name or "monthly" in row.name.lower()
    return row.absolute_target / 100 if monthly and 0 < row.absolute_target < 20 else 0.0


def _names(flows: Sequence[_Flow]) -> Figure:
    ja = "".join(f"「{Figure.words(f.row.name).text.ja}」" for f in flows)
    return Figure(len(flows), Text(ja, " and ".join(f"“{f.row.name}”" for f in flows)))


def _adds(flows: Sequence[_Flow], months: float) -> Text:
    span = plain(round(months, 1))
    said = [f.row.say(f.row.target.upper or f.row.absolute_target or 0.0).text for f in flows]
    ja = "＋".join(f"{f.row.name}{s.ja}" for f, s in zip(flows, said, strict=True))
    en = " + ".join(f"{s.en} ({f.row.name})" for f, s in zip(flows, said, strict=True))
    weekly = any(f.row.per != "month" for f in flows)
    if weekly:
        month = plain(round(math.fsum(f.monthly for f in flows), 1))
        ja, en = f"{ja}（月{month}）", f"{en}, {month} a month,"
    return Text(f"{ja}×{span}か月", f"{en} × {span} month{'' if span == '1' else 's'}")


def _whole(value: float) -> float:
    return float(math.floor(value + 1e-6)) if value >= 10 else round(value, 1)


def _asked(goal: ReadRow, flows: Sequence[_Flow], months: float, added: float, needed: float) -> dict[str, Figure]:
    adds, whole = _adds(flows, months), plain(_whole(added))
    return {
        "inflow": _names(flows),
        "adds": Figure(added, Text(f"{adds.ja}＝{whole}件", f"{adds.en} = {whole}")),
        "each_needed": Figure(needed, amount(math.ceil(needed * 10 - 1e-9) / 10, goal.shown_unit)),
    }


def _figures(
    goal: ReadRow,
    flows: Sequence[_Flow],
    levels: tuple[float, float, float],
    time: tuple[float, date],
    parts: tuple[float, Text | None, float],
    rate: float,
) -> dict[str, Figure]:
    (now, target, total), (months, start), (each, left, lost) = levels, time, parts
    unit = goal.shown_unit
    added = total + lost - now
    adds = _adds(flows, months)
    more = amount(_whole(added), unit)
    per_ja, per_en = ("", "") if each == 1 else (f"×1件あたり{plain(each)}", f" × {plain(each)} each")
    figures = {
        "inflow": _names(flows),
        "now": Figure(now, amount(now, unit)),
        "adds": Figure(added, Text(f"{adds.ja}{per_ja}＝{more.ja}", f"{adds.en}{per_en} = {more.en}")),
        "total": Figure(total, amount(_whole(total), unit)),
        "gap": Figure(target - total, amount(_whole(target) - _whole(total), unit)),
    }
    if left is not None:
        gone = amount(_whole(lost), unit)
        figures["leaves"] = Figure(lost, Text(f"{left.ja}で減る{gone.ja}", f"{gone.en} lost at {left.en}"))
    needed = math.ceil((target - now + lost) / months / each - 1e-9)
    counted = flows[0].row.target.unit if each == 1 else None
    figures["needed"] = Figure(needed, amount(needed, counted or (unit if each == 1 else None), "month"))
    figures |= _reached(goal, math.fsum(f.monthly for f in flows) * each, (now, target), start, rate, lost / months)
    return figures


def _reached(
    goal: ReadRow, inflow: float, levels: tuple[float, float], start: date, rate: float, lost: float
) -> dict[str, Figure]:
    """The month in which the target is reached, with a share of the grown stock leaving; the level it never passes."""
    now, target = levels
    if rate:
        most = inflow / rate
        if most <= target:
            return {"never": Figure(most, amount(_whole(most), goal.shown_unit))}
    elif inflow <= lost:
        return {}
    level = now
    for month in range(1, _FAR + 1):
        level += inflow - (level * rate if rate else lost)
        if level >= target:
            on = start + timedelta(days=math.ceil(month * 365.25 / 12))
            return {"reach_on": month_of(on)}
    return {}
