"""A client fills the intake form in real Chromium: both languages, a wide screen and a phone, keyboard alone, no script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from browser import PHONE, WIDE, chromium, overflow, page_in, violations
from service import Server

ANSWERS = {
    "ja": {
        "org-name": "青葉精機",
        "org-business": "工作機械の販売",
        "goal-0-name": "年間の売上",
        "goal-0-target": "1億2,000万円",
        "goal-0-deadline": "2028年3月末",
        "goal-0-baseline": "9,000万円",
        "period": "2027年度",
        "kpi-0-name": "訪問数",
        "kpi-1-name": "資料請求率",
        "kpi-2-name": "資料請求件数",
        "kpi-0-target": "月1万",
        "kpi-1-target": "1%",
        "kpi-2-baseline": "月62件",
        "kpi-2-target": "月300件",
        "kpi-2-history": "50, 55, 58, 60, 62",
        "reward": "資料請求1件につき500円",
    },
    "en": {
        "org-name": "Aoba Machines",
        "org-business": "we sell machine tools",
        "goal-0-name": "yearly sales",
        "goal-0-target": "$1,200,000",
        "goal-0-deadline": "end of March 2028",
        "goal-0-baseline": "$900,000",
        "period": "FY2027",
        "kpi-0-name": "site visits",
        "kpi-1-name": "brochure request rate",
        "kpi-2-name": "brochure requests",
        "kpi-0-target": "10,000 a month",
        "kpi-1-target": "1%",
        "kpi-2-baseline": "62 a month",
        "kpi-2-target": "300 a month",
        "kpi-2-history": "50, 55, 58, 60, 62",
        "reward": "$5 for each brochure request",
    },
}
JUDGE = {"ja": "診断する", "en": "Get the review"}
READ = {"ja": "読み取り：月300件", "en": "Read as: 300 a month"}
SHORT = {"ja": "月100件", "en": "100 a month"}
"""What 10,000 visits at 1 % make: less than the target."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def fill(page: Page, language: str) -> None:
    for name, answer in ANSWERS[language].items():
        page.locator(f'[name="{name}"]').fill(answer)


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_client_fills_it_and_reads_the_advice(
    server: Server, browser: Browser, language: str, width: int, tmp_path: Path
) -> None:
    with page_in(browser, width=width, accept_downloads=True) as (page, seen):
        page.goto(f"{server.url}/?lang={language}")
        assert violations(page) == []
        fill(page, language)
        expect(page.locator("#read-kpi-2-target")).to_have_text(READ[language])
        expect(page.locator("#next li").first).to_be_visible()
        page.get_by_role("button", name=JUDGE[language], exact=True).click()
        report = page.locator("#report .kpi-report")
        expect(report).to_be_visible()
        expect(report).to_contain_text(SHORT[language])
        expect(page.locator("#report :focus")).to_have_count(1)
        assert violations(page) == []
        assert overflow(page) == 0
        with page.expect_download() as started:
            page.locator('button[formaction^="plan.yaml"]').click()
        plan = yaml.safe_load(Path(started.value.path()).read_text(encoding="utf-8"))
        assert [k["name"] for k in plan["kpis"]] == [ANSWERS[language][f"kpi-{n}-name"] for n in range(3)]
        with page.expect_download() as started:
            page.locator('button[formaction^="report.html"]').first.click()
        kept = tmp_path / "report.html"
        started.value.save_as(kept)
        assert seen.complaints == []
        assert all(url.startswith((server.url, "blob:")) for url in seen.requests)
    with page_in(browser, width=width) as (page, seen):
        page.goto(kept.as_uri())
        expect(page.locator("body")).to_contain_text(SHORT[language])
        assert seen.complaints == []
        assert seen.requests == [kept.as_uri()]


def test_the_language_is_switched_with_everything_kept(server: Server, browser: Browser) -> None:
    with page_in(browser) as (page, seen):
        page.goto(f"{server.url}/?lang=ja")
        fill(page, "ja")
        page.get_by_role("button", name="English").click()
        expect(page).to_have_title("A review of your goals and numbers")
        assert page.locator("html").get_attribute("lang") == "en"
        for name, answer in ANSWERS["ja"].items():
            expect(page.locator(f'[name="{name}"]')).to_have_value(answer)
        expect(page.locator("#read-kpi-2-target")).to_have_text(READ["en"])
        assert seen.complaints == []


