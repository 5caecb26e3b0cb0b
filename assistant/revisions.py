"""The different figures that articles of different days give as the answer to one question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers import Citation
from assistant.question_kinds import NUMBER
from assistant.reading.features import stems
from assistant.retrieval import search_words
from index.language.numbers import numbers_in

# Of how likely the first answer is, what another must have to be listed beside it, and to be put in its place when it is newer.
LISTED_SHARE = 0.25
NEWER_SHARE = 0.3
# Of what the first answer's sentence names of the question, what another's must name to speak of the same thing.
SAME_SUBJECT = 0.5

# A figure and the word behind it that it may count. A scale, a unit of money or what no figure counts says nothing of the thing.
_FIGURE = re.compile(rf"(?P<figure>{NUMBER.pattern}(?:[- ](?:hundred|thousand|million|billion))*)(?: (?P<thing>[a-z]+))?")
_HOW_MANY = re.compile(r"\bhow many((?: [a-z]+){1,3})", re.IGNORECASE)
_PASSED_OVER = frozenset("of to in on at and or from by as when after more were was are have has had per".split())


@dataclass(frozen=True)
class Candidate:
    """A cited sentence with the words of it that answer, how likely it is beside the first, and what its article is about.

    `of_time` tells that it speaks of the time asked about.
    """

    citation: Citation
    answer: str
    share: float
    about: str
    of_time: bool = True


def revised(question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the first candidate and those that give another figure for the same thing on another day, by publication date.

    Each figure is there once, as it is likeliest, with the word that it counts. Empty when there is nothing but the first.
    """
    thing = _asked_thing(question, candidates)
    first = _counting(candidates[0], thing) if candidates else None
    if first is None or first.citation.published is None:
        return []
    kept = [first]
    for candidate in candidates[1:]:
        likely = candidate.share >= LISTED_SHARE and candidate.of_time and _same_subject(question, first, candidate)
        counting = _counting(candidate, thing or _thing(first)) if likely else None
        if counting and _is_another(counting, kept):
            kept.append(counting)
    kept.sort(key=lambda candidate: (str(candidate.citation.published), candidate.citation.file))
    return kept if len(kept) > 1 else []


def _counting(candidate: Candidate, thing: str | None) -> Candidate | None:
    """Return the candidate with the figure that counts the `thing` as its answer: "six people", not "23 injured", of people.

    Without a thing, or where the sentence counts none, its answer stays, unless that counts something else.
    """
    found = list(_FIGURE.finditer(candidate.citation.quote))
    start, end = (place - candidate.citation.start for place in (candidate.citation.answer_start or 0, candidate.citation.answer_end or 0))
    own = next((match for match in found if match.start() < end and start < match.end()), None)
    if thing:
        own = next((match for match in found if _counted(match) == thing), own)
    counted = _counted(own) if own else None
    if own is None or (thing and counted not in (thing, None)):
        return None
    words = own[0] if counted else own["figure"]
    at = candidate.citation.start + own.start()
    return replace(candidate, answer=words, citation=replace(candidate.citation, answer_start=at, answer_end=at + len(words)))


def _asked_thing(question: str, candidates: Sequence[Candidate]) -> str | None:
    """Return the stem of what "how many ..." asks for, where a figure of the candidates counts it: "people" of "risen to nine" too."""
    asked = _HOW_MANY.search(question)
    counted = {_counted(match) for candidate in candidates for match in _FIGURE.finditer(candidate.citation.quote)}
    words = asked[1].casefold().split() if asked else []
    return next((stem for word in words for stem in stems(word) if stem in counted), None)


def _thing(candidate: Candidate) -> str | None:
    """Return the stem of what a counting candidate's answer counts; None where no word follows its figure."""
    match = _FIGURE.fullmatch(candidate.answer)
    return _counted(match) if match else None


def _counted(figure: re.Match[str]) -> str | None:
    word = figure["thing"]
    return None if word is None or word in _PASSED_OVER else next(iter(stems(word)), None)


def _is_another(candidate: Candidate, kept: Sequence[Candidate]) -> bool:
    published = candidate.citation.published
    figures = [numbers_in(other.answer) for other in kept]
    days = [other.citation.published for other in kept]
    return published is not None and published not in days and not any(numbers_in(candidate.answer) & other for other in figures)


def _same_subject(question: str, one: Candidate, other: Candidate) -> bool:
    """Tell whether two sentences, with what their articles are about, name as much of the question."""
    asked = stems(" ".join(search_words(question)))
    named, also_named = (len(asked & stems(f"{c.about} {c.citation.quote}")) for c in (one, other))
    return also_named >= SAME_SUBJECT * named
