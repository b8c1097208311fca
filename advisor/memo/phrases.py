"""Sentences that set no number: measures by name, goals in words, what is done, who is listened to."""

from __future__ import annotations

import re

from advisor.memo.draft import Cut, Draft, Row, cut
from advisor.memo.figures import Figures, Item
from advisor.memo.moods import clauses, refused
from advisor.memo.names import is_measure, may_be_measure
from advisor.memo.rhythm import rhythms
from advisor.memo.running import parts
from advisor.memo.sentences import Sentence
from advisor.notation.lazy_pattern import lazy

_DO = lazy(
    r"^(?:やること|行動(?:計画)?|アクション|施策|打ち手|取り?組み|actions?|to do|what we do|activities)\s?:\s?(?P<list>.+)$",
    re.IGNORECASE,
)
_IN_WORDS = lazy(
    r"^(?:objective|goal|north star|our goal is|最終目標|ゴール|KGI|目的|大目標|O)\s?[0-9]?\s?(?::|は|is\b)\s?(?:to\s)?(?P<name>.+)$",
    re.IGNORECASE,
)
_LISTS = lazy(
    r"(?:KPI|指標|追う数字|見る数字|重点項目|key results|kpis|metrics|measures|indicators)(?:は|としては?|に(?:は|、)?|:|\s(?:are|will be|include)|\sinclude)\s?、?"
    r"(?P<list>[^。0-9]{2,200}?)(?:の?[0-9一二三四五六七八九]つ)?(?:です|とする|とします|に置く|を(?:設定|置|使|見|追)[^。]*|$|。|\.)",
    re.IGNORECASE,
)
_WATCHES = lazy(
    r"(?P<list>[^。0-9]{2,120}?)(?:も|は|を)(?:あわせて|併せて|参考(?:に|として)?|引き続き|毎[月週])?、?(?P<watch>見てい|見る|見ます|追いか|追う|追いま|注視|観察|モニタ|ウォッチ|監視|把握)|"
    r"\b(?:we(?:'ll| will)? (?:also )?|also )(?P<watch2>watch|track|monitor|keep an eye on)\s(?P<list2>[^.0-9;:]{3,120}?)(?=$|[.;:]|\s(?:every|each|but|so|weekly|monthly)\b)",
    re.IGNORECASE,
)
_DEFINES = lazy(
    r"^「?(?P<name>[^」。]{2,30}?)」?とは、?(?P<what>[^。]{4,})|^(?P<name2>[A-Za-z][\w /-]{2,40}?)\s(?:means|is defined as|counts)\s(?P<what2>[^.]{4,})"
)
_UNDECIDED = lazy(
    r"(?P<name>[^:、。]{2,40}?)(?:の目標値?)?(?:\s?[:は=]|\s[-–—]|\s)\s?"
    r"(?P<open>未定|検討中|調整中|未設定|TBD|TBC|to be (?:decided|confirmed|determined|agreed|set))[。.]?$",
    re.IGNORECASE,
)
_INSTALLS = lazy(r"\s?を?\s?(?:増設|導入|購入|設置|新設|配置)")
_MEETS = lazy(r"(?:面談|勉強会|ミーティング|朝礼|1on1|巡回)$")
_ALONGSIDE = lazy(r"と(?:あわせて|併せて|ともに)")
_JOINS = lazy(r"また|あわせて|併せて|ほかに|加えて|さらに|(?:the|our|and|both)\b|、|\s", re.IGNORECASE)
_VOICE = lazy(
    r"アンケート|調査|お客様の声|顧客の声|利用者の声|ヒアリング|インタビュー|面談|\b(?:survey|interviews?|feedback|exit interviews?|one-to-ones)\b",
    re.IGNORECASE,
)
_ACTION = lazy(
    r"\s?(?:に|を)?\s?(?:公開|配信|投稿|訪問|架電|実施|送付|送信|開催|行う|行い|出す|掲載|更新|発信|配布|声か?け|作成|書く|撮影|勉強会|研修|回る)"
)


def listed(sentence: Sentence, draft: Draft) -> list[Row]:
    """KPIs named without numbers: KPIは訪問数、CV率とする; we will also watch NPS."""
    flat = sentence.flat
    if any(clause.mood != "states" for clause in clauses(flat)):
        return []
    found, watched = _LISTS.search(flat), None
    if found is None and (watched := _WATCHES.search(flat)) is None:
        return []
    named = found or watched
    assert named is not None
    key = "list" if named["list"] else "list2"
    rows = []
    for piece in parts(sentence, *named.span(key)):
        name = _trimmed(sentence, piece)
        if is_measure(str(name.value)) and (row := draft.row(name)) is not None:
            rows.append(row)
            if found is not None:
                row.declared = True
            elif watched is not None and not row.values:
                row.put(
                    "tier", Cut(sentence, *watched.span("watch" if watched["watch"] else "watch2"), means="monitor")
                )
    return rows


