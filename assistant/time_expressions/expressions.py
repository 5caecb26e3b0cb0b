"""The dates of a text, in order: of expressions that overlap, the one that begins first, and of those the longest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from assistant.time_expressions.calendar_days import CALENDAR_DAY_KINDS
from assistant.time_expressions.context import is_part_of_a_word, words_before
from assistant.time_expressions.explicit import EXPLICIT_KINDS
from assistant.time_expressions.kinds import ExplicitKind, Reading, RelativeKind
from assistant.time_expressions.quarters import QUARTER_KINDS, reported_quarter
from assistant.time_expressions.units import UNIT_KINDS
from assistant.time_expressions.vague import VAGUE_KINDS
from assistant.time_expressions.values import covered


@dataclass(frozen=True)
class TimeExpression:
    """The words `text[start:end]` of an article that name a time.

    `value` is that of a TIMEX3: "2019-03-04", "2019-03", "2019", "2019-W12", "2019-W12-WE", "2019-Q2", "2019-H1",
    "2019-SP", "198" (a decade), "19" (a century), "PRESENT_REF", "PAST_REF" or "FUTURE_REF". `first` and `last` are the
    days it covers, None for the latter three; `relative` tells that it is named only in relation to the article's date.
    """

    start: int
    end: int
    value: str
    first: date | None
    last: date | None
    relative: bool


RELATIVE_KINDS = (*CALENDAR_DAY_KINDS, *UNIT_KINDS, *QUARTER_KINDS, *VAGUE_KINDS)

_Found = tuple[tuple[int, int], ExplicitKind | RelativeKind, re.Match[str]]


def time_expressions(text: str, published: date | None) -> list[TimeExpression]:
    """Return the dates that `text` names; without a publication date only those that it names in full."""
    found: list[TimeExpression] = []
    reading = Reading(published, reported_quarter(text, published)) if published else None
    for (start, end), kind, match in sorted(_matches(text, reading is not None), key=lambda match: (match[0][0], -match[0][1])):
        if found and start < found[-1].end:
            continue
        value = _value(kind, match, reading)
        if value:
            found.append(TimeExpression(start, end, value, *covered(value), isinstance(kind, RelativeKind)))
            reading = replace(reading, named=value) if reading and found[-1].first else reading
    return found


def _matches(text: str, relative: bool) -> Iterator[_Found]:
    for kind in (*EXPLICIT_KINDS, *(RELATIVE_KINDS if relative else ())):
        for match in kind.pattern.finditer(text):
            yield match.span("here" if "here" in match.groupdict() and match["here"] else 0), kind, match


def _value(kind: ExplicitKind | RelativeKind, match: re.Match[str], reading: Reading | None) -> str | None:
    if is_part_of_a_word(match) and not _begins_a_range(match):
        return None
    if isinstance(kind, ExplicitKind):
        return kind.value(match)
    return kind.value(match, reading) if reading else None


_TO_A_NUMBER = re.compile(r"[-‑]\d{1,4}\b(?![-‑/.,]\d)")


def _begins_a_range(match: re.Match[str]) -> bool:
    """Tell whether a number goes on with another: "October 3-4", "1994-1997"."""
    return (
        match[0][-1].isdecimal()
        and bool(_TO_A_NUMBER.match(match.string, match.end()))
        and not re.search(r"[\w@/#&.,-]$", words_before(match, 1))
    )
