"""Stopping work that cannot be asked to stop: a stranger's file in somebody else's library."""

import ctypes
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

from index.errors import IndexingStopped

# Between two looks at whether to stop.
LOOK_SECONDS = 0.1
TRIES_TO_END = 20

T = TypeVar("T")


class _Ended(BaseException):
    """Raised inside work that took too long; no library catches it."""


def check_stop(stop: threading.Event) -> None:
    """Raise IndexingStopped once `stop` is set."""
    if stop.is_set():
        raise IndexingStopped("Indexing was stopped; what was indexed is kept, index the same folder again to go on.")


def within(seconds: float, work: Callable[[], T]) -> T:
    """Return what `work`, a stranger's file in a library of pure Python, returns; raises TimeoutError, and ends it where it is."""
    result: Future[T] = Future()
    thread = _beside(work, result)
    if not wait([result], seconds).done:
        for _ in range(TRIES_TO_END):  # one that comes while Python clears up is lost
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_Ended))
            thread.join(LOOK_SECONDS)
            if not thread.is_alive():
                break
        raise TimeoutError(f"took longer than {seconds:.0f} s")
    return result.result()


def unless_stopped(work: Callable[[], T], stop: threading.Event) -> T:
    """Return what `work` returns; once `stop` is set, IndexingStopped is raised at once and the work left to end unheard."""
    return looking_up(work, lambda: check_stop(stop))


def looking_up(work: Callable[[], T], look: Callable[[], None]) -> T:
    """Return what `work` returns; what `look`, called ten times a second, raises is raised at once and the work left to end unheard.

    It must change nothing that is kept. A daemon thread, or an interrupted process would wait for it too.
    """
    result: Future[T] = Future()
    _beside(work, result)
    while not wait([result], LOOK_SECONDS).done:
        look()
    return result.result()


def _beside(work: Callable[[], T], result: "Future[T]") -> threading.Thread:
    def run() -> None:
        try:
            result.set_result(work())
        except BaseException as error:
            result.set_exception(error)

    thread = threading.Thread(target=run, name="indexing, beside", daemon=True)
    thread.start()
    return thread
