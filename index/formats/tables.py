"""CSV and TSV with a row of names: one article a row."""

import csv
import io

from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.fields import SUMMARY, TEXT, TITLE, field_name
from index.formats.records import held, read_record
from index.formats.text import decode

_MARKS = ",;\t|"
# Python's own limit of 131,072 is less than a long article.
_LONGEST_CELL = 2**27


def is_table(head: str) -> bool:
    """Whether the first line names at least two fields, and one of them a text."""
    return field_mark(head) is not None


def read_table(data: bytes) -> list[Draft | Rejected]:
    """The articles of a table, numbered by row below the names."""
    text, notes = decode(data)
    mark = field_mark(text)
    if mark is None:
        raise BadContent("a table whose first row names no field of text (text, body, content, article, title with summary, ...)")
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=mark)
    names = [name.strip() or f"column {number}" for number, name in enumerate(next(rows))]
    try:
        found = [read_record(dict(zip(names, row, strict=False)), number, notes) for number, row in enumerate(filter(any, rows), start=1)]
    except csv.Error as error:
        raise BadContent(f"a table that cannot be read: {error} (line {rows.line_num})") from None
    if not found:
        raise BadContent("a table without rows")
    return held(found)


def field_mark(text: str) -> str | None:
    """What stands between the names of the first line, None where they are none of a table of articles."""
    first = text.lstrip("\ufeff\r\n").partition("\n")[0].partition("\r")[0][:10_000]
    for mark in sorted(_MARKS, key=first.count, reverse=True):
        names = {field_name(name) for name in first.split(mark)}
        if len(names) > 1 and (names & set(TEXT) or (names & set(TITLE) and names & set(SUMMARY))):
            return mark
    return None
