"""Hostile callers of the real server: what they send, and how they send it. It answers, and its log keeps quiet."""

from __future__ import annotations

import json
import re
import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from service import EN, JA, JSON, LANGUAGES, YAML, Server

SECRET = "sakura"
JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(KPI_ADVISOR_SECONDS_TO_RECEIVE="2", KPI_ADVISOR_REQUESTS_PER_MINUTE="0") as started:
        yield started
    quiet(started)


def quiet(server: Server) -> None:
    """Every line of the log is one of ours, and none has anything a caller sent."""
    entries = [json.loads(line) for line in server.log.splitlines()]
    assert not [e for e in entries if e["level"] not in ("info", "warning")], server.log
    assert SECRET not in server.log.lower()
    assert "Traceback" not in server.log


def post(server: Server, content: Any, headers: dict[str, str], route: str = "/v1/read") -> httpx2.Response:
    return httpx2.post(f"{server.url}{route}", content=content, headers=headers, trust_env=False, timeout=60)


@contextmanager
def connected(server: Server) -> Iterator[socket.socket]:
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as made:
        yield made


def everything(caller: socket.socket) -> bytes:
    """What the server says until it closes."""
    received = b""
    while piece := caller.recv(65536):
        received += piece
    return received


def lives(server: Server) -> None:
    assert httpx2.get(f"{server.url}/readyz", trust_env=False).status_code == 200


# -- bodies --------------------------------------------------------------------------------------------------

ALIASES = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c + 1, c + 1, c, c) for c in range(97, 121))
BODIES = [
    pytest.param(b'{"kpis": ' + b"[" * 400_000, JSON, 400, "unreadable-plan", id="deep"),
    pytest.param(b"{" * 400_000, YAML, 400, "unreadable-plan", id="deep YAML"),
    pytest.param(b"- " * 400_000, YAML, 400, "unreadable-plan", id="deep YAML in blocks"),
    pytest.param(b'{"title": Infinity}', JSON, 400, "unreadable-plan", id="Infinity"),
    pytest.param(b'{"title": -Infinity}', JSON, 400, "unreadable-plan", id="-Infinity"),
    pytest.param(b'{"kpis": [{"name": "a", "target": NaN}]}', JSON, 400, "unreadable-plan", id="NaN"),
    pytest.param(b'{"title": "\\ud800"}', JSON, 400, "unreadable-plan", id="half a character"),
    pytest.param(b'{"\\ud800": 1}', JSON, 400, "unreadable-plan", id="half a character in a key"),
    pytest.param(ALIASES, YAML, 400, "unreadable-plan", id="alias bomb"),
    pytest.param(b"a: &a [*a, *a]", YAML, 400, "unreadable-plan", id="an alias within itself"),
    pytest.param(b'{"title": "a\x00b"}', JSON, 400, "unreadable-plan", id="NUL"),
    pytest.param(b"title: a\x00b", YAML, 400, "unreadable-plan", id="NUL in YAML"),
    pytest.param(b'{"kpis": ["\xff\xfe"]}', JSON, 400, "unreadable-plan", id="no UTF-8"),
    pytest.param(b"{}", {"Content-Type": "application/json; charset=utf-16"}, 415, "media-type", id="charset"),
    pytest.param(b"{}", {**JSON, "Content-Encoding": "gzip"}, 415, "media-type", id="gzip"),
    pytest.param(b"{}", {**JSON, "Content-Encoding": "br, gzip"}, 415, "media-type", id="twice encoded"),
    pytest.param(json.dumps({"kpis": [{"name": "k"}] * 10_000}).encode(), JSON, 422, "plan-too-large", id="10,000 KPIs"),
    pytest.param(b"kpis:\n" + b"- {name: k}\n" * 10_000, YAML, 422, "plan-too-large", id="10,000 KPIs in YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "said"), LANGUAGES.items())
@pytest.mark.parametrize(("body", "headers", "status", "kind"), BODIES)
def test_a_hostile_body_is_a_problem_in_the_callers_language(
    server: Server, body: bytes, headers: dict[str, str], status: int, kind: str, language: str, said: dict[str, str]
) -> None:
    answer = post(server, body, {**headers, **said}, "/v1/advice")
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["type"] == f"urn:kpi-advisor:problem:{kind}"
    assert bool(JAPANESE.search(document["detail"])) is (language == "ja")
    assert len(answer.content) < 8_000
    if status == 415:
        assert answer.headers["accept-post"].startswith("application/json, application/yaml, ")
        assert answer.headers["accept-encoding"] == "identity"
    lives(server)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b'{"title": "a", "title": "b", "kpis": [{"name": "k", "name": "l"}]}', JSON),
        (b"title: a\ntitle: b\nkpis: [{name: k, name: l}]", YAML),
        (b'{"kpis": [{"name": "k", "target": ' + b"9" * 4_000 + b"}]}", JSON),
        (b"kpis: [{name: k, target: " + b"9" * 4_000 + b"}]", YAML),
        (b'{"as_of": 1' + b"0" * 300 + b"}", JSON),
        (b"kpis: [{name: k, target: .nan, baseline: .inf}]", YAML),
        (b'{"kpis": [{"name": "k\\u0000", "target": "\\u0000"}]}', JSON),
        (b'kpis: [{name: "k\\0", target: "\\0"}]', YAML),
    ],
    ids=[
        "keys twice",
        "keys twice in YAML",
        "huge integer",
        "huge integer in YAML",
        "huge date",
        "NaN in YAML",
        "NUL, escaped",
        "NUL, escaped in YAML",
    ],
)
def test_what_is_only_odd_is_read_or_refused_but_never_a_fault(
    server: Server, body: bytes, headers: dict[str, str]
) -> None:
    answer = post(server, body, headers, "/v1/advice")
    assert answer.status_code in (200, 400, 422), answer.text[:300]
    if answer.status_code == 200:
        assert answer.json()["warnings"] or answer.json()["recommendations"]
    lives(server)


