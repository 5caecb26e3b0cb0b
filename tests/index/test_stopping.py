"""Stopping an update: what was committed stays, nothing is removed, and the next update goes on from there."""

import dataclasses
import hashlib
import json
import shutil
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from generated_articles import write_article, write_articles
from hashing_embedder import HashingEmbedder
from index_contents import contents

from index import Index, IndexProgress, IndexSettings, update_index
from index.errors import IndexingStopped
from index.minilm import MiniLM
from index.update import BATCH, EMBEDDED_AT_ONCE

ARTICLES = 80  # of two passages each: more than one batch


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    write_articles(folder, ARTICLES)
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    return IndexSettings(index_dir=tmp_path / "index")


def stop_after(files: int, articles: Path, settings: IndexSettings, embedder: HashingEmbedder, *, rebuild: bool = False) -> None:
    """Update the index, and ask it to stop when so many files are done."""
    stop = threading.Event()

    def count(progress: IndexProgress) -> None:
        if progress.stage == "articles" and progress.done >= files:
            stop.set()

    with pytest.raises(IndexingStopped):
        update_index(articles, settings, embedder, rebuild=rebuild, progress=count, stop=stop)


def clean(articles: Path, tmp_path: Path) -> dict[str, object]:
    folder = tmp_path / "clean"
    update_index(articles, IndexSettings(index_dir=folder), HashingEmbedder())
    return contents(folder)


@contextmanager
def raises_and_goes_on(ended: threading.Event) -> Iterator[None]:
    """Expect an update to stop while a step of it waits for `ended`, which then goes on unheard."""
    try:
        with pytest.raises(IndexingStopped):
            yield
    finally:
        ended.set()


