"""Plain text as news agencies send it: a date header, then the story."""

import re

from index.dates import parse_date
from index.formats.drafts import BadContent, Draft
from index.formats.text import decode

_HEADER = re.compile(r"\s*date[ \t]{1,8}([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?:\s+|\Z)")


def read_wire(data: bytes) -> list[Draft]:
    """The one article of a `.txt` file; a header with an impossible date is still no part of the body."""
    text, notes = decode(data)
    header = _HEADER.match(text)
    if header is None:
        return [Draft(text=text, origin="header", notes=notes)]
    if header.end() == len(text):
        raise BadContent("empty")
    return [Draft(text=text, origin="header", body_start=header.end(), stated=parse_date(header[1]), notes=notes)]
