"""Why a text is not YAML, in plain words and at the place to mend.

The parser's own sentences speak of tokens and contexts, and differ between libyaml and PyYAML. Their places are good,
so the cause is read mostly from the text there.
"""

from __future__ import annotations

import re
from typing import Any

from advisor.text import Text

_FULL_WIDTH_INDENT = re.compile(r"[ \t]*\u3000")
_CLOSE_COLON = re.compile(r":(?=[^\s/:])")
_SPACED_COLON = re.compile(r":(?:\s|$)")


def explain(text: str, error: Any) -> tuple[Text, int]:
    """The sentence for one of PyYAML's marked errors, and the offset it is about."""
    context: str = error.context or ""
    problem: str = error.problem or ""
    index = _index(error.problem_mark, text)
    opened = index if error.context_mark is None else _index(error.context_mark, text)
    line_start, line = _line_at(text, index)
    before = line[: index - line_start]

    if "quoted scalar" in context:
        if "end of stream" in problem or "document" in problem:
            return _UNCLOSED_QUOTE, opened
        return (HALF_CHARACTER if "Unicode" in problem else _ESCAPE), index
    if text[index : index + 1] == "\t" or "tab character" in problem:
        return _TAB, index
    if "block scalar" in context:
        return _starts_with(text[opened]), opened
    if "alias" in context or "anchor" in context:
        return _starts_with(text[opened]), opened
    if line.startswith("%"):
        return DIRECTIVE, line_start
    if "tag" in context or "tag" in problem:
        return _starts_with("!"), opened
    for start, text_there in ((line_start, line), _line_at(text, opened)):
        if _FULL_WIDTH_INDENT.match(text_there):
            return _FULL_WIDTH_SPACE, start + text_there.index("\u3000")
    if "cannot start any token" in problem:
        return _starts_with(text[index : index + 1]), index
    if "flow" in context:
        return (_UNCLOSED_BRACKET, opened) if "',' or" in problem else (_BRACKET_CONTENT, index)
    if "block node" in context and text[index : index + 1] in tuple(",]}"):
        return _starts_with(text[index]), index
    if "simple key" in context:
        return _not_an_entry(text, opened) or (_NO_COLON, opened)
    if "mapping values" in problem:
        return _unexpected_colon(text, index, before)
    if "sequence entries" in problem:
        if before.rstrip().endswith(":"):
            return _LIST_ON_SAME_LINE, index
        return _previous_line(text, line_start) or (_INDENTATION, index)
    if "document start" in problem:
        return _AFTER_END, index
    if "block" in context:
        return _unexpected_in_block(text, index, before)
    return GENERAL, index


def _index(mark: Any, text: str) -> int:
    return min(int(mark.index), len(text)) if mark is not None else 0


def _line_at(text: str, index: int) -> tuple[int, str]:
    start = text.rfind("\n", 0, index) + 1
    end = text.find("\n", index)
    return start, text[start : end if end >= 0 else len(text)]


def _not_an_entry(text: str, index: int) -> tuple[Text, int] | None:
    """Why the line at `index`, which should say `key: value`, does not."""
    start, line = _line_at(text, index)
    if _SPACED_COLON.search(line):
        return None
    if "：" in line:
        return _FULL_WIDTH_COLON, start + line.index("：")
    close = _CLOSE_COLON.search(line)
    if close:
        return _NO_SPACE, start + close.start()
    return None


def _previous_line(text: str, line_start: int) -> tuple[Text, int] | None:
    """What is wrong with the last line of text above, where that is why the next one cannot be read."""
    above = text[:line_start].rstrip()
    if not above:
        return None
    start, line = _line_at(text, len(above))
    if line.lstrip().startswith("#") or _SPACED_COLON.search(line):
        return None
    found = _not_an_entry(text, start)
    if found or line.lstrip().startswith("-"):
        return found
    return _NO_COLON, start + len(line) - len(line.lstrip())


def _unexpected_colon(text: str, index: int, before: str) -> tuple[Text, int]:
    if _SPACED_COLON.search(before):
        return _COLON_IN_VALUE, index
    if len(before) > 1000:
        return _LONG_KEY, index - len(before)
    indent = len(before) - len(before.lstrip())
    return _previous_line(text, index - len(before)) or (_INDENTATION, index - len(before) + indent)


def _unexpected_in_block(text: str, index: int, before: str) -> tuple[Text, int]:
    if text[index : index + 1] in ("]", "}"):
        return _BRACKET_CONTENT, index
    ended = before.rstrip()[-1:]
    if ended and ended in "'\"":
        # An odd one closes a quote from a line above, which was meant to end there.
        return (_QUOTE_FROM_ABOVE if before.count(ended) % 2 else _AFTER_QUOTE), index
    if ended and ended in "]}":
        return _AFTER_BRACKET, index
    if not before.strip(" -"):
        return _INDENTATION, index
    return GENERAL, index


