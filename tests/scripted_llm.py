"""A real server on this machine that speaks the OpenAI streaming protocol and plays scripted replies."""

import base64
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from scripted_server import ScriptedHandler, ScriptedServer

Reply = Callable[["_Handler"], None]


@dataclass(frozen=True)
class Request:
    """What the server was sent; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class ScriptedLLM(ScriptedServer):
    """Plays `replies` one a request, the last one again for every request after.

    `requests` is what came in; `hung_up` is set when a client ends a connection on which a reply hangs.
    """

    replies: Sequence[Reply]
    requests: list[Request] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    hung_up: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://{self.host}/v1"


def chunk(content: str | None = None, finish: str | None = None) -> dict[str, Any]:
    """One chunk of a chat completion."""
    choice = {"index": 0, "delta": {} if content is None else {"content": content}, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": [choice]}


def says(*pieces: str, finish: str | None = "stop") -> Reply:
    """The pieces one chunk each, as a server should; without `finish` the stream is cut in the middle."""
    return events(*[chunk(piece) for piece in pieces], *([chunk(finish=finish)] if finish else []))


def events(*data: Any) -> Reply:
    """A stream of these events, text as it is and anything else as JSON, and the closing one."""
    lines = [item if isinstance(item, str) else json.dumps(item) for item in (*data, "[DONE]")]
    return body("".join(f"data: {line}\n\n" for line in lines), "text/event-stream")


def body(text: str | bytes, content_type: str, status: int = 200, **headers: str) -> Reply:
    """One whole reply."""

    def play(handler: "_Handler") -> None:
        raw = text.encode() if isinstance(text, str) else text
        handler.start(status, {"Content-Type": content_type, "Content-Length": str(len(raw)), **headers})
        handler.wfile.write(raw)

    return play


def fails(status: int, message: str = "it went wrong", **more: str) -> Reply:
    """An error as OpenAI words it."""
    return body(json.dumps({"error": {"message": message, **more}}), "application/json", status)


def redirects(target: str, status: int = 307) -> Reply:
    """A redirect, of 307 one that keeps the method and the body; `{self}` in the target is this server."""

    def play(handler: "_Handler") -> None:
        body("", "text/plain", status, Location=target.replace("{self}", handler.server.script.url))(handler)

    return play


def hangs(*pieces: str) -> Reply:
    """The pieces, and then nothing until the test is over or the client hangs up; without pieces not even headers."""

    def play(handler: "_Handler") -> None:
        if pieces:
            handler.start(200, {"Content-Type": "text/event-stream"})
            for piece in pieces:
                handler.wfile.write(event(chunk(piece)))
        handler.connection.settimeout(0.02)
        while not handler.server.script.released.is_set():
            try:
                if not handler.connection.recv(1):
                    handler.server.script.hung_up.set()
                    return
            except TimeoutError:
                pass

    return play


STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def event(data: Any) -> bytes:
    """One event of a stream as it is sent."""
    return f"data: {json.dumps(data)}\n\n".encode()


def sends(raw: bytes) -> Reply:
    """These bytes as they are, the status line and the headers too, and then the connection closes."""

    def play(handler: "_Handler") -> None:
        handler.wfile.write(raw)

    return play


def drips(piece: bytes, head: bytes = b"", pause: float = 0.01) -> Reply:
    """The head and then the piece without end, bytes as they are; comments, for one, as servers send while a model loads."""

    def play(handler: "_Handler") -> None:
        handler.wfile.write(head)
        while not handler.server.script.released.wait(pause):
            handler.wfile.write(piece)

    return play


def floods(line: bytes, status: int = 200, content_type: str = "text/event-stream") -> Reply:
    """The same line without end."""

    def play(handler: "_Handler") -> None:
        handler.start(status, {"Content-Type": content_type})
        while not handler.server.script.released.is_set():
            handler.wfile.write(line * 100)

    return play


def disconnects() -> Reply:
    """The connection closes before any reply."""
    return lambda handler: None


def echoes_key(status: int, changed: Callable[[str], str]) -> Reply:
    """An error that repeats the key it was sent, changed, wherever a server has a word of its own."""

    def play(handler: "_Handler") -> None:
        key = changed(handler.headers["Authorization"].removeprefix("Bearer "))
        told = json.dumps(
            {"error": {name: f"bad {key} key" if name == "message" else key for name in ("message", "code", "type", "param")}}
        )
        lines = [f"HTTP/1.1 {status} {key}", f"Location: http://{key}.example/{key}?{key}", f"X-{key}: {key}", f"Content-Type: text/{key}"]
        handler.wfile.write("\r\n".join([*lines, "", told]).encode())

    return play


def _halved(key: str) -> str:
    return f"{key[: len(key) // 2]} and {key[len(key) // 2 :]}"


CHANGES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "other case": str.swapcase,
    "backwards": lambda key: key[::-1],
    "base64": lambda key: base64.b64encode(key.encode()).decode(),
    "hex": lambda key: key.encode().hex(),
    "percent": lambda key: "".join(f"%{ord(c):02x}" for c in key),
    "spaced": lambda key: " ".join(key),
    "dotted": lambda key: ".".join(key),
    "halved": _halved,
    "its end": lambda key: key[-8:],
    "without signs": lambda key: "".join(c for c in key if c.isalnum()),
}


class _Handler(ScriptedHandler):
    def do_POST(self) -> None:
        script = self.server.script
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        script.requests.append(Request(self.path, {k.lower(): v for k, v in self.headers.items()}, sent))
        script.replies[min(len(script.requests), len(script.replies)) - 1](self)


ScriptedLLM.handler = _Handler
