"""The first stage: files → plain data that knows its places.

What a user writes is read as written: in YAML only null, true, false and plain decimal numbers become anything but
text, so dates, `on`, `0123` and `12:30` stay what the author typed. Whatever the bytes, the answer is a `Document`
or an `InputError` with a place and a way out.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from advisor.errors import InputError, Position
from advisor.record import record
from advisor.source.json import read_json
from advisor.source.suffixes import SEARCHED
from advisor.source.text import decode, refuse_control_characters, shown
from advisor.source.tree import (
    KeyPositions,
    Limits,
    Node,
    SourceWarning,
    TreeBuilder,
    ValuePositions,
    WrittenTexts,
    join_pointer,
    split_pointer,
)
from advisor.source.yaml import read_yaml
from advisor.text import Text

if TYPE_CHECKING:
    from advisor.source.understanding import Understanding

__all__ = [
    "Document",
    "Format",
    "Limits",
    "PlanFiles",
    "SourceWarning",
    "find_plan_files",
    "format_of",
    "join_pointer",
    "read_content",
    "read_document",
    "read_file",
    "split_pointer",
]

Format = Literal["yaml", "json"]

STANDARD_INPUT = "-"
_DEFAULT_LIMITS = Limits()


@record
class Document:
    """One file as plain data, with the place of everything in it.

    Attributes:
        name: the file as the user named it, `-` for standard input.
        data: the plan: a dict of dicts, lists, texts, numbers, booleans and None. Nothing in it is shared.
        positions: JSON pointer (RFC 6901, '' for the whole) → place of the value. Values that a YAML alias or `<<`
            brings in are placed where they are written; the alias itself is the place of the value it stands for.
        key_positions: JSON pointer of a mapping's entry → place of its key.
        raw: JSON pointer → text as written, for numbers, booleans and null where `str(value)` differs (`4.10`, `1e3`).
        warnings: what was read, but perhaps not as meant, such as duplicate keys.
        understanding: how a sheet, table or memo was made into `data`; None for YAML and JSON, which say it themselves.
    """

    name: str
    data: dict[str, Any]
    positions: Mapping[str, Position]
    key_positions: Mapping[str, Position]
    raw: Mapping[str, str]
    warnings: tuple[SourceWarning, ...] = ()
    understanding: Understanding | None = None

    def place(self, pointer: str) -> Position | None:
        """Where the value at `pointer` stands, or the nearest thing around it that is in the file."""
        while (found := self.positions.get(pointer)) is None and pointer:
            pointer = pointer.rpartition("/")[0]
        return found


class PlanFiles(NamedTuple):
    """The files to read, and an error for each path that gave none."""

    files: tuple[str, ...]
    errors: tuple[InputError, ...]


def read_document(
    content: bytes, *, name: str, format: Format | None = None, limits: Limits = _DEFAULT_LIMITS
) -> Document:
    """Read a plan's bytes.

    Args:
        content: the file's bytes, in UTF-8, UTF-16, UTF-32, Shift_JIS (cp932), EUC-JP or ISO-2022-JP.
        name: what the user calls the file; used in messages and, without `format`, for its extension.
        format: `yaml` or `json`. None: JSON for names in `.json`, else YAML; `-` may be either.
        limits: how large the input may be.

    Raises:
        InputError: the content cannot be read as a plan.
    """
    name = printable(name)
    if len(content) > limits.max_bytes:
        raise too_large(name, limits.max_bytes, len(content))
    text = decode(content, name=name)
    if format is None and name == STANDARD_INPUT and text.lstrip()[0] in "{[":
        root, builder = _read_either(text, name, limits)
    else:
        suffix = Path(name).suffix.lower()
        root, builder = _read_as(format or ("json" if suffix == ".json" else "yaml"), text, name, limits)
    data = root.plain()
    if not isinstance(data, dict):
        raise builder.error(_not_a_mapping(data), root.start)
    return Document(
        name=name,
        data=data,
        positions=ValuePositions(root, builder.lines),
        key_positions=KeyPositions(root, builder.lines),
        raw=WrittenTexts(root, builder.lines),
        warnings=builder.all_warnings(),
    )


def read_file(path: str | Path, *, format: Format | None = None, limits: Limits = _DEFAULT_LIMITS) -> Document:
    """Read a plan from a file; see `read_document`.

    Raises:
        InputError: the file cannot be opened, or its content cannot be read as a plan.
    """
    return read_document(read_content(path, limits=limits), name=str(path), format=format, limits=limits)


def read_content(path: str | Path, *, limits: Limits = _DEFAULT_LIMITS) -> bytes:
    """A file's bytes. Raises InputError when it cannot be opened or is too large."""
    name = printable(path)
    try:
        with Path(path).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > limits.max_bytes:
                raise too_large(name, limits.max_bytes, size)
            content = file.read(limits.max_bytes + 1)  # devices and pipes do not tell their size
    except (OSError, ValueError) as error:
        raise InputError(_cannot_open(error), source=name) from None
    if len(content) > limits.max_bytes:
        raise too_large(name, limits.max_bytes, None)
    return content


