"""The protocol under `kpi-advisor serve`: uvicorn's own, with an end to how long a request's head may be and take.

uvicorn over httptools keeps whatever comes before the end of the headers, of any size and for ever, from anybody, and
so before a key is asked for. A proxy in front would stop that; nobody has to have one.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from . import problems

_LARGEST_HEAD: Final = 65_536
_FRAMING: Final = 8
"""Bytes of chunk sizes and the like for one of the body; a body sent in chunks of one byte needs six."""
_SECONDS_TO_READ: Final = 2
_STATUS_LINES: Final = {
    "bad-request": b"HTTP/1.1 400 Bad Request\r\n",
    "head-too-large": b"HTTP/1.1 431 Request Header Fields Too Large\r\n",
}


class BoundedHttp(HttpToolsProtocol):
    """Closes a connection whose request has too much around its body, or takes too long to say what it wants."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._around = 0
        """Bytes of this request that are not its body: the head, chunk sizes, what follows the last chunk."""
        self._body = 0
        self._refused = False
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self._around += len(data)  # before it is parsed: a request that begins in it counts from the next piece on
        super().data_received(data)
        if self._around > _LARGEST_HEAD + _FRAMING * self._body and not self._refused:
            self._refuse("head-too-large")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._around = self._body = 0
        self._wait_for_head()

    def on_headers_complete(self) -> None:
        self._head_is_here()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._around -= len(body)
        self._body += len(body)
        super().on_body(body)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # uvicorn's own words, in one language
        self._refuse("bad-request")

    def _refuse(self, kind: str) -> None:
        """Says why, if nothing else is being said, and closes.

        Not at once: a caller that is still sending would see a reset before it has read the answer.
        """
        self._refused = True
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            # Whether the caller reads Japanese may stand in what has not come yet.
            body = json.dumps(problems.in_both_languages(kind), ensure_ascii=False).encode()
            self.transport.write(
                b"%bcontent-type: %b\r\ncontent-length: %d\r\ncache-control: no-store\r\nconnection: close\r\n\r\n%b"
                % (_STATUS_LINES[kind], problems.MEDIA_TYPE.encode(), len(body), body)
            )
        self._head_is_here()
        self._timer = self.loop.call_later(_SECONDS_TO_READ, self.transport.close)

    def _wait_for_head(self) -> None:
        self._head_is_here()
        # What the application's lifespan gave.
        self._timer = self.loop.call_later(self.app_state["seconds_to_receive"], self._give_up)

    def _head_is_here(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._wait_for_head()  # the next request waits for the answer to the last, not for its caller
        else:
            self.transport.close()
