"""What a plan's sheet holds: its columns and settings, each with its name and a word of help in both languages.

The names are those that `knowledge/headers.yaml` reads; a test holds every one of them to that.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from advisor.text import Text


class Column(NamedTuple):
    """A column, or a line of the settings.

    Attributes:
        key: the plan's key, or its path with dots among the settings.
        header: what stands above it or before it.
        help: shown beside the cell when it is chosen.
        width: in characters.
        choices: the words that may stand in it, when it takes only some.
    """

    key: str
    header: Text
    help: Text
    width: int = 14
    choices: tuple[str, ...] = ()


_HELP: Final[dict[str, Text]] = {
    "baseline": Text("出発点の値です。「月120件」のように期間と単位も書いてください。", "The value you start from, with period and unit: 120 a month."),
    "target": Text("目指す値です。未定なら「未定」と書いてください。", "The value to reach; write TBD when it is not set yet."),
    "deadline": Text("いつまでに届かせるかです。例：2026年9月末", "By when, for example 2026-09-30."),
    "owner": Text("数字に責任を持つ人です。1人を書いてください。", "The one person who answers for this figure."),
    "formula": Text("計算式があれば、ほかのKPIの名前で書いてください。例：訪問数 * CV率", "A formula with other KPIs' names, for example Visits * Rate."),
    "data_source": Text("数字の出所です。例：GA4、販売管理システム", "Where the figure comes from, for example GA4."),
    "unit": Text("件、円、%など", "orders, JPY, % …"),
}  # fmt: skip

KGI_COLUMNS: Final = (
    Column("name", Text("KGI名", "KGI Name"), Text("最終目標です。何がいくつになれば成功かを1行に1つ書いてください。", "The final goal: which number means success. One a row."), 24),
    Column("id", Text("ID", "ID"), Text("省けます。ほかの行から指すための短い名前です。", "May be left out: a short name that other rows point to."), 12),
    Column("baseline", Text("基準値", "Baseline"), _HELP["baseline"]),
    Column("target", Text("目標値", "Target"), _HELP["target"]),
    Column("actual", Text("実績", "Actual"), Text("いまの実績です。", "The result so far.")),
    Column("unit", Text("単位", "Unit"), _HELP["unit"], 8),
    Column("deadline", Text("期限", "Deadline"), _HELP["deadline"]),
    Column("formula", Text("計算式", "Formula"), _HELP["formula"], 28),
    Column("owner", Text("担当", "Owner"), _HELP["owner"], 12),
    Column("data_source", Text("データソース", "Data Source"), _HELP["data_source"], 16),
)  # fmt: skip

KPI_COLUMNS: Final = (
    Column("name", Text("KPI名", "KPI Name"), Text("必要なのはこの列だけです。1行に1つ書いてください。", "The only column you need. One KPI a row."), 24),
    Column("id", Text("ID", "ID"), Text("省けます。ほかの行から指すための短い名前です。", "May be left out: a short name that other rows point to."), 12),
    Column("kgi", Text("紐づくKGI", "Parent KGI"), Text("どの最終目標のための数字かです。KGIの名前かIDを書いてください。", "Which goal it serves: the goal's name or ID."), 16),
    Column("drives", Text("つながる先", "Feeds"), Text("この数字が動かすほかのKPIの名前かIDです。", "The other KPI that this one moves: its name or ID."), 16),
    Column("definition", Text("定義", "Definition"), Text("何を数え、何を除くかです。", "What is counted, and what is not."), 32),
    Column("formula", Text("計算式", "Formula"), _HELP["formula"], 24),
    Column("unit", Text("単位", "Unit"), _HELP["unit"], 8),
    Column("baseline", Text("基準値", "Baseline"), _HELP["baseline"]),
    Column("target", Text("目標値", "Target"), _HELP["target"]),
    Column("actual", Text("実績", "Actual"), Text("いまの実績です。", "The result so far.")),
    Column("forecast", Text("着地見込み", "Forecast"), Text("期末にいくつになりそうかです。", "Where it will probably end.")),
    Column("deadline", Text("期限", "Deadline"), _HELP["deadline"]),
    Column("period", Text("対象期間", "Interval"), Text("1つの値が表す期間です。例：月次", "What one value covers, for example monthly."), 12),
    Column("direction", Text("改善の方向", "Direction"), Text("upは増えるとよい、downは減るとよい数字です。", "up: more is better; down: less is better."), 10, ("up", "down")),
    Column("kind", Text("指標の種類", "Kind"), Text("activity 行動、outcome 結果、quality 質、perception 声、milestone 節目", "activity, outcome, quality, perception or milestone."), 12, ("activity", "outcome", "quality", "perception", "milestone")),
    Column("tier", Text("優先度", "Tier"), Text("core 中心、supporting 補助、monitor 監視用（目標値はなくてもかまいません）", "core, supporting, or monitor (a watch measure, which needs no target)."), 12, ("core", "supporting", "monitor")),
    Column("guarded_by", Text("質の指標", "Guardrail"), Text("数が増えても質が落ちていないことを確かめるKPIの名前です。", "The KPI that shows quality holds while volume grows."), 16),
    Column("owner", Text("担当", "Owner"), _HELP["owner"], 12),
    Column("department", Text("部署", "Department"), Text("担当する部署です。", "The department that runs it."), 14),
    Column("data_source", Text("データソース", "Data Source"), _HELP["data_source"], 16),
    Column("frequency", Text("確認頻度", "Frequency"), Text("数字を見る頻度です。例：毎週", "How often you look at it, for example weekly."), 12),
    Column("history", Text("過去の実績", "History"), Text("過去の値を古い順に、空白をはさんだコンマで区切ってください。例：104, 110, 118", "Past values, oldest first: 104, 110, 118."), 20),
    Column("milestones", Text("中間目標", "Milestones"), Text("途中の目標です。例：2026-06-30 月200件", "Targets on the way, for example 2026-06-30: 200 a month."), 20),
    Column("actions", Text("打ち手", "Actions"), Text("そのために日々行うことです。", "What is done for it day by day."), 28),
    Column("note", Text("備考", "Note"), Text("自由に書いてください。", "Anything else."), 24),
)  # fmt: skip

SETTINGS: Final = (
    Column("title", Text("計画名", "Plan Title"), Text("例：営業部 2026年度上期 KPI計画", "For example Sales, first half of 2026")),
    Column("period", Text("計画期間", "Plan Period"), Text("例：2026年度上期、2026-04-01〜2026-09-30", "For example 2026-04-01..2026-09-30")),
    Column("as_of", Text("基準日", "As Of"), Text("この日を今日として判定します。空なら診断した日です。", "The day to judge by; today when empty.")),
    Column("organization.name", Text("会社名", "Company"), Text("会社や部署の名前です。", "The company or team.")),
    Column("organization.industry", Text("業種", "Industry"), Text("事業の内容です。", "What business you are in.")),
    Column("organization.headcount", Text("従業員数", "Headcount"), Text("人数です。", "How many people.")),
    Column("organization.departments", Text("部署一覧", "Departments"), Text("読点で区切ってください。", "Separate them with semicolons.")),
    Column("ksf", Text("重要成功要因", "Key Success Factors"), Text("成果を左右するものです。", "What success hinges on.")),
    Column("resources.channels", Text("集客経路", "Channels"), Text("お客様はどこから来ますか。", "Where customers come from.")),
    Column("resources.people", Text("担当人数", "Team Size"), Text("対応できる人数です。", "How many people do the work.")),
    Column("resources.working_days_per_month", Text("営業日数", "Working Days Per Month"), Text("月に何日対応しますか。", "Working days in a month.")),
    Column("operation.review.cadence", Text("会議の頻度", "Review Cadence"), Text("いつ集まって数字を見ますか。例：毎週", "How often you meet over the figures.")),
    Column("operation.review.meeting", Text("会議名", "Review Meeting"), Text("どの会議で見ますか。", "In which meeting.")),
    Column("operation.review.participants", Text("参加者", "Participants"), Text("誰が出ますか。", "Who takes part.")),
    Column("operation.on_miss", Text("未達時の対応", "On Miss"), Text("未達のとき何をしますか。", "What follows a miss.")),
    Column("operation.effect_check", Text("効果の確認", "Effect Check"), Text("KPIが目標に効いているかを、いつ、どう確かめますか。", "How you check that the KPIs move the goal.")),
    Column("operation.frontline", Text("現場への説明", "Frontline"), Text("担当者に何を聞き、何を説明しましたか。", "What staff were asked and told.")),
    Column("operation.data_source", Text("データの出所", "Data Source"), Text("数字全体の出所です。", "Where the figures come from.")),
    Column("operation.dashboard", Text("ダッシュボード", "Dashboard"), Text("どこで数字を見られますか。", "Where the figures can be seen.")),
    Column("operation.revision", Text("目標の見直し", "Target Revision"), Text("目標はいつ見直しますか。", "When targets are revised.")),
    Column("qualitative", Text("顧客の声", "Customer Voice"), Text("お客様と社員の声はどう集めますか。", "How you hear customers and staff.")),
    Column("incentives", Text("報酬との連動", "Incentives"), Text("給与・賞与・評価に影響しますか。しなければ「なし」と書いてください。", "Does it affect pay or appraisal? Write none if it does not.")),
)  # fmt: skip
