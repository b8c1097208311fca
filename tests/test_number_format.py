"""Stored numbers as their author sees them, whatever the number format."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import to_excel

from advisor.source.number_format import BUILT_IN, plain_number, shown_date, shown_number, shown_text

SEPTEMBER = 46_295  # 2026-09-30


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.3, "0%", "30%"),
        (0.305, "0.0%", "30.5%"),
        (120, '#,##0"円"', "120円"),
        (120, "#,##0円", "120円"),
        (12, 'G/標準"件"', "12件"),
        (12.5, 'General"件"', "12.5件"),
        (3_600, '#,##0"万円"', "3,600万円"),
        (36_000_000, '#,##0,"千円"', "36,000千円"),
        (36_000_000, '#,##0,,"百万円"', "36百万円"),
        (1_234_567_890, '#,##0.0,,"百万円"', "1,234.6百万円"),
        (-1_234, '#,##0;"▲ "#,##0', "▲ 1,234"),
        (-1_234, "#,##0;[Red]△#,##0", "△1,234"),
        (-1_234, "#,##0_);[Red]\\(#,##0\\)", "-1,234"),
        (-5, "0%", "-500%"),
        (0, '#,##0;-#,##0;"-"', "-"),
        (5, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "5"),
        (1_200, "[$¥-411]#,##0", "¥1,200"),
        (1_200, "[$$-409]#,##0.00", "$1,200.00"),
        (1_500_000, '[>=1000000]#,##0.0,,"百万円";[>=1000]#,##0,"千円";0"円"', "1.5百万円"),
        (5_000, '[>=1000000]#,##0.0,,"百万円";[>=1000]#,##0,"千円";0"円"', "5千円"),
        (50, '[>=1000000]#,##0.0,,"百万円";[>=1000]#,##0,"千円";0"円"', "50円"),
        (7, "0000", "0007"),
        (3, '"第"0"位"', "第3位"),
        (100, "0 days", "100 days"),
        (0.1 + 0.2, "General", "0.3"),
        (120_000_000_000, "General", "120000000000"),
        (0.5, "# ?/?", "0.5"),
        (SEPTEMBER, "yyyy/m/d", "2026/9/30"),
        (SEPTEMBER, '[$-411]ggge"年"m"月"d"日";@', "令和8年9月30日"),
        (SEPTEMBER, "[$-411]ge.m.d", "R8.9.30"),
        (43_585, 'ggge"年"m"月"d"日"', "平成31年4月30日"),
        (SEPTEMBER, 'yyyy"年"m"月末"', "2026年9月末"),
        (SEPTEMBER, "mmm-yy", "Sep-26"),
        (SEPTEMBER, "m/d(aaa)", "9/30(水)"),
        (SEPTEMBER + 0.5, "yyyy-mm-dd hh:mm", "2026-09-30 12:00"),
        (0.75, "h:mm AM/PM", "6:00 PM"),
        (1.5, "[h]:mm", "36:00"),
    ],
)
def test_a_number_is_shown_as_its_author_sees_it(value: float, code: str, text: str) -> None:
    assert shown_number(value, code)[0] == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [(0.025, "0%", "2.5%"), (0.004, "0.0", "0.004"), (1_400, '#,##0,"千円"', "1.4千円"), (1 / 3, "0%", "33%"), (0.3333, "0.0%", "33.3%")],
)  # fmt: skip
def test_a_format_may_not_round_away_more_than_a_hundredth(value: float, code: str, text: str) -> None:
    assert shown_number(value, code)[0] == text


@pytest.mark.parametrize("number", [27, 28, 31, 34, 36, 50, 57])
def test_the_japanese_editions_own_formats_are_dates(number: int) -> None:
    assert shown_number(SEPTEMBER, BUILT_IN[number])[1] == "2026-09-30"


@given(st.datetimes(datetime(1901, 1, 1), datetime(2200, 1, 1)).map(lambda d: d.replace(microsecond=0)))
def test_a_dates_value_is_the_day_that_openpyxl_stores(moment: datetime) -> None:
    stored = to_excel(moment)  # type: ignore[no-untyped-call]
    expected = moment.date().isoformat() if moment.time() == time() else moment.isoformat()
    assert shown_number(stored, "yyyy/m/d h:mm:ss")[1] == expected
    assert shown_number(stored - 1_462, "yyyy/m/d h:mm:ss", from_1904=True)[1] == expected


def test_a_number_that_is_no_date_is_shown_as_a_number() -> None:
    assert shown_number(-3, "yyyy/m/d") == ("-3", -3)
    assert shown_number(10**12, "yyyy/m/d") == (str(10**12), 10**12)


def test_dates_that_are_stored_as_dates() -> None:
    assert shown_date(date(2026, 9, 30), 'ggge"年"m"月"d"日"') == ("令和8年9月30日", "2026-09-30")
    assert shown_date(timedelta(hours=30), "[h]:mm") == ("30:00", "30:00:00")
    assert shown_date(date(2026, 9, 30), "General") == ("2026/9/30", "2026-09-30")


def test_a_format_may_add_to_a_text() -> None:
    assert shown_text("田中", '@"様"') == "田中様"
    assert shown_text("田中", '0;0;0;@" 様"') == "田中 様"
    assert shown_text("田中", '"約"0') == "田中"


@given(
    st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**15), 10**15),
    st.text('0#?,.%;-+()"\\_*@[]$¥年月日ymdhsgeAP/ ', max_size=30),
)
def test_any_number_has_a_text_under_any_format(value: float, code: str) -> None:
    text, kept = shown_number(value, code)
    assert isinstance(text, str)
    assert kept == value or isinstance(kept, str)


@given(st.floats(-1e300, 1e300))
def test_plain_digits_keep_fifteen_figures(value: float) -> None:
    assert float(plain_number(value)) == pytest.approx(value, rel=1e-14)
