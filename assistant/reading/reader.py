"""Readers: what finds, in the passages of a question, the words that answer it, and says how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.errors import ReaderError
from assistant.records import ScoredPassage


@dataclass(frozen=True)
class Span:
    """Words that may answer, and the sentence they stand in, as offsets into the article of `passages[passage]`.

    `probability`, 0 to 1, is the reader's belief that the span answers the question.
    """

    passage: int
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    probability: float


@dataclass(frozen=True)
class Reading:
    """Spans, best first, and the probability, 0 to 1, that the passages hold an answer at all."""

    spans: tuple[Span, ...]
    answerable: float


class Reader(Protocol):
    """Question and passages in, scored spans out."""

    def read(self, question: str, passages: Sequence[ScoredPassage]) -> Reading:
        """Score the spans of the passages; no passages give no spans and probability 0."""
        ...


def load_reader(model: str | None = None, *, threads: int) -> Reader:
    """Load the bundled reader (None), or a Hugging Face question-answering model or cross-encoder by path or name; raises ReaderError."""
    if model is None:
        from assistant.reading.span_reader import bundled_reader

        return bundled_reader(threads=threads)
    try:
        from assistant.reading.transformers_reader import load_transformers_reader
    except ImportError as error:
        raise ReaderError(
            f"The reader model {model!r} needs transformers, and {error.name} is missing: pip install 'dateline[models]'"
        ) from error
    return load_transformers_reader(model, threads=threads)
