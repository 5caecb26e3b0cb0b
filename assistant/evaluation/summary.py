"""The figures of a run: each metric with its count and its bootstrap 95% interval."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.evaluation.abstention import Judged, ReliabilityBin, RiskCoverageCurve, answers_of, curve_of, judged, reliability
from assistant.evaluation.bootstrap import interval_of, mean_interval, resampled
from assistant.evaluation.metrics import SET_METRICS, SetMetric, metric_names
from assistant.evaluation.records import Result, Score

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# Figures in JSON have so many decimals: more than a count of questions can tell apart, and none of them rounding.
DECIMALS = 6


@dataclass(frozen=True)
class Summary:
    """All scores in the registry's order, `answer_accuracy` for each kind of question, and what confidence is worth.

    `declined` answers have no citation, grounding or length metric.
    """

    scores: tuple[Score, ...]
    by_kind: tuple[Score, ...]
    questions: int
    declined: int
    curve: RiskCoverageCurve
    reliability: tuple[ReliabilityBin, ...]

    def as_json(self) -> dict[str, Any]:
        """The object of reports, numbers rounded to six decimals."""
        return {
            "questions": self.questions,
            "declined": self.declined,
            "scores": {score.name: rounded(score) for score in self.scores},
            "answer_accuracy_by_kind": {score.name: rounded(score) for score in self.by_kind},
            "risk_coverage": [rounded(point) for point in self.curve.points],
            "reliability": [rounded(one) for one in self.reliability],
        }


def summarise(results: Sequence[Result]) -> Summary:
    """Return the figures of the results; those of confidence are of the withheld answers too, since they are about every threshold."""
    questions = [judged(result.example, result.response) for result in results]
    held = {name: [result.values[name] for result in results if name in result.values] for name in metric_names(results)}
    return Summary(
        scores=(*(_mean(name, values) for name, values in held.items()), *(_of_set(metric, questions) for metric in SET_METRICS)),
        by_kind=_by_kind(results),
        questions=len(results),
        declined=sum(result.response.abstained for result in results),
        curve=curve_of(questions),
        reliability=reliability(answers_of(questions)),
    )


def _by_kind(results: Sequence[Result]) -> tuple[Score, ...]:
    values: dict[str, list[float]] = {}
    for result in results:
        if result.example.kind and "answer_accuracy" in result.values:
            values.setdefault(result.example.kind, []).append(result.values["answer_accuracy"])
    return tuple(_mean(kind, of_kind) for kind, of_kind in sorted(values.items()))


def _mean(name: str, values: Sequence[float]) -> Score:
    low, high = mean_interval(values) or (None, None)
    return Score(name, sum(values) / len(values) if values else None, len(values), low, high)


def _of_set(metric: SetMetric, questions: Sequence[Judged]) -> Score:
    statistic = metric.statistic(questions)
    value, count = statistic(np.arange(len(questions))), sum(map(metric.counted, questions))
    if value is None:
        return Score(metric.name, None, count)
    low, high = interval_of(resampled(statistic, len(questions))) or (None, None)
    return Score(metric.name, value, count, low, high)


def rounded(record: "DataclassInstance") -> dict[str, float | int | None]:
    """Return the fields of a record as JSON has them, without its name."""
    fields = asdict(record).items()
    return {name: round(value, DECIMALS) if isinstance(value, float) else value for name, value in fields if name != "name"}
