"""The times that a question names, and the one of them that counts.

Where a question names several times, those joined by "and", "to" and the like are one. Otherwise the narrowest closed one counts, a
year in an event's name ("the 2020 election") only when there is no other; equally narrow ones are covered from the first to the
last. "since" and "before" without a closed one hold together.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.time_frame.expressions import Expression
from assistant.time_frame.groups import days_of, led

# A year in a name is not far in the future: "Blade Runner 2049".
YEARS_AHEAD = 12


@dataclass(frozen=True)
class Time:
    """A time of a question. `named` is the first day that its words name, before "since", "until" and the like are taken in."""

    start: int
    end: int
    since: date | None
    until: date | None
    named: date
    latest: bool
    relative: bool
    yearless: bool
    weak: bool


def times_of(text: str, groups: Sequence[list[Expression]], as_of: date, ahead: bool) -> list[Time]:
    """Return the times of the groups; the only year that stands by itself holds for all that have none."""
    years = {e.reading.fixed[0].year for g in groups for e in g if e.kind == "year" and e.lead == "in" and not e.event and e.reading.fixed}
    year = years.pop() if len(years) == 1 else None
    return [time for group in groups if (time := _time(text, group, as_of, ahead, year))]


def _time(text: str, group: list[Expression], as_of: date, ahead: bool, year: int | None) -> Time | None:
    first, last = group[0], group[-1]
    days = days_of(group, as_of, ahead, year)
    if days is None:
        return None
    weak = all(e.weak for e in group)
    if weak and days[1].year > as_of.year + YEARS_AHEAD:
        return None
    since, until = led(first, days, text) if len(group) == 1 else days
    opened = len(group) > 1 or first.lead not in ("", "in", "joined") and (since, until) != days
    yearless = all(e.reading.in_year for e in group) and (year is None or len(group) > 1)
    return Time(
        start=first.lead_start if opened else first.start,
        end=last.end,
        since=since,
        until=until,
        named=days[0],
        latest=first.lead == "as of" or last.kind == "now" or text[last.start : last.end].casefold() in ("today", "tonight"),
        relative=yearless or any(e.reading.counted for e in group),
        yearless=yearless,
        weak=weak,
    )


def chosen(times: Sequence[Time]) -> Time | None:
    """Return the one time that counts (see the module)."""
    strong = [time for time in times if not time.weak] or times
    closed = [time for time in strong if time.since and time.until]
    if closed:
        narrowest = [time for time in closed if _scale(time) == min(map(_scale, closed))]
        return _covering([time for time in narrowest if not time.yearless] or narrowest)
    return _overlap(strong) if strong else None


def _scale(time: Time) -> int:
    """Return 0 for a day, 1 for a week, and so on for a month, a season, a year, more."""
    length = (time.until - time.since).days + 1 if time.since and time.until else math.inf
    return sum(length > most for most in (1, 7, 31, 92, 366))


def _covering(times: Sequence[Time]) -> Time:
    return replace(
        _together(times),
        since=min(time.since for time in times if time.since),
        until=max(time.until for time in times if time.until),
    )


def _overlap(times: Sequence[Time]) -> Time:
    """Return what open times have in common, or the first when they have nothing."""
    since = max((time.since for time in times if time.since), default=None)
    until = min((time.until for time in times if time.until), default=None)
    if since and until and since > until:
        return times[0]
    return replace(_together(times), since=since, until=until)


def _together(times: Sequence[Time]) -> Time:
    return replace(
        times[0],
        end=times[-1].end,
        named=min(time.named for time in times),
        latest=any(time.latest for time in times),
        relative=any(time.relative for time in times),
        yearless=all(time.yearless for time in times),
    )
