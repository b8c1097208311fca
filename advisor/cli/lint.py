"""`kpi-advisor lint`: reads and judges files one by one, and prints what came of it."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.cli.config import find_config, settings_from
from advisor.cli.out import Progress, ascii_only, say_error, separator, write
from advisor.cli.reading import printable, read
from advisor.cli.words import saying, text
from advisor.errors import InputError
from advisor.pipeline import Settings, advise
from advisor.read import SourcedPlan
from advisor.record import record
from advisor.render.lines import BLANK, Paper, lay_out, line
from advisor.render.parts import View
from advisor.render.whereabouts import plan_row_names
from advisor.render.words import counted, word
from advisor.report import Report
from advisor.rulebook import SEVERITIES
from advisor.source.document import find_plan_files
from advisor.text import Language

if TYPE_CHECKING:
    from advisor.rewrite import ChangeDiff

CLEAN: Final = 0
FINDINGS: Final = 1
UNUSABLE: Final = 2


@record
class Order:
    """What the user asked for."""

    paths: tuple[str, ...]
    languages: tuple[Language, ...]
    error_language: Language
    format: str
    fail_on: str
    everything: bool
    assumptions: bool
    diff: bool
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    as_of: date | None
    config: str | None
    paper: Paper

    @property
    def is_single(self) -> bool:
        """Whether one file is asked for, so that JSON is one object."""
        return len(self.paths) == 1 and not Path(self.paths[0]).is_dir()


@record
class Judged:
    """What came of one file: a report, or the reason there is none."""

    file: str
    report: Report | None = None
    error: InputError | None = None
    files: int = 1
    names: Mapping[str, str] = field(default_factory=dict)
    diffs: Mapping[str, Sequence[ChangeDiff]] = field(default_factory=dict)


def lint(order: Order) -> int:
    """Judges everything asked for; returns the exit code."""
    path = Path(order.config) if order.config is not None else find_config(order.paths[0])
    settings = settings_from(path, select=order.select, ignore=order.ignore)
    results = _judged(order, settings)
    if order.format == "json":
        done = _print_json(order, results)
    elif order.format == "markdown":
        done = _print_markdown(order, results)
    elif order.format == "html":
        done = _print_html(order, results)
    else:
        done = _print_text(order, results)
    if any(j.error is not None for j in done):
        return UNUSABLE
    return FINDINGS if any(_fails(j, order.fail_on) for j in done) else CLEAN


def _fails(judged: Judged, fail_on: str) -> bool:
    if judged.report is None or fail_on == "never":
        return False
    order = [*SEVERITIES]
    bar = [str(s) for s in order].index(fail_on)
    return any(order.index(r.severity) >= bar for r in judged.report.recommendations)


# -- judging -------------------------------------------------------------------------------------------------


def _judged(order: Order, settings: Settings) -> Iterator[Judged]:
    """Every plan in the order its first file was named; what cannot be judged says why."""
    files = _files(order.paths)
    today = date.today()
    found = [_read(one, order) if isinstance(one, str) else _Found(one.source or "", error=one) for one in files]
    plans = found if len(found) == 1 else _together(found)
    for number, one in enumerate(plans, start=1):
        with Progress(number, len(plans), one.name, order.error_language):
            judged = _judge(one, order, settings, today)
        yield judged


@record
class _Found:
    """A plan to judge, or the reason why a file holds none. `content` is kept where changes are to be shown."""

    name: str
    sourced: SourcedPlan | None = None
    content: bytes | None = None
    error: InputError | None = None
    files: int = 1


def _read(file: str, order: Order) -> _Found:
    name = printable(file)
    try:
        found = read(file)
    except InputError as error:
        return _Found(name, error=error)
    except Exception as error:
        return _Found(name, error=_bug(error, name))
    return _Found(name, found.sourced, found.content if order.diff else None)


def _together(found: Sequence[_Found]) -> list[_Found]:
    """Files of one company as one plan, in the place of the first of them."""
    from advisor.company import JoinedPlan, companies

    joined: dict[int, JoinedPlan | None] = {}
    for company in companies([f.sourced for f in found if f.sourced is not None]):
        if isinstance(company, JoinedPlan):
            joined |= dict.fromkeys(map(id, company.members)) | {id(company.members[0]): company}
    plans = []
    for one in found:
        if id(one.sourced) not in joined:
            plans.append(one)
        elif plan := joined[id(one.sourced)]:
            plans.append(_Found(plan.document.name, plan, files=len(plan.members)))
    return plans


def _files(paths: Sequence[str]) -> list[str | InputError]:
    """The files that the paths name, each once, and an error in the place of a path that gives none."""
    found: dict[str, str | InputError] = {}
    for path in paths:
        files, errors = find_plan_files([path])
        for error in errors:
            found.setdefault(f"error {error.source}", error)
        for file in files:
            found.setdefault(file if file == "-" else os.path.realpath(file), file)
    return list(found.values())


def _judge(found: _Found, order: Order, settings: Settings, today: date) -> Judged:
    if found.sourced is None:
        return Judged(found.name, error=found.error)
    sourced, plan = found.sourced, found.sourced.plan
    try:
        report = advise(plan, as_of=order.as_of or plan.as_of or today, settings=settings, locate=sourced.locate)
        diffs = _diffs(found.content, sourced, report) if found.content is not None else {}
        return Judged(found.name, sourced.in_files(report), None, found.files, plan_row_names(plan), diffs)
    except InputError as error:
        return Judged(found.name, error=error)
    except Exception as error:
        return Judged(found.name, error=_bug(error, found.name))


def _bug(error: Exception, name: str) -> InputError:
    if os.environ.get("KPI_ADVISOR_DEBUG", "") not in ("", "0"):
        traceback.print_exception(error)
    return InputError(text("bug", detail=type(error).__name__), source=name)


def _diffs(content: bytes, sourced: SourcedPlan, report: Report) -> Mapping[str, Sequence[ChangeDiff]]:
    from advisor.rewrite import diffs_of, plan_text

    return diffs_of(plan_text(content, sourced.document), report)


# -- printing ------------------------------------------------------------------------------------------------


def _print_text(order: Order, results: Iterator[Judged]) -> list[Judged]:
    from advisor.render.text import report_lines

    done: list[Judged] = []
    for judged in results:
        if judged.report is None:
            _say_why(judged, order)
        else:
            if any(j.report is not None for j in done):
                write("\n" + separator(order.paper))
            for n, language in enumerate(order.languages):
                if n:
                    write(separator(order.paper))
                write(lay_out(report_lines(judged.report, judged.file, _view(judged, order, language)), order.paper))
        done.append(judged)
    if sum(j.files for j in done) > 1:
        write(lay_out([BLANK, *(line(_total(done, language)) for language in order.languages)], order.paper))
    return done


def _print_markdown(order: Order, results: Iterator[Judged]) -> list[Judged]:
    from advisor.render.markdown import failure_markdown, markdown

    done: list[Judged] = []
    for judged in results:
        for n, language in enumerate(order.languages):
            if n or done:
                write("\n---\n\n")
            if judged.report is not None:
                write(markdown(judged.report, judged.file, _view(judged, order, language)))
            elif judged.error is not None:
                write(failure_markdown(_place(judged.error), judged.error.message, language))
        if judged.error is not None:
            _say_why(judged, order)
        done.append(judged)
    return done


def _print_html(order: Order, results: Iterator[Judged]) -> list[Judged]:
    """One page, whatever was asked for: two documents in one stream would be none. It has both languages in it."""
    from advisor.render.html import failure_fragment, html_fragment, html_page, html_pages

    opens = order.languages[0] if len(order.languages) == 1 else order.error_language
    done = list(results)
    fragments = []
    for judged in done:
        if judged.report is not None and order.is_single:
            _write_html(html_page(judged.report, opens, name=judged.file))
        elif judged.report is not None:
            fragments.append(html_fragment(judged.report, opens, name=judged.file))
        elif judged.error is not None:
            fragments.append(failure_fragment(_place(judged.error), judged.error.message))
            _say_why(judged, order)
    if fragments:
        _write_html(html_pages(fragments, opens))
    return done


def _write_html(page: str) -> None:
    # Where standard output is not UTF-8, what it cannot hold is written as references, which mean the same.
    write(page.encode("ascii", "xmlcharrefreplace").decode() if ascii_only() else page)


def _print_json(order: Order, results: Iterator[Judged]) -> list[Judged]:
    from advisor.render.json import as_json, failure_data, report_data

    done = list(results)
    data = []
    for judged in done:
        if judged.report is not None:
            data.append(({} if order.is_single else {"file": judged.file}) | report_data(judged.report))
        elif judged.error is not None:
            data.append(failure_data(judged.file, judged.error.message, judged.error.position))
    write(as_json(data[0] if order.is_single and data else data, ascii_only=ascii_only()))
    return done


def _view(judged: Judged, order: Order, language: Language) -> View:
    return View(
        language, everything=order.everything, assumptions=order.assumptions, names=judged.names, diffs=judged.diffs
    )


def _say_why(judged: Judged, order: Order) -> None:
    """Why a file could not be judged, on standard error."""
    if judged.error is None:
        return
    if sys.stdout is not None:
        sys.stdout.flush()  # so that both streams come in order where they meet
    for language in order.languages:
        say_error(f"{saying('error', language)}: {judged.error.describe(language)}")


def _place(error: InputError) -> str:
    return error.source or "" if error.position is None else f"{error.source}:{error.position}"


def _total(done: Sequence[Judged], language: Language) -> str:
    files = sum(j.files for j in done)
    judged = sum(j.files for j in done if j.report is not None)
    total = word("total", language, files=counted("files", files, language), judged=judged)
    if judged == files:
        return total
    rest = word("unreadable", language, number=files - judged)
    return f"{total}（{rest}）" if language == "ja" else f"{total} ({rest})"
