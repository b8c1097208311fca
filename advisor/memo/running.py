"""How the plan is run: reviews, misses, revisions, where figures come from, pay, what the people concerned were told."""

from __future__ import annotations

import re

from advisor.memo.draft import Cut, Draft, cut
from advisor.memo.moods import refused, supposes
from advisor.memo.names import is_actor
from advisor.memo.rhythm import rhythms
from advisor.memo.sentences import Sentence
from advisor.notation.lazy_pattern import lazy

_REVIEW = lazy(
    r"進み具合|進捗|数字|数値|実績|状況|KPI|指標|結果|振り?返|レビュー|会議|定例|ミーティング|MTG|朝会|朝礼|確認|チェック|共有|モニタ|"
    r"\b(?:review|reviews|reviewed|check|checks|checked|check-?in|look at|go over|go through|meet|meets|meeting|progress|numbers|figures|stand-?up|"
    r"huddle|retro|discuss|discussed|reports?)\b",
    re.IGNORECASE,
)
_REVIEW_DOES = lazy(
    r"確認|チェック|振り?返|レビュー|見直|追(?:う|い|って)|見る|見て|見ます|話し合|共有|報告|行う|行い|開く|開催|集ま|実施|会議|定例|ミーティング|MTG|朝会|朝礼|モニタ|把握|"
    r"\b(?:review\w*|check\w*|look\w*|go over|go through|meet\w*|discuss\w*|report\w*|stand-?up|huddle|retro|hold|track\w*|read)\b",
    re.IGNORECASE,
)
_MEETING_JA = lazy(r"(?:[一-鿿ァ-ヺーA-Za-z]{1,10})?(?:会議|定例会?|ミーティング|MTG|朝会|朝礼|レビュー会|報告会)")
_MEETING_EN = lazy(
    r"\b(?:the |our |a |an )?(?P<m>(?:[a-z]{1,15} ){0,2}(?:meeting|stand-?up|huddle|check-?in|retro(?:spective)?|review meeting|catch-?up|all-hands))\b",
    re.IGNORECASE,
)
_WHO_JA = lazy(
    r"(?:^|(?<=[、。は]))\s?(?P<who>[^、。にで]{2,10}(?:(?:と|、|・)[^、。にで]{2,10}){1,4})(?:が|で|も)(?:数字を|一緒に|集まり|集まって)?、?(?:参加|出席|集ま|確認|振り?返|話し合|見)"
)
_MISS_JA = lazy(
    r"(?:未達(?:成)?|届かな|達成でき(?:な|ませ)|下回っ|割っ|割り込|達しな|外れ|遅れ)[^、。]{0,10}?(?:場合|とき|時|なら|たら|れば|際|月|週)(?:には|に|は)?、?\s?(?P<what>[^。]{3,})"
)
_MISS_EN = lazy(
    r"\b(?:if|when|whenever|where|should)\b[^,]{0,60}?\b(?:miss(?:es|ed)?|falls? short|short of|below target|behind|off track|stalls?|"
    r"not (?:hit|met|reached)|under target|slips?)\b[^,]{0,40}?(?:,\s?|\s(?=we\b))(?P<what>[^.]{5,300})|"
    r"(?P<what2>\b(?:a miss|misses|missed targets?|any miss)\b[^.]{0,20}\b(?:is|are|will|trigger(?:s|ed)?|means?|leads?|gets?)\b[^.]{3,200})",
    re.IGNORECASE,
)
_REVISE_JA = lazy(
    r"(?:目標|KPI|数値|計画|指標)(?:値|数字)?(?:そのもの|自体|一覧)?(?:は|を|も)、?(?P<what>[^。]{0,20}?(?:見直|改定|改め|再設定|更新)[^。、]*)"
)
_REVISE_EN = lazy(
    r"\b(?:targets?|goals?|kpis|plan|levels?)\b[^.,]{0,20}?\b(?P<what>(?:revis\w+|reset|re-set|updated?|revisit\w*|adjust\w*|reconsider\w*)\b[^.]*)|"
    r"\b(?P<what2>(?:revise|reset|update|revisit|adjust)\b[^.]{0,15}\b(?:targets?|goals?|kpis|plan)\b[^.]*)",
    re.IGNORECASE,
)
_EFFECT = lazy(
    r"(?:効果|関係|相関|つながっ(?:て|た)|効いて|連動|因果|寄与|結びつ)[^。]{0,20}(?:確認|検証|確かめ|見る|見ます|調べ)|"
    r"\b(?:check|test|verify|see|examine|ask)\b[^.]{0,20}\b(?:whether|that|if)\b[^.]{3,80}\b(?:moves?|drives?|leads?|feeds?|lifts?|translates?|"
    r"turns?|shows? up|raises?)\b",
    re.IGNORECASE,
)
_SOURCE_JA = lazy(
    r"(?:データ|数字|数値|実績|集計|件数|記録|計測|測定|値)[^、。]{0,12}?(?:は|を|には)、?\s?(?P<src>[^、。は]{2,24}?)(?:から(?:取|集計|出|抽出|拾|集め)|"
    r"で(?:集計|計測|取得|管理|測|記録|取|集め|数え)|を(?:使|用い|見)|より取得|に記録)"
)
_SOURCE_EN = lazy(
    r"\b(?:data|numbers|figures|results|counts?|they|these|everything|all)\b[^.,]{0,20}?\b(?:comes?|come|taken|pulled|measured|tracked|recorded|logged|"
    r"counted|read)\s(?:from|in|with|by|using|off)\s(?:the\s|our\s)?(?P<src>[A-Za-z0-9][^.,;]{1,40}?)(?=$|[.,;]|\sand\s|\severy|\seach|\sby\s)",
    re.IGNORECASE,
)
_BOARD = lazy(
    r"(?P<board>(?:[一-鿿ァ-ヺーA-Za-z0-9 ]{0,12})(?:ダッシュボード|スプレッドシート|ホワイトボード|掲示板|一覧表|管理表|Looker(?: Studio)?|Tableau|Power BI|Notion))"
    r"(?:に|で|を|へ|上)[^。]{0,16}(?:共有|掲示|表示|見え|公開|更新|掲載|貼|載せ|閲覧|確認)|"
    r"\b(?:on|in|to|via)\s(?:a|an|the|our)\s(?P<board2>(?:[a-z]{1,15} ){0,2}(?:dashboard|(?<!to the )(?<!to our )(?<!trust )(?<!directors )board|scoreboard|spreadsheet|wall chart))\b|"
    r"\b(?P<board3>(?:a |an |the |our )?(?:[a-z]{1,15} ){0,2}(?:dashboard|scoreboard))\s(?:shows|is shared|is open|displays|lists)",
    re.IGNORECASE,
)
_PAY = lazy(
    r"報奨金?|円を?支給|\b(?:get|gets|receives?|earns?) [£$€¥][0-9]|評価(?=に(?:は)?(?:使|反映|連動))|インセンティブ|ボーナス|賞与|手当|歩合|表彰|報酬|減給|罰金|ペナルティ|査定|人事評価|昇給|"
    r"\b(?:bonus(?:es)?|commissions?|incentives?|prizes?|awards?|penalt(?:y|ies)|docked|pay rise|appraisals?|salary|vouchers?|pay(?= (?:is|does|will|depends|hangs|rises?))|paid (?:an? )?(?:extra|¥|£|\$|€))\b",
    re.IGNORECASE,
)
_PENALTY = lazy(
    r"減給|罰|ペナルティ|減額|カット|始末書|\b(?:penalt(?:y|ies)|docked|deduct\w*|lose[s]? (?:their|the|his|her)|fined?)\b",
    re.IGNORECASE,
)
_PEOPLE_TOLD = r"現場|トレーナー|リーダー|担当者|スタッフ|メンバー|社員|職員|店員|従業員|チーム|各店|看護師|講師|作業者"
_CONSULTED_JA = lazy(
    rf"(?:{_PEOPLE_TOLD})[^。]{{0,20}}?(?:相談|話し合|意見|ヒアリング|協議|合意|すり合わせ|擦り合わせ|一緒に(?:決め|考え|作))[^。]{{0,20}}?"
    rf"(?P<done>(?:した|ました|済み|決めた|決めました|いた|いました|済んで|ている|ています|たうえで|た上で|て決め|て設定)|(?:ない|ません|ておらず|ずに))"
)
_REASONS_JA = lazy(
    rf"(?:(?:{_PEOPLE_TOLD})[^。]{{0,30}})?(?:理由|狙い|なぜ|意図|根拠|背景)[^。]{{0,12}}?(?:説明|伝え|共有)(?P<done>(?:し?ました|した|済み|てあ|ている|ています|た。|て決め)|(?:し?て(?:い)?ない|ていません|ておらず))"
)
_CONSULTED_EN = lazy(
    r"\b(?:(?:the |our )?(?:team|staff|front[- ]?line|reps?|crew|members|nurses|teachers|drivers|store managers?|technicians|engineers|people)\b[^.,]{0,20}?"
    r"\b(?P<done>were (?:asked|consulted|involved)|was (?:asked|consulted|involved)|helped (?:us )?set|agreed|had their say|have been (?:asked|consulted)|"
    r"(?:was|were) not (?:asked|consulted)|(?:wasn't|weren't) (?:asked|consulted))|(?P<done2>set|agreed|worked out|discussed) (?:them |the targets |these |it )?"
    r"(?:together )?with the (?:team|staff|reps|crew|nurses|teachers|drivers|people))\b",
    re.IGNORECASE,
)
_REASONS_EN = lazy(
    r"\b(?:explained (?:to [^.]{3,30} )?why|told (?:them )?why|know why|(?:the )?reasons? (?:was|were|has been|have been) (?:shared|explained)|shared the reasons?)\b",
    re.IGNORECASE,
)
_CREW_JA = lazy(
    r"(?P<n>(?:約)?[0-9一二三四五六七八九十]{1,4}(?:人|名))(?=体制|で(?:回|対応|担当|運営|進め|取り組|やっ|行)|のチーム)|(?:人員|体制|担当者?|スタッフ)は(?P<n2>[0-9一二三四五六七八九十]{1,4}(?:人|名))"
)
_CREW_EN = lazy(
    r"\b(?:team|crew|staff) of (?P<n>[0-9]{1,4}|two|three|four|five|six|seven|eight|nine|ten)\b|\b(?P<n2>[0-9]{1,4}|two|three|four|five|six|seven|eight|nine|ten)\s"
    r"(?:[a-z]{1,15} )?(?:people|reps|salespeople|engineers|agents|nurses|staff|of us)\s(?:work|handle|cover|share|do|run|on (?:it|this))",
    re.IGNORECASE,
)
_CHANNELS = lazy(
    r"(?:集客|流入|問い合わせ|リード|顧客|お客様|応募|新規)[^、。]{0,4}(?:経路|ルート|チャネル|入口|流入元|窓口)は、?(?P<list>[^。0-9]{2,60}?)(?:です|とする|から|。|$|を使)|"
    r"(?:集客|チャネル|チャンネル|経路)\s?(?:は|:)\s?(?P<list2>[^。0-9]{2,60}?)(?:です|とする|。|$)|"
    r"\b(?:leads|customers|enquiries|inquiries|visitors|applicants|sign-?ups|guests|patients|donors)\s(?:come|arrive|find us|reach us)\s(?:from|through|via)\s(?P<list3>[^.0-9]{3,80}?)(?=[.;]|$)|"
    r"\bchannels?\s?(?:are|:)\s(?P<list4>[^.0-9]{3,80}?)(?=[.;]|$)",
    re.IGNORECASE,
)
_JOINTS = lazy(r"、|,\s?(?:and\s)?|・|と(?=[一-鿿ァ-ヺA-Z「])|および|及び|\sand\s", re.IGNORECASE)
_GAP = " 　、,。.「」"


