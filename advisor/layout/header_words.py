"""What a header says: the plan's field, and the year, unit, stage or rhythm written beside it.

Words come from `knowledge/headers.yaml`. A header is compared whole, then without its brackets and dates, then by its
last word, then by close spelling. For the columns that hold values, only a few harmless words may stand before the
last: `売上目標` is a measure of its own, not the target of the row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache, lru_cache
from typing import Final

from advisor.knowledge_files import header_words
from advisor.notation.date_phrases import find_times
from advisor.notation.normalize import ITEM, normalize
from advisor.notation.units import canonical, parse_unit

VALUE_FIELDS: Final = frozenset({"target", "baseline", "current", "actual", "forecast", "target_or_goal"})
"""Fields whose columns hold figures."""
_LONGEST: Final = 80
_CLOSE: Final = 85.0
_SHORTEST_CLOSE: Final = 5


class Strength(IntEnum):
    """How a header was recognised."""

    NONE = 0
    CLOSE = 1
    CONTAINED = 2
    EXACT = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What one header says.

    Attributes:
        field: the plan's field, `unused.…` for what no value is made of, or None when its words are not known.
        strength: how it was recognised.
        weak: it names rows only where no other column does.
        when: the date or year in it, as written.
        unit: the unit in it.
        stage: the stage of a staged target (`Phase 1`).
        per: the rhythm its values cover (`月間目標`).
        only_time: there is nothing else in it than a date.
        rest: the words beside those that were recognised.
    """

    field: str | None = None
    strength: Strength = Strength.NONE
    weak: bool = False
    when: str | None = None
    unit: str | None = None
    stage: str | None = None
    per: str | None = None
    only_time: bool = False
    rest: str = ""

    @property
    def known(self) -> bool:
        """Whether its words, not its likeness to others, say what it is."""
        return self.strength >= Strength.CONTAINED


_BRACKETS = re.compile(r"[(\[<「『《〈]([^()\[\]<>「」『』《》〈〉]*)[)\]>」』》〉]")
_EDGES = " \n\t.,:;・、。*_-–—/|\"'“”‘’※"
_ERA = re.compile(r"(平成|令和|昭和|大正)\s?(\d{1,2}|元)(?!\d|\s?年)")
_UNIT = re.compile(r"単位\s?[:=]?\s?(?P<ja>[^\s)]+)|\bunits?\s?[:=]\s?(?P<en>[^)\n]+)", re.IGNORECASE)
_SAMPLE = re.compile(r"\b[nN]\s?[:=]\s?[\d,]+")
_NUMBERED = re.compile(r"^\(?[0-9]{1,2}[.):、]\s?")
_STAGE = re.compile(
    r"(?:phase|step|stage|sprint|フェーズ|ステップ|第)\s?[0-9一二三四五]{1,2}(?:期|段階|フェーズ|弾)?|(?<![a-z])p[0-9]|"
    r"短期|中期|長期|今週|来週|今月|来月|今期|来期|今年度?|来年度?|初年度|最終年度|[0-9]{1,2}(?:年目|[かヶカヵケ]月(?:後|目)|週間?(?:後|目)|日後)|"
    r"(?:day|week|month|year)\s?[0-9]{1,3}|short[- ]term|mid(?:dle)?[- ]term|long[- ]term|this week|this month|next year",
    re.IGNORECASE,
)
_AFTER_STAGE = re.compile(r"\s?(?:(?:完了|終了|末|まで|の|時点|[後時_:・-]){1,6}+\s?)?", re.IGNORECASE)
_PER = {"年間": "yearly", "月間": "monthly", "週間": "weekly", "月次": "monthly", "年次": "yearly", "週次": "weekly", "日次": "daily",
        "annual": "yearly", "yearly": "yearly", "monthly": "monthly", "weekly": "weekly", "daily": "daily", "quarterly": "quarterly"}  # fmt: skip
_RHYTHMS = frozenset({*_PER, "累計", "平均", "通期", "通年", "四半期"})
"""What stands in brackets behind a name like a unit (`新規契約数（年間）`), and says only what one value covers."""
_PLAIN = re.compile(
    r"(?:初期|仮|数値|定量|最終|新|中間|当初|社内|全社|全体|個人|改定後?|見直し後?|達成|予定|設定|通期|通年|kpi|kgi|final|overall|new|revised|our|"
    r"metric|initial|latest|numeric(?:al)?|set|agreed|現在の|の|値|度|[-_/:・\s])*",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"前年度?|昨年度?|前期|前回|一昨年度?|前々年度?|last year|previous(?: year)?|prior(?: year)?", re.IGNORECASE
)
_LINKED = re.compile(r"紐[づ付]|ひも[づ付]|つながる")
_OF = re.compile(r"\s(?:of|for|by|from|in|to|at|per|on)\s", re.IGNORECASE)
_ASCII = re.compile(r"[\x00-\x7f]+")


def key(text: str) -> str:
    """The spelling words are compared in."""
    return _short_key(text) if len(text) <= _LONGEST else _key(text)


