"""What a measure is, told in full: a definition to adopt, its unit, how it is gamed, what to watch beside it.

Rules judge by the catalogue alone. This is only loaded when somebody asks for it, so that a start stays quick.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from advisor.naming.catalogue_data import Metric
from advisor.record import record
from advisor.text import Text

UNGAMED: Mapping[str, Text] = {
    "accounts": Text("監査を受ける決算の数字のため", "it stands in audited accounts"),
    "official": Text("公的な統計や届出の数字のため", "it is counted by the authorities"),
    "market": Text("市場や外部の機関が決める数字のため", "the market or an outside body sets it"),
    "felt": Text("本人の感じ方を聞く数字のため", "it asks how people feel"),
    "level": Text("増減のどちらが良いとも決まっていないため", "neither more nor less of it is better as such"),
}
"""Why nobody can meet a measure without the good it stands for."""


@record
class Profile:
    """A measure in full.

    Attributes:
        definition: a short definition to adopt.
        unit: its usual unit; None for a state.
        gaming: what it could be met with, without the good it stands for.
        ungamed: why there is no such thing, in place of `gaming`.
        guarded_by: ids of the measures to watch beside it.
        source: id of the published work the definition follows, if it is not our own.
    """

    definition: Text
    unit: Text | None
    gaming: Text | None
    ungamed: Text | None
    guarded_by: tuple[str, ...]
    source: str | None


@cache
def _entries() -> Mapping[str, Mapping[str, Any]]:
    loaded: dict[str, dict[str, Any]] = json.loads((files("advisor.knowledge") / "definitions.json").read_bytes())
    return loaded


def definition_of(known: Metric) -> Text:
    """A short definition to adopt."""
    return Text(**_entries()[known.id]["definition"])


def profile(known: Metric) -> Profile:
    """Everything that is told of a measure, from the catalogue where that says it too."""
    raw = _entries()[known.id]
    told = Text(**raw["gaming"]) if "gaming" in raw else None
    return Profile(
        definition=Text(**raw["definition"]),
        unit=Text(**raw["unit"]) if "unit" in raw else None,
        gaming=known.gaming or told,
        ungamed=UNGAMED[raw["ungamed"]] if "ungamed" in raw else None,
        guarded_by=known.guarded_by or tuple(raw.get("guarded_by", ())),
        source=raw.get("source"),
    )
