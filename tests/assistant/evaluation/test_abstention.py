import random

import numpy as np
import pytest

from assistant.evaluation.abstention import (
    Judged,
    OperatingPoint,
    ReliabilityBin,
    answerability_auroc,
    answers_of,
    auroc,
    calibration_error,
    curve_of,
    judged,
    reliability,
    risk_coverage_area,
    risk_coverage_curve,
    statistic_of,
)
from assistant.evaluation.records import Example, Response
from assistant.markers import sentences_of
from assistant.records import DECLINED


def columns(pairs):
    return np.array([figure for figure, _ in pairs]), np.array([flag for _, flag in pairs])


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


ANSWERABLE = Example("1", "?", accept=("six",))
UNANSWERABLE = Example("1", "?", accept=("six",), answerable=False)


@pytest.mark.parametrize(
    ("example", "response", "expected"),
    [
        (ANSWERABLE, Response("1", "?", sentences_of("Six"), confidence=0.9), Judged(0.9, 0.9, True, True, True)),
        (ANSWERABLE, Response("1", "?", sentences_of("Nine"), confidence=0.9), Judged(0.9, 0.9, True, True, False)),
        (ANSWERABLE, Response("1", "?", DECLINED, abstained=True, confidence=0.1), Judged(0.1, 0.1, True, False, False)),
        (ANSWERABLE, Response("1", "?", sentences_of("Six")), Judged(None, None, True, True, True)),
        (ANSWERABLE, Response("1", "?", sentences_of("Six"), confidence=float("nan")), Judged(None, None, True, True, True)),
        (UNANSWERABLE, Response("1", "?", sentences_of("Six"), confidence=0.9), Judged(0.9, 0.9, False, True, False)),
        (
            Example("1", "?", references=("six",)),
            Response("1", "?", sentences_of("Six"), confidence=0.9),
            Judged(0.9, 0.9, True, True, None),
        ),
    ],
)
def test_a_response_is_judged_by_what_is_known(example, response, expected):
    assert judged(example, response) == expected


QUESTIONS = [
    Judged(0.9, 0.9, True, True, True),
    Judged(0.6, 0.6, True, True, False),
    Judged(0.2, 0.2, True, False, False),
    Judged(0.4, 0.4, False, True, False),
    Judged(0.8, 0.8, True, True, None),
    Judged(None, None, True, True, True),
]


def test_only_answers_that_were_given_and_are_known_right_or_wrong_are_on_the_curve():
    assert answers_of(QUESTIONS) == [(0.9, True), (0.6, False), (0.4, False)]
    # Of four questions: what is right is not known of the fifth, the confidence not of the sixth.
    assert [(point.coverage, point.risk) for point in curve_of(QUESTIONS).points] == [(0.25, 0.0), (0.5, 0.5), (0.75, pytest.approx(2 / 3))]


def test_answers_are_binned_by_confidence():
    answers = [(0.95, True), (0.05, False), (0.15, True), (1.0, True), (0.12, False)]
    bins = (ReliabilityBin(0.05, 0.0, 1), ReliabilityBin(pytest.approx(0.135), 0.5, 2), ReliabilityBin(pytest.approx(0.975), 1.0, 2))
    assert reliability(answers) == bins
    # (1 * |.05 - 0| + 2 * |.135 - .5| + 2 * |.975 - 1|) / 5
    assert calibration_error(*columns(answers)) == pytest.approx(0.166)


@pytest.mark.parametrize(("confidence", "same_bin_as"), [(0.1, 0.19), (0.3, 0.39), (0.7, 0.79), (1.0, 0.9), (7.0, 0.9), (-1.0, 0.0)])
def test_a_bin_holds_its_lower_end_and_the_last_its_upper(confidence, same_bin_as):
    assert [found.count for found in reliability([(confidence, True), (same_bin_as, True)])] == [2]


def test_no_answers_are_in_no_bin():
    assert reliability([]) == ()


def test_confidence_that_is_the_share_of_right_answers_has_no_error():
    assert calibration_error(*columns([(0.75, True)] * 3 + [(0.75, False)])) == 0.0


@pytest.mark.parametrize("seed", range(5))
def test_statistics_of_some_questions_are_those_of_a_list_of_them(seed):
    draw = random.Random(seed)
    kinds = [draw.random() < 0.7 for _ in range(40)]
    questions = [
        Judged(draw.randrange(8) / 8, draw.randrange(8) / 8, kind, draw.random() < 0.8, kind and draw.random() < 0.6) for kind in kinds
    ]
    questions += QUESTIONS
    some = [draw.randrange(len(questions)) for _ in questions]
    chosen = [questions[n] for n in some]
    indices = np.array(some)
    of_believed = answerability_auroc([(q.belief, q.answerable) for q in chosen if q.belief is not None])
    assert statistic_of(auroc, [q.answerability for q in questions])(indices) == of_believed
    assert statistic_of(risk_coverage_area, [q.risk for q in questions])(indices) == pytest.approx(curve_of(chosen).area)
    of_answers = calibration_error(*columns(answers_of(chosen)))
    assert statistic_of(calibration_error, [q.answer for q in questions])(indices) == pytest.approx(of_answers)


@pytest.mark.parametrize("measure", [auroc, risk_coverage_area, calibration_error])
def test_statistics_of_nothing_are_none(measure):
    assert statistic_of(measure, [])(np.arange(0)) is None
    assert statistic_of(measure, [None])(np.arange(1)) is None


def test_an_answer_that_was_withheld_is_judged_as_if_given():
    withheld = Response("1", "?", DECLINED, abstained=True, confidence=0.1, withheld=sentences_of("Six died. [1]"))
    assert judged(ANSWERABLE, withheld) == Judged(0.1, 0.1, True, True, True)
    assert judged(UNANSWERABLE, withheld) == Judged(0.1, 0.1, False, True, False)
