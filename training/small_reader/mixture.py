"""The mixture of an epoch: answerable questions as they are, and new near misses each time."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index import Embedder
from training.small_reader.examples import Example, plain
from training.small_reader.unanswerable import Swapper, without_answer

# Of every answerable question, the share that also appears with a changed question, without its answering sentence,
# with another near passage (what the retriever would bring), and with a passage from anywhere.
CHANGED, TAKEN_OUT, NEAR, FAR = 0.5, 0.25, 0.25, 0.04
NEAREST = 12
# A title is not always known: a third of the pairs go without.
WITH_TITLE = 0.67


class Mixture:
    """Draws epochs from examples: the same seed and epoch give the same list."""

    def __init__(self, examples: Sequence[Example], swapper: Swapper, neighbours: dict[Example, list[str]], seed: int) -> None:
        self._examples = list(examples)
        self._swapper = swapper
        self._neighbours = neighbours
        self._contexts = sorted({example.context for example in examples})
        self._seed = seed

    def epoch(self, number: int) -> list[Example]:
        """Return the examples of an epoch in random order."""
        rng = random.Random(self._seed * 1000 + number)
        drawn: list[Example] = []
        for example in self._examples:
            drawn.append(replace(example, answers=(rng.choice(example.answers),)) if example.answers else example)
            if example.answers:
                drawn += [miss for miss in self._misses(example, rng) if miss]
        rng.shuffle(drawn)
        return [example if rng.random() < WITH_TITLE else replace(example, title="") for example in drawn]

    def _misses(self, example: Example, rng: random.Random) -> list[Example | None]:
        misses: list[Example | None] = []
        if rng.random() < CHANGED:
            misses.append(self._swapper.swapped(example, rng))
        if rng.random() < TAKEN_OUT:
            misses.append(without_answer(example))
        if rng.random() < NEAR and self._neighbours.get(example):
            misses.append(_with_passage(example, rng.choice(self._neighbours[example])))
        if rng.random() < FAR:
            misses.append(_with_passage(example, rng.choice(self._contexts)))
        return misses


def neighbours(examples: Sequence[Example], passages: Sequence[str], embedder: Embedder) -> dict[Example, list[str]]:
    """Return the passages nearest to each answerable question that do not hold its answer, by the embedding model of the index."""
    passages = sorted(set(passages))
    vectors = embedder.embed_passages([_fitting(text, embedder) for text in passages])
    questions = sorted({example.question for example in examples if example.answers})
    asked = dict(zip(questions, embedder.embed_passages([_fitting(q, embedder) for q in questions]), strict=True))
    answers: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        answers[example.question] |= {plain(example.context[a:b]) for a, b in example.answers}
    folded = [f" {plain(text)} " for text in passages]
    near = {}
    for example in examples:
        if not example.answers:
            continue
        order = np.argsort(-(vectors @ asked[example.question]))[: 2 * NEAREST]
        fit = [i for i in order if passages[i] != example.context and not any(f" {a} " in folded[i] for a in answers[example.question])]
        near[example] = [passages[i] for i in fit[:NEAREST]]
    return near


def _fitting(text: str, embedder: Embedder) -> str:
    offsets = embedder.token_offsets(text)
    return text if len(offsets) <= embedder.max_tokens else text[: offsets[embedder.max_tokens - 1][1]]


def _with_passage(example: Example, passage: str) -> Example:
    return replace(example, context=passage, answerable=False, answers=(), evidence=(), title="")
