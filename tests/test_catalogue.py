"""The catalogue: what names mean, and that its data is sound."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import RulebookError
from advisor.naming.catalogue import (
    Classified,
    Metric,
    all_metrics,
    classify,
    find_milestone,
    find_soft_work,
    find_vague,
    metric,
)
from advisor.naming.catalogue_build import build_catalogue, built_in_catalogue
from advisor.naming.catalogue_data import Catalogue, load_catalogue
from advisor.naming.names import nearest, normalize_name, same_measure
from advisor.naming.spelling import fold, is_japanese
from advisor.source.document import read_file

DATA = Path(__file__).parent / "data"
CASES: list[dict[str, Any]] = read_file(DATA / "names.yaml").data["cases"]
GIVEN = {
    "unit": "unit",
    "target": "target_text",
    "definition": "definition",
    "department": "department",
    "owner": "owner",
    "organization": "organization",
}
KNOWLEDGE = Path(__file__).parent.parent / "knowledge"


def _said(found: Classified) -> dict[str, Any]:
    return {
        "metric": found.metric.id if found.metric else None,
        "match": found.match,
        "measures": found.measures,
        "direction": found.direction,
        "kind": found.kind,
        "voice": found.voice,
        "bounds": list(found.bounds),
        "exceeds": found.exceeds,
        "step": found.step,
        "gated": found.gated,
        "change": found.is_rate_of_change,
        "standing": found.standing,
        "contained": found.contained,
        "sure": found.sure.get("direction"),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_names_mean_what_people_mean(case: dict[str, Any]) -> None:
    given_beside = {GIVEN[key]: value for key, value in case.items() if key in GIVEN}
    said = _said(classify(case["name"], **given_beside))
    wanted = {key: value for key, value in case.items() if key not in GIVEN and key != "name"}
    assert {key: said[key] for key in wanted} == wanted


def test_there_are_enough_cases_in_both_languages() -> None:
    japanese = sum(is_japanese(case["name"]) for case in CASES)
    assert len(CASES) >= 120
    assert min(japanese, len(CASES) - japanese) >= 50


# The data.


def test_every_listed_name_finds_its_own_metric() -> None:
    strangers = [
        (entry.id, name)
        for entry in all_metrics()
        for name in (entry.name.ja, entry.name.en, *entry.aliases)
        if (found := classify(name)).match != "exact" or found.metric is not entry
    ]
    assert strangers == []


def test_no_name_stands_in_two_entries() -> None:
    names = Counter(
        name for entry in all_metrics() for name in {fold(n) for n in (entry.name.ja, entry.name.en, *entry.aliases)}
    )
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("entry", all_metrics(), ids=lambda entry: entry.id)
def test_entry_is_sound(entry: Metric) -> None:
    low, high = entry.bounds
    assert low is None or high is None or low < high
    assert not (entry.exceeds and high == 100), "a rate that may pass 100 % has no such limit"
    assert entry.id not in entry.guarded_by
    for text in (entry.name, entry.gaming):
        assert text is None or not is_japanese(text.en)
    if entry.converts:
        assert entry.converts[0] != entry.converts[1]
    if entry.measures == "rank":
        assert entry.direction == "down"


# Counting these more is success itself, or nobody's to game.
# People who come back to use a thing are its value; sham use would show in the definition, not in a guard.
UNGAMED = {"population", "headcount", "active-users", "active-organisations"}


@pytest.mark.parametrize(
    "entry",
    [
        entry
        for entry in all_metrics()
        if entry.measures == "volume"
        and entry.kind in ("activity", "outcome")
        and entry.direction == "up"
        and entry.domain in ("marketing", "sales", "hr", "product")
        and entry.id not in UNGAMED
    ],
    ids=lambda entry: entry.id,
)
def test_counts_say_how_they_are_gamed_and_what_guards_them(entry: Metric) -> None:
    assert entry.guarded_by
    assert entry.gaming is not None


def test_metric_by_id() -> None:
    assert metric("revenue").name.ja == "売上"
    with pytest.raises(KeyError):
        metric("no such metric")


GOOD = b"""metrics:
- id: a
  name: {ja: \xe7\x94\xb2, en: a thing}
  aliases: [thing a]
  measures: volume
  kind: outcome
  direction: up
  domain: sales
