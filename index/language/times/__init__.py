"""One grammar of times, for whatever text: the days that words name, in full or counted from the day they were written."""

from index.language.times.periods import day_in, in_words, shifted, whole
from index.language.times.times import Time, dates_in, times_in
from index.language.times.words import COUNTS, DAY_NUMBER, MONTH, MONTHS, SPACE, WEEKDAY, WEEKDAYS, YEAR, number_of

__all__ = [
    "COUNTS",
    "DAY_NUMBER",
    "MONTH",
    "MONTHS",
    "SPACE",
    "WEEKDAY",
    "WEEKDAYS",
    "YEAR",
    "Time",
    "dates_in",
    "day_in",
    "in_words",
    "number_of",
    "shifted",
    "times_in",
    "whole",
]
