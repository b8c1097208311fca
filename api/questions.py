"""The fourteen questions of the intake form, in the order a consultant asks them.

They are for a client who has never heard of a KGI, so that word is nowhere in them. What each answer becomes in the
plan is `intake`'s affair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from advisor.text import Text

Rows = Literal["goal", "kpi"]
NONE: Final = "none"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Field:
    """A place for an answer.

    Attributes:
        key: its name in the form, or the end of its name where there is one for each row.
        label: what is asked.
        example: an answer as a client would write it.
        long: whether the answer may take several lines.
    """

    key: str
    label: Text
    example: Text
    long: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One of the fourteen.

    Attributes:
        number: 1 to 14.
        text: the question.
        help: a sentence on how to answer.
        fields: its places for answers, asked once for the whole plan.
        rows: whether it has more places for each goal or each number.
        row_fields: those places.
        none: what a client says who has none of it, which is an answer; None where that cannot be.
        required: whether there is no judging without an answer.
    """

    number: int
    text: Text
    help: Text
    fields: tuple[Field, ...] = ()
    rows: Rows | None = None
    row_fields: tuple[Field, ...] = ()
    none: Text | None = None
    required: bool = False

    @property
    def choice(self) -> str:
        """The form's name for what blanks in this question mean."""
        return f"blank-{self.number}"


def _field(key: str, ja: str, en: str, example_ja: str, example_en: str, *, long: bool = False) -> Field:
    return Field(key, Text(ja, en), Text(example_ja, example_en), long)


