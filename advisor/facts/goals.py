"""The final goals: are they numbers, do the KPIs' targets add up to them, does a KPI repeat one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from advisor.facts.base import Figure
from advisor.facts.chain import Chain, is_percentage, level_of, per_month
from advisor.facts.levers import Step, carried, lever_checked, mix, steps_along
from advisor.facts.measures import Judged, share
from advisor.facts.understood import ReadRow, Understanding
from advisor.facts.yields import WHOLE, Yield, yield_of
from advisor.figures import amount, months, percent, plain, tidy
from advisor.knowledge_files import step_names
from advisor.naming.names import same_measure
from advisor.notation.blank import classify_blank
from advisor.notation.quantity import find_target_in_text
from advisor.text import Text

_LONGEST_NAME = 24
# Below this a count is said with its decimals.
_SMALL = 5


def goal_figures(u: Understanding) -> dict[str, Figure]:
    """How texts speak of the goal: by name when there is one with a short name, else in general."""
    okr = u.plan.plan_type == "okr"
    general = Figure("goal", Text("目的", "the objective") if okr else Text("最終目標", "the final goal"))
    none = Figure("", Text.same(""))
    if not u.kgis:
        effect = Figure("none", Text("成果にはつながらない", "nothing may come of it"))
        return {"name": general, "target": none, "full": general, "effect": effect}
    if len(u.kgis) > 1:
        moved = Text("目的には近づかない", "the objectives may come no nearer") if okr else None
        effect = Figure("goal", moved or Text("最終目標は動かない", "the final goals may not move"))
        return {"name": general, "target": none, "full": general, "effect": effect}
    goal = u.kgis[0]
    short = len(goal.name) <= (_LONGEST_NAME if not goal.name.isascii() else 2 * _LONGEST_NAME)
    name = Figure(goal.name, Text(f"「{goal.name}」", f"“{goal.name}”")) if short else general
    effect = Figure(goal.name, Text(f"{name.text.ja}は動かない", f"{name.text.en} may not move"))
    value = goal.absolute_target
    if value is None:
        return {"name": name, "target": none, "full": name, "effect": effect}
    target = goal.say_level(value)
    return {
        "name": name,
        "target": target,
        "full": Figure(value, Text(f"{name.text.ja}（{target.text.ja}）", f"{name.text.en} ({target.text.en})")),
        "effect": effect,
    }


def goal_candidate(u: Understanding) -> ReadRow | None:
    """A KPI that reads like the final goal, where the plan names none: money earned, with a number."""
    if u.kgis or u.plan.excerpt:
        return None
    for row in sorted(u.kpis, key=lambda r: r.subject.id):
        is_money = row.known.measures == "amount" and row.known.direction == "up" and row.known.kind == "outcome"
        named = "kgi" in row.name.lower() or "最終目標" in row.name
        if row.has_number and (named or (is_money and row.known.step == "sales")):
            return row
    return None


def kgi_number(u: Understanding, row: ReadRow, serving: ReadRow | None) -> Judged:
    """Whether a goal is a number. `serving` is the one KPI that could lend it one."""
    raw = row.source.target
    given = raw is not None and classify_blank(raw) != "none"
    written = {"written": Figure.words(str(raw) if given else "")}
    if serving is not None and serving.target.value is not None:
        written["candidate"] = Figure.words(serving.name)
        written["candidate_target"] = serving.say_level(serving.target.value)
    if row.has_number:
        return Judged("in_name" if row.target_in_name else "stated", written)
    for text in (row.name, getattr(row.source, "description", None), row.source.definition):
        if text and find_target_in_text(text) is not None:
            return Judged("in_name", written, 0.8)
    left_out = raw is None or (isinstance(raw, str) and not raw.strip())
    objective = u.plan.plan_type == "okr" or getattr(row.source, "type", None) == "objective"
    if left_out:
        return Judged("not_needed" if objective and u.plan.plan_type == "okr" else "missing", written)
    if row.target.state == "deferred":
        return Judged("deferred", written)
    if row.target.state == "open" or classify_blank(raw) == "open":
        return Judged("placeholder", written)
    return Judged("words" if row.target.state == "words" else "missing", written)


def repeated_goal(u: Understanding, row: ReadRow) -> ReadRow | None:
    """The goal that this KPI repeats: the same measure, period and target. A slice of it is none."""
    for goal in u.kgis:
        if not row.has_number or not goal.has_number or same_measure(row.name, goal.name) != "same":
            continue
        a, b = row.target, goal.target
        same_period = row.per == goal.per or row.per is None or goal.per is None
        same_day = row.deadline.end == goal.deadline.end or None in (row.deadline.end, goal.deadline.end)
        if a.value == b.value and a.relation == b.relation and same_period and same_day:
            return goal
    return None


def kgi_yield(u: Understanding, row: ReadRow, rounding: float) -> tuple[Judged, Judged]:
    """What the KPIs' targets, multiplied out, make of this goal, and whether they are the whole of it."""
    made = yield_of(u, row, rounding)
    if made is None:
        return Judged("unjudged"), Judged("unjudged")
    sure = min((r.direction_sure or 0.7) for r in made.chain.rows)
    covers = Judged("whole")
    if made.explained is not None and made.explained < WHOLE:
        covers = Judged("unknown", {"explained": percent(made.explained)})
    return Judged(made.how, _figures(u, row, made), min(0.95, max(sure, 0.7))), covers


