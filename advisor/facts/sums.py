"""Do the slices of a total add up: months and quarters, milestones, departments and regions, shares of a whole."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from advisor.facts.base import Figure
from advisor.facts.measures import Judged
from advisor.facts.stages import is_level, span_of, stages_of
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import amount, count
from advisor.naming.catalogue import metric
from advisor.naming.names import normalize_name, same_measure
from advisor.naming.spelling import plain, split_name
from advisor.notation.lazy_pattern import lazy
from advisor.notation.quantity import Quantity, parse_quantity
from advisor.plan import KPI
from advisor.record import record
from advisor.text import Text

_MONEY = ("JPY", "USD", "EUR", "GBP")
_SLICE = lazy(
    r"(?:第?(?P<q1>[1-4])四半期|\bq(?P<q2>[1-4])\b|(?<![a-z])q(?P<q3>[1-4])(?![0-9])|(?<![0-9])(?P<m>1[0-2]|[1-9])月(?:度|分)?"
    r"|(?P<h>上期|下期|上半期|下半期)|\bh(?P<h2>[12])\b)の?",
    re.IGNORECASE,
)
_WHOLE = {"q": 4, "m": 12, "h": 2}


# -- slices in time --------------------------------------------------------------------------------------


@record(slots=False)
class _Slices:
    """The slices of a total in their order, and how they are spoken of."""

    values: tuple[float, ...]
    said: Text
    last_only: bool = False


def slices(u: Understanding, row: ReadRow, rounding: float) -> Judged:
    """Whether the slices of a total, added up or taken as running totals, make the total."""
    total = row.absolute_target
    if total is None or total <= 0 or row.target.upper is not None or row.target.ratio_to is not None:
        return Judged("unjudged")
    parts = _in_the_text(row) or _by_milestone(u, row) or _by_row(u, row) or _by_series(u, row)
    if parts is None:
        return Judged("unjudged")
    added, last = math.fsum(parts.values), parts.values[-1]
    readings = [last, math.fsum(parts.values) / len(parts.values)] if parts.last_only else [last, added]
    if any(abs(r - total) <= rounding * total for r in (*readings, added)):
        return Judged("agree")
    if parts.last_only and row.direction is not None and row.better(last, total):
        return Judged("agree")  # a milestone past the target is ambition, not a slip
    level = parts.last_only and is_level(row)
    nearest = last if level else min((added, last), key=lambda v: abs(v - total))
    gap = float(f"{abs(nearest - total):.6g}")
    figures = {
        "parts": Figure(len(parts.values), parts.said),
        "last": row.say_level(last) if level else row.say(last, per=False),
        "total": row.say_level(total),
        "nearest": row.say_level(float(f"{nearest:.6g}")),
        "gap": Figure(gap, amount(gap, "pt" if row.shown_unit == "%" else row.shown_unit)),
    }
    if not level:  # levels, such as a rate or a monthly figure, are not added up
        figures["added"] = row.say(float(f"{added:.6g}"), per=False)
    return Judged("differ", figures, 0.9)


def _in_the_text(row: ReadRow) -> _Slices | None:
    """`年間120件（Q1 20 / Q2 30 / Q3 30 / Q4 30）`: a total with its slices behind it."""
    if not row.target.leftover or not _SLICE.search(plain(row.target.leftover)):
        return None
    return _complete(row, parse_quantity(row.target.leftover).series)


def _complete(row: ReadRow, series: Sequence[Quantity]) -> _Slices | None:
    """The slices, where they are all of a year's quarters, months or halves and in the total's unit."""
    found: dict[tuple[str, int], float] = {}
    for step in series:
        label = _label(step.when or "")
        alike = step.unit == row.target.unit or (step.unit is None and row.target.unit not in _MONEY)
        if label is None or step.state != "value" or step.value is None or not alike:
            return None
        found[label] = step.value
    return _ordered(found, Text("四半期や月の目標", "the quarters or months"))


def _label(text: str) -> tuple[str, int] | None:
    found = _SLICE.search(plain(text))
    if found is None:
        return None
    quarter = found["q1"] or found["q2"] or found["q3"]
    if quarter:
        return "q", int(quarter)
    if found["m"]:
        return "m", (int(found["m"]) - 4) % 12  # in the order of a fiscal year; only the last one matters
    return "h", int(found["h2"]) if found["h2"] else 1 if found["h"].startswith("上") else 2


def _ordered(found: Mapping[tuple[str, int], float], said: Text) -> _Slices | None:
    kinds = {kind for kind, _ in found}
    if len(kinds) != 1 or len(found) != _WHOLE[next(iter(kinds))]:
        return None
    return _Slices(tuple(found[key] for key in sorted(found)), said)


def _by_milestone(u: Understanding, row: ReadRow) -> _Slices | None:
    """Milestones whose last one falls on the target's own day."""
    stages, span = stages_of(u, row), span_of(u, row)
    if len(stages) < 2 or span is None or abs((stages[-1].at - span[1]).days) > 15:
        return None
    said = Text(f"途中の目安{len(stages)}個", f"the {len(stages)} milestones")
    return _Slices(tuple(s.value for s in stages), said, last_only=True)


