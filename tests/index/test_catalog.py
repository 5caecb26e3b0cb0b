"""The catalog: whole or not at all, searched by words, and clear about what it cannot read."""

import dataclasses
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hashing_embedder import HashingEmbedder

from index import Article, Failure, Filters, IndexSummary, Passage
from index.annotations import annotate
from index.catalog import Catalog
from index.errors import ArticleDamaged, CatalogUnavailable, IndexDamaged, IndexMismatch
from index.fingerprints import fingerprint, sentence_hashes
from index.passages import cut_passages, passage_id
from index.schema import CATALOG_FILE, RULES, SCHEMA
from index.seals import seal
from index.stories import FingerprintedArticle, Stories, StoryFile, by_date

EMBEDDER = HashingEmbedder()
BRIDGE = Article("2024/bridge.txt", "Reuters", "Bridge reopens", date(2024, 11, 9), "The Anskeld bridge reopened. Ferries stop.", "header")
BUDGET = Article(
    *("budget.json#1", "AFP", None, date(2024, 12, 5), "The budgets were agreed in Pellumar.", "meta", 0),
    url="https://example.org/",
    author="Ana Belun",
)
FERRY = Article("ferry.md", None, "Café ferries", None, "---\n---\nFerries stop at noon.", None, 8)
ARTICLES = [BRIDGE, BUDGET, FERRY]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog.create(tmp_path)
    yield catalog
    catalog.close()


@pytest.fixture
def filled(catalog: Catalog) -> Catalog:
    for article in ARTICLES:
        put(catalog, article)
    return catalog


def put(catalog: Catalog, article: Article) -> list[Passage]:
    passages = cut_passages(article, EMBEDDER.token_offsets, EMBEDDER.max_tokens, max_passages=1000)
    texts = [passage.text for passage in passages]
    vectors = EMBEDDER.embed_passages(texts)
    digests = [text.encode() for text in texts]
    catalog.put_article(article, article.id, passages, digests, list(vectors), fingerprint(article), annotate(article))
    return passages


def found(catalog: Catalog, words: str, **filters: date | str) -> list[str]:
    ids = [id for id, _ in catalog.matching(words.split(), 10, Filters(**filters))]  # type: ignore[arg-type]
    passages = catalog.passages(ids)
    return sorted(passages[id].article_id for id in ids)


def test_articles_come_back_as_they_were_put(filled: Catalog) -> None:
    assert [filled.article(article.id) for article in ARTICLES] == ARTICLES
    assert filled.article("none") is None
    assert filled.article_files() == {article.id: article.id for article in ARTICLES}
    assert filled.outlets_named("REUTERS") == ["Reuters"]
    assert filled.newest_articles(1) == [BUDGET]
    assert filled.newest_articles(9) == [BUDGET, BRIDGE]


def test_the_summary_counts_and_dates(catalog: Catalog, tmp_path: Path) -> None:
    assert catalog.summary() == IndexSummary(0, 0, 0, None, None)
    put(catalog, FERRY)
    assert catalog.summary() == IndexSummary(1, 1, 1, None, None)
    put(catalog, BRIDGE)
    put(catalog, BUDGET)
    assert catalog.summary() == IndexSummary(3, 1, 3, date(2024, 11, 9), date(2024, 12, 5))


def test_passages_come_back_with_their_articles_date_source_and_vector(filled: Catalog) -> None:
    passages = {passage.id: passage for article in ARTICLES for passage in put(filled, article)}
    assert filled.passages([*passages, "none"]) == passages
    assert list(filled.passage_ids()) == sorted(passages)
    vectors = filled.vectors_of([*passages, "none"])
    assert set(vectors) == set(passages)
    for id, passage in passages.items():
        assert vectors[id].tobytes() == EMBEDDER.embed_question(passage.text).tobytes()


