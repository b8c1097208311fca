"""A report as JSON: the output contract itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from advisor.errors import Position
from advisor.report import Report
from advisor.text import Text


def report_data(report: Report) -> dict[str, Any]:
    """The report as plain data. Numbers that JSON cannot hold become null."""
    data: dict[str, Any] = json.loads(report.model_dump_json())
    return data


def failure_data(name: str, message: Text, position: Position | None) -> dict[str, Any]:
    """A file that could not be judged."""
    line, column, cell = position or (None, None, None)
    place = {"line": line, "column": column} | ({"cell": cell} if cell else {})
    return {"file": name, "error": {"ja": message.ja, "en": message.en, **place}}


def as_json(data: dict[str, Any] | Sequence[dict[str, Any]], *, ascii_only: bool = False) -> str:
    """Data as indented JSON, ended by a line feed."""
    return json.dumps(data, ensure_ascii=ascii_only, indent=2, allow_nan=False) + "\n"
