"""Several values in one text: the years and the unit they share, and which of them stands for all."""

from __future__ import annotations

import re
from dataclasses import replace

from advisor.notation.quantity_amounts import Entry
from advisor.notation.quantity_model import Quantity
from advisor.notation.quantity_settle import share_scale


def year_span(entries: list[Entry]) -> list[str]:
    """The dates of `74→76→80 (2021–2023)`, one for each entry, when they fit."""
    told = entries[-1].note_dates
    alone = not any(entry.dates or entry.note_dates for entry in entries[:-1]) and not entries[-1].dates
    if alone and len(told) == len(entries) > 1 and len({date.text for date in told}) == len(told):
        return [date.text for date in told]  # 1 → 3 → 5 (Q1 → Q2 → Q3)
    written = " ".join(date.text for date in entries[-1].note_dates)
    years = [int(year) for year in re.findall(r"(?:19|20)[0-9]{2}", written)]
    if (
        len(years) != 2
        or years[1] - years[0] + 1 != len(entries)
        or any(entry.dates or entry.note_dates for entry in entries[:-1])
    ):
        return []
    suffix = "年度" if "年度" in written else ""
    return [f"{year}{suffix}" for year in range(years[0], years[1] + 1)]


def share_units(read: list[Quantity], entries: list[Entry]) -> list[Quantity]:
    """10 / 20 / 30件: the unit, and the scale of 1→2→3億円, are said once."""
    known = [quantity for quantity in read if quantity.state == "value" and quantity.unit]
    if not known or len({quantity.unit for quantity in known}) > 1:
        return read
    source, shared = known[-1], []
    top = next(
        (entry.amounts[0].numeral for entry in reversed(entries) if entry.amounts and entry.amounts[0].numeral), None
    )
    for quantity, entry in zip(read, entries, strict=True):
        if quantity.state == "value" and quantity.unit is None and quantity.value is not None:
            numeral = entry.amounts[0].numeral if entry.amounts else None
            value = share_scale(numeral, top, quantity.value) if numeral and top else quantity.value
            quantity = replace(quantity, unit=source.unit, per=quantity.per or source.per, value=value)
        shared.append(quantity)
    return shared


def measures_differ(read: list[Quantity]) -> bool:
    values = [quantity for quantity in read if quantity.state == "value"]
    if len({quantity.unit for quantity in values if quantity.unit} | {quantity.relation for quantity in values}) > 2:
        return True
    if len({quantity.unit for quantity in values if quantity.unit}) > 1:
        return True
    undated = not any(quantity.when for quantity in read)
    words = {quantity.leftover for quantity in values}
    return (
        undated
        and len(words) > 1
        and any(words)
        and not any(quantity.bound != "exact" and not quantity.leftover for quantity in values)
    )


def undated_pair(first: Quantity, second: Quantity, text: str) -> Quantity:
    """Two numbers and no dates: a range, a score out of a whole, or two stages; never quite sure which."""
    low, high = first.value or 0.0, second.value or 0.0
    if first.bound in ("at_least", "above") and second.bound in ("at_most", "below") and low < high:
        return replace(second, raw=text, value=low, upper=high, bound="range")
    if (
        "/" in text
        and high in (5, 7, 10, 100)
        and low <= high
        and second.unit is None
        and second.bound == "exact"
        and first.bound == "exact"
    ):
        return replace(first, raw=text, scale_max=high, confidence="guessed")
    return replace(latest_of(text, (first, second)), confidence="guessed")


def latest_of(text: str, series: tuple[Quantity, ...]) -> Quantity:
    """A series stands for its last value; where only some entries are dated, for the last dated one."""
    values = [quantity for quantity in series if quantity.state == "value"]
    if not values:
        state = series[-1].state if series else "words"
        return Quantity(text, state, series=series, when=series[-1].when if series else None)
    dated = [quantity for quantity in values if quantity.when]
    last = (dated or values)[-1]
    sure = all(quantity.confidence != "guessed" for quantity in values)
    flat = tuple(entry for quantity in series for entry in (quantity.series or (quantity,)))
    return replace(
        last,
        raw=text,
        series=flat,
        confidence="parsed" if sure else "guessed",
        aggregation=last.aggregation or values[0].aggregation,
    )
