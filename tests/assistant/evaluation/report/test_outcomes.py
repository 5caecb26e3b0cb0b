import pytest

from assistant.evaluation.records import Cited, Example, Response, Result, SentenceMarks
from assistant.evaluation.report.outcomes import SIGNS, Mark, Outcome, least_support, marks_of, outcome_of
from assistant.markers import sentences_of


def result(*, answerable=True, abstained=False, supports=(), valid=None, **values):
    sentences = tuple(SentenceMarks("It sails.", support) for support in supports)
    response = Response("1", "", sentences_of("It sails."), citations=(Cited(1, "quote", valid=valid),), abstained=abstained)
    return Result(Example("1", "Does it sail?", answerable=answerable), response, sentences, values)


@pytest.mark.parametrize(
    ("scored", "outcome"),
    [
        (result(answer_accuracy=1.0), Outcome.RIGHT),
        (result(answer_accuracy=0.0), Outcome.WRONG),
        (result(), Outcome.NOT_MARKED),
        (result(answerable=False), Outcome.WRONG),
        (result(answerable=False, abstained=True), Outcome.RIGHTLY_DECLINED),
        (result(abstained=True, answer_accuracy=0.0), Outcome.WRONGLY_DECLINED),
    ],
)
def test_what_came_of_a_question(scored, outcome):
    assert outcome_of(scored) == outcome


def test_each_outcome_has_a_sign():
    assert set(SIGNS) == set(Outcome)


def test_one_weak_sentence_makes_an_answer_weak():
    assert (marks_of(result(supports=(0.9, 0.49))), marks_of(result(supports=(0.9, 0.5))), marks_of(result())) == ((Mark.WEAK,), (), ())


def test_a_citation_is_invalid_only_where_it_was_looked_up():
    assert [marks_of(result(valid=valid)) for valid in (False, None, True)] == [(Mark.INVALID,), (), ()]


def test_the_least_support_is_that_of_the_weakest_sentence():
    assert (least_support(result(supports=(0.9, 0.2))), least_support(result())) == (0.2, None)
