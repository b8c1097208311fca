"""Measures of the catalogue as text: one in full, others in a line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from advisor.render.lines import BLANK, Line, line
from advisor.render.words import listed
from advisor.text import Language, Text

_SHOWN: Final = 8
"""More names beside the likeliest one than this help nobody."""
_ALIASES: Final = 10

WORDS: Final[dict[str, Text]] = {
    "aliases": Text("別名", "also called"),
    "is": Text("種類", "what it is"),
    "better": Text("望ましい向き", "better"),
    "unit": Text("単位", "unit"),
    "limits": Text("取りうる範囲", "limits"),
    "place": Text("流れの中の位置", "place in the funnel"),
    "definition": Text("定義の例", "definition to adopt"),
    "gaming": Text("数字だけ達成する方法", "how it is gamed"),
    "guards": Text("あわせて見る指標", "watch beside it"),
    "source": Text("定義の出典", "source"),
    "others": Text("ほかの候補", "Others it may mean"),
    "more": Text("ほか{number}件。検索する語を長くすると絞り込めます。", "{number} more; a longer query finds fewer."),
    "likely": Text("「{query}」は次の指標と考えられます（確からしさ{share}%、{how}）。",
                   "“{query}” is most likely this measure ({share}% sure, {how})."),
    "total": Text("{number}件の指標があります。", "{number} measures."),
    "found": Text("指標", "measure"),
    "no_gaming": Text("特になし（{why}）", "hardly ({why})"),
    "in": Text("{where}では{way}", "{way} in {where}"),
    "exceeds": Text("100%を超えることもある", "may pass 100%"),
    "at_least": Text("{low}以上", "{low} or more"),
    "at_most": Text("{high}以下", "{high} or less"),
    "from_to": Text("{low}〜{high}", "{low} to {high}"),
    "step": Text("「{step}」の段階の数", "counts the step “{step}”"),
    "converts": Text("「{a}」から「{b}」への割合", "the rate from “{a}” to “{b}”"),
    "standing": Text("水準を保つための指標", "kept at a level on purpose"),
}  # fmt: skip
_MATCH: Final = {
    "exact": Text("名前が一致", "same name"),
    "starts": Text("名前の始めが一致", "name starts so"),
    "contains": Text("名前の一部が一致", "part of the name"),
    "close": Text("つづりが近い", "close spelling"),
}
_MEASURES: Final = {
    "volume": Text("件数・量", "a count or amount of things"),
    "rate": Text("割合", "a rate"),
    "amount": Text("金額", "money"),
    "duration": Text("時間の長さ", "a length of time"),
    "score": Text("点数", "a score"),
    "rank": Text("順位", "a ranking"),
    "ratio": Text("比", "a ratio"),
    "index": Text("指数", "an index"),
    "state": Text("状態", "a state"),
}
_KINDS: Final = {
    "activity": Text("行動の指標", "activity measure"),
    "outcome": Text("結果の指標", "result measure"),
    "quality": Text("質の指標", "quality measure"),
    "perception": Text("顧客・社員の声の指標", "customer- or staff-voice measure"),
    "milestone": Text("節目の指標", "milestone"),
}
_WAYS: Final = {
    "up": Text("大きいほど良い", "higher"),
    "down": Text("小さいほど良い", "lower"),
    "either": Text("計画による", "depends on the plan"),
}
_DOMAINS: Final = {
    "finance": Text("財務", "finance"),
    "hr": Text("人事", "people"),
    "it": Text("情報システム・開発", "IT and development"),
    "marketing": Text("マーケティング", "marketing"),
    "operations": Text("生産・業務", "operations"),
    "product": Text("製品・サービス", "product"),
    "success": Text("カスタマーサクセス", "customer success"),
    "public": Text("行政・教育・地域", "public services"),
    "safety": Text("安全・健康", "safety and health"),
    "sales": Text("営業", "sales"),
    "support": Text("顧客対応", "customer support"),
}
_PLACES: Final = {
    **_DOMAINS,
    "local_government": Text("自治体", "local government"),
    "contact_center": Text("コールセンター", "a contact centre"),
    "public_enterprise": Text("公営企業", "a public enterprise"),
    "hospital": Text("病院", "a hospital"),
}
_STEPS: Final = {
    "visits": Text("訪問", "visits"), "leads": Text("見込み客", "leads"), "meetings": Text("商談", "sales meetings"),
    "orders": Text("受注", "orders"), "sales": Text("売上", "sales"), "proposals": Text("提案", "proposals"),
    "impressions": Text("表示", "impressions"), "qualified_leads": Text("有効な見込み客", "qualified leads"),
    "applicants": Text("応募", "applicants"), "interviews": Text("面接", "interviews"), "offers": Text("内定", "offers"),
    "hires": Text("採用", "hires"),
}  # fmt: skip


def word(key: str, language: Language, **given: object) -> str:
    return WORDS[key][language].format(**given)


def found_lines(query: str, found: Sequence[Mapping[str, Any]], language: Language) -> Iterator[Line]:
    """The likeliest measure in full, then the others it may mean."""
    first, others = found[0], found[1:]
    if first["match"] != "exact":
        how, share = _MATCH[first["match"]][language], round(100 * first["confidence"])
        yield line(word("likely", language, query=query, share=share, how=how))
        yield BLANK
    yield from metric_lines(first, language)
    if others:
        yield BLANK
        yield line((word("others", language), "strong"))
        for other in others[:_SHOWN]:
            how, share = _MATCH[other["match"]][language], round(100 * other["confidence"])
            note = f"（{other['id']}、{share}%、{how}）" if language == "ja" else f" ({other['id']}, {share}%, {how})"
            yield line(f"- {other['name'][language]}", (note, "quiet"), indent=2, hang=4)
        if len(others) > _SHOWN:
            yield line(word("more", language, number=len(others) - _SHOWN), indent=2)


def metric_lines(metric: Mapping[str, Any], language: Language) -> Iterator[Line]:
    """One measure in full."""
    other: Language = "en" if language == "ja" else "ja"
    between = " / "
    same = metric["name"][other] == metric["name"][language]
    note = f"{'' if same else between + metric['name'][other]} [{metric['id']}]"
    yield line((metric["name"][language], "strong"), (note, "quiet"))
    for key, said in _rows(metric, language):
        colon = "：" if language == "ja" else ": "
        yield line((f"{word(key, language)}{colon}", "name"), said, indent=2, hang=4)


def _rows(metric: Mapping[str, Any], language: Language) -> Iterator[tuple[str, str]]:
    def say(text: Text | Mapping[str, str] | None) -> str:
        return "" if text is None else text[language]

    comma = "、" if language == "ja" else ", "
    parts = [_MEASURES[metric["measures"]], _KINDS[metric["kind"]], _DOMAINS.get(metric["domain"])]
    standing = [word("standing", language)] if metric["standing"] else []
    yield "definition", say(metric["definition"])
    if metric["source"]:
        yield "source", metric["source"]
    yield "is", comma.join([*filter(None, map(say, parts)), *standing])
    seen = [
        word("in", language, where=say(_PLACES.get(where, Text.same(where))), way=say(_WAYS[way]))
        for where, way in metric["direction_in"].items()
    ]
    yield "better", comma.join([say(_WAYS[metric["direction"]]), *seen])
    if metric["usual_unit"]:
        yield "unit", say(metric["usual_unit"])
    if limits := _limits(metric, language):
        yield "limits", comma.join(limits)
    if metric["step"]:
        yield "place", word("step", language, step=say(_STEPS.get(metric["step"], Text.same(metric["step"]))))
    if metric["converts"]:
        a, b = (say(_STEPS.get(step, Text.same(step))) for step in metric["converts"])
        yield "place", word("converts", language, a=a, b=b)
    gamed = say(metric["gaming"]) or word("no_gaming", language, why=say(metric["ungamed"]))
    yield "gaming", gamed
    yield "guards", listed([guard["name"][language] for guard in metric["guarded_by"]], language)
    names = [name for name in metric["aliases"] if name.isascii() == (language == "en")]
    if names:
        yield "aliases", comma.join(names[:_ALIASES]) + (" …" if len(names) > _ALIASES else "")


def _limits(metric: Mapping[str, Any], language: Language) -> list[str]:
    low, high = metric["bounds"]["min"], metric["bounds"]["max"]
    sign = metric["unit"] or ""
    said = []
    if low is not None and high is not None:
        said.append(word("from_to", language, low=f"{low:g}{sign}", high=f"{high:g}{sign}"))
    elif low is not None:
        said.append(word("at_least", language, low=f"{low:g}{sign}"))
    elif high is not None:
        said.append(word("at_most", language, high=f"{high:g}{sign}"))
    return [*said, *([word("exceeds", language)] if metric["exceeds"] else [])]


def catalogue_lines(metrics: Sequence[Mapping[str, Any]], language: Language) -> Iterator[Line]:
    """Every measure by field of work, with its id."""
    domain = None
    for metric in metrics:
        if metric["domain"] != domain:
            if domain is not None:
                yield BLANK
            domain = metric["domain"]
            yield line((_DOMAINS.get(domain, Text.same(domain))[language], "strong"))
        yield line(metric["name"][language], (f"  {metric['id']}", "quiet"), indent=2, hang=4)
    yield BLANK
    yield line(word("total", language, number=len(metrics)))
