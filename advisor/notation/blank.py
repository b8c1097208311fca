"""Given, left open, or stated as none: the first question about any field of a plan.

`TBD`, `-`, `未定` and `〇〇%` leave a value open, and so does `わからない`, which is not asked about again; `none`, `なし`, `[]` and `false` state that there is none; 0 is a
value.
"""

from __future__ import annotations

import math
import re
from typing import Literal

from advisor.notation.lazy_pattern import lazy
from advisor.notation.normalize import MAX_TEXT, normalize

Blank = Literal["given", "open", "none"]

_NONE = frozenset(
    [
        "none",
        "no",
        "nil",
        "nothing",
        "no plan",
        "no plans",
        "not planned",
        "does not exist",
        "false",
        "[]",
        "{}",
        "なし",
        "無し",
        "無",
        "ない",
        "無い",
        "いいえ",
        "特になし",
        "特に無し",
        "特にない",
        "とくになし",
        "該当なし",
        "該当無し",
        "設定なし",
        "設定していない",
        "決めていない",
        "していない",
        "やっていない",
        "行っていない",
        "いない",
        "とくに無し",
        "特にしていない",
        "とくにしていない",
        "not done",
        "we do not",
        "we don't",
        "we have none",
        "nobody",
        "ありません",
        "存在しない",
        "予定なし",
        "ゼロではなく無し",
    ]
)
_OPEN = (
    "tbd|tba|tbc|tbs|t.b.d.|n/a|na|n.a.|#n/a|#na|#ref!|#name?|#value!|#div/0!|nan|null|nil?|"
    "todo|fixme|pending|unknown|blank|empty|"
    "undefined|undecided|unset|not set|not yet set|not set yet|not stated|not defined|not "
    "decided|not yet|not yet defined|not yet decided|"
    "not available|not applicable|to be released|to be announced|to be set|to be agreed|to "
    "be determined|to be defined|to be decided|"
    "to be confirmed|to follow|fill in|enter here|annual indicator|coming soon|"
    "未定|未設定|未記入|未記載|未入力|未確定|未決定|未決|未計測|未測定|未集計|検討中|調整中|"
    "策定中|作成中|準備中|集計中|確認中|調査中|計測中|測定中|算出中|精査中|協議中|検証中|"
    "要確認|要検討|要調整|要相談|今後検討|"
    "今後設定|設定予定|別途|別途設定|別途協議|別途検討|後日|後日設定|後日決定|追って|"
    "追って設定|決まり次第|空欄|空白|不明|わからない|分からない|"
    "まだ決まっていない|まだない|まだ無い|記入|記入してください|対象外|ブランク|仮置き"
)
_NOT_KNOWN = (
    "わからない|分からない|わかりません|分かりません|不明|知らない|知りません|unknown|not known|do not know|don't know|"
    "dont know|we do not know|we don't know|i do not know|i don't know|no idea"
)
_OPEN_TUPLE = tuple(dict.fromkeys((*_OPEN.split("|"), *_NOT_KNOWN.split("|"))))
OPEN_WORDS = frozenset(_OPEN_TUPLE)
NOT_KNOWN_WORDS = frozenset(_NOT_KNOWN.split("|"))

