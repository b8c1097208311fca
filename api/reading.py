"""From a request's body to a plan, within the limits, or a problem that points at every bad field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from advisor.errors import InputError
from advisor.plan import Plan
from advisor.read import SourcedPlan, document_of
from advisor.source.document import Limits, join_pointer
from advisor.text import Text

from .problems import BadField, Problem, safe_value
from .settings import Settings

FORMS: Final[dict[str, str]] = {
    "application/json": "plan.json",
    "application/yaml": "plan.yaml",
    "application/x-yaml": "plan.yaml",
    "text/yaml": "plan.yaml",
    "text/csv": "plan.csv",
    "text/tab-separated-values": "plan.tsv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "plan.xlsx",
    "application/vnd.ms-excel.sheet.macroenabled.12": "plan.xlsm",
    "text/markdown": "plan.md",
    "text/html": "plan.html",
    "text/plain": "plan.txt",
}
"""What a body may be, by media type, and the file name whose ending says the same."""
_UTF8: Final = (".json", ".yaml", ".yml")
_MOST_FIELDS: Final = 20
_LONGEST_KEY: Final = 200
# A workbook is packed text: as many times a body's limit its parts may have, and its cells' text.
_UNPACKED: Final = 20
_TEXT: Final = 4
_MARK: Final = re.compile(r"[^\w ]|\band\b|と")
_CANNOT: Final = Text("この値は使えません。書き方を確かめてください。", "This value cannot be used; correct it.")


def refuse_encoding(content_encoding: str | None) -> None:
    """Raises Problem for a compressed body: a thousand bytes may hold a billion, and no form sends so much."""
    if (content_encoding or "identity").strip().lower() != "identity":
        raise Problem("media-type", _ENCODED, headers=_TAKEN)


def name_of(content_type: str | None) -> str:
    """What to call a body, by Content-Type, so that the name's ending says what it is.

    Raises Problem for another type, and for YAML or JSON in another character set than UTF-8.
    """
    name, *parameters = (content_type or "").lower().split(";")
    called = FORMS.get(name.strip())
    charset = next(
        (v.strip().strip('"') for p in parameters for k, _, v in [p.partition("=")] if k.strip() == "charset"), "utf-8"
    )
    if called is None or (called.endswith(_UTF8) and charset not in ("utf-8", "utf8", "us-ascii")):
        raise Problem("media-type", headers=_TAKEN)
    return called


def plan_from(body: bytes, name: str, settings: Settings, corrections: Mapping[str, str] | None = None) -> SourcedPlan:
    """The plan in a body. Raises Problem.

    Args:
        body: the bytes.
        name: a file name; what its ending says is believed unless the content is clearly something else.
        settings: the limits.
        corrections: for a table, header → field.
    """
    if name.lower().endswith(_UTF8):
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            raise Problem("unreadable-plan", _NOT_UTF8) from None
    limits = Limits(
        max_bytes=settings.max_body_bytes,
        max_depth=settings.max_depth,
        max_nodes=settings.max_values,
        max_key_length=_LONGEST_KEY,
        max_unpacked=settings.max_body_bytes * _UNPACKED,
        max_cells=settings.max_values,
        max_cell_text=settings.max_body_bytes * _TEXT,
    )
    try:
        document = document_of(body, name, None, limits, corrections or {})
    except InputError as error:
        raise Problem("unreadable-plan", error.message, position=error.position) from None
    if long := [*_too_long(document.data, settings.max_text_length)]:
        raise Problem("plan-too-large", errors=long)
    _refuse_many({k: len(v) for k, v in document.data.items() if isinstance(v, list)}, settings.max_kpis)
    try:
        plan = Plan.model_validate(document.data)
    except ValidationError as error:
        raise Problem("unusable-plan", errors=_bad_fields(error)) from None
    # Once more, since rows may also be written as lines of one text.
    _refuse_many({"kpis": len(plan.kpis), "kgis": len(plan.kgis)}, settings.max_kpis)
    _refuse_links(plan, settings.max_links)
    return SourcedPlan(plan, document)


def _refuse_links(plan: Plan, most: int) -> None:
    """Every link is looked for among all KPIs, so a plan of links alone could keep a thread for minutes."""
    named = (text for kpi in plan.kpis for field in (kpi.kgi, kpi.drives, kpi.guarded_by) for text in field or ())
    # A link may hold several names in one text; whatever mark parts them is counted, so none can slip by.
    count = sum(1 + len(_MARK.findall(text)) for text in named)
    if count > most:
        detail = Text(
            f"KPIどうしのつながり（kgi、drives、guarded_by）が上限の{most:,}個を超えています。計画を分けてください。",
            f"The links between KPIs (kgi, drives, guarded_by) are over the limit of {most:,}; split the plan.",
        )
        raise Problem("plan-too-large", errors=[BadField(detail, pointer="/kpis")])


def _refuse_many(counts: dict[str, int], most: int) -> None:
    errors = []
    for key, name in (("kpis", "KPI"), ("kgis", "KGI")):
        if (count := counts.get(key, 0)) > most:
            detail = Text(
                f"{name}が{count:,}項目あり、上限の{most:,}項目を超えています。計画を分けてください。",
                f"There are {count:,} {name}s and the limit is {most:,}; split the plan.",
            )
            errors.append(BadField(detail, pointer=f"/{key}"))
    if errors:
        raise Problem("plan-too-large", errors=errors)


def _too_long(data: dict[str, Any], most: int) -> Iterator[BadField]:
    """The texts over the limit, the first few in the order of the plan."""
    waiting: list[tuple[str, Any]] = [("", data)]
    found = 0
    while waiting and found < _MOST_FIELDS:
        pointer, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(join_pointer(pointer, key), value[key]) for key in reversed(value)]
        elif isinstance(value, list):
            waiting += [(join_pointer(pointer, n), value[n]) for n in reversed(range(len(value)))]
        elif isinstance(value, str) and len(value) > most:
            found += 1
            detail = Text(
                f"{len(value):,}文字あり、上限の{most:,}文字を超えています。短くしてください。",
                f"This text has {len(value):,} characters and the limit is {most:,}; shorten it.",
            )
            yield BadField(detail, pointer=pointer, value=safe_value(value))


def _bad_fields(error: ValidationError) -> list[BadField]:
    fields = []
    for found in error.errors(include_url=False)[:_MOST_FIELDS]:
        pointer = ""
        for part in found["loc"]:
            pointer = join_pointer(pointer, part)
        context = found.get("ctx") or {}
        # Only the sentences the library wrote in both languages; pydantic's own may quote anything.
        detail = Text(str(context["ja"]), str(context["en"])) if "ja" in context else _CANNOT
        fields.append(BadField(detail, pointer=pointer, value=safe_value(found["input"])))
    return fields


_NOT_UTF8: Final = Text(
    "本文がUTF-8の文字として読めません。UTF-8で送ってください。", "The body is not UTF-8 text; send it in UTF-8."
)
_ENCODED: Final = Text(
    "圧縮された本文は受け取れません。Content-Encodingを付けずに送ってください。",
    "A compressed body is not taken; send it without Content-Encoding.",
)
_TAKEN: Final = {"accept-post": ", ".join((*FORMS, "multipart/form-data")), "accept-encoding": "identity"}
