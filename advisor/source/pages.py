"""Which files hold tables or text rather than a plan in YAML or JSON, and what is in them.

The content decides where it says clearly what it is, because the extension is wrong so often: systems export HTML
under `.xls`, and people rename workbooks `.csv`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

from advisor.errors import InputError
from advisor.source.grid import Pages
from advisor.source.suffixes import PLAN_SUFFIXES
from advisor.source.text import decode, refuse_control_characters
from advisor.source.tree import Limits
from advisor.text import Text

PageFormat = Literal["workbook", "csv", "tsv", "markdown", "html", "text", "mail"]

SUFFIXES: Final[dict[str, PageFormat]] = {
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".txt": "text",
    ".eml": "mail",
}
"""What a file's extension says, unless its content says otherwise."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0"
_MOST_COMMENTS = 20  # before a page begins
_TAG = re.compile(r"<(?:!doctype\s{1,9}html|html|table|head|body|meta|div|h[1-6]|p)\b", re.IGNORECASE)
_XML_SHEET = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet[\"']|<Workbook\b")
_FOREIGN: Final[dict[str, Text]] = {
    "encrypted": Text(
        ja="パスワードで保護されているため読めません。表計算ソフトで開き、パスワードを外して保存し直してください。",
        en="The file is protected by a password; open it in a spreadsheet program and save it without one.",
    ),
    "xls": Text(
        ja="古い形式のExcelファイル（.xls）は読めません。Excelで開き、「名前を付けて保存」で.xlsxを選んでください。",
        en="This is an old Excel file (.xls), which cannot be read; open it in Excel and save it as .xlsx.",
    ),
    "xlsb": Text(
        ja="バイナリ形式のExcelファイル（.xlsb）は読めません。Excelで開き、「名前を付けて保存」で.xlsxを選んでください。",
        en="This is a binary Excel file (.xlsb), which cannot be read; open it in Excel and save it as .xlsx.",
    ),
    "xml": Text(
        ja="XML形式の古いExcelファイルは読めません。Excelで開き、「名前を付けて保存」で.xlsxを選んでください。",
        en="This is an old Excel file in XML, which cannot be read; open it in Excel and save it as .xlsx.",
    ),
    "ods": Text(
        ja="OpenDocument形式（.ods）は読めません。LibreOffice Calcで開き、「名前を付けて保存」で.xlsxを選んでください。",
        en="This is an OpenDocument sheet (.ods), which cannot be read; open it in LibreOffice Calc and save it as .xlsx.",
    ),
    "numbers": Text(
        ja="Numbersの書類は読めません。Numbersで開き、「ファイル」→「書き出す」→「Excel」で.xlsxにしてください。",
        en="This is a Numbers document, which cannot be read; in Numbers choose File, Export To, Excel to make an .xlsx.",
    ),
    "word": Text(
        ja="Wordの文書は読めません。計画の部分をExcelの表（.xlsx）に貼り付けるか、テキスト（.txt）で保存してください。",
        en="This is a Word document, which cannot be read; paste the plan into a sheet (.xlsx) or save it as text (.txt).",
    ),
    "slides": Text(
        ja="スライドは読めません。計画の表をExcelのシート（.xlsx）に貼り付けてください。",
        en="These are slides, which cannot be read; paste the plan's table into a sheet (.xlsx).",
    ),
    "pdf": Text(
        ja="PDFは読めません。元のファイル（.xlsxなど）を指定するか、表をExcelのシート（.xlsx）に貼り付けてください。",
        en="This is a PDF, which cannot be read; name the file it was made from, or paste its table into a sheet (.xlsx).",
    ),
    "other": Text(
        ja="この形式のファイルは読めません。計画をExcel（.xlsx）、CSV、YAMLのいずれかで保存してください。",
        en="Files of this kind cannot be read; save the plan as an Excel sheet (.xlsx), CSV or YAML.",
    ),
}
_NOT_A_WORKBOOK = Text(
    ja="名前はExcelファイル（.xlsx）ですが、中身が違います。表計算ソフトで開けるか確かめ、xlsxで保存し直してください。",
    en="The name says Excel (.xlsx), but the content is something else; see whether your spreadsheet program opens it, "
    "and save it again as .xlsx.",
)
_NOTHING = Text(
    ja="表も文章も見つかりません。KGIとKPIを書いたファイルを指定してください。",
    en="There is neither a table nor text in this file; give one that states goals and KPIs.",
)


def page_format(content: bytes, *, name: str) -> PageFormat | None:
    """How `read_pages` would read this content, or None where it is for the readers of YAML and JSON.

    Raises:
        InputError: the content is of a kind that is not read (PDF, .xls, Numbers, a protected workbook …).
    """
    suffix = Path(name).suffix.lower()
    if content.startswith(_ZIP):
        return _zip_format(content, name)
    if content.startswith(_OLE):
        raise InputError(_FOREIGN[_ole_kind(content)], source=name)
    if content.startswith(b"%PDF-"):
        raise InputError(_FOREIGN["pdf"], source=name)
    said = SUFFIXES.get(suffix)
    if suffix in PLAN_SUFFIXES:
        return None
    if said == "mail":
        return said
    head = _head(content, name)
    if _XML_SHEET.search(head[:4_000]) and head.lstrip("\ufeff \n\r\t").startswith("<?xml"):
        raise InputError(_FOREIGN["xml"], source=name)
    if said not in ("markdown", "html") and _begins_with_tag(head):
        return "html"
    if said == "workbook" or suffix in (".xls", ".xlsb", ".ods", ".numbers"):
        return _really_delimited(head, name)
    return said


