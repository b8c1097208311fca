"""From the form's answers to a plan: every answer has its place, and blanks are what the client says they are."""

from __future__ import annotations

import json
import random
from importlib import import_module
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor import Plan, advise, read_plan
from advisor.rulebook import built_in_rulebook
from advisor.source.document import read_document

intake = import_module("advisor.api.intake")  # checkers cannot see the package under this name
questions = import_module("advisor.api.questions")
words = import_module("advisor.api.page_words")

JA = {
    "org-name": "青葉精機 営業部",
    "org-business": "工作機械の販売",
    "org-people": "12人",
    "org-departments": "マーケティング、営業",
    "goal-0-name": "年間の売上",
    "goal-0-target": "6,000万円",
    "goal-0-deadline": "2027年3月末",
    "goal-0-baseline": "4,200万円",
    "goal-0-last": "4,000万円",
    "period": "2026年度",
    "flow": "訪問数 → 資料請求 → 商談",
    "stuck": "資料請求のあとが続かない",
    "kpi-0-name": "資料請求件数",
    "kpi-0-definition": "フォームの送信数",
    "kpi-0-department": "マーケティング",
    "kpi-0-baseline": "月120件",
    "kpi-0-history": "95, 104, 110, 118",
    "kpi-0-target": "月300件",
    "kpi-0-deadline": "2027年3月末",
    "kpi-0-owner": "田中",
    "kpi-0-source": "田中がGA4から",
    "kpi-0-frequency": "毎週",
    "kpi-0-actions": "比較記事を週2本公開、既存客への案内",
    "kpi-2-name": "商談件数",
    "kpi-2-target": "月40件",
    "dashboard": "共有の集計表",
    "channels": "自社サイト、展示会",
    "people": "3人",
    "days": "20日",
    "quality": "商談化率",
    "customers": "商談後のアンケート",
    "staff": "四半期ごとの面談",
    "cadence": "毎週",
    "meeting": "営業定例",
    "on-miss": "原因を話し合う",
    "revision": "四半期ごと",
    "frontline": "部長が決め、担当者に聞いた",
    "reward": "資料請求1件につき500円",
    "penalty": "賞与が下がる",
    "tied": "資料請求件数",
}


