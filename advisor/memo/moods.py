"""Whether a sentence states something that is to be: not a past, a supposition, a refusal or a question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from advisor.notation.lazy_pattern import lazy

Mood = Literal["states", "past", "supposes", "refuses"]

_CONTRAST = lazy(
    r"の?ではなく、|(?<=[^\s、。])(?:が|ものの|けれども?|けど|一方で?)、|;|(?:,|\.)?\s(?:but|whereas|although|while|yet)\s|"
    r",\s(?=(?:was|were)\s(?:about\s)?[£$€¥]?[0-9])|,\s(?:and|so)\s(?=this (?:year|quarter|month)|we (?:want|will|aim|need|plan))|"
    r"(?<=[たす])ため、(?=今|本|来)|(?<=した)ので、|(?<=\S)\s?(?=※)",
    re.IGNORECASE,
)
_SUPPOSES = lazy(
    r"例えば|たとえば|仮に|(?<![一-鿿])もし(?!く)|(?:し|っ|い)たら[、は]|ならば|とすると|とすれば|できれば、|かもしれ|でしょうか|だろうか|"
    r"でしょう。?$|ですか|ますか|ませんか|案もあ|という(?:案|声|意見|話|提案|指摘|要望)|(?:他社|同業|競合)(?:他社)?の(?:事例|例|数字)|^\(?(?:参考|注|例)[):]|(?:県|全国|国|業界|業種)平均の?[^、。を]{0,20}は|(?:件|人|%|円|回)になれば|あれば、|すれば、|と仮定|"
    r"シミュレーション|試算|(?:の|となる)見込み(?:です|である|だ)?。?$|見通し(?:です|だ)?。?$|\?\s*$|"
    r"\b(?:if (?:we|the|our|it|they|you|that|this|sales|every)|(?:we|i|it|that|this|which|one|sales) (?:would|could|might)(?! like)|could|might|for example|for instance|e\.g\.|suppose|"
    r"imagine|perhaps|maybe|hypothetically|wonder|what if|in theory|in an ideal world|ideally|"
    r"(?:someone|somebody|one (?:of us|colleague)|they|he|she) (?:has |have |had )?(?:suggested|floated|asked for|mentioned|proposed))\b",
    re.IGNORECASE,
)
_PAST_TIME = lazy(
    r"当初|もともと|元々|昨年|昨年度|前年度?(?!比|同)|前期|昨期|先月|先週|前回|以前|過去|かつて|当時|[0-9]年(?:度|前)に?は|20[0-9]{2}年度?(?:は|に|の実績)|"
    r"令和[0-9元]+年度?(?:は|の実績)|去年"
)
_PAST_END = lazy(r"(?:た|でした|ました|たです|たが|たものの|止まり|とどまり|届かず|未達)[。、!\s]*$")
_PAST_PLAIN = lazy(
    r"(?:だった|でした(?!ら)|であった|にとどまった|にとどまりました|に終わった|に終わりました|で終わ(?:った|りました)|"
    r"止まり|を記録(?:した|しました)|まで(?:落ち|下が|増え|伸び|減)(?:た|り?ました|った))[がので、。\s]*"
)
_CHANGED = lazy(
    r"(?:下回|上回|増え|減|伸び|伸ば|落ち|上が|下が|届か|達し|終わ|超え|割)(?:っ|り|ん)?(?:た|だ|ました|なかった|ませんでした)[。、\s]*$"
)
_PAST_EN = lazy(
    r"\b(?:was|were|had|did|rose|fell|grew|went|climbed|slipped|came in|ended|closed|missed|used to|reached|hit an?|dropped|"
    r"averaged|landed|booked|sold|got|lost|won|hired|shipped|improved|increased|decreased|declined|managed|delivered|ran|"
    r"finished|recorded|achieved|saw|found|showed|totalled|served|stood at|cost us|cost me|"
    r"(?:we|they|it|the [a-z]{2,16}) (?!need|exceed|proceed|succeed)[a-z]{3,16}ed(?= (?:over |about |nearly |more than )?[£$€¥]?[0-9])|"
    r"(?<=in 20[0-9]{2}) (?:we|they|it|i) (?!need|exceed|proceed|succeed)[a-z]{2,16}ed|(?<=in 20[0-9]{2}), (?:we|they|it|i) (?!need|exceed|proceed|succeed)[a-z]{2,16}ed)"
    r"\b(?!-|\s?[:=]|\s[-–—]\s)",
    re.IGNORECASE,
)
_PAST_LIST = lazy(r"^\s?(?:in )?(?:last|previous) (?:week|month|quarter|year)", re.IGNORECASE)
_WILL_EN = lazy(
    r"\b(?:will|should|must|shall|target|goal|aim|want|need|plan to|going to|to be|raise|grow|increase|lift|reduce|cut|keep|"
    r"hold|maintain|bring|get|let's|let us|expects?|commits?|owns?)\b|→",
    re.IGNORECASE,
)
_REFUSES = lazy(
    r"し?ない(?!か)(?=[。、\s]|$|こと|で|と|もの)|ません|やめ(?:る|た|ま|ます)|廃止|中止|見送|取りやめ|撤回|外し|外す|除外|対象外|追わな|追いかけない|"
    r"使わな|不要|ではなく|では(?:ない|ありません)|保留|時期尚早|せず、?|考えていない|禁止|取り下げ|没(?:に|と)"
)
_NOT_REFUSED = lazy(
    r"(?:下回|超え|切|落とさ|割|欠かさ|上回|逃さ|減ら|増やさ|出さ|起こさ|越え)(?:ら)?(?:ない|ず|ません)(?:ように?|こと)?|漏れなく|問題(?:ない|なし)"
)
_REFUSES_EN = lazy(
    r"\b(?:not|(?:is|are|was|were|do|does|did|must|should|can|could|would|will|wo|ca|has|have|had)n't|no longer|never|instead of|dropped|dropping|stopp?(?:ed|ing)|we stop|abandon(?:ed|ing)?|scrapp?ed|"
    r"cancell?ed|rather than|ignore|shelved|retired|discontinued?|off the table|parked)\b",
    re.IGNORECASE,
)
_NOT_REFUSED_EN = lazy(
    r"\b(?:no|not|never|(?:is|are|was|were|do|does|did|must|should|can|could|would|will|wo|ca|has|have|had)n't) (?:be )?(?:to )?(?:below|under|less|more|above|over|exceed(?:ing)?|fewer|later|fall|slip|drop|go|higher|"
    r"lower|worse|only|dip)\b",
    re.IGNORECASE,
)


_TAKES_BACK = lazy(
    r"(?:これ|それ)は[^。]{0,16}目標では(?:ない|ありません)|保留|時期尚早|"
    r"\b(?:but|and|so) (?:that|this|it|we) (?:(?:is|are|was|were|did|do|does|will|would)(?:n't| not)) (?:be )?"
    r"(?:adopt|pursu|realistic|agreed|approved|accepted|going with|(?:a|the|our) (?:target|goal))",
    re.IGNORECASE,
)
"""What a sentence said before, its end takes back."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence with one mood."""

    start: int
    end: int
    mood: Mood


