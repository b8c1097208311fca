"""The shape of a rule file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from advisor.facts.declared import KINDS

SeverityWord = Literal["low", "medium", "high", "critical"]

Accepted = tuple[str, ...] | Mapping[str, float]
"""The words a field may hold, or comparisons (`{">=": 3}`) for a count."""


def _accepted(value: Any) -> Any:
    # YAML's true and false are words here, like any other.
    if isinstance(value, bool):
        return (str(value).lower(),)
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(str(v).lower() if isinstance(v, bool) else v for v in value)
    return value


Conditions = Mapping[str, Annotated[Accepted, BeforeValidator(_accepted)]]


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _none() -> list[Any]:
    # Not `list` itself, for the reason given in `plan`.
    return []


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Phrase(_Part):
    """A template: for one subject, and where the number matters, for many."""

    one: str
    many: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return {"one": value} if isinstance(value, str) else value


class Saying(_Part):
    """A phrase in both languages, each an original."""

    ja: Phrase
    en: Phrase


class Strength(Saying):
    """A good word, and the facts that earn it. `every`: all subjects of the kind must, not only those judged."""

    when: Conditions
    every: bool = True


class TextBlock(_Part):
    """What a finding says."""

    title: Saying
    why: Saying
    action: Saying
    caveat: Saying | None = None


class Variant(TextBlock):
    """Another text for the same rule where the facts differ in kind."""

    when: Conditions


class Examples(_Part):
    """Plans that show the rule at work; they run as tests."""

    fires: list[dict[str, Any]] = Field(min_length=1)
    silent: list[dict[str, Any]] = Field(min_length=1)
    asks: list[dict[str, Any]] = Field(default_factory=_none)


class Step(_Part):
    """One row or list that a change touches; its values are templates over the finding's own figures.

    Attributes:
        when: facts that must hold besides the rule's own conditions.
        on: `kpi` to speak of every KPI that meets `when` instead of the finding's own subject.
        row: the name of the KPI to change, where that is another than the subject; empty leaves the step out.
        put: values for keys of the row; the key may be a template, too.
        add: a new entry for a list of the plan.
    """

    when: Conditions = Field(default_factory=dict)
    on: Literal["subject", "kpi"] = "subject"
    row: str | None = None
    put: dict[str, str] = Field(default_factory=dict)
    add: dict[Literal["kgis", "kpis", "qualitative"], dict[str, str]] = Field(default_factory=dict)

    def templates(self) -> Iterator[tuple[str, str]]:
        """Every template in it, with its place."""
        if self.row is not None:
            yield "/row", self.row
        for key, template in self.put.items():
            yield "/put", key
            yield f"/put/{key}", template
        for section, entry in self.add.items():
            for key, template in entry.items():
                yield f"/add/{section}/{key}", template


class Change(_Part):
    """The smallest change to the plan that would settle the finding.

    `kind` is `safe`, a fact the plan already implies; `proposed`, which needs a decision; or `fill`, a blank that only
    the client can give: an empty value is left open. A single step may be written without `steps`.
    """

    kind: Literal["safe", "proposed", "fill"]
    steps: list[Step]

    @model_validator(mode="before")
    @classmethod
    def _single(cls, value: Any) -> Any:
        if isinstance(value, Mapping) and "steps" not in value:
            return {"kind": value.get("kind"), "steps": [{k: v for k, v in value.items() if k != "kind"}]}
        return value


class RuleFile(TextBlock):
    """One rule, as its file states it. Field by field described in `docs/rules.md`."""

    id: str = Field(pattern=r"^([a-z][a-z0-9-]*:)?[a-z]+/[a-z][a-z0-9-]*$")
    about: Annotated[list[str], BeforeValidator(_listed)]
    from_rules: list[str] = Field(default_factory=_none, alias="from")
    severity: Any
    effort: Literal["small", "medium", "large"]
    guidance: list[str] = Field(min_length=1)
    sources: list[str] = Field(default_factory=_none)
    thresholds: list[str] = Field(default_factory=_none)
    audience: Literal["all", "sponsor"] = "all"
    applies: Conditions = Field(default_factory=dict)
    when: Annotated[list[Conditions], BeforeValidator(_listed)] = Field(default_factory=_none)
    remedy: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    group_by: Literal["plan", "kgi", "kpi", "owner", "none"]
    rationale: Saying
    question: Saying | None = None
    strength: Strength | None = None
    variants: list[Variant] = Field(default_factory=_none)
    changes: list[Change] = Field(default_factory=_none)
    examples: Examples

    @model_validator(mode="after")
    def _complete(self) -> RuleFile:
        for kind in self.about:
            if kind not in KINDS:
                raise ValueError(f"about: no fact kind {kind!r}; one of {', '.join(KINDS)}")
        if bool(self.when) == bool(self.from_rules):
            raise ValueError("a rule has either `when` or, as a conclusion, `from`")
        if self.from_rules and len(self.from_rules) != 2:
            raise ValueError("a conclusion joins two rules")
        _ = self.severity_default, list(self.severity_cases)
        return self

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(self.about)

    @property
    def severity_default(self) -> SeverityWord:
        return _severity(self.severity if isinstance(self.severity, str) else self.severity["default"])

    @property
    def severity_cases(self) -> tuple[tuple[SeverityWord, list[Conditions]], ...]:
        """The facts that call for another severity than the default, in the file's order."""
        if isinstance(self.severity, str):
            return ()
        cases: list[tuple[SeverityWord, list[Conditions]]] = []
        for word, conditions in self.severity.items():
            if word == "default":
                continue
            listed = conditions if isinstance(conditions, list) else [conditions]
            cases.append((_severity(word), [{k: _accepted(v) for k, v in c.items()} for c in listed]))
        return tuple(cases)

    def all_conditions(self) -> Iterator[tuple[str, Conditions]]:
        """Every set of conditions in the file, with its pointer."""
        yield "/applies", self.applies
        for i, conditions in enumerate(self.when):
            yield f"/when/{i}" if len(self.when) > 1 else "/when", conditions
        for word, alternatives in self.severity_cases:
            for conditions in alternatives:
                yield f"/severity/{word}", conditions
        for i, variant in enumerate(self.variants):
            yield f"/variants/{i}/when", variant.when
        for i, change in enumerate(self.changes):
            for n, step in enumerate(change.steps):
                if step.on == "subject":
                    yield f"/changes/{i}/steps/{n}/when", step.when
        if self.strength is not None:
            yield "/strength/when", self.strength.when

    def sayings(self) -> Iterator[tuple[str, Saying]]:
        """Every text in the file, with its pointer."""
        for prefix, block in [("", self), *((f"/variants/{i}", v) for i, v in enumerate(self.variants))]:
            for name in ("title", "why", "action", "caveat"):
                saying = getattr(block, name)
                if saying is not None:
                    yield f"{prefix}/{name}", saying
        for name in ("question", "strength", "rationale"):
            saying = getattr(self, name)
            if saying is not None:
                yield f"/{name}", saying


def _severity(word: str) -> SeverityWord:
    choices: tuple[SeverityWord, ...] = get_args(SeverityWord)
    for choice in choices:
        if word == choice:
            return choice
    raise ValueError(f"severity: {word!r} is none of {', '.join(choices)}")
