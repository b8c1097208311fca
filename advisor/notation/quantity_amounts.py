"""What one entry of a quantity's text says, while it is being read: amounts, and what surrounds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from advisor.notation.numerals import Numeral
from advisor.notation.quantity_tokens import Token
from advisor.notation.units import DURATIONS, Per

Bound = Literal["exact", "at_least", "at_most", "above", "below", "range", "within"]
Relation = Literal["absolute", "growth", "index", "reduction", "multiple", "share"]
Aggregation = Literal["cumulative", "average", "ytd"]


Place = tuple[int, int]
"""Where words stand in the text: start and end."""


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Amount:
    """One number with everything that belongs to it; filled while reading."""

    numeral: Numeral | None = None
    value: float = 0.0
    upper: float | None = None
    upper_numeral: Numeral | None = None
    bound: Bound = "exact"
    unit: str | None = None
    unit_known: bool = False
    currency: str | None = None
    per: Per | None = None
    per_person: bool = False
    sign: str = ""
    relation: Relation = "absolute"
    compared_with: str | None = None
    index: bool = False
    scale_max: float | None = None
    out_of: float | None = None
    fraction: bool = False
    written: Literal["", "slash", "out", "of", "counted"] = ""
    limit: str = ""
    ratio_to: float | None = None
    from_amount: Amount | None = None
    from_marked: bool = False
    approximate: bool = False
    unsure: bool = False
    start: int = 0
    end: int = 0
    words_before: bool = False
    sure: bool = False
    hazy: bool = False
    garbled: bool = False
    window: bool = False
    total: bool = False
    toward: bool = False

    @property
    def year_like(self) -> bool:
        """A bare four-digit number that may as well be a year."""
        numeral = self.numeral
        if numeral is None or not numeral.plain or numeral.end - numeral.start != 4 or not 1950 <= self.value <= 2100:
            return False
        if self.upper is not None and not self.value < self.upper <= 2100:
            return False
        bare = self.unit is None and self.currency is None and self.scale_max is None and self.per is None
        return bare and self.bound == "exact" and not self.sign

    @property
    def duration(self) -> bool:
        return self.unit in DURATIONS


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Entry:
    """What one entry of a text says."""

    amounts: list[Amount] = field(default_factory=list)
    dates: list[Token] = field(default_factory=list)
    note_dates: list[Token] = field(default_factory=list)
    left: list[Place] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    conditions: list[Place] = field(default_factory=list)
    start: int = 0
    end: int = 0
    note_entries: list[Entry] = field(default_factory=list)
    aggregation: Aggregation | None = None
    maintain: bool = False
    about: bool = False
    grade: str | None = None
    bound: Bound = "exact"
    compared_with: str | None = None
    kept_level: bool = False
    level: bool = False
    years: bool = False
    per: Per | None = None
    scale_max: float | None = None
    open: bool = False
    vague: bool = False

    @property
    def bare(self) -> bool:
        """Only dates or marks: nothing that could be a value."""
        return not self.amounts and not self.open and not self.vague and self.grade is None


class Note(NamedTuple):
    """A bracketed group inside an entry."""

    tokens: list[Token]
    start: int
    end: int


Item = Token | Note


def item_kind(item: Item) -> str:
    return item.kind if isinstance(item, Token) else "note"


def group_notes(tokens: Sequence[Token]) -> list[Item]:
    """Folds each bracketed group into one `Note`; stray brackets vanish, inner ones belong to the outer group."""
    items: list[Item] = []
    inside: list[Token] = []
    depth, start = 0, 0
    for token in tokens:
        if token.kind == "left":
            depth += 1
            if depth == 1:
                start, inside = token.start, []
        elif token.kind == "right":
            if depth == 1:
                items.append(Note(inside, start, token.end))
            depth = max(depth - 1, 0)
        elif depth:
            inside.append(token)
        else:
            items.append(token)
    if depth:  # never closed: what follows the bracket is a note all the same
        items.append(Note(inside, start, inside[-1].end if inside else start))
    return items