def clauses(flat: str) -> list[Clause]:
    """The sentence cut where it turns (…だったが、…; …, but …), each stretch with its mood."""
    if _SUPPOSES.search(flat):
        return [Clause(0, len(flat), "supposes")]
    if _TAKES_BACK.search(flat):
        return [Clause(0, len(flat), "refuses")]
    edges = [0, *(m.end() for m in _CONTRAST.finditer(flat)), len(flat)]
    return [Clause(a, b, _mood(flat[a:b])) for a, b in pairwise(edges) if a < b]


def supposes(flat: str) -> bool:
    """Whether a sentence is an example, a supposition or a question."""
    return bool(_SUPPOSES.search(flat))


def refused(text: str) -> bool:
    """Whether what a text speaks of is given up or not done."""
    if _REFUSES.search(_NOT_REFUSED.sub(" ", text)):
        return True
    return bool(_REFUSES_EN.search(_NOT_REFUSED_EN.sub(" ", text)))


def _mood(text: str) -> Mood:
    bare = text.rstrip()
    if _PAST_PLAIN.search(bare) or _CHANGED.search(bare) or (_PAST_TIME.search(bare) and _PAST_END.search(bare)):
        return "past"
    if refused(text):
        return "refuses"
    if (_PAST_EN.search(text) or _PAST_LIST.search(text)) and not _WILL_EN.search(text):
        return "past"
    return "states"
