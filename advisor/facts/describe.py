"""Says back what was understood: `月300件` is 300 per month, at least or exactly, of what unit."""

from __future__ import annotations

from advisor.figures import amount, day
from advisor.notation.dates import When
from advisor.notation.quantity import Quantity
from advisor.text import Text

_BOUND = {
    "exact": ("{}", "{}"),
    "at_least": ("{}以上", "{} or more"),
    "at_most": ("{}以下", "{} or less"),
    "above": ("{}超", "more than {}"),
    "below": ("{}未満", "less than {}"),
    "within": ("±{}以内", "within ±{}"),
}
_RELATION = {
    "growth": ("{}増", "up by {}"),
    "reduction": ("{}減", "down by {}"),
    "index": ("比較対象の{}", "{} of the base"),
    "multiple": ("{}", "{}"),
    "share": ("全体の{}", "{} of the whole"),
}
_ASSUMED = {
    "fiscal_year_april": ("4月始まりの年度とみなす", "fiscal year from April assumed"),
    "calendar_quarter": ("暦の四半期とみなす", "calendar quarter assumed"),
    "fiscal_quarter": ("年度の四半期とみなす", "fiscal quarter assumed"),
    "year_from_period": ("年は計画の期間から判断", "year assumed from the plan's period"),
    "year_from_as_of": ("判定日を基準に判断", "reckoned from the day of the review"),
    "era_past_its_end": ("終わった元号を西暦に直す", "era past its end, converted"),
}


def describe_quantity(quantity: Quantity, unit: str | None = None) -> Text:
    """What a quantity was taken to mean."""
    if quantity.state in ("open", "deferred"):
        return (
            Text("未記入とみなします", "taken as left out")
            if quantity.state == "open"
            else Text("後日決めるとみなします", "taken as still to be set")
        )
    if quantity.state == "words" or quantity.value is None:
        grade = quantity.grade
        if quantity.maintain and quantity.compared_with and quantity.bound in ("at_most", "at_least"):
            base, more = quantity.compared_with, quantity.bound == "at_most"
            return Text(
                f"{base}の水準を{'超えない' if more else '下回らない'}",
                f"not {'above' if more else 'below'} {'today' if base == '現状' else base}",
            )
        return Text(
            f"等級{grade}" if grade else "数値のない文", f"grade {grade}" if grade else "words without a number"
        )
    said = amount(quantity.value, quantity.unit or unit, quantity.per)
    ja, en = said.ja, said.en
    if quantity.ratio_to is not None:
        ja = en = f"{en}:{quantity.ratio_to:g}"
    if quantity.upper is not None:
        upper = amount(quantity.upper, quantity.unit or unit)
        ja, en = f"{ja}〜{upper.ja}", f"{en} to {upper.en}"
    if quantity.scale_max is not None:
        top = f"{quantity.scale_max:g}"
        ja, en = f"{top}点満点の{ja}", f"{en} out of {top}"
    for table, key in ((_RELATION, quantity.relation), (_BOUND, quantity.bound)):
        if key in table:
            ja, en = table[key][0].format(ja), table[key][1].format(en)
    if quantity.aggregation == "cumulative":
        ja, en = f"累計{ja}", f"{en} in total"
    elif quantity.aggregation == "average":
        ja, en = f"平均{ja}", f"{en} on average"
    if len(quantity.series) > 1:
        n = len(quantity.series)
        ja, en = f"{n}個の値。最後は{ja}", f"{n} values, the last {en}"
    if quantity.leftover:
        ja, en = f"{ja}（「{quantity.leftover}」は読み飛ばし）", f"{en} (“{quantity.leftover}” not used)"
    return Text(ja, en)


def describe_when(when: When) -> Text:
    """What a date or period was taken to mean."""
    if when.impossible:
        return Text("存在しない日付です", "no such date")
    if when.standing:
        return Text("終わりのない期間とみなします", "taken as a span without an end")
    if when.state == "relative":
        return Text("暦の日付にできない期限とみなします", "taken as a deadline that cannot be put on the calendar")
    if when.state != "date" or when.end is None:
        if when.start is not None:
            start = day(when.start).text
            return Text(f"{start.ja}から（終わりの記載なし）", f"from {start.en} (no end stated)")
        return Text("日付として読み取れません", "cannot be read as a date")
    end = day(when.end).text
    ja, en = end.ja, end.en
    if when.start is not None and when.start != when.end:
        start = day(when.start).text
        ja, en = f"{start.ja}〜{end.ja}", f"{start.en} to {end.en}"
    if when.assumed in _ASSUMED:
        note = _ASSUMED[when.assumed]
        ja, en = f"{ja}（{note[0]}）", f"{en} ({note[1]})"
    return Text(ja, en)
