"""Whether the day that an expression names from its text's own is safe to print: a wrong date is worse than none.

What may be a name, a habit, a range or a plan without a clear day is not.
"""

import re

from index.language.times.context import (
    AROUND,
    is_capital_in_a_sentence,
    lies_ahead,
    opens_a_sentence,
    words_after,
    words_before,
)
from index.language.times.periods import Period
from index.language.times.rules import Reading
from index.language.times.words import MONTH, WEEKDAY, WEEKDAYS

# News copy names the year of a date that is further off than this, and of a past one from about ten months on.
DAYS_AHEAD, DAYS_BACK = 62, 366 - 62

_ROUGHLY = re.compile(
    r"\b(?:about|around|nearly|almost|some|over|than|roughly|approximately|least|under|perhaps|maybe|half|up\s+to)\s+$",
    re.IGNORECASE,
)


def is_sure_ago(match: re.Match[str], period: Period, reading: Reading) -> bool:
    """Tell it of "two weeks ago": not of "about two weeks ago" and "two months ago"."""
    return period.granularity in ("day", "week") and "or so" not in match[0] and not _ROUGHLY.search(words_before(match))


_OF_SOMETHING = re.compile(r"\b(?:the|an?|one|his|her|its|their|our|my|your|every)\s+$", re.IGNORECASE)


def is_sure_unit(match: re.Match[str], period: Period, reading: Reading) -> bool:
    """Tell it of "last month" and "next year"; "the last year" are the past twelve months."""
    words = re.fullmatch(r"(?:last|this|next)\s{1,3}(?:month|year)", match[0], re.IGNORECASE)
    return bool(words) and not _OF_SOMETHING.search(words_before(match))


# Days of a month.

_RANGE_AFTER = re.compile(r"\s?[-–—/]\s?\d")
_RANGE_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s?[-–—/]\s?$")
_YEAR_LATER = re.compile(
    rf"(?:\s{{0,2}}(?:[-–—,&/]|to|and|or|through|till|until)\s{{0,2}}(?:{MONTH}\s{{1,2}})?\d{{1,2}}(?:st|nd|rd|th)?(?:\s{{1,2}}{MONTH})?){{1,3}}"
    r",?\s{1,2}(?:\d{4}\b|(?:of\s)?(?:last|next)\syear\b)"
)
_DATELINE = re.compile(r"\s*(?:date \d{4}-\d\d-\d\d )?(?:[A-Z][\w.'’-]{0,30}[ ,]{1,3}){1,6}")
_AFTER_DATELINE = re.compile(r"\s{0,3}(?:\([^()\n]{1,30}\)\s{0,3})?(?:--?|[—–:.]|$)")
_KNOWN_DAY = re.compile(r"\s{1,3}(?:terror(?:ist)?\s{1,3})?attacks?\b")


def is_sure_day(match: re.Match[str], period: Period, reading: Reading) -> bool:
    """Tell it of "July 25": its weekday must fit where it has one, and the sentence tell whether it is past."""
    if _names_no_day(match):
        return False
    if match["of_year"]:
        return True
    days = (period.first - reading.written).days
    if match["on"]:
        return -366 < days <= DAYS_AHEAD and WEEKDAYS[period.first.weekday()] == match["on"]
    ahead = lies_ahead(match)
    if days > 0:
        return bool(ahead) and days <= DAYS_AHEAD
    return days == 0 or (ahead is False and -DAYS_BACK < days)


def _names_no_day(match: re.Match[str]) -> bool:
    before, after = words_before(match), words_after(match)
    if _RANGE_AFTER.match(after) or _YEAR_LATER.match(after) or _RANGE_BEFORE.search(before):
        return True
    if re.search(r"\b\d+\s+$", before) or re.match(r",?\s{1,3}\(?\d{4}\b", after):  # "2019 July 25", "July 25, 1066"
        return True
    if match["month"].startswith("Sep") and match["number"] == "11" and _KNOWN_DAY.match(after):
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
_WHICH = re.compile(r"(?:this\s+)?(?:past|coming|last)|this|next", re.IGNORECASE)
_OF_A_STORY = re.compile(r"\s{1,3}(?:after|before|following|preceding|prior|when|in)\b")
_OTHER_WEEK = re.compile(
    rf"\s{{1,3}}(?:of\s{{1,3}}(?:{MONTH}|(?:the|that|this|last|next|each|every|Lent|Advent)\b)|week\b|before\s{{1,3}}last\b"
    r"|(?:last|this|next)\s{1,3}(?:week|month|year)\b)"
)
_WEEK_RANGE = r"\s{0,2}(?:to|through|thru|[-–—])\s{0,2}"
_RANGE_OF_DAYS_AFTER = re.compile(rf"{_WEEK_RANGE}{WEEKDAY}")
_RANGE_OF_DAYS_BEFORE = re.compile(rf"{WEEKDAY}{_WEEK_RANGE}$")


def is_sure_weekday(match: re.Match[str], period: Period, reading: Reading) -> bool:
    """Tell it of "on Friday" where the sentence tells whether it is past, and of "last Friday"."""
    which, before, after = match["which"], words_before(match), words_after(match)
    if match["week"] or (which and (is_capital_in_a_sentence(match) or not _WHICH.fullmatch(which))):
        return False
    if not which and lies_ahead(match) is None:
        return False
    if _ANY_SUCH.search(before) or _OTHER_WEEK.match(after) or _RANGE_OF_DAYS_AFTER.match(after) or _RANGE_OF_DAYS_BEFORE.search(before):
        return False
    if re.search(r"\b[Tt]he\s+$", before) and (which or _OF_A_STORY.match(after)):  # "the Friday before"
        return False
    if which or _PLACED.search(before):
        return True
    if _capital_follows(match) and match[0] == match["name"]:
        return False
    named = re.search(r"(\w+)[^\S\n]{1,3}$", before)
    return not (named and named[1][0].isupper() and not opens_a_sentence(match.start() - len(named[0]), match.string))


def _capital_follows(match: re.Match[str]) -> bool:
    following = re.match(r"[^\S\n]{1,3}(\w)", words_after(match))
    return bool(following and following[1].isupper())
