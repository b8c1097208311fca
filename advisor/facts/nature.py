"""What a row is: an indicator, a deliverable, a wish; and whether it has a target and a starting point."""

from __future__ import annotations

from advisor.facts.base import Figure
from advisor.facts.fields import UNKNOWN
from advisor.facts.measures import Judged
from advisor.facts.understood import ReadRow
from advisor.facts.wording import term_of
from advisor.figures import names
from advisor.naming.catalogue import find_milestone, find_soft_work, find_vague
from advisor.naming.name_context import names_time_limit
from advisor.notation.blank import classify_blank
from advisor.plan import KPI


def nature_of(row: ReadRow) -> Judged:
    """Whether anything about the row can be counted, tested or only wished for."""
    source = row.source
    if isinstance(source, KPI) and source.tier == "monitor":
        work = find_vague(row.name) or find_soft_work(row.name)
        if source.kind in ("quality", "perception") or not work:
            return Judged("indicator")  # its author watches it as a measure, whatever it is called
    raw_target = row.source.target if isinstance(row.source.target, str) else ""
    wish_in_target = find_vague(raw_target) if row.target.state == "words" or row.target.confidence == "guessed" else ()
    soft_in_target = (
        find_soft_work(raw_target) if row.target.state in ("words", "value") and row.target.leftover else ()
    )
    counted = row.has_number and not wish_in_target
    if counted and not (soft_in_target and row.target.confidence == "guessed"):
        return Judged("indicator")
    if _is_level(row):
        return Judged("indicator")
    words = _words(wish_in_target) if wish_in_target else {}
    if wish_in_target:
        return Judged("vague", words, 0.85)
    # CS names something countable, though it is open which of two things.
    named = row.known.measures is not None and row.known.measures != "state"
    countable = named or term_of(row.name) is not None or names_time_limit(row.name)
    measured = source.unit is not None and classify_blank(source.unit) == "given"
    has_figures = row.baseline.state == "value" or bool(row.history) or classify_blank(source.formula) == "given"
    wish = find_vague(row.name)
    unset = row.target.state in ("open", "none") or row.target.value is None
    if wish and unset and not measured and not has_figures and _only_wishes(row.name, wish):
        # `Improve onboarding emails`, 売上の向上: something countable is named, but the row is a wish about it.
        return Judged("vague", _words(wish), 0.85)
    if countable or measured or has_figures:
        return Judged("indicator")
    soft = find_soft_work(f"{row.name} {raw_target}")
    crisp = find_milestone(raw_target) or find_milestone(row.name)
    declared = isinstance(source, KPI) and source.kind == "milestone"
    tested = raw_target.strip() and classify_blank(raw_target) == "given"
    if declared or (crisp and not soft and (tested or row.deadline.state == "date")):
        return Judged("deliverable")
    if row.target.state == "deferred":
        return Judged("indicator")
    if wish:
        return Judged("vague", _words(wish), 0.85)
    if tested and not soft:
        # Some test is written, though not a number: `always`, `one test run without a crash`.
        return Judged("deliverable")
    return Judged("untested", _words(soft) if soft else {}, 0.8)


def _is_level(row: ReadRow) -> bool:
    """Whether the target is a level in words: a grade (B以上), today's level (現状維持), somebody's average."""
    target = row.target
    return target.grade is not None or (target.state == "words" and (target.maintain or bool(target.compared_with)))


def _only_wishes(name: str, wish: tuple[str, ...]) -> bool:
    """Whether the name begins (English) or ends (Japanese) with the wish itself."""
    folded = name.strip().casefold()
    return any(folded.startswith(w.casefold()) or folded.endswith(w.casefold()) for w in wish)


def _words(found: tuple[str, ...]) -> dict[str, Figure]:
    return {"words": names(list(dict.fromkeys(found))[:3])}


def target_of(row: ReadRow, nature: str, *, excerpt: bool, none_stated: bool) -> Judged:
    """Whether a target is given.

    In an excerpt, a row whose note explains what is left out is asked about, and so is every row where none has a
    target: they stand in the part that is not here.
    """
    raw = row.source.target
    given = raw is not None and classify_blank(raw) != "none"
    written = {"written": Figure.words(str(raw) if given else "")}
    if isinstance(row.source, KPI) and row.source.tier == "monitor":
        return Judged("not_needed", written)
    if row.has_number:
        undecided = any(q.state in ("open", "deferred") for q in row.target.series)
        return Judged("partly" if undecided else "stated", written)
    if nature == "deliverable" or _is_level(row):
        return Judged("state", written)
    if row.target.state == "deferred":
        return Judged(UNKNOWN if row.target.when else "open_ended", written)
    if row.target.state == "words":
        return Judged("words", written)
    left_out = raw is None or (isinstance(raw, str) and not raw.strip())
    if left_out and excerpt and (row.source.note or none_stated):
        return Judged(UNKNOWN, written)
    return Judged("missing" if left_out or row.target.state == "none" else "placeholder", written)


def base_of(row: ReadRow) -> str:
    """Whether the figure the target starts from is known."""
    if "value" in (row.baseline.state, row.actual.state) or row.target.from_value is not None or row.history:
        return "stated"
    target = row.target
    if not row.has_number:
        # `No increase on last year` can be checked only by somebody who has last year's figure.
        limit = target.maintain and target.compared_with and target.bound in ("at_most", "at_least")
        return "unknown" if limit else "not_needed"
    if target.relation == "multiple" and (row.known.measures == "ratio" or row.known.exceeds):
        return "not_needed"  # a pipeline of 3x the quota is a level of its own
    if target.relation in ("growth", "reduction", "multiple"):
        return "unknown" if target.compared_with else "needed"
    if target.relation != "absolute" or target.maintain or row.known.standing or target.value in row.known.bounds:
        return "not_needed"
    return "unknown"