# What may stand around a placeholder without saying more: brackets, quotes, stops.
_WRAPPING = " \n\t\"'“”‘’「」『』()[]<>。、.,:;…・*!"
_DASHES = "-ー_=~〜.…・*/\\|?"
_KANJI_DIGITS = "一二三四五六七八九"
# 〇〇%, ○○万円以上, XX件/月, 月〇件: a hole with nothing but a unit around it. A single X needs its unit to be a hole.
_HOLE = lazy(
    r"(?:約|月間?|年間?|週間?|毎[月年週日]|1日|四半期)?[-+±≥≤<>$¥€£]?\s?"
    rf"(?:(?<![{_KANJI_DIGITS}])[〇○◯●■□◆◇_＿]{{1,8}}(?![{_KANJI_DIGITS}])|"
    rf"[x×]{{2,6}}(?![a-z])|x(?=\s?[%件人円社本回名点万億千]))"
    r"(?:[.,][〇○◯●■□x]{1,4})?\s?[十百千万億兆]{0,2}\s?(?:%|[^\W\dのをにはがとへでも]{0,5})"
    r"(?:\s?/\s?[^\W\d]{1,8})?\s?(?:以上|以下|未満|以内|超|程度)?",
    needs="〇 ○ ◯ ● ■ □ ◆ ◇ _ ＿ x ×",
)
# A unit that waits for its number: -%, 件, 万円/月; and △△.
_BARE_UNIT = lazy(
    # 百万円 and 千円 are units of account, 百件 is a number.
    r"[-ー]{0,3}\s?(?:[十百]?[千万億]?円|[千万億]?(?:%|件|人|名|社|回|本|個|点|時間|ポイント))(?:\s?/\s?[年月週日])?|[△▲☆]{2,8}%?",
    needs="% 円 件 人 名 社 回 本 個 点 時間 ポイント △ ▲ ☆",
)
# YYYY-MM-DD, 〇年〇月〇日: the form of a date that waits for its figures.
_HOLE_DATE = lazy(
    r"y{2,4}(?:\s?[-/.年]\s?m{1,2}(?:\s?[-/.月]\s?(?:d{1,2})?日?)?)?|(?:m{1,2}|d{1,2})[-/.](?:m{1,2}|d{1,2})[-/.]y{2,4}|"
    r"(?:[〇○x]{1,4}年度?)?(?:[〇○x]{1,2}月)?(?:[〇○x]{1,2}日)?末?",
    needs="yy 〇 ○ x",
)
_HOLE_YEAR = lazy(r"20[x〇○?_*]{2}(?:年度?)?.{0,6}", needs="20x 20〇 20○ 20? 20_ 20*")
_ELSEWHERE = lazy(r"(?:see|refer to)\s.{1,60}|.{0,40}(?:を?参照|による|のとおり)")
_WATCHED = (
    r"(?:(?:for )?(?:monitor(?:ing|ed)?|track(?:ing|ed)?|observ(?:e|ation|ed)|information|reference|report(?:ing)?)"
    r"(?: purposes)?(?: only)?|モニタリング|経過観察|参考値?|観測|推移)(?:のみ|を?把握|を?注視|を?確認)?"
)
_NO_TARGET = lazy(
    rf"(?:{_WATCHED}\s?[-ー,;:/.(、。]?\s?)?"
    r"(?:(?:数値)?(?:目標|設定|基準)値?[のはを]?(?:設定)?[はを]?(?:なし|無し|ない|無い|しない|せず)|"
    r"no (?:(?:formal|numeric(?:al)?|specific|set|fixed) )?(?:targets?|goals?)(?: set| applies)?)"
    rf"(?:\s?[-ー,;:/.(、。]\s?{_WATCHED})?"
)
_NOTE = lazy(r"\s?\([^()]{0,80}\)$")
# "TBD after the pilot", "N/A until launch", "未定のため": an open word that goes on about itself.
_OPEN_START = lazy(
    "(?:" + "|".join(sorted(map(re.escape, OPEN_WORDS), key=len, reverse=True)) + r")"
    r"(?:\s?[,;:/-]?\s(?:until|till|after|pending|from|in|by|for|on|at|as|once|when|before|"
    r"because|due|since|based|depending|with|q[1-4]\b|20\d\d)\b.*"
    r"|\s20\d\d.*|(?:です|のため|の為|だが|。).*)",
    re.DOTALL,
)


def is_open_text(text: str) -> bool:
    """Whether normalised text leaves the value open."""
    bare = text.strip(_WRAPPING).casefold()
    if not bare or bare in OPEN_WORDS or not bare.strip(_DASHES):
        return True
    if len(bare) <= 24 and any(shape.fullmatch(bare) for shape in (_HOLE, _HOLE_DATE, _HOLE_YEAR)):
        return True
    digits = any(sign.isdigit() for sign in bare)
    if not digits and ((len(bare) <= 24 and _BARE_UNIT.fullmatch(bare)) or _ELSEWHERE.fullmatch(bare)):
        return True
    if bare.startswith(_OPEN_TUPLE) and _OPEN_START.fullmatch(bare):
        return True
    without_note = _NOTE.sub("", text.strip())
    return without_note not in ("", text.strip()) and is_open_text(without_note)


def is_none_text(text: str) -> bool:
    """Whether normalised text states that there is none."""
    bare = _NOTE.sub("", text).strip(_WRAPPING.replace("[", "").replace("]", "")).casefold()
    whole = text.strip(_WRAPPING).casefold()  # 参考値(目標なし)
    return bare in _NONE or any(_NO_TARGET.fullmatch(said) for said in (bare, whole))


def is_not_known(raw: object) -> bool:
    """Whether a text says that its author does not know (`わからない`, `not known`): left out, and no use asking again."""
    if not isinstance(raw, str) or len(raw) > MAX_TEXT:
        return False
    return normalize(raw).strip(_WRAPPING).replace("’", "'").casefold() in NOT_KNOWN_WORDS


def classify_blank(raw: object) -> Blank:
    """Whether a field was given, left open (`TBD`, `-`, nothing) or stated as none (`なし`, `[]`, `false`).

    Any object may be asked about; 0 is given.
    """
    if raw is None:
        return "open"
    if raw is False:
        return "none"
    if isinstance(raw, float):
        return "open" if math.isnan(raw) else "given"
    if isinstance(raw, list | tuple | dict | set | frozenset):
        if not raw:
            return "none"
        if isinstance(raw, dict):
            return "given"
        return "open" if all(item is None or item == "" for item in raw) else "given"
    if not isinstance(raw, str) or len(raw) > MAX_TEXT:
        return "given"
    text = normalize(raw)
    if is_none_text(text):
        return "none"
    return "open" if is_open_text(text) else "given"
