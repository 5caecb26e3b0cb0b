"""The words of the calendar, and the patterns of them that expressions are made of."""

import re

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SEASONS = {"spring": "SP", "summer": "SU", "fall": "FA", "autumn": "FA", "winter": "WI"}

SPACE = r"\s{1,3}"
OF_THE_DAY = rf"(?:{SPACE}(?:morning|afternoon|evening|night)\b)?"
WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
MONTH = rf"(?:(?:{'|'.join(MONTHS)})\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
DAY_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
YEAR = r"(?:1\d|20)\d\d\b"
# As few as TIMEX3 has values for: "several" and the like name no time that can be told.
COUNT = rf"(?:\d{{1,3}}|an?|{'|'.join(NUMBERS)})"
ORDINALS = ("first", "second", "third", "fourth")
ORDINAL = r"(?:first|second|third|fourth|final|last|1st|2nd|3rd|4th)"
SEASON = r"(?:spring|summer|fall|autumn|winter)"


def month_number(name: str) -> int:
    """Return 1 to 12 for a name that MONTH matches."""
    return next(number for number, full in enumerate(MONTHS, start=1) if full.startswith(name[:3]))


def day_number(words: str) -> int:
    """Return the number of "3", "03" or "3rd"."""
    return int(re.sub(r"\D", "", words))


def count(words: str) -> int:
    """Return the number that a match of COUNT, in any case, stands for."""
    words = words.casefold()
    return int(words) if words.isdecimal() else 1 if words in ("a", "an") else NUMBERS.index(words) + 1


def ordinal(words: str, last: int) -> int:
    """Return the number of a match of ORDINAL, where "last" and "final" stand for `last`."""
    words = words.casefold()
    return last if words in ("last", "final") else int(words[0]) if words[0].isdecimal() else ORDINALS.index(words) + 1
