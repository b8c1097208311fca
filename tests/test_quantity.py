"""Quantities: phrases with their meaning, and promises that hold for any input."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.naming.spelling import is_japanese
from advisor.notation.quantity import Quantity, Unit, find_target_in_text, parse_quantity, parse_series, parse_unit

GROUPS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "phrases_quantity.yaml").read_text("utf-8")
)
PHRASES = [phrase for group in GROUPS for phrase in group["phrases"]]
FIELDS = [field for field in dataclasses.fields(Quantity) if field.name != "raw"]
PIECES = [
    "1",
    "2",
    "3.5",
    "1,000",
    "0",
    "2026",
    "年",
    "月",
    "日",
    "度",
    "件",
    "%",
    "円",
    "万",
    "億",
    "千",
    "百",
    "十",
    "一",
    "二",
    "割",
    "分",
    "〜",
    "~",
    "-",
    "+",
    "±",
    "≥",
    "<",
    "以上",
    "未満",
    "以内",
    "前年比",
    "増",
    "削減",
    "→",
    "/",
    "(",
    ")",
    "、",
    ",",
    ":",
    "①",
    "②",
    "Q1",
    "FY24",
    "W32",
    "末",
    "期",
    "上期",
    "by",
    "to",
    "from",
    "per",
    "month",
    "within",
    "of",
    "and",
    "TBD",
    "未定",
    "なし",
    "〇",
    "約",
    "程度",
    "累計",
    "$",
    "k",
    "M",
    "x",
    "倍",
    "人",
    "時間",
    "R8",
    "H30",
    "令和",
    "元",
    "Phase",
    "day",
    "½",
    "²",
    "毎月",
    "1日",
    "半年",
    "達成",
    "に",
    "を",
    "の",
    "5点満点",
    "out",
    "vs",
    "est.",
    "YoY",
    "last",
]


def meaning(quantity: Quantity) -> dict[str, Any]:
    """Every field but the raw text, series included."""
    fields = {field.name: getattr(quantity, field.name) for field in FIELDS}
    return {**fields, "series": [meaning(entry) for entry in quantity.series]}


def expected(phrase: dict[str, Any]) -> dict[str, Any]:
    default = meaning(Quantity("", "value"))
    named = {name: value for name, value in phrase.items() if name != "text"}
    return {**default, **named, "series": [expected(entry) for entry in phrase.get("series", [])]}


def assert_sound(quantity: Quantity) -> None:
    """What every reader of a quantity may rely on."""
    assert (quantity.state == "value") == (quantity.value is not None)
    if quantity.value is not None:
        assert math.isfinite(quantity.value)
    if quantity.upper is not None:
        assert quantity.bound == "range"
        assert quantity.value is not None
        assert quantity.upper > quantity.value
    for entry in quantity.series:
        assert not entry.series
        assert_sound(entry)


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase["text"] or "(empty)")
def test_phrase(phrase: dict[str, Any]) -> None:
    quantity = parse_quantity(phrase["text"])
    assert meaning(quantity) == expected(phrase)
    assert quantity.raw == phrase["text"]


def test_there_are_enough_phrases() -> None:
    japanese = sum(is_japanese(phrase["text"]) for phrase in PHRASES)
    assert len(PHRASES) >= 780
    assert min(japanese, len(PHRASES) - japanese) >= 250
    assert len({phrase["text"] for phrase in PHRASES}) == len(PHRASES)


@pytest.mark.parametrize(
    ("raw", "state", "value"),
    [
        (12, "value", 12.0),
        (0, "value", 0.0),
        (-3.5, "value", -3.5),
        (None, "open", None),
        (False, "none", None),
        (True, "words", None),
        ([], "none", None),
        ({}, "none", None),
        (float("nan"), "open", None),
        (float("inf"), "words", None),
        (10**400, "words", None),
        ([["月30件"]], "words", None),
        (["月30件"], "value", 30.0),
        ([95, 104, 110], "value", 110.0),
        ({"at": "2025-10", "value": "80件"}, "value", 80.0),
        ({"value": 3, "unit": "万円"}, "value", 30000.0),
        ({"name": 3}, "open", None),
        (object(), "words", None),
        (b"12", "words", None),
    ],
)
def test_objects(raw: object, state: str, value: float | None) -> None:
    quantity = parse_quantity(raw)
    assert (quantity.state, quantity.value) == (state, value)


def test_numbers_are_stated_and_years_are_not_taken_for_granted() -> None:
    assert parse_quantity(2030).confidence == "stated"
    assert parse_quantity("2,030").confidence == "stated"
    assert parse_quantity("2030").confidence == "guessed"


class TestSeries:
    @pytest.mark.parametrize(
        ("raw", "values"),
        [
            ([61, 64, 70], [(61, None), (64, None), (70, None)]),
            (
                [{"at": "2025-10", "value": 95}, {"at": "2025-11", "value": "104件"}],
                [(95, "2025-10"), (104, "2025-11")],
            ),
            ([{"year": 2024, "実績": 7}], [(7, "2024")]),
            ("61.0→64.5→70.2 (2021–2023)", [(61, "2021"), (64.5, "2022"), (70.2, "2023")]),
            ("61→70 (2022–2023)", [(61, "2022"), (70, "2023")]),
            ("95, 104, 110", [(95, None), (104, None), (110, None)]),
            ("2023: 12, 2024: 18", [(12, "2023"), (18, "2024")]),
            ("140件(2022年度)、155件(2023年度)", [(140, "2022年度"), (155, "2023年度")]),
            ("月40件", [(40, None)]),
            ("なし", []),
            (None, []),
            ("順調", []),
        ],
    )
    def test_read(self, raw: object, values: list[tuple[float, str | None]]) -> None:
        assert [(entry.value, entry.when) for entry in parse_series(raw)] == values

    def test_entries_that_cannot_be_read_keep_their_place(self) -> None:
        assert [entry.state for entry in parse_series([1, [2], None, "TBD", "良好"])] == [
            "value",
            "words",
            "open",
            "open",
            "words",
        ]

    def test_commas_that_may_group_thousands_are_not_guessed(self) -> None:
        assert [entry.state for entry in parse_series("95,104,110")] == ["words"]

    def test_outer_value_is_the_last_dated_one(self) -> None:
        assert parse_quantity("≥0.3 by month 2, ≥0.9 at any time").value == 0.3


TARGETS: list[tuple[str, float, str]] = [
    ("クレームを月5件以下にする", 5, "at_most"),
    ("Reduce set-up time from 21 days to 10 days", 10, "exact"),
    ("Increase NPS from 20 to 35", 35, "exact"),
    ("Publish 12 new help-centre articles", 12, "exact"),
    ("記事を12本公開する", 12, "exact"),
    ("新規店舗を3店出店", 3, "exact"),
    ("継続率85%以上", 85, "at_least"),
    ("不良率1%未満", 1, "below"),
    ("Phase 2 合格 (配信成功率 >= 98%)", 98, "at_least"),
    ("平均応答時間4分以内", 4, "at_most"),
    ("残業時間を月15時間以内に抑える", 15, "at_most"),
    ("Keep availability >= 99.5%", 99.5, "at_least"),
    ("Net retention > 105%", 105, "above"),
    ("Reduce churn to below 3%", 3, "below"),
    ("活動目標: 80校以上に教材を配布", 80, "at_least"),
    ("売上2億円達成", 200_000_000, "exact"),
    ("受注40件を目指す", 40, "exact"),
    ("離職率を6%に下げる", 6, "exact"),
    ("CO2排出量を2010年度比35%削減", 35, "exact"),
    ("食品廃棄20%削減", 20, "exact"),
    ("Increase trials by 15%", 15, "exact"),
    ("Reach 250 customers", 250, "exact"),
    ("Hire 4 engineers", 4, "exact"),
    ("Target: NPS 35", 35, "exact"),
    ("重大事故0件の継続", 0, "exact"),
    ("転落事故ゼロ", 0, "exact"),
    ("新規面談 月12件", 12, "exact"),
    ("受講率を一割から二割へ", 20, "exact"),
    ("99.5% uptime of the portal", 99.5, "exact"),
    ("85% of claims settled within 48h", 85, "exact"),
    ("92% patient satisfaction", 92, "exact"),
]
NOT_TARGETS = """Q3|2027年度売上|API応答 (p99)|6-week Retention|D14 retention|30日アクティブ率|3C分析の実施|Top 20 keywords|12業務のシステム統合
対象8記事の合計表示|65歳以上人口|50人以上の企業数|欠勤率(欠勤3日以上)|初回来店から14日以内に再来店した割合|Leads > $5k by referral partners
Double Opt-in Rate|Achieve ISO 27001|Close Q4 books|Reps at 3x coverage|令和7年度の転入者数|週2回以上運動する社員の割合|90日以内の解約率|顧客満足度5段階評価
100人委員会の開催|第2四半期の粗利|1人あたり売上|2倍速再生の利用者|上位10社の売上|24時間以内返信率|5S活動の徹底|100%子会社の数|3年生存率|1万円以上の購入者数
コスト10%削減プロジェクトの推進|NPS|売上|2040年ビジョンの実現|CO₂排出量|SCOPE1,2 排出量|Grade 4 reading|第3期計画の策定|24/7対応|1on1の実施
Top 15 accounts|No.1|トップ3|15% discount campaign|25% off sale|50% more leads project|Report 1/2|(Scope1+2)排出量|200m sprint|80/20 rule""".replace(
    "\n", "|"
).split("|")


class TestTargetInText:
    @pytest.mark.parametrize(("text", "value", "bound"), TARGETS, ids=[text for text, _, _ in TARGETS])
    def test_found(self, text: str, value: float, bound: str) -> None:
        target = find_target_in_text(text)
        assert target is not None
        assert (target.value, target.bound, target.raw) == (value, bound, text)

    @pytest.mark.parametrize("text", NOT_TARGETS)
    def test_not_taken_for_one(self, text: str) -> None:
        assert find_target_in_text(text) is None

    def test_several_targets_are_compound(self) -> None:
        target = find_target_in_text("合格 (成功率 >= 97% / 運用負荷 日次15分以内)")
        assert target is not None
        assert target.compound


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("円/月", Unit("JPY", per="month", money=True)),
        ("万円", Unit("JPY", multiplier=10_000, money=True)),
        ("百万円", Unit("JPY", multiplier=1_000_000, money=True)),
        ("千円/月", Unit("JPY", per="month", multiplier=1_000, money=True)),
        ("$k", Unit("USD", multiplier=1_000, money=True)),
        ("USD thousands", Unit("USD", multiplier=1_000, money=True)),
        ("千人", Unit("人", multiplier=1_000)),
        ("件", Unit("件")),
        ("名", Unit("人")),
        ("％", Unit("%")),
        ("/5", Unit(None, scale_max=5)),
        ("5点満点", Unit("点", scale_max=5)),
        ("orders/month", Unit("orders", per="month")),
        ("人/年", Unit("人", per="year")),
        ("回/時間", Unit("回", per="hour")),
        ("時間", Unit("hour")),
        ("件/人・月", Unit("件", per="month", per_person=True)),
        ("people/session", Unit("人/session")),
        ("分/件", Unit("minute/件")),
        ("monthly users", Unit("users", per="month")),
        ("x", Unit("times")),
        ("k", Unit("k")),
        ("m", Unit("m")),
        ("件(累計)", Unit("件")),
        ("", Unit(None)),
        (None, Unit(None)),
        (7, Unit("7")),
    ],
)
def test_unit(text: object, unit: Unit) -> None:
    assert parse_unit(text) == unit


class TestAnyInput:
    """Promises that hold whatever is written."""

    @given(st.text(max_size=200))
    def test_text(self, text: str) -> None:
        assert_sound(parse_quantity(text))
        parse_unit(text)
        for entry in parse_series(text):
            assert_sound(entry)
        target = find_target_in_text(text)
        assert target is None or target.state == "value"

    @given(st.lists(st.sampled_from(PIECES), max_size=9), st.sampled_from(["", " "]))
    def test_pieces_of_quantities(self, pieces: list[str], joint: str) -> None:
        text = joint.join(pieces)
        assert_sound(parse_quantity(text))
        target = find_target_in_text(text)
        assert target is None or target.state == "value"

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6) | st.integers(), inner, max_size=4)
            ),
            max_leaves=12,
        )
    )
    def test_objects(self, raw: object) -> None:
        assert_sound(parse_quantity(raw))
        for entry in parse_series(raw):
            assert_sound(entry)
        parse_unit(raw)

    def test_objects_that_cannot_be_shown(self) -> None:
        class Hostile:
            def __str__(self) -> str:
                raise RuntimeError

        assert parse_quantity(Hostile()).state == "words"
        nested: list[object] = []
        for _ in range(100_000):
            nested = [nested]
        assert parse_quantity(nested).state == "words"

    @given(st.integers(min_value=0, max_value=10**15))
    def test_whole_numbers_come_back(self, number: int) -> None:
        for text in (str(number), f"{number:,}", f"{number}件", f"{number:,} 件以上", f"≥ {number}"):
            assert parse_quantity(text).value == number
        assert parse_quantity(number).value == number

    @given(st.decimals(min_value=0, max_value=1000, places=2))
    def test_percentages_come_back(self, number: object) -> None:
        for text in (f"{number}%", f"{number}％以上", f"< {number} %"):
            quantity = parse_quantity(text)
            assert (quantity.value, quantity.unit) == (float(str(number)), "%")

    @given(
        st.integers(min_value=1, max_value=9999),
        st.integers(min_value=0, max_value=9999),
        st.integers(min_value=0, max_value=9999),
    )
    def test_yen_in_man_and_oku_come_back(self, oku: int, man: int, rest: int) -> None:
        text = f"{oku}億" + (f"{man:,}万" if man else "") + (f"{rest:,}" if rest else "") + "円"
        quantity = parse_quantity(text)
        assert (quantity.value, quantity.unit) == (oku * 10**8 + man * 10**4 + rest, "JPY")

    @pytest.mark.parametrize(
        "piece",
        [
            "1,",
            "(",
            "〜",
            "9",
            "一",
            "万",
            "1億",
            "Q1 ",
            "→1",
            "①",
            "%",
            "〇",
            "a",
            "数",
            "1日",
            "ﷺ",
            "1〜",
            "<!--",
            "\u0301\u0323",
        ],
    )
    def test_hostile_length_is_only_words(self, piece: str) -> None:
        text = piece * 100_000
        assert parse_quantity(text).state == "words"
        assert find_target_in_text(text) is None
        assert parse_series(text) in ((), (Quantity(text, "words"),))
        assert parse_unit(text) == Unit(None)
        # Just under the cap everything is read, and still comes to an end.
        assert_sound(parse_quantity((piece * 2_000)[:2_000]))
