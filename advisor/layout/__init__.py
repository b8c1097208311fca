"""Tables → plan: finds the KPIs in sheets and in the tables of documents, and says what every column was taken for.

`laid_out` makes plain plan data of them, as its author would have typed it. Nothing is invented: what no field of the
plan was found for is listed with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from advisor.layout.workbook import Reader, UnknownColumn
from advisor.source.document import Document
from advisor.source.grid import Pages

__all__ = ["FIELDS", "IGNORE", "UnknownColumn", "laid_out"]

IGNORE: Final = "ignore"
FIELDS: Final = (
    "name", "target", "baseline", "actual", "forecast", "deadline", "unit", "owner", "department", "kgi", "drives", "definition",
    "formula", "milestones", "history", "period", "direction", "kind", "tier", "guarded_by", "data_source", "frequency", "actions",
    "incentives", "note", "id", IGNORE,
)  # fmt: skip
"""What a column can be said to be."""


def laid_out(pages: Pages, *, corrections: Mapping[str, str] | None = None) -> Document:
    """The plan in a file of tables.

    Args:
        pages: what the file holds.
        corrections: header → field (one of `FIELDS`), as the user corrected the reading. They win over everything.

    Raises:
        UnknownColumn: a correction names a header that no table has.
        InputError: no table has a column of KPI names.
    """
    return Reader(pages, corrections or {}).document()
