"""What is told of every measure: complete, in both languages, and kept apart from what a start loads."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

import pytest

from advisor.errors import RulebookError
from advisor.knowledge_files import sources
from advisor.naming.catalogue import Metric, all_metrics, metric
from advisor.naming.catalogue_data import load_catalogue
from advisor.naming.definitions import UNGAMED, profile
from advisor.naming.definitions_build import build_definitions, built_in_definitions
from advisor.naming.spelling import is_japanese
from advisor.render import metrics as shown

ENTRIES = built_in_definitions(load_catalogue(), sources())


# What may fall below zero, or has a scale of each plan's own.
UNBOUNDED = frozenset(
    [
        "operating-profit",
        "ordinary-profit",
        "net-profit",
        "ebitda",
        "gross-profit",
        "cost-savings",
        "profit-growth",
        "return-on-equity",
        "return-on-invested-capital",
        "return-on-assets",
        "return-on-investment",
        "debt-to-equity",
        "free-cash-flow",
        "cash-balance",
        "burn-rate",
        "fiscal-health",
        "earnings-per-share",
        "price-to-book",
        "labour-productivity",
        "marketing-efficiency",
        "ghg-emissions",
        "emission-reduction",
        "net-out-migration",
        "net-migration",
        "sales-efficiency",
        "customer-effort-score",
    ]
)


def test_every_measure_is_told() -> None:
    assert list(ENTRIES) == [known.id for known in all_metrics()]
    assert len(ENTRIES) >= 450


@pytest.mark.parametrize("known", all_metrics(), ids=lambda known: known.id)
def test_a_measure_is_told_whole(known: Metric) -> None:
    told = profile(known)
    names = (known.name.ja, known.name.en, *known.aliases)
    assert any(is_japanese(name) for name in names) or known.name.ja.isascii()
    assert any(not is_japanese(name) for name in names)
    assert (told.gaming is None) != (told.ungamed is None)
    assert told.guarded_by
    assert known.id not in told.guarded_by
    assert (told.unit is None) == (known.measures == "state")
    if known.measures == "rate":
        assert told.unit is not None
        assert told.unit.ja == "%"
    if known.bounds == (None, None):
        assert known.id in UNBOUNDED or known.measures == "state"
    for text in (told.definition, told.unit, told.gaming):
        if text is not None:
            assert not is_japanese(text.en), text
            assert not text.ja.endswith("。"), text
            assert not text.en.endswith("."), text
    assert len(told.definition.ja) <= 60
    assert len(told.definition.en) <= 130


def test_only_what_cannot_be_gamed_says_so() -> None:
    reasons = Counter(raw.get("ungamed") for raw in ENTRIES.values())
    assert set(reasons) - {None} == set(UNGAMED)
    assert reasons[None] >= 400
    for known in all_metrics():
        if profile(known).ungamed is not None:
            assert known.kind != "activity" or known.direction == "either" or "official" in ENTRIES[known.id].values()


def test_a_rate_says_what_is_divided_by_what() -> None:
    """In Japanese with ÷; what is measured by a survey, by authorities or against a plan may be said otherwise."""
    silent = [
        known.id
        for known in all_metrics()
        if known.measures == "rate" and known.kind not in ("perception",)
        and not re.search("[÷/−]|割合|割った|占める|前年", profile(known).definition.ja)
    ]  # fmt: skip
    assert len(silent) <= 6, silent


def test_figures_are_the_same_in_both_languages() -> None:
    for known in all_metrics():
        told = profile(known)
        ja = sorted(re.findall(r"[0-9]+", told.definition.ja.replace(",", "")))
        en = sorted(re.findall(r"[0-9]+", told.definition.en.replace(",", "")))
        assert set(ja) <= set(en) or set(en) <= set(ja), (known.id, ja, en)


def test_every_word_of_the_catalogue_has_its_words() -> None:
    for known in all_metrics():
        assert known.domain in shown._DOMAINS
        assert known.measures in shown._MEASURES
        assert known.kind in shown._KINDS
        assert set(known.direction_in) <= set(shown._PLACES), known.id
        for step in (known.step, *(known.converts or ())):
            assert step is None or step in shown._STEPS, step


def test_departments_that_see_a_measure_otherwise_are_told() -> None:
    assert (metric("inquiries").direction, metric("inquiries").direction_in["support"]) == ("up", "down")


def test_judging_a_plan_loads_no_definitions() -> None:
    code = (
        "from advisor import Plan, advise\n"
        "from advisor.naming import definitions\n"
        "advise(Plan.model_validate({'kgis': [{'name': '売上', 'target': '1億円'}],"
        " 'kpis': [{'name': '資料請求件数', 'target': '月300件'}]}))\n"
        "assert definitions._entries.cache_info().currsize == 0\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


GOOD = "orders:\n  definition: {ja: 甲, en: a}\n"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("nosuch:\n  definition: {ja: 甲, en: a}\n", "nosuch is no measure"),
        ("orders:\n  unit: {ja: 件, en: cases}\n", "definition is missing"),
        (GOOD + "  note: x\n", "unknown key note"),
        ("orders:\n  definition: {ja: 甲}\n", "definition needs ja and en"),
        (GOOD + "  gaming: {ja: 甲, en: a}\n", "either gaming or ungamed"),
        ("revenue:\n  definition: {ja: 甲, en: a}\n", "either gaming or ungamed"),
        ("revenue:\n  definition: {ja: 甲, en: a}\n  ungamed: luck\n", "ungamed cannot be 'luck'"),
        (GOOD + "  guarded_by: [csat]\n", "guarded_by belongs in one place"),
        ("runway:\n  definition: {ja: 甲, en: a}\n  ungamed: level\n  guarded_by: [runway]\n", "names no other measure: runway"),
        (GOOD + "  source: nosuch\n", "unknown source nosuch"),
        (GOOD, "revenue is missing"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_with_its_name(entry: str, message: str) -> None:
    with pytest.raises(RulebookError) as caught:
        build_definitions({"x.yaml": entry.encode()}, load_catalogue(), sources())
    assert message in caught.value.message.en or ("is missing" in message and "is missing" in caught.value.message.en)


def test_two_files_cannot_tell_of_one_measure() -> None:
    with pytest.raises(RulebookError, match="stands twice"):
        build_definitions({"x.yaml": GOOD.encode(), "y.yaml": GOOD.encode()}, load_catalogue(), sources())
