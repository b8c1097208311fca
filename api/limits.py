"""How much one request may ask for: bytes and time to arrive, threads and time to be judged."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.text import Language, Text

from . import problems
from .frame import request_id
from .negotiate import language_of
from .problems import Problem

T = TypeVar("T")
_MOST_DISCARDED: Final = 32_000_000
_RETRY_SECONDS: Final = "2"


class BodyGate:
    """Takes a whole body in before anything looks at it, and never more than the limit, declared or chunked."""

    def __init__(self, app: ASGIApp, max_bytes: int, seconds: float, default_language: Language) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.seconds = seconds
        self.default_language = default_language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.seconds):
                body = await self._body(scope, receive)
        except TimeoutError:
            await self._refuse(Problem("body-too-slow"), scope, receive, send)
            return
        except Problem as problem:
            await self._refuse(problem, scope, receive, send)
            return
        if body is None:
            return  # the caller went away
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, replay, send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit() and (len(value) > 15 or int(value) > self.max_bytes):
                raise self._too_large()
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if len(body) > self.max_bytes:
                raise self._too_large()
            if not message.get("more_body", False):
                return bytes(body)

    def _too_large(self) -> Problem:
        return Problem(
            "body-too-large",
            Text(
                f"本文の上限は{self.max_bytes:,}バイトです。計画を分けてください。",
                f"The body may have {self.max_bytes:,} bytes at most; split the plan.",
            ),
        )

    async def _refuse(self, problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers at once, then throws away what still arrives for a while, then closes.

        A caller that is still sending would otherwise see its connection reset before it has read the answer.
        """

        async def unfinished(message: Message) -> None:
            await send({**message, "more_body": True} if message["type"] == "http.response.body" else message)

        problem.headers["connection"] = "close"
        language = language_of(scope["headers"], self.default_language)
        await problems.response(problem, language, request_id(scope))(scope, receive, unfinished)
        discarded = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.seconds):
                while discarded < _MOST_DISCARDED:
                    message = await receive()
                    discarded += len(message.get("body", b""))
                    if not message.get("more_body", False):
                        break
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class Workshop:
    """Judges plans off the event loop, so many at once and each within its time.

    A thread cannot be stopped, so one that overruns keeps its place until it is done: whatever callers send, there
    are never more threads than this. That is why it is a pool, and not anyio's limiter, which frees the place of an
    abandoned thread.
    """

    def __init__(self, threads: int, max_waiting: int, seconds: float) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="judge")
        self._most = threads + max_waiting
        self._seconds = seconds
        self._inside = 0

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` gives. Raises Problem when there is no thread or no time for it."""
        if self._inside >= self._most:
            raise Problem("busy", headers={"retry-after": _RETRY_SECONDS})
        loop = asyncio.get_running_loop()
        self._inside += 1
        task = self._pool.submit(work)
        task.add_done_callback(lambda _: _tell(loop, self._left))
        waiting = asyncio.wrap_future(task)
        # An abandoned one may still fail; unasked, asyncio would log its text, which may quote the plan.
        waiting.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            await asyncio.wait({waiting}, timeout=self._seconds)
        finally:
            began = not task.cancel()
        if task.done() and not task.cancelled():
            return task.result()
        raise Problem("took-too-long") if began else Problem("busy", headers={"retry-after": _RETRY_SECONDS})

    def _left(self) -> None:
        self._inside -= 1

    def close(self) -> None:
        """Takes no more work."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _tell(loop: asyncio.AbstractEventLoop, what: Callable[[], None]) -> None:
    with contextlib.suppress(RuntimeError):  # the service has stopped meanwhile
        loop.call_soon_threadsafe(what)
