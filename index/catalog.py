"""The catalog: one SQLite file that holds everything the index knows, and from which the vector store can be rebuilt."""

import re
import sqlite3
import threading
import uuid
import weakref
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index.articles import Article, Failure
from index.dates import DateOrigin
from index.errors import ArticleDamaged, CatalogUnavailable, IndexDamaged, IndexMismatch
from index.filters import Filters
from index.fingerprints import Fingerprint
from index.forking import OpenedHere
from index.modes import FILE_MODE, keep_private
from index.passages import PASSAGE_RULES, Passage, passage_id
from index.seals import LOOKUPS, seal
from index.stories import FingerprintedArticle, Stories, StoryFile

SCHEMA = 3
CATALOG_FILE = "catalog.sqlite"
# What belongs to the catalog: SQLite's own files beside it.
CATALOG_SUFFIXES = ("", "-wal", "-shm")
# What SQLite says when the catalog itself is not to blame.
PASSING = ("locked", "locking", "full", "readonly", "unable to open", "disk I/O")
# What SQLite says when it cannot keep its locks beside the catalog: the folder is read-only, or the disk is full.
UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL)
# The revision of the articles that the stories were found in.
STORIES_REVISION = "stories_revision"
# The revision of the articles, and the hash of what they are found by.
LOOKUPS_SEAL = "lookups_seal"
# More names in a line help nobody.
DAMAGED_NAMED = 3
# SQLite allows 32,766 parameters in a statement; stay well under.
PARAMETERS = 5000

# What lists show and sort by: the title or, where there is none, the first words. A line holds about a hundred characters.
OPENING_LENGTH = 160
TITLE_OR_OPENING = (
    f"substr(ltrim(coalesce(nullif(title, ''), substr(text, body_start + 1, 400)), char(9, 10, 13, 32)), 1, {OPENING_LENGTH})"
)

WORDS_TABLE = "CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = 'porter unicode61 remove_diacritics 2')"
TABLES = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE failures (file TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE articles (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, source TEXT, title TEXT, published TEXT, date_origin TEXT,
    text TEXT NOT NULL, body_start INTEGER NOT NULL, url TEXT,
    cut BLOB NOT NULL, seal BLOB NOT NULL);
CREATE INDEX articles_file ON articles (file);
CREATE INDEX articles_published ON articles (published, id, source);
CREATE INDEX articles_opening ON articles ({TITLE_OR_OPENING} COLLATE NOCASE, id);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL REFERENCES articles (id),
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, embedded_sha256 BLOB NOT NULL, vector BLOB NOT NULL, seal BLOB NOT NULL);
CREATE INDEX passages_article ON passages (article_id);
CREATE INDEX passages_embedded ON passages (embedded_sha256);
CREATE TABLE fingerprints (
    article_id TEXT PRIMARY KEY REFERENCES articles (id), words INTEGER NOT NULL, whole BLOB NOT NULL,
    minhash BLOB NOT NULL, figures BLOB NOT NULL, sentences BLOB NOT NULL, seal BLOB NOT NULL);
