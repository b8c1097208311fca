"""What `make generate` makes is what its sources say now: compiled knowledge, reference pages, golden reports."""

from __future__ import annotations

import pytest

from generate import MADE_FILES, ROOT


@pytest.mark.parametrize("name", MADE_FILES)
def test_is_up_to_date(name: str) -> None:
    made = MADE_FILES[name]()
    assert (ROOT / name).read_text(encoding="utf-8") == made, f"run `make generate` and read the change in {name}"
