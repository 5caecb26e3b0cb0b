"""Whether an index is sound, and what to run where it is not."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from index.articles import Failure
from index.catalog import Catalog, IndexSummary
from index.embedding import load_embedder
from index.errors import CatalogUnavailable, DatelineIndexError, IndexMissing
from index.opening import open_catalog
from index.origins import Source
from index.schema import CATALOG_FILE
from index.settings import IndexSettings
from index.update import CHECK_SECONDS
from index.vectors import VectorStore, open_vectors

# A probe for whether Chroma could open its folder: it makes a journal, and writes some pages.
PROBE_BYTES = 2**16
COMPARED = "until then questions are compared with every passage"


@dataclass(frozen=True)
class IndexStatus:
    """What an index holds and rests on; sizes in bytes, `vectors_bytes` 0 for a Chroma server; `health` is "ok" or what is wrong."""

    summary: IndexSummary
    sources: tuple[Source, ...]
    model: str | None
    model_fingerprint: str | None
    failures: int
    catalog_bytes: int
    vectors_bytes: int
    chroma: str
    health: str
    languages: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """One thing that was checked: `fault` is None where it is sound, and `remedy` a command or step to take where not."""

    name: str
    fault: str | None = None
    remedy: str | None = None


def index_status(settings: IndexSettings) -> IndexStatus:
    """Tell about an index without loading a model; raises IndexMissing, IndexDamaged and IndexMismatch."""
    catalog = open_catalog(settings.index_dir)
    vectors = open_vectors(settings.index_dir, catalog, settings.chroma_url)
    try:
        return IndexStatus(
            summary=catalog.summary(),
            sources=tuple(catalog.sources()),
            model=catalog.meta("model"),
            model_fingerprint=catalog.meta("model_fingerprint"),
            failures=len(catalog.failures()),
            catalog_bytes=(settings.index_dir / CATALOG_FILE).stat().st_size,
            vectors_bytes=vectors.size(),
            chroma=settings.chroma_url or "embedded",
            health=_health(catalog, vectors, settings),
            languages=catalog.languages(),
        )
    finally:
        vectors.close()
        catalog.close()


def list_sources(settings: IndexSettings) -> list[Source]:
    """Return the folders and files of an archive, in the order in which they were added; raises as `index_status` does."""
    catalog = open_catalog(settings.index_dir)
    try:
        return catalog.sources()
    finally:
        catalog.close()


def undated_articles(settings: IndexSettings) -> list[Failure]:
    """Return the articles without a date, and why each has none; raises IndexMissing, IndexDamaged and IndexMismatch."""
    catalog = open_catalog(settings.index_dir)
    try:
        return catalog.undated()
    finally:
        catalog.close()


def _health(catalog: Catalog, vectors: VectorStore, settings: IndexSettings) -> str:
    damage, checked = catalog.database.quick_damage(CHECK_SECONDS)
    if found := damage or catalog.lookups_damage():
        return f"the catalog: {found}"
    try:
        fault = vectors.damage()
        if fault and not settings.chroma_url and (reason := _unwritable(settings.index_dir)):
            fault += f"; it cannot be mended here ({reason}): {COMPARED}"
    except DatelineIndexError as error:
        fault = str(error)
    if fault:
        return f"the vector store: {fault}"
    return "ok" if checked else f"nothing is wrong with what was looked at in {CHECK_SECONDS} seconds"


def examine(settings: IndexSettings) -> list[Check]:
    """Check the catalog, the embedding model, the vector store and the sources, thoroughly; changes nothing."""
    try:
        catalog = open_catalog(settings.index_dir)
    except IndexMissing as error:
        return [Check("catalog", str(error), "dateline index FOLDER")]
    except CatalogUnavailable as error:
        return [Check("catalog", str(error), "try again later")]
    except DatelineIndexError as error:
        return [Check("catalog", str(error), "dateline index FOLDER --rebuild")]
    try:
        try:
            fault = catalog.damage()
        except CatalogUnavailable as error:
            return [Check("catalog", str(error), "try again later")]
        if fault:
            return [Check("catalog", fault, "dateline index FOLDER --rebuild")]
        if fault := _rows_damage(catalog):
            return [Check("catalog", fault, "dateline index")]
        return [Check("catalog"), _model(catalog, settings), _vectors(catalog, settings), _sources(catalog), _failures(catalog)]
    finally:
        catalog.close()


def _rows_damage(catalog: Catalog) -> str | None:
    damaged = catalog.find_damaged_articles()
    named = f"{len(damaged)} articles are not as they were indexed, the first {damaged[0]}" if damaged else None
    return named or catalog.lookups_damage()


def _model(catalog: Catalog, settings: IndexSettings) -> Check:
    try:
        embedder = load_embedder(settings.embedding_model, threads=1)
    except DatelineIndexError as error:
        return Check("embedding model", str(error), "do as it says, or set another --embedding-model")
    built = catalog.model_fingerprint()
    if built not in (None, embedder.fingerprint):
        fault = f"the index was built with {catalog.meta('model')}, the settings ask for {embedder.name}"
        return Check("embedding model", fault, "dateline index --rebuild")
    return Check("embedding model")


def _vectors(catalog: Catalog, settings: IndexSettings) -> Check:
    vectors = open_vectors(settings.index_dir, catalog, settings.chroma_url)
    try:
        fault = vectors.damage(thorough=True)
    except DatelineIndexError as error:
        return Check("vector store", str(error), "start the Chroma server, or leave out --chroma-url")
    finally:
        vectors.close()
    if fault and not settings.chroma_url and (reason := _unwritable(settings.index_dir)):
        return Check("vector store", fault, f"make room in {settings.index_dir} and see that it can be written ({reason}); {COMPARED}")
    return Check("vector store", fault, "dateline index (nothing is embedded again)" if fault else None)


def _unwritable(folder: Path) -> str | None:
    """Return why nothing can be written into a folder, None where it can be."""
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(PROBE_BYTES))
    except OSError as error:
        return (error.strerror or type(error).__name__).lower()
    return None


def _sources(catalog: Catalog) -> Check:
    missing = [source.address for source in catalog.sources() if not source.is_there]
    if missing:
        remedy = f"bring it back, dateline index with its present place, or dateline remove {missing[0]}"
        return Check("sources", f"{', '.join(missing)} not there", remedy)
    return Check("sources")


def _failures(catalog: Catalog) -> Check:
    failures = catalog.failures()
    if not failures:
        return Check("files")
    first = f"{failures[0].file}: {failures[0].reason}"
    return Check("files", f"{len(failures)} not indexed, the first {first}", "mend or remove them, then run dateline index again")
