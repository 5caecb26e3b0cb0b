"""Stopping work that cannot be asked to stop: a stranger's file in somebody else's library."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

from index.errors import IndexingStopped

# Between two looks at whether to stop.
LOOK_SECONDS = 0.1

T = TypeVar("T")


def check_stop(stop: threading.Event) -> None:
    """Raise IndexingStopped once `stop` is set."""
    if stop.is_set():
        raise IndexingStopped("Indexing was stopped; what was indexed is kept, index the same folder again to go on.")


def unless_stopped(work: Callable[[], T], stop: threading.Event) -> T:
    """Return what `work` returns; once `stop` is set, IndexingStopped is raised at once and the work left to end unheard.

    It must change nothing. A daemon thread, or an interrupted process would wait for it too.
    """
    result: Future[T] = Future()

    def run() -> None:
        try:
            result.set_result(work())
        except BaseException as error:
            result.set_exception(error)

    threading.Thread(target=run, name="indexing, beside", daemon=True).start()
    while not wait([result], LOOK_SECONDS).done:
        check_stop(stop)
    return result.result()
