"""Indexing and removing in a child process that is killed with SIGKILL, and what must be true of the index afterwards.

The children come from a fork server that has only imported what they need: each starts in milliseconds, and nothing is
forked that has threads.
"""

import multiprocessing
import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from hashing_embedder import HashingEmbedder
from index_contents import Contents, contents

from index import Embedder, Filters, Index, IndexProgress, IndexSettings, list_sources, load_embedder, remove_source, update_index
from index.catalog import Catalog
from index.errors import IndexMissing
from index.vectors.embedded import EmbeddedVectors, persistent_client

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["chromadb", "index_contents", "killed_indexing"])


class SlowEmbedder(HashingEmbedder):
    """The hashing embedder at a millisecond a passage, so that there is a middle to be killed in."""

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        time.sleep(0.001 * len(texts))
        return super().embed_passages(texts)


def minilm() -> Embedder:
    return load_embedder(None, threads=2)


@dataclass(frozen=True)
class Moment:
    """When to be killed: `delay` seconds after the `files`-th file, or after the vectors begin to be published (None)."""

    files: int | None
    delay: float

    def __str__(self) -> str:
        place = "publishing" if self.files is None else f"file {self.files}"
        return f"{place} + {self.delay * 1000:.0f} ms"


def moments(seed: int, count: int, *, files: int, articles_seconds: float, publish_seconds: float) -> list[Moment]:
    """Every second one falls into the publishing of the vectors, the others among the files."""
    chance = random.Random(seed)
    among_files = articles_seconds / files * 5
    return [
        Moment(None, chance.uniform(0, publish_seconds)) if number % 2 else Moment(chance.randrange(files), chance.uniform(0, among_files))
        for number in range(count)
    ]


def index_and_die(
    sources: Path | Sequence[Path], index_dir: Path, embedder: Callable[[], Embedder], moment: Moment, rebuild: bool, remove: Path | None
) -> None:
    """Run in the child: update or rebuild the index, or remove a source, and be killed at the moment."""

    def die() -> None:
        time.sleep(moment.delay)
        os.kill(os.getpid(), signal.SIGKILL)

    def count(progress: IndexProgress) -> None:
        if progress.stage == "articles" and moment.files == progress.done - 1:
            threading.Thread(target=die, daemon=True).start()

    publish = EmbeddedVectors.publish

    def publish_and_die(self: EmbeddedVectors, progress: Callable[[int, int], None] | None = None) -> None:
        if moment.files is None:
            threading.Thread(target=die, daemon=True).start()
        publish(self, progress)

    EmbeddedVectors.publish = publish_and_die  # type: ignore[method-assign]
    if remove is None:
        update_index(sources, IndexSettings(index_dir=index_dir), embedder(), progress=count, rebuild=rebuild)
        return
    if moment.files is not None:
        threading.Thread(target=die, daemon=True).start()
    remove_source(remove, IndexSettings(index_dir=index_dir))


@dataclass(frozen=True)
class Killed:
    """What came of one kill: `lost` and `silent` are None when nothing was.

    Lost is what the index has no more, or has not after the next update; silent is an index that opens and does not answer.
    """

    moment: Moment
    finished: bool
    articles: int | None
    repaired: str | None
    embedded: int
    lost: str | None
    silent: str | None

    @property
    def fault(self) -> str | None:
        """What went wrong, None when nothing did."""
        return "; ".join(filter(None, (self.lost, self.silent))) or None

    def __str__(self) -> str:
        found = "no index yet" if self.articles is None else f"{self.articles} articles"
        end = " (had finished)" if self.finished else ""
        repaired = f", {self.repaired}" if self.repaired else ""
        return f"{self.moment}{end}: {found}{repaired}; then {self.embedded} passages embedded: {self.fault or 'equal to a clean build'}"


def kill(
    sources: Path | Sequence[Path],
    index_dir: Path,
    expected: Contents,
    moment: Moment,
    load: Callable[[], Embedder],
    embedder: Embedder,
    *,
    question: str,
    rebuild: bool = False,
    remove: Path | None = None,
) -> Killed:
    """Kill an update, or the removal of a source, in a child process, open the index, bring it to its end, compare its contents.

    What the index held before and is to hold again must be there when it is opened; all of it that a rebuild replaces, all or nothing
    of what is removed.
    """
    before = _articles(index_dir)
    child = CONTEXT.Process(target=index_and_die, args=(sources, index_dir, load, moment, rebuild, remove))
    child.start()
    child.join()
    if child.exitcode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"The child ended with exit code {child.exitcode}")
    articles, repaired, lost, silent = None, None, [], None
    settings = IndexSettings(index_dir=index_dir)
    try:
        with closing(Index(settings, embedder)) as index:
            articles, repaired = index.summary().articles, index.repaired
            passages = index.summary().passages
            if len(index.nearest(question, 5, Filters())) != min(5, passages) or index.searched_by_comparing:
                silent = "the opened index does not answer"
        there = _articles(index_dir)
        whole = (before, set(expected["articles"]))
        if before & whole[1] - there or (rebuild or remove) and there not in whole:
            lost.append("the opened index lacks articles")
    except IndexMissing:
        if before:
            lost.append("there is no index any more")
    if remove and any(source.address == str(remove) for source in list_sources(settings)):
        remove_source(remove, settings)
    report = update_index(sources, settings, embedder)
    if contents(index_dir) != expected:
        lost.append("not equal to a clean build")
    return Killed(moment, child.exitcode == 0, articles, repaired, report.embedded, "; ".join(lost) or None, silent)


def _articles(index_dir: Path) -> set[str]:
    if not Catalog.exists(index_dir):
        return set()
    with closing(Catalog(index_dir)) as catalog:
        return set(catalog.article_files())


def timed_build(sources: Path | Sequence[Path], index_dir: Path, embedder: Embedder) -> tuple[Contents, float, float]:
    """Return the contents of a clean build, and its seconds for the articles and for publishing the vectors."""
    with tempfile.TemporaryDirectory() as name:  # Chroma's first client takes seconds, which are not the publishing's
        persistent_client(Path(name)).close()
    spent: list[float] = []
    publish = EmbeddedVectors.publish

    def publish_timed(self: EmbeddedVectors, progress: Callable[[int, int], None] | None = None) -> None:
        started = time.monotonic()
        publish(self, progress)
        spent.append(time.monotonic() - started)

    EmbeddedVectors.publish = publish_timed  # type: ignore[method-assign]
    try:
        report = update_index(sources, IndexSettings(index_dir=index_dir), embedder)
    finally:
        EmbeddedVectors.publish = publish  # type: ignore[method-assign]
    return contents(index_dir), report.seconds - spent[0], spent[0]


def start_from(index_dir: Path, old: Path | None) -> None:
    """Put the index that an update starts from in place: a copy, or none."""
    shutil.rmtree(index_dir, ignore_errors=True)
    if old:
        shutil.copytree(old, index_dir)
