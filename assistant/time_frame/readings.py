"""What the words of a time say, before it is counted out."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from assistant.time_frame.days import (
    MONTHS_IN,
    Days,
    ago,
    day_of,
    days_from,
    month_of,
    months_from,
    nearest,
    part_of,
    season_of,
    stretch,
    which_of,
    whole_months,
    whole_week,
    whole_years,
)
from assistant.time_frame.words import COUNTS, MONTH, MONTH_NAMES, SEASONS, WEEKDAY_NAMES, WHICH, YEAR


@dataclass(frozen=True)
class Reading:
    """One of: days that are fixed; days that are to be had for any year; days counted from a day (True: the coming ones)."""

    fixed: Days | None = None
    in_year: Callable[[int], Days | None] | None = None
    counted: Callable[[date, bool], Days | None] | None = None

    def days(self, as_of: date, ahead: bool) -> Days | None:
        """Return the days, counted from `as_of` where they are not fixed; `ahead` asks for those to come."""
        if self.in_year:
            return nearest(self.in_year, as_of, ahead)
        return self.counted(as_of, ahead) if self.counted else self.fixed

    def cut(self, part: str) -> "Reading":
        """Return the part of it that "early", "end of" and the like name."""
        fixed, in_year, counted = self.fixed, self.in_year, self.counted
        return Reading(
            part_of(fixed, part),
            (lambda year: part_of(in_year(year), part)) if in_year else None,
            (lambda as_of, ahead: part_of(counted(as_of, ahead), part)) if counted else None,
        )


def read(match: re.Match[str]) -> Reading | None:
    """Return what the words of an EXPRESSION say; None where they name no date that can be."""
    return _READ[kind_of(match)](_words(match))


def kind_of(match: re.Match[str]) -> str:
    """Return the name of the group of EXPRESSION that the words are."""
    return next(kind for kind in _READ if match[kind])


def _words(match: re.Match[str]) -> str:
    return " ".join(match[kind_of(match)].casefold().split())


# Each kind of words, written small and with single spaces.


def _month_in(words: str) -> int:
    found = re.search(rf"\b{MONTH}", words)
    return MONTH_NAMES.index(found[0][:3]) + 1 if found else 1


def _calendar(words: str, in_year: Callable[[int], Days | None]) -> Reading | None:
    """Return the reading of a date whose year, if it is there, stands at the end of the words: a number or "last year"."""
    if year := re.search(rf"\b{YEAR}", words):
        fixed = in_year(int(year[0]))
        return Reading(fixed) if fixed else None
    if which := re.search(r"\b(last|this|next) year$", words):
        return Reading(counted=lambda as_of, _: in_year(as_of.year + WHICH[which[1]]))
    return Reading(in_year=in_year)


def _read_iso(words: str) -> Reading | None:
    days = day_of(int(words[5:7]), int(words[8:10]), int(words[8:10]), int(words[:4]))
    return Reading(days) if days else None


def _read_days(words: str) -> Reading | None:
    numbers = [int(number) for number in re.findall(r"\b([0-9]{1,2})(?:st|nd|rd|th)?\b", words)]
    first, last = numbers[0], numbers[-1]
    return _calendar(words, partial(day_of, _month_in(words), first, last)) if first <= last else None


def _read_month(words: str) -> Reading | None:
    return _calendar(words, partial(month_of, _month_in(words)))


def _read_season(words: str) -> Reading | None:
    return _calendar(words, partial(season_of, next(month for name, month in SEASONS.items() if name in words)))


def _read_quarter(words: str) -> Reading | None:
    year = re.search(YEAR, words)
    letter = re.search(r"([qh])([1-4])", words)
    if not year or not letter or letter[0] in ("h3", "h4"):
        return None
    months = 3 if letter[1] == "q" else 6
    return Reading(months_from(int(year[0]) * 12 + (int(letter[2]) - 1) * months, months))


def _read_years(words: str) -> Reading | None:
    """Read "2019-2021" and the season "2019-20"; "2010-12" may be a month."""
    first, last = int(words[:4]), re.findall("[0-9]+", words)[-1]
    if len(last) == 2:
        return Reading(whole_years(first, 2)) if int(last) == (first + 1) % 100 else None
    return Reading(whole_years(first, int(last) - first + 1)) if first <= int(last) else None


def _read_decade(words: str) -> Reading | None:
    digits = re.sub("[^0-9]", "", words)
    if digits.endswith("00") and digits != "2000":  # the 1800s are a century to most
        return None
    return Reading(whole_years(int(digits) + (1900 if len(digits) == 2 else 0), 10))


def _read_year(words: str) -> Reading | None:
    return Reading(whole_years(int(words)))


def _read_past(words: str) -> Reading | None:
    """Read "the past two years"; "last year" is another kind."""
    way, *counts = words.removeprefix("the ").split()[:-1]
    count = (1 if way in ("next", "coming") else -1) * _count(counts[0] if counts else "one")
    return Reading(counted=lambda as_of, _: stretch(as_of, count, words.split()[-1].removesuffix("s")))


def _count(word: str) -> int:
    return int(word) if word.isdecimal() else COUNTS[word]


def _read_unit(words: str) -> Reading | None:
    way, name = WHICH[words.removeprefix("this past").split()[0] if not words.startswith("this past") else "past"], words.split()[-1]
    if name in MONTHS_IN:
        return Reading(counted=lambda as_of, _: whole_months(as_of, way * MONTHS_IN[name], MONTHS_IN[name]))
    if name in ("week", "weekend"):
        return Reading(counted=lambda as_of, _: whole_week(as_of, 7 * way, weekend=name == "weekend"))
    if name in SEASONS:
        return Reading(counted=lambda as_of, _: which_of(partial(season_of, SEASONS[name]), way, as_of))
    if name[:3] in WEEKDAY_NAMES and name.endswith("day"):
        return Reading(counted=lambda as_of, _: _weekday(name, way, as_of))
    if re.fullmatch(MONTH, name):
        return Reading(counted=lambda as_of, _: which_of(partial(month_of, _month_in(name)), way, as_of))
    return None  # "last hour", "past day"


def _weekday(name: str, way: int, as_of: date) -> Days | None:
    day = WEEKDAY_NAMES.index(name[:3])
    back = (as_of.weekday() - day) % 7
    return days_from(as_of, {-1: -(back or 7), 0: day - as_of.weekday(), 1: 7 - back}[way])


def _read_ago(words: str) -> Reading | None:
    count, unit = words.split()[:2]
    return Reading(counted=lambda as_of, _: ago(as_of, _count(count), unit.removesuffix("s")))


def _read_near(words: str) -> Reading | None:
    starts = {"the day before": -2, "the day after": 2, "yesterday": -1, "last": -1, "tomorrow": 1}
    days = next((days for start, days in starts.items() if words.startswith(start)), 0)
    return Reading(counted=lambda as_of, _: days_from(as_of, days))


def _read_weekday(words: str) -> Reading | None:
    return Reading(counted=lambda as_of, ahead: _weekday(words, 1 if ahead else -1, as_of))


_READ: dict[str, Callable[[str], Reading | None]] = {
    "iso": _read_iso,
    "days": _read_days,
    "day": lambda words: _read_days(re.sub("^[a-z]+day,? (the )?", "", words)),
    "month": _read_month,
    "season": _read_season,
    "bare_season": _read_season,
    "weekend": lambda _: Reading(counted=lambda as_of, _: days_from(as_of, -((as_of.weekday() + 2) % 7), 2)),
    "quarter": _read_quarter,
    "years": _read_years,
    "decade": _read_decade,
    "year": _read_year,
    "past": _read_past,
    "unit": _read_unit,
    "ago": _read_ago,
    "near": _read_near,
    "weekday": _read_weekday,
    "now": lambda _: Reading(counted=lambda as_of, _: (as_of, as_of)),
}
