"""The web application: the page behind its checks, and serving it."""

import asyncio
import errno
import inspect
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI

from assistant.errors import AssistantError
from assistant.web.addresses import is_loopback
from assistant.web.archive_routes import archive_router
from assistant.web.article_routes import article_router
from assistant.web.asset_routes import asset_router
from assistant.web.feedback import Feedback
from assistant.web.index_routes import index_router
from assistant.web.log import log_once_a_minute
from assistant.web.login import Login
from assistant.web.opening import opened
from assistant.web.private_folder import give_private_folder
from assistant.web.security import protect
from assistant.web.server import Server
from assistant.web.settings import WebSettings

if TYPE_CHECKING:
    from assistant import Assistant

# Gradio reads them when it is imported. Without the second it looks itself up on a hub, without the third it makes a table of
# all questions ever asked after each of them, without the fourth it keeps the last ten thousand.
_GRADIO = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9),
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
}


def build_app(assistant: "Assistant", settings: WebSettings | None = None) -> FastAPI:
    """The page as an ASGI application, for a server that will be bound as the settings say."""
    os.environ.update(_GRADIO)
    settings = settings or WebSettings()
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_build_in_loop(assistant, settings))
    return _build(assistant, settings)


async def _build_in_loop(assistant: "Assistant", settings: WebSettings) -> FastAPI:
    """Build within an event loop, because without one Gradio makes several of its own and closes none."""
    return _build(assistant, settings)


def _build(assistant: "Assistant", settings: WebSettings) -> FastAPI:
    app = FastAPI(title="Dateline", docs_url=None, redoc_url=None, openapi_url=None)
    give_private_folder(app)
    with _no_stubs():
        from assistant.web.chat import mount_chat  # takes seconds

    routers = asset_router(), article_router(assistant), archive_router(assistant), index_router(assistant)
    for router in routers:
        app.include_router(router)
    feedback = Feedback(settings.feedback) if settings.feedback else None
    mount_chat(app, assistant, answering=settings.answering, waiting=settings.waiting, feedback=feedback)
    protect(app, settings.host, settings.access, settings.public_origin)
    return app


@contextmanager
def _no_stubs() -> Iterator[None]:
    """Keep Gradio from writing type stubs of its components beside them at every start, which takes a third of it: they need their file."""
    getfile = inspect.getfile

    def found(of: object) -> str:
        if isinstance(of, type) and of.__module__.startswith("gradio."):
            raise OSError
        return getfile(of)  # type: ignore[arg-type]

    inspect.getfile = found  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getfile = getfile


def serve(assistant: "Assistant", settings: WebSettings | None = None, *, open_browser: bool = False) -> None:
    """Serve the page until Ctrl-C; raises AssistantError when the address cannot be had."""
    settings = settings or WebSettings()
    log_once_a_minute()
    with _listen(settings.host, settings.port) as listener, ExitStack() as opening:  # before Gradio, so that a taken port is told at once
        link = settings.access.link(settings.public_origin or _address(settings.host, listener.getsockname()[1]))
        if warning := _exposed(settings):
            print(f"Warning: {warning}", file=sys.stderr)

        def tell() -> None:
            print(f"Dateline is at {link} (Ctrl-C ends it)", flush=True)
            if open_browser:
                opening.enter_context(opened(link))

        server = Server(build_app(assistant, settings), tell)
        try:
            asyncio.run(server.serve([listener]))
        except KeyboardInterrupt:
            pass  # raised again by uvicorn after a clean end


def _exposed(settings: WebSettings) -> str | None:
    """What others can do because of the address that is bound."""
    if is_loopback(settings.host) or (settings.public_origin or "").startswith("https:"):
        return None
    secret = "password" if isinstance(settings.access, Login) else "token"
    return (
        f"{settings.host} can be reached from other machines, and the {secret} and all that is asked go to them unencrypted: "
        "put a proxy with https in front, and name its address with --public-url."
    )


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
