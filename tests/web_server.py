"""The page served for a test: the real server in a thread, on a port of its own."""

import asyncio
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from fastapi import FastAPI

from assistant.web import build_app
from assistant.web.access import Token
from assistant.web.connections import Patience
from assistant.web.server import Server
from assistant.web.settings import WebSettings

TOKEN = Token("the-token-of-every-test")
ADMITTED = {"Authorization": f"Bearer {TOKEN.value}"}


@contextmanager
def served(assistant: Any, settings: WebSettings | None = None, patience: Patience | None = None) -> Iterator[str]:
    """The address of the page over this assistant; a request that carries `ADMITTED` is let in."""
    with serving(build_app(assistant, replace(settings or WebSettings(), access=TOKEN)), patience) as address:
        yield address


@contextmanager
def serving(app: FastAPI, patience: Patience | None = None) -> Iterator[str]:
    """The address of this page."""
    started = threading.Event()
    server = Server(app, started.set, patience)
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # what tests provoke is not told
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
        thread.start()
        try:
            if not started.wait(60):
                raise RuntimeError("The server did not start.")
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)
