"""RSS and Atom, as feed readers and crawlers keep them."""

from typing import Any

from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.html import declared_charset
from index.formats.records import held, read_record
from index.formats.text import decode


def read_feed(data: bytes) -> list[Draft | Rejected]:
    """The items of a feed, numbered by their place."""
    import feedparser  # 0.2 s, which a folder without feeds need not wait for

    text, notes = decode(data, declared_charset(data))
    # As bytes: a string that is a path or an address would be opened. Its own sanitising is left to `plain_text`.
    feed = feedparser.parse(text.encode(), response_headers={"content-type": "application/xml; charset=utf-8"}, sanitize_html=False)
    if not feed.entries:
        raise BadContent("a feed without items")
    outlet = feed.feed.get("title")
    return held([read_record(_record(entry, outlet), number, notes) for number, entry in enumerate(feed.entries, start=1)])


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
