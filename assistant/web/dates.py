"""Dates as they are typed into the page."""

import re
from datetime import date

from assistant.errors import QuestionError
from assistant.web.escaping import one_line

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_date(typed: str, box: str) -> date | None:
    """The date in the box, None when it is empty; raises QuestionError with what to write instead."""
    text = one_line(typed)
    if not text:
        return None
    try:
        if _ISO_DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # such as the 30th of February: the line below serves both
    raise QuestionError(f'{box}: "{text[:40]}" is not a date. Write year-month-day, such as 2020-03-31.')
