"""The dates of a sentence, and whether evidence names them, a relative day counting as the day it stands for."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from assistant.support.support import Evidence
from index.language.times import MONTHS, Time, dates_in

# Passages of an answer and the sentences held against them: those of some hundred questions.
TEXTS_KEPT = 5_000
_WORD = re.compile(r"[^\W_]+")
_MONTH_NAME = re.compile("|".join(month[:3] for month in MONTHS))
# Only where a relative expression stands is asked with it, never which day it is.
_ANY_DAY = date(2000, 1, 5)


def dates(sentence: str) -> list[Time]:
    """Return the days, weeks, months, years ... that a sentence names; `relative` ones are resolved by no day of meaning."""
    return [named for named in _dates(sentence, _ANY_DAY) if not named.points_back]


@lru_cache(maxsize=TEXTS_KEPT)
def _dates(text: str, published: date | None) -> tuple[Time, ...]:
    return tuple(dates_in(text, published))


def is_held(sentence: str, named: Time, evidence: Sequence[Evidence]) -> bool:
    """Tell whether evidence names a date of `sentence` or one within it, in any words, or was published then.

    A date that the sentence itself names only in relation to its own is looked for by its words, and as the evidence's
    date makes it.
    """
    words = _folded(sentence[named.start : named.end])
    if any(words in _folded_text(one.text) for one in evidence):
        return True
    if not named.relative:
        return any(_covers(named, one) for one in evidence)
    names_month = _MONTH_NAME.search(sentence, named.start, named.end)
    if names_month and named.first == named.last and any(_names_day(named.first, one) for one in evidence):
        return True
    return any(_covers(read, one) for one in evidence if (read := _as_read(sentence, named, one.published)))


def _names_day(day: date | None, one: Evidence) -> bool:
    """Tell whether evidence names that day of that month, of any year."""
    days = [first for first, last in _periods(one.text, one.published) if first == last]
    return day is not None and any((other.month, other.day) == (day.month, day.day) for other in days)


def _as_read(sentence: str, named: Time, published: date | None) -> Time | None:
    """Return what the expression names in a text of that day."""
    if published is None:
        return None
    return next((read for read in _dates(sentence, published) if read.start < named.end and named.start < read.end), None)


def _covers(named: Time, one: Evidence) -> bool:
    if named.first is None or named.last is None:
        return False
    if one.published and named.first <= one.published <= named.last:
        return True
    return any(named.first <= first and last <= named.last for first, last in _periods(one.text, one.published))


@lru_cache(maxsize=TEXTS_KEPT)
def _periods(text: str, published: date | None) -> frozenset[tuple[date, date]]:
    """Return the first and the last days of what a text names, each pair once."""
    return frozenset((named.first, named.last) for named in _dates(text, published) if named.first and named.last)


def _folded(words: str) -> str:
    return f" {' '.join(_WORD.findall(words.casefold()))} "


@lru_cache(maxsize=TEXTS_KEPT)
def _folded_text(text: str) -> str:
    return _folded(text)
