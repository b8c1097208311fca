"""What reading says when it cannot go on: the sentence people need, in both languages, at the place to mend."""

from __future__ import annotations

import re

import pytest
import yaml

from advisor.errors import InputError
from advisor.source.document import Limits, read_document
from advisor.source.tree import TreeBuilder
from advisor.source.yaml import LOADER, read_yaml

YAML = [
    ("kpis:\n\t- name: 売上\n", "2:1", "tab is used", "タブ"),
    ("目標: 1\n\tb: 2\n", "2:1", "tab is used", "タブ"),
    ("title: 1\n売上:200\nb: 1\n", "2:3", "no space after", "半角スペースがありません"),
    ("売上:200\nb: 1\n", "1:3", "no space after", "半角スペースがありません"),
    ("title: 1\n売上：200\nb: 1\n", "2:3", "full-width colon", "全角の「：」"),
    ("売上：200\nb: 1\n", "1:3", "full-width colon", "全角の「：」"),
    ("title: 1\n売上\n", "2:1", "has no “:”", "「:」がない"),
    ("kpis\n  - name: a\n", "1:1", "has no “:”", "「:」がない"),
    ("name: '売上\nb: 1\n", "1:7", "never closed", "閉じられていません"),
    ('名: "売上\n---\nb: 1\n', "1:4", "never closed", "閉じられていません"),
    ('title: "売上\nname: "x"\nb: 1', "2:8", "line above", "上の行"),
    ("name: 'it's'\n", "1:11", "after the closing quote", "引用符を閉じた後"),
    ("名前: [重要]売上\n", "1:9", "after the closing bracket", "括弧を閉じた後"),
    ("definition: 件数: 申込\n", "1:15", "inside an unquoted value", "値の中に「: 」"),
    ("a: 1\n  b: 2\n", "2:3", "indentation does not fit", "字下げがそろっていません"),
    ("a:\n  - b\n c: 1\n", "3:2", "indentation does not fit", "字下げがそろっていません"),
    ("- a: 1\n b: 2\n", "2:2", "indentation does not fit", "字下げがそろっていません"),
    ("kpis:\n  - name: a\n  　target\nb: 1\n", "3:3", "full-width space", "全角スペース"),
    ("kpis: - 売上\n", "1:7", "same line as its key", "同じ行"),
    ("kpis: [売上, 粗利\nb: 1\n", "1:7", "bracket opened here", "閉じられていない"),
    ("{a: 1,, b: 2}\n", "1:7", "bracket too many", "余分"),
    ("a: 1\n}\n", "2:1", "bracket too many", "余分"),
    ("unit: %\n", "1:7", "begin with “%”", "「%」で始める"),
    ("owner: @田中\n", "1:8", "begin with “@”", "「@」で始める"),
    ("target: >95%\n", "1:9", "begin with “>”", "「>」で始める"),
    ("target: >= 95%\n", "1:9", "begin with “>”", "「>」で始める"),
    ("name: *重要*\n", "1:7", "begin with “*”", "「*」で始める"),
    ("name: !重要 x\n", "1:7", "begin with “!”", "「!」で始める"),
    ("name: ]\n", "1:7", "begin with “]”", "「]」で始める"),
    ("a: 1\nb: *base\n", "2:4", "“*base” refers to nothing", "参照先がありません"),
    ("a: &a [*a]\n", "1:8", "inside the very value", "自分自身"),
    ("a: &a\n  b: {<<: *a}\n", "2:11", "inside the very value", "自分自身"),
    ("a: {<<: 5}\n", "1:9", "can only bring in a mapping", "「<<」"),
    ("a: {<<: [{b: 1}, c]}\n", "1:9", "can only bring in a mapping", "「<<」"),
    ("a: {{ 目標 }}\n", "1:5", "key must be plain text", "項目名に"),
    ("? [a]\n: 1\n", "1:3", "key must be plain text", "項目名に"),
    ("a: &a [1]\n? *a\n: 1\n", "2:3", "key must be plain text", "項目名に"),
    ("a: !!python/object/apply:os.system ['x']\n", "1:4", "tag “python/object/apply:os.system”", "タグ"),
    ("a: !!binary aGk=\n", "1:4", "tag “binary”", "タグ"),
    ("!!set {a}\n", "1:1", "tag “set”", "タグ"),
    ("a: !!str [1]\n", "1:4", "tag “str”", "タグ"),
    ('a: "\\ud83d"\n', None, "half a character", "片方だけ"),
    ('a: "C:\\Temp"\n', None, "known escape", "「\\」"),
    ('a: "\\UFFFFFFFF"\n', None, "", ""),
    ("%YAML 9.1\n---\na: 1\n", "1:1", "directive", "行頭の「%」"),
    ("%YAML " + "9" * 5000 + ".1\n---\na: 1\n", "1:1", "", ""),
    ("%TAG !a! tag:x\n" * 101 + "---\na: 1\n", "1:1", "directive", "行頭の「%」"),
    ("a: 1\n---\nb: 2\n", "2:1", "one plan per file", "1ファイルに1つ"),
    ("---\na: 1\n---\nb: [\n", "3:1", "one plan per file", "1ファイルに1つ"),
    ("---\n" * 20, "11:1", "one plan per file", "1ファイルに1つ"),
    ("{a: 1}\nb: 2\n", "2:1", "after the end", "計画が終わった後"),
    ("k" * 1100 + ": 1\n", "1:1", "key is too long", "項目名が長すぎます"),
    ("? " + "k" * 1001 + "\n: 1\n", "1:3", "1,001 characters", "1,001文字"),
]

