"""Where something stands in a plan, in words: `/kpis/2/target` is “target of “Brochure requests””."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from advisor.plan import Plan
from advisor.render.words import word
from advisor.report import Question, Report
from advisor.text import Language, Text

_KEYS: Final[dict[str, Text]] = {
    "actions": Text("行動", "actions"),
    "actual": Text("実績", "result so far"),
    "as_of": Text("判定日", "day to judge by"),
    "at": Text("時期", "time"),
    "audience": Text("だれの声か", "audience"),
    "baseline": Text("現在値", "present value"),
    "cadence": Text("頻度", "rhythm"),
    "channels": Text("集客の経路", "channels"),
    "consulted": Text("目標を決める前の相談", "talk before targets were set"),
    "dashboard": Text("数字を見る場所", "dashboard"),
    "data_source": Text("数字の出どころ", "data source"),
    "deadline": Text("期限", "deadline"),
    "definition": Text("定義", "definition"),
    "department": Text("部署", "department"),
    "departments": Text("部署", "departments"),
    "description": Text("説明", "description"),
    "direction": Text("よい方向", "direction"),
    "drives": Text("つながるKPI", "link to a KPI"),
    "effect_check": Text("成果との関係の確認", "check of the effect"),
    "end": Text("終わり", "end"),
    "exceptions": Text("例外", "exceptions"),
    "excerpt": Text("抜粋かどうか", "excerpt mark"),
    "forecast": Text("着地見込み", "forecast"),
    "formula": Text("計算式", "formula"),
    "frequency": Text("確認の頻度", "reading rhythm"),
    "frontline": Text("現場との話し合い", "talks with the front line"),
    "guarded_by": Text("質を見守る指標", "quality guard"),
    "headcount": Text("人数", "headcount"),
    "history": Text("過去の値", "past values"),
    "how": Text("聞き方", "method"),
    "how_often": Text("頻度", "frequency"),
    "id": Text("記号", "id"),
    "incentives": Text("報酬や評価との連動", "incentives"),
    "industry": Text("業種", "industry"),
    "kgi": Text("つながる最終目標", "goal link"),
    "kgis": Text("最終目標（KGI）", "final goals (KGI)"),
    "kind": Text("種類", "kind"),
    "kpis": Text("KPI", "KPIs"),
    "ksf": Text("成功のかぎ（KSF）", "critical success factors"),
    "language": Text("書かれた言語", "language"),
    "measure": Text("値の種類（実績・目標など）", "kind of value (result, target …)"),
    "meeting": Text("会議", "meeting"),
    "milestones": Text("途中の目標", "milestones"),
    "name": Text("名前", "name"),
    "note": Text("備考", "note"),
    "on_miss": Text("未達のときの対応", "answer to a miss"),
    "operation": Text("運用", "running of the plan"),
    "organization": Text("組織", "organization"),
    "owner": Text("担当者", "owner"),
    "participants": Text("参加者", "participants"),
    "people": Text("人数", "people"),
    "period": Text("期間", "period"),
    "plan_type": Text("計画の種類", "kind of plan"),
    "qualitative": Text("お客様や社員の声", "customer and staff voice"),
    "reason": Text("理由", "reason"),
    "reasons_shared": Text("理由の共有", "sharing of reasons"),
    "resources": Text("人員と経路", "people and channels"),
    "review": Text("振り返り", "review"),
    "revision": Text("目標の見直し", "revision of targets"),
    "rule": Text("ルール", "rule"),
    "start": Text("始まり", "start"),
    "subject": Text("対象", "subject"),
    "target": Text("目標", "target"),
    "text": Text("記述", "text"),
    "tied_to": Text("連動する指標", "tied measure"),
    "tier": Text("位置づけ", "tier"),
    "title": Text("計画の名前", "title of the plan"),
    "type": Text("種類", "type"),
    "unit": Text("単位", "unit"),
    "until": Text("期限", "last day"),
    "value": Text("値", "value"),
    "what": Text("内容", "description"),
    "working_days_per_month": Text("月の稼働日数", "working days a month"),
}
"""The keys of a plan, as people call them. `period` of a row is what one value covers; the word fits both."""


_NAMED: Final = 2
"""Rows that are named one by one where an answer goes."""


def row_names(report: Report) -> dict[str, str]:
    """The names of the plan's rows, by JSON pointer."""
    return {node.pointer: node.name for node in report.tree.nodes}


def in_words(pointer: str, names: Mapping[str, str], language: Language) -> str:
    """A JSON pointer into the plan as a person would say it. `names` are the rows' names by pointer."""
    name, place = _row_and_place(pointer, names, language)
    if name is None:
        return place or word("plan", language)
    return word("row_place", language, name=name, place=place) if place else _quoted(name, language)


def field_words(pointer: str, names: Mapping[str, str], language: Language) -> str:
    """The part of a pointer inside its row, in words: `/kpis/2/target` is “target”."""
    return _row_and_place(pointer, names, language)[1]


def key_word(key: str, language: Language) -> str:
    """A key of the plan as people call it."""
    return _KEYS[key][language] if key in _KEYS else key


def answer_place(question: Question, names: Mapping[str, str], language: Language) -> str:
    """Where the answers to a question go. One field of many rows is said once: the question names the rows."""
    pointers = list(dict.fromkeys(question.pointers or (question.pointer,)))
    found = [_row_and_place(p, names, language) for p in pointers]
    places = {place for _, place in found}
    if len(pointers) > _NAMED and len(places) == 1 and all(name is not None for name, _ in found):
        return word("each_place", language, place=places.pop(), n=len(pointers))
    split = "、" if language == "ja" else "; "
    return split.join(in_words(p, names, language) for p in pointers)


def _row_and_place(pointer: str, names: Mapping[str, str], language: Language) -> tuple[str | None, str]:
    """The name of the row that a pointer leads into, if it does, and the words for what it names there."""
    parts = pointer.split("/")[1:]
    # Rows may be nested in sections of any depth, so the longest pointer that is a row's counts.
    cut = next((n for n in range(len(parts), 0, -1) if "/" + "/".join(parts[:n]) in names), 0)
    keys: list[str] = []
    for part in parts[cut:]:
        if part == "-" and keys:
            keys[-1] = word("new_entry", language, place=keys[-1])
        elif part.isdecimal() and keys:
            keys[-1] = word("entry", language, place=keys[-1], n=int(part) + 1)
        else:
            key = part.replace("~1", "/").replace("~0", "~")
            keys.append(_KEYS[key][language] if key in _KEYS else _quoted(key, language))
    return names["/" + "/".join(parts[:cut])] if cut else None, " › ".join(keys)


def inner(text: str) -> str:
    """A text that will stand in 「」: quotes of its own become 『』."""
    return text.translate(_INNER)


_INNER: Final = str.maketrans("「」", "『』")


def _quoted(name: str, language: Language) -> str:
    return f"「{inner(name)}」" if language == "ja" else f"“{name}”"


def plan_row_names(plan: Plan) -> dict[str, str]:
    """The names of the plan's rows, by JSON pointer."""
    kgis = {plan.pointer("kgis", n): row.name for n, row in enumerate(plan.kgis)}
    return kgis | {plan.pointer("kpis", n): row.name for n, row in enumerate(plan.kpis)}
