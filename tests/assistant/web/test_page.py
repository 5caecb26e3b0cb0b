"""The page in a real browser against a real server: what a user sees, and that nothing leaves the machine."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import headless_chromium
from fake_assistant import HOSTILE, HOSTILE_MARKUP, Call, FakeAssistant
from web_server import served

from assistant import Assistant

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page

QUESTION = "#question textarea"
ANSWER = "#conversation .bot-row"
NARROW = {"width": 390, "height": 844}


@dataclass
class Visit:
    """A page and everything it did that it should not."""

    page: "Page"
    address: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self._note_request(request.url))
        self.page.on("websocket", lambda opened: self.foreign.append(opened.url))
        self.page.on("dialog", self._note_dialog)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error {error}"))
        self.page.on("console", self._note_console)

    def open(self) -> "Page":
        """Load the page and wait until a question can be typed."""
        self.page.goto(self.address)
        self.page.wait_for_selector(QUESTION)
        return self.page

    def ask(self, question: str) -> None:
        """Ask by pressing Enter, and wait for the end of the answer."""
        count = self.page.locator(ANSWER).count()
        self.page.fill(QUESTION, question)
        self.page.press(QUESTION, "Enter")
        self.page.locator(ANSWER).nth(count).wait_for()
        self.page.wait_for_selector("#stop", state="hidden")

    def last_answer(self) -> str:
        """The text of the newest reply."""
        return self.page.locator(ANSWER).last.inner_text()

    def _note_dialog(self, dialog: "Dialog") -> None:
        self.complaints.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _note_console(self, said: "ConsoleMessage") -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def _note_request(self, url: str) -> None:
        if not url.startswith((f"{self.address}/", "data:")):
            self.foreign.append(url)


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    with headless_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def scripted() -> FakeAssistant:
    return FakeAssistant(pause=0.02, examples=("Who died in Besmera?", f"Is {HOSTILE.id} hostile?"))


@pytest.fixture(scope="module")
def address(chromium: "Browser", scripted: FakeAssistant) -> Iterator[str]:
    with served(scripted) as address:
        yield address


@pytest.fixture
def context(chromium: "Browser") -> Iterator["BrowserContext"]:
    context = chromium.new_context(viewport={"width": 1280, "height": 860})
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def visit(context: "BrowserContext", address: str) -> Iterator[Visit]:
    """An open page that, by the end of each test, has asked only its own origin and complained of nothing."""
    visit = Visit(context.new_page(), address)
    visit.open()
    yield visit
    assert (visit.foreign, visit.complaints) == ([], [])


def test_page_tells_what_is_indexed_and_nothing_about_gradio(visit: Visit) -> None:
    assert visit.page.title() == "Dateline"
    assert visit.page.inner_text("h1") == "Dateline"
    assert visit.page.inner_text(".extent") == (
        "294 articles, 7 January 2019 to 30 December 2021 (2 undated). Newest article: Thursday, 30 December 2021."
    )
    assert visit.page.get_attribute(QUESTION, "placeholder") == "Ask about the articles"
    assert "gradio" not in visit.page.inner_text("body").lower()
    assert visit.page.locator("footer").count() == 0


def test_answer_grows_and_ends_with_its_quotes_marked_on_cards(visit: Visit) -> None:
    visit.ask("Who died in Besmera?")
    answer = visit.page.locator(ANSWER)
    assert answer.locator(".answer > p").all_inner_texts() == [
        "Marel Oskwin, who led Besmera for ten years, died aged 81 [1]. The chamber put off its sittings [2]."
    ]
    assert answer.locator(".card-head").first.inner_text().split("\n") == [
        "[1]",
        "Osvarin",
        "Thursday, 12 September 2019",
        "2019-09-12-oskwin.txt",
    ]
    assert answer.locator("blockquote").first.inner_text() == (
        "Marel Oskwin, who led Besmera for ten years, died this morning aged 81. His first cabinet followed Besmera's vote of 2009."
    )
    assert answer.locator("mark").all_inner_texts() == [
        "Marel Oskwin, who led Besmera for ten years, died this morning aged 81.",
        "After Oskwin's death, Besmera's chamber put off its sittings indefinitely.",
    ]
    assert visit.page.input_value(QUESTION) == ""


def test_abstention_offers_nearest_passages_when_unfolded(visit: Visit) -> None:
    visit.ask("Who won?")
    assert visit.last_answer().split("\n")[0] == "The articles do not say."
    passages = visit.page.locator(".nearest li")
    assert (passages.count(), passages.first.is_visible()) == (3, False)
    visit.page.click(".nearest summary")
    head = passages.first.locator(".card-head").inner_text().split("\n")
    assert head == ["Osvarin", "Thursday, 12 September 2019", "2019-09-12-oskwin.txt"]


def test_notices_are_shown_with_the_answer(visit: Visit) -> None:
    visit.ask("Why was the harbour closed?")
    assert "The language model did not answer; this is the reader's answer." in visit.last_answer()
    assert "undated" in visit.last_answer()


def test_example_button_asks_its_question(visit: Visit) -> None:
    visit.page.click("button.example >> nth=0")
    visit.page.wait_for_selector("mark")
    visit.page.wait_for_selector("#stop", state="hidden")
    assert visit.page.inner_text("#conversation .user-row") == "Who died in Besmera?"
    assert not visit.page.is_visible("#examples")


def test_bad_date_is_told_in_one_line_and_the_question_stays_in_the_box(visit: Visit) -> None:
    visit.page.click("#dates button")
    visit.page.get_by_label("From").fill("2020-02-30")
    visit.ask("Who died in Besmera?")
    assert visit.last_answer() == 'From: "2020-02-30" is not a date. Write year-month-day, such as 2020-03-31.'
    assert visit.page.input_value(QUESTION) == "Who died in Besmera?"


def test_dates_and_earlier_answers_reach_the_assistant(visit: Visit, scripted: FakeAssistant) -> None:
    visit.ask("Why was the harbour closed?")
    visit.ask("broken")
    visit.page.click("#dates button")
    visit.page.get_by_label("From").fill(" 2019-01-01 ")
    visit.page.get_by_label("Until").fill("2019-12-31")
    visit.ask("And who died in Besmera?")
    history = (("Why was the harbour closed?", "The harbour was closed for two days. [1]"),)
    asked = Call("And who died in Besmera?", date(2019, 1, 1), date(2019, 12, 31), None, history)
    assert scripted.calls[-1] == asked


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("broken", "Something went wrong; see the terminal."),
        ("unready", "There is no index in …/.dateline; run `dateline index`."),
        ("why " * 600, "The question has 2,399 characters; at most 2,000 are read: shorten it."),
        ("   ", "The question is empty: ask in words."),
    ],
)
def test_error_is_one_line(visit: Visit, question: str, line: str) -> None:
    visit.ask(question)
    assert visit.last_answer() == line


def test_hostile_text_stays_text(visit: Visit) -> None:
    visit.ask(f"hostile {HOSTILE_MARKUP}")
    visit.ask(f"declined {HOSTILE_MARKUP}".replace("hostile", ""))
    visit.page.wait_for_timeout(500)
    made = "img, form, input, iframe, a, script, style:not(svg *), h1, h2, pre, code, .katex"
    assert visit.page.locator("#conversation .message-content").locator(made).count() == 0
    assert "<script>alert(1)</script><img src=x onerror=alert(2)>" in visit.page.inner_text(f"{ANSWER} mark")
    assert '<img src=x onerror="alert(5)">txt.[1](http:evil).txt' in visit.page.inner_text(f"{ANSWER} .file")
    assert "{{7*7}} ${alert(4)}" in visit.page.inner_text("#conversation .user-row >> nth=0")
    assert not set(visit.page.inner_text("body")) & set("\u202e\u2066\u200b\U000e0041\ufeff")
    assert visit.page.url == f"{visit.address}/"


def test_hostile_example_stays_text(visit: Visit) -> None:
    assert visit.page.locator("button.example").nth(1).inner_text() == ('Is <img src=x onerror="alert(5)">txt.[1](http:evil).txt hostile?')
    assert visit.page.locator("button.example img").count() == 0


def test_question_and_answer_have_short_names_for_screen_readers(visit: Visit) -> None:
    visit.ask("Who died in Besmera?")
    messages = visit.page.locator("#conversation [data-testid][aria-label]")
    assert [message.get_attribute("aria-label") for message in messages.all()] == ["Question", "Answer"]


def test_policy_of_the_page_stops_code_from_strings_and_inline_handlers(visit: Visit) -> None:
    blocked = visit.page.evaluate(
        """async () => {
            const held = [];
            addEventListener("securitypolicyviolation", event => held.push(event.effectiveDirective));
            const probe = document.createElement("div");
            probe.innerHTML = '<img src="data:," onerror="window.ran = true"><img src="http://evil.example/x.png">';
            document.body.append(probe);
            await fetch("http://evil.example/").catch(() => 0);
            await new Promise(done => setTimeout(done, 300));
            probe.remove();
            return [window.ran ?? false, [...new Set(held)].sort()];
        }"""
    )
    assert blocked == [False, ["connect-src", "img-src", "script-src-attr"]]
    visit.complaints.clear()
    visit.foreign.clear()


def test_narrow_window_does_not_scroll_sideways(context: "BrowserContext", address: str) -> None:
    visit = Visit(context.new_page(), address)
    visit.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    visit.open()
    for question in ("Who died in Besmera?", "hostile " + "x" * 300, "Who won?"):
        visit.ask(question)
    visit.page.click("#dates button")
    visit.page.get_by_label("From").wait_for()
    assert visit.page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    assert (visit.foreign, visit.complaints) == ([], [])


@pytest.fixture
def slow(context: "BrowserContext") -> Iterator[tuple[Visit, FakeAssistant]]:
    """A page over an assistant that takes seconds for an answer."""
    assistant = FakeAssistant(pause=0.3)
    with served(assistant) as address:
        visit = Visit(context.new_page(), address)
        visit.open().fill(QUESTION, "Who died in Besmera?")
        visit.page.click("#ask")
        visit.page.locator(ANSWER).get_by_text("Marel Oskwin").wait_for()
        yield visit, assistant


def test_stop_keeps_what_was_shown_and_the_next_question_can_be_asked(slow: tuple[Visit, FakeAssistant]) -> None:
    visit, assistant = slow
    visit.page.click("#stop")
    visit.page.wait_for_selector("#ask")
    assert re.fullmatch(r"Marel Oskwin[^\n]*\n+Stopped\.", visit.last_answer())
    visit.ask("Who won?")
    assert visit.last_answer().startswith("The articles do not say.")
    assert assistant.calls[-1].history == ()


def test_clear_during_an_answer_empties_the_conversation(slow: tuple[Visit, FakeAssistant]) -> None:
    visit, _ = slow
    visit.page.click("#clear")
    visit.page.wait_for_selector("#examples")
    visit.page.wait_for_timeout(1000)
    assert (visit.page.locator(ANSWER).count(), visit.page.is_visible("#ask")) == (0, True)


def test_closing_the_page_ends_the_answer(slow: tuple[Visit, FakeAssistant]) -> None:
    visit, assistant = slow
    visit.page.close()
    assert assistant.ended.wait(timeout=2.5)  # the whole answer takes five seconds


def test_real_assistant_answers_from_the_sample(context: "BrowserContext", sample_index: Path) -> None:
    with served(Assistant(sample_index)) as address:
        visit = Visit(context.new_page(), address)
        page = visit.open()
        assert re.search(r"articles, .* Newest article: Thursday, 18 September 2025\.", page.inner_text(".extent"))
        visit.ask("How many people died in the explosion at the Pellumar grain terminal?")
        assert page.locator(f"{ANSWER} .card").count() >= 1
        marked = page.locator(f"{ANSWER} mark").first.inner_text()
        assert marked in page.locator(f"{ANSWER} blockquote").first.inner_text()
        assert re.search(r"day, \d+ March 2024", visit.last_answer())
        page.click("#clear")
        page.click("button.example >> nth=0")
        page.wait_for_selector(f"{ANSWER} .answer, {ANSWER} .abstained")
        assert (visit.foreign, visit.complaints) == ([], [])
