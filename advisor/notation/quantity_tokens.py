"""A quantity's text cut into the signs its grammar knows: numbers, units, bounds, rates, comparisons, dates, words.

The tables say what each word means; `quantity_grammar` says how the signs combine.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.notation.date_phrases import TimePhrase, find_times
from advisor.notation.lazy_pattern import fold_case, is_kanji, is_katakana, lazy
from advisor.notation.normalize import GLYPH
from advisor.notation.numerals import Numeral, read_numeral
from advisor.notation.quantity_lexicon import Form, Kind
from advisor.notation.quantity_millions import counts_millions
from advisor.notation.quantity_words import (
    COUNT_WORDS,
    COUNTED,
    COUNTED_TIMES,
    LABELS,
    LEXICON,
    NOT_A_KANJI_NUMBER,
    NOT_TENTHS,
)
from advisor.notation.units import (
    CURRENCY_SIGNS,
    DURATIONS,
    NOT_AN_ENGLISH_UNIT,
    PERIODS,
    PERSONS,
    canonical,
    known_unit_at,
)


class Token(NamedTuple):
    """One sign of the text; `gap` is true when a space stands before it."""

    kind: Kind
    text: str
    start: int
    end: int
    value: str | float | Numeral | TimePhrase | None = None
    form: Form = ""
    gap: bool = False

    @property
    def known(self) -> bool:
        """A unit from the table, as opposed to a word taken for one."""
        return self.form != "either"


_CURRENCY = lazy(
    r"(?P<sign>(?:US|A|C|S|HK)?[$]|¥|€|£|₩|₹)(?=\s?[-+0-9.])|(?<![A-Za-z])(?P<code>USD|JPY|EUR|"
    r"GBP|AUD|CAD|SGD|CHF|CNY|INR|KRW|HKD)\s?(?=[-+0-9])"
)
_CURRENCY_STARTS = frozenset("$¥€£₩₹UACSHJEGIK")
_PERCENTILE = lazy(r"(?:st|nd|rd|th)\s(percentile)(?![A-Za-z])", re.IGNORECASE)
_ORDINAL_ENDS = ("st", "nd", "rd", "th")
_ORDINAL = lazy(r"(?:st|nd|rd|th)(?![A-Za-z])", re.IGNORECASE)
_ACRONYM = lazy("[A-Z]{2,6}(?=[0-9])")
_LATIN_GLUED = lazy(r"[A-Za-z]+[A-Za-z0-9]*")
_STEMS = lazy(r"[A-Za-z]+(?:['-][A-Za-z]+)*|[ァ-ヺー]+|.", re.DOTALL)
_EN_UNIT = lazy(r"\s?(?P<first>[A-Za-z][A-Za-z'-]*)(?:\s(?P<second>[A-Za-z][A-Za-z'-]*))?")
_YEARS_AHEAD = lazy(r"\s?(?:[2-9]|1[0-9])\s?(?:[かヶカヵケ箇]年|年間?|years?|yrs?)(?![度月A-Za-z])")
_SHORT_TIME_AHEAD = lazy(
    r"\s?[0-9]{1,3}\s?(?:秒|分(?!の)|時間|s(?:ec(?:ond)?s?)?|min(?:ute)?s?|h(?:ours?)?)(?![A-Za-z])"
)
_COUNTED_TIMES = lazy(r"\s(hundred|thousand|million)(?![a-z])")
_NEXT_WORD = lazy(r"\s[A-Za-z]")
_AHEAD = 40
"""As far as any look ahead goes: a slice to the end, taken at every sign, would cost the square of the length."""
_UPPER_BOUNDS = ("at_most", "below", "within")
_NUMBER_LIKE = ("number", "unit", "scale")


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold_case(text)
        self.tokens: list[Token] = []
        self.at = 0
        self.dates = {
            phrase.start: phrase for phrase in find_times(text) if not phrase.weak or _dates_a_number(text, phrase)
        }
        self.gap = False
        self.told_hours = False

    def scan(self) -> list[Token]:
        steps = (
            self._date,
            self._label,
            self._currency,
            self._per_slash,
            self._sign,
            self._prefix_per,
            self._number,
            self._unit,
            self._lexeme,
        )
        while self.at < len(self.text):
            if self.text[self.at] == " ":
                self.at, self.gap = self.at + 1, True
                continue
            if not any(step() for step in steps):
                self._word()
        return self.tokens

    def _add(self, kind: Kind, end: int, value: object = None, form: Form = "") -> bool:
        self.tokens.append(Token(kind, self.text[self.at : end], self.at, end, value, form, self.gap))  # type: ignore[arg-type]
        self.at, self.gap = end, False
        self.told_hours |= value == "hour"
        return True

    @property
    def last(self) -> Token | None:
        return self.tokens[-1] if self.tokens else None

    def _after_value(self) -> bool:
        return self.last is not None and self.last.kind in _NUMBER_LIKE

    def _date(self) -> bool:
        phrase = self.dates.get(self.at)
        if phrase is None or (phrase.mode == "within" and not self._is_deadline(phrase)):
            return False
        if phrase.mode == "after" and self.last is not None and self.last.kind == "bound":
            return False  # "< 3 days from request" is the value itself
        if self.text[phrase.end : phrase.end + 1] == "比":
            base = self.text[self.at : phrase.end]
            return self._add("compare", phrase.end + 1, base, "index")
        return self._add("date", phrase.end, phrase)

    def _is_deadline(self, phrase: TimePhrase) -> bool:
        """15分以内 and "within 24 hours" are limits to meet; 3か月以内に10件 says by when."""
        after = self.text[phrase.end : phrase.end + 2]
        return (
            self.text[phrase.end - 1] == "に"
            or (phrase.start > 0 and after[:1] != "に")
            or bool(re.match(r"\s[0-9]", after))
        )

    def _label(self) -> bool:
        label = LABELS.longest(self.text, self.folded, self.at)
        if label is None or (self._after_value() and known_unit_at(self.text, self.at)):
            return False
        match = label[1]
        if _currency_at(self.text, self.at) or (match[0][0] == "x" and match[0][1:].isdigit()):
            return False
        if (acronym := _ACRONYM.match(self.text, self.at)) and self._counts_behind(acronym.end()):
            return self._add("word", acronym.end())
        return self._add("label", match.end())

    def _counts_behind(self, at: int) -> bool:
        """ROE8%以上, PBR1倍超: Japanese needs no space between a measure's name and its number."""
        numeral = read_numeral(self.text, at)
        unit = known_unit_at(self.text, numeral.end) if numeral and numeral.value is not None else None
        return (
            unit is not None and (unit[0] == "%" or not self.text[unit[1] - 1].isascii()) and unit[0] not in DURATIONS
        )

    def _currency(self) -> bool:
        match = _currency_at(self.text, self.at)
        if match is None:
            return False
        code = match["code"].upper() if match["code"] else CURRENCY_SIGNS.get(match["sign"]) or canonical(match["sign"])
        return self._add("currency", match.end(), code)

    def _per_slash(self) -> bool:
        """The slash of a rate, of a fraction, or between two entries."""
        joint = self.text[self.at] == "・" and self.last is not None and self.last.kind in ("per", "person")
        if self.text[self.at] != "/" and not joint:
            return False
        rest = self.text[self.at + 1 : self.at + 1 + _AHEAD]
        spaced = self.gap or rest[:1] == " "
        word = re.match(
            r"\s?(?:1|一)?\s?(?P<w>business-day|人日|人月|[A-Za-z-]+|[かヶカヵケ]月|四半期|半期|"
            r"営業日|時間|年度|[月年]間|週間|[日週月年期時]|[人名])(?![0-9])",
            rest,
        )
        if word and (self._after_value() or (self.last is not None and self.last.kind in ("per", "person", "bound"))):
            name, end = word["w"].casefold(), self.at + 1 + word.end()
            if name in PERIODS and not (spaced and rest[:1] == " " and name == "q"):
                return self._add("per", end, PERIODS[name], "after")
            if name in PERSONS:
                return self._add("person", end, form="after")
            if (
                not spaced
                and self.last is not None
                and self.last.kind == "unit"
                and (word["w"].isascii() or name in ("人日", "人月"))
            ):
                return self._add("unit", end, "/" + word["w"], "either")
        run = self.at + 1 + _run_length(rest)
        noun = run > self.at + 1 and not self.text[run : run + 1].isdigit() and self.at + 1 not in self.dates
        if noun and not spaced and self.last is not None and self.last.kind == "unit":
            return self._add("unit", run, "/" + self.text[self.at + 1 : run], "either")
        if self._after_value() and self._limit_ahead(rest):
            return self._add("fill", self.at + 1)
        if not spaced and self.last is not None and self.last.kind == "number" and rest[:1].isdigit():
            return self._add("slash", self.at + 1)
        if joint:
            return False
        return (
            False
            if LEXICON.longest(self.text, self.folded, self.at, ("scale",))
            else self._add("separator", self.at + 1)
        )

    def _limit_ahead(self, rest: str) -> bool:
        """80%/20秒, 20件/5年: the time behind the slash is the one the value is reached in."""
        window = _YEARS_AHEAD if self.last is None or self.last.value != "%" else _SHORT_TIME_AHEAD
        return bool(window.match(rest))

    def _sign(self) -> bool:
        sign = self.text[self.at]
        if sign not in "+-~〜▲△" or (self.at + 1 in self.dates and not self._after_value()):
            return False
        ahead = self.text[self.at + 1 : self.at + 3].lstrip(" ")[:1]
        number_ahead = bool(ahead) and (ahead.isdigit() or ahead in "$¥€£.一二三四五六七八九十百")
        after = self._after_value()
        if sign in "▲△":
            return number_ahead and self._add("sign", self.at + 1, "-")
        if sign == "+":
            return (
                self._add("bound", self.at + 1, "at_least", "after")
                if after and not number_ahead
                else number_ahead and self._add("sign", self.at + 1, "+")
            )
        if after and number_ahead:
            return self._add("range", self.at + 1)
        if sign == "-":
            return number_ahead and self._add("sign", self.at + 1, "-")
        if after:
            return self._add("bound", self.at + 1, "at_least", "after")
        if number_ahead:
            return self._add(
                "about" if sign == "~" else "bound", self.at + 1, None if sign == "~" else "at_most", "before"
            )
        return False

    def _prefix_per(self) -> bool:
        """1日10件 and 1人1日10件 begin with a digit that counts nothing."""
        if self.text[self.at] not in "1一":
            return False
        return self._lexeme(only=("per", "person", "scale", "word"))

    def _number(self) -> bool:
        before = self.last
        letter = before is not None and before.end == self.at and bool(re.match("[A-Za-z]", before.text[-1]))
        # A digit behind a letter is part of a name, but for ROE8% and JPY500.
        if before and letter and before.kind != "currency" and not _ACRONYM.match(self.text, before.start):
            return False
        if self._lexeme(only=("scale", "vague", "whole")):
            return True
        numeral = read_numeral(self.text, self.at)
        if numeral is None:
            counted = COUNTED.longest(self.text, self.folded, self.at)
            if counted is None:
                return False
            value, end = float(counted[0].value or 0), counted[1].end()
            value += COUNT_WORDS.get(counted[1].groupdict().get("ones") or "", 0)
            if times := _COUNTED_TIMES.match(self.folded, end):
                value, end = value * COUNTED_TIMES[times[1]], times.end()
            return self._add("number", end, Numeral(self.at, end, value, value, 1, kanji=True))
        if numeral.value is None:
            return self._add("vague", numeral.end)
        if numeral.kanji and not self._stands_as_number(numeral):
            return False
        if _glued_name(self.text, numeral.end):
            glued = _LATIN_GLUED.match(self.text, numeral.end)
            return self._add("label", glued.end() if glued else numeral.end)
        if self.text[numeral.end : numeral.end + 1] == GLYPH:
            return self._add("vague", numeral.end + 1)
        if numeral.plain and (sure := self._millions(numeral.end)) is not None:
            value = (numeral.value or 0.0) * 10**6
            million = numeral._replace(end=numeral.end + 1, value=value, scale=10**6, plain=False, decimals=0)
            return self._add("number", million.end, million, "" if sure else "either")
        return self._add("number", numeral.end, numeral)

    def _millions(self, at: int) -> bool | None:
        last = self.last
        if self.told_hours:
            return None  # 1h 30m
        limit = last is not None and last.kind == "bound" and last.value in _UPPER_BOUNDS
        return counts_millions(self.folded, at, money=last is not None and last.kind == "currency", limit=limit)

    def _stands_as_number(self, numeral: Numeral) -> bool:
        """Kanji digits are in every second word (一部, 十分, 統一): a counter must follow, and no word go on."""
        if self.last is not None and self.last.value == "割":
            return True
        before = self.text[self.at - 1 : self.at]
        if is_kanji(before) and not (
            self.last and self.last.kind in ("per", "person", "about", "aggregate", "date", "bound")
        ):
            return False
        if NOT_A_KANJI_NUMBER.match(self.text, self.at):
            return False
        if self.text[numeral.end : numeral.end + 1] == "割":
            return not NOT_TENTHS.match(self.text, numeral.end)
        unit = known_unit_at(self.text, numeral.end)
        if unit is None:
            return numeral.end == len(self.text) and self.at == 0
        rest = self.text[unit[1] : unit[1] + _AHEAD]
        return (
            not rest
            or not is_kanji(rest[0])
            or bool(re.match("以上|以下|以内|未満|超|増|減|削減|達成|維持|程度|前後|獲得|まで", rest))
        )

    def _unit(self) -> bool:
        last = self.last
        if last is not None and last.text == "+" and last.form == "after" and len(self.tokens) > 1:
            last = self.tokens[-2]  # 10+ calls a day
        if last is None or last.kind != "number" or not isinstance(last.value, Numeral):
            return False
        text, at = self.text, self.at
        if text[at] == "割" and not NOT_TENTHS.match(text, at):
            return self._add("unit", at + 1, "割")
        if text[at] == "分" and len(self.tokens) > 1 and self.tokens[-2].value == "割":
            return self._add("unit", at + 1, "分")
        if text.startswith("時間半", at):
            return self._add("unit", at + 3, "時間半")
        ordinal_ahead = self.folded.startswith(_ORDINAL_ENDS, at)
        if ordinal_ahead and (percentile := _PERCENTILE.match(text, at)):
            return self._add("unit", percentile.end(), "percentile")
        if ordinal_ahead and last is self.last and (ordinal := _ORDINAL.match(text, at)):
            self.tokens[-1] = Token("label", last.text, last.start, ordinal.end())
            self.at = ordinal.end()
            return True
        # Minutes and a percentage point are read before the lexicon sees 分 or "min" in them.
        if known := known_unit_at(text, at):
            return self._add("unit", known[1], known[0])
        if text[at : at + 1] == "m" and not text[at + 1 : at + 2].isalpha():
            return self._add("unit", at + 1, "m", "either")
        if LEXICON.any_but(("fill", "particle", "grade"), text, self.folded, at):
            return False
        if size := _run_length(text, at):
            end = at + size
            for place in range(at + 1, end):
                if LEXICON.any_but(("particle", "grade"), text, self.folded, place):
                    end = place
                    break
            return self._add("unit", end, text[at:end], "either")
        return self._english_unit()

    def _english_unit(self) -> bool:
        match = _EN_UNIT.match(self.text, self.at)
        if match is None or _is_no_unit(match["first"]) or self.dates.get(match.start("first")) is not None:
            return False
        second = match["second"]
        two = second is not None and not _is_no_unit(second) and match.start("second") not in self.dates
        if (
            two
            and _NEXT_WORD.match(self.text, match.end())
            and not _is_no_unit(self.text[match.end() : match.end() + _AHEAD].split()[0])
        ):
            return False  # three words and more are a sentence, not a unit
        end = match.end() if two else match.end("first")
        name = self.text[match.start("first") : end]
        self.at = match.start("first")
        return self._add("unit", end, name, "either")

    def _lexeme(self, only: tuple[Kind, ...] = ()) -> bool:
        best = LEXICON.longest(self.text, self.folded, self.at, only)
        if best is None:
            return False
        (kind, value, form, _), match = best
        found = [self.text[slice(*match.span(name))] for name, text in match.groupdict().items() if text]
        if kind == "compare":
            value = found[0] if found else self.text[self.at : match.end()]
        elif kind in ("scale", "whole"):
            value = float(found[0])
        elif kind == "grade":
            value = "".join(found)
        return self._add(kind, match.end(), value, form)

    def _word(self) -> None:
        match = _STEMS.match(self.text, self.at)
        end = match.end() if match else self.at + 1
        last = self.last
        if (
            last is not None
            and last.kind == "word"
            and not self.gap
            and last.end == self.at
            and not last.text[-1].isascii()
        ):
            self.tokens[-1] = Token("word", last.text + self.text[self.at : end], last.start, end, gap=last.gap)
            self.at = end
        else:
            self._add("word", end)


