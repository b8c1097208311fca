"""What belongs to a letter and not to a plan: headers, greetings, signatures, quoted mail, who was present."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from advisor.memo.draft import Cut, cut
from advisor.memo.sentences import Sentence
from advisor.notation.dates import parse_when
from advisor.notation.lazy_pattern import lazy

Part = Literal["courtesy", "header", "quoted", "title", "date"]

_HEADER = lazy(
    r"^[ \t]*(?P<key>from|to|cc|bcc|sent|date|subject|re|reply-to|attendees|present|apologies|location|venue|where|when|minutes by|"
    r"note[- ]taker|written by|author|prepared by|agenda|next meeting|distribution|"
    r"件名|宛先|差出人|送信者|送信日時|日時|日付|開催日時?|作成日|場所|出席者?|参加者?|欠席者?|議題|作成者?|文責|記録者?|議事録|次回|配布先|発信者?)"
    r"\s?:(?P<value>.*)$",
    re.IGNORECASE,
)
_GREETING = lazy(
    r"^(?:お疲れ(?:様|さま)|おつかれ|(?:いつも|平素|大変)?お世話に|平素は|おはよう|こんにちは|こんばんは|はじめまして|いつもありがとう|ご無沙汰|"
    r"(?:関係者|各位|皆(?:様|さん|さま)|みなさん)|突然の|拝啓|敬具|以上(?:です|、よろしく)?|よろしく|宜しく|どうぞよろしく|引き続き|何卒|なにとぞ|"
    r"ご(?:確認|査収|検討|意見|質問)|お手数|失礼|取り急ぎ|ありがとうございま|不明(?:な)?点|お気軽に|先日は|標記の件|表題の件|下記の|以下の(?:とおり|通り)|"
    r"(?:hi|hello|dear|hey|good (?:morning|afternoon|evening)|morning|greetings)\b[^.]{0,40}[,!.]?$|(?:all|team|everyone|folks),?$|"
    r"(?:(?:best|kind|warm|many)\s)?(?:regards|wishes|thanks)\b|thank you|thanks|cheers|sincerely|yours\b|let me know|see you|hope (?:this|you)|"
    r"looking forward|have a (?:great|good|nice)|(?:speak|talk) soon|please (?:find|let|see|shout|reply|feel)|any (?:questions|thoughts|comments)|"
    r"happy to (?:talk|discuss)|as (?:discussed|promised|agreed)[, ]+(?:here|please)|here (?:is|are) (?:our|the|my)\b[^0-9]{0,60}$|"
    r"sorry for|just (?:a quick|following)|following (?:up|our))",
    re.IGNORECASE,
)
_CLOSING = lazy(
    r"^(?:以上(?:です)?。?$|(?![^。]*(?:さん|氏|課|部|室|長|チーム)に(?:は)?お願い)[^0-9]{0,30}お願い(?:いた|致)?します。?$|よろしく|宜しく|敬具|何卒|(?:(?:best|kind|warm|many)\s)?(?:regards|wishes)\b|(?:with )?(?:many )?thanks[,!. ]*$|many thanks|cheers|sincerely|yours\b|(?:all the )?best[,.]?$)",
    re.IGNORECASE,
)
_RULE = lazy(r"^[ \t]*(?:[-=_*━─―〜~]{2,})[ \t]*$")
_CONTACT = lazy(
    r"[\w.+-]@[\w-]{1,40}\.|https?://|\bTEL\b|\bFAX\b|電話|内線|携帯|〒|[0-9]{2,4}-[0-9]{2,4}-[0-9]{3,4}|\bext\.",
    re.IGNORECASE,
)
_ADDRESSED = lazy(
    r"^[^0-9。、]{1,24}(?:様|さん|殿|各位|御中|先生|(?:先生|様|さん|長)へ)[、,。!]?$|^(?:社長|専務|常務|部長|課長|店長|院長|所長|先生)[、,]?$"
)
_INTRODUCES = lazy(r"^[^0-9、はがも]{1,24}(?:(?<!たい)です|と申します|でございます)。?$")
_WEEKDAY = lazy(r"\s?\([^()]{1,12}\)")
_CLOCK = lazy(r"\s[0-9]{1,2}:[0-9]{2}")
_QUOTED = lazy(r"^[ \t]*(?:>|》|\|)")
_TITLE_WORDS = lazy(
    r"計画|KPI|目標|メモ|議事録|方針|について|plan\b|okrs?\b|kpis?\b|goals?\b|targets?\b|memo\b|minutes\b|notes?\b|proposal\b",
    re.IGNORECASE,
)
_DUE = lazy(
    r"期限|期日|締|納期|まで|目標|達成|目途|目処|です。?$|末。?$|\b(?:deadline|due|by|until|before|target|goal|end of)\b",
    re.IGNORECASE,
)
"""A date on a line of its own is that of the letter, unless it is one to be ready by."""
_ENDS = lazy(r"[。.!?:、,]$")


@dataclass(slots=True)
class Letter:
    """What the parts of a letter said so far.

    Attributes:
        left_out: the sentences of courtesy, to be told of in one entry.
        closed: a closing or a rule was met: what follows is a signature, as long as it looks like one.
    """

    title: Cut | None = None
    date: Cut | None = None
    left_out: list[Sentence] = field(default_factory=list)
    closed: bool = False
    seen: int = 0

    def takes(self, sentence: Sentence, *, figures: bool) -> bool:
        """Whether a sentence is part of the letter, not of the plan; `figures`: it states a number for a measure."""
        self.seen += 1
        flat = sentence.flat
        header = _HEADER.match(flat)
        if header is not None and (not figures or header["key"].lower() not in ("re", "when", "where", "to")):
            self._header(sentence, header)
            return True
        if _RULE.match(flat):
            self.closed = True
            return self._courtesy(sentence)
        if _QUOTED.match(flat) or (_CONTACT.search(flat) and (self.closed or not figures)):
            return self._courtesy(sentence)
        if figures:
            return False
        if _CLOSING.match(flat):
            self.closed = True
            return self._courtesy(sentence)
        if _GREETING.match(flat) or _ADDRESSED.match(flat) or (self.seen <= 8 and _INTRODUCES.match(flat)):
            return self._courtesy(sentence)
        if self.closed and len(flat) <= 40 and not _ENDS.search(flat) and not sentence.bullet and not sentence.section:
            return self._courtesy(sentence)
        return self._opens(sentence)

    def _courtesy(self, sentence: Sentence) -> bool:
        self.left_out.append(sentence)
        return True

    def _header(self, sentence: Sentence, header: re.Match[str]) -> None:
        key, value = header["key"].lower(), header["value"].strip()
        if key in ("subject", "件名", "re") and value:
            self.title = self.title or cut(sentence, *header.span("value"))
        elif (
            key in ("date", "sent", "日時", "日付", "送信日時", "開催日", "開催日時", "作成日", "when")
            and self.date is None
        ):
            self._dates(sentence, header.start("value"), header.end("value"))
        self.left_out.append(sentence)

    def _dates(self, sentence: Sentence, start: int, end: int) -> bool:
        when = parse_when(_CLOCK.split(_WEEKDAY.sub("", sentence.flat[start:end]))[0].strip())
        day = when.end
        if when.state != "date" or day is None or when.start != day or when.assumed or when.impossible:
            return False
        self.date = cut(sentence, start, end, means=day.isoformat())
        return True

    def _opens(self, sentence: Sentence) -> bool:
        """A title or a date on a line of its own at the top."""
        if self.seen > 4 or sentence.bullet:
            return False
        flat = sentence.flat
        if self.date is None and len(flat) <= 30 and not _DUE.search(flat) and self._dates(sentence, 0, len(flat)):
            return True
        lone = self.seen == 1 and "\n" not in sentence.prose.text and not sentence.section
        titled = (sentence.heading and not sentence.section and not (flat[0] in "(<" and self.seen > 1)) or lone
        if self.title is None and len(flat) <= 50 and not _ENDS.search(flat) and (titled or _TITLE_WORDS.search(flat)):
            if sentence.section and not re.search(r"計画|plan", flat, re.IGNORECASE):
                return False
            start = len(flat) - len(flat.lstrip(" #■□◆◇●【《<"))
            self.title = cut(sentence, start, len(flat.rstrip(" 】》>#")))
            return True
        return False