def test_a_draft_survives_a_reload_and_can_be_cleared(server: Server, browser: Browser) -> None:
    with page_in(browser) as (page, seen):
        page.goto(f"{server.url}/?lang=ja")
        page.locator('[name="kpi-0-name"]').fill("訪問数")
        page.get_by_role("button", name="数字を追加").click()
        page.locator('[name="kpi-3-name"]').fill("受注率")
        page.get_by_label("新しい取り組みで、実績がない").check()
        page.reload()
        expect(page.locator("#draft-back")).to_have_text("前回の書きかけを戻しました。")
        expect(page.locator('[name="kpi-0-name"]')).to_have_value("訪問数")
        expect(page.locator('[name="kpi-3-name"]')).to_have_value("受注率")
        expect(page.get_by_label("新しい取り組みで、実績がない")).to_be_checked()
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="入力をすべて消す").click()
        expect(page.locator('[name="kpi-0-name"]')).to_have_value("")
        page.reload()
        expect(page.locator('[name="kpi-0-name"]')).to_have_value("")
        assert seen.complaints == []


def test_rows_move_and_their_names_follow(server: Server, browser: Browser) -> None:
    with page_in(browser) as (page, seen):
        page.goto(f"{server.url}/?lang=en")
        page.locator('[name="kpi-0-name"]').fill("visits")
        page.locator('[name="kpi-0-target"]').fill("300 a month")
        page.locator('[name="kpi-1-name"]').fill("orders")
        expect(page.locator("#q7 span[data-named-by='kpi-1-name']")).to_have_text("orders")
        page.get_by_role("button", name="Move “visits” down").click()
        expect(page.locator('[name="kpi-1-name"]')).to_have_value("visits")
        expect(page.locator('[name="kpi-1-name"]')).to_be_focused()
        expect(page.locator('[name="kpi-1-target"]')).to_have_value("300 a month")
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.get_by_role("button", name="Remove “visits”").click()
        expect(page.locator('[name="kpi-1-name"]')).to_have_value("visits")
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Remove “visits”").click()
        expect(page.locator('[name="kpi-1-name"]')).to_have_value("")
        assert seen.complaints == []


def test_the_keyboard_alone_is_enough(server: Server, browser: Browser) -> None:
    with page_in(browser) as (page, _):
        page.goto(f"{server.url}/?lang=en")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the questions")).to_be_focused()
        order = []
        for _step in range(400):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "({name: document.activeElement.name || '', text: document.activeElement.innerText})"
            )
            order.append(focused["name"])
            if focused["name"] in ("goal-0-name", "kpi-0-name"):
                page.keyboard.type("orders" if focused["name"] == "kpi-0-name" else "sales")
                page.keyboard.press("Enter")  # sends nothing away
            if focused["name"] == "blank-3":
                page.keyboard.press("ArrowDown")
            if focused["text"] == "Get the review":
                break
        page.keyboard.press("Enter")
        expect(page.locator("#report .kpi-report")).to_be_visible()
        typed = [name for name in order if name.startswith(("org", "goal", "kpi", "flow", "reward"))]
        assert typed.index("goal-0-name") < typed.index("flow") < typed.index("kpi-0-name") < typed.index("reward")
        expect(page.get_by_label("It is new; there are no past figures")).to_be_checked()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_without_script_a_plain_submit_does_the_same(server: Server, browser: Browser, language: str) -> None:
    with page_in(browser, java_script_enabled=False) as (page, _):
        page.goto(f"{server.url}/?lang={language}")
        fill(page, language)
        page.locator('.send button[value="check"]').click()
        expect(page.locator("#read-kpi-2-target")).to_have_text(READ[language])
        page.locator('button[value="add-kpi"]').click()
        expect(page.locator('[name="kpi-3-name"]')).to_be_visible()
        page.get_by_role("button", name=JUDGE[language], exact=True).click()
        expect(page.locator("body")).to_contain_text(SHORT[language])
        expect(page.locator('[name="kpi-2-target"]')).to_have_value(ANSWERS[language]["kpi-2-target"])


