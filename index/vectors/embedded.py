"""Chroma in this process. Every change is made in a copy of the folder that then takes the old one's place.

A process that is killed while writing leaves the old folder whole, and a reader keeps the one it opened.
"""

import json
import shutil
import sqlite3
import threading
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from index.catalog import Catalog
from index.errors import VectorStoreError
from index.filters import Filters
from index.vectors.collection import (
    BEHIND,
    NOT_PUBLISHED,
    Progress,
    chroma_errors,
    chroma_settings,
    collection_damage,
    nearest,
    open_collection,
    synchronise,
)

COLLECTION = "passages"
VECTORS_FOLDER = "vectors"


class EmbeddedVectors:
    """Chroma in this process, in a folder of its own for each published generation."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        self._root = folder / VECTORS_FOLDER
        self._catalog = catalog
        self._open_lock = threading.Lock()
        self._client: Any = None
        self._collection: Any = None
        self._opened: str | None = None
        self._before: Any = None

    def damage(self, *, thorough: bool = False) -> str | None:
        """Compare file names and sizes with those published, then ask for known vectors (thorough: for every one)."""
        generation = self._catalog.meta("generation")
        published = self._catalog.meta("published_revision")
        if generation is None or published is None:
            return NOT_PUBLISHED
        found = self._file_damage(generation, thorough)
        if found is None and published != self._catalog.meta("revision"):
            found = BEHIND
        if found is None:
            try:
                found = collection_damage(self._open(generation), self._catalog, thorough=thorough)
            except VectorStoreError as error:
                found = str(error)
        return found

    def publish(self, progress: Progress | None = None) -> None:
        """Write a new generation, starting from the present one if that is whole, and make it the present one."""
        old = self._catalog.meta("generation")
        # After a rebuild there is a generation, to be searched until now, and no revision that it was published with.
        published = self._catalog.meta("published_revision") is not None
        sound = old is not None and published and self._file_damage(old, thorough=False) is None
        new = uuid.uuid4().hex
        folder = self._root / new
        self._root.mkdir(parents=True, exist_ok=True)
        revision = self._catalog.meta("revision")
        if not (sound and old and self._copied(self._root / old, folder, progress)):
            shutil.rmtree(folder, ignore_errors=True)
            self._write(folder, progress)
        with self._catalog.transaction():
            self._catalog.set_meta("generation", new)
            self._catalog.set_meta("published_files", json.dumps(_file_sizes(folder)))
            self._catalog.set_meta("published_revision", str(revision))
        self.close()
        self._remove_all_but({new, old})

    def nearest(self, vector: np.ndarray, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Return (passage id, cosine similarity) of the nearest passages, nearest first."""
        generation = self._catalog.meta("generation")
        if generation is None:
            return []
        try:
            return nearest(self._open(generation), vector, limit, filters, self._catalog)
        except VectorStoreError as error:
            raise VectorStoreError(f"{error}: start Dateline again, which rebuilds the vector store from the catalog.") from error

    def close(self) -> None:
        """Let go of the files of every generation that is open."""
        for client in (self._client, self._before):
            if client is not None:
                client.close()
        self._client = self._before = self._collection = self._opened = None

    def size(self) -> int:
        """Return the bytes on disk of the present generation."""
        generation = self._catalog.meta("generation")
        folder = self._root / (generation or "none")
        return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())

    def _open(self, generation: str) -> Any:
        with self._open_lock:
            if self._opened != generation:
                folder = self._root / generation
                if not folder.is_dir():
                    raise VectorStoreError(f"Chroma's folder {folder} is missing")
                with chroma_errors("Chroma's folder cannot be opened"):
                    client = persistent_client(folder)
                    collection = client.get_collection(COLLECTION, embedding_function=None)
                # The generation that was open is closed one change later: another thread may still be searching it.
                if self._before is not None:
                    self._before.close()
                self._before, self._client, self._collection, self._opened = self._client, client, collection, generation
            return self._collection

    def _copied(self, old: Path, new: Path, progress: Progress | None) -> bool:
        """Try a copy of the old generation with the changes applied; False when Chroma found it unusable."""
        try:
            shutil.copytree(old, new)
            self._write(new, progress)
        except (VectorStoreError, OSError):
            return False
        return True

    def _write(self, folder: Path, progress: Progress | None) -> None:
        with chroma_errors("Chroma's folder cannot be written"):
            client = persistent_client(folder)
            try:
                collection = open_collection(client, COLLECTION, self._catalog)
                synchronise(collection, client.get_max_batch_size(), self._catalog, progress)
                found = collection_damage(collection, self._catalog, thorough=False)
                if found:
                    raise VectorStoreError(f"Chroma did not keep what was written: {found}.")
            finally:
                client.close()

    def _file_damage(self, generation: str, thorough: bool) -> str | None:
        published = json.loads(self._catalog.meta("published_files") or "{}")
        folder = self._root / generation
        if not folder.is_dir():
            return "its folder is missing"
        found = _file_sizes(folder)
        for name, size in published.items():
            if name not in found:
                return f"its file {name} is missing"
            # Chroma's own SQLite file may grow when it is opened.
            if found[name] < size or (found[name] > size and not name.endswith(".sqlite3")):
                return f"its file {name} has {found[name]} bytes, not {size}"
        return _sqlite_damage(folder / "chroma.sqlite3") if thorough else None

    def _remove_all_but(self, generations: set[str | None]) -> None:
        # The one before stays: a reader that has just looked up its name may not have opened it yet.
        for folder in self._root.iterdir():
            if folder.name not in generations:
                shutil.rmtree(folder, ignore_errors=True)


def persistent_client(folder: Path) -> Any:
    """Open the Chroma folder, made if it is not there."""
    import chromadb

    return chromadb.PersistentClient(str(folder), settings=chroma_settings())


def _file_sizes(folder: Path) -> dict[str, int]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith(("-journal", "-wal", "-shm")))
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}


def _sqlite_damage(path: Path) -> str | None:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            result = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        return f"its file {path.name} cannot be read ({error})"
    return None if result == "ok" else f"its file {path.name} is damaged"
