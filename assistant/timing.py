"""Whether a sentence tells of the time that a question asks about: by the dates it names, else by when its article was published."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

from assistant.records import ScoredPassage
from assistant.time_frame import TimeFrame, matches
from index.language.times import Time, dates_in

TimeRelation = Literal["same", "nearby", "unknown", "other", "other_day"]
"""How a sentence stands to a time: it is of it; named around it, not in it; not to be told; it names another; it names none, and its
article came out at another."""

# News is told for some time after it happened.
TOLD_WITHIN = timedelta(days=31)
# And an event is spoken of before it happens.
AHEAD_OF_EVENT = timedelta(days=2 * 366)

_ORDER_ALONE = re.compile(
    r"latest|newest|most recent(?:ly)?|recently|lately|current(?:ly)?|finally|in the end|after all|so far|to date|initially|originally"
    r"|at (?:present|the moment|first|the outset)|in the beginning|(?:(?:right|until|till|up to|as of|by|just) )?now",
    re.IGNORECASE,
)
_ASKED_TIME = re.compile(r"\b(last|previous|earlier|before|ago|past|first|prior|(19|20)\d\d)\b", re.IGNORECASE)


def time_relation(frame: TimeFrame | None, question: str, scored: ScoredPassage, start: int, end: int) -> TimeRelation:
    """Tell how the sentence at offsets `start` to `end` of the passage's article stands to the time asked about.

    For a question that names no days it is "other" where the sentence tells of last year or of two years ago, "nearby" where the one
    before it does.
    """
    published = scored.passage.published
    around = [time for one in scored.own_sentences for time in one.times]
    inside = [time for time in around if time.first and start <= time.start < end]
    if frame is None or (frame.since is None and frame.until is None):
        if _ASKED_TIME.search(question):
            return "same"
        return "other" if _past(inside, published) else "nearby" if _past(_before(scored, start), published) else "same"
    if frame.order == "latest" and frame.until and published:
        return _known_by(frame.until, published, inside)
    # "Last year on this day": the article's own day says less than any other.
    inside = [time for time in inside if time.granularity != "stretch"]
    if inside := [time for time in inside if time.first != published or time.last != published] or inside:
        return "same" if _any_in(frame, inside) else _other(frame, max(time.last for time in inside if time.last), "other")
    before = _before(scored, start)
    if any(_is_other(time, published) for time in before):
        return "nearby" if _any_in(frame, before) else "unknown"
    if published and matches(frame, published - TOLD_WITHIN, published):
        return "same"
    named = [time for time in around if time.granularity != "stretch"]
    if _any_in(frame, [*named, *dates_in(scored.about, published)]):
        return "nearby"
    return _other(frame, published, "other_day") if published else "unknown"


def _past(named: Iterable[Time], published: date | None) -> bool:
    """Tell whether times tell of what was before: "last year", "two months ago"."""
    return any(
        time.relative and time.granularity not in ("day", "stretch") and not (time.yearless or time.points_back)
        for time in named
        if published and time.last and time.last < published
    )


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


def as_read(question: str, frame: TimeFrame | None) -> str:
    """Return the question as the reader is asked it: without the words of a time, or those that say no more than that the latest is meant.

    Which report is the latest is told by its day; of 173 questions with such a word 105 are answered rightly without it, 97 with it.
    """
    if frame is None or not frame.order or not _ORDER_ALONE.fullmatch(frame.text) or question[frame.start : frame.end] != frame.text:
        return without_time(question, frame)
    rest = " ".join(f"{question[: frame.start]} {question[frame.end :]}".split())
    return re.sub(r"\s+([?,.!])", r"\1", rest).lstrip(" ,")


def publication_window(frame: TimeFrame) -> tuple[date, date] | None:
    """Return from when to when articles about the frame's time came out, mostly; None where it is open."""
    if frame.until is None or (frame.since is None and frame.order != "latest"):
        return None
    since = frame.since or max(frame.until, date.min + TOLD_WITHIN) - TOLD_WITHIN
    return since, frame.until if frame.order == "latest" else min(frame.until, date.max - TOLD_WITHIN) + TOLD_WITHIN


def _before(scored: ScoredPassage, start: int) -> list[Time]:
    """Return the times that the sentence before names, in the same paragraph: "It met last year. 44 countries came"."""
    passage = scored.passage
    one = next((one for one in reversed(scored.own_sentences) if passage.start <= one.start and one.end <= start), None)
    if one is None or "\n" in passage.text[one.end - passage.start : start - passage.start]:
        return []
    return [time for time in one.times if time.granularity != "stretch"]


def names_other_time(text: str, published: date | None) -> bool:
    """Tell whether a text names a time that is not about when it was published."""
    return any(_is_other(time, published) for time in dates_in(text, published))


def _is_other(time: Time, published: date | None) -> bool:
    return (
        published is None
        or time.last is None
        or time.first is None
        or time.last < published - TOLD_WITHIN
        or time.first > published + TOLD_WITHIN
    )


def _any_in(frame: TimeFrame, named: Iterable[Time]) -> bool:
    return any(e.first and e.last and matches(frame, e.first, e.last) for e in named)
