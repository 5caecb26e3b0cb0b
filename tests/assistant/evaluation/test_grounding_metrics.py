import pytest

from assistant.evaluation.grounding_metrics import date_precision, entity_precision, faithfulness, fully_supported, number_precision
from assistant.evaluation.records import Example, Response, Result, SentenceMarks
from assistant.markers import sentences_of

GIVEN = Response("1", "?", sentences_of("It rained."))
DECLINED = Response("1", "?", sentences_of("The articles do not say."), abstained=True)
ALL = (faithfulness, fully_supported, number_precision, date_precision, entity_precision)


def of(metric, response, sentences):
    return metric(Result(Example("1", "?"), response, tuple(sentences)))


def test_every_metric_of_an_answer():
    sentences = [
        SentenceMarks("A", 0.9, numbers=(1, 1), dates=(0, 1), names=(2, 3)),
        SentenceMarks("B", 0.5, numbers=(2, 4), names=(1, 1)),
    ]
    # Sums within the answer: 3 of 5 numbers, not the mean of 1/1 and 2/4.
    assert [of(metric, GIVEN, sentences) for metric in ALL] == [pytest.approx(0.7), 1.0, 0.6, 0.0, 0.75]


def test_one_sentence_that_is_not_supported_is_enough():
    assert of(fully_supported, GIVEN, [SentenceMarks("A", 0.9), SentenceMarks("B", 0.49)]) == 0.0


def test_what_is_not_in_the_answer_has_no_precision():
    assert [of(metric, GIVEN, [SentenceMarks("A", 0.9)]) for metric in ALL] == [0.9, 1.0, None, None, None]


def test_an_answer_without_sentences_has_none():
    assert [of(metric, GIVEN, []) for metric in ALL] == [None] * 5


def test_declined_answers_are_left_out():
    assert [of(metric, DECLINED, [SentenceMarks("A", 0.9, None, (), (), None, (), (1, 1), (1, 1), (1, 1))]) for metric in ALL] == [None] * 5
