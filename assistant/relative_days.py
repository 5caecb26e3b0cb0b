"""Days that an article names from its own: "yesterday", "on Friday", "July 25", "last month", resolved by its publication date.

A wrong date is worse than none: what may be a name, a habit or a plan without a clear day resolves to nothing. Every pattern
is bounded, and looks no further around an expression than AROUND characters.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

from assistant.time_expressions.context import (
    AROUND,
    is_capital_in_a_sentence,
    is_name_of_a_day,
    is_no_near_day,
    is_part_of_a_word,
    lies_ahead,
    opens_a_sentence,
    words_after,
    words_before,
)
from assistant.time_expressions.days import day_in, day_of_week, near_day, past_and_coming, shifted
from assistant.time_expressions.words import (
    COUNT,
    DAY_NUMBER,
    MONTH,
    MONTHS,
    OF_THE_DAY,
    SPACE,
    WEEKDAY,
    WEEKDAYS,
    count,
    day_number,
    month_number,
)

# News copy names the year of a date that is further off than this, and of a past one from about ten months on.
DAYS_AHEAD = 62


@dataclass(frozen=True)
class RelativeDay:
    """The words `text[start:end]` of an article and the day they name, None where they name a month or a year.

    `text` is what to show, such as "10 January 2020", "January 2020" or "2019".
    """

    start: int
    end: int
    day: date | None
    text: str


def relative_days(text: str, published: date) -> list[RelativeDay]:
    """Return the days, months and years that `text` names only in relation to its publication date, in order.

    A date that is given in full is not among them. `text` is at its best a whole sentence or more: the words around an
    expression tell whether it lies ahead.
    """
    found = []
    for match in _EXPRESSION.finditer(text):
        named = None if is_part_of_a_word(match) else _RESOLVE[match.lastgroup or ""](match, published)
        if named is not None:
            found.append(RelativeDay(*match.span(), named if isinstance(named, date) else None, _shown(named)))
    return found


_OWN = r"(?:['’]s\b)?"
_EXPRESSION = re.compile(
    rf"""
    \b(?:
      (?P<near>
        (?: [Tt]he{SPACE}day{SPACE}before{SPACE}yesterday | [Tt]he{SPACE}day{SPACE}after{SPACE}tomorrow
          | (?:[Yy]esterday|[Tt]omorrow)\b{OF_THE_DAY} | (?:[Tt]oday|[Tt]onight)
          | [Ll]ast{SPACE}(?:night|evening) | [Tt]his{SPACE}(?:morning|afternoon|evening) )\b{_OWN}
      )
    | (?P<ago> (?P<count>(?ai:{COUNT})){SPACE}(?P<step>day|week)s?{SPACE}ago\b )
    | (?P<calendar>
        (?:(?P<on>{WEEKDAY}){OF_THE_DAY},?{SPACE}(?P<bracket>\()?(?:the{SPACE})?)?
        (?: (?P<month>{MONTH}){SPACE}(?P<number>{DAY_NUMBER}) | (?P<number_first>{DAY_NUMBER}){SPACE}(?:of{SPACE})?(?P<month_last>{MONTH}) )
        (?: (?P<full>,?{SPACE}\(?\d{{4}}\b) | ,?{SPACE}(?:of{SPACE})?(?P<of_year>last|this|next){SPACE}year\b )?
        (?(bracket)\)?)
      )
    | (?P<weekday> (?:(?P<which>(?:[Tt]his{SPACE})?(?:[Pp]ast|[Cc]oming|[Ll]ast)|[Tt]his|[Nn]ext){SPACE})?
        (?P<name>{WEEKDAY})\b{OF_THE_DAY}{_OWN} )
    | (?P<unit> (?P<of_unit>[Ll]ast|[Tt]his|[Nn]ext){SPACE}(?P<length>month|year)\b{_OWN} )
    )""",
    re.VERBOSE,
)


# Days by their distance.


def _near(match: re.Match[str], published: date) -> date | None:
    if is_no_near_day(match):
        return None
    return near_day(match[0], published)


_ROUGHLY = re.compile(
    r"\b(?:about|around|nearly|almost|some|over|than|roughly|approximately|least|under|perhaps|maybe|half|up\s+to)\s+$",
    re.IGNORECASE,
)


def _ago(match: re.Match[str], published: date) -> date | None:
    if _ROUGHLY.search(words_before(match)):
        return None
    return shifted(published, -count(match["count"]) * (7 if match["step"] == "week" else 1))


# Dates without a year.

_RANGE_AFTER = re.compile(r"\s?[-–—/]\s?\d")
_RANGE_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s?[-–—/]\s?$")
_YEAR_LATER = re.compile(
    rf"(?:\s{{0,2}}(?:[-–—,&/]|to|and|or|through|till|until)\s{{0,2}}(?:{MONTH}\s{{1,2}})?\d{{1,2}}(?:st|nd|rd|th)?(?:\s{{1,2}}{MONTH})?){{1,3}}"
    r",?\s{1,2}(?:\d{4}\b|(?:of\s)?(?:last|next)\syear\b)"
)
_DATELINE = re.compile(r"\s*(?:date \d{4}-\d\d-\d\d )?(?:[A-Z][\w.'’-]{0,30}[ ,]{1,3}){1,6}")
_AFTER_DATELINE = re.compile(r"\s{0,3}(?:\([^()\n]{1,30}\)\s{0,3})?(?:--?|[—–:.]|$)")
_KNOWN_DAY = re.compile(r"\s{1,3}(?:terror(?:ist)?\s{1,3})?attacks?\b")


def _calendar(match: re.Match[str], published: date) -> date | None:
    if match["full"] or _names_no_day(match):
        return None
    month = month_number(match["month"] or match["month_last"])
    number = day_number(match["number"] or match["number_first"])
    if match["of_year"]:
        return day_in(published.year + {"last": -1, "this": 0, "next": 1}[match["of_year"]], month, number)
    past, coming = past_and_coming(month, number, published)
    if coming and (coming - published).days > DAYS_AHEAD:
        coming = None
    if match["on"]:
        named = [day for day in (past, coming) if day and WEEKDAYS[day.weekday()] == match["on"]]
        return named[0] if len(named) == 1 else None
    if past == published:
        return past
    ahead = lies_ahead(match)
    if ahead:
        return coming
    # With a day so soon ahead the past one is ten months ago: the article would have named its year.
    return past if ahead is False and coming is None else None


def _names_no_day(match: re.Match[str]) -> bool:
    before, after = words_before(match), words_after(match)
    if _RANGE_AFTER.match(after) or _YEAR_LATER.match(after) or _RANGE_BEFORE.search(before):
        return True
    if re.search(r"\b[Ii]n\s+$|\b\d+\s+$", before) or re.match(r"%|\s+percent|:\d", after):  # "In May 25 people", "2019 July 25"
        return True
    if match[0].startswith(("Sep", "11")) and "11" in match[0] and _KNOWN_DAY.match(after):
        return True
    if before.rstrip().endswith(",") and _AFTER_DATELINE.match(after) and _DATELINE.fullmatch(match.string[:AROUND], 0, match.start()):
        return True
    return _capital_follows(match) and not _PLACED.search(before)  # "March 23 Movement"


# Days of the week.

_PLACED = re.compile(r"\b(?:on|late|early|since|until|till|from|by|before|after|and|or)\s{1,3}(?:(?:late|early)\s{1,3})?$", re.IGNORECASE)
_ANY_SUCH = re.compile(
    r"\b(?:every|each|an?|any|one|some|most|alternate|another|other|first|second|third|fourth|fifth|final|following|previous|preceding"
    r"|same|(?:on|of|by|since|from|until|for)\s+that|weeks?\s+(?:from|on))\s+$",
    re.IGNORECASE,
)
_OF_A_STORY = re.compile(r"\s{1,3}(?:after|before|following|preceding|prior|when|in)\b")
_OTHER_WEEK = re.compile(
    rf"\s{{1,3}}(?:of\s{{1,3}}(?:{MONTH}|(?:the|that|this|last|next|each|every|Lent|Advent)\b)|week\b|before\s{{1,3}}last\b"
    r"|(?:last|this|next)\s{1,3}(?:week|month|year)\b)"
)
_WEEK_RANGE = r"\s{0,2}(?:to|through|thru|[-–—])\s{0,2}"
_RANGE_OF_DAYS_AFTER = re.compile(rf"{_WEEK_RANGE}{WEEKDAY}")
_RANGE_OF_DAYS_BEFORE = re.compile(rf"{WEEKDAY}{_WEEK_RANGE}$")


def _weekday(match: re.Match[str], published: date) -> date | None:
    which = match["which"] or ""
    if (which and is_capital_in_a_sentence(match)) or _names_no_weekday(match):
        return None
    ahead = None if which else lies_ahead(match)
    return None if ahead is None and not which else day_of_week(match["name"], which, bool(ahead), published)


def _names_no_weekday(match: re.Match[str]) -> bool:
    before, after = words_before(match), words_after(match)
    if _ANY_SUCH.search(before) or _OTHER_WEEK.match(after) or _RANGE_OF_DAYS_AFTER.match(after) or _RANGE_OF_DAYS_BEFORE.search(before):
        return True
    if re.search(r"\b[Tt]he\s+$", before) and (match["which"] or _OF_A_STORY.match(after)):  # "the last Friday", "the Friday before"
        return True
    if is_name_of_a_day(match):
        return True
    if match["which"] or _PLACED.search(before):
        return False
    if _capital_follows(match) and match[0] == match["name"]:
        return True
    named = re.search(r"(\w+)[^\S\n]{1,3}$", before)
    return bool(named and named[1][0].isupper() and not opens_a_sentence(match.start() - len(named[0]), match.string))


def _capital_follows(match: re.Match[str]) -> bool:
    following = re.match(r"[^\S\n]{1,3}(\w)", words_after(match))
    return bool(following and following[1].isupper())


# Months and years.


def _unit(match: re.Match[str], published: date) -> str | None:
    if is_capital_in_a_sentence(match) or re.search(
        r"\b(?:the|an?|one|his|her|its|their|our|my|your|every)\s+$", words_before(match), re.IGNORECASE
    ):
        return None  # "the last year": the past twelve months
    steps = {"last": -1, "this": 0, "next": 1}[match["of_unit"].casefold()]
    if match["length"] == "year":
        return str(published.year + steps) if MINYEAR <= published.year + steps <= MAXYEAR else None
    year, month = divmod(published.year * 12 + published.month - 1 + steps, 12)
    return f"{MONTHS[month]} {year}" if MINYEAR <= year <= MAXYEAR else None


_RESOLVE: dict[str, Callable[[re.Match[str], date], date | str | None]] = {
    "near": _near,
    "ago": _ago,
    "calendar": _calendar,
    "weekday": _weekday,
    "unit": _unit,
}


def _shown(named: date | str) -> str:
    return f"{named.day} {MONTHS[named.month - 1]} {named.year}" if isinstance(named, date) else named
