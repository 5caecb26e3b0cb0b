"""Times named in an article of Monday, 13 January 2020, unless a test says otherwise."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from index.language.times import Time, dates_in, times_in

MONDAY = date(2020, 1, 13)
# An article on a company's results, of Thursday, 24 October 2019.
RESULTS = date(2019, 10, 24)


def named(text: str, published: date | None = MONDAY) -> list[tuple[str, str]]:
    return [(text[found.start : found.end], found.value) for found in times_in(text, published)]


def values(text: str, published: date | None = MONDAY) -> list[str]:
    return [found.value for found in times_in(text, published)]


def covered(text: str, published: date | None = MONDAY) -> list[tuple[date | None, date | None]]:
    return [(found.first, found.last) for found in times_in(text, published)]


def test_an_expression_stands_at_its_offsets_with_the_days_it_covers():
    assert times_in("Pellumar flooded in March 2019 and on Friday.", MONDAY) == [
        Time(20, 30, date(2019, 3, 1), date(2019, 3, 31), "month", "2019-03"),
        Time(38, 44, date(2020, 1, 10), date(2020, 1, 10), "day", "2020-01-10", relative=True),
    ]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("March 16, 2019", "2019-03-16"),
        ("Saturday, March 16, 2019", "2019-03-16"),
        ("16 Mar 2019", "2019-03-16"),
        ("16\u00a0March 2019", "2019-03-16"),
        ("the 16th of March 2019".removeprefix("the "), "2019-03-16"),
        ("2019-03-16", "2019-03-16"),
        ("16/3/2019", "2019-03-16"),
        ("3/16/2019", "2019-03-16"),
        ("March 2019", "2019-03"),
        ("late March 2019", "2019-03"),
        ("the first quarter of 2019", "2019-Q1"),
        ("the 2019 third quarter", "2019-Q3"),
        ("Q3 2019", "2019-Q3"),
        ("the second half of 2019", "2019-H2"),
        ("the summer of 2019", "2019-SU"),
        ("2019", "2019"),
        ("early 2019", "2019"),
        ("fiscal 2019", "2019"),
        ("the end of 2019", "2019"),
        ("nineteen eighty-four", "1984"),
        ("the 1980s", "198"),
        ("the early 1980s", "198"),
        ("the '80s", "198"),
        ("the eighties", "198"),
        ("the 19th century", "18"),
        ("the twentieth century", "19"),
    ],
)
@pytest.mark.parametrize("published", [None, MONDAY])
def test_times_named_in_full_need_no_article_date(words, value, published):
    text = f"The mill of Tarsk burned in {words}, said Ruby Oskwin."
    found = times_in(text, published)
    assert [(text[one.start : one.end], one.value, one.relative) for one in found] == [(words, value, False)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They met on April 24 and 25, 2018.", [("April 24", "2018-04-24"), ("25, 2018", "2018-04-25")]),
        ("They met from April 24 to May 2, 2018.", [("April 24", "2018-04-24"), ("May 2, 2018", "2018-05-02")]),
        ("They met on October 3-4.", [("October 3", "2019-10-03"), ("4", "2019-10-04")]),
    ],
)
def test_days_of_a_list_share_their_month_and_year(text, found):
    assert named(text) == found


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("today", "2020-01-13"),
        ("yesterday", "2020-01-12"),
        ("late yesterday", "2020-01-12"),
        ("tomorrow", "2020-01-14"),
        ("the day before yesterday", "2020-01-11"),
        ("Friday", "2020-01-10"),
        ("early Friday", "2020-01-10"),
        ("Friday night", "2020-01-10"),
        ("last Monday", "2020-01-06"),
        ("the previous Friday", "2020-01-03"),
        ("next Tuesday", "2020-01-14"),
        ("Tuesday of last week", "2020-01-07"),
        ("January 9", "2020-01-09"),
        ("Friday, Jan. 10", "2020-01-10"),
        ("9 July", "2019-07-09"),
        ("July 9 last year", "2019-07-09"),
        ("November", "2019-11"),
        ("last March", "2019-03"),
        ("this March", "2020-03"),
        ("mid-November", "2019-11"),
        ("last week", "2020-W02"),
        ("this week", "2020-W03"),
        ("earlier this month", "2020-01"),
        ("last month", "2019-12"),
        ("last quarter", "2019-Q4"),
        ("this year", "2020"),
        ("sometime next year", "2021"),
        ("the past decade", "201"),
        ("last summer", "2019-SU"),
        ("last winter", "2018-WI"),
        ("the weekend", "2020-W02-WE"),
        ("ten days ago", "2020-01-03"),
        ("two weeks ago", "2019-12-30"),
        ("two months ago", "2019-11"),
        ("two years ago", "2018"),
        ("a decade ago", "201"),
        ("several years ago", "PAST_REF"),
        ("the end of the year", "2020"),
        ("now", "PRESENT_REF"),
        ("recently", "PAST_REF"),
        ("the past few weeks", "PAST_REF"),
        ("soon", "FUTURE_REF"),
    ],
)
def test_times_named_from_the_article(words, value):
    text = f"The pass above Halvesk was closed in {words}, said Ruby Oskwin."
    found = times_in(text, MONDAY)
    assert [(text[one.start : one.end], one.value, one.relative) for one in found] == [(words, value, True)]
    assert times_in(text, None) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The bridge will be opened on Friday.", ["2020-01-17"]),
        ("The bridge must be mended by Friday.", ["2020-01-17"]),
        ("The board planned to meet on Friday.", ["2020-01-17"]),
        ("The board was wary before Friday's fire.", ["2020-01-10"]),
        ("The bridge will be opened in July.", ["2020-07"]),
        ("The bridge was closed in July.", ["2019-07"]),
        ("The bridge was closed for the March fair.", ["2020-03"]),
        ("The bridge will be opened on July 9.", ["2020-07-09"]),
        ("The dividend is payable on July 9.", ["2020-07-09"]),
        ("A fair on February 20 was called off.", ["2020-02-20"]),
    ],
)
def test_a_time_to_come_is_told_by_the_sentence_or_by_how_near_it_is(text, found):
    assert values(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Profit rose in the third quarter.", ["2019-Q3"]),
        ("Third-quarter profit rose from a year earlier.", ["2019-Q3", "2018-Q3"]),
        ("Profit for the quarter beat that of the year-earlier period.", ["2019-Q3", "2018-Q3"]),
        ("Profit in the latest quarter beat last year's third quarter.", ["2019-Q3", "2018-Q3"]),
        ("Profit will fall in the fourth quarter.", ["2019-Q4"]),
        ("Profit will fall in the first quarter.", ["2020-Q1"]),
        ("Profit rose in Q2.", ["2019-Q2"]),
        ("Tamnick scored twice in the third quarter.", []),
    ],
)
def test_quarters_are_dated_where_an_article_speaks_of_money(text, found):
    assert values(text, RESULTS) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He fled in June 2012 and came back later that year.", ["2012-06", "2012"]),
        ("It burned on May 4, 2012. Earlier that day it had rained.", ["2012-05-04", "2012-05-04"]),
        ("It burned on May 4, 2012. Two days later it fell.", ["2012-05-04", "2012-05-06"]),
        ("Earlier that day it had rained.", []),
    ],
)
def test_what_points_back_takes_the_time_named_before(text, found):
    assert values(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It burned on May 4, 2012. The next day it fell.", ["2012-05-04", "2012-05-05"]),
        ("It burned on May 4, 2012. A guard had left the previous day.", ["2012-05-04", "2012-05-03"]),
        ("The next day it fell.", []),
        ("On the last day of the fair it rained.", []),
    ],
)
def test_the_day_before_and_the_day_after_are_those_of_the_day_named_before(text, found):
    assert values(text) == found


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("early 2019", date(2019, 1, 1), date(2019, 4, 30)),
        ("mid-2019", date(2019, 5, 1), date(2019, 8, 31)),
        ("the end of June 2019", date(2019, 6, 21), date(2019, 6, 30)),
        ("the late 1980s", date(1986, 9, 1), date(1989, 12, 31)),
        ("the first half of last year", date(2019, 1, 1), date(2019, 6, 30)),
        ("early last week", date(2020, 1, 6), date(2020, 1, 7)),
        ("earlier this year", date(2020, 1, 1), date(2020, 12, 31)),
    ],
)
def test_a_part_of_a_time_covers_only_that(words, first, last):
    assert covered(f"It was closed in {words}, said Ruby Oskwin.") == [(first, last)]


@pytest.mark.parametrize(
    ("words", "value", "first", "last"),
    [
        ("the past year", "2019", date(2019, 1, 13), MONDAY),
        ("the past three weeks", "P3W", date(2019, 12, 23), MONDAY),
        ("the last 24 hours", "PT24H", date(2020, 1, 12), MONDAY),
        ("the next two months", "P2M", MONDAY, date(2020, 3, 13)),
    ],
)
def test_a_stretch_ends_or_begins_on_the_texts_own_day(words, value, first, last):
    (found,) = times_in(f"It rained in {words}.", MONDAY)
    assert (found.value, found.first, found.last) == (value, first, last)


def test_the_dates_of_an_article_are_its_times_with_days_but_for_lengths():
    text = "It now rains; over the past two years it rained in May 2019 and yesterday."
    assert [found.value for found in dates_in(text, MONDAY)] == ["2019-05", "2020-01-12"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the season 2019-20", ["2019", "2020"]),
        ("the season 2019/20", ["2019", "2020"]),
        ("the war of 1914-18", ["1914", "1918"]),
        ("the years 2010–12", ["2010", "2012"]),
        ("the years 1994-1997", ["1994", "1997"]),
        ("Report 2010-12 of it", []),
        ("from 25 to 27 July 2019", ["2019-07-25", "2019-07-27"]),
    ],
)
def test_both_ends_of_a_range_are_read(text, found):
    assert values(text) == found


@pytest.mark.parametrize(
    ("words", "back", "ahead"),
    [
        ("Friday", "2020-01-10", "2020-01-17"),
        ("Monday", "2020-01-06", "2020-01-20"),
        ("May 5", "2019-05-05", "2020-05-05"),
        ("29 February", "2016-02-29", "2020-02-29"),
        ("in July", "2019-07", "2020-07"),
        ("in the summer", "2019-SU", "2020-SU"),
    ],
)
def test_a_time_that_may_be_past_or_to_come_lies_where_it_is_looked_for(words, back, ahead):
    text = f"What will they do, and what did they do, {words}?"
    assert [times_in(text, MONDAY, looks=looks)[-1].value for looks in ("back", "ahead")] == [back, ahead]


def test_names_written_small_are_read_where_case_tells_nothing():
    assert values("it burned on friday in may 2019") == ["2019"]
    assert [found.value for found in times_in("it burned on friday in may 2019", MONDAY, any_case=True)] == ["2020-01-10", "2019-05"]


@pytest.mark.parametrize(
    ("text", "points_back"),
    [
        ("It fell last year.", [False]),
        ("It fell in 2012, and that year it was mended.", [False, True]),
        ("It fell five years later.", [True]),
        ("It fell at the end of the year.", [True]),
        ("It fell the following week.", [True]),
    ],
)
def test_what_only_points_at_a_time_is_told_apart(text, points_back):
    assert [found.points_back for found in times_in(text, MONDAY)] == points_back


def test_the_same_days_of_another_year():
    winter, leap = times_in("in winter 2019 and on 29 February 2020", None)
    assert winter.in_year(2018) == replace(winter, first=date(2018, 12, 1), last=date(2019, 2, 28), value="2018-WI")
    assert leap.in_year(2019) is None


@pytest.mark.parametrize(
    "text",
    [
        "He wrote for the Sunday Times of Ruskelin.",
        "It plays every Friday, and on a Sunday.",
        "He told USA Today of it.",
        "They are the leaders of tomorrow.",
        "He may come; May Tarsk will march.",
        "Jan Besmin and April Oskwin left.",
        "It held 1900 people, 2000 tons and $1999.",
        "It cost 2,019.50 and 1.2019.",
        "A woman in her eighties lived in Room 2019.",
        "Call as soon as you can.",
        "He was 25 and ran 1500 metres.",
        "It fell on February 30, 4/5/2019 or 2019-13-01.".replace("4/5/2019", "4/5/19"),
    ],
)
def test_names_habits_counts_and_lengths_are_no_dates(text):
    found = values(text)
    assert [value for value in found if value != "2020-02"] == []  # "February" of "February 30" is a month


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("the 1980s", date(1980, 1, 1), date(1989, 12, 31)),
        ("the 19th century", date(1800, 1, 1), date(1899, 12, 31)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("the second half of 2019", date(2019, 7, 1), date(2019, 12, 31)),
        ("the fourth quarter of 2019", date(2019, 10, 1), date(2019, 12, 31)),
        ("the winter of 2019", date(2019, 12, 1), date(2020, 2, 29)),
        ("February 2020", date(2020, 2, 1), date(2020, 2, 29)),
        ("last week", date(2020, 1, 6), date(2020, 1, 12)),
        ("the weekend", date(2020, 1, 11), date(2020, 1, 12)),
        ("now", None, None),
    ],
)
def test_the_days_that_a_value_covers(words, first, last):
    assert covered(f"It was closed in {words}.") == [(first, last)]


HOSTILE = [
    "late " * 20_000 + "May",
    "the end of the " * 7_000 + "year",
    "this past " * 10_000,
    "the " * 25_000 + "1980s",
    "March 3 and " * 4_000,
    "2019-" * 20_000,
    "2019 " * 20_000,
    "9" * 100_000,
    " " * 100_000 + "ago",
    "a year " * 14_000 + "ago",
    "Friday, " * 6_000,
    "(" * 50_000 + "Today" + ")" * 50_000,
    "f\u0131rst quarter of 2019, s\u0131x days ago, \uff12\uff10\uff11\uff19, \u017fpring 2019, last \u017fummer",
    "\u0661\u0669\u0669\u0660s % ",
    "\ud800 yesterday \x00 2019 \u202e last week",
]


def assert_in_order(found: list[Time]) -> None:
    assert all(one.value.isascii() and one.start < one.end for one in found)
    assert all(before.end <= after.start for before, after in zip(found, found[1:], strict=False))


@pytest.mark.parametrize("text", HOSTILE)
def test_any_long_text_is_read(text):
    assert_in_order(times_in(text, MONDAY))


@pytest.mark.parametrize("published", [date.min, date.max, None])
def test_any_text_is_read_with_any_article_date(published):
    for text in HOSTILE:
        assert_in_order(times_in(text[:1_000], published))


def test_times_before_the_first_and_after_the_last_day_are_left_out():
    text = (
        "yesterday, tomorrow, last week, next week, last month, next month, last year, next year, a decade ago, last winter, 999 years ago"
    )
    assert all(one.first for published in (date.min, date.max) for one in times_in(text, published))
    assert values("It burned yesterday and last year.", date.min) == []
    assert values("It will burn tomorrow and next year.", date.max) == []
    assert covered("It snowed this winter.", date.max) == [(date(9999, 12, 1), date.max)]


def test_every_day_of_a_year_gives_every_weekday_its_day():
    for days in range(366):
        published = MONDAY + timedelta(days=days)
        assert values(f"It burned on {published:%A}.", published) == [published.isoformat()]
