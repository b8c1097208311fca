"""The words a quantity is written with, and what each of them says. Tables only; `quantity_tokens` looks them up.

A row gives the kind of token, its value, where it stands to the number (`form`) and how it is spelled. `_en` spellings
stand as whole words; `_ja` spellings anywhere, unless they say themselves what may stand around them. All in lower case.
"""

from __future__ import annotations

from advisor.notation.lazy_pattern import alternatives, lazy
from advisor.notation.normalize import ITEM
from advisor.notation.quantity_lexicon import NOT_AFTER_KANJI, NOT_BEFORE_KANJI, NUMBER_AHEAD, Lexicon, Row
from advisor.notation.quantity_lexicon import english as _en
from advisor.notation.quantity_lexicon import row as _row

KANJI = "一-鿿々"
_ONE = r"(?<![0-9.,])(?:1|一)"
_MONTH = "[かヶカヵケ箇]月"


def _ja(*spellings: str) -> str:
    return "|".join(spellings)


_BOUNDS = (
    _row(
        "bound",
        "at_least",
        "before",
        "≥",
        _en("at or above", "at least", "no less than", "not less than", "no fewer than", "not (?:below|under)"),
        _en("(?:a )?minimum of", "equal to or (?:above|over|greater than)", "greater than or equal to"),
        _ja("最低でも", "最低限", "少なくとも", rf"{NOT_AFTER_KANJI}最低(?=\s?[0-9])", "下限"),
    ),
    _row(
        "bound",
        "at_most",
        "before",
        "≤",
        _en("at or below", "at most", "no more than", "not more than", "not (?:above|over|exceeding|exceed)", "up to"),
        _en("(?:a )?maximum of", "less than or equal to", "equal to or (?:below|less than)", "no higher than"),
        _ja(r"最大で?も?(?=\s?[0-9])", "上限", "多くても", "遅くとも"),
    ),
    _row(
        "bound", "above", "before", ">", _en("above", "over", "(?:more|greater|higher|better) than", "exceed(?:s|ing)?")
    ),
    _row("bound", "below", "before", "<", _en("below", "under", "(?:less|fewer|lower|shorter|faster) than")),
    _row("bound", "within", "before", "±", _en("at or within", "within")),
    _row(
        "bound",
        "at_least",
        "after",
        _ja("以上", "を?下回らない(?:こと)?", "を?切らない", "は?下回らず"),
        _en("(?:or|and) (?:more|above|higher|over|better|greater|up|longer)"),
    ),
    _row(
        "bound",
        "at_most",
        "after",
        _ja("以下", "以内", "を?超えない(?:こと)?", "を?上回らない(?:こと)?", "まで(?=に?(?:抑|とどめ|留め))"),
        _en("(?:or|and) (?:less|below|lower|under|fewer|faster|shorter)"),
    ),
    _row("bound", "above", "after", _ja("を?超える?", "を?上回る", rf"超{NOT_BEFORE_KANJI}", "を?越える?", "超過")),
    _row("bound", "below", "after", _ja("未満", "を?下回る", "を切る")),
    _row("bound", "at_most", "before", r"上位(?=\s?[0-9]{1,4}\s?位)"),
    _row("bound", "at_least", "either", _en("min(?:imum)?", dot=True)),
    _row("bound", "at_most", "either", _en("max(?:imum)?", dot=True)),
)
_CHANGES = (
    _row(
        "change",
        "growth",
        "before",
        _en("increas(?:e|es|ed|ing)", "grow(?:s|ing|th)?", "rais(?:e|ing)", "boost", "improv(?:e|ing)"),
        _en("lift", "expand", "uplift", "up(?! to)"),
        r"プラス(?=\s?[0-9])",
    ),
    _row(
        "change",
        "reduction",
        "before",
        _en("reduc(?:e|es|ed|ing|tion)", "cut", "cutting", "decreas(?:e|es|ed|ing)", "lower(?:ing)?", "shrink"),
        _en("drop", "declin(?:e|ing)", "slash", "shorten", "down"),
        r"マイナス(?=\s?[0-9])",
    ),
    _row(
        "change",
        "growth",
        "after",
        _en("increase", "growth", "rise", "more", "higher", "uplift", "improvement", "up", "greater"),
        _ja(
            "増加",
            "増やす",
            "増員",
            "増収",
            "増益",
            "増額",
            "増産",
            "増強",
            rf"増{NOT_BEFORE_KANJI}",
            "アップ",
            "伸長",
            "成長",
        ),
        _ja("上乗せ", "向上", "上昇", "伸ばす", "(?:引き?)?上げる?", "高める", "拡大"),
    ),
    _row(
        "change",
        "reduction",
        "after",
        _en("decrease", "reduction", "drop", "less", "lower", "fewer", "down", "cut", "decline", "saving", "off"),
        _ja("削減", "低減", "減少", "減らす", "短縮", "圧縮", "抑制", "(?:引き?)?下げる?", "カット", "ダウン"),
        _ja("節減", "縮減", "低下", "減額", rf"減{NOT_BEFORE_KANJI}"),
    ),
    _row("change", "improvement", "after", "改善"),
    _row("multiple", 2.0, "", "倍増", _en("doubl(?:e(?!-)|ed|ing)", "twice", "twofold")),
    _row("multiple", 3.0, "", _en("tripl(?:e|ed|ing)", "threefold")),
    _row("multiple", 0.5, "", "半減(?!期)", "半分(?=に|へ|$)", _en("halv(?:e|ed|ing)", "cut in half", "by half")),
)
_EARLIER = "前年(?:度|同[月期])?|昨年度?|前期"
_BEHIND_BOUND = "|".join(
    f"(?<={word} )" for word in ("above", "below", "over", "under", "than", "exceed", "maintain", "keep", "as")
)
_PAST_LEVEL = (
    "(?:current|present|existing) (?:level|rate|performance)s?|(?:last|previous|prior) year's(?: levels?| results?)?"
)
_PEERS = "全国|全県|全市|県内|市内|国内|都道府県|政令市|業界|同業他?社?|他社|同規模[校市]?|類似団体|地域|世界|全社|社内|[都道府県市町区国]"
_EN_PEERS = (
    "(?:national|state|regional|county|global|world|eu|uk|us|oecd|industry|sector|market|peer(?: group)?|company) "
    "(?:average|mean|median)"
)
_PAST_AHEAD = "(?=(?:the )?(?:last|previous|prior|fy|20[0-9]{2}))"
_COMPARISONS = (
    _row(
        "compare",
        None,
        "index",
        r"対?(?P<base>前年同[月期]|前年度?|昨年度?|前期|前月|前週|前日|前回|当初|従来|現状|"
        r"基準年度?|一昨年|前々年)(?:同[月期])?比",
        r"対(?P<base2>前年度?|昨年度?|前期|前月|前回)|(?P<base3>昨)対",
    ),
    _row(
        "compare",
        None,
        "change",
        _en(
            r"(?P<en>yoy|qoq|mom|wow|dod|y/y|q/q|m/m|w/w|"
            r"(?:year|month|quarter|week)[- ](?:over|on)[- ](?:year|month|quarter|week))"
        ),
    ),
    _row("versus", "growth", "", rf"\b(?:more|higher|greater|better) than {_PAST_AHEAD}"),
    _row("versus", "reduction", "", rf"\b(?:less|lower|fewer) than {_PAST_AHEAD}"),
    _row(
        "versus",
        None,
        "",
        _en("vs", "versus", "compared (?:to|with)", "against", "relative to", dot=True),
        rf"\bover {_PAST_AHEAD}",
        r"\bfrom (?:an? )?(?=(?:the )?(?:(?:fy ?)?(?:19|20)[0-9]{2}(?! to)|baseline|last|previous|prior))",
    ),
    _row(
        "compare",
        None,
        "base",
        rf"(?P<base>{_EARLIER}|基準年度?|現状|従来)(?:より|[にと]比べて?|比で)(?=.{{0,3}}[0-9])",
    ),
    _row("compare", None, "base", rf"(?:{_EARLIER})(?=並|以上|超|を|未満|水準|維持|実績)"),
    _row("compare", None, "base", r"(?:現状|現行|現在)(?=の?(?:並|以上|超|未満|水準|維持|値以上))"),
    _row("compare", None, "base", rf"(?:{_BEHIND_BOUND})(?:the )?(?P<en>{_PAST_LEVEL})(?![a-z])"),
    _row(
        "compare",
        None,
        "level",
        rf"(?:{_PEERS})の?平均値?(?=以上|以下|未満|超|を[上下]|並|水準|程度|と同)",
        needs="平均",
    ),
    _row("compare", None, "level", rf"(?:{_BEHIND_BOUND})(?:the )?(?P<en2>{_EN_PEERS})(?![a-z])"),
)
_NOT_IN_WORD = "(?<![累集統設会家時])"
_QUALIFIERS = (
    _row(
        "aggregate", "cumulative", "", "累計|累積|延べ|のべ", _en("cumulative(?:ly)?", "to date", "in total", "total")
    ),
    _row("aggregate", "average", "", "平均", _en("average", "avg", "mean", "on average", dot=True)),
    _row("aggregate", "ytd", "", "年初来", _en("ytd", "year[- ]to[- ]date")),
    _row(
        "about",
        None,
        "before",
        rf"{NOT_AFTER_KANJI}約|およそ|おおむね|概ね|おおよそ|ほぼ|[≈≒]",
        _en("about", "around", "roughly", "circa", r"ca\.", "nearly", "almost", "approximately"),
    ),
    _row("about", None, "after", rf"[強弱]{NOT_BEFORE_KANJI}"),
    _row("total", None, "before", rf"(?:合計|総計|総数|{_NOT_IN_WORD}計)で?(?=\s?[0-9])", needs="計 総数"),
    _row("about", None, "after", "程度|前後|くらい|ぐらい|ほど|見込み?|推計|概算", _en("or so")),
    _row("about", None, "either", _en("approx", "est", "estimated?", "projected", "forecast", dot=True)),
    _row(
        "maintain",
        None,
        "",
        "維持|キープ|堅持|保つ|保持|(?:と?同)?水準を?維持|並み",
        _en("maintain(?:ed|ing)?", "keep(?:ing)?", "stay", "remain"),
    ),
    _row("maintain", None, "", _en("hold", "sustain")),
    _row(
        "whole",
        None,
        "",
        r"全?(?P<max>[0-9]{1,5})\s?(?P<counter>[^0-9\s、。,()/:〜~%-]{0,6})中の?(?=[0-9]{1,5}(?:(?P=counter)|以上|$))",
        needs="中",
    ),
    _row(
        "scale",
        None,
        "",
        r"(?P<max>[0-9]{1,3})\s?(?:点満点|段階評価|段階)(?:評価)?(?:中の?|で|の)?|(?P<max2>[0-9]{1,3})点中",
        r"out of (?P<max3>[0-9]{1,3})(?![0-9.,])|/\s?(?P<max4>[0-9]{1,3})点(?!満)",
        needs="点 段階 out",
    ),
)
_JOINTS = (
    _row("range", None, "", r"から(?=\s?[0-9]{1,12}(?:\.[0-9]{1,6})?\s?[^0-9]{0,6}の間)"),
    _row("between", None, "", _en("between")),
    _row("from", None, "before", _en("from")),
    _row("from", None, "after", r"から|より(?=\s?[0-9])"),
    _row("to", None, "", _en("to")),
    _row("by", None, "", _en("by")),
    _row("of", None, "", _en("of")),
    _row("arrow", None, "", "→"),
    _row("separator", None, "", r"[、;\n|&]|,(?=\s|[^0-9\s])|・|および|及び|ならびに|かつ|または|又は|もしくは"),
    _row("colon", None, "", ":"),
    _row("left", None, "", r"[(「『\[{]"),
    _row("right", None, "", r"[)」』\]}]"),
    _row("item", None, "", ITEM),
)


