"""Pay on figures that fall when people keep silent or cut work short, and on goals themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from advisor.facts.base import Figure
from advisor.facts.domains import INFERRED, is_in
from advisor.facts.guards import SPEAK_UP, slips_of
from advisor.facts.measures import Judged
from advisor.facts.quality import tied
from advisor.facts.understood import ReadRow, Understanding
from advisor.naming.catalogue import metric
from advisor.notation.lazy_pattern import lazy
from advisor.plan import KPI, Incentive
from advisor.text import Text

_UNJUDGED = Judged("unjudged")
ACCIDENTS = lazy(
    r"事故|災害|労災|けが|怪我|負傷|転倒|転落|ヒヤリ|誤薬|injur|accident|\bharm\b|\bltifr?\b|\btrir\b|riddor|\bfalls?\b"
)
_COMPLAINTS = lazy(r"クレーム|苦情|complaint|grievance")
_DEFECTS = lazy(r"不良(?!在庫|債権)|不適合|不具合|欠陥|バグ|defect|scrap|reject|nonconform|non-conform|\bbugs?\b")
_SLIPUPS = lazy(
    r"ミス(?!マッチ|テリー)|誤出荷|誤配|誤入力|インシデント|違反|漏えい|漏洩|incident|mistake|\berrors?\b|breach|violation|event"
)
_HOURS = lazy(r"残業|時間外|超過勤務|長時間労働|overtime|long hours")
# 無事故手当 names no row of the plan, but what it is paid for.
_NO_HARM = lazy(
    r"無事故|無災害|ゼロ災|(?:事故|災害|労災|けが|怪我|転倒|転落)[^。、]{0,6}(?:ゼロ|0件|なし|無し|ない)"
    r"|(?:no|zero|without|free of)\s+(?:\w+[- ]){0,3}(?:injur|accident|incident|falls?\b)|(?:accident|injury|incident)[- ]free"
)
_GOAL_ITSELF = lazy(r"(?<![a-z])kgi|最終目標|the (?:final )?goal\b")
_WITH_GUARD = lazy(
    # A month with no reported case is paid for silence; what is paid for reports is not.
    r"質|満足|報告(?!された|[がの]?(?:ない|なし|無し|ゼロ|0))|再発|声|安全行動|粗利|quality|satisf|report(?!ed\b)|reopen|csat|nps|near.?miss|margin|as long as|provided that"
)

_HUSH: tuple[tuple[str, Text, Text], ...] = (
    (
        "accidents",
        Text("けがや事故が報告されない", "injuries and accidents go unreported"),
        Text("ヒヤリハットの報告件数", "near misses reported"),
    ),
    (
        "complaints",
        Text("苦情が記録されない", "complaints are not written down"),
        SPEAK_UP["complaints"],
    ),
    (
        "defects",
        Text("不良が見逃される", "defects are waved through"),
        SPEAK_UP["defects"],
    ),
    (
        "hours",
        Text("残業が記録されない", "extra hours are worked off the record"),
        Text("PCの使用記録と勤怠の差", "the gap between computer logs and time sheets"),
    ),
    (
        "mistakes",
        Text("ミスや出来事が申告されない", "mistakes and incidents go unreported"),
        Text("小さなものも含めた申告の件数", "reports received, small ones included"),
    ),
)
_PATTERNS = (
    ("accidents", ACCIDENTS),
    ("complaints", _COMPLAINTS),
    ("defects", _DEFECTS),
    ("hours", _HOURS),
    ("mistakes", _SLIPUPS),
)
_SPEED = lazy(
    r"人時|(?:1|一|毎)時間?(?:あたり|当たり|ごと)|時間あたり|per (?:hour|labou?r hour|man-?hour|shift|person|head)\b|\ban hour\b"
)
_HASTE = Text("確認を省いて急ぐこと", "hurrying past the checks")
_ABSENT = lazy(r"欠勤|休職|休業|病休|遅刻|absence|absent|sick|leave")
_REDONE = Text("やり直しになった割合", "share that had to be redone")
_PULLED = Text("期末の値引きや翌期からの前倒し", "discounts at the end of the term or orders pulled forward")


def paid(u: Understanding, row: ReadRow) -> Judged:
    """Whether a reward on this row can be earned by silence, haste, looser standards or discounts."""
    for incentive, rows in u.once(_rewards).get(row, ()):
        how = _way(row)
        if how is None:
            return _UNJUDGED
        word, figures = how
        kept = next(_beside(u, row, word), None)
        figures |= {"what": Figure.words(incentive.what or ""), "kept": Figure.words(kept.name if kept else "")}
        together = any(_guards(r, word) for r in rows if r is not row) or _WITH_GUARD.search(
            (incentive.what or "").lower()
        )
        # A sum that is watched by a margin or by customers is what rewards are commonly, and rightly, paid on.
        watched = word == "pulled" and kept is not None
        return Judged("guarded" if together or watched else word, figures, INFERRED)
    return _UNJUDGED


def _rewards(u: Understanding) -> Mapping[ReadRow, Sequence[tuple[Incentive, Sequence[ReadRow]]]]:
    """Per row, the rewards that hang on it, each with all the rows it hangs on."""
    found: dict[ReadRow, list[tuple[Incentive, Sequence[ReadRow]]]] = {}
    for incentive in u.plan.incentives or ():
        rows = _rows_of(u, incentive) if incentive.kind != "penalty" else ()
        for row in dict.fromkeys(rows):
            found.setdefault(row, []).append((incentive, rows))
    return found


def _in_order(u: Understanding) -> Sequence[ReadRow]:
    return sorted(u.rows, key=lambda r: (not r.is_kpi, r.subject.id))


def _rows_of(u: Understanding, incentive: Incentive) -> Sequence[ReadRow]:
    found = tied(u, incentive)
    if found is not None or incentive.tied_to:
        return found or ()
    text = (incentive.what or "").lower()
    if _GOAL_ITSELF.search(text):
        return u.kgis
    if _NO_HARM.search(text):
        hurt = [r for r in u.rows if _falls(r) and ACCIDENTS.search(r.name.lower())]
        return sorted(hurt, key=lambda r: (r.is_kpi, r.subject.id))[:1]
    return ()


def is_accident_count(row: ReadRow) -> bool:
    """A count of accidents or injuries: nobody states these for a month, so a bare figure is the term's total."""
    counted = row.known.measures == "volume" and row.direction == "down" and not is_in(row, "reporting")
    return counted and ACCIDENTS.search(row.name.lower()) is not None and "ヒヤリ" not in row.name