def _figures(u: Understanding, goal: ReadRow, made: Yield) -> dict[str, Figure]:
    unit = goal.shown_unit
    chain = made.chain
    gap = made.goal - made.total
    figures = {
        "sum": _sum(u, goal, made),
        "total": _ending(goal, made.total),
        "share": share(made.total, made.goal),
        "gap": _ending(goal, gap),
        "months": months(made.months),
        "lever": Figure.words(chain.volume.name),
        "at": Figure(chain.volume.index, Text.same("")),
    }
    if made.lag is not None:
        figures["lag"] = _lag_text(goal, made)
        if not made.lag.closing:
            figures["closed"] = made.lag.cycle.said
    if made.climb is not None:
        figures["climb"] = _ending(goal, float(f"{made.climb:.3g}"))
        figures["climb_share"] = share(made.climb, made.goal)
    if math.isfinite(made.needed_factor):
        needed = _lever_level(chain, made.needed_factor)
        figures["lever_needed"] = _lever_text(chain, needed)
        figures |= lever_checked(u, chain, needed)
    if made.monthly is not None:
        figures["per_month"] = Figure(made.monthly, amount(_whole(made.monthly), unit, "month"))
    has_orders = len(chain.factors) > 1 and not is_percentage(chain.factors[-1])
    if has_orders and math.isfinite(made.needed_factor) and chain.volume.per != "day":
        orders = chain.before_last()
        has, needed_ = math.floor(orders + 1e-9), math.ceil(orders * made.needed_factor - 1e-9)
        per = chain.volume.per
        figures["orders"] = Figure(orders, Text(amount(has, "件", per).ja, amount(has, "orders", per).en))
        figures["orders_needed"] = Figure(needed_, Text(amount(needed_, "件", per).ja, amount(needed_).en))
    changed = mix(chain, made.needed_factor)
    if changed:
        figures["mix"] = _mix_text(changed)
        for n, (rate, level) in enumerate(changed.items(), start=1):
            figures |= {f"mix_{n}": Figure.words(rate.name), f"mix_{n}_target": rate.say_level(level)}
        steps = _steps_text(steps_along(chain, changed))
        if steps:
            figures["mix_steps"] = steps
        figures |= carried(u, chain, changed)
    return figures


def _lever_level(chain: Chain, factor: float) -> float:
    """What the count has to be if it alone closes the gap; a count for each person may be a fraction."""
    needed = level_of(chain.volume) * factor
    return math.ceil(needed * 10 - 1e-9) / 10 if chain.volume.target.per_person else math.ceil(needed - 1e-9)


