"""The Archive tab in a real browser: 20,000 articles listed, searched, sorted, narrowed and opened, by mouse and by keyboard."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import admitted, headless_chromium
from fake_assistant import HOSTILE, HOSTILE_MARKUP, FakeAssistant
from web_server import served

from assistant import Assistant
from assistant.web.escaping import one_line
from index import Article, Failure, Filters, ListedArticle, Listing, MonthCount
from index.listing import SortColumn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route

COUNT = 20_000
NARROW = {"width": 390, "height": 844}
BOX = ".archive-box"
ROW = ".archive-body .archive-row"
ACTIVE = f"{ROW}[tabindex='0']"
STATUS = ".archive-count"
CHIPS = ".archive-chip"
BAR = ".archive-bar"

TOPICS = ("Ferry service reopens", "Council delays the census", "Grain terminal inspected", "Flood walls approved", "Cup final put off")
OUTLETS = ("Osvarin Post", "Kuvelia Gazette", None, "Reuters")
FIRST_DAY = date(2016, 1, 1)


def listed(number: int) -> ListedArticle:
    """Three articles a day from the first of 2016 on; every hundredth is undated, and those of Pellumar are few."""
    published = None if number % 100 == 99 else FIRST_DAY + timedelta(days=number // 6)
    place = "Pellumar" if number % 500 == 3 else "Jolmet"
    title = f"{TOPICS[number % 5]} in {place}, part {number}"
    return ListedArticle(f"{2016 + number // 2200}/story-{number:05}.txt", OUTLETS[number % 4], title, published, number % 7 + 1)


ARTICLES = tuple(listed(number) for number in range(COUNT - 1))
HOSTILE_ROW = ListedArticle(HOSTILE.id, HOSTILE.source, HOSTILE_MARKUP, HOSTILE.published, 1)

KEYS: dict[SortColumn, Callable[[ListedArticle], Any]] = {
    "published": lambda row: row.published,
    "source": lambda row: row.source,
    "title": lambda row: row.title_or_opening,
    "passages": lambda row: row.passages,
    "id": lambda row: row.id,
}


@dataclass
class FakeArchive(FakeAssistant):
    """Lists `rows` from memory; a search looks into titles and file names. `asked` are the searches."""

    rows: tuple[ListedArticle, ...] = (*ARTICLES, HOSTILE_ROW)
    failures: tuple[Failure, ...] = (Failure("scans/1998.pdf", "no text: scanned pages"), Failure(HOSTILE.id, HOSTILE_MARKUP))
    broken: str | None = None
    asked: list[str] = field(default_factory=list)

    def list_articles(
        self,
        *,
        search: str = "",
        filters: Filters | None = None,
        undated: bool = False,
        sort: SortColumn = "published",
        descending: bool = True,
        offset: int = 0,
        limit: int = 100,
    ) -> Listing:
        self.asked.append(search)
        if self.broken:
            raise ZeroDivisionError(self.broken)
        filters = filters or Filters()
        since, until = filters.since or date.min, filters.until or date.max
        found = self._found(search)
        if filters.since or filters.until:
            found = [row for row in found if row.published and since <= row.published <= until]
        if undated:
            found = [row for row in found if row.published is None]
        key = KEYS[sort]
        known = sorted((row for row in found if key(row) is not None), key=key, reverse=descending)
        found = known + [row for row in found if key(row) is None]
        return Listing(tuple(found[offset : offset + limit]), len(found))

    def article_months(self, *, search: str = "") -> list[MonthCount]:
        dated = sorted(row.published.replace(day=1) for row in self._found(search) if row.published)
        counts = [MonthCount(month, len(list(days))) for month, days in groupby(dated)]
        undated = sum(1 for row in self._found(search) if row.published is None)
        return counts + [MonthCount(None, undated)] * bool(undated)

    def left_out_files(self) -> list[Failure]:
        return list(self.failures)

    def article(self, article_id: str) -> Article:
        row = next(row for row in self.rows if row.id == article_id)
        return Article(row.id, row.source, row.title_or_opening, row.published, f"{row.title_or_opening}. The whole text.")

    def find_article(self, article_id: str) -> Article:
        return self.article(article_id)

    def _found(self, search: str) -> list[ListedArticle]:
        words = search.casefold().split()
        return [row for row in self.rows if all(word in f"{row.title_or_opening} {row.id}".casefold() for word in words)]


@dataclass
class Visit:
    """A page and everything it did that it should not."""

    page: "Page"
    address: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self._note_request(request.url))
        self.page.on("dialog", lambda dialog: (self.complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error {error}"))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None)

    def open(self) -> "Page":
        """Load the page, go to the tab and wait for its rows."""
        self.page.goto(self.address)
        self.page.wait_for_selector("#question textarea")
        self.page.get_by_role("tab", name="Archive").click()
        self.page.wait_for_selector(f"{STATUS}:not(:empty)")
        return self.page

    def search(self, typed: str, count: str) -> None:
        """Type it, and wait until so many are told."""
        self.page.fill(BOX, typed)
        self.wait_for_count(count)

    def wait_for_count(self, count: str) -> None:
        self.page.locator(STATUS).get_by_text(count, exact=True).wait_for()

    def titles(self) -> list[str]:
        """The titles of the rows in the list's window, from the top."""
        return self.page.eval_on_selector_all(
            ROW,
            """rows => {
                const frame = document.querySelector(".archive-body").getBoundingClientRect();
                const seen = rows.filter(row => {
                    const box = row.getBoundingClientRect();
                    return box.bottom > frame.top + 2 && box.top < frame.bottom - 2;
                });
                seen.sort((a, b) => a.ariaRowIndex - b.ariaRowIndex);
                return seen.map(row => row.querySelector(".archive-title").textContent);
            }""",
        )

    def wait_for_first(self, title: str) -> None:
        """Wait until this is the first row in the list's window."""
        self.page.locator(f"{ROW} .archive-title").get_by_text(title, exact=True).wait_for()
        assert self.titles()[0] == title

    def focused(self) -> tuple[str | None, str]:
        """The number and the title of the row that has the focus."""
        row = self.page.locator(f"{ROW}:focus")
        return row.get_attribute("aria-rowindex"), row.locator(".archive-title").inner_text()

    def _note_request(self, url: str) -> None:
        self.asked.append(url)
        if not url.startswith((f"{self.address}/", "data:")):
            self.foreign.append(url)


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    with headless_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture(scope="module")
def address(chromium: "Browser", archive: FakeArchive) -> Iterator[str]:
    with served(archive) as address:
        yield address


