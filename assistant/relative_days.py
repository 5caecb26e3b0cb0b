"""Days that an article names from its own: "yesterday", "on Friday", "July 25", "last month", resolved by its publication date.

A wrong date is worse than none: what may be a name, a habit or a plan without a clear day is left out.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from index.language.times import in_words, times_in

_OWN = re.compile(r"['’]s\b")


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
    for time in times_in(text, published):
        if not (time.relative and time.sure and time.first):
            continue
        own = _OWN.match(text, time.end)
        # "Two weeks ago" is the same day of that week.
        day = time.first + timedelta(days=published.weekday() if time.granularity == "week" else 0)
        scale = "day" if time.granularity == "week" else time.granularity
        found.append(RelativeDay(time.start, own.end() if own else time.end, day if scale == "day" else None, in_words(day, scale)))
    return found
