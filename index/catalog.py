"""The catalog: one SQLite file that holds everything the index knows, and from which the vector store can be rebuilt."""

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from index.annotations import AnnotatedSentence, packed, surely_named, with_boilerplate
from index.articles import Article, Failure
from index.database import Database
from index.errors import ArticleDamaged, IndexDamaged, IndexMismatch
from index.filters import Filters
from index.fingerprints import Fingerprint
from index.integrity import check_words, find_damaged, lookups_hash, remake_lookups
from index.modes import keep_private
from index.notices import NoticeKind, notice_kind
from index.origins import Origin, Source
from index.passages import Passage
from index.rows import (
    ARTICLE_COLUMNS,
    FROM_SENTENCES,
    PARAMETERS,
    PASSAGE_COLUMNS,
    SENTENCE_COLUMNS,
    StoredPassage,
    Withdrawal,
    cut_seal,
    day,
    is_sealed,
    marks,
    slices,
    stored_passage,
    stored_sentences,
)
from index.schema import CATALOG_FILE, CATALOG_SUFFIXES, RULES, make_catalog, make_tables
from index.seals import seal
from index.stories import FingerprintedArticle, Stories, StoryFile

# The revision of the articles that the stories were found in.
STORIES_REVISION = "stories_revision"
# The revision of the articles, and the hash of what they are found by.
LOOKUPS_SEAL = "lookups_seal"
# More names in a line help nobody.
DAMAGED_NAMED = 3
# What others refer to is dropped after them.
DROPPED_LAST = {"articles": 1, "origins": 2}


@dataclass(frozen=True)
class IndexSummary:
    """What is indexed: counts, and the publication dates of the earliest and the newest article (None when all are undated)."""

    articles: int
    undated: int
    passages: int
    earliest: date | None
    newest: date | None


