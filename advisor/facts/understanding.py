"""From a plan to the plan as understood: every value parsed, every row classified, every reading noted.

This is the first half of the facts stage.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from advisor.facts.base import Assumption, Subject
from advisor.facts.describe import describe_quantity, describe_when
from advisor.facts.understood import SURE, ReadRow, Understanding
from advisor.naming.catalogue import Classified, classify
from advisor.notation.dates import When, parse_cadence, parse_when
from advisor.notation.lazy_pattern import lazy
from advisor.notation.quantity import Quantity, Unit, find_target_in_text, parse_quantity, parse_series, parse_unit
from advisor.plan import KGI, KPI, Plan
from advisor.text import Text

_CADENCE_PER = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "half_yearly": "half",
    "yearly": "year",
}
_NAME_PER = (
    (re.compile(r"^(月間|月次|毎月|月の|月商|平均月商)|^(monthly|per month)\b|月あたり"), "month"),
    (re.compile(r"^(年間|年次|通年|年商)|^(annual|yearly)\b|年商"), "year"),
    (re.compile(r"^(週次|週間|毎週)(?!平均)|^weekly\b"), "week"),
    (re.compile(r"^(日次|1日|一日|日商|平均日商)|^daily\b"), "day"),
    (re.compile(r"^(四半期)|^quarterly\b"), "quarter"),
)


def understand(plan: Plan, as_of: date | None) -> Understanding:
    """Parses every value of the plan. Reads no clock: `as_of` is the day given by the caller, or None."""
    day = as_of or plan.as_of
    raw_period = plan.period if isinstance(plan.period, str) or plan.period is None else plan.period.model_dump()
    period = parse_when(raw_period, as_of=day)
    notes: list[Assumption] = []
    if plan.period is not None:
        notes += _noted_when("/period", str(raw_period), period)
    elif titled := _titled_period(plan.title, day):
        period = titled
        said = describe_when(period)
        understood = Text(f"計画の期間とみなしました：{said.ja}", f"taken as the plan's period: {said.en}")
        notes.append(Assumption("/title", period.raw, understood, "inferred"))
    sections: tuple[tuple[Literal["kgis", "kpis"], str, Sequence[KGI | KPI]], ...] = (
        ("kgis", "kgi", plan.kgis),
        ("kpis", "kpi", plan.kpis),
    )
    read: dict[str, tuple[ReadRow, ...]] = {}
    for section, kind, rows in sections:
        ids = _ids(rows)
        out = []
        for index, (row, row_id) in enumerate(zip(rows, ids, strict=True)):
            pointer = plan.pointer(section, index)
            subject = Subject(kind, row_id, row.name, pointer)
            out.append(_read_row(row, subject, day, period, plan, notes))
        read[kind] = tuple(out)
    return Understanding(plan, day, period, read["kgi"], read["kpi"], tuple(notes))


_BASE_YEAR = lazy(
    r"(?:above|below|than|from|against|versus|\bvs\.?|compared (?:to|with)|\bon) (?:the )?(?:FY ?)?(?:20[0-9]{2}|last year)"
    r"|20[0-9]{2}年?度?比|(?:20[0-9]{2}(?:[-/][0-9]{2})?|last year)(?:'s)? (?:level|baseline|figure)",
    re.IGNORECASE,
)
"""A year that a target is measured from, which is no day to reach it by."""
_SPAN_IN_TITLE = lazy(
    r"(?:20[0-9]{2}|令和[0-9元]{1,2}|R[0-9]{1,2})年度(?:[上下](?:半)?期)?|\bFY ?'?(?:20)?[0-9]{2}(?:/[0-9]{2})?\b|\bQ[1-4] 20[0-9]{2}\b|"
    r"\b20[0-9]{2}/[0-9]{2}\b",
    re.IGNORECASE,
)
_NOT_ITS_SPAN = re.compile(r"\s*(?:比|版|実績|改[訂定]|策定|決算|results?\b|actuals?\b|review\b)", re.IGNORECASE)


def _titled_period(title: str | None, as_of: date | None) -> When | None:
    """The period a title names (`営業部 2026年度上期`), where it names one and it is that of the plan."""
    folded = unicodedata.normalize("NFKC", title or "")
    first = _SPAN_IN_TITLE.search(folded)
    if first is None or _NOT_ITS_SPAN.match(folded, first.end()) or _SPAN_IN_TITLE.search(folded, first.end()):
        return None  # of two, which one holds is not told
    when = parse_when(first[0], as_of=as_of)
    dated = when.state == "date" and when.start is not None and when.end is not None and not when.impossible
    return when if dated else None


def _ids(rows: Sequence[KGI | KPI]) -> list[str]:
    """An id for each row: its own, or made from its name. Rows of one name are told apart by their content,
    not their place, so shuffling a plan changes no id."""
    made = [row.id or slug(row.name) for row in rows]
    doubled = {i for i, n in Counter(made).items() if n > 1}
    taken = {row.id for row in rows if row.id}
    out = list(made)
    for row_id in sorted(doubled):
        places = [i for i, m in enumerate(made) if m == row_id and rows[i].id is None]
        places.sort(key=lambda i: json.dumps(rows[i].model_dump(mode="json"), ensure_ascii=False, sort_keys=True))
        number = 1 if row_id not in taken else 2
        for place in places:
            out[place] = row_id if number == 1 else f"{row_id}-{number}"
            number += 1
    return out


def slug(name: str) -> str:
    """An id made from a name: letters and digits of any script, joined by hyphens."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[^\w]+", "-", folded).strip("-_") or "row"


