"""What page.js sends, and what anybody else could send in its place."""

import json

import pytest

from assistant.web.commands import LONGEST_COMMAND, Command, read_command


def test_command_is_read_with_what_belongs_to_it() -> None:
    sent = {"act": "time", "exchange": 2, "serial": 7, "time": "dates", "since": "2019-01-01", "until": "", "word": "why"}
    assert read_command(json.dumps(sent)) == Command("time", 2, 7, "dates", "2019-01-01", "", "why")


def test_what_is_left_out_or_of_another_kind_is_as_if_it_were_not_there() -> None:
    sent = {"act": "again", "exchange": True, "serial": "7", "time": "yesterday", "since": 2019, "until": None, "word": ["why"]}
    assert read_command(json.dumps(sent)) == Command("again", -1, 0, "infer", "", "", "")


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "{",
        "null",
        "[]",
        '"again"',
        '{"act": "erase"}',
        '{"act": ["again"]}',
        "[" * 3000,
        json.dumps({"act": "again", "word": "x" * LONGEST_COMMAND}),
    ],
)
def test_what_is_no_command_is_none(sent: str) -> None:
    assert read_command(sent) is None
