"""How the signs of one entry combine into amounts: which bound, unit, rate and comparison belong to which number.

An entry is what stands between two separators (`Q1 $40k / Q2 $90k` has two). The reader walks the tokens once; every
kind of token has one method. What no method explains is kept in `left`, word for word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from advisor.notation.date_phrases import TimePhrase
from advisor.notation.lazy_pattern import lazy
from advisor.notation.numerals import Numeral
from advisor.notation.quantity_amounts import Aggregation, Amount, Bound, Entry, Item, Note, Place, Relation, item_kind
from advisor.notation.quantity_lexicon import SILENT
from advisor.notation.quantity_settle import absorb_note, close_pair, join_durations, settle, settle_base
from advisor.notation.quantity_tokens import Token
from advisor.notation.quantity_wholes import read_rank, spans_years
from advisor.notation.units import Per

_DASHES = lazy(r"[-ー=.:/・!?~〜]+")


class EntryReader:
    """Reads one entry. `text` is the normalised text the tokens point into."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.entry = Entry()
        self.next = Amount()
        self.pending: list[Place] = []  # words of a prefix, given back when no number follows
        self.link: str = ""
        self.change: Relation | None = None
        self.preposition = ""
        self.between = False
        self.since: list[Token] = []  # tokens after the last amount
        self.gathered: list[Token] | None = None
        self.items: Sequence[Item] = ()
        self.at = 0
        self.ahead: list[bool] = []
        self.last_number = -1

    def read(self, items: Sequence[Item]) -> Entry:
        self.items = items
        self.ahead = _numbers_ahead(items)
        self.last_number = max((at for at, item in enumerate(items) if item_kind(item) == "number"), default=-1)
        if items:
            self.entry.start, self.entry.end = items[0].start, items[-1].end
        for self.at, item in enumerate(items):
            if isinstance(item, Note):
                self._note(item)
                continue
            if self.gathered is not None and not (self.last is None and item.kind in ("number", "sign", "currency")):
                self.gathered.append(item)
                continue
            if handler := _HANDLERS.get(item.kind):
                handler(self, item)
            if self.last is not None and self.last.end <= item.start:
                self.since.append(item)
        if self.gathered:
            settle_base(self.entry, self.gathered, self.text)
        self._drop_prefix()
        read_rank(self.entry, [item for item in items if isinstance(item, Token) and item.kind == "label"])
        return self.entry

    # What stands around.

    @property
    def last(self) -> Amount | None:
        return self.entry.amounts[-1] if self.entry.amounts else None

    def _adjacent(self) -> bool:
        """Whether nothing but marks stands between the last amount and here."""
        return self.last is not None and all(token.kind in SILENT for token in self.since)

    def _number_ahead(self) -> bool:
        """Whether the next thing that counts is a number."""
        return self.ahead[self.at]

    def _words(self, token: Token) -> None:
        self._drop_prefix()
        if not _DASHES.fullmatch(token.text):
            self.entry.left.append((token.start, token.end))

    def _drop_prefix(self) -> None:
        """A prefix that no number followed was not one: its words are left over, its bound may serve 'A以上'."""
        if self.next.bound != "exact":
            self.entry.bound = self.next.bound
        self.entry.left.extend(self.pending)
        self.pending = []
        self.next = Amount(
            compared_with=self.next.compared_with,
            index=self.next.index,
            per=self.next.per,
            per_person=self.next.per_person,
        )

    # Numbers and what clings to them.

    def _number(self, token: Token) -> None:
        numeral = cast(Numeral, token.value)
        last, value = self.last, numeral.value or 0.0
        if last is not None and self.link in ("range", "slash", "colon", "of"):
            close_pair(last, self.link, numeral, self.text)
            last.end = token.end
            self.since, self.link = [], ""
            return
        amount = replace(self.next, numeral=numeral, value=value, start=token.start, end=token.end)
        amount.words_before = bool(self.entry.left)
        amount.hazy |= token.form == "either"
        amount.window = self._behind_in()
        self._connect(amount)
        if self.change is not None:
            self._apply_change(amount)
        self.entry.amounts.append(amount)
        self.next = Amount(compared_with=None)
        self.pending, self.since, self.link, self.preposition = [], [], "", ""

    def _behind_in(self) -> bool:
        """80% in 20 seconds, 80%/20秒."""
        before = self.items[self.at - 1] if self.at and self.last is not None else None
        return isinstance(before, Token) and before.kind == "fill" and before.text.casefold() in ("in", "/")

    def _connect(self, amount: Amount) -> None:
        """from 20 to 35; 120件から300件へ; 20 → 35; 10 to 15; between 3 and 5."""
        last = self.last
        if last is None:
            amount.from_marked = self.link == "from"
            return
        kinds = {token.kind for token in self.since}
        particles = {token.text for token in self.since if token.kind == "particle"}
        joined = (
            self.link in ("arrow", "from_after")
            or (self.link == "to" and last.from_marked)
            or ("を" in particles and kinds <= SILENT)
        )
        if joined:
            amount.from_amount = last
            if self.link == "from_after" and last.unit is None and last.currency is None:
                amount.index, last.unsure = amount.index, last.unsure
            self.entry.amounts.pop()
        elif (self.link == "to" and kinds <= {"to", "currency"}) or (self.between and kinds <= {"fill", "currency"}):
            last.upper, last.upper_numeral = amount.value, amount.numeral
            amount.from_amount, amount.numeral = None, last.numeral
            self.entry.amounts.pop()
            amount.value, amount.upper, amount.upper_numeral = last.value, last.upper, last.upper_numeral
            amount.unit, amount.currency, amount.bound = last.unit, last.currency or amount.currency, "exact"

    def _unit(self, token: Token) -> None:
        last = self.last
        if last is None:
            return
        unit, last.end = str(token.value), token.end
        if unit == "割":
            last.value *= 10
            last.upper = None if last.upper is None else last.upper * 10
            last.unit, last.unit_known = "%", True
        elif unit == "分" and len(self.entry.amounts) > 1:
            self.entry.amounts.pop()
            self.entry.amounts[-1].value += last.value
            self.entry.amounts[-1].end = token.end
        elif unit == "時間半":
            last.value, last.unit, last.unit_known = last.value + 0.5, "hour", True
        elif unit.startswith("/"):
            last.unit = f"{last.unit or ''}{unit}"
        elif unit == "m" and last.currency is not None:
            last.value *= 10**6
            last.upper = None if last.upper is None else last.upper * 10**6
        else:
            if unit == "m" and len(self.entry.amounts) > 1 and self.entry.amounts[-2].unit == "hour":
                unit = "minute"  # 1h 30m
            last.unit, last.unit_known = unit, token.known
            last.window |= token.text == "年間" and self._number_ahead()
            last.hazy |= unit == "m"
            join_durations(self.entry.amounts, self.text)
        self.since = []

    def _currency(self, token: Token) -> None:
        self.next.currency = str(token.value)

    def _bound(self, token: Token) -> None:
        bound = cast(Bound, token.value)
        forward = token.form == "before" or (token.form == "either" and self._number_ahead())
        if forward:
            self.next.bound = bound
            self.pending.append((token.start, token.end))
        elif self.last is not None and self._adjacent():
            self.last.bound = bound
            self.last.end = token.end
        else:
            self.entry.bound = bound

    def _sign(self, token: Token) -> None:
        self.next.sign = str(token.value)

    def _per(self, token: Token) -> None:
        per = cast(Per, token.value)
        if self.last is not None and (token.form in ("after", "either") or not self._number_ahead()):
            self.last.per = self.last.per or per
            self.last.end = token.end
        elif self._number_ahead() or not self.entry.left:
            self.next.per = per
            self.entry.per = per
        else:
            self._words(token)

    def _person(self, token: Token) -> None:
        if self.last is not None and (token.form == "after" or not self._number_ahead()):
            self.last.per_person = True
        else:
            self.next.per_person = True

    def _scale(self, token: Token) -> None:
        top = float(cast(float, token.value))
        if self.last is not None and not self._number_ahead():
            self.last.scale_max = top
            if token.text.casefold().startswith("out"):
                self.last.fraction, self.last.written = True, "out"
        else:
            self.next.scale_max = top
            self.entry.scale_max = top

    def _whole(self, token: Token) -> None:
        self.next.out_of, self.next.fraction, self.next.written = float(cast(float, token.value)), True, "counted"

    def _total(self, _: Token) -> None:
        self.next.total = True

    def _about(self, token: Token) -> None:
        if token.form == "before" or (token.form == "either" and not self._adjacent()):
            self.next.approximate = True
        elif self.last is not None:
            self.last.approximate = True
        self.entry.about = True

    # How the number relates to another.

    def _change(self, token: Token) -> None:
        relation: Relation = "reduction" if token.value == "reduction" else "growth"
        if token.form == "before" and not (self._adjacent() and not self._number_ahead()):
            if token.text == "マイナス":
                self.next.sign = "-"
            elif token.text == "プラス":
                self.change, self.preposition = relation, "by"
            else:
                self.change = relation
            return
        last = self.last
        if last is None or not self._adjacent():
            self._words(token)
            return
        # 20%に削減, 3件以下まで減らす name where it shall stand; 20%削減, 20%の削減 name the way.
        toward = {token.text for token in self.since if token.kind == "particle"} & {"に", "へ", "まで"}
        if not toward and last.unit != "times" and last.from_amount is None:
            last.relation = relation
            last.hazy |= token.value == "improvement"
        last.end = token.end

    def _goes_on(self) -> bool:
        return self.last_number > self.at

    def _apply_change(self, amount: Amount) -> None:
        """`reduce churn by 20%` changes by it; `reduce churn to 3%` ends there."""
        if self.preposition != "to" and amount.from_amount is None and amount.unit != "times":
            amount.relation = self.change or "absolute"
            amount.hazy |= self.preposition == "" and amount.words_before
        amount.sure, amount.toward = self.preposition in ("by", "to"), self.preposition == "to"
        self.change = None

    def _multiple(self, token: Token) -> None:
        times = float(cast(float, token.value))
        if self._goes_on() or self.last is not None:
            self._words(token)
            return
        amount = Amount(
            value=times, unit="times", unit_known=True, relation="multiple", start=token.start, end=token.end
        )
        if times < 1:
            amount = replace(amount, value=times * 100, unit="%", relation="reduction")
        amount.words_before = bool(self.entry.left)
        self.entry.amounts.append(amount)
        self.since = []

    def _compare(self, token: Token) -> None:
        base = str(token.value)
        if token.form == "level" and (self.last is not None or self._goes_on()):
            self._words(token)
            return
        if token.form == "change" and self.last is not None:
            self.last.compared_with = base
            if self.last.relation == "absolute" and self.last.unit != "times":
                self.last.relation = "growth"
                self.last.hazy |= self.last.value >= 100
        elif token.form in ("base", "level"):
            self.entry.compared_with = base
            self.entry.kept_level, self.entry.level = token.form == "base", token.form == "level"
            if self.last is None and self.next.bound != "exact" and not self._goes_on():
                self.entry.bound, self.pending = self.next.bound, []
        elif self.last is not None and not self._goes_on():
            self.last.compared_with, self.last.index = base, token.form == "index"
        else:
            self.next.compared_with, self.next.index = base, token.form == "index"
            self.entry.compared_with = base
            if token.form == "change":
                self.change, self.preposition = "growth", "by"

    def _versus(self, token: Token) -> None:
        self.gathered = [token]

    def _of(self, token: Token) -> None:
        last = self.last
        if last is not None and self._adjacent() and last.unit in ("%", "times"):
            self.gathered = [token]
        elif last is not None and last.unit is None and last.end == token.start - 1 and self._number_ahead():
            self.link = "of"
        else:
            self.preposition = "of"

    # Joints.

    def _from(self, token: Token) -> None:
        self.link = "from_after" if token.form == "after" and self.last is not None and self._adjacent() else "from"

    def _to(self, _: Token) -> None:
        self.link = self.preposition = "to"

    def _colon(self, token: Token) -> None:
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        last = self.last
        tight = last is not None and last.end == token.start and last.unit is None and not token.gap
        if tight and isinstance(following, Token) and following.kind == "number" and not following.gap:
            self.link = "colon"

    def _date(self, token: Token) -> None:
        self.entry.dates.append(token)
        self.entry.years |= spans_years(cast(TimePhrase, token.value), token.text)

    def _aggregate(self, token: Token) -> None:
        self.entry.aggregation = cast(Aggregation, token.value)
        self.next.total |= token.text.casefold() == "total" and self._number_ahead()
        if self.last is not None and token.value == "cumulative" and self._number_ahead():
            self.last.window = True  # 5年間累計 350人

    def _note(self, note: Note) -> None:
        """A bracket may date, qualify or only explain the amount before it."""
        items: list[Item] = [token for token in note.tokens if token.kind != "separator"]
        inner = EntryReader(self.text).read(items)
        settle(inner, self.text, in_note=True)
        absorb_note(self.entry, inner, self.text[note.start : note.end], self.text)


