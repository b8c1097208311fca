"""`kpi-advisor ask`: the real command on a terminal and through a pipe, to the end and interrupted."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from command import COMMAND, Conversation, Ran, environment, kpi_advisor, written

DATED = ("--as-of", "2026-04-01")
PLAN = """\
# 南口店の計画（店長作成）
title: 南口店 2026年度
period: 2026年度
kgis:
- {name: 年間売上, target: 1億2,000万円}   # 本部と合意
operation: 月次      # 全員参加
resources: {channels: [駅前の看板, 紹介]}
kpis:
- name: 来店数
  target: 月3,000人
- 客単価            # 税込み
- リピート率
"""
FIRST = "担当者は毎日・毎週何をしますか"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return written(tmp_path, "plan.yaml", PLAN)


def ask(plan: Path, *answers: str, new: str = "new.yaml", lang: str = "ja", options: tuple[str, ...] = ()) -> Ran:
    """The interview through a pipe."""
    lines = "".join(f"{a}\n" for a in answers)
    return kpi_advisor("ask", plan, "-o", new, "--lang", lang, *DATED, *options, stdin=lines, cwd=plan.parent)


def asked(said: str) -> list[str]:
    """The questions that were put."""
    return [row.partition("] ")[2] for row in said.splitlines() if row.startswith("[")]


def result(plan: Path, new: str = "new.yaml") -> Any:
    return yaml.safe_load((plan.parent / new).read_text("utf-8"))


def lint(plan: Path, new: str) -> Any:
    return kpi_advisor("lint", new, "--format", "json", *DATED, cwd=plan.parent).data


# -- the whole way -----------------------------------------------------------------------------------------------------


def test_an_interview_on_a_terminal_in_japanese(plan: Path) -> None:
    talk = Conversation("ask", "plan.yaml", "-o", "new.yaml", "--lang", "ja", *DATED, cwd=plan.parent)
    opening = talk.until("> ")
    assert "「南口店 2026年度」について、" in opening
    total = talk.said.partition("[1/")[2].partition("]")[0]
    assert f"{total}問伺います" in opening
    assert "理由：" in opening
    assert "例：" in opening
    heard = ""
    while talk.process.poll() is None and "以上です" not in heard:
        heard = talk.say("毎週金曜に田中が確認する 12件")
    ran = talk.end()
    assert ran.code == 0
    assert "→ 点数" in ran.out
    assert "以上です。" in ran.out
    assert "kpi-advisor lint new.yaml" in ran.out
    text = (plan.parent / "new.yaml").read_text("utf-8")
    for comment in ("# 南口店の計画（店長作成）", "# 本部と合意", "# 全員参加", "# 税込み"):
        assert comment in text
    assert plan.read_text("utf-8") == PLAN
    assert "伺うことはありません" in ask(plan.parent / "new.yaml", new="again.yaml").out


def test_an_interview_on_a_terminal_in_english(plan: Path) -> None:
    talk = Conversation("ask", "plan.yaml", "-o", "new.yaml", "--lang", "en", *DATED, cwd=plan.parent)
    opening = talk.until("> ")
    assert "questions about “南口店 2026年度”" in opening
    assert "none = none, or not decided" in opening
    heard = ""
    while "That is all" not in heard and talk.process.poll() is None:
        heard = talk.say("Sato checks 12 of them each Friday")
    ran = talk.end()
    assert (ran.code, "Traceback" in ran.out) == (0, False)
    assert "judged" in ran.out
    assert "To see the review: kpi-advisor lint new.yaml" in ran.out


def test_answers_through_a_pipe_are_one_a_line(plan: Path) -> None:
    ran = ask(plan, "月2800名", "四半期ごとに売上と並べて見る", "呼び込み")
    assert (ran.code, ran.err) == (0, "")
    assert "月2800名 → 月2,800" in ran.out
    assert "ここまでの答えは new.yaml に保存しました" in ran.out
    assert result(plan)["kpis"][0]["baseline"] == "月2800名"
    assert result(plan)["operation"] == {"review": "月次", "effect_check": "四半期ごとに売上と並べて見る"}


def test_each_answer_shows_how_the_verdict_moved(plan: Path) -> None:
    ran = ask(plan, "なし", "なし", "次")
    assert "! 新しい指摘（" in ran.out
    moved = [row for row in ran.out.splitlines() if "→ 点数" in row]
    assert moved
    assert "残り" in moved[0]
    report = lint(plan, "new.yaml")
    last = moved[-1].partition("点数 ")[2].partition("　")[0].rpartition("→")[2].partition("（")[0]
    assert int(last) == report["score"]["overall"]


# -- none, not known, later --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "not_known", "none"), [("ja", "わからない", "なし"), ("en", "not known", "none")])
def test_not_known_is_no_finding_and_none_is_one_and_neither_is_asked_again(
    plan: Path, lang: str, not_known: str, none: str
) -> None:
    before = lint(plan, "plan.yaml")
    questions = [p for q in before["questions"] for p in q["parts"]]
    many = [not_known] * 60
    assert ask(plan, *many, lang=lang).code == 0
    unknown = lint(plan, "new.yaml")
    titles = {r["title"]["en"] for r in before["recommendations"]}
    assert {r["title"]["en"] for r in unknown["recommendations"]} == titles
    assert unknown["coverage"] == before["coverage"]
    assert unknown["questions"] == []
    assert not_known in (plan.parent / "new.yaml").read_text("utf-8")

    assert ask(plan, *([none] * 60), new="none.yaml", lang=lang).code == 0
    stated = lint(plan, "none.yaml")
    assert stated["questions"] == []
    assert len(stated["recommendations"]) > len(titles)
    assert stated["coverage"] > before["coverage"]

    later = ask(plan, *([""] * 60), new="later.yaml", lang=lang)
    assert later.code == 0
    assert (plan.parent / "later.yaml").read_text("utf-8") == PLAN
    assert len(asked(later.out)) == len(questions)


def test_not_decided_yet_is_left_for_later(plan: Path) -> None:
    ran = ask(plan, "未定", "TBD")
    assert ran.out.count("未定のままとし、あとで伺います。") == 2
    assert (plan.parent / "new.yaml").read_text("utf-8") == PLAN


def test_an_answer_that_settles_nothing_is_kept_and_not_asked_again(plan: Path) -> None:
    content = PLAN + "\n"
    other = written(plan.parent, "other.yaml", content.replace("月次      # 全員参加", "{review: 月次, on_miss: 原因を話し合う, revision: 毎期, effect_check: 毎月}"))  # fmt: skip
    everything = ["社長が考えた"] * 60
    first = ask(other, *everything, options=("--select", "field/not-consulted"))
    assert len(asked(first.out)) == 1
    assert result(other)["operation"]["frontline"] == {"text": "社長が考えた"}
    assert result(other)["answers"] == [{"to": "plan.consulted", "answer": "社長が考えた"}]
    again = ask(plan.parent / "new.yaml", new="again.yaml", options=("--select", "field/not-consulted"))
    assert asked(again.out) == []


# -- rows --------------------------------------------------------------------------------------------------------------

OWNERS = ("--select", "field/no-owner")


def test_rows_are_asked_one_by_one_and_one_answer_can_go_for_the_rest(plan: Path) -> None:
    ran = ask(plan, "田中", "全部 鈴木", options=OWNERS)
    assert ran.code == 0
    assert "「来店数」> 田中" in ran.out
    assert "「客単価」> 全部 鈴木" in ran.out
    assert [k["owner"] for k in result(plan)["kpis"]] == ["田中", "鈴木", "鈴木"]
    english = ask(plan, "all: Sato", new="en.yaml", lang="en", options=OWNERS)
    assert english.code == 0
    assert [k["owner"] for k in result(plan, "en.yaml")["kpis"]] == ["Sato"] * 3


def test_the_rest_of_the_rows_can_be_left(plan: Path) -> None:
    ran = ask(plan, "田中", "次", options=OWNERS)
    assert "あとで伺います。" in ran.out
    assert [k.get("owner") if isinstance(k, dict) else None for k in result(plan)["kpis"]] == ["田中", None, None]


def test_all_may_stand_before_not_known_where_there_are_no_rows(plan: Path) -> None:
    ask(plan, "全部 わからない", options=("--select", "operation/no-revision"))
    assert result(plan)["operation"]["revision"] == "わからない"


def test_none_at_the_handover_is_judged_though_no_field_can_say_it(tmp_path: Path) -> None:
    rows = [{"name": "資料請求件数", "department": "マーケティング"}, {"name": "受注件数", "department": "営業"}]
    plan = written(tmp_path, "plan.yaml", {"excerpt": True, "kpis": rows})
    rule = ("--select", "alignment/handover-missing")
    assert len(asked(ask(plan, "なし", options=rule).out)) == 1
    assert result(plan)["answers"] == [{"to": "plan.handover", "answer": "なし"}]
    assert [r["resolves"] for r in lint(plan, "new.yaml")["recommendations"]].count(["alignment/handover-missing"]) == 1


def test_a_row_may_be_not_known_where_others_are_stated(plan: Path) -> None:
    assert ask(plan, "田中", "鈴木", "わからない", options=OWNERS).code == 0
    assert result(plan)["kpis"][2] == {"name": "リピート率", "owner": "わからない"}
    report = lint(plan, "new.yaml")
    assert not [r for r in report["recommendations"] if "field/no-owner" in r["resolves"]]
    assert not [q for q in report["questions"] if "field/no-owner" in q["rules"]]


# -- what cannot be understood -----------------------------------------------------------------------------------------

BASE = ("--select", "target/no-baseline")


def test_a_number_that_cannot_be_understood_is_said_at_once_and_asked_again(plan: Path) -> None:
    ran = ask(plan, "まあまあ", "半分くらい", "去年は月2,500人", options=BASE)
    assert "数字として読み取れません" in ran.out
    assert "半分" in ran.out
    assert "月2,500人" in ran.out
    assert result(plan)["kpis"][0]["baseline"] == "去年は月2,500人"


def test_an_answer_of_another_kind_than_the_target_is_asked_again(plan: Path) -> None:
    ran = ask(plan, "5%", "月2,500人", options=BASE)
    assert "「5%」と読み取りましたが、目標は「月3,000人」です" in ran.out
    assert result(plan)["kpis"][0]["baseline"] == "月2,500人"


def test_who_insists_is_taken_at_their_word(plan: Path) -> None:
    ran = ask(plan, "まあまあ", "まあまあ", options=BASE)
    assert "計画の answers に控えました" in ran.out
    assert "baseline" not in result(plan)["kpis"][0]
    assert result(plan)["answers"] == [{"to": "kpi.base", "subject": "来店数", "answer": "まあまあ"}]
    assert asked(ask(plan.parent / "new.yaml", new="x.yaml", options=BASE).out) == []


def test_yes_alone_is_no_answer(plan: Path) -> None:
    ran = ask(plan, "はい", "毎週見直す", options=("--select", "operation/no-revision"))
    assert "もう少し詳しく" in ran.out
    assert result(plan)["operation"]["revision"] == "毎週見直す"


def test_help_is_given_and_the_question_stays(plan: Path) -> None:
    ran = ask(plan, "?", "四半期ごと", options=("--select", "operation/no-revision"))
    assert "全部 ○○" in ran.out
    assert result(plan)["operation"]["revision"] == "四半期ごと"


# -- stopping ----------------------------------------------------------------------------------------------------------


def two_answers(plan: Path) -> Conversation:
    talk = Conversation("ask", "plan.yaml", "-o", "new.yaml", "--lang", "ja", *DATED, cwd=plan.parent)
    talk.until("> ")
    talk.say("月2,800人")
    talk.say("四半期ごとに売上と並べて見る")
    talk.listens()
    return talk


def goes_on(plan: Path) -> None:
    """The file is complete with the two answers, and another run on it does not put those questions again."""
    data = result(plan)
    assert data["kpis"][0]["baseline"] == "月2,800人"
    assert data["operation"]["effect_check"] == "四半期ごとに売上と並べて見る"
    assert sorted(p.name for p in plan.parent.iterdir()) == ["new.yaml", "plan.yaml"]
    again = kpi_advisor(
        "ask", "new.yaml", "-o", "new.yaml", "--force", "--lang", "ja", *DATED, stdin="終了\n", cwd=plan.parent
    )
    assert again.code == 0
    assert not [q for q in asked(again.out) if "現在値" in q or "近づいているか" in q]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=lambda v: str(v)
)
def test_a_signal_leaves_the_answers_and_says_how_to_go_on(plan: Path, number: signal.Signals, code: int) -> None:
    talk = two_answers(plan)
    talk.process.send_signal(number)
    ran = talk.end()
    assert ran.code == code
    assert "続きは kpi-advisor ask new.yaml -o new.yaml --force" in ran.out
    assert "Traceback" not in ran.out
    goes_on(plan)


@pytest.mark.parametrize("keys", ["\x03", "\x04", "終了\n"], ids=["ctrl-c", "ctrl-d", "quit"])
def test_keys_that_stop_leave_the_answers(plan: Path, keys: str) -> None:
    talk = two_answers(plan)
    talk.key(keys)
    ran = talk.end()
    assert ran.code == (130 if keys == "\x03" else 0)
    assert "ここまでの答えは new.yaml に保存しました" in ran.out
    goes_on(plan)


def test_a_closed_terminal_leaves_the_answers(plan: Path) -> None:
    assert two_answers(plan).hang_up() == 129
    goes_on(plan)


def test_what_others_do_to_the_file_meanwhile_is_not_written_over(plan: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "ask", "plan.yaml", "-o", "new.yaml", "--lang", "ja", *DATED], cwd=plan.parent, env=environment(),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    while not process.stdout.readline().startswith("      例："):
        pass
    written(plan.parent, "new.yaml", PLAN + "# 追記\n")
    _, said = process.communicate("月2,800人\n")
    assert process.returncode == 2
    assert "ほかで書き換えられた" in said
    assert "月2,800人" in said
    assert (plan.parent / "new.yaml").read_text("utf-8").endswith("# 追記\n")


# -- files -------------------------------------------------------------------------------------------------------------


def test_the_plan_is_only_written_where_it_is_named(plan: Path) -> None:
    refused = kpi_advisor("ask", "plan.yaml", cwd=plan.parent)
    assert refused.code == 2
    assert "-o new.yaml" in refused.err
    written(plan.parent, "there.yaml", "mine")
    for path in ("there.yaml", "plan.yaml"):
        ran = ask(plan, "月2,800人", new=path)
        assert ran.code == 2
        assert "既にあります" in ran.err
    assert (plan.parent / "there.yaml").read_text("utf-8") == "mine"
    assert ask(plan, "月2,800人", new="plan.yaml", options=("--force",)).code == 0
    assert result(plan, "plan.yaml")["kpis"][0]["baseline"] == "月2,800人"


def test_standard_input_is_for_answers(plan: Path) -> None:
    for arguments in (("-", "-o", "new.yaml"), ("plan.yaml", "-o", "-")):
        ran = kpi_advisor("ask", *arguments, stdin=PLAN, cwd=plan.parent)
        assert ran.code == 2
        assert "must be files" in ran.err


def test_a_plan_that_cannot_be_read_gives_the_usual_error(tmp_path: Path) -> None:
    ran = ask(written(tmp_path, "bad.yaml", "kpis: [a\n"), "x")
    assert ran.code == 2
    assert ran.err.startswith("エラー: bad.yaml:") or "bad.yaml:" in ran.err
    assert not (tmp_path / "new.yaml").exists()
    assert ask(tmp_path / "none.yaml", "x").code == 2


def test_a_json_plan_keeps_its_layout(tmp_path: Path) -> None:
    content = '{\n  "title": "Shop",\n  "kgis": [{"name": "Sales", "target": "$2M"}],\n  "kpis": [\n    {"name": "Visits", "target": "300 a month"}\n  ]\n}\n'
    plan = written(tmp_path, "plan.json", content)
    ran = ask(plan, *(["月120件"] * 40), new="new.json")
    assert ran.code == 0
    text = (tmp_path / "new.json").read_text("utf-8")
    assert text.startswith(
        '{\n  "title": "Shop",\n  "kgis": [{"name": "Sales", "target": "$2M"}],\n  "kpis": [\n    {"name": "Visits", "target": "300 a month", '
    )
    assert "月120件" in text
    assert json.loads(text)["kpis"][0]["baseline"] == "月120件"


def test_what_the_file_cannot_take_is_said_with_its_place_and_the_interview_goes_on(tmp_path: Path) -> None:
    content = "kgis: [{name: 売上, target: 1億円}]\nkpis:\n- &row {name: 商談件数, target: 月20件}\n- *row\noperation: &o {review: 月次}\nnote_of: *o\n"
    plan = written(tmp_path, "plan.yaml", content)
    ran = ask(plan, *(["毎週12件"] * 40))
    assert ran.code == 0
    assert "Traceback" not in ran.err
    assert yaml.safe_load((tmp_path / "new.yaml").read_text("utf-8"))["kgis"] == [{"name": "売上", "target": "1億円"}]


def test_help_says_how_to_answer() -> None:
    for lang, words in (("ja", ("なし", "わからない", "空行")), ("en", ("none", "not known", "empty line"))):
        ran = kpi_advisor("ask", "--help", "--lang", lang)
        assert ran.code == 0
        assert all(word in ran.out for word in words)
