"""What a rule is about, in words drawn from the rule and the facts it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from advisor.errors import AdvisorError
from advisor.facts.declared import KINDS
from advisor.facts.fields import UNKNOWN, Field
from advisor.knowledge_files import fact_words, sources
from advisor.phrasing import say
from advisor.report import Recommendation
from advisor.rule_file import Conditions
from advisor.rulebook import Rule, built_in_rulebook
from advisor.text import Language, Text

_HARM = ("critical", "high", "medium", "low")


class UnknownRule(AdvisorError):
    """No rule has this id."""


@dataclass(frozen=True, slots=True)
class _Words:
    says: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """A severity and the facts that call for it; none for the default."""

    severity: str
    conditions: tuple[tuple[Text, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit a rule's facts are compared with."""

    id: str
    value: float
    unit: str
    meaning: Text
    source: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule in words.

    Attributes:
        title: what its finding says, with … where names and figures go.
        cases: severities; the first is the default.
        applies: what must hold for the rule to speak at all.
        fires: alternatives, each a list of conditions that hold together.
        asks: what the plan leaves out when it asks; empty when it never asks.
        silent: what speaks against it.
        of: for a conclusion, the two rules it joins.
        bad: plans it holds for, `good` plans it is silent on.
    """

    id: str
    title: Text
    rationale: Text
    about: Text
    cases: tuple[Case, ...]
    effort: str
    audience: str
    guidance: tuple[tuple[str, tuple[int, ...], Text], ...]
    limits: tuple[Limit, ...]
    sources: tuple[tuple[str, Text], ...]
    applies: tuple[Text, ...]
    fires: tuple[tuple[Text, ...], ...]
    asks: tuple[Text, ...]
    silent: tuple[Text, ...]
    of: tuple[str, ...]
    bad: tuple[Mapping[str, Any], ...]
    good: tuple[Mapping[str, Any], ...]


def find_rule(name: str) -> Rule:
    """A rule by its id, or by its problem alone where that is enough. Raises UnknownRule, with the nearest ids."""
    rules = built_in_rulebook().by_id
    wanted = name.strip().lower()
    if wanted in rules:
        return rules[wanted]
    ends = [i for i in rules if i.partition("/")[2] == wanted]
    if len(ends) == 1:
        return rules[ends[0]]
    problems = {i.partition("/")[2]: i for i in rules}
    close = get_close_matches(wanted, list(rules), n=3, cutoff=0.55)
    close += [problems[p] for p in get_close_matches(wanted.rpartition("/")[2], list(problems), n=3, cutoff=0.6)]
    close = list(dict.fromkeys(ends or close))[:3] or [i for i in rules if i.startswith(wanted.partition("/")[0])][:3]
    ja, en = f"「{name}」というルールはありません。", f"There is no rule “{name}”."
    if close:
        ja += f"{'、'.join(f'「{c}」' for c in close)} のことですか。"
        en += f" Did you mean {', '.join(f'“{c}”' for c in close)}?"
    raise UnknownRule(Text(ja, en))


def explain(name: str) -> Explanation:
    """The rule of this id, in words. Raises UnknownRule."""
    rule = find_rule(name)
    spec = rule.spec
    kind = spec.kinds[0]
    cases = [Case(spec.severity_default)]
    cases += [Case(s, tuple(tuple(_said(kind, c)) for c in alternatives)) for s, alternatives in spec.severity_cases]
    return Explanation(
        id=rule.id,
        title=general_title(rule),
        rationale=say(spec.rationale, {}),
        about=_joined([_kind_name(k) for k in spec.kinds]),
        cases=tuple(cases),
        effort=spec.effort,
        audience=spec.audience,
        guidance=tuple((g.id, g.paragraphs, g.says) for g in rule.guidance),
        limits=tuple(Limit(t.id, t.value, t.unit, t.meaning, sources()[t.source].cite) for t in rule.thresholds),
        sources=tuple((s.cite, s.says) for s in rule.sources),
        applies=tuple(_said(kind, spec.applies)),
        fires=tuple(tuple(_said(kind, c)) for c in spec.when),
        asks=tuple(_asking(kind, spec.when)),
        silent=tuple(_silent(kind, spec.when)),
        of=tuple(spec.from_rules),
        bad=tuple(spec.examples.fires),
        good=tuple(spec.examples.silent),
    )


def fact_in_words(kind: str, name: str, value: str | int) -> Text:
    """What a fact of this kind of subject states, and what it holds: “whether …: no”."""
    field = KINDS[kind].by_name[name]
    return _with(_says(kind, field), [_means(kind, field, str(value))])


def example_for(examples: Sequence[Mapping[str, Any]], language: Language) -> Mapping[str, Any]:
    """The first example in the language, or the first of all."""
    for example in examples:
        if str(example).isascii() == (language == "en"):
            return example
    return examples[0]


def advice_on(rule_id: str, plan: Mapping[str, Any]) -> tuple[Recommendation, ...]:
    """What the rule alone has to say about a plan (a conclusion needs the rules it joins)."""
    from advisor.pipeline import Settings, advise
    from advisor.plan import Plan

    rule = built_in_rulebook().by_id[rule_id]
    settings = Settings(select=(rule.id, *rule.spec.from_rules))
    return advise(Plan.model_validate(plan), settings=settings).recommendations


def rules_data() -> list[dict[str, Any]]:
    """Every rule in brief, as plain data: id, category, severity, effort and what it is about."""
    return [
        {
            "id": rule.id,
            "category": rule.category,
            "severity": rule.spec.severity_default,
            "severities": sorted(
                {rule.spec.severity_default, *(s for s, _ in rule.spec.severity_cases)}, key=_HARM.index
            ),
            "effort": rule.spec.effort,
            "audience": rule.spec.audience,
            "about": list(rule.spec.kinds),
            "guidance": [g.id for g in rule.guidance],
            "title": _both(general_title(rule)),
            "rationale": _both(say(rule.spec.rationale, {})),
        }
        for rule in built_in_rulebook().rules
    ]


def _both(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


# -- titles without a plan -----------------------------------------------------------------------------------


class _Anything:
    """Stands for every name and figure a text may use, and prints as an ellipsis."""

    def __getitem__(self, _: object) -> _Anything:
        return self

    def __iter__(self) -> Any:
        return iter((self,))

    def __str__(self) -> str:
        return "…"


def general_title(rule: Rule) -> Text:
    """The rule's title with … where a plan's names and figures go."""
    roots = {v.partition(".")[0] for kind in rule.kinds for v in KINDS[kind].variables()}
    return say(rule.spec.title, dict.fromkeys((*roots, "count", "names", "each"), _Anything()))


# -- conditions in words -------------------------------------------------------------------------------------


@cache
def _japanese() -> Mapping[str, _Words]:
    return {key: _Words(**raw) for key, raw in fact_words().items()}


def _kind_name(kind: str) -> Text:
    return Text(_japanese()["kinds"].values.get(kind, KINDS[kind].doc), KINDS[kind].doc)


def _says(kind: str, field: Field) -> Text:
    words = _japanese().get(f"{kind}.{field.name}") or _japanese().get(field.name)
    return Text(words.says if words else field.doc, field.doc)


def _means(kind: str, field: Field, value: str) -> Text:
    words = _japanese().get(f"{kind}.{field.name}") or _japanese().get(field.name)
    english = field.values.get(value, value)
    return Text(words.values.get(value, english) if words else english, english)


def _said(kind: str, conditions: Conditions) -> Iterable[Text]:
    for name, accepted in conditions.items():
        field = KINDS[kind].by_name[name]
        if isinstance(accepted, Mapping):
            yield _with(_says(kind, field), [Text.same(" ".join(f"{op} {n:g}" for op, n in accepted.items()))])
        else:
            yield _with(_says(kind, field), [_means(kind, field, v) for v in accepted])


def _asking(kind: str, alternatives: Iterable[Conditions]) -> Iterable[Text]:
    for name in dict.fromkeys(n for c in alternatives for n in c):
        field = KINDS[kind].by_name[name]
        if UNKNOWN in field.values:
            yield _with(_says(kind, field), [_means(kind, field, UNKNOWN)])


def _silent(kind: str, alternatives: Sequence[Conditions]) -> Iterable[Text]:
    for name in dict.fromkeys(n for c in alternatives for n in c):
        field = KINDS[kind].by_name[name]
        accepted = [c[name] for c in alternatives if name in c]
        taken = {v for a in accepted if not isinstance(a, Mapping) for v in a} | {UNKNOWN}
        rest = [_means(kind, field, v) for v in field.values if v not in taken]
        if rest:
            yield _with(_says(kind, field), rest)


def _with(says: Text, meanings: Sequence[Text]) -> Text:
    return Text(
        f"{says.ja}：{'／'.join(m.ja for m in meanings)}",
        f"{says.en}: {' / '.join(m.en for m in meanings)}",
    )


def _joined(texts: Sequence[Text]) -> Text:
    return Text("、".join(t.ja for t in texts), ", ".join(t.en for t in texts))
