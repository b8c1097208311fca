"""What is known about a KPI from its name: the kind of number, which way is better, whose voice, natural limits.

The catalogue knows common measures; word lists read the rest. Where a wrong answer would accuse somebody, the answer
is None: a direction or a limit is only given where the words carry it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from advisor.naming.catalogue_data import Direction, Metric, Voice, load_catalogue
from advisor.naming.catalogue_words import find_milestone, find_soft_work, find_vague, groups_in, names_change, tells
from advisor.naming.name_context import (
    defined_direction,
    is_relative,
    names_gate,
    names_time_limit,
    names_work_in_time,
    only_counts,
    rating_limit,
    target_points,
    unit_in_target,
    unit_measures,
    way_of,
    without_metric,
    without_sign,
)
from advisor.naming.name_reading import Match, NameReading, listed_words, read_name
from advisor.naming.spelling import fold, plain, split_name
from advisor.record import record
from advisor.text import Text

__all__ = ["Classified", "Confidence", "Metric", "all_metrics", "classify", "find_milestone", "find_soft_work",
           "find_vague", "metric"]  # fmt: skip

Confidence = Literal["declared", "parsed", "inferred", "guessed"]
Bounds = tuple[float | None, float | None]

_TURNOVER = re.compile(r"\bturnover$")
_USUAL_KIND = {"duration": "quality", "ratio": "quality", "score": "quality", "state": "milestone"}
# Departments that see another department's names in their own sense: 面談 is no sales meeting in personnel.
_INWARD = frozenset({"hr", "safety"})
_OUTWARD = frozenset({"marketing", "sales"})


@record
class Classified:
    """What a name (with what stands beside it) is taken to mean.

    Attributes:
        metric: the catalogue's metric, if it is one.
        match: how the name met it: as listed, as the head of a longer name, or misspelt.
        measures: volume, rate, amount, duration, score, rank, ratio, index or state; None where nothing is counted.
        direction: which way is better, None where that is open.
        kind: activity, outcome, quality, perception or milestone.
        voice: whose voice it carries.
        bounds: natural limits for this name.
        exceeds: it may properly pass 100 %.
        step: the funnel step it counts.
        converts: the funnel steps it is the rate between.
        standing: it is kept at a level on purpose.
        contained: a level whose trend may run against the plan, so a target past today's value may be containment.
        gaming: what a count could be met with.
        gated: a count of only those cases that meet a condition.
        is_rate_of_change: it measures a change (growth, reduction, against last year), not a level.
        sure: per attribute, how sure that is.
    """

    metric: Metric | None
    match: Match | None
    measures: str | None
    direction: Direction | None
    kind: str | None
    voice: Voice | None
    bounds: Bounds
    exceeds: bool
    step: str | None
    converts: tuple[str, str] | None
    domain: str | None
    standing: bool
    contained: bool
    gaming: Text | None
    gated: bool
    is_rate_of_change: bool
    sure: Mapping[str, Confidence]


def metric(id: str) -> Metric:
    """The catalogue's metric with this id. Raises KeyError."""
    return load_catalogue().metrics[id]


def all_metrics() -> tuple[Metric, ...]:
    """The whole catalogue, in its order."""
    return tuple(load_catalogue().metrics.values())


@lru_cache(maxsize=16384)
def classify(
    name: str,
    *,
    unit: str | None = None,
    definition: str | None = None,
    department: str | None = None,
    owner: str | None = None,
    target_text: str | None = None,
    organization: str | None = None,
) -> Classified:
    """Says what a KPI's name means. What stands beside the name only helps where the name leaves something open.

    `organization` says whose plan it is, in words (its kind, its industry).
    """
    return _Classifier(name, unit, definition, (department, owner), target_text, organization).result()


