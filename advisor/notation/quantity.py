"""Quantities as people write them: targets, baselines, results and histories.

The rule above all others: a wrong number is far worse than none. What the grammar cannot explain stays `words`, and a
number found amid unexplained words is `guessed`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from advisor.notation.blank import classify_blank, is_none_text, is_open_text
from advisor.notation.date_phrases import find_times
from advisor.notation.lazy_pattern import lazy
from advisor.notation.normalize import MAX_TEXT, as_text, normalize
from advisor.notation.quantity_model import Quantity, State
from advisor.notation.quantity_phrases import figured, unfigured
from advisor.notation.quantity_reading import DEFERRAL, read_text
from advisor.notation.quantity_series import latest_of
from advisor.notation.quantity_targets import find_target_in_text
from advisor.notation.units import Unit, parse_unit

__all__ = ["Quantity", "State", "Unit", "find_target_in_text", "parse_quantity", "parse_series", "parse_unit"]

_PLAIN_NUMBER = lazy(r"-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}|[0-9]{1,18})(?:\.[0-9]{1,12})?")


_TURNOVER = lazy(r"^[日月年]商(?=(?:約|およそ)?\s?[0-9])")
"""月商2,400万円 is 2,400万円 a month."""
_NOT_ONE = lazy(r"(?:1|一)(?P<counter>[件人名回社])も(?:なし|無し|ない|なく|ゼロ|(?:出|起こ|発生)(?:さ|させ)ない)$")
"""1件もなし is none, not one."""
_BROKEN_LINE = lazy(
    r"\n(?=\s?(?:以上|以下|未満|以内|超|程度|前後|/|\(|or (?:more|less|above|below|higher|lower|fewer)))"
)
"""A cell breaks its lines where it likes: 95% / 以上."""
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,12})(?:\.[0-9]{1,2})?"
_BRACKETED = lazy(
    rf"\((?P<amount>[$¥€£]\s?{_DIGITS}\s?[kKMB]?|{_DIGITS}\s?(?:[千万億]|百万)?円|[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,5}}(?:\.[0-9]{{1,2}})?)\)"
)
"""(1,200) and ($1,200) alone in a cell: how accounts write a minus. (12.5%) may as well be a remark, and (5) a number of a list."""
_NOT_YET = lazy(r"tb[adc]\b|to be\b|pending\b|未定|検討中|調整中", re.IGNORECASE)


def parse_quantity(raw: object) -> Quantity:
    """Reads a quantity from whatever a plan holds there: a number, a text, a flag, a list. Never raises."""
    written = as_text(raw)
    if isinstance(raw, bool):
        return Quantity(written, "words" if raw else "none")
    if isinstance(raw, int | float):
        return _number(written, raw)
    if isinstance(raw, str):
        return _text(written)
    blank = classify_blank(raw)
    if blank != "given":
        return Quantity(written, blank)
    if isinstance(raw, dict):
        return _pair(raw, written)
    if isinstance(raw, list | tuple):
        return _listed(raw, written)
    return Quantity(written, "words")


def parse_series(raw: object) -> tuple[Quantity, ...]:
    """Reads a history, in its order: a list of numbers or of {at, value} maps, or a text: 74→76→80 (2021–2023).

    Entries that cannot be read keep their place with their state. A text that is no history gives (). Never raises.
    """
    if isinstance(raw, list | tuple):
        return tuple(_pair(item, as_text(item)) if isinstance(item, dict) else _flat(item) for item in raw)
    quantity = parse_quantity(raw)
    if quantity.series:
        return quantity.series
    if isinstance(raw, str) and raw.count(",") > 1 and not quantity.unit:
        return (Quantity(quantity.raw, "words"),)  # 95,104,110 may be three numbers or ninety-five million
    return (quantity,) if quantity.state == "value" else ()


def _number(written: str, raw: float) -> Quantity:
    if isinstance(raw, float) and not math.isfinite(raw):
        return Quantity(written, "open" if math.isnan(raw) else "words")
    try:
        return Quantity(written, "value", float(raw), confidence="stated")
    except OverflowError:
        return Quantity(written, "words")


def _flat(item: object) -> Quantity:
    """An item of a list: anything but another collection."""
    return Quantity(as_text(item), "words") if isinstance(item, list | tuple | dict | set) else parse_quantity(item)


def _pair(raw: dict[object, object], written: str) -> Quantity:
    """{at, value}: a value and its date."""
    names = {str(key).casefold(): item for key, item in raw.items() if isinstance(key, str)}
    value = next(
        (names[key] for key in ("value", "actual", "target", "amount", "値", "実績", "目標") if key in names), None
    )
    at = next(
        (
            names[key]
            for key in ("at", "date", "when", "period", "month", "year", "時点", "年度", "年月")
            if key in names
        ),
        None,
    )
    read = _flat(value)
    if isinstance(names.get("unit"), str) and read.state == "value" and read.unit is None:
        unit = parse_unit(names["unit"])
        read = replace(read, unit=unit.unit, per=read.per or unit.per, value=(read.value or 0) * unit.multiplier)
    when = as_text(at) if at is not None and not isinstance(at, list | tuple | dict | set) else None
    return replace(read, raw=written, when=when or read.when)


def _listed(raw: Sequence[object], written: str) -> Quantity:
    entries = parse_series(raw)
    return replace(entries[0], raw=written) if len(entries) == 1 else latest_of(written, entries)


def _text(written: str) -> Quantity:
    if len(written) > MAX_TEXT:
        return Quantity(written, "words")
    text = normalize(written)
    if len(text) > MAX_TEXT:  # some signs normalise to a sentence
        return Quantity(written, "words")
    if is_none_text(text):
        return Quantity(written, "none")
    if _PLAIN_NUMBER.fullmatch(text) and not re.match(r"-?0[0-9]", text):
        year = re.fullmatch(r"(?:19|20)[0-9]{2}", text)
        return Quantity(written, "value", float(text.replace(",", "")), confidence="guessed" if year else "stated")
    text = _BROKEN_LINE.sub(lambda found: " " if text.startswith("or", found.end()) else "", text)
    if negative := _BRACKETED.fullmatch(text):
        return replace(read_text(f"-{negative['amount']}"), raw=written, confidence="guessed")
    text = _NOT_ONE.sub(lambda found: f"0{found['counter']}", text)
    text = _TURNOVER.sub(lambda found: {"日": "1日"}.get(found[0][0], found[0][0]), text)
    if is_open_text(text):
        return _left_open(written, text)
    limit = unfigured(text)
    if limit is not None:
        return replace(limit, raw=written)
    return replace(read_text(figured(text)), raw=written)


def _left_open(written: str, text: str) -> Quantity:
    times = find_times(text)
    when = text[times[0].start : times[-1].end] if times else None
    says_when = when is not None and _NOT_YET.match(text)
    promised = DEFERRAL.search(text) or re.search(
        r"\b(?:until|till|after|once|when|by|pending|in)\b|後|まで|次第|以降|予定", text, re.IGNORECASE
    )
    says_how = says_when or (
        promised
        and len(re.sub(r"[^\w]", "", text)) > 8
        and not re.fullmatch(
            r"to be \w+|今後設定|設定予定|後日(?:設定|決定)?|決まり次第|coming soon|fill in", text, re.I
        )
    )
    return Quantity(written, "deferred" if says_how else "open", when=when)