JSON = [
    ('{"売上":1,}', "1:8", "after the last entry", "余分な「,」"),
    ('{"a":[1,\n ]}', "1:8", "after the last entry", "余分な「,」"),
    ('{"😀売":1 "b":2}', "1:9", "between two entries", "抜けている"),
    ('{"a":[1}', "1:8", "between two entries", "閉じ括弧"),
    ('{"a" 1}', "1:6", "no “:”", "「:」がありません"),
    ("{a:1}", "1:2", "key must be in double quotes", "二重引用符"),
    ("{1:1}", "1:2", "key must be in double quotes", "二重引用符"),
    ("{'a':1}", "1:2", "straight double quote", "半角の二重引用符"),
    ("{“a”:1}", "1:2", "straight double quote", "半角の二重引用符"),
    ('{"a"：1}', "1:5", "full-width", "全角"),
    ('{"a":1，"b":2}', "1:7", "full-width", "全角"),
    ('{\u3000"a":1}', "1:2", "full-width", "全角"),
    ('{"a":1, // x\n"b":2}', "1:9", "comments", "コメント"),
    ('{"a":NaN}', "1:6", "NaN and Infinity", "NaN"),
    ('{"a":-Infinity}', "1:6", "NaN and Infinity", "NaN"),
    ('{"a":[0,Infinity]}', "1:9", "NaN and Infinity", "NaN"),
    ('{"a":1e999}', "1:6", "too large", "大きすぎて"),
    ('{"a":' + "9" * 5000 + "}", "1:6", "too large", "大きすぎて"),
    ('{"a":True}', "1:6", "lower case", "小文字"),
    ('{"a":None}', "1:6", "lower case", "小文字"),
    *(
        (f'{{"a":{number}}}', "1:6", "how JSON writes a number", "数値")
        for number in ("01", "+1", ".5", "5.", "1e", "1x")
    ),
    ('{"a":１}', "1:6", "not a JSON value", "値として"),
    ('{"a":}', "1:6", "not a JSON value", "値として"),
    ('{"a":"x\ny"}', "1:6", "not closed on its line", "閉じられていません"),
    ('{"a":"x', "1:6", "not closed on its line", "閉じられていません"),
    ('{"a":"x\ty"}', "1:8", "raw control character", "制御文字"),
    ('{"a":"x\\q"}', "1:8", "known escape", "「\\」"),
    ('{"a":"x\\u12g4"}', "1:8", "known escape", "「\\」"),
    ('{"売":"\\ud800"}', "1:7", "half a character", "片方だけ"),
    ('{"a":"\\ud800\\u0041"}', "1:7", "half a character", "片方だけ"),
    ('{"a":"\\udc00"}', "1:7", "half a character", "片方だけ"),
    ('{"\\udc00":1}', "1:3", "half a character", "片方だけ"),
    ('{"a":[{"b":1}', "1:6", "never closed", "閉じられていません"),
    ("{", "1:1", "never closed", "閉じられていません"),
    ('{"a":1}}', "1:8", "after the end", "計画が終わった後"),
    ('{"' + "k" * 1001 + '":1}', "1:2", "1,001 characters", "1,001文字"),
]

