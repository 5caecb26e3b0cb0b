"""One probability for every candidate sentence and for "none", from what the reader read and what it cannot see."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from assistant.evidence.figures import Figure, figures
from assistant.evidence.relations import NONE_RELATIONS, RELATIONS, none_relations, relations
from assistant.question_kinds import asks_figure
from assistant.reading.calibration import shares
from assistant.reading.reader import Reading, Span
from assistant.records import ScoredPassage
from assistant.time_frame import TimeFrame
from assistant.timing import TimeRelation, time_relation

# A probability of nothing has no logarithm.
LEAST = 1e-9


@dataclass(frozen=True)
class Candidate:
    """A sentence that may answer, by the words of `span`; `probability`, 0 to 1, is that it does.

    `time` is how it stands to the time asked about; `figure` what it counts, where the question asks for a figure.
    """

    span: Span
    probability: float
    time: TimeRelation
    figure: Figure | None


@dataclass(frozen=True)
class Evidence:
    """The candidates, likeliest first, and the probability, 0 to 1, that none of them answers; together they are 1."""

    candidates: tuple[Candidate, ...]
    none: float


def weighed(reading: Reading, question: str, passages: Sequence[ScoredPassage], frame: TimeFrame | None) -> Evidence:
    """Return the evidence of a reading: its log odds beside "none", and those of the relations, which were fitted with them."""
    if not reading.spans:
        return Evidence((), 1.0)
    times, found, told = relations_of(reading, question, passages, frame)
    sentence, none = _weights()
    likely = np.maximum([span.probability for span in reading.spans], LEAST)
    scores = np.log(likely / likely.sum() * max(reading.answerable, LEAST)) + told @ sentence  # not every reader's add up to that
    rest = np.log(max(1 - reading.answerable, LEAST)) + float(none_relations(question, frame) @ none)
    probabilities, without = shares(scores, rest)
    order = np.argsort(-probabilities, kind="stable")
    return Evidence(tuple(Candidate(reading.spans[i], float(probabilities[i]), times[i], found[i]) for i in order), without)


def relations_of(
    reading: Reading, question: str, passages: Sequence[ScoredPassage], frame: TimeFrame | None
) -> tuple[list[TimeRelation], list[Figure | None], np.ndarray]:
    """Return the times, the figures and the RELATIONS, shape (spans, 15), of the spans' sentences."""
    spans = reading.spans
    times = [time_relation(frame, question, passages[span.passage], span.sentence_start, span.sentence_end) for span in spans]
    found: list[Figure | None] = figures(question, spans, passages) if asks_figure(question) else [None] * len(spans)
    return times, found, relations(question, spans, passages, frame, times)


@cache
def _weights() -> tuple[np.ndarray, np.ndarray]:
    found: Mapping[str, Mapping[str, float]] = json.loads(files("assistant.evidence").joinpath("weights.json").read_text("utf-8"))
    return np.array([found["sentence"][name] for name in RELATIONS]), np.array([found["none"][name] for name in NONE_RELATIONS])
