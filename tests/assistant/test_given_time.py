"""A time that is given with the question, in place of the one that it names."""

from datetime import date

import pytest

from assistant import Assistant
from assistant.time_frame import TimeFrame
from index import Filters

QUESTION = "How many delegates came to the rivers forum in 2024?"
NEXT_YEAR = TimeFrame("", 0, 0, date(2025, 1, 1), date(2025, 12, 31), None, date(2025, 9, 18), "given", False)


@pytest.fixture
def asked(sample_index, minilm):
    assistant = Assistant(sample_index, embedder=minilm)
    yield assistant
    assistant.close()


def test_the_time_that_a_question_names_is_used_and_the_question_looked_up_as_it_is(asked):
    answer = asked.ask(QUESTION)
    assert (answer.time_frame.describe(), answer.asked) == ("2024", None)


def test_no_time_leaves_the_words_for_it_out(asked):
    answer = asked.ask(QUESTION, time_frame=None)
    assert (answer.time_frame, answer.asked) == (None, "How many delegates came to the rivers forum?")
    assert answer.question == QUESTION


def test_a_given_time_takes_the_place_of_the_one_that_is_named(asked):
    answer = asked.ask(QUESTION, time_frame=NEXT_YEAR)
    assert (answer.time_frame, answer.asked) == (NEXT_YEAR, "How many delegates came to the rivers forum?")
    assert answer.citations[0].published.year == 2025


def test_a_question_without_a_time_can_be_given_one(asked):
    answer = asked.ask("How many delegates came to the rivers forum?", time_frame=NEXT_YEAR)
    assert (answer.time_frame, answer.asked) == (NEXT_YEAR, None)


def test_a_follow_up_tells_what_it_was_asked_as(asked):
    first = asked.ask("How many clocks does the museum at Ystrel own?")
    answer = asked.ask("And how much is admission there?", history=[(first.question, first.text)])
    assert answer.asked not in (None, answer.question)


def test_outlets_come_with_those_of_most_articles_first(asked):
    outlets = asked.outlets(100)
    counts = [asked.archive.list_articles(filters=Filters(source=outlet)).total for outlet in outlets]
    assert counts == sorted(counts, reverse=True)
    assert len(outlets) >= 2
    assert asked.outlets(2) == outlets[:2]