def _only_department(plan: Plan) -> str | None:
    """The department a plan as a whole is from: an inquiry is load to a support team whether or not each row says so."""
    organization = plan.organization
    if organization is None:
        return None
    if organization.departments is not None and len(organization.departments) == 1:
        return organization.departments[0]
    name = organization.name or ""
    return name if re.search(r"(?:部|課|室|チーム|\bteam|\bdesk)$", name, re.IGNORECASE) else None


def _read_row(
    row: KGI | KPI, subject: Subject, as_of: date | None, period: When, plan: Plan, notes: list[Assumption]
) -> ReadRow:
    unit = parse_unit(row.unit or "")
    department = (row.department if isinstance(row, KPI) else None) or _only_department(plan)
    known = classify(
        row.name,
        unit=row.unit,
        definition=row.definition,
        department=department,
        owner=row.owner,
        target_text=_target_text(row.target),
        organization=" ".join(filter(None, (plan.organization.kind, plan.organization.industry)))
        if plan.organization
        else None,
    )
    target = in_unit(parse_quantity(row.target), unit)
    in_name = False
    if target.state in ("open", "words") and not (
        isinstance(row.target, str) and target.state == "words" and target.grade
    ):
        for text in (row.name, row.definition, row.description if isinstance(row, KGI) else None):
            found = find_target_in_text(text) if text and target.state == "open" else None
            if found is not None:
                target, in_name = in_unit(found, unit), True
                break
    if target.state == "words" and isinstance(row.target, str) and known.measures == "rate":
        behind = find_target_in_text(row.target)  # 2週間以上の取得率85%: the share stands behind its condition
        if behind is not None and behind.unit == "%":
            target = in_unit(replace(behind, confidence="guessed"), unit)
    baseline = in_unit(parse_quantity(row.baseline), unit)
    actual = in_unit(parse_quantity(row.actual), unit)
    history = tuple(in_unit(q, unit) for q in parse_series(row.history)) if row.history is not None else ()
    if not history:
        history = _dated(baseline) + _dated(actual)
    hint: Literal["ja", "en"] | None = "ja" if plan.language == "ja" else "en" if plan.language == "en" else None
    deadline = parse_when(row.deadline, as_of=as_of, period=period, language_hint=hint)
    if deadline.state == "open" and baseline.state == "open" and _is_year(target, as_of):
        # `Net zero: 2040` says when, not how many.
        deadline = parse_when(target.raw, as_of=as_of, period=period, language_hint=hint)
        target = Quantity(target.raw, "words")
    if deadline.state == "open" and target.when and not _is_base(target):
        deadline = parse_when(target.when, as_of=as_of, period=period, language_hint=hint)
    direction, sure = _direction(row, known, target)
    read = ReadRow(
        subject=subject,
        index=int(subject.pointer.rsplit("/", 1)[-1]),
        source=row,
        known=known,
        unit=unit,
        target=target,
        baseline=baseline,
        actual=actual,
        history=history,
        deadline=deadline,
        direction=direction,
        direction_sure=sure,
        per=_covered(row, target, baseline, unit, known),
        target_in_name=in_name,
    )
    notes.extend(_notes(read))
    return read


def _is_base(target: Quantity) -> bool:
    """Whether the date in a target is the one it is measured from: `halve by 2030 against 2019` has one of each."""
    base = _BASE_YEAR.search(unicodedata.normalize("NFKC", target.raw))
    return base is not None and (target.compared_with is None or (target.when or "") in base[0])