def _rate(span: str, sign: str, *before: str, alone: str = "", en: str = "", adverb: str = "") -> tuple[Row, ...]:
    """月に, 月あたり, 毎月 …; `alone` stands right before its number (月300件); per month, monthly."""
    rows = [_row("per", span, "before", *before, needs=sign)]
    if alone:
        rows.append(_row("per", span, "before", *(word + NUMBER_AHEAD for word in alternatives(alone)), needs=sign))
    words = en.rpartition(")?")[2].replace("|", " ")
    rows.append(_row("per", span, "either", _en(rf"(?:per|a|an|each|every|/) ?(?:{en})"), needs=words))
    rows.append(_row("per", span, "either", _en(adverb)))
    return tuple(rows)


_EACH_PERSON = "(?<=[1一各][人名])"
_EACH = "(?:あたり|当たり|につき|に)"
_RATES = (
    *_rate(
        "month",
        "月",
        rf"[毎各]月|月間|月次|{_ONE}{_MONTH}(?:間に?|{_EACH})|月{_EACH}|月(?:平均|額)(?=\s?[0-9])",
        alone=rf"{_ONE}{_MONTH}|{NOT_AFTER_KANJI}(?<![0-9かヶカヵケ])月|{_EACH_PERSON}月",
        en="month|mo",
        adverb="monthly",
    ),
    *_rate(
        "year",
        "年",
        rf"[毎各]年度?|年間|年次(?=\s?[0-9]|$)|年額(?=\s?[0-9])|{_ONE}年(?:間に|{_EACH})|年{_EACH}",
        alone=rf"{_ONE}年間?|{NOT_AFTER_KANJI}(?<![0-9])年|{_EACH_PERSON}年",
        en="year|yr|annum",
        adverb=r"yearly|annually|annual|p\.a\.",
    ),
    *_rate(
        "week",
        "週",
        rf"毎週|週間|週次|{_ONE}週間?{_EACH}|週{_EACH}",
        alone=rf"{_ONE}週間?|{NOT_AFTER_KANJI}週|{_EACH_PERSON}週",
        en="week|wk",
        adverb="weekly",
    ),
    *_rate(
        "day",
        "日",
        rf"毎日|日次|{_ONE}日(?:平均|{_EACH})|日あたり|日に(?=\s?[0-9])",
        alone=rf"{_ONE}日",
        en="(?:business |working )?day",
        adverb="daily",
    ),
    *_rate(
        "hour",
        "時",
        rf"毎時|{_ONE}時間{_EACH}|時間あたり|時間当たり",
        alone=rf"{_ONE}時間(?!\s?[0-9]{{1,2}}\s?分)",
        en="hour|hr",
        adverb="hourly",
    ),
    *_rate(
        "quarter",
        "四半期",
        rf"毎四半期|(?:1|一)?四半期(?:ごとに|{_EACH})|四半期(?=\s?[0-9])",
        en="quarter|qtr",
        adverb="quarterly",
    ),
    _row("per", "half", "before", rf"毎半期|(?:1|一)?半期(?:ごとに|{_EACH})|半期(?=\s?[0-9])", needs="半期"),
    _row(
        "person",
        None,
        "before",
        rf"{_ONE}[人名]{NUMBER_AHEAD}|{_ONE}[人名](?=[月週年]間?(?:に|平均)?[0-9一二三四五六七八九十])|{_ONE}[人名](?:あたり|当たり|当り|につき|ごとに)|各人",
        _en("(?:per|each|every) (?:person|employee|rep|head|capita|member|user|salesperson|agent|fte)s?"),
    ),
    # 1店舗あたり: per something else; what it is stays in the words.
    _row(
        "word",
        None,
        "",
        rf"{_ONE}(?:[{KANJI}]{{1,4}}|[ァ-ヺー]{{1,8}})(?:あたり|当たり|当り|につき)の?",
        needs="あたり 当たり 当り につき",
    ),
)
_GRADE = r"(?P<{0}>A{{1,3}}|B{{1,3}}|[CDES])(?P<{0}sign>[-+])?"
_OTHERS = (
    _row("open", None, "", "未定|未設定|検討中|調整中|未確定", _en("tbd", "tbc", "tba", "n/a", "pending")),
    _row("open", None, "", _en("to be (?:released|announced|determined|defined|decided|confirmed|set|agreed)")),
    _row(
        "vague",
        None,
        "",
        r"(?:[1-9]|[一二三四五六七])桁(?:台|成長)?",
        _en("(?:single|double|triple)[- ]digits?", "(?:four|five|six|seven|eight|[4-8])[- ]figures?"),
        needs="桁 digit figure",
    ),
    _row(
        "vague",
        None,
        "",
        r"(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})分の(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})",
        needs="分の",
    ),
    _row("word", None, "", "未達成?|不達成|達成率|目標比|目標年度?"),
    _row(
        "grade",
        None,
        "",
        rf"(?:評価|ランク|判定|グレード|(?i:grade|rank(?:ed)?|rating))\s?{_GRADE.format('g')}(?![A-Za-z0-9])",
        rf"(?<![A-Za-z0-9]){_GRADE.format('h')}\s?(?:(?:評価|ランク|判定|格|rating)(?!項目|基準)|"
        rf"(?=以上|以下|を?維持|or (?:above|better|higher)|$))",
        own_case=True,
    ),
    _row(
        "fill",
        None,
        "",
        "達成(?!率)|抑える|抑えて|目標値?|とする|にする|を?(?:目指す|めざす)|を?目標|する|こと|です|ます",
    ),
    _row(
        "fill",
        None,
        "",
        _en("target", "goal", "achieve", "the", "an?", "be", "is", "reach", "hit", "get", "with", "deliver"),
    ),
    _row("fill", None, "", _en("ensure", "all", "in", "at", "on", "or", "and", "than")),
    _row(
        "particle", None, "", "(?:までに|には|では|での|への|との|からの|まで|に|を|の|は|が|で|と|も|へ|や)(?![ぁ-ゖ])"
    ),
)
LEXICON = Lexicon(
    (
        *_BOUNDS,
        *_CHANGES,
        *_COMPARISONS,
        *_QUALIFIERS,
        *_JOINTS,
        *_RATES,
        *_OTHERS,
    )
)
"""Every row. The longest match at a place wins, the earlier row on a tie."""

