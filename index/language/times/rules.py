"""What a rule of the grammar is: a pattern, and what its matches name."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from index.language.times.periods import Period

# Where a time that may be past or to come lies: as its sentence tells, or always back or ahead.
Looks = Literal["told", "back", "ahead"]
# What a match names: a period, the value of something without days ("PAST_REF"), or "" for what neither is a time nor holds
# one; None leaves its words to other rules.
Named = Period | str | None
NOTHING = ""


@dataclass(frozen=True)
class Reading:
    """What expressions are read with: the day they count from, where they look, the quarter reported, the period named before."""

    written: date
    looks: Looks = "told"
    quarter: Period | None = None
    named: Period | None = None


@dataclass(frozen=True)
class Rule:
    """Expressions of one kind. `relative` ones need the text's day; `points_back` tells that they name no time of their own.

    In `pattern` a space stands for one to three of any kind, words are whole, and letters in `(?-i:...)` are read as written.
    A group called "here" is the expression, where there is one. `sure` tells of a relative one whether its day may be printed.
    """

    pattern: str
    read: Callable[[re.Match[str], Reading], Named]
    relative: bool = True
    points_back: bool = False
    sure: Callable[[re.Match[str], Period, Reading], bool] = lambda match, period, reading: False

    def compiled(self, *, any_case: bool) -> re.Pattern[str]:
        """Return the pattern, for texts where names of days and months may be written small."""
        return _compiled(self.pattern, any_case)


# Also the spaces that keep a number and its unit on one line.
_SPACE = r"[\s\u00a0\u2009\u202f]{1,3}"


@cache
def _compiled(pattern: str, any_case: bool) -> re.Pattern[str]:
    # Letters and digits are those of ASCII, so that what matches can be looked up: without it "i" also matches a dotless one.
    pattern = pattern.replace("(?-i:", "(?:") if any_case else pattern
    return re.compile(rf"(?<!\w)(?a:{pattern.replace(' ', _SPACE)})(?!\w)", re.IGNORECASE)
