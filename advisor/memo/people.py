"""Who answers for which measure, and which measure leads to which, where a memo says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.memo.amounts import find_amounts
from advisor.memo.draft import Cut, Draft, Row, cut
from advisor.memo.moods import refused, supposes
from advisor.memo.names import is_actor
from advisor.memo.running import parts
from advisor.memo.sentences import Sentence
from advisor.notation.lazy_pattern import lazy

_LABEL = lazy(
    r"(?:主)?(?:担当者?|責任者|オーナー|主担当)\s?(?:は|:|=)\s?|\b(?:owners?|owned by|responsible|(?<![a-z] )lead|dri|who|person in charge)\s?:\s?",
    re.IGNORECASE,
)
OWNERS_LINE = lazy(r"(?:主)?(?:担当者?|責任者)\s?[:は]|(?:owners?|who|responsible)\s?:", re.IGNORECASE)
"""A line that tells of nothing but owners: numbers in it are those of a list."""
_ENTRY = lazy(r"(?P<who>[^、,;。()\n]{1,40}?)\s?\((?P<what>[^()]{1,120})\)")
_WHO_FOR = lazy(
    r"(?P<what>[^、,;。:()はが]{1,40}?)(?:の担当者?|の責任者)?(?:は|:)\s?(?P<who>[^、,;。はが()]{1,16}?)(?:さん)?(?:が(?:担当|見|受け持|責任|主導|持)[^、。]*)?(?=[、,;。]|$|です|に(?:お願い|任せ|まかせ|頼)|とする)"
)
_PAIR = lazy(
    r"(?:^|(?<=[、:は,]))\s?(?P<what>[^、。はが:]{1,60}?)(?:の担当者?|の責任者)?(?:は|が|:)\s?(?P<who>[^、。はが:]{1,16}?)(?=[、。]|$|です|が担当)"
)
_TAKES = lazy(
    r"(?P<who>[^、,;。はが]{1,16}?)が(?P<what>[^。がは]{1,60}?)(?:を|の)?(?:担当|受け持|見る|主導|責任を(?:持|負))"
)
_OWNS_EN = lazy(
    r"(?:^|[,;.]\s(?:and\s)?|\band\s)(?P<who>[A-Z]?[\w&'’ -]{0,40}?(?:\s\([\w &-]{1,20}\))?)\s(?:owns?|does|takes|has(?! to\b)|runs|is responsible for|are responsible for|looks? after|is accountable for|takes care of|"
    r"is in charge of|leads on|will own|will look after|leads)\s(?P<what>[^.;:]{2,120}?)(?=$|[.;:]|,\s(?:and\s)?[A-Z]\w+(?:\s\w+)?\s(?:owns|looks|leads|the\b|is))",
)
_OWNED_EN = lazy(
    r"(?P<what>[\w&'’ /-]{2,60}?)\s(?:is|are|will be)\s(?:owned|led|handled|run|looked after)\sby\s(?P<who>[\w&'’ -]{2,40}?)(?=$|[.,;])",
    re.IGNORECASE,
)
_OWNER_IS = lazy(
    r"\b(?:owners? (?:for|of)|in charge of|responsible for) (?P<what>[\w&'’ /-]{2,60}?)\s(?:is|are|will be)\s(?P<who>[\w&'’. -]{2,40}?)(?=$|[.,;]|\sand\s)",
    re.IGNORECASE,
)
_LEADS = (
    lazy(r"(?P<a>[^、。]{2,30}?)(?:が|は)(?:[^、。]{0,10}?)(?:増え|上が|伸び|高ま|下が|減|改善)[^、。]{0,10}?(?:ば|と|ことで)、?\s?(?P<b>[^、。]{2,30}?)(?:も|が|は|の)(?:[^、。]{0,6}?)(?:増|上が|伸び|高|下が|減|改善)"),
    lazy(r"(?P<a>[^、。]{2,30}?)(?:が|は)、?(?P<b>[^、。]{2,30}?)(?:に(?:つなが|直結|結びつ|効)|の先行指標|を(?:押し上げ|左右))"),
    lazy(r"(?P<a>[\w’'/ -]{3,50}?)\s(?:feeds?(?: into)?|drives?|leads? to|turns? into|lifts?|is a leading indicator (?:of|for))\s(?P<b>[\w’'/ -]{3,50}?)(?=$|[.,;])", re.IGNORECASE),
)  # fmt: skip
_GAPPED = lazy(
    r"(?:,\s?and\s|\sand\s|,\s)(?P<who>(?:[A-Z][a-z]+|Dr|Mr|Ms|Mrs)(?:\s[A-Z][a-z]+)?)\s(?:for\s(?:the\s)?|the\s)"
)
_ALL = lazy(
    r"(?:all|each|every one)(?: of)?(?: the| these| our)?(?: [0-9]{1,2}| two| three| four| five| six| seven| eight| nine| ten)?"
    r"(?: (?:kpis?|measures?|targets?|numbers?|metrics?|figures?|them|these))?(?=$| and will\b)|(?:すべて|全て|全)(?:の?(?:KPI|指標|項目|目標|数字))?$",
    re.IGNORECASE,
)
_AT = lazy(r"(?P<who>@[\w.-]{2,30})\s(?:has|owns|takes|is on|on|for|:)\s(?P<what>[^,.;@]{2,60})")
_TAIL = lazy(r"\s[-–—]\s(?P<who>[A-Z][a-z]+(?: [A-Z][a-z]+)?)\s*$")
_OF_TEAM = lazy(
    r"[^、はがを:()の]{0,10}(?:部|課|室|係|班|チーム|人事|営業|マーケ(?:ティング)?|総務|経理|広報|開発|製造|CS|店)の[一-鿿々ァ-ヺー]{1,6}$"
)
_THIS = lazy(r"this|it|that|these|これ|それ", re.IGNORECASE)
_SMALL_WORDS = lazy(r"^(?:the|our|of|for|both|and|、|・|\s)+|(?:など|ほか)$", re.IGNORECASE)


def owns_all(sentence: Sentence) -> Cut | None:
    """The person in 担当は人事の小林 or "Owner: Mia" that names no measure, under a list."""
    label = _LABEL.match(sentence.flat)
    if label is None or sentence.bullet or sentence.indent or refused(sentence.flat) or supposes(sentence.flat):
        return None
    person = _person(sentence, label.end(), len(sentence.flat))
    text = str(person.value).removesuffix("とする").removesuffix("とします")
    if re.search(r"[、,;:()はが]|\sand\s", text) or not (is_actor(text) or _proper(text) or _OF_TEAM.match(text)):
        return None
    return cut(sentence, person.start, person.start + len(text), sure=False)


def read_owners(sentence: Sentence, draft: Draft, latest: list[Row]) -> tuple[bool, bool]:
    """Takes who answers for what; `latest` are the rows of the same list item, for an owner without a measure.

    Returns whether an owner was named, and whether all that was said of owners found its measure.
    """
    flat = sentence.flat
    if supposes(flat) or refused(flat):
        return False, True
    label = _LABEL.search(flat)
    if label is not None:
        return _labelled(sentence, label, draft, latest)
    named, placed = False, True
    if sentence.bullet and len(latest) == 1 and (tail := _TAIL.search(flat)) is not None:
        latest[0].put("owner", cut(sentence, *tail.span("who")))
        return True, True
    for who, what in _said(sentence):
        text = re.sub(r"\s\([^()]*\)$", "", flat[slice(*who)].strip())
        if (not is_actor(text) and not _proper(text) and not text.startswith("@")) or find_amounts(text):
            continue
        said = flat[slice(*what)].strip()
        rows = latest if _THIS.fullmatch(said) else _together(sentence, said, draft) or _rows(sentence, what, draft)
        if not rows:
            placed = placed and sentence.japanese
            continue
        named = True
        for row in rows:
            row.put("owner", _person(sentence, *who))
    return named, placed


def _labelled(sentence: Sentence, label: re.Match[str], draft: Draft, latest: list[Row]) -> tuple[bool, bool]:
    """担当：佐藤（問い合わせ）、店長（リピート・紹介）; Owner: Mia."""
    flat = sentence.flat
    entries = [(m.span("who"), m.span("what")) for m in _ENTRY.finditer(flat, label.end())]
    placed = True
    for who, what in entries:
        for piece in parts(sentence, *what):
            rows = draft.called(str(piece.value))
            placed = placed and bool(rows)
            for row in rows:
                row.put("owner", _person(sentence, *who))
    if entries:
        return True, placed
    before = flat[: label.start()].rstrip("、, (の")
    pairs = [(m.span("who"), m.span("what")) for m in _PAIR.finditer(flat, label.end())]
    found = [(who, rows) for who, what in pairs if (rows := _rows(sentence, what, draft))]
    for who, rows in found:
        for row in rows:
            row.put("owner", _person(sentence, *who))
    if found:
        first = _rows(sentence, (0, len(before)), draft) if before else []  # 不良率の担当は品質課、…
        end = next((at for at in range(label.end(), len(flat)) if flat[at] in "、,。"), len(flat))
        for row in first:
            row.put("owner", _person(sentence, label.end(), end))
        return True, len(found) + len(first) >= len(pairs)
    end = next((at for at in range(label.end(), len(flat)) if flat[at] in "、,。;)("), len(flat))
    if not flat[label.end() : end].strip():
        return False, True
    rows = latest or (draft.called(before.strip()) if len(before.strip()) >= 2 else [])
    if not rows:
        kpis = [row for row in draft.rows if not row.goal]
        rows = kpis if len(kpis) == 1 else []
    for row in rows:
        row.put("owner", _person(sentence, label.end(), end))
    return True, bool(rows)


def _said(sentence: Sentence) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    patterns = (_TAKES, _WHO_FOR) if sentence.japanese else (_OWNS_EN, _OWNED_EN, _OWNER_IS, _AT)
    for pattern in patterns:
        for m in pattern.finditer(sentence.flat):
            yield from _gapped(sentence, m.span("who"), m.span("what"))


def _together(sentence: Sentence, what: str, draft: Draft) -> list[Row]:
    """The measures meant by "all three measures" and, right behind two of them, "both"."""
    kpis = [row for row in draft.rows if not row.goal]
    if _ALL.match(what):
        return kpis
    if re.match(r"both\b(?! the\b)", what, re.IGNORECASE) and len(what) <= 20:
        return [
            r for r in kpis if r.name.sentence.prose is sentence.prose and r.name.sentence.offset < sentence.offset
        ][-2:]
    return []


def _gapped(
    sentence: Sentence, who: tuple[int, int], what: tuple[int, int]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Ann is responsible for no-shows and Ben for waiting time."""
    start = what[0]
    for found in _GAPPED.finditer(sentence.flat, *what):
        yield who, (start, found.start())
        who, start = found.span("who"), found.end()
    yield who, (start, what[1])


