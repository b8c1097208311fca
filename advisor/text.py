"""Text in both of the advisor's languages.

Everything the advisor says exists in Japanese and in English. The two are written as originals,
never translated by machine, so they travel together as one value.
"""

from __future__ import annotations

from typing import Literal

from advisor.record import record

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")


@record
class Text:
    """One message in Japanese (`ja`) and in English (`en`)."""

    ja: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.ja if language == "ja" else self.en

    @classmethod
    def same(cls, text: str) -> Text:
        """A text that reads the same in both languages, such as a KPI's own name."""
        return cls(ja=text, en=text)
