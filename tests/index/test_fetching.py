"""One address is asked: what may be reached, how long, how much."""

import ipaddress
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from required_tools import without
from scripted_web import Reply, ScriptedWeb, drips, fails, floods, gives, redirects

from index import addresses, fetching
from index.addresses import read_address
from index.errors import IndexingStopped
from index.fetching import NotFetched, fetch


@pytest.fixture
def web() -> Iterator[ScriptedWeb]:
    with ScriptedWeb() as web:
        yield web


def ask(url: str, **more) -> fetching.Reply:
    return fetch(read_address(url), threading.Event(), [], **more)


def refused(url: str, **more) -> str:
    with pytest.raises(NotFetched) as error:
        ask(url, **more)
    return str(error.value)


def test_what_is_there_is_fetched_and_who_asks_is_told(web: ScriptedWeb) -> None:
    web.replies["/a?b=1"] = gives("hello", "text/plain", etag='"1"')
    asked: list[str] = []
    reply = fetch(read_address(web.url("/a?b=1")), threading.Event(), asked, headers={"If-None-Match": '"0"'})
    assert (reply.status, reply.body, reply.headers["etag"], str(reply.address)) == (200, b"hello", '"1"', web.url("/a?b=1"))
    assert (asked, reply.private) == ([f"{web.host} (not on the public internet)"], True)
    assert web.headers["user-agent"].startswith("Dateline/") and web.headers["if-none-match"] == '"0"'
    assert web.headers["host"] == web.host
    assert (ask(web.url("/none")).told, ask(web.url("/none")).body) == ("answers 404 (Not Found)", b"")


def test_redirects_are_followed_to_an_end(web: ScriptedWeb) -> None:
    for n in range(7):
        web.replies[f"/{n}"] = redirects(f"/{n + 1}")
    web.replies["/7"] = gives("hello")
    assert (ask(web.url("/2")).body, str(ask(web.url("/2")).address)) == (b"hello", web.url("/7"))
    assert refused(web.url("/1")) == "redirects more than 5 times"
    web.replies["/x"] = redirects("file:///etc/passwd")
    web.replies["/y"] = redirects("http://ana:secret@example.org/")
    web.replies["/z"] = redirects("http://[")
    assert {refused(web.url(path)) for path in ("/x", "/y", "/z")} == {"redirects to what is no address that can be asked"}


def test_a_machine_that_was_not_named_is_asked_only_on_the_public_internet(web: ScriptedWeb) -> None:
    web.replies["/"] = gives("hello")
    assert refused(web.url("/"), private=False) == "is at 127.0.0.1, not on the public internet"
    with ScriptedWeb({"/": redirects(web.url("/"))}) as other:  # another port of the machine that was named
        assert refused(other.url("/")) == "redirects to 127.0.0.1, which is at 127.0.0.1, not on the public internet"
        other.replies["/"] = redirects("http://localhost:1/")
        assert refused(other.url("/")).startswith("redirects to localhost, which is at ")
        other.replies["/"] = redirects("http://0x7f.1/")  # as the system reads it
        assert refused(other.url("/")).startswith("redirects to 0x7f.1, which is at 127.0.0.1")
    assert web.asked == []


