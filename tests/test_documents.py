"""Delimited text, Markdown, HTML, plain text and mails: cells and runs of text with their places."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import InputError
from advisor.source.grid import Pages, Sheet
from advisor.source.pages import PageFormat, page_format, read_pages


def read(text: str | bytes, name: str, format: PageFormat | None = None) -> Pages:
    return read_pages(text.encode() if isinstance(text, str) else text, name=name, format=format)


def rows(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row] for row in sheet.rows]


def places(sheet: Sheet) -> list[list[str]]:
    return [[str(cell.position) for cell in row] for row in sheet.rows]


# -- delimited text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "KPI,目標\n商談,30\n"),
        ("a.csv", "KPI;目標\n商談;30\n"),
        ("a.csv", "KPI\t目標\r\n商談\t30"),
        ("a.tsv", "KPI\t目標\n商談\t30\n"),
        ("a.csv", "\ufeffKPI,目標\n商談,30\n"),
    ],
)
def test_the_delimiter_is_found(name: str, text: str) -> None:
    (sheet,) = read(text, name).sheets
    assert rows(sheet) == [["KPI", "目標"], ["商談", "30"]]


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    (sheet,) = read("KPI名,目標値\n資料請求件数,月300件\n".encode(encoding), "a.csv").sheets
    assert rows(sheet)[1] == ["資料請求件数", "月300件"]


def test_decimal_commas_do_not_make_columns() -> None:
    (sheet,) = read("KPI;Ziel\nUmsatz;1,5\nQuote;3,4\n", "a.csv").sheets
    assert rows(sheet)[1:] == [["Umsatz", "1,5"], ["Quote", "3,4"]]


def test_quoted_fields_and_their_places() -> None:
    (sheet,) = read('KPI,"目標\n値",担当\n"売上, 円","1,200","佐藤 ""A"""\n 商談 , 30,x\n', "a.csv").sheets
    assert rows(sheet) == [["KPI", "目標\n値", "担当"], ["売上, 円", "1,200", '佐藤 "A"'], ["商談", "30", "x"]]
    assert places(sheet) == [["1:1", "1:5", "2:4"], ["3:1", "3:9", "3:17"], ["4:2", "4:7", "4:10"]]


def test_several_tables_keep_their_distance_and_comments_are_said() -> None:
    (sheet,) = read(
        "# exported on 1 April, by the office, again\n#,KPI\n1,商談\n\n# second\nKPI,目標\n訪問,5\n", "a.csv"
    ).sheets
    assert [row[0].row for row in sheet.rows] == [2, 3, 6, 7]
    assert rows(sheet)[0] == ["#", "KPI"]
    assert [i.what for i in sheet.ignored] == ["# exported on 1 April, by the office, a…", "# second"]


def test_an_open_quotation_mark_is_an_error_with_its_line() -> None:
    with pytest.raises(InputError) as caught:
        read('KPI,目標\n商談,"30\n' + "x,1\n" * 50, "a.csv")
    assert caught.value.position is not None
    assert caught.value.position.line == 2
    assert "引用符" in caught.value.message.ja


FIELD = st.text('KPI目標 ,"\n1', max_size=6)


