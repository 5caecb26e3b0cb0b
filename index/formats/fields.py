"""The names that publishers give to the fields of an article, in JSON and in front matter."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.dating.statements import NOTHING, Stated, read_date
from index.formats.text import CONTROL, check_surrogates

TITLE = ("title", "headline")
TEXT = ("text", "body", "content", "article", "maintext")
DATE = (
    "date",
    "published",
    "publish_date",
    "published_at",
    "publishedat",
    "date_publish",
    "datepublished",
    "pubdate",
    "timestamp",
)
SOURCE = ("source", "outlet", "publisher", "source_name")
URL = ("url", "link")
AUTHOR = ("author", "byline", "creator")

# Titles run to 150 characters; what is longer is text in the wrong field, and would crowd every list it is shown in.
MAX_LINE = 500
_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f\ud800-\udfff\"<>]{1,2000}", re.IGNORECASE)


@dataclass(frozen=True)
class Fields:
    """The fields of one article, other than its text."""

    title: str | None
    source: str | None
    url: str | None
    author: str | None
    published: Stated


def lower_keys(record: Mapping[object, object]) -> dict[str, object]:
    """The record with its keys in lower case; of two keys that differ only in case the later one holds."""
    return {str(key).lower(): value for key, value in record.items()}


def read_fields(record: Mapping[str, object]) -> Fields:
    """The first usable value of each field in a record of lower-case keys."""
    return Fields(
        title=_first_line(record, TITLE),
        source=_first_line(record, SOURCE),
        url=next((url for name in URL if (url := web_address(record.get(name)))), None),
        author=_first_line(record, AUTHOR),
        published=_first_date(record),
    )


def line(value: object) -> str | None:
    """A string on one line, without control characters and cut to `MAX_LINE`; None if blank."""
    if not isinstance(value, str):
        return None
    value = value[:MAX_LINE]
    check_surrogates(value)
    return " ".join(CONTROL.sub(" ", value).split()) or None


def web_address(value: object) -> str | None:
    """The address if it is http or https: a `javascript:` one must never become a link."""
    return value if isinstance(value, str) and _ADDRESS.fullmatch(value) else None


def _first_date(record: Mapping[str, object]) -> Stated:
    """The first field that states a day, else the first that may, else why the first does not."""
    found = [stated for name in DATE if (stated := read_date(record.get(name))) != NOTHING]
    return min(found, key=lambda stated: (stated.day is None, not stated.readings), default=NOTHING)


def _first_line(record: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = record.get(name)
        if isinstance(value, dict):  # {"source": {"id": "bbc-news", "name": "BBC News"}}, as news APIs give it
            value = value.get("name")
        if text := line(value):
            return text
    return None
