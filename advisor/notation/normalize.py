"""Text as people type it, brought to one spelling before any grammar reads it.

Plans are typed on Japanese keyboards, pasted from spreadsheets and Markdown: full-width digits, six kinds of dash,
circled numbers. Compatibility normalisation alone would turn some of these into *wrong numbers* (`①` into 1, `10²` into
102, `2½` into 21⁄2), so such signs become marks first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from advisor.notation.lazy_pattern import lazy

MAX_TEXT = 2_000
"""Longer texts are prose, not a value: the grammars do not read them. The cap also keeps normalising linear."""

ITEM = "\ue001"
"""Stands for a list mark: ①, ⑵, ❸."""
GLYPH = "\ue002"
"""Stands for a sign that is part of a number we do not read: ², ₃, ½."""

_ITEMS = [*range(0x2460, 0x249C), *range(0x24EA, 0x2500), *range(0x2776, 0x2794)]
_DASHES = "‐‑‒–—―−﹘﹣⁃－"
_INVISIBLE = (
    0xAD,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0xFE00, 0xFE10),
    0xFEFF,
)
_TABLE: dict[int, str | None] = {
    **dict.fromkeys(_INVISIBLE),
    **dict.fromkeys(_ITEMS, ITEM),
    **dict.fromkeys(range(8304, 8349), GLYPH),
    **{ord(sign): GLYPH for sign in "¹²³¼½¾" + "".join(map(chr, range(0x2150, 0x2190)))},
    **{ord(dash): "-" for dash in _DASHES},
    # Japanese keyboards type U+FF5E where 〜 is meant; a plain ~ means "about" and stays apart.
    **{ord(wave): "〜" for wave in "～∼∿〰"},
    **{ord(sign): "→" for sign in "⇒➡⟶➔➜▶►⮕"},
    **{ord(sign): "≥" for sign in "≧⩾"},
    **{ord(sign): "≤" for sign in "≦⩽"},
    **{ord(sign): "(" for sign in "〔【［"},
    **{ord(sign): ")" for sign in "〕】］"},
}
_MARKUP = lazy(r"<!--[^<>]{0,200}-->|\*\*|__|`")
_BREAK = lazy(r"<br\s?/?>|\r\n?|[\u2028\u2029\v\f]", re.IGNORECASE)
_SPACES = lazy(r"[^\S\n]+")
_PAIRS = (("->", "→ "), (">=", "≥ "), ("<=", "≤ "))
_SPELLINGS = (("->", "→"), (">=", "≥"), ("=>", "≥"), ("<=", "≤"), ("=<", "≤"), ("+/-", "±"), ("+-", "±"), ("⁄", "/"))


def as_text(raw: object) -> str:
    """What was written, as text, whatever the object: never raises, never longer than is worth reading."""
    if isinstance(raw, str):
        return str(raw)
    if raw is None:
        return ""
    try:
        text = str(raw)
    except Exception:  # a foreign object may raise anything at all; the text is for people only
        return f"<{type(raw).__name__}>"
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "…"


def normalize(text: str) -> str:
    """One spelling for the same text: NFKC, plain dashes, `≥` and `≤`, single spaces; line breaks stay."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_TABLE))
    if any(sign in text for sign in "<*_`"):
        text = _MARKUP.sub("", text)
    if "<" in text or not text.isprintable():
        text = _BREAK.sub("\n", text)
    for written, meant in _SPELLINGS:
        text = text.replace(written, meant)
    return _SPACES.sub(" ", text).strip()


def level(text: str) -> str:
    """The text with one plain sign for each of its signs, so that places in it are places in what was written.

    `normalize` may shorten a text; here every sign that has no single plain form stays as it is. Line breaks stay.
    """
    if not text.isascii():
        text = "".join(_plain_sign(sign) for sign in text)
    for written, meant in _PAIRS:
        text = text.replace(written, meant)
    return text


@lru_cache(maxsize=8192)
def _plain_sign(sign: str) -> str:
    plain = unicodedata.normalize("NFKC", sign.translate(_TABLE))
    if sign.isspace() and sign != "\n":
        return " "
    return plain if len(plain) == 1 else " " if plain == "" else sign
