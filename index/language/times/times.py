"""The times of a text, in order: of expressions that overlap, the one that begins first, and of those the longest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from index.language.times.context import BEFORE, PART, is_part_of_a_word
from index.language.times.days import DAY_RULES
from index.language.times.fixed import FIXED_RULES
from index.language.times.periods import Period, in_year, part_of, value_of
from index.language.times.rules import NOTHING, Looks, Named, Reading, Rule
from index.language.times.units import UNIT_RULES, reported_quarter
from index.language.times.words import MONTHS


@dataclass(frozen=True)
class Time:
    """The words `text[start:end]` that name a time, and the days from `first` to `last` that it covers.

    `value` is that of a TIMEX3: "2019-03-04", "2019-03", "2019", "2019-W12", "2019-W12-WE", "2019-Q2", "2019-H1", "2019-SP",
    "198" (a decade), "19" (a century), "P3W" (the past three weeks), "PRESENT_REF", "PAST_REF" or "FUTURE_REF"; the last three
    have no days. `granularity` is "day", "week", "weekend", "month", "quarter", "season", "half", "year", "decade", "century",
    "stretch" (up to the text's own day) or "vague". `relative` tells that it is named only in
    relation to that day, `points_back` that it rather points at a time named before ("that year"), `yearless` that it would fit
    any year ("in March"), and `sure` that its days may be printed beside the words.
    """

    start: int
    end: int
    first: date | None
    last: date | None
    granularity: str
    value: str
    relative: bool = False
    sure: bool = True
    yearless: bool = False
    points_back: bool = False

    def in_year(self, year: int) -> "Time | None":
        """Return the same days of another year, None where it has none such."""
        days = in_year(self.first, self.last, year) if self.first and self.last else None
        return replace(self, first=days[0], last=days[1], value=value_of(self.granularity, days[0])) if days else None


# Nothing that names a time is without one of these; looking for them costs a hundredth of looking for times.
_MAY_NAME_A_TIME = re.compile(
    r"\d|day\b|yesterday|tomorrow|night|this\s|week|month|quarter|year|ago\b|spring|summer|autumn|winter|fall\b|decade|century|earlier|later"
    rf"|\bnow\b|current|recent|lately|soon|past|present|moment|future|term\b|coming|{'|'.join(month[:3] for month in MONTHS)}"
    r"|ties\b|teen|two\sthousand",
    re.IGNORECASE,
)
_RULES = (*FIXED_RULES, *DAY_RULES, *UNIT_RULES)

_Found = tuple[int, int, Rule, re.Match[str], str]


def times_in(text: str, written: date | None, *, looks: Looks = "told", any_case: bool = False) -> list[Time]:
    """Return the times that `text` names, counted from the day it was written; without one only those named in full.

    `looks` tells where a bare "Friday" or "in March" lies: as the sentence tells, or always back or ahead. `any_case` also reads
    names of days and months that are written small.
    """
    if not _MAY_NAME_A_TIME.search(text):
        return []
    reading = Reading(written or date.min, looks)
    reading = replace(reading, quarter=reported_quarter(text, reading) if written else None)
    found: list[Time] = []
    end = 0
    for start, stop, rule, match, part in sorted(_matches(text, written is not None, any_case), key=lambda one: (one[0], -one[1])):
        if start < end <= match.start():
            start, part = match.start(), ""
        named = None if start < end or is_part_of_a_word(min(start, match.start()), match.end(), text) else rule.read(match, reading)
        if named is None:
            continue
        end = stop
        if named != NOTHING:
            found.append(_time(start, stop, rule, match, part, named, reading))
            if isinstance(named, Period) and named.granularity != "stretch":
                reading = replace(reading, named=named)
    return found


def dates_in(text: str, written: date | None) -> list[Time]:
    """Return the times of an article that have days of their own, without lengths such as "the past two years"."""
    return [time for time in times_in(text, written) if time.first and time.granularity != "stretch"]


def _matches(text: str, relative: bool, any_case: bool) -> Iterator[_Found]:
    for rule in _RULES:
        if rule.relative and not relative:
            continue
        for match in rule.compiled(any_case=any_case).finditer(text):
            start, stop = match.span("here" if "here" in match.re.groupindex and match["here"] else 0)
            part = PART.search(text, max(0, start - BEFORE), start)
            yield part.start() if part else start, stop, rule, match, part["part"] if part else ""


def _time(start: int, stop: int, rule: Rule, match: re.Match[str], part: str, named: Named, reading: Reading) -> Time:
    if not isinstance(named, Period):
        return Time(start, stop, None, None, "vague", str(named), rule.relative, sure=False)
    cut = part_of(named, part) if part else named
    sure = not rule.relative or rule.sure(match, named, reading)
    return Time(start, stop, cut.first, cut.last, cut.granularity, cut.value, rule.relative, sure, cut.yearless, rule.points_back)
