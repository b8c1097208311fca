"""How a row is worded: a term with several readings, two measures in one line, an aim where a measure belongs."""

from __future__ import annotations

import re

from advisor.facts.base import Figure
from advisor.facts.fields import UNKNOWN
from advisor.facts.measures import Judged
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import names
from advisor.knowledge_files import Aim, Term, aims, terms
from advisor.naming.catalogue import classify
from advisor.naming.definitions import definition_of
from advisor.naming.names import normalize_name
from advisor.naming.spelling import plain, split_name
from advisor.notation.blank import classify_blank
from advisor.notation.cadence import parse_cadence
from advisor.notation.lazy_pattern import lazy
from advisor.text import Text

_AROUND = re.compile(
    r"^(?:月間|週間|年間|月次|週次|平均|新規|総|monthly|weekly|annual|average|new|total|number of)+|(?:数|件数|値)$"
)


def term_of(name: str) -> Term | None:
    """The term with several readings that a name consists of; a name that says more has settled its meaning."""
    pieces = split_name(plain(name))
    if pieces.inner or pieces.quoted:
        return None
    folded = normalize_name(name)
    bare = _AROUND.sub("", folded)
    return next((t for t in terms() if folded in t.words or bare in t.words), None)


def defined(u: Understanding, row: ReadRow, nature: str) -> Judged:
    """Whether it is said what exactly is counted, where the name alone does not say."""
    source = row.source
    if nature != "indicator":
        return Judged("not_needed")
    definition, formula = classify_blank(source.definition), classify_blank(source.formula)
    if "given" in (definition, formula):
        return Judged("stated")
    term = term_of(row.name)
    if term is None and definition != "none":
        return Judged("not_needed")
    figures = {"proposal": _proposal(u, row, term)}
    if term is not None:
        figures |= {
            "term": Figure.words(row.name),
            "readings": Figure(term.readings.en, term.readings),
        }
    if definition == "none":
        return Judged("none", figures)
    said = source.unit is not None and classify_blank(source.unit) == "given"
    carried = row.target.unit if row.target.state == "value" else None
    if term is not None and term.unit_settles and (said or carried is not None):
        return Judged("not_needed")
    return Judged(UNKNOWN, figures, 0.9)


def _proposal(u: Understanding, row: ReadRow, term: Term | None) -> Figure:
    """A definition to adopt: what is counted, the unit, where the figure comes from and how often it is read."""
    metric = row.known.metric
    text = term.adopt if term is not None else definition_of(metric) if metric is not None else None
    text = text or Text(
        "〈何を、どの条件で、どの期間に数えるか〉", "<what is counted, on which condition, over which period>"
    )
    source = row.source.data_source or (u.plan.operation.data_source if u.plan.operation else None)
    where = str(source) if classify_blank(source) == "given" else ""
    unit = row.target.unit or row.unit.unit or ("%" if row.known.measures == "rate" else None)
    ja_unit, en_unit = _UNITS.get(unit or "", (unit, unit if unit is None or unit.isascii() else "count"))
    read = _RHYTHM[parse_cadence(getattr(row.source, "frequency", None)) or "monthly"]
    ja = f"定義：{text.ja}、単位：{ja_unit or '〈単位〉'}、出所：{where or '〈どの画面・帳票か〉'}、確認：{read.ja}"
    en = f"{text.en}; unit: {en_unit or '<unit>'}; source: {where or '<which screen or report>'}; read {read.en}"
    return Figure(row.name, Text(ja, en))


_UNITS = {
    "JPY": ("円", "yen"),
    "人": ("人", "people"),
    "hour": ("時間", "hours"),
    "day": ("日", "days"),
    "点": ("点", "points"),
}
_RHYTHM = {
    "daily": Text("毎日", "every day"),
    "weekly": Text("毎週", "every week"),
    "biweekly": Text("2週間ごと", "every two weeks"),
    "monthly": Text("毎月", "every month"),
    "quarterly": Text("四半期ごと", "every quarter"),
    "half_yearly": Text("半年ごと", "every half-year"),
    "yearly": Text("毎年", "every year"),
}


# -- two measures in one row -----------------------------------------------------------------------------