def find_plan_files(paths: Sequence[str]) -> PlanFiles:
    """The plan files that `paths` name: files as they are, folders searched through for YAML, JSON,
    Excel, CSV and TSV (documents and texts are read when they are named).

    Order is that of `paths`, sorted inside each folder; a file named twice is read once. Hidden files and folders
    inside a folder are skipped, links to folders are not followed, and `-` is passed on for standard input.
    """
    files: dict[str, str] = {}
    errors: list[InputError] = []
    for path in paths:
        try:
            found = _named_by(path, errors)
        except (OSError, ValueError) as error:
            errors.append(InputError(_cannot_open(error), source=printable(path)))
            continue
        if not found:
            errors.append(InputError(_NO_PLANS, source=printable(path)))
        for file in found:
            files.setdefault(file if file == STANDARD_INPUT else os.path.realpath(file), file)
    return PlanFiles(tuple(files.values()), tuple(errors))


def _named_by(path: str, errors: list[InputError]) -> list[str]:
    if path == STANDARD_INPUT:
        return [path]
    if not path:
        raise FileNotFoundError  # to Path, '' is the current folder
    return _search(Path(path), errors) if stat.S_ISDIR(Path(path).stat().st_mode) else [path]


def _search(folder: Path, errors: list[InputError]) -> list[str]:
    found: list[Path] = []
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            for entry in current.iterdir():
                if entry.name.startswith("."):
                    continue
                if entry.is_dir():
                    if not entry.is_symlink():
                        waiting.append(entry)
                elif (
                    entry.suffix.lower() in SEARCHED
                    and not entry.name.startswith("~$")  # Excel's own mark of a workbook that is open
                    and entry.is_file()
                ):
                    found.append(entry)
        except OSError as error:
            if current == folder:
                raise
            errors.append(InputError(_cannot_open(error), source=printable(current)))
    return [str(path) for path in sorted(found, key=lambda path: path.parts)]


def format_of(content: bytes, *, name: str) -> Format:
    """The format that `read_document` reads this content in, which it can read."""
    if name != STANDARD_INPUT:
        return "json" if Path(name).suffix.lower() == ".json" else "yaml"
    text = decode(content, name=name)
    if text.lstrip()[0] not in "{[":
        return "yaml"
    try:
        _read_as("json", text, name, _DEFAULT_LIMITS)
    except InputError:
        return "yaml"
    return "json"


def _read_as(format: Format, text: str, name: str, limits: Limits) -> tuple[Node, TreeBuilder]:
    refuse_control_characters(text, name=name, only_nul=format == "json")
    builder = TreeBuilder(text, name=name, limits=limits)
    if format == "json":
        read_json(text, builder)
    else:
        read_yaml(text, builder)
    if builder.root is None:
        raise InputError(_NO_CONTENT, source=name)
    return builder.root, builder


def _read_either(text: str, name: str, limits: Limits) -> tuple[Node, TreeBuilder]:
    try:
        return _read_as("json", text, name, limits)
    except InputError as not_json:
        try:
            return _read_as("yaml", text, name, limits)
        except InputError:
            raise not_json from None  # text that begins with a brace is far more often meant as JSON


