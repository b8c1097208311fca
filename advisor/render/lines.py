"""Lines of text with roles, laid out for a terminal or written plainly.

What is said comes before how it looks: a line is a row of spans, each with a role. Piped, it is its text and
nothing else; on a terminal it is wrapped at the width with wide characters counted as two, and coloured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from advisor.notation.lazy_pattern import lazy
from advisor.record import record
from advisor.source.text import shown

Role = Literal["", "strong", "quiet", "critical", "high", "medium", "low", "good", "name"]
Span = tuple[str, Role]

_STYLES: Final[dict[Role, str]] = {
    "": "",
    "strong": "bold",
    "quiet": "dim",
    "critical": "bold white on red",
    "high": "bold red",
    "medium": "yellow",
    "low": "cyan",
    "good": "green",
    "name": "bold cyan",
}


@record
class Line:
    """A line before it is wrapped.

    Attributes:
        spans: its text in pieces, each with a role.
        indent: columns before the first line.
        hang: columns before the lines that follow when it is wrapped.
        keep: never wrapped, such as a line of a file.
    """

    spans: tuple[Span, ...] = ()
    indent: int = 0
    hang: int = 0
    keep: bool = False


@record
class Paper:
    """What lines are written on.

    Attributes:
        width: columns to wrap at; None for no wrapping.
        colour: whether roles are shown as colours.
    """

    width: int | None = None
    colour: bool = False


def line(*spans: str | Span, indent: int = 0, hang: int | None = None, keep: bool = False) -> Line:
    """A line of spans; plain text has no role."""
    parts = tuple((s, "") if isinstance(s, str) else s for s in spans)
    return Line(parts, indent, indent if hang is None else hang, keep)  # type: ignore[arg-type]  # "" is a role


BLANK: Final = Line()


def lay_out(lines: Iterable[Line], paper: Paper) -> str:
    """The lines as one text. Control characters in it are spelled out, so no plan can steer a terminal."""
    rows = [row for one in lines for row in _rows(one, paper.width)]
    if not paper.colour:
        return "".join("".join(text for text, _ in row).rstrip() + "\n" for row in rows)
    return _painted(rows)


def _rows(one: Line, width: int | None) -> list[list[Span]]:
    spans: list[Span] = [(shown(text, len(text)), role) for text, role in one.spans if text]
    lead: list[Span] = [(" " * one.indent, "")] if one.indent and spans else []
    if width is None or one.keep:
        return [lead + spans]
    return _wrap(lead, spans, " " * one.hang, width)


def _painted(rows: Sequence[Sequence[Span]]) -> str:
    from io import StringIO

    from rich.console import Console
    from rich.text import Text as Painted

    out = StringIO()
    console = Console(
        file=out, force_terminal=True, color_system="standard", no_color=False, highlight=False, markup=False,
        emoji=False, legacy_windows=False, width=10_000, _environ={},
    )  # fmt: skip
    for row in rows:
        painted = Painted(end="")
        for text, role in row:
            painted.append(text, style=_STYLES[role])
        console.print(painted, soft_wrap=True)
    return out.getvalue()


# -- wrapping ------------------------------------------------------------------------------------------------

# Words of narrow characters stay whole; between Japanese characters a line may break, but not before a closing
# mark or a small kana, after an opening bracket, between a number and its unit, or inside the polite endings that
# close most sentences.
_PIECE = lazy(
    r"\s+|[^\s⺀-\U0010ffff]+"
    "|(?:ください|ませんか?|ましょう|ました|ますか?|でしょう|でした|ですか?|おそれ|あります|ありません)"
    r"|[⺀-\U0010ffff]"
)
_NOT_FIRST = frozenset(
    "”’)],.;:!?%、。，．・：；？！」』）〕］｝〉》】〜ーァィゥェォッャュョヮぁぃぅぇぉっゃゅょゎ々％"
)
_NOT_LAST = frozenset("“‘([「『（〔［｛〈《【")
_UNITS = frozenset("年月日週時分秒件人円社本個回名点枚店倍割項歳位期目万億兆つか")


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that may stand on different lines."""
    held = ""
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece.isspace():
            if held:
                yield held
            yield piece
            held = ""
        elif held and (
            piece[0] in _NOT_FIRST
            or held[-1] in _NOT_LAST
            or (piece in _UNITS and (held[-1].isdigit() or held[-1] in "万億兆項"))
            or _width(piece) == 0
        ):
            held += piece
        else:
            if held:
                yield held
            held = piece
    if held:
        yield held


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _wrap(lead: list[Span], spans: Sequence[Span], hang: str, width: int) -> list[list[Span]]:
    rows: list[list[Span]] = [list(lead)]
    column = start = sum(len(text) for text, _ in lead)
    roles = [role for text, role in spans for _ in text]
    at = 0
    for piece in _pieces("".join(text for text, _ in spans)):
        wide = _width(piece)
        if column + wide > width and column > start:
            while rows[-1] and rows[-1][-1][0].isspace() and len(rows[-1]) > 1:
                rows[-1].pop()
            rows.append([(hang, "")] if hang else [])
            column = start = len(hang)
            if piece.isspace():
                at += len(piece)
                continue
        if piece.isspace() and column == start and len(rows) > 1:
            at += len(piece)
            continue
        for character in piece:
            _append(rows[-1], character, roles[at])
            at += 1
        column += wide
    return rows


def _append(row: list[Span], character: str, role: Role) -> None:
    if row and row[-1][1] == role and row[-1][0].isspace() == character.isspace():
        row[-1] = (row[-1][0] + character, role)
    else:
        row.append((character, role))
