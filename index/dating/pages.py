"""The date that a web page states of its own article: in its metadata, in the article's element, or in the lines at its head."""

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from index.dating.openings import line_date
from index.dating.paths import file_name_date
from index.dating.statements import NOTHING, Stated, read_date

# A page's JSON-LD is some thousand characters; megabytes of it are no article's.
MAX_JSON_LD = 1_000_000
MAX_NODES = 5_000
# The headline, byline, date and a lead: what of an article is looked at for a line with its date.
MAX_BLOCKS = 15
# A date line has an icon, a link and a <time> in it; what has more is a container.
MAX_PARTS = 6
_MAX_MARKED = 120

# Names of metadata, small and without marks, that date the publication; "date" and its like say so less surely.
_PUBLISHED = re.compile(
    r"publi(?!c$|sher|cationname)|pubdate|pubtime|issued|dcdate$|^date$|sailthrudate|posted|firstdate|releasedate|dcterms?date$"
)
_LESS = re.compile(r"created|^date|timestamp")
# These date something else.
_NOT_PUBLISHED = re.compile(r"modif|updat|copyright|expir|image|revis|last|event|start|end", re.IGNORECASE)
_DATE_NAME = re.compile(r"date|publish|posted|timestamp|byline|dateline", re.IGNORECASE)
# What is on the page beside its article.
_ASIDE = re.compile(
    r"comment|related|recommend|sidebar|teaser|promo|widget|footer|newsletter|popular|trending|more-|read-?next|copyright", re.IGNORECASE
)
_ASIDE_TAGS = frozenset({"aside", "footer", "nav", "script", "style", "template", "noscript", "ul", "ol", "table", "form"})
_ARTICLE_TYPE = re.compile(r"Article|Posting|Report|Review|Story", re.IGNORECASE)
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d{4,14}[a-z_]{0,4}/", re.IGNORECASE)


def page_date(tree: Any) -> Stated:
    """What the page states of the day of its article, or why it states none; related boxes, comments and updates are passed over."""
    unread = NOTHING
    for stated in _stated_in(tree):
        if stated.day or stated.readings:
            return stated
        unread = unread if unread.reason else stated
    return unread


def address_date(url: str | None) -> date | None:
    """The date in a page's address, not that on which an archive of the web copied it."""
    return file_name_date(_ARCHIVED.sub("", url or ""))


def _stated_in(tree: Any) -> Iterator[Stated]:
    metas = [(_plain(name), meta.get("content") or meta.get("datetime")) for meta in tree.iter("meta") for name in _names(meta) if name]
    yield from (read_date(value) for name, value in metas if _PUBLISHED.search(name) and not _NOT_PUBLISHED.search(name))
    yield from (read_date(value) for value in _json_ld_dates(tree))
    article = _article(tree)
    own = list(_own(article))
    times = islice((element for element in own if element.tag == "time" and not _NOT_PUBLISHED.search(_described(element))), MAX_BLOCKS)
    yield from (read_date(value) for element in times for value in (element.get("datetime"), _short_text(element)))
    yield from (line_date(_short_text(element)) for element in islice(filter(_is_marked, own), MAX_BLOCKS))
    blocks = (
        element for element in own if element.tag in ("p", "div", "span", "h2", "h3", "h4", "h5", "small", "em", "b", "i", "font", "center")
    )
    heads = islice((text for element in blocks if (text := _short_text(element))), MAX_BLOCKS)
    yield from (line_date(text) for text in heads)
    yield from (read_date(value) for name, value in metas if _LESS.search(name) and not _NOT_PUBLISHED.search(name))


def _names(meta: Any) -> tuple[str | None, ...]:
    return meta.get("name"), meta.get("property"), meta.get("itemprop"), meta.get("http-equiv")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _json_ld_dates(tree: Any) -> Iterator[object]:
    """The `datePublished` of articles in the page's JSON-LD, those that are the page itself first; then of what has no type."""
    found: list[tuple[int, object]] = []
    for script in tree.iter("script"):
        text = script.text or ""
        if "datePublished" not in text or len(text) > MAX_JSON_LD:
            continue
        try:
            nodes = [json.loads(text)]
        except (ValueError, RecursionError):
            if match := re.search(r'"datePublished"\s{0,9}:\s{0,9}"([^"]{4,40})"', text):
                found.append((2, match[1]))
            continue
        seen = 0
        while nodes and seen < MAX_NODES:
            node = nodes.pop(0)
            seen += 1
            if isinstance(node, list):
                nodes[:0] = node[:MAX_NODES]
            elif isinstance(node, dict):
                kind = str(node.get("@type", ""))
                found.append((0 if _ARTICLE_TYPE.search(kind) else 1, node.get("datePublished")))
                nodes += [node[key] for key in ("@graph", "mainEntity") if key in node]
    return (value for _, value in sorted(found, key=lambda one: one[0]))


def _article(tree: Any) -> Any:
    """The element of the article: the first <article> or <main> that is beside nothing, else all."""
    body = next(iter(tree.iter("body")), tree)
    for name in ("article", "main"):
        if (element := next((one for one in _own(body) if one.tag == name), None)) is not None:
            return element
    return body


def _own(article: Any) -> Iterator[Any]:
    """The elements of an article, without those beside it and what is in them."""
    waiting = [article]
    while waiting:
        element = waiting.pop()
        if element is article or not _is_aside(element, article):
            yield element
            waiting += [child for child in reversed(element) if isinstance(child.tag, str)]


def _is_aside(element: Any, article: Any) -> bool:
    nested = element.tag == "article" and article.tag == "article"
    return nested or element.tag in _ASIDE_TAGS or _ASIDE.search(_described(element)) is not None


def _described(element: Any) -> str:
    return " ".join(element.get(kind, "") for kind in ("class", "id", "itemprop", "property"))


def _is_marked(element: Any) -> bool:
    names = _described(element)
    return bool(_DATE_NAME.search(names)) and not _NOT_PUBLISHED.search(names)


def _short_text(element: Any) -> str:
    """The text of an element that is a line; nothing of one that is longer, for a container of the whole page is no date line."""
    if len(list(islice(element.iter(), MAX_PARTS + 1))) > MAX_PARTS:
        return ""
    text = " ".join(" ".join(element.itertext()).split())
    return text if len(text) <= _MAX_MARKED else ""
