"""The interview itself, on any plan and any answers: it ends, the file stays whole, and nobody is blamed for not knowing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Plan, Settings, advise
from advisor.interview import Interview
from advisor.rewrite import PlanText, plan_text
from advisor.source.document import read_document
from advisor.text import Language
from test_properties import plans

DAY = date(2026, 4, 1)
PLANS = sorted((Path(__file__).parent / "plans").glob("*.yaml"))
ANSWERS = (
    "なし", "none", "わからない", "not known", "決めていない", "はい", "no", "田中", "月120件（2026年3月）", "30%", "まあまあ",
    "about half", "自社サイト、展示会、紹介", "3人、月20日", "影響しない", "未達なら賞与を減額", "{a: b}", "# x", "- y", "it's", 'say "x"',
    "*z", "&a b: c", "年間売上", "期間全体", "monthly", "経理部：請求書の差し戻し件数", "毎日10社に電話、週1回ロープレ", "0", "-5", "1e9",
    "全員が参加した", "担当者の意見を聞いて直し、理由も説明した", "[1, 2", "改行なし\tタブ", "🎯", "true", "2026-09-30", "Ａ　Ｂ",
)  # fmt: skip
"""What people may type, and what YAML may take for something else."""


def text_of(content: str, name: str = "plan.yaml") -> PlanText:
    return plan_text(content.encode(), read_document(content.encode(), name=name))


def interview_on(content: str, name: str = "plan.yaml", language: Language = "ja") -> Interview:
    return Interview(text_of(content, name), DAY, Settings(), language)


def hold(interview: Interview, answers: Iterator[str]) -> int:
    """Answers until nothing is left to ask; how many questions there were."""
    count = 0
    while (item := interview.next()) is not None:
        for place in item.places:
            said = next(answers)
            interview.record(item, place, said, fits=interview.read(item, place, said).fits)
        interview.leave(item)
        count += 1
        assert count < 100
    return count


def forever(*answers: str) -> Iterator[str]:
    while True:
        yield from answers


def whole(interview: Interview, name: str = "plan.yaml") -> None:
    """The text says what the interview thinks it says, and is a plan."""
    read = read_document(interview.plan.encoded(), name=name)
    assert read.data == interview.plan.data
    Plan.model_validate(read.data)


def remarks(interview: Interview) -> set[tuple[str, str, str]]:
    found = (f for r in interview.report.recommendations for f in r.findings)
    return {(f.rule, f.severity, s.name) for f in found for s in f.subjects}


@pytest.mark.parametrize("said", ["わからない", "なし", "毎週12件", "はい"])
@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_every_question_of_a_plan_can_be_answered_and_none_comes_back(path: Path, said: str) -> None:
    content = path.read_text("utf-8")
    interview = interview_on(content)
    before, coverage = remarks(interview), interview.report.coverage
    hold(interview, forever(said))
    whole(interview)
    assert interview.report.questions == ()
    again = interview_on(interview.plan.text)
    assert again.next() is None
    comments = [row for row in content.splitlines() if row.lstrip().startswith("#")]
    assert [row for row in interview.plan.text.splitlines() if row.lstrip().startswith("#")] == comments
    if said == "わからない":
        assert remarks(interview) <= before
        assert interview.report.coverage <= coverage


@given(plans, st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=12), st.sampled_from(("yaml", "flow", "json")))
@settings(max_examples=12, deadline=None)
def test_whatever_is_answered_the_file_stays_whole_and_the_interview_ends(
    data: dict[str, Any], answers: list[str], form: str
) -> None:
    name = "plan.json" if form == "json" else "plan.yaml"
    dumped = yaml.safe_dump(
        data, allow_unicode=True, sort_keys=False, default_flow_style=True if form == "flow" else None
    )
    interview = interview_on(json.dumps(data, ensure_ascii=False, indent=1) if form == "json" else dumped, name)
    first = hold(interview, forever(*answers))
    whole(interview, name)
    assert first <= 60
    assert interview.report.model_dump() == advise(Plan.model_validate(interview.plan.data), as_of=DAY).model_dump()
    again = interview_on(interview.plan.text, name)
    assert again.next() is None


@given(plans)
@settings(max_examples=12, deadline=None)
def test_not_known_is_held_against_nobody(data: dict[str, Any]) -> None:
    interview = interview_on(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
    before = remarks(interview)
    hold(interview, forever("わからない"))
    assert remarks(interview) <= before
    assert interview.report.questions == ()
