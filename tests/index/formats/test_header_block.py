"""Labelled lines before a text: its fields, and no part of its body."""

from datetime import date

import pytest

from index.formats.header_block import header_block
from index.parsing import parse_articles

BODY = "The bridge is shut, the mayor said."


@pytest.mark.parametrize(
    ("block", "title", "source"),
    [
        ("Title: Bridge shut\nDate: Thu, 5 Dec 2024\nSource: Besmera Herald\n\n", "Bridge shut", "Besmera Herald"),
        ("Bridge shut\nPublished: 2024-12-05\nSource: Besmera Herald\n\n", "Bridge shut", "Besmera Herald"),
        ("Titel: Brücke gesperrt\r\nDatum: 5. Dezember 2024\r\nQuelle: Besmera Bote\r\n\r\n", "Brücke gesperrt", "Besmera Bote"),
        ("---\ntitle: Bridge shut\ndate: 2024-12-05\nsource: Besmera Herald\n---\n", "Bridge shut", "Besmera Herald"),
        ("Title: Bridge shut\nPublication date: 5 Dec 2024\nPage: A4\nNewspaper: Besmera Herald\n\n", "Bridge shut", "Besmera Herald"),
    ],
)
def test_the_fields_of_the_block_are_the_articles(block: str, title: str, source: str) -> None:
    content = parse_articles("a.txt", (block + BODY).encode())
    (article,), failed = content.articles, content.failed
    assert (article.title, article.source, article.published, failed) == (title, source, date(2024, 12, 5), [])
    assert article.text[article.body_start :] == BODY


@pytest.mark.parametrize(
    "text",
    [
        "Mayor: the bridge is safe\nUnion: it is not\n\nIt was shut.",
        "Date: 5 December 2024\n\nIt was shut.",
        "---\nA ruler above and below\n---\nIt was shut.",
        "---\n[: no YAML\n---\nIt was shut.",
    ],
)
def test_other_lines_with_colons_are_text(text: str) -> None:
    content = parse_articles("a.txt", text.encode())
    (article,), failed = content.articles, content.failed
    assert (article.body_start, article.title, failed) == (0, None, [])


@pytest.mark.parametrize("part", ["a: b\n", "Title: b\n", "a: ", "\n", "- "])
def test_a_megabyte_is_looked_at_once(part: str) -> None:
    fields, end = header_block(part * 300_000)
    assert len(fields) <= 2 and end < 10_000
