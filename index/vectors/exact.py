"""Search without Chroma: every passage within the filters is compared with the question."""

import numpy as np

from index.catalog import Catalog
from index.filters import Filters


def nearest_of_all(catalog: Catalog, vector: np.ndarray, limit: int, filters: Filters) -> list[tuple[str, float]]:
    """Return (passage id, cosine similarity) of the nearest passages, nearest first; reads all vectors, some thousand at a time."""
    best: list[tuple[str, float]] = []
    for ids, vectors in catalog.vectors_within(filters):
        best += zip(ids, map(float, vectors @ vector), strict=True)
        best = sorted(best, key=lambda one: (-one[1], one[0]))[:limit]
    return best