def test_keys_that_stand_twice_are_warned_of(server: Server) -> None:
    answer = post(server, b'{"title": "a", "title": "b", "kpis": ["k"]}', JSON)
    assert [w["pointer"] for w in answer.json()["warnings"]] == ["/title"]


def test_chunks_without_end_are_refused(server: Server) -> None:
    with connected(server) as caller:
        caller.sendall(
            b"POST /v1/read HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nAccept-Language: ja\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        while not select.select([caller], [], [], 0)[0]:
            caller.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")
        received = everything(caller)
    assert received.startswith(b"HTTP/1.1 413 ")
    assert "本文が大きすぎます".encode() in received
    lives(server)


def test_a_stranger_who_sends_much_is_told_to_bring_a_key() -> None:
    with Server(KPI_ADVISOR_API_KEYS="a-key-for-the-tests-0123456789") as server:
        for content in (b" " * 20_000_000, iter([b" " * 1_000_000] * 20)):
            answer = post(server, content, {**JSON, **JA})
            assert answer.status_code == 401
            assert answer.json()["title"] == "APIキーが必要です"
    quiet(server)


# -- heads ---------------------------------------------------------------------------------------------------


def test_an_address_may_be_written_in_percent_signs(server: Server) -> None:
    def get(path: str) -> httpx2.Response:
        with connected(server) as caller:
            caller.sendall(f"GET {path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n".encode())
            head, _, body = everything(caller).partition(b"\r\n\r\n")
        return httpx2.Response(int(head.split()[1]), content=body)

    assert get("/v1/%72ules").status_code == 200
    assert get("/v1/rules/goal%2Fkgi-missing").status_code in (200, 404)
    for path in ("/v1/rules/%E6%A5%B5/%00", "/%2e%2e/%2e%2e/etc/passwd", "/v1/rules/%ff/%fe", "//v1/rules", "/%"):
        answer = get(path)
        assert answer.status_code == 404, path
        assert answer.json()["type"] == "urn:kpi-advisor:problem:not-found"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PATCH"])
def test_other_methods_are_refused_with_the_ones_there_are(server: Server, method: str) -> None:
    for route, allowed in (("/v1/advice", "POST"), ("/v1/rules", "GET"), ("/metrics", "GET")):
        answer = httpx2.request(method, f"{server.url}{route}", trust_env=False, headers=EN)
        assert answer.status_code == 405, route
        assert answer.headers["allow"] == allowed
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_head_within_reason_is_read(server: Server) -> None:
    for name in ("X-Long", "Accept-Language", "Accept", "Authorization"):
        answer = httpx2.get(f"{server.url}/healthz", headers={name: "a" * 30_000}, trust_env=False)
        assert answer.status_code == 200, name


@pytest.mark.parametrize(
    "piece", [b"a" * 65_536, b"a\r\nX-More: " * 6_000], ids=["one header", "many headers"]
)  # fmt: skip
def test_a_head_without_end_is_refused(server: Server, piece: bytes) -> None:
    with connected(server) as caller:
        caller.sendall(f"GET /healthz HTTP/1.1\r\nHost: t\r\nX-{SECRET}: ".encode())
        for _ in range(10):
            caller.sendall(piece)
        received = everything(caller)
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 ")
    assert b"application/problem+json" in head
    document = json.loads(body)
    assert document["type"] == "urn:kpi-advisor:problem:head-too-large"
    assert JAPANESE.search(document["detail"])
    assert "Shorten" in document["detail"]
    lives(server)


def test_what_follows_the_last_chunk_has_an_end_too(server: Server) -> None:
    with connected(server) as caller:
        caller.sendall(
            b"POST /v1/read HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"2\r\n{}\r\n0\r\nX-After: "
        )
        for _ in range(10):
            caller.sendall(b"a" * 65_536)
        assert everything(caller).startswith(b"HTTP/1.1 431 ")
    lives(server)


def test_small_chunks_are_no_offence() -> None:
    body = b'{"title": "' + b"a" * 4_000 + b'", "x": [' + b",".join([b'"a"'] * 20_000) + b"]}"
    assert len(body) * 6 > 65_536 * 5
    # With all the time that a busy machine may need for them: the time to arrive is another test's matter.
    with Server(KPI_ADVISOR_SECONDS_TO_RECEIVE="600") as patient:
        assert post(patient, (body[n : n + 1] for n in range(len(body))), JSON).status_code == 200


@pytest.mark.parametrize("sent", [b"", b"GET /healthz HTTP/1.1\r\nHost: t\r\n", b"\r\n"])
def test_who_never_says_what_it_wants_is_hung_up_on(server: Server, sent: bytes) -> None:
    with connected(server) as caller:
        caller.sendall(sent)
        assert everything(caller) == b""
    lives(server)


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\x02\x00\x01", b"GET / sakura\r\n\r\n", b"sakura\r\n\r\n"])
def test_what_is_no_http_is_a_problem_too(server: Server, sent: bytes) -> None:
    with connected(server) as caller:
        caller.sendall(sent)
        head, _, body = everything(caller).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body)["type"] == "urn:kpi-advisor:problem:bad-request"


# -- callers who stop ----------------------------------------------------------------------------------------


def test_a_body_that_does_not_come_is_given_up_in_the_callers_language(server: Server) -> None:
    with connected(server) as caller:
        caller.sendall(
            b"POST /v1/read HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nAccept-Language: ja\r\n"
            b"Content-Length: 100\r\n\r\n{"
        )
        received = everything(caller)
    assert received.startswith(b"HTTP/1.1 408 ")
    assert "本文が届きません".encode() in received


def test_callers_who_go_away_leave_no_trace(server: Server) -> None:
    plan = json.dumps({"title": SECRET, "kpis": [{"name": f"{SECRET} {n}", "target": n} for n in range(300)]}).encode()
    head = b"POST /v1/advice HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    for cut in (0, 10, len(plan) // 2, len(plan)):  # with all of it sent, while it is judged
        for reset in (True, False):
            with connected(server) as caller:
                if reset:
                    caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
                caller.sendall(head % len(plan) + plan[:cut])
    answer = post(server, plan, JSON, "/v1/advice")
    assert answer.status_code == 200
    assert answer.json()["title"] == SECRET