"""
ENTRY = GOOD.removeprefix(b"metrics:\n")
WORDS = (KNOWLEDGE / "words.yaml").read_bytes()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((b"id: a", b"id: ''"), "id is missing"),
        ((b"volume", b"height"), "measures cannot be 'height'"),
        ((b"direction: up", b"direction: left"), "direction cannot be 'left'"),
        ((b"domain: sales", b"domain: sales\n  bounds: {min: low}"), "bounds must be numbers"),
        ((b"domain: sales", b"domain: sales\n  gaming: {ja: x}"), "gaming needs ja and en"),
        ((b"domain: sales", b"domain: sales\n  guarded_by: [b]"), "guarded_by names no metric: b"),
        ((b"domain: sales", b"domain: sales\n  step_: x"), "unknown key step_"),
        ((b"[thing a]", b"&x [thing a]"), None),
        ((b"[thing a]", b"*x"), "x"),
        ((b"[thing a]", b"[thing a"), ""),
        ((b"- id", b"id"), ""),
        ((GOOD, GOOD + ENTRY), "used twice"),
        ((GOOD, GOOD + ENTRY.replace(b"id: a", b"id: b")), "names both a and b"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_name(change: tuple[bytes, bytes], message: str | None) -> None:
    data = GOOD.replace(*change, 1)
    if message is None:
        assert build_catalogue({"x.yaml": data}, WORDS).metrics
        return
    with pytest.raises(RulebookError) as caught:
        build_catalogue({"x.yaml": data}, WORDS)
    assert message in caught.value.message.en
    assert "knowledge/metrics" in str(caught.value.source)


def test_short_words_are_refused() -> None:
    with pytest.raises(RulebookError, match="too short"):
        build_catalogue({"x.yaml": GOOD}, WORDS.replace("[解約,".encode(), "[解, 解約,".encode(), 1))


def test_the_compiled_catalogue_says_what_its_sources_say() -> None:
    built = built_in_catalogue()
    assert built.packed() == load_catalogue().packed()
    assert Catalogue.unpacked(built.packed()).packed() == built.packed()


# Word lists.


@pytest.mark.parametrize(
    ("text", "vague", "soft", "milestone"),
    [
        ("地域ブランドの推進と強化", {"推進", "強化"}, {"推進"}, set()),
        ("改善提案件数", set(), set(), set()),
        ("Improve the onboarding experience", {"improve"}, set(), set()),
        ("No more than 5 open bugs", set(), set(), set()),
        ("Technical support tickets closed", set(), set(), set()),
        ("テレワーク制度の運用、見直し", set(), {"運用", "見直し"}, set()),
        ("新システムの導入", set(), set(), {"導入"}),
        ("The report is finished and published", set(), set(), {"finished", "published"}),
        ("月間売上", set(), set(), set()),
        ("SOC 2 Type II report issued with no exceptions", set(), set(), {"issued"}),
        ("Planning permission obtained", set(), set(), {"obtained"}),
        ("補助金の交付・採択", set(), set(), {"交付", "採択"}),
        ("エコアクション21の認証", set(), set(), {"認証"}),
    ],
)
def test_words_found(text: str, vague: set[str], soft: set[str], milestone: set[str]) -> None:
    assert vague <= set(find_vague(text))
    assert bool(find_vague(text)) == bool(vague)
    assert soft <= set(find_soft_work(text))
    assert milestone <= set(find_milestone(text))


def test_words_come_longest_first() -> None:
    found = find_vague("World-class, effective and better support for world class teams")
    assert list(found) == sorted(found, key=lambda word: (-len(word), word))


def test_words_are_found_in_long_texts() -> None:
    assert find_vague("数字で説明できる計画です。" * 40 + "地域連携の推進を図る") == ("図る", "推進")


# How sure.


@pytest.mark.parametrize(
    ("name", "attribute", "sure"),
    [
        ("離職率", "direction", "inferred"),
        ("東日本の離職率", "direction", "inferred"),
        ("工具紛失率", "direction", "inferred"),
        ("Convertion rate", "measures", "guessed"),
    ],
)
def test_how_sure(name: str, attribute: str, sure: str) -> None:
    assert classify(name).sure[attribute] == sure


def test_nothing_is_sure_of_what_is_not_known() -> None:
    found = classify("部門間連携の推進")
    assert (found.measures, found.direction, found.metric) == (None, None, None)
    assert not found.sure


# Properties.

LETTERS = st.text(
    st.sampled_from("abcdeorst AENRT 0123%()「」・/:-ー数率件売上離職の向上ユーザー問い合わせ増加ＡＢ①"), max_size=30
)


@given(st.text(max_size=60) | LETTERS, st.text(max_size=8) | st.none(), st.text(max_size=20) | st.none())
def test_no_name_is_refused(name: str, unit: str | None, target: str | None) -> None:
    found = classify(name, unit=unit, target_text=target, definition=target, owner=unit)
    low, high = found.bounds
    assert low is None or high is None or low < high
    assert (found.metric is None) == (found.match is None)
    assert set(found.sure) <= {"measures", "direction", "kind", "voice", "bounds", "step"}
    assert ("direction" in found.sure) == (found.direction is not None)


FULL_WIDTH = {
    ord(sign): ord(sign) + 0xFEE0 for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
}


@given(st.sampled_from([case["name"] for case in CASES]), st.sampled_from(["upper", "full", "spaces", "edges"]))
def test_spelling_does_not_matter(name: str, change: str) -> None:
    written = {
        "upper": name.upper(),
        "full": name.translate(FULL_WIDTH),
        "spaces": name.replace(" ", "\u3000 "),
        "edges": f" {name}\u3000",
    }[change]
    assert _said(classify(written)) == _said(classify(name))
    assert normalize_name(written) == normalize_name(name)


@given(LETTERS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert normalize_name(normalize_name(text)) == normalize_name(text)


NAMES = st.sampled_from([case["name"] for case in CASES]) | LETTERS


@given(NAMES, NAMES)
@settings(max_examples=300)
def test_likeness_is_symmetric(a: str, b: str) -> None:
    assert same_measure(a, b) == same_measure(b, a)
    assert same_measure(a, a) == "same"


# Names that mean one measure.


@pytest.mark.parametrize(
    ("a", "b", "likeness"),
    [
        ("Monthly Qualified Sign-ups (MQS)", "MQS", "same"),
        ("PV数", "ページビュー数", "same"),
        ("月間売上", "売上", "same"),
        ("売り上げ", "売上高", "same"),
        ("問い合わせ件数", "問合せ数", "same"),
        ("ユーザ登録数", "ユーザー登録数", "same"),
        ("Number of new customers", "New customers", "same"),
        ("Orders (spring line)", "Spring line orders", "same"),
        ("Monthly recurring revenue", "MRR", "same"),
        ("NPS(推奨度)", "NPS", "same"),
        ("月間売上", "年間売上", "close"),
        ("2024年度売上", "2025年度売上", "close"),
        ("DAU", "MAU", "close"),
        ("サイト訪問数", "訪問数", "close"),
        ("A事業 営業利益率", "B事業 営業利益率", "different"),
        ("営業利益率", "A事業 営業利益率", "different"),
        ("Reading score, grade 5", "Reading score, grade 6", "different"),
        ("新規顧客数", "既存顧客数", "different"),
        ("有料会員数", "無料会員数", "different"),
        ("離職率(新卒)", "離職率(中途)", "different"),
        ("顧客満足度", "従業員満足度", "different"),
        ("資料請求件数", "資料請求件数の伸び率", "different"),
        ("New accounts in pipeline", "New accounts closed", "different"),
        ("検索成功率", "決済成功率", "different"),
        ("受注件数", "受注率", "different"),
        ("Inbound calls", "Outbound calls", "different"),
        ("いじめ認知件数", "遅刻者数", "different"),
        ("平均処理時間(AHT)", "後処理時間", "different"),
        ("平均処理時間(AHT)", "平均通話時間", "different"),
        ("平均処理時間(AHT)", "AHT", "same"),
        ("投票率", "出席率", "different"),
        ("外来患者数", "入院患者数", "different"),
        ("総人口", "人口", "same"),
        ("Number of interviews per month", "Interviews", "same"),
    ],
)
def test_same_measure(a: str, b: str, likeness: str) -> None:
    assert same_measure(a, b) == likeness


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("資料請求数", "資料請求件数"),
        ("商談率", "商談化率"),
        ("new custmers", "New customers"),
        ("Winrate", "Win rate"),
        ("失注率", None),
        ("離職率", None),
        ("Grade 5 score", None),
        ("", None),
        ("!!", None),
    ],
)
def test_nearest(name: str, meant: str | None) -> None:
    candidates = ["資料請求件数", "商談化率", "受注率", "New customers", "Win rate", "Grade 3 score", "Grade 4 score"]
    assert nearest(name, candidates) == meant


def test_nearest_of_none() -> None:
    assert nearest("売上", []) is None
