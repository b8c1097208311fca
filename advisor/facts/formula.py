"""A goal's formula of several terms, worked out as its author wrote it: `donors * gift * 12 + appeals`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.facts.base import Figure
from advisor.facts.chain import factor_of, has_formula, is_percentage, level_of
from advisor.facts.measures import Judged, share
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import amount, plain
from advisor.naming.names import normalize_name
from advisor.text import Text

_TIMES = re.compile(r"\s{0,9}[×✕＊*]\s{0,9}")
_PLUS = re.compile(r"\s{0,9}[+＋]\s{0,9}")
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,4})?")
_TERMS_MOST = 6
_UNJUDGED = Judged("unjudged")
# How near today's figures have to bring the formula to today's goal before its sum is believed.
_BELIEVED = 0.1


@dataclass(frozen=True)
class _Term:
    rows: tuple[ReadRow, ...]
    number: float


def formula(u: Understanding, goal: ReadRow, rounding: float) -> Judged:
    """Whether the KPIs' targets, put into the goal's own formula, make the goal.

    Only a formula with a number or a sum in it is read as it stands: its author has settled the periods there. It is
    believed only where today's figures, put in, make today's goal; plain products are multiplied as chains.
    """
    target, base = goal.absolute_target, goal.absolute_baseline
    if target is None or base is None or base <= 0 or target <= base or goal.target.upper is not None:
        return _UNJUDGED
    terms = _terms(u, goal) if has_formula(goal) else ()
    if not terms or (len(terms) == 1 and terms[0].number == 1):
        return _UNJUDGED
    rows = [r for t in terms for r in t.rows]
    if any(r.absolute_target is None or r.absolute_baseline is None or r.target.ratio_to is not None for r in rows):
        return _UNJUDGED
    if any(r.baseline.per not in (None, r.target.per) for r in rows):
        return _UNJUDGED
    today = math.fsum(t.number * math.prod(_now(r) for r in t.rows) for t in terms)
    if abs(today - base) > _BELIEVED * base:
        return _UNJUDGED
    total = math.fsum(t.number * math.prod(factor_of(r) for r in t.rows) for t in terms)
    unit, gap = goal.shown_unit, target - total
    said = amount(_whole(total), unit)
    written = _written(terms)
    figures = {
        "sum": Figure(total, Text(f"{written.ja}＝{said.ja}", f"{written.en} = {said.en}")),
        "total": Figure(total, said),
        "share": share(total, target),
        "gap": Figure(gap, amount(_whole(abs(gap)), unit)),
    }
    worse = [r for r in dict.fromkeys(rows) if level_of(r) < (r.absolute_baseline or 0.0)]
    if worse:
        row = worse[0]
        now, then = row.say_level(row.absolute_baseline or 0.0), row.say_level(level_of(row))
        figures |= {"lower": Figure.words(row.name), "lower_now": now, "lower_then": then}
    return Judged("short" if total < target * (1 - rounding) else "reaches" if gap <= 0 else "unjudged", figures, 0.9)


def _terms(u: Understanding, goal: ReadRow) -> Sequence[_Term]:
    parts = [p for p in _PLUS.split((goal.source.formula or "")[:400]) if p.strip()]
    if not 1 <= len(parts) <= _TERMS_MOST:
        return ()
    by_name = {normalize_name(k.name): k for k in u.kpis}
    by_id = {k.subject.id: k for k in u.kpis}
    terms = []
    for part in parts:
        rows, number = [], 1.0
        for piece in (p.strip() for p in _TIMES.split(part)):
            row = by_id.get(piece) or by_name.get(normalize_name(piece))
            if row is not None:
                rows.append(row)
            elif _NUMBER.fullmatch(piece):
                number *= float(piece)
            else:
                return ()
        if not rows:
            return ()
        terms.append(_Term(tuple(rows), number))
    return terms


def _now(row: ReadRow) -> float:
    now = row.absolute_baseline or 0.0
    return now / 100 if is_percentage(row) else now


def _whole(value: float) -> float:
    return float(round(value)) if abs(value) >= 100 else round(value, 2)


def _written(terms: Sequence[_Term]) -> Text:
    ja, en = [], []
    for term in terms:
        said = [(r.name, r.say_level(level_of(r)).text) for r in term.rows]
        times = f"×{plain(term.number)}" if term.number != 1 else ""
        ja.append("×".join(f"{name}{v.ja}" for name, v in said) + times)
        en.append(" × ".join(f"{v.en} ({name})" for name, v in said) + times.replace("×", " × "))
    return Text("＋".join(ja), " + ".join(en))
