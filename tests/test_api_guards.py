"""What the service refuses and keeps to itself: hostile bodies, keys, origins, headers, logs."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from service import EN, JA, JSON, LANGUAGES, YAML, client

ROUTES = ("/v1/advice", "/v1/read", "/v1/questions")
PROBLEM = "application/problem+json"
KEYS = ("first-key-0123456789", "second-key-0123456789")
SECRET = "極秘計画サクラ"
JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def caller() -> Iterator[TestClient]:
    with client() as made:
        yield made


def problem(answer: Any, status: int, kind: str) -> Any:
    """The problem document, once it is seen to be one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    document = answer.json()
    assert document["status"] == status
    assert document["type"] == f"urn:kpi-advisor:problem:{kind}"
    assert document["request_id"] == answer.headers["x-request-id"]
    assert document["title"]
    assert document["detail"]
    assert "Traceback" not in answer.text
    assert len(answer.content) < 8_000
    return document


DEEP = b'{"kpis": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
HOSTILE = [
    pytest.param(b'{"kpis": [{"name": "a", "target": NaN}]}', JSON, 400, "unreadable-plan", id="NaN"),
    pytest.param(b'{"kpis": [{"name": "a", "target": 1e999}]}', JSON, 400, "unreadable-plan", id="huge number"),
    pytest.param(b'{"kpis": ["\\ud83d"]}', JSON, 400, "unreadable-plan", id="half a character"),
    pytest.param(b'kpis: ["\\ud83d"]', YAML, 400, "unreadable-plan", id="half a character in YAML"),
    pytest.param(b'{"kpis": ["\xed\xa0\xbd"]}', JSON, 400, "unreadable-plan", id="half a character in bytes"),
    pytest.param(b'{"kpis": ["a\x00"]}', JSON, 400, "unreadable-plan", id="NUL"),
    pytest.param('{"kpis": ["商談件数"]}'.encode("cp932"), JSON, 400, "unreadable-plan", id="Shift_JIS bytes"),
    pytest.param('{"kpis": ["a"]}'.encode("utf-16"), JSON, 400, "unreadable-plan", id="UTF-16 bytes"),
    pytest.param(DEEP, JSON, 400, "unreadable-plan", id="deep"),
    pytest.param(b"kpis: " + b"[" * 100_000, YAML, 400, "unreadable-plan", id="deep YAML"),
    pytest.param(b"a: &a [x, x]\n" + b"b: &b [*a, *a]\n" * 9 + b"k: !!python/object:os.system []", YAML, 400, "unreadable-plan", id="tag"),
    pytest.param(b"", JSON, 400, "unreadable-plan", id="empty"),
    pytest.param(b"{", JSON, 400, "unreadable-plan", id="cut off"),
    pytest.param(b"[]", JSON, 400, "unreadable-plan", id="a list"),
    pytest.param(b"null", JSON, 400, "unreadable-plan", id="null"),
    pytest.param(b"<plan/>", {"Content-Type": "application/xml"}, 415, "media-type", id="XML"),
    pytest.param(b"{}", {}, 415, "media-type", id="no media type"),
    pytest.param(b"{}", {"Content-Type": "application/json; charset=shift_jis"}, 415, "media-type", id="charset"),
    pytest.param(json.dumps({"kpis": ["k"] * 10_000}).encode(), JSON, 422, "plan-too-large", id="10,000 KPIs"),
    pytest.param(b'kpis: "' + b"a;" * 2_000 + b'"', YAML, 422, "plan-too-large", id="KPIs in one text"),
    pytest.param(json.dumps({"title": "長" * 6_000}).encode(), JSON, 422, "plan-too-large", id="long text"),
    pytest.param(json.dumps({"x" * 300: 1}).encode(), JSON, 400, "unreadable-plan", id="long key"),
    pytest.param(json.dumps({"a": [1] * 60_000}).encode(), JSON, 400, "unreadable-plan", id="many values"),
    pytest.param(
        json.dumps({"kpis": [{"name": f"k{n}", "drives": "x、y\n" * 50} for n in range(100)]}).encode(),
        JSON, 422, "plan-too-large", id="links",
    ),
    pytest.param(b'{"kpis": [["a"]]}', JSON, 422, "unusable-plan", id="wrong container"),
    pytest.param(b" " * 2_000_000, JSON, 413, "body-too-large", id="2 MB"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "said"), LANGUAGES.items())
