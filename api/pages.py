"""The reference intake form: pages for people, working with a plain submit and better with script.

Each page is made from what stands in the form; nothing is kept between requests. Judging goes through the same door
as the service's own: the form becomes a JSON plan, and that plan is read and judged like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from advisor.pipeline import advise, read_back, without_sponsor
from advisor.plan import Plan
from advisor.render.html import html_fragment, html_page, page_policy
from advisor.render.whereabouts import key_word
from advisor.report import Question, Report
from advisor.text import Language

from .intake import (
    Entries,
    Filled,
    Lack,
    filled,
    is_settled,
    question_of,
    readable_fields,
    rearranged,
    row_count,
    unanswered,
)
from .negotiate import HTML, JSON
from .page_frame import (
    STATIC,
    asset,
    assets_version,
    download,
    environment,
    in_workshop,
    is_by_script,
    page_language,
    page_response,
    settings_of,
)
from .page_words import word
from .parameters import only
from .prefill import carried, entries_of
from .problems import KINDS, Problem, document
from .questions import QUESTIONS
from .reading import plan_from
from .settings import Settings

OPEN_PATHS: Final = (
    "/", "/next", "/report", "/report-page", "/report.html", "/plan.yaml", "/plan.json", "/sheet", "/static/",
)  # fmt: skip
"""The form's addresses, all on one level so that links between them hold below any prefix a proxy puts before them."""

_FIRST_QUESTIONS: Final = 4
_FIELDS_FOR_EACH_KPI: Final = 12
_MORE_FIELDS: Final = 200
_FORM: Final = "application/x-www-form-urlencoded"
_READ_KEYS: Final = frozenset({"period", "baseline", "target", "deadline"})

router = APIRouter(include_in_schema=False)


class Asked(NamedTuple):
    """A question of the report's as the form shows it: the form's own question, where to go, and what is asked."""

    number: int | None
    goes: str
    text: str
    example: str


@dataclass(frozen=True)
class _Page:
    """What a page is made from.

    Attributes:
        read: what was read, by field.
        report: the judgement so far, for the questions it asks.
    """

    language: Language
    entries: Entries
    filled: Filled
    read: Mapping[str, str]
    report: Report | None = None

    @property
    def is_started(self) -> bool:
        return any(value.strip() for name, value in self.entries.items() if name != "do")


# -- routes --------------------------------------------------------------------------------------------------


@router.get("/")
async def form(request: Request) -> Response:
    """The empty form."""
    only(request, "lang")
    language = page_language(request)
    return page_response(form_page(language), language)


@router.post("/")
async def form_again(request: Request) -> Response:
    """The form as it stands, after a row was added, removed or moved, in either language, with what was read."""
    only(request, "lang")
    language, entries = page_language(request), await _entries(request)
    move = entries.pop("do", "")
    entries, focus = rearranged(entries, move, settings_of(request).max_kpis)
    template = "form.html.j2" if is_by_script(request) else "page.html.j2"
    try:
        page = await in_workshop(request, lambda: _looked_at(entries, language, settings_of(request)))
    except Problem as problem:
        page = _Page(language, entries, filled(entries), {})
        return page_response(_rendered(template, page, problem=problem), language, KINDS[problem.kind].status)
    return page_response(_rendered(template, page, focus=focus, live=move != "check"), language)


@router.post("/next")
async def next_questions(request: Request) -> Response:
    """What was read and what to tell next, while the form is being filled."""
    only(request, "lang")
    language, entries = page_language(request), await _entries(request)
    try:
        page = await in_workshop(request, lambda: _looked_at(entries, language, settings_of(request)))
    except Problem as problem:
        page = _Page(language, entries, filled(entries), {})
        return page_response(_rendered("problem.html.j2", page, problem=problem), language, KINDS[problem.kind].status)
    return page_response(_rendered("live.html.j2", page, live=True), language)