def read_pages(content: bytes, *, name: str, format: PageFormat | None = None, limits: Limits | None = None) -> Pages:
    """The tables and the text of a file.

    Args:
        content: the file's bytes; text in any encoding that plans may have.
        name: what the user calls the file; without `format`, its extension says what it is, unless the content
            says otherwise.
        format: what the file is.
        limits: how large it may be.

    Raises:
        InputError: the file cannot be read, is too large, or holds nothing.
    """
    limits = limits or Limits()
    if len(content) > limits.max_bytes:
        raise InputError(_too_large(limits.max_bytes), source=name)
    chosen = format or page_format(content, name=name) or "text"
    pages = _read_as(chosen, content, name, limits)
    sheets = tuple(sheet for sheet in pages.sheets if sheet.rows or sheet.ignored)
    if not sheets and not pages.prose and not pages.ignored:
        raise InputError(_NOTHING, source=name)
    return replace(pages, sheets=sheets)


def _read_as(format: PageFormat, content: bytes, name: str, limits: Limits) -> Pages:
    # Each reader is imported when a file needs it: judging a YAML plan must not wait for any of them.
    if format == "workbook":
        from advisor.source.workbook import read_workbook

        return read_workbook(content, name=name, limits=limits)
    if format == "mail":
        from advisor.source.prose import read_mail

        return read_mail(content, name=name, limits=limits)
    text = decode(content, name=name)
    refuse_control_characters(text, name=name, only_nul=True)
    if format == "html":
        from advisor.source.html_tables import read_html

        return read_html(text, name=name, limits=limits)
    if format == "markdown":
        from advisor.source.markdown import read_markdown

        return read_markdown(text, name=name, limits=limits)
    if format == "text":
        from advisor.source.prose import looks_like_mail, read_mail, read_text

        if looks_like_mail(content):
            return read_mail(content, name=name, limits=limits)
        return read_text(text, name=name, limits=limits)
    from advisor.source.delimited import delimiter_of, read_delimited

    mark = "\t" if format == "tsv" and "\t" in text else delimiter_of(text)
    return read_delimited(text, name=name, limits=limits, delimiter=mark)


def _zip_format(content: bytes, name: str) -> PageFormat:
    from advisor.source.archive import Archive

    names = Archive(content, name=name, budget=0).names
    if any(part.endswith("workbook.bin") for part in names):
        raise InputError(_FOREIGN["xlsb"], source=name)
    if any(part.startswith("xl/") for part in names):
        return "workbook"
    for mark, kind in (("word/", "word"), ("ppt/", "slides"), ("Index/", "numbers"), ("Index.zip", "numbers")):
        if any(part.startswith(mark) for part in names):
            raise InputError(_FOREIGN[kind], source=name)
    if "mimetype" in names and "content.xml" in names:
        raise InputError(_FOREIGN["ods"], source=name)
    if "[Content_Types].xml" in names:
        return "workbook"  # its parts may bear other names than Excel gives them
    raise InputError(_FOREIGN["other"], source=name)


def _ole_kind(content: bytes) -> str:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        return "encrypted"
    if holds("WordDocument"):
        return "word"
    if holds("PowerPoint Document"):
        return "slides"
    return "xls" if holds("Workbook") or holds("Book") else "other"


def _head(content: bytes, name: str) -> str:
    try:
        return decode(content, name=name)[:200_000]
    except InputError:
        if SUFFIXES.get(Path(name).suffix.lower()) == "workbook":
            raise InputError(_NOT_A_WORKBOOK, source=name) from None
        raise


def _really_delimited(head: str, name: str) -> PageFormat:
    from advisor.source.delimited import delimiter_of

    if "\x00" in head or delimiter_of(head) is None:
        raise InputError(_NOT_A_WORKBOOK, source=name)
    return "csv"


def _too_large(limit: int) -> Text:
    return Text(
        ja=f"ファイルの大きさが上限の{limit:,}バイトを超えています。計画のシートだけを別のファイルに分けてください。",
        en=f"The file has more than {limit:,} bytes; put the plan's sheet into a file of its own.",
    )


def _begins_with_tag(head: str) -> bool:
    """Whether a text begins as an HTML page does, after an XML declaration and comments."""
    at = 0
    for opening, closing in (("<?xml", ">"), *[("<!--", "-->")] * _MOST_COMMENTS):
        while at < len(head) and head[at].isspace():
            at += 1
        if head.startswith(opening, at):
            end = head.find(closing, at)
            if end < 0:
                return False
            at = end + len(closing)
    while at < len(head) and head[at].isspace():
        at += 1
    return _TAG.match(head, at) is not None
