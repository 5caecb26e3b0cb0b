from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from assistant.evidence import Candidate, Evidence
from assistant.evidence.evidence import relations_of
from assistant.markers import MARKER
from assistant.quoting import quote as quote_evidence
from assistant.reading.reader import Reading, Span
from assistant.records import Answer, ScoredPassage
from assistant.time_frame import TimeFrame
from index import Article, Passage, StoryFile
from index.annotations import annotate
from index.dating.clock import time_of_day
from index.rows import Withdrawal

DAY = date(2024, 3, 13)
WHAT, WHEN, WHY, SAID = "What happened?", "When did it happen?", "Why did it happen?", "What did they say?"


def quote(spans, passages, question, *, frame=None, source=lambda c: c) -> Answer:
    """Quote from evidence in which each span is as likely as it was read."""
    times, figures, _ = relations_of(Reading(tuple(spans), 0.9), question, passages, frame)
    found = [Candidate(s, s.probability, time, figure) for s, time, figure in zip(spans, times, figures, strict=True)]
    quoted = quote_evidence(Evidence(tuple(found), 0.1), passages, question, order=frame.order if frame else None, source=source)
    return Answer(
        question, quoted.sentences, quoted.citations, tuple(passages), abstained=False, values=quoted.values, others=quoted.others
    )


def passage(file: str, text: str, start: int = 0) -> ScoredPassage:
    sentences = annotate(Article(file, None, None, DAY, " " * start + text))
    return ScoredPassage(Passage(f"{file}-{start}", file, "Osvarin", DAY, text, start, start + len(text)), 1.0, sentences=sentences)


def whole(number: int, scored: ScoredPassage, probability: float) -> Span:
    start, end = scored.passage.start, scored.passage.end
    return Span(number, start, end, start, end, probability)


def short(number: int, scored: ScoredPassage, words: str, probability: float = 0.9) -> Span:
    start = scored.passage.start + scored.passage.text.index(words)
    return Span(number, start, start + len(words), scored.passage.start, scored.passage.end, probability)


def cited(citations):
    return [(c.number, c.file, c.quote, c.start, c.end) for c in citations]


def test_a_near_second_sentence_is_quoted_where_several_things_are_asked_for_and_a_far_one_is_not():
    passages = [passage("a.txt", "Six died.", 100), passage("b.txt", "The port burned all night."), passage("c.txt", "It rained.")]
    spans = [whole(0, passages[0], 0.8), whole(1, passages[1], 0.6), whole(2, passages[2], 0.1)]
    assert quote(spans, passages, WHAT).text == "Six died. [1]"
    assert quote([spans[0], whole(1, passages[1], 0.79)], passages, WHAT).text == "Six died. [1] The port burned all night. [2]"
    quoted = quote(spans, passages, SAID)
    assert quoted.text == "Six died. [1] The port burned all night. [2]"
    assert cited(quoted.citations) == [(1, "a.txt", "Six died.", 100, 109), (2, "b.txt", "The port burned all night.", 0, 26)]
    assert {c.published for c in quoted.citations} == {DAY} and {c.source for c in quoted.citations} == {"Osvarin"}


def test_why_is_told_by_up_to_three_sentences_of_one_article_in_their_order():
    told = passage("a.txt", "It rained. The dam broke. The port flooded. The mayor spoke.")
    places = [(11, 25), (26, 43), (0, 10), (44, 60)]
    spans = [Span(0, *place, *place, probability) for place, probability in zip(places, (0.8, 0.6, 0.5, 0.4), strict=True)]
    other = whole(1, passage("b.txt", "A ferry sank."), 0.7)
    quoted = quote([*spans, other], [told, passage("b.txt", "A ferry sank.")], WHY)
    assert quoted.text == "It rained. [1] The dam broke. [2] The port flooded. [3]"
    assert [citation.quote for citation in quoted.others] == ["A ferry sank.", "The mayor spoke."]


def test_what_two_articles_say_alike_is_shown_once_and_cited_twice():
    one = passage("a.txt", "The bridge cost 212 million drens to build.")
    two = passage("b.txt", "The bridge cost 212 million drens to build, in all.")
    quoted = quote([whole(0, one, 0.8), whole(1, two, 0.7)], [one, two], WHAT)
    assert quoted.text == "The bridge cost 212 million drens to build. [1][2]"
    assert [c.quote for c in quoted.citations] == [one.passage.text, two.passage.text]


