"""A folder of text that strangers wrote against the page, really indexed, asked and looked through in a real browser."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import Visit
from hostile_texts import EVIL, PAYLOADS, HostileArticle, file_name, hostile_articles
from web_server import served

from assistant import Assistant
from assistant.web.escaping import one_line
from index import Embedder, IndexSettings, update_index

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

QUESTION = "#question textarea"
REPLY = "#conversation .bot-row"
OPENED = "#article-view[open]"
UNREADABLE = PAYLOADS[::8]  # also names of files that cannot be indexed
HIDING = set("\u202e\u2066\u2067\u200b\u200c\u200d\u2060\ufeff\u00ad\U000e0041\U000e007f")

# Every attribute that could run or fetch what an article says, and every script and style made from one.
MADE_FROM_TEXT = """() => {
  const reaching = "href src srcset action formaction data xlink:href poster background srcdoc style http-equiv".split(" ");
  const hostile = (text) => /evil|javascript:|alert\\(/i.test(text);
  const attributes = [...document.querySelectorAll("*")].flatMap((element) =>
    [...element.attributes]
      .filter(({ name, value }) => name.startsWith("on") || (reaching.includes(name) && hostile(value)))
      .map(({ name, value }) => `${element.tagName} ${name}=${value}`));
  const code = [...document.querySelectorAll("script, style")].map(({ textContent }) => textContent.trim());
  return [...attributes, ...code.filter((text) => hostile(text) && !text.startsWith("window.gradio_config = {"))];
}"""
# What Gradio's own parts do not have, and neither has ours, where text of articles is shown.
FOREIGN_ELEMENTS = "img, form, input, iframe, a, script, style:not(svg *), object, embed, video, audio, math, base, meta, link, textarea"
CITED = """() => [...document.querySelectorAll("#conversation .bot-row")].map((reply) => ({
  markers: [...reply.querySelectorAll("button.marker")].map((marker) => marker.value),
  cited: [...reply.querySelectorAll("button.point.cited")].map((point) => point.value),
  opening: [...reply.querySelectorAll("button.open-article, button.point.near")].map((button) => button.value),
  cards: [...reply.querySelectorAll(".card")].map((card) => ({
    number: /card-(\\d+)/.exec(card.className)[1],
    file: card.querySelector(".card-head .file").textContent,
    outlet: card.querySelector(".card-head .outlet").textContent,
    quote: card.querySelector("mark").textContent,
    place: card.querySelector(".card-foot .open-article").value,
  })),
}))"""


class Watched(Visit):
    """A page, and everything it and the pages it opened did that they should not."""

    def __post_init__(self) -> None:
        context = self.page.context
        context.on("request", lambda request: self._note_request(request.url))
        context.on("dialog", self._note_dialog)
        context.on("weberror", lambda error: self.complaints.append(f"page error {error.error}"))
        context.on("console", self._note_console)

    def open(self, query: str = "") -> None:
        """Load the page and wait until a question can be typed."""
        self.page.goto(f"{self.address}/{query}")
        self.page.wait_for_selector(QUESTION)

    def ask(self, question: str) -> None:
        """Ask by pressing Enter, and wait for the end of the answer."""
        count = self.page.locator(REPLY).count()
        self.page.fill(QUESTION, question)
        self.page.press(QUESTION, "Enter")
        self.page.locator(REPLY).nth(count).wait_for()
        self.page.wait_for_selector("#stop", state="hidden")

    def close_article(self) -> None:
        """Close the article view with the keyboard."""
        self.page.keyboard.press("Escape")
        self.page.wait_for_selector(OPENED, state="detached")
        self.page.evaluate("() => new Promise(requestAnimationFrame)")  # until its `close` has been told

    def is_text(self, shown: str = "body") -> bool:
        """Whether what `shown` holds is text alone; an assertion tells what is not."""
        text = self.page.inner_text(shown)
        made = self.page.evaluate(MADE_FROM_TEXT)
        found = self.page.locator(shown).locator(FOREIGN_ELEMENTS).all() if shown != "body" else []
        elements = [element.evaluate("element => element.outerHTML") for element in found]
        assert (made, elements, set(text) & HIDING) == ([], [], set())
        return True


@pytest.fixture(scope="module")
def articles() -> list[HostileArticle]:
    return hostile_articles()


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory, articles: list[HostileArticle]) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "news"
    folder.mkdir()
    for article in articles:
        (folder / article.name).write_text(json.dumps(article.fields()), "utf-8")
    for payload in UNREADABLE:
        (folder / file_name(payload, ".txt")).write_bytes(b"\0\1\2\3" * 50)
    return folder


@pytest.fixture(scope="module")
def asked(news: Path, minilm: Embedder) -> Iterator[Assistant]:
    settings = IndexSettings(index_dir=news.parent / "index")
    report = update_index(news, settings, minilm)
    assert (report.added, len(report.failed)) == (len(PAYLOADS), len(UNREADABLE))
    assistant = Assistant(index_settings=settings, embedder=minilm)
    yield assistant
    assistant.close()


@pytest.fixture(scope="module")
def address(chromium: "Browser", asked: Assistant) -> Iterator[str]:
    with served(asked) as address:
        yield address


@pytest.fixture
def watched(context: "BrowserContext", address: str) -> Iterator[Watched]:
    """An open page that, by the end of each test, has asked only its own origin, shown no dialog and complained of nothing."""
    watched = Watched(context.new_page(), address)
    watched.open()
    yield watched
    assert watched.is_harmless()
    assert watched.page.url.split("#")[0] == f"{address}/"


def test_there_are_forty_payloads_and_more() -> None:
    assert len(set(PAYLOADS)) == len(hostile_articles()) >= 40


def test_answers_of_hostile_articles_to_hostile_questions_are_text_and_forge_no_citation(
    watched: Watched, asked: Assistant, articles: list[HostileArticle], tmp_path: Path
) -> None:
    for article in articles:
        watched.ask(article.question)
    replies = watched.page.evaluate(CITED)
    assert len(replies) == len(articles)
    for reply in replies:
        check_citations(reply, asked)
    assert sum(bool(reply["cards"]) for reply in replies) > len(replies) // 2
    assert watched.is_text() and watched.is_text("#conversation")
    shown = watched.page.locator("#conversation .user-row .question").all_inner_texts()
    assert [one_line(text) for text in shown] == [one_line(article.question) for article in articles]
    open_every_card(watched, asked)
    export(watched, "#save-html", tmp_path / "conversation.html")
    assert watched.is_text()


def test_archive_lists_hostile_articles_as_text(watched: Watched, articles: list[HostileArticle]) -> None:
    page = watched.page
    page.click("#tab-archive-button")
    page.wait_for_selector("#archive-row-0 .archive-id:not(:empty)")
    page.click(".archive-head .archive-id button")
    names = sorted(one_line(article.name) for article in articles)
    page.locator("#archive-row-0 .archive-id").filter(has_text=names[0]).wait_for()
    page.locator(".archive-body").evaluate("body => { body.scrollTop = body.scrollHeight; }")
    page.wait_for_selector(f"#archive-row-{len(articles) - 1}")
    assert watched.is_text() and watched.page.locator("#archive-root").locator("img, form, iframe, a, script, style").count() == 0
    for summary in page.locator("#archive-root details:not([open], [hidden]) > summary").all():
        summary.click()
    page.wait_for_timeout(500)
    assert watched.is_text()
    told = one_line(page.inner_text(".archive-left-out"))
    assert [name for name in UNREADABLE if one_line(file_name(name, ".txt")) not in told] == []


def test_archive_searches_and_opens_hostile_articles(watched: Watched, asked: Assistant, articles: list[HostileArticle]) -> None:
    page = watched.page
    page.click("#tab-archive-button")
    for hostile in articles[::4]:
        article = asked.article(hostile.name)  # tags are no part of what its fields are read as
        page.fill("#archive-root input[type=search]", article.title or "")
        page.locator("#archive-row-0 .archive-id").filter(has_text=one_line(hostile.name)).wait_for()
        page.click("#archive-row-0")
        page.wait_for_selector(OPENED)
        assert one_line(page.inner_text(f"{OPENED} h2")) == one_line(article.title or "")
        assert one_line(page.inner_text(f"{OPENED} .text")) == one_line(article.text[article.body_start :])
        assert watched.is_text("#article-view")
        watched.close_article()


def test_article_that_is_not_there_is_told_in_one_line(watched: Watched) -> None:
    for payload in PAYLOADS:
        watched.page.evaluate("file => window.dateline.openArticle({ file })", payload)
        assert watched.page.inner_text(f"{OPENED} .problem").startswith("This article is not in the index")
        assert watched.is_text()
        watched.close_article()
    watched.complaints[:] = [line for line in watched.complaints if "status of 404" not in line]


def test_hostile_outlets_filter_questions_and_stay_text(watched: Watched, asked: Assistant, articles: list[HostileArticle]) -> None:
    page = watched.page
    page.click("#filters button")
    page.click("#outlet input")
    page.get_by_role("option").nth(len(PAYLOADS)).wait_for()
    assert watched.is_text()
    article = next(article for article in articles if "javascript:alert(16)" in article.outlet)
    outlet = one_line(asked.article(article.name).source or "")
    page.get_by_role("option", name=outlet, exact=True).click()
    watched.ask(article.question)
    assert watched.is_text() and "javascript:" in outlet
    assert f"by {outlet}" in one_line(page.locator(REPLY).last.inner_text())
    check_citations(page.evaluate(CITED)[-1], asked)


def test_indexing_a_folder_with_hostile_names_reports_them_as_text(watched: Watched, news: Path) -> None:
    page = watched.page
    (news.parent / file_name(f"folder {PAYLOADS[0]}", "")).mkdir(exist_ok=True)
    page.click("#tab-index-button")
    page.fill("#index-folder", f"{news.parent}/f")
    page.get_by_role("option").first.wait_for()
    assert watched.is_text() and page.get_by_role("option").count() == 1
    page.fill("#index-folder", str(news))
    page.press("#index-folder", "Enter")
    page.wait_for_selector(".report:not([hidden])")
    assert page.locator(".failed li").count() == len(UNREADABLE)
    assert watched.is_text()


@pytest.mark.parametrize("first", range(0, 36, 12))
def test_hostile_address_of_the_page_is_text(watched: Watched, first: int) -> None:
    *values, fragment = (payload.replace("#", "%23").replace("&", "%26") for payload in PAYLOADS[first : first + 12 : 2])
    query = "&".join(f"{name}={value}" for name, value in zip(("deep_link", "view", "__theme", "__lang", "q"), values, strict=True))
    watched.open(f"?{query}#{fragment}")
    assert watched.is_text()
    watched.open()
    # Leaving a page that still loads makes Gradio complain in the console.
    watched.complaints[:] = [line for line in watched.complaints if line.startswith("dialog")]


def check_citations(reply: dict[str, Any], assistant: Assistant) -> None:
    """Fail for a control that leads to no citation, no file of the catalog, or no words that stand there."""
    numbers = [card["number"] for card in reply["cards"]]
    assert len(set(numbers)) == len(numbers) and set(reply["markers"]) | set(reply["cited"]) <= set(numbers)
    for value in reply["opening"]:
        place = json.loads(value)
        text = assistant.article(place["file"]).text
        assert text[place["start"] : place["end"]].startswith(place["quote"]) if "start" in place else place["quote"] in text
    for card in reply["cards"]:
        place = json.loads(card["place"])
        article = assistant.article(place["file"])
        assert (card["file"], card["outlet"]) == (one_line(article.id), one_line(article.source or ""))
        assert card["quote"] == one_line(article.text[place["start"] : place["end"]])


def open_every_card(watched: Watched, assistant: Assistant) -> None:
    """Open the article of each card, whose quote must be marked in it."""
    for button in watched.page.locator(f"{REPLY} .card-foot .open-article").all():
        place = json.loads(button.get_attribute("value") or "")
        button.click()
        watched.page.wait_for_selector(OPENED)
        article = assistant.article(place["file"])
        marked = "".join(watched.page.locator(f"{OPENED} mark:not(.other)").all_inner_texts())
        assert one_line(marked) == one_line(article.text[place["start"] : place["end"]])
        assert watched.is_text("#article-view")
        watched.close_article()


def export(watched: Watched, button: str, path: Path) -> None:
    """Save the conversation and open the file, which must fetch and run nothing."""
    with watched.page.expect_download() as download:
        watched.page.click(button)
    download.value.save_as(path)
    saved = watched.page.context.new_page()
    saved.goto(path.as_uri())
    saved.wait_for_timeout(300)
    assert saved.evaluate(MADE_FROM_TEXT) == []
    assert saved.locator("img, form, iframe, script, object, embed, video, math, base").count() == 0
    assert [url for url in watched.foreign if not url.startswith("file:")] == [] and EVIL not in saved.url
    watched.foreign.clear()
    saved.close()
