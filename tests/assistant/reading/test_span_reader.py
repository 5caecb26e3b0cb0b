"""Sentences, spans and probabilities from the logits of a scripted model."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from assistant.reading.calibration import NONE_FEATURES, Calibration
from assistant.reading.features import SENTENCE_FEATURES, candidates
from assistant.reading.model import SPAN_TOKENS, PassageLogits
from assistant.reading.span_reader import SpanReader
from assistant.records import ScoredPassage
from index import Passage

QUESTION = "How many delegates came to the rivers forum in Jolmet?"
TEXT = "The rivers forum met in Jolmet. Some 310 delegates came. Last year 290 delegates had come."
# What the words score as the whole of an answer; any other word -4.
LIKELY = {"310": 6.0, "290": 6.5, "Jolmet": 1.0}


def read_by_words(text: str, likely: dict[str, float], answerable: float = 2.0) -> PassageLogits:
    """Logits over the words of a text."""
    offsets, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        offsets.append((start, start + len(word.rstrip("."))))
    spans = np.full((len(offsets), SPAN_TOKENS), -9.0, np.float32)
    for i in range(len(offsets)):
        spans[i, len(offsets) - i :] = -np.inf
        spans[i, 0] = likely.get(text[slice(*offsets[i])], -4.0)
    return PassageLogits(offsets, spans, np.zeros(len(offsets), np.float32), answerable)


class Scripted:
    def __init__(self, likely: dict[str, float]) -> None:
        self._likely = likely

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[PassageLogits]:
        return [read_by_words(text, self._likely) for _, text in passages]


def scored(text: str, article: str = "a.txt", start: int = 0) -> ScoredPassage:
    return ScoredPassage(Passage(f"{article}-{start}", article, None, date(2025, 5, 2), text, start, start + len(text)), 0.03)


def only(**weights: float) -> Calibration:
    """A calibration by a few features, none of which speaks against an answer."""
    return Calibration(dict.fromkeys(SENTENCE_FEATURES, 0.0) | weights, dict.fromkeys([*NONE_FEATURES, "bias"], 0.0))


def reader(calibration: Calibration) -> SpanReader:
    return SpanReader(Scripted(LIKELY), calibration)  # type: ignore[arg-type]


def test_each_sentence_has_its_likeliest_words() -> None:
    found = candidates(QUESTION, [scored(TEXT)], [read_by_words(TEXT, LIKELY)])
    assert [TEXT[slice(*c.span)] for c in found] == ["Jolmet", "310", "290"]
    assert [TEXT[slice(*c.sentence)] for c in found] == [
        "The rivers forum met in Jolmet.",
        "Some 310 delegates came.",
        "Last year 290 delegates had come.",
    ]
    shares = np.exp([c.features[SENTENCE_FEATURES.index("span_share")] for c in found])
    assert shares.sum() == pytest.approx(1)


def test_names_and_numbers_are_looked_for_in_all_that_was_found_of_an_article() -> None:
    passages = [scored("Some 310 delegates came."), scored("The forum met in Jolmet.", start=100), scored("Some 40 came.", "b.txt")]
    found = candidates(QUESTION, passages, [read_by_words(p.passage.text, LIKELY) for p in passages])
    names = SENTENCE_FEATURES.index("names_in_article")
    assert [c.features[names] for c in found] == [1.0, 1.0, 0.0]


def test_spans_are_places_in_the_article_best_first() -> None:
    reading = reader(only(span=1.0)).read(QUESTION, [scored("Rain fell in Jolmet."), scored(TEXT, "b.txt", start=500)])
    best = reading.spans[0]
    assert (best.passage, best.start - 500, best.end - 500) == (1, TEXT.index("290"), TEXT.index("290") + 3)
    assert (best.sentence_start - 500, best.sentence_end - 500) == (TEXT.index("Last"), len(TEXT))
    assert [s.probability for s in reading.spans] == sorted((s.probability for s in reading.spans), reverse=True)
    assert sum(s.probability for s in reading.spans) == pytest.approx(reading.answerable)


def test_a_dateline_answers_nothing() -> None:
    text = "PELLUMAR, Besmera, July 1. The cable was cut last month."
    found = candidates("When was it cut?", [scored(text)], [read_by_words(text, {"1": 9.0})])
    assert [text[slice(*c.sentence)] for c in found] == ["The cable was cut last month."]


def test_words_of_the_question_are_known_in_an_answer() -> None:
    text = "The forum met in Jolmet. Some 310 delegates came."
    found = candidates(QUESTION, [scored(text)], [read_by_words(text, {"Jolmet": 9.0, "310": 9.0})])
    assert [c.features[SENTENCE_FEATURES.index("repeats")] for c in found] == [1.0, 0.0]


def test_surer_spans_make_an_answer_likelier() -> None:
    sure, unsure = (SpanReader(Scripted({"310": x}), only(span=1.0)) for x in (5.0, -3.0))  # type: ignore[arg-type]
    assert sure.read(QUESTION, [scored(TEXT)]).answerable > unsure.read(QUESTION, [scored(TEXT)]).answerable


def test_nothing_to_read_is_no_answer() -> None:
    for passages in ([], [scored("  \n")]):
        reading = reader(only(span=1.0)).read(QUESTION, passages)
        assert (reading.spans, reading.answerable) == ((), 0.0)


def test_the_bundled_calibration_knows_every_feature() -> None:
    bundled = Calibration.bundled()
    assert set(bundled.sentence) == {*SENTENCE_FEATURES}
    assert set(bundled.none) == {*NONE_FEATURES, "bias"}
