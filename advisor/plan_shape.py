"""Tolerance: turns what people write into the plan's shape, and says what it could not use.

Driven by the plan models' own annotations, so a new field needs nothing here. Text is accepted wherever a
list or map is expected; unknown keys, unknown words and unusable values become warnings and are left out of
the judgement; a container of the wrong kind raises pydantic's `ValidationError`.
"""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError
from rapidfuzz import fuzz, process

from advisor.notation.blank import classify_blank
from advisor.notation.dates import parse_when
from advisor.notation.lazy_pattern import lazy
from advisor.record import record
from advisor.text import Text

# Where a model's text goes when it is written as one line instead of a map.
_TEXT_KEY = {
    "Organization": "name",
    "Action": "what",
    "Qualitative": "name",
    "Incentive": "what",
    "Resources": "text",
    "Operation": "review",
    "Review": "cadence",
    "Frontline": "text",
    "KGI": "name",
    "KPI": "name",
    "PlanException": "rule",
    "Answer": "to",
    "Milestone": "value",
}
# Names may hold every separator there is, so a link given as text is split by whoever resolves it.
_WHOLE_TEXT_LISTS = {"kgi", "drives", "guarded_by", "tied_to"}
_SYNONYMS = {
    "key": "core",
    "main": "core",
    "secondary": "supporting",
    "watch": "monitor",
    "higher": "up",
    "increase": "up",
    "lower": "down",
    "decrease": "down",
    "client": "customer",
    "employee": "staff",
    "bonus": "reward",
    "result": "outcome",
}
_OTHER_NAMES = {
    "kgis": lazy(r"^(?:kgis?|goals?|final goals?|objectives?|最終目標|ゴール)$", re.IGNORECASE),
    "kpis": lazy(r"^(?:kpis?|key[ _]results?|indicators?|metrics|measures|指標|kpi一覧)$", re.IGNORECASE),
}
"""What people call the two sections, where they are not called by their names."""
_TRUE = {"true", "yes", "y", "はい", "有", "あり", "済", "済み"}
_FALSE = {"false", "no", "n", "いいえ", "無", "なし", "未", "none"}
_SEPARATORS = re.compile(r"[\n;；、]|,(?!\d)|，")


@record
class PlanWarning:
    """Something written that was not understood; the plan is judged without it.

    Attributes:
        message: what was not understood, in both languages.
        pointer: JSON pointer (RFC 6901) to the place in the plan.
    """

    message: Text
    pointer: str


