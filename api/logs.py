"""The service's log: one JSON object a line, and in it nothing of a plan, a caller or a query.

The standard library's logging with one formatter: there is a single event to log, which needs no library.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import datetime, timezone
from typing import Any, Final

LOGGER: Final = "kpi_advisor.api"
log = logging.getLogger(LOGGER)


class JsonFormatter(logging.Formatter):
    """One JSON object a line. Of an exception only its type and where it was raised: its text may quote a plan."""

    def format(self, record: logging.LogRecord) -> str:
        data: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),  # noqa: UP017
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            data |= where(record.exc_info[1])
        return json.dumps(data, ensure_ascii=False)


def where(error: BaseException) -> dict[str, Any]:
    """An exception's type and the functions it came through, without its text or any value."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return {
        "error": type(error).__name__,
        "at": [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames],
    }


def log_config() -> dict[str, Any]:
    """For uvicorn: everything as JSON on standard error; its own access log, which holds queries, is off."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": f"{__name__}.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
        "loggers": {
            name: {"handlers": ["stderr"], "level": "INFO", "propagate": False} for name in ("uvicorn", LOGGER)
        },
    }
