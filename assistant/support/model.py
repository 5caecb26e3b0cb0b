"""The support model: logits for each word piece of a claim held against a text, read as `[CLS] claim [SEP] day [SEP] text [SEP]`."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from assistant.errors import ReaderError
from index.encoding import Encoder, PairEncoder
from index.minilm import tokenizer_file

# What follows in a longer claim is not read.
CLAIM_TOKENS = 96
# Pairs longer than this are scored in windows that overlap.
MAX_TOKENS = 288
OVERLAP_TOKENS = 64
# Columns of the logits: the whole claim is supported (at [CLS]), this word piece is (at the claim's).
WHOLE, TOKEN = range(2)


@dataclass(frozen=True)
class ClaimLogits:
    """What the model says of a claim held against one text: log odds that the whole claim is supported, and each of its n word pieces.

    `tokens` is float32 of shape (n,); of several windows of a long text each figure is the highest.
    """

    whole: float
    tokens: np.ndarray


def claim_head(encoder: PairEncoder, claim: str, published: date | None) -> list[int]:
    """Return the ids before the text; those of the claim stand from position 1."""
    return encoder.head(claim, f"{published:%B} {published.day}, {published.year}." if published else "", limit=CLAIM_TOKENS)


def claim_offsets(encoder: PairEncoder, claim: str) -> list[tuple[int, int]]:
    """Return the characters of the claim's word pieces that are read."""
    return encoder.passage(claim)[1][:CLAIM_TOKENS]


class SupportModel:
    """A BERT scorer, opened with the first pair: what is scored with a pair changes nothing. Raises ReaderError for broken weights."""

    def __init__(self, model: Path, tokenizer: Path, threads: int) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._threads = threads

    @classmethod
    def bundled(cls, *, threads: int) -> "SupportModel":
        """Return the model that comes with Dateline."""
        with as_file(files("assistant.support") / "weights" / "support.onnx") as file:
            return cls(file, tokenizer_file(), threads)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the weights."""
        return hashlib.sha256(self._model.read_bytes()).hexdigest()

    @cached_property
    def _encoder(self) -> Encoder:
        try:
            return Encoder(self._model, self._tokenizer, self._threads)
        except Exception as error:  # ONNX Runtime raises its own kinds, RuntimeError among them
            raise ReaderError(f"The support model's weights, {self._model.name}, cannot be loaded: install Dateline again.") from error

    def offsets(self, claim: str) -> list[tuple[int, int]]:
        """Return the characters of the claim's word pieces that are read."""
        return claim_offsets(self._encoder.pairs, claim)

    def read(self, pairs: Sequence[tuple[str, str, date | None]]) -> list[ClaimLogits | None]:
        """Return the logits of (claim, text, day of the text) pairs; None for a text without words."""
        asked = [(claim_head(self._encoder.pairs, claim, published), text) for claim, text, published in pairs]
        found = self._encoder.read(asked, tokens=MAX_TOKENS, overlap=OVERLAP_TOKENS)
        counts = [len(self.offsets(claim)) for claim, _, _ in pairs]
        return [_joined([logits for _, logits in windows], count) for windows, count in zip(found, counts, strict=True)]


def _joined(windows: Sequence[np.ndarray], claimed: int) -> ClaimLogits | None:
    if not windows:
        return None
    tokens = np.max([logits[1 : 1 + claimed, TOKEN] for logits in windows], axis=0)
    return ClaimLogits(max(float(logits[0, WHOLE]) for logits in windows), tokens)
