"""What the form's pages share: templates, the files they load, their headers, language and limits."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, TypeVar

from fastapi import Request
from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.responses import Response

from advisor.render.html import report_css
from advisor.text import Language

from .limits import Workshop
from .negotiate import HTML, language_of
from .settings import Settings

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
STATIC: Final = {
    "htmx.min.js": "text/javascript",
    "intake.js": "text/javascript",
    "intake.css": "text/css",
    "report.css": "text/css",
    "icon.svg": "image/svg+xml",
}

T = TypeVar("T")


@cache
def environment() -> Environment:
    """The templates."""
    folder = files("advisor.api") / "templates"
    return Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
    )


@cache
def asset(name: str) -> bytes:
    """One of the files in `STATIC`."""
    if name == "report.css":
        return report_css().encode()
    return (files("advisor.api") / "static" / name).read_bytes()


@cache
def assets_version() -> str:
    """Names the content of what the page loads, so that a browser never mixes two releases."""
    return sha256(b"".join(asset(name) for name in sorted(STATIC))).hexdigest()[:12]


def page_response(text: str, language: Language, status: int = 200, *, policy: str | None = None) -> Response:
    """A page, or a part of one, in one language."""
    headers = {
        "content-security-policy": policy or POLICY,
        "content-language": language,
        "vary": "Accept-Language, HX-Request",
    }
    return Response(text, status, headers, HTML)


def download(content: bytes, name: str, form: str) -> Response:
    """A file for the client to keep."""
    return Response(content, headers={"content-disposition": f'attachment; filename="{name}"'}, media_type=form)


async def in_workshop(request: Request, work: Callable[[], T]) -> T:
    """The work done by one of the threads that judge, within their limits."""
    workshop: Workshop = request.app.state.workshop
    return await workshop.run(work)


def page_language(request: Request) -> Language:
    """The language the address names, else the one the browser likes best."""
    named = request.query_params.get("lang")
    if named == "ja" or named == "en":
        return named  # type: ignore[return-value]  # one of the two
    return language_of(request.scope["headers"], settings_of(request).default_language)


def is_by_script(request: Request) -> bool:
    """Whether the page's script asks, which wants a part of the page only."""
    return request.headers.get("hx-request") == "true"


def settings_of(request: Request) -> Settings:
    """The service's settings."""
    settings: Settings = request.app.state.settings
    return settings
