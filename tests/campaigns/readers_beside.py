"""Readers that open an index, ask and close it in a loop, each in a process of its own, while another process writes it.

The children come from a fork server, as those of `killed_indexing` do.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from pathlib import Path

from generated_articles import write_article, write_articles
from hashing_embedder import HashingEmbedder
from killed_indexing import CONTEXT, SlowEmbedder

from index import Filters, Index, IndexSettings, update_index
from index.errors import IndexBusy

OPENED = "opened"
QUESTION = "Who reopened the bridge in Pellumar?"
# Articles beyond those that every writer below leaves alone, which it adds, edits and removes in turn.
CHANGED = 20

Writer = Callable[[Path, Path, int], None]


def update(articles: Path, index_dir: Path, seed: int) -> None:
    """Edit, add and remove articles, and bring the index up to date."""
    chance, count = random.Random(seed), len(list(articles.iterdir()))
    for number in chance.sample(range(count - CHANGED), CHANGED):
        write_article(articles, number, content=chance.randrange(10_000))
    for number in range(count - CHANGED // 2, count + CHANGED // 2):
        if chance.random() < 0.5:
            (articles / f"{number:05}.md").unlink(missing_ok=True)
        else:
            write_article(articles, number)
    update_index(articles, IndexSettings(index_dir=index_dir), SlowEmbedder())


def rebuild(articles: Path, index_dir: Path, seed: int) -> None:
    """Read and embed everything again."""
    update_index(articles, IndexSettings(index_dir=index_dir), SlowEmbedder(), rebuild=True)


def either(articles: Path, index_dir: Path, seed: int) -> None:
    """Update or rebuild, in turn; not while a reader repairs what a killed one left."""
    with suppress(IndexBusy):
        (rebuild if seed % 2 else update)(articles, index_dir, seed)


def built(folder: Path, count: int) -> tuple[Path, Path]:
    """Return a folder of so many articles, and one of their index."""
    articles, index_dir = folder / "articles", folder / "index"
    write_articles(articles, count, sentences=8)
    update_index(articles, IndexSettings(index_dir=index_dir), HashingEmbedder())
    return articles, index_dir


def read_beside(articles: Path, index_dir: Path, writer: Writer, *, tries: int, readers: int = 2, kill: bool = False) -> Counter[str]:
    """Count what came of `tries` openings, in all, while `writer` wrote again and again; with `kill` it is killed each time.

    The keys are OPENED and, for what was refused or answered with nothing, the reason.
    """
    chance, seed, found = random.Random(tries), 0, Counter[str]()
    results: Queue[Counter[str]] = CONTEXT.Queue()
    opening = [CONTEXT.Process(target=_read, args=(index_dir, tries // readers, results), daemon=True) for _ in range(readers)]
    writing = _started(writer, articles, index_dir, seed)
    for reader in opening:
        reader.start()
    while any(reader.is_alive() for reader in opening):
        writing.join(chance.uniform(0.05, 2) if kill else None)
        if writing.exitcode not in (0, None):
            raise RuntimeError(f"The writer ended with exit code {writing.exitcode}")
        if writing.is_alive():
            writing.kill()
            writing.join()
        seed += 1
        writing = _started(writer, articles, index_dir, seed)
    writing.kill()
    writing.join()
    for _ in opening:
        found += results.get()
    return found


def _started(writer: Writer, articles: Path, index_dir: Path, seed: int) -> BaseProcess:
    process = CONTEXT.Process(target=writer, args=(articles, index_dir, seed), daemon=True)
    process.start()
    return process


def _read(index_dir: Path, tries: int, results: "Queue[Counter[str]]") -> None:
    found, embedder = Counter[str](), HashingEmbedder()
    for _ in range(tries):
        try:
            with closing(Index(IndexSettings(index_dir=index_dir), embedder)) as index:
                near = index.passages([id for id, _ in index.nearest(QUESTION, 20, Filters())])
                words = index.matching(["bridge"], 20, Filters())
                found[OPENED if near and words else "answered with nothing"] += 1
        except Exception as error:
            found[f"{type(error).__name__}: {str(error)[:200].replace(str(index_dir), 'INDEX')}"] += 1
        time.sleep(0.01)
    results.put(found)
