"""Ctrl-C, a closed terminal and SIGTERM as one exception, which can be made to wait while a file is written."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Any, Final, Self

_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP")


class Ended(BaseException):
    """A signal to stop. Not an Exception: nothing on the way may take it for one of its own."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


class Watch:
    """Raises `Ended` on a signal, inside `with`. What the caller was told to ignore stays ignored."""

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._holds = False
        self._waiting = 0

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in (int(getattr(signal, name)) for name in _NAMES if hasattr(signal, name)):
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._on)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on(self, number: int, _: FrameType | None) -> None:
        if self._holds:
            self._waiting = number
        else:
            raise Ended(number)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Signals wait until the end of this."""
        self._holds = True
        try:
            yield
        finally:
            self._holds = False
        if self._waiting:
            raise Ended(self._waiting)
