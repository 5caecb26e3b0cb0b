"""XML of news agencies and of corpora: NITF, NewsML, TEI, trafilatura's own, and Reuters' SGML of 1987."""

import html
import re
from collections.abc import Iterator
from typing import Any

from index.dating.statements import first_date, read_date
from index.formats.drafts import BadContent, Draft
from index.formats.fields import line, web_address
from index.formats.html import declared_charset
from index.formats.text import check_text, decode

# Elements that are a paragraph of their own; what stands beside them in an element is one too.
_BLOCKS = frozenset("p hl2 h1 h2 h3 h4 h5 h6 li item quote cell l ab head bq credit".split())
_LEFT_OUT = frozenset("script style media comments teiheader hedline byline dateline dateline.text figure note".split())
_ITEMS = frozenset(("newsitem", "nitf", "tei", "doc"))

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_REUTERS = re.compile(r"<REUTERS\b[^>]*>(.*?)</REUTERS>", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]|&#[0-9]{1,2};")


def parse_xml(data: bytes) -> tuple[Any, tuple[str, ...]]:
    """The root of an XML file and how it was decoded: no entity is expanded and nothing is fetched, and faults are passed over."""
    from lxml import etree  # 0.1 s, which a folder of plain text need not wait for

    text, notes = decode(data, declared_charset(data))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, encoding="utf-8")
    try:
        root = etree.fromstring(_DECLARATION.sub("", text, count=1).encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise BadContent("XML that cannot be parsed")
    return root, notes


def read_news_xml(data: bytes) -> list[Draft]:
    """The articles of a NITF, NewsML, TEI or trafilatura file, numbered where there are several."""
    root, notes = parse_xml(data)
    items = list(_items(root))
    if not items:
        raise BadContent(f"XML of a kind that is not read (its root is <{_name(root)}>)")
    found = [_draft(item, number if len(items) > 1 else None, notes) for number, item in enumerate(items, start=1)]
    if not (drafts := [draft for draft in found if draft]):
        raise BadContent("no article text in the XML")
    return drafts


def read_reuters(data: bytes) -> list[Draft]:
    """The articles of a file of the Reuters-21578 collection, numbered by their place."""
    text, notes = decode(data, declared_charset(data) or "latin-1")
    drafts = []
    for number, match in enumerate(_REUTERS.finditer(text), start=1):
        story = {name: _between(match[1], name) for name in ("DATE", "TITLE", "DATELINE", "BODY", "AUTHOR")}
        body = " ".join(filter(None, (story["DATELINE"], story["BODY"]))) or story["TITLE"]
        if body:
            author = line(story["AUTHOR"])
            drafts.append(
                Draft(
                    body,
                    "meta",
                    stated=read_date(story["DATE"]),
                    title=line(story["TITLE"]),
                    source="Reuters",
                    author=author,
                    number=number,
                    notes=notes,
                )
            )
    if not drafts:
        raise BadContent("no article text in the SGML")
    return drafts


def _between(story: str, name: str) -> str:
    match = re.search(rf"<{name}>(.*?)</{name}>", story, re.DOTALL)
    return html.unescape(_CONTROL.sub("", match[1])).strip() if match else ""


def _name(element: Any) -> str:
    """An element's name without its namespace, in lower case; "" for a comment."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _items(root: Any) -> Iterator[Any]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if _name(element) in _ITEMS:
            yield element
        else:
            waiting += reversed(element)


def _draft(item: Any, number: int | None, notes: tuple[str, ...]) -> Draft | None:
    text = "\n\n".join(_paragraphs(_body(item)))
    if not text.strip():
        return None
    check_text(text)
    stated = (item.get("date"), *_values(item, "date.issue", "norm"), *_values(item, "pubdata", "date.publication"))
    stated += (*_dates(item, "firstcreated"), *_dates(item, "versioncreated"), *_dates(item, "thisrevisioncreated"), *_dates(item, "date"))
    return Draft(
        text=text,
        origin="meta",
        stated=first_date(stated),
        title=line(item.get("title")) or _first(item, "hl1", "headline", "title"),
        source=line(item.get("sitename")) or _attribute(item, "pubdata", "name") or _first(item, "provider", "publisher"),
        url=web_address(item.get("source")) or next(filter(None, map(web_address, _values(item, "ptr", "target"))), None),
        author=line(item.get("author")) or _first(item, "byline", "by", "author"),
        number=number,
        notes=notes,
    )


def _body(item: Any) -> Any:
    for name in ("body.content", "main", "body", "inlinexml", "inlinedata", "datacontent", "text"):
        for element in item.iter():
            if _name(element) == name:
                return element
    return item


def _paragraphs(body: Any) -> Iterator[str]:
    """The text of each block and of what stands between blocks, in order."""
    run: list[str] = []
    for event, element in _walk(body):
        if event == "text":
            run.append(element)
        elif text := " ".join("".join(run).split()):
            yield text
            run = []
        else:
            run = []
    if text := " ".join("".join(run).split()):
        yield text


def _walk(body: Any) -> Iterator[tuple[str, Any]]:
    waiting: list[tuple[str, Any]] = [("open", body)]
    while waiting:
        event, element = waiting.pop()
        if event in ("text", "break"):
            yield event, element
            continue
        block = _name(element) in _BLOCKS
        if block:
            yield "break", None
        inside: list[tuple[str, Any]] = [("text", element.text)] if element.text and isinstance(element.tag, str) else []
        for child in element:
            if _name(child) and (_name(child) not in _LEFT_OUT):
                inside.append(("open", child))
            inside += [("text", child.tail)] if child.tail else []
        inside += [("break", None)] if block else []
        waiting += reversed(inside)


def _first(item: Any, *names: str) -> str | None:
    for name in names:
        for element in item.iter():
            if _name(element) == name and (found := line(" ".join("".join(element.itertext()).split()))):
                return found
    return None


def _attribute(item: Any, name: str, attribute: str) -> str | None:
    return next(filter(None, map(line, _values(item, name, attribute))), None)


def _values(item: Any, name: str, attribute: str) -> list[str]:
    return [value for element in item.iter() if _name(element) == name and (value := element.get(attribute))]


def _dates(item: Any, name: str) -> list[str]:
    return [value for element in item.iter() if _name(element) == name for value in (element.get("when"), element.text) if value]
