"""The bundled embedding model, all-MiniLM-L6-v2 (Reimers and Gurevych 2019), run by ONNX Runtime.

sentence-transformers runs the same model but takes seconds to import, and 1 GB to install. `training/minilm.py` made the file;
index/weights/README.md tells what 8 bits cost.
"""

import copy
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.encoding import Encoder
from index.errors import EmbeddingError
from index.forking import OpenedHere

WEIGHTS = Path(__file__).with_name("weights") / "minilm.onnx"
WEIGHTS_SHA256 = "3e26752a77cc1840b92ab974328d433af40038c53a308edf780424a2cd3807b2"
MAX_TOKENS = 256


class MiniLM:
    """all-MiniLM-L6-v2 in 8 bits: 384 dimensions, 256 tokens with the two special ones."""

    name = "all-MiniLM-L6-v2 in 8 bits"
    fingerprint = WEIGHTS_SHA256
    dimension = 384
    max_tokens = MAX_TOKENS - 2
    # Passages may be embedded while another thread asks for token offsets; sentence-transformers' tokenizers are set anew for every batch.
    embeds_beside = True

    def __init__(self, threads: int) -> None:
        self._opened = OpenedHere("The embedding model")
        self._encoder = _encoder(threads)

    def with_threads(self, threads: int) -> "MiniLM":
        """Return the same loaded model, embedding passages on so many threads; both can be used at once."""
        other = copy.copy(self)
        other._encoder = self._encoder.with_threads(threads)
        return other

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the character span of each word piece of `text`, special tokens left out."""
        self._opened.check()
        return self._encoder.pairs.passage(text)[1]

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Return float32 unit vectors, shape (len(texts), 384); raises EmbeddingError for a text over 254 tokens."""
        self._opened.check()
        encodings = [self._encoder.pairs.single(text) for text in texts]
        longest = max((len(encoding.ids) for encoding in encodings), default=0)
        if longest > MAX_TOKENS:
            raise EmbeddingError(f"Text of {longest} tokens given to {self.name}, which reads {MAX_TOKENS}: cut it first.")
        return np.array(self._encoder.run(encodings), np.float32).reshape(len(texts), self.dimension)

    def embed_question(self, text: str) -> np.ndarray:
        """Return a float32 unit vector, shape (384,); a question over 254 tokens is cut there."""
        self._opened.check()
        return self._encoder.run([self._encoder.pairs.single(text, self.max_tokens)])[0]


def tokenizer_file() -> Path:
    """Return the tokenizer of the embedding model, which the reader and the support model share."""
    return WEIGHTS.with_name("tokenizer.json")


def _encoder(threads: int) -> Encoder:
    try:
        model = WEIGHTS.read_bytes()
    except OSError as error:
        raise EmbeddingError(f"The embedding weights {WEIGHTS} cannot be read ({error.strerror}): install Dateline again.") from error
    if hashlib.sha256(model).hexdigest() != WEIGHTS_SHA256:
        raise EmbeddingError(f"The embedding weights {WEIGHTS} are not those of this version: install Dateline again.")
    return Encoder(model, tokenizer_file(), threads, overflows=False)
