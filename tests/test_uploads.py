"""A sheet or memo sent in place of a plan: by the interface as it is or as a form's part, and on the form's page."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from html import unescape
from importlib import import_module
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

from html_reading import form_fields
from service import EN, JA, LANGUAGES, client

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = (
    ("部門別KPI一覧（2026年度）",),
    (),
    ("KPI名", "単位", "現状", "目標値", "担当者", "紐づくKGI", "めやす"),
    ("商談件数", "件/月", 60, 80, "佐藤", "売上", "95"),
    ("商談化率", "%", 30, 40, "佐藤", "売上", "45"),
    ("顧客満足度", "点", 4.1, 4.4, "林", "売上", "4.5"),
)
MEMO = "2027年3月末までに年間売上を6,000万円にする。そのために資料請求件数を月120件から月300件に増やす。担当：田中。\n"


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "計画"
    for row in ROWS:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(encoding: str = "utf-8") -> bytes:
    return "\n".join(",".join(map(str, row)) for row in ROWS).encode(encoding)


@pytest.fixture(scope="module")
def caller() -> Iterator[TestClient]:
    with client() as one:
        yield one


# -- the interface -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("media", "content"),
    [(XLSX, workbook()), ("text/csv", csv()), ("text/csv; charset=shift_jis", csv("cp932"))],
    ids=["workbook", "csv", "csv in cp932"],
)
def test_a_sheet_is_read_as_it_is_and_says_where_everything_stood(
    caller: TestClient, media: str, content: bytes
) -> None:
    answer = caller.post("/v1/read", content=content, headers={"content-type": media})
    assert answer.status_code == 200
    data = answer.json()
    assert [row["name"] for row in data["plan"]["kpis"]] == ["商談件数", "商談化率", "顧客満足度"]
    how = data["understanding"]
    target = next(c for c in how["columns"] if c["field"] == "target")
    assert target["place"] == ("計画!D3" if media == XLSX else "3:12")
    left = next(c for c in how["columns"] if c["header"] == "めやす")
    assert left["field"] is None
    assert left["note"]["ja"]
    assert {v["pointer"]: v["raw"] for v in how["values"]}["/kpis/0/target"] == "80"


def test_the_same_sheet_gives_the_same_advice_as_its_plan(caller: TestClient) -> None:
    plan = caller.post("/v1/read", content=workbook(), headers={"content-type": XLSX}).json()["plan"]
    sheet = caller.post("/v1/advice?as_of=2026-05-01", content=workbook(), headers={"content-type": XLSX}).json()
    sent = caller.post("/v1/advice?as_of=2026-05-01", json=plan).json()
    assert sheet == sent


def test_a_part_of_a_form_is_read_by_the_ending_of_its_name_and_with_what_the_caller_says_of_its_columns(
    caller: TestClient,
) -> None:
    files = {"file": ("C:\\temp\\計画.xlsx", workbook(), "application/octet-stream")}
    first = caller.post("/v1/read", files=files).json()
    assert first["plan"]["kpis"][0]["target"] == 80
    mapped = caller.post("/v1/read", files=files, data={"map": json.dumps({"めやす": "target", "目標値": "ignore"})})
    assert mapped.json()["plan"]["kpis"][0]["target"] == 95


def test_a_memo_is_read(caller: TestClient) -> None:
    data = caller.post("/v1/read", content=MEMO.encode(), headers={"content-type": "text/plain"}).json()
    assert data["understanding"]["form"] == "memo"
    assert data["plan"]["kgis"][0]["target"] == "6,000万円"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"data": {"map": "{}"}, "files": {"other": ("x.csv", b"a")}}, {"ja": "file", "en": "file"}),
        ({"files": {"file": ("x.csv", csv())}, "data": {"map": "nothing"}}, {"ja": "map", "en": "map"}),
        ({"files": {"file": ("x.csv", csv())}, "data": {"map": '{"めやす": "nosuch"}'}}, {"ja": "map", "en": "map"}),
        ({"files": {"file": ("x.csv", csv())}, "data": {"mapp": "{}"}}, {"ja": "mapp", "en": "mapp"}),
        ({"files": {"file": ("x.csv", csv())}, "data": {"map": '{"なし": "target"}'}}, {"ja": "なし", "en": "なし"}),
        ({"files": {"file": ("x.xlsx", workbook()[:900])}}, {"ja": "xlsx", "en": "xlsx"}),
        ({"files": {"file": ("x.pdf", b"%PDF-1.7 ...")}}, {"ja": "PDF", "en": "PDF"}),
    ],
    ids=["no file", "no json", "no field", "no such part", "no column", "cut short", "a pdf"],
)
def test_what_cannot_be_read_is_said_in_the_callers_language(
    caller: TestClient, parts: dict[str, Any], says: dict[str, str], language: str
) -> None:
    answer = caller.post("/v1/read", **parts, headers=JA if language == "ja" else EN)
    assert 400 <= answer.status_code < 500
    problem = answer.json()
    assert says[language] in problem["detail"]


# -- the page ------------------------------------------------------------------------------------------------


def sent(caller: TestClient, page: str, **more: str) -> str:
    """The page's form sent as a browser would, with some fields changed."""
    fields = form_fields(page, "understood") | more
    answer = caller.post("/sheet?lang=ja", files={k: (None, v) for k, v in fields.items()})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_columns_values_and_what_was_left_out(caller: TestClient, language: str) -> None:
    page = caller.post(f"/sheet?lang={language}", files={"file": ("計画.xlsx", workbook())}).text
    shown = unescape(re.sub(r"<[^>]+>", " ", page))
    for part in ("計画.xlsx", "計画!D3", "目標値", "めやす", "商談件数"):
        assert part in shown
    assert ("月80件" if language == "ja" else "80 a month") in shown


