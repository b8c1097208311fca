"""The intake form as a browser without script meets it: pages, plain submits, downloads, and nothing lost on the way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from html.parser import HTMLParser
from importlib import import_module
from typing import Any

import pytest
from starlette.testclient import TestClient

from advisor import Plan, advise
from advisor.text import Language
from html_reading import form_fields
from service import EN, JA, client
from test_intake import JA as ANSWERS

questions = import_module("advisor.api.questions").QUESTIONS
LANGUAGES: tuple[Language, ...] = ("ja", "en")
KEY = "a-key-for-the-tests-0123456789"
BY_SCRIPT = {"HX-Request": "true"}
HOSTILE = "<script>alert(1)</script>\"'&{{ 7*7 }}"


@pytest.fixture(scope="module")
def caller() -> Iterator[TestClient]:
    with client() as made:
        yield made


class Form(HTMLParser):
    """What a browser would send of the form, and what the page holds."""

    def __init__(self, page: str) -> None:
        super().__init__()
        page = page.partition('<section id="report"')[0]
        self.fields = form_fields(page, "intake")
        self.labels: set[str] = set()
        self.ids: list[str] = []
        self.resources: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {k: v or "" for k, v in attrs}
        self.resources += [found[k] for k in ("src", "href") if tag in ("script", "link", "img") and k in found]
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "label" and "for" in found:
            self.labels.add(found["for"])


def text_of(page: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_has_the_fourteen_questions_in_their_order(caller: TestClient, language: Language) -> None:
    answer = caller.get("/", params={"lang": language})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    said = text_of(answer.text)
    places = [said.index(q.text[language]) for q in questions]
    assert places == sorted(places)
    assert "KGI" not in said
    assert all(q.none[language] in said for q in questions if q.none)


def test_every_field_has_a_label_and_every_id_is_one_of_its_kind(caller: TestClient) -> None:
    page = Form(caller.post("/", data=ANSWERS).text)
    typed = {name for name in page.fields if not name.startswith("blank-")}
    assert typed | {"file"} == page.labels
    assert len(page.ids) == len(set(page.ids))
    referred = set(re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', caller.post("/", data=ANSWERS).text))
    assert {one for several in referred for one in several.split()} <= set(page.ids)


def test_nothing_comes_from_another_host_and_the_policy_says_so(caller: TestClient) -> None:
    answer = caller.get("/")
    resources = Form(answer.text).resources
    assert resources
    assert not [r for r in resources if "//" in r]
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert " style=" not in answer.text
    assert not re.search(r"<script>|<style|\son[a-z]+=", answer.text)
    for resource in resources:
        loaded = caller.get("/" + resource)
        assert loaded.status_code == 200, resource
        assert loaded.headers["content-type"].partition(";")[0] in ("text/css", "text/javascript", "image/svg+xml")
        assert "no-store" not in loaded.headers["cache-control"]
    assert caller.get("/static/nothing.js").status_code == 404
    assert caller.get("/static/..%2f__init__.py").status_code == 404


def test_the_language_is_the_browsers_until_the_address_names_one(caller: TestClient) -> None:
    assert caller.get("/", headers=JA).headers["content-language"] == "ja"
    assert caller.get("/", headers=EN).headers["content-language"] == "en"
    assert caller.get("/", headers=EN, params={"lang": "ja"}).headers["content-language"] == "ja"


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_language_keeps_every_answer(caller: TestClient, language: Language) -> None:
    entries = {**ANSWERS, "blank-8": "none", "blank-9": "unknown", "stuck": "1行目\n2行目", "org-name": HOSTILE}
    page = Form(caller.post("/", params={"lang": language}, data={**entries, "do": "language"}).text)
    assert {k: v for k, v in page.fields.items() if v} == entries


def test_what_was_understood_is_shown_beside_its_field_before_it_is_judged(caller: TestClient) -> None:
    for language, said in (("ja", "読み取り：月300件"), ("en", "Read as: 300 a month")):
        page = caller.post("/", params={"lang": language}, data={**ANSWERS, "do": "check"}).text
        assert re.search(rf'id="read-kpi-0-target">{said}<', page)
        live = caller.post("/next", params={"lang": language}, data=ANSWERS, headers=BY_SCRIPT).text
        assert re.search(rf'id="read-kpi-0-target" hx-swap-oob="true">{said}<', live)
        assert re.search(r'id="read-goal-0-deadline" hx-swap-oob="true">[^<]*2027', live)
        assert 'id="read-kpi-1-target" hx-swap-oob="true"><' in live, "what was removed is taken away"
        assert "kpi-report" not in page + live


def test_the_next_questions_follow_what_is_filled_in(caller: TestClient) -> None:
    def asked(**more: str) -> str:
        entries = {"goal-0-name": "売上", "goal-0-target": "1億円", "period": "2026年度", **more}
        return caller.post("/next", params={"lang": "ja"}, data=entries, headers=BY_SCRIPT).text

    assert "見ている数字を1つ以上" in asked()
    assert "「架電件数」" in asked(**{"kpi-0-name": "架電件数", "kpi-0-target": "月900件"})
    rest = {f"blank-{n}": "unknown" for n in (7, 8, 9, 11, 12, 13)}
    last = asked(**{"kpi-0-name": "架電件数", "kpi-0-target": "月900件", **rest})
    assert "質問14" in last, "whether pay hangs on it"
    assert "質問14" not in asked(**{"kpi-0-name": "架電件数", "kpi-0-target": "月900件", "blank-14": "unknown"})
    assert "質問14" not in asked(**{"kpi-0-name": "架電件数", "kpi-0-target": "月900件", "blank-14": "none"})
    empty = caller.post("/next", params={"lang": "ja"}, data={"blank-3": ""}, headers=BY_SCRIPT).text
    assert "書き始めると" in empty


def test_what_the_client_does_not_know_or_have_is_not_asked_in_the_review_either(caller: TestClient) -> None:
    entries = {"goal-0-name": "売上", "goal-0-target": "1億円", "kpi-0-name": "架電件数", "kpi-0-target": "月900件"}
    for answer, asked in (("", True), ("unknown", False), ("none", False)):
        said = text_of(caller.post("/report", params={"lang": "ja"}, data={**entries, "blank-14": answer}).text)
        assert ("達成・未達は、給与・賞与・評価に影響しますか。影響する場合" in said) == asked


def test_nothing_is_said_to_be_read_where_nothing_is_written(caller: TestClient) -> None:
    entries = {"goal-0-name": "売上", "kpi-0-name": "訪問数", "blank-7": "none", "blank-2": "none"}
    page = caller.post("/", params={"lang": "ja"}, data=entries).text
    assert "読み取り：" not in page
    review = caller.post("/report-page", params={"lang": "ja"}, data=entries).text
    japanese = text_of(review.partition('class="kr-body kr-ja"')[2].partition('class="kr-body kr-en"')[0])
    assert "訪問数" in japanese
    assert "none" not in japanese


def test_questions_not_answered_yet_are_named(caller: TestClient) -> None:
    entries = {"goal-0-name": "売上", "goal-0-target": "1億円", "kpi-0-name": "訪問数"}
    live = caller.post("/next", params={"lang": "ja"}, data=entries, headers=BY_SCRIPT).text
    assert "まだ答えていない質問" in live
    assert '<a href="#q14">14</a>' in live
    assert '<a href="#q2">2</a>' not in live


def test_every_next_question_leads_to_a_place_in_the_form(caller: TestClient) -> None:
    rows = {f"kpi-{n}-name": name for n, name in enumerate(["架電件数", "資料請求件数", "離職率"])}
    page = caller.post("/", data={"goal-0-name": "売上", **rows, "kpi-0-target": "月900件"}).text
    links = re.findall(r'href="#([^"]+)"', page.partition("<aside")[2])
    assert links
    assert set(links) <= set(Form(page).ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_review_is_the_librarys_below_the_form_and_on_its_own_page(caller: TestClient, language: Language) -> None:
    plan = caller.post("/plan.json", data=ANSWERS).json()
    report = advise(Plan.model_validate(plan), as_of=date.today())
    assert report.recommendations
    below = caller.post("/report", params={"lang": language}, data=ANSWERS)
    apart = caller.post("/report-page", params={"lang": language}, data=ANSWERS)
    piece = caller.post("/report", params={"lang": language}, data=ANSWERS, headers=BY_SCRIPT)
    for answer in (below, apart, piece):
        assert answer.status_code == 200
        said = text_of(answer.text)
        for advice in report.recommendations:
            assert advice.title[language] in said
            assert advice.action[language] in said
    assert {k: v for k, v in Form(below.text).fields.items() if v} == ANSWERS, "nothing is lost"
    assert "<form" not in apart.text + piece.text
    assert "<html" not in piece.text
    assert "script-src" not in apart.headers["content-security-policy"]
    assert "style-src 'sha256-" in apart.headers["content-security-policy"]


def test_without_an_answer_that_is_required_the_form_says_which(caller: TestClient) -> None:
    entries = {"goal-0-name": "売上", "kpi-2-target": "月300件"}
    answer = caller.post("/report", params={"lang": "ja"}, data=entries)
    assert answer.status_code == 422
    assert "3行目に名前がありません" in answer.text
    assert '<a href="#kpi-2-name">質問6</a>' in answer.text
    page = Form(answer.text)
    assert {k: v for k, v in page.fields.items() if v} == entries, "nothing is lost"
    assert 'id="kpi-2-name" name="kpi-2-name" type="text" value="" maxlength="2000" autocomplete="off" aria-describedby="lack-kpi-2-name" aria-invalid="true"' in answer.text  # fmt: skip
    short = caller.post("/report", params={"lang": "en"}, data=entries, headers=BY_SCRIPT)
    assert short.status_code == 422
    assert "Row 3 has no name" in short.text
    assert "<form" not in short.text


def test_rows_are_added_removed_and_moved_without_script(caller: TestClient) -> None:
    page = caller.post("/", data={**ANSWERS, "do": "down-kpi-0"}).text
    assert Form(page).fields["kpi-1-name"] == "資料請求件数"
    assert re.search(r'id="kpi-1-name"[^>]* autofocus', page)
    added = Form(caller.post("/", data={**ANSWERS, "do": "add-kpi"}).text).fields
    assert added["kpi-3-name"] == ""
    removed = Form(caller.post("/", data={**ANSWERS, "do": "remove-kpi-0"}).text).fields
    assert removed["kpi-1-name"] == "商談件数"
    assert "月300件" not in removed.values()
    piece = caller.post("/", data={**ANSWERS, "do": "add-goal"}, headers=BY_SCRIPT).text
    assert piece.lstrip().startswith("<form")
    assert 'name="goal-1-name"' in piece


def test_plan_and_report_are_files_to_keep(caller: TestClient) -> None:
    as_json = caller.post("/plan.json", data=ANSWERS)
    assert as_json.headers["content-disposition"] == 'attachment; filename="plan.json"'
    assert as_json.json()["kpis"][0]["name"] == "資料請求件数"
    as_yaml = caller.post("/plan.yaml", data=ANSWERS)
    assert as_yaml.headers["content-disposition"] == 'attachment; filename="plan.yaml"'
    read = caller.post("/v1/read", content=as_yaml.content, headers={"Content-Type": "application/yaml"}).json()
    assert read == caller.post("/v1/read", json=as_json.json()).json()
    assert caller.post("/plan.yaml", data={"kpi-0-target": "1"}).status_code == 200, "unfinished is worth keeping"
    page = caller.post("/report.html", params={"lang": "ja"}, data=ANSWERS)
    shared = caller.post("/report.html", params={"audience": "all"}, data=ANSWERS)
    assert page.headers["content-disposition"] == 'attachment; filename="review-for-the-owner.html"'
    assert shared.headers["content-disposition"] == 'attachment; filename="review-to-share.html"'
    assert caller.post("/report.html", data={"period": ""}).status_code == 422
    assert caller.post("/anything", data=ANSWERS).status_code == 404


def test_the_report_to_share_has_nothing_for_the_sponsor_alone(caller: TestClient) -> None:
    entries = {k: v for k, v in ANSWERS.items() if k != "quality"}
    plan = caller.post("/plan.json", data=entries).json()
    report = advise(Plan.model_validate(plan), as_of=date.today())
    sponsors = [r.title.ja for r in report.recommendations if r.audience == "sponsor"]
    assert sponsors
    for route in ("/report", "/report-page", "/report.html"):
        whole = text_of(caller.post(route, params={"lang": "ja"}, data=entries).text)
        shared = text_of(caller.post(route, params={"lang": "ja", "audience": "all"}, data=entries).text)
        assert all(title in whole and title not in shared for title in sponsors)
    assert caller.post("/report", params={"audiance": "all"}, data=ANSWERS).status_code == 400
    assert caller.post("/report", params={"audience": "al"}, data=ANSWERS).status_code == 400


def test_what_a_client_writes_is_shown_as_written_and_never_run(caller: TestClient) -> None:
    entries = {**ANSWERS, "goal-0-name": HOSTILE, "kpi-0-name": HOSTILE, "stuck": f"</textarea>{HOSTILE}"}
    for route, headers in (
        ("/", {}),
        ("/", BY_SCRIPT),
        ("/next", BY_SCRIPT),
        ("/report", {}),
        ("/report", BY_SCRIPT),
    ):
        text = caller.post(route, data=entries, headers=headers).text
        assert "<script>alert" not in text
        assert "49" not in text_of(text).replace("1949", "") or "{{ 7*7 }}" in unescape(text)
    assert Form(caller.post("/", data=entries).text).fields["stuck"] == f"</textarea>{HOSTILE}"


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"\xff\xfe", {}, 400),
        (b"a=%ff", {}, 400),
        (b"a=b", {"Content-Type": "application/json"}, 415),
        ("&".join(f"f{n}=1" for n in range(30_000)).encode(), {}, 400),
        (b"", {}, 200),
        (b"=&=&&a", {}, 200),
        (b"kpi-9999-name=x&goal-0-name=y", {}, 200),
        (b"do=add-kpi&do=remove-kpi-0&do=x", {}, 200),
    ],
)  # fmt: skip
def test_a_body_no_browser_sends_is_no_fault_of_ours(
    caller: TestClient, body: bytes, headers: dict[str, str], status: int
) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    assert caller.post("/", content=body, headers=form).status_code == status


def test_over_a_limit_the_answers_stay_in_the_form() -> None:
    with client(max_text_length=100, max_kpis=5) as small:
        entries = {**ANSWERS, "stuck": "長" * 101}
        for route in ("/", "/report"):
            answer = small.post(route, params={"lang": "ja"}, data=entries)
            assert answer.status_code == 422
            assert "101文字" in answer.text
            assert Form(answer.text).fields["stuck"] == "長" * 101
        piece = small.post("/next", params={"lang": "en"}, data=entries, headers=BY_SCRIPT)
        assert "The plan is too large" in piece.text
        rows = {f"kpi-{n}-name": str(n) for n in range(5)}
        assert "kpi-5-name" not in small.post("/", data={**rows, "do": "add-kpi"}).text


@pytest.mark.parametrize(
    ("settings", "form"),
    [({}, 200), ({"form": False}, 404), ({"api_keys": (KEY,)}, 401), ({"api_keys": (KEY,), "form": True}, 200)],
)
def test_keys_close_the_form_unless_it_is_opened_in_so_many_words(settings: dict[str, Any], form: int) -> None:
    with client(**settings) as made:
        assert made.get("/").status_code == form
        assert made.post("/next", data={"period": ""}).status_code == form
        assert made.get("/static/intake.css").status_code == form
        if "api_keys" in settings:
            assert made.post("/v1/advice", json={"kpis": []}).status_code == 401
            assert made.get("/v1/rules").status_code == 401
            assert made.get("/", headers={"X-API-Key": KEY}).status_code == (200 if form == 200 else 404)


def test_the_form_is_no_part_of_the_interface_for_programs(caller: TestClient) -> None:
    paths = caller.get("/v1/openapi.json").json()["paths"]
    assert not [p for p in paths if p == "/" or p.startswith(("/next", "/report", "/plan", "/static"))]
    assert json.dumps(paths)
