"""From a recommendation to the smallest change of the plan that would settle it, as JSON Patch on the plan as written.

A rule says what would change in words of its own figures; here that becomes operations on what the author wrote. Each
patch begins with a `test`, so it never lands on another plan than the one judged, and no row is ever removed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from advisor.facts.base import Fact
from advisor.findings import Finding
from advisor.naming.spelling import is_japanese
from advisor.notation.blank import classify_blank
from advisor.phrasing import fill_in
from advisor.plan import Plan
from advisor.recommendations import Advice, context_of
from advisor.report import Change
from advisor.rule_file import Step
from advisor.rulebook import Rule, holds
from advisor.text import Language, Text

OPEN: Final = Text("未定", "TBD")
"""What stands in a blank for the client to fill: it is read as left out."""
_LISTS: Final = frozenset({"kgi", "drives", "guarded_by"})

Operation = Mapping[str, Any]


def changes_of(advice: Advice, facts: Sequence[Fact], plan: Plan) -> tuple[Change, ...]:
    """The changes that would settle the recommendation, in the order of its findings; () where none can be proposed."""
    if not isinstance(plan.written, Mapping):
        return ()
    language = language_of(plan)
    made: dict[str, Change] = {}
    for group in advice.groups:
        for finding in group.findings:
            for source in finding.absorbed or (finding,):
                for change in _changes(finding.rule, source, facts, plan, language):
                    made.setdefault(repr(change.patch), change)
    return tuple(made.values())


def language_of(plan: Plan) -> Language:
    """The language the plan is written in, which is the language of what is put into it."""
    written = [plan.title or "", *(row.name for row in (*plan.kgis, *plan.kpis))]
    return "ja" if any(map(is_japanese, written)) else "en"


def _changes(
    speaking: Rule, finding: Finding, facts: Sequence[Fact], plan: Plan, language: Language
) -> Iterator[Change]:
    for spec in finding.rule.spec.changes:
        patch = []
        for step in spec.steps:
            if step.on == "kpi":
                about = [f for f in facts if f.kind == "kpi" and holds(step.when, f.fields)]
            else:
                about = [finding.fact] if holds(step.when, finding.fact.fields) else []
            if step.on == "kpi" and step is spec.steps[0] and not 0 < len(about) < len(plan.kpis):
                break  # with none of the rows set apart, or all of them, nothing comes first
            patch += [op for fact in about for op in _patch(step, spec.kind, fact, facts, plan, language)]
        if patch and all(_is_json(op["value"]) for op in patch):
            yield Change(kind=spec.kind, rule=speaking.id, subject=finding.fact.subject.id, patch=tuple(patch))


def _patch(
    step: Step, kind: str, fact: Fact, facts: Sequence[Fact], plan: Plan, language: Language
) -> Iterator[Operation]:
    """The operations of one step; none where a figure it needs is not there."""
    variables, _ = context_of([fact])
    pointer: str | None = fact.subject.pointer
    if step.row is not None:
        named = fill_in(step.row, language, variables)
        rows = [f.subject for f in facts if f.kind == "kpi" and f.subject.name == named]
        pointer = rows[0].pointer if len(rows) == 1 else None

    def filled(values: Mapping[str, str]) -> dict[str, Any] | None:
        made: dict[str, Any] = {}
        for key, template in values.items():
            name = fill_in(key, language, variables)
            text = fill_in(template, language, variables)
            if kind == "fill" and not template:
                made[name] = OPEN[language]
            elif name and text:
                made[name] = [text] if name in _LISTS else text
            else:
                return None
        return made

    put = filled(step.put)
    entries = {section: filled(entry) for section, entry in step.add.items()}
    if put is None or (put and pointer is None) or None in entries.values():
        return
    for section, new in entries.items():
        yield from _added(plan.written, section, new or {})
    if put and pointer is not None:
        put = _as_written(plan.written, pointer, put, kind)
    if put and pointer is not None:
        yield from _put(plan.written, pointer, put)


def _as_written(written: Any, pointer: str, put: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """What is worth writing, in the shape that stands there: one name stays one name, and TBD over TBD is no change."""
    row = _at(written, pointer)
    old: Mapping[str, Any] = row if isinstance(row, Mapping) else {}
    made: dict[str, Any] = {}
    for key, value in put.items():
        standing = old.get(key)
        if kind == "fill" and isinstance(standing, str) and standing.strip(" -") and classify_blank(standing) == "open":
            continue
        single = isinstance(value, list) and len(value) == 1 and isinstance(old.get(key), str)
        made[key] = value[0] if single else value
    return made


def _is_json(value: Any) -> bool:
    """Whether JSON can hold the value: a plan made in a program may have infinities and dates in it."""
    if isinstance(value, Mapping):
        return all(isinstance(k, str) and _is_json(v) for k, v in value.items())
    if isinstance(value, list):
        return all(map(_is_json, value))
    return value is None or isinstance(value, (str, int)) or (isinstance(value, float) and math.isfinite(value))


def _put(written: Any, pointer: str, values: Mapping[str, Any]) -> Iterator[Operation]:
    """Values for keys of a row: written over what is there, else added."""
    row = _at(written, pointer)
    if isinstance(row, str):
        # A row of a name alone becomes one with room for more.
        yield {"op": "test", "path": pointer, "value": row}
        yield {"op": "replace", "path": pointer, "value": {"name": row, **values}}
    elif isinstance(row, Mapping):
        if "name" in row:
            yield {"op": "test", "path": f"{pointer}/name", "value": row["name"]}
        for key, value in values.items():
            if key in row:
                yield {"op": "test", "path": f"{pointer}/{key}", "value": row[key]}
                yield {"op": "replace", "path": f"{pointer}/{key}", "value": value}
            elif "name" in row:
                yield {"op": "add", "path": f"{pointer}/{key}", "value": value}


def _added(written: Any, section: str, entry: Mapping[str, Any]) -> Iterator[Operation]:
    """A new entry for a list: at its end, or as its first where there is none yet."""
    there = written.get(section)
    anchor = next((a for a in _anchors(written)), None)
    if isinstance(there, list) and there:
        yield {"op": "test", "path": f"/{section}/0", "value": there[0]}
        yield {"op": "add", "path": f"/{section}/-", "value": dict(entry)}
    elif section in written and (there is None or classify_blank(there) != "given"):
        yield {"op": "test", "path": f"/{section}", "value": there}
        yield {"op": "replace", "path": f"/{section}", "value": [dict(entry)]}
    elif section not in written and anchor is not None:
        yield anchor
        yield {"op": "add", "path": f"/{section}", "value": [dict(entry)]}


def _anchors(written: Mapping[str, Any]) -> Iterator[Operation]:
    """Something of the plan that tells it from others, to test before adding what it does not have at all."""
    for section in ("kpis", "kgis"):
        rows = written.get(section)
        if isinstance(rows, list) and rows:
            yield {"op": "test", "path": f"/{section}/0", "value": rows[0]}
    if "title" in written:
        yield {"op": "test", "path": "/title", "value": written["title"]}


def _at(written: Any, pointer: str) -> Any:
    value = written
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            value = value[int(key)] if key.isdigit() and int(key) < len(value) else None
        else:
            value = value.get(key) if isinstance(value, Mapping) else None
    return value
