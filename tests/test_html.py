"""The report as a page: complete, self-contained, well formed, and harmless whatever the plan says."""

from __future__ import annotations

import base64
import hashlib
import random
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from advisor import Plan, Report, advise, read_plan
from advisor.pipeline import without_sponsor
from advisor.render.html import (
    failure_fragment,
    html_fragment,
    html_page,
    html_pages,
    page_policy,
    page_style_hash,
    report_css,
)
from advisor.render.measure import rows_of, width_of
from advisor.render.outline import outline
from advisor.render.range_picture import chart
from advisor.render.tree_picture import WIDTH, tree_parts
from advisor.render.whereabouts import answer_place, in_words, row_names
from advisor.source.text import shown
from advisor.text import LANGUAGES, Language, Text
from command import kpi_advisor, written
from html_reading import Page, folded, read_page
from test_properties import plans

PLANS = sorted((Path(__file__).parent / "plans").glob("*.yaml"))
DAY = date(2026, 4, 1)
GOAL = {"id": "revenue", "name": "年間売上", "target": "6,000万円"}
HOSTILE = (
    "<script>alert(1)</script>", 'R&D "質" \'x\'', "]]></style></title>", "{{ 7*7 }}{% raw %}", "\u202eevil\u2066x",
    "bell\u0007esc\u001b[31m", "<!-- --><img src=x onerror=alert(1)>", "&amp;&lt;", "改\n行", "😀\u200d\u0301a\u0301",
)  # fmt: skip


def judged(**data: Any) -> Report:
    return advise(Plan.model_validate(data), as_of=DAY)


def checked(html: str) -> Page:
    """The page, after everything that must hold for every page."""
    page = read_page(html)
    assert page.faults == []
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert [i for i, n in Counter(ids).items() if n > 1] == []
    assert all(i.startswith("kpi-report-") for i in ids)
    for element in page.elements:
        assert element.tag not in ("script", "link", "iframe", "object", "embed", "img", "form", "a", "image", "use")
        for name, value in element.attributes.items():
            assert name not in ("style", "src", "href", "xlink:href", "srcset", "action"), f"{element.tag} {name}"
            assert not name.startswith("on")
            if name in ("for", "aria-labelledby"):
                assert set(value.split()) <= set(ids)
    for language in LANGUAGES:
        levels = [int(e.tag[1]) for e in page.elements if re.fullmatch("h[1-6]", e.tag) and e.language == language]
        assert levels[:1] in ([1], [])
        assert all(b <= a + 1 for a, b in pairwise(levels)), levels
    for picture in page.all("svg"):
        assert picture.attributes["role"] == "img"
        assert picture.attributes["aria-labelledby"]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", html)
    assert not re.search(r"url\(|@import|expression\(", html)
    html.encode()
    return page


def quoted(text: str) -> str:
    return folded(shown(text, len(text)))


def complete(report: Report, page: Page) -> None:
    """Whether everything a report says stands on the page, in both languages."""
    for language in LANGUAGES:
        said = page.said(language)
        texts: list[Text] = [s.text for s in report.strengths]
        for advice in report.recommendations:
            texts += [advice.title, advice.why, advice.action, advice.reason]
            texts += [g.says for f in advice.findings for g in f.guidance]
            texts += [f.title for f in advice.findings]
            texts += [advice.caveat] if advice.caveat else []
        texts += [t for q in report.questions for t in (q.question, q.example)]
        texts += [w.message for w in report.warnings]
        texts += [e.text for e in report.exceptions]
        # A value that was read as it stands is left out: rows of `3億円 → 3億円` would hide the others.
        texts += [a.understood for a in report.assumptions if a.confidence in ("inferred", "guessed")]
        missing = [t[language] for t in texts if quoted(t[language]) not in said]
        assert missing == []
        assert len(page.all("li", "kr-card", language)) == len(report.recommendations)
        assert said.count(report.versions.rulebook) == 1


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_everything_is_on_the_page_in_both_languages(path: Path) -> None:
    sourced = read_plan(path)
    report = advise(sourced.plan, locate=sourced.locate)
    page = checked(html_page(report, "ja", name=path.name))
    complete(report, page)
    assert all(path.name in page.said(language) for language in LANGUAGES)


