"""The figure of the plan itself that shows what a count is worth: a rate named after it, or another name for its guard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from advisor.facts.chain import STEPS
from advisor.facts.links import link_graph
from advisor.facts.understood import ReadRow, Understanding
from advisor.knowledge_files import metric_list
from advisor.naming.names import normalize_name
from advisor.notation.lazy_pattern import lazy
from advisor.plan import KPI

_STORIES = ("story-staying", "story-winning", "story-staff-staying")
_COUNT = lazy(
    r"の?(?:新規|累計|合計)?(?:送信|送付|発信|配信|配布|公開|実施|開催|獲得|申し?込み?|受付)?"
    r"(?:件数|回数|本数|通数|枚数|人数|社数|者数|数)$"
)
_RATE_EN = lazy(r"^(?P<what>[a-z]{3,30})(?:[ -](?:to|reply|response|conversion|open|acceptance|success|show)\b)")
_TURNS_JA = lazy(r"(?:入会|成約|受注|購入|契約|入所|入居|入院|入学|申込|来店|予約|転換|採用)率$")
_TURNS_EN = lazy(r"(?:[ -]to[ -][a-z]{2,20}|conversion|admission|\bwin|close|closing|booking) rate$")
_SHORTEST = 3


def stories(ids: Sequence[str]) -> tuple[str, ...]:
    """The metrics given and those that tell the same, in that order."""
    lists = [metric_list(name) for name in _STORIES]
    return tuple(dict.fromkeys([*ids, *(m for one in lists if set(one) & set(ids) for m in one)]))


def named_after(u: Understanding, row: ReadRow) -> Iterator[ReadRow]:
    """The rates that carry a count's own name: スカウト返信率 tells what スカウト送信数 is worth."""
    thing = _thing(row.name)
    if thing is not None:
        yield from (r for r in u.once(_rates).get(thing[:_SHORTEST], ()) if _thing_of_rate(r.name, thing))


def _thing(name: str) -> str | None:
    text = normalize_name(name)
    if not name.isascii():
        thing = _COUNT.sub("", text)
        return thing if thing != text and len(thing) >= _SHORTEST else None
    words = re.findall(r"[a-z]{3,}", name.lower())
    return next((w.removesuffix("s") for w in words if w not in ("number", "the", "new", "total")), None)


def _thing_of_rate(name: str, thing: str) -> bool:
    if not name.isascii():
        return normalize_name(name).startswith(thing)
    found = _RATE_EN.search(name.lower()) if name.lower().endswith(" rate") else None
    return found is not None and found.group("what").removesuffix("s") == thing


def _rates(u: Understanding) -> Mapping[str, Sequence[ReadRow]]:
    """The rates of the plan by the first letters of their names."""
    found: dict[str, list[ReadRow]] = {}
    for row in sorted(u.kpis, key=lambda r: r.subject.id):
        if row.known.measures == "rate":
            found.setdefault(normalize_name(row.name)[:_SHORTEST], []).append(row)
    return found


def turning(u: Understanding, row: ReadRow) -> Iterator[ReadRow]:
    """The rates of the same owner that say how many of those who ask go on, whatever the step is called."""
    asking = row.known.step in ("leads", "qualified_leads")
    owner = row.source.owner if asking else None
    yield from (r for r in u.once(_turning) if r is not row and owner is not None and r.source.owner == owner)
    # Without a common owner, a rate that leads to the same count will do.
    yield from (r for r in u.once(_turning) if r is not row and _meet(u, row, r))


def _turning(u: Understanding) -> Sequence[ReadRow]:
    rates = [r for r in u.kpis if (r.known.measures == "rate" and r.known.converts is None) or _ends_well(r)]
    named = [r for r in rates if (_TURNS_EN if r.name.isascii() else _TURNS_JA).search(r.name.lower())]
    return sorted(named, key=lambda r: r.subject.id)[:20]


def _ends_well(row: ReadRow) -> bool:
    return row.known.converts is not None and row.known.converts[1] in ("orders", "hires")


def _meet(u: Understanding, row: ReadRow, rate: ReadRow) -> bool:
    """Whether a count and a rate lead to one KPI, the count perhaps by way of others."""
    ends = u.once(_drives)
    goal = set(ends.get(rate, ()))
    seen, edge = {row}, [row]
    for _ in range(len(STEPS)):
        edge = [n for r in edge for n in ends.get(r, ()) if n not in seen][:20]
        if goal & set(edge):
            return True
        seen.update(edge)
    return False


def _drives(u: Understanding) -> Mapping[ReadRow, Sequence[ReadRow]]:
    graph = u.once(link_graph)
    return {u.kpis[i]: [u.kpis[j] for j in nexts] for i, nexts in graph.drives.items()}


def leads_into(u: Understanding, row: ReadRow, rate: ReadRow) -> bool:
    """Whether a rate is a factor of this very count: when it falls the count falls, so it guards nothing."""
    ends = rate.known.converts
    into = ends is not None and row.known.step is not None and ends[1] == row.known.step
    formula = normalize_name((row.source.formula or "")[:200])
    named = bool(formula) and normalize_name(rate.name) in formula
    drives = isinstance(rate.source, KPI) and row in u.once(_drives).get(rate, ())
    return into or named or drives
