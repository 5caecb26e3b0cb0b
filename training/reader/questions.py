"""Questions of the open sets to learn from, and near misses made of those that have answers."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from index import Embedder
from training.reader.pairs import Pair, of_question
from training.small_reader.examples import Example, halueval, in_sets, natural_questions, qnli, squad, timeqa, without
from training.small_reader.mixture import Mixture, neighbours
from training.small_reader.sets import MEASURED_ARTICLES, TRAINED_ARTICLES
from training.small_reader.unanswerable import Swapper

# How often the near misses are made anew.
MISSES_TIMES = 3


def open_sets(data: Path) -> dict[str, list[Example]]:
    """Return the examples of each set, without those that are measured on; QNLI is made of SQuAD's passages."""
    squad2 = data / "squad2" / "dev-v2.0.json"
    kept_out = in_sets([*squad(squad2, MEASURED_ARTICLES), *squad(data / "xquad-en" / "xquad.en.json")])
    readers = {
        "newwiki": squad(data / "squadshifts-newwiki" / "new_wiki_v1.0.json"),
        "squad2": squad(squad2, TRAINED_ARTICLES),
        "nq": natural_questions(data / "nq-open-oracle" / "nq-open-oracle.jsonl"),
        "timeqa": timeqa(data / "timeqa" / "human_annotated_train.json"),
        "halueval": halueval(data / "halueval" / "qa_one-turn_data.jsonl"),
        "qnli": qnli(data / "nli-dev" / "qnli_dev.csv"),
    }
    return {name: list(without(reader, kept_out)) for name, reader in readers.items()}


def near_misses(examples: Sequence[Example], abouts: dict[str, str], language: Any, embedder: Embedder, seed: int) -> Iterator[Pair]:
    """Yield the misses of the small reader's mixture, with what each passage is about: without it, its absence would tell."""
    answered = [example for example in examples if example.answers]
    near = neighbours(answered, sorted({*abouts, *(example.context for example in answered)}), embedder)
    yield from made_misses(answered, abouts, Swapper(answered, language), near, seed)


def made_misses(
    answered: Sequence[Example], abouts: dict[str, str], swapper: Swapper, near: dict[Example, list[str]], seed: int
) -> Iterator[Pair]:
    """Yield what MISSES_TIMES epochs of the mixture make of answered examples, each once."""
    mixture = Mixture(answered, swapper, near, seed)
    drawn = [example for n in range(MISSES_TIMES) for example in mixture.epoch(n) if not example.answerable]
    misses = list(dict.fromkeys(replace(example, title="") for example in drawn))
    random.Random(seed).shuffle(misses)
    titles = {example.question: example.title for example in answered}
    for example in misses:
        title = abouts.get(example.context) or titles.get(example.question, "")
        yield of_question(replace(example, title=title))