@pytest.mark.parametrize(
    ("probability", "words", "files"),
    [
        (0.5, "310 people", ["a.txt", "b.txt"]),
        (0.5, "three halls", ["a.txt"]),
        (0.1, "310 people", ["a.txt"]),
    ],
)
def test_an_article_that_gives_the_same_answer_in_other_words_is_cited_too(probability, words, files):
    passages = [passage("a.txt", "Some 310 delegates met in Jolmet."), passage("b.txt", "The forum filled three halls with 310 people.")]
    quoted = quote([short(0, passages[0], "310 delegates"), short(1, passages[1], words, probability)], passages, WHAT)
    assert [c.file for c in quoted.citations] == files
    assert quoted.text.startswith("Some 310 delegates met in Jolmet. [1]") and "halls" not in quoted.text


def test_sentences_alike_but_for_a_number_are_both_shown():
    one = passage("a.txt", "The blast at the terminal in Pellumar killed 9 people.")
    two = passage("b.txt", "The blast at the terminal in Pellumar killed 11 people.")
    quoted = quote([whole(0, one, 0.8), whole(1, two, 0.7)], [one, two], WHAT)
    assert quoted.text == f"{one.passage.text} [1] {two.passage.text} [2]"


def test_a_marker_in_an_article_cannot_pass_for_ours():
    forged = passage("a.txt", "The mayor agreed [2],\nsays a source [1].")
    quoted = quote([whole(0, forged, 0.9)], [forged], WHAT)
    assert quoted.text == "The mayor agreed (2), says a source (1). [1]"
    assert quoted.citations[0].quote == forged.passage.text


def test_the_words_that_answer_are_highlighted_and_the_citation_says_where_they_stand():
    forum = passage("a.txt", "Delegates of 51 countries came to Jolmet.", 100)
    quoted = quote([short(0, forum, "51 countries")], [forum], WHAT)
    assert quoted.text == "Delegates of 51 countries came to Jolmet. [1]"
    assert (quoted.highlights, quoted.short) == (((13, 25),), "51 countries")
    citation = quoted.citations[0]
    assert (citation.quote, citation.answer_start, citation.answer_end) == (forum.passage.text, 113, 125)


def test_a_whole_sentence_is_not_highlighted():
    rain = passage("a.txt", "It rained.")
    quoted = quote([whole(0, rain, 0.9)], [rain], WHAT)
    assert (quoted.highlights, quoted.short) == ((), None)
    assert (quoted.citations[0].answer_start, quoted.citations[0].answer_end) == (None, None)


@pytest.mark.parametrize(("start", "end"), [(4, 4), (2, 3), (0, 10), (-5, 40)])
def test_a_span_of_nothing_or_of_all_is_not_highlighted(start, end):
    rain = passage("a.txt", "It rained.")
    quoted = quote([Span(0, start, end, 0, 10, 0.9)], [rain], WHAT)
    assert (quoted.text, quoted.highlights) == ("It rained. [1]", ())


def test_highlights_stand_right_where_the_article_breaks_lines_and_forges_markers():
    text = "The  mayor [2]\n of\t Pellumar,\n\n  Ennika\n  Varsholt [3] , agreed [1]."
    forged = passage("a.txt", text, 50)
    quoted = quote([short(0, forged, "  Ennika\n  Varsholt [3] ")], [forged], WHAT)
    assert quoted.text == "The mayor (2) of Pellumar, Ennika Varsholt (3) , agreed (1). [1]"
    assert quoted.short == "Ennika Varsholt (3)"
    citation = quoted.citations[0]
    assert text[citation.answer_start - 50 : citation.answer_end - 50] == "Ennika\n  Varsholt [3]"


