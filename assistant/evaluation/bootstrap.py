"""How far chance alone can move a figure: bootstrap intervals, and tests of the difference of two runs.

Everything is drawn from a fixed seed: the same values have the same intervals, byte for byte.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.abstention import Statistic

SEED = 20_240_229
RESAMPLES = 2_000
# The ends of the 95% interval, in percent.
ENDS = (2.5, 97.5)
# Up to so many differences all their signs are tried, 2^13 = 8,192 ways; of more as many ways at random.
ALL_SIGNS = 13
FLIPS = 10_000
# Draws held at a time: 8 MB of indices.
DRAWS = 1_000_000
# Sums that differ by no more than rounding are equal.
ROUNDING = 1e-9

Interval = tuple[float, float]


def mean_interval(values: Sequence[float]) -> Interval | None:
    """Return the percentile bootstrap 95% interval of the mean (Efron and Tibshirani, 1993); None without values."""
    if not values:
        return None
    array = np.asarray(values, dtype=np.float64)
    return interval_of(np.concatenate([array[block].mean(axis=1) for block in _resamples(len(array))]))


def resampled(statistic: Statistic, count: int) -> NDArray[np.float64]:
    """Return the statistic of each resample of `count` questions that has one."""
    values = (statistic(resample) for block in _resamples(count) for resample in block)
    return np.array([value for value in values if value is not None], dtype=np.float64)


def interval_of(values: NDArray[np.float64]) -> Interval | None:
    """Return the ends of the 95% interval of resampled values; None without values."""
    if not len(values):
        return None
    low, high = np.percentile(values, ENDS).tolist()
    return low, high


def sign_flip_p(differences: Sequence[float]) -> float:
    """Return the two-sided p-value of a mean difference under paired randomisation (Smucker et al., 2007).

    Were the two runs alike, each question's difference could as well have the other sign.
    """
    # A difference of 0 is the same with either sign.
    moved = np.asarray([difference for difference in differences if difference], dtype=np.float64)
    if not len(moved):
        return 1.0
    bound = abs(float(moved.sum())) - ROUNDING * float(np.abs(moved).sum())
    if len(moved) <= ALL_SIGNS:
        ways = np.arange(2 ** len(moved))[:, None] >> np.arange(len(moved)) & 1
        return _as_far(ways, moved, bound) / len(ways)
    # The way that was observed is one of those possible (Phipson and Smyth, 2010).
    return (1 + sum(_as_far(ways, moved, bound) for ways in _signs(len(moved)))) / (1 + FLIPS)


def statistic_p(differences: NDArray[np.float64]) -> float:
    """Return a two-sided p-value of a statistic's difference from its resamples: twice the share on the rarer side of 0, at most 1."""
    rarer = min(int((differences <= 0).sum()), int((differences >= 0).sum()))
    return min(1.0, 2 * (1 + rarer) / (1 + len(differences)))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return the p-values adjusted for being so many (Holm, 1979), in the order given."""
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda place: p_values[place])):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = highest
    return adjusted


def _resamples(count: int) -> Iterator[NDArray[np.int64]]:
    """Yield blocks of resamples, a row of `count` indices each."""
    generator = np.random.default_rng(SEED)
    rows = max(1, DRAWS // max(1, count))
    for done in range(0, RESAMPLES if count else 0, rows):
        yield generator.integers(count, size=(min(rows, RESAMPLES - done), count))


def _signs(count: int) -> Iterator[NDArray[np.int64]]:
    """Yield blocks of random signs, a row of `count` zeros and ones each."""
    generator = np.random.default_rng(SEED)
    rows = max(1, DRAWS // count)
    for done in range(0, FLIPS, rows):
        yield generator.integers(2, size=(min(rows, FLIPS - done), count))


def _as_far(ways: NDArray[np.int64], differences: NDArray[np.float64], bound: float) -> int:
    """Return how many ways of flipping the signs of the differences bring their sum as far from 0 as `bound`."""
    sums = np.where(ways, differences, -differences).sum(axis=1)
    return int((np.abs(sums) >= bound).sum())
