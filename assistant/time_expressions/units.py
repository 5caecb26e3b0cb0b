"""Weeks, months, seasons, years around the article's date, and the times counted in them: "last week", "two months ago"."""

import re
from datetime import date

from assistant.time_expressions.ahead import is_ahead
from assistant.time_expressions.context import is_capital_in_a_sentence, words_before
from assistant.time_expressions.days import day_in, shifted
from assistant.time_expressions.explicit import PART
from assistant.time_expressions.kinds import Reading, RelativeKind, words
from assistant.time_expressions.quarters import a_year_before
from assistant.time_expressions.steps import STEPS, WHICH
from assistant.time_expressions.values import PAST, covered, day_value, month_value, quarter_value, week_value, year_value
from assistant.time_expressions.words import COUNT, SEASON, SEASONS, count


def stepped(unit: str, steps: int, published: date) -> str | None:
    """Return the value of the day, week, month ... that lies so many of them after the publication date."""
    year = published.year
    match unit.casefold():
        case "day":
            return day_value(shifted(published, steps))
        case "week":
            return week_value(shifted(published, 7 * steps))
        case "weekend":
            week = week_value(shifted(published, 7 * steps))
            return f"{week}-WE" if week else None
        case "month":
            return month_value(year, published.month + steps)
        case "quarter":
            return quarter_value(year, (published.month + 2) // 3 + steps)
        case "year" | "fiscal year" | "calendar year":
            return year_value(year + steps)
        case "decade":
            return f"{year // 10 + steps:03d}" if 0 <= year // 10 + steps <= 999 else None
        case "century":
            return f"{year // 100 + steps:02d}" if 0 <= year // 100 + steps <= 99 else None
    return _season(unit, steps, published)


def _season(season: str, steps: int, published: date) -> str | None:
    letters = SEASONS[season.casefold()]
    first = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[letters]
    year = published.year
    if steps < 0 and published.month < first + 3:
        year -= 1
    elif steps > 0 and published.month >= first:
        year += 1
    elif steps == 0 and letters == "WI" and published.month <= 2:
        year -= 1
    value = year_value(year)
    return f"{value}-{letters}" if value else None


def _unit(match: re.Match[str], reading: Reading) -> str | None:
    if is_capital_in_a_sentence(match):
        return None
    unit, which = " ".join(match["unit"].casefold().split()), match["which"].casefold().split()[-1]
    if unit == "quarter" and which == "latest" and reading.quarter:
        return reading.quarter
    return stepped(unit, STEPS[which], reading.published)


def _ago(match: re.Match[str], reading: Reading) -> str | None:
    unit = match["unit"].casefold()
    if not re.fullmatch(COUNT, match["count"], re.IGNORECASE):
        return PAST  # "several years ago"
    number = count(match["count"])
    if unit == "year" and number == 1 and reading.quarter:
        return a_year_before(reading.quarter)
    if unit == "week":
        return day_value(shifted(reading.published, -7 * number))
    return stepped(unit, -number, reading.published)


def _earlier(match: re.Match[str], reading: Reading) -> str | None:
    """Count from the day named before it, or else from the article's; a year also from the reported quarter."""
    unit = match["unit"].casefold()
    steps = count(match["count"]) * (1 if match["later"] else -1)
    if unit == "year" and steps == -1 and reading.quarter:
        return a_year_before(reading.quarter)
    start = _first_day(reading)
    return day_value(shifted(start, 7 * steps)) if unit == "week" else stepped(unit, steps, start)


def _first_day(reading: Reading) -> date:
    return (covered(reading.named)[0] if reading.named else None) or reading.published


# Words that point back, and how much of the value named before they take.
_LENGTHS = {"day": 10, "month": 7, "year": 4}


def _that(match: re.Match[str], reading: Reading) -> str | None:
    length = _LENGTHS[match["unit"].casefold()]
    named = reading.named or ""
    return named[:length] if len(named) >= length and re.fullmatch(r"[\d-]*", named[:length]) else None


def _weekend(match: re.Match[str], reading: Reading) -> str | None:
    ahead = reading.published.weekday() >= 5 or is_ahead(match)
    return stepped("weekend", 0 if ahead else -1, reading.published)


def _year_end(match: re.Match[str], reading: Reading) -> str | None:
    since = re.search(r"\bsince\s$|\blast\s$", words_before(match))
    return day_value(day_in(reading.published.year - bool(since), 12, 31))


def _this(match: re.Match[str], reading: Reading) -> str | None:
    unit = (match["unit"] or "year").casefold()
    return reading.quarter if unit == "quarter" and reading.quarter else stepped(unit, 0, reading.published)


_SOMETIME = r"(?:(?:earlier|later|early|late|sometime)(?: in)? )"
_UNIT = rf"(?:day|week|weekend|month|quarter|(?:fiscal |calendar )?year|decade|century|{SEASON})"

UNIT_KINDS = (
    RelativeKind(words(rf"{_SOMETIME}?(?P<which>{WHICH}) (?P<unit>{_UNIT})"), _unit),
    RelativeKind(
        words(
            rf"(?P<count>{COUNT}|several|some|many|a few|few|a couple of)(?: or so)? "
            r"(?P<unit>day|week|month|quarter|year|decade)s?(?: or so)? ago"
        ),
        _ago,
    ),
    RelativeKind(
        words(rf"(?P<count>{COUNT}) (?P<unit>day|week|month|quarter|year)s? (?:earlier|before(?=[.,;])|(?P<later>later))"), _earlier
    ),
    RelativeKind(words(rf"(?:(?:earlier|later|early|late) )?(?:that|the same) (?P<unit>{'|'.join(_LENGTHS)})"), _that),
    RelativeKind(words(rf"{PART}(?:the )?(?P<unit>week|month|quarter|year|decade|century)"), _this),
    RelativeKind(words(rf"(?:in|over|during|by|for) (?P<here>the (?P<unit>{SEASON}))(?! of)"), _this),
    RelativeKind(words(r"the (?P<unit>fiscal year)|(?:for|of) (?P<here>the year)(?! (?:ended|ending|to|before|after))"), _this),
    RelativeKind(words(r"the weekend"), _weekend),
    RelativeKind(words(r"(?:around )?year[\s-]end"), _year_end),
)
