"""Which addresses may be asked."""

import ipaddress

import pytest

from index.addresses import is_address, is_public, read_address
from index.errors import FeedError


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("https://Example.org", "https://example.org/"),
        ("HTTP://example.org:80/feed.xml#top", "http://example.org/feed.xml"),
        ("http://example.org:8080/a?b=c d".replace(" ", "+"), "http://example.org:8080/a?b=c+d"),
        ("https://bücher.example/küste", "https://xn--bcher-kva.example/k%C3%BCste"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("https://example.org?page=2", "https://example.org/?page=2"),
    ],
)
def test_an_address_has_one_form(text: str, read: str) -> None:
    assert str(read_address(text)) == read
    assert str(read_address(read)) == read


@pytest.mark.parametrize(
    "text",
    [
        *("ftp://example.org/", "file:///etc/passwd", "https://", "http:///feed", "http://example.org:0/", "http://example.org:99999/"),
        *("http://exa mple.org/", "http://example.org/\nHost: x", "http://[::1/", "http://[fe80::1%25eth0]/", "http://a/b\x00"),
        *("https://" + "x" * 3000, "http://" + "x" * 70 + ".example/", "http://a;b/"),
    ],
)
def test_what_is_no_address_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(FeedError, match=r"is no address that can be asked: give one like https://example\.org/feed\.xml\.$") as error:
        read_address(text)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "text", ["https://ana:secret@example.org/", "https://secret@example.org/", "http://:secret@example.org/", "http://x:secret@exa mple/"]
)
def test_a_password_in_an_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(FeedError, match="with a user name or password") as error:
        read_address(text)
    assert "secret" not in str(error.value)


def test_paths_are_no_addresses() -> None:
    assert [is_address(text) for text in ("https://example.org", "FTP://x", "news", "/a//b", "C:\\news", "https:/example.org")] == [
        *(True, True),
        *(False, False, False, False),
    ]


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        *(("8.8.8.8", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.0.0.1", False), ("169.254.169.254", False)),
        *(("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False), ("::", False)),
        *(("fe80::1", False), ("fd00::1", False), ("::ffff:127.0.0.1", False), ("::ffff:8.8.8.8", True), ("ff02::1", False)),
        *(("64:ff9b::7f00:1", False), ("64:ff9b::808:808", True), ("2002:7f00:1::1", False)),
    ],
)
def test_only_machines_of_the_public_internet_are_public(ip: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(ip)) is public
