"""Opening an index: what it gives, what it mends, and what it refuses in one line."""

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from generated_articles import write_articles
from hashing_embedder import HashingEmbedder

from index import Article, Embedder, Filters, Index, IndexSettings, IndexSummary, update_index
from index.catalog import Catalog
from index.errors import ArticleDamaged, IndexBusy, IndexDamaged, IndexMismatch, IndexMissing
from index.health import examine, index_status
from index.schema import CATALOG_FILE
from index.vectors import VECTORS_FOLDER, ComparedVectors
from index.vectors.embedded import EmbeddedVectors
from index.writer_lock import writer_lock


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    write_articles(folder, 6)
    return folder


@pytest.fixture
def settings(articles: Path, tmp_path: Path) -> IndexSettings:
    settings = IndexSettings(index_dir=tmp_path / "index")
    update_index(articles, settings, HashingEmbedder())
    return settings


def remove_vectors(settings: IndexSettings) -> None:
    (settings.index_dir / VECTORS_FOLDER).rename(settings.index_dir / "moved")


def hold(folder: Path) -> tuple[threading.Event, threading.Thread]:
    """Hold the writer lock in another thread until the event is set."""
    held, done = threading.Event(), threading.Event()

    def run() -> None:
        with writer_lock(folder):
            held.set()
            done.wait()

    thread = threading.Thread(target=run)
    thread.start()
    held.wait()
    return done, thread


def test_the_sample_is_searched_with_the_real_weights(sample_index: Path, minilm: Embedder) -> None:
    with closing(Index(IndexSettings(index_dir=sample_index), minilm)) as index:
        assert index.repaired is None
        near = index.nearest("How many people died when the grain terminal blew up?", 3, Filters())
        words = index.matching(["grain", "terminal"], 3, Filters())
        texts = [index.passages([id])[id].text.lower() for id, _ in (near[0], words[0])]
        assert ["terminal" in text for text in texts] == [True, True]
        vectors = index.vectors([id for id, _ in near])
        question = minilm.embed_question("How many people died when the grain terminal blew up?")
        assert max(abs(float(vectors[id] @ question) - similarity) for id, similarity in near) < 1e-5


def test_an_open_index_gives_articles_passages_and_counts(settings: IndexSettings, hashing: HashingEmbedder) -> None:
    with closing(Index(settings, hashing)) as index:
        summary = index.summary()
        newest = index.newest_articles(2)
        assert isinstance(newest[0], Article)
        assert summary == IndexSummary(6, 1, 12, index.newest_articles(9)[-1].published, newest[0].published)
        assert index.article("00002.md") == next(article for article in index.newest_articles(9) if article.id == "00002.md")
        assert index.article("none") is None
        ids = [id for id, _ in index.nearest("mayor", 12, Filters())]
        assert list(index.passages([*ids, "none"])) != ids or len(ids) == 12
        assert set(index.passages(ids)) == set(index.vectors(ids)) == set(ids)
        assert index.word_frequencies(["report3n5", "nothing"]) == {"report3n5": 1, "nothing": 0}


def test_an_index_answers_in_many_threads_at_once(settings: IndexSettings, hashing: HashingEmbedder) -> None:
    with closing(Index(settings, hashing)) as index:

        def ask(number: int) -> object:
            question = f"report{number % 6}n1"
            return index.nearest(question, 5, Filters()), index.matching([question], 5, Filters()), index.summary()

        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(ask, range(96)))
        assert found == [ask(number) for number in range(96)]


def test_where_there_is_no_index_that_is_said(tmp_path: Path, hashing: HashingEmbedder) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(IndexMissing) as error:
            Index(IndexSettings(index_dir=folder), hashing)
        assert str(error.value) == f"There is no index in {folder}: run `dateline index FOLDER` first, or name one with --index-dir."
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_catalog_is_one_line(settings: IndexSettings, hashing: HashingEmbedder) -> None:
    catalog = settings.index_dir / CATALOG_FILE
    catalog.write_bytes(b"garbage" * 1000)
    with pytest.raises(IndexDamaged) as error:
        Index(settings, hashing)
    assert str(error.value) == f"The catalog {catalog} cannot be read (file is not a database): run `dateline index FOLDER --rebuild`."


