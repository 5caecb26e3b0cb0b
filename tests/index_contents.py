"""All that an index holds, to be compared whole."""

import dataclasses
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from index.catalog import Catalog
from index.vectors import COLLECTION, VECTORS_FOLDER

Contents = dict[str, Any]


def contents(index_dir: Path) -> Contents:
    """The logical contents of the catalog and of the embedded vector store, by id; vectors as their bytes."""
    catalog = Catalog(index_dir)
    try:
        return catalog_contents(catalog) | {"chroma": embedded_contents(index_dir, catalog)}
    finally:
        catalog.close()


def catalog_contents(catalog: Catalog) -> Contents:
    stored = [one for some in catalog.stored_passages(catalog.passage_ids()) for one in some]
    with closing(sqlite3.connect(catalog.path)) as connection:
        words = connection.execute("SELECT p.id, w.title, w.text FROM words w LEFT JOIN passages p ON p.number = w.rowid").fetchall()
        digests = dict(connection.execute("SELECT id, embedded_sha256 FROM passages"))
    return {
        "articles": {id: (file, catalog.article(id)) for id, file in catalog.article_files().items()},
        "sentences": catalog.sentences(list(catalog.article_files())),
        "files": catalog.files(),
        "failures": catalog.failures(),
        "passages": {one.passage.id: one.passage for one in stored},
        "vectors": {one.passage.id: one.vector.tobytes() for one in stored},
        "digests": digests,
        "words": sorted(words, key=str),
        "origins": [dataclasses.replace(origin, updated=None) for origin in catalog.origins()],
        "meta": {key: catalog.meta(key) for key in ("schema", "passage_rules", "model", "model_fingerprint", "dimension")},
    }


def embedded_contents(index_dir: Path, catalog: Catalog) -> Contents:
    import chromadb
    from chromadb.config import Settings

    generation = catalog.meta("generation")
    assert generation is not None
    client = chromadb.PersistentClient(str(index_dir / VECTORS_FOLDER / generation), settings=Settings(anonymized_telemetry=False))
    try:
        return collection_contents(client.get_collection(COLLECTION, embedding_function=None), catalog)
    finally:
        client.close()


def collection_contents(collection: Any, catalog: Catalog) -> Contents:
    """Return id -> (text, metadata, vector); the text is the article's, from `start` to `end`."""
    got = collection.get(include=["embeddings", "metadatas"])
    found = {}
    for id, metadata, vector in zip(got["ids"], got["metadatas"], got["embeddings"], strict=True):
        article = catalog.article(metadata["file"])
        assert article is not None
        found[id] = (article.text[metadata["start"] : metadata["end"]], metadata, vector.astype("<f4").tobytes())
    assert len(found) == len(got["ids"]) == collection.count()
    return found
