"""What must hold for any sheet: the order of columns, unknown columns and blank rows change no value."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import InputError, Position
from advisor.layout import FIELDS, laid_out
from advisor.source.grid import Cell, Pages, Sheet, column_letters

HEADERS = {
    "KPI名": ["資料請求件数", "商談化率", "解約数"],
    "定義": ["フォームの送信", "商談÷請求", "月末までの解約"],
    "単位": ["件", "%", "件"],
    "現状値": ["120", "15%", "9"],
    "2027年3月目標": ["300", "20%", "5"],
    "担当者": ["森", "林", "森"],
    "データソース": ["GA4", "SFA", "会員DB"],
    "集計頻度": ["週次", "月次", "月次"],
    "備考": ["主要", "", "参考"],
    "2025年度 実績": ["100", "14%", "11"],
    "2024年度 実績": ["90", "12%", "12"],
}
UNKNOWN = st.sampled_from(["色", "Colour", "事業の大きさ", "Zone", "管理用", "売上目標", "Target ROAS"])


def sheet_of(columns: list[tuple[str, list[str]]], gaps: int = 0) -> Pages:
    rows = []
    for r, texts in enumerate(zip(*([h, *values] for h, values in columns), strict=True), 1):
        at = r + gaps if r > 1 else r
        cells = [
            Cell(at, c, text, text, Position(at, c, f"計画!{column_letters(c)}{at}"))
            for c, text in enumerate(texts, 1)
            if text
        ]
        rows.append(tuple(cells))
    return Pages("計画.xlsx", (Sheet("計画", tuple(rows)),))


@given(st.permutations(list(HEADERS.items())))
def test_the_order_of_columns_changes_no_plan(columns: list[tuple[str, list[str]]]) -> None:
    assert laid_out(sheet_of(columns)).data == laid_out(sheet_of(list(HEADERS.items()))).data


@given(
    st.permutations(list(HEADERS.items())),
    st.dictionaries(UNKNOWN, st.lists(st.text("あい09a%-", max_size=4), min_size=3, max_size=3)),
)
def test_columns_nobody_knows_change_no_plan(columns: list[tuple[str, list[str]]], more: dict[str, list[str]]) -> None:
    more = {header: ["q" + v for v in values] for header, values in more.items()}
    assert laid_out(sheet_of([*columns, *more.items()])).data == laid_out(sheet_of(list(HEADERS.items()))).data


@given(st.lists(st.lists(st.one_of(st.sampled_from([*HEADERS, "KPI", "目標", "実績", "2024", "Q1", "例）", "※", "合計", "-"]), st.text(max_size=6)), min_size=1, max_size=6), max_size=8))  # fmt: skip
def test_any_cells_make_a_plan_or_a_sentence(drawn: list[list[str]]) -> None:
    rows = []
    for r, texts in enumerate(drawn, 1):
        cells = [
            Cell(r, c, t.strip(), t.strip(), Position(r, c, f"S!{column_letters(c)}{r}"))
            for c, t in enumerate(texts, 1)
            if t.strip()
        ]
        if cells:
            rows.append(tuple(cells))
    pages = Pages("s.xlsx", (Sheet("S", tuple(rows)),))
    written = {t.strip() for texts in drawn for t in texts}
    try:
        document = laid_out(pages)
    except InputError:
        return
    assert document.understanding is not None
    for value in document.understanding.values:
        assert document.place(value.pointer) is not None
        assert all(part.strip() in written or part.strip() in " / ".join(written) for part in value.raw.split("\n")), (
            value
        )


@given(st.sampled_from(sorted(FIELDS)), st.sampled_from(list(HEADERS)))
def test_a_correction_is_followed_whatever_the_header_says(field: str, header: str) -> None:
    if (header == "KPI名") != (field == "name") and (
        header == "KPI名" or not any(map(str.isalpha, HEADERS[header][0]))
    ):
        return  # then nothing names the rows, which is another test's
    document = laid_out(sheet_of(list(HEADERS.items())), corrections={header: field})
    assert document.understanding is not None
    (column,) = [c for c in document.understanding.columns if c.header == header]
    shown = {"ignore": None, "drives": "kgi"}
    assert column.field == shown.get(field, field)
