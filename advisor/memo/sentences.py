"""A memo cut into sentences that know their places: what brackets hold stays together, 4.2 and "e.g." do not end one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.errors import Position
from advisor.naming.spelling import is_japanese
from advisor.notation.lazy_pattern import lazy
from advisor.notation.normalize import level
from advisor.source.grid import Prose
from advisor.source.text import LineTable

Section = Literal["goal", "kpi", "run", "past", "people", "refused", "open"]

LONGEST = 1_000
"""A longer run without an end is no sentence of a plan; the cap keeps reading linear."""
_LONGEST_BRACKET = 300

BULLET = lazy(
    r"[ \t]*(?:[-*+–]\s+|[・•◦●○■□◆◇▪▶►✓✔※]\s*|\(?[0-9]{1,2}[.)](?![0-9])\s*|[\ue001]\s*|\([a-zア-オ]\)\s*|[→⇒]\s+)"
)
_HEADING_MARK = lazy(r"[ \t]*(?:#{1,6}\s|[■□◆◇●▼]|[\[【《<(](?=[^\]】》>)]{1,20}[\]】》>)]\s*$))")
_NUMBERED = lazy(
    r"[ \t]{0,20}(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2}){1,3})\.?[ \t]{1,9}(?=[A-Z一-鿿ァ-ヺ])[^0-9。.:%]{2,40}$"
)
"""3.2 Performance: the number of a section is no figure."""
_LABELLED = lazy(r"\s*[^\s:、。]{1,10}\s?:|\s*[-=_*━─―]{2,}\s*$")
_ENDS = frozenset("。!?")
_BRACKETS = {"(": ")", "「": "」", "『": "』", "[": "]", "【": "】", "“": "”", "《": "》"}
_CLOSES = {close: open_ for open_, close in _BRACKETS.items()}
_ABBREVIATION = lazy(
    r"(?:^|[\s(])(?:e\.g|i\.e|etc|vs|approx|no|mr|mrs|ms|dr|st|inc|co|ltd|corp|dept|avg|min|max|est|a\.m|p\.m|p\.a|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|fig|[a-z])$"
)
_WRAPS_AT = {True: 24, False: 50}
_SECTIONS: tuple[tuple[Section, str], ...] = (
    ("past", r".{0,20}(?:前期|昨期|昨年度?|前年度?|先月|前回)の?(?:結果|実績|振り?返り|状況)|背景|経緯|現状(?:認識|の?課題)?|課題|参考|報告(?:事項)?|近況|懸案(?:事項)?|"
             r"background|context|last (?:year|quarter|month)(?:'s results?)?|where we are|history|looking back"),
    ("refused", r"見送り(?:事項|項目)?|取り?下げ(?:た目標)?|廃止(?:項目)?|対象外|やらないこと|dropped(?: targets)?|out of scope|not doing|what we will not do"),
    ("open", r"(?:決定|合意|確認|連絡|検討|審議)(?:事項)?|決まったこと|その他|今後(?:の予定)?|次回(?:予定)?|"
             r"decisions?(?: made)?|agreed|actions?(?: items)?|next steps|any other business|aob|other|resolutions?"),
    ("goal", r"(?:最終|全体|全社|経営|年間|今期の?|本年度の?|今年度の?|大)?目標(?:\(KGI\))?|KGI|ゴール|目的|狙い|めざす姿|目指す姿|"
             r"(?:our |the |main |final |overall )?(?:goals?|objectives?|north star|aims?|kgis?|ambition)"),
    ("kpi", r"(?:主な|重点|先行)?(?:KPI|指標|数値目標|評価指標|管理指標|重点項目|追う数字|見る数字)(?:一覧|と目標)?|"
            r"(?:our |the |key )?(?:kpis?|metrics|measures|indicators|key results|targets|numbers(?: we (?:watch|track))?)"),
    ("people", r"担当者?|責任者|体制|役割分担|分担|owners?|who does what|responsibilit(?:y|ies)|people|team"),
    ("run", r"運用|運営|進め方|管理方法|会議体?|レビュー|振り?返り|進捗管理|how we (?:run|review|work)(?: (?:it|this|them))?|"
            r"cadence|reviews?|operations?|running it|ways of working|process|follow-?up"),
)  # fmt: skip
_SECTION_PATTERNS = tuple((name, lazy(rf"(?:{words})", re.IGNORECASE)) for name, words in _SECTIONS)
_AROUND = " \t\n#■□◆◇●▼【】[]《》<>()「」:*_0123456789.-・\ue001"


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """One sentence, list item or line.

    Attributes:
        text: as written; line breaks within it stay.
        flat: the same with one plain sign for each, line breaks as spaces.
        prose: the run it stands in, and `offset`, where.
        section: what the heading above it says the lines are about.
        bullet: it begins a list item.
        indent: how far its line is set in.
        unit: number of its line or paragraph, counted through the memo.
        heading: it is a heading itself.
    """

    text: str
    flat: str
    prose: Prose
    offset: int
    lines: LineTable
    section: Section | None
    bullet: bool
    indent: int
    unit: int
    heading: bool = False

    @property
    def japanese(self) -> bool:
        return is_japanese(self.flat)

    def position(self, at: int) -> Position:
        """The place in the file of the sign at `at`."""
        here = self.lines.at(self.offset + at)
        start = self.prose.position
        column = here.column + (start.column - 1 if here.line == 1 else 0)
        return Position(start.line + here.line - 1, column)


def sentences_of(prose: Sequence[Prose]) -> Iterator[Sentence]:
    """The sentences of a memo, in order."""
    section: Section | None = None
    unit = 0
    for run in prose:
        flat = level(run.text)
        lines = LineTable(run.text)
        if run.heading is not None:
            section = section_of(level(run.heading.text))
        for start, end in _units(flat):
            unit += 1
            mark = BULLET.match(flat, start, end)
            named = section_of(flat[start:end])
            heading = named is not None or bool(_HEADING_MARK.match(flat, start, end) and end - start <= 40)
            heading = heading and not any(sign.isdigit() for sign in flat[start:end].strip(_AROUND)[1:])
            if heading:
                section = named
            body = mark.end() if mark and not heading else start
            if (numbered := _NUMBERED.match(flat, start, end)) is not None:
                section, heading, body = named, True, numbered.end("number")
            indent = len(flat[start:end]) - len(flat[start:end].lstrip(" \t"))
            first = True
            for left, right in _split(flat, body, end):
                shown = flat[left:right].replace("\n", " ")
                yield Sentence(run.text[left:right], shown, run, left, lines, section, bool(mark) and first, indent,
                               unit, heading)  # fmt: skip
                first = False


def section_of(line: str) -> Section | None:
    """What a line that is nothing but a heading announces."""
    bare = line.strip(_AROUND)
    if not bare or len(bare) > 40:
        return None
    return next((name for name, pattern in _SECTION_PATTERNS if pattern.fullmatch(bare)), None)


def _units(flat: str) -> Iterator[tuple[int, int]]:
    """Lines, with those joined that were only wrapped."""
    start = at = 0
    widest = max(map(len, flat.split("\n")))
    previous: tuple[int, int] | None = None
    for line in flat.split("\n"):
        begin, at = at, at + len(line) + 1
        if not line.strip():
            continue
        end = begin + len(line)
        if previous is None:
            start = begin
        elif not _goes_on(flat[previous[0] : previous[1]], line, widest, flat):
            yield start, previous[1]
            start = begin
        previous = (begin, end)
    if previous is not None:
        yield start, previous[1]


def _goes_on(line: str, following: str, widest: int, flat: str) -> bool:
    """Whether a line was broken only because it was full."""
    ended, japanese = line.rstrip(), is_japanese(line)
    if (
        not ended
        or _LABELLED.match(following)
        or BULLET.match(following)
        or _HEADING_MARK.match(following)
        or section_of(line)
    ):
        return False
    if ended[-1] in "、,":
        return len(ended) >= 30 or not following.lstrip()[:1].isupper()
    if ended[-1] in "。!?.::;)」":
        return False
    full = len(ended) >= max(_WRAPS_AT[japanese], 0.85 * widest)
    return full and (("。" in flat) if japanese else not following.lstrip()[:1].isupper())


def _split(flat: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inside = _bracketed(flat, start, end)
    begin = start
    for at in range(start, end):
        if at in inside or not _ends_here(flat, begin, at, end):
            continue
        yield from _trimmed(flat, begin, at + 1)
        begin = at + 1
    yield from _trimmed(flat, begin, end)


def _ends_here(flat: str, begin: int, at: int, end: int) -> bool:
    sign = flat[at]
    if sign in _ENDS:
        return True
    if sign != "." or (at + 1 < end and not flat[at + 1].isspace()):
        return False
    return not _ABBREVIATION.search(flat[max(begin, at - 8) : at].lower())


def _bracketed(flat: str, start: int, end: int) -> set[int]:
    """The places inside brackets that are closed again."""
    inside: set[int] = set()
    stack: list[tuple[str, int]] = []
    for at in range(start, end):
        sign = flat[at]
        if sign in _BRACKETS:
            stack.append((sign, at))
        elif sign in _CLOSES:
            while stack and stack[-1][0] != _CLOSES[sign]:
                stack.pop()
            if stack:
                opened = stack.pop()[1]
                if not stack and at - opened <= _LONGEST_BRACKET:
                    inside.update(range(opened, at + 1))
    return inside


def _trimmed(flat: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and flat[start].isspace():
        start += 1
    while end > start and flat[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
