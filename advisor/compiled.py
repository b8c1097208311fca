"""What `make generate` made of the YAML files in `rules/` and `knowledge/`, for a quick start.

Parsing and folding them at every start would cost more than the whole judgement. `make check` fails when the
file is out of date, so it never says anything else than the YAML does.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def compiled() -> dict[str, Any]:
    """The contents: `catalogue`, `knowledge` (files by name), `rules` (files by name) and their `digest`."""
    loaded: dict[str, Any] = json.loads((files("advisor.knowledge") / "compiled.json").read_bytes())
    return loaded
