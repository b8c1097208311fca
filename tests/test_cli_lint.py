"""`kpi-advisor lint`, run as a user runs it: exit codes, inputs, settings, forms of output."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from advisor import Plan, advise
from advisor.starter import starter
from command import COMMAND, environment, kpi_advisor, written

POOR = """\
title: 東日本営業部
kpis:
  - name: 資料請求件数
    target: 月300件
  - name: 商談件数
  - 来店客数
"""
FAIR = {
    "as_of": "2026-04-01",
    "period": "2026年度",
    "kgis": [{"name": "年間売上", "target": "8,000万円", "deadline": "2027-03-31"}],
    "kpis": [{"name": "商談件数", "target": "月20件", "baseline": "月15件"}],
    "qualitative": [{"name": "NPS", "how": "四半期アンケート"}],
}


@pytest.fixture
def poor(tmp_path: Path) -> Path:
    return written(tmp_path, "poor.yaml", POOR)


@pytest.fixture
def fair(tmp_path: Path) -> Path:
    return written(tmp_path, "fair.json", FAIR)


# -- exit codes ----------------------------------------------------------------------------------------------


def test_exit_code_follows_fail_on(poor: Path) -> None:
    severities = {r["severity"] for r in kpi_advisor("lint", poor, "--format", "json").data["recommendations"]}
    assert "critical" in severities
    codes = {bar: kpi_advisor("lint", poor, "--fail-on", bar).code for bar in ("never", "low", "high", "critical")}
    assert codes == {"never": 0, "low": 1, "high": 1, "critical": 1}
    assert kpi_advisor("lint", poor).code == 1
    assert kpi_advisor("lint", poor, "--ignore", "goal/*", "--fail-on", "critical").code == 0


def test_the_starter_plan_is_clean() -> None:
    ran = kpi_advisor("lint", "-", stdin=starter("ja"))
    assert ran.code == 0
    assert ran.err == ""


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("broken.yaml", "kpis: [a\nb: 1\n", "bracket"),
        ("empty.yaml", "", "The file is empty"),
        ("comments.yaml", "# nothing\n", "only comments"),
        ("nul.yaml", b"kpis: [a\0b]\n", "NUL"),
        ("nul.json", b'{"kpis": ["a\0"]}', "NUL"),
        ("list.yaml", "- a\n- b\n", "is a list"),
        ("text.yaml", "売上を伸ばす\n", "plain text"),
        ("container.yaml", "kpis: 3\n", "“kpis” must be a list"),
        ("doubled.yaml", "kpis: [{id: a, name: x}, {id: a, name: y}]\n", "The id “a” is used twice"),
        ("bytes.yaml", b"\xff\xfe\xff", "UTF-16"),
        ("book.yaml", b"PK\x03\x04rest", "Excel"),
    ],
)
def test_unusable_input_is_exit_2_in_one_sentence(
    tmp_path: Path, name: str, content: str | bytes, sentence: str
) -> None:
    ran = kpi_advisor("lint", written(tmp_path, name, content))
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("error: ")
    assert name in ran.err
    assert sentence in ran.err


def test_a_missing_file_is_exit_2_in_both_languages(tmp_path: Path) -> None:
    ran = kpi_advisor("lint", "nosuch.yaml", "--lang", "both", cwd=tmp_path)
    assert ran.code == 2
    assert ran.err.splitlines() == [
        "エラー: nosuch.yaml: ファイルが見つかりません。パスを確かめてください。",
        "error: nosuch.yaml: There is no such file; correct the path.",
    ]


def test_unusable_input_outranks_findings_and_the_rest_is_judged(tmp_path: Path, poor: Path) -> None:
    broken = written(tmp_path, "broken.yaml", "a: [")
    ran = kpi_advisor("lint", broken, "nosuch.yaml", poor, "--lang", "ja")
    assert ran.code == 2
    assert ran.err.count("エラー: ") == 2
    assert "東日本営業部" in ran.out
    assert "ファイル3件のうち1件を診断しました（読めないファイル2件）" in ran.out


# -- standard input, several files, folders ------------------------------------------------------------------


def test_standard_input_as_yaml_and_as_json() -> None:
    as_yaml = kpi_advisor("lint", "-", stdin=POOR)
    assert as_yaml.code == 1
    assert "standard input" in as_yaml.out.splitlines()[0]
    assert "-:5:5 “商談件数”" in as_yaml.out
    as_json = kpi_advisor("lint", "-", "--format", "json", stdin=json.dumps(FAIR))
    assert as_json.data["as_of"] == "2026-04-01"
    assert kpi_advisor("lint", "-", stdin="").code == 2


def test_folders_are_searched_and_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    written(tmp_path, "plans/a.yaml", POOR)
    written(tmp_path, "plans/deep/b.json", FAIR)
    written(tmp_path, "plans/.hidden/c.yaml", POOR)
    written(tmp_path, "plans/notes.txt", "x")
    ran = kpi_advisor("lint", "plans", "plans/a.yaml", "--format", "json", cwd=tmp_path)
    assert [entry["file"] for entry in ran.data] == ["plans/a.yaml", "plans/deep/b.json"]
    empty = tmp_path / "empty"
    empty.mkdir()
    refused = kpi_advisor("lint", empty)
    assert refused.code == 2
    assert "no plan files" in refused.err


# -- JSON ----------------------------------------------------------------------------------------------------


def without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: None if k == "place" else without_places(v) for k, v in value.items()}
    return [without_places(v) for v in value] if isinstance(value, list) else value


def test_json_for_one_file_is_the_report_itself(fair: Path) -> None:
    said = kpi_advisor("lint", fair, "--format", "json").data
    report = advise(Plan.model_validate(FAIR))
    assert without_places(said) == json.loads(report.model_dump_json())


def test_json_has_places_in_the_file(poor: Path) -> None:
    report = kpi_advisor("lint", poor, "--format", "json").data
    subjects = [s for r in report["recommendations"] for s in r["subjects"] if s["name"] == "商談件数"]
    assert subjects[0]["place"] == {"file": str(poor), "line": 5, "column": 5, "cell": None}


def test_json_for_several_files_is_an_array_with_errors_in_it(tmp_path: Path, poor: Path) -> None:
    written(tmp_path, "broken.yaml", "a: 1\n}\n")
    ran = kpi_advisor("lint", poor, tmp_path / "broken.yaml", tmp_path / "nosuch", "--format", "json")
    assert ran.code == 2
    assert ran.err == ""
    judged, broken, missing = ran.data
    assert judged["file"] == str(poor)
    assert judged["schema_version"] == 1
    assert set(broken) == {"file", "error"}
    assert (broken["error"]["line"], broken["error"]["column"]) == (2, 1)
    assert broken["error"]["ja"]
    assert broken["error"]["en"]
    assert (missing["error"]["line"], missing["error"]["column"]) == (None, None)


def test_json_for_one_unreadable_file_is_the_error(tmp_path: Path) -> None:
    ran = kpi_advisor("lint", "nosuch.yaml", "--format", "json", cwd=tmp_path)
    assert ran.code == 2
    assert ran.data["file"] == "nosuch.yaml"
    assert set(ran.data["error"]) == {"ja", "en", "line", "column"}
    folder = kpi_advisor("lint", ".", "--format", "json", cwd=tmp_path)
    assert [set(entry) for entry in folder.data] == [{"file", "error"}]


def test_json_survives_an_encoding_without_japanese(poor: Path) -> None:
    ran = kpi_advisor("lint", poor, "--format", "json", PYTHONIOENCODING="ascii")
    assert ran.data["title"] == "東日本営業部"
    assert kpi_advisor("lint", poor, PYTHONIOENCODING="ascii").code == 1


# -- text ----------------------------------------------------------------------------------------------------


def test_text_has_verdict_reasons_places_questions_and_what_is_hidden(tmp_path: Path) -> None:
    rows = "".join(f"  - {{name: 指標{n}, target: TBD}}\n" for n in range(12))
    path = written(tmp_path, "many.yaml", f"kpis:\n{rows}  - {{name: 受注件数, target: 月8件, ownr: 田中}}\n")
    few = kpi_advisor("lint", path, "--lang", "ja")
    head, verdict = few.out.splitlines()[:2]
    assert str(path) in head
    assert "点（100点満点）" in verdict
    assert "当てはまる項目の" in verdict
    assert "提案" in verdict
    assert "質問" in verdict
    for label in ("なぜ", "次に", "根拠", "順位", "場所"):
        assert f"     {label}  " in few.out
    assert "goal/kgi-missing · G02 ¶18-19, 40-41" in few.out
    assert "ownr" in few.out
    assert f"{path}:14:" in few.out
    every = kpi_advisor("lint", path, "--lang", "ja", "--all")
    total = len(kpi_advisor("lint", path, "--format", "json").data["recommendations"])
    assert f"\n  {total}. [" in every.out
    assert "--all" not in every.out
    if total > 5:
        assert "\n  6. [" not in few.out
        assert f"提案{total - 5}件" in few.out.splitlines()[-1]


def test_assumptions_show_what_was_understood(fair: Path) -> None:
    shown = kpi_advisor("lint", fair, "--assumptions", "--lang", "ja").out
    assert "こう読み取りました" in shown
    assert "8,000万円 → " in shown
    assert "「商談件数」 → " in shown
    assert "こう読み取りました" not in kpi_advisor("lint", fair, "--lang", "ja").out


def test_both_languages_with_a_rule_between(poor: Path) -> None:
    shown = kpi_advisor("lint", poor, "--lang", "both").out
    japanese, rule, english = shown.partition("─" * 72)
    assert rule
    assert "最終目標（KGI）がありません" in japanese
    assert "No final goal (KGI) is stated" in english
    assert "最終目標（KGI）" not in english


def test_what_the_user_typed_is_printed_as_typed(tmp_path: Path) -> None:
    path = written(tmp_path, "odd.yaml", 'kpis: ["[bold]売上[/bold]", "{braces} %s", "bell\\e[31m\\a", ":smile:"]\n')
    for arguments in ([], ["--color", "always"], ["--format", "markdown"]):
        shown = kpi_advisor("lint", path, "--all", *arguments).out
        assert ("\\[bold\\]売上" if "markdown" in arguments else "[bold]売上[/bold]") in shown
        assert "{braces} %s" in shown
        assert "\x1b[31m\a" not in shown
        assert "\a" not in shown
        assert "u001b" in shown
        assert ":smile:" in shown


def test_piped_text_is_plain_and_unwrapped(poor: Path) -> None:
    ran = kpi_advisor("lint", poor, COLUMNS="40")
    assert "\x1b" not in ran.out
    why = next(row for row in ran.out.splitlines() if row.startswith("     why    Nothing says what"))
    assert len(why) > 100
    assert "\x1b[" in kpi_advisor("lint", poor, "--color", "always").out


def test_sponsor_and_exceptions_are_marked(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "paid.yaml",
        """\
