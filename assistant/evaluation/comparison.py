"""Two runs over the same questions, held against each other question by question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EvaluationError
from assistant.evaluation.abstention import judged
from assistant.evaluation.bootstrap import holm, interval_of, mean_interval, resampled, sign_flip_p, statistic_p
from assistant.evaluation.metrics import SET_METRICS, SetMetric, metric_names
from assistant.evaluation.records import Result
from assistant.evaluation.summary import rounded

# A difference is beyond chance where one at least as large would come of chance less often than this, over all the metrics together.
CHANCE = 0.05

Pair = tuple[Result, Result]


@dataclass(frozen=True)
class Difference:
    """A metric over the `count` questions that both runs have it for: the figures of run A and run B, and `difference`, B less A.

    `low` and `high` are the ends of the bootstrap 95% interval of the difference. `p` is its two-sided p-value by paired
    randomisation, for metrics of a set from the bootstrap; `beyond_chance` takes into account how many metrics are compared.
    """

    name: str
    count: int
    a: float
    b: float
    difference: float
    low: float
    high: float
    p: float
    beyond_chance: bool


@dataclass(frozen=True)
class Comparison:
    """The differences in the registry's order, over `questions` that are in both runs; how many are in one only."""

    differences: tuple[Difference, ...]
    questions: int
    only_a: int
    only_b: int

    def as_json(self) -> dict[str, Any]:
        """The object that `dateline compare` prints, numbers rounded to six decimals."""
        return {
            "questions": self.questions,
            "only_a": self.only_a,
            "only_b": self.only_b,
            "differences": {difference.name: rounded(difference) for difference in self.differences},
        }


def compare(run_a: Sequence[Result], run_b: Sequence[Result]) -> Comparison:
    """Pair the questions of two runs by id and compare each metric that both have.

    Raises EvaluationError for an id that a run has twice, or that names another question in the other run.
    """
    by_id_a, by_id_b = _by_id(run_a), _by_id(run_b)
    pairs = [(result, by_id_b[id]) for id, result in by_id_a.items() if id in by_id_b]
    for pair in pairs:
        _check(pair)
    found = [_of_mean(name, pairs) for name in metric_names([*run_a, *run_b])] + [_of_set(metric, pairs) for metric in SET_METRICS]
    differences = [difference for difference in found if difference]
    adjusted = holm([difference.p for difference in differences])
    return Comparison(
        tuple(replace(difference, beyond_chance=p < CHANCE) for difference, p in zip(differences, adjusted, strict=True)),
        questions=len(pairs),
        only_a=len(by_id_a) - len(pairs),
        only_b=len(by_id_b) - len(pairs),
    )


def _by_id(run: Sequence[Result]) -> dict[str, Result]:
    results: dict[str, Result] = {}
    for result in run:
        if results.setdefault(result.example.id, result) is not result:
            raise EvaluationError(f"Question {result.example.id!r} is twice in one run: give each question an id of its own.")
    return results


def _check(pair: Pair) -> None:
    a, b = (result.example.question for result in pair)
    if a != b:
        id = pair[0].example.id
        raise EvaluationError(f"Question {id!r} is {a!r} in one run and {b!r} in the other: compare runs over the same questions.")


def _of_mean(name: str, pairs: Sequence[Pair]) -> Difference | None:
    values = [(a.values[name], b.values[name]) for a, b in pairs if name in a.values and name in b.values]
    differences = [b - a for a, b in values]
    interval = mean_interval(differences)
    if interval is None:
        return None
    count = len(values)
    a, b = sum(a for a, _ in values) / count, sum(b for _, b in values) / count
    return Difference(name, count, a, b, sum(differences) / count, *interval, sign_flip_p(differences), beyond_chance=False)


def _of_set(metric: SetMetric, pairs: Sequence[Pair]) -> Difference | None:
    runs = [[judged(result.example, result.response) for result in run] for run in zip(*pairs, strict=True)] or [[], []]
    of_a, of_b = (metric.statistic(run) for run in runs)

    def difference(questions: NDArray[np.int64]) -> float | None:
        a, b = of_a(questions), of_b(questions)
        return None if a is None or b is None else b - a

    everything = np.arange(len(pairs))
    chances = resampled(difference, len(pairs))
    a, b, interval = of_a(everything), of_b(everything), interval_of(chances)
    if a is None or b is None or interval is None:
        return None
    count = sum(metric.counted(one) and metric.counted(other) for one, other in zip(*runs, strict=True))
    return Difference(metric.name, count, a, b, b - a, *interval, statistic_p(chances), beyond_chance=False)
