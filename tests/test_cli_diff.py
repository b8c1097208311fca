"""`kpi-advisor diff`: what is settled, new and still open between two versions of a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from command import kpi_advisor, written
from test_cli_apply import DATED
from test_revise import PLANS

OLD = """\
period: FY2026
kgis:
  - {id: g, name: Annual sales, target: "$600,000"}
kpis:
  - {name: Site visits, target: "10,000 a month", kgi: g}
  - {name: Brochure request rate, target: 1%, kgi: g}
  - {name: Brochure requests, definition: forms sent, baseline: 62 a month, target: 300 a month, kgi: g}
"""


def compared(folder: Path, new: str, *options: str, old: str = OLD) -> Any:
    written(folder, "old.yaml", old)
    written(folder, "new.yaml", new)
    return kpi_advisor("diff", "old.yaml", "new.yaml", *options, *DATED, cwd=folder)


def rules(group: list[dict[str, Any]]) -> set[str]:
    return {rule for one in group for rule in one["resolves"]}


def test_a_plan_beside_itself_has_nothing_new() -> None:
    for path in PLANS:
        data = kpi_advisor("diff", path, path, "--format", "json", "--fail-on", "low", *DATED)
        assert data.code == 0
        assert (data.data["added"], data.data["resolved"], data.data["renamed"]) == ([], [], [])


def test_what_is_settled_is_said_with_score_and_coverage(tmp_path: Path) -> None:
    new = OLD.replace("300 a month", "100 a month")
    english = compared(tmp_path, new)
    assert english.code == 0
    assert "old.yaml → new.yaml" in english.out
    assert "Resolved (1)\n  + [high] “Brochure requests” needs 300 a month" in english.out
    assert "(old.yaml:7:5)" in english.out
    assert "Still open" in english.out
    data = compared(tmp_path, new, "--format", "json").data
    before, after = data["old"]["score"]["overall"], data["new"]["score"]["overall"]
    assert f"score {before} → {after} ({after - before:+d})" in english.out
    assert after > before
    japanese = compared(tmp_path, new, "--lang", "ja").out
    assert f"{before}点 → {after}点" in japanese
    assert "解消した提案（1件）" in japanese
    both = compared(tmp_path, new, "--lang", "both", "--format", "markdown").out
    assert "## 解消した提案（1件）" in both
    assert "## Resolved (1)" in both


def test_something_new_as_severe_as_fail_on_is_an_exit_of_1(tmp_path: Path) -> None:
    old = OLD.replace("300 a month", "100 a month")
    ran = compared(tmp_path, OLD, "--format", "json", old=old)
    assert ran.code == 1
    assert "target/beyond-funnel" in rules(ran.data["added"])
    assert compared(tmp_path, OLD, "--fail-on", "critical", old=old).code == 0
    assert compared(tmp_path, OLD, "--fail-on", "never", old=old).code == 0
    text = compared(tmp_path, OLD, old=old).out
    assert "New (1)\n  ! [high] “Brochure requests” needs 300 a month" in text


@pytest.mark.parametrize(
    ("old", "new", "how"),
    [
        ("name: Brochure requests", "name: Enquiries by mail", "definition"),
        ("name: Brochure requests, definition: forms sent", "name: Enquiries by mail", "target"),
        ("name: Brochure requests, definition: forms sent, baseline: 62 a month, target: 300 a month",
         "name: Brochures requests, baseline: 62 a month, target: 310 a month", "spelling"),
    ],
)  # fmt: skip
def test_a_renamed_row_is_followed(old: str, new: str, how: str, tmp_path: Path) -> None:
    ran = compared(
        tmp_path,
        OLD.replace(old, new),
        "--format",
        "json",
        "--select",
        "voice/*,goal/*",
    )
    (renamed,) = ran.data["renamed"]
    assert (renamed["from"], renamed["how"]) == ("Brochure requests", how)
    assert rules(ran.data["added"]) == set(), ran.data["added"]
    said = compared(tmp_path, OLD.replace(old, new)).out
    assert "Renamed rows, followed as the same\n  - “Brochure requests” → " in said


def test_the_same_advice_on_a_renamed_row_stays_open(tmp_path: Path) -> None:
    head = OLD.partition("kpis:")[0]
    old = (
        head
        + "kpis:\n  - {id: b, name: Renewal rate, target: TBD, kgi: g}\n  - {name: Orders, target: 10 a month, kgi: g}\n"
    )
    new = old.replace("name: Renewal rate", "name: Churn rate")
    ran = compared(tmp_path, new, "--format", "json", "--select", "target/missing", old=old)
    assert [r["how"] for r in ran.data["renamed"]] == ["id"]
    assert rules(ran.data["open"]) == {"target/missing"}
    assert ran.data["added"] == ran.data["resolved"] == []
    new = old.replace("id: b, name: Renewal rate", "name: Renewals rate")
    ran = compared(tmp_path, new, "--format", "json", "--select", "target/missing", old=old)
    assert [r["how"] for r in ran.data["renamed"]] == ["spelling"]
    assert rules(ran.data["open"]) == {"target/missing"}
    assert ran.data["open"][0]["fingerprint"] != ran.data["open"][0]["before"]["fingerprint"]


def test_another_row_is_not_taken_for_a_renamed_one(tmp_path: Path) -> None:
    head = OLD.partition("kpis:")[0]
    old = (
        head + "kpis:\n  - {name: Renewal rate, target: TBD, kgi: g}\n  - {name: Orders, target: 10 a month, kgi: g}\n"
    )
    new = (
        head
        + "kpis:\n  - {name: Store visitors, target: TBD, kgi: g}\n  - {name: Orders, target: 10 a month, kgi: g}\n"
    )
    ran = compared(tmp_path, new, "--format", "json", "--select", "target/missing", old=old)
    assert ran.data["renamed"] == []
    assert (rules(ran.data["added"]), rules(ran.data["resolved"])) == ({"target/missing"}, {"target/missing"})


def test_errors_name_the_file_in_both_languages(tmp_path: Path) -> None:
    written(tmp_path, "bad.yaml", "kpis: [")
    for language in ("en", "ja"):
        ran = kpi_advisor("diff", PLANS[0], tmp_path / "bad.yaml", "--lang", language)
        assert (ran.code, ran.out) == (2, "")
        assert "bad.yaml:1:" in ran.err
    assert "Only one of the two" in kpi_advisor("diff", "-", "-").err
    assert "どちらか一方だけ" in kpi_advisor("diff", "-", "-", "--lang", "ja").err
    assert "Name the new plan file too" in kpi_advisor("diff", PLANS[0]).err
    piped = kpi_advisor("diff", "-", PLANS[0], *DATED, stdin=PLANS[0].read_bytes())
    assert (piped.code, "Resolved" in piped.out) == (0, False)
