"""A headless Chromium for tests of the page."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from required_tools import without
from web_server import ADMITTED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Playwright

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
