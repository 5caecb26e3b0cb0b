"""Following the sources of an archive: what changes in folders and what feeds show is indexed as it comes."""

import math
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from index.articles import Failure
from index.embedding import Embedder
from index.errors import DatelineIndexError, FolderError, IndexBusy, IndexingStopped
from index.feeds import LONGEST_WAIT, Fetched, fetch_feed
from index.health import list_sources
from index.origins import Source
from index.robots import Robots
from index.settings import IndexSettings
from index.update import IndexReport, update_index

EVERY_SECONDS = 900.0
# Between two looks at what is due: the longest that is waited after `stop` is set.
LOOK_SECONDS = 0.3
# A place is read when nothing has changed in it for so long, or when it has been changing for so long.
SETTLED_SECONDS, CHANGING_SECONDS = 2.0, 30.0
BUSY_SECONDS = 2.0
# What was added to the archive by another process is followed after so long.
LISTED_SECONDS = 60.0


@dataclass(frozen=True)
class Watched:
    """What became of a source: the `report` of an update that changed something, or else a `message` in one line."""

    source: str
    report: IndexReport | None = None
    message: str | None = None


def watch(
    settings: IndexSettings, embedder: Embedder, *, every: float = EVERY_SECONDS, stop: threading.Event | None = None
) -> Iterator[Watched]:
    """Follow the sources of an archive, with those that are added meanwhile, until `stop` is set, and yield what becomes of them.

    Folders and files are read when they have changed and feeds asked `every` so many seconds, all of them once at the beginning. What
    goes wrong is yielded once and tried again, later each time, up to a day. Raises FolderError where there is no source, and
    IndexMissing, IndexDamaged and IndexMismatch at the beginning.
    """
    following = _Following(settings, embedder, every, stop or threading.Event())
    with suppress(IndexingStopped):
        yield from following.run()


def pause(every: float, failures: int, wait: float | None) -> float:
    """Return the seconds until a source that failed so often in a row is tried again; `wait` is what its server asks for."""
    return min(max(every * 2.0 ** min(failures, 20), wait or 0.0), LONGEST_WAIT)


@dataclass
class _Followed:
    """A source and when it is looked at next, by the clock: `math.inf` is when it has changed."""

    source: Source
    due: float
    file: tuple[int, ...] | None = None
    changing_since: float | None = None
    failures: int = 0
    told: str | None = None
    fetched: Fetched | None = None  # and not indexed, because another process was writing
    indexed: bool = False  # all that is kept
    failed: tuple[Failure, ...] = ()

    def touch(self, now: float) -> None:
        """Take note of a change."""
        self.changing_since = self.changing_since or now
        self.due = min(now + SETTLED_SECONDS, self.changing_since + CHANGING_SECONDS)


