"""The web service. `create_app` makes it; everything it says about a plan comes from the library."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response

from advisor.pipeline import advise
from advisor.plan import Plan
from advisor.text import Text

from . import examples, pages, problems, sheet_page
from .allowance import Allowance
from .frame import Frame, request_id
from .keys import OPEN_PATHS, Keys
from .limits import BodyGate, Workshop
from .meters import Meters
from .negotiate import language_of
from .problems import BadField, Problem, safe_value
from .routes import router
from .settings import Settings

__all__ = ["Settings", "create_app"]

_BY_STATUS: Final = {404: "not-found", 405: "method-not-allowed"}
_PARAMETER: Final = Text(
    "この値は使えません。APIの説明にある値を指定してください。",
    "This value cannot be used; give one the API's description names.",
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application.

    Without `settings` they come from the environment and the file it names. Raises pydantic's ValidationError or
    OSError when those cannot be used. It binds no address: `kpi-advisor serve` does, and refuses one that others can
    reach when there are no keys. Whoever starts it in another way has to see to that.
    """
    chosen = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        # The rules are loaded and the engine is warm before the first caller comes.
        advise(Plan.model_validate(examples.PLANS["ja"]))
        app.state.workshop = Workshop(chosen.threads, chosen.max_waiting, chosen.seconds_to_judge)
        app.state.ready = True
        yield {"seconds_to_receive": chosen.seconds_to_receive}  # for heads.BoundedHttp
        app.state.ready = False
        app.state.workshop.close()

    language = chosen.default_language
    meters = Meters()
    app = FastAPI(
        title="KPI advisor",
        version=version("kpi-advisor"),
        summary="Judges a KPI plan and says, in Japanese and English, what to do first and why.",
        description="KPI計画を診断し、何から手を付けるとよいかを、理由とともに日本語と英語で示します。",
        lifespan=lifespan,
        docs_url=None,  # those pages load scripts from another host
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        redirect_slashes=False,
        middleware=[
            # From the outside in. Keys before the body, so that strangers cannot make us take one.
            Middleware(Frame, default_language=language, meters=meters),
            *([Middleware(CORSMiddleware, **_cors(chosen))] if chosen.cors_origins else []),
            Middleware(
                Keys,
                keys=chosen.api_keys,
                default_language=language,
                open_paths=(*OPEN_PATHS, *(pages.OPEN_PATHS if chosen.has_form else ())),
            ),
            *([Middleware(Allowance, **_allowance(chosen))] if chosen.requests_per_minute else []),
            Middleware(
                BodyGate,
                max_bytes=chosen.max_body_bytes,
                seconds=chosen.seconds_to_receive,
                default_language=language,
            ),
        ],
        exception_handlers={Problem: _on_problem, HTTPException: _on_http, RequestValidationError: _on_parameters},
    )
    app.state.settings = chosen
    app.state.meters = meters
    app.state.ready = False
    app.include_router(router)
    if chosen.has_form:
        app.include_router(pages.router)
        app.include_router(sheet_page.router)
    made_by_fastapi = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = examples.complete(made_by_fastapi())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend the document
    return app


def _cors(settings: Settings) -> dict[str, Any]:
    return {
        "allow_origins": settings.cors_origins,
        "allow_methods": ["GET", "POST"],
        "allow_headers": ["accept", "accept-language", "authorization", "content-type", "x-api-key"],
        "expose_headers": ["x-request-id", "retry-after"],
    }


def _allowance(settings: Settings) -> dict[str, Any]:
    return {
        "per_minute": settings.requests_per_minute,
        "folder": settings.shared_folder,
        "default_language": settings.default_language,
    }


def _answer(request: Request, problem: Problem) -> Response:
    default = request.app.state.settings.default_language
    language = language_of(request.scope["headers"], default)
    return problems.response(problem, language, request_id(request.scope))


async def _on_problem(request: Request, error: Exception) -> Response:
    return _answer(request, error if isinstance(error, Problem) else Problem("internal"))


async def _on_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    kind = _BY_STATUS.get(status, "bad-request" if status < 500 else "internal")
    return _answer(request, Problem(kind, headers=headers))


async def _on_parameters(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    errors = [
        BadField(_PARAMETER, parameter=safe_value(f["loc"][-1]), value=safe_value(f.get("input"))) for f in found[:10]
    ]
    return _answer(request, Problem("bad-parameter", errors=errors))