def _by_row(u: Understanding, row: ReadRow) -> _Slices | None:
    """Rows of their own for each quarter or month of this measure."""
    if row.known.measures not in ("volume", "amount") or row.per not in (None, "year") or _label(row.name):
        return None
    for base, members in u.once(_sliced_rows).items():
        if same_measure(base, row.name) != "same":
            continue
        alike = [k for k in members if k.target.unit == row.target.unit or None in (k.target.unit, row.target.unit)]
        labels = {label: k.absolute_target or 0.0 for k in alike if (label := _label(k.name)) is not None}
        if len(alike) == len(members) == len(labels):
            names_ = [k.name for k in sorted(alike, key=lambda k: _label(k.name) or ("", 0))]
            ends = Text(f"「{names_[0]}」から「{names_[-1]}」まで", f"“{names_[0]}” to “{names_[-1]}”")
            return _ordered(labels, ends)
    return None


def _by_series(u: Understanding, row: ReadRow) -> _Slices | None:
    """A KPI of this goal's measure whose target is written by quarter or month."""
    if row.is_kpi or row.known.measures not in ("volume", "amount") or row.per not in (None, "year"):
        return None
    for kpi in u.once(_staged_rows):
        if same_measure(kpi.name, row.name) == "same" and (found := _complete(row, kpi.target.series)) is not None:
            return _Slices(
                found.values, Text(f"KPI「{kpi.name}」の各期の目標", f"the targets by period of the KPI “{kpi.name}”")
            )
    return None


def _staged_rows(u: Understanding) -> Sequence[ReadRow]:
    staged = [k for k in u.kpis if len(k.target.series) in _WHOLE.values() and k.known.measures in ("volume", "amount")]
    return sorted(staged, key=lambda k: k.subject.id)[:20]


def _sliced_rows(u: Understanding) -> Mapping[str, Sequence[ReadRow]]:
    """Rows that are each one quarter or month of a measure, by the measure's name."""
    groups: dict[str, list[ReadRow]] = {}
    for kpi in u.kpis:
        if kpi.absolute_target is None or kpi.known.measures not in ("volume", "amount"):
            continue
        folded = plain(kpi.name)
        if _label(folded) is not None:
            base = _SLICE.sub("", folded).strip(" ()-–・:/")
            if base:
                groups.setdefault(base, []).append(kpi)
    # Only sets that may be whole are worth comparing names for.
    whole = {base: rows for base, rows in groups.items() if len(rows) in _WHOLE.values()}
    return dict(sorted(whole.items())[:20])


# -- slices by department, region and product ------------------------------------------------------------

