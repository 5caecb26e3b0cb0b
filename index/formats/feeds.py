"""RSS and Atom, as feed readers and crawlers keep them, and as they are asked for."""

from html.parser import HTMLParser
from typing import Any

from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.html import declared_charset
from index.formats.records import held, read_record
from index.formats.text import decode

FEED_TYPES = frozenset(f"application/{kind}" for kind in ("rss+xml", "atom+xml", "rdf+xml", "feed+json"))


def read_feed(data: bytes) -> list[Draft | Rejected]:
    """The items of a feed, numbered by their place."""
    records, notes = feed_records(data)
    if not records:
        raise BadContent("a feed without items")
    return held([read_record(record, number, notes) for number, record in enumerate(records, start=1)])


def feed_records(data: bytes) -> tuple[list[dict[str, object]], tuple[str, ...]]:
    """The items of a feed as records of named fields, and what had to be done to read it."""
    import feedparser  # 0.2 s, which a folder without feeds need not wait for

    text, notes = decode(data, declared_charset(data))
    # As bytes: a string that is a path or an address would be opened. Its own sanitising is left to `plain_text`.
    feed = feedparser.parse(text.encode(), response_headers={"content-type": "application/xml; charset=utf-8"}, sanitize_html=False)
    return [_record(entry, feed.feed.get("title")) for entry in feed.entries], notes


def linked_feed(page: str) -> str | None:
    """The address of the feed that a web page says is its own."""
    links = _FeedLinks()
    links.feed(page)
    return links.found


def _record(entry: Any, outlet: object) -> dict[str, object]:
    source = entry.get("source")
    return {
        "title": entry.get("title"),
        "content": [each.get("value") for each in entry.get("content", ())],
        "summary": entry.get("summary"),
        "date": entry.get("published") or entry.get("updated"),
        "source": (source.get("title") if isinstance(source, dict) else None) or outlet,
        "link": entry.get("link"),
        "guid": entry.get("id"),
        "author": entry.get("author"),
    }


class _FeedLinks(HTMLParser):
    """Finds the first <link rel="alternate"> to a feed."""

    found: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        given = {name: value or "" for name, value in attrs}
        is_feed = given.get("type", "").strip().lower() in FEED_TYPES and "alternate" in given.get("rel", "").lower().split()
        if tag == "link" and is_feed and self.found is None:
            self.found = given.get("href") or None