def emptied(statement: str) -> Callable[[Path], None]:
    def change(catalog: Path) -> None:
        with closing(sqlite3.connect(catalog)) as connection, connection:
            connection.executescript(statement)

    return change


def made_anew(catalog: Path) -> None:
    """As an older version did with an empty file."""
    catalog.unlink()
    Catalog.create(catalog.parent).close()


LOST = "holds {held}, of 6 with 12 that were indexed"
EMPTIED = {
    "no bytes": (lambda catalog: catalog.write_bytes(b""), "is empty"),
    "no tables": (emptied("DROP TABLE articles; DROP TABLE passages; DROP TABLE meta"), "is empty"),
    "no facts": (emptied("DELETE FROM meta"), "is empty"),
    "no rows": (emptied("DELETE FROM passages; DELETE FROM articles"), LOST.format(held="0 articles with 0 passages")),
    "fewer rows": (emptied("DELETE FROM passages WHERE number < 6"), LOST.format(held="6 articles with 7 passages")),
    "made anew": (made_anew, "is empty, and there are vectors"),
}


@pytest.mark.parametrize("how", EMPTIED)
def test_an_emptied_catalog_is_damaged_and_nothing_is_made_or_deleted_by_opening_it(
    settings: IndexSettings, articles: Path, hashing: HashingEmbedder, how: str
) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() if path.is_file() else b"" for path in settings.index_dir.rglob("*")}

    change, what = EMPTIED[how]
    change(settings.index_dir / CATALOG_FILE)
    before = files()
    for open_it in (lambda: Index(settings, hashing), lambda: index_status(settings)):
        with pytest.raises(IndexDamaged) as error:
            open_it()
        assert str(error.value) == f"The catalog {settings.index_dir / CATALOG_FILE} {what}: run `dateline index FOLDER --rebuild`."
    assert [(check.name, check.remedy) for check in examine(settings)] == [("catalog", "dateline index FOLDER --rebuild")]
    assert files() == before
    update_index(articles, settings, hashing, rebuild=True)
    with closing(Index(settings, hashing)) as index:
        assert (index.summary().articles, len(index.nearest("mayor", 20, Filters()))) == (6, 12)


def test_an_update_does_not_pass_over_rows_that_were_lost(settings: IndexSettings, articles: Path, hashing: HashingEmbedder) -> None:
    emptied("DELETE FROM passages; DELETE FROM articles")(settings.index_dir / CATALOG_FILE)
    with pytest.raises(IndexDamaged, match="--rebuild"):
        update_index(articles, settings, hashing)


def test_opening_makes_nothing(settings: IndexSettings, hashing: HashingEmbedder) -> None:
    before = sorted(settings.index_dir.rglob("*"))
    with closing(Index(settings, hashing)) as index:
        assert index.nearest("mayor", 5, Filters())
    assert sorted(settings.index_dir.rglob("*")) == before


def test_a_catalog_that_was_only_begun_is_no_index_yet(tmp_path: Path, hashing: HashingEmbedder) -> None:
    Catalog.create(tmp_path).close()
    with pytest.raises(IndexMissing) as error:
        Index(IndexSettings(index_dir=tmp_path), hashing)
    assert str(error.value) == f"There is no index in {tmp_path} yet, its building has only begun: run `dateline index FOLDER`."


@pytest.mark.parametrize("dimension", [64, 32])
def test_an_empty_index_belongs_to_no_model(articles: Path, tmp_path: Path, hashing: HashingEmbedder, dimension: int) -> None:
    settings, other = IndexSettings(index_dir=tmp_path / "index"), HashingEmbedder("hashing-2", dimension)
    (tmp_path / "none").mkdir()

    def opened() -> tuple[str | None, int, int]:
        with closing(Index(settings, other)) as index:
            return index.repaired, index.summary().articles, len(index.nearest("mayor", 20, Filters()))

    update_index(tmp_path / "none", settings, hashing)
    assert opened() == (None, 0, 0)
    update_index(articles, settings, other)
    assert opened() == (None, 6, 12)
    update_index(tmp_path / "none", settings, other, replace=True)
    with closing(Index(settings, hashing)) as index:
        assert (index.repaired, index.nearest("mayor", 20, Filters())) == (None, [])
    update_index(tmp_path / "none", settings, hashing)
    update_index(articles, settings, other)
    assert opened() == (None, 6, 12)