EITHER = [
    (b"", None, "empty", "空です"),
    (b"\xef\xbb\xbf \r\n\t\n", None, "empty", "空です"),
    ("　\n".encode(), None, "empty", "空です"),
    (b"[1, 2]", "1:1", "is a list", "一覧"),
    (b"\n 12", "2:2", "a number", "数値"),
    (b"true", "1:1", "true or false", "真偽値"),
    ('"売上目標"'.encode(), "1:1", "plain text (“売上目標”)", "ただの文章"),
    ('{"売上": "あ\x00"}'.encode(), "1:10", "NUL", "NUL"),
    ("{\r\n\"売上\": 'あ\x00'}".encode(), "2:9", "NUL", "NUL"),
    (b'{"a": 1}\xff\xff\xfd', "1:9", "encoding cannot be recognised", "文字コード"),
    ("あ: 1\r\n".encode() + b"\x80\xff\xa0", "2:1", "encoding cannot be recognised", "文字コード"),
    ("\ufeffあ: 1\nい: ".encode("utf-16-le") + b"\x00\xd8\x00\xd8", "2:4", "not valid UTF-16", "UTF-16"),
    ("\ufeffあ".encode("utf-32-be") + b"\x00\xff\xff\xff", "1:2", "not valid UTF-32", "UTF-32"),
]

OTHER = [
    ("# 計画\n", "plan.yaml", None, "only comments", "コメントだけ"),
    ("---\n...\n", "plan.yaml", None, "only comments", "コメントだけ"),
    ("null", "plan.json", "1:1", "only null", "null しか"),
    ("title：計画", "plan.yaml", "1:1", "full-width “：”", "全角の「：」"),
    ("title:計画", "plan.yaml", "1:1", "put a space after", "半角スペースを入れて"),
    ("売上: あ\x0b\n", "plan.yaml", "1:6", "U+000B", "U+000B"),
    ("売上\ufeff: あ\n", "plan.yaml", "1:3", "U+FEFF", "U+FEFF"),
    ("売上: \x1b[31m\n", "plan.yaml", "1:5", "U+001B", "U+001B"),
    ("PK\x03\x04 ", "plan.yaml", None, "Excel", "Excel"),
    ("%PDF-1.7\n", "plan.yaml", None, "PDF", "PDF"),
]


def caught(content: bytes, name: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read_document(content, name=name)
    return caught.value


def fits(error: InputError, place: str | None, english: str, japanese: str) -> None:
    position = error.position and f"{error.position.line}:{error.position.column}"
    assert position == place
    assert english in error.message.en
    assert japanese in error.message.ja
    assert error.message.ja.endswith("。")
    assert error.message.en.endswith(".")
    assert not re.search(r"expected|token|scalar|context|0x|Error|codec|<[a-z]", error.message.en)


@pytest.mark.parametrize("loader", [LOADER, yaml.SafeLoader], ids=["default", "python"])
@pytest.mark.parametrize(("text", "place", "english", "japanese"), YAML, ids=[row[0][:25] for row in YAML])
def test_yaml(text: str, place: str | None, english: str, japanese: str, loader: object) -> None:
    """The Python loader stands in where PyYAML has no libyaml; its places inside escapes differ."""
    builder = TreeBuilder(text, name="計画.yaml", limits=Limits())
    with pytest.raises(InputError) as caught:
        read_yaml(text, builder, loader)
    if place is None:
        caught.value.position = None
    fits(caught.value, place, english, japanese)
    assert caught.value.source == "計画.yaml"


@pytest.mark.parametrize(("text", "place", "english", "japanese"), JSON, ids=[row[0][:25] for row in JSON])
def test_json(text: str, place: str, english: str, japanese: str) -> None:
    fits(caught(text.encode(), "計画.json"), place, english, japanese)


@pytest.mark.parametrize("name", ["plan.yaml", "plan.json", "-"])
@pytest.mark.parametrize(("content", "place", "english", "japanese"), EITHER)
def test_either_format(content: bytes, place: str | None, english: str, japanese: str, name: str) -> None:
    fits(caught(content, name), place, english, japanese)


@pytest.mark.parametrize(("text", "name", "place", "english", "japanese"), OTHER)
def test_other(text: str, name: str, place: str | None, english: str, japanese: str) -> None:
    fits(caught(text.encode(), name), place, english, japanese)


def test_a_sentence_never_repeats_control_characters() -> None:
    (warning,) = read_document(b'{"\\u001b[31m\\u202e": 1, "\\u001b[31m\\u202e": 2}', name="x.json").warnings
    assert "\\u001b[31m\\u202e" in warning.message.en
    assert warning.message.ja.isprintable()
