"""Record files are read a part at a time, whatever their size."""

import io
import json

import pytest

from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.streams import AT_ONCE, records_of


def read(file: str, data: bytes, max_bytes: int = 10_000) -> list[Draft | Rejected] | None:
    records = records_of(file, io.BytesIO(data), max_bytes)
    return None if records is None else [one for batch in records.batches for one in batch]


def test_lines_come_some_at_a_time_with_their_numbers() -> None:
    data = b"\n".join(b"" if n == 3 else json.dumps({"text": f"Story {n}."}).encode() for n in range(1, 3 * AT_ONCE))
    records = records_of("a.json", io.BytesIO(data), 10_000)
    assert records and records.format == "JSON Lines"
    batches = list(records.batches)
    assert len(batches[0]) == AT_ONCE
    numbers = [one.number for batch in batches for one in batch]
    assert numbers == [n for n in range(1, 3 * AT_ONCE) if n != 3]


def test_a_line_that_is_too_long_costs_itself() -> None:
    lines = [b'{"text": "One."}', b'{"text": "' + b"x" * 50_000 + b'"}', b"[", b'{"text": "Caf\xe9."}']
    one, long, bad, other = read("a.jsonl", b"\n".join(lines)) or []
    assert isinstance(one, Draft) and isinstance(other, Draft) and (other.text, other.number) == ("Café.", 4)
    assert isinstance(long, Rejected) and long.reason.startswith("a line of more than 10,000 bytes") and long.number == 2
    assert isinstance(bad, Rejected) and bad.reason.startswith("not JSON")


def test_rows_of_a_table_may_go_over_lines() -> None:
    first, second = read("a.csv", b'\xef\xbb\xbftitle,text\nPanel,"It met,\nand ended."\nOther,It did not.\n') or []
    assert isinstance(first, Draft) and (first.text, first.number) == ("It met,\nand ended.", 1)
    assert isinstance(second, Draft) and second.title == "Other"


@pytest.mark.parametrize(("file", "data"), [("a.txt", b"The panel met."), ("a.json", b'[{"text": "x"}]'), ("a.csv", b"a,b\n1,2\n")])
def test_other_files_are_none(file: str, data: bytes) -> None:
    assert read(file, data) is None


def test_what_holds_no_article_is_one_line() -> None:
    with pytest.raises(BadContent, match="^none of its first 200 entries is an article; the first: no text"):
        read("a.jsonl", b'{"id": 1}\n' * 100_000)


@pytest.mark.parametrize("cell", [b"x" * 30_000, b'"' + b"x" * 30_000 + b'"', b'"' + b"x\n" * 15_000 + b'"'])
def test_a_row_that_is_too_long_ends_its_table_in_one_line(cell: bytes) -> None:
    records = records_of("a.csv", io.BytesIO(b"date,text\n2024-12-05,It met.\n2024-12-06," + cell), 10_000)
    assert records
    read = []
    with pytest.raises(BadContent, match="^a table with a row of more than 10,000 characters, .*; raise DATELINE_MAX_FILE_MB to read it"):
        for batch in records.batches:
            read += batch
    assert [one.text for one in read if isinstance(one, Draft)] == ["It met."]