_AND_JA = lazy(r"(?<=[^\s])(?:と|および|及び|ならびに)(?=[^\s])")
_HEAD_JA = lazy(
    r"(?:件数|回数|人数|社数|者数|数|率|売上|利益|粗利|額|単価|高|時間|日数|スコア|満足度|順位|比率|割合|NPS|CPA|CVR|CTR)$",
    re.IGNORECASE,
)
_ONE_OF_TWO = lazy(
    r"(?:比|比率|割合|合計|総数|総額|の差|差額|差|乖離|相関|平均|バランス|両立|一致率|どちらか|いずれか)$|ratio|total|combined|sum of|gap|versus|\bvs\b"
)
_AND_EN = lazy(r"\s{1,9}(?:and|&|plus)\s{1,9}", re.IGNORECASE)
_FIELDS = ("sales", "marketing", "customer", "service", "product", "support", "research", "people")


def compound(row: ReadRow) -> Judged:
    """Whether the row's name holds two measures, each with a head of its own."""
    name = " ".join(split_name(plain(row.name)).core.split())
    if row.known.match == "exact" or _ONE_OF_TWO.search(name) or "/" in name or "・" in name:
        return Judged("single")
    if name.isascii():
        halves = _AND_EN.split(name)
        known = [classify(h) for h in halves]
        distinct = len(halves) == 2 and all(k.metric is not None and k.match == "exact" for k in known)
        if not distinct or known[0].measures == known[1].measures or halves[0] in _FIELDS:
            return Judged("single")
    else:
        halves = _AND_JA.split(name)
        counted = len(halves) == 2 and all(_HEAD_JA.search(h) and classify(h).measures is not None for h in halves)
        if not counted or min(map(len, halves)) < 2:
            return Judged("single")
    written = _AND_EN.split(row.name.strip()) if name.isascii() else _AND_JA.split(row.name.strip())
    if len(written) != 2:
        written = halves
    return Judged("compound", {"first": Figure.words(written[0]), "second": Figure.words(written[1])}, 0.85)


# -- an aim where a measure belongs ----------------------------------------------------------------------

# Positions and standings only: `次世代リーダーの育成` and `競争力の強化` are work and improvements, which wording/vague has.
_ARRIVING = r"(?:になる|となる|を目指す|であり続ける|としての地位)"
_POSITION = lazy(
    r"(?:no\.?\s?1|ナンバーワン|日本一|世界一|業界一|地域一番)(?:に|と|へ|の|を|で|$)"
    rf"|(?:リーダー|トップ企業|リーディングカンパニー|第一人者|代名詞){_ARRIVING}"
    rf"|(?:選ばれる|愛される|必要とされる|信頼される|憧れられる)[^。、]{{0,12}}{_ARRIVING}"
    rf"|(?:企業|会社|存在|ブランド|組織|店|病院){_ARRIVING}"
    r"|(?:ブランド力?|ブランド価値|ブランドイメージ|企業イメージ|企業価値|知名度)の?(?:向上|強化|確立|を高める|を上げる)$"
    r"|^(?:to )?(?:become|be|being) (?:the |a |an )?(?:[a-z.]+ ){0,5}?"
    r"(?:leader|best|first|top|no\.? ?1|number one|leading|most|choice|place|partner|company|brand|employer)\b"
    r"|^(?:strengthen|improve|build|enhance|raise) (?:our |the |a )?(?:strong(?:er)? )?(?:brand|reputation|image|market position)\b"
    r"|\bmarket leader(?:ship)?\b",
    re.IGNORECASE,
)


def role(u: Understanding, row: ReadRow, nature: str) -> Judged:
    """`objective` for an aim in words that belongs with the goals, not among the measures."""
    if u.plan.plan_type == "okr" or nature not in ("vague", "untested") or not _POSITION.search(plain(row.name)):
        return Judged("measure")
    said = plain(row.name)
    aim: Aim = next(a for a in aims() if not a.words or any(w in said for w in a.words))
    figures = {"instead": Figure(aim.instead.en, aim.instead)}
    if len(u.kgis) == 1:
        figures["home"] = names([u.kgis[0].name])
    return Judged("objective", figures, 0.85)
