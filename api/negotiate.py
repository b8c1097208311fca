"""What the caller wants: language by Accept-Language, form by Accept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from advisor.text import Language

JSON: Final = "application/json"
MARKDOWN: Final = "text/markdown"
HTML: Final = "text/html"
_MOST: Final = 50
"""Choices looked at in one header; nobody means more."""


def language_of(headers: Iterable[tuple[bytes, bytes]], default: Language) -> Language:
    """Japanese or English, whichever the caller likes better; `default` where it names neither."""
    wanted = {"ja": 0.0, "en": 0.0}
    for tag, quality in _choices(headers, b"accept-language"):
        primary = tag.partition("-")[0]
        if primary in wanted:
            wanted[primary] = max(wanted[primary], quality)
    if wanted["ja"] == wanted["en"]:
        return _first_named(headers, default) if wanted["ja"] else default
    return "ja" if wanted["ja"] > wanted["en"] else "en"


def _first_named(headers: Iterable[tuple[bytes, bytes]], default: Language) -> Language:
    for tag, _ in _choices(headers, b"accept-language"):
        if tag.startswith("ja"):
            return "ja"
        if tag.startswith("en"):
            return "en"
    return default


def form_of(headers: Iterable[tuple[bytes, bytes]], offers: Sequence[str]) -> str | None:
    """The offer the caller likes best, the first where it does not care; None where it wants none of them."""
    choices = list(_choices(headers, b"accept"))
    if not choices:
        return offers[0]
    best, best_quality = None, 0.0
    for offer in offers:
        # The most specific range speaks for an offer: `text/markdown;q=0, */*` refuses Markdown.
        ranges = (offer, f"{offer.partition('/')[0]}/*", "*/*")
        quality = next((q for r in ranges for name, q in choices if name == r), 0.0)
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


def _choices(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> Iterable[tuple[str, float]]:
    values = [value.decode("latin-1") for key, value in headers if key.lower() == name]
    for item in ",".join(values).split(",")[:_MOST]:
        choice, *parameters = item.split(";")
        if choice.strip():
            yield choice.strip().lower(), _quality(parameters)


def _quality(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0.0
            return quality if 0 <= quality <= 1 else 0.0
    return 1.0
