"""“Start from a file”: shows how a sheet or memo was read, lets the client correct it, and carries it into the form.

The file travels in the page itself, since nothing is kept between requests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import version
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.layout import FIELDS, IGNORE
from advisor.pipeline import understood_values
from advisor.read import SourcedPlan
from advisor.render.whereabouts import field_words, key_word, plan_row_names
from advisor.text import Language, Text

from .page_frame import assets_version, environment, in_workshop, page_language, page_response, settings_of
from .page_words import WORDS, size, word
from .pages import filled_page, form_page
from .parameters import only
from .problems import KINDS, Problem, document
from .reading import plan_from
from .settings import Settings
from .uploads import Upload, is_multipart, packed, upload_of

_MOST_SHOWN: Final = 300
_MOST_COLUMNS: Final = 200

router = APIRouter(include_in_schema=False)


@router.post("/sheet")
async def sheet(request: Request) -> Response:
    """How the file was read, again with the client's corrections, or the form filled with it."""
    only(request, "lang")
    language, settings = page_language(request), settings_of(request)
    if not is_multipart(request):
        raise Problem("media-type")
    upload = await upload_of(request, settings.max_body_bytes)
    fixed = _corrections(upload.fields)
    try:
        content = _small_enough(upload, settings)
        sourced, problem = await in_workshop(request, lambda: _read(upload, content, fixed, settings))
    except Problem as found:
        return page_response(form_page(language, found), language, KINDS[found.kind].status)
    if upload.fields.get("do") == "form" and problem is None:
        page = await in_workshop(request, lambda: filled_page(sourced.plan, language, settings))
        return page_response(page, language)
    shown = await in_workshop(request, lambda: _rendered(upload, content, sourced, fixed, problem, language))
    return page_response(shown, language, 200 if problem is None else KINDS[problem.kind].status)


def _small_enough(upload: Upload, settings: Settings) -> bytes:
    if upload.content is None:
        raise Problem("bad-request", WORDS["upload_none"])
    if len(upload.content) > largest(settings):
        said = {code: word("upload_large", code, limit=size(largest(settings))) for code in ("ja", "en")}
        raise Problem("body-too-large", Text(**said))
    return upload.content


def largest(settings: Settings) -> int:
    """Bytes that a file may have: the page that shows it sends it back as text, a third longer."""
    return settings.max_body_bytes * 7 // 10


def _corrections(fields: Mapping[str, str]) -> dict[str, str]:
    """What the client said columns are: earlier corrections, and the choices that differ from what was shown."""
    try:
        before = json.loads(fields.get("fixed") or "{}")
    except (ValueError, RecursionError):
        raise Problem("bad-request") from None
    if not isinstance(before, dict):
        raise Problem("bad-request")
    chosen: dict[str, str] = {}
    for n in range(_MOST_COLUMNS):
        header, choice = fields.get(f"head-{n}"), fields.get(f"field-{n}")
        if header is not None and choice is not None and choice != fields.get(f"was-{n}", ""):
            chosen[header] = choice or IGNORE
    merged = {**before, **chosen}
    if not all(isinstance(k, str) and v in FIELDS for k, v in merged.items()):
        raise Problem("bad-request")
    return merged


def _read(
    upload: Upload, content: bytes, fixed: Mapping[str, str], settings: Settings
) -> tuple[SourcedPlan, Problem | None]:
    """The plan as corrected; where the corrections leave no plan, as first read, with what is wrong."""
    try:
        return plan_from(content, upload.name, settings, fixed), None
    except Problem as problem:
        if not fixed:
            raise
        return plan_from(content, upload.name, settings), problem


def _rendered(
    upload: Upload,
    content: bytes,
    sourced: SourcedPlan,
    fixed: Mapping[str, str],
    problem: Problem | None,
    language: Language,
) -> str:
    understanding = sourced.document.understanding
    rows = [*_rows(sourced, language)]
    columns = [
        {
            "place": str(c.position),
            "header": c.header,
            "field": c.field or "",
            "note": c.note[language] if c.note else "",
            "sure": c.sure,
        }
        for c in (understanding.columns if understanding else ())
    ]
    ignored = [
        {"what": i.what, "why": i.why[language], "place": str(i.position) if i.position else ""}
        for i in (understanding.ignored if understanding else ())
    ]
    said = document(problem, language, "") if problem else None
    return environment().get_template("sheet.html.j2").render(
        w=lambda key, **more: word(key, language, **more),
        language=language,
        other="en" if language == "ja" else "ja",
        here=f"./?lang={language}",
        version=assets_version(),
        release=version("kpi-advisor"),
        file=upload.name,
        content=packed(content),
        fixed=json.dumps(fixed, ensure_ascii=False),
        columns=columns[:_MOST_COLUMNS],
        choices=[(key, key_word(key, language)) for key in FIELDS if key != IGNORE],
        known=FIELDS,
        key_word=lambda key: key_word(key, language),
        goals=len(sourced.plan.kgis),
        kpis=len(sourced.plan.kpis),
        rows=rows[:_MOST_SHOWN],
        more_rows=max(0, len(rows) - _MOST_SHOWN),
        ignored=ignored[:_MOST_SHOWN],
        more_ignored=max(0, len(ignored) - _MOST_SHOWN),
        problem=said and {**said, "errors": [e["detail"] for e in said.get("errors", ())]},
    )  # fmt: skip


def _rows(sourced: SourcedPlan, language: Language) -> Iterator[dict[str, Any]]:
    """Each goal and KPI with what was read of it, under its name; first what is said of the whole plan."""
    plan, understanding = sourced.plan, sourced.document.understanding
    meant = understood_values(plan, as_of=plan.as_of or date.today())
    names = plan_row_names(plan)
    rows: dict[str, dict[str, Any]] = {}
    for value in understanding.values if understanding else ():
        pointer = "/".join(value.pointer.split("/")[:3])
        pointer = pointer if pointer in names else ""
        row = rows.setdefault(
            pointer,
            {
                "name": names.get(pointer) or word("whole_plan", language),
                "goal": pointer.startswith("/kgis/"),
                "place": "",
                "fields": [],
            },
        )
        if pointer and value.pointer == f"{pointer}/name":
            row["place"] = str(value.position)
            continue
        understood = meant.get(value.pointer)
        said = understood[language] if understood else ""
        row["fields"].append(
            {
                "field": field_words(value.pointer, names, language),
                "place": str(value.position),
                "raw": value.raw,
                "understood": said if said != value.raw else "",
                "sure": value.sure,
            }
        )
    yield from (rows[pointer] for pointer in sorted(rows, key=lambda p: p != ""))