def _is_year(target: Quantity, as_of: date | None) -> bool:
    """Whether a bare number is a year to come, and nothing says that it counts anything."""
    bare = target.state == "value" and target.confidence == "guessed" and target.unit is None and target.per is None
    year = target.value if bare and re.fullmatch(r"\s*20[0-9]{2}\s*", target.raw) else None
    return year is not None and as_of is not None and as_of.year <= year <= as_of.year + 40


def _target_text(target: object) -> str | None:
    """The target in words; a small number too, as it may tell the scale."""
    if isinstance(target, int | float) and not isinstance(target, bool) and 0 < target < 1000:
        return str(target)
    return target if isinstance(target, str) else None


def in_unit(quantity: Quantity, unit: Unit) -> Quantity:
    """A bare number takes the row's unit: 6000 with the unit 万円 is ¥60,000,000."""
    if quantity.state != "value":
        return quantity
    multiplied = unit.multiplier if quantity.unit is None and unit.multiplier != 1 else 1.0
    return replace(
        quantity,
        value=quantity.value * multiplied if quantity.value is not None else None,
        upper=quantity.upper * multiplied if quantity.upper is not None else None,
        from_value=quantity.from_value * multiplied if quantity.from_value is not None else None,
        unit=quantity.unit or (unit.unit if quantity.relation == "absolute" else None),
        per=quantity.per or (unit.per if quantity.relation == "absolute" else None),
        scale_max=quantity.scale_max or unit.scale_max,
        series=tuple(in_unit(q, unit) for q in quantity.series),
    )


def _dated(quantity: Quantity) -> tuple[Quantity, ...]:
    return tuple(q for q in quantity.series if q.state == "value" and q.when)


def _direction(row: KGI | KPI, known: Classified, target: Quantity) -> tuple[str | None, float]:
    if row.direction:
        return row.direction, 1.0
    if target.bound == "within":
        # `within ±10%` states the gap that is allowed: the smaller, the better, whatever the measure is called.
        return "down", SURE["guessed"]
    if known.direction:
        return known.direction, SURE[known.sure.get("direction", "inferred")]
    if target.state == "value" and target.bound in ("at_least", "above"):
        return "up", SURE["inferred"]
    if target.state == "value" and target.bound in ("at_most", "below"):
        return "down", SURE["inferred"]
    if target.relation == "reduction":
        return "down", SURE["inferred"]
    return None, 0.0


def _covered(row: KGI | KPI, target: Quantity, baseline: Quantity, unit: Unit, known: Classified) -> str | None:
    if known.measures in ("rate", "score", "rank", "ratio"):
        return None
    for stated in (target.per, unit.per, baseline.per):
        if stated is not None:
            return stated
    cadence = parse_cadence(row.period) if row.period is not None else None
    if cadence in _CADENCE_PER:
        return _CADENCE_PER[cadence]
    folded = unicodedata.normalize("NFKC", row.name).strip().lower()
    return next((per for pattern, per in _NAME_PER if pattern.search(folded)), None)


def _notes(row: ReadRow) -> Iterator[Assumption]:
    pointer, source = row.subject.pointer, row.source
    if row.target_in_name:
        yield Assumption(
            f"{pointer}/name",
            row.name,
            Text(
                f"名前または定義にある「{row.target.raw}」を目標値と読みました",
                f"“{row.target.raw}” in the name or definition is read as the target",
            ),
            "guessed",
        )
    for key, value, quantity in (
        ("target", source.target, row.target),
        ("baseline", source.baseline, row.baseline),
        ("actual", source.actual, row.actual),
    ):
        if (
            isinstance(value, str)
            and quantity.state not in ("open", "none")
            and not (key == "target" and row.target_in_name)
        ):
            yield Assumption(
                f"{pointer}/{key}", value, describe_quantity(quantity, row.shown_unit), quantity.confidence
            )
    if source.deadline is not None:
        yield from _noted_when(f"{pointer}/deadline", str(source.deadline), row.deadline)
    if row.direction and not source.direction and (row.is_kpi or row.has_number):
        yield Assumption(
            f"{pointer}/direction",
            "",
            Text(
                f"{'大きい' if row.direction == 'up' else '小さい'}ほどよい指標とみなしました",
                f"taken as better when it {'rises' if row.direction == 'up' else 'falls'}",
            ),
            "inferred" if row.direction_sure >= SURE["inferred"] else "guessed",
        )


def _noted_when(pointer: str, raw: str, when: When) -> Iterator[Assumption]:
    iso = re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw.strip())
    if when.state in ("open", "none") or (iso and not when.impossible):
        return
    yield Assumption(pointer, raw, describe_when(when), "inferred" if when.assumed else "parsed")
