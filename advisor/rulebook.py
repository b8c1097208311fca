"""The rulebook: rules as data, loaded and checked.

A rule is one YAML file, `<category>/<problem>.yaml`: which facts make it hold, how harmful that is, what it
rests on, and what to say in both languages. Loading checks every word of it against the declared facts, so
a wrong rule is refused with its file and line before any plan is judged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources.abc import Traversable
from typing import Any, Literal

from pydantic import ValidationError

from advisor.compiled import compiled
from advisor.errors import InputError, RulebookError
from advisor.facts.declared import KINDS
from advisor.facts.fields import UNKNOWN, FactKind
from advisor.knowledge_files import Guidance, Source, Threshold, guidance_index, sources, thresholds
from advisor.record import record
from advisor.rule_file import Conditions, Phrase, RuleFile, TextBlock
from advisor.source.document import Document, read_document
from advisor.text import Text

Severity = Literal["low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")
Effort = Literal["small", "medium", "large"]


@record(slots=False, eq=False)
class Rule:
    """One encoded principle, ready to be judged.

    Attributes:
        id: `category/problem`.
        file: where it was read from.
        spec: the checked file.
        guidance: the passages of the source guidance it rests on.
        sources: other sources it rests on.
        thresholds: the limits its facts were compared with.
    """

    id: str
    file: str
    spec: RuleFile
    guidance: tuple[Guidance, ...]
    sources: tuple[Source, ...]
    thresholds: tuple[Threshold, ...]

    @property
    def category(self) -> str:
        return self.id.rpartition("/")[0]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of fact it speaks of (a conclusion speaks of its sources' kinds)."""
        return self.spec.kinds

    @property
    def is_conclusion(self) -> bool:
        return bool(self.spec.from_rules)

    def severity_for(self, fields: Mapping[str, str | int], override: Severity | None = None) -> Severity:
        """How harmful it is for a subject with these facts."""
        if override is not None:
            return override
        for severity, alternatives in self.spec.severity_cases:
            if any(holds(c, fields) for c in alternatives):
                return severity
        return self.spec.severity_default

    def texts_for(self, subjects: Sequence[Mapping[str, str | int]]) -> TextBlock:
        """What to say for subjects with these facts: the first variant that holds for all, or the rule's own text."""
        for variant in self.spec.variants:
            if all(holds(variant.when, fields) for fields in subjects):
                return variant
        return self.spec


def holds(conditions: Conditions, fields: Mapping[str, str | int]) -> bool:
    """Whether every condition is met by these fields. A field that is not there meets none."""
    for name, accepted in conditions.items():
        value = fields.get(name)
        if value is None:
            return False
        if isinstance(accepted, tuple):
            if value not in accepted:
                return False
        elif not all(_COMPARE[op](value, limit) for op, limit in accepted.items()):
            return False
    return True


_COMPARE: Mapping[str, Any] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}


@dataclass(frozen=True, eq=False)
class Rulebook:
    """All rules in force, in a stable order.

    Attributes:
        rules: sorted by id.
        digest: identifies the content of every rule file (SHA-256, shortened).
    """

    rules: tuple[Rule, ...]
    digest: str
    by_id: Mapping[str, Rule] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {r.id: r for r in self.rules})

    @cached_property
    def categories(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(r.category for r in self.rules))

    def narrowed(self, select: Sequence[str], ignore: Sequence[str]) -> Rulebook:
        """The rules whose id matches a glob of `select` (all when empty) and none of `ignore`."""
        from fnmatch import fnmatchcase

        def wanted(rule: Rule) -> bool:
            chosen = not select or any(fnmatchcase(rule.id, g) for g in select)
            return chosen and not any(fnmatchcase(rule.id, g) for g in ignore)

        kept = tuple(r for r in self.rules if wanted(r))
        ids = {r.id for r in kept}
        # A conclusion without its sources could never hold.
        kept = tuple(r for r in kept if not r.is_conclusion or set(r.spec.from_rules) <= ids)
        return Rulebook(kept, hashlib.sha256("\n".join([self.digest, *(r.id for r in kept)]).encode()).hexdigest()[:12])


@cache
def built_in_rulebook() -> Rulebook:
    """The rulebook that ships with the advisor."""
    return _assembled(
        [_rule(Document(f"rules/{file}", data, {}, {}, {}, ())) for file, data in compiled()["rules"].items()],
        compiled()["digest"],
    )


def load_rulebook(folder: Traversable) -> Rulebook:
    """Reads every `<category>/<problem>.yaml` under `folder`.

    Raises RulebookError, which names the file, line and what to mend.
    """
    digest = hashlib.sha256()
    rules = []
    for file, content in rule_files(folder):
        digest.update(content)
        rules.append(_rule(read_rule_file(content, file)))
    return _assembled(rules, digest.hexdigest()[:12])


