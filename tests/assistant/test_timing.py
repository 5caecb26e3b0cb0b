from datetime import date

import pytest

from assistant.records import ScoredPassage
from assistant.time_frame import TimeFrame, time_frame
from assistant.timing import (
    TimeRelation,
    as_read,
    names_other_time,
    publication_window,
    time_relation,
    without_time,
)
from index import Article, Passage
from index.annotations import annotate

TODAY = date(2026, 3, 1)


def passage(text: str, published: date | None = date(2024, 9, 19), about: str = "") -> ScoredPassage:
    sentences = annotate(Article("a.txt", None, None, published, text))
    return ScoredPassage(Passage("p", "a.txt", None, published, text, 0, len(text)), 1.0, about, sentences=sentences)


def frame(question: str) -> TimeFrame | None:
    return time_frame(question, as_of=None, today=TODAY, newest=date(2025, 12, 1), earliest=date(2023, 1, 1))


def relation(question: str, sentence: str, scored: ScoredPassage) -> TimeRelation:
    start = scored.passage.text.index(sentence)
    return time_relation(frame(question), question, scored, start, start + len(sentence))


FORUM = passage("The forum has drawn 240 delegates. Last year's forum was attended by 180 delegates.\n\nIt ends on Saturday.")


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How many delegates came in 2024?", "The forum has drawn 240 delegates.", "same"),
        ("How many delegates came in 2023?", "The forum has drawn 240 delegates.", "nearby"),
        ("How many delegates came in 2024?", "Last year's forum was attended by 180 delegates.", "other"),
        ("How many delegates came in 2023?", "Last year's forum was attended by 180 delegates.", "same"),
        ("How many delegates came in 2021?", "The forum has drawn 240 delegates.", "other_day"),
        ("How many delegates came?", "The forum has drawn 240 delegates.", "same"),
        ("How many delegates came?", "Last year's forum was attended by 180 delegates.", "other"),
        ("How many delegates came last?", "Last year's forum was attended by 180 delegates.", "same"),
    ],
)
def test_a_sentence_is_of_the_time_it_names_else_of_the_articles(question, sentence, expected):
    assert relation(question, sentence, FORUM) == expected


def test_news_is_told_for_a_while_after_it_happened():
    assert relation("What happened in August 2024?", "The dam broke.", passage("The dam broke.")) == "same"
    assert relation("What happened in July 2024?", "The dam broke.", passage("The dam broke.")) == "other_day"


def test_the_headline_may_name_the_time():
    scored = passage("Ten people died.", date(2025, 6, 1), about="The port fire of March 2024")
    assert relation("How many died in March 2024?", "Ten people died.", scored) == "nearby"


def test_a_sentence_after_one_of_another_time_may_be_of_that_time():
    scored = passage("A like forum met last year. Delegates of 44 countries came.")
    assert relation("How many countries came in 2023?", "Delegates of 44 countries came.", scored) == "nearby"
    assert relation("How many countries came in 2024?", "Delegates of 44 countries came.", scored) == "unknown"


def test_last_year_on_this_day_is_last_year():
    scored = passage("Last year on this day 44 countries came.")
    assert relation("How many countries came in 2024?", scored.passage.text, scored) == "other"
    assert relation("How many countries came in 2023?", scored.passage.text, scored) == "same"


def test_an_undated_article_is_of_an_unknown_time():
    assert relation("How many came in 2024?", "Some 40 came.", passage("Some 40 came.", None)) == "unknown"
    assert relation("How many came in 2024?", "In 2024 some 40 came.", passage("In 2024 some 40 came.", None)) == "same"


@pytest.mark.parametrize(
    ("question", "window"),
    [
        ("What happened in March 2024?", (date(2024, 3, 1), date(2024, 5, 1))),
        ("As of May 5, 2024, how many were ill?", (date(2024, 4, 4), date(2024, 5, 5))),
        ("What happened since March 2024?", None),
        ("What is the latest toll?", None),
    ],
)
def test_articles_about_a_time_come_out_in_it_and_soon_after(question, window):
    found = frame(question)
    assert found and publication_window(found) == window


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Last year 44 came.", True), ("On Tuesday 44 came.", False), ("In March 2020 44 came.", True), ("Some 44 came.", False)],
)
def test_a_time_that_is_not_the_articles_is_known(text, expected):
    assert names_other_time(text, date(2024, 9, 19)) is expected


@pytest.mark.parametrize(
    ("published", "sentence", "expected"),
    [
        (date(2024, 3, 14), "Nine people died on March 12.", "same"),
        (date(2024, 3, 29), "Ten people died on March 12.", "other"),
        (date(2024, 3, 29), "On March 14 nine people were known to be dead.", "same"),
    ],
)
def test_as_of_a_day_counts_what_was_published_by_then(published, sentence, expected):
    assert relation("How many people had died, as of March 14, 2024?", sentence, passage(sentence, published)) == expected


@pytest.mark.parametrize(
    ("published", "expected"), [(date(2019, 8, 30), "unknown"), (date(2020, 3, 1), "same"), (date(2021, 8, 30), "other_day")]
)
def test_an_event_is_in_the_news_before_its_year(published, expected):
    assert relation("Who left the 2020 election first?", "Orla Tembrit left.", passage("Orla Tembrit left.", published)) == expected


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("How many delegates came to the forum in 2023?", "How many delegates came to the forum?"),
        ("In March 2024, who led the port?", "who led the port?"),
        ("As of March 14, 2024, how many had died?", "how many had died?"),
        ("How many came to the 2023 Rivers Forum?", "How many came to the Rivers Forum?"),
        ("How many came to last year's forum?", "How many came to forum?"),
        ("How strong was it on the night of March 14, 2024?", "How strong was it?"),
        ("What is the latest toll?", "What is the latest toll?"),
        ("Who came?", "Who came?"),
    ],
)
def test_a_question_is_read_without_its_time(question, left):
    assert without_time(question, frame(question)) == left


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What is the latest death toll of the crash?", "What is the death toll of the crash?"),
        ("How many were reported hurt at first?", "How many were reported hurt?"),
        ("Originally, how many posts were to go?", "how many posts were to go?"),
        ("What did the first report say of the toll?", "What did the first report say of the toll?"),
        ("What is the latest date by which it must be paid?", "What is the latest date by which it must be paid?"),
        ("How many delegates came to the forum in 2023?", "How many delegates came to the forum?"),
    ],
)
def test_the_reader_is_not_asked_which_report_is_the_latest(question, left):
    assert as_read(question, frame(question)) == left
