"""Comparing names: one spelling, one measure under two names, the name that was probably meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from advisor.naming.catalogue_data import load_catalogue
from advisor.naming.name_reading import NameReading, read_name
from advisor.naming.spelling import fold, fold_plain, is_japanese, normalize_name, plain, split_name, stands_alone
from advisor.notation.lazy_pattern import lazy
from advisor.record import record

__all__ = ["Likeness", "nearest", "normalize_name", "same_measure"]

Likeness = Literal["same", "close", "different"]

_YEAR = lazy(
    r"(?:令和|平成|昭和|西暦|\b[rhs])?(?:元|\d{1,4})年度?の?(?:上期|下期)?|\bfy ?\d{2,4}\b|\bq[1-4]\b|\b(?:19|20)\d{2}\b|第?[1-4一二三四]四半期の?"
)
_SPAN_OF = {
    "day": "日間 日次 毎日 1日 一日 daily per day",
    "week": "週間 週次 毎週 weekly per week",
    "month": "月間 月次 毎月 単月 月平均 月当たり 月あたり monthly",
    "quarter": "四半期 quarterly",
    "half": "上期 下期 半期",
    "year": "年間 年次 通年 毎年 年平均 年度 yearly annual annually",
}
_SPANS: dict[str, str] = {
    word: span for span, words in _SPAN_OF.items() for word in words.split(" ") if word not in ("per", "day", "week")
}
# Names that hold their span inside.
_SPAN_INSIDE = {"dau": "day", "wau": "week", "mau": "month", "mrr": "month", "arr": "year"}
_STOP = frozenset(
    [
        "of",
        "the",
        "a",
        "an",
        "for",
        "in",
        "to",
        "by",
        "and",
        "or",
        "at",
        "on",
        "with",
        "from",
        "per",
        "our",
        "total",
        "number",
        "count",
        "no",
        "overall",
        "average",
        "mean",
    ]
)
_PER = lazy(r"(?<=.) per (day|week|month|quarter|year)\b")
_COUNTERS = lazy(r"(?:件数|人数|者数|回数|総数|数)$")
_PARTICLES = lazy(r"[のをがはにとへで]")
_DIGITS = lazy(r"\d+")
_NOT_KANA = lazy("[ぁ-ヿー ]")
_MIN_CLOSE = {True: 5, False: 7}


@record
class _Form:
    """One way a name says what it measures.

    Attributes:
        key: the measure: a metric's id (for a family of measures with the name), or the words themselves.
        qualifiers: what narrows it.
        spans: how often, or which year.
        listed: the catalogue has this very name.
    """

    key: str
    qualifiers: frozenset[str]
    spans: frozenset[str]
    listed: bool
    text: str


def same_measure(a: str, b: str) -> Likeness:
    """Whether two names name one measure.

    `same`: one measure, as far as names can tell; the span (月間) does not matter unless both state different ones.
    `close`: the same but for spelling, span or a listed variant; worth asking. Names with different qualifiers
    (新規/既存, grade 3/grade 4) are different.
    """
    if normalize_name(a) == normalize_name(b):
        return "same"
    likeness: Likeness = "different"
    for left in _forms(a):
        for right in _forms(b):
            found = _compare(left, right)
            if found == "same":
                return "same"
            likeness = "close" if found == "close" else likeness
    return likeness


def nearest(name: str, candidates: Sequence[str]) -> str | None:
    """The candidate that a misspelt name probably means, or None when none is near or two are."""
    wanted = fold(name)
    folded = [fold(candidate) for candidate in candidates]
    if not wanted:
        return None
    if wanted in folded:
        return candidates[folded.index(wanted)]
    cutoff = 74.0 if len(wanted) >= 5 else 66.0
    best = process.extract(wanted, folded, scorer=fuzz.ratio, score_cutoff=cutoff, limit=3)
    fitting = [(score, index) for text, score, index in best if not _differ_in_sense(wanted, text)]
    if not fitting:
        return None
    top, index = fitting[0]
    rivals = {folded[i] for score, i in fitting[1:] if top - score < 3 and folded[i] != folded[index]}
    return None if rivals else candidates[index]


def _compare(left: _Form, right: _Form) -> Likeness:
    if left.key != right.key:
        return "close" if _misspelt(left, right) else "different"
    if left.qualifiers != right.qualifiers:
        # A listed variant ("サイト訪問数", 訪問数) may be meant as the same; any other qualifier makes a part of it.
        variant = left.listed and right.listed and not (left.qualifiers and right.qualifiers)
        extra = left.qualifiers | right.qualifiers
        return (
            "close"
            if variant and not extra & _opposite_words() and not any(map(_DIGITS.search, extra))
            else "different"
        )
    if left.spans and right.spans and left.spans != right.spans:
        return "close"
    return "same"


def _misspelt(left: _Form, right: _Form) -> bool:
    """Whether two unlisted names differ only by a slip of the pen."""
    if left.qualifiers != right.qualifiers and not (left.key == left.text or right.key == right.text):
        return False
    a, b = left.text, right.text
    if min(len(a), len(b)) < _MIN_CLOSE[is_japanese(a)] or _differ_in_sense(a, b):
        return False
    return fuzz.ratio(a, b, score_cutoff=90) > 0


def _differ_in_sense(a: str, b: str) -> bool:
    """Whether a small difference in spelling is a large one in sense: other digits, other kanji, an opposite."""
    if _DIGITS.findall(a) != _DIGITS.findall(b):
        return True
    for one, other in load_catalogue().opposites:
        if (one in a) != (one in b) and (other in a) != (other in b):
            return True
    if is_japanese(a) and is_japanese(b):
        return _NOT_KANA.sub("", a) != _NOT_KANA.sub("", b) and fuzz.ratio(a, b) < 80
    return False


@lru_cache(maxsize=1)
def _opposite_words() -> frozenset[str]:
    return frozenset(word for pair in load_catalogue().opposites for word in pair)


@lru_cache(maxsize=8192)
def _forms(name: str) -> tuple[_Form, ...]:
    """Every way a name says what it measures: itself, and what its brackets give as another name for it."""
    text = plain(name)
    parts = split_name(text)
    narrowing: list[str] = list(parts.quoted)
    others: list[str] = []
    for inner in parts.inner:
        (others if _is_other_name(inner, parts.core) else narrowing).append(inner)
    extra: frozenset[str] = frozenset()
    for inner in narrowing:
        extra |= _qualifiers(fold_plain(_YEAR.sub(" ", inner)))
    first = _form(parts.core)
    forms = [_Form(first.key, first.qualifiers | extra, first.spans, first.listed and not extra, first.text)]
    forms += [_form(other) for other in others]
    return tuple(forms)


def _is_other_name(inner: str, core: str) -> bool:
    """Whether brackets give another name ((WASU), (転入者数)) rather than narrow it ((新卒), (new product))."""
    letters = fold_plain(inner)
    initials = "".join(word[0] for word in re.findall("[a-z0-9]+", core))
    if letters.isascii() and letters and (letters == initials or letters.replace(" ", "") in initials):
        return True
    known = load_catalogue().names.get(letters)
    return known is not None and read_name(core).metric is not None and known == _metric_id(read_name(core))


def _metric_id(reading: NameReading) -> str | None:
    return reading.metric.id if reading.metric else None


@lru_cache(maxsize=8192)
def _form(core: str) -> _Form:
    """What one piece of a name measures."""
    catalogue = load_catalogue()
    spans: set[str] = {_squeezed(year) for year in _YEAR.findall(core)}
    bare, span = _without_spans(fold_plain(_YEAR.sub(" ", core)))
    whole = fold_plain(core)
    if whole in catalogue.names and catalogue.names.get(bare) != catalogue.names[whole]:
        bare, span = whole, set()  # "monthly recurring revenue" is a name of its own
    spans |= span
    if whole in _SPAN_INSIDE:
        spans.add(_SPAN_INSIDE[whole])
    reading = read_name(bare) if bare else read_name(core)
    bare = bare or whole
    if reading.metric is not None and reading.changes is None and reading.match != "close":
        before = _before_shortest(reading)
        leftover = bare.replace(reading.head, " ", 1) if reading.head in bare else reading.residue
        qualifiers = _qualifiers(f"{before} {leftover}")
        listed = whole in catalogue.names or bare in catalogue.names
        known = f"{reading.metric.id} {_bare(reading.head)}" if reading.metric.family else reading.metric.id
        return _Form(known, qualifiers, frozenset(spans), listed, bare)
    key = _bare(bare)
    return _Form(key or bare, frozenset(), frozenset(spans), False, bare)


def _bare(folded: str) -> str:
    """The words of a name that tell it from others, in no order."""
    if is_japanese(folded):
        return _COUNTERS.sub("", _bare_japanese(folded))
    return " ".join(sorted(_qualifiers(folded)))


def _before_shortest(reading: NameReading) -> str:
    """What stands before the shortest name of the same metric that a listed name ends in.

    `ログイン成功率` is listed beside `成功率`, yet it is a narrower measure than that.
    """
    catalogue = load_catalogue()
    alias, metric_id = reading.head, _metric_id(reading)
    for start in range(len(alias) - 1, 0, -1):
        if catalogue.names.get(alias[start:]) == metric_id and stands_alone(alias, start, len(alias)):
            return alias[:start]
    return ""


def _without_spans(folded: str) -> tuple[str, set[str]]:
    """A folded name without words for a span of time at its ends."""
    found: set[str] = set()
    if is_japanese(folded):
        for word, span in _SPANS.items():
            if word.isascii() or word not in folded or word == folded:
                continue
            bare = (
                folded.removeprefix(word).lstrip("の")
                if folded.startswith(word)
                else folded.removesuffix(word).rstrip("の")
            )
            if bare != folded:
                folded = bare
                found.add(span)
        return folded, found
    found.update(_PER.findall(folded))
    kept = []
    for word in _PER.sub("", folded).split(" "):
        if word in _SPANS:
            found.add(_SPANS[word])
        else:
            kept.append(word)
    return " ".join(kept), found


def _qualifiers(folded: str) -> frozenset[str]:
    """The narrowing words in what is left of a name; one piece for Japanese, which has no spaces."""
    out = set()
    for piece in folded.split(" "):
        if is_japanese(piece):
            piece = _bare_japanese(piece)
        if piece and piece not in _STOP:
            out.add(piece)
    return frozenset(out)


def _bare_japanese(piece: str) -> str:
    for word in load_catalogue().sets["fillers"]:
        if is_japanese(word):
            piece = piece.replace(word, "")
    return _PARTICLES.sub("", piece)


def _squeezed(text: str) -> str:
    return text.replace(" ", "").rstrip("の")
