"""How KPIs spread over the departments a plan names, and whether one passes its work on to the next by a number."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from advisor.facts.base import Figure
from advisor.facts.domains import (
    INFERRED,
    RECRUITING,
    SALES,
    SUCCESS,
    WEB,
    is_in,
    proposed,
    team_text,
    teams_of,
    work_set,
)
from advisor.facts.fields import UNKNOWN
from advisor.facts.measures import Judged
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import amount, count, names, tidy
from advisor.knowledge_files import metric_list
from advisor.naming.catalogue import metric
from advisor.notation.lazy_pattern import lazy
from advisor.plan import KPI
from advisor.text import Text

_UNJUDGED = Judged("unjudged")
_ENDING = lazy(
    r"(?:本部|事業部|部門|部|課|室|局|係|チーム|グループ|班|担当|\s{0,9}\b(?:department|dept\.?|team|division|group|unit))$"
)
_STORE = lazy(r"店舗|販売店|\bstores?\b|\bshops?\b|retail")
_HANDED = lazy(
    r"引き?渡し|引き?継ぎ|トスアップ|供給リード|リード対応|リードへの|商談化|案件化|hand(?:ed|ing)?[ -]?(?:over|off)|"
    r"lead response|speed to lead|accepted leads|sourced|marketing[- ](?:generated|influenced)"
)
_PASSED = lazy(
    r"引き?渡し|引き?継ぎ|キックオフ|導入完了|導入支援|立ち上げ|hand(?:ed|ing)?[ -]?(?:over|off)|kick-?off|onboard|go-live|implementation"
)
_LEADS, _TAKEN = ("leads", "qualified_leads"), ("meetings", "proposals", "orders")
_WORK = {"marketing": WEB, "sales": SALES, "success": SUCCESS, "hr": RECRUITING}


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    """A department's name without 部, team and the like, in one spelling."""
    text = unicodedata.normalize("NFKC", name).casefold().strip()
    for _ in range(2):
        shorter = _ENDING.sub("", text).strip()
        text = shorter or text
    return text


@lru_cache(maxsize=16384)
def _same(department: str, written: str) -> bool:
    """Whether what stands on a row names this department: 営業 and 東日本営業部, マーケ and Marketing team."""
    a, b = _bare(department), _bare(written)
    if a and b and (a in b or b in a):
        return True
    shared = teams_of(department) & teams_of(written)
    return bool(shared) and teams_of(department) == teams_of(written)


def departments(u: Understanding) -> Judged:
    """Whether every department the plan names has a KPI, where rows say whose they are."""
    stated = list(dict.fromkeys((u.plan.organization.departments or ()) if u.plan.organization else ()))
    if len(stated) < 2 or not u.kpis:
        return _UNJUDGED
    written = sorted({text for k in u.kpis if (text := team_text(k))})
    has = [d for d in stated if any(_same(d, text) for text in written)]
    without = [d for d in stated if d not in has]
    figures = {"count": count(len(stated), "部署"), "has": names(has), "without": names(without)}
    if not has:
        return _UNJUDGED
    if not without:
        return Judged("covered", figures)
    # A row of a person, or of nobody, may be the missing department's; so may one about its kind of work.
    strangers = any(not (t := team_text(k)) or not any(_same(d, t) for d in stated) for k in u.kpis)
    ideas = list(_ideas(without))
    first, figure = ideas[0] if ideas else (without[0], Text("月の対応件数", "cases handled a month"))
    figures["idea"] = Figure(figure.en, Text(f"{first}：{figure.ja}", f"{first}: {figure.en}"))
    figures["ideas"] = Figure(" / ".join(t.en for _, t in ideas), _said(ideas))
    return Judged(UNKNOWN if strangers or u.plan.excerpt or not u.once(_tells) else "some_without", figures)


def _tells(u: Understanding) -> bool:
    """Whether the plan says of any row whose it is: a department, or an owner that is one. A job title hints at it only."""
    named = {_bare(d) for d in (u.plan.organization.departments or ())} if u.plan.organization else set()
    sources = (k.source for k in u.kpis)
    return any(isinstance(s, KPI) and (s.department or (s.owner and _bare(s.owner) in named)) for s in sources)


def _ideas(without: Sequence[str]) -> Iterator[tuple[str, Text]]:
    for department in without[:3]:
        team = "store" if _STORE.search(department.casefold()) else min(teams_of(department), default="")
        usual = metric_list(f"department-{team}")
        if usual:
            yield department, metric(usual[0]).name


def _said(ideas: Sequence[tuple[str, Text]]) -> Text:
    ja = "、".join(f"「{d}」は{t.ja}" for d, t in ideas)
    en = "; ".join(f"{t.en} for “{d}”" for d, t in ideas)
    return Text(ja, en)