def _starts_with(character: str) -> Text:
    return Text(
        ja=f'引用符なしの値を「{character}」で始めることはできません。値全体を引用符（"）で囲んでください。',
        en=f"A value cannot begin with “{character}” unless it is quoted; put the whole value in quotes.",
    )


GENERAL = Text(
    ja="この箇所をYAMLとして読めません。前後の字下げ、引用符、「:」を確かめてください。",
    en="This cannot be read as YAML; look at the indentation, the quotes and the “:” around here.",
)
DIRECTIVE = Text(
    ja='行頭の「%」はYAMLの特別な指示になります。文字として使う場合は、値全体を引用符（"）で囲んでください。',
    en="A line that begins with “%” is a YAML directive, which no plan needs; quote the text or delete the line.",
)
_TAB = Text(
    ja="字下げにタブが使われています。半角スペースに置き換えてください。",
    en="A tab is used for indentation; replace it with spaces.",
)
_FULL_WIDTH_SPACE = Text(
    ja="字下げに全角スペースが使われています。半角スペースに置き換えてください。",
    en="A full-width space is used for indentation; replace it with ordinary spaces.",
)
_FULL_WIDTH_COLON = Text(
    ja="項目名の後に全角の「：」が使われています。半角の「:」と半角スペースに置き換えてください。",
    en="A full-width colon “：” follows the key; use an ordinary “:” and a space.",
)
_NO_SPACE = Text(
    ja="「:」の後に半角スペースがありません。「:」の後に半角スペースを1つ入れてください。",
    en="There is no space after this “:”; put one between the key’s “:” and its value.",
)
_NO_COLON = Text(
    ja="この行に「:」がないため、項目として読めません。「項目名: 値」の形で書いてください。",
    en="This line has no “:”, so it is not an entry; write it as “key: value”.",
)
_COLON_IN_VALUE = Text(
    ja='値の中に「: 」があります。値全体を引用符（"）で囲んでください。',
    en="There is a “: ” inside an unquoted value; put the whole value in quotes.",
)
_LONG_KEY = Text(
    ja="項目名が長すぎます。文章は項目名ではなく値に書いてください。",
    en="This key is too long; write long text as a value, not as a key.",
)
_INDENTATION = Text(
    ja="字下げがそろっていません。同じ階層の行は行頭の位置をそろえてください。",
    en="The indentation does not fit the lines above; start entries of the same level in the same column.",
)
_LIST_ON_SAME_LINE = Text(
    ja="「-」で始まる一覧は、項目名と同じ行には書けません。次の行から書いてください。",
    en="A list cannot begin on the same line as its key; put the “-” on the next line.",
)
_UNCLOSED_QUOTE = Text(
    ja="ここで始まる引用符が閉じられていません。値の終わりに同じ引用符を付けてください。",
    en="The quote opened here is never closed; add the same quote at the end of the value.",
)
_ESCAPE = Text(
    ja="二重引用符（\"）の中の「\\」の使い方が正しくありません。「\\\\」と書くか、値を一重引用符（'）で囲んでください。",
    en="The “\\” here does not form a known escape; write “\\\\”, or put the value in single quotes.",
)
HALF_CHARACTER = Text(
    ja="「\\ud83d」のような片方だけの文字コードは読めません。文字をそのまま書いてください。",
    en="An escape such as “\\ud83d” is only half a character; write the character itself.",
)
_UNCLOSED_BRACKET = Text(
    ja="ここで始まる括弧が閉じられていないか、途中の「,」が抜けています。括弧を閉じるか「,」を補ってください。"
    '括弧が文字の一部なら、値全体を引用符（"）で囲んでください。',
    en="The bracket opened here is not closed, or a “,” inside it is missing; add it, or quote the whole value if the "
    "bracket is part of the text.",
)
_BRACKET_CONTENT = Text(
    ja="「,」か括弧が余分にあるか、対応する括弧がありません。この箇所の「,」と括弧を確かめてください。",
    en="There is a “,” or bracket too many, or one without its partner; correct the commas and brackets here.",
)
_AFTER_QUOTE = Text(
    ja="引用符を閉じた後に文字が続いています。値全体を1組の引用符で囲んでください。",
    en="There is text after the closing quote; put the whole value in one pair of quotes.",
)
_QUOTE_FROM_ABOVE = Text(
    ja="直前の引用符は、上の行で開いた引用符を閉じています。上の行に閉じる引用符を補ってください。",
    en="The quote just before this closes one opened on a line above; add the closing quote there.",
)
_AFTER_BRACKET = Text(
    ja='括弧を閉じた後に文字が続いています。括弧が文字の一部なら、値全体を引用符（"）で囲んでください。',
    en="There is text after the closing bracket; if the brackets are part of the text, put the whole value in quotes.",
)
_AFTER_END = Text(
    ja="計画が終わった後に内容が続いています。余分な部分を削除するか、字下げと括弧を確かめてください。",
    en="There is more text after the end of the plan; delete it, or correct the brackets and indentation above.",
)
