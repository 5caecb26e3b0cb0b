import numpy as np
import pytest

from assistant.evaluation.bootstrap import RESAMPLES, holm, interval_of, mean_interval, resampled, sign_flip_p, statistic_p


def test_the_interval_of_a_share_is_that_of_the_binomial_distribution():
    # Of 100 draws with chance 1/2, 95% bring 40 to 60.
    low, high = mean_interval([1.0] * 50 + [0.0] * 50)
    assert (low, high) == (pytest.approx(0.4, abs=0.015), pytest.approx(0.6, abs=0.015))


def test_equal_values_leave_nothing_to_chance():
    assert mean_interval([0.25] * 7) == (0.25, 0.25)
    assert mean_interval([3.0]) == (3.0, 3.0)
    assert mean_interval([]) is None


def test_the_same_values_have_the_same_interval_and_more_of_them_a_narrower_one():
    few, many = [0.1, 0.9, 0.4, 0.3], [0.1, 0.9, 0.4, 0.3] * 25
    assert mean_interval(few) == mean_interval(list(few))
    assert mean_interval(few)[0] < mean_interval(many)[0] < 0.425 < mean_interval(many)[1] < mean_interval(few)[1]


def test_the_mean_as_a_statistic_has_the_interval_of_the_mean():
    values = np.array([0.1, 0.9, 0.4, 0.3])
    assert interval_of(resampled(lambda questions: float(values[questions].mean()), 4)) == pytest.approx(mean_interval(values.tolist()))


def test_blocks_do_not_change_what_is_drawn_in_all():
    # 3,000 values are drawn in blocks of 333 resamples.
    assert len(resampled(lambda questions: float(len(questions)), 3_000)) == RESAMPLES
    assert mean_interval([1.0] * 3_000) == (1.0, 1.0)


def test_resamples_without_a_value_are_left_out():
    # Two questions: a quarter of the resamples holds the second alone.
    values = resampled(lambda questions: 1.0 if 0 in questions else None, 2)
    assert len(values) == pytest.approx(0.75 * RESAMPLES, rel=0.05)
    assert interval_of(values) == (1.0, 1.0)
    assert interval_of(resampled(lambda questions: None, 2)) is None
    assert interval_of(resampled(lambda questions: 1.0, 0)) is None


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([], 1.0),
        ([0.0, 0.0], 1.0),
        ([1.0], 1.0),  # either sign is as far
        ([1.0, 1.0, 1.0], 0.25),  # 2 of 8 ways
        ([-1.0, 0.0, -1.0, -1.0], 0.25),
        ([3.0, -1.0, 1.0], 0.75),  # sums 5, 3, 3, 1 and their opposites: 6 of 8 are at least 3
        ([0.1, 0.2, -0.3], 1.0),  # nothing but rounding
        ([0.5] * 8, 2 / 256),
    ],
)
def test_all_ways_of_flipping_signs_are_counted(differences, p):
    assert sign_flip_p(differences) == p


def test_many_differences_are_flipped_at_random():
    # 14 of them, 10 up and 4 down: 2 * (C(14,10) + ... + C(14,14)) = 2942 of 16384 ways are as far.
    assert sign_flip_p([1.0] * 10 + [-1.0] * 4) == pytest.approx(2942 / 16384, abs=0.015)
    assert sign_flip_p([1.0] * 40) == 1 / 10_001
    assert sign_flip_p([1.0, -1.0] * 20) == 1.0


def test_the_p_value_of_a_statistic_is_twice_the_rarer_side():
    assert statistic_p(np.array([-1.0, 1.0, 1.0, 1.0])) == 2 * 2 / 5
    assert statistic_p(np.ones(3)) == 2 * 1 / 4
    assert statistic_p(np.zeros(3)) == 1.0
    assert statistic_p(np.zeros(0)) == 1.0


def test_holm_multiplies_the_smallest_by_all_the_next_by_one_less_and_never_goes_down():
    # .01 * 3, .03 * 2, then .04 * 1 raised to .06
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.6]) == [1.0, 1.0]
    assert holm([]) == []
