"""What a number counts: units in one spelling, and a plan's own `unit:` field (`円/月`, `人/年`, `/5`, `万円`)."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from advisor.notation.lazy_pattern import lazy
from advisor.notation.normalize import GLYPH, MAX_TEXT, as_text, normalize

Per = Literal["hour", "day", "week", "month", "quarter", "half", "year"]

DURATIONS = ("millisecond", "second", "minute", "hour", "day", "week", "month", "year")
"""Units of time, short to long."""
HOURS = {"second": 1 / 3600, "minute": 1 / 60, "hour": 1.0, "day": 24.0, "month": 720.0, "year": 8760.0}
"""Size of a unit of time in hours; months of 30 days, years of 365."""

_FOLDED: dict[str, str] = {
    "%": "% パーセント percent pct",
    "pt": "pt pts pp ppt ポイント %pt %ポイント パーセントポイント",
    "times": "倍 x ×",
    "‰": "‰ パーミル permille",
    "p": "p pence",
    "人": "人 名 人数 people person persons ppl",
    "hour": "時間 h hr hrs hour hours",
    "minute": "分 分間 min mins minute minutes",
    "second": "秒 秒間 s sec secs second seconds",
    "millisecond": "ms msec ミリ秒 millisecond milliseconds",
    "day": "日 日間 day days 営業日",
    "week": "週間 週 week weeks wk wks",
    "month": "か月 ヶ月 カ月 ヵ月 ケ月 箇月 か月間 ヶ月間 カ月間 ヵ月間 month months mo mos",
    "year": "年 年間 year years yr yrs",
    "JPY": "円 jpy yen ¥",
    "USD": "ドル 米ドル usd us$ dollar dollars $",
    "EUR": "ユーロ eur euro euros €",
    "GBP": "ポンド gbp pound pounds £",
    "KRW": "ウォン krw won ₩",
    "CNY": "人民元 cny rmb",
    "AUD": "aud a$ 豪ドル", "CAD": "cad c$", "SGD": "sgd s$", "HKD": "hkd hk$", "INR": "inr ₹ rs", "CHF": "chf",
    "percentile": "percentile percentiles パーセンタイル",
    "回": "回 times time",
    "箇所": "箇所 か所 ヶ所 カ所 ヵ所 ケ所 個所",
}  # fmt: skip
_COUNTERS = (
    "件 社 本 個 台 枚 冊 点 位 店 店舗 者 校 組 戸 室 床 席 便 棟 団体 自治体 事業所 事業者 "
    "事業 組織 地区 施設 拠点 世帯 つ 歳 期 通 票 種 種類 "
    "品 品目 問 項目 案件 商談 記事 ページ クリック 人日 人月 人時 語 文字 話 ユーザー "
    "アカウント リード セッション インストール ダウンロード フォロワー 企業 "
    "校区 学区 自治会 市町村 市 町 村 都市 か国 カ国 ヶ国 チーム コマ 講座 科目 単位 ha ㎡ m2 km2 kg t g km "
    "cm mm kwh mwh kw mw tb gb mb kb °c dba db "
    "orders users customers leads logos items partners sessions visits clicks views "
    "downloads signups installs accounts deals demos calls meetings "
    "tickets incidents posts articles pages subscribers followers employees staff hires "
    "members units trials opportunities referrals points score mg ml ppm ppb lx hpa rpm fps "
    "dpi px cc mmhg kcal gj pv uu dl cv mau dau imp fte "
    "sql mql"
)
KNOWN: dict[str, str] = {
    **{word: word for word in _COUNTERS.split()},
    **{word: canonical for canonical, words in _FOLDED.items() for word in words.split()},
    **dict.fromkeys(
        ("t-co2", "tco2", "t-co2e", "tco2e", f"t-co{GLYPH}", f"tco{GLYPH}", f"t-co{GLYPH}e", f"tco{GLYPH}e"), "t-CO2"
    ),
    **{
        f"{size}{joint}co{two}{rest}": f"{'Mt' if size == 'mt' else size}-CO2"
        for size in ("kg", "kt", "mt")
        for joint in ("", "-", " ")
        for two in ("2", GLYPH)
        for rest in ("", "e", "eq")
    },
    **{
        f"{size} {of}co{two}{rest}": "t-CO2"
        for size in ("t", "tons", "tonnes", "metric tons")
        for of in ("", "of ")
        for two in ("2", GLYPH)
        for rest in ("", "e", "eq")
    },
    **dict.fromkeys(("business days", "business day", "working days", "working day", "calendar days"), "day"),
    **dict.fromkeys(("percentage points", "percentage point", "percent points", "% points"), "pt"),
}
"""Surface form, case folded, to the unit's one spelling."""
_AS_WRITTEN = {
    "pv",
    "uu",
    "dl",
    "cv",
    "mau",
    "dau",
    "imp",
    "fte",
    "sql",
    "mql",
    "tb",
    "gb",
    "mb",
    "kb",
    "kwh",
    "mwh",
    "kw",
    "mw",
    "ha",
    "db",
    "dba",
    "°c",
}
CURRENCIES = frozenset(
    unit for unit in _FOLDED if len(unit) == 3 and unit.isalpha() and unit.isascii() and unit.isupper()
)
CURRENCY_SIGNS = {"$": "USD", "¥": "JPY", "€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR"}
MULTIPLIERS = {
    **{"十": 10, "百": 100, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7},
    **{"億": 10**8, "十億": 10**9, "百億": 10**10, "千億": 10**11, "兆": 10**12},
    **dict.fromkeys(("k", "thousand", "thousands"), 10**3),
    **dict.fromkeys(("m", "mn", "million", "millions"), 10**6),
    **dict.fromkeys(("bn", "billion"), 10**9),
}

