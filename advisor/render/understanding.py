"""How a file was read, for people to look through before it is judged: columns, values and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from advisor.errors import Position
from advisor.render.lines import BLANK, Line, line
from advisor.render.whereabouts import field_words, inner, key_word
from advisor.render.words import counted, word
from advisor.source.grid import Ignored
from advisor.source.understanding import ColumnReading, ValueReading
from advisor.text import Language, Text

_ADDRESS: Final = 7
_FIRST_ROWS: Final = 20
_FIRST_IGNORED: Final = 20
_LONGEST: Final = 60
_WORDS: Final = {
    "core": Text("中心（core）", "core"),
    "supporting": Text("補助（supporting）", "supporting"),
    "monitor": Text("監視用（monitor）", "monitor"),
    "up": Text("上がるほどよい（up）", "up is better"),
    "down": Text("下がるほどよい（down）", "down is better"),
    "outcome": Text("成果（outcome）", "outcome"),
    "activity": Text("行動（activity）", "activity"),
    "quality": Text("質（quality）", "quality"),
    "perception": Text("意識（perception）", "perception"),
    "milestone": Text("節目（milestone）", "milestone"),
    "daily": Text("1日ごとの値", "a value for each day"),
    "weekly": Text("1週間ごとの値", "a value for each week"),
    "monthly": Text("1か月ごとの値", "a value for each month"),
    "quarterly": Text("四半期ごとの値", "a value for each quarter"),
    "excerpt": Text(
        "計画の一部とみなし、ない項目は質問にします", "taken for part of a plan, so what is missing is asked for"
    ),
    "yearly": Text("1年ごとの値", "a value for each year"),
}
"""The plan's own words, where a cell was read as one of them."""


@dataclass(frozen=True, slots=True)
class Readout:
    """What is shown.

    Attributes:
        name: the file.
        form: `table`, `memo`, or `plan` for YAML and JSON.
        goals, kpis: how many were read.
        columns, values, ignored: how it was read.
        names: the rows' names by JSON pointer.
        stored: what the plan holds, by JSON pointer.
        understood: what quantities and dates were taken to mean, by JSON pointer.
        everything: all rows instead of the first few.
    """

    name: str
    form: str
    goals: int
    kpis: int
    columns: Sequence[ColumnReading]
    values: Sequence[ValueReading]
    ignored: Sequence[Ignored]
    names: Mapping[str, str]
    stored: Mapping[str, object]
    understood: Mapping[str, Text]
    everything: bool = False


def readout_lines(read: Readout, language: Language) -> Iterator[Line]:
    """The whole readout in one language."""
    yield line((read.name, "strong"))
    yield line(word("read_rows", language, goals=_goals(read.goals, language), kpis=_kpis(read.kpis, language)))
    if read.columns:
        yield from _columns(read, language)
    yield from _values(read, language)
    if read.ignored:
        yield from _ignored(read, language)
    yield BLANK
    key = {"table": "read_next", "memo": "read_next_memo"}.get(read.form, "read_next_plan")
    yield line(word(key, language, name=read.name))


def _goals(n: int, language: Language) -> str:
    return str(n) if language == "ja" else counted("goals", n, language)


def _kpis(n: int, language: Language) -> str:
    return str(n) if language == "ja" else counted("kpis", n, language)


def _columns(read: Readout, language: Language) -> Iterator[Line]:
    yield from (BLANK, line((word("read_columns", language), "strong")))
    sheet = ""
    for column in read.columns:
        if column.sheet != sheet:
            sheet = column.sheet
            yield line((word("read_sheet", language, name=sheet), "quiet"), indent=2)
        yield _column(column, language)


def _column(column: ColumnReading, language: Language) -> Line:
    address = f"{_address(column.position):<{_ADDRESS}}"
    if column.field is None:
        between = "：" if language == "ja" else ": "
        reason = word("not_read", language) if column.note is None else column.note[language]
        return line(
            address, f"{_quoted(column.header, language)}{between}", (reason, "quiet"), indent=2, hang=2 + _ADDRESS
        )
    note = "" if column.note is None else column.note[language].rstrip("。.")
    notes = [*([] if column.sure else [word("by_likeness", language)]), *([note] if note else [])]
    said = ("（" + "、".join(notes) + "）" if language == "ja" else " (" + "; ".join(notes) + ")") if notes else ""
    return line(address, f"{_quoted(column.header, language)} → ", (key_word(column.field, language), "name"), said, indent=2, hang=2 + _ADDRESS)  # fmt: skip


