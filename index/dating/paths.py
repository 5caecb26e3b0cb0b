"""The date in the path of a file or the address of a page."""

import re
from datetime import date

from index.dating.statements import EARLIEST, latest
from index.language.times import day_in

# The longest path that Linux takes.
MAX_PATH = 4096

_IN_PATH = (
    re.compile(r"(?<![0-9])(?P<year>[0-9]{4})(?P<mark>[-_.]?)(?P<month>[0-9]{2})(?P=mark)(?P<day>[0-9]{2})(?![0-9])"),
    re.compile(r"(?<![^/])(?P<year>[0-9]{4})/(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})(?![^/])"),
)


def file_name_date(file: str) -> date | None:
    """The one date in a relative path, as 2024-12-05, 2024_12_05, 20241205 or 2024/12/05/; None if there are two."""
    if len(file) > MAX_PATH:
        return None
    read = (day_in(int(match["year"]), int(match["month"]), int(match["day"])) for form in _IN_PATH for match in form.finditer(file))
    found = {day for day in read if day and EARLIEST <= day <= latest()}
    return found.pop() if len(found) == 1 else None
