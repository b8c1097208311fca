"""The page in a real browser: it shows, switches by keyboard, fits a phone, prints, and reads out well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from advisor import Plan, advise, read_plan
from advisor.render.html import html_page, page_policy
from advisor.text import LANGUAGES, Language
from browser import chromium, overflow, violations

SALES = Path(__file__).parent / "plans" / "sales-team.yaml"
HARD: dict[str, Any] = {
    "title": "計画 <b>&",
    "period": "2026年度",
    "kgis": [{"id": "s", "name": "年間売上", "target": "1億2,000万円"}, "お客様に長く選ばれ続ける会社になる（中期経営計画の最上位の目標）"],
    "kpis": [
        {"name": "資料請求件数", "target": "月300件", "kgi": "s", "history": [58, 61, 55, 64, 60, 62], "period": "monthly"},
        {"name": "広告費", "target": "123,456,789円", "history": ["98,765,432円", "97,000,000円", "99,123,456円", "101,234,567円", "100,000,001円"]},
        {"id": "a", "name": "既存のお客様へのフォロー訪問の件数（担当者別に集計し毎週の会議で確認するもの）", "target": "週20件", "drives": "b"},
        {"id": "b", "name": "提案件数", "drives": "a"},
        {"name": "Superlongunbrokenidentifiername_" * 4, "target": 5, "kgi": "nowhere"},
        *({"id": f"d{n}", "name": f"段階{n}", "drives": f"d{n + 1}"} for n in range(12)),
        {"id": "d12", "name": "MMMMWWWW WWWWMMMM 受注率", "target": "20%", "kgi": "s"},
        *({"name": f"指標{n}", "target": "110%"} for n in range(30)),
    ],
    "whatever": 3,
}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(params=["sales-team", "hard"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    plan = read_plan(SALES).plan if request.param == "sales-team" else Plan.model_validate(HARD)
    path = tmp_path / "report.html"
    path.write_text(html_page(advise(plan, as_of=date(2026, 4, 1)), "ja", name="plan.yaml"), encoding="utf-8")
    return path


def shown(page: Page, language: Language) -> bool:
    return page.locator(f".kr-body.kr-{language}").is_visible()


def test_the_keyboard_switches_the_language(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert shown(page, "ja")
    assert not shown(page, "en")
    assert page.locator("h1:visible").count() == 1
    page.keyboard.press("Tab")
    outline = page.locator(".kr-pick-ja").evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid", "the focus cannot be seen"
    page.keyboard.press("ArrowRight")
    assert shown(page, "en")
    assert not shown(page, "ja")
    assert "Recommendations" in page.locator("body").inner_text()
    page.keyboard.press("ArrowLeft")
    assert "提案" in page.locator("body").inner_text()
    assert said == []
    assert asked == [file.as_uri()]
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_cut_or_runs_over(browser: Browser, file: Path, language: Language, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(file.as_uri())
    page.locator(f".kr-pick-{language}").click()
    assert overflow(page) == 0
    # Texts in pictures against their frames, and the texts in a box of the tree against the box.
    cut = page.evaluate("""() => [...document.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width).flatMap(
        s => [...s.querySelectorAll('text')].filter(t => {
            const b = t.getBBox();
            let at = t.previousElementSibling;
            while (at && at.tagName !== 'rect') at = at.previousElementSibling;
            const right = at ? at.x.baseVal.value + at.width.baseVal.value : 340;
            return b.x < 0 || b.x + b.width > right;
        }).map(t => t.textContent))""")
    assert cut == []
    small = page.evaluate("""() => [...document.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width)
        .map(s => s.getBoundingClientRect().width / 340)""")
    assert small
    assert min(small) > 0.9, "pictures are too small to read"
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_reports_nothing(browser: Browser, file: Path, language: Language, scheme: Any) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme=scheme)
    page.goto(file.as_uri())
    page.locator(f".kr-pick-{language}").click()
    for details in page.locator("summary:visible").all():
        details.click()
    assert violations(page) == []
    page.close()


def test_the_services_policy_lets_the_page_show_itself(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    headers = {"content-security-policy": page_policy(), "content-type": "text/html; charset=utf-8"}
    page.route("**/*", lambda route: route.fulfill(body=file.read_text(encoding="utf-8"), headers=headers))
    page.goto("http://report.test/v1/advice")
    assert shown(page, "ja")
    assert not shown(page, "en")
    assert said == []
    page.close()


def test_it_prints_one_language_without_the_switch(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    page.goto(file.as_uri())
    page.locator(".kr-pick-en").click()
    page.emulate_media(media="print")
    assert not page.locator(".kr-switch").is_visible()
    assert shown(page, "en")
    assert not shown(page, "ja")
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert pdf.startswith(b"%PDF-")
    # A4 is 595 by 842 points.
    assert re.search(rb"/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]", pdf)
    taller = page.evaluate("[...document.querySelectorAll('.kr-tree')].map(s => s.getBoundingClientRect().height)")
    assert all(height < 950 for height in taller), "a part of the tree is taller than a printed page"
    page.close()
