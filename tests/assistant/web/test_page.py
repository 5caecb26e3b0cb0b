"""The page in a real browser against a real server: what a user sees, and that nothing leaves the machine."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import Visit, admitted
from fake_assistant import HOSTILE, HOSTILE_MARKUP, Call, FakeAssistant, obituary_answer
from web_server import served

from assistant import Assistant
from assistant.time_frame import TimeFrame
from assistant.web.copying import lines_to_copy
from assistant.web.settings import WebSettings
from index import IndexSummary

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

QUESTION = "#question textarea"
ANSWER = "#conversation .bot-row"
DIALOG = ".small-dialog"
NAMED = "Who died in Besmera in 2019?"
NARROW = {"width": 390, "height": 844}


class Chat(Visit):
    """The tab where one asks."""

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
        """The text of the newest reply, without the chips above it and the buttons below."""
        return self.page.locator(f"{ANSWER} .reply").last.inner_text()

    def press(self, name: str, last: bool = True) -> None:
        """Press the first or last of the buttons in the conversation that are named so."""
        found = self.page.locator(f"#conversation button.do[name={name}]")
        (found.last if last else found.first).click()

    def wait_for_call(self, scripted: FakeAssistant, count: int) -> None:
        """Until the assistant was asked so often, and the page is done with it."""
        self.page.wait_for_function("() => !document.querySelector('#stop')?.offsetParent")
        for _ in range(300):
            if len(scripted.calls) >= count:
                break
            self.page.wait_for_timeout(20)
        self.page.wait_for_selector("#stop", state="hidden")
        self.page.locator(f"{ANSWER} .tools").last.wait_for()

    def start_again(self) -> None:
        """Leave the conversation as if the page had just been opened."""
        self.page.wait_for_selector("#stop", state="hidden")
        if self.page.is_visible("#clear"):
            self.page.click("#clear")
        self.page.wait_for_selector("#examples")
        self.page.fill(QUESTION, "")


def choose_outlet(page: "Page", name: str) -> None:
    """Pick it from the list that opens."""
    page.click("#outlet input")
    page.get_by_role("option", name=name).click()


@pytest.fixture(scope="module")
def scripted() -> FakeAssistant:
    return FakeAssistant(pause=0.02, examples=("Who died in Besmera?", f"Is {HOSTILE.id} hostile?"))


@pytest.fixture(scope="module")
def address(chromium: "Browser", scripted: FakeAssistant) -> Iterator[str]:
    with served(scripted) as address:
        yield address


@pytest.fixture
def fresh(context: "BrowserContext", address: str) -> Iterator[Chat]:
    """A page of its own, for what cannot be taken back, that by the end has asked only its own origin and complained of nothing."""
    fresh = Chat(context.new_page(), address)
    fresh.open()
    yield fresh
    assert fresh.is_harmless()


@pytest.fixture(scope="module")
def opened(chromium: "Browser", address: str) -> Iterator[Chat]:
    with admitted(chromium) as context:
        context.set_default_timeout(60_000)
        opened = Chat(context.new_page(), address)
        opened.open()
        yield opened


@pytest.fixture
def visit(opened: Chat) -> Iterator[Chat]:
    """An open page without a conversation, which the next test gets too: loading it is what takes longest."""
    opened.page.bring_to_front()  # what is behind another page is not drawn
    yield opened
    opened.start_again()
    assert opened.is_harmless()


def test_page_tells_what_is_indexed_and_nothing_about_gradio(visit: Chat) -> None:
    assert visit.page.title() == "Dateline"
    assert visit.page.inner_text("h1") == "Dateline"
    assert visit.page.inner_text(".extent") == (
        "294 articles, 7 January 2019 to 30 December 2021 (2 undated). Newest article: Thursday, 30 December 2021."
    )
    assert visit.page.get_attribute(QUESTION, "placeholder") == "Ask about the articles"
    assert "gradio" not in visit.page.inner_text("body").lower()
    assert visit.page.locator("footer").count() == 0


def test_answer_grows_and_ends_with_its_quotes_marked_on_cards(visit: Chat) -> None:
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


def test_abstention_offers_nearest_passages_when_unfolded(visit: Chat) -> None:
    visit.ask("Who won?")
    assert visit.last_answer().split("\n")[0] == "I found no sentence that answers this."
    passages = visit.page.locator(".nearest li")
    assert (passages.count(), passages.first.is_visible()) == (3, False)
    visit.page.click(".nearest summary")
    head = passages.first.locator(".card-head").inner_text().split("\n")
    assert head == ["Osvarin", "Thursday, 12 September 2019", "2019-09-12-oskwin.txt"]


def test_notices_are_shown_with_the_answer(visit: Chat) -> None:
    visit.ask("Why was the harbour closed?")
    assert "The language model did not answer; this is the reader's answer." in visit.last_answer()
    assert "undated" in visit.last_answer()


def test_example_button_asks_its_question(visit: Chat) -> None:
    visit.page.click("button.example >> nth=0")
    visit.page.wait_for_selector("mark")
    visit.page.wait_for_selector("#stop", state="hidden")
    assert visit.page.inner_text("#conversation .user-row .question") == "Who died in Besmera?"
    assert not visit.page.is_visible("#examples")


def test_filters_and_earlier_answers_reach_the_assistant_and_are_told_with_the_answer(fresh: Chat, scripted: FakeAssistant) -> None:
    fresh.ask("Why was the harbour closed?")
    fresh.ask("broken")
    fresh.page.click("#filters button")
    fresh.page.get_by_label("From").fill("2019-01-01")
    fresh.page.get_by_label("Until").fill("2019-12-31")
    choose_outlet(fresh.page, "Osvarin")
    fresh.ask("And who died in Besmera?")
    history = (("Why was the harbour closed?", "The harbour was closed for two days. [1]"),)
    asked = Call("And who died in Besmera?", date(2019, 1, 1), date(2019, 12, 31), "Osvarin", history)
    assert scripted.calls[-1] == asked
    told = fresh.page.locator(f"{ANSWER} .chip").all_inner_texts()
    assert told == ["Only articles from 1 January 2019 to 31 December 2019, by Osvarin"]


def test_active_filters_are_chips_that_take_them_away(fresh: Chat, scripted: FakeAssistant) -> None:
    fresh.page.click("#filters button")
    fresh.page.get_by_label("From").fill("2019-01-01")
    fresh.page.get_by_label("Until").fill("2019-12-31")
    choose_outlet(fresh.page, "Osvarin")
    fresh.page.locator("#narrowed button:visible").nth(2).wait_for()
    chips = fresh.page.locator("#narrowed button:visible")
    assert chips.all_inner_texts() == ["From 1 January 2019", "Until 31 December 2019", "Outlet: Osvarin"]
    for name in ("since", "outlet"):
        fresh.page.click(f"#chip-{name}")
        fresh.page.wait_for_selector(f"#chip-{name}", state="hidden")
    fresh.ask("Who died in Besmera?")
    assert scripted.calls[-1] == Call("Who died in Besmera?", None, date(2019, 12, 31), None, ())


def test_outlets_are_searched_by_typing_and_stay_text(fresh: Chat) -> None:
    fresh.page.click("#filters button")
    fresh.page.click("#outlet input")
    fresh.page.locator("[role=option]").nth(2).wait_for()
    assert sorted(option.strip(" ✓\n") for option in fresh.page.locator("[role=option]").all_inner_texts()) == [
        "<b>Outlet</b>",
        "Every outlet",
        "Osvarin",
    ]
    fresh.page.locator("#outlet input").press_sequentially("svar")
    fresh.page.wait_for_function("() => document.querySelectorAll('[role=option]').length === 1")
    fresh.page.keyboard.press("Escape")


def test_time_asked_about_can_be_taken_away_and_taken_back(visit: Chat, scripted: FakeAssistant) -> None:
    visit.ask(NAMED)
    assert visit.page.locator(f"{ANSWER} .chip").inner_text() == "Time: 2019"
    count = len(scripted.calls)
    visit.press("without-time")
    visit.page.get_by_text("Time: any").wait_for()
    visit.press("own-time")
    visit.page.get_by_text("Time: 2019").wait_for()
    assert [(call.question, call.time_frame) for call in scripted.calls[count:]] == [(NAMED, None), (NAMED, "infer")]
    assert visit.page.locator(ANSWER).count() == 1


def test_time_asked_about_can_be_changed_by_year_and_by_day(visit: Chat, scripted: FakeAssistant) -> None:
    visit.ask(NAMED)
    visit.press("time")
    dialog = visit.page.locator(DIALOG)
    assert [dialog.get_by_label(label).input_value() for label in ("Year", "From", "Until")] == ["2019", "2019-01-01", "2019-12-31"]
    dialog.get_by_label("Year").select_option("2021")
    assert dialog.get_by_label("Until").input_value() == "2021-12-31"
    dialog.get_by_label("Until").fill("2021-06-30")
    assert dialog.get_by_label("Year").input_value() == ""
    dialog.get_by_role("button", name="Ask again").click()
    visit.page.get_by_text("Time: 2021 to 30 June 2021").or_(visit.page.get_by_text("Time: 1 January 2021 to 30 June 2021")).or_(
        visit.page.get_by_text("Time: January 2021 to June 2021")
    ).wait_for()
    frame = scripted.calls[-1].time_frame
    assert isinstance(frame, TimeFrame)
    assert (frame.since, frame.until, frame.relative) == (date(2021, 1, 1), date(2021, 6, 30), False)


def test_days_the_wrong_way_round_are_not_asked_with(visit: Chat, scripted: FakeAssistant) -> None:
    visit.ask(NAMED)
    count = len(scripted.calls)
    visit.press("time")
    visit.page.locator(DIALOG).get_by_label("Until").fill("2018-06-30")
    visit.page.locator(DIALOG).get_by_role("button", name="Ask again").click()
    assert visit.page.locator(DIALOG).is_visible()
    visit.page.keyboard.press("Escape")
    visit.page.wait_for_selector(DIALOG, state="detached")
    assert len(scripted.calls) == count


def test_follow_up_shows_what_it_was_asked_as(visit: Chat) -> None:
    visit.ask("Who died in Besmera?")
    visit.ask("And why?")
    assert visit.page.locator("#conversation .user-row").last.locator(".asked").inner_text() == "asked as: Who died in Besmera? And why?"


def test_asking_again_replaces_the_last_answer(visit: Chat, scripted: FakeAssistant) -> None:
    visit.ask("Why was the harbour closed?")
    visit.ask("Who died in Besmera?")
    count = len(scripted.calls)
    visit.press("again")
    visit.wait_for_call(scripted, count + 1)
    assert scripted.calls[-1] == scripted.calls[-2]
    assert visit.page.locator("#conversation .question").all_inner_texts() == ["Why was the harbour closed?", "Who died in Besmera?"]


def test_edited_question_replaces_itself_and_what_came_after(visit: Chat, scripted: FakeAssistant) -> None:
    for question in ("Why was the harbour closed?", "Who died in Besmera?", "Who won?"):
        visit.ask(question)
    count = len(scripted.calls)
    visit.page.locator("#conversation .edit").nth(1).click()
    visit.page.wait_for_selector("#editing")
    assert visit.page.input_value(QUESTION) == "Who died in Besmera?"
    visit.page.fill(QUESTION, "Who lived in Besmera?")
    visit.page.press(QUESTION, "Enter")
    visit.page.wait_for_function("() => document.querySelectorAll('#conversation .user-row').length === 2")
    visit.wait_for_call(scripted, count + 1)
    assert visit.page.locator("#conversation .question").all_inner_texts() == ["Why was the harbour closed?", "Who lived in Besmera?"]
    assert [question for question, _ in scripted.calls[-1].history] == ["Why was the harbour closed?"]
    assert not visit.page.is_visible("#editing")


def test_editing_can_be_left(visit: Chat, scripted: FakeAssistant) -> None:
    visit.ask("Why was the harbour closed?")
    visit.press("edit")
    visit.page.click("#keep")
    visit.page.wait_for_selector("#editing", state="hidden")
    assert visit.page.input_value(QUESTION) == ""
    visit.ask("Who died in Besmera?")
    assert visit.page.locator("#conversation .question").all_inner_texts() == ["Why was the harbour closed?", "Who died in Besmera?"]


def test_copied_answer_has_its_citations(visit: Chat) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.ask("Who died in Besmera?")
    visit.press("copy")
    visit.page.get_by_text("Copied", exact=True).wait_for()
    assert visit.page.evaluate("navigator.clipboard.readText()").split("\n") == lines_to_copy(obituary_answer(""))


def test_conversation_is_saved_as_markdown_and_html_that_opens(visit: Chat, tmp_path: Path) -> None:
    visit.ask("Who died in Besmera?")
    visit.ask(f"hostile {HOSTILE_MARKUP}")
    for button, ending in (("#save-markdown", "md"), ("#save-html", "html")):
        with visit.page.expect_download() as downloading:
            visit.page.click(button)
        assert re.fullmatch(rf"dateline-\d{{4}}-\d\d-\d\d-\d{{4}}\.{ending}", downloading.value.suggested_filename)
        downloading.value.save_as(tmp_path / f"saved.{ending}")
    assert "died this morning aged 81" in (tmp_path / "saved.md").read_text("utf-8")
    saved = Visit(visit.page.context.new_page(), (tmp_path / "saved.html").as_uri())
    saved.page.goto(saved.address)
    assert "died this morning aged 81" in saved.page.inner_text("body")
    assert saved.page.locator("img, form, iframe, script").count() == 0
    assert saved.complaints == []
    saved.page.close()


def test_tabs_are_in_the_address_and_the_conversation_stays(fresh: Chat) -> None:
    fresh.ask("Who died in Besmera?")
    fresh.page.get_by_role("tab", name="Archive").click()
    fresh.page.wait_for_selector("#archive-root")
    assert fresh.page.url == f"{fresh.address}/#archive"
    fresh.page.keyboard.press("ArrowRight")
    fresh.page.wait_for_selector("#index-root")
    assert fresh.page.url == f"{fresh.address}/#index"
    assert fresh.page.evaluate("document.activeElement.textContent.trim()") == "Index"
    fresh.page.keyboard.press("Home")
    fresh.page.wait_for_selector("#conversation mark")
    assert fresh.page.url == f"{fresh.address}/"
    fresh.page.go_back()
    fresh.page.wait_for_selector("#index-root")
    fresh.page.go_back()
    fresh.page.wait_for_selector("#archive-root")


def test_address_opens_its_tab(context: "BrowserContext", address: str) -> None:
    visit = Chat(context.new_page(), address)
    visit.page.goto(f"{address}/#index")
    visit.page.wait_for_selector("#index-root")
    assert visit.page.get_by_role("tab", name="Index").get_attribute("aria-selected") == "true"
    assert visit.is_harmless()


def test_everything_is_reached_by_keyboard(visit: Chat) -> None:
    visit.page.focus(QUESTION)
    visit.page.keyboard.type("Who died in Besmera?")
    visit.page.keyboard.press("Enter")
    visit.page.locator(f"{ANSWER} .tools").wait_for()
    reached = set()
    for _ in range(40):
        visit.page.keyboard.press("Shift+Tab")
        reached.add(visit.page.evaluate("document.activeElement.name || document.activeElement.id"))
    assert {"edit", "copy", "again", "tab-ask-button", "tab-archive-button", "tab-index-button"} <= reached


def test_what_happens_is_told_to_screen_readers(visit: Chat) -> None:
    visit.page.evaluate(
        """() => {
            window.told = [];
            const status = document.querySelector("[role=status].unseen");
            new MutationObserver(() => status.textContent && told.push(status.textContent)).observe(status, { childList: true });
        }"""
    )
    visit.ask("Who died in Besmera?")
    visit.page.wait_for_function("() => told.length >= 2")
    told = visit.page.evaluate("told")
    assert told[0] == "Searching the articles."
    assert told[-1].startswith("Answer: Marel Oskwin, who led Besmera for ten years, died aged 81")
    assert visit.page.get_attribute("#conversation [role=log]", "aria-live") == "off"


def test_nothing_moves_while_an_answer_grows(fresh: Chat) -> None:
    fresh.ask("Who won?")
    fresh.page.evaluate(
        """() => {
            window.tops = new Set();
            const note = () => {
                const last = [...document.querySelectorAll("#conversation .question")].at(-1);
                const replies = document.querySelectorAll("#conversation .reply");
                if (last.textContent.startsWith("Who died") && replies.length === 2) {
                    tops.add([last, replies[1]].map(one => Math.round(one.getBoundingClientRect().top)).join());
                }
                afterPaint();
            };
            const afterPaint = () => requestAnimationFrame(() => setTimeout(note));
            afterPaint();
        }"""
    )
    fresh.ask("Who died in Besmera?")
    assert fresh.page.evaluate("tops.size") == 1


def test_verdict_is_kept_with_its_word_and_shown(context: "BrowserContext", tmp_path: Path) -> None:
    with served(FakeAssistant(), WebSettings(feedback=tmp_path)) as address:
        visit = Chat(context.new_page(), address)
        visit.open()
        visit.ask("Who died in Besmera?")
        visit.press("down")
        visit.page.locator(".remark", has_text="Kept.").wait_for()
        assert visit.page.locator(".thumb.down").get_attribute("aria-pressed") == "true"
        visit.press("word")
        visit.page.locator(DIALOG).get_by_label("A word or two").fill("He was <b>82</b>.")
        visit.page.locator(DIALOG).get_by_role("button", name="Keep it").click()
        visit.page.locator(".remark", has_text="Kept with your word.").wait_for()
        kept = [json.loads(line) for line in (tmp_path / "feedback.jsonl").read_text("utf-8").splitlines()]
        assert [(line["question"], line["mark"], line["word"]) for line in kept] == [
            ("Who died in Besmera?", "down", ""),
            ("Who died in Besmera?", "down", "He was <b>82</b>."),
        ]
        assert visit.is_harmless()


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("broken", "Something went wrong; see the terminal."),
        ("unready", "There is no index in …/.dateline; run `dateline index`."),
        ("why " * 600, "The question has 2,399 characters; at most 2,000 are read: shorten it."),
        ("   ", "The question is empty: ask in words."),
    ],
)
def test_error_is_one_line(visit: Chat, question: str, line: str) -> None:
    visit.ask(question)
    assert visit.last_answer() == line


def test_hostile_text_stays_text(visit: Chat) -> None:
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


def test_hostile_example_stays_text(visit: Chat) -> None:
    assert visit.page.locator("button.example").nth(1).inner_text() == ('Is <img src=x onerror="alert(5)">txt.[1](http:evil).txt hostile?')
    assert visit.page.locator("button.example img").count() == 0


def test_question_and_answer_have_short_names_for_screen_readers(visit: Chat) -> None:
    visit.ask("Who died in Besmera?")
    messages = visit.page.locator("#conversation [data-testid][aria-label]")
    assert [message.get_attribute("aria-label") for message in messages.all()] == ["Question", "Answer"]


def test_policy_of_the_page_stops_code_from_strings_and_inline_handlers(visit: Chat) -> None:
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
    visit = Chat(context.new_page(), address)
    visit.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    visit.open()
    for question in ("Who died in Besmera?", "hostile " + "x" * 300, "Who won?"):
        visit.ask(question)
    visit.page.click("#filters button")
    visit.page.get_by_label("From").wait_for()
    assert visit.page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    assert visit.is_harmless()


@pytest.fixture
def slow(context: "BrowserContext") -> Iterator[tuple[Chat, FakeAssistant]]:
    """A page over an assistant that takes a quarter of a minute for an answer."""
    assistant = FakeAssistant(pause=1.0)
    with served(assistant) as address:
        visit = Chat(context.new_page(), address)
        visit.open().fill(QUESTION, "Who died in Besmera?")
        visit.page.click("#ask")
        visit.page.locator(ANSWER).get_by_text("Marel Oskwin").wait_for()
        yield visit, assistant


def test_stop_keeps_what_was_shown_and_the_next_question_can_be_asked(slow: tuple[Chat, FakeAssistant]) -> None:
    visit, assistant = slow
    visit.page.click("#stop")
    visit.page.wait_for_selector("#ask")
    assert re.fullmatch(r"Marel Oskwin[^\n]*\n+Stopped\.", visit.last_answer())
    visit.ask("Who won?")
    assert visit.last_answer().startswith("I found no sentence that answers this.")
    assert assistant.calls[-1].history == ()


def test_clear_during_an_answer_empties_the_conversation(slow: tuple[Chat, FakeAssistant]) -> None:
    visit, _ = slow
    visit.page.click("#clear")
    visit.page.wait_for_selector("#examples")
    visit.page.wait_for_timeout(1000)
    assert (visit.page.locator(ANSWER).count(), visit.page.is_visible("#ask")) == (0, True)


def test_question_beyond_the_line_is_told_so_in_the_conversation_and_goes_back_into_the_box(context: "BrowserContext") -> None:
    with served(FakeAssistant(pause=1.0), WebSettings(answering=1, waiting=0)) as address:
        first, second = (Chat(context.new_page(), address) for _ in range(2))
        first.open().fill(QUESTION, "Who died in Besmera?")
        first.page.press(QUESTION, "Enter")
        first.page.locator(ANSWER).get_by_text("Marel").wait_for()
        second.open()
        second.ask("Who won?")
        assert second.last_answer() == "The assistant is busy with 1 question; ask again in a moment."
        assert second.page.input_value(QUESTION) == "Who won?"
        assert second.page.locator(".toast-body").count() == 0
        first.page.click("#stop")
        assert second.is_harmless()


def test_page_tells_of_a_new_index_without_being_loaded_again(context: "BrowserContext") -> None:
    assistant = FakeAssistant()
    with served(assistant) as address:
        visit = Chat(context.new_page(), address)
        visit.open()
        assistant.index = IndexSummary(1, 0, 3, date(2022, 5, 1), date(2022, 5, 1))
        assistant.examples = ("What is new?",)
        visit.page.evaluate("dispatchEvent(new Event('dateline:indexed'))")
        visit.page.locator("#masthead").get_by_text("1 article, 1 May 2022.").wait_for()
        assert [text for text in visit.page.locator("button.example:visible").all_inner_texts() if text] == ["What is new?"]
        assert visit.is_harmless()


def test_closing_the_page_ends_the_answer(slow: tuple[Chat, FakeAssistant]) -> None:
    visit, assistant = slow
    visit.page.close()
    assert assistant.ended.wait(timeout=8)  # the whole answer takes seventeen seconds


def test_real_assistant_answers_from_the_sample(context: "BrowserContext", sample_index: Path) -> None:
    with served(Assistant(sample_index)) as address:
        visit = Chat(context.new_page(), address)
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
        assert visit.is_harmless()