def undecided(sentence: Sentence, draft: Draft) -> Row | None:
    """カゴ落ち率　未定; Brand awareness: TBD. A measure whose target is said to be open."""
    found = _UNDECIDED.match(sentence.flat)
    if found is None or not (is_measure(found["name"]) or (sentence.bullet and may_be_measure(found["name"]))):
        return None
    row = draft.row(cut(sentence, *found.span("name")))
    if row is not None:
        row.put("target", cut(sentence, *found.span("open")))
    return row


def _trimmed(sentence: Sentence, piece: Cut) -> Cut:
    """The name in an entry of a list, without the words that lead to it."""
    start = max([piece.start, *(m.end() for m in _ALONGSIDE.finditer(sentence.flat, piece.start, piece.end))])
    while (lead := _JOINS.match(sentence.flat, start, piece.end)) is not None:
        start = lead.end()
    return cut(sentence, start, piece.end)


def defines(sentence: Sentence, draft: Draft) -> bool:
    """リピート率とは、…: takes what a measure is said to count."""
    found = _DEFINES.match(sentence.flat)
    if found is None:
        return False
    key = "name" if found["name"] else "name2"
    row = draft.known(found[key].strip())
    if row is None:
        return False
    row.put("definition", cut(sentence, *found.span("what" if found["what"] else "what2")))
    return True


def does(sentence: Sentence, draft: Draft) -> bool:
    """やること：会計時の声かけ、投稿を週3回."""
    found = _DO.match(sentence.flat)
    if found is None:
        return False
    for piece in parts(sentence, *found.span("list")):
        entry: dict[str, Cut] = {"what": piece}
        if spoken := rhythms(sentence.flat[piece.start : piece.end]):
            entry["how_often"] = Cut(sentence, piece.start + spoken[0][0], piece.start + spoken[0][1])
        draft.actions.append(entry)
    return True


def aims_at(sentence: Sentence, draft: Draft) -> bool:
    """Objective: become the easiest tool to start with. A goal in words is stated, though no number is."""
    found = _IN_WORDS.match(sentence.flat)
    if found is None or refused(sentence.flat) or len(found["name"]) > 120:
        return False
    row = draft.row(cut(sentence, found.start("name"), len(sentence.flat.rstrip("。. "))))
    if row is not None:
        row.goal = row.declared = True
    return row is not None


def hears(sentence: Sentence, figures: Figures, draft: Draft) -> bool:
    """四半期ごとにお客様アンケートを行う: a voice that is listened to, without a number to reach."""
    flat = sentence.flat
    spoken = rhythms(flat)
    if _VOICE.search(flat) and spoken and not refused(flat) and all(item.target is None for item in figures.items):
        found = re.search(
            r"(?:[一-鿿ァ-ヺーA-Za-z]|お(?=客)|(?<=[一-鿿ァ-ヺ])の(?=[一-鿿声])){0,16}(?:アンケート(?:調査)?|調査|声|ヒアリング|インタビュー|面談)",
            flat,
        )
        if not sentence.japanese:
            found = re.search(r"\b(?:[a-z]{1,15} ){0,2}(?:survey|interviews?|feedback)\b", flat, re.IGNORECASE)
        if found is not None:
            name = cut(sentence, *found.span())
            draft.qualitative.append({"name": name, "how": cut(sentence, *spoken[0])})
            return True
    return False


def acts(sentence: Sentence, item: Item, draft: Draft) -> bool:
    """比較記事を週2本公開する: something done, not something to reach."""
    flat = sentence.flat
    amount = item.target
    if (
        not sentence.japanese
        or amount is None
        or item.baseline is not None
        or is_measure(flat[slice(*item.name)])
        or item.mood != "states"
    ):
        return False
    if _INSTALLS.match(flat, amount.end):
        end = next((at for at in range(amount.end, len(flat)) if flat[at] in "、。("), len(flat))
        draft.actions.append({"what": cut(sentence, item.name[0], end)})
        return True
    timed = re.match(r"(?:毎?[日週月年]|1[日週])", flat[amount.start :])
    meets = bool(_MEETS.search(flat[slice(*item.name)])) and "回" in flat[amount.start : amount.end]
    if timed is None or not (meets or _ACTION.match(flat, amount.end)):
        return False
    end = next((at for at in range(amount.end, len(flat)) if flat[at] in "、。"), len(flat))
    draft.actions.append(
        {"what": cut(sentence, item.name[0], end), "how_often": cut(sentence, amount.start, amount.end)}
    )
    return True
