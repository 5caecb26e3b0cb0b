"""TIMEX3 values: how days, weeks, months, quarters and years are written, and which days a value covers."""

import re
from datetime import MAXYEAR, MINYEAR, date, timedelta

PRESENT, PAST, FUTURE = "PRESENT_REF", "PAST_REF", "FUTURE_REF"

# The first month of what a letter stands for, and how many months it lasts; a winter goes on into the next year.
_PARTS_OF_A_YEAR = {
    **{f"Q{n + 1}": (3 * n + 1, 3) for n in range(4)},
    **{f"H{n + 1}": (6 * n + 1, 6) for n in range(2)},
    **{"SP": (3, 3), "SU": (6, 3), "FA": (9, 3), "WI": (12, 3)},
}
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?")


def year_value(year: int) -> str | None:
    """Return "2019", or None for a year that no date can have."""
    return f"{year:04d}" if MINYEAR <= year <= MAXYEAR else None


def month_value(year: int, month: int) -> str | None:
    """Return "2019-03"; `month` may lie outside 1 to 12 and then counts into other years."""
    year, month = divmod(year * 12 + month - 1, 12)
    return f"{year:04d}-{month + 1:02d}" if MINYEAR <= year <= MAXYEAR else None


def quarter_value(year: int, quarter: int) -> str | None:
    """Return "2019-Q2"; `quarter` may lie outside 1 to 4 and then counts into other years."""
    year, quarter = divmod(year * 4 + quarter - 1, 4)
    return f"{year:04d}-Q{quarter + 1}" if MINYEAR <= year <= MAXYEAR else None


def week_value(day: date | None) -> str | None:
    """Return the ISO week of a day: "2019-W12"."""
    return f"{day.isocalendar().year:04d}-W{day.isocalendar().week:02d}" if day else None


def day_value(day: date | None) -> str | None:
    """Return "2019-03-04", and None for no day."""
    return day.isoformat() if day else None


def covered(value: str) -> tuple[date | None, date | None]:
    """Return the first and the last day that a value covers: two Nones for the *_REF values and what no calendar has."""
    try:
        return _covered(value)
    except (ValueError, OverflowError):
        return None, None


def _covered(value: str) -> tuple[date | None, date | None]:
    if value.endswith("_REF"):
        return None, None
    if week := _WEEK.fullmatch(value):
        monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
        return (monday + timedelta(days=5 if week[3] else 0)), monday + timedelta(days=6)
    if len(value) == 10:
        return date.fromisoformat(value), date.fromisoformat(value)
    if len(value) < 4:  # a decade or a century
        return date(max(1, int(value.ljust(4, "0"))), 1, 1), date(int(value.ljust(4, "9")), 12, 31)
    month, length = (1, 12) if len(value) == 4 else _PARTS_OF_A_YEAR.get(value[5:]) or (int(value[5:]), 1)
    return _months(int(value[:4]), month, length)


def _months(year: int, month: int, length: int) -> tuple[date, date]:
    later, beyond = divmod(month - 1 + length, 12)
    last = date(year + later, beyond + 1, 1) - timedelta(days=1) if year + later <= MAXYEAR else date.max
    return date(year, month, 1), last