def _values(read: Readout, language: Language) -> Iterator[Line]:
    yield from (BLANK, line((word("read_values", language), "strong")))
    row: str | None = None
    shown = 0
    pointers = list(dict.fromkeys(_row_of(v.pointer) for v in read.values))
    most = len(pointers) if read.everything else _FIRST_ROWS
    for value in read.values:
        mine = _row_of(value.pointer)
        if mine != row:
            row = mine
            shown += 1
            if shown > most:
                break
            title = read.names.get(mine)
            yield line((word("read_plan", language) if title is None else _quoted(title, language), "name"), indent=2)
        yield _value(value, read, language)
    if len(pointers) > most:
        yield line((word("read_more_rows", language, n=len(pointers) - most), "quiet"), indent=2)


def _row_of(pointer: str) -> str:
    parts = pointer.split("/")
    return "/".join(parts[:3]) if len(parts) > 2 and parts[1] in ("kgis", "kpis") else ""


def _value(value: ValueReading, read: Readout, language: Language) -> Line:
    field = field_words(value.pointer, read.names, language)
    between = "：" if language == "ja" else ": "
    raw = _short(value.raw)
    meant = read.understood.get(value.pointer)
    stored = read.stored.get(value.pointer)
    said = meant[language] if meant is not None else ""
    if not said and stored is not None and str(stored) != value.raw:
        word_for = _WORDS.get("excerpt" if stored is True else str(stored))
        said = _short(str(stored)) if word_for is None else word_for[language]
    spans: list[tuple[str, str]] = [(f"{field}{between}{raw}", "")]
    if said and said != raw:
        spans.append((f" → {said}", "good"))
    if not value.sure:
        spans.append(
            (
                f"（{word('by_likeness', language)}）" if language == "ja" else f" ({word('by_likeness', language)})",
                "quiet",
            )
        )
    return line(f"{_address(value.position):<{_ADDRESS}}", *spans, indent=4, hang=4 + _ADDRESS)  # type: ignore[arg-type]  # roles are literals


def _ignored(read: Readout, language: Language) -> Iterator[Line]:
    yield from (BLANK, line((word("read_ignored", language), "strong")))
    most = len(read.ignored) if read.everything else _FIRST_IGNORED
    for same in _together(read.ignored[:most]):
        one = same[0]
        between = "：" if language == "ja" else ": "
        if _is_place(one):
            split = "、" if language == "ja" else ", "
            yield line(split.join(str(o.position) for o in same), between, one.why[language], indent=2, hang=4)
            continue
        place = "" if one.position is None else str(one.position)
        gap = "  " if place else ""
        yield line(place, gap, _quoted(_short(one.what), language), between, one.why[language], indent=2, hang=4)
    if len(read.ignored) > most:
        yield line((word("read_more_ignored", language, n=len(read.ignored) - most), "quiet"), indent=2)


def _is_place(one: Ignored) -> bool:
    """Whether there is nothing to quote but the place."""
    return one.position is not None and one.what == str(one.position)


def _together(ignored: Sequence[Ignored]) -> Iterator[list[Ignored]]:
    """What was left out, in order; places that are left out for one reason are said in one line."""
    groups: dict[str, list[Ignored]] = {}
    for one in ignored:
        if not _is_place(one):
            yield [one]
        elif one.why.en in groups:
            groups[one.why.en].append(one)
        else:
            groups[one.why.en] = [one]
    yield from groups.values()


def _address(position: Position) -> str:
    return position.cell.rpartition("!")[2] if position.cell else str(position)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _quoted(text: str, language: Language) -> str:
    return f"「{inner(text)}」" if language == "ja" else f"“{text}”"
