"""Opening the index anew while questions are asked: each finishes on the index that it began with."""

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder
from scripted_reader import FirstSentenceReader

import index.opening
from assistant import Assistant
from index import DatelineIndexError, IndexSettings, update_index

QUESTION = "How many ferries sail from Pellumar?"
OLD = "Four ferries sail from Pellumar each day. [1]"
NEW = "Nine ferries sail from Pellumar each day. [1]"


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    return IndexSettings(index_dir=tmp_path / "index")


@pytest.fixture
def reader() -> FirstSentenceReader:
    return FirstSentenceReader()


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The catalogs that were closed with their index."""
    seen: list[object] = []
    close = index.opening._close

    def note(vectors: object, catalog: object) -> None:
        seen.append(catalog)
        close(vectors, catalog)  # type: ignore[arg-type]

    monkeypatch.setattr(index.opening, "_close", note)
    return seen


@pytest.fixture
def asked(settings: IndexSettings, reader: FirstSentenceReader, hashing: HashingEmbedder, tmp_path: Path) -> Iterator[Assistant]:
    index_article(tmp_path, "Four", settings, hashing)
    assistant = Assistant(index_settings=settings, embedder=hashing, reader=reader)
    yield assistant
    reader.held.set()
    assistant.close()


def index_article(folder: Path, count: str, settings: IndexSettings, embedder: HashingEmbedder) -> None:
    """Index a folder of one article, which gives this count."""
    articles = folder / count
    articles.mkdir()
    (articles / "ferries.txt").write_text(f"{count} ferries sail from Pellumar each day. The board said so.", "utf-8")
    update_index(articles, settings, embedder, replace=True)


def test_an_index_put_in_the_place_of_the_old_one_is_answered_from_after_refreshing(
    asked: Assistant, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    shutil.move(settings.index_dir, tmp_path / "away")
    index_article(tmp_path, "Nine", settings, hashing)
    assert asked.archive.sources()[0].address == str(tmp_path / "Four")
    asked.refresh()
    assert asked.archive.sources()[0].address == str(tmp_path / "Nine")
    assert asked.ask(QUESTION).text == NEW


def test_the_loaded_model_is_kept(asked: Assistant, hashing: HashingEmbedder) -> None:
    asked.refresh()
    assert asked.archive.embedder is hashing


def test_questions_under_way_finish_on_the_index_they_began_with_which_is_closed_after_the_last(
    asked: Assistant, reader: FirstSentenceReader, closed: list[object]
) -> None:
    before = asked.archive._catalog
    reader.held.clear()
    with ThreadPoolExecutor(3) as pool:
        answers = [pool.submit(asked.ask, QUESTION) for _ in range(3)]
        for _ in answers:
            reader.waiting.acquire()
        asked.refresh()
        assert closed == []
        reader.held.set()
        assert [answer.result().text for answer in answers] == [OLD] * 3
        del answers
    assert closed == [before]
    assert asked.ask(QUESTION).text == OLD


def test_an_answer_that_is_still_growing_keeps_its_index_open(asked: Assistant, closed: list[object]) -> None:
    growing = asked.stream(QUESTION)
    next(growing)
    asked.refresh()
    assert closed == []
    growing.close()
    assert len(closed) == 1


def test_an_index_that_nobody_asks_is_closed_at_once(asked: Assistant, closed: list[object]) -> None:
    asked.refresh()
    asked.refresh()
    assert len(closed) == 2


def test_an_index_that_cannot_be_opened_leaves_the_one_there_is(asked: Assistant, settings: IndexSettings, closed: list[object]) -> None:
    held = asked.archive
    catalog = settings.index_dir / "catalog.sqlite"
    catalog.rename(catalog.with_suffix(".away"))
    with pytest.raises(DatelineIndexError):
        asked.refresh()
    assert (asked.archive, closed) == (held, [])
    assert asked.ask(QUESTION).text == OLD


def test_threads_ask_while_the_index_is_refreshed_again_and_again(asked: Assistant, closed: list[object]) -> None:
    done = threading.Event()

    def ask() -> set[str]:
        texts = set()
        while not done.is_set():
            texts.add(asked.ask(QUESTION).text)
        return texts

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(4)]
        for _ in range(10):
            asked.refresh()
        done.set()
        assert [one.result() for one in asking] == [{OLD}] * 4
    assert len(closed) == 10
