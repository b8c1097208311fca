"""Names brought to one spelling, so that a name in a plan and a name in the catalogue can meet.

Three forms, each coarser than the last:

* *plain*: compatibility-normalised and case-folded, everything still in place;
* *folded*: punctuation gone, English plurals singular, Japanese okurigana and final long vowels dropped
  (`問い合わせ`/`問合せ`, `ユーザー`/`ユーザ`), spaces kept only between Latin words;
* *normalised*: the plain form without any space or punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from advisor.notation.lazy_pattern import is_katakana, lazy

MAX_NAME = 200
"""Longer texts are prose, not a name; only this much is read."""
MAX_TEXT = 2_000
"""As much is read of a description when looking for words in it."""

_KATAKANA = "ァ-ヺー"
_INVISIBLE = lazy("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_APOSTROPHE = lazy("(?<=[^\\W\\d_])['’`´](?=[^\\W\\d_])")
_NOT_WORD = lazy(r"[\W_]+")
_PLURAL = lazy("[a-z]{2,40}s(?![a-z])")
# Verb endings written or left out at will inside compounds: 問い合わせ数, 問合せ数, 問合わせ数.
_OKURIGANA = lazy("わせ|らせ|[いえきけげせしちてべびみめりれ]")
_FINAL_LONG = lazy(f"(?<=[{_KATAKANA}]{{2}})ー(?![{_KATAKANA}])")
# fmt: off
_ENDS_IN_S = frozenset({
    "access", "address", "always", "analysis", "atlas", "basis", "bias", "bonus", "business", "campus", "canvas",
    "chaos", "class", "does", "focus", "gross", "iaas", "lens", "less", "loss", "news", "paas", "plus", "process",
    "progress", "roas", "saas", "sales", "series", "status", "stress", "success", "this", "virus",
})
_SHORT_PLURALS = frozenset({"ups", "ads", "prs", "mrs"})
# fmt: on
_ASCII = str.maketrans(
    {chr(code): None if chr(code) in "'`" else " " for code in range(128) if not chr(code).isalnum()}
)
_BRACKETS = lazy(r"[(\[{〔【《〈](?P<inner>[^()\[\]{}〔〕【】《》〈〉]*)[)\]}〕】》〉]")
_QUOTED = lazy(r"[「『“\"](?P<inner>[^「」『』“”\"]*)[」』”\"]")


class Parts(NamedTuple):
    """A name in its pieces, all in plain form.

    Attributes:
        core: what stands outside brackets and quotation marks.
        inner: what stands in brackets.
        quoted: what stands in quotation marks.
    """

    core: str
    inner: tuple[str, ...]
    quoted: tuple[str, ...]


def plain(text: str, limit: int = MAX_NAME) -> str:
    """Compatibility-normalised, case-folded, without invisible signs, single-spaced."""
    if text.isascii():
        return " ".join(text[:limit].lower().split())
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text[: limit * 2]))[:limit]
    # Folding case may undo compatibility normalisation (ϓ); twice is enough for every sign there is.
    text = unicodedata.normalize("NFKC", text.casefold())
    return " ".join(text.split())


def singular(word: str) -> str:
    """A Latin word ending in s without its plural ending; words that merely end so are left alone."""
    if len(word) < 4:
        return word[:-1] if word in _SHORT_PLURALS else word
    if word in _ENDS_IN_S or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1]


def fold(text: str, limit: int = MAX_NAME) -> str:
    """The folded form, for meeting the catalogue and the word lists."""
    return fold_plain(plain(text, limit))


@lru_cache(maxsize=32768)
def fold_plain(text: str) -> str:
    """The folded form of a text already plain."""
    if text.isascii():
        words = text.translate(_ASCII).split()
        return " ".join([singular(word) if word[-1] == "s" else word for word in words])
    text = _NOT_WORD.sub(" ", _APOSTROPHE.sub("", text)).strip()
    if " " in text:
        text = _without_spaces(text)
    if "s" in text:
        text = _PLURAL.sub(lambda m: singular(m[0]), text)
    return _FINAL_LONG.sub("", _OKURIGANA.sub(_okurigana, text))


def _without_spaces(text: str) -> str:
    """A single-spaced text without the spaces that stand beside a Japanese sign."""
    first, *rest = text.split(" ")
    for word in rest:
        first += word if _is_japanese_sign(first[-1]) or _is_japanese_sign(word[0]) else f" {word}"
    return first


def _okurigana(found: re.Match[str]) -> str:
    """What is kept of a verb ending: nothing between a kanji and another word or the end."""
    before, after = found.string[found.start() - 1 : found.start()], found.string[found.end() : found.end() + 1]
    ends = not after or after == " " or _is_ideograph(after) or is_katakana(after)
    return "" if ends and _is_ideograph(before) else found[0]


def normalize_name(text: str) -> str:
    """A name in one spelling: NFKC, case-folded, spaces and punctuation stripped."""
    return _NOT_WORD.sub("", plain(text))


@lru_cache(maxsize=8192)
def split_name(text: str) -> Parts:
    """A plain name in its pieces. Brackets that hold everything are no brackets."""
    inner = tuple(m["inner"].strip() for m in _BRACKETS.finditer(text))
    core = _BRACKETS.sub(" ", text)
    quoted = tuple(m["inner"].strip() for m in _QUOTED.finditer(core))
    unquoted = _QUOTED.sub(" ", core)
    if _NOT_WORD.sub("", unquoted):
        core = unquoted
    core = " ".join(core.split())
    if not _NOT_WORD.sub("", core):
        return Parts(text, (), ())
    return Parts(core, tuple(i for i in inner if i), tuple(q for q in quoted if q))


def is_japanese(text: str) -> bool:
    """Whether the text has any kana or kanji."""
    return not text.isascii() and any(map(_is_japanese_sign, text))


def is_latin(sign: str) -> bool:
    """Whether a sign belongs to a word that spaces set off: letters and digits outside Japanese."""
    return sign.isalnum() if sign < "\u0250" else sign.isalnum() and not _is_kana_or_kanji(sign)


# Comparisons, not patterns: a class as wide as these takes a millisecond to compile, and every short run would wait.
def _is_kana_or_kanji(sign: str) -> bool:
    return "\u3040" <= sign <= "\u30ff" or "\u3400" <= sign <= "\u9fff"


def _is_japanese_sign(sign: str) -> bool:
    return _is_kana_or_kanji(sign) or "\uf900" <= sign <= "\ufaff" or "\uff66" <= sign <= "\uff9f" or sign in "々〆"


def _is_ideograph(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff" or sign == "々"


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is a word of its own there, not a piece of a longer one.

    Latin words need their boundaries. Katakana runs together (`インバウンドリード数`), so a piece of it only
    counts where at least three signs stand before it: `ビュー` is no word in `レビュー` or `プレビュー`.
    """
    if start > 0 and is_latin(text[start]) and is_latin(text[start - 1]):
        return False
    if end < len(text) and is_latin(text[end - 1]) and is_latin(text[end]):
        return False
    if start > 0 and is_katakana(text[start]) and is_katakana(text[start - 1]):
        run = start
        while run > 0 and is_katakana(text[run - 1]):
            run -= 1
        if start - run < 3 or end - start < 3:
            return False
    return not (end < len(text) and is_katakana(text[end - 1]) and text[end] == "ー")
