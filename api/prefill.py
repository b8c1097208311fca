"""From a plan to the intake form: what was read from a sheet becomes answers that the client can correct.

The form asks fewer things than a plan can hold. What it has no field for travels in hidden fields of its own, one for
each row and one for the plan, so that nothing of the sheet is lost and a removed row takes all of its own along.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from advisor.plan import KGI, KPI, Plan

from .questions import QUESTIONS, Rows

MORE: Final = "more"
"""The name of the hidden field, or the end of its name in a row."""
ROW_FIELDS: Final[Mapping[str, str]] = {
    "name": "name", "target": "target", "deadline": "deadline", "baseline": "baseline", "definition": "definition",
    "department": "department", "history": "history", "owner": "owner", "data_source": "source",
    "frequency": "frequency",
}  # fmt: skip
"""Where a row's values go in the form, where the form has that field for such rows."""
_WHOLE: Final[Mapping[tuple[str, ...], str]] = {
    ("organization", "name"): "org-name",
    ("organization", "industry"): "org-business",
    ("organization", "headcount"): "org-people",
    ("organization", "departments"): "org-departments",
    ("period",): "period",
    ("ksf",): "stuck",
    ("resources", "channels"): "channels",
    ("resources", "people"): "people",
    ("resources", "working_days_per_month"): "days",
    ("operation", "review", "cadence"): "cadence",
    ("operation", "review", "meeting"): "meeting",
    ("operation", "on_miss"): "on-miss",
    ("operation", "revision"): "revision",
    ("operation", "dashboard"): "dashboard",
    ("operation", "frontline", "text"): "frontline",
}
_LONGEST: Final = 2_000


def entries_of(plan: Plan) -> dict[str, str]:
    """The form filled with a plan: `filled` makes the same plan of it again, but for the title, which is the form's."""
    data: dict[str, Any] = plan.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    entries: dict[str, str] = {}
    for section, rows in (("kgis", "goal"), ("kpis", "kpi")):
        fields = {f.key for q in QUESTIONS if q.rows == rows for f in q.row_fields}
        for number, row in enumerate(data.pop(section, [])):
            entries |= _row(row, f"{rows}-{number}-", fields)
    for path, name in _WHOLE.items():
        _move(data, path, name, entries)
    if data:
        entries[MORE] = _packed(data)
    return entries


def _row(row: dict[str, Any], prefix: str, fields: set[str]) -> dict[str, str]:
    entries = {}
    for key, name in ROW_FIELDS.items():
        if name in fields and (text := _text(row.get(key))) is not None:
            entries[prefix + name] = text
            del row[key]
    if row:
        entries[prefix + MORE] = _packed(row)
    return entries


def _move(data: dict[str, Any], path: tuple[str, ...], name: str, entries: dict[str, str]) -> None:
    *parents, last = path
    around = [data]
    for parent in parents:
        inside = around[-1].get(parent)
        if not isinstance(inside, dict):
            return
        around.append(inside)
    if (text := _text(around[-1].get(last))) is None:
        return
    entries[name] = text
    del around[-1][last]
    for outer, parent in zip(reversed(around[:-1]), reversed(parents), strict=True):
        if not outer[parent]:
            del outer[parent]


def _text(value: Any) -> str | None:
    """A value as an answer, or None where a line of the form cannot say the same."""
    if isinstance(value, list):
        parts = [v for v in value if isinstance(v, str) and not set("、,，;；\n") & set(v)]
        numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in value)
        text = "、".join(parts) if len(parts) == len(value) else ", ".join(map(str, value)) if numbers else ""
    else:
        text = str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    return text if text.strip() and len(text) <= _LONGEST else None


def _packed(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str, rows: Rows | None = None) -> dict[str, Any]:
    """What a hidden field holds; nothing where it is not what `entries_of` writes.

    Args:
        text: the field.
        rows: the kind of row it belongs to, None for the plan as a whole.
    """
    if not text.strip():
        return {}
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    model: type[BaseModel] = KGI if rows == "goal" else KPI if rows == "kpi" else Plan
    if not isinstance(data, dict):
        return {}
    return {key: value for key, value in data.items() if key in model.model_fields and key not in ("kgis", "kpis")}


def beside(more: Mapping[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """The form's answers with what the form has no field for; an answer always wins."""
    made = dict(more)
    for key, value in data.items():
        before = made.get(key)
        made[key] = beside(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return made


def carried(entries: Mapping[str, str]) -> Sequence[str]:
    """The plan's fields that travel unseen, each once, in order."""
    found: dict[str, None] = {}
    for name, text in entries.items():
        if name == MORE or name.endswith(f"-{MORE}"):
            rows: Rows | None = "goal" if name.startswith("goal-") else "kpi" if name.startswith("kpi-") else None
            found |= dict.fromkeys(unpacked(text, rows))
    return tuple(found)
