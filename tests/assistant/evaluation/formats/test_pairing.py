import pytest

from assistant.errors import EvaluationError
from assistant.evaluation.formats import pair_answers
from assistant.evaluation.records import Example, Response
from assistant.markers import sentences_of

WHO, WHY = Example("d1", "Who  resigned?"), Example("d2", "Why?")


def test_answers_pair_by_id_or_else_by_question():
    told = []
    given = [Response("1", "Why?", sentences_of("Fog.")), Response("d1", "Who resigned?", sentences_of("The mayor."))]
    assert pair_answers([WHO, WHY, Example("d3", "When?")], given, notice=told.append) == [
        (WHY, Response("d2", "Why?", sentences_of("Fog."))),
        (WHO, Response("d1", "Who  resigned?", sentences_of("The mayor."))),
    ]
    assert told == ["Questions without an answer, left out: 1 of 3."]


NONE = "is to none of the questions: give the questions that were answered."


@pytest.mark.parametrize(
    ("examples", "asked", "said"),
    [
        ([WHO], {"d1": "What?"}, f"the answer 'd1' {NONE}"),
        ([WHO], {"2": ""}, f"the answer '2' {NONE}"),
        ([WHY, Example("d3", "Why?")], {"1": "Why?"}, f"the answer '1' {NONE}"),
        ([WHY], {"d2": "Why?", "1": "Why?"}, "the question 'd2' has two answers: give one."),
    ],
)
def test_answers_that_belong_to_no_question_are_refused(examples, asked, said):
    with pytest.raises(EvaluationError) as caught:
        pair_answers(examples, [Response(id, question) for id, question in asked.items()], notice=pytest.fail)
    assert str(caught.value) == said