PERIODS: dict[str, Per] = {
    **dict.fromkeys(["時間", "hour", "hr", "h", "1時間", "一時間"], "hour"),
    **dict.fromkeys(["日", "day", "d", "1日", "一日", "営業日", "business-day", "workday", "日間"], "day"),
    **dict.fromkeys(["週", "週間", "week", "wk", "w", "1週", "1週間", "一週間"], "week"),
    **dict.fromkeys(
        [
            "月",
            "か月",
            "ヶ月",
            "カ月",
            "ヵ月",
            "月間",
            "month",
            "mo",
            "1か月",
            "1ヶ月",
            "1カ月",
            "1ヵ月",
            "一か月",
            "一ヶ月",
        ],
        "month",
    ),
    **dict.fromkeys(["四半期", "期", "quarter", "qtr", "q", "1四半期"], "quarter"),
    **dict.fromkeys(["半期", "半年", "half", "half-year", "1半期"], "half"),
    **dict.fromkeys(["年", "年度", "年間", "year", "yr", "y", "annum", "1年", "1年間", "一年"], "year"),
}
PERSONS = frozenset(
    [
        "人",
        "名",
        "1人",
        "一人",
        "1名",
        "person",
        "people",
        "head",
        "capita",
        "employee",
        "rep",
        "member",
        "fte",
        "社員",
        "従業員",
        "担当",
        "営業",
        "担当者",
        "職員",
    ]
)
_JA_LONGEST = max(len(word) for word in KNOWN)
# A known counter inside a longer word counts something else: 10回答 is ten answers.
_LONGER_WORDS = (
    "回答",
    "回線",
    "回転",
    "本社",
    "本部",
    "本店",
    "点検",
    "件数",
    "社員",
    "位置",
    "分析",
    "分野",
    "分類",
    "分の",
    "日本",
    "日程",
    "年代",
    "年生",
    "年齢",
    "年度",
    "年目",
    "人材",
    "人口",
    "人員",
    "時点",
    "台帳",
    "店員",
    "期生",
    "期目",
    "組合",
    "市民",
    "市場",
    "町民",
    "村民",
    "校舎",
    "校長",
    "者数",
    "室長",
    "席次",
    "事業部",
    "施設長",
    "週目",
    "日目",
    "か月目",
    "ヶ月目",
    "カ月目",
    "回目",
    "件目",
    "社目",
    "人目",
    "本目",
    "位目",
)
# fmt: off
NOT_AN_ENGLISH_UNIT = frozenset({
    "per", "by", "in", "of", "for", "from", "to", "or", "and", "at", "with", "on", "within", "each", "every", "a",
    "an", "the", "vs", "versus", "est", "approx", "yoy", "qoq", "mom", "wow", "ytd", "increase", "decrease",
    "growth", "reduction", "more", "less", "fewer", "higher", "lower", "up", "down", "min", "max", "maximum",
    "minimum", "achieve", "achieved", "through", "across", "without", "after", "before", "until", "over", "under",
    "above", "below", "than", "total", "average", "avg", "daily", "weekly", "monthly", "quarterly", "yearly",
    "annually", "annual", "via", "during", "since", "first", "next", "q1", "q2", "q3", "q4", "is", "are", "was",
    "be", "missed", "miss", "done", "hit", "not", "n", "as", "out", "cumulative", "between", "against", "compared",
    "relative", "target", "goal", "met", "unmet", "so", "that", "which", "who", "if", "when", "while", "but",
})
# fmt: on
"""English words behind a number that are not what it counts."""


