"""A headless Chromium for tests of the page, and what a page in it did that it should not."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from required_tools import without
from web_server import ADMITTED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Playwright

# Without a sandbox, because tests often run as root in a container; and nothing of the browser's own goes out.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def headless_chromium() -> Iterator["Browser"]:
    """A running browser."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        without("playwright is not installed")
    with sync_playwright() as playwright:
        path = _chromium(playwright)
        if path is None:
            without("no Chromium is there: set CHROMIUM, or run `playwright install chromium`")
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page, all that it asked for, what of that is not its own, and what it complained of."""

    page: "Page"
    address: str
    asked: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self._note_request(request.url))
        self.page.on("websocket", lambda opened: self.foreign.append(opened.url))
        self.page.on("dialog", self._note_dialog)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error {error}"))
        self.page.on("console", self._note_console)

    def is_harmless(self) -> bool:
        """Whether it asked only its own origin and complained of nothing; an assertion tells what it did, once."""
        noted = list(self.foreign), list(self.complaints)
        self.foreign.clear()
        self.complaints.clear()
        assert noted == ([], [])
        return True

    def _note_dialog(self, dialog: "Dialog") -> None:
        self.complaints.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _note_console(self, said: "ConsoleMessage") -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def _note_request(self, url: str) -> None:
        self.asked.append(url)
        if not url.startswith((f"{self.address}/", "data:", f"blob:{self.address}/")):
            self.foreign.append(url)


def admitted(browser: "Browser") -> "BrowserContext":
    """A window that is let in by every page that `web_server` serves."""
    return browser.new_context(viewport={"width": 1280, "height": 860}, extra_http_headers=ADMITTED)


def _chromium(playwright: "Playwright") -> str | None:
    """The one that is named, the system's, one on the path, or else Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    candidates = ["/usr/bin/chromium", *found, playwright.chromium.executable_path]
    return next((path for path in candidates if path and Path(path).exists()), None)
