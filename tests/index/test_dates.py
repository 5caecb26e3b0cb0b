"""Dates are read where they are stated in full, and never guessed."""

from datetime import date, datetime, timedelta, timezone

import pytest

from index.dates import dateline_date, file_name_date, parse_date, publication_date

DAY = date(2024, 12, 5)
MEGABYTES = {part: part * 1_000_000 for part in ("1", ",", " ", "A, ", "/", "-", "20241205 ")}


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        datetime(2024, 12, 5, 23, 30, tzinfo=timezone(timedelta(hours=-5))),
        "2024-12-05",
        " 2024-12-05\n",
        "2024-12-05T14:30",
        "2024-12-05T14:30:00.123Z",
        "2024-12-05T23:30:00-05:00",
        "2024-12-05 14:30:00 +0000 UTC",
        "2024/12/05",
        "2024/12/5 9:05",
        "2024.12.05",
        "20241205",
        20241205,
        "20241205T143000Z",
        "Thu, 05 Dec 2024 14:30:00 +0400",
        "Thu, 5 Dec 2024 14:30:00 GMT",
        "Thu Dec 05 2024 14:30:00 GMT+0400 (Azerbaijan Standard Time)",
        "December 5, 2024",
        "Thursday, December 5th, 2024 at 3:45 PM EST",
        "DECEMBER 5 2024",
        "5 December 2024",
        "05-Dec-2024",
        "Dec. 5, 2024",
    ],
)
def test_a_whole_date_is_read_as_written(value: object) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        1733400000,
        1733400000000,
        1733400000.5,
        float("nan"),
        pytest.param(10**5000, id="huge"),
        "1733400000",
        "",
        "yesterday",
        "10",
        "May",
        "2024",
        "2024-12",
        "December 2024",
        "2024-13-45",
        "2023-02-29",
        "February 30, 2024",
        "05/12/2024",
        "12-05-2024",
        "5 Dec 24",
        "2024-12-05 to 2024-12-06",
        "2024-12/05",
        "1699-12-31",
        "2101-01-01",
        date(1699, 12, 31),
        "٢٠٢٤-12-05",
        ["2024-12-05"],
    ],
)
def test_what_is_no_whole_date_is_refused(value: object) -> None:
    assert parse_date(value) is None


@pytest.mark.parametrize("part", MEGABYTES)
def test_megabytes_hold_no_date(part: str) -> None:
    text = MEGABYTES[part]
    assert (parse_date(text), dateline_date(text), file_name_date(text)) == (None, None, None)


def test_the_range_is_1700_to_2100() -> None:
    assert (parse_date("1700-01-01"), parse_date("2100-12-31")) == (date(1700, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "BAKU, Azerbaijan, December 5, 2024. The panel",
        "LONDON, December 5, 2024 (Reuters) - Shares fell",
        "London, December 5, 2024 — Shares fell",
        "NEW YORK, Dec. 5, 2024 /PRNewswire/ -- A firm",
        "WASHINGTON Dec 5, 2024 (AP) — The House",
        "TOKYO — 5 December 2024 — Shares fell",
        "MOSCOW, 2024-12-05 - The ministry",
        "SÃO PAULO, Thursday, December 5, 2024 - The bank",
        "Thursday, December 5, 2024 ",
        "Thursday, December 5, 2024\n\nThe president said",
        "Thursday, December 5, 2024 The president said",
        "\n\n  December 5, 2024. The president said",
    ],
)
def test_a_dateline_with_its_year_is_read(text: str) -> None:
    assert dateline_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BAKU, Azerbaijan, December 5. The panel",
        "LONDON, March 3 (Reuters) - Shares fell",
        "December 5, 2024 was a cold day",
        "On December 5, 2024, the panel met.",
        "On Thursday, December 5, 2024 - the day of the panel",
        "In Baku, December 5, 2024 - the day of the panel",
        "The law of December 5, 2024 (the budget) holds",
        "BAKU, December 5. On December 5, 2024 (a Thursday) it met",
        "NATO chief Mark Rutte said on December 5, 2024. He",
        "Monaco, December 5, 2024. The panel",
        "Paris Attacks, November 13, 2015: What We Know",
        "The panel was held on\nDecember 5, 2024. It ended",
        "Timeline\n\nDecember 5, 2024 - the panel is held",
        "BAKU, February 30, 2024. The panel",
        "BAKU, December 5, 1524. The panel",
        "A" * 200 + " BAKU, December 5, 2024. The panel",
    ],
)
def test_a_date_in_running_prose_or_without_its_year_is_no_dateline(text: str) -> None:
    assert dateline_date(text) is None


@pytest.mark.parametrize(
    "file",
    [
        "2024-12-05.txt",
        "a/2024_12_05_panel.txt",
        "panel20241205.json",
        "20241205T1430.html",
        "2024/12/05/panel.txt",
        "news/2024/12/5/panel.txt",
        "2024-12-05/2024-12-05-panel.txt",
        "2024-13-45/2024-12-05.txt",
    ],
)
def test_one_date_in_the_path_is_read(file: str) -> None:
    assert file_name_date(file) == DAY


@pytest.mark.parametrize(
    "file",
    [
        "panel.txt",
        "2024.txt",
        "2024-12.txt",
        "2024-13-45.txt",
        "20241345.txt",
        "05-12-2024.txt",
        "12052024.txt",
        "2024-12-05_2024-12-06.txt",
        "2024/12/05/2024-12-06.txt",
        "20241205143000.txt",
        "120241205.txt",
        "wn-2019-0000.txt",
        "1024-12-05.txt",
        "2101-12-05.txt",
    ],
)
def test_impossible_and_ambiguous_dates_in_the_path_are_refused(file: str) -> None:
    assert file_name_date(file) is None


@pytest.mark.parametrize(
    ("stated", "opening", "file", "expected"),
    [
        (DAY, "BAKU, May 1, 2020. The", "2019-01-01.txt", (DAY, "meta")),
        (None, "BAKU, May 1, 2020. The", "2019-01-01.txt", (date(2020, 5, 1), "dateline")),
        (None, "The panel", "2019-01-01.txt", (date(2019, 1, 1), "file name")),
        (None, "The panel", "panel.txt", (None, None)),
    ],
)
def test_evidence_is_taken_in_order(stated: date | None, opening: str, file: str, expected: tuple[date | None, str | None]) -> None:
    assert publication_date(stated=stated, origin="meta", opening=opening, file=file) == expected
