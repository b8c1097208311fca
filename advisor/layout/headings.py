"""Goals that stand above a table: in its headings, in the text before it, or in a row of its own."""

from __future__ import annotations

import re
from typing import Final

from advisor.layout.header_words import key, words_of
from advisor.notation.normalize import normalize

_GOAL: Final = re.compile(
    r"^(?:#+\s*|[■◆●▼□◇・]\s*)?(?:(?:KGI|最終目標|基本目標|重点目標|政策目標|戦略目標|経営目標|全社目標|目標|ゴール|strategic goal|strategic objective|goal|objective|north star(?: metric)?)"
    r"(?:\s?\(KGI\))?)\s?(?:(?P<number>[0-9]{1,2}|[IVX]{1,4}|\ue001)\s?[-_:.)、\s]\s*|[:：]\s*|\s[-–—]\s)(?P<text>\S.{1,200})$",
    re.IGNORECASE,
)


def goal_in(text: str) -> str | None:
    """The goal a heading states (`基本目標1 安心して働けるまち`, `KGI：年間売上1.2億円`), or None for any other heading."""
    folded = " ".join(normalize(text).split())
    found = _GOAL.match(folded)
    if found is None:
        return None
    goal = found["text"].strip(" :：-")
    return goal if len(goal) >= 2 and not re.fullmatch(r"[\d.,%\s]+", goal) else None


_PAIR: Final = re.compile(r"^(?:[-*・]\s*)?(?P<name>[^:：\n]{1,30})[:：]\s*(?P<value>[^\n]{1,200})$")


def setting_in(text: str) -> tuple[str, str] | None:
    """The setting a line states (`期間：2026年度`), as its path in the plan and its value."""
    found = _PAIR.match(text.strip())
    path = words_of("settings").get(key(found["name"])) if found else None
    return (path, found["value"].strip()) if found and path and path != "kgi.name" else None
