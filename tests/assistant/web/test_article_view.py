"""Citations, timeline and article view in a real browser, behind the page's own security headers."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from browser import Visit
from fake_assistant import HOSTILE_MARKUP, cited, declined, hostile_answer
from fastapi import FastAPI
from fastapi.responses import Response
from ferry_story import FIRST, LATER, SECOND, TWIN, Shelf, ferry_answer, supported
from web_server import serving

from assistant import Answer, Sentence
from assistant.web.article_routes import article_router
from assistant.web.assets import asset
from assistant.web.cards import answer_html, question_html
from assistant.web.escaping import visible
from assistant.web.security import SecurityHeaders
from index import Article

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

WINDOW = {"width": 1280, "height": 860}
# Every character that may not be shown, in words that must be found all the same.
INVISIBLE = Article(
    id="odd/\u202einvisible\u200b.txt",
    source="Odd \u202eOutlet",
    title=None,
    published=None,
    text="\u200b\u202eBefore \u2066it. \U000e0041\ufeffThe quoted \u200bwords. After\x07 it. Soft\u00adhyphen.",
)
MOVED = Article(id="moved.txt", source=None, title=None, published=None, text="A new first line.\n\nThe count was eleven.")


def scripted_answers() -> list[Answer]:
    """One reply each; the cards of those that begin with "Moved" and "Lost" quote articles that have changed."""
    invisible = cited(INVISIBLE, "\ufeffThe quoted \u200bwords.")
    moved = replace(cited(MOVED, "The count was eleven."), start=0, end=21)
    inner = (
        cited(SECOND, "prosecutor Iven Dosk said"),
        cited(SECOND, "HALVESK. Fourteen people died when the Selka sank, prosecutor Iven Dosk said", 2),
    )
    lost = replace(moved, quote="The count was twelve.", start=0, end=21)
    return [
        supported(ferry_answer(), 0.97, 0.88, 0.31, missing=("hospital", "<b>41")),
        declined("Who won?"),
        hostile_answer(HOSTILE_MARKUP),
        replace(ferry_answer(), sentences=(Sentence("Odd.", (1,), closing=1),), citations=(invisible,), passages=(), values=()),
        replace(ferry_answer(), sentences=(Sentence("Moved.", (1,), closing=1),), citations=(moved,), passages=(), values=()),
        replace(ferry_answer(), sentences=(Sentence("Inner.", (1, 2), closing=1),), citations=inner, passages=(), values=()),
        replace(ferry_answer(), sentences=(Sentence("Lost.", (1,), closing=1),), citations=(lost,), passages=(), values=()),
    ]


def page_app(answers: Sequence[Answer], shelf: Shelf) -> FastAPI:
    """The Chatbot as the page has it, with these answers in it."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

    async def build() -> FastAPI:
        import gradio as gr

        messages = []
        for answer in answers:
            messages.append({"role": "user", "content": question_html(answer.question)})
            messages.append({"role": "assistant", "content": answer_html(answer, shelf.article)})
        app = FastAPI()
        app.include_router(article_router(shelf))  # type: ignore[arg-type]
        app.add_api_route("/article.js", lambda: Response(asset("article.js"), media_type="text/javascript"))
        with gr.Blocks(analytics_enabled=False) as blocks:
            gr.Chatbot(
                messages, elem_id="conversation", layout="panel", height=None, container=False, autoscroll=False, latex_delimiters=[]
            )
        head = '<script src="article.js" defer></script>'
        css = f"{asset('page.css')}\n{asset('article.css')}"
        theme = gr.themes.Base(font=[gr.themes.Font("sans-serif")], font_mono=[gr.themes.Font("monospace")])
        gr.mount_gradio_app(app, blocks, path="/", css=css, head=head, theme=theme, footer_links=[], ssr_mode=False)
        app.add_middleware(SecurityHeaders)
        return app

    with ThreadPoolExecutor(1) as apart:  # where the browser has no event loop running
        return apart.submit(asyncio.run, build()).result()