def test_more_passages_are_read_than_one_statement_takes(catalog: Catalog) -> None:
    article = dataclasses.replace(BRIDGE, text="Ferries stop. " * 20)
    spans = [(start, end) for start in range(270) for end in range(start, 270)]
    ids = [passage_id(BRIDGE.id, start, article.text[start:end], "2024-11-09", BRIDGE.source, BRIDGE.title) for start, end in spans]
    passages = [
        Passage(id, BRIDGE.id, BRIDGE.source, BRIDGE.published, article.text[start:end], start, end)
        for id, (start, end) in zip(ids, spans, strict=True)
    ]
    assert len(passages) > 33_000
    vectors = np.zeros((len(passages), 2), np.float32)
    catalog.put_article(article, BRIDGE.id, passages, [b"same"] * len(passages), list(vectors), fingerprint(article), annotate(article))
    assert catalog.passages([passage.id for passage in passages]) == {passage.id: passage for passage in passages}


def test_a_text_that_was_embedded_is_found_by_its_digest(filled: Catalog) -> None:
    vector = filled.embedded_vector(b"Ferries stop at noon.")
    assert vector is not None
    assert vector.tobytes() == EMBEDDER.embed_question("Ferries stop at noon.").tobytes()
    assert filled.embedded_vector(b"never") is None


def test_putting_an_article_again_replaces_it_and_its_words(filled: Catalog) -> None:
    edited = dataclasses.replace(BRIDGE, text="The tunnel is shut.", published=date(2025, 1, 1))
    (passage,) = put(filled, edited)
    assert filled.article(BRIDGE.id) == edited
    assert [id for id in filled.passage_ids() if filled.passages([id])[id].article_id == BRIDGE.id] == [passage.id]
    assert (found(filled, "anskeld"), found(filled, "tunnel")) == ([], [BRIDGE.id])
    assert filled.damage() is None


def test_an_article_put_half_leaves_the_old_one(filled: Catalog) -> None:
    before = (filled.article(BRIDGE.id), list(filled.passage_ids()), filled.meta("revision"))
    edited = dataclasses.replace(BRIDGE, text="The tunnel is shut.")
    passages = cut_passages(edited, EMBEDDER.token_offsets, EMBEDDER.max_tokens)
    vectors = [np.zeros(2, np.float32), np.zeros(2, np.float32)]
    with pytest.raises(ValueError):  # one passage, two vectors: raised after the old one was deleted
        filled.put_article(edited, BRIDGE.id, passages, [b"1"], vectors, fingerprint(edited), annotate(edited))
    assert (filled.article(BRIDGE.id), list(filled.passage_ids()), filled.meta("revision")) == before
    assert found(filled, "anskeld") == [BRIDGE.id]
    assert filled.damage() is None


def test_nothing_of_a_transaction_that_raises_stays(filled: Catalog) -> None:
    with pytest.raises(KeyboardInterrupt), filled.transaction():
        filled.set_file("x", "1")
        filled.remove_articles([BRIDGE.id])
        put(filled, dataclasses.replace(BUDGET, text="Other."))
        raise KeyboardInterrupt
    assert [filled.article(article.id) for article in ARTICLES] == ARTICLES
    assert filled.files() == {}
    put(filled, dataclasses.replace(BUDGET, text="Other."))  # and the next one can begin
    assert found(filled, "other") == [BUDGET.id]


def test_removing_articles_removes_their_passages_and_words(filled: Catalog) -> None:
    filled.remove_articles([BRIDGE.id, "none"])
    assert filled.summary().articles == filled.passage_count() == 2
    assert found(filled, "anskeld ferries") == [FERRY.id]
    assert filled.damage() is None


def test_each_change_raises_the_revision(filled: Catalog) -> None:
    assert filled.meta("revision") == "3"
    filled.remove_articles([BRIDGE.id])
    assert filled.meta("revision") == "4"
    filled.set_meta("folder", "x")
    assert filled.meta("revision") == "4"


