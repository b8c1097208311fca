"""JSON text → tree, with places.

An own reader: the standard one knows no places and recurses, and JSON is not quite YAML (escaped surrogate pairs,
keys of any length, tabs). Strict as RFC 8259 is; the sentences name the mistakes people make.
"""

from __future__ import annotations

import re
from typing import Final, Never

from advisor.source.tree import Node, TreeBuilder, number
from advisor.text import Text

_SPACE = re.compile(r"[ \t\n]*")
_STRING = re.compile(r'"([^"\\\x00-\x1f]*)"')
_CHUNK = re.compile(r'[^"\\\x00-\x1f]*')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_NUMBER_LIKE = re.compile(r"[-+.0-9][-+.0-9a-zA-Z_]*")
_WORD = re.compile(r"\w+")
_HEX = re.compile(r"[0-9a-fA-F]{4}")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_ESCAPES: Final = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def read_json(text: str, builder: TreeBuilder) -> None:
    """Read one JSON text into `builder`.

    Raises:
        InputError: the text is not JSON, or goes past a limit.
    """
    _Reader(text, builder).read()


class _Reader:
    def __init__(self, text: str, builder: TreeBuilder) -> None:
        self.text = text
        self.builder = builder
        self.index = 0

    def read(self) -> None:
        stack = self.builder.stack
        self._value()
        while stack:
            in_mapping = isinstance(stack[-1].node.content, dict)
            closing = "}" if in_mapping else "]"
            if not stack[-1].node.content and self._next() == closing:
                self._close()
            elif not stack[-1].node.content:
                self._entry(in_mapping)
            elif self._next() == ",":
                comma = self.index
                self.index += 1
                if self._next() == closing:
                    raise self.builder.error(_TRAILING_COMMA, comma)
                self._entry(in_mapping)
            elif self._next() == closing:
                self._close()
            else:
                self._wrong(_COMMA)
        if self._next():
            self._fail(_AFTER_END)

    def _next(self) -> str:
        """The next character that is not space, '' at the end."""
        match = _SPACE.match(self.text, self.index)
        if match:
            self.index = match.end()
        return self.text[self.index : self.index + 1]

    def _close(self) -> None:
        self.index += 1
        self.builder.close()

    def _entry(self, in_mapping: bool) -> None:
        if in_mapping:
            if self._next() != '"':
                self._wrong(_KEY)
            start = self.index
            self.builder.key(self._string(), start)
            if self._next() != ":":
                self._wrong(_COLON)
            self.index += 1
        self._value()

    def _value(self) -> None:
        character = self._next()
        start = self.index
        if character == '"':
            self.builder.scalar(Node(start, self._string()))
        elif character == "{":
            self.index += 1
            self.builder.open(Node(start, {}))
        elif character == "[":
            self.index += 1
            self.builder.open(Node(start, []))
        elif character in "-0123456789" and character:
            self._number()
        else:
            word = _WORD.match(self.text, start)
            if word is None or word[0] not in _WORDS:
                self._wrong(_VALUE)
            self.index = word.end()
            self.builder.scalar(Node(start, _WORDS[word[0]], word[0]))

    def _number(self) -> None:
        start = self.index
        strict, loose = _NUMBER.match(self.text, start), _NUMBER_LIKE.match(self.text, start)
        if strict is None or loose is None or strict.end() != loose.end():
            self._wrong(_NUMBER_FORM)
        value = number(strict[0])
        if value is None:
            self._fail(_NUMBER_SIZE)
        self.index = strict.end()
        self.builder.scalar(Node(start, value, strict[0]))

    def _string(self) -> str:
        start = self.index
        simple = _STRING.match(self.text, start)
        if simple:
            self.index = simple.end()
            return simple[1]
        parts: list[str] = []
        self.index += 1
        while True:
            chunk = _CHUNK.match(self.text, self.index)
            if chunk:
                parts.append(chunk[0])
                self.index = chunk.end()
            character = self.text[self.index : self.index + 1]
            if character == '"':
                self.index += 1
                return "".join(parts)
            if character == "\\":
                parts.append(self._escape())
            elif character in ("", "\n"):
                raise self.builder.error(_UNCLOSED_STRING, start)
            else:
                self._fail(_CONTROL)

    def _escape(self) -> str:
        letter = self.text[self.index + 1 : self.index + 2]
        if letter in _ESCAPES:
            self.index += 2
            return _ESCAPES[letter]
        start = self.index
        code = self._code_unit()
        if code is None:
            self._fail(_ESCAPE)
        if 0xD800 <= code < 0xDC00:
            low = self._code_unit()
            if low is not None and 0xDC00 <= low < 0xE000:
                return chr(0x10000 + (code - 0xD800) * 0x400 + low - 0xDC00)
        if 0xD800 <= code < 0xE000:
            raise self.builder.error(_HALF_CHARACTER, start)
        return chr(code)

    def _code_unit(self) -> int | None:
        """The number written by a `\\uXXXX` here, which is then passed; None if there is none."""
        digits = _HEX.match(self.text, self.index + 2)
        if self.text[self.index : self.index + 2] != "\\u" or digits is None:
            return None
        self.index = digits.end()
        return int(digits[0], 16)

    def _fail(self, message: Text) -> Never:
        raise self.builder.error(message, self.index)

    def _wrong(self, expected: Text) -> Never:
        """Raise the sentence for what stands here instead of what was expected."""
        character = self._next()
        if not character and self.builder.stack:
            raise self.builder.error(_UNCLOSED, self.builder.stack[-1].node.start)
        if character in _CHARACTERS:
            self._fail(_CHARACTERS[character])
        if expected is not _KEY:
            signless = self.index + 1 if character in ("-", "+") else self.index
            word = _WORD.match(self.text, signless)
            if word and word[0].lower() in ("nan", "infinity", "inf"):
                self._fail(_NOT_FINITE)
            if word and word[0].lower() in ("true", "false", "none", "null"):
                self._fail(_LOWER_CASE)
            if character and character in "+.":
                self._fail(_NUMBER_FORM)
        self._fail(expected)


