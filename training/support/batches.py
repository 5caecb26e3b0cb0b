"""Claims as tensors: batches of like length."""

import random
from collections.abc import Iterator, Sequence

import torch

from assistant.support.model import claim_head, claim_offsets
from index.encoding import Encoding, PairEncoder
from training.support.claims import ClaimExample
from training.support.network import UNKNOWN, Batch

MAX_TOKENS = 256
BATCHES_SORTED_TOGETHER = 40

Row = tuple[Encoding, list[int], int]


def row(example: ClaimExample, encoder: PairEncoder) -> Row | None:
    """Return the pair, its text cut to MAX_TOKENS, what is known of each token, and whether it is supported; None without text."""
    pairs = encoder.windows(claim_head(encoder, example.claim, example.published), example.text, tokens=MAX_TOKENS, overlap=0)
    if not pairs:
        return None
    pair = pairs[0]
    tokens = [UNKNOWN] * len(pair.ids)
    if example.wrong is not None:
        for n, (a, b) in enumerate(claim_offsets(encoder, example.claim), start=1):
            tokens[n] = int(not any(a < last and first < b for first, last in example.wrong))
    return pair, tokens, int(example.supported)


def batches(examples: Sequence[ClaimExample], encoder: PairEncoder, size: int, rng: random.Random) -> Iterator[Batch]:
    """Yield batches of like lengths in random order."""
    chunk = size * BATCHES_SORTED_TOGETHER
    for i in range(0, len(examples), chunk):
        rows = [found for example in examples[i : i + chunk] if (found := row(example, encoder))]
        rows.sort(key=lambda found: len(found[0].ids))
        groups = [rows[j : j + size] for j in range(0, len(rows), size)]
        rng.shuffle(groups)
        yield from (_batch(group) for group in groups)


def _batch(rows: Sequence[Row]) -> Batch:
    pairs, tokens, supported = zip(*rows, strict=True)
    width = max(len(pair.ids) for pair in pairs)

    def padded(columns: Sequence[list[int]], fill: int) -> torch.Tensor:
        return torch.tensor([[*column, *[fill] * (width - len(column))] for column in columns])

    mask = padded([[1] * len(pair.ids) for pair in pairs], 0)
    ids, types = padded([pair.ids for pair in pairs], 0), padded([pair.types for pair in pairs], 0)
    return Batch(ids, types, mask, padded(tokens, UNKNOWN), torch.tensor(supported))
