"""`kpi-advisor serve`: starts the web service, on an address strangers cannot reach unless told otherwise."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from advisor.cli.words import text
from advisor.errors import AdvisorError

_PARTS: Final = ("fastapi", "uvicorn", "pydantic_settings", "prometheus_client", "limits")
_FILE_VARIABLE: Final = "KPI_ADVISOR_SETTINGS_FILE"
_FOLDER_VARIABLES: Final = ("KPI_ADVISOR_SHARED_FOLDER", "PROMETHEUS_MULTIPROC_DIR")
_SECONDS_TO_FINISH: Final = 30
"""What is being judged when the service is stopped may take so long to finish."""
_CONNECTIONS: Final = 2_000


class ServeError(AdvisorError):
    """The service cannot start."""


def serve(*, host: str, port: int, workers: int, settings: str | None, allow_anonymous: bool) -> int:
    """Runs the service until it is told to stop. Raises ServeError when it may not or cannot start."""
    if any(find_spec(part) is None for part in _PARTS):
        raise ServeError(text("serve_extra"))
    if settings is not None:
        # Workers are processes of their own and read the settings again.
        os.environ[_FILE_VARIABLE] = str(Path(settings).absolute())
    chosen = _settings()
    if not chosen.api_keys and not allow_anonymous and not _is_loopback(host):
        raise ServeError(text("serve_open", host=host))
    _try_address(host, port)
    with _shared_folder(workers):
        _run(host, port, workers)
    return 0


@contextmanager
def _shared_folder(workers: int) -> Iterator[None]:
    """What several workers count together lies in a folder that only they can see and that goes when they go."""
    if workers == 1:
        yield
        return
    with TemporaryDirectory(prefix="kpi-advisor-", ignore_cleanup_errors=True) as folder:
        os.environ.update(dict.fromkeys(_FOLDER_VARIABLES, folder))
        yield


def _run(host: str, port: int, workers: int) -> None:
    import_module("uvicorn").run(
        "advisor.api:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,  # it holds queries; the service writes a line of its own
        log_config=import_module("advisor.api.logs").log_config(),
        server_header=False,
        proxy_headers=False,  # nothing here asks who the caller is
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        limit_concurrency=_CONNECTIONS,
        http="advisor.api.heads:BoundedHttp",
        ws="none",
    )


def _settings() -> Any:
    from pydantic import ValidationError

    try:
        return import_module("advisor.api").Settings()
    except ValidationError as error:
        names = ", ".join(dict.fromkeys(str(e["loc"][0]) if e["loc"] else "-" for e in error.errors()))
        raise ServeError(text("serve_setting", names=names)) from None
    except (OSError, ValueError):  # a missing file; one that is not TOML or not UTF-8
        raise ServeError(text("serve_settings_file"), source=os.environ.get(_FILE_VARIABLE)) from None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # a name may lead anywhere


def _try_address(host: str, port: int) -> None:
    """Fails with a sentence where the server itself would fail with a log of its own."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except (OSError, UnicodeError) as error:
        detail = getattr(error, "strerror", None) or type(error).__name__
        raise ServeError(text("serve_address", host=host, port=port, detail=detail)) from None
