"""A real web server on this machine that gives scripted replies."""

import gzip
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from ssl import SSLContext

from scripted_server import ScriptedHandler, ScriptedServer

Reply = Callable[["_Handler"], None]


@dataclass
class ScriptedWeb(ScriptedServer):
    """Gives each path its reply, one that can be changed between two requests; what has none is 404.

    `asked` are the paths that were asked for, `headers` those of the latest request, names in lower case.
    """

    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    released: threading.Event = field(default_factory=threading.Event)
    tls: SSLContext | None = None

    def url(self, path: str = "/feed.xml") -> str:
        return f"http://{self.host}{path}"


def gives(body: str | bytes, content_type: str = "application/rss+xml", status: int = 200, **headers: str) -> Reply:
    """One whole reply; `etag` makes it one that is not sent again to who has it."""

    def play(handler: "_Handler") -> None:
        raw = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if "etag" in headers and handler.headers["If-None-Match"] == headers["etag"]:
            handler.start(304, named)
            return
        handler.start(status, {"Content-Type": content_type, "Content-Length": str(len(raw)), **named})
        handler.wfile.write(raw)

    return play


def fails(status: int, **headers: str) -> Reply:
    return gives("no", "text/plain", status, **headers)


def redirects(target: str, status: int = 302) -> Reply:
    return gives("", "text/plain", status, Location=target)


def drips(piece: bytes, head: bytes = b"") -> Reply:
    """The head and then the piece without end, bytes as they are."""

    def play(handler: "_Handler") -> None:
        handler.wfile.write(head)
        while not handler.server.script.released.wait(0.01):
            handler.wfile.write(piece)

    return play


def floods(*, packed: bool) -> Reply:
    """A feed without end, or one that is small until it is unpacked."""

    def play(handler: "_Handler") -> None:
        if packed:
            gives(gzip.compress(b"<rss>" + bytes(30 * 2**20)), Content_Encoding="gzip")(handler)
            return
        handler.start(200, {})
        while not handler.server.script.released.is_set():
            handler.wfile.write(b" " * 2**16)

    return play


@dataclass(frozen=True)
class Item:
    """One item of a feed."""

    name: str
    text: str
    day: str = "Thu, 05 Dec 2024 09:00:00 GMT"
    title: str = "The harbour of Besmera"

    @property
    def link(self) -> str:
        return f"https://news.example/2024/{self.name}.html"


def rss(items: Iterable[Item]) -> str:
    """A feed of the Besmera Wire."""
    written = "".join(
        f"<item><title>{one.title}</title><link>{one.link}</link><guid>{one.name}</guid><pubDate>{one.day}</pubDate>"
        f"<author>Ana Belun</author><description>{one.text}</description></item>"
        for one in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Besmera Wire</title>{written}</channel></rss>'


class _Handler(ScriptedHandler):
    def do_GET(self) -> None:
        web = self.server.script
        web.asked.append(self.path)
        web.headers = {name.lower(): value for name, value in self.headers.items()}
        web.replies.get(self.path, fails(404))(self)


ScriptedWeb.handler = _Handler
