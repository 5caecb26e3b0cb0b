"""Citations: whether they exist, point to the gold evidence, and hold what cites them.

Recall and precision are those of ALCE (Gao et al., 2023), of one answer each; but an answer that cites nothing has no precision
here, where ALCE counts 0. Declined answers have none of these.
"""

from collections.abc import Sequence

from assistant.evaluation.records import Cited, Example, Response, SentenceMarks
from assistant.support import SUPPORTED


def citation_validity(response: Response) -> float | None:
    """Return the share of citations that stand as they are given; None where none could be looked up."""
    known = [] if response.abstained else [citation.valid for citation in response.citations if citation.valid is not None]
    return sum(known) / len(known) if known else None


def evidence_hit(example: Example, response: Response) -> float | None:
    """Return 1 if a cited file, or another of the same story that holds the quote, is gold evidence, else 0; None without gold."""
    gold = {relevant.file for relevant in example.relevant if relevant.grade > 0}
    if response.abstained or not example.answerable or not gold:
        return None
    return float(any(gold & _files(citation) for citation in response.citations))


def citation_recall(response: Response, sentences: Sequence[SentenceMarks]) -> float | None:
    """Return the share of the answer's sentences that are supported by what they cite together."""
    return None if response.abstained or not sentences else sum(map(_is_held, sentences)) / len(sentences)


def citation_precision(response: Response, sentences: Sequence[SentenceMarks]) -> float | None:
    """Return the share of citations that are needed by a supported sentence; None without citations."""
    needed = [is_needed and _is_held(sentence) for sentence in sentences for is_needed in sentence.needed]
    return None if response.abstained or not needed else sum(needed) / len(needed)


def _files(citation: Cited) -> set[str]:
    return {file for file in (citation.file, *citation.also_in) if file is not None}


def _is_held(sentence: SentenceMarks) -> bool:
    return sentence.cited_support is not None and sentence.cited_support >= SUPPORTED
