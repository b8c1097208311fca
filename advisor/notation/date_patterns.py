"""How times are written: one row per way, each naming the fields it fills. Tables only; `date_phrases` reads them.

All patterns are anchored by the caller, are written and matched in lower case but where they say `(?-i:`, and repeat nothing without a bound.
"""

from __future__ import annotations

KANJI = "一-鿿々〇"
NOT_AFTER_KANJI = "(?<!漢字)"
NOT_BEFORE_KANJI = "(?!漢字)"
"""Marks at the edges of a pattern for what may not stand beside it: said as a pattern they take long to compile."""
COUNT_WORDS = dict(
    zip(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        range(1, 13),
        strict=True,
    )
)

_D = "[0-9]{1,2}"  # a day or month
_Y = "(?:19|20|21)[0-9]{2}"
_N = "(?:[0-9]{1,2}|[〇一二三四五六七八九十]{1,3})"
_NO_DIGIT = "(?<![0-9])"
_STOP = "(?![0-9])"  # the digits end here
_WORD = "(?![0-9A-Za-z])"
_NOT_IN_CODE = "(?<![0-9A-Za-z.,/])"

_ERA = rf"(?:明治|大正|昭和|平成|令和)\s?(?:元|{_N})|(?-i:[MTSHR]){_D}"
# 平成33(2021)年, 2020(令和2)年度: the other calendar in brackets says the same year again.
_GLOSS = rf"(?:\s?\((?:西暦)?(?:{_Y}|{_ERA})年?度?\))?"
_JA_YEAR = (
    rf"(?:(?P<era>明治|大正|昭和|平成|令和)\s?(?P<era_year>元|{_N})|(?P<year>{_Y})|"
    rf"(?-i:(?P<era2>[MTSHR]))(?P<era_year2>{_D}))"
)
_EDGE = (
    r"(?:\s?の?(?P<edge>末日|末頃|末|期末|終わり|初め|はじめ|初頭|当初|期初|上旬|中旬|下旬|半ば|"
    r"中(?=に|ま|$)|内(?=に|ま|$)))?"
)
_HALF = "上半期|下半期|上期|下期|前期|後期|前半|後半"
_JA_Q = rf"第?\s?(?P<q>[0-9一二三四])\s?四半期|(?P<q2>[0-9])q{_WORD}|q(?P<q3>[0-9]){_WORD}"
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MON = rf"(?P<mon>{_MONTHS})(?![A-Za-z])\.?"
_YEARS = "19 20 21"
_ERA_SHORT = " ".join(era + digit for era in "mtshr" for digit in "0123456789")
_WEEKS = " ".join(f"w{digit}" for digit in "0123456789")
_QUARTER_OR_HALF = "q h1 h2 1h 2h"
_MONTH_CLOSING = " ".join(f"{sign}期" for sign in "月0123456789〇一二三四五六七八九十")
_MONTH_STARTS = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS_ALONE = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
_TH = "(?:st|nd|rd|th)?"
_EN_EDGE = r"(?:(?P<en_edge>(?:the\s)?(?:end|close|start|beginning)(?:\sof)?(?:\sthe)?|early|mid|late)[\s-])?"
_QH = "(?:q(?P<q>[0-9])|(?P<q2>[0-9])q|h(?P<h>[12])|(?P<h2>[12])h)"
_FY = r"(?:fye?|fiscal(?:\syear)?)\s?'?"
_COUNT = rf"(?P<n>[0-9]{{1,4}}|{'|'.join(COUNT_WORDS)})"
_EN_UNIT = "(?P<unit>day|week|month|year)s?"
_JA_SPAN = (
    r"(?:(?P<n>[0-9]{1,3}|[一二三四五六七八九十]{1,2})\s?(?P<unit>日間?|週間?|[かヶカヵケ箇]月間?|年間?)(?P<plus>半)?|"
    r"(?P<halfyear>半年)間?)"
)
_SPANS = "年度|四半期|半期|期|年|月|週"
_PREPOSITIONS = ("by", "in", "for", "till", "since", "until", "before", "during", "through", r"as\sof")
_AFTER_PREPOSITION = "|".join(rf"(?<=\b{word}\s)" for word in _PREPOSITIONS)

