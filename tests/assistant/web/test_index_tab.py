"""The Index tab in a real browser: indexing a folder, uploading, cancelling, the question, the report."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import web_server
from browser import Visit
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from generated_articles import write_articles
from held_embedder import A_BATCH, HeldEmbedder

from assistant import Assistant
from assistant.web.index_routes import index_router
from assistant.web.security import SecurityHeaders

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FERRIES = "2024-06-01\nNine ferries sail from Pellumar each day. The board said so."
PAGE = """<!doctype html><html lang="en" class="{theme}"><head><meta charset="utf-8"><title>Index</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="page.css">
<link rel="stylesheet" href="indexing.css"><link rel="icon" href="data:,"><script src="indexing.js" defer></script></head>
<body style="font-family: system-ui; margin: 0 auto; max-width: 48rem; padding: 0 1rem"><div id="index-root"></div></body></html>"""
KINDS = {"page.css": "text/css", "indexing.css": "text/css", "indexing.js": "text/javascript"}


@contextmanager
def serving(assistant: Assistant, *, theme: str = "") -> Iterator[str]:
    """The address of a page that holds nothing but the tab, under the same content security policy as the whole page."""
    app = FastAPI()
    app.include_router(index_router(assistant))
    app.add_middleware(SecurityHeaders)

    @app.get("/")
    def page() -> Response:
        return HTMLResponse(PAGE.format(theme=theme))

    @app.get("/{name}")
    def asset(name: str) -> Response:
        return Response(files("assistant.web").joinpath(name).read_text("utf-8"), media_type=KINDS[name])

    with web_server.serving(app) as address:
        yield address


class Tab(Visit):
    """The tab in a browser."""

    def open(self) -> "Page":
        """Load the page and wait until it knows what is indexed."""
        self.page.goto(self.address)
        self.page.wait_for_selector("#index-root .now:not(:empty)")
        return self.page

    def index(self, folder: Path | str) -> None:
        """Type a folder and press Enter."""
        self.page.fill("#index-folder", str(folder))
        self.page.press("#index-folder", "Enter")

    def sources(self) -> list[str]:
        """What is told of each source."""
        return self.page.locator(".sources span").all_inner_texts()

    def report(self) -> dict[str, str]:
        """The counts of the report that is shown, once it is."""
        self.page.wait_for_selector(".report:not([hidden]) .counts dt")  # a report of before, of what was stopped, has no counts
        names, values = self.page.locator(".counts dt").all_inner_texts(), self.page.locator(".counts dd").all_inner_texts()
        return dict(zip(names, values, strict=True))


@pytest.fixture
def visit(chromium: "Browser", asked: Assistant) -> Iterator[Tab]:
    """An open tab that, by the end of each test, has asked only its own origin and complained of nothing."""
    with serving(asked) as address, chromium.new_context(viewport={"width": 1280, "height": 860}) as context:
        context.set_default_timeout(20_000)
        visit = Tab(context.new_page(), address)
        visit.open()
        yield visit
        assert visit.is_harmless()


def test_a_new_folder_is_indexed_and_reported(visit: Tab, asked: Assistant, news: Path) -> None:
    assert visit.page.inner_text(".now") == "Now indexed: 4 articles (8 passages)."
    assert visit.sources()[0].startswith(f"{news}: 4 articles, newest 2024-04-04, updated ")
    (news / "ferries.txt").write_text(FERRIES, "utf-8")
    (news / "broken.txt").write_bytes(b"\0\1\2\3" * 50)
    (news / "notes.png").touch()
    visit.index(news)
    assert visit.report() == {"added": "1", "changed": "0", "removed": "0", "unchanged": "4", "not indexed": "1"}
    assert visit.page.inner_text(".failed li").startswith("broken.txt: ")
    told = visit.page.inner_text(".report .told")
    assert re.fullmatch(r"1 passage embedded in \d+ s\. 1 file of another type passed over: \.png\.", told)
    assert visit.page.inner_text(".now") == "Now indexed: 5 articles (9 passages)."
    assert asked.ask("How many ferries sail?").citations[0].file == "ferries.txt"
    visit.open()
    assert visit.report()["added"] == "1"


def test_everything_indexed_before_is_updated_by_one_button(visit: Tab, news: Path) -> None:
    (news / "00001.md").unlink()
    visit.page.get_by_role("button", name="Update all").click()
    assert visit.report() == {"added": "0", "changed": "0", "removed": "1", "unchanged": "3", "not indexed": "0"}


def test_a_rebuild_reads_everything_again(visit: Tab, embedder: HeldEmbedder, news: Path) -> None:
    visit.page.get_by_role("checkbox", name="Rebuild").check()
    visit.page.get_by_role("button", name="Update all").click()
    assert visit.report()["added"] == "4"
    assert len(embedder.seen) == 16
    assert not visit.page.get_by_role("checkbox", name="Rebuild").is_checked()


def test_progress_is_shown_also_after_a_reload_and_cancelling_keeps_what_was_indexed(
    visit: Tab, asked: Assistant, embedder: HeldEmbedder, news: Path
) -> None:
    write_articles(news, 80)
    embedder.held.clear()
    embedder.free = A_BATCH
    visit.index(news)
    embedder.waiting.acquire()
    for _ in range(2):
        visit.page.get_by_text("67 of 80 files").wait_for()
        bar = visit.page.get_by_role("progressbar", name="Reading and embedding")
        assert (bar.get_attribute("max"), 0.8 < float(bar.get_attribute("value") or 0) < 0.87) == ("1", True)
        assert visit.page.locator(".choices").is_hidden()
        visit.open()
    visit.page.get_by_role("button", name="Cancel").click()
    visit.page.get_by_role("heading", name="Stopping at the next article").wait_for()
    assert visit.page.get_by_role("button", name="Cancel").is_disabled()
    embedder.held.set()
    visit.page.get_by_role("heading", name="Stopped", exact=True).wait_for()
    assert visit.page.inner_text(".report .told") == "Stopped. What was indexed so far is kept; index again to go on."
    assert asked.summary().articles == 36
    visit.page.get_by_role("button", name="Update all").click()
    assert visit.report() == {"added": "44", "changed": "0", "removed": "0", "unchanged": "36", "not indexed": "0"}


@pytest.mark.parametrize("answer", ["Keep it", "Escape"])
def test_removing_is_asked_about_and_no_leaves_it(visit: Tab, asked: Assistant, news: Path, answer: str) -> None:
    visit.page.get_by_role("button", name=f"Remove {news}").click()
    question = visit.page.get_by_role("dialog", name="Remove this from the index?")
    question.wait_for()
    assert f"{news}: 4 articles." in question.inner_text()
    assert visit.page.evaluate("document.activeElement.textContent") == "Keep it"
    if answer == "Escape":
        visit.page.keyboard.press("Escape")
    else:
        question.get_by_role("button", name=answer).click()
    question.wait_for(state="hidden")
    assert asked.summary().articles == 4


def test_a_folder_is_added_and_another_removed(visit: Tab, asked: Assistant, news: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "ferries.txt").write_text(FERRIES, "utf-8")
    visit.index(tmp_path / "other")
    assert visit.report() == {"added": "1", "changed": "0", "removed": "0", "unchanged": "0", "not indexed": "0"}
    assert asked.ask("How many ferries sail?").citations[0].file == "other//ferries.txt"
    visit.page.get_by_role("button", name=f"Remove {news}").click()
    visit.page.get_by_role("button", name="Remove it").click()
    visit.page.get_by_role("heading", name="Removed").wait_for()
    assert visit.page.inner_text(".report .told") == "Removed from the index: 4 articles. The files are where they were."
    assert [line.split(":")[0] for line in visit.sources()] == [f"{tmp_path}/other"]


def test_files_are_uploaded_and_indexed(visit: Tab, asked: Assistant, tmp_path: Path) -> None:
    sent = {
        "ferries.txt": FERRIES.encode(),
        "run.exe": b"MZ",
        "<img src=x onerror=alert(1)>.txt": b"A toll is paid at Jolmet.",
        "e.md": b"",
    }
    files_sent = [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in sent.items()]
    visit.page.set_input_files("#index-files", files_sent)  # type: ignore[arg-type]
    assert visit.page.locator(".files li").all_inner_texts() == [
        "run.exe: not a type that is read",
        "e.md: empty",
        "ferries.txt, 0.1 MB",
        "<img src=x onerror=alert(1)>.txt, 0.1 MB",
    ]
    visit.page.get_by_role("button", name="Upload and index").click()
    assert visit.report()["added"] == "2"
    assert visit.page.inner_text(".now") == "Now indexed: 6 articles (10 passages)."
    assert visit.sources()[1].startswith("Uploaded files: 2 articles, ")
    assert visit.page.locator("#index-root img").count() == 0
    assert {file.name for file in (tmp_path / "index-uploads").iterdir()} == {"ferries.txt", "_img src=x onerror=alert(1)_.txt"}


def test_files_that_are_too_large_together_are_not_sent(visit: Tab) -> None:
    visit.page.evaluate(
        """() => {
          const dropped = new DataTransfer();
          for (let n = 0; n < 6; n += 1) dropped.items.add(new File([new Uint8Array(18 * 2 ** 20)], `${n}.txt`));
          const input = document.getElementById("index-files");
          input.files = dropped.files;
          input.dispatchEvent(new Event("change"));
        }"""
    )
    assert visit.page.inner_text(".problem") == "These files have 108 MB together; at most 100 MB are taken at once."
    assert visit.page.get_by_role("button", name="Upload and index").is_disabled()


def test_folders_are_suggested_and_everything_is_done_by_keyboard(visit: Tab, tmp_path: Path, news: Path) -> None:
    (tmp_path / "news from Jolmet").mkdir()
    (tmp_path / "news from Jolmet" / "ferries.txt").write_text(FERRIES, "utf-8")
    keys = visit.page.keyboard
    focused: list[str] = []
    while not focused or focused[-1] != "index-folder":
        keys.press("Tab")
        focused.append(visit.page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    assert focused == ["Update all", "Remove", "index-folder"]
    keys.type(f"{tmp_path}/new")
    visit.page.wait_for_selector("#index-folder[aria-expanded=true]")
    assert visit.page.locator("[role=option]").all_inner_texts() == ["news", "news from Jolmet"]
    keys.press("ArrowUp")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    assert visit.page.get_attribute("#index-folder", "aria-activedescendant") == "index-folders-1"
    assert visit.page.locator("[aria-selected=true]").all_inner_texts() == ["news from Jolmet"]
    keys.press("Enter")
    assert visit.page.input_value("#index-folder") == f"{tmp_path}/news from Jolmet/"
    visit.page.wait_for_selector("#index-folder[aria-expanded=false]")
    keys.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Index"
    keys.press("Enter")
    assert visit.report()["added"] == "1"
    assert visit.page.evaluate("document.activeElement.textContent") == "Indexed"


def test_a_folder_that_is_not_there_is_told_beside_the_box(visit: Tab, tmp_path: Path) -> None:
    visit.index(f"{tmp_path}/<b>nowhere</b>")
    visit.page.wait_for_selector(".problem:not(:empty)")
    assert visit.page.inner_text(".problem") == f"{tmp_path}/<b>nowhere</b> does not exist"
    assert visit.page.evaluate("document.activeElement.id") == "index-folder"
    visit.page.fill("#index-folder", "")
    visit.page.press("#index-folder", "Enter")
    assert visit.page.inner_text(".problem") == "Type a folder, or the address of a feed, first."


def test_the_suggestions_close_with_escape_and_are_taken_by_the_mouse(visit: Tab, tmp_path: Path) -> None:
    visit.page.fill("#index-folder", f"{tmp_path}/ne")
    visit.page.get_by_role("option", name="news").wait_for()
    visit.page.press("#index-folder", "Escape")
    assert visit.page.locator("[role=listbox]").is_hidden()
    visit.page.press("#index-folder", "ArrowDown")
    visit.page.get_by_role("option", name="news").click()
    assert visit.page.input_value("#index-folder") == f"{tmp_path}/news/"


def test_nothing_is_wider_than_a_phone(visit: Tab, embedder: HeldEmbedder, news: Path) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    (news / f"{'very-long-name-' * 12}.txt").write_bytes(b"\0\1\2\3" * 50)
    write_articles(news, 40)
    widths = [visit.page.evaluate("document.documentElement.scrollWidth")]
    embedder.held.clear()
    visit.index(news)
    embedder.waiting.acquire()
    visit.page.get_by_text("35 of 41 files").wait_for()
    widths.append(visit.page.evaluate("document.documentElement.scrollWidth"))
    embedder.held.set()
    visit.report()
    widths.append(visit.page.evaluate("document.documentElement.scrollWidth"))
    assert widths == [390, 390, 390]


def test_a_server_that_is_gone_is_told(chromium: "Browser", asked: Assistant) -> None:
    with chromium.new_context() as context:
        with serving(asked) as address:
            page = Tab(context.new_page(), address).open()
        page.get_by_role("button", name="Update all").click()
        page.get_by_text("Dateline does not answer: is it still running?").wait_for()
