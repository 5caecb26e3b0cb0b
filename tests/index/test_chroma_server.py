"""A Chroma server by address: the same index, through a real `chroma run`."""

import dataclasses
import http.server
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import chromadb
import httpx2
import numpy as np
import pytest
from generated_articles import write_article, write_articles
from hashing_embedder import HashingEmbedder
from index_contents import catalog_contents, collection_contents

from index import Filters, Index, IndexSettings, update_index
from index.catalog import Catalog
from index.errors import VectorStoreError
from index.vectors import open_vectors
from index.vectors.server import ServerVectors, close_http_client, http_client


@contextmanager
def chroma_server(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Run `chroma run` on a free port; gives its address and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(600):
                assert process.poll() is None, "chroma run ended at once"
                try:
                    httpx2.get(f"http://127.0.0.1:{port}/api/v2/heartbeat")
                    break
                except httpx2.TransportError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as (url, _):
        yield url


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    write_articles(folder, 8)
    return folder


@pytest.fixture
def settings(tmp_path: Path, server: str) -> IndexSettings:
    return IndexSettings(index_dir=tmp_path / "index", chroma_url=server)


@contextmanager
def server_client(settings: IndexSettings) -> Iterator[chromadb.ClientAPI]:
    port = int(str(settings.chroma_url).rsplit(":", 1)[1])
    client = http_client("127.0.0.1", port, False)
    try:
        yield client
    finally:
        close_http_client(client)


def name(settings: IndexSettings) -> str:
    with closing(Catalog(settings.index_dir)) as catalog:
        return f"dateline-{catalog.meta('name')}"


def contents(settings: IndexSettings) -> dict[str, Any]:
    """The logical contents of the catalog and of its collection on the server."""
    with closing(Catalog(settings.index_dir)) as catalog, server_client(settings) as client:
        collection = client.get_collection(name(settings), embedding_function=None)
        return catalog_contents(catalog) | {"chroma": collection_contents(collection, catalog)}


def clean(articles: Path, settings: IndexSettings, tmp_path: Path, embedder: HashingEmbedder | None = None) -> dict[str, Any]:
    """The contents of an index built at once, in a collection of its own."""
    new = dataclasses.replace(settings, index_dir=tmp_path / "clean")
    update_index(articles, new, embedder or HashingEmbedder())
    return contents(new)


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two indexes hold the same; vectors within rounding, since a server may give them back normalised or not."""

    def without_vectors(held: dict[str, Any]) -> dict[str, Any]:
        return held | {"chroma": {id: (text, metadata) for id, (text, metadata, _) in held["chroma"].items()}}

    if without_vectors(one) != without_vectors(other):
        return False
    pairs = [(one["chroma"][id][2], other["chroma"][id][2]) for id in one["chroma"]]
    return all(np.allclose(np.frombuffer(a, "<f4"), np.frombuffer(b, "<f4"), atol=1e-6) for a, b in pairs)


def files_found(settings: IndexSettings, question: str, filters: Filters | None = None) -> tuple[set[str], str | None]:
    with closing(Index(settings, HashingEmbedder())) as index:
        ids = [id for id, _ in index.nearest(question, 100, filters or Filters())]
        return {passage.article_id for passage in index.passages(ids).values()}, index.repaired


def everything(count: int) -> set[str]:
    return {f"{number:05}.md" for number in range(count)}


def test_indexing_asking_editing_and_deleting(articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    assert update_index(articles, settings, hashing).added == 8
    assert not (settings.index_dir / "vectors").exists()
    assert files_found(settings, "mayor") == (everything(8), None)
    write_article(articles, 3, content=103)
    (articles / "00007.md").unlink()
    write_article(articles, 8)
    update = update_index(articles, settings, hashing)
    assert (update.added, update.changed, update.removed, update.unchanged) == (1, 1, 1, 6)
    assert files_found(settings, "mayor") == (everything(9) - {"00007.md"}, None)
    assert same(contents(settings), clean(articles, settings, tmp_path))
    seen = list(hashing.seen)
    assert update_index(articles, settings, hashing).unchanged == 8
    assert hashing.seen == seen


def test_answers_are_those_of_the_embedded_store(articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    embedded = IndexSettings(index_dir=tmp_path / "embedded")
    for one in (settings, embedded):
        update_index(articles, one, hashing)
    with closing(Index(settings, hashing)) as a, closing(Index(embedded, hashing)) as b:
        for filters in (Filters(), Filters(source="reuters"), Filters(since=a.summary().earliest), Filters(source="TASS")):
            found, expected = dict(a.nearest("report3n5 mayor", 50, filters)), dict(b.nearest("report3n5 mayor", 50, filters))
            assert set(found) == set(expected)
            assert all(abs(found[id] - expected[id]) < 1e-5 for id in found)


def test_a_reader_that_is_open_sees_an_update(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(articles, settings, hashing)
    with closing(Index(settings, hashing)) as reader:
        assert len(reader.nearest("mayor", 100, Filters())) == 16
        write_article(articles, 8)
        update_index(articles, settings, hashing)
        assert len(reader.nearest("mayor", 100, Filters())) == 18


def test_a_deleted_collection_is_rebuilt_on_opening(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(articles, settings, hashing)
    before = contents(settings)
    with closing(Index(settings, hashing)) as reader:
        with server_client(settings) as client:
            client.delete_collection(name(settings))
        assert len(reader.nearest("mayor", 100, Filters())) == 16  # a reader that is open too
        reason = "The vector store was rebuilt from the catalog: its collection is missing."
        assert reader.repaired == reason
    with server_client(settings) as client:
        client.delete_collection(name(settings))
    assert files_found(settings, "mayor") == (everything(8), reason)
    assert same(contents(settings), before)
    assert files_found(settings, "mayor") == (everything(8), None)


def test_passages_lost_on_the_server_are_put_back(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(articles, settings, hashing)
    before = contents(settings)
    with server_client(settings) as client:
        collection = client.get_collection(name(settings), embedding_function=None)
        collection.delete(ids=collection.get(include=[])["ids"][:2])
    reason = "The vector store was rebuilt from the catalog: it holds 14 passages, the catalog 16."
    assert files_found(settings, "mayor") == (everything(8), reason)
    assert same(contents(settings), before)


def test_vectors_that_are_not_the_catalogs_are_replaced(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(articles, settings, hashing)
    before = contents(settings)
    with server_client(settings) as client:
        collection = client.get_collection(name(settings), embedding_function=None)
        ids = collection.get(include=[])["ids"]
        collection.update(ids=ids, embeddings=[[0.0] * 63 + [1.0]] * len(ids))
    repaired = files_found(settings, "mayor")[1] or ""
    assert repaired.startswith("The vector store was rebuilt from the catalog: passages have other vectors")
    assert same(contents(settings), before)


def test_an_address_of_something_else_is_one_line(articles: Path, tmp_path: Path, hashing: HashingEmbedder) -> None:
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404, "Not here")

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Page) as other:
        threading.Thread(target=other.serve_forever).start()
        url = f"http://127.0.0.1:{other.server_port}"
        with pytest.raises(VectorStoreError) as error:
            update_index(articles, IndexSettings(index_dir=tmp_path / "index", chroma_url=url), hashing)
        other.shutdown()
    assert str(error.value).startswith(f"Chroma at {url} does not answer (Client error '404")
    assert str(error.value).isprintable()


@pytest.mark.parametrize("dimension", [64, 32])
def test_a_rebuild_with_another_model_leaves_no_vector_of_the_first(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path, dimension: int
) -> None:
    update_index(articles, settings, hashing)
    collection = name(settings)
    other = HashingEmbedder("hashing-2", dimension)
    update_index(articles, settings, other, rebuild=True)
    with server_client(settings) as client:
        kept = [one.name for one in client.list_collections() if one.name.startswith(collection)]
    assert kept == [name(settings)] == [f"{collection}-2"]
    assert same(contents(settings), clean(articles, settings, tmp_path, other))
    with closing(Index(settings, other)) as index:
        assert (index.repaired, len(index.nearest("mayor", 100, Filters()))) == (None, 16)


@pytest.mark.parametrize("ends", ["done", "killed"])
def test_readers_search_the_old_collection_until_the_rebuild_is_committed(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    update_index(articles, settings, hashing)
    other, collection = HashingEmbedder("hashing-2", 32), name(settings)
    publish, asked = ServerVectors.publish, []

    def publish_and_ask(self: ServerVectors, progress: Any = None) -> None:
        publish(self, progress)
        asked.append(files_found(settings, "mayor"))
        if ends == "killed":
            raise KeyboardInterrupt

    monkeypatch.setattr(ServerVectors, "publish", publish_and_ask)
    with pytest.raises(KeyboardInterrupt) if ends == "killed" else nullcontext():
        update_index(articles, settings, other, rebuild=True)
    assert asked == [(everything(8), None)]
    monkeypatch.setattr(ServerVectors, "publish", publish)
    if ends == "killed":
        assert files_found(settings, "mayor") == (everything(8), None)
        update_index(articles, settings, other, rebuild=True)
    with server_client(settings) as client:
        assert [one.name for one in client.list_collections() if one.name.startswith(collection)] == [f"{collection}-2"]
    with closing(Index(settings, other)) as index:
        assert (index.repaired, len(index.nearest("mayor", 100, Filters()))) == (None, 16)


def test_two_indexes_on_one_server_do_not_mix(articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    other = dataclasses.replace(settings, index_dir=tmp_path / "other")
    write_articles(tmp_path / "more", 3)
    update_index(articles, settings, hashing)
    update_index(tmp_path / "more", other, hashing)
    assert files_found(settings, "mayor") == (everything(8), None)
    assert files_found(other, "mayor") == (everything(3), None)
    (articles / "00001.md").unlink()
    update_index(articles, settings, hashing)
    assert files_found(other, "mayor") == (everything(3), None)
    assert name(settings) != name(other)


def test_an_index_used_now_with_a_server_and_now_without_is_brought_up_to_date(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    embedded = dataclasses.replace(settings, chroma_url=None)
    update_index(articles, embedded, hashing)
    reason = "The vector store was rebuilt from the catalog: its collection is missing."
    assert files_found(settings, "mayor") == (everything(8), reason)
    write_article(articles, 3, content=103)  # as many passages as before
    update_index(articles, settings, hashing)
    reason = "The vector store was rebuilt from the catalog: older than the catalog."
    assert files_found(embedded, "mayor") == (everything(8), reason)
    assert files_found(settings, "mayor") == (everything(8), None)


def test_a_server_that_is_down_is_one_line(articles: Path, tmp_path: Path, hashing: HashingEmbedder) -> None:
    with chroma_server(tmp_path / "chroma") as (url, process):
        settings = IndexSettings(index_dir=tmp_path / "index", chroma_url=url)
        update_index(articles, settings, hashing)
        with closing(Index(settings, hashing)) as reader:
            process.kill()
            process.wait()
            attempts = {
                "asking": lambda: reader.nearest("mayor", 5, Filters()),
                "opening": lambda: Index(settings, hashing),
                "updating": lambda: update_index(articles, settings, hashing),
            }
            for attempt in attempts.values():
                with pytest.raises(VectorStoreError) as error:
                    attempt()
                assert str(error.value).startswith(f"Chroma at {url} does not answer (")
                assert str(error.value).endswith("): start the server, or leave out --chroma-url.")
                assert str(error.value).isprintable()
        assert files_found(dataclasses.replace(settings, chroma_url=None), "mayor")[0] == everything(8)  # the catalog lost nothing


@pytest.mark.parametrize(
    "url", ["localhost:8000", "ftp://localhost", "http://", "http://localhost:port", "http://[::1", "http://localhost:99999"]
)
def test_an_address_that_is_none_is_one_line(articles: Path, tmp_path: Path, hashing: HashingEmbedder, url: str) -> None:
    update_index(articles, IndexSettings(index_dir=tmp_path / "index"), hashing)
    with closing(Catalog(tmp_path / "index")) as catalog, closing(open_vectors(tmp_path / "index", catalog, url)) as vectors:
        with pytest.raises(VectorStoreError) as error:
            vectors.damage()
    assert str(error.value) == f"The Chroma address {url!r} is not one: give it as http://localhost:8000."
