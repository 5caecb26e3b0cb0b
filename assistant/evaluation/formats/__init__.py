"""Files of questions and answers in the formats that people have them in, told by what is in them and not by their names."""

import logging
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import EvaluationError
from assistant.evaluation.formats import dateline, llama_index, ragas, run_answers
from assistant.evaluation.formats.beir import is_qrels, read_beir
from assistant.evaluation.formats.pairing import pair_answers
from assistant.evaluation.formats.rows import Row, read_rows, read_text
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


@dataclass(frozen=True)
class _Format:
    """A format: whether rows with these fields are in it, and how they are read; None for what it does not hold."""

    fits: Callable[[Set[str]], bool]
    examples: Callable[[Sequence[Row]], list[Example]] | None
    responses: Callable[[Sequence[Row]], list[Response]] | None


# Files that are one JSON object. Of these and of the next the first that fits is it.
_DOCUMENTS = (
    _Format(lambda names: {"examples", "predictions"} <= names, lambda rows: _examples(rows[0]), lambda rows: _predictions(rows[0])),
    _Format(lambda names: "examples" in names, lambda rows: _examples(rows[0]), None),
    _Format(lambda names: "predictions" in names, None, lambda rows: _predictions(rows[0])),
    _Format(lambda names: {"queries", "corpus", "relevant_docs"} <= names, lambda rows: llama_index.read_embedding_pairs(rows[0]), None),
    _Format(lambda names: "data" in names, lambda rows: read_squad(rows[0]), None),
)
# Files of one object a row.
_ROWS = (
    _Format(lambda names: "user_input" in names, ragas.read_examples, ragas.read_responses),
    _Format(
        lambda names: {"question", "sentences", "citations", "contexts"} <= names, run_answers.read_examples, run_answers.read_responses
    ),
    _Format(lambda names: {"question", "text", "citations"} <= names, dateline.read_questions, dateline.read_answers),
    _Format(lambda names: "query" in names, llama_index.read_examples, llama_index.read_responses),
    _Format(lambda names: "question" in names and bool(OLD_RAGAS & names), ragas.read_examples, ragas.read_responses),
    _Format(lambda names: "question" in names and bool(OWN_QUESTIONS & names), dateline.read_questions, None),
    # `answer` is taken for the gold answer when questions are asked for, and for the system's when answers are.
    _Format(lambda names: {"question", "answer"} <= names, dateline.read_questions, ragas.read_responses),
    _Format(lambda names: "question" in names, dateline.read_questions, None),
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


def _examples(row: Row) -> list[Example]:
    return llama_index.read_examples(row.rows("examples"))


def _predictions(row: Row) -> list[Response]:
    return llama_index.read_responses(row.rows("predictions"))


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
