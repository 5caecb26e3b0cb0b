"""Examples as tensors: windows around the answer, batches of like length."""

import random
from collections.abc import Iterator, Sequence

import torch

from assistant.reading.model import QUESTION_TOKENS
from index.encoding import PairEncoder
from training.small_reader.examples import Example
from training.small_reader.network import NOWHERE, Batch

MAX_TOKENS = 224
BATCHES_SORTED_TOGETHER = 40

# Ids, types, start, end, evidence, answerable.
Row = tuple[list[int], list[int], int, int, list[int], int]


def row(example: Example, encoder: PairEncoder, rng: random.Random) -> Row:
    """Return ids, types, start, end, evidence and answerable of one example, cut to MAX_TOKENS around its answer."""
    head = encoder.head(example.question, example.title, limit=QUESTION_TOKENS)
    ids, offsets = encoder.passage(example.context)
    room = MAX_TOKENS - len(head) - 1
    span = _tokens(example.answers[0], offsets) if example.answers else None
    low, high = 0, max(0, len(ids) - room)
    if high and span:
        low, high = max(0, min(span[1] - room + 1, high)), min(high, span[0])
    begin = rng.randint(low, max(low, high)) if high else 0
    pair = encoder.window(head, ids, offsets, begin, begin + room)
    if span and begin <= span[0] and span[1] < begin + room:
        start, end = (pair.first + i - begin for i in span)
    else:
        start = end = 0 if not example.answerable else NOWHERE
    evidence = [NOWHERE] * pair.first
    evidence += [int(any(a <= x and y <= b for a, b in example.evidence)) for x, y in pair.offsets] + [NOWHERE]
    return pair.ids, pair.types, start, end, evidence, int(example.answerable)


def batches(examples: Sequence[Example], encoder: PairEncoder, size: int, rng: random.Random) -> Iterator[Batch]:
    """Yield batches of like lengths in random order."""
    chunk = size * BATCHES_SORTED_TOGETHER
    for i in range(0, len(examples), chunk):
        rows = sorted((row(example, encoder, rng) for example in examples[i : i + chunk]), key=lambda row: len(row[0]))
        groups = [rows[j : j + size] for j in range(0, len(rows), size)]
        rng.shuffle(groups)
        yield from (_batch(group) for group in groups)


def _tokens(span: tuple[int, int], offsets: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    inside = [i for i, (a, b) in enumerate(offsets) if a < span[1] and span[0] < b]
    return (inside[0], inside[-1]) if inside else None


def _batch(rows: Sequence[Row]) -> Batch:
    ids, types, starts, ends, evidence, answerable = zip(*rows, strict=True)
    width = max(map(len, ids))

    def padded(columns: Sequence[list[int]], fill: int) -> torch.Tensor:
        return torch.tensor([[*column, *[fill] * (width - len(column))] for column in columns])

    mask = padded([[1] * len(row) for row in ids], 0)
    start, end, any_answer = (torch.tensor(column) for column in (starts, ends, answerable))
    return Batch(padded(ids, 0), padded(types, 0), mask, start, end, padded(evidence, NOWHERE), any_answer)
