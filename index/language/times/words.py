"""The words of the calendar, and the bounded patterns of them that times are made of."""

import re

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# The month in which each begins.
SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
COUNTS = {
    **{"a": 1, "an": 1, "fifteen": 15},
    **{word: number for number, word in enumerate(NUMBERS, start=1)},
    **{word: 10 * number for number, word in enumerate(TENS, start=2)},
}
# So many units after the one of the text's own day.
STEPS = {
    **dict.fromkeys(("last", "past", "previous", "preceding", "prior", "latest"), -1),
    **dict.fromkeys(("this", "current"), 0),
    **dict.fromkeys(("next", "coming", "following", "upcoming"), 1),
}

SPACE = r"\s{1,3}"
OF_THE_DAY = rf"(?:{SPACE}(?:morning|afternoon|evening|night)\b)?"
WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
MONTH = rf"(?:(?:{'|'.join(MONTHS)})\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
DAY_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
YEAR = r"(?:1\d\d\d|20\d\d|2100)\b"
COUNT = rf"(?:\d{{1,3}}|{'|'.join(COUNTS)})"
SEASON = rf"(?:{'|'.join(SEASONS)})"
ORDINALS = ("first", "second", "third", "fourth", "1st", "2nd", "3rd", "4th")
ORDINAL = rf"(?:{'|'.join(ORDINALS)}|final|last)"
WHICH = r"(?:this(?: past| coming| last)?|(?:the )?(?:past|last|next|previous|coming))"
OTHER_WHICH = r"(?:the )?(?:preceding|prior|upcoming|following|current|latest)"
# Between the days of a list or a range.
OR_SUCH = r"(?:to|and|or|through|thru|until|till|[-–—,&/])"


def month_number(name: str) -> int:
    """Return 1 to 12 for a name that MONTH matches, in any case."""
    return next(number for number, full in enumerate(MONTHS, start=1) if full.startswith(name[:3].capitalize()))


def day_number(words: str) -> int:
    """Return the number of "3", "03" or "3rd"."""
    return int(re.sub(r"\D", "", words))


def number_of(words: str) -> int:
    """Return the number that a match of COUNT, in any case, stands for."""
    return int(words) if words.isdecimal() else COUNTS[words.casefold()]


def ordinal(words: str, last: int) -> int:
    """Return the number of a match of ORDINAL, where "last" and "final" stand for `last`."""
    words = words.casefold()
    return ORDINALS.index(words) % 4 + 1 if words in ORDINALS else last