_PLACE = lazy(
    r"北海道|東北|北関東|南関東|関東|首都圏|甲信越|北陸|中部|東海|関西|近畿|中国地方|四国|九州|沖縄|東日本|西日本|東京|大阪|名古屋|福岡|札幌|仙台|横浜"
    r"|国内|海外|(?:支店|支社|営業所|店|地区|地域|エリア|工場|拠点|センター|事業部|本部|部|課|チーム|商品|製品|ブランド|事業)$"
    r"|^(?:[a-z]|[0-9]{1,2}|東|西|南|北)$|^(?:商品|製品|店舗|地区|エリア|チーム|product|team|area|store)\s?[a-z0-9東西南北]{1,2}$"
    r"|^(?:the )?(?:north|south|east|west|central|emea|apac|americas|europe|asia|japan|domestic|overseas|us|uk|eu)(?:ern)?"
    r"(?: (?:region|team|area|branch|division|office))?$|(?:branch|store|division|region|team|office|territory)$",
    re.IGNORECASE,
)
_ALL = re.compile(r"^(?:全社|全体|合計|総計|年間|通期|total|overall|all|company|company wide|annual|yearly)?$")
_SHARE = lazy(r"構成比|内訳|配分比?|share of|mix\b", re.IGNORECASE)
_OTHER = lazy(r"その他|ほか|残り|\bother|rest\b", re.IGNORECASE)
_PARTS_MOST = 40
_EDGES = " の-–・:：/()[]、,"


def split(u: Understanding, row: ReadRow, rounding: float) -> Judged:
    """Whether the parts of a total by department, region or product make the total; whether shares make 100 %."""
    over = u.once(_shares_off).get(row)
    if over is not None:
        return over
    total = row.absolute_target
    if total is None or total <= 0 or u.plan.excerpt or row.known.measures not in ("volume", "amount"):
        return Judged("unjudged")
    parts = _parts(u, row)
    added = math.fsum(p.absolute_target or 0.0 for p in parts)
    if len(parts) < 2 or not total / 2 <= added <= total * 2:
        return Judged("unjudged")
    gap = added - total if row.direction == "down" else total - added
    if gap <= rounding * total:
        return Judged("adds_up")
    figures = {
        "parts": _listed(parts),
        "added": row.say_level(float(f"{added:.6g}")),
        "total": row.say_level(total),
        "gap": row.say_change(float(f"{gap:.6g}")),
        "count": count(len(parts), "項目"),
        "kind": Figure("down" if row.direction == "down" else "up", Text.same("")),
    }
    return Judged("misses" if row.direction == "up" else "exceeds", figures, 0.85)


def _listed(parts: Sequence[ReadRow]) -> Figure:
    same = len({p.name for p in parts}) < len(parts)
    said = [(_called(p, same=same), p.say_level(p.absolute_target or 0.0).text) for p in parts[:8]]
    more = len(parts) - len(said)
    ja = "＋".join(f"「{name}」{v.ja}" for name, v in said) + (f"＋ほか{more}項目" if more else "")
    en = " + ".join(f"{v.en} ({name})" for name, v in said) + (f" + {more} more" if more else "")
    return Figure(" + ".join(p.subject.id for p in parts), Text(ja, en))


def _called(part: ReadRow, *, same: bool) -> str:
    """A part by its name, or by its department where several go by one name."""
    department = part.source.department if isinstance(part.source, KPI) else None
    return Figure.words(department if same and department else part.name).text.ja


def _parts(u: Understanding, total: ReadRow) -> list[ReadRow]:
    """The KPIs that are this measure for one department, region or product each."""
    base = u.once(_bases).get(total)
    if base is None or not _ALL.match(base[1]):
        return []
    # One measure on dozens of rows is a table of its own kind; which of them make the total is not for us to say.
    group = u.once(_named_parts).get(base[0], ())
    if len(group) > _PARTS_MOST:
        return []
    departments = {normalize_name(d) for d in (u.plan.organization.departments or ())} if u.plan.organization else set()
    found: dict[str, ReadRow] = {}
    for kpi, label in group:
        if kpi is total or not _same_terms(kpi, total):
            continue
        department = kpi.source.department if isinstance(kpi.source, KPI) else None
        if not label and department and not total.is_kpi:
            label = department
        is_part = label and (_PLACE.search(label) or normalize_name(label) in departments or label == department)
        if not is_part or label in found:
            return []  # something here is no plain part of the total, so nothing is added up
        found[label] = kpi
    return [found[label] for label in sorted(found)]