@given(plans)
@settings(max_examples=40)
def test_any_plan_makes_a_sound_page(data: dict[str, Any]) -> None:
    report = judged(**data)
    complete(report, checked(html_page(report, "en")))


def test_the_page_says_what_it_is() -> None:
    report = judged(title="春の計画", kpis=["商談件数"])
    for language, title in (("ja", "KPI計画の診断：春の計画"), ("en", "KPI plan review: 春の計画")):
        html = html_page(report, language)  # type: ignore[arg-type]  # from a table of both
        page = checked(html)
        assert html.startswith("<!doctype html>")
        assert page.all("title")[0].text == title
        assert page.all("html")[0].attributes["lang"] == language
        (chosen,) = [e for e in page.all("input") if "checked" in e.attributes]
        assert f"kr-choice-{language}" in chosen.attributes["class"]
        assert [e.attributes["lang"] for e in page.all("div", "kr-body")] == ["ja", "en"]


def test_the_policy_lets_the_style_through_and_nothing_else() -> None:
    html = html_page(judged(kpis=["商談件数"]), "ja")
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert page_style_hash() == f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
    (meta,) = [e for e in read_page(html).all("meta") if "http-equiv" in e.attributes]
    assert meta.attributes["content"] == page_policy().removesuffix("; frame-ancestors 'none'")
    assert page_policy().startswith("default-src 'none'; style-src 'sha256-")


def test_the_style_touches_nothing_outside_the_report() -> None:
    plain = re.sub(r"/\*.*?\*/", "", report_css(), flags=re.DOTALL)
    assert not re.search(r"https?:|url\(|@import|@font-face|@page", plain)
    selectors = [s.strip() for block in re.findall(r"([^{}]+)\{", plain) for s in block.split(",") if s.strip()]
    selectors = [s for s in selectors if not s.startswith("@") and not re.match(r"and|\(", s)]
    assert len(selectors) > 50
    assert [s for s in selectors if not s.startswith(".kpi-report")] == []
    assert report_css().isascii(), (
        "a terminal that is not UTF-8 gets the page as ASCII, and no reference works in a style"
    )


def test_a_fragment_is_one_article_for_another_page() -> None:
    one, other = judged(title="甲", kpis=["商談件数"]), judged(title="乙", kpis=["商談件数"])
    fragment = html_fragment(one, "ja")
    page = checked(fragment)
    assert (page.elements[0].tag, page.elements[0].attributes["class"]) == ("article", "kpi-report")
    assert {e.inside[:1] for e in page.elements[1:]} == {("article",)}
    assert "<style" not in fragment
    complete(one, page)
    both = checked(
        html_pages([fragment, html_fragment(other, "ja"), failure_fragment("x<y.yaml", Text("不可", "no"))], "ja")
    )
    assert len(both.all("article")) == 3
    assert "x<y.yaml" in both.all("article")[2].text


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_plan_says_is_text(name: str) -> None:
    rows = [
        {"name": name, "target": name, "owner": name},
        {"id": "b", "name": f"{name}2", "kgi": name, "target": "5件"},
    ]
    report = judged(title=name, kgis=[{"name": f"goal {name}", "target": "100万円"}], kpis=rows)
    page = checked(html_page(report, "ja", name=name))
    complete(report, page)
    assert [h.text for h in page.all("h1")] == [shown(name, len(name))] * 2


def test_a_lone_surrogate_is_spelled_out() -> None:
    checked(html_page(judged(title="a\ud800b", kpis=[{"name": "x\udfff", "target": "3件"}]), "ja"))


def test_both_languages_show_the_same_figures() -> None:
    page = checked(html_page(advise(read_plan(PLANS[-1]).plan), "ja"))
    ja, en = ([re.sub(r"\D", "", e.text) for e in page.all("span", "kr-big", said)] for said in LANGUAGES)
    assert ja == en
    assert len(ja) == 4
    for tag in ("polygon", "polyline", "circle"):
        drawn_ja, drawn_en = ([e.attributes for e in page.all(tag, None, said)] for said in LANGUAGES)
        assert drawn_ja == drawn_en
        assert drawn_ja


