"""The metric catalogue, searched: by the library, and by `GET /v1/metrics` with the same answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from advisor.metric_search import LONGEST_QUERY, metric_data, search_metrics
from advisor.naming.catalogue import all_metrics
from service import EN, JA, client


@pytest.fixture(scope="module")
def caller() -> Iterator[TestClient]:
    with client() as made:
        yield made


def test_every_name_and_alias_finds_its_measure_first() -> None:
    for known in all_metrics():
        for name in (known.id, known.name.ja, known.name.en, *known.aliases):
            first = search_metrics(name)[0]
            assert (first.metric.id, first.match, first.confidence) == (known.id, "exact", 1.0), name


@pytest.mark.parametrize(
    ("query", "id", "match"),
    [
        ("リード", "leads", "starts"), ("ＬＥＡＤ　Count", "leads", "exact"), ("問合せ数", "inquiries", "exact"),
        ("signups", "sign-ups", "exact"), ("customer-retention", "customer-retention", "exact"),
        ("revenu", "revenue", "starts"), ("cost per aquisition", "cost-per-acquisition", "close"),
        ("leeds", "leads", "close"), ("margin", "gross-margin", "contains"), ("離職", "attrition", "starts"),
        ("展示会経由の新規リード獲得数", "leads", "contains"),
    ],
)  # fmt: skip
def test_a_search_finds_what_was_meant(query: str, id: str, match: str) -> None:
    assert match == next(f.match for f in search_metrics(query) if f.metric.id == id)


def test_the_likeliest_comes_first() -> None:
    for query in ("売上", "revenue", "率", "time", "satisfacton"):
        found = search_metrics(query)
        order = [(("exact", "starts", "contains", "close").index(str(f.match)), -(f.confidence or 0)) for f in found]
        assert order == sorted(order)
        assert len({f.metric.id for f in found}) == len(found)
        assert all(f.confidence is not None and 0 < f.confidence <= 1 for f in found)


@pytest.mark.parametrize("query", ["!!!", "qqqqqqqq", "あ" * 10_000])
def test_what_means_nothing_finds_nothing(query: str) -> None:
    assert search_metrics(query) == ()


def test_the_service_answers_as_the_library_does(caller: TestClient) -> None:
    for query in ("リード", "churn", "qqqqqqqq"):
        answer = caller.get("/v1/metrics", params={"q": query}).json()
        found = search_metrics(query)
        assert answer == {"total": len(found), "metrics": [metric_data(f) for f in found]}
    for listed in (caller.get("/v1/metrics").json(), caller.get("/v1/metrics?q=").json()):
        assert [m["id"] for m in listed["metrics"]] == [m.id for m in all_metrics()]
        assert {m["match"] for m in listed["metrics"]} == {None}


def test_a_measure_is_told_whole_and_in_both_languages(caller: TestClient) -> None:
    (leads,) = caller.get("/v1/metrics", params={"q": "leads", "limit": 1}).json()["metrics"]
    assert leads["name"] == {"ja": "リード数", "en": "leads"}
    assert (leads["measures"], leads["kind"], leads["direction"]) == ("volume", "outcome", "up")
    assert leads["bounds"] == {"min": 0, "max": None}
    assert (leads["unit"], leads["step"], leads["domain"]) == (None, "leads", "marketing")
    assert leads["guarded_by"][0]["name"]["ja"]
    assert leads["guarded_by"][0]["name"]["en"]
    assert leads["gaming"]["ja"]
    assert leads["definition"]["en"]
    (margin,) = caller.get("/v1/metrics", params={"q": "営業利益率", "limit": 1}).json()["metrics"]
    assert (margin["unit"], margin["bounds"]) == ("%", {"min": None, "max": 100})


def test_the_list_is_cut_at_the_limit(caller: TestClient) -> None:
    answer = caller.get("/v1/metrics?limit=3").json()
    assert len(answer["metrics"]) == 3
    assert answer["total"] == len(all_metrics())


@pytest.mark.parametrize(
    "query", [f"q={'a' * (LONGEST_QUERY + 1)}", "limit=0", "limit=1001", "limit=x", "query=a", "q=a&q=b"]
)
def test_other_questions_are_refused_in_the_callers_language(caller: TestClient, query: str) -> None:
    for said in (JA, EN):
        answer = caller.get(f"/v1/metrics?{query}", headers=said)
        assert answer.status_code == 400
        assert answer.json()["type"] == "urn:kpi-advisor:problem:bad-parameter"
        assert answer.json()["errors"][0]["parameter"] in ("q", "limit", "query")
        assert len(answer.content) < 1_000
