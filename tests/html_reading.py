"""Reads an HTML page for tests: what is in it, in which language, and whether it is well formed."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "input", "br", "hr", "img", "link"}


@dataclass
class Element:
    """An element and the text in it, that of its children included."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[str, ...]
    language: str
    text: str = ""


@dataclass
class Page:
    """All elements in order, and what is wrong with the markup."""

    elements: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def all(self, tag: str, style: str | None = None, language: str | None = None) -> list[Element]:
        return [
            e
            for e in self.elements
            if e.tag == tag
            and (style is None or style in e.attributes.get("class", "").split())
            and (language is None or e.language == language)
        ]

    def said(self, language: str) -> str:
        """Everything in the block of one language, spaces folded."""
        (body,) = self.all("div", f"kr-{language}")
        return folded(body.text)


def folded(text: str) -> str:
    return " ".join(text.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.page.faults.append(f"<{tag}> has an attribute twice")
        attributes = {name: value or "" for name, value in attrs}
        language = attributes.get("lang") or (self.open[-1].language if self.open else "")
        element = Element(tag, attributes, tuple(e.tag for e in self.open), language)
        self.page.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].tag != tag:
            self.page.faults.append(f"</{tag}> closes nothing, at {self.getpos()}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def read_page(html: str) -> Page:
    """The page, read strictly: every element that opens has to close."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.page.faults += [f"<{e.tag}> stays open" for e in reader.open]
    return reader.page


class _Form(HTMLParser):
    def __init__(self, form: str) -> None:
        super().__init__(convert_charrefs=True)
        self.form, self.inside = form, False
        self.fields: dict[str, str] = {}
        self.select: str | None = None
        self.area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == self.form
        if not self.inside:
            return
        chosen = given.get("type") not in ("radio", "checkbox", "submit", "button") or "checked" in given
        if tag == "input" and given.get("name") and chosen:
            self.fields[given["name"]] = given.get("value", "")
        elif tag == "select":
            self.select = given.get("name")
        elif tag == "textarea":
            self.area = given.get("name")
            self.fields[self.area or ""] = ""
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.fields):
            self.fields[self.select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None
        elif tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.fields[self.area] += data.lstrip("\n") if not self.fields[self.area] else data


def form_fields(page: str, form: str) -> dict[str, str]:
    """What a browser would send of the form with this id, if it were sent as it stands."""
    reader = _Form(form)
    reader.feed(page)
    return reader.fields
