"""Rules for days and months named without their year, and for days named by their distance: "yesterday", "on Friday", "July 25"."""

import re
from datetime import date
from functools import partial

from index.language.times.caution import DAYS_AHEAD, is_sure_day, is_sure_weekday
from index.language.times.context import (
    is_ahead,
    is_name_of_a_day,
    is_no_near_day,
    speaks_of_it_as_to_come,
    words_after,
    words_before,
)
from index.language.times.fixed import DAYS_OF_A_LIST, DAYS_OF_A_MONTH, NAMED_MONTH, ON
from index.language.times.periods import Period, day_in, from_month, nearest, which_of, whole
from index.language.times.rules import NOTHING, Named, Reading, Rule
from index.language.times.words import OF_THE_DAY, OTHER_WHICH, STEPS, WEEKDAY, WEEKDAYS, WHICH, YEAR, day_number, month_number

# A day of a month that comes within DAYS_AHEAD is that one; and one that the sentence does not speak of as past, within so many.
DAYS_AHEAD_IF_NOT_PAST = 150
# The same for a month without its year.
MONTHS_AHEAD = 2

_NEAR = {"the day before": -2, "the day after": 2, "yesterday": -1, "last": -1, "tomorrow": 1}


def _near(match: re.Match[str], reading: Reading) -> Named:
    if is_no_near_day(match):
        return NOTHING
    words = " ".join(match[0].casefold().split())
    return whole("day", reading.written, next((days for start, days in _NEAR.items() if words.startswith(start)), 0))


# Weekdays.

_HABIT = re.compile(r"\b(?:every|each|any|some|most|alternate|first|second|third|fourth|fifth|final|on an?)\s{1,3}$", re.IGNORECASE)


def _weekday(match: re.Match[str], reading: Reading) -> Named:
    if is_name_of_a_day(match) or _HABIT.search(words_before(match)):
        return None
    written, name = reading.written, WEEKDAYS.index(match["name"].capitalize())
    if match["week"]:
        return whole("day", written, name - written.weekday() + 7 * STEPS[match["week"].casefold()])
    back = (written.weekday() - name) % 7
    match (match["which"] or "").casefold().split()[-1:]:
        case ["last" | "past"]:
            return whole("day", written, -(back or 7))
        case ["previous" | "preceding" | "prior"]:
            return whole("day", written, -(back or 7) - 7)
        case ["next" | "coming" | "following" | "upcoming"]:
            return whole("day", written, 7 - back)
        case ["this"] if reading.looks != "ahead":
            return whole("day", written, -back if back <= 3 else 7 - back)
    if reading.looks == "told":
        return whole("day", written, (7 - back) % 7 if not match["which"] and is_ahead(match) else -back)
    return whole("day", written, 7 - back if reading.looks == "ahead" else -(back or 7))


# Days of a month.


def _day(match: re.Match[str], reading: Reading) -> Named:
    month, number = month_number(match["month"]), day_number(match["number"])
    if match["of_year"]:
        return _whole_day(reading.written.year + STEPS[match["of_year"].casefold()], month, number) or NOTHING
    if re.match(r"\s{0,2}(?:%|percent\b|:\d|million\b|billion\b)", words_after(match)):
        return None
    if match[0][0].isalpha() and re.search(r"\b[Ii]n\s{1,3}$", words_before(match)) and re.match(r"\s\w", words_after(match)):
        return None  # "In May 25 people died"
    of = partial(_whole_day, month=month, number=number)
    if which := (match["which"] or "").casefold().split()[-1:] if "which" in match.re.groupindex else []:
        return which_of(of, STEPS[which[0]], reading.written) or NOTHING
    if reading.looks == "told":
        past, coming = past_and_coming(month, number, reading.written)
        day = coming if coming and past != reading.written and _is_the_coming(match, coming, reading.written) else past
        period = whole("day", day) if day else None
    else:
        period = nearest(of, reading.written, reading.looks == "ahead")
    return _yearless(period) or NOTHING


def _whole_day(year: int, month: int, number: int) -> Period | None:
    day = day_in(year, month, number)
    return whole("day", day) if day else None