@dataclass(slots=True)
class _Shaper:
    """One plan on its way into shape, and what was said of it."""

    warnings: list[PlanWarning] = field(default_factory=list)
    rows: dict[str, list[int]] = field(default_factory=dict)

    def warn(self, pointer: str, ja: str, en: str) -> None:
        self.warnings.append(PlanWarning(Text(ja, en), pointer))

    # -- one value, by the annotation that awaits it ---------------------------------------------------

    def shape(self, value: Any, annotation: Any, pointer: str, key: str = "") -> Any:
        if value is None:
            return None
        options = _options(annotation)
        model = next((o for o in options if isinstance(o, type) and issubclass(o, BaseModel)), None)
        list_of = next((o for o in options if get_origin(o) is list), None)
        if list_of is not None:
            return self.shape_list(value, list_of, pointer, key)
        if model is not None:
            return self.shape_model(value, model, pointer, text_allowed=str in options)
        literals = [o for o in options if get_origin(o) is Literal]
        if literals:
            return self.shape_word(value, get_args(literals[0]), pointer, key)
        if date in options:
            return self.shape_date(value, pointer)
        if options == (bool,):
            return self.shape_bool(value, pointer)
        return self.shape_scalar(value, options, pointer)

    def shape_model(self, value: Any, model: type[BaseModel], pointer: str, *, text_allowed: bool = False) -> Any:
        if isinstance(value, Mapping):
            return self.shape_map(value, model, pointer)
        if isinstance(value, list):
            raise _wrong_container(pointer, value, "map")
        if text_allowed:
            return str(value)
        if model.__name__ in {"KGI", "KPI"} and not isinstance(value, str):
            raise _wrong_container(pointer, value, "row")
        text_key = _TEXT_KEY[model.__name__]
        text = "none" if value is False else str(value)
        return {text_key: self.shape(text, model.model_fields[text_key].annotation, pointer, text_key)}

    def shape_map(self, value: Mapping[Any, Any], model: type[BaseModel], pointer: str) -> dict[str, Any] | None:
        known = model.model_fields
        out: dict[str, Any] = {}
        for raw_key, item in value.items():
            key, place = str(raw_key), f"{pointer}/{_escape(str(raw_key))}"
            if key not in known:
                self.unknown_key(key, list(known), place)
                continue
            out[key] = self.shape(item, known[key].annotation, place, key)
        if "name" in known and known["name"].is_required():
            name = out.get("name")
            if name is None or not str(name).strip():
                self.warn(
                    f"{pointer}/name" if "name" in value else pointer,
                    "名前のない行があります。名前がないと、指摘の対象を示せません。",
                    "A row has no name, so remarks cannot say which row they are about.",
                )
                number = int(pointer.rsplit("/", 1)[-1]) + 1 if pointer.rsplit("/", 1)[-1].isdigit() else 1
                out["name"] = f"({model.__name__} {number})"
        lacking = next((k for k, f in known.items() if f.is_required() and out.get(k) is None), None)
        if lacking is not None:
            self.warn(
                pointer,
                f"「{lacking}」がないため、この項目は使われません。",
                f"This entry has no “{lacking}” and is not used.",
            )
            return None
        return out

    def unknown_key(self, key: str, known: list[str], pointer: str) -> None:
        near = process.extractOne(key.lower(), known, scorer=fuzz.ratio, score_cutoff=70)
        if near:
            self.warn(
                pointer,
                f"項目「{key}」は使われません。「{near[0]}」の書き間違いではありませんか。",
                f"The key “{key}” is not used. Did you mean “{near[0]}”?",
            )
        else:
            self.warn(pointer, f"項目「{key}」は使われません。", f"The key “{key}” is not used.")

    def shape_list(self, value: Any, annotation: Any, pointer: str, key: str) -> Any:
        (item_type,) = get_args(annotation)
        if item_type is Any:
            return value if isinstance(value, (list, str)) else [value]
        is_rows = isinstance(item_type, type) and item_type.__name__ in {"KGI", "KPI"}
        if isinstance(value, Mapping):
            if item_type is str or (is_rows and "name" not in value):
                raise _wrong_container(pointer, value, "list")
            value = [value]
        if not isinstance(value, list):
            if is_rows and not isinstance(value, str) and value is not False:
                raise _wrong_container(pointer, value, "list")
            if classify_blank(value) == "none":
                return []
            if classify_blank(value) == "open":
                return None
            if key in _WHOLE_TEXT_LISTS:
                return [str(value)]
            value = [part.strip() for part in _SEPARATORS.split(str(value)) if part.strip()]
        out, kept = [], []
        for index, item in enumerate(value):
            if item is None or (isinstance(item, str) and not item.strip()):
                continue
            shaped = self.shape(item, item_type, f"{pointer}/{index}", key)
            if shaped is not None:
                kept.append(index)
                out.append(shaped)
        if is_rows:
            self.rows[key] = kept
        return out

    def shape_word(self, value: Any, words: tuple[str, ...], pointer: str, key: str) -> str | None:
        word = str(value).strip().casefold()
        word = _SYNONYMS.get(word, word)
        if word in words:
            return word
        if classify_blank(value) == "given":
            choices = ", ".join(words)
            self.warn(
                pointer,
                f"「{key}」の値「{_short(value)}」は使われません（使える値：{choices}）。",
                f"The value “{_short(value)}” of “{key}” is not used (use one of: {choices}).",
            )
        return None

    def shape_date(self, value: Any, pointer: str) -> date | None:
        if isinstance(value, date):
            return value
        when = parse_when(value)
        if when.state == "date" and when.end is not None and not when.impossible:
            return when.end
        if when.state != "open":
            self.warn(
                pointer,
                f"日付「{_short(value)}」を読み取れません。2026-04-01 の形で書いてください。",
                f"The date “{_short(value)}” cannot be read. Write it as 2026-04-01.",
            )
        return None

    def shape_bool(self, value: Any, pointer: str) -> bool | None:
        if isinstance(value, bool):
            return value
        word = str(value).strip().casefold()
        if word in _TRUE | _FALSE:
            return word in _TRUE
        if classify_blank(value) == "given":
            self.warn(
                pointer,
                f"「{_short(value)}」は true か false で書いてください。",
                f"Write “{_short(value)}” as true or false.",
            )
        return None

    def shape_scalar(self, value: Any, options: tuple[Any, ...], pointer: str) -> Any:
        if isinstance(value, list) and not value:
            return "none"  # an empty list states a none wherever it stands
        if isinstance(value, (Mapping, list)):
            text = json.dumps(value, ensure_ascii=False, default=str)
            if isinstance(value, list) and all(isinstance(v, (str, int, float)) for v in value):
                text = " / ".join(map(str, value))
            self.warn(
                pointer,
                f"1つの値が入る場所に複数の値があります：{_short(text)}",
                f"A single value belongs here, not several: {_short(text)}",
            )
            return text
        if isinstance(value, (bool, int, float)) and float in options:
            return value
        if isinstance(value, date):
            return value.isoformat()
        if value is False:
            return "none"
        return str(value)


@record
class Shape:
    """A plan's data in the models' shape.

    Attributes:
        data: what the models read.
        warnings: what could not be used.
        rows: for `kgis` and `kpis`, the place in the source of each row kept (blank rows are dropped).
    """

    data: dict[str, Any]
    warnings: tuple[PlanWarning, ...]
    rows: dict[str, list[int]]


