"""Bringing an index up to date with folders, files and feeds of articles."""

import dataclasses
import hashlib
import os
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.addresses import is_address, read_address
from index.annotations import AnnotatedSentence, annotate
from index.articles import Article, Failure
from index.catalog import Catalog
from index.embedding import Embedder
from index.errors import ArticleTooLong, DatelineIndexError, FeedError, FolderError, IndexDamaged, UnreadableFile
from index.feeds import Fetched, fetch_feed, forget, is_kept, keep
from index.fingerprints import Fingerprint, fingerprint
from index.folder import open_file
from index.opening import check_model, open_catalog
from index.origins import Origin, Source
from index.parsing import FileContent, parse_file
from index.passages import Passage, cut_passages, embedded_text
from index.places import list_place, root_of
from index.planning import Plan, make_plan
from index.schema import CATALOG_FILE, CATALOG_SUFFIXES
from index.settings import IndexSettings
from index.stopping import check_stop, unless_stopped
from index.stories import Corpus, group_stories
from index.vectors import VectorStore, open_vectors
from index.withdrawals import link_notices
from index.writer_lock import writer_lock

# For SQLite to look at the catalog's structure before it is changed: 2 GB of it.
CHECK_SECONDS = 5
# Passages embedded side by side before their articles are committed: enough to keep the cores busy, and the most that a kill costs.
BATCH = 64
# Passages embedded between two looks at whether to stop: 0.6 s of one core.
EMBEDDED_AT_ONCE = 16
# Bytes or characters that are worked on where stopping need not wait for them; fewer are done within 0.2 s.
LONG = 20_000
READ_AT_ONCE = 2**20
# Bytes that an empty file counts for in what there is to do.
FILE_WEIGHT = 4000
# The orders of day and month that the dates of an origin's files prove, in the catalog.
DATE_ORDERS = "date_orders {}"
# Undated articles that a report names; `dateline status --undated` names all.
UNDATED_NAMED = 20

T = TypeVar("T")


@dataclass(frozen=True)
class IndexProgress:
    """How far an update is: `stage` is "articles" (files done and to do) or "vectors" (passages stored and to store).

    `share` is how much of the stage's work is done, 1 being all; within a large file too.
    """

    stage: str
    done: int
    total: int
    passages: int
    share: float


@dataclass(frozen=True)
class IndexReport:
    """What an update did, counted in articles; `failed` names what could not be indexed, and is not part of the counts.

    `ignored` counts files of other types by suffix, `undated` the new or changed articles without a date, `undated_why` the first
    of them with the reasons, `embedded` the passages that had to be embedded, `mended` the articles that were damaged in the
    index; `unchecked` tells that the catalog was too large for its structure to be looked at as a whole. `formats` counts the
    articles of the files that were read by format, `languages` the new or changed ones by the code of theirs, and `notes` tells how
    files were read that are not clean UTF-8. `contacted` are the hosts that were asked for feeds.
    """

    added: int
    changed: int
    removed: int
    unchanged: int
    failed: tuple[Failure, ...]
    ignored: dict[str, int]
    undated: int
    embedded: int
    seconds: float
    mended: int = 0
    unchecked: bool = False
    undated_why: tuple[Failure, ...] = ()
    formats: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    notes: tuple[Failure, ...] = ()
    contacted: tuple[str, ...] = ()