class Conversation(Visit):
    """A conversation whose answers have citations."""

    def load(self) -> None:
        """Load the page and wait until its markers work."""
        self.page.goto(self.address)
        self.reply(0).locator("button.marker[aria-label]").first.wait_for()

    def restore(self) -> None:
        """Close what a test has opened, and let the window be as at first."""
        self.page.evaluate(
            """() => {
                document.querySelector("#article-view")?.close?.();
                document.querySelectorAll("#conversation details").forEach(one => { one.open = false; });
                document.activeElement.blur();
            }"""
        )
        self.page.mouse.move(1, 1)
        self.page.emulate_media(color_scheme="null", reduced_motion="null")
        self.page.set_viewport_size(WINDOW)  # type: ignore[arg-type]
        self.page.locator("#citation-preview").wait_for(state="hidden")
        self.page.wait_for_selector(".card:not(.flash)")
        self.page.evaluate("scrollTo(0, 0)")

    def reply(self, number: int) -> "Locator":
        return self.page.locator("#conversation .bot-row").nth(number)

    @property
    def view(self) -> "Locator":
        return self.page.locator("#article-view")

    def open(self, button: "Locator") -> "Locator":
        button.click()
        self.view.locator("h2").wait_for()
        return self.view


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(page_app(scripted_answers(), Shelf(INVISIBLE, MOVED))) as address:
        yield address


@pytest.fixture(scope="module")
def opened(chromium: "Browser", address: str) -> Iterator[Conversation]:
    with chromium.new_context(viewport=WINDOW) as context:  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        opened = Conversation(context.new_page(), address)
        opened.load()
        yield opened


@pytest.fixture
def visit(opened: Conversation) -> Iterator[Conversation]:
    """The page, which every test gets as it was at first, and which by the end has done no harm."""
    yield opened
    opened.restore()
    assert opened.is_harmless()


TEXT = "#article-view .text"
IN_VIEW = """mark => {
    const at = mark.getBoundingClientRect(), text = mark.closest(".text").getBoundingClientRect();
    return at.height > 0 && at.top >= text.top && at.bottom <= text.bottom;
}"""

MIDDLES = """all => all.map(one => {
    const at = one.getBoundingClientRect();
    return [at.x + at.width / 2, at.y + at.height / 2];
})"""


def test_hovered_marker_lights_its_card_and_shows_it_beside(visit: Conversation) -> None:
    marker, preview = visit.reply(0).locator("p button.marker").first, visit.page.locator("#citation-preview")
    assert not preview.is_visible()
    marker.hover()
    assert preview.locator("span").all_inner_texts() == [
        "[2]",
        "Vestnor Courier",
        "Saturday, 9 March 2024",
        "vestnor/2024-03-09 ferry count.md",
    ]
    assert (
        preview.locator(".said").inner_text() == "HALVESK. Fourteen people died when the Selka sank, prosecutor Iven Dosk said on Saturday."
    )
    assert visit.page.locator(".card.lit").evaluate_all("cards => cards.map(card => card.className)") == ["card card-2 lit"]
    box, at = preview.bounding_box(), marker.bounding_box()
    assert box and at and box["y"] >= at["y"] + at["height"]
    preview.hover()
    visit.page.wait_for_timeout(400)
    assert preview.is_visible()
    visit.page.mouse.move(1, 1)
    preview.wait_for(state="hidden")
    assert visit.page.locator(".card.lit").count() == 0


def test_markers_are_named_and_work_by_keyboard_alone(visit: Conversation) -> None:
    visit.load()  # so that the first Tab goes to the first control
    page, marker = visit.page, visit.reply(0).locator("p button.marker").first
    assert marker.get_attribute("aria-label") == "Citation 2, Vestnor Courier, Saturday, 9 March 2024"
    focused = "document.activeElement.className"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == "marker":
            break
    assert page.evaluate("document.activeElement.value") == "2"
    preview = page.locator("#citation-preview")
    assert preview.is_visible() and marker.get_attribute("aria-describedby") == "citation-preview"
    page.keyboard.press("Escape")
    assert not preview.is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate(focused).startswith("card card-2")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Open article"
    page.keyboard.press("Enter")
    visit.view.locator("h2").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Open article"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.value") == "2"


