"""A consultancy's own website with a form for KPI plans, over the KPI advisor's API. Standard library only.

    KPI_ADVISOR_URL=http://127.0.0.1:8000 KPI_ADVISOR_KEY=... python consultancy_site.py 8080

The browser talks to this program alone. The API's key stays in this process: no page, link or script holds it.
「入力を確認」 / “What is missing?” asks POST /v1/questions, 「診断する」 / “Get advice” asks POST /v1/advice.
"""

from __future__ import annotations

import json
import os
import sys
from html import escape
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

API = os.environ.get("KPI_ADVISOR_URL", "http://127.0.0.1:8000").rstrip("/")
KEY = os.environ.get("KPI_ADVISOR_KEY", "")
ROWS = 6
COLUMNS = (("name", "kpi"), ("baseline", "baseline"), ("target", "target"))
LARGEST_FORM = 100_000
LARGEST_ANSWER = 5_000_000
SECONDS = float(os.environ.get("KPI_ADVISOR_SECONDS", "20"))
"""How long to wait for the API, which itself gives up on a plan after ten."""

WORDS = {
    "ja": {
        "heading": "KPI計画の無料診断", "other": "English", "title": "計画の名前", "goal": "最終目標（例：年間売上）",
        "goal_target": "その目標値（例：6,000万円）", "period": "期間（例：2026年度）", "kpi": "KPI", "baseline": "現状",
        "target": "目標", "ask": "入力を確認", "advise": "診断する", "advice": "まず取り組むこと", "questions": "お聞きしたいこと",
        "no_advice": "大きな問題は見つかりませんでした。", "no_questions": "お聞きすることはありません。", "mend": "入力をご確認ください",
        "busy": "ただいま混み合っています。{seconds}秒ほど待ってから、もう一度お試しください。入力内容は残っています。",
        "away": "ただいま診断をご利用いただけません。時間をおいて、もう一度お試しください。入力内容は残っています。",
        "too_long": "入力が長すぎます。短くしてください。",
    },
    "en": {
        "heading": "Have your KPI plan looked at", "other": "日本語", "title": "Name of the plan",
        "goal": "Final goal (such as annual sales)", "goal_target": "Its target (such as $600,000)",
        "period": "Period (such as FY2026)", "kpi": "KPI", "baseline": "Today", "target": "Target",
        "ask": "What is missing?", "advise": "Get advice", "advice": "What to do first", "questions": "What we would like to know",
        "no_advice": "Nothing serious was found.", "no_questions": "We have no questions.", "mend": "Please look at your entries again",
        "busy": "We are busy just now. Please wait {seconds} seconds and try again; your entries are kept.",
        "away": "Advice is not available just now. Please try again in a while; your entries are kept.",
        "too_long": "That is too long. Please shorten your entries.",
    },
}  # fmt: skip


# -- the API -------------------------------------------------------------------------------------------------


class NoRedirects(HTTPRedirectHandler):
    """The API never sends elsewhere; following a redirect would hand the key to whoever sent it."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


OPENER = build_opener(NoRedirects, ProxyHandler({}))


class Refused(Exception):
    """No answer; `lines` say so to the visitor, in the visitor's language."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines: tuple[str, ...] = lines


def call(path: str, plan: dict[str, Any], language: str) -> dict[str, Any]:
    """What the API answers. Raises Refused, kindly, when it does not."""
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Language": language}
    if KEY:
        headers["Authorization"] = f"Bearer {KEY}"
    try:
        with OPENER.open(Request(API + path, json.dumps(plan).encode(), headers), timeout=SECONDS) as answer:
            report: dict[str, Any] = json.loads(answer.read(LARGEST_ANSWER))
            return report
    except HTTPError as error:
        raise refusal(error, language) from None
    except (OSError, HTTPException, ValueError) as error:  # not reached, timed out, broken off, not JSON
        print(f"KPI advisor: {type(error).__name__}", file=sys.stderr)
        raise Refused(WORDS[language]["away"]) from None


def refusal(error: HTTPError, language: str) -> Refused:
    """A problem document (RFC 9457) in words for the visitor."""
    words = WORDS[language]
    try:
        problem = json.loads(error.read(LARGEST_ANSWER))
        kind = str(problem["type"]).rpartition(":")[2]
        mend = [str(problem["detail"]), *(str(field["detail"]) for field in problem.get("errors", ()))]
    except (OSError, HTTPException, ValueError, LookupError, TypeError):
        kind, mend = "", []
    if error.code in (429, 503):
        seconds = error.headers.get("Retry-After", "")
        return Refused(words["busy"].format(seconds=seconds if seconds.isdigit() else "30"))
    if error.code in (400, 413, 422) and mend:
        return Refused(words["mend"], *mend)  # about the plan, already in the visitor's language
    # 401, 404, 500 …: for us to mend, not for the visitor. The request id is in the API's log, too.
    print(f"KPI advisor: {error.code} {kind} {error.headers.get('X-Request-ID')}", file=sys.stderr)
    return Refused(words["away"])


