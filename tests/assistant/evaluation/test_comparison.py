import pytest

from assistant.errors import EvaluationError
from assistant.evaluation.comparison import Comparison, Difference, compare
from assistant.evaluation.records import Example, Response, Result


def result(id, question="?", confidence=None, answerable=True, **values):
    return Result(Example(str(id), question, answerable=answerable), Response(str(id), question, "", confidence=confidence), (), values)


def run(values, name="answer_accuracy"):
    return [result(id, **{name: value}) for id, value in enumerate(values)]


def test_a_metric_is_compared_question_by_question():
    # Every of 8 questions gained 1: 2 of 256 ways of flipping signs are as far.
    assert compare(run([0.0] * 8), run([1.0] * 8)) == Comparison(
        (Difference("answer_accuracy", 8, 0.0, 1.0, 1.0, 1.0, 1.0, 2 / 256, beyond_chance=True),), questions=8, only_a=0, only_b=0
    )


def test_the_difference_is_b_less_a():
    difference = compare(run([1.0, 1.0, 1.0, 0.0]), run([0.0, 1.0, 0.0, 0.0])).differences[0]
    assert (difference.a, difference.b, difference.difference) == (0.75, 0.25, -0.5)
    assert -1.0 <= difference.low < -0.5 < difference.high <= 0.0
    # Two moved: each of the 4 ways is as far as -1 -1, or 0.
    assert (difference.p, difference.beyond_chance) == (0.5, False)


def test_many_metrics_need_more_to_be_beyond_chance():
    names = [f"metric_{n}" for n in range(6)]
    a = [result(id, good=0.0, **dict.fromkeys(names, 0.0)) for id in range(8)]
    b = [result(id, good=1.0, **dict.fromkeys(names, 0.0)) for id in range(8)]
    found = {difference.name: (difference.p, difference.beyond_chance) for difference in compare(a, b).differences}
    # 7 * 2 / 256 = .055
    assert found == {"good": (2 / 256, False), **dict.fromkeys(names, (1.0, False))}


def test_questions_are_paired_by_id_and_those_of_one_run_counted():
    a = [result(1, m=0.0), result(2, m=1.0), result(3, m=1.0)]
    b = [result(4, m=1.0), result(2, m=0.0), result(5, m=0.0), result(3, m=1.0)]
    compared = compare(a, b)
    assert (compared.questions, compared.only_a, compared.only_b) == (2, 1, 2)
    assert [(d.name, d.count, d.a, d.b) for d in compared.differences] == [("m", 2, 1.0, 0.5)]


def test_only_questions_that_both_runs_have_a_metric_for_count():
    a = [result(1, m=0.0), result(2), result(3, m=1.0, only_here=1.0)]
    b = [result(1, m=1.0), result(2, m=1.0), result(3, m=1.0)]
    assert [(d.name, d.count, d.a, d.b) for d in compare(a, b).differences] == [("m", 2, 0.5, 1.0)]


def test_nothing_in_common_compares_nothing():
    assert compare([result(1, m=0.0)], [result(2, m=0.0)]) == Comparison((), 0, 1, 1)
    assert compare([], []) == Comparison((), 0, 0, 0)


def sure(confidences):
    """Return a run whose first half is answerable."""
    half = len(confidences) // 2
    return [result(id, confidence=confidence, answerable=id < half) for id, confidence in enumerate(confidences)]


def test_metrics_of_the_set_are_compared_by_the_bootstrap():
    # A is surer of every unanswerable question, B of every answerable one.
    compared = compare(sure([0.1] * 20 + [0.9] * 20), sure([0.9] * 20 + [0.1] * 20))
    auroc = {difference.name: difference for difference in compared.differences}["answerability_auroc"]
    assert auroc == Difference("answerability_auroc", 40, 0.0, 1.0, 1.0, 1.0, 1.0, pytest.approx(2 / 2001), beyond_chance=True)


def test_a_run_is_no_better_than_itself():
    run = sure([0.1, 0.9, 0.4, 0.8, 0.3, 0.2])
    compared = compare(run, run)
    assert [(d.difference, d.low, d.high, d.p, d.beyond_chance) for d in compared.differences] == [(0.0, 0.0, 0.0, 1.0, False)] * 3


def test_an_id_that_is_not_one_questions_is_refused():
    with pytest.raises(EvaluationError, match=r"^Question '1' is twice in one run: give each question an id of its own\.$"):
        compare([result(1), result(1)], [result(1)])
    with pytest.raises(EvaluationError, match=r"^Question '1' is 'Who\?' in one run and 'When\?' in the other: compare runs over the same"):
        compare([result(1, "Who?")], [result(1, "When?")])


def test_as_json():
    assert compare(run([0.0] * 3), run([1.0, 1.0, 1.0, 0.0])).as_json() == {
        "questions": 3,
        "only_a": 0,
        "only_b": 1,
        "differences": {
            "answer_accuracy": {
                **{"count": 3, "a": 0.0, "b": 1.0, "difference": 1.0, "low": 1.0, "high": 1.0, "p": 0.25},
                "beyond_chance": False,
            }
        },
    }
