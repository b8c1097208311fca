"""A report as text for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from advisor.render.change import diff_rows, kind_in_words, refusal
from advisor.render.lines import BLANK, Line, Role, Span, line
from advisor.render.parts import (
    FIRST_QUESTIONS,
    FIRST_RECOMMENDATIONS,
    FIRST_STRENGTHS,
    FIRST_WARNINGS,
    View,
    also,
    answer_goes,
    as_written,
    basis,
    exception_note,
    hidden,
    label,
    outranking,
    places,
    verdict,
)
from advisor.render.words import word
from advisor.report import AssumptionRef, Question, Recommendation, Report
from advisor.text import Language

if TYPE_CHECKING:
    from advisor.rewrite import ChangeDiff

_INDENT = 2
_BODY = 4
_COLUMN = {"ja": 6, "en": 7}
"""Columns a label takes, with the space after it."""
_DIFF_ROLES: Final[dict[str, Role]] = {"+": "good", "-": "high"}


def report_lines(report: Report, name: str, view: View) -> Iterator[Line]:
    """The whole report, section by section. `name` is the file it is about."""
    language = view.language
    yield from _head(report, name, language)
    if report.strengths:
        yield from _heading(word("strengths", language))
        for strength in view.first(report.strengths, FIRST_STRENGTHS):
            yield line(("+ ", "good"), strength.text[language], indent=_INDENT, hang=_BODY)
    if question := outranking(report):
        yield from _heading(word("first_question", language))
        yield from _question(question, language)
    yield from _recommendations(report, view)
    if len(report.questions) > (question is not None):
        yield from _heading(word("questions", language))
        yield from _questions(report, view)
    if report.warnings:
        yield from _heading(word("warnings", language))
        for warning in view.first(report.warnings, FIRST_WARNINGS):
            place = f"{warning.place}: " if warning.place else ""
            yield line((place, "quiet"), warning.message[language], indent=_INDENT, hang=_BODY)
    if report.exceptions:
        yield from _heading(word("exceptions", language))
        for exception in report.exceptions:
            yield line("- ", exception_note(exception, language), indent=_INDENT, hang=_BODY)
    if view.assumptions and report.assumptions:
        yield from _heading(word("assumptions", language))
        for assumption in report.assumptions:
            yield _assumption(assumption, view)
    if rest := hidden(report, view):
        yield BLANK
        yield line((rest, "quiet"))


def advice_lines(advice: Recommendation, view: View, *, number: bool = True) -> Iterator[Line]:
    """One recommendation."""
    language = view.language
    yield advice_title(advice, language, number=number)
    indent = _INDENT + len(_lead(advice, number=number))
    yield labelled("why", language, advice.why[language], indent=indent)
    yield labelled("action", language, advice.action[language], indent=indent)
    for n, title in enumerate(also(advice, language)):
        yield labelled("also" if n == 0 else "", language, title, indent=indent)
    if advice.caveat is not None:
        yield labelled("caveat", language, advice.caveat[language], indent=indent)
    for n, rules in enumerate(basis(advice)):
        yield labelled("basis" if n == 0 else "", language, (rules, "quiet"), indent=indent)
    if number:
        yield labelled("rank", language, (advice.reason[language], "quiet"), indent=indent)
    if view.places and advice.subjects:
        yield labelled("where", language, *_places(advice, language), indent=indent)
    for diff in view.diffs.get(advice.fingerprint, ()):
        yield from _diff(diff, view, indent)


def advice_title(advice: Recommendation, language: Language, *, number: bool = True) -> Line:
    """A recommendation's rank, severity and title."""
    lead = _lead(advice, number=number)
    spans: list[str | Span] = [(lead, "strong"), _tag(advice.severity, language), " "]
    if advice.audience == "sponsor":
        sponsor = word("sponsor", language)
        spans.append((f"【{sponsor}】" if language == "ja" else f"({sponsor}) ", "quiet"))
    return line(*spans, (advice.title[language], "strong"), indent=_INDENT, hang=_INDENT + len(lead))


