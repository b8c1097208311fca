"""Money that is to be spent or paid: no measure, and so no target."""

from __future__ import annotations

import re

from advisor.memo.amounts import Amount
from advisor.notation.lazy_pattern import lazy

_SPENDS = lazy(r"(?:予算|広告費|販促費|費用|コスト|経費)|\b(?:budget|spend(?:ing)?|cost us|pay)\b", re.IGNORECASE)
_BUDGET = lazy(
    r"[\s、,;.。]*(?:(?:the|our|a|total|marketing|annual|monthly)\s)*(?:予算|投資額|spend|budget|investment)",
    re.IGNORECASE,
)
_COSTS = lazy(r"\b(?:will|would|may|to) costs?\s(?:about\s|around\s)?$|\bcosts\s$", re.IGNORECASE)
_MONEY = lazy(r"[円$¥£€]|USD|JPY|EUR|GBP")
_PRICED = lazy(
    r"(?:導入|初期|購入|工事|整備|開発|委託|設備|改修|年間|月額|保守|運用|総)(?:の)?(?:費用?|料金?|額|保守料|利用料|委託料|事業費|工事費|投資額)(?:は|が|:)?\s?$|"
    r"(?:投資額|購入額|契約額|見積(?:額|金額)|保守料|委託料|リース料)(?:は|が|:)?\s?$"
)
_BOUNDED = lazy(r"以下|以内|未満|まで|以上")
_STATED = lazy(r"\s?(?:を|で|と|です|である|。|、|$|\()(?!下回|上回|抑|削減|超え)")
_SPENT = lazy(r"[^、。]{0,6}(?:使|かけ|投じ|充て|投資|確保|計上|を上限|いただ)|\s(?:on|to spend)\b")
_TAKES_MONEY = lazy(r"\s?(?:が|は|ほど|程度|くらい)?\s?かか(?:って|る|り|った)")


def is_spent(flat: str, start: int, amount: Amount) -> bool:
    """Whether the words from `start` on, before and behind an amount, make it money that goes out."""
    before, text = flat[start : amount.start], flat[amount.start : amount.end]
    if not _MONEY.search(text):
        return bool(_SPENDS.search(before[-24:]) and _SPENT.match(flat, amount.end))
    if (
        _BUDGET.match(before)
        or _COSTS.search(before)
        or (_SPENDS.search(before[-24:]) and _SPENT.match(flat, amount.end))
    ):
        return True
    if _TAKES_MONEY.match(flat, amount.end):
        return True
    level = amount.role == "plain" and not amount.after_from and not _BOUNDED.search(text)
    return level and bool(_PRICED.search(before)) and _STATED.match(flat, amount.end) is not None
