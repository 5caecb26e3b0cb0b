"""Web pages: the article without menus and advertising, and what the page states of its date."""

import logging
import re
from dataclasses import replace
from typing import Any

from index.dating.pages import address_date, page_date
from index.dating.statements import NOTHING, Stated
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
            stated=stated if stated.day or stated.readings else replace(stated, day=address_date(url)),
            title=line(page.title),
            source=line(page.sitename),
            url=url,
            author=line(page.author),
            notes=notes,
            section=line(", ".join(page.categories or ())),
        )
    ]


def declared_charset(data: bytes) -> str | None:
    """The character set that a page or an XML file declares."""
    declared = _CHARSET.search(data[:_CHARSET_WITHIN])
    label = declared[1].decode("ascii") if declared else None
    return None if label and label.lower().startswith("utf-16") else label  # what can be searched as ASCII is not that


def _extract(html: str) -> tuple[Any, Stated]:
    """Trafilatura's document, None if it finds no article, and what the page states of its date."""
    import trafilatura  # 0.4 s, which a folder without web pages need not wait for

    tree = trafilatura.load_html(html)
    if tree is None:
        return None, NOTHING
    elements = sum(1 for _ in tree.iter())
    if elements > MAX_ELEMENTS:
        raise BadContent(f"{elements:,} elements are over the limit of {MAX_ELEMENTS:,} in a page")
    stated = page_date(tree)
    return trafilatura.bare_extraction(tree, include_comments=False, with_metadata=True), stated
