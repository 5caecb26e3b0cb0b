"""Values of date fields: read where they name a day, with the reason where they do not."""

from datetime import date, datetime, timedelta, timezone

import pytest

from index.dating.statements import DAY_FIRST, MONTH_FIRST, NOTHING, Stated, latest, read_date

DAY = date(2024, 12, 5)


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
    assert read_date(value).day == DAY


@pytest.mark.parametrize("value", [None, True, "", "  ", float("nan"), ["2024-12-05"], {}])
def test_what_holds_no_statement_states_nothing(value: object) -> None:
    assert read_date(value) == NOTHING or read_date(value).day is None


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("yesterday", "'yesterday' is not a date that is read"),
        ("2024", "'2024' names no day"),
        ("2024-12", "'2024-12' names no day"),
        ("December 2024", "'December 2024' names no day"),
        ("marzo de 2024", "'marzo de 2024' names no day"),
        ("2023-02-29", "'2023-02-29' is no day of the calendar"),
        ("31. Februar 2024", "'31. Februar 2024' is no day of the calendar"),
        ("2024-12-05 to 2024-12-06", "'2024-12-05 to 2024-12-06' names several days"),
        ("We met on 5 December 2024", "'We met on 5 December 2024' is not a date alone"),
        ("1599-12-31", "1599-12-31 is before 1600"),
        ("2942-05-07", "2942-05-07 is later than tomorrow"),
        ("Tuesday, December 5, 2024", "'Tuesday, December 5, 2024': that day is a Thursday"),
        ("Updated 5 December 2024", "'Updated 5 December 2024' tells of another day than that of publication"),
        ("5 December 2024 " * 10, f"'{('5 December 2024 ' * 10)[:60].strip()}…' is too long for a date"),
        pytest.param(10**5000, None, id="huge"),
        (12345678901, "'12345678901' is no date"),
    ],
)
def test_a_value_without_a_day_has_a_reason(value: object, reason: str | None) -> None:
    stated = read_date(value)
    assert (stated.day, stated.reason) == (None, reason)


@pytest.mark.parametrize(
    ("value", "time", "zone"),
    [
        ("2024-12-05T14:30:00.123Z", "14:30:00", "Z"),
        ("Thu, 05 Dec 2024 14:30:00 +0400", "14:30:00", "+0400"),
        ("Thu, 05 Dec 2024 14:30:00 -0500", "14:30:00", "-0500"),
        ("10:15 PM EDT, Thu December 5, 2024", "22:15", "EDT"),
        ("12:05 a.m., December 5, 2024", "00:05", None),
        ("5. Dezember 2024, 14 Uhr", "14:00", None),
        ("5 décembre 2024 à 14h30", "14:30", None),
        ("20241205T143000Z", "14:30:00", "Z"),
        (1733400000, "12:00:00", "Z"),
        (datetime(2024, 12, 5, 23, 30, tzinfo=timezone(timedelta(hours=-5))), "23:30:00", "-0500"),
    ],
)
def test_time_and_zone_are_kept_as_written(value: object, time: str, zone: str | None) -> None:
    assert read_date(value) == Stated(DAY, time=time, zone=zone)


def test_a_day_and_month_that_may_be_exchanged_name_both_days() -> None:
    stated = read_date("2/5/2019")
    assert (stated.day, stated.reason) == (None, "'2/5/2019' may be 5 February 2019 or 2 May 2019")
    assert stated.settled(order=DAY_FIRST).day == date(2019, 5, 2)
    assert stated.settled(order=MONTH_FIRST).day == date(2019, 2, 5)
    assert stated.settled(language="fr").day == date(2019, 5, 2)
    assert stated.settled(language="en") == stated


def test_a_weekday_settles_day_and_month() -> None:
    assert read_date("Thursday 2/5/2019").day == date(2019, 5, 2)


def test_numbers_that_can_be_read_one_way_prove_their_order() -> None:
    assert [read_date(value).order for value in ("15/4/2019", "4/30/2019", "5/5/2019", "2/5/2019")] == [DAY_FIRST, MONTH_FIRST, None, None]


def test_a_month_of_two_meanings_is_settled_by_the_language() -> None:
    stated = read_date("5 listopada 2023")
    assert (stated.day, stated.settled(language="pl").day, stated.settled(language="hr").day) == (
        None,
        date(2023, 11, 5),
        date(2023, 10, 5),
    )


def test_two_figures_are_the_last_such_year() -> None:
    assert [read_date(value).day for value in ("5 Dec 24", "5 Dec 87")] == [DAY, date(1987, 12, 5)]


def test_tomorrow_is_the_last_day_that_is_read() -> None:
    day = latest()
    assert (read_date(day).day, read_date(day + timedelta(days=1)).day) == (day, None)


@pytest.mark.parametrize("part", ["1", ",", " ", "A, ", "/", "-", "20241205 ", "de ", "5. ", "12:", "Dec "])
def test_hostile_values_are_read_at_once(part: str) -> None:
    assert read_date(part * 1_000_000).day is None
    assert read_date((part * 100)[:100]).day is None
