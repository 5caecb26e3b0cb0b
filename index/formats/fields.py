"""The names that publishers, crawlers and exports give to the fields of an article, and what they put there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.dating.statements import Stated, first_date
from index.formats.markup import plain_text
from index.formats.text import CONTROL, check_surrogates

# As `field_name` writes them: pub_date, pubDate and "Pub-Date" are one.
TITLE = ("title", "headline", "webtitle", "articletitle", "newstitle", "headlinemain", "heading", "subject")
TEXT = (
    *("text", "body", "content", "article", "maintext", "plaintext", "contenttext", "bodytext", "articlebody", "articletext", "fulltext"),
    *("cleanedtext", "storytext", "newstext", "story", "fullcontent", "contentencoded", "contenthtml", "bodyhtml", "textcontent"),
    *("articlecontent", "newscontent", "transcript", "paragraphs", "rawtext"),
)
# Where there is no text: the headline and what stands below it in a list.
SUMMARY = ("shortdescription", "description", "summary", "abstract", "leadparagraph", "lead", "teaser", "excerpt", "snippet", "trailtext")
DATE = (
    *("date", "published", "publishdate", "publishedat", "datepublish", "datepublished", "pubdate", "timestamp"),
    *("publishingdate", "publicationdate", "webpublicationdate", "publisheddate", "publishedon", "publishedtime", "publicationtime"),
    *("firstpublicationdate", "firstpublished", "datetime", "articledate", "newsdate", "storydate", "postdate", "postedat", "releasedate"),
    *("displaydate", "seendate", "issued", "dateissued", "dcdate", "createdat", "created", "datecreated", "createdutc", "dategmt"),
    *("firstcreated", "time", "day"),
)
SOURCE = (
    *(
        "source",
        "outlet",
        "publisher",
        "sourcename",
        "sitename",
        "ogsitename",
        "sourcetitle",
        "publication",
        "publicationname",
        "newspaper",
    ),
    *("newssource", "provider", "providername", "paper", "website", "site", "sourcehostname", "sourcedomain", "hostname", "domain"),
)
URL = (
    *("url", "link", "weburl", "articleurl", "canonicalurl", "permalink", "sourceurl", "originalurl", "sharelink", "shorturl", "href"),
    *("uri", "newsurl", "storyurl", "pageurl", "guid", "source", "id"),
)
AUTHOR = ("author", "byline", "creator", "authors", "authorname", "writer", "journalist", "reporter", "dccreator")

SECTION = ("section", "sectionname", "newsdesk", "desk", "category", "categories", "rubric", "articlesection", "topic", "genre")

# Titles run to 150 characters; what is longer is text in the wrong field, and would crowd every list it is shown in.
MAX_LINE = 500
_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f\ud800-\udfff\"<>]{1,2000}", re.IGNORECASE)
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}:)?//|www\.|urn:", re.IGNORECASE)

# The one text of a field that is an object: WordPress, NYT, news APIs, XML turned into JSON, Open Graph lists.
_VALUES = ("rendered", "name", "main", "text", "plain", "value", "title", "#text", "$t", "_", "content", "full", "html", "raw")
# What holds paragraphs, in the order in which a record gives them; other names beside these hold types, ids and pictures.
_PARTS = frozenset(
    "text body content article paragraphs paragraph summary sections section headline heading title children blocks data lead intro items"
    " value rendered p html plain main sentences nodes".split()
)
MAX_DEPTH = 20
_NAME_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Fields:
    """The fields of one article, other than its text."""

    title: str | None
    source: str | None
    url: str | None
    author: str | None
    published: Stated
    section: str | None = None


def field_name(key: object) -> str:
    """A field's name without its case and marks; "$t" and "#text" are left with their word."""
    return _NAME_MARKS.sub("", str(key)).casefold()


def normal_keys(record: Mapping[object, object]) -> dict[str, object]:
    """The record by `field_name`; of two keys that are one name the later holds, unless it is empty."""
    found: dict[str, object] = {}
    for key, value in record.items():
        name = field_name(key)
        if name not in found or value not in (None, "", [], {}):
            found[name] = value
    return found


def read_fields(record: Mapping[str, object]) -> Fields:
    """The first usable value of each field in a record of normal keys."""
    return Fields(
        title=_first_line(record, TITLE),
        source=next((name for name in _lines(record, SOURCE) if not _LINK.match(name)), None),
        url=next((url for name in URL if (url := web_address(record.get(name)))), None),
        author=next((name for name in _lines(record, AUTHOR) if not _LINK.match(name)), None),
        published=first_date(record.get(name) for name in DATE),
        section=_first_line(record, SECTION),
    )


def line(value: object) -> str | None:
    """A string on one line, without control characters and markup and cut to `MAX_LINE`; None if blank."""
    if not isinstance(value, str):
        return None
    value = value[: 4 * MAX_LINE]
    check_surrogates(value)
    return " ".join(CONTROL.sub(" ", plain_text(value)).split())[:MAX_LINE].strip() or None


def web_address(value: object) -> str | None:
    """The address if it is http or https: a `javascript:` one must never become a link."""
    return value if isinstance(value, str) and _ADDRESS.fullmatch(value) else None


def parts(value: object, depth: int = 0) -> Iterator[str]:
    """The strings of a text field: itself, a list of paragraphs, or objects that hold them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < MAX_DEPTH:
        for each in value:
            yield from parts(each, depth + 1)
    elif isinstance(value, dict) and depth < MAX_DEPTH:
        for key, each in value.items():
            if str(key).casefold() in _PARTS:
                yield from parts(each, depth + 1)


def _first_line(record: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    return next(_lines(record, names), None)


def _lines(record: Mapping[str, object], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = record.get(name)
        several = value if isinstance(value, list) else [value]
        if found := list(filter(None, map(_one_line, several[:MAX_DEPTH]))):
            yield ", ".join(found)[:MAX_LINE]


def _one_line(value: object) -> str | None:
    """{"id": "bbc-news", "name": "BBC News"}, {"rendered": "Panel held"} and plain strings, as news APIs give them."""
    if isinstance(value, dict):
        return next((found for name in _VALUES if (found := line(value.get(name)))), None)
    return line(value)