@router.post("/report")
async def report_below(request: Request) -> Response:
    """The review below the form: by script the review alone, else the whole page with every answer in place."""
    page, judged = await _reviewed(request, html_fragment)
    if isinstance(judged, Response):
        return judged
    body = judged if is_by_script(request) else _rendered("page.html.j2", page, review=judged)
    return page_response(body, page.language)


@router.post("/report-page")
async def report_page(request: Request) -> Response:
    """The review as a page of its own, which needs nothing else."""
    page, judged = await _reviewed(request, html_page)
    return judged if isinstance(judged, Response) else page_response(judged, page.language, policy=page_policy())


@router.post("/report.html")
async def report_file(request: Request) -> Response:
    """The same page to keep."""
    _, judged = await _reviewed(request, html_page)
    if isinstance(judged, Response):
        return judged
    # Two files of one name in one folder would end with the wrong one sent round.
    return download(judged.encode(), "review-to-share.html" if _for_all(request) else "review-for-the-owner.html", HTML)


@router.post("/plan.yaml")
async def plan_yaml(request: Request) -> Response:
    """The plan as a file, whatever is still missing in it."""
    only(request, "lang")
    return download(filled(await _entries(request)).as_yaml(), "plan.yaml", "application/yaml")


@router.post("/plan.json")
async def plan_json(request: Request) -> Response:
    """The plan as a file, whatever is still missing in it."""
    only(request, "lang")
    return download(filled(await _entries(request)).as_json(), "plan.json", JSON)


@router.get("/static/{name}")
async def static(request: Request, name: str) -> Response:
    """What the form's page loads, all of it from here."""
    only(request, "v")
    if name not in STATIC:
        raise Problem("not-found")
    return Response(
        asset(name),
        # Nothing of a plan is in these, and their address changes with their content.
        headers={"cache-control": "public, max-age=86400"},
        media_type=STATIC[name],
    )


def form_page(language: Language, problem: Problem | None = None) -> str:
    """The page with the empty form, and what went wrong before it."""
    return _rendered("page.html.j2", _Page(language, {}, Filled(), {}), fresh=True, problem=problem)


def filled_page(plan: Plan, language: Language, settings: Settings) -> str:
    """The page with the form filled from a plan. Raises Problem."""
    return _rendered("page.html.j2", _looked_at(entries_of(plan), language, settings), live=True)


# -- the work ------------------------------------------------------------------------------------------------


def _looked_at(entries: Entries, language: Language, settings: Settings) -> _Page:
    """The form with what was read from it and what a judgement would ask."""
    made = filled(entries)
    day = date.today()
    plan = _plan(made, settings)
    reading = read_back(plan, as_of=day)
    read = {
        made.places[note.pointer]: word("read_as", language, understood=note.understood[language])
        for note in reading.assumptions
        if note.raw and entries.get(made.places.get(note.pointer, ""), "").strip()
    }
    judged = advise(plan, as_of=day) if made.data.get("kgis") or made.data.get("kpis") else None
    return _Page(language, entries, made, read, judged)


async def _reviewed(request: Request, render: Callable[[Report, Language], str]) -> tuple[_Page, str | Response]:
    """The review as `render` shows it, or the answer that says what stands in its way, with nothing lost."""
    only(request, "lang", "audience")
    language, entries = page_language(request), await _entries(request)
    made = filled(entries)
    page = _Page(language, entries, made, {})
    template = "problem.html.j2" if is_by_script(request) else "page.html.j2"
    for_all = _for_all(request)
    if made.lacks:
        return page, page_response(_rendered(template, page), language, 422)

    def judged() -> str:
        report = advise(_plan(made, settings_of(request)), as_of=date.today())
        kept = [q for q in report.questions if not is_settled(entries, question_of(q.pointer))]
        report = report.model_copy(update={"questions": tuple(replace(q, rank=n) for n, q in enumerate(kept, start=1))})
        return render(without_sponsor(report) if for_all else report, language)

    try:
        shown = await in_workshop(request, judged)
    except Problem as problem:
        return page, page_response(_rendered(template, page, problem=problem), language, KINDS[problem.kind].status)
    request.app.state.meters.judged()
    return page, shown