def rule_files(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    """The rule files under a folder of categories, with their contents, in a stable order."""
    for category in sorted(folder.iterdir(), key=lambda t: t.name):
        if category.is_dir() and not category.name.startswith(("_", ".")):
            for entry in sorted(category.iterdir(), key=lambda t: t.name):
                if entry.name.endswith(".yaml"):
                    yield f"{category.name}/{entry.name}", entry.read_bytes()


def read_rule_file(content: bytes, file: str) -> Document:
    """A rule file's data with places. Raises RulebookError."""
    try:
        return read_document(content, name=f"rules/{file}", format="yaml")
    except InputError as error:
        raise RulebookError(error.message, source=error.source, position=error.position) from None


def _assembled(rules: list[Rule], digest: str) -> Rulebook:
    rules.sort(key=lambda r: r.id)
    _check_together(rules)
    return Rulebook(tuple(rules), digest)


def _rule(document: Document) -> Rule:
    try:
        spec = RuleFile.model_validate(document.data)
    except ValidationError as error:
        first = error.errors()[0]
        pointer = "".join(f"/{p}" for p in first["loc"])
        place = pointer or "/"
        raise _wrong(document, pointer, f"{place}：{first['msg']}", f"{place}: {first['msg']}") from None
    if f"rules/{spec.id}.yaml" != document.name:
        raise _wrong(
            document,
            "/id",
            f"id「{spec.id}」はファイル名と一致しません。",
            f"the id “{spec.id}” differs from the file's name",
        )
    rule = Rule(
        id=spec.id,
        file=document.name,
        spec=spec,
        guidance=tuple(_known(guidance_index(), g, document, "/guidance") for g in spec.guidance),
        sources=tuple(_known(sources(), s, document, "/sources") for s in spec.sources),
        thresholds=tuple(_known(thresholds(), t, document, "/thresholds") for t in spec.thresholds),
    )
    for pointer, conditions in spec.all_conditions():
        _check_conditions(document, pointer, conditions, [KINDS[k] for k in spec.kinds])
    return rule


def asked_fields(rule: Rule) -> frozenset[tuple[str, str]]:
    """The judged fields of the rule that can be unknown, so that it may have to ask for them."""
    return frozenset(
        (kind, name)
        for kind in rule.kinds
        for alternative in rule.spec.when
        for name in alternative
        if UNKNOWN in KINDS[kind].by_name[name].values
    )


def _known(index: Mapping[str, Any], key: str, document: Document, pointer: str) -> Any:
    if key not in index:
        raise _wrong(document, pointer, f"「{key}」は knowledge にありません。", f"“{key}” is not in knowledge")
    return index[key]


def _check_conditions(document: Document, pointer: str, conditions: Conditions, kinds: Iterable[FactKind]) -> None:
    for name, accepted in conditions.items():
        for kind in kinds:
            declared = kind.by_name.get(name)
            place = f"{pointer}/{name}"
            if declared is None:
                raise _wrong(
                    document, place, f"{kind.name} に事実「{name}」はありません。", f"{kind.name} has no fact “{name}”"
                )
            if declared.is_count != isinstance(accepted, Mapping):
                raise _wrong(
                    document,
                    place,
                    f"「{name}」の条件の書き方が違います。",
                    f"“{name}” takes {'a comparison' if declared.is_count else 'words'}",
                )
            for word in () if declared.is_count else accepted:
                if word not in declared.values:
                    choices = ", ".join(declared.values)
                    raise _wrong(
                        document, place, f"「{word}」は使えません（{choices}）。", f"“{word}” is none of {choices}"
                    )


def _check_together(rules: Sequence[Rule]) -> None:
    ids = {r.id: r for r in rules}
    if len(ids) != len(rules):
        doubled = next(r.id for i, r in enumerate(rules) if r.id in {x.id for x in rules[:i]})
        raise RulebookError(Text(f"ルール「{doubled}」が2つあります。", f"the rule {doubled} is there twice"))
    worded = {field for rule in rules if rule.spec.question is not None for field in asked_fields(rule)}
    for rule in rules:
        for kind, name in asked_fields(rule) - worded:
            raise RulebookError(
                Text(
                    f"「{name}」が分からないときの質問がどのルールにもありません。",
                    f"no rule has a question for when {kind}.{name} is unknown",
                ),
                source=rule.file,
            )
        for source in rule.spec.from_rules:
            if source not in ids or ids[source].is_conclusion:
                raise RulebookError(
                    Text(
                        f"from の「{source}」は結論の元にできません。", f"{source} cannot be the source of a conclusion"
                    ),
                    source=rule.file,
                )


def _wrong(document: Document, pointer: str, ja: str, en: str) -> RulebookError:
    return RulebookError(
        Text(f"ルールに誤りがあります：{ja}", f"this rule is wrong: {en}"),
        source=document.name,
        position=document.place(pointer),
    )


__all__ = [
    "Effort",
    "Phrase",
    "Rule",
    "Rulebook",
    "Severity",
    "TextBlock",
    "built_in_rulebook",
    "holds",
    "load_rulebook",
]