def read_running(sentence: Sentence, draft: Draft) -> tuple[bool, bool]:
    """Takes what a sentence says of running the plan.

    Returns whether anything was taken, and whether the sentence is about nothing else (so its numbers are no targets).
    """
    flat = sentence.flat
    if _pay(sentence, draft):
        return True, True
    if _miss(sentence, draft):
        _review(sentence, draft)
        return True, True
    if supposes(flat):
        return False, False
    if _revision(sentence, draft):
        if len(rhythms(flat)) > 1:
            _review(sentence, draft)
        return True, True
    if _effect(sentence, draft):
        return True, True
    told = _told(sentence, draft)
    crew = _crew(sentence, draft)
    source = _source(sentence, draft)
    board = _board(sentence, draft)
    review = _review(sentence, draft)
    taken = told or crew or source or board or review
    return taken, crew and not (review or source)


def _miss(sentence: Sentence, draft: Draft) -> bool:
    found = _MISS_JA.search(sentence.flat) if sentence.japanese else _MISS_EN.search(sentence.flat)
    if found is None:
        return False
    name = "what" if found["what"] else "what2"
    draft.operation.setdefault("on_miss", _clean(sentence, *found.span(name)))
    if _PENALTY.search(found[name]):
        draft.incentives.append(
            {"what": _clean(sentence, *found.span(name)), "kind": _word(sentence, found.span(name), "penalty")}
        )
    return True


