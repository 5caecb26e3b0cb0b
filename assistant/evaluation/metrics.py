"""The registry of metrics: those of a question, and those of a set of questions together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.evaluation import answer_metrics, citation_metrics, grounding_metrics, retrieval_metrics, time_metrics
from assistant.evaluation.abstention import Judged, Statistic, area_statistic, auroc_statistic, calibration_error_statistic
from assistant.evaluation.records import Example, Response, Result, SentenceMarks

Family = Literal["retrieval", "answer", "abstention", "citation", "grounding", "time"]
Value = Callable[[Example, Response, Sequence[SentenceMarks]], float | None]


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
    """A metric that only several questions have together; `counted` tells of which of them it is."""

    name: str
    about: str
    family: Family
    statistic: Callable[[Sequence[Judged]], Statistic]
    counted: Callable[[Judged], bool]
    higher_is_better: bool | None


def _ranked(measure: Callable[[retrieval_metrics.Ranking, int], float], k: int) -> Value:
    def value(example: Example, response: Response, sentences: Sequence[SentenceMarks]) -> float | None:
        ranking = retrieval_metrics.ranking(example, response)
        return None if ranking is None else measure(ranking, k)

    return value


def _held(measure: Callable[[Example, Response], float | None]) -> Value:
    return lambda example, response, sentences: measure(example, response)


def _marked(measure: Callable[[Response, Sequence[SentenceMarks]], float | None]) -> Value:
    return lambda example, response, sentences: measure(response, sentences)


def _alone(measure: Callable[[Response], float | None]) -> Value:
    return lambda example, response, sentences: measure(response)


def _rejected(answerable: bool) -> Value:
    return lambda example, response, sentences: float(response.abstained) if example.answerable == answerable else None


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
    Metric("exact_match", "the answer is a gold answer, word for word", "answer", _held(answer_metrics.exact_match)),
    Metric("token_f1", "words shared with the best gold answer", "answer", _held(answer_metrics.token_f1)),
    Metric("answer_accuracy", "an accepted string is in the answer and no rejected one", "answer", _held(answer_metrics.answer_accuracy)),
    Metric("answer_length", "words in the answer", "answer", _alone(answer_metrics.answer_length), None),
    Metric("rejection_rate", "unanswerable questions declined", "abstention", _rejected(answerable=False)),
    Metric("false_rejection_rate", "answerable questions declined", "abstention", _rejected(answerable=True), False),
    Metric("citation_validity", "citations whose file, date and quote stand", "citation", _alone(citation_metrics.citation_validity)),
    Metric("evidence_hit", "an article with the answer is cited", "citation", _held(citation_metrics.evidence_hit)),
    Metric("citation_recall", "sentences supported by what they cite", "citation", _marked(citation_metrics.citation_recall)),
    Metric("citation_precision", "citations that their sentence needs", "citation", _marked(citation_metrics.citation_precision)),
    Metric("faithfulness", "support of the sentences by the retrieved passages", "grounding", _marked(grounding_metrics.faithfulness)),
    Metric(
        "fully_supported", "every sentence is supported by the retrieved passages", "grounding", _marked(grounding_metrics.fully_supported)
    ),
    Metric(
        "number_precision", "numbers in the answer that stand in what it cites", "grounding", _marked(grounding_metrics.number_precision)
    ),
    Metric("date_precision", "dates in the answer that stand in what it cites", "grounding", _marked(grounding_metrics.date_precision)),
    Metric("entity_precision", "names in the answer that stand in what it cites", "grounding", _marked(grounding_metrics.entity_precision)),
    Metric("date_accuracy", "answer_accuracy of when-questions", "time", _held(time_metrics.date_accuracy)),
    Metric(
        "supersession",
        "the newest figure is given, and no older one, when the latest is asked for",
        "time",
        _held(time_metrics.supersession),
    ),
)


def _is_answer(question: Judged) -> bool:
    return question.answer is not None


SET_METRICS: tuple[SetMetric, ...] = (
    SetMetric(
        "answerability_auroc",
        "chance that an answerable question has more confidence than an unanswerable one",
        "abstention",
        auroc_statistic,
        lambda question: question.answerability is not None,
        True,
    ),
    SetMetric("risk_coverage_area", "mean risk of the answers, the surest first", "abstention", area_statistic, _is_answer, False),
    SetMetric(
        "expected_calibration_error",
        "how far confidence is from the share of answers that is right",
        "abstention",
        calibration_error_statistic,
        _is_answer,
        False,
    ),
)


def values(example: Example, response: Response, sentences: Sequence[SentenceMarks]) -> dict[str, float]:
    """Return each metric of METRICS that can be asked of this question, by name."""
    found = ((metric.name, metric.value(example, response, sentences)) for metric in METRICS)
    return {name: value for name, value in found if value is not None}


def metric_names(results: Sequence[Result]) -> list[str]:
    """Return the names of METRICS, then of other values that the results hold, such as a judge's."""
    names = [metric.name for metric in METRICS]
    return names + sorted({name for result in results for name in result.values}.difference(names))


def metric_directions() -> dict[str, bool | None]:
    """Return of each metric, by name, whether higher is better; None where neither is."""
    directions = {metric.name: metric.higher_is_better for metric in METRICS}
    return directions | {metric.name: metric.higher_is_better for metric in SET_METRICS}


def abouts() -> dict[str, str]:
    """Return of each metric, by name, in one line what it measures."""
    return {metric.name: metric.about for metric in METRICS} | {metric.name: metric.about for metric in SET_METRICS}


def families() -> dict[str, Family]:
    """Return the family of each metric, by name."""
    return {metric.name: metric.family for metric in METRICS} | {metric.name: metric.family for metric in SET_METRICS}