def test_pressed_marker_brings_its_card_into_view_and_flashes_it(visit: Conversation) -> None:
    visit.reply(0).locator("p button.marker").last.click()
    visit.page.wait_for_selector(".card-3.flash")
    visit.page.wait_for_function(
        "card => { const at = card.getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight; }",
        arg=visit.page.locator(".card-3").first.element_handle(),
    )
    assert visit.page.locator(".card-3").first.evaluate("card => getComputedStyle(card).animationName") == "card-flash"
    visit.page.wait_for_selector(".card-3:not(.flash)")


def test_reduced_motion_shows_the_card_without_moving(visit: Conversation) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    visit.reply(0).locator("p button.marker").last.click()
    card = visit.page.locator(".card-3").first
    assert card.evaluate("card => { const at = card.getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight; }")
    assert card.evaluate("card => getComputedStyle(card).animationName") == "none"


def test_article_opens_at_the_quote_with_the_others_of_the_answer_marked_lighter(visit: Conversation) -> None:
    view = visit.open(visit.reply(0).locator(".card-3 .card-foot button"))
    assert view.evaluate("view => view.matches(':modal')")
    assert view.locator("header .card-head span").all_inner_texts() == ["Osvarin", "Monday, 4 March 2024", "osvarin/2024-03-04-ferry.txt"]
    assert view.locator("mark").all_text_contents() == [
        "The ferry Selka 🚢 sank off Halvesk on Sunday night, and at least nine people died, the coast guard said.",
        "Forty-one people were taken to hospital in Halvesk.",
    ]
    marks = view.locator("mark").evaluate_all("marks => marks.map(mark => [mark.className.split(' ')[0], mark.dataset.numbers])")
    assert marks == [["other", "[1]"], ["current", "[3]"]]
    assert view.locator("mark").last.evaluate(IN_VIEW)
    assert view.locator(".told").inner_text() == "Passage 2 of 2"
    shown = view.locator(".text p").all_text_contents()
    assert [" ".join(p.split()) for p in shown] == [" ".join(p.split()) for p in FIRST.text.split("\n\n")]


def test_quote_within_another_is_marked_apart_and_both_are_gone_to_whole(visit: Conversation) -> None:
    view = visit.open(visit.reply(5).locator(".card-1 .card-foot button"))
    current, told = view.locator("mark.current"), view.locator(".told")
    assert view.locator("mark").evaluate_all("marks => marks.map(mark => [mark.className, mark.dataset.numbers ?? ''])") == [
        ["other", "[2]"],
        ["current", "[1]"],
    ]
    assert (current.all_text_contents(), told.inner_text()) == (["prosecutor Iven Dosk said"], "Passage 2 of 2")
    visit.page.keyboard.press("p")
    assert ["".join(current.all_text_contents()), told.inner_text()] == [
        "HALVESK. Fourteen people died when the Selka sank, prosecutor Iven Dosk said",
        "Passage 1 of 2",
    ]


def test_words_that_answer_are_bold_behind_an_emoji(visit: Conversation) -> None:
    view = visit.open(visit.reply(0).locator(".card-1 .card-foot button"))
    assert view.locator("mark strong").all_text_contents() == ["at least nine"]
    assert view.locator("mark").first.evaluate(IN_VIEW)


def test_keys_and_buttons_go_from_mark_to_mark_and_round(visit: Conversation) -> None:
    view = visit.open(visit.reply(0).locator(".card-1 .card-foot button"))
    told, current = view.locator(".told"), view.locator("mark.current")
    seen = []
    for key in ("n", "n", "p"):
        visit.page.keyboard.press(key)
        seen.append((told.inner_text(), current.get_attribute("data-numbers")))
    assert seen == [("Passage 2 of 2", "[3]"), ("Passage 1 of 2", "[1]"), ("Passage 2 of 2", "[3]")]
    view.get_by_role("button", name="Next").click()
    assert told.inner_text() == "Passage 1 of 2"
    visit.page.wait_for_function(IN_VIEW, arg=view.locator("mark").first.element_handle())


