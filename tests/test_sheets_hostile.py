"""Files nobody should send, each made here: refused or read with a clear sentence, in bounded memory, running nothing."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

import xlsx_files as make
from advisor.errors import InputError
from advisor.source.pages import read_pages
from advisor.source.tree import Limits

MEGA = 1_000_000
MANY = 100_000
_SMALL = Limits(max_unpacked=2 * MEGA, max_cells=1_000, max_cell_text=100_000)


def refused(content: bytes, name: str = "plan.xlsx", limits: Limits = _SMALL) -> InputError:
    with pytest.raises(InputError) as caught:
        read_pages(content, name=name, limits=limits)
    error = caught.value
    assert error.message.ja != error.message.en
    assert len(error.message.ja) > 10
    return error


# -- bombs ---------------------------------------------------------------------------------------------------


def bomb(part: str = "xl/worksheets/sheet1.xml") -> bytes:
    return make.packed(make.parts(more={part: make.cells("<row><c/></row>" + " " * 50 * MEGA)}))


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"]
)
def test_a_zip_bomb_is_refused_by_what_comes_out_of_it(part: str) -> None:
    assert "2,000,000 bytes" in refused(bomb(part)).message.en


def forged(content: bytes, part: str, size: int) -> bytes:
    """The same file, announcing another size for one part, with a checksum that fits what a reader would then see."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        checksum = zlib.crc32(archive.read(part)[:size])
    out = bytearray(content)
    for mark, crc_at, size_at, name_at in ((b"PK\x03\x04", 14, 22, 30), (b"PK\x01\x02", 16, 24, 46)):
        place = out.find(mark)
        while out[place + name_at : place + name_at + len(part)] != part.encode():
            place = out.find(mark, place + 4)
        out[place + crc_at : place + crc_at + 4] = struct.pack("<L", checksum)
        out[place + size_at : place + size_at + 4] = struct.pack("<L", size)
    return bytes(out)


@pytest.mark.parametrize("size", [10, 4_000_000_000])
def test_a_forged_size_opens_no_way_around_the_limit(size: int) -> None:
    error = refused(forged(bomb(), "xl/worksheets/sheet1.xml", size))
    assert "cut off or damaged" in error.message.en or "2,000,000 bytes" in error.message.en


def test_a_way_of_packing_that_cannot_be_unpacked_piece_by_piece_is_refused() -> None:
    assert "damaged" in refused(make.packed(make.parts(), zipfile.ZIP_BZIP2)).message.en


def test_very_many_parts_are_refused() -> None:
    content = make.packed({f"xl/{n}": b"" for n in range(10_001)})
    assert "10,000 parts" in refused(content).message.en


def test_one_long_shared_text_in_very_many_cells_is_refused() -> None:
    strings = f"<si><t>{'長' * 30_000} </t></si>"
    rows = '<row><c t="s"><v>0</v></c></row>' * 500
    error = refused(make.packed(make.parts(make.cells(rows), strings=strings)))
    assert "100,000 characters" in error.message.en
    assert str(error.position) == "計画!A4"


@pytest.mark.parametrize("rows", ['<row><c t="str"><v>x</v></c></row>' * 1_001, "<row>" + "<c/>" * 4_001 + "</row>"])
def test_more_cells_than_the_limit_are_refused(rows: str) -> None:
    assert "1,000 cells" in refused(make.packed(make.parts(make.cells(rows)))).message.en


def test_more_shared_texts_than_the_limit_are_refused() -> None:
    assert "1,000 cells" in refused(make.packed(make.parts(strings="<si/>" * 1_001))).message.en


def test_a_tag_without_end_is_refused_before_it_fills_memory() -> None:
    part = make.cells(f"<row><c r='{'A' * 1_500_000}'/></row>")
    assert "damaged" in refused(make.packed(make.parts(part))).message.en


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_they_expand(part: str, encoding: str) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]><sst><si><t>&l9;</t></si></sst>'
    if encoding == "utf-16":
        text = text.replace("?>", ' encoding="utf-16"?>', 1)
    assert "document type" in refused(make.packed(make.parts(more={part: text.encode(encoding)}))).message.en


