"""The tables of a catalog, and an empty one made of them.

What nothing gives yet is there to be filled: the part of the vector store that holds a passage. An index made today need not be
rebuilt for it.
"""

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

from index.annotations import ANNOTATION_RULES
from index.modes import FILE_MODE, keep_private
from index.passages import PASSAGE_RULES

SCHEMA = 5
CATALOG_FILE = "catalog.sqlite"
# What belongs to the catalog: SQLite's own files beside it.
CATALOG_SUFFIXES = ("", "-wal", "-shm")
# What an index must have been made by, as it is kept in it.
RULES = {"schema": SCHEMA, "passage_rules": PASSAGE_RULES, "annotation_rules": ANNOTATION_RULES}

# What lists show and sort by: the title or, where there is none, the first words. A line holds about a hundred characters.
OPENING_LENGTH = 160
TITLE_OR_OPENING = (
    f"substr(ltrim(coalesce(nullif(title, ''), substr(text, body_start + 1, 400)), char(9, 10, 13, 32)), 1, {OPENING_LENGTH})"
)

WORDS_TABLE = "CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = 'porter unicode61 remove_diacritics 2')"
TABLES = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE origins (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, address TEXT NOT NULL UNIQUE, label TEXT NOT NULL, seal BLOB NOT NULL, updated TEXT);
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, origin INTEGER REFERENCES origins (number)) WITHOUT ROWID;
CREATE TABLE failures (file TEXT NOT NULL, reason TEXT NOT NULL, origin INTEGER REFERENCES origins (number));
CREATE TABLE articles (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, source TEXT, title TEXT, published TEXT, date_origin TEXT,
    text TEXT NOT NULL, body_start INTEGER NOT NULL, url TEXT, author TEXT,
    published_time TEXT, published_zone TEXT, undated TEXT, section TEXT, language TEXT, origin INTEGER REFERENCES origins (number),
    cut BLOB NOT NULL, seal BLOB NOT NULL);
CREATE INDEX articles_file ON articles (file);
CREATE INDEX articles_origin ON articles (origin, published);
CREATE INDEX articles_published ON articles (published, id, source);
CREATE INDEX articles_opening ON articles ({TITLE_OR_OPENING} COLLATE NOCASE, id);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL REFERENCES articles (id),
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, embedded_sha256 BLOB NOT NULL, vector BLOB NOT NULL,
    part INTEGER NOT NULL DEFAULT 0, seal BLOB NOT NULL);
CREATE TABLE parts (number INTEGER PRIMARY KEY, generation TEXT, revision INTEGER, files TEXT);
CREATE INDEX passages_article ON passages (article_id);
CREATE INDEX passages_embedded ON passages (embedded_sha256);
CREATE TABLE fingerprints (
    article_id TEXT PRIMARY KEY REFERENCES articles (id), words INTEGER NOT NULL, whole BLOB NOT NULL,
    minhash BLOB NOT NULL, figures BLOB NOT NULL, sentences BLOB NOT NULL, seal BLOB NOT NULL);
CREATE TABLE sentences (article_id TEXT PRIMARY KEY REFERENCES articles (id), annotated TEXT NOT NULL, seal BLOB NOT NULL);
CREATE TABLE names (article_id TEXT NOT NULL REFERENCES articles (id), name TEXT NOT NULL, PRIMARY KEY (article_id, name)) WITHOUT ROWID;
CREATE TABLE withdrawals (
    article_id TEXT NOT NULL REFERENCES articles (id), withdrawn_id TEXT NOT NULL, kind TEXT NOT NULL,
    PRIMARY KEY (article_id, withdrawn_id)) WITHOUT ROWID;
CREATE INDEX withdrawals_withdrawn ON withdrawals (withdrawn_id);
CREATE TABLE stories (article_id TEXT PRIMARY KEY, story TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX stories_story ON stories (story);
CREATE TABLE boilerplate (sentence INTEGER PRIMARY KEY);
{WORDS_TABLE};
"""


def make_catalog(folder: Path) -> None:
    """Make an empty catalog, whole or not at all."""
    new = folder / f"{CATALOG_FILE}.new"
    for left in (f"{name}{suffix}" for name in (CATALOG_FILE, new.name) for suffix in CATALOG_SUFFIXES):
        (folder / left).unlink(missing_ok=True)  # what SQLite kept beside a file that is gone would be played into this one
    new.touch(FILE_MODE)
    keep_private(new)
    with closing(sqlite3.connect(new, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN")
        make_tables(connection)
        connection.execute("COMMIT")
    new.replace(folder / CATALOG_FILE)


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of a catalog that holds nothing, in the transaction that there is."""
    for statement in TABLES.split(";\n"):
        connection.execute(statement)
    facts = {**RULES, "revision": 0, "articles": 0, "passages": 0, "name": uuid.uuid4().hex}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", [(key, str(value)) for key, value in facts.items()])