def handover(u: Understanding) -> Judged:
    """Whether two departments that pass work on share a number for it: marketing to sales, sales to success."""
    teams = u.once(_by_team)
    shared: list[ReadRow] = []
    for first, second, listed, pattern in (
        ("marketing", "sales", "marketing-to-sales", _HANDED),
        ("sales", "success", "sales-to-success", _PASSED),
    ):
        if not (_gives(teams.get(first, ()), first) and _takes(u, teams.get(second, ()), second)):
            continue
        passing = [row for row in u.kpis if _hands_over(row, listed, pattern)]
        if passing:
            shared += passing
            continue
        figures = _pair(u, teams[first], teams[second], first, second, listed)
        return Judged(UNKNOWN if u.plan.excerpt or not u.once(_tells) else "absent", figures, INFERRED)
    # What one department does alone is passed on to nobody.
    homes = {_bare(text) for r in u.kpis if (text := team_text(r))}
    seen = sorted({r.name for r in shared}) if len(homes) > 1 else []
    return Judged("present", {"seen": names(seen, most=3)}) if seen else _UNJUDGED


def _gives(rows: Sequence[ReadRow], team: str) -> bool:
    """Whether a department counts what it hands over: leads, or customers won."""
    steps = _LEADS if team == "marketing" else ("orders",)
    return any(r.known.step in steps or (r.known.converts is not None and r.known.converts[1] in steps) for r in rows)


def _takes(u: Understanding, rows: Sequence[ReadRow], team: str) -> bool:
    """Whether a department counts what it makes of what it was handed."""
    if team == "success":
        kept = frozenset(work_set(u, SUCCESS).of("use", "result"))
        return any(r in kept for r in rows)
    return any(r.known.step in (*_TAKEN, "sales") or (r.known.converts or ("",))[0] in _TAKEN for r in rows)


def _by_team(u: Understanding) -> Mapping[str, Sequence[ReadRow]]:
    """The KPIs of each kind of department: as their rows say, else by what they measure where the plan names both."""
    found: dict[str, list[ReadRow]] = {}
    for kpi in sorted(u.kpis, key=lambda r: r.subject.id):
        for team in teams_of(team_text(kpi)):
            found.setdefault(team, []).append(kpi)
    stated = (u.plan.organization.departments or ()) if u.plan.organization else ()
    for team in {t for d in stated for t in teams_of(d)} & set(_WORK):
        if team not in found and not any(team_text(k) for k in u.kpis):
            own = [
                r for r in work_set(u, _WORK[team]).rows if r.known.domain == ("success" if team == "success" else team)
            ]
            found[team] = own
    return found


def _hands_over(row: ReadRow, listed: str, pattern: object) -> bool:
    ends = row.known.converts
    passes = ends is not None and ends[0] in _LEADS and ends[1] in _TAKEN
    named = pattern.search(f"{row.name} {row.source.definition or ''}".lower())  # type: ignore[attr-defined]
    return is_in(row, listed) or (listed == "marketing-to-sales" and passes) or named is not None


def _pair(
    u: Understanding, giving: Sequence[ReadRow], taking: Sequence[ReadRow], first: str, second: str, listed: str
) -> dict[str, Figure]:
    """The two departments by name, the measure to share, and what today's targets ask of it."""
    giver, taker = (_called(u, rows, team) for rows, team in ((giving, first), (taking, second)))
    figures = {
        "from": giver,
        "to": taker,
        "measure": proposed(metric_list(listed)[:1]),
        "given": names([r.name for r in giving], most=3),
        "taken": names([r.name for r in taking], most=3),
    }
    made = next((r for step in _LEADS for r in giving if r.known.step == step and r.absolute_target), None)
    used = next((r for step in _TAKEN for r in taking if r.known.step == step and r.absolute_target), None)
    if listed == "marketing-to-sales" and made and used and made.per == used.per:
        a, b = made.absolute_target or 0, used.absolute_target or 0
        if 0 < b <= a:
            rate = amount(tidy(round(b / a * 100, 1)), "%")
            x, y = used.say_level(b).text, made.say_level(a).text
            # What became of leads as far as orders is another share than the one to be shared.
            far = used.known.step == "orders"
            figures["sum"] = Figure(
                b / a,
                Text(
                    f"{'受注までの割合は' if far else ''}{used.name}{x.ja}÷{made.name}{y.ja}＝{rate.ja}",
                    f"{'as far as orders, ' if far else ''}{x.en} ({used.name}) ÷ {y.en} ({made.name}) = {rate.en}",
                ),
            )
    return figures


_GENERAL = {
    "marketing": Text("マーケティング", "marketing"),
    "sales": Text("営業", "sales"),
    "success": Text("カスタマーサクセス", "customer success"),
}


def _called(u: Understanding, rows: Sequence[ReadRow], team: str) -> Figure:
    """A department as the plan calls it."""
    stated = (u.plan.organization.departments or ()) if u.plan.organization else ()
    written = [text for r in rows if (text := team_text(r)) and team in teams_of(text)]
    name = next((d for d in (*written, *stated) if team in teams_of(d)), None)
    return Figure.words(name) if name else Figure(team, _GENERAL[team])
