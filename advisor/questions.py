"""Questions: what the plan does not say and a judgement waits for, once for each missing fact, in a consultant's order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from advisor.facts.base import Fact, Figure
from advisor.facts.declared import KINDS
from advisor.facts.fields import Ask
from advisor.findings import Unjudged
from advisor.naming.names import normalize_name
from advisor.notation.blank import classify_blank, is_not_known
from advisor.phrasing import say
from advisor.plan import Plan
from advisor.recommendations import context_of, urgency
from advisor.record import record
from advisor.rulebook import Rule
from advisor.text import Text

_MANY_NAMES = 4


@record(slots=False)
class Asked:
    """One question: a fact the plan does not state, for one row or for all that lack it.

    `pointers` has one place for each of `facts`. `settles` are the facts (kind and field) that its answer speaks of,
    and `parts` what a question of several things is made of; none when it asks one thing.
    """

    rules: tuple[Rule, ...]
    facts: tuple[Fact, ...]
    field: str
    pointers: tuple[str, ...]
    expects: str
    example: Text
    text: Text
    settles: tuple[tuple[str, str], ...] = ()
    parts: tuple[Asked, ...] = ()


def questions_of(unjudged: Sequence[Unjudged], plan: Plan) -> tuple[Asked, ...]:
    """One question per missing fact and group, first those that the most urgent rules wait for.

    What the client has answered already, if only that it is not known, is not asked again.
    """
    told = _told(plan)
    waiting: dict[tuple[str, str, str], list[Unjudged]] = {}
    for item in unjudged:
        for name in item.missing:
            ask = KINDS[item.fact.kind].by_name[name].ask
            if ask is None or told(item.fact, name, ask):
                continue
            group = item.fact.subject.id if ask.group == "row" else ""
            waiting.setdefault((item.fact.kind, name, group), []).append(item)
    asked = []
    for (kind, name, _), items in waiting.items():
        ask = KINDS[kind].by_name[name].ask
        assert ask is not None
        rules = sorted({i.rule.id: i.rule for i in items}.values(), key=urgency)
        rule = next((r for r in rules if r.spec.question is not None), None)
        if rule is None or rule.spec.question is None:
            continue
        facts = sorted({i.fact.subject.id: i.fact for i in items}.values(), key=lambda f: (f.index, f.subject.id))
        variables, many = context_of(facts)
        everything = variables.get("plan", {}).get("kpi_count")
        if everything is not None and len(facts) == everything.value and len(facts) >= _MANY_NAMES:
            # Nobody needs the whole list read out to know that all of it is meant.
            variables["names"] = Figure("all", Text(f"{len(facts)}項目すべて", f"all {len(facts)}"))
        pointers = tuple(_pointer(f, name, ask) for f in facts)
        asked.append(
            Asked(
                tuple(rules), tuple(facts), name, pointers, ask.expects, _example(facts[0], name, ask),
                say(rule.spec.question, variables, many=many), ((kind, name),),
            )
        )  # fmt: skip
    asked = _by_topic(asked)
    asked.sort(key=_asked_order)
    return tuple(asked)


def _asked_order(asked: Asked) -> tuple[int, tuple[int, int, str], str, str]:
    return (_ask_of(asked).late, urgency(asked.rules[0]), asked.field, asked.facts[0].subject.id)


def _ask_of(asked: Asked) -> Ask:
    ask = KINDS[asked.facts[0].kind].by_name[asked.field].ask
    assert ask is not None
    return ask


def _by_topic(asked: Sequence[Asked]) -> list[Asked]:
    """Questions of one topic as one: a sentence for each place an answer goes to, what concerns the plan first."""
    topics: dict[str, list[Asked]] = {}
    alone: list[Asked] = []
    for one in asked:
        topic = _ask_of(one).topic
        (topics.setdefault(topic, []) if topic else alone).append(one)
    return alone + [_joined(members) for members in topics.values()]


def _joined(members: list[Asked]) -> Asked:
    def place(one: Asked) -> tuple[bool, int]:
        kind = KINDS[one.facts[0].kind]
        return kind.name != "plan", kind.fields.index(kind.by_name[one.field])

    by_answer: dict[str, list[Asked]] = {}
    for one in sorted(members, key=place):
        # What people do, of one KPI or of the plan, is one answer, wherever it is written down.
        by_answer.setdefault(_ask_of(one).pointer.removesuffix("/-").rpartition("/")[2], []).append(one)
    firsts = [replace(same[0], settles=tuple(s for a in same for s in a.settles)) for same in by_answer.values()]
    # How each figure comes about is asked before where they are seen together.
    said = sorted(firsts, key=lambda a: (a.facts[0].kind == "plan", place(a)))
    texts, examples = [a.text for a in said], [a.example for a in said]
    return replace(
        said[0],
        rules=tuple(sorted({r.id: r for a in members for r in a.rules}.values(), key=urgency)),
        facts=tuple({(f.kind, f.subject.id): f for a in said for f in a.facts}.values()),
        pointers=tuple(p for a in said for p in a.pointers),
        text=Text("".join(t.ja for t in texts), " ".join(t.en for t in texts)),
        example=Text("／".join(e.ja for e in examples), "; ".join(e.en for e in examples)),
        settles=tuple(s for a in said for s in a.settles),
        parts=tuple(said),
    )


def _example(fact: Fact, name: str, ask: Ask) -> Text:
    """An answer as a client might give it: for this row where its facts suggest one, else in general."""
    figures = fact.figures.get(name, {})
    for key in () if "filler" in figures else ("halfway", "pair", "suggestion", "activity", "idea"):
        if key in figures:
            return figures[key].text
    target = fact.figures.get("it", {}).get("target")
    if ask.expects == "quantity" and target:
        return Text(f"目標（{target.text.ja}）と同じ単位で", f"in the unit of the target ({target.text.en})")
    return ask.example


def _pointer(fact: Fact, name: str, ask: Ask) -> str:
    """Where the answer goes: in the fact's own row, or in the row of the plan that its figure `at` names."""
    at = fact.figures.get(name, {}).get("at")
    return ask.pointer.replace("{index}", str(fact.index if at is None else at.value))


Told = Callable[[Fact, str, Ask], bool]


def _told(plan: Plan) -> Told:
    """What tells whether a fact was asked about before: `not known` in its place, or an entry among the answers."""
    by_fact: dict[str, set[str | None]] = {}
    for answer in plan.answers or ():
        # TBD is no answer: it is to be asked again.
        if is_not_known(answer.answer) or classify_blank(answer.answer) != "open":
            subject = answer.subject and normalize_name(answer.subject)
            by_fact.setdefault(answer.to.strip(), set()).add(subject or None)

    def told(fact: Fact, name: str, ask: Ask) -> bool:
        subjects = by_fact.get(f"{fact.kind}.{name}", ())
        if None in subjects or fact.subject.id in subjects or normalize_name(fact.subject.name) in subjects:
            return True
        return _said_not_known(plan.written, _pointer(fact, name, ask).removesuffix("/-").split("/")[1:])

    return told


def _said_not_known(written: Any, tokens: Sequence[str]) -> bool:
    """Whether the place of the answer says that it is not known; in a list, any entry may say so."""
    for token in tokens:
        if isinstance(written, list):
            written = written[int(token)] if token.isdigit() and int(token) < len(written) else None
        else:
            written = written.get(token) if isinstance(written, dict) else None
    return any(map(is_not_known, written)) if isinstance(written, list) else is_not_known(written)