def _same_terms(part: ReadRow, total: ReadRow) -> bool:
    unit = part.target.unit == total.target.unit or None in (part.target.unit, total.target.unit)
    per = part.per == total.per or {part.per, total.per} == {None, "year"}
    ends = {part.deadline.end, total.deadline.end} - {None}
    plain_ = part.absolute_target is not None and part.target.upper is None and not part.target.per_person
    return unit and per and len(ends) < 2 and plain_ and part.target.aggregation == total.target.aggregation


def _named_parts(u: Understanding) -> Mapping[str, Sequence[tuple[ReadRow, str]]]:
    """The KPIs that may be parts or totals, by the measure they share, each with what it is a part of it for."""
    groups: dict[str, list[tuple[ReadRow, str]]] = {}
    for row, (measure, label) in u.once(_bases).items():
        if row.is_kpi:
            groups.setdefault(measure, []).append((row, label))
    return groups


def _bases(u: Understanding) -> Mapping[ReadRow, tuple[str, str]]:
    return {row: base for row in u.rows if (base := _base(row)) is not None}


def _base(row: ReadRow) -> tuple[str, str] | None:
    """What a row measures and which part of it: 売上 and 東日本 for 売上（東日本） and for 東日本 売上."""
    name = plain(row.name)
    pieces = split_name(name)
    core, label = (pieces.core, pieces.inner[0].strip(_EDGES)) if len(pieces.inner) == 1 else (name, None)
    known = row.known.metric
    if known is None:
        head, _, tail = core.rpartition(" - ")
        if label is None and head:
            return normalize_name(head), tail.strip(_EDGES)
        return normalize_name(core), label or ""
    found = max((h for h in _heads(known.id) if h in core), key=len, default=None)
    if found is None:
        return None
    beside = core.replace(found, " ", 1).strip(_EDGES)
    if label is None:
        return f"metric {known.id}", beside
    # 新規売上（東日本） is a part of 新規売上, not of 売上.
    return f"metric {known.id} {'' if _ALL.match(beside) else beside}".strip(), label


@lru_cache(maxsize=1024)
def _heads(metric_id: str) -> tuple[str, ...]:
    known = metric(metric_id)
    return tuple(filter(None, map(plain, (known.name.ja, known.name.en, *known.aliases))))


def _shares_off(u: Understanding) -> Mapping[ReadRow, Judged]:
    """Shares of one whole that do not make 100 %, held against the first row of each set."""
    groups: dict[str, list[ReadRow]] = {}
    for kpi in u.kpis:
        inner = split_name(plain(kpi.name))
        share = kpi.shown_unit == "%" and kpi.absolute_target is not None and kpi.target.upper is None
        if share and kpi.target.bound == "exact" and len(inner.inner) == 1 and _SHARE.search(inner.core):
            groups.setdefault(normalize_name(inner.core), []).append(kpi)
    found: dict[ReadRow, Judged] = {}
    for rows in groups.values():
        rows.sort(key=lambda k: k.subject.id)
        added = math.fsum(k.absolute_target or 0.0 for k in rows)
        closed = any(_OTHER.search(k.name) for k in rows)
        ends = {k.deadline.end for k in rows} - {None}
        # Below 100 % a share may be left out on purpose, unless the rest is among the rows.
        if len(rows) > 1 and len(ends) < 2 and (added > 101 or (closed and added < 99)):
            figures = {
                "parts": _listed(rows),
                "added": Figure(added, amount(float(f"{added:.6g}"), "%")),
                "total": Figure(100, amount(100, "%")),
                "gap": Figure(abs(added - 100), amount(float(f"{abs(added - 100):.6g}"), "pt")),
                "count": count(len(rows), "項目"),
            }
            found[rows[0]] = Judged("not_whole", figures, 0.9)
    return found