def _each(row: ReadRow, value: float) -> Figure:
    said = row.say(value)
    if not row.target.per_person:
        return said
    return Figure(said.value, Text(f"1人{said.text.ja}", f"{said.text.en} each"))


def _lever_text(chain: Chain, needed: float) -> Figure:
    """The count that closes the gap alone; one set for each person may be reached by more people instead."""
    said, now = _each(chain.volume, needed), _each(chain.volume, level_of(chain.volume))
    if not chain.volume.target.per_person:
        return said
    people = math.ceil(chain.heads * needed / level_of(chain.volume) - 1e-9)
    ja, en = f"{now.text.ja}のままなら{people}人", f"or {people} people at {now.text.en}"
    return Figure(said.value, Text(f"{said.text.ja}（{ja}）", f"{said.text.en} ({en})"))


def _lag_text(goal: ReadRow, made: Yield) -> Figure:
    """Which months' work closes in time, and what is under way meanwhile."""
    lag, unit = made.lag, goal.shown_unit
    assert lag is not None
    assert made.monthly is not None
    closing, span = plain(round(lag.closing, 1)), plain(round(lag.closing + lag.before, 1))
    closed = amount(_whole(made.monthly * lag.closing), unit)
    today, before = amount(_whole(lag.today), unit, "month"), amount(_whole(made.under_way), unit)
    wait, total = lag.cycle.said.text, amount(_whole(made.total), unit)
    if not lag.closing:
        ja = f"受注までに{wait.ja}かかるので、これから増やす「{made.chain.volume.name}」は期限までに受注になりません。進行中の分が現在の{today.ja}のまま{span}か月続くと{before.ja}で、"
        en = f"A sale takes {wait.en}, so nothing added to “{made.chain.volume.name}” from now on closes in time. Sales under way bring today's {today.en}, {before.en} in {span} months"
    else:
        ja = (
            f"受注までに{wait.ja}かかるので、期限までに受注になるのは{span}か月のうち{closing}か月分の{closed.ja}です。"
            f"残る{plain(round(lag.before, 1))}か月の受注は現在の{today.ja}が続くとみて{before.ja}、"
        )
        en = (
            f"A sale takes {wait.en}, so the work of only {closing} of the {span} months closes in time ({closed.en}). "
            f"The other {plain(round(lag.before, 1))} bring today's {today.en}, {before.en}"
        )
    if made.actual:
        already = amount(_whole(made.actual), unit)
        ja, en = f"{ja}実績{already.ja}と", f"{en}, and {already.en} is already made"
    elif not lag.closing:
        return Figure(lag.before, Text(ja.removesuffix("で、") + "です。", f"{en}."))
    return Figure(lag.before, Text(f"{ja}合わせて{total.ja}です。", f"{en}: {total.en} in all."))


def _ending(goal: ReadRow, value: float) -> Figure:
    """A total as it would be said: nobody hires 19.25 people."""
    counted = goal.shown_unit not in ("JPY", "USD", "EUR", "GBP", "%")
    return Figure(value, amount(float(round(value)) if counted and value >= _SMALL else _whole(value), goal.shown_unit))


def _whole(value: float) -> float:
    """Whole currency units, free of the noise that binary fractions leave."""
    return float(round(value)) if abs(value) >= 100 else value


