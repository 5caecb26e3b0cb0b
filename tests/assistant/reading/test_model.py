"""The bundled model: what it says of a pair depends on that pair alone, however long and in whatever company."""

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ReaderError
from assistant.reading.model import MAX_TOKENS, SPAN_TOKENS, SpanModel
from index.minilm import tokenizer_file

QUESTION = "Who opened the bridge in Pellumar?"
PASSAGE = "The old bridge in Pellumar was opened by Mira Tolvane on Monday. Some 300 people came, the town said."
FILLER = "The ferry office of Varndel sells tickets from eight in the morning. " * 60


@pytest.fixture(scope="module")
def model() -> SpanModel:
    return SpanModel.bundled(threads=2)


def words(text: str, model: SpanModel, question: str = QUESTION) -> str:
    found = model.best(question, text)
    return text[found.start : found.end]


def test_it_finds_the_words(model: SpanModel) -> None:
    assert words(PASSAGE, model) == "Mira Tolvane"
    assert words(PASSAGE, model, "How many people came to the opening in Pellumar?").removeprefix("Some ").startswith("300")


def test_a_passage_on_something_else_is_less_likely_to_answer(model: SpanModel) -> None:
    assert model.best(QUESTION, PASSAGE).answerable > model.best(QUESTION, FILLER[:200]).answerable + 2


def test_what_is_read_together_changes_nothing(model: SpanModel) -> None:
    alone = model.read(QUESTION, [("", PASSAGE)])[0]
    among = model.read(QUESTION, [("", FILLER), ("", PASSAGE), ("", "Rain."), ("", PASSAGE)])
    for other in (among[1], among[3]):
        assert np.array_equal(alone.spans, other.spans) and alone.answerable == other.answerable


@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_long_text_is_read_to_its_end(model: SpanModel, before: int) -> None:
    text = FILLER * before + PASSAGE + " " + FILLER * (2 - before)
    (read,) = model.read(QUESTION, [("", text)])
    assert words(text, model) == "Mira Tolvane"
    assert (
        len(read.offsets) > MAX_TOKENS and read.spans.shape == (len(read.offsets), SPAN_TOKENS) and len(read.evidence) == len(read.offsets)
    )
    assert read.offsets == sorted(set(read.offsets))


def test_a_span_ends_within_the_text(model: SpanModel) -> None:
    (read,) = model.read(QUESTION, [("", "Mira Tolvane.")])
    tokens = len(read.offsets)
    assert 1 < tokens < SPAN_TOKENS and np.isfinite(read.spans).sum() == tokens * (tokens + 1) / 2


def test_no_text_holds_no_answer(model: SpanModel) -> None:
    assert model.read(QUESTION, []) == []
    assert model.best(QUESTION, " \n ").answerable == -np.inf


@pytest.mark.parametrize("question", ["?" * 2000, "who " * 500, "\x00\u202e", "Wer öffnete die Brücke?"])
def test_no_question_is_too_strange(model: SpanModel, question: str) -> None:
    assert np.isfinite(model.best(question, PASSAGE, title="A headline " * 50).answerable)


def test_broken_weights_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "reader.onnx").write_bytes(b"not a model")
    with pytest.raises(ReaderError, match=r"reader\.onnx, cannot be loaded: install Dateline again\.$"):
        SpanModel(tmp_path / "reader.onnx", tokenizer_file(), 1)
