"""Answers held against what is known to be right: accepted strings, or gold answers word by word."""

from assistant.evaluation import spans
from assistant.evaluation.records import Example, Response, Result
from assistant.records import rendered


def without_markers(response: Response) -> str:
    """Return the answer without its markers."""
    return rendered(response.sentences, markers=False)[0]


def is_right(example: Example, response: Response) -> bool:
    """Tell whether an answer was given that holds an accepted string and no rejected one, whatever the case."""
    text = without_markers(response).casefold()
    accepted = any(string.casefold() in text for string in example.accept)
    return not response.abstained and accepted and not any(string.casefold() in text for string in example.reject)


def answer_accuracy(result: Result) -> float | None:
    """Return 1 for a right answer, 0 for a wrong or declined one; None without accepted strings."""
    known = result.example.answerable and result.example.accept
    return float(is_right(result.example, result.response)) if known else None


def exact_match(result: Result) -> float | None:
    """Return 1 if the answer is a gold answer after SQuAD's normalisation, 0 if not or declined; None without gold answers."""
    return spans.exact_match(_given(result.response), result.example.references) if _has_golds(result.example) else None


def token_f1(result: Result) -> float | None:
    """Return the F1 of the answer's words and those of the gold answer where it is best, 0 if declined; None without gold answers."""
    return spans.token_f1(_given(result.response), result.example.references) if _has_golds(result.example) else None


def answer_length(result: Result) -> float | None:
    """Return the number of words of an answer, its markers not counted: a long one holds an accepted string by accident."""
    return None if result.response.abstained else float(len(without_markers(result.response).split()))


def _has_golds(example: Example) -> bool:
    return example.answerable and any(map(spans.normalised, example.references))


def _given(response: Response) -> str:
    return "" if response.abstained else without_markers(response)