class _Classifier:
    """Brings together the name's own words, the unit, the department and the target."""

    def __init__(
        self,
        name: str,
        unit: str | None,
        definition: str | None,
        people: tuple[str | None, str | None],
        target: str | None,
        organization: str | None,
    ) -> None:
        self.name = name
        self.written_unit = unit or ""
        self.target = plain(target) if target else ""
        self.definition = plain(definition) if definition else ""
        self.unit = self._unit(unit)
        self.contexts = self._contexts(people)
        self.places = self._places((name, *people, organization))
        self.reading = self._settled(read_name(name))
        self.metric = self.reading.metric
        self.sure: dict[str, Confidence] = {}

    def result(self) -> Classified:
        measures = self._measures()
        changes = self._is_change(measures)
        direction = self._direction(measures, changes)
        kind, voice = self._kind_and_voice(measures)
        bounds, exceeds = self._bounds(measures, changes)
        known = self.metric
        if known is not None and known.step:
            self.sure["step"] = "inferred"
        return Classified(
            metric=known,
            match=self.reading.match,
            measures=measures,
            direction=direction,
            kind=kind,
            voice=voice,
            bounds=bounds,
            exceeds=exceeds,
            step=known.step if known else None,
            converts=known.converts if known else None,
            domain=known.domain if known else None,
            standing=known.standing if known else False,
            contained=known.contained if known else False,
            gaming=known.gaming if known else None,
            gated=measures in ("volume", None) and self._gated(),
            is_rate_of_change=changes,
            sure=MappingProxyType(self.sure),
        )

    def _unit(self, written: str | None) -> str | None:
        """What the unit says the number is: percent, amount, volume, rank, duration, score or ratio."""
        text = written
        if not text:
            inner = split_name(plain(self.name)).inner
            text = next((i for i in inner if len(i) <= 4 and unit_measures(i) is not None), None)
        return unit_measures(text) if text else unit_in_target(self.target)

    def _contexts(self, people: tuple[str | None, str | None]) -> tuple[str, ...]:
        """The departments whose view applies: the department's own word first, then the owner's, then the name's."""
        for text in (*people, self.name):
            if text:
                hits = listed_words(fold(text))
                found = dict.fromkeys(t.partition(".")[2] for h in hits for t in h.tags if t.startswith("departments."))
                if found:
                    return tuple(found)
        return ()

    def _places(self, texts: tuple[str | None, ...]) -> frozenset[str]:
        """The sort of organization the number is from: the first text that names one. A city's hospital is a hospital."""
        found = next((places for text in texts if text and (places := groups_in(text, "organizations"))), frozenset())
        return found - {"local_government"} or found

    def _seen_here(self, known: Metric) -> str | None:
        """Which way is better for this department or in this organization, where that is another matter."""
        seen = {known.direction_in[c] for c in self.contexts if c in known.direction_in}
        if not seen and not _OUTWARD.intersection(self.contexts):
            seen = {known.direction_in[p] for p in self.places if p in known.direction_in}
        return None if not seen else seen.pop() if len(seen) == 1 else "either"

    def _settled(self, reading: NameReading) -> NameReading:
        """The reading, unless the unit or the department says that the listed metric cannot be meant."""
        known = reading.metric
        if known is None:
            if self.unit == "amount" and _TURNOVER.search(plain(self.name)):
                return read_name("revenue")  # in British English, turnover in money is sales
            return reading
        if known.domain in _OUTWARD and self._seen_here(known) not in (None, known.direction):
            # Where inquiries are work to do, they are no step on the way to a sale.
            load = without_metric(reading, measures=known.measures, polarity=str(self._seen_here(known)))
            return load if load.polarity else replace(load, polarity="neither")
        other = (known.measures, self.unit) in (("amount", "volume"), ("volume", "amount"))
        share = known.measures == "volume" and not reading.mover and self._is_share()
        if (known.measures, self.unit) == ("rate", "volume"):
            # A share is not counted in cases; its better way may differ too.
            return replace(without_metric(reading, measures=None, polarity=known.direction), adjacent=False)
        if known.measures == "duration" and self.unit == "percent" and names_time_limit(plain(self.name)):
            return replace(without_metric(reading, measures="rate", polarity="up"), head="率")
        if other or share:
            for inner in split_name(plain(self.name)).inner:  # sales (orders), counted in orders
                found = read_name(inner)
                if found.metric is not None and found.measures == self.unit:
                    return found
            return without_metric(reading, measures=self.unit if other else None, polarity=known.direction)
        inward = self.contexts and _INWARD.issuperset(self.contexts) and known.domain in _OUTWARD
        if inward and (known.step is not None or known.converts is not None):
            return without_metric(reading, measures=known.measures, polarity=known.direction)
        return reading

    def _is_share(self) -> bool:
        """Whether the per cent beside a count make it a share, not a change of the count."""
        return self.unit == "percent" and not is_relative(self.target)

    def _measures(self) -> str | None:
        reading, unit = self.reading, self.unit
        if reading.measures is not None:
            certain = reading.match != "close" and (reading.metric is not None or not reading.sentence)
            self.sure["measures"] = "inferred" if certain else "guessed"
            if self.metric is None and reading.measures == "volume" and self._is_share():
                self.sure["measures"] = "guessed"
                return "rate"  # "Tickets answered within 4 hours" in per cent
            bare = self.metric is None and reading.head in ("rate", "率")
            if bare and unit in ("volume", "ratio"):
                self.sure["measures"] = "guessed"
                return "ratio"  # "MR rate, at or above 5 MRs per month": so many for each, not a share
            return reading.measures
        if self.definition and (defined := self._defined()) is not None:
            self.sure["measures"] = "inferred"
            return defined
        latin = self.name.isascii()
        if unit is None or (reading.sentence and (unit == "duration" or (latin and unit != "volume"))):
            return None
        self.sure["measures"] = "guessed"
        return "rate" if unit == "percent" else unit

    def _defined(self) -> str | None:
        """The kind of number a definition ends in or starts with: "…した新規ユーザー割合", "number of …"."""
        sentence = re.split(r"[。.;\n]", self.definition)[0]
        measures = read_name(sentence).measures
        return measures if measures not in ("rank", "index", "state") else None

    def _is_change(self, measures: str | None) -> bool:
        if measures in ("rate", "index"):
            known = self.metric
            named = known is not None and names_change(known.name.ja, known.name.en)
            return named or self.reading.changes is not None
        # "コスト削減" with "10%": the reduction itself is what is measured.
        moved = self.reading.mover in ("up", "down") and measures in ("volume", "amount", "duration")
        level = is_relative(self.target) or target_points(self.target, measures) == "down"
        return moved and self.unit == "percent" and not level

    # Direction.

    def _direction(self, measures: str | None, changes: bool) -> Direction | None:
        way, sure = self._direction_by_name(measures, changes)
        if (defined := defined_direction(self.definition)) is not None:
            way, sure = defined, "inferred"
        balance = self.metric is not None and self.metric.bounds[0] is None and measures in ("volume", "amount")
        target = without_sign(self.target) if balance else self.target
        bound = None if self.reading.changes else target_points(target, measures)
        if bound is not None and (way is None or sure == "guessed"):
            way, sure = bound, "inferred"
        if way is not None:
            self.sure["direction"] = sure
        return way

    def _direction_by_name(self, measures: str | None, changes: bool) -> tuple[Direction | None, Confidence]:
        reading, known = self.reading, self.metric
        if changes and reading.changes is None and reading.mover:
            return "up", "inferred"
        if reading.mover in ("up", "down"):
            if reading.mover == "down" and measures == "amount":
                return None, "guessed"  # コスト削減: the cost, or what was saved?
            return ("up" if reading.mover == "up" else "down"), "inferred" if measures else "guessed"
        if known is not None:
            if (seen := self._seen_here(known)) is not None:
                return way_of(seen), "inferred"
            # One common word at the end of a longer name may mean something else there.
            short = len(reading.head) <= (8 if reading.head.isascii() else 2) and " " not in reading.head
            short = short and not only_counts(reading.residue)
            loose = reading.match == "close" or (reading.match == "contained" and short)
            return way_of(known.direction), "guessed" if loose else "inferred"
        if reading.polarity in ("up", "down"):
            counted = reading.measures is not None or (measures is not None and self.unit in ("percent", "score"))
            return way_of(reading.polarity), "inferred" if reading.adjacent and counted else "guessed"
        if measures == "rate" and not reading.sentence and names_time_limit(plain(self.name)):
            # Readmissions within 30 days may be bad; work dealt with in time is good.
            return "up", "inferred" if names_work_in_time(plain(self.name)) else "guessed"
        if reading.polarity == "neither" or reading.sentence:
            return None, "guessed"
        if measures == "rank":
            return "down", "inferred"
        if measures == "score":
            return "up", "guessed"
        if measures == "duration" and reading.head == "time":
            return "down", "guessed"
        if measures == "volume" and reading.has("activity"):
            return "up", "guessed"
        return None, "guessed"

    # Kind and voice.

    def _kind_and_voice(self, measures: str | None) -> tuple[str | None, Voice | None]:
        reading, known = self.reading, self.metric
        self.sure["kind"] = "inferred"
        quoted = "回答" in reading.core and bool(split_name(plain(self.name)).quoted)
        felt = quoted or reading.has("perception") or reading.has("opinion")
        if known is not None and (known.voice or known.kind == "perception" or not felt or reading.match == "exact"):
            if known.voice is None and known.kind != "perception":
                return known.kind, None
            return known.kind, known.voice if known.voice and reading.match == "exact" else self._voice(known.voice)
        countable = measures in ("volume", "amount", "duration")
        if felt and (not countable or reading.has("opinion")):
            return "perception", self._voice(None)
        self.sure["kind"] = "guessed"
        if not countable and tells(self.definition, "perception"):
            return "perception", self._voice(None)
        if measures is None:
            if reading.has("milestone"):
                return "milestone", None
            del self.sure["kind"]
            return None, None
        # What should fall is no work that people do: never events, adverse events.
        fallen = reading.polarity == "down"
        if reading.has("activity") and measures in ("volume", "rate", "duration") and not fallen:
            return "activity", None
        return _USUAL_KIND.get(measures, "outcome"), None

    def _voice(self, usual: Voice | None) -> Voice:
        """Whose voice: who is named, else the metric's usual, else the definition's or the department's."""
        for text in (self.name, self.definition):
            staff, customer = tells(text, "voice.staff"), tells(text, "voice.customer")
            if staff != customer:
                self.sure["voice"] = "inferred"
                return "staff" if staff else "customer"
            if usual is not None or staff:
                break
        self.sure["voice"] = "inferred" if usual else "guessed"
        return usual or ("staff" if self.contexts == ("hr",) else "customer")

    # Limits.

    def _bounds(self, measures: str | None, changes: bool) -> tuple[Bounds, bool]:
        reading, known = self.reading, self.metric
        exceeds = reading.has("exceeds") or tells(self.target, "exceeds")
        if changes:
            return (None, None), True
        rated = known.id if known is not None else None
        stars = rating_limit(self.name, self.written_unit, self.target, listed=rated == "review-rating")
        if stars is not None and measures == "score":
            self.sure["bounds"] = "inferred"
            return (0.0, stars), False
        if known is not None and known.measures == measures:
            low, high = known.bounds
            more = known.exceeds or (exceeds and measures == "rate" and reading.match != "exact")
            if low is not None or high is not None:
                self.sure["bounds"] = "inferred"
            return (low, None if more else high), more
        if measures == "rate":
            if reading.measures != "rate" and self.sure.get("measures") == "guessed":
                return (None, None), exceeds
            self.sure["bounds"] = "inferred"
            low = None if reading.has("negative") else 0.0
            return (low, None if exceeds else 100.0), exceeds
        if measures is None or measures in ("score", "index", "state"):
            return (None, None), False
        if reading.has("negative") and measures != "volume":
            return (None, None), exceeds and measures == "ratio"
        self.sure["bounds"] = self.sure.get("measures", "guessed")
        return (1.0 if measures == "rank" else 0.0, None), exceeds and measures == "ratio"

    def _gated(self) -> bool:
        """Whether only cases that meet a condition count."""
        if self.metric is not None and tells(self.metric.name.ja, "gate"):
            return True
        if self.reading.has("gate") or names_gate(plain(self.name)):
            return True
        return names_gate(self.definition) or tells(self.definition, "gate")
