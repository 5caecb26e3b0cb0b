"""Write a trained network as the 8-bit ONNX file that ships: `python -m training.small_reader.export MODEL.pt FILE.onnx`.

Dynamic quantisation, weights to 8 bits by output channel (ONNX Runtime's quantize_dynamic); `--float` keeps 32 bits.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from training.bert import BertGraph
from training.minilm import model_folder, write


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and export."""
    parser = argparse.ArgumentParser(prog="python -m training.small_reader.export", description=__doc__)
    parser.add_argument("network", type=Path, help="model.pt, or a checkpoint.pt")
    parser.add_argument("file", type=Path, help="ONNX file to write")
    parser.add_argument("--float", action="store_true", help="32-bit weights, to compare with")
    options = parser.parse_args(arguments)
    state = torch.load(options.network, weights_only=True)
    export({name: tensor.numpy() for name, tensor in state.get("network", state).items()}, options.file, quantised=not options.float)


def export(weights: dict[str, np.ndarray], file: Path, *, quantised: bool = True) -> None:
    """Write the weights of a network of `encoder` and a linear `head` on every token, by their names there, as an ONNX file."""
    graph = BertGraph(json.loads((model_folder() / "config.json").read_text("utf-8")), {_bert_name(n): w for n, w in weights.items()})
    scores = graph.node("MatMul", graph.encode(types=True), graph.transposed("head.weight"))
    model = graph.model_with_weights(graph.node("Add", scores, graph.weight("head.bias")), [1, "tokens", len(weights["head.bias"])])
    write(model, file, quantised=quantised)


def _bert_name(name: str) -> str:
    return name.removeprefix("encoder.") if name.startswith(("encoder.embeddings.", "encoder.encoder.")) else name


if __name__ == "__main__":
    main()
