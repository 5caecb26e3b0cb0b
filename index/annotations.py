"""What is known of the sentences of an article from when it is indexed on: their kinds, times, speakers, figures and names."""

import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar, get_args

from index.articles import Article
from index.fingerprints import sentence_hashes
from index.language.names import Name, is_surely_a_name, names
from index.language.numbers import Number, numbers
from index.language.sentences import sentence_spans
from index.language.speakers import LONGEST_SENTENCE, Attribution, speakers
from index.language.times import Time, times_in
from index.sentence_kinds import SentenceKind, sentence_kind

# Raised when annotations are made otherwise, so that an index made before is known to be old.
ANNOTATION_RULES = 2
# Of each kind, in a sentence: a line of a table has no more, and a text made to be slow would fill the catalog with them.
MOST = 60

Placed = TypeVar("Placed", Time, Number)

_FLAGS = ("relative", "sure", "yearless", "points_back")


@dataclass(frozen=True)
class AnnotatedSentence:
    """The sentence `text[start:end]` of an article, and what it holds, each with its place in the article.

    `times` count from the day the article was published; `figures` are the numbers that are no part of a time.
    """

    start: int
    end: int
    kind: SentenceKind = "body"
    times: tuple[Time, ...] = ()
    speaker: Attribution | None = None
    figures: tuple[Number, ...] = ()
    names: tuple[Name, ...] = ()


def annotate(article: Article) -> tuple[AnnotatedSentence, ...]:
    """Return the sentences of an article's body; one that is too long to be a sentence is given no more than its place."""
    text, spans = article.text, sentence_spans(article.text, article.body_start)
    times = [_moved(time, article.body_start) for time in times_in(text[article.body_start :], article.published)]
    starts = [time.start for time in times]
    found = [_annotated(text, start, end, times[bisect_left(starts, start) : bisect_left(starts, end)]) for start, end in spans]
    said = speakers(text, spans, [one.names for one in found])
    return tuple(replace(one, speaker=speaker) if speaker else one for one, speaker in zip(found, said, strict=True))


def _annotated(text: str, start: int, end: int, times: Sequence[Time]) -> AnnotatedSentence:
    if end - start > LONGEST_SENTENCE:
        return AnnotatedSentence(start, end)
    times, of_times = times[:MOST], [(time.start, time.end) for time in times[:MOST]]
    figures = [_moved(number, start) for number in numbers(text[start:end])[:MOST]]
    return AnnotatedSentence(
        *(start, end, sentence_kind(text[start:end]), tuple(times)),
        figures=tuple(one for one in figures if not any(one.start < b and a < one.end for a, b in of_times)),
        names=tuple(names(text, of_times, start, end)[:MOST]),
    )


def surely_named(text: str, sentence: AnnotatedSentence) -> list[str]:
    """Return the names of a sentence of an article's text, on one line each, without those that may be but its first word."""
    return [" ".join(text[name.start : name.end].split()) for name in sentence.names if is_surely_a_name(text, name)]


def said_in(sentences: Sequence[AnnotatedSentence], start: int, end: int) -> Attribution | None:
    """Return who says the words from `start` to `end` of an article: the speaker of the first sentence that they reach into."""
    return next((one.speaker for one in sentences if one.end > start and one.start < end), None)


def packed(article: Article, sentences: Sequence[AnnotatedSentence]) -> str:
    """Return sentences as the catalog keeps them, each with what boilerplate knows it by: JSON, places counted from the sentence's."""
    hashes = sentence_hashes(article.text[one.start : one.end] for one in sentences)
    rows = [_row(one, hash) for one, hash in zip(sentences, hashes, strict=True)]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def unpacked(rows: str) -> list[tuple[AnnotatedSentence, int | None]]:
    """Return the sentences of what `packed` returned, each with its hash; raises ValueError for what it did not."""
    try:
        return [_sentence(*row) for row in json.loads(rows)]
    except (TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error


def with_boilerplate(sentences: Iterable[tuple[AnnotatedSentence, int | None]], boilerplate: set[int]) -> tuple[AnnotatedSentence, ...]:
    """Return sentences without their hashes, those that many stories hold as such."""
    return tuple(replace(one, kind="boilerplate") if hash in boilerplate else one for one, hash in sentences)


def _moved(one: Placed, by: int) -> Placed:
    return replace(one, start=one.start + by, end=one.end + by)


def _row(one: AnnotatedSentence, hash: int | None) -> list[Any]:
    at, said = one.start, one.speaker
    times = [[*_place(t, at), _number(t.first), _number(t.last), t.granularity, t.value, _flags(t)] for t in one.times]
    speaker = said and [said.speaker, said.name]
    figures = [[*_place(number, at), number.value, number.is_said] for number in one.figures]
    named = [[*_place(name, at), " ".join(name.words), name.opens] for name in one.names]
    return [at, one.end, one.kind, hash, times, speaker, figures, named]


def _place(one: Time | Number | Name, at: int) -> tuple[int, int]:
    return one.start - at, one.end - at


def _number(day: date | None) -> int | None:
    return day.toordinal() if day else None


def _day(number: int | None) -> date | None:
    return None if number is None else date.fromordinal(number)


def _flags(time: Time) -> int:
    return sum(getattr(time, name) << n for n, name in enumerate(_FLAGS))


def _sentence(
    start: int, end: int, kind: SentenceKind, hash: int | None, times: Any, speaker: Any, figures: Any, named: Any
) -> tuple[AnnotatedSentence, int | None]:
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(hash, int | None) and kind in get_args(SentenceKind)):
        raise ValueError("no sentence")
    found = AnnotatedSentence(
        *(start, end, kind),
        tuple(_time(start, *row) for row in times),
        speaker and Attribution(*speaker),
        tuple(Number(start + a, start + b, value, is_said) for a, b, value, is_said in figures),
        tuple(Name(start + a, start + b, tuple(words.split()), opens) for a, b, words, opens in named),
    )
    return found, hash


def _time(at: int, start: int, end: int, first: int | None, last: int | None, granularity: str, value: str, flags: int) -> Time:
    relative, sure, yearless, points_back = (bool(flags >> n & 1) for n in range(len(_FLAGS)))
    return Time(at + start, at + end, _day(first), _day(last), granularity, value, relative, sure, yearless, points_back)
