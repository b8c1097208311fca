"""Real Chromium for tests: Debian's, driven by playwright, with every request of a page and every complaint recorded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no hints
from playwright.sync_api import Browser, Page, sync_playwright

_QUIET = (
    # Tests run as root in CI; the pages are our own.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE, PHONE = 1280, 360


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser. `make test` installs it; without it these tests fail, since they would show nothing."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "Chromium is not installed (Debian: apt-get install chromium fonts-noto-cjk)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_QUIET))
        yield browser
        browser.close()


@dataclass
class Seen:
    """What a page did: the addresses it asked for, and what the console complained about."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def page_in(browser: Browser, *, width: int = WIDE, **context: Any) -> Iterator[tuple[Page, Seen]]:
    """A page in a browser of its own, without another's storage."""
    own = browser.new_context(viewport={"width": width, "height": 900}, **context)
    page, seen = own.new_page(), Seen()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    yield page, seen
    own.close()


def violations(page: Page) -> list[str]:
    """What axe-core holds against the page, a line for each place."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {node['target']} {node.get('failureSummary', '')}" for v in found for node in v["nodes"]]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
