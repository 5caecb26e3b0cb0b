"""The times that a question asks about, and the one of them that counts.

Where a question names several times, those joined by "and", "to" and the like are one. Otherwise the narrowest closed one counts, a
year in an event's name ("the 2020 election") only when there is no other; equally narrow ones are covered from the first to the
last. "since" and "before" without a closed one hold together.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.time_frame.leads import Led, led_times
from assistant.time_frame.lookalikes import is_something_else
from index.language.times import SPACE, Time, shifted

Days = tuple[date, date]

# A year in a name is not far in the future: "Blade Runner 2049".
YEARS_AHEAD = 12

_JOIN = re.compile(
    rf",?\s{{0,3}}(?:(?P<on>to|until|till|through|up{SPACE}to|-|–|—|/)|and|or)\s{{0,3}}(?:(?:in|on|from){SPACE})?(?:the{SPACE})?",
    re.IGNORECASE,
)
_ONWARDS = re.compile(rf"{SPACE}(?:on|onwards?|forward)\b(?!{SPACE}(?:the|an?|his|her|its|their)\b)", re.IGNORECASE)


@dataclass(frozen=True)
class AskedTime:
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


def asked_times(text: str, as_of: date, ahead: bool) -> list[AskedTime]:
    """Return the times asked about; the only year that stands by itself holds for all that have none."""
    groups = _groups(text, as_of, ahead)
    years = {e.time.first.year for group in groups for e in group if e.is_year and e.lead == "in" and not e.event and e.time.first}
    year = years.pop() if len(years) == 1 else None
    return [time for group in groups if (time := _asked(text, group, as_of, year))]


def _groups(text: str, as_of: date, ahead: bool) -> list[list[Led]]:
    """Group neighbours that a word such as "to" and "and" joins; what has only such a word before it is no time by itself."""
    groups: list[list[Led]] = []
    for led in led_times(text, as_of, ahead):
        if is_something_else(led, text):
            continue
        if groups and _joins(groups[-1][-1], led, text):
            groups[-1].append(led)
        else:
            groups.append([led])
    return [group for group in groups if len(group) > 1 or _stands_alone(group[0])]


def _joins(before: Led, after: Led, text: str) -> bool:
    if before.is_year and after.is_year and re.fullmatch(r",\s{0,3}", text[before.time.end : after.time.start]):
        return True
    between = _JOIN.fullmatch(text, before.time.end, after.time.start)
    return between is not None and (before.lead in ("", "in", "from", "joined") or (before.lead == "since" and bool(between["on"])))


def _stands_alone(led: Led) -> bool:
    bare = led.time.granularity in ("day", "month") and led.time.relative and not led.event and not re.search(r"\s[a-z]", led.words)
    return not led.is_now and not (led.lead == "joined" and (bare or (led.is_year and not led.event)))  # "came to the 2023 Forum"


def _asked(text: str, group: list[Led], as_of: date, year: int | None) -> AskedTime | None:
    first, last = group[0], group[-1]
    days = _days(group, year)
    weak = all(led.weak for led in group)
    if days is None or (weak and days[1].year > as_of.year + YEARS_AHEAD):
        return None
    since, until = _bounds(first, days, text) if len(group) == 1 else days
    opened = len(group) > 1 or first.lead not in ("", "in", "joined") and (since, until) != days
    yearless = all(led.time.yearless for led in group) and (year is None or len(group) > 1)
    return AskedTime(
        start=first.lead_start if opened else first.time.start,
        end=last.time.end,
        since=since,
        until=until,
        named=days[0],
        latest=first.lead == "as of" or last.is_now or last.words.casefold() in ("today", "tonight"),
        relative=yearless or any(led.time.relative and not led.time.yearless for led in group),
        yearless=yearless,
        weak=weak,
    )


def _days(group: list[Led], year: int | None) -> Days | None:
    """Return the days of all; one without a year takes it from its neighbour, or from the only `year` of the question."""
    if len(group) == 1:
        time = group[0].time
        return _covered(time.in_year(year) if time.yearless and year else time)
    known = next((led for led in group if not led.time.yearless), group[-1])
    fixed = _covered(known.time)
    found = [days for led in group if fixed and (days := fixed if led is known else _beside(led, known, fixed))]
    return (min(first for first, _ in found), max(last for _, last in found)) if found else None


def _covered(time: Time | None) -> Days | None:
    return (time.first, time.last) if time and time.first and time.last else None


def _beside(led: Led, known: Led, fixed: Days) -> Days | None:
    """Return the days of a time that stands beside one that is known: "March to June 2020", "in May 2019 and 2020"."""
    if known.time.granularity == "month" and led.is_year and known.lead in ("", "in") and led.time.first:
        return _covered(known.time.in_year(led.time.first.year))
    if not led.time.yearless:
        return _covered(led.time)
    earlier = led.time.start < known.time.start
    found = (days for step in (0, -1 if earlier else 1) if (days := _covered(led.time.in_year(fixed[0].year + step))))
    return next((days for days in found if (days[0] <= fixed[1] if earlier else days[1] >= fixed[0])), None)


def _bounds(led: Led, days: Days, text: str) -> tuple[date | None, date | None]:
    """Return from when to when, by the word before the days; an event of a year may have been at any time of it."""
    first, last = days
    lead = led.lead
    if lead == "beside":
        lead = text[led.lead_start : led.time.start].casefold().split()[2]
        if first == last:
            beside = shifted(first, 1 if lead == "after" else -1)
            return (beside, beside) if beside else days
    if lead == "since" or (lead == "from" and _ONWARDS.match(text, led.time.end)) or (lead == "after" and led.event):
        return first, None
    if lead == "after":
        return shifted(last, 1), None
    if lead in ("until", "as of") or (lead == "before" and led.event):
        return None, last
    return (None, shifted(first, -1)) if lead == "before" else days


def chosen(times: Sequence[AskedTime]) -> AskedTime | None:
    """Return the one time that counts (see the module)."""
    strong = [time for time in times if not time.weak] or times
    closed = [time for time in strong if time.since and time.until]
    if closed:
        narrowest = [time for time in closed if _scale(time) == min(map(_scale, closed))]
        return _covering([time for time in narrowest if not time.yearless] or narrowest)
    return _overlap(strong) if strong else None


def _scale(time: AskedTime) -> int:
    """Return 0 for a day, 1 for a week, and so on for a month, a season, a year, more."""
    length = (time.until - time.since).days + 1 if time.since and time.until else math.inf
    return sum(length > most for most in (1, 7, 31, 92, 366))


def _covering(times: Sequence[AskedTime]) -> AskedTime:
    return replace(
        _together(times),
        since=min(time.since for time in times if time.since),
        until=max(time.until for time in times if time.until),
    )


def _overlap(times: Sequence[AskedTime]) -> AskedTime:
    """Return what open times have in common, or the first when they have nothing."""
    since = max((time.since for time in times if time.since), default=None)
    until = min((time.until for time in times if time.until), default=None)
    if since and until and since > until:
        return times[0]
    return replace(_together(times), since=since, until=until)


def _together(times: Sequence[AskedTime]) -> AskedTime:
    return replace(
        times[0],
        end=times[-1].end,
        named=min(time.named for time in times),
        latest=any(time.latest for time in times),
        relative=any(time.relative for time in times),
        yearless=all(time.yearless for time in times),
    )
