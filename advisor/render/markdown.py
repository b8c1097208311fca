"""A report as Markdown, for a wiki or the comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from advisor.render.change import diff_rows, kind_in_words, refusal
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
from advisor.report import Question, Recommendation, Report
from advisor.source.text import shown
from advisor.text import Language, Text

if TYPE_CHECKING:
    from advisor.rewrite import ChangeDiff

_SPECIAL = re.compile(r"([\\`*_\[\]~|])")
_STARTS_A_BLOCK = re.compile(r"^(\s*)([-+#>=]|\d+(?=[.)]))")


def markdown(report: Report, name: str, view: View) -> str:
    """The report as a document. What comes from the plan is escaped, so it shows as typed.

    `name` is the file's, `-` for standard input, empty for a plan that came in no file.
    """
    return "\n".join(_document(report, name, view)) + "\n"


def failure_markdown(place: str, message: Text, language: Language) -> str:
    """A file that could not be judged."""
    head = word("document", language)
    return f"# {head}{_colon(language)}{_code(place)}\n\n{plain(message[language])}\n"


def plain(text: str) -> str:
    """Text that Markdown shows exactly as it is."""
    text = shown(text, len(text))
    text = _SPECIAL.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    return _STARTS_A_BLOCK.sub(lambda m: f"{m[1]}{m[2]}" + "\\" if m[2].isdigit() else f"{m[1]}\\{m[2]}", text)


def _code(text: str) -> str:
    text = shown(text, len(text))
    ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _colon(language: Language) -> str:
    return "：" if language == "ja" else ": "


def _document(report: Report, name: str, view: View) -> Iterator[str]:
    language = view.language
    file = word("stdin", language) if name == "-" else _code(name) if name else ""
    title = plain(report.title) if report.title else file
    yield f"# {word('document', language)}{_colon(language) if title else ''}{title}"
    yield ""
    day = word("as_of", language, day=report.as_of) if report.as_of else ""
    if file or day:
        yield " · ".join(piece for piece in (file, day) if piece)
        yield ""
    pieces = verdict(report, language)
    between = word("between", language)
    yield f"**{pieces[0]}**{between}{between.join(pieces[1:])}"
    if report.strengths:
        strengths = view.first(report.strengths, FIRST_STRENGTHS)
        yield from _section(word("strengths", language), (f"- {plain(s.text[language])}" for s in strengths))
    if question := outranking(report):
        yield from _section(word("first_question", language), _question(question, language))
    yield from _recommendations(report, view)
    if len(report.questions) > (question is not None):
        yield from _section(word("questions", language), _questions(report, view))
    if report.warnings:
        yield from _section(
            word("warnings", language),
            _table(
                (word("where", language), word("message", language)),
                (
                    (_code(str(w.place or w.pointer)), plain(w.message[language]))
                    for w in view.first(report.warnings, FIRST_WARNINGS)
                ),
            ),
        )
    if report.exceptions:
        notes = (f"- {plain(exception_note(e, language))}" for e in report.exceptions)
        yield from _section(word("exceptions", language), notes)
    if view.assumptions and report.assumptions:
        yield from _section(word("assumptions", language), _assumptions(report, view))
    if rest := hidden(report, view):
        yield from ("", f"*{rest}*")
    yield ""
    made = report.versions
    yield f"<sub>{word('made_by', language, advisor=made.advisor, rulebook=made.rulebook, configuration=made.configuration)}</sub>"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield from lines


def _recommendations(report: Report, view: View) -> Iterator[str]:
    language = view.language
    total = len(report.recommendations)
    if not total:
        yield from ("", word("nothing_yet" if report.questions else "nothing", language))
        return
    chosen = view.first(report.recommendations, FIRST_RECOMMENDATIONS)
    note = "" if len(chosen) == total else word("of", language, total=total, shown=len(chosen))
    note = note and (f"（{note}）" if language == "ja" else f" ({note})")
    yield from ("", f"## {word('first' if note else 'everything', language)}{note}")
    for advice in chosen:
        yield from _advice(advice, language)
        for diff in view.diffs.get(advice.fingerprint, ()):
            yield from _diff(diff, view)


def _advice(advice: Recommendation, language: Language) -> Iterator[str]:
    severity = label("severity", advice.severity, language)
    tag = f"【{severity}】" if language == "ja" else f"{severity.capitalize()}: "
    title = tag + plain(advice.title[language])
    if advice.audience == "sponsor":
        sponsor = word("sponsor", language)
        title += f"（{sponsor}）" if language == "ja" else f" ({sponsor})"
    yield from ("", f"### {advice.rank}. {title}")
    yield from ("", plain(advice.why[language]))
    yield from ("", _bold("action", language) + plain(advice.action[language]))
    for title in also(advice, language):
        yield from ("", _bold("also", language) + plain(title))
    if advice.caveat is not None:
        yield from ("", _bold("caveat", language) + plain(advice.caveat[language]))
    yield ""
    yield f"- {_bold('basis', language)}{'; '.join(map(plain, basis(advice)))}"
    yield f"- {_bold('rank', language)}{plain(advice.reason[language])}"
    where = [
        f"{_code(place)} {plain(name)}".strip() if place else plain(name)
        for place, name in places(advice.subjects, language)
    ]
    if where:
        yield f"- {_bold('where', language)}{('、' if language == 'ja' else ', ').join(where)}"


def _diff(diff: ChangeDiff, view: View) -> Iterator[str]:
    language = view.language
    yield from ("", _bold("change", language) + kind_in_words(diff.change, language), "")
    if not diff.lines:
        yield plain(refusal(diff, view.names, language))
        return
    rows = [shown(row, len(row)) for row in diff_rows(diff)]
    fence = "`" * max(3, 1 + max(len(run) for run in ["", *re.findall("`+", "\n".join(rows))]))
    yield from (f"{fence}diff", *rows, fence)


def _bold(key: str, language: Language) -> str:
    name = word(key, language)
    return f"**{name}**：" if language == "ja" else f"**{name[0].upper()}{name[1:]}:** "


def _questions(report: Report, view: View) -> Iterator[str]:
    said = outranking(report)
    for question in view.first(report.questions, FIRST_QUESTIONS):
        if question is not said:
            yield from _question(question, view.language)


def _question(question: Question, language: Language) -> Iterator[str]:
    goes = f"{word('answer', language)}{_colon(language)}{answer_goes(question, language)}"
    example = word("example", language, example=question.example[language])
    note = f"（{example}）" if language == "ja" else f" ({example})"
    yield f"{question.rank}. {plain(question.question[language])}  "
    yield f"   {plain(goes + note)}"


def _assumptions(report: Report, view: View) -> Iterator[str]:
    language = view.language
    heads = [word(key, language) for key in ("where", "raw", "understood", "confidence")]
    rows = (
        (
            _code(str(a.place or a.pointer)),
            plain(as_written(a, view)),
            plain(a.understood[language]),
            word(a.confidence, language),
        )
        for a in report.assumptions
    )
    return _table(heads, rows)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(heads)
    yield f"| {' | '.join(names)} |"
    yield f"|{' --- |' * len(names)}"
    for row in rows:
        # A bar inside code would still end the cell.
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') if cell.startswith('`') else cell for cell in row)} |"
