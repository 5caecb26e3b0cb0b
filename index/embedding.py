"""Embedding models: what turns passages and questions into unit vectors."""

import hashlib
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from index.errors import EmbeddingError
from index.forking import OpenedHere

# A passage of a few sentences behind its headline.
LEAST_TOKENS = 80


class Embedder(Protocol):
    """A loaded embedding model. Two with the same `fingerprint` give comparable vectors."""

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the character span of each token of `text`, uncut, without special tokens."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Return float32 unit vectors, shape (len(texts), dimension)."""
        ...

    def embed_question(self, text: str) -> np.ndarray:
        """Return a float32 unit vector, shape (dimension,)."""
        ...


def load_embedder(model: str | None = None, *, threads: int) -> Embedder:
    """Load the bundled model (None), or a sentence-transformers model by name or path; raises EmbeddingError."""
    if model is None:
        from index.minilm import MiniLM

        return MiniLM(threads)
    return SentenceTransformerEmbedder(model)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by name or path. Code that comes with a model is never run."""

    def __init__(self, model: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EmbeddingError(
                f"Embedding model {model!r} needs sentence-transformers, and {error.name} is missing: pip install 'dateline[models]'"
            ) from error
        self._opened = OpenedHere("The embedding model")
        try:
            self._model: Any = SentenceTransformer(model, trust_remote_code=False)
        except Exception as error:  # the library raises a dozen kinds for a name that cannot be loaded
            raise EmbeddingError(f"Embedding model {model!r} cannot be loaded: {_first_line(error)}") from error
        if not getattr(self._model.tokenizer, "is_fast", False):
            raise EmbeddingError(f"Embedding model {model!r} has no fast tokenizer, which passages are measured with: choose another.")
        self.name = model
        self.fingerprint = _weights_hash(self._model)
        self.dimension = len(self.embed_question("dimension"))
        special = len(self._model.tokenizer("")["input_ids"])
        prompts = [p for p in (self._model.prompts or {}).values() if p]
        longest_prompt = max((len(self.token_offsets(p)) for p in prompts), default=0)
        self.max_tokens = int(self._model.max_seq_length or 512) - special - longest_prompt
        if self.max_tokens < LEAST_TOKENS:
            raise EmbeddingError(f"Embedding model {model!r} reads {self.max_tokens} tokens, fewer than {LEAST_TOKENS}: choose another.")

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the character span of each token of `text`, uncut, without special tokens."""
        self._opened.check()
        encoding = self._model.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        return [(int(a), int(b)) for a, b in encoding["offset_mapping"]]

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Return float32 unit vectors, shape (len(texts), dimension), with the model's document prompt if it has one."""
        self._opened.check()
        vectors = self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    def embed_question(self, text: str) -> np.ndarray:
        """Return a float32 unit vector, shape (dimension,), with the model's query prompt if it has one."""
        self._opened.check()
        return np.asarray(self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False), np.float32)


def _weights_hash(model: Any) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.float().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
