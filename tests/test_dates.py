"""Deadlines, periods and rhythms: phrases with their meaning, and promises that hold for any input."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.naming.spelling import is_japanese
from advisor.notation.blank import classify_blank
from advisor.notation.dates import When, parse_cadence, parse_when

GROUPS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "phrases_dates.yaml").read_text("utf-8")
)
PHRASES = [(group, phrase) for group in GROUPS for phrase in group["phrases"]]


def told(when: When) -> dict[str, Any]:
    return {
        "state": when.state,
        "start": when.start and when.start.isoformat(),
        "end": when.end and when.end.isoformat(),
        "standing": when.standing,
        "impossible": when.impossible,
        "assumed": when.assumed,
        "duration_days": when.duration_days,
    }


def assert_sound(when: When) -> None:
    """What every reader of a date may rely on."""
    assert (when.state == "date") == (when.start is not None or when.end is not None)
    if when.start and when.end:
        assert when.start <= when.end
    if when.impossible:
        assert when.state == "words"


@pytest.mark.parametrize(
    ("group", "phrase"), PHRASES, ids=[f"{group['about']}: {phrase['text']}" for group, phrase in PHRASES]
)
def test_phrase(group: dict[str, Any], phrase: dict[str, Any]) -> None:
    when = parse_when(
        phrase["text"],
        as_of=date.fromisoformat(group["as_of"]) if "as_of" in group else None,
        period=parse_when(group["period"]) if "period" in group else None,
        language_hint=group.get("hint"),
    )
    default = {
        "state": "date",
        "start": None,
        "end": None,
        "standing": False,
        "impossible": False,
        "assumed": None,
        "duration_days": None,
    }
    assert told(when) == {**default, **{name: value for name, value in phrase.items() if name != "text"}}
    assert when.raw == phrase["text"]


def test_there_are_enough_phrases() -> None:
    japanese = sum(is_japanese(phrase["text"]) for _, phrase in PHRASES)
    assert len(PHRASES) >= 340
    assert min(japanese, len(PHRASES) - japanese) >= 130


@pytest.mark.parametrize(
    ("raw", "start", "end"),
    [
        (date(2027, 3, 31), "2027-03-31", "2027-03-31"),
        (datetime(2027, 3, 31, 9), "2027-03-31", "2027-03-31"),
        (2027, "2027-01-01", "2027-12-31"),
        (2027.0, "2027-01-01", "2027-12-31"),
        (20270331, "2027-03-31", "2027-03-31"),
        ({"start": "2027-04-01", "end": "2028-03-31"}, "2027-04-01", "2028-03-31"),
        ({"開始": "2027年4月", "終了": "2027年9月"}, "2027-04-01", "2027-09-30"),
        ({"start": "2027-04-01"}, "2027-04-01", None),
        ({"end": date(2027, 9, 30)}, None, "2027-09-30"),
        (["2027-04-01", "2027-09-30"], "2027-04-01", "2027-09-30"),
    ],
)
def test_objects(raw: object, start: str | None, end: str | None) -> None:
    when = parse_when(raw)
    assert when.state == "date"
    assert (told(when)["start"], told(when)["end"]) == (start, end)


@pytest.mark.parametrize(
    ("raw", "state"),
    [(None, "open"), (False, "none"), ([], "none"), (True, "words"), (12, "words"), (2027.5, "words"), (float("nan"), "open"),
     (float("inf"), "words"), ({"start": {"end": 1}}, "words"), ([["2027"]], "words"), (object(), "words"), ({1: 2}, "words")],
)  # fmt: skip
def test_objects_that_are_no_date(raw: object, state: str) -> None:
    assert parse_when(raw).state == state


def test_a_span_that_ends_before_it_starts_is_impossible() -> None:
    assert parse_when({"start": "2027-09-30", "end": "2027-04-01"}).impossible
    assert parse_when("2027-09-30〜2027-04-01").impossible


@pytest.mark.parametrize(
    ("text", "cadence"),
    [
        ("日次", "daily"), ("each morning", "daily"), ("毎営業日の朝会", "daily"), ("real-time dashboard", "daily"), ("週5回", "daily"),
        ("週次", "weekly"), ("毎週", "weekly"), ("週次レビュー", "weekly"), ("weekly", "weekly"), ("週1回の定例", "weekly"),
        ("every Monday", "weekly"), ("月4回", "weekly"), ("7日", "weekly"), ("once a week", "weekly"),
        ("隔週", "biweekly"), ("bi-weekly", "biweekly"), ("fortnightly", "biweekly"), ("月2回", "biweekly"), ("every two weeks", "biweekly"),
        ("2週間ごと", "biweekly"), ("2週間に1回", "biweekly"), ("every 14 days", "biweekly"),
        ("月次", "monthly"), ("monthly business review", "monthly"), ("28日", "monthly"), ("毎月 推進会議 / 年2回 全体会議", "monthly"),
        ("月末締め", "monthly"), ("twice a year, and each month", "monthly"),
        ("四半期ごと", "quarterly"), ("quarterly", "quarterly"), ("3か月ごと", "quarterly"), ("年4回", "quarterly"), ("隔月", "quarterly"),
        ("QBR", "quarterly"), ("半期ごと", "half_yearly"), ("半年に1回", "half_yearly"), ("twice a year", "half_yearly"),
        ("年次", "yearly"), ("annual report", "yearly"), ("year-end committee", "yearly"), ("年度ごと", "yearly"), ("年1回", "yearly"),
        ("目視", None), ("学期末ごと", None), ("", None), (None, None), ("適宜", None), ("headquarters", None),
    ],
)  # fmt: skip
def test_cadence(text: object, cadence: str | None) -> None:
    assert parse_cadence(text) == cadence


@pytest.mark.parametrize(
    ("raw", "blank"),
    [
        (None, "open"), ("", "open"), ("  ", "open"), ("TBD", "open"), ("N/A", "open"), ("-", "open"), ("—", "open"), ("ー", "open"),
        ("未定", "open"), ("〇〇%", "open"), ("○○万円", "open"), ("XX件", "open"), ("月〇件", "open"), ("n/a until launch", "open"),
        ("See the wiki for details", "open"), ("別紙参照", "open"), ([None, ""], "open"), (float("nan"), "open"), ("to be set", "open"),
        (False, "none"), ("none", "none"), ("なし", "none"), ("無し", "none"), ("特になし", "none"), ("no", "none"), ([], "none"),
        ("No.", "none"), ("ありません", "none"),
        (0, "given"), ("0", "given"), (0.0, "given"), (True, "given"), ("実施", "given"), ("B", "given"), ("(実施)", "given"),
        ("二〇二六年", "given"), ("一〇〇件", "given"), ("x軸", "given"), ("なしの出荷量", "given"), ("nominal", "given"), ("△", "given"),
        ([0], "given"), ({"a": None}, "given"), ("○○商店との契約を結ぶ", "given"), (object(), "given"),
    ],
)  # fmt: skip
def test_blank(raw: object, blank: str) -> None:
    assert classify_blank(raw) == blank


class TestAnyInput:
    """Promises that hold whatever is written."""

    @given(st.text(max_size=200), st.none() | st.dates())
    def test_text(self, text: str, as_of: date | None) -> None:
        assert_sound(parse_when(text, as_of=as_of))
        parse_cadence(text)
        assert classify_blank(text) in ("given", "open", "none")

    @given(
        st.lists(
            st.sampled_from(
                [
                    "20",
                    "26",
                    "2026",
                    "99",
                    "9999",
                    "0",
                    "13",
                    "年",
                    "年度",
                    "月",
                    "日",
                    "/",
                    "-",
                    ".",
                    "〜",
                    "末",
                    "上期",
                    "第",
                    "四半期",
                    "Q",
                    "3",
                    "W",
                    "FY",
                    "'",
                    "令和",
                    "平成",
                    "R",
                    "元",
                    "半年",
                    "か月",
                    "後",
                    "以内",
                    "March",
                    "31",
                    "end",
                    "of",
                    "day",
                    "week",
                    "first",
                    "within",
                    "(",
                    ")",
                    "来",
                    "今",
                    "期",
                    "12/31",
                    "2026-09",
                    "、",
                    "から",
                    "まで",
                ]
            ),
            max_size=9,
        ),
        st.sampled_from(["", " "]),
        st.none() | st.dates(),
        st.sampled_from([None, "2026年度", "2026", "2024〜2026年度", "2026-05〜", "TBD"]),
    )
    def test_pieces_of_dates(self, pieces: list[str], joint: str, as_of: date | None, period: str | None) -> None:
        known = parse_when(period) if period else None
        assert_sound(parse_when(joint.join(pieces), as_of=as_of, period=known, language_hint="ja"))

    @given(
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats()
            | st.text(max_size=20)
            | st.binary(max_size=5)
            | st.dates(),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(st.sampled_from(["start", "end", "until", 1, None]), inner, max_size=3)
            ),
            max_leaves=12,
        )
    )
    def test_objects(self, raw: object) -> None:
        assert_sound(parse_when(raw))
        parse_cadence(raw)
        classify_blank(raw)

    @given(st.dates(min_value=date(1901, 1, 1), max_value=date(2198, 12, 31)))
    def test_days_come_back(self, day: date) -> None:
        written = [
            day.isoformat(),
            f"{day.year}/{day.month}/{day.day}",
            f"{day.year}年{day.month}月{day.day}日まで",
            day.strftime("%B %d, %Y"),
        ]
        if day >= date(2019, 5, 1) and day.year < 2118:
            written += [f"令和{day.year - 2018}年{day.month}月{day.day}日", f"R{day.year - 2018}.{day.month}.{day.day}"]
        for text in written:
            when = parse_when(text)
            assert (when.start, when.end) == (day, day), text

    @given(st.integers(min_value=1901, max_value=2190))
    def test_business_years_run_from_april(self, year: int) -> None:
        for text in (f"{year}年度", f"FY{year}", f"{year + 1}年3月期"):
            when = parse_when(text)
            assert (when.start, when.end) == (date(year, 4, 1), date(year + 1, 3, 31)), text

    @given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)), st.integers(min_value=1, max_value=900))
    def test_days_from_as_of(self, as_of: date, days: int) -> None:
        assert parse_when(f"{days}日以内", as_of=as_of).end == as_of + timedelta(days=days)
        assert parse_when(f"in {days} days", as_of=as_of).end == as_of + timedelta(days=days)

    @pytest.mark.parametrize(
        "piece", ["1,", "(", "〜", "9", "2026年", "Q1 ", "2026-", "令和", "W1", "day 1 ", "年度末", "/", "ﷺ"]
    )
    def test_hostile_length_is_only_words(self, piece: str) -> None:
        text = piece * 100_000
        assert parse_when(text) == When(text, "words")
        assert parse_cadence(text) is None
        assert classify_blank(text) == "given"
        assert_sound(parse_when((piece * 2_000)[:2_000], as_of=date(2026, 5, 20)))
