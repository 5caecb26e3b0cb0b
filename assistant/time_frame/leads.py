"""The times that a question names, each with the words before it that tell how it is meant: "since", "before the", "by"."""

import re
from dataclasses import dataclass, replace
from datetime import date

from index.language.times import MONTH, SPACE, WEEKDAY, YEAR, Time, times_in

# No question names as many; it bounds the work on a hostile one.
MOST_TIMES = 20
# Characters looked at around a time: "starting from about the month of " is as long as it gets.
AROUND = 60

# The longer ones first: "up until" before "until".
_LEADS = {
    **dict.fromkeys(("the day after", "the day before"), "beside"),
    **dict.fromkeys(("as of", "as at", "as on"), "as of"),
    **dict.fromkeys(("starting from", "starting in", "starting on", "beginning in", "starting", "since"), "since"),
    **dict.fromkeys(("later than", "following", "after"), "after"),
    **dict.fromkeys(("prior to", "ahead of", "earlier than", "before"), "before"),
    **dict.fromkeys(("up until", "up to", "no later than", "until", "till", "through", "by"), "until"),
    **dict.fromkeys(("between", "from"), "from"),
    **dict.fromkeys(("compared with", "compared to", "versus", "in", "on", "during", "at", "for", "of", "throughout"), "in"),
    **dict.fromkeys(("within", "over", "around", "circa"), "in"),
    **dict.fromkeys(("to", "and", "or"), "joined"),
}
_LEAD = re.compile(
    rf"(?<![\w-])(?P<lead>{'|'.join(_LEADS).replace(' ', SPACE)})(?:{SPACE}(?:about|around|roughly|approximately))?"
    rf"(?P<of>{SPACE}(?:the{SPACE})?(?:(?:month|week|day|date|summer|winter|season){SPACE}of|years))?"
    rf"(?P<the>{SPACE}(?:the|its|his|her|their|an?))?{SPACE}$",
    re.IGNORECASE,
)
# Words that can stand in the name of an event: "the May 5 vote", "the 2020 election", but not "the 5 May 2020".
_DATED = re.compile(rf"{YEAR}|(?:{WEEKDAY},?\s{{1,3}})?{MONTH}.{{0,20}}", re.IGNORECASE)

_DASH = re.compile(r"\d\s?[-–—/]\s?$")
_PART = re.compile(
    r"(?:the\s{1,3})?(?:very\s{1,3})?(?:early|mid|late|start|beginning|middle|end|close|\w{3,6}\s{1,3}(?:half|quarter))\b", re.I
)


@dataclass(frozen=True)
class Led:
    """A time of a question, its words, and the word before it, "" where there is none.

    `event` tells that the words are part of what something is called ("the 2020 election"), `weak` that they are only that.
    """

    time: Time
    words: str
    lead: str
    lead_start: int
    event: bool
    owns: bool

    @property
    def is_year(self) -> bool:
        """Whether it is a number and nothing more."""
        return self.words.isdigit() and self.time.granularity == "year"

    @property
    def is_now(self) -> bool:
        """Whether it is the present."""
        return self.time.value == "PRESENT_REF"

    @property
    def weak(self) -> bool:
        """Whether only an event or a name is told apart by it."""
        return (self.is_year and (self.event or not self.lead)) or (self.time.granularity == "decade" and not self.lead)


def led_times(text: str, as_of: date, ahead: bool) -> list[Led]:
    """Return the times of a question, counted from a day; a date without a year is the coming one where `ahead`, or else the last."""
    times = times_in(text, as_of, looks="ahead" if ahead else "back", any_case=True)
    return [_led(time, text, as_of) for time in times[:MOST_TIMES] if time.first or time.value == "PRESENT_REF"]


def _led(time: Time, text: str, as_of: date) -> Led:
    words, before = text[time.start : time.end], text[max(0, time.start - AROUND) : time.start]
    lead = _LEAD.search(before)
    name = _LEADS[" ".join(lead["lead"].casefold().split())] if lead else "joined" if _DASH.search(before) else ""
    name = "in" if not name and _PART.match(words) else name
    owns = text[time.end : time.end + 2] in ("'s", "’s")
    event = owns or bool(_DATED.fullmatch(words) and lead and lead["the"] and not lead["of"])
    if event and name == "until" and lead and lead["lead"].casefold() == "by":
        name = "in"  # "hit by the May 2019 storm": what did it, not until when
    if time.first is None:
        time = replace(time, first=as_of, last=as_of)
    return Led(time, words, name, time.start - len(lead[0]) if lead else time.start, event, owns)
