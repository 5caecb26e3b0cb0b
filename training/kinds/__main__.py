"""Fit what kind of question is asked: `python -m training.kinds --help`; figures held out by writer and by topic come with --held-out."""

import argparse
import json
import random
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from assistant.asking.kinds import KindModel
from assistant.kinds import KINDS
from index import load_embedder
from training.kinds.faults import hasty
from training.kinds.fitting import Case, fit

FOLDS = 3
# Most of what is asked of an archive is looked up: of the reader's questions every so many are learnt beside those of all kinds.
LOOK_UPS = 6
_KINDS_OF_LOOK_UPS = dict.fromkeys(("who", "what", "when", "where", "number", "temporal", "quote"), "fact") | {"why": "how_why"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line, embed, measure if asked to, fit on everything, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m training.kinds", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("assistant/asking/weights/kinds.npz"))
    parser.add_argument("--held-out", action="store_true", help="print the confusion tables of folds by writer and by topic first")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    cases = read_cases(options.seed)
    if options.held_out:
        _show("writer", cases, lambda case: case.writer)
        _show("topic", [case for case in cases if case.topic != "none"], lambda case: case.topic)
    write(fit(cases), options.out)


def read_cases(seed: int) -> list[Case]:
    """Return the questions beside this file, embedded as the product embeds them."""
    embedder, rng, cases = load_embedder(threads=2), random.Random(seed), []
    for line in files("training.kinds").joinpath("questions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        text, fast = row["text"], hasty(row["text"], rng)
        subjects = tuple(part for part in (row["subject"], *row.get("parts", ())) if part and part != text)
        told = (text, row["kind"], row["writer"], row["topic"], row.get("language", "English"), subjects)
        cases.append(Case(*told, embedder.embed_question(text), fast, embedder.embed_question(fast)))
    for line in files("training.small_reader").joinpath("learnt_questions.jsonl").read_text("utf-8").splitlines()[::LOOK_UPS]:
        row = json.loads(line)
        if kind := _KINDS_OF_LOOK_UPS.get(row["kind"]):
            text, fast = row["question"], hasty(row["question"], rng)
            told = (text, kind, "look-ups", "none", "English", ())
            cases.append(Case(*told, embedder.embed_question(text), fast, embedder.embed_question(fast)))
    return cases


def write(model: KindModel, path: Path) -> None:
    """Write the weights as half floats: what that rounds away moves no probability by a hundredth."""
    cue_weights, vector_weights, bias = (array.astype(np.float16) for array in (model.cue_weights, model.vector_weights, model.bias))
    np.savez_compressed(path, cues=np.array(list(model.cues)), cue_weights=cue_weights, vector_weights=vector_weights, bias=bias)


def _show(name: str, cases: Sequence[Case], group: Callable[[Case], str]) -> None:
    groups = sorted({group(case) for case in cases})
    table, fast = np.zeros((len(KINDS), len(KINDS)), int), 0
    english: list[bool] = []
    sure: list[bool] = []
    for fold in range(FOLDS):
        out = set(groups[fold::FOLDS])
        model = fit([case for case in cases if group(case) not in out])
        for case in (case for case in cases if group(case) in out):
            found = model.probabilities(case.text, case.vector)
            table[KINDS.index(case.kind), found.argmax()] += 1
            right = KINDS[found.argmax()] == case.kind
            fast += KINDS[model.probabilities(case.hasty, case.hasty_vector).argmax()] == case.kind
            english += [right] * (case.language == "English")
            sure += [right] * bool(found.max() >= 0.7)
    print(
        f"by {name}: {np.trace(table) / len(cases):.3f} right of {len(cases)}, English {np.mean(english):.3f} of {len(english)}, ", end=""
    )
    print(f"typed in haste {fast / len(cases):.3f}, where >= .7 sure {np.mean(sure):.3f} of {len(sure)}")
    print(f"{'':14}" + "".join(f"{kind[:6]:>7}" for kind in KINDS) + "  recall precision")
    for place, kind in enumerate(KINDS):
        right = table[place, place]
        rates = f"{right / max(table[place].sum(), 1):8.2f}{right / max(table[:, place].sum(), 1):10.2f}"
        print(f"{kind:14}" + "".join(f"{count:7}" for count in table[place]) + rates, flush=True)


if __name__ == "__main__":
    main()
