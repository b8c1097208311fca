"""The command line around `lint`: help, languages, usage errors, explain, rules, init, schema."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
import yaml

from advisor.rulebook import built_in_rulebook
from command import ANSI, environment, kpi_advisor, on_terminal

JA = {"LC_ALL": "ja_JP.UTF-8"}
OPTIONS = (
    "--all",
    "--as-of",
    "--assumptions",
    "--color",
    "--config",
    "--diff",
    "--fail-on",
    "--format",
    "--ignore",
    "--select",
)


def test_alone_it_teaches_in_the_terminals_language() -> None:
    english, japanese = kpi_advisor(), kpi_advisor(variables=JA)
    assert (english.code, japanese.code) == (0, 0)
    for command in ("kpi-advisor init", "kpi-advisor lint", "kpi-advisor explain"):
        assert command in english.out
        assert command in japanese.out
    assert "Only a KPI's name is required" in english.out
    assert "必要なのはKPIの名前だけ" in japanese.out


@pytest.mark.parametrize(
    ("variables", "japanese"),
    [
        ({"LC_ALL": "ja_JP.UTF-8", "LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "", "LC_MESSAGES": "ja_JP", "LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "", "LC_MESSAGES": "en_US", "LANG": "ja_JP.UTF-8"}, False),
        ({"LC_ALL": "", "LANG": "ja"}, True),
        ({"LC_ALL": "", "LANG": ""}, False),
        ({"LC_ALL": "de_DE.UTF-8", "LANG": "ja_JP.UTF-8"}, False),
    ],
)
def test_language_comes_from_the_first_variable_that_is_set(variables: dict[str, str], japanese: bool) -> None:
    assert ("使い方" in kpi_advisor("--help", variables=variables).out) is japanese


def test_lang_wins_over_the_terminal_in_help_and_errors() -> None:
    assert "使い方：kpi-advisor lint" in kpi_advisor("lint", "--lang", "ja", "--help").out
    assert "使い方：kpi-advisor lint" in kpi_advisor("--lang=ja", "lint", "--help").out
    assert "Usage: kpi-advisor lint" in kpi_advisor("lint", "--help", "--lang", "en", variables=JA).out
    assert "オプションはありません" in kpi_advisor("lint", "--lang", "ja", "--nosuch").err


def test_help_names_every_command_and_option() -> None:
    for language in ("ja", "en"):
        top = kpi_advisor("--help", "--lang", language)
        assert top.code == 0
        assert all(
            f"  {name} " in top.out
            for name in ("lint", "why", "apply", "diff", "explain", "rules", "init", "schema", "serve")
        )
        lint = kpi_advisor("lint", "--help", "--lang", language).out
        for option in OPTIONS:
            assert option in lint
        assert all(
            kpi_advisor(name, "-h", "--lang", language).code == 0
            for name in ("why", "apply", "diff", "explain", "init", "schema", "serve")
        )


def test_version() -> None:
    ran = kpi_advisor("--version")
    assert ran.code == 0
    assert ran.out.startswith("kpi-advisor 0.")


def test_help_imports_neither_models_nor_engine() -> None:
    code = (
        "import sys; from advisor.cli import run; run(['--help']); run(['lint', '--help']); run([]);"
        "heavy = {'pydantic', 'durable', 'durable_rules_engine', 'yaml', 'jinja2', 'rich.console'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment(), check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "english", "japanese"),
    [
        (["lnt"], "There is no command “lnt”. Did you mean “lint”?", "「lnt」というコマンドはありません。「lint」"),
        (["xyzzy"], "Available: lint, read, why, ask, apply", "使えるもの：lint, read, why, ask, apply"),
        (["--nosuch"], "There is no option --nosuch.", "「--nosuch」というオプションはありません。"),
        (["lint", "--formt", "x"], "Did you mean “--format”", "「--format」"),
        (["lint"], "Name the plan file to judge", "診断する計画のファイルを指定してください"),
        (["explain"], "Name a rule", "ルールのidを指定してください"),
        (["lint", "x", "--fail-on", "awful"], "use one of: low, medium, high", "使える値：low, medium, high"),
        (["lint", "x", "--format"], "--format needs a value", "--format には値が要ります"),
        (["lint", "x", "--all=1"], "--all takes no value", "--all に値は付けられません"),
        (["lint", "x", "--as-of", "1.4.2026"], "write it as 2026-04-01", "2026-04-01 の形で指定"),
        (["lint", "x", "--as-of", "2026-02-30"], "“2026-02-30”", "「2026-02-30」"),
        (["schema", "one", "two"], "arguments too many: one two", "余分な引数があります：one two"),
        (["rules", "--format", "yaml"], "text, json", "text, json"),
    ],
)
def test_usage_errors_speak_the_chosen_language(arguments: list[str], english: str, japanese: str) -> None:
    for language, sentence in (("en", english), ("ja", japanese)):
        ran = kpi_advisor(*arguments, LC_ALL="ja_JP.UTF-8" if language == "ja" else "C.UTF-8")
        assert ran.code == 2
        assert ran.out == ""
        assert sentence in ran.err
        assert "--help" in ran.err
        assert "Traceback" not in ran.err


# -- explain and rules ---------------------------------------------------------------------------------------


def test_explain_says_what_a_rule_rests_on() -> None:
    ran = kpi_advisor("explain", "focus/too-many-kpis")
    assert ran.code == 0
    for piece in (
        "focus/too-many-kpis  … and nothing says which come first",
        "severity: high",
        "effort: medium",
        "medium when",
        "G14",
        "source article ¶59-60",
        "kpis-too-many = 10",
        "line 59",
        "Parmenter",
        "Fires when",
        "Asks when",
        "Stays silent when",
        "A bad example",
        "The advice it gets",
        "A good example",
    ):
        assert piece in ran.out


def test_explain_in_both_languages_on_one_page() -> None:
    ran = kpi_advisor("explain", "kgi-missing", "--lang", "both")
    japanese, rule, english = ran.out.partition("─" * 72)
    assert rule
    assert "最終目標（KGI）がありません" in japanese
    assert "No final goal (KGI) is stated" in english


@pytest.mark.parametrize("name", ["goal/kgi-mising", "kgi-missng", "goals/kgi-missing"])
def test_an_unknown_rule_names_the_nearest(name: str) -> None:
    ran = kpi_advisor("explain", name)
    assert ran.code == 2
    assert f"There is no rule “{name}”" in ran.err
    assert "goal/kgi-missing" in ran.err
    assert "「goal/kgi-missing」" in kpi_advisor("explain", name, "--lang", "ja").err


def test_rules_lists_every_rule() -> None:
    ids = list(built_in_rulebook().by_id)
    table = kpi_advisor("rules", "--lang", "ja")
    assert [row.split()[0] for row in table.out.splitlines()[1 : len(ids) + 1]] == ids
    data = kpi_advisor("rules", "--format", "json").data
    assert [rule["id"] for rule in data] == ids
    assert set(data[0]) == {
        "id", "category", "severity", "severities", "effort", "audience", "about", "guidance", "title", "rationale",
    }  # fmt: skip
    assert all(rule["title"]["ja"] and rule["title"]["en"] for rule in data)


# -- init and schema -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en"])
def test_init_writes_a_plan_that_lints_almost_clean(tmp_path: Path, language: str) -> None:
    ran = kpi_advisor("init", "my plan.yaml", "--lang", language, cwd=tmp_path)
    assert ran.code == 0
    assert "kpi-advisor lint my plan.yaml" in ran.out
    plan = tmp_path / "my plan.yaml"
    assert plan.read_text(encoding="utf-8").startswith("# ")
    report = kpi_advisor("lint", plan, "--format", "json").data
    assert report["warnings"] == []
    assert len(report["recommendations"]) <= 3
    assert {r["severity"] for r in report["recommendations"]} <= {"low", "medium"}
    assert len(report["questions"]) <= 3
    assert report["strengths"]


def test_init_leaves_a_file_that_is_there_alone(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text("kpis: [mine]\n", encoding="utf-8")
    refused = kpi_advisor("init", cwd=tmp_path)
    assert refused.code == 2
    assert "--force" in refused.err
    assert (tmp_path / "plan.yaml").read_text(encoding="utf-8") == "kpis: [mine]\n"
    assert kpi_advisor("init", "--force", cwd=tmp_path).code == 0
    assert "kgis:" in (tmp_path / "plan.yaml").read_text(encoding="utf-8")


def test_init_prints_and_reports_what_it_cannot_write(tmp_path: Path) -> None:
    printed = kpi_advisor("init", "-", "--lang", "ja", cwd=tmp_path)
    assert yaml.safe_load(printed.out)["kpis"]
    assert list(tmp_path.iterdir()) == []
    refused = kpi_advisor("init", "nowhere/plan.yaml", "--lang", "ja", cwd=tmp_path)
    assert refused.code == 2
    assert "nowhere/plan.yaml に書き込めません" in refused.err


def test_schema_is_valid_and_accepts_the_starter() -> None:
    schema = kpi_advisor("schema").data
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    for language in ("ja", "en"):
        # BaseLoader leaves dates as text, as reading does; its numbers are text too, which is allowed.
        plan = yaml.load(kpi_advisor("init", "-", "--lang", language).out, yaml.BaseLoader)
        jsonschema.validate(plan, schema, jsonschema.Draft202012Validator)


# -- on a terminal -------------------------------------------------------------------------------------------


def test_help_fits_the_terminal() -> None:
    from rich.cells import cell_len

    for language in ("ja", "en"):
        shown = on_terminal("lint", "--help", "--lang", language, columns=72).out
        prose = [row for row in shown.splitlines() if not row.strip().startswith("kpi-advisor")]
        assert max(map(cell_len, prose)) <= 72


def test_the_table_of_rules_is_coloured_and_aligned() -> None:
    from rich.cells import cell_len

    shown = on_terminal("rules", "--lang", "ja", columns=160).out
    assert ANSI.search(shown)
    rows = ANSI.sub("", shown).splitlines()
    column = cell_len(rows[0][: rows[0].index("手間")])
    for row, rule in zip(rows[1:], built_in_rulebook().by_id, strict=False):
        assert row.startswith(rule)
        at = next(i for i in range(len(row)) if cell_len(row[:i]) == column)
        assert row[at - 1] == " "
        assert row[at:].startswith(("小さい", "中くらい", "大きい"))
