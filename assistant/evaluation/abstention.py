"""How well confidence tells questions that have an answer from those that have none, and right answers from wrong ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.answer_metrics import is_right
from assistant.evaluation.records import Example, Response

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# A figure and whether it is so: that there is an answer, that it is right.
Pair = tuple[float, bool]
Measure = Callable[[Floats, Flags], float | None]
# From the indices of questions, some of them perhaps several times, to a figure of them all; None where they have none.
Statistic = Callable[[NDArray[np.int64]], float | None]

# As Naeini et al. (2015) and most since.
BINS = 10


@dataclass(frozen=True)
class OperatingPoint:
    """What comes of giving only answers of at least this confidence: the share of questions answered, the share of those wrong."""

    confidence: float
    coverage: float
    risk: float


@dataclass(frozen=True)
class RiskCoverageCurve:
    """Risk at each coverage, one point for each answer given, the surest first (Geifman and El-Yaniv, 2017).

    Answers of equal confidence are given in any order, so each has the risk expected over all orders.
    """

    points: tuple[OperatingPoint, ...]

    @property
    def area(self) -> float | None:
        """The mean risk over the coverages, 0 to 1, lower is better; None without answers."""
        return sum(point.risk for point in self.points) / len(self.points) if self.points else None

    def at(self, threshold: float) -> OperatingPoint | None:
        """Return the point where all answers of at least this confidence are given; None where there is none."""
        return next((point for point in reversed(self.points) if point.confidence >= threshold), None)


@dataclass(frozen=True)
class ReliabilityBin:
    """Answers of about the same confidence: its mean, the share of them that is right, and how many they are."""

    confidence: float
    right: float
    count: int


@dataclass(frozen=True)
class Judged:
    """What abstention is judged by: a question's confidence, whether it has an answer, whether one was given and whether that is right.

    `confidence` is that the answer is right, `belief` that there is one, by which answers are withheld; a system may have one figure for
    both. None where it gives none; `right` is None where nobody knows what would be.
    """

    confidence: float | None
    belief: float | None
    answerable: bool
    given: bool
    right: bool | None

    @property
    def answerability(self) -> Pair | None:
        """The belief in an answer and whether there is one; None without belief."""
        return None if self.belief is None else (self.belief, self.answerable)

    @property
    def answer(self) -> Pair | None:
        """The confidence and whether the answer is right; None where none was given, or one of the two is not known."""
        return (self.confidence, self.right) if self.given and self.confidence is not None and self.right is not None else None

    @property
    def risk(self) -> Pair | None:
        """The belief by which the answer may be withheld and whether it is right; None where none was given, or one is not known."""
        return (self.belief, self.right) if self.given and self.belief is not None and self.right is not None else None


def judged(example: Example, response: Response) -> Judged:
    """Judge a response, or the answer that it withheld; one to an unanswerable question is wrong whatever it holds."""
    if response.withheld is not None:
        response = replace(response, sentences=response.withheld, abstained=False)
    known = bool(example.accept) or not example.answerable
    right = example.answerable and is_right(example, response) if known else None
    given = response.confidence, response.answerability
    confidence, belief = (figure if figure is not None and isfinite(figure) else None for figure in given)
    return Judged(confidence, confidence if belief is None else belief, example.answerable, not response.abstained, right)


def curve_of(questions: Sequence[Judged]) -> RiskCoverageCurve:
    """Return the risk-coverage curve of the questions of which it is known what is right and how sure the system is."""
    asked = [q for q in questions if q.right is not None and (q.belief is not None or not q.given)]
    return risk_coverage_curve([question.risk for question in asked if question.risk], len(asked))


def answers_of(questions: Sequence[Judged]) -> list[Pair]:
    """Return (confidence, right) of each answer given of which both are known."""
    return [question.answer for question in questions if question.answer]


def risk_coverage_curve(answers: Sequence[Pair], questions: int) -> RiskCoverageCurve:
    """Return the curve of (confidence, right) pairs, one for each answer given to one of `questions` questions.

    Whether an answer that was declined would have been right is not known, so only answers that were given count: the
    curve reaches full coverage when they were asked for with `DATELINE_DECLINE_BELOW=0`, as `dateline evaluate` does.
    """
    confidences, risks = _risks(*_arrays(answers))
    pairs = enumerate(zip(confidences.tolist(), risks.tolist(), strict=True), start=1)
    return RiskCoverageCurve(tuple(OperatingPoint(confidence, given / questions, risk) for given, (confidence, risk) in pairs))


def answerability_auroc(questions: Sequence[Pair]) -> float | None:
    """Return the `auroc` of (confidence, answerable) pairs."""
    return auroc(*_arrays(questions))


def reliability(answers: Sequence[Pair]) -> tuple[ReliabilityBin, ...]:
    """Return (confidence, right) pairs in ten bins of equal width, the least sure first, without those that nothing falls in."""
    counts, confidences, rights = (part.tolist() for part in _binned(*_arrays(answers)))
    bins = zip(counts, confidences, rights, strict=True)
    return tuple(ReliabilityBin(confidence / count, right / count, int(count)) for count, confidence, right in bins if count)


def statistic_of(of: Measure, pairs: Sequence[Pair | None]) -> Statistic:
    """Return a measure of the pairs that there are as a function of which questions."""
    confidences, flags = _arrays([pair or (np.nan, False) for pair in pairs])
    usable = ~np.isnan(confidences)

    def statistic(questions: NDArray[np.int64]) -> float | None:
        chosen = questions[usable[questions]]
        return of(confidences[chosen], flags[chosen])

    return statistic


def _arrays(pairs: Sequence[Pair]) -> tuple[Floats, Flags]:
    return np.array([number for number, _ in pairs], dtype=np.float64), np.array([flag for _, flag in pairs], dtype=np.bool_)


def auroc(confidences: Floats, answerable: Flags) -> float | None:
    """Return the chance that an answerable question has more confidence than an unanswerable one; a tie counts half.

    None when one of the two kinds is missing.
    """
    pairs = int(answerable.sum()) * int((~answerable).sum())
    if not pairs:
        return None
    _, level = np.unique(confidences, return_inverse=True)
    with_answer, without = np.bincount(level, weights=answerable), np.bincount(level, weights=~answerable)
    below = np.cumsum(without) - without
    return float((with_answer * (below + without / 2)).sum() / pairs)


def _risks(confidences: Floats, rights: Flags) -> tuple[Floats, Floats]:
    """Return the confidence of each answer, the surest first, and the risk where all up to it are given."""
    levels, level, sizes = np.unique(-confidences, return_inverse=True, return_counts=True)
    wrongs = np.bincount(level, weights=~rights)
    before, wrong_before = np.cumsum(sizes) - sizes, np.cumsum(wrongs) - wrongs
    given = np.arange(1, len(confidences) + 1)
    of_level = given - np.repeat(before, sizes)
    wrong = np.repeat(wrong_before, sizes) + np.repeat(wrongs, sizes) * of_level / np.repeat(sizes, sizes)
    return np.repeat(-levels, sizes), wrong / given


def risk_coverage_area(confidences: Floats, rights: Flags) -> float | None:
    """Return the area under the risk-coverage curve; None without answers."""
    return float(_risks(confidences, rights)[1].mean()) if len(confidences) else None


def _binned(confidences: Floats, rights: Flags) -> tuple[Floats, Floats, Floats]:
    """Return for each bin how many answers it has, the sum of their confidence, and how many are right."""
    bins = np.clip(np.floor(confidences * BINS), 0, BINS - 1).astype(np.int64)
    of_each = (np.ones_like(confidences), confidences, rights)
    counts, sums, right = (np.bincount(bins, weights=weights, minlength=BINS).astype(np.float64) for weights in of_each)
    return counts, sums, right


def calibration_error(confidences: Floats, rights: Flags) -> float | None:
    """Return how far confidence is from the share that is right, a mean over the answers by bin (Naeini et al., 2015); None without any."""
    _, sums, right = _binned(confidences, rights)
    return float(np.abs(sums - right).sum() / len(confidences)) if len(confidences) else None