def _pay(sentence: Sentence, draft: Draft) -> bool:
    found = _PAY.search(sentence.flat)
    if found is None:
        return False
    if refused(sentence.flat):
        draft.head.setdefault("incentives", cut(sentence, 0, len(sentence.flat.rstrip("。. ")), means="none"))
        return True
    if supposes(sentence.flat):
        return False
    whole = _clean(sentence, 0, len(sentence.flat))
    kind = "penalty" if _PENALTY.search(sentence.flat) else "reward"
    entry: dict[str, object] = {"what": whole, "kind": _word(sentence, (whole.start, whole.end), kind)}
    draft.incentives.append(entry)
    return True


def tie_incentives(draft: Draft) -> None:
    """Says which measures pay hangs on, where its sentence names them."""
    for entry in draft.incentives:
        what = entry.get("what")
        if not isinstance(what, Cut) or "tied_to" in entry:
            continue
        tied = [place for row in draft.rows if (place := named_in(what, str(row.name.value))) is not None]
        if tied:
            entry["tied_to"] = tied


def named_in(piece: Cut, name: str) -> Cut | None:
    """Where a piece of text names a measure, in full or by all but its counter (問い合わせ of 問い合わせ件数, lead of leads)."""
    text = piece.sentence.flat[piece.start : piece.end]
    stems = [name, re.sub(r"(?:件数|人数|者数|回数|数|率)$", "", name)]
    stems.append(re.sub(r"^(?:新規|既存|月間|年間|有効|総)", "", stems[1]))
    if name.isascii():
        stems = [name, name.removesuffix("s")]
    for stem in stems:
        if len(stem) < 2:
            continue
        found = re.search(re.escape(stem), text, re.IGNORECASE)
        if found is not None:
            return Cut(piece.sentence, piece.start + found.start(), piece.start + found.end(), means=name)
    return None


