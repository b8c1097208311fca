"""`lint --diff`: under each recommendation, what its changes make of the file."""

from __future__ import annotations

import re
from difflib import unified_diff
from pathlib import Path

from command import kpi_advisor, written
from test_cli_apply import DATED, TYPO
from test_revise import PLANS

GYM = next(p for p in PLANS if p.stem == "gym")


def test_the_diff_is_of_the_files_own_lines_and_says_what_kind_it_is(tmp_path: Path) -> None:
    written(tmp_path, "plan.yaml", TYPO)
    command = ("lint", "plan.yaml", "--diff", "--fail-on", "never", *DATED)
    english, japanese = (kpi_advisor(*command, "--lang", lang, cwd=tmp_path).out for lang in ("en", "ja"))
    assert "     change safe\n     --- plan.yaml\n     +++ plan.yaml\n" in english
    assert "     変更  そのまま直せる\n     --- plan.yaml\n" in japanese
    for said in (english, japanese):
        assert "\n     -      kgi:    Membrship income   # typed in a hurry\n" in said
        assert "\n     +      kgi:    Membership income   # typed in a hurry\n" in said
    assert "---" not in kpi_advisor("lint", "plan.yaml", *DATED, cwd=tmp_path).out


def test_a_diff_is_what_apply_would_do(tmp_path: Path) -> None:
    written(tmp_path, "plan.yaml", TYPO)
    said = kpi_advisor("lint", "plan.yaml", "--diff", "--all", "--format", "markdown", *DATED, cwd=tmp_path).out
    (diff,) = (d for d in re.findall(r"```diff\n(.*?)```", said, re.DOTALL) if "+      kgi:    Memb" in d)
    applied = kpi_advisor("apply", "plan.yaml", "--safe", *DATED, cwd=tmp_path).out
    lines = unified_diff(
        TYPO.splitlines(keepends=True), applied.splitlines(keepends=True), "plan.yaml", "plan.yaml", n=1
    )
    assert diff == "".join(lines)


def test_each_kind_of_change_is_marked_in_markdown() -> None:
    for language, words in (
        ("en", ("**Change:** to fill", "**Change:** proposed")),
        ("ja", ("**変更**：記入待ち", "**変更**：判断が必要")),
    ):
        said = kpi_advisor("lint", GYM, "--diff", "--format", "markdown", "--lang", language, *DATED).out
        assert all(w in said for w in words)
        assert "-  - Grow the club\n+  - name: Grow the club\n+    target: TBD\n" in said


def test_a_fence_outlives_the_ticks_in_a_plan(tmp_path: Path) -> None:
    written(tmp_path, "plan.yaml", "kgis:\n  - 'Grow ``` more'\nkpis:\n  - {name: Leads, target: 5 a month}\n")
    said = kpi_advisor("lint", "plan.yaml", "--diff", "--format", "markdown", *DATED, cwd=tmp_path).out
    assert "````diff\n" in said
    assert said.count("````") % 2 == 0


def test_what_a_diff_cannot_change_is_said_with_its_place(tmp_path: Path) -> None:
    content = (
        "period: 2026\nkgis: [{id: g, name: 年間売上, target: 9億円}]\nkpis:\n"
        "  - {name: 資料請求件数, target: 月2,000, kgi: g, period: monthly, history: [58, 61, 57, 63, 59, 60]}\n"
    )
    written(tmp_path, "plan.yaml", content)
    command = ("lint", "plan.yaml", "--diff", "--all", *DATED)
    assert re.search(r"plan\.yaml:4:\d+ is written in a way", kpi_advisor(*command, cwd=tmp_path).out)
    assert "手で直してください" in kpi_advisor(*command, "--lang", "ja", cwd=tmp_path).out


def test_json_is_the_same_with_it(tmp_path: Path) -> None:
    written(tmp_path, "plan.yaml", TYPO)
    command = ("lint", "plan.yaml", "--format", "json", *DATED)
    assert kpi_advisor(*command, "--diff", cwd=tmp_path).data == kpi_advisor(*command, cwd=tmp_path).data
