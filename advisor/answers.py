"""From an answer to the plan: where it is written, and in which form. Nothing is judged here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from advisor.notation.blank import classify_blank, is_not_known
from advisor.notation.normalize import normalize
from advisor.source.document import join_pointer, split_pointer
from advisor.text import Language, Text

Kind = Literal["given", "none", "not_known", "open"]
Operation = Mapping[str, Any]

NOT_KNOWN: Final = Text("わからない", "not known")
NONE: Final = Text("なし", "none")
_TEXT_KEY: Final = {"operation": "review", "review": "cadence", "frontline": "text", "resources": "text"}
"""Under which key a text moves that stands where more is to be said."""
_LISTS: Final = frozenset({"-", "channels", "actions", "milestones", "guarded_by", "kgi"})
_FLAGS: Final = frozenset({"consulted", "reasons_shared"})
_LISTED: Final = re.compile(r"\s{0,9}(?:[、，\n;；]|,(?!\d))\s{0,9}")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?")
_YES: Final = re.compile(
    r"(?:はい|聞いた|説明した|しました|しています|している|した|yes|yes,? we did|we did)[。.]?", re.IGNORECASE
)
_NO_EFFECT: Final = re.compile(
    r"(?:いいえ[、,]?\s?)?(?:どれにも|特に|直接は)?(?:影響(?:は)?(?:しない|しません|ない|なし|ありません)|連動(?:は)?(?:しない|していない|ない|なし)"
    r"|関係(?:は)?(?:ない|なし|ありません))[。.]?|(?:no,? ?)?(?:there is )?(?:no effect|not tied(?: to pay)?|it does not|they do not|no impact)\.?",
    re.IGNORECASE,
)
_PEOPLE: Final = re.compile(r"([0-9][0-9,.]{0,15})\s{0,3}(?:人|名|people|persons?|staff)", re.IGNORECASE)
_DAYS: Final = re.compile(r"([0-9][0-9.]{0,9})\s{0,3}(?:日|days?)", re.IGNORECASE)
_OF_DEPARTMENT: Final = re.compile(r"\s*([^：:]{1,30})[：:]\s*(.+)", re.DOTALL)


def kind_of(fact: str, text: str) -> Kind:
    """Whether an answer says that it is not known, that there is none, leaves it open (`TBD`, 未定), or says something."""
    if is_not_known(text):
        return "not_known"
    bare = normalize(text).strip(" 。.").casefold()
    said_none = classify_blank(text) == "none" or bare in (
        "not decided",
        "undecided",
        "決まっていない",
        "まだ決めていない",
    )
    if said_none or (fact in ("plan.penalty", "kpi.reward") and _NO_EFFECT.fullmatch(text.strip())):
        return "none"
    return "open" if classify_blank(text) == "open" else "given"


def listed(text: str) -> list[str]:
    """The entries of an answer that may name several."""
    return [part for part in _LISTED.split(text.strip()) if part]


def written_down(
    written: Any, fact: str, pointer: str, kind: Kind, text: str, language: Language
) -> list[Operation] | None:
    """The JSON Patch that puts an answer in its place; None where that place cannot hold it.

    An answer never takes the place of something that the plan says there.
    """
    if kind == "given":
        return _given(written, fact, pointer, text, language)
    tokens = split_pointer(pointer) or []
    if tokens[-1] == "-":
        tokens = tokens[:-1]
    there = at(written, tokens)
    if tokens == ["kpis"] or (there is not None and classify_blank(there) != "open"):
        return None
    value: Any = NOT_KNOWN[language]
    if kind == "none":
        last = pointer.rpartition("/")[2]
        value = [] if last in _LISTS else False if last in _FLAGS else NONE[language]
    return put(written, tokens, value)


def _given(written: Any, fact: str, pointer: str, text: str, language: Language) -> list[Operation] | None:
    tokens = split_pointer(pointer) or []
    last = tokens[-1]
    value: Any = text
    if last == "-":
        value = _entry(tokens[0], fact, text)
    elif last in _FLAGS:
        if _YES.fullmatch(text.strip()):
            value = True
        else:
            tokens = [*tokens[:-1], "text"]
            value = _joined(at(written, tokens), text, language)
    elif last == "people":
        return _hands(written, text)
    elif last == "channels":
        value = listed(text)
    elif last == "actions":
        value = [{"what": part} for part in listed(text)]
    elif last in ("definition", "description"):
        value = _joined(at(written, tokens), text, language)
    elif _NUMBER.fullmatch(text):
        value = float(text) if "." in text else int(text)
    return None if value is None else put(written, tokens, value)


def _entry(section: str, fact: str, text: str) -> Any:
    """What an answer adds to a list of the plan."""
    if section == "kpis":
        if fact == "plan.kpi_load":
            return None  # how many more there are, and which come first, names no row
        # A figure that is followed beside the others; that it has no target is not held against it.
        found = _OF_DEPARTMENT.fullmatch(text) if fact == "plan.departments" else None
        if found is not None:
            return {"name": found[2].strip(), "department": found[1], "tier": "monitor"}
        return {"name": text, "tier": "monitor"}
    if section == "qualitative":
        audience = {"plan.customer_voice": "customer", "plan.staff_voice": "staff"}.get(fact)
        return {"name": text} | ({"audience": audience} if audience else {})
    if section in ("incentives", "actions"):
        return {"what": text}
    return {"name": text} if section == "kgis" else text


def _hands(written: Any, text: str) -> list[Operation] | None:
    plain = normalize(text)
    people, days = _PEOPLE.search(plain), _DAYS.search(plain)
    made: list[Operation] = []
    if people is None and days is None:
        return put(written, ["resources", "people"], int(plain) if plain.isdigit() and len(plain) < 10 else text)
    resources = written.get("resources") if isinstance(written, Mapping) else None
    entries = {"people": people, "working_days_per_month": days}
    said = {k: found[0].strip() for k, found in entries.items() if found is not None}
    if isinstance(resources, Mapping):
        for key, value in said.items():
            made += put(written, ["resources", key], value) or []
        return made
    kept = {"text": resources} if isinstance(resources, str) and classify_blank(resources) == "given" else {}
    return [{"op": _how(written, "resources"), "path": "/resources", "value": kept | said}]


def _joined(there: Any, text: str, language: Language) -> str:
    if not isinstance(there, str) or classify_blank(there) != "given":
        return text
    stop = "。" if language == "ja" else ". "
    return f"{there.rstrip('。. ')}{stop}{text}"


# -- the place ---------------------------------------------------------------------------------------------------------


def at(written: Any, tokens: Sequence[str]) -> Any:
    """What stands at a place of the plan; None where nothing does."""
    for token in tokens:
        if isinstance(written, list):
            written = written[int(token)] if token.isdigit() and int(token) < len(written) else None
        else:
            written = written.get(token) if isinstance(written, Mapping) else None
    return written


def put(written: Any, tokens: Sequence[str], value: Any) -> list[Operation] | None:
    """A value at a place, with all that leads there; text in the way becomes part of what is made of it."""
    path = ""
    for n, token in enumerate(tokens):
        path, rest = join_pointer(path, token), tokens[n + 1 :]
        in_list = isinstance(written, list)
        if in_list and token == "-":
            return [{"op": "add", "path": path, "value": value}]
        # Rows given as one text or one mapping have no places of their own.
        if in_list != token.isdigit() or token == "-" or (in_list and int(token) >= len(written)):
            return None
        there = at(written, [token])
        if not rest:
            return [{"op": _how(written, token), "path": path, "value": value}]
        if isinstance(there, Mapping) and there and rest[0] == "-":
            return None
        if isinstance(there, list | Mapping) and there:
            written = there
            continue
        if rest[0].isdigit():
            return None
        above = "row" if in_list else token
        return [{"op": _how(written, token), "path": path, "value": _around(there, above, rest, value)}]
    return None


def _how(written: Any, token: str) -> str:
    return "replace" if isinstance(written, list) or token in written else "add"


def _around(there: Any, above: str, rest: Sequence[str], value: Any) -> Any:
    """What leads from a place to the value, keeping what was said there in words."""
    for token in reversed(rest[1:]):
        value = [value] if token == "-" else {token: value}
    if rest[0] == "-":
        said = isinstance(there, str | int | float) and not isinstance(there, bool) and classify_blank(there) == "given"
        return [there, value] if said else [value]
    said = there is False or (isinstance(there, str) and classify_blank(there) != "open")
    key = "name" if above == "row" else _TEXT_KEY.get(above, "text")
    if not said or key == rest[0]:
        return {rest[0]: value}
    return {key: NONE.en if there is False else there, rest[0]: value}
