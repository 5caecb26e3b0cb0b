"""What is learnt at each step: a stream of batches from named sources that the same seed draws alike, and that goes on where it was."""

import random
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from index.encoding import PairEncoder
from training.reader.batches import Row, batch, row
from training.reader.network import Batch
from training.reader.pairs import Pair

# So many batches are drawn and sorted by length together.
WINDOW = 64


class Stream:
    """Draws from each source in proportion to its weight times its size, each in a new order every time it is through.

    The order of a source depends on the seed, its name and its size only: sources may come and go, or grow, between runs.
    """

    def __init__(
        self, sources: Mapping[str, Sequence[Pair]], weights: Mapping[str, float], encoder: PairEncoder, size: int, seed: int
    ) -> None:
        self._sources = {name: sources[name] for name in sorted(sources) if sources[name] and weights[name] > 0}
        total = sum(len(pairs) * weights[name] for name, pairs in self._sources.items())
        self.shares = {name: len(pairs) * weights[name] / total for name, pairs in self._sources.items()}
        self._encoder = encoder
        self._size = size
        self._seed = seed
        self._window, self._next = 0, 0
        # What was drawn of each source before this window.
        self._drawn: dict[str, int] = {}
        self._batches: list[list[Row]] = []

    def state(self) -> dict[str, Any]:
        """Return where the stream is, as plain numbers."""
        return {"window": self._window, "next": self._next, "drawn": dict(self._drawn)}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where `state` was taken; what changed among the sources since counts from this window on."""
        self._window, self._next, self._drawn, self._batches = state["window"], state["next"], dict(state["drawn"]), []

    def draw(self) -> Batch:
        """Return the next batch."""
        if not self._batches:
            self._batches = self._draw_window()
        found = batch(self._batches[self._next], self._encoder.padding)
        self._next += 1
        if self._next == len(self._batches):
            self._drawn = {**self._drawn, **{name: self._drawn.get(name, 0) + count for name, count in self._counts().items()}}
            self._window, self._next, self._batches = self._window + 1, 0, []
        return found

    def _draw_window(self) -> list[list[Row]]:
        rng = random.Random(f"{self._seed} {self._window}")
        drawn = [self._pair(name, self._drawn.get(name, 0) + n) for name, count in self._counts().items() for n in range(count)]
        rows = sorted((row(pair, self._encoder, rng) for pair in drawn), key=lambda row: len(row.ids))
        groups = [rows[n : n + self._size] for n in range(0, len(rows), self._size)]
        rng.shuffle(groups)
        return groups

    def _counts(self) -> dict[str, int]:
        """Return how many of each source the window holds: whole numbers whose fractions are drawn for."""
        rng = random.Random(f"{self._seed} shares {self._window}")
        wanted = {name: share * WINDOW * self._size for name, share in self.shares.items()}
        counts = {name: int(value) for name, value in wanted.items()}
        left = WINDOW * self._size - sum(counts.values())
        order = sorted(counts, key=lambda name: rng.random() ** (1 / max(wanted[name] - counts[name], 1e-9)), reverse=True)
        return counts | {name: counts[name] + 1 for name in order[:left]}

    def _pair(self, name: str, number: int) -> Pair:
        pairs = self._sources[name]
        times, place = divmod(number, len(pairs))
        return pairs[_shuffled(name, len(pairs), times, self._seed)[place]]


@lru_cache(maxsize=200)
def _shuffled(name: str, size: int, times: int, seed: int) -> list[int]:
    order = list(range(size))
    random.Random(f"{seed} {name} {size} {times}").shuffle(order)
    return order
