"""From a text to one quantity: its entries, and how they make a value, a series, a compound or mere words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from advisor.notation.date_phrases import TimePhrase
from advisor.notation.lazy_pattern import lazy
from advisor.notation.normalize import GLYPH, ITEM
from advisor.notation.quantity_amounts import Amount, Entry, Item, Note, Place, group_notes, item_kind
from advisor.notation.quantity_grammar import EntryReader
from advisor.notation.quantity_model import Quantity
from advisor.notation.quantity_series import latest_of, measures_differ, share_units, undated_pair, year_span
from advisor.notation.quantity_settle import settle
from advisor.notation.quantity_tokens import Token, tokenize
from advisor.notation.quantity_wholes import total_of

# Setting the number is what is promised: 試行後に目標値を設定, "to be set after the pilot".
DEFERRAL = lazy(
    r"(?:後に?|年度?に|次年度に?|来年度に?|来期に?|次第|時点で|を踏まえ|結果を見て|までに|中に|以降に?|[0-9]月に|"
    r"期に)\s?(?:目標値?|数値|基準値?|上限値?|下限値?|値|KPI|水準)?\s?(?:を|は|"
    r"の)?\s?(?:再?設定|決定|検討|確定|判断|定める|決める|公表|策定予定|算出|見直し予定)"
    r"|(?:目標値?|数値|基準値?|上限値?|下限値?)(?:は|を|の)?.{0,20}(?:後に?|次第|までに|"
    r"中に)(?:設定|決定|検討|確定|算出)"
    r"|(?:will be|shall be|to be|is being)\s(?:set|determined|decided|defined|agreed|"
    r"established|confirmed|announced|baselined|released|finali[sz]ed|reviewed)\b"
    r"|\b(?:set|decide|define|agree|establish)\s(?:the\s)?(?:target|baseline|value|number|"
    r"threshold)?\s?(?:after|once|when|by|in|following)\b",
    re.IGNORECASE,
)
_BASELINE_FIRST = lazy(r"(?:establish|set|determine|collect|measure)\w{0,8}\s(?:a\s|the\s)?baseline", re.IGNORECASE)
# The number belongs to a distant aim; what is promised is only work towards it.
_TOWARDS = lazy(
    r"に向けた?(?:て)?[^0-9]{0,20}(?:推進|実施|取り?組み|取組|検討|強化|活動|施策|準備|対応|"
    r"着手)(?:を?(?:する|進める|行う))?$",
    needs="に向け",
)
_JOINS = lazy(r"[ぁ-ゖ ,]{0,8}| ?[A-Za-z]{1,4} ?")
_MARKS = lazy(f"[{ITEM}{GLYPH}]")
# 80%未満の場合は再検討: the number is where the measure fails, not where it shall be.
_IF = lazy(
    r"[0-9%件人回点日円](?:以上|以下|未満|超|以内)?(?:の場合|のとき|の時は|なら|であれば)",
    needs="の場合 のとき の時は なら であれば",
)
_STATUS = lazy(
    r"^(?:未?達成|achieved|not achieved|met|not met|missed?|done|hit|not hit|on track|off track|[◎○〇△×✓✔☆★]|[A-E])$",
    re.IGNORECASE,
)


_SUM = lazy(r"[\s、,;・(]{0,8}(?:合計|総計|総数|計|total)で?:?\s?$", re.IGNORECASE)


@lru_cache(maxsize=8)
def _defers(text: str) -> bool:
    """Asked for every entry of a text, looked for once."""
    return DEFERRAL.search(text) is not None


@lru_cache(maxsize=8)
def _baseline_first(text: str) -> bool:
    return _BASELINE_FIRST.search(text) is not None


def read_text(text: str) -> Quantity:
    """Reads a normalised text that is neither blank nor a plain number."""
    items = group_notes(tokenize(text))
    parts = split_entries(items)
    entries = [_entry(part, text) for part in parts]
    itemised = sum(1 for item in items if isinstance(item, Token) and item.kind == "item") > 1
    entries = _merge_bare(entries)
    if _TOWARDS.search(text) or _IF.search(text):
        entries = [_without_amounts(entry) for entry in entries]
    if not itemised and (total := total_of(entries)) is not None:
        return _total(total, entries, text)
    if len(entries) == 1:
        one = _expand_dates(entries[0], text) or one_quantity(entries[0], text)
        return _staged(one, items, text) or one
    return _several(entries, parts, text, itemised)


def _total(home: Entry, entries: list[Entry], text: str) -> Quantity:
    """54名 of 新卒30名・中途24名(計54名); the parts stay in the words."""
    amount, first = home.amounts[0], min(entry.start for entry in entries)
    before, after = _SUM.sub("", text[first : amount.start]), text[amount.end :].strip(" )")
    one = one_quantity(home, text)
    return replace(one, raw=text, leftover=_MARKS.sub("", f"{before} {after}").strip())


def _staged(one: Quantity, items: Sequence[Item], text: str) -> Quantity | None:
    """`45,000 (Y1: 10,000; Y2: 25,000; Y3: 45,000)`: a bracket that tells the way to the value before it."""
    note = items[-1] if items else None
    if one.state != "value" or not isinstance(note, Note) or len(note.tokens) < 4 or one.series:
        return None
    inner = text[note.tokens[0].start : note.tokens[-1].end]
    stages = read_text(inner)
    dated = len(stages.series) > 1 and all(stage.when and stage.state == "value" for stage in stages.series)
    if not dated or stages.compound or stages.value != one.value or stages.unit not in (None, one.unit):
        return None
    series = tuple(replace(stage, unit=one.unit, per=one.per) for stage in stages.series)
    return replace(one, series=series, when=one.when or stages.when, leftover=one.leftover.replace(inner, "").strip())


# From tokens to entries.


def split_entries(items: Sequence[Item]) -> list[list[Item]]:
    """Entries between separators, between the links of an arrow chain, and before each date that leads a value."""
    arrows = sum(1 for item in items if isinstance(item, Token) and item.kind == "arrow")
    dated_sides = sum(1 for item in items if isinstance(item, Token) and item.kind == "date") > 1 or any(
        isinstance(item, Note) for item in items[:-1]
    )
    if len(groups := _labelled(items)) > 1:
        return groups
    last = items[-1] if items else None
    two_years = (
        isinstance(last, Note) and sum(1 for token in last.tokens if re.match("(?:19|20)[0-9]{2}", token.text)) == 2
    )
    chain = arrows > 1 or (arrows == 1 and (dated_sides or two_years))
    parts: list[list[Item]] = [[]]
    counted = False  # the part has its number
    for item in items:
        kind = item_kind(item)
        if kind == "separator" or kind == "item" or (kind == "arrow" and chain):
            parts.append([])
            counted = False
            continue
        if kind == "date" and counted and item_kind(parts[-1][0]) == "date":
            parts.append([])
            counted = False
        counted |= kind == "number"
        parts[-1].append(item)
    return [part for part in parts if part]


def _labelled(items: Sequence[Item]) -> list[list[Item]]:
    """男性80.5歳 女性84.6歳: nothing but a word and its number, again and again, a space before each word."""
    groups: list[list[Item]] = []
    for item in items:
        if (
            item_kind(item) == "word"
            and isinstance(item, Token)
            and (item.gap or not groups)
            and not item.text.isascii()
        ):
            groups.append([item])
        elif groups and item_kind(item) == ("number" if len(groups[-1]) == 1 else "unit") and len(groups[-1]) < 3:
            groups[-1].append(item)
        else:
            return []
    units = {group[-1].value if isinstance(group[-1], Token) and len(group) == 3 else None for group in groups}
    return groups if len(units) == 1 and all(len(group) > 1 for group in groups) else []


def _entry(part: Sequence[Item], text: str) -> Entry:
    entry = EntryReader(text).read(part)
    settle(entry, text)
    if (
        entry.bare
        and entry.left
        and not entry.dates
        and (
            all(_STATUS.match(text[start:end]) for start, end in entry.left)
            or _STATUS.match(text[entry.left[0][0] : entry.left[-1][1]])
        )
    ):
        # 未達成 (480人): the status stands outside, the value in the bracket.
        notes = [note for note in entry.note_entries if note.amounts]
        if len(notes) == 1:
            notes[0].left = [*entry.left, *notes[0].left]
            return notes[0]
    if entry.bare and len(entry.note_entries) == 1 and len(entry.note_entries[0].amounts) == 1:
        amount = entry.note_entries[0].amounts[0]
        if amount.bound != "exact" or (amount.unit_known if not entry.left else amount.unit == "%"):
            amount.hazy = True
            inner = entry.note_entries[0]
            return replace(inner, left=[*entry.left, *inner.left], maintain=entry.maintain or inner.maintain)
    return entry


def _without_amounts(entry: Entry) -> Entry:
    return replace(entry, amounts=[])


def _merge_bare(entries: list[Entry]) -> list[Entry]:
    """An entry of dates or words only belongs to its neighbour: `2026年度末までに、50%`."""
    if len(entries) < 2:
        return entries or [Entry()]
    merged: list[Entry] = []
    waiting: Entry | None = None
    for entry in entries:
        if entry.bare:
            target = merged[-1] if merged else None
            if target is None:
                waiting = _joined(waiting, entry) if waiting else entry
            else:
                merged[-1] = _joined(target, entry)
            continue
        merged.append(_joined(waiting, entry) if waiting else entry)
        waiting = None
    return merged or ([waiting] if waiting else [Entry()])


def _joined(first: Entry, second: Entry) -> Entry:
    main = second if first.bare else first
    return replace(
        main,
        dates=[*first.dates, *second.dates],
        note_dates=[*first.note_dates, *second.note_dates],
        left=[*first.left, *second.left],
        start=min(first.start, second.start),
        end=max(first.end, second.end),
        notes=[*first.notes, *second.notes],
        aggregation=first.aggregation or second.aggregation,
        maintain=first.maintain or second.maintain,
        compared_with=first.compared_with or second.compared_with,
    )


# From entries to quantities.


def _when(entry: Entry, text: str) -> str | None:
    dates = [*entry.dates, *entry.note_dates]
    if not dates:
        return None
    first, last = dates[0], dates[-1]
    between = text[first.end : last.start] if first is not last else ""
    if len(dates) == 2 and _narrows(first, last, between):
        return text[first.start : last.end].removesuffix("に")
    if first is not last and re.fullmatch(r"\s?(?:〜|~|-|から|to|until)\s?", between):
        return text[first.start : last.end]
    return last.text.removesuffix("に")


def _narrows(first: Token, last: Token, between: str) -> bool:
    """2024/25 Q3: the second says which part of the first."""
    whole, part = first.value, last.value
    if not isinstance(whole, TimePhrase) or not isinstance(part, TimePhrase) or between.strip(" ,の"):
        return False
    plain = whole.year is not None and whole.quarter is None and whole.month is None and whole.half is None
    return plain and part.year is None and (part.quarter or part.half or part.month) is not None


def _words(entry: Entry, text: str) -> str:
    """The unexplained words as they were written, with the particles that stood between them."""
    runs: list[tuple[int, int]] = []
    for start, end in sorted({*entry.left, *entry.conditions}):
        if runs and _JOINS.fullmatch(text, runs[-1][1], start):
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return _MARKS.sub("", " ".join([*(text[start:end] for start, end in runs), *entry.notes]))


def one_quantity(entry: Entry, text: str) -> Quantity:
    raw, left, leftover = _MARKS.sub("", text[entry.start : entry.end] or text), entry.left, _words(entry, text)
    when = _when(entry, text)
    if not entry.amounts or entry.vague:
        deferred = entry.open or (_defers(text) and not entry.grade) or (_baseline_first(text) and not entry.amounts)
        if deferred and not entry.vague:
            return Quantity(
                raw,
                "deferred" if when or left or entry.notes or not entry.open else "open",
                when=when,
                leftover=leftover,
            )
        return Quantity(
            raw,
            "words",
            bound=entry.bound,
            per=entry.per,
            grade=entry.grade,
            when=when,
            compared_with=entry.compared_with or ("現状" if entry.maintain and not (left or entry.grade) else None),
            maintain=entry.maintain or (entry.kept_level and entry.bound == "at_least" and not left),
            aggregation=entry.aggregation,
            leftover=leftover if when or entry.per or entry.grade or entry.compared_with or not left else raw,
        )
    amount = entry.amounts[0]
    if _unreadable(amount, entry, left):
        return Quantity(raw, "words", when=when, compound=len(entry.amounts) > 1, leftover=raw)
    sure = not left or amount.bound != "exact" or amount.sure
    guessed = amount.unsure or amount.hazy or not sure
    compared = amount.compared_with or entry.compared_with
    return Quantity(
        raw=raw,
        state="value",
        value=_tidy(amount.value),
        upper=None if amount.upper is None else _tidy(amount.upper),
        bound=amount.bound,
        unit=amount.unit,
        per=amount.per,
        per_person=amount.per_person,
        relation=amount.relation,
        compared_with=compared,
        aggregation=entry.aggregation,
        scale_max=amount.scale_max,
        out_of=amount.out_of,
        ratio_to=amount.ratio_to,
        grade=entry.grade,
        when=when,
        approximate=amount.approximate,
        maintain=entry.maintain,
        from_value=_tidy(amount.from_amount.value) if amount.from_amount else None,
        confidence="guessed" if guessed else "parsed",
        leftover=" ".join(filter(None, (leftover, amount.limit))),
    )


def _tidy(value: float) -> float:
    """Undoes the last digits that unit arithmetic leaves behind: 0.1 割 is 1, not 1.0000000000000002."""
    return float(f"{value:.15g}") if math.isfinite(value) else value


def _unreadable(amount: Amount, entry: Entry, left: list[Place]) -> bool:
    """Whether the number is not to be trusted as the quantity."""
    if not math.isfinite(amount.value) or amount.garbled or len(entry.amounts) > 1:
        return True  # two numbers and nothing that says which is meant
    if amount.unsure and (
        amount.upper is not None
        or (amount.scale_max is not None and amount.numeral)
        or amount.out_of is not None
        or amount.ratio_to is not None
    ):
        return True
    if amount.numeral is not None and amount.numeral.kanji and left and not amount.unit_known and amount.value != 0:
        return True
    marked = (
        amount.bound != "exact"
        or amount.sign
        or amount.per
        or amount.unit_known
        or amount.relation != "absolute"
        or amount.scale_max
        or amount.out_of
    )
    marked = marked or (amount.value == 0 and amount.numeral is not None and amount.numeral.kanji)  # 事故ゼロ
    # Windows 11 移行: a number amid words, with nothing that makes it a measure. "NPS 50" ends with its number.
    last = amount.end == entry.end and amount.unit is None and not amount.year_like
    return amount.words_before and not marked and not last and amount.from_amount is None and not entry.dates


def _expand_dates(entry: Entry, text: str) -> Quantity | None:
    """`90 (2022, 2023)`: one value, several years."""
    if len(entry.note_dates) < 2 or entry.dates or len(entry.amounts) != 1:
        return None
    one = one_quantity(replace(entry, note_dates=[]), text)
    if one.state != "value" or _when(entry, text) != entry.note_dates[-1].text:
        return None
    return replace(
        one, series=tuple(replace(one, when=date.text) for date in entry.note_dates), when=entry.note_dates[-1].text
    )


def _several(entries: list[Entry], parts: list[list[Item]], text: str, itemised: bool) -> Quantity:
    spans = year_span(entries)
    if spans:
        entries = [*entries[:-1], replace(entries[-1], note_dates=[])]
    read = [_expand_dates(entry, text) or one_quantity(entry, text) for entry in entries]
    if all(quantity.state == "words" for quantity in read):
        dates = [quantity.when for quantity in read if quantity.when]
        return Quantity(
            text,
            "words",
            when=dates[-1] if dates else None,
            leftover=_MARKS.sub("", text),
            compound=itemised,
            grade=read[-1].grade,
        )
    if spans:
        read = [replace(quantity, when=year) for quantity, year in zip(read, spans, strict=True)]
    read = share_units(read, entries)
    if itemised or measures_differ(read):
        first = next((quantity for quantity in read if quantity.state == "value"), read[0])
        rest = " ".join(quantity.raw for quantity in read if quantity is not first and quantity.raw != text)
        if itemised and (item := _first_item(text, parts)) is not None:
            first, rest = item, text[text.rindex(ITEM) + 1 :].strip()
        words = " ".join(filter(None, (first.leftover, rest)))
        return replace(first, raw=text, compound=True, confidence="guessed", leftover=words)
    if (
        len(read) == 2
        and not any(quantity.when for quantity in read)
        and read[1].state == "value"
        and read[0].state == "value"
    ):
        return undated_pair(read[0], read[1], text)
    return latest_of(text, tuple(quantity for quantity in read))


def _first_item(text: str, parts: list[list[Item]]) -> Quantity | None:
    """The first of ①…②…, with its own stages."""
    marks = [at for at, sign in enumerate(text) if sign == ITEM]
    return read_text(text[marks[0] + 1 : marks[1]].strip()) if len(marks) > 1 and len(parts) > 1 else None
