"""Around every request: its id, the security headers, the log line, the counts, and the last resort for what nobody foresaw."""

from __future__ import annotations

import secrets
import time
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.text import Language

from . import problems
from .logs import log, where
from .meters import Meters
from .negotiate import language_of

_ID: Final = "kpi_advisor.request_id"
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    # Plans are confidential, so no cache may keep an answer about one.
    "cache-control": "no-store",
}


def request_id(scope: Scope) -> str:
    """The request's id, made here. A caller's own is not taken: it could carry anything into the log."""
    return str(scope.get(_ID, ""))


class Frame:
    """The outermost layer. Whatever happens inside, the caller gets a response and the log gets no plan text."""

    def __init__(self, app: ASGIApp, default_language: Language, meters: Meters) -> None:
        self.app = app
        self.meters = meters
        self.default_language = default_language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope[_ID] = secrets.token_hex(8)
        began = time.perf_counter()
        status = 0
        self.meters.began()

        async def framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers["x-request-id"] = request_id(scope)
            await send(message)

        try:
            await self.app(scope, receive, framed)
        except Exception as error:
            # Not raised again: the server would log the exception's text, which may quote the plan.
            log.error("unexpected", extra={"fields": {"request_id": request_id(scope), **where(error)}})
            if not status:
                language = language_of(scope["headers"], self.default_language)
                answer = problems.response(problems.Problem("internal"), language, request_id(scope))
                await answer(scope, receive, framed)
        finally:
            # The route as declared and a method there is: what was sent could hold anything.
            route: str | None = getattr(scope.get("route"), "path", None)
            method = scope["method"] if scope["method"] in _METHODS else "other"
            seconds = time.perf_counter() - began
            self.meters.ended(method, route, status, seconds)
            fields = {
                "request_id": request_id(scope),
                "method": method,
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 1),
            }
            log.info("request", extra={"fields": fields})
