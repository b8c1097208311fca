"""The JSON Schema of the plan, for editors: made from the plan's own models, as tolerant as reading is.

What reading accepts without a word is valid here: text where a list or map belongs, bare text for a row, null
anywhere. What reading warns about (an unknown key, an unknown word, a row without a name) is not, so an editor marks it.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from advisor.plan import Plan
from advisor.plan_shape import _FALSE, _SYNONYMS, _TRUE

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
ID: Final = "urn:kpi-advisor:plan:1"
_ROWS: Final = ("KGI", "KPI")
_TITLES: Final = {"KGI": "a final goal (KGI)", "KPI": "an indicator (KPI)", "Plan": "KPI plan"}


def plan_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a plan, version 1 of the input contract."""
    definitions: dict[str, Any] = {}
    plan = _object(Plan, definitions)
    return {
        "$schema": DRAFT,
        "$id": ID,
        "title": "KPI plan",
        "description": "A KPI plan for kpi-advisor. Only a KPI's name is required; values are numbers or free text.",
        **{k: v for k, v in plan.items() if k not in ("title", "description")},
        "$defs": dict(sorted(definitions.items())),
    }


def _object(model: type[BaseModel], definitions: dict[str, Any]) -> dict[str, Any]:
    """A model as a mapping. A key that is not known is not used, so it is refused here."""
    properties = {name: _property(field, definitions) for name, field in model.model_fields.items()}
    schema: dict[str, Any] = {
        "type": "object",
        "title": _TITLES.get(model.__name__, model.__name__.lower()),
        "description": _first_line(model),
        "properties": properties,
        "additionalProperties": False,
    }
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    if required:
        schema["required"] = required
    return schema


def _property(field: FieldInfo, definitions: dict[str, Any]) -> dict[str, Any]:
    schema = _value(field.annotation, definitions)
    return {"description": field.description, **schema} if field.description else schema


def _value(annotation: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """What may stand where the models await `annotation`; the order of cases is that of reading."""
    options = list(_options(annotation))
    listed = next((o for o in options if get_origin(o) is list), None)
    if listed is not None:
        return _list(get_args(listed)[0], definitions)
    model = next((o for o in options if isinstance(o, type) and issubclass(o, BaseModel)), None)
    if model is not None:
        return _model(model, definitions)
    literal = next((o for o in options if get_origin(o) is Literal), None)
    if literal is not None:
        return _word(get_args(literal))
    if date in options:
        return {"type": ["string", "integer", "null"], "examples": ["2026-04-01"]}
    if options == [bool]:
        return {"anyOf": [{"type": ["boolean", "null"]}, {"enum": sorted(_TRUE | _FALSE)}]}
    return {"type": ["string", "number", "boolean", "null"]}


def _list(item: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """A list, or text that is split into one. A single mapping is a list of one, where mappings belong."""
    if item is Any:
        return {"type": ["array", "string", "number", "object", "boolean", "null"]}
    one = _value(item, definitions)
    choices: list[dict[str, Any]] = [{"type": "array", "items": one}]
    if isinstance(item, type) and issubclass(item, BaseModel):
        choices.append({"$ref": f"#/$defs/{item.__name__}"})
        plain = ["string", "null"] if item.__name__ in _ROWS else ["string", "number", "boolean", "null"]
    else:
        plain = ["string", "number", "boolean", "null"]
    choices.append({"type": plain})
    if isinstance(item, type) and item.__name__ in _ROWS:
        choices.append({"const": False})
    return {"anyOf": choices}


def _model(model: type[BaseModel], definitions: dict[str, Any]) -> dict[str, Any]:
    """A mapping, or the text that stands for it."""
    name = model.__name__
    if name not in definitions:
        definitions[name] = {}  # its place is taken before its parts are looked at
        definitions[name] = _object(model, definitions)
    plain = ["string", "null"] if name in _ROWS else ["string", "number", "boolean", "null"]
    return {"anyOf": [{"$ref": f"#/$defs/{name}"}, {"type": plain}]}


def _word(words: tuple[str, ...]) -> dict[str, Any]:
    """One of a few words. Other spellings that reading knows are valid, but an editor need not offer them."""
    others = sorted(s for s, word in _SYNONYMS.items() if word in words)
    blanks = ["", "-", "TBD", "N/A", "未定"]
    choices: list[dict[str, Any]] = [{"enum": list(words)}, {"type": "null"}, {"enum": blanks}]
    if others:
        choices.insert(2, {"enum": others})
    return {"anyOf": choices}


def _options(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in (Union, types.UnionType):
        for option in get_args(annotation):
            yield from _options(option)
    elif annotation is not type(None):
        yield annotation


def _first_line(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]