def printable(path: str | Path) -> str:
    """A path as text that can be shown: file names that are not valid text get question marks."""
    return str(path).encode(errors="replace").decode()


_NO_CONTENT = Text(
    ja="ファイルに計画の内容がありません（空か、コメントだけです）。KGIとKPIを書いた計画を指定してください。",
    en="The file is empty, or has only comments; give a plan that states its KGIs and KPIs.",
)
_NO_PLANS = Text(
    ja="このフォルダーには計画のファイル（.yaml、.yml、.json、.xlsx、.xlsm、.csv、.tsv）がありません。フォルダーを確かめてください。",
    en="There are no plan files (.yaml, .yml, .json, .xlsx, .xlsm, .csv, .tsv) in this folder; name another folder or a file.",
)


def _not_a_mapping(data: object) -> Text:
    expected_ja = "計画は title、kgis、kpis などの項目を並べて書きますが、"
    expected_en = "A plan is a mapping with title, kgis, kpis and so on, but this file "
    if data is None:
        return Text(
            ja=f"{expected_ja}このファイルには null しかありません。計画を書いてください。",
            en=f"{expected_en}is only null; write the plan.",
        )
    if isinstance(data, list):
        return Text(
            ja=f"{expected_ja}このファイルは一覧になっています。KPIの一覧なら、先頭に「kpis:」を付けてください。",
            en=f"{expected_en}is a list; if it lists KPIs, put it under “kpis:”.",
        )
    if not isinstance(data, str):
        kind = ("真偽値", "true or false") if isinstance(data, bool) else ("数値", "a number")
        return Text(
            ja=f"{expected_ja}このファイルには{kind[0]}しかありません。「項目名: 値」の形で書いてください。",
            en=f"{expected_en}is only {kind[1]}; write entries as “key: value”.",
        )
    if "：" in data:
        return Text(
            ja=f"{expected_ja}このファイルはただの文章です。全角の「：」を半角の「:」と半角スペースに置き換えてください。",
            en=f"{expected_en}is plain text; replace the full-width “：” with “:” and a space.",
        )
    if re.search(r"\w:[^\s/]", data):
        return Text(
            ja=f"{expected_ja}このファイルはただの文章です。「:」の後に半角スペースを入れてください。",
            en=f"{expected_en}is plain text; put a space after each “:”.",
        )
    start = shown(data.strip(), 20)
    return Text(
        ja=f"{expected_ja}このファイルはただの文章（「{start}」）です。「項目名: 値」の形で書いてください。",
        en=f"{expected_en}is plain text (“{start}”); write entries as “key: value”.",
    )


def too_large(name: str, limit: int, size: int | None) -> InputError:
    """What is said of a file over the limit; `size` is None where it is not known."""
    actual_ja = f"が{size:,}バイトあり、" if size is not None else "が"
    actual_en = (
        f"has {size:,} bytes and the limit is {limit:,}" if size is not None else f"has more than {limit:,} bytes"
    )
    return InputError(
        Text(
            ja=f"ファイルの大きさ{actual_ja}上限の{limit:,}バイトを超えています。計画を分けてください。",
            en=f"The file {actual_en}; split the plan.",
        ),
        source=name,
    )


def _cannot_open(error: OSError | ValueError) -> Text:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return Text(
            ja="ファイルが見つかりません。パスを確かめてください。",
            en="There is no such file; correct the path.",
        )
    if isinstance(error, IsADirectoryError):
        return Text(
            ja="フォルダーが指定されています。計画のファイルを指定してください。",
            en="This is a folder; name a plan file in it.",
        )
    if isinstance(error, PermissionError):
        return Text(
            ja="ファイルを読む権限がありません。アクセス権を確かめてください。",
            en="There is no permission to read this; change its access rights.",
        )
    return Text(
        ja="ファイルを開けません。パスとファイルの状態を確かめてください。",
        en="This cannot be opened; make sure the path is right and the file can be read.",
    )
