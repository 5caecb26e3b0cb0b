"""Days that an article names from its own: "yesterday", "on Friday", "July 25", "last month", resolved by its publication date.

A wrong date is worse than none: what may be a name, a habit or a plan without a clear day resolves to nothing. Every pattern
is bounded, and looks no further around an expression than AROUND characters.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

AROUND = 160
# News copy names the year of a date that is further off than this, and of a past one from about ten months on.
DAYS_AHEAD = 62

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


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
        named = None if _is_part_of_a_word(match) else _RESOLVE[match.lastgroup or ""](match, published)
        if named is not None:
            found.append(RelativeDay(*match.span(), named if isinstance(named, date) else None, _shown(named)))
    return found


_S = r"\s{1,3}"
_OF_THE_DAY = rf"(?:{_S}(?:morning|afternoon|evening|night)\b)?"
_OWN = r"(?:['’]s\b)?"
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = rf"(?:(?:{'|'.join(MONTHS)})\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
_EXPRESSION = re.compile(
    rf"""
    \b(?:
      (?P<near>
        (?: [Tt]he{_S}day{_S}before{_S}yesterday | [Tt]he{_S}day{_S}after{_S}tomorrow
          | (?:[Yy]esterday|[Tt]omorrow)\b{_OF_THE_DAY} | (?:[Tt]oday|[Tt]onight)
          | [Ll]ast{_S}(?:night|evening) | [Tt]his{_S}(?:morning|afternoon|evening) )\b{_OWN}
      )
    | (?P<ago> (?P<count>\d{{1,3}}|[Aa]n?|{"|".join(f"[{n[0].upper()}{n[0]}]{n[1:]}" for n in NUMBERS)}){_S}(?P<step>day|week)s?{_S}ago\b )
    | (?P<calendar>
        (?:(?P<on>{_WEEKDAY}){_OF_THE_DAY},?{_S}(?P<bracket>\()?(?:the{_S})?)?
        (?: (?P<month>{_MONTH}){_S}(?P<number>{_NUMBER}) | (?P<number_first>{_NUMBER}){_S}(?:of{_S})?(?P<month_last>{_MONTH}) )
        (?: (?P<full>,?{_S}\(?\d{{4}}\b) | ,?{_S}(?:of{_S})?(?P<of_year>last|this|next){_S}year\b )?
        (?(bracket)\)?)
      )
    | (?P<weekday> (?:(?P<which>(?:[Tt]his{_S})?(?:[Pp]ast|[Cc]oming|[Ll]ast)|[Tt]his|[Nn]ext){_S})?
        (?P<name>{_WEEKDAY})\b{_OF_THE_DAY}{_OWN} )
    | (?P<unit> (?P<of_unit>[Ll]ast|[Tt]his|[Nn]ext){_S}(?P<length>month|year)\b{_OWN} )
    )""",
    re.VERBOSE,
)


# What the words around an expression tell.

# Not the full stop of "Mr.", "Gen." or an initial.
_CLAUSE_BREAK = re.compile(r"(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.!?][\"”’)\]]{0,3}\s+(?=[A-Z\"“‘])|;|\n\s*\n")
_PLAN = re.compile(
    r"\b(?P<open>(?:would|could|might|may|should)\b(?!\s+(?:have|not)\b)|(?:was|were|been)\s+(?:due|expected|planned|scheduled|set|supposed|to)\b"
    r"|(?:agreed|asked|decided|hoped|intended|ordered|planned|promised|urged|vowed|wanted|wants?)\s+to\b)"
    r"|\b(?:will|shall)\b|['’]ll\b|\b(?:is|are)\s+(?:due|to)\b|\b(?:scheduled|expected|set|slated|planned)\s+(?:to|for)\b"
    r"|\b(?:going|about|plans?|hopes?|intends?|aims?)\s+to\b|\bplans?\s+an?\b|\bto\s+be\s+(?:buried|held|opened|published|released|signed|unveiled)\b"
    r"|\bahead\s+of\b"
    r"|\b(?:opens|begins|starts|resumes|meets|ends|closes|expires)\b|\btakes\s+place\b"
)
_REPORTING = re.compile(
    r"\b(?:said|says|told|announced|reported|reports|wrote|declared|stated|confirmed|added|warned|found|ruled|learned|heard)\b"
)
_TURN = re.compile(r"[,:()—–]|\s--?\s|\b(?:after|since|because|who|which|that|when|where|as|but)\b")
_PRESENT = re.compile(r"\b(?:is|are|can|must)\b")
_PAST = re.compile(r"\b(?:was|were|had|did|after|since|\w+ed)\b")
_PRESENT_AFTER = re.compile(rf"\s+(?:(?:and|or)\s+{_WEEKDAY}\s+)?(?:is|are|can|must|will)\b")
_DEADLINE = re.compile(r"\b(?:[Bb]y|[Uu]ntil|[Tt]ill|[Bb]efore)\s+(?:the\s+)?$")
_OPENING = re.compile(r"\W*(?:(?:On|From|By|Until|Before|Late|Early|Starting|Beginning)\b[\s\w]{0,9})?")


def _before(match: re.Match[str], length: int = 24) -> str:
    return match.string[max(0, match.start() - length) : match.start()]


def _after(match: re.Match[str], length: int = 64) -> str:
    return match.string[match.end() : match.end() + length]


def _lies_ahead(match: re.Match[str]) -> bool | None:
    """Tell whether the sentence speaks of the day as one to come; None when it may be either."""
    before = _CLAUSE_BREAK.split(_before(match, AROUND))[-1]
    *_, plan = (None, *_PLAN.finditer(before))
    if plan:
        between = before[plan.end() :]
        if _REPORTING.search(between):
            return False  # "It will close, he said on Monday"
        return None if plan["open"] or _TURN.search(between) else True
    *_, present = (None, *_PRESENT.finditer(before))
    if present and not _PAST.search(before, present.end()):
        return None  # "Rain is forecast from Monday"
    if _DEADLINE.search(before):
        return None
    if _OPENING.fullmatch(before) and (plan := _PLAN.search(_after(match))):
        between = _after(match)[: plan.start()]
        if _CLAUSE_BREAK.search(between) or _REPORTING.search(between):
            return False  # "On Monday he said that it will close"
        return None if plan["open"] or _TURN.search(between.lstrip(",")) else True
    return None if _PRESENT_AFTER.match(_after(match)) else False


def _is_part_of_a_word(match: re.Match[str]) -> bool:
    """Tell whether the expression goes on at either end: "mid-Friday", "Monday-to-Friday", "@today", "1.5 days ago"."""
    return bool(re.search(r"(?:\w[-‑]|[@/#&]|\d[.,]|\w\.)$", _before(match)[-2:]) or re.match(r"[-‑]\w|[.,]\d|[/@]", _after(match)[:2]))


def _is_capital_in_a_sentence(match: re.Match[str]) -> bool:
    """Tell whether a word that is written small is written large though it opens no sentence: "USA Today", "Last Friday"."""
    return match[0][0].isupper() and not _opens_a_sentence(match.start(), match.string)


def _opens_a_sentence(start: int, text: str) -> bool:
    before = text[max(0, start - 8) : start].rstrip(" \t\r([—–-*")
    return not before or before[-1] in ".!?:;\n\"“‘'"


# Days by their distance.


def _near(match: re.Match[str], published: date) -> date | None:
    words = " ".join(match[0].casefold().split())
    if _is_capital_in_a_sentence(match) or re.match(r"\s+(?:show|program(?:me)?)\b", _after(match)):
        return None
    if re.search(r"(?<!\b[Aa]s )\bof\s+$", _before(match)):  # "the leaders of tomorrow"
        return None
    starts = {"the day before": -2, "the day after": 2, "yesterday": -1, "last": -1, "tomorrow": 1}
    return _shifted(published, next((days for start, days in starts.items() if words.startswith(start)), 0))


_ROUGHLY = re.compile(
    r"\b(?:about|around|nearly|almost|some|over|than|roughly|approximately|least|under|perhaps|maybe|half|up\s+to)\s+$",
    re.IGNORECASE,
)


def _ago(match: re.Match[str], published: date) -> date | None:
    if _ROUGHLY.search(_before(match)):
        return None
    count = match["count"].casefold()
    number = int(count) if count.isdecimal() else 1 if count in ("a", "an") else NUMBERS.index(count) + 1
    return _shifted(published, -number * (7 if match["step"] == "week" else 1))


def _shifted(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


# Dates without a year.

_RANGE_AFTER = re.compile(r"\s?[-–—/]\s?\d")
_RANGE_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s?[-–—/]\s?$")
_YEAR_LATER = re.compile(
    rf"(?:\s{{0,2}}(?:[-–—,&/]|to|and|or|through|till|until)\s{{0,2}}(?:{_MONTH}\s{{1,2}})?\d{{1,2}}(?:st|nd|rd|th)?(?:\s{{1,2}}{_MONTH})?){{1,3}}"
    r",?\s{1,2}(?:\d{4}\b|(?:of\s)?(?:last|next)\syear\b)"
)
_DATELINE = re.compile(r"\s*(?:date \d{4}-\d\d-\d\d )?(?:[A-Z][\w.'’-]{0,30}[ ,]{1,3}){1,6}")
_AFTER_DATELINE = re.compile(r"\s{0,3}(?:\([^()\n]{1,30}\)\s{0,3})?(?:--?|[—–:.]|$)")
_KNOWN_DAY = re.compile(r"\s{1,3}(?:terror(?:ist)?\s{1,3})?attacks?\b")


def _calendar(match: re.Match[str], published: date) -> date | None:
    if match["full"] or _names_no_day(match):
        return None
    name = (match["month"] or match["month_last"])[:3]
    month = next(number for number, full in enumerate(MONTHS, start=1) if full.startswith(name))
    number = int(re.sub(r"\D", "", match["number"] or match["number_first"]))
    if match["of_year"]:
        return _day_in(published.year + {"last": -1, "this": 0, "next": 1}[match["of_year"]], month, number)
    days = [day for year in range(-1, 2) if (day := _day_in(published.year + year, month, number))]
    past = max((day for day in days if day <= published), default=None)
    coming = min((day for day in days if published < day and (day - published).days <= DAYS_AHEAD), default=None)
    if match["on"]:
        named = [day for day in (past, coming) if day and WEEKDAYS[day.weekday()] == match["on"]]
        return named[0] if len(named) == 1 else None
    if past == published:
        return past
    ahead = _lies_ahead(match)
    if ahead:
        return coming
    # With a day so soon ahead the past one is ten months ago: the article would have named its year.
    return past if ahead is False and coming is None else None


def _names_no_day(match: re.Match[str]) -> bool:
    before, after = _before(match), _after(match)
    if _RANGE_AFTER.match(after) or _YEAR_LATER.match(after) or _RANGE_BEFORE.search(before):
        return True
    if re.search(r"\b[Ii]n\s+$|\b\d+\s+$", before) or re.match(r"%|\s+percent|:\d", after):  # "In May 25 people", "2019 July 25"
        return True
    if match[0].startswith(("Sep", "11")) and "11" in match[0] and _KNOWN_DAY.match(after):
        return True
    if before.rstrip().endswith(",") and _AFTER_DATELINE.match(after) and _DATELINE.fullmatch(match.string[:AROUND], 0, match.start()):
        return True
    return _capital_follows(match) and not _PLACED.search(before)  # "March 23 Movement"


def _day_in(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:  # 29 February, 31 June, a year that no date can have
        return None


# Days of the week.

_PLACED = re.compile(r"\b(?:on|late|early|since|until|till|from|by|before|after|and|or)\s{1,3}(?:(?:late|early)\s{1,3})?$", re.IGNORECASE)
_ANY_SUCH = re.compile(
    r"\b(?:every|each|an?|any|one|some|most|alternate|another|other|first|second|third|fourth|fifth|final|following|previous|preceding"
    r"|same|(?:on|of|by|since|from|until|for)\s+that|weeks?\s+(?:from|on))\s+$",
    re.IGNORECASE,
)
_OF_A_STORY = re.compile(r"\s{1,3}(?:after|before|following|preceding|prior|when|in)\b")
_OTHER_WEEK = re.compile(
    rf"\s{{1,3}}(?:of\s{{1,3}}(?:{_MONTH}|(?:the|that|this|last|next|each|every|Lent|Advent)\b)|week\b|before\s{{1,3}}last\b"
    r"|(?:last|this|next)\s{1,3}(?:week|month|year)\b)"
)
_WEEK_RANGE = r"\s{0,2}(?:to|through|thru|[-–—])\s{0,2}"
_RANGE_OF_DAYS_AFTER = re.compile(rf"{_WEEK_RANGE}{_WEEKDAY}")
_RANGE_OF_DAYS_BEFORE = re.compile(rf"{_WEEKDAY}{_WEEK_RANGE}$")
_DAY_WITH_A_NAME = re.compile(
    r"\b(?:Ash|Black|Blue|Bloody|Clean|Cyber|Easter|Fat|Giving|Good|Holy|Maundy|Orange|Palm|Pentecost|Red|Shrove|Spy|Super|Whit)\s+$"
)
_NAME_OF_A_DAY = re.compile(
    r"\s{1,3}(?:Afternoon|Evening|Express|Football|Herald|Independent|Live|Mail|Market|Mass|Mirror|Morning|Night|Post|School|Show|Star"
    r"|Sun|Telegraph|Times|Tribune)\b"
)


def _weekday(match: re.Match[str], published: date) -> date | None:
    which = (match["which"] or "").casefold().split()[-1:]
    if which and _is_capital_in_a_sentence(match):
        return None
    if _names_no_weekday(match):
        return None
    back = (published.weekday() - WEEKDAYS.index(match["name"])) % 7
    match which:
        case ["last" | "past"]:
            return _shifted(published, -(back or 7))
        case ["next" | "coming"]:
            return _shifted(published, 7 - back)
        case ["this"]:
            return _shifted(published, -back if back <= 3 else 7 - back)
    ahead = _lies_ahead(match)
    if ahead is None:
        return None
    return _shifted(published, (7 - back) % 7 if ahead else -back)


def _names_no_weekday(match: re.Match[str]) -> bool:
    before, after = _before(match), _after(match)
    if _ANY_SUCH.search(before) or _OTHER_WEEK.match(after) or _RANGE_OF_DAYS_AFTER.match(after) or _RANGE_OF_DAYS_BEFORE.search(before):
        return True
    if re.search(r"\b[Tt]he\s+$", before) and (match["which"] or _OF_A_STORY.match(after)):  # "the last Friday", "the Friday before"
        return True
    if _DAY_WITH_A_NAME.search(before) or _NAME_OF_A_DAY.match(after):
        return True
    if match["which"] or _PLACED.search(before):
        return False
    if _capital_follows(match) and match[0] == match["name"]:
        return True
    named = re.search(r"(\w+)[^\S\n]{1,3}$", before)
    return bool(named and named[1][0].isupper() and not _opens_a_sentence(match.start() - len(named[0]), match.string))


def _capital_follows(match: re.Match[str]) -> bool:
    following = re.match(r"[^\S\n]{1,3}(\w)", _after(match))
    return bool(following and following[1].isupper())


# Months and years.


def _unit(match: re.Match[str], published: date) -> str | None:
    if _is_capital_in_a_sentence(match) or re.search(
        r"\b(?:the|an?|one|his|her|its|their|our|my|your|every)\s+$", _before(match), re.IGNORECASE
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
