"""The first lines of plain text: labels, date lines, bylines and datelines, and dates there that are none of these."""

from datetime import date

import pytest

from index.dating.openings import dateline_date, line_date, opening_date

DAY = date(2024, 12, 5)


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
    assert dateline_date(text).day == DAY


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
    assert dateline_date(text).day is None


@pytest.mark.parametrize(
    "text",
    [
        "Fire put out\n\nBy Ann Lee\nDecember 5, 2024\n\nThe fire is out.",
        "Fire put out\nBy Ann Lee, December 5, 2024\n\nThe fire is out.",
        "Fire put out\n5 December 2024 by Ann Lee\n\nThe fire is out.",
        "Fire put out | The Besmera Herald | December 5, 2024\n\nThe fire is out.",
        "*Besmera, 5 December 2024*\n\nThe fire is out.",
        "Fire put out\nDatum: 5. Dezember 2024\n\nThe fire is out.",
        "Fire put out\nUpdated: December 8, 2024\nPublished: December 5, 2024\n\nThe fire is out.",
        "EMBARGOED UNTIL: 09:00 GMT, 5 December 2024\n\nThe fire is out.",
        "FIRE PUT OUT\n\nBESMERA, December 5, 2024 (BNA) - The fire is out.",
        "BESMERA (BNA) - December 5, 2024 - The fire is out.",
    ],
)
def test_a_date_before_the_story_is_its_own(text: str) -> None:
    assert opening_date(text)[0].day == DAY


@pytest.mark.parametrize(
    "text",
    [
        "Fire put out\nUpdated: December 5, 2024\n\nThe fire is out.",
        "Days of the fire\n\nDecember 5, 2024\nIt began.\n\nDecember 6, 2024\nIt was out.",
        "The next meeting of the council is on\nDecember 5, 2024\nin the hall.",
        "The fire is out, the mayor of the town said. She thanked all.\n\nDecember 5, 2024",
        "Paris Attacks, November 13, 2015\n\nThe court sat again.",
        "Fire put out\n(c) Besmera Herald, 5 December 2024. All rights reserved.\n\nThe fire is out.",
        "20241205143000 is the number of the alarm",
    ],
)
def test_other_dates_at_the_start_are_not(text: str) -> None:
    assert opening_date(text)[0].day is None


def test_a_label_that_cannot_be_read_gives_the_reason() -> None:
    assert opening_date("Date: December 2024\n\nThe fire is out.")[0].reason == "'December 2024' names no day"


@pytest.mark.parametrize("part", ["1", ",", " ", "A, ", "/", "20241205 ", "a: ", "| ", "by "])
def test_megabytes_are_read_at_once(part: str) -> None:
    text = part * 1_000_000
    assert (opening_date(text)[0].day, dateline_date(text).day, line_date(text).day) == (None, None, None)
