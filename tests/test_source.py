"""Reading: what becomes of what people write, and where it stood."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from advisor.errors import InputError, Position
from advisor.source.document import (
    Document,
    Limits,
    find_plan_files,
    join_pointer,
    read_document,
    read_file,
    split_pointer,
)
from advisor.source.text import decode

PLAN = "title: 東日本営業部の計画\nkpis:\n  - name: 資料請求件数（質も表示）\n    target: 月300件\n"


def read(text: str, name: str = "plan.yaml") -> Document:
    return read_document(text.encode(), name=name)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", None),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("0", 0),
        ("12", 12),
        ("-5", -5),
        ("4.0", 4.0),
        ("-0.5", -0.5),
        ("1e3", 1000.0),
        ("2.5E-1", 0.25),
    ],
)
def test_only_these_scalars_are_more_than_text(written: str, value: object) -> None:
    found = read(f"v: {written}\n").data["v"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "written",
    [
        *("on", "off", "yes", "no", "y", "n", "On", "YES", "nUll", "tRue", "="),
        *(
            "0123",
            "-07",
            "1_000",
            "1,000",
            "+5",
            ".5",
            "5.",
            "0x1F",
            "0o17",
            ".inf",
            "-.inf",
            ".nan",
            "1e999",
            "9" * 400,
        ),
        *("12:30:45", "12:30", "2026-04-01", "2026-04-01T09:00:00Z", "2026年9月末", "月300件", "30%", "12 %", "5-6%"),
        *("１", "１２", "٣", "²"),
    ],
)
def test_everything_else_stays_the_text_it_is(written: str) -> None:
    assert read(f"v: {written}\nlist: [x]\n").data["v"] == written


@pytest.mark.parametrize(("written", "value"), [("'0123'", "0123"), ('"5"', "5"), ("''", ""), ("'null'", "null")])
def test_quoted_is_text(written: str, value: str) -> None:
    assert read(f"v: {written}\n").data == {"v": value}


def test_keys_are_text_as_written() -> None:
    document = read("1: a\nnull: b\n2.50: c\ntrue: d\non: e\n'6': f\n2026-04-01: g\n? h\n: i\n")
    assert document.data == {
        "1": "a",
        "null": "b",
        "2.50": "c",
        "true": "d",
        "on": "e",
        "6": "f",
        "2026-04-01": "g",
        "h": "i",
    }


def test_positions_count_characters_after_japanese_and_emoji() -> None:
    document = read("目標😀: {売上: 4.50, '件数😀': [月😀件, 5]}\nkpis:\n- name: |\n    二行\n  target:\n")
    assert document.data == {
        "目標😀": {"売上": 4.5, "件数😀": ["月😀件", 5]},
        "kpis": [{"name": "二行\n", "target": None}],
    }
    assert dict(document.positions) == {
        "": Position(1, 1),
        "/目標😀": Position(1, 6),
        "/目標😀/売上": Position(1, 11),
        "/目標😀/件数😀": Position(1, 24),
        "/目標😀/件数😀/0": Position(1, 25),
        "/目標😀/件数😀/1": Position(1, 30),
        "/kpis": Position(3, 1),
        "/kpis/0": Position(3, 3),
        "/kpis/0/name": Position(3, 9),
        "/kpis/0/target": Position(5, 10),
    }
    assert dict(document.key_positions) == {
        "/目標😀": Position(1, 1),
        "/目標😀/売上": Position(1, 7),
        "/目標😀/件数😀": Position(1, 17),
        "/kpis": Position(2, 1),
        "/kpis/0/name": Position(3, 3),
        "/kpis/0/target": Position(5, 3),
    }
    assert dict(document.raw) == {"/目標😀/売上": "4.50", "/kpis/0/target": ""}
    assert len(document.positions) == 10


def test_json_positions_and_raw() -> None:
    document = read('{\n\t"😀売上": [1.50, "\\ud83d\\ude00é", true],\n "a/b~": {"": null}}', "plan.json")
    assert document.data == {"😀売上": [1.5, "😀é", True], "a/b~": {"": None}}
    assert dict(document.positions) == {
        "": Position(1, 1),
        "/😀売上": Position(2, 9),
        "/😀売上/0": Position(2, 10),
        "/😀売上/1": Position(2, 16),
        "/😀売上/2": Position(2, 33),
        "/a~1b~0": Position(3, 10),
        "/a~1b~0/": Position(3, 15),
    }
    assert document.key_positions["/a~1b~0/"] == Position(3, 11)
    assert dict(document.raw) == {"/😀売上/0": "1.50", "/😀売上/2": "true", "/a~1b~0/": "null"}


def test_place_falls_back_to_the_nearest_known_ancestor() -> None:
    document = read(PLAN)
    assert document.place("/kpis/0/target") == Position(4, 13)
    assert document.place("/kpis/0/owner") == Position(3, 5)
    assert document.place("/kpis/7/history/2") == Position(3, 3)
    for pointer in ("", "/nothing", "not a pointer", "/kpis/-/x", "/kpis/00", "/kpis/²"):
        assert document.place(pointer) in (Position(1, 1), Position(3, 3))
    assert Document("form", {}, {}, {}, {}).place("/kpis/0") is None


def test_pointers() -> None:
    assert join_pointer("/a", "b/c~d") == "/a/b~1c~0d"
    assert split_pointer("/a/b~1c~0d/0/") == ["a", "b/c~d", "0", ""]
    assert split_pointer("") == []
    assert split_pointer("a") is None


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(ending: str) -> None:
    content = PLAN.replace("\n", ending).encode()
    document = read_document(content, name="plan.yaml")
    assert document.data == read(PLAN).data
    assert document.place("/kpis/0/target") == Position(4, 13)
    text = json.dumps(document.data, indent=1).replace("\n", ending)
    assert read(text, "plan.json").place("/kpis/0/target") == Position(6, 14)


@pytest.mark.parametrize(
    "codec",
    [
        *("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp932", "euc_jp", "iso2022_jp"),
        *("bom:utf-16-be", "bom:utf-16-le", "bom:utf-32-be", "bom:utf-32-le"),
    ],
)
@pytest.mark.parametrize("name", ["plan.yaml", "plan.json"])
def test_encodings(tmp_path: Path, codec: str, name: str) -> None:
    data = read(PLAN).data
    text = PLAN if name == "plan.yaml" else json.dumps(data, ensure_ascii=False)
    content = ("\ufeff" + text).encode(codec[4:]) if codec.startswith("bom:") else text.encode(codec)
    path = tmp_path / name
    path.write_bytes(content)
    document = read_file(path)
    assert document.data == data
    assert document.name == str(path)
    assert document.place("") == Position(1, 1)


@pytest.mark.parametrize("text", ["売上", "100名の方", "資料請求件数", "KPIの一覧", "利益率: 高い"])
def test_short_texts_in_old_encodings(text: str) -> None:
    assert decode(text.encode("cp932"), name="x") == text
    assert decode(text.encode("euc_jp"), name="x") == text


def test_half_width_katakana_stays() -> None:
    for text in ("ｳﾘｱｹﾞ目標", "ｼﾘｮｳｾｲｷｭｳ: 5"):
        assert decode(text.encode("cp932"), name="x") == text


def test_duplicate_keys_are_told_and_the_last_wins() -> None:
    document = read("kpis:\n- target: {a: 1}\n  name: x\n  target: [5]\n")
    assert document.data == {"kpis": [{"target": [5], "name": "x"}]}
    (warning,) = document.warnings
    assert warning.pointer == "/kpis/0/target"
    assert warning.position == Position(4, 3)
    assert "lines 2 and 4" in warning.message.en
    assert "2行目と4行目" in warning.message.ja
    assert "/kpis/0/target/a" not in document.positions
    assert document.place("/kpis/0/target/0") == Position(4, 12)
    (warning,) = read('{"a": 1, "a": 2}', "x.json").warnings
    assert (warning.pointer, warning.position) == ("/a", Position(1, 10))
    assert "twice on line 1" in warning.message.en


def test_many_warnings_are_counted() -> None:
    warnings = read("a: 1\n" * 500).warnings
    assert len(warnings) == 101
    assert "399 more" in warnings[-1].message.en


def test_a_key_with_full_width_indentation_is_told() -> None:
    document = read("kpis:\n  - name: 売上\n\u3000\u3000target: 5\n")
    (warning,) = document.warnings
    assert warning.position == Position(3, 1)
    assert "全角スペース" in warning.message.ja


def test_invisible_line_separators_do_not_end_lines() -> None:
    document = read("name: 資料\u2028請求\ntarget: 5\n")
    assert document.data == {"name": "資料 請求", "target": 5}
    assert document.place("/target") == Position(2, 9)
    (warning,) = document.warnings
    assert warning.position == Position(1, 9)
    assert "U+2028" in warning.message.en


def test_anchors_aliases_and_merge_keys() -> None:
    document = read(
        "base: &base {owner: 田中, unit: 件}\nmore: &more {unit: 円, kgi: 売上}\n"
        "kpis:\n- <<: *base\n  name: a\n  unit: 名\n- {<<: [*base, *more], name: &n b}\n- *base\n- *n\n"
        "? *n\n: {'<<': text}\n"
    )
    assert document.data["kpis"] == [
        {"owner": "田中", "unit": "名", "name": "a"},
        {"owner": "田中", "unit": "件", "kgi": "売上", "name": "b"},
        {"owner": "田中", "unit": "件"},
        "b",
    ]
    assert document.data["b"] == {"<<": "text"}
    assert document.place("/kpis/0/owner") == Position(1, 21)
    assert document.place("/kpis/2") == Position(8, 3)
    document.data["kpis"][2]["owner"] = "佐藤"
    assert document.data["base"]["owner"] == "田中"


def test_one_document_may_be_followed_by_nothing() -> None:
    for text in ("---\na: 1\n---\n", "a: 1\n...\n", "%YAML 1.1\n---\na: 1\n...\n---\n# end\n", "---\n---\na: 1\n"):
        assert read(text).data == {"a": 1}


def test_allowed_tags_are_those_of_plain_text() -> None:
    assert read("a: !!str 5\nb: ! 0\nc: !!map {}\nd: !!seq []\n").data == {"a": "5", "b": "0", "c": {}, "d": []}


def test_format_comes_from_the_name_or_the_content() -> None:
    assert read('{"a": "\\ud83d\\ude00"}', "-").data == {"a": "😀"}
    assert read(" {a: 1, b: [x,],}\n", "-").data == {"a": 1, "b": ["x"]}
    assert read("a: 1", "-").data == {"a": 1}
    assert read('{"a": 1}', "plan").data == {"a": 1}
    assert read('{"a": "b"}', "PLAN.JSON").data == {"a": "b"}
    assert read_document(b"a: 1", name="x.json", format="yaml").data == {"a": 1}
    with pytest.raises(InputError) as caught:
        read('{"a": [1,}\n', "-")
    assert caught.value.position == Position(1, 10)
    with pytest.raises(InputError):
        read_document(b"a: 1", name="x.yaml", format="json")


def test_find_plan_files(tmp_path: Path) -> None:
    for name in (
        "b.yaml",
        "a/z.YML",
        "a/c.json",
        "a.yaml",
        "a/notes.txt",
        ".git/x.yaml",
        "a/.hidden.yaml",
        "a/.x/y.yml",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a: 1")
    (tmp_path / "empty").mkdir()
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    (tmp_path / "a" / "folder.yaml").mkdir()
    notes, missing, empty = (str(tmp_path / name) for name in ("a/notes.txt", "no.yaml", "empty"))
    found = find_plan_files([missing, notes, "-", str(tmp_path), empty, str(tmp_path / "b.yaml"), "a\0b"])
    assert found.files == (notes, "-", *(str(tmp_path / name) for name in ("a/c.json", "a/z.YML", "a.yaml", "b.yaml")))
    assert [(error.source, error.position) for error in found.errors] == [
        (missing, None),
        (empty, None),
        ("a\0b", None),
    ]
    assert "no plan files" in found.errors[1].message.en
    assert find_plan_files([str(tmp_path / ".git")]).files == (str(tmp_path / ".git" / "x.yaml"),)
    assert find_plan_files([]) == ((), ())
    assert len(find_plan_files([""]).errors) == 1


@pytest.mark.parametrize("path", ["no such file.yaml", "x" * 5000, "a\0b", "no-\udcff-such.yaml", "no-\ud800.yaml"])
def test_files_that_cannot_be_opened(tmp_path: Path, path: str) -> None:
    with pytest.raises(InputError) as caught:
        read_file(tmp_path / path)
    caught.value.describe("ja").encode()
    assert find_plan_files([path]).errors[0].message == caught.value.message


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        read_file(tmp_path)


def test_a_name_that_is_not_text_can_be_shown() -> None:
    document = read("a: 1", "plan-\udcff.yaml")
    assert document.name == "plan-?.yaml"


def test_pipes_are_read_within_the_limit() -> None:
    for limit in (100, 3):
        reading, writing = os.pipe()
        os.write(writing, b"a: 1")
        os.close(writing)
        try:
            if limit == 100:
                assert read_file(f"/dev/fd/{reading}", limits=Limits(max_bytes=limit)).data == {"a": 1}
            else:
                with pytest.raises(InputError, match="more than 3 bytes"):
                    read_file(f"/dev/fd/{reading}", limits=Limits(max_bytes=limit))
        finally:
            os.close(reading)


def test_a_number_cut_off_at_its_comma_inside_braces_is_put_together_again() -> None:
    text = "kpis: [{name: 客単価, baseline: 1,260円, target: 月1,234,567円, 'unit': 円}, {a: 1,100: x, b: 2, 345: }]\n"
    document = read_document(text.encode(), name="plan.yaml")
    first, second = document.data["kpis"]
    assert first == {"name": "客単価", "baseline": "1,260円", "target": "月1,234,567円", "unit": "円"}
    assert second == {"a": 1, "100": "x", "b": 2, "345": None}
    assert [w.position.column for w in document.warnings if w.position] == [30, 46, 46]
    assert "1,260円" in document.warnings[0].message.ja