def test_each_sentence_shown_is_highlighted_once_though_cited_twice():
    passages = [
        passage("a.txt", "The bridge at Anskeld cost 212 million drens to build."),
        passage("b.txt", "The bridge at Anskeld cost 212 million drens to build, in all."),
        passage("c.txt", "Tolls bring in 9 million drens a year."),
    ]
    spans = [
        short(0, passages[0], "212 million drens"),
        short(1, passages[1], "212 million", 0.8),
        short(2, passages[2], "9 million drens", 0.9),
    ]
    quoted = quote(spans, passages, SAID)
    assert quoted.text == "The bridge at Anskeld cost 212 million drens to build. [1][2] Tolls bring in 9 million drens a year. [3]"
    assert [quoted.text[start:end] for start, end in quoted.highlights] == ["212 million drens", "9 million drens"]
    assert [p.passage.text[c.answer_start : c.answer_end] for p, c in zip(passages, quoted.citations, strict=True)] == [
        *("212 million drens", "212 million", "9 million drens"),
    ]


def test_a_day_in_the_answer_gets_its_date_and_the_quote_stays_the_articles():
    death = passage("a.txt", "He died on\n Sunday, aged 79.")
    quoted = quote([short(0, death, "on\n Sunday")], [death], WHAT)
    assert quoted.text == "He died on Sunday [10 March 2024], aged 79. [1]"
    assert quoted.short == "on Sunday [10 March 2024]"
    assert quoted.citations[0].quote == death.passage.text


def test_a_day_is_dated_whole_where_the_answer_holds_a_part_of_it():
    death = passage("a.txt", "He died on Sunday evening in Halvesk.")
    quoted = quote([short(0, death, "Sunday")], [death], WHAT)
    assert quoted.text == "He died on Sunday evening [10 March 2024] in Halvesk. [1]"
    assert quoted.short == "Sunday"


def test_a_day_outside_the_answer_is_dated_only_for_a_question_that_asks_when():
    fire = passage("a.txt", "On Monday and on Tuesday six people died in Pellumar.")
    span = short(0, fire, "six people")
    assert quote([span], [fire], WHAT).text == "On Monday and on Tuesday six people died in Pellumar. [1]"
    asked = quote([span], [fire], WHEN)
    assert asked.text == "On Monday [11 March 2024] and on Tuesday six people died in Pellumar. [1]"
    assert asked.short == "six people"


def test_the_days_of_a_whole_sentence_are_dated_only_for_a_question_that_asks_when():
    vote = passage("a.txt", "The board said today that Sunday's vote was orderly.")
    assert quote([whole(0, vote, 0.9)], [vote], WHAT).text == "The board said today that Sunday's vote was orderly. [1]"
    assert quote([whole(0, vote, 0.9)], [vote], WHEN).text == (
        "The board said today [13 March 2024] that Sunday's [10 March 2024] vote was orderly. [1]"
    )


def test_an_undated_article_dates_nothing():
    death = passage("a.txt", "He died on Sunday, aged 79.")
    undated = replace(death, passage=replace(death.passage, published=None))
    assert quote([short(0, undated, "on Sunday")], [undated], WHEN).text == "He died on Sunday, aged 79. [1]"


def test_a_date_in_brackets_is_no_marker():
    works = passage("a.txt", "The rotor works opened last year, and grew last month.")
    quoted = quote([short(0, works, "last year, and grew last month")], [works], WHAT)
    assert quoted.text == "The rotor works opened last year [in 2023], and grew last month [February 2024]. [1]"
    assert [m[0] for m in MARKER.finditer(quoted.text)] == ["[1]"]


HOW_MANY = "How many people died in the fire at Pellumar?"


def told(file: str, day: date, text: str) -> ScoredPassage:
    scored = passage(file, text)
    return replace(scored, passage=replace(scored.passage, published=day))


def fire(*days_and_texts: tuple[int, str]) -> list[ScoredPassage]:
    return [told(f"{day}.txt", date(2024, 3, day), text) for day, text in days_and_texts]


def values(quoted):
    return [(v.text, v.published.day, quoted.citations[v.citation - 1].file) for v in quoted.values]