@pytest.fixture
def context(chromium: "Browser") -> Iterator["BrowserContext"]:
    context = admitted(chromium)
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def visit(context: "BrowserContext", address: str) -> Iterator[Visit]:
    """The open tab that, by the end of each test, has asked only its own origin and complained of nothing."""
    visit = Visit(context.new_page(), address)
    visit.open()
    yield visit
    assert (visit.foreign, visit.complaints) == ([], [])


def title(number: int) -> str:
    return ARTICLES[number].title_or_opening


NEWEST = sorted((row for row in ARTICLES if row.published), key=lambda row: row.published, reverse=True)  # type: ignore[arg-type, return-value]
FERRIES = sum("Ferry" in row.title_or_opening for row in ARTICLES)
PELLUMAR = sum("Pellumar" in row.title_or_opening for row in ARTICLES)


def published(since: date, until: date, word: str = "") -> int:
    return sum(bool(row.published) and since <= row.published <= until and word in row.title_or_opening for row in NEWEST)  # type: ignore[operator]


IN_MARCH = published(date(2019, 3, 1), date(2019, 3, 31))
FERRIES_IN_MARCH = published(date(2019, 3, 1), date(2019, 3, 31), "Ferry")


def bar_of(page: "Page", name: str) -> "Locator":
    return page.locator(f"{BAR}[aria-label^='{name}:']")


def middle(bar: "Locator") -> tuple[float, float]:
    box = bar.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_list_tells_how_many_there_are_and_shows_the_newest(visit: Visit) -> None:
    assert visit.page.inner_text(STATUS) == "20,000 articles"
    assert visit.titles()[:3] == [row.title_or_opening for row in NEWEST[:3]]
    row = visit.page.locator(ROW).first
    assert row.inner_text().split("\n") == ["15 Feb 2025", title(19998), "2025/story-19998.txt", "7"]


def test_only_rows_in_sight_exist_and_a_reader_is_told_of_all(visit: Visit, archive: FakeArchive) -> None:
    grid = visit.page.get_by_role("grid", name="Articles")
    assert (grid.get_attribute("aria-rowcount"), grid.get_attribute("aria-colcount")) == ("20001", "5")
    assert visit.page.locator(ROW).count() < 40
    visit.page.eval_on_selector(".archive-body", "body => { body.scrollTop = body.scrollHeight / 2; }")
    visit.wait_for_first(archive.list_articles(offset=10_000).rows[0].title_or_opening)
    assert visit.page.locator(ROW).count() < 40
    offsets = [url.split("offset=")[1].split("&")[0] for url in visit.asked if "archive.json" in url]
    assert set(offsets) <= {"0", "9900", "10000"}


