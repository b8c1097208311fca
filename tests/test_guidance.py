"""The guidance and the rules cover each other: no row without a rule, no rule without a row."""

from __future__ import annotations

import re

from advisor.knowledge_files import guidance_index
from advisor.rulebook import built_in_rulebook
from generate import ROOT

LOST = {37, 50, 52, 54}
"""Lines of the article that announce a list which its text lost: nothing may rest on one of them alone."""


def test_every_row_has_a_rule() -> None:
    cited = {entry.id for rule in built_in_rulebook().rules for entry in rule.guidance}
    assert set(guidance_index()) == cited == {f"G{n:02}" for n in range(1, 24)}


PUBLIC = """
goal: kgi-missing kgi-not-quantified kgi-undated too-many-kgis kgi-among-kpis kpi-not-linked unknown-link cyclic-links
  kpi-repeats-kgi targets-miss-kgi
focus: too-many-kpis too-many-per-owner duplicate-kpis no-key-factor
target: missing no-baseline deadline-missing deadline-past impossible-value wrong-direction already-met within-trend
  beyond-history beyond-funnel beyond-capacity no-channel lead-time-beyond-period ambiguous unit-mismatch
  milestones-missing periods-do-not-add-up off-pace
wording: vague not-measurable no-definition compound objective-as-kpi
displacement: volume-without-quality reward-on-volume zero-target effect-not-verified no-guardrail
voice: no-qualitative customer-voice-missing staff-voice-missing
balance: no-activity no-outcome funnel-step-missing candidate-experience-missing
field: no-owner owner-cannot-influence no-actions not-consulted reasons-not-shared
alignment: department-without-kpi handover-missing split-misses-total
operation: no-review review-too-slow no-miss-protocol no-revision no-data-source no-dashboard no-actuals
culture: penalty-for-miss kpi-is-appraisal
"""


def test_the_ids_people_write_into_their_files_are_all_there() -> None:
    """Ids are public: users' exceptions and settings name them, so none may go or be renamed."""
    promised = set()
    for line in PUBLIC.replace("\n  ", " ").strip().splitlines():
        category, _, problems = line.partition(": ")
        promised |= {f"{category}/{problem}" for problem in problems.split()}
    assert promised <= set(built_in_rulebook().by_id)


def test_every_rule_rests_on_a_row_with_lines_of_the_article() -> None:
    for rule in built_in_rulebook().rules:
        lines = {line for entry in rule.guidance for line in entry.paragraphs}
        assert lines - LOST, rule.id


def test_the_page_shows_both_ways() -> None:
    page = (ROOT / "docs/guidance.md").read_text(encoding="utf-8")
    rows, back = page.split("## And back")
    for rule in built_in_rulebook().rules:
        assert f"| `{rule.id}` |" in back
        for entry in rule.guidance:
            (row,) = re.findall(rf"^\| {entry.id} \|.*$", rows, re.MULTILINE)
            assert f"`{rule.id}`" in row
