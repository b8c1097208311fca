"""The pieces of a report that text and Markdown share, each as plain words in one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Final, TypeVar

from advisor.knowledge_files import labels
from advisor.record import record
from advisor.render.words import counted, listed, ranges, word
from advisor.report import AssumptionRef, ExceptionRef, Question, Recommendation, Report, SubjectRef
from advisor.text import Language

if TYPE_CHECKING:
    from advisor.rewrite import ChangeDiff

FIRST_RECOMMENDATIONS: Final = 5
FIRST_QUESTIONS: Final = 10
FIRST_STRENGTHS: Final = 5
FIRST_WARNINGS: Final = 10
_FIRST_PLACES: Final = 3
_FIRST_RULES: Final = 4
T = TypeVar("T")
_OUTRANKING = "goal/kgi-missing"
SEVERITIES_DOWN: Final = ("critical", "high", "medium", "low")


@record
class View:
    """What of a report is shown, and how.

    Attributes:
        language: the language to print.
        everything: all recommendations and questions instead of the first few.
        assumptions: also what was understood.
        places: whether positions in files are worth printing (not for an example that has no file).
        names: names of the plan's rows by JSON pointer, for remarks on what a row leaves out.
        diffs: by a recommendation's fingerprint, what its changes would make of the file.
    """

    language: Language
    everything: bool = False
    assumptions: bool = False
    places: bool = True
    names: Mapping[str, str] = field(default_factory=dict)
    diffs: Mapping[str, Sequence[ChangeDiff]] = field(default_factory=dict)

    def first(self, things: Sequence[T], most: int) -> Sequence[T]:
        return things if self.everything else things[:most]


def label(group: str, key: str, language: Language) -> str:
    """A shared word, such as a severity; the key itself where nobody gave it a word."""
    found = labels().get(group, {}).get(key)
    return key if found is None else found[language]


def verdict(report: Report, language: Language) -> list[str]:
    """Score, coverage, recommendations by severity, questions: the pieces of the verdict line."""
    by_severity = Counter(r.severity for r in report.recommendations)
    split = "、" if language == "ja" else ", "
    shares = split.join(
        f"{label('severity', s, language)}{n}" if language == "ja" else f"{n} {label('severity', s, language)}"
        for s in SEVERITIES_DOWN
        if (n := by_severity[s])
    )
    found = counted("recommendations", len(report.recommendations), language)
    if shares:
        found += f"（{shares}）" if language == "ja" else f" ({shares})"
    judged = "coverage" if report.coverage else "nothing_judged"
    return [
        word("score", language, score=report.score.overall),
        word(judged, language, share=int(report.coverage * 100)),
        found,
        counted("questions", len(report.questions), language),
    ]


def also(advice: Recommendation, language: Language) -> list[str]:
    """What else the recommendation settles: the titles of its other findings."""
    titles = (f.title[language] for f in advice.findings)
    return [t for t in dict.fromkeys(titles) if t != advice.title[language]]


def outranking(report: Report) -> Question | None:
    """The one question that comes before any finding: what is your goal?"""
    first = report.questions[0] if report.questions else None
    return first if first is not None and first.rule == _OUTRANKING else None


def basis(advice: Recommendation) -> list[str]:
    """The rules a recommendation rests on: `goal/kgi-missing · G02 ¶18-19, 40-41`."""
    lines: dict[str, str] = {}
    for finding in advice.findings:
        passages = [f"{g.id} ¶{ranges(g.paragraphs)}" for g in finding.guidance]
        lines.setdefault(finding.rule, " · ".join([finding.rule, *passages, *(s.id for s in finding.sources)]))
    shown = list(lines.values())
    return shown if len(shown) <= _FIRST_RULES else [*shown[:_FIRST_RULES], f"+{len(shown) - _FIRST_RULES}"]


def places(subjects: Sequence[SubjectRef], language: Language) -> list[tuple[str, str]]:
    """Where the subjects stand: place and name of the first three, then the number of the rest."""
    shown = [(str(s.place) if s.place else "", _name(s, language)) for s in subjects[:_FIRST_PLACES]]
    rest = len(subjects) - _FIRST_PLACES
    return [*shown, ("", f"+{rest}")] if rest > 0 else shown


def _name(subject: SubjectRef, language: Language) -> str:
    if subject.kind == "plan":
        return word("plan", language)
    return f"「{subject.name}」" if language == "ja" else f"“{subject.name}”"


def answer_goes(question: Question, language: Language) -> str:
    """Where in the plan the answer goes, in words: `「資料請求件数」の target`."""
    rows = {s.pointer: s.name for s in question.subjects if s.pointer}
    targets = []
    for pointer in dict.fromkeys(question.pointers):
        row = next((p for p in rows if pointer.startswith(f"{p}/")), None)
        key = pointer.removeprefix(row or "").strip("/").replace("/", ".")
        if key.endswith(".-"):
            targets.append(word("added", language, key=key.removesuffix(".-")))
        elif row is not None:
            targets.append(word("of_row", language, key=key, name=rows[row]))
        else:
            targets.append(key)
    more = len(targets) - _FIRST_PLACES
    split = "、" if language == "ja" else "; "
    return split.join(targets[:_FIRST_PLACES]) + (f" +{more}" if more > 0 else "")


def as_written(assumption: AssumptionRef, view: View) -> str:
    """What an assumption rests on: the text as written, or the row that left it out."""
    if assumption.raw:
        return assumption.raw
    name = view.names.get("/".join(assumption.pointer.split("/")[:3]))
    if name is None:
        return word("blank", view.language)
    return f"「{name}」" if view.language == "ja" else f"“{name}”"


def exception_note(exception: ExceptionRef, language: Language) -> str:
    """An exception's state, reason and last day."""
    notes = []
    if exception.reason:
        notes.append(word("reason", language, reason=exception.reason))
    if exception.until and exception.state == "used":
        notes.append(word("until", language, day=exception.until))
    text = exception.text[language]
    if not notes:
        return text
    return f"{text}（{'、'.join(notes)}）" if language == "ja" else f"{text} ({', '.join(notes)})"


def hidden(report: Report, view: View) -> str | None:
    """What was left out, and how to see it."""
    if view.everything:
        return None
    rest = {
        "recommendations": len(report.recommendations) - FIRST_RECOMMENDATIONS,
        "questions": len(report.questions) - FIRST_QUESTIONS,
        "strengths": len(report.strengths) - FIRST_STRENGTHS,
        "warnings": len(report.warnings) - FIRST_WARNINGS,
    }
    things = [counted(what, n, view.language) for what, n in rest.items() if n > 0]
    if not things:
        return None
    return word("hidden", view.language, things=listed(things, view.language))