def _key(text: str) -> str:
    folded = normalize(text).casefold().replace(ITEM, "")
    folded = _NUMBERED.sub("", folded.strip(_EDGES + "()[]"))
    return re.sub(r"[\s_・]+", "", folded).strip(_EDGES + "()[]") or folded.strip()


# Sheets repeat themselves; only short texts are remembered, so that long ones cannot fill the memory.
_short_key = lru_cache(maxsize=8192)(_key)


@dataclass(frozen=True, slots=True)
class _Table:
    fields: Mapping[str, tuple[str, bool]]
    """Word → field, and whether it is a weak name."""
    by_length: tuple[str, ...]


@cache
def _table() -> _Table:
    raw = header_words()
    fields = {key(word): ("name", True) for word in raw["weak"]}
    for name, words in raw["unused"].items():
        fields |= {key(word): (f"unused.{name}", False) for word in words}
    for name, words in raw["fields"].items():
        fields |= {key(word): (name, False) for word in words}
    return _Table(fields, tuple(sorted(fields, key=len, reverse=True)))


@cache
def words_of(section: str) -> Mapping[str, str]:
    """The words of `edges`, `settings` or `values`: folded word → what it means there, the first list winning."""
    found: dict[str, str] = {}
    for name, words in header_words()[section].items():
        for word in (name, *words):
            found.setdefault(key(word), name)
    return found


def edge_side(header: str) -> str | None:
    """Which side of an edge list a column is: `from`, `to`, or None. Japanese headers begin with the word."""
    sides, folded = words_of("edges"), key(header)
    starts = (side for word, side in sides.items() if len(word) >= 3 and not word.isascii() and folded.startswith(word))
    return sides.get(folded) or next(starts, None)


def value_word(text: str, kind: str) -> str | None:
    """What a cell says where it chooses among a few words: `value_word("高", "tier")` is `core`."""
    return _values(kind).get(key(text)) or _values(kind).get(text.strip())