def test_a_corrected_column_is_read_again_and_stays_corrected(caller: TestClient) -> None:
    page = caller.post("/sheet?lang=ja", files={"file": ("計画.csv", csv())}).text
    columns = re.findall(r'name="head-(\d+)" value="([^"]*)"', page)
    at = {unescape(header): n for n, header in columns}
    page = sent(caller, page, **{f"field-{at['めやす']}": "target", f"field-{at['目標値']}": ""})
    assert "月95件" in page
    again = sent(caller, page, do="again")
    assert "月95件" in again


def test_the_sheet_is_carried_into_the_form_and_its_review_is_that_of_the_plan(caller: TestClient) -> None:
    page = caller.post("/sheet?lang=ja", files={"file": ("計画.csv", csv())}).text
    form = sent(caller, page, do="form")
    fields = form_fields(form, "intake")
    assert fields["kpi-0-name"] == "商談件数"
    assert fields["kpi-0-target"] == "80"
    assert "単位" in form
    made = import_module("advisor.api.intake").filled(fields).data
    plan = caller.post("/v1/read", content=csv(), headers={"content-type": "text/csv"}).json()["plan"]
    assert made["kpis"][0]["unit"] == plan["kpis"][0]["unit"]
    review = caller.post("/report?lang=ja", data=fields)
    assert review.status_code == 200
    assert "最終目標「売上」に数字がありません" in review.text


def test_a_file_that_cannot_be_read_brings_the_form_back_with_the_reason(caller: TestClient) -> None:
    page = caller.post("/sheet?lang=ja", files={"file": ("計画.xlsx", b"PK\x03\x04broken")})
    assert page.status_code == 400
    assert 'id="intake"' in page.text
    assert 'role="alert"' in page.text
    nothing = caller.post("/sheet?lang=en", files={"file": ("", b"")})
    assert nothing.status_code == 400
    assert "Choose a file first." in nothing.text


def test_markup_in_a_sheet_is_shown_and_never_run(caller: TestClient) -> None:
    evil = 'KPI名,目標値,"<img src=x onerror=alert(1)>"\n"<script>alert(1)</script>",10,"""><b>x"\n'.encode()
    page = caller.post("/sheet?lang=ja", files={"file": ("<b>.csv", evil)}).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<b>" not in page