def test_a_stopped_update_keeps_whole_articles_and_the_next_one_goes_on(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    stop_after(50, articles, settings, hashing)
    with closing(Index(settings, hashing)) as index:
        assert (index.summary().articles, index.summary().passages) == (32, BATCH)
    kept = contents(settings.index_dir)
    assert set(kept["chroma"]) == set(kept["passages"])  # opening it brought the vector store up to date
    embedded = len(hashing.seen)
    report = update_index(articles, settings, hashing)
    assert (report.added, report.unchanged, len(hashing.seen) - embedded) == (48, 32, 96)
    assert contents(settings.index_dir) == clean(articles, tmp_path)


def test_a_stopped_update_removes_nothing(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(articles, settings, hashing)
    before = contents(settings.index_dir)
    (articles / "00070.md").unlink()
    write_article(articles, 75, content=900)
    stop_after(10, articles, settings, hashing)
    assert contents(settings.index_dir) == before


def test_a_stopped_rebuild_leaves_the_index_as_it_was(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    update_index(articles, settings, hashing)
    before = contents(settings.index_dir)
    write_article(articles, 3, content=903)
    stop_after(60, articles, settings, hashing, rebuild=True)
    assert contents(settings.index_dir) == before
    with closing(Index(settings, hashing)) as index:
        assert index.repaired is None


def test_an_update_stops_within_a_file_of_many_articles(settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path) -> None:
    folder = tmp_path / "one file"
    folder.mkdir()
    lines = [json.dumps({"text": f"The pass of Skarnol closed for snow, report{n} said.", "date": "2024-12-05"}) for n in range(200)]
    (folder / "articles.jsonl").write_text("\n".join(lines), "utf-8")
    stop, told = threading.Event(), []

    def at_first(progress: IndexProgress) -> None:
        told.append(progress)
        stop.set()

    with pytest.raises(IndexingStopped):
        update_index(folder, settings, hashing, progress=at_first, stop=stop)
    assert [(one.stage, one.done, one.total, one.passages, 0.3 < one.share < 0.4) for one in told] == [("articles", 0, 1, BATCH, True)]
    report = update_index(folder, settings, hashing)
    assert (report.added, report.unchanged, len(hashing.seen)) == (200 - BATCH, BATCH, 200)


@pytest.mark.parametrize("suffix", ["jsonl", "zip"])
def test_a_file_over_the_limit_tells_its_progress_and_a_run_after_a_stop_in_it_ends_right(
    suffix: str, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    folder, stop, told = tmp_path / "one file", threading.Event(), list[IndexProgress]()
    folder.mkdir()
    stories = [f"The pass of Skarnol closed for snow, report{n} said, and {hashlib.sha256(b'%d' % n).hexdigest()}." for n in range(700)]
    if suffix == "zip":
        with zipfile.ZipFile(folder / "a.zip", "w") as zipped:
            for n, story in enumerate(stories):
                zipped.writestr(f"{n}.txt", story)
    else:
        (folder / "a.jsonl").write_text("\n".join(json.dumps({"text": story, "date": "2024-12-05"}) for story in stories), "utf-8")
    limited = dataclasses.replace(settings, max_file_mb=0.01)

    def halfway(progress: IndexProgress) -> None:
        told.append(progress)
        if progress.share > 0.5:
            stop.set()

    with pytest.raises(IndexingStopped):
        update_index(folder, limited, hashing, progress=halfway, stop=stop)
    shares = [one.share for one in told]
    assert len(shares) > 5 and shares == sorted(shares) and shares[0] < 0.2
    report = update_index(folder, limited, hashing)
    assert (report.added + report.unchanged, report.failed, len(hashing.seen)) == (700, (), 700)
    assert report.unchanged >= 300
    assert contents(settings.index_dir) == clean(folder, tmp_path)


def test_an_update_stops_while_vectors_are_published(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, ended = threading.Event(), threading.Event()

    def endless(folder: Path) -> dict[str, object]:
        stop.set()
        ended.wait()
        return {}

    monkeypatch.setattr("index.vectors.embedded.files_as_published", endless)
    with raises_and_goes_on(ended):
        update_index(articles, settings, hashing, stop=stop)
    monkeypatch.undo()
    assert update_index(articles, settings, hashing).unchanged == ARTICLES
    assert contents(settings.index_dir) == clean(articles, tmp_path)


def test_an_update_that_was_stopped_before_it_began_changes_nothing(
    articles: Path, settings: IndexSettings, hashing: HashingEmbedder
) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(IndexingStopped, match=r"^Indexing was stopped; what was indexed is kept, index the same folder again to go on\.$"):
        update_index(articles, settings, hashing, stop=stop)
    assert hashing.seen == []


@pytest.mark.parametrize("step", ["parsing.format_of", "update.cut_passages", "update.fingerprint", "update.group_stories"])
def test_an_update_stops_in_the_middle_of_a_slow_step(
    step: str, articles: Path, settings: IndexSettings, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, ended = threading.Event(), threading.Event()
    (articles / "long.txt").write_text("The harbour of Osvarin closed. " * 1000, "utf-8")
    module, _, name = step.partition(".")
    take = getattr(import_module(f"index.{module}"), name)

    def slow(*arguments: object, **options: object) -> object:
        if threading.current_thread() is threading.main_thread():  # of the short articles
            return take(*arguments, **options)
        stop.set()
        ended.wait()
        return take(*arguments, **options)

    monkeypatch.setattr(f"index.{step}", slow)
    with raises_and_goes_on(ended):
        update_index(articles, settings, hashing, stop=stop)
    monkeypatch.undo()
    assert update_index(articles, settings, hashing).failed == ()
    with closing(Index(settings, hashing)) as index:
        assert index.summary().articles == ARTICLES + 1


def test_an_update_stops_in_the_middle_of_a_batch(settings: IndexSettings, tmp_path: Path) -> None:
    stop = threading.Event()

    class Stopping(HashingEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
            stop.set()
            return super().embed_passages(texts)

    folder = tmp_path / "articles"
    folder.mkdir()
    text = "\n\n".join(f"The pass of Skarnol closed for the {n}th time, said keeper number {n} of the road." for n in range(2000))
    (folder / "long.txt").write_text(text, "utf-8")
    embedder = Stopping()
    with pytest.raises(IndexingStopped):
        update_index(folder, settings, embedder, stop=stop)
    assert len(embedder.seen) == EMBEDDED_AT_ONCE


def test_what_a_slow_step_raises_is_raised(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    class Failing(HashingEmbedder):
        def token_offsets(self, text: str) -> list[tuple[int, int]]:
            raise RuntimeError("out of memory")

    (articles / "00000.md").write_text("The harbour of Osvarin closed. " * 1000, "utf-8")
    with pytest.raises(RuntimeError, match="out of memory"):
        update_index(articles, settings, Failing())


def test_the_lock_is_free_after_stopping(articles: Path, settings: IndexSettings, hashing: HashingEmbedder) -> None:
    stop_after(10, articles, settings, hashing)
    shutil.rmtree(articles)
    write_articles(articles, 2)
    assert update_index(articles, settings, hashing).added == 2


def test_one_loaded_model_embeds_the_same_on_fewer_threads(minilm: MiniLM) -> None:
    texts = ["The harbour of Osvarin closed.", "A court at Jolmet rejected the budget.", "Two ferries were counted."]
    assert np.array_equal(minilm.with_threads(1).embed_passages(texts), minilm.embed_passages(texts))
