"""A crawl gives its pages."""

import pytest

from index.formats.drafts import BadContent, Draft
from index.formats.warc import read_warc

PARAGRAPH = "The committee met in the café of the capital and agreed on the budget for the coming year, officials said."


def record(address: str, kind: str, body: bytes, status: str = "200 OK") -> bytes:
    """Return one response as crawlers keep it."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
    return (
        f"{head}WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n".encode()
        + http
        + b"\r\n\r\n"
    )


def test_pages_are_read_in_the_servers_character_set_and_other_responses_passed_over() -> None:
    page = f"<html><head><title>Budget</title></head><body><article><p>{PARAGRAPH}</p></article></body></html>".encode("cp1252")
    data = record("https://b.example/p.png", "image/png", b"\x89PNG") + record("https://b.example/no", "text/html", page, "404 Not Found")
    found = read_warc(data + record("https://b.example/1", "text/html; charset=iso-8859-1", page))
    notes = ("read as CP1252",)
    assert found == [Draft(PARAGRAPH, "meta", title="Budget", url="https://b.example/1", number=1, notes=notes, collected=True)]


@pytest.mark.parametrize("data", [record("https://b.example/p.png", "image/png", b"\x89PNG"), b"WARC/1.0\r\n"])
def test_a_crawl_without_pages_is_refused(data: bytes) -> None:
    with pytest.raises(BadContent, match="a WARC without web pages"):
        read_warc(data)