def test_a_figure_that_changed_is_followed_by_the_earlier_ones_by_date():
    passages = fire(
        (13, "Six people died in the fire at Pellumar."),
        (18, "Eleven people died in Pellumar's fire."),
        (14, "The toll of the fire at Pellumar is nine."),
    )
    spans = [short(1, passages[1], "Eleven people"), short(0, passages[0], "Six people", 0.6), short(2, passages[2], "nine", 0.5)]
    quoted = quote(spans, passages, HOW_MANY)
    assert quoted.text == "Eleven people died in Pellumar's fire. [1] Earlier: Six people (13 March 2024) [2]; nine (14 March 2024) [3]."
    assert quoted.short == "Eleven people"
    assert values(quoted) == [("Six people", 13, "13.txt"), ("nine", 14, "14.txt"), ("Eleven people", 18, "18.txt")]


def test_the_updates_of_one_day_are_in_the_order_of_their_times():
    figures = (("Eight", "16:45"), ("Two", "07:30"), ("Eleven", "21:10"))
    passages = [
        replace(told(f"{figure}.txt", DAY, f"{figure} people died in the fire at Pellumar."), time=time_of_day(time, "Z"))
        for figure, time in figures
    ]
    spans = [short(n, passages[n], f"{figure} people", 0.6 - n / 10) for n, (figure, _) in enumerate(figures)]
    quoted = quote(spans, passages, HOW_MANY)
    assert quoted.text == (
        "Eleven people died in the fire at Pellumar. [1] "
        "Earlier: Two people (13 March 2024, 07:30) [2]; Eight people (13 March 2024, 16:45) [3]."
    )
    assert [(value.text, value.time and value.time.text) for value in quoted.values] == [
        ("Two people", "07:30"),
        ("Eight people", "16:45"),
        ("Eleven people", "21:10"),
    ]
    untimed = [replace(passages[0], time=None), *passages[1:]]
    assert [value.text for value in quote(spans, untimed, HOW_MANY).values] == []  # it cannot be told which is the newest


def test_a_correction_leads_and_what_it_corrects_follows_though_a_copy_of_it_is_newer():
    passages = fire((13, "Six people died in the fire at Pellumar."), (18, "Eleven people died in the fire at Pellumar."))
    passages[1] = replace(passages[1], withdrawn=Withdrawal("13.txt", "correction"))
    quoted = quote([short(1, passages[1], "Eleven people"), short(0, passages[0], "Six people", 0.3)], passages, HOW_MANY)
    assert quoted.text == "Six people died in the fire at Pellumar. [1] Corrected: Eleven people (18 March 2024) [2]."
    assert [citation.withdrawn for citation in quoted.citations] == [None, Withdrawal("13.txt", "correction")]


@pytest.mark.parametrize(("kind", "label"), [("retraction", "Retracted"), ("kill", "Withdrawn")])
def test_the_notice_goes_before_what_it_takes_back_with_its_whole_article(kind, label):
    text = "The works stand. The Bell has retracted its article of 13 March. Nobody died."
    passages = fire((13, "Six people died in the fire at Pellumar."), (18, text))
    passages[0] = replace(passages[0], withdrawn=Withdrawal("18.txt", kind))
    quoted = quote([short(0, passages[0], "Six people")], passages, HOW_MANY)
    assert quoted.text == (f"The Bell has retracted its article of 13 March. [1] {label}: Six people died in the fire at Pellumar. [2]")
    assert quoted.text[slice(*quoted.highlights[0])] == "Six people"


def test_a_quotation_that_is_gone_on_with_is_quoted_whole():
    said = passage("a.txt", "It rained. “We are done. It is over,” Densk said. “No more.” He left.")
    spans = [Span(0, said.passage.text.index(words), 0, 0, 0, 0.9) for words in ("“No more.”",)]
    spans = [replace(span, end=span.start + 10, sentence_start=span.start, sentence_end=span.start + 10) for span in spans]
    assert quote(spans, [said], "What did Densk say?").text == "“We are done. It is over,” Densk said. “No more.” [1]"


def test_what_stands_elsewhere_too_is_quoted_from_there():
    passages = fire((13, "Six people died in the fire at Pellumar."), (14, "Six people died in the fire at Pellumar, doctors said."))
    passages[0] = replace(passages[0], withdrawn=Withdrawal("18.txt", "kill"))
    quoted = quote([short(0, passages[0], "Six people"), short(1, passages[1], "Six people", 0.4)], passages, HOW_MANY)
    assert [citation.file for citation in quoted.citations] == ["14.txt", "13.txt"]


