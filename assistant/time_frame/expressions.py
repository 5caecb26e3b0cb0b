"""Expressions: times that a question names, with the word before each that tells how it is meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from assistant.time_frame.readings import Reading, kind_of, read
from assistant.time_frame.words import EXPRESSION, S

# No question names as many; it bounds the work on a hostile one.
MOST_EXPRESSIONS = 20
# Characters looked at before an expression: "starting from about the beginning of the month of ".
BEFORE = 60

_PART = re.compile(
    rf"(?<![\w-])(?:the{S})?(?P<part>(?:early|late|later){S}in|early|mid|late|(?:very{S})?(?:start|beginning|middle|end|close){S}of"
    rf"|(?:first|second|third|fourth|last|final){S}(?:half|quarter){S}of)(?:{S}the)?(?:{S}|-)$",
    re.IGNORECASE,
)
# The longer ones first: "up until" before "until".
_LEADS = {
    **dict.fromkeys(("the day after", "the day before"), "beside"),
    **dict.fromkeys(("as of", "as at", "as on"), "as of"),
    **dict.fromkeys(("starting from", "starting in", "starting on", "beginning in", "starting", "since"), "since"),
    **dict.fromkeys(("later than", "following", "after"), "after"),
    **dict.fromkeys(("prior to", "ahead of", "earlier than", "before"), "before"),
    **dict.fromkeys(("up until", "up to", "no later than", "until", "till", "through", "by"), "until"),
    **dict.fromkeys(("between", "from"), "from"),
    **dict.fromkeys(
        (
            "compared with",
            "compared to",
            "versus",
            "in",
            "on",
            "during",
            "at",
            "for",
            "of",
            "throughout",
            "within",
            "over",
            "around",
            "circa",
        ),
        "in",
    ),
    **dict.fromkeys(("to", "and", "or"), "joined"),
}
_LEAD = re.compile(
    rf"(?<![\w-])(?P<lead>{'|'.join(_LEADS).replace(' ', S)})(?:{S}(?:about|around|roughly|approximately))?"
    rf"(?P<of>{S}(?:the{S})?(?:(?:month|year|week|day|date|summer|winter|season){S}of|years?))?(?P<the>{S}(?:the|its|his|her|their|an?))?{S}$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Expression:
    """A time that a question names. `lead` is the word before it, "" where there is none.

    `event` tells that the words are part of what something is called ("the 2020 election"), `weak` that they are only that.
    """

    start: int
    end: int
    kind: str
    lead: str
    lead_start: int
    reading: Reading
    event: bool
    weak: bool


def candidates(text: str) -> Iterator[tuple[re.Match[str], Expression]]:
    """Yield what looks like a time, with the match of EXPRESSION that it was read from."""
    for match in islice(EXPRESSION.finditer(text), MOST_EXPRESSIONS):
        if reading := read(match):
            yield match, _in_place(match, reading)


def _in_place(match: re.Match[str], reading: Reading) -> Expression:
    """Return the expression with what the words before it tell."""
    text, start, kind = match.string, match.start(), kind_of(match)
    part = _PART.search(text[max(0, start - BEFORE) : start])
    if part:
        start -= len(part[0])
        reading = reading.cut(part["part"].casefold().removeprefix("very "))
    lead = _LEAD.search(text[max(0, start - BEFORE) : start])
    name = _LEADS[" ".join(lead["lead"].casefold().split())] if lead else "in" if part else ""
    dated = kind in ("year", "month") or (kind == "day" and not match[0][0].isdigit())
    event = bool(match["own"] or (dated and not part and lead and lead["the"] and not lead["of"]))
    if event and name == "until" and lead and lead["lead"].casefold() == "by":
        name = "in"  # "hit by the May 2019 storm": what did it, not until when
    lead_start = start - len(lead[0]) if lead else start
    return Expression(start, match.end(kind), kind, name, lead_start, reading, event, weak=kind == "year" and (event or not name))
