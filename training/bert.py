"""BERT (Devlin et al. 2018) as an ONNX graph for ONNX Runtime's fused operators, written operator by operator.

An exporter's graph needs torch to make and a second tool to fuse; this one is what they end at.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper


class BertGraph:
    """Builds a graph for one unpadded text or pair; `encode` first, then what goes on top, then `model_with_weights`.

    `config` is a Hugging Face BertConfig as a dict, `weights` a BertModel's arrays by their names there.
    """

    def __init__(self, config: Mapping[str, Any], weights: Mapping[str, np.ndarray]) -> None:
        self._config = config
        self._weights = weights
        self._nodes: list[Any] = []
        self._used: list[str] = []
        self._constants: list[Any] = []
        self._inputs: list[Any] = []

    def encode(self, *, types: bool = False) -> str:
        """Add the encoder: `input_ids` (1, tokens), with `types` also `token_type_ids`, to hidden states (1, tokens, hidden)."""
        names = ["input_ids", "token_type_ids"] if types else ["input_ids"]
        self._inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "tokens"]) for name in names]
        x = self._embeddings(types)
        for layer in range(self._config["num_hidden_layers"]):
            x = self._layer(x, f"encoder.layer.{layer}.")
        return x

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Add an operator; returns the name of its output."""
        output = f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def weight(self, name: str) -> str:
        """Refer to a weight; returns its name."""
        self._used.append(name)
        return name

    def transposed(self, name: str) -> str:
        """Refer to a linear layer's weight as MatMul wants it, (in, out)."""
        return self.node("Transpose", self.weight(name), perm=[1, 0])

    def constant(self, name: str, values: Sequence[int]) -> str:
        """Add an integer constant; returns its name."""
        self._constants.append(numpy_helper.from_array(np.array(values, np.int64), name))
        return name

    def model_with_weights(self, output: str, shape: Sequence[int | str]) -> ModelProto:
        """Return the model with its weights inside."""
        weights = [numpy_helper.from_array(self._weights[name], name) for name in dict.fromkeys(self._used)]
        outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)]
        graph = helper.make_graph(self._nodes, "bert", self._inputs, outputs, [*self._constants, *weights])
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    def _embeddings(self, types: bool) -> str:
        tokens = self.node("Gather", self.weight("embeddings.word_embeddings.weight"), "input_ids")
        length = self.node("Shape", "input_ids", start=1, end=2)
        zero = self.constant("zero", [0])
        positions = self.node("Slice", self.weight("embeddings.position_embeddings.weight"), zero, length, zero)
        kind = self.node("Gather", self.weight("embeddings.token_type_embeddings.weight"), "token_type_ids" if types else zero)
        summed = self.node("Add", self.node("Add", tokens, positions), kind)
        norm = [self.weight(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
        return self.node("LayerNormalization", summed, *norm, axis=-1, epsilon=self._config["layer_norm_eps"])

    def _layer(self, x: str, prefix: str) -> str:
        parts = [f"{prefix}attention.self.{part}" for part in ("query", "key", "value")]
        qkv = self.node("Concat", *(self.transposed(f"{part}.weight") for part in parts), axis=1)
        bias = self.node("Concat", *(self.weight(f"{part}.bias") for part in parts), axis=0)
        heads = self._config["num_attention_heads"]
        attended = self.node("Attention", x, qkv, bias, domain="com.microsoft", num_heads=heads)
        x = self._dense_and_norm(attended, x, f"{prefix}attention.output.")
        wide = self.node("MatMul", x, self.transposed(f"{prefix}intermediate.dense.weight"))
        wide = self.node("BiasGelu", wide, self.weight(f"{prefix}intermediate.dense.bias"), domain="com.microsoft")
        return self._dense_and_norm(wide, x, f"{prefix}output.")

    def _dense_and_norm(self, x: str, residual: str, prefix: str) -> str:
        dense = self.node("MatMul", x, self.transposed(f"{prefix}dense.weight"))
        rest = [self.weight(f"{prefix}{name}") for name in ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")]
        epsilon = self._config["layer_norm_eps"]
        return self.node("SkipLayerNormalization", dense, residual, *rest, domain="com.microsoft", epsilon=epsilon)
