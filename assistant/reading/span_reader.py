"""The default reader: the model's spans, sentence by sentence, with calibrated probabilities."""

from collections.abc import Sequence

from assistant.reading.calibration import Calibration
from assistant.reading.features import Candidate, candidates
from assistant.reading.model import SpanModel
from assistant.reading.reader import Reading, Span
from assistant.records import ScoredPassage


class SpanReader:
    """Reads each passage with the question once; scores every sentence, beside there being no answer, from that."""

    def __init__(self, model: SpanModel, calibration: Calibration) -> None:
        self._model = model
        self._calibration = calibration

    def read(self, question: str, passages: Sequence[ScoredPassage]) -> Reading:
        """Score every sentence of the passages by its likeliest span; the probabilities add up to that of an answer."""
        logits = self._model.read(question, [(scored.about, scored.passage.text) for scored in passages])
        found = candidates(question, passages, logits)
        if not found:
            return Reading((), 0.0)
        probabilities, none = self._calibration.probabilities(found)
        spans = [_span(c, passages[c.passage], float(p)) for c, p in zip(found, probabilities, strict=True)]
        spans.sort(key=lambda span: (-span.probability, span.passage, span.start))
        return Reading(tuple(spans), 1 - none)


def bundled_reader(*, threads: int) -> SpanReader:
    """Load the reader that comes with Dateline; raises ReaderError."""
    return SpanReader(SpanModel.bundled(threads=threads), Calibration.bundled())


def _span(candidate: Candidate, scored: ScoredPassage, probability: float) -> Span:
    at = scored.passage.start
    (a, b), (x, y) = candidate.span, candidate.sentence
    return Span(candidate.passage, at + a, at + b, at + x, at + y, probability)