def test_the_same_report_makes_the_same_page() -> None:
    plan = read_plan(PLANS[0]).plan
    assert html_page(advise(plan), "en") == html_page(advise(plan), "en")


def test_the_gaps_and_broken_links_are_said_in_the_picture() -> None:
    rows = [
        {"id": "visits", "name": "サイト訪問数", "target": "月10,000", "kgi": "revenue"},
        {"id": "rate", "name": "資料請求率", "target": "1%", "kgi": "revenue"},
        {"id": "leads", "name": "資料請求件数", "baseline": "月62件", "target": "月300件", "kgi": "revenue"},
        {"id": "meet", "name": "商談化率", "target": "30%", "kgi": "revenue"},
        {"id": "win", "name": "受注率", "target": "20%", "kgi": "revenue"},
        {"id": "aov", "name": "平均受注単価", "target": "50万円", "kgi": "revenue"},
        {"id": "lost", "name": "口コミ評価", "target": "4.5", "kgi": "nowhere"},
    ]
    report = judged(period="2026年度", kgis=[GOAL], kpis=rows)
    for language, parts in (("ja", ("3,600万円", "2,400万円足りません", "月100件", "月200件足りません", "「nowhere」が計画にありません", "現在 月62件 → 目標 月300件")),
                            ("en", ("¥36 million", "¥24 million short", "100 a month", "200 a month short", "“nowhere” is not in the plan", "now 62 a month → target 300 a month"))):  # fmt: skip
        boxes = [b for part in tree_parts(report, language) for b in part.boxes]  # type: ignore[arg-type]  # from a table of both
        text = " ".join(b.said for b in boxes)
        assert [p for p in parts if p not in text] == []
        page = checked(html_page(report, "ja"))
        drawn = "".join(e.text for e in page.all("text", None, language)).replace(" ", "")
        assert all(p.replace(" ", "") in drawn for p in parts), "what is read out is what is drawn"
        (lost,) = [b for b in boxes if b.loose]
        assert "口コミ評価" in lost.said


def test_a_shuffled_plan_makes_the_same_pictures_in_another_order() -> None:
    rows = [
        {"id": f"n{n}", "name": f"指標{n}", "drives": [f"n{(n * 7) % 30}", f"n{n // 2}"], "target": "5件"}
        for n in range(30)
    ]
    rows[0]["kgi"] = "revenue"

    def picture(rows: list[dict[str, Any]]) -> set[tuple[str, str, str, int]]:
        entries = outline(judged(kgis=[GOAL], kpis=rows).tree)
        return {(e.node.id if e.node else "", e.parent.id if e.parent else "", e.how, e.depth) for e in entries}

    expected = picture(rows)
    for seed in range(5):
        assert picture(random.Random(seed).sample(rows, len(rows))) == expected


TREES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "no goal": {"kpis": ["a", {"name": "b", "drives": "a"}]},
    "only goals": {"kgis": [GOAL, "joy"]},
    "self": {"kgis": [GOAL], "kpis": [{"name": "a", "drives": "a"}, {"name": "b", "kgi": "年間売上"}]},
    "circle": {"kgis": [GOAL], "kpis": [{"name": n, "drives": d} for n, d in (("a", "b"), ("b", "c"), ("c", "a"), ("x", "a"))]},
    "circle to the goal": {"kgis": [GOAL], "kpis": [{"name": "a", "drives": "b", "kgi": "年間売上"}, {"name": "b", "drives": "a"}]},
    "two goals": {"kgis": [GOAL, {"name": "満足度", "target": "4.5点"}], "kpis": [{"name": "a", "kgi": ["年間売上", "満足度"]}]},
    "a chain of 500": {"kgis": [GOAL], "kpis": [{"id": f"k{n}", "name": f"k{n}", "drives": f"k{n + 1}"} for n in range(499)] + [{"id": "k499", "name": "k499", "kgi": "revenue"}]},
    "a star of 500": {"kgis": [GOAL], "kpis": [{"name": f"指標 {n}", "kgi": "年間売上"} for n in range(500)]},
    "a dense 60": {"kgis": [GOAL], "kpis": [{"id": f"k{n}", "name": f"k{n}", "drives": [f"k{m}" for m in range(60)]} for n in range(60)]},
    "long names": {"kgis": [{"name": "長" * 3000, "target": "9" * 200}], "kpis": [{"name": "W" * 3000}, {"name": "ﾊﾝｶｸ " * 300}]},
}  # fmt: skip


