"""Whether a sentence tells of the time that a question asks about: by the dates it names, else by when its article was published."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from assistant.answers import ScoredPassage
from assistant.time_frame import TimeFrame, matches
from index.language.sentences import sentence_spans
from index.language.times import Time, dates_in

TimeRelation = Literal["same", "nearby", "unknown", "other", "other_day"]
"""How a sentence stands to a time: it is of it; named around it, not in it; not to be told; it names another; it names none, and its
article came out at another."""

# News is told for some time after it happened.
TOLD_WITHIN = timedelta(days=31)
# And an event is spoken of before it happens.
AHEAD_OF_EVENT = timedelta(days=2 * 366)

_OTHER_TIME = re.compile(
    r"\b(last (year|month|week)|(a|one|two|\d+) (years?|months?) (ago|earlier|before)|(the )?previous (year|edition|month))\b",
    re.IGNORECASE,
)
_ASKED_TIME = re.compile(r"\b(last|previous|earlier|before|ago|past|first|prior|(19|20)\d\d)\b", re.IGNORECASE)


def time_relation(frame: TimeFrame | None, question: str, scored: ScoredPassage, start: int, end: int) -> TimeRelation:
    """Tell how the sentence at offsets `start` to `end` of the passage's article stands to the time asked about.

    For a question that names no days it is "other" where the sentence tells of last year, or of two years ago.
    """
    passage = scored.passage
    if frame is None or (frame.since is None and frame.until is None):
        return "same" if _ASKED_TIME.search(question) else _now(passage.text, start - passage.start, end - passage.start)
    named = _named(passage.text, passage.published)
    inside = [e for e in named if start - passage.start <= e.start < end - passage.start]
    if frame.order == "latest" and frame.until and passage.published:
        return _known_by(frame.until, passage.published, inside)
    # "Last year on this day": the article's own day says less than any other.
    if inside := [e for e in inside if e.first != passage.published or e.last != passage.published] or inside:
        return "same" if _any_in(frame, inside) else _other(frame, max(e.last for e in inside if e.last), "other")
    if before := _before(passage.text, start - passage.start, passage.published):
        return "nearby" if _any_in(frame, before) else "unknown"
    if passage.published and matches(frame, passage.published - TOLD_WITHIN, passage.published):
        return "same"
    if _any_in(frame, [*named, *_named(scored.about, passage.published)]):
        return "nearby"
    return _other(frame, passage.published, "other_day") if passage.published else "unknown"


def _now(text: str, start: int, end: int) -> TimeRelation:
    """Return the relation of a sentence to a question that names no time: last year's figure is not today's."""
    if _OTHER_TIME.search(text, start, end):
        return "other"
    before = next((span for span in sentence_spans(text) if span[1] <= start and not text[span[1] : start].strip(" ")), None)
    return "unknown" if before and _OTHER_TIME.search(text, *before) else "same"


def _other(frame: TimeFrame, day: date, relation: TimeRelation) -> TimeRelation:
    """Return the relation of what is of another time, `day` at the latest: the 2020 election was in the news of 2019."""
    ahead = frame.of_event and frame.since is not None and frame.since - AHEAD_OF_EVENT <= day < frame.since
    return "unknown" if ahead else relation


def _known_by(day: date, published: date, named: Sequence[Time]) -> TimeRelation:
    """Return the relation of what is asked as of a day: what came out by then, and what is told later of that day itself, are of it."""
    of_the_day = any(e.first == e.last == day for e in named)
    return "same" if of_the_day or published <= day else "other"


def without_time(question: str, frame: TimeFrame | None) -> str:
    """Return the question without the words of its frame's days: a reader of single passages takes a year that none names for a miss.

    What is published when, and what tells of when, is told by `time_relation`.
    """
    if frame is None or (frame.since is None and frame.until is None) or question[frame.start : frame.end] != frame.text:
        return question
    part = r"(?:night|morning|afternoon|evening|day|week)\s+of\s+"
    before = re.sub(rf"\b(?:in|on|of|at|during|for)\s+(?:the\s+(?:{part})?)?$", "", question[: frame.start], flags=re.IGNORECASE)
    after = re.sub(r"^['’]s\b", "", question[frame.end :])
    rest = " ".join(f"{before} {after}".split())
    return re.sub(r"\s+([?,.!])", r"\1", rest).lstrip(" ,") if re.search(r"\w", rest) else question


def publication_window(frame: TimeFrame) -> tuple[date, date] | None:
    """Return from when to when articles about the frame's time came out, mostly; None where it is open."""
    if frame.until is None or (frame.since is None and frame.order != "latest"):
        return None
    since = frame.since or max(frame.until, date.min + TOLD_WITHIN) - TOLD_WITHIN
    return since, frame.until if frame.order == "latest" else min(frame.until, date.max - TOLD_WITHIN) + TOLD_WITHIN


def _before(text: str, start: int, published: date | None) -> list[Time]:
    """Return the other times that the sentence before names, in the same paragraph: "It met last year. 44 countries came"."""
    for a, b in sentence_spans(text):
        if b <= start and not text[b:start].strip() and "\n" not in text[b:start] and names_other_time(text[a:b], published):
            return [e for e in _named(text, published) if a <= e.start < b]
    return []


def names_other_time(text: str, published: date | None) -> bool:
    """Tell whether a text names a time that is not about when it was published."""
    return any(
        published is None or e.last is None or e.first is None or e.last < published - TOLD_WITHIN or e.first > published + TOLD_WITHIN
        for e in _named(text, published)
    )


@lru_cache(maxsize=500)
def _named(text: str, published: date | None) -> tuple[Time, ...]:
    return tuple(dates_in(text, published))


def _any_in(frame: TimeFrame, named: Iterable[Time]) -> bool:
    return any(e.first and e.last and matches(frame, e.first, e.last) for e in named)
