"""A real server on this machine that speaks the OpenAI streaming protocol and plays scripted replies."""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["_Handler"], None]


@dataclass(frozen=True)
class Request:
    """What the server was sent; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class ScriptedLLM:
    """Plays `replies` one a request, the last one again for every request after; `requests` is what came in."""

    replies: Sequence[Reply]
    requests: list[Request] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "ScriptedLLM":
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.script = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"


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


def redirects(target: str) -> Reply:
    """A redirect that keeps the method and the body."""
    return body("", "text/plain", 307, Location=target)


def hangs(*pieces: str) -> Reply:
    """The pieces, and then nothing until the test is over; without pieces not even headers."""

    def play(handler: "_Handler") -> None:
        if pieces:
            handler.start(200, {"Content-Type": "text/event-stream"})
            for piece in pieces:
                handler.wfile.write(f"data: {json.dumps(chunk(piece))}\n\n".encode())
        handler.server.script.released.wait()

    return play


def drips() -> Reply:
    """Comments that keep a connection open, without end, as servers send while a model loads."""

    def play(handler: "_Handler") -> None:
        handler.start(200, {"Content-Type": "text/event-stream"})
        while not handler.server.script.released.wait(0.01):
            handler.wfile.write(b": still here\n\n")

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


def echoes_key(status: int) -> Reply:
    """An error that repeats the key it was sent, with characters in it that nobody sees."""

    def play(handler: "_Handler") -> None:
        key = handler.headers["Authorization"].removeprefix("Bearer ")
        fails(status, f"bad key {key} ({key[:3]}\x00{key[3:]}) {'x' * 170}{key}")(handler)

    return play


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    script: ScriptedLLM

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that hang up are what is tested here."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        script = self.server.script
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        script.requests.append(Request(self.path, {k.lower(): v for k, v in self.headers.items()}, sent))
        script.replies[min(len(script.requests), len(script.replies)) - 1](self)

    def start(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test output clean."""
