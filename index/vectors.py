"""The vector store: Chroma, derived from the catalog and rebuilt from it whenever it is not as it should be.

Embedded, every change is made in a copy of the folder that then takes the old one's place: a process that is killed
while writing leaves the old one whole, and a reader keeps the one it opened. A server is changed in place.
"""

import json
import shutil
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np

from index.catalog import Catalog, StoredPassage
from index.errors import VectorStoreError
from index.filters import Filters

COLLECTION = "passages"
VECTORS_FOLDER = "vectors"
SERVER_REMEDY = ": start the server, or leave out --chroma-url."
# Cosine, because the default is squared L2; a wider search than the default 100, because fifty neighbours are asked for.
HNSW = {"space": "cosine", "ef_search": 200}
PROBES = 8
# To say anything at all, and to take five thousand vectors.
ANSWER_SECONDS = 20
WRITE_SECONDS = 300
NOT_PUBLISHED = "nothing was published yet"
# Sound, but to be brought up to date: what it holds can be searched meanwhile.
BEHIND = "older than the catalog"

Progress = Callable[[int, int], None]


class VectorStore(Protocol):
    """A Chroma collection that holds the catalog's passages."""

    def damage(self, *, thorough: bool = False) -> str | None:
        """Return what is wrong with the collection in a few words, None when it is sound."""
        ...

    def publish(self, progress: Progress | None = None) -> None:
        """Make the collection hold exactly the catalog's passages; nothing is embedded."""
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
                with _chroma_errors("Chroma's folder cannot be opened"):
                    client = _persistent_client(folder)
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
        with _chroma_errors("Chroma's folder cannot be written"):
            client = _persistent_client(folder)
            try:
                collection = _collection(client, COLLECTION, self._catalog)
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


