"""Time frames: the days that a question asks about, and how they are told to people."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Literal

from assistant.time_frame.orders import Order
from index.language.times import in_words

Anchor = Literal["given", "today", "newest article"]

# Of the question's words in a description; one line of a page.
SHOWN_CHARACTERS = 60


@dataclass(frozen=True)
class TimeFrame:
    """The days that a question asks about, `since` and `until` both included, None where it is open on that side.

    `text` is `question[start:end]`. `as_of` is the day that relative words ("last year", "in March") are counted from, `anchored`
    where that day comes from, and `relative` whether there are such words. `order` is also told for a frame with days: "the
    latest count in May 2020" has both. An `as_of` that is given does not by itself close a frame of order "latest". `of_event` tells
    that the days are only a year in an event's name, "the 2020 election": it may have been in the news before.
    """

    text: str
    start: int
    end: int
    since: date | None
    until: date | None
    order: Order | None
    as_of: date
    anchored: Anchor
    relative: bool
    of_event: bool = False

    def describe(self) -> str:
        """Return a short phrase for people, such as "2019 (last year, counted from 5 May 2020)"."""
        days = _shown(self.since, self.until)
        phrase = ", ".join(filter(None, [f"the {self.order}" if self.order else "", days]))
        if not self.relative:
            return phrase
        origin = "the newest article, " if self.anchored == "newest article" else ""
        return f"{phrase} ({shorten(self.text, SHOWN_CHARACTERS, placeholder=' …')}, counted from {origin}{in_words(self.as_of)})"


def matches(frame: TimeFrame, first: date, last: date) -> bool:
    """Tell whether any of the days from `first` to `last` lies in the frame."""
    return (frame.since is None or frame.since <= last) and (frame.until is None or first <= frame.until)


def _shown(since: date | None, until: date | None) -> str:
    if since and until:
        return _span_shown(since, until)
    if since:
        return f"since {_shown_from(since)}"
    return f"until {_shown_to(until)}" if until else ""


def _span_shown(since: date, until: date) -> str:
    if since == until:
        return in_words(since)
    first, last = _shown_from(since), _shown_to(until)
    if len(first) != 4 or len(last) != 4:
        first, last = (
            _month_or_day(since, since.day == 1 and _ends_month(until)),
            _month_or_day(until, since.day == 1 and _ends_month(until)),
        )
    return first if first == last else f"{first} to {last}"


def _shown_from(day: date) -> str:
    return f"{day.year:04}" if (day.month, day.day) == (1, 1) else _month_or_day(day, day.day == 1)


def _shown_to(day: date) -> str:
    return f"{day.year:04}" if (day.month, day.day) == (12, 31) else _month_or_day(day, _ends_month(day))


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _month_or_day(day: date, month: bool) -> str:
    return in_words(day, "month" if month else "day")