@pytest.mark.parametrize("name", TREES)
def test_any_tree_is_drawn_once_and_inside_the_picture(name: str) -> None:
    report = judged(**TREES[name])
    drawn = [e.node.pointer for e in outline(report.tree) if e.node]
    assert Counter(drawn) == Counter(n.pointer for n in report.tree.nodes)
    for language in LANGUAGES:
        for part in tree_parts(report, language):
            bottom = 0.0
            for box in part.boxes:
                assert box.y >= bottom, "boxes lie on each other"
                bottom = box.y + box.height
                assert box.x + box.width <= WIDTH
                assert box.rows[-1].y < bottom <= part.height
                assert all(width_of(r.text, 13 if r.style == "name" else 11.5) <= box.width - 10 for r in box.rows)
            assert len(part.boxes) == 1 or part.height < 700, "taller than a printed page"
    checked(html_page(report, "ja"))


HISTORIES: tuple[list[Any], ...] = (
    [58, 61, 55, 64, 60, 62], [5, 5, 5, 5, 5, 5], [0, 0, 0, 0, 0, 1], [1e12, 2e12, 1.5e12, 3e12, 2.5e12], list(range(400)),
    ["98,765,432円", "97,000,000円", "99,123,456円", "101,234,567円", "100,000,001円"],
)  # fmt: skip


@pytest.mark.parametrize("history", HISTORIES, ids=range(len(HISTORIES)))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chart_stays_in_its_frame_and_says_its_figures(history: list[Any], language: Language) -> None:
    report = judged(kpis=[{"name": "資料請求件数", "target": 300, "history": history, "period": "monthly"}])
    (span,) = report.ranges
    made = chart(span, language)
    points = [tuple(map(float, p.split(","))) for p in (made.line + " " + made.band).split()]
    assert all(0 <= x <= 340 and 8 <= y <= 114 for x, y in points)
    stands = [label.stands for label in made.labels]
    assert all(b - a >= 13.9 for a, b in pairwise(stands)), "labels cover each other"
    assert all(8 <= s <= 122 for s in stands)
    for figure in (span.target, span.low, span.high, span.likely, span.past[-1].value):
        assert figure.text[language] in made.said
    checked(html_page(report, language))


def test_dates_under_a_chart_do_not_meet() -> None:
    for written_as, fits in (("2025-{:02}", True), ("2025年度 第{}四半期の実績", False)):
        past = [{"at": written_as.format(n), "value": 50 + n % 3} for n in range(1, 8)]
        made = chart(judged(kpis=[{"name": "資料請求件数", "target": 300, "history": past}]).ranges[0], "ja")
        assert made.first
        assert bool(made.last) is fits
        assert width_of(made.first + made.last, 11.5) < 108 or not made.last


def test_who_hears_the_tree_is_told_what_leads_where() -> None:
    rows = [{"name": "商談件数", "kgi": "年間売上"}, {"name": "訪問件数", "drives": "商談件数"}]
    report = judged(kgis=[GOAL], kpis=rows)
    for language, words in (("ja", "「商談件数」につながっています"), ("en", "Leads to “商談件数”")):
        (part,) = tree_parts(report, language)  # type: ignore[arg-type]  # from a table of both
        assert words in part.boxes[2].said


def test_nothing_of_the_sponsors_is_on_the_page_for_all() -> None:
    report = advise(read_plan(PLANS[-1]).plan)
    hidden = [r for r in report.recommendations if r.audience == "sponsor"]
    assert hidden
    page = checked(html_page(without_sponsor(report), "ja"))
    for language in LANGUAGES:
        assert not any(quoted(t[language]) in page.said(language) for r in hidden for t in (r.title, r.why, r.action))
    assert "報酬" not in page.said("ja")
    assert "責任者限り" in read_page(html_page(report, "ja")).said("ja")