def test_view_closes_by_escape_button_and_backdrop_and_gives_the_focus_back(visit: Conversation) -> None:
    button = visit.reply(0).locator(".card-2 .card-foot button")
    for shut in (
        lambda: visit.page.keyboard.press("Escape"),
        lambda: visit.view.get_by_role("button", name="Close").click(),
        lambda: visit.page.mouse.click(5, 400),
    ):
        visit.open(button)
        assert visit.page.evaluate("document.activeElement.className") == "text"
        shut()
        visit.view.wait_for(state="hidden")
        assert button.evaluate("button => document.activeElement === button")


def test_copy_of_the_story_opens_where_it_has_the_quote_over_another_line_break(visit: Conversation) -> None:
    view = visit.open(visit.reply(0).locator(".copies button"))
    assert view.locator("mark").all_text_contents() == [TWIN.text[16:-14]]
    assert view.locator(".outlet").inner_text() == "Harbour Post"


def test_timeline_points_lead_to_card_and_article(visit: Conversation) -> None:
    points = visit.reply(0).locator("button.point")
    assert points.count() == 4
    points.nth(2).hover()
    assert visit.page.locator("#citation-preview .outlet").inner_text() == "Vestnor Courier"
    points.nth(2).click()
    visit.page.wait_for_selector(".card-2.flash")
    points.nth(3).hover()
    assert visit.page.locator("#citation-preview .said").inner_text() == LATER.text
    view = visit.open(points.nth(3))
    assert view.locator("h2").inner_text() == "Report on the Selka"
    assert view.locator("mark").all_text_contents() == [LATER.text]


def test_drawing_of_the_timeline_passes_the_chat_and_has_a_name(visit: Conversation) -> None:
    drawing = visit.reply(0).get_by_role("img", name="Timeline of passages, 3 cited and 1 near")
    assert drawing.locator("circle").count() == 4
    dots = drawing.locator("circle").evaluate_all(MIDDLES)
    pressed = visit.reply(0).locator("button.point").evaluate_all(MIDDLES)
    assert all(abs(a - b) <= 1 for dot, button in zip(dots, pressed, strict=True) for a, b in zip(dot, button, strict=True))


def test_support_marks_pass_the_chat(visit: Conversation) -> None:
    checks = visit.reply(0).get_by_role("img", name="Supported by what it cites")
    assert checks.all_inner_texts() == ["✓", "✓"]
    assert visit.reply(0).locator(".support.weak").inner_text() == "weakly supported: not found: hospital, <b>41"


def test_nearest_passage_of_a_declined_answer_opens_the_same_way(visit: Conversation) -> None:
    visit.reply(1).locator("summary").click()
    view = visit.open(visit.reply(1).locator(".nearest li button").first)
    assert view.locator(".file").inner_text() == "2019-09-12-oskwin.txt"
    assert view.locator("mark").count() == 3  # the passage is of three paragraphs
    assert view.locator(".told").inner_text() == "1 passage marked"


def test_article_opened_without_offsets_starts_at_the_top(visit: Conversation) -> None:
    visit.page.evaluate("file => dateline.openArticle({ file })", FIRST.id)
    visit.view.locator("h2").wait_for()
    assert (visit.view.locator("mark").count(), visit.view.locator(".steps").count()) == (0, 0)
    assert visit.page.locator(TEXT).evaluate("text => text.scrollTop") == 0


def test_article_opened_at_offsets_by_another_script_is_marked_there(visit: Conversation) -> None:
    start = FIRST.text.index("and then she listed")
    place = {"file": FIRST.id, "start": start, "end": start + len("and then she listed")}
    visit.page.evaluate("place => dateline.openArticle(place)", place)
    visit.view.locator("mark").wait_for()
    assert visit.view.locator("mark").all_text_contents() == ["and then she listed"]


