"""The catalog: one SQLite file that holds everything the index knows, and from which the vector store can be rebuilt."""

import re
import sqlite3
import threading
import uuid
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from index.articles import Article, DateOrigin, Failure
from index.errors import CatalogUnavailable, IndexDamaged, IndexMismatch
from index.filters import Filters
from index.fingerprints import Fingerprint
from index.passages import PASSAGE_RULES, Passage
from index.stories import FingerprintedArticle, Stories, StoryFile

SCHEMA = 2
CATALOG_FILE = "catalog.sqlite"
# What stays when the index is rebuilt: its collection on a Chroma server, and the vectors to search until there are new ones.
KEPT = ("name", "generation", "published_files")
# What SQLite says when the catalog itself is not to blame.
PASSING = ("locked", "full", "readonly", "unable to open", "disk I/O")
# The revision of the articles that the stories were found in.
STORIES_REVISION = "stories_revision"
# SQLite allows 32,766 parameters in a statement; stay well under.
PARAMETERS = 5000

# What lists show and sort by: the title or, where there is none, the first words. A line holds about a hundred characters.
OPENING_LENGTH = 160
TITLE_OR_OPENING = (
    f"substr(ltrim(coalesce(nullif(title, ''), substr(text, body_start + 1, 400)), char(9, 10, 13, 32)), 1, {OPENING_LENGTH})"
)

TABLES = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE failures (file TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE articles (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, source TEXT, title TEXT, published TEXT, date_origin TEXT,
    text TEXT NOT NULL, body_start INTEGER NOT NULL, url TEXT);
CREATE INDEX articles_file ON articles (file);
CREATE INDEX articles_published ON articles (published, id, source);
CREATE INDEX articles_opening ON articles ({TITLE_OR_OPENING} COLLATE NOCASE, id);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL REFERENCES articles (id),
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, embedded_sha256 BLOB NOT NULL, vector BLOB NOT NULL);
CREATE INDEX passages_article ON passages (article_id);
CREATE INDEX passages_embedded ON passages (embedded_sha256);
CREATE TABLE fingerprints (
    article_id TEXT PRIMARY KEY REFERENCES articles (id), words INTEGER NOT NULL, whole BLOB NOT NULL,
    minhash BLOB NOT NULL, figures BLOB NOT NULL, sentences BLOB NOT NULL);