def _sum(u: Understanding, goal: ReadRow, made: Yield) -> Figure:
    chain, unit = made.chain, goal.shown_unit
    parts_ja, parts_en = [], []
    for row in chain.rows:
        value = _volume_text(u, made) if row is chain.volume else row.say_level(level_of(row)).text
        parts_ja.append(f"{row.name}{value.ja}")
        parts_en.append(f"{value.en} ({row.name})")
    ja, en = "×".join(parts_ja), " × ".join(parts_en)
    total = _ending(goal, made.total).text
    yearly = chain.volume.per in ("quarter", "half", "year")
    if made.monthly is None or yearly:
        said = amount(_whole(chain.end), unit, chain.volume.per if yearly else None)
        ja, en = f"{ja}＝{said.ja}", f"{en} = {said.en}"
    else:
        said = amount(_whole(made.monthly), unit, "month")
        ja, en = f"{ja}＝{said.ja}", f"{en} = {said.en}"
    if made.lag is not None:
        return Figure(made.total, Text(ja, en))  # how the months count is said on its own
    if made.months != 1 and not (yearly and math.isclose(chain.end, made.total, rel_tol=0.01)):
        span = months(made.months).text
        if made.actual:
            already = amount(_whole(made.actual), unit)
            ja += f"、残り{span.ja}分と実績{already.ja}を合わせて{total.ja}"
            en += f"; with {span.en} left and {already.en} already made, {total.en}"
        elif made.gone is not None and made.gone.today is not None:
            over, each = months(made.gone.months).text, amount(_whole(made.gone.today), unit, "month")
            ja += f"、残り{span.ja}分と、過ぎた{over.ja}を現在の{each.ja}とみた分を合わせて{total.ja}"
            en += f"; with {span.en} left, and {over.en} gone at today's {each.en}, {total.en}"
        elif made.gone is not None:
            ja += f"、過ぎた分も含め{span.ja}すべてで続けたとしても{total.ja}"
            en += f", {total.en} even if held in all {span.en}, those gone included"
        else:
            ja += f"、{span.ja}で{total.ja}"
            en += f", {total.en} in {span.en}"
    return Figure(made.total, Text(ja, en))


def _volume_text(u: Understanding, made: Yield) -> Text:
    """The count at the head of the chain, with the people and days it is multiplied by."""
    chain, row = made.chain, made.chain.volume
    said = _each(row, level_of(row)).text if row.target.per_person else amount(level_of(row))
    ja, en = said.ja, said.en
    if row.target.per_person:
        ja, en = f"{ja}×{plain(chain.heads)}人", f"{en} × {plain(chain.heads)} people"
    if made.monthly is not None and row.per == "day":
        days = plain(per_month(u, row) or 0)
        ja, en = f"{ja}×月{days}日", f"{en} × {days} days a month"
    elif made.monthly is not None and row.per == "week":
        ja, en = f"{ja}×52週÷12か月", f"{en} × 52 weeks ÷ 12 months"
    return Text(ja, en)


def _mix_text(changed: Mapping[ReadRow, float]) -> Figure:
    said = [(r, r.say_level(v).text) for r, v in changed.items()]
    ja = "・".join(f"{r.name}{v.ja}" for r, v in said)
    parts = [f"{v.en} for “{r.name}”" for r, v in said]
    en = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    return Figure(ja, Text(ja, en))


def _steps_text(steps: Sequence[Step]) -> Figure | None:
    labels = step_names()
    ja, en = [], []
    for step in steps:
        if step.id in labels:
            shown = plain(math.floor(step.count + 1e-9)) if step.count >= 1 else plain(round(step.count, 1))
            ja.append(f"{labels[step.id].ja}{shown}件")
            en.append(f"{shown} {labels[step.id].en}")
    return Figure("→".join(ja), Text("→".join(ja), ", ".join(en))) if ja else None


def chain_sum(chain: Chain, unit: str | None, per: str | None) -> Figure:
    """A chain written out as a multiplication, for a count fed by the steps before it."""
    parts_ja, parts_en = [], []
    for row in chain.rows:
        value = row.say_level(level_of(row)).text
        parts_ja.append(f"{row.name}{value.ja}")
        parts_en.append(f"{value.en} ({row.name})")
    end = amount(tidy(chain.end), unit, per)
    return Figure(chain.end, Text(f"{'×'.join(parts_ja)}＝{end.ja}", f"{' × '.join(parts_en)} = {end.en}"))
