"""A report as one HTML page: both languages, pictures and print style in a file that loads nothing.

The page has no script and no style attributes, so the strictest Content-Security-Policy lets it through with one
hash. Text that comes from a plan is escaped by the templates (`knowledge/report/`), and control characters and marks
that turn the direction of text are spelled out.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from advisor.render.html_content import Content, content_of, heading
from advisor.render.words import word
from advisor.report import Report
from advisor.source.text import shown
from advisor.text import LANGUAGES, Language, Text

_ID: Final = "kpi-report"
_POLICY: Final = "default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'"


def html_page(report: Report, language: Language, *, name: str = "") -> str:
    """The report as a file of its own, in both languages, opening in `language`.

    `name` is the file's that was judged, `-` for standard input, empty for a plan that came in no file.
    """
    return _page(heading(report, name, language), [html_fragment(report, language, name=name)], language)


def html_pages(fragments: Sequence[str], language: Language) -> str:
    """Several fragments, one after the other, as one file."""
    title = word("many", language, n=len(fragments)) if len(fragments) > 1 else word("document", language)
    return _page(title, fragments, language)


def html_fragment(report: Report, language: Language, *, name: str = "") -> str:
    """The same content as one `<article class="kpi-report">` for another page, which also needs `report_css`.

    Its ids begin with `kpi-report-` and a mark made from the report, so that several fit on one page.
    """
    # Not from its JSON, which cannot hold every text that a plan made in Python can.
    mark = hashlib.sha256(f"{name}\n{report!r}".encode(errors="backslashreplace")).hexdigest()[:8]
    pages: list[Content] = [content_of(report, said, name) for said in LANGUAGES]
    return _filled("report.html.j2", pages=pages, opens=language, uid=f"{_ID}-{mark}")


def failure_fragment(place: str, message: Text) -> str:
    """A file that could not be judged, in both languages."""
    texts = [
        {
            "language": said,
            "kind": word("unreadable_plan", said),
            "title": word("stdin", said) if place == "-" else place,
            "message": message[said],
        }
        for said in LANGUAGES
    ]
    return _filled("failure.html.j2", texts=texts)


@cache
def report_css() -> str:
    """The style sheet of a fragment. Every selector begins with `.kpi-report`."""
    return _file("report.css")


@cache
def page_style_hash() -> str:
    """The source for `style-src` in a Content-Security-Policy that lets the style of `html_page` through."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(_page_css().encode()).digest()).decode()}'"


def page_policy() -> str:
    """The Content-Security-Policy of a page that is served: it shows itself and can do nothing else."""
    return f"{_POLICY.format(page_style_hash())}; frame-ancestors 'none'"


def _page(title: str, fragments: Iterable[str], language: Language) -> str:
    # A browser applies `frame-ancestors` only from a header, and complains of it in a page.
    return _filled(
        "page.html.j2",
        language=language,
        title=title,
        policy=_POLICY.format(page_style_hash()),
        css=Markup(_page_css()),
        articles=[Markup(f) for f in fragments],
    )


def _page_css() -> str:
    return _file("page.css") + report_css()


def _file(name: str) -> str:
    return (files("advisor.knowledge") / "report" / name).read_text(encoding="utf-8")


def _plain(value: Any) -> Any:
    """What a template prints: invisible characters spelled out, short decimals."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, float):
        return f"{value:g}"
    return shown(value, len(value)) if isinstance(value, str) else value


@cache
def _environment() -> Environment:
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FunctionLoader(_file),
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def _filled(name: str, **values: object) -> str:
    return _environment().get_template(name).render(**values)
