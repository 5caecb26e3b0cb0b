"""What the server refuses, over real sockets, and that it goes on serving."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx2
import pytest
from chat_client import JSON, ChatClient
from fake_assistant import FakeAssistant
from generated_articles import write_articles
from hashing_embedder import HashingEmbedder
from scripted_reader import FirstSentenceReader
from starlette.testclient import TestClient
from web_server import ADMITTED, TOKEN, served

from assistant import Assistant, AssistantError
from assistant.web import build_app, serve
from assistant.web.access import TOKEN_VARIABLE
from assistant.web.assets import SCRIPTS
from assistant.web.login import PASSWORD_VARIABLE
from assistant.web.settings import WebSettings
from assistant.web.uploads import LARGEST_FILE, LARGEST_TOGETHER, MIB
from index import IndexSettings, update_index

ROOT = Path(__file__).parents[3]
JOIN = "/gradio_api/queue/join"
UPLOAD = "/indexing/upload"
OURS = {"X-Dateline": "1"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(FakeAssistant(examples=("</script><script>alert(1)</script>",))) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[httpx2.Client]:
    """A client that, after each test, still finds the page."""
    with httpx2.Client(base_url=address, headers=ADMITTED) as client:
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
    with TestClient(build_app(FakeAssistant(), WebSettings(host="0.0.0.0", access=TOKEN))) as client:  # type: ignore[arg-type]
        assert client.get("/", headers={"Host": host} | ADMITTED).status_code == status


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "http://localhost", "null", "", "https://{}"])
def test_foreign_origin_is_refused(client: httpx2.Client, address: str, origin: str) -> None:
    body = {"data": [], "fn_index": 0, "session_hash": "x"}
    assert client.post(JOIN, json=body, headers={"Origin": origin.format(urlsplit(address).netloc)}).status_code == 403


def test_own_origin_is_served(client: httpx2.Client, address: str) -> None:
    page = ChatClient(address)
    assert page.post(JOIN, json.dumps(page.question("Who?")).encode(), JSON | {"Origin": address}).status_code == 200
    page.close()


def test_large_body_is_refused(client: httpx2.Client) -> None:
    assert client.post(JOIN, content=b"x" * 5_000_000).status_code == 413


def test_large_body_of_no_announced_length_is_refused(client: httpx2.Client) -> None:
    def chunks() -> Iterator[bytes]:
        yield from [b"x" * 100_000] * 12

    assert client.post(JOIN, content=chunks(), headers=JSON).status_code == 413


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/upload", "/gradio_api/upload?upload_id=1"])
def test_upload_to_gradio_is_refused(client: httpx2.Client, path: str) -> None:
    assert client.post(path, files={"files": ("a.txt", b"x")}).status_code == 404


def test_long_question_is_answered_with_one_line(client: httpx2.Client, address: str) -> None:
    asked = ask(address, "why " * 5000)
    assert ">The question has 19,999 characters; at most 2,000 are read: shorten it.</p>" in asked


@pytest.mark.parametrize("question", [None, "", "\ud83d", "\0", "{}", '{"path": "/etc/passwd"}'])
def test_what_no_box_sends_is_still_answered(client: httpx2.Client, address: str, question: object) -> None:
    assert ask(address, question).count('class="reply"') == 1


@pytest.fixture
def indexed(tmp_path: Path, hashing: HashingEmbedder) -> Iterator[tuple[httpx2.Client, Path]]:
    """A client of a page over a real index, and the folder where the index and whatever is uploaded is kept."""
    home = tmp_path / "home"
    write_articles(tmp_path / "news", 2)
    home.mkdir()
    settings = IndexSettings(index_dir=home / "index")
    update_index(tmp_path / "news", settings, hashing)
    assistant = Assistant(index_settings=settings, embedder=hashing, reader=FirstSentenceReader())
    with served(assistant) as address, httpx2.Client(base_url=address, headers=ADMITTED, timeout=60) as client:
        yield client, home
        assert client.get("/").status_code == 200
    assistant.close()


def form(size: int, count: int = 1) -> Iterator[bytes]:
    """An upload of so many files of `size` bytes, piece by piece."""
    for number in range(count):
        head = f'--edge\r\nContent-Disposition: form-data; name="files"; filename="{number}.txt"\r\n\r\n'
        yield head.encode()
        yield from [b"x" * 2**16] * (size // 2**16)
        yield b"\r\n"
    yield b"--edge--\r\n"


FORM = OURS | {"Content-Type": "multipart/form-data; boundary=edge"}


@pytest.mark.parametrize(
    ("size", "count"), [(200 * 2**20, 1), (LARGEST_FILE // 2, 200 * 2**20 // (LARGEST_FILE // 2))], ids=["one", "many"]
)
def test_upload_of_200_mb_is_refused_and_nothing_of_it_is_kept(indexed: tuple[httpx2.Client, Path], size: int, count: int) -> None:
    client, home = indexed
    assert client.post(UPLOAD, content=form(size, count), headers=FORM).status_code == 413
    assert [path.name for path in home.iterdir()] == ["index"]


def test_upload_that_says_it_is_large_is_refused_before_it_is_sent(indexed: tuple[httpx2.Client, Path]) -> None:
    client, _ = indexed
    place = urlsplit(str(client.base_url))
    head = f"POST {UPLOAD} HTTP/1.1\r\nHost: {place.netloc}\r\nX-Dateline: 1\r\nAuthorization: Bearer {TOKEN.value}\r\n"
    head += f"Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: {200 * MIB}\r\n\r\n"
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_upload_as_large_as_the_route_takes_passes_the_limit_of_questions(indexed: tuple[httpx2.Client, Path]) -> None:
    client, home = indexed
    assert LARGEST_TOGETHER > 3 * MIB
    assert client.post(UPLOAD, content=form(3 * MIB), headers=FORM).json() == {"kept": ["0.txt"], "refused": []}
    assert (home / "index-uploads" / "0.txt").stat().st_size == 3 * MIB


@pytest.mark.parametrize("path", ["/indexing/start", "/indexing/upload", "/indexing/cancel"])
@pytest.mark.parametrize("headers", [{}, {"X-Dateline": "0"}, {"X-Dateline": ""}])
def test_index_is_not_changed_without_the_header_of_our_own_scripts(client: httpx2.Client, path: str, headers: dict[str, str]) -> None:
    refused = client.post(path, json={"folder": "/"}, headers=headers)
    assert (refused.status_code, refused.text) == (403, "Requests from other pages are refused.")


@pytest.mark.parametrize(
    "path",
    [
        "/config",
        "/config/",
        "/gradio_api/config",
        "/page.css",
        "/chat.py",
        "/archive.json/",
        "/indexing/start/..",
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


@pytest.mark.parametrize("path", ["/article.json", "/archive.json", "/indexing.json"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_what_is_read_cannot_be_written(client: httpx2.Client, path: str, method: str) -> None:
    assert client.request(method, path, headers=OURS).status_code == 404


@pytest.mark.parametrize(
    "path", ["/indexing/start", "/indexing/upload", "/indexing/cancel", JOIN, "/gradio_api/cancel", "/gradio_api/reset"]
)
def test_what_is_written_cannot_be_read(client: httpx2.Client, path: str) -> None:
    assert client.get(path, headers=OURS).status_code == 404


def test_article_is_looked_up_in_the_catalog_and_nowhere_else(indexed: tuple[httpx2.Client, Path]) -> None:
    paths = ["/etc/passwd", "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "file:///etc/passwd", "\0", "2019-09-12-oskwin.txt/.."]
    for id, status in {**dict.fromkeys(paths, 404), "x" * 5000: 400, "": 400}.items():
        found = indexed[0].get("/article.json", params={"id": id})
        assert (found.status_code, "root:" in found.text, len(found.text.splitlines())) == (status, False, 1), id


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_served_as_such_and_asked_for_again_only_when_they_change(client: httpx2.Client, name: str) -> None:
    script = client.get(f"/{name}")
    assert (script.headers["content-type"], script.headers["cache-control"]) == ("text/javascript; charset=utf-8", "no-cache")
    again = client.get(f"/{name}", headers={"If-None-Match": script.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/{name}", headers={"If-None-Match": '"another"'}).text == script.text


@pytest.mark.parametrize("path", ["/", "/page.js", "/article.json", "/theme.css", "/nowhere"])
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
    page = client.get("/", headers={"X-Forwarded-Host": "evil.example", "X-Gradio-Server": "http://evil.example"})
    assert "evil.example" not in page.text
    page = client.get("/", headers={"X-Forwarded-Proto": "https"})
    assert f'"root":"{client.base_url}"' in page.text.replace(": ", ":")


def test_taken_port_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AssistantError, match=rf"^Port {port} is taken; choose another with --port\.$"):
            serve(FakeAssistant(), WebSettings(port=port))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("host", "port", "line"),
    [
        ("203.0.113.1", 7860, "Cannot serve at 203.0.113.1 port 7860: .*; choose another with --port."),
        ("127.0.0.1", 70000, "Port 70000 does not exist; choose one up to 65535 with --port."),
    ],
)
def test_address_that_cannot_be_had_is_told_in_one_line(host: str, port: int, line: str) -> None:
    with pytest.raises(AssistantError, match=f"^{line}$"):
        serve(FakeAssistant(), WebSettings(host=host, port=port))  # type: ignore[arg-type]


def test_importing_the_page_does_not_import_gradio() -> None:
    code = "import assistant.web, sys; sys.exit('gradio' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


SERVER = """
import sys
from fake_assistant import FakeAssistant
from assistant.web import serve
from assistant.web.access import read_access
from assistant.web.settings import WebSettings

