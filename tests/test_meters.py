"""What Prometheus is told: right counts, of every worker, and of no other application."""

from __future__ import annotations

import json
import os
import signal
import socket
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
from prometheus_client.parser import text_string_to_metric_families

from service import JSON, Server, client
from test_intake import JA as ANSWERS

PLAN = {"kpis": [{"name": "商談件数", "target": "月300件"}]}
KEY, SPENT = "a-key-for-the-tests-0123456789", "another-key-for-the-tests-0123456789"
SECRET = "極秘計画サクラ"
QUOTED = quote(SECRET)


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels."""
    return {
        (sample.name, *(sample.labels[key] for key in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def asked(caller: Any) -> dict[tuple[str, ...], float]:
    answer = caller.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return samples(answer.text)


def test_requests_are_counted_by_method_route_and_status() -> None:
    with client() as caller:
        for _ in range(2):
            caller.post("/v1/advice", json=PLAN)
        caller.post("/v1/advice", json={"kpis": [["a"]]})
        caller.get("/v1/rules/goal/kgi-missing")
        caller.get("/v1/rules/goal/nothing")
        caller.get("/nowhere/at/all")
        caller.get("/nowhere/else")
        caller.request("SAKURA", "/v1/rules")
        told = asked(caller)
    total = "kpi_advisor_requests_total"
    counted = {key[1:]: value for key, value in told.items() if key[0] == total}
    assert counted == {
        ("POST", "/v1/advice", "2xx"): 2,
        ("POST", "/v1/advice", "4xx"): 1,
        ("GET", "/v1/rules/{category}/{problem}", "2xx"): 1,
        ("GET", "/v1/rules/{category}/{problem}", "4xx"): 1,
        ("GET", "none", "4xx"): 2,
        ("other", "/v1/rules", "4xx"): 1,
    }
    assert told["kpi_advisor_request_seconds_count", "/v1/advice"] == 3
    assert told["kpi_advisor_request_seconds_bucket", "+Inf", "/v1/advice"] == 3
    assert told["kpi_advisor_request_seconds_sum", "/v1/advice"] > 0
    assert told["kpi_advisor_requests_in_flight",] == 1, "the one that asks"


def test_a_plan_is_counted_when_it_was_judged() -> None:
    with client() as caller:
        for route in ("/v1/advice", "/v1/questions", "/v1/read"):
            caller.post(route, json=PLAN)
            caller.post(route, content=b"{", headers=JSON)
        assert asked(caller)["kpi_advisor_plans_judged_total",] == 2
        assert caller.post("/report", data=ANSWERS).status_code == 200
        assert caller.post("/report", data={"period": ""}).status_code == 422
        assert asked(caller)["kpi_advisor_plans_judged_total",] == 3


def test_each_application_counts_for_itself() -> None:
    with client() as one, client() as other:
        one.post("/v1/advice", json=PLAN)
        assert asked(one)["kpi_advisor_plans_judged_total",] == 1
        assert asked(other)["kpi_advisor_plans_judged_total",] == 0


def test_it_needs_a_key_and_takes_no_parameter() -> None:
    with client(api_keys=(KEY,)) as caller:
        assert caller.get("/metrics").status_code == 401
        assert caller.get("/metrics", headers={"X-API-Key": KEY}).status_code == 200
        assert caller.get("/metrics?name=x", headers={"X-API-Key": KEY}).status_code == 400


def test_nothing_of_a_plan_or_a_caller_is_kept(tmp_path: Path) -> None:
    """Neither in the log, nor in the counts, nor in the files the workers share, nor in refusals that need no plan."""
    limits = {
        "KPI_ADVISOR_API_KEYS": f"{KEY},{SPENT}",
        "KPI_ADVISOR_REQUESTS_PER_MINUTE": "60",
        "TMPDIR": str(tmp_path),
    }
    plan = {"title": SECRET, SECRET: SECRET, "kpis": [{"name": SECRET, "owner": SECRET, "target": f"月3件 {SECRET}"}]}
    refused: list[str] = []
    with Server("--workers", "2", **limits) as server, httpx2.Client(base_url=server.url, trust_env=False) as caller:
        server.wait_for_workers(2)

        def ask(method: str, path: str, key: str = KEY, **more: Any) -> httpx2.Response:
            told = dict.fromkeys(("User-Agent", "Referer", "Cookie", "X-Forwarded-For", "X-Request-ID"), QUOTED)
            return caller.request(method, path, headers={"X-API-Key": key, "X-Plan": QUOTED, **told}, **more)

        for route in ("/v1/advice", "/v1/read", "/v1/questions"):
            assert ask("POST", route, json=plan).status_code == 200
            for bad in (
                {"json": {"kpis": [[SECRET]]}},
                {"content": f'{{"{SECRET}'},
                {"json": plan, "params": {SECRET: SECRET}},
            ):
                assert 400 <= ask("POST", route, **bad).status_code < 500
            ask("POST", f"{route}/{SECRET}", json=plan)
        ask("GET", f"/v1/rules/{SECRET}/{SECRET}")
        ask("GET", "/v1/metrics", params={"q": SECRET})
        ask("SAKURA", "/v1/rules")
        refused += [ask("POST", "/v1/advice", key=f"{QUOTED}{QUOTED}", json=plan).text]
        refused += [ask("POST", "/v1/read", key=SPENT, json=plan).text for _ in range(61)][60:]
        counted = ask("GET", "/metrics").text
        (folder,) = tmp_path.iterdir()
        kept = b"".join(file.read_bytes() for file in folder.iterdir()).decode("utf-8", "replace")
    assert ["key-unknown" in refused[0], "rate-limited" in refused[1]] == [True, True]
    assert 'route="/v1/rules/{category}/{problem}"' in counted
    assert "kpi_advisor_plans_judged" in kept
    for text in (server.log, counted, kept, *refused):
        for word in (SECRET, QUOTED, json.dumps(SECRET).strip('"'), "sakura", "SAKURA", KEY, SPENT):
            assert word not in text, word


def test_what_killed_workers_had_in_flight_is_no_more() -> None:
    head = b"POST /v1/read HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
    with Server("--workers", "2", KPI_ADVISOR_SECONDS_TO_RECEIVE="60") as server:
        server.wait_for_workers(2)
        host, port = server.url.removeprefix("http://").split(":")

        def told() -> dict[tuple[str, ...], float]:
            return samples(httpx2.get(f"{server.url}/metrics", trust_env=False).text)

        callers = [socket.create_connection((host, int(port))) for _ in range(8)]
        for caller in callers:
            caller.sendall(head)
        while told()["kpi_advisor_requests_in_flight",] < 9:
            pass
        for worker in server.workers:
            os.kill(worker, signal.SIGKILL)
        server.wait_for_workers(4)
        assert told()["kpi_advisor_requests_in_flight",] == 1
        for caller in callers:
            caller.close()
