"""Whether an expression that may be past or to come is to come: a decision where `lies_ahead` may leave it open."""

import re

from assistant.time_expressions.context import lies_ahead, words_after, words_before

_FROM_THEN_ON = re.compile(r"\b(?:effective|payable|(?<!been )due)\s{1,3}(?:on\s{1,3})?$", re.IGNORECASE)
_MAY_BE_PAST = re.compile(r"['’]s\b")
_PLANNED = re.compile(
    r"\b(?:by|until|till|as\s(?:soon|early)\sas|through|(?<!had been )due|effective"
    r"|planned|planning|scheduled|expected|slated|would)\b[^.;]*$",
    re.IGNORECASE,
)


def speaks_of_it_as_to_come(match: re.Match[str]) -> bool | None:
    """Tell what lies_ahead tells, and of "effective Feb. 1" that it is to come."""
    return True if _FROM_THEN_ON.search(words_before(match)) else lies_ahead(match)


def is_ahead(match: re.Match[str]) -> bool:
    """Decide also what lies_ahead leaves open: by a deadline or a plan close before, unless it is "Friday's vote"."""
    ahead = speaks_of_it_as_to_come(match)
    if ahead is None:
        return not _MAY_BE_PAST.match(words_after(match)) and bool(_PLANNED.search(words_before(match, 60)))
    return ahead