@pytest.mark.parametrize(("body", "headers", "status", "kind"), HOSTILE)
def test_a_hostile_body_is_answered_with_a_problem_in_the_callers_language(
    caller: TestClient,
    body: bytes,
    headers: dict[str, str],
    status: int,
    kind: str,
    language: str,
    said: dict[str, str],
) -> None:
    for route in ROUTES:
        answer = caller.post(route, content=body, headers={**headers, **said})
        document = problem(answer, status, kind)
        assert answer.headers["content-language"] == language
        for sentence in (document["title"], document["detail"]):
            assert bool(JAPANESE.search(sentence)) is (language == "ja"), sentence


def test_every_bad_field_has_its_pointer_and_a_short_value(caller: TestClient) -> None:
    long = "あ" * 5_001
    plan = {"title": long, "a/b~c": [long], "kpis": [{"name": long}]}
    document = problem(caller.post("/v1/advice", json=plan, headers=EN), 422, "plan-too-large")
    assert [e["pointer"] for e in document["errors"]] == ["/title", "/a~1b~0c/0", "/kpis/0/name"]
    assert all(len(e["value"]) == 60 for e in document["errors"])
    assert all("5,001" in e["detail"] for e in document["errors"])
    many = problem(caller.post("/v1/advice", json={"a": [long] * 60}), 422, "plan-too-large")
    assert len(many["errors"]) == 20


def test_a_wrong_container_and_a_doubled_id_are_pointed_at(caller: TestClient) -> None:
    document = problem(caller.post("/v1/read", json={"kpis": ["a", ["b"]]}, headers=JA), 422, "unusable-plan")
    (error,) = document["errors"]
    assert error["pointer"] == "/kpis/1"
    assert JAPANESE.search(error["detail"])
    twice = {"kpis": [{"id": "a", "name": "x"}, {"id": "a", "name": "y"}]}
    (error,) = problem(caller.post("/v1/read", json=twice, headers=EN), 422, "unusable-plan")["errors"]
    assert error["pointer"].startswith("/kpis/1")
    assert not JAPANESE.search(error["detail"])


def test_an_unreadable_body_has_its_line_and_column(caller: TestClient) -> None:
    document = problem(caller.post("/v1/advice", content=b'{\n  "kpis": [,]}', headers=JSON), 400, "unreadable-plan")
    assert (document["line"], document["column"]) == (2, 12)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("audience=sponsors", "audience"), ("as_of=2026-13-01", "as_of"), ("as_of=20260401", "as_of"),
        ("as_of=tomorrow", "as_of"), ("audiance=all", "audiance"), ("audience=all&audience=sponsor", "audience"),
        ("%ED%A0%BD=1", None),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_named(caller: TestClient, query: str, parameter: str | None) -> None:
    for said in (JA, EN):
        document = problem(caller.post(f"/v1/advice?{query}", json={}, headers=said), 400, "bad-parameter")
        assert parameter is None or document["errors"][0]["parameter"] == parameter
        assert bool(JAPANESE.search(document["errors"][0]["detail"])) is (said is JA)


def test_other_addresses_methods_and_forms_are_problems(caller: TestClient) -> None:
    problem(caller.get("/nowhere"), 404, "not-found")
    problem(caller.get("/v1/rules/"), 404, "not-found")
    problem(caller.get("/docs"), 404, "not-found")
    answer = caller.get("/v1/advice")
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"
    refused = caller.post("/v1/advice", json={}, headers={"Accept": "application/pdf"})
    problem(refused, 406, "not-acceptable")
    assert all(form in refused.json()["detail"] for form in ("application/json", "text/markdown", "text/html"))


