"""`kpi-advisor why`: the chain behind one recommendation, from the plan's lines to the guidance."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import advise, read_plan
from advisor.render.lines import Paper, lay_out
from advisor.render.why import why_lines
from command import kpi_advisor, written
from test_cli_apply import DATED
from test_revise import DAY, PLANS

PLAN = """\
kgis:
  - {id: g, name: Annual sales, target: "$600,000"}
kpis:
  - {name: Site visits, target: "10,000 a month"}
  - {name: Brochure request rate, target: 1%}
  - {name: Brochure requests, baseline: 62 a month, target: 300 a month}
"""


def rank_of(rule: str, folder: Path) -> str:
    report = kpi_advisor("lint", "plan.yaml", "--format", "json", *DATED, cwd=folder).data
    return next(str(r["rank"]) for r in report["recommendations"] if rule in r["resolves"])


def test_the_chain_runs_from_the_lines_of_the_plan_to_the_paragraphs(tmp_path: Path) -> None:
    written(tmp_path, "plan.yaml", PLAN)
    ran = kpi_advisor("why", "plan.yaml", rank_of("target/beyond-funnel", tmp_path), *DATED, cwd=tmp_path)
    assert ran.code == 0, ran.err
    chain = (
        "“Brochure requests” needs 300 a month",
        "What the plan says",
        "plan.yaml:6:5 “Brochure requests”",
        "plan.yaml:6:61 target: 300 a month",
        "plan.yaml:4:5 “Site visits”",
        "plan.yaml:5:43 target: 1%",
        "What follows from it",
        "upstream volume times rate stays below the target",
        "sum = 100",
        "upstream = Site visits",
        "The rule that holds",
        "target/beyond-funnel",
        "Fires when: whether the step before it feeds its target",
        "rounding = 0.05",
        "What the rule rests on",
        "source article ¶57-58",
        "own heuristic",
    )
    at = 0
    for piece in chain:
        assert piece in ran.out[at:], (piece, ran.out)
        at = ran.out.index(piece, at)
    japanese = kpi_advisor(
        "why", "plan.yaml", rank_of("target/beyond-funnel", tmp_path), "--lang", "ja", *DATED, cwd=tmp_path
    )
    for piece in (
        "計画に書かれていること",
        "plan.yaml:6:61 target: 300 a month → 月300",
        "手前の段階",
        "指摘する場合",
        "出典記事 ¶57-58",
    ):
        assert piece in japanese.out


def test_a_recommendation_is_named_by_rank_or_the_beginning_of_its_fingerprint(tmp_path: Path) -> None:
    written(tmp_path, "plan.yaml", PLAN)
    report = kpi_advisor("lint", "plan.yaml", "--format", "json", *DATED, cwd=tmp_path).data
    second = report["recommendations"][1]
    by_rank = kpi_advisor("why", "plan.yaml", "2", *DATED, cwd=tmp_path)
    by_print = kpi_advisor("why", "plan.yaml", second["fingerprint"][:7].upper(), *DATED, cwd=tmp_path)
    assert by_rank.out == by_print.out
    assert second["title"]["en"] in by_rank.out
    assert second["fingerprint"] in by_rank.out
    piped = kpi_advisor("why", "-", "2", *DATED, stdin=PLAN)
    assert piped.out == by_rank.out.replace("plan.yaml:", "-:")


@pytest.mark.parametrize(
    ("named", "english", "japanese"),
    [("99", "no recommendation “99”", "「99」という提案はありません"), ("zz", "give a rank (1 to", "指紋の先頭を指定")],
)
def test_one_that_is_not_there_is_an_error(named: str, english: str, japanese: str, tmp_path: Path) -> None:
    plan = written(tmp_path, "plan.yaml", PLAN)
    for language, sentence in (("en", english), ("ja", japanese)):
        ran = kpi_advisor("why", plan, named, "--lang", language, *DATED)
        assert (ran.code, ran.out) == (2, "")
        assert sentence in ran.err
        assert str(plan) in ran.err
    assert "Give a recommendation's rank or fingerprint" in kpi_advisor("why", plan).err
    assert "提案の順位か指紋" in kpi_advisor("why", plan, "--lang", "ja").err


def test_nothing_to_recommend_is_said(tmp_path: Path) -> None:
    plan = written(tmp_path, "plan.yaml", PLAN)
    ran = kpi_advisor("why", plan, "1", "--select", "culture/*", *DATED)
    assert ran.code == 2
    assert "nothing to recommend" in ran.err


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_every_recommendation_of_the_example_plans_has_its_whole_chain(path: Path) -> None:
    sourced = read_plan(path)
    report = advise(sourced.plan, as_of=DAY, locate=sourced.locate)
    for advice in report.recommendations:
        for language in ("ja", "en"):
            said = lay_out(why_lines(report, advice, sourced, language), Paper())
            assert all(rule in said for rule in advice.resolves)
            assert all(s.name in said for s in advice.subjects if s.kind in ("kgi", "kpi"))
            assert all(g.says[language] in said for f in advice.findings for g in f.guidance)
            assert f"{path}" in said