def update_index(
    sources: Path | str | Fetched | Iterable[Path | str | Fetched] | None,
    settings: IndexSettings,
    embedder: Embedder,
    *,
    rebuild: bool = False,
    replace: bool = False,
    progress: Callable[[IndexProgress], None] | None = None,
    stop: threading.Event | None = None,
) -> IndexReport:
    """Make the index hold the articles of `sources`, folders, single files or addresses of feeds, beside those that it holds of others.

    New and changed articles are embedded, those of deleted files removed; a new source without an article is not kept. With None
    every source that is known is updated; one that is not there, or of which nothing is left, is reported and keeps its articles.
    With `replace` the sources named are all that is left. A feed is asked for what is new, and only adds and changes; one that was
    fetched already, by `index.feeds`, is not asked again, and neither is any when everything is rebuilt.

    An article is committed whole or not at all, and a file that can no longer be read keeps its articles. Articles that
    are not as they were indexed are read again, or removed where their file cannot be read. With
    `rebuild`, everything, of every source, is read and embedded again, and readers keep the old index until it is done. Raises
    FolderError, FeedError (one that is new cannot be fetched), IndexBusy, IndexMismatch (another embedding model), IndexDamaged, and
    RemovalRefused when nothing would be left of a source that was named or of any that is rebuilt, unless `replace`.

    Once `stop` is set, from any thread, IndexingStopped is raised within a second: what was committed by then stays,
    nothing is removed, and the vector store is brought up to date when the index is next opened or updated.
    """
    folder, stop = settings.index_dir, stop or threading.Event()
    named = [_read(one) for one in ([sources] if isinstance(sources, Path | str | Fetched) else sources or [])]
    places = {place.address: place for place in (list_place(one, folder) for one in named if isinstance(one, Path))}
    if not named and (replace or not Catalog.exists(folder)):
        raise FolderError("Name the folders, files or feeds of articles: `dateline index FOLDER`.")
    feeds = {str(one): one for one in named if not isinstance(one, Path)} if named else _known_feeds(folder)
    asked = [one for one in feeds.values() if not (rebuild and isinstance(one, str) and is_kept(folder, one))]
    fetched = [fetch_feed(one, folder, stop) if isinstance(one, str) else one for one in asked]
    unfetched = {one.address: one.failure for one in fetched if one.failure is not None}
    for address, reason in unfetched.items():
        if replace or named and not is_kept(folder, address):
            raise FeedError(f"{address} {reason}.")
    with writer_lock(folder):
        catalog, known = _open_catalog(folder, rebuild, named=bool(named))
        try:
            for one in fetched:
                keep(one, folder)
            if named:
                places |= {address: list_place(address, folder) for address in feeds if address not in unfetched}
            these = (catalog, known, list(places.values()), unfetched, folder)
            plan = make_plan(*these, everything=rebuild or not named, replace=replace, rebuild=rebuild)
            report = _Update(plan, settings, embedder, catalog, progress, stop).run(rebuild=rebuild)
            left = {origin.address for origin in catalog.origins()}
            for address in {origin.address for origin in (*known, *(one for one, _ in plan.read)) if origin.kind == "feed"} - left:
                forget(folder, address)
            catalog.database.checkpoint()
            return dataclasses.replace(report, contacted=tuple(dict.fromkeys(host for one in fetched for host in one.contacted)))
        finally:
            catalog.close()


def _read(source: Path | str | Fetched) -> Path | str | Fetched:
    """A source as it was named, a text as the address or the path that it is."""
    if not isinstance(source, str):
        return source
    return str(read_address(source)) if is_address(source) else Path(source)


def _known_feeds(folder: Path) -> Mapping[str, str | Fetched]:
    with suppress(DatelineIndexError), closing(Catalog(folder)) as catalog:
        return {origin.address: origin.address for origin in catalog.origins() if origin.kind == "feed"}
    return {}  # what is wrong with the catalog is found when it is opened to be written


def remove_source(source: Path | str, settings: IndexSettings) -> Source:
    """Remove a folder, file or feed of the archive with its articles, all or nothing, and return what it was.

    Raises FolderError where it is none of the archive's, IndexMissing, IndexBusy.
    """
    open_catalog(settings.index_dir).close()
    with writer_lock(settings.index_dir), closing(open_catalog(settings.index_dir)) as catalog:
        named = _read(source)
        address = str(named.resolve()) if isinstance(named, Path) else str(named)
        found = {origin.address: (origin, held) for origin, held in zip(catalog.origins(), catalog.sources(), strict=True)}
        if address not in found:
            there = ", ".join(found) or "none"
            raise FolderError(f"{source} is no source of this archive. Those there are: {there}.")
        origin, held = found[address]
        with closing(open_vectors(settings.index_dir, catalog, settings.chroma_url)) as vectors:
            catalog.remove_origin(origin.number)
            _settle(catalog, vectors, threading.Event(), lambda done, total: None)
        catalog.database.checkpoint()
        if origin.kind == "feed":
            forget(settings.index_dir, address)
        return held


