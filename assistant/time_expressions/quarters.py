"""Quarters named without their year, in articles that report results: "the third quarter", "the year-earlier period"."""

import re
from datetime import date

from assistant.time_expressions.ahead import is_ahead
from assistant.time_expressions.context import lies_ahead
from assistant.time_expressions.kinds import Reading, RelativeKind, words
from assistant.time_expressions.steps import STEPS
from assistant.time_expressions.values import quarter_value

_QUARTER = re.compile(r"\b(?:quarter\b(?!-)|Q[1-4]\b)")
# Not a game, whose quarters have no dates.
_MONEY = re.compile(
    r"\b(?:revenues?|earnings|income|profits?|sales|econom(?:y|ic)|results|shares?|net|inflation|growth|GDP|company)\b|[$£€¥]|%",
    re.IGNORECASE,
)


def reported_quarter(text: str, published: date) -> str | None:
    """Return the quarter that an article on money reports: the last that was over, or None where it speaks of no quarter."""
    spoken_of = _QUARTER.search(text) and _MONEY.search(text)
    return quarter_value(published.year, (published.month + 2) // 3 - 1) if spoken_of else None


def a_year_before(quarter: str) -> str | None:
    """Return the value of the same quarter of the year before."""
    return quarter_value(int(quarter[:4]) - 1, int(quarter[-1]))


_NUMBERS = {"first": 1, "1st": 1, "q1": 1, "second": 2, "2nd": 2, "q2": 2, "third": 3, "3rd": 3, "q3": 3}


def _ordinal_quarter(match: re.Match[str], reading: Reading) -> str | None:
    if not reading.quarter:
        return None
    number, published = _NUMBERS.get((match["nth"] or match["short"]).casefold(), 4), reading.published
    if match["of_year"]:
        return quarter_value(published.year + STEPS[match["of_year"].casefold()], number)
    now = (published.month + 2) // 3
    if match["year_ago"]:
        return quarter_value(published.year - 1 - (number > now), number)
    if number < now:
        return quarter_value(published.year + bool(lies_ahead(match)), number)
    return quarter_value(published.year - (number > now and not is_ahead(match)), number)


def _the_quarter(match: re.Match[str], reading: Reading) -> str | None:
    if not reading.quarter:
        return None
    return a_year_before(reading.quarter) if "year_ago" in match.re.groupindex else reading.quarter


_YEAR_AGO = r"(?:comparable |same )?year-(?:earlier|ago)(?: comparable)?"

QUARTER_KINDS = (
    RelativeKind(
        words(
            rf"(?:(?:the|its) )?(?:(?P<year_ago>{_YEAR_AGO} )|(?P<of_year>last|this|next) year['’]s )?(?:fiscal )?"
            r"(?:(?P<nth>first|second|third|fourth|final|1st|2nd|3rd|4th)[\s-](?:fiscal )?quarter|(?P<short>Q[1-4]))"
        ),
        _ordinal_quarter,
    ),
    RelativeKind(words(rf"(?:the )?(?P<year_ago>{_YEAR_AGO})(?: quarter| period)?"), _the_quarter),
    RelativeKind(words(r"(?:the|that|this) quarter"), _the_quarter),
)