class _Following:
    """One run of `watch`, in one thread."""

    def __init__(self, settings: IndexSettings, embedder: Embedder, every: float, stop: threading.Event) -> None:
        self._settings, self._embedder, self._every, self._stop = settings, embedder, every, stop
        self._index_dir = settings.index_dir.resolve()
        self._robots = Robots()
        self._followed: dict[str, _Followed] = {}
        self._listed_at = -math.inf
        self._contacted: set[str] = set()
        self._waiting = False

    def run(self) -> Iterator[Watched]:
        import watchfiles

        self._list()
        if not self._followed:
            raise FolderError("There is no source to follow: `dateline index FOLDER` adds one.")
        while not self._stop.is_set():
            folders = self._folders()
            for followed in self._followed.values():  # one that went or is new in its place, and what changed while nobody looked
                if followed.source.kind == "folder":
                    followed.due = 0.0
            options = {"watch_filter": None, "yield_on_timeout": True, "stop_event": self._stop, "ignore_permission_denied": True}
            milliseconds = {"rust_timeout": int(LOOK_SECONDS * 1000), "debounce": 500, "step": 50}
            with suppress(FileNotFoundError):  # one that went before it was followed
                for changes in watchfiles.watch(*folders, **options, **milliseconds):  # type: ignore[arg-type]
                    self._note(path for _, path in changes)
                    yield from self._look()
                    if self._folders() != folders:
                        break

    def _list(self) -> None:
        sources = {source.address: source for source in list_sources(self._settings)}
        self._followed = {address: self._followed.get(address) or _Followed(source, 0.0) for address, source in sources.items()}
        self._listed_at = time.monotonic()

    def _folders(self) -> dict[str, tuple[int, ...]]:
        """The folders that are there, with what tells another one in their place, of whose changes the system would not tell."""
        found = {address: _numbers(address)[:2] for address, followed in self._followed.items() if followed.source.kind == "folder"}
        return {address: numbers for address, numbers in found.items() if numbers}

    def _note(self, paths: Iterable[str]) -> None:
        now = time.monotonic()
        for path in map(Path, paths):
            for address, followed in self._followed.items():
                if followed.source.kind != "folder" or not path.is_relative_to(address) or path.is_relative_to(self._index_dir):
                    continue
                if not any(part.startswith(".") for part in path.relative_to(address).parts):
                    followed.touch(now)
        for address, followed in self._followed.items():
            if followed.source.kind == "file" and (numbers := _numbers(address)) != followed.file:
                followed.file = numbers  # an editor puts another file in its place, so its own changes are not told
                followed.touch(now)

    def _look(self) -> Iterator[Watched]:
        now = time.monotonic()
        due = [address for address, followed in self._followed.items() if followed.due <= now]
        if due or now - self._listed_at >= LISTED_SECONDS:
            with suppress(DatelineIndexError):  # what is wrong is told when it is updated
                self._list()  # what another process removed is not to come back
        for address in due:
            if followed := self._followed.get(address):
                yield from self._look_at(followed)

    def _look_at(self, followed: _Followed) -> Iterator[Watched]:
        address, followed.changing_since = followed.source.address, None
        try:
            if followed.source.kind == "feed":
                fetched = followed.fetched or fetch_feed(address, self._settings.index_dir, self._stop, self._robots)
                if new := [host for host in fetched.contacted if host not in self._contacted]:
                    self._contacted.update(new)
                    yield Watched(address, message=f"asked: {', '.join(new)}")
                if fetched.failure is not None:
                    yield from self._failed(followed, fetched.failure, fetched)
                    return
                followed.fetched = fetched
                report = None if followed.indexed and not fetched.items else self._update(fetched)
            else:
                report = self._update(Path(address))
        except IndexingStopped:
            raise
        except IndexBusy as busy:
            followed.due = time.monotonic() + BUSY_SECONDS
            if not self._waiting:
                self._waiting = True
                yield Watched(address, message=f"waits: {busy}")
            return
        except (DatelineIndexError, OSError) as error:
            followed.fetched, followed.indexed = None, False
            yield from self._failed(followed, str(error).removeprefix(f"{address} "))
            return
        self._waiting, followed.fetched, followed.indexed, followed.failures, followed.told = False, None, True, 0, None
        followed.due = time.monotonic() + self._every if followed.source.kind == "feed" else math.inf
        if report and (report.added or report.changed or report.removed or report.mended or report.failed != followed.failed):
            yield Watched(address, report)
        followed.failed = report.failed if report else followed.failed

    def _update(self, source: Path | Fetched) -> IndexReport:
        return update_index(source, self._settings, self._embedder, stop=self._stop)

    def _failed(self, followed: _Followed, line: str, fetched: Fetched | None = None) -> Iterator[Watched]:
        followed.failures += 1
        followed.due = time.monotonic() + pause(self._every, followed.failures, fetched.wait if fetched else None)
        if fetched and fetched.status == HTTPStatus.GONE:
            followed.due, line = math.inf, f"{line}; it is not asked any more"
        if line != followed.told:
            followed.told = line
            yield Watched(followed.source.address, message=line)


def _numbers(path: str) -> tuple[int, ...]:
    """What a folder or file is told by, and a file's state; nothing where it is not there."""
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
