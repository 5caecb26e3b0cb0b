"""The page under slow and idle connections: whether it answers while they are there and afterwards, and how much is logged.

The server may open few files (`--descriptors`); each kind of client opens many more connections than that (`--connections`) and
opens those anew that the server closes, 500 a second, for `--seconds`. Meanwhile somebody opens the page and asks a question,
again and again.
"""

import argparse
import os
import random
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import httpx2
from chat_client import ChatClient
from report import ROOT, print_heading, print_table
from web_server import TOKEN

SERVER = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]),) * 2)
from fake_assistant import FakeAssistant
from assistant.web import serve
from assistant.web.settings import WebSettings
from web_server import TOKEN
serve(FakeAssistant(), WebSettings(port=0, access=TOKEN))
"""
LET_IN = f"Authorization: Bearer {TOKEN.value}\r\n"
OPENED_IN_A_TURN, TURN = 25, 0.05  # connections and seconds
QUESTION, ANSWER = "Who died in Besmera?", "Marel Oskwin"


@dataclass(frozen=True)
class Kind:
    """What a client sends when it has connected, and every second after that."""

    name: str
    first: bytes = b""
    then: bytes = b""


KINDS = (
    Kind("idle"),
    Kind("half a head", b"GET / HTTP/1.1\r\nHost: localhost\r\n"),
    Kind("a dripped head", b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X-A: b\r\n"),
    Kind("a dripped body", b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n", b"x"),
    Kind("wrong tokens", b"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer guess\r\n\r\n"),
    Kind("answers not read", f"GET /theme.css HTTP/1.1\r\nHost: localhost\r\n{LET_IN}\r\n".encode() * 20),
)


@dataclass
class Crowd:
    """Clients of one kind that connect until they are stopped; each holds a connection of its own at all times."""

    kind: Kind
    place: tuple[str, int]
    size: int
    opened: int = 0
    closed: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Connect, drip, and connect anew where the server hung up."""
        with selectors.DefaultSelector() as waiting:
            while not self.stopped.is_set():
                for _ in range(min(OPENED_IN_A_TURN, self.size - len(waiting.get_map()))):
                    self._connect(waiting)
                self.stopped.wait(TURN)
                for key, _ in waiting.select(timeout=0):
                    self._look(waiting, key.fileobj)  # type: ignore[arg-type]
                if self.kind.then and random.random() < TURN:
                    for key in list(waiting.get_map().values()):
                        self._send(waiting, key.fileobj, self.kind.then)  # type: ignore[arg-type]
            for key in list(waiting.get_map().values()):
                key.fileobj.close()  # type: ignore[union-attr]

    def _connect(self, waiting: selectors.BaseSelector) -> None:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(5)
        try:
            connection.connect(self.place)
        except OSError:
            connection.close()
            self.stopped.wait(0.05)
            return
        connection.setblocking(False)
        self.opened += 1
        waiting.register(connection, selectors.EVENT_READ)
        self._send(waiting, connection, self.kind.first)

    def _send(self, waiting: selectors.BaseSelector, connection: socket.socket, some: bytes) -> None:
        try:
            connection.send(some)
        except BlockingIOError:
            pass
        except OSError:
            self._lose(waiting, connection)

    def _look(self, waiting: selectors.BaseSelector, connection: socket.socket) -> None:
        """Find out whether it was closed; of what it was sent, leave all but a few bytes where they are."""
        try:
            over = connection.recv(1) == b""
        except OSError:
            over = True
        if over:
            self._lose(waiting, connection)

    def _lose(self, waiting: selectors.BaseSelector, connection: socket.socket) -> None:
        self.closed += 1
        waiting.unregister(connection)
        connection.close()


@dataclass
class Visits:
    """Somebody who opens the page and asks, again and again: how often it worked, and the seconds of the slowest."""

    address: str
    tried: int = 0
    answered: int = 0
    slowest: float = 0.0

    def visit(self) -> None:
        """Open the page, ask, and close it."""
        self.tried += 1
        started = time.perf_counter()
        try:
            client = ChatClient(self.address)
            self.answered += ANSWER in client.ask(QUESTION).answer
            client.close()
        except (httpx2.HTTPError, ValueError) as error:
            print(f"not answered: {error!r}", file=sys.stderr)
        self.slowest = max(self.slowest, time.perf_counter() - started)


def measure(kind: Kind, descriptors: int, connections: int, seconds: float) -> list[str]:
    """The row of one kind, each with a server of its own."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", "HF_HUB_OFFLINE": "1"}
    with tempfile.TemporaryFile() as log:
        command = [sys.executable, "-c", SERVER, str(descriptors)]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert server.stdout
            address = next(word for word in server.stdout.readline().split() if word.startswith("http://")).partition("/?")[0]
            during, after = Visits(address), Visits(address)
            crowd = Crowd(kind, ("127.0.0.1", int(address.rpartition(":")[2])), connections)
            thread = threading.Thread(target=crowd.run)
            thread.start()
            until(lambda: crowd.opened >= connections, 30)
            ends = time.monotonic() + seconds
            while time.monotonic() < ends:
                during.visit()
                time.sleep(0.2)
            crowd.stopped.set()
            thread.join()
            for _ in range(5):
                after.visit()
        finally:
            server.terminate()
            server.wait(timeout=30)
        return [
            kind.name,
            f"{crowd.opened:,}",
            f"{crowd.closed:,}",
            f"{during.answered} of {during.tried}",
            f"{during.slowest:.2f}",
            f"{after.answered} of {after.tried}",
            f"{log.seek(0, os.SEEK_END):,}",
        ]


def until(reached: Callable[[], bool], seconds: float) -> None:
    """Wait until it is so, or for so long."""
    ends = time.monotonic() + seconds
    while not reached() and time.monotonic() < ends:
        time.sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--descriptors", type=int, default=256, help="files that the server may have open (default: 256)")
    parser.add_argument("--connections", type=int, default=2000, help="connections of the crowd at all times (default: 2000)")
    parser.add_argument("--seconds", type=float, default=5, help="for each kind (default: 5)")
    parser.add_argument("--kinds", nargs="+", choices=[kind.name for kind in KINDS], help="only these (default: all)")
    given = parser.parse_args()
    print_heading(descriptors=given.descriptors, connections=given.connections, seconds=given.seconds)
    rows = [["clients", "opened", "closed by us", "answered meanwhile", "slowest s", "answered afterwards", "log bytes"]]
    for kind in KINDS:
        if not given.kinds or kind.name in given.kinds:
            rows.append(measure(kind, given.descriptors, given.connections, given.seconds))
    print_table(rows)


if __name__ == "__main__":
    main()
