"""Whether what the catalog holds is as it was put, and the lookups made anew where they are not."""

import sqlite3
from contextlib import closing

from index.database import Database
from index.errors import CatalogUnavailable, IndexDamaged
from index.notices import OPENING, notice_kind
from index.rows import ARTICLE_COLUMNS, FROM_SENTENCES, PASSAGE_TEXT, SENTENCE_COLUMNS, between, cut_seal, is_passage, is_sealed
from index.schema import WORDS_TABLE
from index.seals import LOOKUPS, seal

NO_ARTICLE = "article_id NOT IN (SELECT id FROM articles)"


def find_damaged(database: Database) -> set[str]:
    """Return the articles of which text, facts, sentences, passages or vectors are not as they were put. Reads the whole catalog."""
    damaged: set[str] = set()
    passages = 0
    sentences = f"SELECT {SENTENCE_COLUMNS} {FROM_SENTENCES} WHERE a.id = ?"
    for row in database.iterated(f"SELECT {ARTICLE_COLUMNS} FROM articles"):
        id, _, source, title, published, _, text = row[:7]
        of_article = [database.one(query, id) for query in ("SELECT * FROM fingerprints WHERE article_id = ?", sentences)]
        stored = database.rows('SELECT id, "start", "end", embedded_sha256, vector, seal FROM passages WHERE article_id = ?', id)
        passages += len(stored)
        sound = all(one is not None and is_sealed(one) for one in (row, *of_article)) and row[-2] == cut_seal(one[0] for one in stored)
        for one, start, end, *embedding in stored:
            sound = sound and is_passage(one, id, start, between(text, start, end), published, source, title) and is_sealed(embedding)
        if not sound:
            damaged.add(str(id))
    if passages != database.one("SELECT count(*) FROM passages")[0]:
        damaged.update(str(id) for (id,) in database.rows(f"SELECT DISTINCT article_id FROM passages WHERE {NO_ARTICLE}"))
    return damaged


def lookups_hash(database: Database) -> str:
    """Return a hash of what passages and articles are found by."""
    return seal([value for statement in LOOKUPS for (value,) in database.iterated(statement)]).hex()


def remake_lookups(database: Database) -> int:
    """Make anew, of articles and passages, what they are found by; return how many passages without an article were removed."""
    database.execute("REINDEX")
    lost = database.execute(f"DELETE FROM passages WHERE {NO_ARTICLE}").rowcount
    for table in ("fingerprints", "sentences"):
        database.execute(f"DELETE FROM {table} WHERE {NO_ARTICLE}")
    database.execute("DROP TABLE words")
    database.execute(WORDS_TABLE)
    passages = f"SELECT p.number, a.title, {PASSAGE_TEXT} FROM passages p JOIN articles a ON a.id = p.article_id"
    database.execute(f"INSERT INTO words (rowid, title, text) {passages}")
    database.execute("DELETE FROM withdrawals")
    for id, title, body in list(database.iterated(f"SELECT id, title, substr(text, body_start + 1, {2 * OPENING}) FROM articles")):
        if kind := notice_kind(title, body):
            database.execute("INSERT INTO withdrawals VALUES (?, '', ?)", id, kind)
    return lost


def check_words(database: Database) -> None:
    """Compare the word index with the texts, which FTS5 does only where it can write; elsewhere in a copy of the catalog."""
    check = "INSERT INTO words (words) VALUES ('integrity-check')"
    try:
        database.execute(check)
    except CatalogUnavailable:
        with database.reporting_damage(), closing(sqlite3.connect("")) as copy:  # in memory, and in a temporary file when it is large
            database.connection().backup(copy)
            copy.execute(check)
    # FTS5 looks at the words alone; what it was given is kept beside them, and its spaces and signs may be damaged too.
    other = f"w.rowid IS NULL OR w.text IS NOT {PASSAGE_TEXT} OR w.title IS NOT a.title"
    joined = "passages p JOIN articles a ON a.id = p.article_id LEFT JOIN words w ON w.rowid = p.number"
    if database.one(f"SELECT EXISTS (SELECT 1 FROM {joined} WHERE {other})")[0]:
        raise IndexDamaged(database.damaged("the texts of its word index are not those of its passages"))