def test_names_of_thousands_of_characters_are_judged(caller: TestClient) -> None:
    plan = {"kpis": [{"name": f"{'件' * 4_000}{n}", "target": "月300件"} for n in range(60)]}
    assert caller.post("/v1/advice", json=plan).status_code == 200


def test_limits_are_settings() -> None:
    with client(max_kpis=2, max_text_length=100, max_body_bytes=1_000, max_depth=4) as caller:
        assert caller.post("/v1/read", json={"kpis": ["a", "b"]}).status_code == 200
        problem(caller.post("/v1/read", json={"kpis": ["a", "b", "c"]}), 422, "plan-too-large")
        problem(caller.post("/v1/read", json={"kgis": ["a", "b", "c"]}), 422, "plan-too-large")
        problem(caller.post("/v1/read", json={"title": "a" * 101}), 422, "plan-too-large")
        problem(caller.post("/v1/read", content=b" " * 1_001, headers=JSON), 413, "body-too-large")
        problem(caller.post("/v1/read", json={"a": [[[[1]]]]}), 400, "unreadable-plan")


# -- time and threads ----------------------------------------------------------------------------------------


def test_a_plan_that_takes_too_long_is_given_up() -> None:
    plan = {"kpis": [{"name": f"KPI{n}", "target": n} for n in range(500)]}
    with client(seconds_to_judge=1e-6, threads=1) as caller:
        answer = caller.post("/v1/advice", json=plan)
        assert answer.status_code == 503
        assert answer.json()["type"].rpartition(":")[2] in ("took-too-long", "busy")


def test_an_abandoned_plan_keeps_its_thread_and_the_next_is_told_to_wait() -> None:
    limits = import_module("advisor.api.limits")
    kinds = import_module("advisor.api.problems")
    may_end = threading.Event()

    async def scene() -> tuple[list[str], str]:
        workshop = limits.Workshop(1, 1, 0.05)
        refused = []
        calls = [workshop.run(may_end.wait), workshop.run(lambda: "never"), workshop.run(lambda: "never")]
        for outcome in await asyncio.gather(*calls, return_exceptions=True):
            assert isinstance(outcome, kinds.Problem)
            refused.append(outcome.kind)
        may_end.set()
        while True:  # the thread is free again in its own time
            try:
                return refused, await workshop.run(lambda: "done")
            except kinds.Problem:
                await asyncio.sleep(0.01)  # a refusal comes at once, and would keep the loop from hearing of the end

    refused, after = asyncio.run(scene())
    assert refused == ["took-too-long", "busy", "busy"]
    assert after == "done"


