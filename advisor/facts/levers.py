"""Which driver to raise by how much so that a chain reaches its goal, and whether past and people carry that."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product

from advisor.facts.base import Figure
from advisor.facts.chain import Chain, is_percentage, level_of, per_month
from advisor.facts.hands import hands
from advisor.facts.means import Load, load_of_step
from advisor.facts.reach import comparable
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import amount, plain
from advisor.knowledge_files import step_names
from advisor.record import record
from advisor.text import Text

_HIGHEST_RATE = 90
_WIDE = 24


def best_past(row: ReadRow) -> float | None:
    """The best value the plan says there ever was; None where it states no past values, for one figure is no past."""
    past = [q.value for q in row.history if q.state == "value" and q.value is not None and comparable(row, q)]
    if len(past) < 2:
        return None
    today = [v for v in (row.absolute_baseline, row.absolute_actual) if v is not None]
    return max([*past, *today])


def mix(chain: Chain, factor: float) -> Mapping[ReadRow, float] | None:
    """The gentlest rise of the chain's rates, in round figures, that multiplies its product by `factor`.

    One driver that has been as high before comes first, then several that keep within their best past values; then
    whatever does, where no rate more than doubles or passes 90 %. None when that is not enough.
    """
    if not math.isfinite(factor) or factor <= 1:
        return None
    single = _single(chain, factor)
    if single is not None:
        return single
    rates = [r for r in chain.factors if is_percentage(r)]
    if not rates or len(rates) > 4:
        return None
    free = [_round_steps(r) for r in rates]
    within = [
        [v for v in steps if (best := best_past(r)) is None or v <= max(best, level_of(r))]
        for r, steps in zip(rates, free, strict=True)
    ]
    return _gentlest(rates, within, factor) or _gentlest(rates, free, factor)


def _single(chain: Chain, factor: float) -> Mapping[ReadRow, float] | None:
    """One rate or average value that closes the gap alone at a level it has had before; the smallest rise counts."""
    for row in chain.factors:
        best, needed = best_past(row), level_of(row) * factor
        if best is None or needed > best + 1e-9 or (is_percentage(row) and needed > _HIGHEST_RATE):
            continue
        rounded = next((v for v in _round_steps(row) if needed - 1e-9 <= v <= best), None)
        return {row: rounded if rounded is not None else best}
    return None


def _gentlest(
    rates: Sequence[ReadRow], options: Sequence[Sequence[float]], factor: float
) -> Mapping[ReadRow, float] | None:
    if factor > math.prod(max(o) / level_of(r) for o, r in zip(options, rates, strict=True)) * 1.0001:
        return None
    best: tuple[float, float, tuple[float, ...]] | None = None
    for levels in product(*options):
        rises = [new / level_of(r) for new, r in zip(levels, rates, strict=True)]
        reached = math.prod(rises)
        if reached >= factor * 0.9999:
            ranked = (sum(math.log(x) ** 2 for x in rises), reached, levels)
            best = min(best, ranked) if best is not None else ranked
    if best is None:
        return None
    return {r: new for r, new in zip(rates, best[2], strict=True) if new != level_of(r)}


def _round_steps(row: ReadRow) -> list[float]:
    """Round figures from a row's target up to its double: what a person would write down as a target."""
    value = level_of(row)
    most = min(value * 2, _HIGHEST_RATE) if is_percentage(row) else value * 2
    size = 10 ** math.floor(math.log10(value))
    step = size * (0.5 if value / size >= 2 else 0.25 if value / size < 1.5 else 0.5)
    first = math.floor(value / step) + 1
    steps = [round(step * n, 6) for n in range(first, first + _WIDE)]
    return [value, *(s for s in steps if s <= most + 1e-9)]


@record(slots=False)
class Step:
    """A count along the chain after a rate: which step it is, and how many in the chain's own period."""

    id: str
    count: float


def steps_along(chain: Chain, levels: Mapping[ReadRow, float], volume: float | None = None) -> Sequence[Step]:
    """The counts along the chain after each rate, with the changed levels put in."""
    value = chain.start if volume is None else volume
    out = []
    for row in chain.factors:
        if not is_percentage(row):
            break
        value *= levels.get(row, level_of(row)) / 100
        out.append(Step(row.known.converts[1] if row.known.converts else "", value))
    return out


