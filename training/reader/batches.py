"""Pairs as tensors, cut to a window around what is known of them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from assistant.reading.model import QUESTION_TOKENS
from index.encoding import PairEncoder
from training.reader.network import NOWHERE, Batch
from training.reader.pairs import LABELS, Pair

# Most windows are as short as those that the large reader is shown; some are passages as they are indexed.
SHORT_TOKENS, LONG_TOKENS, SHORT_SHARE = 168, 256, 0.85
# The day and headline are not always known.
WITHOUT_ABOUT = 0.15


@dataclass(frozen=True)
class Row:
    """One pair as numbers: `first` is where its passage begins, `evidence` is by token; NOWHERE where not known."""

    ids: list[int]
    first: int
    start: int
    end: int
    evidence: list[int]
    answerable: int
    label: int


def row(pair: Pair, encoder: PairEncoder, rng: random.Random) -> Row:
    """Return a pair cut to a window that holds an answer, or the evidence; statements of unknown evidence are cut at the end only."""
    about = "" if rng.random() < WITHOUT_ABOUT else pair.about
    unplaced = pair.label is not None and pair.evidence is None
    limit = SHORT_TOKENS if rng.random() < SHORT_SHARE and not unplaced else LONG_TOKENS
    answer = rng.choice(pair.answers) if pair.answers else None
    head = encoder.head(pair.text, about, limit=QUESTION_TOKENS)
    ids, offsets = encoder.passage(pair.passage)
    room = limit - len(head) - 1
    span = _tokens(answer, offsets) if answer else None
    kept = span or (_tokens((pair.evidence[0][0], pair.evidence[-1][1]), offsets) if pair.evidence else None)
    low, high = 0, max(0, len(ids) - room)
    if kept:  # of what is longer than the window, the beginning
        low, high = max(0, min(kept[1] - room + 1, high, kept[0])), min(high, kept[0])
    begin = 0 if pair.label and pair.evidence is None else rng.randint(low, high)
    window = encoder.window(head, ids, offsets, begin, begin + room)
    start = end = 0 if pair.answerable is False else NOWHERE
    if span and begin <= span[0] and span[1] < begin + room:
        start, end = (window.first + place - begin for place in span)
    evidence = [NOWHERE] * len(window.ids)
    if pair.evidence is not None:
        for place, (a, b) in enumerate(window.offsets, start=window.first):
            evidence[place] = int(any(x <= a and b <= y for x, y in pair.evidence))
    answerable = NOWHERE if pair.answerable is None else int(pair.answerable)
    label = NOWHERE if pair.label is None else LABELS.index(pair.label)
    return Row(window.ids, window.first, start, end, evidence, answerable, label)


def batch(rows: Sequence[Row], padding: int) -> Batch:
    """Return rows as one batch, padded to the longest."""
    width = max(len(row.ids) for row in rows)

    def padded(columns: Sequence[list[int]], fill: int) -> torch.Tensor:
        return torch.tensor([[*column, *[fill] * (width - len(column))] for column in columns])

    mask = padded([[1] * len(row.ids) for row in rows], 0)
    passage = padded([[1] + [0] * (row.first - 1) + [1] * (len(row.ids) - row.first) for row in rows], 0).bool()
    start, end, answerable, label = (torch.tensor([getattr(row, name) for row in rows]) for name in ("start", "end", "answerable", "label"))
    ids, evidence = padded([row.ids for row in rows], padding), padded([row.evidence for row in rows], NOWHERE)
    return Batch(ids, mask, passage, start, end, evidence, answerable, label)


def _tokens(span: tuple[int, int], offsets: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    inside = [place for place, (a, b) in enumerate(offsets) if a < span[1] and span[0] < b]
    return (inside[0], inside[-1]) if inside else None
