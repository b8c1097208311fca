"""The score never falls when something is put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from advisor import Plan, advise, read_plan
from advisor.facts.gather import gather
from advisor.findings import judge
from advisor.knowledge_files import thresholds
from advisor.recommendations import advise_on, score_of
from advisor.revise import prove
from advisor.rulebook import built_in_rulebook
from test_properties import plans
from test_revise import drawn

DAY = date(2026, 4, 1)
PLANS = sorted((Path(__file__).parent / "plans").glob("*.yaml"))


def without_each_finding(data: Mapping[str, Any]) -> None:
    """Takes the findings away one by one; neither the whole score nor any category's may fall."""
    book = built_in_rulebook()
    base = gather(Plan.model_validate(data), DAY, {t.id: t.value for t in thresholds().values()})
    judgement = judge(base.facts, book)
    overall, categories = score_of(advise_on(judgement, base.facts), book.categories)
    for i in range(len(judgement.findings)):
        rest = replace(judgement, findings=(*judgement.findings[:i], *judgement.findings[i + 1 :]))
        better, by_category = score_of(advise_on(rest, base.facts), book.categories)
        gone = judgement.findings[i]
        assert better >= overall, (gone.rule.id, gone.fact.subject.name)
        assert sum(by_category.values()) >= sum(categories.values()), gone.rule.id


@given(plans)
@settings(max_examples=60)
def test_taking_a_finding_away_never_lowers_the_score(data: dict[str, Any]) -> None:
    without_each_finding(data)


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_taking_a_finding_away_never_lowers_the_score_of_an_example(path: Path) -> None:
    without_each_finding(read_plan(path).document.data)


def after_each_change(data: Mapping[str, Any]) -> int:
    """Makes each change that settles its finding, alone; returns how many there were."""
    report = advise(Plan.model_validate(data), as_of=DAY)
    made = 0
    for recommendation in report.recommendations:
        for change in recommendation.changes:
            proof = prove(data, report, recommendation, change, as_of=DAY)
            if proof.settled:
                made += 1
                assert proof.report.score.overall >= report.score.overall, (change, data)
    return made


@pytest.mark.parametrize("block", range(4))
def test_a_change_that_settles_its_finding_never_lowers_the_score(block: int) -> None:
    assert sum(after_each_change(drawn(1000 + seed)) for seed in range(block * 15, block * 15 + 15)) > 0


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_nor_does_it_on_an_example(path: Path) -> None:
    after_each_change(read_plan(path).document.data)


def test_the_score_tells_a_better_plan_from_a_worse_one() -> None:
    """So that a score that never moves would not pass for one that never falls."""
    goal = {"name": "年間売上", "target": "6,000万円", "deadline": "2027-03-31"}
    worse = {"kgis": [goal], "kpis": [{"name": "出席率", "target": "120%"}]}
    better = {"kgis": [goal], "kpis": [{"name": "出席率", "target": "95%"}]}
    scores = [advise(Plan.model_validate(p), as_of=DAY).score.overall for p in (worse, better)]
    assert scores[0] < scores[1]
