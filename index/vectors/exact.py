"""Search without Chroma: every passage within the filters is compared with the question."""

import numpy as np

from index.catalog import Catalog
from index.filters import Filters
from index.vectors.collection import Progress

# 20 microseconds each, twice for a question that names a time: what loading and opening Chroma takes, about a second.
FEW = 20_000


def nearest_of_all(catalog: Catalog, vector: np.ndarray, limit: int, filters: Filters) -> list[tuple[str, float]]:
    """Return (passage id, cosine similarity) of the nearest passages, nearest first; reads all vectors, some thousand at a time."""
    best: list[tuple[str, float]] = []
    for ids, vectors in catalog.vectors_within(filters):
        best += zip(ids, map(float, vectors @ vector), strict=True)
        best = sorted(best, key=lambda one: (-one[1], one[0]))[:limit]
    return best


class ComparedVectors:
    """A vector store that is the catalog's own vectors: sound as they are, each held to its seal when it is read."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    @staticmethod
    def suits(catalog: Catalog) -> bool:
        """Tell whether the catalog is small, and of an update that came to its end: Chroma would hold the same."""
        published = catalog.meta("published_revision")
        return published is not None and published == catalog.meta("revision") and catalog.passage_count() <= FEW

    def damage(self, *, thorough: bool = False) -> str | None:
        """Return None: what is not as it was indexed is left out when it is met."""
        return None

    def publish(self, progress: Progress | None = None) -> None:
        """Do nothing."""

    def tidy(self) -> None:
        """Do nothing."""

    def nearest(self, vector: np.ndarray, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Return (passage id, cosine similarity) of the nearest passages, nearest first."""
        return nearest_of_all(self._catalog, vector, limit, filters)

    def close(self) -> None:
        """Do nothing."""

    def size(self) -> int:
        """Return 0: they are part of the catalog."""
        return 0
