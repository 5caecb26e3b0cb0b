"""Fit the evidence model to questions whose answers are known: `python -m training.evidence --help`.

`questions.jsonl` beside this and `calibration_questions.jsonl` of the small reader ask of Wikinews and of press releases; `stories.jsonl`
holds invented stories told over several days, which are indexed with those, and `story_questions.jsonl` what is asked of them.
"""

import argparse
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from assistant.reading.model import SpanModel
from index import Index, IndexSettings, load_embedder
from index.minilm import tokenizer_file
from training.evidence.cases import STORY, Cases
from training.evidence.fitting import fit
from training.small_reader.known import read


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line, ask, fit, write both files of weights."""
    parser = argparse.ArgumentParser(prog="python -m training.evidence", description=__doc__)
    parser.add_argument("model", type=Path, help="reader.onnx")
    parser.add_argument("index", type=Path, help="index of the articles that the questions are about")
    parser.add_argument("questions", type=Path, nargs="+", help="JSONL files as `dateline evaluate` reads them")
    parser.add_argument("--stories", type=Path, nargs="*", default=(), help="questions that are only asked as they are, at half weight")
    parser.add_argument("--out", type=Path, default=Path("."), help="folder for calibration.json (the reader's) and weights.json")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    model = SpanModel(options.model, tokenizer_file(), options.threads)
    known, told = ([row for file in some for row in read(file)] for some in (options.questions, options.stories))
    with closing(Index(IndexSettings(index_dir=options.index), load_embedder(threads=options.threads))) as index:
        made = Cases(index, model, options.seed)
        cases = [*made.of(known), *(replace(case, weight=STORY * case.weight) for case in made.of(told, changed=False))]
    for name, weights in fit(cases).items():
        (options.out / name).write_text(json.dumps(weights, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
