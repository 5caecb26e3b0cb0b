"""RSS and Atom give their items."""

from datetime import date
from pathlib import Path

import pytest

from index.dating.statements import Stated
from index.formats.drafts import BadContent, Draft
from index.formats.feeds import read_feed

DAY = date(2024, 12, 5)


def test_rss_gives_its_items_with_their_whole_text() -> None:
    data = (
        b'<?xml version="1.0" encoding="iso-8859-1"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        b"<title>Besmera Wire</title><item><title>Panel &amp;amp; vote</title><link>https://b.example/1</link>"
        b"<pubDate>Thu, 05 Dec 2024 09:00:00 GMT</pubDate><description>Short.</description>"
        b"<content:encoded><![CDATA[<p>The caf\xe9 <b>opened</b>.</p><script>x()</script>]]></content:encoded></item>"
        b"<item><title>Second</title><description>It ended.</description></item></channel></rss>"
    )
    notes = ("read as CP1252",)
    assert read_feed(data) == [
        Draft(
            "The café opened.",
            "meta",
            0,
            Stated(DAY, time="09:00:00", zone="GMT"),
            "Panel & vote",
            "Besmera Wire",
            "https://b.example/1",
            None,
            1,
            notes,
        ),
        Draft("Second\n\nIt ended.", "meta", title="Second", source="Besmera Wire", number=2, notes=notes),
    ]


def test_atom_gives_its_entries() -> None:
    data = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Besmera Wire</title><entry><title>Panel</title><link href="https://b.example/1"/>'
        b"<author><name>Ana Belun</name></author><published>2024-12-05T09:00:00Z</published><updated>2024-12-09T09:00:00Z</updated>"
        b"<content type='html'>&lt;p&gt;It met.&lt;/p&gt;</content></entry></feed>"
    )
    assert read_feed(data) == [
        Draft("It met.", "meta", 0, Stated(DAY, time="09:00:00", zone="Z"), "Panel", "Besmera Wire", "https://b.example/1", "Ana Belun", 1)
    ]


def test_entities_of_a_feed_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hidden")
    head = f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{tmp_path}/secret"><!ENTITY a "ha">]>'
    data = f"{head}<rss version='2.0'><channel><title>W</title><item><title>T</title>"
    data += "<description>It met. &x;</description></item></channel></rss>"
    assert "hidden" not in repr(read_feed(data.encode()))


@pytest.mark.parametrize("data", [b"<rss version='2.0'><channel><title>W</title></channel></rss>", b"<rss>"])
def test_a_feed_without_items_is_refused(data: bytes) -> None:
    with pytest.raises(BadContent, match="a feed without items"):
        read_feed(data)
