"""Files that come as a form's part: the file, what the caller calls it, and the fields beside it. Nothing is kept."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser

from advisor.source.text import shown

from .problems import Problem

MULTIPART: Final = "multipart/form-data"
_MOST_FIELDS: Final = 1_000
_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, and what was said with it.

    Attributes:
        name: the file's own name, without folders and fit to be shown; its ending says what kind of file it is.
        content: its bytes; None when no file was chosen.
        fields: the form's other fields.
    """

    name: str
    content: bytes | None
    fields: Mapping[str, str]


def is_multipart(request: Request) -> bool:
    """Whether the body is a form with parts."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == MULTIPART


async def upload_of(request: Request, most: int) -> Upload:
    """The file in a form's part called `file`, or in the fields `name` and `content` (base64), as our own page sends it.

    Args:
        request: the request, whose body is within the limit.
        most: bytes that a part may have.

    Raises:
        Problem: the body is no such form.
    """
    # The whole body is in memory and within its limit; a part of it is not to be written to a disk.
    MultiPartParser.spool_max_size = max(MultiPartParser.spool_max_size, most)
    fields: dict[str, str] = {}
    name, content = "", None
    try:
        async with request.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=most) as form:
            for key, part in form.multi_items():
                if isinstance(part, UploadFile):
                    if key == "file" and part.filename:
                        name, content = part.filename, await part.read()
                else:
                    fields[key] = part
    except HTTPException:
        raise Problem("bad-request") from None
    if content is None and "content" in fields:
        name = fields.pop("name", "")
        try:
            content = base64.b64decode(fields.pop("content"), validate=True)
        except (binascii.Error, ValueError):
            raise Problem("bad-request") from None
    return Upload(_plain(name), content, fields)


def packed(content: bytes) -> str:
    """A file as the text of a hidden field."""
    return base64.b64encode(content).decode()


def _plain(name: str) -> str:
    """A file's name without the folders that some browsers send, and short enough to show; its ending stays."""
    last = PurePosixPath(name.replace("\\", "/")).name
    if len(last) > _LONGEST_NAME:
        ending = PurePosixPath(last).suffix[:10]
        last = last[: _LONGEST_NAME - len(ending)] + ending
    return shown(last, _LONGEST_NAME)