CREATE TABLE stories (article_id TEXT PRIMARY KEY, story TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX stories_story ON stories (story);
CREATE TABLE boilerplate (sentence INTEGER PRIMARY KEY);
CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = 'porter unicode61 remove_diacritics 2');
"""
PASSAGE_COLUMNS = """p.id, p.article_id, a.source, a.published, substr(a.text, p."start" + 1, p."end" - p."start"), p."start", p."end" """


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

    Raises IndexDamaged when the file is not a catalog, IndexMismatch when another version wrote it.
    """

    def __init__(self, folder: Path, *, any_version: bool = False) -> None:
        self.path = folder / CATALOG_FILE
        self._local = threading.local()
        self._connections: weakref.WeakSet[_OfThread] = weakref.WeakSet()
        try:
            if not self._has_tables():
                self._create()
            if not any_version:
                self._check_version()
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
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CATALOG_FILE).touch()
        return cls(folder, any_version=any_version)

    def close(self) -> None:
        """Close the connections of all threads."""
        for of_thread in list(self._connections):
            of_thread.connection.close()
        self._connections.clear()
        self._local = threading.local()

    # -- facts about the index

    def meta(self, key: str) -> str | None:
        """Return a fact about the index, None where it was never set."""
        row = self._one("SELECT value FROM meta WHERE key = ?", key)
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Keep a fact about the index."""
        self._execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value)

    def summary(self) -> IndexSummary:
        """Count what is indexed."""
        articles, dated, earliest, newest = self._one("SELECT count(*), count(published), min(published), max(published) FROM articles")
        return IndexSummary(articles, articles - dated, self.passage_count(), _day(earliest), _day(newest))

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
        """Drop everything, whatever version wrote it, make the tables anew and return the article ids there were."""
        with self.transaction():
            before = set(self.article_files())
            kept = {key: value for key in KEPT if (value := self.meta(key)) is not None}
            names = self._rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'words_%'")
            for (table,) in sorted(names, key=lambda row: row[0] == "articles"):  # passages refer to articles
                self._execute(f'DROP TABLE "{table}"')
            self._make_tables()
            for key, value in kept.items():
                self.set_meta(key, value)
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
            self._remove_article(article.id)
            published = article.published.isoformat() if article.published else None
            self._execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(article.id, file, article.source, article.title, published, article.date_origin),
                *(article.text, article.body_start, article.url),
            )
            for passage, digest, vector in zip(passages, embedded, vectors, strict=True):
                cursor = self._execute(
                    'INSERT INTO passages (id, article_id, "start", "end", embedded_sha256, vector) VALUES (?, ?, ?, ?, ?, ?)',
                    *(passage.id, article.id, passage.start, passage.end, digest, vector.astype("<f4").tobytes()),
                )
                self._execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", cursor.lastrowid, article.title, passage.text)
            self._put_fingerprint(article.id, fingerprint)
            self._raise_revision()

    def remove_articles(self, ids: Iterable[str]) -> None:
        """Remove articles with their passages, all or none."""
        with self.transaction():
            for id in ids:
                self._remove_article(id)
            self._raise_revision()

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
        rows = self._rows(
            "SELECT a.id, a.published, f.words, f.whole, f.minhash, f.figures, f.sentences FROM articles a "
            "JOIN fingerprints f ON f.article_id = a.id"
        )
        return [FingerprintedArticle(row[0], _day(row[1]), Fingerprint(*row[2:])) for row in rows]

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
        return [StoryFile(id, source, _day(published)) for id, source, published in rows]

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
        """Return an article, None when there is no such id."""
        columns = "id, source, title, published, text, date_origin, body_start, url"
        row = self._one(f"SELECT {columns} FROM articles WHERE id = ?", id)
        if row is None:
            return None
        origin: DateOrigin | None = row[5]
        return Article(row[0], row[1], row[2], _day(row[3]), row[4], origin, row[6], row[7])

    def newest_articles(self, limit: int) -> list[Article]:
        """Return the newest dated articles, newest first."""
        ids = self._rows("SELECT id FROM articles WHERE published IS NOT NULL ORDER BY published DESC, id LIMIT ?", limit)
        return [article for (id,) in ids if (article := self.article(id))]

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Return id -> passage for those of the ids that exist."""
        found = {}
        for some in _slices(ids):
            marks = ",".join("?" * len(some))
            query = f"SELECT {PASSAGE_COLUMNS} FROM passages p JOIN articles a ON a.id = p.article_id WHERE p.id IN ({marks})"
            found.update({row[0]: _passage(row) for row in self._rows(query, *some)})
        return found

    def passage_ids(self) -> set[str]:
        """Return the ids of all passages."""
        return {id for (id,) in self._rows("SELECT id FROM passages")}

    def stored_passages(self, ids: Iterable[str]) -> Iterator[list[StoredPassage]]:
        """Yield the passages of the ids with their vectors, some thousand at a time."""
        for some in _slices(list(ids)):
            marks = ",".join("?" * len(some))
            query = f"SELECT {PASSAGE_COLUMNS}, p.vector FROM passages p JOIN articles a ON a.id = p.article_id WHERE p.id IN ({marks})"
            yield [StoredPassage(_passage(row), np.frombuffer(row[7], "<f4")) for row in self._rows(query, *some)]

    def vectors_of(self, ids: Sequence[str]) -> dict[str, np.ndarray]:
        """Return id -> float32 vector for those of the ids that exist."""
        return {stored.passage.id: stored.vector for some in self.stored_passages(ids) for stored in some}

    def embedded_vector(self, digest: bytes) -> np.ndarray | None:
        """Return the vector of a text that was embedded before, by the SHA-256 of the text."""
        row = self._one("SELECT vector FROM passages WHERE embedded_sha256 = ? LIMIT 1", digest)
        return np.frombuffer(row[0], "<f4") if row else None

    def matching(self, words: Sequence[str], limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Return (passage id, BM25 score, higher is better) of the passages that hold any of the words, best first."""
        if not words:
            return []
        conditions, values = ["words MATCH ?"], [" OR ".join(map(fts_phrase, words))]
        for condition, value in (("a.published >= ?", filters.since), ("a.published <= ?", filters.until)):
            if value:
                conditions.append(condition)
                values.append(value.isoformat())
        if filters.source is not None:
            sources = self.sources(filters.source)
            conditions.append(f"a.source IN ({','.join('?' * len(sources))})")
            values += sources
        query = f"""SELECT p.id, -bm25(words) FROM words JOIN passages p ON p.number = words.rowid
            JOIN articles a ON a.id = p.article_id WHERE {" AND ".join(conditions)} ORDER BY bm25(words), p.id LIMIT ?"""
        return [(id, float(score)) for id, score in self._rows(query, *values, limit)]

    def word_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Return word -> number of passages that hold it, in any of its inflections."""
        return {word: int(self._one("SELECT count(*) FROM words WHERE words MATCH ?", fts_phrase(word))[0]) for word in set(words)}

    def rows(self, statement: str, *values: object) -> list[Any]:
        """Return the rows of a statement that only reads."""
        return self._rows(statement, *values)

    def damage(self) -> str | None:
        """Return what SQLite finds wrong with the file, None when it is sound. Reads the whole file."""
        try:
            result = str(self._one("PRAGMA integrity_check(1)")[0]).splitlines()[0]
            self._execute("INSERT INTO words (words) VALUES ('integrity-check')")
        except IndexDamaged as error:
            return str(error)
        return None if result == "ok" else result

    # -- inside

    def _connection(self) -> sqlite3.Connection:
        of_thread: _OfThread | None = getattr(self._local, "of_thread", None)
        if of_thread is None:
            of_thread = _OfThread(sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False))
            self._connections.add(of_thread)
            of_thread.connection.execute("PRAGMA journal_mode = WAL")
            of_thread.connection.execute("PRAGMA synchronous = NORMAL")
            of_thread.connection.execute("PRAGMA foreign_keys = ON")
            self._local.of_thread = of_thread
        return of_thread.connection

    def _execute(self, statement: str, *values: object) -> sqlite3.Cursor:
        with self._reporting_damage():
            return self._connection().execute(statement, values)

    def _rows(self, statement: str, *values: object) -> list[Any]:
        with self._reporting_damage():
            return self._connection().execute(statement, values).fetchall()

    def _one(self, statement: str, *values: object) -> Any:
        with self._reporting_damage():
            return self._connection().execute(statement, values).fetchone()

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

    def _damaged(self, error: sqlite3.Error) -> str:
        return f"The catalog {self.path} cannot be read ({error}): run `dateline index FOLDER --rebuild`."

    def _has_tables(self) -> bool:
        return bool(self._one("SELECT count(*) FROM sqlite_master WHERE name = 'meta'")[0])

    def _create(self) -> None:
        with self.transaction():
            if not self._has_tables():  # another process may have been first
                self._make_tables()

    def _make_tables(self) -> None:
        for statement in TABLES.split(";\n"):
            self._execute(statement)
        for key, value in (("schema", SCHEMA), ("passage_rules", PASSAGE_RULES), ("revision", 0), ("name", uuid.uuid4().hex)):
            self.set_meta(key, str(value))

    def _check_version(self) -> None:
        found = (self.meta("schema"), self.meta("passage_rules"))
        if found != (str(SCHEMA), str(PASSAGE_RULES)):
            raise IndexMismatch(
                f"The index has format {found[0]}.{found[1]}, this version of Dateline reads {SCHEMA}.{PASSAGE_RULES}: "
                "run `dateline index FOLDER --rebuild`."
            )

    def _put_fingerprint(self, id: str, found: Fingerprint) -> None:
        values = (found.words, found.whole, found.minhash, found.figures, found.sentences)
        self._execute("INSERT INTO fingerprints VALUES (?, ?, ?, ?, ?, ?)", id, *values)

    def _remove_article(self, id: str) -> None:
        self._execute("DELETE FROM stories WHERE article_id = ?", id)
        self._execute("DELETE FROM fingerprints WHERE article_id = ?", id)
        self._execute("DELETE FROM words WHERE rowid IN (SELECT number FROM passages WHERE article_id = ?)", id)
        self._execute("DELETE FROM passages WHERE article_id = ?", id)
        self._execute("DELETE FROM articles WHERE id = ?", id)

    def _raise_revision(self) -> None:
        self._execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")


class _OfThread:
    """A thread's connection, closed when the thread ends: those of a web server come and go."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


def fts_phrase(word: str) -> str:
    """Quote a word for FTS5, which takes any character but these."""
    return '"' + re.sub('["\0\ud800-\udfff]', " ", word) + '"'


def question_words(question: str) -> list[str]:
    """Return the words of a question as the full-text search takes them, each once, in order."""
    return list(dict.fromkeys(re.findall(r"\w+", question.casefold())))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _passage(row: tuple[Any, ...]) -> Passage:
    return Passage(row[0], row[1], row[2], _day(row[3]), row[4], row[5], row[6])


def _slices(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for i in range(0, len(ids), PARAMETERS):
        yield ids[i : i + PARAMETERS]