_BEFORE_A_NUMBER = frozenset({"per", "person", "about", "bound", "sign", "currency", "aggregate", "scale", "fill"})


def _numbers_ahead(items: Sequence[Item]) -> list[bool]:
    """Per item, whether a number follows with nothing but its own marks between; from the end, so in one pass."""
    ahead = [False] * len(items)
    for at in range(len(items) - 2, -1, -1):
        item = items[at + 1]
        kind = item_kind(item)
        passed = kind in _BEFORE_A_NUMBER and isinstance(item, Token) and item.form != "after"
        ahead[at] = kind == "number" or (passed and ahead[at + 1])
    return ahead


def _entry_flag(name: str) -> Callable[[EntryReader, Token], None]:
    def handle(reader: EntryReader, _: Token) -> None:
        setattr(reader.entry, name, True)

    return handle


def _set(name: str, value: object) -> Callable[[EntryReader, Token], None]:
    def handle(reader: EntryReader, _: Token) -> None:
        setattr(reader, name, value)

    return handle


def _leave(reader: EntryReader, token: Token) -> None:
    reader._words(token)


def _particle(reader: EntryReader, token: Token) -> None:
    if token.text in ("に", "へ") and reader.last is not None:
        reader.last.toward = True
    if token.text == "で" and reader.last is not None and not reader.since:
        reader.last.window = True  # 5年間で200人


def _vague(reader: EntryReader, token: Token) -> None:
    reader.entry.vague = True
    reader._words(token)


def _graded(reader: EntryReader, token: Token) -> None:
    reader.entry.grade = str(token.value)


# fmt: off
_OWN = (
    "number", "unit", "currency", "bound", "sign", "per", "person", "scale", "whole", "total", "about", "change",
    "multiple", "compare", "versus", "of", "from", "to", "colon", "date", "aggregate",
)
# fmt: on
_HANDLERS: dict[str, Callable[[EntryReader, Token], None]] = {
    **{kind: getattr(EntryReader, f"_{kind}") for kind in _OWN},
    **{kind: _entry_flag(kind) for kind in ("maintain", "open")},
    **{kind: _set("link", kind) for kind in ("range", "slash", "arrow")},
    **dict.fromkeys(("word", "label"), _leave),
    "particle": _particle,
    "between": _set("between", True),
    "by": _set("preposition", "by"),
    "vague": _vague,
    "grade": _graded,
}
"""What each kind of token does to the reading; kinds without an entry (fillers) do nothing."""
