"""A reading weighed by what the reader cannot see: the question's time, who speaks, and what was corrected since."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.answers import ScoredPassage
from assistant.attribution import says_of, speaks
from assistant.reading.features import stems
from assistant.reading.reader import Reading, Span
from assistant.retrieval import search_words
from assistant.time_frame import TimeFrame
from assistant.timing import time_weight
from index import Passage
from index.annotations import AnnotatedSentence, said_in
from index.language.speakers import Attribution

# The verbs and nouns by which a statement is asked for; they are not its subject.
TELLING = (
    "say said tell told describe call claim think believe write wrote tweet add announce argue comment explain respond react report suggest"
    " warn predict promise deny admit state remark declare insist contradict give reason explanation response opinion view words"
).split()

Sentences = Mapping[str, Sequence[AnnotatedSentence]]
SentencesOf = Callable[[Sequence[str]], Sentences]

# Sentences less likely than this share of the likeliest keep their order behind the others: they will not be shown.
WEIGHED_SHARE = 0.05
# Of a sentence's probability, what is kept when the question asks what somebody says, and somebody else or nobody says it.
OTHER_SPEAKER = 0.3
NO_SPEAKER = 0.6
# What the one asked about says of at least this share of the question's other words is a statement on it, and as likely an answer as
# STATEMENT times that share: a reader trained on facts gives direct speech next to nothing.
ON_SUBJECT = 0.5
STATEMENT = 0.6
# Of a sentence's probability, what is kept for each later day of publication when "the latest" is asked for, each earlier for "the first".
OTHER_NEWS = 0.5
# How far another time makes it doubtful that there is an answer at all: as a power of the sentence's weight by time. The whole weight
# declined too much that was right (even half of wikinews_dev).
DOUBT = 0.5
# A sentence of a correction notice that is at least this share as likely as what stands first is put before it.
CORRECTION_SHARE = 0.25


def weighed(
    reading: Reading, question: str, passages: Sequence[ScoredPassage], frame: TimeFrame | None, sentences_of: SentencesOf
) -> Reading:
    """Return the reading with its spans weighed and in their new order.

    `answerable` falls where what now stands first is of another time, or said by another, than the question asks for.
    """
    asked = _asked_speaker(question)
    sentences = sentences_of([scored.passage.article_id for scored in passages]) if asked else {}
    reading = _with_statements(reading, question, asked, passages, sentences)
    if not reading.spans:
        return reading
    least = WEIGHED_SHARE * reading.spans[0].probability
    likely = [span for span in reading.spans if span.probability >= least]
    rest = reading.spans[len(likely) :]
    by_time = [time_weight(frame, question, passages[s.passage], s.sentence_start, s.sentence_end) for s in likely]
    by_speaker = [_speaker_weight(asked, span, passages[span.passage].passage, sentences) for span in likely]
    weights = [a * b * c for a, b, c in zip(by_time, by_speaker, _by_day(likely, passages, frame), strict=True)]
    order = sorted(range(len(likely)), key=lambda i: (-likely[i].probability * weights[i], i))
    order = _corrections_first(order, likely, weights, passages)
    spans = [replace(likely[i], probability=likely[i].probability * weights[i]) for i in order]
    fits = by_time[order[0]] ** DOUBT * (OTHER_SPEAKER if by_speaker[order[0]] == OTHER_SPEAKER else 1.0)
    return Reading((*spans, *rest), reading.answerable * fits)


def _with_statements(
    reading: Reading, question: str, asked: str | None, passages: Sequence[ScoredPassage], sentences: Sentences
) -> Reading:
    """Return the reading with what the one asked about says on the subject as likely as it deserves, whole sentences."""
    if asked is None:
        return reading
    subject = stems(" ".join(search_words(question.replace(asked, " ")))) - stems(" ".join(TELLING))
    found = []
    for span in reading.spans:
        likely = STATEMENT * _on_subject(asked, subject, span, passages[span.passage].passage, sentences)
        whole = replace(span, start=span.sentence_start, end=span.sentence_end, probability=likely)
        found.append(whole if likely > span.probability else span)
    found.sort(key=lambda span: -span.probability)
    return Reading(tuple(found), max([reading.answerable, *(span.probability for span in found if span not in reading.spans)]))


def _on_subject(asked: str, subject: frozenset[str], span: Span, passage: Passage, sentences: Sentences) -> float:
    """Return the share of the subject's words in a sentence that the one asked about says; 0 where it is too small or by another."""
    if not subject:
        return 0.0
    share = len(subject & stems(_words_of(span, passage))) / len(subject)
    said = _said(span, passage, sentences) if share >= ON_SUBJECT else None
    return share if said and speaks(said, asked) else 0.0


def _asked_speaker(question: str) -> str | None:
    """Return the name whose statement is asked for: "researchers" and "the police" are many, a name is one."""
    asked = says_of(question)
    return asked if asked and any(word[0].isupper() for word in asked.split()) else None


def _speaker_weight(asked: str | None, span: Span, passage: Passage, sentences: Sentences) -> float:
    if asked is None:
        return 1.0
    said = _said(span, passage, sentences)
    if asked.split()[-1].casefold() in _words_of(span, passage).casefold() or (said and speaks(said, asked)):
        return 1.0
    return OTHER_SPEAKER if said else NO_SPEAKER


def _said(span: Span, passage: Passage, sentences: Sentences) -> Attribution | None:
    return said_in(sentences.get(passage.article_id, ()), span.sentence_start, span.sentence_end)


def _words_of(span: Span, passage: Passage) -> str:
    return passage.text[span.sentence_start - passage.start : span.sentence_end - passage.start]


def _by_day(spans: Sequence[Span], passages: Sequence[ScoredPassage], frame: TimeFrame | None) -> list[float]:
    if frame is None or frame.order is None:
        return [1.0] * len(spans)
    published = [passages[span.passage].passage.published for span in spans]
    days = sorted({day for day in published if day}, reverse=frame.order == "latest")
    return [OTHER_NEWS ** (days.index(day) if day else len(days)) for day in published]


def _corrections_first(
    order: Sequence[int], spans: Sequence[Span], weights: Sequence[float], passages: Sequence[ScoredPassage]
) -> list[int]:
    """Put a correction's likeliest sentence first, when it is likely enough; the others keep their order."""
    best = order[0]
    least = CORRECTION_SHARE * spans[best].probability * weights[best]
    corrected = [i for i in order if passages[spans[i].passage].correction and spans[i].probability * weights[i] >= least]
    return [*corrected[:1], *(i for i in order if i not in corrected[:1])]
