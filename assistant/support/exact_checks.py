"""The numbers, dates and names of a sentence, and of each whether evidence holds it: what no paraphrase changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.support import dates, held_names
from assistant.support.support import Evidence
from index.language.names import names
from index.language.numbers import held_values, numbers

_TO = ("-", "–", "/")
Kind = Literal["number", "date", "name"]


# Of a text without any sentence end, what is checked; no sentence of an answer is as long.
LONGEST = 5_000


@dataclass(frozen=True)
class Found:
    """The words `text` at `start` to `end` of a sentence; `found` tells whether evidence holds what they name, in any form."""

    text: str
    start: int
    end: int
    kind: Kind
    found: bool


def exact_checks(sentence: str, evidence: Sequence[Evidence]) -> tuple[Found, ...]:
    """Return the numbers, dates and names of a sentence in order, of its first LONGEST characters; no text raises anything.

    A number is held by its value, a date also by a day within it, by a relative day that means it and by the day the evidence
    was published; a name also by its acronym, and a person's by the last name where the evidence knows no other of that name.
    """
    sentence = sentence[:LONGEST]
    texts = [one.text for one in evidence]
    found: list[Found] = []

    def add(kind: Kind, start: int, end: int, is_found: bool) -> None:
        found.append(Found(sentence[start:end], start, end, kind, is_found))

    named = dates.dates(sentence)
    spans = [(one.start, one.end) for one in named]
    for one in named:
        add("date", one.start, one.end, dates.is_held(sentence, one, evidence))
    for number in numbers(sentence):
        goes_on = 2 if sentence[number.start - 1 : number.start] in _TO else 0  # "2012–13"
        if number.is_said and not _within(number.start - goes_on, number.end, spans):
            add("number", number.start, number.end, any(number.value in held_values(text) for text in texts))
    for name in names(sentence, spans):
        if held_names.is_name(sentence, name, texts):
            add("name", name.start, name.end, held_names.is_held(name, texts))
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def _within(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < b and a < end for a, b in spans)