_NOT_FINITE = Text(
    ja="NaNやInfinityはJSONの数値として使えません。値が未定なら、項目を削除するかnullにしてください。",
    en="NaN and Infinity are not numbers in JSON; if the value is not known, delete the entry or write null.",
)
_NUMBER_SIZE = Text(
    ja='数値が大きすぎて計算できません。桁数を確かめるか、引用符（"）で囲んでください。',
    en="This number is too large to calculate with; correct its digits, or put it in quotes.",
)
_NUMBER_FORM = Text(
    ja='JSONの数値として読めません。0.5や1200のように書くか、引用符（"）で囲んでください。',
    en="This is not how JSON writes a number; write it like 0.5 or 1200, or put it in quotes.",
)
_LOWER_CASE = Text(
    ja="JSONでは true、false、null を小文字で書きます。小文字に直してください。",
    en="JSON writes true, false and null in lower case; correct this word.",
)
_TRAILING_COMMA = Text(
    ja="最後の項目の後に余分な「,」があります。その「,」を削除してください。",
    en="There is a “,” after the last entry; delete it.",
)
_COMMA = Text(
    ja="項目の間の「,」が抜けているか、閉じ括弧が合っていません。「,」を補うか、括弧を確かめてください。",
    en="A “,” between two entries is missing, or the closing bracket is the wrong one; add or correct it.",
)
_COLON = Text(
    ja='項目名の後に「:」がありません。「"項目名": 値」の形で書いてください。',
    en='There is no “:” after the key; write it as "key": value.',
)
_KEY = Text(
    ja='項目名は二重引用符（"）で囲む必要があります。「"項目名": 値」の形で書いてください。',
    en='A key must be in double quotes; write it as "key": value.',
)
_VALUE = Text(
    ja='JSONの値として読めません。文字列は二重引用符（"）で囲んでください。',
    en="This is not a JSON value; put text in double quotes.",
)
_UNCLOSED = Text(
    ja="ここで始まる括弧が閉じられていません。対応する閉じ括弧を補ってください。",
    en="The bracket opened here is never closed; add the closing bracket.",
)
_UNCLOSED_STRING = Text(
    ja='ここで始まる文字列が、その行の中で閉じられていません。閉じる「"」を補い、改行は「\\n」と書いてください。',
    en='The text opened here is not closed on its line; add the closing ", and write line breaks as \\n.',
)
_CONTROL = Text(
    ja="文字列の中にタブなどの制御文字がそのまま入っています。タブは「\\t」と書くか、削除してください。",
    en="There is a raw control character, such as a tab, inside the text; write a tab as \\t, or delete it.",
)
_ESCAPE = Text(
    ja="「\\」の使い方が正しくありません。「\\」という文字そのものは「\\\\」と書いてください。",
    en="The “\\” here does not form a known escape; write a plain backslash as “\\\\”.",
)
_HALF_CHARACTER = Text(
    ja="「\\ud83d」のような片方だけの文字コードは読めません。文字をそのまま書いてください。",
    en="An escape such as “\\ud83d” without its partner is only half a character; write the character itself.",
)
_AFTER_END = Text(
    ja="計画が終わった後に内容が続いています。余分な部分を削除するか、括弧を確かめてください。",
    en="There is more text after the end of the plan; delete it, or correct the brackets above.",
)
_QUOTES = Text(
    ja='JSONの引用符は半角の二重引用符（"）だけです。置き換えてください。',
    en='JSON knows only the straight double quote ("); use it here.',
)
_COMMENT = Text(
    ja="JSONにはコメントを書けません。コメントを削除するか、YAMLで保存してください。",
    en="JSON cannot contain comments; delete it, or save the plan as YAML.",
)
_FULL_WIDTH = Text(
    ja="全角の記号や空白が使われています。半角に置き換えてください。",
    en="There is a full-width mark or space here; replace it with the ordinary one.",
)
_CHARACTERS: Final[dict[str, Text]] = {
    **dict.fromkeys("'“”„‟‘’＂「」『』", _QUOTES),
    **dict.fromkeys("/#", _COMMENT),
    **dict.fromkeys("：，、｛｝［］\u3000\u00a0", _FULL_WIDTH),
}
