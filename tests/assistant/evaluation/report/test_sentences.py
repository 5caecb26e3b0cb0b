import re
from dataclasses import replace

import pytest

from assistant.evaluation.records import Cited, Context, Response, SentenceMarks
from assistant.evaluation.report.sentences import sentences_html
from assistant.markers import sentences_of
from assistant.records import Sentence


def response(text, *numbers, contexts=()):
    return Response("1", "", sentences_of(text), contexts, tuple(Cited(number, "quote") for number in numbers))


def told(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_every_sentence_stands_with_what_is_before_it_and_its_markers_marked_or_not():
    sentences = (
        Sentence("It opened.", (1, 2), closing=1),
        Sentence("It <shut>.", (1,), lead="Earlier:", heading="When?"),
        Sentence("It is known."),
    )
    html = sentences_html(replace(response("", 1), sentences=sentences), [SentenceMarks("It <shut>.", 0.9)])
    assert html.startswith('<ol class="sentences"><li><p class="answer">It opened <span class="marker">[1]</span>[2].</p></li>')
    assert told(html) == "It opened [1] [2]. When? Earlier: It &lt;shut&gt;. [1] supported 0.900 It is known."


def test_missing_words_are_underlined_where_they_stand_in_order():
    marks = SentenceMarks("The 9 of 19 and 9 shut.", 0.9, missing=("19", "9", "nowhere"))
    html = sentences_html(response("The 9 of 19 and 9 shut [1].", 1), [marks])
    assert 'The 9 of <u>19</u> and <u>9</u> shut <span class="marker">[1]</span>.' in html
    assert "not found: <u>19</u> <u>9</u> <u>nowhere</u>" in html


def test_weak_support_is_marked_with_the_nearest_passage():
    contexts = (Context("A ferry."), Context("The ferry at Vant.", "2031/vant.txt"))
    marks = SentenceMarks("The ferry sank.", 0.31, best=1, cites=(1,), cited_support=0.2)
    html = sentences_html(response("The ferry sank [1].", 1, contexts=contexts), [marks])
    assert html.startswith('<ol class="sentences"><li class="weak">')
    assert told(html) == (
        "The ferry sank [1] . ✗ weak support 0.310 by what it cites 0.200 Nearest passage 2031/vant.txt The ferry at Vant."
    )


def test_good_support_is_told_quietly():
    html = sentences_html(response("The ferry sails."), [SentenceMarks("The ferry sails.", 0.5, best=0)])
    assert html.startswith('<ol class="sentences"><li class="supported">')
    assert told(html) == "The ferry sails. supported 0.500"


def test_a_quote_has_no_figure_of_support():
    marks = SentenceMarks("The ferry sails.", 1.0, best=0, cites=(1,), cited_support=1.0, needed=(True,), quoted=True)
    html = sentences_html(response("The ferry sails [1].", 1), [marks])
    assert told(html) == "The ferry sails [1] . quoted" and "bar" not in html


def test_figures_not_found_and_citations_not_needed_are_told():
    marks = SentenceMarks("On 3 May 40 left.", 0.8, cites=(1, 2), needed=(True, False), numbers=(0, 1), dates=(1, 1), names=(0, 0))
    html = sentences_html(response("On 3 May 40 left."), [marks])
    assert told(html) == ("On 3 May 40 left. supported 0.800 ✗ numbers found 0 of 1 dates found 1 of 1 not needed: [2]")


@pytest.mark.parametrize("awkward", ["[1" * 50_000, "[1]" * 33_000, "a" * 100_000, " " * 100_000, "<" * 100_000, "\U000e0041" * 100_000])
def test_awkward_text_is_shown(awkward):
    marks = SentenceMarks(awkward, 0.1, 7, (awkward, "", "a", "<"), (9,), None, (), (3, 2), (0, 5), (1, 1))
    assert "weak support" in sentences_html(replace(response("", 1), sentences=(Sentence(awkward),)), [marks])
