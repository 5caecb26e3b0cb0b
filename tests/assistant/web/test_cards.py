"""An answer as HTML: what it shows, and that nothing in it can be more than text."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
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
from ferry_story import STORY, TWIN, ferry_answer

from assistant import Answer, AssistantError, TimeFrame
from assistant.errors import UnknownArticle
from assistant.records import Sentence
from assistant.web.cards import answer_html, date_in_words, error_html, question_html
from assistant.web.escaping import escaped, visible, without_folders
from assistant.web.masthead import extent, masthead_html
from index import Article, StoryFile

OURS = {"div", "p", "br", "span", "blockquote", "mark", "strong", "details", "summary", "ul", "li", "button"}
DRAWN = {"svg", "line", "rect", "circle", "text"}  # of the timeline
# What cards and timelines set; none of these can run or fetch anything on our elements.
GIVEN = {"class", "type", "value", "tabindex", "title", "role", "style"}
PLACES = {"width", "height", "x", "x1", "x2", "y", "y1", "y2", "cx", "cy", "r", "text-anchor"}


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

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which must be this one."""
        assert self.open.pop() == tag


def html_of(answer: Answer) -> str:
    return answer_html(answer, (ARTICLES | STORY).__getitem__)


def test_card_shows_number_outlet_date_file_and_the_quote_marked_in_its_paragraph() -> None:
    answer = replace(
        obituary_answer("Who died?"), sentences=(Sentence("He died.", (1,), closing=1),), citations=obituary_answer("").citations[:1]
    )
    assert html_of(answer) == (
        '<div class="answer"><p>He died <button type="button" class="marker" value="1">[1]</button>.</p>'
        '<div class="cards"><div class="card card-1" tabindex="-1"><div class="card-head">'
        '<span class="marker">[1]</span><span class="outlet">Osvarin</span>'
        '<span class="date">Thursday, 12 September 2019</span><span class="file">2019-09-12-oskwin.txt</span></div>'
        "<blockquote><mark>Marel Oskwin, who led Besmera for ten years, died this morning aged 81.</mark> "
        'His first cabinet followed Besmera&#x27;s vote of 2009.</blockquote><div class="card-foot">'
        '<button type="button" class="open-article" value="{&quot;file&quot;: &quot;2019-09-12-oskwin.txt&quot;, &quot;start&quot;: 17, '
        "&quot;end&quot;: 88, &quot;number&quot;: 1, &quot;quote&quot;: &quot;Marel Oskwin, who led Besmera for ten years, died this "
        'morning aged 81.&quot;}">Open article</button></div></div></div></div>'
    )


def opened(html: str) -> list[dict[str, object]]:
    """What the buttons of an answer open, as article.js reads it."""
    return [json.loads(unescape(value)) for value in re.findall(r'class="open-article[^"]*" value="([^"]*)"', html)]


def test_card_opens_its_article_at_the_quote_with_the_words_that_answer() -> None:
    citation = cited(OBITUARY, "His first cabinet followed Besmera's vote of 2009.", 3)
    start = OBITUARY.text.index("2009")
    citation = replace(citation, answer_start=start, answer_end=start + 4)
    assert opened(html_of(replace(obituary_answer(""), citations=(citation,)))) == [
        {
            "file": OBITUARY.id,
            "start": citation.start,
            "end": citation.end,
            "number": 3,
            "strong": [start, start + 4],
            "quote": citation.quote,
        }
    ]


def test_copy_of_the_story_opens_where_it_has_the_quote() -> None:
    html = html_of(replace(ferry_answer(), citations=ferry_answer().citations[1:2], passages=()))
    assert opened(html)[0] == {"file": TWIN.id, "quote": ferry_answer().citations[1].quote}


def test_nearest_passage_opens_its_article_there() -> None:
    html = html_of(replace(declined(""), passages=declined("").passages[:1])).partition('<details class="nearest">')[2]
    quote = OBITUARY.text[17:][:300]
    assert opened(html) == [{"file": OBITUARY.id, "start": 17, "end": len(OBITUARY.text), "quote": quote}]


def test_file_whose_name_cannot_be_shown_is_opened_by_its_true_name() -> None:
    assert [place["file"] for place in opened(html_of(hostile_answer("")))] == [HOSTILE.id]


def marked(*sentences: Sentence) -> str:
    """The text of an answer as the reply shows it."""
    html = html_of(replace(harbour_answer(""), sentences=sentences, notices=()))
    assert Elements(html).open == []
    return html[html.index("<p>") : html.index('<div class="cards">')]


CHECK = '<span class="support" role="img" title="Supported by what it cites (93 % sure)">✓</span>'
FIRST_MARKER = '<button type="button" class="marker" value="1">[1]</button>'


