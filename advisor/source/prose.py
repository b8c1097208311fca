"""Plain text and mails → runs of prose with their places."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from advisor.errors import InputError, Position
from advisor.source.document import printable, too_large
from advisor.source.grid import Heading, Ignored, Pages, Prose
from advisor.source.text import decode, refuse_control_characters, shown
from advisor.source.tree import Limits
from advisor.text import Text

# A line that begins a new run: bullets, numbers, brackets that serve as headings.
_BEGINS = re.compile(
    r"\s*(?:[・･*●○◆◇■□▼▽▲△◎★☆※–—•‣►▶→➡✓✔]|[-+](?=\s)|[(（]?[0-9０-９]{1,2}[.)．）、:：](?![0-9])|[①-⑳]|[【\[〔《])"
)
_MOST_RUNS = 100_000


def read_text(text: str, *, name: str, limits: Limits, first_line: int = 1, heading: Heading | None = None) -> Pages:  # noqa: ARG001  # readers of all formats take limits; a text's size is its file's
    """The paragraphs of a plain text. List items and lines with a mark of their own are runs of their own.

    A run's text keeps its line ends, so that a place inside it can be counted from where it begins.
    """
    runs: list[Prose] = []
    pending: list[str] = []
    start = Position(1, 1)

    def close() -> None:
        if pending and len(runs) < _MOST_RUNS:
            runs.append(Prose("\n".join(pending), start, heading))
        pending.clear()

    for n, line in enumerate(text.split("\n"), first_line):
        stripped = line.strip()
        if not stripped:
            close()
            continue
        if _BEGINS.match(line):
            close()
        if not pending:
            start = Position(n, len(line) - len(line.lstrip()) + 1)
            line = line.lstrip()
        pending.append(line.rstrip())
    close()
    return Pages(name, (), tuple(runs))


def looks_like_mail(content: bytes) -> bool:
    """Whether a text begins with the headers of a mail."""
    head = content[:4_000].lower()
    return head.startswith((b"from:", b"to:", b"subject:", b"date:", b"received:", b"return-path:", b"mime-version:",
                            b"message-id:", b"delivered-to:")) and b"\nsubject:" in b"\n" + head  # fmt: skip


def read_mail(content: bytes, *, name: str, limits: Limits) -> Pages:
    """The text of a mail: its subject as the heading, its first text or HTML part; attachments are not opened.

    Places are lines of the file where the text stands in it as it is, else lines of the decoded text.

    Raises:
        InputError: the mail holds no text.
    """
    try:
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        subject = str(mail.get("subject", "")).strip()
        body = mail.get_body(("plain", "html"))
        html = body is not None and body.get_content_subtype() == "html"
        raw = body.get_payload(decode=True) if body is not None else None
        attached = [part.get_filename() or "" for part in mail.iter_attachments()]
    except (ValueError, LookupError, TypeError, AttributeError, KeyError, AssertionError, RecursionError):
        raise InputError(_NO_BODY, source=name) from None
    if body is None or not isinstance(raw, bytes) or not raw.strip():
        raise InputError(_NO_BODY, source=name)
    try:
        text = raw.decode(body.get_content_charset("utf-8")).replace("\r\n", "\n")
    except (LookupError, ValueError):
        text = decode(raw, name=name)
    heading = Heading(1, subject, Position(1, 1)) if subject else None
    if html:
        from advisor.source.html_tables import read_html

        pages = read_html(text, name=name, limits=limits)
    else:
        whole = content.decode("utf-8", "replace").replace("\r\n", "\n")
        found = whole.find(text.rstrip("\n")) if text.strip() else -1
        pages = read_text(
            text,
            name=name,
            limits=limits,
            first_line=whole[:found].count("\n") + 1 if found > 0 else 1,
            heading=heading,
        )
    kept = tuple(run for run in pages.prose if not run.text.startswith(">"))
    ignored = [Ignored(shown(run.text), _QUOTED, run.position) for run in pages.prose if run.text.startswith(">")]
    ignored += [Ignored(shown(file), _ATTACHED) for file in attached]
    return Pages(name, pages.sheets, kept, (*pages.ignored, *ignored))


_NO_BODY = Text(
    ja="メールに読める本文がありません。本文をテキストファイルに貼り付けて指定してください。",
    en="There is no readable text in this mail; paste its text into a file and name that.",
)
_QUOTED = Text(
    ja="返信で引用された部分なので読んでいません。", en="This is quoted from an earlier mail, so it was not read."
)
_ATTACHED = Text(
    ja="添付ファイルは開いていません。計画が書かれているなら、保存して直接指定してください。",
    en="The attachment was not opened; if the plan is in it, save it and name it directly.",
)


def read_prose(content: bytes, *, name: str, limits: Limits | None = None) -> Pages:
    """The paragraphs of a text file: runs of lines with no blank line between them.

    Raises:
        InputError: the bytes are no text, there is none, or there is too much.
    """
    name, limits = printable(name), limits or Limits()
    if len(content) > limits.max_bytes:
        raise too_large(name, limits.max_bytes, len(content))
    text = decode(content, name=name)
    refuse_control_characters(text, name=name)
    return Pages(name, (), tuple(paragraphs(text)))


def paragraphs(text: str) -> list[Prose]:
    """Runs of lines between blank lines, as written."""
    found: list[Prose] = []
    lines: list[str] = []
    first = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            first = first if lines else number
            lines.append(line)
        elif lines:
            found.append(Prose("\n".join(lines), Position(first, 1)))
            lines = []
    return found