def tell(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo") and "127.0.0.1" not in str(arguments):
        print("Reached out:", event, arguments, file=sys.stderr)

sys.addaudithook(tell)
host, user, public_url = (given or None for given in sys.argv[1:])
serve(FakeAssistant(), WebSettings(host, 0, read_access(user, None), public_url))
"""


PLAIN = (
    "Warning: 0.0.0.0 can be reached from other machines, and the password and all that is asked go to them unencrypted: "
    "put a proxy with https in front, and name its address with --public-url.\n"
)


@pytest.mark.parametrize(
    ("host", "user", "warning"),
    [("127.0.0.1", "", ""), ("0.0.0.0", "ana", PLAIN)],
)
def test_server_tells_its_address_reaches_nowhere_and_ends_cleanly_on_ctrl_c(host: str, user: str, warning: str) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    if user:
        environment[PASSWORD_VARIABLE] = "open sesame"
    command = [sys.executable, "-c", SERVER, host, user, ""]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout
    line = server.stdout.readline()
    address = next(word for word in line.split() if word.startswith("http://"))
    with httpx2.Client(auth=(user, "open sesame") if user else None, timeout=10) as client:
        client.get(address)  # for the cookie
        with client.stream("GET", urljoin(address, "/gradio_api/heartbeat/abc")) as open_page:
            assert open_page.status_code == 200
            server.send_signal(signal.SIGINT)
            out, err = server.communicate(timeout=20)
    assert (server.returncode, out, err) == (0, "", warning)


def test_server_behind_a_proxy_tells_the_public_address_with_the_token() -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", TOKEN_VARIABLE: TOKEN.value}
    command = [sys.executable, "-c", SERVER, "0.0.0.0", "", "https://news.example.org"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout
    line = server.stdout.readline()
    server.send_signal(signal.SIGINT)
    assert (line, *server.communicate(timeout=20)) == (
        f"Dateline is at https://news.example.org/?token={TOKEN.value} (Ctrl-C ends it)\n",
        "",
        "",
    )


def ask(address: str, question: object) -> str:
    """The HTML of the reply to a question in a conversation of its own."""
    client = ChatClient(address)
    reply = client.ask(question)
    client.close()
    assert (reply.status, reply.failed) == (200, False)
    return reply.answer


def raw_get(address: str, path: str) -> tuple[int, bytes]:
    """A GET of exactly this path, which an ordinary client would tidy first."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nAuthorization: Bearer {TOKEN.value}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return int(answer.split()[1]), answer