def test_supported_sentence_has_a_quiet_check_behind_its_markers_and_a_quote_none() -> None:
    html = marked(
        Sentence("It was shut.", (1,), support=0.93),
        Sentence("Then it opened.", (1,), support=0.93, closing=1),
        Sentence("Nobody came.", support=0.93),
        Sentence("All left.", (1,)),
    )
    assert html == (
        f"<p>It was shut. {FIRST_MARKER}{CHECK} Then it opened {FIRST_MARKER}.{CHECK} Nobody came.{CHECK} All left. {FIRST_MARKER}</p>"
    )


def test_weak_sentence_says_in_words_what_was_not_found() -> None:
    html = marked(Sentence("It opened <b> on Tuesday.", (1,), support=0.31, missing=("12", "Tues\n<i>day"), closing=1))
    mark = '<span class="support weak" title="Support by what it cites: 31 %">weakly supported: not found: 12, Tues &lt;i&gt;day</span>'
    assert html == f"<p>It opened &lt;b&gt; on Tuesday {FIRST_MARKER}.{mark}</p>"


def test_weak_sentence_without_missing_words_and_one_with_too_many() -> None:
    html = marked(Sentence("One.", support=0.0), Sentence("Two.", support=0.49, missing=tuple("abcdefghij"), heading="And?"))
    assert re.findall(">(weakly[^<]*)<", html) == ["weakly supported", "weakly supported: not found: a, b, c, d, e, f, g, h …"]
    assert "</span> <strong>And?</strong><br>Two." in html


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
    assert len(html) < 1400


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
    assert [f"{day}.txt</button>" in html for day in range(1, 9)] == [day in (1, 8) for day in range(1, 9)]
    assert "<li>and 6 more</li>" in html


def test_only_markers_of_citations_are_markers() -> None:
    html = marked(Sentence("Closed [x] [1999].", (1, 2), closing=1))
    assert html == f"<p>Closed [x] [1999] {FIRST_MARKER}[2].</p>"


def test_words_that_answer_are_strong_in_the_reply_whatever_is_not_shown() -> None:
    html = marked(
        Sentence("It was shut for two days & nights.", (1,), ((16, 33),)),
        Sentence("It \u2066opened  on\u202e Friday [10 January 2020].", (1,), ((3, 22),), lead="<i>2020:", paragraph=True),
    )
    assert html == (
        f"<p>It was shut for <strong>two days &amp; nights</strong>. {FIRST_MARKER}</p>"
        f"<p>&lt;i&gt;2020: It <strong>opened on Friday</strong> [10 January 2020]. {FIRST_MARKER}</p>"
    )


def test_highlights_out_of_place_change_nothing_of_the_text() -> None:
    assert marked(Sentence("a bc def", highlights=((5, 99), (2, 6), (-9, 1), (40, 50)))) == "<p>a bc <strong>def</strong></p>"


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


def test_an_unsure_answer_says_so_and_offers_the_next_best():
    other = cited(OBITUARY, "His first cabinet followed")
    html = html_of(replace(harbour_answer(""), confidence=0.3, others=(other,)))
    assert '<div class="unsure"><p>Unsure: check it. It may also be:</p><ul><li>“His first cabinet followed”' in html
    assert '<div class="unsure"><p>Unsure: check it.</p></div>' in html_of(replace(harbour_answer(""), confidence=0.3))
    assert "Unsure" not in html_of(harbour_answer("")) + html_of(replace(declined(""), confidence=0.0))


def test_abstention_offers_the_three_nearest_passages_folded() -> None:
    html = html_of(declined("Who won?"))
    assert html.startswith('<div class="abstained"><p>I found no sentence that answers this.</p><div class="timeline">')
    html = html.partition('<details class="nearest"><summary>')[2]
    assert html.count("<li>") == html.count(">Open article</button>") == 3
    assert "Thursday, 12 September 2019" in html and "date 2019-09-12" not in html
    assert all(len(re.sub('value="[^"]*"', "", item)) < 700 for item in html.split("<li>"))


def test_abstention_without_passages_is_one_line() -> None:
    answer = replace(declined(""), passages=())
    assert html_of(answer) == '<div class="abstained"><p>I found no sentence that answers this.</p></div>'


@pytest.mark.parametrize("make", [hostile_answer, declined])
def test_hostile_text_makes_no_element_and_no_attribute(make: Callable[[str], Answer]) -> None:
    html = html_of(make(HOSTILE_MARKUP))
    elements = Elements(html)
    assert elements.tags <= OURS | DRAWN and elements.attributes <= GIVEN | PLACES and elements.open == []
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
    assert '<p class="notice">Passages go to &lt;b&gt;.</p>' in html
