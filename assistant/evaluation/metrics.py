"""The registry of metrics: those of a question, and those of a set of questions together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.evaluation import grounding_metrics, retrieval_metrics
from assistant.evaluation.abstention import Judged, Measure, Pair, Statistic, auroc, calibration_error, risk_coverage_area, statistic_of
from assistant.evaluation.answer_metrics import answer_accuracy, answer_length, exact_match, token_f1
from assistant.evaluation.citation_metrics import citation_precision, citation_recall, citation_validity, evidence_hit
from assistant.evaluation.records import Result
from assistant.evaluation.time_metrics import date_accuracy, supersession

Family = Literal["retrieval", "answer", "abstention", "citation", "grounding", "time"]
Value = Callable[[Result], float | None]


@dataclass(frozen=True)
class Metric:
    """A metric of one question, for reports its mean; `value` is None where it cannot be asked of the question.

    `higher_is_better` is None where neither is.
    """

    name: str
    about: str
    family: Family
    value: Value
    higher_is_better: bool | None = True


@dataclass(frozen=True)
class SetMetric:
    """A metric that only several questions have together: a measure of the pair that each has, None where it is not asked of one."""

    name: str
    about: str
    family: Family
    measure: Measure
    pair: Callable[[Judged], Pair | None]
    higher_is_better: bool | None

    def statistic(self, questions: Sequence[Judged]) -> Statistic:
        """Return the metric as a function of which of the questions."""
        return statistic_of(self.measure, [self.pair(question) for question in questions])

    def counted(self, question: Judged) -> bool:
        """Tell whether it is asked of the question."""
        return self.pair(question) is not None


def _ranked(measure: Callable[[retrieval_metrics.Ranking, int], float], k: int) -> Value:
    def value(result: Result) -> float | None:
        ranking = retrieval_metrics.ranking(result.example, result.response)
        return None if ranking is None else measure(ranking, k)

    return value


def _rejected(answerable: bool) -> Value:
    return lambda result: float(result.response.abstained) if result.example.answerable == answerable else None


METRICS: tuple[Metric, ...] = (
    *(
        Metric(f"hit@{k}", f"an article with the answer is among the first {k} retrieved", "retrieval", _ranked(retrieval_metrics.hit, k))
        for k in (1, 5, 10)
    ),
    *(
        Metric(
            f"recall@{k}", f"share of the articles with the answer among the first {k}", "retrieval", _ranked(retrieval_metrics.recall, k)
        )
        for k in (5, 10)
    ),
    Metric("mrr@10", "1 / rank of the first article with the answer", "retrieval", _ranked(retrieval_metrics.reciprocal_rank, 10)),
    Metric("map@10", "mean precision at the articles with the answer", "retrieval", _ranked(retrieval_metrics.average_precision, 10)),
    Metric("ndcg@10", "discounted gain of the first 10 over that of the best order", "retrieval", _ranked(retrieval_metrics.ndcg, 10)),
    Metric("exact_match", "the answer is a gold answer, word for word", "answer", exact_match),
    Metric("token_f1", "words shared with the best gold answer", "answer", token_f1),
    Metric("answer_accuracy", "an accepted string is in the answer and no rejected one", "answer", answer_accuracy),
    Metric("answer_length", "words in the answer", "answer", answer_length, None),
    Metric("rejection_rate", "unanswerable questions declined", "abstention", _rejected(answerable=False)),
    Metric("false_rejection_rate", "answerable questions declined", "abstention", _rejected(answerable=True), False),
    Metric("citation_validity", "citations whose file, date and quote stand", "citation", citation_validity),
    Metric("evidence_hit", "an article with the answer is cited", "citation", evidence_hit),
    Metric("citation_recall", "sentences supported by what they cite", "citation", citation_recall),
    Metric("citation_precision", "citations that their sentence needs", "citation", citation_precision),
    Metric("faithfulness", "support of the sentences by the retrieved passages", "grounding", grounding_metrics.faithfulness),
    Metric("fully_supported", "every sentence is supported by the retrieved passages", "grounding", grounding_metrics.fully_supported),
    Metric("number_precision", "numbers in the answer that stand in what it cites", "grounding", grounding_metrics.number_precision),
    Metric("date_precision", "dates in the answer that stand in what it cites", "grounding", grounding_metrics.date_precision),
    Metric("entity_precision", "names in the answer that stand in what it cites", "grounding", grounding_metrics.entity_precision),
    Metric("date_accuracy", "answer_accuracy of when-questions", "time", date_accuracy),
    Metric(
        "supersession",
        "the newest figure is given, and no older one, when the latest is asked for",
        "time",
        supersession,
    ),
)


SET_METRICS: tuple[SetMetric, ...] = (
    SetMetric(
        "answerability_auroc",
        "chance that an answerable question has more confidence than an unanswerable one",
        "abstention",
        auroc,
        lambda question: question.answerability,
        True,
    ),
    SetMetric(
        "risk_coverage_area",
        "mean risk of the answers, the surest first",
        "abstention",
        risk_coverage_area,
        lambda question: question.risk,
        False,
    ),
    SetMetric(
        "expected_calibration_error",
        "how far confidence is from the share of answers that is right",
        "abstention",
        calibration_error,
        lambda question: question.answer,
        False,
    ),
)

_ALL: tuple[Metric | SetMetric, ...] = (*METRICS, *SET_METRICS)
REGISTRY = {metric.name: metric for metric in _ALL}


def values(result: Result) -> dict[str, float]:
    """Return each metric of METRICS that can be asked of this question, by name."""
    found = ((metric.name, metric.value(result)) for metric in METRICS)
    return {name: value for name, value in found if value is not None}


def metric_names(results: Sequence[Result]) -> list[str]:
    """Return the names of METRICS, then of other values that the results hold, such as a judge's."""
    names = [metric.name for metric in METRICS]
    return names + sorted({name for result in results for name in result.values}.difference(names))
