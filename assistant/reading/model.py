"""The reader's model: logits for every token of a (question, passage) pair."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from assistant.errors import ReaderError
from index.encoding import Encoder, Encoding
from index.minilm import tokenizer_file

QUESTION_TOKENS = 64
# Pairs longer than this are read in windows that overlap.
MAX_TOKENS = 320
OVERLAP_TOKENS = 96
# Answers longer than this are not looked for.
SPAN_TOKENS = 30
# Columns of the logits: start and end of the span (at [CLS]: no span), part of an answering sentence, answerable (at [CLS] only).
START, END, EVIDENCE, ANSWERABLE = range(4)


@dataclass(frozen=True)
class PassageLogits:
    """What the model says of one passage.

    `offsets` are the characters of its n tokens. `spans`, float32 of shape (n, SPAN_TOKENS), holds at [i, k] how much likelier, as a
    log odds, tokens i to i + k are the answer than that there is none; -inf past the end. `evidence` (n,) are log odds of a
    token's being part of an answering sentence, `answerable` of there being an answer.
    """

    offsets: list[tuple[int, int]]
    spans: np.ndarray
    evidence: np.ndarray
    answerable: float

    @cached_property
    def best(self) -> tuple[int, int]:
        """First and last token of the likeliest span."""
        first, length = np.unravel_index(int(np.argmax(self.spans)), self.spans.shape)
        return int(first), int(first + length)


@dataclass(frozen=True)
class BestSpan:
    """The likeliest answer in a text, as character offsets, and the log odds that there is one."""

    start: int
    end: int
    answerable: float


class SpanModel:
    """A BERT reader of `[CLS] question [SEP] title [SEP] passage [SEP]`: what is read with a passage changes nothing."""

    def __init__(self, model: Path, tokenizer: Path, threads: int) -> None:
        try:
            self._encoder = Encoder(model, tokenizer, threads)
        except Exception as error:  # ONNX Runtime raises its own kinds, RuntimeError among them
            raise ReaderError(f"The reader's weights, {model.name}, cannot be loaded: install Dateline again.") from error

    @classmethod
    def bundled(cls, *, threads: int) -> "SpanModel":
        """Load the model that comes with Dateline; raises ReaderError."""
        with as_file(files("assistant.reading") / "weights" / "reader.onnx") as file:
            return cls(file, tokenizer_file(), threads)

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[PassageLogits]:
        """Return the logits of (title, text) passages; a title may be empty, a text may be of any length."""
        pairs = [(self._encoder.pairs.head(question, title, limit=QUESTION_TOKENS), text) for title, text in passages]
        found = self._encoder.read(pairs, tokens=MAX_TOKENS, overlap=OVERLAP_TOKENS)
        return [_joined([_of_window(*window) for window in windows]) for windows in found]

    def best(self, question: str, context: str, title: str = "") -> BestSpan:
        """Return the likeliest answer in one text."""
        (logits,) = self.read(question, [(title, context)])
        if not logits.offsets:
            return BestSpan(0, 0, -np.inf)
        first, last = logits.best
        return BestSpan(logits.offsets[first][0], logits.offsets[last][1], float(logits.spans.max()))


def _of_window(pair: Encoding, logits: np.ndarray) -> PassageLogits:
    inside = logits[pair.first : pair.first + len(pair.offsets)]
    none = logits[0, START] + logits[0, END]
    return PassageLogits(pair.offsets, _spans(inside[:, START], inside[:, END]) - none, inside[:, EVIDENCE], float(logits[0, ANSWERABLE]))


def _spans(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    padded = np.concatenate([ends, np.full(SPAN_TOKENS - 1, -np.inf, np.float32)])
    return np.asarray(starts[:, None] + np.lib.stride_tricks.sliding_window_view(padded, SPAN_TOKENS), np.float32)


def _joined(windows: Sequence[PassageLogits]) -> PassageLogits:
    """Join a passage's windows: a token is taken from the window where it stands farther from the edge."""
    if not windows:
        return PassageLogits([], np.empty((0, SPAN_TOKENS), np.float32), np.empty(0, np.float32), -np.inf)
    joined = windows[0]
    for window in windows[1:]:
        shared = sum(offset >= window.offsets[0] for offset in joined.offsets)
        left, right = len(joined.offsets) - shared // 2, shared - shared // 2
        joined = PassageLogits(
            joined.offsets[:left] + window.offsets[right:],
            np.concatenate([joined.spans[:left], window.spans[right:]]),
            np.concatenate([joined.evidence[:left], window.evidence[right:]]),
            max(joined.answerable, window.answerable),
        )
    return joined
