"""Bytes → text: which encoding the file is in, where its lines begin, and which characters no plan may hold."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from itertools import accumulate

from advisor.errors import InputError, Position
from advisor.text import Text

# UTF-32 stands before UTF-16: its little-endian mark begins with UTF-16's.
_MARKS: tuple[tuple[bytes, str, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)
_DOCUMENTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-")  # .xlsx and .docx, .xls and .doc, .pdf
_ISO_2022_JP = re.compile(rb"\x1b[$(]")
# What YAML 1.1 cannot hold unescaped; tab and line feed are fine, and carriage returns are gone by then.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
# Python's cp932 accepts the bytes 80, A0 and FD to FF, which no such file has.
_NOT_CP932 = re.compile("[\x80\uf8f0-\uf8f3]")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")
_FULL_WIDTH_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class LineTable:
    """Turns an offset into the text into a place: line and column, both from 1, columns in characters."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        # An array, because twenty million blank lines are within the limits.
        self._starts = array("L", accumulate((len(line) + 1 for line in text.split("\n")[:-1]), initial=0))

    def at(self, index: int) -> Position:
        """The place of the character at `index`."""
        line = bisect_right(self._starts, index)
        return Position(line, index - self._starts[line - 1] + 1)


def shown(text: str, length: int = 40) -> str:
    """A user's text made fit to quote in a sentence: shortened, with invisible characters spelled out."""
    short = text if len(text) <= length else text[: length - 1] + "…"
    return _UNSHOWABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", short)


def decode(content: bytes, *, name: str) -> str:
    """The file's text without byte order mark, every line ended by a line feed alone.

    Raises:
        InputError: no encoding we know fits, or the file has no text at all.
    """
    if content.startswith(_DOCUMENTS):
        raise InputError(
            Text(
                ja="Excel、Word、PDFなどのファイルで、YAMLやJSONの文字ではありません。Excelの計画は.xlsxという名前のまま指定してください。",
                en="This is an Excel, Word, PDF or similar file, not YAML or JSON text; name an Excel plan by its own name in .xlsx.",
            ),
            source=name,
        )
    text = _decode(content, name)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.lstrip("\ufeff")
    if not text.strip():
        raise InputError(
            Text(
                ja="ファイルが空です。KGIとKPIを書いた計画を指定してください。",
                en="The file is empty; give a plan that states its KGIs and KPIs.",
            ),
            source=name,
        )
    return text


def refuse_control_characters(text: str, *, name: str, only_nul: bool = False) -> None:
    """Raise an InputError at the first character no plan may hold.

    JSON wants `only_nul`: it allows more, and its reader reports the rest with a better sentence.
    """
    if only_nul:
        index = text.find("\x00")
    else:
        match = _CONTROL.search(text)
        index = match.start() if match else -1
    if index >= 0:
        raise InputError(_control_sentence(text[index]), source=name, position=LineTable(text).at(index))


def _control_sentence(character: str) -> Text:
    if character == "\x00":
        return Text(
            ja="NUL文字（値が0のバイト）が含まれており、テキストとして読めません。UTF-8のテキストとして保存し直してください。",
            en="The file contains a NUL byte, so it is not readable as text; save it again as UTF-8 text.",
        )
    code = f"U+{ord(character):04X}"
    return Text(
        ja=f"計画に使えない制御文字（{code}）が含まれています。この文字を削除してください。",
        en=f"There is a control character ({code}) here, which a plan cannot contain; delete it.",
    )


def _decode(content: bytes, name: str) -> str:
    for mark, codec, label in _MARKS:
        if content.startswith(mark):
            return _decode_marked(content[len(mark) :], codec, label, name)
    if content.isascii() and _ISO_2022_JP.search(content):
        try:
            return content.decode("iso2022_jp_ext")
        except UnicodeDecodeError:
            pass  # some other use of the escape character, which is then reported with its place
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        first_bad = error.start
    for codec in ("cp932", "euc_jp"):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if codec == "euc_jp":
            return text
        if not _NOT_CP932.search(text):
            return _prefer_euc_jp(text, content)
    before = content[:first_bad].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    raise InputError(
        Text(
            ja="文字コードを判別できません。ファイルをUTF-8で保存し直してください。",
            en="The file's character encoding cannot be recognised; save it again as UTF-8.",
        ),
        source=name,
        position=LineTable(before).at(len(before)),
    )


def _decode_marked(content: bytes, codec: str, label: str, name: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(codec, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
        raise InputError(
            Text(
                ja=f"{label}の目印（BOM）で始まっていますが、{label}として読めない箇所があります。"
                "ファイルをUTF-8で保存し直してください。",
                en=f"The file starts with a {label} mark but is not valid {label}; save it again as UTF-8.",
            ),
            source=name,
            position=LineTable(before).at(len(before)),
        ) from None


def _prefer_euc_jp(text: str, content: bytes) -> str:
    """`text` (read as cp932), or the EUC-JP reading where cp932 made half-width katakana of kana and kanji.

    Every other short EUC-JP text is also valid cp932. Real half-width text has hardly any full-width kana when
    read as EUC-JP, so it stays what it is.
    """
    foreign = sum(not character.isascii() for character in text)
    if len(_HALF_WIDTH_KANA.findall(text)) * 2 <= foreign:
        return text
    try:
        other = content.decode("euc_jp")
    except UnicodeDecodeError:
        return text
    return other if _FULL_WIDTH_KANA.search(other) else text
