"""Deadlines and periods as people write them, put on the calendar where that is possible.

`parse_when` never guesses silently: what it had to assume (a fiscal year from April, the year of the plan's period) is
named in `When.assumed`, and a date that cannot be placed stays `relative`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

from advisor.notation.blank import classify_blank
from advisor.notation.cadence import Cadence, parse_cadence
from advisor.notation.date_phrases import TimePhrase, find_times
from advisor.notation.date_places import Assumption, Setting, later, place
from advisor.notation.lazy_pattern import lazy
from advisor.notation.normalize import MAX_TEXT, as_text, normalize
from advisor.record import record

__all__ = ["Cadence", "When", "parse_cadence", "parse_when"]


@record(slots=False)
class When:
    """A deadline or a period.

    Attributes:
        raw: as written.
        state: `date`: on the calendar; `relative`: a real deadline no calendar knows (`day 90`, `Phase 1 完了時`);
            `open`: left out; `none`: stated as none; `words`: not readable as a time.
        start, end: first and last day, both included; a deadline is `end`. Only one is known when a span is open.
        standing: a period without an end date: `年間`, `ongoing`, `2026-05〜`.
        impossible: a date no calendar has, such as 2026-02-30.
        assumed: what had to be assumed, if anything.
        duration_days: length of the span or stretch in days (a month counts 30, a year 365); None for a single day.
    """

    raw: str
    state: Literal["date", "relative", "open", "none", "words"]
    start: date | None = None
    end: date | None = None
    standing: bool = False
    impossible: bool = False
    assumed: Assumption | None = None
    duration_days: int | None = None


_STANDING = lazy(
    r"年間|通年|通期|継続|常時|常に|恒常|随時|都度|無期限|期限なし|期限無し|期限なく|"
    r"(?<![A-Za-z])(?:standing|always|ongoing|on-?going|continuous(?:ly)?|continual(?:ly)?|"
    r"permanent|"
    r"evergreen|rolling|open-ended|at all times|indefinite(?:ly)?|(?:one|a|each|per|every) "
    r"(?:campaign|cycle|season|session)|no end date|no deadline)(?![A-Za-z])",
    re.IGNORECASE,
)
# The author says that there is no year, or none here.
_UNDATED = lazy(
    r"(?:年度?|期限|日付|時期)(?:なし|無し|未定|の記載なし|未記載)|undated|no (?:year|date)s? (?:given|stated)",
    re.IGNORECASE,
)
# A moment that will come but that no calendar knows yet. A beginning is not a deadline.
_EVENT = lazy(
    r"(?:完了|終了|修了|達成|リリース|公開|導入|稼働|開業|開店|契約|更新|承認|合格|ローンチ|"
    r"発売|オープン|納品|納入|上場|移行|移転|閉幕|卒業|決算|開催|実施)(?:時|後|まで|までに|"
    r"次第|前|時点|日)|開始(?:後|から)|"
    r"(?:フェーズ|ステップ|スプリント)\s?[0-9一二三四五六]|第\s?[0-9一二三四五六]{1,2}(?:期|"
    r"段階|弾|回|フェーズ)|各年度?|毎年度?|各期|毎期|以降|までに?$|"
    r"(?<![A-Za-z])(?:phase|stage|sprint|release|milestone|step|version|wave)\s?[0-9]|^p[0-9]$|"
    r"(?<![A-Za-z])(?:at|after|before|upon|until|once|when|by) (?:the )?[a-z]|go-?live|each "
    r"year|every year|annually",
    re.IGNORECASE,
)
_SEASON = lazy(
    r"[春夏秋冬]|盆|(?<![A-Za-z])(?:spring|summer|autumn|winter|easter|christmas)(?![A-Za-z])", re.IGNORECASE
)
_RANGE = lazy(r"\s?(?:〜|~|-|から|より|to|through|thru|until|till|→|\.\.|…|/(?=\s?[0-9]{4}-))\s?", re.IGNORECASE)
_OPEN_END = lazy(r"\s?(?:〜|~|以降|以後|から|より|onwards?|-)(?=$|[\s、,(])", re.IGNORECASE)
_OPEN_START = lazy(r"(?:^|[\s、,(])(?:〜|~|until|through|up to)\s?$", re.IGNORECASE)
_QUALIFIES = lazy(r"\s?[の,、:]?\s?")
_NOTE = lazy(r"\([^()]*\)")
_AROUND = lazy(
    r"までに?|を?目途に?|をめどに?|目標|予定|頃|ごろ|期限|締切|納期|目処|以内に?|に|の|から|末|[\s、。,.:;()~〜-]|"
    r"(?<![a-z])(?:by|until|till|due|target|deadline|the|in|at|of|on|before|end|from|within|"
    r"now|today|next|over)(?![a-z])",
    re.IGNORECASE,
)
_START_KEYS = ("start", "from", "begin", "begins", "start_date", "開始", "開始日", "始期", "自")
_END_KEYS = (
    "end",
    "to",
    "until",
    "due",
    "deadline",
    "end_date",
    "by",
    "終了",
    "終了日",
    "終期",
    "期限",
    "至",
    "date",
    "at",
)
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


_BRACKETED_YEAR = lazy(
    r"^(?:fy ?'?|fiscal year |financial year )?(?P<year>(?:20)?[0-9]{2})(?:年度)? ?\((?P<inner>[^()]+)\)$",
    re.IGNORECASE,
)
_CALLED_YEAR = lazy(
    r"^(?:calendar|academic|school) year (?P<year>20[0-9]{2}(?:[-/][0-9]{2})?)$"
    r"|^(?:financial|fiscal) year (?P<span>20[0-9]{2}[-/][0-9]{2})$|^CY ?(?P<cy>20[0-9]{2})$",
    re.IGNORECASE,
)
_YEAR_TO = lazy(
    r"^(?:the )?(?:(?:financial |fiscal )?year|(?:12|twelve) months) (?:to|ending(?: on)?|ended|until) (?P<end>.+)$",
    re.IGNORECASE,
)
"""`year to March 2027`: the twelve months that close then."""
_CALENDAR = lazy(
    r"calendar(?: year)?|暦年|jan(?:uary)? ?(?:-|to|through|~) ?dec(?:ember)?|1月? ?(?:-|から|~|〜) ?12月(?:末)?",
    re.IGNORECASE,
)
_EIGHT_DIGITS = lazy("(?:19|20|21)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_HALF_YEAR = 180


def parse_when(
    raw: object,
    *,
    as_of: date | None = None,
    period: When | None = None,
    language_hint: Literal["ja", "en"] | None = None,
) -> When:
    """Reads a deadline or period. Never raises.

    `as_of` and `period` (the plan's) give the year to phrases that leave it out (`9月末`, `Q3`) and the day from which
    `半年以内` counts; without them those are `relative`. `language_hint` decides whether a bare quarter is a business
    one.
    """
    span = (period.start, period.end) if period and period.start and period.end else None
    assumed = period.assumed if period else None
    return _when(raw, Setting(as_of, span, assumed, period is not None, language_hint))


def _when(raw: object, setting: Setting, *, nested: bool = False) -> When:
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return When(raw.isoformat(), "date", raw, raw)
    written, blank = as_text(raw), classify_blank(raw)
    if isinstance(raw, Mapping | list | tuple) and blank == "given":
        if nested:  # one level only: a list inside a list is no date
            return When(written, "words")
        return _from_map(raw, written, setting) if isinstance(raw, Mapping) else _from_list(raw, written, setting)
    if isinstance(raw, int | float) and not isinstance(raw, bool) and blank == "given":
        raw = _from_number(raw)
    if blank != "given":
        return When(written, blank)
    text = normalize(raw) if isinstance(raw, str) and len(raw) <= MAX_TEXT else None
    if text is None or len(text) > MAX_TEXT:
        return When(written, "words")
    if _EIGHT_DIGITS.fullmatch(text):
        text = _from_number(int(text))
    return replace(_own_year(text, setting) or _read(text, setting), raw=written)


def _own_year(text: str, setting: Setting) -> When | None:
    """A fiscal year that says in brackets which months it runs: FY2026 (Jan-Dec), FY26 (July 2025-June 2026)."""
    whole = _CALLED_YEAR.match(text)
    if whole is not None:
        return _read(whole["year"] or whole["span"] or whole["cy"], setting)
    closing = _YEAR_TO.match(text)
    if closing is not None:
        last = _read(closing["end"], setting)
        if last.state != "date" or last.end is None or last.impossible:
            return None
        day_after = last.end + timedelta(days=1)
        first = day_after.replace(year=day_after.year - 1, day=min(day_after.day, 28))
        return _dated(text, first, last.end, last.assumed)
    found = _BRACKETED_YEAR.match(text)
    if found is None:
        return None
    if _CALENDAR.fullmatch(found["inner"].strip()):
        year = found["year"]
        return _read(year if len(year) == 4 else f"20{year}", setting)
    inner = _read(found["inner"], setting)
    full = inner.start is not None and inner.end is not None and (inner.end - inner.start).days > _HALF_YEAR
    return inner if full and inner.assumed is None else None


def _from_number(raw: float) -> str:
    """2026 and 20260930, as loaders hand them over; any other number is no date."""
    if not math.isfinite(raw) or raw != int(raw) or abs(raw) >= 10**9:
        return "?"
    digits = str(int(raw))
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 else digits


def _from_map(raw: Mapping[object, object], written: str, setting: Setting) -> When:
    named = {key.casefold(): value for key, value in raw.items() if isinstance(key, str)}

    def first(keys: tuple[str, ...]) -> When | None:
        value = next((named[key] for key in keys if named.get(key) is not None), None)
        return None if value is None else _when(value, setting, nested=True)

    start, end = first(_START_KEYS), first(_END_KEYS)
    begins = start.start if start else None
    ends = end.end if end else None
    impossible = any(part.impossible for part in (start, end) if part) or (
        begins is not None and ends is not None and begins > ends
    )
    if impossible:
        return When(written, "words", impossible=True)
    if begins is None and ends is None:
        known = [part for part in (end, start) if part is not None]
        return replace(known[0], raw=written) if known else When(written, "words")
    assumed = next((part.assumed for part in (end, start) if part and part.assumed), None)
    return _dated(written, begins, ends, assumed)


def _from_list(raw: list[object] | tuple[object, ...], written: str, setting: Setting) -> When:
    read = [_when(item, setting, nested=True) for item in raw[:100]]
    dated = [when for when in read if when.state == "date"]
    if not dated:
        return replace(read[0], raw=written) if read else When(written, "words")
    starts, ends = [when.start for when in dated if when.start], [when.end for when in dated if when.end]
    return _dated(written, min(starts, default=None), max(ends, default=None), dated[-1].assumed)


def _dated(raw: str, start: date | None, end: date | None, assumed: Assumption | None) -> When:
    days = (end - start).days + 1 if start and end and end > start else None
    return When(raw, "date", start, end, standing=end is None, assumed=assumed, duration_days=days)


def _read(text: str, setting: Setting) -> When:
    phrases = find_times(text)
    if _UNDATED.search(text):
        return When(text, "words", standing=True)
    noted = {at for note in _NOTE.finditer(text) for at in range(note.start() + 1, note.end())}
    outside = [phrase for phrase in phrases if phrase.start not in noted]
    on_calendar = [phrase for phrase in outside if not phrase.relative]
    if not on_calendar and not any(phrase.relative and phrase.mode != "length" for phrase in outside):
        on_calendar = [phrase for phrase in phrases if not phrase.relative and phrase.start in noted]
    if (
        on_calendar
        and _SEASON.search(text)
        and all(p.month is p.quarter is p.half is p.week is None for p in on_calendar)
    ):
        return When(text, "relative")  # a season of a year is not the whole of it, and nobody says which day
    if on_calendar:
        return _on_calendar(text, _inherit(text, on_calendar), setting)
    stretch = next((phrase for phrase in phrases if phrase.relative), None)
    if stretch is not None:
        return _stretch(text, stretch, setting)
    if _STANDING.search(text):
        return When(text, "words", standing=True)
    if _EVENT.search(text):
        return When(text, "relative", standing="以降" in text)
    return When(text, "words", standing=parse_cadence(text) is not None)


def _inherit(text: str, phrases: list[TimePhrase]) -> list[TimePhrase]:
    """Fills in the year from the neighbours: 2024〜2026年度, FY25 Q2-Q3, 2026-05 W20〜W22, April-June 2026."""
    done: list[TimePhrase] = []
    for phrase in phrases:
        before = done[-1] if done else None
        if before is None:
            done.append(phrase)
            continue
        gap = text[before.end : phrase.start]
        if phrase.year is None and phrase.context is None and (before.year is not None or before.context == "year"):
            ranged, month = bool(_RANGE.fullmatch(gap)), phrase.month
            later = ranged and before.month is not None and month is not None and month < before.month
            year = None if before.year is None else before.year + (1 if later else 0)
            phrase = phrase._replace(
                year=year,
                context=before.context,
                shift=before.shift,
                fiscal=phrase.fiscal or (before.fiscal and month is None),
                named=before.named,
                weak=False,
            )
            if _QUALIFIES.fullmatch(gap):
                done.pop()
        elif phrase.year is not None and _RANGE.fullmatch(gap):
            if before.year is None and before.context is None:
                earlier = before.month is not None and phrase.month is not None and before.month > phrase.month
                before = before._replace(
                    year=phrase.year - (1 if earlier else 0),
                    fiscal=before.fiscal or phrase.fiscal,
                    named=phrase.named,
                )
            elif before.weak and phrase.fiscal and not before.fiscal:
                before = before._replace(fiscal=True, named=phrase.named)
            done[-1] = before
        done.append(phrase)
    return done


def _on_calendar(text: str, phrases: list[TimePhrase], setting: Setting) -> When:
    placed = [place(phrase, setting) for phrase in phrases]
    if any(item.impossible for item in placed):
        return When(text, "words", impossible=True)
    spans = [item.span for item in placed if item.span]
    if not spans:
        return When(text, "relative")
    assumed = next((item.assumed for item in placed if item.assumed), None)
    if _OPEN_END.match(text, phrases[-1].end):
        return _dated(text, spans[-1][0], None, assumed)
    if _OPEN_START.search(text[: phrases[0].start]) and len(spans) == 1:
        return _dated(text, None, spans[0][1], assumed)
    start, end = spans[0]
    ranged = True
    for before, after, span in zip(phrases, phrases[1:], spans[1:], strict=False):
        ranged = bool(_RANGE.fullmatch(text[before.end : after.start]))
        if ranged and span[1] < start:
            return When(text, "words", impossible=True)
        if not ranged and start <= span[0] and span[1] <= end:
            start, end = span  # "2021–26, Q2 2024-25": the narrower one is what is meant
        else:
            start, end = min(start, span[0]), max(end, span[1])
    return _dated(text, start, end, assumed)


def _stretch(text: str, phrase: TimePhrase, setting: Setting) -> When:
    """半年以内, in 90 days, 2週間, day 90: on the calendar only when nothing but as_of can be the start."""
    amount, of = phrase.amount or 0.0, phrase.of or "day"
    days = None if phrase.mode in ("mark", "after") else round(amount * _DAYS[of])
    alone = not _AROUND.sub("", text[: phrase.start] + text[phrase.end :])
    if setting.as_of is None or phrase.mode not in ("within", "after") or not alone or text[: phrase.start].strip():
        return When(text, "relative", duration_days=182 if days == 180 and "半年" in text else days)
    end = later(setting.as_of, amount, of)
    if end is None:
        return When(text, "words", impossible=True)
    if phrase.mode == "after":
        return When(text, "date", end, end, assumed="year_from_as_of")
    return _dated(text, setting.as_of, end, "year_from_as_of")