def _currency_at(text: str, at: int) -> re.Match[str] | None:
    return _CURRENCY.match(text, at) if text[at] in _CURRENCY_STARTS else None


def _run_length(text: str, at: int = 0) -> int:
    """How many kanji (six at most) or katakana (sixteen) stand together at a place."""
    if is_kanji(text[at : at + 1]):
        return next((n for n in range(1, 6) if not is_kanji(text[at + n : at + n + 1])), 6)
    return next((n for n in range(16) if not is_katakana(text[at + n : at + n + 1])), 16)


def _is_no_unit(word: str) -> bool:
    return fold_case(word) in NOT_AN_ENGLISH_UNIT


def _glued_name(text: str, at: int) -> bool:
    """3C, 5S, 2D: one or two letters behind a digit that are no unit."""
    match = _LATIN_GLUED.match(text, at)
    if match is None or match[0] == "m" or known_unit_at(text, at) or _ORDINAL.match(text, at):
        return False
    return len(match[0]) <= 2 or any(sign.isdigit() for sign in match[0])


def _dates_a_number(text: str, phrase: TimePhrase) -> bool:
    """H1 50, R6 120件, 120(R6): such short names are dates only beside a number or alone in brackets."""
    short = text[phrase.start : phrase.end]
    if not re.fullmatch(r"[HRSY][0-9]{1,2}(?:年度|末)?", short):
        return False
    bracketed = text[phrase.start - 1 : phrase.start] == "(" and text[phrase.end : phrase.end + 1] == ")"
    return bracketed or bool(re.match(r"[ :][$¥€£]?\s?[0-9]", text[phrase.end : phrase.end + 3]))


def tokenize(text: str) -> list[Token]:
    """The signs of a normalised text, in order. Every character but spaces belongs to one of them."""
    return _Scanner(text).scan()
