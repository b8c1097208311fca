"""Which files are plans by their names. Apart from the readers, since judging YAML needs none of those."""

from __future__ import annotations

from typing import Final

PLAN_SUFFIXES: Final = (".yaml", ".yml", ".json")
SEARCHED: Final = (*PLAN_SUFFIXES, ".xlsx", ".xlsm", ".csv", ".tsv")
"""What a search through a folder finds: documents and texts are read only when named, because few of them are plans."""
