"""How long a client may take, and how many are connected at once: slow and idle ones never keep others out.

A connection without a request under way is closed when its place is needed: those that never sent one first, then those kept open
for another, each the longest first. So a request is turned away (503) only when all places are taken by requests under way. Whoever
is not let in holds no connection open, because refusals close it.
"""

import asyncio
import sys
from dataclasses import dataclass
from typing import Any

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

if sys.platform != "win32":
    import resource

MOST = 512  # connections: sixty pages that load over six each fit, and an open page keeps one or two
DESCRIPTORS_KEPT = 128  # of those that the system grants: 28 were open while answering, 48 are for connections that come in one moment
FEWEST = 16  # connections, however little the system grants


@dataclass(frozen=True)
class Patience:
    """Seconds that a client may take.

    `head` is for a whole request head, from the moment that one can be sent. `body` is for a body, and a second more for each
    `bytes_a_second` of it. `taking` is for taking some of what it is sent.
    """

    head: float = 10.0
    body: float = 20.0
    bytes_a_second: int = 8192
    taking: float = 30.0


class Connections(ServerState):
    """Those of one server; `strangers` have not sent a whole head yet, `kept` wait for another one, each the longest first."""

    def __init__(self, patience: Patience) -> None:
        super().__init__()
        self.patience = patience
        self.strangers: dict[Connection, None] = {}
        self.kept: dict[Connection, None] = {}

    def make_room(self, most: int) -> None:
        """Close one that waits if there are `most`."""
        waiting = self.strangers or self.kept
        if len(self.connections) >= most and waiting:
            oldest = next(iter(waiting))
            del waiting[oldest]
            self.connections.discard(oldest)
            oldest.transport.abort()

    def close_overdue(self, now: float) -> None:
        """Close those whose client takes longer than it may."""
        for connection in list(self.connections):
            if isinstance(connection, Connection) and connection.is_overdue(now):
                connection.transport.abort()


class Connection(H11Protocol):
    """Uvicorn's own, which by itself waits for ever for the rest of a head, of a body, or for its answer to be taken."""

    def __init__(
        self, config: Config, server_state: Connections, app_state: dict[str, Any], _loop: asyncio.AbstractEventLoop | None = None
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._all = server_state
        self._awaited: object = None  # one of h11's states
        self._since = self._taken = self.loop.time()
        self._received = 0
        self._unsent = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, in the place of another one if need be."""
        super().connection_made(transport)
        if self.limit_concurrency:
            self._all.make_room(self.limit_concurrency)
        self._note()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        super().connection_lost(exc)
        self._all.strangers.pop(self, None)
        self._all.kept.pop(self, None)

    def data_received(self, data: bytes) -> None:
        """Read."""
        super().data_received(data)
        self._received += len(data)
        self._note()

    def on_response_complete(self) -> None:
        """Go on to the next request."""
        super().on_response_complete()
        self._note()

    def is_overdue(self, now: float) -> bool:
        """Whether the client takes longer than it may; to be asked about once a second."""
        patience, unsent = self._all.patience, self.transport.get_write_buffer_size()
        if unsent == 0 or unsent < self._unsent:
            self._taken = now
        self._unsent = unsent
        if now - self._taken > patience.taking:
            return True
        if self._awaited is h11.IDLE:
            return now - self._since > patience.head
        if self._awaited is h11.SEND_BODY and not self.flow.read_paused:  # paused, the wait is ours
            return now - self._since > patience.body + self._received / patience.bytes_a_second
        return False

    def _note(self) -> None:
        """Keep what the client is to send next, and since when."""
        if self._awaited is not self.conn.their_state:
            self._awaited, self._since, self._received = self.conn.their_state, self.loop.time(), 0
        if self.cycle is None:
            self._all.strangers.setdefault(self)
            return
        self._all.strangers.pop(self, None)
        if self.cycle.response_complete:
            self._all.kept.setdefault(self)
        else:
            self._all.kept.pop(self, None)


def most_connections() -> int:
    """As many as the system grants descriptors for, beside those that the rest needs."""
    if sys.platform == "win32":
        return MOST
    granted, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if granted == resource.RLIM_INFINITY else max(FEWEST, min(MOST, granted - DESCRIPTORS_KEPT))