CREATE TABLE stories (article_id TEXT PRIMARY KEY, story TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX stories_story ON stories (story);
CREATE TABLE boilerplate (sentence INTEGER PRIMARY KEY);
{WORDS_TABLE};
"""
PASSAGE_TEXT = 'substr(a.text, p."start" + 1, p."end" - p."start")'
PASSAGE_COLUMNS = f"""p.id, p.article_id, a.source, a.published, {PASSAGE_TEXT}, p."start", p."end",
    a.title, p.embedded_sha256, p.vector, p.seal"""
NO_ARTICLE = "article_id NOT IN (SELECT id FROM articles)"
# `cut` stands for all of its passages.
ARTICLE_COLUMNS = "id, file, source, title, published, date_origin, text, body_start, url, cut, seal"


@dataclass(frozen=True)
class IndexSummary:
    """What is indexed: counts, and the publication dates of the earliest and the newest article (None when all are undated)."""

    articles: int
    undated: int
    passages: int
    earliest: date | None
    newest: date | None


@dataclass(frozen=True)
class StoredPassage:
    """A passage as the vector store takes it: with its vector, shape (dimension,), float32."""

    passage: Passage
    vector: np.ndarray


class Catalog:
    """The open catalog. Each thread gets a connection of its own; only the holder of the writer lock may write.

    Opening makes nothing. It raises IndexDamaged when the file is not a catalog or has lost rows, IndexMismatch when another
    version wrote it; with `any_version` it looks at nothing.
    """

    def __init__(self, folder: Path, *, any_version: bool = False) -> None:
        self.path = folder / CATALOG_FILE
        self._local = threading.local()
        self._connections: weakref.WeakSet[_OfThread] = weakref.WeakSet()
        self._damaged_articles: set[tuple[str, str]] = set()  # as of which state of the catalog, and which
        self._opened = OpenedHere("The index")
        try:
            if not any_version:
                self.check()
        except BaseException:
            self.close()
            raise

    @staticmethod
    def exists(folder: Path) -> bool:
        """Tell whether there is a catalog file in the folder, healthy or not."""
        return (folder / CATALOG_FILE).is_file()

    @classmethod
    def create(cls, folder: Path, *, any_version: bool = False) -> "Catalog":
        """Open the catalog of the folder, making an empty one where there is none."""
        if cls.exists(folder):
            for suffix in CATALOG_SUFFIXES:
                keep_private(folder / (CATALOG_FILE + suffix))
        else:
            _make(folder)
        return cls(folder, any_version=any_version)

    def close(self) -> None:
        """Close the connections of all threads."""
        if not self._opened.is_here:
            return
        for of_thread in list(self._connections):
            of_thread.connection.close()
        self._connections.clear()
        self._local = threading.local()

    @property
    def is_of_this_process(self) -> bool:
        """Whether it was opened in this process and not in one that this was forked from."""
        return self._opened.is_here

    # -- facts about the index

    def meta(self, key: str) -> str | None:
        """Return a fact about the index, None where it was never set."""
        row = self._one("SELECT value FROM meta WHERE key = ?", key)
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Keep a fact about the index."""
        self._execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value)

    def model_fingerprint(self) -> str | None:
        """Return the fingerprint of the model that the vectors are of, None where there are none."""
        return None if self.meta("passages") == "0" else self.meta("model_fingerprint")

    def summary(self) -> IndexSummary:
        """Count what is indexed."""
        articles, dated, earliest, newest = self._one("SELECT count(*), count(published), min(published), max(published) FROM articles")
        return IndexSummary(articles, articles - dated, self.passage_count(), day(earliest), day(newest))

    def passage_count(self) -> int:
        """Count the passages."""
        return int(self._one("SELECT count(*) FROM passages")[0])

    def failures(self) -> list[Failure]:
        """Return what the last update could not index."""
        return [Failure(*row) for row in self._rows("SELECT file, reason FROM failures")]

    def outlets(self, limit: int) -> list[str]:
        """Return the outlets of the most articles, most first; those that differ in case only are one."""
        counted = "SELECT min(source) FROM articles WHERE source IS NOT NULL GROUP BY source COLLATE NOCASE"
        return [source for (source,) in self._rows(f"{counted} ORDER BY count(*) DESC, min(source) LIMIT ?", limit)]

    def sources(self, name: str | None = None) -> list[str]:
        """Return the outlets, or those equal to `name` but for case."""
        rows = self._rows("SELECT DISTINCT source FROM articles WHERE source IS NOT NULL ORDER BY source")
        return [source for (source,) in rows if name is None or source.casefold() == name.casefold()]

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read all that is read inside from one commit, whatever another process commits meanwhile."""
        connection = self._connection()
        if connection.in_transaction:
            yield
            return
        self._execute("BEGIN")
        try:
            yield
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    # -- writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything done inside, or nothing of it. A transaction inside another is part of it."""
        connection = self._connection()
        if connection.in_transaction:
            yield
            return
        self._execute("BEGIN IMMEDIATE")
        try:
            yield
            self._execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite itself rolls back when the disk is full
                connection.execute("ROLLBACK")
            raise

    def clear(self) -> set[str]:
        """Drop everything, whatever version wrote it, make the tables anew and return the article ids there were.

        The vectors of the new articles are stored apart from those there are: for all others, nothing has changed until the
        transaction ends that this is part of.
        """
        with self.transaction():
            before = set(self.article_files())
            name, generation = self.meta("name"), self.meta("generation")
            names = self._rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'words_%'")
            for (table,) in sorted(names, key=lambda row: row[0] == "articles"):  # passages refer to articles
                self._execute(f'DROP TABLE "{table}"')
            with self._reporting_damage():
                _make_tables(self._connection())
            if name:  # readers of the catalog as it was need the collection that it names
                self.set_meta("name", other_name(name))
            if generation:  # and its folder, which publishing keeps
                self.set_meta("generation", generation)
        return before

    def put_article(
        self,
        article: Article,
        file: str,
        passages: Sequence[Passage],
        embedded: Sequence[bytes],
        vectors: Sequence[np.ndarray],
        fingerprint: Fingerprint,
    ) -> None:
        """Replace an article and its passages; `embedded` are SHA-256 digests of what was embedded, one with its vector a passage.

        Until `set_file` says that all of it is in the catalog, its file is not noted with any content.
        """
        with self.transaction():
            self._execute("DELETE FROM files WHERE path = ?", file)
            articles, before = self._remove_article(article.id)
            published = article.published.isoformat() if article.published else None
            facts = (article.id, file, article.source, article.title, published, article.date_origin)
            row = (*facts, article.text, article.body_start, article.url, _cut(passage.id for passage in passages))
            self._execute(f"INSERT INTO articles ({ARTICLE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", *row, seal(row))
            for passage, digest, vector in zip(passages, embedded, vectors, strict=True):
                embedding = (digest, vector.astype("<f4").tobytes())
                before += self._remove_passages("id", passage.id)  # where damage gave it to another article
                cursor = self._execute(
                    'INSERT INTO passages (id, article_id, "start", "end", embedded_sha256, vector, seal) VALUES (?, ?, ?, ?, ?, ?, ?)',
                    *(passage.id, article.id, passage.start, passage.end, *embedding, seal(embedding)),
                )
                self._execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", cursor.lastrowid, article.title, passage.text)
            self._put_fingerprint(article.id, fingerprint)
            self._raise_revision(1 - articles, len(passages) - before)

    def remove_articles(self, ids: Iterable[str]) -> None:
        """Remove articles with their passages, all or none."""
        with self.transaction():
            removed = [self._remove_article(id) for id in ids]
            self._raise_revision(-sum(one for one, _ in removed), -sum(passages for _, passages in removed))

    def checkpoint(self) -> None:
        """Write what SQLite keeps beside the catalog into it, so that the one file can be read alone, where it can be done now."""
        self._execute("PRAGMA busy_timeout = 1000")  # others may be reading
        with suppress(CatalogUnavailable):  # what is committed stays beside it
            self._execute("PRAGMA wal_checkpoint (TRUNCATE)")

    def set_file(self, path: str, sha256: str) -> None:
        """Note that all articles of a file with this content are in the catalog."""
        self._execute("INSERT OR REPLACE INTO files VALUES (?, ?)", path, sha256)

    def forget_files(self, paths: Iterable[str]) -> None:
        """Forget files that are gone."""
        with self.transaction():
            for path in paths:
                self._execute("DELETE FROM files WHERE path = ?", path)

    def set_failures(self, failures: Sequence[Failure]) -> None:
        """Keep what this update could not index in place of what the last could not."""
        with self.transaction():
            self._execute("DELETE FROM failures")
            for failure in failures:
                self._execute("INSERT INTO failures VALUES (?, ?)", failure.file, failure.reason)

    def set_stories(self, stories: Stories) -> None:
        """Keep the stories of the articles as they are now in place of those before."""
        with self.transaction():
            self._execute("DELETE FROM stories")
            self._execute("DELETE FROM boilerplate")
            for article_id, story in stories.story_of.items():
                self._execute("INSERT INTO stories VALUES (?, ?)", article_id, story)
            for sentence in stories.boilerplate:
                self._execute("INSERT INTO boilerplate VALUES (?)", sentence)
            self.set_meta(STORIES_REVISION, self.meta("revision") or "")

    # -- reading

    def stories_are_behind(self) -> bool:
        """Tell whether articles have changed since the stories were found."""
        return self.meta(STORIES_REVISION) != self.meta("revision")

    def fingerprints(self) -> list[FingerprintedArticle]:
        """Return what all articles are compared by."""
        rows = self._rows("SELECT a.published, f.* FROM articles a JOIN fingerprints f ON f.article_id = a.id")
        return [FingerprintedArticle(row[1], day(row[0]), Fingerprint(*row[2:-1])) for row in rows]

    def stories(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return article id -> story id for those of the articles that tell a story which others tell too."""
        found: dict[str, str] = {}
        for some in _slices(article_ids):
            marks = ",".join("?" * len(some))
            found.update(self._rows(f"SELECT article_id, story FROM stories WHERE article_id IN ({marks})", *some))
        return found

    def story_articles(self, story: str) -> list[StoryFile]:
        """Return the articles of a story, the earliest first, those without a date last; none when there is no such story."""
        rows = self._rows(
            "SELECT a.id, a.source, a.published FROM stories s JOIN articles a ON a.id = s.article_id WHERE s.story = ? "
            "ORDER BY a.published IS NULL, a.published, a.id",
            story,
        )
        return [StoryFile(id, source, day(published)) for id, source, published in rows]

    def boilerplate(self, sentences: Sequence[int]) -> set[int]:
        """Return those of the sentence hashes that many stories hold."""
        found: set[int] = set()
        for some in _slices(sentences):
            marks = ",".join("?" * len(some))
            found.update(one for (one,) in self._rows(f"SELECT sentence FROM boilerplate WHERE sentence IN ({marks})", *some))
        return found

    def files(self) -> dict[str, str]:
        """Return path -> SHA-256 of the files that are wholly in the catalog."""
        return dict(self._rows("SELECT path, sha256 FROM files"))

    def article_files(self) -> dict[str, str]:
        """Return article id -> path of its file; empty for a catalog of another version that keeps them otherwise."""
        columns = {row[1] for row in self._rows("PRAGMA table_info(articles)")}
        if not {"id", "file"} <= columns:
            return {}
        return dict(self._rows("SELECT id, file FROM articles"))

    def article(self, id: str) -> Article | None:
        """Return an article, None when there is no such id; raises ArticleDamaged for one that is not as it was indexed."""
        row = self._one(f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id = ?", id)
        if row is None:
            return None
        if not _is_sealed(row):
            self._note_damaged([id])
            raise self.articles_damaged()
        origin: DateOrigin | None = row[5]
        return Article(row[0], row[2], row[3], day(row[4]), row[6], origin, row[7], row[8])

    def newest_articles(self, limit: int) -> list[Article]:
        """Return the newest dated articles, newest first."""
        ids = self._rows("SELECT id FROM articles WHERE published IS NOT NULL ORDER BY published DESC, id LIMIT ?", limit)
        articles = []
        for (id,) in ids:
            with suppress(ArticleDamaged):  # they are kept, to be named
                articles.append(self.article(id))
        return [article for article in articles if article]

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Return id -> passage for those of the ids that exist and are as they were indexed."""
        return {stored.passage.id: stored.passage for some in self.stored_passages(ids) for stored in some}

    def passage_ids(self) -> set[str]:
        """Return the ids of all passages."""
        return {id for (id,) in self._rows("SELECT id FROM passages")}

    def stored_passages(self, ids: Iterable[str]) -> Iterator[list[StoredPassage]]:
        """Yield the passages of the ids with their vectors, some thousand at a time; those not as they were indexed are left out."""
        for some in _slices(list(ids)):
            marks = ",".join("?" * len(some))
            query = f"SELECT {PASSAGE_COLUMNS} FROM passages p JOIN articles a ON a.id = p.article_id WHERE p.id IN ({marks})"
            found = [(row[1], _stored_passage(row)) for row in self._rows(query, *some)]
            self._note_damaged({article_id for article_id, stored in found if stored is None})
            yield [stored for _, stored in found if stored]

    def vectors_of(self, ids: Sequence[str]) -> dict[str, np.ndarray]:
        """Return id -> float32 vector for those of the ids that exist and have the vector that they were given."""
        found: dict[str, np.ndarray] = {}
        for some in _slices(ids):
            marks = ",".join("?" * len(some))
            rows = self._rows(f"SELECT embedded_sha256, vector, seal, id, article_id FROM passages WHERE id IN ({marks})", *some)
            found.update({row[3]: np.frombuffer(row[1], "<f4") for row in rows if _is_sealed(row[:3])})
            self._note_damaged({row[4] for row in rows if row[3] not in found})
        return found

    def missing_passages(self, ids: Sequence[str]) -> set[str]:
        """Return those of the ids that are no passage's."""
        marks = ",".join("?" * len(ids))
        return set(ids) - {id for (id,) in self._rows(f"SELECT id FROM passages WHERE id IN ({marks})", *ids)}

    def embedded_vector(self, digest: bytes) -> np.ndarray | None:
        """Return the vector of a text that was embedded before, by the SHA-256 of the text."""
        rows = self._rows("SELECT embedded_sha256, vector, seal FROM passages WHERE embedded_sha256 = ? LIMIT 1", digest)
        return next((np.frombuffer(row[1], "<f4") for row in rows if _is_sealed(row)), None)

    def count_passages(self, filters: Filters, limit: int) -> int:
        """Count the passages within the filters, up to a limit."""
        conditions, values = self._within(filters)
        where = " AND ".join(["1", *conditions])
        query = f"SELECT 1 FROM passages p JOIN articles a ON a.id = p.article_id WHERE {where} LIMIT ?"
        return int(self._one(f"SELECT count(*) FROM ({query})", *values, limit)[0])

    def matching(self, words: Sequence[str], limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Return (passage id, BM25 score, higher is better) of the passages that hold any of the words, best first."""
        if not words:
            return []
        conditions, values = self._within(filters)
        where = " AND ".join(["words MATCH ?", *conditions])
        query = f"""SELECT p.id, -bm25(words) FROM words JOIN passages p ON p.number = words.rowid
            JOIN articles a ON a.id = p.article_id WHERE {where} ORDER BY bm25(words), p.id LIMIT ?"""
        searched = " OR ".join(map(fts_phrase, words))
        return [(id, float(score)) for id, score in self._rows(query, searched, *values, limit)]

    def vectors_within(self, filters: Filters) -> Iterator[tuple[list[str], np.ndarray]]:
        """Yield the ids and vectors of the passages within the filters, some thousand at a time: shape (ids, dimension)."""
        conditions, values = self._within(filters)
        where = " AND ".join(["1", *conditions])
        query = f"SELECT p.embedded_sha256, p.vector, p.seal, p.id FROM passages p JOIN articles a ON a.id = p.article_id WHERE {where}"
        with self._reporting_damage():
            cursor = self._connection().execute(query, values)
            while rows := cursor.fetchmany(PARAMETERS):
                sound = [row for row in rows if _is_sealed(row[:3])]
                yield [row[3] for row in sound], np.stack([np.frombuffer(row[1], "<f4") for row in sound])

    def word_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Return word -> number of passages that hold it, in any of its inflections."""
        return {word: int(self._one("SELECT count(*) FROM words WHERE words MATCH ?", fts_phrase(word))[0]) for word in set(words)}

    def rows(self, statement: str, *values: object) -> list[Any]:
        """Return the rows of a statement that only reads."""
        return self._rows(statement, *values)

    # -- damage

    def check(self) -> None:
        """Raise IndexDamaged when the catalog was emptied or has lost rows, IndexMismatch when another version wrote it."""
        with self.snapshot():
            self._check_tables()
            self._check_version()
            counted = self._one("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
            held, put = list(map(str, counted)), [self.meta("articles"), self.meta("passages")]
        if held != put:
            raise IndexDamaged(
                f"The catalog {self.path} holds {held[0]} articles with {held[1]} passages, of {put[0]} with {put[1]} that were indexed: "
                "run `dateline index FOLDER --rebuild`."
            )

    def damage(self) -> str | None:
        """Return what SQLite finds wrong with the file, or that it was emptied; None when it is sound. Reads the whole file."""
        try:
            result = str(self._one("PRAGMA integrity_check(1)")[0]).splitlines()[0]
            self._check_tables()
            self._check_words()
        except IndexDamaged as error:
            return str(error)
        return None if result == "ok" else result

    def quick_damage(self, seconds: float) -> tuple[str | None, bool]:
        """Return what SQLite finds wrong with the file's structure in so many seconds, and whether it looked at all of it."""
        connection = self._connection()
        timer = threading.Timer(seconds, connection.interrupt)
        timer.start()
        try:
            result = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0]).splitlines()[0]
        except sqlite3.DatabaseError as error:
            return (None, False) if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT else (self._damaged(error), True)
        finally:
            timer.cancel()
            timer.join()
        return None if result == "ok" else self._damaged(result), True

    def articles_damaged(self) -> IndexDamaged:
        """Return the error that names the articles which are not as they were indexed, and what to do."""
        damaged = self.damaged_articles()
        return ArticleDamaged(f"{damaged_articles_line(damaged)}.") if damaged else IndexDamaged(self._damaged("passages are missing"))

    def damaged_articles(self) -> list[str]:
        """Return the articles that were met so far and left out, for they are not as they were indexed; none that was mended since."""
        now = self._state()
        return sorted(id for at, id in self._damaged_articles if at == now)

    def find_damaged_articles(self) -> list[str]:
        """Return all articles of which text, facts, passages or vectors are not as they were indexed. Reads the whole catalog."""
        damaged, passages = set(), 0
        for row in self._iterated(f"SELECT {ARTICLE_COLUMNS} FROM articles"):
            id, _, source, title, published, _, text = row[:7]
            fingerprint = self._one("SELECT * FROM fingerprints WHERE article_id = ?", id)
            stored = self._rows('SELECT id, "start", "end", embedded_sha256, vector, seal FROM passages WHERE article_id = ?', id)
            passages += len(stored)
            sound = _is_sealed(row) and fingerprint and _is_sealed(fingerprint) and row[9] == _cut(one[0] for one in stored)
            for one, start, end, *embedding in stored:
                sound = (
                    sound and _is_passage(one, id, start, _between(text, start, end), published, source, title) and _is_sealed(embedding)
                )
            if not sound:
                damaged.add(id)
        if passages != self.passage_count():
            damaged.update(id for (id,) in self._rows(f"SELECT DISTINCT article_id FROM passages WHERE {NO_ARTICLE}"))
        self._note_damaged(damaged)
        return sorted(map(str, damaged))

    def lookups_damage(self) -> str | None:
        """Return what is wrong with what articles and passages are found by, None when it is as it was sealed or not sealed yet."""
        with self.snapshot():
            sealed = (self.meta(LOOKUPS_SEAL) or "").split()
            if len(sealed) != 2 or sealed[0] != self.meta("revision") or sealed[1] == self._lookups_hash():
                return None
        return "what articles are found by is not as it was written"

    def seal_lookups(self) -> None:
        """Keep the hash of what articles and passages are found by, where it changed; not in a transaction, at whose end FTS5 writes."""
        if (self.meta(LOOKUPS_SEAL) or "").split()[:1] != [self.meta("revision")]:
            with self.transaction():
                self.set_meta(LOOKUPS_SEAL, f"{self.meta('revision')} {self._lookups_hash()}")

    def mend_lookups(self) -> None:
        """Make anew, of articles and passages, what they are found by; stories and the seal are then behind."""
        try:
            with self.transaction():
                self._execute("REINDEX")
                lost = self._execute(f"DELETE FROM passages WHERE {NO_ARTICLE}").rowcount
                self._execute(f"DELETE FROM fingerprints WHERE {NO_ARTICLE}")
                self._execute("DROP TABLE words")
                self._execute(WORDS_TABLE)
                passages = f"SELECT p.number, a.title, {PASSAGE_TEXT} FROM passages p JOIN articles a ON a.id = p.article_id"
                self._execute(f"INSERT INTO words (rowid, title, text) {passages}")
                self._execute("DELETE FROM meta WHERE key IN (?, ?)", LOOKUPS_SEAL, STORIES_REVISION)
                if lost:
                    self._raise_revision(0, -lost)
        except sqlite3.IntegrityError as error:  # two rows with one key: one of them was another's
            raise IndexDamaged(self._damaged(error)) from error

    # -- inside

    def _connection(self) -> sqlite3.Connection:
        self._opened.check()
        of_thread: _OfThread | None = getattr(self._local, "of_thread", None)
        if of_thread is None or of_thread.is_outdated():
            with self._reporting_damage():
                of_thread = self._connected()
            self._connections.add(of_thread)
            self._local.of_thread = of_thread
        return of_thread.connection

    def _connected(self) -> "_OfThread":
        """Connect to the file that is there. Where SQLite cannot keep its locks beside it, nothing can write it, and it needs none."""
        try:
            return _OfThread(self._connect("mode=rw"))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in UNWRITABLE or _size(self.path.with_name(CATALOG_FILE + "-wal")):
                raise
            return _OfThread(self._connect("mode=ro&immutable=1"), self.path)

    def _connect(self, how: str) -> sqlite3.Connection:
        uri = f"{self.path.absolute().as_uri()}?{how}"
        connection = sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None, check_same_thread=False)
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")  # damaged text is told by its seal
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except BaseException:
            connection.close()
            raise
        return connection

    def _execute(self, statement: str, *values: object) -> sqlite3.Cursor:
        with self._reporting_damage():
            return self._connection().execute(statement, values)

    def _rows(self, statement: str, *values: object) -> list[Any]:
        with self._reporting_damage():
            return self._connection().execute(statement, values).fetchall()

    def _one(self, statement: str, *values: object) -> Any:
        with self._reporting_damage():
            return self._connection().execute(statement, values).fetchone()

    def _iterated(self, statement: str) -> Iterator[Any]:
        with self._reporting_damage():
            yield from self._connection().execute(statement)

    def _within(self, filters: Filters) -> tuple[list[str], list[Any]]:
        """Return conditions on articles `a` in SQL, and the values of their marks."""
        conditions: list[str] = []
        values: list[Any] = []
        for condition, value in (("a.published >= ?", filters.since), ("a.published <= ?", filters.until)):
            if value:
                conditions.append(condition)
                values.append(value.isoformat())
        if filters.source is not None:
            sources = self.sources(filters.source)
            conditions.append(f"a.source IN ({','.join('?' * len(sources))})")
            values += sources
        return conditions, values

    def _note_damaged(self, ids: Collection[str]) -> None:
        if ids:
            now = self._state()
            self._damaged_articles.update((now, str(id)) for id in ids)

    def _state(self) -> str:
        return f"{self.meta('revision')} {self.meta('generation')}"  # a rebuild counts revisions anew

    def _lookups_hash(self) -> str:
        return seal([value for statement in LOOKUPS for (value,) in self._iterated(statement)]).hex()

    @contextmanager
    def _reporting_damage(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if any(reason in str(error) for reason in PASSING):
                remedy = "see that no other process holds it and that its disk has room and can be written, then try again"
                raise CatalogUnavailable(f"The catalog {self.path} cannot be used now ({error}): {remedy}.") from error
            raise IndexDamaged(self._damaged(error)) from error
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # a mistake of ours, not damage
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(self._damaged(error)) from error

    def _damaged(self, error: sqlite3.Error | str) -> str:
        return f"The catalog {self.path} cannot be read ({error}): run `dateline index FOLDER --rebuild`."

    def _check_tables(self) -> None:
        if not self._one("SELECT count(*) FROM sqlite_master WHERE name = 'meta'")[0] or not self.meta("schema"):
            raise IndexDamaged(f"The catalog {self.path} is empty: run `dateline index FOLDER --rebuild`.")

    def _check_version(self) -> None:
        found = (self.meta("schema"), self.meta("passage_rules"))
        if found != (str(SCHEMA), str(PASSAGE_RULES)):
            raise IndexMismatch(
                f"The index has format {found[0]}.{found[1]}, this version of Dateline reads {SCHEMA}.{PASSAGE_RULES}: "
                "run `dateline index FOLDER --rebuild`."
            )

    def _check_words(self) -> None:
        """Compare the word index with the texts, which FTS5 does only where it can write; elsewhere in a copy of the catalog."""
        check = "INSERT INTO words (words) VALUES ('integrity-check')"
        try:
            self._execute(check)
        except CatalogUnavailable:
            with self._reporting_damage(), closing(sqlite3.connect("")) as copy:  # in memory, and in a temporary file when it is large
                self._connection().backup(copy)
                copy.execute(check)
        # FTS5 looks at the words alone; what it was given is kept beside them, and its spaces and signs may be damaged too.
        other = f"w.rowid IS NULL OR w.text IS NOT {PASSAGE_TEXT} OR w.title IS NOT a.title"
        joined = "passages p JOIN articles a ON a.id = p.article_id LEFT JOIN words w ON w.rowid = p.number"
        if self._one(f"SELECT EXISTS (SELECT 1 FROM {joined} WHERE {other})")[0]:
            raise IndexDamaged(self._damaged("the texts of its word index are not those of its passages"))

    def _put_fingerprint(self, id: str, found: Fingerprint) -> None:
        row = (id, found.words, found.whole, found.minhash, found.figures, found.sentences)
        self._execute("INSERT INTO fingerprints VALUES (?, ?, ?, ?, ?, ?, ?)", *row, seal(row))

    def _remove_article(self, id: str) -> tuple[int, int]:
        """Return how many articles and passages were removed."""
        self._execute("DELETE FROM stories WHERE article_id = ?", id)
        self._execute("DELETE FROM fingerprints WHERE article_id = ?", id)
        passages = self._remove_passages("article_id", id)
        return self._execute("DELETE FROM articles WHERE id = ?", id).rowcount, passages

    def _remove_passages(self, column: str, id: str) -> int:
        self._execute(f"DELETE FROM words WHERE rowid IN (SELECT number FROM passages WHERE {column} = ?)", id)
        return self._execute(f"DELETE FROM passages WHERE {column} = ?", id).rowcount

    def _raise_revision(self, articles: int, passages: int) -> None:
        """Note a change, and how many more articles and passages there are by it: rows that are lost otherwise are missed."""
        for key, more in (("revision", 1), ("articles", articles), ("passages", passages)):
            self._execute("UPDATE meta SET value = value + ? WHERE key = ?", more, key)


class _OfThread:
    """A thread's connection, closed when the thread ends: those of a web server come and go.

    `immutable` is the catalog where it was opened as a file that nothing writes.
    """

    def __init__(self, connection: sqlite3.Connection, immutable: Path | None = None) -> None:
        self.connection = connection
        self._immutable = immutable
        self._seen = _seen(immutable)

    def is_outdated(self) -> bool:
        """Tell whether the file that nothing writes was written after all."""
        return self._seen != _seen(self._immutable)

    def __del__(self) -> None:
        self.connection.close()


def other_name(name: str) -> str:
    """Return the other of the two names that an index has on a Chroma server, in turn, each time that it is rebuilt."""
    return name.removesuffix("-2") if name.endswith("-2") else f"{name}-2"


def fts_phrase(word: str) -> str:
    """Quote a word for FTS5, which takes any character but these."""
    return '"' + re.sub('["\0\ud800-\udfff]', " ", word) + '"'


def question_words(question: str) -> list[str]:
    """Return the words of a question as the full-text search takes them, each once, in order."""
    return list(dict.fromkeys(re.findall(r"\w+", question.casefold())))


def damaged_articles_line(ids: Sequence[str]) -> str:
    """Name articles that are not as they were indexed, and the command that mends them; without an end."""
    named = ", ".join(ids[:DAMAGED_NAMED]) + (f" and {len(ids) - DAMAGED_NAMED} more" if len(ids) > DAMAGED_NAMED else "")
    return f"Damaged in the index, and not quoted: {named}; run `dateline index FOLDER`, which reads what is damaged again"


def day(text: str | None) -> date | None:
    """Return a date as the catalog holds it; raises IndexDamaged for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError) as error:
        raise IndexDamaged(f"The catalog holds {text!r:.40} for a date: run `dateline index FOLDER --rebuild`.") from error


def _cut(passage_ids: Iterable[object]) -> bytes:
    return seal(sorted(map(str, passage_ids)))


def _is_sealed(row: Sequence[Any]) -> bool:
    """Tell whether the last of a row's values is the seal of those before."""
    return bool(seal(row[:-1]) == row[-1])


def _is_passage(id: str, *identity: Any) -> bool:
    """Tell whether an id is that of a passage of such a text and place, values that may be of any type."""
    try:
        return id == passage_id(*identity)
    except TypeError:
        return False


def _between(text: str, start: Any, end: Any) -> str | None:
    return text[start:end] if isinstance(start, int) and isinstance(end, int) else None


def _stored_passage(row: tuple[Any, ...]) -> StoredPassage | None:
    """Return what a row of PASSAGE_COLUMNS gives, None when it is not what was put."""
    id, article_id, source, published, text, start, end, title = row[:8]
    if not _is_passage(id, article_id, start, text, published, source, title) or not _is_sealed(row[8:]):
        return None
    return StoredPassage(Passage(id, article_id, source, day(published), text, start, end), np.frombuffer(row[9], "<f4"))


def _slices(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for i in range(0, len(ids), PARAMETERS):
        yield ids[i : i + PARAMETERS]


def _make(folder: Path) -> None:
    """Make an empty catalog, whole or not at all."""
    new = folder / f"{CATALOG_FILE}.new"
    for left in (f"{name}{suffix}" for name in (CATALOG_FILE, new.name) for suffix in CATALOG_SUFFIXES):
        (folder / left).unlink(missing_ok=True)  # what SQLite kept beside a file that is gone would be played into this one
    new.touch(FILE_MODE)
    keep_private(new)
    with closing(sqlite3.connect(new, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN")
        _make_tables(connection)
        connection.execute("COMMIT")
    new.replace(folder / CATALOG_FILE)


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in TABLES.split(";\n"):
        connection.execute(statement)
    facts = {"schema": SCHEMA, "passage_rules": PASSAGE_RULES, "revision": 0, "articles": 0, "passages": 0, "name": uuid.uuid4().hex}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", [(key, str(value)) for key, value in facts.items()])


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _seen(path: Path | None) -> tuple[int, ...] | None:
    if path is None:
        return None
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns
