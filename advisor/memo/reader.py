"""Reads a memo from its first sentence to its last, and says what it made of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from advisor.memo.amounts import Amount
from advisor.memo.draft import Cut, Draft, Row, cut
from advisor.memo.field_lines import field_line
from advisor.memo.figures import Figures, Item, read_figures
from advisor.memo.letters import Letter
from advisor.memo.moods import clauses
from advisor.memo.names import is_measure
from advisor.memo.people import OWNERS_LINE, owns_all, read_links, read_owners
from advisor.memo.phrases import acts, aims_at, defines, does, hears, listed, undecided
from advisor.memo.reasons import REASONS
from advisor.memo.rhythm import rhythms
from advisor.memo.row_words import is_base, put_head, put_note
from advisor.memo.running import read_running, reviews, tie_incentives
from advisor.memo.sentences import Sentence
from advisor.notation.lazy_pattern import lazy

_THEREFORE = lazy(
    r"^(?:そのため(?:に|には|、)|そのためには|これに向けて|それに向けて|達成に向けて|この(?:目標|ため)|実現に向けて|そこで|"
    r"to get there\b|to do (?:that|this|so)\b|for (?:that|this)\b|that means\b|this means\b|to make (?:that|this|it) happen\b|to support (?:that|this)\b|"
    r"the route there\b|how we get there\b|we get there\b)",
    re.IGNORECASE,
)
_AIMS = lazy(
    r"目指|めざ|たい(?:と|です|。|$)|\b(?:we|i) (?:want|aim|plan|intend|are aiming|would like) to\b|\bthe (?:aim|plan) is to\b",
    re.IGNORECASE,
)
_THAT_IS_IT = lazy(
    r"^(?:これ|それ|ここ|この数字)(?:が|を)(?:最終目標|ゴール|KGI)|^(?:that|this) is (?:our|the|my) (?:main |final |one )?goal",
    re.IGNORECASE,
)
_NO_TARGET = lazy(
    r"(?:(?:that|this|it) is |that's |it's )?not (?:a|our|the) (?:target|goal|kpi)|(?:これ|それ)?(?:は)?目標では(?:ない|ありません)",
    re.IGNORECASE,
)
_WANTS = lazy(r"(?:行き|し|いき)たい|ほしい|欲しい|目指|めざ")
_BEYOND = lazy(r"を(?:下回る|上回る|超える|切る)$")
_GOES_FOR = lazy(
    r"目指|めざ|目標|必達|とする|とします|にする|にします|[しきみ]たい|行きたい|ほしい|欲しい|狙|\b(?:i|we)(?:'d| would) like\b|\b(?:we|i) (?:want|aim|need|plan|will|should)\b|\b(?:target|goal|aim)\b",
    re.IGNORECASE,
)
_NOW = lazy(
    r"(?:現在|現状|今|いま|足元)(?:の数字)?(?:は|で)?、?\s?|(?:(?:right now|currently|today|at present|now|at the moment),? )?"
    r"(?:it|that|this)(?:'s| is| stands)(?: at)?(?: currently| now)?(?: about)?\s",
    re.IGNORECASE,
)
_DUE = lazy(r"(?:期限|期日|納期|締め?切り?|達成時期)\s?[は:]|(?:the )?(?:deadline|due date)\b", re.IGNORECASE)
_WHOLE_PLAN = lazy(
    r"^(?:目標|計画|期限|期間|達成期限|対象期間|KPI)(?:期間)?\s?(?:は|:)|\b(?:deadline|due|period|timeframe)\b|\ball (?:of (?:this|these|it)|targets)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class MemoReader:
    """Reads sentence by sentence; `draft` holds the plan."""

    draft: Draft = field(default_factory=Draft)
    letter: Letter = field(default_factory=Letter)
    _purpose: list[Row] = field(default_factory=list)
    _aims: list[Row] = field(default_factory=list)
    _in_goal_section: list[Row] = field(default_factory=list)
    _previous: list[Row] = field(default_factory=list)
    _pending: Sentence | None = None
    _latest: tuple[int, list[Row]] = (-9, [])
    _full: bool = False
    _before: Sentence | None = None
    _told: tuple[int, Cut | None] = (-9, None)
    _past: list[tuple[Sentence, Item]] = field(default_factory=list)
    _open: list[tuple[Sentence, Figures]] = field(default_factory=list)

    def read(self, sentences: list[Sentence]) -> None:
        """Reads the whole memo."""
        rest: list[tuple[Sentence, Figures]] = []
        for sentence in sentences:
            if len(sentence.flat) > 1_000:
                self.draft.unplace(sentence, REASONS["long"])
                continue
            figures = read_figures(sentence) if not OWNERS_LINE.match(sentence.flat) else Figures()
            if self.letter.takes(sentence, figures=bool(figures.items)):
                continue
            if sentence.heading and not figures.items:
                self._pending = None
                continue
            taken, only = read_running(sentence, self.draft)
            if not only and self._measures(sentence, figures):
                taken = True
            if not taken or (not only and figures.loose and not reviews(sentence) and not figures.items):
                rest.append((sentence, figures))
            self._open.append((sentence, figures))
            self._before = sentence
        self._settle()
        owned = self._owners()
        for sentence, figures in rest:
            if id(sentence) not in owned:
                self._leave_out(sentence, figures)
        tie_incentives(self.draft)
        put_head(self.letter, self.draft)

    # Measures.

    def _measures(self, sentence: Sentence, figures: Figures) -> bool:
        if self._field(sentence) or hears(sentence, figures, self.draft) or defines(sentence, self.draft):
            return True
        if does(sentence, self.draft) or (not figures.items and not figures.loose and aims_at(sentence, self.draft)):
            return True
        done = [item for item in figures.items if acts(sentence, item, self.draft)]
        figures.items = [i for i in figures.items if i not in done and not self._is_rhythm(sentence, i)]
        figures.loose = [entry for entry in figures.loose if not self._overlaps(sentence, entry[0])]
        rows: list[Row] = []
        if len(figures.items) == 1 and (
            figures.items[0].mood == "past" or self._says_state_only(sentence, figures.items[0])
        ):
            self._told = (sentence.unit, cut(sentence, *figures.items[0].name))
        for item in figures.items:
            if sentence.section == "refused":
                item.mood = "refuses"
            if item.mood == "past" or (sentence.section == "past") or self._says_state_only(sentence, item):
                self._past.append((sentence, item))
                continue
            if item.mood == "states" and (row := self._row(sentence, item, alone=len(figures.items) == 1)) is not None:
                rows.append(row)
        named = [] if figures.items else listed(sentence, self.draft)
        if not figures.items and not named and (row := undecided(sentence, self.draft)) is not None:
            named = [row]
        rows.extend(row for row in named if row not in rows)
        if rows or done:
            left = [amount for amount, mood in figures.loose if mood == "states" and not amount.depth]
            if left:
                self.draft.unplace(sentence, REASONS["number"], at=left[0].start)
        if rows:
            self._relate(sentence, figures, rows)
            self._latest = (sentence.unit, rows)
        if rows or done:
            return True
        if not figures.items and _NO_TARGET.match(sentence.flat):
            unit, latest = self._latest
            if (
                unit == sentence.unit
                and len(latest) == 1
                and self._before is latest[0].name.sentence
                and not latest[0].goal
            ):
                self.draft.drop(latest[0])
                self._latest, self._previous = (-9, []), []
            return False
        if _THAT_IS_IT.match(sentence.flat) and len(self._previous) == 1 and not figures.items:
            self._previous[0].goal = self._previous[0].declared = True
            return True
        if self._follows(sentence, figures) or self._spans(sentence, figures):
            return True
        bare = sentence.flat.strip(" :、。.")
        if not figures.items and is_measure(bare):
            self._pending = sentence
            return self._bare(sentence)
        return False

    def _follows(self, sentence: Sentence, figures: Figures) -> bool:
        """売上は3月が680万円だった。4月は720万円を目指す: the measure was named right before."""
        told, name = self._told
        if self._stands(sentence, figures) or self._wants_more(sentence, figures):
            return True
        if len(figures.loose) != 1 or figures.items or name is None or told != sentence.unit:
            return False
        amount, mood = figures.loose[0]
        if mood != "states" or amount.role == "baseline" or not _GOES_FOR.search(sentence.flat):
            return False
        row = self.draft.row(name)
        if row is None or "target" in row.values:
            return False
        row.put("target", cut(sentence, amount.shown, amount.end, sure=False))
        if figures.limits:
            row.put("deadline", cut(sentence, figures.limits[0].start, figures.limits[0].end))
        figures.loose = []
        return True

    def _wants_more(self, sentence: Sentence, figures: Figures) -> bool:
        """開封率は22%くらい。25%は行きたい: the first number was where it stands."""
        unit, rows = self._latest
        if figures.items or len(figures.loose) != 1 or len(rows) != 1 or unit != sentence.unit:
            return False
        amount, mood = figures.loose[0]
        was = rows[0].values.get("target")
        if was is None or was.sentence is not self._before or "baseline" in rows[0].values or mood != "states":
            return False
        same = ("%" in str(was.value)) == ("%" in sentence.flat[amount.start : amount.end])
        if not same or amount.start > 2 or not _WANTS.search(sentence.flat) or _GOES_FOR.search(was.sentence.flat):
            return False
        rows[0].values |= {
            "baseline": replace(was, sure=False),
            "target": cut(sentence, amount.start, amount.end, sure=False),
        }
        figures.loose = []
        return True

    def _stands(self, sentence: Sentence, figures: Figures) -> bool:
        """Win rate to 25%. Right now it is 17%: where the measure of the sentence before stands."""
        unit, rows = self._latest
        if figures.items or len(figures.loose) != 1 or len(rows) != 1 or unit != sentence.unit:
            return False
        amount, mood = figures.loose[0]
        now = _NOW.fullmatch(sentence.flat[: amount.start])
        if now is None or mood != "states" or len(sentence.flat) - amount.end > 4:
            return False
        target = rows[0].values.get("target")
        if (
            target is None
            or "baseline" in rows[0].values
            or ("%" in str(target.value)) != ("%" in sentence.flat[amount.start : amount.end])
        ):
            return False
        rows[0].put("baseline", cut(sentence, amount.start, amount.end, sure=False))
        figures.loose = []
        return True

    def _spans(self, sentence: Sentence, figures: Figures) -> bool:
        """目標は2026年度末まで: the date of everything."""
        if figures.items or figures.loose or len(figures.limits) != 1 or not _WHOLE_PLAN.search(sentence.flat):
            return False
        due = cut(sentence, figures.limits[0].start, figures.limits[0].end)
        unit, rows = self._latest
        if unit == sentence.unit and len(rows) == 1 and not rows[0].goal and _DUE.match(sentence.flat):
            rows[0].values["deadline"] = due  # 会員は3,500人を目指す。期限は12月末。
        else:
            self.draft.head.setdefault("period", due)
        return True

    def _row(self, sentence: Sentence, item: Item, *, alone: bool) -> Row | None:
        row = self.draft.row(cut(sentence, *item.name, means=item.called or None))
        if row is None:
            if not self._full:
                self.draft.unplace(sentence, REASONS["many"])
            self._full = True
            return None
        for key, amount in (("target", item.target), ("baseline", item.baseline)):
            if amount is not None:
                bound = _BEYOND.search(sentence.flat, amount.shown, amount.end) if key == "baseline" else None
                row.put(key, cut(sentence, amount.shown, amount.end if bound is None else bound.start()))
        if item.deadline is not None:
            row.put("deadline", cut(sentence, item.deadline.start, item.deadline.end))
        if item.actor is not None:
            row.put("owner", cut(sentence, *item.actor))
        for start, end in item.notes:
            put_note(sentence, row, start, end)
        self._declare(sentence, item, row, alone=alone)
        return row

    def _declare(self, sentence: Sentence, item: Item, row: Row, *, alone: bool) -> None:
        if sentence.section == "kpi":
            row.declared = True
        elif item.goal or item.purpose:
            if not row.declared:
                row.goal = row.declared = True
        elif sentence.section == "goal":
            self._in_goal_section.append(row)
        elif alone and (item.aim or _AIMS.search(sentence.flat)):
            self._aims.append(row)

    def _relate(self, sentence: Sentence, figures: Figures, rows: list[Row]) -> None:
        goals = [row for row in rows if row.goal]
        if _THEREFORE.match(sentence.flat) and self._previous:
            for row in self._previous:
                if not row.declared and row not in rows:
                    row.goal = row.declared = True
            goals = goals or [row for row in self._previous if row.goal]
            self._purpose = goals
        elif goals:
            self._purpose = goals
        if goals and (len(goals) < len(rows) or _THEREFORE.match(sentence.flat)):
            for row in rows:
                row.serves.extend(goal for goal in goals if not row.goal and goal not in row.serves)
        if figures.items or rows:
            self._previous = rows

    def _bare(self, sentence: Sentence) -> bool:
        """A line that is nothing but a measure's name is a KPI where a list of KPIs is announced."""
        if sentence.section not in ("kpi", "goal"):
            return False
        row = self.draft.row(cut(sentence, 0, len(sentence.flat.rstrip(" :、。."))))
        if row is None:
            return False
        row.declared = sentence.section == "kpi"
        if sentence.section == "goal":
            self._in_goal_section.append(row)
        self._latest = (sentence.unit, [row])
        return True

    def _field(self, sentence: Sentence) -> bool:
        """目標：月30件 on a line of its own, under the measure's name."""
        found = field_line(sentence.flat)
        if found is None or sentence.heading:
            return False
        key, start = found
        unit, rows = self._latest
        if self._pending is not None and sentence.unit - self._pending.unit <= 8 and self._pending.unit > unit:
            row = self.draft.row(cut(self._pending, 0, len(self._pending.flat.rstrip(" :、。."))))
            rows = [row] if row is not None else []
            unit = self._pending.unit
            self._latest = (unit, rows)
        if len(rows) != 1 or sentence.unit - unit > 8 or is_measure(sentence.flat[start:].strip()):
            return False
        rows[0].put(key, cut(sentence, start, len(sentence.flat.rstrip("。. "))))
        self._latest = (sentence.unit, rows)
        return True

    def _is_rhythm(self, sentence: Sentence, item: Item) -> bool:
        """会議を月2回: the numbers of a rhythm are no targets, where figures are looked at."""
        amounts = [a for a in (item.target, item.baseline) if a is not None]
        return all(self._overlaps(sentence, a) for a in amounts) and reviews(sentence)

    def _overlaps(self, sentence: Sentence, amount: Amount) -> bool:
        return any(start < amount.end and amount.start < end for start, end in rhythms(sentence.flat))

    def _says_state_only(self, sentence: Sentence, item: Item) -> bool:
        return (
            item.target is None
            and item.baseline is not None
            and sentence.section not in ("kpi", "goal")
            and not sentence.bullet
        )

    # What can only be settled at the end.

    def _settle(self) -> None:
        draft = self.draft
        told: list[Sentence] = []
        for sentence, item in self._past:
            row = draft.known(sentence.flat[slice(*item.name)])
            amount = item.baseline or item.target
            if row is not None and amount is not None and is_base(sentence, item, amount, row):
                row.put("baseline", cut(sentence, amount.start, amount.end, sure=False))
            elif sentence not in told:
                told.append(sentence)
                draft.ignore(sentence, REASONS["refuses" if item.mood == "refuses" else "past"])
        if not any(row.goal for row in draft.rows):
            others = [row for row in draft.rows if row not in self._in_goal_section]
            aimed = [row for row in self._aims if row is draft.rows[0]] if draft.rows else []
            if (self._in_goal_section and others) or len(self._in_goal_section) == 1:
                chosen = self._in_goal_section
            elif aimed and len(draft.rows) > 1 and not aimed[0].declared:
                chosen = aimed[:1]
            else:
                chosen = []
            for row in chosen:
                row.goal = True
        elif self._in_goal_section:
            for row in self._in_goal_section:
                row.goal = True

    def _owners(self) -> set[int]:
        """Owners and links, which may be said before the measures they are about; the sentences that held some."""
        done: set[int] = set()
        whole: list[tuple[Sentence, Cut]] = []
        for sentence, figures in self._open:
            mine = [
                row for row in self.draft.rows
                if row.name.sentence.unit == sentence.unit and row.name.sentence.prose is sentence.prose
            ] if figures.items else []  # fmt: skip
            if (not mine and sentence.indent > 0) or (not mine and not figures.items):
                unit, rows = self._above(sentence)
                mine = rows if len(rows) == 1 and (sentence.indent > 0 or sentence.unit == unit) else []
            named, placed = read_owners(sentence, self.draft, mine if len(mine) == 1 else [])
            if not placed and not figures.items and (person := owns_all(sentence)) is not None:
                whole.append((sentence, person))
                continue
            if named or not placed:
                done.add(id(sentence))
                if not placed:
                    self.draft.ignore(sentence, REASONS["owner"])
            if read_links(sentence, self.draft):
                done.add(id(sentence))
        done.update(self._whole_owner(whole))
        return done

    def _whole_owner(self, named: list[tuple[Sentence, Cut]]) -> set[int]:
        """The only person a list of KPIs names, of none in particular, answers for them all; beside a goal, perhaps for that."""
        rows = self.draft.rows
        if len(named) == 1 and not any(row.goal or "owner" in row.values for row in rows):
            for row in rows:
                row.put("owner", named[0][1])
        else:
            for sentence, _ in named:
                self.draft.ignore(sentence, REASONS["owner"])
        return {id(sentence) for sentence, _ in named}

    def _above(self, sentence: Sentence) -> tuple[int, list[Row]]:
        """The rows named nearest above a sentence."""
        above = [r for r in self.draft.rows if r.name.sentence.unit <= sentence.unit]
        if not above:
            return -9, []
        unit = max(row.name.sentence.unit for row in above)
        return unit, [row for row in above if row.name.sentence.unit == unit]

    def _leave_out(self, sentence: Sentence, figures: Figures) -> None:
        states = figures.items or figures.loose
        said = {item.mood for item in figures.items} | {mood for _, mood in figures.loose}
        moods = said or {clause.mood for clause in clauses(sentence.flat)}
        moods = {"refuses"} if sentence.section == "refused" else moods
        known = {ignored.position for ignored in self.draft.ignored}
        if sentence.position(0) in known or any(s is sentence for s, _ in self._past):
            return
        if "supposes" in moods:
            self.draft.ignore(sentence, REASONS["supposes"])
        elif "refuses" in moods and moods <= {"refuses", "past"}:
            self.draft.ignore(sentence, REASONS["refuses"])
        elif moods == {"past"}:
            self.draft.ignore(sentence, REASONS["past"])
        elif figures.spends and not states:
            self.draft.ignore(sentence, REASONS["spends"])
        elif states and self._full:
            self.draft.ignore(sentence, REASONS["many"])
        elif states:
            self.draft.unplace(sentence, REASONS["number"])
        else:
            self.draft.ignore(sentence, REASONS["words"])
