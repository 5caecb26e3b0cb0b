"""A Chroma server: its own locks let several processes use it, and it is changed in place."""

import contextlib
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from index.catalog import Catalog, other_name
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

SERVER_REMEDY = ": start the server, or leave out --chroma-url."
# To say anything at all, and to take five thousand vectors.
ANSWER_SECONDS = 20
WRITE_SECONDS = 300


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
        with chroma_errors(f"Chroma at {self._url} cannot be written", SERVER_REMEDY):
            batch = client.get_max_batch_size()
            if not self._synchronised(open_collection(client, self._name(), self._catalog), batch, progress, thorough):
                client.delete_collection(self._name())
                synchronise(open_collection(client, self._name(), self._catalog), batch, self._catalog, progress)
        self._catalog.set_meta(self._published_key, str(revision))

    def tidy(self) -> None:
        """Delete the collection from before a rebuild."""
        client = self._connect()
        with chroma_errors(f"Chroma at {self._url} cannot be written", SERVER_REMEDY), contextlib.suppress(_chroma_not_found()):
            client.delete_collection(_collection_name(other_name(str(self._catalog.meta("name")))))

    def nearest(self, vector: np.ndarray, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Return (passage id, cosine similarity) of the nearest passages, nearest first."""
        collection = self._collection()
        if collection is None:
            raise VectorStoreError(f"Chroma at {self._url} has lost the index: run `dateline index FOLDER`, which embeds nothing again.")
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
            with chroma_errors(f"Chroma at {self._url} cannot be written"):
                synchronise(collection, batch, self._catalog, progress)
                return collection_damage(collection, self._catalog, thorough=thorough) is None
        except VectorStoreError:
            return False

    def _collection(self) -> Any:
        """Return the collection, None when the server has none of that name."""
        client = self._connect()
        with chroma_errors(f"Chroma at {self._url} does not answer", SERVER_REMEDY):
            try:
                return client.get_collection(self._name(), embedding_function=None)
            except _chroma_not_found():
                return None

    def _connect(self) -> Any:
        if self._client is None:
            host, port, ssl = _address(self._url)
            with chroma_errors(f"Chroma at {self._url} does not answer", SERVER_REMEDY):
                self._client = http_client(host, port, ssl)
        return self._client

    def _name(self) -> str:
        return _collection_name(str(self._catalog.meta("name")))


def _collection_name(name: str) -> str:
    return f"dateline-{name}"


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


def http_client(host: str, port: int, ssl: bool) -> Any:
    """Connect to a Chroma server; to be closed with `close_http_client`."""
    import chromadb
    import httpx2

    # Asked first, because Chroma's own client waits for ever for a server that takes a connection and says nothing.
    place = f"[{host}]" if ":" in host else host
    heartbeat = f"{'https' if ssl else 'http'}://{place}:{port}/api/v2/heartbeat"
    # verify=False where nothing is encrypted: reading the machine's certificates takes longer than connecting.
    httpx2.get(heartbeat, timeout=ANSWER_SECONDS, verify=ssl).raise_for_status()
    settings = chroma_settings()
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