def test_search_finds_as_one_types_and_its_chip_ends_it(visit: Visit) -> None:
    visit.page.locator(BOX).press_sequentially("pellumar", delay=5)
    visit.wait_for_count(f"{PELLUMAR} of 20,000 articles")
    assert all("Pellumar" in shown for shown in visit.titles())
    assert visit.page.inner_text(CHIPS).split() == ["“pellumar”", "×"]
    visit.page.get_by_role("button", name="Remove filter: “pellumar”").click()
    visit.wait_for_count("20,000 articles")
    assert (visit.page.input_value(BOX), visit.page.locator(CHIPS).count()) == ("", 0)
    assert visit.page.locator(f"{BOX}:focus").count() == 1


def test_typing_asks_once_it_pauses_and_not_for_every_letter(visit: Visit, archive: FakeArchive) -> None:
    archive.asked.clear()
    visit.page.locator(BOX).press_sequentially("pellumar", delay=5)
    visit.wait_for_count(f"{PELLUMAR} of 20,000 articles")
    assert set(archive.asked) == {"pellumar"}


def test_late_reply_to_an_older_search_is_dropped(visit: Visit) -> None:
    held: list[Route] = []
    visit.page.route("**/archive.json?search=ferry&*", lambda route: held.append(route))
    visit.page.fill(BOX, "ferry")
    visit.page.wait_for_timeout(600)
    visit.search("pellumar", f"{PELLUMAR} of 20,000 articles")
    for route in held:
        route.continue_()
    visit.page.wait_for_timeout(400)
    assert (len(held), visit.page.inner_text(STATUS)) == (1, f"{PELLUMAR} of 20,000 articles")
    assert all("Pellumar" in shown for shown in visit.titles())


def test_search_that_finds_nothing_says_so(visit: Visit) -> None:
    visit.search("nowhere", "0 of 20,000 articles")
    assert visit.page.inner_text(".archive-nothing") == "No article meets all of this."
    assert (visit.page.locator(ROW).count(), visit.page.locator(".archive-nothing").is_visible()) == (0, True)


@pytest.mark.parametrize("column", ["Date", "Title", "File", "Outlet", "Passages"])
def test_each_column_sorts_both_ways(visit: Visit, archive: FakeArchive, column: str) -> None:
    sort: SortColumn = {"Date": "published", "Title": "title", "File": "id", "Outlet": "source", "Passages": "passages"}[column]  # type: ignore[assignment]
    header = visit.page.get_by_role("columnheader", name=column)
    orders = []
    for _ in range(2):
        header.get_by_role("button").click()
        orders.append(header.get_attribute("aria-sort"))
        first = archive.list_articles(sort=sort, descending=orders[-1] == "descending", limit=1).rows[0]
        visit.wait_for_first(one_line(first.title_or_opening))
    assert sorted(orders) == ["ascending", "descending"]  # type: ignore[type-var]
    assert visit.page.locator("[aria-sort$='ending']").count() == 1


def test_month_narrows_and_a_second_click_ends_it(visit: Visit) -> None:
    bar = bar_of(visit.page, "March 2019")
    assert bar.get_attribute("aria-label") == f"March 2019: {IN_MARCH} articles"
    visit.page.mouse.click(*middle(bar))
    visit.wait_for_count(f"{IN_MARCH} of 20,000 articles")
    assert (bar.get_attribute("aria-selected"), visit.page.inner_text(CHIPS).split("\n")[0]) == ("true", "March 2019")
    assert visit.page.locator(f"{BAR}[aria-selected='true']").count() == 1
    visit.page.mouse.click(*middle(bar))
    visit.wait_for_count("20,000 articles")


def test_dragging_over_months_narrows_to_all_of_them_and_shift_extends(visit: Visit) -> None:
    start, end = (middle(bar_of(visit.page, name)) for name in ("May 2018", "February 2018"))
    visit.page.mouse.move(*start)
    visit.page.mouse.down()
    visit.page.mouse.move(*end, steps=3)
    visit.page.mouse.up()
    assert visit.page.inner_text(CHIPS).split("\n")[0] == "February to May 2018"
    visit.wait_for_count(f"{published(date(2018, 2, 1), date(2018, 5, 31))} of 20,000 articles")
    visit.page.mouse.click(*middle(bar_of(visit.page, "January 2018")))
    visit.page.keyboard.down("Shift")
    visit.page.mouse.click(*middle(bar_of(visit.page, "December 2018")))
    visit.page.keyboard.up("Shift")
    assert visit.page.inner_text(CHIPS).split("\n")[0] == "2018"


