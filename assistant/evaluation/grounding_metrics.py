"""Grounding: whether what was retrieved holds what the answer says, and whether its numbers, dates and names stand in what it cites.

Declined answers have none of these.
"""

from collections.abc import Callable, Sequence

from assistant.evaluation.records import Response, SentenceMarks
from assistant.support import SUPPORTED


def faithfulness(response: Response, sentences: Sequence[SentenceMarks]) -> float | None:
    """Return the mean over the answer's sentences of the probability that the contexts support it."""
    return None if response.abstained or not sentences else sum(sentence.support for sentence in sentences) / len(sentences)


def fully_supported(response: Response, sentences: Sequence[SentenceMarks]) -> float | None:
    """Return 1 if every sentence of the answer counts as supported by the contexts, else 0."""
    return None if response.abstained or not sentences else float(all(sentence.support >= SUPPORTED for sentence in sentences))


def number_precision(response: Response, sentences: Sequence[SentenceMarks]) -> float | None:
    """Return the share of the answer's numbers that stand in what their sentences cite; None without numbers."""
    return _precision(response, sentences, lambda sentence: sentence.numbers)


def date_precision(response: Response, sentences: Sequence[SentenceMarks]) -> float | None:
    """Return the share of the answer's dates that stand in what their sentences cite; None without dates."""
    return _precision(response, sentences, lambda sentence: sentence.dates)


def entity_precision(response: Response, sentences: Sequence[SentenceMarks]) -> float | None:
    """Return the share of the answer's names that stand in what their sentences cite; None without names."""
    return _precision(response, sentences, lambda sentence: sentence.names)


def _precision(response: Response, sentences: Sequence[SentenceMarks], counts: Callable[[SentenceMarks], tuple[int, int]]) -> float | None:
    found = sum(counts(sentence)[0] for sentence in sentences)
    everything = sum(counts(sentence)[1] for sentence in sentences)
    return None if response.abstained or not everything else found / everything