def _settle(catalog: Catalog, vectors: VectorStore, stop: threading.Event, progress: Callable[[int, int], None]) -> None:
    """Make what is derived of the articles that of those there are now."""
    if catalog.stories_are_behind():  # also by an update before, because it was killed
        corpus = Corpus(_unless_stopped_between(catalog.fingerprints(), stop))
        catalog.set_stories(unless_stopped(lambda: group_stories(corpus), stop))
        link_notices(catalog, stop)
    if vectors.damage():
        vectors.publish(progress)


def _open_catalog(folder: Path, rebuild: bool, *, named: bool) -> tuple[Catalog, list[Origin]]:
    """Open what is to be updated, and tell what it was made of; a damaged catalog that is built anew is put aside."""
    catalog, known = None, list[Origin]()
    if not rebuild:
        catalog = Catalog.create(folder)
        return catalog, catalog.origins()
    try:
        catalog = Catalog.create(folder, any_version=True)
        sound = not catalog.damage()
        with suppress(IndexDamaged):
            known = catalog.origins()
    except IndexDamaged:
        sound = False
    if catalog and sound and (named or known):
        return catalog, known
    if catalog:
        catalog.close()
    if not named and not known:
        raise FolderError("What the index was made of is not known: name it, `dateline index FOLDER --rebuild`.")
    aside = time.strftime("damaged-%Y%m%d-%H%M%S")
    for suffix in CATALOG_SUFFIXES:
        file = folder / (CATALOG_FILE + suffix)
        if file.exists():
            file.rename(folder / (CATALOG_FILE + suffix + "." + aside))
    return Catalog.create(folder), known


@dataclass(frozen=True)
class _Cut:
    """An article that waits for its vectors."""

    article: Article
    file: str
    passages: list[Passage]
    texts: list[str]
    digests: list[bytes]
    fingerprint: Fingerprint
    sentences: tuple[AnnotatedSentence, ...]


@dataclass(frozen=True)
class _Read:
    """A file that is wholly read and waits with its articles; `gone` are the articles that it no longer holds."""

    file: str
    sha256: str
    gone: list[str]