def hushed(row: ReadRow) -> tuple[Text, Text] | None:
    """How a figure that should fall falls by silence, and what shows that people still speak; None where it cannot."""
    if not _falls(row) or row.known.voice is not None or is_in(row, "reporting"):
        return None
    name = row.name.lower()
    kind = next((k for k, pattern in _PATTERNS if pattern.search(name)), None)
    if row.known.measures in ("duration", "amount", "score") and kind != "hours":
        return None  # how long complaints take to answer falls by haste, not by silence
    if kind is None and row.known.metric is not None and row.known.domain == "safety":
        kind = "accidents"
    if kind == "hours" and row.known.metric is not None and row.known.metric.id not in ("overtime", "long-hours-staff"):
        return None
    return next(((slips, pair) for k, slips, pair in _HUSH if k == kind), None)


def _way(row: ReadRow) -> tuple[str, dict[str, Figure]] | None:
    silent = hushed(row)
    if silent is not None:
        slips, pair = silent
        return "hushed", {"slips": Figure(slips.en, slips), "pair": Figure(pair.en, pair)}
    known = row.known.metric
    guards = known.guarded_by if known else ()
    if is_in(row, "cost-and-time") and guards:
        slips = slips_of(row)
        return "hurried", {"slips": Figure(slips.en, slips), "pair": _called(guards)}
    quick = row.known.measures == "duration" and known is None and _falls(row)
    if quick and not _ABSENT.search(row.name.lower()):
        slips = slips_of(row)
        return "hurried", {"slips": Figure(slips.en, slips), "pair": Figure(_REDONE.en, _REDONE)}
    if known is None and row.direction != "down" and _SPEED.search(row.name.lower()) and not _falls(row):
        return "hurried", {"slips": Figure(_HASTE.en, _HASTE), "pair": Figure(_REDONE.en, _REDONE)}
    filled = not row.is_kpi or row.known.step == "hires"
    if filled and row.known.measures == "volume" and row.known.gaming is not None and row.direction == "up" and guards:
        return "filled", {"slips": Figure(row.known.gaming.en, row.known.gaming), "pair": _called(guards)}
    selling = row.known.step == "sales" or (known is not None and known.id in ("revenue", "order-amount"))
    if not row.is_kpi and selling and row.known.measures == "amount" and guards:
        return "pulled", {"slips": Figure(_PULLED.en, _PULLED), "pair": _called(guards)}
    return None


