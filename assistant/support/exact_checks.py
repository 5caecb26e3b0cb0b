"""What is compared and not estimated: whether a sentence is a quote, and whether evidence holds its numbers, dates and names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from assistant.support import dates, held_names
from assistant.support.support import Evidence
from index.language.names import names
from index.language.numbers import held_values, numbers
from index.language.sentences import sentence_spans

_TO = ("-", "–", "/")
Kind = Literal["number", "date", "name"]
# What Dateline adds to quotes, "[May 3, 2024]", "[in 2019]" or "[Tessel Brand:]": held by the exact checks, not by the words of the text.
ADDED = re.compile(r"\s?\[[^\[\]]{1,40}\]")
# Where a quote was cut out of a longer sentence.
CUT = "…"
# A quote of more sentences is taken for no quote.
SENTENCES_QUOTED = 4

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


def quoted(sentence: str, evidence: Sequence[Evidence]) -> int | None:
    """Return the number of the first text that has the sentence as one or more whole sentences of its own, or is all of it.

    A part of a sentence is no quote: "he would resign" says what "she denied that he would resign" does not. What stands in
    brackets may be added where the evidence holds it, and an ellipsis for what was cut off the evidence itself.
    """
    wanted = dict.fromkeys([_spaced(sentence), _spaced(ADDED.sub("", sentence)).strip(f"{CUT} ")])
    for words, (number, one) in product(filter(None, wanted), enumerate(evidence)):
        if words in _spaced(one.text) and _has_whole(one.text, words) and (words == _spaced(sentence) or _holds_added(sentence, evidence)):
            return number
    return None


def _spaced(text: str) -> str:
    """Return the text with single spaces, none before punctuation, and no full stop at its end, which writers leave out."""
    return re.sub(r" (?=[.,;:!?])", "", " ".join(text.split())).removesuffix(".")


def _has_whole(text: str, wanted: str) -> bool:
    spans = sentence_spans(text)
    runs = (_spaced(text[a:b]) for i, (a, _) in enumerate(spans) for _, b in spans[i : i + SENTENCES_QUOTED])
    return wanted == _spaced(text) or wanted in runs


def _holds_added(sentence: str, evidence: Sequence[Evidence]) -> bool:
    added = [match.span() for match in ADDED.finditer(sentence)]
    return all(item.found for item in exact_checks(sentence, evidence) if _within(item.start, item.end, added))