class Catalog:
    """The open catalog, safe to read from several threads; only the holder of the writer lock may write.

    Opening makes nothing. It raises IndexDamaged when the file is not a catalog or has lost rows, IndexMismatch when another
    version wrote it; with `any_version` it looks at nothing.
    """

    def __init__(self, folder: Path, *, any_version: bool = False) -> None:
        self.path = folder / CATALOG_FILE
        self.database = database = Database(self.path)
        self._execute, self._rows, self._one = database.execute, database.rows, database.one
        self._damaged_articles: set[tuple[str, str]] = set()  # as of which state of the catalog, and which
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
            make_catalog(folder)
        return cls(folder, any_version=any_version)

    def close(self) -> None:
        """Close the connections of all threads."""
        self.database.close()

    @property
    def is_of_this_process(self) -> bool:
        """Whether it was opened in this process and not in one that this was forked from."""
        return self.database.is_of_this_process

    def transaction(self) -> AbstractContextManager[None]:
        """Commit everything done inside, or nothing of it. A transaction inside another is part of it."""
        return self.database.transaction()

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

    def undated(self) -> list[Failure]:
        """Return the articles without a date, and why each has none."""
        return [Failure(*row) for row in self._rows("SELECT id, coalesce(undated, '') FROM articles WHERE published IS NULL ORDER BY id")]

    def unsettled_files(self, origin: int) -> list[str]:
        """Return the files of an origin with an article whose date may be one of several days."""
        query = "SELECT DISTINCT file FROM articles WHERE undated LIKE '% may be %' AND origin = ? ORDER BY file"
        return [file for (file,) in self._rows(query, origin)]

    def origins(self) -> list[Origin]:
        """Return where the articles are from, in the order in which it was added; of a catalog of another version its one folder."""
        if "label" not in self._columns("origins"):
            folder = self.meta("folder")
            return [Origin(1, "folder", folder, "")] if folder else []
        rows = self._rows("SELECT number, kind, address, label, seal, updated FROM origins ORDER BY number")
        if not all(is_sealed(row[:5]) for row in rows):
            raise IndexDamaged(self.database.damaged("what it was made of is not as it was written"))
        return [Origin(number, kind, address, label, updated) for number, kind, address, label, _, updated in rows]

    def sources(self) -> list[Source]:
        """Return what is held of each origin."""
        counted = dict((row[0], row[1:]) for row in self._rows("SELECT origin, count(*), max(published) FROM articles GROUP BY origin"))
        found = [(origin, *counted.get(origin.number, (0, None))) for origin in self.origins()]
        return [Source(origin.address, origin.kind, articles, day(newest), origin.updated) for origin, articles, newest in found]

    def languages(self) -> dict[str, int]:
        """Return how many articles are in each language that is known of them, by its code."""
        return dict(self._rows("SELECT language, count(*) FROM articles WHERE language IS NOT NULL GROUP BY language"))

    def outlets(self, limit: int) -> list[str]:
        """Return the outlets of the most articles, most first; those that differ in case only are one."""
        counted = "SELECT min(source) FROM articles WHERE source IS NOT NULL GROUP BY source COLLATE NOCASE"
        return [source for (source,) in self._rows(f"{counted} ORDER BY count(*) DESC, min(source) LIMIT ?", limit)]

    def outlets_named(self, name: str) -> list[str]:
        """Return the outlets equal to `name` but for case."""
        rows = self._rows("SELECT DISTINCT source FROM articles WHERE source IS NOT NULL ORDER BY source")
        return [source for (source,) in rows if source.casefold() == name.casefold()]

    # -- writing

    def clear(self) -> set[str]:
        """Drop everything, whatever version wrote it, make the tables anew and return the article ids there were.

        The vectors of the new articles are stored apart from those there are: for all others, nothing has changed until the
        transaction ends that this is part of.
        """
        with self.transaction():
            before = set(self.article_files())
            name, generation = self.meta("name"), self.meta("generation")
            names = self._rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'words_%'")
            for (table,) in sorted(names, key=lambda row: DROPPED_LAST.get(row[0], 0)):
                self._execute(f'DROP TABLE "{table}"')
            with self.database.reporting_damage():
                make_tables(self.database.connection())
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
        sentences: Sequence[AnnotatedSentence],
        origin: int | None = None,
    ) -> None:
        """Replace an article and its passages; `embedded` are SHA-256 digests of what was embedded, one with its vector a passage.

        Until `set_file` says that all of it is in the catalog, its file is not noted with any content.
        """
        with self.transaction():
            self._execute("DELETE FROM files WHERE path = ?", file)
            articles, before = self._remove_article(article.id)
            published = article.published.isoformat() if article.published else None
            facts = (article.id, file, article.source, article.title, published, article.date_origin)
            told = (article.text, article.body_start, article.url, article.author)
            when = (article.published_time, article.published_zone, article.undated, article.section, article.language)
            row = (*facts, *told, *when, origin, cut_seal(passage.id for passage in passages))
            self._execute(f"INSERT INTO articles ({ARTICLE_COLUMNS}) VALUES ({marks(len(row) + 1)})", *row, sealed := seal(row))
            for passage, digest, vector in zip(passages, embedded, vectors, strict=True):
                embedding = (digest, vector.astype("<f4").tobytes())
                before += self._remove_passages("id", passage.id)  # where damage gave it to another article
                cursor = self._execute(
                    'INSERT INTO passages (id, article_id, "start", "end", embedded_sha256, vector, seal) VALUES (?, ?, ?, ?, ?, ?, ?)',
                    *(passage.id, article.id, passage.start, passage.end, *embedding, seal(embedding)),
                )
                self._execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", cursor.lastrowid, article.title, passage.text)
            self._put_fingerprint(article.id, fingerprint)
            annotated = (article.id, packed(article, sentences))
            self._execute("INSERT INTO sentences VALUES (?, ?, ?)", *annotated, seal((*annotated, sealed)))
            for name in sorted({name for sentence in sentences for name in surely_named(article.text, sentence)}):
                self._execute("INSERT INTO names VALUES (?, ?)", article.id, name)
            if kind := notice_kind(article.title, article.text[article.body_start :]):  # of what, is found when all are in
                self._execute("INSERT INTO withdrawals VALUES (?, '', ?)", article.id, kind)
            self._raise_revision(1 - articles, len(passages) - before)

    def remove_articles(self, ids: Iterable[str]) -> None:
        """Remove articles with their passages, all or none."""
        with self.transaction():
            removed = [self._remove_article(id) for id in ids]
            self._raise_revision(-sum(one for one, _ in removed), -sum(passages for _, passages in removed))

    def put_origin(self, origin: Origin) -> None:
        """Keep where articles are from, in the place of what has its number."""
        row = (origin.number, origin.kind, origin.address, origin.label)
        again = "ON CONFLICT (number) DO UPDATE SET kind = excluded.kind, address = excluded.address, seal = excluded.seal"
        columns = "number, kind, address, label, seal, updated"
        self._execute(f"INSERT INTO origins ({columns}) VALUES (?, ?, ?, ?, ?, ?) {again}", *row, seal(row), origin.updated)

    def remove_origin(self, number: int) -> int:
        """Remove an origin with all that is from there, all or nothing; return how many articles it was."""
        with self.transaction():
            if ids := list(self.article_files(number)):
                self.remove_articles(ids)
            for statement in ("DELETE FROM files WHERE origin = ?", "DELETE FROM failures WHERE origin = ?"):
                self._execute(statement, number)
            self._execute("DELETE FROM origins WHERE number = ?", number)
        return len(ids)

    def set_updated(self, number: int, when: str) -> None:
        """Note that an update of an origin came to its end."""
        self._execute("UPDATE origins SET updated = ? WHERE number = ?", when, number)

    def set_file(self, path: str, sha256: str, origin: int | None = None) -> None:
        """Note that all articles of a file with this content are in the catalog."""
        self._execute("INSERT OR REPLACE INTO files (path, sha256, origin) VALUES (?, ?, ?)", path, sha256, origin)

    def forget_files(self, paths: Iterable[str]) -> None:
        """Forget files that are gone."""
        with self.transaction():
            for path in paths:
                self._execute("DELETE FROM files WHERE path = ?", path)

    def set_failures(self, failures: Sequence[Failure], origin: int | None = None) -> None:
        """Keep what this update could not index of an origin in place of what the last could not."""
        with self.transaction():
            self._execute("DELETE FROM failures WHERE origin IS ?", origin)
            for failure in failures:
                self._execute("INSERT INTO failures VALUES (?, ?, ?)", failure.file, failure.reason, origin)

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

    def set_withdrawals(self, withdrawn: Mapping[tuple[str, NoticeKind], Sequence[str]]) -> None:
        """Keep what each notice, by its id and kind, withdraws in place of what it did before."""
        with self.transaction():
            self._execute("DELETE FROM withdrawals WHERE withdrawn_id != ''")
            for (notice, kind), ids in withdrawn.items():
                for id in ids:
                    self._execute("INSERT INTO withdrawals VALUES (?, ?, ?)", notice, id, kind)

    # -- reading

    def notices(self) -> list[tuple[str, NoticeKind]]:
        """Return the articles that take something back, and how."""
        return [
            (id, kind) for id, kind in self._rows("SELECT article_id, kind FROM withdrawals WHERE withdrawn_id = '' ORDER BY article_id")
        ]

    def withdrawals(self, article_ids: Sequence[str]) -> dict[str, Withdrawal]:
        """Return article id -> what takes it back, the newest notice of those that there are."""
        found: dict[str, Withdrawal] = {}
        for some in slices(article_ids):
            query = f"""SELECT w.withdrawn_id, w.article_id, w.kind FROM withdrawals w JOIN articles a ON a.id = w.article_id
                WHERE w.withdrawn_id IN ({marks(len(some))}) ORDER BY a.published, a.id"""
            found.update({id: Withdrawal(by, kind) for id, by, kind in self._rows(query, *some)})
        return found

    def article_ids(self, *, addresses: Collection[str], days: Collection[date], titles: Collection[str], limit: int) -> list[str]:
        """Return the articles of these addresses, days, or with words of these titles in theirs; some of very many."""
        found: list[tuple[str]] = []
        if addresses:
            found += self._rows(f"SELECT id FROM articles WHERE url IN ({marks(len(addresses))})", *addresses)
        for one in days:
            found += self._rows("SELECT id FROM articles WHERE published = ? LIMIT ?", one.isoformat(), limit)
        for title in titles:
            words = [fts_phrase(word) for word in re.findall(r"\w+", title)]
            query = """SELECT DISTINCT p.article_id FROM words JOIN passages p ON p.number = words.rowid WHERE words MATCH ? LIMIT ?"""
            found += self._rows(query, f"title : ({' OR '.join(words)})", limit) if words else []
        return [id for (id,) in found]

    def copies(self, id: str) -> list[str]:
        """Return the other articles of which a passage is the first of this one, headline and all."""
        first = '(SELECT embedded_sha256 FROM passages WHERE article_id = ? ORDER BY "start" LIMIT 1)'
        rows = self._rows(f"SELECT DISTINCT article_id FROM passages WHERE embedded_sha256 = {first} AND article_id != ?", id, id)
        return [copy for (copy,) in rows]

    def first_passage(self, id: str) -> Passage | None:
        """Return the first passage of an article that is as it was indexed."""
        rows = self._rows('SELECT id FROM passages WHERE article_id = ? ORDER BY "start" LIMIT 1', id)
        return next(iter(self.passages([passage for (passage,) in rows]).values()), None)

    def stories_are_behind(self) -> bool:
        """Tell whether articles have changed since the stories were found."""
        return self.meta(STORIES_REVISION) != self.meta("revision")

    def fingerprints(self) -> Iterator[FingerprintedArticle]:
        """Yield what the articles are compared by that are as they were put, in the order of `by_date`."""
        for which in ("a.published IS NOT NULL", "a.published IS NULL"):
            joined = f"articles a CROSS JOIN fingerprints f ON f.article_id = a.id WHERE {which}"  # in the order of an index, unsorted
            for row in self.database.iterated(f"SELECT a.published, f.* FROM {joined} ORDER BY a.published, a.id"):
                if is_sealed(row[1:]):
                    yield FingerprintedArticle(row[1], day(row[0]), Fingerprint(*row[2:-1]))

    def stories(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return article id -> story id for those of the articles that tell a story which others tell too."""
        found: dict[str, str] = {}
        for some in slices(article_ids):
            found.update(self._rows(f"SELECT article_id, story FROM stories WHERE article_id IN ({marks(len(some))})", *some))
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
        for some in slices(sentences):
            found.update(one for (one,) in self._rows(f"SELECT sentence FROM boilerplate WHERE sentence IN ({marks(len(some))})", *some))
        return found

    def sentences(self, article_ids: Sequence[str]) -> dict[str, tuple[AnnotatedSentence, ...]]:
        """Return article id -> its sentences, in order, for those of the articles of which they are as they were put."""
        found: dict[str, list[tuple[AnnotatedSentence, int | None]]] = {}
        for some in slices(article_ids):
            query = f"SELECT {SENTENCE_COLUMNS} {FROM_SENTENCES} WHERE a.id IN ({marks(len(some))})"
            stored = {row[0]: stored_sentences(row) for row in self._rows(query, *some)}
            self._note_damaged({id for id, sentences in stored.items() if sentences is None})
            found.update({id: sentences for id, sentences in stored.items() if sentences is not None})
        boilerplate = self.boilerplate([hash for sentences in found.values() for _, hash in sentences if hash is not None])
        return {id: with_boilerplate(sentences, boilerplate) for id, sentences in found.items()}

    def files(self, origin: int | None = None) -> dict[str, str]:
        """Return path -> SHA-256 of the files, all or those of an origin, that are wholly in the catalog."""
        return dict(self._of_origin("SELECT path, sha256 FROM files", origin))

    def article_files(self, origin: int | None = None) -> dict[str, str]:
        """Return article id -> path of its file; empty for a catalog of another version that keeps them otherwise."""
        if not {"id", "file"} <= self._columns("articles"):
            return {}
        return dict(self._of_origin("SELECT id, file FROM articles", origin))

    def article(self, id: str) -> Article | None:
        """Return an article, None when there is no such id; raises ArticleDamaged for one that is not as it was indexed."""
        row = self._one(f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE id = ?", id)
        if row is None:
            return None
        if not is_sealed(row):
            self._note_damaged([id])
            raise self.articles_damaged()
        return Article(row[0], row[2], row[3], day(row[4]), row[6], row[5], *row[7:15])

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

    def passage_ids(self) -> Iterator[str]:
        """Return the ids of all passages, sorted, as they are taken."""
        return (id for (id,) in self.database.iterated("SELECT id FROM passages ORDER BY id"))

    def stored_passages(self, ids: Iterable[str]) -> Iterator[list[StoredPassage]]:
        """Yield the passages of the ids with their vectors, some thousand at a time; those not as they were indexed are left out."""
        for some in slices(list(ids)):
            query = f"SELECT {PASSAGE_COLUMNS} FROM passages p JOIN articles a ON a.id = p.article_id WHERE p.id IN ({marks(len(some))})"
            found = [(row[1], stored_passage(row)) for row in self._rows(query, *some)]
            self._note_damaged({article_id for article_id, stored in found if stored is None})
            yield [stored for _, stored in found if stored]

    def vectors_of(self, ids: Sequence[str]) -> dict[str, np.ndarray]:
        """Return id -> float32 vector for those of the ids that exist and have the vector that they were given."""
        found: dict[str, np.ndarray] = {}
        for some in slices(ids):
            rows = self._rows(f"SELECT embedded_sha256, vector, seal, id, article_id FROM passages WHERE id IN ({marks(len(some))})", *some)
            found.update({row[3]: np.frombuffer(row[1], "<f4") for row in rows if is_sealed(row[:3])})
            self._note_damaged({row[4] for row in rows if row[3] not in found})
        return found

    def missing_passages(self, ids: Sequence[str]) -> set[str]:
        """Return those of the ids that are no passage's."""
        return set(ids) - {id for (id,) in self._rows(f"SELECT id FROM passages WHERE id IN ({marks(len(ids))})", *ids)}

    def embedded_vector(self, digest: bytes) -> np.ndarray | None:
        """Return the vector of a text that was embedded before, by the SHA-256 of the text."""
        rows = self._rows("SELECT embedded_sha256, vector, seal FROM passages WHERE embedded_sha256 = ? LIMIT 1", digest)
        return next((np.frombuffer(row[1], "<f4") for row in rows if is_sealed(row)), None)

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
        query = f"""SELECT p.embedded_sha256, p.vector, p.seal, p.id, p.article_id FROM passages p
            JOIN articles a ON a.id = p.article_id WHERE {where}"""
        with self.database.reporting_damage():
            cursor = self.database.connection().execute(query, values)
            while rows := cursor.fetchmany(PARAMETERS):
                sound = [row for row in rows if is_sealed(row[:3])]
                if len(sound) < len(rows):
                    self._note_damaged({row[4] for row in rows if not is_sealed(row[:3])})
                if sound:
                    yield [row[3] for row in sound], np.stack([np.frombuffer(row[1], "<f4") for row in sound])

    def word_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Return word -> number of passages that hold it, in any of its inflections."""
        return {word: int(self._one("SELECT count(*) FROM words WHERE words MATCH ?", fts_phrase(word))[0]) for word in set(words)}

    def names(self) -> dict[str, int]:
        """Return name -> number of articles that hold it, as it is written there."""
        return dict(self._rows("SELECT name, count(*) FROM names GROUP BY name"))

    # -- damage

    def check(self) -> None:
        """Raise IndexDamaged when the catalog was emptied or has lost rows, IndexMismatch when another version wrote it."""
        with self.database.snapshot():
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
            check_words(self.database)
            self.origins()
        except IndexDamaged as error:
            return str(error)
        return None if result == "ok" else result

    def articles_damaged(self) -> IndexDamaged:
        """Return the error that names the articles which are not as they were indexed, and what to do."""
        damaged = self.damaged_articles()
        return (
            ArticleDamaged(f"{damaged_articles_line(damaged)}.") if damaged else IndexDamaged(self.database.damaged("passages are missing"))
        )

    def damaged_articles(self) -> list[str]:
        """Return the articles that were met so far and left out, for they are not as they were indexed; none that was mended since."""
        now = self._state()
        return sorted(id for at, id in self._damaged_articles if at == now)

    def find_damaged_articles(self) -> list[str]:
        """Return all articles of which text, facts, passages or vectors are not as they were indexed. Reads the whole catalog."""
        damaged = find_damaged(self.database)
        self._note_damaged(damaged)
        return sorted(map(str, damaged))

    def lookups_damage(self) -> str | None:
        """Return what is wrong with what articles and passages are found by, None when it is as it was sealed or not sealed yet."""
        with self.database.snapshot():
            sealed = (self.meta(LOOKUPS_SEAL) or "").split()
            if len(sealed) != 2 or sealed[0] != self.meta("revision") or sealed[1] == lookups_hash(self.database):
                return None
        return "what articles are found by is not as it was written"

    def seal_lookups(self) -> None:
        """Keep the hash of what articles and passages are found by, where it changed; not in a transaction, at whose end FTS5 writes."""
        if (self.meta(LOOKUPS_SEAL) or "").split()[:1] != [self.meta("revision")]:
            with self.transaction():
                self.set_meta(LOOKUPS_SEAL, f"{self.meta('revision')} {lookups_hash(self.database)}")

    def mend_lookups(self) -> None:
        """Make anew, of articles and passages, what they are found by; stories and the seal are then behind."""
        try:
            with self.transaction():
                lost = remake_lookups(self.database)
                self._execute("DELETE FROM meta WHERE key IN (?, ?)", LOOKUPS_SEAL, STORIES_REVISION)
                if lost:
                    self._raise_revision(0, -lost)
        except sqlite3.IntegrityError as error:  # two rows with one key: one of them was another's
            raise IndexDamaged(self.database.damaged(error)) from error

    # -- inside

    def _columns(self, table: str) -> set[str]:
        return {row[1] for row in self._rows(f"PRAGMA table_info({table})")}

    def _of_origin(self, query: str, origin: int | None) -> list[Any]:
        if origin is None:
            return self._rows(query)
        if "label" not in self._columns("origins"):  # a catalog of another version
            return self._rows(query) if origin == 1 else []
        return self._rows(f"{query} WHERE origin = ?", origin)

    def _within(self, filters: Filters) -> tuple[list[str], list[Any]]:
        """Return conditions on articles `a` in SQL, and the values of their marks."""
        conditions: list[str] = []
        values: list[Any] = []
        for condition, value in (("a.published >= ?", filters.since), ("a.published <= ?", filters.until)):
            if value:
                conditions.append(condition)
                values.append(value.isoformat())
        if filters.source is not None:
            sources = self.outlets_named(filters.source)
            conditions.append(f"a.source IN ({marks(len(sources))})")
            values += sources
        return conditions, values

    def _note_damaged(self, ids: Collection[str]) -> None:
        if ids:
            now = self._state()
            self._damaged_articles.update((now, str(id)) for id in ids)

    def _state(self) -> str:
        return f"{self.meta('revision')} {self.meta('generation')}"  # a rebuild counts revisions anew

    def _check_tables(self) -> None:
        if not self._one("SELECT count(*) FROM sqlite_master WHERE name = 'meta'")[0] or not self.meta("schema"):
            raise IndexDamaged(f"The catalog {self.path} is empty: run `dateline index FOLDER --rebuild`.")

    def _check_version(self) -> None:
        found, read = (".".join(map(str, versions)) for versions in (map(self.meta, RULES), RULES.values()))
        if found != read:
            raise IndexMismatch(
                f"The index has format {found}, this version of Dateline reads {read}: run `dateline index FOLDER --rebuild`."
            )

    def _put_fingerprint(self, id: str, found: Fingerprint) -> None:
        row = (id, found.words, found.whole, found.minhash, found.figures, found.sentences)
        self._execute("INSERT INTO fingerprints VALUES (?, ?, ?, ?, ?, ?, ?)", *row, seal(row))

    def _remove_article(self, id: str) -> tuple[int, int]:
        """Return how many articles and passages were removed."""
        self._execute("DELETE FROM stories WHERE article_id = ?", id)
        self._execute("DELETE FROM withdrawals WHERE article_id = ? OR withdrawn_id = ?", id, id)
        self._execute("DELETE FROM fingerprints WHERE article_id = ?", id)
        self._execute("DELETE FROM sentences WHERE article_id = ?", id)
        self._execute("DELETE FROM names WHERE article_id = ?", id)
        passages = self._remove_passages("article_id", id)
        return self._execute("DELETE FROM articles WHERE id = ?", id).rowcount, passages

    def _remove_passages(self, column: str, id: str) -> int:
        self._execute(f"DELETE FROM words WHERE rowid IN (SELECT number FROM passages WHERE {column} = ?)", id)
        return self._execute(f"DELETE FROM passages WHERE {column} = ?", id).rowcount

    def _raise_revision(self, articles: int, passages: int) -> None:
        """Note a change, and how many more articles and passages there are by it: rows that are lost otherwise are missed."""
        for key, more in (("revision", 1), ("articles", articles), ("passages", passages)):
            self._execute("UPDATE meta SET value = value + ? WHERE key = ?", more, key)


def other_name(name: str) -> str:
    """Return the other of the two names that an index has on a Chroma server, in turn, each time that it is rebuilt."""
    return name.removesuffix("-2") if name.endswith("-2") else f"{name}-2"


def fts_phrase(word: str) -> str:
    """Quote a word for FTS5, which takes any character but these."""
    return '"' + re.sub('["\0\ud800-\udfff]', " ", word) + '"'


def damaged_articles_line(ids: Sequence[str]) -> str:
    """Name articles that are not as they were indexed, and the command that mends them; without an end."""
    named = ", ".join(ids[:DAMAGED_NAMED]) + (f" and {len(ids) - DAMAGED_NAMED} more" if len(ids) > DAMAGED_NAMED else "")
    return f"Damaged in the index, and not quoted: {named}; run `dateline index FOLDER`, which reads what is damaged again"