def run_app(app: Any, messages: list[dict[str, Any]], stalls: bool = False) -> tuple[list[dict[str, Any]], int]:
    """What an ASGI server would be sent, and how many messages of the body were taken."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/v1/read", "raw_path": b"/v1/read", "query_string": b"", "root_path": "", "server": ("t", 80),
        "client": None, "headers": [(b"content-type", b"application/json"), (b"transfer-encoding", b"chunked")],
    }  # fmt: skip
    taken = 0
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        nonlocal taken
        if taken < len(messages):
            taken += 1
            return messages[taken - 1]
        if stalls:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent, taken


def test_chunks_without_end_are_cut_off() -> None:
    chunk = {"type": "http.request", "body": b" " * 100_000, "more_body": True}
    with client() as caller:
        sent, taken = run_app(caller.app, [chunk] * 10_000)
    assert sent[0]["status"] == 413
    assert json.loads(sent[1]["body"])["status"] == 413
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
    assert (b"connection", b"close") in sent[0]["headers"]
    assert taken < 400, "what still arrives is thrown away for a while, not for ever"


def test_a_body_that_stalls_is_given_up_and_one_that_breaks_off_is_no_error() -> None:
    start = {"type": "http.request", "body": b"{", "more_body": True}
    with client(seconds_to_receive=0.05) as caller:
        sent, _ = run_app(caller.app, [start], stalls=True)
        assert sent[0]["status"] == 408
        assert run_app(caller.app, [start]) == ([], 1)


# -- keys, origins, headers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
def test_each_key_opens_by_either_header(key: str) -> None:
    with client(api_keys=KEYS) as caller:
        assert caller.get("/v1/rules", headers={"X-API-Key": key}).status_code == 200
        assert caller.get("/v1/rules", headers={"Authorization": f"Bearer {key}"}).status_code == 200
        assert caller.get("/v1/rules", headers={"Authorization": f"bearer {key}"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"X-API-Key": ""}, {"X-API-Key": KEYS[0][:-1]}, {"X-API-Key": KEYS[0] + "x"}, {"X-API-Key": ",".join(KEYS)},
        {"Authorization": f"Basic {KEYS[0]}"}, {"Authorization": KEYS[0]}, {"Authorization": "Bearer"},
        {"X-API-Key": "é" * 20},
    ],
)  # fmt: skip
def test_without_a_key_nothing_is_told(headers: dict[str, str]) -> None:
    sent = [(k.encode(), v.encode("latin-1")) for k, v in headers.items()]
    with client(api_keys=KEYS) as caller:
        for method, route in (("POST", "/v1/advice"), ("GET", "/v1/rules"), ("GET", "/v1/openapi.json"), ("GET", "/x")):
            answer = caller.request(method, route, headers=sent)
            assert answer.status_code == 401, route
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.headers["content-type"] == PROBLEM
            assert not any(key in answer.text for key in KEYS)
        assert caller.get("/healthz").status_code == caller.get("/readyz").status_code == 200


def test_a_page_of_another_site_may_call_only_when_listed() -> None:
    listed, other = {"Origin": "https://form.example"}, {"Origin": "https://evil.example"}
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-api-key"}
    with client() as caller:
        assert "access-control-allow-origin" not in caller.get("/v1/rules", headers=listed).headers
        problem(caller.options("/v1/advice", headers={**listed, **asks}), 405, "method-not-allowed")
    with client(cors_origins=("https://form.example",), api_keys=KEYS) as caller:
        allowed = caller.options("/v1/advice", headers={**listed, **asks})
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == "https://form.example"
        refused = caller.options("/v1/advice", headers={**other, **asks})
        assert refused.status_code == 400
        assert "access-control-allow-origin" not in refused.headers
        # The page must be able to read why it was refused.
        unknown = caller.post("/v1/advice", json={}, headers=listed)
        assert (unknown.status_code, unknown.headers["access-control-allow-origin"]) == (401, "https://form.example")
        assert "access-control-allow-credentials" not in unknown.headers


def test_every_answer_has_the_security_headers_and_its_own_id(caller: TestClient) -> None:
    answers = [
        caller.get("/healthz"), caller.get("/nowhere"), caller.post("/v1/advice", json={}),
        caller.post("/v1/advice", content=b" " * 2_000_000, headers=JSON),
        caller.get("/healthz", headers={"X-Request-ID": SECRET.encode().hex()}),
    ]  # fmt: skip
    for answer in answers:
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
    assert len({a.headers["x-request-id"] for a in answers}) == len(answers)
    assert answers[-1].headers["x-request-id"] != SECRET.encode().hex()


# -- what stays inside ---------------------------------------------------------------------------------------


def test_a_fault_of_ours_tells_neither_the_caller_nor_the_log_what_it_was_about(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> None:
        raise ValueError(SECRET)

    with client() as caller, caplog.at_level(logging.DEBUG):
        caller.app.add_api_route("/broken", broken)  # type: ignore[attr-defined]  # the client knows it as any ASGI app
        for language, said in LANGUAGES.items():
            answer = caller.get("/broken", headers=said)
            document = problem(answer, 500, "internal")
            assert answer.headers["content-language"] == language
            assert SECRET not in answer.text
            assert "ValueError" not in answer.text
            assert document["request_id"] in lines(caplog)
    assert SECRET not in lines(caplog)
    assert "ValueError" in lines(caplog)
    assert "broken" in lines(caplog)


def lines(caplog: pytest.LogCaptureFixture) -> str:
    """Everything logged by anybody, as the service writes it and as others would."""
    ours = import_module("advisor.api.logs").JsonFormatter()
    plain = logging.Formatter()
    return "\n".join(f"{ours.format(r)}\n{plain.format(r)}\n{r.__dict__}" for r in caplog.records)


def test_the_log_has_nothing_of_a_plan_or_a_caller(caplog: pytest.LogCaptureFixture) -> None:
    plan = {"title": SECRET, "organization": SECRET, SECRET: 1, "kpis": [{"name": SECRET, "target": SECRET}]}
    key = {"X-API-Key": KEYS[0]}
    with client(api_keys=KEYS) as caller, caplog.at_level(logging.DEBUG):
        for route in ROUTES:
            assert caller.post(route, json=plan, headers=key).status_code == 200
            caller.post(route, json={"kpis": [[SECRET]]}, headers=key)
            caller.post(route, content=f'{{"{SECRET}'.encode(), headers={**key, **JSON})
            caller.post(f"{route}?{SECRET}={SECRET}", json=plan, headers=key)
            caller.post(f"{route}/{SECRET}", json=plan, headers=key)
        caller.get(f"/v1/rules/{SECRET}/{SECRET}", headers=key)
        caller.request("SAKURA", "/v1/rules", headers={**key, "User-Agent": "sakura-client", "X-Request-ID": "sakura"})
        counted = caller.get("/metrics", headers=key).text
    ours = [r for r in caplog.records if r.name == "kpi_advisor.api"]
    assert len(ours) == 18
    assert 'route="/v1/advice"' in counted
    logged = lines_of(ours) + counted
    assert all(word not in logged for word in (SECRET, KEYS[0], "testclient"))
    assert "sakura" not in logged.lower()
    entry = json.loads(import_module("advisor.api.logs").JsonFormatter().format(ours[0]))
    assert entry["event"] == "request"
    assert (entry["route"], entry["status"], entry["method"]) == ("/v1/advice", 200, "POST")
    assert entry["ms"] > 0


def lines_of(records: list[logging.LogRecord]) -> str:
    return "\n".join(str(r.__dict__) for r in records)


# -- settings ------------------------------------------------------------------------------------------------


def test_settings_come_from_the_environment_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "service.toml"
    file.write_text(f'api_keys = ["{KEYS[0]}"]\nmax_kpis = 7\nthreads = 2\n')
    monkeypatch.setenv("KPI_ADVISOR_SETTINGS_FILE", str(file))
    monkeypatch.setenv("KPI_ADVISOR_MAX_KPIS", "9")
    monkeypatch.setenv("KPI_ADVISOR_CORS_ORIGINS", "https://a.example, https://b.example")
    settings = import_module("advisor.api").Settings()
    assert (settings.max_kpis, settings.threads) == (9, 2)
    assert settings.cors_origins == ("https://a.example", "https://b.example")
    assert [k.get_secret_value() for k in settings.api_keys] == [KEYS[0]]
    assert KEYS[0] not in repr(settings)
    monkeypatch.setenv("KPI_ADVISOR_API_KEYS", ",".join(KEYS))
    assert len(import_module("advisor.api").Settings().api_keys) == 2


@pytest.mark.parametrize(
    "given",
    [
        {"api_keys": "too-short"}, {"api_keys": "鍵" * 20}, {"cors_origins": "*"}, {"cors_origins": "https://a.example/"},
        {"max_kpis": 0}, {"max_depth": 500}, {"default_language": "fr"}, {"nosuch": 1},
    ],
)  # fmt: skip
def test_a_wrong_setting_is_refused_and_not_repeated(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        import_module("advisor.api").Settings(**given)
    assert "input_value" not in str(caught.value)
    assert "too-short" not in str(caught.value)