ROWS: tuple[tuple[str, str, str], ...] = (
    (
        "ymd",
        f"- / . & {_YEARS}",
        rf"{_NO_DIGIT}(?P<y>{_Y})(?P<sep>[-/.])(?P<m>{_D})(?P=sep)(?P<d>{_D}){_STOP}(?:[t\s][0-9:.]{{4,15}}z?)?",
    ),
    ("iso_week", f"w 第 & {_YEARS}", rf"{_NO_DIGIT}(?P<y>{_Y})\s?[-年]?\s?(?:w|第)(?P<week>{_D})(?:週|{_WORD})"),
    ("closing", _MONTH_CLOSING, rf"{_JA_YEAR}{_GLOSS}\s?[年/]\s?(?P<month>{_N})月?期(?!間|待|首|初)"),
    (
        "ja",
        f"年 & ( 明治 大正 昭和 平成 令和 {_ERA_SHORT}",
        rf"{_NOT_IN_CODE}{_JA_YEAR}{_GLOSS}\s?年(?:\s?(?P<fy>度))?{_GLOSS}(?!間|前|後|代|目|以内|ぶり|連続|半)"
        rf"(?:\s?の?\s?(?:(?P<month>{_N})月(?!間)(?:\s?(?P<day>{_N})日(?!間))?|{_JA_Q}|(?P<half>{_HALF})))?{_EDGE}",
    ),
    (
        "ja_plain",  # the same without eras and brackets: most years, and much less to compile
        "年",
        rf"{_NOT_IN_CODE}(?P<year>{_Y})\s?年(?:\s?(?P<fy>度))?(?!間|前|後|代|目|以内|ぶり|連続|半)"
        rf"(?:\s?の?\s?(?:(?P<month>{_N})月(?!間)(?:\s?(?P<day>{_N})日(?!間))?|{_JA_Q}|(?P<half>{_HALF})))?{_EDGE}",
    ),
    (
        "era_span",  # 令和8〜10年度
        "〜 ~ - & 明治 大正 昭和 平成 令和",
        rf"(?P<era>明治|大正|昭和|平成|令和)\s?(?P<era_year>元|{_N})\s?年?度?\s?[〜~-]\s?(?P<last>{_N})\s?年(?P<fy>度)?"
        r"(?!間|前|後|代|目|以内|ぶり|連続|半)",
    ),
    (
        "ja_dotted",
        f". / - & {_ERA_SHORT}",
        rf"{_NOT_IN_CODE}(?-i:(?P<era2>[MTSHR]))(?P<era_year2>{_D})[./-](?P<month>{_D})(?:[./-](?P<day>{_D}))?{_STOP}",
    ),
    (
        "ja_short",
        _ERA_SHORT,
        rf"{_NOT_IN_CODE}(?-i:(?P<era2>[HRS]))(?P<era_year2>{_D})(?P<fy>年度)?(?P<edge>末)?(?![0-9A-Za-z%件人円社回])",
    ),
    (
        "fy",
        "fy fiscal",
        rf"{_EN_EDGE}{_FY}(?P<y>{_Y}|[0-9]{{2}})(?:[-/](?P<y2>[0-9]{{4}}|[0-9]{{2}}){_STOP})?{_STOP}"
        rf"(?:\s?[-,/]?\s?(?:q(?P<q>[0-9])|h(?P<h>[12])){_WORD})?(?P<edge>末)?",
    ),
    (
        "fy_closing",  # FY2027/3, FY3/2027: named by the month it closes in; a longer second part may be a year
        "fy",
        rf"fye?\s?'?(?:(?P<year>{_Y}|[0-9]{{2}})/(?P<month>[1-9])|(?P<month2>[1-9]|1[0-2])/(?P<year2>{_Y})|"
        rf"(?P<month3>[1-9])/(?P<year3>2[0-9])){_STOP}",
    ),
    (
        "q_short",  # 1H26, 3Q26
        "1h2 2h2 1q2 2q2 3q2 4q2",
        r"(?<![0-9A-Za-z])(?:(?P<q2>[1-4])q|(?P<h2>[12])h)(?P<y2>2[0-9])(?![0-9A-Za-z%.,/件人円社回])",
    ),
    ("q_edge", "q", rf"(?P<en_edge>end|close|start|beginning)\sof\s(?:the\s)?q(?P<q>[1-4]){_WORD}"),
    ("q_fy", "fy fiscal", rf"{_EN_EDGE}{_QH}[\s,/-]{{0,2}}(?:of\s)?{_FY}(?P<y>{_Y}|[0-9]{{2}}){_STOP}"),
    (
        "q_span",
        f"/ - & {_YEARS}",
        rf"(?:q(?P<q>[0-9])|h(?P<h>[12]))[\s,]{{0,2}}(?P<y>{_Y})[/-](?P<y2>[0-9]{{2}}){_STOP}",
    ),
    (
        "q_year",
        f"{_QUARTER_OR_HALF}",
        rf"{_EN_EDGE}{_QH}[\s,/-]{{0,2}}(?:of\s)?(?:(?P<y>{_Y}){_STOP}|'(?P<y2>[0-9]{{2}}){_STOP})",
    ),
    (
        "year_q",
        f"{_YEARS} & {_QUARTER_OR_HALF}",
        rf"{_NO_DIGIT}(?P<y>{_Y})[\s/-]?(?:q(?P<q>[0-9])|(?P<q2>[0-9])q|h(?P<h>[12])){_WORD}",
    ),
    ("year_span", f"/ - & {_YEARS}", rf"(?<![0-9.,])(?P<y>{_Y})(?P<sep>[-/])(?P<y2>[0-9]{{2}})(?![0-9/:%-]|[.,][0-9])"),
    ("mdy", f"{_MONTH_STARTS} & {_YEARS}", rf"{_EN_EDGE}{_MON}\s?(?P<d>{_D}){_TH},?\s(?P<y>{_Y}){_STOP}"),
    (
        "dmy",
        f"{_MONTH_STARTS} & {_YEARS}",
        rf"{_NO_DIGIT}(?P<d>{_D}){_TH}[\s-](?:of\s)?{_MON},?[\s-](?P<y>{_Y}){_STOP}",
    ),
    (
        "my",
        _MONTH_STARTS,
        rf"{_EN_EDGE}(?<![A-Za-z]){_MON},?[\s-]?(?:of\s)?(?:(?P<y>{_Y}){_STOP}|['-](?P<y2>[0-9]{{2}}){_STOP})",
    ),
    (
        "md",
        _MONTH_STARTS,
        rf"(?<![A-Za-z]){_MON}\s(?P<d>{_D}){_TH}(?![0-9A-Za-z%.,/])|"
        rf"{_NO_DIGIT}(?P<d2>{_D}){_TH}\s(?P<mon2>{_MONTHS})(?![A-Za-z])",
    ),
    ("month", _MONTH_STARTS, rf"(?<![A-Za-z]){_EN_EDGE}(?-i:(?P<mon>{_MONTHS_ALONE}))(?![A-Za-z])\.?"),
    ("dotted_dmy", f". & {_YEARS}", rf"(?<![0-9/.])(?P<d>{_D})\.(?P<m>{_D})\.(?P<y>{_Y}){_STOP}"),
    ("us", f"/ & {_YEARS}", rf"(?<![0-9/.])(?P<a>{_D})/(?P<b>{_D})/(?P<y>{_Y}){_STOP}"),
    (
        "ja_month",
        "月",
        rf"(?<![0-9.,/一二三四五六七八九十])(?P<month>{_N})月(?![間次額])(?:\s?(?P<day>{_N})日(?!間))?{_EDGE}",
    ),
    ("ja_quarter", "q 四半期", rf"(?<![0-9A-Za-z])(?:{_JA_Q}){_EDGE}"),
    (
        "ja_half",
        "上期 上半期 下期 下半期",
        rf"(?P<shift>今|本|当|来|翌|次)?(?<![{KANJI}])(?P<half>上半期|下半期|上期|下期){_EDGE}",
    ),
    (
        "ja_context",
        "末 内 中",
        rf"{NOT_AFTER_KANJI}(?<![0-9])(?P<shift>今|本|当|同|来|翌|次|再来)?(?P<span>{_SPANS})"
        rf"(?P<edge>末日|末|内(?=に|ま|$)|中(?=に|ま|$))",
    ),
    (
        "ja_this",
        "今 本 当 来 翌 次",
        rf"{NOT_AFTER_KANJI}(?<![0-9])(?P<shift>今|本|当|来|翌|次|再来)(?P<span>{_SPANS}){NOT_BEFORE_KANJI}",
    ),
    (
        "en_end",
        "end",
        r"(?:by\s|at\s)?(?:the\s)?\bend\sof\s(?:the\s|this\s|(?P<next>next\s))?"
        r"(?P<span>fiscal\syear|financial\syear|fy|year|quarter|month|week|half|period)\b",
    ),
    (
        "en_end2",
        "end eoy eoq eom fye eofy",
        r"\b(?:(?P<span>fiscal[\s-]year|year|quarter|month)[\s-]end(?![A-Za-z])|"
        rf"(?-i:(?P<short>EOY|EOQ|EOM|FYE|EOFY)))(?:\s(?P<y>{_Y}))?",
    ),
    (
        "en_this",
        "year quarter month week & this next current",
        r"\b(?P<which>this|next|current)\s(?P<span>fiscal\syear|year|quarter|month|week)\b",
    ),
    (
        "end_year",
        f"{_YEARS} & end close start beginning early mid late",
        rf"\b(?P<en_edge>end|close|start|beginning|early|mid|late)[\s-](?:of\s)?(?P<y>{_Y}){_STOP}",
    ),
    (
        "by_year",
        f"{_YEARS} & by in for till since until before during through as",
        rf"(?:{_AFTER_PREPOSITION})(?P<y>{_Y})(?![0-9,.%A-Za-z年/-]|\s?[A-Za-z]{{3}})",
    ),
    ("iso_month", f"- / . & {_YEARS}", rf"{_NO_DIGIT}(?P<y>{_Y})[-/.](?P<m>{_D})(?![0-9/:%-]|[.,][0-9])"),
    (
        "ja_after",
        "後 以内 まで",
        rf"{NOT_AFTER_KANJI}(?<![0-9A-Za-z.,])(?:今後|向こう|最初の|開始)?{_JA_SPAN}"
        rf"(?:(?P<within>以内|までに?(?=[^\s]))|(?P<after>後(?!半|期)))に?",
    ),
    (
        "en_mark",
        "day week month year quarter sprint",
        r"\b(?P<unit>day|week|month|year|quarter|sprint)\s(?P<n>[0-9]{1,4})(?![0-9%]|[.,][0-9]|\s?%)",
    ),
    ("year_mark", "y1 y2 y3 y4 y5 y6 y7 y8 y9", r"(?<![0-9a-z])(?P<unit>y)(?P<n>[1-9])(?![0-9a-z.%])"),
    (
        "en_within",
        "day week month year & within in over during for first next coming last past",
        r"\b(?:(?P<within>within|in|over|during|for)(?:\sthe)?(?:\s(?:next|first|coming|last|past))?|"
        rf"first|next|coming|last|past)\s{_COUNT}[\s-]{_EN_UNIT}\b",
    ),
    (
        "en_after",
        "day week month year & later after from of post following",
        rf"\b{_COUNT}\s{_EN_UNIT}\s(?P<after>later|after|from|of|post|following)\b",
    ),
    ("week_only", f"週 {_WEEKS}", rf"(?<![0-9A-Za-z])w(?P<week>{_D})(?![0-9A-Za-z件人%])|第(?P<week2>{_D})週"),
    ("half_only", "h1 h2", r"(?<![0-9A-Za-z])h(?P<h>[12])(?![0-9A-Za-z.])"),
    ("m_d", "/", rf"(?<![0-9/.,])(?P<m>{_D})/(?P<d>{_D})(?![0-9/.,%])"),
    ("ja_length_of", "期間", rf"(?<=期間){_JA_SPAN}"),
    ("ja_length", "日 週 月 年", rf"{NOT_AFTER_KANJI}(?<![0-9A-Za-z.,]){_JA_SPAN}"),
    ("en_length", "day week month year", rf"\b{_COUNT}[\s-]{_EN_UNIT}\b"),
    ("bare_year", _YEARS, rf"{_NOT_IN_CODE}(?<!-[0-9])(?P<y>{_Y})(?![0-9A-Za-z%年月]|[.,][0-9])"),
)
"""Name, words of which a text (in lower case) must hold one for the row to be tried at all (and, behind each `&`, one of
those too), and pattern.

The longest match at a place wins, the earlier row on a tie.
"""
WEAK = frozenset(
    {
        "m_d",
        "ja_length",
        "ja_length_of",
        "en_length",
        "year_mark",
        "bare_year",
        "half_only",
        "us",
        "ja_short",
        "week_only",
    }
)
"""Rows that only mean a time when nothing else is meant."""