def test_a_figure_of_another_place_or_of_another_matter_is_not_an_earlier_one():
    passages = fire((13, "Six people died in the fire at Pellumar."), (18, "Eleven people died in the fire at Jolmet."))
    assert not values(quote([short(1, passages[1], "Eleven"), short(0, passages[0], "Six", 0.89)], passages, HOW_MANY))
    passages = fire((13, "Six people died in the fire at Pellumar."), (18, "Eleven people died in the flood at Pellumar."))
    spans = [short(1, passages[1], "Eleven"), short(0, passages[0], "Six", 0.89)]
    for alike in (True, False):
        vectors = np.eye(2, dtype=np.float32)[[0, 0 if alike else 1]]
        seen = [replace(one, vector=vector) for one, vector in zip(passages, vectors, strict=True)]
        assert bool(values(quote(spans, seen, HOW_MANY))) is alike


def test_a_figure_is_listed_once_however_likely_it_is_and_whatever_of_it_was_read():
    passages = fire((13, "Six people died in the fire at Pellumar."), (18, "Eleven people died in Pellumar's fire."))
    quoted = quote([short(1, passages[1], "Eleven"), short(0, passages[0], "Six", 0.89)], passages, HOW_MANY)
    assert quoted.text == "Eleven people died in Pellumar's fire. [1] Earlier: Six people (13 March 2024) [2]."
    assert [c.file for c in quoted.citations] == ["18.txt", "13.txt"]


def test_the_figure_of_the_time_asked_about_stays_first_and_later_ones_follow():
    passages = fire((13, "Six people died in the fire at Pellumar."), (14, "Nine people died in the fire at Pellumar."))
    spans = [short(0, passages[0], "Six people"), short(1, passages[1], "Nine people", 0.6)]
    first = TimeFrame("first", 0, 5, None, None, "first", date(2024, 5, 1), "today", False)
    quoted = quote(spans, passages, HOW_MANY, frame=first)
    assert quoted.text == "Six people died in the fire at Pellumar. [1] Later: Nine people (14 March 2024) [2]."


@pytest.mark.parametrize(
    ("text", "words", "probability"),
    [
        ("Nine houses burnt in the fire at Pellumar.", "Nine houses", 0.6),  # another thing is counted
        ("Six men died in the fire at Pellumar.", "Six men", 0.3),  # the same figure
        ("Nine people were fined in Jolmet for parking.", "Nine people", 0.6),  # another subject
        ("Nine people died in the fire at Pellumar.", "Nine people", 0.05),  # too unlikely
        ("Nine people died in the fire at Pellumar a year ago.", "Nine people", 0.6),  # another time
    ],
)
def test_other_figures_are_not_taken_for_a_change(text, words, probability):
    passages = fire((13, "Six people died in the fire at Pellumar."), (14, text))
    quoted = quote([short(0, passages[0], "Six people"), short(1, passages[1], words, probability)], passages, HOW_MANY)
    assert (quoted.values, quoted.text.count("Six people")) == ((), 1)
    assert "Earlier" not in quoted.text and "Later" not in quoted.text


def test_copies_in_the_files_of_one_story_are_one_citation():
    copies = [replace(passage(name, "The bridge cost 212 million drens to build."), story="a.txt") for name in ("a.txt", "b.txt")]
    spans = [whole(0, copies[0], 0.8), whole(1, copies[1], 0.7)]
    twin = StoryFile("b.txt", "Vestnor", DAY)
    quoted = quote(spans, copies, WHAT, source=lambda citation: replace(citation, also_in=(twin,)))
    assert [(c.file, c.also_in) for c in quoted.citations] == [("a.txt", (twin,))]
    assert quoted.text == "The bridge cost 212 million drens to build. [1]"


def test_one_day_in_other_words_is_one_answer():
    passages = [
        passage("a.txt", "The bridge opened to traffic yesterday."),
        passage("b.txt", "Since Tuesday lorries use the new crossing."),
    ]
    spans = [short(0, passages[0], "yesterday"), short(1, passages[1], "Tuesday", 0.9)]
    quoted = quote(spans, passages, "When was the bridge opened?")
    assert quoted.text == "The bridge opened to traffic yesterday [12 March 2024]. [1][2]"
