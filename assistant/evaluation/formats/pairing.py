"""Answers joined with the questions that they are to, when these stand in another file."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.errors import EvaluationError
from assistant.evaluation.formats.rows import SHOWN
from assistant.evaluation.records import Example, Response


def pair_answers(
    examples: Sequence[Example], responses: Sequence[Response], *, notice: Callable[[str], None]
) -> list[tuple[Example, Response]]:
    """Return each answer with its example, in the order of the answers, both under the example's id and question.

    An answer belongs to the example of its id, or else to the only one with its question, for RAGAS rows have no ids. A
    LlamaIndex prediction has neither: it belongs to the example of its position. Raises EvaluationError when an answer has no
    example or one that another has. Examples without an answer are told to `notice`.
    """
    by_id = {example.id: example for example in examples}
    asked = Counter(_words(example.question) for example in examples)
    by_question = {words: example for example in examples if asked[words := _words(example.question)] == 1}
    pairs: dict[str, tuple[Example, Response]] = {}
    for response in responses:
        example = _example(response, by_id, by_question)
        if example.id in pairs:
            raise EvaluationError(f"the question {example.id[:SHOWN]!r} has two answers: give one.")
        pairs[example.id] = (example, replace(response, id=example.id, question=example.question))
    if len(pairs) < len(by_id):
        notice(f"Questions without an answer, left out: {len(by_id) - len(pairs):,} of {len(by_id):,}.")
    return list(pairs.values())


def _example(response: Response, by_id: Mapping[str, Example], by_question: Mapping[str, Example]) -> Example:
    words = _words(response.question)
    same_id = by_id.get(response.id)
    if same_id is not None and words in ("", _words(same_id.question)):
        return same_id
    if words in by_question:
        return by_question[words]
    raise EvaluationError(f"the answer {response.id[:SHOWN]!r} is to none of the questions: give the questions that were answered.")


def _words(question: str) -> str:
    return " ".join(question.split())
