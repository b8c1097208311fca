"""The people behind the figures: who works on them, what they were asked and told, what a miss costs them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from advisor.facts.base import Figure
from advisor.facts.focus import owners
from advisor.facts.measures import Judged
from advisor.facts.paid import penalty_on
from advisor.facts.reach import comparable
from advisor.facts.understood import ReadRow, Understanding
from advisor.figures import day
from advisor.naming.names import normalize_name
from advisor.notation.blank import classify_blank
from advisor.notation.lazy_pattern import lazy
from advisor.plan import KPI, Incentive
from advisor.text import Text

_MOST_NAMES = 5
_STEEP = 1.2
_PAID_DOMAINS = ("marketing", "sales", "hr", "support", "success", "product")
_UNPAID = lazy(
    r"government|municipal|city|nonprofit|npo|charity|school|university|open_source|自治体|行政|学校|大学|財団"
)


def who_works(u: Understanding) -> Figure:
    """The people the plan names, the departments where it names none, or a word for them."""
    named = [o.name for o in owners(u) if classify_blank(o.name) == "given"]
    if not 0 < len(named) <= _MOST_NAMES:
        named = departments(u)
    if not 0 < len(named) <= _MOST_NAMES:
        return Figure("owners", Text("各項目の担当者", "the people who own the figures"))
    return listed(named)


_TITLE = lazy(
    r"^(?:head|chief|deputy|senior|director|manager|supervisor|lead)\b|\b(?:manager|director|nurse|head|chief|officer|supervisor|lead|leader|coordinator)$"
)
_LEADER_JA = lazy(
    r"(?:部長|課長|係長|次長|室長|局長|所長|店長|院長|園長|塾長|施設長|センター長|主任|リーダー|マネージャー|マネジャー|責任者|統括)"
)


def who_does(u: Understanding) -> Figure:
    """Those who do the work, as they are spoken of: who leads others is named with them, and no department without its people."""
    who = who_works(u)
    names = str(who.value).split(" / ")
    if who.value == "owners":
        return who
    teams = {normalize_name(d) for d in departments(u)}
    leading = any(_TITLE.search(n.lower()) or _LEADER_JA.search(n) or normalize_name(n) in teams for n in names)
    if not leading:
        return who
    en = [f"the {n}" if _TITLE.search(n.lower()) and n[:3].lower() != "the" else n for n in names]
    joined = ", ".join(en)
    its = "their" if len(names) > 1 else "its" if normalize_name(names[0]) in teams else "their"
    return Figure(who.value, Text(f"{'、'.join(names)}と現場の担当者", f"{joined} and {its} people"))


def listed(people: Iterable[str]) -> Figure:
    """People or departments in a row, without quotes: they are no names of KPIs."""
    every = list(dict.fromkeys(people))
    en = ", ".join(every[:-1]) + f" and {every[-1]}" if len(every) > 1 else every[0]
    return Figure(" / ".join(every), Text("、".join(every), en))


def departments(u: Understanding) -> list[str]:
    """The departments that the plan names, its own list first."""
    organization = u.plan.organization
    own = [k.source.department for k in u.kpis if isinstance(k.source, KPI) and k.source.department]
    return list(dict.fromkeys([*((organization.departments or []) if organization else []), *sorted(set(own))]))


# -- What staff were asked and told ------------------------------------------------------------------------------------

_NOT_ASKED = lazy(
    r"トップダウン|一方的|(?:意見|話|声|都合|現場)[^。]{0,8}聞(?:いていない|いてない|かず|かない|かなかった|かれていない)"
    r"|(?:聞|相談)(?:いていない|いてない|せず|していない|してない|しなかった|なし|はない)|top[- ]?down|handed down|imposed"
    r"|(?:not|never|nobody|no one|wasn't|weren't)\b[^.]{0,24}\b(?:asked|consulted|involved)|without (?:asking|consult\w*)",
    re.IGNORECASE,
)
_ASKED = lazy(
    r"聞いた|聞き|聞いて|ヒアリング|話し合|相談し|相談のうえ|意見[をがも]|参加|ボトムアップ|一緒に|合意|加わ|すり合わせ|要望を|自分たちで|現場主導"
    r"|\basked\b|consulted|involved|discuss|t[ao]o?ke? part|\bjoin|participat|bottom-?up|workshop|agreed with|together"
    r"|\b(?:teams?|staff|leaders?)\b[^.]{0,30}\b(?:plan|set|draft|propos)",
    re.IGNORECASE,
)
_NOT_TOLD = lazy(
    r"説明(?:は|も|が)?(?:なし|していない|してない|せず|しなかった|ない|されていない)|(?:通達|通知|数字)(?:のみ|だけ)"
    r"|(?:理由|背景|根拠)[^。]{0,10}(?:知らせ|伝え|説明|共有)[^。]{0,6}(?:ない|ず|なかった)|知らされて(?:い)?ない"
    r"|no (?:explanation|reasons?)|without (?:explain\w*|explanation|(?:giving )?reasons?)"
    r"|(?:not|never|nobody|no one|wasn't|weren't)\b[^.]{0,24}\b(?:told|explained|given (?:a )?reasons?)|told nothing",
    re.IGNORECASE,
)
_TOLD = lazy(
    r"(?:理由|背景|根拠|狙い|目的|意図)[^。]{0,16}(?:共有|伝え|説明|話し)|説明(?:した|し|済|会|のうえ)"
    r"|(?:explain|shar|told|present)\w{0,12}\b[^.]{0,40}\b(?:why|reasons?|background|rationale|purpose)"
    r"|(?:why|reasons?|background|rationale)\b[^.]{0,40}\b(?:explain|shar|told|present)",
    re.IGNORECASE,
)


def frontline(u: Understanding) -> dict[str, Judged]:
    """Whether those who do the work were asked, and whether they were told why."""
    stated = u.plan.operation.frontline if u.plan.operation else None
    text = (stated.text or "") if stated else ""
    nobody = bool(text) and classify_blank(text) == "none"

    def word(flag: bool | None, no: re.Pattern[str], yes: re.Pattern[str]) -> str:
        if flag is not None:
            return "true" if flag else "false"
        if nobody:
            return "false"
        if not text:
            return "unknown"
        # 意見を聞かずに holds the words of its opposite, so what denies is taken out before what affirms is looked for.
        denied, left = no.search(text), no.sub(" ", text)
        affirmed = yes.search(left)
        return "unknown" if bool(denied) == bool(affirmed) else "false" if denied else "true"

    who = who_does(u)
    before = Figure("next", Text("次に目標を確定する前に", "before targets are next signed off"))
    start = u.period.start
    if start is not None and u.as_of is not None and u.as_of < start:
        said = day(start).text
        before = Figure(start.isoformat(), Text(f"計画が始まる{said.ja}までに", f"before the plan starts on {said.en}"))
    asking: dict[str, Figure] = {"who": who, "before": before}
    steepest = _steepest(u)
    if steepest is not None:
        asking["steepest"] = steepest
    telling = {"who": who}
    if steepest is not None:
        telling["example"] = steepest
    consulted = word(stated.consulted if stated else None, _NOT_ASKED, _ASKED)
    reasons = word(stated.reasons_shared if stated else None, _NOT_TOLD, _TOLD)
    by_flag = stated is not None and not text
    return {
        "consulted": Judged(consulted, asking, 1.0 if by_flag else 0.85),
        "reasons": Judged(reasons, telling, 1.0 if by_flag else 0.85),
    }


def _steepest(u: Understanding) -> Figure | None:
    """The target that asks for the largest change from today, with both values."""
    best: tuple[float, str, ReadRow] | None = None
    for row in u.kpis:
        now, then = row.absolute_baseline, row.absolute_target
        if now is None or then is None or now <= 0 or then <= 0 or row.target.upper is not None:
            continue
        if not comparable(row, row.baseline):
            continue  # a week's figure beside a day's is no change
        factor = max(then / now, now / then)
        if factor >= _STEEP and (best is None or (-factor, row.subject.id) < (-best[0], best[1])):
            best = (factor, row.subject.id, row)
    if best is None:
        return None
    row = best[2]
    now_said, then_said = row.say(row.absolute_baseline or 0).text, row.say(row.absolute_target or 0).text
    ja = f"「{row.name}」（{now_said.ja}から{then_said.ja}）"
    return Figure(row.name, Text(ja, f"“{row.name}” ({now_said.en} to {then_said.en})"))


# -- What hangs on a miss ----------------------------------------------------------------------------------------------

_MISS = lazy(
    r"未達|達しな|達成しな|達成でき|届かな|下回|割れ|割った|できなかった|できなければ|\bmiss|below|under target|short of"
    r"|not (?:met|reached|hit|achieved)|fail|shortfall|fall(?:s|ing)? short",
    re.IGNORECASE,
)
_HARD = lazy(
    r"減給|減俸|罰金|罰則|降格|懲戒|ペナルティ|始末書|反省文|叱責|責任追及|責任を追及"
    r"|\bpenalt\w+|\bpenali[sz]\w+|\bfined\b|\bdemot\w+|\breprimand\w*",
    re.IGNORECASE,
)
_OUTSIDE = lazy(
    r"違約|取引先|顧客|お客様|納入|委託|\b(?:customers?|clients?|contracts?|vendors?|suppliers?|carriers?|SLA)\b",
    re.IGNORECASE,
)
"""What is owed to others by contract is no punishment of staff."""
_PAY_FALLS = lazy(
    r"(?:賞与|ボーナス|給与|給料|報酬|手当|歩合|インセンティブ|昇給)[^。、;]{0,10}"
    r"(?:減|カット|削|下げ|下が|ゼロ|不支給|返納|返還|0円)"
    r"|(?:賞与|ボーナス|昇給)[^。、;]{0,6}(?:支給しない|支給されない|出ない|なくな|なし|見送)"
    r"|\b(?:bonus|pay|salary|commission|wages?)\b[^.;]{0,25}\b(?:cut|reduced|withheld|lost|lowered|forfeit\w*|halved)"
    r"|\b(?:cut|dock\w{0,12}|deduct\w{0,12})\b[^.;]{0,25}\b(?:pay|salary|bonus|wages?|commission)\b"
    r"|\b(?:lose|loses|forfeits?|no)\b[^.;]{0,15}\b(?:bonus|raise)\b",
    re.IGNORECASE,
)
# Japanese denies at the end of the clause, English shortly before.
_UNDONE_AFTER = lazy(r"[^、。,;.\n]*?(?:ない|ません|なし|せず|ず(?=[、。,;.]|$))")
_UNDONE_BEFORE = lazy(r"(?:\bno|\bnot|\bnever|\bwithout|n't)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)


_NO_EFFECT = lazy(
    r"(?:影響|反映|連動|関係)[^。]{0,6}(?:ない|ません|なし|せず)|(?:ない|ありません|なし)。?$|\b(?:no|not|never|nothing|none)\b|n't\b",
    re.IGNORECASE,
)


def _falls_on_a_miss(text: str, *, about_miss: bool) -> bool:
    """Whether a text says that a miss costs money or standing. `about_miss`: it stands where misses are spoken of."""
    if not about_miss and not _MISS.search(text):
        return False
    for pattern in (_PAY_FALLS,) if _OUTSIDE.search(text) else (_HARD, _PAY_FALLS):
        for found in pattern.finditer(text):
            undone = _UNDONE_AFTER.match(text[found.end() :]) or _UNDONE_BEFORE.search(text[: found.start()])
            if not undone:
                return True
    return False


def _is_penalty(incentive: Incentive) -> bool:
    text = incentive.what or ""
    if text and classify_blank(text) == "none":
        return False
    if incentive.kind == "penalty":
        spelt_out = _HARD.search(text) or _PAY_FALLS.search(text)
        return _falls_on_a_miss(text, about_miss=True) if spelt_out else not _NO_EFFECT.search(text)
    # What is declared a reward and left unpaid on a miss is a reward.
    return _falls_on_a_miss(text, about_miss=False) and (incentive.kind is None or _HARD.search(text) is not None)


_APPRAISAL = lazy(
    r"人事評価|人事考課|査定|考課|評価(?:に反映|に連動|に直結|ランク|点に|を決め|が決ま)|昇格|昇進"
    r"|\bappraisals?\b|performance (?:reviews?|ratings?|evaluations?)|\bpromotions?\b(?! code)",
    re.IGNORECASE,
)
_APART = lazy(
    r"(?:切り離|反映しない|使わない|連動しない|影響しない|影響なし|連動なし|対象外|無関係|含めない|含む|一部|[1一]つ|参考)"
    r"|\b(?:not|never|no|separate|apart|part of|one of|among)\b",
    re.IGNORECASE,
)
_ATTAINED = lazy(
    r"達成|目標|数字|数値|KPI|件数|売上|成績|実績|attain|target|number|result|\bhit|\bmet\b|quota", re.IGNORECASE
)
_EFFORT = lazy(
    r"努力|取り組み|取組|改善|学び|学習|挑戦|プロセス|行動|質|満足|NPS|工夫|成長"
    r"|effort|learn|improv|process|behavio|quality|satisfaction|teamwork",
    re.IGNORECASE,
)


def stakes(u: Understanding) -> dict[str, Judged]:
    """What a miss costs people, and whether attainment alone decides their appraisal."""
    incentives, operation = u.plan.incentives, u.plan.operation
    on_miss = operation.on_miss if operation else None
    penalties = [i for i in incentives or () if _is_penalty(i)]
    penal = [i.what or "" for i in penalties]
    if isinstance(on_miss, str) and _falls_on_a_miss(on_miss, about_miss=True):
        penal.append(on_miss)
    figures = {"what": Figure.words(_short(next((p for p in penal if p), "")))}
    if penal:
        penalty = Judged("stated", figures, 0.9)
    elif incentives is not None:
        penalty = Judged("absent")
    else:
        penalty = Judged("unknown" if _pay_is_usual(u) else "unjudged")
    graded = [
        i.what or ""
        for i in incentives or ()
        if i.what and _APPRAISAL.search(i.what) and not _APART.search(i.what)
        and (i.tied_to or _ATTAINED.search(i.what))
    ]  # fmt: skip
    effort = any(_EFFORT.search(i.what or "") for i in incentives or () if not _is_penalty(i))
    word = "absent" if incentives is not None else "unjudged"
    if graded:
        word = "with_effort" if effort else "number_only"
    elif effort:
        word = "with_effort"
    appraisal = Judged(word, {"what": Figure.words(_short(next(iter(graded), "")))}, 0.85)
    return {"penalty": penalty, "penalty_on": penalty_on(u, penalties), "appraisal": appraisal}


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _pay_is_usual(u: Understanding) -> bool:
    """Whether asking about pay makes sense: people at work in a business, with the whole plan on the table."""
    if u.plan.excerpt or u.plan.plan_type == "okr" or _UNPAID.search(u.organization):
        return False
    return any(k.known.domain in _PAID_DOMAINS for k in u.kpis)


# -- Whether an owner can move it --------------------------------------------------------------------------------------


def influence(u: Understanding, row: ReadRow) -> Judged:
    """`outside` only where the plan's own words show it: a KPI of one department, owned by another one's role, while
    the department has owners of its own."""
    source = row.source
    if not isinstance(source, KPI) or not source.owner or not source.department:
        return Judged("inside")
    home, owner = normalize_name(source.department), normalize_name(source.owner)
    if not home or home in owner:
        return Judged("inside")
    table = u.once(_own_owners)
    # The same person may answer for more of this department; names that hold one another may be one department.
    foreign = _department_of(source.owner, table)
    if owner in table[home] or foreign is None or foreign in home or home in foreign:
        return Judged("inside")
    own = [shown for shown in table[home].values() if _department_of(shown, table) in (None, home)]
    if not own:
        return Judged("inside")
    figures = {
        "owner": Figure.words(source.owner),
        "department": Figure.words(source.department),
        "named": listed(sorted(set(own))[:3]),
    }
    return Judged("outside", figures, 0.85)


def _own_owners(u: Understanding) -> Mapping[str, Mapping[str, str]]:
    """The owners of each department's KPIs, both by their names in plain spelling."""
    table: dict[str, dict[str, str]] = {normalize_name(d): {} for d in departments(u)}
    carried: dict[tuple[str, str], list[str]] = {}
    for row in sorted(u.kpis, key=lambda r: r.subject.id):
        source = row.source
        if isinstance(source, KPI) and source.department and source.owner:
            key = (normalize_name(source.department), normalize_name(source.owner))
            carried.setdefault(key, []).append(source.owner)
    for (home, owner), shown in carried.items():
        # One row alone may be the very one that is doubted, unless its owner's name carries the department's.
        if home in owner or len(shown) > 1 or _department_of(shown[0], table) in (None, home):
            table[home][owner] = shown[0]
    return table


def _department_of(owner: str, table: Mapping[str, object]) -> str | None:
    """The department that an owner's name begins with: 経理 of 経理部長, Finance of Finance director."""
    words = owner.casefold().split()
    first = (normalize_name(" ".join(words[:n])) for n in range(len(words), 0, -1))
    name = normalize_name(owner)[:40]
    # Itoh is nobody of IT: only where words are not set apart may a name go on without a break.
    run_on = (name[:n] for n in range(len(name), 1, -1) if not name[:n].isascii())
    return next((d for d in (*first, *run_on) if d in table), None)
