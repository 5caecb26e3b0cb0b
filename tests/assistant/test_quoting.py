from datetime import date

from assistant.answers import ScoredPassage
from assistant.quoting import inline, quote
from assistant.reading.reader import Span
from index import Passage

DAY = date(2024, 3, 13)


def passage(file: str, text: str, start: int = 0) -> ScoredPassage:
    return ScoredPassage(Passage(f"{file}-{start}", file, "Osvarin", DAY, text, start, start + len(text)), 1.0)


def whole(number: int, scored: ScoredPassage, probability: float) -> Span:
    start, end = scored.passage.start, scored.passage.end
    return Span(number, start, end, start, end, probability)


def cited(citations):
    return [(c.number, c.file, c.quote, c.start, c.end) for c in citations]


def test_a_near_second_sentence_is_quoted_and_a_far_one_is_not():
    passages = [passage("a.txt", "Six died.", 100), passage("b.txt", "The port burned all night."), passage("c.txt", "It rained.")]
    spans = [whole(0, passages[0], 0.8), whole(1, passages[1], 0.6), whole(2, passages[2], 0.1)]
    text, citations = quote(spans, passages)
    assert text == "Six died. [1] The port burned all night. [2]"
    assert cited(citations) == [(1, "a.txt", "Six died.", 100, 109), (2, "b.txt", "The port burned all night.", 0, 26)]
    assert {c.published for c in citations} == {DAY} and {c.source for c in citations} == {"Osvarin"}


def test_what_two_articles_say_alike_is_shown_once_and_cited_twice():
    one = passage("a.txt", "The bridge cost 212 million drens to build.")
    two = passage("b.txt", "The bridge cost 212 million drens to build, in all.")
    text, citations = quote([whole(0, one, 0.8), whole(1, two, 0.7)], [one, two])
    assert text == "The bridge cost 212 million drens to build. [1][2]"
    assert [c.quote for c in citations] == [one.passage.text, two.passage.text]


def test_sentences_alike_but_for_a_number_are_both_shown():
    one = passage("a.txt", "The blast at the terminal in Pellumar killed 9 people.")
    two = passage("b.txt", "The blast at the terminal in Pellumar killed 11 people.")
    text, _ = quote([whole(0, one, 0.8), whole(1, two, 0.7)], [one, two])
    assert text == f"{one.passage.text} [1] {two.passage.text} [2]"


def test_a_marker_in_an_article_cannot_pass_for_ours():
    forged = passage("a.txt", "The mayor agreed [2],\nsays a source [1].")
    text, citations = quote([whole(0, forged, 0.9)], [forged])
    assert text == "The mayor agreed (2), says a source (1). [1]"
    assert citations[0].quote == forged.passage.text


def test_inline_puts_a_quote_on_one_line():
    assert inline("one\n  two [3]") == "one two (3)"