def carried(u: Understanding, chain: Chain, changed: Mapping[ReadRow, float]) -> dict[str, Figure]:
    """Whether past values and the people there are carry a mix: figures for each answer there is.

    `mix_over` levels without precedent, `mix_proven` levels that were reached before, `mix_unproven` drivers whose
    past is not stated, `mix_load` the counts that people have to handle, `mix_overload` those beyond what they can.
    """
    over = [(r, v, b) for r, v in changed.items() if (b := best_past(r)) is not None and v > b + 1e-9]
    proven = [(r, b) for r, v in changed.items() if (b := best_past(r)) is not None and v <= b + 1e-9]
    unproven = [r for r in changed if best_past(r) is None]
    figures: dict[str, Figure] = {}
    if over:
        ja = "、".join(f"{r.name}{r.say_level(v).text.ja}（過去最高{r.say_level(b).text.ja}）" for r, v, b in over)
        en = ", ".join(
            f"{r.say_level(v).text.en} for “{r.name}” (best so far {r.say_level(b).text.en})" for r, v, b in over
        )
        figures["mix_over"] = Figure(len(over), Text(ja, en))
    if proven:
        ja = "、".join(f"{r.name}は{r.say_level(b).text.ja}" for r, b in proven)
        en = ", ".join(f"{r.say_level(b).text.en} for “{r.name}”" for r, b in proven)
        figures["mix_proven"] = Figure(len(proven), Text(ja, en))
    if unproven:
        ja = "".join(f"「{Figure.words(r.name).text.ja}」" for r in unproven)
        figures["mix_unproven"] = Figure(len(unproven), Text(ja, ", ".join(f"“{r.name}”" for r in unproven)))
    first = Step(chain.volume.known.step or "", chain.start)
    figures |= _loads(u, chain, [first, *steps_along(chain, changed)], "mix")
    return figures


def lever_checked(u: Understanding, chain: Chain, needed: float) -> dict[str, Figure]:
    """The same for the count alone: its best past value where that is less, and what the people can do."""
    best = best_past(chain.volume)
    figures: dict[str, Figure] = {}
    if best is not None:
        figures["lever_best" if needed > best else "lever_proven"] = chain.volume.say_level(best)
    first = Step(chain.volume.known.step or "", needed * chain.heads)
    return figures | _loads(u, chain, [first, *steps_along(chain, {}, first.count)], "lever")


def _loads(u: Understanding, chain: Chain, steps: Sequence[Step], prefix: str) -> dict[str, Figure]:
    """The first step that takes more hands than there are, else the first that is known to be within reach."""
    people, days = u.once(hands)
    pace = per_month(u, chain.volume)
    if people is None or pace is None:
        return {}
    fits: Figure | None = None
    # What one person is to do is no limit to what one person is to do.
    for step in steps[1:] if chain.volume.target.per_person else steps:
        load = load_of_step(u, step.id)
        if load is None or (load.per == "day" and days is None):
            continue
        each = _a_month(load, days)
        count, can = math.floor(step.count * pace + 1e-6), people * each
        said = _said(step.id, count, people, days, load, can)
        if count > can:
            needed = math.ceil(step.count * pace / each - 1e-9)
            return {f"{prefix}_overload": said, f"{prefix}_people": Figure(needed, amount(needed, "人"))}
        fits = fits or said
    return {f"{prefix}_load": fits} if fits is not None else {}


def _a_month(load: Load, days: float | None) -> float:
    return load.value * {"day": days or 1.0, "week": 52 / 12, "month": 1.0}[load.per]


def _said(step: str, count: int, people: float, days: float | None, load: Load, can: float) -> Figure:
    label = step_names()[step]
    per = {"day": ("1日", "a day"), "week": ("週", "a week"), "month": ("月", "a month")}[load.per]
    by_ja, by_en = (
        ("", "") if load.per != "day" else (f"×月{plain(days or 0)}日", f" × {plain(days or 0)} days a month")
    )
    most = math.floor(can + 1e-6)
    who = "person" if people == 1 else "people"
    ja = f"{label.ja}月{count:,}件に対し、{plain(people)}人{by_ja}×1人{per[0]}{plain(load.value)}件＝月{most:,}件"
    en = f"{count:,} {label.en} a month against {plain(people)} {who}{by_en} × {plain(load.value)} {per[1]} each = {most:,}"
    return Figure(count, Text(ja, en))
