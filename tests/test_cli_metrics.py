"""`kpi-advisor metrics`: one measure in full, what else it may mean, and the whole list."""

from __future__ import annotations

import pytest

from advisor.naming.catalogue import all_metrics
from command import kpi_advisor, on_terminal


@pytest.mark.parametrize(
    ("query", "language", "said"),
    [
        ("商談化率", "ja", ["商談化率 / lead-to-meeting rate [lead-to-meeting-rate]", "定義の例：商談件数÷リード数",
                          "望ましい向き：大きいほど良い", "「見込み客」から「商談」への割合", "あわせて見る指標：受注率"]),
        ("Lead-to-meeting RATE", "en", ["lead-to-meeting rate / 商談化率", "definition to adopt: sales meetings divided by leads",
                                        "better: higher", "limits: 0% to 100%", "watch beside it: win rate"]),
        ("問い合わせ件数", "ja", ["大きいほど良い", "顧客対応では小さいほど良い"]),
        ("unemployment rate", "en", ["hardly (it is counted by the authorities)", "source: 総務省「労働力調査」"]),
        ("MRR", "en", ["counting one-off sales as recurring", "unit: yen"]),
    ],
)  # fmt: skip
def test_a_measure_is_told_in_full(query: str, language: str, said: list[str]) -> None:
    ran = kpi_advisor("metrics", query, "--lang", language)
    assert ran.code == 0
    for part in said:
        assert part in ran.out
    assert "どれ" not in ran.out


def test_both_languages_are_printed_apart() -> None:
    out = kpi_advisor("metrics", "churn", "--lang", "both").out
    assert out.index("定義の例") < out.index("─────") < out.index("definition to adopt")


@pytest.mark.parametrize(
    ("query", "first", "how"),
    [
        ("leeds", "leads", "close spelling"),
        ("gross marginn", "gross margin", "close spelling"),
        ("reven", "sales", "name starts so"),
    ],
)
def test_how_sure_it_is_stands_first(query: str, first: str, how: str) -> None:
    ran = kpi_advisor("metrics", query, "--lang", "en")
    told, _, rest = ran.out.partition("\n\n")
    assert (ran.code, how in told, "% sure" in told) == (0, True, True)
    assert rest.startswith(f"{first} / ")


def test_others_it_may_mean_are_named_with_how_sure_that_is() -> None:
    out = kpi_advisor("metrics", "リード", "--lang", "ja").out
    assert "ほかの候補" in out
    assert "有効リード率（qualified-lead-rate、" in out
    assert "ほか" in out.splitlines()[-1]


def test_words_need_no_quotes_and_json_is_what_the_service_answers() -> None:
    ran = kpi_advisor("metrics", "cost", "per", "lead", "--format", "json")
    assert ran.data[0]["match"] == "exact"
    assert ran.data[0]["definition"]["ja"]
    assert ran.data[0]["confidence"] == 1.0


def test_without_a_query_all_are_listed_by_field() -> None:
    ran = kpi_advisor("metrics", "--lang", "en")
    assert ran.out.splitlines()[0] == "finance"
    assert ran.out.endswith(f"{len(all_metrics())} measures.\n")
    assert len(kpi_advisor("metrics", "--format", "json").data) == len(all_metrics())


@pytest.mark.parametrize(
    ("query", "language", "said"),
    [
        ("qqqqqqqq", "en", "No measure is called “qqqqqqqq”."),
        ("受託開発の完成度合い", "ja", "「受託開発の完成度合い」という指標は見つかりません。"),
        ("unicorn sparkle rate", "en", "The nearest are “"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(query: str, language: str, said: str) -> None:
    ran = kpi_advisor("metrics", query, "--lang", language)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_narrow_terminal_loses_nothing() -> None:
    for language in ("ja", "en"):
        out = on_terminal("metrics", "churn rate", "--lang", language, "--color", "never", columns=44).out
        assert max(map(len, out.splitlines())) <= 44
        assert "churn-rate" in out