kgis: [{name: 年間売上, target: "8,000万円"}]
kpis: [{id: leads, name: 資料請求件数, baseline: 月100件, target: 月200件}]
incentives: [{tied_to: leads, what: 1件500円の報奨金}]
exceptions:
  - {rule: voice/no-qualitative, reason: 準備中, until: 2099-12-31}
  - {rule: focus/too-many-kpis, until: 2020-01-01}
  - {rule: goal/kgi-missing}
""",
    )
    japanese = kpi_advisor("lint", path, "--lang", "ja").out
    assert "【責任者限り】" in japanese
    assert "（理由：準備中、2099-12-31まで）" in japanese
    assert "2020-01-01で期限が切れています" in japanese
    english = kpi_advisor("lint", path).out
    assert "(for the owner or director first)" in english
    assert "matches no finding and can go" in english


def test_markdown_is_a_document(poor: Path) -> None:
    japanese, rule, english = kpi_advisor("lint", poor, "--format", "markdown", "--lang", "both").out.partition(
        "\n---\n"
    )
    assert rule
    assert japanese.startswith("# KPI計画の診断：東日本営業部\n")
    assert "### 1. 【重大】最終目標（KGI）がありません" in japanese
    assert "# KPI plan review: 東日本営業部" in english
    assert "### 1. Critical: No final goal (KGI) is stated" in english
    assert f"`{poor}:" in english


# -- settings ------------------------------------------------------------------------------------------------


def rules_in(report: dict[str, Any]) -> set[str]:
    return {rule for r in report["recommendations"] for rule in r["resolves"]}


def test_select_and_ignore_take_globs_and_comma_lists(poor: Path) -> None:
    chosen = kpi_advisor(
        "lint", poor, "--format", "json", "--select", "goal/*,voice/*", "--select", "target/missing"
    ).data
    assert rules_in(chosen) == {"goal/kgi-missing", "voice/no-qualitative", "target/missing"}
    left = kpi_advisor("lint", poor, "--format", "json", "--select", "goal/*,voice/*", "--ignore", "voice/*").data
    assert rules_in(left) == {"goal/kgi-missing"}


def test_the_nearest_settings_file_is_used_and_options_win(tmp_path: Path) -> None:
    written(tmp_path, "kpi-advisor.toml", 'select = ["focus/*"]\n')
    written(
        tmp_path,
        "team/kpi-advisor.toml",
        'ignore = ["target/*"]\n[thresholds]\nkpis-too-many = 3\n[severity]\n"voice/no-qualitative" = "critical"\n',
    )
    path = written(tmp_path, "team/plans/poor.yaml", POOR)
    report = kpi_advisor("lint", path, "--format", "json").data
    assert "focus/too-many-kpis" in rules_in(report)
    assert "goal/kgi-missing" in rules_in(report)
    assert "target/missing" not in rules_in(report)
    voice = next(r for r in report["recommendations"] if r["resolves"] == ["voice/no-qualitative"])
    assert voice["severity"] == "critical"
    won = kpi_advisor("lint", path, "--format", "json", "--ignore", "goal/*").data
    assert "target/missing" in rules_in(won)
    named = kpi_advisor("lint", path, "--format", "json", "--config", tmp_path / "kpi-advisor.toml").data
    assert rules_in(named) <= {"focus/too-many-kpis"}
    piped = kpi_advisor("lint", "-", "--format", "json", stdin=POOR, cwd=tmp_path / "team").data
    assert piped["versions"]["configuration"] == report["versions"]["configuration"]


@pytest.mark.parametrize(
    ("content", "english"),
    [
        ("selct = []\n", "There is no setting “selct”. Did you mean “select”?"),
        ('select = "goal/*"\n', "Write “select” as an array"),
        ('ignore = ["gaol/*"]\n', "No rule matches “gaol/*”."),
        ("thresholds = 3\n", "Write “thresholds” as a table"),
        ("[thresholds]\nkpi-too-many = 12\n", "Did you mean “kpis-too-many”"),
        ('[thresholds]\nkpis-too-many = "12"\n', "must be a number"),
        ("[thresholds]\nkpis-too-many = nan\n", "must be a number"),
        ('[severity]\n"goal/kgi-mising" = "low"\n', "Did you mean “goal/kgi-missing”"),
        ('[severity]\n"goal/kgi-missing" = "none"\n', "use one of: low, medium, high, critical"),
        ("select = [\n", "not valid TOML"),
        (b"\xff\xfe", "not UTF-8"),
        ('select = ["goal/*"]\nignore = ["goal/*"]\n', "no rule is left"),
    ],
)
def test_wrong_settings_are_exit_2_and_name_the_file(tmp_path: Path, content: str | bytes, english: str) -> None:
    written(tmp_path, "kpi-advisor.toml", content)
    ran = kpi_advisor("lint", written(tmp_path, "plan.yaml", POOR))
    assert ran.code == 2
    assert ran.out == ""
    assert f"{tmp_path}/kpi-advisor.toml: " in ran.err
    assert english in ran.err
    assert "エラー: " in kpi_advisor("lint", tmp_path / "plan.yaml", "--lang", "ja").err


def test_wrong_choices_on_the_command_line_name_no_file(poor: Path) -> None:
    ran = kpi_advisor("lint", poor, "--select", "gaol/kgi-missing")
    assert ran.code == 2
    assert ran.err.startswith("error: No rule matches “gaol/kgi-missing”. Did you mean “goal/kgi-missing”")
    missing = kpi_advisor("lint", poor, "--config", "nosuch.toml")
    assert missing.code == 2
    assert "There is no such settings file" in missing.err


def test_as_of_is_the_option_then_the_plan_then_today(poor: Path, fair: Path) -> None:
    def day(*arguments: str | Path) -> str:
        return str(kpi_advisor("lint", "--format", "json", *arguments).data["as_of"])

    assert day(fair, "--as-of", "2026-07-01") == "2026-07-01"
    assert day(fair) == "2026-04-01"
    before = date.today()
    assert day(poor) in {before.isoformat(), date.today().isoformat()}


# -- endings -------------------------------------------------------------------------------------------------


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    for n in range(6):
        written(tmp_path, f"{n}.yaml", POOR)
    process = subprocess.Popen(
        [*COMMAND, "lint", str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 141


def test_a_full_disk_is_a_sentence(poor: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "lint", str(poor)], stdout=full, stderr=subprocess.PIPE, env=environment(), check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode().startswith("error: The result cannot be written out (")
    assert b"Traceback" not in done.stderr


def test_the_same_plan_and_day_give_the_same_bytes(poor: Path) -> None:
    first, second = (
        kpi_advisor("lint", poor, "--as-of", "2026-04-01", "--lang", "both", PYTHONHASHSEED=seed) for seed in "12"
    )
    assert first == second