def test_a_file_counts_as_read_until_one_of_its_articles_changes(filled: Catalog) -> None:
    filled.set_file(BRIDGE.id, "1")
    filled.set_file(FERRY.id, "2")
    put(filled, BRIDGE)
    assert filled.files() == {FERRY.id: "2"}
    filled.forget_files([FERRY.id])
    assert filled.files() == {}


def test_failures_replace_those_of_the_update_before(catalog: Catalog) -> None:
    catalog.set_failures([Failure("a.txt", "is empty"), Failure("b.txt", "is a pipe")])
    catalog.set_failures([Failure("c.txt", "is empty")])
    assert catalog.failures() == [Failure("c.txt", "is empty")]


def test_fingerprints_come_and_go_with_their_articles(filled: Catalog) -> None:
    edited = dataclasses.replace(BRIDGE, text="The tunnel is shut.")
    put(filled, edited)
    filled.remove_articles([BUDGET.id])
    undated = dataclasses.replace(BRIDGE, id="1999.txt", published=None)
    put(filled, undated)
    held = [FingerprintedArticle(article.id, article.published, fingerprint(article)) for article in (undated, FERRY, edited)]
    assert list(filled.fingerprints()) == sorted(held, key=by_date)


def test_sentences_come_and_go_with_their_articles(filled: Catalog) -> None:
    edited = dataclasses.replace(BRIDGE, text="The tunnel is shut, Ana Belun said on Friday.")
    put(filled, edited)
    filled.remove_articles([BUDGET.id])
    assert filled.sentences([article.id for article in ARTICLES]) == {article.id: annotate(article) for article in (edited, FERRY)}
    assert filled.sentences([]) == {}


def test_a_sentence_is_boilerplate_once_many_stories_hold_it(filled: Catalog) -> None:
    (ferries,) = sentence_hashes(["Ferries stop at noon."])
    filled.set_stories(Stories({}, frozenset([ferries])))
    (found,) = filled.sentences([FERRY.id])[FERRY.id]
    assert found == dataclasses.replace(annotate(FERRY)[0], kind="boilerplate")


def test_stories_are_behind_from_a_change_until_they_are_set(filled: Catalog) -> None:
    assert filled.stories_are_behind()
    filled.set_stories(Stories({}, frozenset()))
    assert not filled.stories_are_behind()
    filled.set_meta("folder", "x")
    assert not filled.stories_are_behind()
    filled.remove_articles([FERRY.id])
    assert filled.stories_are_behind()


def test_a_story_lists_its_articles_by_date_the_undated_last(filled: Catalog) -> None:
    filled.set_stories(Stories({article.id: BRIDGE.id for article in ARTICLES}, frozenset()))
    assert filled.stories([FERRY.id, "none", BUDGET.id]) == {FERRY.id: BRIDGE.id, BUDGET.id: BRIDGE.id}
    bridge, budget = StoryFile(BRIDGE.id, "Reuters", date(2024, 11, 9)), StoryFile(BUDGET.id, "AFP", date(2024, 12, 5))
    assert filled.story_articles(BRIDGE.id) == [bridge, budget, StoryFile(FERRY.id, None, None)]
    assert filled.story_articles(FERRY.id) == []
    filled.remove_articles([BUDGET.id])
    put(filled, FERRY)
    assert filled.story_articles(BRIDGE.id) == [bridge]


def test_stories_and_boilerplate_replace_those_before(filled: Catalog) -> None:
    least, most = -(2**63), 2**63 - 1
    filled.set_stories(Stories({BRIDGE.id: BRIDGE.id, FERRY.id: BRIDGE.id}, frozenset({least, 7})))
    filled.set_stories(Stories({BUDGET.id: BUDGET.id, FERRY.id: BUDGET.id}, frozenset({7, most})))
    assert filled.stories([BRIDGE.id, BUDGET.id, FERRY.id]) == {BUDGET.id: BUDGET.id, FERRY.id: BUDGET.id}
    assert filled.boilerplate([least, 7, most, 8]) == {7, most}
    assert filled.boilerplate(range(40_000)) == {7}
    filled.clear()
    assert (filled.stories([FERRY.id]), filled.boilerplate([7])) == ({}, set())


