"""The figures that candidate sentences answer with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.question_kinds import NUMBER
from assistant.reading.features import stems
from assistant.reading.reader import Span
from assistant.records import ScoredPassage
from index.language.numbers import numbers_in

# How alike two passages must be to tell of one event (cosine). Of 130 pairs of invented stories told over several days, where all that
# the question names is named too, .95 are of one story from here on, .75 of all.
SAME_EVENT = 0.5

# A figure and the word behind it that it may count. A scale, a unit of money or what no figure counts says nothing of the thing.
_FIGURE = re.compile(rf"(?P<figure>{NUMBER.pattern}(?:[- ](?:hundred|thousand|million|billion))*)(?: (?P<thing>[a-z]+))?")
_HOW_MANY = re.compile(r"\bhow many((?: [a-z]+){1,3})", re.IGNORECASE)
_PASSED_OVER = frozenset("of to in on at and or from by as when after more were was are have has had per".split())


@dataclass(frozen=True)
class Figure:
    """What a sentence gives as the figure asked for: `values` are its numbers, at `start` to `end` of the article.

    `names_all` tells that its passage names, with its headline, all that the question does, and `vector` is the passage's.
    """

    start: int
    end: int
    thing: str | None
    values: frozenset[str]
    names_all: bool
    vector: np.ndarray | None = field(default=None, compare=False)


def figures(question: str, spans: Sequence[Span], passages: Sequence[ScoredPassage]) -> list[Figure | None]:
    """Return the figure of each span's sentence that counts what the question asks for: "six people", not "23 injured", of people.

    A sentence that counts something else, or nothing, has none.
    """
    texts = [_sentence(span, passages) for span in spans]
    found = [list(_FIGURE.finditer(text)) for text in texts]
    thing = _asked_thing(question, found) or _thing_of_first(spans, found)
    named = stems(" ".join(word for word in re.findall(r"\w+", question)[1:] if word[0].isupper()))
    result: list[Figure | None] = []
    for span, matches in zip(spans, found, strict=True):
        match = _counting(span, matches, thing)
        if match is None:
            result.append(None)
            continue
        words = match[0] if _counted(match) else match["figure"]
        start = span.sentence_start + match.start()
        scored = passages[span.passage]
        names_all = named <= stems(f"{scored.about} {scored.passage.text}")
        result.append(Figure(start, start + len(words), thing, frozenset(numbers_in(words)), names_all, scored.vector))
    return result


def is_another(one: Figure, other: Figure) -> bool:
    """Tell whether two figures differ and are of the same event: of all that the question names, in passages that are alike."""
    alike = one.vector is None or other.vector is None or float(one.vector @ other.vector) >= SAME_EVENT
    return one.names_all and other.names_all and alike and not one.values & other.values


def _sentence(span: Span, passages: Sequence[ScoredPassage]) -> str:
    passage = passages[span.passage].passage
    return passage.text[span.sentence_start - passage.start : span.sentence_end - passage.start]


def _counting(span: Span, matches: Sequence[re.Match[str]], thing: str | None) -> re.Match[str] | None:
    """Return the figure that the span points at; where that counts another thing or is none, the first that counts the thing."""
    start, end = span.start - span.sentence_start, span.end - span.sentence_start
    own = next((match for match in matches if match.start() < end and start < match.end()), None)
    if thing and (own is None or _counted(own) not in (thing, None)):
        own = next((match for match in matches if _counted(match) == thing), own)
    return None if own is None or (thing and _counted(own) not in (thing, None)) else own


def _asked_thing(question: str, found: Sequence[Sequence[re.Match[str]]]) -> str | None:
    """Return the stem of what "how many ..." asks for, where a figure of the sentences counts it: "people" of "risen to nine" too."""
    asked = _HOW_MANY.search(question)
    counted = {_counted(match) for matches in found for match in matches}
    words = asked[1].casefold().split() if asked else []
    return next((stem for word in words for stem in stems(word) if stem in counted), None)


def _thing_of_first(spans: Sequence[Span], found: Sequence[Sequence[re.Match[str]]]) -> str | None:
    match = _counting(spans[0], found[0], None) if spans else None
    return _counted(match) if match else None


def _counted(figure: re.Match[str]) -> str | None:
    word = figure["thing"]
    return None if word is None or word in _PASSED_OVER else next(iter(stems(word)), None)