def _falls(row: ReadRow) -> bool:
    """Whether the figure is to fall: it is better so, or its own target lies below today's."""
    now, then = row.absolute_baseline, row.absolute_target
    return row.direction == "down" or (row.direction is None and now is not None and then is not None and then < now)


def _called(guards: Sequence[str]) -> Figure:
    first = metric(guards[0])
    return Figure(first.id, first.name)


def _beside(u: Understanding, row: ReadRow, word: str) -> Iterator[ReadRow]:
    """The rows of the plan that would show the harm: a quality the same people answer for, then the catalogue's own."""
    if word == "hurried":
        source = row.source
        team = (source.department or source.owner) if isinstance(source, KPI) else None
        beside = u.kpis_by_team.get(team or "", ())
        yield from (r for r in beside if r is not row and r.known.measures == "rate" and _is_quality(r))
    own = row.known.metric.guarded_by if row.known.metric else ()
    yield from (r for guard in own for r in u.kpis_by_metric.get(guard, ()) if r is not row)
    rows = [r for r in u.once(_in_order) if r is not row]
    if word == "hushed":
        yield from (r for r in rows if is_in(r, "reporting"))
        return
    if word == "hurried":
        yield from (r for r in rows if row.known.domain and r.known.domain == row.known.domain and _is_quality(r))
    yield from (r for r in rows if r.known.voice == "customer")
    if word == "pulled":
        margin = ("gross-margin", "operating-margin", "operating-profit", "discount-rate", "customer-retention")
        yield from (r for m in margin for r in u.kpis_by_metric.get(m, ()))


def _is_quality(row: ReadRow) -> bool:
    return row.known.kind == "quality" and row.direction is not None and not is_in(row, "cost-and-time")


def _guards(row: ReadRow, word: str) -> bool:
    if word == "hushed":
        return is_in(row, "reporting") or row.known.voice is not None
    return row.known.measures in ("rate", "score") or row.known.kind in ("quality", "perception")


def penalty_on(u: Understanding, penal: Sequence[Incentive]) -> Judged:
    """What penalties hang on: reports that people can fill, harm that they can hide, or anything else."""
    for incentive in penal:
        rows: Sequence[ReadRow] = tied(u, incentive) or ()
        for row in rows:
            figures: dict[str, Figure] = {"row": Figure.words(row.name)}
            if is_in(row, "reporting") and row.direction != "down" and row.known.gaming is not None:
                gaming = row.known.gaming
                return Judged("reports", figures | {"gaming": Figure(gaming.en, gaming)}, INFERRED)
            silent = hushed(row)
            if silent is not None:
                return Judged("harm", figures | {"slips": Figure(silent[0].en, silent[0])}, INFERRED)
    return Judged("other")