def test_an_external_entity_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    text = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>{make.cells(make.row("x")).replace("x</t>", "&e;</t>")}'
    )
    assert "document type" in refused(make.packed(make.parts(text))).message.en


# -- shapes --------------------------------------------------------------------------------------------------


def test_a_lone_cell_in_the_last_corner_is_one_cell() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "KPI"
        sheet["XFD1048576"] = "端"

    (sheet,) = read_pages(make.saved(fill), name="plan.xlsx", limits=_SMALL).sheets
    assert [[c.address for c in row] for row in sheet.rows] == [["A1"], ["XFD1048576"]]


@pytest.mark.parametrize("place", ["XFE1", "A1048577", "ZZZ9999999", "A0", "1A", "", "Ａ１"])
def test_a_cell_outside_any_sheet_is_refused(place: str) -> None:
    part = make.cells(f'<row><c r="{place}" t="str"><v>x</v></c></row>')
    assert "damaged" in refused(make.packed(make.parts(part))).message.en


def test_merged_ranges_over_everything_cost_nothing() -> None:
    ranges = '<mergeCell ref="A1:XFD1048576"/>' * 5_000
    part = make.cells(make.row("KPI", "x")).replace("</worksheet>", f"<mergeCells>{ranges}</mergeCells></worksheet>")
    (sheet,) = read_pages(make.packed(make.parts(part)), name="plan.xlsx", limits=_SMALL).sheets
    assert sheet.rows[0][0].text == "KPI"


@pytest.mark.parametrize(
    "cell",
    ['<c t="s"><v>7</v></c>', '<c t="s"><v>x</v></c>', "<c><v>1e999</v></c>", "<c><v>nan</v></c>", "<c><v>１２x</v></c>", '<c t="d"><v>2026-99-99</v></c>'],
)  # fmt: skip
def test_a_broken_cell_is_named(cell: str) -> None:
    error = refused(make.packed(make.parts(make.cells(f"<row/><row>{cell}</row>"))))
    assert str(error.position) == "計画!A2"


def test_an_overlong_text_is_cut_and_said() -> None:
    (sheet,) = read_pages(make.packed(make.parts(make.cells(make.row("長" * 40_000)))), name="a.xlsx").sheets
    assert len(sheet.rows[0][0].text) == 32_767
    assert "32,767" in sheet.ignored[0].why.en


# -- what programs put into workbooks ------------------------------------------------------------------------


def test_macros_links_and_charts_are_neither_run_nor_followed_but_said() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="r9" Type="x/worksheet" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    content = make.packed(
        make.parts(
            more={
                "xl/_rels/workbook.xml.rels": relations,
                "xl/vbaProject.bin": b"\x00",
                "xl/externalLinks/externalLink1.xml": b"not even xml",
                "xl/charts/chart1.xml": b"<",
            }
        )
    )
    pages = read_pages(content, name="plan.xlsm")
    assert [i.what for i in pages.ignored] == ["vbaProject.bin", "externalLinks", "charts"]
    assert "neither run nor read" in pages.ignored[0].why.en


@pytest.mark.parametrize("target", ["../../../../etc/passwd", "/etc/passwd", "nowhere.xml", "..\\..\\x"])
def test_a_part_elsewhere_is_no_part(target: str) -> None:
    parts = make.parts()
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"worksheets/sheet1.xml", target.encode()
    )
    assert "damaged" in refused(make.packed(parts)).message.en


def test_commands_in_cells_are_text() -> None:
    texts = ["=cmd|'/c calc'!A0", "+1", "@SUM(A1)", "-2+3", '=HYPERLINK("http://x")']
    (sheet,) = read_pages(make.packed(make.parts(make.cells(make.row(*texts)))), name="plan.xlsx").sheets
    assert [cell.text for cell in sheet.rows[0]] == texts
    (sheet,) = read_pages(
        ("KPI,a\n" + "\n".join(f'"{t.replace(chr(34), chr(34) * 2)}",1' for t in texts)).encode(), name="a.csv"
    ).sheets
    assert [row[0].text for row in sheet.rows[1:]] == texts


