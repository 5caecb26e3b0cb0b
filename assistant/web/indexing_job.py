"""Indexing in the background of the page: one run at a time, watched by every page that is open."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.web.escaping import one_line, without_folders
from assistant.web.uploads import uploads_folder
from index import Embedder, IndexProgress, IndexReport, remove_source, update_index
from index.addresses import is_address
from index.errors import DatelineIndexError, FolderError, IndexBusy, IndexingStopped
from index.minilm import MiniLM

if TYPE_CHECKING:
    from assistant import Assistant

SETTLED_SECONDS = 1.0  # of a stage, before its rate and the time left are told

Phase = Literal["idle", "running", "stopping", "done", "stopped", "failed"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class IndexingRequest:
    """What to do: add or update a `folder`, file or feed as it was typed, with None the uploaded files; `everything`; or `remove` one."""

    folder: str | None = None
    rebuild: bool = False
    everything: bool = False
    remove: str | None = None


@dataclass(frozen=True)
class IndexingState:
    """Where indexing stands.

    `stage` is "listing", "articles" (files `done` of `total`), "vectors" (passages), "removing" or "opening"; `share` of it is done, within
    a large file too; `passages` are embedded so far, `rate` is passages a second, `left` seconds of this stage, both None until they can be
    told. `message` is what went wrong or was removed; `report` is there when something was indexed.
    """

    phase: Phase
    request: IndexingRequest | None = None
    stage: str = "listing"
    done: int = 0
    total: int = 0
    share: float = 0.0
    passages: int = 0
    rate: float | None = None
    left: float | None = None
    message: str | None = None
    report: IndexReport | None = None

    @property
    def under_way(self) -> bool:
        """Whether a run has not ended yet."""
        return self.phase in ("running", "stopping")


class IndexingJob:
    """Brings the index of an assistant up to date, in a thread of its own; questions are answered meanwhile.

    `clock` gives seconds, as `time.monotonic` does.
    """

    def __init__(self, assistant: "Assistant", clock: Callable[[], float] = time.monotonic) -> None:
        self._assistant = assistant
        self._clock = clock
        self._changing = threading.Lock()
        self._state = IndexingState("idle")
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> IndexingState:
        """Where it stands now."""
        return self._state

    def start(self, request: IndexingRequest) -> None:
        """Begin; raises IndexBusy while another run is under way."""
        with self._changing:
            if self._state.under_way:
                raise IndexBusy("Indexing is under way already: wait until it is done, or cancel it.")
            self._state = IndexingState("running", request)
            self._stop = threading.Event()
            self._thread = threading.Thread(target=self._run, args=(request, self._stop), name="indexing", daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """Stop at the next article."""
        with self._changing:
            if self._state.phase == "running":
                self._stop.set()
                self._state = replace(self._state, phase="stopping")

    def wait(self) -> IndexingState:
        """Return the state once no run is under way."""
        if self._thread:
            self._thread.join()
        return self._state

    def _run(self, request: IndexingRequest, stop: threading.Event) -> None:
        try:
            report, message = (self._update(request, stop), None) if request.remove is None else (None, self._remove(request.remove))
            self._change(stage="opening", done=0, total=0, share=0.0, rate=None, left=None)
            self._assistant.refresh()
            self._change(phase="done", report=report, message=message)
        except IndexingStopped:
            self._end_stopped(request)
        except DatelineIndexError as error:
            self._change(phase="failed", message=_told(error, request))
        except OSError as error:
            self._change(phase="failed", message=f"The index cannot be written: {error.strerror or type(error).__name__}.")
        except Exception:
            _log.exception("Indexing from the page failed")
            self._change(phase="failed", message="Something went wrong; see the terminal.")

    def _update(self, request: IndexingRequest, stop: threading.Event) -> IndexReport:
        settings = self._assistant.archive.settings
        return update_index(
            None if request.everything else self._folder(request),
            settings,
            sparing_a_core(self._assistant.archive.embedder, settings.threads),
            rebuild=request.rebuild,
            progress=_Pace(self._clock, self._change).note,
            stop=stop,
        )

    def _folder(self, request: IndexingRequest) -> Path | str:
        if request.folder is None:
            folder = uploads_folder(self._assistant.archive.settings.index_dir)
            if not folder.is_dir():
                raise FolderError("No files were uploaded yet: choose some first.")
            return folder
        typed = request.folder.strip()
        return typed if is_address(typed) else typed_folder(typed)

    def _remove(self, source: str) -> str:
        self._change(stage="removing")
        gone = remove_source(source, self._assistant.archive.settings)
        told = f"Removed from the index: {gone.articles:,} article{'' if gone.articles == 1 else 's'}."
        return told if gone.kind == "feed" else f"{told} The files are where they were."

    def _end_stopped(self, request: IndexingRequest) -> None:
        if request.rebuild:
            self._change(phase="stopped", message="Stopped. The index is as it was before.")
            return
        self._change(stage="opening", done=0, total=0, share=0.0, rate=None, left=None)
        try:
            self._assistant.refresh()
        except DatelineIndexError as error:
            self._change(phase="failed", message=_told(error, request))
            return
        self._change(phase="stopped", message="Stopped. What was indexed so far is kept; index again to go on.")

    def _change(self, **changes: object) -> None:
        with self._changing:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]


class _Pace:
    """Turns the progress of an update into rate and time left."""

    def __init__(self, clock: Callable[[], float], change: Callable[..., None]) -> None:
        self._clock = clock
        self._change = change
        self._stage = ""
        self._began = clock()

    def note(self, progress: IndexProgress) -> None:
        """Take one step of the update."""
        if progress.stage != self._stage:
            # Reading begins with the update, storing vectors with its first step.
            self._began = self._clock() if self._stage else self._began
            self._stage = progress.stage
        seconds = self._clock() - self._began
        passages = progress.passages if progress.stage == "articles" else progress.done
        settled = seconds >= SETTLED_SECONDS and progress.share > 0
        self._change(
            stage=progress.stage,
            done=progress.done,
            total=progress.total,
            share=progress.share,
            passages=progress.passages,
            rate=passages / seconds if settled else None,
            left=seconds / progress.share * (1 - progress.share) if settled else None,
        )


def sparing_a_core(embedder: Embedder, threads: int) -> Embedder:
    """Return the same loaded model on one thread less, where there are several, so that questions are answered meanwhile."""
    return embedder.with_threads(max(1, threads - 1)) if isinstance(embedder, MiniLM) else embedder


def typed_folder(text: str) -> Path:
    """Return the folder that was typed, `~` for one's own; raises FolderError for what is no whole path."""
    text = text.strip()
    try:
        folder = Path(text).expanduser()
    except RuntimeError:  # ~nobody
        raise FolderError(f"{text} does not exist.") from None
    if not folder.is_absolute() or "\0" in text:
        raise FolderError(f"{text or 'Nothing'} is not a whole path: begin with / or ~.")
    return folder


def _told(error: DatelineIndexError, request: IndexingRequest) -> str:
    """The error as one line that holds no path but the one that was typed, and as it was typed."""
    line = one_line(str(error))
    if not isinstance(error, FolderError) or request.folder is None:
        return without_folders(line)
    return line.replace(str(Path.home()), "~") if request.folder.strip().startswith("~") else line