LABELS = Lexicon((_row(
    "label", None, "",
    *(
        word + r"\s?[0-9]{1,4}(?:[.,&-][0-9]{1,3}){0,3}(?![0-9%])"
        for word in alternatives(
            r"phase|step|stage|level|tier|grades?|top|no\.|version|ver\.|class|group|sprint|round|option|priority|scope|"
            "goal|chapter|track|type|item|フェーズ|ステップ|ステージ|レベル|ティア|トップ|タイプ|バージョン|グループ|"
            "スコープ|トラック|プラン|パターン|ベスト|エリア"
        )
    ),
    *(
        word + r"[\s-]?[0-9]{1,6}(?:[.:-][0-9]{1,5}){0,2}"
        for word in alternatives("iso|soc|jis|iec|ieee|rfc|http|pci|ga|sdgs?|wcag|covid|bs|en")
    ),
    r"第\s?(?:[0-9]{1,4}|[一二三四五六七八九十]{1,3})(?!\s?四半期)[期次回章位部版条項号段弾世者]?",
    r"#[0-9]{1,6}|24/7|1[- ]?on[- ]?1|1on1|(?<![a-z])[a-z]{1,12}-?[0-9]{1,6}[a-z0-9.]{0,8}",
    r"[0-9]{1,4}-(?:year|month|week|day|hour|minute|step|point|star|tier|on)(?![a-z])",
    r"[0-9]{1,3}[かヶカヵケ箇]年(?:計画|度)",
    r"[0-9]{1,2}(?:\.[0-9]{1,2})?\s?%(?:ile|タイル)",
),))  # fmt: skip
"""A number that belongs to a name. Kinds of names, never single ones; the first spelling that fits."""
NOT_A_KANJI_NUMBER = lazy(
    "十分(?=に|な|$)|一部|一本化|一人ひとり|一人一人|万一|一体|一般|一定|一層|一元|一番|一方|"
    "一覧|一致|一貫|一括|一次|二次|三次|"
    "一時|一度|二度|一歩|一同|四半|一件でも"
)
"""Words that begin with a kanji digit and count nothing."""
NOT_TENTHS = lazy("割(?:合|引|り|当|高|安)")
COUNT_WORDS = {
    word: number
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
}
_ONES = "|".join(list(COUNT_WORDS)[1:10])
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
COUNTED_TIMES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
COUNTED = Lexicon(
    (
        *(_row("number", n, "", f"(?<![a-z-]){word}(?![a-z-])") for n, word in enumerate(_TEENS, 13)),
        *(
            _row("number", 10 * n, "", f"(?<![a-z-]){word}(?:-(?P<ones>{_ONES}))?(?![a-z-])")
            for n, word in enumerate(_TENS, 2)
        ),
        *(_row("number", number, "", rf"(?<![a-z-]){word}(?![a-z-])") for word, number in COUNT_WORDS.items()),
        _row("number", 0, "", "ゼロ(?![ァ-ヺー])"),
    )
)
