"""Tables give one article a row."""

from datetime import date

import pytest

from index.dating.statements import Stated
from index.formats.drafts import BadContent, Draft, Rejected
from index.formats.tables import read_table

ROWS = [
    Draft("It met, and\n\nended.", "meta", 0, Stated(date(2024, 12, 5)), "Panel", "The Bell", None, "Ana Belun", 1),
    Draft("It ended.", "meta", title="Second", number=2),
]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_are_read_whatever_stands_between_their_cells(mark: str, end: str) -> None:
    rows = [
        ["", "title", "publication", "author", "date", "content"],
        ["0", "Panel", "The Bell", "Ana Belun", "2024-12-05", '"It met, and\n\nended."'],
    ]
    rows += [["1", "Second", "", "", "", "It ended."]]
    assert read_table(end.join(mark.join(row) for row in rows).encode()) == ROWS


def test_a_row_without_text_is_named_and_a_long_cell_read() -> None:
    found = read_table(b"title,text\nPanel,\n\nLong," + b"word " * 50_000)
    assert [type(one) for one in found] == [Rejected, Draft] and [one.number for one in found] == [1, 2]


@pytest.mark.parametrize(
    ("data", "reason"), [(b"id,number\n1,2", "a table whose first row names no field of text"), (b"title,text\n", "a table without rows")]
)
def test_a_table_of_other_things_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadContent, match=reason):
        read_table(data)