class Unit(NamedTuple):
    """A plan's separate unit.

    Attributes:
        unit: canonical unit, or the words as written, or None.
        per: the span of time one value covers (`円/月`), if it says so.
        per_person: a value counts one person (`件/人`).
        scale_max: the top of a rating scale (`/5`).
        multiplier: what a number in this unit must be multiplied by (`万円`: 10_000).
        money: the unit is a currency.
    """

    unit: str | None
    per: Per | None = None
    per_person: bool = False
    scale_max: float | None = None
    multiplier: float = 1.0
    money: bool = False


def canonical(word: str) -> str | None:
    """The one spelling of a known unit, or None: `hrs` → `hour`, `名` → `人`."""
    if word in ("m", "S", "G", "T"):
        return None  # minutes, metres, months or millions; 5S and 5G are names
    folded = word.casefold()
    if folded.startswith("mt") and not word.startswith("Mt"):
        return None  # a megatonne, or a metric ton
    if folded in _AS_WRITTEN:
        return word
    return KNOWN.get(folded)


def known_unit_at(text: str, at: int) -> tuple[str, int] | None:
    """The known unit that starts at `at`, with its end: the longest that stands as a whole word."""
    if text.startswith(_LONGER_WORDS, at):
        return None
    for size in range(min(_JA_LONGEST, len(text) - at), 0, -1):
        word = text[at : at + size]
        unit = canonical(word)
        if unit is None:
            continue
        latin = word[-1].isascii() and word[-1].isalpha()
        after = text[at + size : at + size + 1]
        if latin and after and after.isascii() and (after.isalnum() or after in "_'&"):
            continue
        # 3フォロワーシップ is another word; katakana only ends where the run ends.
        if "ァ" <= word[-1] <= "ヺ" and ("ァ" <= after <= "ヺ" or after == "ー"):
            continue
        return unit, at + size
    return None


