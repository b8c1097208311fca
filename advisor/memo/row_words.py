"""What a row or the plan takes from words around the figures: brackets, title, a number of the past."""

from __future__ import annotations

import re

from advisor.memo.amounts import Amount
from advisor.memo.draft import Cut, Draft, Row, cut
from advisor.memo.figures import Item
from advisor.memo.letters import Letter
from advisor.memo.moods import clauses
from advisor.memo.reasons import courtesies
from advisor.memo.rhythm import rhythms
from advisor.memo.sentences import Sentence
from advisor.memo.times import find_span
from advisor.notation.lazy_pattern import lazy
from advisor.source.grid import Ignored

_OF_A_MEETING = lazy(r"会議|議事録|打ち?合わせ|まとめ|報告|\b(?:minutes|meeting|notes|call|report)\b", re.IGNORECASE)
_WAS_PLANNED = lazy(r"目標|計画|予定|\b(?:targets?|goals?|planned|aimed|plans?)\b", re.IGNORECASE)


def put_note(sentence: Sentence, row: Row, start: int, end: int) -> None:
    """Takes what stands in brackets behind a measure: its owner, source, date or rhythm, or else a note."""
    text = sentence.flat[start:end]
    owner = re.match(r"\s?(?:担当者?|責任者|owner|lead|dri)\s?[:は]?\s?(?=\S)", text, re.IGNORECASE)
    if owner is not None:
        stop = next((at for at in range(start + owner.end(), end) if sentence.flat[at] in "、;:"), end)
        row.put("owner", cut(sentence, start + owner.end(), stop))
    elif (
        source := re.match(r"\s?(?:出典|データ|計測|source|from|measured in|in)\s?[:は]?\s?(?=\S)", text, re.IGNORECASE)
    ) is not None:
        row.put("data_source", cut(sentence, start + source.end(), end))
    elif (due := row.values.get("deadline")) is not None and due.sentence is sentence and start <= due.start < end:
        return
    elif (span := find_span(text)) is not None and not text[: span[0]].strip() and len(text[span[1] :].strip()) <= 2:
        row.put("deadline", cut(sentence, start, start + span[1]))
    elif rhythms(text) and len(text) <= 12:
        row.put("frequency", cut(sentence, start, end))
    else:
        row.put("note", cut(sentence, start, end))


def put_head(letter: Letter, draft: Draft) -> None:
    """Takes title, date and span of the plan out of the letter's own parts."""
    if letter.title is not None:
        draft.head["title"] = letter.title
        span = find_span(letter.title.sentence.flat)
        if span is not None and not _OF_A_MEETING.search(letter.title.sentence.flat):
            draft.head["period"] = cut(letter.title.sentence, *span)
        if okr := re.search(r"\bokrs?\b", letter.title.sentence.flat, re.IGNORECASE):
            draft.head["plan_type"] = Cut(letter.title.sentence, *okr.span(), means="okr")
    if letter.date is not None:
        draft.head["as_of"] = letter.date
    draft.head = {
        key: draft.head[key] for key in ("title", "as_of", "period", "plan_type", "incentives") if key in draft.head
    }
    if letter.left_out:
        first = letter.left_out[0]
        draft.ignored.append(Ignored(first.text.strip(), courtesies(len(letter.left_out)), first.position(0)))
    draft.ignored.sort(key=lambda entry: entry.position[:2] if entry.position else (0, 0))


def is_base(sentence: Sentence, item: Item, amount: Amount, row: Row) -> bool:
    """Whether a number of the past is where a measure stands, and not a change of it."""
    if "baseline" in row.values or item.mixed or item.mood not in ("past", "states"):
        return False
    if item.mood == "past" and item.baseline is None:
        clause = next((c for c in clauses(sentence.flat) if c.start <= amount.start < c.end), None)
        if clause is not None and _WAS_PLANNED.search(sentence.flat[clause.start : clause.end]):
            return False  # what was aimed at is not where things stood
    target = row.values.get("target")
    return target is None or (
        ("%" in target.sentence.flat[target.start : target.end]) == ("%" in sentence.flat[amount.start : amount.end])
    )
