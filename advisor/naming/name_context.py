"""What stands beside a name: its unit, the words of its target, its definition."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from advisor.naming.catalogue_data import Direction
from advisor.naming.name_words import NameReading
from advisor.naming.spelling import plain, split_name
from advisor.notation.lazy_pattern import lazy
from advisor.notation.units import DURATIONS, parse_unit

# fmt: off
_COUNTERS = frozenset({
    "人", "件", "回", "社", "本", "個", "台", "枚", "冊", "店", "店舗", "者", "校", "組", "戸", "室", "床", "席", "便", "棟", "団体",
    "自治体", "自治会", "事業所", "事業者", "事業", "組織", "地区", "施設", "拠点", "世帯", "箇所", "通", "票", "種", "種類", "品", "品目",
    "問", "項目", "案件", "商談", "記事", "ページ", "クリック", "人日", "ユーザー", "アカウント", "リード", "セッション", "インストール",
    "ダウンロード", "フォロワー", "企業", "市町村", "都市", "チーム", "講座", "orders", "users", "customers", "leads", "logos",
    "items", "partners", "sessions", "visits", "clicks", "views", "downloads", "signups", "installs", "accounts", "deals",
    "demos", "calls", "meetings", "tickets", "incidents", "posts", "articles", "pages", "subscribers", "followers",
    "employees", "staff", "hires", "members", "units", "trials", "opportunities", "referrals",
    # Quantities of stuff are counted like things.
    "t", "kg", "g", "km", "cm", "mm", "ha", "㎡", "m2", "kwh", "mwh", "kw", "mw", "tb", "gb", "mb", "kb",
})
_FIXED = {
    "%": "percent", "位": "rank", "点": "score", "score": "score", "points": "score", "percentile": "score", "pt": "score",
    "times": "ratio", "歳": None,
}
# fmt: on
_UNIT_IN_TEXT = lazy(
    r"\d\s{0,3}[十百千万億兆kmb]{0,2}\s{0,3}(?P<unit>%|パーセント|percent\b|円|ドル|件|人|名|社|回|本|箇所|か所|店舗?|台|位|倍)"
)
_MONEY = re.compile(r"[¥$€£]\s?\d")
_AT_LEAST = lazy(
    r"以上|上回る|超(?!過|勤)|[≥>≧]|at or above|at least|(?:no|not) (?:less|fewer) than|minimum|or more|or above|more than|"
    r"\babove\b|\bover\b|(?<=\d)%?\+|^\+\s*\d|増(?!減)"
)
_AT_MOST = lazy(
    r"以下|未満|以内(?!に)|(?<!を)下回る|[≤<≦]|at or below|at most|or less|or fewer|or below|less than|fewer than|"
    r"\bbelow\b|\bunder\b|\bmax(?:imum)?\b|cut by|reduc|削減|低減|短縮|(?<!増)減|^[-▲△−]\s*\d"
)
_NOT_AT_MOST = lazy(r"(?:no|not) (?:less|fewer) than|下回らない|more than")
_NO_MORE = lazy(r"(?:no|not) (?:more|over|greater|higher|longer) than|上回らない|超えない")
_RELATIVE = lazy(
    r"[+±]|qoq|yoy|wow|mom\b|増|減|前年|前期|前月|年比|度比|比で|growth|^[-▲△]|cut|reduc|削減|"
    r"\bvs\b|アップ|伸|向上|倍|計画比|予算比|目標比|達成|increase|up by|of (?:the )?(?:\w+ )?(?:plan|budget|quota|target)\b"
)
_LOW_IS_BETTER = lazy(
    r"(?:小さ|低|少な|短)い?ほど(?:良|よ|い)|下がると良|(?:lower|less|fewer|smaller|shorter) is better|minimi[sz]e"
)
_HIGH_IS_BETTER = lazy(
    r"(?:大き|高|多|長)い?ほど(?:良|よ|い)|上がると良|(?:higher|more|bigger|larger|longer) is better|maximi[sz]e"
)
_NEAR_FIVE = 7.0
"""A target up to here may be meant on a scale of five."""
_GATED = lazy(
    r"[>≥]=?\s{0,3}[$¥€£]?\s{0,3}\d|\d\s{0,3}(?:万|億)?(?:円|人|名|件|社|点|%|ドル)?以上の|\bover [$¥€£]\d|(?:条件|要件|基準)(?:に合|を満た)"
)
_WITHIN = lazy(
    r"\d\s*(?:時間|日|営業日|分|秒|週間|か月|ヶ月|年)(?:以内|未満|以下)|(?:within|under|in less than|<)\s*\d+\s?"
    r"(?:s|ms|h|hours?|hrs?|days?|minutes?|mins?|seconds?|secs?|weeks?|months?)\b"
)


_STARS = lazy(r"[★⭐☆]|\bstars?\b|つ星|星(?=\s*\d|$)|星評価|\d\s*星")
_FIVE_SCALES = lazy(
    r"app ?store|google ?play|play ?store|\bgoogle|グーグル|食べログ|アプリ|ストア評価|amazon|アマゾン|trip ?advisor|yelp"
)
_RATED = lazy(r"rating|review|評価|口コミ|クチコミ|レビュー|点数")
_SCALE = lazy(r"(?:/|out of|of a possible)\s*\d|\d\s*(?:点満点|点中|段階|[- ]point scale)")
_NUMBER = lazy(r"\d+(?:\.\d+)?(?!\d|年|月|日)")
_COUNTING = lazy(r"^(?:(?:total|number|count|no|of|the|average|avg|mean) ?)*(?:per [a-z]+ ?)*$")


def rating_limit(name: str, unit: str, target: str, *, listed: bool) -> float | None:
    """The top of a rating's scale, where stars, the shop's name or a target near it give it away.

    `listed` says that the name is a review rating by the catalogue.
    """
    written = plain(name)
    texts = f"{written} {plain(unit)} {target}"
    if _SCALE.search(f"{plain(unit)} {target}"):
        return None  # a scale that is written down is read with the target itself
    figures = [float(number) for number in _NUMBER.findall(target)]
    if _STARS.search(texts):
        top = 5.0
    elif listed or (_FIVE_SCALES.search(written) and _RATED.search(written)):
        top = 5.0 if not figures or max(figures) <= _NEAR_FIVE else 10.0
    else:
        return None
    # Figures far above it are of another scale (percent, points).
    return top if not figures or max(figures) <= 2 * _NEAR_FIVE else None


def only_counts(residue: str) -> bool:
    """Whether what a listed name leaves over narrows nothing: "count of … per month"."""
    return bool(_COUNTING.match(residue))


def target_points(target: str, measures: str | None) -> Direction | None:
    """Which way a target's own words point: 以上 and "at least" up, 以下 and "at most" down."""
    if not target or "±" in target or "+/-" in target:
        return None
    most = bool(_NO_MORE.search(target) or _AT_MOST.search(_NOT_AT_MOST.sub("", target)))
    least = bool(_AT_LEAST.search(_NO_MORE.sub("", target)))
    if not most and measures in ("duration", "rank") and re.search(r"\bwithin\b", target):
        most = True
    if most == least:
        return None
    return "down" if most else "up"


