"""Wire stories: the text is the file, the body starts behind the header."""

from datetime import date

import pytest

from index.formats.drafts import BadContent
from index.formats.wire import read_wire


@pytest.mark.parametrize(
    ("text", "body_start", "stated"),
    [
        (" date 2024-12-05 The panel met.\r\n", 17, date(2024, 12, 5)),
        ("date 2024-12-05\n\nThe panel met.", 17, date(2024, 12, 5)),
        (" date 2024-13-45 The panel met.", 17, None),
        ("The panel met on the date 2024-12-05 given.", 0, None),
        ("date 2024-12-05th The panel met.", 0, None),
        ("dated 2024-12-05 The panel met.", 0, None),
    ],
)
def test_the_header_is_read_and_left_in_the_text(text: str, body_start: int, stated: date | None) -> None:
    (draft,) = read_wire(text.encode())
    assert (draft.text, draft.origin, draft.body_start, draft.stated.day) == (text, "header", body_start, stated)


@pytest.mark.parametrize("text", [" date 2024-12-05 ", " date 2024-12-05", " date 2024-13-45\n\n"])
def test_a_header_with_nothing_behind_it_is_empty(text: str) -> None:
    with pytest.raises(BadContent, match="^empty$"):
        read_wire(text.encode())
