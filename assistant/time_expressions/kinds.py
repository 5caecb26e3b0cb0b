"""What a kind of expression is: a pattern, and the rule that gives its matches a value."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Reading:
    """What an expression is read with: its article's date, the quarter of the results that it reports, the value named before."""

    published: date
    quarter: str | None = None
    named: str | None = None


@dataclass(frozen=True)
class ExplicitKind:
    """Expressions that say their own time: of a match, `value` gives the TIMEX3 value, or None where it is no date."""

    pattern: re.Pattern[str]
    value: Callable[[re.Match[str]], str | None]


@dataclass(frozen=True)
class RelativeKind:
    """Expressions that need the article's date."""

    pattern: re.Pattern[str]
    value: Callable[[re.Match[str], Reading], str | None]


# Also the spaces that keep a number and its unit on one line.
_SPACE = r"[\s\u00a0\u2009\u202f]{1,3}"


def words(pattern: str) -> re.Pattern[str]:
    """Compile a pattern in which a space stands for one to three of any kind, case does not count, and words are whole.

    Letters and digits are those of ASCII, so that what matches can be looked up: without it "i" also matches a dotless one.
    """
    return re.compile(rf"(?<!\w)(?a:{pattern.replace(' ', _SPACE)})(?!\w)", re.IGNORECASE)