def test_words_are_found_in_text_and_headline_in_any_inflection_and_without_accents(filled: Catalog) -> None:
    assert found(filled, "reopening") == [BRIDGE.id]
    assert found(filled, "budget") == [BUDGET.id]
    assert found(filled, "cafe") == [FERRY.id]
    assert found(filled, "bridge pellumar nothing") == [BRIDGE.id, BUDGET.id]
    assert found(filled, "") == found(filled, "nothing") == []
    assert filled.word_frequencies(["ferry", "ferries", "nothing"]) == {"ferry": 2, "ferries": 2, "nothing": 0}


def test_the_best_match_comes_first_and_no_more_than_the_limit(filled: Catalog) -> None:
    matches = filled.matching(["ferries", "noon"], 10, Filters())
    assert [filled.passages([id])[id].article_id for id, _ in matches] == [FERRY.id, BRIDGE.id]
    assert matches[0][1] > matches[1][1] > 0
    assert filled.matching(["ferries", "noon"], 1, Filters()) == matches[:1]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [BRIDGE.id, BUDGET.id, FERRY.id]),
        ({"since": date(2024, 11, 9)}, [BRIDGE.id, BUDGET.id]),
        ({"since": date(2024, 11, 10)}, [BUDGET.id]),
        ({"until": date(2024, 12, 5)}, [BRIDGE.id, BUDGET.id]),
        ({"until": date(2024, 12, 4)}, [BRIDGE.id]),
        ({"since": date(2024, 11, 10), "until": date(2024, 12, 4)}, []),
        ({"source": "reuters"}, [BRIDGE.id]),
        ({"source": "AFP", "since": date(2024, 12, 5), "until": date(2024, 12, 5)}, [BUDGET.id]),
        ({"source": "TASS"}, []),
        ({"source": ""}, []),
    ],
)
def test_filters_narrow(filled: Catalog, filters: dict[str, date | str], expected: list[str]) -> None:
    assert found(filled, "bridge budget ferries", **filters) == expected


@pytest.mark.parametrize("word", ['"', 'a"b', "'", "_", "²", "AND", "NEAR(", "*", "^", "a\x00b", "\ud83d", "😀", "--", ""])
def test_no_word_breaks_the_search(filled: Catalog, word: str) -> None:
    assert filled.matching([word, "anskeld"], 10, Filters())[0][1] > 0
    assert filled.word_frequencies([word])[word] >= 0


def test_a_question_of_very_many_words_can_be_searched(filled: Catalog) -> None:
    assert found(filled, " ".join(f"word{n}" for n in range(50_000)) + " anskeld") == [BRIDGE.id]


def test_each_thread_reads_for_itself_while_another_writes(filled: Catalog) -> None:
    seen: list[object] = []

    def read() -> None:
        for _ in range(50):
            article = filled.article(BRIDGE.id)
            assert article is not None
            seen.append((article.text, filled.passage_count(), len(found(filled, "bridge"))))

    readers = [threading.Thread(target=read) for _ in range(4)]
    with filled.transaction():
        put(filled, dataclasses.replace(BRIDGE, text="Uncommitted."))
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    assert seen == [(BRIDGE.text, 3, 1)] * 200


def test_threads_that_have_ended_leave_no_files_open(filled: Catalog) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(30):
        thread = threading.Thread(target=filled.summary)
        thread.start()
        thread.join()
    assert len(os.listdir("/proc/self/fd")) <= before + 3


def test_a_closed_catalog_has_no_files_open(filled: Catalog) -> None:
    threading.Thread(target=filled.summary).run()
    filled.close()
    names = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if os.path.islink(f"/proc/self/fd/{fd}")]
    assert [name for name in names if name.startswith(str(filled.path))] == []


