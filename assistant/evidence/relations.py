"""How a candidate sentence stands to what the question asks, beyond its words: its time, its speaker, its day, what came after it."""

from collections.abc import Sequence
from functools import partial
from math import sqrt

import numpy as np

from assistant.attribution import says_of, speaks
from assistant.reading.features import stems
from assistant.reading.reader import Span
from assistant.records import ScoredPassage
from assistant.retrieval import search_words
from assistant.time_frame import TimeFrame
from assistant.timing import TimeRelation
from index.annotations import said_in
from index.dating.clock import When, is_later

RELATIONS = (
    "nearby_time",  # the time asked about is named around it, or its article tells of it
    "unknown_time",
    "other_time",  # it names another time than the one asked about
    "other_day",  # it names none, and its article is of another time
    "past_time",  # the question names no time, the sentence tells of last year
    "past_before",  # the one before it does
    "said",  # by the one whose statement is asked for
    "said_on_subject",  # the share of the subject's words in what they say
    "said_by_another",
    "said_by_nobody",
    "older",  # how likely another of a later day is beside it
    "not_latest",  # the same, where the latest is asked for
    "not_first",
    "correction",  # it stands in a correction notice
    "short",
)
# What speaks against an answer that is none of the sentences' doing.
NONE_RELATIONS = ("time_asked", "speaker_asked")

SHORT_WORDS = 6
# The verbs and nouns by which a statement is asked for; they are not its subject.
_TELLING = (
    "say said tell told describe call claim think believe write wrote tweet add announce argue comment explain respond react report suggest"
    " warn predict promise deny admit state remark declare insist contradict give reason explanation response opinion view words"
)


def relations(
    question: str,
    spans: Sequence[Span],
    passages: Sequence[ScoredPassage],
    frame: TimeFrame | None,
    times: Sequence[TimeRelation],
) -> np.ndarray:
    """Return RELATIONS of each span's sentence, shape (spans, 15); `times` are the sentences' times."""
    rows = [dict.fromkeys(RELATIONS, 0.0) for _ in spans]
    asked = asked_speaker(question)
    said = partial(_said, asked, _subject(question, asked)) if asked else None
    order = frame.order if frame else None
    later, earlier = _rivals(spans, passages, times)
    framed = has_days(frame)
    for row, span, time, by_later, by_earlier in zip(rows, spans, times, later, earlier, strict=True):
        scored = passages[span.passage]
        if framed and time != "same":
            row[f"{time}_time" if time != "other_day" else time] = 1.0
        elif time != "same":
            row["past_time" if time == "other" else "past_before"] = 1.0
        if said:
            row |= said(span, scored)
        row["older"] = by_later if order is None else 0.0
        row["not_latest"] = by_later if order == "latest" else 0.0
        row["not_first"] = by_earlier if order == "first" else 0.0
        row["correction"] = float(scored.correction)
        words = scored.passage.text[span.sentence_start - scored.passage.start : span.sentence_end - scored.passage.start].split()
        row["short"] = float(len(words) < SHORT_WORDS)
    return np.array([[row[name] for name in RELATIONS] for row in rows])


def _rivals(spans: Sequence[Span], passages: Sequence[ScoredPassage], times: Sequence[TimeRelation]) -> tuple[list[float], list[float]]:
    """Return the share of the likeliest of later news beside each span, 0 to 1, and of earlier; none of another time.

    The reader much prefers the wording of the question to another's, so that the roots of its odds are compared.
    """
    moments = [_moment(passages[span.passage]) for span in spans]
    best: dict[When, float] = {}
    for moment, span, time in zip(moments, spans, times, strict=True):
        if moment and time not in ("other", "other_day"):
            best[moment] = max(best.get(moment, 0.0), sqrt(span.probability))
    shares = []
    for moment, span in zip(moments, spans, strict=True):
        later = max((p for other, p in best.items() if moment and is_later(other, moment)), default=0.0)
        earlier = max((p for other, p in best.items() if moment and is_later(moment, other)), default=0.0)
        shares.append([rival / (rival + sqrt(span.probability) or 1.0) for rival in (later, earlier)])
    return [later for later, _ in shares], [earlier for _, earlier in shares]


def _moment(scored: ScoredPassage) -> When | None:
    return (scored.passage.published, scored.time) if scored.passage.published else None


def none_relations(question: str, frame: TimeFrame | None) -> np.ndarray:
    """Return NONE_RELATIONS, shape (2,)."""
    return np.array([float(has_days(frame)), float(asked_speaker(question) is not None)])


def has_days(frame: TimeFrame | None) -> bool:
    """Tell whether a frame names days, not only an order."""
    return frame is not None and (frame.since is not None or frame.until is not None)


def asked_speaker(question: str) -> str | None:
    """Return the name whose statement is asked for: "researchers" and "the police" are many, a name is one."""
    asked = says_of(question)
    return asked if asked and any(word[0].isupper() for word in asked.split()) else None


def _subject(question: str, asked: str | None) -> frozenset[str]:
    rest = question.replace(asked, " ") if asked else question
    return stems(" ".join(search_words(rest))) - stems(_TELLING)


def _said(asked: str, subject: frozenset[str], span: Span, scored: ScoredPassage) -> dict[str, float]:
    """Return the relations of a sentence to the speaker asked about."""
    passage = scored.passage
    text = passage.text[span.sentence_start - passage.start : span.sentence_end - passage.start]
    by = said_in(scored.sentences, span.sentence_start, span.sentence_end)
    if by and speaks(by, asked):
        return {"said": 1.0, "said_on_subject": len(subject & stems(text)) / len(subject) if subject else 0.0}
    if asked.split()[-1].casefold() in text.casefold():
        return {}
    return {"said_by_another" if by else "said_by_nobody": 1.0}