def _revision(sentence: Sentence, draft: Draft) -> bool:
    found = (_REVISE_JA if sentence.japanese else _REVISE_EN).search(sentence.flat)
    if found is None or not (
        rhythms(sentence.flat) or re.search(r"四半期|半期|期末|年度末|after|when|at the end|halfway", sentence.flat)
    ):
        return False
    if refused(found[0]):
        return False
    name = "what" if found["what"] else "what2"
    start, end = found.span(name)
    spoken = rhythms(sentence.flat)
    earlier = [place for place, _ in spoken if place < start]
    if earlier:  # 四半期ごとに目標を見直す
        start = earlier[-1]
    draft.operation.setdefault("revision", _clean(sentence, start, end))
    return True


def _effect(sentence: Sentence, draft: Draft) -> bool:
    if _EFFECT.search(sentence.flat) is None or refused(sentence.flat):
        return False
    draft.operation.setdefault("effect_check", _clean(sentence, 0, len(sentence.flat)))
    return True


def _told(sentence: Sentence, draft: Draft) -> bool:
    taken = False
    for key, pattern in (
        ("consulted", _CONSULTED_JA if sentence.japanese else _CONSULTED_EN),
        ("reasons_shared", _REASONS_JA if sentence.japanese else _REASONS_EN),
    ):
        found = pattern.search(sentence.flat)
        if found is None:
            continue
        said = bool(re.search(r"ない|ません|おらず|ずに|\bnot\b|n't", found[0]))
        place = draft.operation.setdefault("frontline", {})
        place.setdefault(key, _word(sentence, found.span(), not said))
        taken = True
    return taken


