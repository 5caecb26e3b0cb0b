"""Days in a row: those of a month, a season or a year, those of a week, and those so long before or after a day."""

import math
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from assistant.time_expressions.days import shifted

Days = tuple[date, date]

# 29 February comes at least this often.
LEAP_YEARS = 8

MONTHS_IN = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_DAYS_IN = {"day": 1, "week": 7, "fortnight": 14}


def months_from(index: int, count: int) -> Days | None:
    """Return `count` whole months from the one with this index (year * 12 + month - 1), None where no date can be."""
    year, month = divmod(index, 12)
    last_year, last_month = divmod(index + count - 1, 12)
    if not date.min.year <= year <= last_year <= date.max.year:
        return None
    return date(year, month + 1, 1), date(last_year, last_month + 1, monthrange(last_year, last_month + 1)[1])


def whole_years(year: int, count: int = 1) -> Days | None:
    """Return `count` calendar years from `year` on, None where no date can be."""
    return months_from(year * 12, count * 12)


def month_of(month: int, year: int) -> Days | None:
    """Return a month, 1 to 12, of a year."""
    return months_from(year * 12 + month - 1, 1)


def season_of(first_month: int, year: int) -> Days | None:
    """Return the three months from `first_month` of the year on; a winter ends in the next year."""
    return months_from(year * 12 + first_month - 1, 3)


def day_of(month: int, first: int, last: int, year: int) -> Days | None:
    """Return the days of a month from its day `first` to its day `last`, None where it has no such day."""
    try:
        return date(year, month, first), date(year, month, last)
    except ValueError:  # 31 June, 29 February of most years, a year that no date can have
        return None


def days_from(day: date, days: int, count: int = 1) -> Days | None:
    """Return `count` days, the first of them `days` later than `day`."""
    first, last = shifted(day, days), shifted(day, days + count - 1)
    return (first, last) if first and last else None


def _shifted_months(day: date, months: int) -> date | None:
    """Return the same day of another month, or the month's last."""
    month = months_from(day.year * 12 + day.month - 1 + months, 1)
    return month[0].replace(day=min(day.day, month[1].day)) if month else None


def nearest(in_year: Callable[[int], Days | None], as_of: date, ahead: bool) -> Days | None:
    """Return the last days that began by `as_of`; where `ahead`, the first that are not over then."""
    years = range(as_of.year - 1, as_of.year + LEAP_YEARS + 1) if ahead else range(as_of.year, as_of.year - LEAP_YEARS - 1, -1)
    found = (days for year in years if (days := in_year(year)))
    return next((days for days in found if (days[1] >= as_of if ahead else days[0] <= as_of)), None)


def part_of(days: Days | None, part: str) -> Days | None:
    """Return a third for "early", "mid", "late", "start of" and "end of", a half or a quarter where it is called that."""
    if days is None:
        return None
    words = part.split()
    count = {"half": 2, "quarter": 4}.get(words[1] if len(words) > 1 else "", 3)
    number = next((i for i, names in enumerate(_PARTS) if words[0] in names), count - 1)
    if words[0] in ("late", "later", "last", "final", "end", "close"):
        number = count - 1
    months = (days[1].year - days[0].year) * 12 + days[1].month - days[0].month + 1
    if months % count == 0:
        return months_from(days[0].year * 12 + days[0].month - 1 + months // count * number, months // count)
    length = (days[1] - days[0]).days + 1
    return days[0] + timedelta(days=length * number // count), days[0] + timedelta(days=length * (number + 1) // count - 1)


_PARTS = (("early", "first", "start", "beginning"), ("mid", "middle", "second"), ("third",))


def whole_months(as_of: date, months: int, length: int) -> Days | None:
    """Return the month, quarter, year or decade (`length` in months) of the day, or that so many months later."""
    return months_from((as_of.year * 12 + as_of.month - 1) // length * length + months, length)


def whole_week(as_of: date, days: int, *, weekend: bool = False) -> Days | None:
    """Return the week or weekend of the day, or that so many days later."""
    return days_from(as_of, days - as_of.weekday() + (5 if weekend else 0), 2 if weekend else 7)


def which_of(in_year: Callable[[int], Days | None], way: int, as_of: date) -> Days | None:
    """Return the last that is over, the next that has not begun, or the one of now, which may lie earlier or later this year."""
    found = [days for year in range(as_of.year - 2, as_of.year + 3) if (days := in_year(year))]
    if way < 0:
        return max((days for days in found if days[1] < as_of), default=None)
    if way > 0:
        return min((days for days in found if days[0] > as_of), default=None)
    return next((days for days in found if days[0] <= as_of <= days[1]), in_year(as_of.year))


def stretch(as_of: date, count: int, unit: str) -> Days | None:
    """Return the days from so many units ago, or where `count` is positive to so many ahead, up to the day itself."""
    if unit in MONTHS_IN:
        other = _shifted_months(as_of, count * MONTHS_IN[unit])
    else:
        other = shifted(as_of, count * _DAYS_IN[unit] if unit != "hour" else int(math.copysign(math.ceil(abs(count) / 24), count)))
    return (min(as_of, other), max(as_of, other)) if other else None


def ago(as_of: date, count: int, unit: str) -> Days | None:
    """Return the day, week, month or year so long ago."""
    if unit in ("month", "quarter"):
        return whole_months(as_of, -count * MONTHS_IN[unit], MONTHS_IN[unit])
    if unit in ("year", "decade"):
        return whole_years(as_of.year - count * (10 if unit == "decade" else 1))
    if unit == "day":
        return days_from(as_of, -count)
    return whole_week(as_of, -count * _DAYS_IN[unit]) if unit in _DAYS_IN else None
