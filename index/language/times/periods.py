"""Days in a row by the calendar: the day, week, month ... that holds a day, those before and after it, and parts of them."""

import math
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.language.times.words import MONTHS

_MONTHS_IN = {"month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_DAYS_IN = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}
# 29 February comes at least this often.
_LEAP_YEARS = 8


@dataclass(frozen=True)
class Period:
    """Days in a row: `granularity` is what the calendar calls them, or "stretch"; `value` is that of a TIMEX3.

    `yearless` tells that the words fit any year.
    """

    granularity: str
    first: date
    last: date
    value: str
    yearless: bool = False


def day_in(year: int, month: int, number: int) -> date | None:
    """Return the day, or None for one that there is not: 29 February, 31 June, a year that no date can have."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def shifted(day: date, days: int) -> date | None:
    """Return the day so many days later, or None before the first and after the last that a date can be."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def in_words(day: date, granularity: str = "day") -> str:
    """Return a day as "5 March 2020", or its month or year as coarsely as that."""
    month = f"{MONTHS[day.month - 1]} {day.year}"
    return {"day": f"{day.day} {month}", "month": month}.get(granularity, str(day.year))


def whole(unit: str, day: date, steps: int = 0) -> Period | None:
    """Return the unit of the calendar that holds a day, or the one so many of them later; None where no date can be."""
    if unit in _MONTHS_IN:
        length, begins = _MONTHS_IN[unit], 2 if unit == "season" else 0
        return _months(unit, ((day.year * 12 + day.month - 1 - begins) // length + steps) * length + begins, length)
    days = steps * _DAYS_IN[unit] - (0 if unit == "day" else day.weekday()) + (5 if unit == "weekend" else 0)
    first, last = shifted(day, days), shifted(day, days + {"day": 0, "weekend": 1}.get(unit, 6))
    return Period(unit, first, last, value_of(unit, first)) if first and last else None


def from_month(unit: str, year: int, month: int) -> Period | None:
    """Return the unit, a month or longer, that begins with a month of a year."""
    return _months(unit, year * 12 + month - 1, _MONTHS_IN[unit])


def _months(unit: str, index: int, count: int) -> Period | None:
    """Return months from the one with this index (year * 12 + month - 1), as far as dates go."""
    after = index + count
    if after <= 12 * date.min.year or index >= 12 * (date.max.year + 1):
        return None
    first = date(index // 12, index % 12 + 1, 1) if index >= 12 else date.min
    last = date(after // 12, after % 12 + 1, 1) - timedelta(days=1) if after < 12 * (date.max.year + 1) else date.max
    return Period(unit, first, last, value_of(unit, first))


def value_of(unit: str, first: date) -> str:
    """Return the TIMEX3 value of the unit that begins with a day."""
    year, month = f"{first.year:04d}", first.month
    week = f"{first.isocalendar().year:04d}-W{first.isocalendar().week:02d}"
    match unit:
        case "week" | "fortnight":
            return week
        case "weekend":
            return f"{week}-WE"
        case "month":
            return f"{year}-{month:02d}"
        case "quarter":
            return f"{year}-Q{(month + 2) // 3}"
        case "half":
            return f"{year}-H{1 + month // 7}"
        case "season":
            return f"{year}-{('SP', 'SU', 'FA', 'WI')[month // 3 - 1]}"
        case "year" | "decade" | "century":
            return year[: {"year": 4, "decade": 3, "century": 2}[unit]]
    return first.isoformat()


def stretch(day: date, count: int, unit: str) -> Period | None:
    """Return the days from so many units ago, or where `count` is positive to so many ahead, up to the day itself."""
    if unit in _MONTHS_IN:
        month = whole("month", day, count * _MONTHS_IN[unit])
        other = month.first.replace(day=min(day.day, month.last.day)) if month else None
    else:
        other = shifted(day, count * _DAYS_IN[unit] if unit != "hour" else int(math.copysign(math.ceil(abs(count) / 24), count)))
    if other is None:
        return None
    length = f"T{abs(count)}H" if unit == "hour" else f"{abs(count) * 2}W" if unit == "fortnight" else f"{abs(count)}{unit[0].upper()}"
    return Period("stretch", min(day, other), max(day, other), f"P{length}")


def nearest(in_year: Callable[[int], Period | None], day: date, ahead: bool) -> Period | None:
    """Return the last such period that began by a day; where `ahead`, the first that is not over then."""
    years = range(day.year - 1, day.year + _LEAP_YEARS + 1) if ahead else range(day.year, day.year - _LEAP_YEARS - 1, -1)
    found = (period for year in years if (period := in_year(year)))
    return next((period for period in found if (period.last >= day if ahead else period.first <= day)), None)


def which_of(in_year: Callable[[int], Period | None], steps: int, day: date) -> Period | None:
    """Return the last that is over, the next that has not begun, or the one of now, which may lie earlier or later this year."""
    found = [period for year in range(day.year - 2, day.year + 3) if (period := in_year(year))]
    if steps < 0:
        return next((period for period in reversed(found) if period.last < day), None)
    if steps > 0:
        return next((period for period in found if period.first > day), None)
    return next((period for period in found if period.first <= day <= period.last), in_year(day.year))


def part_of(period: Period, part: str) -> Period:
    """Return a third for "early", "mid", "late", "start of" and "end of", a half or a quarter where it is called that."""
    words = part.casefold().removeprefix("the ").removeprefix("very ").split()
    number = next((number for number, names in _PARTS.items() if words[0] in names), None)
    if number is None or period.granularity in ("day", "weekend", "stretch"):
        return period
    unit = words[1] if len(words) > 1 and words[1] in ("half", "quarter") else ""
    count = {"half": 2, "quarter": 4}.get(unit, 3)
    number = count - 1 if number < 0 else number
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    if months % count == 0 and period.first.day == 1:
        unit = unit if period.granularity == "year" else ""
        cut = _months(unit or "month", period.first.year * 12 + period.first.month - 1 + months // count * number, months // count)
        return cut if cut and unit else replace(period, first=cut.first, last=cut.last) if cut else period
    days = (period.last - period.first).days + 1
    first, last = (period.first + timedelta(days=days * place // count) for place in (number, number + 1))
    return replace(period, first=first, last=last - timedelta(days=1))


# Which third or quarter; the last of them is told from its end.
_PARTS = {
    0: ("early", "first", "start", "beginning"),
    1: ("mid", "middle", "second"),
    2: ("third",),
    -1: ("late", "last", "fourth", "final", "end", "close"),
}


def in_year(first: date, last: date, year: int) -> tuple[date, date] | None:
    """Return the same days in the year given for the first of them; None where it has no such day."""
    ends_month = last.day == monthrange(last.year, last.month)[1]
    year_of_last = year + last.year - first.year
    if not date.min.year <= year_of_last <= date.max.year:
        return None
    moved = day_in(year, first.month, first.day)
    ended = day_in(year_of_last, last.month, monthrange(year_of_last, last.month)[1] if ends_month and first != last else last.day)
    return (moved, ended) if moved and ended else None