def test_a_store_behind_the_catalog_is_brought_up_to_date_on_opening(
    settings: IndexSettings, articles: Path, hashing: HashingEmbedder
) -> None:
    with closing(Catalog(settings.index_dir)) as catalog:
        catalog.remove_articles(["00002.md"])
    with closing(Index(settings, hashing)) as index:
        assert index.repaired == "The vector store was rebuilt from the catalog: older than the catalog."
        assert len(index.nearest("mayor", 20, Filters())) == 10
    with closing(Index(settings, hashing)) as index:
        assert index.repaired is None
    assert hashing.seen == []


def test_a_store_behind_is_searched_as_it_is_while_another_writes(settings: IndexSettings, hashing: HashingEmbedder) -> None:
    with closing(Catalog(settings.index_dir)) as catalog:
        catalog.remove_articles(["00002.md"])
    done, thread = hold(settings.index_dir)
    try:
        with closing(Index(settings, hashing)) as index:
            assert (index.repaired, len(index.nearest("mayor", 20, Filters()))) == (None, 12)
    finally:
        done.set()
        thread.join()


def test_a_damaged_store_is_not_mended_while_another_writes_and_every_passage_is_compared(
    settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    with closing(Index(settings, hashing)) as index:
        filters = [Filters(), Filters(since=date(2024, 3, 1), until=date(2024, 4, 30)), Filters(source="reuters"), Filters(source="TASS")]
        expected = [dict(index.nearest("mayor report3n5", 20, one)) for one in filters]
    remove_vectors(settings)
    done, thread = hold(settings.index_dir)
    try:
        with closing(Index(settings, hashing)) as index:
            assert (index.searched_by_comparing or "").startswith(
                "Searched without Chroma, by comparing every passage: its folder is missing. It cannot be mended now: "
                f"The index is being written by process {os.getpid()} since "
            )
            for one, near in zip(filters, expected, strict=True):
                found = index.nearest("mayor report3n5", 20, one)
                assert dict(found) == pytest.approx(near, abs=1e-5)
                assert [similarity for _, similarity in found] == sorted((similarity for _, similarity in found), reverse=True)
            best = index.nearest("mayor report3n5", 20, Filters())
            assert index.nearest("mayor report3n5", 3, Filters()) == best[:3]
    finally:
        done.set()
        thread.join()
    with closing(Index(settings, hashing)) as index:
        assert index.repaired == "The vector store was rebuilt from the catalog: its folder is missing."
        assert index.searched_by_comparing is None


def test_an_index_that_is_built_for_the_first_time_cannot_be_read_yet(
    articles: Path, tmp_path: Path, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, refused = IndexSettings(index_dir=tmp_path / "new"), []

    def publish(*_: object) -> None:
        with pytest.raises(IndexBusy) as error:
            Index(settings, hashing)
        refused.append(str(error.value))

    monkeypatch.setattr("index.vectors.embedded.EmbeddedVectors.publish", publish)
    update_index(articles, settings, hashing)
    assert [one.startswith(f"The index is being written by process {os.getpid()} since ") for one in refused] == [True]


def test_a_closed_or_refused_index_leaves_no_files_open(settings: IndexSettings, hashing: HashingEmbedder) -> None:
    def opened() -> list[str]:
        links = [f"/proc/self/fd/{fd}" for fd in os.listdir("/proc/self/fd")]
        names = [os.readlink(link) for link in links if os.path.islink(link)]
        return [name for name in names if str(settings.index_dir) in name and "writer" not in name]

    def closes() -> bool:
        for _ in range(500):  # Chroma's threads close their files in their own time
            if not opened():
                return True
            time.sleep(0.02)
        return False

    with closing(Index(settings, hashing)) as index:
        index.nearest("mayor", 5, Filters())
        assert opened() != []
    assert closes()
    with pytest.raises(IndexMismatch):
        Index(settings, HashingEmbedder("hashing-2"))
    assert closes()


ROT = {
    "words": "UPDATE words_data SET block = zeroblob(length(block)) WHERE id > 10",
    "lengths": "UPDATE words_docsize SET sz = zeroblob(2)",
    "stories": "INSERT INTO stories VALUES ('00001.md', '00002.md')",
}


def rot(settings: IndexSettings, statement: str) -> None:
    with closing(sqlite3.connect(settings.index_dir / CATALOG_FILE)) as connection, connection:
        assert connection.execute(statement).rowcount > 0


@pytest.mark.parametrize("statement", ROT.values(), ids=ROT)
def test_what_articles_are_found_by_is_made_anew_on_opening(settings: IndexSettings, hashing: HashingEmbedder, statement: str) -> None:
    rot(settings, statement)
    with closing(Index(settings, hashing)) as index:
        assert index.repaired == "The catalog's word index was made anew: what articles are found by is not as it was written."
        assert [len(index.matching([f"report{number}n5"], 5, Filters())) for number in range(6)] == [1] * 6
        assert index.stories(["00001.md"]) == {}
    with closing(Index(settings, hashing)) as index:
        assert index.repaired is None


def test_what_articles_are_found_by_is_not_made_anew_while_another_writes(settings: IndexSettings, hashing: HashingEmbedder) -> None:
    rot(settings, ROT["words"])
    with writer_lock(settings.index_dir), pytest.raises(IndexDamaged) as error:
        Index(settings, hashing)
    assert str(error.value).startswith(
        "In the catalog what articles are found by is not as it was written; it cannot be mended now: The index is "
    )
    assert str(error.value).endswith("Then run `dateline index FOLDER` where it can be written.")


def test_a_rotten_article_is_left_out_and_told_until_it_is_mended(
    settings: IndexSettings, articles: Path, hashing: HashingEmbedder
) -> None:
    rot(settings, "UPDATE articles SET text = replace(text, 'day 5', 'day 6') WHERE id = '00003.md'")
    with closing(Index(settings, hashing)) as index:
        (found,) = index.matching(["report3n5"], 5, Filters())
        assert index.passages([found[0]]) == {}
        notice = "Damaged in the index, and not quoted: 00003.md; run `dateline index FOLDER`, which reads what is damaged again."
        assert index.damage_notice() == notice
        assert index.article("00002.md") is not None
        with pytest.raises(ArticleDamaged):
            index.article("00003.md")
        update_index(articles, settings, hashing)
        assert index.damage_notice() is None
        (found,) = index.matching(["report3n5"], 5, Filters())
        assert len(index.passages([found[0]])) == 1


def test_passages_that_the_catalog_lost_since_it_was_opened_are_missed(settings: IndexSettings, hashing: HashingEmbedder) -> None:
    with closing(Index(settings, hashing)) as index:
        rot(settings, "DELETE FROM passages WHERE number = 3")
        with pytest.raises(IndexDamaged, match=r"run `dateline index FOLDER --rebuild`\.$"):
            index.nearest("mayor", 12, Filters())


def test_asked_once_an_index_is_searched_without_chroma_and_finds_the_same(sample_index: Path, minilm: Embedder) -> None:
    settings = IndexSettings(index_dir=sample_index)
    narrowed = [
        Filters(),
        Filters(since=date(2024, 1, 1)),
        Filters(until=date(2024, 12, 31), source="ruskelin wire"),
        Filters(source="nobody"),
    ]
    questions = ["How many people died when the grain terminal blew up?", "clocks", "Who was sentenced?"]
    with closing(Index(settings, minilm)) as often, closing(Index(settings, minilm, once=True)) as once:
        assert not isinstance(once._vectors, type(often._vectors))
        for question in questions:
            for filters in narrowed:
                a, b = (dict(index.nearest(question, 20, filters)) for index in (often, once))
                assert list(a) == list(b) and all(abs(a[id] - b[id]) < 1e-5 for id in a)


def test_asked_once_a_large_index_or_one_that_is_behind_is_searched_by_chroma(
    sample_index: Path, tmp_path: Path, minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(sample_index, tmp_path / "index")
    settings = IndexSettings(index_dir=tmp_path / "index")
    monkeypatch.setattr("index.vectors.exact.FEW", 50)
    with closing(Index(settings, minilm, once=True)) as index:
        assert isinstance(index._vectors, EmbeddedVectors)
    monkeypatch.setattr("index.vectors.exact.FEW", 51)
    with closing(Catalog(tmp_path / "index")) as catalog:
        assert ComparedVectors.suits(catalog)
        catalog.set_meta("published_revision", "0")
        assert not ComparedVectors.suits(catalog)
