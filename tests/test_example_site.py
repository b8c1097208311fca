"""The worked example of a foreign site: a real process that calls a real service, seen as a browser sees it."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import httpx2
import pytest

from advisor import Plan, advise
from command import environment
from service import Server

EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "consultancy_site.py"
KEY = "a-key-for-the-site-0123456789"
JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
FORMS = {
    "ja": {"title": "春の計画", "goal": "年間売上", "name0": "資料請求件数", "target0": "月300件", "do": "advise"},
    "en": {"title": "Spring", "goal": "Annual sales", "name0": "Brochure requests", "target0": "300 a month",
           "do": "advise"},
}  # fmt: skip
AWAY = {"ja": "診断をご利用いただけません", "en": "Advice is not available"}
BUSY = {"ja": "混み合っています", "en": "We are busy"}


@contextmanager
def site(api: str, key: str = KEY, **more: str) -> Iterator[str]:
    """The example on a free port."""
    command = [sys.executable, str(EXAMPLE), "0"]
    variables = environment(KPI_ADVISOR_URL=api, KPI_ADVISOR_KEY=key, **more)
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
        assert process.stderr is not None
        said = process.stderr.read()
    assert key not in said
    assert "Traceback" not in said


@pytest.fixture(scope="module")
def api() -> Iterator[Server]:
    with Server(KPI_ADVISOR_API_KEYS=KEY) as started:
        yield started
    assert KEY not in started.log


@pytest.fixture(scope="module")
def url(api: Server) -> Iterator[str]:
    with site(api.url) as started:
        yield started


def browse(url: str, language: str, form: dict[str, str] | None = None) -> str:
    """What a browser gets, once it is seen to be a page without the key in it."""
    method = "GET" if form is None else "POST"
    answer = httpx2.request(method, f"{url}?lang={language}", data=form, trust_env=False, timeout=60)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert f'<html lang="{language}">' in answer.text
    for part in (answer.text, str(answer.headers)):
        assert KEY not in part
        assert "/v1/" not in part
    return answer.text


@pytest.mark.parametrize("language", FORMS)
def test_the_form_shows_the_advice_in_the_visitors_language(url: str, language: str) -> None:
    form = FORMS[language]
    shown = unescape(browse(url, language, form))
    plan = {"title": form["title"], "kgis": [{"name": form["goal"]}]}
    plan["kpis"] = [{"name": form["name0"], "target": form["target0"]}]
    report = advise(Plan.model_validate(plan))
    assert report.recommendations
    assert report.questions
    for advice in report.recommendations:
        assert advice.title[language] in shown  # type: ignore[index]  # the names of the languages
        assert advice.action[language] in shown  # type: ignore[index]
    for question in report.questions:
        assert question.question[language] in shown  # type: ignore[index]


@pytest.mark.parametrize("language", FORMS)
def test_what_is_missing_is_asked_without_judging(url: str, language: str) -> None:
    shown = browse(url, language, FORMS[language] | {"do": "ask"})
    heading = {"ja": "お聞きしたいこと", "en": "What we would like to know"}[language]
    assert f"<h2>{heading}</h2><ul><li>" in shown
    assert shown.count("<h2>") == 1
    assert ("資料請求" if language == "ja" else "Brochure requests") in shown


def test_the_form_is_there_in_the_browsers_language(url: str) -> None:
    for header, language in (("ja-JP,en;q=0.5", "ja"), ("en-GB", "en"), ("fr", "en")):
        answer = httpx2.get(url, headers={"Accept-Language": header}, trust_env=False)
        assert f'<html lang="{language}">' in answer.text
    assert not JAPANESE.search(browse(url, "en").replace("日本語", ""))
    assert httpx2.get(f"{url}nowhere", trust_env=False).status_code == 404


def test_what_a_visitor_enters_is_only_ever_text(url: str) -> None:
    evil = "<script>alert('x')</script>\"&amp;"
    shown = browse(url, "en", FORMS["en"] | {"title": evil, "name0": evil, "goal": evil})
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert evil in unescape(shown)


def test_what_cannot_be_used_is_said_in_the_visitors_language_and_kept(url: str) -> None:
    for language, form in FORMS.items():
        shown = browse(url, language, form | {"title": "x" * 6_000})
        alert = "".join(re.findall(r'role="alert">([^<]*)', shown))
        assert "5,000" in alert
        assert bool(JAPANESE.search(alert)) is (language == "ja")
        assert f'value="{form["name0"]}"' in shown
    too_long = httpx2.post(url, data={"title": "x" * 200_000}, trust_env=False)
    assert too_long.status_code == 413
    assert 'role="alert"' in too_long.text


@pytest.mark.parametrize("language", FORMS)
def test_too_many_requests_are_answered_with_how_long_to_wait(language: str) -> None:
    with Server(KPI_ADVISOR_API_KEYS=KEY, KPI_ADVISOR_REQUESTS_PER_MINUTE="1") as limited, site(limited.url) as url:
        browse(url, language, FORMS[language])
        shown = browse(url, language, FORMS[language])
    assert BUSY[language] in shown
    assert re.search(r"[0-9]+ ?(秒|seconds)", shown)
    assert f'value="{FORMS[language]["name0"]}"' in shown, "the entries are kept"


@pytest.mark.parametrize("language", FORMS)
def test_without_the_service_the_visitor_is_told_kindly(api: Server, language: str) -> None:
    for address, key in (("http://127.0.0.1:9", KEY), (api.url, "not-the-right-key-0123456789"), ("http://[", KEY)):
        with site(address, key) as url:
            shown = browse(url, language, FORMS[language])
        assert AWAY[language] in shown
        assert f'value="{FORMS[language]["name0"]}"' in shown


class Elsewhere(BaseHTTPRequestHandler):
    """Another service at the API's address: it sends away, breaks off, or talks of something else."""

    seen: ClassVar[list[str]]
    answers: ClassVar = {
        "/away/v1/advice": b"HTTP/1.0 307 Away\r\nLocation: /caught\r\n\r\n",
        "/cut/v1/advice": b"HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\n{",
        "/html/v1/advice": b"HTTP/1.0 502 Bad Gateway\r\n\r\n<html>",
        "/other/v1/advice": b"HTTP/1.0 200 OK\r\n\r\n[1]",
        "/full/v1/advice": b"HTTP/1.0 503 Busy\r\n\r\n",
    }

    def do_POST(self) -> None:
        self.seen.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.wfile.write(self.answers.get(self.path, b"HTTP/1.0 404 Not Found\r\n\r\n"))

    def log_message(self, *_: object) -> None:
        pass


def test_an_api_that_never_answers_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes callers in and says nothing
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with site(address, KPI_ADVISOR_SECONDS="0.2") as url:
            for language, form in FORMS.items():
                assert AWAY[language] in browse(url, language, form)


@pytest.mark.parametrize(
    ("path", "said"), [("away", AWAY), ("cut", AWAY), ("html", AWAY), ("other", AWAY), ("full", BUSY)]
)
def test_a_strange_answer_is_no_answer_and_the_key_is_not_sent_on(path: str, said: dict[str, str]) -> None:
    Elsewhere.seen = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        with site(f"http://127.0.0.1:{other.server_port}/{path}") as url:
            assert said["en"] in browse(url, "en", FORMS["en"])
        other.shutdown()
    assert Elsewhere.seen == [f"/{path}/v1/advice"]
