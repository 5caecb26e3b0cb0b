"""Time frames: the days that a question asks about, and how they are told to people."""

from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Literal

from assistant.time_frame.orders import Order
from index.language.times import in_words, whole

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
    unit = next(unit for unit in ("year", "month", "day") if _are_whole(unit, since, until))
    first, last = (in_words(day, unit) if day else "" for day in (since, until))
    if first and last:
        return first if first == last else f"{first} to {last}"
    return f"since {first}" if first else f"until {last}" if last else ""


def _are_whole(unit: str, since: date | None, until: date | None) -> bool:
    """Tell whether the days begin and end with whole years, months or days."""
    begun, ended = (whole(unit, day) if day else None for day in (since, until))
    return (begun is None or begun.first == since) and (ended is None or ended.last == until)
