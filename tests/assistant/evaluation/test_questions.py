import json

import pytest

from assistant.errors import EvaluationError
from assistant.evaluation import Question, read_questions


def write(tmp_path, *lines):
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_line_becomes_a_question(tmp_path):
    evidence = [{"file": "a.txt", "sentence_starts": "Six"}]
    record = {"id": "q1", "question": "How many?", "kind": "number", "accept": ["six"], "reject": ["nine"], "evidence": evidence}
    path = write(tmp_path, json.dumps(record | {"answerable": True}), "", '{"question": "Why?", "answerable": false}')
    assert read_questions(path) == [
        Question("q1", "How many?", "number", ("six",), ("nine",), ("a.txt",), True),
        Question("3", "Why?", "", (), (), (), False),
    ]


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '"text"', '{"id": 1}', '{"question": 5}', '{"question": "x", "accept": "six"}', '{"question": "x", "evidence": [{}]}'],
)
def test_a_bad_line_is_named(tmp_path, line):
    with pytest.raises(EvaluationError, match=r"questions\.jsonl, line 2, is no question \(.*\): it needs at least a text `question`\.$"):
        read_questions(write(tmp_path, '{"question": "Why?"}', line))


def test_an_empty_file_and_a_missing_one_are_refused(tmp_path):
    with pytest.raises(EvaluationError, match="holds no questions"):
        read_questions(write(tmp_path, ""))
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")
