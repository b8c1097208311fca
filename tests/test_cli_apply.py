"""`kpi-advisor apply`: the changes in the file itself, and nothing else of it touched."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from advisor import Plan, advise
from advisor.cli.apply import outcome
from advisor.report import Change
from advisor.revise import revise
from advisor.rewrite import PlanText, RewriteError, plan_text, rewritten
from advisor.source.document import read_document
from advisor.text import Text
from command import kpi_advisor, written
from test_properties import plans
from test_revise import DAY, PLANS

DATED = ("--as-of", "2026-04-01")
TYPO = """\
# 会員の計画（2026年）
title:   "Club"          # aligned on purpose

kgis:
    - id: income
      name: Membership income
      target: '$400,000'  # board's figure
kpis:
    # trainings first
    - name:   Training attendance rate
      target: 90%
      kgi:    Membrship income   # typed in a hurry

    - {name: Walk-ins,
       target: "600 a month",
       kgi: income}
operation: {review: weekly}   # every Monday
# the end
"""


def text_of(content: str, name: str = "plan.yaml") -> PlanText:
    return plan_text(content.encode(), read_document(content.encode(), name=name))


def put(content: str, *steps: tuple[str, str, Any], name: str = "plan.yaml") -> str:
    """The text with these operations made in it."""
    patch = tuple({"op": op, "path": path, "value": value} for op, path, value in steps)
    return rewritten(text_of(content, name), Change(kind="safe", rule="x/y", subject="z", patch=patch)).text


# -- the command ---------------------------------------------------------------------------------------------


def test_a_safe_change_touches_one_value_and_keeps_every_other_character(tmp_path: Path) -> None:
    plan = written(tmp_path, "plan.yaml", TYPO)
    ran = kpi_advisor("apply", plan, "--safe", *DATED)
    assert ran.code == 0, ran.err
    assert ran.out == TYPO.replace("Membrship income", "Membership income")
    assert (
        "made (safe, goal/unknown-link): goal link of “Training attendance rate”: Membrship income → Membership income"
        in ran.err
    )
    assert "Changes made: 1 of 1." in ran.err
    assert plan.read_text(encoding="utf-8") == TYPO
    japanese = kpi_advisor("apply", plan, "--safe", "--lang", "ja", *DATED)
    assert (
        "変更しました（そのまま直せる、goal/unknown-link）：「Training attendance rate」のつながる最終目標：Membrship"
        in japanese.err
    )
    both = kpi_advisor("apply", plan, "--safe", "--lang", "both", *DATED)
    assert both.out == japanese.out == ran.out
    assert both.err == japanese.err + ran.err


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_all_changes_of_the_example_plans_can_be_made_and_leave_nothing_to_make(path: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.yaml"
    ran = kpi_advisor("apply", path, "--all", "-o", new, *DATED)
    assert ran.code == 0, ran.err
    assert ran.out == ""
    assert f"Wrote {new}." in ran.err
    old_lines, new_lines = path.read_text("utf-8").splitlines(), new.read_text("utf-8").splitlines()
    assert [x for x in old_lines if x.lstrip().startswith("#")] == [x for x in new_lines if x.lstrip().startswith("#")]
    again = kpi_advisor("apply", new, "--all", *DATED)
    assert again.out == new.read_text("utf-8")
    assert "There is nothing to change; the plan is as it was." in again.err


def test_nothing_to_do_is_said_and_the_plan_is_printed_as_it_is(tmp_path: Path) -> None:
    content = "\ufeffkpis:\r\n- Leads   # one\r\n".encode()
    ran = kpi_advisor("apply", written(tmp_path, "p.yaml", content), "--safe", *DATED)
    assert (ran.code, ran.out.encode()) == (0, content)
    assert "nothing safe to change" in ran.err
    assert "--all" in ran.err
    japanese = kpi_advisor("apply", "-", "--safe", "--lang", "ja", *DATED, stdin=content)
    assert "計画の記載から決まる変更はありません" in japanese.err


def test_a_file_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    plan, other = written(tmp_path, "plan.yaml", TYPO), written(tmp_path, "other.yaml", "mine")
    for language, sentence in (("en", "is already there"), ("ja", "は既にあります")):
        ran = kpi_advisor("apply", plan, "--safe", "-o", other, "--lang", language, *DATED)
        assert (ran.code, ran.out) == (2, "")
        assert sentence in ran.err
        assert other.read_text() == "mine"
    plan.chmod(0o640)
    assert kpi_advisor("apply", plan, "--safe", "--output", plan, "--force", *DATED).code == 0
    assert "kgi:    Membership income" in plan.read_text("utf-8")
    assert plan.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["other.yaml", "plan.yaml"]
    nowhere = kpi_advisor("apply", plan, "--safe", "-o", tmp_path / "no" / "x.yaml", *DATED)
    assert nowhere.code == 2
    assert "cannot be written" in nowhere.err


def test_one_of_safe_and_all_must_be_chosen(tmp_path: Path) -> None:
    plan = written(tmp_path, "plan.yaml", TYPO)
    for options in ((), ("--safe", "--all")):
        ran = kpi_advisor("apply", plan, *options)
        assert (ran.code, ran.out) == (2, "")
        assert "Give one of --safe" in ran.err
        assert "どちらか1つ" in kpi_advisor("apply", plan, *options, "--lang", "ja").err
    assert "Name the plan file" in kpi_advisor("apply", "--safe").err
    assert kpi_advisor("apply", tmp_path / "none.yaml", "--safe").code == 2


def test_what_cannot_be_written_without_changing_more_is_refused_with_its_line(tmp_path: Path) -> None:
    content = (
        "period: 2026\n"
        "kgis: [{id: g, name: 年間売上, target: 9億円}]\nkpis:\n"
        "  - {name: 資料請求件数, target: 月2,000, kgi: g, period: monthly, history: [58, 61, 57, 63, 59, 60]}\n"
        "  - {name: 商談化率, target: 5%, kgi: g}\n"
    )
    plan = written(tmp_path, "plan.yaml", content)
    out = tmp_path / "new.yaml"
    ran = kpi_advisor("apply", plan, "--all", "-o", out, "--select", "target/beyond-history", *DATED)
    assert (ran.code, ran.out, out.exists()) == (2, "", False), ran.err
    assert f"{plan}:4:" in ran.err
    assert "Nothing was written" in ran.err
    assert "何も書き込んでいません" in kpi_advisor("apply", plan, "--all", "--lang", "ja", *DATED).err


def test_settings_and_choice_of_rules_are_those_of_lint(tmp_path: Path) -> None:
    plan = written(tmp_path, "plan.yaml", TYPO)
    written(tmp_path, "kpi-advisor.toml", 'ignore = ["goal/unknown-link"]')
    assert "nothing safe" in kpi_advisor("apply", plan, "--safe", *DATED).err
    assert "Changes made: 1" in kpi_advisor("apply", plan, "--safe", "--ignore", "focus/*", *DATED).err


def test_json_keeps_its_indentation_and_lists(tmp_path: Path) -> None:
    content = (
        '{\n   "kgis": [{"id": "income", "name": "Membership income", "target": 4e5}],\n   "kpis": [\n'
        '      {"name": "出席率", "note": "é", "target": "90%", "kgi": "Membrship income", "history": [1, 2.50]}\n   ]\n}\n'
    )
    ran = kpi_advisor("apply", written(tmp_path, "plan.json", content), "--safe", *DATED)
    assert ran.out == content.replace('"Membrship income"', '"Membership income"')
    assert json.loads(ran.out)["kpis"][0]["kgi"] == "Membership income"


def test_why_a_change_was_left_out_is_said_in_both_languages() -> None:
    """No known plan makes a change fail its proof, so a proof is made to fail."""
    data = text_of(TYPO).data
    (proof,) = revise(data, ["safe"], as_of=DAY)
    worse = replace(proof, worse=(Text("別の指摘", "Something else"),))
    assert outcome(worse, "en").startswith("left out (safe, goal/unknown-link): goal link of")
    assert outcome(worse, "en").endswith("something as severe came up: Something else")
    assert outcome(worse, "ja").endswith("同じくらい重い指摘が出ました：別の指摘")
    unsettled = replace(proof, settled=False)
    assert outcome(unsettled, "en").endswith(f"the finding was still there: {proof.recommendation.title.en}")
    assert outcome(unsettled, "ja").endswith(proof.recommendation.title.ja)


# -- the text ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "step", "result"),
    [
        ("kpis:\n- A  # x\n- B\n", ("replace", "/kpis/0", {"name": "A", "target": "TBD"}), "kpis:\n- name: A  # x\n  target: TBD\n- B\n"),
        ("kpis: [A, B]\n", ("replace", "/kpis/0", {"name": "A", "target": "1,0"}), 'kpis: [{name: A, target: "1,0"}, B]\n'),
        ("kpis:\n- {name: A, target: }\n", ("replace", "/kpis/0/target", "5%"), "kpis:\n- {name: A, target: 5%}\n"),
        ("kpis:\n- name: A\n  target:  # open\n", ("replace", "/kpis/0/target", "5%"), "kpis:\n- name: A\n  target: 5%  # open\n"),
        ("kpis:\n- name: A\n  target: '5'\n", ("replace", "/kpis/0/target", "it's"), "kpis:\n- name: A\n  target: 'it''s'\n"),
        ("kpis:\n- name: A\n  note: |\n    a\n    b\n\n- B\n", ("add", "/kpis/0/kgi", "yes"), 'kpis:\n- name: A\n  note: |\n    a\n    b\n  kgi: "yes"\n\n- B\n'),
        ("qualitative: none  # c\nkpis:\n   - A\n", ("replace", "/qualitative", [{"name": "N", "how": "x: y"}]), 'qualitative:  # c\n   - name: N\n     how: "x: y"\nkpis:\n   - A\n'),
        ("kpis:\n  - name: A\n\n  - name: B\n\n# end", ("add", "/kpis/-", {"name": "C", "tier": "core"}), "kpis:\n  - name: A\n\n  - name: B\n\n  - name: C\n    tier: core\n\n# end"),
        ("kpis: []\n", ("add", "/kpis/-", {"name": "C"}), "kpis: [{name: C}]\n"),
        ("kpis:\n- A", ("add", "/qualitative", [{"name": "C"}]), "kpis:\n- A\nqualitative:\n- name: C"),
        ("{kpis: [\n  {name: A},\n  {name: B},\n]}\n", ("add", "/kpis/-", {"name": "C"}), "{kpis: [\n  {name: A},\n  {name: B},\n  {name: C},\n]}\n"),
        ("kpis:\n- name: A\n  kgi:\n  - x\n", ("replace", "/kpis/0/kgi", ["y"]), "kpis:\n- name: A\n  kgi:\n  - y\n"),
        ("kpis:\n- name: A\n  target: 1\n  target: 2\n", ("replace", "/kpis/0/target", "3%"), "kpis:\n- name: A\n  target: 1\n  target: 3%\n"),
    ],
)  # fmt: skip
def test_a_step_in_yaml(content: str, step: tuple[str, str, Any], result: str) -> None:
    assert put(content, step) == result


@pytest.mark.parametrize(
    ("content", "step"),
    [
        ("kpis:\n- &a {name: A}\n- *a\n", ("add", "/kpis/1/target", "1%")),
        ("kpis:\n- {name: A, target: 1,000}\n", ("replace", "/kpis/0/target", "1%")),
        ("kpis:\n- name: &n A\n  definition: *n\n", ("replace", "/kpis/0/name", "B")),
        ("kpis:\n- name: A\n  note: |+\n    a\n\n\n", ("add", "/kpis/0/target", "1%")),
    ],
)
def test_a_step_that_would_change_more_is_refused(content: str, step: tuple[str, str, Any]) -> None:
    with pytest.raises(RewriteError) as refused:
        put(content, step)
    assert refused.value.position is not None


@pytest.mark.parametrize("style", [None, False, True])
@given(plan=plans)
@settings(max_examples=40)
def test_whatever_the_plan_each_change_can_be_made_in_yaml_and_json(style: bool | None, plan: dict[str, Any]) -> None:
    """The reader itself checks each result, so that it raises nothing is the whole of it."""
    forms = {
        "plan.yaml": yaml.safe_dump(plan, allow_unicode=True, sort_keys=False, default_flow_style=style),
        "plan.json": json.dumps(plan, ensure_ascii=bool(style), indent=None if style is None else 4),
    }
    for name, content in forms.items():
        source = text_of(content, name)
        for recommendation in advise(Plan.model_validate(source.data), as_of=DAY).recommendations:
            for change in recommendation.changes:
                changed = rewritten(source, change)
                assert read_document(changed.encoded(), name=name).data == changed.data