def test_histogram_is_used_by_keyboard(visit: Visit) -> None:
    chart = visit.page.get_by_role("listbox", name="Articles by month")
    chart.focus()
    chart.press("ArrowRight")
    assert chart.get_attribute("aria-activedescendant") == "archive-bar-1"
    chart.press("Enter")
    assert visit.page.inner_text(CHIPS).split("\n")[0] == "February 2016"
    chart.press("Shift+ArrowRight")
    chart.press("Shift+ArrowRight")
    assert visit.page.inner_text(CHIPS).split("\n")[0] == "February to April 2016"
    assert visit.page.inner_text(".archive-caption").startswith("April 2016: ")
    chart.press("Escape")
    visit.wait_for_count("20,000 articles")
    chart.press("End")
    chart.press(" ")
    visit.wait_for_count("199 of 20,000 articles")
    assert visit.page.inner_text(CHIPS).split("\n")[0] == "Undated"
    assert visit.page.locator(f"{ROW} .archive-published").first.inner_text() == "undated"


def test_histogram_shows_what_a_search_finds_of_each_month(visit: Visit) -> None:
    visit.search("ferry", f"{FERRIES:,} of 20,000 articles")
    visit.page.locator(f"[aria-label='March 2019: {FERRIES_IN_MARCH} of {IN_MARCH} articles']").wait_for(state="attached")


def test_list_is_walked_and_opened_by_keyboard(visit: Visit) -> None:
    page = visit.page
    page.focus(BOX)
    page.keyboard.press("ArrowDown")
    assert visit.focused() == ("2", NEWEST[0].title_or_opening)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert visit.focused() == ("3", NEWEST[1].title_or_opening)
    page.keyboard.press("PageDown")
    page.keyboard.press("PageUp")
    assert visit.focused() == ("3", NEWEST[1].title_or_opening)
    page.keyboard.press("End")
    page.locator(f"{ROW}[aria-rowindex='20001']:not(.coming)").wait_for()
    assert visit.focused() == ("20001", title(19_899))
    page.keyboard.press("Home")
    assert visit.focused() == ("2", NEWEST[0].title_or_opening)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_text("The whole text.").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    assert visit.focused() == ("3", NEWEST[1].title_or_opening)


def test_focus_stays_on_its_row_when_the_list_is_scrolled_away(visit: Visit, archive: FakeArchive) -> None:
    visit.page.focus(ACTIVE)
    visit.page.eval_on_selector(".archive-body", "body => { body.scrollTop = body.scrollHeight / 2; }")
    visit.wait_for_first(archive.list_articles(offset=10_000).rows[0].title_or_opening)
    visit.page.keyboard.press("ArrowDown")
    assert visit.focused() == ("3", NEWEST[1].title_or_opening)
    assert visit.titles()[0] == NEWEST[1].title_or_opening


def test_click_opens_the_article(visit: Visit) -> None:
    visit.page.locator(f"{ROW} .archive-title").nth(2).click()
    visit.page.get_by_role("dialog").get_by_text(f"{NEWEST[2].title_or_opening}. The whole text.").wait_for()


def test_undated_and_left_out_files_are_told_with_reasons(visit: Visit) -> None:
    summaries = visit.page.locator(".archive-left-out summary")
    assert summaries.all_inner_texts() == ["199 articles have no date", "2 files could not be indexed"]
    summaries.nth(1).click()
    assert visit.page.locator(".archive-files > div").first.inner_text().split("\n") == ["scans/1998.pdf", "no text: scanned pages"]
    summaries.nth(0).click()
    visit.page.get_by_role("button", name="List them").click()
    visit.wait_for_count("199 of 20,000 articles")


def test_hostile_names_stay_text(visit: Visit) -> None:
    visit.search("alert(5)", "1 of 20,000 articles")
    visit.page.locator(".archive-left-out summary").nth(1).click()
    row = visit.page.locator(ROW)
    assert '<img src=x onerror="alert(5)">txt.[1](http:evil).txt' in row.inner_text()
    assert "<script>alert(1)</script><img src=x onerror=alert(2)>" in row.inner_text()
    assert row.locator(".archive-source").inner_text() == "<b>Outlet</b>"
    visit.page.fill(BOX, HOSTILE_MARKUP[:150])
    visit.page.locator(CHIPS).get_by_text("<script>alert(1)</script>").wait_for()
    assert visit.page.locator("#archive-root").locator("img, form, iframe, a, script, style, b").count() == 0
    assert not set(visit.page.inner_text("#archive-root")) & set("\u202e\u2066\u200b\U000e0041\ufeff")


