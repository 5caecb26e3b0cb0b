"""Plain text as news agencies send it, a date header, then the story; or below front matter or a block of labels."""

import re

from index.dating.openings import opening_date
from index.dating.statements import read_date
from index.formats.drafts import BadContent, Draft
from index.formats.fields import read_fields
from index.formats.header_block import header_block
from index.formats.markdown import front_matter
from index.formats.text import decode, mend_line_ends

_HEADER = re.compile(r"\s*date[ \t]{1,8}([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?:\s+|\Z)")


def read_wire(data: bytes) -> list[Draft]:
    """The one article of a `.txt` file; a header with an impossible date is still no part of the body."""
    text, notes = decode(data)
    text = mend_line_ends(text)
    header = _HEADER.match(text)
    if header is None:
        return [_labelled(text, notes)]
    if header.end() == len(text):
        raise BadContent("empty")
    return [Draft(text=text, origin="header", body_start=header.end(), stated=read_date(header[1]), notes=notes)]


def _labelled(text: str, notes: tuple[str, ...]) -> Draft:
    try:
        record, start = front_matter(text)
    except BadContent:  # two rulers, and what is between them is no YAML
        record, start = {}, 0
    if not record:
        record, start = header_block(text)
    if not record or not text[start:].strip():
        return Draft(text=text, origin="header", notes=notes)
    fields = read_fields(record)
    stated = fields.published if fields.published.day else opening_date(text)[0]
    return Draft(text, "header", start, stated, fields.title, fields.source, fields.url, fields.author, notes=notes, section=fields.section)
