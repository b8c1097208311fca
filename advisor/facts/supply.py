"""Whether the steps before a count feed its target."""

from __future__ import annotations

import math

from advisor.facts.base import Figure
from advisor.facts.chain import is_percentage, level_of, supply_of
from advisor.facts.goals import chain_sum
from advisor.facts.measures import Judged, share
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import amount

_HIGHEST_RATE = 90  # nobody turns every visit into a purchase


def supply(u: Understanding, row: ReadRow, rounding: float) -> Judged:
    """Upstream volume times rate against the target, with the gap and the volume it would take."""
    fed = supply_of(u, row)
    if fed is None:
        return Judged("unjudged")
    if fed.supplied >= fed.needed * (1 - rounding):
        return Judged("enough")
    chain = fed.chain
    gap = fed.needed - fed.supplied
    needed = math.ceil(level_of(chain.volume) * fed.needed / fed.supplied - 1e-9) if fed.supplied > 0 else None
    figures = {
        "sum": chain_sum(chain, row.shown_unit, chain.volume.per),
        "supplied": Figure(fed.supplied, amount(round(fed.supplied, 1), row.shown_unit, row.target.per)),
        "gap": Figure(gap, amount(round(gap, 1), row.shown_unit, row.target.per)),
        "share": share(fed.supplied, fed.needed),
        "upstream": Figure.words(chain.volume.name),
        "rate": Figure.words("×".join(r.name for r in chain.factors)),
    }
    if len(chain.factors) == 1 and is_percentage(chain.factors[0]) and fed.supplied > 0:
        rate = level_of(chain.factors[0]) * fed.needed / fed.supplied
        if rate <= _HIGHEST_RATE:
            # Rounded up: a rate that is to feed the target must not fall short by a rounding.
            figures["rate_needed"] = Figure(rate, amount(math.ceil(rate * 10 - 1e-9) / 10, "%"))
    if needed is not None:
        figures["upstream_needed"] = chain.volume.say_level(needed)
    return Judged("short", figures, 0.85)
