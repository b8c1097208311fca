"""The measures a sentence sets numbers for: which name each number belongs to, and what it is to that name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from advisor.memo.amounts import Amount, find_amounts, masked
from advisor.memo.money import is_spent
from advisor.memo.moods import Clause, Mood, clauses
from advisor.memo.names import (
    Named,
    announces,
    behind,
    english_break,
    english_name,
    is_measure,
    japanese_behind,
    japanese_name,
    may_be_measure,
    shares,
)
from advisor.memo.sentences import Sentence
from advisor.memo.shared import Share, shared_out
from advisor.memo.times import Limit, find_limits
from advisor.notation.lazy_pattern import lazy

_SEPARATORS = "、,;。"
_PURPOSE = lazy(
    r"\s?(?:を|に|へ|まで|と|以上を)?\s?(?:達成|実現|到達|引き?上げ|伸ば|増や|目指|する|なる|達する|下げ|減ら|抑え|乗せ|売り上げ|届)[^、。]{0,10}?"
    r"(?:ため|べく)|\s?の(?:達成|実現)?(?:のため|に向け)|\s?(?:の達成|達成)に向け|\s?(?:を目指し(?:て)?|に向け(?:て)?)、|\s?を?(?:達成|実現)するには"
)
_TOGETHER = lazy(r"いずれも|すべて|全て|それぞれ|ともに|\b(?:all|both|each|everything)\b", re.IGNORECASE)
_EN_PURPOSE = lazy(
    r"^\s*(?:in order |so as )?to (?!get there|do (?:that|this|so)|make (?:that|this|it)|support (?:that|this))[a-z]+",
    re.IGNORECASE,
)
_RESTS_ON = lazy(
    r"\b(?:supported|driven|backed|underpinned|carried) by\b|\bmade up of\b|\bbroken down into\b", re.IGNORECASE
)
_PER = lazy(
    r"\s(?:(?:a|an|per|each|every)\s(?:day|week|fortnight|month|quarter|year)|daily|weekly|monthly|annually)\b",
    re.IGNORECASE,
)
_TOPIC_END = lazy(r"(?:は|も|を|が|:|については?|に関しては?)\s*$")
_WE = lazy(r"(?:^|[\s,])(?:we|i)\s", re.IGNORECASE)
_TAKEN_ON = lazy(r"\s?(?:を|の)?\s?(?P<verb>採用|増員|育成|登用)")
_UP = lazy(r"(?:\b(?:up|down|by)\s)?$", re.IGNORECASE)
_HIRES = lazy(
    r"\b(?:hire|hiring|recruit|recruiting|onboard|train)\s(?:about\s|at least\s|up to\s|[0-9]+ [a-z-]+(?: [a-z-]+)?(?:,| and|, and)\s)*$",
    re.IGNORECASE,
)


@dataclass(slots=True, eq=False)
class Item:
    """A measure with the numbers set for it, as places in the sentence.

    Attributes:
        actor: who is named as doing it.
        goal, aim: what the words before the name call it.
        mixed: it has a level and a share beside each other, so one of the two is a change.
        purpose: the sentence says that the rest is done for it.
        extent: from its name to the next one's.
        notes: what stands in brackets behind it.
        called: its name, where a number or another name stands in the middle of it (エンジニアを12名採用).
    """

    name: tuple[int, int]
    mood: Mood
    actor: tuple[int, int] | None = None
    goal: bool = False
    aim: bool = False
    purpose: bool = False
    target: Amount | None = None
    baseline: Amount | None = None
    deadline: Limit | None = None
    mixed: bool = False
    extent: tuple[int, int] = (0, 0)
    notes: list[tuple[int, int]] = field(default_factory=list)
    called: str = ""


@dataclass(slots=True)
class Figures:
    """What a sentence says in numbers.

    Attributes:
        items: the measures.
        loose: amounts that belong to no measure in this sentence, with the mood they stand in.
        spends: some were money to be spent.
    """

    items: list[Item] = field(default_factory=list)
    loose: list[tuple[Amount, Mood]] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    spends: bool = False


def read_figures(sentence: Sentence) -> Figures:
    """The measures of a sentence, in order."""
    return _Walk(sentence).figures()


class _Walk:
    def __init__(self, sentence: Sentence) -> None:
        self.flat = sentence.flat
        self.japanese = sentence.japanese
        self.limits = find_limits(self.flat)
        self.amounts = [a for a in find_amounts(self.flat) if not self._dates(a)]
        self.clauses = clauses(self.flat)
        self.limits = [m for m in self.limits if self._mood(m.start).mood == "states" and not self._dates_a_note(m)]
        bare = list(masked(self.flat))
        for limit in self.limits:
            for at in range(limit.left, limit.right):
                bare[at] = " " if bare[at] not in "、,;" else bare[at]
        self.bare = "".join(bare)
        self.out = Figures(limits=self.limits)
        self.cursor = 0
        self.actor: tuple[int, int] | None = None

    def figures(self) -> Figures:
        shares = shared_out(self.bare, self.amounts, japanese=self.japanese)
        if shares is not None:
            return self._shared(shares)
        for index, amount in enumerate(self.amounts):
            if amount.start < self.cursor:
                continue
            following = self.amounts[index + 1] if index + 1 < len(self.amounts) else None
            if following is not None and self._leads_to(amount, following):
                if self._shares(amount):  # the level alone is the value, and the change no part of its name
                    left = amount.start - len(_UP.search(self.bare[: amount.start])[0])  # type: ignore[index]
                    self.bare = self.bare[:left] + " " * (amount.end - left) + self.bare[amount.end :]
                continue
            self._take(amount)
            self.cursor = max(self.cursor, amount.end)
        self._finish()
        return self.out

    def _shared(self, shares: list[Share]) -> Figures:
        for share in shares:
            item = Item(share.name, self._mood(share.amounts[0].start).mood, called=share.called)
            self.out.items.append(item)
            for amount in share.amounts:
                self._assign(item, amount)
        given = [amount for share in shares for amount in share.amounts]
        self.out.loose += [(a, self._mood(a.start).mood) for a in self.amounts if a not in given]
        self._finish()
        return self.out

    def _dates_a_note(self, limit: Limit) -> bool:
        """(99.9% in FY26) dates the number in its brackets, not the target."""
        opened = self.flat.rfind("(", 0, limit.start)
        closed = self.flat.find(")", limit.end)
        inside = opened >= 0 and closed >= 0 and ")" not in self.flat[opened : limit.start]
        return inside and any(opened < a.start < closed for a in self.amounts)

    def _leads_to(self, amount: Amount, following: Amount) -> bool:
        """Whether a change is only said beside the level it leads to: double sales to £1.2m, up 10% to $37,500."""
        between = self.flat[amount.end : following.start]
        if "multiple" in self._kind(amount):
            return re.match(r"[^,.;]*\b(?:to|from)\s$", between) is not None
        return bool(
            self._shares(amount)
            and not self._shares(following)
            and (
                (
                    re.search(r"\b(?:up|down|by|rise|fall|grow|increase)\s$", self.flat[: amount.start])
                    and between == " to "
                )
                or re.fullmatch(r"(?:増|減)?(?:の|やして|らして|増やして|減らして)、?", between)
            )
        )

    def _kind(self, amount: Amount) -> str:
        word = self.flat[amount.start : amount.end].lower()
        return "multiple" if re.match(r"(?:doubl|tripl|halv)", word) else ""

    def _dates(self, amount: Amount) -> bool:
        return any(limit.start <= amount.start < limit.end for limit in self.limits)

    def _mood(self, at: int) -> Clause:
        return next((c for c in self.clauses if c.start <= at < c.end), Clause(0, len(self.flat), "states"))

    def _take(self, amount: Amount) -> None:
        clause = self._mood(amount.start)
        last = self.out.items[-1] if self.out.items else None
        region_start = max(self.cursor, clause.start)
        named = self._named(amount, region_start)
        if is_spent(self.flat, region_start, amount):
            self.out.spends = True
            return
        if named.actor is not None or (not self.japanese and _WE.search(self.bare[region_start : amount.start])):
            self.actor = named.actor
        vague_name = named.found and not self.japanese and not is_measure(self.bare[named.start : named.end])
        if vague_name and amount.counted and (name := self._behind(amount)) is not None:
            named = replace(named, start=name[0], end=name[1])  # rehome 900 dogs
        if named.found and (own := self._part_of(named, amount)) is not None:
            named, amount = replace(named, end=own), replace(amount, start=own + 1, shown=own + 1)
        if named.found:
            item = Item((named.start, named.end), clause.mood, self.actor, named.goal, named.aim)
            self.out.items.append(item)
        elif last is not None and last.mood == clause.mood and self._continues(last, amount):
            item = last
        elif (topic := self._topic(region_start, clause, amount.start)) is not None:
            item = Item((topic.start, topic.end), clause.mood, topic.actor or self.actor, topic.goal, topic.aim)
            self.out.items.append(item)
        elif not amount.depth and (name := self._behind(amount)) is not None:
            item = Item(name, clause.mood, self.actor, named.goal, named.aim)
            self.out.items.append(item)
            self.cursor = max(self.cursor, name[1])
            if (per := _PER.match(self.bare, name[1])) is not None and name[1] > amount.end:
                amount = replace(amount, end=per.end())  # 50 new loyalty cards a week
                self.cursor = per.end()
        elif named.subject[1] > named.subject[0] and may_be_measure(self.bare[slice(*named.subject)]):
            item = Item(named.subject, clause.mood, self.actor, named.goal, named.aim)
            self.out.items.append(item)
        elif last is not None and last.mood != clause.mood and not self._says_more(region_start, amount):
            item = Item(last.name, clause.mood, self.actor)  # 昨年は15%だったが、今年は10%以下に
            self.out.items.append(item)
        else:
            self.out.loose.append((amount, clause.mood))
            return
        self._assign(item, amount)
        if self.japanese and amount is item.target and (done := _TAKEN_ON.match(self.flat, amount.end)) is not None:
            who = self.flat[slice(*item.name)]
            if amount.start >= item.name[1] and not is_measure(who):
                item.name, item.called = (item.name[0], done.end()), who + done["verb"]

    def _named(self, amount: Amount, start: int) -> Named:
        whole = start
        start, end = self._region(start, amount)
        if start >= end:
            return Named(start, start)
        named = japanese_name(self.bare, start, end) if self.japanese else english_name(self.bare, start, end)
        if self.japanese and not named.aim and whole < start:
            goal, aim = announces(self.bare[whole:start])
            named = replace(named, goal=goal, aim=aim)
        if not named.found:
            return named
        name = self.bare[named.start : named.end]
        fine = may_be_measure(name) and (self.japanese or not self._verb_only(name))
        if fine and self._is_label(named.end, amount):
            fine = is_measure(name)  # NPS 40, but not "invoice 2207"
        if not fine or (amount.depth and not is_measure(name)):
            return Named(start, start, named.actor, named.goal, named.aim, named.subject)
        return named

    def _part_of(self, named: Named, amount: Amount) -> int | None:
        """物販は売上の1割: the share is that of the first, of the second."""
        if not (self.japanese and self._shares(amount) and self.flat[named.end : amount.start].strip() == "の"):
            return None
        place = self.flat.find("は", named.start, named.end)
        return place if place > named.start + 1 and may_be_measure(self.flat[named.start : place]) else None

    def _unlike(self, one: Amount, other: Amount) -> bool:
        """Whether one of two amounts is a share and the other counts something."""
        if self._shares(one) == self._shares(other):
            return False
        count = other if self._shares(one) else one
        return not self.flat[count.start : count.end].strip().isdigit()

    def _shares(self, amount: Amount) -> bool:
        return any(sign in self.flat[amount.start : amount.end] for sign in ("%", "割", "per cent", "percent"))

    def _is_label(self, end: int, amount: Amount) -> bool:
        """Whether a bare number stands right behind its word, as in a number plate."""
        text = self.flat[amount.start : amount.end]
        return not self.bare[end : amount.start].strip() and text.isascii() and text.isdigit()

    def _verb_only(self, name: str) -> bool:
        return bool(
            re.fullmatch(
                r"(?:[a-z]+ing|[a-z]+ed|issue|host|offer|provide|support|help|treat|feed|plant|lend|only|just|some|these|those|week|month|quarter)",
                name.strip(),
            )
        )

    def _region(self, start: int, amount: Amount) -> tuple[int, int]:
        """The text that may hold the name: behind the last separator, before the bracket the number stands in."""
        end = amount.start
        if amount.depth:
            opened = max(self.flat.rfind("(", 0, end), self.flat.rfind("[", 0, end), self.flat.rfind("「", 0, end))
            inside = self.flat[opened + 1 : end]
            if opened >= start and not is_measure(masked(inside).rstrip("はが:をの、 ").strip() or "-"):
                end = opened
        if self.japanese:
            level = 0
            for at in range(end - 1, start - 1, -1):
                sign = self.bare[at]
                level += (sign in ")」』]") - (sign in "(「『[")
                if level <= 0 and sign in _SEPARATORS and self.bare[at + 1 : end].strip():
                    return at + 1, end
            return start, end
        return english_break(self.bare, start, end), end

    def _topic(self, start: int, clause: Clause, before: int) -> Named | None:
        """A name set apart by a comma: リピート率は、現在25%を30%に."""
        edge = clause.start - 1
        pieces: list[tuple[int, int]] = []
        for at in range(clause.start, min(clause.end, before)):
            if self.bare[at] in _SEPARATORS:
                pieces.append((edge + 1, at))
                edge = at
        for left, right in reversed(pieces):
            if (
                left < start
                or self.bare[right] not in "、,"
                or (self.japanese and not _TOPIC_END.search(self.bare[left:right]))
            ):
                continue
            named = japanese_name(self.bare, left, right) if self.japanese else english_name(self.bare, left, right)
            if named.found and is_measure(self.bare[named.start : named.end]):
                return named
        return None

    def _continues(self, last: Item, amount: Amount) -> bool:
        """Whether a number without a name goes on about the measure before it."""
        if amount.depth or amount.after_from or amount.role != "plain":
            return True
        gap = self.bare[self.cursor : amount.start]
        if last.target is None:
            return True
        return (
            bool(re.fullmatch(r"[\s)]*(?:を|から|より|→|to|up to|で?、?(?:これ|それ)を)[\s、]*", gap))
            and last.baseline is None
        )

    def _says_more(self, start: int, amount: Amount) -> bool:
        """Whether the words before a number name something after all."""
        words = re.sub(r"[\s、,;はがをにもで]|\b(?:we|this|to|should|will|want|it|be|the|aim|for|at|must|is|target|year)\b", "",
                       self.bare[start : amount.start], flags=re.IGNORECASE)  # fmt: skip
        return len(words) > 2

    def _behind(self, amount: Amount) -> tuple[int, int] | None:
        if self.japanese:
            return japanese_behind(self.flat, amount.end)
        share = self.flat[amount.start : amount.end].rstrip().endswith("%")
        found = behind(self.bare, amount.digits, share=False) if not share else None
        if share:
            found = behind(self.bare, amount.end, share=True)
            plain = behind(self.bare, amount.end, share=False) if found is None else None
            if plain is not None and is_measure(self.bare[slice(*plain)]):
                return plain  # 95% attendance
        if found is None:
            return None
        name = self.bare[found[0] : found[1]]
        if name.endswith("s") and _HIRES.search(self.flat[: amount.start]):
            return found  # hire 8 engineers and 3 designers
        if share:
            return found if shares(name) else None
        return found if may_be_measure(name) and (is_measure(name) or amount.counted or name.endswith("s")) else None

    def _assign(self, item: Item, amount: Amount) -> None:
        other = item.target or item.baseline
        if other is not None and self._unlike(other, amount):
            item.mixed = True  # 680万円で、前年同月を4%下回った
            self.out.loose.append((amount, item.mood))
        elif amount.role == "baseline":
            item.baseline = item.baseline or amount
        elif item.target is None:
            item.target = amount
        elif amount.role == "target" and item.target.role == "plain" and item.baseline is None:
            item.baseline, item.target = item.target, amount  # 88% in March, want 95
        elif item.baseline is None and not amount.depth:
            item.baseline, item.target = item.target, amount
        elif amount.depth == 0:
            self.out.loose.append((amount, item.mood))
        if amount.depth == 0 and self.japanese and _PURPOSE.match(self.flat, amount.end):
            item.purpose = True

    # What is said around the numbers.

    def _finish(self) -> None:
        items = self.out.items
        starts = [item.name[0] for item in items]
        ends = [*starts[1:], len(self.flat)][: len(items)]
        for item, end in zip(items, ends, strict=True):
            last = max(a.end for a in (item.target, item.baseline) if a is not None)
            item.extent = (item.name[0], max(end, last))
            for found in re.finditer(r"\(([^()]*)\)", self.flat[: item.extent[1]]):
                if found.start() >= item.name[1] and not any(
                    found.start() < a.start < found.end() for a in self.amounts
                ):
                    item.notes.append((found.start(1), found.end(1)))
        if not self.japanese and len(items) > 1 and _EN_PURPOSE.match(self.flat):
            items[0].purpose = "," in self.flat[items[0].name[1] : items[1].name[0]]
        if not self.japanese and len(items) > 1:
            between = self.flat[items[0].name[1] : items[1].name[0]]
            items[0].purpose = items[0].purpose or bool(_RESTS_ON.search(between))
        for index, item in enumerate(items):
            if item.purpose:
                for earlier in items[:index]:
                    earlier.purpose = True
        self._dated()

    def _dated(self) -> None:
        items = self.out.items
        for index, item in enumerate(items):
            told = item.baseline.end if item.baseline is not None else -1  # 88% in March, want 95
            inside = [m for m in self.limits if item.name[1] <= m.start < item.extent[1] and m.left != told]
            own = [m for m in self.limits if m.attributive and m.right <= item.name[0] <= m.right + 8] or inside
            alone = index + 1 == len(items) and len(items) > 1 and inside and not self._clings(item, inside[0])
            if own and not alone:
                item.deadline = own[0]
                continue
            before = [
                m for m in self.limits if m.right <= item.name[0] and not m.attributive and self._reaches(m, item)
            ]
            after = [m for m in self.limits if m.start > items[-1].name[1] and self._reaches(m, item)]
            common = before[-1:] or [m for m in after if alone or _TOGETHER.search(self.flat)]
            if common:
                item.deadline = common[0]

    def _clings(self, item: Item, limit: Limit) -> bool:
        """Whether a date at the end of a list is the last entry's alone: it stands in its brackets."""
        return self.flat[max(0, limit.left - 1) : limit.left] == "(" or "(" in self.flat[item.name[1] : limit.start]

    def _reaches(self, limit: Limit, item: Item) -> bool:
        """A date said of the purpose dates nothing beyond it."""
        if item.purpose:
            return True
        return all(limit.start >= other.extent[1] for other in self.out.items if other.purpose)
