"""What a page says in one language, in the order it says it: everything but the markup."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.figures import day as said_day
from advisor.render.parts import (
    FIRST_RECOMMENDATIONS,
    SEVERITIES_DOWN,
    also,
    exception_note,
    label,
    outranking,
)
from advisor.render.range_picture import Chart, chart
from advisor.render.tree_picture import Part, all_assumed, tree_parts
from advisor.render.whereabouts import answer_place, in_words, row_names
from advisor.render.words import ranges, word
from advisor.report import AssumptionRef, FindingRef, Place, Question, Recommendation, Report, SubjectRef
from advisor.text import Language

_MOST_ROWS = 12
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """The page in one language; the names are the template's."""

    language: Language
    title: str
    about: str
    verdict: tuple[Row, ...]
    strengths: tuple[str, ...]
    first_question: Row | None
    now: tuple[Row, ...]
    later: tuple[Row, ...]
    asks: bool
    questions: tuple[Row, ...]
    tree: tuple[Part, ...]
    assumed: bool
    charts: tuple[Chart, ...]
    tenths: int
    assumptions: tuple[Row, ...]
    warnings: tuple[Row, ...]
    exceptions: tuple[str, ...]
    made_by: str

    def w(self, key: str, /, **values: object) -> str:
        """A phrase of the tables."""
        return word(key, self.language, **values)

    def label(self, key: str) -> str:
        """A phrase that stands before what it names."""
        return f"{self.cap(key)}：" if self.language == "ja" else f"{self.cap(key)}:"

    def cap(self, key: str) -> str:
        """A phrase that stands alone."""
        name = word(key, self.language)
        return f"{name[0].upper()}{name[1:]}"


def heading(report: Report, name: str, language: Language) -> str:
    """The title of the document."""
    title = _title(report, name, language)
    kind = word("document", language)
    colon = "：" if language == "ja" else ": "
    return f"{kind}{colon}{title}" if title != kind else kind


def content_of(report: Report, language: Language, name: str) -> Content:
    """Everything a page says in one language."""
    names = row_names(report)
    first = outranking(report)
    cards = [_card(r, language) for r in report.recommendations]
    made = report.versions
    return Content(
        language=language,
        title=_title(report, name, language),
        about=_about(report, name, language),
        verdict=tuple(_verdict(report, language)),
        strengths=tuple(s.text[language] for s in report.strengths),
        first_question=_question(first, names, language) if first is not None else None,
        now=tuple(cards[:FIRST_RECOMMENDATIONS]),
        later=tuple(cards[FIRST_RECOMMENDATIONS:]),
        asks=bool(report.questions),
        questions=tuple(_question(q, names, language) for q in report.questions if q is not first),
        tree=tuple(tree_parts(report, language)),
        assumed=all_assumed(report.tree),
        charts=tuple(chart(span, language) for span in report.ranges),
        tenths=round(report.ranges[0].confidence * 10) if report.ranges else 0,
        assumptions=tuple(
            {
                "place": _place(a.place, in_words(a.pointer, names, language), language),
                "raw": a.raw or word("blank", language),
                "understood": a.understood[language],
                "sure": word(a.confidence, language),
            }
            for a in report.assumptions
            if _says_more(a, language)
        ),
        warnings=tuple(
            {"place": _place(w.place, in_words(w.pointer, names, language), language), "text": w.message[language]}
            for w in report.warnings
        ),
        exceptions=tuple(exception_note(e, language) for e in report.exceptions),
        made_by=word(
            "made_by", language, advisor=made.advisor, rulebook=made.rulebook, configuration=made.configuration
        ),
    )


def _says_more(assumption: AssumptionRef, language: Language) -> bool:
    """Whether the reading is more than the text itself: a page of `3億円 → 3億円` hides the rows that matter."""
    read = unicodedata.normalize("NFKC", assumption.understood[language])
    return assumption.confidence not in ("stated", "parsed") or unicodedata.normalize("NFKC", assumption.raw) != read


def _title(report: Report, name: str, language: Language) -> str:
    return report.title or (word("stdin", language) if name == "-" else name) or word("document", language)


def _about(report: Report, name: str, language: Language) -> str:
    file = word("stdin", language) if name == "-" else name
    day = word("reviewed", language, day=said_day(report.as_of).text[language]) if report.as_of else ""
    return " · ".join(piece for piece in (file if report.title else "", day) if piece)


def _verdict(report: Report, language: Language) -> Iterator[Row]:
    by_severity = Counter(r.severity for r in report.recommendations)
    shares = [(label("severity", s, language), by_severity[s]) for s in SEVERITIES_DOWN if by_severity[s]]
    split = "、" if language == "ja" else ", "
    counts = split.join(f"{name}{n}" if language == "ja" else f"{n} {name}" for name, n in shares)
    item = "件" if language == "ja" else ""
    asked = len(report.questions)
    yield {"name": word("score_of", language), "value": report.score.overall, "note": word("out_of", language)}
    yield {
        "name": word("judged", language),
        "value": f"{int(report.coverage * 100)}%",
        "note": word("judged_note" if report.coverage else "nothing_judged", language),
    }
    yield {"name": word("advice", language), "value": f"{len(report.recommendations)}{item}", "note": counts}
    yield {
        "name": word("asked", language),
        "value": f"{asked}{item}",
        "note": word("asked_note" if asked else "none_asked", language),
    }


def _card(advice: Recommendation, language: Language) -> Row:
    return {
        "rank": advice.rank,
        "severity": advice.severity,
        "severity_word": word("severity_tag", language, severity=label("severity", advice.severity, language)),
        "sponsor": advice.audience == "sponsor",
        "title": advice.title[language],
        "why": advice.why[language],
        "action": advice.action[language],
        "caveat": advice.caveat[language] if advice.caveat is not None else "",
        "also": also(advice, language),
        "where": _where(advice, language),
        "reason": advice.reason[language],
        "basis": tuple(_basis(advice, language)),
    }


def _basis(advice: Recommendation, language: Language) -> Iterator[Row]:
    rules: dict[str, FindingRef] = {}
    for finding in advice.findings:
        rules.setdefault(finding.rule, finding)
    for rule, finding in rules.items():
        lines = [{"cites": f"{g.id} ¶{ranges(g.paragraphs)}", "says": g.says[language]} for g in finding.guidance]
        lines += [{"cites": "", "says": s.cite} for s in finding.sources]
        yield {"rule": rule, "lines": lines}


def _where(advice: Recommendation, language: Language) -> str:
    split = "、" if language == "ja" else ", "
    shown = [_place(s.place, _name(s, language), language) for s in advice.subjects[:_MOST_ROWS]]
    rest = len(advice.subjects) - _MOST_ROWS
    return split.join([*shown, *([word("more_rows", language, n=rest)] if rest > 0 else [])])


def _name(subject: SubjectRef, language: Language) -> str:
    if subject.kind == "plan":
        return word("plan", language)
    return f"「{subject.name}」" if language == "ja" else f"“{subject.name}”"


def _place(place: Place | None, text: str, language: Language) -> str:
    """Something in the plan, with its line where the plan came in a file; the page names the file once."""
    if place is not None and place.cell is not None:
        return word("at_cell", language, text=text, cell=place.cell)
    return text if place is None else word("at_line", language, text=text, line=f"{place.line:,}")


def _question(question: Question, names: Mapping[str, str], language: Language) -> Row:
    return {
        "rank": question.rank,
        "text": question.question[language],
        "example": word("example", language, example=question.example[language]),
        "place": answer_place(question, names, language),
    }
