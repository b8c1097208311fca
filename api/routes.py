"""The routes. Each reads a request, calls the library off the event loop and says what it gave."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from advisor.explain import UnknownRule, explain, rules_data
from advisor.layout import FIELDS
from advisor.metric_search import LONGEST_QUERY, metric_data, search_metrics
from advisor.pipeline import advise, read_back, without_sponsor
from advisor.read import SourcedPlan
from advisor.render.html import html_page, page_policy
from advisor.render.markdown import markdown
from advisor.render.parts import View
from advisor.report import PlanWarningRef, Report
from advisor.schema import plan_schema
from advisor.source.text import shown
from advisor.text import Text

from . import models
from .examples import PROBLEMS, request_body
from .limits import Workshop
from .meters import CONTENT_TYPE, Meters
from .negotiate import HTML, JSON, MARKDOWN, form_of, language_of
from .parameters import day_of, only
from .problems import Problem
from .reading import name_of, plan_from, refuse_encoding
from .settings import Settings
from .uploads import is_multipart, upload_of

_LONGEST_RULE: Final = 100
_MOST_METRICS: Final = 1_000
_NO_FILE: Final = Text("file という名前でファイルを添えてください。", "Send the file as a part called “file”.")
_BAD_MAP: Final = Text(
    f"map は、列の見出しと項目（{'、'.join(FIELDS)}）の組のJSONで書いてください。",
    f"“map” must be a JSON object of column header and field ({', '.join(FIELDS)}).",
)

AsOf = Annotated[
    str | None,
    Query(
        description="The day to judge dates by; the plan's own as_of when left out, else today.",
        json_schema_extra={"format": "date"},
    ),
]
Audience = Annotated[
    Literal["sponsor", "all"],
    Query(description="all: leaves out the recommendations meant for the sponsor's eyes."),
]
Searched = Annotated[
    str, Query(max_length=LONGEST_QUERY, description="A name in either language, or the start of one; empty lists all.")
]
Many = Annotated[int, Query(ge=1, le=_MOST_METRICS, description="The most to list.")]

router = APIRouter()


def _post(path: str, **more: Any) -> Callable[[Any], Any]:
    return router.post(path, openapi_extra=request_body(), responses={**PROBLEMS, **more.pop("responses", {})}, **more)


@_post(
    "/v1/advice",
    response_model=Report,
    summary="Judge a plan: what to do first, and what to ask",
    responses={200: {"content": {form: {"schema": {"type": "string"}} for form in (MARKDOWN, HTML)}}},
)
async def advice(request: Request, as_of: AsOf = None, audience: Audience = "sponsor") -> Response:
    """The whole report. JSON has both languages; Markdown is in the language of Accept-Language; HTML has both, too.

    The HTML page loads nothing, and opens in the language of Accept-Language.
    """
    day = day_of(request, as_of, "as_of", "audience")
    form = form_of(request.scope["headers"], (JSON, MARKDOWN, HTML))
    if form is None:
        raise Problem("not-acceptable")
    language = language_of(request.scope["headers"], _settings(request).default_language)

    def judge(sourced: SourcedPlan) -> bytes:
        report = _report(sourced, day)
        if audience == "all":
            report = without_sponsor(report)
        if form == JSON:
            return report.model_dump_json().encode()
        if form == HTML:
            return html_page(report, language).encode()
        return markdown(report, "", View(language, everything=True, places=False)).encode()

    body = await _worked(request, judge)
    _meters(request).judged()
    headers = {"vary": "Accept, Accept-Language"}
    if form != JSON:
        headers["content-language"] = language
    if form == HTML:
        headers["content-security-policy"] = page_policy()
    return Response(body, headers=headers, media_type=form)


@_post("/v1/read", response_model=models.FileReading, summary="Say how a plan is understood, and judge nothing")
async def read(request: Request, as_of: AsOf = None) -> Response:
    """For showing back what was understood before it is judged: `月300件` → 300 per month.

    Of a sheet or memo it also says what each column and value was made of, what was left out and why, and the plan
    itself, which can be sent to `/v1/advice`.
    """
    day = day_of(request, as_of, "as_of")

    def understand(sourced: SourcedPlan) -> bytes:
        reading = read_back(sourced.plan, as_of=day or sourced.plan.as_of or date.today())
        reading = reading.model_copy(update={"warnings": _file_warnings(sourced) + reading.warnings})
        return models.file_reading(reading, sourced).model_dump_json().encode()

    return Response(await _worked(request, understand), media_type=JSON)


@_post("/v1/questions", response_model=models.Questions, summary="Say what to ask next")
async def questions(request: Request, as_of: AsOf = None) -> Response:
    """For a form that is still being filled: only the questions, the most useful first."""
    day = day_of(request, as_of, "as_of")

    def ask(sourced: SourcedPlan) -> bytes:
        report = _report(sourced, day)
        answer = models.Questions(
            as_of=report.as_of, coverage=report.coverage, questions=report.questions, warnings=report.warnings
        )
        return answer.model_dump_json().encode()

    body = await _worked(request, ask)
    _meters(request).judged()
    return Response(body, media_type=JSON)


@router.get("/v1/rules", response_model=models.Rules, responses=PROBLEMS, summary="List the rules")
def rules(request: Request) -> Response:
    """Every rule in brief, in both languages."""
    only(request)
    return _json(models.Rules.model_validate({"rules": rules_data()}))


@router.get(
    "/v1/rules/{category}/{problem}", response_model=models.RuleDetail, responses=PROBLEMS, summary="One rule in words"
)
def rule(request: Request, category: str, problem: str) -> Response:
    """What a rule rests on, when it fires, asks or stays silent, in both languages."""
    only(request)
    name = f"{category}/{problem}"
    if len(name) > _LONGEST_RULE:
        raise Problem("not-found")
    try:
        return _json(models.rule_detail(explain(shown(name, _LONGEST_RULE))))
    except UnknownRule as error:
        raise Problem("not-found", error.message) from None


@router.get("/v1/metrics", response_model=models.Metrics, responses=PROBLEMS, summary="Search the metric catalogue")
def metrics(request: Request, q: Searched = "", limit: Many = _MOST_METRICS) -> Response:
    """Measures that plans commonly use, in both languages, the likeliest first: for a form that helps to name a KPI."""
    only(request, "q", "limit")
    found = search_metrics(q)
    return _json(models.Metrics.model_validate({"total": len(found), "metrics": [*map(metric_data, found[:limit])]}))


@router.get(
    "/v1/schema/plan",
    response_class=Response,
    responses={200: {"content": {"application/schema+json": {"schema": {"type": "object"}}}}, **PROBLEMS},
    summary="The JSON Schema of a plan",
)
def schema(request: Request) -> JSONResponse:
    """Draft 2020-12, as tolerant as reading is."""
    only(request)
    return JSONResponse(plan_schema(), media_type="application/schema+json")


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **PROBLEMS},
    summary="Counts for Prometheus",
)
def counts(request: Request) -> Response:
    """Requests, how long they took, plans judged; nothing of what they were about."""
    only(request)
    return Response(_meters(request).text(), media_type=CONTENT_TYPE)


@router.get("/healthz", response_model=models.Health, summary="The service lives")
def healthz() -> Response:
    """Needs no key."""
    return _json(models.Health())


@router.get(
    "/readyz", response_model=models.Health, responses={503: PROBLEMS["default"]}, summary="The service can judge"
)
def readyz(request: Request) -> Response:
    """Needs no key. 503 while the rules are loaded and while the service stops."""
    if not request.app.state.ready:
        raise Problem("not-ready")
    return _json(models.Health())


# -- what the routes share -----------------------------------------------------------------------------------


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _meters(request: Request) -> Meters:
    meters: Meters = request.app.state.meters
    return meters


async def _worked(request: Request, work: Callable[[SourcedPlan], bytes]) -> bytes:
    """What `work` makes of the plan in the body; reading it is part of the work."""
    settings = _settings(request)
    workshop: Workshop = request.app.state.workshop
    refuse_encoding(request.headers.get("content-encoding"))
    corrections: Mapping[str, str] = {}
    if is_multipart(request):
        upload = await upload_of(request, settings.max_body_bytes)
        if upload.content is None:
            raise Problem("bad-request", _NO_FILE)
        name, body, corrections = upload.name, upload.content, _mapping(upload.fields)
    else:
        name, body = name_of(request.headers.get("content-type")), await request.body()
    return await workshop.run(lambda: work(plan_from(body, name, settings, corrections)))


def _mapping(fields: Mapping[str, str]) -> dict[str, str]:
    """Header → field from the form's part `map`, a JSON object. Raises Problem."""
    if other := next((name for name in fields if name != "map"), None):
        raise Problem(
            "bad-request", Text(f"「{shown(other)}」という項目はありません。", f"There is no field “{shown(other)}”.")
        )
    try:
        data = json.loads(fields.get("map") or "{}")
    except (ValueError, RecursionError):
        raise Problem("bad-request", _BAD_MAP) from None
    if not isinstance(data, dict) or not all(isinstance(v, str) and v in FIELDS for v in data.values()):
        raise Problem("bad-request", _BAD_MAP)
    return data


def _report(sourced: SourcedPlan, day: date | None) -> Report:
    # No places: the plan came in no file, and pointers say where things stand.
    report = advise(sourced.plan, as_of=day or sourced.plan.as_of or date.today())
    return report.model_copy(update={"warnings": _file_warnings(sourced) + report.warnings})


def _file_warnings(sourced: SourcedPlan) -> tuple[PlanWarningRef, ...]:
    return tuple(replace(w, place=None) for w in sourced.warning_refs)


def _json(answer: BaseModel) -> Response:
    return Response(answer.model_dump_json(), media_type=JSON)
