"""The zip file that a workbook is, read within bounds.

What a zip file says about itself may be forged, and `ZipFile.read` unpacks up to 2 GB before it looks at the size it
was told. Parts are therefore read in small pieces, and what came out is counted, not what was announced.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from advisor.errors import InputError
from advisor.text import Text

_PIECE = 1 << 16
_LONGEST_TOKEN = 1 << 20  # of a tag with all its attributes; what Excel writes stays under 100 kB
_MOST_PARTS = 10_000
_ENTRY = b"PK\x01\x02"
# What zipfile raises on a file that is cut off, forged, encrypted or compressed in a way it does not know.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Archive:
    """The parts of a zip file, within a budget of bytes for everything that is unpacked.

    Raises:
        InputError: from the constructor, `pieces` or `parse`: not a whole zip file, or more than `budget` bytes.
    """

    def __init__(self, content: bytes, *, name: str, budget: int) -> None:
        self._name = name
        self._budget = self._left = budget
        if content.count(_ENTRY) > _MOST_PARTS:  # each costs half a kilobyte once it is listed
            raise InputError(_too_many_parts(_MOST_PARTS), source=name)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self.names = frozenset(self._zip.namelist())
        except _UNREADABLE:
            raise self.damaged() from None

    def damaged(self) -> InputError:
        """The error for a file that is cut off or broken."""
        return InputError(_DAMAGED, source=self._name)

    def pieces(self, part: str) -> Iterator[bytes]:
        """The content of one part, unpacked piece by piece."""
        try:
            if self._zip.getinfo(part).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self.damaged()  # the others have no way to unpack a piece at a time, and Excel uses none
            with self._zip.open(part) as member:
                while piece := member.read(_PIECE):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise InputError(_too_large(self._budget), source=self._name)
                    yield piece
        except KeyError:
            raise self.damaged() from None
        except _UNREADABLE:
            raise self.damaged() from None

    def parse(self, part: str, reader: XmlReader) -> None:
        """Send one part's elements to `reader`.

        Nothing is kept of an element once it is over, so a part's shape costs no memory. A document type, the
        only way to define entities, is refused: no workbook has one.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = _PIECE
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.text
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        try:
            fed = 0
            for piece in self.pieces(part):
                parser.Parse(piece, False)
                fed += len(piece)
                if fed - parser.CurrentByteIndex > _LONGEST_TOKEN:  # the parser keeps all of it until the tag ends
                    raise self.damaged()
            parser.Parse(b"", True)
        except expat.ExpatError:
            raise self.damaged() from None

    def _refuse_document_type(self, *_: object) -> None:
        raise InputError(_DOCUMENT_TYPE, source=self._name)


class XmlReader:
    """What listens to a part's elements. Names come as `namespace local`; `local` gives the last."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text inside the current element."""


def local(name: str) -> str:
    """An element's or attribute's name without its namespace, which two editions of the standard spell differently."""
    return name.rpartition(" ")[2]


_DAMAGED = Text(
    ja="ファイルが途中で切れているか、壊れています。表計算ソフトで開けるか確かめ、xlsxで保存し直してください。",
    en="The file is cut off or damaged; see whether your spreadsheet program opens it, and save it again as .xlsx.",
)
_DOCUMENT_TYPE = Text(
    ja="ファイルに文書型宣言（DOCTYPE）があり、安全に読めません。表計算ソフトで開き、xlsxで保存し直してください。",
    en="The file declares a document type, which is not safe to read; open it in a spreadsheet program and save it "
    "again as .xlsx.",
)


def _too_large(budget: int) -> Text:
    return Text(
        ja=f"ファイルを展開すると上限の{budget:,}バイトを超えます。計画のシートだけを新しいブックに移してください。",
        en=f"The file unpacks to more than {budget:,} bytes; move the plan's sheet to a workbook of its own.",
    )


def _too_many_parts(most: int) -> Text:
    return Text(
        ja=f"ファイルの部品が{most:,}個を超えています。計画のシートだけを新しいブックに移してください。",
        en=f"The file has more than {most:,} parts; move the plan's sheet to a workbook of its own.",
    )