# -- not what it says it is ----------------------------------------------------------------------------------


def ole(*streams: str) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 500
        + b"".join(s.encode("utf-16-le") + b"\x00" * 64 for s in streams)
    )


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("plan.xlsx", ole("EncryptedPackage", "EncryptionInfo"), "protected by a password"),
        ("plan.xls", ole("Workbook"), "old Excel file (.xls)"),
        ("plan.doc", ole("WordDocument"), "Word document"),
        ("plan.csv", ole("Workbook"), "old Excel file (.xls)"),
        ("plan.msg", ole("__nameid"), "Files of this kind"),
        ("plan.xlsx", b"%PDF-1.7\n", "This is a PDF"),
        ("plan.docx", make.packed({"[Content_Types].xml": b"", "word/document.xml": b""}), "Word document"),
        ("plan.pptx", make.packed({"ppt/presentation.xml": b""}), "slides"),
        ("plan.ods", make.packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}), "save it as .xlsx"),
        ("plan.numbers", make.packed({"Index/Document.iwa": b""}), "Numbers document"),
        ("plan.xlsb", make.packed({"xl/workbook.bin": b""}), "binary Excel"),
        ("plan.zip", make.packed({"a.txt": b"x"}), "Files of this kind"),
        ("plan.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "old Excel file in XML"),
        ("plan.xlsx", b"hello", "content is something else"),
        ("plan.xlsx", b"\x00\x01\x02\x03" * 50, "content is something else"),
        ("plan.xlsx", b"\x89PNG\r\n\x1a\n\x00\x00", "content is something else"),
        ("plan.xlsx", b"", "content is something else"),
        ("plan.csv", b"KPI,\x00\n", "NUL byte"),
    ],
)  # fmt: skip
def test_what_a_file_really_is_is_said(name: str, content: bytes, sentence: str) -> None:
    assert sentence in refused(content, name).message.en


def test_a_workbook_under_another_name_is_read() -> None:
    for name in ("plan.csv", "plan.xls", "plan", "-", "plan.yaml", "plan.txt"):
        assert read_pages(make.packed(make.parts()), name=name).sheets[0].rows[0][0].text == "KPI"


