"""The server under the page: one address, bounded connections, and what it tells on the way."""

import asyncio
import logging
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from assistant.web.connections import Connection, Connections, Patience, most_connections

QUEUE = 1024  # connections that the system keeps for us until they are accepted
ACCEPTED_AT_ONCE = 16  # and then looked at, so that not thousands are open before the first is counted


class Server(uvicorn.Server):
    """Serves an app at a socket that listens, and calls `started` once it answers."""

    def __init__(self, app: ASGIApp, started: Callable[[], None], patience: Patience | None = None) -> None:
        config = uvicorn.Config(
            app,
            http=Connection,
            ws="none",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=most_connections(),
            backlog=ACCEPTED_AT_ONCE,
            timeout_graceful_shutdown=1,  # open pages keep a stream open for as long as they live
        )
        super().__init__(config)
        self._started = started
        self._connections = self.server_state = Connections(patience or Patience())

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell."""
        await super().startup(sockets)
        if self.started:
            for listener in sockets or []:
                listener.listen(QUEUE)  # asyncio has one number for this and for how many it accepts in a row
            self._started()

    async def on_tick(self, counter: int) -> bool:
        """Once a second, close the connections that are overdue."""
        if counter % 10 == 0:
            self._connections.close_overdue(asyncio.get_running_loop().time())
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End; the stream that each open page keeps is cut, which uvicorn would tell with a traceback for each."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)
