"""The vector store: Chroma, derived from the catalog and rebuilt from it whenever it is not as it should be."""

from pathlib import Path
from typing import Protocol

import numpy as np

from index.catalog import Catalog
from index.filters import Filters
from index.vectors.collection import BEHIND, NOT_PUBLISHED, Progress
from index.vectors.embedded import COLLECTION, VECTORS_FOLDER, EmbeddedVectors
from index.vectors.exact import ComparedVectors, nearest_of_all
from index.vectors.server import ServerVectors

__all__ = ["BEHIND", "COLLECTION", "NOT_PUBLISHED", "VECTORS_FOLDER", "ComparedVectors", "VectorStore", "nearest_of_all", "open_vectors"]


class VectorStore(Protocol):
    """A Chroma collection that holds the catalog's passages."""

    def damage(self, *, thorough: bool = False) -> str | None:
        """Return what is wrong with the collection in a few words, None when it is sound."""
        ...

    def publish(self, progress: Progress | None = None) -> None:
        """Make the collection hold exactly the catalog's passages; nothing is embedded.

        What it held before stays whole until then. After a rebuild that is not committed yet, also until `tidy` is called.
        """
        ...

    def tidy(self) -> None:
        """Remove what no reader needs any more, once what was published is committed."""
        ...

    def nearest(self, vector: np.ndarray, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Return (passage id, cosine similarity) of the nearest passages, nearest first."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...

    def size(self) -> int:
        """Return the bytes on disk, 0 where that cannot be told."""
        ...


def open_vectors(folder: Path, catalog: Catalog, chroma_url: str | None) -> VectorStore:
    """Return the embedded store in the index folder, or the one on a Chroma server."""
    return ServerVectors(catalog, chroma_url) if chroma_url else EmbeddedVectors(folder, catalog)
