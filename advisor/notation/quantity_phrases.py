"""Changes said without a figure: halve, a third lower, 3分の1削減, once a week, no increase.

They are put into the words the grammar reads, so that everything around them is read as it always is.
"""

from __future__ import annotations

import re
from dataclasses import replace

from advisor.notation.lazy_pattern import lazy
from advisor.notation.quantity_model import Quantity

_PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
_MANY = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_PART = r"(?P<many>an?|one|two|three|four)[ -](?P<part>half|third|quarter|fifth|tenth)s?\b"
_BASE = r"(?:the )?(?:(?:last|previous|prior) (?:fiscal |financial )?(?:year|quarter|month)|(?:FY ?)?(?:19|20)[0-9]{2}(?:[/-][0-9]{2}(?:[0-9]{2})?)?(?![0-9/]))"
_LEVEL = r"(?:'s)?(?: (?:levels?|figures?|values?|results?))?"

_HALVE = lazy(r"\bhalv(?:e|ed|ing)\b(?! (?:of|the|from [0-9])\b)", re.IGNORECASE)
_CUT_BY = lazy(
    rf"\b(?:cut|reduc(?:e|ed|tion)|lower(?:ed)?|down|decreas(?:e|ed)|drop|fall)(?: (?:by|of))? {_PART}", re.IGNORECASE
)
_RAISE_BY = lazy(rf"\b(?:up|rais(?:e|ed)|increas(?:e|ed)|grow(?:th)?)(?: (?:by|of))? {_PART}", re.IGNORECASE)
_PART_LESS = lazy(rf"\b{_PART} (?P<way>lower|less|fewer|down|off|higher|more|up)\b", re.IGNORECASE)
_ONCE = lazy(r"\bonce (?=(?:an?|per|every|each) (?:day|week|month|quarter|half|year)\b)", re.IGNORECASE)
_ON_BASE = lazy(
    rf"(?<=[0-9]%)(?P<way> (?:up|down|higher|lower|more|less|reduction|growth))? on (?P<base>{_BASE}){_LEVEL}",
    re.IGNORECASE,
)
_SIDE_OF_BASE = lazy(rf"(?<=[0-9]%) (?P<side>below|under|above|over) (?P<base>{_BASE}){_LEVEL}", re.IGNORECASE)
_AGAINST = lazy(rf"\bagainst (?P<base>{_BASE}){_LEVEL}", re.IGNORECASE)
_JA_OFF = lazy(r"(?P<whole>[2-9二三四五])分の(?P<parts>[1-8一二三四])(?:を|の)?(?=削減|減|低減|短縮|カット)")
_JA_DOWN_TO = lazy(
    r"(?P<whole>[2-9二三四五])分の[1一](?:以下)?(?:に|へ)(?:(?:減ら|削減|低減|短縮|縮小|半減)(?:す|する)?|する|抑える|下げる)?$"
)
_JA_HALF_OF = lazy(r"(?P<base>昨年度?|前年度?|[0-9]{4}年度?)の半分(?:以下)?(?:に(?:する|減らす)?)?$")

_NO_MORE = lazy(
    rf"(?:no|zero|without)(?: (?:further|net))? (?:increase|rise|growth)(?: (?:on|from|over|against) (?P<a>{_BASE}){_LEVEL})?"
    rf"|(?:not|do not|don't|never) (?:to )?(?:increase|rise|grow|exceed (?P<b>{_BASE}{_LEVEL}))"
    rf"|(?:no (?:more|higher) than|not above|at or below|below) (?P<c>{_BASE}{_LEVEL}|now|today|at present|current levels?)"
    r"|(?:(?P<d>現状|現在|今|昨年度?|前年度?|[0-9]{4}年度?)(?:より|から|以上に)?)?(?:増や|増加さ|増加|悪化さ|上昇さ|超過)(?:さない|せない|しない|なし)"
    r"|(?P<e>現状|現在|昨年度?|前年度?|[0-9]{4}年度?)(?:の水準)?(?:以下|以内|並み?以下|を上回らない|を超えない)(?:に(?:する|抑える))?",
    re.IGNORECASE,
)
_NO_LESS = lazy(
    rf"(?:no|zero|without)(?: (?:further|net))? (?:decrease|drop|fall|decline)(?: (?:on|from|over|against) (?P<a>{_BASE}){_LEVEL})?"
    r"|(?:(?P<d>現状|現在|今|昨年度?|前年度?|[0-9]{4}年度?)(?:より|から)?)?(?:減ら|減少さ|低下さ|下げ)(?:さない|せない|ない)",
    re.IGNORECASE,
)


def unfigured(text: str) -> Quantity | None:
    """A limit without a figure: today's level, or that of a year that is named, is not to be passed."""
    for pattern, more in ((_NO_MORE, True), (_NO_LESS, False)):
        found = pattern.fullmatch(text.strip(" 。."))
        if found is not None:
            base = next((words for words in found.groupdict().values() if words), "現状")
            kept = Quantity(text, "words", bound="at_least", maintain=True, compared_with=base.removeprefix("the "))
            return replace(kept, bound="at_most") if more else kept
    return None


def figured(text: str) -> str:
    """The text with parts and rhythms in figures: `cut by a third` as `33.3% reduction`."""
    text = _HALVE.sub("50% reduction", text)
    text = _CUT_BY.sub(lambda m: f"{_per_cent(m)} reduction", text)
    text = _RAISE_BY.sub(lambda m: f"{_per_cent(m)} growth", text)
    text = _PART_LESS.sub(lambda m: f"{_per_cent(m)} {m['way']}", text)
    text = _ONCE.sub("1回 ", text)
    text = _ON_BASE.sub(lambda m: f"{m['way'] or ''} vs {m['base']}", text)
    text = _SIDE_OF_BASE.sub(
        lambda m: f" {'lower' if m['side'].lower() in ('below', 'under') else 'higher'} than {m['base']}", text
    )
    text = _AGAINST.sub(lambda m: f"vs {m['base']}", text)
    text = _JA_OFF.sub(lambda m: f"{_digit(m['parts']) / _digit(m['whole']) * 100:.3g}%", text)
    text = _JA_DOWN_TO.sub(lambda m: f"{100 - 100 / _digit(m['whole']):.3g}%削減", text)
    return _JA_HALF_OF.sub(lambda m: f"{m['base']}比50%減", text)


def _digit(written: str) -> int:
    return "〇一二三四五".find(written) if written in "一二三四五" else int(written)


def _per_cent(found: re.Match[str]) -> str:
    return f"{_MANY[found['many'].lower()] * _PARTS[found['part'].lower()] * 100:.3g}%"
