import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fake_assistant import (
    ARTICLES,
    HOSTILE,
    HOSTILE_MARKUP,
    NAMED_YEAR,
    OBITUARY,
    cited,
    declined,
    harbour_answer,
    hostile_answer,
    obituary_answer,
    passage_of,
)
from markdown_it import MarkdownIt

from assistant.errors import UnknownArticle
from assistant.records import Answer, Sentence, Value
from assistant.web.export import Exported, as_html, as_markdown
from assistant.web.export.exported import LONGEST_LINE, MOST_CITATIONS, MOST_EXCHANGES, MOST_SENTENCES
from index import Article, StoryFile

MADE = datetime(2026, 3, 1, 9, 5)
ARTICLE_OF = ARTICLES.__getitem__


def toll_answer(question: str) -> Answer:
    """An answer with all that one can have: a time, revised values, a speaker, other files, a notice, a short answer."""
    citation = replace(
        cited(OBITUARY, "Marel Oskwin, who led Besmera for ten years, died this morning aged 81."),
        answer_start=18,
        answer_end=30,
        speaker="Orla Brand",
        also_in=(StoryFile("copy.txt", "Varndel Herald", date(2019, 9, 13)),),
    )
    values = (Value("six", date(2024, 3, 13), 1), Value("nine", date(2024, 3, 14), 1))
    notices = ("Newest article: 30 March 2024.",)
    return Answer(
        question,
        (Sentence("Nine people died.", (1,), ((0, 4),), closing=1),),
        (citation,),
        (),
        abstained=False,
        confidence=0.9,
        notices=notices,
        time_frame=NAMED_YEAR,
        values=values,
    )


EVERYTHING = [
    Exported("How many died?", "How many died in Pellumar?", toll_answer("How many died?"), date(2019, 1, 1), None, "Osvarin"),
    Exported("Who won?", None, declined("Who won?")),
]
HOSTILE_ONES = [
    Exported(HOSTILE_MARKUP, HOSTILE_MARKUP, hostile_answer(HOSTILE_MARKUP), None, None, HOSTILE_MARKUP),
    Exported("Who?", None, replace(declined("Who?"), passages=(passage_of(HOSTILE),))),
    Exported("1. [x](javascript:alert(8))\n# y\n\n---\n<!-- ", None, harbour_answer("x")),
]


def test_markdown_holds_the_questions_answers_and_citations():
    assert as_markdown("Deaths", EVERYTHING[:1], made=MADE) == (
        "# Deaths\n\n"
        "Dateline, Sunday, 1 March 2026, 09:05: 1 question\n\n"
        "## 1. How many died?\n\n"
        "*Asked as: How many died in Pellumar?*\n\n"
        "*Only articles from 1 January 2019 on, by Osvarin*\n\n"
        "*Time asked about: 2019*\n\n"
        "**Nine** people died \\[1\\].\n\n"
        "*Newest article: 30 March 2024.*\n\n"
        "What was reported, oldest first:\n\n"
        "- Wednesday, 13 March 2024: **six** \\[1\\]\n"
        "- Thursday, 14 March 2024: **nine** \\[1\\]\n\n"
        "**\\[1\\]** Osvarin, Thursday, 12 September 2019, 2019-09-12-oskwin.txt\n\n"
        "> Marel Oskwin, who led Besmera for ten years, died this morning aged 81.\n\n"
        "Said by Orla Brand\n\n"
        "The same story also in: Varndel Herald, Friday, 13 September 2019, copy.txt\n"
    )


def test_a_declined_question_shows_the_nearest_passages_in_markdown():
    text = as_markdown("Deaths", EVERYTHING[1:], made=MADE)
    assert (
        "\n\nI found no sentence that answers this.\n\n"
        "Nearest passages:\n\nOsvarin, Thursday, 12 September 2019, 2019-09-12-oskwin.txt\n\n> Marel" in text
    )
    assert text.count("\n> ") == 3


def rendered(text: str) -> "Seen":
    seen = Seen()
    seen.feed(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))
    return seen


