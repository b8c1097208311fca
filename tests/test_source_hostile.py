"""Reading what nobody should send: bombs, depths and noise; and that what is read is exactly what was written."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from advisor.errors import InputError, Position
from advisor.source.document import Document, Limits, join_pointer, read_document, read_file
from advisor.source.tree import TreeBuilder, number
from advisor.source.yaml import LOADER, read_yaml

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)
PLANS = st.dictionaries(st.text(), VALUES)
# PyYAML follows YAML 1.1, where `1e3` is text, and writes it without quotes; to JSON, YAML 1.2 and us it is a number.
DUMPABLE = PLANS.filter(lambda plan: not any(number(text) is not None for text in texts(plan)))
# Loved by parsers: what YAML and JSON give meaning to, and what encodings stumble over.
NOISE = st.text("{}[]:,-?*&!|>'\"%@`#\\ \t\n\r.~<=09aeut売：　\u2028\ufeff\x00\x1b😀", max_size=60)
_LAUGHS = 'a: &a ["lol"]\n' + "".join(
    f"{after}: &{after} [{', '.join(['*' + before] * 10)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


def texts(value: Any) -> list[str]:
    """The texts with an exponent, such as `1e3`, anywhere in a value."""
    if isinstance(value, str):
        return [value] if "e" in value.lower() else []
    inner = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for each in inner for text in texts(each)]


def refused(content: bytes, name: str, limits: Limits | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        read_document(content, name=name, limits=limits or Limits())
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 200_000,
        "a: " + "[" * 100_000 + "]" * 100_000,
        "- " * 100_000,
        "{a: " * 100_000,
        "? " * 60 + "- " * 100_000,
        "\n".join(" " * level + "a:" for level in range(5_000)),
        "a0: &a0 [1]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 100_000)),
    ],
    ids=["flow", "closed flow", "sequences", "flow mappings", "keys", "block mappings", "aliases"],
)
@pytest.mark.parametrize("loader", [LOADER, yaml.SafeLoader], ids=["default", "python"])
def test_deep_yaml_is_refused(text: str, loader: object) -> None:
    with pytest.raises(InputError, match=r"too deep|key must be"):
        read_yaml(text, TreeBuilder(text, name="x", limits=Limits()), loader)


@pytest.mark.parametrize("text", ['{"a":' + "[" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000])
@pytest.mark.parametrize("name", ["plan.json", "plan.yaml", "-"])
def test_deep_json_is_refused(text: str, name: str) -> None:
    assert "64 levels" in refused(text.encode(), name).message.en


def test_the_deepest_allowed() -> None:
    for name in ("plan.json", "plan.yaml"):
        text = '{"a":' + "[" * 63 + "]" * 63 + "}"
        assert read_document(text.encode(), name=name).data
        assert refused(f'{{"a":[{text[5:-1]}]}}'.encode(), name).position == Position(1, 69)
    with pytest.raises(ValueError, match="max_depth"):
        Limits(max_depth=10_000)


def test_a_billion_laughs_are_refused(tmp_path: Path) -> None:
    laughs = refused(_LAUGHS.encode(), "plan.yaml")
    assert "Expanded, the aliases" in laughs.message.en
    assert laughs.position == Position(7, 12)
    path = tmp_path / "plan.yaml"
    path.write_text("a: &a [x, y]\nb: [" + "*a, " * 4_900_000 + "]\n")
    with pytest.raises(InputError, match="Expanded, the aliases"):
        read_file(path)
    merges = "a: &a {" + ", ".join(f"k{i}: 1" for i in range(1000)) + "}\nb:\n" + "- {<<: [*a, *a]}\n" * 1000
    assert "aliases" in refused(merges.encode(), "plan.yaml").message.en


def test_too_many_values() -> None:
    assert "500,000" in refused(b"a: [" + b"b," * 600_000 + b"]", "plan.yaml").message.en
    assert "500,000" in refused(b'{"a": [' + b"1," * 600_000 + b"1]}", "plan.json").message.ja
    assert "limit of 3" in refused(b"[a, b, c]", "plan.yaml", Limits(max_nodes=3)).message.en


def test_large_files_are_refused_with_limit_and_size(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"a: " + b"x" * 20_000_000)
    with pytest.raises(InputError) as caught:
        read_file(path)
    for text in (caught.value.message.ja, caught.value.message.en):
        assert "20,000,003" in text
        assert "20,000,000" in text
    assert refused(path.read_bytes(), "plan.yaml").message == caught.value.message


def test_odd_but_large_files_are_read() -> None:
    assert read_document(b"a: 1" + b"\n" * 3_000_000, name="x").data == {"a": 1}
    assert read_document(b"a: " + b"x" * 19_000_000, name="x").data == {"a": "x" * 19_000_000}
    keys = "".join(f"{'k' * 900}{i}:\n" + "- 1\n" * 2_000 for i in range(100))
    assert read_document(keys.encode(), name="x").place(f"/{'k' * 900}99/1999") == Position(200_100, 3)


@pytest.mark.parametrize("name", ["plan.yaml", "plan.json"])
def test_five_thousand_kpis(tmp_path: Path, name: str) -> None:
    fields = {f"field{i}": f"値 {i}" for i in range(22)}
    plan = {"kpis": [{"name": f"指標😀{i}", "target": i, "history": [i, 0.5], **fields} for i in range(5_000)]}
    path = tmp_path / name
    rows = (json.dumps(kpi, ensure_ascii=False, indent=1 if name == "plan.json" else None) for kpi in plan["kpis"])
    path.write_text('{"kpis": [' + ",\n".join(rows) + "]}" if name == "plan.json" else "kpis:\n- " + "\n- ".join(rows))
    document = read_file(path)
    assert document.data == plan
    assert document.warnings == ()
    place = document.place("/kpis/4999/name")
    assert place is not None
    assert path.read_text().split("\n")[place.line - 1][place.column - 1 :].startswith('"指標😀4999"')


def read_or_refused(content: bytes, name: str) -> Document | None:
    """The document, every view of which must work, or None where an InputError was raised."""
    try:
        document = read_document(content, name=name)
    except InputError as error:
        refusal = error
    else:
        assert json.dumps(document.data, ensure_ascii=False, allow_nan=False).encode()
        assert set(document.key_positions) <= set(document.positions)
        assert set(document.raw) <= set(document.positions)
        assert len(document.positions) == len(set(document.positions))
        return document
    assert refusal.message.ja.endswith("。")
    assert refusal.message.en.endswith(".")
    assert refusal.describe("ja").encode()
    return None


@given(st.binary() | st.text().map(str.encode), st.sampled_from(["a.yaml", "a.json", "-"]))
@example(b"\xff\xfe\x00\xd8", "a.yaml")
@example(b"\x1b$B\x7f\x7f", "a.yaml")
@example(b"!%ed%a0%80 a", "a.yaml")
def test_any_bytes(content: bytes, name: str) -> None:
    read_or_refused(content, name)


@given(NOISE, st.sampled_from(["a.yaml", "a.json", "-"]), st.sampled_from(["utf-8", "utf-16", "cp932", "iso2022_jp"]))
def test_any_text(text: str, name: str, codec: str) -> None:
    read_or_refused(text.encode(codec, errors="ignore"), name)
    read_or_refused(f"kpis:\n- name: {text}\n  target: 5\n".encode(codec, errors="ignore"), name)
    with contextlib.suppress(InputError):
        read_yaml(text, TreeBuilder(text, name="x", limits=Limits()), yaml.SafeLoader)


@given(PLANS, st.booleans(), st.sampled_from([None, 1, "\t"]), st.sampled_from(["plan.json", "-"]))
def test_json_is_read_as_json_loads_reads_it(plan: dict[str, Any], ascii_only: bool, indent: Any, name: str) -> None:
    text = json.dumps(plan, ensure_ascii=ascii_only, indent=indent)
    document = read_document(text.encode(), name=name)
    assert repr(document.data) == repr(json.loads(text))
    starts = [0, *(index + 1 for index, character in enumerate(text) if character == "\n")]

    def written_at(place: Position) -> Any:
        return json.JSONDecoder().raw_decode(text, starts[place.line - 1] + place.column - 1)[0]

    def visit(pointer: str, value: Any) -> None:
        assert repr(written_at(document.positions[pointer])) == repr(value)
        if not isinstance(value, (dict, list, str)):
            assert document.raw.get(pointer, str(value)) == json.dumps(value)
        for token, inner in (
            value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
        ):
            entry = join_pointer(pointer, token)
            if isinstance(value, dict):
                assert written_at(document.key_positions[entry]) == token
            visit(entry, inner)

    visit("", document.data)


@given(DUMPABLE, st.booleans(), st.sampled_from([LOADER, yaml.SafeLoader]))
def test_yaml_is_read_as_it_was_dumped(plan: dict[str, Any], flow: bool, loader: Any) -> None:
    text = yaml.safe_dump(plan, default_flow_style=flow or None)
    builder = TreeBuilder(text, name="x", limits=Limits())
    read_yaml(text, builder, loader)
    assert builder.root is not None
    assert repr(builder.root.plain()) == repr(dict(sorted(plan.items()))) or builder.root.plain() == plan


@given(PLANS, st.booleans())
def test_yaml_positions_are_the_composers(plan: dict[str, Any], flow: bool) -> None:
    text = "# 計画😀\n" + yaml.safe_dump(plan, default_flow_style=flow, allow_unicode=True)
    if set(text) & set("\x85\u2028\u2029"):
        return  # line ends in YAML 1.1 alone
    document = read_document(text.encode(), name="x", format="yaml")

    def visit(pointer: str, node: Any) -> None:
        assert document.positions[pointer] == Position(node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.SequenceNode):
            for index, inner in enumerate(node.value):
                visit(join_pointer(pointer, index), inner)
        elif isinstance(node, yaml.MappingNode):
            for key, inner in node.value:
                entry = join_pointer(pointer, key.value)
                assert document.key_positions[entry] == Position(key.start_mark.line + 1, key.start_mark.column + 1)
                visit(entry, inner)

    visit("", yaml.compose(text, Loader=yaml.SafeLoader))
