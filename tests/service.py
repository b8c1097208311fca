"""The web service for tests: as an application in this process, and as a real server in its own."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from starlette.testclient import TestClient

from command import environment

JA = {"Accept-Language": "ja"}
EN = {"Accept-Language": "en"}
LANGUAGES = {"ja": JA, "en": EN}
JSON = {"Content-Type": "application/json"}
YAML = {"Content-Type": "application/yaml"}


@contextmanager
def client(**settings: Any) -> Iterator[TestClient]:
    """A caller of the application with these settings, whatever the tester's environment says."""
    api = import_module("advisor.api")  # checkers cannot see the package under this name
    # Tests ask more than 600 times a minute.
    given = {"api_keys": (), "cors_origins": (), "requests_per_minute": 0, **settings}
    with TestClient(api.create_app(api.Settings(**given))) as made:
        yield made


class Server:
    """`kpi-advisor serve` on a free port; `log` is what it has written so far."""

    def __init__(self, *arguments: str | Path, **variables: str) -> None:
        command = [sys.executable, "-m", "advisor.cli", "serve", "--port", "0", *map(str, arguments)]
        self._process = subprocess.Popen(
            command, env=environment(**variables), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        self.log = ""
        self.url = ""
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._ready.wait()
        assert self.url, self.log

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.log += line
            if found := re.search(r"running on (http://[^ ]+)", line):
                self.url = found[1]
                self._ready.set()
        self._ready.set()

    @property
    def workers(self) -> list[int]:
        """The process ids of the workers started so far, the dead ones among them."""
        return [int(found) for found in re.findall(r"Started server process \[([0-9]+)\]", self.log)]

    def wait_for_workers(self, count: int) -> None:
        """Until so many workers have been started in all and say that they are ready."""
        while self.log.count("Application startup complete.") < count:
            assert self._process.poll() is None, self.log
            time.sleep(0.05)

    def tell_to_stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        """The exit code, once it has ended by itself."""
        code = self._process.wait()
        self._reader.join()
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self.wait()