def test_a_catalog_locked_by_another_is_told_apart_from_a_damaged_one(filled: Catalog) -> None:
    filled.database.connection().execute("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(filled.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CatalogUnavailable) as refused:
            put(filled, BRIDGE)
    assert str(refused.value) == (
        f"The catalog {filled.path} cannot be used now (database is locked): see that no other process holds it and that its disk has "
        "room and can be written, then try again."
    )
    put(filled, BRIDGE)


def test_a_full_disk_leaves_the_old_article(filled: Catalog) -> None:
    pages = filled.database.connection().execute("PRAGMA page_count").fetchone()[0]
    filled.database.connection().execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(CatalogUnavailable, match="database or disk is full"):
        put(filled, dataclasses.replace(BRIDGE, text="Long. " * 5_000))
    assert filled.article(BRIDGE.id) == BRIDGE
    assert filled.damage() is None
    put(filled, dataclasses.replace(BRIDGE, text="Short."))


@pytest.mark.parametrize("key", ["schema", "passage_rules", "annotation_rules"])
def test_another_version_is_a_mismatch(filled: Catalog, key: str) -> None:
    filled.set_meta(key, "99")
    filled.close()
    found = ".".join("99" if one == key else str(version) for one, version in RULES.items())
    read = ".".join(map(str, RULES.values()))
    with pytest.raises(IndexMismatch) as refused:
        Catalog(filled.path.parent)
    assert str(refused.value) == (
        f"The index has format {found}, this version of Dateline reads {read}: run `dateline index FOLDER --rebuild`."
    )


def test_clearing_makes_a_new_catalog_of_whatever_version_and_keeps_where_the_vectors_are(filled: Catalog) -> None:
    name = str(filled.meta("name"))
    for key in ("schema", "generation", "published_files", "published_revision", "model_fingerprint"):
        filled.set_meta(key, "99")
    assert filled.clear() == {article.id for article in ARTICLES}
    kept = {key: filled.meta(key) for key in ("schema", "revision", "articles", "passages", "name", "generation")}
    assert kept == {"schema": str(SCHEMA), "revision": "0", "articles": "0", "passages": "0", "name": f"{name}-2", "generation": "99"}
    assert [filled.meta(key) for key in ("published_files", "published_revision", "model_fingerprint")] == [None, None, None]
    assert filled.summary() == IndexSummary(0, 0, 0, None, None)
    put(filled, BRIDGE)
    assert found(filled, "anskeld") == [BRIDGE.id]
    filled.clear()
    assert filled.meta("name") == name


@pytest.mark.parametrize("content", [b"no catalog at all " * 500, b"SQLite format 3\x00" + b"\xff" * 8000])
def test_garbage_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / CATALOG_FILE).write_bytes(content)
    with pytest.raises(IndexDamaged) as refused:
        Catalog(tmp_path)
    assert str(refused.value).startswith(f"The catalog {tmp_path / CATALOG_FILE} cannot be read (")
    assert str(refused.value).endswith("): run `dateline index FOLDER --rebuild`.")
    assert str(refused.value).isprintable()


def test_a_catalog_is_made_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / f"{CATALOG_FILE}-wal").write_bytes(b"of a catalog that is gone")
    with monkeypatch.context() as patched, pytest.raises(sqlite3.OperationalError):
        patched.setattr("index.schema.TABLES", "CREATE TABLE meta (key);\nCREATE TABLE meta (key)")  # as if it were killed there
        Catalog.create(tmp_path)
    assert not Catalog.exists(tmp_path)
    with closing(Catalog.create(tmp_path)) as catalog:
        assert catalog.summary() == IndexSummary(0, 0, 0, None, None)
    assert [file.name for file in tmp_path.iterdir()] == [CATALOG_FILE]