_SCALE_ONLY = lazy(
    r"(?:/|out of|点/|1\s?[-〜~]\s?)\s?(?P<a>[0-9]{1,3})\s?点?|(?P<b>[0-9]{1,3})\s?(?:点満点|段階(?:評価)?)"
)
_NOTE = lazy(r"\([^()]{0,40}\)")
_IN_MULTIPLES = lazy(r"(?P<scale>[十百千万億兆]{1,2})(?P<rest>.*)", re.DOTALL)
_LATIN_MULTIPLES = lazy(
    r"(?P<sign>[$¥€£])\s?(?P<size>k|m|mn|bn|thousands?|millions?|billion)|(?P<size2>k|m|mn|bn)(?P<sign2>[$¥€£])|"
    r"(?P<code>usd|jpy|eur|gbp)\s(?:in\s)?(?P<size3>k|m|mn|bn|thousands?|millions?|billion)|"
    r"(?P<size4>k|m|mn|bn|thousands?(?: of)?|millions?(?: of)?)\s?(?P<code2>usd|jpy|eur|gbp|yen|dollars|euros|円|ドル)",
    re.IGNORECASE,
)
_PER_WORD = lazy(r"\s?(?:/|・|\bper\b|\ba\b|あたり|当たり)\s?", re.IGNORECASE)
_PER_PREFIX = lazy(r"(?P<span>毎?月間?|毎?週間?|毎?年間?|1?日)(?:あたり|当たり|の)(?P<rest>.+)")
_LONGEST = 80
"""A longer text is no unit. Within it, every unit inside a unit (`千万円`) is one call deeper."""
_MONTHLY = {
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "yearly": "year",
    "annual": "year",
    "quarterly": "quarter",
}


def parse_unit(text: object) -> Unit:
    """Reads a plan's `unit:` field. Never raises; what is not understood is kept as written."""
    written = as_text(text)
    if not written or len(written) > MAX_TEXT:
        return Unit(None)
    plain = _NOTE.sub("", normalize(written)).strip(" 。.") or normalize(written).strip("() ")
    if not plain:
        return Unit(None)
    if len(plain) > _LONGEST:
        return Unit(plain)
    if scale := _SCALE_ONLY.fullmatch(plain):
        unit = "点" if "点" in plain else None
        return Unit(unit, scale_max=float(scale["a"] or scale["b"]))
    if prefix := _PER_PREFIX.fullmatch(plain):
        inner = parse_unit(prefix["rest"])
        return inner._replace(per=inner.per or PERIODS.get(prefix["span"].lstrip("毎")))
    head, *rest = [plain] if canonical(plain) else _PER_WORD.split(plain)
    result = _counted(head.strip())
    for part in rest:
        word = part.strip().casefold()
        if word in PERIODS and result.per is None:
            result = result._replace(per=PERIODS[word])
        elif word in PERSONS and head:
            result = result._replace(per_person=True)
        elif word and result.unit is not None:
            result = result._replace(unit=f"{result.unit}/{KNOWN.get(word, part.strip())}")
    return result


def _counted(head: str) -> Unit:
    """The unit before any `/`: a currency, a multiple of one, or a counter."""
    if not head:
        return Unit(None)
    words = head.split(" ")
    if len(words) == 2 and words[0].casefold() in _MONTHLY:
        inner = _counted(words[1])
        return inner._replace(per=_MONTHLY[words[0].casefold()])  # type: ignore[arg-type]
    if multiple := _LATIN_MULTIPLES.fullmatch(head):
        size = next(value for name, value in multiple.groupdict().items() if name.startswith("size") and value)
        size = size.casefold().removesuffix(" of")
        sign = next(
            value for name, value in multiple.groupdict().items() if name[0] in "sc" and "size" not in name and value
        )
        return Unit(CURRENCY_SIGNS.get(sign) or canonical(sign), multiplier=float(MULTIPLIERS[size]), money=True)
    if canonical(head) is None and (multiple := _IN_MULTIPLES.fullmatch(head)) and multiple["scale"] in MULTIPLIERS:
        inner = _counted(multiple["rest"])
        if inner.unit is not None or not multiple["rest"]:
            return inner._replace(multiplier=inner.multiplier * MULTIPLIERS[multiple["scale"]])
    unit = canonical(head) or head
    return Unit(unit, money=unit in CURRENCIES)