def test_the_machine_that_was_checked_is_the_one_that_is_asked(web: ScriptedWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is looked up twice may be somebody else's the second time."""
    looked_up = []

    def turning(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        looked_up.append(host)
        return [(None, None, None, None, ("127.0.0.1" if len(looked_up) == 1 else "10.0.0.1", port))]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", turning)
    monkeypatch.setattr(fetching, "is_public", lambda ip: ip == ipaddress.ip_address("127.0.0.1"))
    web.replies["/"] = gives("hello")
    port = web.host.partition(":")[2]
    monkeypatch.setattr("socket.create_connection", _to_ip_only(fetching_connect := []))
    assert ask(f"http://news.example:{port}/", private=False).body == b"hello"
    assert (looked_up, fetching_connect, web.headers["host"]) == (["news.example"], ["127.0.0.1"], f"news.example:{port}")


def _to_ip_only(seen: list[str]):
    import socket

    def connect(address: tuple[str, int], timeout: float, **_: object) -> socket.socket:
        seen.append(address[0])
        made = socket.socket()
        made.settimeout(timeout)
        made.connect(address)
        return made

    return connect


def test_of_several_machines_one_that_answers_is_enough_and_each_must_be_allowed(web: ScriptedWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    web.replies["/"] = gives("hello")
    down, up = ipaddress.ip_address("127.0.0.9"), ipaddress.ip_address("127.0.0.1")
    monkeypatch.setattr(fetching, "machines", lambda address: [down, up])
    assert ask(web.url("/")).body == b"hello"
    monkeypatch.setattr(fetching, "is_public", lambda ip: ip == down)
    assert refused(web.url("/"), private=False) == "is at 127.0.0.1, not on the public internet"


SLOW = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (drips(b" ", SLOW + b"\r\n"), "takes longer than 0 s"),
        (drips(b"X-A: b\r\n", SLOW), "takes longer than 0 s"),
        (drips(b"HTTP/1.1 103 Early Hints\r\n\r\n"), "takes longer than 0 s"),
    ],
)
def test_a_reply_that_does_not_end_is_given_up(web: ScriptedWeb, monkeypatch: pytest.MonkeyPatch, reply: Reply, reason: str) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    web.replies["/"] = reply
    assert refused(web.url("/")) == reason


@pytest.mark.parametrize("packed", [False, True])
def test_more_than_a_feed_can_need_is_not_read(web: ScriptedWeb, packed: bool) -> None:
    web.replies["/"] = floods(packed=packed)
    assert refused(web.url("/")) == "has more than 10 MiB"


def test_what_fails_is_told_in_words(web: ScriptedWeb) -> None:
    web.replies |= {
        "/torn": gives(b"\x1f\x8b no gzip", Content_Encoding="gzip"),
        "/mute": lambda handler: None,
        "/down": fails(503),
    }
    assert refused(web.url("/torn")) == "sends what cannot be unpacked"
    assert refused(web.url("/mute")) == "cannot be reached: it breaks the connection off, or speaks no HTTP"
    assert ask(web.url("/down")).told == "answers 503 (Service Unavailable)"
    assert refused("http://127.0.0.1:1/") == "cannot be reached: Connection refused"
    assert refused("http://besmera.invalid/").startswith("has a host that cannot be found: ")
    assert refused(web.url("/").replace("http:", "https:")).startswith("cannot be reached: ")


def test_who_stops_waits_no_longer(web: ScriptedWeb) -> None:
    web.replies["/"] = drips(b" ", SLOW)
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    began = time.monotonic()
    with pytest.raises(IndexingStopped):
        fetch(read_address(web.url("/")), stop, [])
    assert time.monotonic() - began < 5


def test_no_proxy_and_no_password_of_the_environment_is_used(web: ScriptedWeb, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ana password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    web.replies["/"] = gives("hello")
    assert ask(web.url("/")).body == b"hello" and "authorization" not in web.headers


def test_https_is_held_to_the_name_that_was_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if (openssl := shutil.which("openssl")) is None:
        without("no openssl is there")
    command = f"{openssl} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=besmera -addext subjectAltName=DNS:localhost"
    command += " -addext basicConstraints=critical,CA:FALSE -keyout key.pem -out certificate.pem"
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    with ScriptedWeb({"/": gives("hello")}, tls=tls) as web:
        address = web.url("/").replace("http:", "https:")
        assert "certificate verify failed" in refused(address)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        assert "127.0.0.1" in refused(address)  # of which the certificate says nothing
        monkeypatch.setattr(fetching, "machines", lambda address: [ipaddress.ip_address("127.0.0.1")])
        assert ask(address.replace("127.0.0.1", "localhost")).body == b"hello"
