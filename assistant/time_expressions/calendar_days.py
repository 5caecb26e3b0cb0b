"""Days and months named without their year, and days named by their distance: "yesterday", "on Friday", "July 25", "in March"."""

import re
from datetime import date

from assistant.time_expressions.ahead import is_ahead, speaks_of_it_as_to_come
from assistant.time_expressions.context import is_name_of_a_day, is_no_near_day, words_after, words_before
from assistant.time_expressions.days import day_in, day_of_week, near_day, past_and_coming, shifted
from assistant.time_expressions.explicit import NAMED_DAY, NAMED_MONTH, PART
from assistant.time_expressions.kinds import Reading, RelativeKind, words
from assistant.time_expressions.steps import STEPS, WHICH
from assistant.time_expressions.values import day_value, month_value
from assistant.time_expressions.words import DAY_NUMBER, OF_THE_DAY, WEEKDAY, WEEKDAYS, day_number, month_number

# News copy names the year of a past date from about ten months on: a day of a month that comes within so many days is that
# one; and one that the sentence does not speak of as past, within so many.
DAYS_AHEAD, DAYS_AHEAD_IF_NOT_PAST = 62, 150
# The same for a month without its year.
MONTHS_AHEAD = 2


def _near(match: re.Match[str], reading: Reading) -> str | None:
    return None if is_no_near_day(match) else day_value(near_day(match["near"], reading.published))


# Weekdays and days of a month.

_HABIT = re.compile(r"\b(?:every|each|any|some|most|alternate|first|second|third|fourth|fifth|final|on an?)\s{1,3}$", re.IGNORECASE)


def _weekday(match: re.Match[str], reading: Reading) -> str | None:
    if is_name_of_a_day(match) or _HABIT.search(words_before(match)):
        return None
    if match["week"]:
        monday = shifted(reading.published, -reading.published.weekday() + 7 * STEPS[match["week"].casefold()])
        return day_value(shifted(monday, WEEKDAYS.index(match["name"])) if monday else None)
    which = (match["which"] or "").casefold()
    return day_value(day_of_week(match["name"], which, not which and is_ahead(match), reading.published))


def _day(match: re.Match[str], reading: Reading) -> str | None:
    month, number = month_number(match["month"]), day_number(match["number"])
    if match["of_year"]:
        return day_value(day_in(reading.published.year + STEPS[match["of_year"].casefold()], month, number))
    if re.match(r"\s{0,2}(?:%|percent\b|:\d|million\b|billion\b)", words_after(match)):
        return None
    past, coming = past_and_coming(month, number, reading.published)
    return day_value(coming if _is_the_coming(match, coming, reading.published) else past)


def _is_the_coming(match: re.Match[str], coming: date | None, published: date) -> bool:
    if coming is None:
        return False
    ahead, days = speaks_of_it_as_to_come(match), (coming - published).days
    return ahead is True or days <= (DAYS_AHEAD if ahead is False else DAYS_AHEAD_IF_NOT_PAST)


# Months.

# Names of months that are also names of people, verbs or parts of words.
_ALSO_A_WORD = re.compile(r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|May|March|April|June|August")
_IN = re.compile(r"\b(?:in|since|during|until|till|through|last|this|next|mid|early|late)\s{1,3}$", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|by|from|to|for|before|after|and|or|between|around|about|on|as|the|a|its)\s{1,3}$", re.IGNORECASE)


def _month(match: re.Match[str], reading: Reading) -> str | None:
    if _HABIT.search(words_before(match)) or _is_no_month(match):
        return None
    published, month = reading.published, month_number(match["month"])
    which = (match["which"] or "").casefold().split()[-1:]
    if which and which[0] == "this":
        return month_value(published.year, month)
    if which and STEPS[which[0]] < 0:
        return month_value(published.year - (month >= published.month), month)
    if which or (month - published.month) % 12 in range(1, MONTHS_AHEAD + 1) or is_ahead(match):
        return month_value(published.year + (month < published.month), month)
    return month_value(published.year - (month > published.month), month)


def _is_no_month(match: re.Match[str]) -> bool:
    """Tell whether the word may be a verb or a name: "May", "Mar", "April Jones"."""
    if match["month"] != match[0] or not _ALSO_A_WORD.fullmatch(match["month"]) or _IN.search(words_before(match)):
        return False
    if re.match(r"\s[A-Z][a-z]", words_after(match)):
        return True
    return not _OF.search(words_before(match)) and (match["month"] in ("May", "March") or len(match["month"]) == 3)


_OF_YEAR = r"(?:,? (?:of )?(?P<of_year>last|this|next) year)?"

CALENDAR_DAY_KINDS = (
    RelativeKind(
        words(
            r"(?:(?:earlier|later|late|early) )?(?P<near>the day before yesterday|the day after tomorrow"
            rf"|(?:yesterday|tomorrow){OF_THE_DAY}|today|tonight)"
        ),
        _near,
    ),
    RelativeKind(
        words(
            rf"(?:(?P<which>{WHICH}) )?(?:(?:late|early|earlier|later)(?: on)? )?"
            rf"(?P<name>(?-i:{WEEKDAY})){OF_THE_DAY}(?: (?:of )?(?P<week>last|this|next) week)?"
        ),
        _weekday,
    ),
    RelativeKind(words(rf"{NAMED_DAY}(?P<month>{NAMED_MONTH}) (?:the )?(?P<number>{DAY_NUMBER}){_OF_YEAR}"), _day),
    RelativeKind(words(rf"{NAMED_DAY}(?:the )?(?P<number>{DAY_NUMBER}) (?:of )?(?P<month>{NAMED_MONTH}){_OF_YEAR}"), _day),
    RelativeKind(
        words(
            rf"(?P<month>{NAMED_MONTH}) {DAY_NUMBER}\s{{0,2}}(?:to|and|or|through|thru|[-–—,&])\s{{0,2}}"
            rf"(?P<here>(?P<number>{DAY_NUMBER}))(?! {NAMED_MONTH}){_OF_YEAR}"
        ),
        _day,
    ),
    RelativeKind(words(rf"(?:{PART}|(?P<which>{WHICH}) ){{0,2}}(?P<month>{NAMED_MONTH})"), _month),
)
