"""Lines under a measure's name that state one field of it: 目標：月30件; Deadline: June 2026."""

from __future__ import annotations

import re

from advisor.notation.lazy_pattern import lazy

_FIELD = lazy(
    r"^(?P<key>目標値?|target|現在値?|現状|baseline|current|now|today|実績|期限|納期|締切|due|deadline|by when|定義|definition|算出(?:式|方法)|計算式|formula|"
    r"データ(?:元|ソース)?|出典|取得元|source|data source|頻度|確認頻度|frequency|単位|unit)\s?[:=]\s{0,4}(?P<value>\S.*)$",
    re.IGNORECASE,
)
_FIELDS = (
    ("target", r"目標|target"), ("baseline", r"現在|現状|baseline|current|now|today|実績"), ("deadline", r"期限|納期|締切|due|deadline|by when"),
    ("definition", r"定義|definition"), ("formula", r"算出|計算|formula"), ("data_source", r"データ|出典|取得|source|data"),
    ("frequency", r"頻度|確認|frequency"), ("unit", r"単位|unit"),
)  # fmt: skip


def field_line(flat: str) -> tuple[str, int] | None:
    """The plan's field a line states, and where its value begins."""
    found = _FIELD.match(flat)
    if found is None:
        return None
    key = next(name for name, words in _FIELDS if re.match(words, found["key"], re.IGNORECASE))
    return key, found.start("value")
