"""Reading speed: the bundled reader on passages of one length, beside the same network in torch, float32 and bfloat16.

The network in torch has the same layers and, since a speed does not depend on them, other weights. Each is asked the same question of
the same passages, in turns. Loading is timed in a process of its own, after the index's embedding model is in place, as
when a question is asked.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from report import ROOT, print_heading, print_table

QUESTION = "How many people died in the explosion at the grain terminal of Pellumar?"
SENTENCE = "The harbour master of Pellumar said on Monday that two of the cranes at the grain terminal would stand still until May. "

LOAD = """
import sys, time
import index.minilm
started = time.perf_counter()
from assistant.reading.span_reader import bundled_reader
bundled_reader(threads=int(sys.argv[1]))
print(time.perf_counter() - started)
assert "torch" not in sys.modules, "torch was imported"
"""


def passages_of(count: int, tokens: int) -> list[str]:
    from tokenizers import Tokenizer

    from index.minilm import tokenizer_file

    tokenizer = Tokenizer.from_file(str(tokenizer_file()))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    text = SENTENCE * (tokens // 10)
    end = tokenizer.encode(text, add_special_tokens=False).offsets[tokens - 1][1]
    return [text[:end]] * count


def bundled(passages: list[str], threads: int) -> Callable[[], object]:
    from assistant.reading.model import SpanModel

    model = SpanModel.bundled(threads=threads)
    return lambda: model.read(QUESTION, [("", text) for text in passages])


def in_torch(passages: list[str], threads: int, *, half: bool) -> Callable[[], object]:
    import torch
    from tokenizers import Tokenizer

    from assistant.reading.model import QUESTION_TOKENS
    from index.encoding import PairEncoder
    from index.minilm import tokenizer_file
    from training.minilm import model_folder
    from training.small_reader.network import ReaderNetwork

    torch.set_num_threads(threads)
    encoder = PairEncoder(Tokenizer.from_file(str(tokenizer_file())))
    network = ReaderNetwork.from_folder(model_folder()).eval()

    def read() -> object:
        head = encoder.head(QUESTION, limit=QUESTION_TOKENS)
        pairs = [encoder.window(head, *encoder.passage(text), 0, 512) for text in passages]
        ids, types = torch.tensor([pair.ids for pair in pairs]), torch.tensor([pair.types for pair in pairs])
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half):
            return network(ids, types, torch.ones_like(ids))

    return read


def load_seconds(threads: int, rounds: int) -> float:
    command = [sys.executable, "-c", LOAD, str(threads)]
    return statistics.median(float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout) for _ in range(rounds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=10)
    parser.add_argument("--tokens", type=int, default=200, help="of a passage, the question's not counted")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    print_heading(corpus=f"{options.passages} passages of {options.tokens} tokens", threads=options.threads, rounds=options.rounds)
    loading = load_seconds(options.threads, 5)
    passages = passages_of(options.passages, options.tokens)
    readers = {
        "bundled reader (ONNX Runtime, 8 bits)": bundled(passages, options.threads),
        "torch float32": in_torch(passages, options.threads, half=False),
        "torch bfloat16": in_torch(passages, options.threads, half=True),
    }
    times: dict[str, list[float]] = {name: [] for name in readers}
    for turn in range(options.rounds + 1):
        for name, read in readers.items():
            started = time.perf_counter()
            read()
            if turn:
                times[name].append(time.perf_counter() - started)
    first = statistics.median(next(iter(times.values())))
    rows = [["", "median ms", "slowest ms", "times the bundled"]]
    for name, seconds in times.items():
        middle = statistics.median(seconds)
        rows.append([name, f"{1000 * middle:.0f}", f"{1000 * max(seconds):.0f}", f"{middle / first:.2f}"])
    print_table(rows)
    print(f"loading: {loading:.2f} s, without torch")


if __name__ == "__main__":
    main()
