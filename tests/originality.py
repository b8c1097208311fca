"""Whether a project text repeats a run of characters from a sentence of another text."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

RUN = 20
"""So many characters in a row are a quotation; shorter runs are how the language speaks."""
_ENDS = re.compile(r"[。．！？!?\n\r]+")
_BETWEEN = re.compile(r"[\s、，,・「」『』（）()\[\]【】“”\"'`*#>|]+")
_JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
_KINDS = {".py", ".yaml", ".yml", ".md", ".html", ".j2", ".txt", ".json", ".css", ".js", ".svg", ".toml", ".sh", ""}
_APART = {"build", "dist", "node_modules", "__pycache__"}


def shingles(text: str, run: int = RUN) -> Iterator[str]:
    """Every run of so many characters inside one sentence, without spaces, marks and width, where it is Japanese.

    A run of Latin letters alone is no quotation: “Key Performance Indicator” is what the thing is called.
    """
    for sentence in _ENDS.split(unicodedata.normalize("NFKC", text)):
        if not _JAPANESE.search(sentence):
            continue
        bare = _BETWEEN.sub("", sentence)
        for i in range(len(bare) - run + 1):
            if _JAPANESE.search(bare, i, i + run):
                yield bare[i : i + run]


def repeated(source: set[str], text: str) -> list[str]:
    """The runs of a text that are among those of the source, in order."""
    return [run for run in shingles(text) if run in source]


def project_files(root: Path) -> Iterator[Path]:
    """The texts of the project: nothing hidden, nothing that is built."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _APART and ".egg-info" not in f)
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix in _KINDS:
                yield Path(folder) / name


def article(root: Path) -> Path | None:
    """The article the guidance restates, where this machine has it: named by a variable, or beside the project."""
    named = os.environ.get("KPI_ADVISOR_ARTICLE")
    beside = root.parent / "shared" / "article.txt"
    return Path(named) if named else beside if beside.is_file() else None
