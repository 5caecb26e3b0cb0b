"""Web pages: the article without menus and advertising, and what the page states of its date."""

import codecs
import logging
import re
from dataclasses import replace
from typing import Any

from index.dating.pages import address_date, page_date
from index.dating.statements import NOTHING, Stated
from index.formats.drafts import BadContent, Draft
from index.formats.fields import line, web_address
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

# The parser's grows with the square of an element's attributes: 54,000 take 21 s.
MAX_ATTRIBUTES = 1_000

# Comments, and tags with what is no markup behind some, by HTML's own rules; `more` is an attribute too many.
_SPACE = r"[ \t\n\r\f]"
_ATTRIBUTE = rf"""[ \t\n\r\f/]*+[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+(?:{_SPACE}*+={_SPACE}*+(?:"[^"]*+"|'[^']*+'|[^ \t\n\r\f>]*+))?+"""
_MARKUP = re.compile(
    r"<!--(?:-?>|.*?--!?>|.*)|<(?:[!?]|/(?![a-z]))[^>]*+"
    r"|<(?:(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[ \t\n\r\f/>])|/?[a-z][^ \t\n\r\f/>]*+)"
    rf"(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+(?P<more>{_ATTRIBUTE})?"
    rf"(?(raw)(?:{_SPACE}*+(?:/++{_SPACE}++)*+>(?:.*?(?=</(?P=raw)[ \t\n\r\f/>])|.*))?)",
    re.IGNORECASE | re.DOTALL,
)

# Browsers look for the declaration in the first 1024 bytes; pages with long comments come later.
_CHARSET_WITHIN = 4096

# A list of our own: Python also has codecs that are quadratic (idna, punycode) or no character set at all.
_CHARSETS = re.compile(
    r"utf-8|cp125[0-8]|iso8859-\d+|koi8-[ru]|gb2312|gbk|gb18030|big5(?:hkscs)?|shift_jis|euc_jp|euc_kr|iso2022_jp"
    r"|cp932|cp949|mac-roman"
)

# As browsers do: pages that declare the first hold characters of the second, windows-1252's curly quotes above all.
_WIDER = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "shift_jis": "cp932"}


def read_html(data: bytes) -> list[Draft]:
    """The one article of a web page, as extracted text."""
    html = _decode_page(data)
    if any(markup["more"] for markup in _MARKUP.finditer(html)):
        raise BadContent(f"an element of more than {MAX_ATTRIBUTES:,} attributes")
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
        )
    ]


def _decode_page(data: bytes) -> str:
    """The page in its declared character set, else as UTF-8; a BOM wins over what is declared."""
    declared = None if data.startswith(codecs.BOM_UTF8) else _CHARSET.search(data[:_CHARSET_WITHIN])
    return decode(data, _codec(declared[1].decode("ascii")) if declared else "UTF-8")


def _codec(label: str) -> str:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return "UTF-8"
    name = _WIDER.get(name, name)
    return name if _CHARSETS.fullmatch(name) else "UTF-8"


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
