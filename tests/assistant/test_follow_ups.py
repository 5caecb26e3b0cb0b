import pytest

from assistant.follow_ups import standalone

HISTORY = [("Who opened the bridge at Varndel?", "Minister Orla Brand did. [1]")]


@pytest.mark.parametrize("question", ["And the year before?", "Who said that?", "What did she promise?", "How much did it cost?", "Why?"])
def test_a_question_that_leans_takes_the_one_before_with_it(question):
    assert standalone(question, HISTORY) == f"Who opened the bridge at Varndel? {question}"


@pytest.mark.parametrize("question", ["Who won the cup final in Ystrel?", "What did Dravan Pelisk say about it?"])
def test_a_question_with_names_of_its_own_stands_alone(question):
    assert standalone(question, HISTORY) == question


def test_the_first_question_stands_alone():
    assert standalone("Who said that?", []) == "Who said that?"
