"""What may stand in the query of an address."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from starlette.requests import Request

from advisor.text import Text

from .problems import BadField, Problem, safe_value

_DATE: Final = Text("日付を 2026-04-01 の形で指定してください。", "Write the date as 2026-04-01.")
_TWICE: Final = Text(
    "このパラメーターが2回以上あります。1回にしてください。", "This parameter is there more than once; give it once."
)
_NO_PARAMETER: Final = Text("このパラメーターはありません。", "There is no such parameter.")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_of(request: Request, as_of: str | None, *known: str) -> date | None:
    """The day in `as_of`; None where it is left out. Raises Problem for another form, or a parameter not known."""
    only(request, *known)
    if as_of is None:
        return None
    try:
        if not _DAY.fullmatch(as_of):
            raise ValueError
        return date.fromisoformat(as_of)
    except ValueError:
        raise Problem("bad-parameter", errors=[BadField(_DATE, parameter="as_of", value=safe_value(as_of))]) from None


def only(request: Request, *known: str) -> None:
    """Refuses other parameters: `?audiance=all`, passed over, would show the sponsor's part to all."""
    names = [name for name, _ in request.query_params.multi_items()]
    errors = [BadField(_NO_PARAMETER, parameter=safe_value(n)) for n in dict.fromkeys(names) if n not in known]
    errors += [BadField(_TWICE, parameter=n) for n in known if names.count(n) > 1]
    if errors:
        raise Problem("bad-parameter", errors=errors[:10])