@given(st.lists(st.lists(FIELD, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_the_csv_module_writes_is_read_back(table: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([["KPI", "目標", "担当"], *table])
    (sheet,) = read_pages(out.getvalue().encode(), name="a.csv").sheets
    expected = [[field.strip() for field in row if field.strip()] for row in table]
    assert rows(sheet)[1:] == [row for row in expected if row]
    lines = out.getvalue().split("\n")
    for row in sheet.rows:
        for cell in row:  # every place points at the field's first character, or at its quotation mark
            assert lines[cell.position.line - 1][cell.position.column - 1] in ('"', cell.text[0])


# -- Markdown ------------------------------------------------------------------------------------------------

DOCUMENT = """---
title: x
---
# 計画 **2026**

本文です。
続き。

- 目標: 売上

## 表

| # | **KPI** | 現状<br>(2026-09-17) | 目標 |
|---|---|---|---|
| 1 | **>= 99%** | a\\|b | <!-- TODO --> |
|2|x|`0（停止中）`||
"""


def test_markdown() -> None:
    pages = read(DOCUMENT, "a.md")
    (sheet,) = pages.sheets
    assert rows(sheet) == [
        ["#", "KPI", "現状\n(2026-09-17)", "目標"],
        ["1", ">= 99%", "a|b"],
        ["2", "x", "0（停止中）"],
    ]
    assert places(sheet)[1:] == [["15:3", "15:7", "15:20"], ["16:2", "16:4", "16:6"]]
    assert [(h.level, h.text) for h in sheet.headings] == [(1, "計画 2026"), (2, "表")]
    assert [(p.text, str(p.position)) for p in pages.prose] == [("本文です。\n続き。", "6:1"), ("目標: 売上", "9:3")]
    assert pages.ignored[0].what == "title: x"


def test_html_inside_markdown_has_its_own_places() -> None:
    (sheet,) = read("# 計画\n\n<table>\n<tr><td>KPI</td></tr>\n</table>\n", "a.md").sheets
    assert places(sheet) == [["4:5"]]
    assert [h.text for h in sheet.headings] == ["計画"]


# -- HTML ----------------------------------------------------------------------------------------------------


def test_spans_are_merged_ranges_and_hidden_rows_are_said() -> None:
    (sheet,) = read(
        "<!DOCTYPE html><title>計画</title><h2>上期</h2><table><tr><th rowspan=2>KPI<th colspan='2'>目標</tr>"
        "<tr><td>4月<td>5月</tr><tr style='display: none'><td>隠れ</td></tr><tr><td>訪問&amp;数<td>1<br>2<td>3</table>",
        "a.html",
    ).sheets
    assert rows(sheet) == [["KPI", "目標"], ["4月", "5月"], ["訪問&数", "1\n2", "3"]]
    assert [c.address for c in sheet.rows[1]] == ["B2", "C2"]
    assert sheet.merged == ((1, 1, 2, 1), (1, 2, 1, 3))
    assert [i.what for i in sheet.ignored] == ["隠れ"]
    assert [h.text for h in sheet.headings] == ["計画", "上期"]


def test_a_table_inside_a_table_is_one_of_its_own() -> None:
    pages = read("<table><tr><td>外<table><tr><td>KPI</td></tr></table></td><td>右</td></tr></table>", "a.html")
    assert [rows(sheet) for sheet in pages.sheets] == [[["外", "右"]], [["KPI"]]]


def test_text_outside_tables_and_what_no_page_shows() -> None:
    pages = read("<body><script>x<td></script><!-- y --><p>説明<b>太字</b>です<ul><li>一<li>3 < 5</ul>", "a.html")
    assert [p.text for p in pages.prose] == ["説明太字です", "一", "3 < 5"]


# -- text and mails ------------------------------------------------------------------------------------------


def test_paragraphs_and_list_items() -> None:
    pages = read(
        "来期の件です。売上を伸ばす\nため、訪問数を月1万に。\n・CV率 1%\n  【期限】9月末\n\n1.5倍を目指す", "a.txt"
    )
    assert [(p.text, str(p.position)) for p in pages.prose] == [
        ("来期の件です。売上を伸ばす\nため、訪問数を月1万に。", "1:1"),
        ("・CV率 1%", "3:1"),
        ("【期限】9月末", "4:3"),
        ("1.5倍を目指す", "6:1"),
    ]


def test_a_mail_is_its_text_under_its_subject() -> None:
    mail = "From: a@example.com\nSubject: =?utf-8?b?5p2l5pyf44GuS1BJ?=\n\n売上1億円\n\n> 以前の案\n"
    pages = read(mail, "a.eml")
    assert [(p.text, str(p.position)) for p in pages.prose] == [("売上1億円", "4:1")]
    assert pages.prose[0].heading is not None
    assert pages.prose[0].heading.text == "来期のKPI"
    assert [i.what for i in pages.ignored] == ["> 以前の案"]
    encoded = (
        "Subject: KPI\nContent-Transfer-Encoding: base64\nContent-Type: text/plain; charset=cp932\n\n" + "lITwijI="
    )
    assert read(encoded, "a.eml", "mail").prose


# -- which reader --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("plan.yaml", "title: x", None),
        ("plan.json", "{}", None),
        ("-", "title: x", None),
        ("plan", "title: x", None),
        ("a.csv", "KPI,目標\n商談,1\n", "csv"),
        ("a.CSV", "KPI,目標\n商談,1\n", "csv"),
        ("export.xls", "<html><table><tr><td>KPI</td></tr></table></html>", "html"),
        ("export.xls", "KPI\t目標\n商談\t1\n", "csv"),
        ("a.xlsx", "KPI,目標\n商談,1\n", "csv"),
        ("a.txt", "<table><tr><td>KPI</td></tr></table>", "html"),
        ("-", "<!doctype html><p>x", "html"),
        ("README.md", "# x", "markdown"),
        ("a.txt", "売上1億円", "text"),
    ],
)
def test_the_content_decides_where_it_is_clear(name: str, content: str, format: PageFormat | None) -> None:
    assert page_format(content.encode(), name=name) == format


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.md", "a.html", "a.txt"])
def test_a_file_with_nothing_in_it(name: str) -> None:
    with pytest.raises(InputError):
        read("<p> </p>" if name == "a.html" else "<!-- -->" if name == "a.md" else " \n\n", name)
