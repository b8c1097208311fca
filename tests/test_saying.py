"""How reports say things whatever the rule: an OKR plan in its own words, two of something, all of something."""

from __future__ import annotations

from typing import Any

import pytest

from advisor import Plan, Report, advise
from advisor.figures import amount
from advisor.text import Text


def judged(**plan: Any) -> Report:
    return advise(Plan.model_validate(plan))


def said(report: Report) -> Text:
    texts = [t for r in report.recommendations for t in (r.title, r.why, r.action)]
    texts += [q.question for q in report.questions] + [s.text for s in report.strengths]
    return Text(" ".join(t.ja for t in texts), " ".join(t.en for t in texts))


def test_an_okr_plan_is_spoken_of_in_its_own_words() -> None:
    objectives = [{"name": "KPI教室が楽しい"}, {"name": "Crews trust the plan"}]
    rows: list[dict[str, Any]] = [{"name": "修了率", "target": "60%"}, {"name": "Late changes", "target": "5 a week"}]
    okr = said(judged(plan_type="okr", kgis=objectives, kpis=rows))
    assert all(word in okr.ja for word in ("主要な成果", "目的"))
    assert all(word in okr.en for word in ("key result", "objective"))
    # What the author wrote stays as it is.
    assert "KPI教室が楽しい" in okr.ja
    own = f"{okr.ja} {okr.en}".replace("KPI教室", "")
    assert not any(word in own for word in ("KPI", "最終目標", "goal"))
    plain = said(judged(kgis=objectives, kpis=rows))
    assert not any(word in f"{plain.ja} {plain.en}" for word in ("主要な成果", "key result"))


def test_two_of_something_are_both() -> None:
    goals = [{"name": "Annual sales", "target": "$400k"}, {"name": "Members", "target": "900"}]
    rows = [{"name": f"Figure {n}", "target": "20", "kgi": "Annual sales"} for n in "ab"]
    both = said(judged(kgis=goals, kpis=rows)).en
    assert all(words in both for words in ("Both goals are numbers", "Both KPIs name the goal they serve"))
    three = said(judged(kgis=goals, kpis=[*rows, {"name": "Figure c", "target": "20", "kgi": "Members"}])).en
    assert "All 3 KPIs name the goal they serve" in three


@pytest.mark.parametrize("number", [3, 6])
def test_a_question_about_every_row_does_not_read_them_out(number: int) -> None:
    rows = [{"name": f"Figure {n}", "target": "20"} for n in range(number)]
    (owners,) = [
        q.question
        for q in judged(kgis=[{"name": "Annual sales", "target": "$400k"}], kpis=rows).questions
        if "field/no-owner" in q.rules
    ]
    assert ("Figure 2" in owners.en, "Figure 2" in owners.ja) == (number == 3, number == 3)
    assert (f"each of the {number} KPIs" in owners.en, f"{number}項目すべて" in owners.ja) == (number == 6, number == 6)


@pytest.mark.parametrize(
    ("unit", "ja", "en"),
    [("戸", "2,400戸", "2,400 homes"), ("頭", "2,400頭", "2,400"), ("席", "2,400席", "2,400 seats")],
)
def test_counters_are_english_in_english(unit: str, ja: str, en: str) -> None:
    assert amount(2400, unit) == Text(ja, en)