def plan_of(form: dict[str, str]) -> dict[str, Any]:
    """The form as a plan. What was left empty is left out: the API asks for what matters."""
    plan: dict[str, Any] = {key: form[key] for key in ("title", "period") if form.get(key)}
    goal = {"name": form.get("goal"), "target": form.get("goal_target")}
    if goal["name"]:
        plan["kgis"] = [{key: value for key, value in goal.items() if value}]
    rows = [{field: form.get(f"{field}{n}") for field, _ in COLUMNS} for n in range(ROWS)]
    plan["kpis"] = [{key: value for key, value in row.items() if value} for row in rows if row["name"]]
    return plan


# -- the pages -----------------------------------------------------------------------------------------------


def page(language: str, form: dict[str, str], result: str = "") -> str:
    """The form with what was entered, and the result under it. Everything from outside is escaped."""
    words, other = WORDS[language], "en" if language == "ja" else "ja"

    def box(name: str, label: str) -> str:
        return f'<label>{label} <input name="{name}" value="{escape(form.get(name, ""))}" maxlength="500"></label>'

    def row(number: int) -> str:
        cells = (box(f"{field}{number}", words[label]) for field, label in COLUMNS)
        return f"<tr><td>{'</td><td>'.join(cells)}</td></tr>"

    rows = "".join(map(row, range(ROWS)))
    boxes = "".join(f"<p>{box(name, words[name])}</p>" for name in ("title", "goal", "goal_target", "period"))
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{words["heading"]}</title>'
        f'<h1>{words["heading"]}</h1><p><a href="/?lang={other}" lang="{other}">{words["other"]}</a></p>'
        f'<form method="post" action="/?lang={language}">{boxes}<table>{rows}</table>'
        f'<button name="do" value="ask">{words["ask"]}</button> '
        f'<button name="do" value="advise">{words["advise"]}</button></form>{result}</html>'
    )


def result_of(form: dict[str, str], language: str) -> str:
    """Advice or questions, or why there are none, as HTML."""
    try:
        if form.get("do") == "ask":
            return questions(call("/v1/questions", plan_of(form), language), language)
        report = call("/v1/advice", plan_of(form), language)
        return advice(report, language) + questions(report, language)
    except Refused as refused:
        lines = refused.lines
    except (LookupError, TypeError, AttributeError):  # something else answers at that address
        lines = (WORDS[language]["away"],)
    return "".join(f'<p role="alert">{escape(line)}</p>' for line in lines)


def advice(report: dict[str, Any], language: str) -> str:
    words = WORDS[language]
    items = "".join(
        f"<li><strong>{escape(item['title'][language])}</strong>"
        f"<p>{escape(item['why'][language])}</p><p>{escape(item['action'][language])}</p></li>"
        for item in report["recommendations"]
    )
    return f"<h2>{words['advice']}</h2>" + (f"<ol>{items}</ol>" if items else f"<p>{words['no_advice']}</p>")


def questions(answer: dict[str, Any], language: str) -> str:
    words = WORDS[language]
    items = "".join(f"<li>{escape(item['question'][language])}</li>" for item in answer["questions"])
    return f"<h2>{words['questions']}</h2>" + (f"<ul>{items}</ul>" if items else f"<p>{words['no_questions']}</p>")


class Site(BaseHTTPRequestHandler):
    """One page: GET shows the form, POST shows it again with the result."""

    timeout = SECONDS  # for a browser that stops sending

    def do_GET(self) -> None:
        if urlsplit(self.path).path != "/":
            self.send_error(404)
            return
        self._show(200, page(self._language(), {}))

    def do_POST(self) -> None:
        language = self._language()
        length = self.headers.get("Content-Length", "")
        try:
            if not length.isdigit() or int(length) > LARGEST_FORM:
                raise ValueError
            sent = parse_qs(self.rfile.read(int(length)).decode("utf-8", "replace"), max_num_fields=100)
        except ValueError:
            self.close_connection = True
            self._show(413, page(language, {}, f'<p role="alert">{WORDS[language]["too_long"]}</p>'))
            return
        form = {name: values[0].strip() for name, values in sent.items()}
        self._show(200, page(language, form, result_of(form, language)))

    def _language(self) -> str:
        chosen = parse_qs(urlsplit(self.path).query).get("lang", [""])[0]
        if chosen in WORDS:
            return chosen
        return "ja" if self.headers.get("Accept-Language", "").lower().startswith("ja") else "en"

    def _show(self, status: int, html: str) -> None:
        body = html.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8080
    with ThreadingHTTPServer(("127.0.0.1", port), Site) as server:
        print(f"http://127.0.0.1:{server.server_port}/", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