@pytest.mark.parametrize(
    ("pointer", "ja", "en"),
    [
        ("/kpis/0/target", "「資料請求」の目標", "target of “資料請求”"),
        ("/kpis/0", "「資料請求」", "“資料請求”"),
        ("/kpis/0/history/2", "「資料請求」の過去の値（3番目）", "past values, entry 3 of “資料請求”"),
        ("/operation/review", "運用 › 振り返り", "running of the plan › review"),
        ("/kgis/-", "最終目標（KGI）（新しい項目）", "final goals (KGI) (a new entry)"),
        ("", "計画全体", "the whole plan"),
        ("/a~1b", "「a/b」", "“a/b”"),
    ],
)
def test_places_are_said_in_words(pointer: str, ja: str, en: str) -> None:
    names = {"/kpis/0": "資料請求"}
    assert (in_words(pointer, names, "ja"), in_words(pointer, names, "en")) == (ja, en)


def test_one_field_of_many_rows_is_said_once() -> None:
    rows = [{"name": f"指標{n}", "target": f"{n}0件"} for n in range(1, 9)]
    report = judged(kgis=[GOAL], kpis=rows)
    names = row_names(report)
    asked = [q for q in report.questions if q.expects and len(q.pointers) == 8 and q.pointer.endswith("/baseline")]
    assert [answer_place(q, names, "ja") for q in asked] == ["それぞれの現在値（8項目）"]
    assert [answer_place(q, names, "en") for q in asked] == ["present value of each of the 8 rows"]


@pytest.mark.parametrize(
    "text", ["一二三四五六七八九十百千万", "the quick brown fox", "W" * 90, "目標は120件です。", "a\u0301" * 50, ""]
)
def test_rows_fit_and_lose_nothing(text: str) -> None:
    rows = rows_of(text, 80, 12)
    assert all(width_of(row, 12) <= 80 for row in rows)
    assert "".join("".join(rows).split()) == "".join(text.split())


def test_the_command_writes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "plan.yaml", "title: 春の計画\nas_of: 2026-04-01\nkpis: [商談件数]\n")
    command = ("lint", "plan.yaml", "--format", "html", "--fail-on", "never")
    html = kpi_advisor(*command, "--lang", "ja", cwd=tmp_path)
    assert html.code == 0
    monkeypatch.chdir(tmp_path)
    sourced = read_plan("plan.yaml")
    assert html.out == html_page(advise(sourced.plan, locate=sourced.locate), "ja", name="plan.yaml")
    for lang, terminal, opens in (
        ("both", "ja_JP.UTF-8", "ja"),
        ("both", "C.UTF-8", "en"),
        ("en", "ja_JP.UTF-8", "en"),
    ):
        said = kpi_advisor(*command, "--lang", lang, cwd=tmp_path, LC_ALL=terminal)
        assert f'<html lang="{opens}">' in said.out


def test_several_plans_are_one_page(tmp_path: Path) -> None:
    written(tmp_path, "a.yaml", "kpis: [商談件数]\n")
    written(tmp_path, "b.yaml", "kpis: [\n")
    done = kpi_advisor("lint", tmp_path, "--format", "html", "--fail-on", "never")
    page = checked(done.out)
    assert done.code == 2
    assert len(page.all("html")) == 1
    assert len(page.all("article", "kpi-report")) == 2
    assert "b.yaml" in done.err
    assert "b.yaml" in page.all("article")[1].text


def test_a_terminal_that_is_not_utf8_gets_the_same_page(tmp_path: Path) -> None:
    written(tmp_path, "plan.yaml", "title: 春の計画\nas_of: 2026-04-01\nkpis: [商談件数]\n")
    command = ("lint", "plan.yaml", "--format", "html", "--lang", "ja")
    plain = kpi_advisor(*command, cwd=tmp_path, variables={"PYTHONIOENCODING": "ascii"})
    assert plain.out.isascii()
    assert read_page(plain.out).said("ja") == read_page(kpi_advisor(*command, cwd=tmp_path).out).said("ja")
