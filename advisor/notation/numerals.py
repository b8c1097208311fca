"""One number as it is written, Arabic or kanji: `1,526`, `3億5千万`, `七百五十`, `1.2M`.

A number that cannot be trusted (`1,50`, `1.2.3`, `十数`, `007`) is still recognised, with no value, so that nobody
reads half of it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from advisor.notation.lazy_pattern import lazy


class Numeral(NamedTuple):
    """A number at a place in a text.

    Attributes:
        value: the number, or None when it looks like one but is vague or malformed.
        coefficient: the digits before the last scale word (1.5 in 1.5億).
        scale: what the scale words multiply by (100_000_000 in 1.5億), 1 without any.
        kanji: written without any Arabic digit.
        plain: written in Arabic digits without any scale.
        decimals: digits after the point.
    """

    start: int
    end: int
    value: float | None
    coefficient: float = 0.0
    scale: int = 1
    kanji: bool = False
    plain: bool = False
    decimals: int = 0


_DIGITS = lazy(r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}|[0-9]{1,18})(?:\.[0-9]{1,12})?|\.[0-9]{1,12}")
_GOES_ON = lazy(r"[0-9]|[,.'’][0-9]|[\ue002]")
_RUN = lazy(r"[0-9.,'’\ue002]+")
_LEADING_ZERO = lazy(r"0[0-9]")
_EXPONENT = lazy(r"[eE][-+]?[0-9]{1,2}(?![0-9A-Za-z.])")

_KANJI_DIGIT = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "億": 10**8, "兆": 10**12}
_KANJI_RUN = lazy("[〇一二三四五六七八九零]{1,12}")
_VAGUE_AFTER = lazy(r"数(?=[十百千万億件人名社回個本台点店年日倍割%])", needs="数")
_VAGUE_RUN = lazy("[十百千万億兆数何幾]+")
# Words that begin with a scale sign, and so end the number before it.
_NOT_A_SCALE = lazy("千葉|千代|千人率|百貨|百科|百聞|百葉|万全|万博|万能|万一|万が一|十分(?:に|な)|億劫")

_SPACED_SCALE = lazy(" (?:[万億兆]|[百千]万?(?=[円人件]))(?!人率|葉|が一|一|博|能|全|代)")
_LATIN_SCALE = lazy(
    r"\s?(?P<word>thousand|million|billion|trillion|mln|mn|bn|lakhs?|crores?)(?![A-Za-z])|"
    r"(?P<sign>[kKMB])(?![A-Za-z0-9&])"
)
_LATIN_SIZE = {
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "mln": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "b": 10**9,
    "trillion": 10**12,
    "lakh": 10**5,
    "lakhs": 10**5,
    "crore": 10**7,
    "crores": 10**7,
}


def read_numeral(text: str, at: int) -> Numeral | None:
    """The number that starts at `at` in normalised text, or None when none starts there."""
    sign = text[at] if at < len(text) else ""
    if sign.isascii():
        if not (sign.isdigit() or (sign == "." and at + 1 < len(text) and text[at + 1] in "0123456789")):
            return None
    elif sign in "数何幾":
        vague = _VAGUE_RUN.match(text, at)
        return Numeral(at, vague.end(), None, kanji=True) if vague and vague.end() > at + 1 else None
    elif (sign not in _KANJI_DIGIT and sign not in _SMALL) or sign == "〇" or _NOT_A_SCALE.match(text, at):
        return None
    return _Composition(text, at).read()


class _Composition:
    """Reads `[digits] [small scales] [big scale]` parts, as in 3億5千万 or 1,250百万; exact until the end."""

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.start = self.at = at
        self.arabic = False
        self.fraction = False
        self.broken = False
        self.parts = 0

    def read(self) -> Numeral:
        total, section = Fraction(0), Fraction(0)
        pending: Fraction | None = None
        first: Fraction | None = None
        scaled, scale = False, 1
        last_big, last_small = 10**16, 10**18
        while not self.broken and self.at < len(self.text):
            sign = self.text[self.at]
            if pending is not None and sign == " " and _SPACED_SCALE.match(self.text, self.at):
                self.at += 1  # 1.2 億円
                continue
            if pending is None and (digits := self._digits()) is not None:
                pending = digits
                first = digits if first is None else first
                continue
            if (sign not in _SMALL and sign not in _BIG) or _NOT_A_SCALE.match(self.text, self.at):
                break
            if sign in _SMALL:
                size = _SMALL[sign]
                # 12百万 and 3,500千 are how accounts are written; 百千 or 十十 is not a number.
                self.broken |= size >= last_small
                section += (pending if pending is not None else 1) * size
                last_small = size
            else:
                size = _BIG[sign]
                section += pending or 0
                self.broken |= section == 0 or size >= last_big
                total += section * size
                section, last_big, last_small = Fraction(0), size, 10**18
            pending, scaled, scale = None, True, scale * size if self.parts < 2 else 1
            self.at += 1
        rest = section + (pending or 0)
        self.broken |= (scaled and rest >= last_big) or (pending is not None and pending >= last_small)
        # 1.5億2千万: after a decimal part nothing can follow that adds up.
        self.broken |= self.fraction and self.parts > 1
        return self._finish(total + rest, first if first is not None else Fraction(1), scale, scaled)

    def _digits(self) -> Fraction | None:
        match = _DIGITS.match(self.text, self.at)
        if match:
            self.arabic = True
            self.parts += 1
            self.at = match.end()
            if _GOES_ON.match(self.text, self.at) or _LEADING_ZERO.match(match[0]):
                run = _RUN.match(self.text, self.at)
                self.at = run.end() if run else self.at
                self.broken = True
                return None
            self.fraction |= "." in match[0]
            return Fraction(match[0].replace(",", ""))
        run = _KANJI_RUN.match(self.text, self.at)
        if run is None:
            return None
        self.parts += 1
        self.at = run.end()
        # 一〇〇 is 100 digit by digit; 二三 is as likely "two or three".
        if len(run[0]) == 2 and "〇" not in run[0] and "零" not in run[0]:
            self.broken = True
            return None
        return Fraction(int("".join(str(_KANJI_DIGIT[sign]) for sign in run[0])))

    def _finish(self, value: Fraction, coefficient: Fraction, scale: int, scaled: bool) -> Numeral:
        vague = _VAGUE_AFTER.match(self.text, self.at)
        if vague or self.broken:
            run = _VAGUE_RUN.match(self.text, self.at)
            return Numeral(self.start, run.end() if run else self.at, None, kanji=not self.arabic)
        size = scale
        if self.arabic and not scaled:
            if (exponent := _EXPONENT.match(self.text, self.at)) and self.parts == 1:
                value *= Fraction(10) ** int(exponent[0][1:])
                self.at = exponent.end()
            elif latin := _LATIN_SCALE.match(self.text, self.at):
                size = _LATIN_SIZE[(latin["word"] or latin["sign"]).casefold()]
                value *= size
                self.at = latin.end()
        elif self.parts > 1:
            size, coefficient = 1, value
        try:
            number = float(value)
        except OverflowError:
            return Numeral(self.start, self.at, None)
        plain = self.arabic and not scaled and size == 1
        decimals = len(self.text[self.start : self.at].partition(".")[2]) if plain else 0
        return Numeral(
            self.start, self.at, number, float(coefficient), size, kanji=not self.arabic, plain=plain, decimals=decimals
        )
