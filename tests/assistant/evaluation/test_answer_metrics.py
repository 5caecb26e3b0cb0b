import pytest

from assistant.evaluation.answer_metrics import answer_accuracy, answer_length, exact_match, is_right, token_f1, without_markers
from assistant.evaluation.records import Cited, Example, Response, Result
from assistant.markers import sentences_of


def response(text, *numbers, abstained=False):
    return Response("1", "?", sentences_of(text), citations=tuple(Cited(number, "") for number in numbers), abstained=abstained)


def of(metric, example, response):
    return metric(Result(example, response))


@pytest.mark.parametrize(
    ("text", "numbers", "expected"),
    [
        ("Six people died [1].", (1,), "Six people died."),
        ("Six died. [1][2] Then nine. [3]", (1, 2, 3), "Six died. Then nine."),
        ("It was 1,200 [1, 2]\nand more [1-3].", (1, 2, 3), "It was 1,200 and more."),
        ("Six died. [7]", (), "Six died."),
        ("Six [in 2019] died.", (), "Six [in 2019] died."),
    ],
)
def test_markers_are_taken_out_but_no_other_brackets(text, numbers, expected):
    assert without_markers(response(text, *numbers)) == expected


@pytest.mark.parametrize(
    ("accept", "reject", "text", "right"),
    [
        (("SIX",), (), "About six people", True),
        (("nine", "six"), (), "six", True),
        (("six",), ("Nine",), "First six, then nine", False),
        (("six",), (), "nine", False),
        (("1",), (), "Nobody. [1]", False),
    ],
)
def test_an_accepted_string_makes_an_answer_right_and_a_rejected_one_wrong(accept, reject, text, right):
    example = Example("1", "?", accept=accept, reject=reject)
    assert is_right(example, response(text, 1)) is right
    assert of(answer_accuracy, example, response(text, 1)) == float(right)


def test_a_declined_answer_is_wrong_whatever_it_says():
    example = Example("1", "?", accept=("say",), references=("The articles do not say.",))
    declined = response("The articles do not say.", abstained=True)
    assert (of(answer_accuracy, example, declined), of(exact_match, example, declined), of(token_f1, example, declined)) == (0.0, 0.0, 0.0)
    assert of(answer_length, example, declined) is None


def test_answers_are_held_against_gold_answers_without_their_markers():
    example = Example("1", "?", references=("The Pellumar bridge", "an old bridge"))
    assert of(exact_match, example, response("Pellumar bridge [1].", 1)) == 1.0
    # "new pellumar bridge" and "pellumar bridge" share 2 words: 2 * 2 / (3 + 2).
    new = response("The new Pellumar bridge [1].", 1)
    assert (of(exact_match, example, new), of(token_f1, example, new)) == (0.0, pytest.approx(0.8))


def test_what_is_not_known_is_not_asked():
    nothing = Example("1", "?", references=("The", ""))
    unanswerable = Example("1", "?", accept=("six",), references=("six",), answerable=False)
    for example in (nothing, unanswerable):
        assert [of(metric, example, response("six")) for metric in (answer_accuracy, exact_match, token_f1)] == [None, None, None]


def test_length_is_in_words_without_markers():
    assert of(answer_length, Example("1", "?"), response("Six people died [1]. Then nine [2].", 1, 2)) == 5.0
    assert of(answer_length, Example("1", "?"), response("")) == 0.0
