"""The measure that stands before or behind a number, and who is named with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from advisor.naming.name_reading import read_name
from advisor.naming.name_words import listed_words
from advisor.naming.spelling import fold, is_japanese
from advisor.notation.lazy_pattern import lazy

LONGEST = 60
"""No measure has a longer name; what is longer is a sentence."""


@dataclass(frozen=True, slots=True)
class Named:
    """What stands before a number.

    Attributes:
        start, end: the measure's name; the same place twice where there is none.
        actor: who does it (営業部は…, marketing will …).
        goal: the words say that it is the final goal; `aim` only that it is a target.
        subject: who or what is to do something, where nothing else can be the name ("first replies should take …").
    """

    start: int
    end: int
    actor: tuple[int, int] | None = None
    goal: bool = False
    aim: bool = False
    subject: tuple[int, int] = (0, 0)

    @property
    def found(self) -> bool:
        return self.end > self.start


_TEAM = (
    r"(?<=[一-鿿])長|部門?|課|室|係|チーム|グループ|班|店長|部長|課長|係長|本部|事業部|局|センター|スタッフ|リーダー|マネージャー?|主任|社長|院長|"
    r"工場長|所長|支配人|料理長|さん|くん|氏|担当者?|営業|マーケ(?:ティング)?|人事|総務|経理|広報|開発|製造|サポート|CS|IS|FS|現場"
)
_ACTOR = lazy(rf"^[^、はがを:()]{{0,14}}?(?:{_TEAM})$")
_OF_TEAM = lazy(r"^[^、はがを:()の]{0,10}?(?:長|担当|主任|リーダー|マネージャー?|支配人|責任者)の[一-鿿々]{1,4}$")
_WE = lazy(
    r"^(?:当社|弊社|我が社|わが社|自社|うち|私たち|我々|当店|当院|当園|本市|本町|当部|当課|会社|全社|全員|みんな|各店|来期|今期|本年度|今年度|今年|来年|"
    r"そこ|ここ|これ|それ|まず|次)(?:全体|として|で)?$"
)
_LEAD = lazy(
    r"^(?:\s|、|・|[)」』】]|では|には|「(?![^」]{0,40}」)|その(?:ため|実現)(?:に|には|の)?|これに(?:向けて?|伴い)|それに向けて|達成に向けて|そこで|また|さらに|まずは?|次に|"
    r"加えて|あわせて|併せて|一方で?|具体的には|なお|そして|ほか|特に|とくに|同時に|ただし|だから|したがって|よって|今期は?|今年度?は?|本年度は?|来期は?|来年度は?|"
    r"新年度は|いずれも|すべて|全体で|のうち|うち|"
    r"(?:重要|主要|管理|評価|先行)?(?:KPI|指標)(?:は|として|には|に)?[:、]?|当初は?|もともとは?|元々は?|として|から(?=[一-鿿ァ-ヺ])|の(?=[一-鿿ァ-ヺA-Za-z])|を(?=[一-鿿ァ-ヺ])|(?:は|に|で|が|も)(?![ぁ-ん]))"
)
_GOAL_LEAD = lazy(
    r"^(?:今期の|今年度の|来期の|来年度の|本年度の|当社の|当店の|全社の|会社の|年間の|チームの|\s)*"
    r"(?P<word>最終目標|最終的な目標|ゴール|KGI|全社目標|経営目標|大目標|一番の目標|最大の目標|目指す(?:の|ところ)|目標値?|狙い)"
    r"\s?(?:\((?:KGI|ゴール)\))?\s?(?:は|として(?:は)?|:|に|=|\s)、?"
)
_GOAL_WORD = lazy(r"(?P<word>最終目標|ゴール|KGI|全社目標|経営目標|目標値?)(?:は|:|として(?:は)?)、?")
_PLAIN_AIM = ("目標", "目標値", "狙い")
_TRAIL = lazy(
    r"(?:\s|[:、=≒\-〜→「(]|[★☆≥≤<>]|(?<=\s)(?:半期|四半期|年間|月間|通期)|について(?:は|も)?|に関して(?:は)?|として(?:は)?|[はをがもにでとへの]|目標値?は?|[0-9][0-9,]{0,8}[一-鿿]{1,2}(?:あたり|当たり)|を?目標に|現在は?|合計|平均して|"
    r"(?<=[一-鿿ァ-ヺA-Za-z率数])(?:まで|だけ|のみ|程度))$"
)
_VERBS = lazy(
    r".*(?:ために?、?|ことで、?|ことにより、?|により、?|によって、?|ながら、?|[っいし]て(?:から)?、?|つつ、?|べく、?|ように、?|とともに、?|"
    r"と同時に、?|だけでなく、?|ではなく、?|のほか、?|に加えて?、?|以外に、?|たい(?:ので|ため)、?|ますが、?|ですが、?|ので、?|、)"
)
_NOT_A_MEASURE = lazy(
    r"^(?:合計|全体|約|人員|体制|予算|費用|期間|時間|年齢|定員|席数?|参加者?|出席者?|所要時間?|残り|スタッフ|従業員|社員|営業|メンバー|担当者?|"
    r"チーム|次回|今回|当日|毎回|会議|定例|進捗|進み具合|詳細|資料|内線|住所|締切|期限|日程|日時|場所|目標|現在|現状|KPI|KGI|指標|達成|未達|"
    r"理由|原因|背景|前年比|昨年比|前月比|予定|計画|結果|実績|増加|減少|改善|向上|それ|これ|当社|弊社|うち|"
    r"team|staff|people|hours?|minutes?|seconds?|days?|weeks?|months?|years?|points?|stars?|percent|per cent|times?|budget|phone|room|call us|we|us|they|it|this|that|target|goal|aim|plan|kpi|today|page|version|them|those|these|more|less|work|total|"
    r"time|date|deadline|number|figure|figures|numbers|rest|others?|both|each|all|reps?|day|week|month|year|quarter|end)s?$",
    re.IGNORECASE,
)
_NOUN = lazy(
    r"^お?(?:[一-鿿々ァ-ヺーA-Za-z0-9・/&+\-()「」の ]|[ぁ-ん]{1,2}(?=[一-鿿ァ-ヺの])){2,24}[みりえけせめれびしちきい]?$"
)
_A_TIME = lazy(
    r"(?:後|前|時点|以上|以下|以内|ごろ|頃|平日|休日|週末|土日|祝日|午前|午後|毎日|[月火水木金土日]曜日?|(?:第[0-9一二三四])?四半期|上期|下期|月末)$|"
    r"(?<!per )(?<!a )(?<!/)\b(?:year|month|week|quarter|season|term|spring|summer|autumn|winter)$"
)
_PER_SO_MANY = lazy(r"(?<=\bper )[0-9][0-9,]{0,9}\s", re.IGNORECASE)
_NO_START = lazy(r"(?:no|every|each|any|all)\s", re.IGNORECASE)
_NO_NAME = lazy(
    r"\b(?:we|us|they|them|i|you|he|she|it|who|want|wants|needs?|this|that|there|here|said|says?|thinks?|felt|aims|have|had|been|please|can|cost us|about)\b",
    re.IGNORECASE,
)
_DEFINITE = lazy(r"[一-鿿ァ-ヺA-Za-z]")


_COUNTED_WORK = lazy(
    r".{0,6}(?:採用|獲得|受注|契約|訪問|商談|出店|開店|登録|入会|入塾|成約|納品|提案|面談|受入|出荷|販売)"
)
_JA_BEHIND = lazy(r"\s?[のを](?P<name>[一-鿿々ァ-ヺー]{2,12})(?=$|[、。をがはにすし])")


def is_measure(name: str) -> bool:
    """Whether a name by itself is that of a number."""
    bare = name.strip()
    if (
        not 2 <= len(bare) <= LONGEST
        or _NOT_A_MEASURE.match(bare)
        or not _DEFINITE.search(bare)
        or _A_TIME.search(bare)
    ):
        return False
    reading = read_name(bare)
    return not reading.sentence and (reading.metric is not None or reading.measures is not None)


def may_be_measure(name: str) -> bool:
    """Whether a name beside a number may be that of what is counted."""
    bare = name.strip()
    if _NO_START.match(bare):
        return False
    if is_measure(bare):
        return True
    if not _DEFINITE.search(bare) or _NOT_A_MEASURE.match(bare) or _A_TIME.search(bare) or _names_a_team(bare):
        return False
    if is_japanese(bare):
        return bool(_NOUN.match(bare))
    words = bare.split()
    if _NO_NAME.search(bare) or (len(words) == 2 and is_actor(words[0]) and words[1].endswith("s")):
        return False  # this year we want; Marketing hands
    return (
        1 <= len(words) <= 6
        and not read_name(bare).sentence
        and all(w[0].isalpha() for w in _PER_SO_MANY.sub("", bare).split())
    )


def japanese_behind(flat: str, at: int) -> tuple[int, int] | None:
    """The name behind a Japanese number: 月10件の訪問, 12名を採用する."""
    found = _JA_BEHIND.match(flat, at)
    if found is None or not (is_measure(found["name"]) or _COUNTED_WORK.fullmatch(found["name"])):
        return None
    return found.span("name")


def shares(name: str) -> bool:
    """Whether words behind "90% of" can say what the share is of."""
    return 1 <= len(name.split()) <= 10 and not _NO_NAME.search(name) and not _NOT_A_MEASURE.match(name)


def _names_a_team(text: str) -> bool:
    """Whether a name is that of a team. One capital is no sign of a person here: Toil, Waste, Reading."""
    return is_actor(text) if is_japanese(text) else _english_actor(text, proper=False)


def is_actor(text: str) -> bool:
    """Whether a text names a person, a team or a department."""
    bare = text.strip(" 　「」")
    if not bare or len(bare) > 24:
        return False
    if is_japanese(bare):
        who = _OF_TEAM.match(bare)
        return bool(who or _ACTOR.match(bare)) and not is_counted(bare)
    return _english_actor(bare)


def is_counted(text: str) -> bool:
    reading = read_name(text)
    return reading.metric is not None or reading.measures is not None


_NOBODY = frozenset(
    ("we", "i", "you", "they", "it", "this", "that", "everyone", "nobody", "all", "which", "who", "to", "for", "by", "in", "on", "at",
     "if", "from", "with", "of", "and", "but", "so", "as", "the", "our", "both", "each", "these", "those", "then", "now")
)  # fmt: skip


def _english_actor(text: str, *, proper: bool = True) -> bool:
    lowered = text.lower().removeprefix("the ").removeprefix("our ")
    if lowered in _NOBODY:
        return False
    if re.match(r"(?:head|director|vp|chief|manager) of [a-z& ]{2,30}$", lowered):
        return True
    if re.search(
        r"\b(?:team|department|dept|manager|lead|head|director|crew|desk|office|group|squad|staff|reps?|owner|coordinator|"
        r"officer|chief|nurses?|teachers?|engineers?|editors?|foreman|supervisor|buyer|chef)s?$",
        lowered,
    ):
        return len(lowered.split()) <= 5
    words = text.split()
    if (
        proper
        and len(words) <= 2
        and all(w[0].isupper() and w[1:].isalpha() and w[1:].islower() for w in words)
        and not is_counted(text)
    ):
        return True  # a proper name: Priya, Tom Baker
    return any(
        tag.startswith("departments.") for hit in listed_words(fold(lowered)) for tag in hit.tags
        if hit.word == fold(lowered)
    )  # fmt: skip


def japanese_name(bare: str, start: int, end: int) -> Named:
    """The name in the text before a number; `bare` has spaces for the times and markers in it."""
    actor: tuple[int, int] | None = None
    goal = aim = False
    for _ in range(8):
        before = (start, end)
        start = _led(bare, start, end, _LEAD)
        if (found := _GOAL_LEAD.match(bare[start:end])) is not None and found.end() < end - start + 1:
            strong = found["word"] not in _PLAIN_AIM
            goal, aim = goal or strong, True
            start += found.end()
        if (found := _GOAL_WORD.search(bare[start:end])) is not None:
            left = bare[start : start + found.start()].rstrip("の ")
            if is_measure(left):
                end = start + len(left)
            elif bare[start + found.end() : end].strip():
                goal, aim = goal or found["word"] not in _PLAIN_AIM, True
                start += found.end()
        if (found := _VERBS.match(bare[start:end])) is not None:
            start += found.end()
        for place in _topics(bare, start, end):
            left = bare[start:place].strip()
            if _WE.match(left) or is_actor(left):
                if not _WE.match(left):
                    actor = (start, place)
                start = place + 1
                break
        if (start, end) == before:
            break
    end = _trailed(bare, start, end, _TRAIL)
    # 「成約率」は: a quoted name
    while start < end and bare[start] in " 「『":
        start += 1
    while end > start and bare[end - 1] in " 」』" and not _opened(bare[start:end]):
        end -= 1
    rest = bare[start:end]
    if "は" in rest and not is_counted(rest):
        place = rest.rindex("は")
        if is_counted(rest[place + 1 :]) and not is_counted(rest[:place]):
            start += place + 1
        elif is_counted(rest[:place]):
            end = start + place
    if ":" in bare[start:end]:
        place = bare.index(":", start, end)
        if is_measure(bare[start:place]):
            end = place
    return Named(start, max(start, end), actor, goal, aim)


def announces(text: str) -> tuple[bool, bool]:
    """Whether words set apart by a comma announce the final goal, or a target (最終目標は、…)."""
    found = re.search(_GOAL_WORD.pattern + r"\s*$", text) or _GOAL_LEAD.match(text)
    return (False, False) if found is None else (found["word"] not in _PLAIN_AIM, True)


def _opened(text: str) -> bool:
    return (
        text.count("「") >= text.count("」") and text.count("『") >= text.count("』") and ("「" in text or "『" in text)
    )


def _topics(text: str, start: int, end: int) -> list[int]:
    return [at for at in range(start, end) if text[at] in "はがで:も" and at > start]


def _led(text: str, start: int, end: int, pattern: re.Pattern[str]) -> int:
    """Where the text begins without the words that lead to a name."""
    while start < end and (found := pattern.match(text[start:end])) is not None and found.end():
        start += found.end()
    return start


def _trailed(text: str, start: int, end: int, pattern: re.Pattern[str]) -> int:
    """Where the text ends without the words between a name and its number."""
    while True:
        end = start + len(text[start:end].rstrip())
        found = pattern.search(text[start:end], max(0, end - start - 24))
        if found is None or not found[0]:
            return end
        end = start + found.start()


# English.

_EN_VERB = (
    r"grew|increased|raised|reached|closed|raise|grow|increase|lift|improve|boost|reduce|cut|lower|decrease|bring(?: (?:in|down|up))?|get|move|take|shorten|keep|hold|maintain|"
    r"reach|hit|achieve|book|run|sign(?: up)?|close|win|hire|publish|make|push|drive|expand|double|triple|halve|ship|deliver|generate|produce|"
    r"see|target|go|stay|stand|have|add|recruit|launch|answer|attract|earn|secure|land|sell|cap|limit|drop|land|gain|increase our|improve our|"
    r"convert|retain|onboard|train|visit|complete|collect|log|open|record|process|serve"
)
_EN_LEAD = lazy(
    r"^(?:[\s,;:\-–—(]|(?:and|but|also|then|so|or|plus|next|in addition)\b(?!-)|(?:first|second|third|finally),|"
    r"to get there\b|to make (?:that|this|it) happen\b|to do (?:that|this|so)\b|for that\b|that means\b|this means\b|meanwhile\b|as well as\b|along with\b|"
    r"our\b|the\b|a\b|an\b|we'll\b|(?:we|i)(?:'d| would) like\b|we've\b|we\b|i\b|let's\b|let us\b|everyone\b|"
    r"kr\s?[0-9]+\s?[:.]|this (?:year|quarter|month|season)\b|agreed(?: that)?\b|decided(?: to| that)?\b|proposal:|action:|"
    r"(?:will|should|must|shall|wants?|needs?|plans?|intends?|have|has|is going|are going|are|is|to|commits?|committed|agrees?|"
    r"from|by|of|in|for|with|at|on)\b(?!-)|"
    rf"(?:{_EN_VERB})\b(?! rate| time| ratio))",
    re.IGNORECASE,
)
_EN_OPENS = lazy(r"^\s*(?:following|after|further to|as per|per|quick|in)\b[^:,0-9]{0,60}:\s", re.IGNORECASE)
_EN_GOAL = lazy(
    r"\b(?P<word>goal|objective|north star|ambition|kgi|mission|aim|target)(?: for (?:the year|this year|fy ?\d+|20\d\d))?"
    r"\s{0,40}(?:is|:|=|will be|remains|-|–)\s?(?:to\b|that\b)?",
    re.IGNORECASE,
)
_EN_TRAIL = lazy(
    r"(?:[\s,:=\-–—→(≥≤<>]|(?<![-\w])(?:come|comes|from|to|at|of|is|are|was|were|be|by|should|must|will|shall|can|stays?|sits?|stands?|reach(?:es)?|hits?|"
    r"slips?|dips?|exceeds?|passes|pass|goes?|go|rises?|rise|grows?|grow|falls?|fall|remains?|currently|now|today|target(?:ed)?|goal|aim|increase[sd]?|improve[sd]?|"
    r"drops?|drop|moves?|climbs?|need(?:s)?|has|have|with|about|around|"
    r"averages?|up|down|and|or|the|a|an|no|not|it|over|kept|held|"
    r"set|capped|limited|under|above|below|at or|baseline|current(?:ly)?|all|least|most|to be|aiming for|on|for|in|as|so)\b)$",
    re.IGNORECASE,
)
_EN_SUBJECT = lazy(
    r"^(?P<actor>[A-Za-z][\w&'’ .-]{0,40}?)\s(?:will|should|must|shall|needs? to|has to|have to|is to|are to|is going to|aims? (?:to|for)|"
    r"commits? to|agreed to|plans? to|takes?|owns?|is responsible for|are responsible for|wants? to|gets?|looks after|runs|handles|"
    r"leads|books?|keeps?|holds?|brings?|publishes)\b",
    re.IGNORECASE,
)
_MODAL = lazy(
    r"\s(?:will|should|must|shall|needs?|has|have|is|are|aims?|plans?|wants?|commits?|agreed)\s", re.IGNORECASE
)
_ACTS = lazy(
    r"\s(?:will|should|must|is to|has to|needs? to|is going to|aims? to)\s(?:book|publish|bring|run|make|sign|close|win|send|call|visit|write|"
    r"generate|deliver|hold|keep|get|answer|reply|hire|train|raise|cut|reduce)\b",
    re.IGNORECASE,
)
_IS_DONE = lazy(
    r"\s(?:will|should|must|shall|is to|are to|needs? to) be (?:halved|doubled|tripled|cut|reduced|raised|increased|lowered|brought down|kept|held|improved|lifted)\b",
    re.IGNORECASE,
)
_EN_LABEL = lazy(r"^(?P<actor>[A-Za-z][\w&'’ .-]{0,40}?)\s?[:–—]\s")
_EN_BEHIND = lazy(
    r"^\s?(?:(?:in|of|worth of|for)\s(?:our\s|the\s|all\s)?)?(?P<name>(?!(?:a|an|per|each|every|by|in|on|at|and|or|to|from|now|today|last|for)\b)[A-Za-z][\w'’/&-]*(?:\s(?!by\b|per\b|each\b|every\b|in\b|from\b|"
    r"before\b|within\b|until\b|this\b|next\b|and\b|while\b|with\b|at\b|on\b|for\b|to\b|so\b|or\b|a\b|an\b|as\b|up\b|down\b|"
    r"is\b|are\b|was\b|now\b|today\b|last\b|the\b)[A-Za-z][\w'’/&-]*){0,5})"
)
_EN_SHARE = lazy(
    r"^\sof\s(?P<name>(?:our |the |all )?[A-Za-z][\w'’ /&-]*?(?:within [0-9]+ ?[a-z]+|[\w'’/&-]+))\s?(?=$|[,.;:()]|\sby\s|\sand\s)",
    re.IGNORECASE,
)
_EN_BREAK = lazy(
    r"[,;](?=\s)|\s[–—-]\s|\s(?:while|so that|because|since|which|by [a-z]+ing)\s|\band\s(?=[a-z])", re.IGNORECASE
)


def english_name(bare: str, start: int, end: int) -> Named:
    """The name in the text before a number; an empty one where only a verb stands there ("book 40 demos a month")."""
    actor: tuple[int, int] | None = None
    goal = aim = False
    start = _led(bare, start, end, _EN_OPENS)
    for found in _EN_GOAL.finditer(bare[start:end]):
        goal = goal or found["word"].lower() != "target"
        aim = True
        start += found.end()
        break
    fallback = (start, start)
    for _ in range(6):
        before = start
        subject = _EN_SUBJECT.match(bare[start:end].lstrip()) or _EN_LABEL.match(bare[start:end].lstrip() + " ")
        if subject is not None:
            offset = start + len(bare[start:end]) - len(bare[start:end].lstrip())
            who = subject["actor"]
            if _IS_DONE.match(bare[offset + len(who) : end]):
                return Named(offset, offset + len(who), None, goal, aim)  # exclusions will be halved
            acts = not is_measure(who) or bool(_ACTS.match(bare[offset + len(who) : end]))
            labelled = subject.re.pattern == _EN_LABEL.pattern  # "Reading: 80%" names a topic more often than a person
            if acts and (_english_actor(who, proper=False) if labelled else is_actor(who)):
                actor = (offset, offset + len(who))
            modal = acts and bool(_MODAL.match(bare[offset + len(who) : end]))
            if modal and not is_actor(who):
                fallback = (offset, offset + len(who))
            if modal or actor == (offset, offset + len(who)):
                start = min(offset + subject.end(), end)
        start = _led(bare, start, end, _EN_LEAD)
        if start == before:
            break
    end = _trailed(bare, start, end, _EN_TRAIL)
    while start < end and bare[start] in ' "“':
        start += 1
    while end > start and bare[end - 1] in ' "”':
        end -= 1
    if ":" in bare[start:end]:
        place = bare.rindex(":", start, end)
        right = _led(bare, place + 1, end, _EN_LEAD)
        start, end = (start, place) if is_measure(bare[start:place]) or right >= end else (right, end)
    return Named(start, max(start, end), actor, goal, aim, fallback)


def english_break(bare: str, start: int, end: int) -> int:
    """Where the clause of a number begins: behind the last comma, dash or "and" before it."""
    place = start
    for found in _EN_BREAK.finditer(bare, start, end):
        if bare[found.end() : end].strip():
            place = found.end()
    return place


def behind(flat: str, at: int, *, share: bool) -> tuple[int, int] | None:
    """The name behind a number: 40 demos a month, 90% of tickets answered within 4 hours."""
    pattern = _EN_SHARE if share else _EN_BEHIND
    found = pattern.match(flat[at:])
    return (at + found.start("name"), at + found.end("name")) if found else None
