"""How well confidence tells questions that have an answer from those that have none, and right answers from wrong ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.answers import NOT_SAID, Answer


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


def risk_coverage_curve(answers: Sequence[tuple[float, bool]], questions: int) -> RiskCoverageCurve:
    """Return the curve of (confidence, right) pairs, one for each answer given to one of `questions` questions.

    Whether an answer that was declined would have been right is not known, so only answers that were given count: the
    curve reaches full coverage when they were asked for with `DATELINE_DECLINE_BELOW=0`, as `dateline evaluate` does.
    """
    points: list[OperatingPoint] = []
    wrong = 0
    for confidence, group in groupby(sorted(answers, key=lambda pair: -pair[0]), key=lambda pair: pair[0]):
        rights = [right for _, right in group]
        wrongs = len(rights) - sum(rights)
        before = len(points)
        for more in range(1, len(rights) + 1):
            risk = (wrong + wrongs * more / len(rights)) / (before + more)
            points.append(OperatingPoint(confidence, (before + more) / questions, risk))
        wrong += wrongs
    return RiskCoverageCurve(tuple(points))


def answerability_auroc(questions: Sequence[tuple[float, bool]]) -> float | None:
    """Return the chance that an answerable question has more confidence than an unanswerable one; a tie counts half.

    `questions` are (confidence, answerable) pairs; None when one of the two kinds is missing.
    """
    answerable = sum(1 for _, kind in questions if kind)
    pairs = answerable * (len(questions) - answerable)
    below = 0
    won = 0.0
    for _, group in groupby(sorted(questions), key=lambda pair: pair[0]):
        kinds = [kind for _, kind in group]
        unanswerable = len(kinds) - sum(kinds)
        won += sum(kinds) * (below + unanswerable / 2)
        below += unanswerable
    return won / pairs if pairs else None


def declined_below(answer: Answer, threshold: float) -> Answer:
    """Return the answer as it is given at this threshold: one of the reader's below it says that the articles do not.

    What a language model wrote stays: it declines by itself.
    """
    if answer.answered_by != "reader" or answer.confidence >= threshold:
        return answer
    return replace(answer, text=NOT_SAID, citations=(), abstained=True, highlights=(), short=None)
