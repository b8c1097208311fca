"""The guidance is restated, not quoted: no sentence of the article stands in the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from generate import ROOT
from originality import RUN, article, project_files, repeated, shingles

MADE_UP = (
    "橋の点検は、渡る人がいない早朝に二人一組で行い、気づいたことをその場で書き留めるのがこの町のやり方です。"
    "雨の翌日は休む。"
)


def test_a_copied_sentence_is_found_however_it_is_set() -> None:
    source = set(shingles(MADE_UP))
    copied = "# 「渡る人がいない早朝に 二人一組で行い，気づいたことを」その場で書き留める"
    assert repeated(source, copied)
    assert repeated(source, "説明：" + MADE_UP[:30])


def test_the_same_thought_in_other_words_is_no_copy() -> None:
    source = set(shingles(MADE_UP))
    assert repeated(source, "点検は人の通らない明け方に二人で行い、見つけたことはすぐに書き残してください。") == []
    assert repeated(source, "気づいたことをその場で書き留める。二人一組で行い") == []


def test_runs_do_not_reach_over_a_sentence() -> None:
    assert all(len(run) == RUN for run in shingles(MADE_UP))
    assert not any("です雨の" in run for run in shingles(MADE_UP))


def test_all_kinds_of_project_text_are_looked_at() -> None:
    files = set(project_files(ROOT))
    wanted = (
        "rules/goal/kgi-missing.yaml",
        "knowledge/guidance.yaml",
        "docs/rules.md",
        "advisor/facts/chain.py",
        "README.ja.md",
    )
    assert {ROOT / w for w in wanted} <= files
    assert not any(".venv" in f.parts or ".git" in f.parts for f in files)


def copies(source: Path, root: Path) -> dict[str, str]:
    """Each project file that repeats the source, with the first run it repeats."""
    runs = set(shingles(source.read_text(encoding="utf-8")))
    found = {
        str(f.relative_to(root)): repeated(runs, f.read_text(encoding="utf-8", errors="ignore"))
        for f in project_files(root)
    }
    return {name: hits[0] for name, hits in found.items() if hits}


def test_a_copy_in_a_project_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "one.yaml").write_text(f"ja: {MADE_UP[:28]}\n", encoding="utf-8")
    (tmp_path / "rules" / "two.yaml").write_text("ja: 朝の点検を二人で行ってください。\n", encoding="utf-8")
    source = tmp_path.parent / f"{tmp_path.name}-source.txt"
    source.write_text(MADE_UP, encoding="utf-8")
    assert list(copies(source, tmp_path)) == [str(Path("rules/one.yaml"))]


def test_the_article_is_found_where_the_variable_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_ADVISOR_ARTICLE", str(tmp_path / "text.txt"))
    assert article(ROOT) == tmp_path / "text.txt"


def test_no_sentence_of_the_article_stands_in_the_project() -> None:
    """Where the article is not on this machine the made-up text takes its place: the same search, nothing to find."""
    source = article(ROOT)
    if source is None:
        runs = set(shingles(MADE_UP))
        texts = {f: f.read_text(encoding="utf-8", errors="ignore") for f in project_files(ROOT)}
        assert [str(f) for f, text in texts.items() if repeated(runs, text)] == [__file__]
    else:
        assert copies(source, ROOT) == {}
