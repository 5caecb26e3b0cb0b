"""The date of a page's own article: not that of its updates, of related boxes, or of comments."""

from datetime import date

import pytest
from lxml import html

from index.dating.pages import address_date, page_date

DAY = date(2024, 12, 5)
RELATED = '<div class="related"><time datetime="2011-06-02">2 June 2011</time></div>'
COMMENT = '<section class="comments"><time datetime="2024-12-09">9 Dec 2024</time></section>'
TEXT = "<p>The bridge is shut, the mayor said.</p>"


def day_of(head: str, body: str) -> date | None:
    return page_date(html.fromstring(f"<html><head>{head}<title>T</title></head><body>{body}</body></html>")).day


@pytest.mark.parametrize(
    "name", ["pubdate", "DC.date", "dcterms.issued", "sailthru.date", "parsely-pub-date", "cXenseParse:recs:publishtime", "date"]
)
def test_metadata_by_many_names(name: str) -> None:
    assert day_of(f'<meta name="{name}" content="2024-12-05T10:00:00Z">', TEXT + RELATED) == DAY


@pytest.mark.parametrize(
    "body",
    [
        f"<article>{RELATED}<h1>T</h1><p>By Ann Lee | 5 December 2024 | 10:15</p>{TEXT}</article>",
        f"<article><h1>T</h1><p>December 5, 2024</p>{TEXT}</article>{COMMENT}",
        f"<h1>T</h1><p class='meta'>Veröffentlicht am 5. Dezember 2024, 10:15 Uhr</p>{TEXT}{RELATED}",
        f"<article><h1>T</h1><span>Publié le 5 décembre 2024 à 10h15</span>{TEXT}<article>{RELATED}</article></article>",
        f"<article><time class='updated' datetime='2024-12-08'></time><time datetime='2024-12-05'></time>{TEXT}</article>",
    ],
)
def test_the_articles_own_line_is_taken_before_those_beside_it(body: str) -> None:
    assert day_of("", body) == DAY


@pytest.mark.parametrize(
    "body", [f"<article>{TEXT}</article>{RELATED}", TEXT + COMMENT, f"{TEXT}<ul><li><time>2 June 2011</time></li></ul>"]
)
def test_what_stands_beside_an_article_without_a_date_is_not_its_date(body: str) -> None:
    assert day_of('<meta property="article:modified_time" content="2024-12-08">', body) is None


def test_of_a_pages_data_the_articles_date_is_taken() -> None:
    graph = '{"@graph": [{"@type": "WebSite", "datePublished": "2001-01-01"}, {"@type": "NewsArticle", "datePublished": "2024-12-05"}]}'
    assert day_of(f'<script type="application/ld+json">{graph}</script>', TEXT) == DAY


def test_the_copying_of_an_address_is_no_publication() -> None:
    assert address_date("https://web.archive.org/web/20250101000000/https://b.example/2024/12/05/bridge.html") == DAY
    assert address_date("https://web.archive.org/web/20250101/https://b.example/bridge.html") is None


@pytest.mark.parametrize("piece", ["<div class='date'>", "<p class='date'>1 ", "<article>", "<time>5 May</time>"])
def test_a_page_of_many_elements_is_read_at_once(piece: str) -> None:
    assert day_of("", piece * 10_000) is None
