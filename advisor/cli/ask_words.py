"""What `kpi-advisor ask` says in both languages: its help, and the sentences of the interview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from advisor.text import Text

COMMAND: Final = Text(
    "計画に足りないことを1問ずつ尋ね、答えを書き込む", "Ask what the plan leaves out, one question at a time"
)

DETAILS: Final = Text(
    "PLANの診断に足りないことを、大事な順に1問ずつ尋ねます。答えは計画の写しに書き込み、コメント、順序、体裁はそのままです。"
    "答えるたびに診断し直し、点数と指摘がどう動いたかを示します。書き込むのは -o のファイルだけです。答えるたびに保存するので、"
    "途中でやめても失われません。続きは、保存したファイルをPLANにして始めてください。"
    "空行は「あとで」、「なし」はない・決めていないこと、「わからない」は調べてもわからないことを表します。"
    "「なし」と「わからない」は、次からは尋ねません。答えは1行に1つ、標準入力からも渡せます。",
    "Asks what the review of PLAN lacks, most important first, one question at a time. Answers go into a copy of the plan; "
    "comments, order and layout stay. After each answer the plan is judged again and you see how score and findings "
    "moved. Only the file of -o is written, after every answer, so nothing is lost if you stop; to go on, give that file "
    "as PLAN. An empty line means later, “none” that there is none or it is not decided, “not known” that nobody knows; "
    "the last two are not asked again. Answers can also be piped in, one a line.",
)

EXAMPLES: Final = (
    ("kpi-advisor ask plan.yaml -o new.yaml", Text("質問に答える", "answer the questions")),
    ("kpi-advisor ask new.yaml -o new.yaml --force", Text("続きから始める", "go on where you stopped")),
    (
        "kpi-advisor ask plan.yaml -o new.yaml < answers.txt",
        Text("用意した答えを渡す", "with answers written beforehand"),
    ),
)

EXIT_CODES: Final = Text(
    "終了コード：0 最後まで進んだ、または途中でやめた、2 読めない・書き込めないファイルか使い方の誤り、130 Ctrl-Cで中断",
    "Exit codes: 0 went through or stopped, 2 a file that cannot be read or written or usage, 130 stopped with Ctrl-C",
)

OPTION_INTO: Final = Text(
    "答えを書き込むファイル（必須）。既存のファイルには --force が必要です（PLANと同じでもかまいません）",
    "File for the plan with its answers (required); one that is there takes --force, and may be PLAN itself",
)

LATER: Final = frozenset({"次", "つぎ", "next", "skip"})
STOP: Final = frozenset({"終了", "終わり", "やめる", "quit", "exit", "stop"})
HELP: Final = frozenset({"?", "？", "help", "ヘルプ"})
ALL: Final = ("全部", "すべて", "全て", "all", "everything")
"""Before an answer: it goes for this row and all that follow."""

WHY: Final[Mapping[str, Text]] = {
    "goal": Text("最終目標までのつながりを計算するためです。", "to see how the plan adds up to its goal"),
    "focus": Text("力を入れる順番を決めるためです。", "to see what comes first"),
    "target": Text("目標値が届く水準かどうかを確かめるためです。", "to see whether the target is within reach"),
    "wording": Text("誰が見ても同じ数え方になるようにするためです。", "so that everyone counts the same thing"),
    "displacement": Text("数が増えた分だけ成果につながっているかを確かめるためです。", "to see whether more of it brings more result"),
    "voice": Text("数字に表れない変化に気づけるかを確かめるためです。", "to see whether you would notice what figures miss"),
    "balance": Text("日々の動きと成果の両方が見えているかを確かめるためです。", "to see whether both daily work and results are in view"),
    "field": Text("動く人と、その人のすることが決まっているかを確かめるためです。", "to see who acts on it, and how"),
    "field/not-consulted": Text("目標が現場の実情に合っているかを確かめるためです。", "to see whether the targets fit what the field knows"),
    "field/reasons-not-shared": Text("目標の理由が現場に届いているかを確かめるためです。", "to see whether the reasons reached the field"),
    "alignment": Text("部門どうしの数字がつながっているかを確かめるためです。", "to see whether departments' figures connect"),
    "operation": Text("数字を見て次の手を打てるかを確かめるためです。", "to see whether figures lead to a next step"),
    "operation/no-data-source": Text("数字がいつも同じ手順で手に入るかを確かめるためです。", "to see whether the figures can be had in the same way each time"),
    "culture": Text("数字が働き方にどう影響するかを確かめるためです。", "to see what the figures do to the way people work"),
    "displacement/reward-on-volume": Text("数字が働き方にどう影響するかを確かめるためです。", "to see what the figures do to the way people work"),
}  # fmt: skip
"""Why something is asked, by the rule that waits for it, else by its category."""

SAYINGS: Final[Mapping[str, Text]] = {
    "missing_into": Text("答えを書き込むファイルを -o で指定してください（例：-o new.yaml）。", "Name the file for the answers with -o, such as -o new.yaml."),
    "ask_needs_file": Text(
        "標準入力は答えに使うので、計画と -o にはファイルを指定してください。",
        "Standard input is for the answers, so PLAN and -o must be files.",
    ),
    "ask_intro": Text("「{title}」について、{count}問伺います。答えは1問ごとに {name} に保存します。", "{count} about “{title}”. Each answer is saved in {name} at once."),
    "ask_intro_bare": Text("計画について、{count}問伺います。答えは1問ごとに {name} に保存します。", "{count} about your plan. Each answer is saved in {name} at once."),
    "ask_keys": Text(
        "なし＝ない・決めていない　わからない＝調べてもわからない　空行＝あとで　?＝答え方　終了＝やめる",
        "none = none, or not decided · not known = nobody knows · empty line = later · ? = how to answer · quit",
    ),
    "ask_help": Text(
        "思ったとおりの言葉で、1行で答えてください。「なし」はない・決めていないこと、「わからない」は調べてもわからないことを表し、"
        "どちらも次からは尋ねません。空行なら、次の機会にもう一度尋ねます。項目ごとの質問では、「全部 ○○」で残りの項目に同じ答えが入り、"
        "「次」で残りを飛ばします。「終了」かCtrl-Dで、いつでもやめられます。",
        "Answer in your own words, on one line. “none” means there is none or it is not decided, “not known” that nobody "
        "knows; neither is asked again. After an empty line you are asked another time. Where rows are asked one by one, "
        "“all Sato” gives the rest the same answer and “next” leaves the rest. “quit” or Ctrl-D stops at any time.",
    ),
    "ask_why": Text("理由：", "why: "),
    "ask_example": Text("例：", "e.g. "),
    "ask_rows": Text("{count}項目を順に伺います。残りも同じなら「全部 ○○」、残りを飛ばすなら「次」。", "{count} rows, one by one. “all …” gives the rest the same answer, “next” leaves them."),
    "ask_unread_quantity": Text("数字として読み取れません。", "That cannot be read as a figure."),
    "ask_unread_unit": Text("「{said}」と読み取りましたが、目標は「{target}」です。", "Read as “{said}”, while the target is “{target}”."),
    "ask_unread_but": Text("「{said}」と読み取りましたが、値そのものがわかりません。", "Read as “{said}”, which does not say the figure itself."),
    "ask_unread_date": Text("日付として読み取れません。", "That cannot be read as a date."),
    "ask_unread_name": Text("計画にその名前の最終目標がありません（{names}）。", "The plan has no goal of that name ({names})."),
    "ask_unread_choice": Text("どの期間の値かを読み取れません（例：月間、年間、期間全体）。", "That names no period (such as per month, per year, whole period)."),
    "ask_unread_text": Text("もう少し詳しく教えてください。", "Please say a little more."),
    "ask_insist": Text("このまま残す場合は、同じ答えをもう一度入れてください。", "To keep it as it is, enter the same again."),
    "ask_read": Text("{written} → {said}", "{written} → {said}"),
    "ask_kept": Text("計画の answers に控えました。", "Kept under “answers” in the plan."),
    "ask_none": Text("「ない・決めていない」と書きました。", "Noted: none, or not decided."),
    "ask_not_known": Text("「わからない」と書きました。次からは尋ねません。", "Noted as not known; it will not be asked again."),
    "ask_later": Text("あとで伺います。", "Left for later."),
    "ask_open": Text("未定のままとし、あとで伺います。", "Left open, for later."),
    "ask_cannot": Text("この答えは書き込めませんでした（{place}の書き方が込み入っているため）。ファイルを手で直してください：{written}", "This answer could not be written ({place} is laid out in a way that cannot be edited); put it in by hand: {written}"),
    "ask_score": Text("点数 {old}→{new}", "score {old} → {new}"),
    "ask_same_score": Text("点数 {new}（変わらず）", "score {new}, as before"),
    "ask_coverage": Text("判断できた割合 {old}→{new}", "judged {old} → {new}"),
    "ask_left": Text("残り{count}問", "{count} to go"),
    "ask_resolved": Text("解消", "settled"),
    "ask_added": Text("新しい指摘（{severity}）", "new ({severity})"),
    "ask_nothing": Text("伺うことはありません。計画を {name} に書き出しました。", "There is nothing to ask. The plan is in {name}."),
    "ask_done": Text("以上です。{answered}答え、点数は{old}から{new}、判断できた割合は{before}から{after}になりました。", "That is all. {answered}; score {old} → {new}, judged {before} → {after}."),
    "ask_done_same": Text("以上です。{answered}答え、点数は{new}のまま、判断できた割合は{before}から{after}になりました。", "That is all. {answered}; score still {new}, judged {before} → {after}."),
    "ask_done_none": Text("以上です。答えはまだありません。", "That is all. Nothing was answered."),
    "ask_open_left": Text("あとで答える質問が{count}問あります。続きは {command}", "{count} left for later. To go on: {command}"),
    "ask_next": Text("診断を見るには kpi-advisor lint {name}", "To see the review: kpi-advisor lint {name}"),
    "ask_stopped": Text("ここまでの答えは {name} に保存しました。続きは {command}", "Your answers so far are saved in {name}. To go on: {command}"),
    "ask_changed": Text(
        "{name} がほかで書き換えられたため、保存を止めました。書き換えた内容を確かめ、そのファイルから始めてください。最後の答え：{written}",
        "{name} was changed by something else meanwhile, so nothing more was saved; look at it and start again from it. Last answer: {written}",
    ),
}  # fmt: skip