def _lead(advice: Recommendation, *, number: bool) -> str:
    return f"{advice.rank}. " if number else "- "


def _diff(diff: ChangeDiff, view: View, indent: int) -> Iterator[Line]:
    language = view.language
    yield labelled("change", language, kind_in_words(diff.change, language), indent=indent)
    if not diff.lines:
        yield line(refusal(diff, view.names, language), indent=indent + _COLUMN[language])
    for row in diff_rows(diff):
        role: Role = "quiet" if row.startswith(("---", "+++", "@@")) else _DIFF_ROLES.get(row[:1], "")
        yield line((row, role), indent=indent, keep=True)


def labelled(key: str, language: Language, *spans: str | Span, indent: int = _BODY) -> Line:
    """A line under a label; what follows hangs beside the label."""
    column = _COLUMN[language]
    name = word(key, language) if key else ""
    wide = len(name) * 2 if language == "ja" else len(name)
    return line((name, "quiet"), " " * (column - wide), *spans, indent=indent, hang=indent + column)


def _head(report: Report, name: str, language: Language) -> Iterator[Line]:
    title: tuple[Span, ...] = ((report.title, "strong"), ("  ", "")) if report.title else ()
    day = f"  {word('as_of', language, day=report.as_of)}" if report.as_of else ""
    yield line(*title, (word("stdin", language) if name == "-" else name, "name"), (day, "quiet"))
    pieces = verdict(report, language)
    between = word("between", language)
    yield line((pieces[0], "strong"), between, between.join(pieces[1:]))


def _heading(text: str, note: str = "") -> Iterator[Line]:
    yield BLANK
    yield line((text, "strong"), (note, "quiet"))


def _recommendations(report: Report, view: View) -> Iterator[Line]:
    language = view.language
    total = len(report.recommendations)
    if not total:
        yield BLANK
        yield line(word("nothing_yet" if report.questions else "nothing", language))
        return
    shown = view.first(report.recommendations, FIRST_RECOMMENDATIONS)
    note = "" if len(shown) == total else word("of", language, total=total, shown=len(shown))
    note = note and (f"（{note}）" if language == "ja" else f" ({note})")
    yield from _heading(word("first" if note else "everything", language), note)
    for n, advice in enumerate(shown):
        if n:
            yield BLANK
        yield from advice_lines(advice, view)


def _questions(report: Report, view: View) -> Iterator[Line]:
    said = outranking(report)
    for question in view.first(report.questions, FIRST_QUESTIONS):
        if question is not said:
            yield from _question(question, view.language)


def _question(question: Question, language: Language) -> Iterator[Line]:
    lead = f"{question.rank}. "
    indent = _INDENT + len(lead)
    yield line((lead, "strong"), question.question[language], indent=_INDENT, hang=indent)
    goes = f"{word('answer', language)}{'：' if language == 'ja' else ' '}{answer_goes(question, language)}"
    example = word("example", language, example=question.example[language])
    note = f"{goes}（{example}）" if language == "ja" else f"{goes} ({example})"
    yield line((note, "quiet"), indent=indent)


def _assumption(assumption: AssumptionRef, view: View) -> Line:
    language = view.language
    place = str(assumption.place) if assumption.place else assumption.pointer
    sure = word(assumption.confidence, language)
    note = f"（{sure}）" if language == "ja" else f" ({sure})"
    return line(
        (f"{place}: ", "quiet"), as_written(assumption, view), " → ", assumption.understood[language], (note, "quiet"),
        indent=_INDENT, hang=_BODY,
    )  # fmt: skip


def _tag(severity: Role, language: Language) -> Span:
    return (f"[{label('severity', severity, language)}]", severity)


def _places(advice: Recommendation, language: Language) -> Iterator[str | Span]:
    for n, (place, name) in enumerate(places(advice.subjects, language)):
        if n:
            yield ", " if language == "en" else "、"
        yield (place, "quiet")
        yield f" {name}" if place and name else name
