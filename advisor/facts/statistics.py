"""What a short history can reach: a random walk with drift, and Student's t."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import NormalDist, mean, stdev

from advisor.record import record


@record
class Range:
    """Where a value is likely to lie, `confidence` of the time."""

    low: float
    high: float
    centre: float


def reachable(values: Sequence[float], steps: int, confidence: float) -> Range:
    """The range `steps` periods after the last of at least three values, if the past goes on as it was.

    A random walk with drift: of the methods tried on short series it kept its promise best (an 80 % range
    held 80 to 97 % of what came), where regression lines and exponential smoothing held far less.
    """
    moves = [b - a for a, b in pairwise(values)]
    n = len(moves)
    drift, spread = mean(moves), stdev(moves)
    centre = values[-1] + drift * steps
    half = t_quantile(0.5 + confidence / 2, n - 1) * spread * math.sqrt(steps + steps * steps / n)
    return Range(centre - half, centre + half, centre)


def t_quantile(p: float, df: int) -> float:
    """Quantile `p` (0.5 < p < 1) of Student's t with `df` degrees of freedom.

    Exact for 1 and 2; from 3 on Hill's expansion (Communications of the ACM 13, 1970, algorithm 396), good to
    about four digits.
    """
    if df == 1:
        return math.tan(math.pi * (p - 0.5))
    if df == 2:
        a = 4 * p * (1 - p)
        return 2 * (p - 0.5) * math.sqrt(2 / a)
    tail = 2 * (1 - p)
    a = 1 / (df - 0.5)
    b = (48 / a) / a
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * math.sqrt(a * math.pi / 2) * df
    y = (d * tail) ** (2 / df)
    if y > 0.05 + a:
        x = NormalDist().inv_cdf(tail / 2)
        y = x * x
        if df < 5:
            c += 0.3 * (df - 4.5) * (x + 0.6)
        c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
        y = a * y * y
        y = math.expm1(y)
    else:
        y = ((1 / (((df + 6) / (df * y) - 0.089 * d - 0.822) * (df + 2) * 3) + 0.5 / (df + 4)) * y - 1) * (df + 1) / (
            df + 2
        ) + 1 / y
    return math.sqrt(df * y)