def _crew(sentence: Sentence, draft: Draft) -> bool:
    taken = False
    found = (_CREW_JA if sentence.japanese else _CREW_EN).search(sentence.flat)
    if found is not None:
        draft.resources.setdefault("people", cut(sentence, *found.span("n" if found["n"] else "n2")))
        taken = True
    listed = _CHANNELS.search(sentence.flat)
    if listed is not None:
        name = next(key for key in ("list", "list2", "list3", "list4") if listed[key])
        draft.resources.setdefault("channels", parts(sentence, *listed.span(name)))
        taken = True
    return taken


def parts(sentence: Sentence, start: int, end: int) -> list[Cut]:
    """The entries of a list in a sentence."""
    out = []
    at = start
    for found in [*_JOINTS.finditer(sentence.flat, start, end), None]:
        stop = end if found is None else found.start()
        piece = _clean(sentence, at, stop)
        if piece.end > piece.start:
            out.append(piece)
        at = end if found is None else found.end()
    return out


def _source(sentence: Sentence, draft: Draft) -> bool:
    found = (_SOURCE_JA if sentence.japanese else _SOURCE_EN).search(sentence.flat)
    if found is None or refused(found[0]) or rhythms(found["src"]):
        return False
    draft.operation.setdefault("data_source", _clean(sentence, *found.span("src")))
    return True


def _board(sentence: Sentence, draft: Draft) -> bool:
    found = _BOARD.search(sentence.flat)
    if found is None or refused(found[0]):
        return False
    name = next(key for key in ("board", "board2", "board3") if found[key])
    draft.operation.setdefault("dashboard", _clean(sentence, *found.span(name)))
    return True


def _review(sentence: Sentence, draft: Draft) -> bool:
    flat = sentence.flat
    spoken = rhythms(flat)
    if not spoken or not _REVIEW.search(flat) or not _REVIEW_DOES.search(flat) or refused(flat):
        return False
    review = draft.operation.setdefault("review", {})
    if "cadence" in review:
        return True
    meeting = _MEETING_JA.search(flat) if sentence.japanese else _MEETING_EN.search(flat)
    near = [place for place in spoken if meeting is not None and place[1] <= meeting.end()]
    review["cadence"] = cut(sentence, *(near[-1] if near else spoken[0]))  # 日次で記録し、週1回の会議で見る
    if meeting is not None:
        span = meeting.span("m") if not sentence.japanese else meeting.span()
        start = max([span[0], *(right for _, right in spoken if right <= span[1])])
        start += 1 if flat[start : start + 1] == "の" else 0
        if span[1] > start:
            review["meeting"] = _clean(sentence, start, span[1])
    people = _WHO_JA.search(flat) if sentence.japanese else None
    if people is not None:
        listed = parts(sentence, *people.span("who"))
        listed = [person for person in listed if not rhythms(str(person.value))]
        if listed and all(is_actor(str(person.value)) or _person(str(person.value)) for person in listed):
            review["participants"] = listed
    return True


def _person(text: str) -> bool:
    return bool(re.fullmatch(r"[ァ-ヺーA-Za-z]{2,10}|[一-鿿]{2,4}", text))


def reviews(sentence: Sentence) -> bool:
    """Whether a sentence speaks of looking at figures in a rhythm."""
    return bool(rhythms(sentence.flat) and _REVIEW.search(sentence.flat) and _REVIEW_DOES.search(sentence.flat))


def _clean(sentence: Sentence, start: int, end: int) -> Cut:
    while start < end and sentence.flat[start] in _GAP:
        start += 1
    while end > start and sentence.flat[end - 1] in _GAP:
        end -= 1
    return Cut(sentence, start, end)


def _word(sentence: Sentence, span: tuple[int, int], means: object) -> Cut:
    return Cut(sentence, span[0], span[1], means=means)
