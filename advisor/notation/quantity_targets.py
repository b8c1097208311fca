"""A target that stands inside a name or a definition: クレームを月5件以下にする."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from advisor.notation.lazy_pattern import lazy
from advisor.notation.normalize import MAX_TEXT, as_text, normalize
from advisor.notation.quantity_amounts import Amount, Item, Note, group_notes
from advisor.notation.quantity_grammar import EntryReader
from advisor.notation.quantity_model import Quantity
from advisor.notation.quantity_reading import one_quantity, read_text, split_entries
from advisor.notation.quantity_settle import settle
from advisor.notation.quantity_tokens import Token, tokenize
from advisor.notation.quantity_words import COUNT_WORDS

_SAYS_TARGET = lazy(r"(?:目標|ゴール|合格条件|基準|targets?|goals?)(?:値)?\s?[:はを=]", re.IGNORECASE)
_AIM_AFTER = lazy(
    r"\s?(?:(?:を|の|に|へ|まで|で|と|連続)\s?){0,2}(?:達成|維持|する|実現|確保|継続|徹底|"
    r"目指|キープ|保つ|抑える|抑制|(?:引き?)?上げ|(?:引き?)?下げ|高め|増|減|削減|低減|短縮|"
    r"向上|改善|伸ばす|突破|到達|実施|開催|行う|とする|目標|獲得|公開|出店|開店|掲載|発行|締結|採用|以上|achieved?\b)"
)
_AIM_BEFORE = lazy(
    r"(?:^|[\s(])(?:reach|achieve|hit|increase|grow|raise|improve|boost|reduce|cut|lower|"
    r"decrease|keep|maintain|bring|hold|drive|get|move|take|shorten|hire|sign|close|publish|launch|"
    r"acquire|onboard|deliver|recruit|win)\b[^0-9]{0,60}$",
    re.IGNORECASE,
)
_AIM_RIGHT_BEFORE = lazy(
    r"(?:^|[\s(])(?:hire|sign|close|publish|launch|acquire|onboard|deliver|recruit|win|reach|get|add|write|record|"
    r"hit|run|hold|make|ship|release|open)\s$",
    re.IGNORECASE,
)
_OBJECT_BEFORE = lazy(r"[^\W\d_]を\s?(?:毎?[年月週日]間?|1日|1人)?\s?$")
_COUNTED_THINGS = lazy(r"\s(?:[a-z][a-z-]*\s){0,4}[a-z][a-z-]*s(?:$|\sby\s|\sin\s|\sbefore\s)")
_CLAUSE_END = lazy(
    r"(?:へ|に|まで)?\s?(?:$|[)」』\]、。,;/\n]|by\s(?:the\s)?(?:end|q[1-4]|fy|20\d\d|day|"
    r"week|month|year|mid|early|late|next)|within\b|before\b|in\s(?:Q[1-4]|FY|20)|until\b)",
    re.IGNORECASE,
)
# "99.95% uptime on the API" is named after what it shall reach; "20% discount campaign" is a name.
_LEADING_SHARE = lazy(
    r"(?:(?:at least|over|above|under|below|[≥≤<>])\s?)?[0-9]{1,3}(?:\.[0-9]{1,3})?%\s(?:of\s(?!the\srule)[a-z]|"
    r"(?!of\b|off\b|discount|sale|coupon|rule|achieved|project|programme?|campaign|initiative|stake|club|time\b|plan\b|day)"
    r"[A-Za-z](?!.*\b(?:project|programme?|campaign|initiative|plan)$))",
    re.IGNORECASE,
)
# Most names hold no number at all, and need no grammar to say so.
_ANY_NUMBER = lazy(r"[0-9一二三四五六七八九十百千]|ゼロ|\b(?:" + "|".join(COUNT_WORDS) + r")\b", re.IGNORECASE)
_MEASURE_BEFORE = lazy(r"[^\W\d_]")


def find_target_in_text(text: object) -> Quantity | None:
    """A target that stands inside a name or a definition (クレームを月5件以下にする), or None.

    Only a number that reads as something to reach counts: not years, quarters, windows (28日, D7, 6-week), qualifiers
    (65歳以上人口, leads > $5k by phone) or names (Top 10, 3C, p95).
    """
    written = as_text(text)
    if not isinstance(text, str) or not written or len(written) > MAX_TEXT:
        return None
    plain = normalize(written)
    if len(plain) > MAX_TEXT or not _ANY_NUMBER.search(plain):
        return None
    promised = _SAYS_TARGET.search(plain)
    found: Quantity | None = None
    count = 0
    for part, _ in _clauses(plain):
        entry = EntryReader(plain).read(part)
        settle(entry, plain)
        targets = [
            amount
            for amount in entry.amounts
            if _reads_as_target(amount, plain, bool(promised and promised.end() <= amount.start))
        ]
        if not targets or entry.vague:
            continue
        count += len(targets)
        if found is None:
            targets[0].words_before = False  # those words are the measure's name
            read = one_quantity(replace(entry, amounts=targets[:1]), plain)
            found = replace(read, raw=written) if read.state == "value" else None
    if found is None and _LEADING_SHARE.match(plain):
        read = read_text(plain)
        named = read.relation == "share" or (read.relation == "absolute" and read.leftover and not read.compound)
        if read.state == "value" and read.unit == "%" and named:
            found = replace(read, raw=written, confidence="guessed")
    return replace(found, compound=True) if found is not None and count > 1 else found


def _clauses(text: str) -> list[tuple[list[Item], bool]]:
    """Clauses outside brackets, then those inside, each with whether it was inside."""
    items = group_notes(tokenize(text))
    clauses = [(part, False) for part in split_entries([item for item in items if isinstance(item, Token)])]
    for note in items:
        if isinstance(note, Note):
            clauses.extend((part, True) for part in split_entries(list(note.tokens)))
    return clauses


def _reads_as_target(amount: Amount, text: str, promised: bool) -> bool:
    if amount.out_of is not None and amount.unit == "%" and amount.bound == "exact" and not promised:
        return False  # Report 1/2
    if amount.numeral is None or amount.unsure or not math.isfinite(amount.value):
        return False
    after, before = text[amount.end :], text[: amount.start]
    ends = bool(_CLAUSE_END.match(after))
    if amount.from_amount is not None:
        asked = _AIM_BEFORE.search(text[: amount.from_amount.start])
        if (ends and asked) or _AIM_AFTER.match(after):
            return True  # Increase NPS from 20 to 35, 日数を21日から10日に短縮
    several = not amount.year_like and amount.relation == "absolute" and amount.value >= 2
    if several and _AIM_RIGHT_BEFORE.search(before) and _COUNTED_THINGS.match(after):
        return True  # Publish 12 new help-centre articles
    if amount.unit is None and amount.bound == "exact" and amount.relation == "absolute" and amount.sign != "-":
        # "Target: NPS 40" and 事故ゼロ need no unit.
        return (
            ends
            and not amount.year_like
            and (promised or (amount.value == 0 and amount.numeral.kanji and not before.isascii()))
        )
    if promised:
        return True
    aims = bool(_AIM_AFTER.match(after))
    if ends and _AIM_RIGHT_BEFORE.search(before) and not amount.duration:
        return True
    english_aim = bool(_AIM_BEFORE.search(before)) and (
        amount.unit_known or amount.per or amount.bound != "exact" or amount.relation != "absolute"
    )
    if english_aim and (
        ends or amount.relation != "absolute" or amount.unit in ("%", "times") or amount.bound != "exact"
    ):
        return True
    if amount.duration and amount.unit_known and ends and _OBJECT_BEFORE.search(before):
        return True  # 研修時間を年40時間
    if amount.bound in ("at_least", "above") and amount.duration and not aims and "(" in before:
        return False  # (欠勤3日以上) says which cases count
    if amount.bound != "exact" or amount.sign or amount.relation in ("growth", "reduction"):
        return (ends or aims) and bool(_MEASURE_BEFORE.search(before))
    if not amount.unit_known:
        return False
    return (aims and not amount.duration) or (
        ends and not amount.duration and amount.unit != "点" and bool(_MEASURE_BEFORE.search(before))
    )
