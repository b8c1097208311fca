"""Finding measures in the catalogue by what somebody would call them, in either language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from rapidfuzz import fuzz, process

from advisor.errors import AdvisorError
from advisor.knowledge_files import sources
from advisor.naming.catalogue import Metric, all_metrics, metric
from advisor.naming.catalogue_data import load_catalogue
from advisor.naming.definitions import profile
from advisor.naming.name_reading import read_name
from advisor.naming.spelling import fold
from advisor.source.text import shown
from advisor.text import Text

Match = Literal["exact", "starts", "contains", "close"]


class UnknownMetric(AdvisorError):
    """No measure of the catalogue answers to this name."""


LONGEST_QUERY: Final = 100
_ORDER: Final[tuple[Match, ...]] = ("exact", "starts", "contains", "close")
_SHORTEST_CLOSE: Final = 3
"""A shorter query is near to half of the catalogue."""
_NEAR_ENOUGH: Final = 75
_MOST_CLOSE: Final = 200
_WORTH_NAMING: Final = 40


@dataclass(frozen=True, slots=True)
class Found:
    """A measure that was found.

    Attributes:
        match: how a name or alias of it met the query: spelt alike, starting with it, one within the other, or nearly
            spelt alike; None where everything was asked for.
        confidence: how likely it is the one that was meant, 0 to 1; None likewise.
    """

    metric: Metric
    match: Match | None = None
    confidence: float | None = None


def search_metrics(query: str = "") -> tuple[Found, ...]:
    """The measures a query may mean, the likeliest first; the whole catalogue for an empty one.

    Names meet as they do when a plan is read: width, case, spaces, plurals and okurigana make no difference. Only the
    first LONGEST_QUERY characters count.
    """
    wanted = fold(query[:LONGEST_QUERY])
    if not wanted:
        return () if query.strip() else tuple(Found(m) for m in all_metrics())
    best: dict[str, tuple[Match, float]] = {}
    for id_, match, confidence in (*_spelt(query, wanted), *_read(query)):
        if id_ not in best or _rank(match, confidence) < _rank(*best[id_]):
            best[id_] = (match, confidence)
    if not any(match == "exact" for match, _ in best.values()):  # who spells a name right means no other
        for id_, match, confidence in _close(wanted):
            best.setdefault(id_, (match, confidence))
    # Of equals the one first in the catalogue; sorting is stable.
    places = {m.id: n for n, m in enumerate(all_metrics())}
    ids = sorted(sorted(best, key=places.__getitem__), key=lambda i: _rank(*best[i]))
    return tuple(Found(metric(i), best[i][0], round(best[i][1], 2)) for i in ids)


def find_metrics(query: str) -> tuple[Found, ...]:
    """The same, but raises UnknownMetric with the nearest names where there is none."""
    if found := search_metrics(query):
        return found
    wanted, names = fold(query[:LONGEST_QUERY]), load_catalogue().names
    near = process.extract(wanted, names.keys(), scorer=fuzz.ratio, score_cutoff=_WORTH_NAMING, limit=_MOST_CLOSE)
    ids = list(dict.fromkeys(names[name] for name, _, _ in near))[:3]
    said = shown(query.strip(), 60)
    ja, en = f"「{said}」という指標は見つかりません。", f"No measure is called “{said}”."
    if ids:
        nearest = [metric(id_).name for id_ in ids]
        ja += f"近い名前は{'、'.join(f'「{name.ja}」' for name in nearest)}です。"
        en += f" The nearest are {', '.join(f'“{name.en}”' for name in nearest)}."
    raise UnknownMetric(Text(ja, en))


def _rank(match: Match, confidence: float) -> tuple[int, float]:
    return _ORDER.index(match), -confidence


def _spelt(query: str, wanted: str) -> Iterator[tuple[str, Match, float]]:
    catalogue = load_catalogue()
    as_id = query.strip().lower()
    if as_id in catalogue.metrics:
        yield as_id, "exact", 1.0
    if joined := catalogue.joined.get(wanted.replace(" ", "")):
        yield joined, "exact", 1.0
    for name, id_ in catalogue.names.items():
        if wanted in name:
            share = len(wanted) / len(name)  # the more of the name was typed, the likelier it is meant
            if share == 1:
                yield id_, "exact", 1.0
            elif name.startswith(wanted):
                yield id_, "starts", 0.75 + share / 5
            else:
                yield id_, "contains", 0.55 + share / 5


def _read(query: str) -> Iterator[tuple[str, Match, float]]:
    """What a plan's KPI of this name would be taken for: 展示会での名刺獲得件数 holds a listed name."""
    reading = read_name(query[:LONGEST_QUERY])
    if reading.metric is not None and reading.match == "contained":
        yield reading.metric.id, "contains", 0.75


def _close(wanted: str) -> Iterator[tuple[str, Match, float]]:
    if len(wanted) < _SHORTEST_CLOSE:
        return
    names = load_catalogue().names
    near = process.extract(wanted, names.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH, limit=_MOST_CLOSE)
    for name, score, _ in near:
        yield names[name], "close", score / 200


# -- as plain data -------------------------------------------------------------------------------------------


def metric_data(found: Found) -> dict[str, Any]:
    """A measure as plain data, everything in words in both languages."""
    known, told = found.metric, profile(found.metric)
    return {
        "id": known.id,
        "name": _both(known.name),
        "aliases": list(known.aliases),
        "measures": known.measures,
        "kind": known.kind,
        "direction": known.direction,
        "direction_in": dict(known.direction_in),
        # The catalogue states the bounds of rates in per cent; other measures are in the unit of the plan.
        "unit": "%" if known.measures == "rate" else None,
        "bounds": {"min": known.bounds[0], "max": known.bounds[1]},
        "exceeds": known.exceeds,
        "voice": known.voice,
        "step": known.step,
        "converts": list(known.converts) if known.converts else None,
        "domain": known.domain,
        "standing": known.standing,
        "usual_unit": _both(told.unit),
        "gaming": _both(told.gaming),
        "ungamed": _both(told.ungamed),
        "guarded_by": [{"id": i, "name": _both(metric(i).name)} for i in told.guarded_by],
        "definition": _both(told.definition),
        "source": sources()[told.source].cite if told.source else None,
        "match": found.match,
        "confidence": found.confidence,
    }


def _both(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"ja": text.ja, "en": text.en}