def test_articles_and_passages_are_counted_as_they_come_and_go(filled: Catalog) -> None:
    put(filled, dataclasses.replace(BRIDGE, text="Long sentences came. " * 200))
    filled.remove_articles([BUDGET.id, "none"])
    assert (filled.meta("articles"), filled.meta("passages")) == ("2", str(filled.passage_count()))
    assert filled.passage_count() > 2
    filled.remove_articles([BRIDGE.id, FERRY.id])
    assert (filled.meta("articles"), filled.meta("passages")) == ("0", "0")


def test_a_snapshot_does_not_change_while_another_writes(filled: Catalog) -> None:
    with closing(Catalog(filled.path.parent)) as writer, filled.database.snapshot():
        before = (filled.meta("revision"), filled.passage_count())
        writer.remove_articles([BRIDGE.id])
        assert (filled.meta("revision"), filled.passage_count()) == before == ("3", 3)
    assert (filled.meta("revision"), filled.passage_count()) == ("4", 2)


def test_all_is_in_the_one_file_after_a_checkpoint_also_while_another_has_it_open(filled: Catalog, tmp_path: Path) -> None:
    with closing(Catalog(filled.path.parent)) as reader:
        assert reader.summary().articles == 3
        put(filled, dataclasses.replace(FERRY, id="new.md"))
        filled.database.checkpoint()
        (tmp_path / "copy").mkdir()
        (tmp_path / "copy" / CATALOG_FILE).write_bytes(filled.path.read_bytes())
    with closing(Catalog(tmp_path / "copy")) as copy:
        assert copy.summary().articles == 4


# -- rot


ROT = {
    "text": "UPDATE articles SET text = replace(text, 'Anskeld', 'Ansleld')",
    "title": "UPDATE articles SET title = 'Bridge reopenc' WHERE title = 'Bridge reopens'",
    "date": "UPDATE articles SET published = '2024-11-08' WHERE published = '2024-11-09'",
    "no date": "UPDATE articles SET published = '20q4-11-09' WHERE published = '2024-11-09'",
    "outlet": "UPDATE articles SET source = 'Reuterr' WHERE source = 'Reuters'",
    "no text": "UPDATE articles SET text = CAST(x'ff00fe' AS TEXT) WHERE source = 'Reuters'",
    "numbers": "UPDATE articles SET title = 7, source = 8, text = 9 WHERE source = 'Reuters'",
}
PASSAGE_ROT = {
    "start": 'UPDATE passages SET "start" = "start" + 2',
    "end": 'UPDATE passages SET "end" = "end" - 2',
    "text for a start": "UPDATE passages SET \"start\" = 'x'",
    "vector": "UPDATE passages SET vector = zeroblob(256)",
    "digest": "UPDATE passages SET embedded_sha256 = zeroblob(32)",
}


def rot(catalog: Catalog, statement: str) -> None:
    """Change rows behind the catalog's back, and no other: the word index still names what was there."""
    catalog.database.execute(statement)
    assert catalog.database.connection().execute("SELECT changes()").fetchone()[0] > 0


@pytest.mark.parametrize("statement", ROT.values(), ids=ROT)
def test_an_article_that_rotted_is_not_given_and_is_named(filled: Catalog, statement: str) -> None:
    ids = list(filled.passage_ids())
    rot(filled, statement)
    with pytest.raises(ArticleDamaged) as error:
        filled.article(BRIDGE.id)
    named = f"Damaged in the index, and not quoted: {BRIDGE.id}; run `dateline index FOLDER`, which reads what is damaged again."
    assert str(error.value) == named
    assert {passage.article_id for passage in filled.passages(list(ids)).values()} == {BUDGET.id, FERRY.id}
    assert filled.newest_articles(9) == [BUDGET]
    assert (filled.article(BUDGET.id), filled.article(FERRY.id)) == (BUDGET, FERRY)
    assert filled.damaged_articles() == filled.find_damaged_articles() == [BRIDGE.id]


