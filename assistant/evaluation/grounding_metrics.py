"""Grounding: whether what was retrieved holds what the answer says, and whether its numbers, dates and names stand in what it cites.

Declined answers have none of these.
"""

from collections.abc import Callable
from statistics import fmean

from assistant.evaluation.records import Result, SentenceMarks
from assistant.support import SUPPORTED


def faithfulness(result: Result) -> float | None:
    """Return the mean over the answer's sentences of the probability that the contexts support it."""
    return None if result.response.abstained or not result.sentences else fmean(sentence.support for sentence in result.sentences)


def fully_supported(result: Result) -> float | None:
    """Return 1 if every sentence of the answer counts as supported by the contexts, else 0."""
    return None if result.response.abstained or not result.sentences else float(all(s.support >= SUPPORTED for s in result.sentences))


def number_precision(result: Result) -> float | None:
    """Return the share of the answer's numbers that stand in what their sentences cite; None without numbers."""
    return _precision(result, lambda sentence: sentence.numbers)


def date_precision(result: Result) -> float | None:
    """Return the share of the answer's dates that stand in what their sentences cite; None without dates."""
    return _precision(result, lambda sentence: sentence.dates)


def entity_precision(result: Result) -> float | None:
    """Return the share of the answer's names that stand in what their sentences cite; None without names."""
    return _precision(result, lambda sentence: sentence.names)


def _precision(result: Result, counts: Callable[[SentenceMarks], tuple[int, int]]) -> float | None:
    found = sum(counts(sentence)[0] for sentence in result.sentences)
    everything = sum(counts(sentence)[1] for sentence in result.sentences)
    return None if result.response.abstained or not everything else found / everything