def test_truncated_files_are_refused() -> None:
    content = make.saved(lambda sheet: sheet.append(["KPI", "目標"]))
    for length in (4, 30, 200, len(content) // 2, len(content) - 30, len(content) - 1):
        assert "cut off or damaged" in refused(content[:length]).message.en


@given(st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_a_damaged_file_is_read_or_refused(luck: random.Random) -> None:
    content = bytearray(DAMAGEABLE)
    for _ in range(luck.randint(1, 12)):
        content[luck.randrange(len(content))] = luck.randrange(256)
    with contextlib.suppress(InputError):
        read_pages(bytes(content), name="plan.xlsx", limits=_SMALL)


DAMAGEABLE = make.packed(
    make.parts(make.cells('<row r="2"><c r="B2" t="s" s="1"><v>0</v></c><c><v>0.3</v></c></row>'), strings="<si><t>KPI</t></si>",
               styles='<numFmts><numFmt numFmtId="164" formatCode="0%"/></numFmts><cellXfs><xf/><xf numFmtId="164"/></cellXfs>'),
    zipfile.ZIP_STORED,
)  # fmt: skip


@given(st.text("<>/=\"' tablertdhpan!-&;brscolspan0123456789計\n", max_size=200))
def test_any_noise_is_a_page(noise: str) -> None:
    with contextlib.suppress(InputError):
        read_pages(noise.encode(), name="a.html", limits=_SMALL)


@pytest.mark.parametrize(
    "text",
    [
        "<" * MANY, "<!--" * MANY, "<![CDATA[" * MANY, "<a " * MANY, "<a b='" * MANY, "</" * MANY, "<?" * MANY, "&" * MANY,
        "<script>" + "</" * MANY, "<script>" * MANY, "<table><tr><td>" * MANY, "<td colspan=9999>" * MANY, "<h1>" * MANY,
        "<table>" + "<tr><td rowspan=65534 colspan=16384>x" * MANY, "<table><tr>" + "<td>" * MANY, "<p>x" * MANY,
    ],
    ids=lambda text: text[:20],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_pages_that_make_parsers_slow(text: str, name: str) -> None:
    """At this size, time that grows with the square would let the test never end."""
    with contextlib.suppress(InputError):
        read_pages(text.encode(), name=name, limits=Limits(max_cells=10_000))


# -- memory --------------------------------------------------------------------------------------------------

_READING = """
import resource, sys
from pathlib import Path
from advisor.errors import InputError
from advisor.source import html_tables, markdown, number_format, workbook
from advisor.source.pages import read_pages
import markdown_it
limit = int(sys.argv[2]) * 1_000_000
base = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (base + limit, base + limit))
try:
    pages = read_pages(Path(sys.argv[1]).read_bytes(), name=sys.argv[1])
    print("read", sum(len(row) for sheet in pages.sheets for row in sheet.rows))
except InputError as error:
    print("refused", error.message.en)
"""
BOUND = 600
"""Megabytes that reading takes at most; docs/formats.md says so."""


def in_bounds(content: bytes, path: Path, megabytes: int) -> str:
    """What comes of reading a file in a process that gets only so much memory beyond what it starts with."""
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", _READING, str(path), str(megabytes)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout.strip()


def full_sheet() -> bytes:
    """A million cells, each with a text of its own."""
    rows = "".join(make.row(*(f"計{n:06}{m}" for m in range(10))) for n in range(100_000))
    return make.packed(make.parts(make.cells(rows)))


def corner() -> bytes:
    """One cell, as far from the first as there is."""
    return make.packed(make.parts(make.cells('<row><c r="XFD1048576" t="str"><v>x</v></c></row>')))


FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "bomb": ("a.xlsx", lambda: make.packed(make.parts(more={"xl/worksheets/sheet1.xml": b" " * 300 * MEGA})), "refused"),
    "full": ("a.xlsx", full_sheet, "read 1000000"),
    "corner": ("a.xlsx", corner, "read 1"),
    "shared texts": ("a.xlsx", lambda: make.packed(make.parts(strings="<si><t>計算</t></si>" * 4 * MEGA)), "refused"),
    "pieces of one text": ("a.xlsx", lambda: make.packed(make.parts(strings=f"<si>{f'<t>{chr(35336) * 20}</t>' * 2_900_000}</si>")), "read 1"),
    "merged": (
        "a.xlsx",
        lambda: make.packed(make.parts(make.cells(make.row("x")).replace("</worksheet>", "<mergeCells>" + '<mergeCell ref="A1:B9"/>' * MEGA + "</mergeCells></worksheet>"))),
        "read 1",
    ),
    "one tag": ("a.xlsx", lambda: make.packed(make.parts(make.cells(f"<row><c r='{'A' * 150 * MEGA}'/></row>"))), "refused"),
    "long csv": ("a.csv", lambda: b"a,b\n" * 4 * MEGA, "refused"),
    "wide csv": ("a.csv", lambda: b"," * 19 * MEGA + b"a\n", "read 1"),
    "page": ("a.html", lambda: ("<table>" + "<tr><td>a<td>b" * MEGA).encode(), "refused"),
    "document": ("a.md", lambda: ("|a" * 300 + "|\n" + "|-" * 300 + "|\n" + ("|b" * 300 + "|\n") * 800).encode(), "read"),
}  # fmt: skip


@pytest.mark.parametrize("what", FILES)
def test_memory_stays_within_the_bound_that_is_stated(what: str, tmp_path: Path) -> None:
    name, made, outcome = FILES[what]
    assert in_bounds(made(), tmp_path / name, BOUND).startswith(outcome)
