"""API keys: who may call, told by a header, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from typing import Final

from pydantic import SecretStr
from starlette.types import ASGIApp, Receive, Scope, Send

from advisor.text import Language

from . import problems
from .frame import request_id
from .negotiate import language_of

_CALLER: Final = "kpi_advisor.caller"
OPEN_PATHS: Final = ("/healthz", "/readyz")
"""What a load balancer asks has no key and tells nothing."""


def caller_of(scope: Scope) -> str | None:
    """Whose key a request brought, as a digest; None where no key was asked for."""
    return scope.get(_CALLER)


class Keys:
    """Lets a request through when it brings one of the keys; everything when there are none.

    `open_paths` need none: an address itself, or everything below one that ends in a slash.
    """

    def __init__(
        self, app: ASGIApp, keys: Sequence[SecretStr], default_language: Language, open_paths: Sequence[str]
    ) -> None:
        self.app = app
        self.exact = frozenset(open_paths)
        self.below = tuple(path for path in open_paths if path.endswith("/") and path != "/")
        # Digests are all of one length, so that not even a key's length shows in the time a comparison takes.
        self.digests = [_digest(key.get_secret_value().encode()) for key in keys]
        self.default_language = default_language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.digests or self._is_open(scope["path"]):
            await self.app(scope, receive, send)
            return
        brought = _brought(scope["headers"])
        if brought is not None and self._known(brought):
            scope[_CALLER] = _digest(brought).hex()
            await self.app(scope, receive, send)
            return
        problem = problems.Problem(
            "key-needed" if brought is None else "key-unknown", headers={"www-authenticate": "Bearer"}
        )
        language = language_of(scope["headers"], self.default_language)
        await problems.response(problem, language, request_id(scope))(scope, receive, send)

    def _is_open(self, path: str) -> bool:
        return path in self.exact or path.startswith(self.below)

    def _known(self, key: bytes) -> bool:
        digest = _digest(key)
        # Every key is compared, whichever is right.
        return sum(hmac.compare_digest(digest, known) for known in self.digests) > 0


def _digest(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()


def _brought(headers: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    for name, value in headers:
        if name == b"x-api-key":
            return value.strip()
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            return value[7:].strip()
    return None
