"""`kpi-advisor serve` as a real process: where it refuses to start, what it serves, how it stops."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx2
import pytest

from advisor import advise, read_plan
from command import environment, kpi_advisor
from service import JA, JSON, YAML, Server

SALES = Path(__file__).parent / "plans" / "sales-team.yaml"
KEY = "a-key-for-the-tests-0123456789"
SECRET = "極秘計画サクラ"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com"])
@pytest.mark.parametrize(("language", "said"), [("ja", "APIキーがありません"), ("en", "there are no API keys")])
def test_refuses_an_address_others_can_reach_without_keys(host: str, language: str, said: str) -> None:
    ran = kpi_advisor("serve", "--host", host, "--lang", language)
    assert ran.code == 2
    assert said in ran.err
    assert host in ran.err
    assert "--allow-anonymous" in ran.err
    assert len(ran.err.splitlines()) == 1
    assert ran.out == ""


@pytest.mark.parametrize(
    ("arguments", "variables", "said"),
    [
        ((), {"KPI_ADVISOR_API_KEYS": "short"}, "api_keys"),
        ((), {"KPI_ADVISOR_MAX_KPIS": "many", "KPI_ADVISOR_THREADS": "0"}, "max_kpis, threads"),
        (("--settings", "nowhere.toml"), {}, "cannot be read"),
        (("--port", "http"), {}, "--port"),
        (("--port", "70000"), {}, "0-65535"),
        (("--workers", "0"), {}, "--workers"),
        (("--nosuch",), {}, "--nosuch"),
    ],
)
def test_what_cannot_start_says_why_in_a_sentence(
    arguments: tuple[str, ...], variables: dict[str, str], said: str
) -> None:
    ran = kpi_advisor("serve", *arguments, variables=variables)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert "short" not in ran.err


def test_a_settings_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "service.toml"
    file.write_text("api_keys = [")
    ran = kpi_advisor("serve", "--settings", file)
    assert ran.code == 2
    assert str(file) in ran.err


def test_a_port_in_use_is_said_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = kpi_advisor("serve", "--port", str(taken.getsockname()[1]))
    assert ran.code == 2
    assert "Cannot listen on 127.0.0.1" in ran.err


def test_other_commands_do_not_load_the_service() -> None:
    code = (
        "import sys; from advisor.cli import run; "
        f"run(['lint', {str(SALES)!r}, '--fail-on', 'never']); run(['serve', '--help']); "
        "print([m for m in ('fastapi', 'uvicorn', 'pydantic_settings', 'advisor.api', 'asyncio') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as started:
        yield started


def test_serves_the_librarys_report(server: Server) -> None:
    answer = httpx2.post(
        f"{server.url}/v1/advice?as_of=2026-04-01", content=SALES.read_bytes(), headers=YAML, trust_env=False
    )
    assert answer.status_code == 200
    assert "server" not in answer.headers
    assert answer.json() == json.loads(advise(read_plan(SALES).plan, as_of=date(2026, 4, 1)).model_dump_json())


def test_twenty_megabytes_are_refused_declared_or_chunked(server: Server) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * 1_000_000

    for content in (b" " * 20_000_000, chunks()):
        answer = httpx2.post(f"{server.url}/v1/read", content=content, headers={**JSON, **JA}, trust_env=False)
        assert answer.status_code == 413
        assert answer.json()["title"] == "本文が大きすぎます"
    assert httpx2.get(f"{server.url}/readyz", trust_env=False).status_code == 200


def test_a_stop_finishes_what_is_in_flight_and_the_log_keeps_quiet() -> None:
    plan = {"title": SECRET, "kpis": [{"name": f"{SECRET}{n}", "target": f"月{n}件"} for n in range(500)]}
    answers: list[httpx2.Response] = []

    def ask(url: str) -> None:
        answers.append(httpx2.post(f"{url}/v1/advice?x={SECRET}", json=plan, trust_env=False))
        answers.append(httpx2.post(f"{url}/v1/advice", json=plan, trust_env=False, timeout=60))

    with Server() as server:
        host, port = server.url.removeprefix("http://").split(":")
        body = json.dumps(plan).encode()
        with socket.create_connection((host, int(port))) as caller:
            head = f"POST /v1/read HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            caller.sendall(head.encode() + body[:1000])
            thread = threading.Thread(target=ask, args=(server.url,))
            thread.start()
            thread.join()  # by now the server has taken the first caller's half request, too
            server.tell_to_stop()
            caller.sendall(body[1000:])
            received = b""
            while piece := caller.recv(65536):
                received += piece
        code = server.wait()
    assert received.startswith(b"HTTP/1.1 200 OK")
    assert SECRET.encode() in received
    assert code in (0, -15)  # uvicorn ends by the signal it was sent, once all is done
    assert [a.status_code for a in answers] == [400, 200]
    assert SECRET not in server.log
    entries = [json.loads(line) for line in server.log.splitlines()]
    assert [e["route"] for e in entries if e["event"] == "request"].count("/v1/advice") == 2
    assert "Application shutdown complete." in {e["event"] for e in entries}


def test_with_keys_it_opens_to_all_addresses_and_with_workers() -> None:
    with Server("--host", "0.0.0.0", "--workers", "2", KPI_ADVISOR_API_KEYS=KEY) as server:
        url = server.url.replace("0.0.0.0", "127.0.0.1")
        transport = httpx2.HTTPTransport(retries=20)  # the supervisor listens before its workers do
        with httpx2.Client(transport=transport, trust_env=False, timeout=60) as caller:
            assert caller.get(f"{url}/healthz").status_code == 200
            assert caller.get(f"{url}/v1/rules").status_code == 401
            assert caller.get(f"{url}/v1/rules", headers={"X-API-Key": KEY}).status_code == 200
    assert KEY not in server.log


def test_allowed_in_so_many_words_it_opens_without_keys() -> None:
    with Server("--host", "0.0.0.0", "--allow-anonymous") as server:
        url = server.url.replace("0.0.0.0", "127.0.0.1")
        assert httpx2.get(f"{url}/v1/rules", trust_env=False).status_code == 200
