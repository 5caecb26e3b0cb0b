"""Expressions for the present, the past and the future as such: "now", "recently", "in the coming months"."""

import re

from assistant.time_expressions.kinds import Reading, RelativeKind, words
from assistant.time_expressions.values import FUTURE, PAST, PRESENT
from assistant.time_expressions.words import SEASON

# What follows "the past" where it is a length of time: "the past two years".
_LENGTH = rf"(?:\w{{1,12}}[\s-])?(?:hour|day|week|weekend|month|quarter|year|decade|century|centurie|season|{SEASON})s?\b"
_UNITS = r"(?:days|weeks|months|quarters|years)"


def _present(match: re.Match[str], reading: Reading) -> str:
    return PRESENT


def _past(match: re.Match[str], reading: Reading) -> str:
    return PAST


def _future(match: re.Match[str], reading: Reading) -> str:
    return FUTURE


VAGUE_KINDS = (
    RelativeKind(words(r"now|currently|at present|at the moment|these days"), _present),
    RelativeKind(
        words(rf"recently|lately|in (?P<here>the past)(?! {_LENGTH})|the (?:last|past) (?:few|several) {_UNITS}"),
        _past,
    ),
    RelativeKind(
        words(rf"(?<!as\s)soon|(?:in )?the (?:near )?future|the near term|the short term|(?:the )?coming {_UNITS}"),
        _future,
    ),
)