QUESTIONS: Final = (
    Question(
        1,
        Text("事業内容、人数、部署を教えてください", "Tell us about your business, your people and your departments"),
        Text(
            "どんな会社の、どこまでの話かがわかれば十分です。",
            "Enough to know what kind of business this is about.",
        ),
        (
            _field("org-name", "会社・チームの名前", "Company or team", "サンプル工業 営業部", "Sample Ltd, sales team"),
            _field("org-business", "事業内容", "What you do", "工作機械の販売と保守", "we sell and service machine tools"),
            _field("org-people", "人数", "How many people", "12人", "12"),
            _field("org-departments", "部署", "Departments", "マーケティング、営業、保守", "marketing, sales, service"),
        ),
        none=Text("部署は分かれていない", "We have no departments"),
    ),
    Question(
        2,
        Text(
            "どの数字が、いつまでに、いくつになれば成功ですか",
            "Which number, by when and how high, would mean success?",
        ),
        Text("いちばん大事なものから1つか2つ。", "One or two, the most important first."),
        (_field("period", "この計画の期間", "The period this plan covers", "2026年度", "FY2026"),),
        rows="goal",
        row_fields=(
            _field("name", "どの数字が", "Which number", "年間の売上", "yearly sales"),
            _field("target", "いくつになれば", "Target", "6,000万円", "$600,000"),
            _field("deadline", "いつまでに", "By when", "2027年3月末", "end of March 2027"),
        ),
        none=Text("まだ決めていない", "We have not decided on one"),
        required=True,
    ),
    Question(
        3,
        Text("その数字の現在値と昨年の実績を教えてください", "Where does that number stand now, and what was it last year?"),
        Text("おおよその値でかまいません。", "Round figures will do."),
        rows="goal",
        row_fields=(
            _field("baseline", "現在値", "Now", "4,200万円", "$420,000"),
            _field("last", "昨年の実績", "Last year", "4,000万円", "$400,000"),
        ),
        none=Text("新しい取り組みで、実績がない", "It is new; there are no past figures"),
    ),
    Question(
        4,
        Text("その成果に至る流れを、順に書いてください", "Which steps lead to that result? Write them in order"),
        Text(
            "「→」でつないでください。計算式（訪問数 × 資料請求率 × …）でもかまいません。",
            "Join them with “→”. A formula (visits × request rate × …) is fine too.",
        ),
        (
            _field(
                "flow", "成果までの流れ", "Steps to the result",
                "サイト訪問 → 資料請求 → 商談 → 受注", "site visits → brochure requests → sales meetings → orders",
                long=True,
            ),
        ),
        none=Text("決まった流れはない", "There are no set steps"),
    ),
    Question(
        5,
        Text("いちばん詰まっているのはどこですか", "Where does it get stuck most?"),
        Text("感覚でかまいません。", "A hunch is fine."),
        (
            _field(
                "stuck", "詰まっているところ", "Where it gets stuck",
                "資料請求のあと、商談につながらない", "requests rarely turn into sales meetings", long=True,
            ),
        ),
        none=Text("とくに詰まっていない", "Nothing in particular"),
    ),
    Question(
        6,
        Text("定期的に見ている数字をすべて挙げてください", "Which numbers do you follow? List them all"),
        Text(
            "1つの枠に1つずつ。順番は入れ替えられます。", "One in each box; you can change their order."
        ),
        rows="kpi",
        row_fields=(
            _field("name", "数字の名前", "Name of the number", "資料請求件数", "brochure requests"),
            _field("definition", "何を数えているか", "What exactly is counted",
                   "サイトの資料請求フォームの送信数", "requests sent from the form on our site"),
            _field("department", "部署", "Department", "マーケティング", "marketing"),
        ),
        none=Text("見ている数字はない", "We follow none"),
        required=True,
    ),
    Question(
        7,
        Text(
            "それぞれの現在値、過去の実績、目標、期限、担当者を教えてください",
            "For each: where it stands now, past figures, target, date, and who owns it?",
        ),
        Text(
            "ふだんの書き方で入れてください（月300件、98%以上、9月末など）。",
            "Write as you usually do (300 a month, 98% or more, end of September).",
        ),
        rows="kpi",
        row_fields=(
            _field("baseline", "現在値", "Now", "月120件", "120 a month"),
            _field("history", "過去の実績（古い順）", "Past figures, oldest first", "95, 104, 110, 118", "95, 104, 110, 118"),
            _field("target", "目標", "Target", "月300件", "300 a month"),
            _field("deadline", "期限", "By when", "2026年9月末", "end of September 2026"),
            _field("owner", "担当者", "Owner", "田中", "Smith"),
        ),
        none=Text("決めていない・ない", "Not decided, or there is none"),
    ),
    Question(
        8,
        Text(
            "その数字は、誰が、どこから、どの頻度で取りますか",
            "Who collects each number, from where, and how often?",
        ),
        Text("手作業の集計も、そのまま書いてください。", "If somebody counts by hand, say so."),
        (_field("dashboard", "数字をまとめて見る場所", "Where all of them can be seen", "共有の集計表", "a shared spreadsheet"),),
        rows="kpi",
        row_fields=(
            _field("source", "誰が、どこから", "Who, from where", "田中がアクセス解析から", "Smith, from web analytics"),
            _field("frequency", "頻度", "How often", "毎週", "weekly"),
        ),
        none=Text("決めていない・ない", "Not decided, or there is none"),
    ),
    Question(
        9,
        Text(
            "担当者は、そのために毎日・毎週何をしますか",
            "What do people do for it, daily or weekly?",
        ),
        Text("回数もわかれば書いてください。", "Say how often, if you can."),
        rows="kpi",
        row_fields=(
            _field("actions", "毎日・毎週すること", "Done daily or weekly", "比較記事を週2本公開", "publish two comparison articles a week"),
        ),
        none=Text("決まった行動はない", "Nothing regular is done for them"),
    ),
    Question(
        10,
        Text(
            "お客様はどこから来ますか。何人で、月に何日対応しますか",
            "Where do customers come from? How many people serve them, on how many days a month?",
        ),
        Text("目標の件数に、人手と日数が見合うかを考えるために伺います。", "So that targets can be seen beside the people and days there are."),
        (
            _field("channels", "お客様が来る経路", "Where they come from", "自社サイト、展示会、紹介", "our site, trade fairs, referrals"),
            _field("people", "対応する人数", "People who serve them", "3人", "3"),
            _field("days", "月の稼働日数", "Working days a month", "20日", "20"),
        ),
        none=Text("決まっていない・ない", "Not settled, or there is none"),
    ),
    Question(
        11,
        Text(
            "数が増えても質が落ちていないと、何でわかりますか。お客様と社員の声はどう集めますか",
            "When the counts rise, what shows that quality holds? How do you hear customers and staff?",
        ),
        Text("数字でも、会話やアンケートでもかまいません。", "A figure, a survey or a conversation: all count."),
        (
            _field("quality", "質を確かめる数字", "What shows quality", "商談化率", "lead-to-meeting rate"),
            _field("customers", "お客様の声の集め方", "How customers tell you what they think", "商談後のアンケート", "a survey after each meeting"),
            _field("staff", "社員の声の集め方", "How staff tell you what they think", "四半期ごとの面談", "a chat every quarter"),
        ),
        none=Text("していない", "We do not do that"),
    ),
    Question(
        12,
        Text(
            "誰が、いつ集まって数字を見ますか。未達のとき何をし、目標はいつ見直しますか",
            "Who meets to look at the numbers, and when? What follows a miss? When are targets revised?",
        ),
        Text("いま決まっているものだけでかまいません。", "Only what you already do."),
        (
            _field("cadence", "集まる間隔", "How often you meet", "毎週", "weekly"),
            _field("meeting", "会議と参加者", "Which meeting, who takes part", "営業定例（担当者と部長）", "sales meeting (team and head of sales)"),
            _field("on-miss", "未達のときにすること", "What happens after a miss", "原因を話し合い、翌週の行動を変える",
                   "we discuss why and change next week's work"),
            _field("revision", "目標を見直す時期", "When targets are revised", "四半期ごと", "every quarter"),
        ),
        none=Text("決めていない・ない", "Not decided, or there is none"),
    ),
    Question(
        13,
        Text(
            "目標は誰が決め、担当者に何を聞き、何を説明しましたか",
            "Who set the targets, and what were the people who do the work asked and told?",
        ),
        Text("経緯をそのまま書いてください。", "Just tell us how it went."),
        (
            _field("frontline", "決め方の経緯", "How they were set",
                   "部長が案を出し、担当者に件数が現実的かを聞いてから決めた",
                   "the head of sales drafted them and asked the team whether they were realistic", long=True),
        ),
        none=Text("担当者には聞いても説明してもいない", "The people who do the work were neither asked nor told"),
    ),
    Question(
        14,
        Text(
            "達成・未達は、給与・賞与・評価に影響しますか",
            "Does hitting or missing a number affect pay, bonus or appraisal?",
        ),
        Text(
            "報酬や評価にかかわる提案には「責任者限り」と表示し、共有用の診断結果には載せません。",
            "Advice about pay is marked for the owner or director, and left out of the review to share.",
        ),
        (
            _field("reward", "達成したとき", "When it is hit", "資料請求1件につき500円", "$5 for each brochure request"),
            _field("penalty", "未達のとき", "When it is missed", "賞与が1割下がる", "the bonus falls by 10%"),
            _field("tied", "どの数字に応じて", "Which number it depends on", "資料請求件数", "brochure requests"),
        ),
        none=Text("影響しない", "No, it affects none of these"),
    ),
)  # fmt: skip
