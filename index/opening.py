"""An open index: what the assistant searches."""

import threading
import weakref
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.annotations import AnnotatedSentence
from index.articles import Article, Failure
from index.catalog import Catalog, IndexSummary
from index.embedding import Embedder
from index.errors import CatalogUnavailable, IndexBusy, IndexDamaged, IndexMismatch, IndexMissing, VectorStoreError
from index.filters import Filters
from index.listing import Listing, MonthCount, SortColumn, list_articles, months
from index.origins import Source
from index.passages import Passage
from index.rows import Withdrawal
from index.settings import IndexSettings
from index.stories import Corpus, StoryFile, group_stories
from index.vectors import BEHIND, NOT_PUBLISHED, VECTORS_FOLDER, ComparedVectors, VectorStore, nearest_of_all, open_vectors
from index.withdrawals import link_notices
from index.writer_lock import writer_lock


class Index:
    """An index open for reading, safe to use from several threads.

    Opening checks the vector store and rebuilds it from the catalog when it is damaged, missing or behind; `repaired` then
    says what was wrong. Where that cannot be done, because another process is writing or the folder cannot be written, a store
    that is behind is searched as it is, and without one every passage is compared with the question; `searched_by_comparing`
    then says why. Raises IndexMissing, IndexBusy (the index is built for the first time), IndexDamaged, IndexMismatch and, for
    a Chroma server, VectorStoreError.

    Opened to be asked `once`, a small index is searched by comparing every passage, which is done before Chroma would be loaded.
    """

    def __init__(self, settings: IndexSettings, embedder: Embedder, *, once: bool = False) -> None:
        folder = settings.index_dir
        self._catalog = open_catalog(folder)
        self.settings = settings
        self._embedder = embedder
        self.repaired: str | None = None
        self.searched_by_comparing: str | None = None
        self._mending = threading.Lock()
        self._repaired_at: str | None = None
        try:
            check_model(self._catalog, embedder)
            if once and not settings.chroma_url and ComparedVectors.suits(self._catalog):
                self._vectors: VectorStore = ComparedVectors(self._catalog)
            else:
                self._vectors = open_vectors(folder, self._catalog, settings.chroma_url)
            try:
                self._repair(folder)
            except BaseException:
                self._vectors.close()
                raise
        except BaseException:
            self._catalog.close()
            raise

    def close(self) -> None:
        """Let go of files and connections."""
        _close(self._vectors, self._catalog)

    def close_when_unused(self) -> None:
        """Close as soon as nobody holds this index any more; until then it answers."""
        weakref.finalize(self, _close, self._vectors, self._catalog)

    @property
    def embedder(self) -> Embedder:
        """The loaded model that the index is searched with."""
        return self._embedder

    def sources(self) -> list[Source]:
        """Return the folders and files that the archive is made of, in the order in which they were added."""
        return self._catalog.sources()

    def summary(self) -> IndexSummary:
        """Count what is indexed."""
        return self._catalog.summary()

    def article(self, id: str) -> Article | None:
        """Return an article, None when there is no such id; raises ArticleDamaged for one that is not as it was indexed."""
        return self._catalog.article(id)

    def outlets(self, limit: int) -> list[str]:
        """Return the outlets of the most articles, most first; those that differ in case only are one."""
        return self._catalog.outlets(limit)

    def newest_articles(self, limit: int) -> list[Article]:
        """Return the newest dated articles, newest first."""
        return self._catalog.newest_articles(limit)

    def list_articles(
        self,
        *,
        search: str = "",
        filters: Filters | None = None,
        undated: bool = False,
        sort: SortColumn = "published",
        descending: bool = True,
        offset: int = 0,
        limit: int = 100,
    ) -> Listing:
        """Return a page of the articles that hold every term of `search`; see `index.listing.list_articles`."""
        return list_articles(
            self._catalog, search=search, filters=filters, undated=undated, sort=sort, descending=descending, offset=offset, limit=limit
        )

    def months(self, *, search: str = "") -> list[MonthCount]:
        """Count the articles that hold every term of `search` by month of publication, the earliest first and the undated last."""
        return months(self._catalog, search=search)

    def left_out(self) -> list[Failure]:
        """Return the files that the last update could not index, and why."""
        return self._catalog.failures()

    def nearest(self, question: str, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Return (passage id, cosine similarity) of the passages nearest in meaning, nearest first."""
        check_model(self._catalog, self._embedder)  # it may have been rebuilt with another since it was opened
        if not self._catalog.model_fingerprint():
            return []
        vector, narrowed = self._embedder.embed_question(question), self._narrowing(filters)
        if self.searched_by_comparing and self._repaired_at != self._catalog.meta("generation"):
            self._repair(self.settings.index_dir)  # what was published since may be sound
        if not self.searched_by_comparing:
            try:
                return self._vectors.nearest(vector, limit, narrowed)
            except VectorStoreError:
                self._repair(self.settings.index_dir)
        if self.searched_by_comparing:
            return nearest_of_all(self._catalog, vector, limit, narrowed)
        return self._vectors.nearest(vector, limit, narrowed)

    def matching(self, words: Sequence[str], limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Return (passage id, BM25 score, higher is better) of the passages that hold any of the words, best first."""
        return self._catalog.matching(words, limit, self._narrowing(filters))

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Return id -> passage for those of the ids that exist and are as they were indexed."""
        return self._catalog.passages(ids)

    def damage_notice(self) -> str | None:
        """Return a line on the articles that were met since this was opened and left out, for they are not as they were indexed."""
        damaged = self._catalog.damaged_articles()
        return str(self._catalog.articles_damaged()) if damaged else None

    def passages_by_article(self) -> dict[str, list[Passage]]:
        """Return all passages by the id of their article, in the order of its text."""
        found: dict[str, list[Passage]] = {}
        for passage in self._catalog.passages(list(self._catalog.passage_ids())).values():
            found.setdefault(passage.article_id, []).append(passage)
        return {id: sorted(passages, key=lambda passage: passage.start) for id, passages in sorted(found.items())}

    def word_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Return word -> number of passages that hold it, in any of its inflections."""
        return self._catalog.word_frequencies(words)

    def names(self) -> dict[str, int]:
        """Return name -> number of articles that hold it, as it is written there."""
        return self._catalog.names()

    def stories(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return article id -> story id, that of its earliest article, for those of the articles that share theirs with others."""
        return self._catalog.stories(article_ids)

    def story_articles(self, story: str) -> list[StoryFile]:
        """Return the articles of a story, the earliest first, those without a date last; none when there is no such story."""
        return self._catalog.story_articles(story)

    def withdrawals(self, article_ids: Sequence[str]) -> dict[str, Withdrawal]:
        """Return article id -> the notice that takes it back, for those of the articles that were corrected, retracted or killed."""
        return self._catalog.withdrawals(article_ids)

    def first_passage(self, id: str) -> Passage | None:
        """Return the first passage of an article."""
        return self._catalog.first_passage(id)

    def sentences(self, article_ids: Sequence[str]) -> dict[str, tuple[AnnotatedSentence, ...]]:
        """Return article id -> its annotated sentences, in order, for those of the articles that are as they were indexed."""
        return self._catalog.sentences(article_ids)

    def vectors(self, ids: Sequence[str]) -> dict[str, np.ndarray]:
        """Return passage id -> float32 unit vector, shape (dimension,), for those of the ids that exist."""
        return self._catalog.vectors_of(ids)

    def _narrowing(self, filters: Filters) -> Filters:
        """Drop dates that every article meets: a filter that matches everything makes Chroma many times slower."""
        if not (filters.since or filters.until):
            return filters
        summary = self.summary()
        if summary.undated or not summary.earliest or not summary.newest:
            return filters
        since = filters.since if filters.since and filters.since > summary.earliest else None
        until = filters.until if filters.until and filters.until < summary.newest else None
        return Filters(since, until, filters.source)

    def _repair(self, folder: Path) -> None:
        with self._mending:  # another thread may be first, and is waited for
            self.searched_by_comparing = None
            told = [self._mend_lookups(folder), self._mend_vectors(folder)]
            self.repaired = " ".join(filter(None, told)) or self.repaired
            self._repaired_at = self._catalog.meta("generation")

    def _mend_lookups(self, folder: Path) -> str | None:
        found = self._catalog.lookups_damage()
        if not found:
            return None
        try:
            with writer_lock(folder):
                if found := self._catalog.lookups_damage():  # another process may have been first
                    self._catalog.mend_lookups()
                    self._catalog.set_stories(group_stories(Corpus(self._catalog.fingerprints())))
                    link_notices(self._catalog)
                    self._catalog.seal_lookups()
                    return f"The catalog's word index was made anew: {found}."
        except (IndexBusy, CatalogUnavailable, OSError) as error:
            remedy = "run `dateline index FOLDER` where it can be written"
            raise IndexDamaged(f"In the catalog {found}; it cannot be mended now: {_why(error)} Then {remedy}.") from error
        return None

    def _mend_vectors(self, folder: Path) -> str | None:
        found = self._vectors.damage()
        if not found:
            return None
        try:
            with writer_lock(folder):
                self._catalog.check()  # of fewer passages than were indexed no store is to be made
                if found := self._vectors.damage():  # another process may have been first
                    self._vectors.publish()
                    self._vectors.tidy()
                    return f"The vector store was rebuilt from the catalog: {found}."
        except (IndexBusy, VectorStoreError, CatalogUnavailable, OSError) as error:
            if found == BEHIND:
                return None
            if self.settings.chroma_url or found == NOT_PUBLISHED and isinstance(error, IndexBusy):
                raise
            unmended = f"{found}. It cannot be mended now: {_why(error)}"
            self.searched_by_comparing = f"Searched without Chroma, by comparing every passage: {unmended}"
        return None


def _why(error: Exception) -> str:
    return f"{error.strerror}." if isinstance(error, OSError) and error.strerror else str(error)


def _close(vectors: VectorStore, catalog: Catalog) -> None:
    if catalog.is_of_this_process:  # Chroma's threads, which closing waits for, are not in one forked from it
        vectors.close()
        catalog.close()


def open_catalog(folder: Path) -> Catalog:
    """Open the catalog of an index folder; raises IndexMissing when there is none, and IndexDamaged when it was emptied."""
    if not Catalog.exists(folder):
        raise IndexMissing(f"There is no index in {folder}: run `dateline index FOLDER` first, or name one with --index-dir.")
    catalog = Catalog(folder)
    if catalog.meta("updated") is None and catalog.meta("passages") == "0":  # no update came to an end, or to its first articles
        catalog.close()
        vectors = folder / VECTORS_FOLDER
        if vectors.is_dir() and any(vectors.iterdir()):
            raise IndexDamaged(f"The catalog {catalog.path} is empty, and there are vectors: run `dateline index FOLDER --rebuild`.")
        raise IndexMissing(f"There is no index in {folder} yet, its building has only begun: run `dateline index FOLDER`.")
    return catalog


def check_model(catalog: Catalog, embedder: Embedder) -> None:
    """Raise IndexMismatch when the catalog holds vectors of another embedding model."""
    built = catalog.model_fingerprint()
    if built not in (None, embedder.fingerprint):
        raise IndexMismatch(
            f"The index was built with {catalog.meta('model')} ({str(built)[:12]}), the settings ask for {embedder.name} "
            f"({embedder.fingerprint[:12]}): run `dateline index FOLDER --rebuild`, or set that model."
        )
