"""An answer as HTML: what it shows, and that nothing in it can be more than text."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from fake_assistant import (
    ARTICLES,
    HOSTILE,
    HOSTILE_MARKUP,
    OBITUARY,
    SUMMARY,
    UNDATED,
    FakeAssistant,
    cited,
    declined,
    harbour_answer,
    hostile_answer,
    obituary_answer,
)

from assistant import Answer, AssistantError, TimeFrame
from assistant.errors import UnknownArticle
from assistant.web.cards import answer_html, date_in_words, error_html, question_html
from assistant.web.escaping import escaped, visible, without_folders
from assistant.web.masthead import extent, masthead_html
from index import Article, StoryFile

OURS = {"div", "p", "br", "span", "blockquote", "mark", "strong", "details", "summary", "ul", "li"}


class Elements(HTMLParser):
    """Collects what a browser would make of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which must be this one."""
        assert self.open.pop() == tag


def html_of(answer: Answer) -> str:
    return answer_html(answer, ARTICLES.__getitem__)


def test_card_shows_number_outlet_date_file_and_the_quote_marked_in_its_paragraph() -> None:
    answer = replace(obituary_answer("Who died?"), text="He died [1].", citations=obituary_answer("").citations[:1])
    assert html_of(answer) == (
        '<div class="answer"><p>He died <span class="marker">[1]</span>.</p><div class="cards"><div class="card">'
        '<div class="card-head"><span class="marker">[1]</span><span class="outlet">Osvarin</span>'
        '<span class="date">Thursday, 12 September 2019</span><span class="file">2019-09-12-oskwin.txt</span></div>'
        "<blockquote><mark>Marel Oskwin, who led Besmera for ten years, died this morning aged 81.</mark> "
        "His first cabinet followed Besmera&#x27;s vote of 2009.</blockquote></div></div></div>"
    )


def test_paragraph_is_bounded_by_blank_lines() -> None:
    quote = "After Oskwin's death, Besmera's chamber put off its sittings indefinitely."
    html = html_of(replace(obituary_answer(""), citations=(cited(OBITUARY, quote),)))
    assert "<blockquote>Osvarin reported" in html
    assert "indefinitely.</mark></blockquote>" in html


def test_quote_over_two_paragraphs_shows_both() -> None:
    quote = "vote of 2009.\n\nOsvarin reported"
    html = html_of(replace(obituary_answer(""), citations=(cited(OBITUARY, quote),)))
    assert "<mark>vote of 2009. Osvarin reported</mark> that Oskwin" in html
    assert "<blockquote>Marel" in html


def test_quote_inside_a_word_keeps_its_neighbours_close() -> None:
    html = html_of(replace(obituary_answer(""), citations=(cited(OBITUARY, "democrat"),)))
    assert "for <mark>democrat</mark>ization in" in html


def test_undated_article_without_outlet() -> None:
    place = '<span class="date">undated</span><span class="file">reports/harbour notes.txt</span>'
    assert f'<div class="card-head"><span class="marker">[1]</span>{place}</div>' in html_of(harbour_answer(""))


def test_long_paragraph_is_cut_between_words_around_the_quote() -> None:
    middle = UNDATED.text.index("Nobody said why", 1000)
    citation = replace(cited(UNDATED, "Nobody said why"), start=middle, end=middle + len("Nobody said why"))
    html = html_of(replace(harbour_answer(""), citations=(citation,)))
    assert "<blockquote>… " in html and " …</blockquote>" in html
    assert len(html) < 1000


def test_changed_or_removed_article_still_shows_its_quote() -> None:
    def removed(file: str) -> Article:
        raise UnknownArticle(f"No article {file} is indexed.")

    def changed(file: str) -> Article:
        return replace(ARTICLES[file], text="Something else.")

    quote = "<blockquote><mark>The harbour was closed for two days.</mark></blockquote>"
    assert [quote in answer_html(harbour_answer(""), article_of) for article_of in (removed, changed)] == [True, True]


def test_notices_are_shown() -> None:
    notice = '<p class="notice">The language model did not answer; this is the reader&#x27;s answer.</p>'
    assert notice in html_of(harbour_answer(""))


def test_the_time_asked_about_is_shown() -> None:
    frame = TimeFrame("last year", 0, 9, date(2023, 1, 1), date(2023, 12, 31), None, date(2024, 9, 19), "newest article", True)
    html = answer_html(replace(obituary_answer("?"), time_frame=frame), ARTICLES.__getitem__)
    assert "Time asked about: 2023 (last year, counted from the newest article, 19 September 2024)</p>" in html


def test_card_says_who_says_it_and_in_which_files_the_story_stands_too() -> None:
    twin = StoryFile("<b>twin.txt", "Vest<i>nor", date(2019, 9, 13))
    citation = replace(cited(OBITUARY, "His first cabinet followed"), speaker="Orla <u>Tembrit", also_in=(twin,))
    html = answer_html(replace(obituary_answer("?"), citations=(citation,)), ARTICLES.__getitem__)
    assert '<p class="speaker">said by Orla &lt;u&gt;Tembrit</p>' in html
    copies = html.partition('<div class="copies">')[2]
    assert "Vest&lt;i&gt;nor" in copies and "&lt;b&gt;twin.txt" in copies and "Friday, 13 September 2019" in copies
    assert Elements(html).tags <= OURS


def test_of_a_story_in_many_files_the_earliest_and_the_newest_are_named() -> None:
    files = tuple(StoryFile(f"{day}.txt", None, date(2019, 9, day)) for day in range(1, 9))
    html = answer_html(replace(obituary_answer("?"), citations=(replace(cited(OBITUARY, "Oskwin"), also_in=files),)), ARTICLES.__getitem__)
    assert [f"{day}.txt</span>" in html for day in range(1, 9)] == [day in (1, 8) for day in range(1, 9)]
    assert "<li>and 6 more</li>" in html


def test_only_markers_of_citations_are_markers() -> None:
    html = html_of(replace(harbour_answer(""), text="Closed [1] [2] [x] [1999]."))
    assert '<p>Closed <span class="marker">[1]</span> [2] [x] [1999].</p>' in html


def highlighted(text: str, *words: str) -> str:
    highlights = tuple((text.index(word), text.index(word) + len(word)) for word in words)
    html = html_of(replace(harbour_answer(""), text=text, highlights=highlights, notices=()))
    assert Elements(html).open == []
    return html[html.index("<p>") : html.index('<div class="cards">')]


def test_words_that_answer_are_strong_in_the_reply() -> None:
    html = highlighted(
        "It was shut for two days & nights. [1] It opened on Friday [10 January 2020]. [1]", "two days & nights", "on Friday [10"
    )
    assert html == (
        '<p>It was shut for <strong>two days &amp; nights</strong>. <span class="marker">[1]</span> '
        'It opened <strong>on Friday [10</strong> January 2020]. <span class="marker">[1]</span></p>'
    )


def test_strong_words_are_found_behind_paragraphs_line_breaks_and_what_is_not_shown() -> None:
    text = " \n\n First\u200b  line <b>.\r\n  Second\u202e  one.\n \n\nThe \u2066third  <i>\t [1] paragraph.\n"
    html = highlighted(text, "line <b>", "Second\u202e  one", "third  <i>\t [1]")
    assert html == (
        "<p>First <strong>line &lt;b&gt;</strong>.<br><strong>Second one</strong>.</p>"
        '<p>The <strong>third &lt;i&gt; <span class="marker">[1]</span></strong> paragraph.</p>'
    )


def test_strong_words_over_two_lines_are_strong_in_both() -> None:
    assert highlighted("a bc\nde f", "bc\nde") == "<p>a <strong>bc</strong><br><strong>de</strong> f</p>"


def test_highlights_out_of_place_change_nothing_of_the_text() -> None:
    answer = replace(harbour_answer(""), text="a bc def", highlights=((5, 99), (2, 6), (-9, 1), (40, 50)))
    assert "<p>a bc <strong>def</strong></p>" in html_of(answer)


def test_words_that_answer_are_strong_in_the_marked_quote() -> None:
    quote = "vote of 2009.\n\nOsvarin reported"
    citation = cited(OBITUARY, quote)
    start = OBITUARY.text.index("2009.")
    html = html_of(replace(obituary_answer(""), citations=(replace(citation, answer_start=start, answer_end=start + 14),)))
    assert "<mark>vote of <strong>2009. Osvarin</strong> reported</mark> that Oskwin" in html


@pytest.mark.parametrize(("start", "end", "strong"), [(1985, 2500, True), (1995, 2500, False), (2400, 2500, False)])
def test_words_that_answer_are_strong_as_far_as_a_cut_quote_shows_them(start: int, end: int, strong: bool) -> None:
    quote = "word " * 600
    citation = replace(cited(UNDATED, UNDATED.text[:10]), quote=quote, start=0, end=len(quote), answer_start=start, answer_end=end)
    html = html_of(replace(harbour_answer(""), citations=(citation,)))
    assert html.count("<strong>word word</strong> …</mark>") == html.count("<strong>") == strong


def test_abstention_offers_the_three_nearest_passages_folded() -> None:
    html = html_of(declined("Who won?"))
    assert html.startswith('<div class="abstained"><p>The articles do not say.</p><details class="nearest"><summary>')
    assert html.count("<li>") == 3
    assert "Thursday, 12 September 2019" in html and "date 2019-09-12" not in html
    assert all(len(item) < 600 for item in html.split("<li>"))


def test_abstention_without_passages_is_one_line() -> None:
    answer = replace(declined(""), passages=())
    assert html_of(answer) == '<div class="abstained"><p>The articles do not say.</p></div>'


@pytest.mark.parametrize("make", [hostile_answer, declined])
def test_hostile_text_makes_no_element_and_no_attribute(make: Callable[[str], Answer]) -> None:
    html = html_of(make(HOSTILE_MARKUP))
    elements = Elements(html)
    assert elements.tags <= OURS and elements.attributes == {"class"} and elements.open == []
    assert "\n" not in html  # Gradio reads it as Markdown, where a blank line would end the block of HTML


def test_hostile_question_and_error_make_no_element() -> None:
    for html in (question_html(HOSTILE_MARKUP), error_html(HOSTILE_MARKUP)):
        assert Elements(html).tags <= OURS


def test_nothing_invisible_or_reordering_is_shown() -> None:
    html = html_of(hostile_answer("")) + html_of(declined("")) + question_html(HOSTILE.id)
    assert not set(html) & set("\u202e\u2066\u200b\U000e0041\ufeff")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("a\u200b\u200c\u2060\ufeff\u00ad\u180eb", "ab"),
        ("\U000e0041\U000e0042\U000e0100x", "x"),
        ("a\x00\x1b[31mb\x9b", "a[31mb"),
        ("\ud800x", "\ufffdx"),
        ("Nukuʻalofa, 東京, مرحبا, ❤️", "Nukuʻalofa, 東京, مرحبا, ❤️"),
    ],
)
def test_visible_text(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_escaped_text_is_one_line() -> None:
    assert escaped("a\r\n\n  <b>\t&\u2028'\"") == "a &lt;b&gt; &amp; &#x27;&quot;"


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("There is no index in /srv/news/.dateline; run it.", "There is no index in …/.dateline; run it."),
        (r"Cannot read 'C:\Users\me\a.txt'.", "Cannot read '…/a.txt'."),
        ("~/news/a.txt is empty.", "…/a.txt is empty."),
        ("http://127.0.0.1:11434/v1/chat does not answer.", "http://127.0.0.1:11434/v1/chat does not answer."),
        ("reports/harbour notes.txt and/or 24/7", "reports/harbour notes.txt and/or 24/7"),
    ],
)
def test_messages_do_not_tell_where_things_are_on_the_disk(message: str, shown: str) -> None:
    assert without_folders(message) == shown


def test_error_is_one_line() -> None:
    error = AssistantError("First.\nSecond <b>.")
    assert error_html(str(error)) == '<div class="problem" role="alert"><p>First. Second &lt;b&gt;.</p></div>'


def test_date_in_words() -> None:
    assert [date_in_words(date(2024, 12, 5)), date_in_words(None)] == ["Thursday, 5 December 2024", "undated"]


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        (
            {},
            [
                "294 articles, 7 January 2019 to 30 December 2021 (2 undated).",
                "Newest article: Thursday, 30 December 2021.",
            ],
        ),
        (
            {"articles": 1, "undated": 0, "earliest": SUMMARY.newest},
            ["1 article, 30 December 2021.", "Newest article: Thursday, 30 December 2021."],
        ),
        ({"articles": 1200, "undated": 1200, "earliest": None, "newest": None}, ["1,200 articles, undated."]),
        ({"articles": 0, "earliest": None, "newest": None}, ["No articles are indexed yet."]),
    ],
)
def test_extent_of_the_index(changes: dict[str, object], sentences: list[str]) -> None:
    assert extent(replace(SUMMARY, **changes)) == sentences  # type: ignore[arg-type]


def test_masthead_tells_what_is_to_be_known_before_asking() -> None:
    html = masthead_html(FakeAssistant(notices=("Passages go to <b>.",)))  # type: ignore[arg-type]
    assert html.endswith('<p class="notice">Passages go to &lt;b&gt;.</p>')
