"""What changed from one version of a plan to the next, as text, Markdown and plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from advisor.compare import Comparison, StillOpen
from advisor.render.lines import BLANK, Line, line
from advisor.render.markdown import plain
from advisor.render.parts import label, places
from advisor.render.words import word
from advisor.report import Recommendation, Report
from advisor.text import Language

_MARKS: Final = {"added": "!", "resolved": "+", "open": "·"}


def comparison_lines(done: Comparison, old: str, new: str, language: Language) -> Iterator[Line]:
    """The comparison. `old` and `new` are the files' names."""
    yield line((f"{old} → {new}", "name"), (_day(done, language), "quiet"))
    yield line((_figures(done, language), "strong"))
    if done.renamed:
        yield from (BLANK, line((word("diff_renamed", language), "strong")))
        for said in _renamed(done, language):
            yield line(f"- {said}", indent=2, hang=4)
    for key, advice in _groups(done):
        yield from (BLANK, line((_head(key, len(advice), language), "strong")))
        for one in advice:
            severity = label("severity", one.severity, language)
            note = _note(done, one, language) if key == "open" else ""
            yield line(
                (f"{_MARKS[key]} ", "good" if key == "resolved" else "strong"), (f"[{severity}]", one.severity), " ",
                one.title[language], (note, "quiet"), (_where(one, language), "quiet"), indent=2, hang=4,
            )  # fmt: skip
    if not any(advice for _, advice in _groups(done)):
        yield from (BLANK, line(word("nothing", language)))


def comparison_markdown(done: Comparison, old: str, new: str, language: Language) -> str:
    """The comparison as a document. What comes from the plans is escaped."""
    rows = [f"# {word('diff_title', language)}", "", plain(f"{old} → {new}{_day(done, language)}"), ""]
    rows.append(f"**{_figures(done, language)}**")
    if done.renamed:
        rows += ["", f"## {word('diff_renamed', language)}", "", *(f"- {plain(r)}" for r in _renamed(done, language))]
    for key, advice in _groups(done):
        rows += ["", f"## {_head(key, len(advice), language)}", ""]
        for one in advice:
            severity = label("severity", one.severity, language)
            tag = f"【{severity}】" if language == "ja" else f"{severity.capitalize()}: "
            note = _note(done, one, language) if key == "open" else ""
            rows.append(f"- {tag}{plain(one.title[language] + note + _where(one, language))}")
    if not any(advice for _, advice in _groups(done)):
        rows += ["", word("nothing", language)]
    return "\n".join(rows) + "\n"


def comparison_data(done: Comparison, old: str, new: str) -> dict[str, Any]:
    """The comparison as plain data, in both languages."""
    return {
        "schema_version": 1,
        "as_of": None if done.new.as_of is None else done.new.as_of.isoformat(),
        "old": _state(done.old, old),
        "new": _state(done.new, new),
        "renamed": [
            {"kind": r.new.kind, "from": r.old.name, "to": r.new.name, "pointer": r.new.pointer, "how": r.how}
            for r in done.renamed
        ],
        "added": [_brief(r) for r in done.added],
        "resolved": [_brief(r) for r in done.resolved],
        "open": [_brief(s.after) | {"before": _brief(s.before)} for s in done.open],
    }


def _groups(done: Comparison) -> tuple[tuple[str, Sequence[Recommendation]], ...]:
    groups: tuple[tuple[str, Sequence[Recommendation]], ...] = (
        ("added", done.added), ("resolved", done.resolved), ("open", [s.after for s in done.open]),
    )  # fmt: skip
    return tuple((key, advice) for key, advice in groups if advice)


def _head(key: str, number: int, language: Language) -> str:
    return (
        f"{word(f'diff_{key}', language)}（{number}件）"
        if language == "ja"
        else f"{word(f'diff_{key}', language)} ({number})"
    )


def _day(done: Comparison, language: Language) -> str:
    return f"  {word('as_of', language, day=done.new.as_of)}" if done.new.as_of else ""


def _figures(done: Comparison, language: Language) -> str:
    before, after = done.old.score.overall, done.new.score.overall
    return word(
        "diff_figures", language, before=before, after=after, change=f"{after - before:+d}",
        old=int(done.old.coverage * 100), new=int(done.new.coverage * 100),
    )  # fmt: skip


def _renamed(done: Comparison, language: Language) -> Iterator[str]:
    for one in done.renamed:
        yield word(f"renamed_{one.how}", language, old=one.old.name, new=one.new.name)


def _note(done: Comparison, advice: Recommendation, language: Language) -> str:
    still = next(s for s in done.open if s.after is advice)
    return _change(still, language) if still.before.severity != advice.severity else ""


def _change(still: StillOpen, language: Language) -> str:
    before = label("severity", still.before.severity, language)
    return word("diff_was", language, severity=before)


def _where(advice: Recommendation, language: Language) -> str:
    found = [place for place, _ in places(advice.subjects[:1], language) if place]
    return "" if not found else f"（{found[0]}）" if language == "ja" else f" ({found[0]})"


def _state(report: Report, file: str) -> dict[str, Any]:
    return {
        "file": file,
        "title": report.title,
        "score": {"overall": report.score.overall, "categories": dict(report.score.categories)},
        "coverage": report.coverage,
    }


def _brief(advice: Recommendation) -> dict[str, Any]:
    return {
        "fingerprint": advice.fingerprint,
        "rank": advice.rank,
        "severity": advice.severity,
        "category": advice.category,
        "resolves": list(advice.resolves),
        "title": {"ja": advice.title.ja, "en": advice.title.en},
        "subjects": [
            {
                "kind": s.kind,
                "id": s.id,
                "name": s.name,
                "pointer": s.pointer,
                "place": None if s.place is None else asdict(s.place),
            }
            for s in advice.subjects
        ],
    }