def test_narrow_window_does_not_scroll_sideways(context: "BrowserContext", address: str) -> None:
    visit = Visit(context.new_page(), address)
    visit.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    visit.open()
    visit.search("alert(5)", "1 of 20,000 articles")
    for summary in visit.page.locator(".archive-left-out summary").all():
        summary.click()
    assert visit.page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    visit.page.fill(BOX, "ferry")
    visit.wait_for_count(f"{FERRIES:,} of 20,000 articles")
    visit.page.locator(BAR).nth(3).click()
    assert visit.page.locator(ROW).first.locator(".archive-title").is_visible()
    assert visit.page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    assert (visit.foreign, visit.complaints) == ([], [])


@pytest.fixture
def changing(context: "BrowserContext") -> Iterator[tuple[Visit, FakeArchive]]:
    """The tab over an archive that the test changes."""
    archive = FakeArchive(rows=ARTICLES[:6], failures=())
    with served(archive) as address:
        visit = Visit(context.new_page(), address)
        visit.open()
        yield visit, archive


def test_few_articles_without_trouble_have_no_sections_for_it(changing: tuple[Visit, FakeArchive]) -> None:
    visit, _ = changing
    assert visit.page.inner_text(STATUS) == "6 articles"
    assert (visit.page.locator(".archive-left-out details:visible").count(), visit.page.locator(BAR).count()) == (0, 1)


def test_indexing_shows_the_new_articles(changing: tuple[Visit, FakeArchive]) -> None:
    visit, archive = changing
    archive.rows = (*archive.rows, replace(ARTICLES[5], id="new.txt", published=date(2016, 3, 1)))
    visit.page.evaluate("dispatchEvent(new Event('dateline:indexed'))")
    visit.wait_for_count("7 articles")
    assert visit.page.locator(BAR).count() == 3


def test_tab_that_is_shown_again_shows_the_new_articles(changing: tuple[Visit, FakeArchive]) -> None:
    visit, archive = changing
    visit.page.get_by_role("tab", name="Ask").click()
    archive.rows = ()
    visit.page.get_by_role("tab", name="Archive").click()
    visit.wait_for_count("0 articles")
    assert visit.page.inner_text(".archive-nothing") == "No articles are indexed yet. The Index tab takes a folder of them."
    assert not visit.page.is_visible(".archive-months")


def test_failure_is_told_in_one_line_and_can_be_tried_again(changing: tuple[Visit, FakeArchive]) -> None:
    visit, archive = changing
    archive.broken = "in /srv/somebody/secret.py"
    visit.page.get_by_role("columnheader", name="Title").get_by_role("button").click()
    problem = visit.page.get_by_role("alert").and_(visit.page.locator(".archive-problem"))
    problem.get_by_text("Something went wrong; see the terminal.").wait_for()
    assert "secret" not in visit.page.inner_text("body")
    archive.broken = None
    visit.page.get_by_role("button", name="Try again").click()
    problem.wait_for(state="hidden")
    first = sorted(row.title_or_opening for row in archive.rows)[0]
    visit.page.locator(ROW).first.get_by_text(first, exact=True).wait_for()  # the rows come after the problem has gone
    assert visit.titles()[0] == first


def test_centuries_fit_into_the_histogram(context: "BrowserContext") -> None:
    days = (date(1, 1, 1), date(1066, 10, 14), date(9999, 12, 31))
    archive = FakeArchive(rows=tuple(replace(ARTICLES[n], published=day) for n, day in enumerate(days)))
    with served(archive) as address:
        visit = Visit(context.new_page(), address)
        visit.open()
        assert visit.page.locator(BAR).count() == 100
        visit.page.mouse.click(*middle(bar_of(visit.page, "1000 to 1099")))
        visit.wait_for_count("1 of 3 articles")
        assert visit.titles() == [archive.rows[1].title_or_opening]


def test_real_assistant_searches_the_sample_and_opens_what_it_finds(context: "BrowserContext", sample_index: Path) -> None:
    assistant = Assistant(sample_index)
    with served(assistant) as address:
        visit = Visit(context.new_page(), address)
        page = visit.open()
        articles = assistant.summary().articles
        visit.wait_for_count(f"{articles} articles")
        found = assistant.list_articles(search="pellumar grain terminal")
        visit.search("pellumar grain terminal", f"{found.total} of {articles} articles")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.get_by_role("dialog").get_by_text("Pellumar").first.wait_for()
        assert (visit.foreign, visit.complaints) == ([], [])