def shape_plan(data: Any, model: type[BaseModel]) -> Shape:
    """The plan's data in the shape of `model`, and what could not be used.

    Raises `ValidationError` (wrong container, or an explicit id used twice in one list).
    """
    if not isinstance(data, Mapping):
        raise _wrong_container("", data, "map")
    shaper = _Shaper()
    shaped = shaper.shape_map(data, model, "") or {}
    if unread := _unread_sections(data, model):
        places = {w.pointer for w in unread}
        shaper.warnings = [*unread, *(w for w in shaper.warnings if w.pointer not in places)]
        shaped["excerpt"] = True
    if shaped.get("plan_type") is None:
        shaped.pop("plan_type", None)
    for key in ("excerpt", "kgis", "kpis"):
        if shaped.get(key) is None:
            shaped.pop(key, None)
    for key in ("kgis", "kpis"):
        _refuse_doubled_ids(shaped.get(key, []), key, shaper.rows.get(key, []))
    return Shape(shaped, tuple(shaper.warnings), shaper.rows)


def _unread_sections(data: Mapping[Any, Any], model: type[BaseModel]) -> list[PlanWarning]:
    """Warnings of goals or KPIs that stand under a name that is not read.

    With any, the plan here is only part of its author's, who sees a goal on the page.
    """
    unread = [str(key) for key in data if str(key) not in model.model_fields]
    found = []
    for key in unread:
        meant = next((name for name, pattern in _OTHER_NAMES.items() if name not in data and pattern.search(key)), None)
        if meant is not None and data[key]:
            said = Text(
                f"項目「{key}」は使われません。「{meant}」の書き間違いではありませんか。",
                f"The key “{key}” is not used. Did you mean “{meant}”?",
            )
            found.append(PlanWarning(said, f"/{_escape(key)}"))
    if unread and not found and not {"kgis", "kpis"} & set(data):
        said = Text(
            "最終目標とKPIが見つかりません。最終目標は「kgis」、KPIは「kpis」の下に書いてください"
            "（kpi-advisor init でひな形を出力できます）。",
            "No goals and no KPIs were found: write the goals under “kgis” and the KPIs under “kpis” "
            "(kpi-advisor init writes a starter).",
        )
        found.append(PlanWarning(said, ""))
    return found


def _refuse_doubled_ids(rows: list[dict[str, Any]], key: str, places: list[int]) -> None:
    seen: dict[str, int] = {}
    for place, row in zip(places, rows, strict=True):
        row_id = row.get("id")
        if row_id is None:
            continue
        if row_id in seen:
            raise _error(
                "duplicate_id",
                f"id「{row_id}」が2回使われています（{seen[row_id] + 1}行目と{place + 1}行目）。別の id にしてください。",
                f"The id “{row_id}” is used twice (rows {seen[row_id] + 1} and {place + 1}). Give each row its own id.",
                f"/{key}/{place}/id",
                row_id,
            )
        seen[row_id] = place


def _wrong_container(pointer: str, value: Any, wanted: Literal["map", "list", "row"]) -> ValidationError:
    ja = {"map": "項目と値の組", "list": "一覧（リスト）", "row": "名前、または項目と値の組"}[wanted]
    en = {"map": "a mapping", "list": "a list", "row": "a name or a mapping"}[wanted]
    found_ja, found_en = _kind_of(value)
    where_ja = f"「{pointer.rsplit('/', 1)[-1]}」" if pointer else "計画全体"
    where_en = f"“{pointer.rsplit('/', 1)[-1]}”" if pointer else "The plan"
    return _error(
        "wrong_container",
        f"{where_ja}には{ja}が入りますが、{found_ja}があります。",
        f"{where_en} must be {en}, but it is {found_en}.",
        pointer,
        value,
    )


def _kind_of(value: Any) -> tuple[str, str]:
    if isinstance(value, Mapping):
        return "項目と値の組", "a mapping"
    if isinstance(value, list):
        return "一覧（リスト）", "a list"
    if isinstance(value, bool):
        return "真偽値", "true or false"
    if isinstance(value, (int, float)):
        return "数値", "a number"
    return ("空の値", "empty") if value is None else ("文字列", "text")


def _error(kind: str, ja: str, en: str, pointer: str, value: Any) -> ValidationError:
    # The sentence goes in whole: braces in a user's text must not be read as a format.
    error = PydanticCustomError(kind, "{en}", {"ja": ja, "en": en})
    loc = tuple(int(p) if p.isdigit() else p.replace("~1", "/").replace("~0", "~") for p in pointer.split("/")[1:])
    return ValidationError.from_exception_data("Plan", [InitErrorDetails(type=error, loc=loc, input=_short(value))])


def _options(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(_flatten(annotation))
    return (annotation,)


def _flatten(annotation: Any) -> Iterator[Any]:
    for option in get_args(annotation):
        if get_origin(option) in (Union, types.UnionType):
            yield from _flatten(option)
        elif option is not type(None):
            yield option


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "…"