def without_sign(target: str) -> str:
    """A target without a leading minus: of a balance (▲80), a negative level is a level and no cut."""
    return target.lstrip("-▲△− ")


def is_relative(target: str) -> bool:
    """Whether a target is a change on something (+15 %, 前年比, cut by half) rather than a level."""
    return bool(_RELATIVE.search(target))


def defined_direction(definition: str) -> Direction | None:
    """Which way is better where a definition says so in words."""
    if not definition:
        return None
    if _LOW_IS_BETTER.search(definition):
        return "down"
    return "up" if _HIGH_IS_BETTER.search(definition) else None


def names_gate(text: str) -> bool:
    """Whether a text sets a condition on what counts: "> $10k", 100万円以上の, 条件を満たす."""
    return bool(_GATED.search(text))


_HANDLED = lazy(
    r"対応|処理|回答|返信|返答|応答|解決|出荷|配送|納品|納入|支払|発送|完了|"
    r"\b(?:processed|answered|resolved|responded|replied|handled|closed|completed|shipped|delivered|dispatched|paid|"
    r"acknowledged|assessed|determined|decided|issued|fulfilled)\b"
)


def names_work_in_time(name: str) -> bool:
    """Whether a name says that work is dealt with inside a time limit (returns processed within 48 hours)."""
    return names_time_limit(name) and bool(_HANDLED.search(name))


def names_time_limit(name: str) -> bool:
    """Whether a name sets a time limit: with "%" it measures the share that keeps it (replies within 4 hours)."""
    return bool(_WITHIN.search(name))


def unit_in_target(target: str) -> str | None:
    """What the unit in a target says about the number. A span of time there is a date more often than a measure."""
    if target and _MONEY.search(target):
        return "amount"
    found = _UNIT_IN_TEXT.search(split_name(target).core) if target else None
    measures = unit_measures(found["unit"]) if found else None
    return measures if measures != "duration" else None


@lru_cache(maxsize=4096)
def unit_measures(text: str) -> str | None:
    """What a unit says about the number: percent, amount, volume, rank, duration, score, ratio or nothing."""
    unit = parse_unit(text)
    word = unit.unit
    if word is None:
        return "score" if unit.scale_max is not None else None
    if unit.money:
        return "amount"
    if word in _FIXED:
        return _FIXED[word]
    first = word.split("/")[0]
    if first in DURATIONS:
        return "duration"
    # A word that is no known counter says nothing ("k", "MRs").
    return "volume" if first.lower() in _COUNTERS else None


def without_metric(reading: NameReading, *, measures: str | None, polarity: str) -> NameReading:
    """The same name without its metric, which cannot be meant; which way is better still holds."""
    way = way_of(polarity)
    return replace(reading, metric=None, match=None, measures=measures, polarity=way, adjacent=way is not None)


def way_of(direction: str) -> Direction | None:
    return "up" if direction == "up" else "down" if direction == "down" else None
