"""What came of a question, as a reader of the report looks for it."""

from enum import StrEnum

from assistant.evaluation.records import Result
from assistant.support import SUPPORTED


class Outcome(StrEnum):
    """Right and wrong answers, and declining, which is right where the articles do not say."""

    RIGHT = "right"
    WRONG = "wrong"
    RIGHTLY_DECLINED = "rightly declined"
    WRONGLY_DECLINED = "wrongly declined"
    NOT_MARKED = "not marked"


class Mark(StrEnum):
    """What may be amiss with an answer, whether it is right or not."""

    WEAK = "weak support"
    INVALID = "invalid citation"


# Each has a sign of its own, because colours do not tell everybody the same, nor every printer.
SIGNS = {
    Outcome.RIGHT: "✓",
    Outcome.WRONG: "✗",
    Outcome.RIGHTLY_DECLINED: "✓",
    Outcome.WRONGLY_DECLINED: "✗",
    Outcome.NOT_MARKED: "–",
}


def outcome_of(result: Result) -> Outcome:
    """Return what came of the question; an answer is not marked when nothing tells whether it is right."""
    if result.response.abstained:
        return Outcome.WRONGLY_DECLINED if result.example.answerable else Outcome.RIGHTLY_DECLINED
    if not result.example.answerable:
        return Outcome.WRONG
    accuracy = result.values.get("answer_accuracy")
    if accuracy is None:
        return Outcome.NOT_MARKED
    return Outcome.RIGHT if accuracy >= 1 else Outcome.WRONG


def marks_of(result: Result) -> tuple[Mark, ...]:
    """Return what may be amiss: a sentence below the support that counts as supported, a citation that does not stand."""
    weak = any(sentence.support < SUPPORTED for sentence in result.sentences)
    invalid = any(cited.valid is False for cited in result.response.citations)
    return tuple(mark for mark, found in ((Mark.WEAK, weak), (Mark.INVALID, invalid)) if found)


def least_support(result: Result) -> float | None:
    """Return the support of the answer's weakest sentence; None when it has no marks."""
    return min((sentence.support for sentence in result.sentences), default=None)