@pytest.mark.parametrize(
    "statement",
    [f"UPDATE articles SET {column} = 'x'" for column in ("url", "author", "file", "date_origin")]
    + ["UPDATE articles SET body_start = 1", *PASSAGE_ROT.values()],
)
def test_what_rotted_beside_the_text_is_named_too(filled: Catalog, statement: str) -> None:
    rot(filled, f"{statement} WHERE {'article_' if 'passages' in statement else ''}id = '{BRIDGE.id}'")
    assert filled.find_damaged_articles() == [BRIDGE.id]


@pytest.mark.parametrize("statement", PASSAGE_ROT.values(), ids=PASSAGE_ROT)
def test_a_passage_that_rotted_is_not_given_and_its_article_is_named(filled: Catalog, statement: str) -> None:
    ids = sorted(filled.passage_ids())
    rot(filled, statement)
    assert filled.passages(ids) == {}
    assert filled.damaged_articles() == sorted(article.id for article in ARTICLES)
    assert (filled.embedded_vector(b"Ferries stop at noon.") is None) == ("zeroblob" in statement)


def test_a_rotten_fingerprint_or_a_passage_without_an_article_is_found(filled: Catalog) -> None:
    filled.database.connection().execute("PRAGMA foreign_keys = OFF")
    rot(filled, f"UPDATE fingerprints SET minhash = zeroblob(4) WHERE article_id = '{BRIDGE.id}'")
    rot(filled, f"UPDATE passages SET article_id = 'gone' WHERE article_id = '{FERRY.id}'")
    assert filled.find_damaged_articles() == [BRIDGE.id, FERRY.id, "gone"]


@pytest.mark.parametrize("column", ["c0 = c0 || '!'", "c1 = replace(c1, '.', ';')"])
def test_what_the_word_index_was_given_is_held_against_the_passages(filled: Catalog, column: str) -> None:
    assert filled.damage() is None
    rot(filled, f"UPDATE words_content SET {column}")  # no word of it changes, so that FTS5 finds nothing wrong
    assert "the texts of its word index are not those of its passages" in str(filled.damage())


SENTENCE_ROT = {
    "figures": "UPDATE sentences SET annotated = replace(annotated, 'body', 'byline')",
    "of another article": f"UPDATE sentences SET annotated = (SELECT annotated FROM sentences WHERE article_id = '{FERRY.id}')",
    "gone": "DELETE FROM sentences",
    "bytes": "UPDATE sentences SET annotated = CAST(annotated AS BLOB)",
    "no seal": "UPDATE sentences SET seal = zeroblob(16)",
}


@pytest.mark.parametrize("statement", SENTENCE_ROT.values(), ids=SENTENCE_ROT)
def test_rotten_annotations_are_not_given_and_their_article_is_named(filled: Catalog, statement: str) -> None:
    rot(filled, f"{statement} WHERE article_id = '{BRIDGE.id}'")
    assert filled.sentences([BRIDGE.id, BUDGET.id]) == {BUDGET.id: annotate(BUDGET)}
    assert filled.damaged_articles() == filled.find_damaged_articles() == [BRIDGE.id]
    put(filled, BRIDGE)
    assert filled.sentences([BRIDGE.id]) == {BRIDGE.id: annotate(BRIDGE)}


def test_annotations_of_another_telling_of_an_article_are_not_given(filled: Catalog) -> None:
    before = filled.database.one("SELECT annotated, seal FROM sentences WHERE article_id = ?", BRIDGE.id)
    put(filled, dataclasses.replace(BRIDGE, text="The tunnel is shut."))
    filled.database.execute("UPDATE sentences SET annotated = ?, seal = ? WHERE article_id = ?", *before, BRIDGE.id)
    assert filled.sentences([BRIDGE.id]) == {}
    assert filled.damaged_articles() == [BRIDGE.id]


def test_sealed_annotations_that_are_none_are_not_given(filled: Catalog) -> None:
    (of_article,) = filled.database.one("SELECT seal FROM articles WHERE id = ?", BRIDGE.id)
    filled.database.execute(
        "UPDATE sentences SET annotated = '[1]', seal = ? WHERE article_id = ?", seal((BRIDGE.id, "[1]", of_article)), BRIDGE.id
    )
    assert filled.sentences([BRIDGE.id]) == {}