def _for_all(request: Request) -> bool:
    """Whether the sponsor's part is left out. Raises Problem for any other word, which might have meant that."""
    audience = request.query_params.get("audience", "sponsor")
    if audience not in ("sponsor", "all"):
        raise Problem("bad-parameter")
    return audience == "all"


def _plan(made: Filled, settings: Settings) -> Plan:
    return plan_from(made.as_json(), "plan.json", settings).plan


async def _entries(request: Request) -> dict[str, str]:
    """The form's fields. Raises Problem for another kind of body, or more fields than the form can have."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise Problem("media-type")
    most = settings_of(request).max_kpis * _FIELDS_FOR_EACH_KPI * 2 + _MORE_FIELDS
    body = await request.body()

    def parsed() -> dict[str, str]:
        try:
            # A browser sends line feeds as \r\n.
            pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=most, errors="strict")
        except ValueError:
            raise Problem("bad-request") from None
        return {name: value.replace("\r\n", "\n") for name, value in pairs}

    return await in_workshop(request, parsed)


# -- what it looks like --------------------------------------------------------------------------------------


def _rendered(
    template: str,
    page: _Page,
    *,
    fresh: bool = False,
    live: bool = False,
    focus: str | None = None,
    problem: Problem | None = None,
    review: str = "",
) -> str:
    language, entries = page.language, page.entries
    lacks: Sequence[Lack] = page.filled.lacks if not fresh else ()
    asked = [*_asked(page)]
    shown = asked[: max(0, _FIRST_QUESTIONS - len(lacks))]
    said = document(problem, language, "") if problem else None
    return environment().get_template(template).render(
        w=lambda key, **values: word(key, language, **values),
        language=language,
        other="en" if language == "ja" else "ja",
        here=f"./?lang={language}",
        version=assets_version(),
        release=version("kpi-advisor"),
        questions=QUESTIONS,
        entries=entries,
        row_count=lambda rows: row_count(entries, rows),
        readings=page.read,
        all_readings={name: page.read.get(name, "") for name in readable_fields(entries)} if live else {},
        read_keys=_READ_KEYS,
        lacks=lacks,
        lacking={} if live else {lack.field: lack.text[language] for lack in lacks},
        asked=shown,
        more=len(asked) - len(shown),
        still_open=[n for n in unanswered(entries) if n not in {lack.question for lack in lacks}],
        started=page.is_started,
        fresh=fresh,
        live=live,
        focus=focus,
        longest=_LONGEST,
        review=Markup(review),
        carried=("、" if language == "ja" else ", ").join(key_word(key, language) for key in carried(entries)),
        problem=said and {**said, "errors": [e["detail"] for e in said.get("errors", ())]},
    )  # fmt: skip


_LONGEST: Final = 2_000


def _asked(page: _Page) -> Iterator[Asked]:
    """What a judgement would ask, but not what the client does not know or does not have."""
    for question in page.report.questions if page.report else ():
        number = question_of(question.pointer)
        if not is_settled(page.entries, number):
            language = page.language
            goes = _goes(question, number, page.filled)
            yield Asked(number, goes, question.question[language], question.example[language])


def _goes(question: Question, number: int | None, made: Filled) -> str:
    """The field an answer goes to, or its question where the field is not to be told."""
    row = question.pointer.rpartition("/")[0]
    name = made.places.get(question.pointer)
    if name is None and (first := made.places.get(f"{row}/name")):
        name = f"{first.rpartition('-')[0]}-{question.pointer.rpartition('/')[2]}"
        known = {f.key for q in QUESTIONS for f in q.row_fields}
        name = name if name.rpartition("-")[2] in known else None
    return name or f"q{number}"