class _Update:
    """One run over the files: what was read waits until there is enough to embed, and is committed when that is done.

    The next is read meanwhile, where the embedder allows it.
    """

    def __init__(
        self,
        plan: Plan,
        settings: IndexSettings,
        embedder: Embedder,
        catalog: Catalog,
        progress: Callable[[IndexProgress], None] | None,
        stop: threading.Event,
    ) -> None:
        self._plan = plan
        self._settings = settings
        self._embedder = embedder
        self._catalog = catalog
        self._progress = progress or (lambda _: None)
        self._stop = stop
        self._max_bytes = int(settings.max_file_mb * 2**20)
        self._origin = Origin(0, "folder", "", "")  # that is being read
        self._vectors = open_vectors(settings.index_dir, catalog, settings.chroma_url)
        self._indexed: dict[str, str] = {}
        self._damaged: set[str] = set()
        self._unchecked = False
        self._seen: set[str] = set()
        self._added = self._changed = self._unchanged = self._embedded = self._removed = 0
        self._undated: dict[str, str] = {}  # new or changed articles, and why each has no date
        self._failed: list[Failure] = []
        self._failed_of: dict[int, list[Failure]] = {}  # by the number of their origin
        self._notes: list[Failure] = []
        self._formats: Counter[str] = Counter()
        self._languages: Counter[str] = Counter()
        self._waiting: list[_Cut] = []
        self._read: list[_Read] = []
        self._embedding: tuple[list[_Cut], list[_Read], Callable[[], dict[bytes, np.ndarray]]] | None = None
        self._beside = ThreadPoolExecutor(1, "embedding")
        self._ended = threading.Event()
        self._files = (0, sum(len(listing.files) for _, listing in plan.read))  # done and to do
        weights = (_weight(root_of(origin, settings.index_dir) / file) for origin, listing in plan.read for file in listing.files)
        self._work = (0, sum(weights))  # the same in bytes
        self._share = 0.0  # of the file that is being read
        self._stored = (0, 0)  # passages
        self._orders: set[str] = set()
        self._unsettled: list[str] = []  # files that wait for the others of their origin to settle their dates

    def run(self, *, rebuild: bool) -> IndexReport:
        """Update the catalog, then the vector store if it is not as the catalog says."""
        started = time.monotonic()
        try:
            if rebuild:
                self._rebuild()
            else:
                self._pin_model()
                self._mend()
                self._index_all()
                for origin, _ in self._plan.read:
                    self._remove_gone(origin)
                for origin in self._plan.remove:
                    self._removed += self._catalog.remove_origin(origin.number)
                self._finish()
            self._catalog.seal_lookups()
            self._vectors.tidy()
        finally:
            self._ended.set()
            self._beside.shutdown()
            self._vectors.close()
        return IndexReport(
            added=self._added,
            changed=self._changed,
            removed=self._removed,
            unchanged=self._unchanged,
            failed=(*self._plan.missing, *self._failed),
            ignored=dict(sorted(sum((Counter(listing.ignored) for _, listing in self._plan.read), Counter()).items())),
            undated=len(self._undated),
            embedded=self._embedded,
            seconds=time.monotonic() - started,
            mended=len(self._damaged),
            unchecked=self._unchecked,
            undated_why=tuple(Failure(*one) for one in islice(self._undated.items(), UNDATED_NAMED)),
            formats=dict(self._formats),
            languages=dict(self._languages),
            notes=tuple(self._notes),
        )

    def _mend(self) -> None:
        fault, checked = unless_stopped(lambda: self._catalog.database.quick_damage(CHECK_SECONDS), self._stop)
        self._unchecked = not checked
        if fault:
            raise IndexDamaged(fault)
        self._damaged = set(unless_stopped(self._catalog.find_damaged_articles, self._stop))
        if self._damaged or unless_stopped(self._catalog.lookups_damage, self._stop) is not None:
            self._catalog.mend_lookups()
        if self._damaged:
            self._catalog.forget_files(self._catalog.files())  # all, for what is damaged may be of which file an article is

    def _rebuild(self) -> None:
        with self._catalog.transaction():  # which ends after the vectors are published: until then everybody sees the old index
            before = self._catalog.clear()
            self._pin_model()
            self._vectors.damage()  # a server that is down is to be found before everything is embedded, not after
            self._index_all()
            self._removed = len(before - self._seen)
            self._finish()

    def _finish(self) -> None:
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        for origin, _ in self._plan.read:
            self._catalog.set_failures(self._failed_of[origin.number], origin.number)
            self._catalog.set_updated(origin.number, now)
            if not origin.updated and not self._catalog.article_files(origin.number):
                self._catalog.remove_origin(origin.number)  # a wrong folder, which is not to be the first
        self._catalog.set_meta("updated", now)
        _settle(self._catalog, self._vectors, self._stop, self._tell_stored)

    def _tell_stored(self, done: int, total: int) -> None:
        check_stop(self._stop)
        self._stored = (done, total) if total else self._stored  # nothing is stored while files are copied or hashed
        self._progress(IndexProgress("vectors", *self._stored, self._embedded, self._stored[0] / max(1, self._stored[1])))

    def _tell(self) -> None:
        done = (self._work[0] + self._share * self._file_work) / max(1, self._work[1])
        self._progress(IndexProgress("articles", *self._files, self._embedded, min(1.0, done)))

    def _pin_model(self) -> None:
        check_model(self._catalog, self._embedder)
        if not self._catalog.model_fingerprint():
            self._catalog.set_meta("model", self._embedder.name)
            self._catalog.set_meta("model_fingerprint", self._embedder.fingerprint)
            self._catalog.set_meta("dimension", str(self._embedder.dimension))

    def _index_all(self) -> None:
        for origin, listing in self._plan.read:
            check_stop(self._stop)
            self._origin = origin
            self._catalog.put_origin(origin)
            failed = len(self._failed)
            self._failed += [Failure(origin.key(one.file), one.reason) for one in listing.failed]
            self._index_files(listing.files)
            self._failed_of[origin.number] = self._failed[failed:]

    def _index_files(self, files: tuple[str, ...]) -> None:
        number = self._origin.number
        indexed, known = self._catalog.article_files(number), self._catalog.files(number)
        self._indexed |= indexed
        ids: dict[str, list[str]] = defaultdict(list)
        for id, file in indexed.items():
            ids[file].append(id)
        self._orders, self._unsettled = set(), []
        for file in files:
            check_stop(self._stop)
            key = self._origin.key(file)
            self._file_work, self._share = _weight(root_of(self._origin, self._settings.index_dir) / file), 0.0
            self._index_file(file, known.get(key), ids[key])
            self._work = (self._work[0] + self._file_work, self._work[1])
            self._files = (self._files[0] + 1, self._files[1])
            self._share = 0.0
            self._tell()
        before = set(filter(None, (self._catalog.meta(DATE_ORDERS.format(number)) or "").split(",")))
        self._orders |= before
        if self._orders != before:
            self._catalog.set_meta(DATE_ORDERS.format(number), ",".join(sorted(self._orders)))
            unsettled = set(self._catalog.unsettled_files(number)) - {self._origin.key(file) for file in self._unsettled}
            again = [file for file in files if self._origin.key(file) in unsettled]
            counted = {id for file in again for id in ids[self._origin.key(file)]}
            self._unchanged -= len(counted)
            self._seen -= counted
            self._unsettled += again
        order = next(iter(self._orders)) if len(self._orders) == 1 else None
        for file in self._unsettled:
            check_stop(self._stop)
            self._index_file(file, None, ids[self._origin.key(file)], order, last=True)
        self._commit_waiting()

    def _index_file(self, file: str, known_sha256: str | None, ids: list[str], order: str | None = None, *, last: bool = False) -> None:
        key = self._origin.key(file)
        try:
            with open_file(root_of(self._origin, self._settings.index_dir), file) as stream:
                size = os.fstat(stream.fileno()).st_size
                digest = hashlib.sha256()
                while chunk := stream.read(READ_AT_ONCE):
                    check_stop(self._stop)
                    digest.update(chunk)
                sha256 = digest.hexdigest()
                if sha256 == known_sha256:
                    self._seen.update(ids)
                    self._unchanged += len(ids)
                    return
                stream.seek(0)
                parts = parse_file(file, stream, size, max_bytes=self._max_bytes, order=order)
                self._take_file(file, sha256, ids, parts, size, last)
        except UnreadableFile as error:
            self._failed.append(Failure(key, str(error)))
        except OSError as error:
            self._failed.append(Failure(key, f"cannot be read on: {error.strerror}"))

    def _take_file(self, file: str, sha256: str, ids: list[str], parts: Iterator[FileContent], size: int, last: bool) -> None:
        """Take all that a file holds; one with a bad article is read, and reported, again next time."""
        key = self._origin.key(file)
        held: set[str] = set()
        whole = FileContent(share=0.0)
        while content := self._unless_stopped(lambda: next(parts, None), size):
            self._orders |= content.orders
            if content.unsettled and not last:
                self._unsettled.append(file)
                return
            articles = [replace(article, id=self._origin.key(article.id)) for article in content.articles]
            content.failed = [Failure(self._origin.key(one.file), one.reason) for one in content.failed]
            for number, article in enumerate(articles):
                self._share = whole.share + (content.share - whole.share) * number / len(articles)
                try:
                    self._take(article, key)
                except ArticleTooLong as error:
                    content.failed.append(Failure(article.id, str(error)))
            held.update(article.id for article in articles)
            content.articles.clear()
            whole.add(content)
            self._share = content.share
            if content.share < 1:  # else the file is told of
                self._tell()
        self._formats += Counter({"feed": whole.formats.total()}) if self._origin.kind == "feed" else whole.formats
        self._notes += [Failure(self._origin.key(note.file), note.reason) for note in whole.notes]
        self._failed += whole.failed
        if not whole.failed:
            self._read.append(_Read(key, sha256, [id for id in ids if id not in held]))

    def _unless_stopped(self, work: Callable[[], T], size: int) -> T:
        return unless_stopped(work, self._stop) if size > LONG else work()

    def _take(self, article: Article, file: str) -> None:
        check_stop(self._stop)  # here too, for one file may hold all the articles
        again = article.id in self._seen  # of a file that waited for the dates of others
        known = article.id in self._indexed
        if (known or again) and article.id not in self._damaged and self._catalog.article(article.id) == article:
            self._unchanged += not again
            self._seen.add(article.id)
            return
        self._waiting.append(self._unless_stopped(lambda: self._cut(article, file), len(article.text)))
        self._seen.add(article.id)
        self._added += not known and not again
        self._changed += known and not again
        if article.language and not again:
            self._languages[article.language] += 1
        self._undated.pop(article.id, None)
        if article.published is None:
            self._undated[article.id] = article.undated or ""
        if sum(len(cut.texts) for cut in self._waiting) >= BATCH:
            self._embed_waiting()
            self._tell()

    def _cut(self, article: Article, file: str) -> _Cut:
        offsets = self._embedder.token_offsets
        passages = cut_passages(article, offsets, self._embedder.max_tokens, self._settings.max_article_passages)
        texts = [embedded_text(article, passage, offsets) for passage in passages]
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        return _Cut(article, file, passages, texts, digests, fingerprint(article), annotate(article))

    def _commit_waiting(self) -> None:
        self._embed_waiting()
        self._commit_embedded()

    def _commit_embedded(self) -> None:
        if self._embedding is None:
            return
        (waiting, read_whole, embedded), self._embedding = self._embedding, None
        vectors = embedded()
        with self._catalog.transaction():
            for cut in waiting:
                vectors_of = [vectors[digest] for digest in cut.digests]
                found = (cut.passages, cut.digests, vectors_of, cut.fingerprint, cut.sentences)
                self._catalog.put_article(cut.article, cut.file, *found, self._origin.number)
            for read in read_whole:
                self._remove(read.gone)
                self._catalog.set_file(read.file, read.sha256, self._origin.number)

    def _embed_waiting(self) -> None:
        """Begin to embed all that waits, once what was begun before is committed; a text that was embedded before is not again."""
        self._commit_embedded()
        texts = {digest: text for cut in self._waiting for digest, text in zip(cut.digests, cut.texts, strict=True)}
        known = {digest: vector for digest in texts if (vector := self._catalog.embedded_vector(digest)) is not None}
        new = {digest: text for digest, text in texts.items() if digest not in known}
        work = partial(self._embed, known, new)
        beside = getattr(self._embedder, "embeds_beside", False)
        self._embedding = (self._waiting, self._read, self._beside.submit(work).result if beside else work)
        self._waiting, self._read = [], []
        if not beside:
            self._commit_embedded()

    def _embed(self, known: dict[bytes, np.ndarray], texts: Mapping[bytes, str]) -> dict[bytes, np.ndarray]:
        digests = list(texts)
        for n in range(0, len(digests), EMBEDDED_AT_ONCE):
            check_stop(self._stop)
            if self._ended.is_set():
                break
            some = digests[n : n + EMBEDDED_AT_ONCE]
            known.update(zip(some, self._embedder.embed_passages([texts[digest] for digest in some]), strict=True))
            self._embedded += len(some)
        return known

    def _remove(self, gone: list[str]) -> None:
        if gone:
            self._catalog.remove_articles(gone)
        for id in gone:
            del self._indexed[id]
        self._removed += len(gone)

    def _remove_gone(self, origin: Origin) -> None:
        failed = {failure.file for failure in self._failed}
        gone = {id: file for id, file in self._catalog.article_files(origin.number).items() if id not in self._seen}
        self._remove([id for id, file in gone.items() if id in self._damaged or not _failing(id, file, failed)])
        left = set(self._catalog.article_files(origin.number).values())
        self._catalog.forget_files(set(self._catalog.files(origin.number)) - left)


def _weight(path: Path) -> int:
    """Return what a file counts for in what there is to do: its bytes, and what any file costs."""
    try:
        return path.stat().st_size + FILE_WEIGHT
    except OSError:
        return FILE_WEIGHT


def _unless_stopped_between(values: Iterable[T], stop: threading.Event) -> Iterator[T]:
    for value in values:
        check_stop(stop)
        yield value


def _failing(id: str, file: str, failed: set[str]) -> bool:
    """Tell whether an article could not be read this time, by itself, with its file or with a folder or archive above it."""
    above = {id[:end] for end, character in enumerate(id) if character == "/"}
    return bool(failed & {id, file, id.rpartition("#")[0], *above})