def test_an_article_put_again_is_damaged_no_more(filled: Catalog) -> None:
    rot(filled, ROT["text"])
    assert filled.find_damaged_articles() == [BRIDGE.id]
    put(filled, BRIDGE)
    assert filled.damaged_articles() == filled.find_damaged_articles() == []
    assert filled.article(BRIDGE.id) == BRIDGE


def test_more_damaged_articles_than_a_line_holds_are_counted(filled: Catalog) -> None:
    for n in range(5):
        put(filled, dataclasses.replace(BRIDGE, id=f"{n}.txt"))
    rot(filled, ROT["text"])
    filled.find_damaged_articles()
    assert str(filled.articles_damaged()).startswith("Damaged in the index, and not quoted: 0.txt, 1.txt, 2.txt and 3 more; run ")


LOOKUP_ROT = {
    "words": "UPDATE words_data SET block = zeroblob(length(block)) WHERE id = (SELECT max(id) FROM words_data)",
    "terms": "UPDATE words_idx SET pgno = pgno + 2",
    "lengths": "UPDATE words_docsize SET sz = zeroblob(2)",
    "stories": f"UPDATE stories SET story = '{FERRY.id}'",
    "boilerplate": "UPDATE boilerplate SET sentence = 8",
}


@pytest.mark.parametrize("statement", LOOKUP_ROT.values(), ids=LOOKUP_ROT)
def test_what_articles_are_found_by_is_known_to_have_rotted_and_made_anew(filled: Catalog, statement: str) -> None:
    filled.set_stories(Stories({BRIDGE.id: BUDGET.id}, frozenset([7])))
    assert filled.lookups_damage() is None  # not sealed yet
    filled.seal_lookups()
    assert filled.lookups_damage() is None
    rot(filled, statement)
    assert filled.lookups_damage() == "what articles are found by is not as it was written"
    filled.mend_lookups()
    assert filled.stories_are_behind()
    filled.set_stories(Stories({BRIDGE.id: BUDGET.id}, frozenset([7])))
    filled.seal_lookups()
    assert (filled.lookups_damage(), filled.damage(), filled.find_damaged_articles()) == (None, None, [])
    assert found(filled, "anskeld budgets noon") == sorted(article.id for article in ARTICLES)


def test_a_change_of_the_articles_breaks_the_seal_and_is_no_damage(filled: Catalog) -> None:
    filled.seal_lookups()
    put(filled, dataclasses.replace(BRIDGE, text="The tunnel is shut."))
    assert filled.lookups_damage() is None
    filled.seal_lookups()
    assert filled.lookups_damage() is None


def test_the_structure_is_looked_at_for_as_long_as_is_given(catalog: Catalog) -> None:
    numbers = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000)"
    rot(catalog, f"INSERT INTO failures (file, reason) {numbers} SELECT n, hex(zeroblob(1500)) FROM numbers")
    assert catalog.database.quick_damage(60) == (None, True)
    assert catalog.database.quick_damage(0.002) == (None, False)
    assert catalog.database.quick_damage(60) == (None, True)


def test_damage_inside_the_file_is_found(catalog: Catalog) -> None:
    for n in range(100):
        put(catalog, dataclasses.replace(BRIDGE, id=f"{n}.txt", text=f"Number {n} came. " * 20))
    assert catalog.damage() is None
    catalog.close()
    size = catalog.path.stat().st_size
    with catalog.path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * 8192)
    with closing(Catalog(catalog.path.parent, any_version=True)) as damaged:
        damage = damaged.damage()
        quick, finished = damaged.database.quick_damage(5)
    assert damage is not None
    assert damage.isprintable()
    assert quick is not None
    assert finished
    assert quick.startswith(f"The catalog {catalog.path} cannot be read (")
    assert quick.endswith("): run `dateline index FOLDER --rebuild`.")