def _rows(sentence: Sentence, what: tuple[int, int], draft: Draft) -> list[Row]:
    rows: list[Row] = []
    for piece in parts(sentence, *what):
        text = _SMALL_WORDS.sub("", str(piece.value)).strip()
        rows.extend(row for row in draft.called(text) if row not in rows)
    return rows


def _proper(text: str) -> bool:
    """A surname or a given name: 佐藤, Mia."""
    return bool(re.fullmatch(r"[一-鿿々]{1,4}|[ァ-ヺー]{2,8}|[A-Z][a-z]+(?: [A-Z][a-z]+)?", text))


def _person(sentence: Sentence, start: int, end: int) -> Cut:
    while start < end and sentence.flat[start] in " 、,・":
        start += 1
    shorter = True
    while shorter:
        before = end
        for tail in ("さん", "氏", "様", "です", "。", ".", " "):
            end -= len(tail) if sentence.flat.endswith(tail, start, end) else 0
        shorter = end < before
    return cut(sentence, start, end)


def read_links(sentence: Sentence, draft: Draft) -> bool:
    """Takes which measure is said to lead to which."""
    if refused(sentence.flat):
        return False
    for pattern in _LEADS:
        found = pattern.search(sentence.flat)
        if found is None:
            continue
        left = draft.called(_SMALL_WORDS.sub("", found["a"]).strip())
        right = draft.called(_SMALL_WORDS.sub("", found["b"]).strip())
        if len(left) == 1 and len(right) == 1 and left[0] is not right[0]:
            target = left[0].serves if right[0].goal else left[0].drives
            if right[0] not in target:
                target.append(right[0])
            return True
    return False
