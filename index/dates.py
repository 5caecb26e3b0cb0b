"""Finding an article's date of publication: only where it is stated, never guessed and never the file's own."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from index.language.times import Time, day_in, times_in

DateOrigin = Literal["header", "front matter", "meta", "dateline", "file name"]

EARLIEST = date(1700, 1, 1)
LATEST = date(2100, 12, 31)

# Room for what JavaScript writes: "Thu Dec 05 2024 14:30:00 GMT+0400 (Azerbaijan Standard Time)".
MAX_VALUE = 100
# A dateline opens the first line, after at most "WASHINGTON, District of Columbia, Wednesday, ".
MAX_OPENING = 200
MAX_PREFIX = 80
# The longest path that Linux takes.
MAX_PATH = 4096

_WEEKDAY = r"(?i:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?)\.?"
_BEFORE = re.compile(rf"(?:{_WEEKDAY},?\s{{1,3}})?")
# The time of day is read over, not read: the date holds as written in its own zone.
_ZONE = r"(?:[A-Z]{1,5})?\s?(?:[+-][0-9]{1,2}:?[0-9]{0,2})?(?:\s?[A-Z]{1,5}|\s?\([A-Za-z ]{1,40}\))?"
_TIME = re.compile(
    r"(?:(?:T|,?\s{1,3}(?:at\s)?)[0-9]{1,2}(?::?[0-9]{2}){0,2}(?:[.,][0-9]{1,9})?"
    rf"\s?(?:[AaPp]\.?[Mm]\.?)?\s?{_ZONE})?"
)
_ISO = re.compile(r"(?P<year>[12][0-9]{3})(?P<mark>[-/.]?)(?P<month>[01][0-9])(?P=mark)(?P<day>[0-3][0-9])")
_IN_PATH = (
    re.compile(r"(?<![0-9])(?P<year>[0-9]{4})(?P<mark>[-_.]?)(?P<month>[0-9]{2})(?P=mark)(?P<day>[0-9]{2})(?![0-9])"),
    re.compile(r"(?<![^/])(?P<year>[0-9]{4})/(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})(?![^/])"),
)

# What ends a dateline: "2024.", "2019 -", "2020 (Reuters)", "2020 /PRNewswire/", the end of the line. After a name that
# is not in capitals only some: "Paris Attacks, November 13, 2015" is a headline.
_ENDS = re.compile(r"\s*(?:[.|/(–—-]|\Z)")
_ENDS_AFTER_NAME = re.compile(r"\s*[/(–—-]")
_SENTENCE = re.compile(r"\s+[\"“‘']?[A-Z]")
_NO_PLACE = frozenset("a after an and as at before between but by for from in it its last next of on since the this until when".split())


def parse_date(value: object) -> date | None:
    """The date in a header or field value as written there, without conversion of its zone; None if unsure.

    Refused: 05/12/2024 (two readings), a month or year alone, and epoch numbers, whose zone nobody states.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _in_range(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**8:
        value = str(value)  # YAML and JSON give 20241205 as a number
    if not isinstance(value, str) or len(value) > MAX_VALUE:
        return None
    value = value.strip()
    if (iso := _ISO.match(value)) and _TIME.fullmatch(value, iso.end()):
        return _read(iso)
    day = next(_days(value), None)
    return _in_range(day.first) if day and _BEFORE.fullmatch(value, 0, day.start) and _TIME.fullmatch(value, day.end) else None


def _days(text: str) -> Iterator[Time]:
    return (time for time in times_in(text, None, any_case=True) if time.granularity == "day")


def dateline_date(text: str) -> date | None:
    """The date of a dateline with its year that opens the text: "LONDON, March 3, 2020 (Reuters) -".

    Only the first line counts: further down a date at the start of a line may be a timeline's.
    """
    line = text[: 2 * MAX_OPENING].lstrip().partition("\n")[0][:MAX_OPENING]
    return next((_in_range(day.first) for day in _days(line) if _is_dateline(line[: day.start], line[day.end :])), None)


def file_name_date(file: str) -> date | None:
    """The one date in a relative path, as 2024-12-05, 2024_12_05, 20241205 or 2024/12/05/; None if there are two."""
    if len(file) > MAX_PATH:
        return None
    found = {_read(match) for form in _IN_PATH for match in form.finditer(file)} - {None}
    return found.pop() if len(found) == 1 else None


def publication_date(*, stated: date | None, origin: DateOrigin, opening: str, file: str) -> tuple[date | None, DateOrigin | None]:
    """The date and where it was read: what the file states under `origin`, then the dateline, then the file name."""
    if stated:
        return stated, origin
    if day := dateline_date(opening):
        return day, "dateline"
    if day := file_name_date(file):
        return day, "file name"
    return None, None


def _read(match: re.Match[str]) -> date | None:
    return _in_range(day_in(int(match["year"]), int(match["month"]), int(match["day"])))


def _in_range(day: date | None) -> date | None:
    return day if day and EARLIEST <= day <= LATEST else None


def _is_dateline(before: str, after: str) -> bool:
    """Whether a date between these two stands alone, after nothing but a place and a weekday."""
    parts = [part.strip() for part in re.split(r"[,–—]|\s-", before.strip()) if part.strip()]
    if len(before) > MAX_PREFIX or len(parts) > 4 or not all(_is_name(part) for part in parts):
        return False
    if all(_is_weekday(part) for part in parts):
        return bool(_ENDS.match(after) or _SENTENCE.match(after))
    if not before.rstrip().endswith((",", "-", "–", "—")) and not _is_weekday(parts[-1]) and not parts[-1].isupper():
        return False
    if parts[0].isupper():
        return bool(_ENDS.match(after) or _SENTENCE.match(after))
    return bool(_ENDS_AFTER_NAME.match(after))


def _is_name(part: str) -> bool:
    words = part.split()
    capitalised = words[0][0].isupper() and words[-1][0].isupper()
    digits = any(char.isdigit() for char in part)
    return capitalised and not digits and len(words) <= 4 and words[0].lower() not in _NO_PLACE


def _is_weekday(part: str) -> bool:
    return re.fullmatch(_WEEKDAY, part) is not None
