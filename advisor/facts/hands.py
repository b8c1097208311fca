"""How many people there are, how many days a month they work, and what one of them is said to do."""

from __future__ import annotations

from advisor.facts.understood import Understanding
from advisor.notation.lazy_pattern import lazy
from advisor.notation.normalize import normalize
from advisor.notation.quantity import parse_quantity

_PEOPLE = lazy(
    r"(?P<n>[0-9]{1,9})\s?(?:人|名)(?!あ?たり|当|につき|[0-9/]|で1日|1日|が1日)|(?P<m>[0-9]{1,9}) (?:people|persons|reps|staff|agents)\b"
)
_DAYS = lazy(r"月(?:に)?(?P<n>[0-9]{1,2})\s?(?:営業日|日)|(?P<m>[0-9]{1,2}) (?:working )?days (?:a|per) month")


def hands(u: Understanding) -> tuple[float | None, float | None]:
    """How many people there are and how many days a month they work, where the plan says."""
    resources = u.plan.resources
    if resources is None:
        return None, None
    text = normalize(resources.text[:400]) if resources.text else ""
    people, days = _stated(resources.people), _stated(resources.working_days_per_month)
    if people is None and text and (found := _PEOPLE.findall(text)):
        people = float(sum(int(n or m) for n, m in found))
    if days is None and text and (one := _DAYS.search(text)) is not None:
        days = float(one["n"] or one["m"])
    people = people if people is not None and people > 0 else None
    return people, days if days is not None and 1 <= days <= 31 else None


def _stated(written: object) -> float | None:
    quantity = parse_quantity(written)
    if quantity.state != "value" or quantity.value is None:
        return None
    return quantity.upper if quantity.upper is not None else quantity.value
