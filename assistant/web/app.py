"""The web application: the page behind its checks, and serving it."""

import asyncio
import errno
import logging
import os
import socket
import sys
import webbrowser
from importlib.resources import files
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response

from assistant.errors import AssistantError
from assistant.web.security import is_loopback, protect

if TYPE_CHECKING:
    from assistant import Assistant


def build_app(assistant: "Assistant", *, host: str = "127.0.0.1") -> FastAPI:
    """The page as an ASGI application, for a server that will be bound to `host`."""
    # Gradio reads both when it is imported; without the second it looks itself up on a hub.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_build_in_loop(assistant, host))
    return _build(assistant, host)


async def _build_in_loop(assistant: "Assistant", host: str) -> FastAPI:
    """Build within an event loop, because without one Gradio makes several of its own and closes none."""
    return _build(assistant, host)


def _build(assistant: "Assistant", host: str) -> FastAPI:
    from assistant.web.chat import mount_chat  # takes seconds

    app = FastAPI(title="Dateline", docs_url=None, redoc_url=None, openapi_url=None)
    script = files("assistant.web").joinpath("page.js").read_text("utf-8")

    @app.get("/page.js")
    def page_script() -> Response:
        return Response(script, media_type="text/javascript")

    mount_chat(app, assistant)
    protect(app, host)
    return app


def serve(assistant: "Assistant", *, host: str = "127.0.0.1", port: int = 7860, open_browser: bool = False) -> None:
    """Serve the page until Ctrl-C; raises AssistantError when the address cannot be had."""
    listener = _listen(host, port)  # before Gradio is loaded, so that a taken port is told at once
    address = _address(host, listener.getsockname()[1])
    if not is_loopback(host):
        print(f"Warning: {host} can be reached from other machines, and there is no login.", file=sys.stderr)
    config = uvicorn.Config(
        build_app(assistant, host=host),
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=1,  # open pages keep a stream open for as long as they live
    )
    with listener:
        try:
            asyncio.run(_Server(config, address, open_browser).serve([listener]))
        except KeyboardInterrupt:
            pass  # raised again by uvicorn after a clean end


class _Server(uvicorn.Server):
    """Tells the address once it answers."""

    def __init__(self, config: uvicorn.Config, address: str, open_browser: bool) -> None:
        super().__init__(config)
        self._address = address
        self._open_browser = open_browser

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the one line."""
        await super().startup(sockets)
        if self.started:
            print(f"Dateline is at {self._address} (Ctrl-C ends it)", flush=True)
            if self._open_browser:
                webbrowser.open(self._address)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End; the stream that each open page keeps is cut, which uvicorn would tell with a traceback for each."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise AssistantError(f"Port {port} does not exist; choose one up to 65535 with --port.")
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AssistantError(f"Port {port} is taken; choose another with --port.") from error
        reason = error.strerror or str(error)
        raise AssistantError(f"Cannot serve at {host} port {port}: {reason}; choose another with --port.") from error


def _address(host: str, port: int) -> str:
    """Where to point a browser; a server bound to every address is reached on this machine as localhost."""
    name = "localhost" if host in ("", "0.0.0.0", "::") else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
