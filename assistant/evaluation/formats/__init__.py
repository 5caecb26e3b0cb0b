"""Files of questions and answers in the formats that people have them in, told by what is in them and not by their names."""

import logging
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.errors import EvaluationError
from assistant.evaluation.formats import dateline, llama_index, ragas
from assistant.evaluation.formats.beir import is_qrels, read_beir
from assistant.evaluation.formats.pairing import pair_answers
from assistant.evaluation.formats.rows import Row, ids_of, read_rows, read_text
from assistant.evaluation.formats.squad import read_squad
from assistant.evaluation.records import Example, Response

__all__ = ["pair_answers", "read_answers", "read_examples"]

# Without a face to show it, what was left out is on stderr.
_told = logging.getLogger(__name__).warning

KNOWN = "give Dateline questions or answers, RAGAS or LlamaIndex rows, SQuAD, or a BEIR folder"
# What RAGAS rows of before version 0.2 hold and Dateline's questions do not.
OLD_RAGAS = {"contexts", "ground_truth", "ground_truths"}
# In these `answer` is the gold answer; RAGAS means the system's.
OWN_QUESTIONS = {"accept", "reject", "evidence", "answerable", "kind"}


Read = Callable[[Sequence[Row]], list[Any]]


@dataclass(frozen=True)
class _Format:
    """A format: whether rows with these fields are in it, and how they are read; None for what it does not hold."""

    fits: Callable[[Set[str]], bool]
    examples: Read | None
    responses: Read | None


def _each(read: Callable[[str, Row], Any]) -> Read:
    return lambda rows: [read(id, row) for id, row in zip(ids_of(rows), rows, strict=True)]


def _within(name: str, read: Callable[[str, Row], Any]) -> Read:
    return lambda rows: _each(read)(rows[0].rows(name))


def _holds(*names: str) -> Callable[[Set[str]], bool]:
    return lambda there: there >= set(names)


# Files that are one JSON object. Of these and of the next the first that fits is it.
_DOCUMENTS = (
    _Format(_holds("examples", "predictions"), _within("examples", llama_index.example), _within("predictions", llama_index.response)),
    _Format(_holds("examples"), _within("examples", llama_index.example), None),
    _Format(_holds("predictions"), None, _within("predictions", llama_index.response)),
    _Format(_holds("queries", "corpus", "relevant_docs"), llama_index.read_embedding_pairs, None),
    _Format(_holds("data"), read_squad, None),
)
# Files of one object a row.
_ROWS = (
    _Format(_holds("user_input"), _each(ragas.example), _each(ragas.response)),
    _Format(_holds("question", "sentences", "citations", "contexts"), _each(dateline.example), _each(dateline.response_of_run)),
    _Format(_holds("question", "text", "citations"), _each(dateline.example), _each(dateline.response)),
    _Format(_holds("query"), _each(llama_index.example), _each(llama_index.response)),
    _Format(lambda names: "question" in names and bool(OLD_RAGAS & names), _each(ragas.example), _each(ragas.response)),
    _Format(lambda names: "question" in names and bool(OWN_QUESTIONS & names), _each(dateline.example), None),
    # `answer` is taken for the gold answer when questions are asked for, and for the system's when answers are.
    _Format(_holds("question", "answer"), _each(dateline.example), _each(ragas.response)),
    _Format(_holds("question"), _each(dateline.example), None),
)


def read_examples(path: Path, *, notice: Callable[[str], None] = _told) -> list[Example]:
    """Read questions and what is known of their answers; raises EvaluationError, in one line, for what cannot be used.

    A folder is read as BEIR's. What is left out of it is told to `notice`, a line at a time.
    """
    text = "" if path.is_dir() else read_text(path)
    if path.is_dir() or is_qrels(text):
        return read_beir(path, notice)
    rows = read_rows(path, text)
    read = _format(rows).examples
    examples = read(rows) if read else []
    if not examples:
        raise EvaluationError(f"{path} holds no questions: give the file that does.")
    return examples


def read_answers(path: Path) -> tuple[list[Example], list[Response]]:
    """Read what a system answered, and what the same file knows of the questions; raises EvaluationError as `read_examples` does.

    There are no examples when the file holds no questions (a RagPredictionDataset): `pair_answers` joins those of another.
    """
    if path.is_dir():
        raise EvaluationError(f"{path} is a folder: give a file of answers.")
    rows = read_rows(path, read_text(path))
    found = _format(rows)
    responses = found.responses(rows) if found.responses else []
    if not responses:
        raise EvaluationError(f"{path} holds no answers: give a file in which a system answered its questions.")
    examples = found.examples(rows) if found.examples else []
    return _paired(path, examples, responses)


def _paired(path: Path, examples: list[Example], responses: list[Response]) -> tuple[list[Example], list[Response]]:
    """Both as they are; where a data set and its predictions are in one file they go by position, and have to be as many."""
    if not examples:
        return [], responses
    if len(examples) != len(responses):
        raise EvaluationError(f"{path}: {len(examples)} examples, but {len(responses)} predictions: give one for each example.")
    asked = zip(examples, responses, strict=True)
    return examples, [replace(response, question=example.question) for example, response in asked]


def _format(rows: Sequence[Row]) -> _Format:
    names = {name for row in rows for name in row.fields}
    known = (*_DOCUMENTS, *_ROWS) if len(rows) == 1 else _ROWS
    found = next((one for one in known if one.fits(names)), None)
    if found is None:
        remedy = "give the BEIR folder that it is part of" if "_id" in names else KNOWN
        raise EvaluationError(f"{rows[0].path}: neither questions nor answers in a format that is read: {remedy}.")
    return found
