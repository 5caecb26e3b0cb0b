"""Measure a checkpoint: `python -m training.reader.evaluate --help`.

SQuAD 2.0 articles 11 to 15, so many answerable and unanswerable questions drawn once for all, each with its own paragraph; statements
of sets that are looked at while training.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import balanced_accuracy_score, roc_auc_score
from tokenizers import Tokenizer

from assistant.evaluation.spans import token_f1
from assistant.reading.model import QUESTION_TOKENS
from index.encoding import Encoding, PairEncoder
from training.reader.batches import Row, batch
from training.reader.checkpoints import latest, load_network
from training.reader.network import ANSWERABLE, END, EVIDENCE, NOWHERE, START, SUPPORTS, LargeReader
from training.reader.pairs import Pair, read
from training.small_reader.sets import MEASURED_ARTICLES

QUESTIONS = 250
MAX_TOKENS, MAX_ANSWER = 384, 30
BATCH = 16

# Question, paragraph, accepted answers.
Asked = tuple[str, str, tuple[str, ...]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line, measure, print and append to the log."""
    parser = argparse.ArgumentParser(prog="python -m training.reader.evaluate", description=__doc__)
    parser.add_argument("run", type=Path, help="folder of a run (its newest checkpoint), or a checkpoint or model.pt")
    parser.add_argument("start", type=Path, help="folder of all-mpnet-base-v2")
    parser.add_argument("data", type=Path, help="folder of the unpacked sets")
    parser.add_argument("prepared", type=Path, help="folder that training.reader.prepare wrote")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help=f"answerable and unanswerable ones each (default: {QUESTIONS})")
    parser.add_argument("--bfloat16", action="store_true", help="compute in bfloat16 where that is faster")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    file = latest(options.run) if options.run.is_dir() else options.run
    if file is None:
        parser.error(f"no checkpoint in {options.run}")
    network = load_network(file, options.start)
    encoder = PairEncoder(Tokenizer.from_file(str(options.start / "tokenizer.json")))
    print(json.dumps({"checkpoint": file.name} | measure(network, encoder, options)))


def measure(network: LargeReader, encoder: PairEncoder, options: Any) -> dict[str, Any]:
    """Return the figures of a network: `options` has data, prepared, questions, bfloat16."""
    began = time.monotonic()
    network.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=options.bfloat16):
        found = squad_figures(network, encoder, asked(options.data / "squad2" / "dev-v2.0.json", options.questions))
        found |= entailment_figures(
            network, encoder, {file.stem: list(read(file)) for file in sorted(options.prepared.glob("looked-at/*.jsonl"))}
        )
    network.train()
    return found | {"seconds": round(time.monotonic() - began)}


def asked(file: Path, count: int) -> list[Asked]:
    """Return so many answerable and so many unanswerable questions on the articles that are kept for measuring."""
    sides: dict[bool, list[Asked]] = {True: [], False: []}
    for article in json.loads(file.read_text("utf-8"))["data"][MEASURED_ARTICLES.start : MEASURED_ARTICLES.stop]:
        for paragraph in article["paragraphs"]:
            for one in paragraph["qas"]:
                golds = tuple(gold["text"] for gold in one["answers"])
                sides[bool(golds)].append((one["question"], paragraph["context"], golds))
    rng = random.Random(1)
    return [one for side in sides.values() for one in rng.sample(side, min(count, len(side)))]


def squad_figures(network: LargeReader, encoder: PairEncoder, questions: Sequence[Asked]) -> dict[str, Any]:
    """Return F1 of the best span where there is an answer, F1 over all at the best threshold, AUROC of answerability."""
    windows = [_window(encoder, Pair(question, context)) for question, context, _ in questions]
    answerable, scores, sentences = [bool(golds) for _, _, golds in questions], np.zeros(len(questions)), []
    f1 = np.zeros(len(questions))
    for n, tokens, _ in _logits(network, encoder, windows):
        (a, b), window = best_span(tokens, windows[n]), windows[n]
        text = questions[n][1][window.offsets[a - window.first][0] : window.offsets[b - window.first][1]]
        scores[n], f1[n] = tokens[0, ANSWERABLE], token_f1(text, questions[n][2])
        if answerable[n]:
            sentences.append(float(tokens[a : b + 1, EVIDENCE].mean() > 0))
    order = np.argsort(-scores)
    gained = np.cumsum(np.where(np.array(answerable)[order], f1[order], -1.0))
    return {
        "has_answer_f1": round(float(f1[np.array(answerable)].mean()), 4),
        "best_f1": round(float(max(0.0, gained.max()) + len(answerable) - sum(answerable)) / len(answerable), 4),
        "answerable_auroc": round(float(roc_auc_score(answerable, scores)), 4),
        "span_in_evidence": round(statistics.mean(sentences), 4),
    }


def best_span(tokens: np.ndarray, window: Encoding) -> tuple[int, int]:
    """Return the likeliest start and end in the passage, at most MAX_ANSWER tokens long."""
    first, last = window.first, window.first + len(window.offsets)
    sums = tokens[first:last, START][:, None] + tokens[first:last, END][None, :]
    sums = np.where(np.triu(np.ones_like(sums)) - np.triu(np.ones_like(sums), MAX_ANSWER) > 0, sums, -np.inf)
    a, b = np.unravel_index(int(sums.argmax()), sums.shape)
    return int(a) + first, int(b) + first


def entailment_figures(network: LargeReader, encoder: PairEncoder, sets: dict[str, list[Pair]]) -> dict[str, Any]:
    """Return AUROC and balanced accuracy of what is supported, over all and by set."""
    found: dict[str, Any] = {}
    chances: list[float] = []
    labels: list[bool] = []
    for name, pairs in sets.items():
        own = np.zeros(len(pairs))
        for n, _, entailment in _logits(network, encoder, [_window(encoder, pair) for pair in pairs]):
            own[n] = (np.exp(entailment[SUPPORTS]) / np.exp(entailment).sum()).item()
        gold = [pair.label == "supports" for pair in pairs]
        if len(set(gold)) == 2:
            found[f"auroc_{name}"] = round(float(roc_auc_score(gold, own)), 3)
        chances += own.tolist()
        labels += gold
    if len(set(labels)) == 2:
        found = {
            "entailment_auroc": round(float(roc_auc_score(labels, chances)), 4),
            "entailment_balanced": round(float(balanced_accuracy_score(labels, [chance >= 0.5 for chance in chances])), 4),
        } | found
    return found


def _window(encoder: PairEncoder, pair: Pair) -> Encoding:
    head = encoder.head(pair.text, pair.about, limit=QUESTION_TOKENS)
    return encoder.window(head, *encoder.passage(pair.passage), 0, MAX_TOKENS - len(head) - 1)


def _logits(network: LargeReader, encoder: PairEncoder, windows: Sequence[Encoding]) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Yield the number of each window with the logits of its tokens and of entailment, in batches of like length."""
    order = sorted(range(len(windows)), key=lambda n: len(windows[n].ids))
    for i in range(0, len(order), BATCH):
        numbers = order[i : i + BATCH]
        rows = [Row(windows[n].ids, windows[n].first, NOWHERE, NOWHERE, [NOWHERE] * len(windows[n].ids), NOWHERE, NOWHERE) for n in numbers]
        of_batch = batch(rows, encoder.padding)
        tokens, entailment = network(of_batch.ids, of_batch.mask)
        for place, n in enumerate(numbers):
            yield n, tokens[place].numpy(), entailment[place].numpy()


if __name__ == "__main__":
    main()
