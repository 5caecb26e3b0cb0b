"""Web pages: the article without menus and advertising, and the date that the page declares."""

import logging
import re
from collections.abc import Iterator
from datetime import date
from html import escape
from itertools import chain
from typing import Any

from index.dates import file_name_date, parse_date
from index.formats.drafts import BadContent, Draft
from index.formats.fields import line, web_address
from index.formats.markup import check_attributes
from index.formats.text import check_text, decode

# What they warn of ("discarding data: None") comes back as a Failure.
for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

_CHARSET = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,80}?\bencoding)\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)

# The time of trafilatura grows with the square of the elements: 31,000 paragraphs take 3 s, 125,000 take 49 s. A page of news has
# a few thousand, a day's live blog ten.
MAX_ELEMENTS = 30_000

# Browsers look for the declaration in the first 1024 bytes; pages with long comments come later.
_CHARSET_WITHIN = 4096

# These date something else than the publication.
_NOT_PUBLISHED = re.compile(r"modif|updat|copyright|expir|image", re.IGNORECASE)
_DATE_NAME = re.compile(r"date|publish|posted|timestamp", re.IGNORECASE)
_LABEL = re.compile(r"^\s*(?:first )?(?:published|posted)(?: on)?:?\s+", re.IGNORECASE)
_MAX_MARKED = 80
_JSON_LD_DATE = re.compile(r'"datePublished"\s{0,9}:\s{0,9}"([^"]{4,40})"')


def read_html(data: bytes, charset: str | None = None) -> list[Draft]:
    """The one article of a web page, as extracted text; `charset` is what was declared outside of it."""
    html, notes = decode(data, charset or declared_charset(data))
    check_attributes(html)
    try:
        page, stated = _extract(html)
    except BadContent:
        raise
    except Exception as error:  # a stranger's page in two large libraries: whatever they raise is this file's failure
        raise BadContent(f"HTML that cannot be parsed ({type(error).__name__})") from None
    if page is None or not page.text or page.text.isspace():
        raise BadContent("no article text in the HTML")
    check_text(page.text)
    url = web_address(page.url)
    return [
        Draft(
            text=page.text,
            origin="meta",
            stated=stated or file_name_date(url or ""),
            title=line(page.title),
            source=line(page.sitename),
            url=url,
            author=line(page.author),
            notes=notes,
        )
    ]


def declared_charset(data: bytes) -> str | None:
    """The character set that a page or an XML file declares."""
    declared = _CHARSET.search(data[:_CHARSET_WITHIN])
    label = declared[1].decode("ascii") if declared else None
    return None if label and label.lower().startswith("utf-16") else label  # what can be searched as ASCII is not that


def _extract(html: str) -> tuple[Any, date | None]:
    """Trafilatura's document, None if it finds no article, and the date that the page declares."""
    import trafilatura  # 0.4 s, which a folder without web pages need not wait for

    tree = trafilatura.load_html(html)
    if tree is None:
        return None, None
    elements = sum(1 for _ in tree.iter())
    if elements > MAX_ELEMENTS:
        raise BadContent(f"{elements:,} elements are over the limit of {MAX_ELEMENTS:,} in a page")
    stated = _declared_date(tree)
    return trafilatura.bare_extraction(tree, include_comments=False, with_metadata=True), stated


def _declared_date(tree: Any) -> date | None:
    """The publication date by htmldate, which is shown only what the page itself marks as its date.

    On a whole page htmldate also takes a date in running text, a month ("2024-12" as its first day), the year of the
    copyright and an ambiguous 05/12/2024.
    """
    from htmldate import find_date

    head, body = "".join(_head(tree)), _marked(tree)
    if not head and not body:
        return None
    found = find_date(
        f"<html><head>{head}<title>-</title></head><body>{body}<p>-</p></body></html>",
        original_date=True,
        extensive_search=False,
        min_date="1700-01-01",
        max_date="2100-12-31",
    )
    return parse_date(found)


def _head(tree: Any) -> Iterator[str]:
    """The page's `<meta>` elements that hold a whole date, and the one of its JSON-LD, all with ISO dates."""
    for meta in tree.iter("meta"):
        day = parse_date(meta.get("content") or meta.get("datetime"))
        for kind in ("name", "property", "itemprop", "http-equiv"):
            name = meta.get(kind)
            if day and name and not _NOT_PUBLISHED.search(name):
                yield f'<meta {kind}="{escape(name)}" content="{day}">'
    for script in tree.iter("script"):
        match = _JSON_LD_DATE.search(script.text or "")
        if match and (day := parse_date(match[1])):
            yield f'<meta itemprop="datePublished" content="{day}">'


def _marked(tree: Any) -> str:
    """The first `<time>` that holds a whole date, else the first short element that is named for a date."""
    times = (time.get("datetime") or time.text for time in tree.iter("time"))
    named = (_short_text(element) for element in tree.iter("div", "span", "p", "li") if _named_for_date(element))
    day = next((day for value in chain(times, named) if (day := parse_date(value))), None)
    return f'<time datetime="{day}"></time>' if day else ""


def _named_for_date(element: Any) -> bool:
    names = " ".join(element.get(kind, "") for kind in ("class", "id", "itemprop"))
    return bool(_DATE_NAME.search(names)) and not _NOT_PUBLISHED.search(names)


def _short_text(element: Any) -> str:
    """The text directly in a leaf element, without its label; a container of the whole page is no date line."""
    return "" if len(element) else _LABEL.sub("", (element.text or "").strip()[:_MAX_MARKED])
