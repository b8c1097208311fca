"""A row's past, where that alone would carry it, and its target, as a small chart. Positions are in a grid 340 by 140."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from advisor.render.measure import width_of
from advisor.render.words import word
from advisor.report import Said, TargetRange
from advisor.source.text import shown
from advisor.text import Language

WIDTH: Final = 340
HEIGHT: Final = 140
_LEFT: Final = 8.0
_NOW: Final = 118.0
_END: Final = 208.0
_TOP: Final = 14.0
_BOTTOM: Final = 108.0
_LABELS: Final = 220.0
_SIZE: Final = 11.5
_APART: Final = 14.0
_DOTS: Final = 24
_SHOWN: Final = 12
"""Past values said in words; the line shows all of them."""


@dataclass(frozen=True, slots=True)
class Label:
    """A word beside the chart; a thin line leads from `y` to where it stands."""

    text: str
    y: float
    stands: float
    style: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart and what it says, in one language."""

    name: str
    verdict: str
    how: str
    line: str
    dots: tuple[tuple[float, float], ...]
    band: str
    likely: tuple[float, float]
    target: float
    labels: tuple[Label, ...]
    first: str
    last: str
    steps: str
    facts: tuple[tuple[str, str], ...]
    said: str
    now: tuple[float, float]


def chart(span: TargetRange, language: Language) -> Chart:
    """The chart of one row."""
    values = [_number(p.value) for p in span.past]
    low, high, likely, target = (_number(s) for s in (span.low, span.high, span.likely, span.target))
    least, most = min(*values, low, target), max(*values, high, target)

    def y(value: float) -> float:
        share = (value - least) / (most - least) if most > least else 0.5
        return round(_BOTTOM - share * (_BOTTOM - _TOP), 1)

    points = [(round(_LEFT + (_NOW - _LEFT) * n / (len(values) - 1), 1), y(v)) for n, v in enumerate(values)]
    now = points[-1]
    texts = {
        "target": (word("target", language), span.target, y(target)),
        "high": (word("high_end", language), span.high, y(high)),
        "low": (word("low_end", language), span.low, y(low)),
    }
    said = [(_label(name, figure, language), at, style) for style, (name, figure, at) in texts.items()]
    verdict = word(span.how, language)
    first, last = (shown(span.past[n].when or "", 12) for n in (0, -1))
    facts = tuple(_facts(span, language))
    return Chart(
        name=span.name,
        verdict=verdict,
        how=span.how,
        line=" ".join(f"{px:g},{py:g}" for px, py in points),
        dots=tuple(points) if len(points) <= _DOTS else (points[-1],),
        band=f"{now[0]:g},{now[1]:g} {_END:g},{y(high):g} {_END:g},{y(low):g}",
        likely=(_END, y(likely)),
        target=y(target),
        labels=_apart(said),
        first=first,
        last=last if width_of(first + last, _SIZE) < _NOW - _LEFT - _SIZE else "",
        steps=span.ahead[language],
        facts=facts,
        said=f"{verdict} " + " ".join(f"{name}: {text}." for name, text in facts),
        now=now,
    )


def _number(said: Said) -> float:
    return float(said.value or 0)


def _label(name: str, figure: Said, language: Language) -> str:
    """The word with its figure, or the word alone where a figure is too long; the words below have it anyway."""
    whole = f"{name} {shown(figure.text[language], 60)}"
    return whole if width_of(whole, _SIZE) <= WIDTH - _LABELS else name


def _apart(labels: Sequence[tuple[str, float, str]]) -> tuple[Label, ...]:
    """The labels from top to bottom, pushed apart so that none covers another."""
    order = sorted(labels, key=lambda label: label[1])
    stands: list[float] = []
    for _, at, _ in order:
        stands.append(max(at, stands[-1] + _APART) if stands else max(at, _TOP))
    over = max(0.0, stands[-1] - (_BOTTOM + 8))
    for n in range(len(stands) - 1, -1, -1):
        most = stands[n] - over if n == len(stands) - 1 else stands[n + 1] - _APART
        stands[n] = min(stands[n], most)
    return tuple(Label(text, at, round(to, 1), style) for (text, at, style), to in zip(order, stands, strict=True))


def _facts(span: TargetRange, language: Language) -> list[tuple[str, str]]:
    recent = span.past[-_SHOWN:]
    split = "、" if language == "ja" else "; "
    colon = "：" if language == "ja" else ": "
    values = split.join(
        f"{p.when}{colon}{p.value.text[language]}" if p.when else p.value.text[language] for p in recent
    )
    past = word("past", language) if len(recent) == len(span.past) else word("past_last", language, n=len(recent))
    ends = {"low": span.low.text[language], "high": span.high.text[language], "likely": span.likely.text[language]}
    steps = span.ahead[language]
    reach = f"{word('range_of', language, **ends)}{'、' if language == 'ja' else ', '}{steps}"
    return [(past, values), (word("target", language), span.target.text[language]), (word("range", language), reach)]
