"""Questions with known answers, one JSON object a line."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import EvaluationError


@dataclass(frozen=True)
class Question:
    """A question, what counts as a right answer, and the files that hold it.

    An answer is right when it holds one of `accept`, whatever the case, and none of `reject`. `files` are article ids.
    """

    id: str
    question: str
    kind: str
    accept: tuple[str, ...]
    reject: tuple[str, ...]
    files: tuple[str, ...]
    answerable: bool


def read_questions(path: Path) -> list[Question]:
    """Read a JSONL file of questions; raises EvaluationError naming the line that cannot be used."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} cannot be read ({error}): give a file with one JSON object a line.") from error
    questions = [_question(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not questions:
        raise EvaluationError(f"{path} holds no questions: give one JSON object a line.")
    return questions


def _question(path: Path, number: int, line: str) -> Question:
    try:
        record = json.loads(line)
        return Question(
            id=str(record.get("id", number)),
            question=_text(record, "question"),
            kind=str(record.get("kind", "")),
            accept=_texts(record, "accept"),
            reject=_texts(record, "reject"),
            files=tuple(str(evidence["file"]) for evidence in record.get("evidence", [])),
            answerable=bool(record.get("answerable", True)),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise EvaluationError(f"{path}, line {number}, is no question ({error}): it needs at least a text `question`.") from error


def _text(record: dict[str, Any], name: str) -> str:
    if not isinstance(record[name], str):
        raise TypeError(f"`{name}` is not text")
    return str(record[name])


def _texts(record: dict[str, Any], name: str) -> tuple[str, ...]:
    values = record.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"`{name}` is not a list of texts")
    return tuple(values)
