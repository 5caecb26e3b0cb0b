"""A reply that is listened to from another thread, so that whoever asked waits no longer than they chose to."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from socket import SHUT_RDWR, socket
from threading import Lock, Thread
from typing import Any, TypeVar

T = TypeVar("T")

# How late it may be noticed that nobody waits any more.
GONE_SECONDS = 0.1
_END = object()


class NotHeard(Exception):
    """Nothing was said for too long, or the whole took too long; `silent` tells which."""

    def __init__(self, *, silent: bool) -> None:
        super().__init__("silent" if silent else "not ended")
        self.silent = silent


class Gone(Exception):
    """Nobody waits for the reply any more."""


class Line:
    """The connections of a request, which `hang_up` ends from another thread, whatever the server does."""

    def __init__(self) -> None:
        self._sockets: list[socket] = []
        self._lock = Lock()
        self.ended = False

    def traced(self, event: str, info: dict[str, Any]) -> None:
        """Take note of a connection; an HTTP request's `trace` extension."""
        if event.endswith("connect_tcp.complete"):
            # A copy: TLS takes the socket itself away. A reading thread is woken by a shutdown alone, not by closing.
            connection = info["return_value"].get_extra_info("socket").dup()
            with self._lock:
                self._sockets.append(connection)
            if self.ended:
                self.hang_up()

    def hang_up(self) -> None:
        """End the connections there are, and those that come."""
        self.ended = True
        with self._lock:
            while self._sockets:
                with self._sockets.pop() as connection, suppress(OSError):  # the server may have been quicker
                    connection.shutdown(SHUT_RDWR)


class Listener(Thread):
    """The thread that listens."""


def heard(
    say: Callable[[Line], Iterator[T]], *, silence: float, total: float, gone: Callable[[], bool] = lambda: False
) -> Generator[T, None, None]:
    """Yield what `say` yields, which runs in a thread of its own and is told to its line which connections it opens.

    Raises NotHeard when nothing comes for `silence` seconds or it is not ended after `total`, and Gone soon after `gone()`, also
    where nothing at all returns, a look-up of a name for one. The connections are ended with it.
    """
    line, found = Line(), SimpleQueue[Any]()
    began = latest = time.monotonic()
    Listener(target=_listen, args=(say, line, found), daemon=True).start()
    try:
        while True:
            now = time.monotonic()
            if gone():
                raise Gone
            left = min(began + total, latest + silence) - now
            if left <= 0:
                raise NotHeard(silent=latest + silence <= began + total)
            try:
                item = found.get(timeout=min(left, GONE_SECONDS))
            except Empty:
                continue
            if item is _END:
                return
            if isinstance(item, Exception):
                raise item
            yield item
            latest = time.monotonic()  # what was done with the item is no silence of the server's
    finally:
        line.hang_up()


def _listen(say: Callable[[Line], Iterator[T]], line: Line, found: SimpleQueue[Any]) -> None:
    try:
        for item in say(line):
            if line.ended:
                return
            found.put(item)
        found.put(_END)
    except Exception as error:
        error.__traceback__ = error.__context__ = None  # they hold the request, and so its key
        found.put(error)