class Seen(HTMLParser):
    """The elements of a page, their attributes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.headings: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        self.headings += [tag] if tag.startswith("h") else []

    def handle_data(self, data: str) -> None:
        self.text += data


def test_hostile_text_is_only_text_in_markdown():
    seen = rendered(as_markdown(HOSTILE_MARKUP, HOSTILE_ONES, made=MADE))
    assert seen.tags == {"h1", "h2", "p", "em", "strong", "blockquote"}
    assert seen.attributes == []
    assert seen.headings == ["h1", "h2", "h2", "h2"]
    shown = "<script>alert(1)</script><img src=x onerror=alert(2)><form action=//evil.example><input></form><style>*{display:none}</style>"
    assert seen.text.count(shown) == 8
    assert not re.search("[\u202e\u2066\u200b\U000e0041\ufeff]", seen.text)


@pytest.mark.parametrize(
    "text",
    [
        "# a",
        "- a",
        "+ a",
        "1. a",
        "12) a",
        "===",
        "---",
        "> a",
        "* a",
        "| a | b |",
        "`a` ~~b~~",
        "\\",
        "a\\",
        "&amp; &#65;",
        "[a]: b",
        "_a_ **b**",
        ": a",
    ],
)
def test_markdown_shows_what_was_written(text):
    answer = replace(obituary_answer("Who?"), sentences=(Sentence(text),), citations=())
    seen = rendered(as_markdown("t", [Exported(text, None, answer)], made=MADE))
    assert seen.text.split("\n") == ["t", "Dateline, Sunday, 1 March 2026, 09:05: 1 question", f"1. {text}", text, ""]


class Page(Seen):
    """A page with its ids, and where its links lead."""

    @property
    def ids(self) -> list[str]:
        return [str(value) for name, value in self.attributes if name == "id"]

    @property
    def links(self) -> set[str]:
        return {str(value) for name, value in self.attributes if name == "href"}


def page_of(html: str) -> Page:
    page = Page()
    page.feed(html)
    return page


def test_the_page_links_markers_to_quotes_and_nowhere_else():
    page = page_of(as_html("Deaths", [*EVERYTHING, Exported("Who?", None, obituary_answer("Who?"))], made=MADE, article_of=ARTICLE_OF))
    assert page.ids == ["q1", "q1-1", "q2", "q3", "q3-1", "q3-2"]
    assert page.links == {"#q1", "#q2", "#q3", "#q1-1", "#q3-1", "#q3-2"}


def test_the_page_holds_answer_times_values_and_notices():
    html = as_html("Deaths", EVERYTHING, made=MADE)
    assert (
        '<div class="text"><p><strong>Nine</strong> people died <a class="marker" href="#q1-1" aria-label="Source 1">[1]</a>.</p></div>'
        in html
    )
    assert '<p class="notice">Newest article: 30 March 2024.</p>' in html
    assert '<tr><th scope="row">Wednesday, 13 March 2024</th><td>six</td><td><a class="marker" href="#q1-1"' in html
    told = re.findall('<p class="told">(.*?)</p>', html)
    assert told == [
        "Asked as: How many died in Pellumar?",
        "Only articles from 1 January 2019 on, by Osvarin",
        "Time asked about: 2019",
        "Said by Orla Brand",
        "The same story also in: Varndel Herald, Friday, 13 September 2019, copy.txt",
    ]
    assert (
        '<div class="text declined"><p>I found no sentence that answers this.</p></div>'
        '<div class="sources"><h3>Nearest passages</h3>' in html
    )


def blockquotes(html: str) -> list[str]:
    return re.findall("<blockquote>(.*?)</blockquote>", html)


def test_a_quote_stands_in_its_paragraph_where_the_article_is_known():
    exchanges = [Exported("Who?", None, obituary_answer("Who?"))]
    died, chamber = (
        "Marel Oskwin, who led Besmera for ten years, died this morning aged 81.",
        "After Oskwin&#x27;s death, Besmera&#x27;s chamber put off its sittings indefinitely.",
    )
    assert blockquotes(as_html("t", exchanges, made=MADE)) == [f"<mark>{died}</mark>", f"<mark>{chamber}</mark>"]
    assert blockquotes(as_html("t", exchanges, made=MADE, article_of=ARTICLE_OF)) == [
        f"<mark>{died}</mark> His first cabinet followed Besmera&#x27;s vote of 2009.",
        f"Osvarin reported that Oskwin had spent the spring in a clinic abroad. <mark>{chamber}</mark>",
    ]


def gone(id: str) -> Article:
    raise UnknownArticle(f"No article {id!r}")


def changed(id: str) -> Article:
    return replace(ARTICLES[id], text=f"Corrected. {ARTICLES[id].text}")


@pytest.mark.parametrize("article_of", [gone, changed])
def test_an_article_that_is_gone_or_changed_leaves_the_quote(article_of):
    exchanges = [Exported("Who?", None, obituary_answer("Who?"))]
    assert as_html("t", exchanges, made=MADE, article_of=article_of) == as_html("t", exchanges, made=MADE)


def test_hostile_text_is_only_text_on_the_page():
    page = page_of(as_html(HOSTILE_MARKUP, HOSTILE_ONES, made=MADE, article_of=ARTICLE_OF))
    ours = "html head meta title style body header h1 h2 h3 p br nav ol li a main section div span strong blockquote mark"
    assert page.tags == set(ours.split())
    assert all(link.startswith("#q") for link in page.links)
    names = {name for name, _ in page.attributes}
    assert names == {"lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "aria-label", "role"}


@pytest.mark.parametrize("made_as", [as_markdown, as_html])
def test_what_is_endless_is_cut(made_as):
    endless = "word " * 200_000
    quoted = tuple(replace(cited(OBITUARY, "Marel Oskwin", number), quote=endless) for number in range(1, 200))
    also = tuple(StoryFile(f"{number}.txt", None, None) for number in range(1000))
    values = tuple(Value(endless, date(2024, 3, 13), 1) for _ in range(1000))
    said = (Sentence(endless, (1,), closing=1),) * 200
    answer = Answer(endless, said, (replace(quoted[0], also_in=also), *quoted[1:]), (), abstained=False, notices=(endless,), values=values)
    text = made_as(endless, [Exported(endless, endless, answer)], made=MADE)
    # Title, question, form asked, notice and values of 2,000 characters each, twice where they are named twice; quotes likewise.
    assert len(text) < MOST_SENTENCES * LONGEST_LINE + (MOST_CITATIONS + 40 + 8) * 3000 + 20_000


def test_of_a_long_conversation_the_newest_questions_are_kept():
    exchanges = [Exported(f"Question {number}?", None, declined("x")) for number in range(MOST_EXCHANGES + 2)]
    text = as_markdown("t", exchanges, made=MADE)
    assert "the last 50 of 52 questions" in text
    assert "## 1. Question 2?\n" in text
    assert "Question 1?\n" not in text
    assert page_of(as_html("t", exchanges, made=MADE)).ids == [f"q{number}" for number in range(1, MOST_EXCHANGES + 1)]


def test_a_conversation_without_a_question_is_a_file_all_the_same():
    assert as_markdown("t", [], made=MADE) == "# t\n\nDateline, Sunday, 1 March 2026, 09:05: 0 questions\n"
    assert "<main>\n\n</main>" in as_html("t", [], made=MADE)


@pytest.fixture
def opened(chromium, tmp_path: Path) -> Iterator:
    """Opens an exported page from the disk; whatever it asks for, shows or complains about is kept."""
    contexts = []

    def open_page(html: str, **options):
        file = tmp_path / "conversation.html"
        file.write_text(html, "utf-8")
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.seen, page.failed = [], {}
        page.on("requestfailed", lambda request: page.failed.update({request.url: request.failure}))
        page.on("request", lambda request: page.seen.append(request.url))
        page.on("dialog", lambda dialog: (page.seen.append("dialog"), dialog.dismiss()))
        page.on("console", lambda message: page.seen.append(message.text))
        page.goto(file.as_uri())
        page.seen.remove(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_the_page_opens_in_a_browser_without_a_request_or_a_dialog(opened):
    page = opened(as_html("Hostile", [*EVERYTHING, *HOSTILE_ONES], made=MADE, article_of=ARTICLE_OF))
    page.wait_for_timeout(200)
    assert page.seen == []
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).borderTopStyle") == "solid"  # the policy lets our style in
    page.click("#q1 .text .marker")
    assert page.evaluate("document.querySelector(':target').id") == "q1-1"
    assert page.seen == []


def test_the_policy_of_the_page_stops_what_would_get_through(opened):
    html = as_html("t", EVERYTHING, made=MADE)
    holed = html.replace(
        "<main>", "<main><script>alert(1)</script><img src='http://evil.example/x.png'><p id='red' style='color: red'>x</p>"
    )
    page = opened(holed)
    page.wait_for_timeout(200)
    assert "dialog" not in page.seen
    assert page.failed == {"http://evil.example/x.png": "csp"}
    assert page.evaluate("getComputedStyle(document.getElementById('red')).color") != "rgb(255, 0, 0)"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_its_window(opened, width):
    page = opened(as_html("A" * 100, [*EVERYTHING, *HOSTILE_ONES], made=MADE), viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_page_follows_the_colours_of_the_system_and_of_paper(opened):
    colour = "getComputedStyle(document.body).backgroundColor"
    page = opened(as_html("t", EVERYTHING, made=MADE), color_scheme="dark")
    assert page.evaluate(colour) == "rgb(22, 21, 19)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