@cache
def _values(kind: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, words in header_words()["values"].items():
        group, _, meaning = name.partition(".")
        if group == kind:
            for word in words:
                found.setdefault(key(word), meaning)
                found.setdefault(word, meaning)
    return found


def is_exact(text: str) -> bool:
    """Whether a cell is a header word and nothing else. Cheap, for looking through many rows."""
    return len(text) <= _LONGEST and key(text) in _table().fields


def read_header(levels: tuple[str, ...]) -> Reading:
    """What a header of one or more rows says, top row first."""
    readings = [read_words(text) for text in levels]
    if not readings:
        return Reading()
    if len(readings) == 1:
        return readings[0]
    whole = read_words(" ".join(levels))
    best = whole if whole.strength == Strength.EXACT else None
    if best is None:
        # The lowest row says most; a row above may be what the columns below have in common.
        known = [r for r in reversed(readings) if r.field is not None and r.known]
        best = known[0] if known else next((r for r in reversed(readings) if r.field is not None), readings[-1])
    times = [r.when for r in readings if r.when]
    stages = [r.stage for r in readings if r.stage]
    only = (
        best.field is None and any(r.only_time for r in readings) and all(r.only_time or r.stage for r in readings[-1:])
    )
    return replace(
        best,
        when=best.when if best is whole and best.when else (" ".join(dict.fromkeys(times)) or None),
        stage=stages[-1] if stages else None,
        unit=next((r.unit for r in reversed(readings) if r.unit), None),
        per=next((r.per for r in reversed(readings) if r.per), None),
        only_time=only,
    )


def read_words(text: str) -> Reading:
    """What one header cell says; a text too long for a header says nothing."""
    return _read_words(text) if len(text) <= _LONGEST * 2 else Reading()


@lru_cache(maxsize=4096)
def _read_words(text: str) -> Reading:
    """What one header cell says."""
    table = _table().fields
    if (found := table.get(key(text))) is not None:
        return Reading(*_exact(found))
    folded = normalize(text)
    unit, folded = _unit(folded)
    when, folded = take_time(folded)
    folded = _SAMPLE.sub("", folded)
    inside = [part.strip() for part in _BRACKETS.findall(folded)]
    outside = _BRACKETS.sub("", folded).strip(_EDGES)
    unit = unit or next((part for part in inside if is_unit(part)), None)
    stage = next((m[0] for part in (outside, *inside) if (m := _STAGE.search(part))), None)
    said = Reading(when=when, unit=unit)
    for part in (outside, *_pieces(outside), *inside):
        if (found := table.get(key(part))) is not None and key(part):
            if part in inside and part != outside and key(outside) and found[0] in VALUE_FIELDS:
                continue  # 分母（実績）: the figure of something else
            made = replace(said, field=found[0], strength=Strength.EXACT, weak=found[1], stage=stage)
            return _dated_past(replace(made, rest="" if part == outside else outside))
    if not key(outside) and not any(map(key, inside)):
        return replace(said, only_time=when is not None)
    for part in (outside, *inside):
        read = _contained(part, said)
        if read is not None and (part == outside or not key(outside) or read.field not in VALUE_FIELDS):
            return replace(read, stage=stage) if read.stage else read
    if _LINKED.match(outside):
        return replace(said, field="link", strength=Strength.CONTAINED, rest=outside)
    if stage and not key(_STAGE.sub("", outside)) and not when:
        return replace(said, stage=stage)
    if stage is None and when is None:
        return _close(outside, said)
    return replace(said, rest=outside)


def _exact(found: tuple[str, bool]) -> tuple[str, Strength, bool]:
    return found[0], Strength.EXACT, found[1]


def _dated_past(read: Reading) -> Reading:
    """`前年実績`: the words before the last that say of when it is."""
    past = _PAST.search(read.rest)
    return replace(read, when=past[0]) if past and read.when is None else read


def _pieces(text: str) -> list[str]:
    """The parts of a header in two languages or two words: `目標 / Target`."""
    parts = [p.strip() for p in re.split(r"[/|\n・]", text) if p.strip()]
    return parts if len(parts) > 1 else []


def _contained(text: str, said: Reading) -> Reading | None:
    """The field whose word a header ends in."""
    folded = _OF.split(normalize(text).casefold().strip(_EDGES), maxsplit=1)[0].strip(_EDGES)
    tight = key(folded)
    for word in _table().by_length:
        if len(word) < 2 or not tight.endswith(word):
            continue
        if (
            _ASCII.fullmatch(word)
            and not re.search(rf"(?<![a-z0-9]){re.escape(word)}$", folded)
            and not _spaced(word, folded)
        ):
            continue
        field, weak = _table().fields[word]
        before = tight[: len(tight) - len(word)]
        if field in VALUE_FIELDS or field == "deadline":
            read = _value_field(before, field, said)
            if read is None:
                continue
            return read
        if field in ("at", "measure", "id", "kind_or_tier"):
            continue  # too short to be safe: 検討年 is not when a row is of
        return replace(said, field=field, strength=Strength.CONTAINED, weak=weak, rest=before)
    return None


def _spaced(word: str, folded: str) -> bool:
    """Whether an English word of several parts stands at the end, whatever the spaces."""
    parts = folded.split()
    return any("".join(parts[n:]) == word for n in range(len(parts)))


def _value_field(before: str, field: str, said: Reading) -> Reading | None:
    """A column of figures, if nothing stands before its word that would make it the measure of something else."""
    stage = _STAGE.search(before)
    rest = _STAGE.sub("", before) if stage else before
    rest = _AFTER_STAGE.sub("", rest, count=1) if stage else rest
    per = next((meaning for word, meaning in _PER.items() if word in rest), None)
    for word in _PER:
        rest = rest.replace(word, "")
    past = _PAST.search(rest)
    rest = _PAST.sub("", rest)
    if not _PLAIN.fullmatch(rest):
        return None
    return replace(
        said,
        field=field,
        strength=Strength.CONTAINED,
        stage=stage[0] if stage else None,
        per=per,
        when=said.when or (past[0] if past else None),
    )


def _close(text: str, said: Reading) -> Reading:
    """A header spelled almost like a known one."""
    tight = key(text)
    if len(tight) < _SHORTEST_CLOSE:
        return replace(said, rest=text)
    from rapidfuzz import fuzz, process

    near = process.extractOne(tight, _table().by_length, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    if near is None or len(near[0]) < _SHORTEST_CLOSE:
        return replace(said, rest=text)
    field, weak = _table().fields[near[0]]
    return replace(said, field=field, strength=Strength.CLOSE, weak=weak)


def take_time(text: str) -> tuple[str | None, str]:
    """The time in a header, and the header without it."""
    text = _ERA.sub(r"\1\2年", text)
    spans: list[tuple[int, int]] = []
    for phrase in find_times(text):
        end = phrase.end
        if text[end : end + 1] == "度" and text[end - 1] == "年":
            end += 1
        spans.append((phrase.start, end))
    if not spans:
        return None, text
    written = " ".join(text[start:end].strip() for start, end in spans)
    for start, end in reversed(spans):
        text = text[:start] + " " + text[end:]
    return written, text


def _unit(text: str) -> tuple[str | None, str]:
    """`単位：千円` in a header, and the header without it. `単位` alone is a column of units."""
    found = _UNIT.search(text)
    if found is None:
        return None, text
    unit = (found["ja"] or found["en"]).strip(_EDGES)
    return (unit, text[: found.start()] + text[found.end() :]) if is_unit(unit) else (None, text)


@lru_cache(maxsize=1024)
def is_unit(text: str) -> bool:
    """Whether a short text is a unit we know: 千円, %, 件/月."""
    text = text.strip()
    if not text or len(text) > 12 or any(sign.isdigit() for sign in text.replace("CO2", "").replace("co2", "")):
        return False
    if key(text) in _RHYTHMS:
        return False
    unit = parse_unit(text)
    return (
        unit.money or unit.multiplier != 1 or unit.per is not None or unit.unit != text or canonical(text) is not None
    )
