"""The support model, run by ONNX Runtime: logits for each word piece of a claim held against a text."""

import hashlib
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from assistant.errors import ReaderError
from assistant.support.encoding import ClaimEncoder, ClaimEncoding
from index.minilm import model_folder

# isort: split
import onnxruntime  # after index, which turns its telemetry off

# Pairs longer than this are scored in windows that overlap.
MAX_TOKENS = 288
OVERLAP_TOKENS = 64
# Half a surrogate pair, which no tokenizer takes.
_HALF = re.compile("[\ud800-\udfff]")
# Columns of the logits: the whole claim is supported (at [CLS]), this word piece is (at the claim's).
WHOLE, TOKEN = range(2)


@dataclass(frozen=True)
class ClaimLogits:
    """What the model says of a claim held against one text: log odds that the whole claim is supported, and each of its n word pieces.

    `tokens` is float32 of shape (n,); of several windows of a long text each figure is the highest.
    """

    whole: float
    tokens: np.ndarray


class SupportModel:
    """A BERT scorer as ONNX, one pair a run on one thread, several side by side: what is scored with a pair changes nothing."""

    def __init__(self, model: Path, tokenizer: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # Without VNNI, products of 8-bit numbers overflow in pairs: other answers than elsewhere (a sample question, 6 for 9 dead).
        options.add_session_config_entry("session.x64quantprecision", "1")
        try:
            self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime raises its own kinds, RuntimeError among them
            raise ReaderError(f"The support model's weights, {model.name}, cannot be loaded: install Dateline again.") from error
        self.fingerprint = hashlib.sha256(model.read_bytes()).hexdigest()
        self._encoder = ClaimEncoder(Tokenizer.from_file(str(tokenizer)))
        self._threads = threads

    @classmethod
    def bundled(cls, *, threads: int) -> "SupportModel":
        """Load the model that comes with Dateline; raises ReaderError."""
        with as_file(files("assistant.support") / "weights" / "support.onnx") as file:
            return cls(file, model_folder() / "tokenizer.json", threads)

    def offsets(self, claim: str) -> list[tuple[int, int]]:
        """Return the characters of the claim's word pieces."""
        return self._encoder.offsets(_HALF.sub("\ufffd", claim))

    def read(self, pairs: Sequence[tuple[str, str, date | None]]) -> list[ClaimLogits | None]:
        """Return the logits of (claim, text, day of the text) pairs; None for a text without words."""
        windows = [(n, window) for n, pair in enumerate(pairs) for window in self._windows(*pair)]
        longest_first = sorted(windows, key=lambda item: -len(item[1].ids))
        with ThreadPoolExecutor(self._threads) as pool:
            found = list(pool.map(lambda item: self._run(item[1]), longest_first))
        parts: list[list[ClaimLogits]] = [[] for _ in pairs]
        for (n, _), logits in zip(longest_first, found, strict=True):
            parts[n].append(logits)
        return [_joined(part) if part else None for part in parts]

    def _windows(self, claim: str, text: str, published: date | None) -> list[ClaimEncoding]:
        claim, text = (_HALF.sub("\ufffd", part) for part in (claim, text))
        return self._encoder.pairs(claim, text, published, tokens=MAX_TOKENS, overlap=OVERLAP_TOKENS)

    def _run(self, pair: ClaimEncoding) -> ClaimLogits:
        feeds = {"input_ids": np.array([pair.ids], np.int64), "token_type_ids": np.array([pair.types], np.int64)}
        logits = self._session.run(None, feeds)[0][0]
        return ClaimLogits(float(logits[0, WHOLE]), logits[1 : 1 + len(pair.offsets), TOKEN])


def _joined(windows: Sequence[ClaimLogits]) -> ClaimLogits:
    return ClaimLogits(max(w.whole for w in windows), np.max([w.tokens for w in windows], axis=0))
