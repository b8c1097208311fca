"""The service's answers: every route, both languages, and the same report as the library's and the command's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
import yaml
from markupsafe import escape
from starlette.testclient import TestClient

from advisor import Plan, advise, read_back, read_plan
from advisor.pipeline import without_sponsor
from advisor.render.html import html_page, page_style_hash
from advisor.rulebook import built_in_rulebook
from advisor.schema import plan_schema
from advisor.text import Language
from command import kpi_advisor
from service import EN, JA, JSON, LANGUAGES, YAML, client

PLANS = sorted((Path(__file__).parent / "plans").glob("*.yaml"))
SALES = Path(__file__).parent / "plans" / "sales-team.yaml"
DAY = date(2026, 4, 1)
HTML = {"Accept": "text/html"}
AS_OF = {"as_of": "2026-04-01"}
SMALL = {"title": "春の計画", "as_of": "2026-04-01", "kpis": [{"name": "商談件数", "target": "月300件"}]}


@pytest.fixture(scope="module")
def caller() -> Iterator[TestClient]:
    with client() as made:
        yield made


def without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: None if k == "place" else without_places(v) for k, v in value.items()}
    return [without_places(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_the_report_is_that_of_the_library_and_of_the_command(caller: TestClient, path: Path) -> None:
    library = json.loads(advise(read_plan(path).plan, as_of=DAY).model_dump_json())
    command = kpi_advisor("lint", path, "--format", "json", "--as-of", "2026-04-01", "--fail-on", "never").data
    as_yaml = caller.post("/v1/advice", params=AS_OF, content=path.read_bytes(), headers=YAML)
    as_json = caller.post("/v1/advice", params=AS_OF, json=read_plan(path).document.data)
    assert as_yaml.status_code == as_json.status_code == 200
    assert as_yaml.headers["content-type"] == "application/json"
    assert as_yaml.json() == as_json.json() == library == without_places(command)
    assert as_yaml.json()["recommendations"] or as_yaml.json()["questions"] or as_yaml.json()["strengths"]


def test_what_the_file_says_twice_is_a_warning_as_on_the_command_line(caller: TestClient, tmp_path: Path) -> None:
    text = "as_of: 2026-04-01\nkpis:\n  - {name: A, target: 1, target: 2}\nwhatever: 3\n"
    (tmp_path / "plan.yaml").write_text(text)
    command = kpi_advisor("lint", tmp_path / "plan.yaml", "--format", "json", "--fail-on", "never").data["warnings"]
    for route in ("/v1/advice", "/v1/read", "/v1/questions"):
        warnings = caller.post(route, content=text, headers=YAML).json()["warnings"]
        assert [w["pointer"] for w in warnings] == ["/kpis/0/target", "/whatever"], route
        assert warnings == without_places(command)


@pytest.mark.parametrize(("language", "headers"), LANGUAGES.items())
def test_markdown_is_in_the_callers_language(caller: TestClient, language: str, headers: dict[str, str]) -> None:
    answer = caller.post("/v1/advice", json=SMALL, headers={**headers, "Accept": "text/markdown"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/markdown")
    assert answer.headers["content-language"] == language
    assert {"Accept", "Accept-Language"} <= set(answer.headers["vary"].replace(" ", "").split(","))
    head = {"ja": "# KPI計画の診断：春の計画\n", "en": "# KPI plan judged: 春の計画\n"}[language]
    said = advise(Plan.model_validate(SMALL)).recommendations
    assert all((r.title.ja if language == "ja" else r.title.en) in answer.text for r in said)
    assert answer.text.partition("\n")[0].endswith("春の計画")
    assert language == "en" or answer.text.startswith(head)
    assert "`" not in answer.text.split("**")[0], "there is no file to name"


@pytest.mark.parametrize(("language", "headers"), LANGUAGES.items())
def test_html_opens_in_the_callers_language(caller: TestClient, language: Language, headers: dict[str, str]) -> None:
    answer = caller.post("/v1/advice", json=SMALL, headers={**headers, "Accept": "text/html"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == language
    assert {"Accept", "Accept-Language"} <= set(answer.headers["vary"].replace(" ", "").split(","))
    policy = answer.headers["content-security-policy"]
    assert policy == (
        f"default-src 'none'; style-src {page_style_hash()}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text == html_page(advise(Plan.model_validate(SMALL)), language)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("text/*", "text/markdown"),
        ("text/html, text/markdown;q=0.5, application/json;q=0.4", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/pdf, text/markdown;q=0.5, application/json;q=0.4", "text/markdown"),
        ("text/markdown;q=0, */*", "application/json"),
        ("APPLICATION/JSON", "application/json"),
    ],
)
def test_the_form_is_the_one_liked_best(caller: TestClient, accept: str | None, form: str) -> None:
    answer = caller.post("/v1/advice", json=SMALL, headers={"Accept": accept} if accept else {})
    assert answer.headers["content-type"].partition(";")[0] == form


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ja", "ja"), ("ja-JP,en;q=0.9", "ja"), ("en-GB", "en"), ("fr, ja;q=0.2, en;q=0.1", "ja"), ("de", "en"),
        ("ja;q=0, en", "en"), ("en, ja", "en"), ("ja, en", "ja"), ("*", "en"), ("ja;q=x, en;q=0.1", "en"), ("", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_liked_best(caller: TestClient, header: str, language: str) -> None:
    assert caller.get("/v1/nowhere", headers={"Accept-Language": header}).headers["content-language"] == language


def test_the_default_language_is_a_setting() -> None:
    with client(default_language="ja") as caller:
        assert caller.get("/v1/nowhere", headers={"Accept-Language": "fr"}).headers["content-language"] == "ja"
        assert caller.get("/v1/nowhere", headers=EN).headers["content-language"] == "en"


def test_all_leaves_out_what_is_for_the_sponsor(caller: TestClient) -> None:
    body = SALES.read_bytes()
    whole = caller.post("/v1/advice", params=AS_OF, content=body, headers=YAML).json()
    spared = caller.post("/v1/advice", params={**AS_OF, "audience": "all"}, content=body, headers=YAML)
    kept = [r["fingerprint"] for r in whole["recommendations"] if r["audience"] == "all"]
    report = spared.json()
    assert len(kept) < len(whole["recommendations"]), "the example has something for the sponsor"
    assert [r["fingerprint"] for r in report["recommendations"]] == kept
    assert [r["rank"] for r in report["recommendations"]] == list(range(1, len(kept) + 1))
    assert report == json.loads(without_sponsor(advise(read_plan(SALES).plan, as_of=DAY)).model_dump_json())
    fired = {rule for rule, outcome in report["outcomes"].items() if outcome["fired"]}
    assert fired
    sponsors = {r.id for r in built_in_rulebook().rules if r.spec.audience == "sponsor"}
    assert not fired & sponsors - {f["rule"] for r in report["recommendations"] for f in r["findings"]}
    markdown = {"Accept": "text/markdown", **EN, **YAML}
    shown = caller.post("/v1/advice", params={**AS_OF, "audience": "all"}, content=body, headers=markdown).text
    hidden = [r["title"]["en"] for r in whole["recommendations"] if r["audience"] == "sponsor"]
    assert hidden
    assert not any(title in shown for title in hidden)
    page = caller.post("/v1/advice", params={**AS_OF, "audience": "all"}, content=body, headers={**YAML, **HTML}).text
    assert not any(escape(title) in page for title in hidden)
    assert (
        escape(whole["recommendations"][0]["title"]["en"])
        in caller.post("/v1/advice", params=AS_OF, content=body, headers={**YAML, **HTML}).text
    )


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_read_says_what_was_understood_and_judges_nothing(caller: TestClient, path: Path) -> None:
    answer = caller.post("/v1/read", params=AS_OF, content=path.read_bytes(), headers=YAML)
    assert answer.status_code == 200
    plan = read_plan(path).plan
    report = json.loads(advise(plan, as_of=DAY).model_dump_json())
    reading = answer.json()
    assert reading.pop("understanding") is None
    assert Plan.model_validate(reading.pop("plan")) == plan
    assert set(reading) == {"schema_version", "title", "as_of", "warnings", "assumptions"}
    assert reading == {key: report[key] for key in reading}
    assert reading == json.loads(read_back(plan, as_of=DAY).model_dump_json())


def test_read_shows_free_text_as_numbers(caller: TestClient) -> None:
    (only,) = [a for a in caller.post("/v1/read", json=SMALL).json()["assumptions"] if a["pointer"] == "/kpis/0/target"]
    assert only["raw"] == "月300件"
    assert "300" in only["understood"]["en"]
    assert "300" in only["understood"]["ja"]


def test_questions_are_those_of_the_report(caller: TestClient) -> None:
    plan = {"kgis": [{"name": "年間売上", "target": "6,000万円"}], "kpis": [{"name": "訪問数", "target": "月1万"}]}
    answer = caller.post("/v1/questions", json=plan, params=AS_OF).json()
    report = json.loads(advise(Plan.model_validate(plan), as_of=DAY).model_dump_json())
    assert report["questions"]
    assert {k: answer[k] for k in ("questions", "coverage", "as_of")} == {
        k: report[k] for k in ("questions", "coverage", "as_of")
    }
    assert "recommendations" not in answer


def test_the_day_is_the_callers_then_the_plans(caller: TestClient) -> None:
    assert caller.post("/v1/advice", json=SMALL).json()["as_of"] == "2026-04-01"
    assert caller.post("/v1/advice", json=SMALL, params={"as_of": "2025-01-31"}).json()["as_of"] == "2025-01-31"


def test_every_rule_is_listed_and_told_in_both_languages(caller: TestClient) -> None:
    listed = caller.get("/v1/rules").json()["rules"]
    assert [r["id"] for r in listed] == [r.id for r in built_in_rulebook().rules]
    assert listed == kpi_advisor("rules", "--format", "json").data
    for rule in listed:
        told = caller.get(f"/v1/rules/{rule['id']}")
        assert told.status_code == 200, rule["id"]
        detail = told.json()
        assert detail["id"] == rule["id"]
        assert detail["title"] == rule["title"]
        assert all(text["ja"] and text["en"] for group in detail["fires"] for text in group)


@pytest.mark.parametrize(("language", "near"), [("ja", "のことですか"), ("en", "Did you mean")])
def test_a_rule_that_is_not_there_is_answered_with_near_ones(caller: TestClient, language: str, near: str) -> None:
    answer = caller.get("/v1/rules/target/mising", headers={"Accept-Language": language})
    assert answer.status_code == 404
    assert near in answer.json()["detail"]
    assert "target/missing" in answer.json()["detail"]
    long = caller.get(f"/v1/rules/target/{'x' * 3000}")
    assert long.status_code == 404
    assert len(long.text) < 500


def test_the_plans_schema_is_the_librarys(caller: TestClient) -> None:
    answer = caller.get("/v1/schema/plan")
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.json() == plan_schema()


def test_it_lives_and_is_ready(caller: TestClient) -> None:
    for route in ("/healthz", "/readyz"):
        assert caller.get(route).json() == {"status": "ok"}
    stopped = TestClient(caller.app, raise_server_exceptions=False)
    with client() as other:
        app = other.app
    answer = TestClient(app).get("/readyz", headers=JA)
    assert answer.status_code == 503
    assert answer.json()["title"] == "準備中です"
    assert stopped.get("/healthz").status_code == 200


# -- the OpenAPI document ------------------------------------------------------------------------------------


def test_worked_examples_in_both_languages_are_true(caller: TestClient) -> None:
    document = caller.get("/v1/openapi.json").json()
    operation = document["paths"]["/v1/advice"]["post"]
    bodies = operation["requestBody"]["content"]
    answers = operation["responses"]["200"]["content"]["application/json"]["examples"]
    assert set(answers) == {"ja", "en"}
    for language in ("ja", "en"):
        sent = bodies["application/json"]["examples"][language]["value"]
        jsonschema.validate(sent, plan_schema())
        answer = caller.post("/v1/advice", json=sent).json()
        assert answer == answers[language]["value"]
        assert answer["recommendations"]
        text = bodies["application/yaml"]["examples"][language]["value"]
        jsonschema.validate(yaml.safe_load(text), plan_schema())
        assert caller.post("/v1/advice", content=text.encode(), headers=YAML).status_code == 200
        shown = operation["responses"]["default"]["content"]["application/problem+json"]["examples"][language]["value"]
        assert shown["status"] == 401


def test_every_answer_is_of_the_documents_schema(caller: TestClient) -> None:
    document = caller.get("/v1/openapi.json").json()

    def check(path: str, method: str, answer: Any, status: str = "200") -> None:
        content = document["paths"][path][method]["responses"][status]["content"]
        schema = content[answer.headers["content-type"].partition(";")[0]]["schema"]
        jsonschema.Draft202012Validator({**schema, "components": document["components"]}).validate(answer.json())

    for path in ("/v1/advice", "/v1/read", "/v1/questions"):
        check(path, "post", caller.post(path, content=SALES.read_bytes(), headers=YAML))
        check(path, "post", caller.post(path, json={"kpis": [["a"]]}), "default")
        check(path, "post", caller.post(path, content=b"{", headers=JSON), "default")
    for path in ("/v1/rules", "/v1/metrics", "/v1/schema/plan", "/healthz", "/readyz"):
        check(path, "get", caller.get(path))
    check("/v1/rules/{category}/{problem}", "get", caller.get("/v1/rules/goal/kgi-missing"))
    check("/v1/rules/{category}/{problem}", "get", caller.get("/v1/rules/goal/nothing"), "default")
    names = set(document["components"]["schemas"])
    references = set(json.dumps(document).split('"#/components/schemas/')[1:])
    assert {r.partition('"')[0] for r in references} <= names
    assert "#/$defs/" not in json.dumps(document)


def test_callers_at_once_get_each_their_own_report(caller: TestClient) -> None:
    plans = [
        {"title": f"計画{n}", "kpis": [{"name": f"KPI{n}-{k}", "target": k} for k in range(n)]} for n in range(1, 33)
    ]

    def ask(plan: dict[str, Any]) -> Any:
        return caller.post("/v1/advice", json=plan, params=AS_OF).json()

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, plans))
    expected = [json.loads(advise(Plan.model_validate(p), as_of=DAY).model_dump_json()) for p in plans]
    assert answers == expected
