"""Chroma in this process. Every change is made in a copy of the folder that then takes the old one's place.

A process that is killed while writing leaves the old folder whole, and a reader keeps the one it opened.
"""

import json
import re
import shutil
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from filelock import FileLock, Timeout

from index.catalog import Catalog
from index.errors import VectorStoreError
from index.filters import Filters
from index.forking import OpenedHere
from index.modes import FILE_MODE, FOLDER_MODE, keep_private
from index.stopping import looking_up
from index.vectors.collection import (
    BEHIND,
    NOT_PUBLISHED,
    SAME_DISTANCE,
    Progress,
    chroma_errors,
    chroma_settings,
    collection_damage,
    nearest,
    open_collection,
    synchronise,
)
from index.vectors.published import file_damage, files_as_published

COLLECTION = "passages"
VECTORS_FOLDER = "vectors"
OPENING_LOCK = "opening.lock"
# For one that opens the folder to be done with it. Where it takes longer, nothing is written (see `_alone`).
OPENING_SECONDS = 30

T = TypeVar("T")

# What a generation is called: the hexadecimal digits of a random UUID.
GENERATION = re.compile("[0-9a-f]{32}")


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
        self._needed: set[str | None] = set()

    def damage(self, *, thorough: bool = False) -> str | None:
        """Compare the files with those published, bytes included, then ask for known vectors (thorough: for every one)."""
        while True:
            generation = self._generation()
            with self._catalog.database.snapshot():  # a writer may commit meanwhile
                found = self._damage(thorough)
            if found is None or generation == self._generation():
                return found

    def _damage(self, thorough: bool) -> str | None:
        generation = self._generation()
        published = self._catalog.meta("published_revision")
        if generation is None or published is None:
            return NOT_PUBLISHED
        try:
            with self._alone():
                if found := self._file_damage(generation):
                    return found
                collection = self._open(generation)
            if published != self._catalog.meta("revision"):
                return BEHIND
            return collection_damage(collection, self._catalog, thorough=thorough)
        except VectorStoreError as error:
            return str(error)

    def publish(self, progress: Progress | None = None) -> None:
        """Write a new generation, starting from the present one if that is whole, and make it the present one."""
        old = self._generation()
        # In a rebuild there is a generation, to be searched until it is committed, and no revision that it was published with.
        published = self._catalog.meta("published_revision") is not None
        with self._alone():
            start = self._root / old if old and published and self._file_damage(old) is None else None
        self._root.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
        revision = self._catalog.meta("revision")
        try:
            new, files = self._written(start, progress)
        except (VectorStoreError, OSError):
            if start is None:
                raise
            new, files = self._written(None, progress)
        for path in (self._root, self._root.with_name(OPENING_LOCK)):
            keep_private(path)
        with self._catalog.transaction():
            self._catalog.set_meta("generation", new.name)
            self._catalog.set_meta("published_files", json.dumps(files))
            self._catalog.set_meta("published_revision", str(revision))
        self.close()
        self._needed = {new.name, old}  # a reader that has just looked up the name of the one before may not have opened it yet

    def tidy(self) -> None:
        """Remove the folders of all generations but the present one and the one before, if another was published."""
        if self._needed:
            for folder in self._root.iterdir():
                if folder.name not in self._needed:
                    shutil.rmtree(folder, ignore_errors=True)

    def nearest(self, vector: np.ndarray, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Return (passage id, cosine similarity) of the nearest passages, nearest first.

        Raises VectorStoreError when Chroma cannot be searched, and when what it finds is not what the catalog holds.
        """
        while (generation := self._generation()) is not None:
            try:
                found = nearest(self._of(generation), vector, limit, filters, self._catalog)
                if self._is_doubtful(generation, found, vector, limit, filters):
                    self._look_into([id for id, _ in found])
                return found
            except VectorStoreError:
                if generation == self._generation():
                    raise
        return []

    def close(self) -> None:
        """Let go of the files of every generation that is open."""
        with self._open_lock:
            for client in (self._client, self._before):
                if client is not None:
                    client.close()
            self._client = self._before = self._collection = self._opened = None

    def size(self) -> int:
        """Return the bytes on disk of the present generation."""
        generation = self._generation()
        folder = self._root / (generation or "none")
        return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())

    def _generation(self) -> str | None:
        """Return the name of the present generation; one that was not given here names no folder of ours, perhaps another's."""
        name = self._catalog.meta("generation")
        return name if name and GENERATION.fullmatch(name) else None

    def _of(self, generation: str) -> Any:
        with self._open_lock:
            if self._opened == generation:
                return self._collection
        with self._alone():
            return self._open(generation)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Look at the files of a generation, and open them, while no other process does.

        Chroma (1.5.9) empties the files of up to a thousand vectors and writes them anew when it loads them, also to read.
        """
        lock = FileLock(self._root.with_name(OPENING_LOCK), timeout=OPENING_SECONDS, mode=FILE_MODE)
        with suppress(Timeout, OSError):  # where no lock can be kept, nothing can be written either
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def _open(self, generation: str) -> Any:
        with self._open_lock:
            if self._opened != generation:
                folder = self._root / generation
                if not folder.is_dir():
                    raise VectorStoreError(f"Chroma's folder {folder} is missing")
                with chroma_errors("Chroma's folder cannot be opened"):
                    client = persistent_client(folder)
                    collection = client.get_collection(COLLECTION, embedding_function=None)
                    collection.count()  # which loads it
                # The generation that was open is closed one change later: another thread may still be searching it.
                if self._before is not None:
                    self._before.close()
                self._before, self._client, self._collection, self._opened = self._client, client, collection, generation
            return self._collection

    def _is_doubtful(self, generation: str, found: list[tuple[str, float]], vector: np.ndarray, limit: int, filters: Filters) -> bool:
        """Tell whether a search found fewer passages than there are, unknown ones, or others' distances; not of a store behind."""
        with self._catalog.database.snapshot():
            if self._generation() != generation or self._catalog.meta("published_revision") != self._catalog.meta("revision"):
                return False
            ids = [id for id, _ in found]
            vectors = self._catalog.vectors_of(ids)
            wrong = any(id in vectors and not abs(float(vectors[id] @ vector) - near) < SAME_DISTANCE for id, near in found)
            missing = len(vectors) < len(ids) and self._catalog.missing_passages(ids)
            return bool(wrong or missing or len(found) < self._catalog.count_passages(filters, limit))

    def _look_into(self, found: list[str]) -> None:
        """Raise what is wrong with the store, or with the catalog where the store is sound and names passages that this has not."""
        fault = self.damage()
        if fault is None and self._catalog.missing_passages(found):
            raise self._catalog.articles_damaged()
        if fault not in (None, BEHIND):
            raise VectorStoreError(f"Chroma does not find what it should: {fault}")

    def _written(self, start: Path | None, progress: Progress | None) -> tuple[Path, dict[str, Any]]:
        """Write a generation, as a copy of `start` with the changes applied where one is given; return its folder and what its files are.

        Its name is new each time: Chroma keeps a client for each path, also one that failed to open.
        """
        folder = self._root / uuid.uuid4().hex
        try:
            if start:
                with self._alone():
                    _told(progress, lambda: shutil.copytree(start, folder))
            return folder, self._filled(folder, progress)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)  # a full disk is not to be filled with what was begun
            raise

    def _filled(self, folder: Path, progress: Progress | None) -> dict[str, Any]:
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
            return _told(progress, lambda: files_as_published(folder))

    def _file_damage(self, generation: str) -> str | None:
        return file_damage(self._root / generation, self._catalog.meta("published_files"))


def _told(progress: Progress | None, work: Callable[[], T]) -> T:
    """Return what work on a new folder returns, telling ten times a second that nothing more is stored."""
    return looking_up(work, lambda: progress(0, 0)) if progress else work()


@cache
def _chroma_opened() -> OpenedHere:
    """The process that Chroma was first opened in: a client that is new in one forked from it hangs as well (1.5.9)."""
    return OpenedHere("Chroma")


def persistent_client(folder: Path) -> Any:
    """Open the Chroma folder, made if it is not there; raises ForkedProcess."""
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient as Clients

    _chroma_opened().check()
    try:
        return chromadb.PersistentClient(str(folder), settings=chroma_settings())
    except BaseException:
        if str(folder) not in Clients._identifier_to_refcount:  # Chroma keeps it for the path, also when its disk has room again
            Clients._identifier_to_system.pop(str(folder), None)
        raise
