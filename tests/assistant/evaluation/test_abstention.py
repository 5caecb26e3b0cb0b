import random

import pytest

from assistant.answers import NOT_SAID, Answer, Citation
from assistant.evaluation.abstention import OperatingPoint, answerability_auroc, declined_below, risk_coverage_curve

CITED = Citation(1, "a.txt", None, None, "It rained.", 0, 10)


def test_risk_at_each_coverage_the_surest_first():
    curve = risk_coverage_curve([(0.2, False), (0.9, True), (0.5, True), (0.8, False)], 4)
    assert curve.points == (
        OperatingPoint(0.9, 0.25, 0.0),
        OperatingPoint(0.8, 0.5, 0.5),
        OperatingPoint(0.5, 0.75, pytest.approx(1 / 3)),
        OperatingPoint(0.2, 1.0, 0.5),
    )
    assert curve.area == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_the_point_at_a_threshold_has_all_answers_of_at_least_that_confidence():
    curve = risk_coverage_curve([(0.2, False), (0.9, True), (0.5, True), (0.5, False)], 4)
    assert curve.at(0.5) == OperatingPoint(0.5, 0.75, pytest.approx(1 / 3))
    assert curve.at(0.0) == curve.points[-1]
    assert curve.at(0.95) is None


def test_ties_have_the_risk_expected_over_all_orders():
    answers = [(0.5, True), (0.5, False), (0.5, False), (0.9, True)]
    curve = risk_coverage_curve(answers, 4)
    assert [point.risk for point in curve.points] == pytest.approx([0, (2 / 3) / 2, (4 / 3) / 3, 2 / 4])
    for seed in range(10):
        random.Random(seed).shuffle(answers)
        assert risk_coverage_curve(answers, 4) == curve


def test_the_curve_ends_where_the_answers_do():
    curve = risk_coverage_curve([(0.9, True), (0.4, False)], 8)
    assert [point.coverage for point in curve.points] == [0.125, 0.25]
    assert curve.area == 0.25


def test_no_answers_have_no_area():
    assert risk_coverage_curve([], 3).area is None


def test_the_area_is_that_of_every_order_of_perfect_and_of_useless_confidence():
    rights = [True] * 6 + [False] * 2
    surest_right = [(1 - n / 10, right) for n, right in enumerate(rights)]
    same = [(0.5, right) for right in rights]
    assert risk_coverage_curve(surest_right, 8).area == pytest.approx((1 / 7 + 2 / 8) / 8)
    assert risk_coverage_curve(same, 8).area == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ([(0.9, True), (0.1, False)], 1.0),
        ([(0.1, True), (0.9, False)], 0.0),
        ([(0.5, True), (0.5, False)], 0.5),
        ([(0.9, True), (0.4, True), (0.5, False), (0.4, False)], 2.5 / 4),
        ([(0.9, True)], None),
        ([(0.9, False)], None),
        ([], None),
    ],
)
def test_auroc_counts_the_pairs_in_the_right_order_and_half_the_ties(questions, expected):
    assert answerability_auroc(questions) == expected
    assert answerability_auroc(questions[::-1]) == expected


def test_the_readers_answer_below_the_threshold_is_declined():
    answer = Answer("?", "It rained. [1]", (CITED,), (), abstained=False, confidence=0.3, highlights=((3, 9),), short="rained")
    assert declined_below(answer, 0.3) is answer
    assert declined_below(answer, 0.31) == Answer("?", NOT_SAID, (), (), abstained=True, confidence=0.3)


def test_a_language_model_declines_by_itself():
    answer = Answer("?", "It rained. [1]", (CITED,), (), abstained=False, confidence=0.3, answered_by="scripted")
    assert declined_below(answer, 0.9) is answer