@pytest.mark.parametrize(
    "place", [{"start": 5, "end": 5}, {"start": -1, "end": 4}, {"start": 10**9, "end": 10**9 + 5}, {"start": "1", "end": "<b>"}]
)
def test_offsets_out_of_place_mark_nothing(visit: Conversation, place: dict[str, object]) -> None:
    visit.page.evaluate("place => dateline.openArticle(place)", {"file": FIRST.id, **place})
    visit.view.locator("h2").wait_for()
    assert visit.view.locator("mark").count() == 0


def test_article_that_is_gone_is_told_in_one_line(visit: Conversation) -> None:
    visit.page.evaluate("dateline.openArticle({ file: 'gone/<b>.txt' })")
    visit.view.locator("h2").wait_for()
    assert visit.view.locator(".problem").inner_text() == "This article is not in the index; it may have been removed since."
    visit.complaints.clear()  # the browser's own line about the 404


def test_quote_that_moved_in_its_article_is_found_and_one_that_is_gone_is_told(visit: Conversation) -> None:
    view = visit.open(visit.reply(4).locator(".card-foot button"))
    assert view.locator("mark").all_text_contents() == ["The count was eleven."]
    visit.page.keyboard.press("Escape")
    view = visit.open(visit.reply(6).locator(".card-foot button"))
    assert view.locator("mark").count() == 0
    assert view.locator(".notice").inner_text() == "The quote is not in this article as it is now."


def test_what_hides_or_reorders_is_not_shown_and_the_quote_is_found_all_the_same(visit: Conversation) -> None:
    view = visit.open(visit.reply(3).locator(".card-foot button"))
    assert view.locator("mark").all_text_contents() == ["The quoted words."]
    assert view.locator(".text p").all_text_contents() == [visible(INVISIBLE.text)]
    assert view.locator(".file").inner_text() == "odd/invisible.txt"


def test_hostile_article_stays_text_in_card_preview_and_view(visit: Conversation) -> None:
    reply = visit.reply(2)
    reply.locator("p button.marker").first.hover()
    assert visit.page.locator("#citation-preview .file").inner_text() == '<img src=x onerror="alert(5)">txt.[1](http:evil).txt'
    view = visit.open(reply.locator(".card-foot button"))
    visit.page.wait_for_timeout(300)
    made = "img, form, input, iframe, a, script, style, h1"
    for place in (view, visit.page.locator("#citation-preview"), visit.page.locator("#conversation .message-content")):
        assert place.locator(made).count() == 0
    assert [" ".join(text.split()) for text in view.locator("mark").all_text_contents()] == [" ".join(visible(HOSTILE_MARKUP).split())]
    assert view.locator(".file").inner_text() == '<img src=x onerror="alert(5)">txt.[1](http:evil).txt'
    assert not set(visit.page.inner_text("body")) & set("\u202e\u2066\u200b\U000e0041\ufeff")


def test_buttons_outside_an_answer_do_nothing(visit: Conversation) -> None:
    forged = '<button class="open-article" value=\'{"file": "x"}\'>x</button>'
    visit.page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", forged)
    visit.page.locator("body > button.open-article").evaluate("button => button.click()")
    for value in ("", "[]", "null", '{"file": 1}', "x"):
        visit.reply(0).locator(".card-1 .card-foot button").evaluate("(button, value) => { button.value = value; button.click(); }", value)
    visit.page.wait_for_timeout(200)
    assert not visit.view.is_visible()
    visit.load()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow_window_holds_timeline_preview_and_article(visit: Conversation, scheme: str) -> None:
    visit.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.reply(0).locator("p button.marker").last.hover()
    box = visit.page.locator("#citation-preview").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    visit.open(visit.reply(0).locator(".card-1 .card-foot button"))
    assert visit.view.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert visit.page.locator(TEXT).evaluate("text => text.scrollWidth <= text.clientWidth")
    assert visit.page.evaluate("document.documentElement.scrollWidth") == 390
    labels = visit.page.locator(".timeline").evaluate_all(
        """all => all.map(one => [...one.querySelectorAll(".label")].map(label => {
            const at = label.getBoundingClientRect();
            return [at.left, at.right];
        }))"""
    )
    assert labels and all(left[1] < right[0] for row in labels for left, right in pairwise(row))
