"""Markdown: the front matter is read as strings, and the body starts behind it."""

from datetime import date

import pytest

from index.dating.statements import Stated
from index.formats.drafts import BadContent, Draft
from index.formats.markdown import MAX_BRACKETS, MAX_FRONT_MATTER, read_markdown


def test_front_matter_gives_the_fields() -> None:
    front = "---\r\nTitle: No\r\ndate: 2024-12-05T10:00:00+04:00\r\nsource: {name: Trend}\r\nauthor: Ana Belun\r\nlink: https://en.trend.az/1\r\n---\r\n\r\n"
    text = front + "# Heading\r\n\r\nThe panel met."
    assert read_markdown(text.encode()) == [
        Draft(
            text=text,
            origin="front matter",
            body_start=len(front),
            stated=Stated(date(2024, 12, 5), time="10:00:00", zone="+04:00"),
            title="No",
            source="Trend",
            url="https://en.trend.az/1",
            author="Ana Belun",
        )
    ]


@pytest.mark.parametrize(
    ("text", "body_start", "title"),
    [
        ("# The panel\n\nIt met.", 0, "The panel"),
        ("The panel met.\n\n# Later", 0, None),
        ("## Sub\n\nIt met.", 0, None),
        ("---\nA ruler above and below\n---\nIt met.", 0, None),
        ("---\nNo closing ruler.", 0, None),
        ("---\ntitle: ~\n---\n# The panel\n", 17, "The panel"),
        ("---\ntitle: null\ndate: 2024-13-45\n...\nIt met.", 37, None),
        ("---\n---\nIt met.", 0, None),
        ("---\n" + "a: b\n" * MAX_FRONT_MATTER + "---\nIt met.", 0, None),
    ],
)
def test_title_and_body_without_full_front_matter(text: str, body_start: int, title: str | None) -> None:
    (draft,) = read_markdown(text.encode())
    assert (draft.text, draft.origin, draft.body_start, draft.stated.day, draft.title) == (text, "front matter", body_start, None, title)


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("title: Panel: held", "front matter is not YAML: mapping values are not allowed here, line 2"),
        ("a: b\nc: *d", "front matter is not YAML: found undefined alias 'd', line 3"),
        ("a: \x01", "front matter is not YAML"),
        ("- " * 5000, "front matter is not YAML"),
        ("[" * (MAX_BRACKETS + 1), f"front matter holds more than {MAX_BRACKETS} brackets"),
        (r'title: "half \ud83d"', r"half of a surrogate pair (\ud83d) at character 5"),
    ],
)
def test_front_matter_that_is_not_yaml_is_refused(front: str, reason: str) -> None:
    with pytest.raises(BadContent) as refused:
        read_markdown(f"---\n{front}\n---\nThe panel met.".encode())
    assert str(refused.value) == reason


def test_tags_construct_nothing() -> None:
    text = "---\ntitle: !!python/object/apply:os.getcwd []\n---\nThe panel met."
    assert read_markdown(text.encode()) == [Draft(text, "front matter", text.index("The"))]


def test_front_matter_alone_is_empty() -> None:
    with pytest.raises(BadContent, match="^empty$"):
        read_markdown(b"---\ntitle: T\n---\n\n")