def past_and_coming(month: int, number: int, written: date) -> tuple[date | None, date | None]:
    """Return the last such day up to a day and the first after it, in the years around it."""
    days = [day for year in range(-1, 2) if (day := day_in(written.year + year, month, number))]
    return max((day for day in days if day <= written), default=None), min((day for day in days if day > written), default=None)


def _is_the_coming(match: re.Match[str], coming: date, written: date) -> bool:
    ahead, days = speaks_of_it_as_to_come(match), (coming - written).days
    return ahead is True or days <= (DAYS_AHEAD if ahead is False else DAYS_AHEAD_IF_NOT_PAST)


def _yearless(period: Period | None) -> Period | None:
    return Period(period.granularity, period.first, period.last, period.value, yearless=True) if period else None


# Months.

# Names of months that are also names of people, verbs or parts of words.
_ALSO_A_WORD = re.compile(r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|May|March|April|June|August")
_IN = re.compile(r"\b(?:in|since|during|until|till|through|last|this|next|mid|early|late)[\s-]{1,3}$", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|by|from|to|for|before|after|and|or|between|around|about|on|as|the|a|its)\s{1,3}$", re.IGNORECASE)


def _month(match: re.Match[str], reading: Reading) -> Named:
    if _HABIT.search(words_before(match)) or _is_no_month(match):
        return None
    written, month = reading.written, month_number(match["month"])
    of = partial(from_month, "month", month=month)
    if match["of_year"]:
        return of(written.year + STEPS[match["of_year"].casefold()])
    if which := (match["which"] or "").casefold().split()[-1:]:
        return of(written.year) if which[0] == "this" else which_of(of, STEPS[which[0]], written)
    if reading.looks != "told":
        return _yearless(nearest(of, written, reading.looks == "ahead"))
    ahead = (month - written.month) % 12 in range(1, MONTHS_AHEAD + 1) or is_ahead(match)
    return _yearless(of(written.year + (month < written.month if ahead else -(month > written.month))))


def _is_no_month(match: re.Match[str]) -> bool:
    """Tell whether the word may be a verb or a name: "May", "Mar", "April Jones"."""
    if match["month"] != match[0] or not _ALSO_A_WORD.fullmatch(match["month"]) or _IN.search(words_before(match)):
        return False
    if re.match(r"\s[A-Z][a-z]", words_after(match)):
        return True
    return not _OF.search(words_before(match)) and (match["month"] in ("May", "March") or len(match["month"]) == 3)


_OF_YEAR = r",? (?:of )?(?P<of_year>last|this|next) year"
_NO_YEAR = rf"(?!,? (?:of )?{YEAR})"
_WHICH = rf"(?:{WHICH}|{OTHER_WHICH})"
DAY_RULES = (
    Rule(
        rf"the day before yesterday|the day after tomorrow|(?:yesterday|tomorrow){OF_THE_DAY}|today|tonight"
        r"|last (?:night|evening)|this (?:morning|afternoon|evening)",
        _near,
        sure=lambda match, period, reading: True,
    ),
    Rule(
        rf"(?:(?P<which>{_WHICH}) )?(?P<name>(?-i:{WEEKDAY}))(?-i:{OF_THE_DAY})(?: (?:of )?(?P<week>last|this|next) week)?",
        _weekday,
        sure=is_sure_weekday,
    ),
    *(
        Rule(rf"(?:(?P<which>{_WHICH}) )?{ON}{day}(?:{_OF_YEAR})?{_NO_YEAR}(?(bracket)\)?)", _day, sure=is_sure_day)
        for day in DAYS_OF_A_MONTH
    ),
    *(Rule(day % rf"(?! {NAMED_MONTH})(?:(?={_OF_YEAR})|)", _day) for day in DAYS_OF_A_LIST),
    Rule(
        rf"(?:(?P<which>{_WHICH}) )?(?P<month>{NAMED_MONTH})(?:{_OF_YEAR})?{_NO_YEAR}",
        _month,
        sure=lambda match, period, reading: bool(match["of_year"]),
    ),
)
