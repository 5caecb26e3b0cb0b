"""The reader's model, run by ONNX Runtime: logits for every token of a (question, passage) pair."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from assistant.errors import ReaderError
from assistant.reading.encoding import Encoding, PairEncoder
from index.minilm import model_folder

# isort: split
import onnxruntime  # after index, which turns its telemetry off

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
    """A BERT reader as ONNX, one pair a run on one thread, several side by side: what is read with a passage changes nothing."""

    def __init__(self, model: Path, tokenizer: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # Without VNNI, products of 8-bit numbers overflow in pairs: other answers than elsewhere (a sample question, 6 for 9 dead).
        options.add_session_config_entry("session.x64quantprecision", "1")
        try:
            self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime raises its own kinds, RuntimeError among them
            raise ReaderError(f"The reader's weights, {model.name}, cannot be loaded: install Dateline again.") from error
        self._encoder = PairEncoder(Tokenizer.from_file(str(tokenizer)))
        self._threads = threads

    @classmethod
    def bundled(cls, *, threads: int) -> "SpanModel":
        """Load the model that comes with Dateline; raises ReaderError."""
        with as_file(files("assistant.reading") / "weights" / "reader.onnx") as file:
            return cls(file, model_folder() / "tokenizer.json", threads)

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[PassageLogits]:
        """Return the logits of (title, text) passages; a title may be empty, a text may be of any length."""
        windows = [(n, window) for n, (title, text) in enumerate(passages) for window in self._windows(question, title, text)]
        longest_first = sorted(windows, key=lambda item: -len(item[1].ids))
        with ThreadPoolExecutor(self._threads) as pool:
            found = list(pool.map(lambda item: self._run(item[1]), longest_first))
        order = {id(window): logits for (_, window), logits in zip(longest_first, found, strict=True)}
        parts: list[list[PassageLogits]] = [[] for _ in passages]
        for n, window in windows:
            parts[n].append(order[id(window)])
        return [_joined(part) for part in parts]

    def best(self, question: str, context: str, title: str = "") -> BestSpan:
        """Return the likeliest answer in one text."""
        (logits,) = self.read(question, [(title, context)])
        if not logits.offsets:
            return BestSpan(0, 0, -np.inf)
        first, last = logits.best
        return BestSpan(logits.offsets[first][0], logits.offsets[last][1], float(logits.spans.max()))

    def _windows(self, question: str, title: str, text: str) -> list[Encoding]:
        head = self._encoder.head(question, title)
        ids, offsets = self._encoder.passage(text)
        room = MAX_TOKENS - len(head) - 1
        starts = range(0, max(1, len(ids) - OVERLAP_TOKENS), room - OVERLAP_TOKENS)
        return [self._encoder.window(head, ids, offsets, start, start + room) for start in starts if ids]

    def _run(self, pair: Encoding) -> PassageLogits:
        feeds = {"input_ids": np.array([pair.ids], np.int64), "token_type_ids": np.array([pair.types], np.int64)}
        logits = self._session.run(None, feeds)[0][0]
        inside = logits[pair.first : pair.first + len(pair.offsets)]
        none = logits[0, START] + logits[0, END]
        return PassageLogits(
            pair.offsets, _spans(inside[:, START], inside[:, END]) - none, inside[:, EVIDENCE], float(logits[0, ANSWERABLE])
        )


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
