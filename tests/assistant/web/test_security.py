"""What the server refuses, over real sockets, and that it goes on serving."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from fake_assistant import FakeAssistant
from starlette.testclient import TestClient
from web_server import served

from assistant import AssistantError
from assistant.web import build_app, serve
from assistant.web.security import is_loopback

ROOT = Path(__file__).parents[3]
JOIN = "/gradio_api/queue/join"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(FakeAssistant(examples=("</script><script>alert(1)</script>",))) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[httpx2.Client]:
    """A client that, after each test, still finds the page."""
    with httpx2.Client(base_url=address) as client:
        yield client
        assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:7860", "localhost.evil.example", "127.0.0.1@evil.example", "[::1", "", "10.0.0.1"],
)
def test_foreign_host_is_refused(client: httpx2.Client, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1", "[::1]:7860", "LocalHost"])
def test_own_names_are_served(client: httpx2.Client, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(("host", "status"), [("10.0.0.7:7860", 200), ("[fe80::1]:7860", 200), ("evil.example", 400)])
def test_server_on_every_address_takes_numbers_and_no_foreign_names(host: str, status: int) -> None:
    with TestClient(build_app(FakeAssistant(), host="0.0.0.0")) as client:  # type: ignore[arg-type]
        assert client.get("/", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "http://localhost", "null", ""])
def test_foreign_origin_is_refused(client: httpx2.Client, origin: str) -> None:
    body = {"data": [], "fn_index": 0, "session_hash": "x"}
    assert client.post(JOIN, json=body, headers={"Origin": origin}).status_code == 403


def test_own_origin_is_served(client: httpx2.Client, address: str) -> None:
    body = {"data": [], "fn_index": 0, "session_hash": "x"}
    assert client.post(JOIN, json=body, headers={"Origin": address}).status_code == 200


def test_large_body_is_refused(client: httpx2.Client) -> None:
    assert client.post(JOIN, content=b"x" * 5_000_000).status_code == 413


def test_large_body_of_no_announced_length_is_refused(client: httpx2.Client) -> None:
    def chunks() -> Iterator[bytes]:
        yield from [b"x" * 100_000] * 12

    assert client.post(JOIN, content=chunks()).status_code == 413


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/upload", "/gradio_api/upload?upload_id=1"])
def test_upload_is_refused(client: httpx2.Client, path: str) -> None:
    assert client.post(path, files={"files": ("a.txt", b"x")}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=http://evil.example/",
        "/gradio_api/stream/a/b/1/playlist.m3u8",
        "/gradio_api/runs",
        "/gradio_api/vibe-code",
        "/gradio_api/openapi.json",
        "/gradio_api/info",
        "/gradio_api/deep_link",
        "/monitoring",
        "/login",
        "/docs",
        "/openapi.json",
    ],
)
def test_routes_that_the_page_does_not_need_are_refused(client: httpx2.Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2f..%2f..%2fetc/passwd",
        "/assets/..\\..\\..\\etc\\passwd",
        "/assets//etc/passwd",
        "/assets/%00",
        "/svelte/../../../../etc/passwd",
        "//etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_no_path_leads_out_of_the_page(address: str, path: str) -> None:
    status, body = raw_get(address, path)
    assert 400 <= status < 500 and b"root:" not in body


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(client: httpx2.Client, method: str) -> None:
    assert client.request(method, "/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/config", "/page.js", "/theme.css", "/nowhere"])
def test_every_response_carries_the_headers(client: httpx2.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "connect-src 'self';" in policy
    assert "unsafe-eval" not in policy and "script-src 'self' 'unsafe-inline'" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers


def test_refusals_carry_the_headers(client: httpx2.Client) -> None:
    for refused in (client.get("/", headers={"Host": "evil.example"}), client.post(JOIN, content=b"x" * 5_000_000)):
        assert refused.headers["x-frame-options"] == "DENY"


def test_scripts_in_the_page_are_named_by_hash_and_examples_cannot_end_them(client: httpx2.Client) -> None:
    page = client.get("/", headers={"Accept-Encoding": "br, gzip"})
    assert page.headers["content-security-policy"].count("'sha256-") == page.text.count("<script") - 1
    assert "<script>alert" not in page.text


def test_forwarded_headers_do_not_choose_the_address_of_the_page(client: httpx2.Client) -> None:
    page = client.get("/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert "evil.example" not in page.text


def test_taken_port_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AssistantError, match=rf"^Port {port} is taken; choose another with --port\.$"):
            serve(FakeAssistant(), port=port)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("host", "port", "line"),
    [
        ("203.0.113.1", 7860, "Cannot serve at 203.0.113.1 port 7860: .*; choose another with --port."),
        ("127.0.0.1", 70000, "Port 70000 does not exist; choose one up to 65535 with --port."),
    ],
)
def test_address_that_cannot_be_had_is_told_in_one_line(host: str, port: int, line: str) -> None:
    with pytest.raises(AssistantError, match=f"^{line}$"):
        serve(FakeAssistant(), host=host, port=port)  # type: ignore[arg-type]


@pytest.mark.parametrize(("host", "loopback"), [("127.0.0.1", True), ("::1", True), ("0.0.0.0", False), ("10.0.0.1", False)])
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) == loopback


def test_importing_the_page_does_not_import_gradio() -> None:
    code = "import assistant.web, sys; sys.exit('gradio' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


SERVER = """
import sys
from fake_assistant import FakeAssistant
from assistant.web import serve

def tell(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo") and "127.0.0.1" not in str(arguments):
        print("Reached out:", event, arguments, file=sys.stderr)

sys.addaudithook(tell)
serve(FakeAssistant(), host=sys.argv[1], port=0)
"""


@pytest.mark.parametrize(("host", "warned"), [("127.0.0.1", False), ("0.0.0.0", True)])
def test_server_tells_its_address_reaches_nowhere_and_ends_cleanly_on_ctrl_c(host: str, warned: bool) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, "-c", SERVER, host]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout
    line = server.stdout.readline()
    address = next(word for word in line.split() if word.startswith("http://"))
    with httpx2.stream("GET", f"{address}/gradio_api/heartbeat/abc", timeout=10) as open_page:
        assert open_page.status_code == 200
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=20)
    assert (server.returncode, out) == (0, "")
    assert ("Warning" in err, "Traceback" in err, len(err.splitlines())) == (warned, False, int(warned))


def raw_get(address: str, path: str) -> tuple[int, bytes]:
    """A GET of exactly this path, which an ordinary client would tidy first."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return int(answer.split()[1]), answer
