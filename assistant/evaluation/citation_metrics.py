"""Citations: whether they exist, point to the gold evidence, and hold what cites them.

Recall and precision are those of ALCE (Gao et al., 2023), of one answer each; but an answer that cites nothing has no precision
here, where ALCE counts 0. Declined answers have none of these.
"""

from statistics import fmean

from assistant.evaluation.records import Result, SentenceMarks
from assistant.support import SUPPORTED


def citation_validity(result: Result) -> float | None:
    """Return the share of citations that stand as they are given; None where none could be looked up."""
    known = [citation.valid for citation in result.response.citations if citation.valid is not None]
    return sum(known) / len(known) if known and not result.response.abstained else None


def evidence_hit(result: Result) -> float | None:
    """Return 1 if a cited file, or another of the same story that holds the quote, is gold evidence, else 0; None without gold."""
    gold = {relevant.file for relevant in result.example.relevant if relevant.grade > 0}
    if result.response.abstained or not result.example.answerable or not gold:
        return None
    return float(any(gold & {citation.file, *citation.also_in} for citation in result.response.citations))


def citation_recall(result: Result) -> float | None:
    """Return the share of the answer's sentences that are supported by what they cite together."""
    return None if result.response.abstained or not result.sentences else fmean(map(_is_held, result.sentences))


def citation_precision(result: Result) -> float | None:
    """Return the share of citations that are needed by a supported sentence; None without citations."""
    needed = [is_needed and _is_held(sentence) for sentence in result.sentences for is_needed in sentence.needed]
    return None if result.response.abstained or not needed else fmean(needed)


def _is_held(sentence: SentenceMarks) -> bool:
    return sentence.cited_support is not None and sentence.cited_support >= SUPPORTED