def test_what_is_missing_is_said_and_nothing_is_lost(server: Server, browser: Browser) -> None:
    with page_in(browser) as (page, _):
        page.goto(f"{server.url}/?lang=ja")
        page.locator('[name="kpi-0-target"]').fill("月300件")
        page.get_by_role("button", name="診断する", exact=True).click()
        problem = page.locator("#report .problem")
        expect(problem).to_contain_text("1行目に名前がありません")
        assert violations(page) == []
        problem.get_by_role("link", name="質問6").click()
        expect(page.locator('[name="kpi-0-name"]')).to_be_focused()
        expect(page.locator('[name="kpi-0-target"]')).to_have_value("月300件")


def test_when_the_service_is_gone_the_answers_stay(browser: Browser) -> None:
    with Server() as server, page_in(browser) as (page, _):
        page.goto(f"{server.url}/?lang=en")
        fill(page, "en")
        page.route("**/report**", lambda route: route.abort())
        page.get_by_role("button", name="Get the review", exact=True).click()
        expect(page.locator("#report .problem")).to_contain_text("Your answers are still here")
        expect(page.locator('[name="kpi-2-target"]')).to_have_value("300 a month")


def test_a_review_whose_answers_changed_says_so(server: Server, browser: Browser) -> None:
    with page_in(browser) as (page, _):
        page.goto(f"{server.url}/?lang=en")
        fill(page, "en")
        page.get_by_role("button", name="Get the review", exact=True).click()
        expect(page.locator("#report .kpi-report")).to_be_visible()
        page.locator('[name="kpi-2-target"]').fill("100 a month")
        expect(page.locator("#report .stale")).to_be_visible()
        page.get_by_role("button", name="Get the review", exact=True).click()
        expect(page.locator("#report .stale")).to_have_count(0)


def test_the_draft_is_in_this_browser_only(server: Server, browser: Browser) -> None:
    with page_in(browser) as (page, _):
        page.goto(f"{server.url}/?lang=en")
        page.locator('[name="kpi-0-name"]').fill("visits")
        stored = page.evaluate("localStorage.getItem('kpi-advisor-draft')")
        assert json.loads(stored)["kpi-0-name"] == "visits"
        assert page.context.cookies() == []


SHEETS = {
    "ja": "KPI名,単位,現状,目標値,担当者,めやす\n資料請求件数,件/月,62,300,田中,250\n商談化率,%,30,40,佐藤,35\n",
    "en": "KPI,Unit,Current,Target,Owner,Stretch\nBrochure requests,per month,62,300,Smith,250\nWin rate,%,30,40,Lee,35\n",
}
READ_IT = {"ja": "読み取る", "en": "Read it"}
AGAIN = {"ja": "この対応で読み直す", "en": "Read again"}
CARRY = {"ja": "入力フォームに移す", "en": "Carry it into the form"}
SECOND = {"ja": "月250件", "en": "250 a month"}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_client_starts_from_a_sheet_and_corrects_how_it_was_read(
    server: Server, browser: Browser, language: str, width: int, script: bool, tmp_path: Path
) -> None:
    sheet = tmp_path / "plan.csv"
    sheet.write_text(SHEETS[language], encoding="utf-8")
    with page_in(browser, width=width, java_script_enabled=script) as (page, seen):
        page.goto(f"{server.url}/?lang={language}")
        page.locator("#file").set_input_files(sheet)
        page.get_by_role("button", name=READ_IT[language], exact=True).click()
        expect(page.locator("#understood")).to_contain_text(READ[language].rpartition("：")[2].rpartition(": ")[2])
        if script:
            assert violations(page) == []
            assert overflow(page) == 0
        page.locator("select[name=field-5]").select_option("target")
        page.locator("select[name=field-3]").select_option("")
        page.get_by_role("button", name=AGAIN[language]).last.click()
        expect(page.locator("#understood")).to_contain_text(SECOND[language])
        page.get_by_role("button", name=CARRY[language]).click()
        expect(page.locator('[name="kpi-0-target"]')).to_have_value("250")
        expect(page.locator(".carried")).to_be_visible()
        if script:
            assert violations(page) == []
            assert overflow(page) == 0
        assert seen.complaints == []
