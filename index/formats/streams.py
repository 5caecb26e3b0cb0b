"""Record files of any size, a part at a time: JSON Lines, and tables; the limit of a file is then that of one article."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.json_articles import read_line
from index.formats.records import MOST_REJECTED, read_record
from index.formats.tables import field_mark
from index.formats.text import decode

# The first line of JSON is looked at within this, and a table's first row.
HEAD = 2**20
# Lines and rows that are read before their articles are taken.
AT_ONCE = 200

_TOO_LONG = "a table with a row of more than {:,} characters, which is not read on; raise DATELINE_MAX_FILE_MB to read it"

JSON_LINES = (".jsonl", ".ndjson", ".jl")

Batch = list[Draft | Rejected]


class Records(NamedTuple):
    """The format of a file of records, by the name that a report has for it, and its articles some at a time."""

    format: str
    batches: Iterator[Batch]


def records_of(file: str, stream: BinaryIO, max_bytes: int) -> Records | None:
    """Read a file of records, none over `max_bytes`; None for one that is no JSON Lines and no table. Its first byte comes next."""
    head = stream.read(HEAD)
    stream.seek(0)
    suffix = PurePosixPath(file).suffix.lower()
    first, is_whole, _ = head.partition(b"\n")
    if _is_line(first) or not is_whole and suffix in JSON_LINES:
        return Records("JSON Lines", _given_up(_lines(stream, max_bytes)))
    mark = field_mark(head.decode("utf-8", "replace")) if suffix in (".csv", ".tsv", ".tab") else None
    return Records("table", _given_up(_rows(stream, mark, max_bytes))) if mark else None


def _is_line(first: bytes) -> bool:
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _lines(stream: BinaryIO, max_bytes: int) -> Iterator[Batch]:
    numbered = enumerate(iter(lambda: stream.readline(max_bytes + 1), b""), start=1)
    batch: Batch = []
    for number, line in numbered:
        if len(line) > max_bytes:
            batch.append(Rejected(number, f"a line of more than {max_bytes:,} bytes; raise DATELINE_MAX_FILE_MB to read it"))
            while line and not line.endswith(b"\n"):
                line = stream.readline(max_bytes)
        elif line.strip():
            batch.append(_line(number, line))
        if len(batch) >= AT_ONCE:
            yield batch
            batch = []
    yield batch


def _line(number: int, line: bytes) -> Draft | Rejected:
    try:
        text, notes = decode(line)
    except BadContent as bad:
        return Rejected(number, str(bad))
    return read_line(number, text, notes)


def _rows(stream: BinaryIO, mark: str, max_bytes: int) -> Iterator[Batch]:
    csv.field_size_limit(max_bytes)
    text = io.TextIOWrapper(stream, "utf-8-sig", "replace", newline="")
    lines = iter(lambda: text.readline(max_bytes + 1), "")
    rows = csv.reader((_short(line, max_bytes) for line in lines), delimiter=mark)
    batch: Batch = []
    fault: BadContent | None = None
    try:
        names = [name.strip() or f"column {number}" for number, name in enumerate(next(rows))]
        for number, row in enumerate(filter(any, rows), start=1):
            batch.append(read_record(dict(zip(names, row, strict=False)), number))
            if len(batch) >= AT_ONCE:
                yield batch
                batch = []
    except csv.Error as error:  # where a field goes over several lines, it may be too long too
        told = _TOO_LONG.format(max_bytes) if "field limit" in str(error) else f"a table that cannot be read on: {error}"
        fault = BadContent(f"{told} (line {rows.line_num})")
    except BadContent as bad:
        fault = bad
    finally:
        text.detach()
    yield batch
    if fault:
        raise fault


def _short(line: str, max_bytes: int) -> str:
    if len(line) > max_bytes:
        raise BadContent(_TOO_LONG.format(max_bytes))
    return line.replace("\0", "")


def _given_up(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Yield the batches; raises `BadContent` where so many entries are rejected before there is an article that it holds none."""
    rejected: Batch = []
    held = False
    for batch in batches:
        held = held or any(isinstance(one, Draft) for one in batch)
        if held:
            yield [*rejected, *batch]
            rejected = []
            continue
        rejected += batch
        if len(rejected) > MOST_REJECTED:
            first = rejected[0]
            raise BadContent(f"none of its first {len(rejected):,} entries is an article; the first: {getattr(first, 'reason', '')}")
    if rejected:
        yield rejected
