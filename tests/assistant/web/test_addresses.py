import pytest

from assistant import AssistantError
from assistant.web.addresses import is_loopback, origin, public_origin
from assistant.web.settings import WebSettings


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("0.0.0.0", False), ("10.0.0.1", False), ("127.0.0.1.evil.example", False)],
)
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) == loopback


@pytest.mark.parametrize(
    ("scheme", "host", "found"),
    [
        ("https", "News.Example.org", "https://news.example.org"),
        ("https", "news.example.org:443", "https://news.example.org"),
        ("http", "news.example.org:443", "http://news.example.org:443"),
        ("http", "[::1]:80", "http://[::1]"),
        ("http", "[::1]:7860", "http://[::1]:7860"),
        ("https", "", None),
        ("https", ":443", None),
        ("https", "[::1", None),
        ("https", "news.example.org:port", None),
        ("https", "news.example.org:99999", None),
        ("https", "ana@news.example.org", None),
        ("https", "news.example.org/path", None),
        ("https", "news.example.org?a", None),
    ],
)
def test_origin_is_as_a_browser_names_it(scheme: str, host: str, found: str | None) -> None:
    assert origin(scheme, host) == found


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://news.example.org", "https://news.example.org"),
        ("HTTPS://News.Example.org:443/", "https://news.example.org"),
        ("http://10.0.0.7:8080", "http://10.0.0.7:8080"),
        ("https://zeitung-münchen.example", "https://xn--zeitung-mnchen-osb.example"),
    ],
)
def test_public_address_is_read(url: str, found: str) -> None:
    assert public_origin(url) == WebSettings(public_url=url).public_origin == found


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example.org",
        "ftp://news.example.org",
        "https://",
        "https://news.example.org/archive",
        "https://news.example.org/?a=b",
        "https://news.example.org#a",
        "https://ana:secret@news.example.org",
        "https://[::1",
        "https://news.example.org:99999",
    ],
)
def test_public_address_that_cannot_be_is_told_in_one_line(url: str) -> None:
    with pytest.raises(AssistantError) as told:
        WebSettings(public_url=url)
    assert str(told.value) == f"{url!r} is not where a proxy can show the page: give https://NAME or https://NAME:PORT, without a path."
