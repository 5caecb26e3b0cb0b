"""Slow and idle connections: they are closed, and never keep others out."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest
from chat_client import ChatClient
from fake_assistant import FakeAssistant
from web_server import ADMITTED, TOKEN, served

from assistant.web import connections
from assistant.web.connections import DESCRIPTORS_KEPT, FEWEST, MOST, Patience, most_connections

ROOT = Path(__file__).parents[3]
PATIENCE = Patience(head=1.5, body=1.5, bytes_a_second=100_000, taking=1.5)
HEAD = b"GET /theme.css HTTP/1.1\r\nHost: localhost\r\n"
WHOLE = HEAD + f"Authorization: Bearer {TOKEN.value}\r\n\r\n".encode()
POST = (
    f"POST /gradio_api/queue/join HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN.value}\r\n"
    "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
)


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    with served(FakeAssistant(), patience=PATIENCE) as address:
        yield "127.0.0.1", int(address.rpartition(":")[2])


@contextmanager
def connected(address: tuple[str, int], *sent: bytes) -> Iterator[socket.socket]:
    with socket.create_connection(address, timeout=20) as connection:
        for some in sent:
            connection.sendall(some)
        yield connection


def ended(connection: socket.socket) -> bytes:
    """All that is sent until the server closes the connection."""
    received = b""
    try:
        while some := connection.recv(1 << 16):
            received += some
    except ConnectionResetError:
        pass
    return received


@pytest.mark.parametrize("sent", [b"", b"GET /", HEAD, HEAD * 3], ids=["nothing", "a word", "half a head", "a long head"])
def test_a_connection_without_a_whole_head_is_closed(address: tuple[str, int], sent: bytes) -> None:
    with connected(address, sent) as connection:
        ended(connection)


def test_a_dripped_head_is_closed(address: tuple[str, int]) -> None:
    with connected(address, HEAD) as connection:
        connection.settimeout(0.1)
        for _ in range(100):
            try:
                connection.sendall(b"a")
                if not connection.recv(1):
                    return
            except TimeoutError:
                continue
            except OSError:
                return
    pytest.fail("It was still open after ten seconds.")


@pytest.mark.parametrize("after", [0, 5])
def test_a_body_that_stops_is_closed(address: tuple[str, int], after: int) -> None:
    with connected(address, (POST % 500).encode(), b"x" * after) as connection:
        assert b" 200 " not in ended(connection)


def test_a_body_that_nobody_wants_is_not_waited_for(address: tuple[str, int]) -> None:
    head = b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n"
    with connected(address, head) as connection:
        assert ended(connection).startswith(b"HTTP/1.1 401 ")


def test_a_large_body_may_take_its_time(address: tuple[str, int]) -> None:
    body = b"x" * 900_000  # nine seconds more at the least speed
    with connected(address, (POST % len(body)).encode()) as connection:
        connection.settimeout(2.5)
        connection.sendall(body[:-1])
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.settimeout(20)
        connection.sendall(body[-1:])
        assert connection.recv(100).startswith(b"HTTP/1.1 ")


def test_an_answer_that_is_not_taken_is_given_up() -> None:
    with served(FakeAssistant(), patience=Patience(taking=1.5)) as address, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", int(address.rpartition(":")[2])))
        connection.settimeout(20)
        for _ in range(200):
            try:
                connection.sendall(WHOLE)
            except OSError:
                return
            time.sleep(0.05)
    pytest.fail("It was still open after two hundred answers that nobody reads.")


def test_an_open_page_and_its_stream_stay_connected(address: tuple[str, int]) -> None:
    with httpx2.Client(base_url=f"http://127.0.0.1:{address[1]}", headers=ADMITTED, timeout=httpx2.Timeout(20, read=2.5)) as client:
        with client.stream("GET", "/gradio_api/heartbeat/abc") as stream, pytest.raises(httpx2.ReadTimeout):
            for _ in stream.iter_bytes():
                pass
        assert client.get("/").status_code == 200


def test_a_new_connection_takes_the_place_of_the_one_that_waits_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST", 20)
    with served(FakeAssistant()) as address, ExitStack() as opened:
        place = "127.0.0.1", int(address.rpartition(":")[2])
        idle = [opened.enter_context(connected(place, HEAD)) for _ in range(60)]
        client = ChatClient(address)
        assert "Marel Oskwin" in client.ask("Who died in Besmera?").answer
        client.close()
        assert [ended(connection) for connection in idle[:40]] == [b""] * 40
        idle[-1].sendall(WHOLE.removeprefix(HEAD))
        assert idle[-1].recv(100).startswith(b"HTTP/1.1 200 ")


def test_where_all_places_are_taken_by_requests_a_new_one_is_told_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST", 20)
    with served(FakeAssistant()) as address, ExitStack() as opened:
        place = "127.0.0.1", int(address.rpartition(":")[2])
        stream = WHOLE.replace(b"/theme.css", b"/gradio_api/heartbeat/abc")
        streams = [opened.enter_context(connected(place, stream)) for _ in range(19)]
        assert all(connection.recv(9) == b"HTTP/1.1 " for connection in streams)
        with connected(place, WHOLE) as beyond:
            assert ended(beyond).startswith(b"HTTP/1.1 503 ")
        streams[0].close()
        assert httpx2.get(f"{address}/theme.css", headers=ADMITTED).status_code == 200


@pytest.mark.parametrize(("granted", "most"), [(1 << 20, MOST), (256, 256 - DESCRIPTORS_KEPT), (64, FEWEST), (-1, MOST)])
def test_connections_are_as_many_as_the_system_grants_descriptors_for(monkeypatch: pytest.MonkeyPatch, granted: int, most: int) -> None:
    monkeypatch.setattr(connections.resource, "getrlimit", lambda _: (granted, granted))
    assert most_connections() == most


SERVER = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]),) * 2)
from fake_assistant import FakeAssistant
from assistant.web import serve
from assistant.web.settings import WebSettings
from web_server import TOKEN
serve(FakeAssistant(), WebSettings(port=0, access=TOKEN))
"""


# The fewer are used up by connections that come in one moment: asyncio then pauses for a second, and tells a traceback for each.
@pytest.mark.parametrize(("descriptors", "idle", "most_told"), [(256, 400, 0), (48, 80, 2000)])
def test_more_connections_than_descriptors_leave_the_page_answering_and_the_log_short(descriptors: int, idle: int, most_told: int) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, "-c", SERVER, str(descriptors)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        address = next(word for word in server.stdout.readline().split() if word.startswith("http://")).partition("/?")[0]
        place = "127.0.0.1", int(address.rpartition(":")[2])
        with ExitStack() as opened:
            for _ in range(idle):
                opened.enter_context(connected(place, b"GET"))
            client = ChatClient(address)
            assert "Marel Oskwin" in client.ask("Who died in Besmera?").answer
            client.close()
        assert httpx2.get(f"{address}/theme.css", headers=ADMITTED).status_code == 200
    finally:
        server.terminate()
        _, log = server.communicate(timeout=20)
    assert len(log) <= most_told
