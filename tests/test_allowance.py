"""The limit of requests a minute: each key its own, addresses without keys, all workers together."""

from __future__ import annotations

import logging
import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from service import LANGUAGES, Server, client

KEYS = ("first-key-0123456789", "second-key-0123456789")
FIRST, SECOND = ({"X-API-Key": key} for key in KEYS)


def codes(caller: TestClient, count: int, **more: Any) -> list[int]:
    return [caller.get("/v1/rules/goal/kgi-missing", **more).status_code for _ in range(count)]


def test_each_key_has_its_own_allowance() -> None:
    with client(api_keys=KEYS, requests_per_minute=3) as caller:
        assert codes(caller, 2) == [401] * 2, "who has no key spends nobody's"
        assert codes(caller, 4, headers=FIRST) == [200, 200, 200, 429]
        assert codes(caller, 1, headers={"Authorization": f"Bearer {KEYS[0]}"}) == [429], "the same key, sent otherwise"
        assert codes(caller, 4, headers=SECOND) == [200, 200, 200, 429]
        assert {caller.get(route).status_code for route in ("/healthz", "/readyz") * 5} == {200}


@pytest.mark.parametrize(("language", "said"), LANGUAGES.items())
def test_the_refusal_says_how_long_to_wait_in_the_callers_language(language: str, said: dict[str, str]) -> None:
    with client(requests_per_minute=1) as caller:
        plan = {"title": "極秘計画サクラ"}
        caller.post("/v1/read", json=plan)
        answer = caller.post("/v1/read", json=plan, headers=said)
    assert answer.status_code == 429
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language
    assert answer.json()["type"] == "urn:kpi-advisor:problem:rate-limited"
    seconds = answer.headers["retry-after"]
    assert 1 <= int(seconds) <= 60
    assert {"ja": f"{seconds}秒待って", "en": f"wait {seconds} seconds"}[language] in answer.json()["detail"]
    assert "サクラ" not in answer.text


def test_zero_is_no_limit() -> None:
    with client() as caller:
        assert caller.app.state.settings.requests_per_minute == 0  # type: ignore[attr-defined]
        assert set(codes(caller, 700)) == {200}


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("192.0.2.1", "192.0.2.1", True), ("192.0.2.1", "192.0.2.2", False), ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
    ],
)  # fmt: skip
def test_without_keys_an_address_is_a_caller(one: str, other: str, shared: bool) -> None:
    with client(requests_per_minute=1) as caller:
        assert codes(TestClient(caller.app, client=(one, 1)), 2) == [200, 429]
        assert codes(TestClient(caller.app, client=(other, 2)), 1) == [429 if shared else 200]


# -- the counts in the file ----------------------------------------------------------------------------------


@contextmanager
def counts(folder: Path) -> Iterator[sqlite3.Connection]:
    file = sqlite3.connect(folder / "allowances.sqlite", isolation_level=None)
    yield file
    file.close()


@pytest.mark.parametrize("moved", [-61, 3600], ids=["a minute later", "the clock set back by an hour"])
def test_when_its_minute_is_over_a_caller_may_ask_again(tmp_path: Path, moved: int) -> None:
    with client(requests_per_minute=2, shared_folder=tmp_path) as caller, counts(tmp_path) as file:
        assert codes(caller, 3) == [200, 200, 429]
        file.execute("UPDATE spent SET ends = ends + ?", (moved,))
        assert codes(caller, 3) == [200, 200, 429]


def test_callers_of_minutes_past_are_forgotten(tmp_path: Path) -> None:
    with client(requests_per_minute=9, shared_folder=tmp_path) as caller, counts(tmp_path) as file:
        file.executemany("INSERT INTO spent VALUES (?, 1, 1)", [(f"old {n}",) for n in range(100)])
        codes(caller, 1)
        assert file.execute("SELECT count(*) FROM spent").fetchone() == (1,)


def test_keys_are_kept_as_digests_alone(tmp_path: Path) -> None:
    with client(api_keys=KEYS, requests_per_minute=9, shared_folder=tmp_path) as caller:
        codes(caller, 1, headers=FIRST)
        kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert re.search(rb"[0-9a-f]{64}", kept)
    assert KEYS[0].encode() not in kept


def test_advice_matters_more_than_a_count_that_cannot_be_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with (
        client(requests_per_minute=1, shared_folder=tmp_path) as caller,
        counts(tmp_path) as file,
        caplog.at_level(logging.INFO, "kpi_advisor.api"),
    ):
        file.execute("DROP TABLE spent")
        assert codes(caller, 2) == [200, 200]
    ours = import_module("advisor.api.logs").JsonFormatter()
    said = [ours.format(record) for record in caplog.records if record.getMessage() == "allowance"]
    assert len(said) == 2
    assert '"error": "OperationalError"' in said[0]


def test_it_holds_across_workers_and_outlives_one_that_is_killed(tmp_path: Path) -> None:
    limit = {"KPI_ADVISOR_API_KEYS": ",".join(KEYS), "KPI_ADVISOR_REQUESTS_PER_MINUTE": "40", "TMPDIR": str(tmp_path)}
    with Server("--workers", "2", **limit) as server:
        server.wait_for_workers(2)
        (folder,) = tmp_path.iterdir()
        assert (folder.stat().st_mode & 0o777) == 0o700

        def ask(count: int) -> list[int]:
            # A connection for each, so that both workers get some.
            return [
                httpx2.get(f"{server.url}/v1/schema/plan", headers=FIRST, trust_env=False).status_code
                for _ in range(count)
            ]

        before = ask(30)
        os.kill(server.workers[0], signal.SIGKILL)
        server.wait_for_workers(3)
        after = ask(30)
        other = httpx2.get(f"{server.url}/metrics", headers=SECOND, trust_env=False)
    assert before == [200] * 30
    assert after == [200] * 10 + [429] * 20
    # What the killed worker had counted is still there.
    assert 'kpi_advisor_requests_total{method="GET",route="/v1/schema/plan",status="2xx"} 40.0' in other.text
    assert 'kpi_advisor_requests_total{method="GET",route="none",status="4xx"} 20.0' in other.text
    assert not any(key in server.log or key in other.text for key in KEYS)
    assert [*tmp_path.iterdir()] == [], "nothing is left behind"
