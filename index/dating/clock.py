"""The time of day beside a date of publication: what puts the news of one day in order."""

import re
from datetime import date
from typing import NamedTuple

# Hours before or after universal time, of the zones that news names by letters.
_HOURS = {
    **dict.fromkeys(("Z", "UTC", "GMT", "WET"), 0.0),
    **{"EST": -5, "ET": -5, "EDT": -4, "CST": -6, "CT": -6, "CDT": -5, "MST": -7, "MT": -7, "MDT": -6, "PST": -8, "PT": -8, "PDT": -7},
    **{"AST": -4, "ADT": -3, "NST": -3.5, "NDT": -2.5, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3},
    **{
        "MSK": 3,
        "IST": 5.5,
        "HKT": 8,
        "SGT": 8,
        "AWST": 8,
        "JST": 9,
        "KST": 9,
        "ACST": 9.5,
        "AEST": 10,
        "AEDT": 11,
        "NZST": 12,
        "NZDT": 13,
    },
}
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?\Z")


class TimeOfDay(NamedTuple):
    """A time of day, in order of universal time: seconds since the day began there, and the hours and minutes as written."""

    second: int
    text: str


When = tuple[date, TimeOfDay | None]


def time_of_day(time: str | None, zone: str | None) -> TimeOfDay | None:
    """The time of an article as it states it; without a zone, or with one that is not known, as if it were universal."""
    if not time:
        return None
    hours, minutes, seconds = (*map(int, time.split(":")), 0)[:3]
    return TimeOfDay(hours * 3600 + minutes * 60 + seconds - _offset(zone or ""), time[:5])


def is_later(one: When, other: When) -> bool:
    """Whether one was published after the other; of one day only where both state their time."""
    if one[0] != other[0] or one[1] is None or other[1] is None:
        return one[0] > other[0]
    return one[1].second > other[1].second


def in_order(day: date | None, time: TimeOfDay | None) -> tuple[date, int]:
    """What sorts by day and time, the undated and the untimed first."""
    return day or date.min, time.second if time else -86_400


def _offset(zone: str) -> int:
    if match := _OFFSET.search(zone):
        seconds = int(match["hours"]) * 3600 + int(match["minutes"] or 0) * 60
        return -seconds if match["sign"] == "-" else seconds
    return int(_HOURS.get(zone.upper(), 0) * 3600)
