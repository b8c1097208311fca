"""A quantity as its author meant it."""

from __future__ import annotations

from typing import Literal

from advisor.notation.quantity_amounts import Aggregation, Bound, Relation
from advisor.notation.units import Per
from advisor.record import record

State = Literal["value", "open", "none", "deferred", "words"]


@record(slots=False)
class Quantity:
    """A quantity and everything its author said about it.

    Attributes:
        raw: as written.
        state: `value`: a number was understood; `open`: left out or a placeholder (`TBD`, `〇〇%`); `none`: stated as
            none; `deferred`: open, and the text says when or how it will be set; `words`: no usable number.
        value: in base units: 1,000万円 is 10_000_000, 2.5% is 2.5, 三割 is 30. The lower end of a range.
        upper: the upper end of a range.
        bound: how the value is meant; `within` is a tolerance around something.
        unit: `%`, `pt` (percentage points), an ISO currency, `hour`, `人`, `times` …, else the counter as written.
        per: the span of time one value covers (月300件).
        per_person: the value counts one person.
        relation: `growth` and `reduction` are changes by `value`; `index` is a level against another (前年比120%);
            `multiple` of another; `share` of something else.
        compared_with: what it is compared with or a share of, as written.
        aggregation: cumulative, average or year to date, where said.
        scale_max: top of a rating scale.
        out_of: the whole of a fraction; 12/40自治会 is 12 out of 40, and 18/24, which counts nothing, a share of 75%.
        ratio_to: second term of a ratio (10:1).
        grade: a letter grade in a text without number.
        when: the date the value itself carries, as written.
        series: dated or staged values, in order; the outer fields are those of the last one that has a value.
        compound: two measures, or alternatives, in one text; the outer fields are those of the first.
        approximate, maintain: said to be about it, to keep it (現状維持, 前年以上).
        from_value: where a change starts (20→35).
        confidence: `stated`: a plain number; `parsed`: the grammar covers the text; `guessed`: it does not.
        leftover: the words the grammar does not explain.
    """

    raw: str
    state: State
    value: float | None = None
    upper: float | None = None
    bound: Bound = "exact"
    unit: str | None = None
    per: Per | None = None
    per_person: bool = False
    relation: Relation = "absolute"
    compared_with: str | None = None
    aggregation: Aggregation | None = None
    scale_max: float | None = None
    out_of: float | None = None
    ratio_to: float | None = None
    grade: str | None = None
    when: str | None = None
    series: tuple[Quantity, ...] = ()
    compound: bool = False
    approximate: bool = False
    maintain: bool = False
    from_value: float | None = None
    confidence: Literal["stated", "parsed", "guessed"] = "parsed"
    leftover: str = ""