class ServerVectors:
    """A collection on a Chroma server; the server's own locks let several processes use it."""

    def __init__(self, catalog: Catalog, url: str) -> None:
        self._catalog = catalog
        self._url = url
        # One for each server, and another for the embedded store: an index may be opened now with one, now with the other.
        self._published_key = f"published_revision {url}"
        self._client: Any = None

    def damage(self, *, thorough: bool = False) -> str | None:
        """Ask for known vectors; raises VectorStoreError when the server does not answer."""
        collection = self._collection()
        if collection is None:
            return "its collection is missing"
        published = self._catalog.meta(self._published_key)
        if published is None:
            return NOT_PUBLISHED
        if published != self._catalog.meta("revision"):
            return BEHIND
        try:
            return collection_damage(collection, self._catalog, thorough=thorough)
        except VectorStoreError as error:
            return str(error)

    def publish(self, progress: Progress | None = None) -> None:
        """Add what is missing and delete what is gone; if the result is still not sound, build the collection anew."""
        client = self._connect()
        revision = self._catalog.meta("revision")
        thorough = self._catalog.meta(self._published_key) is None
        with _chroma_errors(f"Chroma at {self._url} cannot be written", SERVER_REMEDY):
            batch = client.get_max_batch_size()
            if not self._synchronised(_collection(client, self._name(), self._catalog), batch, progress, thorough):
                client.delete_collection(self._name())
                synchronise(_collection(client, self._name(), self._catalog), batch, self._catalog, progress)
        self._catalog.set_meta(self._published_key, str(revision))

    def nearest(self, vector: np.ndarray, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Return (passage id, cosine similarity) of the nearest passages, nearest first."""
        collection = self._collection()
        if collection is None:
            raise VectorStoreError(f"Chroma at {self._url} has lost the index: start Dateline again, which rebuilds it from the catalog.")
        return nearest(collection, vector, limit, filters, self._catalog)

    def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            close_http_client(self._client)
        self._client = None

    def size(self) -> int:
        """Return 0: a server does not tell."""
        return 0

    def _synchronised(self, collection: Any, batch: int, progress: Progress | None, thorough: bool) -> bool:
        """Bring the collection up to date; False when Chroma found it unusable or it is not sound afterwards."""
        try:
            with _chroma_errors(f"Chroma at {self._url} cannot be written"):
                synchronise(collection, batch, self._catalog, progress)
                return collection_damage(collection, self._catalog, thorough=thorough) is None
        except VectorStoreError:
            return False

    def _collection(self) -> Any:
        """Return the collection, None when the server has none of that name."""
        client = self._connect()
        with _chroma_errors(f"Chroma at {self._url} does not answer", SERVER_REMEDY):
            try:
                return client.get_collection(self._name(), embedding_function=None)
            except _chroma_not_found():
                return None

    def _connect(self) -> Any:
        if self._client is None:
            host, port, ssl = _address(self._url)
            with _chroma_errors(f"Chroma at {self._url} does not answer", SERVER_REMEDY):
                self._client = http_client(host, port, ssl)
        return self._client

    def _name(self) -> str:
        return f"dateline-{self._catalog.meta('name')}"


def nearest(collection: Any, vector: np.ndarray, limit: int, filters: Filters, catalog: Catalog) -> list[tuple[str, float]]:
    """Ask a collection for its nearest passages within the filters."""
    where = _where(filters, catalog)
    with _chroma_errors("Chroma cannot be searched"):
        found = collection.query(query_embeddings=[vector.tolist()], n_results=limit, where=where, include=["distances"])
    return [(id, 1 - float(distance)) for id, distance in zip(found["ids"][0], found["distances"][0], strict=True)]


def synchronise(collection: Any, batch: int, catalog: Catalog, progress: Progress | None = None) -> None:
    """Make a collection hold exactly the catalog's passages, by id: an id stands for text, date, outlet and headline."""
    have = set(_collection_ids(collection))
    want = catalog.passage_ids()
    gone, missing = sorted(have - want), sorted(want - have)
    for i in range(0, len(gone), batch):
        collection.delete(ids=gone[i : i + batch])
    done = 0
    for some in catalog.stored_passages(missing):
        for i in range(0, len(some), batch):
            part = some[i : i + batch]
            collection.add(
                ids=[stored.passage.id for stored in part],
                embeddings=np.stack([stored.vector for stored in part]),
                metadatas=[_metadata(stored) for stored in part],
            )
            done += len(part)
            if progress:
                progress(done, len(missing))


def collection_damage(collection: Any, catalog: Catalog, *, thorough: bool = False) -> str | None:
    """Compare a collection with the catalog; a count is no proof, so known passages are asked for by their own vectors."""
    with _chroma_errors("Chroma cannot be searched"):
        if (collection.metadata or {}).get("model") != _model(catalog):
            return "it was built with another embedding model"
        count, expected = collection.count(), catalog.passage_count()
        if count != expected:
            return f"it holds {count} passages, the catalog {expected}"
        ids = sorted(catalog.passage_ids())
        if thorough and set(_collection_ids(collection)) != set(ids):
            return "it holds other passages than the catalog"
        step = 1 if thorough else max(1, len(ids) // PROBES)
        for some in catalog.stored_passages(ids[::step]):
            for i in range(0, len(some), 200):
                part = some[i : i + 200]
                lost = _not_found(collection, part)
                if lost:
                    return f"passages are not found by their own vectors ({lost} of {len(part)} asked for)"
    return None


def _not_found(collection: Any, stored: Sequence[StoredPassage]) -> int:
    vectors = np.stack([s.vector for s in stored])
    # Doubled stories have one vector under several ids: the nearest must be as near, not the same id.
    found = collection.query(query_embeddings=vectors, n_results=1, include=["distances"])
    return sum(not distances or distances[0] > 1e-3 for distances in found["distances"])


def _collection_ids(collection: Any) -> Iterator[str]:
    page, offset = 10_000, 0
    while ids := collection.get(include=[], limit=page, offset=offset)["ids"]:
        yield from ids
        offset += page


def _metadata(stored: StoredPassage) -> dict[str, Any]:
    passage = stored.passage
    metadata: dict[str, Any] = {"file": passage.article_id, "start": passage.start, "end": passage.end}
    if passage.published:
        metadata |= {"date": int(passage.published.strftime("%Y%m%d")), "published": passage.published.isoformat()}
    return metadata | ({"source": passage.source} if passage.source else {})


def _where(filters: Filters, catalog: Catalog) -> dict[str, Any] | None:
    clauses: list[dict[str, Any]] = []
    if filters.since:
        clauses.append({"date": {"$gte": int(filters.since.strftime("%Y%m%d"))}})
    if filters.until:
        clauses.append({"date": {"$lte": int(filters.until.strftime("%Y%m%d"))}})
    if filters.source is not None:
        clauses.append({"source": {"$in": catalog.sources(filters.source) or [filters.source]}})
    return {"$and": clauses} if len(clauses) > 1 else clauses[0] if clauses else None


def _collection(client: Any, name: str, catalog: Catalog) -> Any:
    """Open the collection, or make it: also anew, when it holds the vectors of another model under the same ids."""
    model = _model(catalog)
    make = partial(client.get_or_create_collection, name, metadata={"model": model}, configuration={"hnsw": HNSW}, embedding_function=None)
    found = make()
    if (found.metadata or {}).get("model") != model:
        client.delete_collection(name)
        found = make()
    return found


def _model(catalog: Catalog) -> str:
    return catalog.meta("model_fingerprint") or "none"


def _address(url: str) -> tuple[str, int, bool]:
    """Return host, port and whether to encrypt."""
    try:
        parts = urlsplit(url)
        host, port, ssl = parts.hostname, parts.port, parts.scheme == "https"
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise VectorStoreError(f"The Chroma address {url!r} is not one: give it as http://localhost:8000.")
    return host, port or (443 if ssl else 8000), ssl


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _persistent_client(folder: Path) -> Any:
    import chromadb

    return chromadb.PersistentClient(str(folder), settings=_settings())


def http_client(host: str, port: int, ssl: bool) -> Any:
    """Connect to a Chroma server; to be closed with `close_http_client`."""
    import chromadb
    import httpx2

    # Asked first, because Chroma's own client waits for ever for a server that takes a connection and says nothing.
    place = f"[{host}]" if ":" in host else host
    heartbeat = f"{'https' if ssl else 'http'}://{place}:{port}/api/v2/heartbeat"
    # verify=False where nothing is encrypted: reading the machine's certificates takes longer than connecting.
    httpx2.get(heartbeat, timeout=ANSWER_SECONDS, verify=ssl).raise_for_status()
    settings = _settings()
    settings.chroma_server_ssl_verify = None if ssl else False
    client: Any = chromadb.HttpClient(host=host, port=port, ssl=ssl, settings=settings)
    for session in _sessions(client):
        session.timeout = WRITE_SECONDS
    return client


def close_http_client(client: Any) -> None:
    """Close a client and, what it does not do itself (chromadb 1.5.9), its connections."""
    sessions = _sessions(client)
    client.close()
    for session in sessions:
        session.close()


def _sessions(client: Any) -> list[Any]:
    return [part._server._session for part in (client, client._admin_client)]


def _chroma_not_found() -> type[Exception]:
    from chromadb.errors import NotFoundError

    return NotFoundError


@contextmanager
def _chroma_errors(what: str, remedy: str = "") -> Iterator[None]:
    """Turn whatever Chroma raises, from its own errors to pickle's and Rust's panics, into VectorStoreError."""
    try:
        yield
    except VectorStoreError:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # pyo3's PanicException is no Exception
        line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise VectorStoreError(f"{what} ({line[:200]}){remedy}") from error


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