def plan_of(entries: dict[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = intake.filled(entries).data
    return made


def test_every_answer_has_its_place_in_the_plan() -> None:
    made = intake.filled(JA)
    assert made.lacks == []
    assert made.data == {
        "organization": {
            "name": "青葉精機 営業部",
            "industry": "工作機械の販売",
            "headcount": "12人",
            "departments": ["マーケティング", "営業"],
        },
        "title": "青葉精機 営業部",
        "period": "2026年度",
        "ksf": ["資料請求のあとが続かない"],
        "kgis": [
            {
                "name": "年間の売上",
                "target": "6,000万円",
                "deadline": "2027年3月末",
                "baseline": "4,200万円",
                "history": "4,000万円",
                "note": "訪問数 → 資料請求 → 商談",
            }
        ],
        "kpis": [
            {
                "name": "資料請求件数",
                "definition": "フォームの送信数",
                "department": "マーケティング",
                "baseline": "月120件",
                "history": "95, 104, 110, 118",
                "target": "月300件",
                "deadline": "2027年3月末",
                "owner": "田中",
                "data_source": "田中がGA4から",
                "frequency": "毎週",
                "actions": [{"what": "比較記事を週2本公開"}, {"what": "既存客への案内"}],
                "drives": ["商談件数"],
                "guarded_by": ["商談化率"],
            },
            {"name": "商談件数", "target": "月40件", "guarded_by": ["商談化率"]},
            {"name": "商談化率", "kind": "quality", "tier": "monitor"},
        ],
        "qualitative": [
            {"name": "商談後のアンケート", "audience": "customer"},
            {"name": "四半期ごとの面談", "audience": "staff"},
        ],
        "incentives": [
            {"what": "資料請求1件につき500円", "kind": "reward", "tied_to": ["資料請求件数"]},
            {"what": "賞与が下がる", "kind": "penalty", "tied_to": ["資料請求件数"]},
        ],
        "resources": {"channels": ["自社サイト", "展示会"], "people": "3人", "working_days_per_month": "20日"},
        "operation": {
            "review": {"cadence": "毎週", "meeting": "営業定例"},
            "on_miss": "原因を話し合う",
            "revision": "四半期ごと",
            "dashboard": "共有の集計表",
            "frontline": {"text": "部長が決め、担当者に聞いた"},
        },
    }
    assert made.places["/kpis/1/target"] == "kpi-2-target", "a blank row lies between"
    assert Plan.model_validate(made.data).warnings == ()


def test_every_field_of_every_question_reaches_the_plan() -> None:
    for question in questions.QUESTIONS:
        names = [f.key for f in question.fields] + [f"{question.rows}-0-{f.key}" for f in question.row_fields]
        for name in names:
            entries = {"goal-0-name": "g", "kpi-0-name": "k", name: "印の付いた答え"}
            entries |= {"reward": "x"} if name == "tied" else {}
            assert "印の付いた答え" in json.dumps(plan_of(entries), ensure_ascii=False), name


NONE = {f"blank-{q.number}": "none" for q in questions.QUESTIONS if q.none}


def test_none_is_an_answer_and_unknown_is_not() -> None:
    rows = {"goal-0-name": "売上", "kpi-0-name": "訪問数"}
    none = plan_of({**rows, **NONE})
    assert none["organization"] == {"departments": []}
    assert none["kgis"] == [
        {"name": "売上", "target": "none", "deadline": "none", "baseline": "none", "history": [], "formula": "none"}
    ]
    assert none["ksf"] == none["qualitative"] == none["incentives"] == none["kpis"][0]["actions"] == []
    assert none["kpis"][0]["target"] == none["kpis"][0]["owner"] == none["kpis"][0]["data_source"] == "none"
    assert none["resources"] == {"channels": [], "people": "none", "working_days_per_month": "none"}
    assert none["operation"] == {
        "review": {"cadence": "none", "meeting": "none"},
        "on_miss": "none",
        "revision": "none",
        "dashboard": "none",
        "frontline": {"consulted": False, "reasons_shared": False},
    }
    unknown = {f"blank-{q.number}": "unknown" for q in questions.QUESTIONS}
    assert plan_of({**rows, **unknown}) == plan_of(rows) == {"kgis": [{"name": "売上"}], "kpis": [{"name": "訪問数"}]}


def test_none_speaks_of_blanks_only() -> None:
    entries = {"goal-0-name": "売上", "kpi-0-name": "訪問数", "kpi-0-target": "月300", "blank-7": "none"}
    row = plan_of(entries)["kpis"][0]
    assert row["target"] == "月300"
    assert row["baseline"] == "none"


@pytest.mark.parametrize(
    ("entries", "lacking"),
    [
        ({}, ["goal-0-name", "kpi-0-name"]),
        ({"goal-0-name": "売上"}, ["kpi-0-name"]),
        ({"goal-0-name": "売上", "kpi-0-name": "訪問数"}, []),
        ({"blank-2": "none", "blank-6": "none"}, []),
        ({"blank-2": "unknown", "blank-6": "unknown"}, ["goal-0-name", "kpi-0-name"]),
        ({"goal-0-name": "売上", "kpi-1-target": "300", "kpi-0-name": "訪問数"}, ["kpi-1-name"]),
        ({"goal-0-target": "300", "blank-6": "none"}, ["goal-0-name"]),
        ({"goal-0-name": " ", "kpi-0-name": "\n"}, ["goal-0-name", "kpi-0-name"]),
    ],
)
def test_only_the_goal_and_the_numbers_are_required(entries: dict[str, str], lacking: list[str]) -> None:
    lacks = intake.filled(entries).lacks
    assert [lack.field for lack in lacks] == lacking
    assert all(lack.text.ja and lack.text.en for lack in lacks)


def test_a_formula_stays_one_and_steps_become_links_between_the_numbers_on_them() -> None:
    rows = {"goal-0-name": "売上", "kpi-0-name": "訪問数", "kpi-1-name": "受注率", "kpi-2-name": "NPS"}
    assert plan_of({**rows, "flow": "訪問数 × 受注率 × 単価"})["kgis"][0]["formula"] == "訪問数 × 受注率 × 単価"
    made = plan_of({**rows, "flow": "訪問 → 受注"})
    assert [(k.get("drives"), k.get("kgi")) for k in made["kpis"]] == [(["受注率"], None), (None, None), (None, None)]
    assert made["kgis"][0]["note"] == "訪問 → 受注"
    report = advise(Plan.model_validate(made))
    accused = [r for r in report.recommendations if "goal/kpi-not-linked" in r.resolves]
    assert accused == [], "NPS is on no step, and is not said to lead nowhere"


@pytest.mark.parametrize("no", ["ない", "なし", "していない", "とくになし", "none"])
def test_no_in_words_is_an_answer_too(no: str) -> None:
    rows = {"goal-0-name": "売上", "kpi-0-name": "訪問数"}
    answers = {"customers": no, "staff": no, "quality": no, "reward": no, "penalty": no, "channels": no}
    made = plan_of({**rows, **answers})
    assert made["qualitative"] == made["incentives"] == made["resources"]["channels"] == []
    assert made["kpis"] == [{"name": "訪問数"}]
    unsure = plan_of({**rows, "customers": "わからない", "reward": "未定"})
    assert "qualitative" not in unsure
    assert "incentives" not in unsure


def test_what_shows_quality_guards_counts_and_nothing_else() -> None:
    rows = {"goal-0-name": "売上", "kpi-0-name": "資料請求件数", "kpi-1-name": "解約率", "quality": "商談化率"}
    made = plan_of(rows)["kpis"]
    assert [k.get("guarded_by") for k in made] == [["商談化率"], None, None]


def test_unanswered_questions_are_those_with_nothing_in_them() -> None:
    assert intake.unanswered({}) == list(range(1, 15))
    entries = {"org-name": "a", "kpi-1-target": "3", "blank-8": "unknown", "blank-9": "none", "goal-0-baseline": " "}
    assert intake.unanswered(entries) == [2, 3, 4, 5, 6, 10, 11, 12, 13, 14]


ROWS = {"kpi-0-name": "a", "kpi-0-target": "1", "kpi-1-name": "b", "kpi-3-name": "d", "goal-0-name": "g"}


@pytest.mark.parametrize(
    ("move", "names", "focus"),
    [
        ("add-kpi", ["a", "b", "", "d", ""], "kpi-4-name"),
        ("remove-kpi-0", ["b", "", "d"], "kpi-0-name"),
        ("remove-kpi-3", ["a", "b", ""], "kpi-2-name"),
        ("up-kpi-1", ["b", "a", "", "d"], "kpi-0-name"),
        ("down-kpi-0", ["b", "a", "", "d"], "kpi-1-name"),
        ("up-kpi-0", ["a", "b", "", "d"], "kpi-0-name"),
        ("down-kpi-3", ["a", "b", "", "d"], "kpi-3-name"),
        ("remove-kpi-9", ["a", "b", "", "d"], None),
        ("language", ["a", "b", "", "d"], None),
        ("up-kpi-99999", ["a", "b", "", "d"], None),
    ],
)
def test_rows_are_added_removed_and_moved_with_all_that_is_in_them(
    move: str, names: list[str], focus: str | None
) -> None:
    moved, goes = intake.rearranged(ROWS, move, 50)
    assert [moved.get(f"kpi-{n}-name", "") for n in range(intake.row_count(moved, "kpi"))] == names
    assert goes == focus
    assert moved["goal-0-name"] == "g"
    if "a" in names:
        assert moved[f"kpi-{names.index('a')}-target"] == "1"


def test_no_more_rows_than_may_be() -> None:
    moved, _ = intake.rearranged({"kpi-4-name": "e"}, "add-kpi", 5)
    assert intake.row_count(moved, "kpi") == 5


TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=30)
ALL_FIELDS = [f.key for q in questions.QUESTIONS for f in q.fields] + [
    f"{q.rows}-{n}-{f.key}" for q in questions.QUESTIONS for n in (0, 1) for f in q.row_fields
]


@given(st.dictionaries(st.sampled_from(ALL_FIELDS), TEXT), st.sampled_from([{}, NONE]))
def test_whatever_is_written_the_plan_reads_back_the_same_from_either_file(
    entries: dict[str, str], blanks: dict[str, str]
) -> None:
    made = intake.filled({**entries, **blanks})
    as_json = read_document(made.as_json(), name="plan.json", format="json").data
    assert as_json == json.loads(json.dumps(made.data))
    assert read_document(made.as_yaml(), name="plan.yaml", format="yaml").data == as_json
    Plan.model_validate(as_json)


def test_the_yaml_file_is_one_for_the_command_line(tmp_path: Any) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(intake.filled(JA).as_yaml())
    assert read_plan(path).document.data == intake.filled(JA).data
    assert "資料請求件数" in path.read_text(encoding="utf-8"), "as people read it"
    assert yaml.safe_load(path.read_text(encoding="utf-8")) == intake.filled(JA).data


@given(st.lists(st.sampled_from(["add-kpi", "remove-kpi-1", "up-kpi-2", "down-kpi-0", "up-goal-0", "add-goal"])))
def test_moves_lose_nothing_but_what_is_removed(moves: list[str]) -> None:
    entries: dict[str, str] = {f"kpi-{n}-{key}": f"{n}{key}" for n in range(3) for key in ("name", "target")}
    for move in moves:
        entries, _ = intake.rearranged(entries, move, 50)
    removed = sum(m.startswith("remove") for m in moves)
    names = {v[0]: v for k, v in entries.items() if k.endswith("-name") and v}
    targets = {v[0]: k for k, v in entries.items() if k.endswith("-target") and v}
    assert len(names) >= 3 - removed
    assert set(names) == set(targets)
    assert all(entries[targets[n].replace("target", "name")] == names[n] for n in names)


def test_every_pointer_a_rule_asks_for_belongs_to_a_question() -> None:
    from advisor.facts.declared import KINDS

    asks = {f.ask.pointer.replace("{index}", "0") for kind in KINDS.values() for f in kind.fields if f.ask}
    assert asks
    homes = {pointer: intake.question_of(pointer) for pointer in asks}
    assert None not in homes.values(), homes
    assert homes["/kpis/0/target"] == 7
    assert homes["/incentives/-"] == 14
    assert homes["/kpis/0/guarded_by"] == 11


def test_the_word_kgi_is_nowhere_in_the_form() -> None:
    said = [q.text for q in questions.QUESTIONS] + [q.help for q in questions.QUESTIONS]
    said += [q.none for q in questions.QUESTIONS if q.none]
    said += [t for q in questions.QUESTIONS for f in (*q.fields, *q.row_fields) for t in (f.label, f.example)]
    said += [*words.WORDS.values()]
    assert not [t for t in said if "KGI" in t.ja.upper() or "KGI" in t.en.upper() or "最終目標" in t.ja]
    assert [q.number for q in questions.QUESTIONS] == list(range(1, 15))
    assert [q.number for q in questions.QUESTIONS if q.required] == [2, 6]


def test_nor_is_it_in_what_the_form_asks_next() -> None:
    for rule in built_in_rulebook().rules:
        if rule.spec.question is not None:
            assert "KGI" not in str(rule.spec.question), rule.id


def test_shuffling_the_answers_changes_nothing() -> None:
    shuffled = list(JA.items())
    random.Random(7).shuffle(shuffled)
    assert intake.filled(dict(shuffled)).data == intake.filled(JA).data
