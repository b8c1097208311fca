"""What is said of columns and cells that were read in a particular way, or not at all."""

from __future__ import annotations

from typing import Final

from advisor.text import Text

UNUSED: Final = {
    "unused.worked_out": Text(
        "ほかの値から計算できる列なので、読み込みません。", "Worked out from other values, so it is not read."
    ),
    "unused.state": Text(
        "進み具合や評価の列なので、計画には入れません。", "A state or a grade, which is no part of the plan."
    ),
    "unused.group": Text("分類の列で、計画に対応する項目がありません。", "A grouping, for which a plan has no place."),
    "unused.rubric": Text(
        "評価の基準の列なので、目標値とはみなしません。", "A grading scale, which is not taken for the target."
    ),
    "unused.number": Text("行の番号なので、読み込みません。", "Row numbers, which are not read."),
    "unused.other": Text("計画に対応する項目がない列です。", "A plan has no place for this column."),
}
UNKNOWN: Final = Text(
    "見出しの言葉からは、計画のどの項目か分かりません。",
    "The header does not say which field of the plan it is.",
)
MAPPED: Final = Text("指定された項目として読みました。", "Read as you said.")
LEFT_BY_MAP: Final = Text("読み込まないと指定されました。", "Left out, as you said.")
CLOSE: Final = Text(
    "見出しの書き方が近いため、こう読みました。", "Taken so because the header is spelled much like it."
)
BY_VALUES: Final = Text(
    "見出しではなく、下の値からこう読みました。", "Taken so from the values below, not from the header."
)
OTHER_NAME: Final = Text("別の列を項目の名前として読みました。", "Another column gives the names.")
SECOND: Final = Text("同じ項目の列が左にあるため、読み込みません。", "A column further left already gives this field.")
TARGET_HIDDEN: Final = Text(
    "目標を文章で書いた列として、最終目標の候補にしました。",
    "Goals in words, so taken as goals rather than as target values.",
)
NOT_ONE_GOAL: Final = Text(
    "行ごとに違う文章なので、各KPIの備考として読みました。",
    "A different text for each row, so read as a note on each KPI.",
)
LAST_IS_TARGET: Final = Text("最も後のものが目標", "the last of them is the target")
BY_ROW: Final = Text("実績か目標かは行による", "each row says whether results or targets")
CURRENT_AS_ACTUAL: Final = Text(
    "基準値の列が別にあるため、今の実績として読みました。",
    "Read as the result so far, since another column gives the baseline.",
)
NEARER_FORECAST: Final = Text(
    "もっと先の見込みの列を読みました。", "A column with a forecast further ahead is read instead."
)
UPPER_NAMES: Final = Text(
    "右の列に名前がある行では、まとまりの名前です。", "Where the next column has a name, this is the group's."
)
LOWER_NAMES: Final = Text(
    "見出しが左の列と共通の、項目の名前です。", "The names, under the header of the column to the left."
)

# Rows and cells.
NO_NAME: Final = Text("項目の名前がない行なので、KPIにしません。", "A row without a name is no KPI.")
EXAMPLE: Final = Text("記入例の行なので、読み込みません。", "An example row, which is not read.")
NOTE_ROW: Final = Text("注記の行なので、KPIにしません。", "A remark below the table, not a KPI.")
TOTAL: Final = Text("合計や平均の行なので、KPIにしません。", "A total or average of other rows, not a KPI.")
HEADING: Final = Text("表の中の小見出しなので、KPIにしません。", "A heading inside the table, not a KPI.")
HEADING_IN_NAMES: Final = Text(
    "表の中の小見出しなので、KPIにはせず、下の項目の名前に添えました。",
    "A heading inside the table: no KPI itself, but added to the names below it.",
)
COMMENT: Final = Text("コメントの行です。", "A comment line.")
OUTSIDE: Final = Text("表の外にある文字なので、読み込みません。", "It stands outside the tables that were read.")
RUBRIC_ROW: Final = Text("上の項目の評価基準の行なので、KPIにしません。", "A grade of the item above, not a KPI.")
NO_COLUMN: Final = Text("見出しのない列の値です。", "Its column has no header.")
NO_TABLE: Final = Text(
    "KPIの名前の列が見つからないため、このシートは読み込みません。",
    "No column of KPI names was found, so this sheet is not read.",
)
NO_NAMES: Final = Text(
    "KPIの名前の列が見つからない表なので、読み込みません。",
    "No column of KPI names was found in this table, so it is not read.",
)
GRADES_FOR_TARGETS: Final = Text(
    "目標値の列がないため、この評価の基準は備考として読み、目標値は質問にします。",
    "There is no column of targets, so these grades are read as a note and the targets are asked for.",
)
NOT_A_WORD: Final = Text(
    "この列で使える言葉ではないため、読み込みません。", "Not one of the words this column can hold."
)
NO_SUCH_ROW: Final = Text(
    "この名前の目標やKPIがないため、つながりとして読み込みません。",
    "No goal or KPI has this name, so it makes no link.",
)
ONLY_CODES: Final = Text(
    "番号や記号だけで、何をするかが書かれていないため、読み込みません。",
    "It holds only numbers or codes and does not say what is done, so it is not read.",
)
REPEATED: Final = Text(
    "同じ内容の行が上にあるため、1項目にまとめました。", "The same as a row above, so the two are read as one."
)
TWICE: Final = Text(
    "同じ項目に別の値があるため、読み込みません。", "The same field has another value, so this one is not read."
)
DUPLICATE_ID: Final = Text(
    "同じIDがほかの行にもあるため、IDとして読み込みません。", "Another row has the same ID, so it is not read as one."
)
PROSE: Final = Text("表の外の文章なので、読み込みません。", "Text outside the tables, which is not read.")
NOT_FOR_GOALS: Final = Text(
    "最終目標の行にはない項目なので、読み込みません。", "A goal has no such field, so it is not read."
)
NO_NAME_COLUMN: Final = Text(
    "名前の列がない表なので、読み込みません。どの列が名前かを指定すれば読めます。",
    "This table has no column of names, so it is not read; say which column holds them.",
)
EDGE_FROM: Final = Text("つながりの元として読みました。", "Read as the row that feeds the other.")
EDGE_TO: Final = Text("つながりの先として読みました。", "Read as the row that is fed.")
SHEET_TIER: Final = Text("シートの名前を優先度として読みました。", "The name of the sheet is read as a priority.")
SHEET_OWNER: Final = Text(
    "同じ形のシートが並ぶため、シートの名前を担当者とみなしました。",
    "The sheets are alike, so the name of each is taken for its owner.",
)
SHEET_DEPARTMENT: Final = Text(
    "同じ形のシートが並ぶため、シートの名前を部署とみなしました。",
    "The sheets are alike, so the name of each is taken for a department.",
)
UNKNOWN_SETTING: Final = Text("計画に対応する項目がない設定です。", "A plan has no place for this setting.")
ANNUAL: Final = Text("年間や合計の行なので、推移には入れません。", "A total of the others, so no step in the series.")


def reason(field: str | None) -> Text:
    """Why a column is not read."""
    return UNUSED.get(field or "", UNKNOWN)
