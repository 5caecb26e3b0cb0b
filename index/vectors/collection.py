"""A Chroma collection of the catalog's passages, embedded or on a server: filled, searched, compared with the catalog."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from index.catalog import Catalog
from index.errors import DatelineIndexError, VectorStoreError
from index.filters import Filters
from index.rows import PARAMETERS, StoredPassage
from index.stopping import looking_up

# Cosine, because the default is squared L2; a wider search than the default 100, because fifty neighbours are asked for.
HNSW = {"space": "cosine", "ef_search": 200}
# How many passages are asked for, and, where too many of them are not found, how many then.
PROBES = (8, 200)
SAME_DISTANCE = 1e-3
# HNSW searches approximately: of a sound collection of 1,000 sentences that differ in a number 3 to 7 % are not found, never a third.
MISSED_SHARE = 1 / 3
NOT_PUBLISHED = "nothing was published yet"
# Sound, but to be brought up to date: what it holds can be searched meanwhile.
BEHIND = "older than the catalog"

Progress = Callable[[int, int], None]


def nearest(collection: Any, vector: np.ndarray, limit: int, filters: Filters, catalog: Catalog) -> list[tuple[str, float]]:
    """Ask a collection for its nearest passages within the filters."""
    where = _where(filters, catalog)
    with chroma_errors("Chroma cannot be searched"):
        found = collection.query(query_embeddings=[vector.tolist()], n_results=limit, where=where, include=["distances"])
    return [(id, 1 - float(distance)) for id, distance in zip(found["ids"][0], found["distances"][0], strict=True)]


def synchronise(collection: Any, batch: int, catalog: Catalog, progress: Progress | None = None) -> None:
    """Make a collection hold exactly the catalog's passages, by id: an id stands for text, date, outlet and headline.

    Raises ArticleDamaged, when the others are in, for passages that are not as they were indexed, and what `progress` raises, which
    is called ten times a second.
    """
    gone = sorted(id for some in _pages(_collection_ids(collection), PARAMETERS) for id in catalog.missing_passages(some))
    for i in range(0, len(gone), batch):
        collection.delete(ids=gone[i : i + batch])
    held, done = collection.count(), 0
    missing = catalog.passage_count() - held
    for ids in _pages(catalog.passage_ids(), batch) if missing else ():
        there = set(collection.get(ids=ids, include=[])["ids"]) if held else set()
        part = [stored for some in catalog.stored_passages([id for id in ids if id not in there]) for stored in some]
        if not part:
            continue
        add = partial(
            collection.add,
            ids=[stored.passage.id for stored in part],
            embeddings=np.stack([stored.vector for stored in part]),
            metadatas=[_metadata(stored) for stored in part],
        )
        if progress:
            looking_up(add, partial(progress, done, missing))
            progress(done + len(part), missing)
        else:
            add()
        done += len(part)
    if done < missing:
        raise catalog.articles_damaged()


def _pages(ids: Iterator[str], size: int) -> Iterator[list[str]]:
    while page := list(islice(ids, size)):
        yield page


def collection_damage(collection: Any, catalog: Catalog, *, thorough: bool = False) -> str | None:
    """Compare a collection with the catalog; a count is no proof, so known passages are asked for by their own vectors."""
    with chroma_errors("Chroma cannot be searched"):
        if (collection.metadata or {}).get("model") != _model(catalog):
            return "it was built with another embedding model"
        count, expected = collection.count(), catalog.passage_count()
        if count != expected:
            return f"it holds {count} passages, the catalog {expected}"
        if thorough and set(_collection_ids(collection)) != set(catalog.passage_ids()):
            return "it holds other passages than the catalog"
        for probes in (expected,) if thorough else PROBES:
            asked = lost = 0
            for some in catalog.stored_passages(islice(catalog.passage_ids(), 0, None, max(1, expected // max(1, probes)))):
                for i in range(0, len(some), 200):
                    part = some[i : i + 200]
                    missed = _not_found(collection, part)
                    if wrong := _wrong_vectors(collection, missed):
                        return f"passages have other vectors than in the catalog ({wrong} of {len(part)} asked for)"
                    asked, lost = asked + len(part), lost + len(missed)
            if lost <= MISSED_SHARE * asked:
                return None
    return f"passages are not found by their own vectors ({lost} of {asked} asked for)"


def _not_found(collection: Any, stored: Sequence[StoredPassage]) -> list[StoredPassage]:
    vectors = np.stack([s.vector for s in stored])
    # Doubled stories have one vector under several ids: the nearest must be as near, not the same id.
    found = collection.query(query_embeddings=vectors, n_results=1, include=["distances"])
    return [s for s, near in zip(stored, found["distances"], strict=True) if not near or near[0] > SAME_DISTANCE]


def _wrong_vectors(collection: Any, stored: Sequence[StoredPassage]) -> int:
    """Count the passages whose vector in the collection is not the catalog's, or missing."""
    if not stored:
        return 0
    got = collection.get(ids=[s.passage.id for s in stored], include=["embeddings"])
    vectors = dict(zip(got["ids"], got["embeddings"], strict=True))
    return sum(s.passage.id not in vectors or 1 - float(vectors[s.passage.id] @ s.vector) > SAME_DISTANCE for s in stored)


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
        clauses.append({"source": {"$in": catalog.outlets_named(filters.source) or [filters.source]}})
    return {"$and": clauses} if len(clauses) > 1 else clauses[0] if clauses else None


def open_collection(client: Any, name: str, catalog: Catalog) -> Any:
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


def chroma_settings() -> Any:
    """Return Chroma's settings, its telemetry off."""
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


@contextmanager
def chroma_errors(what: str, remedy: str = "") -> Iterator[None]:
    """Turn whatever Chroma raises, from its own errors to pickle's and Rust's panics, into VectorStoreError."""
    try:
        yield
    except DatelineIndexError:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # pyo3's PanicException is no Exception
        line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise VectorStoreError(f"{what} ({line[:200]}){remedy}") from error
